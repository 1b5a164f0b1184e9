/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: each peer has a line of its own every five seconds, so that one that sends rubbish
 * all day does not hide another. Addresses of datagrams are easily made up: all peers together have
 * a limit as well, and those without a place among the peers share one line. */

#define LOG_INTERVAL_US (5 * G_USEC_PER_SEC)

/* Whether five seconds are over since the last line, which is now then. */
static gboolean
is_time (gint64 *logged_us, gint64 now_us)
{
  if (*logged_us != 0 && now_us - *logged_us < LOG_INTERVAL_US)
    return FALSE;

  *logged_us = now_us;
  return TRUE;
}

static gboolean
may_log (ClaspOscBridge *self, ClaspOscPeer *peer, gint64 now_us)
{
  if (!is_time (peer != NULL ? &peer->malformed_logged_us : &self->stranger_logged_us, now_us))
    return FALSE;
  if (is_time (&self->malformed_lines_us, now_us))
    self->n_malformed_lines = 0;
  return self->n_malformed_lines++ < CLASP_OSC_MAX_MALFORMED_LINES;
}

void
clasp_osc_input_malformed (ClaspOscBridge *self, const ClaspOscFrom *from, const char *why)
{
  gint64        now_us = clasp_osc_bridge_now (self);
  ClaspOscPeer *peer =
    from->channel != 0 && from->channel != CLASP_OSC_QUERY_CHANNEL
      ? clasp_osc_peers_get (self->peers, from, FALSE, now_us)
      : NULL;
  g_autofree char *name = NULL;

  clasp_bridge_count_malformed (CLASP_BRIDGE (self), NULL, NULL);
  if (peer != NULL)
    peer->n_malformed++;
  if (!may_log (self, peer, now_us))
    return;

  name = from->address != NULL ? clasp_socket_address_to_text (from->address)
                               : g_strdup ("the OSCQuery device");
  /* Translators: connection, peer, reason, how many */
  g_message (_ ("%s: unreadable packet from %s: %s (%u from there)"),
             clasp_bridge_get_name (CLASP_BRIDGE (self)), name, why,
             peer != NULL ? peer->n_malformed : 1);
}
