/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-local-uses.h"

#include "clasp-local-uses-private.h"

#include "mapping/clasp-step-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes. One walk visits every text of the show that may name the thing, and knows what
 * language it is written in; clasp-renaming reads it. To list is to walk without writing. A name
 * that cannot stand in some place is found by such a walk before anything is changed. */

/**
 * clasp_local_use_free:
 * @use: (transfer full): a ClaspLocalUse
 *
 * Thread: any.
 */
void
clasp_local_use_free (gpointer use)
{
  g_free (((ClaspLocalUse *) use)->place);
  g_free (use);
}

/**
 * clasp_show_local_dup_address:
 * @local: a variable, timer, scene or layer
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the address that is its own, and begins those of its verbs
 */
char *
clasp_show_local_dup_address (ClaspShowLocal *local)
{
  const char *kind = clasp_show_local_get_kind (local);

  return g_strconcat ("/local/", strcmp (kind, "variable") == 0 ? "var" : kind, "/",
                      clasp_show_item_get_name (CLASP_SHOW_ITEM (local)), NULL);
}

/* ---- telling ---- */

static void
tell (ClaspUsesWalk *walk, const char *detail, guint n, gboolean follows)
{
  ClaspLocalUse *use = g_new0 (ClaspLocalUse, 1);

  use->place = g_strdup_printf ("%s: %s", walk->title, detail);
  use->n = n;
  use->follows = follows;
  g_ptr_array_add (walk->uses, use);
}

void
clasp_uses_tell (ClaspUsesWalk *walk, const char *detail, guint n, gboolean follows)
{
  ClaspLocalUse   *last = walk->uses->len > 0 ? walk->uses->pdata[walk->uses->len - 1] : NULL;
  g_autofree char *place = g_strdup_printf ("%s: %s", walk->title, detail);

  if (last != NULL && last->follows == follows && strcmp (last->place, place) == 0)
    last->n += n;
  else if (n > 0)
    tell (walk, detail, n, follows);
}

char *
clasp_uses_follow (ClaspUsesWalk *walk, const char *detail, ClaspNaming language, const char *text)
{
  ClaspRenaming *renaming = &walk->renaming;
  guint n_followed = renaming->n_followed, n_left = renaming->n_left, n_stuck = renaming->n_stuck;
  g_autofree char *changed = clasp_renaming_follow (renaming, language, text);

  clasp_uses_tell (walk, detail, renaming->n_followed - n_followed + renaming->n_stuck - n_stuck,
                   TRUE);
  clasp_uses_tell (walk, detail, renaming->n_left - n_left, FALSE);
  if (renaming->n_stuck > n_stuck && walk->stuck == NULL)
    walk->stuck = g_strdup_printf ("%s: %s", walk->title, detail);
  return walk->is_dry ? NULL : g_steal_pointer (&changed);
}

/* ---- settings ---- */

/* What the setting @name of a step, an option or a local of @kind holds. */
static ClaspNaming
find_language (const char *kind, const char *name)
{
  static const struct
  {
    const char *kind, *name; /* kind NULL: of any */
    ClaspNaming language;
  } known[] = {
    { NULL, "when", CLASP_NAMING_CONDITION },
    { "expression", "expression", CLASP_NAMING_EXPRESSION },
    { "script", "source", CLASP_NAMING_SCRIPT },
    { "format", "text", CLASP_NAMING_FORMAT },
    { "target", "template", CLASP_NAMING_JSON },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, name) == 0 &&
        (known[i].kind == NULL || strcmp (known[i].kind, kind) == 0))
      return known[i].language;
  return CLASP_NAMING_TEXT;
}

/* Settings that hold names and no addresses: layers of mappings, the layer of a variable. */
static gboolean
holds_layers (ClaspUsesWalk *walk, const char *kind, const char *name)
{
  return strcmp (walk->renaming.kind, "layer") == 0 &&
         ((strcmp (kind, "mapping") == 0 && strcmp (name, "layers") == 0) ||
          (strcmp (kind, "variable") == 0 && strcmp (name, "layer") == 0));
}

static gboolean
holds_steps (const char *kind, const char *name)
{
  return strcmp (kind, "condition") == 0 &&
         (strcmp (name, "then") == 0 || strcmp (name, "else") == 0);
}

static char *
follow_name (ClaspUsesWalk *walk, const char *detail, const char *text)
{
  if (strcmp (text, walk->renaming.name) != 0)
    return NULL;
  walk->renaming.n_followed++;
  clasp_uses_tell (walk, detail, 1, TRUE);
  return walk->is_dry ? NULL : g_strdup (walk->renaming.new_name);
}

/* Takes a scene's name as its value; no address names the scene. */
#define SCENE_CANCEL "/local/scene/cancel"

/* "1=intro" of a table; not "introduction". */
static gboolean
has_word (const char *text, const char *word)
{
  gsize length = strlen (word);

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
    if ((at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[length]))
      return TRUE;
  return FALSE;
}

/* "intro" itself follows, and whatever else would without being sent there; what is put together is to be looked at. */
static char *
follow_scene (ClaspUsesWalk *walk, const char *detail, ClaspNaming language, const char *text)
{
  const ClaspRenaming *renaming = &walk->renaming;
  guint                n_told = renaming->n_followed + renaming->n_left + renaming->n_stuck;
  char                *changed;

  if (strcmp (text, renaming->name) == 0)
    return follow_name (walk, detail, text);

  changed = clasp_uses_follow (walk, detail, language, text);
  if (renaming->n_followed + renaming->n_left + renaming->n_stuck == n_told && has_word (text, renaming->name))
    {
      walk->renaming.n_left++;
      clasp_uses_tell (walk, detail, 1, FALSE);
    }
  return changed;
}

/* "/local/scene/cancel=intro", a value that a scene has. */
static gboolean
cancels_it (ClaspUsesWalk *walk, const char *kind, const char *name, const char *text)
{
  return strcmp (walk->renaming.kind, "scene") == 0 && strcmp (kind, "scene") == 0 &&
         strcmp (name, "values") == 0 && g_str_has_prefix (text, SCENE_CANCEL "=") &&
         strcmp (text + strlen (SCENE_CANCEL "="), walk->renaming.name) == 0;
}

static char *
follow_cancelled (ClaspUsesWalk *walk, const char *detail, const char *text)
{
  g_autofree char *changed = follow_name (walk, detail, text + strlen (SCENE_CANCEL "="));

  return changed != NULL ? g_strconcat (SCENE_CANCEL "=", changed, NULL) : NULL;
}

static gboolean
visit_settings (ClaspUsesWalk *walk, const char *detail, const char *kind, ClaspSettings *settings);

/* "format 'text=…' align=…": as clasp_step_from_text () reads it. */
static char *
print_step (const char *kind, ClaspSettings *settings)
{
  GString                  *text = g_string_new (kind);
  g_autoptr (ClaspSettings) plain = g_object_new (G_OBJECT_TYPE (settings), NULL);
  guint                     n;
  g_autofree GParamSpec   **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = clasp_settings_get_text (settings, pspecs[i]->name);
      g_autofree char *usual = clasp_settings_get_text (plain, pspecs[i]->name);
      g_autofree char *quoted = g_shell_quote (value);

      if (strcmp (value, usual) != 0)
        g_string_append_printf (text, " %s=%s", pspecs[i]->name, quoted);
    }
  return g_string_free (text, FALSE);
}

/* A step of a branch, which is written as text. */
static char *
follow_step (ClaspUsesWalk *walk, const char *detail, const char *text)
{
  g_autoptr (ClaspTransform) step = clasp_step_from_text (text, NULL);
  g_autofree char           *kind = g_strndup (text, strcspn (text, " \t"));

  if (step == NULL || !visit_settings (walk, detail, kind, CLASP_SETTINGS (step)))
    return NULL;
  return print_step (kind, CLASP_SETTINGS (step));
}

static char *
follow_setting (ClaspUsesWalk *walk,
                const char    *detail,
                const char    *kind,
                const char    *name,
                const char    *text)
{
  if (holds_layers (walk, kind, name))
    return follow_name (walk, detail, text);
  if (holds_steps (kind, name))
    return follow_step (walk, detail, text);
  if (walk->names_scenes)
    return follow_scene (walk, detail, find_language (kind, name), text);
  if (cancels_it (walk, kind, name, text))
    return follow_cancelled (walk, detail, text);
  return clasp_uses_follow (walk, detail, find_language (kind, name), text);
}

static gboolean
visit_list (ClaspUsesWalk *walk,
            const char    *detail,
            const char    *kind,
            ClaspSettings *settings,
            const char    *name)
{
  g_auto (GStrv) list = g_strdupv ((char **) clasp_settings_get_strv (settings, name));
  gboolean       is_changed = FALSE;

  for (guint i = 0; list[i] != NULL; i++)
    {
      char *changed = follow_setting (walk, detail, kind, name, list[i]);

      if (changed == NULL)
        continue;
      g_free (list[i]);
      list[i] = changed;
      is_changed = TRUE;
    }
  if (is_changed)
    g_object_set (settings, name, list, NULL);
  return is_changed;
}

static gboolean
visit_text (ClaspUsesWalk *walk,
            const char    *detail,
            const char    *kind,
            ClaspSettings *settings,
            const char    *name)
{
  g_autofree char *changed =
    follow_setting (walk, detail, kind, name, clasp_settings_get_string (settings, name));

  if (changed != NULL)
    g_object_set (settings, name, changed, NULL);
  return changed != NULL;
}

/* TRUE when anything is otherwise now. @detail NULL: each setting stands for itself. */
static gboolean
visit_settings (ClaspUsesWalk *walk, const char *detail, const char *kind, ClaspSettings *settings)
{
  guint                   n;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);
  gboolean is_changed = FALSE;

  for (guint i = 0; i < n; i++)
    {
      const char *place = detail != NULL ? detail : _ (g_param_spec_get_nick (pspecs[i]));

      if (G_IS_PARAM_SPEC_STRING (pspecs[i]))
        is_changed |= visit_text (walk, place, kind, settings, pspecs[i]->name);
      else if (pspecs[i]->value_type == G_TYPE_STRV)
        is_changed |= visit_list (walk, place, kind, settings, pspecs[i]->name);
    }
  return is_changed;
}

/* ---- mappings ---- */

static void
visit_steps (ClaspUsesWalk *walk, GListModel *steps)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      g_autofree char      *detail =
        /* Translators: a place in a mapping; its number and the kind of step, as it is written */
        g_strdup_printf (_ ("step %u (%s)"), i + 1, clasp_step_get_kind (step));

      visit_settings (walk, detail, clasp_step_get_kind (step), clasp_step_get_settings (step));
    }
}

static void
visit_steps_to (ClaspUsesWalk *walk, GListModel *steps, gboolean cancels_scenes)
{
  walk->names_scenes = cancels_scenes && strcmp (walk->renaming.kind, "scene") == 0;
  visit_steps (walk, steps);
  walk->names_scenes = FALSE;
}

static gboolean
cancels_scenes (ClaspMappingEnd *target)
{
  return strcmp (clasp_mapping_end_get_address (target), SCENE_CANCEL) == 0;
}

static gboolean
has_target_that_cancels (ClaspMapping *mapping)
{
  GListModel *targets;

  if (clasp_mapping_is_plain (mapping))
    return strcmp (clasp_mapping_get_target (mapping), SCENE_CANCEL) == 0;
  targets = clasp_mapping_get_targets (mapping);
  for (guint i = 0; i < g_list_model_get_n_items (targets); i++)
    {
      g_autoptr (ClaspMappingEnd) target = g_list_model_get_item (targets, i);

      if (cancels_scenes (target))
        return TRUE;
    }
  return FALSE;
}

static char *
follow_address (ClaspUsesWalk *walk, const char *text, gboolean is_target)
{
  return clasp_uses_follow (walk, is_target ? _ ("target") : _ ("source"),
                            is_target ? CLASP_NAMING_TARGET : CLASP_NAMING_SOURCE, text);
}

static void
visit_ends (ClaspUsesWalk *walk, GListModel *ends, gboolean is_target)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      g_autofree char            *changed =
        follow_address (walk, clasp_mapping_end_get_address (end), is_target);

      if (changed != NULL)
        clasp_mapping_end_set_address (end, changed);
      visit_settings (walk, NULL, is_target ? "target" : "source",
                      clasp_mapping_end_get_options (end));
      if (is_target)
        visit_steps_to (walk, clasp_mapping_end_get_steps (end), cancels_scenes (end));
    }
}

/* Nothing is made of a plain mapping that it does not have. */
static void
visit_plain (ClaspUsesWalk *walk, ClaspMapping *mapping)
{
  g_autofree char *source = follow_address (walk, clasp_mapping_get_source (mapping), FALSE);
  g_autofree char *target = follow_address (walk, clasp_mapping_get_target (mapping), TRUE);

  if (source != NULL)
    clasp_mapping_set_source (mapping, source);
  if (target != NULL)
    clasp_mapping_set_target (mapping, target);
}

static void
visit_mapping (ClaspUsesWalk *walk, ClaspMapping *mapping)
{
  visit_steps_to (walk, clasp_mapping_get_steps (mapping), has_target_that_cancels (mapping));
  if (clasp_mapping_is_plain (mapping))
    {
      visit_plain (walk, mapping);
      return;
    }
  visit_ends (walk, clasp_mapping_get_sources (mapping), FALSE);
  visit_ends (walk, clasp_mapping_get_targets (mapping), TRUE);
  visit_settings (walk, NULL, "mapping", clasp_mapping_get_options (mapping));
}

/* ---- the show ---- */

static void
set_title (ClaspUsesWalk *walk, const char *name, const char *instead)
{
  g_free (walk->title);
  walk->title = g_strdup (*name != '\0' ? name : instead);
}

static void
visit_mappings (ClaspUsesWalk *walk, GListModel *mappings)
{
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      set_title (walk, clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)),
                 clasp_mapping_get_source (mapping));
      visit_mapping (walk, mapping);
    }
}

static void
visit_locals (ClaspUsesWalk *walk, GListModel *locals)
{
  for (guint i = 0; i < g_list_model_get_n_items (locals); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (locals, i);
      g_autofree char           *address = clasp_show_local_dup_address (local);

      set_title (walk, address, address);
      visit_settings (walk, NULL, clasp_show_local_get_kind (local),
                      clasp_show_local_get_settings (local));
    }
}

static void
visit_connections (ClaspUsesWalk *walk, GListModel *connections)
{
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      set_title (walk, clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)),
                 clasp_connection_get_namespace (connection));
      visit_settings (walk, NULL, "connection", clasp_connection_get_settings (connection));
    }
}

static void
visit_show (ClaspUsesWalk *walk, ClaspShow *show, ClaspRuleSet *rules)
{
  visit_mappings (walk, clasp_show_get_mappings (show));
  visit_locals (walk, clasp_show_get_locals (show));
  visit_connections (walk, clasp_show_get_connections (show));
  set_title (walk, _ ("Router"), "");
  visit_settings (walk, NULL, "router",
                  clasp_router_config_get_settings (clasp_show_get_router (show)));
  set_title (walk, _ ("Rules"), "");
  if (rules != NULL)
    clasp_uses_visit_rules (walk, rules);
}

static void
walk_clear (ClaspUsesWalk *walk)
{
  clasp_renaming_clear (&walk->renaming);
  g_clear_pointer (&walk->uses, g_ptr_array_unref);
  g_free (walk->title);
  g_free (walk->stuck);
}

static void
walk_init (ClaspUsesWalk *walk,
           const char    *kind,
           const char    *old,
           const char    *name,
           gboolean       is_dry)
{
  *walk = (ClaspUsesWalk){ .is_dry = is_dry };
  clasp_renaming_init (&walk->renaming, kind, old, name);
  walk->uses = g_ptr_array_new_with_free_func (clasp_local_use_free);
}

/**
 * clasp_show_list_local_uses:
 * @show: a show
 * @rules: (nullable): the rules that run
 * @local: a variable, timer, scene or layer of it
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspLocalUse): all that names it, for a person who would
 * remove it
 */
GPtrArray *
clasp_show_list_local_uses (ClaspShow *show, ClaspRuleSet *rules, ClaspShowLocal *local)
{
  ClaspUsesWalk walk;
  GPtrArray    *uses;

  /* a name that stands everywhere, and that no pattern takes for another */
  walk_init (&walk, clasp_show_local_get_kind (local),
             clasp_show_item_get_name (CLASP_SHOW_ITEM (local)), "_", TRUE);
  visit_show (&walk, show, rules);
  uses = g_steal_pointer (&walk.uses);
  walk_clear (&walk);
  return uses;
}

/* FALSE with an error where the new name cannot stand. */
static gboolean
check_places (ClaspShow *show, const char *kind, const char *old, const char *name, GError **error)
{
  ClaspUsesWalk walk;
  gboolean      is_good;

  walk_init (&walk, kind, old, name, TRUE);
  visit_show (&walk, show, NULL);
  is_good = walk.stuck == NULL;
  if (!is_good)
    g_set_error (
      error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
      _ ("“%s” cannot stand in braces, as “%s” is named there: %s. Letters, digits and _ can."),
      name, old, walk.stuck);
  walk_clear (&walk);
  return is_good;
}

/**
 * clasp_show_rename_local_everywhere:
 * @show: a show
 * @rules: (nullable): the rules that run, to tell of those that name it
 * @local: a variable, timer, scene or layer of it
 * @name: its new name
 * @uses: (out) (optional) (transfer full) (element-type ClaspLocalUse): all that named it; those
 * that do not follow are for a person to look at
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Gives it the name, and follows it in all that names it, as one undo step.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for a bad name, and for one that cannot stand in a template
 * that names the variable. Nothing changed then.
 *
 * Returns: whether it is called so now
 */
gboolean
clasp_show_rename_local_everywhere (ClaspShow      *show,
                                    ClaspRuleSet   *rules,
                                    ClaspShowLocal *local,
                                    const char     *name,
                                    GPtrArray     **uses,
                                    GError        **error)
{
  const char      *kind = clasp_show_local_get_kind (local);
  g_autofree char *old = g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));
  g_autofree char *label = NULL;
  ClaspUsesWalk    walk;

  if (!clasp_show_check_local_name (show, kind, name, local, error) ||
      !check_places (show, kind, old, name, error))
    return FALSE;

  walk_init (&walk, kind, old, name, FALSE);
  if (strcmp (old, name) != 0)
    {
      label = g_strdup_printf (_ ("Rename %s to %s"), old, name);
      clasp_show_begin_edit (show, label);
      clasp_show_rename_local (show, local, name, NULL);
      visit_show (&walk, show, rules);
      clasp_show_end_edit (show);
    }
  if (uses != NULL)
    *uses = g_steal_pointer (&walk.uses);
  walk_clear (&walk);
  return TRUE;
}
