/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include "monitor/br-monitor-model.h"

#define TEST_RECORDS 1000

/* What a list would believe from the changes alone. */
typedef struct
{
  BrMonitorModel *model;
  guint           n_items;
  guint           n_changes;
} Listener;

static void
changed_cb (GListModel *list,
            guint       position,
            guint       n_removed,
            guint       n_added,
            gpointer    user_data)
{
  Listener *self = user_data;

  g_assert_cmpuint (position + n_removed, <=, self->n_items);
  self->n_items = self->n_items - n_removed + n_added;
  self->n_changes++;
  g_assert_cmpuint (self->n_items, ==, g_list_model_get_n_items (list));
}

static char *
name_cb (guint64  origin,
         gpointer user_data)
{
  return origin == 9 ? NULL : g_strdup (origin == 1 ? "Tablet" : "Main faders");
}

static void
listener_init (Listener *self,
               guint     n_records)
{
  *self = (Listener) { .model = br_monitor_model_new (n_records) };
  br_monitor_model_set_names (self->model, name_cb, NULL);
  br_monitor_filter_clear (br_monitor_model_get_filter (self->model));
  g_signal_connect (self->model, "items-changed", G_CALLBACK (changed_cb), self);
}

/* Records /a/0 … /a/9 by turns, with the number as value; even ones are the tablet's. */
static void
append (BrMonitorModel *model,
        guint           from,
        guint           n)
{
  ClaspMonitorRecord *records = g_new0 (ClaspMonitorRecord, n);

  for (guint i = 0; i < n; i++)
    {
      records[i].value_type = CLASP_VALUE_DOUBLE;
      records[i].number_value = from + i;
      records[i].origin = (from + i) % 2 == 0 ? 1 : 2;
      g_snprintf (records[i].address, sizeof records[i].address, "/a/%u", (from + i) % 10);
    }
  br_monitor_model_keep (model, records, n);
  br_monitor_model_look (model);
  g_free (records);
}

static double
value_at (BrMonitorModel *model,
          guint           position)
{
  g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (model), position);

  g_assert_nonnull (item);

  return br_monitor_model_get_record (model, br_monitor_item_get_number (item))->number_value;
}

static gboolean
has_record (BrMonitorModel *model,
            guint           position)
{
  g_autoptr (BrMonitorItem) item = g_list_model_get_item (G_LIST_MODEL (model), position);

  return br_monitor_model_get_item_record (model, item) != NULL;
}

static guint
n_shown (BrMonitorModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static guint
n_shown_with (BrMonitorModel *model,
              const char     *filter)
{
  br_monitor_model_set_filter (model, filter);

  return n_shown (model);
}

static void
test_the_oldest_give_way (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 900);
  append (listener.model, 900, 300);
  g_assert_cmpuint (n_shown (listener.model), ==, TEST_RECORDS);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 200);
  g_assert_cmpfloat (value_at (listener.model, TEST_RECORDS - 1), ==, 1199);
  g_assert_null (br_monitor_model_get_record (listener.model, 199));
  g_assert_null (br_monitor_model_get_record (listener.model, 1200));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (listener.model), TEST_RECORDS));
  g_object_unref (listener.model);
}

static void
test_more_than_a_ringful_at_once_leaves_the_newest (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 2500);
  g_assert_cmpuint (n_shown (listener.model), ==, TEST_RECORDS);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 1500);
  g_object_unref (listener.model);
}

static void
test_a_million_messages_stay_bounded (void)
{
  Listener listener;

  listener_init (&listener, BR_MONITOR_RECORDS);
  for (guint i = 0; i < 250; i++)
    append (listener.model, i * 4000, 4000);
  g_assert_cmpuint (n_shown (listener.model), ==, BR_MONITOR_RECORDS);
  g_assert_cmpuint (listener.n_changes, <=, 500);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 800000);
  g_assert_cmpfloat (value_at (listener.model, BR_MONITOR_RECORDS - 1), ==, 999999);
  g_object_unref (listener.model);
}

static void
test_a_filter_hides_old_and_new (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 100);
  g_assert_cmpuint (n_shown_with (listener.model, "a/3"), ==, 10);
  append (listener.model, 100, 50);
  g_assert_cmpuint (n_shown (listener.model), ==, 15);
  g_assert_cmpfloat (value_at (listener.model, 14), ==, 143);
  append (listener.model, 150, 900);
  g_assert_cmpuint (n_shown (listener.model), ==, 100);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 53);
  g_assert_cmpuint (n_shown_with (listener.model, ""), ==, TEST_RECORDS);
  g_object_unref (listener.model);
}

static void
test_the_language_of_the_filter (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 100);
  g_assert_cmpuint (n_shown_with (listener.model, "TABLET"), ==, 50);
  g_assert_cmpuint (n_shown_with (listener.model, "tablet a/4"), ==, 10);
  g_assert_cmpuint (n_shown_with (listener.model, "tablet a/3"), ==, 0);
  g_assert_cmpuint (n_shown_with (listener.model, ">89.5"), ==, 10);
  g_assert_cmpuint (n_shown_with (listener.model, "<10"), ==, 10);
  g_assert_cmpuint (n_shown_with (listener.model, "=7"), ==, 1);
  g_assert_cmpuint (n_shown_with (listener.model, "/*/5"), ==, 10);
  g_assert_cmpuint (n_shown_with (listener.model, "/*/5 >50"), ==, 5);
  g_assert_cmpuint (n_shown_with (listener.model, "nobody"), ==, 0);
  g_assert_true (br_monitor_model_is_filtered (listener.model));
  g_assert_cmpuint (n_shown_with (listener.model, "  "), ==, 100);
  g_assert_false (br_monitor_model_is_filtered (listener.model));
  g_object_unref (listener.model);
}

static void
test_a_sender_nobody_knows_has_no_name (void)
{
  Listener           listener;
  ClaspMonitorRecord record = { .origin = 9, .address = "/x" };

  listener_init (&listener, TEST_RECORDS);
  br_monitor_model_keep (listener.model, &record, 1);
  br_monitor_model_look (listener.model);
  g_assert_null (br_monitor_model_get_name (listener.model, 9));
  g_assert_cmpstr (br_monitor_model_get_name (listener.model, 1), ==, "Tablet");
  g_assert_cmpuint (n_shown_with (listener.model, "tablet"), ==, 0);
  g_assert_cmpuint (n_shown_with (listener.model, "x"), ==, 1);
  g_object_unref (listener.model);
}

static void
keep (BrMonitorModel *model,
      guint           from,
      guint           n)
{
  for (guint i = 0; i < n; i++)
    {
      ClaspMonitorRecord record = { .value_type = CLASP_VALUE_DOUBLE, .number_value = from + i };

      br_monitor_model_keep (model, &record, 1);
    }
}

/* What comes is taken in at every frame, the list changes when it is looked at. */
static void
test_the_list_changes_when_it_looks (void)
{
  Listener listener;
  guint    n_changes;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 100);
  n_changes = listener.n_changes;
  keep (listener.model, 100, 30);
  g_assert_cmpuint (n_shown (listener.model), ==, 100);
  g_assert_cmpuint (br_monitor_model_get_n_records (listener.model), ==, 130);
  g_assert_cmpuint (listener.n_changes, ==, n_changes);
  /* The oldest give way: their rows have nothing to show until the list looks. */
  keep (listener.model, 130, TEST_RECORDS);
  g_assert_cmpuint (n_shown (listener.model), ==, 100);
  g_assert_false (has_record (listener.model, 0));
  g_assert_cmpuint (listener.n_changes, ==, n_changes);
  br_monitor_model_look (listener.model);
  g_assert_cmpuint (n_shown (listener.model), ==, TEST_RECORDS);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 130);
  g_assert_cmpuint (listener.n_changes, ==, n_changes + 2);
  br_monitor_model_look (listener.model);
  g_assert_cmpuint (listener.n_changes, ==, n_changes + 2);
  g_object_unref (listener.model);
}

/* Though it was not looked at since. */
static void
test_what_came_before_a_pause_is_shown (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  keep (listener.model, 0, 700);
  br_monitor_model_set_paused (listener.model, TRUE);
  g_assert_cmpuint (n_shown (listener.model), ==, 700);
  keep (listener.model, 700, 400);
  g_assert_cmpuint (br_monitor_model_get_n_behind (listener.model), ==, 400);
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 0);
  g_object_unref (listener.model);
}

static void
test_paused_it_stands_still_and_counts (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 100);
  br_monitor_model_set_paused (listener.model, TRUE);
  append (listener.model, 100, 30);
  g_assert_cmpuint (n_shown (listener.model), ==, 100);
  g_assert_cmpuint (br_monitor_model_get_n_behind (listener.model), ==, 30);
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 0);
  g_assert_cmpuint (n_shown_with (listener.model, "a/3"), ==, 10);
  br_monitor_model_set_paused (listener.model, FALSE);
  g_assert_cmpuint (n_shown (listener.model), ==, 13);
  g_assert_cmpuint (br_monitor_model_get_n_behind (listener.model), ==, 0);
  g_object_unref (listener.model);
}

static void
test_paused_for_long_it_keeps_half_and_counts_the_lost (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, TEST_RECORDS);
  br_monitor_model_set_paused (listener.model, TRUE);
  append (listener.model, 1000, 400);
  append (listener.model, 1400, 300);
  g_assert_cmpuint (n_shown (listener.model), ==, 500);
  g_assert_cmpfloat (value_at (listener.model, 499), ==, 999);
  g_assert_cmpuint (br_monitor_model_get_n_behind (listener.model), ==, 500);
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 200);
  br_monitor_model_set_paused (listener.model, FALSE);
  g_assert_cmpuint (n_shown (listener.model), ==, TEST_RECORDS);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 500);
  g_assert_cmpfloat (value_at (listener.model, 999), ==, 1499);
  /* Going on does not make up for what was lost. */
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 200);
  br_monitor_model_set_paused (listener.model, TRUE);
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 200);
  g_object_unref (listener.model);
}

static void
test_cleared_it_begins_anew (void)
{
  Listener listener;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 700);
  br_monitor_model_set_paused (listener.model, TRUE);
  append (listener.model, 700, 700);
  br_monitor_model_clear (listener.model);
  g_assert_cmpuint (n_shown (listener.model), ==, 0);
  g_assert_cmpuint (br_monitor_model_get_n_records (listener.model), ==, 0);
  g_assert_cmpuint (br_monitor_model_get_n_behind (listener.model), ==, 0);
  g_assert_cmpuint (br_monitor_model_get_n_refused (listener.model), ==, 0);
  br_monitor_model_set_paused (listener.model, FALSE);
  append (listener.model, 5, 1);
  g_assert_cmpfloat (value_at (listener.model, 0), ==, 5);
  g_object_unref (listener.model);
}

static void
test_an_item_is_the_same_while_somebody_holds_it (void)
{
  Listener       listener;
  BrMonitorItem *first, *again;

  listener_init (&listener, TEST_RECORDS);
  append (listener.model, 0, 3);
  first = g_list_model_get_item (G_LIST_MODEL (listener.model), 1);
  again = g_list_model_get_item (G_LIST_MODEL (listener.model), 1);
  g_assert_true (first == again);
  g_object_unref (again);
  g_object_unref (listener.model);
  g_assert_cmpuint (br_monitor_item_get_number (first), ==, 1);
  g_object_unref (first);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/monitor-model/the-oldest-give-way", test_the_oldest_give_way);
  g_test_add_func ("/ui/monitor-model/more-than-a-ringful-at-once-leaves-the-newest",
                   test_more_than_a_ringful_at_once_leaves_the_newest);
  g_test_add_func ("/ui/monitor-model/a-million-messages-stay-bounded", test_a_million_messages_stay_bounded);
  g_test_add_func ("/ui/monitor-model/a-filter-hides-old-and-new", test_a_filter_hides_old_and_new);
  g_test_add_func ("/ui/monitor-model/the-language-of-the-filter", test_the_language_of_the_filter);
  g_test_add_func ("/ui/monitor-model/a-sender-nobody-knows-has-no-name", test_a_sender_nobody_knows_has_no_name);
  g_test_add_func ("/ui/monitor-model/the-list-changes-when-it-looks", test_the_list_changes_when_it_looks);
  g_test_add_func ("/ui/monitor-model/what-came-before-a-pause-is-shown", test_what_came_before_a_pause_is_shown);
  g_test_add_func ("/ui/monitor-model/paused-it-stands-still-and-counts", test_paused_it_stands_still_and_counts);
  g_test_add_func ("/ui/monitor-model/paused-for-long-it-keeps-half-and-counts-the-lost",
                   test_paused_for_long_it_keeps_half_and_counts_the_lost);
  g_test_add_func ("/ui/monitor-model/cleared-it-begins-anew", test_cleared_it_begins_anew);
  g_test_add_func ("/ui/monitor-model/an-item-is-the-same-while-somebody-holds-it",
                   test_an_item_is_the_same_while_somebody_holds_it);

  return g_test_run ();
}
