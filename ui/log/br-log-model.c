/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-model.h"

#define REFRESH_MS 250

struct _BrLogModel
{
  GObject       parent_instance;
  ClaspLogbook *book; /* (unowned) */
  guint         max_items;
  GPtrArray    *items;     /* (owned) (element-type BrLogItem), oldest first */
  GHashTable   *by_number; /* (owned) number → BrLogItem (unowned) */
  guint64       serial;
  guint         n_unread;
  guint         timeout;
};

static guint refreshed_signal;

static void br_log_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrLogModel,
                               br_log_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_log_model_list_init))

/* --- the list, newest first --- */

static GType
get_item_type (GListModel *model)
{
  return BR_TYPE_LOG_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return BR_LOG_MODEL (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *items = BR_LOG_MODEL (model)->items;

  return position < items->len ? g_object_ref (g_ptr_array_index (items, items->len - 1 - position))
                               : NULL;
}

static void
br_log_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- news --- */

typedef struct
{
  BrLogModel *model;
  GPtrArray  *added; /* (element-type BrLogItem) */
} News;

/* It was said again, so it will be the newest; the caller takes over the model's reference. What is looked for is
 * most often near the end. */
static void
take_out (BrLogModel *self, BrLogItem *item)
{
  for (guint i = self->items->len; i > 0; i--)
    if (g_ptr_array_index (self->items, i - 1) == item)
      {
        g_ptr_array_steal_index (self->items, i - 1);
        g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - (i - 1), 1, 0);
        return;
      }
}

static void
entry_cb (const ClaspLogEntry *entry, gpointer user_data)
{
  News      *news = user_data;
  BrLogItem *item =
    g_hash_table_lookup (news->model->by_number, GSIZE_TO_POINTER (entry->number));

  if (entry->level != CLASP_LOG_INFO)
    news->model->n_unread++;
  if (item == NULL)
    item = br_log_item_new (entry);
  else
    {
      br_log_item_update (item, entry);
      take_out (news->model, item);
    }
  g_ptr_array_add (news->added, item);
}

static int
compare_last (gconstpointer a, gconstpointer b)
{
  gint64 first = br_log_item_get_last_us (*(BrLogItem *const *) a), second = br_log_item_get_last_us (*(BrLogItem *const *) b);

  return first < second ? -1 : first > second;
}

static void
remove_oldest (BrLogModel *self)
{
  guint n_over = self->items->len > self->max_items ? self->items->len - self->max_items : 0;

  if (n_over == 0)
    return;
  for (guint i = 0; i < n_over; i++)
    {
      BrLogItem *item = g_ptr_array_index (self->items, i);

      g_hash_table_remove (self->by_number, GSIZE_TO_POINTER (br_log_item_get_number (item)));
    }
  g_ptr_array_remove_range (self->items, 0, n_over);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len, n_over, 0);
}

/* Takes over the items. */
static void
append (BrLogModel *self, GPtrArray *added)
{
  for (guint i = 0; i < added->len; i++)
    {
      BrLogItem *item = g_ptr_array_index (added, i);

      g_ptr_array_add (self->items, item);
      g_hash_table_insert (self->by_number, GSIZE_TO_POINTER (br_log_item_get_number (item)), item);
    }
  if (added->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, added->len);
}

static void
refresh (BrLogModel *self)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  News                  news = { self, added };

  self->serial = clasp_logbook_foreach_since (self->book, self->serial, entry_cb, &news);
  g_ptr_array_sort (added, compare_last);
  append (self, added);
  remove_oldest (self);
  g_signal_emit (self, refreshed_signal, 0);
}

static gboolean
refresh_cb (gpointer user_data)
{
  BrLogModel *self = user_data;

  self->timeout = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

static void
noted_cb (gpointer user_data)
{
  BrLogModel *self = user_data;

  if (self->timeout == 0)
    self->timeout = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

/* --- from outside --- */

BrLogModel *
br_log_model_new (ClaspLogbook *book, guint max_items)
{
  BrLogModel *self = g_object_new (BR_TYPE_LOG_MODEL, NULL);

  self->book = book;
  self->max_items = max_items;
  clasp_logbook_watch (book, noted_cb, self);
  refresh (self);
  return self;
}

guint
br_log_model_get_n_unread (BrLogModel *self)
{
  return self->n_unread;
}

void
br_log_model_set_read (BrLogModel *self)
{
  self->n_unread = 0;
}

static void
br_log_model_finalize (GObject *object)
{
  BrLogModel *self = BR_LOG_MODEL (object);

  clasp_logbook_watch (self->book, NULL, NULL);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_hash_table_unref (self->by_number);
  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (br_log_model_parent_class)->finalize (object);
}

static void
br_log_model_class_init (BrLogModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_log_model_finalize;
  refreshed_signal = g_signal_new ("refreshed", BR_TYPE_LOG_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
br_log_model_init (BrLogModel *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_number = g_hash_table_new (NULL, NULL);
}
