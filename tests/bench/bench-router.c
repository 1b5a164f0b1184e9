/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

#include "journal/clasp-journal.h"

#include <glib/gstdio.h>
#include <time.h>

/* What the router itself costs: frames in, frames out through links that only count. Real links,
 * sockets and the reference are measured by other programs. Costs are processor time, so that a
 * busy machine does not change them much; turns are wall time. Of the journal only what it costs
 * the worker is counted: its threads have processors of their own. */

typedef struct
{
  ClaspReactor  *reactor;
  ClaspTimers   *timers;
  ClaspRouter   *router;
  ClaspFakeLink *writer;
  GPtrArray     *readers;
  ClaspWriter   *frames;
  guint          n_frames;
} Bench;

static gint64
cpu_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static ClaspFakeLink *
join (Bench *bench)
{
  ClaspFakeLink *link = clasp_fake_link_new ("192.0.2.1:1");

  clasp_fake_link_set_counting (link, TRUE);
  clasp_router_accept (bench->router, CLASP_LINK (link));
  clasp_fixture_say (link, "HELLO bench");
  return link;
}

static void
encode_frames (Bench *bench, guint n_addresses, gboolean is_stream)
{
  bench->n_frames = n_addresses;
  bench->frames = g_new0 (ClaspWriter, n_addresses);
  for (guint i = 0; i < n_addresses; i++)
    {
      g_autofree char *address = g_strdup_printf ("/stage/fixture/%u/intensity", i);
      ClaspMessage     message = { .type = CLASP_MESSAGE_SET };
      ClaspCodecStatus status;

      if (is_stream)
        {
          message.type = CLASP_MESSAGE_PUBLISH;
          message.publish.signal = CLASP_SIGNAL_STREAM;
          message.publish.address = clasp_str (address);
          message.publish.has_value = TRUE;
          message.publish.value = clasp_value_double (i);
        }
      else
        {
          message.set.address = clasp_str (address);
          message.set.value = clasp_value_double (i);
        }
      g_assert_true (clasp_frame_encode_default (&bench->frames[i], &message, &status));
    }
}

static void
start (Bench *bench, guint n_readers, guint n_addresses, gboolean is_stream)
{
  bench->reactor = clasp_reactor_new (NULL);
  bench->timers = clasp_timers_new (NULL, clasp_clock_system ());
  bench->router = clasp_router_new (bench->reactor, bench->timers, "Bench", NULL);
  bench->readers = g_ptr_array_new_with_free_func (g_object_unref);
  bench->writer = join (bench);
  for (guint i = 0; i < n_readers; i++)
    {
      ClaspFakeLink *reader = join (bench);

      clasp_fixture_say (reader, "SUBSCRIBE 1 /stage/fixture/**");
      g_ptr_array_add (bench->readers, reader);
    }
  encode_frames (bench, n_addresses, is_stream);
}

static void
stop (Bench *bench)
{
  g_clear_object (&bench->router);
  g_ptr_array_unref (bench->readers);
  g_object_unref (bench->writer);
  for (guint i = 0; i < bench->n_frames; i++)
    clasp_writer_clear (&bench->frames[i]);
  g_free (bench->frames);
  clasp_timers_free (bench->timers);
  clasp_reactor_unref (bench->reactor);
}

static void
run (const char *name, guint n_readers, guint n_addresses, gboolean is_stream, guint n_messages)
{
  Bench   bench;
  gint64  started_us, took_us;
  guint64 n_deliveries = (guint64) n_messages * n_readers;

  start (&bench, n_readers, n_addresses, is_stream);
  for (guint i = 0; i < n_addresses; i++) /* warm: parameters exist, matches are cached */
    clasp_fake_link_inject_bytes (bench.writer, bench.frames[i].data, bench.frames[i].length);

  started_us = cpu_us ();
  for (guint i = 0; i < n_messages; i++)
    {
      const ClaspWriter *frame = &bench.frames[i % n_addresses];

      clasp_fake_link_inject_bytes (bench.writer, frame->data, frame->length);
    }
  took_us = cpu_us () - started_us;

  g_print ("%-32s %9.0f messages/s %7.1f ns/message %7.1f ns/delivery\n", name,
           n_messages * 1e6 / took_us, took_us * 1e3 / n_messages, took_us * 1e3 / n_deliveries);
  for (guint i = 0; i < bench.readers->len; i++)
    g_assert_cmpuint (clasp_fake_link_get_n_sent (bench.readers->pdata[i]), >=, n_messages);
  stop (&bench);
}

typedef enum
{
  JOURNAL_NONE,
  JOURNAL_VALUES,
  JOURNAL_EVERYTHING
} JournalUse;

/* The loop runs now and then, as it would. */
static gint64
send_in_turns (Bench *bench, guint n_messages)
{
  gint64 started_us = cpu_us ();

  for (guint i = 0; i < n_messages; i++)
    {
      const ClaspWriter *frame = &bench->frames[i % bench->n_frames];

      clasp_fake_link_inject_bytes (bench->writer, frame->data, frame->length);
      if (i % 256 == 255)
        while (g_main_context_iteration (NULL, FALSE))
          ;
    }
  return cpu_us () - started_us;
}

static void
remove_folder (const char *folder)
{
  static const char *const names[] = { "journal", "journal-wal", "journal-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

static void
run_journal (const char *name, JournalUse use, guint n_addresses, guint n_messages)
{
  static const char *const patterns[] = { "/**", NULL };
  g_autofree char         *folder = g_dir_make_tmp ("bench-XXXXXX", NULL);
  g_autofree char         *path = g_build_filename (folder, "journal", NULL);
  ClaspJournalConfig       config = CLASP_JOURNAL_CONFIG_DEFAULT;
  ClaspJournal            *journal = NULL;
  ClaspJournalStats        stats = { 0 };
  Bench                    bench;
  gint64                   took_us;

  start (&bench, 1, n_addresses, FALSE);
  config.patterns = use == JOURNAL_EVERYTHING ? patterns : NULL;
  if (use != JOURNAL_NONE)
    journal = clasp_journal_new (path, bench.router, bench.timers, NULL, &config);
  send_in_turns (&bench, n_addresses);
  took_us = send_in_turns (&bench, n_messages);
  if (journal != NULL)
    clasp_journal_get_stats (journal, &stats);
  g_print ("%-32s %9.0f messages/s %7.1f ns/message", name, n_messages * 1e6 / took_us,
           took_us * 1e3 / n_messages);
  if (use == JOURNAL_EVERYTHING)
    g_print (" %7.1f %% recorded",
             100.0 * stats.n_recorded / (double) (stats.n_recorded + stats.n_dropped));
  g_print ("\n");
  g_clear_pointer (&journal, clasp_journal_free);
  stop (&bench);
  remove_folder (folder);
}

static void
run_joiner (guint n_params)
{
  Bench          bench;
  ClaspFakeLink *joiner;
  gint64         started_us, first_us, took_us, longest_us = 0;

  start (&bench, 0, n_params, FALSE);
  started_us = cpu_us ();
  for (guint i = 0; i < n_params; i++)
    clasp_fake_link_inject_bytes (bench.writer, bench.frames[i].data, bench.frames[i].length);
  took_us = cpu_us () - started_us;
  g_print ("create %u parameters%*s %7.1f ns each\n", n_params, 10, "", took_us * 1e3 / n_params);

  started_us = g_get_monotonic_time ();
  joiner = join (&bench);
  first_us = g_get_monotonic_time () - started_us;
  for (gint64 before_us = g_get_monotonic_time (); g_main_context_iteration (NULL, FALSE);)
    {
      gint64 now_us = g_get_monotonic_time ();

      longest_us = MAX (longest_us, now_us - before_us);
      before_us = now_us;
    }
  took_us = g_get_monotonic_time () - started_us;
  g_print ("late joiner of %u: first frame %.2f ms, all %.1f ms, longest turn %.2f ms, %.1f MiB\n",
           n_params, first_us / 1e3, took_us / 1e3, longest_us / 1e3,
           clasp_fake_link_get_n_bytes (joiner) / 1048576.0);
  g_object_unref (joiner);
  stop (&bench);
}

/* Somebody subscribes to one fixture after the other, each with a pattern. */
static void
run_patterns (guint n_fixtures)
{
  Bench          bench;
  ClaspFakeLink *reader = NULL;
  gint64         started_us, took_us, longest_us = 0;

  start (&bench, 0, n_fixtures, FALSE);
  for (guint i = 0; i < n_fixtures; i++)
    clasp_fake_link_inject_bytes (bench.writer, bench.frames[i].data, bench.frames[i].length);

  started_us = cpu_us ();
  for (guint i = 0; i < n_fixtures; i++)
    {
      g_autofree char *line = g_strdup_printf ("SUBSCRIBE %u /stage/fixture/%u/*", i % 1000 + 1, i);
      gint64           before_us = cpu_us ();

      if (i % 1000 == 0)
        {
          reader = join (&bench);
          g_ptr_array_add (bench.readers, reader);
          before_us = cpu_us ();
        }
      clasp_fixture_say (reader, line);
      longest_us = MAX (longest_us, cpu_us () - before_us);
    }
  took_us = cpu_us () - started_us;

  g_print ("%u patterns on as many parameters: %.1f us each, the longest %" G_GINT64_FORMAT " us\n",
           n_fixtures, (double) took_us / n_fixtures, longest_us);
  stop (&bench);
}

int
main (int argc, char **argv)
{
  guint scale = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1;

  run ("SET 1 to 1, one address", 1, 1, FALSE, 200000 * scale);
  run ("SET 1 to 1, 1000 addresses", 1, 1000, FALSE, 200000 * scale);
  run ("SET 1 to 100, 1000 addresses", 100, 1000, FALSE, 20000 * scale);
  run ("stream 1 to 1, 1000 addresses", 1, 1000, TRUE, 200000 * scale);
  run ("stream 1 to 100, 1000 addresses", 100, 1000, TRUE, 20000 * scale);
  run_journal ("no journal, 1000 addresses", JOURNAL_NONE, 1000, 200000 * scale);
  run_journal ("last values, 1000 addresses", JOURNAL_VALUES, 1000, 200000 * scale);
  run_journal ("everything, 1000 addresses", JOURNAL_EVERYTHING, 1000, 200000 * scale);
  run_journal ("no journal, 100000 addresses", JOURNAL_NONE, 100000, 200000 * scale);
  run_journal ("last values, 100000 addresses", JOURNAL_VALUES, 100000, 200000 * scale);
  run_joiner (100000 * scale);
  run_patterns (10000 * scale);
  return 0;
}
