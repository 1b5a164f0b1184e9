/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-header.h"

#include "widgets/br-font-scale.h"
#include "widgets/br-hold-menu.h"

#include <glib/gi18n.h>

/* The address, then the columns. */
#define N_BUTTONS (1 + BR_N_PLACES)
#define GRIP 8
#define KEY_STEP 6

struct _BrAddressHeader
{
  GtkWidget parent_instance;

  BrColumns      columns;
  BrColumnWidths widths;
  BrColumnLayout layout;
  GtkWidget     *buttons[N_BUTTONS]; /* (owned) by the widget tree */
  GtkWidget     *menu;               /* (owned) (nullable) by the widget tree */
  gboolean       sortable;
  int            dragged;            /* a BrColumnPlace, or -1 */
  int            width_before;
};

enum
{
  SORT,
  WIDTHS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrAddressHeader, br_address_header, GTK_TYPE_WIDGET)

const char *
br_column_get_title (BrColumnPlace place)
{
  static const char *const titles[BR_N_PLACES] = {
    NC_ ("column of signals", "Level"),
    NC_ ("column of signals", "Value"),
    NC_ ("column of signals", "Raw"),
    NC_ ("column of signals", "Rate"),
    NC_ ("column of signals", "Age"),
    NC_ ("column of signals", "Type"),
    NC_ ("column of signals", "Mappings"),
    NC_ ("column of signals", "Note"),
  };

  return g_dpgettext2 (NULL, "column of signals", titles[place]);
}

void
br_address_header_set_columns (BrAddressHeader      *self,
                               BrColumns             columns,
                               const BrColumnWidths *widths)
{
  self->columns = columns;
  self->widths = *widths;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

const BrColumnWidths *
br_address_header_get_widths (BrAddressHeader *self)
{
  return &self->widths;
}

static gboolean
can_sort (int column)
{
  return column < 0 || column == BR_PLACE_METER || column == BR_PLACE_VALUE || column == BR_PLACE_RATE || column == BR_PLACE_AGE;
}

void
br_address_header_set_sortable (BrAddressHeader *self,
                                gboolean         sortable)
{
  self->sortable = sortable;
  for (int i = 0; i < N_BUTTONS; i++)
    {
      gtk_widget_set_can_target (self->buttons[i], sortable);
      gtk_widget_set_focusable (self->buttons[i], sortable);
    }
}

void
br_address_header_set_sorted (BrAddressHeader *self,
                              int              column)
{
  for (int i = 0; i < N_BUTTONS; i++)
    {
      const char      *title = i == 0 ? _("Address") : br_column_get_title ((BrColumnPlace) (i - 1));
      g_autofree char *text = g_strconcat (title, i - 1 == column && column >= 0 ? " ▾" : "", NULL);

      gtk_button_set_label (GTK_BUTTON (self->buttons[i]), text);
    }
}

/* --- place -------------------------------------------------------------------------------------- */

static void
br_address_header_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 0;
  else
    gtk_widget_measure (self->buttons[0], orientation, -1, minimum, natural, NULL, NULL);
}

static void
place (GtkWidget *button,
       int        start,
       int        width,
       int        total,
       int        height)
{
  int minimum;

  gtk_widget_set_child_visible (button, width > 0);
  if (width <= 0)
    return;

  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  width = MAX (width, minimum);
  if (gtk_widget_get_direction (button) == GTK_TEXT_DIR_RTL)
    start = total - start - width;
  gtk_widget_size_allocate (button, &(GtkAllocation) { start, 0, width, height }, -1);
}

static void
br_address_header_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (widget);

  br_column_layout_init (&self->layout, self->columns, &self->widths, width, br_font_scale (widget));
  place (self->buttons[0], 12, self->layout.name_end - 12, width, height);
  for (guint i = 0; i < BR_N_PLACES; i++)
    place (self->buttons[i + 1], self->layout.places[i].start, self->layout.places[i].width, width, height);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* --- widths ------------------------------------------------------------------------------------- */

static double
x_of (BrAddressHeader *self,
      double           x)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? self->layout.width - x : x;
}

/* The column whose start is at @x. */
static int
grip_at (BrAddressHeader *self,
         double           x)
{
  x = x_of (self, x);
  for (int i = 0; i < BR_N_PLACES && self->sortable; i++)
    if (self->layout.places[i].width > 0 && ABS (x - (self->layout.places[i].start - BR_COLUMN_GAP / 2)) <= GRIP / 2 + 1)
      return i;

  return -1;
}

static void
br_address_header_set_width (BrAddressHeader *self,
                             int              column,
                             double           width)
{
  self->widths.widths[column] = (int) CLAMP (width / br_font_scale (GTK_WIDGET (self)), BR_COLUMN_MIN_WIDTH, BR_COLUMN_MAX_WIDTH);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_signal_emit (self, signals[WIDTHS_CHANGED], 0);
}

static void
drag_begin_cb (GtkGestureDrag *gesture,
               double          x,
               double          y,
               gpointer        user_data)
{
  BrAddressHeader *self = user_data;

  self->dragged = grip_at (self, x);
  gtk_gesture_set_state (GTK_GESTURE (gesture), self->dragged >= 0 ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
  if (self->dragged >= 0)
    self->width_before = self->layout.places[self->dragged].width;
}

static void
drag_update_cb (GtkGestureDrag *gesture,
                double          dx,
                double          dy,
                gpointer        user_data)
{
  BrAddressHeader *self = user_data;
  gboolean         rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->dragged >= 0)
    br_address_header_set_width (self, self->dragged, self->width_before - (rtl ? -dx : dx));
}

static void
motion_cb (GtkEventControllerMotion *controller,
           double                    x,
           double                    y,
           gpointer                  user_data)
{
  gtk_widget_set_cursor_from_name (user_data, grip_at (user_data, x) >= 0 ? "col-resize" : NULL);
}

static int
index_of (BrAddressHeader *self,
          GtkWidget       *button)
{
  for (int i = 0; i < N_BUTTONS; i++)
    if (self->buttons[i] == button)
      return i - 1;

  return -1;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                gpointer               user_data)
{
  BrAddressHeader *self = user_data;
  GtkWidget       *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));
  int              column = focus != NULL ? index_of (self, focus) : -1;
  gboolean         rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (key == GDK_KEY_Menu && self->menu != NULL)
    {
      br_hold_menu_popup (GTK_POPOVER (self->menu));
      return TRUE;
    }
  if (column < 0 || !(state & GDK_CONTROL_MASK) || (key != GDK_KEY_Left && key != GDK_KEY_Right))
    return FALSE;

  br_address_header_set_width (self,
                               column,
                               self->layout.places[column].width + ((key == GDK_KEY_Left) != rtl ? KEY_STEP : -KEY_STEP));
  return TRUE;
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
clicked_cb (BrAddressHeader *self,
            GtkWidget       *button)
{
  int column = index_of (self, button);

  if (can_sort (column))
    g_signal_emit (self, signals[SORT], 0, column == BR_PLACE_METER ? BR_PLACE_VALUE : column);
}

static void
menu_cb (GtkWidget *widget,
         double     x,
         double     y,
         gpointer   user_data)
{
  BrAddressHeader *self = user_data;

  if (self->menu == NULL)
    return;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  br_hold_menu_popup (GTK_POPOVER (self->menu));
}

void
br_address_header_set_menu (BrAddressHeader *self,
                            GMenuModel      *menu)
{
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (menu == NULL)
    return;

  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

static void
br_address_header_dispose (GObject *object)
{
  BrAddressHeader *self = BR_ADDRESS_HEADER (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  for (guint i = 0; i < N_BUTTONS; i++)
    g_clear_pointer (&self->buttons[i], gtk_widget_unparent);

  G_OBJECT_CLASS (br_address_header_parent_class)->dispose (object);
}

static void
br_address_header_class_init (BrAddressHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_address_header_dispose;
  widget_class->measure = br_address_header_measure;
  widget_class->size_allocate = br_address_header_size_allocate;
  signals[SORT]
    = g_signal_new ("sort", BR_TYPE_ADDRESS_HEADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[WIDTHS_CHANGED]
    = g_signal_new ("widths-changed", BR_TYPE_ADDRESS_HEADER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "address-header");
}

static void
add_button (BrAddressHeader *self,
            guint            index)
{
  GtkWidget *button = gtk_button_new_with_label ("");
  GtkWidget *label = gtk_button_get_child (GTK_BUTTON (button));
  int        column = (int) index - 1;
  gboolean   at_end = column == BR_PLACE_VALUE || column == BR_PLACE_RATE || column == BR_PLACE_AGE || column == BR_PLACE_MAPPINGS;

  gtk_label_set_xalign (GTK_LABEL (label), at_end ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  self->buttons[index] = button;
}

static void
br_address_header_init (BrAddressHeader *self)
{
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->dragged = -1;
  for (guint i = 0; i < N_BUTTONS; i++)
    add_button (self, i);
  br_address_header_set_sorted (self, -1);
  br_address_header_set_sortable (self, FALSE);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  br_hold_menu_add (GTK_WIDGET (self), menu_cb, self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}
