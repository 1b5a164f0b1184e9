/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mapping/mapping-test.h"

#include "mapping/clasp-transform-part.h"
#include "mapping/transforms/clasp-transforms.h"

#include <string.h>

/* "window-s=0.1", where that is the name of a setting. */
static gboolean
set_by_name (ClaspSettings *settings, const char *word)
{
  const char        *sign = strchr (word, '=');
  g_autofree char   *name = sign != NULL ? g_strndup (word, (gsize) (sign - word)) : NULL;
  g_autoptr (GError) error = NULL;

  if (name == NULL || g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name) == NULL)
    return FALSE;

  clasp_settings_set_text (settings, name, sign + 1, &error);
  g_assert_no_error (error);
  return TRUE;
}

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

      if (set_by_name (settings, words[i]))
        continue;
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

ClaspStepRunner
clasp_step_runner (const char *text)
{
  return clasp_step_runner_for (clasp_test_step (text));
}

ClaspStepRunner
clasp_step_runner_for (ClaspTransform *step)
{
  ClaspStepRunner    self = { .step = step };
  g_autoptr (GError) error = NULL;

  g_assert_true (clasp_transform_compile (self.step, NULL, &error));
  g_assert_no_error (error);
  self.state = g_malloc0 (CLASP_TRANSFORM_GET_IFACE (self.step)->state_size + 1);
  return self;
}

void
clasp_step_runner_clear (ClaspStepRunner *self)
{
  ClaspTransformInterface *iface = CLASP_TRANSFORM_GET_IFACE (self->step);

  if (iface->clear_state != NULL)
    iface->clear_state (self->step, self->state);
  g_free (self->state);
  g_object_unref (self->step);
}

static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

ClaspTransformResult
clasp_step_runner_run (ClaspStepRunner *self, gint64 now_us, gboolean is_tick, ClaspValue *value)
{
  static const ClaspTransformEnv env = { .get = get_nothing };
  ClaspTransformCall             call = { .now_us = now_us,
                                          .address = clasp_str ("/a"),
                                          .env = self->env != NULL ? self->env : &env,
                                          .tick_us = self->tick_us,
                                          .is_event = self->is_event,
                                          .is_tick = is_tick };
  ClaspTransformResult           result =
    clasp_transform_apply (self->step, clasp_transform_get_part (self->step), self->state, &call,
                           value);

  self->wake_us = call.wake_us;
  self->problem = call.problem;
  return result;
}
