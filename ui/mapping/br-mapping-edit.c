/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-edit.h"

#include "mapping/br-condition.h"
#include "clasp-mapping-spec.h"
#include "mapping/clasp-route-cycles.h"
#include "mapping/clasp-route-options.h"
#include "mapping/clasp-route-pattern.h"
#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
name_of (ClaspMapping *mapping)
{
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping));

  return *name != '\0' ? name : clasp_mapping_get_source (mapping);
}

/* --- which values pass --- */

/* The row that says "crosses" of the input, or -1. */
static int
find_crossing (const BrCondition *condition)
{
  for (guint i = 0; !condition->is_any && i < condition->rows->len; i++)
    {
      const BrConditionRow *row = condition->rows->pdata[i];

      if (row->kind == BR_CONDITION_INPUT && !row->is_not && g_str_equal (row->op, "crosses"))
        return (int) i;
    }
  return -1;
}

static BrCondition *
read_condition (ClaspMapping *mapping)
{
  return br_condition_new_from_text (
    clasp_settings_get_string (clasp_mapping_get_options (mapping), "when"), NULL);
}

BrWhen
br_mapping_get_when (ClaspMapping *mapping, double *level)
{
  g_autoptr (BrCondition) condition = read_condition (mapping);
  int                     crossing = condition != NULL ? find_crossing (condition) : -1;

  *level = 0.5;
  if (crossing >= 0)
    {
      const BrConditionRow *row = condition->rows->pdata[crossing];

      *level = g_ascii_strtod (row->value, NULL);
      return BR_WHEN_CROSSES;
    }
  return clasp_settings_get_boolean (clasp_mapping_get_options (mapping), "only-changes")
           ? BR_WHEN_CHANGES
           : BR_WHEN_EVERY;
}

static void
set_crossing (BrCondition *condition, gboolean crosses, double level)
{
  int  crossing = find_crossing (condition);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!crosses)
    {
      if (crossing >= 0)
        g_ptr_array_remove_index (condition->rows, (guint) crossing);
      return;
    }
  if (crossing < 0)
    {
      BrConditionRow *row;

      /* What held so far must go on holding, beside it. */
      if (condition->is_any && condition->rows->len > 1)
        {
          g_autofree char *old = br_condition_to_text (condition);

          g_ptr_array_set_size (condition->rows, 0);
          row = br_condition_add (condition, BR_CONDITION_TREE);
          br_condition_set (&row->name, old);
        }
      condition->is_any = FALSE;
      row = br_condition_add (condition, BR_CONDITION_INPUT);
      br_condition_set (&row->op, "crosses");
      crossing = (int) condition->rows->len - 1;
    }
  g_ascii_formatd (number, sizeof number, "%.10g", level);
  br_condition_set (&((BrConditionRow *) condition->rows->pdata[crossing])->value, number);
}

void
br_mapping_set_when (ClaspShow *show, ClaspMapping *mapping, BrWhen when, double level)
{
  ClaspSettings          *options = clasp_mapping_get_options (mapping);
  g_autoptr (BrCondition) condition = read_condition (mapping);
  g_autofree char        *label = g_strdup_printf (_ ("Change when %s passes"), name_of (mapping));
  g_autofree char        *text = NULL;

  if (condition == NULL)
    return;
  set_crossing (condition, when == BR_WHEN_CROSSES, level);
  text = br_condition_to_text (condition);
  clasp_show_begin_edit (show, label);
  g_object_set (options, "only-changes", when == BR_WHEN_CHANGES, "when", text, NULL);
  clasp_show_end_edit (show);
}

/* --- steps that stand for a choice --- */

static int
find_step (GListModel *steps, const char *kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      if (g_str_equal (clasp_step_get_kind (step), kind) && clasp_step_get_enabled (step))
        return (int) i;
    }
  return -1;
}

BrTakeover
br_mapping_get_takeover (ClaspMapping *mapping)
{
  if (find_step (clasp_mapping_get_steps (mapping), "encoder") >= 0)
    return BR_TAKEOVER_RELATIVE;
  switch (clasp_settings_get_int (clasp_mapping_get_options (mapping), "takeover"))
    {
    case CLASP_TAKEOVER_PICKUP:
      return BR_TAKEOVER_PICKUP;
    case CLASP_TAKEOVER_SCALE:
      return BR_TAKEOVER_SCALE;
    default:
      return BR_TAKEOVER_OFF;
    }
}

void
br_mapping_set_takeover (ClaspShow *show, ClaspMapping *mapping, BrTakeover takeover)
{
  static const char *const names[] = { "jump", "pickup", "scale", "jump" };
  int              encoder = find_step (clasp_mapping_get_steps (mapping), "encoder");
  g_autofree char *label = g_strdup_printf (_ ("Change takeover of %s"), name_of (mapping));

  clasp_show_begin_edit (show, label);
  clasp_settings_set_text (clasp_mapping_get_options (mapping), "takeover", names[takeover], NULL);
  if (takeover != BR_TAKEOVER_RELATIVE && encoder >= 0)
    clasp_mapping_remove_step (mapping, (guint) encoder);
  if (takeover == BR_TAKEOVER_RELATIVE && encoder < 0)
    {
      g_autoptr (ClaspStep) step = clasp_show_create_step (show, "encoder", NULL);

      if (step != NULL)
        clasp_mapping_insert_step (mapping, 0, step);
    }
  clasp_show_end_edit (show);
}

gboolean
br_target_get_inverted (ClaspMappingEnd *target)
{
  return find_step (clasp_mapping_end_get_steps (target), "invert") >= 0;
}

void
br_target_set_inverted (ClaspShow *show, ClaspMappingEnd *target, gboolean inverted)
{
  int                   at = find_step (clasp_mapping_end_get_steps (target), "invert");
  g_autoptr (ClaspStep) step = NULL;

  if (inverted == (at >= 0))
    return;
  if (!inverted)
    {
      clasp_mapping_end_remove_step (target, (guint) at);
      return;
    }
  step = clasp_show_create_step (show, "invert", NULL);
  if (step != NULL)
    clasp_mapping_end_insert_step (target, 0, step);
}

/* --- splitting --- */

static guint
n_ends (ClaspMapping *mapping, gboolean is_target)
{
  return g_list_model_get_n_items (is_target ? clasp_mapping_get_targets (mapping)
                                             : clasp_mapping_get_sources (mapping));
}

static gboolean
is_joined (ClaspMapping *mapping)
{
  return clasp_settings_get_int (clasp_mapping_get_options (mapping), "join") != CLASP_JOIN_NONE;
}

/* By targets, or by sources that pass on their own. */
gboolean
br_mapping_can_split (ClaspMapping *mapping)
{
  return n_ends (mapping, TRUE) > 1 || (n_ends (mapping, FALSE) > 1 && !is_joined (mapping));
}

static void
keep_one_end (ClaspMapping *mapping, gboolean is_target, guint kept)
{
  for (guint i = n_ends (mapping, is_target); i > 0; i--)
    if (i - 1 != kept && is_target)
      clasp_mapping_remove_target (mapping, i - 1);
    else if (i - 1 != kept)
      clasp_mapping_remove_source (mapping, i - 1);
}

static ClaspMapping *
copy_with_one_end (ClaspShow *show, ClaspMapping *mapping, gboolean is_target, guint kept)
{
  ClaspMapping    *copy = clasp_show_copy_mapping (show, mapping);
  g_autofree char *title = NULL;

  keep_one_end (copy, is_target, kept);
  title = br_mapping_title (clasp_mapping_get_source (copy), clasp_mapping_get_target (copy));
  clasp_show_item_set_name (CLASP_SHOW_ITEM (copy), title);
  return copy;
}

static guint
find_mapping (ClaspShow *show, ClaspMapping *mapping)
{
  guint position = 0;

  g_list_store_find (G_LIST_STORE (clasp_show_get_mappings (show)), mapping, &position);
  return position;
}

GPtrArray *
br_mapping_split (ClaspShow *show, ClaspMapping *mapping)
{
  GPtrArray       *parts = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean         by_targets = n_ends (mapping, TRUE) > 1;
  guint            position = find_mapping (show, mapping);
  g_autofree char *label = g_strdup_printf (_ ("Split %s"), name_of (mapping));

  if (!br_mapping_can_split (mapping))
    return parts;

  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < n_ends (mapping, by_targets); i++)
    {
      ClaspMapping *part = copy_with_one_end (show, mapping, by_targets, i);

      g_ptr_array_add (parts, part);
      clasp_show_insert (show, position + 1 + i, CLASP_SHOW_ITEM (part));
    }
  clasp_show_remove (show, CLASP_SHOW_ITEM (mapping));
  clasp_show_end_edit (show);
  return parts;
}

/* --- circles --- */

static void
free_spec (gpointer spec)
{
  clasp_route_spec_free (spec);
}

/* Those that are on, and @mapping; returns its place. */
static guint
collect_specs (ClaspShow *show, ClaspMapping *mapping, GPtrArray *specs, GPtrArray *sources)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  guint       place = G_MAXUINT;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) other = g_list_model_get_item (mappings, i);

      if (other == mapping)
        place = specs->len;
      if (other != mapping && !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (other)))
        continue;
      g_ptr_array_add (specs, clasp_mapping_to_route_spec (other, i));
      g_ptr_array_add (sources, g_strdup (clasp_mapping_get_source (other)));
    }
  return place;
}

static int
find_in_cycle (const GArray *cycle, guint place)
{
  for (guint i = 0; i < cycle->len; i++)
    if (g_array_index (cycle, guint, i) == place)
      return (int) i;
  return -1;
}

/* Beginning with the mapping itself. */
static char *
describe_cycle (const GArray *cycle, guint start, const GPtrArray *sources)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i <= cycle->len; i++)
    g_string_append_printf (
      text, "%s%s", i > 0 ? " → " : "",
      (const char *) sources->pdata[g_array_index (cycle, guint, (start + i) % cycle->len)]);
  return g_string_free (text, FALSE);
}

char *
br_mapping_find_circle (ClaspShow *show, ClaspMapping *mapping)
{
  g_autoptr (GPtrArray) specs = g_ptr_array_new_with_free_func (free_spec);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);
  guint                 place = collect_specs (show, mapping, specs, sources);
  g_autoptr (GPtrArray) cycles = clasp_route_find_cycles (specs);

  for (guint i = 0; i < cycles->len; i++)
    {
      int start = find_in_cycle (cycles->pdata[i], place);

      if (start >= 0)
        return describe_cycle (cycles->pdata[i], (guint) start, sources);
    }
  return NULL;
}

void
br_mapping_guard (ClaspShow *show, ClaspMapping *mapping)
{
  g_autofree char *label = g_strdup_printf (_ ("Guard %s"), name_of (mapping));

  clasp_show_begin_edit (show, label);
  g_object_set (clasp_mapping_get_options (mapping), "only-changes", TRUE, NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), TRUE);
  clasp_show_end_edit (show);
}

gboolean
br_mapping_is_guarded (ClaspMapping *mapping)
{
  return clasp_settings_get_boolean (clasp_mapping_get_options (mapping), "only-changes");
}

/* --- for many --- */

static char *
describe_match (const char *address, const ClaspCaptures *captures, const ClaspTemplate *template)
{
  g_autoptr (GString) text = g_string_new (address);

  if (template == NULL)
    return g_strdup (address);
  g_string_append (text, " → ");
  if (!clasp_template_expand (template, captures, "", text))
    g_string_append (text, "–");
  return g_strdup (text->str);
}

GPtrArray *
br_mapping_list_matches (ClaspSignalTable *table,
                         const char       *source,
                         const char       *target,
                         guint             max,
                         guint            *n_matches)
{
  GPtrArray                    *matches = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (source, NULL);
  g_autoptr (ClaspTemplate)     template = NULL;
  g_autofree char              *prefix = NULL;

  *n_matches = 0;
  if (pattern == NULL || clasp_route_pattern_is_exact (pattern))
    return matches;

  prefix = br_literal_prefix (source);
  template = target != NULL ? clasp_template_new (target, pattern, NULL) : NULL;
  for (guint i = 0; i < clasp_signal_table_get_size (table); i++)
    {
      const char   *address = clasp_signal_table_get_address (table, i);
      ClaspCaptures captures;

      /* Most of a large table is elsewhere. */
      if (!g_str_has_prefix (address, prefix) ||
          !clasp_route_pattern_match (pattern, clasp_str (address), &captures))
        continue;
      if (matches->len < max)
        g_ptr_array_add (matches, describe_match (address, &captures, template));
      (*n_matches)++;
    }
  return matches;
}

/* --- devices --- */

char *
br_address_dup_device (ClaspShow *show, const char *address, ClaspConnection **connection)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) candidate = g_list_model_get_item (connections, i);
      const char                 *space = clasp_connection_get_namespace (candidate);
      gsize                       length = strlen (space);

      if (length == 0 || strncmp (address, space, length) != 0 || address[length] != '/')
        continue;
      if (connection != NULL)
        *connection = candidate;
      /* Below a MIDI connection stand the devices. */
      if (g_str_equal (clasp_connection_get_kind (candidate), "midi"))
        length += 1 + strcspn (address + length + 1, "/");
      return g_strndup (address, length);
    }
  return NULL;
}
