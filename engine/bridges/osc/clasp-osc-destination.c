/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-destination.h"

#include "bridges/osc/clasp-osc-codec.h"

#include <glib/gi18n-lib.h>

#define BUNDLE_HEADER 16
#define ELEMENT_HEADER 4

/**
 * clasp_osc_destination_clear:
 * @self: a destination
 *
 * Forgets what was gathered and frees its memory.
 */
void
clasp_osc_destination_clear (ClaspOscDestination *self)
{
  clasp_writer_clear (&self->bundle);
  self->n_elements = 0;
}

static gsize
limit_of (const ClaspOscDestination *self)
{
  return self->connection != NULL ? CLASP_OSC_MAX_FRAME : self->max_packet;
}

static gboolean
transmit (ClaspOscDestination *self, const guint8 *packet, gsize size, GError **error)
{
  if (size > limit_of (self))
    {
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_LIMIT,
                   "A message of %" G_GSIZE_FORMAT " bytes is too large to send", size);
      return FALSE;
    }
  if (self->connection != NULL)
    {
      if (clasp_osc_connection_send (self->connection, packet, size))
        return TRUE;
      g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE,
                   _ ("The peer does not read what is sent to it"));
      return FALSE;
    }

  if (self->socket == NULL || self->to == NULL ||
      !clasp_datagram_send (self->socket, self->to, packet, size, error))
    return FALSE;
  if (self->own != NULL)
    clasp_osc_own_note (self->own, clasp_datagram_get_port (self->socket), packet, size);
  return TRUE;
}

static gboolean
send_counted (ClaspOscDestination *self,
              const guint8        *packet,
              gsize                size,
              guint                n_messages,
              GError             **error)
{
  if (!transmit (self, packet, size, error))
    {
      self->n_dropped += n_messages;
      self->owes_state = TRUE;
      return FALSE;
    }

  self->n_out++;
  self->bytes_out += size;
  return TRUE;
}

/**
 * clasp_osc_destination_send:
 * @self: a destination
 * @packet: one packet
 * @size: its size
 * @error: return location for CLASP_TRANSPORT_ERROR_LIMIT, _UNREACHABLE
 *
 * What was gathered before leaves first.
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it is on its way
 */
gboolean
clasp_osc_destination_send (ClaspOscDestination *self,
                            const guint8        *packet,
                            gsize                size,
                            GError             **error)
{
  if (self->n_elements > 0)
    clasp_osc_destination_flush (self, NULL);
  return send_counted (self, packet, size, 1, error);
}

/**
 * clasp_osc_destination_gather:
 * @self: a destination
 * @time: the time tag of the bundle the message belongs to
 * @message: the message
 * @size: its size
 * @error: return location for CLASP_TRANSPORT_ERROR_LIMIT, _UNREACHABLE
 *
 * What does not fit one packet is split over several bundles of the same time; a message that fits
 * no bundle goes alone.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if something was dropped
 */
gboolean
clasp_osc_destination_gather (ClaspOscDestination *self,
                              guint64              time,
                              const guint8        *message,
                              gsize                size,
                              GError             **error)
{
  gboolean is_sent = TRUE;
  gsize    mark;

  if (self->n_elements > 0 &&
      (time != self->time || self->bundle.length + ELEMENT_HEADER + size > limit_of (self)))
    is_sent = clasp_osc_destination_flush (self, error);
  if (BUNDLE_HEADER + ELEMENT_HEADER + size > limit_of (self))
    return send_counted (self, message, size, 1, is_sent ? error : NULL) && is_sent;

  if (self->n_elements == 0)
    {
      clasp_writer_reset (&self->bundle);
      clasp_osc_write_bundle (&self->bundle, time);
      self->time = time;
    }
  mark = clasp_osc_open_element (&self->bundle);
  clasp_writer_put (&self->bundle, message, size);
  clasp_osc_close_element (&self->bundle, mark);
  self->n_elements++;
  return is_sent;
}

/**
 * clasp_osc_destination_flush:
 * @self: a destination
 * @error: return location for CLASP_TRANSPORT_ERROR_UNREACHABLE
 *
 * Sends what was gathered; one message that is to happen at once without a bundle around it.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if it could not leave
 */
gboolean
clasp_osc_destination_flush (ClaspOscDestination *self, GError **error)
{
  const gsize header = BUNDLE_HEADER + ELEMENT_HEADER;
  guint       n = self->n_elements;

  self->n_elements = 0;
  if (n == 0)
    return TRUE;
  if (n == 1 && clasp_osc_time_is_immediate (self->time))
    return send_counted (self, self->bundle.data + header, self->bundle.length - header, n, error);
  return send_counted (self, self->bundle.data, self->bundle.length, n, error);
}
