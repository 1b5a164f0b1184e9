/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-history.h"

#include "router/clasp-output.h"

#include <stdlib.h>

/* Design notes: a record is a message as it is told later, encoded: a SNAPSHOT of one parameter, or
 * a PUBLISH. It stands in two queues, that of its address and that of all, both oldest first. When
 * all records together are too large the oldest goes, which is also the first of its address. */

/* A keeper is a pattern somebody wants the history of. */
typedef struct
{
  ClaspPattern *pattern; /* (owned) */
  guint         depth;
  guint8        types;
  guint         n_users;  /* subscriptions; lines of the setting count as one */
  gint64        until_us; /* without users */
} Keeper;

typedef struct
{
  ClaspStr address; /* points behind the struct, in a look-up anywhere */
  guint    depth;   /* of the deepest keeper */
  GQueue   records; /* of Record (unowned) */
} Entry;

typedef struct
{
  guint64 sequence;
  Entry  *entry;
  GList   in_all, in_entry;
  guint64 revision; /* of a parameter */
  guint8  types;    /* one bit */
  guint32 size;
  guint8  bytes[];
} Record;

struct _ClaspHistory
{
  ClaspRouter *router;  /* (unowned) */
  GPtrArray   *keepers; /* (owned) of Keeper (owned) */
  GPtrArray   *lines;   /* (owned) of Keeper (owned) */
  GHashTable  *entries; /* (owned) set of Entry (owned) by address */
  GQueue       records; /* of Record (owned), all of them */
  gsize        n_bytes;
  guint64      last_sequence;
  ClaspTimer   timer;
};

#define FRAME_HEAD (CLASP_FRAME_MAX_SIZE - CLASP_FRAME_MAX_PAYLOAD)
#define KEPT_TYPES (CLASP_TYPES_PARAM | CLASP_TYPES_EVENT | CLASP_TYPES_STREAM)

static guint
entry_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Entry *) key)->address);
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Entry *) a)->address, ((const Entry *) b)->address);
}

static void
keeper_free (gpointer data)
{
  clasp_pattern_unref (((Keeper *) data)->pattern);
  g_free (data);
}

static Keeper *
keeper_new (ClaspStr pattern, guint depth, guint8 types)
{
  Keeper *self = g_new0 (Keeper, 1);

  self->pattern = clasp_pattern_new (pattern);
  self->depth = depth;
  self->types = types & KEPT_TYPES;
  return self;
}

ClaspHistory *
clasp_history_new (ClaspRouter *router)
{
  ClaspHistory *self = g_new0 (ClaspHistory, 1);

  self->router = router;
  self->keepers = g_ptr_array_new_with_free_func (keeper_free);
  self->lines = g_ptr_array_new_with_free_func (keeper_free);
  self->entries = g_hash_table_new_full (entry_hash, entry_equal, g_free, NULL);
  return self;
}

static void
drop_record (ClaspHistory *self, Record *record)
{
  g_queue_unlink (&self->records, &record->in_all);
  g_queue_unlink (&record->entry->records, &record->in_entry);
  self->n_bytes -= sizeof *record + record->size;
  if (record->entry->records.length == 0)
    g_hash_table_remove (self->entries, record->entry);
  g_free (record);
}

void
clasp_history_free (ClaspHistory *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  while (self->records.length > 0)
    drop_record (self, g_queue_peek_head (&self->records));
  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->keepers);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* --- what is kept --------------------------------------------------------------------------- */

static guint
depth_among (GPtrArray *keepers, ClaspStr address, guint8 types, guint depth)
{
  for (guint i = 0; i < keepers->len; i++)
    {
      const Keeper *keeper = keepers->pdata[i];

      if (keeper->depth > depth && (keeper->types & types) != 0 &&
          clasp_pattern_matches (keeper->pattern, address))
        depth = keeper->depth;
    }
  return depth;
}

/* 0 = nothing is to be kept of the address. */
static guint
find_depth (ClaspHistory *self, ClaspStr address, guint8 types)
{
  guint depth = depth_among (self->keepers, address, types, 0);

  depth = depth_among (self->lines, address, types, depth);
  return MIN (depth, self->router->limits.max_history);
}

static void
trim_entry (ClaspHistory *self, Entry *entry)
{
  while (entry->records.length > MAX (entry->depth, 1))
    drop_record (self, g_queue_peek_head (&entry->records));
  if (entry->depth == 0)
    drop_record (self, g_queue_peek_head (&entry->records)); /* frees the entry */
}

static void
keepers_changed (ClaspHistory *self)
{
  g_autofree gpointer *entries = NULL;
  guint                n;

  self->router->keeps_history = self->keepers->len > 0 || self->lines->len > 0;
  entries = g_hash_table_get_keys_as_array (self->entries, &n);
  for (guint i = 0; i < n; i++)
    {
      Entry *entry = entries[i];

      entry->depth = find_depth (self, entry->address, KEPT_TYPES);
      trim_entry (self, entry);
    }
}

static gboolean
is_wanted (ClaspHistory *self, ClaspStr address, guint8 types)
{
  const Entry key = { .address = address };

  return g_hash_table_contains (self->entries, &key) || find_depth (self, address, types) > 0;
}

static Entry *
ensure_entry (ClaspHistory *self, ClaspStr address, guint8 types)
{
  const Entry key = { .address = address };
  Entry      *entry = g_hash_table_lookup (self->entries, &key);

  if (entry != NULL)
    return entry;
  entry = g_malloc0 (sizeof *entry + address.length);
  memcpy (entry + 1, address.data, address.length);
  entry->address = (ClaspStr){ (char *) (entry + 1), address.length };
  entry->depth = find_depth (self, address, types);
  g_hash_table_add (self->entries, entry);
  return entry;
}

static void
keep (ClaspHistory       *self,
      ClaspStr            address,
      guint8              types,
      guint64             revision,
      const ClaspMessage *message)
{
  ClaspWriter     *writer = &self->router->reply_writer;
  ClaspCodecStatus status;
  Entry           *entry;
  Record          *record;

  if (!is_wanted (self, address, types))
    return;
  clasp_writer_reset (writer);
  if (!clasp_message_encode (writer, message, &status))
    return;

  entry = ensure_entry (self, address, types);
  record = g_malloc0 (sizeof *record + writer->length);
  record->sequence = ++self->last_sequence;
  record->entry = entry;
  record->revision = revision;
  record->types = types;
  record->size = (guint32) writer->length;
  memcpy (record->bytes, writer->data, writer->length);
  record->in_all.data = record->in_entry.data = record;
  g_queue_push_tail_link (&self->records, &record->in_all);
  g_queue_push_tail_link (&entry->records, &record->in_entry);
  self->n_bytes += sizeof *record + record->size;
  trim_entry (self, entry);
  while (self->n_bytes > self->router->limits.max_history_bytes && self->records.length > 1)
    drop_record (self, g_queue_peek_head (&self->records));
}

void
clasp_history_note_param (ClaspHistory *self, ClaspParam *param)
{
  ClaspMessage       message = { .type = CLASP_MESSAGE_SNAPSHOT };
  ClaspSnapshotParam entry = clasp_param_to_snapshot (param);

  message.snapshot.params = &entry; /* borrowed */
  message.snapshot.n_params = 1;
  keep (self, entry.address, CLASP_TYPES_PARAM, param->revision, &message);
}

/* An event that comes later than it happened says when it did. */
void
clasp_history_note_publish (ClaspHistory *self, const ClaspMessage *message)
{
  ClaspMessage dated = *message; /* borrowed */
  guint8       types = clasp_signal_to_types (message->publish.signal);

  if ((types & KEPT_TYPES) == 0)
    return;
  if (!dated.publish.has_timestamp)
    {
      dated.publish.has_timestamp = TRUE;
      dated.publish.timestamp_us = (guint64) clasp_router_unix_us (self->router);
    }
  keep (self, dated.publish.address, types, 0, &dated);
}

/* --- who wants it --------------------------------------------------------------------------- */

static gboolean
parse_line (const char *text, Keeper **keeper, const char **why)
{
  const char *blank = strrchr (text, ' ');
  char       *end = NULL;
  guint64     depth = blank != NULL ? g_ascii_strtoull (blank + 1, &end, 10) : 0;
  ClaspStr    pattern;

  *why = "expected a pattern and how many values to keep: “/fader/** 100”";
  if (depth == 0 || depth > G_MAXUINT || *end != '\0' || !g_ascii_isdigit (blank[1]))
    return FALSE;
  while (blank > text && blank[-1] == ' ')
    blank--;
  pattern = (ClaspStr){ text, (gsize) (blank - text) };
  if (!clasp_pattern_is_valid (pattern, why))
    return FALSE;
  *keeper = keeper_new (pattern, (guint) depth, CLASP_TYPES_ALL);
  return TRUE;
}

gboolean
clasp_history_check_line (const char *line, GError **error)
{
  const char *why;
  Keeper     *keeper;

  if (parse_line (line, &keeper, &why))
    {
      keeper_free (keeper);
      return TRUE;
    }
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "‘%s’: %s", line, why);
  return FALSE;
}

void
clasp_history_set_lines (ClaspHistory *self, const char *const *lines)
{
  g_ptr_array_set_size (self->lines, 0);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      const char *why;
      Keeper     *keeper;

      if (parse_line (lines[i], &keeper, &why))
        g_ptr_array_add (self->lines, keeper);
    }
  keepers_changed (self);
}

static Keeper *
find_keeper (ClaspHistory *self, const ClaspSubscription *subscription)
{
  for (guint i = 0; i < self->keepers->len; i++)
    {
      Keeper *keeper = self->keepers->pdata[i];

      if (keeper->depth == subscription->history &&
          keeper->types == (subscription->types & KEPT_TYPES) &&
          clasp_str_equal (clasp_pattern_get_text (keeper->pattern),
                           clasp_pattern_get_text (subscription->pattern)))
        return keeper;
    }
  return NULL;
}

static void
grace_cb (gpointer user_data)
{
  ClaspHistory *self = user_data;
  gint64        now_us = clasp_clock_now_us (self->router->clock);
  gint64        next_us = G_MAXINT64;

  for (guint i = self->keepers->len; i > 0; i--)
    {
      Keeper *keeper = self->keepers->pdata[i - 1];

      if (keeper->n_users > 0)
        continue;
      if (keeper->until_us <= now_us)
        g_ptr_array_remove_index (self->keepers, i - 1);
      else
        next_us = MIN (next_us, keeper->until_us);
    }
  keepers_changed (self);
  if (next_us != G_MAXINT64)
    clasp_timers_set (self->router->timers, &self->timer, next_us, grace_cb, self);
}

void
clasp_history_unsubscribe (ClaspHistory *self, ClaspSubscription *subscription)
{
  Keeper *keeper = find_keeper (self, subscription);

  if (keeper == NULL || --keeper->n_users > 0)
    return;
  keeper->until_us = clasp_clock_now_us (self->router->clock) + CLASP_HISTORY_GRACE_US;
  if (!clasp_timer_is_pending (&self->timer))
    clasp_timers_set (self->router->timers, &self->timer, keeper->until_us, grace_cb, self);
}

/* --- telling -------------------------------------------------------------------------------- */

/* The newest value of a parameter comes with the snapshot. */
static gboolean
is_current (ClaspHistory *self, const Record *record)
{
  ClaspParam *param;

  if ((record->types & CLASP_TYPES_PARAM) == 0)
    return FALSE;
  param = clasp_store_lookup (self->router->store, record->entry->address);
  return param != NULL && param->revision == record->revision;
}

static void
collect_entry (ClaspHistory            *self,
               const ClaspSubscription *subscription,
               Entry                   *entry,
               GPtrArray               *found)
{
  guint n = 0;

  if (!clasp_pattern_matches (subscription->pattern, entry->address))
    return;
  for (GList *link = entry->records.tail; link != NULL && n < subscription->history;
       link = link->prev)
    {
      Record *record = link->data;

      if ((record->types & subscription->types) == 0)
        continue;
      n++;
      if (!is_current (self, record))
        g_ptr_array_add (found, record);
    }
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const Record *x = *(Record *const *) a;
  const Record *y = *(Record *const *) b;

  return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* Copies, since what is told may make the session do anything. At most half of a queue: the oldest
 * is left out. */
static GPtrArray *
collect (ClaspHistory *self, const ClaspSubscription *subscription)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  GPtrArray            *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize                 room = self->router->limits.max_queue_bytes / 2;
  GHashTableIter        iter;
  Entry                *entry;
  guint                 first;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, (gpointer *) &entry, NULL))
    collect_entry (self, subscription, entry, found);
  if (found->len > 1)
    qsort (found->pdata, found->len, sizeof (gpointer), compare_records);

  for (first = found->len; first > 0; first--)
    {
      gsize size = ((Record *) found->pdata[first - 1])->size + FRAME_HEAD;

      if (size > room)
        break;
      room -= size;
    }
  for (guint i = first; i < found->len; i++)
    {
      const Record *record = found->pdata[i];

      g_ptr_array_add (copies, g_bytes_new (record->bytes, record->size));
    }
  return copies;
}

static void
tell_local (ClaspSession *session, const ClaspMessage *message)
{
  ClaspMessage set = { .type = CLASP_MESSAGE_SET };

  if (message->type == CLASP_MESSAGE_SNAPSHOT)
    {
      set.set.address = message->snapshot.params[0].address;
      set.set.value = message->snapshot.params[0].value; /* borrowed */
      set.set.has_revision = TRUE;
      set.set.revision = message->snapshot.params[0].revision;
      message = &set;
    }
  session->router->stats.n_delivered++;
  session->deliver (session,
                    &(ClaspDelivery){
                      .message = message,
                      .received_us = clasp_router_now_us (session->router),
                      .is_snapshot = TRUE,
                    },
                    session->user_data);
}

static void
tell_remote (ClaspSession *session, const ClaspMessage *message)
{
  ClaspWriter     *writer = &session->router->reply_writer;
  ClaspCodecStatus status;

  clasp_writer_reset (writer);
  if (clasp_frame_encode_default (writer, message, &status))
    clasp_output_reply (session, writer->data, writer->length);
}

static void
tell (ClaspSubscription *subscription, GBytes *bytes)
{
  g_auto (ClaspMessage) message = { 0 };
  ClaspSession         *session = subscription->session;
  gsize                 size;
  const guint8         *data = g_bytes_get_data (bytes, &size);
  ClaspCodecStatus      status;

  if (!clasp_message_decode (data, size, &message, &status))
    return;
  if (session->is_remote)
    tell_remote (session, &message);
  else
    tell_local (session, &message);
}

static void
start_keeping (ClaspHistory *self, ClaspSubscription *subscription)
{
  Keeper *keeper = find_keeper (self, subscription);

  if (keeper != NULL)
    {
      keeper->n_users++;
      return;
    }
  if (self->keepers->len >= CLASP_HISTORY_MAX_KEEPERS)
    return;
  keeper = keeper_new (clasp_pattern_get_text (subscription->pattern), subscription->history,
                       subscription->types);
  keeper->n_users = 1;
  g_ptr_array_add (self->keepers, keeper);
  keepers_changed (self);
}

static void
keep_unless_known (ClaspHistory *self, ClaspParam *param)
{
  const Entry key = { .address = clasp_param_get_address (param) };

  if (!g_hash_table_contains (self->entries, &key))
    clasp_history_note_param (self, param);
}

/* What is worth something now is the first value of the history that begins. */
static void
keep_current (ClaspHistory *self, const ClaspSubscription *subscription)
{
  ClaspStore *store = self->router->store;
  ClaspParam *exact;

  if (clasp_pattern_is_exact (subscription->pattern))
    {
      exact = clasp_store_lookup (store, clasp_pattern_get_text (subscription->pattern));
      if (exact != NULL)
        keep_unless_known (self, exact);
      return;
    }
  for (guint place = 0; place < clasp_store_get_n_places (store); place++)
    {
      ClaspParam *param = clasp_store_get_at (store, place);

      if (param != NULL &&
          clasp_pattern_matches (subscription->pattern, clasp_param_get_address (param)))
        keep_unless_known (self, param);
    }
}

void
clasp_history_subscribe (ClaspHistory *self, ClaspSubscription *subscription)
{
  ClaspSession         *session = subscription->session;
  g_autoptr (GPtrArray) told = collect (self, subscription);

  start_keeping (self, subscription);
  if ((subscription->types & CLASP_TYPES_PARAM) != 0)
    keep_current (self, subscription);
  for (guint i = 0; i < told->len; i++)
    {
      if (subscription->is_removed || session->state == CLASP_SESSION_GONE)
        return;
      tell (subscription, told->pdata[i]);
    }
}
