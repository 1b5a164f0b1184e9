/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "monitor/br-monitor-export.h"
#include "monitor/br-monitor-states.h"
#include "monitor/br-monitor-text.h"
#include "monitor/br-talkers-popover.h"
#include "monitor/br-talkers.h"
#include "monitor/br-trace-store.h"
#include "monitor/br-trace-text.h"
#include "monitor/br-value-views.h"
#include "support/clasp-test.h"

#include <math.h>
#include <string.h>

/* --- help --------------------------------------------------------------------------------------- */

static ClaspShow *
make_show (void)
{
  ClaspShow              *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)      error = NULL;
  ClaspConnection        *tablet = clasp_show_connect_from_text (show, "osc,name=Tablet,listen=127.0.0.1:0", &error);
  ClaspConnection        *keys = tablet != NULL ? clasp_show_connect_from_text (show, "midi,name=Keys", &error) : NULL;
  g_autoptr (ClaspMapping) front = clasp_show_create_mapping (show, "/osc/1/fader{n}", "/artnet/0/0/0/{n}");
  g_autoptr (ClaspMapping) strobe = clasp_show_create_mapping (show, "/osc/1/fader1", "/artnet/0/0/0/9");

  g_assert_no_error (error);
  g_assert_nonnull (keys);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (front), "Front");
  clasp_show_item_set_name (CLASP_SHOW_ITEM (strobe), "Strobe");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (strobe), FALSE);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (front)));
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (strobe)));

  return show;
}

static ClaspMonitorRecord
make_record (const char *address,
             double      value,
             gint64      time_us)
{
  ClaspMonitorRecord record = { .time_us = time_us, .origin = 1, .type = CLASP_MESSAGE_SET, .value_type = CLASP_VALUE_DOUBLE, .number_value = value };

  g_strlcpy (record.address, address, sizeof record.address);
  g_snprintf (record.text, sizeof record.text, "%g", value);

  return record;
}

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
  ClaspMonitorRecord record = make_record (address, 0.5, 0);

  record.hops = (guint8) hops;

  return br_monitor_filter_passes (filter, context, &record, who, 0, BR_MONITOR_NO_AGE);
}

static void
test_the_clock_is_hidden_at_first (void)
{
  g_autoptr (ClaspShow)        show = make_show ();
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
  g_autoptr (ClaspShow)        show = make_show ();
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
  g_autoptr (ClaspShow)        show = make_show ();
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
  ClaspMonitorRecord record = make_record ("/a", 1, 0);
  g_autofree char   *mapped = br_monitor_effect_text (&record, 3);
  g_autofree char   *nothing = br_monitor_effect_text (&record, 0);
  g_autofree char   *sent = NULL;

  record.hops = 1;
  record.after_us = 340;
  sent = br_monitor_effect_text (&record, 0);
  g_assert_cmpstr (mapped, ==, "3 mappings");
  g_assert_cmpstr (nothing, ==, "");
  g_assert_cmpstr (sent, ==, "+0.3 ms");
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
  g_autoptr (ClaspShow) show = make_show ();

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
  g_autoptr (ClaspShow)        show = make_show ();
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
  ClaspMonitorRecord record = make_record (address, value, now_us);

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
  ClaspMonitorRecord         records[] = { make_record ("/fast", 1, 5), make_record ("/slow", 1, 5) };

  br_monitor_model_set_rates (model, rate_cb, NULL);
  br_monitor_model_append (model, records, 2);
  br_monitor_model_set_filter (model, "rate>10");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 1);
  br_monitor_model_append (model, records, 2);
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
  ClaspMonitorRecord         records[] = { make_record ("/a", 1, 5), make_record ("/b", 1, 5), make_record ("/c", 1, 5) };

  g_hash_table_add (favourites, (gpointer) "/b");
  br_monitor_filter_set_favourites (br_monitor_model_get_filter (model), favourites);
  br_monitor_model_append (model, records, 3);
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
        ClaspMonitorRecord record = make_record (address, 1, 100 * G_USEC_PER_SEC);

        record.origin = i == 11 ? 2 : 1;
        br_monitor_model_append (model, &record, 1);
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

/* --- trace -------------------------------------------------------------------------------------- */

static ClaspTraceRecord
make_trace (ClaspTraceKind   kind,
            guint64          number,
            gint64           time_us,
            const char      *mapping,
            const char      *address,
            const char      *text,
            ClaspTraceReason reason)
{
  ClaspTraceRecord record = { .time_us = time_us, .number = number, .kind = (guint8) kind, .reason = (guint8) reason };

  g_strlcpy (record.mapping, mapping, sizeof record.mapping);
  g_strlcpy (record.address, address, sizeof record.address);
  g_strlcpy (record.text, text, sizeof record.text);
  if (kind == CLASP_TRACE_STEP)
    record.step = 1;
  if (kind != CLASP_TRACE_SAW && kind != CLASP_TRACE_STEP)
    record.target = 1;

  return record;
}

static void
add_trace (BrTraceStore    *store,
           ClaspTraceRecord record)
{
  br_trace_store_add (store, &record, 1);
}

static void
test_a_message_finds_its_own_trace (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (16);
  ClaspMonitorRecord       message = make_record ("/a", 0.5, 1000000);
  g_autoptr (GArray)       found = NULL;
  g_autoptr (GArray)       none = NULL;

  add_trace (store, make_trace (CLASP_TRACE_SAW, 1, 999990, "m", "/a", "0.4", 0));
  add_trace (store, make_trace (CLASP_TRACE_SAW, 2, 1000005, "m", "/a", "0.5", 0));
  add_trace (store, make_trace (CLASP_TRACE_SENT, 2, 1000010, "m", "/b", "128", 0));
  add_trace (store, make_trace (CLASP_TRACE_SAW, 3, 1000020, "m", "/a", "0.6", 0));
  found = br_trace_store_find (store, &message);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (g_array_index (found, ClaspTraceRecord, 1).address, ==, "/b");

  message = make_record ("/elsewhere", 0.5, 1000000);
  none = br_trace_store_find (store, &message);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
write_trace (ClaspTrace *trace,
             guint64     number,
             gint64      time_us)
{
  clasp_trace_write (trace,
                     &(ClaspTraceEntry) { .kind = CLASP_TRACE_SAW, .mapping = "m", .address = CLASP_STR_LITERAL ("/a") },
                     number, time_us);
}

/* A trace that found no room is not taken for a message that no mapping took. */
static void
test_a_trace_with_a_gap_is_known (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (16);
  ClaspTrace              *trace = clasp_trace_new (4);
  gint64                   now_us = g_get_real_time ();
  ClaspMonitorRecord       before = { .time_us = now_us - G_USEC_PER_SEC, .address = "/a" };
  ClaspMonitorRecord       within = { .time_us = now_us, .address = "/a" };
  ClaspMonitorRecord       after = { .time_us = now_us + G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC, .address = "/a" };

  br_trace_store_take_trace (store, trace);
  for (guint i = 0; i < 4; i++)
    write_trace (trace, i, before.time_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &before)); /* exactly what fits */
  before.time_us--;
  for (guint i = 0; i < 5; i++)
    write_trace (trace, 4 + i, now_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &before));
  g_assert_true (br_trace_store_may_lack (store, &within));
  g_assert_false (br_trace_store_may_lack (store, &after));

  write_trace (trace, 9, after.time_us);
  br_trace_store_drain (store);
  g_assert_false (br_trace_store_may_lack (store, &after));
}

static void
test_old_traces_give_way (void)
{
  g_autoptr (BrTraceStore) store = br_trace_store_new (4);
  ClaspMonitorRecord       first = make_record ("/a/0", 0, 0);
  ClaspMonitorRecord       last = make_record ("/a/9", 0, 9000);
  g_autoptr (GArray)       gone = NULL;
  g_autoptr (GArray)       there = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *address = g_strdup_printf ("/a/%u", i);

      add_trace (store, make_trace (CLASP_TRACE_SAW, i, i * 1000, "m", address, "0", 0));
    }
  gone = br_trace_store_find (store, &first);
  there = br_trace_store_find (store, &last);
  g_assert_cmpuint (gone->len, ==, 0);
  g_assert_cmpuint (there->len, ==, 1);
}

static char *
join_lines (ClaspShow             *show,
            GArray                *records,
            ClaspUniverseSnapshot *universes)
{
  ClaspMonitorRecord  message = make_record ("/osc/1/fader1", 0.5, 1000);
  g_autoptr (GArray)  lines = br_trace_lines_new (show, &message, records, universes);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", g_array_index (lines, BrTraceLine, i).text);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_lines_of_a_trace_know_their_mapping (void)
{
  g_autoptr (ClaspShow)    show = make_show ();
  g_autoptr (ClaspMapping) front = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  const char              *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (front));
  ClaspMonitorRecord       message = make_record (clasp_mapping_get_source (front), 0.5, 1000);
  ClaspTraceRecord         record = make_trace (CLASP_TRACE_STEP, 1, 1000, id, "", "128", 0);
  g_autoptr (GArray)       records = g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  g_autoptr (GArray)       told = NULL;

  g_array_append_val (records, record);
  told = br_trace_lines_new (show, &message, records, NULL);
  g_assert_cmpuint (told->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (g_array_index (told, BrTraceLine, i).mapping, ==, id);
}

static void
test_a_trace_names_muted_limited_and_held (void)
{
  g_autoptr (ClaspShow)    show = make_show ();
  g_autoptr (ClaspMapping) front = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  g_autoptr (ClaspMapping) strobe = g_list_model_get_item (clasp_show_get_mappings (show), 1);
  const char              *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (front));
  const char              *muted = clasp_show_item_get_id (CLASP_SHOW_ITEM (strobe));
  g_autoptr (GArray)       records = g_array_new (FALSE, FALSE, sizeof (ClaspTraceRecord));
  ClaspUniversePicture     picture = { 0 };
  ClaspUniverseSnapshot    universes = { .n_universes = 1, .universes = &picture };
  ClaspTraceRecord         list[] = {
    make_trace (CLASP_TRACE_SAW, 1, 1000, id, "/osc/1/fader1", "0.5", 0),
    make_trace (CLASP_TRACE_STEP, 1, 1000, id, "", "128", 0),
    make_trace (CLASP_TRACE_SENT, 1, 1300, id, "/artnet/0/0/0/1", "128", 0),
    make_trace (CLASP_TRACE_NOT, 1, 1300, id, "/artnet/0/0/0/2", "128", CLASP_TRACE_RATE),
    make_trace (CLASP_TRACE_NOT, 1, 1300, muted, "", "", CLASP_TRACE_MUTED),
  };
  g_autofree char *text = NULL;

  g_array_append_vals (records, list, G_N_ELEMENTS (list));
  g_strlcpy (picture.info.prefix, "/artnet/0/0/0", sizeof picture.info.prefix);
  picture.info.is_output = TRUE;
  picture.info.held[0] = picture.info.frozen[0] = 1;
  text = join_lines (show, records, &universes);
  g_assert_nonnull (strstr (text, "Front\n"));
  g_assert_nonnull (strstr (text, "→  128"));
  g_assert_nonnull (strstr (text, "→ /artnet/0/0/0/1 = 128  (+0.3 ms)"));
  g_assert_nonnull (strstr (text, "/artnet/0/0/0/1: held by Freeze now"));
  g_assert_nonnull (strstr (text, "/artnet/0/0/0/2: limited"));
  g_assert_nonnull (strstr (text, "Strobe\nmuted\n"));
}

static void
test_every_reason_has_words (void)
{
  for (guint i = CLASP_TRACE_NO_REASON + 1; i < CLASP_TRACE_N_REASONS; i++)
    g_assert_cmpstr (br_trace_reason_get_words ((ClaspTraceReason) i), !=, "");
}

/* --- values and files --------------------------------------------------------------------------- */

static void
test_values_in_all_views (void)
{
  static const guint8 bytes[] = { 0xf0, 0x41, 0x10, 0xf7 };
  g_auto (ClaspValue) sysex = clasp_value_bytes (bytes, sizeof bytes);
  g_auto (ClaspValue) json = clasp_value_string (CLASP_STR_LITERAL ("{\"a\":[1,2]}"));
  ClaspValue          seven = clasp_value_int (300);
  g_autofree char    *hex = br_value_view (BR_VIEW_HEX, "/midi/x/sysex", &sysex);
  g_autofree char    *midi = br_value_view (BR_VIEW_MIDI, "/midi/x/sysex", &sysex);
  g_autofree char    *tree = br_value_view (BR_VIEW_JSON, "/osc/a", &json);
  g_autofree char    *nothing = br_value_view (BR_VIEW_JSON, "/osc/a", &seven);
  g_autofree char    *joined = br_midi_describe ("/midi/x/ch/2/cc14/7", &seven);
  char                note[8];

  g_assert_nonnull (strstr (hex, "f0 41 10 f7"));
  g_assert_nonnull (strstr (midi, "Roland"));
  g_assert_nonnull (strstr (tree, "\"a\""));
  g_assert_null (nothing);
  g_assert_nonnull (strstr (joined, "7 and 39"));
  br_midi_note_name (60, note, sizeof note);
  g_assert_cmpstr (note, ==, "C4");
  br_midi_note_name (0, note, sizeof note);
  g_assert_cmpstr (note, ==, "C-1");
}

static void
test_lines_of_files_are_whole (void)
{
  ClaspMonitorRecord   record = make_record ("/osc/a", 0.5, 1600000000 * (gint64) G_USEC_PER_SEC);
  g_autofree char     *csv = br_export_line (BR_EXPORT_CSV, &record, "A \"b\", c");
  g_autofree char     *json = br_export_line (BR_EXPORT_JSON_LINES, &record, "A \"b\"\nc");
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_assert_cmpstr (csv, ==, "\"2020-09-13T12:26:40.000000Z\",\"in\",\"A \"\"b\"\", c\",\"/osc/a\",\"double\",\"0.5\"\r\n");
  g_assert_nonnull (node);
  g_assert_true (strchr (json, '\n') == json + strlen (json) - 1);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "from"), ==, "A \"b\"\nc");
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (node), "value"), ==, 0.5);
  record.number_value = NAN;
  g_free (json);
  json = br_export_line (BR_EXPORT_JSON_LINES, &record, NULL);
  g_clear_pointer (&node, json_node_unref);
  node = json_from_string (json, NULL);
  g_assert_nonnull (node);
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
  T (a_message_finds_its_own_trace);
  T (a_trace_with_a_gap_is_known);
  T (old_traces_give_way);
  T (lines_of_a_trace_know_their_mapping);
  T (a_trace_names_muted_limited_and_held);
  T (every_reason_has_words);
  T (values_in_all_views);
  T (lines_of_files_are_whole);

  return g_test_run ();
}
