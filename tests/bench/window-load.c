/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* window-load: the loads L1, L2 and L3 that the window has to stand, from outside.
 *
 * OSC by UDP in bundles, as consoles and tablets send it: every address once at first, then "ready" is
 * printed, then so many messages a second, round and round with other values, new addresses among them
 * where asked for. Addresses that change sixty times a second would be far more messages than the loads
 * have: they are slots of Art-Net universes that come in at 60 Hz. A device that flaps is a
 * TCP connection that comes, says something and goes.
 *
 * Time is kept by counting what should have been sent by now; what is late is sent at once. The line of
 * JSON at the end says what really left. */

#define MESSAGE_SIZE 24
#define ELEMENT_SIZE (4 + MESSAGE_SIZE)
#define VALUE_AT 20
#define BUNDLE_HEADER 16
#define MAX_BUNDLE 40 /* elements: an Ethernet frame */
#define SLOTS 512
#define FRAME_HZ 60
#define FILL_RATE 40000 /* a second, until every address is there */
#define STEP_US 1000

typedef struct
{
  int    addresses, rate, moving, universes, fresh, flaps, bundle;
  double fresh_seconds, seconds;
  int    osc_port, artnet_port, tcp_port;
} Options;

typedef struct
{
  const char *name;
  Options     options;
} Level;

static const Level levels[] = {
  { "L1", { .addresses = 2000, .rate = 2000, .moving = 200, .universes = 2, .seconds = 60 } },
  { "L2", { .addresses = 20000, .rate = 20000, .moving = 2000, .universes = 16, .seconds = 60 } },
  { "L3",
    { .addresses = 100000, .rate = 100000, .fresh = 5000, .fresh_seconds = 10, .flaps = 2, .seconds = 60 } },
};

static struct
{
  Options            options;
  int                fd;
  struct sockaddr_in osc, artnet;
  guint              n_known; /* addresses that were sent */
  guint              next;
  guint64            n_messages, n_datagrams, n_refused, n_frames, n_flaps;
  gint64             late_us;
  int                device; /* the socket that flaps, -1 = away */
} storm;

static void G_GNUC_NORETURN G_GNUC_PRINTF (1, 2)
die (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
  exit (2);
}

static struct sockaddr_in
loopback (int port)
{
  return (struct sockaddr_in) { .sin_family = AF_INET,
                                .sin_port = g_htons ((guint16) port),
                                .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
}

static void
put_u32 (guint8 *to, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (to, &value, 4);
}

static void
send_datagram (const void *data, gsize size, const struct sockaddr_in *to)
{
  if (sendto (storm.fd, data, size, 0, (const struct sockaddr *) to, sizeof *to) >= 0)
    storm.n_datagrams++;
  else if (errno == ECONNREFUSED || errno == EAGAIN || errno == ENOBUFS)
    storm.n_refused++;
  else
    die ("sendto: %s", g_strerror (errno));
}

/* --- OSC ---------------------------------------------------------------------------------------- */

/* "/s/g0012/c0345" in 16 bytes, ",f", the value. A thousand addresses to a branch. */
static void
put_message (guint8 *to, guint index)
{
  float   value = (float) ((index * 37 + storm.n_messages / 64) % 1000) / 1000.0f;
  guint32 bits;

  memset (to, 0, MESSAGE_SIZE);
  g_snprintf ((char *) to, 16, "/s/g%04u/c%04u", index / 1000, index % 1000);
  memcpy (to + 16, ",f", 2);
  memcpy (&bits, &value, 4);
  put_u32 (to + VALUE_AT, bits);
}

static guint
next_index (gboolean is_new)
{
  if (is_new && storm.n_known < (guint) storm.options.addresses)
    return storm.n_known++;
  if (storm.next >= storm.n_known)
    storm.next = 0;
  return storm.next++;
}

static void
send_messages (guint64 n, guint64 n_new)
{
  guint8 packet[BUNDLE_HEADER + MAX_BUNDLE * ELEMENT_SIZE] = "#bundle";

  packet[15] = 1; /* at once */
  while (n > 0)
    {
      guint in_this = (guint) MIN (n, (guint64) storm.options.bundle);

      for (guint i = 0; i < in_this; i++)
        {
          guint8 *element = packet + BUNDLE_HEADER + i * ELEMENT_SIZE;

          put_u32 (element, MESSAGE_SIZE);
          put_message (element + 4, next_index (n_new > 0));
          n_new -= n_new > 0;
        }
      if (storm.options.bundle == 1)
        send_datagram (packet + BUNDLE_HEADER + 4, MESSAGE_SIZE, &storm.osc);
      else
        send_datagram (packet, BUNDLE_HEADER + in_this * ELEMENT_SIZE, &storm.osc);
      storm.n_messages += in_this;
      n -= in_this;
    }
}

/* --- Art-Net ------------------------------------------------------------------------------------ */

/* One frame of each universe; the first slots of each move, no two frames alike. */
static void
send_frames (guint64 number)
{
  guint  n_moving = (guint) (storm.options.moving / MAX (storm.options.universes, 1));
  guint8 packet[18 + SLOTS] = "Art-Net";

  packet[9] = 0x50;
  packet[11] = 14;
  packet[12] = (guint8) (number % 255 + 1);
  packet[16] = SLOTS >> 8;
  packet[17] = SLOTS & 0xff;
  for (guint i = 0; i < n_moving && i < SLOTS; i++)
    packet[18 + i] = (guint8) (number * 3 + i);
  for (int universe = 0; universe < storm.options.universes; universe++)
    {
      packet[14] = (guint8) universe;
      send_datagram (packet, sizeof packet, &storm.artnet);
      storm.n_frames++;
    }
}

/* --- the device that flaps ---------------------------------------------------------------------- */

static void
flap (void)
{
  static const guint8 hello[] = { 0, 0, 0, 20, '/', 'd', 'e', 'v', 'i', 'c', 'e', '/',
                                  'o', 'n', 0, 0, ',', 'i', 0, 0, 0, 0, 0, 1 };
  struct sockaddr_in  address = loopback (storm.options.tcp_port);

  storm.n_flaps++;
  if (storm.device >= 0)
    {
      close (storm.device);
      storm.device = -1;
      return;
    }

  storm.device = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (connect (storm.device, (struct sockaddr *) &address, sizeof address) < 0 && errno != EINPROGRESS)
    die ("connect to port %d: %s", storm.options.tcp_port, g_strerror (errno));
  if (send (storm.device, hello, sizeof hello, MSG_NOSIGNAL) < 0 && errno != EAGAIN)
    die ("send: %s", g_strerror (errno));
}

/* --- running ------------------------------------------------------------------------------------ */

static void
sleep_until (gint64 time_us)
{
  struct timespec until = { time_us / G_USEC_PER_SEC, time_us % G_USEC_PER_SEC * 1000 };

  storm.late_us = MAX (storm.late_us, g_get_monotonic_time () - time_us);
  clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void
fill (void)
{
  const Options *options = &storm.options;
  guint          wanted = (guint) (options->addresses - (int) (options->fresh * options->fresh_seconds));
  gint64         begin_us = g_get_monotonic_time ();

  for (gint64 step = 1; storm.n_known < wanted; step++)
    {
      guint64 due = MIN (wanted, (guint64) (step * STEP_US * FILL_RATE / G_USEC_PER_SEC));

      if (due > storm.n_known)
        send_messages (due - storm.n_known, due - storm.n_known);
      sleep_until (begin_us + step * STEP_US);
    }
  storm.n_messages = storm.n_datagrams = 0;
  storm.late_us = 0;
  puts ("ready");
  fflush (stdout);
}

static guint64
due_at (gint64 elapsed_us, double rate)
{
  return (guint64) ((double) elapsed_us * rate / G_USEC_PER_SEC);
}

static double
run (void)
{
  const Options *options = &storm.options;
  gint64         begin_us = g_get_monotonic_time ();
  guint64        n_new = 0, n_frames = 0, n_flaps = 0;
  gint64         elapsed_us;

  for (gint64 step = 1; (elapsed_us = g_get_monotonic_time () - begin_us) < options->seconds * G_USEC_PER_SEC; step++)
    {
      guint64 fresh = due_at (MIN (elapsed_us, (gint64) (options->fresh_seconds * G_USEC_PER_SEC)), options->fresh);
      guint64 due = due_at (elapsed_us, options->rate);

      if (due > storm.n_messages)
        send_messages (due - storm.n_messages, fresh - n_new);
      n_new = fresh;
      for (; options->universes > 0 && n_frames < due_at (elapsed_us, FRAME_HZ); n_frames++)
        send_frames (n_frames);
      for (; n_flaps < due_at (elapsed_us, 2.0 * options->flaps); n_flaps++)
        flap ();
      sleep_until (begin_us + step * STEP_US);
    }
  return (double) elapsed_us / G_USEC_PER_SEC;
}

static void
report (double seconds)
{
  printf ("{\"seconds\": %.2f, \"addresses\": %u, \"messages\": %" G_GUINT64_FORMAT
          ", \"rate\": %.0f, \"datagrams\": %" G_GUINT64_FORMAT ", \"refused\": %" G_GUINT64_FORMAT
          ", \"frames\": %" G_GUINT64_FORMAT ", \"flaps\": %" G_GUINT64_FORMAT ", \"late_ms\": %.1f}\n",
          seconds, storm.n_known, storm.n_messages, (double) storm.n_messages / seconds, storm.n_datagrams,
          storm.n_refused, storm.n_frames, storm.n_flaps / 2, (double) storm.late_us / 1000);
}

/* --- options ------------------------------------------------------------------------------------ */

static void
take_level (int argc, char **argv)
{
  const char *name = argc > 1 ? argv[1] : "";

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (g_str_equal (levels[i].name, name))
      {
        storm.options = levels[i].options;
        storm.options.bundle = 16;
        return;
      }
  die ("usage: window-load L1|L2|L3 --osc PORT [--artnet PORT] [--tcp PORT] …");
}

static void
check (const Options *options)
{
  if (options->osc_port < 1 || options->osc_port > 65535)
    die ("--osc PORT is needed");
  if (options->addresses < 1 || options->addresses > 1000000 || options->rate < 0 || options->rate > 2000000)
    die ("1 to 1000000 addresses, 0 to 2000000 messages a second");
  if (options->bundle < 1 || options->bundle > MAX_BUNDLE || options->universes < 0 || options->universes > 256)
    die ("1 to %d messages in a bundle, 0 to 256 universes", MAX_BUNDLE);
  if (options->universes > 0 && options->artnet_port < 1)
    die ("--artnet PORT is needed for universes");
  if (options->flaps > 0 && options->tcp_port < 1)
    die ("--tcp PORT is needed for a device that flaps");
  if (options->fresh < 0 || options->fresh * options->fresh_seconds > options->addresses)
    die ("no more new addresses than there are");
}

int
main (int argc, char **argv)
{
  Options                   *options = &storm.options;
  g_autoptr (GOptionContext) context = g_option_context_new ("L1|L2|L3");
  g_autoptr (GError)         error = NULL;
  GOptionEntry               entries[] = {
    { "osc", 0, 0, G_OPTION_ARG_INT, &options->osc_port, "Where OSC goes, on 127.0.0.1", "PORT" },
    { "artnet", 0, 0, G_OPTION_ARG_INT, &options->artnet_port, "Where Art-Net goes", "PORT" },
    { "tcp", 0, 0, G_OPTION_ARG_INT, &options->tcp_port, "Where the device that flaps connects (OSC, length first)", "PORT" },
    { "addresses", 0, 0, G_OPTION_ARG_INT, &options->addresses, "OSC addresses in the end", "COUNT" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &options->rate, "OSC messages a second", "COUNT" },
    { "moving", 0, 0, G_OPTION_ARG_INT, &options->moving, "Slots that change at 60 Hz", "COUNT" },
    { "universes", 0, 0, G_OPTION_ARG_INT, &options->universes, "Universes that come in", "COUNT" },
    { "new", 0, 0, G_OPTION_ARG_INT, &options->fresh, "New addresses a second", "COUNT" },
    { "new-seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->fresh_seconds, "For so long", "SECONDS" },
    { "flaps", 0, 0, G_OPTION_ARG_INT, &options->flaps, "How often a second a device comes and goes", "COUNT" },
    { "bundle", 0, 0, G_OPTION_ARG_INT, &options->bundle, "Messages in a datagram", "COUNT" },
    { "seconds", 0, 0, G_OPTION_ARG_DOUBLE, &options->seconds, "How long", "SECONDS" },
    { NULL },
  };

  take_level (argc, argv);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    die ("%s", error->message);
  check (options);

  storm.fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  storm.osc = loopback (options->osc_port);
  storm.artnet = loopback (options->artnet_port);
  storm.device = -1;
  fill ();
  report (run ());
  return 0;
}
