/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

/* Design notes.
 *
 * An undo needs the value from before an edit, and a notify comes after it. So every watched object
 * has a shadow: what its properties were, or which items its list held, when it was last looked at.
 */

struct _ClaspWatch
{
  ClaspShow     *show;   /* (unowned) */
  ClaspShowItem *item;   /* (unowned) (nullable) what the object is a part of */
  GObject       *object; /* (unowned) */
  gulong         handler;

  GParamSpec **pspecs; /* (unowned) of an object: the properties a person can edit */
  GValue      *values; /* (owned) */
  guint        n_pspecs;

  GPtrArray *items; /* (owned) (nullable) of a list */
};

static G_DEFINE_QUARK (clasp_show_tracked, clasp_show_tracked)

  static void watch_part (ClaspShow *self, ClaspShowItem *owner, GObject *part);
static void unwatch_part (ClaspShow *self, GObject *part);
static void watch_inside (ClaspShow *self, ClaspShowItem *item, GObject *part);

static gboolean
is_tracked (GParamSpec *pspec)
{
  GParamFlags wanted = G_PARAM_READWRITE;

  return (pspec->flags & wanted) == wanted && (pspec->flags & G_PARAM_CONSTRUCT_ONLY) == 0 &&
         !G_TYPE_IS_OBJECT (pspec->value_type);
}

/* Found once for each type. */
static GPtrArray *
tracked_properties (GObject *object)
{
  GType                   type = G_OBJECT_TYPE (object);
  GPtrArray              *tracked = g_type_get_qdata (type, clasp_show_tracked_quark ());
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = NULL;

  if (tracked != NULL)
    return tracked;

  tracked = g_ptr_array_new ();
  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    if (is_tracked (pspecs[i]))
      g_ptr_array_add (tracked, pspecs[i]);
  g_type_set_qdata (type, clasp_show_tracked_quark (), tracked);
  return tracked;
}

void
clasp_watch_free (ClaspWatch *watch)
{
  g_signal_handler_disconnect (watch->object, watch->handler);
  for (guint i = 0; i < watch->n_pspecs; i++)
    g_value_unset (&watch->values[i]);
  g_free (watch->values);
  g_clear_pointer (&watch->items, g_ptr_array_unref);
  g_free (watch);
}

static ClaspWatch *
watch_new (ClaspShow *self, ClaspShowItem *item, GObject *object)
{
  ClaspWatch *watch = g_new0 (ClaspWatch, 1);

  watch->show = self;
  watch->item = item;
  watch->object = object;
  g_hash_table_replace (self->watches, object, watch);
  return watch;
}

/* The address of a mapping's first source or target is that end's own, once there is an object. */
static gboolean
is_of_an_end (GObject *object, GParamSpec *pspec)
{
  return CLASP_IS_MAPPING (object) &&
         ((clasp_mapping_peek_ends (CLASP_MAPPING (object), FALSE)->pspec == pspec &&
           clasp_mapping_peek_ends (CLASP_MAPPING (object), FALSE)->list != NULL) ||
          (clasp_mapping_peek_ends (CLASP_MAPPING (object), TRUE)->pspec == pspec &&
           clasp_mapping_peek_ends (CLASP_MAPPING (object), TRUE)->list != NULL));
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ClaspWatch *watch = user_data;
  GValue      old_value = G_VALUE_INIT;
  guint       i = 0;

  while (i < watch->n_pspecs && watch->pspecs[i] != pspec)
    i++;
  if (i == watch->n_pspecs)
    {
      if (G_TYPE_IS_OBJECT (pspec->value_type) || G_TYPE_IS_INTERFACE (pspec->value_type))
        watch_inside (watch->show, watch->item, object);
      return;
    }

  old_value = watch->values[i];
  watch->values[i] = (GValue) G_VALUE_INIT;
  g_value_init (&watch->values[i], pspec->value_type);
  g_object_get_property (object, pspec->name, &watch->values[i]);
  if (!is_of_an_end (object, pspec))
    {
      /* "notify" does not nest: putting back emits it once more afterwards, with nothing changed. */
      if (clasp_show_refuse_property (watch->show, watch->item, object, pspec, &old_value,
                                      &watch->values[i]))
        g_object_get_property (object, pspec->name, &watch->values[i]);
      else
        clasp_show_record_property (watch->show, watch->item, object, pspec, &old_value,
                                    &watch->values[i]);
    }
  g_value_unset (&old_value);
}

static void
watch_object (ClaspShow *self, ClaspShowItem *item, GObject *object)
{
  ClaspWatch *watch = watch_new (self, item, object);
  GPtrArray  *tracked = tracked_properties (object);

  watch->pspecs = (GParamSpec **) tracked->pdata;
  watch->n_pspecs = tracked->len;
  watch->values = g_new0 (GValue, tracked->len);
  for (guint i = 0; i < tracked->len; i++)
    {
      g_value_init (&watch->values[i], watch->pspecs[i]->value_type);
      g_object_get_property (object, watch->pspecs[i]->name, &watch->values[i]);
    }
  watch->handler = g_signal_connect (object, "notify", G_CALLBACK (notify_cb), watch);
}

/* Takes @n items out of the shadow. */
static GPtrArray *
take_items (ClaspWatch *watch, guint position, guint n)
{
  GPtrArray *taken = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (taken, g_object_ref (watch->items->pdata[position + i]));
  if (n > 0)
    g_ptr_array_remove_range (watch->items, position, n);
  return taken;
}

static GPtrArray *
look_at_items (ClaspWatch *watch, guint position, guint n)
{
  GPtrArray *found = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      GObject *item = g_list_model_get_item (G_LIST_MODEL (watch->object), position + i);

      g_ptr_array_add (found, item);
      g_ptr_array_insert (watch->items, (int) (position + i), g_object_ref (item));
    }
  return found;
}

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    user_data)
{
  ClaspWatch           *watch = user_data;
  ClaspShow            *self = watch->show;
  g_autoptr (GPtrArray) removed = take_items (watch, position, n_removed);
  g_autoptr (GPtrArray) added = look_at_items (watch, position, n_added);

  if (self->is_moving)
    return;

  for (guint i = 0; i < removed->len; i++)
    unwatch_part (self, removed->pdata[i]);
  for (guint i = 0; i < added->len; i++)
    watch_part (self, watch->item, added->pdata[i]);
  clasp_show_record_splice (self, watch->item, G_LIST_STORE (list), position, removed, added);
}

/* In the shadow, which is one block of memory: a list store searches itself node by node, and
 * deleting a thousand of many mappings would take seconds. */
gboolean
clasp_show_find_position (ClaspShow *self, GListStore *store, gpointer item, guint *position)
{
  ClaspWatch *watch = g_hash_table_lookup (self->watches, store);

  return g_ptr_array_find (watch->items, item, position);
}

/* The items it holds are watched with it. */
void
clasp_show_watch_list (ClaspShow *self, GListStore *store, ClaspShowItem *owner)
{
  ClaspWatch *watch = watch_new (self, owner, G_OBJECT (store));
  guint       n_items = g_list_model_get_n_items (G_LIST_MODEL (store));

  watch->items = g_ptr_array_new_full (n_items, g_object_unref);
  if (self->is_locked)
    clasp_list_set_locked (store, TRUE);
  watch->handler = g_signal_connect (store, "items-changed", G_CALLBACK (items_changed_cb), watch);
  for (guint i = 0; i < n_items; i++)
    {
      GObject *item = g_list_model_get_item (G_LIST_MODEL (store), i);

      g_ptr_array_add (watch->items, item);
      watch_part (self, owner, item);
    }
}

void
clasp_show_watch_self (ClaspShow *self)
{
  watch_object (self, NULL, G_OBJECT (self));
}

void
clasp_show_lock_lists (ClaspShow *self, gboolean is_locked)
{
  GHashTableIter iter;
  gpointer       object, value;

  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &object, &value))
    if (((ClaspWatch *) value)->items != NULL)
      clasp_list_set_locked (object, is_locked);
}

/* What there is inside of a part by now: settings, and at most three lists. */
typedef struct
{
  ClaspSettings *settings; /* (unowned) (nullable) */
  GListStore    *lists[3]; /* (unowned) (nullable) */
} Inside;

static Inside
look_inside (GObject *part)
{
  Inside inside = { 0 };

  if (CLASP_IS_CONNECTION (part))
    inside.settings = clasp_connection_get_settings (CLASP_CONNECTION (part));
  else if (CLASP_IS_ROUTER_CONFIG (part))
    inside.settings = clasp_router_config_get_settings (CLASP_ROUTER_CONFIG (part));
  else if (CLASP_IS_SHOW_LOCAL (part))
    inside.settings = clasp_show_local_get_settings (CLASP_SHOW_LOCAL (part));
  else if (CLASP_IS_STEP (part))
    inside.settings = clasp_step_get_settings (CLASP_STEP (part));
  else if (CLASP_IS_MAPPING_END (part))
    {
      inside.settings = clasp_mapping_end_peek_options (CLASP_MAPPING_END (part));
      inside.lists[0] = clasp_mapping_end_peek_steps (CLASP_MAPPING_END (part));
    }
  else if (CLASP_IS_MAPPING (part))
    {
      inside.settings = clasp_mapping_peek_options (CLASP_MAPPING (part));
      inside.lists[0] = G_LIST_STORE (clasp_mapping_get_steps (CLASP_MAPPING (part)));
      inside.lists[1] = clasp_mapping_peek_ends (CLASP_MAPPING (part), FALSE)->list;
      inside.lists[2] = clasp_mapping_peek_ends (CLASP_MAPPING (part), TRUE)->list;
    }
  return inside;
}

/* Also called when something was made that was not there before. */
static void
watch_inside (ClaspShow *self, ClaspShowItem *item, GObject *part)
{
  Inside inside = look_inside (part);

  if (inside.settings != NULL && !g_hash_table_contains (self->watches, inside.settings))
    watch_object (self, item, G_OBJECT (inside.settings));
  for (guint i = 0; i < G_N_ELEMENTS (inside.lists); i++)
    if (inside.lists[i] != NULL && !g_hash_table_contains (self->watches, inside.lists[i]))
      clasp_show_watch_list (self, inside.lists[i], item);
}

/* An item of the show (@owner is NULL), or a part of the mapping @owner. */
static void
watch_part (ClaspShow *self, ClaspShowItem *owner, GObject *part)
{
  ClaspShowItem *item = owner != NULL ? owner : CLASP_SHOW_ITEM (part);

  watch_object (self, item, part);
  watch_inside (self, item, part);
  if (owner == NULL)
    g_hash_table_insert (self->by_id, (gpointer) clasp_show_item_get_id (item), item);
}

static void
unwatch_list (ClaspShow *self, GListStore *list)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (GObject) part = g_list_model_get_item (G_LIST_MODEL (list), i);

      unwatch_part (self, part);
    }
  g_hash_table_remove (self->watches, list);
}

static void
unwatch_part (ClaspShow *self, GObject *part)
{
  Inside inside = look_inside (part);

  g_hash_table_remove (self->watches, part);
  if (inside.settings != NULL)
    g_hash_table_remove (self->watches, inside.settings);
  for (guint i = 0; i < G_N_ELEMENTS (inside.lists); i++)
    if (inside.lists[i] != NULL)
      unwatch_list (self, inside.lists[i]);
  if (CLASP_IS_SHOW_ITEM (part))
    g_hash_table_remove (self->by_id, clasp_show_item_get_id (CLASP_SHOW_ITEM (part)));
}
