/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-uses.h"

#include "mapping/clasp-route-pattern.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
matches (const char *pattern_text,
         const char *address)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (pattern_text, NULL);
  ClaspCaptures                 captures;

  return pattern != NULL && clasp_route_pattern_match (pattern, clasp_str (address), &captures);
}

/* --- targets ------------------------------------------------------------------------------------ */

/* "{n:1..8}" of "/osc/fader{n:1..8}": what the source lets a name be. (transfer full) (nullable) */
static char *
dup_limit (const char *source,
           const char *name)
{
  g_autofree char *opening = g_strconcat ("{", name, NULL);
  const char      *found = source;
  gsize            length = strlen (opening);

  while ((found = strstr (found, opening)) != NULL && found[length] != '}' && found[length] != ':')
    found++;
  if (found == NULL || strchr (found, '}') == NULL)
    return NULL;

  return g_strndup (found, (gsize) (strchr (found, '}') - found) + 1);
}

/* What @name was where "{name+10}" became @text. (transfer full); NULL: it never becomes that. */
static char *
dup_inverse (const char *rest,
             const char *text)
{
  char  *end;
  gint64 number = g_ascii_strtoll (text, &end, 10);
  gint64 by;

  if (*rest == '\0')
    return g_strdup (text);
  if (end == text || *end != '\0')
    return NULL;

  by = g_ascii_strtoll (rest + 1, NULL, 10);
  if (*rest == '+' ? __builtin_sub_overflow (number, by, &number) : __builtin_add_overflow (number, by, &number))
    return NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT, number);
}

static gboolean
is_known_arithmetic (const char *rest)
{
  if (*rest == '\0')
    return TRUE;

  return (*rest == '+' || *rest == '-') && rest[1] != '\0' && strspn (rest + 1, "0123456789") == strlen (rest + 1);
}

/* Whether "{@expression}" may become @text. */
static gboolean
part_may_be (const char *source,
             const char *expression,
             const char *text)
{
  gsize            length = strspn (expression, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
  g_autofree char *name = g_strndup (expression, length);
  g_autofree char *limit = dup_limit (source, name);
  g_autofree char *value = NULL;
  g_autofree char *pattern = NULL;
  g_autofree char *path = NULL;

  if (*text == '\0')
    return FALSE;
  if (limit == NULL || !is_known_arithmetic (expression + length))
    return TRUE;

  value = dup_inverse (expression + length, text);
  if (value == NULL)
    return FALSE;
  pattern = g_strconcat ("/", limit, NULL);
  path = g_strconcat ("/", value, NULL);

  return matches (pattern, path);
}

/* One pair of braces in a segment is looked into; with more of them it may be anything. */
static gboolean
segment_may_be (const char *source,
                const char *segment,
                const char *text)
{
  const char      *open = strchr (segment, '{');
  const char      *close = open != NULL ? strchr (open, '}') : NULL;
  gsize            before, behind, length = strlen (text);
  g_autofree char *expression = NULL;
  g_autofree char *part = NULL;

  if (close == NULL)
    return g_str_equal (segment, text);
  if (strchr (close, '{') != NULL)
    return TRUE;

  before = (gsize) (open - segment);
  behind = strlen (close + 1);
  if (length < before + behind || strncmp (segment, text, before) != 0 || strcmp (close + 1, text + length - behind) != 0)
    return FALSE;

  expression = g_strndup (open + 1, (gsize) (close - open) - 1);
  part = g_strndup (text + before, length - before - behind);

  return part_may_be (source, expression, part);
}

/* The blanks and slashes of an expression are none of an address. */
gboolean
br_mapping_target_may_be (const char *source,
                          const char *target,
                          const char *address)
{
  g_auto (GStrv) segments = g_strsplit (target, "/", -1);
  g_auto (GStrv) parts = g_strsplit (address, "/", -1);

  if (strchr (target, '{') == NULL)
    return g_str_equal (target, address);
  if (g_strv_length (segments) != g_strv_length (parts))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!segment_may_be (source, segments[i], parts[i]))
      return FALSE;

  return TRUE;
}

/* --- mappings ----------------------------------------------------------------------------------- */

gboolean
br_mapping_uses (ClaspMapping *mapping,
                 const char   *address)
{
  GListModel *sources = clasp_mapping_get_sources (mapping);
  GListModel *targets = clasp_mapping_get_targets (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (sources, i);

      if (matches (clasp_mapping_end_get_address (end), address))
        return TRUE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (targets); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (targets, i);

      if (br_mapping_target_may_be (clasp_mapping_get_source (mapping), clasp_mapping_end_get_address (end), address))
        return TRUE;
    }

  return FALSE;
}

char *
br_mapping_dup_users (ClaspShow  *show,
                      const char *address,
                      guint       max)
{
  GListModel         *mappings = clasp_show_get_mappings (show);
  g_autoptr (GString) names = g_string_new (NULL);
  guint               n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (mappings) && n < max; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      const char              *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));

      if (!br_mapping_uses (mapping, address))
        continue;
      if (*name == '\0')
        name = clasp_mapping_get_source (mapping);
      if (n++ > 0)
        g_string_append_c (names, '\n');
      if (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        g_string_append (names, name);
      else
        /* Translators: name of a mapping */
        g_string_append_printf (names, _("%s (muted)"), name);
    }

  return n > 0 ? g_strdup (names->str) : NULL;
}

static gboolean
is_own_end (ClaspMapping *mapping,
            const char   *address)
{
  return g_strcmp0 (clasp_mapping_get_target (mapping), address) == 0 || g_strcmp0 (clasp_mapping_get_source (mapping), address) == 0;
}

ClaspMapping *
br_mapping_find_user (ClaspShow  *show,
                      const char *address)
{
  GListModel              *mappings = clasp_show_get_mappings (show);
  g_autoptr (ClaspMapping) found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (is_own_end (mapping, address))
        return g_steal_pointer (&mapping);
      if (found == NULL && br_mapping_uses (mapping, address))
        found = g_steal_pointer (&mapping);
    }

  return g_steal_pointer (&found);
}

void
br_mapping_show_user (BrWindow   *window,
                      const char *address)
{
  g_autoptr (ClaspMapping) user = br_mapping_find_user (br_window_get_show (window), address);

  if (user != NULL)
    br_window_show_in_page (window, "patch", "patch.show-mapping", clasp_show_item_get_id (CLASP_SHOW_ITEM (user)));
}
