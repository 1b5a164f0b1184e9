/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-poller.h"

#include "bridges/artnet/clasp-artnet-presence.h"

struct _ClaspArtnetPoller
{
  ClaspTimers        *timers; /* (unowned) */
  gint64              interval_us;
  guint8              diagnostics;
  ClaspArtnetPollFunc poll;
  gpointer            user_data;
  ClaspArtnetNodes   *nodes; /* (owned) */
  ClaspTimer          timer;
};

static gint64
now (ClaspArtnetPoller *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static void
poll_cb (gpointer user_data)
{
  ClaspArtnetPoller   *self = user_data;
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_POLL };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  /* Nodes tell their changes by themselves, so a subscriber gets frames at once. */
  packet.poll.flags = CLASP_ARTNET_POLL_REPLY_ON_CHANGE;
  if (self->diagnostics != 0)
    packet.poll.flags |= CLASP_ARTNET_POLL_DIAGNOSTICS | CLASP_ARTNET_POLL_UNICAST;
  packet.poll.diag_priority = self->diagnostics;
  clasp_artnet_encode (&packet, &writer);
  clasp_artnet_nodes_expire (self->nodes, now (self));
  clasp_timers_set (self->timers, &self->timer, now (self) + self->interval_us, poll_cb, self);
  self->poll (writer.data, writer.length, self->user_data);
}

/**
 * clasp_artnet_poller_new:
 * @timers: the worker's timers
 * @interval_us: between two polls, µs
 * @max_nodes: so many replies of nodes are known at most
 * @diagnostics: the lowest priority of what nodes are to tell of themselves; 0 = nothing
 * @poll: sends an ArtPoll
 * @changed: told about nodes
 * @user_data: for both
 *
 * The first poll leaves with the next run of @timers.
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a poller
 */
ClaspArtnetPoller *
clasp_artnet_poller_new (ClaspTimers        *timers,
                         gint64              interval_us,
                         guint               max_nodes,
                         guint8              diagnostics,
                         ClaspArtnetPollFunc poll,
                         ClaspArtnetNodeFunc changed,
                         gpointer            user_data)
{
  ClaspArtnetPoller *self = g_new0 (ClaspArtnetPoller, 1);

  self->timers = timers;
  self->interval_us = interval_us;
  self->diagnostics = diagnostics;
  self->poll = poll;
  self->user_data = user_data;
  self->nodes = clasp_artnet_nodes_new (max_nodes, CLASP_ARTNET_LOST_AFTER_US (interval_us), changed, user_data);
  clasp_timers_set (timers, &self->timer, now (self), poll_cb, self);
  return self;
}

void
clasp_artnet_poller_free (ClaspArtnetPoller *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_artnet_nodes_free (self->nodes);
  g_free (self);
}

gboolean
clasp_artnet_poller_take (ClaspArtnetPoller *self, const ClaspArtnetPollReply *reply)
{
  return clasp_artnet_nodes_note (self->nodes, reply, now (self));
}

ClaspArtnetNodes *
clasp_artnet_poller_get_nodes (ClaspArtnetPoller *self)
{
  return self->nodes;
}
