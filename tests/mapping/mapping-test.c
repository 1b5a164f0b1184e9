/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/mapping-test.h"

#include "mapping/transforms/clasp-transforms.h"

#include <string.h>

/* One setting a word; a text setting takes all the rest. */
static void
set_in_order (ClaspSettings *settings, char **words)
{
  guint                   n_pspecs;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *rest = g_strjoinv (" ", words + i);
      gboolean         is_text = G_IS_PARAM_SPEC_STRING (pspecs[i]);

      g_assert_cmpuint (i, <, n_pspecs);
      clasp_settings_set_text (settings, pspecs[i]->name, is_text ? rest : words[i], &error);
      g_assert_no_error (error);
      if (is_text)
        break;
    }
}

ClaspTransform *
clasp_test_step (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_auto (GStrv)   words = g_strsplit (stripped, " ", -1);
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);
  const ClaspKind *kind = clasp_kind_find (kinds, n_kinds, words[0]);
  ClaspSettings   *settings;

  if (kind == NULL)
    g_error ("there is no step \"%s\"", words[0]);
  settings = g_object_new (kind->get_settings_type (), NULL);
  set_in_order (settings, words + 1);
  return CLASP_TRANSFORM (settings);
}

ClaspTransform **
clasp_test_steps (const char *text, guint *n)
{
  g_auto (GStrv)   parts = g_strsplit (text, "|", -1);
  ClaspTransform **steps;

  *n = *text != '\0' ? g_strv_length (parts) : 0;
  steps = g_new0 (ClaspTransform *, *n + 1);
  for (guint i = 0; i < *n; i++)
    steps[i] = clasp_test_step (parts[i]);
  return steps;
}

ClaspChain *
clasp_test_chain (const char *source, const char *steps, const char *target, gboolean convert)
{
  return clasp_test_chain_with_env (source, steps, target, convert, NULL);
}

/* The same, and @env is what its steps may look at. */
ClaspChain *
clasp_test_chain_with_env (const char              *source,
                           const char              *steps,
                           const char              *target,
                           gboolean                 convert,
                           const ClaspTransformEnv *env)
{
  ClaspChainSpec     spec = { .source = source, .target = target, .convert = convert, .env = env };
  g_autoptr (GError) error = NULL;
  ClaspChain        *chain;

  spec.steps = clasp_test_steps (steps, &spec.n_steps);
  chain = clasp_chain_new (&spec, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < spec.n_steps; i++)
    g_object_unref (spec.steps[i]);
  g_free (spec.steps);
  return chain;
}
