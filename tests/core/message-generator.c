/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/message-generator.h"

#define MAX_DEPTH 4
#define MAX_BUNDLE_DEPTH 3

static const ClaspMessageType types[MESSAGE_GENERATOR_N_TYPES] = {
  CLASP_MESSAGE_HELLO,     CLASP_MESSAGE_WELCOME,
  CLASP_MESSAGE_ANNOUNCE,  CLASP_MESSAGE_FEDERATION_SYNC,
  CLASP_MESSAGE_SUBSCRIBE, CLASP_MESSAGE_UNSUBSCRIBE,
  CLASP_MESSAGE_PUBLISH,   CLASP_MESSAGE_SET,
  CLASP_MESSAGE_GET,       CLASP_MESSAGE_SNAPSHOT,
  CLASP_MESSAGE_REPLAY,    CLASP_MESSAGE_BUNDLE,
  CLASP_MESSAGE_SYNC,      CLASP_MESSAGE_PING,
  CLASP_MESSAGE_PONG,      CLASP_MESSAGE_ACK,
  CLASP_MESSAGE_ERROR,     CLASP_MESSAGE_QUERY,
  CLASP_MESSAGE_RESULT
};

void
message_generator_init (MessageGenerator *self, guint32 seed)
{
  self->rand = g_rand_new_with_seed (seed);
  self->texts = g_string_chunk_new (4096);
}

void
message_generator_clear (MessageGenerator *self)
{
  g_rand_free (self->rand);
  g_string_chunk_free (self->texts);
}

static guint
below (MessageGenerator *self, guint limit)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) limit);
}

static gboolean
coin (MessageGenerator *self)
{
  return g_rand_boolean (self->rand);
}

/* Edges more often than chance has them. */
static guint64
word (MessageGenerator *self)
{
  static const guint64 edges[] = { 0,
                                   1,
                                   0x7f,
                                   0x80,
                                   0xff,
                                   0xffff,
                                   0x7fffffff,
                                   0x80000000,
                                   0xffffffff,
                                   G_MAXINT64,
                                   (guint64) G_MAXINT64 + 1,
                                   G_MAXUINT64,
                                   G_GUINT64_CONSTANT (0x7ff8000000000001), /* NaN with a payload */
                                   G_GUINT64_CONSTANT (0x7ff0000000000000) };

  if (coin (self))
    return edges[below (self, G_N_ELEMENTS (edges))];
  return (guint64) g_rand_int (self->rand) << 32 | g_rand_int (self->rand);
}

static double
number (MessageGenerator *self)
{
  guint64 bits = word (self);
  double  result;

  memcpy (&result, &bits, sizeof result);
  return result;
}

/* A number whose bits JSON's notation keeps. */
static double
plain_number (MessageGenerator *self)
{
  return g_rand_double_range (self->rand, -1e6, 1e6);
}

static ClaspStr
text (MessageGenerator *self)
{
  static const char *const pieces[] = {
    "/", "a", "lights", "\303\251", "\342\202\254", "\360\237\216\233", " ", "**", "\"", "\n"
  };
  GString *built = g_string_new (NULL);
  ClaspStr result;

  for (guint n = below (self, 6); n > 0; n--)
    g_string_append (built, pieces[below (self, G_N_ELEMENTS (pieces))]);
  if (below (self, 20) == 0)
    g_string_append_c (built, '\0');
  if (below (self, 40) == 0)
    for (guint i = 0; i < 300; i++)
      g_string_append_c (built, 'x');

  result.length = built->len;
  result.data = g_string_chunk_insert_len (self->texts, built->str, (gssize) built->len);
  g_string_free (built, TRUE);
  return result;
}

static ClaspStr
some_text (MessageGenerator *self)
{
  ClaspStr result = text (self);

  return result.length > 0 ? result : CLASP_STR_LITERAL ("some");
}

static ClaspValue value (MessageGenerator *self, guint depth);

static ClaspValue
array (MessageGenerator *self, guint depth)
{
  ClaspValue elements[12];
  guint      n = below (self, G_N_ELEMENTS (elements) + 1);

  for (guint i = 0; i < n; i++)
    elements[i] = value (self, depth + 1);
  return clasp_value_array (elements, n);
}

static ClaspValue
map (MessageGenerator *self, guint depth)
{
  ClaspMapEntry entries[20];
  guint         n = below (self, G_N_ELEMENTS (entries) + 1);

  for (guint i = 0; i < n; i++)
    entries[i] = (ClaspMapEntry){ text (self), value (self, depth + 1) };
  return clasp_value_map (entries, n);
}

static ClaspValue
value (MessageGenerator *self, guint depth)
{
  ClaspStr content;

  switch (
    (ClaspValueType) below (self, depth < MAX_DEPTH ? CLASP_VALUE_MAP + 1 : CLASP_VALUE_ARRAY))
    {
    case CLASP_VALUE_NULL:
      break;
    case CLASP_VALUE_BOOL:
      return clasp_value_bool (coin (self));
    case CLASP_VALUE_INT:
      return clasp_value_int ((gint64) word (self));
    case CLASP_VALUE_DOUBLE:
      return clasp_value_double (number (self));
    case CLASP_VALUE_STRING:
      return clasp_value_string (text (self));
    case CLASP_VALUE_BYTES:
      content = text (self);
      return clasp_value_bytes ((const guint8 *) content.data, content.length);
    case CLASP_VALUE_ARRAY:
      return array (self, depth);
    case CLASP_VALUE_MAP:
      return map (self, depth);
    }

  return clasp_value_null ();
}

ClaspValue
message_generator_make_value (MessageGenerator *self)
{
  return value (self, 0);
}

static guint8
features (MessageGenerator *self)
{
  return (guint8) (below (self, 64) << 2);
}

static guint8
signal_types (MessageGenerator *self)
{
  return coin (self) ? CLASP_TYPES_ALL : (guint8) (1 + below (self, 31));
}

static void
make_signal (MessageGenerator *self, gboolean with_meta, ClaspSignalInfo *signal)
{
  signal->address = text (self);
  signal->signal = (ClaspSignal) below (self, 5);
  if ((signal->has_datatype = coin (self)))
    signal->datatype = text (self);
  if ((signal->has_access = coin (self)))
    signal->access = text (self);
  if (!with_meta || !(signal->has_meta = coin (self)))
    return;
  if ((signal->has_unit = coin (self)))
    signal->unit = text (self);
  if ((signal->has_range = coin (self)))
    {
      signal->minimum = plain_number (self);
      signal->maximum = plain_number (self);
    }
  if ((signal->has_default = coin (self)))
    signal->default_value = value (self, 0);
  if ((signal->has_description = coin (self)))
    signal->description = text (self);
  if ((signal->has_strategy = coin (self)))
    signal->strategy = text (self);
}

static void
make_signals (MessageGenerator *self,
              gboolean          with_meta,
              ClaspSignalInfo **signals,
              guint            *n_signals)
{
  *n_signals = below (self, 5);
  *signals = g_new0 (ClaspSignalInfo, *n_signals);
  for (guint i = 0; i < *n_signals; i++)
    make_signal (self, with_meta, &(*signals)[i]);
}

static void
make_federation (MessageGenerator *self, ClaspFederationSync *sync)
{
  sync->op = (ClaspFederationOp) (1 + below (self, 4));
  sync->n_patterns = below (self, 4);
  sync->patterns = g_new0 (ClaspStr, sync->n_patterns);
  for (guint i = 0; i < sync->n_patterns; i++)
    sync->patterns[i] = text (self);
  sync->n_revisions = below (self, 4);
  sync->revisions = g_new0 (ClaspFederationRevision, sync->n_revisions);
  for (guint i = 0; i < sync->n_revisions; i++)
    sync->revisions[i] = (ClaspFederationRevision){ text (self), word (self) };
  if ((sync->has_since = coin (self)))
    sync->since_revision = word (self);
  if ((sync->has_origin = coin (self)))
    sync->origin = text (self);
}

static void
make_subscribe (MessageGenerator *self, ClaspSubscribe *subscribe)
{
  subscribe->id = g_rand_int (self->rand);
  subscribe->pattern = text (self);
  subscribe->types = signal_types (self);
  if ((subscribe->has_max_rate = coin (self)))
    subscribe->max_rate = g_rand_int (self->rand);
  if ((subscribe->has_epsilon = coin (self)))
    subscribe->epsilon = plain_number (self);
  if ((subscribe->has_history = coin (self)))
    subscribe->history = g_rand_int (self->rand);
  if ((subscribe->has_window = coin (self)))
    subscribe->window_ms = g_rand_int (self->rand);
  subscribe->has_options = subscribe->has_max_rate || subscribe->has_epsilon ||
                           subscribe->has_history || subscribe->has_window;
}

static void
make_publish (MessageGenerator *self, ClaspPublish *publish)
{
  guint content = below (self, 3);

  publish->address = text (self);
  publish->signal = (ClaspSignal) below (self, 5);
  publish->phase = (ClaspPhase) below (self, 4);
  if ((publish->has_value = content == 1))
    publish->value = value (self, 0);
  if ((publish->has_samples = content == 2))
    {
      publish->n_samples = below (self, 20);
      publish->samples = g_new (double, publish->n_samples);
      for (guint i = 0; i < publish->n_samples; i++)
        publish->samples[i] = plain_number (self);
    }
  if ((publish->has_timestamp = coin (self)))
    publish->timestamp_us = word (self);
  if ((publish->has_id = coin (self)))
    publish->id = g_rand_int (self->rand);
  if ((publish->has_rate = coin (self)))
    publish->rate = g_rand_int (self->rand);
}

static void
make_set (MessageGenerator *self, ClaspSet *set)
{
  set->address = text (self);
  set->value = value (self, 0);
  set->lock = coin (self);
  set->unlock = coin (self);
  if ((set->has_revision = coin (self)))
    set->revision = word (self);
  if ((set->has_ttl = coin (self)))
    {
      set->ttl.mode = (ClaspTtlMode) below (self, 3);
      if (set->ttl.mode != CLASP_TTL_NEVER)
        set->ttl.seconds = 1 + below (self, G_MAXINT32);
    }
}

static void
make_snapshot (MessageGenerator *self, ClaspSnapshot *snapshot)
{
  snapshot->n_params = below (self, 6);
  snapshot->params = g_new0 (ClaspSnapshotParam, snapshot->n_params);
  for (guint i = 0; i < snapshot->n_params; i++)
    {
      ClaspSnapshotParam *param = &snapshot->params[i];

      param->address = text (self);
      param->value = value (self, 0);
      param->revision = word (self);
      if ((param->has_writer = coin (self)))
        param->writer = text (self);
      if ((param->has_timestamp = coin (self)))
        param->timestamp_us = word (self);
    }
}

static void
make_replay (MessageGenerator *self, ClaspReplay *replay)
{
  replay->pattern = text (self);
  replay->types = signal_types (self);
  if ((replay->has_from = coin (self)))
    replay->from_us = word (self);
  if ((replay->has_to = coin (self)))
    replay->to_us = word (self);
  if ((replay->has_limit = coin (self)))
    replay->limit = g_rand_int (self->rand);
}

static void
make_message (MessageGenerator *self, guint bundle_depth, guint index, ClaspMessage *message);

static void
make_bundle (MessageGenerator *self, guint bundle_depth, ClaspBundle *bundle)
{
  if ((bundle->has_timestamp = coin (self)))
    bundle->timestamp_us = word (self);
  bundle->n_messages = bundle_depth < MAX_BUNDLE_DEPTH ? below (self, 5) : 0;
  bundle->messages = g_new0 (ClaspMessage, bundle->n_messages);
  for (guint i = 0; i < bundle->n_messages; i++)
    make_message (self, bundle_depth + 1, below (self, MESSAGE_GENERATOR_N_TYPES),
                  &bundle->messages[i]);
}

static void
make_ack (MessageGenerator *self, ClaspAck *ack)
{
  if ((ack->has_address = coin (self)))
    ack->address = text (self);
  if ((ack->has_revision = coin (self)))
    ack->revision = word (self);
  if ((ack->has_locked = coin (self)))
    ack->locked = coin (self);
  if ((ack->has_holder = coin (self)))
    ack->holder = text (self);
  if ((ack->has_correlation_id = coin (self)))
    ack->correlation_id = g_rand_int (self->rand);
}

static void
make_error (MessageGenerator *self, ClaspErrorMessage *error)
{
  error->code = (guint16) word (self);
  error->message = text (self);
  if ((error->has_address = coin (self)))
    error->address = text (self);
  if ((error->has_correlation_id = coin (self)))
    error->correlation_id = g_rand_int (self->rand);
}

static void
make_sync (MessageGenerator *self, ClaspSync *sync)
{
  sync->t1_us = word (self);
  if ((sync->has_t2 = coin (self)))
    sync->t2_us = word (self);
  if ((sync->has_t3 = coin (self)))
    sync->t3_us = word (self);
}

static void
make_message (MessageGenerator *self, guint bundle_depth, guint index, ClaspMessage *message)
{
  memset (message, 0, sizeof *message);
  message->type = types[index];

  switch (message->type)
    {
    case CLASP_MESSAGE_HELLO:
      message->hello =
        (ClaspHello){ (guint8) word (self), features (self), text (self), text (self) };
      break;
    case CLASP_MESSAGE_WELCOME:
      message->welcome = (ClaspWelcome){ (guint8) word (self), features (self), word (self),
                                         text (self),          text (self),     some_text (self) };
      break;
    case CLASP_MESSAGE_ANNOUNCE:
      message->announce.namespace_ = text (self);
      make_signals (self, TRUE, &message->announce.signals, &message->announce.n_signals);
      break;
    case CLASP_MESSAGE_RESULT:
      make_signals (self, TRUE, &message->result.signals, &message->result.n_signals);
      break;
    case CLASP_MESSAGE_FEDERATION_SYNC:
      make_federation (self, &message->federation_sync);
      break;
    case CLASP_MESSAGE_SUBSCRIBE:
      make_subscribe (self, &message->subscribe);
      break;
    case CLASP_MESSAGE_UNSUBSCRIBE:
      message->unsubscribe.id = g_rand_int (self->rand);
      break;
    case CLASP_MESSAGE_PUBLISH:
      make_publish (self, &message->publish);
      break;
    case CLASP_MESSAGE_SET:
      make_set (self, &message->set);
      break;
    case CLASP_MESSAGE_GET:
      message->get.address = text (self);
      break;
    case CLASP_MESSAGE_SNAPSHOT:
      make_snapshot (self, &message->snapshot);
      break;
    case CLASP_MESSAGE_REPLAY:
      make_replay (self, &message->replay);
      break;
    case CLASP_MESSAGE_BUNDLE:
      make_bundle (self, bundle_depth, &message->bundle);
      break;
    case CLASP_MESSAGE_SYNC:
      make_sync (self, &message->sync);
      break;
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_PONG:
      break;
    case CLASP_MESSAGE_ACK:
      make_ack (self, &message->ack);
      break;
    case CLASP_MESSAGE_ERROR:
      make_error (self, &message->error);
      break;
    case CLASP_MESSAGE_QUERY:
      message->query.pattern = text (self);
      break;
    }
}

void
message_generator_make (MessageGenerator *self, guint index, ClaspMessage *message)
{
  make_message (self, 0, index, message);
}
