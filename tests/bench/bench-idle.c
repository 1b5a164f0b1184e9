/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-served-router.h"

#include <arpa/inet.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* What an idle connection takes of the engine's memory: the heap's growth for each peer that has
 * said HELLO and then nothing more. The peers are bare sockets in this process, which take nothing
 * of it. */

#define N_WARM_UP 100
#define N_PEERS 2000

static const guint8 tcp_hello[] = { 0, 0, 0, 12, 0x53, 1, 0, 8, 1, 1, 0xe0, 0, 1, 'A', 0, 0 };
static const char   ws_request[] =
  "GET /clasp HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
  "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
  "Sec-WebSocket-Version: 13\r\n\r\n";
static const guint8 ws_hello[] = { 0x82, 0x8c, 0, 0,    0, 0, 0x53, 1, 0,
                                   8,    1,    1, 0xe0, 0, 1, 'A',  0, 0 };

static int peers[N_WARM_UP + N_PEERS];

static guint16
port_of (ClaspServedRouter *served)
{
  const char *colon = strrchr (clasp_served_router_get_uri (served), ':');

  return (guint16) g_ascii_strtoull (colon + 1, NULL, 10);
}

static int
join (guint16 port, gboolean is_ws)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int                fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean           is_sent;

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) < 0)
    g_error ("cannot connect: %s", g_strerror (errno));
  is_sent = is_ws ? send (fd, ws_request, sizeof ws_request - 1, 0) > 0 &&
                      send (fd, ws_hello, sizeof ws_hello, 0) > 0
                  : send (fd, tcp_hello, sizeof tcp_hello, 0) > 0;
  if (!is_sent)
    g_error ("cannot send: %s", g_strerror (errno));
  return fd;
}

/* WELCOME is there when a whole frame stands at the end of what came. */
static gboolean
is_welcome (int fd, gboolean is_ws)
{
  guint8        bytes[1024];
  gssize        size = recv (fd, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
  const guint8 *end = size > 0 && is_ws ? memmem (bytes, (gsize) size, "\r\n\r\n", 4) : NULL;

  return is_ws ? end != NULL && end + 4 < bytes + size : size > 4;
}

static void
join_all (ClaspServedRouter *served, guint first, guint n, gboolean is_ws)
{
  guint8 bytes[1024];

  for (guint i = first; i < first + n; i++)
    {
      peers[i] = join (port_of (served), is_ws);
      while (!is_welcome (peers[i], is_ws))
        g_main_context_iteration (NULL, TRUE);
      if (recv (peers[i], bytes, sizeof bytes, 0) < 0)
        g_error ("cannot receive: %s", g_strerror (errno));
    }
}

static gsize
heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static void
run (const char *name, const char *uri, gboolean is_ws)
{
  ClaspServedRouter served;
  gsize             before, after;

  clasp_served_router_set_up (&served, uri);
  join_all (&served, 0, N_WARM_UP, is_ws);
  before = heap_bytes ();
  join_all (&served, N_WARM_UP, N_PEERS, is_ws);
  after = heap_bytes ();
  printf ("idle %s: %.0f bytes of engine memory\n", name, (double) (after - before) / N_PEERS);
  for (guint i = 0; i < N_WARM_UP + N_PEERS; i++)
    close (peers[i]);
  clasp_served_router_tear_down (&served);
}

int
main (void)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < 3 * N_PEERS)
    {
      printf ("idle: this user may not open enough files\n");
      return 0;
    }
  run ("tcp", "tcp://127.0.0.1:0", FALSE);
  run ("ws", "ws://127.0.0.1:0/clasp", TRUE);
  return 0;
}
