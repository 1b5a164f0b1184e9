/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-receipts.h"

#include "router/clasp-commits.h"
#include "router/clasp-output.h"

/* Design notes: every receipt is in three places: a chain of equal keys, the list of its session
 * (whose length is limited) and the list of all, oldest first (whose age and bytes are limited).
 * Two live sessions may have the same key, because two copies of a program can have the same name
 * on one host; then each knows only its own. A session sees the receipts of another when that has
 * departed, or when nothing was heard of it since the newer one said HELLO: then it is the rest of
 * a connection whose end was not noticed yet.
 *
 * A SET that takes a lock is only remembered within its session: the lock ends with the session, so
 * over the next connection it has to be applied again. */

#define OVERHEAD 64 /* of a receipt in the allocator and the table, for the limit of bytes */

typedef struct _Receipt Receipt;

struct _Receipt
{
  ClaspReceiptKey key;
  Receipt        *next_equal;
  Receipt        *next, *previous;         /* of all */
  Receipt        *next_own, *previous_own; /* of the session */
  ClaspSession   *session;                 /* (unowned) (nullable) NULL: it has departed */
  gint64          known_us;
  gboolean        is_bound; /* to its session */
  guint32         size;
  guint8          answer[]; /* a frame; empty when none was asked for */
};

struct _ClaspReceiptBook
{
  Receipt *first, *last; /* by age */
  guint    n;
  guint64  identity;
};

/* The message that is being handled. */
typedef struct
{
  ClaspSession   *session;
  ClaspReceiptKey key;
  gboolean        is_remembered, is_bound, is_answered;
} Request;

struct _ClaspReceipts
{
  ClaspRouter *router;       /* (unowned) */
  GHashTable  *by_key;       /* (owned) chains of Receipt (owned) */
  Receipt     *first, *last; /* by age */
  guint        n;
  gsize        n_bytes;
  Request     *request; /* (unowned) (nullable) */
  ClaspTimer   timer;
};

static guint
receipt_hash (gconstpointer data)
{
  const ClaspReceiptKey *key = data;
  guint64                mixed = key->id * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  mixed ^= key->digest ^ key->identity;
  return (guint) (mixed ^ mixed >> 32);
}

static gboolean
receipt_equal (gconstpointer a, gconstpointer b)
{
  const ClaspReceiptKey *x = a;
  const ClaspReceiptKey *y = b;

  return x->id == y->id && x->digest == y->digest && x->identity == y->identity;
}

/**
 * clasp_receipts_new:
 * @router: whose messages
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an empty register
 */
ClaspReceipts *
clasp_receipts_new (ClaspRouter *router)
{
  ClaspReceipts *self = g_new0 (ClaspReceipts, 1);

  self->router = router;
  self->by_key = g_hash_table_new (receipt_hash, receipt_equal);
  return self;
}

/* --- lists ---------------------------------------------------------------------------------- */

static void
unlink_own (Receipt *receipt)
{
  ClaspReceiptBook *book = receipt->session->receipts;

  if (receipt->previous_own != NULL)
    receipt->previous_own->next_own = receipt->next_own;
  else
    book->first = receipt->next_own;
  if (receipt->next_own != NULL)
    receipt->next_own->previous_own = receipt->previous_own;
  else
    book->last = receipt->previous_own;
  book->n--;
}

static void
append_own (Receipt *receipt)
{
  ClaspReceiptBook *book = receipt->session->receipts;

  receipt->previous_own = book->last;
  if (book->last != NULL)
    book->last->next_own = receipt;
  else
    book->first = receipt;
  book->last = receipt;
  book->n++;
}

static void
unlink_from_all (ClaspReceipts *self, Receipt *receipt)
{
  if (receipt->previous != NULL)
    receipt->previous->next = receipt->next;
  else
    self->first = receipt->next;
  if (receipt->next != NULL)
    receipt->next->previous = receipt->previous;
  else
    self->last = receipt->previous;
}

static void
append_to_all (ClaspReceipts *self, Receipt *receipt)
{
  receipt->next = NULL;
  receipt->previous = self->last;
  if (self->last != NULL)
    self->last->next = receipt;
  else
    self->first = receipt;
  self->last = receipt;
}

static void
unlink_equal (ClaspReceipts *self, Receipt *receipt)
{
  Receipt *head = g_hash_table_lookup (self->by_key, &receipt->key);

  if (head == receipt)
    {
      g_hash_table_remove (self->by_key, &receipt->key);
      if (receipt->next_equal != NULL)
        g_hash_table_insert (self->by_key, &receipt->next_equal->key, receipt->next_equal);
      return;
    }
  while (head->next_equal != receipt)
    head = head->next_equal;
  head->next_equal = receipt->next_equal;
}

static gsize
receipt_bytes (const Receipt *receipt)
{
  return sizeof *receipt + receipt->size + OVERHEAD;
}

static void
remove_receipt (ClaspReceipts *self, Receipt *receipt)
{
  unlink_equal (self, receipt);
  unlink_from_all (self, receipt);
  if (receipt->session != NULL)
    unlink_own (receipt);
  self->n--;
  self->n_bytes -= receipt_bytes (receipt);
  g_free (receipt);
}

/**
 * clasp_receipts_free:
 * @self: (transfer full): a register; all sessions have ended
 *
 * Thread: worker.
 */
void
clasp_receipts_free (ClaspReceipts *self)
{
  while (self->first != NULL)
    remove_receipt (self, self->first);
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_hash_table_unref (self->by_key);
  g_free (self);
}

/* --- what is kept, and how long ------------------------------------------------------------- */

static void arm (ClaspReceipts *self);

static void
too_old_cb (gpointer user_data)
{
  ClaspReceipts *self = user_data;
  gint64         kept_us = (gint64) self->router->limits.receipt_s * G_USEC_PER_SEC;
  gint64         now_us = clasp_router_now_us (self->router);

  while (self->first != NULL && now_us - self->first->known_us >= kept_us)
    remove_receipt (self, self->first);
  arm (self);
}

static void
arm (ClaspReceipts *self)
{
  gint64 kept_us = (gint64) self->router->limits.receipt_s * G_USEC_PER_SEC;

  if (self->first != NULL && !clasp_timer_is_pending (&self->timer))
    clasp_timers_set (self->router->timers, &self->timer, self->first->known_us + kept_us,
                      too_old_cb, self);
}

static void
keep_limits (ClaspReceipts *self, ClaspSession *session)
{
  const ClaspRouterLimits *limits = &self->router->limits;

  while (session->receipts != NULL && session->receipts->n > limits->max_receipts)
    remove_receipt (self, session->receipts->first);
  while (self->n_bytes > limits->max_receipt_bytes)
    remove_receipt (self, self->first);
}

static void
add (ClaspReceipts *self, const Request *request, const guint8 *answer, gsize size)
{
  ClaspSession *session = request->session;
  Receipt      *receipt = g_malloc (sizeof *receipt + size);
  Receipt      *equal = g_hash_table_lookup (self->by_key, &request->key);

  *receipt = (Receipt){ .key = request->key, .size = (guint32) size };
  receipt->is_bound = request->is_bound;
  receipt->known_us = clasp_router_now_us (self->router);
  if (size > 0)
    memcpy (receipt->answer, answer, size);

  if (equal != NULL)
    {
      receipt->next_equal = equal->next_equal;
      equal->next_equal = receipt;
    }
  else
    g_hash_table_insert (self->by_key, &receipt->key, receipt);
  append_to_all (self, receipt);
  self->n++;
  self->n_bytes += receipt_bytes (receipt);
  if (session->receipts != NULL)
    {
      receipt->session = session;
      append_own (receipt);
    }
  keep_limits (self, session);
  arm (self);
}

/* --- recognising ---------------------------------------------------------------------------- */

/* "192.0.2.7:50123" without the port, "[::1]:50123" likewise. */
static ClaspStr
host_of (ClaspSession *session)
{
  const char *peer = clasp_link_get_peer (session->link);
  const char *colon = strrchr (peer, ':');

  return (ClaspStr){ peer, colon != NULL ? (gsize) (colon - peer) : strlen (peer) };
}

static ClaspReceiptBook *
ensure_book (ClaspSession *session)
{
  if (session->receipts != NULL)
    return session->receipts;
  session->receipts = g_new0 (ClaspReceiptBook, 1);
  session->receipts->identity =
    clasp_str_hash (host_of (session)) * 31 + clasp_str_hash (clasp_str (session->name));
  return session->receipts;
}

/* A receipt of another session. */
static gboolean
counts_for (const Receipt *receipt, const ClaspSession *session)
{
  if (receipt->is_bound)
    return FALSE;
  return receipt->session == NULL || receipt->session->last_received_us < session->opened_us;
}

static const Receipt *
find (ClaspReceipts *self, const ClaspSession *session, const ClaspReceiptKey *key)
{
  const Receipt *found = NULL;

  for (const Receipt *receipt = g_hash_table_lookup (self->by_key, key); receipt != NULL;
       receipt = receipt->next_equal)
    {
      if (receipt->session == session)
        return receipt;
      if (counts_for (receipt, session))
        found = receipt;
    }
  return found;
}

static void
answer_again (ClaspSession *session, const ClaspInbound *inbound, const Receipt *receipt)
{
  session->router->stats.n_duplicates++;
  if (receipt->size > 0)
    clasp_output_reply (session, receipt->answer, receipt->size);
  else
    clasp_reply_confirm (session->router, inbound); /* the end of a session cut its answer off */
}

/* --- handling ------------------------------------------------------------------------------- */

typedef enum
{
  KIND_DEED,   /* to be done once */
  KIND_ASKING, /* may be done again; not where its answer is repeated until it arrives */
  KIND_IDLE,   /* a router's own messages: not even acknowledged */
} Kind;

static Kind
kind_of (ClaspMessageType type)
{
  switch (type)
    {
    case CLASP_MESSAGE_SET:
    case CLASP_MESSAGE_PUBLISH:
    case CLASP_MESSAGE_BUNDLE:
      return KIND_DEED;
    case CLASP_MESSAGE_HELLO:
    case CLASP_MESSAGE_ANNOUNCE:
    case CLASP_MESSAGE_FEDERATION_SYNC:
    case CLASP_MESSAGE_SUBSCRIBE:
    case CLASP_MESSAGE_UNSUBSCRIBE:
    case CLASP_MESSAGE_GET:
    case CLASP_MESSAGE_REPLAY:
    case CLASP_MESSAGE_SYNC:
    case CLASP_MESSAGE_PING:
    case CLASP_MESSAGE_QUERY:
      return KIND_ASKING;
    case CLASP_MESSAGE_WELCOME:
    case CLASP_MESSAGE_SNAPSHOT:
    case CLASP_MESSAGE_PONG:
    case CLASP_MESSAGE_ACK:
    case CLASP_MESSAGE_ERROR:
    case CLASP_MESSAGE_RESULT:
      return KIND_IDLE;
    }
  return KIND_IDLE;
}

static gboolean
takes_lock (const ClaspMessage *message)
{
  if (message->type == CLASP_MESSAGE_SET)
    return message->set.lock;
  if (message->type != CLASP_MESSAGE_BUNDLE)
    return FALSE;
  for (guint i = 0; i < message->bundle.n_messages; i++)
    if (takes_lock (&message->bundle.messages[i]))
      return TRUE;
  return FALSE;
}

static void
run (Request *request, const ClaspInbound *inbound, const ClaspMessage *message)
{
  ClaspRouter   *router = request->session->router;
  ClaspReceipts *self = router->receipts;

  self->request = request;
  clasp_dispatch_message (router, inbound, message);
  if (!request->is_answered)
    clasp_reply_confirm (router, inbound);
  self->request = NULL;
  if (request->is_remembered && !request->is_answered)
    add (self, request, NULL, 0);
}

/**
 * clasp_receipts_apply:
 * @session: from which it came
 * @inbound: the same, for the handlers
 * @key: what it will be recognised by
 * @message: not known yet
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_apply (ClaspSession          *session,
                      const ClaspInbound    *inbound,
                      const ClaspReceiptKey *key,
                      const ClaspMessage    *message)
{
  gboolean is_bound = takes_lock (message) || kind_of (message->type) != KIND_DEED;
  Request  request = { session, *key, TRUE, is_bound, FALSE };

  run (&request, inbound, message);
}

/**
 * clasp_receipts_refuse:
 * @session: from which it came
 * @inbound: the same, for the answer
 * @key: what it will be recognised by
 * @text: why it is not applied
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_refuse (ClaspSession          *session,
                       const ClaspInbound    *inbound,
                       const ClaspReceiptKey *key,
                       const char            *text)
{
  ClaspReceipts *self = session->router->receipts;
  Request        request = { session, *key, TRUE, FALSE, FALSE };

  self->request = &request;
  clasp_reply_error (session->router, inbound, CLASP_CODE_REVISION_CONFLICT, CLASP_STR_EMPTY, text);
  self->request = NULL;
}

/**
 * clasp_receipts_note_answer:
 * @self: the register
 * @reply: an answer to the message that is being handled
 * @frame: the same, encoded
 * @size: of @frame
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_note_answer (ClaspReceipts      *self,
                            const ClaspMessage *reply,
                            const guint8       *frame,
                            gsize               size)
{
  Request *request = self->request;

  if (request == NULL || request->is_answered ||
      (reply->type != CLASP_MESSAGE_ACK && reply->type != CLASP_MESSAGE_ERROR))
    return;
  request->is_answered = TRUE;
  if (request->is_remembered)
    add (self, request, frame, size);
}

/**
 * clasp_receipts_get_current:
 * @self: the register
 * @key: (out): of the message that is being handled
 *
 * Thread: worker, within a turn.
 *
 * Returns: %TRUE if it is one that is remembered
 */
gboolean
clasp_receipts_get_current (ClaspReceipts *self, ClaspReceiptKey *key)
{
  if (self->request == NULL || !self->request->is_remembered)
    return FALSE;
  *key = self->request->key;
  return TRUE;
}

/**
 * clasp_receipts_forget:
 * @self: the register
 * @session: from which it came
 * @key: what it was recognised by
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_forget (ClaspReceipts *self, ClaspSession *session, const ClaspReceiptKey *key)
{
  Receipt *receipt = g_hash_table_lookup (self->by_key, key);

  while (receipt != NULL && receipt->session != session)
    receipt = receipt->next_equal;
  if (receipt != NULL)
    remove_receipt (self, receipt);
}

/**
 * clasp_receipts_leave:
 * @self: the register
 * @session: one that ends
 *
 * From now on its receipts are those of whoever comes with the same name from the same host, for as
 * long as if they were new.
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_leave (ClaspReceipts *self, ClaspSession *session)
{
  ClaspReceiptBook *book = session->receipts;
  gint64            now_us = clasp_router_now_us (self->router);
  Receipt          *receipt;

  clasp_commits_drop (session);
  if (book == NULL)
    return;
  while ((receipt = book->first) != NULL)
    {
      if (receipt->is_bound)
        {
          remove_receipt (self, receipt);
          continue;
        }
      unlink_own (receipt);
      receipt->session = NULL;
      receipt->known_us = now_us;
      unlink_from_all (self, receipt);
      append_to_all (self, receipt);
    }
  g_clear_pointer (&session->receipts, g_free);
}

/* Fire asks for no answer, and only where the carrier can duplicate there is anything to
 * recognise. */
static gboolean
is_watched (const ClaspSession *session, const ClaspFrameHeader *header)
{
  return header->qos == CLASP_QOS_CONFIRM || header->qos == CLASP_QOS_COMMIT || session->is_lossy;
}

static void
handle_deed (ClaspSession           *session,
             ClaspInbound           *inbound,
             const ClaspFrameHeader *header,
             const ClaspMessage     *message,
             const guint8           *bytes,
             gsize                   size)
{
  ClaspReceipts        *self = session->router->receipts;
  const ClaspStr        payload = { (const char *) bytes + 12, (gsize) bytes[2] << 8 | bytes[3] };
  const ClaspReceiptKey key = { header->timestamp_us, clasp_str_hash (payload),
                                ensure_book (session)->identity };
  const Receipt        *receipt = find (self, session, &key);

  if (receipt != NULL)
    answer_again (session, inbound, receipt);
  else if (session->is_lossy && header->qos == CLASP_QOS_COMMIT)
    clasp_commits_receive (session, inbound, &key, message, bytes, size);
  else
    clasp_receipts_apply (session, inbound, &key, message);
}

/**
 * clasp_receipts_dispatch:
 * @session: an open one
 * @inbound: the same, for the handlers; gets the correlation id
 * @header: with a timestamp
 * @message: what it says
 * @bytes: the frame
 * @size: of @bytes
 *
 * Thread: worker, within a turn.
 */
void
clasp_receipts_dispatch (ClaspSession           *session,
                         ClaspInbound           *inbound,
                         const ClaspFrameHeader *header,
                         const ClaspMessage     *message,
                         const guint8           *bytes,
                         gsize                   size)
{
  Request request = { .session = session };
  Kind    kind = kind_of (message->type);

  if (!is_watched (session, header) || kind == KIND_IDLE)
    {
      clasp_dispatch_message (session->router, inbound, message);
      return;
    }

  inbound->has_correlation_id = header->qos != CLASP_QOS_FIRE;
  inbound->correlation_id = (guint32) header->timestamp_us;
  if (kind == KIND_DEED ||
      (session->is_lossy && inbound->has_correlation_id && message->type != CLASP_MESSAGE_HELLO))
    handle_deed (session, inbound, header, message, bytes, size);
  else
    run (&request, inbound, message);
}

/**
 * clasp_receipts_get_n:
 * @self: the register
 *
 * Thread: worker.
 *
 * Returns: how many messages are known
 */
guint
clasp_receipts_get_n (ClaspReceipts *self)
{
  return self->n;
}

/**
 * clasp_receipts_get_n_bytes:
 * @self: the register
 *
 * Thread: worker.
 *
 * Returns: what they take
 */
gsize
clasp_receipts_get_n_bytes (ClaspReceipts *self)
{
  return self->n_bytes;
}
