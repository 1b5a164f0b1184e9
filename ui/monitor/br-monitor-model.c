/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-model.h"

#include "monitor/br-record-ring.h"

/* Design notes: records are numbered as they come. "Shown" is a second ring, of numbers: the records that
 * pass the filter. Dropping the oldest record drops at most the first of the shown. The list hears of what
 * came and went when it is told to look, which is dear, not when it comes, which is cheap and often. */

#define N_LENT 16 /* records that are given out at a time */

struct _BrMonitorItem
{
  GObject     parent_instance;
  guint64     number;
  GHashTable *alive; /* (owned) (nullable) of the model: finds this item again */
  BrMonitorState *state; /* (owned) (nullable) of an address */
};

G_DEFINE_FINAL_TYPE (BrMonitorItem, br_monitor_item, G_TYPE_OBJECT)

struct _BrMonitorModel
{
  GObject parent_instance;

  guint                capacity;
  BrRecordRing        *records; /* (owned) */
  guint64              first, next;
  ClaspMonitorRecord   lent[N_LENT]; /* the last that were asked for */
  guint                n_lent;
  guint64             *shown; /* (owned) a ring of numbers */
  guint                shown_start, n_shown;
  gboolean             paused;
  guint64              seen_end; /* the first number that the list has not looked at */
  guint64              n_refused;
  BrMonitorFilter     *filter;  /* (owned) */
  BrMonitorContext    *context; /* (owned) */
  GHashTable          *names; /* (owned) origin to name */
  GHashTable          *alive; /* (owned) number to item, not owned */
  BrMonitorNameFunc    name_func;
  gpointer             name_data;
  BrMonitorRateFunc    rate_func;
  gpointer             rate_data;
};

static void br_monitor_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrMonitorModel,
                               br_monitor_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_monitor_model_list_init))

/* --- items -------------------------------------------------------------------------------------- */

guint64
br_monitor_item_get_number (BrMonitorItem *self)
{
  return self->number;
}

static void
br_monitor_item_finalize (GObject *object)
{
  BrMonitorItem *self = BR_MONITOR_ITEM (object);

  if (self->alive != NULL && g_hash_table_lookup (self->alive, &self->number) == self)
    g_hash_table_remove (self->alive, &self->number);
  g_clear_pointer (&self->alive, g_hash_table_unref);
  g_free (self->state);

  G_OBJECT_CLASS (br_monitor_item_parent_class)->finalize (object);
}

BrMonitorItem *
br_monitor_item_new_state (void)
{
  BrMonitorItem *self = g_object_new (BR_TYPE_MONITOR_ITEM, NULL);

  self->state = g_new0 (BrMonitorState, 1);

  return self;
}

BrMonitorState *
br_monitor_item_get_state (BrMonitorItem *self)
{
  return self->state;
}

static void
br_monitor_item_class_init (BrMonitorItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_monitor_item_finalize;
}

static void
br_monitor_item_init (BrMonitorItem *self)
{
}

/* --- list --------------------------------------------------------------------------------------- */

static guint64 *
shown_at (BrMonitorModel *self,
          guint           position)
{
  return &self->shown[((guint64) self->shown_start + position) % self->capacity];
}

static GType
br_monitor_model_get_item_type (GListModel *list)
{
  return BR_TYPE_MONITOR_ITEM;
}

static guint
br_monitor_model_get_n_items (GListModel *list)
{
  return BR_MONITOR_MODEL (list)->n_shown;
}

static gpointer
br_monitor_model_get_item (GListModel *list,
                           guint       position)
{
  BrMonitorModel *self = BR_MONITOR_MODEL (list);
  BrMonitorItem  *item;
  guint64         number;

  if (position >= self->n_shown)
    return NULL;

  number = *shown_at (self, position);
  item = g_hash_table_lookup (self->alive, &number);
  if (item != NULL)
    return g_object_ref (item);

  item = g_object_new (BR_TYPE_MONITOR_ITEM, NULL);
  item->number = number;
  item->alive = g_hash_table_ref (self->alive);
  g_hash_table_insert (self->alive, &item->number, item);

  return item;
}

static void
br_monitor_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = br_monitor_model_get_item_type;
  iface->get_n_items = br_monitor_model_get_n_items;
  iface->get_item = br_monitor_model_get_item;
}

/* --- the ring ----------------------------------------------------------------------------------- */

const ClaspMonitorRecord *
br_monitor_model_get_record (BrMonitorModel *self,
                             guint64         number)
{
  ClaspMonitorRecord *record = &self->lent[self->n_lent++ % N_LENT];

  return number >= self->first && br_record_ring_read (self->records, number, record) ? record : NULL;
}

const ClaspMonitorRecord *
br_monitor_model_get_item_record (BrMonitorModel *self,
                                  BrMonitorItem  *item)
{
  return item->state != NULL ? &item->state->record : br_monitor_model_get_record (self, item->number);
}

void
br_monitor_model_get_bounds (BrMonitorModel *self,
                             guint64        *first,
                             guint64        *end)
{
  *first = self->first;
  *end = self->next;
}

const char *
br_monitor_model_get_name (BrMonitorModel *self,
                           guint64         origin)
{
  const char *known = g_hash_table_lookup (self->names, &origin);
  char       *name;

  if (known != NULL || self->name_func == NULL)
    return known;

  name = self->name_func (origin, self->name_data);
  if (name != NULL)
    g_hash_table_insert (self->names, g_memdup2 (&origin, sizeof origin), name);

  return name;
}

static gboolean
br_monitor_model_passes (BrMonitorModel           *self,
                         const ClaspMonitorRecord *record)
{
  double rate = 0;

  if (!br_monitor_filter_hides_any (self->filter))
    return TRUE;

  if (self->rate_func != NULL && br_monitor_filter_asks_rate (self->filter))
    rate = self->rate_func (record->address, self->rate_data);
  return br_monitor_filter_passes (self->filter,
                                   self->context,
                                   record,
                                   br_monitor_model_get_name (self, record->origin),
                                   rate,
                                   BR_MONITOR_NO_AGE);
}

/* Shows those of [@from, @to) that pass; returns how many. Emits nothing. */
static guint
br_monitor_model_show (BrMonitorModel *self,
                       guint64         from,
                       guint64         to)
{
  guint n_before = self->n_shown;

  for (guint64 number = from; number < to; number++)
    if (br_monitor_model_passes (self, br_monitor_model_get_record (self, number)))
      *shown_at (self, self->n_shown++) = number;

  return self->n_shown - n_before;
}

/* Takes those off the list whose records gave way. */
static void
br_monitor_model_drop (BrMonitorModel *self)
{
  guint n_hidden = 0;

  while (n_hidden < self->n_shown && *shown_at (self, n_hidden) < self->first)
    n_hidden++;
  if (n_hidden == 0)
    return;

  self->shown_start = (self->shown_start + n_hidden) % self->capacity;
  self->n_shown -= n_hidden;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_hidden, 0);
}

/**
 * br_monitor_model_keep:
 * @self: a model
 * @records: (array length=n_records): new ones, oldest first
 * @n_records: how many
 *
 * Takes in copies. The list has them after br_monitor_model_look (); a row whose record gave way for them has
 * none until then.
 */
void
br_monitor_model_keep (BrMonitorModel           *self,
                       const ClaspMonitorRecord *records,
                       guint                     n_records)
{
  if (self->paused)
    {
      guint n = MIN (n_records, self->capacity / 2 - br_monitor_model_get_n_behind (self));

      self->n_refused += n_records - n;
      n_records = n;
    }
  for (guint i = 0; i < n_records; i++)
    br_record_ring_append (self->records, &records[i]);
  self->next += n_records;
  if (self->next - self->first > self->capacity)
    self->first = self->next - self->capacity;
}

/**
 * br_monitor_model_look:
 * @self: a model
 *
 * The list takes what came; while paused it only loses what gave way. Emits at most two changes.
 */
void
br_monitor_model_look (BrMonitorModel *self)
{
  guint64 from;
  guint   n_before, n_added;

  br_monitor_model_drop (self);
  if (self->paused)
    return;

  from = MAX (self->seen_end, self->first);
  self->seen_end = self->next;
  n_before = self->n_shown;
  n_added = br_monitor_model_show (self, from, self->next);
  if (n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, n_added);
}

void
br_monitor_model_clear (BrMonitorModel *self)
{
  guint n_hidden = self->n_shown;

  self->first = self->seen_end = self->next;
  self->shown_start = self->n_shown = 0;
  self->n_refused = 0;
  br_record_ring_clear (self->records);
  if (n_hidden > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_hidden, 0);
}

/* --- what is shown ------------------------------------------------------------------------------ */

/**
 * br_monitor_model_refilter:
 * @self: a model whose filter or context changed
 *
 * Goes through all records once; the list changes as a whole.
 */
void
br_monitor_model_refilter (BrMonitorModel *self)
{
  guint n_hidden = self->n_shown;
  guint n_added;

  self->shown_start = self->n_shown = 0;
  if (!self->paused)
    self->seen_end = self->next;
  n_added = br_monitor_model_show (self, self->first, self->seen_end);
  if (n_hidden > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_hidden, n_added);
}

/**
 * br_monitor_model_set_filter:
 * @self: a model
 * @text: what a person typed; empty = all pass
 *
 * Changes the words of its filter.
 */
void
br_monitor_model_set_filter (BrMonitorModel *self,
                             const char     *text)
{
  br_monitor_filter_set_text (self->filter, text);
  br_monitor_model_refilter (self);
}

gboolean
br_monitor_model_is_filtered (BrMonitorModel *self)
{
  return br_monitor_filter_hides_any (self->filter);
}

BrMonitorFilter *
br_monitor_model_get_filter (BrMonitorModel *self)
{
  return self->filter;
}

void
br_monitor_model_set_context (BrMonitorModel   *self,
                              BrMonitorContext *context)
{
  br_monitor_context_free (self->context);
  self->context = context;
}

BrMonitorContext *
br_monitor_model_get_context (BrMonitorModel *self)
{
  return self->context;
}

/**
 * br_monitor_model_set_paused:
 * @self: a model
 * @paused: whether the list shall stand still
 *
 * The list still loses its oldest rows when the ring is full and needs room for those that wait, but
 * never its newest half. Going on shows all that waited.
 */
void
br_monitor_model_set_paused (BrMonitorModel *self,
                             gboolean        paused)
{
  if (self->paused == paused)
    return;

  /* What came by now is before the pause. */
  if (paused)
    br_monitor_model_look (self);
  self->paused = paused;
  if (!paused)
    br_monitor_model_look (self);
}

gboolean
br_monitor_model_get_paused (BrMonitorModel *self)
{
  return self->paused;
}

guint
br_monitor_model_get_n_records (BrMonitorModel *self)
{
  return (guint) (self->next - self->first);
}

guint
br_monitor_model_get_n_behind (BrMonitorModel *self)
{
  return self->paused ? (guint) (self->next - self->seen_end) : 0;
}

guint64
br_monitor_model_get_n_refused (BrMonitorModel *self)
{
  return self->n_refused;
}

/* --- life --------------------------------------------------------------------------------------- */

void
br_monitor_model_set_names (BrMonitorModel   *self,
                            BrMonitorNameFunc func,
                            gpointer          user_data)
{
  self->name_func = func;
  self->name_data = user_data;
  br_monitor_model_forget_names (self);
}

void
br_monitor_model_set_rates (BrMonitorModel   *self,
                            BrMonitorRateFunc func,
                            gpointer          user_data)
{
  self->rate_func = func;
  self->rate_data = user_data;
}

void
br_monitor_model_forget_names (BrMonitorModel *self)
{
  g_hash_table_remove_all (self->names);
}

static void
br_monitor_model_finalize (GObject *object)
{
  BrMonitorModel *self = BR_MONITOR_MODEL (object);

  br_record_ring_free (self->records);
  g_free (self->shown);
  br_monitor_filter_free (self->filter);
  br_monitor_context_free (self->context);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->alive);

  G_OBJECT_CLASS (br_monitor_model_parent_class)->finalize (object);
}

static void
br_monitor_model_class_init (BrMonitorModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_monitor_model_finalize;
}

static void
br_monitor_model_init (BrMonitorModel *self)
{
  self->names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->alive = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->filter = br_monitor_filter_new ();
  self->context = br_monitor_context_new (NULL);
}

/**
 * br_monitor_model_new:
 * @n_records: how many are kept, at least 2
 *
 * Returns: (transfer full): an empty model
 */
BrMonitorModel *
br_monitor_model_new (guint n_records)
{
  BrMonitorModel *self = g_object_new (BR_TYPE_MONITOR_MODEL, NULL);

  self->capacity = MAX (n_records, 2);
  self->records = br_record_ring_new (self->capacity);
  self->shown = g_new (guint64, self->capacity);

  return self;
}
