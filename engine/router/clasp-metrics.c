/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-metrics.h"

#include "router/clasp-router.h"

#include <time.h>

/* Design notes: two readings of the clock cost as much as half of the router's work on a SET, so
 * only some messages are timed. Which ones is drawn: gaps are 33 to 96 messages of the same type,
 * 64 on average, so that a peer whose messages repeat in a pattern is not seen from one side only.
 * The first message of each type is timed, so rare ones show as well. What is timed is the
 * handler's work, everything up to the queues of the receivers; it is real time whatever clock the
 * router runs on. */

#define SEED 0x2545f491u

void
clasp_metrics_init (ClaspMetrics *self)
{
  self->random = SEED;
  self->is_timing = TRUE;
}

void
clasp_metrics_clear (ClaspMetrics *self)
{
  for (guint i = 0; i < CLASP_METRICS_N_TYPES; i++)
    g_clear_pointer (&self->types[i].latency, g_free);
  g_clear_pointer (&self->lateness, g_free);
}

void
clasp_metrics_set_timing (ClaspMetrics *self, gboolean is_timing)
{
  if (self->is_timing == is_timing)
    return;
  self->is_timing = is_timing;
  clasp_metrics_clear (self);
  self->fanout = (ClaspHistogram){ 0 };
  for (guint i = 0; i < CLASP_METRICS_N_TYPES; i++)
    self->types[i].next_sample = is_timing ? self->types[i].n : G_MAXUINT64;
}

void
clasp_metrics_count_error (ClaspMetrics *self, guint code)
{
  for (guint i = 0; i < self->n_codes; i++)
    if (self->errors[i].code == code)
      {
        self->errors[i].n++;
        return;
      }
  if (self->n_codes == CLASP_METRICS_MAX_CODES)
    return; /* the router knows half as many */
  self->errors[self->n_codes].code = code;
  self->errors[self->n_codes++].n = 1;
}

guint64
clasp_metrics_get_received (const ClaspMetrics *self)
{
  guint64 n = 0;

  for (guint i = 0; i < CLASP_METRICS_N_TYPES; i++)
    n += self->types[i].n;
  return n;
}

/* --- samples -------------------------------------------------------------------------------- */

static gint64
now_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

/* xorshift32 */
static guint
draw_gap (ClaspMetrics *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return CLASP_METRICS_SAMPLE_GAP / 2 + 1 + self->random % CLASP_METRICS_SAMPLE_GAP;
}

ClaspSample
clasp_metrics_begin (guint64 n_delivered)
{
  return (ClaspSample){ now_ns (), n_delivered };
}

static void
record_in (ClaspHistogram **histogram, guint64 value)
{
  if (*histogram == NULL)
    *histogram = g_new0 (ClaspHistogram, 1);
  clasp_histogram_record (*histogram, value);
}

void
clasp_metrics_end (ClaspMetrics      *self,
                   const ClaspSample *sample,
                   ClaspMessageType   type,
                   guint64            n_delivered,
                   ClaspHistogram   **of_session)
{
  ClaspTypeMetrics *of_type = &self->types[type];
  guint64           took_ns = (guint64) MAX (now_ns () - sample->start_ns, 0);

  of_type->next_sample = of_type->n - 1 + draw_gap (self);
  record_in (&of_type->latency, took_ns);
  if (of_session != NULL)
    record_in (of_session, took_ns);
  if (type == CLASP_MESSAGE_SET || type == CLASP_MESSAGE_PUBLISH)
    clasp_histogram_record (&self->fanout, n_delivered - sample->n_delivered);
}

void
clasp_metrics_note_bundle (ClaspMetrics *self, guint64 late_us)
{
  if (self->is_timing)
    record_in (&self->lateness, late_us * 1000);
}

/* --- text ----------------------------------------------------------------------------------- */

/**
 * clasp_router_write_latency:
 * @text: where to append, in a family of histograms
 * @label: (nullable): name of a label
 * @value: (nullable): its value
 * @latency: times in nanoseconds
 *
 * Writes the histogram in seconds.
 *
 * Thread: any.
 */
void
clasp_router_write_latency (ClaspExposition      *text,
                            const char           *label,
                            const char           *value,
                            const ClaspHistogram *latency)
{
  static const guint64 bounds_ns[] = {
    250,      500,      1000,     2500,      5000,      10000,     25000,
    50000,    100000,   250000,   500000,    1000000,   2500000,   5000000,
    10000000, 25000000, 50000000, 100000000, 250000000, 500000000, 1000000000,
  };

  clasp_exposition_histogram (text, (const char *[]){ label, value, NULL }, latency, bounds_ns,
                              G_N_ELEMENTS (bounds_ns), 1e9);
}

void
clasp_metrics_write_quantiles (ClaspExposition      *text,
                               const char           *label,
                               const char           *value,
                               const ClaspHistogram *latency)
{
  static const struct
  {
    const char *name;
    double      quantile;
  } quantiles[] = {
    { "0.5", 0.5 }, { "0.9", 0.9 }, { "0.99", 0.99 }, { "0.999", 0.999 }, { "1", 1 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (quantiles); i++)
    {
      const char *labels[] = { "quantile", quantiles[i].name, label, value, NULL };

      clasp_exposition_add_double (
        text, labels, (double) clasp_histogram_get_quantile (latency, quantiles[i].quantile) / 1e9);
    }
}

typedef char TypeName[24];

static const char *
type_name (guint type, TypeName name)
{
  const char *upper = clasp_message_type_to_string ((ClaspMessageType) type);
  guint       i;

  for (i = 0; upper[i] != '\0' && i < sizeof (TypeName) - 1; i++)
    name[i] = g_ascii_tolower (upper[i]);
  name[i] = '\0';
  return name;
}

static void
write_types (const ClaspMetrics *self, ClaspExposition *text)
{
  TypeName name;

  clasp_exposition_begin (text, "clasp_messages_total", CLASP_METRIC_COUNTER,
                          "Messages handled, by type.");
  for (guint type = 0; type < CLASP_METRICS_N_TYPES; type++)
    if (self->types[type].n > 0)
      clasp_exposition_add (text, (const char *[]){ "type", type_name (type, name), NULL },
                            self->types[type].n);

  clasp_exposition_begin (text, "clasp_message_latency_seconds", CLASP_METRIC_HISTOGRAM,
                          "Time the router took for a message, by type; about one message in 64 is "
                          "timed.");
  for (guint type = 0; type < CLASP_METRICS_N_TYPES; type++)
    if (self->types[type].latency != NULL)
      clasp_router_write_latency (text, "type", type_name (type, name), self->types[type].latency);

  clasp_exposition_begin (text, "clasp_message_latency_quantile_seconds", CLASP_METRIC_GAUGE,
                          "The same since the start as quantiles, at most 6.25 % too large.");
  for (guint type = 0; type < CLASP_METRICS_N_TYPES; type++)
    if (self->types[type].latency != NULL)
      clasp_metrics_write_quantiles (text, "type", type_name (type, name),
                                     self->types[type].latency);
}

static void
write_lateness (const ClaspMetrics *self, ClaspExposition *text)
{
  const char *const name = "clasp_bundle_lateness_seconds";

  if (self->lateness == NULL)
    return;
  clasp_exposition_begin (text, name, CLASP_METRIC_HISTOGRAM,
                          "How long after their time scheduled bundles were run.");
  clasp_router_write_latency (text, NULL, NULL, self->lateness);
  clasp_exposition_begin (text, "clasp_bundle_lateness_quantile_seconds", CLASP_METRIC_GAUGE,
                          "The same since the start as quantiles, at most 6.25 % too large.");
  clasp_metrics_write_quantiles (text, NULL, NULL, self->lateness);
}

static void
write_errors (const ClaspMetrics *self, ClaspExposition *text)
{
  char code[16];

  clasp_exposition_begin (text, "clasp_errors_total", CLASP_METRIC_COUNTER,
                          "ERROR messages sent, by code.");
  for (guint i = 0; i < self->n_codes; i++)
    {
      g_snprintf (code, sizeof code, "%u", self->errors[i].code);
      clasp_exposition_add (text, (const char *[]){ "code", code, NULL }, self->errors[i].n);
    }
}

void
clasp_metrics_write (const ClaspMetrics *self, ClaspExposition *text)
{
  static const guint64 receivers[] = { 0,   1,   2,   5,    10,   20,   50,
                                       100, 200, 500, 1000, 2000, 5000, 10000 };

  write_types (self, text);
  clasp_exposition_begin (text, "clasp_broadcast_fanout", CLASP_METRIC_HISTOGRAM,
                          "Receivers of a SET or PUBLISH; about one message in 64 is looked at.");
  clasp_exposition_histogram (text, NULL, &self->fanout, receivers, G_N_ELEMENTS (receivers), 1);
  write_lateness (self, text);
  write_errors (self, text);
  clasp_exposition_counter (text, "clasp_rate_limited_total",
                            "Messages refused, and pauses in reading, because a session sent too many.",
                            self->n_rate_limited);
}
