/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-fixture.h"

/* The worker, the thread that writes and the one that reads, all busy at once. Also run under the
 * thread sanitizer. */

typedef JournalFixture Fixture;

static void
ask (Fixture *fixture)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_REPLAY };

  message.replay.pattern = CLASP_STR_LITERAL ("/a/*");
  message.replay.types = CLASP_TYPES_EVENT;
  message.replay.has_limit = TRUE;
  message.replay.limit = 50;
  clasp_session_submit (fixture->session, &message, NULL, FALSE);
}

typedef struct
{
  Fixture *fixture;
  guint    n_turns;
} Busy;

static gboolean
was_busy (gpointer user_data)
{
  Busy *self = user_data;
  char  address[32];

  for (guint i = 0; i < 50; i++)
    {
      g_snprintf (address, sizeof address, "/a/%u", i);
      journal_fixture_set (self->fixture, address, self->n_turns);
      journal_fixture_emit (self->fixture, "/a/e", i);
    }
  if (self->n_turns % 10 == 0)
    {
      ask (self->fixture);
      self->fixture->config.max_days = self->n_turns;
      clasp_journal_set_config (self->fixture->journal, &self->fixture->config);
    }
  journal_fixture_stats (self->fixture);
  return ++self->n_turns >= 150;
}

static gboolean
has_no_replays (gpointer user_data)
{
  return journal_fixture_stats (user_data).n_replays == 0;
}

static void
test_all_at_once (Fixture *fixture, gconstpointer data)
{
  Busy busy = { fixture, 0 };

  clasp_test_spin_until (was_busy, &busy, "150 turns");
  clasp_test_spin_until (has_no_replays, fixture, "the answers");
  journal_fixture_settle (fixture);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM journal_entries"), ==,
                   (gint64) journal_fixture_stats (fixture).n_recorded);
  g_assert_cmpuint (journal_fixture_stats (fixture).n_recorded +
                      journal_fixture_stats (fixture).n_dropped,
                    ==, 150 * 100);
  g_assert_cmpint (journal_fixture_ask (fixture, "SELECT count(*) FROM params"), ==, 50);
}

static void
test_ends_while_busy (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 10; i++)
    {
      Busy busy = { fixture, 145 };

      clasp_test_spin_until (was_busy, &busy, "a few turns");
      ask (fixture);
      journal_fixture_stop (fixture);
      journal_fixture_start (fixture);
      g_assert_cmpuint (journal_fixture_stats (fixture).n_restored, ==, 50);
    }
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);

#define ADD(path, func)                                                                            \
  g_test_add ("/threads/journal/" path, Fixture, "/a/**", journal_fixture_set_up, func,            \
              journal_fixture_tear_down)
  ADD ("all-at-once", test_all_at_once);
  ADD ("ends-while-busy", test_ends_while_busy);

  return g_test_run ();
}
