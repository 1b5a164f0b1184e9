/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-codec-msgpack.h"

#include "core/clasp-msgpack-object-private.h"

/* The messages of wire.md 6 as tables of fields. A message's kind may stand anywhere in its map, so
 * its entries are walked once before to find it. */

/* Names */

static gboolean
get_signal_name (ClaspDecoder *self, ClaspSignal *signal)
{
  ClaspStr text;
  gsize    offset;

  if (!clasp_msgpack_get_text (self, &text, &offset))
    return FALSE;
  for (*signal = CLASP_SIGNAL_PARAM; *signal <= CLASP_SIGNAL_TIMELINE; (*signal)++)
    if (clasp_msgpack_is_text (text, clasp_signal_to_string (*signal)))
      return TRUE;
  return clasp_msgpack_fail (self, offset);
}

static gboolean
read_signal (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  return get_signal_name (self, place);
}

static gboolean
read_phase (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspPhase *phase = place;
  ClaspStr    text;
  gsize       offset;

  if (!clasp_msgpack_get_text (self, &text, &offset))
    return FALSE;
  for (*phase = CLASP_PHASE_START; *phase <= CLASP_PHASE_CANCEL; (*phase)++)
    if (clasp_msgpack_is_text (text, clasp_phase_to_string (*phase)))
      return TRUE;
  return clasp_msgpack_fail (self, offset);
}

static gboolean
read_types (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken array;
  ClaspSignal       signal;
  guint8            types = 0;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_ARRAY, &array))
    return FALSE;
  for (guint i = 0; i < array.count; i++)
    {
      if (!get_signal_name (self, &signal))
        return FALSE;
      types |= clasp_signal_to_types (signal);
    }

  *(guint8 *) place = types != 0 ? types : CLASP_TYPES_ALL;
  return TRUE;
}

static guint8
feature_from_name (ClaspStr name)
{
  static const char *const names[] = { "param",   "event",    "stream",
                                       "gesture", "timeline", "federation" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (clasp_msgpack_is_text (name, names[i]))
      return (guint8) (CLASP_FEATURE_PARAM >> i);

  return 0; /* one of a later version */
}

static gboolean
read_features (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspMsgpackToken array;
  ClaspStr          name;
  gsize             offset;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_ARRAY, &array))
    return FALSE;
  for (guint i = 0; i < array.count; i++)
    {
      if (!clasp_msgpack_get_text (self, &name, &offset))
        return FALSE;
      *(guint8 *) place |= feature_from_name (name);
    }
  return TRUE;
}

static gboolean
read_federation_op (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const char *const names[] = { "DeclareNamespaces", "RequestSync", "RevisionVector",
                                       "SyncComplete" };
  ClaspStr                 name;
  gsize                    offset;

  if (!clasp_msgpack_get_text (self, &name, &offset))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (clasp_msgpack_is_text (name, names[i]))
      {
        *(ClaspFederationOp *) place =
          (ClaspFederationOp) (CLASP_FEDERATION_DECLARE_NAMESPACES + i);
        return TRUE;
      }
  return clasp_msgpack_fail (self, offset);
}

/* `"Never"`, or a map of one entry: `{"Sliding": n}` or `{"Absolute": n}`. Seconds beyond the 31
 * bits of the binary form, 68 years, are as good as 31 bits. */
static gboolean
read_ttl (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspTtl         *ttl = place;
  ClaspMsgpackToken token;
  ClaspStr          mode;
  gsize             offset;
  guint64           seconds;

  if (!clasp_msgpack_get_token (self, &token))
    return FALSE;
  if (token.kind == CLASP_MSGPACK_STRING && clasp_msgpack_is_text (token.text, "Never"))
    {
      *ttl = (ClaspTtl){ CLASP_TTL_NEVER, 0 };
      return TRUE;
    }
  if (token.kind != CLASP_MSGPACK_MAP || token.count != 1)
    return clasp_msgpack_fail (self, token.offset);
  if (!clasp_msgpack_get_text (self, &mode, &offset) ||
      !clasp_msgpack_get_integer (self, G_MAXUINT32, &seconds))
    return FALSE;

  ttl->seconds = MIN ((guint32) seconds, ~TTL_ABSOLUTE_BIT);
  if (clasp_msgpack_is_text (mode, "Sliding"))
    ttl->mode = CLASP_TTL_SLIDING;
  else if (clasp_msgpack_is_text (mode, "Absolute"))
    ttl->mode = CLASP_TTL_ABSOLUTE;
  else
    return clasp_msgpack_fail (self, offset);
  return TRUE;
}

/* Lists */

static gboolean
get_list_size (ClaspDecoder *self, ClaspMsgpackKind kind, gsize min_size, guint *n)
{
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token_of (self, kind, &token))
    return FALSE;
  *n = token.count;
  return token.count * min_size <= clasp_reader_remaining (&self->reader) ||
         clasp_decoder_fail_truncated (self);
}

typedef struct
{
  ClaspPublish publish;
  gboolean     has_payload, has_timeline;
  ClaspValue   payload;
  ClaspValue   timeline;
} LegacyPublish;

static gboolean
read_samples (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspPublish *publish = place;
  guint         n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, 1, &n))
    return FALSE;

  publish->has_samples = TRUE;
  publish->samples = g_new0 (double, n);
  publish->n_samples = n;
  for (guint i = 0; i < n; i++)
    if (!clasp_msgpack_get_number (self, &publish->samples[i]))
      return FALSE;
  return TRUE;
}

/* {"address":"","value":0,"revision":0} */
#define MIN_SIZE_LEGACY_PARAM 27
/* {"address":"","type":"param"} */
#define MIN_SIZE_LEGACY_SIGNAL 20
/* {"type":"ACK"} */
#define MIN_SIZE_LEGACY_MESSAGE 10

static const ClaspMsgpackField param_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspSnapshotParam, address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_REQUIRED (ClaspSnapshotParam, value, "value", clasp_msgpack_read_value),
  CLASP_MSGPACK_REQUIRED (ClaspSnapshotParam, revision, "revision", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspSnapshotParam, writer, has_writer, "writer", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspSnapshotParam,
                     timestamp_us,
                     has_timestamp,
                     "timestamp",
                     clasp_msgpack_read_u64)
};

static gboolean
read_params (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const ClaspMsgpackLayout layout = CLASP_MSGPACK_LAYOUT (param_fields);
  ClaspSnapshot                  *snapshot = place;
  guint                           n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_PARAM, &n))
    return FALSE;

  snapshot->params = g_new0 (ClaspSnapshotParam, n);
  snapshot->n_params = n;
  for (guint i = 0; i < n; i++)
    if (!clasp_msgpack_get_object (self, bundle_depth, &layout, &snapshot->params[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_range (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspSignalInfo  *signal = place;
  ClaspMsgpackToken token;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_ARRAY, &token))
    return FALSE;
  if (token.count != 2)
    return clasp_msgpack_fail (self, token.offset);
  signal->has_range = TRUE;
  return clasp_msgpack_get_number (self, &signal->minimum) &&
         clasp_msgpack_get_number (self, &signal->maximum);
}

static const ClaspMsgpackField meta_fields[] = {
  CLASP_MSGPACK_HAS (ClaspSignalInfo, unit, has_unit, "unit", clasp_msgpack_read_str),
  { "range", read_range, 0, CLASP_MSGPACK_IS_OPTIONAL },
  CLASP_MSGPACK_HAS (ClaspSignalInfo,
                     default_value,
                     has_default,
                     "default",
                     clasp_msgpack_read_value),
  CLASP_MSGPACK_HAS (ClaspSignalInfo,
                     description,
                     has_description,
                     "description",
                     clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspSignalInfo, strategy, has_strategy, "strategy", clasp_msgpack_read_str)
};

static gboolean
read_meta (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const ClaspMsgpackLayout layout = CLASP_MSGPACK_LAYOUT (meta_fields);

  ((ClaspSignalInfo *) place)->has_meta = TRUE;
  return clasp_msgpack_get_object (self, bundle_depth, &layout, place);
}

static const ClaspMsgpackField signal_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspSignalInfo, address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_REQUIRED (ClaspSignalInfo, signal, "type", read_signal),
  CLASP_MSGPACK_HAS (ClaspSignalInfo, datatype, has_datatype, "datatype", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspSignalInfo, access, has_access, "access", clasp_msgpack_read_str),
  { "meta", read_meta, 0, CLASP_MSGPACK_IS_OPTIONAL }
};

static gboolean
get_signals (ClaspDecoder *self, guint bundle_depth, ClaspSignalInfo **signals, guint *n_signals)
{
  static const ClaspMsgpackLayout layout = CLASP_MSGPACK_LAYOUT (signal_fields);
  guint                           n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_SIGNAL, &n))
    return FALSE;

  *signals = g_new0 (ClaspSignalInfo, n);
  *n_signals = n;
  for (guint i = 0; i < n; i++)
    if (!clasp_msgpack_get_object (self, bundle_depth, &layout, &(*signals)[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_announce_signals (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspAnnounce *announce = place;

  return get_signals (self, bundle_depth, &announce->signals, &announce->n_signals);
}

static gboolean
read_result_signals (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspResult *result = place;

  return get_signals (self, bundle_depth, &result->signals, &result->n_signals);
}

static gboolean
read_patterns (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspFederationSync *sync = place;
  gsize                offset;
  guint                n;

  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, 1, &n))
    return FALSE;

  sync->patterns = g_new0 (ClaspStr, n);
  sync->n_patterns = n;
  for (guint i = 0; i < n; i++)
    if (!clasp_msgpack_get_text (self, &sync->patterns[i], &offset))
      return FALSE;
  return TRUE;
}

static gboolean
read_revisions (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspFederationSync *sync = place;
  gsize                offset;
  guint                n;

  if (!get_list_size (self, CLASP_MSGPACK_MAP, 2, &n))
    return FALSE;

  sync->revisions = g_new0 (ClaspFederationRevision, n);
  sync->n_revisions = n;
  for (guint i = 0; i < n; i++)
    if (!clasp_msgpack_get_text (self, &sync->revisions[i].key, &offset) ||
        !clasp_msgpack_get_integer (self, G_MAXUINT64, &sync->revisions[i].revision))
      return FALSE;
  return TRUE;
}

static const ClaspMsgpackField option_fields[] = {
  CLASP_MSGPACK_HAS (ClaspSubscribe, max_rate, has_max_rate, "max_rate", clasp_msgpack_read_u32),
  CLASP_MSGPACK_HAS (ClaspSubscribe, epsilon, has_epsilon, "epsilon", clasp_msgpack_read_number),
  CLASP_MSGPACK_HAS (ClaspSubscribe, history, has_history, "history", clasp_msgpack_read_u32),
  CLASP_MSGPACK_HAS (ClaspSubscribe, window_ms, has_window, "window", clasp_msgpack_read_u32)
};

static gboolean
read_options (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  static const ClaspMsgpackLayout layout = CLASP_MSGPACK_LAYOUT (option_fields);

  ((ClaspSubscribe *) place)->has_options = TRUE;
  return clasp_msgpack_get_object (self, bundle_depth, &layout, place);
}

static gboolean get_message (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message);

static gboolean
read_messages (ClaspDecoder *self, guint bundle_depth, gpointer place)
{
  ClaspBundle *bundle = place;
  gsize        offset = self->reader.offset;
  guint        n;

  if (bundle_depth >= CLASP_BUNDLE_MAX_DEPTH)
    return clasp_decoder_fail (self, CLASP_CODEC_ERROR_TOO_DEEP, offset);
  if (!get_list_size (self, CLASP_MSGPACK_ARRAY, MIN_SIZE_LEGACY_MESSAGE, &n))
    return FALSE;

  bundle->messages = g_new0 (ClaspMessage, n);
  bundle->n_messages = n;
  for (guint i = 0; i < n; i++)
    if (!get_message (self, bundle_depth + 1, &bundle->messages[i]))
      return FALSE;
  return TRUE;
}

/* The messages. HELLO's capabilities and ANNOUNCE's own meta have no place in a message. */

static const ClaspMsgpackField hello_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspHello, version, "version", clasp_msgpack_read_u8),
  CLASP_MSGPACK_REQUIRED (ClaspHello, name, "name", clasp_msgpack_read_str),
  CLASP_MSGPACK_OPTIONAL (ClaspHello, features, "features", read_features),
  CLASP_MSGPACK_OPTIONAL (ClaspHello, token, "token", clasp_msgpack_read_str)
};

static const ClaspMsgpackField welcome_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspWelcome, version, "version", clasp_msgpack_read_u8),
  CLASP_MSGPACK_REQUIRED (ClaspWelcome, session, "session", clasp_msgpack_read_str),
  CLASP_MSGPACK_REQUIRED (ClaspWelcome, name, "name", clasp_msgpack_read_str),
  CLASP_MSGPACK_REQUIRED (ClaspWelcome, time_us, "time", clasp_msgpack_read_u64),
  CLASP_MSGPACK_OPTIONAL (ClaspWelcome, features, "features", read_features),
  CLASP_MSGPACK_OPTIONAL (ClaspWelcome, token, "token", clasp_msgpack_read_str)
};

static const ClaspMsgpackField announce_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspAnnounce, namespace_, "namespace", clasp_msgpack_read_str),
  { "signals", read_announce_signals, 0, CLASP_MSGPACK_IS_OPTIONAL }
};

static const ClaspMsgpackField federation_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspFederationSync, op, "op", read_federation_op),
  { "patterns", read_patterns, 0, CLASP_MSGPACK_IS_OPTIONAL },
  { "revisions", read_revisions, 0, CLASP_MSGPACK_IS_OPTIONAL },
  CLASP_MSGPACK_HAS (ClaspFederationSync,
                     since_revision,
                     has_since,
                     "since_revision",
                     clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspFederationSync, origin, has_origin, "origin", clasp_msgpack_read_str)
};

static const ClaspMsgpackField subscribe_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspSubscribe, id, "id", clasp_msgpack_read_u32),
  CLASP_MSGPACK_REQUIRED (ClaspSubscribe, pattern, "pattern", clasp_msgpack_read_str),
  CLASP_MSGPACK_OPTIONAL (ClaspSubscribe, types, "types", read_types),
  { "options", read_options, 0, CLASP_MSGPACK_IS_OPTIONAL }
};

static const ClaspMsgpackField unsubscribe_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspUnsubscribe, id, "id", clasp_msgpack_read_u32)
};

static const ClaspMsgpackField publish_fields[] = {
  CLASP_MSGPACK_REQUIRED (LegacyPublish, publish.address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_OPTIONAL (LegacyPublish, publish.signal, "signal", read_signal),
  CLASP_MSGPACK_HAS (LegacyPublish,
                     publish.value,
                     publish.has_value,
                     "value",
                     clasp_msgpack_read_value),
  CLASP_MSGPACK_HAS (LegacyPublish, payload, has_payload, "payload", clasp_msgpack_read_value),
  CLASP_MSGPACK_HAS (LegacyPublish, timeline, has_timeline, "timeline", clasp_msgpack_read_value),
  CLASP_MSGPACK_OPTIONAL (LegacyPublish, publish, "samples", read_samples),
  CLASP_MSGPACK_HAS (LegacyPublish, publish.rate, publish.has_rate, "rate", clasp_msgpack_read_u32),
  CLASP_MSGPACK_HAS (LegacyPublish, publish.id, publish.has_id, "id", clasp_msgpack_read_u32),
  CLASP_MSGPACK_OPTIONAL (LegacyPublish, publish.phase, "phase", read_phase),
  CLASP_MSGPACK_HAS (LegacyPublish,
                     publish.timestamp_us,
                     publish.has_timestamp,
                     "timestamp",
                     clasp_msgpack_read_u64)
};

static const ClaspMsgpackField set_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspSet, address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_REQUIRED (ClaspSet, value, "value", clasp_msgpack_read_value),
  CLASP_MSGPACK_HAS (ClaspSet, revision, has_revision, "revision", clasp_msgpack_read_u64),
  CLASP_MSGPACK_OPTIONAL (ClaspSet, lock, "lock", clasp_msgpack_read_bool),
  CLASP_MSGPACK_OPTIONAL (ClaspSet, unlock, "unlock", clasp_msgpack_read_bool),
  CLASP_MSGPACK_HAS (ClaspSet, ttl, has_ttl, "ttl", read_ttl)
};

static const ClaspMsgpackField get_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspGet, address, "address", clasp_msgpack_read_str)
};

static const ClaspMsgpackField snapshot_fields[] = { { "params", read_params, 0,
                                                       CLASP_MSGPACK_IS_REQUIRED } };

static const ClaspMsgpackField replay_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspReplay, pattern, "pattern", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspReplay, from_us, has_from, "from", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspReplay, to_us, has_to, "to", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspReplay, limit, has_limit, "limit", clasp_msgpack_read_u32),
  CLASP_MSGPACK_OPTIONAL (ClaspReplay, types, "types", read_types)
};

static const ClaspMsgpackField bundle_fields[] = {
  CLASP_MSGPACK_HAS (ClaspBundle, timestamp_us, has_timestamp, "timestamp", clasp_msgpack_read_u64),
  { "messages", read_messages, 0, CLASP_MSGPACK_IS_REQUIRED }
};

static const ClaspMsgpackField sync_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspSync, t1_us, "t1", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspSync, t2_us, has_t2, "t2", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspSync, t3_us, has_t3, "t3", clasp_msgpack_read_u64)
};

static const ClaspMsgpackField ack_fields[] = {
  CLASP_MSGPACK_HAS (ClaspAck, address, has_address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspAck, revision, has_revision, "revision", clasp_msgpack_read_u64),
  CLASP_MSGPACK_HAS (ClaspAck, locked, has_locked, "locked", clasp_msgpack_read_bool),
  CLASP_MSGPACK_HAS (ClaspAck, holder, has_holder, "holder", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspAck,
                     correlation_id,
                     has_correlation_id,
                     "correlation_id",
                     clasp_msgpack_read_u32)
};

static const ClaspMsgpackField error_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspErrorMessage, code, "code", clasp_msgpack_read_u16),
  CLASP_MSGPACK_REQUIRED (ClaspErrorMessage, message, "message", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspErrorMessage, address, has_address, "address", clasp_msgpack_read_str),
  CLASP_MSGPACK_HAS (ClaspErrorMessage,
                     correlation_id,
                     has_correlation_id,
                     "correlation_id",
                     clasp_msgpack_read_u32)
};

static const ClaspMsgpackField query_fields[] = {
  CLASP_MSGPACK_REQUIRED (ClaspQuery, pattern, "pattern", clasp_msgpack_read_str)
};

static const ClaspMsgpackField result_fields[] = { { "signals", read_result_signals, 0,
                                                     CLASP_MSGPACK_IS_REQUIRED } };

static const struct
{
  ClaspMessageType   type;
  ClaspMsgpackLayout layout;
} messages[] = { { CLASP_MESSAGE_HELLO, CLASP_MSGPACK_LAYOUT (hello_fields) },
                 { CLASP_MESSAGE_WELCOME, CLASP_MSGPACK_LAYOUT (welcome_fields) },
                 { CLASP_MESSAGE_ANNOUNCE, CLASP_MSGPACK_LAYOUT (announce_fields) },
                 { CLASP_MESSAGE_FEDERATION_SYNC, CLASP_MSGPACK_LAYOUT (federation_fields) },
                 { CLASP_MESSAGE_SUBSCRIBE, CLASP_MSGPACK_LAYOUT (subscribe_fields) },
                 { CLASP_MESSAGE_UNSUBSCRIBE, CLASP_MSGPACK_LAYOUT (unsubscribe_fields) },
                 { CLASP_MESSAGE_PUBLISH, CLASP_MSGPACK_LAYOUT (publish_fields) },
                 { CLASP_MESSAGE_SET, CLASP_MSGPACK_LAYOUT (set_fields) },
                 { CLASP_MESSAGE_GET, CLASP_MSGPACK_LAYOUT (get_fields) },
                 { CLASP_MESSAGE_SNAPSHOT, CLASP_MSGPACK_LAYOUT (snapshot_fields) },
                 { CLASP_MESSAGE_REPLAY, CLASP_MSGPACK_LAYOUT (replay_fields) },
                 { CLASP_MESSAGE_BUNDLE, CLASP_MSGPACK_LAYOUT (bundle_fields) },
                 { CLASP_MESSAGE_SYNC, CLASP_MSGPACK_LAYOUT (sync_fields) },
                 { CLASP_MESSAGE_PING, { NULL, 0 } },
                 { CLASP_MESSAGE_PONG, { NULL, 0 } },
                 { CLASP_MESSAGE_ACK, CLASP_MSGPACK_LAYOUT (ack_fields) },
                 { CLASP_MESSAGE_ERROR, CLASP_MSGPACK_LAYOUT (error_fields) },
                 { CLASP_MESSAGE_QUERY, CLASP_MSGPACK_LAYOUT (query_fields) },
                 { CLASP_MESSAGE_RESULT, CLASP_MSGPACK_LAYOUT (result_fields) } };

/* Looks through the map at the reader's position, which stays where it is. */
static gboolean
find_message_name (ClaspDecoder *self, ClaspStr *name)
{
  gsize             start = self->reader.offset;
  ClaspMsgpackToken map, key;
  gsize             offset;

  if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_MAP, &map))
    return FALSE;
  for (guint i = 0; i < map.count; i++)
    {
      if (!clasp_msgpack_get_token_of (self, CLASP_MSGPACK_STRING, &key))
        return FALSE;
      if (clasp_msgpack_is_text (key.text, "type"))
        {
          if (!clasp_msgpack_get_text (self, name, &offset))
            return FALSE;
          self->reader.offset = start;
          return TRUE;
        }
      if (!clasp_msgpack_skip (self))
        return FALSE;
    }

  return clasp_msgpack_fail (self, start);
}

/* What a missing key means. */
static void
set_defaults (ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SUBSCRIBE)
    message->subscribe.types = CLASP_TYPES_ALL;
  else if (message->type == CLASP_MESSAGE_REPLAY)
    message->replay.types = CLASP_TYPES_ALL;
}

static void
take_value (ClaspPublish *publish, gboolean has_value, ClaspValue *value)
{
  if (has_value && !publish->has_value)
    {
      publish->has_value = TRUE;
      publish->value = *value;
    }
  else
    clasp_value_clear (value);
}

/* Value, payload and timeline share the one slot of the binary form, in this order. A timeline's
 * map goes there as it is (wire.md 10). */
static gboolean
get_publish (ClaspDecoder             *self,
             guint                     bundle_depth,
             const ClaspMsgpackLayout *layout,
             ClaspPublish             *publish)
{
  LegacyPublish legacy = { .publish = { .signal = CLASP_SIGNAL_EVENT } };
  gboolean      ok = clasp_msgpack_get_object (self, bundle_depth, layout, &legacy);

  *publish = legacy.publish;
  take_value (publish, legacy.has_payload, &legacy.payload);
  take_value (publish, legacy.has_timeline, &legacy.timeline);
  return ok;
}

static gboolean
get_message (ClaspDecoder *self, guint bundle_depth, ClaspMessage *message)
{
  gsize    start = self->reader.offset;
  ClaspStr name;

  memset (message, 0, sizeof *message);
  if (!find_message_name (self, &name))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (clasp_msgpack_is_text (name, clasp_message_type_to_string (messages[i].type)))
      {
        message->type = messages[i].type;
        set_defaults (message);
        if (message->type == CLASP_MESSAGE_PUBLISH)
          return get_publish (self, bundle_depth, &messages[i].layout, &message->publish);
        return clasp_msgpack_get_object (self, bundle_depth, &messages[i].layout, &message->hello);
      }

  return clasp_msgpack_fail (self, start);
}

gboolean
clasp_decoder_get_msgpack (ClaspDecoder *self, ClaspMessage *message)
{
  if (get_message (self, 0, message))
    return TRUE;

  /* Where the bytes end is a detail of this encoding. */
  if (self->status.code == CLASP_CODEC_ERROR_TRUNCATED_MESSAGE)
    self->status.code = CLASP_CODEC_ERROR_MSGPACK_INVALID;
  return FALSE;
}
