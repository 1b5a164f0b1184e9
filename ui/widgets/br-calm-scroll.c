/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "widgets/br-calm-scroll.h"

#define CALM_FRAMES 2
#define BUTTONS (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK)

typedef struct
{
  GtkWidget *list; /* (unowned) */
  guint      tick_id;
  int        n_frames; /* until the list has the pointer again */
} BrCalmScroll;

static gboolean
calm_tick_cb (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  BrCalmScroll *self = user_data;

  if (--self->n_frames > 0)
    return G_SOURCE_CONTINUE;

  gtk_widget_set_can_target (list, TRUE);
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
calm_scroll_cb (GtkEventController *controller, double dx, double dy, gpointer user_data)
{
  BrCalmScroll *self = user_data;

  if ((gtk_event_controller_get_current_event_state (controller) & BUTTONS) != 0)
    return GDK_EVENT_PROPAGATE;

  self->n_frames = CALM_FRAMES;
  if (self->tick_id == 0)
    {
      gtk_widget_set_can_target (self->list, FALSE);
      self->tick_id = gtk_widget_add_tick_callback (self->list, calm_tick_cb, self, NULL);
    }
  return GDK_EVENT_PROPAGATE;
}

/* Frames end with the list's place on the screen. */
static void
calm_unmap_cb (GtkWidget *list, gpointer user_data)
{
  BrCalmScroll *self = user_data;

  if (self->tick_id == 0)
    return;

  gtk_widget_remove_tick_callback (list, self->tick_id);
  self->tick_id = 0;
  gtk_widget_set_can_target (list, TRUE);
}

void
br_calm_scroll_add (GtkScrolledWindow *scrolled,
                    GtkWidget         *list)
{
  GtkEventController *controller = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  BrCalmScroll       *self = g_new0 (BrCalmScroll, 1);

  self->list = list;
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "scroll", G_CALLBACK (calm_scroll_cb), self);
  g_signal_connect (list, "unmap", G_CALLBACK (calm_unmap_cb), self);
  g_object_set_data_full (G_OBJECT (list), "br-calm-scroll", self, g_free);
  gtk_widget_add_controller (GTK_WIDGET (scrolled), controller);
}
