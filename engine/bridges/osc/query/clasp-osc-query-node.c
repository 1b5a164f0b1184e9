/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-node.h"

#include <math.h>

/* Design notes: type tags and values are read from the OSC message that would carry the value, so
 * that what is described and what is sent can never differ. */

const char *const clasp_osc_query_attributes[] = { "TYPE",  "ACCESS",      "VALUE", "RANGE",
                                                   "UNIT",  "DESCRIPTION", NULL };

#define ACCESS_READ '1'
#define ACCESS_BOTH '3'

ClaspOscQueryMeta *
clasp_osc_query_meta_new (const ClaspSignalInfo *info)
{
  ClaspOscQueryMeta *self = g_new0 (ClaspOscQueryMeta, 1);

  self->datatype = info->has_datatype ? clasp_str_dup (info->datatype) : NULL;
  self->unit = info->has_unit ? clasp_str_dup (info->unit) : NULL;
  self->description = info->has_description ? clasp_str_dup (info->description) : NULL;
  self->has_range = info->has_range && isfinite (info->minimum) && isfinite (info->maximum);
  self->minimum = info->minimum;
  self->maximum = info->maximum;
  self->is_writable = !info->has_access || memchr (info->access.data, 'w', info->access.length);
  return self;
}

void
clasp_osc_query_meta_free (gpointer meta)
{
  ClaspOscQueryMeta *self = meta;

  g_free (self->datatype);
  g_free (self->unit);
  g_free (self->description);
  g_free (self);
}

/* ---- JSON ---- */

void
clasp_osc_query_append_text (GString *out, const char *text, gsize length)
{
  gsize plain = 0; /* where what needs no escape began */

  g_string_append_c (out, '"');
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) text[i];

      if (c >= 0x20 && c != 0x7f && c != '"' && c != '\\')
        continue;
      g_string_append_len (out, text + plain, (gssize) (i - plain));
      plain = i + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_len (out, text + plain, (gssize) (length - plain));
  g_string_append_c (out, '"');
}

static void
append_safe_text (GString *out, ClaspStr text)
{
  g_autofree char *valid = g_utf8_make_valid (text.data, (gssize) text.length);

  clasp_osc_query_append_text (out, valid, strlen (valid));
}

static void
append_number (GString *out, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out,
                   isfinite (number) ? g_ascii_formatd (text, sizeof text, "%.17g", number) : "null");
}

/* The shortest that is the same float. */
static void
append_float (GString *out, float number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits <= 9; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, format, (double) number);
      if ((float) g_ascii_strtod (text, NULL) >= number &&
          (float) g_ascii_strtod (text, NULL) <= number)
        break;
    }
  g_string_append (out, isfinite (number) ? text : "null");
}

static void
append_argument (GString *out, const ClaspOscArgument *argument)
{
  char character[8] = { 0 };

  switch (argument->tag)
    {
    case 'i':
      g_string_append_printf (out, "%d", argument->int32);
      break;
    case 'h':
      g_string_append_printf (out, "%" G_GINT64_FORMAT, argument->int64);
      break;
    case 'f':
      append_float (out, argument->float32);
      break;
    case 'd':
      append_number (out, argument->float64);
      break;
    case 't':
      append_number (out, (double) (argument->time >> 32) +
                            (double) (argument->time & G_MAXUINT32) / 4294967296.0);
      break;
    case 's':
    case 'S':
      append_safe_text (out, argument->text);
      break;
    case 'c':
      g_unichar_to_utf8 (argument->character, character);
      append_safe_text (out, clasp_str (character));
      break;
    case 'r':
      g_string_append_printf (out, "\"#%02X%02X%02X%02X\"", argument->bytes[0], argument->bytes[1],
                              argument->bytes[2], argument->bytes[3]);
      break;
    case 'T':
      g_string_append (out, "true");
      break;
    case 'F':
      g_string_append (out, "false");
      break;
    default:
      g_string_append (out, "null");
    }
}

/* ---- the value looked at ---- */

gboolean
clasp_osc_query_node_encode (ClaspOscQueryNode *self,
                             ClaspStr           osc_address,
                             const ClaspValue  *value)
{
  self->is_decoded = FALSE;
  clasp_osc_encoder_begin (&self->encoder, osc_address);
  if (!clasp_osc_encode_value (&self->encoder, self->style, CLASP_STR_EMPTY, value))
    return FALSE;

  clasp_writer_reset (&self->packet);
  clasp_osc_encoder_finish (&self->encoder, &self->packet);
  return TRUE;
}

void
clasp_osc_query_node_look_at (ClaspOscQueryNode       *self,
                              const ClaspValue        *value,
                              const ClaspOscQueryMeta *meta)
{
  self->value = value;
  self->meta = meta;
  self->is_decoded = FALSE;
}

/* Once for all that is asked of it. */
static gboolean
decode (ClaspOscQueryNode *self)
{
  if (self->is_decoded)
    return TRUE;

  self->is_decoded =
    self->value != NULL &&
    clasp_osc_query_node_encode (self, CLASP_STR_LITERAL ("/"), self->value) &&
    clasp_osc_message_decode (self->packet.data, self->packet.length, &self->message) == CLASP_OSC_OK;
  return self->is_decoded;
}

/* What nobody has said yet but somebody announced. */
static ClaspStr
tags_of_datatype (const char *datatype)
{
  static const struct
  {
    const char *datatype, *tags;
  } known[] = { { "int", "i" },    { "float", "f" }, { "double", "f" }, { "number", "f" },
                { "string", "s" }, { "bool", "T" },  { "bytes", "b" } };

  for (guint i = 0; datatype != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (datatype, known[i].datatype))
      return clasp_str (known[i].tags);
  return CLASP_STR_EMPTY;
}

ClaspStr
clasp_osc_query_node_get_tags (ClaspOscQueryNode *self)
{
  if (decode (self))
    return self->message.tags;
  return tags_of_datatype (self->meta != NULL ? self->meta->datatype : NULL);
}

/* One item for each tag, nested where there are brackets. */
static void
append_items (GString *out, ClaspOscArguments arguments)
{
  ClaspOscArgument argument;
  gboolean         is_first = TRUE;

  g_string_append_c (out, '[');
  while (clasp_osc_arguments_next (&arguments, &argument))
    {
      if (argument.tag == ']')
        {
          g_string_append_c (out, ']');
          is_first = FALSE;
          continue;
        }
      if (!is_first)
        g_string_append_c (out, ',');
      is_first = argument.tag == '[';
      if (argument.tag == '[')
        g_string_append_c (out, '[');
      else
        append_argument (out, &argument);
    }
  g_string_append_c (out, ']');
}

static gboolean
append_value (ClaspOscQueryNode *self, GString *out)
{
  if (!decode (self))
    return FALSE;

  append_items (out, self->message.arguments);
  return TRUE;
}

/* Of each number; what is none has no range. */
static gboolean
append_range (ClaspOscQueryNode *self, GString *out)
{
  ClaspStr tags = clasp_osc_query_node_get_tags (self);
  gboolean is_first = TRUE;

  if (self->meta == NULL || !self->meta->has_range || tags.length == 0)
    return FALSE;

  g_string_append_c (out, '[');
  for (gsize i = 0; i < tags.length; i++)
    {
      if (tags.data[i] == ']')
        {
          g_string_append_c (out, ']');
          continue;
        }
      if (!is_first)
        g_string_append_c (out, ',');
      is_first = tags.data[i] == '[';
      if (tags.data[i] == '[')
        g_string_append_c (out, '[');
      else if (strchr ("ifhd", tags.data[i]) == NULL)
        g_string_append (out, "null");
      else
        {
          g_string_append (out, "{\"MIN\":");
          append_number (out, self->meta->minimum);
          g_string_append (out, ",\"MAX\":");
          append_number (out, self->meta->maximum);
          g_string_append_c (out, '}');
        }
    }
  g_string_append_c (out, ']');
  return TRUE;
}

static gboolean
append_nullable (GString *out, const char *text, gboolean is_list)
{
  if (text == NULL)
    return FALSE;

  if (is_list)
    g_string_append_c (out, '[');
  append_safe_text (out, clasp_str (text));
  if (is_list)
    g_string_append_c (out, ']');
  return TRUE;
}

gboolean
clasp_osc_query_node_append (ClaspOscQueryNode *self, GString *out, const char *name)
{
  const ClaspOscQueryMeta *meta = self->meta;
  ClaspStr                 tags;

  if (g_str_equal (name, "ACCESS"))
    {
      g_string_append_c (out, meta == NULL || meta->is_writable ? ACCESS_BOTH : ACCESS_READ);
      return TRUE;
    }
  if (g_str_equal (name, "TYPE"))
    {
      tags = clasp_osc_query_node_get_tags (self);
      clasp_osc_query_append_text (out, tags.data, tags.length);
      return TRUE;
    }
  if (g_str_equal (name, "VALUE"))
    return append_value (self, out);
  if (g_str_equal (name, "RANGE"))
    return append_range (self, out);
  if (g_str_equal (name, "UNIT"))
    return append_nullable (out, meta != NULL ? meta->unit : NULL, TRUE);
  return append_nullable (out, meta != NULL ? meta->description : NULL, FALSE);
}

void
clasp_osc_query_node_clear (ClaspOscQueryNode *self)
{
  clasp_osc_encoder_clear (&self->encoder);
  clasp_writer_clear (&self->packet);
}
