/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-edit.h"

#include "clasp-circles.h"
#include "mapping/clasp-route-pattern.h"
#include "patch/br-patch-drop.h"
#include "widgets/br-short-name.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- names -------------------------------------------------------------------------------------- */

char *
br_mapping_title (const char *source,
                  const char *target)
{
  g_autofree char *from = br_short_name (source);
  g_autofree char *to = *target != '\0' ? br_short_name (target) : g_strdup ("…");

  return g_strdup_printf ("%s → %s", from, to);
}

/* Mappings from a command line or a script may have no name. */
char *
br_mapping_dup_name (ClaspMapping *mapping)
{
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));

  if (name != NULL && *name != '\0')
    return g_strdup (name);

  return br_mapping_title (clasp_mapping_get_source (mapping), clasp_mapping_get_target (mapping));
}

gboolean
br_is_exact (const char *pattern)
{
  return strpbrk (pattern, "*{") == NULL;
}

char *
br_literal_prefix (const char *pattern)
{
  const char *special = strpbrk (pattern, "*{");
  const char *slash;

  if (special == NULL)
    return g_strdup (pattern);
  for (slash = special; slash > pattern && *slash != '/'; slash--)
    ;

  return g_strndup (pattern, (gsize) (slash - pattern));
}

GPtrArray *
br_mapping_dup_addresses (ClaspMapping *mapping,
                          gboolean      is_target)
{
  GPtrArray  *addresses = g_ptr_array_new_with_free_func (g_free);
  GListModel *ends;

  if (clasp_mapping_is_plain (mapping))
    {
      g_ptr_array_add (addresses,
                       g_strdup (is_target ? clasp_mapping_get_target (mapping) : clasp_mapping_get_source (mapping)));
      return addresses;
    }

  ends = is_target ? clasp_mapping_get_targets (mapping) : clasp_mapping_get_sources (mapping);
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

      g_ptr_array_add (addresses, g_strdup (clasp_mapping_end_get_address (end)));
    }

  return addresses;
}

gboolean
br_patch_check (const char *source,
                const char *target,
                GError    **error)
{
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (source, error);
  g_autoptr (ClaspTemplate)     template = NULL;

  if (pattern == NULL)
    return FALSE;

  template = clasp_template_new (target, pattern, error);

  return template != NULL;
}

/* --- circles ------------------------------------------------------------------------------------ */

char *
br_patch_loop_text (char **loop)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; loop[i] != NULL; i++)
    {
      g_autofree char *name = br_short_name (loop[i]);

      g_string_append_printf (text, "%s%s", i > 0 ? " → " : "", name);
    }

  return g_strdup (text->str);
}

/* --- edits -------------------------------------------------------------------------------------- */

GPtrArray *
br_patch_connect (ClaspShow         *show,
                  const char *const *sources,
                  const char *const *targets,
                  ClaspMapping      *steps_from)
{
  BrDrop drop = { .like = steps_from };

  return br_patch_drop (show, sources, targets, &drop);
}

void
br_patch_delete (ClaspShow *show,
                 GPtrArray *mappings)
{
  g_autofree char *label
    = g_strdup_printf (ngettext ("Delete %u mapping", "Delete %u mappings", mappings->len), mappings->len);

  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < mappings->len; i++)
    clasp_show_remove (show, g_ptr_array_index (mappings, i));
  clasp_show_end_edit (show);
}

void
br_patch_set_muted (ClaspShow *show,
                    GPtrArray *mappings,
                    gboolean   muted)
{
  g_autofree char *label = NULL;

  if (muted)
    label = g_strdup_printf (ngettext ("Mute %u mapping", "Mute %u mappings", mappings->len), mappings->len);
  else
    label = g_strdup_printf (ngettext ("Unmute %u mapping", "Unmute %u mappings", mappings->len), mappings->len);

  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < mappings->len; i++)
    if (muted)
      clasp_show_item_set_enabled (g_ptr_array_index (mappings, i), FALSE);
    else
      clasp_show_switch_on (show, g_ptr_array_index (mappings, i));
  clasp_show_end_edit (show);
}

void
br_patch_set_group (ClaspShow  *show,
                    GPtrArray  *mappings,
                    const char *group)
{
  clasp_show_begin_edit (show, _("Group"));
  for (guint i = 0; i < mappings->len; i++)
    clasp_mapping_set_group (mappings->pdata[i], group);
  clasp_show_end_edit (show);
}

static guint
position_of (GListModel *list,
             gpointer    item)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (list, i);

      if ((gpointer) other == item)
        return i;
    }

  return G_MAXUINT;
}

GPtrArray *
br_patch_duplicate (ClaspShow *show,
                    GPtrArray *mappings)
{
  GPtrArray       *copies = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *label
    = g_strdup_printf (ngettext ("Duplicate %u mapping", "Duplicate %u mappings", mappings->len), mappings->len);

  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < mappings->len; i++)
    {
      ClaspMapping *mapping = g_ptr_array_index (mappings, i);
      ClaspMapping *copy = clasp_show_copy_mapping (show, mapping);

      clasp_show_insert (show,
                         position_of (clasp_show_get_mappings (show), mapping) + 1,
                         CLASP_SHOW_ITEM (copy));
      g_ptr_array_add (copies, copy);
    }
  clasp_show_end_edit (show);

  return copies;
}

void
br_patch_shift (ClaspShow    *show,
                ClaspMapping *mapping,
                int           by)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  guint       position = position_of (mappings, mapping);

  if (position == G_MAXUINT || (by < 0 && position == 0)
      || (by > 0 && position + 1 >= g_list_model_get_n_items (mappings)))
    return;

  clasp_show_move (show, CLASP_SHOW_ITEM (mapping), (guint) ((int) position + by));
}
