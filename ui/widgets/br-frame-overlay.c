/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-frame-overlay.h"

#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define REFRESH_US (G_USEC_PER_SEC / 2)

struct _BrFrameOverlay
{
  GtkWidget parent_instance;

  GtkLabel *label;
  gint64    shown_us;
};

G_DEFINE_FINAL_TYPE (BrFrameOverlay, br_frame_overlay, GTK_TYPE_WIDGET)

static double
ms (const ClaspHistogram *times,
    double                quantile)
{
  return (double) clasp_histogram_get_quantile (times, quantile) / 1000;
}

static char *
describe (const BrFrameFigures *second)
{
  /* Translators: about the frames of the last second, in a corner of the window; times in ms */
  return g_strdup_printf (_("Frames %u · missed %u\n"
                            "Work p50 %.1f · p95 %.1f · p99 %.1f · longest %.1f ms\n"
                            "Rows bound %u · drain %.1f ms · longest block %.1f ms\n"
                            "Input %.1f ms · value %.1f ms · reduced %u"),
                          (guint) second->n_frames,
                          (guint) second->n_missed,
                          ms (&second->work, 0.5),
                          ms (&second->work, 0.95),
                          ms (&second->work, 0.99),
                          (double) second->work.max / 1000,
                          (guint) second->n_bound,
                          (double) second->drain.max / 1000,
                          (double) second->block_us / 1000,
                          ms (&second->input, 0.99),
                          ms (&second->value, 0.99),
                          (guint) br_reduction_get ());
}

/* What it draws itself is no reason to keep the frame clock running. */
static gboolean
tick_cb (GtkWidget *widget,
         gint64     now_us)
{
  BrFrameOverlay  *self = BR_FRAME_OVERLAY (widget);
  g_autofree char *text = NULL;

  if (now_us - self->shown_us < REFRESH_US)
    return FALSE;

  self->shown_us = now_us;
  text = describe (br_frame_meter_get_recent (now_us));
  if (g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);

  return FALSE;
}

static void
br_frame_overlay_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));

  G_OBJECT_CLASS (br_frame_overlay_parent_class)->dispose (object);
}

static void
br_frame_overlay_class_init (BrFrameOverlayClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_frame_overlay_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "frame-overlay");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
br_frame_overlay_init (BrFrameOverlay *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
}

GtkWidget *
br_frame_overlay_new (BrTickHub *hub)
{
  GtkWidget *self = g_object_new (BR_TYPE_FRAME_OVERLAY, NULL);

  br_tick_hub_add (hub, self, tick_cb);

  return self;
}
