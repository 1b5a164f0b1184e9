/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Where in a text its items stand. The reader of JSON forgets it, and is right to; for the few
 * files with something to report the text is gone through once more, without looking into the
 * values. */

#define MAX_LINES 200000 /* items that are remembered */

typedef struct
{
  const char *p;
  guint       line;
  guint       depth;
  gboolean    is_object; /* the whole is */
  gboolean    is_list;   /* we are in a list of it, or it is one */
  gboolean    is_due;    /* an item begins with the next value */
  guint       index;
  char       *name; /* (owned) of the list */
  GHashTable *lines;
} Scan;

/* Moves behind a text in quotation marks; (transfer full) what is in it. */
static char *
pass_text (Scan *scan)
{
  const char *start = ++scan->p;

  while (*scan->p != '\0' && *scan->p != '"')
    scan->p += scan->p[0] == '\\' && scan->p[1] != '\0' ? 2 : 1;
  return g_strndup (start, (gsize) (scan->p - start));
}

static void
begin_value (Scan *scan)
{
  if (!scan->is_due)
    return;
  scan->is_due = FALSE;
  if (g_hash_table_size (scan->lines) < MAX_LINES)
    g_hash_table_insert (scan->lines, g_strdup_printf ("%s[%u]", scan->name, scan->index),
                         GUINT_TO_POINTER (scan->line));
}

static void
open_value (Scan *scan)
{
  guint items_depth = scan->is_object ? 2 : 1;

  begin_value (scan);
  if (scan->depth == 0)
    scan->is_object = *scan->p == '{';
  scan->depth++;
  items_depth = scan->is_object ? 2 : 1;
  if (scan->depth != items_depth)
    return;
  scan->is_list = *scan->p == '[';
  scan->is_due = scan->is_list;
  scan->index = 0;
}

static void
scan_char (Scan *scan)
{
  const guint items_depth = scan->is_object ? 2 : 1;

  if (*scan->p == '{' || *scan->p == '[')
    open_value (scan);
  else if (*scan->p == '}' || *scan->p == ']')
    {
      scan->is_due = FALSE;
      scan->depth -= scan->depth > 0;
    }
  else if (*scan->p == ',' && scan->depth == items_depth && scan->is_list)
    {
      scan->is_due = TRUE;
      scan->index++;
    }
  else if (*scan->p == '\n')
    scan->line++;
  else if (*scan->p == '"')
    {
      g_autofree char *text = NULL;

      begin_value (scan);
      text = pass_text (scan);
      if (scan->is_object && scan->depth == 1)
        {
          g_free (scan->name);
          scan->name = g_steal_pointer (&text);
        }
    }
  else if (strchr (" \t\r:,", *scan->p) == NULL)
    begin_value (scan);
}

GHashTable *
clasp_exchange_find_lines (const char *text)
{
  Scan scan = { .p = text, .line = 1, .name = g_strdup ("") };

  scan.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (; *scan.p != '\0'; scan.p++)
    {
      scan_char (&scan);
      if (*scan.p == '\0')
        break;
    }
  g_free (scan.name);
  return scan.lines;
}

/* The line of what a sentence begins with, of its item when it speaks of a part; 0 for none. */
static guint
find_line (GHashTable *lines, const char *sentence)
{
  const char *colon = strstr (sentence, ": ");
  const char *bracket = strchr (sentence, ']');
  const char *opening = strchr (sentence, '[');
  guint       line = 0;

  if (colon != NULL)
    {
      g_autofree char *path = g_strndup (sentence, (gsize) (colon - sentence));

      line = GPOINTER_TO_UINT (g_hash_table_lookup (lines, path));
    }
  if (line == 0 && bracket != NULL)
    {
      g_autofree char *path = g_strndup (sentence, (gsize) (bracket + 1 - sentence));

      line = GPOINTER_TO_UINT (g_hash_table_lookup (lines, path));
    }
  /* a list alone has no name */
  if (line == 0 && bracket != NULL && opening != NULL && opening < bracket)
    {
      g_autofree char *path = g_strndup (opening, (gsize) (bracket + 1 - opening));

      line = GPOINTER_TO_UINT (g_hash_table_lookup (lines, path));
    }
  return line;
}

void
clasp_exchange_add_lines (GPtrArray *report, guint first, GHashTable *lines)
{
  for (guint i = first; i < report->len; i++)
    {
      g_autofree char *sentence = report->pdata[i];
      guint            line = find_line (lines, sentence);

      report->pdata[i] =
        line > 0 ? g_strdup_printf ("line %u, %s", line, sentence) : g_steal_pointer (&sentence);
    }
}
