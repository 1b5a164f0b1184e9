/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universe-notes.h"

#include "core/clasp-address.h"
#include "core/clasp-error.h"

#define EXAMPLE "write it like /artnet/0/0/1/13 Front wash [intensity]"

static gboolean
refuse (const char *text, const char *why, GError **error)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "‘%s’: %s", text, why);
  return FALSE;
}

/* "13" or "13-24". */
static gboolean
parse_slots (const char *text, ClaspNoteText *note)
{
  char   *end = NULL;
  guint64 first = g_ascii_isdigit (text[0]) ? g_ascii_strtoull (text, &end, 10) : 0;
  guint64 last = first;

  if (end != NULL && end[0] == '-' && g_ascii_isdigit (end[1]))
    last = g_ascii_strtoull (end + 1, &end, 10);
  if (end == NULL || *end != '\0' || first < 1 || last < first || last > CLASP_DMX_SLOTS)
    return FALSE;

  note->first = (guint) first - 1;
  note->last = (guint) last - 1;
  return TRUE;
}

/* "cue 128" or "cue 50%". */
static gboolean
parse_cue (const char *word, ClaspNoteText *note)
{
  char   *end = NULL;
  guint64 number;

  if (!g_str_has_prefix (word, "cue ") || !g_ascii_isdigit (word[4]))
    return FALSE;

  number = g_ascii_strtoull (word + 4, &end, 10);
  if (g_str_equal (end, "%") && number <= 100)
    note->cue = (int) (number * 255 + 50) / 100;
  else if (*end == '\0' && number <= 255)
    note->cue = (int) number;
  else
    return FALSE;
  return TRUE;
}

/* "intensity, careful, 16-bit, cue 128" */
static gboolean
parse_marks (char *marks, ClaspNoteText *note)
{
  g_auto (GStrv) words = g_strsplit (marks, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *word = g_strstrip (words[i]);

      if (g_str_equal (word, "intensity"))
        note->is_intensity = TRUE;
      else if (g_str_equal (word, "careful"))
        note->is_careful = TRUE;
      else if (g_str_equal (word, "16-bit"))
        note->group = CLASP_SLOT_GROUP_16;
      else if (g_str_equal (word, "rgb"))
        note->group = CLASP_SLOT_GROUP_RGB;
      else if (!parse_cue (word, note))
        return FALSE;
    }

  return TRUE;
}

static gboolean
parse_address (char *address, ClaspNoteText *note)
{
  char *slash = strrchr (address, '/');

  if (slash == NULL || slash == address || address[0] != '/' || !parse_slots (slash + 1, note))
    return FALSE;

  *slash = '\0';
  if (!clasp_address_is_valid (clasp_str (address), NULL))
    return FALSE;
  note->prefix = g_strdup (address);
  return TRUE;
}

/* A single slot is where a group begins. */
static gboolean
has_room (const ClaspNoteText *note)
{
  guint end = note->first == note->last ? CLASP_DMX_SLOTS : note->last + 1;

  return note->first + clasp_slot_group_get_width (note->group) <= end;
}

/**
 * clasp_note_text_parse:
 * @text: a note
 * @note: (out caller-allocates): what it says
 * @error: return location for %CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE if it cannot be read
 */
gboolean
clasp_note_text_parse (const char *text, ClaspNoteText *note, GError **error)
{
  g_autofree char *address = g_strstrip (g_strdup (text));
  char            *name = address + strcspn (address, " ");
  char            *marks;

  *note = (ClaspNoteText){ .cue = CLASP_DMX_NO_CUE };
  if (*name != '\0')
    *name++ = '\0';
  g_strstrip (name);
  marks = strrchr (name, '[');
  if (marks != NULL && g_str_has_suffix (marks, "]"))
    {
      *marks++ = '\0';
      marks[strlen (marks) - 1] = '\0';
      if (!parse_marks (marks, note))
        return refuse (text, "a mark is ‘intensity’, ‘careful’, ‘16-bit’, ‘rgb’, or ‘cue’ with a level of 0–255 or 0–100%", error);
      g_strchomp (name);
    }
  if (!parse_address (address, note))
    return refuse (text, "no slot 1–512 of a universe; " EXAMPLE, error);

  if (!has_room (note))
    {
      clasp_note_text_clear (note);
      return refuse (text, "too few slots for what they are together", error);
    }

  note->name = *name != '\0' ? g_strdup (name) : NULL;
  return TRUE;
}

/**
 * clasp_note_text_clear:
 * @note: a note; may be zero
 */
void
clasp_note_text_clear (ClaspNoteText *note)
{
  g_clear_pointer (&note->prefix, g_free);
  g_clear_pointer (&note->name, g_free);
}
