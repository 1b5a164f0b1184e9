/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "window/br-palette.h"
#include "window/br-preferences.h"
#include "window/br-settings.h"
#include "support/clasp-test.h"

static void
test_ranks (void)
{
  guint start = br_palette_match ("Blackout", "bla");
  guint word = br_palette_match ("What a blackout covers", "bla");
  guint inside = br_palette_match ("Unblack", "bla");

  g_assert_cmpuint (start, >, word);
  g_assert_cmpuint (word, >, inside);
  g_assert_cmpuint (inside, >, 0);
}

static void
test_every_word_must_fit (void)
{
  g_assert_cmpuint (br_palette_match ("/osc/1/fader5", "fader osc"), >, 0);
  g_assert_cmpuint (br_palette_match ("/osc/1/fader5", "fader midi"), ==, 0);
  g_assert_cmpuint (br_palette_match ("Anything", ""), >, 0);
  g_assert_cmpuint (br_palette_match ("Anything", "   "), >, 0);
}

static void
test_case_and_accents_do_not_matter (void)
{
  g_assert_cmpuint (br_palette_match ("Größe – Été", "ete"), >, 0);
  g_assert_cmpuint (br_palette_match ("Größe", "GROSSE"), >, 0);
  g_assert_cmpuint (br_palette_match ("Freeze", "freéze"), >, 0);
}

/* What the window of preferences and the search are made from. */
static void
test_settings_are_in_the_schema (void)
{
  guint               n;
  const BrPreference *preferences = br_preferences_list (&n);

  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (br_settings (), preferences[i].key);
      gboolean             is_switch = preferences[i].kind == BR_PREFERENCE_SWITCH;

      g_assert_true (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) == is_switch);
      g_assert_cmpuint (br_palette_match (preferences[i].title, preferences[i].title), >, 0);
    }
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  g_test_add_func ("/ui/palette/ranks", test_ranks);
  g_test_add_func ("/ui/palette/every-word-must-fit", test_every_word_must_fit);
  g_test_add_func ("/ui/palette/case-and-accents-do-not-matter", test_case_and_accents_do_not_matter);

  g_test_add_func ("/ui/palette/settings-are-in-the-schema", test_settings_are_in_the_schema);

  return g_test_run ();
}
