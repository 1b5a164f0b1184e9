/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-message.h"

static void
clear_signals (ClaspSignalInfo *signals, guint n_signals)
{
  for (guint i = 0; i < n_signals; i++)
    clasp_value_clear (&signals[i].default_value);
  g_free (signals);
}

static void
clear_snapshot (ClaspSnapshot *snapshot)
{
  for (guint i = 0; i < snapshot->n_params; i++)
    clasp_value_clear (&snapshot->params[i].value);
  g_free (snapshot->params);
}

static void
clear_bundle (ClaspBundle *bundle)
{
  for (guint i = 0; i < bundle->n_messages; i++)
    clasp_message_clear (&bundle->messages[i]);
  g_free (bundle->messages);
}

/* In two parts, which become a few stores each. One of the whole size becomes `rep stos` with GCC
 * 12, and that takes as long as reading a SET. */
static inline void
zero (ClaspMessage *self)
{
  enum
  {
    half = 64
  };

  G_STATIC_ASSERT (sizeof *self > half && sizeof *self <= 2 * half);
  memset (self, 0, half);
  memset ((guint8 *) self + half, 0, sizeof *self - half);
}

/**
 * clasp_message_clear:
 * @self: a message
 *
 * Gives back the values and lists that @self owns and leaves it without a type, so that clearing
 * twice does no harm. Borrowed texts are only forgotten.
 */
void
clasp_message_clear (ClaspMessage *self)
{
  if (G_LIKELY (self->type == CLASP_MESSAGE_SET && self->set.value.type < CLASP_VALUE_STRING))
    {
      self->type = 0; /* owned nothing */
      return;
    }

  switch (self->type)
    {
    case CLASP_MESSAGE_ANNOUNCE:
      clear_signals (self->announce.signals, self->announce.n_signals);
      break;
    case CLASP_MESSAGE_RESULT:
      clear_signals (self->result.signals, self->result.n_signals);
      break;
    case CLASP_MESSAGE_FEDERATION_SYNC:
      g_free (self->federation_sync.patterns);
      g_free (self->federation_sync.revisions);
      break;
    case CLASP_MESSAGE_PUBLISH:
      clasp_value_clear (&self->publish.value);
      g_free (self->publish.samples);
      break;
    case CLASP_MESSAGE_SET:
      clasp_value_clear (&self->set.value);
      break;
    case CLASP_MESSAGE_SNAPSHOT:
      clear_snapshot (&self->snapshot);
      break;
    case CLASP_MESSAGE_BUNDLE:
      clear_bundle (&self->bundle);
      break;
    case CLASP_MESSAGE_HELLO:
    case CLASP_MESSAGE_WELCOME:
    case CLASP_MESSAGE_SUBSCRIBE:
    case CLASP_MESSAGE_UNSUBSCRIBE:
    case CLASP_MESSAGE_GET:
    case CLASP_MESSAGE_REPLAY:
    case CLASP_MESSAGE_SYNC:
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_PONG:
    case CLASP_MESSAGE_ACK:
    case CLASP_MESSAGE_ERROR:
    case CLASP_MESSAGE_QUERY:
      break;
    }

  zero (self);
}

/**
 * clasp_message_type_to_string:
 * @type: a type
 *
 * Returns: the name the protocol gives it, for example `SET`; `UNKNOWN` for a code that is none
 */
const char *
clasp_message_type_to_string (ClaspMessageType type)
{
  switch (type)
    {
    case CLASP_MESSAGE_HELLO:
      return "HELLO";
    case CLASP_MESSAGE_WELCOME:
      return "WELCOME";
    case CLASP_MESSAGE_ANNOUNCE:
      return "ANNOUNCE";
    case CLASP_MESSAGE_FEDERATION_SYNC:
      return "FEDERATION_SYNC";
    case CLASP_MESSAGE_SUBSCRIBE:
      return "SUBSCRIBE";
    case CLASP_MESSAGE_UNSUBSCRIBE:
      return "UNSUBSCRIBE";
    case CLASP_MESSAGE_PUBLISH:
      return "PUBLISH";
    case CLASP_MESSAGE_SET:
      return "SET";
    case CLASP_MESSAGE_GET:
      return "GET";
    case CLASP_MESSAGE_SNAPSHOT:
      return "SNAPSHOT";
    case CLASP_MESSAGE_REPLAY:
      return "REPLAY";
    case CLASP_MESSAGE_BUNDLE:
      return "BUNDLE";
    case CLASP_MESSAGE_SYNC:
      return "SYNC";
    case CLASP_MESSAGE_PING:
      return "PING";
    case CLASP_MESSAGE_PONG:
      return "PONG";
    case CLASP_MESSAGE_ACK:
      return "ACK";
    case CLASP_MESSAGE_ERROR:
      return "ERROR";
    case CLASP_MESSAGE_QUERY:
      return "QUERY";
    case CLASP_MESSAGE_RESULT:
      return "RESULT";
    }

  return "UNKNOWN";
}

/**
 * clasp_signal_to_string:
 * @signal: a kind of signal
 *
 * Returns: its name, for example `param`
 */
const char *
clasp_signal_to_string (ClaspSignal signal)
{
  switch (signal)
    {
    case CLASP_SIGNAL_PARAM:
      return "param";
    case CLASP_SIGNAL_EVENT:
      return "event";
    case CLASP_SIGNAL_STREAM:
      return "stream";
    case CLASP_SIGNAL_GESTURE:
      return "gesture";
    case CLASP_SIGNAL_TIMELINE:
      return "timeline";
    }

  return "unknown";
}

/**
 * clasp_phase_to_string:
 * @phase: a phase of a gesture
 *
 * Returns: its name, for example `start`
 */
const char *
clasp_phase_to_string (ClaspPhase phase)
{
  switch (phase)
    {
    case CLASP_PHASE_START:
      return "start";
    case CLASP_PHASE_MOVE:
      return "move";
    case CLASP_PHASE_END:
      return "end";
    case CLASP_PHASE_CANCEL:
      return "cancel";
    }

  return "unknown";
}

static ClaspQos
publish_qos (ClaspSignal signal)
{
  switch (signal)
    {
    case CLASP_SIGNAL_PARAM:
    case CLASP_SIGNAL_EVENT:
      return CLASP_QOS_CONFIRM;
    case CLASP_SIGNAL_TIMELINE:
      return CLASP_QOS_COMMIT;
    case CLASP_SIGNAL_STREAM:
    case CLASP_SIGNAL_GESTURE:
      break;
    }

  return CLASP_QOS_FIRE;
}

/**
 * clasp_message_default_qos:
 * @self: a message
 *
 * The quality of service a message travels with unless its sender says otherwise (wire.md 4).
 *
 * Returns: fire, confirm or commit
 */
ClaspQos
clasp_message_default_qos (const ClaspMessage *self)
{
  switch (self->type)
    {
    case CLASP_MESSAGE_FEDERATION_SYNC:
    case CLASP_MESSAGE_SUBSCRIBE:
    case CLASP_MESSAGE_UNSUBSCRIBE:
    case CLASP_MESSAGE_SET:
    case CLASP_MESSAGE_REPLAY:
      return CLASP_QOS_CONFIRM;
    case CLASP_MESSAGE_PUBLISH:
      return publish_qos (self->publish.signal);
    case CLASP_MESSAGE_BUNDLE:
      return CLASP_QOS_COMMIT;
    case CLASP_MESSAGE_HELLO:
    case CLASP_MESSAGE_WELCOME:
    case CLASP_MESSAGE_ANNOUNCE:
    case CLASP_MESSAGE_GET:
    case CLASP_MESSAGE_SNAPSHOT:
    case CLASP_MESSAGE_SYNC:
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_PONG:
    case CLASP_MESSAGE_ACK:
    case CLASP_MESSAGE_ERROR:
    case CLASP_MESSAGE_QUERY:
    case CLASP_MESSAGE_RESULT:
      break;
    }

  return CLASP_QOS_FIRE;
}
