/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-table-private.h"

#include "widgets/br-font-scale.h"

/* How wide the columns of the table are, and where it begins.
 *
 * Design notes: the toolkit's columns have their width in pixels. Ours are kept as they would be at the usual text
 * size, and grow with the text; none is narrower than its title when it is laid out anew. One that is hidden has none:
 * the toolkit's rows would leave room for it. The last has what is left. */

static void
find_titles (GtkWidget  *widget,
             GtkWidget **titles,
             guint      *n)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && *n < BR_N_TABLE; child = gtk_widget_get_next_sibling (child))
    titles[(*n)++] = child;
}

/* With what is around it. */
static int
measure_title (GtkWidget *title)
{
  GtkBorder padding;
  int       width;

  gtk_style_context_get_padding (gtk_widget_get_style_context (title), &padding);
  gtk_widget_measure (gtk_widget_get_first_child (title), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);

  return width + padding.left + padding.right;
}

void
br_mapping_table_fit_columns (BrMappingTable *self)
{
  double     scale = br_font_scale (GTK_WIDGET (self));
  GtkWidget *titles[BR_N_TABLE];
  guint      n_titles = 0, last = 0;

  find_titles (gtk_widget_get_first_child (GTK_WIDGET (self->view)), titles, &n_titles);
  self->is_fitting = TRUE;
  for (guint i = 0; i < n_titles; i++)
    {
      int      width = MAX ((int) (self->widths[i] * scale), measure_title (titles[i]));

      gboolean is_visible = gtk_column_view_column_get_visible (self->columns[i]);

      gtk_column_view_column_set_fixed_width (self->columns[i], is_visible ? width : 0);
      if (is_visible)
        last = i;
    }
  for (guint i = 0; i < n_titles; i++)
    gtk_column_view_column_set_expand (self->columns[i], i == last);
  self->is_fitting = FALSE;
}

static gboolean
fit_cb (GtkWidget     *widget,
        GdkFrameClock *clock,
        gpointer       user_data)
{
  BrMappingTable *self = BR_MAPPING_TABLE (widget);

  self->fit_id = 0;
  br_mapping_table_fit_columns (self);

  return G_SOURCE_REMOVE;
}

void
br_mapping_table_queue_fit (BrMappingTable *self)
{
  if (self->fit_id == 0 && self->view != NULL)
    self->fit_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), fit_cb, NULL, NULL);
}

/* A person drew at its edge. */
void
br_mapping_table_take_width (BrMappingTable      *self,
                             GtkColumnViewColumn *column)
{
  for (guint i = 0; i < BR_N_TABLE; i++)
    if (self->columns[i] == column && !self->is_fitting && gtk_column_view_column_get_visible (column))
      self->widths[i] = (int) (gtk_column_view_column_get_fixed_width (column) / br_font_scale (GTK_WIDGET (self)));
}

/* --- where it begins ---------------------------------------------------------------------------- */

/* From what lies to the left of what is seen to what lies before its first column, and back. */
static double
turn (BrMappingTable *self,
      double          pixels)
{
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  if (gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL)
    return pixels;

  return gtk_adjustment_get_upper (across) - gtk_adjustment_get_page_size (across) - pixels;
}

static void
scrolled_cb (BrMappingTable *self,
             GtkAdjustment  *across)
{
  if (self->place_id == 0)
    self->before = turn (self, gtk_adjustment_get_value (across));
}

static gboolean
place_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  BrMappingTable *self = BR_MAPPING_TABLE (widget);
  GtkAdjustment  *across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  gtk_adjustment_set_value (across, turn (self, self->before));
  gtk_widget_queue_allocate (GTK_WIDGET (self->view));
  self->place_id = 0;

  return G_SOURCE_REMOVE;
}

/* The toolkit keeps the left edge of a table in its place: from right to left that is its end. And it draws a table that
 * grew where it was before, until it is allocated once more; not before it is done with this time. */
void
br_mapping_table_queue_place (BrMappingTable *self)
{
  if (self->place_id == 0 && self->view != NULL)
    self->place_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), place_cb, NULL, NULL);
}

void
br_mapping_table_follow_widths (BrMappingTable *self)
{
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));

  br_font_scale_follow (GTK_WIDGET (self), G_CALLBACK (br_mapping_table_queue_fit), self);
  g_signal_connect_object (across, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (across, "changed", G_CALLBACK (br_mapping_table_queue_place), self, G_CONNECT_SWAPPED);
  /* Else its rows are as wide as their texts would like to be, and stand beside their titles from right to left. */
  gtk_scrollable_set_hscroll_policy (GTK_SCROLLABLE (self->view), GTK_SCROLL_MINIMUM);
}
