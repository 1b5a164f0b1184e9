/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-history.h"
#include "show/clasp-show-private.h"

/* Another content as one edit: an older version restored, some of its items, or all of it. */

static void
copy_properties (GObject *from, GObject *to)
{
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (from), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      GValue value = G_VALUE_INIT;

      if ((pspecs[i]->flags & G_PARAM_READWRITE) != G_PARAM_READWRITE ||
          (pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY) != 0)
        continue;
      g_value_init (&value, pspecs[i]->value_type);
      g_object_get_property (from, pspecs[i]->name, &value);
      g_object_set_property (to, pspecs[i]->name, &value);
      g_value_unset (&value);
    }
}

/* The router is always there: it is not exchanged, but told. */
static void
replace_router (ClaspShow *self, ClaspShow *wanted)
{
  ClaspRouterConfig *from = clasp_show_get_router (wanted);
  ClaspRouterConfig *to = clasp_show_get_router (self);

  copy_properties (G_OBJECT (clasp_router_config_get_settings (from)),
                   G_OBJECT (clasp_router_config_get_settings (to)));
  clasp_show_item_set_name (CLASP_SHOW_ITEM (to), clasp_show_item_get_name (CLASP_SHOW_ITEM (from)));
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (to),
                               clasp_show_item_get_enabled (CLASP_SHOW_ITEM (from)));
}

static void
remove_differing (ClaspShow *self, GPtrArray *differences)
{
  for (guint i = 0; i < differences->len; i++)
    {
      const ClaspDifference *difference = differences->pdata[i];
      ClaspShowItem         *item = clasp_show_find (self, difference->id);

      if (item != NULL)
        clasp_show_remove (self, item); /* which leaves the router */
    }
}

static void
insert_wanted (ClaspShow *self, ClaspShow *wanted, GPtrArray *differences)
{
  for (guint i = 0; i < differences->len; i++)
    {
      const ClaspDifference   *difference = differences->pdata[i];
      ClaspShowItem           *found = clasp_show_find (wanted, difference->id);
      g_autoptr (ClaspShowItem) item = found != NULL ? g_object_ref (found) : NULL;

      if (item == NULL || CLASP_IS_ROUTER_CONFIG (item))
        continue;
      clasp_show_remove (wanted, item);
      clasp_show_add (self, item);
    }
}

static GPtrArray *
list_ids (ClaspShow *self)
{
  GListStore *const lists[] = { self->connections, self->mappings, self->locals };
  GPtrArray        *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint list = 0; list < G_N_ELEMENTS (lists); list++)
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (lists[list])); i++)
      {
        g_autoptr (ClaspShowItem) item = g_list_model_get_item (G_LIST_MODEL (lists[list]), i);

        g_ptr_array_add (ids, g_strdup (clasp_show_item_get_id (item)));
      }
  return ids;
}

static void
order_like (ClaspShow *self, GPtrArray *ids)
{
  guint next[3] = { 0 };

  for (guint i = 0; i < ids->len; i++)
    {
      ClaspShowItem *item = clasp_show_find (self, ids->pdata[i]);
      guint         *position = NULL;

      if (item == NULL)
        continue;
      position = &next[CLASP_IS_CONNECTION (item) ? 0 : (CLASP_IS_MAPPING (item) ? 1 : 2)];
      clasp_show_move (self, item, (*position)++);
    }
}

/**
 * clasp_show_replace:
 * @self: a show
 * @text: of a show's file
 * @label: what the edit is called, translated
 * @error: return location
 *
 * Makes the show what @text says, as one edit. What does not differ is left alone, so that running
 * connections go on.
 *
 * Thread: UI.
 *
 * Errors: those of clasp_show_from_text ().
 *
 * Returns: %FALSE when nothing happened: with @error, or without one in show mode
 */
gboolean
clasp_show_replace (ClaspShow *self, const char *text, const char *label, GError **error)
{
  g_autoptr (ClaspShow) wanted = clasp_show_new (self->registry);
  g_autoptr (GPtrArray) differences = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char      *before = clasp_show_to_text (self);
  g_autofree char      *after = NULL;

  if (clasp_show_refuse (self) || !clasp_show_from_text (wanted, text, NULL, error))
    return FALSE;

  /* As it would be written, so that another order of members is no difference. */
  after = clasp_show_to_text (wanted);
  differences = clasp_history_compare (before, after);
  ids = list_ids (wanted);
  clasp_show_begin_edit (self, label);
  remove_differing (self, differences);
  insert_wanted (self, wanted, differences);
  order_like (self, ids);
  replace_router (self, wanted);
  g_object_set (self, "name", wanted->name, NULL);
  clasp_show_end_edit (self);
  return TRUE;
}
