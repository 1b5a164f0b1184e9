/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-slot-notes.h"

#include <string.h>

static gboolean
covers (const ClaspNoteText *note,
        const char          *prefix,
        guint                slot)
{
  return g_str_equal (note->prefix, prefix) && slot >= note->first && slot <= note->last;
}

/* --- reading ------------------------------------------------------------------------------------ */

/* A later note adds to what an earlier one said. */
static void
add (ClaspNoteText       *sum,
     const ClaspNoteText *note)
{
  if (note->name != NULL)
    {
      g_free (sum->name);
      sum->name = g_strdup (note->name);
    }
  sum->is_intensity |= note->is_intensity;
  sum->is_careful |= note->is_careful;
  if (note->cue != CLASP_DMX_NO_CUE)
    sum->cue = note->cue;
}

void
br_slot_notes_find (const char *const *notes,
                    const char        *prefix,
                    guint              slot,
                    ClaspNoteText     *found)
{
  *found = (ClaspNoteText) { .prefix = g_strdup (prefix), .first = slot, .last = slot, .cue = CLASP_DMX_NO_CUE };
  for (guint i = 0; notes[i] != NULL; i++)
    {
      g_auto (ClaspNoteText) note = { 0 };

      if (clasp_note_text_parse (notes[i], &note, NULL) && covers (&note, prefix, slot))
        add (found, &note);
    }
}

/* --- writing ------------------------------------------------------------------------------------ */

static void
append_mark (GString    *marks,
             const char *mark)
{
  g_string_append_printf (marks, "%s%s", marks->len > 0 ? ", " : "", mark);
}

static void
append_marks (GString             *marks,
              const ClaspNoteText *note)
{
  if (note->is_intensity)
    append_mark (marks, "intensity");
  if (note->is_careful)
    append_mark (marks, "careful");
  if (note->cue != CLASP_DMX_NO_CUE)
    {
      g_autofree char *cue = g_strdup_printf ("cue %d", note->cue);

      append_mark (marks, cue);
    }
  if (note->group != CLASP_SLOT_GROUP_NONE)
    append_mark (marks, note->group == CLASP_SLOT_GROUP_16 ? "16-bit" : "rgb");
}

char *
br_slot_note_print (const ClaspNoteText *note)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);

  g_string_append_printf (text, "%s/%u", note->prefix, note->first + 1);
  if (note->last > note->first)
    g_string_append_printf (text, "-%u", note->last + 1);
  if (note->name != NULL)
    g_string_append_printf (text, " %s", note->name);
  append_marks (marks, note);
  if (marks->len > 0)
    g_string_append_printf (text, " [%s]", marks->str);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
says_anything (const ClaspNoteText *note)
{
  return note->name != NULL || note->is_intensity || note->is_careful || note->cue != CLASP_DMX_NO_CUE
         || note->group != CLASP_SLOT_GROUP_NONE;
}

static void
append_part (GPtrArray           *list,
             const ClaspNoteText *note,
             guint                first,
             guint                last)
{
  ClaspNoteText part = *note;

  part.first = first;
  part.last = last;
  if (says_anything (&part))
    g_ptr_array_add (list, br_slot_note_print (&part));
}

/* All but one slot of a run. What belongs together stays together: it is said of the whole run. */
static void
append_divided (GPtrArray     *list,
                ClaspNoteText *note,
                guint          slot)
{
  const ClaspNoteText group = { .prefix = note->prefix, .cue = CLASP_DMX_NO_CUE, .group = note->group };

  append_part (list, &group, note->first, note->last);
  note->group = CLASP_SLOT_GROUP_NONE;
  if (slot > note->first)
    append_part (list, note, note->first, slot - 1);
  if (slot < note->last)
    append_part (list, note, slot + 1, note->last);
}

/* Brackets begin the marks. */
static char *
clean_name (const char *name)
{
  char *clean = name != NULL ? g_strstrip (g_strdup (name)) : NULL;

  if (clean == NULL || *clean == '\0')
    {
      g_free (clean);
      return NULL;
    }
  g_strdelimit (clean, "[", '(');
  g_strdelimit (clean, "]", ')');
  g_strdelimit (clean, "\n\r\t", ' ');

  return clean;
}

char **
br_slot_notes_replace (const char *const *notes,
                       const char        *prefix,
                       guint              slot,
                       const char        *name,
                       gboolean           is_careful)
{
  g_autoptr (GPtrArray)  list = g_ptr_array_new ();
  g_auto (ClaspNoteText) sum = { 0 };

  br_slot_notes_find (notes, prefix, slot, &sum);
  for (guint i = 0; notes[i] != NULL; i++)
    {
      g_auto (ClaspNoteText) note = { 0 };

      if (clasp_note_text_parse (notes[i], &note, NULL) && covers (&note, prefix, slot))
        append_divided (list, &note, slot);
      else
        g_ptr_array_add (list, g_strdup (notes[i]));
    }
  g_free (sum.name);
  sum.name = clean_name (name);
  sum.is_careful = is_careful;
  append_part (list, &sum, slot, slot);
  g_ptr_array_add (list, NULL);

  return (char **) g_ptr_array_steal (list, NULL);
}
