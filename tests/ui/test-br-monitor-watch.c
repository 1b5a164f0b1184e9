/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor-fixture.h"
#include "monitor/br-monitor-states.h"
#include "monitor/br-monitor-text.h"
#include "monitor/br-talkers-popover.h"
#include "monitor/br-talkers.h"
#include "support/clasp-test.h"
#include "widgets/br-format.h"

#include <math.h>
#include <string.h>

/* --- help --------------------------------------------------------------------------------------- */

static char *
name_cb (guint64  origin,
         gpointer user_data)
{
  return g_strdup (origin == 1 ? "Tablet" : "Desk");
}

static BrMonitorModel *
make_model (ClaspShow *show)
{
  BrMonitorModel *model = br_monitor_model_new (1000);

  br_monitor_model_set_names (model, name_cb, NULL);
  br_monitor_model_set_context (model, br_monitor_context_new (show));

  return model;
}

/* --- filter ------------------------------------------------------------------------------------- */

static gboolean
passes (BrMonitorFilter  *filter,
        BrMonitorContext *context,
        const char       *address,
        guint             hops,
        const char       *who)
{
  ClaspMonitorRecord record = monitor_make_record (address, 0.5, 0);

  record.hops = (guint8) hops;

  return br_monitor_filter_passes (filter, context, &record, who, 0, BR_MONITOR_NO_AGE);
}

static void
test_the_clock_is_hidden_at_first (void)
{
  g_autoptr (ClaspShow)        show = monitor_make_show ();
  g_autoptr (BrMonitorContext) context = br_monitor_context_new (show);
  g_autoptr (BrMonitorFilter)  filter = br_monitor_filter_new ();

  g_assert_false (passes (filter, context, "/midi/keys/clock/tempo", 0, "Keys"));
  g_assert_false (passes (filter, context, "/midi/keys/active-sensing", 0, "Keys"));
  g_assert_true (passes (filter, context, "/midi/keys/ch/1/note/60", 0, "Keys"));
  g_assert_true (passes (filter, context, "/osc/clock", 0, "Tablet"));
  g_assert_true (br_monitor_filter_hides_any (filter));
  br_monitor_filter_remove_rule (filter, BR_RULE_HIDE_CLOCK, "");
  g_assert_true (passes (filter, context, "/midi/keys/clock/tempo", 0, "Keys"));
  g_assert_false (br_monitor_filter_hides_any (filter));
}

static void
test_directions (void)
{
  g_autoptr (ClaspShow)        show = monitor_make_show ();
  g_autoptr (BrMonitorContext) context = br_monitor_context_new (show);
  g_autoptr (BrMonitorFilter)  filter = br_monitor_filter_new ();

  br_monitor_filter_set_directions (filter, TRUE, FALSE, FALSE);
  g_assert_true (passes (filter, context, "/osc/1/fader1", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/1/fader1", 0, "By hand"));
  g_assert_false (passes (filter, context, "/osc/1/fader1", 1, "Front"));
  br_monitor_filter_set_directions (filter, FALSE, TRUE, FALSE);
  g_assert_false (passes (filter, context, "/osc/1/fader1", 0, "Tablet"));
  g_assert_true (passes (filter, context, "/osc/1/fader1", 1, "Front"));
  br_monitor_filter_set_directions (filter, TRUE, TRUE, TRUE);
  g_assert_true (passes (filter, context, "/osc/1/fader3", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/1/label", 0, "Tablet"));
}

static void
test_mapped_is_a_word_of_the_search (void)
{
  g_autoptr (ClaspShow)        show = monitor_make_show ();
  g_autoptr (BrMonitorContext) context = br_monitor_context_new (show);
  g_autoptr (BrMonitorFilter)  filter = br_monitor_filter_new ();

  br_monitor_filter_clear (filter);
  br_monitor_filter_set_text (filter, "mapped:yes");
  g_assert_true (br_monitor_filter_hides_any (filter));
  g_assert_true (passes (filter, context, "/osc/1/fader3", 0, "Tablet"));
  g_assert_true (passes (filter, context, "/artnet/0/0/0/3", 1, "Front"));
  g_assert_false (passes (filter, context, "/osc/1/label", 0, "Tablet"));
  br_monitor_filter_set_text (filter, "mapped:no label");
  g_assert_false (passes (filter, context, "/osc/1/fader3", 0, "Tablet"));
  g_assert_true (passes (filter, context, "/osc/1/label", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/1/text", 0, "Tablet"));
  br_monitor_filter_set_text (filter, "");
  g_assert_false (br_monitor_filter_hides_any (filter));
}

static void
test_what_came_of_it_has_words (void)
{
  ClaspMonitorRecord record = monitor_make_record ("/a", 1, 0);
  g_autofree char   *mapped = br_monitor_effect_text (&record, 3);
  g_autofree char   *nothing = br_monitor_effect_text (&record, 0);
  g_autofree char   *sent = NULL;

  record.hops = 1;
  record.after_us = 340;
  sent = br_monitor_effect_text (&record, 0);
  g_assert_cmpstr (mapped, ==, "3 mappings");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (sent, ==, "+0.3" BR_THIN_SPACE "ms");
}

static double
rate_of (ClaspShow *show,
         guint      index)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (clasp_show_get_mappings (show), index);
  double                   rate = -1;

  g_object_get (clasp_mapping_get_options (mapping), "rate-hz", &rate, NULL);

  return rate;
}

static void
test_a_sender_is_thinned_where_it_is_mapped (void)
{
  g_autoptr (ClaspShow) show = monitor_make_show ();

  g_assert_false (br_thin_sender (show, "Keys"));
  g_assert_cmpfloat (rate_of (show, 0), ==, 0);
  g_assert_true (br_thin_sender (show, "Strobe"));
  g_assert_cmpfloat (rate_of (show, 0), ==, 0);
  g_assert_cmpfloat (rate_of (show, 1), ==, BR_THIN_HZ);
  g_assert_true (br_thin_sender (show, "Tablet"));
  g_assert_cmpfloat (rate_of (show, 0), ==, BR_THIN_HZ);
}

static void
test_hidden_things_and_only_this (void)
{
  g_autoptr (ClaspShow)        show = monitor_make_show ();
  g_autoptr (BrMonitorContext) context = br_monitor_context_new (show);
  g_autoptr (BrMonitorFilter)  filter = br_monitor_filter_new ();

  g_assert_true (br_monitor_filter_add_rule (filter, BR_RULE_HIDE_ADDRESS, "/osc/a"));
  g_assert_false (br_monitor_filter_add_rule (filter, BR_RULE_HIDE_ADDRESS, "/osc/a"));
  g_assert_false (passes (filter, context, "/osc/a", 0, "Tablet"));
  g_assert_true (passes (filter, context, "/osc/b", 0, "Tablet"));
  br_monitor_filter_add_rule (filter, BR_RULE_HIDE_DEVICE, "Tablet");
  g_assert_false (passes (filter, context, "/osc/b", 0, "Tablet"));
  br_monitor_filter_add_rule (filter, BR_RULE_HIDE_KIND, "midi");
  g_assert_false (passes (filter, context, "/midi/x/ch/1/cc/7", 0, "Keys"));
  br_monitor_filter_clear (filter);
  br_monitor_filter_add_rule (filter, BR_RULE_ONLY_ADDRESS, "/osc/a");
  br_monitor_filter_add_rule (filter, BR_RULE_ONLY_ADDRESS, "/osc/b");
  g_assert_true (passes (filter, context, "/osc/a", 0, "Tablet"));
  g_assert_true (passes (filter, context, "/osc/b", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/c", 0, "Tablet"));
}

static void
test_words_name_devices (void)
{
  g_autoptr (BrMonitorContext) context = br_monitor_context_new (NULL);
  g_autoptr (BrMonitorFilter)  filter = br_monitor_filter_new ();

  br_monitor_filter_set_text (filter, "dev:tab fader >0.2");
  g_assert_true (passes (filter, context, "/osc/1/fader1", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/1/fader1", 0, "Desk"));
  g_assert_false (passes (filter, context, "/osc/1/label", 0, "Tablet"));
  g_assert_false (passes (filter, context, "/osc/1/fader1", 0, NULL));
}

static void
test_as_many_rules_as_there_is_room_for (void)
{
  g_autoptr (BrMonitorFilter) filter = br_monitor_filter_new ();

  br_monitor_filter_clear (filter);
  for (guint i = 0; i <= BR_MONITOR_MAX_RULES; i++)
    {
      g_autofree char *address = g_strdup_printf ("/%u", i);

      g_assert_cmpint (br_monitor_filter_add_rule (filter, BR_RULE_HIDE_ADDRESS, address), ==, i < BR_MONITOR_MAX_RULES);
    }
}

static void
test_a_filter_is_written_and_read (void)
{
  g_autoptr (BrMonitorFilter) filter = br_monitor_filter_new ();
  g_autoptr (BrMonitorFilter) other = br_monitor_filter_new ();
  g_autofree char            *line = NULL;
  g_autofree char            *again = NULL;

  br_monitor_filter_set_text (filter, "dev:a; =1 ü%");
  br_monitor_filter_set_directions (filter, FALSE, TRUE, TRUE);
  br_monitor_filter_add_rule (filter, BR_RULE_HIDE_DEVICE, "a;b=c");
  line = br_monitor_filter_print (filter);
  g_assert_null (strchr (line, '\n'));
  br_monitor_filter_read (other, line);
  again = br_monitor_filter_print (other);
  g_assert_cmpstr (again, ==, line);
  g_assert_cmpstr (br_monitor_filter_get_text (other), ==, "dev:a; =1 ü%");
  br_monitor_filter_read (other, "%zz;text=%zz;nonsense=1;;=");
  g_assert_cmpuint (br_monitor_filter_get_n_rules (other), ==, 0);
}

/* --- states ------------------------------------------------------------------------------------- */

static void
append_state (BrMonitorStates *states,
              const char      *address,
              double           value,
              gint64           now_us)
{
  ClaspMonitorRecord record = monitor_make_record (address, value, now_us);

  br_monitor_states_append (states, &record, 1, now_us);
}

static BrMonitorState *
state_at (BrMonitorStates *states,
          guint            position)
{
  g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (states), position);

  return br_monitor_item_get_state (item);
}

static void
test_rows_of_addresses_keep_their_order (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);

  append_state (states, "/b", 1, 0);
  append_state (states, "/a", 2, 0);
  append_state (states, "/b", 3, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 2);
  g_assert_cmpstr (state_at (states, 0)->record.address, ==, "/b");
  g_assert_cmpfloat (state_at (states, 0)->record.number_value, ==, 3);
  g_assert_cmpuint (state_at (states, 0)->count, ==, 2);
  br_monitor_filter_set_text (br_monitor_model_get_filter (model), "/a");
  br_monitor_states_refilter (states);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 1);
}

static void
test_silent_rows_vanish (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);
  gint64                      start_us = 10 * G_USEC_PER_SEC;

  append_state (states, "/old", 1, start_us);
  append_state (states, "/new", 1, start_us + 1);
  br_monitor_states_age (states, start_us + BR_MONITOR_VANISH_US - 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 2);
  br_monitor_states_age (states, start_us + BR_MONITOR_VANISH_US + G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 0);
  append_state (states, "/old", 1, start_us + 2 * BR_MONITOR_VANISH_US);
  g_assert_cmpuint (state_at (states, 0)->count, ==, 1);
}

static void
test_rates_of_addresses (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);

  br_monitor_states_age (states, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i < 40; i++)
    append_state (states, "/a", i, 11 * G_USEC_PER_SEC);
  br_monitor_states_age (states, 12 * G_USEC_PER_SEC);
  g_assert_cmpfloat (state_at (states, 0)->rate, ==, 20);
}

/* --- what Signals can be asked, asked of the Monitor --- */

static guint
count_states (BrMonitorModel *model, BrMonitorStates *states, const char *text)
{
  br_monitor_filter_set_text (br_monitor_model_get_filter (model), text);
  br_monitor_states_refilter (states);
  return g_list_model_get_n_items (G_LIST_MODEL (states));
}

static void
test_states_are_found_by_rate_age_and_value (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);

  br_monitor_states_age (states, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i < 40; i++)
    append_state (states, "/fast", 0.75, 11 * G_USEC_PER_SEC);
  append_state (states, "/old", 0.25, 11 * G_USEC_PER_SEC);
  append_state (states, "/slow", 0.25, 18 * G_USEC_PER_SEC);
  br_monitor_states_age (states, 20 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_states (model, states, "rate>3"), ==, 1);
  g_assert_cmpuint (count_states (model, states, "rate<3"), ==, 2);
  g_assert_cmpuint (count_states (model, states, "age<5s"), ==, 1);
  g_assert_cmpuint (count_states (model, states, "age>5s"), ==, 2);
  g_assert_cmpuint (count_states (model, states, "age>5s rate>3"), ==, 1);
  g_assert_cmpuint (count_states (model, states, ">0.5"), ==, 1);
  g_assert_cmpuint (count_states (model, states, "type:float"), ==, 3);
  g_assert_cmpuint (count_states (model, states, "/*ow"), ==, 1);
}

/* Without a look at the filter: time, rates and values change by themselves. */
static void
test_states_come_and_go_by_what_is_asked (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);

  append_state (states, "/a", 1, 10 * G_USEC_PER_SEC);
  append_state (states, "/b", 1, 10 * G_USEC_PER_SEC);
  g_assert_cmpuint (count_states (model, states, "age<5s"), ==, 2);
  append_state (states, "/b", 1, 16 * G_USEC_PER_SEC);
  br_monitor_states_age (states, 17 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 1);
  g_assert_cmpstr (state_at (states, 0)->record.address, ==, "/b");
  append_state (states, "/a", 1, 18 * G_USEC_PER_SEC);
  br_monitor_states_age (states, 19 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 2);
  g_assert_cmpstr (state_at (states, 0)->record.address, ==, "/a");

  g_assert_cmpuint (count_states (model, states, ">2"), ==, 0);
  append_state (states, "/b", 3, 20 * G_USEC_PER_SEC);
  br_monitor_states_age (states, 21 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 1);
}

static double
rate_cb (const char *address, gpointer user_data)
{
  return g_str_equal (address, "/fast") ? 60 : 1;
}

static void
test_messages_are_found_by_rate_and_have_no_age (void)
{
  g_autoptr (BrMonitorModel) model = make_model (NULL);
  ClaspMonitorRecord         records[] = { monitor_make_record ("/fast", 1, 5), monitor_make_record ("/slow", 1, 5) };

  br_monitor_model_set_rates (model, rate_cb, NULL);
  br_monitor_model_keep (model, records, 2);
  br_monitor_model_look (model);
  br_monitor_model_set_filter (model, "rate>10");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  br_monitor_model_keep (model, records, 2);
  br_monitor_model_look (model);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  br_monitor_model_set_filter (model, "rate<10");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_assert_false (br_monitor_filter_asks_age (br_monitor_model_get_filter (model)));
  br_monitor_model_set_filter (model, "age>5s slow");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_assert_true (br_monitor_filter_asks_age (br_monitor_model_get_filter (model)));
  br_monitor_model_set_filter (model, "age>5s");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 4);
}

static void
test_messages_of_favourites_are_found (void)
{
  g_autoptr (BrMonitorModel) model = make_model (NULL);
  g_autoptr (GHashTable)     favourites = g_hash_table_new (g_str_hash, g_str_equal);
  ClaspMonitorRecord         records[] = { monitor_make_record ("/a", 1, 5), monitor_make_record ("/b", 1, 5), monitor_make_record ("/c", 1, 5) };

  g_hash_table_add (favourites, (gpointer) "/b");
  br_monitor_filter_set_favourites (br_monitor_model_get_filter (model), favourites);
  br_monitor_model_keep (model, records, 3);
  br_monitor_model_look (model);
  br_monitor_model_set_filter (model, "fav:yes");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  br_monitor_model_set_filter (model, "fav:no");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
}

/* A sample a second, the newest last; older ones make room. */
static void
test_history_of_a_rate (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);
  BrSparkHistory              empty = { 0 };

  br_monitor_states_age (states, 10 * G_USEC_PER_SEC);
  for (guint second = 11; second < 11 + BR_SPARK_SAMPLES + 1; second++)
    {
      for (guint i = 10; i < second; i++)
        append_state (states, "/a", i, second * G_USEC_PER_SEC);
      br_monitor_states_age (states, second * G_USEC_PER_SEC);
    }
  g_assert_cmpuint (state_at (states, 0)->history.n, ==, BR_SPARK_SAMPLES);
  g_assert_cmpfloat (br_spark_history_get (&state_at (states, 0)->history, 0), ==, 2);
  g_assert_cmpfloat (br_spark_history_get (&state_at (states, 0)->history, BR_SPARK_SAMPLES - 1), ==, BR_SPARK_SAMPLES + 1);
  g_assert_false (br_spark_history_is_flat (&state_at (states, 0)->history));

  g_assert_true (br_spark_history_is_flat (&empty));
  br_spark_history_add (&empty, -3);
  br_spark_history_add (&empty, G_MAXDOUBLE * 10);
  g_assert_true (br_spark_history_is_flat (&empty));
}

static void
test_no_more_rows_than_allowed (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);

  for (guint i = 0; i <= BR_MONITOR_MAX_STATES; i++)
    {
      g_autofree char *address = g_strdup_printf ("/a/%u", i);

      append_state (states, address, i, 1);
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, BR_MONITOR_MAX_STATES);
  g_assert_cmpuint (br_monitor_states_get_n_left_out (states), ==, 1);
}

/* --- talkers ------------------------------------------------------------------------------------ */

static void
test_the_loudest_come_first (void)
{
  g_autoptr (BrMonitorModel) model = make_model (NULL);
  BrTalker                   addresses[BR_TALKERS_SHOWN], senders[BR_TALKERS_SHOWN];
  guint                      n_addresses = 0, n_senders = 0;

  for (guint i = 0; i < 12; i++)
    for (guint k = 0; k <= i; k++)
      {
        g_autofree char   *address = g_strdup_printf ("/a/%u", i);
        ClaspMonitorRecord record = monitor_make_record (address, 1, 100 * G_USEC_PER_SEC);

        record.origin = i == 11 ? 2 : 1;
        br_monitor_model_keep (model, &record, 1);
        br_monitor_model_look (model);
      }
  br_talkers_list (model, addresses, &n_addresses, senders, &n_senders);
  g_assert_cmpuint (n_addresses, ==, BR_TALKERS_SHOWN);
  g_assert_cmpstr (addresses[0].name, ==, "/a/11");
  g_assert_cmpfloat (addresses[0].rate, ==, 12);
  g_assert_cmpfloat (addresses[0].bytes, ==, 12 * (5 + 8));
  g_assert_cmpuint (n_senders, ==, 2);
  g_assert_cmpstr (senders[0].name, ==, "Tablet");
}

static void
test_a_row_of_an_address_stays_as_long_as_is_said (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);
  gint64                      start_us = G_USEC_PER_SEC;

  append_state (states, "/a", 1, start_us);
  br_monitor_states_set_vanish (states, 0);
  br_monitor_states_age (states, start_us + (gint64) 100 * BR_MONITOR_VANISH_US);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 1);
  append_state (states, "/a", 1, start_us + (gint64) 101 * BR_MONITOR_VANISH_US);
  br_monitor_states_set_vanish (states, 15 * G_USEC_PER_SEC);
  br_monitor_states_age (states, start_us + (gint64) 101 * BR_MONITOR_VANISH_US + 15 * G_USEC_PER_SEC - 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 1);
  br_monitor_states_age (states, start_us + (gint64) 101 * BR_MONITOR_VANISH_US + 16 * G_USEC_PER_SEC);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (states)), ==, 0);
}

static void
test_a_row_of_an_address_fades_when_is_said (void)
{
  g_autoptr (BrMonitorModel)  model = make_model (NULL);
  g_autoptr (BrMonitorStates) states = br_monitor_states_new (model);
  BrMonitorState              state = { .seen_us = G_USEC_PER_SEC };

  g_assert_false (br_monitor_states_is_faded (states, &state, 11 * G_USEC_PER_SEC - 1));
  g_assert_true (br_monitor_states_is_faded (states, &state, 11 * G_USEC_PER_SEC));
  br_monitor_states_set_fade (states, 2 * G_USEC_PER_SEC);
  g_assert_true (br_monitor_states_is_faded (states, &state, 3 * G_USEC_PER_SEC));
  br_monitor_states_set_fade (states, 0);
  g_assert_false (br_monitor_states_is_faded (states, &state, 1000 * G_USEC_PER_SEC));
}

#define T(name) g_test_add_func ("/ui/monitor/" #name, test_##name)

int
main (int   argc,
      char *argv[])
{
  clasp_test_init (&argc, &argv, 60);

  T (the_clock_is_hidden_at_first);
  T (directions);
  T (hidden_things_and_only_this);
  T (words_name_devices);
  T (as_many_rules_as_there_is_room_for);
  T (a_filter_is_written_and_read);
  T (rows_of_addresses_keep_their_order);
  T (silent_rows_vanish);
  T (a_row_of_an_address_fades_when_is_said);
  T (rates_of_addresses);
  T (states_are_found_by_rate_age_and_value);
  T (states_come_and_go_by_what_is_asked);
  T (messages_are_found_by_rate_and_have_no_age);
  T (messages_of_favourites_are_found);
  T (history_of_a_rate);
  T (no_more_rows_than_allowed);
  T (the_loudest_come_first);
  T (mapped_is_a_word_of_the_search);
  T (what_came_of_it_has_words);
  T (a_sender_is_thinned_where_it_is_mapped);
  T (a_row_of_an_address_stays_as_long_as_is_said);

  return g_test_run ();
}
