/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load-run.h"

#include <stdio.h>

#define HANDSHAKES 64
#define PATIENCE_NS (30 * G_GINT64_CONSTANT (1000000000))

static guint    n_ready;
static gboolean has_printed;

void
load_ready (LoadConn *conn)
{
  n_ready++;
}

void
load_wait_ready (LoadLoop *loop, guint count)
{
  gint64 deadline_ns = load_now_ns () + PATIENCE_NS;

  while (n_ready < count)
    {
      load_loop_turn (loop, 100);
      if (load_now_ns () > deadline_ns)
        load_die ("%u of %u answers have not come", count - n_ready, count);
    }
  n_ready -= count;
}

void
load_connect_all (LoadLoop *loop, const LoadProtocol *protocol, GPtrArray *conns, guint count)
{
  while (count > 0)
    {
      guint n = MIN (count, HANDSHAKES);

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (conns, load_conn_new (loop, protocol, conns->len));
      load_wait_ready (loop, n);
      count -= n;
    }
}

void
load_print_begin (void)
{
  putchar ('{');
  has_printed = FALSE;
}

void
load_print_number (const char *name, double value)
{
  printf ("%s\"%s\": %.9g", has_printed ? ", " : "", name, value);
  has_printed = TRUE;
}

void
load_print_end (void)
{
  puts ("}");
  fflush (stdout);
}
