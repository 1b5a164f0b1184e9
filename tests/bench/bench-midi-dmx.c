/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a MIDI controller takes to become a DMX frame: this program is the controller, at the
 * kernel's sequencer, and the Art-Net node; claspd with one mapping is between them. One value is
 * under way at a time, at random distances. Beside it the same through a thread that does nothing
 * but read the event and send a datagram: what the kernel takes.
 *
 * Usage: bench-midi-dmx CLASPD [SAMPLES]
 *
 * Ends with 77 where there is no sequencer. */

#include <alsa/asoundlib.h>
#include <arpa/inet.h>
#include <gio/gio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SKIPPED 77
#define DEFAULT_SAMPLES 500
#define FIRST_SLOT 18 /* of an ArtDmx packet */
#define TIMEOUT_MS 2000
#define CONTROLLER 7

typedef struct
{
  snd_seq_t *seq;
  int        port;
  int        node; /* socket of the Art-Net node */
  guint16    node_port;
  GArray    *latencies_us; /* of gint64 */
  guint      n_lost;
} Bench;

/* ---- the controller ---- */

static void
plug_controller (Bench *bench, const char *name)
{
  snd_seq_set_client_name (bench->seq, name);
  bench->port = snd_seq_create_simple_port (
    bench->seq, "Out", SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ,
    SND_SEQ_PORT_TYPE_MIDI_GENERIC | SND_SEQ_PORT_TYPE_APPLICATION);
}

static void
turn (Bench *bench, guint8 value)
{
  snd_seq_event_t event;

  snd_seq_ev_clear (&event);
  snd_seq_ev_set_controller (&event, 0, CONTROLLER, value);
  snd_seq_ev_set_source (&event, (unsigned char) bench->port);
  snd_seq_ev_set_subs (&event);
  snd_seq_ev_set_direct (&event);
  snd_seq_event_output_direct (bench->seq, &event);
}

/* ---- the node ---- */

static gboolean
open_node (Bench *bench)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t          size = sizeof address;

  bench->node = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (bench->node < 0 || bind (bench->node, (struct sockaddr *) &address, sizeof address) < 0 ||
      getsockname (bench->node, (struct sockaddr *) &address, &size) < 0)
    return FALSE;

  bench->node_port = ntohs (address.sin_port);
  return TRUE;
}

/* Waits for a frame whose first slot is @level. */
static gboolean
wait_for_level (Bench *bench, guint8 level, int timeout_ms)
{
  gint64        end_us = g_get_monotonic_time () + timeout_ms * 1000;
  struct pollfd readable = { bench->node, POLLIN, 0 };
  guint8        frame[1024];

  for (;;)
    {
      gint64 left_us = end_us - g_get_monotonic_time ();
      gssize size;

      if (left_us <= 0 || poll (&readable, 1, (int) (left_us / 1000) + 1) <= 0)
        return FALSE;
      size = recv (bench->node, frame, sizeof frame, 0);
      if (size > FIRST_SLOT && frame[FIRST_SLOT] == level)
        return TRUE;
    }
}

/* ---- measuring ---- */

static guint8
level_of (guint8 value, guint top)
{
  return (guint8) ((value * top * 2 + 127) / (2 * 127));
}

static void
measure (Bench *bench, guint n_samples, guint top)
{
  g_array_set_size (bench->latencies_us, 0);
  bench->n_lost = 0;
  for (guint i = 0; i < n_samples; i++)
    {
      guint8 value = (guint8) (i % 126 + 1);
      gint64 start_us, took_us;

      g_usleep ((gulong) g_random_int_range (30000, 60000));
      start_us = g_get_monotonic_time ();
      turn (bench, value);
      if (!wait_for_level (bench, level_of (value, top), TIMEOUT_MS))
        {
          bench->n_lost++;
          continue;
        }
      took_us = g_get_monotonic_time () - start_us;
      g_array_append_val (bench->latencies_us, took_us);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 difference = *(const gint64 *) a - *(const gint64 *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
percentile_ms (Bench *bench, double share)
{
  guint index = (guint) (share * (bench->latencies_us->len - 1) + 0.5);

  return (double) g_array_index (bench->latencies_us, gint64, index) / 1000;
}

static void
report (Bench *bench, const char *what)
{
  if (bench->latencies_us->len == 0)
    {
      printf ("%-24s nothing arrived\n", what);
      return;
    }

  g_array_sort (bench->latencies_us, compare);
  printf ("%-24s p50 %7.3f ms   p99 %7.3f ms   max %7.3f ms   %u samples, %u lost\n", what,
          percentile_ms (bench, 0.5), percentile_ms (bench, 0.99), percentile_ms (bench, 1),
          bench->latencies_us->len, bench->n_lost);
}

/* ---- the bare relay ---- */

static gpointer
relay (gpointer data)
{
  Bench             *bench = data;
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
                                 .sin_port = htons (bench->node_port) };
  guint8             frame[FIRST_SLOT + 512] = { 0 };
  snd_seq_t         *seq;
  snd_seq_event_t   *event;
  int                out = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), port;

  if (snd_seq_open (&seq, "default", SND_SEQ_OPEN_INPUT, 0) < 0)
    return NULL;
  port = snd_seq_create_simple_port (
    seq, "In", SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE, SND_SEQ_PORT_TYPE_APPLICATION);
  snd_seq_connect_from (seq, port, snd_seq_client_id (bench->seq), bench->port);
  while (snd_seq_event_input (seq, &event) >= 0 && event->type != SND_SEQ_EVENT_CLOCK)
    if (event->type == SND_SEQ_EVENT_CONTROLLER)
      {
        frame[FIRST_SLOT] = (guint8) event->data.control.value;
        sendto (out, frame, sizeof frame, 0, (struct sockaddr *) &address, sizeof address);
      }
  snd_seq_close (seq);
  close (out);
  return NULL;
}

static void
end_relay (Bench *bench, GThread *thread)
{
  snd_seq_event_t event;

  snd_seq_ev_clear (&event);
  event.type = SND_SEQ_EVENT_CLOCK;
  snd_seq_ev_set_source (&event, (unsigned char) bench->port);
  snd_seq_ev_set_subs (&event);
  snd_seq_ev_set_direct (&event);
  snd_seq_event_output_direct (bench->seq, &event);
  g_thread_join (thread);
}

/* ---- with claspd ---- */

static GSubprocess *
start_claspd (Bench *bench, const char *claspd, const char *folder, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *artnet = g_strdup_printf ("artnet,listen=,send=127.0.0.1:%u", bench->node_port);

  g_subprocess_launcher_setenv (launcher, "XDG_STATE_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  return g_subprocess_launcher_spawn (launcher, error, claspd, "--listen", "ws://127.0.0.1:0/clasp",
                                      "--connect", "midi,port=Bench Controller,device=bench",
                                      "--connect", artnet, "--map",
                                      "/midi/bench/ch/1/cc/7 => /artnet/0/0/0/1", NULL);
}

/* Until the first value comes through: claspd has found the controller by then. */
static gboolean
is_through (Bench *bench)
{
  for (guint i = 0; i < 60; i++)
    {
      turn (bench, 127);
      if (wait_for_level (bench, 255, 250))
        return TRUE;
      turn (bench, 0);
    }

  return FALSE;
}

static int
run (Bench *bench, const char *claspd, guint n_samples)
{
  g_autofree char        *folder = g_dir_make_tmp ("bench-midi-XXXXXX", NULL);
  g_autoptr (GError)      error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  GThread                *thread = g_thread_new ("relay", relay, bench);
  int                     result = 1;

  g_usleep (200000); /* the relay subscribes; what it misses is counted as lost */
  measure (bench, n_samples / 2, 127);
  report (bench, "bare relay");
  end_relay (bench, thread);

  process = start_claspd (bench, claspd, folder, &error);
  if (process == NULL)
    {
      fprintf (stderr, "%s: %s\n", claspd, error->message);
      return 1;
    }
  if (is_through (bench))
    {
      measure (bench, n_samples, 255);
      report (bench, "MIDI CC to ArtDmx");
      result = bench->latencies_us->len == 0 ? 1 : 0;
    }
  else
    fprintf (stderr, "nothing came through claspd\n");
  g_subprocess_send_signal (process, SIGTERM);
  g_subprocess_wait (process, NULL, NULL);
  return result;
}

int
main (int argc, char **argv)
{
  Bench bench = { .latencies_us = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  guint n_samples = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : DEFAULT_SAMPLES;
  int   result;

  if (argc < 2)
    {
      fprintf (stderr, "usage: bench-midi-dmx CLASPD [SAMPLES]\n");
      return 2;
    }
  if (access ("/dev/snd/seq", R_OK | W_OK) != 0 ||
      snd_seq_open (&bench.seq, "default", SND_SEQ_OPEN_DUPLEX, 0) < 0)
    {
      printf ("skipped: no ALSA sequencer\n");
      return SKIPPED;
    }
  if (!open_node (&bench))
    {
      fprintf (stderr, "no socket: %s\n", g_strerror (errno));
      return 1;
    }

  plug_controller (&bench, "Bench Controller");
  result = run (&bench, argv[1], n_samples);
  snd_seq_close (bench.seq);
  close (bench.node);
  g_array_unref (bench.latencies_us);
  return result;
}
