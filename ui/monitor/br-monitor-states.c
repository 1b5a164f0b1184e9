/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-states.h"

#define RATE_US G_USEC_PER_SEC

struct _BrMonitorStates
{
  GObject parent_instance;

  BrMonitorModel *model;  /* (owned) */
  GPtrArray      *all;    /* (owned) of BrMonitorItem, in order of their first message */
  GHashTable     *places; /* (owned) address (of the item) to item */
  GPtrArray      *shown;  /* (owned) of BrMonitorItem: those that pass */
  GHashTable     *counts; /* (owned) item to its count a second ago */
  gint64          rate_us, fade_us, vanish_us;
  gint64          now_us; /* as of the last call that told it */
  guint64         n_left_out;
};

static void br_monitor_states_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrMonitorStates,
                               br_monitor_states,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, br_monitor_states_list_init))

static GType
get_item_type (GListModel *list)
{
  return BR_TYPE_MONITOR_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return BR_MONITOR_STATES (list)->shown->len;
}

static gpointer
get_item (GListModel *list,
          guint       position)
{
  BrMonitorStates *self = BR_MONITOR_STATES (list);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
br_monitor_states_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- messages ----------------------------------------------------------------------------------- */

static gboolean
passes (BrMonitorStates *self,
        BrMonitorItem   *item)
{
  const BrMonitorState *state = br_monitor_item_get_state (item);

  return br_monitor_filter_passes (br_monitor_model_get_filter (self->model),
                                   br_monitor_model_get_context (self->model),
                                   &state->record,
                                   br_monitor_model_get_name (self->model, state->record.origin),
                                   state->rate,
                                   MAX (self->now_us - state->seen_us, 0));
}

static BrMonitorItem *
add_item (BrMonitorStates          *self,
          const ClaspMonitorRecord *record,
          gint64                    now_us)
{
  BrMonitorItem *item;

  if (self->all->len >= BR_MONITOR_MAX_STATES)
    {
      self->n_left_out++;
      return NULL;
    }

  item = br_monitor_item_new_state ();
  br_monitor_item_get_state (item)->record = *record;
  br_monitor_item_get_state (item)->seen_us = now_us;
  g_ptr_array_add (self->all, item);
  g_hash_table_insert (self->places, br_monitor_item_get_state (item)->record.address, item);
  if (passes (self, item))
    g_ptr_array_add (self->shown, g_object_ref (item));

  return item;
}

void
br_monitor_states_append (BrMonitorStates          *self,
                          const ClaspMonitorRecord *records,
                          guint                     n_records,
                          gint64                    now_us)
{
  guint n_before = self->shown->len;

  self->now_us = now_us;
  for (guint i = 0; i < n_records; i++)
    {
      BrMonitorItem  *item = g_hash_table_lookup (self->places, records[i].address);
      BrMonitorState *state;

      if (item == NULL)
        item = add_item (self, &records[i], now_us);
      if (item == NULL)
        continue;
      state = br_monitor_item_get_state (item);
      state->record = records[i];
      state->count++;
      state->seen_us = now_us;
    }
  if (self->shown->len > n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->shown->len - n_before);
}

/* --- what is shown ------------------------------------------------------------------------------ */

/* Rows that stay are not made anew. */
static void
show (BrMonitorStates *self,
      GPtrArray       *shown)
{
  g_autoptr (GPtrArray) before = self->shown;
  guint                 n_common = MIN (before->len, shown->len), first = 0, last = 0;

  while (first < n_common && before->pdata[first] == shown->pdata[first])
    first++;
  while (last < n_common - first && before->pdata[before->len - 1 - last] == shown->pdata[shown->len - 1 - last])
    last++;
  self->shown = shown;
  if (before->len != shown->len || first + last < shown->len)
    g_list_model_items_changed (G_LIST_MODEL (self), first, before->len - first - last, shown->len - first - last);
}

void
br_monitor_states_refilter (BrMonitorStates *self)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->all->len; i++)
    if (passes (self, g_ptr_array_index (self->all, i)))
      g_ptr_array_add (shown, g_object_ref (g_ptr_array_index (self->all, i)));
  show (self, shown);
}

/* --- time --------------------------------------------------------------------------------------- */

static void
measure (BrMonitorStates *self,
         gint64           now_us)
{
  gint64 passed_us = now_us - self->rate_us;

  for (guint i = 0; i < self->all->len; i++)
    {
      BrMonitorItem  *item = g_ptr_array_index (self->all, i);
      BrMonitorState *state = br_monitor_item_get_state (item);
      guint64         before = GPOINTER_TO_SIZE (g_hash_table_lookup (self->counts, item));

      state->rate = (double) (state->count - before) * G_USEC_PER_SEC / (double) passed_us;
      br_spark_history_add (&state->history, state->rate);
      g_hash_table_insert (self->counts, item, GSIZE_TO_POINTER (state->count));
    }
}

/* Told in as few pieces as there are. */
static void
drop_shown (BrMonitorStates *self,
            gint64           before_us)
{
  guint end = self->shown->len;

  while (end > 0)
    {
      guint start = end;

      while (start > 0 && br_monitor_item_get_state (g_ptr_array_index (self->shown, start - 1))->seen_us <= before_us)
        start--;
      if (start < end)
        {
          g_ptr_array_remove_range (self->shown, start, end - start);
          g_list_model_items_changed (G_LIST_MODEL (self), start, end - start, 0);
        }
      end = start > 0 ? start - 1 : 0;
    }
}

static void
drop_old (BrMonitorStates *self,
          gint64           now_us)
{
  gint64 before_us = now_us - self->vanish_us;
  guint  kept = 0;

  drop_shown (self, before_us);
  for (guint i = 0; i < self->all->len; i++)
    {
      BrMonitorItem  *item = g_ptr_array_index (self->all, i);
      BrMonitorState *state = br_monitor_item_get_state (item);

      if (state->seen_us > before_us)
        {
          self->all->pdata[kept++] = item;
          continue;
        }
      g_hash_table_remove (self->places, state->record.address);
      g_hash_table_remove (self->counts, item);
      g_object_unref (item);
    }
  self->all->len = kept;
}

void
br_monitor_states_age (BrMonitorStates *self,
                       gint64           now_us)
{
  if (now_us - self->rate_us < RATE_US)
    return;

  measure (self, now_us);
  self->rate_us = now_us;
  self->now_us = now_us;
  if (self->vanish_us > 0)
    drop_old (self, now_us);
  if (br_monitor_filter_asks_state (br_monitor_model_get_filter (self->model)))
    br_monitor_states_refilter (self);
}

void
br_monitor_states_set_vanish (BrMonitorStates *self,
                              gint64           vanish_us)
{
  self->vanish_us = vanish_us;
}

void
br_monitor_states_set_fade (BrMonitorStates *self,
                            gint64           fade_us)
{
  self->fade_us = fade_us;
}

gboolean
br_monitor_states_is_faded (BrMonitorStates      *self,
                            const BrMonitorState *state,
                            gint64                now_us)
{
  return self->fade_us > 0 && now_us - state->seen_us >= self->fade_us;
}

void
br_monitor_states_clear (BrMonitorStates *self)
{
  guint n_before = self->shown->len;

  g_hash_table_remove_all (self->places);
  g_hash_table_remove_all (self->counts);
  g_ptr_array_set_size (self->shown, 0);
  g_ptr_array_set_size (self->all, 0);
  self->n_left_out = 0;
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
}

guint64
br_monitor_states_get_n_left_out (BrMonitorStates *self)
{
  return self->n_left_out;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_monitor_states_finalize (GObject *object)
{
  BrMonitorStates *self = BR_MONITOR_STATES (object);

  g_hash_table_unref (self->places);
  g_hash_table_unref (self->counts);
  g_ptr_array_unref (self->shown);
  g_ptr_array_unref (self->all);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (br_monitor_states_parent_class)->finalize (object);
}

static void
br_monitor_states_class_init (BrMonitorStatesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_monitor_states_finalize;
}

static void
br_monitor_states_init (BrMonitorStates *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  self->counts = g_hash_table_new (NULL, NULL);
  self->fade_us = BR_MONITOR_FADE_US;
  self->vanish_us = BR_MONITOR_VANISH_US;
}

BrMonitorStates *
br_monitor_states_new (BrMonitorModel *model)
{
  BrMonitorStates *self = g_object_new (BR_TYPE_MONITOR_STATES, NULL);

  self->model = g_object_ref (model);

  return self;
}
