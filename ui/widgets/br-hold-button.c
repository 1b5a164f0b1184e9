/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-hold-button.h"

#include <glib/gi18n.h>
#include <math.h>

#define HOLD_US (1500 * 1000)
#define STALL_US (200 * 1000) /* a longer time between two frames: what happened meanwhile is not known */
#define TWICE_US (2 * G_USEC_PER_SEC)
#define REST_US G_USEC_PER_SEC /* a press more than twice does not begin anew */
#define RING_WIDTH 3
#define RING_RADIUS 15 /* around the icon, within the button's padding */

struct _BrHoldButton
{
  GtkButton parent_instance;

  GtkGesture *gesture; /* (unowned) */
  gboolean    is_guarded;
  gint64      held_us;      /* so long already */
  gint64      seen_us;      /* when that was seen last */
  gint64      activated_us; /* by key, once */
  gint64      ended_us;     /* by key, twice */
  guint       tick_id;      /* 0 = not pressed */
};

enum
{
  HELD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrHoldButton, br_hold_button, GTK_TYPE_BUTTON)

static void
br_hold_button_release (BrHoldButton *self)
{
  self->held_us = 0;
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  BrHoldButton *self = BR_HOLD_BUTTON (widget);
  gint64        now_us = g_get_monotonic_time ();

  gtk_widget_queue_draw (widget);
  /* While the window stood still, the finger may have gone and nobody has heard of it yet. */
  self->held_us += MIN (now_us - self->seen_us, STALL_US);
  self->seen_us = now_us;
  if (self->held_us < HOLD_US)
    return G_SOURCE_CONTINUE;

  self->tick_id = 0;
  self->held_us = 0;
  /* The button's own gesture is over with this: letting go is no click. */
  gtk_gesture_set_state (self->gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[HELD], 0);
  return G_SOURCE_REMOVE;
}

static void
pressed_cb (BrHoldButton *self)
{
  if (!self->is_guarded || self->tick_id != 0)
    return;

  self->held_us = 0;
  self->seen_us = g_get_monotonic_time ();
  self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
br_hold_button_activate (GtkButton *button)
{
  BrHoldButton *self = BR_HOLD_BUTTON (button);
  gint64        now_us = g_get_monotonic_time ();

  if (now_us - self->ended_us < REST_US)
    return;
  if (!self->is_guarded)
    {
      GTK_BUTTON_CLASS (br_hold_button_parent_class)->activate (button);
      return;
    }
  if (self->activated_us != 0 && now_us - self->activated_us < TWICE_US)
    {
      self->activated_us = 0;
      self->ended_us = now_us;
      g_signal_emit (self, signals[HELD], 0);
      return;
    }
  self->activated_us = now_us;
  g_signal_emit_by_name (self, "clicked");
}

static void
br_hold_button_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  BrHoldButton *self = BR_HOLD_BUTTON (widget);
  int           width = gtk_widget_get_width (widget);
  int           height = gtk_widget_get_height (widget);
  double        share;
  GdkRGBA       colour;
  cairo_t      *cr;

  GTK_WIDGET_CLASS (br_hold_button_parent_class)->snapshot (widget, snapshot);
  if (self->tick_id == 0)
    return;

  share = (double) self->held_us / HOLD_US;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT ((float) width / 2 - RING_RADIUS - RING_WIDTH,
                                                       (float) height / 2 - RING_RADIUS - RING_WIDTH,
                                                       2 * (RING_RADIUS + RING_WIDTH),
                                                       2 * (RING_RADIUS + RING_WIDTH)));
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_set_line_width (cr, RING_WIDTH);
  cairo_arc (cr,
             width / 2.0,
             height / 2.0,
             RING_RADIUS,
             -G_PI / 2,
             -G_PI / 2 + 2 * G_PI * CLAMP (share, 0, 1));
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
br_hold_button_dispose (GObject *object)
{
  br_hold_button_release (BR_HOLD_BUTTON (object));

  G_OBJECT_CLASS (br_hold_button_parent_class)->dispose (object);
}

static void
br_hold_button_class_init (BrHoldButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_hold_button_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = br_hold_button_snapshot;
  GTK_BUTTON_CLASS (klass)->activate = br_hold_button_activate;

  signals[HELD]
    = g_signal_new ("held", BR_TYPE_HOLD_BUTTON, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
br_hold_button_init (BrHoldButton *self)
{
  self->gesture = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (self->gesture), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->gesture, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (self->gesture, "end", G_CALLBACK (br_hold_button_release), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->gesture));
}

void
br_hold_button_set_guarded (BrHoldButton *self,
                            gboolean      is_guarded)
{
  self->is_guarded = is_guarded;
  self->activated_us = 0;
  br_hold_button_release (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  is_guarded ? _("Hold for one and a half seconds, or press Enter twice") : "",
                                  -1);
}
