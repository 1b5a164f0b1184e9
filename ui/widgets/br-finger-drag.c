/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-finger-drag.h"

#include "widgets/br-hold-menu.h"

#include <math.h>

typedef struct
{
  GtkWidget         *widget;  /* (unowned) which owns this */
  GtkDragSource     *source;  /* (unowned) of the same widget */
  BrFingerDragBegan  began;
  BrFingerDragEnded  ended;
  gpointer           user_data;
  double             x, y;    /* where the finger rested */
  gboolean           is_held; /* long enough */
  GValue             value;   /* what is dragged; unset: nothing is */
  GtkDropTarget     *over;    /* (unowned) below the finger, watched by a weak pointer; or NULL */
  gboolean           is_taken; /* by it */
} FingerDrag;

/* --- what is below the finger ------------------------------------------------------------------- */

typedef gboolean (*IsWanted) (FingerDrag *self, GtkEventController *controller);

static gboolean
takes_value (FingerDrag         *self,
             GtkEventController *controller)
{
  return GTK_IS_DROP_TARGET (controller)
         && gdk_content_formats_contain_gtype (gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)), G_VALUE_TYPE (&self->value));
}

static gboolean
looks_on (FingerDrag         *self,
          GtkEventController *controller)
{
  return GTK_IS_DROP_CONTROLLER_MOTION (controller);
}

/* The widget holds it. */
static GtkEventController *
controller_of (FingerDrag *self,
               GtkWidget  *widget,
               IsWanted    is_wanted)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (is_wanted (self, controller))
        return controller;
    }

  return NULL;
}

static GtkWidget *
widget_below (FingerDrag *self,
              double      x,
              double      y)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->widget));
  double     root_x, root_y;

  gtk_widget_translate_coordinates (self->widget, root, x, y, &root_x, &root_y);

  return gtk_widget_pick (root, root_x, root_y, GTK_PICK_DEFAULT);
}

static GtkDropTarget *
find_target (FingerDrag *self,
             GtkWidget  *widget)
{
  GtkEventController *found = NULL;

  for (; widget != NULL && found == NULL; widget = gtk_widget_get_parent (widget))
    found = controller_of (self, widget, takes_value);

  return found != NULL ? GTK_DROP_TARGET (found) : NULL;
}

/* --- dragging ----------------------------------------------------------------------------------- */

static gboolean
is_dragging (FingerDrag *self)
{
  return G_IS_VALUE (&self->value);
}

/* It looks as under a pointer. */
static void
mark (FingerDrag *self,
      gboolean    is_taken)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (self->over));

  if (is_taken)
    gtk_widget_set_state_flags (widget, GTK_STATE_FLAG_DROP_ACTIVE, FALSE);
  else
    gtk_widget_unset_state_flags (widget, GTK_STATE_FLAG_DROP_ACTIVE);
}

static void
leave (FingerDrag *self)
{
  if (self->over != NULL)
    {
      mark (self, FALSE);
      g_signal_emit_by_name (self->over, "leave");
    }
  g_clear_weak_pointer (&self->over);
  self->is_taken = FALSE;
}

static void
stop (FingerDrag *self)
{
  self->is_held = FALSE;
  if (!is_dragging (self))
    return;

  leave (self);
  g_value_unset (&self->value);
  if (self->ended != NULL)
    self->ended (self->widget, self->user_data);
}

static void
start (FingerDrag *self,
       GtkGesture *gesture)
{
  g_autoptr (GdkContentProvider) content = NULL;
  g_autoptr (GdkContentFormats)  formats = NULL;
  const GType                   *types;

  self->is_held = FALSE;
  g_signal_emit_by_name (self->source, "prepare", self->x, self->y, &content);
  if (content == NULL)
    return;

  formats = gdk_content_provider_ref_formats (content);
  types = gdk_content_formats_get_gtypes (formats, NULL);
  g_value_init (&self->value, types[0]);
  if (!gdk_content_provider_get_value (content, &self->value, NULL))
    {
      g_value_unset (&self->value);
      return;
    }

  /* It scrolls and selects nothing, and opens no menu. */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->began != NULL)
    self->began (self->widget, content, self->user_data);
}

/* What draws the way of a drag is told wherever it is. */
static void
tell_lookers_on (FingerDrag *self,
                 GtkWidget  *below,
                 double      x,
                 double      y)
{
  for (GtkWidget *widget = below; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      GtkEventController *controller = controller_of (self, widget, looks_on);
      double              own_x, own_y;

      if (controller == NULL)
        continue;
      gtk_widget_translate_coordinates (self->widget, widget, x, y, &own_x, &own_y);
      g_signal_emit_by_name (controller, "motion", own_x, own_y);
    }
}

/* Without a handler it takes whatever is of its kind, as the toolkit has it. */
static GdkDragAction
ask (GtkDropTarget *target,
     const char    *signal,
     double         x,
     double         y)
{
  GdkDragAction action = 0;

  if (!g_signal_has_handler_pending (target, g_signal_lookup (signal, GTK_TYPE_DROP_TARGET), 0, FALSE))
    return gtk_drop_target_get_actions (target);

  g_signal_emit_by_name (target, signal, x, y, &action);

  return action;
}

static void
move_to (FingerDrag *self,
         double      x,
         double      y)
{
  GtkWidget     *below = widget_below (self, x, y);
  GtkDropTarget *target = find_target (self, below);
  gboolean       is_new = target != self->over;
  GdkDragAction  action = 0;
  double         own_x, own_y;

  if (is_new)
    {
      leave (self);
      g_set_weak_pointer (&self->over, target);
    }
  if (target != NULL)
    {
      gtk_widget_translate_coordinates (self->widget, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), x, y, &own_x, &own_y);
      action = ask (target, is_new ? "enter" : "motion", own_x, own_y);
    }
  self->is_taken = action != 0;
  if (target != NULL)
    mark (self, self->is_taken);
  tell_lookers_on (self, below, x, y);
}

static void
drop_at (FingerDrag *self,
         double      x,
         double      y)
{
  GtkDropTarget *target;
  gboolean       was_taken = FALSE;
  double         own_x, own_y;

  move_to (self, x, y);
  if (!self->is_taken)
    return;

  target = self->over;
  mark (self, FALSE);
  gtk_widget_translate_coordinates (self->widget, gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target)), x, y, &own_x, &own_y);
  g_signal_emit_by_name (target, "drop", &self->value, own_x, own_y, &was_taken);
}

/* --- the finger --------------------------------------------------------------------------------- */

static void
held_cb (GtkGesture *gesture,
         double      x,
         double      y,
         FingerDrag *self)
{
  self->is_held = TRUE;
  self->x = x;
  self->y = y;
}

static void
moved_cb (GtkGesture       *gesture,
          GdkEventSequence *sequence,
          FingerDrag       *self)
{
  double x, y;

  if (!gtk_gesture_get_point (gesture, sequence, &x, &y))
    return;

  if (self->is_held && hypot (x - self->x, y - self->y) > BR_HOLD_MENU_GIVE)
    start (self, gesture);
  if (is_dragging (self))
    move_to (self, x, y);
}

static void
ended_cb (GtkGesture       *gesture,
          GdkEventSequence *sequence,
          FingerDrag       *self)
{
  double x, y;

  if (is_dragging (self) && gtk_gesture_get_point (gesture, sequence, &x, &y))
    drop_at (self, x, y);
  stop (self);
}

static void
cancelled_cb (GtkGesture       *gesture,
              GdkEventSequence *sequence,
              FingerDrag       *self)
{
  stop (self);
}

static void
finger_drag_free (gpointer data)
{
  FingerDrag *self = data;

  g_clear_weak_pointer (&self->over);
  if (is_dragging (self))
    g_value_unset (&self->value);
  g_free (self);
}

void
br_finger_drag_add (GtkDragSource    *source,
                    BrFingerDragBegan began,
                    BrFingerDragEnded ended,
                    gpointer          user_data)
{
  FingerDrag *self = g_new0 (FingerDrag, 1);
  GtkGesture *hold = gtk_gesture_long_press_new ();

  self->widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  self->source = source;
  self->began = began;
  self->ended = ended;
  self->user_data = user_data;
  g_object_set_data_full (G_OBJECT (hold), "br-finger-drag", self, finger_drag_free);
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (hold), TRUE);
  g_signal_connect (hold, "pressed", G_CALLBACK (held_cb), self);
  g_signal_connect (hold, "update", G_CALLBACK (moved_cb), self);
  g_signal_connect (hold, "end", G_CALLBACK (ended_cb), self);
  g_signal_connect (hold, "cancel", G_CALLBACK (cancelled_cb), self);
  gtk_widget_add_controller (self->widget, GTK_EVENT_CONTROLLER (hold));
}

gboolean
br_finger_drag_is_mine (GtkDragSource *source)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (source));

  return event != NULL && gdk_event_get_event_type (event) == GDK_TOUCH_UPDATE;
}
