/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. A text is cut once into literal parts and places. A place is what it names — the
 * value or a part of it, the address, a capture — and how it is written, as printf has it. */

#include "mapping/transforms/clasp-value-step.h"
#include "mapping/transforms/clasp-transforms.h"

#include "mapping/clasp-json-path.h"
#include "mapping/clasp-mapping-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_WIDTH 256
#define MAX_PRECISION 30
/* The longest a number can be: 309 digits, point and decimals. */
#define NUMBER_SIZE 400

typedef enum
{
  PIECE_LITERAL,
  PIECE_VALUE,
  PIECE_ADDRESS,
  PIECE_CAPTURE,
  PIECE_VARIABLE,
} PieceKind;

typedef struct
{
  PieceKind      kind;
  char          *text; /* (owned) of a literal; the address of a variable */
  ClaspJsonPath *path; /* (owned) of a part of the value; NULL = all of it */
  guint          capture;
  char           conversion; /* s, d, x, X, f, e, g or % */
  gboolean       is_left, has_sign, has_zeros;
  guint          width;
  int            precision; /* −1 = not said */
} Piece;

typedef struct
{
  ClaspValueStep parent_instance;

  GArray    *pieces;  /* (owned) of Piece */
  GPtrArray *watched; /* (owned) (nullable) addresses (unowned) of its variables, NULL-terminated */
} ClaspFormatStep;

CLASP_DEFINE_VALUE_STEP (ClaspFormatStep, clasp_format_step)

static void
piece_clear (gpointer data)
{
  g_free (((Piece *) data)->text);
  g_clear_pointer (&((Piece *) data)->path, clasp_json_path_free);
}

/* ---- reading the text ---- */

static gboolean
read_count (const char **text, guint maximum, guint *count)
{
  guint64 number = 0;

  while (g_ascii_isdigit (**text))
    {
      number = MIN (number * 10 + (guint) (**text - '0'), G_MAXUINT32);
      (*text)++;
    }
  *count = (guint) number;
  return number <= maximum;
}

/* "08.1f": what stands behind the colon. */
static gboolean
read_manner (const char *text, Piece *piece, GError **error)
{
  const char *at = text;
  guint       precision = 0;

  for (; *at == '-' || *at == '+' || *at == '0'; at++)
    {
      piece->is_left |= *at == '-';
      piece->has_sign |= *at == '+';
      piece->has_zeros |= *at == '0';
    }
  if (!read_count (&at, MAX_WIDTH, &piece->width))
    return clasp_transform_refuse (error, "text: ‘%s’: wider than %d", text, MAX_WIDTH);
  if (*at == '.')
    {
      at++;
      if (!read_count (&at, MAX_PRECISION, &precision))
        return clasp_transform_refuse (error, "text: ‘%s’: more than %d places", text,
                                       MAX_PRECISION);
      piece->precision = (int) precision;
    }
  piece->conversion = *at != '\0' ? *at : 's';
  if (strchr ("sdxXfeg%", piece->conversion) == NULL || (at[0] != '\0' && at[1] != '\0'))
    return clasp_transform_refuse (error, "text: ‘%s’ is no s, d, x, X, f, e, g or %%", text);
  return TRUE;
}

static gboolean
read_name (const char *name, const ClaspRoutePattern *pattern, Piece *piece, GError **error)
{
  g_autofree char *path = NULL;

  if (g_str_equal (name, "address"))
    piece->kind = PIECE_ADDRESS;
  else if (g_str_has_prefix (name, "value") &&
           (name[5] == '\0' || name[5] == '.' || name[5] == '['))
    {
      piece->kind = PIECE_VALUE;
      path = g_strconcat ("$", name + 5, NULL);
      if (name[5] != '\0' && (piece->path = clasp_json_path_new (path, error)) == NULL)
        {
          g_prefix_error (error, "text: {%s}: ", name);
          return FALSE;
        }
    }
  else if (pattern != NULL &&
           clasp_route_pattern_find_capture (pattern, clasp_str (name), &piece->capture))
    piece->kind = PIECE_CAPTURE;
  else if ((piece->text = clasp_mapping_variable_address (clasp_str (name))) != NULL)
    piece->kind = PIECE_VARIABLE;
  else
    return clasp_transform_refuse (error, "text: {%s} names nothing", name);
  return TRUE;
}

/* From behind `{` to `}`. */
static gboolean
read_place (const char              *text,
            gsize                    length,
            const ClaspRoutePattern *pattern,
            Piece                   *piece,
            GError                 **error)
{
  g_autofree char *whole = g_strndup (text, length);
  char            *colon = strchr (whole, ':');

  if (colon != NULL)
    *colon = '\0';
  *piece = (Piece){ .conversion = 's', .precision = -1 };
  return read_name (whole, pattern, piece, error) &&
         (colon == NULL || read_manner (colon + 1, piece, error));
}

static void
add_literal (GArray *pieces, GString *literal)
{
  Piece piece = { .kind = PIECE_LITERAL };

  if (literal->len == 0)
    return;
  piece.text = g_strdup (literal->str);
  g_array_append_val (pieces, piece);
  g_string_truncate (literal, 0);
}

static gboolean
read_text (GArray *pieces, const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (GString) literal = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *end;
      Piece       piece;

      if (*at != '{' && *at != '}')
        g_string_append_c (literal, *at);
      else if (at[1] == at[0])
        g_string_append_c (literal, *at++);
      else if (*at == '}' || (end = strchr (at, '}')) == NULL)
        return clasp_transform_refuse (error, "text: a lone %c; write %c%c for it", *at, *at, *at);
      else
        {
          gboolean is_good = read_place (at + 1, (gsize) (end - at - 1), pattern, &piece, error);

          add_literal (pieces, literal);
          g_array_append_val (pieces, piece);
          if (!is_good)
            return FALSE;
          at = end;
        }
    }
  add_literal (pieces, literal);
  return TRUE;
}

static void
list_watched (ClaspFormatStep *self)
{
  g_clear_pointer (&self->watched, g_ptr_array_unref);
  self->watched = g_ptr_array_new ();
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const Piece *piece = &g_array_index (self->pieces, Piece, i);

      if (piece->kind == PIECE_VARIABLE &&
          !g_ptr_array_find_with_equal_func (self->watched, piece->text, g_str_equal, NULL))
        g_ptr_array_add (self->watched, piece->text);
    }
  g_ptr_array_add (self->watched, NULL);
}

static const char *const *
watches (ClaspValueStep *step)
{
  static const char *const none[] = { NULL };
  ClaspFormatStep         *self = (ClaspFormatStep *) step;

  return self->watched != NULL ? (const char *const *) self->watched->pdata : none;
}

static gboolean
prepare (ClaspValueStep *step, const ClaspRoutePattern *pattern, GError **error)
{
  ClaspFormatStep *self = (ClaspFormatStep *) step;

  g_clear_pointer (&self->watched, g_ptr_array_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (self->pieces, piece_clear);
  if (!read_text (self->pieces, clasp_settings_get_string (CLASP_SETTINGS (step), "text"), pattern,
                  error))
    return FALSE;
  list_watched (self);
  return TRUE;
}

/* ---- writing ---- */

static void
append_padded (GString *text, const Piece *piece, const char *content, gboolean is_number)
{
  gsize length = g_utf8_strlen (content, -1);
  gsize missing = piece->width > length ? piece->width - length : 0;
  char  filler = piece->has_zeros && is_number && !piece->is_left ? '0' : ' ';

  if (filler == '0' && (*content == '-' || *content == '+'))
    g_string_append_c (text, *content++);
  for (gsize i = 0; i < missing && !piece->is_left; i++)
    g_string_append_c (text, filler);
  g_string_append (text, content);
  for (gsize i = 0; i < missing && piece->is_left; i++)
    g_string_append_c (text, ' ');
}

/* In the C locale, whatever the computer speaks. */
static void
write_float (const Piece *piece, double number, char buffer[NUMBER_SIZE])
{
  char conversion = piece->conversion == '%' ? 'f' : piece->conversion;
  char manner[16];

  if (piece->precision >= 0)
    g_snprintf (manner, sizeof manner, "%%.%d%c", piece->precision, conversion);
  else
    g_snprintf (manner, sizeof manner, "%%%c", conversion);
  g_ascii_formatd (buffer, NUMBER_SIZE - 2, manner,
                   piece->conversion == '%' ? number * 100.0 : number);
  if (piece->conversion == '%')
    strcat (buffer, "%");
}

static void
write_integer (const Piece *piece, gint64 number, char buffer[NUMBER_SIZE])
{
  if (piece->conversion == 'd')
    g_snprintf (buffer, NUMBER_SIZE, "%" G_GINT64_FORMAT, number);
  else if (piece->conversion == 'x')
    g_snprintf (buffer, NUMBER_SIZE, "%" G_GINT64_MODIFIER "x", (guint64) number);
  else
    g_snprintf (buffer, NUMBER_SIZE, "%" G_GINT64_MODIFIER "X", (guint64) number);
}

static gboolean
append_number (GString *text, const Piece *piece, const ClaspValue *value)
{
  char     buffer[NUMBER_SIZE + 1] = "+";
  char    *digits = buffer + 1;
  gboolean is_integer = strchr ("dxX", piece->conversion) != NULL;
  gint64   integer;
  double   number;

  if (!clasp_value_to_double (value, &number) || !isfinite (number))
    return FALSE;
  if (!is_integer)
    write_float (piece, number, digits);
  else if (clasp_value_to_int (value, &integer))
    write_integer (piece, integer, digits);
  append_padded (text, piece, piece->has_sign && *digits != '-' ? buffer : digits, TRUE);
  return TRUE;
}

static gboolean
append_text (GString *text, const Piece *piece, char *content)
{
  if (piece->precision >= 0 && g_utf8_strlen (content, -1) > piece->precision)
    *g_utf8_offset_to_pointer (content, piece->precision) = '\0';
  append_padded (text, piece, content, FALSE);
  return TRUE;
}

static gboolean
append_value (GString *text, const Piece *piece, const ClaspValue *value)
{
  g_autofree char *content = NULL;

  if (piece->conversion != 's')
    return append_number (text, piece, value);
  content = clasp_value_step_dup_text (value);
  return content != NULL && append_text (text, piece, content);
}

static gboolean
append_str (GString *text, const Piece *piece, ClaspStr content)
{
  const ClaspValue value = clasp_value_string (content);
  gboolean         is_done = append_value (text, piece, &value);

  clasp_value_release (&value);
  return is_done;
}

static gboolean
append_variable (GString *text, const Piece *piece, const ClaspTransformCall *call)
{
  const ClaspValue *value = call->env->get (clasp_str (piece->text), call->env->user_data);

  return value != NULL && append_value (text, piece, value);
}

static gboolean
append_piece (GString                  *text,
              const Piece              *piece,
              const ClaspTransformCall *call,
              const ClaspValue         *in)
{
  g_auto (ClaspValue) part = CLASP_VALUE_INIT;

  switch (piece->kind)
    {
    case PIECE_LITERAL:
      g_string_append (text, piece->text);
      return TRUE;
    case PIECE_VALUE:
      if (piece->path == NULL)
        return append_value (text, piece, in);
      return clasp_json_path_read (piece->path, in, &part) && append_value (text, piece, &part);
    case PIECE_ADDRESS:
      return append_str (text, piece, call->address);
    case PIECE_CAPTURE:
      return call->captures != NULL && piece->capture < call->captures->n_captures &&
             append_str (text, piece, call->captures->captures[piece->capture].text);
    case PIECE_VARIABLE:
      return append_variable (text, piece, call);
    }

  return FALSE;
}

static ClaspTransformResult
convert (ClaspValueStep *step, ClaspTransformCall *call, const ClaspValue *in, ClaspValue *out)
{
  const ClaspFormatStep *self = (ClaspFormatStep *) step;
  g_autoptr (GString)    text = g_string_new (NULL);

  for (guint i = 0; i < self->pieces->len; i++)
    if (!append_piece (text, &g_array_index (self->pieces, Piece, i), call, in) ||
        text->len > CLASP_VALUE_STEP_MAX_TEXT)
      return CLASP_TRANSFORM_ERROR;

  return clasp_value_step_take_text (out, text->str, text->len);
}

static char *
summarise (ClaspValueStep *step)
{
  return g_strdup (clasp_settings_get_string (CLASP_SETTINGS (step), "text"));
}

static void
clasp_format_step_finalize (GObject *object)
{
  g_clear_pointer (&((ClaspFormatStep *) object)->watched, g_ptr_array_unref);
  g_clear_pointer (&((ClaspFormatStep *) object)->pieces, g_array_unref);
  G_OBJECT_CLASS (clasp_format_step_parent_class)->finalize (object);
}

static void
clasp_format_step_class_init (ClaspFormatStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_format_step_finalize;
  klass->prepare = prepare;
  klass->convert = convert;
  klass->summarise = summarise;
  klass->watches = watches;
  CLASP_RANGED_STEP_CLASS (klass)->domain = CLASP_STEP_SETS_RANGE;
  clasp_settings_class_install (
    CLASP_SETTINGS_CLASS (klass),
    g_param_spec_string (
      "text", N_ ("Text"),
      /* xgettext:no-c-format */
      N_ ("{value:.1f} dB: the value with one decimal. {value[0]} and {value.name} are parts of "
          "it, {address}, {var.name} and what the source captured stand too. Behind the colon: "
          "width, "
          "decimals and f, e, g, d, x, % or s; {{ is a brace."),
      "{value}", CLASP_SETTINGS_FLAGS));
}
