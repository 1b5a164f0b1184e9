/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-seen-ids.h"
#include "support/clasp-test.h"

static void
test_known_up_to_the_limit (void)
{
  g_autoptr (ClaspSeenIds) ids = clasp_seen_ids_new ();

  for (guint64 id = 1; id <= CLASP_SEEN_IDS_MAX; id++)
    {
      g_assert_true (clasp_seen_ids_add (ids, id));
      g_assert_false (clasp_seen_ids_add (ids, id));
    }
  g_assert_false (clasp_seen_ids_add (ids, 1));
  g_assert_true (clasp_seen_ids_add (ids, CLASP_SEEN_IDS_MAX + 1));
  g_assert_false (clasp_seen_ids_add (ids, 2));
  g_assert_true (clasp_seen_ids_add (ids, 1)); /* the oldest was forgotten */
}

static void
test_cleared (void)
{
  g_autoptr (ClaspSeenIds) ids = clasp_seen_ids_new ();

  for (guint64 id = 1; id <= CLASP_SEEN_IDS_MAX + 100; id++)
    clasp_seen_ids_add (ids, id);
  clasp_seen_ids_clear (ids);
  for (guint64 id = 1; id <= CLASP_SEEN_IDS_MAX; id++)
    g_assert_true (clasp_seen_ids_add (ids, id));
  g_assert_false (clasp_seen_ids_add (ids, 1));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
  g_test_add_func ("/io/seen-ids/known-up-to-the-limit", test_known_up_to_the_limit);
  g_test_add_func ("/io/seen-ids/cleared", test_cleared);
  return g_test_run ();
}
