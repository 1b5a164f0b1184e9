/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "widgets/br-order-views.h"

/* What the page looked like, kept beside the show: folds, widths, places, the table. */

#define NOTE_MS 1000
/* A name, a meter and a value. */
#define MIN_COLUMN 192
#define STEP 24

/* --- keeping ------------------------------------------------------------------------------------ */

static void
note_list (BrPatchPage   *self,
           BrAddressList *list,
           const char    *name)
{
  g_autofree char *order_key = g_strconcat (name, "-order", NULL);
  g_autofree char *opened_key = g_strconcat (name, "-opened", NULL);
  g_autofree char *folded_key = g_strconcat (name, "-folded", NULL);
  g_autofree char *top_key = g_strconcat (name, "-top", NULL);
  g_auto (GStrv)   opened = br_address_list_dup_opened (list);
  g_auto (GStrv)   folded = br_address_list_dup_folded (list);
  g_autofree char *top = br_address_list_dup_top (list);

  br_positions_set_text (self->positions, order_key, br_patch_page_get_order (self, list));
  if (br_order_is_flat (br_order_views_find (br_patch_page_get_order (self, list))->order))
    return; /* nothing is folded, and rows come and go */
  br_positions_set_list (self->positions, opened_key, (const char *const *) opened);
  br_positions_set_list (self->positions, folded_key, (const char *const *) folded);
  /* A column that is hidden has no place. */
  if (gtk_widget_get_mapped (GTK_WIDGET (list)))
    br_positions_set_text (self->positions, top_key, top);
}

static void
br_patch_page_note (BrPatchPage *self)
{
  g_autofree char *columns = br_mapping_table_dup_state (br_mapping_list_get_table (self->mappings));
  g_autofree char *top = br_mapping_list_dup_top (self->mappings);
  g_auto (GStrv)   folded = br_mapping_list_dup_folded (self->mappings);

  note_list (self, self->sources, "sources");
  note_list (self, self->targets, "targets");
  br_positions_set_list (self->positions, "groups-folded", (const char *const *) folded);
  if (gtk_widget_get_mapped (GTK_WIDGET (self->mappings)) && !gtk_toggle_button_get_active (self->table_button))
    br_positions_set_text (self->positions, "mappings-top", top);
  br_positions_set_number (self->positions, "table", gtk_toggle_button_get_active (self->table_button));
  br_positions_set_text (self->positions, "table-columns", columns);
  br_positions_set_number (self->positions, "sources-width", self->widths[0]);
  br_positions_set_number (self->positions, "targets-width", self->widths[1]);
}

static gboolean
note_cb (gpointer user_data)
{
  BrPatchPage *self = user_data;

  self->note_id = 0;
  br_patch_page_note (self);

  return G_SOURCE_REMOVE;
}

void
br_patch_page_note_positions (BrPatchPage *self)
{
  if (self->positions != NULL && self->note_id == 0)
    self->note_id = g_timeout_add (NOTE_MS, note_cb, self);
}

void
br_patch_page_keep_positions (BrPatchPage *self)
{
  if (self->note_id != 0)
    br_patch_page_note (self);
  g_clear_handle_id (&self->note_id, g_source_remove);
  g_clear_object (&self->positions);
}

/* --- restoring ---------------------------------------------------------------------------------- */

static void
restore_list (BrPatchPage   *self,
              BrAddressList *list,
              const char    *name)
{
  g_autofree char *order_key = g_strconcat (name, "-order", NULL);
  g_autofree char *opened_key = g_strconcat (name, "-opened", NULL);
  g_autofree char *folded_key = g_strconcat (name, "-folded", NULL);
  g_autofree char *top_key = g_strconcat (name, "-top", NULL);
  g_autofree char *order = br_positions_dup_text (self->positions, order_key);
  g_auto (GStrv)   opened = br_positions_dup_list (self->positions, opened_key);
  g_auto (GStrv)   folded = br_positions_dup_list (self->positions, folded_key);
  g_autofree char *top = br_positions_dup_text (self->positions, top_key);

  br_patch_page_set_order (self, list, order);
  br_address_list_set_folds (list, (const char *const *) opened, (const char *const *) folded);
  br_address_list_set_top (list, top);
}

static void
loaded_cb (BrPatchPage *self)
{
  g_autofree char *columns = br_positions_dup_text (self->positions, "table-columns");
  g_autofree char *top = br_positions_dup_text (self->positions, "mappings-top");
  g_auto (GStrv)   folded = br_positions_dup_list (self->positions, "groups-folded");

  restore_list (self, self->sources, "sources");
  restore_list (self, self->targets, "targets");
  br_mapping_table_set_state (br_mapping_list_get_table (self->mappings), columns);
  br_mapping_list_set_folded (self->mappings, (const char *const *) folded);
  self->widths[0] = CLAMP (br_positions_get_number (self->positions, "sources-width", 0), 0, 4000);
  self->widths[1] = CLAMP (br_positions_get_number (self->positions, "targets-width", 0), 0, 4000);
  gtk_toggle_button_set_active (self->table_button, br_positions_get_number (self->positions, "table", FALSE) != 0);
  br_patch_page_show_columns (self);
  br_mapping_list_set_top (self->mappings, top);
}

/* --- widths of the columns ---------------------------------------------------------------------- */

/* As wide as all others unless the person said so; never so wide that the others do not fit: the window would
 * grow beyond the screen. */
static int
fit_width (BrPatchPage *self,
           guint        side,
           int          width)
{
  GtkWidget *other = side == 0 ? self->targets_column : self->sources_column;
  int        beside = self->widths[1 - side] > 0 ? gtk_widget_get_width (other) : MIN_COLUMN;
  int        between = 0;
  int        room;

  gtk_widget_measure (GTK_WIDGET (self->mappings), GTK_ORIENTATION_HORIZONTAL, -1, &between, NULL, NULL, NULL);
  room = gtk_widget_get_width (GTK_WIDGET (self)) - beside - between - 120;

  return width > 0 ? CLAMP (width, MIN_COLUMN, MAX (room, MIN_COLUMN)) : -1;
}

void
br_patch_page_update_widths (BrPatchPage *self)
{
  GtkWidget *columns[] = { self->sources_column, self->targets_column };
  gboolean   wide = self->width >= BR_WIDTH_WIDE;

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      int width = wide ? fit_width (self, i, self->widths[i]) : -1;

      gtk_widget_set_size_request (columns[i], width > 0 ? width : MIN_COLUMN, -1);
      gtk_widget_set_hexpand (columns[i], width < 0);
    }
  self->wires_dirty = TRUE;
}

static guint
side_of (BrPatchPage *self,
         GtkWidget   *gutter)
{
  return gutter == self->left_gutter ? 0 : 1;
}

static void
set_width (BrPatchPage *self,
           guint        side,
           int          width)
{
  self->widths[side] = MAX (fit_width (self, side, width), 0);
  br_patch_page_update_widths (self);
  br_patch_page_note_positions (self);
}

static int
get_width (BrPatchPage *self,
           guint        side)
{
  return gtk_widget_get_width (side == 0 ? self->sources_column : self->targets_column);
}

static void
drag_begin_cb (BrPatchPage    *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  GtkWidget *gutter = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  self->width_before = get_width (self, side_of (self, gutter));
}

static void
drag_update_cb (BrPatchPage    *self,
                double          x,
                double          y,
                GtkGestureDrag *gesture)
{
  GtkWidget *gutter = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  guint      side = side_of (self, gutter);
  gboolean   is_rtl = gtk_widget_get_direction (gutter) == GTK_TEXT_DIR_RTL;
  double     start_x = 0, now_x = 0;

  /* The gutter moves along: what counts is where the pointer is on the page. */
  gtk_gesture_drag_get_start_point (gesture, &start_x, NULL);
  gtk_widget_translate_coordinates (gutter, GTK_WIDGET (self), start_x + x, 0, &now_x, NULL);
  if (self->drag_x < 0)
    self->drag_x = now_x - x;
  set_width (self, side, self->width_before + (int) ((side == 0) != is_rtl ? now_x - self->drag_x : self->drag_x - now_x));
}

static void
drag_end_cb (BrPatchPage *self)
{
  self->drag_x = -1;
}

static void
pressed_cb (BrPatchPage     *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  if (n_press == 2)
    set_width (self, side_of (self, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture))), 0);
}

static gboolean
key_cb (BrPatchPage           *self,
        guint                  key,
        guint                  code,
        GdkModifierType        state,
        GtkEventControllerKey *controller)
{
  GtkWidget *gutter = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  guint      side = side_of (self, gutter);
  gboolean   is_rtl = gtk_widget_get_direction (gutter) == GTK_TEXT_DIR_RTL;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      set_width (self, side, get_width (self, side) + ((key == GDK_KEY_Right) == ((side == 0) != is_rtl) ? STEP : -STEP));
      return TRUE;
    case GDK_KEY_Home:
      set_width (self, side, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
add_gutter (BrPatchPage *self,
            GtkWidget   *gutter)
{
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (gutter, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (gutter, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (gutter, keys);
  gtk_widget_set_cursor_from_name (gutter, "col-resize");
}

/* --- life --------------------------------------------------------------------------------------- */

void
br_patch_page_attach_positions (BrPatchPage *self)
{
  GObject *movers[] = { G_OBJECT (self->sources), G_OBJECT (self->targets), G_OBJECT (self->mappings) };

  self->drag_x = -1;
  add_gutter (self, self->left_gutter);
  add_gutter (self, self->right_gutter);
  self->positions = br_positions_new (self->show);
  g_signal_connect_object (self->positions, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (movers); i++)
    g_signal_connect_object (movers[i], "moved", G_CALLBACK (br_patch_page_note_positions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_mapping_list_get_table (self->mappings),
                           "state-changed",
                           G_CALLBACK (br_patch_page_note_positions),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table_button, "toggled", G_CALLBACK (br_patch_page_note_positions), self, G_CONNECT_SWAPPED);
}
