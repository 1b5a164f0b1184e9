/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-sender.h"

typedef struct
{
  ClaspArtnetOutput  output;
  ClaspArtnetSender *sender; /* (unowned) */
  ClaspTimer         timer;
  gboolean           is_ready; /* leaves at the end of the dispatch */
} Universe;

struct _ClaspArtnetSender
{
  ClaspReactor       *reactor; /* (owned) */
  ClaspTimers        *timers;  /* (unowned) */
  gint64              interval_us;
  gint64              keep_alive_us;
  ClaspArtnetSendFunc send;
  gpointer            user_data;
  GHashTable         *universes; /* (owned) port-address → Universe */
  GPtrArray          *ready;     /* (owned) Universe (unowned) */
  ClaspDeferred       deferred;
  ClaspWriter         packet;
};

static void
universe_free (gpointer data)
{
  Universe *universe = data;

  clasp_timers_cancel (universe->sender->timers, &universe->timer);
  g_free (universe);
}

/**
 * clasp_artnet_sender_new:
 * @reactor: the worker's reactor
 * @timers: the worker's timers
 * @max_hz: frames of one universe per second at most, 1–44
 * @keep_alive_ms: an unchanged universe is repeated after so long
 * @send: gets each frame
 * @user_data: for @send
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a sender without universes
 */
ClaspArtnetSender *
clasp_artnet_sender_new (ClaspReactor       *reactor,
                         ClaspTimers        *timers,
                         guint               max_hz,
                         guint               keep_alive_ms,
                         ClaspArtnetSendFunc send,
                         gpointer            user_data)
{
  ClaspArtnetSender *self = g_new0 (ClaspArtnetSender, 1);

  self->reactor = clasp_reactor_ref (reactor);
  self->timers = timers;
  self->interval_us = G_USEC_PER_SEC / max_hz;
  self->keep_alive_us = (gint64) keep_alive_ms * 1000;
  self->send = send;
  self->user_data = user_data;
  self->universes = g_hash_table_new_full (NULL, NULL, NULL, universe_free);
  self->ready = g_ptr_array_new ();
  return self;
}

/**
 * clasp_artnet_sender_free:
 * @self: (transfer full): a sender; what has not left yet never does
 *
 * Thread: worker.
 */
void
clasp_artnet_sender_free (ClaspArtnetSender *self)
{
  clasp_reactor_cancel (self->reactor, &self->deferred);
  g_ptr_array_unref (self->ready);
  g_hash_table_unref (self->universes);
  clasp_reactor_unref (self->reactor);
  clasp_writer_clear (&self->packet);
  g_free (self);
}

static void timer_cb (gpointer user_data);

static gint64
due_us (Universe *universe)
{
  return clasp_artnet_output_due_us (&universe->output, universe->sender->interval_us,
                                     universe->sender->keep_alive_us);
}

static void
send_frame (Universe *universe)
{
  ClaspArtnetSender *self = universe->sender;
  ClaspArtnetPacket  packet = { .op = CLASP_ARTNET_OP_DMX };

  clasp_artnet_output_take (
    &universe->output, clasp_clock_now_us (clasp_timers_get_clock (self->timers)), &packet.dmx);
  clasp_writer_reset (&self->packet);
  clasp_artnet_encode (&packet, &self->packet);
  clasp_timers_set (self->timers, &universe->timer, due_us (universe), timer_cb, universe);
  self->send (self->packet.data, self->packet.length, self->user_data);
}

static void
timer_cb (gpointer user_data)
{
  Universe *universe = user_data;

  if (!universe->is_ready)
    send_frame (universe);
}

static void
flush_cb (gpointer user_data)
{
  ClaspArtnetSender *self = user_data;

  for (guint i = 0; i < self->ready->len; i++)
    {
      Universe *universe = g_ptr_array_index (self->ready, i);

      universe->is_ready = FALSE;
      send_frame (universe);
    }
  g_ptr_array_set_size (self->ready, 0);
}

static void
schedule (Universe *universe)
{
  ClaspArtnetSender *self = universe->sender;
  gint64             due = due_us (universe);

  if (universe->is_ready)
    return;

  if (due > clasp_clock_now_us (clasp_timers_get_clock (self->timers)))
    {
      clasp_timers_set (self->timers, &universe->timer, due, timer_cb, universe);
      return;
    }

  universe->is_ready = TRUE;
  g_ptr_array_add (self->ready, universe);
  clasp_reactor_defer (self->reactor, &self->deferred, flush_cb, self);
}

static Universe *
find_or_add (ClaspArtnetSender *self, guint16 port_address)
{
  Universe *universe = g_hash_table_lookup (self->universes, GUINT_TO_POINTER (port_address));

  if (universe != NULL || g_hash_table_size (self->universes) >= CLASP_ARTNET_MAX_OUTPUTS)
    return universe;

  universe = g_new0 (Universe, 1);
  universe->sender = self;
  clasp_artnet_output_init (&universe->output, port_address);
  g_hash_table_insert (self->universes, GUINT_TO_POINTER (port_address), universe);
  return universe;
}

/**
 * clasp_artnet_sender_set_slot:
 * @self: a sender
 * @port_address: the universe, 0–32767
 * @index: 0–511
 * @level: the new level
 *
 * The first frame of a universe, and a change after a pause, leave at the end of the dispatch;
 * other changes when the frame rate allows.
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many universes
 */
gboolean
clasp_artnet_sender_set_slot (ClaspArtnetSender *self,
                              guint16            port_address,
                              guint              index,
                              guint8             level)
{
  Universe *universe = find_or_add (self, port_address);

  if (universe == NULL)
    return FALSE;

  clasp_artnet_output_set_slot (&universe->output, index, level);
  schedule (universe);
  return TRUE;
}

/**
 * clasp_artnet_sender_has:
 * @self: a sender
 * @port_address: a universe
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it goes out
 */
gboolean
clasp_artnet_sender_has (ClaspArtnetSender *self, guint16 port_address)
{
  return g_hash_table_contains (self->universes, GUINT_TO_POINTER (port_address));
}

/**
 * clasp_artnet_sender_is_own:
 * @self: a sender
 * @frame: what was received
 *
 * Thread: worker.
 *
 * Returns: %TRUE if it is a frame of ours that a broadcast brought back
 */
gboolean
clasp_artnet_sender_is_own (ClaspArtnetSender *self, const ClaspArtnetDmx *frame)
{
  Universe *universe =
    g_hash_table_lookup (self->universes, GUINT_TO_POINTER (frame->port_address));

  return universe != NULL && clasp_artnet_output_is_own (&universe->output, frame);
}
