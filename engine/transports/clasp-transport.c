/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transports/clasp-transport.h"

G_DEFINE_INTERFACE (ClaspLink, clasp_link, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (ClaspListener, clasp_listener, G_TYPE_OBJECT)

static gboolean
send_copy (ClaspLink *self, ClaspBroadcast *broadcast)
{
  return CLASP_LINK_GET_IFACE (self)->send (self, clasp_broadcast_get_frame (broadcast), broadcast->size);
}

static void
clasp_link_default_init (ClaspLinkInterface *iface)
{
  iface->send_shared = send_copy;
}

static void
clasp_listener_default_init (ClaspListenerInterface *iface)
{
}

/**
 * clasp_link_set_handler:
 * @self: a link that was just handed over
 * @handler: (nullable): where frames and the end are reported, copied by nobody: it lives as long
 *   as @user_data; %NULL wants nothing reported
 * @user_data: for the handler
 *
 * Starts delivery. Called once, before the loop runs again: what the peer sent in the meantime
 * waits. An owner that drops its last reference hears nothing afterwards; what was queued still
 * leaves, for at most two seconds.
 *
 * Thread: worker.
 */
void
clasp_link_set_handler (ClaspLink *self, const ClaspLinkHandler *handler, gpointer user_data)
{
  g_return_if_fail (CLASP_IS_LINK (self));

  CLASP_LINK_GET_IFACE (self)->set_handler (self, handler, user_data);
}

/**
 * clasp_link_send:
 * @self: a link
 * @frame: one complete CLASP frame
 * @size: its bytes, 1 to 65547
 *
 * Copies the frame into the output queue, which leaves at the end of the dispatch in one write.
 * Never blocks and never calls back. A full queue refuses the frame rather than growing; the
 * handler's `drained` follows when there is room again.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if the frame was queued, %FALSE when the queue is full or the link is closed
 */
gboolean
clasp_link_send (ClaspLink *self, const guint8 *frame, gsize size)
{
  return CLASP_LINK_GET_IFACE (self)->send (self, frame, size);
}

/**
 * clasp_link_send_shared:
 * @self: a link
 * @broadcast: one complete CLASP frame that other links send in the same dispatch
 *
 * As clasp_link_send(), without a copy for each link where the carrier can do so.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if the frame was queued, %FALSE when the queue is full or the link is closed
 */
gboolean
clasp_link_send_shared (ClaspLink *self, ClaspBroadcast *broadcast)
{
  return CLASP_LINK_GET_IFACE (self)->send_shared (self, broadcast);
}

/**
 * clasp_link_get_queued:
 * @self: a link
 *
 * Thread: worker.
 *
 * Returns: bytes in the output queue that the kernel has not taken yet
 */
gsize
clasp_link_get_queued (ClaspLink *self)
{
  return CLASP_LINK_GET_IFACE (self)->get_queued (self);
}

/**
 * clasp_link_set_limit:
 * @self: a link
 * @limit: bytes the output queue may hold before send () refuses; an empty queue always takes one
 *   frame
 *
 * Thread: worker.
 */
void
clasp_link_set_limit (ClaspLink *self, gsize limit)
{
  CLASP_LINK_GET_IFACE (self)->set_limit (self, limit);
}

/**
 * clasp_link_tell_below:
 * @self: a link
 * @size: bytes
 *
 * Asks for the handler's `drained`, once, as soon as at most @size bytes are queued: for those who
 * feed a link without filling it.
 *
 * Thread: worker.
 *
 * Returns: %FALSE when the carrier cannot say
 */
gboolean
clasp_link_tell_below (ClaspLink *self, gsize size)
{
  if (CLASP_LINK_GET_IFACE (self)->tell_below == NULL)
    return FALSE;
  CLASP_LINK_GET_IFACE (self)->tell_below (self, size);
  return TRUE;
}

/**
 * clasp_link_set_reading:
 * @self: a link
 * @reading: whether frames are delivered
 *
 * Stops and resumes reading, for fairness and rate limits. The carrier's own flow control then
 * slows the peer down. May be called from inside the handler; frames that were read already wait.
 *
 * Thread: worker.
 */
void
clasp_link_set_reading (ClaspLink *self, gboolean reading)
{
  CLASP_LINK_GET_IFACE (self)->set_reading (self, reading);
}

/**
 * clasp_link_close:
 * @self: a link
 * @code: why, in WebSocket's numbers
 * @reason: (nullable): a sentence for the peer and for the handler's `closed`
 *
 * Writes what is queued, tells the peer if the carrier can, and closes; a peer that does not take
 * it is cut off after two seconds. Idempotent. `closed` follows, from the loop.
 *
 * Thread: worker.
 */
void
clasp_link_close (ClaspLink *self, ClaspCloseCode code, const char *reason)
{
  CLASP_LINK_GET_IFACE (self)->close (self, code, reason);
}

/**
 * clasp_link_get_peer:
 * @self: a link
 *
 * Thread: worker.
 *
 * Returns: (transfer none): the peer's address, "192.0.2.7:50123"
 */
const char *
clasp_link_get_peer (ClaspLink *self)
{
  return CLASP_LINK_GET_IFACE (self)->get_peer (self);
}

/**
 * clasp_link_get_carrier:
 * @self: a link
 *
 * Thread: any.
 *
 * Returns: (transfer none): the short name of the carrier, "ws" or "tcp"
 */
const char *
clasp_link_get_carrier (ClaspLink *self)
{
  return CLASP_LINK_GET_IFACE (self)->get_carrier (self);
}

/**
 * clasp_link_is_lossy:
 * @self: a link
 *
 * Thread: worker.
 *
 * Returns: whether its carrier can lose, double or reorder frames
 */
gboolean
clasp_link_is_lossy (ClaspLink *self)
{
  ClaspLinkInterface *iface = CLASP_LINK_GET_IFACE (self);

  return iface->is_lossy != NULL && iface->is_lossy (self);
}

/**
 * clasp_listener_start:
 * @self: a listener that was not started before
 * @func: (scope notified): called with every peer that has connected
 * @user_data: for @func
 * @error: return location for a CLASP_TRANSPORT_ERROR
 *
 * Binds and listens; does not block.
 *
 * Thread: worker.
 *
 * Errors: %CLASP_TRANSPORT_ERROR_IN_USE, %CLASP_TRANSPORT_ERROR_DENIED,
 * %CLASP_TRANSPORT_ERROR_ADDRESS, each with a sentence that names address and port.
 *
 * Returns: %TRUE when peers can connect
 */
gboolean
clasp_listener_start (ClaspListener    *self,
                      ClaspListenerFunc func,
                      gpointer          user_data,
                      GError          **error)
{
  g_return_val_if_fail (CLASP_IS_LISTENER (self), FALSE);

  return CLASP_LISTENER_GET_IFACE (self)->start (self, func, user_data, error);
}

/**
 * clasp_listener_stop:
 * @self: a listener
 *
 * Stops listening. Idempotent; nothing calls back afterwards; links that were handed over live on.
 *
 * Thread: worker.
 */
void
clasp_listener_stop (ClaspListener *self)
{
  g_return_if_fail (CLASP_IS_LISTENER (self));

  CLASP_LISTENER_GET_IFACE (self)->stop (self);
}

/**
 * clasp_listener_set_max_per_address:
 * @self: a listener
 * @limit: connections one address of another computer may have from now on; 0 = any number
 *
 * Thread: worker.
 */
void
clasp_listener_set_max_per_address (ClaspListener *self, guint limit)
{
  g_return_if_fail (CLASP_IS_LISTENER (self));

  if (CLASP_LISTENER_GET_IFACE (self)->set_max_per_address != NULL)
    CLASP_LISTENER_GET_IFACE (self)->set_max_per_address (self, limit);
}

/**
 * clasp_listener_get_uri:
 * @self: a listener
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): where peers reach it, with the real port:
 *   "ws://127.0.0.1:7330/clasp"; %NULL while it does not listen
 */
const char *
clasp_listener_get_uri (ClaspListener *self)
{
  g_return_val_if_fail (CLASP_IS_LISTENER (self), NULL);

  return CLASP_LISTENER_GET_IFACE (self)->get_uri (self);
}
