/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"
#include "tap/clasp-logbook.h"

#include <glib/gstdio.h>
#include <string.h>

static void
print_cb (const ClaspLogEntry *entry, gpointer user_data)
{
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT " %d %s: %s x%u;", entry->number,
                          (int) entry->level, entry->source, entry->text, entry->n);
}

static guint64
check (ClaspLogbook *book, guint64 serial, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  serial = clasp_logbook_foreach_since (book, serial, print_cb, text);
  g_assert_cmpstr (text->str, ==, expected);
  return serial;
}

static void
test_what_is_said_again_counts (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (100);
  guint64                  serial;

  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "one");
  clasp_logbook_note (book, CLASP_LOG_ERROR, "a", "two");
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "one");
  clasp_logbook_note (book, CLASP_LOG_INFO, "b", "one");
  serial = check (book, 0, "1 0 a: one x2;2 2 a: two x1;3 0 b: one x1;");
  check (book, serial, "");
  clasp_logbook_note (book, CLASP_LOG_ERROR, "a", "two");
  check (book, serial, "2 2 a: two x2;");
}

static void
test_the_oldest_go_first (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (2);

  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "1");
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "2");
  check (book, 0, "1 0 a: 1 x1;2 0 a: 2 x1;");
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "3");
  check (book, 0, "2 0 a: 2 x1;3 0 a: 3 x1;");
}

static void
count_cb (const ClaspLogEntry *entry, gpointer user_data)
{
  *(gsize *) user_data = strlen (entry->text);
  g_assert_true (g_utf8_validate (entry->text, -1, NULL));
}

static void
test_long_and_broken_texts (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (1);
  gsize                    length = 0;

  for (gsize n = CLASP_LOGBOOK_MAX_TEXT; n <= CLASP_LOGBOOK_MAX_TEXT + 1; n++)
    {
      g_autofree char *text = g_strnfill (n, 'x');

      clasp_logbook_note (book, CLASP_LOG_INFO, "a", text);
      clasp_logbook_foreach_since (book, 0, count_cb, &length);
      g_assert_cmpuint (length, <=, CLASP_LOGBOOK_MAX_TEXT);
      g_assert_cmpint (length == n, ==, n == CLASP_LOGBOOK_MAX_TEXT);
    }
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint j = 0; j < i; j++)
        g_string_append_c (text, 'x');
      while (text->len < CLASP_LOGBOOK_MAX_TEXT + 10)
        g_string_append (text, "…");
      clasp_logbook_note (book, CLASP_LOG_INFO, "a", text->str);
      clasp_logbook_foreach_since (book, 0, count_cb, &length);
      g_assert_cmpuint (length, <=, CLASP_LOGBOOK_MAX_TEXT);
    }
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "\xff\xfe");
  clasp_logbook_foreach_since (book, 0, count_cb, &length);
}

static void
test_glib_tells_it (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (10);
  const GLogField          fields[] = { { "MESSAGE", "lost", -1 }, { "GLIB_DOMAIN", "clasp-midi", -1 } };
  const GLogField          bare[] = { { "MESSAGE", "no domain", -1 } };
  const GLogField          binary[] = { { "MESSAGE", "xxxx", 4 } };

  clasp_logbook_note_fields (book, G_LOG_LEVEL_WARNING, fields, G_N_ELEMENTS (fields));
  clasp_logbook_note_fields (book, G_LOG_LEVEL_CRITICAL, bare, G_N_ELEMENTS (bare));
  clasp_logbook_note_fields (book, G_LOG_LEVEL_DEBUG, fields, G_N_ELEMENTS (fields));
  clasp_logbook_note_fields (book, G_LOG_LEVEL_MESSAGE, binary, G_N_ELEMENTS (binary));
  check (book, 0, "1 1 clasp-midi: lost x1;2 2 clasp-bridge: no domain x1;");
}

/* ---- watching ---- */

static void
told_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static gboolean
is_told (gpointer user_data)
{
  return *(guint *) user_data > 0;
}

static gpointer
note_thread (gpointer user_data)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i);

      clasp_logbook_note (user_data, CLASP_LOG_INFO, "thread", text);
    }
  return NULL;
}

static void
test_a_watcher_is_told_once_for_many (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (100);
  guint                    n_told = 0;

  clasp_logbook_watch (book, told_cb, &n_told);
  g_thread_join (g_thread_new ("note", note_thread, book));
  clasp_test_spin_until (is_told, &n_told, "news");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_told, ==, 1);
  clasp_logbook_watch (book, NULL, NULL);
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "b");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n_told, ==, 1);
}

/* ---- files ---- */

static char *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char            *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
test_files_have_a_line_each (void)
{
  ClaspLogbook      *book = clasp_logbook_new (100);
  g_autofree char   *folder = g_dir_make_tmp ("clasp-log-XXXXXX", NULL);
  g_autofree char   *text = NULL;
  g_auto (GStrv)     lines = NULL;
  g_autoptr (GError) error = NULL;

  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "before");
  g_assert_true (clasp_logbook_keep (book, folder, 1000000, 2, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 250; i++)
    clasp_logbook_note (book, CLASP_LOG_WARNING, "b", "two\nlines");
  clasp_logbook_free (book);

  text = read_file (folder, "log.txt");
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_true (g_str_has_suffix (lines[0], " info a: before"));
  g_assert_true (g_str_has_suffix (lines[1], " warning b: two lines"));
  g_assert_true (g_str_has_suffix (lines[2], " warning b: two lines (10 times)"));
  g_assert_true (g_str_has_suffix (lines[3], " warning b: two lines (100 times)"));
  clasp_test_remove_tree (folder);
}

static void
test_full_files_make_room (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clasp-log-XXXXXX", NULL);
  g_autofree char *newest = NULL, *older = NULL, *none = NULL;

  for (guint i = 0; i < 4; i++)
    {
      ClaspLogbook    *book = clasp_logbook_new (10);
      g_autofree char *text = g_strdup_printf ("round %u", i);

      g_assert_true (clasp_logbook_keep (book, folder, 10, 2, NULL)); /* one line fills it */
      clasp_logbook_note (book, CLASP_LOG_INFO, "a", text);
      clasp_logbook_free (book);
    }
  newest = read_file (folder, "log.txt");
  older = read_file (folder, "log.1.txt");
  none = read_file (folder, "log.2.txt");
  g_assert_cmpstr (newest, ==, "");
  g_assert_nonnull (strstr (older, "round 3"));
  g_assert_null (none);
  clasp_test_remove_tree (folder);
}

static void
test_no_folder_is_an_error (void)
{
  g_autoptr (ClaspLogbook) book = clasp_logbook_new (1);
  g_autoptr (GError)       error = NULL;

  g_assert_false (clasp_logbook_keep (book, "/dev/null/log", 1000, 2, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  clasp_logbook_note (book, CLASP_LOG_INFO, "a", "still kept");
  check (book, 0, "1 0 a: still kept x1;");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/tap/logbook/what-is-said-again-counts", test_what_is_said_again_counts);
  g_test_add_func ("/tap/logbook/the-oldest-go-first", test_the_oldest_go_first);
  g_test_add_func ("/tap/logbook/long-and-broken-texts", test_long_and_broken_texts);
  g_test_add_func ("/tap/logbook/glib-tells-it", test_glib_tells_it);
  g_test_add_func ("/tap/logbook/a-watcher-is-told-once-for-many",
                   test_a_watcher_is_told_once_for_many);
  g_test_add_func ("/tap/logbook/files-have-a-line-each", test_files_have_a_line_each);
  g_test_add_func ("/tap/logbook/full-files-make-room", test_full_files_make_room);
  g_test_add_func ("/tap/logbook/no-folder-is-an-error", test_no_folder_is_an_error);

  return g_test_run ();
}
