/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-artnet"

#include "bridges/artnet/clasp-artnet-bridge-private.h"

#include <glib/gi18n-lib.h>

/* Whether those that get frames are there.
 *
 * Design notes: several connections may listen on Art-Net's port, and the kernel gives an answer that was sent
 * to this computer alone to one of their sockets, not always to that of the one that asked. So all in the worker
 * hear of each. */

typedef struct
{
  ClaspArtnetBridge *bridge;
  const char        *gone; /* a host as a person wrote it */
  guint              n_heard, n_gone;
} Tally;

/* Those that ask, of this worker: (owned) while there are any. */
static GPrivate askers = G_PRIVATE_INIT ((GDestroyNotify) g_ptr_array_unref);

static void
add_asker (ClaspArtnetBridge *self)
{
  if (g_private_get (&askers) == NULL)
    g_private_set (&askers, g_ptr_array_new ());
  g_ptr_array_add (g_private_get (&askers), self);
}

static void
remove_asker (ClaspArtnetBridge *self)
{
  GPtrArray *list = g_private_get (&askers);

  if (list != NULL && g_ptr_array_remove_fast (list, self) && list->len == 0)
    g_private_replace (&askers, NULL);
}

void
clasp_artnet_bridge_note_answer (GSocketAddress *from)
{
  GPtrArray *list = g_private_get (&askers);

  for (guint i = 0; list != NULL && i < list->len; i++)
    clasp_artnet_presence_take (((ClaspArtnetBridge *) g_ptr_array_index (list, i))->presence, from);
}

static void
poll_cb (gpointer bridge)
{
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_POLL };
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_encode (&packet, &writer);
  clasp_artnet_bridge_ask (bridge, writer.data, writer.length);
}

void
clasp_artnet_bridge_retry (ClaspBridge *bridge)
{
  if (CLASP_ARTNET_BRIDGE (bridge)->presence != NULL)
    poll_cb (bridge);
}

static void
changed_cb (gpointer bridge)
{
  clasp_artnet_bridge_report (bridge);
}

void
clasp_artnet_bridge_make_presence (ClaspArtnetBridge *self, ClaspSettings *settings)
{
  ClaspArtnetPresenceOptions options = {
    .timers = clasp_bridge_get_host (CLASP_BRIDGE (self))->timers,
    .interval_us = (gint64) clasp_settings_get_int (settings, "poll-interval-ms") * 1000,
    .poll = self->poller == NULL ? poll_cb : NULL,
    .changed = changed_cb,
    .user_data = self,
  };

  self->presence = clasp_artnet_presence_new (&options);
  add_asker (self);
}

void
clasp_artnet_bridge_end_presence (ClaspArtnetBridge *self)
{
  remove_asker (self);
  g_clear_pointer (&self->presence, clasp_artnet_presence_free);
  g_clear_pointer (&self->gone, g_free);
}

/* ---- what is known ---- */

static void
count (Tally *tally, ClaspBridgeAnswer answer)
{
  tally->n_heard += answer == CLASP_BRIDGE_ANSWER_HEARD;
  tally->n_gone += answer == CLASP_BRIDGE_ANSWER_GONE;
}

static void
count_cb (GSocketAddress *to, int target, gpointer user_data)
{
  Tally            *tally = user_data;
  ClaspBridgeAnswer answer;

  if (target < 0)
    return;

  answer = clasp_artnet_presence_ask (tally->bridge->presence, to);
  count (tally, answer);
  if (answer == CLASP_BRIDGE_ANSWER_GONE && tally->gone == NULL)
    tally->gone = clasp_artnet_destinations_get_host (tally->bridge->destinations, (guint) target);
}

static Tally
take_stock (ClaspArtnetBridge *self)
{
  Tally tally = { .bridge = self };

  clasp_artnet_destinations_for_presence (self->destinations, count_cb, &tally);
  /* Frames that go to whoever is there arrive as long as somebody is. */
  if (self->poller != NULL || clasp_artnet_destinations_is_broadcasting (self->destinations))
    count (&tally, clasp_artnet_presence_ask (self->presence, NULL));
  return tally;
}

static char *
describe (const Tally *tally)
{
  if (tally->n_gone == 0)
    return NULL;
  if (tally->gone == NULL)
    return g_strdup (_ ("No node answers any more. Check the network and the power of the nodes; sending goes on."));
  /* Translators: %s is the address of a device */
  return g_strdup_printf (_ ("%s no longer answers. Check its power and its cable; sending goes on."), tally->gone);
}

ClaspBridgeAnswer
clasp_artnet_bridge_judge (ClaspArtnetBridge *self)
{
  g_autofree char *before = g_steal_pointer (&self->gone);
  Tally            tally;

  if (self->presence == NULL)
    return CLASP_BRIDGE_ANSWER_UNKNOWN;

  tally = take_stock (self);
  self->gone = describe (&tally);
  if (before != NULL && self->gone == NULL)
    g_message (_ ("%s: whoever was missing answers again"), clasp_bridge_get_name (CLASP_BRIDGE (self)));
  if (tally.n_heard > 0)
    return CLASP_BRIDGE_ANSWER_HEARD;
  return tally.n_gone > 0 ? CLASP_BRIDGE_ANSWER_GONE : CLASP_BRIDGE_ANSWER_UNKNOWN;
}
