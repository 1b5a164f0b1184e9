/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-value.h"

/* Arguments as values. */

static ClaspValue
text_value (ClaspStr text)
{
  g_autofree char *valid = NULL;

  if (g_utf8_validate_len (text.data, text.length, NULL))
    return clasp_value_string (text);

  /* Old programs send Latin-1: a label with a wrong letter is better than no label. */
  valid = g_utf8_make_valid (text.data, (gssize) text.length);
  return clasp_value_string (clasp_str (valid));
}

static ClaspValue
character_value (guint32 character)
{
  char text = (char) (character & 0x7f);

  return clasp_value_string ((ClaspStr){ &text, 1 });
}

static ClaspValue
bytes_as_array (const guint8 bytes[4])
{
  ClaspValue elements[4];

  for (guint i = 0; i < 4; i++)
    elements[i] = clasp_value_int (bytes[i]);
  return clasp_value_array (elements, 4);
}

static ClaspValue
time_value (guint64 time, gint64 now_unix_us)
{
  ClaspValue    parts[2] = { clasp_value_int ((gint64) (time >> 32)),
                             clasp_value_int ((gint64) (time & G_MAXUINT32)) };
  ClaspMapEntry entries[2] = {
    { CLASP_STR_LITERAL ("ntp"), clasp_value_array (parts, 2) },
    { CLASP_STR_LITERAL ("us"), clasp_value_int (clasp_osc_time_to_unix_us (time, now_unix_us)) }
  };

  return clasp_value_map (entries, 2);
}

static ClaspValue
argument_value (const ClaspOscArgument *argument, gint64 now_unix_us)
{
  switch (argument->tag)
    {
    case 'i':
      return clasp_value_int (argument->int32);
    case 'h':
      return clasp_value_int (argument->int64);
    case 'f':
      return clasp_value_double ((double) argument->float32);
    case 'd':
      return clasp_value_double (argument->float64);
    case 's':
    case 'S':
      return text_value (argument->text);
    case 'b':
      return clasp_value_bytes (argument->blob.data, argument->blob.size);
    case 'T':
    case 'F':
      return clasp_value_bool (argument->tag == 'T');
    case 'c':
      return character_value (argument->character);
    case 'r':
    case 'm':
      return bytes_as_array (argument->bytes);
    case 't':
      return time_value (argument->time, now_unix_us);
    default: /* N, and I among other arguments */
      return clasp_value_null ();
    }
}

/* The values up to the closing bracket, or to the end. Recursion is as deep as the brackets, which
 * the decoder limited. */
static GArray *
collect_values (ClaspOscArguments *arguments, gint64 now_unix_us)
{
  GArray          *values = g_array_new (FALSE, FALSE, sizeof (ClaspValue));
  ClaspOscArgument argument;

  while (clasp_osc_arguments_next (arguments, &argument) && argument.tag != ']')
    {
      ClaspValue value;

      if (argument.tag == '[')
        {
          g_autoptr (GArray) inner = collect_values (arguments, now_unix_us);

          value = clasp_value_array ((ClaspValue *) inner->data, inner->len);
        }
      else
        {
          value = argument_value (&argument, now_unix_us);
        }
      g_array_append_val (values, value);
    }

  return values;
}

/**
 * clasp_osc_message_is_event:
 * @message: a decoded message
 *
 * Returns: %TRUE if it says that something happened rather than what something is
 */
gboolean
clasp_osc_message_is_event (const ClaspOscMessage *message)
{
  return message->tags.length == 0 || (message->tags.length == 1 && message->tags.data[0] == 'I');
}

/**
 * clasp_osc_message_to_value:
 * @message: a decoded message
 * @now_unix_us: the present
 *
 * c and S become strings, r and m arrays of four ints, t a map `{ntp: [seconds, fraction], us}`,
 * brackets arrays inside the value (bridges.md 2.3).
 *
 * Returns: (transfer full): its value
 */
ClaspValue
clasp_osc_message_to_value (const ClaspOscMessage *message, gint64 now_unix_us)
{
  ClaspOscArguments  arguments = message->arguments;
  g_autoptr (GArray) values = collect_values (&arguments, now_unix_us);

  if (values->len == 0)
    return clasp_value_null ();
  if (values->len == 1)
    return g_array_index (values, ClaspValue, 0);
  return clasp_value_array ((ClaspValue *) values->data, values->len);
}
