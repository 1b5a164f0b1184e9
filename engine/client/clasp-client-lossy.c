/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-client"

#include "client/clasp-client-private.h"

/* Design notes: what is different on a carrier that loses, doubles and reorders (decisions.md,
 * QoS). HELLO has an id, by which the router knows that it may repeat what it sends, and is
 * repeated until WELCOME comes. What the router repeats is acknowledged each time and looked at
 * once. Values have revisions: one that was overtaken is not news. Questions and the PING behind
 * them go at commit, one after the other, and so do their answers. */

#define FIRST_REPEAT_MS 100
#define LAST_REPEAT_MS 3200

static void
repeat_hello_cb (gpointer user_data)
{
  clasp_client_say_hello (user_data);
}

static gboolean
send_hello (ClaspClient *self, const ClaspMessage *hello, GError **error)
{
  const ClaspFrameHeader header = {
    .version = 1,
    .qos = CLASP_QOS_CONFIRM,
    .has_timestamp = TRUE,
    .timestamp_us = clasp_resend_next_id (self->resend),
  };
  ClaspCodecStatus status;

  clasp_client_set_timer (self, &self->hello_timer,
                          MIN (FIRST_REPEAT_MS << MIN (self->n_hellos, 8), LAST_REPEAT_MS),
                          repeat_hello_cb);
  self->n_hellos++;
  clasp_writer_reset (&self->writer);
  if (clasp_frame_encode (&self->writer, &header, hello, &status))
    {
      clasp_client_carrier_send (self->carrier, self->writer.data, self->writer.length);
      return TRUE;
    }
  clasp_codec_status_to_error (&status, error);
  return FALSE;
}

void
clasp_client_say_hello (ClaspClient *self)
{
  ClaspMessage hello = { .type = CLASP_MESSAGE_HELLO };
  GError      *error = NULL;
  gboolean     is_said;

  hello.hello = (ClaspHello){ 1,
                              CLASP_FEATURE_PARAM | CLASP_FEATURE_EVENT | CLASP_FEATURE_STREAM |
                                CLASP_FEATURE_GESTURE | CLASP_FEATURE_TIMELINE,
                              clasp_str (self->name), clasp_str (self->token) };
  is_said = clasp_client_is_lossy (self) ? send_hello (self, &hello, &error)
                                         : clasp_client_send_message (self, &hello, &error);
  if (!is_said)
    clasp_client_fail_try (self, error);
}

static void
answer (ClaspClient *self, guint64 id, gboolean is_late)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_ACK };

  message.ack.has_correlation_id = TRUE;
  message.ack.correlation_id = (guint32) id;
  if (is_late)
    {
      message = (ClaspMessage){ .type = CLASP_MESSAGE_ERROR };
      message.error.code = 400;
      message.error.message = clasp_str ("It came after a later one had been applied");
      message.error.has_correlation_id = TRUE;
      message.error.correlation_id = (guint32) id;
    }
  clasp_client_send_message (self, &message, NULL);
}

gboolean
clasp_client_accepts (ClaspClient            *self,
                      const ClaspFrameHeader *header,
                      const ClaspMessage     *message)
{
  gboolean is_new, is_late;

  if (!header->has_timestamp ||
      (header->qos != CLASP_QOS_CONFIRM && header->qos != CLASP_QOS_COMMIT))
    return TRUE;
  if (self->state != CLASP_CLIENT_STATE_CONNECTED && self->state != CLASP_CLIENT_STATE_CLOSING)
    return FALSE; /* it overtook WELCOME, and will come again */
  is_new = clasp_seen_ids_add (self->seen, header->timestamp_us);
  is_late = is_new && header->qos == CLASP_QOS_COMMIT && header->timestamp_us <= self->last_commit;
  answer (self, header->timestamp_us, is_late);
  if (is_new && header->qos == CLASP_QOS_COMMIT)
    self->last_commit = MAX (self->last_commit, header->timestamp_us);
  return is_new && !is_late;
}

gboolean
clasp_client_is_outdated (ClaspClient *self, ClaspStr address, guint64 revision)
{
  return revision != 0 && clasp_known_params_is_older (self->known, address, revision);
}
