/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-timelines-private.h"

#include "router/clasp-fanout.h"

/* Design notes: one entry for each address. It is in one of five phases; what happens to it at a
 * time (it starts, ends, is forgotten) is its deadline, and all deadlines are in one tree, so that
 * ends are exact and nothing is asked of timelines that wait. Only those that play are walked, once
 * a frame. One timer serves both (clasp-timelines-play.c).
 *
 * A timeline writes like anybody else: through the rules of parameters, to all subscribers. It does
 * not overwrite what a session other than its publisher has locked. Whoever writes the parameter
 * while it plays wins: the timeline stops, which its subscribers are told. */

/* What `state` and `position` for late joiners add to the message. */
#define JOIN_RESERVE 64

static guint
entry_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const ClaspTimelineEntry *) key)->address);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const ClaspTimelineEntry *) a)->address,
                          ((const ClaspTimelineEntry *) b)->address);
}

static void
entry_free (gpointer data)
{
  ClaspTimelineEntry *self = data;

  clasp_timeline_player_clear (&self->player);
  g_free (self->bytes);
  g_free (self);
}

ClaspTimelines *
clasp_timelines_new (ClaspRouter *router)
{
  ClaspTimelines *self = g_new0 (ClaspTimelines, 1);

  self->router = router;
  self->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  self->deadlines = g_tree_new_with_data (clasp_timelines_compare, NULL);
  self->playing = g_ptr_array_new ();
  return self;
}

void
clasp_timelines_free (ClaspTimelines *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  clasp_timers_cancel (self->router->timers, &self->cursor_timer);
  clasp_timelines_clear_cursors (self);
  g_tree_unref (self->deadlines);
  g_ptr_array_unref (self->playing);
  g_hash_table_unref (self->entries);
  g_free (self);
}

ClaspTimelineEntry *
clasp_timelines_lookup (ClaspTimelines *self, ClaspStr address)
{
  const ClaspTimelineEntry key = { .address = address };

  return g_hash_table_lookup (self->entries, &key);
}

/* ---- room ---- */

void
clasp_timelines_forget (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  clasp_timelines_detach (self, entry);
  clasp_timelines_skip (self, entry);
  if (entry->previous != NULL)
    entry->previous->next = entry->next;
  else
    self->first = entry->next;
  if (entry->next != NULL)
    entry->next->previous = entry->previous;
  else
    self->last = entry->previous;
  self->n_bytes -= entry->size;
  g_hash_table_remove (self->entries, entry);
}

static gboolean
has_room (ClaspTimelines *self, guint n_new, gsize n_bytes)
{
  const ClaspRouterLimits *limits = &self->router->limits;

  return g_hash_table_size (self->entries) + n_new <= limits->max_timelines &&
         self->n_bytes + n_bytes <= limits->max_timeline_bytes;
}

/* Those that have ended go before anything is refused. */
gboolean
clasp_timelines_make_room (ClaspTimelines *self, guint n_new, gsize n_bytes, ClaspRefusal *refusal)
{
  while (!has_room (self, n_new, n_bytes))
    {
      if (self->ended.head == NULL)
        {
          refusal->code = CLASP_CODE_OVERFLOW;
          g_snprintf (refusal->text, sizeof refusal->text,
                      "The router is full: %u timelines with %" G_GSIZE_FORMAT " KiB are playing",
                      g_hash_table_size (self->entries), self->n_bytes / 1024);
          return FALSE;
        }
      clasp_timelines_forget (self, self->ended.head->data);
    }
  return TRUE;
}

/* ---- keyframes ---- */

/* As it is forwarded and kept: with the start that counts. */
static ClaspMessage
with_start (const ClaspMessage *message, gint64 start_us)
{
  const ClaspMapEntry start = { CLASP_STR_LITERAL ("start_time"), clasp_value_int (start_us) };
  ClaspMessage        filled = *message; /* the value is replaced, the rest borrowed */

  filled.publish.value = clasp_timeline_map_put (&message->publish.value, &start, 1);
  return filled;
}

gboolean
clasp_timelines_encode (ClaspTimelines *self, const ClaspMessage *message, ClaspRefusal *refusal)
{
  ClaspWriter     *writer = &self->router->reply_writer;
  ClaspCodecStatus status;

  clasp_writer_reset (writer);
  if (clasp_message_encode (writer, message, &status) &&
      writer->length + JOIN_RESERVE <= CLASP_FRAME_MAX_PAYLOAD)
    return TRUE;
  refusal->code = CLASP_CODE_INVALID_VALUE;
  g_strlcpy (refusal->text, "InvalidValue: timeline: too large to be sent to others in one frame",
             sizeof refusal->text);
  return FALSE;
}

static void
append (ClaspTimelines *self, ClaspTimelineEntry *entry)
{
  entry->sequence = ++self->last_sequence;
  entry->previous = self->last;
  if (self->last != NULL)
    self->last->next = entry;
  else
    self->first = entry;
  self->last = entry;
  self->n_bytes += entry->size;
  g_hash_table_add (self->entries, entry);
}

ClaspTimelineEntry *
clasp_timelines_store (ClaspTimelines           *self,
                       guint64                   owner,
                       ClaspStr                  address,
                       const ClaspTimelineOrder *order,
                       gint64                    start_us)
{
  const ClaspWriter  *writer = &self->router->reply_writer;
  ClaspTimelineEntry *entry = g_malloc0 (sizeof *entry + address.length);

  memcpy (entry + 1, address.data, address.length);
  entry->address = (ClaspStr){ (char *) (entry + 1), address.length };
  entry->owner = owner;
  entry->deadline_us = G_MAXINT64;
  entry->ended.data = entry;
  entry->bytes = g_memdup2 (writer->data, writer->length);
  entry->size = writer->length;
  clasp_timeline_player_init (&entry->player, order->timeline, start_us);
  append (self, entry);
  return entry;
}

static gboolean
take_timeline (ClaspTimelines           *self,
               const ClaspInbound       *inbound,
               const ClaspMessage       *message,
               const ClaspTimelineOrder *order,
               gint64                    now_us,
               ClaspRefusal             *refusal)
{
  gint64              start_us = order->start_us >= 0 ? order->start_us : now_us;
  ClaspMessage        forwarded = with_start (message, start_us);
  ClaspTimelineEntry *old = clasp_timelines_lookup (self, message->publish.address);
  gsize               old_size = old != NULL ? old->size : 0;
  gsize               size;
  gboolean            is_taken = clasp_timelines_encode (self, &forwarded, refusal);

  size = self->router->reply_writer.length;
  if (is_taken && (size > old_size || old == NULL))
    is_taken =
      clasp_timelines_make_room (self, old == NULL ? 1 : 0, size - MIN (size, old_size), refusal);
  if (is_taken)
    {
      /* making room may have forgotten it */
      old = clasp_timelines_lookup (self, message->publish.address);
      if (old != NULL)
        clasp_timelines_forget (self, old);
      old = clasp_timelines_store (self, inbound->session != NULL ? inbound->session->number : 0,
                                   message->publish.address, order, start_us);
      clasp_fanout_publish (self->router, inbound, &forwarded);
      clasp_timelines_begin (self, old, now_us);
    }
  clasp_value_clear (&forwarded.publish.value);
  return is_taken;
}

/* ---- actions ---- */

/* Everybody is told where it was when the action took effect, and what that makes of its start. */
static void
forward_action (ClaspTimelines           *self,
                const ClaspInbound       *inbound,
                const ClaspMessage       *message,
                const ClaspTimelineEntry *entry,
                gint64                    now_us)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("position"),
      clasp_value_int (clasp_timeline_player_get_position_us (&entry->player, now_us)) },
    { CLASP_STR_LITERAL ("start_time"), clasp_value_int (MAX (entry->player.start_us, 0)) },
  };
  ClaspMessage forwarded = *message;

  forwarded.publish.value =
    clasp_timeline_map_put (&message->publish.value, entries, G_N_ELEMENTS (entries));
  clasp_fanout_publish (self->router, inbound, &forwarded);
  clasp_value_clear (&forwarded.publish.value);
}

static gboolean
has_ended (const ClaspTimelineEntry *entry)
{
  return entry->phase == CLASP_TIMELINE_PHASE_FINISHED ||
         entry->phase == CLASP_TIMELINE_PHASE_STOPPED;
}

static void
seek (ClaspTimelines *self, ClaspTimelineEntry *entry, gint64 position_us, gint64 now_us)
{
  gboolean is_paused = entry->phase == CLASP_TIMELINE_PHASE_PAUSED;

  if (entry->phase == CLASP_TIMELINE_PHASE_STOPPED)
    entry->player.state = CLASP_TIMELINE_PLAYING;
  clasp_timeline_player_seek (&entry->player, now_us, position_us);
  if (is_paused)
    {
      clasp_timelines_write (self, entry, now_us);
      clasp_timelines_detach (self, entry); /* still nobody's but the hand's */
      return;
    }
  clasp_timelines_detach (self, entry);
  clasp_timelines_begin (self, entry, now_us);
}

static void
act (ClaspTimelines           *self,
     ClaspTimelineEntry       *entry,
     const ClaspTimelineOrder *order,
     gint64                    now_us)
{
  switch (order->action)
    {
    case CLASP_TIMELINE_PAUSE:
      if (entry->phase != CLASP_TIMELINE_PHASE_PAUSED)
        clasp_timelines_pause (self, entry, now_us);
      break;
    case CLASP_TIMELINE_RESUME:
      if (entry->phase != CLASP_TIMELINE_PHASE_PAUSED)
        break;
      clasp_timeline_player_resume (&entry->player, now_us);
      clasp_timelines_begin (self, entry, now_us);
      break;
    case CLASP_TIMELINE_STOP:
      if (entry->phase == CLASP_TIMELINE_PHASE_PLAYING)
        clasp_timelines_write (self, entry, now_us);
      clasp_timelines_end (self, entry, CLASP_TIMELINE_PHASE_STOPPED, now_us);
      break;
    case CLASP_TIMELINE_SEEK:
      seek (self, entry, order->position_us, now_us);
      break;
    }
}

static gboolean
check_action (const ClaspTimelineEntry *entry,
              const ClaspTimelineOrder *order,
              ClaspRefusal             *refusal)
{
  if (entry == NULL)
    {
      refusal->code = CLASP_CODE_NO_ADDRESS;
      g_snprintf (refusal->text, sizeof refusal->text, "AddressNotFound: no timeline to %s here",
                  clasp_timeline_action_to_string (order->action));
      return FALSE;
    }
  if (!has_ended (entry) || order->action == CLASP_TIMELINE_SEEK)
    return TRUE;
  refusal->code = CLASP_CODE_INVALID_VALUE;
  g_snprintf (refusal->text, sizeof refusal->text,
              "InvalidValue: timeline: cannot %s, it has ended; seek, or publish it again",
              clasp_timeline_action_to_string (order->action));
  return FALSE;
}

static gboolean
take_action (ClaspTimelines           *self,
             const ClaspInbound       *inbound,
             const ClaspMessage       *message,
             const ClaspTimelineOrder *order,
             gint64                    now_us,
             ClaspRefusal             *refusal)
{
  ClaspTimelineEntry *entry = clasp_timelines_lookup (self, message->publish.address);

  if (!check_action (entry, order, refusal))
    return FALSE;
  act (self, entry, order, now_us);
  forward_action (self, inbound, message, entry, now_us);
  return TRUE;
}

/* ---- in ---- */

static gboolean
is_map (const ClaspPublish *publish)
{
  return publish->has_value && publish->value.type == CLASP_VALUE_MAP;
}

gboolean
clasp_timelines_check (ClaspTimelines     *self,
                       const ClaspPublish *publish,
                       guint              *n_new,
                       ClaspRefusal       *refusal)
{
  ClaspTimelineOrder order;

  if (!is_map (publish))
    return TRUE;
  if (!clasp_timeline_order_read (&order, self->router, publish, refusal))
    return FALSE;
  if (order.timeline != NULL && clasp_timelines_lookup (self, publish->address) == NULL)
    ++*n_new;
  clasp_timeline_order_clear (&order);
  return clasp_timelines_make_room (self, *n_new, 0, refusal);
}

gboolean
clasp_timelines_publish (ClaspTimelines     *self,
                         const ClaspInbound *inbound,
                         const ClaspMessage *message)
{
  const ClaspPublish *publish = &message->publish;
  ClaspTimelineOrder  order;
  ClaspRefusal        refusal;
  gboolean            is_taken;
  gint64              now_us;

  if (!is_map (publish))
    {
      /* what programs send that do not know of the map: others may (wire.md 10) */
      clasp_fanout_publish (self->router, inbound, message);
      return TRUE;
    }

  now_us = clasp_timelines_catch_up (self);
  is_taken = clasp_timeline_order_read (&order, self->router, publish, &refusal);
  if (is_taken && order.timeline != NULL)
    is_taken = take_timeline (self, inbound, message, &order, now_us, &refusal);
  else if (is_taken)
    is_taken = take_action (self, inbound, message, &order, now_us, &refusal);
  clasp_timeline_order_clear (&order);
  clasp_timelines_arm (self);
  if (is_taken)
    clasp_timelines_note (self, publish->address);
  else
    clasp_reply_refusal (self->router, inbound, &refusal, publish->address);
  return is_taken;
}

guint
clasp_timelines_get_n_playing (ClaspTimelines *self)
{
  return self->playing->len;
}

/* Messages keep the time of the first of their chain. */
static gboolean
is_answer (const ClaspTimelineEntry *entry, const ClaspInbound *inbound)
{
  return inbound->hops > 0 && inbound->received_us == entry->written_us;
}

void
clasp_timelines_override (ClaspTimelines *self, const ClaspInbound *inbound, ClaspParam *param)
{
  const ClaspInbound  own = { .received_us = inbound->received_us };
  ClaspTimelineEntry *entry = clasp_timelines_lookup (self, clasp_param_get_address (param));
  ClaspMapEntry       action = { .key = CLASP_STR_LITERAL ("action") };
  ClaspMessage        message = { .type = CLASP_MESSAGE_PUBLISH };
  gint64              now_us = clasp_timelines_unix_us (self);

  if (is_answer (entry, inbound))
    return;
  message.publish.address = entry->address;
  message.publish.signal = CLASP_SIGNAL_TIMELINE;
  message.publish.has_value = TRUE;
  action.value =
    clasp_value_string (clasp_str (clasp_timeline_action_to_string (CLASP_TIMELINE_STOP)));
  message.publish.value = clasp_value_map (&action, 1);
  forward_action (self, &own, &message, entry, now_us);
  clasp_timelines_end (self, entry, CLASP_TIMELINE_PHASE_STOPPED, now_us);
  clasp_timelines_arm (self);
  clasp_value_clear (&message.publish.value);
}

void
clasp_timelines_forget_param (ClaspTimelines *self, ClaspParam *param)
{
  ClaspTimelineEntry *entry = clasp_timelines_lookup (self, clasp_param_get_address (param));

  param->is_played = FALSE;
  entry->param = NULL; /* the next value makes a new one */
}
