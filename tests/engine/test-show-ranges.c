/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "clasp-show-ranges.h"
#include "support/clasp-test.h"

static void
connect_as (ClaspShow *show, const char *kind, const char *namespace_)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, kind, &error);

  g_assert_no_error (error);
  g_object_set (connection, "namespace", namespace_, NULL);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
}

static void
test_ranges (void)
{
  static const struct
  {
    const char *address;
    double      minimum, maximum; /* both 0: not known */
  } cases[] = {
    { "/desk/x/ch/1/cc/7", 0, 127 },    { "/desk/x/ch/{c}/bend", -8192, 8191 },
    { "/rig/0/0/0/{n+1}", 0, 255 },     { "/rig/extra/a", 0, 1 },
    { "/rig/extra/0/0/0/1", 0, 1 },     { "/rigid/0/0/0/1", 0, 0 },
    { "/midi/x/ch/1/cc/7", 0, 127 },    { "/somewhere", 0, 0 },
    { "/desk", 0, 0 },
  };
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  connect_as (show, "midi", "/desk");
  connect_as (show, "artnet", "/rig");
  connect_as (show, "osc", "/rig/extra");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspRange range = { 0, 0, FALSE };

      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (clasp_show_find_range (show, cases[i].address, &range), ==, cases[i].maximum > 0);
      g_assert_cmpfloat (range.minimum, ==, cases[i].minimum);
      g_assert_cmpfloat (range.maximum, ==, cases[i].maximum);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/engine/show-ranges/by-connection", test_ranges);
  return g_test_run ();
}
