/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

/* Design notes: after a reconnect the snapshots are what is true. What was known and is not in them
 * may be gone; but no message tells where they end, and a large one comes between other things. So
 * when none has come for a while, the router is asked for each address that is still in doubt, some
 * at a time, and then for a PONG: it answers in order, so what has not come before the PONG is gone
 * for certain. */

#define QUIET_MS 200
#define BATCH 256

static void
ask_for (ClaspClient *client, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      ClaspMessage message = { .type = CLASP_MESSAGE_GET };

      message.get.address = clasp_str (addresses->pdata[i]);
      clasp_client_send_in_order (client, &message, NULL, NULL);
    }
  clasp_client_request_verify (client, addresses);
}

static void
verify_cb (gpointer user_data)
{
  ClaspClient *client = user_data;

  if (client->state == CLASP_CLIENT_STATE_CONNECTED &&
      clasp_known_params_get_n_doubtful (client->known) > 0)
    ask_for (client, clasp_known_params_list_doubtful (client->known, BATCH));
}

void
clasp_client_verify_later (ClaspClient *client)
{
  if (clasp_timer_is_pending (&client->verify_timer))
    clasp_client_set_timer (client, &client->verify_timer, QUIET_MS, verify_cb);
}

void
clasp_client_verify_start (ClaspClient *client)
{
  clasp_known_params_doubt (client->known);
  if (clasp_known_params_get_n_doubtful (client->known) > 0)
    clasp_client_set_timer (client, &client->verify_timer, QUIET_MS, verify_cb);
}

void
clasp_client_verify_stop (ClaspClient *client)
{
  clasp_timers_cancel (client->timers, &client->verify_timer);
}

void
clasp_client_verify_answered (ClaspClient *client, GPtrArray *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    if (clasp_known_params_forget_doubtful (client->known, addresses->pdata[i]))
      clasp_client_tell (client, clasp_update_new_removed (addresses->pdata[i]), 0);
  verify_cb (client);
}
