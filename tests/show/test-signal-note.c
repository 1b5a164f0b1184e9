/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "show/clasp-show.h"
#include "show/clasp-signal-note.h"
#include "support/clasp-test.h"

/* What a person says of an address: as text, and back. */

static void
test_lines_come_back_as_they_were (void)
{
  static const char *const lines[] = {
    "/a [favourite]",
    "/osc/1/fader1 [favourite, range 0 1] Lead guitar [left]",
    "/osc/name with blanks [whole -5 127]",
    "/odd/100%25 of%5B it] [switch]",
    "/a [] only a note",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_auto (ClaspSignalNote) note = { 0 };
      g_autoptr (GError)       error = NULL;
      g_autofree char         *text = NULL;

      g_assert_true (clasp_signal_note_parse (lines[i], &note, &error));
      g_assert_no_error (error);
      text = clasp_signal_note_print (&note);
      g_assert_cmpstr (text, ==, lines[i]);
      g_assert_false (clasp_signal_note_is_empty (&note));
    }
}

static void
test_the_parts_are_read (void)
{
  g_auto (ClaspSignalNote) note = { 0 }, odd = { 0 }, empty = { 0 };

  g_assert_true (clasp_signal_note_parse ("/b [ range -1.5 2 ,favourite ]  two words ", &note, NULL));
  g_assert_cmpstr (note.address, ==, "/b");
  g_assert_true (note.is_favourite);
  g_assert_cmpint (note.treat_as, ==, CLASP_TREAT_AS_RANGE);
  g_assert_cmpfloat (note.minimum, ==, -1.5);
  g_assert_cmpfloat (note.maximum, ==, 2);
  g_assert_cmpstr (note.text, ==, "two words");
  g_assert_true (clasp_signal_note_parse ("/odd/100%25 of%5B it] [switch]", &odd, NULL));
  g_assert_cmpstr (odd.address, ==, "/odd/100% of[ it]");
  g_assert_true (clasp_signal_note_parse ("/c []", &empty, NULL));
  g_assert_true (clasp_signal_note_is_empty (&empty));
}

static void
test_the_text_is_bounded (void)
{
  for (guint n = CLASP_SIGNAL_NOTE_TEXT; n <= CLASP_SIGNAL_NOTE_TEXT + 1; n++)
    {
      g_autofree char         *text = g_strnfill (n, 'x');
      g_autofree char         *line = g_strconcat ("/a [] ", text, NULL);
      g_auto (ClaspSignalNote) note = { 0 };

      g_assert_true (clasp_signal_note_parse (line, &note, NULL));
      g_assert_cmpuint (strlen (note.text), ==, CLASP_SIGNAL_NOTE_TEXT);
    }
}

static void
test_bad_lines_say_why (void)
{
  static const struct
  {
    const char *line, *why;
  } bad[] = {
    { "", "no “[…]”" },
    { "/a", "no “[…]”" },
    { "/a [favourite", "no “[…]”" },
    { "a [favourite]", "does not start with" },
    { "/a/* [favourite]", "\"*\"" },
    { "/a [loud]", "may stand" },
    { "/a [range 1 1]", "may stand" },
    { "/a [range 1 nan]", "may stand" },
    { "/a [range 1]", "may stand" },
    { "/a [whole 1 2 3]", "may stand" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (ClaspSignalNote) note = { 0 };
      g_autoptr (GError)       error = NULL;

      g_assert_false (clasp_signal_note_parse (bad[i].line, &note, &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      g_assert_nonnull (strstr (error->message, bad[i].why));
    }
}

static void
act_cb (gboolean is_undo, gpointer user_data)
{
  g_string_append (user_data, is_undo ? "back " : "again ");
}

static void
freed_cb (gpointer data)
{
  g_string_append (data, "freed");
}

/* What was done beside the show stands in the same list. */
static void
test_acts_are_undone_in_order (void)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  ClaspShow          *show = clasp_show_new (clasp_kinds ());
  g_autofree char    *before = clasp_show_to_text (show);
  g_autofree char    *after = NULL;
  g_autofree char    *label = NULL;

  clasp_show_record_act (show, "Forget Tablet", act_cb, seen, freed_cb);
  g_object_set (show, "name", "Other", NULL);
  clasp_show_undo (show);
  g_assert_cmpstr (seen->str, ==, "");
  g_object_get (show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Forget Tablet");
  clasp_show_undo (show);
  clasp_show_redo (show);
  g_assert_cmpstr (seen->str, ==, "back again ");
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
  g_object_unref (show);
  g_assert_cmpstr (seen->str, ==, "back again freed");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/show/signal-note/lines-come-back-as-they-were", test_lines_come_back_as_they_were);
  g_test_add_func ("/show/signal-note/the-parts-are-read", test_the_parts_are_read);
  g_test_add_func ("/show/signal-note/the-text-is-bounded", test_the_text_is_bounded);
  g_test_add_func ("/show/signal-note/bad-lines-say-why", test_bad_lines_say_why);
  g_test_add_func ("/show/undo/acts-are-undone-in-order", test_acts_are_undone_in_order);

  return g_test_run ();
}
