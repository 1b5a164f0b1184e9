/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-private.h"

#include "core/clasp-settings-private.h"
#include "show/clasp-show-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes. What applying does is worked out once, as a list of acts, and then told or done: a
 * preview cannot differ from what happens. Items are taken out of the show that the preset was read
 * into, with their ids, by which a second application finds them. */

typedef enum
{
  ACT_CLEAR,      /* everything goes */
  ACT_ROUTER,     /* a setting of the router */
  ACT_CONNECTION, /* added */
  ACT_REUSE,      /* a connection that is there does it, perhaps with other settings */
  ACT_LOCAL,
  ACT_MAPPING,
  ACT_KEEP,       /* a mapping, or something local, is there already */
} ActType;

typedef struct
{
  ActType        type;
  ClaspShowItem *item;     /* (owned) (nullable) of the preset */
  ClaspShowItem *present;  /* (owned) (nullable) of the show */
  char          *text;     /* (owned) (nullable) namespace, or name of a setting */
  GPtrArray     *settings; /* (owned) (nullable) names of those that become others */
} Act;

typedef struct
{
  ClaspPreset    *preset;
  ClaspShow      *show, *content; /* content owned */
  ClaspPresetMode mode;
  GPtrArray      *acts;       /* (owned) of Act */
  GHashTable     *namespaces; /* (owned) of the preset → in the show */
  GHashTable     *ids;        /* (owned) of connections, likewise */
  GHashTable     *taken;      /* (owned) namespaces of the show, as it will be */
} Plan;

static void
act_free (gpointer data)
{
  Act *act = data;

  g_clear_object (&act->item);
  g_clear_object (&act->present);
  g_free (act->text);
  g_clear_pointer (&act->settings, g_ptr_array_unref);
  g_free (act);
}

static void
plan_clear (Plan *self)
{
  g_clear_object (&self->content);
  g_clear_pointer (&self->acts, g_ptr_array_unref);
  g_clear_pointer (&self->namespaces, g_hash_table_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->taken, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static Act *
add (Plan *self, ActType type, gpointer item, gpointer present)
{
  Act *act = g_new0 (Act, 1);

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
plan_router (Plan *self, ClaspShow *fallback)
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
      add (self, ACT_ROUTER, NULL, NULL)->text = g_strdup (name);
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
is_used (const Plan *self, gpointer present)
{
  for (guint i = 0; i < self->acts->len; i++)
    if (((Act *) self->acts->pdata[i])->present == present)
      return TRUE;
  return FALSE;
}

/* The one that was added before, by its id, or one that somebody set up just so. */
static ClaspConnection *
find_connection (const Plan *self, ClaspConnection *wanted)
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
find_namespace (const Plan *self, ClaspConnection *connection)
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
plan_connection (Plan *self, ClaspConnection *wanted, ClaspConnection *fallback)
{
  ClaspConnection *present = find_connection (self, wanted);
  const char      *namespace_ = clasp_connection_get_namespace (wanted);
  const char      *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (wanted));
  Act             *act;

  if (present == NULL)
    {
      act = add (self, ACT_CONNECTION, wanted, NULL);
      act->text = find_namespace (self, wanted);
      g_hash_table_insert (self->namespaces, g_strdup (namespace_), g_strdup (act->text));
      return;
    }

  act = add (self, ACT_REUSE, wanted, present);
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
plan_connections (Plan *self, ClaspShow *fallback)
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
move_address (const Plan *self, const char *address)
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
move_end (const Plan *self, ClaspMappingEnd *end)
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
move_ends (const Plan *self, GListModel *ends)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

      move_end (self, end);
    }
}

static void
move_mapping (const Plan *self, ClaspMapping *mapping)
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
find_mapping (const Plan *self, ClaspMapping *wanted, GHashTable *texts)
{
  g_autofree char *text = clasp_mapping_to_text (wanted);
  ClaspShowItem   *same =
    clasp_show_find (self->show, clasp_show_item_get_id (CLASP_SHOW_ITEM (wanted)));

  if (self->mode == CLASP_PRESET_REPLACE)
    return NULL;
  return same != NULL && CLASP_IS_MAPPING (same) ? same : g_hash_table_lookup (texts, text);
}

static void
plan_mappings (Plan *self)
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
      add (self, same != NULL ? ACT_KEEP : ACT_MAPPING, mapping, same);
    }
}

static void
plan_locals (Plan *self)
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
      add (self, same != NULL ? ACT_KEEP : ACT_LOCAL, local, same);
    }
}

/* ---- the whole ---- */

static guint
count_all (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_connections (show)) +
         g_list_model_get_n_items (clasp_show_get_mappings (show)) +
         g_list_model_get_n_items (clasp_show_get_locals (show));
}

static guint
count_acts (const Plan *self, ActType type)
{
  guint n = 0;

  for (guint i = 0; i < self->acts->len; i++)
    n += ((Act *) self->acts->pdata[i])->type == type;
  return n;
}

/* Nothing is begun that would end half way. */
static gboolean
check_room (const Plan *self, GError **error)
{
  guint present[] = { g_list_model_get_n_items (clasp_show_get_connections (self->show)),
                      g_list_model_get_n_items (clasp_show_get_mappings (self->show)),
                      g_list_model_get_n_items (clasp_show_get_locals (self->show)) };

  if (self->mode == CLASP_PRESET_REPLACE)
    memset (present, 0, sizeof present);
  if (present[0] + count_acts (self, ACT_CONNECTION) <= CLASP_SHOW_MAX_CONNECTIONS &&
      present[1] + count_acts (self, ACT_MAPPING) <= CLASP_SHOW_MAX_MAPPINGS &&
      present[2] + count_acts (self, ACT_LOCAL) <= CLASP_SHOW_MAX_LOCALS)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               "the show has no room for all of it");
  return FALSE;
}

static gboolean
plan_init (Plan           *self,
           ClaspPreset    *preset,
           ClaspShow      *show,
           ClaspPresetMode mode,
           GHashTable     *answers,
           GError        **error)
{
  g_autoptr (ClaspShow) fallback = NULL;

  *self = (Plan){ .preset = preset, .show = show, .mode = mode };
  self->acts = g_ptr_array_new_with_free_func (act_free);
  self->namespaces = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (preset->purpose != CLASP_PRESET_SHOW)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "“%s” has steps for a mapping, and nothing for a show", preset->name);
      return FALSE;
    }
  self->content = clasp_preset_fill (preset, answers, error);
  fallback = self->content != NULL ? clasp_preset_fill (preset, NULL, error) : NULL;
  if (fallback == NULL)
    return FALSE;

  if (mode == CLASP_PRESET_REPLACE && count_all (show) > 0)
    add (self, ACT_CLEAR, NULL, NULL);
  plan_router (self, fallback);
  plan_connections (self, fallback);
  plan_locals (self);
  plan_mappings (self);
  return check_room (self, error);
}

/* ---- telling it ---- */

static const char *
name_of (ClaspShowItem *item)
{
  return clasp_show_item_get_name (item);
}

static char *
tell_router (const Plan *plan, const Act *act)
{
  ClaspSettings *settings =
    clasp_router_config_get_settings (clasp_show_get_router (plan->content));
  g_autofree char *value = clasp_settings_get_text (settings, act->text);

  return g_strdup_printf (_ ("Sets “%s” of the router to %s"), act->text, value);
}

static char *
tell_reuse (const Act *act)
{
  GString *text;

  if (act->settings->len == 0)
    return g_strdup_printf (_ ("Uses the connection “%s”, which is there already"),
                            name_of (act->present));
  text = g_string_new (NULL);
  for (guint i = 0; i < act->settings->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) act->settings->pdata[i]);
  g_string_prepend (text, " (");
  g_string_prepend (text, name_of (act->present));
  g_string_append_c (text, ')');
  {
    g_autofree char *what = g_string_free (text, FALSE);

    return g_strdup_printf (_ ("Changes the connection %s"), what);
  }
}

static char *
tell (const Plan *plan, const Act *act)
{
  g_autofree char *text = NULL;

  switch (act->type)
    {
    case ACT_CLEAR:
      return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "Takes %u thing of the show away",
                     "Takes %u things of the show away", count_all (plan->show)),
        count_all (plan->show));
    case ACT_ROUTER:
      return tell_router (plan, act);
    case ACT_CONNECTION:
      return g_strdup_printf (_ ("Adds the connection “%s” as %s"), name_of (act->item), act->text);
    case ACT_REUSE:
      return tell_reuse (act);
    case ACT_LOCAL:
      return g_strdup_printf (_ ("Adds “%s”"), name_of (act->item));
    case ACT_MAPPING:
      text = clasp_mapping_to_text (CLASP_MAPPING (act->item));
      return g_strdup_printf (_ ("Adds the mapping “%s”: %s"), name_of (act->item), text);
    case ACT_KEEP:
      return g_strdup_printf (_ ("“%s” is there already"), name_of (act->present));
    }

  return NULL;
}

/**
 * clasp_preset_preview:
 * @self: a preset for a show
 * @show: the show it would be applied to; it is left as it is
 * @mode: whether all else would go
 * @answers: (nullable): key → text
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT for an answer that is none, or when the show is full.
 *
 * Returns: (transfer full) (nullable) (element-type utf8): what clasp_preset_apply () would do, a sentence
 *   each, translated
 */
GPtrArray *
clasp_preset_preview (ClaspPreset    *self,
                      ClaspShow      *show,
                      ClaspPresetMode mode,
                      GHashTable     *answers,
                      GError        **error)
{
  g_auto (Plan) plan = { NULL };
  GPtrArray    *sentences;

  if (!plan_init (&plan, self, show, mode, answers, error))
    return NULL;
  sentences = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < plan.acts->len; i++)
    g_ptr_array_add (sentences, tell (&plan, plan.acts->pdata[i]));
  return sentences;
}

/* ---- doing it ---- */

static void
remove_list (ClaspShow *show, GListModel *list)
{
  while (g_list_model_get_n_items (list) > 0)
    {
      g_autoptr (ClaspShowItem) item =
        g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);

      clasp_show_remove (show, item);
    }
}

static void
copy_setting (ClaspSettings *from, ClaspSettings *to, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (from), name);
  GValue      value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (from), name, &value);
  g_object_set_property (G_OBJECT (to), name, &value);
  g_value_unset (&value);
}

static void
change_router (const Plan *plan, const char *name)
{
  copy_setting (clasp_router_config_get_settings (clasp_show_get_router (plan->content)),
                clasp_router_config_get_settings (clasp_show_get_router (plan->show)), name);
}

static void
change_connection (const Act *act)
{
  for (guint i = 0; i < act->settings->len; i++)
    copy_setting (clasp_connection_get_settings (CLASP_CONNECTION (act->item)),
                  clasp_connection_get_settings (CLASP_CONNECTION (act->present)),
                  act->settings->pdata[i]);
}

/* An item has one id for life: one whose id something else in the show has becomes another. */
static void
move_item (const Plan *plan, ClaspShowItem *item)
{
  g_autoptr (ClaspMapping) copy = NULL;

  clasp_show_remove (plan->content, item);
  if (clasp_show_add (plan->show, item) || !CLASP_IS_MAPPING (item))
    return;
  copy = clasp_show_copy_mapping (plan->show, CLASP_MAPPING (item));
  clasp_show_add (plan->show, CLASP_SHOW_ITEM (copy));
}

static void
add_connection (const Plan *plan, const Act *act)
{
  ClaspConnection            *wanted = CLASP_CONNECTION (act->item);
  g_autoptr (ClaspConnection) copy = NULL;
  guint                       n_pspecs;
  GParamSpec                **pspecs;

  clasp_show_remove (plan->content, act->item);
  g_object_set (wanted, "namespace", act->text, NULL);
  if (clasp_show_add (plan->show, act->item))
    return;

  copy = clasp_show_create_connection (plan->show, clasp_connection_get_kind (wanted), NULL);
  g_object_set (copy, "name", name_of (act->item), "enabled",
                clasp_show_item_get_enabled (act->item), "namespace", act->text, NULL);
  pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (clasp_connection_get_settings (wanted)), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    copy_setting (clasp_connection_get_settings (wanted), clasp_connection_get_settings (copy),
                  pspecs[i]->name);
  clasp_show_add (plan->show, CLASP_SHOW_ITEM (copy));
}

static void
run (const Plan *plan, const Act *act)
{
  switch (act->type)
    {
    case ACT_CLEAR:
      remove_list (plan->show, clasp_show_get_mappings (plan->show));
      remove_list (plan->show, clasp_show_get_connections (plan->show));
      remove_list (plan->show, clasp_show_get_locals (plan->show));
      break;
    case ACT_ROUTER:
      change_router (plan, act->text);
      break;
    case ACT_CONNECTION:
      add_connection (plan, act);
      break;
    case ACT_REUSE:
      change_connection (act);
      break;
    case ACT_LOCAL:
    case ACT_MAPPING:
      move_item (plan, act->item);
      break;
    case ACT_KEEP:
      break;
    }
}

/**
 * clasp_preset_apply:
 * @self: a preset for a show
 * @show: a show
 * @mode: whether all else goes
 * @answers: (nullable): key → text; without an answer the preset's own counts
 * @error: return location for a [error@Clasp.ShowError]
 *
 * One undo step. Applied again it adds nothing; an answer that is given changes the settings it is for.
 * The router's other settings stay as they are, also with %CLASP_PRESET_REPLACE.
 *
 * Thread: UI.
 *
 * Errors: as clasp_preset_preview ().
 *
 * Returns: %FALSE, and nothing changed
 */
gboolean
clasp_preset_apply (ClaspPreset    *self,
                    ClaspShow      *show,
                    ClaspPresetMode mode,
                    GHashTable     *answers,
                    GError        **error)
{
  g_auto (Plan)    plan = { NULL };
  g_autofree char *label = NULL;

  if (!plan_init (&plan, self, show, mode, answers, error))
    return FALSE;
  label = g_strdup_printf (_ ("Apply “%s”"), self->name);
  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < plan.acts->len; i++)
    run (&plan, plan.acts->pdata[i]);
  clasp_show_end_edit (show);
  return TRUE;
}

/* ---- steps ---- */

static void
remove_steps (ClaspMapping *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);

  for (guint i = g_list_model_get_n_items (steps); i-- > 0;)
    clasp_mapping_remove_step (mapping, i);
}

static void
move_steps (ClaspMapping *from, ClaspMapping *to)
{
  GListModel *steps = clasp_mapping_get_steps (from);

  while (g_list_model_get_n_items (steps) > 0)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, 0);

      clasp_mapping_remove_step (from, 0);
      clasp_mapping_insert_step (to, g_list_model_get_n_items (clasp_mapping_get_steps (to)), step);
    }
}

/**
 * clasp_preset_apply_steps:
 * @self: a preset for steps
 * @show: a show
 * @mapping: one of its mappings
 * @mode: whether its own steps go first, or stay in front
 * @error: return location for a [error@Clasp.ShowError]
 *
 * One undo step.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT when it is no preset for steps, or they would be too many.
 *
 * Returns: %FALSE, and nothing changed
 */
gboolean
clasp_preset_apply_steps (ClaspPreset    *self,
                          ClaspShow      *show,
                          ClaspMapping   *mapping,
                          ClaspPresetMode mode,
                          GError        **error)
{
  g_autoptr (ClaspShow)    content = clasp_preset_fill (self, NULL, error);
  g_autoptr (ClaspMapping) from = NULL;
  g_autofree char         *label = NULL;
  guint                    n_own = mode == CLASP_PRESET_REPLACE
                                     ? 0
                                     : g_list_model_get_n_items (clasp_mapping_get_steps (mapping));

  if (content == NULL)
    return FALSE;
  from = g_list_model_get_item (clasp_show_get_mappings (content), 0);
  if (self->purpose != CLASP_PRESET_STEPS ||
      n_own + g_list_model_get_n_items (clasp_mapping_get_steps (from)) > CLASP_MAPPING_MAX_STEPS)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   self->purpose != CLASP_PRESET_STEPS
                     ? "“%s” is for a show, not for a mapping"
                     : "the mapping has no room for the steps of “%s”",
                   self->name);
      return FALSE;
    }

  label = g_strdup_printf (_ ("Apply “%s”"), self->name);
  clasp_show_begin_edit (show, label);
  if (mode == CLASP_PRESET_REPLACE)
    remove_steps (mapping);
  move_steps (from, mapping);
  clasp_show_end_edit (show);
  return TRUE;
}
