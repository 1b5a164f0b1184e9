/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-step-text.h"

#include "core/clasp-settings-last.h"
#include "mapping/transforms/clasp-transforms.h"

static ClaspSettings *
make_settings (const char *kind, GError **error)
{
  guint            n_kinds;
  const ClaspKind *kinds = clasp_transform_kinds (&n_kinds);
  const ClaspKind *found = clasp_kind_find (kinds, n_kinds, kind);

  if (found != NULL)
    return g_object_new (found->get_settings_type (), NULL);
  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, "there is no step ‘%s’",
               kind);
  return NULL;
}

/* "key=" of a setting there is, in front of the value; NULL otherwise. */
static const char *
find_value (ClaspSettings *settings, const char *word, char **key)
{
  const char *equals = strchr (word, '=');

  if (equals == NULL)
    return NULL;
  *key = g_strndup (word, (gsize) (equals - word));
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (settings), *key) != NULL)
    return equals + 1;
  g_clear_pointer (key, g_free);
  return NULL;
}

static gboolean
set_words (ClaspSettings *settings, char **words, GError **error)
{
  guint                   n_pspecs, position = 0;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list_by_place (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

  for (; *words != NULL; words++)
    {
      g_autofree char *key = NULL;
      const char      *value = find_value (settings, *words, &key);

      if (value == NULL && position >= n_pspecs)
        {
          g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                       "it has %u settings, not more", n_pspecs);
          return FALSE;
        }
      if (value == NULL)
        {
          key = g_strdup (pspecs[position++]->name);
          value = *words;
        }
      if (!clasp_settings_set_text (settings, key, value, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * clasp_step_from_text:
 * @text: the kind of a step and its settings
 * @error: return location
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_TRANSFORM.
 *
 * Returns: (transfer full) (nullable): the step, not yet compiled
 */
ClaspTransform *
clasp_step_from_text (const char *text, GError **error)
{
  g_autoptr (GError)        local_error = NULL;
  g_autoptr (ClaspSettings) settings = NULL;
  g_auto (GStrv)            words = NULL;

  if (g_shell_parse_argv (text, NULL, &words, &local_error))
    settings = make_settings (words[0], &local_error);
  if (settings != NULL && set_words (settings, words + 1, &local_error))
    return CLASP_TRANSFORM (g_steal_pointer (&settings));

  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, "‘%s’: %s", text,
               local_error->message);
  return NULL;
}
