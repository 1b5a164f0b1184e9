/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-cost.h"

#include <dlfcn.h>

/* So many frames are looked at. */
#define N_FRAMES 5
#define MAX_TRIES 5
#define DEADLINE_US (60 * G_USEC_PER_SEC)

static guint n_layouts;

/* Stands before Pango's own: whoever lays out a text comes by here. */
PangoLayout *
pango_layout_new (PangoContext *context)
{
  static PangoLayout *(*next) (PangoContext *context);

  if (next == NULL)
    next = (PangoLayout * (*) (PangoContext *) ) dlsym (RTLD_NEXT, "pango_layout_new");
  n_layouts++;

  return next (context);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

typedef struct
{
  GdkSurface *surface;
  guint      *n_drawn;
} Drawings;

/* A hook, for the toolkit's own handler is the last that is asked. */
static gboolean
drawn_cb (GSignalInvocationHint *hint,
          guint                  n_values,
          const GValue          *values,
          gpointer               user_data)
{
  const Drawings *drawings = user_data;

  if (g_value_get_object (&values[0]) == (gpointer) drawings->surface)
    (*drawings->n_drawn)++;

  return TRUE;
}

/* Whatever asks to be drawn meanwhile is drawn. */
static void
run_frames (GtkWidget *widget,
            guint     *n_drawn)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gint64         deadline = g_get_monotonic_time () + DEADLINE_US;
  guint          n_frames = 0;
  gulong         frame_id = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (count_cb), &n_frames);
  Drawings       drawings = { gtk_native_get_surface (gtk_widget_get_native (widget)), n_drawn };
  guint          drawn = g_signal_lookup ("render", GDK_TYPE_SURFACE);
  gulong         drawn_id = g_signal_add_emission_hook (drawn, 0, drawn_cb, &drawings, NULL);

  gdk_frame_clock_begin_updating (clock);
  while (n_frames < N_FRAMES && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  gdk_frame_clock_end_updating (clock);
  g_signal_handler_disconnect (clock, frame_id);
  g_signal_remove_emission_hook (drawn, drawn_id);
}

static void
queue_draw_below (GtkWidget *widget)
{
  gtk_widget_queue_draw (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    queue_draw_below (child);
}

void
gallery_count_cost (GtkWidget   *widget,
                    GalleryCost *cost)
{
  guint n_drawn = 0, n_tries = 0;

  /* Something may be left to be drawn since it was shown; what is drawn again and again is so to the end. */
  do
    {
      cost->n_redraws = 0;
      run_frames (widget, &cost->n_redraws);
    }
  while (cost->n_redraws > 0 && ++n_tries < MAX_TRIES);

  /* So may a figure that changes just then; what is laid out for each drawing is so each time. */
  cost->n_layouts = G_MAXUINT;
  n_tries = 0;
  do
    {
      n_layouts = 0;
      queue_draw_below (widget);
      run_frames (widget, &n_drawn);
      cost->n_layouts = MIN (cost->n_layouts, n_layouts);
    }
  while (cost->n_layouts > 0 && ++n_tries < MAX_TRIES);
  if (n_drawn == 0)
    g_error ("A widget was not drawn again");
}
