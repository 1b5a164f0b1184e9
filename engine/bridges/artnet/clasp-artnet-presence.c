/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-presence.h"

/* More nodes than an operator names or a network has. */
#define MAX_KNOWN 4096

struct _ClaspArtnetPresence
{
  ClaspArtnetPresenceOptions options;
  GHashTable                *seen; /* (owned) IP as number → gint64 µs, of each that answered */
  ClaspTimer                 timer;
};

static gint64
now (ClaspArtnetPresence *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->options.timers));
}

static gpointer
key_of (GSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  guint32       ip = 0;

  if (g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV4)
    memcpy (&ip, g_inet_address_to_bytes (inet), sizeof ip);
  return GUINT_TO_POINTER (ip);
}

static void
tick_cb (gpointer user_data)
{
  ClaspArtnetPresence *self = user_data;

  clasp_timers_set (self->options.timers, &self->timer, now (self) + self->options.interval_us, tick_cb, self);
  if (self->options.poll != NULL)
    self->options.poll (self->options.user_data);
  self->options.changed (self->options.user_data);
}

/**
 * clasp_artnet_presence_new:
 * @options: how often is asked, and by whom
 *
 * Thread: worker.
 *
 * Returns: (transfer full): nobody is known yet
 */
ClaspArtnetPresence *
clasp_artnet_presence_new (const ClaspArtnetPresenceOptions *options)
{
  ClaspArtnetPresence *self = g_new0 (ClaspArtnetPresence, 1);

  self->options = *options;
  self->seen = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  clasp_timers_set (options->timers, &self->timer, now (self), tick_cb, self);
  return self;
}

void
clasp_artnet_presence_free (ClaspArtnetPresence *self)
{
  clasp_timers_cancel (self->options.timers, &self->timer);
  g_hash_table_unref (self->seen);
  g_free (self);
}

static gboolean
is_here (ClaspArtnetPresence *self, const gint64 *seen_us)
{
  return now (self) - *seen_us < CLASP_ARTNET_LOST_AFTER_US (self->options.interval_us);
}

/**
 * clasp_artnet_presence_take:
 * @self: who is there
 * @from: who answered a poll
 *
 * Thread: worker.
 */
void
clasp_artnet_presence_take (ClaspArtnetPresence *self, GSocketAddress *from)
{
  gpointer key = key_of (from);
  gint64  *seen_us = g_hash_table_lookup (self->seen, key);
  gboolean is_news = seen_us == NULL || !is_here (self, seen_us);

  if (seen_us == NULL)
    {
      if (g_hash_table_size (self->seen) >= MAX_KNOWN)
        return;
      seen_us = g_new (gint64, 1);
      g_hash_table_insert (self->seen, key, seen_us);
    }
  *seen_us = now (self);
  if (is_news)
    self->options.changed (self->options.user_data);
}

static ClaspBridgeAnswer
ask_all (ClaspArtnetPresence *self)
{
  GHashTableIter iter;
  gpointer       seen_us;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, NULL, &seen_us))
    if (is_here (self, seen_us))
      return CLASP_BRIDGE_ANSWER_HEARD;
  return g_hash_table_size (self->seen) > 0 ? CLASP_BRIDGE_ANSWER_GONE : CLASP_BRIDGE_ANSWER_UNKNOWN;
}

/**
 * clasp_artnet_presence_ask:
 * @self: who is there
 * @host: (nullable): one that frames go to; %NULL: is anybody there?
 *
 * Thread: worker.
 *
 * Returns: what is known
 */
ClaspBridgeAnswer
clasp_artnet_presence_ask (ClaspArtnetPresence *self, GSocketAddress *host)
{
  const gint64 *seen_us;

  if (host == NULL)
    return ask_all (self);
  seen_us = g_hash_table_lookup (self->seen, key_of (host));
  if (seen_us == NULL)
    return CLASP_BRIDGE_ANSWER_UNKNOWN;
  return is_here (self, seen_us) ? CLASP_BRIDGE_ANSWER_HEARD : CLASP_BRIDGE_ANSWER_GONE;
}
