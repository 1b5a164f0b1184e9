/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-metrics-text.h"

#include <math.h>
#include <string.h>

struct _ClaspMetricsText
{
  GHashTable *samples; /* series → double */
  GHashTable *types;   /* family → type */
  GHashTable *helped;  /* set of families with HELP */
  char       *family;  /* of the last TYPE */
  double      last_le; /* of the histogram that is being read */
  double      last_count;
  char       *buckets_of; /* labels of its series without le */
};

static void fail (const char *line, const char *why) G_GNUC_NORETURN;

static void
fail (const char *line, const char *why)
{
  g_printerr ("Bad exposition: %s: %s\n", why, line);
  g_assert_not_reached ();
}

static char *
take_name (const char **p, const char *line, gboolean is_label)
{
  const char *start = *p;

  if (!g_ascii_isalpha (**p) && **p != '_' && (is_label || **p != ':'))
    fail (line, "a name is expected");
  while (g_ascii_isalnum (**p) || **p == '_' || (!is_label && **p == ':'))
    (*p)++;
  return g_strndup (start, (gsize) (*p - start));
}

static void
skip_quoted (const char **p, const char *line)
{
  if (*(*p)++ != '"')
    fail (line, "a quotation mark is expected");
  for (; **p != '"'; (*p)++)
    {
      if (**p == '\0')
        fail (line, "a label's value does not end");
      if (**p == '\\' && strchr ("\\\"n", *++(*p)) == NULL)
        fail (line, "an unknown escape");
    }
  (*p)++;
}

static double
parse_number (const char *text, const char *line)
{
  char  *end;
  double value;

  if (g_str_equal (text, "+Inf"))
    return INFINITY;
  if (g_str_equal (text, "NaN"))
    return NAN;
  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0')
    fail (line, "a number is expected");
  return value;
}

/* The label le, and the labels without it. */
static double
split_le (const char *series, char **rest, const char *line)
{
  const char      *le = strstr (series, "le=\"");
  const char      *end = le != NULL ? strchr (le + 4, '"') : NULL;
  g_autofree char *number = NULL;

  if (end == NULL)
    fail (line, "a bucket without le");
  number = g_strndup (le + 4, (gsize) (end - le - 4));
  *rest = g_strdup_printf ("%.*s%s", (int) (le - series), series, end + 1);
  return parse_number (number, line);
}

static void
check_bucket (ClaspMetricsText *self, const char *series, double value, const char *line)
{
  g_autofree char *rest = NULL;
  double           le = split_le (series, &rest, line);

  if (g_strcmp0 (rest, self->buckets_of) == 0)
    {
      if (le <= self->last_le || value < self->last_count)
        fail (line, "buckets do not ascend");
    }
  else if (self->buckets_of != NULL && !isinf (self->last_le))
    fail (line, "the buckets before have no +Inf");
  g_free (self->buckets_of);
  self->buckets_of = g_steal_pointer (&rest);
  self->last_le = le;
  self->last_count = value;
}

static void
check_family (ClaspMetricsText *self,
              const char       *name,
              const char       *series,
              double            value,
              const char       *line)
{
  const char *type = self->family != NULL ? g_hash_table_lookup (self->types, self->family) : NULL;
  const char *suffix;

  if (type == NULL || !g_str_has_prefix (name, self->family))
    fail (line, "a sample outside of its family");
  suffix = name + strlen (self->family);
  if (!g_str_equal (type, "histogram"))
    {
      if (*suffix != '\0')
        fail (line, "a sample outside of its family");
      if (g_str_equal (type, "counter") && !(value >= 0))
        fail (line, "a counter below zero");
    }
  else if (g_str_equal (suffix, "_bucket"))
    check_bucket (self, series, value, line);
  else if (g_str_equal (suffix, "_count"))
    {
      if (value != self->last_count || !isinf (self->last_le))
        fail (line, "the count is not that of the last bucket");
    }
  else if (!g_str_equal (suffix, "_sum"))
    fail (line, "a sample outside of its family");
}

static void
parse_sample (ClaspMetricsText *self, const char *line)
{
  const char      *p = line;
  g_autofree char *name = take_name (&p, line, FALSE);
  g_autofree char *series = NULL;
  double           value;

  if (*p == '{')
    do
      {
        p++;
        g_free (take_name (&p, line, TRUE));
        if (*p++ != '=')
          fail (line, "= is expected");
        skip_quoted (&p, line);
      }
    while (*p == ',');
  if (strchr (line, '{') != NULL && strchr (line, '{') < p && *p++ != '}')
    fail (line, "} is expected");
  if (*p != ' ')
    fail (line, "one blank is expected");
  series = g_strndup (line, (gsize) (p - line));
  value = parse_number (p + 1, line);
  if (g_hash_table_contains (self->samples, series))
    fail (line, "a series twice");
  check_family (self, name, series, value, line);
  g_hash_table_insert (self->samples, g_steal_pointer (&series), g_memdup2 (&value, sizeof value));
}

static void
parse_comment (ClaspMetricsText *self, const char *line)
{
  static const char *const types[] = { "counter", "gauge", "histogram", NULL };
  g_auto (GStrv)           words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) != 4 || !g_str_equal (words[0], "#"))
    fail (line, "no HELP or TYPE");
  if (g_str_equal (words[1], "HELP"))
    {
      if (!g_hash_table_add (self->helped, g_strdup (words[2])))
        fail (line, "HELP twice");
      return;
    }
  if (!g_str_equal (words[1], "TYPE") || !g_strv_contains (types, words[3]))
    fail (line, "an unknown TYPE");
  if (!g_hash_table_contains (self->helped, words[2]))
    fail (line, "TYPE without HELP");
  if (g_hash_table_contains (self->types, words[2]))
    fail (line, "TYPE twice");
  g_free (self->family);
  self->family = g_strdup (words[2]);
  g_clear_pointer (&self->buckets_of, g_free);
  g_hash_table_insert (self->types, g_strdup (words[2]), g_strdup (words[3]));
}

ClaspMetricsText *
clasp_metrics_text_parse (const char *text)
{
  ClaspMetricsText *self = g_new0 (ClaspMetricsText, 1);
  g_auto (GStrv)    lines = g_strsplit (text, "\n", -1);
  guint             n = g_strv_length (lines);

  self->samples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->helped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  if (n == 0 || *lines[n - 1] != '\0')
    fail (n > 0 ? lines[n - 1] : "", "the last line has no end");
  for (guint i = 0; i + 1 < n; i++)
    {
      if (*lines[i] == '#')
        parse_comment (self, lines[i]);
      else
        parse_sample (self, lines[i]);
    }
  return self;
}

void
clasp_metrics_text_free (ClaspMetricsText *self)
{
  g_hash_table_unref (self->samples);
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->helped);
  g_free (self->family);
  g_free (self->buckets_of);
  g_free (self);
}

gboolean
clasp_metrics_text_has (ClaspMetricsText *self, const char *series)
{
  return g_hash_table_contains (self->samples, series);
}

double
clasp_metrics_text_get (ClaspMetricsText *self, const char *series)
{
  const double *value = g_hash_table_lookup (self->samples, series);

  if (value == NULL)
    fail (series, "this series is not there");
  return *value;
}

const char *
clasp_metrics_text_type (ClaspMetricsText *self, const char *family)
{
  return g_hash_table_lookup (self->types, family);
}

guint
clasp_metrics_text_count (ClaspMetricsText *self, const char *prefix)
{
  GHashTableIter iter;
  gpointer       series;
  guint          n = 0;

  g_hash_table_iter_init (&iter, self->samples);
  while (g_hash_table_iter_next (&iter, &series, NULL))
    n += g_str_has_prefix (series, prefix) ? 1 : 0;
  return n;
}
