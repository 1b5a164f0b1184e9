/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-forgotten.h"
#include "router/clasp-forget.h"
#include "support/clasp-router-fixture.h"

/* Forgetting addresses: nobody is told, they come again by themselves, and can be put back. */

typedef ClaspRouterFixture Fixture;

#define set_up clasp_router_fixture_set_up
#define tear_down clasp_router_fixture_tear_down
#define MANY 2500 /* more than goes in one turn */

static void
update (ClaspSignalTable *table, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 7);
}

static gint64
peek (Fixture *fixture, const char *address)
{
  const ClaspValue *value = clasp_router_peek (fixture->router, clasp_str (address));
  gint64            number = -1;

  if (value != NULL)
    g_assert_true (clasp_value_to_int (value, &number));
  return number;
}

static guint
n_known (ClaspSignalTable *table)
{
  guint n = 0;

  for (guint i = 0; i < clasp_signal_table_get_size (table); i++)
    n += clasp_signal_table_is_known (table, i);
  return n;
}

static void
take_all (ClaspForgotten *forgotten, Fixture *fixture, ClaspSignalTable *table)
{
  guint n = 0;

  while (clasp_forgotten_take (forgotten, fixture->router, table))
    g_assert_cmpuint (++n, <, 100);
}

static void
give_all (ClaspForgotten *forgotten, Fixture *fixture, ClaspSignalTable *table)
{
  guint n = 0;

  while (clasp_forgotten_give (forgotten, fixture->router, table))
    g_assert_cmpuint (++n, <, 100);
}

static void
test_subscribers_are_not_told (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink             *link = clasp_fixture_join (fixture);
  g_autoptr (ClaspForgotten) forgotten = clasp_forgotten_new ((const char *[]){ "/a", NULL });
  g_autofree char           *nothing = NULL;

  clasp_fixture_say (link, "SUBSCRIBE 1 /**");
  clasp_fixture_say (link, "SET /a 5");
  clasp_fixture_say (link, "SET /b 6");
  g_free (clasp_fake_link_take (link));
  take_all (forgotten, fixture, NULL);
  g_assert_cmpint (peek (fixture, "/a"), ==, -1);
  g_assert_cmpint (peek (fixture, "/b"), ==, 6);
  give_all (forgotten, fixture, NULL);
  g_assert_cmpint (peek (fixture, "/a"), ==, 5);
  nothing = clasp_fake_link_take (link);
  g_assert_cmpstr (nothing, ==, "");

  /* What was known of it goes on: a write after that is the next revision. */
  clasp_fixture_say (link, "SET /a 7");
  g_assert_cmpint (peek (fixture, "/a"), ==, 7);
}

static void
test_a_device_goes_in_pieces_and_comes_back (Fixture *fixture, gconstpointer data)
{
  ClaspFakeLink               *link = clasp_fixture_join (fixture);
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (ClaspForgotten)   forgotten = clasp_forgotten_new ((const char *[]){ "/osc/tablet/**", NULL });
  ClaspSignalState             state;

  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/tablet/%u", i);
      g_autofree char *line = g_strdup_printf ("SET %s %u", address, i);

      clasp_fixture_say (link, line);
      update (table, address, i);
    }
  clasp_fixture_say (link, "SET /osc/other 1");
  update (table, "/osc/other", 1);

  g_assert_true (clasp_forgotten_take (forgotten, fixture->router, table));
  g_assert_cmpint (peek (fixture, "/osc/tablet/2499"), ==, 2499); /* it was not its turn yet */
  take_all (forgotten, fixture, table);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, 1);
  g_assert_cmpuint (n_known (table), ==, 1);
  clasp_signal_table_read (table, 3, &state);
  g_assert_cmpuint (state.n_updates, ==, 0);

  /* Seen again meanwhile: what came is newer than what was. */
  clasp_fixture_say (link, "SET /osc/tablet/3 77");
  update (table, "/osc/tablet/3", 77);
  give_all (forgotten, fixture, table);
  g_assert_cmpuint (n_known (table), ==, MANY + 1);
  g_assert_cmpuint (clasp_fixture_stats (fixture).n_params, ==, MANY + 1);
  g_assert_cmpint (peek (fixture, "/osc/tablet/3"), ==, 77);
  g_assert_cmpint (peek (fixture, "/osc/tablet/2499"), ==, 2499);
  clasp_signal_table_read (table, 3, &state);
  g_assert_cmpfloat (state.number, ==, 77);
  clasp_signal_table_read (table, 4, &state);
  g_assert_cmpfloat (state.number, ==, 4);
  g_assert_cmpint (state.updated_us, ==, 7);

  /* And again: redo. */
  take_all (forgotten, fixture, table);
  g_assert_cmpuint (n_known (table), ==, 1);
}

static void
test_a_slot_remembers_only_while_nothing_new_came (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  ClaspSignalSlot              slot;
  ClaspSignalState             state;

  update (table, "/a", 1);
  g_assert_cmpuint (clasp_signal_table_find (table, CLASP_STR_LITERAL ("/a")), ==, 0);
  g_assert_cmpuint (clasp_signal_table_find (table, CLASP_STR_LITERAL ("/b")), ==, G_MAXUINT);
  g_assert_true (clasp_signal_table_forget (table, 0, &slot));
  g_assert_false (clasp_signal_table_forget (table, 0, &slot));
  g_assert_false (clasp_signal_table_is_known (table, 0));
  update (table, "/a", 2);
  g_assert_true (clasp_signal_table_is_known (table, 0));
  g_assert_cmpuint (clasp_signal_table_get_size (table), ==, 1);
  g_assert_false (clasp_signal_table_remember (table, 0, &slot));
  clasp_signal_table_read (table, 0, &state);
  g_assert_cmpfloat (state.number, ==, 2);
  g_assert_cmpuint (state.n_updates, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/router/forget/subscribers-are-not-told", Fixture, NULL, set_up, test_subscribers_are_not_told, tear_down);
  g_test_add ("/router/forget/a-device-goes-in-pieces-and-comes-back", Fixture, NULL, set_up,
              test_a_device_goes_in_pieces_and_comes_back, tear_down);
  g_test_add_func ("/router/forget/a-slot-remembers-only-while-nothing-new-came", test_a_slot_remembers_only_while_nothing_new_came);

  return g_test_run ();
}
