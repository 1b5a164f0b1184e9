/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Tables of mappings: a line each, `source,target,inMin,inMax,outMin,outMax,transform` as the
 * first. Addresses are our router's; a range is the step `scale`; what stands under transform are
 * steps as on the command line. Quotation marks as in RFC 4180. */

#define N_COLUMNS 7

static const char *const columns[N_COLUMNS] = { "source", "target", "inMin",    "inMax",
                                                "outMin", "outMax", "transform" };
static const char *const ranges[] = { "in-min", "in-max", "out-min", "out-max" };

/* One cell from @p, which is moved behind it and its comma. FALSE at the end of a line. */
static gboolean
read_cell (const char **p, GString *cell)
{
  gboolean is_quoted = **p == '"';

  if (is_quoted)
    (*p)++;
  for (; **p != '\0'; (*p)++)
    {
      if (is_quoted && **p == '"' && (*p)[1] == '"')
        (*p)++;
      else if (is_quoted && **p == '"')
        {
          is_quoted = FALSE;
          continue;
        }
      else if (!is_quoted && strchr (",\r\n", **p) != NULL)
        break;
      g_string_append_c (cell, **p);
    }
  if (**p == ',')
    {
      (*p)++;
      return TRUE;
    }
  if (**p == '\r')
    (*p)++;
  if (**p == '\n')
    (*p)++;
  return FALSE;
}

/* (transfer full) (element-type utf8) */
static GPtrArray *
read_row (const char **p)
{
  GPtrArray *row = g_ptr_array_new_with_free_func (g_free);
  gboolean   goes_on = TRUE;

  while (goes_on)
    {
      g_autoptr (GString) cell = g_string_new (NULL);

      goes_on = read_cell (p, cell);
      if (row->len <= N_COLUMNS)
        g_ptr_array_add (row, g_strstrip (g_strdup (cell->str)));
    }
  return row;
}

/* A cell in quotation marks may have several. */
static guint
count_lines (const char *from, const char *to)
{
  guint n = 0;

  for (; from < to; from++)
    n += *from == '\n';
  return n;
}

static gboolean
is_head (GPtrArray *row)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    if (row->len != N_COLUMNS || g_ascii_strcasecmp (row->pdata[i], columns[i]) != 0)
      return FALSE;
  return TRUE;
}

/* The four numbers, of which those left out are as in version 1. */
static gboolean
add_range (ClaspShow *show, ClaspMapping *mapping, GPtrArray *row, GError **error)
{
  g_autoptr (ClaspStep) step = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      const char *text = row->pdata[2 + i];

      if (*text == '\0')
        continue;
      if (step == NULL && (step = clasp_show_create_step (show, "scale", error)) == NULL)
        return FALSE;
      if (!clasp_settings_set_text (clasp_step_get_settings (step), ranges[i], text, error))
        {
          g_prefix_error (error, "%s: ", columns[2 + i]);
          return FALSE;
        }
    }
  if (step != NULL)
    clasp_mapping_insert_step (mapping, 0, step);
  return TRUE;
}

static gboolean
add_steps (ClaspShow *scratch, ClaspMapping *mapping, const char *text, GError **error)
{
  g_autofree char *map = g_strconcat ("/a => ", text, " => /b", NULL);
  ClaspMapping    *parsed = *text != '\0' ? clasp_show_map_from_text (scratch, map, error) : NULL;
  GListModel      *steps;

  if (parsed == NULL)
    {
      g_prefix_error (error, "transform: ");
      return *text == '\0';
    }
  steps = clasp_mapping_get_steps (parsed);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      clasp_mapping_insert_step (
        mapping, g_list_model_get_n_items (clasp_mapping_get_steps (mapping)), step);
    }
  clasp_show_remove (scratch, CLASP_SHOW_ITEM (parsed));
  return TRUE;
}

static gboolean
import_row (ClaspShow *show, ClaspShow *scratch, GPtrArray *row, GError **error)
{
  g_autoptr (ClaspMapping) mapping = NULL;

  if (row->len != N_COLUMNS)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "has not %d columns",
                   N_COLUMNS);
      return FALSE;
    }
  mapping = clasp_show_create_mapping (show, row->pdata[0], row->pdata[1]);
  g_object_set (mapping, "convert", FALSE, NULL);
  if (!add_range (show, mapping, row, error) ||
      !add_steps (scratch, mapping, row->pdata[6], error) ||
      !clasp_exchange_check_mapping (mapping, error))
    return FALSE;
  if (clasp_show_add (show, CLASP_SHOW_ITEM (mapping)))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "the show is full");
  return FALSE;
}

gboolean
clasp_import_csv (ClaspImport *self, const char *text, GError **error)
{
  g_autoptr (ClaspShow) scratch = clasp_show_new (clasp_show_get_registry (self->show));
  const char           *p = text;
  guint                 line = 1;
  g_autoptr (GPtrArray) head = read_row (&p);

  if (!is_head (head))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "line 1: expected source,target,inMin,inMax,outMin,outMax,transform");
      return FALSE;
    }
  for (guint n = 1; *p != '\0'; n++)
    {
      g_autoptr (GError)    row_error = NULL;
      g_autoptr (GPtrArray) row = NULL;
      g_autofree char      *path = NULL;

      line += count_lines (text, p);
      text = p;
      path = g_strdup_printf ("line %u", line);
      row = read_row (&p);
      if (row->len == 1 && *(char *) row->pdata[0] == '\0')
        continue;
      if (n > CLASP_SHOW_MAX_MAPPINGS)
        {
          clasp_exchange_tell (self->report, path,
                               "and all that follow are too many; they are left out");
          break;
        }
      if (!import_row (self->show, scratch, row, &row_error))
        clasp_exchange_tell (self->report, path, "%s; it is left out", row_error->message);
    }
  return TRUE;
}
