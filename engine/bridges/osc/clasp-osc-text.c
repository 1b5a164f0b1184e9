/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-text.h"

#include "core/clasp-error.h"

#include <math.h>

static gboolean
as_int (const char *word, ClaspOscArgument *argument)
{
  gint64 number;

  if (!g_ascii_string_to_signed (word, 10, G_MININT32, G_MAXINT32, &number, NULL))
    return FALSE;
  *argument = (ClaspOscArgument){ .tag = 'i', .int32 = (gint32) number };
  return TRUE;
}

static gboolean
as_float (const char *word, ClaspOscArgument *argument)
{
  char  *end;
  double number = g_ascii_strtod (word, &end);

  if (end == word || *end != '\0' || !isfinite (number))
    return FALSE;
  *argument = (ClaspOscArgument){ .tag = 'f', .float32 = (float) number };
  return TRUE;
}

static void
add_word (ClaspOscEncoder *encoder, const char *word)
{
  ClaspOscArgument argument = { .tag = 's' };

  if (g_str_equal (word, "true") || g_str_equal (word, "false"))
    argument.tag = word[0] == 't' ? 'T' : 'F';
  else if (!as_int (word, &argument) && !as_float (word, &argument))
    argument.text = clasp_str (word);
  clasp_osc_encoder_add (encoder, &argument);
}

/**
 * clasp_osc_message_from_text:
 * @text: an address and arguments, between blanks; quotes keep blanks together
 * @writer: gets the message appended
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Returns: %FALSE if it is none
 */
gboolean
clasp_osc_message_from_text (const char *text, ClaspWriter *writer, GError **error)
{
  g_auto (ClaspOscEncoder) encoder = { 0 };
  g_auto (GStrv)           words = NULL;

  if (!g_shell_parse_argv (text, NULL, &words, NULL) || words[0][0] != '/' || words[0][1] == '\0')
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "‘%s’ is no message; write its address and arguments, /subscribe 10", text);
      return FALSE;
    }

  clasp_osc_encoder_begin (&encoder, clasp_str (words[0]));
  for (guint i = 1; words[i] != NULL; i++)
    add_word (&encoder, words[i]);
  clasp_osc_encoder_finish (&encoder, writer);
  return TRUE;
}
