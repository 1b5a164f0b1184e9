/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-output.h"

#include "router/clasp-rate.h"

#include <glib/gi18n-lib.h>

/* Design notes: as long as a link takes frames, they go straight to it. When it refuses one, that
 * and everything after it joins the backlog, so that a receiver sees the router's order. A
 * parameter is there once, at the place of its newest write, without its value: that is read when
 * the link has room again. So what arrives is the accepted sequence with outdated parameter values
 * left out.
 *
 * The same holds for streams and the moves of a gesture: of each only the newest frame waits, known
 * by what a receiver tells them apart by, address and id. */

struct _ClaspBacklogItem
{
  ClaspBacklogItem *next, *previous;
  ClaspParam       *param;     /* (unowned) NULL for a frame */
  gboolean          is_latest; /* may be replaced by a newer one */
  guint64           key;       /* of such a frame */
  gsize             size;
  guint8            bytes[];
};

static void
unlink_item (ClaspOutput *output, ClaspBacklogItem *item)
{
  if (item->previous != NULL)
    item->previous->next = item->next;
  else
    output->first = item->next;
  if (item->next != NULL)
    item->next->previous = item->previous;
  else
    output->last = item->previous;
}

static void
append_item (ClaspOutput *output, ClaspBacklogItem *item)
{
  item->next = NULL;
  item->previous = output->last;
  if (output->last != NULL)
    output->last->next = item;
  else
    output->first = item;
  output->last = item;
}

static gsize
latest_bytes (const ClaspBacklogItem *item)
{
  return sizeof *item + item->size;
}

static void
free_item (ClaspOutput *output, ClaspBacklogItem *item)
{
  unlink_item (output, item);
  if (item->param != NULL)
    g_hash_table_remove (output->params, item->param);
  else if (item->is_latest)
    {
      output->n_latest_bytes -= latest_bytes (item);
      if (g_hash_table_lookup (output->latest, &item->key) == item)
        g_hash_table_remove (output->latest, &item->key);
    }
  else
    {
      output->n_bytes -= item->size;
      output->n_frames--;
    }
  g_free (item);
}

static void
drop_param_table (ClaspSession *session)
{
  if (session->output.params == NULL)
    return;
  g_clear_pointer (&session->output.params, g_hash_table_unref);
  session->router->n_param_backlogs--;
}

void
clasp_output_clear (ClaspSession *session)
{
  while (session->output.first != NULL)
    free_item (&session->output, session->output.first);
  drop_param_table (session);
  g_clear_pointer (&session->output.latest, g_hash_table_unref);
}

static ClaspBacklogItem *
item_new (ClaspParam *param, const guint8 *frame, gsize size)
{
  ClaspBacklogItem *item = g_malloc (sizeof *item + size);

  *item = (ClaspBacklogItem){ .param = param, .size = size };
  if (size > 0)
    memcpy (item->bytes, frame, size);
  return item;
}

static gboolean
keep_frame (ClaspSession *session, const guint8 *frame, gsize size)
{
  ClaspOutput *output = &session->output;

  if (output->n_bytes + size > session->router->limits.max_pending_bytes ||
      output->n_frames >= session->router->limits.max_pending_frames)
    {
      session->router->stats.n_dropped++;
      session->n_dropped++;
      clasp_session_close (session, CLASP_CLOSE_BUSY, CLASP_CODE_OVERFLOW,
                           "This connection reads too slowly: events would have been lost");
      return FALSE;
    }

  append_item (output, item_new (NULL, frame, size));
  output->n_bytes += size;
  output->n_frames++;
  return TRUE;
}

void
clasp_output_keep_param (ClaspSession *session, ClaspParam *param)
{
  ClaspOutput      *output = &session->output;
  ClaspBacklogItem *item = NULL;

  if (output->params == NULL)
    {
      output->params = g_hash_table_new (NULL, NULL);
      session->router->n_param_backlogs++;
    }
  item = g_hash_table_lookup (output->params, param);
  if (item != NULL)
    unlink_item (output, item);
  else
    {
      item = item_new (param, NULL, 0);
      g_hash_table_insert (output->params, param, item);
    }
  append_item (output, item);
}

static void
send_drop_notice (ClaspSession *session)
{
  ClaspRouter     *router = session->router;
  char             text[96];
  ClaspMessage     notice = { .type = CLASP_MESSAGE_ERROR };
  ClaspCodecStatus status;

  g_snprintf (text, sizeof text,
              "Buffer overflow: messages being dropped (%u drops in last 10 seconds)",
              session->output.n_dropped);
  clasp_metrics_count_error (&router->metrics, CLASP_CODE_OVERFLOW);
  notice.error.code = CLASP_CODE_OVERFLOW;
  notice.error.message = clasp_str (text);
  clasp_writer_reset (&router->reply_writer);
  if (clasp_frame_encode_default (&router->reply_writer, &notice, &status))
    keep_frame (session, router->reply_writer.data, router->reply_writer.length);
}

static void
count_drop (ClaspSession *session)
{
  ClaspOutput *output = &session->output;
  gint64       now_us = clasp_clock_now_us (session->router->clock);

  session->router->stats.n_dropped++;
  session->n_dropped++;
  if (output->window_start_us == 0 ||
      now_us - output->window_start_us >= CLASP_OUTPUT_DROP_WINDOW_US)
    {
      output->window_start_us = now_us;
      output->n_dropped = 0;
    }

  output->n_dropped++;
  if (output->n_dropped < CLASP_OUTPUT_DROP_NOTICE ||
      (output->notice_us != 0 && now_us - output->notice_us < CLASP_OUTPUT_DROP_WINDOW_US))
    return;
  output->notice_us = now_us;
  clasp_router_log_peer (session->router, session, _ ("reads too slowly: messages are dropped"));
  send_drop_notice (session);
}

/* --- streams and moves ---------------------------------------------------------------------- */

/* What tells it from others: its address, and the id of a gesture. Our own frame: it can be read.
 */
static gboolean
read_key (const guint8 *frame, gsize size, ClaspMessage *message, guint64 *key)
{
  ClaspFrameHeader header;
  ClaspCodecStatus status;

  if (!clasp_frame_decode (frame, size, &header, message, &status) ||
      message->type != CLASP_MESSAGE_PUBLISH)
    return FALSE;
  *key = clasp_str_hash (message->publish.address) * 31 + message->publish.signal;
  *key = *key * 31 + (message->publish.has_id ? message->publish.id : 0);
  return TRUE;
}

static void
append_latest (ClaspOutput *output, guint64 key, const guint8 *frame, gsize size)
{
  ClaspBacklogItem *item = item_new (NULL, frame, size);

  if (output->latest == NULL)
    output->latest = g_hash_table_new (g_int64_hash, g_int64_equal);
  item->is_latest = TRUE;
  item->key = key;
  g_hash_table_insert (output->latest, &item->key, item);
  append_item (output, item);
  output->n_latest_bytes += latest_bytes (item);
}

/* Counting a drop may end the session: it comes last. */
static gboolean
keep_latest (ClaspSession *session, const guint8 *frame, gsize size)
{
  ClaspOutput          *output = &session->output;
  g_auto (ClaspMessage) message = { 0 };
  ClaspBacklogItem     *older = NULL;
  gboolean              is_kept;
  guint64               key;

  if (!read_key (frame, size, &message, &key))
    return FALSE;
  if (output->latest != NULL)
    older = g_hash_table_lookup (output->latest, &key);
  if (older != NULL)
    free_item (output, older);
  is_kept = output->n_latest_bytes + size <= session->router->limits.max_pending_bytes;
  if (is_kept)
    append_latest (output, key, frame, size);
  if (older != NULL)
    count_drop (session);
  if (!is_kept && session->state != CLASP_SESSION_GONE)
    count_drop (session);
  return is_kept && session->state != CLASP_SESSION_GONE;
}

/* A gesture begins or ends: its last move before stays where it is. */
static void
close_gesture (ClaspSession *session, const guint8 *frame, gsize size)
{
  g_auto (ClaspMessage) message = { 0 };
  guint64               key;

  if (session->output.latest != NULL && size > 5 && frame[4] == CLASP_MESSAGE_PUBLISH &&
      frame[5] >> 5 == CLASP_SIGNAL_GESTURE && read_key (frame, size, &message, &key))
    g_hash_table_remove (session->output.latest, &key);
}

gboolean
clasp_output_keep (ClaspSession *session, const guint8 *frame, gsize size, ClaspOutputPolicy policy)
{
  switch (policy)
    {
    case CLASP_OUTPUT_KEEP:
      close_gesture (session, frame, size);
      return keep_frame (session, frame, size);
    case CLASP_OUTPUT_LATEST:
      return keep_latest (session, frame, size);
    }
  return FALSE;
}

void
clasp_output_keep_reply (ClaspSession *session, const guint8 *frame, gsize size)
{
  if (!clasp_output_keep (session, frame, size, CLASP_OUTPUT_KEEP) ||
      session->output.is_reading_stopped)
    return;
  session->output.is_reading_stopped = TRUE;
  clasp_link_set_reading (session->link, FALSE);
}

static gboolean
send_current_value (ClaspSession *session, ClaspParam *param)
{
  ClaspRouter     *router = session->router;
  ClaspMessage     message = { .type = CLASP_MESSAGE_SET };
  ClaspCodecStatus status;

  message.set.address = clasp_param_get_address (param);
  message.set.value = param->value; /* borrowed */
  message.set.has_revision = TRUE;
  message.set.revision = param->revision;
  clasp_writer_reset (&router->reply_writer);
  if (!clasp_frame_encode_default (&router->reply_writer, &message, &status))
    return TRUE; /* cannot happen: writes that do not fit a frame are refused */
  return session->send (session->link, router->reply_writer.data, router->reply_writer.length);
}

static gboolean
send_item (ClaspSession *session, ClaspBacklogItem *item)
{
  if (item->param != NULL)
    return send_current_value (session, item->param);
  return session->send (session->link, item->bytes, item->size);
}

void
clasp_output_drained (ClaspSession *session)
{
  ClaspOutput *output = &session->output;

  while (output->first != NULL && send_item (session, output->first))
    free_item (output, output->first);

  if (output->first != NULL)
    return;
  drop_param_table (session);
  g_clear_pointer (&output->latest, g_hash_table_unref);
  if (output->is_reading_stopped && !session->router->is_shut_down)
    {
      output->is_reading_stopped = FALSE;
      if (clasp_rate_may_read (session))
        clasp_link_set_reading (session->link, TRUE);
    }
}

void
clasp_output_forget_param (ClaspSession *session, ClaspParam *param)
{
  ClaspBacklogItem *item;

  if (session->output.params == NULL)
    return;
  item = g_hash_table_lookup (session->output.params, param);
  if (item != NULL)
    free_item (&session->output, item);
}
