/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-ask.h"

#include "learn/clasp-learn-mapping.h"

#include <stdio.h>

/* claspctl learn: which control does somebody move? What is clear goes to standard output, a line each;
 * what else moves, to standard error. */

#define DEFAULT_S 10

typedef struct
{
  Ctl       *ctl;
  char      *best;    /* (owned) (nullable) the line that was printed last */
  GPtrArray *learned; /* (owned) addresses */
  gboolean   has_listened;
} Learning;

static double
get_number (const ClaspValue *map, const char *key)
{
  const ClaspValue *value = clasp_value_lookup (map, key);
  double            number = 0;

  if (value != NULL)
    clasp_value_to_double (value, &number);
  return number;
}

/* Tabs in between: address, connection, words, kind, range, rate, newest value, first step proposed,
 * mapping. */
static char *
write_line (const ClaspValue *candidate)
{
  static const char *const columns[] = { "address", "name", "words", "control" };
  const ClaspValue        *proposals = clasp_value_lookup (candidate, "proposals");
  g_autofree char         *last = ctl_answer_text (candidate, "last");
  g_autofree char         *mapping = ctl_answer_text (candidate, "mapping");
  g_autofree char         *path = ctl_answer_text (candidate, "path");
  GString                 *line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = ctl_answer_text (candidate, columns[i]);

      g_string_append_printf (line, "%s%s", i > 0 ? "\t" : "", text != NULL ? text : "");
      if (i == 0 && path != NULL && *path != '\0')
        g_string_append_printf (line, " [path=%s]", path);
    }
  g_string_append_printf (line, "\t%g–%g\t%.0f/s\t%s", get_number (candidate, "minimum"),
                          get_number (candidate, "maximum"), get_number (candidate, "rate"),
                          last != NULL ? last : "");
  if (proposals != NULL && clasp_value_get_size (proposals) > 0)
    {
      g_autofree char *steps =
        clasp_str_dup (clasp_value_get_string (clasp_value_get_element (proposals, 0)));

      g_string_append_printf (line, "\t%s", steps);
    }
  if (mapping != NULL && *mapping != '\0')
    g_string_append_printf (line, "\t%s", mapping);
  return g_string_free (line, FALSE);
}

/* Several that differ in one number could be one mapping. */
static void
print_pattern (const Learning *self)
{
  g_autofree char *pattern =
    clasp_learn_generalise ((const char *const *) self->learned->pdata, self->learned->len);

  if (pattern != NULL)
    fprintf (stderr, "claspctl: note: one pattern for all of them: %s\n", pattern);
}

static void
print_learned (Learning *self, const ClaspValue *learned)
{
  g_autofree char *address = ctl_answer_text (learned, "address");
  g_autofree char *line =
    self->ctl->is_json ? clasp_value_to_text (learned) : write_line (learned);

  fputs (line, stdout);
  fputc ('\n', stdout);
  g_ptr_array_add (self->learned, address != NULL ? g_steal_pointer (&address) : g_strdup (""));
  print_pattern (self);
}

/* Only what became another since. */
static void
print_best (Learning *self, const ClaspValue *candidates)
{
  g_autofree char *line = NULL;

  if (clasp_value_get_size (candidates) == 0)
    return;
  line = write_line (clasp_value_get_element (candidates, 0));
  if (g_strcmp0 (line, self->best) == 0)
    return;
  g_free (self->best);
  self->best = g_steal_pointer (&line);
  fprintf (stderr, "moves: %s\n", self->best);
}

static void
answered_cb (const ClaspValue *answer, gpointer user_data)
{
  Learning         *self = user_data;
  const ClaspValue *candidates = clasp_value_lookup (answer, "candidates");
  const ClaspValue *learned = clasp_value_lookup (answer, "learned");
  g_autofree char  *problem = ctl_answer_text (answer, "problem");

  if (candidates != NULL && !self->has_listened && !ctl_answer_boolean (answer, "listening"))
    {
      self->has_listened = TRUE;
      fputs ("claspctl: move something\n", stderr);
    }
  if (candidates != NULL)
    print_best (self, candidates);
  if (learned != NULL)
    print_learned (self, learned);
  if (problem != NULL)
    self->ctl->status = ctl_fail (CTL_FAILED, "%s", problem);
  if ((learned != NULL || problem != NULL) && !self->ctl->is_many)
    ctl_ask_stop (self->ctl);
}

int
ctl_learn (Ctl *ctl)
{
  Learning            self = { .ctl = ctl };
  double              seconds = ctl->duration_s > 0 ? ctl->duration_s : DEFAULT_S;
  const char         *target = ctl->n_arguments > 0 ? ctl->arguments[0] : NULL;
  const ClaspMapEntry more[] = {
    { CLASP_STR_LITERAL ("seconds"), clasp_value_double (seconds) },
    { CLASP_STR_LITERAL ("many"), clasp_value_bool (ctl->is_many) },
    { CLASP_STR_LITERAL ("swallow"), clasp_value_bool (ctl->is_swallowing) },
    { CLASP_STR_LITERAL ("target"),
      target != NULL ? clasp_value_string (clasp_str (target)) : clasp_value_null () },
    { { NULL, 0 }, CLASP_VALUE_INIT },
  };

  self.learned = g_ptr_array_new_with_free_func (g_free);
  ctl_ask (ctl, "learn", more, seconds, answered_cb, &self);
  if (ctl->status == CTL_OK && self.learned->len == 0)
    ctl->status = ctl_fail (CTL_FAILED, "nothing moved");
  g_ptr_array_unref (self.learned);
  g_free (self.best);
  return ctl->status;
}
