/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/clasp-takeover.h"
#include "support/clasp-test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* "0.3/0.8=-": the control comes to 0.3 while the target stands at 0.8, and nothing is sent. "~"
 * stands for what was sent last. */
static const struct
{
  const char   *name;
  ClaspTakeover mode;
  const char   *story;
} stories[] = {
  { "jump", CLASP_TAKEOVER_JUMP, "0.1/0.8=0.1 0.2/~=0.2 0.5/0.9=0.5" },
  { "pickup-within-the-window", CLASP_TAKEOVER_PICKUP,
    "0.1/0.8=- 0.77/0.8=- 0.78/0.8=0.78 0.3/~=0.3" },
  { "pickup-by-crossing", CLASP_TAKEOVER_PICKUP, "0.1/0.8=- 0.9/0.8=0.9 0.1/~=0.1" },
  { "pickup-from-above", CLASP_TAKEOVER_PICKUP, "1/0.3=- 0.4/0.3=- 0.2/0.3=0.2" },
  { "pickup-lost-to-another-hand", CLASP_TAKEOVER_PICKUP,
    "0.5/0.5=0.5 0.6/~=0.6 0.6/0.1=- 0.3/0.1=- 0.1/0.1=0.1" },
  { "pickup-of-what-nobody-knows", CLASP_TAKEOVER_PICKUP, "0.5/?=0.5 0.9/~=0.9" },
  { "scale-upwards", CLASP_TAKEOVER_SCALE, "0/0.5=- 0.5/0.5=0.5 0.6/~=0.6" },
  { "scale-to-the-upper-end", CLASP_TAKEOVER_SCALE,
    "0/0.8=- 0.2/0.8=0.84 0.6/~=0.92 1/~=1 0.5/~=0.5" },
  { "scale-to-the-lower-end", CLASP_TAKEOVER_SCALE, "0.4/0.8=- 0.2/0.8=0.4 0/~=0 0.7/~=0.7" },
  { "scale-stands-still", CLASP_TAKEOVER_SCALE, "0.4/0.8=- 0.4/0.8=-" },
};

static void
check_moment (ClaspTakeoverState *state, ClaspTakeover mode, const char *moment, double *last)
{
  static const ClaspRange unit = { 0, 1, FALSE };
  double                  in, present, out;
  char                    where[16], expected[16];
  gboolean                passes;

  g_assert_cmpint (sscanf (moment, "%lf/%15[^=]=%15s", &in, where, expected), ==, 3);
  present = where[0] == '~' ? *last : where[0] == '?' ? NAN : g_ascii_strtod (where, NULL);
  passes = clasp_takeover_apply (state, mode, 0.02, &unit, in, present, &out);
  if (expected[0] == '-')
    {
      g_assert_false (passes);
      return;
    }
  g_assert_true (passes);
  g_assert_cmpfloat_with_epsilon (out, g_ascii_strtod (expected, NULL), 1e-9);
  *last = out;
}

static void
test_story (gconstpointer data)
{
  guint              row = GPOINTER_TO_UINT (data);
  ClaspTakeoverState state = { 0 };
  g_auto (GStrv)     moments = g_strsplit (stories[row].story, " ", -1);
  double             last = NAN;

  for (guint i = 0; moments[i] != NULL; i++)
    {
      g_test_message ("%s", moments[i]);
      check_moment (&state, stories[row].mode, moments[i], &last);
    }
}

/* A target that counts in whole numbers gives back what it was sent rounded: no hand moved it. */
static void
test_rounding_is_no_hand (void)
{
  const ClaspRange   dmx = { 0, 255, TRUE };
  ClaspTakeoverState state = { 0 };
  double             out;

  g_assert_true (clasp_takeover_apply (&state, CLASP_TAKEOVER_PICKUP, 0.0, &dmx, 10.4, NAN, &out));
  g_assert_true (clasp_takeover_apply (&state, CLASP_TAKEOVER_PICKUP, 0.0, &dmx, 30.0, 10.0, &out));
  g_assert_false (
    clasp_takeover_apply (&state, CLASP_TAKEOVER_PICKUP, 0.0, &dmx, 35.0, 40.0, &out));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      g_autofree char *path = g_strdup_printf ("/mapping/takeover/%s", stories[i].name);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_story);
    }
  g_test_add_func ("/mapping/takeover/rounding-is-no-hand", test_rounding_is_no_hand);

  return g_test_run ();
}
