/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-table-private.h"

#include "patch/br-new-circles.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-hold-menu.h"
#include "widgets/br-type-ahead.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* Cells have the focus; the view moves it from row to row, this from cell to cell. */

static gboolean
refuse_edit (BrMappingTable *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return window != NULL && br_window_refuse_edit (window);
}

/* --- finding cells ------------------------------------------------------------------------------ */

BrTableCell *
br_mapping_table_get_focus_cell (BrMappingTable *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *cell = focus != NULL ? gtk_widget_get_ancestor (focus, BR_TYPE_TABLE_CELL) : NULL;

  return cell != NULL && gtk_widget_is_ancestor (cell, GTK_WIDGET (self)) ? BR_TABLE_CELL (cell) : NULL;
}

BrTableCell *
br_mapping_table_find_cell (BrMappingTable *self,
                            ClaspMapping   *mapping,
                            BrTableColumn   column)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      BrTableCell *cell = self->cells->pdata[i];

      if (br_table_cell_get_mapping (cell) == mapping && br_table_cell_get_column (cell) == column)
        return cell;
    }

  return NULL;
}

/* The next one in the row that is shown, and that can be typed into if @editable; NULL at the end. */
static BrTableCell *
next_cell (BrMappingTable *self,
           BrTableCell    *cell,
           int             by,
           gboolean        editable)
{
  for (int i = (int) br_table_cell_get_column (cell) + by; i >= 0 && i < BR_N_TABLE; i += by)
    if (gtk_column_view_column_get_visible (self->columns[i]) && (!editable || br_table_column_get_cell (i) >= 0))
      return br_mapping_table_find_cell (self, br_table_cell_get_mapping (cell), i);

  return NULL;
}

static void
focus_cell (BrMappingTable *self,
            BrTableCell    *cell)
{
  self->column = br_table_cell_get_column (cell);
  gtk_widget_grab_focus (GTK_WIDGET (cell));
}

/* The view puts the focus on a row, or on the first of its cells: it belongs into the column where it was. */
static void
focus_changed_cb (BrMappingTable *self)
{
  GtkWidget   *focus = gtk_root_get_focus (self->root);
  BrTableCell *cell = br_mapping_table_get_focus_cell (self);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return;
  if (cell != NULL && (focus != GTK_WIDGET (cell) || br_table_cell_get_column (cell) == self->column))
    return;

  if (!gtk_column_view_column_get_visible (self->columns[self->column]))
    self->column = BR_TABLE_NAME;
  if (cell != NULL)
    {
      BrTableCell *right = br_mapping_table_find_cell (self, br_table_cell_get_mapping (cell), self->column);

      if (right != NULL && right != cell)
        gtk_widget_grab_focus (GTK_WIDGET (right));
      return;
    }
  for (guint i = 0; i < self->cells->len; i++)
    if (br_table_cell_get_column (self->cells->pdata[i]) == self->column
        && gtk_widget_is_ancestor (self->cells->pdata[i], focus))
      {
        gtk_widget_grab_focus (self->cells->pdata[i]);
        return;
      }
}

static void
root_cb (BrMappingTable *self)
{
  self->root = gtk_widget_get_root (GTK_WIDGET (self));
  g_signal_connect_swapped (self->root, "notify::focus-widget", G_CALLBACK (focus_changed_cb), self);
}

static void
unroot_cb (BrMappingTable *self)
{
  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  self->root = NULL;
}

/* --- editing ------------------------------------------------------------------------------------ */

static gboolean
is_selected (BrMappingTable *self,
             ClaspMapping   *mapping,
             GPtrArray      *all)
{
  GtkSelectionModel    *model = GTK_SELECTION_MODEL (self->selection);
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (model);
  gboolean              is_one = FALSE;

  for (guint i = 0; i < gtk_bitset_get_size (chosen); i++)
    {
      g_autoptr (ClaspMapping) one = g_list_model_get_item (G_LIST_MODEL (model), gtk_bitset_get_nth (chosen, i));

      is_one |= one == mapping;
      g_ptr_array_add (all, g_steal_pointer (&one));
    }

  return is_one;
}

/* All that are selected, if @mapping is one of them; else it alone. (transfer full) */
static GPtrArray *
dup_changed (BrMappingTable *self,
             ClaspMapping   *mapping)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  if (is_selected (self, mapping, all))
    return all;

  g_ptr_array_set_size (all, 0);
  g_ptr_array_add (all, g_object_ref (mapping));

  return all;
}

static void
tell (BrMappingTable *self,
      guint           n,
      guint           n_muted)
{
  g_autofree char *text = NULL;

  if (n_muted > 0)
    text = br_muted_text (n_muted);
  else if (n > 1)
    text = g_strdup_printf (ngettext ("%u mapping changed", "%u mappings changed", n), n);
  if (text != NULL)
    g_signal_emit_by_name (self, "notice", text, TRUE);
}

void
br_mapping_table_cell_done (BrTableCell    *cell,
                            const char     *text,
                            BrMappingTable *self)
{
  ClaspMapping         *mapping = br_table_cell_get_mapping (cell);
  g_autoptr (GPtrArray) changed = dup_changed (self, mapping);
  g_autoptr (GError)    error = NULL;
  BrCell                which = (BrCell) br_table_column_get_cell (br_table_cell_get_column (cell));
  guint                 n_muted = 0;

  if (!br_cells_set (self->show, changed, which, text, &n_muted, &error))
    {
      br_table_cell_set_problem (cell, error->message);
      g_signal_emit_by_name (self, "notice", error->message, FALSE);
      return;
    }

  tell (self, changed->len, n_muted);
  br_table_cell_set_text (cell, text, FALSE);
}

/* On and off are part of a performance: also in show mode. */
void
br_mapping_table_cell_toggled (BrTableCell    *cell,
                               gboolean        is_on,
                               BrMappingTable *self)
{
  g_autoptr (GPtrArray) changed = dup_changed (self, br_table_cell_get_mapping (cell));

  br_patch_set_muted (self->show, changed, !is_on);
}

/* F2, Enter, double click. */
void
br_mapping_table_begin (BrMappingTable *self,
                        BrTableCell    *cell)
{
  ClaspMapping *mapping = br_table_cell_get_mapping (cell);
  BrTableColumn column = br_table_cell_get_column (cell);

  if (mapping == NULL)
    return;
  if (column == BR_TABLE_ON)
    br_mapping_table_cell_toggled (cell, !clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)), self);
  else if (br_table_column_get_cell (column) >= 0 && !refuse_edit (self))
    br_table_cell_edit (cell);
}

void
br_mapping_table_edit (BrMappingTable *self,
                       const char     *id)
{
  BrTableCell          *cell = br_mapping_table_get_focus_cell (self);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);
  ClaspMapping         *mapping = cell != NULL ? br_table_cell_get_mapping (cell) : NULL;

  is_selected (self, mapping, chosen);
  if (mapping == NULL && chosen->len > 0)
    mapping = chosen->pdata[0];
  cell = mapping != NULL ? br_mapping_table_find_cell (self, mapping, id != NULL ? (guint) br_table_column_find (id) : self->column)
                         : NULL;
  if (cell != NULL)
    br_mapping_table_begin (self, cell);
}

static gboolean
key_while_editing (BrMappingTable *self,
                   BrTableCell    *cell,
                   guint           key,
                   GdkModifierType state)
{
  BrTableCell *next;

  switch (key)
    {
    case GDK_KEY_Escape:
      br_table_cell_cancel (cell);
      focus_cell (self, cell);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (br_table_cell_commit (cell))
        focus_cell (self, cell);
      return TRUE;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      next = next_cell (self, cell, key == GDK_KEY_Tab ? 1 : -1, TRUE);
      if (!br_table_cell_commit (cell))
        return TRUE;
      focus_cell (self, next != NULL ? next : cell);
      if (next != NULL)
        br_table_cell_edit (next);
      return TRUE;
    case GDK_KEY_d:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      /* What else would be done to the selected mappings. */
      return (state & GDK_CONTROL_MASK) != 0;
    default:
      return FALSE;
    }
}

static gboolean
key_on_cell (BrMappingTable *self,
             BrTableCell    *cell,
             guint           key)
{
  gboolean     is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  BrTableCell *next;

  switch (key)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      br_mapping_table_begin (self, cell);
      return TRUE;
    case GDK_KEY_space:
      if (br_table_cell_get_column (cell) != BR_TABLE_ON)
        return FALSE;
      br_mapping_table_begin (self, cell);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      next = next_cell (self, cell, (key == GDK_KEY_Right) != is_rtl ? 1 : -1, FALSE);
      if (next != NULL)
        focus_cell (self, next);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        gpointer               user_data)
{
  BrMappingTable *self = user_data;
  BrTableCell    *cell = br_mapping_table_get_focus_cell (self);
  gboolean        renames = br_keys_is_pressed ("mapping.rename", GTK_EVENT_CONTROLLER (controller), key, state);

  /* The focus may be on the list as a whole: then the first that is selected is meant. */
  if (cell == NULL && (renames || key == GDK_KEY_Return))
    br_mapping_table_edit (self, NULL);
  if (cell == NULL)
    return renames || key == GDK_KEY_Return;
  if (br_table_cell_is_editing (cell))
    return key_while_editing (self, cell, key, state);
  if (renames)
    {
      br_mapping_table_begin (self, cell);
      return TRUE;
    }

  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) == 0 && key_on_cell (self, cell, key);
}

/* --- the pointer -------------------------------------------------------------------------------- */

static BrTableCell *
cell_at (BrMappingTable *self,
         double          x,
         double          y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *cell = picked != NULL ? gtk_widget_get_ancestor (picked, BR_TYPE_TABLE_CELL) : NULL;

  return cell != NULL ? BR_TABLE_CELL (cell) : NULL;
}

/* The first of two presses selects its row alone: what was selected is kept for the second. */
static void
keep_selected (BrMappingTable *self,
               ClaspMapping   *pressed)
{
  g_autoptr (GPtrArray) selected = g_ptr_array_new_with_free_func (g_object_unref);

  g_clear_pointer (&self->pressed_in, g_ptr_array_unref);
  if (is_selected (self, pressed, selected))
    self->pressed_in = g_steal_pointer (&selected);
}

static void
select_kept (BrMappingTable *self)
{
  GListModel           *model = G_LIST_MODEL (self->selection);
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, g_list_model_get_n_items (model));

  for (guint i = 0; self->pressed_in != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ClaspMapping) one = g_list_model_get_item (model, i);

      if (g_ptr_array_find (self->pressed_in, one, NULL))
        gtk_bitset_add (selected, i);
    }
  if (self->pressed_in != NULL)
    gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, all);
  g_clear_pointer (&self->pressed_in, g_ptr_array_unref);
}

static void
pressed_cb (BrMappingTable  *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *click)
{
  BrTableCell *cell = cell_at (self, x, y);

  if (cell == NULL)
    return;

  /* The row takes the focus, and hands it on. */
  self->column = br_table_cell_get_column (cell);
  if (n_press == 1)
    keep_selected (self, br_table_cell_get_mapping (cell));
  if (n_press != 2 || self->column == BR_TABLE_ON || br_table_cell_is_editing (cell))
    return;
  select_kept (self);
  gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
  br_mapping_table_begin (self, cell);
}

static void
select_only (BrMappingTable *self,
             ClaspMapping   *mapping)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ClaspMapping) one = g_list_model_get_item (model, i);

      if (one == mapping)
        gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, TRUE);
    }
}

static void
menu_cb (GtkWidget *widget,
         double     x,
         double     y,
         gpointer   user_data)
{
  BrMappingTable       *self = user_data;
  BrTableCell          *cell = cell_at (self, x, y);
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);

  if (cell == NULL || br_table_cell_get_mapping (cell) == NULL)
    return;

  if (!is_selected (self, br_table_cell_get_mapping (cell), chosen))
    select_only (self, br_table_cell_get_mapping (cell));
  g_signal_emit_by_name (self, "menu-requested", x, y);
}

static char *
dup_name (gpointer mapping)
{
  return br_mapping_dup_name (mapping);
}

/* In the column where the focus was. */
static void
focus_position (GtkWidget *view,
                guint      position)
{
  BrMappingTable          *self = BR_MAPPING_TABLE (gtk_widget_get_ancestor (view, BR_TYPE_MAPPING_TABLE));
  GListModel              *rows = G_LIST_MODEL (br_mapping_table_get_selection (self));
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (rows, position);
  BrTableCell             *cell;

  br_mapping_table_scroll_to (self, position);
  cell = br_mapping_table_find_cell (self, mapping, self->column);
  if (cell != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (cell));
}

void
br_mapping_table_add_keys (BrMappingTable *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  br_hold_menu_add (GTK_WIDGET (self), menu_cb, self);
  br_type_ahead_add_to (GTK_WIDGET (self->view), "mapping.", dup_name, focus_position);
  g_signal_connect (self, "map", G_CALLBACK (root_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unroot_cb), NULL);
}
