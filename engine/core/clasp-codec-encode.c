/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-private.h"

/* Writes the binary messages of wire.md 5, refusing what does not fit instead of cutting it. */

gboolean
clasp_encoder_fail (ClaspEncoder *self, ClaspCodecError code)
{
  if (!self->status.failed)
    self->status = (ClaspCodecStatus){ TRUE, code, self->writer->length - self->start };
  return FALSE;
}

gboolean
clasp_encoder_put_str (ClaspEncoder *self, ClaspStr text)
{
  /* Also ends a message that has long been too large: it is texts that make one grow. */
  if (G_UNLIKELY (text.length > G_MAXUINT16 ||
                  self->writer->length - self->start > CLASP_FRAME_MAX_SIZE))
    return clasp_encoder_fail (self, CLASP_CODEC_ERROR_TOO_LARGE);

  clasp_writer_put_u16_be (self->writer, (guint16) text.length);
  clasp_writer_put (self->writer, text.data, text.length);
  return TRUE;
}

gboolean
clasp_encoder_put_count (ClaspEncoder *self, gsize count)
{
  if (G_UNLIKELY (count > G_MAXUINT16 || self->writer->length - self->start > CLASP_FRAME_MAX_SIZE))
    return clasp_encoder_fail (self, CLASP_CODEC_ERROR_TOO_LARGE);

  clasp_writer_put_u16_be (self->writer, (guint16) count);
  return TRUE;
}

static void
put_u8 (ClaspEncoder *self, guint8 value)
{
  clasp_writer_put_u8 (self->writer, value);
}

/* The optional fields: written if @is_present, and then TRUE unless they do not fit. */
static gboolean
put_optional_str (ClaspEncoder *self, gboolean is_present, ClaspStr text)
{
  return !is_present || clasp_encoder_put_str (self, text);
}

static gboolean
put_optional_u32 (ClaspEncoder *self, gboolean is_present, guint32 value)
{
  if (is_present)
    clasp_writer_put_u32_be (self->writer, value);
  return TRUE;
}

static gboolean
put_optional_u64 (ClaspEncoder *self, gboolean is_present, guint64 value)
{
  if (is_present)
    clasp_writer_put_u64_be (self->writer, value);
  return TRUE;
}

static guint8
flag_if (gboolean is_set, guint8 flag)
{
  return is_set ? flag : 0;
}

static guint8
types_to_mask (guint8 types)
{
  return types == CLASP_TYPES_ALL || (types & TYPES_KNOWN) == 0 ? CLASP_TYPES_ALL
                                                                : types & TYPES_KNOWN;
}

static gboolean
put_hello (ClaspEncoder *self, const ClaspHello *hello)
{
  put_u8 (self, hello->version);
  put_u8 (self, hello->features);
  return clasp_encoder_put_str (self, hello->name) && clasp_encoder_put_str (self, hello->token);
}

static gboolean
put_welcome (ClaspEncoder *self, const ClaspWelcome *welcome)
{
  put_u8 (self, welcome->version);
  put_u8 (self, welcome->features);
  clasp_writer_put_u64_be (self->writer, welcome->time_us);
  return clasp_encoder_put_str (self, welcome->session) &&
         clasp_encoder_put_str (self, welcome->name) &&
         clasp_encoder_put_str (self, welcome->token);
}

static gboolean
put_announce (ClaspEncoder *self, const ClaspAnnounce *announce)
{
  return clasp_encoder_put_str (self, announce->namespace_) &&
         clasp_encoder_put_signals (self, announce->signals, announce->n_signals, TRUE);
}

static gboolean
put_federation_sync (ClaspEncoder *self, const ClaspFederationSync *sync)
{
  put_u8 (self, (guint8) sync->op);
  if (!clasp_encoder_put_count (self, sync->n_patterns))
    return FALSE;
  for (guint i = 0; i < sync->n_patterns; i++)
    if (!clasp_encoder_put_str (self, sync->patterns[i]))
      return FALSE;

  if (!clasp_encoder_put_count (self, sync->n_revisions))
    return FALSE;
  for (guint i = 0; i < sync->n_revisions; i++)
    {
      if (!clasp_encoder_put_str (self, sync->revisions[i].key))
        return FALSE;
      clasp_writer_put_u64_be (self->writer, sync->revisions[i].revision);
    }

  put_u8 (self, flag_if (sync->has_since, FEDERATION_HAS_SINCE) |
                  flag_if (sync->has_origin, FEDERATION_HAS_ORIGIN));
  return put_optional_u64 (self, sync->has_since, sync->since_revision) &&
         put_optional_str (self, sync->has_origin, sync->origin);
}

static gboolean
put_subscribe (ClaspEncoder *self, const ClaspSubscribe *subscribe)
{
  clasp_writer_put_u32_be (self->writer, subscribe->id);
  if (!clasp_encoder_put_str (self, subscribe->pattern))
    return FALSE;

  put_u8 (self, types_to_mask (subscribe->types));
  put_u8 (self, flag_if (subscribe->has_max_rate, SUBSCRIBE_HAS_MAX_RATE) |
                  flag_if (subscribe->has_epsilon, SUBSCRIBE_HAS_EPSILON) |
                  flag_if (subscribe->has_history, SUBSCRIBE_HAS_HISTORY) |
                  flag_if (subscribe->has_window, SUBSCRIBE_HAS_WINDOW));
  put_optional_u32 (self, subscribe->has_max_rate, subscribe->max_rate);
  if (subscribe->has_epsilon)
    clasp_writer_put_f64_be (self->writer, subscribe->epsilon);
  return put_optional_u32 (self, subscribe->has_history, subscribe->history) &&
         put_optional_u32 (self, subscribe->has_window, subscribe->window_ms);
}

static gboolean
put_samples (ClaspEncoder *self, const ClaspPublish *publish)
{
  put_u8 (self, PUBLISH_SAMPLES);
  if (!clasp_encoder_put_count (self, publish->n_samples))
    return FALSE;
  for (guint i = 0; i < publish->n_samples; i++)
    clasp_writer_put_f64_be (self->writer, publish->samples[i]);
  return TRUE;
}

/* Samples only if there is no value (wire.md 5.6). */
static gboolean
put_content (ClaspEncoder *self, const ClaspPublish *publish)
{
  if (publish->has_value)
    {
      put_u8 (self, PUBLISH_VALUE);
      return clasp_encoder_put_value (self, &publish->value);
    }
  if (publish->has_samples)
    return put_samples (self, publish);

  put_u8 (self, PUBLISH_NOTHING);
  return TRUE;
}

static gboolean
put_publish (ClaspEncoder *self, const ClaspPublish *publish)
{
  put_u8 (self, (guint8) (publish->signal << PUBLISH_SIGNAL_SHIFT) |
                  flag_if (publish->has_timestamp, PUBLISH_HAS_TIMESTAMP) |
                  flag_if (publish->has_id, PUBLISH_HAS_ID) |
                  ((guint8) publish->phase & PUBLISH_PHASE_MASK));
  return clasp_encoder_put_str (self, publish->address) && put_content (self, publish) &&
         put_optional_u64 (self, publish->has_timestamp, publish->timestamp_us) &&
         put_optional_u32 (self, publish->has_id, publish->id) &&
         put_optional_u32 (self, publish->has_rate, publish->rate);
}

static guint32
ttl_to_word (ClaspTtl ttl)
{
  guint32 seconds = ttl.seconds & ~TTL_ABSOLUTE_BIT;

  switch (ttl.mode)
    {
    case CLASP_TTL_NEVER:
      break;
    case CLASP_TTL_SLIDING:
      return seconds; /* 0 seconds cannot be said and becomes never */
    case CLASP_TTL_ABSOLUTE:
      return seconds | TTL_ABSOLUTE_BIT;
    }

  return 0;
}

static gboolean
put_set (ClaspEncoder *self, const ClaspSet *set)
{
  put_u8 (self, flag_if (set->has_revision, SET_HAS_REVISION) | flag_if (set->lock, SET_LOCK) |
                  flag_if (set->unlock, SET_UNLOCK) | flag_if (set->has_ttl, SET_HAS_TTL) |
                  clasp_value_get_code (&set->value));
  return clasp_encoder_put_str (self, set->address) &&
         clasp_encoder_put_value_data (self, &set->value) &&
         put_optional_u64 (self, set->has_revision, set->revision) &&
         put_optional_u32 (self, set->has_ttl, ttl_to_word (set->ttl));
}

static gboolean
put_param (ClaspEncoder *self, const ClaspSnapshotParam *param)
{
  if (!clasp_encoder_put_str (self, param->address) ||
      !clasp_encoder_put_value (self, &param->value))
    return FALSE;

  clasp_writer_put_u64_be (self->writer, param->revision);
  put_u8 (self, flag_if (param->has_writer, PARAM_HAS_WRITER) |
                  flag_if (param->has_timestamp, PARAM_HAS_TIMESTAMP));
  return put_optional_str (self, param->has_writer, param->writer) &&
         put_optional_u64 (self, param->has_timestamp, param->timestamp_us);
}

static gboolean
put_snapshot (ClaspEncoder *self, const ClaspSnapshot *snapshot)
{
  if (!clasp_encoder_put_count (self, snapshot->n_params))
    return FALSE;
  for (guint i = 0; i < snapshot->n_params; i++)
    if (!put_param (self, &snapshot->params[i]))
      return FALSE;
  return TRUE;
}

static gboolean
put_replay (ClaspEncoder *self, const ClaspReplay *replay)
{
  put_u8 (self, flag_if (replay->has_from, REPLAY_HAS_FROM) |
                  flag_if (replay->has_to, REPLAY_HAS_TO) |
                  flag_if (replay->has_limit, REPLAY_HAS_LIMIT));
  if (!clasp_encoder_put_str (self, replay->pattern))
    return FALSE;

  put_optional_u64 (self, replay->has_from, replay->from_us);
  put_optional_u64 (self, replay->has_to, replay->to_us);
  put_optional_u32 (self, replay->has_limit, replay->limit);
  put_u8 (self, types_to_mask (replay->types));
  return TRUE;
}

/* The length of a member is known when it has been written. */
static gboolean
put_member (ClaspEncoder *self, guint bundle_depth, const ClaspMessage *message)
{
  gsize   start = self->writer->length;
  gsize   size;
  guint16 length;

  clasp_writer_extend (self->writer, sizeof length);
  if (!clasp_encoder_put_message (self, bundle_depth, message))
    return FALSE;

  size = self->writer->length - start - sizeof length;
  if (size > G_MAXUINT16)
    return clasp_encoder_fail (self, CLASP_CODEC_ERROR_TOO_LARGE);
  length = GUINT16_TO_BE ((guint16) size);
  memcpy (self->writer->data + start, &length, sizeof length);
  return TRUE;
}

static gboolean
put_bundle (ClaspEncoder *self, guint bundle_depth, const ClaspBundle *bundle)
{
  if (bundle_depth >= CLASP_BUNDLE_MAX_DEPTH)
    return clasp_encoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP);

  put_u8 (self, flag_if (bundle->has_timestamp, BUNDLE_HAS_TIMESTAMP));
  if (!clasp_encoder_put_count (self, bundle->n_messages))
    return FALSE;
  put_optional_u64 (self, bundle->has_timestamp, bundle->timestamp_us);
  for (guint i = 0; i < bundle->n_messages; i++)
    if (!put_member (self, bundle_depth + 1, &bundle->messages[i]))
      return FALSE;
  return TRUE;
}

static gboolean
put_sync (ClaspEncoder *self, const ClaspSync *sync)
{
  put_u8 (self, flag_if (sync->has_t2, SYNC_HAS_T2) | flag_if (sync->has_t3, SYNC_HAS_T3));
  clasp_writer_put_u64_be (self->writer, sync->t1_us);
  return put_optional_u64 (self, sync->has_t2, sync->t2_us) &&
         put_optional_u64 (self, sync->has_t3, sync->t3_us);
}

static gboolean
put_ack (ClaspEncoder *self, const ClaspAck *ack)
{
  put_u8 (self, flag_if (ack->has_address, ACK_HAS_ADDRESS) |
                  flag_if (ack->has_revision, ACK_HAS_REVISION) |
                  flag_if (ack->has_locked, ACK_HAS_LOCKED) |
                  flag_if (ack->has_holder, ACK_HAS_HOLDER) |
                  flag_if (ack->has_correlation_id, ACK_HAS_CORRELATION_ID));
  if (!put_optional_str (self, ack->has_address, ack->address))
    return FALSE;

  put_optional_u64 (self, ack->has_revision, ack->revision);
  if (ack->has_locked)
    put_u8 (self, ack->locked ? 1 : 0);
  return put_optional_str (self, ack->has_holder, ack->holder) &&
         put_optional_u32 (self, ack->has_correlation_id, ack->correlation_id);
}

static gboolean
put_error (ClaspEncoder *self, const ClaspErrorMessage *error)
{
  clasp_writer_put_u16_be (self->writer, error->code);
  if (!clasp_encoder_put_str (self, error->message))
    return FALSE;

  put_u8 (self, flag_if (error->has_address, ERROR_HAS_ADDRESS) |
                  flag_if (error->has_correlation_id, ERROR_HAS_CORRELATION_ID));
  return put_optional_str (self, error->has_address, error->address) &&
         put_optional_u32 (self, error->has_correlation_id, error->correlation_id);
}

gboolean
clasp_encoder_put_message (ClaspEncoder *self, guint bundle_depth, const ClaspMessage *message)
{
  put_u8 (self, (guint8) message->type);
  switch (message->type)
    {
    case CLASP_MESSAGE_HELLO:
      return put_hello (self, &message->hello);
    case CLASP_MESSAGE_WELCOME:
      return put_welcome (self, &message->welcome);
    case CLASP_MESSAGE_ANNOUNCE:
      return put_announce (self, &message->announce);
    case CLASP_MESSAGE_FEDERATION_SYNC:
      return put_federation_sync (self, &message->federation_sync);
    case CLASP_MESSAGE_SUBSCRIBE:
      return put_subscribe (self, &message->subscribe);
    case CLASP_MESSAGE_UNSUBSCRIBE:
      return put_optional_u32 (self, TRUE, message->unsubscribe.id);
    case CLASP_MESSAGE_PUBLISH:
      return put_publish (self, &message->publish);
    case CLASP_MESSAGE_SET:
      return put_set (self, &message->set);
    case CLASP_MESSAGE_GET:
      return clasp_encoder_put_str (self, message->get.address);
    case CLASP_MESSAGE_SNAPSHOT:
      return put_snapshot (self, &message->snapshot);
    case CLASP_MESSAGE_REPLAY:
      return put_replay (self, &message->replay);
    case CLASP_MESSAGE_BUNDLE:
      return put_bundle (self, bundle_depth, &message->bundle);
    case CLASP_MESSAGE_SYNC:
      return put_sync (self, &message->sync);
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_PONG:
      return TRUE;
    case CLASP_MESSAGE_ACK:
      return put_ack (self, &message->ack);
    case CLASP_MESSAGE_ERROR:
      return put_error (self, &message->error);
    case CLASP_MESSAGE_QUERY:
      return clasp_encoder_put_str (self, message->query.pattern);
    case CLASP_MESSAGE_RESULT:
      return clasp_encoder_put_signals (self, message->result.signals, message->result.n_signals,
                                        FALSE);
    }

  return clasp_encoder_fail (self, CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE);
}

/**
 * clasp_message_encode:
 * @writer: where the message is appended, in the binary encoding
 * @message: a message
 * @status: (out caller-allocates): what does not fit
 *
 * Writes one message without a frame.
 *
 * Thread: any.
 *
 * Errors: %CLASP_CODEC_ERROR_TOO_LARGE for a text, list or message above 65535,
 * %CLASP_CODEC_ERROR_TOO_DEEP for what a decoder would refuse.
 *
 * Returns: %TRUE on success; on failure @writer is as it was
 */
gboolean
clasp_message_encode (ClaspWriter *writer, const ClaspMessage *message, ClaspCodecStatus *status)
{
  ClaspEncoder encoder = { writer, writer->length, { 0 } };

  if (clasp_encoder_put_message (&encoder, 0, message) &&
      writer->length - encoder.start > CLASP_FRAME_MAX_PAYLOAD)
    clasp_encoder_fail (&encoder, CLASP_CODEC_ERROR_TOO_LARGE);

  *status = encoder.status;
  if (G_UNLIKELY (status->failed))
    writer->length = encoder.start;
  return !status->failed;
}

/* Type byte and count stand before the entries. */
#define LIST_MAX_SIZE (CLASP_FRAME_MAX_PAYLOAD - 3)

/**
 * clasp_snapshot_param_size:
 * @param: one entry of a SNAPSHOT
 *
 * Returns: how many bytes it takes, to fill frames up to the limit; 0 if it fits in none
 */
gsize
clasp_snapshot_param_size (const ClaspSnapshotParam *param)
{
  gsize size;

  if (!clasp_value_get_data_size (&param->value, &size))
    return 0;

  size += 2 + param->address.length + 1 + 8 + 1;
  if (param->has_writer)
    size += 2 + param->writer.length;
  if (param->has_timestamp)
    size += 8;
  return size <= LIST_MAX_SIZE ? size : 0;
}
