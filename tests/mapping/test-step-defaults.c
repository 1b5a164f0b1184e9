/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each step does that nobody has set: the list is the registry, so that no kind is left out. */

#include "mapping/mapping-test.h"
#include "mapping/transforms/clasp-transforms.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

#include <string.h>

#include "step-defaults.inc"

static const char *
find (const char *const table[][2], guint n, const char *kind)
{
  for (guint i = 0; i < n; i++)
    if (strcmp (table[i][0], kind) == 0)
      return table[i][1];
  return "(not in the table)";
}

/* "in-min=0 in-max=1": every setting, as a person would type it. */
static char *
print_settings (const ClaspKind *kind)
{
  g_autoptr (ClaspSettings) settings = g_object_new (kind->get_settings_type (), NULL);
  guint                     n;
  g_autofree GParamSpec   **pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);
  GString                  *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *value = clasp_settings_get_text (settings, pspecs[i]->name);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", pspecs[i]->name, value);
    }
  return g_string_free (text, FALSE);
}

/* What comes at 0 s, 0.1 s and 0.5 s, and what a call by time at 5 s gives where one was asked for. */
static char *
print_behaviour (const ClaspKind *kind)
{
  static const gint64       times_us[] = { 0, 100000, 500000 };
  const char               *input = find (inputs, G_N_ELEMENTS (inputs), kind->kind);
  g_auto (GStrv)            texts = NULL;
  g_auto (ClaspStepRunner)  runner = clasp_step_runner (kind->kind);
  GString                  *text = g_string_new (NULL);
  g_auto (ClaspValue)       last = CLASP_VALUE_INIT;

  if (*input == '(')
    input = "0.25;0.75;1";
  texts = g_strsplit (input, ";", -1);
  for (guint i = 0; i < 4; i++)
    {
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;
      gboolean            is_tick = i == 3;

      if (is_tick && runner.wake_us == 0)
        break;
      if (is_tick)
        value = clasp_value_copy (&last);
      else
        g_assert_true (clasp_value_parse (texts[i], CLASP_VALUE_SYNTAX_AUTO, &value, NULL));
      if (!is_tick)
        {
          clasp_value_clear (&last);
          last = clasp_value_copy (&value);
        }
      if (i > 0)
        g_string_append_c (text, ';');
      switch (clasp_step_runner_run (&runner, is_tick ? 5000000 : times_us[i], is_tick, &value))
        {
        case CLASP_TRANSFORM_PASS:
          {
            g_autofree char *result = NULL;

            if (value.type == CLASP_VALUE_DOUBLE)
              result = g_strdup_printf ("%.6g", value.as.number);
            else
              result = clasp_value_to_text (&value);
            g_string_append (text, result);
          }
          break;
        case CLASP_TRANSFORM_DROP:
          g_string_append (text, "drop");
          break;
        case CLASP_TRANSFORM_ERROR:
          g_string_append (text, "error");
          break;
        }
    }
  return g_string_free (text, FALSE);
}

static void
test_settings (gconstpointer data)
{
  const ClaspKind *kind = data;
  g_autofree char *text = print_settings (kind);

  g_assert_cmpstr (text, ==, find (defaults, G_N_ELEMENTS (defaults), kind->kind));
}

/* What is random or reads a clock is tried by its own tests. */
static void
test_behaviour (gconstpointer data)
{
  const ClaspKind *kind = data;
  g_autofree char *text = print_behaviour (kind);

  g_assert_cmpstr (text, ==, find (behaviour, G_N_ELEMENTS (behaviour), kind->kind));
}

/* Made anew: CLASP_STEP_DEFAULTS=1 prints the tables, to be read line by line against the documents. */
static void
print_tables (const ClaspKind *kinds, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *settings = print_settings (&kinds[i]);
      g_autofree char *does = print_behaviour (&kinds[i]);
      g_autofree char *a = g_strescape (settings, NULL), *b = g_strescape (does, NULL);

      g_print ("D  { \"%s\", \"%s\" },\nB  { \"%s\", \"%s\" },\n", kinds[i].kind, a, kinds[i].kind, b);
    }
}

int
main (int argc, char **argv)
{
  guint            n;
  const ClaspKind *kinds = clasp_transform_kinds (&n);

  clasp_test_init (&argc, &argv, 60);
  if (g_getenv ("CLASP_STEP_DEFAULTS") != NULL)
    {
      print_tables (kinds, n);
      return 0;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *settings = g_strconcat ("/mapping/step-defaults/settings/", kinds[i].kind, NULL);
      g_autofree char *does = g_strconcat ("/mapping/step-defaults/behaviour/", kinds[i].kind, NULL);

      g_test_add_data_func (settings, &kinds[i], test_settings);
      g_test_add_data_func (does, &kinds[i], test_behaviour);
    }
  return g_test_run ();
}
