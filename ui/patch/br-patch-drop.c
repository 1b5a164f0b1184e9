/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-drop.h"

#include "clasp-circles.h"
#include "clasp-show-ranges.h"
#include "learn/clasp-learn-mapping.h"
#include "mapping/br-loops.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-short-name.h"
#include "widgets/br-signal-notes.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of the range: less than half a step of anything with eight bits. */
#define GUARD_SHARE 0.0019

BrDropWay
br_drop_way_for (gboolean shift,
                 gboolean control,
                 gboolean alt)
{
  if (control)
    return BR_DROP_ADD;
  if (alt)
    return BR_DROP_TWO_WAY;

  return shift ? BR_DROP_LIKE_LAST : BR_DROP_NEW;
}

/* --- steps -------------------------------------------------------------------------------------- */

static void
append_step (ClaspMapping *mapping,
             ClaspStep    *step)
{
  clasp_mapping_insert_step (mapping, g_list_model_get_n_items (clasp_mapping_get_steps (mapping)), step);
}

static void
copy_steps (ClaspShow    *show,
            ClaspMapping *from,
            ClaspMapping *to)
{
  g_autoptr (ClaspMapping) copy = clasp_show_copy_mapping (show, from);
  GListModel              *steps = clasp_mapping_get_steps (copy);

  while (g_list_model_get_n_items (steps) > 0)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, 0);

      clasp_mapping_remove_step (copy, 0);
      append_step (to, step);
    }
}

/* One part of a colour: "$[1]", green. */
static void
add_part (ClaspShow    *show,
          ClaspMapping *mapping,
          BrParts       parts,
          guint         index)
{
  g_autofree char      *path = g_strdup_printf ("$[%u]", index);
  const char *const     paths[] = { path, NULL };
  ClaspRange            range = { 0, 1, FALSE };
  g_autoptr (ClaspStep) pick = NULL;

  if (parts == BR_PARTS_HEX)
    {
      g_autoptr (ClaspStep) colour = clasp_show_create_step (show, "hex2rgb", NULL);

      clasp_show_find_range (show, clasp_mapping_get_target (mapping), &range);
      g_object_set (clasp_step_get_settings (colour), "full", range.maximum, NULL);
      append_step (mapping, colour);
    }
  pick = clasp_show_create_step (show, "pick", NULL);
  g_object_set (clasp_step_get_settings (pick), "paths", paths, NULL);
  append_step (mapping, pick);
}

/* What a person said of either end is not the protocol's: the default conversion is spelled out. */
static void
add_declared_range (ClaspShow    *show,
                    ClaspMapping *mapping,
                    const char   *source,
                    const char   *target)
{
  BrSignalNotes        *notes = br_signal_notes_get (show);
  ClaspRange            in = { 0, 1, FALSE }, out = { 0, 1, FALSE };
  g_autoptr (ClaspStep) step = NULL;

  if (!br_signal_notes_get_range (notes, source, &in) && !br_signal_notes_get_range (notes, target, &out))
    return;

  br_range_of_address (show, source, &in);
  br_range_of_address (show, target, &out);
  step = clasp_show_create_step (show, "range", NULL);
  g_object_set (clasp_step_get_settings (step),
                "in-min",
                in.minimum,
                "in-max",
                in.maximum,
                "out-min",
                out.minimum,
                "out-max",
                out.maximum,
                NULL);
  append_step (mapping, step);
  if (br_signal_notes_get_range (notes, target, &out) && out.integer)
    {
      g_autoptr (ClaspStep) whole = clasp_show_create_step (show, "round", NULL);

      append_step (mapping, whole);
    }
}

/* --- making ------------------------------------------------------------------------------------- */

/* With the steps that what was learned needs, unless others are wanted. */
static ClaspMapping *
create_one (ClaspShow    *show,
            const char   *source,
            const char   *target,
            const BrDrop *drop,
            int           part)
{
  ClaspMapping *mapping = NULL;

  if (drop->learned != NULL && drop->like == NULL && part < 0
      && g_str_equal (clasp_learn_candidate_get_address (drop->learned), source))
    mapping = clasp_learn_create_mapping (show, drop->learned, target, NULL);

  return mapping != NULL ? mapping : clasp_show_create_mapping (show, source, target);
}

static ClaspMapping *
drop_one (ClaspShow    *show,
          const char   *source,
          const char   *target,
          const BrDrop *drop,
          int           part)
{
  ClaspMapping    *mapping = create_one (show, source, target, drop, part);
  g_autofree char *title = br_mapping_title (source, target);
  g_auto (GStrv)   loop
    = *source != '\0' && *target != '\0' ? clasp_show_find_circle (show, source, target, NULL) : NULL;

  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), title);
  if (drop->like != NULL)
    copy_steps (show, drop->like, mapping);
  else if (part >= 0)
    add_part (show, mapping, drop->parts, (guint) part);
  else
    add_declared_range (show, mapping, source, target);
  if (loop != NULL)
    {
      clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
      br_loops_note_muted (mapping);
    }
  if (drop->two_way)
    g_object_set (clasp_mapping_get_options (mapping), "two-way", TRUE, NULL);
  if (br_is_careful (show, target))
    g_object_set (clasp_mapping_get_options (mapping), "takeover", CLASP_TAKEOVER_PICKUP, NULL);
  if (drop->merge != CLASP_MERGE_LAST)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);

      g_object_set (clasp_mapping_end_get_options (end), "merge", drop->merge, NULL);
    }
  clasp_show_add (show, CLASP_SHOW_ITEM (mapping));

  return mapping;
}

static char *
label_for (const char *source,
           const char *target,
           guint       n)
{
  g_autofree char *from = br_short_name (source);
  g_autofree char *to = br_short_name (target);

  if (n > 1)
    return g_strdup_printf (ngettext ("Add %u mapping", "Add %u mappings", n), n);

  /* Translators: name of an undo step */
  return g_strdup_printf (_("Map %s to %s"), from, to);
}

/* --- what is there already ---------------------------------------------------------------------- */

static gboolean
has_end (GListModel *ends,
         const char *address)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

      if (g_str_equal (clasp_mapping_end_get_address (end), address))
        return TRUE;
    }

  return FALSE;
}

static gboolean
maps (ClaspMapping *mapping,
      const char   *source,
      const char   *target)
{
  if (clasp_mapping_is_plain (mapping))
    return g_str_equal (clasp_mapping_get_source (mapping), source)
           && g_str_equal (clasp_mapping_get_target (mapping), target);

  return has_end (clasp_mapping_get_sources (mapping), source) && has_end (clasp_mapping_get_targets (mapping), target);
}

ClaspMapping *
br_patch_find_mapping (ClaspShow  *show,
                       const char *source,
                       const char *target)
{
  GListModel *mappings = clasp_show_get_mappings (show);

  if (*source == '\0' || *target == '\0')
    return NULL;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      /* The show keeps it. */
      if (maps (mapping, source, target))
        return mapping;
    }

  return NULL;
}

/* --- dropping ----------------------------------------------------------------------------------- */

guint
br_patch_count_drop (const char *const *sources,
                     const char *const *targets)
{
  guint n_sources = g_strv_length ((char **) sources);
  guint n_targets = g_strv_length ((char **) targets);

  if (n_sources == 0 || n_targets == 0)
    return 0;

  return n_sources == 1 || n_targets == 1 ? MAX (n_sources, n_targets) : MIN (n_sources, n_targets);
}

GPtrArray *
br_patch_drop (ClaspShow         *show,
               const char *const *sources,
               const char *const *targets,
               const BrDrop      *drop)
{
  GPtrArray       *added = g_ptr_array_new_with_free_func (g_object_unref);
  guint            n_sources = g_strv_length ((char **) sources);
  guint            n_targets = g_strv_length ((char **) targets);
  guint            n = br_patch_count_drop (sources, targets);
  gboolean         in_parts = drop->parts != BR_PARTS_NONE && n_sources == 1 && br_are_three_slots (targets);
  BrDrop           one = *drop;
  g_autofree char *label = NULL;

  if (n == 0)
    return added;
  if (n_sources < 2 || n_targets > 1)
    one.merge = CLASP_MERGE_LAST;

  label = label_for (sources[0], targets[0], n);
  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < n; i++)
    {
      const char *source = sources[MIN (i, n_sources - 1)];
      const char *target = targets[MIN (i, n_targets - 1)];

      if (br_patch_find_mapping (show, source, target) == NULL)
        g_ptr_array_add (added, drop_one (show, source, target, &one, in_parts ? (int) i : -1));
    }
  clasp_show_end_edit (show);

  return added;
}

/* --- adding ------------------------------------------------------------------------------------- */

/* An open target is filled first. */
static gboolean
add_target (ClaspShow    *show,
            ClaspMapping *mapping,
            const char   *address)
{
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (*clasp_mapping_get_target (mapping) == '\0')
    {
      clasp_mapping_set_target (mapping, address);
      return TRUE;
    }
  if (has_end (clasp_mapping_get_targets (mapping), address))
    return FALSE;

  end = clasp_show_create_target (show, address);

  return clasp_mapping_add_target (mapping, end);
}

static gboolean
add_source (ClaspShow    *show,
            ClaspMapping *mapping,
            const char   *address)
{
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (has_end (clasp_mapping_get_sources (mapping), address))
    return FALSE;

  end = clasp_show_create_source (show, address);

  return clasp_mapping_add_source (mapping, end);
}

guint
br_patch_add_ends (ClaspShow         *show,
                   ClaspMapping      *mapping,
                   const char *const *sources,
                   const char *const *targets)
{
  guint n = 0;

  clasp_show_begin_edit (show, _("Add to mapping"));
  for (guint i = 0; sources != NULL && sources[i] != NULL; i++)
    n += add_source (show, mapping, sources[i]) ? 1 : 0;
  for (guint i = 0; targets != NULL && targets[i] != NULL; i++)
    n += add_target (show, mapping, targets[i]) ? 1 : 0;
  clasp_show_end_edit (show);

  return n;
}

/* --- options ------------------------------------------------------------------------------------ */

void
br_patch_set_merge (ClaspShow *show,
                    GPtrArray *mappings,
                    ClaspMerge merge)
{
  clasp_show_begin_edit (show, _("Change how sources are joined"));
  for (guint i = 0; i < mappings->len; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (clasp_mapping_get_targets (mappings->pdata[i]), 0);

      g_object_set (clasp_mapping_end_get_options (end), "merge", merge, NULL);
    }
  clasp_show_end_edit (show);
}

ClaspMerge
br_patch_get_merge (ClaspMapping *mapping)
{
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (clasp_mapping_is_plain (mapping))
    return CLASP_MERGE_LAST;

  end = g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);

  return (ClaspMerge) clasp_settings_get_int (clasp_mapping_end_get_options (end), "merge");
}

static gboolean
has_option (ClaspMapping *mapping,
            const char   *name)
{
  return !clasp_mapping_is_plain (mapping)
         && clasp_settings_get_boolean (clasp_mapping_get_options (mapping), name);
}

gboolean
br_patch_is_two_way (ClaspMapping *mapping)
{
  return has_option (mapping, "two-way");
}

void
br_patch_set_two_way (ClaspShow    *show,
                      ClaspMapping *mapping,
                      gboolean      two_way)
{
  if (br_patch_is_two_way (mapping) == two_way)
    return;

  clasp_show_begin_edit (show, two_way ? _("Make two-way") : _("Make one-way"));
  g_object_set (clasp_mapping_get_options (mapping), "two-way", two_way, NULL);
  clasp_show_end_edit (show);
}

gboolean
br_patch_is_solo (ClaspMapping *mapping)
{
  return has_option (mapping, "solo");
}

void
br_patch_set_solo (ClaspShow *show,
                   GPtrArray *mappings,
                   gboolean   solo)
{
  clasp_show_begin_edit (show, solo ? _("Solo") : _("End solo"));
  for (guint i = 0; i < mappings->len; i++)
    if (br_patch_is_solo (mappings->pdata[i]) != solo)
      g_object_set (clasp_mapping_get_options (mappings->pdata[i]), "solo", solo, NULL);
  clasp_show_end_edit (show);
}

void
br_patch_guard_loop (ClaspShow    *show,
                     ClaspMapping *mapping)
{
  ClaspRange range = { 0, 1, FALSE };

  clasp_show_find_range (show, clasp_mapping_get_target (mapping), &range);
  clasp_show_begin_edit (show, _("Turn on with echo guard"));
  g_object_set (clasp_mapping_get_options (mapping),
                "only-changes",
                TRUE,
                "epsilon",
                (range.maximum - range.minimum) * GUARD_SHARE,
                NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), TRUE);
  clasp_show_end_edit (show);
}

/* --- slots -------------------------------------------------------------------------------------- */

/* "/a/b/" and 7 of "/a/b/7". */
static gboolean
split_number (const char *address,
              gsize      *length,
              gint64     *number)
{
  const char *slash = strrchr (address, '/');

  if (slash == NULL || slash[1] == '\0')
    return FALSE;

  *length = (gsize) (slash - address);

  return g_ascii_string_to_signed (slash + 1, 10, 0, G_MAXINT32, number, NULL);
}

gboolean
br_are_three_slots (const char *const *targets)
{
  gsize  first_length = 0, length;
  gint64 first = 0, number;

  if (g_strv_length ((char **) targets) != 3 || !split_number (targets[0], &first_length, &first))
    return FALSE;

  for (guint i = 1; i < 3; i++)
    if (!split_number (targets[i], &length, &number) || length != first_length || number != first + i
        || strncmp (targets[i], targets[0], length) != 0)
      return FALSE;

  return TRUE;
}
