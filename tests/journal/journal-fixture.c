/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal-fixture.h"

#include "support/clasp-fake-link.h"

#include <glib/gstdio.h>

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  JournalFixture  *fixture = user_data;
  g_autofree char *line = clasp_test_describe_message (reply);

  g_string_append_printf (fixture->replies, "%s\n", line);
}

void
journal_fixture_start (JournalFixture *fixture)
{
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", NULL);
  fixture->config.patterns = fixture->patterns;
  fixture->journal =
    clasp_journal_new (fixture->path, fixture->router, fixture->timers, NULL, &fixture->config);
  fixture->session =
    clasp_router_join (fixture->router, "writer", deliver_cb, reply_cb, fixture);
}

void
journal_fixture_stop (JournalFixture *fixture)
{
  g_clear_pointer (&fixture->journal, clasp_journal_free);
  clasp_session_leave (fixture->session);
  clasp_router_shutdown (fixture->router, "done");
  g_object_unref (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
}

void
journal_fixture_set_up (JournalFixture *fixture, gconstpointer data)
{
  const ClaspJournalConfig config = CLASP_JOURNAL_CONFIG_DEFAULT;

  fixture->folder = g_dir_make_tmp ("clasp-journal-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "show.json.journal", NULL);
  fixture->config = config;
  fixture->replies = g_string_new (NULL);
  fixture->patterns[0] = data;
  journal_fixture_start (fixture);
}

void
journal_fixture_tear_down (JournalFixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char      *name;

  journal_fixture_stop (fixture);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_string_free (fixture->replies, TRUE);
  g_free (fixture->folder);
  g_free (fixture->path);
}

void
journal_fixture_set (JournalFixture *fixture, const char *address, double number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_session_set (fixture->session, clasp_str (address), &value);
}

void
journal_fixture_emit (JournalFixture *fixture, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_emit (fixture->session, clasp_str (address), &value);
}

ClaspJournalStats
journal_fixture_stats (JournalFixture *fixture)
{
  ClaspJournalStats stats;

  clasp_journal_get_stats (fixture->journal, &stats);
  return stats;
}

typedef struct
{
  JournalFixture *fixture;
  gint64          quiet_us; /* since when nothing was seen to wait; 0 = something does */
} Settling;

/* What was noted goes over within one interval. */
static gboolean
is_settled (gpointer user_data)
{
  Settling *self = user_data;
  gint64    now_us = g_get_monotonic_time ();

  if (journal_fixture_stats (self->fixture).n_queued_bytes > 0)
    self->quiet_us = 0;
  else if (self->quiet_us == 0)
    self->quiet_us = now_us;
  return self->quiet_us != 0 && now_us - self->quiet_us > 50000;
}

void
journal_fixture_settle (JournalFixture *fixture)
{
  Settling settling = { fixture, 0 };

  clasp_test_spin_until (is_settled, &settling, "everything to be written");
}

gint64
journal_fixture_ask (JournalFixture *fixture, const char *sql)
{
  sqlite3 *db = clasp_journal_file_open_read (fixture->path, NULL);
  gint64   number = -1;

  if (db != NULL)
    number = clasp_journal_file_ask (db, sql);
  g_clear_pointer (&db, clasp_journal_file_close);
  return number;
}

char *
journal_fixture_find_aside (JournalFixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char      *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "show.json.journal.corrupt-") && !g_str_has_suffix (name, "-wal"))
      return g_build_filename (fixture->folder, name, NULL);
  return NULL;
}
