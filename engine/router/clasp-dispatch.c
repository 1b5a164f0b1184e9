/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-output.h"
#include "router/clasp-receipts.h"
#include "router/clasp-rate.h"
#include "router/clasp-router-private.h"

#define MALFORMED_NOTICE_US G_USEC_PER_SEC

static void
reply_to_remote (ClaspSession *session, const ClaspMessage *reply, gboolean is_noted)
{
  ClaspWriter     *writer = &session->router->reply_writer;
  ClaspCodecStatus status;

  clasp_writer_reset (writer);
  if (!clasp_frame_encode_default (writer, reply, &status))
    return;
  if (G_UNLIKELY (is_noted))
    clasp_receipts_note_answer (session->router->receipts, reply, writer->data, writer->length);
  clasp_output_reply (session, writer->data, writer->length);
}

void
clasp_reply (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *reply)
{
  ClaspSession *session = inbound->session;
  ClaspMessage  confirmed;

  if (session == NULL || session->state == CLASP_SESSION_GONE)
    return;
  if (!session->is_remote && session->reply == NULL)
    return;
  if (reply->type == CLASP_MESSAGE_ERROR)
    clasp_metrics_count_error (&self->metrics, reply->error.code);

  if (G_UNLIKELY (inbound->has_correlation_id) && reply->type == CLASP_MESSAGE_ACK)
    {
      confirmed = *reply;
      confirmed.ack.has_correlation_id = TRUE;
      confirmed.ack.correlation_id = inbound->correlation_id;
      reply = &confirmed;
    }
  if (session->is_remote)
    reply_to_remote (session, reply, inbound->has_correlation_id);
  else
    session->reply (session, reply, session->user_data);
}

void
clasp_reply_error (ClaspRouter        *self,
                   const ClaspInbound *inbound,
                   ClaspCode           code,
                   ClaspStr            address,
                   const char         *text)
{
  ClaspMessage reply = { .type = CLASP_MESSAGE_ERROR };

  reply.error.code = (guint16) code;
  reply.error.message = clasp_str (text);
  reply.error.has_address = address.length > 0;
  reply.error.address =
    (ClaspStr){ address.data, MIN (address.length, CLASP_FRAME_MAX_PAYLOAD / 2) };
  reply.error.has_correlation_id = inbound->has_correlation_id;
  reply.error.correlation_id = inbound->correlation_id;
  clasp_reply (self, inbound, &reply);
}

void
clasp_reply_refusal (ClaspRouter        *self,
                     const ClaspInbound *inbound,
                     const ClaspRefusal *refusal,
                     ClaspStr            address)
{
  clasp_reply_error (self, inbound, refusal->code, address, refusal->text);
}

void
clasp_reply_confirm (ClaspRouter *self, const ClaspInbound *inbound)
{
  ClaspMessage ack = { .type = CLASP_MESSAGE_ACK };

  if (inbound->has_correlation_id)
    clasp_reply (self, inbound, &ack);
}

static void
handle (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  ClaspMessage pong = { .type = CLASP_MESSAGE_PONG };

  switch (message->type)
    {
    case CLASP_MESSAGE_HELLO:
      clasp_handle_hello_again (self, inbound);
      break;
    case CLASP_MESSAGE_SET:
      clasp_handle_set (self, inbound, &message->set);
      break;
    case CLASP_MESSAGE_PUBLISH:
      clasp_handle_publish (self, inbound, message);
      break;
    case CLASP_MESSAGE_GET:
      clasp_handle_get (self, inbound, &message->get);
      break;
    case CLASP_MESSAGE_SUBSCRIBE:
      clasp_handle_subscribe (self, inbound, &message->subscribe);
      break;
    case CLASP_MESSAGE_UNSUBSCRIBE:
      clasp_handle_unsubscribe (self, inbound, &message->unsubscribe);
      break;
    case CLASP_MESSAGE_BUNDLE:
      clasp_handle_bundle (self, inbound, message);
      break;
    case CLASP_MESSAGE_ANNOUNCE:
      clasp_handle_announce (self, inbound, &message->announce);
      break;
    case CLASP_MESSAGE_QUERY:
      clasp_handle_query (self, inbound, &message->query);
      break;
    case CLASP_MESSAGE_SYNC:
      clasp_handle_sync (self, inbound, &message->sync);
      break;
    case CLASP_MESSAGE_PING:
      clasp_reply (self, inbound, &pong);
      break;
    case CLASP_MESSAGE_REPLAY:
      clasp_handle_replay (self, inbound, &message->replay);
      break;
    case CLASP_MESSAGE_FEDERATION_SYNC:
      clasp_reply_error (self, inbound, CLASP_CODE_FEDERATION, CLASP_STR_EMPTY,
                         "FederationSync requires federation feature");
      break;
    case CLASP_MESSAGE_WELCOME:
    case CLASP_MESSAGE_SNAPSHOT:
    case CLASP_MESSAGE_PONG:
    case CLASP_MESSAGE_ACK:
    case CLASP_MESSAGE_ERROR:
    case CLASP_MESSAGE_RESULT:
      break; /* only a router sends these; a PONG has done its work by arriving */
    }
}

static void
handle_timed (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  ClaspSample sample = clasp_metrics_begin (self->stats.n_delivered);

  handle (self, inbound, message);
  clasp_metrics_end (&self->metrics, &sample, message->type, self->stats.n_delivered,
                     &inbound->session->latency);
}

void
clasp_dispatch_message (ClaspRouter *self, const ClaspInbound *inbound, const ClaspMessage *message)
{
  inbound->session->n_received++;
  if (clasp_metrics_count (&self->metrics, message->type))
    handle_timed (self, inbound, message);
  else
    handle (self, inbound, message);
}

static void
describe_malformed (const ClaspCodecStatus *status, gsize size, char *text, gsize text_size)
{
  g_snprintf (text, text_size, "InvalidFrame: %s at byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT,
              clasp_codec_error_to_kind (status->code), status->offset, size);
}

/* The peer is told, but not for every frame of a flood; the connection is kept (router.md 19). */
static void
handle_malformed (ClaspSession           *session,
                  const ClaspInbound     *inbound,
                  const ClaspCodecStatus *status,
                  gsize                   size)
{
  ClaspRouter *router = session->router;
  char         text[128];

  router->stats.n_malformed++;
  describe_malformed (status, size, text, sizeof text);
  if (session->state == CLASP_SESSION_WAITING)
    {
      clasp_session_close (session, CLASP_CLOSE_PROTOCOL, CLASP_CODE_INVALID_FRAME, text);
      return;
    }

  if (session->malformed_notice_us != 0 &&
      inbound->received_us - session->malformed_notice_us < MALFORMED_NOTICE_US)
    return;
  session->malformed_notice_us = inbound->received_us;
  clasp_router_log_peer (router, session, text);
  clasp_reply_error (router, inbound, CLASP_CODE_INVALID_FRAME, CLASP_STR_EMPTY, text);
}

static void
handle_first (ClaspSession *session, const ClaspInbound *inbound, const ClaspMessage *message)
{
  char text[64];

  if (message->type == CLASP_MESSAGE_HELLO)
    {
      clasp_handle_hello (session, inbound, &message->hello);
      return;
    }
  g_snprintf (text, sizeof text, "InvalidMessage: expected HELLO first, got %s",
              clasp_message_type_to_string (message->type));
  clasp_session_close (session, CLASP_CLOSE_PROTOCOL, CLASP_CODE_INVALID_MESSAGE, text);
}

static void
count_first (ClaspSession *session, const ClaspInbound *inbound, const ClaspMessage *message)
{
  ClaspRouter *router = session->router;
  ClaspSample  sample;

  session->n_received++;
  if (!clasp_metrics_count (&router->metrics, message->type))
    {
      handle_first (session, inbound, message);
      return;
    }
  sample = clasp_metrics_begin (router->stats.n_delivered);
  handle_first (session, inbound, message);
  clasp_metrics_end (&router->metrics, &sample, message->type, router->stats.n_delivered, NULL);
}

void
clasp_dispatch_frame (ClaspSession *session, const guint8 *bytes, gsize size)
{
  ClaspRouter     *router = session->router;
  ClaspInbound     inbound = { session, clasp_router_now_us (router) };
  ClaspFrameHeader header;
  ClaspMessage     message;
  ClaspCodecStatus status;

  session->last_received_us = inbound.received_us;
  if (G_UNLIKELY (clasp_rate_is_limited (router)) && session->state == CLASP_SESSION_OPEN &&
      !clasp_rate_take (session, &inbound))
    return;
  if (G_UNLIKELY (!clasp_frame_decode (bytes, size, &header, &message, &status)))
    {
      handle_malformed (session, &inbound, &status, size);
      return;
    }

  if (G_UNLIKELY (session->state != CLASP_SESSION_OPEN))
    count_first (session, &inbound, &message);
  else if (G_UNLIKELY (header.has_timestamp))
    clasp_receipts_dispatch (session, &inbound, &header, &message, bytes, size);
  else
    clasp_dispatch_message (router, &inbound, &message);
  clasp_message_clear (&message);
}
