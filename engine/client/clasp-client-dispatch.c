/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"
#include "client/clasp-client-raw.h"

/* Design notes: the carrier delivers frames; each is decoded once, emitted as "message", told to
 * whoever subscribed to it, and then completes the request it answers. Callbacks of the user run
 * inside, so everything that calls out holds a reference and looks at the state again afterwards;
 * a carrier that goes meanwhile is kept until the message that lies in its buffer is done. */

static void
emit_message (ClaspClient *self, const ClaspMessage *message)
{
  guint signal = clasp_client_get_signal (CLASP_CLIENT_SIGNAL_MESSAGE);

  if (g_signal_has_handler_pending (self, signal, 0, FALSE))
    g_signal_emit (self, signal, 0, message);
}

/* An ERROR about the connection is one if nothing comes after it. */
static void
note_last_error (ClaspClient *self, const ClaspMessage *message)
{
  const ClaspErrorMessage *error = &message->error;

  self->last_error = 0;
  if (message->type == CLASP_MESSAGE_ERROR && !error->has_address && !error->has_correlation_id)
    self->last_error = error->code;
}

static void
take_snapshot (ClaspClient *self, const ClaspSnapshot *snapshot)
{
  clasp_client_verify_later (self);
  for (guint i = 0; i < snapshot->n_params; i++)
    {
      const ClaspSnapshotParam *param = &snapshot->params[i];

      clasp_client_take_param (self, param->address, &param->value, param->revision,
                               param->has_timestamp ? param->timestamp_us : 0, TRUE);
    }
}

static void
take_signals (ClaspClient *self, const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    clasp_client_take_param (self, message->set.address, &message->set.value,
                             message->set.has_revision ? message->set.revision : 0, 0, FALSE);
  else if (message->type == CLASP_MESSAGE_PUBLISH)
    clasp_client_take_publish (self, &message->publish);
  else if (message->type == CLASP_MESSAGE_SNAPSHOT)
    take_snapshot (self, &message->snapshot);
  else if (message->type == CLASP_MESSAGE_BUNDLE)
    for (guint i = 0; i < message->bundle.n_messages; i++)
      take_signals (self, &message->bundle.messages[i]);
}

static void
handle_message (ClaspClient *self, const ClaspMessage *message)
{
  const ClaspMessage pong = { .type = CLASP_MESSAGE_PONG };

  if (message->type == CLASP_MESSAGE_PING)
    clasp_client_send_message (self, &pong, NULL);
  else if (message->type == CLASP_MESSAGE_SYNC)
    clasp_client_clock_answer (self, &message->sync);

  note_last_error (self, message);
  emit_message (self, message);
  if (self->message_time_us == 0)
    take_signals (self, message);
  clasp_client_requests_answer (self, message);
}

static void
handle_while_connecting (ClaspClient *self, const ClaspMessage *message)
{
  g_autofree char *text = NULL;

  if (message->type == CLASP_MESSAGE_WELCOME)
    clasp_client_welcomed (self, &message->welcome);
  else if (message->type == CLASP_MESSAGE_ERROR)
    {
      note_last_error (self, message);
      text = clasp_str_dup (message->error.message);
      clasp_client_fail_try (self, g_error_new (CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED,
                                                "%s (error %u)", text, message->error.code));
    }
}

static void
dispatch (ClaspClient *self, const ClaspMessage *message)
{
  self->n_dispatching++;
  if (self->state == CLASP_CLIENT_STATE_CONNECTED || self->state == CLASP_CLIENT_STATE_CLOSING)
    handle_message (self, message);
  else
    handle_while_connecting (self, message);
  if (--self->n_dispatching == 0)
    g_ptr_array_set_size (self->dead, 0);
}

static void
frame_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspClient          *self = user_data;
  ClaspFrameHeader      header;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  self->has_heard = TRUE;
  if (!clasp_frame_decode (bytes, size, &header, &message, &status))
    {
      g_debug ("%s: a frame that cannot be read: %s", self->url,
               clasp_codec_error_to_kind (status.code));
      return;
    }

  if (clasp_client_is_lossy (self) && !clasp_client_accepts (self, &header, &message))
    return;
  g_object_ref (self);
  /* What REPLAY brings has its time in the header: it was, and is not news. */
  self->message_time_us =
    header.has_timestamp && header.qos == CLASP_QOS_FIRE ? (gint64) header.timestamp_us : 0;
  dispatch (self, &message);
  g_object_unref (self);
}

gint64
clasp_client_get_message_time (ClaspClient *self)
{
  return self->message_time_us;
}

static void
opened_cb (gpointer user_data)
{
  clasp_client_opened (user_data);
}

static void
drained_cb (gpointer user_data)
{
  clasp_client_drained (user_data);
}

static void
closed_cb (const GError *error, gpointer user_data)
{
  ClaspClient *self = user_data;

  if (self->state == CLASP_CLIENT_STATE_CONNECTED || self->state == CLASP_CLIENT_STATE_CLOSING)
    clasp_client_lose (self, error->message);
  else
    clasp_client_fail_try (self, g_error_copy (error));
}

const ClaspClientCarrierHandler clasp_client_carrier_handler = { opened_cb, frame_cb, drained_cb,
                                                                 closed_cb };
