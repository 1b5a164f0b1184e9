/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-map-text.h"

#include "core/clasp-settings-last.h"
#include "core/clasp-settings-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Mappings as the command line writes them. */

static gboolean
is_key_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '-';
}

const char *
clasp_map_text_value (ClaspSpan word)
{
  const char *p = word.start;

  if (p == word.end || !g_ascii_islower (*p))
    return NULL;
  while (p < word.end && is_key_char (*p))
    p++;
  return p < word.end && *p == '=' ? p + 1 : NULL;
}

gboolean
clasp_map_text_set (ClaspMapText  *self,
                    ClaspSettings *settings,
                    GHashTable    *done,
                    const char    *what,
                    const char    *key,
                    ClaspSpan      where,
                    ClaspSpan      value)
{
  g_autofree char *text = clasp_text_unquote (value);

  if (!clasp_settings_set_text (settings, key, text, self->text.error))
    return clasp_text_prefix (&self->text, where.start, what);
  if (!g_hash_table_add (done, g_strdup (key)))
    return clasp_text_fail (&self->text, where.start, CLASP_SHOW_ERROR_SYNTAX,
                            "%s: %s is set twice", what, key);
  return TRUE;
}

static gboolean
parse_argument (ClaspMapText  *self,
                ClaspSettings *settings,
                GHashTable    *done,
                const char    *kind,
                guint         *position,
                ClaspSpan      word)
{
  const char *value = clasp_map_text_value (word);

  if (value == NULL)
    {
      guint                   n_pspecs;
      g_autofree GParamSpec **pspecs =
        clasp_settings_class_list_by_place (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);

      if (*position >= n_pspecs)
        return clasp_text_fail (&self->text, word.start, CLASP_SHOW_ERROR_SETTING,
                                "%s has %u settings, not more", kind, n_pspecs);
      return clasp_map_text_set (self, settings, done, kind, pspecs[(*position)++]->name, word,
                                 word);
    }
  else
    {
      g_autofree char *key = g_strndup (word.start, (gsize) (value - 1 - word.start));

      return clasp_map_text_set (self, settings, done, kind, key, word,
                                 (ClaspSpan){ value, word.end });
    }
}

static gboolean
parse_arguments (ClaspMapText *self, ClaspStep *step, ClaspSpan rest)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint                  position = 0;

  for (ClaspSpan word = clasp_text_next_word (&rest); !clasp_span_is_empty (word);
       word = clasp_text_next_word (&rest))
    if (!parse_argument (self, clasp_step_get_settings (step), done, clasp_step_get_kind (step),
                         &position, word))
      return FALSE;
  return TRUE;
}

static ClaspStep *
parse_step (ClaspMapText *self, ClaspSpan span)
{
  ClaspSpan             rest = span;
  gboolean              is_bypassed = !clasp_span_is_empty (span) && *span.start == '!';
  ClaspSpan             word;
  g_autofree char      *kind = NULL;
  g_autoptr (ClaspStep) step = NULL;

  rest.start += is_bypassed;
  word = clasp_text_next_word (&rest);
  if (clasp_span_is_empty (word))
    {
      clasp_text_fail (&self->text, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a step");
      return NULL;
    }

  kind = clasp_text_unquote (word);
  step = clasp_show_step_from_registry (self->registry, kind, self->text.error);
  if (step == NULL)
    {
      clasp_text_prefix (&self->text, word.start, "");
      return NULL;
    }
  clasp_step_set_enabled (step, !is_bypassed);
  if (!parse_arguments (self, step, rest))
    return NULL;
  if (!clasp_settings_validate (clasp_step_get_settings (step), self->text.error))
    {
      clasp_text_prefix (&self->text, word.start, kind);
      return NULL;
    }
  return g_steal_pointer (&step);
}

gboolean
clasp_map_text_steps (ClaspMapText    *self,
                      ClaspSpan        span,
                      ClaspMapping    *mapping,
                      ClaspMappingEnd *target)
{
  ClaspSpan spans[CLASP_MAPPING_MAX_STEPS + 1];
  guint     n_spans = clasp_text_split (&self->text, span, "|", spans, G_N_ELEMENTS (spans));

  if (n_spans == 0)
    return FALSE;
  if (n_spans > CLASP_MAPPING_MAX_STEPS)
    return clasp_text_fail (&self->text, spans[CLASP_MAPPING_MAX_STEPS].start,
                            CLASP_SHOW_ERROR_CONTENT, "a mapping has %d steps at most",
                            CLASP_MAPPING_MAX_STEPS);

  for (guint i = 0; i < n_spans; i++)
    {
      g_autoptr (ClaspStep) step = parse_step (self, spans[i]);

      if (step == NULL)
        return FALSE;
      if (target != NULL)
        clasp_mapping_end_insert_step (target, i, step);
      else
        clasp_mapping_insert_step (mapping, i, step);
    }
  return TRUE;
}

static ClaspMapping *
parse_mapping (ClaspMapText *self, ClaspShow *show, const char *text)
{
  ClaspSpan whole = { text, text + strlen (text) };
  ClaspSpan spans[4];
  guint     n_spans = clasp_text_split (&self->text, whole, "=>", spans, G_N_ELEMENTS (spans));
  g_autoptr (ClaspMapping) mapping = NULL;

  if (n_spans == 0)
    return NULL;
  if (n_spans == 1)
    {
      clasp_text_fail (&self->text, whole.end, CLASP_SHOW_ERROR_SYNTAX,
                       "expected “=>” and a target");
      return NULL;
    }
  if (n_spans == 4)
    {
      clasp_text_fail (
        &self->text, spans[3].start, CLASP_SHOW_ERROR_SYNTAX,
        "there is one “=>” in front of the steps and one behind them; divide steps by “|”");
      return NULL;
    }

  mapping = clasp_show_create_mapping (show, "", "");
  if (!clasp_map_text_options (self, &spans[0], mapping) ||
      !clasp_map_text_ends (self, spans[0], mapping, FALSE) ||
      !clasp_map_text_ends (self, spans[n_spans - 1], mapping, TRUE) ||
      (n_spans == 3 && !clasp_map_text_steps (self, spans[1], mapping, NULL)))
    return NULL;
  return g_steal_pointer (&mapping);
}

/**
 * clasp_show_map_from_text:
 * @self: a show
 * @text: `SOURCE => TARGET`, or `[OPTION] SOURCE + SOURCE => STEP | STEP => TARGET, TARGET`
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes and adds a mapping: `/osc/fader => range 0 1 0 127 | smooth 80ms => /midi/out/ch/1/cc/7`.
 *
 * A step is its kind and then its settings, in their order or as key=value. What holds blanks, `|`,
 * `=>` or `=` stands in quotation marks (`expression "x * 2"`), in which `\"` and `\\` are the
 * characters themselves. A step that begins with `!` is bypassed.
 *
 * Options of the mapping stand in front of everything, `[join=array rate-hz=44]`, those of a source
 * or a target behind it, `/a [path=$.x]`; a switch needs no value, `[solo]`. Several sources have a
 * `+` with blanks around it in between, several targets a `,` with a blank behind it. Steps of one
 * target alone stand in front of it in parentheses: `(invert) /b`. An address that holds any of
 * that stands in quotation marks.
 *
 * Thread: UI.
 *
 * Errors: each with the column: %CLASP_SHOW_ERROR_SYNTAX, %CLASP_SHOW_ERROR_SETTING for a step or a
 * setting, %CLASP_SHOW_ERROR_CONTENT when the show or the mapping is full. Nothing changed then.
 *
 * Returns: (transfer none) (nullable): the mapping, which is in the show
 */
ClaspMapping *
clasp_show_map_from_text (ClaspShow *self, const char *text, GError **error)
{
  GError                  *own_error = NULL;
  ClaspMapText             reader = { { text, &own_error }, self->registry };
  g_autoptr (ClaspMapping) mapping = NULL;

  if (clasp_text_check (&reader.text, text))
    mapping = parse_mapping (&reader, self, text);
  if (mapping != NULL && !clasp_show_add (self, CLASP_SHOW_ITEM (mapping)))
    {
      g_clear_object (&mapping);
      g_set_error (&own_error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("the show has %d mappings already, more are not possible"),
                   CLASP_SHOW_MAX_MAPPINGS);
    }

  if (own_error != NULL)
    g_propagate_error (error, own_error);
  return mapping; /* the show holds it */
}
