/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-value.h"

#include <math.h>

/* Values as text for people. One printer for both forms: a growing string, and a fixed buffer that
 * simply stops taking when it is full. */

typedef struct
{
  GString *text;   /* (nullable) grows; or: */
  char    *buffer; /* takes at most size - 1 bytes */
  gsize    size;
  gsize    length;
  gboolean is_full;
} Sink;

static void
sink_put (Sink *sink, const char *data, gsize length)
{
  gsize room;

  if (sink->text != NULL)
    {
      g_string_append_len (sink->text, data, (gssize) length);
      return;
    }

  room = sink->size - 1 - sink->length;
  sink->is_full = length > room;
  memcpy (sink->buffer + sink->length, data, MIN (length, room));
  sink->length += MIN (length, room);
}

static void
sink_put_text (Sink *sink, const char *text)
{
  sink_put (sink, text, strlen (text));
}

static void
print_double (Sink *sink, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (number))
    sink_put_text (sink, "NaN");
  else if (isinf (number))
    sink_put_text (sink, number > 0 ? "Infinity" : "-Infinity");
  else
    {
      /* As short as it can be and still be the same number. */
      g_ascii_formatd (text, sizeof text, "%.15g", number);
      if (g_ascii_strtod (text, NULL) != number)
        g_ascii_formatd (text, sizeof text, "%.16g", number);
      if (g_ascii_strtod (text, NULL) != number)
        g_ascii_formatd (text, sizeof text, "%.17g", number);
      sink_put_text (sink, text);
    }
}

static void
print_int (Sink *sink, gint64 integer)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, integer);
  sink_put_text (sink, text);
}

static void
print_hex (Sink *sink, const guint8 *bytes, gsize size)
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < size && !sink->is_full; i++)
    {
      char pair[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 15] };

      sink_put (sink, pair, 2);
    }
}

/* A C string ends at U+0000, so its picture stands in for it. */
static void
print_string (Sink *sink, ClaspStr text)
{
  gsize start = 0;

  for (gsize i = 0; i < text.length; i++)
    if (text.data[i] == '\0')
      {
        sink_put (sink, text.data + start, i - start);
        sink_put_text (sink, "\342\220\200"); /* U+2400 */
        start = i + 1;
      }
  sink_put (sink, text.data + start, text.length - start);
}

static void
print_json_string (Sink *sink, ClaspStr text)
{
  sink_put_text (sink, "\"");
  for (gsize i = 0; i < text.length && !sink->is_full; i++)
    {
      char c = text.data[i];
      char escape[8];

      if (c == '"' || c == '\\')
        g_snprintf (escape, sizeof escape, "\\%c", c);
      else if (c == '\n')
        g_snprintf (escape, sizeof escape, "\\n");
      else if (c == '\t')
        g_snprintf (escape, sizeof escape, "\\t");
      else if ((guchar) c < 0x20)
        g_snprintf (escape, sizeof escape, "\\u%04x", (guchar) c);
      else
        {
          sink_put (sink, &c, 1);
          continue;
        }
      sink_put_text (sink, escape);
    }
  sink_put_text (sink, "\"");
}

static void print_value (Sink *sink, const ClaspValue *value, gboolean is_inside);

static void
print_array (Sink *sink, const ClaspValue *array)
{
  const ClaspValue *element;

  sink_put_text (sink, "[");
  for (guint i = 0; !sink->is_full && (element = clasp_value_get_element (array, i)) != NULL; i++)
    {
      if (i > 0)
        sink_put_text (sink, ",");
      print_value (sink, element, TRUE);
    }
  sink_put_text (sink, "]");
}

static void
print_map (Sink *sink, const ClaspValue *map)
{
  const ClaspValue *value;
  ClaspStr          key;

  sink_put_text (sink, "{");
  for (guint i = 0; !sink->is_full && (value = clasp_value_get_entry (map, i, &key)) != NULL; i++)
    {
      if (i > 0)
        sink_put_text (sink, ",");
      print_json_string (sink, key);
      sink_put_text (sink, ":");
      print_value (sink, value, TRUE);
    }
  sink_put_text (sink, "}");
}

static void
print_bytes (Sink *sink, const ClaspValue *value, gboolean is_inside)
{
  gsize         size;
  const guint8 *bytes = clasp_value_get_bytes (value, &size);

  if (is_inside)
    sink_put_text (sink, "\"");
  print_hex (sink, bytes, size);
  if (is_inside)
    sink_put_text (sink, "\"");
}

/* @is_inside an array or map texts are quoted, as JSON has them. */
static void
print_value (Sink *sink, const ClaspValue *value, gboolean is_inside)
{
  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      sink_put_text (sink, "null");
      break;
    case CLASP_VALUE_BOOL:
      sink_put_text (sink, value->as.boolean ? "true" : "false");
      break;
    case CLASP_VALUE_INT:
      print_int (sink, value->as.integer);
      break;
    case CLASP_VALUE_DOUBLE:
      print_double (sink, value->as.number);
      break;
    case CLASP_VALUE_STRING:
      if (is_inside)
        print_json_string (sink, clasp_value_get_string (value));
      else
        print_string (sink, clasp_value_get_string (value));
      break;
    case CLASP_VALUE_BYTES:
      print_bytes (sink, value, is_inside);
      break;
    case CLASP_VALUE_ARRAY:
      print_array (sink, value);
      break;
    case CLASP_VALUE_MAP:
      print_map (sink, value);
      break;
    }
}

/**
 * clasp_value_to_text:
 * @self: a value
 *
 * Writes a value for a person: numbers in the C locale with as many digits as they need, strings as
 * they are, bytes as hex, arrays and maps as JSON. U+0000 shows as U+2400.
 *
 * Returns: (transfer full): the text, UTF-8
 */
char *
clasp_value_to_text (const ClaspValue *self)
{
  Sink sink = { .text = g_string_new (NULL) };

  print_value (&sink, self, FALSE);
  return g_string_free (sink.text, FALSE);
}

/* Takes back the bytes of a character that was cut in two. */
static gsize
trim_cut_character (const char *buffer, gsize length)
{
  const char *last = g_utf8_find_prev_char (buffer, buffer + length);

  if (last != NULL && last + g_utf8_skip[(guchar) *last] > buffer + length)
    return (gsize) (last - buffer);
  return length;
}

/**
 * clasp_value_print:
 * @self: a value
 * @buffer: where the text goes
 * @size: bytes in @buffer, at least 1
 *
 * The text of [func@Clasp.value_to_text] cut to a buffer, never inside a character. Allocates
 * nothing.
 */
void
clasp_value_print (const ClaspValue *self, char *buffer, gsize size)
{
  Sink sink = { .buffer = buffer, .size = size };

  g_return_if_fail (size > 0);

  print_value (&sink, self, FALSE);
  if (sink.is_full)
    sink.length = trim_cut_character (buffer, sink.length);
  buffer[sink.length] = '\0';
}
