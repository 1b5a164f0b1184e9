/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-snapshots.h"

#include "router/clasp-output.h"
#include "router/clasp-params.h"

/* Design notes: a snapshot is not a copy. Its cursor passes the places of the store, reading each
 * value when it gets there; a change of a parameter not yet passed is not sent live to the
 * subscription that waits for it, one that has been passed is. So each parameter comes once, then
 * every change, whatever the size and however slow the link (router.md 20, 11 and 18).
 *
 * Only a little of a link's queue is filled with a snapshot, so that live values do not stand
 * behind megabytes of it; a link that is that full says when it no longer is. For carriers that
 * cannot say so a short timer looks again. */

#define SLICE_PLACES 4096        /* looked at for one session before the next has its turn */
#define TURN_PLACES 16384        /* looked at in one turn of the loop: about 2 ms */
#define QUEUE_SHARE (512 * 1024) /* bytes in a link's queue above which a snapshot pauses */
#define RETRY_US 5000
#define FEW 1024 /* parameters and folders looked at for a snapshot that is given at once */

#define SNAPSHOT_HEAD 3 /* type and count */

struct _ClaspSnapshots
{
  ClaspRouter        *router;   /* (unowned) */
  GSource            *source;   /* (owned) */
  GQueue              sessions; /* of ClaspSession (unowned) with cursors, in turn */
  ClaspSnapshotParam *params;   /* (owned) scratch for one frame */
  guint               n_params, n_allocated;
  GPtrArray          *few; /* (owned) of ClaspParam (unowned); scratch */
};

typedef struct
{
  GSource         source;
  ClaspSnapshots *snapshots; /* (unowned) */
} SnapshotsSource;

typedef enum
{
  SLICE_DONE,
  SLICE_MORE,
  SLICE_FULL
} SliceResult;

static void serve_turn (ClaspSnapshots *self);

static gboolean
snapshots_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  ClaspSnapshots *self = ((SnapshotsSource *) source)->snapshots;
  ClaspRouter    *router = g_object_ref (self->router);

  g_source_set_ready_time (source, -1);
  clasp_router_enter (router);
  serve_turn (self);
  clasp_router_leave (router);
  g_object_unref (router);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs snapshots_source_funcs = { .dispatch = snapshots_source_dispatch };

ClaspSnapshots *
clasp_snapshots_new (ClaspRouter *router)
{
  ClaspSnapshots *self = g_new0 (ClaspSnapshots, 1);

  self->router = router;
  self->few = g_ptr_array_new ();
  self->source = g_source_new (&snapshots_source_funcs, sizeof (SnapshotsSource));
  ((SnapshotsSource *) self->source)->snapshots = self;
  g_source_set_static_name (self->source, "[clasp] snapshots");
  g_source_attach (self->source, clasp_reactor_get_main_context (router->reactor));
  return self;
}

void
clasp_snapshots_free (ClaspSnapshots *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_queue_clear (&self->sessions);
  g_ptr_array_unref (self->few);
  g_free (self->params);
  g_free (self);
}

void
clasp_snapshots_wake (ClaspSnapshots *self)
{
  if (self->sessions.length > 0)
    g_source_set_ready_time (self->source, 0);
}

static void
collect_param (ClaspSnapshots *self, ClaspParam *param)
{
  if (self->n_params == self->n_allocated)
    {
      self->n_allocated = MAX (64, self->n_allocated * 2);
      self->params = g_renew (ClaspSnapshotParam, self->params, self->n_allocated);
    }
  self->params[self->n_params++] = clasp_param_to_snapshot (param);
}

static gboolean
encode_collected (ClaspSnapshots *self)
{
  ClaspWriter     *writer = &self->router->reply_writer;
  ClaspMessage     message = { .type = CLASP_MESSAGE_SNAPSHOT };
  ClaspCodecStatus status;

  message.snapshot.params = self->params; /* borrowed */
  message.snapshot.n_params = self->n_params;
  clasp_writer_reset (writer);
  return clasp_frame_encode_default (writer, &message, &status);
}

/* Sends what was collected; the cursor then stands at @next. */
static gboolean
send_collected (ClaspSnapshots *self, ClaspCursor *cursor, guint next)
{
  ClaspSession *session = cursor->session;
  ClaspWriter  *writer = &self->router->reply_writer;

  if (encode_collected (self) && !session->send (session->link, writer->data, writer->length))
    return FALSE;
  cursor->place = next;
  cursor->has_sent = TRUE;
  self->n_params = 0;
  return TRUE;
}

static gboolean
is_wanted (const ClaspCursor *cursor, const ClaspParam *param)
{
  if (param == NULL)
    return FALSE;
  return cursor->subscription == NULL ||
         clasp_pattern_matches (cursor->subscription->pattern, clasp_param_get_address (param));
}

static gsize
get_share (ClaspSession *session)
{
  return MIN (QUEUE_SHARE, session->router->limits.max_queue_bytes / 2);
}

static gboolean
has_room (ClaspSession *session)
{
  return !clasp_output_is_blocked (session) &&
         clasp_link_get_queued (session->link) <= get_share (session);
}

static SliceResult
serve_slice (ClaspSnapshots *self, ClaspCursor *cursor)
{
  ClaspStore *store = self->router->store;
  guint       n_places = clasp_store_get_n_places (store);
  guint       end = MIN (n_places, cursor->place + SLICE_PLACES);
  gsize       size = SNAPSHOT_HEAD;

  if (!has_room (cursor->session))
    return SLICE_FULL;

  self->n_params = 0;
  for (guint place = cursor->place; place < end; place++)
    {
      ClaspParam        *param = clasp_store_get_at (store, place);
      ClaspSnapshotParam entry;
      gsize              entry_size;

      if (!is_wanted (cursor, param))
        continue;
      entry = clasp_param_to_snapshot (param);
      entry_size = clasp_snapshot_param_size (&entry);
      if (entry_size == 0)
        continue;
      if (size + entry_size > CLASP_FRAME_MAX_PAYLOAD)
        {
          if (!send_collected (self, cursor, place) || !has_room (cursor->session))
            return SLICE_FULL;
          size = SNAPSHOT_HEAD;
        }
      if (cursor->subscription != NULL && param->expires_us != 0)
        clasp_params_read (self->router, param);
      collect_param (self, param);
      size += entry_size;
    }

  if (self->n_params > 0 && !send_collected (self, cursor, end))
    return SLICE_FULL;
  cursor->place = end;
  if (end < n_places)
    return SLICE_MORE;
  /* A client waits for the snapshot after WELCOME, also when there is nothing in it. */
  if (cursor->subscription == NULL && !cursor->has_sent && !send_collected (self, cursor, end))
    return SLICE_FULL;
  return SLICE_DONE;
}

static void
forget_session (ClaspSnapshots *self, ClaspSession *session)
{
  if (!session->is_in_snapshot_queue)
    return;
  g_queue_remove (&self->sessions, session);
  session->is_in_snapshot_queue = FALSE;
}

void
clasp_snapshots_remove (ClaspSnapshots *self, ClaspCursor *cursor)
{
  ClaspSession *session = cursor->session;

  g_queue_remove (&session->cursors, cursor);
  if (session->cursors.length == 0)
    forget_session (self, session);
  if (cursor->subscription != NULL)
    {
      cursor->subscription->cursor = NULL;
      /* from now on its live values need no looking at the cursor */
      clasp_subscriptions_invalidate (self->router->subscriptions);
    }
  g_free (cursor);
}

void
clasp_snapshots_remove_session (ClaspSnapshots *self, ClaspSession *session)
{
  while (session->cursors.length > 0)
    clasp_snapshots_remove (self, g_queue_peek_head (&session->cursors));
}

/* One slice for the first of @session's cursors. */
static SliceResult
serve_session (ClaspSnapshots *self, ClaspSession *session)
{
  ClaspCursor *cursor = g_queue_peek_head (&session->cursors);
  SliceResult  result = serve_slice (self, cursor);

  if (result == SLICE_DONE)
    clasp_snapshots_remove (self, cursor);
  return result;
}

static void
serve_turn (ClaspSnapshots *self)
{
  guint n_full = 0;
  guint n_slices = 0;
  guint n_silent = 0; /* full ones that do not say when there is room again */

  while (n_full < self->sessions.length && n_slices < TURN_PLACES / SLICE_PLACES)
    {
      ClaspSession *session = g_queue_pop_head (&self->sessions);

      g_queue_push_tail (&self->sessions, session);
      if (serve_session (self, session) == SLICE_FULL)
        {
          n_full++;
          if (!clasp_link_tell_below (session->link, get_share (session)))
            n_silent++;
        }
      else
        {
          n_full = n_silent = 0;
          n_slices++;
        }
    }

  if (self->sessions.length == 0)
    return;
  if (n_full < self->sessions.length)
    g_source_set_ready_time (self->source, 0);
  else if (n_silent > 0)
    g_source_set_ready_time (self->source, g_get_monotonic_time () + RETRY_US);
}

static void
enqueue_session (ClaspSnapshots *self, ClaspSession *session)
{
  if (!session->is_in_snapshot_queue)
    {
      session->is_in_snapshot_queue = TRUE;
      g_queue_push_tail (&self->sessions, session);
    }
  clasp_snapshots_wake (self);
}

/* Whether one SNAPSHOT holds what was found. */
static gboolean
fits_a_frame (ClaspSnapshots *self)
{
  gsize size = SNAPSHOT_HEAD;

  for (guint i = 0; i < self->few->len; i++)
    {
      ClaspSnapshotParam entry = clasp_param_to_snapshot (self->few->pdata[i]);
      gsize              entry_size = clasp_snapshot_param_size (&entry);

      size += entry_size;
      if (entry_size == 0 || size > CLASP_FRAME_MAX_PAYLOAD)
        return FALSE;
    }
  return TRUE;
}

/* A pattern that means few parameters is answered without a look at all the others, in one frame
 * and at once. */
static gboolean
send_few (ClaspSnapshots *self, ClaspCursor *cursor)
{
  if (cursor->subscription == NULL || !has_room (cursor->session) ||
      !clasp_store_find (self->router->store, cursor->subscription->pattern, FEW, self->few) ||
      !fits_a_frame (self))
    return FALSE;

  self->n_params = 0;
  for (guint i = 0; i < self->few->len; i++)
    {
      ClaspParam *param = self->few->pdata[i];

      if (param->expires_us != 0)
        clasp_params_read (self->router, param);
      collect_param (self, param);
    }
  return self->n_params == 0 || send_collected (self, cursor, 0);
}

/* Most snapshots fit one slice and never become a cursor that others see. */
static void
start (ClaspSnapshots *self, ClaspCursor *cursor)
{
  if (send_few (self, cursor))
    {
      g_free (cursor);
      return;
    }
  if (cursor->session->cursors.length == 0 && serve_slice (self, cursor) == SLICE_DONE)
    {
      g_free (cursor);
      return;
    }

  if (cursor->subscription != NULL)
    {
      ClaspCursor *first = g_queue_peek_tail (&cursor->session->cursors);

      cursor->subscription->cursor = cursor;
      clasp_subscriptions_invalidate (self->router->subscriptions);
      /* what somebody asked for comes before the rest of everything */
      if (first != NULL && first->subscription == NULL)
        g_queue_push_nth (&cursor->session->cursors, cursor, cursor->session->cursors.length - 1);
      else
        g_queue_push_tail (&cursor->session->cursors, cursor);
    }
  else
    g_queue_push_tail (&cursor->session->cursors, cursor);
  enqueue_session (self, cursor->session);
}

void
clasp_snapshots_add_all (ClaspSnapshots *self, ClaspSession *session)
{
  ClaspCursor *cursor = g_new0 (ClaspCursor, 1);

  cursor->session = session;
  start (self, cursor);
}

static void
send_exact (ClaspSnapshots *self, ClaspSubscription *subscription)
{
  const ClaspInbound inbound = { .session = subscription->session };
  ClaspParam        *param =
    clasp_store_lookup (self->router->store, clasp_pattern_get_text (subscription->pattern));

  if (param == NULL)
    return;
  clasp_params_read (self->router, param);
  clasp_snapshots_reply (self->router, &inbound, param);
}

void
clasp_snapshots_add (ClaspSnapshots *self, ClaspSubscription *subscription)
{
  ClaspCursor *cursor;

  if (clasp_pattern_is_exact (subscription->pattern))
    {
      send_exact (self, subscription);
      return;
    }
  cursor = g_new0 (ClaspCursor, 1);
  cursor->session = subscription->session;
  cursor->subscription = subscription;
  start (self, cursor);
}

void
clasp_snapshots_reply (ClaspRouter *self, const ClaspInbound *inbound, ClaspParam *param)
{
  ClaspMessage       message = { .type = CLASP_MESSAGE_SNAPSHOT };
  ClaspSnapshotParam entry;

  if (param != NULL)
    {
      entry = clasp_param_to_snapshot (param);
      message.snapshot.params = &entry; /* borrowed */
      message.snapshot.n_params = 1;
    }
  clasp_reply (self, inbound, &message);
}

static void
deliver_param (ClaspSession *session, ClaspParam *param, gint64 now_us)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_param_get_address (param);
  message.set.value = param->value; /* borrowed */
  message.set.has_revision = TRUE;
  message.set.revision = param->revision;
  if (param->expires_us != 0)
    clasp_params_read (session->router, param);
  session->router->stats.n_delivered++;
  session->n_delivered++;
  session->deliver (session,
                    &(ClaspDelivery){
                      .message = &message,
                      .received_us = now_us,
                      .is_snapshot = TRUE,
                    },
                    session->user_data);
}

/* The store stands still: what the session submits meanwhile waits for the end of the turn. A
 * delivery may subscribe as well, so this list is its own. */
static void
deliver_found (ClaspRouter *self, ClaspSubscription *subscription, gint64 now_us)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  clasp_store_find (self->store, subscription->pattern, G_MAXUINT, found);
  for (guint i = 0; i < found->len && !subscription->is_removed; i++)
    deliver_param (subscription->session, found->pdata[i], now_us);
}

void
clasp_snapshots_deliver (ClaspRouter *self, ClaspSubscription *subscription)
{
  ClaspSession *session = subscription->session;
  gint64        now_us = clasp_clock_now_us (self->clock);

  if ((subscription->types & CLASP_TYPES_PARAM) == 0)
    return;
  if (clasp_pattern_is_exact (subscription->pattern))
    {
      ClaspParam *param =
        clasp_store_lookup (self->store, clasp_pattern_get_text (subscription->pattern));
      if (param != NULL)
        deliver_param (session, param, now_us);
      return;
    }

  deliver_found (self, subscription, now_us);
}
