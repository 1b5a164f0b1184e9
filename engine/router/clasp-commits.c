/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-commits.h"

/* Design notes: ids grow but have gaps, so nobody can see that one is missing. A commit is held for
 * a few milliseconds, in which those that overtook each other fall into place; then all up to its
 * id are applied. One that comes even later is refused with an ERROR that carries its correlation
 * id: its sender knows, and nothing is ever applied out of order. A sender that has one commit
 * under way at a time (ClaspResend) is never refused, whatever the carrier loses. */

typedef struct _Held Held;

struct _Held
{
  Held           *next; /* by id */
  ClaspReceiptKey key;
  ClaspInbound    inbound;
  gint64          due_us;
  gsize           size;
  guint8          bytes[]; /* the frame */
};

struct _ClaspCommits
{
  ClaspSession *session; /* (unowned) */
  Held         *first;   /* (owned) */
  guint         n;
  gsize         n_bytes;
  guint64       last_id; /* of those applied */
  ClaspTimer    timer;
};

static ClaspCommits *
ensure_commits (ClaspSession *session)
{
  if (session->commits == NULL)
    {
      session->commits = g_new0 (ClaspCommits, 1);
      session->commits->session = session;
    }
  return session->commits;
}

static Held *
take_first (ClaspCommits *self)
{
  Held *held = self->first;

  self->first = held->next;
  self->n--;
  self->n_bytes -= held->size;
  return held;
}

/**
 * clasp_commits_drop:
 * @session: one that ends
 *
 * Thread: worker, within a turn.
 */
void
clasp_commits_drop (ClaspSession *session)
{
  ClaspCommits *self = session->commits;

  if (self == NULL)
    return;
  while (self->first != NULL)
    g_free (take_first (self));
  clasp_timers_cancel (session->router->timers, &self->timer);
  g_clear_pointer (&session->commits, g_free);
}

/* Handling one may end the session, and with it everything that is held. */
static void
apply_up_to (ClaspSession *session, guint64 id)
{
  while (session->commits != NULL && session->commits->first != NULL &&
         session->commits->first->key.id <= id)
    {
      g_autofree Held      *held = take_first (session->commits);
      g_auto (ClaspMessage) message = { 0 };
      ClaspFrameHeader      header;
      ClaspCodecStatus      status;

      session->commits->last_id = held->key.id;
      if (clasp_frame_decode (held->bytes, held->size, &header, &message, &status))
        clasp_receipts_apply (session, &held->inbound, &held->key, &message);
    }
}

static void arm (ClaspSession *session);

static void
due_cb (gpointer user_data)
{
  ClaspSession *session = ((ClaspCommits *) user_data)->session;
  ClaspRouter  *router = session->router;
  gint64        now_us = clasp_router_now_us (router);
  guint64       id = 0;

  for (Held *held = session->commits->first; held != NULL; held = held->next)
    if (held->due_us <= now_us)
      id = held->key.id; /* the highest one */
  clasp_router_enter (router);
  apply_up_to (session, id);
  arm (session);
  clasp_router_leave (router);
}

static void
arm (ClaspSession *session)
{
  ClaspCommits *self = session->commits;
  gint64        due_us = G_MAXINT64;

  if (self == NULL || self->first == NULL)
    return;
  for (Held *held = self->first; held != NULL; held = held->next)
    due_us = MIN (due_us, held->due_us);
  clasp_timers_set (session->router->timers, &self->timer, due_us, due_cb, self);
}

static Held *
held_new (const ClaspInbound    *inbound,
          const ClaspReceiptKey *key,
          const guint8          *bytes,
          gsize                  size,
          gint64                 due_us)
{
  Held *held = g_malloc (sizeof *held + size);

  *held = (Held){ .key = *key, .inbound = *inbound, .due_us = due_us, .size = size };
  memcpy (held->bytes, bytes, size);
  return held;
}

/* FALSE when it is held already. */
static gboolean
hold (ClaspCommits          *self,
      const ClaspInbound    *inbound,
      const ClaspReceiptKey *key,
      const guint8          *bytes,
      gsize                  size)
{
  gint64 wait_us = (gint64) self->session->router->limits.commit_window_ms * 1000;
  Held **place = &self->first;
  Held  *held;

  while (*place != NULL && (*place)->key.id < key->id)
    place = &(*place)->next;
  if (*place != NULL && (*place)->key.id == key->id && (*place)->key.digest == key->digest)
    return FALSE;

  held = held_new (inbound, key, bytes, size, inbound->received_us + wait_us);
  held->next = *place;
  *place = held;
  self->n++;
  self->n_bytes += size;
  return TRUE;
}

/**
 * clasp_commits_receive:
 * @session: one whose carrier can lose
 * @inbound: the same, for the handlers
 * @key: what the message will be recognised by
 * @message: a commit that was not applied yet
 * @bytes: its frame
 * @size: of @bytes
 *
 * Thread: worker, within a turn.
 */
void
clasp_commits_receive (ClaspSession          *session,
                       const ClaspInbound    *inbound,
                       const ClaspReceiptKey *key,
                       const ClaspMessage    *message,
                       const guint8          *bytes,
                       gsize                  size)
{
  ClaspCommits *self = ensure_commits (session);

  if (key->id <= self->last_id)
    {
      clasp_receipts_refuse (session, inbound, key,
                             "Commit rejected: it came after a later one had been applied");
      return;
    }
  if (self->first == NULL && session->router->limits.commit_window_ms == 0)
    {
      self->last_id = key->id;
      clasp_receipts_apply (session, inbound, key, message);
      return;
    }

  if (hold (self, inbound, key, bytes, size) &&
      (self->n > CLASP_COMMITS_MAX || self->n_bytes > CLASP_COMMITS_MAX_BYTES))
    apply_up_to (session, self->first->key.id);
  arm (session);
}
