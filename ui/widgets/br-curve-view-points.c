/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-curve-view-private.h"

#include "widgets/br-hold-menu.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <glib/gi18n.h>
#include <math.h>

/* Each point is a child that can have the focus and says where it stands; gestures are the view's. */

#define HANDLE_SIZE 16
#define REACH 14 /* pixels from the middle of a point that still mean it */
#define NONE G_MAXUINT

/* --- one point --- */

#define BR_TYPE_CURVE_HANDLE (br_curve_handle_get_type ())
G_DECLARE_FINAL_TYPE (BrCurveHandle, br_curve_handle, BR, CURVE_HANDLE, GtkWidget)
struct _BrCurveHandle
{
  GtkWidget parent_instance;
};
G_DEFINE_FINAL_TYPE (BrCurveHandle, br_curve_handle, GTK_TYPE_WIDGET)

static void
draw_disc (GtkSnapshot *snapshot, float radius, const GdkRGBA *colour)
{
  float           middle = HANDLE_SIZE / 2.0f;
  graphene_rect_t box = GRAPHENE_RECT_INIT (middle - radius, middle - radius, 2 * radius, 2 * radius);
  GskRoundedRect  disc;

  gsk_rounded_rect_init_from_rect (&disc, &box, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, colour, &box);
  gtk_snapshot_pop (snapshot);
}

static void
br_curve_handle_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BrCurveView *view = BR_CURVE_VIEW (gtk_widget_get_parent (widget));
  gboolean     has_focus = gtk_widget_has_focus (widget);

  draw_disc (snapshot, has_focus ? 8 : 6, has_focus ? &view->palette.text : &view->palette.accent);
  draw_disc (snapshot, has_focus ? 6 : 4, has_focus ? &view->palette.accent : &view->palette.on_accent);
}

static void
br_curve_handle_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  *minimum = *natural = HANDLE_SIZE;
}

static void
br_curve_handle_class_init (BrCurveHandleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = br_curve_handle_snapshot;
  widget_class->measure = br_curve_handle_measure;
  gtk_widget_class_set_css_name (widget_class, "curve-handle");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
br_curve_handle_init (BrCurveHandle *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

/* --- all of them --- */

enum
{
  POINTS_CHANGED,
  POINT_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static BrCurvePoint *
get_point (BrCurveView *self, guint index)
{
  return &g_array_index (self->points, BrCurvePoint, index);
}

static void
tell_handle (BrCurveView *self, guint index)
{
  const BrCurvePoint *point = get_point (self, index);
  GtkAccessible      *handle = GTK_ACCESSIBLE (self->handles->pdata[index]);
  char                in[32], out[32];
  g_autofree char    *name = NULL;

  g_ascii_formatd (in, sizeof in, "%.4g", point->x);
  g_ascii_formatd (out, sizeof out, "%.4g", point->y);
  name = g_strdup_printf (_ ("Point %u of %u, in %s, out %s"), index + 1, self->points->len, in, out);
  gtk_accessible_update_property (handle, GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, name,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, self->out_min,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, self->out_max,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, point->y, -1);
}

void
br_curve_view_place_handles (BrCurveView *self)
{
  graphene_rect_t area = br_curve_view_get_area (self);

  for (guint i = 0; i < self->handles->len; i++)
    {
      const BrCurvePoint *point = get_point (self, i);
      double              x, y;
      GskTransform       *transform;

      br_curve_view_locate (self, self->in_min + point->x * (self->in_max - self->in_min), point->y,
                            &x, &y);
      transform = gsk_transform_translate (
        NULL, &GRAPHENE_POINT_INIT (
                area.origin.x + (float) x * area.size.width - HANDLE_SIZE / 2.0f,
                area.origin.y + (float) (1 - y) * area.size.height - HANDLE_SIZE / 2.0f));
      gtk_widget_allocate (self->handles->pdata[i], HANDLE_SIZE, HANDLE_SIZE, -1, transform);
    }
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static guint
find_handle (BrCurveView *self, GtkWidget *handle)
{
  guint index;

  return g_ptr_array_find (self->handles, handle, &index) ? index : NONE;
}

static void
focus_cb (GtkEventControllerFocus *controller, BrCurveView *self)
{
  GtkWidget *handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  guint      index = find_handle (self, handle);

  gtk_widget_queue_draw (handle);
  if (index == NONE)
    return;
  self->chosen = index;
  g_signal_emit (self, signals[POINT_CHOSEN], 0, index);
}

static void
leave_cb (GtkEventControllerFocus *controller)
{
  gtk_widget_queue_draw (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)));
}

static void
add_handle (BrCurveView *self)
{
  GtkWidget          *handle = g_object_new (BR_TYPE_CURVE_HANDLE, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_cb), self, 0);
  g_signal_connect (focus, "leave", G_CALLBACK (leave_cb), NULL);
  gtk_widget_add_controller (handle, focus);
  gtk_widget_set_parent (handle, GTK_WIDGET (self));
  g_ptr_array_add (self->handles, handle);
}

static void
fit_handles (BrCurveView *self)
{
  guint n = self->points != NULL ? self->points->len : 0;

  while (self->handles->len < n)
    add_handle (self);
  while (self->handles->len > n)
    gtk_widget_unparent (g_ptr_array_steal_index (self->handles, self->handles->len - 1));
  for (guint i = 0; i < n; i++)
    tell_handle (self, i);
  if (self->chosen >= n)
    self->chosen = n > 0 ? n - 1 : 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static gboolean
are_equal (const GArray *a, const GArray *b)
{
  g_auto (GStrv) first = NULL;
  g_auto (GStrv) second = NULL;

  if (a == NULL || b == NULL)
    return a == b;
  first = br_curve_points_to_texts (a);
  second = br_curve_points_to_texts (b);
  return g_strv_equal ((const char *const *) first, (const char *const *) second);
}

void
br_curve_view_set_points (BrCurveView *self, const GArray *points)
{
  GArray *old = self->points;

  /* While a hand drags them, they come back rounded. */
  if (are_equal (old, points))
    return;
  self->points = points != NULL ? g_array_copy ((GArray *) points) : NULL;
  if (old != NULL)
    g_array_unref (old);
  fit_handles (self);
}

const GArray *
br_curve_view_get_points (BrCurveView *self)
{
  return self->points;
}

guint
br_curve_view_get_chosen (BrCurveView *self)
{
  return self->chosen;
}

void
br_curve_view_choose (BrCurveView *self, guint index)
{
  if (index >= self->handles->len)
    return;
  self->chosen = index;
  gtk_widget_grab_focus (self->handles->pdata[index]);
}

/* --- edits --- */

static gboolean
may_edit (BrCurveView *self)
{
  BrWindow *window = br_window_of (GTK_WIDGET (self));

  return self->points != NULL && (window == NULL || !br_window_refuse_edit (window));
}

static void
tell_change (BrCurveView *self)
{
  fit_handles (self);
  g_signal_emit (self, signals[POINTS_CHANGED], 0);
}

static double
limit_y (BrCurveView *self, double y)
{
  return CLAMP (y, MIN (self->out_min, 0), MAX (self->out_max, 1));
}

gboolean
br_curve_view_move_point (BrCurveView *self, guint index, double x, double y)
{
  if (!may_edit (self) || index >= self->points->len)
    return FALSE;
  br_curve_points_move (self->points, index, x, limit_y (self, y));
  tell_change (self);
  return TRUE;
}

gboolean
br_curve_view_insert_point (BrCurveView *self, double x, double y)
{
  guint index;

  if (!may_edit (self))
    return FALSE;
  index = br_curve_points_insert (self->points, x, limit_y (self, y));
  if (index == NONE)
    return FALSE;
  tell_change (self);
  br_curve_view_choose (self, index);
  return TRUE;
}

gboolean
br_curve_view_remove_point (BrCurveView *self, guint index)
{
  if (!may_edit (self) || !br_curve_points_remove (self->points, index))
    return FALSE;
  tell_change (self);
  br_curve_view_choose (self, MIN (index, self->points->len - 1));
  return TRUE;
}

gboolean
br_curve_view_set_segment (BrCurveView *self, guint index, guint segment)
{
  if (!may_edit (self) || index >= self->points->len || segment >= BR_N_SEGMENTS)
    return FALSE;
  br_curve_points_set_segment (self->points, index, (BrSegment) segment);
  tell_change (self);
  g_signal_emit (self, signals[POINT_CHOSEN], 0, self->chosen);
  return TRUE;
}

/* --- pointer --- */

static void
to_values (BrCurveView *self, double pixel_x, double pixel_y, double *x, double *y)
{
  graphene_rect_t area = br_curve_view_get_area (self);
  double          share = 1 - (pixel_y - area.origin.y) / area.size.height;

  *x = CLAMP ((pixel_x - area.origin.x) / area.size.width, 0, 1);
  *y = self->out_min + CLAMP (share, 0, 1) * (self->out_max - self->out_min);
}

static guint
find_at (BrCurveView *self, double pixel_x, double pixel_y)
{
  double nearest = REACH;
  guint  found = NONE;

  for (guint i = 0; i < self->handles->len; i++)
    {
      graphene_rect_t box;
      double          distance;

      if (!gtk_widget_compute_bounds (self->handles->pdata[i], GTK_WIDGET (self), &box))
        continue;
      distance = hypot (pixel_x - (box.origin.x + box.size.width / 2),
                        pixel_y - (box.origin.y + box.size.height / 2));
      if (distance > nearest)
        continue;
      nearest = distance;
      found = i;
    }
  return found;
}

/* A click takes hold of a point, or makes one to take hold of; the second one takes it away. */
static void
pressed_cb (BrCurveView *self, int n_press, double pixel_x, double pixel_y, GtkGesture *gesture)
{
  guint  index = find_at (self, pixel_x, pixel_y);
  double x, y;

  self->dragged = NONE;
  if (self->points == NULL)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (n_press > 1)
    {
      if (n_press == 2 && index != NONE)
        br_curve_view_remove_point (self, index);
      return;
    }

  to_values (self, pixel_x, pixel_y, &x, &y);
  if (index == NONE && br_curve_view_insert_point (self, x, y))
    index = self->chosen;
  if (index == NONE)
    return;
  br_curve_view_choose (self, index);
  self->dragged = index;
  self->start_x = get_point (self, index)->x;
  self->start_y = get_point (self, index)->y;
}

static void
drag_update_cb (BrCurveView *self, double by_x, double by_y, GtkGestureDrag *gesture)
{
  graphene_rect_t area = br_curve_view_get_area (self);
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  double height = self->out_max - self->out_min;
  double x, y;

  if (self->dragged == NONE || self->dragged >= self->points->len)
    return;
  if ((state & GDK_SHIFT_MASK) != 0 && fabs (by_x) >= fabs (by_y))
    by_y = 0;
  else if ((state & GDK_SHIFT_MASK) != 0)
    by_x = 0;

  x = self->start_x + by_x / area.size.width;
  y = CLAMP (self->start_y - by_y / area.size.height * height, self->out_min, self->out_max);
  if ((state & GDK_CONTROL_MASK) != 0)
    {
      x = br_curve_points_snap (x, BR_CURVE_N_FINE_GRID);
      y = self->out_min +
          br_curve_points_snap ((y - self->out_min) / height, BR_CURVE_N_FINE_GRID) * height;
    }
  if (x != get_point (self, self->dragged)->x || y != get_point (self, self->dragged)->y)
    br_curve_view_move_point (self, self->dragged, x, y);
}

static void
drag_end_cb (BrCurveView *self)
{
  self->dragged = NONE;
}

/* --- menu --- */

static void
menu_closed_cb (BrCurveView *self)
{
  br_curve_view_choose (self, self->chosen);
}

static GMenu *
make_menu (void)
{
  const char *const titles[BR_N_SEGMENTS] = { _ ("Straight to the next"), _ ("Smooth to the next"),
                                              _ ("Hold until the next"), _ ("Ease to the next") };
  GMenu            *menu = g_menu_new ();
  g_autoptr (GMenu) shapes = g_menu_new ();
  g_autoptr (GMenu) rest = g_menu_new ();

  for (guint i = 0; i < BR_N_SEGMENTS; i++)
    {
      g_autofree char *action = g_strdup_printf ("curve.segment(uint32 %u)", i);

      g_menu_append (shapes, titles[i], action);
    }
  g_menu_append (rest, _ ("Remove Point"), "curve.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (shapes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  return menu;
}

static void
pop_up (BrCurveView *self, double pixel_x, double pixel_y)
{
  if (self->points == NULL)
    return;
  if (self->menu == NULL)
    {
      g_autoptr (GMenu) model = make_menu ();

      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (menu_closed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle){ (int) pixel_x, (int) pixel_y, 1, 1 });
  br_hold_menu_popup (GTK_POPOVER (self->menu));
}

/* At a point, or on the way that one begins. */
static void
menu_cb (GtkWidget *widget, double pixel_x, double pixel_y, gpointer user_data)
{
  BrCurveView *self = user_data;
  guint        index = find_at (self, pixel_x, pixel_y);
  double       x, y;

  if (self->points == NULL)
    return;
  if (index == NONE)
    {
      to_values (self, pixel_x, pixel_y, &x, &y);
      index = 0;
      while (index + 1 < self->points->len && get_point (self, index + 1)->x <= x)
        index++;
    }
  br_curve_view_choose (self, index);
  pop_up (self, pixel_x, pixel_y);
}

/* --- keys --- */

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrCurveView    *self = BR_CURVE_VIEW (widget);
  graphene_rect_t box;

  if (self->chosen < self->handles->len &&
      gtk_widget_compute_bounds (self->handles->pdata[self->chosen], widget, &box))
    pop_up (self, box.origin.x + box.size.width / 2, box.origin.y + box.size.height / 2);
}

static void
segment_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrCurveView *self = BR_CURVE_VIEW (widget);

  br_curve_view_set_segment (self, self->chosen, g_variant_get_uint32 (parameter));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrCurveView *self = BR_CURVE_VIEW (widget);

  br_curve_view_remove_point (self, self->chosen);
}

/* Halfway to the next one, or from the one before for the last. */
static void
insert_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrCurveView        *self = BR_CURVE_VIEW (widget);
  const BrCurvePoint *a, *b;
  guint               index;

  if (self->points == NULL || self->points->len < 2)
    return;
  index = MIN (self->chosen, self->points->len - 2);
  a = get_point (self, index);
  b = get_point (self, index + 1);
  br_curve_view_insert_point (self, (a->x + b->x) / 2, (a->y + b->y) / 2);
}

/* By hundredths of both axes. */
static void
nudge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrCurveView        *self = BR_CURVE_VIEW (widget);
  const BrCurvePoint *point;
  int                 by_x, by_y;

  if (self->points == NULL || self->chosen >= self->points->len)
    return;
  g_variant_get (parameter, "(ii)", &by_x, &by_y);
  point = get_point (self, self->chosen);
  br_curve_view_move_point (self, self->chosen, round ((point->x + by_x / 100.0) * 1e4) / 1e4,
                            round ((point->y + by_y * (self->out_max - self->out_min) / 100.0) *
                                   1e4) /
                              1e4);
}

/* From left to right: the toolkit's own order goes by height. */
static gboolean
br_curve_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  BrCurveView *self = BR_CURVE_VIEW (widget);
  GtkWidget   *child = gtk_widget_get_focus_child (widget);
  guint        n = self->handles->len;
  guint        index = child != NULL ? find_handle (self, child) : NONE;

  if (n == 0)
    return FALSE;
  if (direction == GTK_DIR_TAB_FORWARD)
    index = index != NONE ? index + 1 : 0;
  else if (direction == GTK_DIR_TAB_BACKWARD)
    index = index != NONE ? index - 1 : n - 1;
  else
    index = index == NONE ? self->chosen : NONE;
  return index < n && gtk_widget_grab_focus (self->handles->pdata[index]);
}

static void
add_arrow (GtkWidgetClass *widget_class, guint key, guint keypad_key, int by_x, int by_y)
{
  const guint keys[] = { key, keypad_key };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding_action (widget_class, keys[i], 0, "curve.nudge", "(ii)", by_x,
                                           by_y);
      gtk_widget_class_add_binding_action (widget_class, keys[i], GDK_SHIFT_MASK, "curve.nudge",
                                           "(ii)", 10 * by_x, 10 * by_y);
    }
}

void
br_curve_view_install_points (GtkWidgetClass *widget_class)
{
  GType type = G_TYPE_FROM_CLASS (widget_class);

  widget_class->focus = br_curve_view_focus;
  signals[POINTS_CHANGED] = g_signal_new ("points-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
  signals[POINT_CHOSEN] = g_signal_new ("point-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_install_action (widget_class, "curve.segment", "u", segment_action);
  gtk_widget_class_install_action (widget_class, "curve.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "curve.insert", NULL, insert_action);
  gtk_widget_class_install_action (widget_class, "curve.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "curve.nudge", "(ii)", nudge_action);
  add_arrow (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_arrow (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_arrow (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, 1);
  add_arrow (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "curve.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "curve.menu",
                                       NULL);
}

void
br_curve_view_init_points (BrCurveView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *press = gtk_gesture_click_new ();

  self->handles = g_ptr_array_new ();
  self->dragged = NONE;
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_gesture_group (press, drag);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  br_hold_menu_add (GTK_WIDGET (self), menu_cb, self);
  br_keys_add_to_list (GTK_WIDGET (self), "curve.", GTK_PHASE_BUBBLE);
}

void
br_curve_view_clear_points (BrCurveView *self)
{
  g_clear_pointer (&self->points, g_array_unref);
  g_ptr_array_set_size (self->handles, 0);
  self->menu = NULL;
}
