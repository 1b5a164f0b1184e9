/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-fixed-text.h"
#include "support/clasp-test.h"

static void
test_what_fits_is_kept (void)
{
  char place[6];

  clasp_fixed_text_set (place, sizeof place, CLASP_STR_LITERAL ("fader"));
  g_assert_cmpstr (place, ==, "fader");
  clasp_fixed_text_set (place, sizeof place, CLASP_STR_LITERAL ("faders"));
  g_assert_cmpstr (place, ==, "fader");
  clasp_fixed_text_set (place, sizeof place, clasp_str (NULL));
  g_assert_cmpstr (place, ==, "");
  clasp_fixed_text_set (place, 1, CLASP_STR_LITERAL ("fader"));
  g_assert_cmpstr (place, ==, "");
}

static void
test_no_letter_is_cut (void)
{
  static const char text[] = "aé€😀"; /* letters of one to four bytes */

  for (gsize size = 1; size <= sizeof text; size++)
    {
      char place[sizeof text];

      clasp_fixed_text_set (place, size, clasp_str (text));
      g_assert_true (g_utf8_validate (place, -1, NULL));
      g_assert_true (g_str_has_prefix (text, place));
      g_assert_cmpuint (strlen (place), <, size);
      g_assert_cmpuint (strlen (place) + 4, >=, MIN (size, strlen (text)));
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/core/fixed-text/what-fits-is-kept", test_what_fits_is_kept);
  g_test_add_func ("/core/fixed-text/no-letter-is-cut", test_no_letter_is_cut);
  return g_test_run ();
}
