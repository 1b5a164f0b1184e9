/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-local-edit.h"

#include "widgets/br-format.h"
#include "clasp-local-uses.h"
#include "core/clasp-value-text.h"
#include "local/clasp-local-settings.h"
#include "patch/br-patch-drop.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* --- all kinds --- */

ClaspShowLocal *
br_local_add (ClaspShow *show, const char *kind, GError **error)
{
  g_autoptr (ClaspShowLocal) local = NULL;

  for (guint i = 1; local == NULL; i++)
    {
      g_autofree char   *name = g_strdup_printf ("%s-%u", kind, i);
      g_autoptr (GError) problem = NULL;

      if (clasp_show_find_local (show, kind, name) != NULL)
        continue;
      local = clasp_show_create_local (show, kind, name, &problem);
      if (local == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
    }
  return clasp_show_add (show, CLASP_SHOW_ITEM (local)) ? local : NULL;
}

void
br_local_remove (ClaspShow *show, ClaspShowLocal *local)
{
  clasp_show_remove (show, CLASP_SHOW_ITEM (local));
}

char *
br_local_dup_address (ClaspShowLocal *local, const char *verb)
{
  g_autofree char *address = clasp_show_local_dup_address (local);

  return g_strconcat (address, verb != NULL ? "/" : NULL, verb, NULL);
}

#define MAX_TOLD 3

static guint
count_uses (GPtrArray *uses, gboolean follows)
{
  guint n = 0;

  for (guint i = 0; i < uses->len; i++)
    {
      const ClaspLocalUse *use = uses->pdata[i];

      n += !use->follows == !follows ? use->n : 0;
    }
  return n;
}

/* "Fader 1: step 2 (script), Rules: overheat, …" */
static char *
list_places (GPtrArray *uses, gboolean with_followers)
{
  GString *text = g_string_new (NULL);
  guint    n = 0;

  for (guint i = 0; i < uses->len; i++)
    {
      const ClaspLocalUse *use = uses->pdata[i];

      if (use->follows && !with_followers)
        continue;
      if (n++ == MAX_TOLD)
        {
          g_string_append (text, ", …");
          break;
        }
      g_string_append_printf (text, "%s%s", n > 1 ? ", " : "", use->place);
    }
  return g_string_free (text, FALSE);
}

char *
br_local_tell_renamed (GPtrArray *uses)
{
  guint            n = count_uses (uses, TRUE);
  g_autofree char *places = list_places (uses, FALSE);
  g_autofree char *renamed =
    n > 0 ? g_strdup_printf (ngettext ("Renamed, and %u place that names it",
                                       "Renamed, and %u places that name it", n),
                             n)
          : g_strdup (_ ("Renamed"));

  if (*places == '\0')
    return g_steal_pointer (&renamed);
  /* Translators: behind “Renamed”; then places in the show follow that may still use the old name */
  return g_strdup_printf (_ ("%s. Look at: %s"), renamed, places);
}

char *
br_local_tell_removed (GPtrArray *uses, const char *name)
{
  guint            n = count_uses (uses, TRUE) + count_uses (uses, FALSE);
  g_autofree char *places = list_places (uses, TRUE);

  if (n == 0)
    return g_strdup_printf (_ ("Removed %s"), name);
  return g_strdup_printf (ngettext ("Removed %s, which %u place names: %s",
                                    "Removed %s, which %u places name: %s", n),
                          name, n, places);
}

/* --- scenes --- */

static const char *const *
get_lines (ClaspShowLocal *scene)
{
  return clasp_settings_get_strv (clasp_show_local_get_settings (scene), "values");
}

guint
br_scene_get_n_values (ClaspShowLocal *scene)
{
  return g_strv_length ((char **) get_lines (scene));
}

gboolean
br_scene_get_value (ClaspShowLocal *scene, guint index, char **address, char **value)
{
  const char *line = index < br_scene_get_n_values (scene) ? get_lines (scene)[index] : NULL;
  const char *equals = line != NULL ? strchr (line, '=') : NULL;

  if (equals == NULL)
    return FALSE;
  *address = g_strndup (line, (gsize) (equals - line));
  *value = g_strdup (equals + 1);
  return TRUE;
}

/* @lines without NULL at its end. */
static void
take_lines (ClaspShow *show, ClaspShowLocal *scene, GPtrArray *lines)
{
  g_autofree char *label =
    g_strdup_printf (_ ("Change scene %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (scene)));

  g_ptr_array_add (lines, NULL);
  clasp_show_begin_edit (show, label);
  g_object_set (clasp_show_local_get_settings (scene), "values", lines->pdata, NULL);
  clasp_show_end_edit (show);
}

static GPtrArray *
dup_lines (ClaspShowLocal *scene)
{
  const char *const *present = get_lines (scene);
  GPtrArray         *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; present[i] != NULL; i++)
    g_ptr_array_add (lines, g_strdup (present[i]));
  return lines;
}

gboolean
br_scene_set_text (ClaspShow      *show,
                   ClaspShowLocal *scene,
                   guint           index,
                   const char     *text,
                   GError        **error)
{
  g_autofree char      *address = NULL, *present = NULL, *line = NULL;
  g_auto (ClaspValue)   value = CLASP_VALUE_INIT;
  g_autoptr (GPtrArray) lines = NULL;

  if (!br_scene_get_value (scene, index, &address, &present) ||
      !clasp_value_parse (text, CLASP_VALUE_SYNTAX_AUTO, &value, error))
    return FALSE;
  line = clasp_scene_value_print (address, &value);
  if (strlen (line) > CLASP_SETTINGS_MAX_TEXT)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   _ ("A value of a scene has %d bytes at most"), CLASP_SETTINGS_MAX_TEXT);
      return FALSE;
    }
  if (g_str_equal (line, get_lines (scene)[index]))
    return TRUE;
  lines = dup_lines (scene);
  g_free (lines->pdata[index]);
  lines->pdata[index] = g_steal_pointer (&line);
  take_lines (show, scene, lines);
  return TRUE;
}

void
br_scene_remove_value (ClaspShow *show, ClaspShowLocal *scene, guint index)
{
  g_autoptr (GPtrArray) lines = dup_lines (scene);

  if (index >= lines->len)
    return;
  g_ptr_array_remove_index (lines, index);
  take_lines (show, scene, lines);
}

static gboolean
is_same_address (const char *a, const char *b)
{
  gsize length = strcspn (a, "=");

  return strcspn (b, "=") == length && strncmp (a, b, length) == 0;
}

static gboolean
fits (guint n, GError **error)
{
  if (n <= CLASP_SETTINGS_MAX_ITEMS)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               _ ("A scene has %d values at most; this would be %u"), CLASP_SETTINGS_MAX_ITEMS, n);
  return FALSE;
}

gboolean
br_scene_add_lines (ClaspShow *show, ClaspShowLocal *scene, GPtrArray *lines, GError **error)
{
  g_autoptr (GPtrArray) all = dup_lines (scene);

  if (!fits (lines->len, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      guint at = 0;

      while (at < all->len && !is_same_address (all->pdata[at], lines->pdata[i]))
        at++;
      if (at == all->len)
        g_ptr_array_add (all, NULL);
      g_free (all->pdata[at]);
      all->pdata[at] = g_strdup (lines->pdata[i]);
    }
  if (!fits (all->len, error))
    return FALSE;
  take_lines (show, scene, all);
  return TRUE;
}

gboolean
br_scene_leaves_out (const char *address)
{
  return g_str_has_prefix (address, "/clasp/") || g_str_has_prefix (address, "/local/scene/") ||
         g_str_has_prefix (address, "/local/timer/") ||
         g_str_has_prefix (address, "/local/connection/");
}

/* --- layers --- */

gboolean
br_layer_has (ClaspMapping *mapping, const char *name)
{
  return !clasp_mapping_is_plain (mapping) &&
         g_strv_contains (clasp_settings_get_strv (clasp_mapping_get_options (mapping), "layers"),
                          name);
}

GPtrArray *
br_layer_dup_mappings (ClaspShow *show, const char *name)
{
  GListModel *all = clasp_show_get_mappings (show);
  guint       n = g_list_model_get_n_items (all);
  GPtrArray  *mappings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (all, i);

      if (br_layer_has (mapping, name))
        g_ptr_array_add (mappings, g_steal_pointer (&mapping));
    }
  return mappings;
}

void
br_layer_put (ClaspShow *show, ClaspMapping *mapping, const char *name, gboolean is_in)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           layers = NULL;
  const char *const       *present;
  g_autofree char         *label = NULL;

  if (br_layer_has (mapping, name) == is_in)
    return;
  present = clasp_settings_get_strv (clasp_mapping_get_options (mapping), "layers");
  for (guint i = 0; present[i] != NULL; i++)
    if (!g_str_equal (present[i], name))
      g_strv_builder_add (builder, present[i]);
  if (is_in)
    g_strv_builder_add (builder, name);
  layers = g_strv_builder_end (builder);
  label = is_in ? g_strdup_printf (_ ("Add to layer %s"), name)
                : g_strdup_printf (_ ("Take out of layer %s"), name);
  clasp_show_begin_edit (show, label);
  g_object_set (clasp_mapping_get_options (mapping), "layers", layers, NULL);
  clasp_show_end_edit (show);
}

gboolean
br_layer_is_solo (ClaspShow *show, const char *name)
{
  g_autoptr (GPtrArray) mappings = br_layer_dup_mappings (show, name);

  for (guint i = 0; i < mappings->len; i++)
    if (!br_patch_is_solo (mappings->pdata[i]))
      return FALSE;
  return mappings->len > 0;
}

void
br_layer_set_solo (ClaspShow *show, const char *name, gboolean is_solo)
{
  g_autoptr (GPtrArray) mappings = br_layer_dup_mappings (show, name);

  if (mappings->len > 0)
    br_patch_set_solo (show, mappings, is_solo);
}

/* --- timers --- */

char *
br_timer_dup_left (double seconds)
{
  guint64 whole = (guint64) ceil (MAX (seconds, 0));

  if (seconds < 60)
    return br_format_units (g_strdup_printf (_ ("%.1f s"), MAX (seconds, 0)));
  if (whole < 3600)
    return g_strdup_printf ("%u:%02u", (guint) (whole / 60), (guint) (whole % 60));

  return g_strdup_printf ("%u:%02u:%02u", (guint) (whole / 3600), (guint) (whole / 60 % 60),
                          (guint) (whole % 60));
}
