/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-fault-mark.h"

#include <string.h>

static guint
number_behind (const char *message, const char *word)
{
  const char *found = strstr (message, word);

  return found != NULL ? (guint) g_ascii_strtoull (found + strlen (word), NULL, 10) : 0;
}

static void
mark_in_entry (GtkEntry *entry, guint column)
{
  const char                *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  guint                      n = (guint) g_utf8_strlen (text, -1);
  g_autoptr (PangoAttrList)  attributes = NULL;
  PangoAttribute            *line;

  if (column > 0 && n > 0)
    {
      /* Behind the end means: something is missing there. */
      const char *start = g_utf8_offset_to_pointer (text, (long) MIN (column, n) - 1);

      attributes = pango_attr_list_new ();
      line = pango_attr_underline_new (PANGO_UNDERLINE_ERROR);
      line->start_index = (guint) (start - text);
      line->end_index = (guint) (g_utf8_next_char (start) - text);
      pango_attr_list_insert (attributes, line);
    }
  gtk_entry_set_attributes (entry, attributes);
}

/* @line 0: none; @column 0: all of it. */
static void
mark_in_lines (GtkTextView *view, guint line, guint column)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextTag    *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), "fault");
  GtkTextIter    start, end;

  if (tag == NULL && line == 0)
    return;
  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (buffer, "fault", "underline", PANGO_UNDERLINE_ERROR, NULL);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
  if (line == 0)
    return;

  gtk_text_buffer_get_iter_at_line (buffer, &start, (int) line - 1);
  if (column > 0 && (int) column <= gtk_text_iter_get_chars_in_line (&start))
    gtk_text_iter_set_line_offset (&start, (int) column - 1);
  end = start;
  if (column == 0 && !gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  else
    gtk_text_iter_forward_char (&end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
}

void
br_fault_mark (GtkWidget *control, const char *message)
{
  guint line = message != NULL ? number_behind (message, "line ") : 0;
  guint column = message != NULL ? number_behind (message, "column ") : 0;

  if (GTK_IS_ENTRY (control))
    mark_in_entry (GTK_ENTRY (control), column);
  else if (GTK_IS_TEXT_VIEW (control))
    mark_in_lines (GTK_TEXT_VIEW (control), line == 0 && column > 0 ? 1 : line, column);
}
