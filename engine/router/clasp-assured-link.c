/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-assured-link.h"

#include "core/clasp-codec.h"
#include "io/clasp-resend.h"

/* Design notes: of the value of an address only the newest is repeated, for the one before is
 * nobody's business any more, and a repeat of it must not come after. When even the repeats of that
 * were lost it is set aside, and goes again as soon as anything is heard of the peer: a cable that
 * was pulled for a minute leaves no old value behind. An event that was given up is gone.
 *
 * What is not acknowledged counts as queued. When that is too much, the link refuses frames like
 * any other that is full, and whoever sends keeps the newest values and bounds the rest. */

#define FLAG_TIMESTAMP 0x20
#define PHASE_MASK 0x07

/* The newest SET of an address that is not acknowledged. */
typedef struct
{
  char   *address;
  guint64 id; /* 0: set aside */
  gsize   size;
  guint8  frame[];
} Value;

struct _ClaspAssuredLink
{
  GObject parent_instance;

  ClaspLink              *lossy; /* (owned) */
  const ClaspLinkHandler *handler;
  gpointer                user_data;
  ClaspAssuredFunc        given_up;
  gpointer                given_up_data;
  ClaspResend            *resend; /* (owned) */
  GHashTable             *values; /* (owned) of Value (owned), by address */
  guint                   n_aside;
  gsize                   limit;
  gboolean                is_on, is_refusing;
};

static void clasp_assured_link_iface_init (ClaspLinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspAssuredLink,
                               clasp_assured_link,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LINK,
                                                      clasp_assured_link_iface_init))

static void
value_free (gpointer data)
{
  Value *self = data;

  g_free (self->address);
  g_free (self);
}

static void
clasp_assured_link_finalize (GObject *object)
{
  ClaspAssuredLink *self = CLASP_ASSURED_LINK (object);

  clasp_resend_free (self->resend);
  g_hash_table_unref (self->values);
  g_object_unref (self->lossy);
  G_OBJECT_CLASS (clasp_assured_link_parent_class)->finalize (object);
}

static void
clasp_assured_link_class_init (ClaspAssuredLinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_assured_link_finalize;
}

static void
clasp_assured_link_init (ClaspAssuredLink *self)
{
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, value_free);
  self->limit = G_MAXSIZE;
}

static void
send_cb (const guint8 *frame, gsize size, gpointer user_data)
{
  clasp_link_send (CLASP_ASSURED_LINK (user_data)->lossy, frame, size);
}

static void
set_aside (ClaspAssuredLink *self, Value *value)
{
  value->id = 0;
  self->n_aside++;
}

static void
given_up_cb (guint64 id, gpointer tag, gpointer user_data)
{
  ClaspAssuredLink *self = user_data;

  if (tag != NULL)
    set_aside (self, tag);
  self->given_up (self->given_up_data);
}

/**
 * clasp_assured_link_new:
 * @timers: on whose clock to repeat; must live longer
 * @lossy: a link that was just handed over
 * @given_up: called for each frame that was not acknowledged after the last repeat
 * @user_data: for @given_up
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a link over @lossy
 */
ClaspLink *
clasp_assured_link_new (ClaspTimers     *timers,
                        ClaspLink       *lossy,
                        ClaspAssuredFunc given_up,
                        gpointer         user_data)
{
  static const ClaspResendHandler handler = { send_cb, given_up_cb };
  ClaspAssuredLink               *self = g_object_new (CLASP_TYPE_ASSURED_LINK, NULL);

  self->lossy = g_object_ref (lossy);
  self->given_up = given_up;
  self->given_up_data = user_data;
  self->resend = clasp_resend_new (timers, &handler, self, NULL);
  return CLASP_LINK (self);
}

/**
 * clasp_assured_link_get_n_repeats:
 * @self: a link
 *
 * Thread: worker.
 *
 * Returns: how often something was sent again
 */
guint64
clasp_assured_link_get_n_repeats (ClaspAssuredLink *self)
{
  return clasp_resend_get_n_repeats (self->resend);
}

/* --- out ------------------------------------------------------------------------------------ */

static gsize
assured_get_queued (ClaspLink *link)
{
  ClaspAssuredLink *self = CLASP_ASSURED_LINK (link);

  return clasp_link_get_queued (self->lossy) + clasp_resend_get_n_bytes (self->resend);
}

/* What has no other way to be asked for again comes in order; %CLASP_QOS_FIRE: as it is. */
static ClaspQos
qos_of (const guint8 *frame, gsize size)
{
  const guint flags = frame[1];
  const guint type = size > 5 ? frame[4] : CLASP_MESSAGE_PING;

  if ((flags & FLAG_TIMESTAMP) != 0)
    return CLASP_QOS_FIRE; /* history: its time is in the way of an id */
  if (flags >> 6 == CLASP_QOS_CONFIRM || flags >> 6 == CLASP_QOS_COMMIT)
    return (ClaspQos) (flags >> 6);
  if (type == CLASP_MESSAGE_SNAPSHOT || type == CLASP_MESSAGE_RESULT ||
      (size > 4 && frame[4] == CLASP_MESSAGE_PONG))
    return CLASP_QOS_COMMIT;
  if (type == CLASP_MESSAGE_PUBLISH && frame[5] >> 5 == CLASP_SIGNAL_GESTURE &&
      (frame[5] & PHASE_MASK) != CLASP_PHASE_MOVE)
    return CLASP_QOS_COMMIT;
  return CLASP_QOS_FIRE;
}

/* Of a SET; our own frame: it can be read. */
static char *
dup_set_address (const guint8 *frame, gsize size)
{
  ClaspFrameHeader      header;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  if (size > 4 && frame[4] == CLASP_MESSAGE_SET &&
      clasp_frame_decode (frame, size, &header, &message, &status))
    return clasp_str_dup (message.set.address);
  return NULL;
}

static void
forget_value (ClaspAssuredLink *self, Value *value)
{
  if (value->id != 0)
    clasp_resend_take (self->resend, value->id, NULL);
  else
    self->n_aside--;
  g_hash_table_remove (self->values, value->address);
}

/* Takes over @address. */
static gboolean
post_value (ClaspAssuredLink *self, char *address, const guint8 *frame, gsize size)
{
  Value *older = g_hash_table_lookup (self->values, address);
  Value *value = g_malloc (sizeof *value + size);

  *value = (Value){ .address = address, .size = size };
  memcpy (value->frame, frame, size);
  value->id = clasp_resend_post_frame (self->resend, frame, size, CLASP_QOS_CONFIRM, value, NULL);
  if (value->id == 0)
    {
      value_free (value);
      return FALSE;
    }
  if (older != NULL)
    forget_value (self, older);
  g_hash_table_insert (self->values, value->address, value);
  return TRUE;
}

static gboolean
has_room (ClaspAssuredLink *self, gsize size)
{
  static const ClaspResendLimits limits = CLASP_RESEND_LIMITS_DEFAULT;
  const gsize                    queued = assured_get_queued (CLASP_LINK (self));

  return clasp_resend_get_n_pending (self->resend) + self->n_aside < limits.max_messages &&
         (queued == 0 || queued + size <= self->limit);
}

static gboolean
post (ClaspAssuredLink *self, const guint8 *frame, gsize size, ClaspQos qos)
{
  char *address = NULL;

  if (!has_room (self, size))
    return FALSE;
  address = dup_set_address (frame, size);
  if (address != NULL)
    return post_value (self, address, frame, size);
  return clasp_resend_post_frame (self->resend, frame, size, qos, NULL, NULL) != 0;
}

static gboolean
assured_send (ClaspLink *link, const guint8 *frame, gsize size)
{
  ClaspAssuredLink *self = CLASP_ASSURED_LINK (link);
  const ClaspQos    qos = self->is_on ? qos_of (frame, size) : CLASP_QOS_FIRE;
  const gboolean    is_taken = qos != CLASP_QOS_FIRE ? post (self, frame, size, qos)
                                                     : clasp_link_send (self->lossy, frame, size);

  self->is_refusing |= !is_taken;
  return is_taken;
}

/* --- in ------------------------------------------------------------------------------------- */

static void
send_those_set_aside (ClaspAssuredLink *self)
{
  GHashTableIter iter;
  Value         *value;

  g_hash_table_iter_init (&iter, self->values);
  while (self->n_aside > 0 && g_hash_table_iter_next (&iter, NULL, (gpointer *) &value))
    {
      if (value->id != 0)
        continue;
      value->id = clasp_resend_post_frame (self->resend, value->frame, value->size,
                                           CLASP_QOS_CONFIRM, value, NULL);
      if (value->id == 0)
        return;
      self->n_aside--;
    }
}

static void
take_answer (ClaspAssuredLink *self, guint32 correlation_id)
{
  gpointer tag = NULL;

  if (!clasp_resend_answer (self->resend, correlation_id, &tag) || tag == NULL)
    return;
  ((Value *) tag)->id = 0;
  self->n_aside++;
  forget_value (self, tag);
}

static void
look_for_answer (ClaspAssuredLink *self, const guint8 *bytes, gsize size)
{
  ClaspFrameHeader      header;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  if (!clasp_frame_decode (bytes, size, &header, &message, &status))
    return;
  if (message.type == CLASP_MESSAGE_ACK && message.ack.has_correlation_id)
    take_answer (self, message.ack.correlation_id);
  else if (message.type == CLASP_MESSAGE_ERROR && message.error.has_correlation_id)
    take_answer (self, message.error.correlation_id);
  if (!self->is_on && header.has_timestamp && header.qos != CLASP_QOS_FIRE)
    {
      self->is_on = TRUE;
      clasp_resend_connected (self->resend, TRUE);
    }
}

static void
tell_room (ClaspAssuredLink *self)
{
  static const ClaspResendLimits limits = CLASP_RESEND_LIMITS_DEFAULT;

  if (!self->is_refusing ||
      clasp_resend_get_n_pending (self->resend) + self->n_aside > limits.max_messages / 2 ||
      assured_get_queued (CLASP_LINK (self)) > self->limit / 2)
    return;
  self->is_refusing = FALSE;
  self->handler->drained (CLASP_LINK (self), self->user_data);
}

/* The owner gets to see answers too: they are a sign of life. */
static void
frame_cb (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspAssuredLink *self = g_object_ref (user_data);

  look_for_answer (self, bytes, size);
  if (G_UNLIKELY (self->n_aside > 0))
    send_those_set_aside (self);
  self->handler->frame (CLASP_LINK (self), bytes, size, self->user_data);
  tell_room (self);
  g_object_unref (self);
}

static void
closed_cb (ClaspLink *link, const char *reason, gpointer user_data)
{
  ClaspAssuredLink *self = g_object_ref (user_data);

  clasp_resend_disconnected (self->resend);
  self->handler->closed (CLASP_LINK (self), reason, self->user_data);
  g_object_unref (self);
}

static void
drained_cb (ClaspLink *link, gpointer user_data)
{
  tell_room (user_data);
}

static const ClaspLinkHandler lossy_handler = { frame_cb, closed_cb, drained_cb };

/* --- the rest of a link --------------------------------------------------------------------- */

static void
assured_set_handler (ClaspLink *link, const ClaspLinkHandler *handler, gpointer user_data)
{
  ClaspAssuredLink *self = CLASP_ASSURED_LINK (link);

  self->handler = handler;
  self->user_data = user_data;
  clasp_link_set_handler (self->lossy, &lossy_handler, self);
}

static void
assured_set_limit (ClaspLink *link, gsize limit)
{
  CLASP_ASSURED_LINK (link)->limit = limit;
  clasp_link_set_limit (CLASP_ASSURED_LINK (link)->lossy, limit);
}

static void
assured_set_reading (ClaspLink *link, gboolean reading)
{
  clasp_link_set_reading (CLASP_ASSURED_LINK (link)->lossy, reading);
}

static void
assured_close (ClaspLink *link, ClaspCloseCode code, const char *reason)
{
  ClaspAssuredLink *self = CLASP_ASSURED_LINK (link);

  clasp_resend_disconnected (self->resend);
  clasp_link_close (self->lossy, code, reason);
}

static const char *
assured_get_peer (ClaspLink *link)
{
  return clasp_link_get_peer (CLASP_ASSURED_LINK (link)->lossy);
}

static const char *
assured_get_carrier (ClaspLink *link)
{
  return clasp_link_get_carrier (CLASP_ASSURED_LINK (link)->lossy);
}

static gboolean
assured_is_lossy (ClaspLink *link)
{
  return TRUE;
}

static void
clasp_assured_link_iface_init (ClaspLinkInterface *iface)
{
  iface->set_handler = assured_set_handler;
  iface->send = assured_send;
  iface->get_queued = assured_get_queued;
  iface->set_limit = assured_set_limit;
  iface->set_reading = assured_set_reading;
  iface->close = assured_close;
  iface->get_peer = assured_get_peer;
  iface->get_carrier = assured_get_carrier;
  iface->is_lossy = assured_is_lossy;
}
