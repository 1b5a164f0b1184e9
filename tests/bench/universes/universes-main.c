/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 1024 universes at 44 Hz over Art-Net and over sACN: what share of a core that takes, and how
 * regularly the frames of each universe come. The bridge runs in this thread as it does in the
 * worker's; another thread receives. Beside each stands a bare loop that only sends, in the same
 * run: the part of the kernel and of what else the machine does.
 */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-router-fixture.h"

#include "universes-bare.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

#define WARM_UP_US (G_USEC_PER_SEC / 2)

/* ---- the sending side ---- */

typedef struct
{
  const Protocol *protocol;
  ClaspReactor   *reactor;
  ClaspTimers    *timers;
  ClaspRouter    *router;
  ClaspUniverses *universes;
  ClaspSession   *hand;
  ClaspBridge    *bridge;
  ClaspTimer      change_timer, end_timer;
  guint8          levels[CLASP_DMX_SLOTS];
  guint           next; /* the universe that changes next */
  gint64          began_us;
  gboolean        is_over;
} Desk;

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static gint64
now (Desk *desk)
{
  return clasp_clock_now_us (clasp_timers_get_clock (desk->timers));
}

static void
write_frame (Desk *desk, guint universe)
{
  ClaspValue value = clasp_value_bytes (desk->levels, sizeof desk->levels);
  char       address[32];

  g_snprintf (address, sizeof address, "%s/%u", desk->protocol->namespace_,
              universe + desk->protocol->first);
  clasp_session_set (desk->hand, clasp_str (address), &value);
  clasp_value_clear (&value);
}

/* Somebody who changes every universe 44 times a second, a few each millisecond. */
static void
change_cb (gpointer user_data)
{
  Desk  *desk = user_data;
  gint64 elapsed_us = now (desk) - desk->began_us;
  guint  target = (guint) (elapsed_us * N_UNIVERSES / FRAME_US);

  for (; desk->next < target; desk->next++)
    {
      if (desk->next % N_UNIVERSES == 0)
        desk->levels[0]++;
      write_frame (desk, desk->next % N_UNIVERSES);
    }
  clasp_timers_set (desk->timers, &desk->change_timer, now (desk) + 1000, change_cb, desk);
}

static void
end_cb (gpointer user_data)
{
  ((Desk *) user_data)->is_over = TRUE;
}

static ClaspSettings *
make_artnet_settings (guint16 port, gboolean is_continuous)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  g_autofree char *send = g_strdup_printf ("127.0.0.1:%u", port);

  clasp_settings_set_text (settings, "listen", "", NULL);
  clasp_settings_set_text (settings, "send", send, NULL);
  clasp_settings_set_text (settings, "continuous", is_continuous ? "true" : "false", NULL);
  return settings;
}

static ClaspSettings *
make_sacn_settings (guint16 port)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autofree char *unicast = g_strdup_printf ("127.0.0.1:%u", port);

  clasp_settings_set_text (settings, "receive", "", NULL);
  clasp_settings_set_text (settings, "send", "1-1024", NULL);
  clasp_settings_set_text (settings, "multicast", "false", NULL);
  clasp_settings_set_text (settings, "discovery", "false", NULL);
  clasp_settings_set_text (settings, "unicast", unicast, NULL);
  return settings;
}

static void
open_desk (Desk *desk, const Protocol *protocol, guint16 port, gboolean is_continuous)
{
  ClaspSettings *settings =
    protocol->is_sacn ? make_sacn_settings (port) : make_artnet_settings (port, is_continuous);
  ClaspBridgeHost host;

  memset (desk, 0, sizeof *desk);
  desk->protocol = protocol;
  desk->reactor = clasp_reactor_new (NULL);
  desk->timers = clasp_timers_new (NULL, clasp_clock_system ());
  clasp_reactor_own_sleep (desk->reactor); /* both as the worker does */
  clasp_timers_use_reactor (desk->timers, desk->reactor);
  desk->router = clasp_router_new (desk->reactor, desk->timers, "Bench", NULL);
  desk->universes = clasp_universes_new (desk->timers);
  desk->hand = clasp_router_join (desk->router, "hand", ignore_cb, NULL, desk);
  host = (ClaspBridgeHost){ .reactor = desk->reactor,
                            .timers = desk->timers,
                            .router = desk->router,
                            .universes = desk->universes };
  clasp_settings_set_text (settings, "max-rate", "0", NULL);
  desk->bridge =
    g_object_new (protocol->is_sacn ? CLASP_TYPE_SACN_BRIDGE : CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (desk->bridge, "bench", "Bench", protocol->namespace_, settings, &host);
  for (guint i = 0; i < N_UNIVERSES; i++)
    write_frame (desk, i);
}

static void
close_desk (Desk *desk)
{
  clasp_timers_cancel (desk->timers, &desk->change_timer);
  clasp_bridge_close (desk->bridge);
  g_object_unref (desk->bridge);
  clasp_session_leave (desk->hand);
  g_object_unref (desk->router);
  clasp_universes_free (desk->universes);
  clasp_timers_free (desk->timers);
  clasp_reactor_unref (desk->reactor);
}

static void
run_for (Desk *desk, gint64 for_us)
{
  desk->is_over = FALSE;
  clasp_timers_set (desk->timers, &desk->end_timer, now (desk) + for_us, end_cb, desk);
  while (!desk->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static double
cpu_s (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* ---- measures ---- */

typedef struct
{
  const char     *name, *title;
  const Protocol *protocol;
  gboolean        is_bare;
  gboolean        is_special; /* of the engine: repeated frames; of a bare loop: sendmmsg () */
} Measure;

static const Measure measures[] = {
  { "artnet-repeated", "Art-Net, repeated frames", &protocol_artnet, FALSE, TRUE },
  { "artnet-new", "Art-Net, each frame is new", &protocol_artnet, FALSE, FALSE },
  { "artnet-bare", "  bare sendto", &protocol_artnet, TRUE, FALSE },
  { "artnet-bare-batched", "  bare sendmmsg", &protocol_artnet, TRUE, TRUE },
  { "sacn-new", "sACN, each frame is new", &protocol_sacn, FALSE, FALSE },
  { "sacn-bare", "  bare sendto", &protocol_sacn, TRUE, FALSE },
};

typedef struct
{
  double   seconds;
  char    *only; /* (owned) (nullable) */
  char    *cpus; /* (owned) (nullable) */
  gboolean is_realtime, is_json;
  int      sender_cpu, ear_cpu; /* -1 = any */
} Options;

/* The share of a core from the warm-up on. */
static double
run_bare (const Measure *measure, Ear *ear, double seconds)
{
  Bare  *bare = bare_open (measure->protocol, ear_get_port (ear), measure->is_special);
  double cpu;

  bare_run (bare, WARM_UP_US);
  ear_begin (ear);
  cpu = cpu_s ();
  bare_run (bare, (gint64) (seconds * G_USEC_PER_SEC));
  cpu = cpu_s () - cpu;
  ear_end (ear);
  bare_close (bare);
  return cpu / seconds;
}

static double
run_desk (const Measure *measure, Ear *ear, double seconds)
{
  Desk   desk;
  double cpu;

  open_desk (&desk, measure->protocol, ear_get_port (ear), measure->is_special);
  desk.began_us = now (&desk);
  if (!measure->is_special)
    change_cb (&desk);
  run_for (&desk, WARM_UP_US);
  ear_begin (ear);
  cpu = cpu_s ();
  run_for (&desk, (gint64) (seconds * G_USEC_PER_SEC));
  cpu = cpu_s () - cpu;
  ear_end (ear);
  close_desk (&desk);
  return cpu / seconds;
}

static void
print (const Measure *measure, const Options *options, double share, const EarReport *report)
{
  if (options->is_json)
    g_print (
      "{\"name\": \"%s\", \"cpu_percent\": %.2f, \"hz\": %.3f, \"p50_ms\": %.3f, \"p99_ms\": "
      "%.3f, \"max_ms\": %.3f}\n",
      measure->name, share * 100.0, report->hz, report->p50_ms, report->p99_ms, report->max_ms);
  else
    g_print (
      "%-28s %5.1f %% of a core  %7.2f Hz each  deviation p50 %.2f ms  p99 %.2f ms  max %.2f ms\n",
      measure->title, share * 100.0, report->hz, report->p50_ms, report->p99_ms, report->max_ms);
}

static gboolean
take (const Measure *measure, const Options *options)
{
  Ear      *ear = ear_open (measure->protocol, options->ear_cpu);
  double    share = (measure->is_bare ? run_bare : run_desk) (measure, ear, options->seconds);
  EarReport report;
  gboolean  is_heard = ear_report (ear, options->seconds, &report);

  if (is_heard)
    print (measure, options, share, &report);
  else
    g_printerr ("%s: nothing came\n", measure->name);
  ear_close (ear);
  return is_heard;
}

/* Threads that are made later inherit both. */
static gboolean
settle (const Options *options, GError **error)
{
  struct sched_param first = { .sched_priority = 10 };
  cpu_set_t          cpus;
  int                code = 0;

  CPU_ZERO (&cpus);
  if (options->sender_cpu >= 0)
    {
      CPU_SET ((guint) options->sender_cpu, &cpus);
      code = pthread_setaffinity_np (pthread_self (), sizeof cpus, &cpus);
    }
  if (code == 0 && options->is_realtime)
    code = pthread_setschedparam (pthread_self (), SCHED_FIFO, &first);
  if (code != 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "--realtime, --cpus: %s",
                 g_strerror (code));
  return code == 0;
}

static gboolean
parse (int *argc, char ***argv, Options *options, GError **error)
{
  const GOptionEntry entries[] = {
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->seconds,
      "How long each is measured (default 5)", "S" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &options->only,
      "Only this one: artnet-repeated, artnet-new, artnet-bare, artnet-bare-batched, sacn-new, "
      "sacn-bare",
      "NAME" },
    { "cpus", 0, 0, G_OPTION_ARG_STRING, &options->cpus, "Processors of sender and receiver",
      "0,1" },
    { "realtime", 0, 0, G_OPTION_ARG_NONE, &options->is_realtime, "Before all else (root)", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "One object a line", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (options->cpus != NULL &&
      sscanf (options->cpus, "%d,%d", &options->sender_cpu, &options->ear_cpu) != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--cpus: two numbers, 0,1");
      return FALSE;
    }
  options->seconds = CLAMP (options->seconds, 0.5, 600.0);
  return settle (options, error);
}

/* What the connection says of its state is no figure. */
static GLogWriterOutput
be_quiet (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  return level > G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED
                                     : g_log_writer_default (level, fields, n_fields, user_data);
}

int
main (int argc, char *argv[])
{
  Options            options = { .seconds = 5.0, .sender_cpu = -1, .ear_cpu = -1 };
  g_autoptr (GError) error = NULL;
  gboolean           is_ok;

  g_log_set_writer_func (be_quiet, NULL, NULL);
  is_ok = parse (&argc, &argv, &options, &error);
  if (!is_ok)
    g_printerr ("%s\n", error->message);
  else if (!options.is_json)
    g_print ("%u universes, 44 Hz, %.1f s each; deviation is how far a frame's distance to the one "
             "before is from %.2f ms\n",
             N_UNIVERSES, options.seconds, FRAME_US / 1000.0);
  for (guint i = 0; is_ok && i < G_N_ELEMENTS (measures); i++)
    if (options.only == NULL || strcmp (measures[i].name, options.only) == 0)
      is_ok = take (&measures[i], &options);
  g_free (options.only);
  g_free (options.cpus);
  return is_ok ? 0 : 1;
}
