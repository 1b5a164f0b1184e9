/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-replays.h"

#include "router/clasp-output.h"
#include "router/clasp-router-private.h"

/* Design notes: as with snapshots, only a little of a link's queue is filled with what is old, so
 * that live values do not stand behind it; while a link is that full, a short timer looks again. */

#define QUEUE_SHARE (256 * 1024)
#define RETRY_US 5000

typedef struct
{
  guint64      ticket;
  ClaspInbound inbound;
  char        *pattern; /* (owned) */
  ClaspWriter  frames;  /* (owned) the slice on its way */
  gsize        offset;  /* in it */
  gboolean     is_last, is_reading;
} Question;

struct _ClaspReplays
{
  ClaspRouter             *router; /* (unowned) */
  const ClaspReplaySource *source; /* (unowned) (nullable) */
  gpointer                 source_data;
  GQueue                   questions; /* of Question (owned) */
  guint64                  last_ticket;
  ClaspTimer               timer;
};

static void
question_free (Question *self)
{
  g_free (self->pattern);
  clasp_writer_clear (&self->frames);
  g_free (self);
}

ClaspReplays *
clasp_replays_new (ClaspRouter *router)
{
  ClaspReplays *self = g_new0 (ClaspReplays, 1);

  self->router = router;
  g_queue_init (&self->questions);
  return self;
}

static void
forget (ClaspReplays *self, Question *question)
{
  g_queue_remove (&self->questions, question);
  question_free (question);
}

static void
cancel (ClaspReplays *self, Question *question)
{
  if (self->source != NULL)
    self->source->cancel (question->ticket, self->source_data);
  forget (self, question);
}

void
clasp_replays_free (ClaspReplays *self)
{
  while (self->questions.length > 0)
    cancel (self, self->questions.head->data);
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_free (self);
}

void
clasp_replays_cancel (ClaspReplays *self, ClaspSession *session)
{
  GList *next;

  for (GList *link = self->questions.head; link != NULL; link = next)
    {
      Question *question = link->data;

      next = link->next;
      if (question->inbound.session == session)
        cancel (self, question);
    }
}

static Question *
find (ClaspReplays *self, guint64 ticket)
{
  for (GList *link = self->questions.head; link != NULL; link = link->next)
    if (((Question *) link->data)->ticket == ticket)
      return link->data;
  return NULL;
}

static gboolean
send_local (Question *question, const guint8 *frame, gsize size)
{
  ClaspSession         *session = question->inbound.session;
  ClaspFrameHeader      header;
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  if (session->reply != NULL && clasp_frame_decode (frame, size, &header, &message, &status))
    session->reply (session, &message, session->user_data);
  return TRUE;
}

static gboolean
send_frame (Question *question, const guint8 *frame, gsize size)
{
  ClaspSession *session = question->inbound.session;
  gsize         share;

  if (!session->is_remote)
    return send_local (question, frame, size);
  share = MIN (QUEUE_SHARE, session->router->limits.max_queue_bytes / 2);
  if (clasp_output_is_blocked (session) || clasp_link_get_queued (session->link) > share)
    return FALSE;
  return session->send (session->link, frame, size);
}

static void
end (ClaspReplays *self, Question *question)
{
  ClaspMessage ack = { .type = CLASP_MESSAGE_ACK };

  ack.ack.has_address = TRUE;
  ack.ack.address = clasp_str (question->pattern);
  g_queue_remove (&self->questions, question); /* the reply may end the session */
  clasp_reply (self->router, &question->inbound, &ack);
  question_free (question);
}

/* FALSE while the link is full. */
static gboolean
send_slice (Question *question)
{
  ClaspWriter *frames = &question->frames;

  while (question->offset < frames->length)
    {
      ClaspFrameHeader header;
      ClaspCodecStatus status;
      gsize            payload, size;

      if (!clasp_frame_decode_header (frames->data + question->offset,
                                      frames->length - question->offset, &header, &payload, &size,
                                      &status))
        break; /* cannot happen: the journal encoded it */
      if (!send_frame (question, frames->data + question->offset, size))
        return FALSE;
      question->offset += size;
    }
  return TRUE;
}

static void pump_all_cb (gpointer user_data);

static void
pump (ClaspReplays *self, Question *question)
{
  ClaspRouter *router = self->router;

  if (question->is_reading)
    return;
  if (!send_slice (question))
    {
      if (!clasp_timer_is_pending (&self->timer))
        clasp_timers_set (router->timers, &self->timer,
                          clasp_clock_now_us (router->clock) + RETRY_US, pump_all_cb, self);
      return;
    }
  if (question->is_last)
    {
      end (self, question);
      return;
    }
  question->is_reading = TRUE;
  self->source->more (question->ticket, self->source_data);
}

/* Tickets grow along the queue. */
static Question *
find_after (ClaspReplays *self, guint64 ticket)
{
  for (GList *link = self->questions.head; link != NULL; link = link->next)
    if (((Question *) link->data)->ticket > ticket)
      return link->data;
  return NULL;
}

static void
pump_all_cb (gpointer user_data)
{
  ClaspReplays *self = user_data;
  ClaspRouter  *router = self->router;
  guint64       ticket = 0;
  Question     *question;

  clasp_router_enter (router);
  while ((question = find_after (self, ticket)) != NULL)
    {
      ticket = question->ticket;
      pump (self, question); /* may end this session's other questions */
    }
  clasp_router_leave (router);
}

/**
 * clasp_router_feed_replay:
 * @self: a router
 * @ticket: which question
 * @frames: (inout): whole frames; empty afterwards
 * @is_last: whether nothing follows
 *
 * Thread: worker.
 */
void
clasp_router_feed_replay (ClaspRouter *self, guint64 ticket, ClaspWriter *frames, gboolean is_last)
{
  Question *question = find (self->replays, ticket);

  if (question == NULL)
    {
      clasp_writer_clear (frames);
      return;
    }
  clasp_writer_clear (&question->frames);
  question->frames = *frames;
  *frames = (ClaspWriter) CLASP_WRITER_INIT;
  question->offset = 0;
  question->is_last = is_last;
  question->is_reading = FALSE;
  clasp_router_enter (self);
  pump (self->replays, question);
  clasp_router_leave (self);
}

/**
 * clasp_router_fail_replay:
 * @self: a router
 * @ticket: which question
 * @why: a sentence for the one who asked
 *
 * Thread: worker.
 */
void
clasp_router_fail_replay (ClaspRouter *self, guint64 ticket, const char *why)
{
  Question        *question = find (self->replays, ticket);
  g_autofree char *text = g_strdup_printf ("Journal query failed: %.150s", why);

  if (question == NULL)
    return;
  clasp_router_enter (self);
  g_queue_remove (&self->replays->questions, question); /* the reply may end the session */
  clasp_reply_error (self, &question->inbound, CLASP_CODE_INTERNAL, clasp_str (question->pattern),
                     text);
  question_free (question);
  clasp_router_leave (self);
}

static guint
count_of (ClaspReplays *self, const ClaspSession *session)
{
  guint n = 0;

  for (GList *link = self->questions.head; link != NULL; link = link->next)
    n += ((Question *) link->data)->inbound.session == session;
  return n;
}

static void
begin (ClaspReplays *self, const ClaspInbound *inbound, const ClaspReplay *replay)
{
  Question *question = g_new0 (Question, 1);

  question->ticket = ++self->last_ticket;
  question->inbound = *inbound;
  question->pattern = clasp_str_dup (replay->pattern);
  question->is_reading = TRUE;
  g_queue_push_tail (&self->questions, question);
  self->source->begin (question->ticket, replay, self->source_data);
}

void
clasp_handle_replay (ClaspRouter *self, const ClaspInbound *inbound, const ClaspReplay *replay)
{
  ClaspReplays *replays = self->replays;
  const char   *why;
  char          text[128];

  if (replays->source == NULL)
    {
      clasp_reply_error (self, inbound, CLASP_CODE_UNAVAILABLE, replay->pattern,
                         "Journal not configured on this router");
      return;
    }
  if (!clasp_pattern_is_valid (replay->pattern, &why))
    {
      g_snprintf (text, sizeof text, "invalid address: %s", why);
      clasp_reply_error (self, inbound, CLASP_CODE_PATTERN, replay->pattern, text);
      return;
    }
  if (count_of (replays, inbound->session) >= CLASP_REPLAYS_MAX)
    {
      g_snprintf (text, sizeof text, "Replay limit reached (max %u at a time)", CLASP_REPLAYS_MAX);
      clasp_reply_error (self, inbound, CLASP_CODE_LIMIT, replay->pattern, text);
      return;
    }
  if (inbound->session->state == CLASP_SESSION_OPEN)
    begin (replays, inbound, replay);
}

/**
 * clasp_router_set_replay_source:
 * @self: a router
 * @source: (nullable) (scope forever): who reads the journal
 * @user_data: for @source
 *
 * Questions that are open are given up.
 *
 * Thread: worker.
 */
void
clasp_router_set_replay_source (ClaspRouter             *self,
                                const ClaspReplaySource *source,
                                gpointer                 user_data)
{
  while (self->replays->questions.length > 0)
    cancel (self->replays, self->replays->questions.head->data);
  self->replays->source = source;
  self->replays->source_data = user_data;
}
