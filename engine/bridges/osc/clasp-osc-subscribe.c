/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-bridge-private.h"

/* Peers that ask to be told, as they ask a mixing desk: "/subscribe", or "/subscribe s /mixer" with
 * patterns, again and again while they listen (bridges.md 2.3). */

static gboolean
is_one_of (const char *const *addresses, ClaspStr address)
{
  for (guint i = 0; addresses[i] != NULL; i++)
    if (clasp_str_equal (address, clasp_str (addresses[i])))
      return TRUE;

  return FALSE;
}

static gboolean
is_pattern (ClaspStr text)
{
  g_autoptr (GString) pattern = g_string_new (NULL);
  const char         *why;

  if (text.length < 2 || text.length > CLASP_ADDRESS_MAX_LENGTH || text.data[0] != '/' ||
      !g_utf8_validate_len (text.data, text.length, NULL) || !clasp_osc_pattern_is_valid (text))
    return FALSE;
  clasp_osc_pattern_to_clasp (text, pattern);
  return clasp_pattern_is_valid ((ClaspStr){ pattern->str, pattern->len }, &why);
}

static void
subscribe (ClaspOscBridge *self, ClaspOscPeer *peer, const ClaspOscMessage *message)
{
  ClaspOscArguments  arguments = message->arguments;
  const ClaspOscFrom from = { peer->channel, peer->address };
  ClaspOscArgument   argument;
  gboolean           has_pattern = FALSE, is_news = FALSE, any_news = FALSE;
  gint64             now_us = clasp_osc_bridge_now (self);
  gint64             until_us = now_us + (gint64) self->subscribe_s * G_USEC_PER_SEC;

  while (clasp_osc_arguments_next (&arguments, &argument))
    {
      if (argument.tag != 's' && argument.tag != 'S')
        continue; /* desks take a time factor here; ours is a setting */
      has_pattern = TRUE;
      if (!is_pattern (argument.text) ||
          !clasp_osc_peer_subscribe (peer, &argument.text, now_us, until_us, &is_news))
        clasp_osc_input_malformed (self, &from, "subscribes to what is no pattern, or to too many");
      any_news = any_news || is_news;
    }
  if (!has_pattern)
    clasp_osc_peer_subscribe (peer, NULL, now_us, until_us, &any_news);
  if (any_news && !peer->is_target && clasp_osc_peer_may_be_told (peer, now_us))
    clasp_osc_output_send_state (self, peer, NULL);
}

gboolean
clasp_osc_subscribe_handle (ClaspOscBridge        *self,
                            ClaspOscPeer          *peer,
                            const ClaspOscMessage *message)
{
  if (self->subscribe[0] == NULL || peer == NULL)
    return FALSE;
  if (is_one_of (self->subscribe, message->address))
    subscribe (self, peer, message);
  else if (self->unsubscribe[0] != '\0' &&
           clasp_str_equal (message->address, clasp_str (self->unsubscribe)))
    clasp_osc_peer_unsubscribe (peer);
  else
    return FALSE;
  return TRUE;
}
