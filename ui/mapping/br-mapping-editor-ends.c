/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mapping/br-mapping-editor-private.h"

#include "learn/clasp-learn-mapping.h"
#include "mapping/br-loops.h"
#include "mapping/br-mapping-edit.h"
#include "patch/br-learn-list.h"

#include <glib/gi18n.h>
#include <string.h>

static GtkBox *
get_box (BrMappingEditor *self, gboolean is_target)
{
  return is_target ? self->targets : self->sources;
}

static GListModel *
get_ends (BrMappingEditor *self, gboolean is_target)
{
  return is_target ? clasp_mapping_get_targets (self->mapping)
                   : clasp_mapping_get_sources (self->mapping);
}

static gboolean
is_target_row (BrMappingEditor *self, BrEndRow *row)
{
  return gtk_widget_get_parent (GTK_WIDGET (row)) == GTK_WIDGET (self->targets);
}

BrEndRow *
br_mapping_editor_get_row (BrMappingEditor *self, gboolean is_target, guint index)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (get_box (self, is_target)));

  while (row != NULL && index-- > 0)
    row = gtk_widget_get_next_sibling (row);
  return (BrEndRow *) row;
}

static int
find_end (BrMappingEditor *self, gboolean is_target, ClaspMappingEnd *end)
{
  GListModel *ends = get_ends (self, is_target);

  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) other = g_list_model_get_item (ends, i);

      if (other == end)
        return (int) i;
    }
  return -1;
}

/* --- addresses --- */

/* Every source has to name what every target uses. */
static gboolean
check_all (BrMappingEditor *self, gboolean is_target, guint index, const char *text, GError **error)
{
  GListModel *sources = get_ends (self, FALSE), *targets = get_ends (self, TRUE);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++)
    {
      g_autoptr (ClaspMappingEnd)   source = g_list_model_get_item (sources, i);
      g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (
        !is_target && i == index ? text : clasp_mapping_end_get_address (source), error);

      if (pattern == NULL)
        return FALSE;
      for (guint j = 0; j < g_list_model_get_n_items (targets); j++)
        {
          g_autoptr (ClaspMappingEnd) target = g_list_model_get_item (targets, j);
          g_autoptr (ClaspTemplate)   template = clasp_template_new (
            is_target && j == index ? text : clasp_mapping_end_get_address (target), pattern, error);

          if (template == NULL)
            return FALSE;
        }
    }
  return TRUE;
}

/* What was wrong before, at another end, hinders nobody from mending this one; a pattern that is none is
 * never taken. */
static gboolean
may_take (BrMappingEditor *self, gboolean is_target, guint index, const char *text, GError **error)
{
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autoptr (ClaspMappingEnd)   end = g_list_model_get_item (get_ends (self, is_target), index);

  if (check_all (self, is_target, index, text, error))
    return TRUE;
  if (check_all (self, is_target, index, clasp_mapping_end_get_address (end), NULL))
    return FALSE;
  if (is_target)
    return FALSE;
  pattern = clasp_route_pattern_new (text, NULL);
  return pattern != NULL;
}

static gboolean
has_circle (BrMappingEditor *self)
{
  g_autofree char *circle =
    br_mapping_find_circle (br_window_get_show (self->window), self->mapping);

  return circle != NULL;
}

/* An address that closes a circle mutes the mapping, with the same edit. */
static void
mute_new_circle (BrMappingEditor *self, gboolean had_circle)
{
  ClaspShowItem *item = CLASP_SHOW_ITEM (self->mapping);

  if (had_circle || !clasp_show_item_get_enabled (item) || !has_circle (self))
    return;
  clasp_show_item_set_enabled (item, FALSE);
  br_loops_note_muted (self->mapping);
  br_window_toast (self->window, _ ("Muted: it would feed itself"), TRUE);
}

static void
take_address (BrMappingEditor *self, ClaspMappingEnd *end, const char *text)
{
  ClaspShow       *show = br_window_get_show (self->window);
  gboolean         had_circle = has_circle (self);
  g_autofree char *label =
    g_strdup_printf (_ ("Change %s"), clasp_mapping_end_get_address (end));

  clasp_show_begin_edit (show, label);
  clasp_mapping_end_set_address (end, text);
  mute_new_circle (self, had_circle);
  clasp_show_end_edit (show);
}

static void
address_cb (BrMappingEditor *self, const char *text, BrEndRow *row)
{
  g_autoptr (GError) error = NULL;
  gboolean           is_target = is_target_row (self, row);
  int                index = find_end (self, is_target, br_end_row_get_end (row));

  if (self->mapping == NULL || index < 0)
    return;
  if (!may_take (self, is_target, (guint) index, text, &error))
    {
      br_end_row_set_problem (row, error->message);
      return;
    }
  br_end_row_set_problem (row, NULL);
  if (br_window_refuse_edit (self->window))
    br_mapping_editor_build_ends (self);
  else
    take_address (self, br_end_row_get_end (row), text);
}

/* --- learning --- */

/* With the part of the value and the other half of 14 bits that the source needs. */
static void
take_source (BrMappingEditor *self, BrEndRow *row, ClaspLearnCandidate *candidate)
{
  ClaspShow         *show = br_window_get_show (self->window);
  int                index = find_end (self, FALSE, br_end_row_get_end (row));
  gboolean           had_circle = has_circle (self);
  g_autoptr (GError) error = NULL;
  g_autofree char   *label = g_strdup_printf (
    _ ("Learn %s"), clasp_learn_candidate_get_address (candidate));

  if (index < 0 || br_window_refuse_edit (self->window))
    return;
  clasp_show_begin_edit (show, label);
  if (!clasp_learn_apply_source (show, self->mapping, (guint) index, candidate, &error))
    br_window_toast (self->window, error->message, FALSE);
  mute_new_circle (self, had_circle);
  clasp_show_end_edit (show);
}

static void
chosen_cb (BrMappingEditor *self, ClaspLearnCandidate *candidate)
{
  BrEndRow *row = self->learns_for;

  br_mapping_editor_stop_learning (self);
  if (row == NULL)
    return;
  if (is_target_row (self, row))
    address_cb (self, clasp_learn_candidate_get_address (candidate), row);
  else
    take_source (self, row, candidate);
}

static void
ended_cb (BrMappingEditor *self, gboolean nothing_moved)
{
  br_mapping_editor_stop_learning (self);
  if (nothing_moved)
    br_window_toast (self->window, _ ("Nothing moved"), FALSE);
}

void
br_mapping_editor_stop_learning (BrMappingEditor *self)
{
  BrEndRow *row = g_steal_pointer (&self->learns_for);

  if (self->learn_list != NULL)
    br_learn_list_stop (BR_LEARN_LIST (self->learn_list));
  if (row != NULL)
    br_end_row_set_learning (row, FALSE);
}

static void
learn_cb (BrMappingEditor *self, gboolean learning, BrEndRow *row)
{
  ClaspLearnOptions options = CLASP_LEARN_OPTIONS_INIT;

  if (!learning)
    {
      if (self->learns_for == row)
        br_mapping_editor_stop_learning (self);
      return;
    }

  br_mapping_editor_stop_learning (self);
  if (br_window_refuse_edit (self->window))
    {
      br_end_row_set_learning (row, FALSE);
      return;
    }
  if (self->learn_list == NULL)
    {
      self->learn_list = br_learn_list_new ();
      gtk_widget_set_parent (self->learn_list, GTK_WIDGET (self));
      g_signal_connect_object (self->learn_list, "chosen", G_CALLBACK (chosen_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->learn_list, "ended", G_CALLBACK (ended_cb), self,
                               G_CONNECT_SWAPPED);
    }
  options.side = is_target_row (self, row) ? CLASP_LEARN_SIDE_TARGET : CLASP_LEARN_SIDE_SOURCE;
  self->learns_for = row;
  br_learn_list_start (BR_LEARN_LIST (self->learn_list),
                       clasp_engine_learn (br_window_get_engine (self->window), &options),
                       br_end_row_get_learn_button (row));
}

/* --- adding, removing, moving --- */

static void
focus_end (BrMappingEditor *self, gboolean is_target, guint index)
{
  BrEndRow *row = br_mapping_editor_get_row (self, is_target, index);

  if (row != NULL)
    br_end_row_focus (row);
}

/* Like the last one, so that it is one that can work; its address is chosen at once. */
void
br_mapping_editor_add_end (BrMappingEditor *self, gboolean is_target)
{
  ClaspShow                  *show = br_window_get_show (self->window);
  guint                       n;
  g_autoptr (ClaspMappingEnd) last = NULL;
  g_autoptr (ClaspMappingEnd) end = NULL;

  if (self->mapping == NULL || br_window_refuse_edit (self->window))
    return;
  n = g_list_model_get_n_items (get_ends (self, is_target));
  last = g_list_model_get_item (get_ends (self, is_target), n - 1);
  end = is_target ? clasp_show_create_target (show, clasp_mapping_end_get_address (last))
                  : clasp_show_create_source (show, clasp_mapping_end_get_address (last));
  if (!(is_target ? clasp_mapping_add_target (self->mapping, end)
                  : clasp_mapping_add_source (self->mapping, end)))
    return;
  focus_end (self, is_target, n);
}

static void
remove_cb (BrMappingEditor *self, BrEndRow *row)
{
  gboolean is_target = is_target_row (self, row);
  int      index = find_end (self, is_target, br_end_row_get_end (row));
  guint    n = g_list_model_get_n_items (get_ends (self, is_target));

  if (index < 0 || n < 2 || br_window_refuse_edit (self->window))
    return;
  if (is_target)
    clasp_mapping_remove_target (self->mapping, (guint) index);
  else
    clasp_mapping_remove_source (self->mapping, (guint) index);
  br_window_toast (self->window, is_target ? _ ("Target removed") : _ ("Source removed"), TRUE);
  focus_end (self, is_target, MIN ((guint) index, n - 2));
}

static void
move_to (BrMappingEditor *self, gboolean is_target, int from, int to)
{
  if (from < 0 || to < 0 || from == to ||
      to >= (int) g_list_model_get_n_items (get_ends (self, is_target)) ||
      br_window_refuse_edit (self->window))
    return;
  if (is_target)
    clasp_mapping_move_target (self->mapping, (guint) from, (guint) to);
  else
    clasp_mapping_move_source (self->mapping, (guint) from, (guint) to);
  focus_end (self, is_target, (guint) to);
}

static void
move_cb (BrMappingEditor *self, int by, BrEndRow *row)
{
  gboolean is_target = is_target_row (self, row);
  int      from = find_end (self, is_target, br_end_row_get_end (row));

  move_to (self, is_target, from, from + by);
}

/* A source does not become a target. */
static void
dropped_cb (BrMappingEditor *self, ClaspMappingEnd *end, BrEndRow *row)
{
  gboolean is_target = is_target_row (self, row);

  move_to (self, is_target, find_end (self, is_target, end),
           find_end (self, is_target, br_end_row_get_end (row)));
}

/* --- rows --- */

static gboolean
rows_fit (BrMappingEditor *self, gboolean is_target)
{
  GListModel *ends = get_ends (self, is_target);
  guint       n = g_list_model_get_n_items (ends);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      BrEndRow                   *row = br_mapping_editor_get_row (self, is_target, i);

      if (row == NULL || br_end_row_get_end (row) != end)
        return FALSE;
    }
  return br_mapping_editor_get_row (self, is_target, n) == NULL;
}

static void
add_row (BrMappingEditor *self, gboolean is_target, ClaspMappingEnd *end)
{
  GtkWidget *row = br_end_row_new (self->window, self->mapping, end, is_target);

  g_signal_connect_object (row, "address-typed", G_CALLBACK (address_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "learn-toggled", G_CALLBACK (learn_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove-requested", G_CALLBACK (remove_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "move-requested", G_CALLBACK (move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "dropped", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (get_box (self, is_target), row);
}

static void
build_side (BrMappingEditor *self, gboolean is_target)
{
  GListModel *ends = get_ends (self, is_target);
  guint       n = g_list_model_get_n_items (ends);
  GtkWidget  *child;

  if (!rows_fit (self, is_target))
    {
      br_mapping_editor_stop_learning (self);
      while ((child = gtk_widget_get_first_child (GTK_WIDGET (get_box (self, is_target)))) != NULL)
        gtk_box_remove (get_box (self, is_target), child);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

          add_row (self, is_target, end);
        }
    }
  for (guint i = 0; i < n; i++)
    br_end_row_update (br_mapping_editor_get_row (self, is_target, i), i + 1, n);
}

void
br_mapping_editor_build_ends (BrMappingEditor *self)
{
  build_side (self, FALSE);
  build_side (self, TRUE);
}
