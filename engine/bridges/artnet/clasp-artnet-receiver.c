/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-receiver-private.h"

#include "bridges/artnet/clasp-artnet-address.h"

#include <glib/gi18n-lib.h>

/* Design notes: a packet is merged as soon as it comes; what it changed is noted slot by slot and
 * written afterwards. With ArtSync only the writing waits: the levels that are written then are
 * those of that moment, and a slot that changed twice is written once. */

/* A controller that sent ArtSync once and then not for so long does not send it any more (5.2). */
#define SYNC_FORGET_US (4 * G_USEC_PER_SEC)
/* The fewest between two looks at all universes: those that go to their cue levels want one each
 * frame. */
#define EXPIRE_INTERVAL_US (G_USEC_PER_SEC / CLASP_DMX_MAX_HZ)

static ClaspTimers *
get_timers (ClaspArtnetReceiver *self)
{
  return clasp_bridge_get_host (self->bridge)->timers;
}

static gint64
now (ClaspArtnetReceiver *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (get_timers (self)));
}

static guint32
ip_of (GSocketAddress *from)
{
  guint32 ip;

  memcpy (
    &ip, g_inet_address_to_bytes (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (from))),
    sizeof ip);
  return ip;
}

static void
note_sources (ClaspArtnetInput *input)
{
  guint n = clasp_universe_input_count_sources (input->input);

  if (n == input->n_sources)
    return;

  input->n_sources = n;
  clasp_artnet_input_tell_sources (input);
  if (n == 0)
    clasp_artnet_input_tell_loss (input);
  input->receiver->options.changed (input->receiver->options.user_data);
}

/* ---- sync ---- */

static void
publish_held (ClaspArtnetReceiver *self)
{
  clasp_bridge_begin_bundle (self->bridge);
  for (guint i = 0; i < self->held->len; i++)
    {
      ClaspArtnetInput *input = g_ptr_array_index (self->held, i);

      input->is_held = FALSE;
      clasp_artnet_input_publish (input);
    }
  clasp_bridge_end_bundle (self->bridge);
  g_ptr_array_set_size (self->held, 0);
}

static void
sync_lost_cb (gpointer user_data)
{
  publish_held (user_data);
}

/* Merged universes do not wait, nor do those of anybody else than who synchronises (5.2). */
static gboolean
must_wait (const ClaspArtnetInput *input, guint32 ip)
{
  return clasp_timer_is_pending (&input->receiver->sync_timer) && input->receiver->sync_ip == ip &&
         input->n_sources <= 1;
}

static void
hold (ClaspArtnetInput *input)
{
  if (!input->is_held)
    g_ptr_array_add (input->receiver->held, input);
  input->is_held = TRUE;
}

/* ---- time ---- */

static void expire_cb (gpointer user_data);

static void
wait_until (ClaspArtnetReceiver *self, gint64 due_us)
{
  if (due_us == G_MAXINT64)
    return;

  due_us = MAX (due_us, now (self) + EXPIRE_INTERVAL_US);
  if (!clasp_timer_is_pending (&self->expire_timer) || due_us < self->expire_timer.due_us)
    clasp_timers_set (get_timers (self), &self->expire_timer, due_us, expire_cb, self);
}

static void
expire_refused (ClaspArtnetReceiver *self, gint64 now_us)
{
  if (self->refused == NULL || now_us - self->refused_us < self->options.timeout_us)
    return;

  g_clear_pointer (&self->refused, g_free);
  self->options.changed (self->options.user_data);
}

static void
expire_cb (gpointer user_data)
{
  ClaspArtnetReceiver *self = user_data;
  gint64               now_us = now (self);
  gint64               due_us = G_MAXINT64;
  GHashTableIter       iter;
  gpointer             data;

  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspArtnetInput *input = data;

      clasp_universe_input_expire (input->input, now_us);
      clasp_artnet_input_tell_each (input);
      clasp_artnet_input_publish_alone (input);
      note_sources (input);
      due_us = MIN (due_us, clasp_universe_input_get_due_us (input->input));
    }
  expire_refused (self, now_us);
  if (self->refused != NULL)
    due_us = MIN (due_us, self->refused_us + self->options.timeout_us);
  wait_until (self, due_us);
}

/* ---- universes ---- */

static void
change_cb (guint slot, guint8 level, guint64 source, gpointer user_data)
{
  ClaspArtnetInput *input = user_data;

  input->changed[slot / 32] |= 1u << (slot % 32);
  input->is_changed = TRUE;
  clasp_universe_note_change (input->entry, slot);
}

static void
input_free (gpointer data)
{
  ClaspArtnetInput *input = data;

  clasp_universes_remove (clasp_bridge_get_host (input->receiver->bridge)->universes, input->entry);
  clasp_universe_input_free (input->input);
  g_free (input->shown);
  g_free (input);
}

static void
register_input (ClaspArtnetInput *input)
{
  ClaspBridge     *bridge = input->receiver->bridge;
  char             buffer[CLASP_ARTNET_ADDRESS_SIZE];
  g_autofree char *label =
    g_strdup_printf ("%u:%u:%u", input->port_address >> 8, input->port_address >> 4 & 0xfu,
                     input->port_address & 0xfu);
  g_autofree char *prefix = g_strconcat (
    clasp_bridge_get_namespace (bridge),
    clasp_artnet_address_format (input->receiver->options.is_flat, input->port_address, buffer)
      .data,
    NULL);

  input->entry =
    clasp_universes_add (clasp_bridge_get_host (bridge)->universes,
                         &(ClaspUniverseDescription){ .connection = clasp_bridge_get_id (bridge),
                                                      .protocol = "artnet",
                                                      .label = label,
                                                      .prefix = prefix,
                                                      .input = input->input });
}

static ClaspArtnetInput *
find (ClaspArtnetReceiver *self, guint16 port_address)
{
  return g_hash_table_lookup (self->inputs, GUINT_TO_POINTER (port_address));
}

static ClaspDmxMerge
usual_merge (const ClaspArtnetReceiver *self, guint16 port_address)
{
  return clasp_universe_lines_get_merge (self->options.lines, port_address, self->options.merge);
}

static ClaspArtnetInput *
find_or_add (ClaspArtnetReceiver *self, guint16 port_address)
{
  ClaspUniverseRules rules = { .sequence = CLASP_DMX_SEQUENCE_ARTNET,
                               .merge = usual_merge (self, port_address),
                               .loss = self->options.loss,
                               .fade_us = self->options.fade_us,
                               .max_sources = CLASP_ARTNET_MAX_SOURCES,
                               .timeout_us = self->options.timeout_us };
  ClaspArtnetInput  *input = find (self, port_address);

  if (input != NULL || g_hash_table_size (self->inputs) >= self->options.max_universes)
    return input;

  input = g_new0 (ClaspArtnetInput, 1);
  input->receiver = self;
  input->port_address = port_address;
  input->merge = rules.merge;
  input->input = clasp_universe_input_new (&rules, change_cb, input);
  register_input (input);
  g_hash_table_insert (self->inputs, GUINT_TO_POINTER (port_address), input);
  return input;
}

static void
refuse_source (ClaspArtnetReceiver *self, const ClaspArtnetInput *input)
{
  clasp_bridge_count_dropped (self->bridge);
  self->refused_us = now (self);
  if (self->refused != NULL)
    return;

  self->refused =
    g_strdup_printf (_ ("Universe %u:%u:%u has the sources it may have; a third one, %s, is ignored"),
                     input->port_address >> 8, input->port_address >> 4 & 0xfu,
                     input->port_address & 0xfu, input->last_address);
  wait_until (self, self->refused_us + self->options.timeout_us);
  self->options.changed (self->options.user_data);
}

static void
note_address (ClaspArtnetInput *input, guint32 ip)
{
  guint8 bytes[4];

  if (input->last_ip == ip && input->last_address[0] != '\0')
    return;

  input->last_ip = ip;
  memcpy (bytes, &ip, sizeof bytes);
  g_snprintf (input->last_address, sizeof input->last_address, "%u.%u.%u.%u", bytes[0], bytes[1],
              bytes[2], bytes[3]);
}

static void
took_frame (ClaspArtnetInput *input, guint32 ip)
{
  ClaspArtnetReceiver *self = input->receiver;

  if (clasp_universe_input_count_sources (input->input) != input->n_sources)
    {
      wait_until (self, clasp_universe_input_get_due_us (input->input));
      note_sources (input);
    }
  clasp_artnet_input_tell_each (input);
  if (!input->is_changed)
    return;
  if (must_wait (input, ip))
    hold (input);
  else
    clasp_artnet_input_publish_alone (input);
}

/**
 * clasp_artnet_receiver_take_dmx:
 * @self: a receiver
 * @frame: an ArtDmx
 * @from: who sent it
 *
 * Thread: worker.
 */
void
clasp_artnet_receiver_take_dmx (ClaspArtnetReceiver  *self,
                                const ClaspArtnetDmx *frame,
                                GSocketAddress       *from)
{
  ClaspArtnetInput *input = find_or_add (self, frame->port_address);
  guint32           ip = ip_of (from);

  if (input == NULL)
    {
      clasp_bridge_count_dropped (self->bridge);
      return;
    }

  note_address (input, ip);
  /* Sources are told apart by IP address and physical port (5.1). */
  switch (
    clasp_universe_input_receive (input->input,
                                  &(ClaspUniverseFrame){
                                    .source = 1ull << 63 | (guint64) ip << 8 | frame->physical,
                                    .address = input->last_address,
                                    .slots = frame->slots,
                                    .n_slots = frame->n_slots,
                                    .sequence = frame->sequence,
                                    .priority = CLASP_DMX_PRIORITY_DEFAULT,
                                  },
                                  now (self)))
    {
    case CLASP_UNIVERSE_TAKEN:
    case CLASP_UNIVERSE_ENDED:
      took_frame (input, ip);
      break;
    case CLASP_UNIVERSE_OUT_OF_ORDER:
      clasp_bridge_count_dropped (self->bridge);
      break;
    case CLASP_UNIVERSE_TOO_MANY_SOURCES:
      refuse_source (self, input);
      break;
    }
}

/**
 * clasp_artnet_receiver_take_sync:
 * @self: a receiver
 * @from: who sent an ArtSync
 *
 * What that controller sent since the last one is written now; what it sends from now on waits for
 * the next one, until none came for four seconds (5.2).
 *
 * Thread: worker.
 */
void
clasp_artnet_receiver_take_sync (ClaspArtnetReceiver *self, GSocketAddress *from)
{
  guint32 ip = ip_of (from);

  if (clasp_timer_is_pending (&self->sync_timer) && self->sync_ip != ip)
    return;

  self->sync_ip = ip;
  clasp_timers_set (get_timers (self), &self->sync_timer, now (self) + SYNC_FORGET_US, sync_lost_cb,
                    self);
  publish_held (self);
}

/**
 * clasp_artnet_receiver_new:
 * @bridge: (unowned): writes what comes in
 * @options: how
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a receiver without universes
 */
ClaspArtnetReceiver *
clasp_artnet_receiver_new (ClaspBridge *bridge, const ClaspArtnetReceiverOptions *options)
{
  ClaspArtnetReceiver *self = g_new0 (ClaspArtnetReceiver, 1);

  self->bridge = bridge;
  self->options = *options;
  self->inputs = g_hash_table_new_full (NULL, NULL, NULL, input_free);
  self->held = g_ptr_array_new ();
  return self;
}

/**
 * clasp_artnet_receiver_free:
 * @self: (transfer full): a receiver; what is held back is not written
 *
 * Thread: worker.
 */
void
clasp_artnet_receiver_free (ClaspArtnetReceiver *self)
{
  clasp_timers_cancel (get_timers (self), &self->expire_timer);
  clasp_timers_cancel (get_timers (self), &self->sync_timer);
  g_ptr_array_unref (self->held);
  g_hash_table_unref (self->inputs);
  g_free (self->refused);
  g_free (self);
}

/* ---- orders and questions ---- */

/**
 * clasp_artnet_receiver_cancel_merge:
 * @self: a receiver
 * @port_address: a universe, or -1 for all
 *
 * Thread: worker.
 */
void
clasp_artnet_receiver_cancel_merge (ClaspArtnetReceiver *self, int port_address)
{
  GHashTableIter iter;
  gpointer       input;

  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, NULL, &input))
    if (port_address < 0 || ((ClaspArtnetInput *) input)->port_address == port_address)
      clasp_universe_input_cancel_merge (((ClaspArtnetInput *) input)->input);
}

/**
 * clasp_artnet_receiver_set_merge:
 * @self: a receiver
 * @port_address: a universe; it is made when it is not there yet
 * @merge: how its sources are merged until the connection starts again
 *
 * Thread: worker.
 */
void
clasp_artnet_receiver_set_merge (ClaspArtnetReceiver *self,
                                 guint16              port_address,
                                 ClaspDmxMerge        merge)
{
  ClaspArtnetInput *input = find_or_add (self, port_address);

  if (input == NULL)
    return;

  input->merge = merge;
  clasp_universe_input_set_merge (input->input, merge);
  clasp_artnet_input_publish_alone (input);
  self->options.changed (self->options.user_data);
}

ClaspDmxMerge
clasp_artnet_receiver_get_merge (ClaspArtnetReceiver *self, guint16 port_address)
{
  const ClaspArtnetInput *input = find (self, port_address);

  return input != NULL ? input->merge : usual_merge (self, port_address);
}

gboolean
clasp_artnet_receiver_has (ClaspArtnetReceiver *self, guint16 port_address)
{
  return find (self, port_address) != NULL;
}

guint
clasp_artnet_receiver_count_sources (ClaspArtnetReceiver *self, guint16 port_address)
{
  const ClaspArtnetInput *input = find (self, port_address);

  return input != NULL ? input->n_sources : 0;
}

const char *
clasp_artnet_receiver_get_problem (ClaspArtnetReceiver *self)
{
  return self->refused;
}
