/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The log as a list, and what its lines are about. */

#include "clasp-kinds.h"
#include "log/br-log-model.h"
#include "log/br-log-subject.h"
#include "support/clasp-test.h"

/* --- the list --- */

static void
refreshed_cb (guint *n)
{
  (*n)++;
}

typedef struct
{
  guint before, now;
} Refreshed;

static gboolean
has_refreshed (gpointer user_data)
{
  Refreshed *refreshed = user_data;

  return refreshed->now > refreshed->before;
}

static void
assert_lines (BrLogModel *model, const char *const *texts)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, g_strv_length ((char **) texts));
  for (guint i = 0; texts[i] != NULL; i++)
    {
      g_autoptr (BrLogItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_cmpstr (br_log_item_get_text (item), ==, texts[i]);
    }
}

/* A mirror of the list that only its signals tell of. */
static void
items_changed_cb (GListModel *model, guint position, guint n_removed, guint n_added, GPtrArray *mirror)
{
  if (n_removed > 0)
    g_ptr_array_remove_range (mirror, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (mirror, (int) (position + i), g_list_model_get_item (model, position + i));
}

static void
test_what_is_said_again_moves_up (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (100);
  g_autoptr (GPtrArray)    mirror = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BrLogModel)   model = NULL;
  Refreshed                refreshed = { 0 };

  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "first");
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "second");
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "third");
  model = br_log_model_new (book, 10);
  assert_lines (model, (const char *[]){ "third", "second", "first", NULL });
  items_changed_cb (G_LIST_MODEL (model), 0, 0, 3, mirror);
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), mirror);
  g_signal_connect_swapped (model, "refreshed", G_CALLBACK (refreshed_cb), &refreshed.now);

  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "fourth");
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "first");
  clasp_test_spin_until (has_refreshed, &refreshed, "the list to follow");
  assert_lines (model, (const char *[]){ "first", "fourth", "third", "second", NULL });
  g_assert_cmpuint (mirror->len, ==, 4);
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (BrLogItem) item = g_list_model_get_item (G_LIST_MODEL (model), i);

      g_assert_true (item == g_ptr_array_index (mirror, i));
    }
}

static void
test_the_oldest_go (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (100);
  g_autoptr (BrLogModel)   model = NULL;
  Refreshed                refreshed = { 0 };

  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "first");
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "second");
  model = br_log_model_new (book, 2);
  assert_lines (model, (const char *[]){ "second", "first", NULL });
  g_signal_connect_swapped (model, "refreshed", G_CALLBACK (refreshed_cb), &refreshed.now);
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "first");
  clasp_logbook_note (book, CLASP_LOG_INFO, "clasp-osc", "third");
  clasp_test_spin_until (has_refreshed, &refreshed, "the list to follow");
  assert_lines (model, (const char *[]){ "third", "first", NULL });
}

/* --- who says it --- */

static void
assert_source (const char *topic, const char *word)
{
  const ClaspLogEntry  entry = { .source = topic, .text = "…", .n = 1 };
  g_autoptr (BrLogItem) item = br_log_item_new (&entry);

  g_assert_cmpstr (br_log_item_get_source (item), ==, word);
}

static void
test_who_says_it_has_a_word (void)
{
  assert_source ("clasp-bridge", "Connections");
  assert_source ("clasp-midi", "MIDI");
  assert_source ("clasp-acceptor", "CLASP router");
  assert_source ("clasp-window", "Window");
  assert_source ("Gtk", "Gtk");
}

/* --- what a line is about --- */

static gboolean
has_address (const char *address, gpointer user_data)
{
  return g_strv_contains (user_data, address);
}

typedef struct
{
  ClaspShow   *show;
  char        *tablet, *mapping;
} Stage;

static void
setup (Stage *stage, gconstpointer data)
{
  ClaspConnection *connection;
  ClaspMapping    *mapping;

  stage->show = clasp_show_new (clasp_kinds ());
  connection = clasp_show_connect_from_text (stage->show, "osc", NULL);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), "Tab");
  connection = clasp_show_connect_from_text (stage->show, "osc,listen=127.0.0.1:9009", NULL);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), "Tab: left");
  stage->tablet = g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));
  mapping = clasp_show_map_from_text (stage->show, "/osc/a => /osc/b", NULL);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), "Fader");
  stage->mapping = g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
}

static void
teardown (Stage *stage, gconstpointer data)
{
  g_free (stage->tablet);
  g_free (stage->mapping);
  g_object_unref (stage->show);
}

static void
assert_about (Stage *stage, const char *text, const char *page, const char *id)
{
  const char *const     addresses[] = { "/osc/fader/1", NULL };
  g_auto (BrLogSubject) subject = { 0 };
  gboolean              is_found = br_log_subject_find (&subject, stage->show, text, has_address, (gpointer) addresses);

  g_assert_cmpstr (subject.page, ==, page);
  g_assert_cmpint (is_found, ==, page != NULL);
  if (id != NULL)
    g_assert_cmpstr (subject.id, ==, id);
}

static void
test_a_line_leads_to_what_it_is_about (Stage *stage, gconstpointer data)
{
  g_autofree char *by_id = g_strconcat (stage->tablet, ": Enttec DMX USB Pro", NULL);

  assert_about (stage, "Tab: left: missing", "connections", stage->tablet);
  assert_about (stage, by_id, "connections", stage->tablet);
  assert_about (stage, "Mapping Fader: no such step", "patch", stage->mapping);
  assert_about (stage, "Fader: no such step", NULL, NULL);
  assert_about (stage, "CLASP router: listening on ws://127.0.0.1:7330/clasp", "connections", NULL);
  assert_about (stage, "desk broke the lock of “/osc/fader/1”.", "signals", "/osc/fader/1");
  assert_about (stage, "desk broke the lock of (/osc/fader/1), again", "signals", "/osc/fader/1");
  assert_about (stage, "/home/me/rules.json is not watched", NULL, NULL);
  assert_about (stage, "Tablet: missing", NULL, NULL);
  assert_about (stage, "Panic", NULL, NULL);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/log/said-again-moves-up", test_what_is_said_again_moves_up);
  g_test_add_func ("/ui/log/oldest-go", test_the_oldest_go);
  g_test_add_func ("/ui/log/who-says-it-has-a-word", test_who_says_it_has_a_word);
  g_test_add ("/ui/log/leads-to-what-it-is-about", Stage, NULL, setup, test_a_line_leads_to_what_it_is_about, teardown);
  return g_test_run ();
}
