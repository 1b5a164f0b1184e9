/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-histogram.h"
#include "load-run.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* OSC in, OSC out: one datagram in flight, sent to --port and awaited at --out-port. Its argument
 * is a 32 bit integer, the sequence number. Against the yardstick's relay the difference is what
 * bridge, router, mapping and bridge add. */

#define WARM_UP 200
#define MESSAGE_SIZE 24

static int
open_socket (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) < 0)
    load_die ("no socket on port %u: %s", port, g_strerror (errno));
  return fd;
}

/* "/bench/fader" with its end, ",i", the number: 16 + 4 + 4 bytes. */
static void
send_message (int fd, guint16 port, guint32 sequence)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  guint8             message[MESSAGE_SIZE] = "/bench/fader";
  guint32            number = g_htonl (sequence);

  memcpy (message + 16, ",i", 2);
  memcpy (message + 20, &number, 4);
  if (sendto (fd, message, sizeof message, 0, (struct sockaddr *) &address, sizeof address) < 0)
    load_die ("sendto: %s", g_strerror (errno));
}

static gboolean
await_message (int fd, guint32 sequence)
{
  struct pollfd wanted = { .fd = fd, .events = POLLIN };
  guint8        message[256];
  gssize        n;

  if (poll (&wanted, 1, 1000) <= 0)
    return FALSE;
  n = recv (fd, message, sizeof message, 0);
  if (n < 8)
    load_die ("a datagram of %zd bytes came back", n);
  return load_get_u32 (message + n - 4) == sequence;
}

int
load_run_osc (const LoadOptions *options)
{
  static LoadHistogram latency;
  int                  fd = open_socket ((guint16) options->out_port);
  gint64               end_ns = load_now_ns () + (gint64) (options->seconds * 1e9);
  guint32              sequence = 0;

  while (load_now_ns () < end_ns)
    {
      gint64 sent_ns = load_now_ns ();

      send_message (fd, options->port, ++sequence);
      if (!await_message (fd, sequence))
        load_die ("message %u did not come back", sequence);
      if (sequence > WARM_UP)
        load_histogram_record (&latency, (guint64) (load_now_ns () - sent_ns));
    }

  load_print_begin ();
  load_print_number ("p50_us", (double) load_histogram_quantile (&latency, 0.5) / 1e3);
  load_print_number ("p99_us", (double) load_histogram_quantile (&latency, 0.99) / 1e3);
  load_print_number ("p999_us", (double) load_histogram_quantile (&latency, 0.999) / 1e3);
  load_print_end ();
  close (fd);
  return 0;
}
