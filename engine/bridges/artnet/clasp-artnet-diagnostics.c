/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-diagnostics.h"

typedef struct
{
  GSocketAddress *to; /* (owned) */
  guint8          lowest;
  gboolean        is_unicast;
  gint64          until_us;
} Controller;

/* So many within a second. */
typedef struct
{
  gint64 began_us;
  guint  n;
} Allowance;

struct _ClaspArtnetDiagnostics
{
  ClaspArtnetDiagnosticFunc send;
  gpointer                  user_data;
  GArray                   *controllers; /* (owned) Controller */
  Allowance                 told, logged;
};

static void
controller_clear (gpointer data)
{
  g_object_unref (((Controller *) data)->to);
}

/**
 * clasp_artnet_diagnostics_new:
 * @send: gets each datagram
 * @user_data: for @send
 *
 * Thread: worker.
 *
 * Returns: (transfer full): nobody wants to be told
 */
ClaspArtnetDiagnostics *
clasp_artnet_diagnostics_new (ClaspArtnetDiagnosticFunc send, gpointer user_data)
{
  ClaspArtnetDiagnostics *self = g_new0 (ClaspArtnetDiagnostics, 1);

  self->send = send;
  self->user_data = user_data;
  self->controllers = g_array_new (FALSE, FALSE, sizeof (Controller));
  g_array_set_clear_func (self->controllers, controller_clear);
  self->told.began_us = self->logged.began_us = G_MININT64 / 2;
  return self;
}

void
clasp_artnet_diagnostics_free (ClaspArtnetDiagnostics *self)
{
  g_array_unref (self->controllers);
  g_free (self);
}

static gboolean
is_same_address (GSocketAddress *a, GSocketAddress *b)
{
  GInetSocketAddress *left = G_INET_SOCKET_ADDRESS (a), *right = G_INET_SOCKET_ADDRESS (b);

  return g_inet_socket_address_get_port (left) == g_inet_socket_address_get_port (right) &&
         g_inet_address_equal (g_inet_socket_address_get_address (left), g_inet_socket_address_get_address (right));
}

static void
forget (ClaspArtnetDiagnostics *self, GSocketAddress *from, gint64 now_us)
{
  for (guint i = self->controllers->len; i-- > 0;)
    {
      const Controller *controller = &g_array_index (self->controllers, Controller, i);

      if (now_us >= controller->until_us || (from != NULL && is_same_address (controller->to, from)))
        g_array_remove_index_fast (self->controllers, i);
    }
}

/**
 * clasp_artnet_diagnostics_take_poll:
 * @self: diagnostics
 * @poll: an ArtPoll
 * @from: who sent it
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_artnet_diagnostics_take_poll (ClaspArtnetDiagnostics *self,
                                    const ClaspArtnetPoll  *poll,
                                    GSocketAddress         *from,
                                    gint64                  now_us)
{
  Controller controller = { from, poll->diag_priority, (poll->flags & CLASP_ARTNET_POLL_UNICAST) != 0,
                            now_us + CLASP_ARTNET_DIAGNOSED_US };

  forget (self, from, now_us);
  if ((poll->flags & CLASP_ARTNET_POLL_DIAGNOSTICS) == 0 || self->controllers->len >= CLASP_ARTNET_MAX_DIAGNOSED)
    return;
  g_object_ref (from);
  g_array_append_val (self->controllers, controller);
}

static gboolean
is_allowed (Allowance *self, gint64 now_us)
{
  if (now_us - self->began_us >= G_USEC_PER_SEC)
    *self = (Allowance){ now_us, 0 };
  return self->n++ < CLASP_ARTNET_MAX_DIAGNOSTICS;
}

static void
send_all (ClaspArtnetDiagnostics *self, guint8 priority, const guint8 *bytes, gsize size)
{
  gboolean is_for_all = FALSE;

  for (guint i = 0; i < self->controllers->len; i++)
    {
      const Controller *controller = &g_array_index (self->controllers, Controller, i);

      if (priority < controller->lowest)
        continue;
      if (controller->is_unicast)
        self->send (controller->to, bytes, size, self->user_data);
      else
        is_for_all = TRUE;
    }
  if (is_for_all)
    self->send (NULL, bytes, size, self->user_data);
}

/**
 * clasp_artnet_diagnostics_tell:
 * @self: diagnostics
 * @priority: how bad it is
 * @text: a sentence; at most 511 bytes of it are sent
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_artnet_diagnostics_tell (ClaspArtnetDiagnostics       *self,
                               ClaspArtnetDiagnosticPriority priority,
                               const char                   *text,
                               gint64                        now_us)
{
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_DIAG_DATA };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  forget (self, NULL, now_us);
  if (self->controllers->len == 0 || !is_allowed (&self->told, now_us))
    return;

  packet.diag_data = (ClaspArtnetDiagData){ .priority = (guint8) priority, .text = clasp_str (text) };
  clasp_artnet_encode (&packet, &writer);
  send_all (self, (guint8) priority, writer.data, writer.length);
}

gboolean
clasp_artnet_diagnostics_may_log (ClaspArtnetDiagnostics *self, gint64 now_us)
{
  return is_allowed (&self->logged, now_us);
}
