/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-metrics.h"

#include <string.h>

static void
sample_free (gpointer data)
{
  CtlSample *self = data;

  g_free (self->name);
  g_strfreev (self->labels);
  g_free (self);
}

/* `"a\"b"`; leaves *p behind the closing quotation mark, NULL when there is none. */
static char *
take_quoted (const char **p)
{
  GString *text = g_string_new (NULL);

  if (**p == '"')
    for ((*p)++; **p != '\0' && **p != '"'; (*p)++)
      {
        if (**p == '\\' && (*p)[1] != '\0')
          (*p)++;
        g_string_append_c (text, (*p)[-1] == '\\' && **p == 'n' ? '\n' : **p);
      }
  if (**p != '"')
    {
      g_string_free (text, TRUE);
      return NULL;
    }
  (*p)++;
  return g_string_free (text, FALSE);
}

/* `{a="b",c="d"}`; NULL when it is no such thing. */
static char **
take_labels (const char **p)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  while (**p == '{' || **p == ',')
    {
      const char      *start = ++(*p);
      const char      *equals = strchr (start, '=');
      g_autofree char *name = equals != NULL ? g_strndup (start, (gsize) (equals - start)) : NULL;
      g_autofree char *value = NULL;

      if (name == NULL)
        return NULL;
      *p = equals + 1;
      value = take_quoted (p);
      if (value == NULL)
        return NULL;
      g_strv_builder_add (builder, name);
      g_strv_builder_add (builder, value);
    }
  if (*(*p)++ != '}')
    return NULL;
  return g_strv_builder_end (builder);
}

static CtlSample *
parse_line (const char *line)
{
  const char    *p = line + strcspn (line, "{ ");
  char          *name = g_strndup (line, (gsize) (p - line));
  g_auto (GStrv) labels = *p == '{' ? take_labels (&p) : g_new0 (char *, 1);
  CtlSample     *self;

  if (labels == NULL || *p != ' ')
    {
      g_free (name);
      return NULL;
    }
  self = g_new0 (CtlSample, 1);
  self->name = name;
  self->labels = g_steal_pointer (&labels);
  self->value = g_ascii_strtod (p + 1, NULL);
  return self;
}

GPtrArray *
ctl_metrics_parse (const char *text)
{
  GPtrArray     *samples = g_ptr_array_new_with_free_func (sample_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      CtlSample *sample = *lines[i] != '#' && *lines[i] != '\0' ? parse_line (lines[i]) : NULL;

      if (sample != NULL)
        g_ptr_array_add (samples, sample);
    }
  return samples;
}

const char *
ctl_sample_label (const CtlSample *self, const char *label)
{
  for (guint i = 0; self->labels[i] != NULL; i += 2)
    if (g_str_equal (self->labels[i], label))
      return self->labels[i + 1];
  return NULL;
}

double
ctl_metrics_get2 (GPtrArray  *samples,
                  const char *name,
                  const char *label,
                  const char *value,
                  const char *label2,
                  const char *value2)
{
  for (guint i = 0; i < samples->len; i++)
    {
      const CtlSample *sample = samples->pdata[i];

      if (g_str_equal (sample->name, name) &&
          (label == NULL || g_strcmp0 (ctl_sample_label (sample, label), value) == 0) &&
          (label2 == NULL || g_strcmp0 (ctl_sample_label (sample, label2), value2) == 0))
        return sample->value;
    }
  return 0;
}

double
ctl_metrics_get (GPtrArray *samples, const char *name, const char *label, const char *value)
{
  return ctl_metrics_get2 (samples, name, label, value, NULL, NULL);
}
