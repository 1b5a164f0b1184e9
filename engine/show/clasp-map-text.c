/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"
#include "show/clasp-text-source.h"

#include "core/clasp-settings-private.h"

#include <string.h>

/* Mappings as the command line writes them. */

static gboolean
is_key_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '-';
}

/* "key=" in front of a value: where the value starts, or NULL. */
static const char *
find_value (ClaspSpan word)
{
  const char *p = word.start;

  if (p == word.end || !g_ascii_islower (*p))
    return NULL;
  while (p < word.end && is_key_char (*p))
    p++;
  return p < word.end && *p == '=' ? p + 1 : NULL;
}

static gboolean
set_one (ClaspTextSource *source,
         ClaspSettings   *settings,
         GHashTable      *done,
         const char      *kind,
         const char      *key,
         ClaspSpan        where,
         ClaspSpan        value)
{
  g_autofree char *text = clasp_text_unquote (value);

  if (!clasp_settings_set_text (settings, key, text, source->error))
    return clasp_text_prefix (source, where.start, kind);
  if (!g_hash_table_add (done, g_strdup (key)))
    return clasp_text_fail (source, where.start, CLASP_SHOW_ERROR_SYNTAX, "%s: %s is set twice",
                            kind, key);
  return TRUE;
}

static gboolean
parse_argument (ClaspTextSource *source,
                ClaspSettings   *settings,
                GHashTable      *done,
                const char      *kind,
                guint           *position,
                ClaspSpan        word)
{
  const char *value = find_value (word);

  if (value == NULL)
    {
      guint        n_pspecs;
      GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (settings), &n_pspecs);

      if (*position >= n_pspecs)
        return clasp_text_fail (source, word.start, CLASP_SHOW_ERROR_SETTING,
                                "%s has %u settings, not more", kind, n_pspecs);
      return set_one (source, settings, done, kind, pspecs[(*position)++]->name, word, word);
    }
  else
    {
      g_autofree char *key = g_strndup (word.start, (gsize) (value - 1 - word.start));

      return set_one (source, settings, done, kind, key, word, (ClaspSpan){ value, word.end });
    }
}

static gboolean
parse_arguments (ClaspTextSource *source, ClaspStep *step, ClaspSpan rest)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint                  position = 0;

  for (ClaspSpan word = clasp_text_next_word (&rest); !clasp_span_is_empty (word);
       word = clasp_text_next_word (&rest))
    if (!parse_argument (source, clasp_step_get_settings (step), done, clasp_step_get_kind (step),
                         &position, word))
      return FALSE;
  return TRUE;
}

static ClaspStep *
parse_step (ClaspTextSource *source, const ClaspRegistry *registry, ClaspSpan span)
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
      clasp_text_fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a step");
      return NULL;
    }

  kind = clasp_text_unquote (word);
  step = clasp_show_step_from_registry (registry, kind, source->error);
  if (step == NULL)
    {
      clasp_text_prefix (source, word.start, "");
      return NULL;
    }
  clasp_step_set_enabled (step, !is_bypassed);
  if (!parse_arguments (source, step, rest))
    return NULL;
  if (!clasp_settings_validate (clasp_step_get_settings (step), source->error))
    {
      clasp_text_prefix (source, word.start, kind);
      return NULL;
    }
  return g_steal_pointer (&step);
}

static gboolean
parse_steps (ClaspTextSource     *source,
             const ClaspRegistry *registry,
             ClaspSpan            span,
             ClaspMapping        *mapping)
{
  ClaspSpan spans[CLASP_MAPPING_MAX_STEPS + 1];
  guint     n_spans = clasp_text_split (source, span, "|", spans, G_N_ELEMENTS (spans));

  if (n_spans == 0)
    return FALSE;
  if (n_spans > CLASP_MAPPING_MAX_STEPS)
    return clasp_text_fail (source, spans[CLASP_MAPPING_MAX_STEPS].start, CLASP_SHOW_ERROR_CONTENT,
                            "a mapping has %d steps at most", CLASP_MAPPING_MAX_STEPS);

  for (guint i = 0; i < n_spans; i++)
    {
      g_autoptr (ClaspStep) step = parse_step (source, registry, spans[i]);

      if (step == NULL)
        return FALSE;
      clasp_mapping_insert_step (mapping, i, step);
    }
  return TRUE;
}

/* An address, a pattern or a template: as it stands, or in quotation marks as a whole. */
static char *
parse_end (ClaspTextSource *source, ClaspSpan span, const char *what)
{
  if (clasp_span_is_empty (span))
    {
      clasp_text_fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a %s", what);
      return NULL;
    }
  if (*span.start != '"' && memchr (span.start, '"', (gsize) (span.end - span.start)) == NULL)
    return g_strndup (span.start, (gsize) (span.end - span.start));
  if (*span.start == '"' && clasp_text_skip_quoted (span.start, span.end) == span.end &&
      span.end - span.start > 2)
    return clasp_text_unquote (span);

  clasp_text_fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX,
                   "quotation marks must be around the whole %s", what);
  return NULL;
}

static ClaspMapping *
parse_mapping (ClaspTextSource *source, ClaspShow *self, const char *text)
{
  ClaspSpan        whole = { text, text + strlen (text) };
  ClaspSpan        spans[4];
  guint            n_spans = clasp_text_split (source, whole, "=>", spans, G_N_ELEMENTS (spans));
  g_autofree char *from = NULL, *to = NULL;
  g_autoptr (ClaspMapping) mapping = NULL;

  if (n_spans == 0)
    return NULL;
  if (n_spans == 1)
    {
      clasp_text_fail (source, whole.end, CLASP_SHOW_ERROR_SYNTAX, "expected “=>” and a target");
      return NULL;
    }
  if (n_spans == 4)
    {
      clasp_text_fail (
        source, spans[3].start, CLASP_SHOW_ERROR_SYNTAX,
        "there is one “=>” in front of the steps and one behind them; divide steps by “|”");
      return NULL;
    }

  from = parse_end (source, spans[0], "source");
  to = from != NULL ? parse_end (source, spans[n_spans - 1], "target") : NULL;
  if (to == NULL)
    return NULL;
  mapping = clasp_show_create_mapping (self, from, to);
  if (n_spans == 3 && !parse_steps (source, self->registry, spans[1], mapping))
    return NULL;
  return g_steal_pointer (&mapping);
}

/**
 * clasp_show_map_from_text:
 * @self: a show
 * @text: `SOURCE => TARGET`, or `SOURCE => STEP | STEP => TARGET`
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes and adds a mapping: `/osc/fader => range 0 1 0 127 | smooth 80ms => /midi/out/ch/1/cc/7`.
 *
 * A step is its kind and then its settings, in their order or as key=value. What holds blanks, `|`,
 * `=>` or `=` stands in quotation marks (`expression "x * 2"`), in which `\"` and `\\` are the
 * characters themselves. A step that begins with `!` is bypassed.
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
  ClaspTextSource          source = { text, &own_error };
  g_autoptr (ClaspMapping) mapping = NULL;

  if (clasp_text_check (&source, text))
    mapping = parse_mapping (&source, self, text);
  if (mapping != NULL && !clasp_show_add (self, CLASP_SHOW_ITEM (mapping)))
    {
      g_clear_object (&mapping);
      g_set_error (&own_error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "the show has %d mappings already, more are not possible",
                   CLASP_SHOW_MAX_MAPPINGS);
    }

  if (own_error != NULL)
    g_propagate_error (error, own_error);
  return mapping; /* the show holds it */
}
