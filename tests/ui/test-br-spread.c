/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "widgets/br-spread.h"

typedef struct
{
  ClaspSignalTable *table;
  BrAddressTree    *tree;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->table = clasp_signal_table_new ();
  fixture->tree = br_address_tree_new (fixture->table);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->tree);
  clasp_signal_table_unref (fixture->table);
}

static void
put (Fixture   *fixture,
     guint      number,
     ClaspValue value)
{
  g_autofree char *address = g_strdup_printf ("/osc/g/%u", number);

  clasp_signal_table_update (fixture->table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1);
}

static gboolean
read_group (Fixture *fixture,
            BrLevel *level)
{
  br_address_tree_update (fixture->tree, 100000);

  return br_spread_read (fixture->tree, br_address_tree_find (fixture->tree, "/osc/g"), level);
}

static void
test_one_bar_for_each_of_a_few (Fixture      *fixture,
                                gconstpointer data)
{
  BrLevel level;

  put (fixture, 3, clasp_value_double (1));
  put (fixture, 1, clasp_value_double (0));
  put (fixture, 2, clasp_value_bool (TRUE));
  g_assert_true (read_group (fixture, &level));
  g_assert_cmpint (level.kind, ==, BR_LEVEL_ARRAY);
  g_assert_cmpuint (level.n_steps, ==, 3);
  g_assert_cmpuint (level.bars[0], ==, 0);
  g_assert_cmpuint (level.bars[1], ==, 255);
  g_assert_cmpuint (level.bars[2], ==, 255);
}

/* The highest of each eighth, in the order of the addresses and not of their coming. */
static void
test_eight_bars_for_many (Fixture      *fixture,
                          gconstpointer data)
{
  BrLevel level;

  for (guint i = 64; i > 0; i--)
    put (fixture, i, clasp_value_double (i / 64.0));
  g_assert_true (read_group (fixture, &level));
  g_assert_cmpuint (level.n_steps, ==, BR_SPREAD_BARS);
  for (guint i = 0; i < BR_SPREAD_BARS; i++)
    g_assert_cmpuint (level.bars[i], ==, (guint8) ((i + 1) * 255 / 8.0 + 0.5));
}

/* The limit of what is looked at, and one more. */
static void
test_large_groups_are_looked_at_evenly (Fixture      *fixture,
                                        gconstpointer data)
{
  BrLevel level;

  for (guint i = 0; i < 1000; i++)
    put (fixture, i, clasp_value_double (i / 1000.0));
  g_assert_true (read_group (fixture, &level));
  for (guint i = 1; i < BR_SPREAD_BARS; i++)
    {
      g_assert_cmpuint (level.bars[i], >, level.bars[i - 1] + 25);
      g_assert_cmpuint (level.bars[i], <, level.bars[i - 1] + 40);
    }
}

static void
test_no_picture_of_one_or_of_texts (Fixture      *fixture,
                                    gconstpointer data)
{
  BrLevel            level;
  g_auto (ClaspValue) text = clasp_value_string (CLASP_STR_LITERAL ("verse"));

  put (fixture, 1, clasp_value_double (1));
  g_assert_false (read_group (fixture, &level));
  put (fixture, 2, text);
  g_assert_false (read_group (fixture, &level));
  g_assert_cmpint (level.kind, ==, BR_LEVEL_NONE);
  put (fixture, 3, clasp_value_double (1));
  g_assert_true (read_group (fixture, &level));
}

/* The group itself counts as one of those that are walked over. */
static void
test_huge_groups_have_none (Fixture      *fixture,
                            gconstpointer data)
{
  BrLevel level;

  for (guint i = 1; i < BR_SPREAD_NODES; i++)
    put (fixture, i, clasp_value_double (0.5));
  g_assert_true (read_group (fixture, &level));
  put (fixture, BR_SPREAD_NODES, clasp_value_double (0.5));
  g_assert_false (read_group (fixture, &level));
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/ui/spread/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("one-bar-for-each-of-a-few", test_one_bar_for_each_of_a_few);
  ADD ("eight-bars-for-many", test_eight_bars_for_many);
  ADD ("large-groups-are-looked-at-evenly", test_large_groups_are_looked_at_evenly);
  ADD ("no-picture-of-one-or-of-texts", test_no_picture_of_one_or_of_texts);
  ADD ("huge-groups-have-none", test_huge_groups_have_none);

  return g_test_run ();
}
