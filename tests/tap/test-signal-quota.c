/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"
#include "tap/clasp-signal-quota.h"

typedef struct
{
  ClaspSignalTable *table; /* (owned) */
  ClaspSignalQuota *quota; /* (owned) */
} Fixture;

static const char *const all[] = { NULL };

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->table = clasp_signal_table_new ();
  fixture->quota = clasp_signal_quota_new ();
  clasp_signal_quota_set_table (fixture->quota, fixture->table);
  g_assert_false (clasp_signal_quota_sweep (fixture->quota));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  clasp_signal_quota_free (fixture->quota);
  clasp_signal_table_unref (fixture->table);
}

static void
configure (Fixture           *fixture,
           const char        *id,
           const char        *namespace_,
           guint              max,
           const char *const *patterns)
{
  g_assert_true (clasp_signal_quota_set (fixture->quota, id, namespace_, max, patterns));
  while (clasp_signal_quota_sweep (fixture->quota))
    ;
}

/* Whether it is listed then. */
static gboolean
send (Fixture *fixture, const char *address)
{
  ClaspValue value = clasp_value_int (1);

  return clasp_signal_table_update (fixture->table, clasp_str (address), CLASP_SIGNAL_PARAM, &value,
                                    1, 1) != G_MAXUINT;
}

static void
send_many (Fixture *fixture, const char *prefix, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = g_strdup_printf ("%s/%u", prefix, i);

      g_assert_true (send (fixture, address));
    }
}

static gboolean
is_listed (Fixture *fixture, const char *address)
{
  guint index = clasp_signal_table_find (fixture->table, clasp_str (address));

  return index != G_MAXUINT && clasp_signal_table_is_known (fixture->table, index);
}

static void
forget (Fixture *fixture, const char *address)
{
  ClaspSignalSlot slot;

  g_assert_true (clasp_signal_table_forget (
    fixture->table, clasp_signal_table_find (fixture->table, clasp_str (address)), &slot));
}

static const char *
first_crowded (Fixture *fixture)
{
  guint max;

  return clasp_signal_quota_get_crowded (fixture->quota, 0, &max);
}

static void
test_no_more_than_its_share (Fixture *fixture, gconstpointer data)
{
  guint max = 0;

  configure (fixture, "box", "/box", 3, all);
  configure (fixture, "desk", "/desk", 3, all);
  send_many (fixture, "/box", 3);
  g_assert_null (first_crowded (fixture));
  g_assert_false (send (fixture, "/box/more"));
  g_assert_true (send (fixture, "/box/1")); /* what is listed goes on */
  g_assert_true (send (fixture, "/desk/1"));
  g_assert_true (send (fixture, "/boxes/1")); /* of nobody */
  g_assert_cmpstr (clasp_signal_quota_get_crowded (fixture->quota, 0, &max), ==, "box");
  g_assert_cmpuint (max, ==, 3);
  g_assert_null (clasp_signal_quota_get_crowded (fixture->quota, 1, &max));
}

static void
test_it_ends_when_there_is_room (Fixture *fixture, gconstpointer data)
{
  configure (fixture, "box", "/box", 3, all);
  send_many (fixture, "/box", 3);
  g_assert_false (send (fixture, "/box/more"));
  forget (fixture, "/box/0");
  g_assert_null (first_crowded (fixture));
  g_assert_true (send (fixture, "/box/more"));
  g_assert_false (
    send (fixture, "/box/0")); /* one that was forgotten has no right to its old place */
  g_assert_false (is_listed (fixture, "/box/0"));
  g_assert_cmpstr (first_crowded (fixture), ==, "box");
}

static void
test_what_is_remembered_needs_a_place (Fixture *fixture, gconstpointer data)
{
  ClaspSignalSlot slot;

  configure (fixture, "box", "/box", 2, all);
  send_many (fixture, "/box", 2);
  g_assert_true (clasp_signal_table_forget (fixture->table, 0, &slot));
  g_assert_true (clasp_signal_table_remember (fixture->table, 0, &slot));
  g_assert_false (send (fixture, "/box/more"));
  g_assert_true (clasp_signal_table_forget (fixture->table, 0, &slot));
  g_assert_true (send (fixture, "/box/more"));
  g_assert_false (clasp_signal_table_remember (fixture->table, 0, &slot));
}

static void
test_patterns_choose (Fixture *fixture, gconstpointer data)
{
  const char *const faders[] = { "/ch/*/level", "/main", NULL };

  configure (fixture, "box", "/box", 3, all);
  send_many (fixture, "/box", 3);
  g_assert_false (send (fixture, "/box/ch/1/level"));
  configure (fixture, "box", "/box", 3, faders);
  g_assert_null (first_crowded (fixture));
  g_assert_false (is_listed (fixture, "/box/0"));
  g_assert_true (send (fixture, "/box/ch/1/level"));
  g_assert_true (send (fixture, "/box/main"));
  g_assert_false (send (fixture, "/box/0"));
  g_assert_null (first_crowded (fixture)); /* nobody wants it */
  configure (fixture, "box", "/box", 3, all);
  g_assert_true (send (fixture, "/box/0"));
  g_assert_false (send (fixture, "/box/1"));
}

static void
test_what_was_there_before_counts (Fixture *fixture, gconstpointer data)
{
  send_many (fixture, "/box", 5000); /* more than one sweep takes */
  configure (fixture, "box", "/box", 5001, all);
  g_assert_true (send (fixture, "/box/one"));
  g_assert_false (send (fixture, "/box/two"));
}

static void
test_one_below_another (Fixture *fixture, gconstpointer data)
{
  configure (fixture, "midi", "/midi", 2, all);
  configure (fixture, "nano", "/midi/nano", 1, all);
  send_many (fixture, "/midi/nano", 1);
  g_assert_false (send (fixture, "/midi/nano/more"));
  send_many (fixture, "/midi", 2);
  g_assert_false (send (fixture, "/midi/more"));
  clasp_signal_quota_remove (fixture->quota, "nano");
  g_assert_false (clasp_signal_quota_sweep (fixture->quota));
  g_assert_false (
    send (fixture, "/midi/nano/more")); /* now it is of the other, which has three already */
  g_assert_cmpstr (first_crowded (fixture), ==, "midi");
}

static void
test_the_same_again_is_no_change (Fixture *fixture, gconstpointer data)
{
  const char *const some[] = { "/a", NULL }, *const others[] = { "/b", NULL };

  configure (fixture, "box", "/box", 2, some);
  g_assert_false (clasp_signal_quota_set (fixture->quota, "box", "/box", 2, some));
  g_assert_true (clasp_signal_quota_set (fixture->quota, "box", "/box", 2, others));
  g_assert_true (clasp_signal_quota_set (fixture->quota, "box", "/box", 0, others));
  g_assert_true (clasp_signal_quota_set (fixture->quota, "box", "/crate", 0, others));
}

#define ADD(path, function)                                                                        \
  g_test_add ("/tap/signal-quota/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  ADD ("no-more-than-its-share", test_no_more_than_its_share);
  ADD ("ends-when-there-is-room", test_it_ends_when_there_is_room);
  ADD ("what-is-remembered-needs-a-place", test_what_is_remembered_needs_a_place);
  ADD ("patterns-choose", test_patterns_choose);
  ADD ("what-was-there-before-counts", test_what_was_there_before_counts);
  ADD ("one-below-another", test_one_below_another);
  ADD ("the-same-again-is-no-change", test_the_same_again_is_no_change);
  return g_test_run ();
}
