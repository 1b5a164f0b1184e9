/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-address.h"
#include "core/clasp-settings-private.h"

#include <string.h>

/* Connections and mappings as the command line, lists and logs write them. */

/* A line of a script, not a file pasted by mistake: the longest setting and then some. */
#define MAX_TEXT (4 * CLASP_SETTINGS_MAX_TEXT)

typedef struct
{
  const char *start; /* of the whole text, for columns */
  GError    **error;
} Source;

typedef struct
{
  const char *start;
  const char *end;
} Span;

/* Columns count characters from 1. */
G_GNUC_PRINTF (4, 5)
static gboolean
fail (Source *source, const char *at, ClaspShowError code, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (source->error, CLASP_SHOW_ERROR, code, "column %ld: %s",
               g_utf8_pointer_to_offset (source->start, at) + 1, text);
  return FALSE;
}

static gboolean
prefix_column (Source *source, const char *at, const char *what)
{
  g_prefix_error (source->error, "column %ld: %s%s",
                  g_utf8_pointer_to_offset (source->start, at) + 1, what,
                  *what != '\0' ? ": " : "");
  return FALSE;
}

static gboolean
check_text (Source *source, const char *text)
{
  const char *bad;

  if (strlen (text) > MAX_TEXT)
    {
      g_set_error (source->error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, "longer than %d bytes",
                   MAX_TEXT);
      return FALSE;
    }
  if (!g_utf8_validate (text, -1, &bad))
    return fail (source, bad, CLASP_SHOW_ERROR_SYNTAX, "not UTF-8 text");
  return TRUE;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static Span
trim (Span span)
{
  while (span.start < span.end && is_blank (*span.start))
    span.start++;
  while (span.end > span.start && is_blank (span.end[-1]))
    span.end--;
  return span;
}

static gboolean
is_empty (Span span)
{
  return span.start == span.end;
}

/* From an opening quotation mark to behind its closing one; NULL when there is none. */
static const char *
skip_quoted (const char *p, const char *end)
{
  for (p++; p < end; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
      else if (*p == '"')
        return p + 1;
    }
  return NULL;
}

/* Where @separator next stands outside of quotation marks, or @end. NULL with the error set when a
 * quotation mark is not closed. */
static const char *
find_separator (Source *source, Span span, const char *separator)
{
  gsize length = strlen (separator);

  for (const char *p = span.start; p < span.end;)
    {
      const char *behind;

      if (*p == '"')
        {
          behind = skip_quoted (p, span.end);
          if (behind == NULL)
            {
              fail (source, p, CLASP_SHOW_ERROR_SYNTAX, "this quotation mark is not closed");
              return NULL;
            }
          p = behind;
          continue;
        }
      if ((gsize) (span.end - p) >= length && memcmp (p, separator, length) == 0)
        return p;
      p++;
    }
  return span.end;
}

/* At most @max spans, the last with all that follows; the number of them, or 0 with the error set.
 */
static guint
split (Source *source, Span span, const char *separator, Span *spans, guint max)
{
  guint n = 0;

  while (n < max - 1)
    {
      const char *at = find_separator (source, span, separator);

      if (at == NULL)
        return 0;
      if (at == span.end)
        break;
      spans[n++] = trim ((Span){ span.start, at });
      span.start = at + strlen (separator);
    }
  if (find_separator (source, span, separator) == NULL)
    return 0;
  spans[n++] = trim (span);
  return n;
}

/* Text and quoted text in turn; in quotation marks a backslash keeps the character behind it. */
static char *
unquote (Span span)
{
  GString *text = g_string_new (NULL);
  gboolean is_quoted = FALSE;

  for (const char *p = span.start; p < span.end; p++)
    {
      if (*p == '"')
        is_quoted = !is_quoted;
      else if (is_quoted && *p == '\\' && p + 1 < span.end)
        g_string_append_c (text, *++p);
      else
        g_string_append_c (text, *p);
    }
  return g_string_free (text, FALSE);
}

/* ---- mappings ---- */

static gboolean
is_key_char (char c)
{
  return g_ascii_islower (c) || g_ascii_isdigit (c) || c == '-';
}

/* "key=" in front of a value: where the value starts, or NULL. */
static const char *
find_value (Span word)
{
  const char *p = word.start;

  if (p == word.end || !g_ascii_islower (*p))
    return NULL;
  while (p < word.end && is_key_char (*p))
    p++;
  return p < word.end && *p == '=' ? p + 1 : NULL;
}

static Span
next_word (Span *rest)
{
  Span word = trim (*rest);

  rest->start = word.start;
  while (rest->start < rest->end && !is_blank (*rest->start))
    rest->start = *rest->start == '"' ? skip_quoted (rest->start, rest->end) : rest->start + 1;
  word.end = rest->start;
  return word;
}

static gboolean
set_one (Source        *source,
         ClaspSettings *settings,
         GHashTable    *done,
         const char    *kind,
         const char    *key,
         Span           where,
         Span           value)
{
  g_autofree char *text = unquote (value);

  if (!clasp_settings_set_text (settings, key, text, source->error))
    return prefix_column (source, where.start, kind);
  if (!g_hash_table_add (done, g_strdup (key)))
    return fail (source, where.start, CLASP_SHOW_ERROR_SYNTAX, "%s: %s is set twice", kind, key);
  return TRUE;
}

static gboolean
parse_argument (Source        *source,
                ClaspSettings *settings,
                GHashTable    *done,
                const char    *kind,
                guint         *position,
                Span           word)
{
  const char *value = find_value (word);

  if (value == NULL)
    {
      guint        n_pspecs;
      GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (settings), &n_pspecs);

      if (*position >= n_pspecs)
        return fail (source, word.start, CLASP_SHOW_ERROR_SETTING, "%s has %u settings, not more",
                     kind, n_pspecs);
      return set_one (source, settings, done, kind, pspecs[(*position)++]->name, word, word);
    }
  else
    {
      g_autofree char *key = g_strndup (word.start, (gsize) (value - 1 - word.start));

      return set_one (source, settings, done, kind, key, word, (Span){ value, word.end });
    }
}

static gboolean
parse_arguments (Source *source, ClaspStep *step, Span rest)
{
  g_autoptr (GHashTable) done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint                  position = 0;

  for (Span word = next_word (&rest); !is_empty (word); word = next_word (&rest))
    if (!parse_argument (source, clasp_step_get_settings (step), done, clasp_step_get_kind (step),
                         &position, word))
      return FALSE;
  return TRUE;
}

static ClaspStep *
parse_step (Source *source, const ClaspRegistry *registry, Span span)
{
  Span                  rest = span;
  gboolean              is_bypassed = !is_empty (span) && *span.start == '!';
  Span                  word;
  g_autofree char      *kind = NULL;
  g_autoptr (ClaspStep) step = NULL;

  rest.start += is_bypassed;
  word = next_word (&rest);
  if (is_empty (word))
    {
      fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a step");
      return NULL;
    }

  kind = unquote (word);
  step = clasp_show_step_from_registry (registry, kind, source->error);
  if (step == NULL)
    {
      prefix_column (source, word.start, "");
      return NULL;
    }
  clasp_step_set_enabled (step, !is_bypassed);
  if (!parse_arguments (source, step, rest))
    return NULL;
  if (!clasp_settings_validate (clasp_step_get_settings (step), source->error))
    {
      prefix_column (source, word.start, kind);
      return NULL;
    }
  return g_steal_pointer (&step);
}

static gboolean
parse_steps (Source *source, const ClaspRegistry *registry, Span span, ClaspMapping *mapping)
{
  Span  spans[CLASP_MAPPING_MAX_STEPS + 1];
  guint n_spans = split (source, span, "|", spans, G_N_ELEMENTS (spans));

  if (n_spans == 0)
    return FALSE;
  if (n_spans > CLASP_MAPPING_MAX_STEPS)
    return fail (source, spans[CLASP_MAPPING_MAX_STEPS].start, CLASP_SHOW_ERROR_CONTENT,
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
parse_end (Source *source, Span span, const char *what)
{
  if (is_empty (span))
    {
      fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX, "expected a %s", what);
      return NULL;
    }
  if (*span.start != '"' && memchr (span.start, '"', (gsize) (span.end - span.start)) == NULL)
    return g_strndup (span.start, (gsize) (span.end - span.start));
  if (*span.start == '"' && skip_quoted (span.start, span.end) == span.end &&
      span.end - span.start > 2)
    return unquote (span);

  fail (source, span.start, CLASP_SHOW_ERROR_SYNTAX, "quotation marks must be around the whole %s",
        what);
  return NULL;
}

static ClaspMapping *
parse_mapping (Source *source, ClaspShow *self, const char *text)
{
  Span                     whole = { text, text + strlen (text) };
  Span                     spans[4];
  guint                    n_spans = split (source, whole, "=>", spans, G_N_ELEMENTS (spans));
  g_autofree char         *from = NULL, *to = NULL;
  g_autoptr (ClaspMapping) mapping = NULL;

  if (n_spans == 0)
    return NULL;
  if (n_spans == 1)
    {
      fail (source, whole.end, CLASP_SHOW_ERROR_SYNTAX, "expected “=>” and a target");
      return NULL;
    }
  if (n_spans == 4)
    {
      fail (source, spans[3].start, CLASP_SHOW_ERROR_SYNTAX,
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
  Source                   source = { text, &own_error };
  g_autoptr (ClaspMapping) mapping = NULL;

  if (check_text (&source, text))
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

/* ---- connections ---- */

/* The next piece up to a comma; `\,` is a comma, any other backslash itself. */
static char *
next_piece (const char **p)
{
  GString *piece = g_string_new (NULL);

  for (; **p != '\0' && **p != ','; (*p)++)
    {
      if ((*p)[0] == '\\' && (*p)[1] == ',')
        (*p)++;
      g_string_append_c (piece, **p);
    }
  return g_string_free (piece, FALSE);
}

typedef struct
{
  char    *id;
  char    *name;
  char    *namespace_;
  gboolean enabled;
} ItemOptions;

static void
item_options_clear (ItemOptions *options)
{
  g_free (options->id);
  g_free (options->name);
  g_free (options->namespace_);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ItemOptions, item_options_clear)

static gboolean
take_id (Source *source, ClaspShow *self, ItemOptions *options, const char *at, const char *id)
{
  if (*id == '\0' || strlen (id) > CLASP_SHOW_MAX_ID)
    return fail (source, at, CLASP_SHOW_ERROR_SETTING, "id: expected 1 to %d bytes",
                 CLASP_SHOW_MAX_ID);
  if (clasp_show_find (self, id) != NULL)
    return fail (source, at, CLASP_SHOW_ERROR_SETTING, "id: “%s” is taken", id);
  options->id = g_strdup (id);
  return TRUE;
}

static gboolean
take_namespace (Source *source, ItemOptions *options, const char *at, const char *namespace_)
{
  const char *why;

  if (!clasp_address_is_valid (clasp_str (namespace_), &why))
    return fail (source, at, CLASP_SHOW_ERROR_SETTING, "namespace: %s", why);
  options->namespace_ = g_strdup (namespace_);
  return TRUE;
}

static gboolean
take_enabled (Source *source, ItemOptions *options, const char *at, const char *text)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    return fail (source, at, CLASP_SHOW_ERROR_SETTING, "enabled: expected true or false");
  options->enabled = strcmp (text, "true") == 0;
  return TRUE;
}

static gboolean
take_option (Source        *source,
             ClaspShow     *self,
             ClaspSettings *settings,
             ItemOptions   *options,
             const char    *at,
             const char    *key,
             const char    *value)
{
  if (strcmp (key, "id") == 0)
    return take_id (source, self, options, at, value);
  if (strcmp (key, "namespace") == 0)
    return take_namespace (source, options, at, value);
  if (strcmp (key, "enabled") == 0)
    return take_enabled (source, options, at, value);
  if (strcmp (key, "name") == 0)
    {
      options->name = g_strdup (value);
      return TRUE;
    }
  return clasp_settings_set_text (settings, key, value, source->error) ||
         prefix_column (source, at, "");
}

static gboolean
parse_option (Source        *source,
              ClaspShow     *self,
              ClaspSettings *settings,
              GHashTable    *done,
              ItemOptions   *options,
              const char    *at,
              char          *piece)
{
  char *equals = strchr (piece, '=');
  char *key;

  if (equals == NULL)
    return fail (source, at, CLASP_SHOW_ERROR_SYNTAX, "expected key=value");
  *equals = '\0';
  key = g_strstrip (piece);
  if (!g_hash_table_add (done, g_strdup (key)))
    return fail (source, at, CLASP_SHOW_ERROR_SYNTAX, "%s is set twice", key);
  return take_option (source, self, settings, options, at, key, equals + 1);
}

static ClaspConnection *
parse_connection (Source *source, ClaspShow *self, const char *text)
{
  const char                 *p = text;
  g_autofree char            *kind = g_strstrip (next_piece (&p));
  g_autoptr (ClaspConnection) made = clasp_show_create_connection (self, kind, source->error);
  g_autoptr (GHashTable)      done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (ItemOptions)        options = { NULL, NULL, NULL, TRUE };
  ClaspConnection            *connection;

  if (made == NULL)
    {
      prefix_column (source, text, "");
      return NULL;
    }
  while (*p == ',')
    {
      const char      *at = ++p;
      g_autofree char *piece = next_piece (&p);

      if (!parse_option (source, self, clasp_connection_get_settings (made), done, &options, at,
                         piece))
        return NULL;
    }
  if (!clasp_settings_validate (clasp_connection_get_settings (made), source->error))
    return NULL;

  /* an id can only be given at birth */
  connection = g_object_new (
    CLASP_TYPE_CONNECTION, "id", options.id, "kind", kind, "settings",
    clasp_connection_get_settings (made), "name",
    options.name != NULL ? options.name : clasp_show_item_get_name (CLASP_SHOW_ITEM (made)),
    "enabled", options.enabled, NULL);
  if (options.namespace_ != NULL)
    g_object_set (connection, "namespace", options.namespace_, NULL);
  else
    clasp_connection_set_namespace_automatically (connection,
                                                  clasp_connection_get_namespace (made));
  return connection;
}

/**
 * clasp_show_connect_from_text:
 * @self: a show
 * @text: a kind and its settings: `osc,listen=127.0.0.1:9000,send=127.0.0.1:9001`; `\,` is a comma
 * in a value
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes and adds a connection. The keys name, id, namespace and enabled set the connection itself.
 *
 * Thread: UI.
 *
 * Errors: each with the column: %CLASP_SHOW_ERROR_SYNTAX, %CLASP_SHOW_ERROR_SETTING for the kind or
 * a setting, %CLASP_SHOW_ERROR_CONTENT when the show is full. Nothing changed then.
 *
 * Returns: (transfer none) (nullable): the connection, which is in the show
 */
ClaspConnection *
clasp_show_connect_from_text (ClaspShow *self, const char *text, GError **error)
{
  GError                     *own_error = NULL;
  Source                      source = { text, &own_error };
  g_autoptr (ClaspConnection) connection = NULL;

  if (check_text (&source, text))
    connection = parse_connection (&source, self, text);
  if (connection != NULL)
    clasp_show_add (self, CLASP_SHOW_ITEM (connection));

  if (own_error != NULL)
    g_propagate_error (error, own_error);
  return connection; /* the show holds it */
}

/* ---- the inverse ---- */

static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  g_string_append_c (text, '"');
}

static void
append_argument (GString *text, const char *value)
{
  /* what parse_step () reads back without quotation marks; all else gets them */
  static const char plain[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:;,+*%#@-";

  if (*value != '\0' && value[strspn (value, plain)] == '\0')
    g_string_append (text, value);
  else
    append_quoted (text, value);
}

static void
append_end (GString *text, const char *end)
{
  gsize length = strlen (end);

  if (length == 0 || strchr (end, '"') != NULL || strstr (end, "=>") != NULL || is_blank (end[0]) ||
      is_blank (end[length - 1]))
    append_quoted (text, end);
  else
    g_string_append (text, end);
}

static void
append_setting (GString *text, ClaspSettings *settings, GParamSpec *pspec, gboolean with_key)
{
  g_autofree char *value = clasp_settings_get_text (settings, pspec->name);
  g_autofree char *with_unit = g_strconcat (value, clasp_setting_get_unit (pspec), NULL);

  g_string_append_c (text, ' ');
  if (with_key)
    g_string_append_printf (text, "%s=", pspec->name);
  append_argument (text, with_unit);
}

static gboolean
is_default (ClaspSettings *settings, GParamSpec *pspec)
{
  GValue   initial = G_VALUE_INIT;
  gboolean is_equal;

  clasp_setting_init_default (pspec, &initial);
  is_equal = clasp_setting_equal (clasp_settings_peek (settings, pspec), &initial);
  g_value_unset (&initial);
  return is_equal;
}

/* By position while that is short, `range 0 1 0 127`; by name where settings in between would have
 * to be spelled out, `curve gamma=2`. */
static void
append_step (GString *text, ClaspStep *step)
{
  ClaspSettings *settings = clasp_step_get_settings (step);
  guint          n_pspecs, n_used = 0;
  GParamSpec   **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (settings), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    if (!is_default (settings, pspecs[i]))
      n_used = i + 1;

  g_string_append_printf (text, "%s%s", clasp_step_get_enabled (step) ? "" : "!",
                          clasp_step_get_kind (step));
  for (guint i = 0; i < n_used; i++)
    if (n_used <= 4)
      append_setting (text, settings, pspecs[i], FALSE);
    else if (!is_default (settings, pspecs[i]))
      append_setting (text, settings, pspecs[i], TRUE);
}

/**
 * clasp_mapping_to_text:
 * @self: a mapping
 *
 * Writes source, steps and target as clasp_show_map_from_text () reads them, for lists and logs.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): one line, unless a setting holds line breaks
 */
char *
clasp_mapping_to_text (ClaspMapping *self)
{
  GString    *text = g_string_new (NULL);
  GListModel *steps = clasp_mapping_get_steps (self);
  guint       n_steps = g_list_model_get_n_items (steps);

  append_end (text, clasp_mapping_get_source (self));
  g_string_append (text, " => ");
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      append_step (text, step);
      g_string_append (text, i + 1 < n_steps ? " | " : " => ");
    }
  append_end (text, clasp_mapping_get_target (self));
  return g_string_free (text, FALSE);
}
