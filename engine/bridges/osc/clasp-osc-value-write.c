/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-value.h"

#include "core/clasp-value-text.h"

#include <float.h>
#include <math.h>

/* Values as arguments. */

/* Every integer up to here is exact as a 32-bit float. */
#define FLOAT_EXACT_INT (G_GINT64_CONSTANT (1) << 24)

typedef struct
{
  ClaspOscEncoder     *encoder;
  const ClaspOscStyle *style;
  ClaspStr             tags;  /* what the address came in with */
  gsize                index; /* of the next one */
  guint                n_arguments;
} Output;

static char
peek_tag (const Output *output)
{
  return output->index < output->tags.length ? output->tags.data[output->index] : '\0';
}

/* Behind the argument at index: one tag, or a bracket with all it holds. */
static void
skip_tag (Output *output)
{
  guint depth = 0;

  while (output->index < output->tags.length)
    {
      char tag = output->tags.data[output->index++];

      if (tag == '[')
        depth++;
      else if (tag == ']')
        depth--;
      if (depth == 0)
        return;
    }
}

static gboolean
add (Output *output, const ClaspOscArgument *argument)
{
  if (++output->n_arguments > CLASP_OSC_MAX_ARGUMENTS)
    return FALSE;
  clasp_osc_encoder_add (output->encoder, argument);
  return TRUE;
}

static gboolean
add_tag (Output *output, char tag)
{
  return add (output, &(ClaspOscArgument){ .tag = tag });
}

static gboolean
get_small_int (const ClaspValue *value, gint64 maximum, gint64 *number)
{
  if (value == NULL || clasp_value_get_type_of (value) != CLASP_VALUE_INT)
    return FALSE;
  clasp_value_to_int (value, number);
  return *number >= 0 && *number <= maximum;
}

/* A finite double beyond the range of a float stays finite: a fader at its end, not at infinity. */
static float
to_float (double number)
{
  return isinf (number) ? (float) number
                        : (float) CLAMP (number, -(double) FLT_MAX, (double) FLT_MAX);
}

static gboolean
as_bytes (const ClaspValue *value, ClaspOscArgument *argument)
{
  gint64 number;

  if (clasp_value_get_type_of (value) != CLASP_VALUE_ARRAY || clasp_value_get_size (value) != 4)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    {
      if (!get_small_int (clasp_value_get_element (value, i), G_MAXUINT8, &number))
        return FALSE;
      argument->bytes[i] = (guint8) number;
    }
  return TRUE;
}

static gboolean
as_time (const ClaspValue *value, ClaspOscArgument *argument)
{
  const ClaspValue *parts = clasp_value_lookup (value, "ntp");
  gint64            seconds, fraction;

  if (parts == NULL || clasp_value_get_type_of (parts) != CLASP_VALUE_ARRAY ||
      clasp_value_get_size (parts) != 2 ||
      !get_small_int (clasp_value_get_element (parts, 0), G_MAXUINT32, &seconds) ||
      !get_small_int (clasp_value_get_element (parts, 1), G_MAXUINT32, &fraction))
    return FALSE;

  argument->time = (guint64) seconds << 32 | (guint64) fraction;
  return TRUE;
}

static gboolean
as_text (const ClaspValue *value, ClaspOscArgument *argument)
{
  if (clasp_value_get_type_of (value) != CLASP_VALUE_STRING)
    return FALSE;
  argument->text = clasp_value_get_string (value);
  return TRUE;
}

static gboolean
as_character (const ClaspValue *value, ClaspOscArgument *argument)
{
  ClaspStr text = clasp_value_get_string (value);

  if (text.length != 1 || (guchar) text.data[0] > 0x7f)
    return FALSE;
  argument->character = (guint32) text.data[0];
  return TRUE;
}

static gboolean
as_blob (const ClaspValue *value, ClaspOscArgument *argument)
{
  if (clasp_value_get_type_of (value) != CLASP_VALUE_BYTES)
    return FALSE;
  argument->blob.data = clasp_value_get_bytes (value, &argument->blob.size);
  return TRUE;
}

/* A number in the tag the peer itself used; FALSE where that would change it. */
static gboolean
as_number (const ClaspValue *value, ClaspOscArgument *argument)
{
  double   number;
  gint64   integer;
  gboolean is_whole;

  if (!clasp_value_is_number (value) && clasp_value_get_type_of (value) != CLASP_VALUE_BOOL)
    return FALSE;
  if (!clasp_value_to_double (value, &number))
    return FALSE;
  is_whole = clasp_value_to_int (value, &integer) &&
             (clasp_value_get_type_of (value) != CLASP_VALUE_DOUBLE || (double) integer == number);

  switch (argument->tag)
    {
    case 'i':
      argument->int32 = (gint32) integer;
      return is_whole && integer >= G_MININT32 && integer <= G_MAXINT32;
    case 'h':
      argument->int64 = integer;
      return is_whole;
    case 'f':
      argument->float32 = to_float (number);
      return clasp_value_get_type_of (value) == CLASP_VALUE_DOUBLE ||
             ABS (integer) <= FLOAT_EXACT_INT;
    case 'd':
      argument->float64 = number;
      return TRUE;
    default: /* T F */
      argument->tag = number != 0 ? 'T' : 'F';
      return number == 0 || number == 1;
    }
}

/* Whether @value can be written with argument->tag; fills in the argument's content if so. */
static gboolean
fits_tag (const ClaspValue *value, ClaspOscArgument *argument)
{
  switch (argument->tag)
    {
    case 'i':
    case 'h':
    case 'f':
    case 'd':
    case 'T':
    case 'F':
      return as_number (value, argument);
    case 's':
    case 'S':
      return as_text (value, argument);
    case 'c':
      return as_character (value, argument);
    case 'b':
      return as_blob (value, argument);
    case 't':
      return as_time (value, argument);
    case 'r':
    case 'm':
      return as_bytes (value, argument);
    case 'N':
    case 'I':
      return clasp_value_get_type_of (value) == CLASP_VALUE_NULL;
    default:
      return FALSE;
    }
}

static gboolean
add_int (Output *output, gint64 number)
{
  ClaspOscArgument argument = { .tag = 'h', .int64 = number };
  gboolean         fits = number >= G_MININT32 && number <= G_MAXINT32;

  if (output->style->int_tag == CLASP_OSC_INT_TAG_I ||
      (output->style->int_tag == CLASP_OSC_INT_TAG_AUTO && fits))
    argument =
      (ClaspOscArgument){ .tag = 'i', .int32 = (gint32) CLAMP (number, G_MININT32, G_MAXINT32) };
  return add (output, &argument);
}

static gboolean
add_double (Output *output, double number)
{
  ClaspOscArgument argument = { .tag = 'd', .float64 = number };

  if (output->style->float_tag == CLASP_OSC_FLOAT_TAG_F)
    argument = (ClaspOscArgument){ .tag = 'f', .float32 = to_float (number) };
  return add (output, &argument);
}

static gboolean
add_null (Output *output)
{
  switch (output->style->null_tag)
    {
    case CLASP_OSC_NULL_TAG_N:
      return add_tag (output, 'N');
    case CLASP_OSC_NULL_TAG_I:
      return add_tag (output, 'I');
    case CLASP_OSC_NULL_TAG_NONE:
      break;
    }

  return TRUE;
}

static gboolean
add_json (Output *output, const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);
  g_autofree char     *text = json_to_string (node, FALSE);

  return add (output, &(ClaspOscArgument){ .tag = 's', .text = clasp_str (text) });
}

static gboolean add_value (Output *output, const ClaspValue *value, guint depth);

static gboolean
add_elements (Output *output, const ClaspValue *value, guint depth)
{
  for (guint i = 0; i < clasp_value_get_size (value); i++)
    if (!add_value (output, clasp_value_get_element (value, i), depth))
      return FALSE;

  return TRUE;
}

static gboolean
add_pairs (Output *output, const ClaspValue *value, guint depth)
{
  for (guint i = 0; i < clasp_value_get_size (value); i++)
    {
      ClaspStr          key;
      const ClaspValue *member = clasp_value_get_entry (value, i, &key);

      if (!add (output, &(ClaspOscArgument){ .tag = 's', .text = key }) ||
          !add_value (output, member, depth))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_map (Output *output, const ClaspValue *value, guint depth)
{
  switch (output->style->map_mode)
    {
    case CLASP_OSC_MAP_MODE_JSON:
      return add_json (output, value);
    case CLASP_OSC_MAP_MODE_PAIRS:
      /* maps in maps lie as deep as arrays in arrays may */
      return depth < CLASP_OSC_MAX_ARRAY_DEPTH && add_pairs (output, value, depth + 1);
    case CLASP_OSC_MAP_MODE_IGNORE:
      break;
    }

  return FALSE;
}

/* @has_tags: the peer used brackets here, and the tags inside them are for our elements. */
static gboolean
add_bracketed (Output *output, const ClaspValue *value, gboolean has_tags, guint depth)
{
  gsize    end, all = output->tags.length;
  gboolean is_added;

  if (depth >= CLASP_OSC_MAX_ARRAY_DEPTH)
    return FALSE;

  end = output->index;
  if (has_tags)
    {
      Output skipped = *output;

      skip_tag (&skipped);
      end = skipped.index;
      output->index++;
      output->tags.length = end - 1;
    }
  else
    {
      output->tags.length = output->index;
    }

  is_added =
    add_tag (output, '[') && add_elements (output, value, depth + 1) && add_tag (output, ']');
  output->tags.length = all;
  output->index = end;
  return is_added;
}

static gboolean
add_in_style (Output *output, const ClaspValue *value, guint depth)
{
  double number;
  gint64 integer;

  switch (clasp_value_get_type_of (value))
    {
    case CLASP_VALUE_NULL:
      return add_null (output);
    case CLASP_VALUE_BOOL:
      clasp_value_to_int (value, &integer);
      if (output->style->bool_tag == CLASP_OSC_BOOL_TAG_TF)
        return add_tag (output, integer != 0 ? 'T' : 'F');
      return add (output, &(ClaspOscArgument){ .tag = 'i', .int32 = (gint32) integer });
    case CLASP_VALUE_INT:
      clasp_value_to_int (value, &integer);
      return add_int (output, integer);
    case CLASP_VALUE_DOUBLE:
      clasp_value_to_double (value, &number);
      return add_double (output, number);
    case CLASP_VALUE_STRING:
      return add (output,
                  &(ClaspOscArgument){ .tag = 's', .text = clasp_value_get_string (value) });
    case CLASP_VALUE_BYTES:
      {
        ClaspOscArgument argument = { .tag = 'b' };

        as_blob (value, &argument);
        return add (output, &argument);
      }
    case CLASP_VALUE_ARRAY:
      if (output->style->array_mode == CLASP_OSC_ARRAY_MODE_BRACKETS)
        return add_bracketed (output, value, FALSE, depth);
      return add_elements (output, value, depth);
    case CLASP_VALUE_MAP:
      return add_map (output, value, depth);
    }

  return FALSE;
}

static gboolean
add_value (Output *output, const ClaspValue *value, guint depth)
{
  ClaspOscArgument argument = { .tag = peek_tag (output) };

  if (argument.tag == '[' && clasp_value_get_type_of (value) == CLASP_VALUE_ARRAY)
    return add_bracketed (output, value, TRUE, depth);
  if (argument.tag != '\0' && fits_tag (value, &argument))
    {
      output->index++;
      return add (output, &argument);
    }

  /* The value has another shape than what came in: the tags after it say nothing any more. */
  if (clasp_value_get_type_of (value) == CLASP_VALUE_ARRAY)
    output->index = output->tags.length;
  else
    skip_tag (output);
  return add_in_style (output, value, depth);
}

/* Whether an array is one argument or the list of all. */
static gboolean
is_one_argument (const ClaspOscStyle *style, ClaspStr tags, const ClaspValue *value)
{
  Output first = { .tags = tags };

  if (clasp_value_get_type_of (value) != CLASP_VALUE_ARRAY)
    return TRUE;
  skip_tag (&first);
  if (tags.length > 0 && first.index == tags.length && strchr ("[rm", tags.data[0]) != NULL)
    return TRUE;
  /* What comes back as one argument would come back without its array. */
  return style->array_mode == CLASP_OSC_ARRAY_MODE_BRACKETS && clasp_value_get_size (value) < 2;
}

/**
 * clasp_osc_encode_value:
 * @encoder: an encoder after begin
 * @style: how values are written when @tags do not say
 * @tags: the type tags, without comma, the same address came in with; empty if it never did
 * @value: (nullable): the value; %NULL for a message without arguments
 *
 * An array becomes the list of arguments; arrays inside it are flattened or bracketed as the style
 * says. Maps become what the style says, except time tags that came in as such. A tag that came in
 * is used again where it can carry the value unchanged: 1 goes to a peer that sent `f` as 1.0
 * (bridges.md 2.3).
 *
 * Returns: %FALSE if the value nests too deeply, has too many elements for a message, or is not
 * sent
 */
gboolean
clasp_osc_encode_value (ClaspOscEncoder     *encoder,
                        const ClaspOscStyle *style,
                        ClaspStr             tags,
                        const ClaspValue    *value)
{
  Output output = { .encoder = encoder, .style = style, .tags = tags };

  if (value == NULL)
    return TRUE;
  return is_one_argument (style, tags, value) ? add_value (&output, value, 0)
                                              : add_elements (&output, value, 0);
}
