/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-plan.h"

#include "core/clasp-settings-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes. What applying does is worked out once, as a list of acts, and then told or done: a
 * preview cannot differ from what happens. Items are taken out of the show that the preset was read
 * into, with their ids, by which a second application finds them. */

static void
act_free (gpointer data)
{
  ClaspPresetAct *act = data;

  g_clear_object (&act->item);
  g_clear_object (&act->present);
  g_free (act->text);
  g_clear_pointer (&act->settings, g_ptr_array_unref);
  g_free (act);
}

void
clasp_preset_plan_clear (ClaspPresetPlan *self)
{
  g_clear_object (&self->content);
  g_clear_pointer (&self->acts, g_ptr_array_unref);
  g_clear_pointer (&self->namespaces, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
}

static ClaspPresetAct *
add (ClaspPresetPlan *self, ClaspPresetActType type, gpointer item, gpointer present)
{
  ClaspPresetAct *act = g_new0 (ClaspPresetAct, 1);

  act->type = type;
  act->item = item != NULL ? g_object_ref (item) : NULL;
  act->present = present != NULL ? g_object_ref (present) : NULL;
  g_ptr_array_add (self->acts, act);
  return act;
}

/* ---- the router ---- */

static gboolean
is_same_setting (ClaspSettings *a, ClaspSettings *b, const char *name)
{
  g_autofree char *one = clasp_settings_get_text (a, name);
  g_autofree char *other = clasp_settings_get_text (b, name);

  return g_strcmp0 (one, other) == 0;
}

/* Of a show that is kept, the router is as somebody wanted it: only what was answered is changed. */
static void
plan_router (ClaspPresetPlan *self, ClaspShow *fallback)
{
  JsonObject    *settings = clasp_preset_get_router (self->preset);
  ClaspSettings *mine =
    clasp_router_config_get_settings (clasp_show_get_router (self->content));
  ClaspSettings *theirs = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  ClaspSettings *others = clasp_router_config_get_settings (clasp_show_get_router (fallback));
  JsonObjectIter iter;
  const char    *name;

  if (settings == NULL)
    return;
  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    if (g_object_class_find_property (G_OBJECT_GET_CLASS (mine), name) != NULL &&
        !is_same_setting (mine, theirs, name) &&
        (self->mode == CLASP_PRESET_REPLACE || !is_same_setting (mine, others, name)))
      add (self, CLASP_PRESET_ACT_ROUTER, NULL, NULL)->text = g_strdup (name);
}

/* ---- connections ---- */

static gboolean
is_alike (ClaspConnection *a, ClaspConnection *b)
{
  return g_str_equal (clasp_connection_get_kind (a), clasp_connection_get_kind (b)) &&
         clasp_settings_equal (clasp_connection_get_settings (a),
                               clasp_connection_get_settings (b));
}

static gboolean
is_used (const ClaspPresetPlan *self, gpointer present)
{
  for (guint i = 0; i < self->acts->len; i++)
    if (((ClaspPresetAct *) self->acts->pdata[i])->present == present)
      return TRUE;
  return FALSE;
}

/* The one that was added before, by its id, or one that somebody set up just so. */
static ClaspConnection *
find_connection (const ClaspPresetPlan *self, ClaspConnection *wanted)
{
  GListModel    *connections = clasp_show_get_connections (self->show);
  ClaspShowItem *same =
    clasp_show_find (self->show, clasp_show_item_get_id (CLASP_SHOW_ITEM (wanted)));

  if (self->mode == CLASP_PRESET_REPLACE)
    return NULL;
  if (same != NULL && CLASP_IS_CONNECTION (same) &&
      g_str_equal (clasp_connection_get_kind (CLASP_CONNECTION (same)),
                   clasp_connection_get_kind (wanted)))
    return CLASP_CONNECTION (same);
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      if (is_alike (connection, wanted) && !is_used (self, connection))
        return connection; /* the show holds it */
    }
  return NULL;
}

/* What was answered otherwise than by default, and stands otherwise in the show. */
static GPtrArray *
find_answered (ClaspSettings *wanted, ClaspSettings *fallback, ClaspSettings *present)
{
  GPtrArray   *names = g_ptr_array_new_with_free_func (g_free);
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (wanted), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (!is_same_setting (wanted, fallback, pspecs[i]->name) &&
        !is_same_setting (wanted, present, pspecs[i]->name))
      g_ptr_array_add (names, g_strdup (pspecs[i]->name));
  return names;
}

static char *
find_namespace (const ClaspPresetPlan *self, ClaspConnection *connection)
{
  const char *wanted = clasp_connection_get_namespace (connection);
  char       *found = g_strdup (wanted);

  for (guint n = 2; g_hash_table_contains (self->taken, found); n++)
    {
      g_free (found);
      found = g_strdup_printf ("%s%u", wanted, n);
    }
  g_hash_table_add (self->taken, g_strdup (found));
  return found;
}

static void
plan_connection (ClaspPresetPlan *self, ClaspConnection *wanted, ClaspConnection *fallback)
{
  ClaspConnection *present = find_connection (self, wanted);
  const char      *namespace_ = clasp_connection_get_namespace (wanted);
  const char      *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (wanted));
  ClaspPresetAct             *act;

  if (present == NULL)
    {
      act = add (self, CLASP_PRESET_ACT_CONNECTION, wanted, NULL);
      act->text = find_namespace (self, wanted);
      g_hash_table_insert (self->namespaces, g_strdup (namespace_), g_strdup (act->text));
      return;
    }

  act = add (self, CLASP_PRESET_ACT_REUSE, wanted, present);
  act->settings =
    find_answered (clasp_connection_get_settings (wanted),
                   clasp_connection_get_settings (fallback), clasp_connection_get_settings (present));
  g_hash_table_insert (self->namespaces, g_strdup (namespace_),
                       g_strdup (clasp_connection_get_namespace (present)));
  g_hash_table_insert (self->ids, g_strdup (id),
                       g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (present))));
}

/* @fallback: the same content with what counts without an answer. */
static void
plan_connections (ClaspPresetPlan *self, ClaspShow *fallback)
{
  GListModel *wanted = clasp_show_get_connections (self->content);
  GListModel *others = clasp_show_get_connections (fallback);
  GListModel *present = clasp_show_get_connections (self->show);

  for (guint i = 0; self->mode == CLASP_PRESET_MERGE && i < g_list_model_get_n_items (present); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (present, i);

      g_hash_table_add (self->taken, g_strdup (clasp_connection_get_namespace (connection)));
    }
  for (guint i = 0; i < g_list_model_get_n_items (wanted); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (wanted, i);
      g_autoptr (ClaspConnection) other = g_list_model_get_item (others, i);

      plan_connection (self, connection, other);
    }
}

/* ---- mappings, and what is local ---- */

/* (transfer full) NULL: it stays as it is. The longest namespace counts. */
static char *
move_address (const ClaspPresetPlan *self, const char *address)
{
  GHashTableIter iter;
  gpointer       from, to;
  const char    *best = NULL, *replacement = NULL;

  g_hash_table_iter_init (&iter, self->namespaces);
  while (g_hash_table_iter_next (&iter, &from, &to))
    {
      gsize length = strlen (from);

      if (strncmp (address, from, length) == 0 &&
          (address[length] == '/' || address[length] == '\0') &&
          (best == NULL || length > strlen (best)))
        {
          best = from;
          replacement = to;
        }
    }
  return best != NULL ? g_strconcat (replacement, address + strlen (best), NULL) : NULL;
}

static void
move_end (const ClaspPresetPlan *self, ClaspMappingEnd *end)
{
  g_autofree char *address = move_address (self, clasp_mapping_end_get_address (end));
  ClaspSettings   *options = clasp_mapping_end_get_options (end);
  const char      *id = clasp_settings_get_string (options, "connection");
  const char      *present = g_hash_table_lookup (self->ids, id);

  if (address != NULL)
    clasp_mapping_end_set_address (end, address);
  if (present != NULL)
    g_object_set (options, "connection", present, NULL);
}

static void
move_ends (const ClaspPresetPlan *self, GListModel *ends)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

      move_end (self, end);
    }
}

static void
move_mapping (const ClaspPresetPlan *self, ClaspMapping *mapping)
{
  g_autofree char *source = NULL, *target = NULL;

  if (!clasp_mapping_is_plain (mapping))
    {
      move_ends (self, clasp_mapping_get_sources (mapping));
      move_ends (self, clasp_mapping_get_targets (mapping));
      return;
    }
  source = move_address (self, clasp_mapping_get_source (mapping));
  target = move_address (self, clasp_mapping_get_target (mapping));
  if (source != NULL)
    clasp_mapping_set_source (mapping, source);
  if (target != NULL)
    clasp_mapping_set_target (mapping, target);
}

/* The same one, by its id, or one that does the same. */
static ClaspShowItem *
find_mapping (const ClaspPresetPlan *self, ClaspMapping *wanted, GHashTable *texts)
{
  g_autofree char *text = clasp_mapping_to_text (wanted);
  ClaspShowItem   *same =
    clasp_show_find (self->show, clasp_show_item_get_id (CLASP_SHOW_ITEM (wanted)));

  if (self->mode == CLASP_PRESET_REPLACE)
    return NULL;
  return same != NULL && CLASP_IS_MAPPING (same) ? same : g_hash_table_lookup (texts, text);
}

static void
plan_mappings (ClaspPresetPlan *self)
{
  GListModel            *wanted = clasp_show_get_mappings (self->content);
  GListModel            *present = clasp_show_get_mappings (self->show);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (present); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (present, i);

      g_hash_table_insert (texts, clasp_mapping_to_text (mapping), mapping);
    }
  for (guint i = 0; i < g_list_model_get_n_items (wanted); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (wanted, i);
      ClaspShowItem           *same;

      move_mapping (self, mapping);
      same = find_mapping (self, mapping, texts);
      add (self, same != NULL ? CLASP_PRESET_ACT_KEEP : CLASP_PRESET_ACT_MAPPING, mapping, same);
    }
}

static void
plan_locals (ClaspPresetPlan *self)
{
  GListModel *wanted = clasp_show_get_locals (self->content);

  for (guint i = 0; i < g_list_model_get_n_items (wanted); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (wanted, i);
      ClaspShowLocal            *same =
        clasp_show_find_local (self->show, clasp_show_local_get_kind (local),
                               clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));

      if (self->mode == CLASP_PRESET_REPLACE)
        same = NULL;
      add (self, same != NULL ? CLASP_PRESET_ACT_KEEP : CLASP_PRESET_ACT_LOCAL, local, same);
    }
}

/* ---- the whole ---- */

guint
clasp_preset_count_all (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_connections (show)) +
         g_list_model_get_n_items (clasp_show_get_mappings (show)) +
         g_list_model_get_n_items (clasp_show_get_locals (show));
}

static guint
count_acts (const ClaspPresetPlan *self, ClaspPresetActType type)
{
  guint n = 0;

  for (guint i = 0; i < self->acts->len; i++)
    n += ((ClaspPresetAct *) self->acts->pdata[i])->type == type;
  return n;
}

/* Nothing is begun that would end half way. */
static gboolean
check_room (const ClaspPresetPlan *self, GError **error)
{
  guint present[] = { g_list_model_get_n_items (clasp_show_get_connections (self->show)),
                      g_list_model_get_n_items (clasp_show_get_mappings (self->show)),
                      g_list_model_get_n_items (clasp_show_get_locals (self->show)) };

  if (self->mode == CLASP_PRESET_REPLACE)
    memset (present, 0, sizeof present);
  if (present[0] + count_acts (self, CLASP_PRESET_ACT_CONNECTION) <= CLASP_SHOW_MAX_CONNECTIONS &&
      present[1] + count_acts (self, CLASP_PRESET_ACT_MAPPING) <= CLASP_SHOW_MAX_MAPPINGS &&
      present[2] + count_acts (self, CLASP_PRESET_ACT_LOCAL) <= CLASP_SHOW_MAX_LOCALS)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               _ ("the show has no room for all of it"));
  return FALSE;
}

gboolean
clasp_preset_plan_init (ClaspPresetPlan *self,
           ClaspPreset    *preset,
           ClaspShow      *show,
           ClaspPresetMode mode,
           GHashTable     *answers,
           GError        **error)
{
  g_autoptr (ClaspShow) fallback = NULL;

  *self = (ClaspPresetPlan){ .preset = preset, .show = show, .mode = mode };
  self->acts = g_ptr_array_new_with_free_func (act_free);
  self->namespaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (preset->purpose != CLASP_PRESET_SHOW)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("“%s” has steps for a mapping, and nothing for a show"), preset->name);
      return FALSE;
    }
  self->content = clasp_preset_fill (preset, answers, error);
  fallback = self->content != NULL ? clasp_preset_fill (preset, NULL, error) : NULL;
  if (fallback == NULL)
    return FALSE;

  if (mode == CLASP_PRESET_REPLACE && clasp_preset_count_all (show) > 0)
    add (self, CLASP_PRESET_ACT_CLEAR, NULL, NULL);
  plan_router (self, fallback);
  plan_connections (self, fallback);
  plan_locals (self);
  plan_mappings (self);
  return check_room (self, error);
}
