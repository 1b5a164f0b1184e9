/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-msgpack.h"
#include "core/clasp-codec-private.h"

/* Reads the binary messages of wire.md 5. Each layout is one chain of reads in wire order; unknown
 * enumeration codes and flag bits get the lenient readings given there. */

gboolean
clasp_decoder_fail (ClaspDecoder *self, ClaspCodecError code, gsize offset)
{
  if (!self->status.failed)
    self->status = (ClaspCodecStatus){ TRUE, code, offset };
  return FALSE;
}

gboolean
clasp_decoder_fail_utf8 (ClaspDecoder *self, ClaspStr text)
{
  gsize start = (gsize) ((const guint8 *) text.data - self->reader.data);
  gsize good = clasp_utf8_valid_prefix (text.data, text.length);

  return clasp_decoder_fail (self, CLASP_CODEC_ERROR_INVALID_UTF8, start + good);
}

static guint8
read_types (guint8 mask)
{
  /* An empty list means no filter, however it is spelled. */
  if (mask == CLASP_TYPES_ALL || (mask & TYPES_KNOWN) == 0)
    return CLASP_TYPES_ALL;
  return mask & TYPES_KNOWN;
}

static ClaspPhase
read_phase (guint8 code)
{
  return code <= CLASP_PHASE_CANCEL ? (ClaspPhase) code : CLASP_PHASE_START;
}

static gboolean
get_hello (ClaspDecoder *self, ClaspHello *hello)
{
  *hello = (ClaspHello){ 0 };
  return clasp_decoder_get_u8 (self, &hello->version) &&
         clasp_decoder_get_u8 (self, &hello->features) &&
         clasp_decoder_get_str (self, &hello->name) && clasp_decoder_get_str (self, &hello->token);
}

static gboolean
get_welcome (ClaspDecoder *self, ClaspWelcome *welcome)
{
  *welcome = (ClaspWelcome){ 0 };
  return clasp_decoder_get_u8 (self, &welcome->version) &&
         clasp_decoder_get_u8 (self, &welcome->features) &&
         clasp_decoder_get_u64_be (self, &welcome->time_us) &&
         clasp_decoder_get_str (self, &welcome->session) &&
         clasp_decoder_get_str (self, &welcome->name) &&
         clasp_decoder_get_str (self, &welcome->token);
}

static gboolean
get_announce (ClaspDecoder *self, ClaspAnnounce *announce)
{
  *announce = (ClaspAnnounce){ 0 };
  return clasp_decoder_get_str (self, &announce->namespace_) &&
         clasp_decoder_get_signals (self, TRUE, &announce->signals, &announce->n_signals);
}

static gboolean
get_result (ClaspDecoder *self, ClaspResult *result)
{
  *result = (ClaspResult){ 0 };
  return clasp_decoder_get_signals (self, FALSE, &result->signals, &result->n_signals);
}

static gboolean
get_patterns (ClaspDecoder *self, ClaspFederationSync *sync)
{
  guint16 count;

  if (!clasp_decoder_get_count (self, MIN_SIZE_PATTERN, &count))
    return FALSE;

  sync->patterns = g_new0 (ClaspStr, count);
  sync->n_patterns = count;
  for (guint i = 0; i < count; i++)
    if (!clasp_decoder_get_str (self, &sync->patterns[i]))
      return FALSE;
  return TRUE;
}

static gboolean
get_revisions (ClaspDecoder *self, ClaspFederationSync *sync)
{
  guint16 count;

  if (!clasp_decoder_get_count (self, MIN_SIZE_REVISION, &count))
    return FALSE;

  sync->revisions = g_new0 (ClaspFederationRevision, count);
  sync->n_revisions = count;
  for (guint i = 0; i < count; i++)
    if (!clasp_decoder_get_str (self, &sync->revisions[i].key) ||
        !clasp_decoder_get_u64_be (self, &sync->revisions[i].revision))
      return FALSE;
  return TRUE;
}

static gboolean
get_federation_sync (ClaspDecoder *self, ClaspFederationSync *sync)
{
  guint8 op, flags;

  *sync = (ClaspFederationSync){ 0 };
  if (!clasp_decoder_get_u8 (self, &op))
    return FALSE;
  if (op < CLASP_FEDERATION_DECLARE_NAMESPACES || op > CLASP_FEDERATION_SYNC_COMPLETE)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_BAD_FEDERATION_OP, self->reader.offset - 1);
  sync->op = (ClaspFederationOp) op;

  if (!get_patterns (self, sync) || !get_revisions (self, sync) ||
      !clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  sync->has_since = (flags & FEDERATION_HAS_SINCE) != 0;
  sync->has_origin = (flags & FEDERATION_HAS_ORIGIN) != 0;
  return (!sync->has_since || clasp_decoder_get_u64_be (self, &sync->since_revision)) &&
         (!sync->has_origin || clasp_decoder_get_str (self, &sync->origin));
}

static gboolean
get_subscribe (ClaspDecoder *self, ClaspSubscribe *subscribe)
{
  guint8 types, flags;

  *subscribe = (ClaspSubscribe){ 0 };
  if (!clasp_decoder_get_u32_be (self, &subscribe->id) ||
      !clasp_decoder_get_str (self, &subscribe->pattern) || !clasp_decoder_get_u8 (self, &types) ||
      !clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  subscribe->types = read_types (types);
  subscribe->has_options = flags != 0;
  subscribe->has_max_rate = (flags & SUBSCRIBE_HAS_MAX_RATE) != 0;
  subscribe->has_epsilon = (flags & SUBSCRIBE_HAS_EPSILON) != 0;
  subscribe->has_history = (flags & SUBSCRIBE_HAS_HISTORY) != 0;
  subscribe->has_window = (flags & SUBSCRIBE_HAS_WINDOW) != 0;
  return (!subscribe->has_max_rate || clasp_decoder_get_u32_be (self, &subscribe->max_rate)) &&
         (!subscribe->has_epsilon || clasp_decoder_get_f64_be (self, &subscribe->epsilon)) &&
         (!subscribe->has_history || clasp_decoder_get_u32_be (self, &subscribe->history)) &&
         (!subscribe->has_window || clasp_decoder_get_u32_be (self, &subscribe->window_ms));
}

static gboolean
get_samples (ClaspDecoder *self, ClaspPublish *publish)
{
  guint16 count;

  if (!clasp_decoder_get_count (self, MIN_SIZE_SAMPLE, &count))
    return FALSE;

  publish->has_samples = TRUE;
  publish->samples = g_new (double, count);
  publish->n_samples = count;
  for (guint i = 0; i < count; i++)
    if (!clasp_decoder_get_f64_be (self, &publish->samples[i]))
      return FALSE;
  return TRUE;
}

/* There is no flag for the rate: four bytes that are left over are one (wire.md 5.6). */
static gboolean
get_rate (ClaspDecoder *self, ClaspPublish *publish)
{
  if (clasp_reader_remaining (&self->reader) < sizeof publish->rate)
    return TRUE;
  publish->has_rate = TRUE;
  return clasp_decoder_get_u32_be (self, &publish->rate);
}

static gboolean
get_publish (ClaspDecoder *self, ClaspPublish *publish)
{
  guint8 flags, indicator;

  *publish = (ClaspPublish){ 0 };
  if (!clasp_decoder_get_u8 (self, &flags) || !clasp_decoder_get_str (self, &publish->address) ||
      !clasp_decoder_get_u8 (self, &indicator))
    return FALSE;

  publish->signal = clasp_signal_from_code (flags >> PUBLISH_SIGNAL_SHIFT);
  publish->phase = read_phase (flags & PUBLISH_PHASE_MASK);
  publish->has_value = indicator == PUBLISH_VALUE;
  publish->has_timestamp = (flags & PUBLISH_HAS_TIMESTAMP) != 0;
  publish->has_id = (flags & PUBLISH_HAS_ID) != 0;
  return (!publish->has_value || clasp_decoder_get_value (self, &publish->value)) &&
         (indicator != PUBLISH_SAMPLES || get_samples (self, publish)) &&
         (!publish->has_timestamp || clasp_decoder_get_u64_be (self, &publish->timestamp_us)) &&
         (!publish->has_id || clasp_decoder_get_u32_be (self, &publish->id)) &&
         get_rate (self, publish);
}

static gboolean
get_ttl (ClaspDecoder *self, ClaspTtl *ttl)
{
  guint32 word;

  if (!clasp_decoder_get_u32_be (self, &word))
    return FALSE;

  if (word == 0)
    ttl->mode = CLASP_TTL_NEVER;
  else
    ttl->mode = (word & TTL_ABSOLUTE_BIT) != 0 ? CLASP_TTL_ABSOLUTE : CLASP_TTL_SLIDING;
  ttl->seconds = word & ~TTL_ABSOLUTE_BIT;
  return TRUE;
}

/* The message a fader sends: a number, nothing optional, an ASCII address. On a copy of the reader,
 * which the compiler keeps in registers; whatever is out of the ordinary is left to get_set (). */
static inline gboolean
get_plain_set (const ClaspDecoder *self, ClaspSet *set)
{
  ClaspReader   reader = self->reader;
  const guint8 *address;
  double        number;
  guint16       length;
  guint8        flags;

  if (!clasp_reader_get_u8 (&reader, &flags) || flags != CODE_F64 ||
      !clasp_reader_get_u16_be (&reader, &length) ||
      (address = clasp_reader_take (&reader, length)) == NULL ||
      !clasp_reader_get_f64_be (&reader, &number) ||
      !clasp_utf8_is_ascii ((const char *) address, length))
    return FALSE;

  *set = (ClaspSet){ .address = { (const char *) address, length },
                     .value = clasp_value_double (number) };
  return TRUE;
}

static gboolean
get_set (ClaspDecoder *self, ClaspSet *set)
{
  gsize  flags_offset = self->reader.offset;
  guint8 flags;

  *set = (ClaspSet){ 0 };
  if (!clasp_decoder_get_u8 (self, &flags) || !clasp_decoder_get_str (self, &set->address) ||
      !clasp_decoder_get_value_data (self, flags & SET_TYPE_MASK, flags_offset, &set->value))
    return FALSE;

  set->lock = (flags & SET_LOCK) != 0;
  set->unlock = (flags & SET_UNLOCK) != 0;
  set->has_revision = (flags & SET_HAS_REVISION) != 0;
  set->has_ttl = (flags & SET_HAS_TTL) != 0;
  return (!set->has_revision || clasp_decoder_get_u64_be (self, &set->revision)) &&
         (!set->has_ttl || get_ttl (self, &set->ttl));
}

static gboolean
get_param (ClaspDecoder *self, ClaspSnapshotParam *param)
{
  guint8 flags;

  if (!clasp_decoder_get_str (self, &param->address) ||
      !clasp_decoder_get_value (self, &param->value) ||
      !clasp_decoder_get_u64_be (self, &param->revision) || !clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  param->has_writer = (flags & PARAM_HAS_WRITER) != 0;
  param->has_timestamp = (flags & PARAM_HAS_TIMESTAMP) != 0;
  return (!param->has_writer || clasp_decoder_get_str (self, &param->writer)) &&
         (!param->has_timestamp || clasp_decoder_get_u64_be (self, &param->timestamp_us));
}

static gboolean
get_snapshot (ClaspDecoder *self, ClaspSnapshot *snapshot)
{
  guint16 count;

  *snapshot = (ClaspSnapshot){ 0 };
  if (!clasp_decoder_get_count (self, MIN_SIZE_PARAM, &count))
    return FALSE;

  snapshot->params = g_new0 (ClaspSnapshotParam, count);
  snapshot->n_params = count;
  for (guint i = 0; i < count; i++)
    if (!get_param (self, &snapshot->params[i]))
      return FALSE;
  return TRUE;
}

static gboolean
get_replay (ClaspDecoder *self, ClaspReplay *replay)
{
  guint8 flags, types;

  *replay = (ClaspReplay){ 0 };
  if (!clasp_decoder_get_u8 (self, &flags) || !clasp_decoder_get_str (self, &replay->pattern))
    return FALSE;

  replay->has_from = (flags & REPLAY_HAS_FROM) != 0;
  replay->has_to = (flags & REPLAY_HAS_TO) != 0;
  replay->has_limit = (flags & REPLAY_HAS_LIMIT) != 0;
  if ((replay->has_from && !clasp_decoder_get_u64_be (self, &replay->from_us)) ||
      (replay->has_to && !clasp_decoder_get_u64_be (self, &replay->to_us)) ||
      (replay->has_limit && !clasp_decoder_get_u32_be (self, &replay->limit)) ||
      !clasp_decoder_get_u8 (self, &types))
    return FALSE;

  replay->types = read_types (types);
  return TRUE;
}

/* One member: the reader's end is drawn in to the member's, so that nothing in it can read on. */
static gboolean
get_member (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message)
{
  gsize    outer_size = self->reader.size;
  guint16  length;
  gboolean ok;

  if (!clasp_decoder_get_u16_be (self, &length))
    return FALSE;
  if (length > clasp_reader_remaining (&self->reader))
    return clasp_decoder_fail_truncated (self);

  self->reader.size = self->reader.offset + length;
  ok = clasp_decoder_get_binary (self, bundle_depth, message);
  self->reader.offset = self->reader.size;
  self->reader.size = outer_size;
  return ok;
}

static gboolean
get_bundle (ClaspDecoder *self, guint bundle_depth, ClaspBundle *bundle)
{
  guint8  flags;
  guint16 count;

  *bundle = (ClaspBundle){ 0 };
  if (bundle_depth >= CLASP_BUNDLE_MAX_DEPTH)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP, self->reader.offset - 1);
  if (!clasp_decoder_get_u8 (self, &flags) ||
      !clasp_decoder_get_count (self, MIN_SIZE_BUNDLE_MEMBER, &count))
    return FALSE;

  bundle->has_timestamp = (flags & BUNDLE_HAS_TIMESTAMP) != 0;
  if (bundle->has_timestamp && !clasp_decoder_get_u64_be (self, &bundle->timestamp_us))
    return FALSE;

  bundle->messages = g_new0 (ClaspMessage, count);
  bundle->n_messages = count;
  for (guint i = 0; i < count; i++)
    if (!get_member (self, bundle_depth + 1, &bundle->messages[i]))
      return FALSE;
  return TRUE;
}

static gboolean
get_sync (ClaspDecoder *self, ClaspSync *sync)
{
  guint8 flags;

  *sync = (ClaspSync){ 0 };
  if (!clasp_decoder_get_u8 (self, &flags) || !clasp_decoder_get_u64_be (self, &sync->t1_us))
    return FALSE;

  sync->has_t2 = (flags & SYNC_HAS_T2) != 0;
  sync->has_t3 = (flags & SYNC_HAS_T3) != 0;
  return (!sync->has_t2 || clasp_decoder_get_u64_be (self, &sync->t2_us)) &&
         (!sync->has_t3 || clasp_decoder_get_u64_be (self, &sync->t3_us));
}

static gboolean
get_locked (ClaspDecoder *self, ClaspAck *ack)
{
  guint8 byte;

  if (!clasp_decoder_get_u8 (self, &byte))
    return FALSE;
  ack->locked = byte != 0;
  return TRUE;
}

static gboolean
get_ack (ClaspDecoder *self, ClaspAck *ack)
{
  guint8 flags;

  *ack = (ClaspAck){ 0 };
  if (!clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  ack->has_address = (flags & ACK_HAS_ADDRESS) != 0;
  ack->has_revision = (flags & ACK_HAS_REVISION) != 0;
  ack->has_locked = (flags & ACK_HAS_LOCKED) != 0;
  ack->has_holder = (flags & ACK_HAS_HOLDER) != 0;
  ack->has_correlation_id = (flags & ACK_HAS_CORRELATION_ID) != 0;
  return (!ack->has_address || clasp_decoder_get_str (self, &ack->address)) &&
         (!ack->has_revision || clasp_decoder_get_u64_be (self, &ack->revision)) &&
         (!ack->has_locked || get_locked (self, ack)) &&
         (!ack->has_holder || clasp_decoder_get_str (self, &ack->holder)) &&
         (!ack->has_correlation_id || clasp_decoder_get_u32_be (self, &ack->correlation_id));
}

static gboolean
get_error (ClaspDecoder *self, ClaspErrorMessage *error)
{
  guint8 flags;

  *error = (ClaspErrorMessage){ 0 };
  if (!clasp_decoder_get_u16_be (self, &error->code) ||
      !clasp_decoder_get_str (self, &error->message) || !clasp_decoder_get_u8 (self, &flags))
    return FALSE;

  error->has_address = (flags & ERROR_HAS_ADDRESS) != 0;
  error->has_correlation_id = (flags & ERROR_HAS_CORRELATION_ID) != 0;
  return (!error->has_address || clasp_decoder_get_str (self, &error->address)) &&
         (!error->has_correlation_id || clasp_decoder_get_u32_be (self, &error->correlation_id));
}

gboolean
clasp_decoder_get_binary (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message)
{
  guint8 type;

  message->type = 0;
  if (clasp_reader_remaining (&self->reader) == 0)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_EMPTY_PAYLOAD, self->reader.offset);
  if (!clasp_decoder_get_u8 (self, &type))
    return FALSE;

  message->type = (ClaspMessageType) type;
  switch (message->type)
    {
    case CLASP_MESSAGE_SET:
      return G_LIKELY (get_plain_set (self, &message->set)) || get_set (self, &message->set);
    case CLASP_MESSAGE_PUBLISH:
      return get_publish (self, &message->publish);
    case CLASP_MESSAGE_HELLO:
      return get_hello (self, &message->hello);
    case CLASP_MESSAGE_WELCOME:
      return get_welcome (self, &message->welcome);
    case CLASP_MESSAGE_ANNOUNCE:
      return get_announce (self, &message->announce);
    case CLASP_MESSAGE_FEDERATION_SYNC:
      return get_federation_sync (self, &message->federation_sync);
    case CLASP_MESSAGE_SUBSCRIBE:
      return get_subscribe (self, &message->subscribe);
    case CLASP_MESSAGE_UNSUBSCRIBE:
      return clasp_decoder_get_u32_be (self, &message->unsubscribe.id);
    case CLASP_MESSAGE_GET:
      return clasp_decoder_get_str (self, &message->get.address);
    case CLASP_MESSAGE_SNAPSHOT:
      return get_snapshot (self, &message->snapshot);
    case CLASP_MESSAGE_REPLAY:
      return get_replay (self, &message->replay);
    case CLASP_MESSAGE_BUNDLE:
      return get_bundle (self, bundle_depth, &message->bundle);
    case CLASP_MESSAGE_SYNC:
      return get_sync (self, &message->sync);
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_PONG:
      return TRUE;
    case CLASP_MESSAGE_ACK:
      return get_ack (self, &message->ack);
    case CLASP_MESSAGE_ERROR:
      return get_error (self, &message->error);
    case CLASP_MESSAGE_QUERY:
      return clasp_decoder_get_str (self, &message->query.pattern);
    case CLASP_MESSAGE_RESULT:
      return get_result (self, &message->result);
    }

  message->type = 0;
  return clasp_decoder_fail (self, CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE, self->reader.offset - 1);
}

static gboolean
is_msgpack_map (guint8 byte)
{
  return (byte & 0xf0) == 0x80 || byte == 0xde || byte == 0xdf;
}

gboolean
clasp_decoder_get_message (ClaspDecoder *self, ClaspMessage *message)
{
  const ClaspReader *reader = &self->reader;

  if (reader->offset < reader->size && G_UNLIKELY (is_msgpack_map (reader->data[reader->offset])))
    return clasp_decoder_get_msgpack (self, message);
  return clasp_decoder_get_binary (self, 0, message);
}

/**
 * clasp_message_decode:
 * @payload: (array length=size): the payload of one frame
 * @size: its size in bytes
 * @message: (out caller-allocates): the message, which borrows its texts from @payload and is given
 *   back with [func@Clasp.message_clear]; whatever it holds before is overwritten
 * @status: (out caller-allocates): what is wrong, and where in @payload
 *
 * Reads one message of either encoding, told apart by its first byte (wire.md 3).
 *
 * Thread: any.
 *
 * Returns: %TRUE on success; on failure @message is zeroed and holds nothing
 */
gboolean
clasp_message_decode (const guint8     *payload,
                      gsize             size,
                      ClaspMessage     *message,
                      ClaspCodecStatus *status)
{
  ClaspDecoder decoder;
  gboolean     ok;

  clasp_decoder_init (&decoder, payload, 0, size);
  ok = clasp_decoder_get_message (&decoder, message);
  if (G_UNLIKELY (!ok))
    clasp_message_wipe (message);
  *status = decoder.status;
  return ok;
}
