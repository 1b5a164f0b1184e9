/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-resend.h"

#include "core/clasp-error.h"

/* Design notes: what waits is one list in the order of ids, and a table by the low half of the id,
 * which is all an answer carries. On a lossy carrier only the oldest commit is under way; the next
 * one goes when that is answered or given up. A receiver cannot know of a commit that was lost, so
 * this is what keeps their order. */

typedef struct _Pending Pending;

struct _Pending
{
  Pending     *next, *previous;
  ClaspResend *owner; /* (unowned) */
  guint64      id;
  gpointer     tag;
  ClaspQos     qos;
  gboolean     is_under_way;
  guint        n_repeats;
  ClaspTimer   timer;
  gsize        size;
  guint8       frame[];
};

struct _ClaspResend
{
  ClaspTimers       *timers; /* (unowned) */
  ClaspResendHandler handler;
  gpointer           user_data;
  ClaspResendLimits  limits;
  Pending           *first, *last; /* (owned) by id */
  GHashTable        *by_low_half;  /* (owned) guint32 → Pending (unowned) */
  gsize              n_bytes;
  guint64            last_id;
  guint64            n_repeats;
  gboolean           is_connected, is_lossy;
  ClaspWriter        writer;
};

/**
 * clasp_resend_new:
 * @timers: on whose clock to repeat and to make ids; must live longer
 * @handler: what to call; copied
 * @user_data: for @handler
 * @limits: (nullable): NULL: %CLASP_RESEND_LIMITS_DEFAULT
 *
 * Makes one without a connection: what is posted waits for clasp_resend_connected ().
 *
 * Thread: the one that runs @timers.
 *
 * Returns: (transfer full): it
 */
ClaspResend *
clasp_resend_new (ClaspTimers              *timers,
                  const ClaspResendHandler *handler,
                  gpointer                  user_data,
                  const ClaspResendLimits  *limits)
{
  static const ClaspResendLimits defaults = CLASP_RESEND_LIMITS_DEFAULT;
  ClaspResend                   *self = g_new0 (ClaspResend, 1);

  self->timers = timers;
  self->handler = *handler;
  self->user_data = user_data;
  self->limits = limits != NULL ? *limits : defaults;
  self->by_low_half = g_hash_table_new (NULL, NULL);
  self->writer = (ClaspWriter) CLASP_WRITER_INIT;
  return self;
}

static gpointer
low_half (guint64 id)
{
  return GUINT_TO_POINTER ((guint32) id);
}

static void
append (ClaspResend *self, Pending *pending)
{
  pending->previous = self->last;
  if (self->last != NULL)
    self->last->next = pending;
  else
    self->first = pending;
  self->last = pending;
  self->n_bytes += pending->size;
  g_hash_table_insert (self->by_low_half, low_half (pending->id), pending);
}

static gpointer
forget (ClaspResend *self, Pending *pending)
{
  gpointer tag = pending->tag;

  if (pending->previous != NULL)
    pending->previous->next = pending->next;
  else
    self->first = pending->next;
  if (pending->next != NULL)
    pending->next->previous = pending->previous;
  else
    self->last = pending->previous;
  self->n_bytes -= pending->size;
  g_hash_table_remove (self->by_low_half, low_half (pending->id));
  clasp_timers_cancel (self->timers, &pending->timer);
  g_free (pending);
  return tag;
}

/**
 * clasp_resend_free:
 * @self: (transfer full): one
 *
 * Thread: the owner's.
 */
void
clasp_resend_free (ClaspResend *self)
{
  gpointer tag;

  while (clasp_resend_take_first (self, &tag))
    ;
  g_hash_table_unref (self->by_low_half);
  clasp_writer_clear (&self->writer);
  g_free (self);
}

static void wait_for_answer (Pending *self);
static void start_next_commit (ClaspResend *self);

static void
give_up (ClaspResend *self, Pending *pending)
{
  guint64  id = pending->id;
  gboolean was_commit = pending->qos == CLASP_QOS_COMMIT;
  gpointer tag = forget (self, pending);

  if (was_commit)
    start_next_commit (self);
  self->handler.given_up (id, tag, self->user_data);
}

static void
no_answer_cb (gpointer user_data)
{
  Pending     *pending = user_data;
  ClaspResend *self = pending->owner;

  if (pending->n_repeats == self->limits.n_repeats)
    {
      give_up (self, pending);
      return;
    }
  pending->n_repeats++;
  self->n_repeats++;
  wait_for_answer (pending);
  self->handler.send (pending->frame, pending->size, self->user_data);
}

static void
wait_for_answer (Pending *self)
{
  ClaspTimers *timers = self->owner->timers;
  gint64 wait_us = ((gint64) self->owner->limits.first_ms * 1000) << MIN (self->n_repeats, 30);

  clasp_timers_set (timers, &self->timer,
                    clasp_clock_now_us (clasp_timers_get_clock (timers)) + wait_us, no_answer_cb,
                    self);
}

static void
start (Pending *self)
{
  self->is_under_way = TRUE;
  self->n_repeats = 0;
  if (self->owner->is_lossy)
    wait_for_answer (self);
  self->owner->handler.send (self->frame, self->size, self->owner->user_data);
}

/* The oldest commit goes, unless it is under way. */
static void
start_next_commit (ClaspResend *self)
{
  Pending *pending = self->first;

  while (pending != NULL && pending->qos != CLASP_QOS_COMMIT)
    pending = pending->next;
  if (pending != NULL && !pending->is_under_way)
    start (pending);
}

/**
 * clasp_resend_connected:
 * @self: one
 * @is_lossy: whether the carrier can lose, duplicate or reorder
 *
 * Sends everything that waits, commits on a lossy carrier one after the other. Call it when the
 * receiver listens, that is after WELCOME.
 *
 * Thread: the owner's.
 */
void
clasp_resend_connected (ClaspResend *self, gboolean is_lossy)
{
  clasp_resend_disconnected (self);
  self->is_connected = TRUE;
  self->is_lossy = is_lossy;
  for (Pending *pending = self->first; pending != NULL; pending = pending->next)
    if (!is_lossy || pending->qos != CLASP_QOS_COMMIT)
      start (pending);
  if (is_lossy)
    start_next_commit (self);
}

/**
 * clasp_resend_disconnected:
 * @self: one
 *
 * Thread: the owner's.
 */
void
clasp_resend_disconnected (ClaspResend *self)
{
  self->is_connected = FALSE;
  for (Pending *pending = self->first; pending != NULL; pending = pending->next)
    {
      pending->is_under_way = FALSE;
      clasp_timers_cancel (self->timers, &pending->timer);
    }
}

/**
 * clasp_resend_next_id:
 * @self: one
 *
 * Thread: the owner's.
 *
 * Returns: now in Unix microseconds, or more when that much was used already; its low half is that
 * of no pending message
 */
guint64
clasp_resend_next_id (ClaspResend *self)
{
  guint64 now_us = (guint64) clasp_clock_unix_us (clasp_timers_get_clock (self->timers));

  self->last_id = MAX (now_us, self->last_id + 1);
  while (g_hash_table_contains (self->by_low_half, low_half (self->last_id)))
    self->last_id++;
  return self->last_id;
}

static gboolean
encode (ClaspResend *self, const ClaspMessage *message, ClaspQos qos, guint64 id, GError **error)
{
  const ClaspFrameHeader header = {
    .version = 1, .qos = qos, .has_timestamp = TRUE, .timestamp_us = id
  };
  ClaspCodecStatus status;

  clasp_writer_reset (&self->writer);
  if (clasp_frame_encode (&self->writer, &header, message, &status))
    return TRUE;
  clasp_codec_status_to_error (&status, error);
  return FALSE;
}

static gboolean
has_room (ClaspResend *self, GError **error)
{
  guint n_pending = clasp_resend_get_n_pending (self);

  if (n_pending < self->limits.max_messages &&
      self->n_bytes + self->writer.length <= self->limits.max_bytes)
    return TRUE;
  g_set_error (error, CLASP_ROUTER_ERROR, CLASP_ROUTER_ERROR_REFUSED,
               "%u messages (%" G_GSIZE_FORMAT " bytes) wait to be acknowledged already", n_pending,
               self->n_bytes);
  return FALSE;
}

/* Sends what was encoded, or keeps it for the next connection. */
static gboolean
post_written (ClaspResend *self, guint64 id, ClaspQos qos, gpointer tag, GError **error)
{
  Pending *pending;

  if (!has_room (self, error))
    return FALSE;
  pending = g_malloc (sizeof *pending + self->writer.length);
  *pending =
    (Pending){ .owner = self, .id = id, .tag = tag, .qos = qos, .size = self->writer.length };
  memcpy (pending->frame, self->writer.data, pending->size);
  append (self, pending);
  if (!self->is_connected)
    return TRUE;
  if (self->is_lossy && qos == CLASP_QOS_COMMIT)
    start_next_commit (self);
  else
    start (pending);
  return TRUE;
}

/**
 * clasp_resend_post:
 * @self: one
 * @message: what to send; borrowed
 * @qos: %CLASP_QOS_CONFIRM or %CLASP_QOS_COMMIT
 * @tag: (nullable): given back with the answer, or when it is given up
 * @error: return location
 *
 * Sends a message that has to be acknowledged, or keeps it for the next connection.
 *
 * Thread: the owner's.
 *
 * Errors: %CLASP_ROUTER_ERROR_REFUSED when the limits are reached: wait for answers;
 * %CLASP_CODEC_ERROR_TOO_LARGE.
 *
 * Returns: its id; 0 on failure
 */
guint64
clasp_resend_post (ClaspResend        *self,
                   const ClaspMessage *message,
                   ClaspQos            qos,
                   gpointer            tag,
                   GError            **error)
{
  guint64 id = clasp_resend_next_id (self);

  return encode (self, message, qos, id, error) && post_written (self, id, qos, tag, error) ? id
                                                                                            : 0;
}

/* The header of @frame with @id and @qos, then the rest of it. */
static void
stamp (ClaspWriter *writer, const guint8 *frame, gsize size, ClaspQos qos, guint64 id)
{
  const guint8 start[2] = { frame[0], (guint8) ((frame[1] & 0x1f) | 0x20 | qos << 6) };

  clasp_writer_reset (writer);
  clasp_writer_put (writer, start, sizeof start);
  clasp_writer_put (writer, frame + 2, 2);
  clasp_writer_put_u64_be (writer, id);
  clasp_writer_put (writer, frame + 4, size - 4);
}

/**
 * clasp_resend_post_frame:
 * @self: one
 * @frame: a whole frame whose header has no timestamp; borrowed
 * @size: of @frame
 * @qos: %CLASP_QOS_CONFIRM or %CLASP_QOS_COMMIT, whatever the frame says
 * @tag: (nullable): given back with the answer, or when it is given up
 * @error: return location
 *
 * As clasp_resend_post (), for those who hand the same frame to many.
 *
 * Thread: the owner's.
 *
 * Errors: %CLASP_ROUTER_ERROR_REFUSED when the limits are reached: wait for answers.
 *
 * Returns: its id; 0 on failure
 */
guint64
clasp_resend_post_frame (ClaspResend  *self,
                         const guint8 *frame,
                         gsize         size,
                         ClaspQos      qos,
                         gpointer      tag,
                         GError      **error)
{
  guint64 id = clasp_resend_next_id (self);

  stamp (&self->writer, frame, size, qos, id);
  return post_written (self, id, qos, tag, error) ? id : 0;
}

static Pending *
lookup (ClaspResend *self, guint64 id)
{
  Pending *pending = g_hash_table_lookup (self->by_low_half, low_half (id));

  return pending != NULL && pending->id == id ? pending : NULL;
}

/**
 * clasp_resend_take:
 * @self: one
 * @id: of a posted message
 * @tag: (out) (optional): what was given with the message
 *
 * Takes a message out that nobody waits for any more; it is not sent again. The receiver may have
 * it all the same.
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if it was pending
 */
gboolean
clasp_resend_take (ClaspResend *self, guint64 id, gpointer *tag)
{
  Pending *pending = lookup (self, id);
  gboolean was_commit;
  gpointer its_tag;

  if (pending == NULL)
    return FALSE;
  was_commit = pending->qos == CLASP_QOS_COMMIT;
  its_tag = forget (self, pending);
  if (tag != NULL)
    *tag = its_tag;
  if (was_commit && self->is_connected && self->is_lossy)
    start_next_commit (self);
  return TRUE;
}

/**
 * clasp_resend_answer:
 * @self: one
 * @correlation_id: of an ACK or ERROR
 * @tag: (out) (optional): what was given with the message
 *
 * Thread: the owner's.
 *
 * Returns: %TRUE if it answers a message that waited
 */
gboolean
clasp_resend_answer (ClaspResend *self, guint32 correlation_id, gpointer *tag)
{
  Pending *pending = g_hash_table_lookup (self->by_low_half, low_half (correlation_id));

  return pending != NULL && clasp_resend_take (self, pending->id, tag);
}

/**
 * clasp_resend_take_first:
 * @self: one
 * @tag: (out): what was given with the message
 *
 * Empties it from the oldest on; nothing else is sent because of it.
 *
 * Thread: the owner's.
 *
 * Returns: %FALSE when nothing was pending
 */
gboolean
clasp_resend_take_first (ClaspResend *self, gpointer *tag)
{
  if (self->first == NULL)
    return FALSE;
  *tag = forget (self, self->first);
  return TRUE;
}

/**
 * clasp_resend_get_n_pending:
 * @self: one
 *
 * Thread: the owner's.
 *
 * Returns: how many messages wait to be acknowledged
 */
guint
clasp_resend_get_n_pending (ClaspResend *self)
{
  return g_hash_table_size (self->by_low_half);
}

/**
 * clasp_resend_get_n_bytes:
 * @self: one
 *
 * Thread: the owner's.
 *
 * Returns: the bytes of the frames that wait for an answer
 */
gsize
clasp_resend_get_n_bytes (ClaspResend *self)
{
  return self->n_bytes;
}

/**
 * clasp_resend_get_n_repeats:
 * @self: one
 *
 * Thread: the owner's.
 *
 * Returns: how often a message was sent again because no answer came
 */
guint64
clasp_resend_get_n_repeats (ClaspResend *self)
{
  return self->n_repeats;
}
