/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Target templates (mapping.md 11.2). Arithmetic is on integers of 64 bits and compiled to postfix
 * order, so that expanding one is a walk over two small arrays. */

#include "mapping/clasp-template-private.h"

#define MAX_NESTING 16 /* parentheses */
#define MAX_WIDTH 9

typedef struct
{
  ClaspTemplate *template;
  const ClaspRoutePattern *pattern; /* may be NULL: nothing is captured then */
  const char              *text;
  gsize                    at;
  guint                    n_stars;
  guint                    nesting;
  guint                    first_op; /* of the braces being read */
  GString                 *literal;
  GError                 **error;
} Parser;

static gboolean
fail (Parser *parser, gsize at, const char *message)
{
  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_TEMPLATE, parser->text, at, "%s",
                           message);
  return FALSE;
}

static void
part_clear (gpointer data)
{
  g_free (((ClaspTemplatePart *) data)->literal);
}

static void
flush_literal (Parser *parser)
{
  ClaspTemplatePart part = { .kind = CLASP_TEMPLATE_PART_LITERAL };

  if (parser->literal->len == 0)
    return;
  part.literal = g_strndup (parser->literal->str, parser->literal->len);
  g_array_append_val (parser->template->parts, part);
  g_string_truncate (parser->literal, 0);
}

static gboolean
find_capture (Parser *parser, ClaspStr name, guint *index)
{
  return parser->pattern != NULL && clasp_route_pattern_find_capture (parser->pattern, name, index);
}

static gboolean
fail_unknown (Parser *parser, gsize at, ClaspStr name)
{
  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_TEMPLATE, parser->text, at,
                           "the source captures nothing called \"%.*s\"", (int) name.length,
                           name.data);
  return FALSE;
}

static gboolean
push (Parser *parser, ClaspTemplateOpKind kind, gint64 operand)
{
  ClaspTemplateOp op = { kind, operand };

  if (parser->template->ops->len - parser->first_op == CLASP_TEMPLATE_MAX_OPS)
    return fail (parser, parser->at, "too long a calculation");
  g_array_append_val (parser->template->ops, op);
  return TRUE;
}

static void
skip_blanks (Parser *parser)
{
  while (parser->text[parser->at] == ' ')
    parser->at++;
}

static ClaspStr
peek_digits (const Parser *parser)
{
  const char *start = parser->text + parser->at;
  gsize       length = strspn (start, "0123456789");

  return (ClaspStr){ start, length };
}

static gboolean read_sum (Parser *parser);

static gboolean
read_parenthesis (Parser *parser)
{
  if (++parser->nesting > MAX_NESTING)
    return fail (parser, parser->at, "parentheses are nested too deeply");
  parser->at++;
  if (!read_sum (parser))
    return FALSE;
  if (parser->text[parser->at] != ')')
    return fail (parser, parser->at, "expected )");
  parser->at++;
  parser->nesting--;
  return TRUE;
}

/* Digits right behind the brace name a wildcard if the source has that many; else a number. */
static gboolean
read_number (Parser *parser)
{
  ClaspStr digits = peek_digits (parser);
  gboolean is_first = parser->text[parser->at - 1] == '{';
  guint    index;
  gint64   number;

  if (is_first && find_capture (parser, digits, &index))
    {
      parser->at += digits.length;
      return push (parser, CLASP_TEMPLATE_OP_CAPTURE, index);
    }
  if (!clasp_parse_integer (digits, &number))
    return fail (parser, parser->at, "the number is too large");
  parser->at += digits.length;
  return push (parser, CLASP_TEMPLATE_OP_NUMBER, number);
}

/* "var.name"; nothing else has a point. */
static gboolean
read_variable (Parser *parser, ClaspStr name)
{
  ClaspStr behind = clasp_parse_name (parser->text + parser->at + name.length + 1);
  char    *address;

  name.length += 1 + behind.length;
  address = clasp_mapping_variable_address (name);
  if (address == NULL)
    return fail (parser, parser->at, "only var.NAME, a variable, has a point in its name");
  g_ptr_array_add (parser->template->variables, address);
  parser->at += name.length;
  return push (parser, CLASP_TEMPLATE_OP_VARIABLE, parser->template->variables->len - 1);
}

static gboolean
read_operand (Parser *parser)
{
  ClaspStr name = clasp_parse_name (parser->text + parser->at);
  guint    index;

  if (peek_digits (parser).length > 0)
    return read_number (parser);
  if (parser->text[parser->at] == '(')
    return read_parenthesis (parser);
  if (name.length == 0)
    return fail (parser, parser->at, "expected a name or a number");
  if (parser->text[parser->at + name.length] == '.')
    return read_variable (parser, name);
  if (clasp_str_equal (name, CLASP_STR_LITERAL ("value")))
    {
      parser->at += name.length;
      return push (parser, CLASP_TEMPLATE_OP_VALUE, 0);
    }
  if (!find_capture (parser, name, &index))
    return fail_unknown (parser, parser->at, name);
  parser->at += name.length;
  return push (parser, CLASP_TEMPLATE_OP_CAPTURE, index);
}

static gboolean
read_factor (Parser *parser)
{
  gboolean is_negative = FALSE;

  skip_blanks (parser);
  while (parser->text[parser->at] == '-')
    {
      is_negative = !is_negative;
      parser->at++;
      skip_blanks (parser);
    }
  if (!read_operand (parser))
    return FALSE;
  skip_blanks (parser);
  return !is_negative || push (parser, CLASP_TEMPLATE_OP_NEGATE, 0);
}

static gboolean
read_product (Parser *parser)
{
  if (!read_factor (parser))
    return FALSE;
  while (parser->text[parser->at] != '\0' && strchr ("*/%", parser->text[parser->at]) != NULL)
    {
      char                sign = parser->text[parser->at++];
      ClaspTemplateOpKind kind = sign == '*'   ? CLASP_TEMPLATE_OP_MULTIPLY
                                 : sign == '/' ? CLASP_TEMPLATE_OP_DIVIDE
                                               : CLASP_TEMPLATE_OP_MODULO;

      if (!read_factor (parser) || !push (parser, kind, 0))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_sum (Parser *parser)
{
  if (!read_product (parser))
    return FALSE;
  while (parser->text[parser->at] == '+' || parser->text[parser->at] == '-')
    {
      ClaspTemplateOpKind kind =
        parser->text[parser->at++] == '+' ? CLASP_TEMPLATE_OP_ADD : CLASP_TEMPLATE_OP_SUBTRACT;

      if (!read_product (parser) || !push (parser, kind, 0))
        return FALSE;
    }
  return TRUE;
}

/* {dev:upper} {dev:lower} {n:03} {value:int} */
static gboolean
apply_format (Parser *parser, const char *format, gsize at, ClaspTemplatePart *part)
{
  gboolean is_width = format[0] == '0' && g_ascii_isdigit (format[1]) && format[2] == '\0';
  gboolean is_text = part->kind == CLASP_TEMPLATE_PART_CAPTURE ||
                     part->kind == CLASP_TEMPLATE_PART_VALUE ||
                     part->kind == CLASP_TEMPLATE_PART_VARIABLE;

  if (g_str_equal (format, "int") || is_width)
    {
      part->kind = CLASP_TEMPLATE_PART_NUMBER;
      part->width = is_width ? format[1] - '0' : 0;
      return TRUE;
    }
  if (g_str_equal (format, "upper") || g_str_equal (format, "lower"))
    {
      part->letter_case = format[0] == 'u' ? CLASP_TEMPLATE_CASE_UPPER : CLASP_TEMPLATE_CASE_LOWER;
      return is_text || fail (parser, at, "a calculated number has neither upper nor lower case");
    }

  clasp_mapping_set_error (parser->error, CLASP_MAPPING_ERROR_TEMPLATE, parser->text, at,
                           "\"%s\" is no format: expected upper, lower, int or a width like 03",
                           format);
  return FALSE;
}

/* A name alone stands for its text; a capture that is always a number for that number. */
static void
choose_kind (Parser *parser, ClaspTemplatePart *part)
{
  const ClaspTemplateOp *op =
    &g_array_index (parser->template->ops, ClaspTemplateOp, part->first_op);

  part->kind = CLASP_TEMPLATE_PART_NUMBER;
  if (part->n_ops != 1)
    return;
  if (op->kind == CLASP_TEMPLATE_OP_VALUE)
    part->kind = CLASP_TEMPLATE_PART_VALUE;
  part->capture = (guint) op->operand;
  if (op->kind == CLASP_TEMPLATE_OP_VARIABLE)
    part->kind = CLASP_TEMPLATE_PART_VARIABLE;
  if (op->kind != CLASP_TEMPLATE_OP_CAPTURE)
    return;
  if (clasp_route_pattern_get_capture_kind (parser->pattern, part->capture) != CLASP_CAPTURE_NUMBER)
    part->kind = CLASP_TEMPLATE_PART_CAPTURE;
}

static gboolean
is_depth (Parser *parser, const ClaspTemplatePart *part)
{
  return part->kind == CLASP_TEMPLATE_PART_CAPTURE &&
         clasp_route_pattern_get_capture_kind (parser->pattern, part->capture) ==
           CLASP_CAPTURE_DEPTH;
}

static void
add_part (Parser *parser, ClaspTemplatePart *part, gsize start)
{
  char next = parser->text[parser->at];

  part->may_vanish = is_depth (parser, part) && start > 0 && parser->text[start - 1] == '/' &&
                     (next == '/' || next == '\0');
  flush_literal (parser);
  g_array_append_val (parser->template->parts, *part);
}

/* {10} names the tenth wildcard: alone, a number would make no sense. */
static gboolean
is_lonely_number (Parser *parser, gsize open)
{
  ClaspStr digits = peek_digits (parser);
  char     next = parser->text[open + 1 + digits.length];
  guint    index;

  return digits.length > 0 && (next == '}' || next == ':') &&
         !find_capture (parser, digits, &index);
}

static gboolean
read_braces (Parser *parser)
{
  gsize             open = parser->at++;
  ClaspTemplatePart part = { .first_op = parser->template->ops->len };
  const char       *end = strchr (parser->text + open, '}');

  if (end == NULL)
    return fail (parser, open, "the brace is not closed");
  parser->first_op = part.first_op;
  parser->nesting = 0;
  if (is_lonely_number (parser, open))
    return fail_unknown (parser, parser->at, peek_digits (parser));
  if (!read_sum (parser))
    return FALSE;

  part.n_ops = parser->template->ops->len - part.first_op;
  choose_kind (parser, &part);
  if (parser->text[parser->at] == ':')
    {
      gsize            start = ++parser->at;
      g_autofree char *format =
        g_strndup (parser->text + start, (gsize) (end - parser->text) - start);

      if (!apply_format (parser, format, start, &part))
        return FALSE;
      parser->at = (gsize) (end - parser->text);
    }
  if (parser->text[parser->at] != '}')
    return fail (parser, parser->at, "expected } or an operator");
  parser->at++;
  add_part (parser, &part, open);
  return TRUE;
}

/* The form of version 1: the n-th `*` stands for what the n-th of the source captured. */
static gboolean
read_stars (Parser *parser)
{
  gsize             start = parser->at;
  char              digits[16];
  ClaspTemplatePart part = { .kind = CLASP_TEMPLATE_PART_CAPTURE };
  ClaspStr          name;

  while (parser->text[parser->at] == '*')
    parser->at++;
  g_snprintf (digits, sizeof digits, "%u", ++parser->n_stars);
  name = clasp_str (digits);
  if (!find_capture (parser, name, &part.capture))
    return fail (parser, start, "the source has fewer * than the target");
  add_part (parser, &part, start);
  return TRUE;
}

static gboolean
read_part (Parser *parser)
{
  char next = parser->text[parser->at];

  if (next == '*')
    return read_stars (parser);
  if (next == '{')
    return read_braces (parser);
  if (next == '\\' && parser->text[parser->at + 1] != '\0' &&
      strchr ("{}*\\", parser->text[parser->at + 1]) != NULL)
    parser->at++;
  g_string_append_c (parser->literal, parser->text[parser->at++]);
  return TRUE;
}

static gboolean
parse (Parser *parser)
{
  if (!clasp_mapping_check_text (parser->text, CLASP_MAPPING_ERROR_TEMPLATE, parser->error))
    return FALSE;
  while (parser->text[parser->at] != '\0')
    if (!read_part (parser))
      return FALSE;
  flush_literal (parser);
  return TRUE;
}

/**
 * clasp_template_new:
 * @text: literal text with `{name}`, `{n*3+1}`, `{n:03}`, `{dev:upper}`, `{value}`, `{value:int}`,
 * `{var.name}`
 * or, as in version 1, `*` in it; `\{`, `\}`, `\*` and `\\` stand for themselves
 * @pattern: (nullable): the source, which says what names there are
 * @error: return location
 *
 * Compiles the target of a mapping (mapping.md 11.2). Division rounds down and the remainder is
 * never negative for a positive divisor.
 *
 * Thread: any.
 *
 * Errors: %CLASP_MAPPING_ERROR_TEMPLATE, "column N: …", also for a name that is not captured.
 *
 * Returns: (transfer full): a template, or %NULL
 */
ClaspTemplate *
clasp_template_new (const char *text, const ClaspRoutePattern *pattern, GError **error)
{
  g_autoptr (ClaspTemplate) self = g_new0 (ClaspTemplate, 1);
  g_autoptr (GString)       literal = g_string_new (NULL);
  Parser                    parser = {
                       .template = self, .pattern = pattern, .text = text, .literal = literal, .error = error
  };

  self->parts = g_array_new (FALSE, FALSE, sizeof (ClaspTemplatePart));
  g_array_set_clear_func (self->parts, part_clear);
  self->ops = g_array_new (FALSE, FALSE, sizeof (ClaspTemplateOp));
  self->variables = g_ptr_array_new_with_free_func (g_free);
  return parse (&parser) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_template_free:
 * @self: (transfer full): a template
 *
 * Thread: any.
 */
void
clasp_template_free (ClaspTemplate *self)
{
  g_array_unref (self->parts);
  g_array_unref (self->ops);
  g_ptr_array_unref (self->variables);
  g_free (self);
}

gboolean
clasp_template_uses_value (const ClaspTemplate *self)
{
  for (guint i = 0; i < self->ops->len; i++)
    if (g_array_index (self->ops, ClaspTemplateOp, i).kind == CLASP_TEMPLATE_OP_VALUE)
      return TRUE;

  return FALSE;
}

gboolean
clasp_template_uses_variables (const ClaspTemplate *self)
{
  return self->variables->len > 0;
}
