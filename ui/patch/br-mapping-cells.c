/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-cells.h"

#include "clasp-kinds.h"
#include "patch/br-new-circles.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-steps.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const struct
{
  const char *id; /* in English, for tables from elsewhere */
  const char *title;
} cells[BR_N_CELLS] = {
  { "name", NC_ ("column of mappings", "Name") },
  { "group", NC_ ("column of mappings", "Group") },
  { "source", NC_ ("column of mappings", "Source") },
  { "steps", NC_ ("column of mappings", "Steps") },
  { "target", NC_ ("column of mappings", "Target") },
  { "range in", NC_ ("column of mappings", "Range in") },
  { "range out", NC_ ("column of mappings", "Range out") },
  { "note", NC_ ("column of mappings", "Note") },
};

/* --- texts -------------------------------------------------------------------------------------- */

/* Of "SOURCE => STEPS => TARGET", what stands between the two arrows. */
static char *
dup_steps (ClaspMapping *mapping)
{
  GListModel *steps = clasp_mapping_get_steps (mapping);
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      g_autofree char      *printed = clasp_step_to_text (step);

      g_string_append_printf (text, "%s%s", i > 0 ? " | " : "", printed);
    }

  return g_string_free (text, FALSE);
}

static char *
dup_range (double low,
           double high)
{
  char texts[2][24];

  br_format_limit (low, texts[0], sizeof texts[0]);
  br_format_limit (high, texts[1], sizeof texts[1]);

  return g_strdup_printf ("%s – %s", texts[0], texts[1]);
}

const char *
br_cell_get_title (BrCell cell)
{
  return g_dpgettext2 (NULL, "column of mappings", cells[cell].title);
}

char *
br_cell_dup_text (ClaspShow    *show,
                  ClaspMapping *mapping,
                  BrCell        cell)
{
  BrQuickSteps steps;

  switch (cell)
    {
    case BR_CELL_NAME:
      return g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)));
    case BR_CELL_GROUP:
      return g_strdup (clasp_mapping_get_group (mapping));
    case BR_CELL_SOURCE:
      return g_strdup (clasp_mapping_get_source (mapping));
    case BR_CELL_TARGET:
      return g_strdup (clasp_mapping_get_target (mapping));
    case BR_CELL_STEPS:
      return dup_steps (mapping);
    case BR_CELL_RANGE_IN:
      return br_quick_steps_read (&steps, show, mapping) ? dup_range (steps.in_min, steps.in_max) : g_strdup ("");
    case BR_CELL_RANGE_OUT:
      return br_quick_steps_read (&steps, show, mapping) ? dup_range (steps.out_min, steps.out_max) : g_strdup ("");
    case BR_CELL_NOTE:
      return g_strdup (clasp_mapping_is_plain (mapping)
                         ? ""
                         : clasp_settings_get_string (clasp_mapping_get_options (mapping), "notes"));
    case BR_N_CELLS:
      break;
    }

  return g_strdup ("");
}

/* --- changing ----------------------------------------------------------------------------------- */

/* "0 – 255", "0-255", "-1 1", "0…1": two numbers with anything between them. */
static gboolean
parse_range (const char *text,
             double     *low,
             double     *high,
             GError    **error)
{
  char       *end;
  const char *second;

  *low = g_ascii_strtod (text, &end);
  if (end != text)
    {
      second = end + strspn (end, " \t");
      /* A dash in between is no minus, if there is a number behind it that has none of its own. */
      if (*second == '-' || g_str_has_prefix (second, "–") || g_str_has_prefix (second, "…"))
        second = g_utf8_next_char (second);
      *high = g_ascii_strtod (second, &end);
      if (end != second && end[strspn (end, " \t")] == '\0' && isfinite (*low) && isfinite (*high))
        return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("“%s” is no range; two numbers are, 0 – 255"), text);
  return FALSE;
}

static GPtrArray *
dup_list_items (GListModel *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));

  return items;
}

/* (transfer full) of @text, which may be empty; NULL with an error. */
static GPtrArray *
parse_steps (const char *text,
             GError    **error)
{
  g_autoptr (ClaspShow) scratch = NULL;
  g_autofree char      *line = NULL;
  ClaspMapping         *mapping;

  if (*text == '\0')
    return g_ptr_array_new_with_free_func (g_object_unref);

  scratch = clasp_show_new (clasp_kinds ());
  line = g_strdup_printf ("/a => %s => /b", text);
  mapping = clasp_show_map_from_text (scratch, line, error);

  return mapping != NULL ? dup_list_items (clasp_mapping_get_steps (mapping)) : NULL;
}

static gboolean
set_steps (ClaspMapping *mapping,
           const char   *text,
           GError      **error)
{
  g_autoptr (GPtrArray) steps = parse_steps (text, error);

  if (steps == NULL)
    return FALSE;

  while (g_list_model_get_n_items (clasp_mapping_get_steps (mapping)) > 0)
    clasp_mapping_remove_step (mapping, 0);
  for (guint i = 0; i < steps->len; i++)
    {
      ClaspStep *step = steps->pdata[i];

      clasp_mapping_insert_step (mapping, i, step);
    }

  return TRUE;
}

static gboolean
set_range (ClaspShow    *show,
           ClaspMapping *mapping,
           gboolean      is_out,
           const char   *text,
           GError      **error)
{
  BrQuickSteps steps;
  double       low, high;

  if (!parse_range (text, &low, &high, error))
    return FALSE;
  if (!br_quick_steps_read (&steps, show, mapping))
    {
      g_set_error (error,
                   G_IO_ERROR,
                   G_IO_ERROR_INVALID_DATA,
                   _("%s has steps that set the range; edit those"),
                   clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)));
      return FALSE;
    }

  if (is_out)
    steps.out_min = low, steps.out_max = high;
  else
    steps.in_min = low, steps.in_max = high;
  br_quick_steps_write (&steps, show, mapping);

  return TRUE;
}

static gboolean
set_end (ClaspMapping *mapping,
         gboolean      is_target,
         const char   *text,
         GError      **error)
{
  const char *source = is_target ? clasp_mapping_get_source (mapping) : text;
  const char *target = is_target ? text : clasp_mapping_get_target (mapping);

  /* An end that is open may stay so. */
  if (*source != '\0' && *target != '\0' && !br_patch_check (source, target, error))
    return FALSE;
  if (is_target)
    clasp_mapping_set_target (mapping, text);
  else
    clasp_mapping_set_source (mapping, text);

  return TRUE;
}

static gboolean
set_cell (ClaspShow    *show,
          ClaspMapping *mapping,
          BrCell        cell,
          const char   *text,
          GError      **error)
{
  switch (cell)
    {
    case BR_CELL_NAME:
      clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), text);
      return TRUE;
    case BR_CELL_GROUP:
      clasp_mapping_set_group (mapping, text);
      return TRUE;
    case BR_CELL_SOURCE:
    case BR_CELL_TARGET:
      return set_end (mapping, cell == BR_CELL_TARGET, text, error);
    case BR_CELL_STEPS:
      return set_steps (mapping, text, error);
    case BR_CELL_RANGE_IN:
    case BR_CELL_RANGE_OUT:
      return set_range (show, mapping, cell == BR_CELL_RANGE_OUT, text, error);
    case BR_CELL_NOTE:
      if (*text != '\0' || !clasp_mapping_is_plain (mapping))
        g_object_set (clasp_mapping_get_options (mapping), "notes", text, NULL);
      return TRUE;
    case BR_N_CELLS:
      break;
    }

  return TRUE;
}

/* Tried with copies: a cell that refuses leaves all as they are. */
static gboolean
all_take (ClaspShow   *show,
          GPtrArray   *mappings,
          BrCell       cell,
          const char  *text,
          GError     **error)
{
  for (guint i = 0; i < mappings->len; i++)
    {
      g_autoptr (ClaspMapping) copy = clasp_show_copy_mapping (show, mappings->pdata[i]);

      if (!set_cell (show, copy, cell, text, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
br_cells_set (ClaspShow   *show,
              GPtrArray   *mappings,
              BrCell       cell,
              const char  *text,
              guint       *n_muted,
              GError     **error)
{
  gboolean               is_end = cell == BR_CELL_SOURCE || cell == BR_CELL_TARGET;
  g_autoptr (GHashTable) before = is_end ? br_circles_collect (show) : NULL;
  g_autofree char       *label = NULL;
  guint                  n = 0;

  if (!all_take (show, mappings, cell, text, error))
    return FALSE;

  /* Translators: the title of a column of the table */
  label = g_strdup_printf (_("Change %s"), br_cell_get_title (cell));
  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < mappings->len; i++)
    set_cell (show, mappings->pdata[i], cell, text, NULL);
  if (is_end)
    n = br_circles_mute_new (show, mappings, before);
  clasp_show_end_edit (show);
  if (n_muted != NULL)
    *n_muted = n;

  return TRUE;
}

/* --- spreadsheets ------------------------------------------------------------------------------- */

/* A cell may hold no tab and no end of line. */
static void
append_cell (GString    *text,
             const char *cell,
             gboolean    is_last)
{
  g_autofree char *clean = g_strdelimit (g_strdup (cell), "\t\r\n", ' ');

  g_string_append_printf (text, "%s%c", clean, is_last ? '\n' : '\t');
}

char *
br_cells_copy (ClaspShow *show,
               GPtrArray *mappings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < BR_N_CELLS; i++)
    append_cell (text, br_cell_get_title (i), i == BR_N_CELLS - 1);
  for (guint j = 0; j < mappings->len; j++)
    for (guint i = 0; i < BR_N_CELLS; i++)
      {
        g_autofree char *cell = br_cell_dup_text (show, mappings->pdata[j], i);

        append_cell (text, cell, i == BR_N_CELLS - 1);
      }

  return g_string_free (text, FALSE);
}

static int
find_cell (const char *title)
{
  g_autofree char *folded = g_utf8_casefold (title, -1);

  for (int i = 0; i < BR_N_CELLS; i++)
    {
      g_autofree char *ours = g_utf8_casefold (br_cell_get_title (i), -1);

      if (g_str_equal (folded, ours) || g_ascii_strcasecmp (title, cells[i].id) == 0)
        return i;
    }

  return -1;
}

typedef struct
{
  int   columns[BR_N_CELLS * 2];
  guint n;
} Columns;

/* TRUE when the line is one of titles. */
static gboolean
read_titles (char   **line,
             Columns *columns)
{
  gboolean any = FALSE;

  columns->n = MIN (g_strv_length (line), G_N_ELEMENTS (columns->columns));
  for (guint i = 0; i < columns->n; i++)
    {
      columns->columns[i] = find_cell (g_strstrip (line[i]));
      any |= columns->columns[i] == BR_CELL_SOURCE || columns->columns[i] == BR_CELL_TARGET;
    }
  if (any)
    return TRUE;

  static const int two[] = { BR_CELL_SOURCE, BR_CELL_TARGET };
  static const int three[] = { BR_CELL_NAME, BR_CELL_SOURCE, BR_CELL_TARGET };
  static const int more[] = { BR_CELL_NAME, BR_CELL_SOURCE, BR_CELL_STEPS, BR_CELL_TARGET, BR_CELL_RANGE_IN, BR_CELL_RANGE_OUT, BR_CELL_NOTE };
  const int       *known = columns->n <= 2 ? two : columns->n == 3 ? three : more;

  columns->n = MIN (columns->n, columns->n <= 2 ? 2 : columns->n == 3 ? 3 : G_N_ELEMENTS (more));
  for (guint i = 0; i < columns->n; i++)
    columns->columns[i] = known[i];

  return FALSE;
}

static const char *
cell_of (char         **line,
         const Columns *columns,
         BrCell         cell)
{
  for (guint i = 0; i < columns->n && line[i] != NULL; i++)
    if (columns->columns[i] == (int) cell)
      return g_strstrip (line[i]);

  return "";
}

static ClaspMapping *
make_mapping (ClaspShow     *show,
              char         **line,
              const Columns *columns,
              GError       **error)
{
  static const BrCell late[] = { BR_CELL_GROUP, BR_CELL_STEPS, BR_CELL_RANGE_IN, BR_CELL_RANGE_OUT, BR_CELL_NOTE };
  const char         *source = cell_of (line, columns, BR_CELL_SOURCE);
  const char         *target = cell_of (line, columns, BR_CELL_TARGET);
  const char         *name = cell_of (line, columns, BR_CELL_NAME);
  g_autofree char    *title = br_mapping_title (source, target);
  g_autoptr (ClaspMapping) mapping = NULL;

  if (!br_patch_check (source, target, error))
    return NULL;

  mapping = clasp_show_create_mapping (show, source, target);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (mapping), *name != '\0' ? name : title);
  for (guint i = 0; i < G_N_ELEMENTS (late); i++)
    {
      const char *text = cell_of (line, columns, late[i]);
      gboolean    has_steps = g_list_model_get_n_items (clasp_mapping_get_steps (mapping)) > 0;

      /* Steps that are told say their ranges themselves. */
      if (*text == '\0' || (has_steps && (late[i] == BR_CELL_RANGE_IN || late[i] == BR_CELL_RANGE_OUT)
                            && *cell_of (line, columns, BR_CELL_STEPS) != '\0'))
        continue;
      if (!set_cell (show, mapping, late[i], text, error))
        return NULL;
    }

  return g_steal_pointer (&mapping);
}

int
br_cells_paste (ClaspShow  *show,
                const char *text,
                guint      *n_muted,
                GError    **error)
{
  g_auto (GStrv)        lines = g_strsplit (text, "\n", BR_CELLS_MAX_ROWS * 2);
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char      *label = NULL;
  Columns               columns = { .n = 0 };
  guint                 n;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) line = NULL;
      ClaspMapping  *mapping;

      g_strchomp (lines[i]);
      if (*lines[i] == '\0')
        continue;
      line = g_strsplit (lines[i], "\t", BR_N_CELLS * 2);
      if (columns.n == 0 && read_titles (line, &columns))
        continue;
      /* The last of the split holds all that is left. */
      if (made->len == BR_CELLS_MAX_ROWS || strchr (lines[i], '\n') != NULL)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("More than %u rows are not pasted at once"), BR_CELLS_MAX_ROWS);
          return -1;
        }
      mapping = make_mapping (show, line, &columns, error);
      if (mapping == NULL)
        {
          g_prefix_error (error, _("Line %u: "), i + 1);
          return -1;
        }
      g_ptr_array_add (made, mapping);
    }

  label = g_strdup_printf (ngettext ("Paste %u mapping", "Paste %u mappings", made->len), made->len);
  clasp_show_begin_edit (show, label);
  for (guint i = 0; i < made->len; i++)
    clasp_show_add (show, made->pdata[i]);
  n = br_circles_mute_new (show, made, NULL);
  clasp_show_end_edit (show);
  if (n_muted != NULL)
    *n_muted = n;

  return (int) made->len;
}
