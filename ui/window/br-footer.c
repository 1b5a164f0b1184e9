/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-footer.h"

#include "widgets/br-format.h"
#include "widgets/br-status-icon.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <math.h>

/* Percent of a core that are worth a new figure. */
#define CPU_STEP 0.75
/* Drops that grew this lately are shown in red. */
#define DROP_ALARM_US (10 * G_USEC_PER_SEC)

struct _BrFooter
{
  GtkWidget parent_instance;

  GtkImage *engine_icon;
  GtkLabel *engine_label;
  GtkWidget *engine;
  GtkWidget *rates;
  GtkWidget *latency_button;
  GtkWidget *cpu_button;
  GtkLabel *rate_in;
  GtkLabel *rate_out;
  GtkLabel *latency;
  GtkLabel *dropped;
  GtkLabel *cpu;
  GtkLabel *uri;
  BrTimecode *timecode;
  GtkWidget *reduced;
  GtkWidget *reduced_icon;
  GtkWidget *reduced_label;

  double      cpu_percent; /* as shown */
  gboolean    is_compact;
  BrReduction reduction;
  guint64 n_dropped;
  gint64  dropped_us;
};

G_DEFINE_FINAL_TYPE (BrFooter, br_footer, GTK_TYPE_WIDGET)

static void
br_footer_set_drops (BrFooter *self,
                     guint64   n_dropped,
                     gint64    now_us)
{
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, n_dropped);

  if (n_dropped > self->n_dropped)
    self->dropped_us = now_us;
  self->n_dropped = n_dropped;

  /* TRANSLATORS: %s is a number of messages */
  br_take_label (self->dropped, g_strdup_printf (_("dropped %s"), count));
  if (self->dropped_us != 0 && now_us - self->dropped_us < DROP_ALARM_US)
    gtk_widget_add_css_class (GTK_WIDGET (self->dropped), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->dropped), "error");
}

static char *
describe_latency (double us)
{
  if (us <= 0)
    return g_strdup (_("p99 –"));
  if (us < 100)
    /* Translators: 99 of 100 messages took no longer than so many microseconds */
    return br_format_units (g_strdup_printf (_("p99 %.0f µs"), us));
  /* Translators: the same in milliseconds */
  return br_format_units (g_strdup_printf (_("p99 %.1f ms"), us / 1000));
}

/* A figure between two others would change at every look, and a window where nothing happens draws nothing. */
static double
settle_cpu (BrFooter *self,
            double    percent)
{
  if (fabs (percent - self->cpu_percent) > CPU_STEP)
    self->cpu_percent = percent;

  return self->cpu_percent;
}

/**
 * br_footer_set_stats:
 * @self: the footer
 * @stats: the engine's figures of the last second
 * @now_us: monotonic time
 *
 * Shows @stats. Texts that did not change are left alone.
 */
void
br_footer_set_stats (BrFooter               *self,
                     const ClaspEngineStats *stats,
                     gint64                  now_us)
{
  g_autofree char *in = br_format_rate (stats->rate_in);
  g_autofree char *out = br_format_rate (stats->rate_out);
  BrSign           sign = BR_SIGN_OFF;

  if (stats->error[0] != '\0')
    sign = BR_SIGN_ERROR;
  else if (stats->running)
    sign = stats->rate_in > 0 ? BR_SIGN_LIVE : BR_SIGN_IDLE;
  br_sign_apply (sign, self->engine_icon);
  br_take_label (self->engine_label,
            g_strdup (stats->error[0] != '\0' ? stats->error
                                              : (stats->running ? _("Engine running") : _("Engine stopped"))));
  /* Translators: messages a second that come in */
  br_take_label (self->rate_in, g_strdup_printf (_("in %s"), in));
  br_take_label (self->rate_out, g_strdup_printf (_("out %s"), out));
  br_take_label (self->latency, describe_latency (stats->latency.p99_us));
  br_footer_set_drops (self, stats->router.n_dropped, now_us);
  /* Translators: share of one processor core */
  br_take_label (self->cpu, br_format_units (g_strdup_printf (_("CPU %.0f %%"), settle_cpu (self, stats->cpu * 100))));
  br_take_label (self->uri, g_strdup (stats->uri));
}

void
br_footer_set_reduction (BrFooter   *self,
                         BrReduction reduction)
{
  g_autofree char *text = NULL;

  if (reduction == self->reduction)
    return;

  self->reduction = reduction;
  text = br_reduction_describe (reduction);
  gtk_widget_set_visible (self->reduced, reduction != BR_REDUCTION_NONE);
  gtk_widget_set_tooltip_text (self->reduced, text);
}

/* Where others reach us gives way to the time. */
static void
br_footer_fit (BrFooter *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->uri), !self->is_compact && !gtk_widget_get_visible (GTK_WIDGET (self->timecode)));
}

void
br_footer_set_timecode (BrFooter                *self,
                        const BrTimecodeReading *reading)
{
  br_timecode_set (self->timecode, self->is_compact ? NULL : reading);
  br_footer_fit (self);
}

void
br_footer_set_compact (BrFooter *self,
                       gboolean  compact)
{
  self->is_compact = compact;
  if (compact)
    br_timecode_set (self->timecode, NULL);
  br_footer_fit (self);
  gtk_widget_set_visible (self->rates, !compact);
  gtk_widget_set_visible (self->latency_button, !compact);
  gtk_widget_set_visible (self->cpu_button, !compact);
  /* The word would make a narrow window wider than it is. */
  gtk_widget_set_visible (self->reduced_icon, compact);
  gtk_widget_set_visible (self->reduced_label, !compact);
  gtk_widget_set_hexpand (self->engine, compact);
  gtk_widget_set_halign (self->engine, GTK_ALIGN_START);
}

static void
br_footer_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), BR_TYPE_FOOTER);

  G_OBJECT_CLASS (br_footer_parent_class)->dispose (object);
}

static void
br_footer_class_init (BrFooterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_footer_dispose;

  g_type_ensure (BR_TYPE_TIMECODE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/window/br-footer.ui");
  gtk_widget_class_bind_template_child (widget_class, BrFooter, engine_icon);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, engine_label);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, engine);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, rates);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, latency_button);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, latency);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, cpu_button);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, rate_in);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, rate_out);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, dropped);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, cpu);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, uri);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, reduced);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, timecode);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, reduced_icon);
  gtk_widget_class_bind_template_child (widget_class, BrFooter, reduced_label);
}

static void
br_footer_init (BrFooter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
