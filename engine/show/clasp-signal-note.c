/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-signal-note.h"

#include "core/clasp-address.h"
#include "show/clasp-registry.h"
#include "show/clasp-show.h"

#include <math.h>
#include <string.h>

static gboolean
refuse (GError **error, const char *line, const char *why)
{
  g_autofree char *valid = g_utf8_make_valid (line, (gssize) strnlen (line, 120));

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "“%s”: %s", valid, why);
  return FALSE;
}

static char *
unescape (const char *text)
{
  GString *plain = g_string_new (text);

  g_string_replace (plain, "%5B", "[", 0);
  g_string_replace (plain, "%25", "%", 0);
  return g_string_free (plain, FALSE);
}

static char *
escape (const char *text)
{
  GString *safe = g_string_new (text);

  g_string_replace (safe, "%", "%25", 0);
  g_string_replace (safe, "[", "%5B", 0);
  return g_string_free (safe, FALSE);
}

/* "range 0 127" */
static gboolean
read_range (const char *mark, ClaspSignalNote *note)
{
  char *end;

  note->treat_as = g_str_has_prefix (mark, "whole ") ? CLASP_TREAT_AS_WHOLE : CLASP_TREAT_AS_RANGE;
  mark = strchr (mark, ' ') + 1;
  note->minimum = g_ascii_strtod (mark, &end);
  if (end == mark || *end != ' ')
    return FALSE;
  mark = end + 1;
  note->maximum = g_ascii_strtod (mark, &end);
  return end != mark && *end == '\0' && isfinite (note->minimum) && isfinite (note->maximum) &&
         note->minimum < note->maximum;
}

static gboolean
read_mark (const char *mark, ClaspSignalNote *note)
{
  if (strcmp (mark, "favourite") == 0)
    note->is_favourite = TRUE;
  else if (strcmp (mark, "switch") == 0)
    note->treat_as = CLASP_TREAT_AS_SWITCH;
  else if (g_str_has_prefix (mark, "range ") || g_str_has_prefix (mark, "whole "))
    return read_range (mark, note);
  else
    return FALSE;
  return TRUE;
}

/* The note behind the marks. */
static void
read_text (const char *text, ClaspSignalNote *note)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));

  if (*plain != '\0')
    note->text = g_utf8_make_valid (plain, (gssize) strnlen (plain, CLASP_SIGNAL_NOTE_TEXT));
}

/**
 * clasp_signal_note_parse:
 * @line: a line of the setting
 * @note: (out caller-allocates): what it says; clear it whatever is returned
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: any.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING with the line and what is wrong with it.
 *
 * Returns: whether it could be read
 */
gboolean
clasp_signal_note_parse (const char *line, ClaspSignalNote *note, GError **error)
{
  const char      *open = strstr (line, " ["), *close = open != NULL ? strchr (open, ']') : NULL;
  g_autofree char *address = NULL, *marks = NULL;
  g_auto (GStrv)   parts = NULL;
  const char      *why = NULL;

  *note = (ClaspSignalNote){ 0 };
  if (close == NULL)
    return refuse (error, line, "there is no “[…]” behind an address");

  address = g_strndup (line, (gsize) (open - line));
  marks = g_strndup (open + 2, (gsize) (close - open - 2));
  note->address = unescape (address);
  if (!clasp_address_is_valid (clasp_str (note->address), &why))
    return refuse (error, line, why);
  parts = g_strsplit (marks, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0' && !read_mark (parts[i], note))
      return refuse (error, line, "between “[” and “]” may stand favourite, switch, range LOW HIGH, whole LOW HIGH");
  read_text (close + 1, note);
  return TRUE;
}

static void
print_range (const ClaspSignalNote *note, GString *text)
{
  char numbers[2][G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_dtostr (numbers[0], sizeof numbers[0], note->minimum);
  g_ascii_dtostr (numbers[1], sizeof numbers[1], note->maximum);
  g_string_append_printf (text, "%s %s %s", note->treat_as == CLASP_TREAT_AS_WHOLE ? "whole" : "range",
                          numbers[0], numbers[1]);
}

/**
 * clasp_signal_note_print:
 * @note: a note
 *
 * Thread: any.
 *
 * Returns: (transfer full): it as a line of the setting
 */
char *
clasp_signal_note_print (const ClaspSignalNote *note)
{
  g_autofree char *address = escape (note->address);
  GString         *text = g_string_new (address);

  g_string_append (text, " [");
  if (note->is_favourite)
    g_string_append (text, note->treat_as != CLASP_TREAT_AS_IT_IS ? "favourite, " : "favourite");
  switch (note->treat_as)
    {
    case CLASP_TREAT_AS_IT_IS:
      break;
    case CLASP_TREAT_AS_RANGE:
    case CLASP_TREAT_AS_WHOLE:
      print_range (note, text);
      break;
    case CLASP_TREAT_AS_SWITCH:
      g_string_append (text, "switch");
      break;
    }
  g_string_append_c (text, ']');
  if (note->text != NULL)
    g_string_append_printf (text, " %s", note->text);
  return g_string_free (text, FALSE);
}

/**
 * clasp_signal_note_is_empty:
 * @note: a note
 *
 * Thread: any.
 *
 * Returns: whether it says nothing
 */
gboolean
clasp_signal_note_is_empty (const ClaspSignalNote *note)
{
  return !note->is_favourite && note->treat_as == CLASP_TREAT_AS_IT_IS && note->text == NULL;
}

/**
 * clasp_signal_note_clear:
 * @note: a note
 *
 * Thread: any.
 */
void
clasp_signal_note_clear (ClaspSignalNote *note)
{
  g_clear_pointer (&note->address, g_free);
  g_clear_pointer (&note->text, g_free);
}
