/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-health.h"

#include "widgets/br-chart.h"
#include "widgets/br-format.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define SPAN_US (600 * G_USEC_PER_SEC)

typedef enum
{
  FIGURE_IN,
  FIGURE_LATENCY,
  FIGURE_DROPPED,
  FIGURE_QUEUES,
  FIGURE_CPU,
  FIGURE_WAKE_UPS,
  FIGURE_WINDOW_CPU,
  FIGURE_FRAMES,
  N_FIGURES,
} FigureKind;

#define N_NOTES 2

typedef struct
{
  const char *name;  /* as the footer calls it */
  const char *title; /* NC_(): what there is room for */
  const char *about; /* N_(): all of it */
  double      top;   /* of the axis at first */
} FigureInfo;

/* Translators: titles stand side by side, eight in a row; about 15 letters have room */
static const FigureInfo infos[N_FIGURES] = {
  [FIGURE_IN] = { "rates", NC_ ("figure of health", "In and out"), N_ ("Messages a second, in and out"), 100 },
  [FIGURE_LATENCY] = { "latency", NC_ ("figure of health", "Latency p99"), N_ ("Latency, 99 of 100 messages"), 1000 },
  [FIGURE_DROPPED] = { "dropped", NC_ ("figure of health", "Dropped"), N_ ("Messages that were dropped"), 1 },
  [FIGURE_QUEUES] = { "queues", NC_ ("figure of health", "To be sent"), N_ ("Waiting to be sent"), 10000 },
  [FIGURE_CPU] = { "cpu", NC_ ("figure of health", "Engine"), N_ ("The engine, of one processor core"), 100 },
  [FIGURE_WAKE_UPS] = { "wake-ups", NC_ ("figure of health", "Wake-ups"), N_ ("How often a second a thread of this program woke up"), 100 },
  [FIGURE_WINDOW_CPU] = { "window", NC_ ("figure of health", "Window"), N_ ("The window, of one processor core, and the memory of the program"), 100 },
  [FIGURE_FRAMES] = { "frames", NC_ ("figure of health", "Frames"), N_ ("Window’s work per frame"), 17 },
};

typedef struct
{
  GtkWidget *child; /* of the flow box */
  GtkLabel  *value;
  GtkLabel  *notes[N_NOTES]; /* small, below; hidden while empty */
  BrChart   *chart;
} Figure;

struct _BrHealth
{
  GtkWidget   parent_instance;
  GtkFlowBox *flow;
  GtkWidget  *scrolled;
  Figure      figures[N_FIGURES];
  guint64     n_dropped;
  char       *drops; /* (owned) (nullable) by connection */
  glong       n_wake_ups;
  gint64      wake_ups_at_us; /* of that count; 0 = none yet */
  gint64      cpu_us, cpu_at_us; /* of this thread, and when */
};

G_DEFINE_FINAL_TYPE (BrHealth, br_health, GTK_TYPE_WIDGET)

static GtkWidget *
add_note (Figure *figure, guint index)
{
  GtkWidget *note = gtk_label_new ("");

  figure->notes[index] = GTK_LABEL (note);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_label_set_ellipsize (GTK_LABEL (note), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (note, "caption");
  gtk_widget_add_css_class (note, "numeric");
  gtk_widget_set_visible (note, FALSE);
  return note;
}

static void
add_figure (BrHealth *self, FigureKind kind)
{
  Figure    *figure = &self->figures[kind];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (g_dpgettext2 (NULL, "figure of health", infos[kind].title));

  figure->value = GTK_LABEL (gtk_label_new ("–"));
  figure->chart = g_object_new (BR_TYPE_CHART, NULL);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (figure->value, 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (title, _ (infos[kind].about));
  gtk_label_set_ellipsize (figure->value, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (figure->value), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (figure->value), "heading");
  gtk_widget_set_size_request (GTK_WIDGET (figure->chart), 96, -1);
  br_chart_set_may_be_low (figure->chart, TRUE);
  br_chart_reset (figure->chart, 0, infos[kind].top);
  br_chart_set_span (figure->chart, SPAN_US);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (figure->value));
  for (guint i = 0; i < N_NOTES; i++)
    gtk_box_append (GTK_BOX (box), add_note (figure, i));
  gtk_widget_set_vexpand (GTK_WIDGET (figure->chart), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (figure->chart));
  figure->child = gtk_flow_box_child_new ();
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (figure->child), box);
  gtk_flow_box_append (self->flow, figure->child);
}

static void
set_value (BrHealth *self, FigureKind kind, char *text)
{
  Figure          *figure = &self->figures[kind];
  g_autofree char *value = br_format_units (text);
  g_autofree char *name = g_strdup_printf ("%s: %s", _ (infos[kind].about), value);

  br_take_label (figure->value, g_strdup (value));
  gtk_widget_set_tooltip_text (GTK_WIDGET (figure->value), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (figure->child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
}

/* Takes over @text. */
static void
set_note (BrHealth *self, FigureKind kind, guint index, char *text)
{
  GtkLabel        *label = self->figures[kind].notes[index];
  g_autofree char *note = text != NULL ? br_format_units (text) : NULL;

  gtk_label_set_label (label, note != NULL ? note : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), note);
  gtk_widget_set_visible (GTK_WIDGET (label), note != NULL);
}

/* Numbers alone, so that a line has room for all. */
static char *
describe_latency (const char *format, const ClaspLatencyFigures *figures)
{
  return figures->max_us > 0 ? g_strdup_printf (format, figures->p50_us, figures->p99_us, figures->max_us) : NULL;
}

static void
show_latency (BrHealth *self, const ClaspEngineStats *stats)
{
  set_value (self, FIGURE_LATENCY, stats->latency.p99_us > 0 ? g_strdup_printf (_ ("%.0f µs"), stats->latency.p99_us) : g_strdup ("–"));
  /* Translators: the last second; half of the messages, 99 of 100, and the slowest follow */
  set_note (self, FIGURE_LATENCY, 0, describe_latency (_ ("1 s: %.0f · %.0f · %.0f µs"), &stats->latency));
  /* Translators: the last minute; half of the messages, 99 of 100, and the slowest follow */
  set_note (self, FIGURE_LATENCY, 1, describe_latency (_ ("60 s: %.0f · %.0f · %.0f µs"), &stats->latency_minute));
  gtk_widget_set_tooltip_text (self->figures[FIGURE_LATENCY].child,
                               _ ("How long messages took the router: half of them at most, 99 of 100 at most, the slowest; in the last second and in the last minute."));
}

/* What waits is in thousands when it matters; our own words, so that they are in one language with the rest. */
static char *
dup_size (guint64 n_bytes)
{
  return g_strdup_printf (_ ("%.1f kB"), (double) n_bytes / 1000);
}

static void
show_queues (BrHealth *self, const ClaspRouterQueues *queues, guint n_news)
{
  g_autofree char *longest = dup_size (queues->n_bytes_longest);

  set_value (self, FIGURE_QUEUES, dup_size (queues->n_bytes));
  /* Translators: what waits for the program %s, as in "Tablet: 12 kB" */
  set_note (self, FIGURE_QUEUES, 0, queues->n_bytes_longest > 0 ? g_strdup_printf (_ ("%s: %s"), queues->longest, longest) : NULL);
  /* Translators: scheduled bundles that wait for their time, and news that wait for the window */
  set_note (self, FIGURE_QUEUES, 1, g_strdup_printf (_ ("%u bundles, %u news"), queues->n_bundles, n_news));
  gtk_widget_set_tooltip_text (self->figures[FIGURE_QUEUES].child,
                               _ ("What waits to be taken by programs, and for which of them most; bundles that wait for their time; news that wait for this window."));
}

static void
show_engine_cpu (BrHealth *self, const ClaspEngineStats *stats)
{
  gboolean is_first = stats->nice < 0;

  set_value (self, FIGURE_CPU, g_strdup_printf (_ ("%.0f %%"), stats->cpu * 100));
  set_note (self, FIGURE_CPU, 0, g_strdup (is_first ? _ ("goes first") : _ ("waits its turn")));
  gtk_widget_set_tooltip_text (self->figures[FIGURE_CPU].child,
                               is_first ? _ ("The system lets the engine go before other programs, and before this window.")
                                        : _ ("The system has not let the engine go before other programs. Values may be late while the computer is busy."));
}

static void
show_values (BrHealth *self, const ClaspEngineStats *stats, double wake_ups)
{
  g_autofree char *in = br_format_rate (stats->rate_in);
  g_autofree char *out = br_format_rate (stats->rate_out);

  set_value (self, FIGURE_IN, g_strdup_printf (_ ("in %s"), in));
  set_note (self, FIGURE_IN, 0, g_strdup_printf (_ ("out %s"), out));
  show_latency (self, stats);
  show_queues (self, &stats->queues, stats->n_news);
  set_value (self, FIGURE_DROPPED, self->drops != NULL ? g_strdup (self->drops) : br_format_count (stats->router.n_dropped));
  set_value (self, FIGURE_WAKE_UPS, br_format_rate (wake_ups));
  show_engine_cpu (self, stats);
}

/* Of this thread, which is the window's, since the last time. */
static double
measure_cpu (BrHealth *self, gint64 now_us)
{
  struct timespec now;
  gint64          cpu_us;
  double          share = 0;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  cpu_us = (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
  if (self->cpu_at_us != 0 && now_us > self->cpu_at_us)
    share = (double) (cpu_us - self->cpu_us) / (double) (now_us - self->cpu_at_us);
  self->cpu_us = cpu_us;
  self->cpu_at_us = now_us;

  return share;
}

/* Times a second that any thread of this program went on after it had waited. */
static double
measure_wake_ups (BrHealth *self, gint64 now_us)
{
  struct rusage usage = { 0 };
  double        rate = 0;

  getrusage (RUSAGE_SELF, &usage);
  if (self->wake_ups_at_us != 0 && now_us > self->wake_ups_at_us)
    rate = (double) (usage.ru_nvcsw - self->n_wake_ups) * G_USEC_PER_SEC / (double) (now_us - self->wake_ups_at_us);
  self->n_wake_ups = usage.ru_nvcsw;
  self->wake_ups_at_us = now_us;
  return rate;
}

/* In MB; the kernel's own figure, no disk is touched. */
static double
measure_memory (void)
{
  FILE         *file = fopen ("/proc/self/statm", "r");
  unsigned long pages = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%*u %lu", &pages) != 1)
    pages = 0;
  fclose (file);

  return (double) pages * (double) sysconf (_SC_PAGESIZE) / 1e6;
}

static void
show_frames (BrHealth *self, const BrFrameFigures *second, const double *values)
{
  g_autofree char *reduced = br_reduction_get () != BR_REDUCTION_NONE ? br_reduction_describe (br_reduction_get ()) : NULL;
  /* Translators: how long 50 and 99 of 100 frames of the last second took, and the longest; how long the window did not listen */
  g_autofree char *more = g_strdup_printf (_("p50 %.1f ms, p99 %.1f ms, longest %.1f ms; longest block %.1f ms"),
                                           (double) clasp_histogram_get_quantile (&second->work, 0.5) / 1000,
                                           (double) clasp_histogram_get_quantile (&second->work, 0.99) / 1000,
                                           (double) second->work.max / 1000, (double) second->block_us / 1000);
  g_autofree char *tip = g_strconcat (more, reduced != NULL ? "\n" : NULL, reduced, NULL);

  /* Translators: milliseconds that 95 of 100 frames took */
  set_value (self, FIGURE_FRAMES, g_strdup_printf (_("p95 %.1f ms"), values[FIGURE_FRAMES]));
  /* Translators: how many pictures came late in the last second */
  set_note (self, FIGURE_FRAMES, 0, g_strdup_printf (_("%u late"), (guint) second->n_missed));
  /* Translators: share of one processor core that the window uses, and the memory of the whole program */
  set_value (self, FIGURE_WINDOW_CPU, g_strdup_printf (_("%.0f %%, %.0f MB"), values[FIGURE_WINDOW_CPU], measure_memory ()));
  gtk_widget_set_tooltip_text (self->figures[FIGURE_FRAMES].child, tip);
}

void
br_health_add (BrHealth *self, const ClaspEngineStats *stats, gint64 now_us)
{
  const BrFrameFigures *second = br_frame_meter_get_recent (now_us);
  const double values[N_FIGURES] = {
    [FIGURE_IN] = MAX (stats->rate_in, stats->rate_out),
    [FIGURE_LATENCY] = stats->latency.p99_us,
    [FIGURE_QUEUES] = (double) stats->queues.n_bytes,
    [FIGURE_DROPPED] = (double) (stats->router.n_dropped - MIN (self->n_dropped, stats->router.n_dropped)),
    [FIGURE_CPU] = stats->cpu * 100,
    [FIGURE_WAKE_UPS] = measure_wake_ups (self, now_us),
    [FIGURE_WINDOW_CPU] = measure_cpu (self, now_us) * 100,
    [FIGURE_FRAMES] = (double) clasp_histogram_get_quantile (&second->work, 0.95) / 1000,
  };

  self->n_dropped = stats->router.n_dropped;
  for (guint i = 0; i < N_FIGURES; i++)
    {
      br_chart_add (self->figures[i].chart, now_us, values[i]);
      if (gtk_widget_get_mapped (GTK_WIDGET (self)) && br_chart_tick (self->figures[i].chart, now_us))
        gtk_widget_queue_draw (GTK_WIDGET (self->figures[i].chart));
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      show_values (self, stats, values[FIGURE_WAKE_UPS]);
      show_frames (self, second, values);
    }
}

void
br_health_set_columns (BrHealth *self, guint n_columns, gboolean is_alone)
{
  /* The smaller first: the toolkit wants them in order at all times. */
  gtk_flow_box_set_min_children_per_line (self->flow, 1);
  gtk_flow_box_set_max_children_per_line (self->flow, n_columns);
  gtk_flow_box_set_min_children_per_line (self->flow, n_columns);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, is_alone ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER);
  gtk_widget_set_vexpand (GTK_WIDGET (self), is_alone);
}

void
br_health_set_drops (BrHealth *self, const char *text)
{
  g_free (self->drops);
  self->drops = g_strdup (text);
}

void
br_health_focus (BrHealth *self, const char *figure)
{
  FigureKind kind = FIGURE_IN;

  for (guint i = 0; i < N_FIGURES; i++)
    if (g_strcmp0 (infos[i].name, figure) == 0)
      kind = i;
  gtk_widget_grab_focus (self->figures[kind].child);
}

static void
br_health_dispose (GObject *object)
{
  br_unparent_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (br_health_parent_class)->dispose (object);
}

static void
br_health_finalize (GObject *object)
{
  g_free (BR_HEALTH (object)->drops);
  G_OBJECT_CLASS (br_health_parent_class)->finalize (object);
}

static void
br_health_class_init (BrHealthClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_health_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_health_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "br-health");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
br_health_init (BrHealth *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  self->flow = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (self->flow, TRUE);
  gtk_flow_box_set_column_spacing (self->flow, 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->flow));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  br_health_set_columns (self, N_FIGURES, FALSE);
  for (guint i = 0; i < N_FIGURES; i++)
    add_figure (self, i);
}
