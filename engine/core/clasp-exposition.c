/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-exposition.h"

#include <math.h>
#include <string.h>

#define MAX_LABELS 8

/**
 * clasp_exposition_init:
 * @self: (out caller-allocates): an empty text
 *
 * Thread: any.
 */
void
clasp_exposition_init (ClaspExposition *self)
{
  self->text = g_string_sized_new (4096);
  self->family = NULL;
}

/**
 * clasp_exposition_steal:
 * @self: what was written
 *
 * Thread: any.
 *
 * Returns: (transfer full): its text
 */
char *
clasp_exposition_steal (ClaspExposition *self)
{
  self->family = NULL;
  return g_string_free (g_steal_pointer (&self->text), FALSE);
}

/**
 * clasp_exposition_clear:
 * @self: what was written, if anything
 *
 * Thread: any.
 */
void
clasp_exposition_clear (ClaspExposition *self)
{
  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
}

/**
 * clasp_exposition_is_name:
 * @text: a text
 *
 * Thread: any.
 *
 * Returns: whether it can name a metric: letters, digits, `_` and `:`, no digit first
 */
gboolean
clasp_exposition_is_name (const char *text)
{
  if (*text == '\0' || g_ascii_isdigit (*text))
    return FALSE;
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '_' && *text != ':')
      return FALSE;
  return TRUE;
}

/* Backslash and line feed are escaped everywhere, the quotation mark in label values only. */
static void
append_escaped (GString *text, const char *raw, gboolean is_quoted)
{
  for (; *raw != '\0'; raw++)
    {
      if (*raw == '\n')
        g_string_append (text, "\\n");
      else if (*raw == '\\' || (is_quoted && *raw == '"'))
        g_string_append_printf (text, "\\%c", *raw);
      else
        g_string_append_c (text, *raw);
    }
}

/* Peers choose their names: what is no UTF-8 is made so. */
static void
append_label (GString *text, const char *name, const char *value)
{
  g_autofree char *valid = g_utf8_validate (value, -1, NULL) ? NULL : g_utf8_make_valid (value, -1);

  g_string_append (text, name);
  g_string_append (text, "=\"");
  append_escaped (text, valid != NULL ? valid : value, TRUE);
  g_string_append_c (text, '"');
}

static void
append_series (ClaspExposition *self, const char *suffix, const char *const *labels)
{
  g_string_append (self->text, self->family);
  g_string_append (self->text, suffix);
  if (labels != NULL && labels[0] != NULL)
    {
      char separator = '{';

      for (; labels[0] != NULL; labels += 2)
        {
          g_string_append_c (self->text, separator);
          append_label (self->text, labels[0], labels[1]);
          separator = ',';
        }
      g_string_append_c (self->text, '}');
    }
  g_string_append_c (self->text, ' ');
}

static void
append_double (GString *text, double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    g_string_append (text, "NaN");
  else if (isinf (value))
    g_string_append (text, value > 0 ? "+Inf" : "-Inf");
  else
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.15g", value));
  g_string_append_c (text, '\n');
}

/**
 * clasp_exposition_begin:
 * @self: the text
 * @name: (scope forever): of the family; must live until the next one begins
 * @type: what it is
 * @help: one sentence
 *
 * Thread: any.
 */
void
clasp_exposition_begin (ClaspExposition *self,
                        const char      *name,
                        ClaspMetricType  type,
                        const char      *help)
{
  static const char *const types[] = { "counter", "gauge", "histogram" };

  self->family = name;
  g_string_append_printf (self->text, "# HELP %s ", name);
  append_escaped (self->text, help, FALSE);
  g_string_append_printf (self->text, "\n# TYPE %s %s\n", name, types[type]);
}

/**
 * clasp_exposition_add:
 * @self: the text, within a family
 * @labels: (nullable): names and values, NULL at the end
 * @value: the sample, written without loss
 *
 * Thread: any.
 */
void
clasp_exposition_add (ClaspExposition *self, const char *const *labels, guint64 value)
{
  append_series (self, "", labels);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT "\n", value);
}

/**
 * clasp_exposition_add_double:
 * @self: the text, within a family
 * @labels: (nullable): names and values, NULL at the end
 * @value: the sample; 15 digits are kept
 *
 * Thread: any.
 */
void
clasp_exposition_add_double (ClaspExposition *self, const char *const *labels, double value)
{
  append_series (self, "", labels);
  append_double (self->text, value);
}

/**
 * clasp_exposition_counter:
 * @self: the text
 * @name: of the family
 * @help: one sentence
 * @value: its only sample
 *
 * Thread: any.
 */
void
clasp_exposition_counter (ClaspExposition *self, const char *name, const char *help, guint64 value)
{
  clasp_exposition_begin (self, name, CLASP_METRIC_COUNTER, help);
  clasp_exposition_add (self, NULL, value);
}

/**
 * clasp_exposition_gauge:
 * @self: the text
 * @name: of the family
 * @help: one sentence
 * @value: its only sample
 *
 * Thread: any.
 */
void
clasp_exposition_gauge (ClaspExposition *self, const char *name, const char *help, double value)
{
  clasp_exposition_begin (self, name, CLASP_METRIC_GAUGE, help);
  clasp_exposition_add_double (self, NULL, value);
}

static void
add_bucket (ClaspExposition *self, const char **labels, guint n_labels, const char *le, guint64 n)
{
  labels[n_labels] = "le";
  labels[n_labels + 1] = le;
  labels[n_labels + 2] = NULL;
  append_series (self, "_bucket", labels);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT "\n", n);
}

/**
 * clasp_exposition_histogram:
 * @self: the text, within a family of histograms
 * @labels: (nullable): names and values, NULL at the end, at most eight pairs
 * @histogram: what was measured
 * @bounds: (array length=n_bounds): where to count, in the histogram's unit, ascending
 * @n_bounds: how many
 * @scale: what one of the unit the reader expects is in the histogram's, 1e9 for seconds from
 *   nanoseconds
 *
 * Thread: any.
 */
void
clasp_exposition_histogram (ClaspExposition      *self,
                            const char *const    *labels,
                            const ClaspHistogram *histogram,
                            const guint64        *bounds,
                            guint                 n_bounds,
                            double                scale)
{
  const char *with_bound[2 * MAX_LABELS + 3];
  char        bound[G_ASCII_DTOSTR_BUF_SIZE];
  guint       n_labels = 0;

  while (labels != NULL && labels[n_labels] != NULL && n_labels < 2 * MAX_LABELS)
    {
      with_bound[n_labels] = labels[n_labels];
      n_labels++;
    }
  for (guint i = 0; i < n_bounds; i++)
    add_bucket (self, with_bound, n_labels,
                g_ascii_formatd (bound, sizeof bound, "%.15g", (double) bounds[i] / scale),
                clasp_histogram_count_up_to (histogram, bounds[i]));
  add_bucket (self, with_bound, n_labels, "+Inf", histogram->n);

  append_series (self, "_sum", labels);
  append_double (self->text, (double) histogram->sum / scale);
  append_series (self, "_count", labels);
  g_string_append_printf (self->text, "%" G_GUINT64_FORMAT "\n", histogram->n);
}
