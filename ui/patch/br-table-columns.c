/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-table-private.h"

#include "patch/br-patch-edit.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>
#include <math.h>

static const struct
{
  const char *id; /* in files */
  int         cell;
  int         width;
} columns[BR_N_TABLE] = {
  [BR_TABLE_ON] = { "on", -1, 44 },
  [BR_TABLE_NAME] = { "name", BR_CELL_NAME, 164 },
  [BR_TABLE_GROUP] = { "group", BR_CELL_GROUP, 100 },
  [BR_TABLE_SOURCE] = { "source", BR_CELL_SOURCE, 150 },
  [BR_TABLE_STEPS] = { "steps", BR_CELL_STEPS, 126 },
  [BR_TABLE_TARGET] = { "target", BR_CELL_TARGET, 150 },
  [BR_TABLE_RANGE_IN] = { "range-in", BR_CELL_RANGE_IN, 76 },
  [BR_TABLE_RANGE_OUT] = { "range-out", BR_CELL_RANGE_OUT, 84 },
  [BR_TABLE_RATE] = { "rate", -1, 64 },
  [BR_TABLE_LAST] = { "last", -1, 84 },
  [BR_TABLE_NOTE] = { "note", BR_CELL_NOTE, 96 },
};

const char *
br_table_column_get_id (BrTableColumn column)
{
  return columns[column].id;
}

const char *
br_table_column_get_title (BrTableColumn column)
{
  switch (column)
    {
    case BR_TABLE_ON:
      return C_ ("column of the table of mappings", "On");
    case BR_TABLE_RATE:
      return _("Rate");
    case BR_TABLE_LAST:
      return _("Last value");
    case BR_TABLE_NAME:
    case BR_TABLE_GROUP:
    case BR_TABLE_SOURCE:
    case BR_TABLE_STEPS:
    case BR_TABLE_TARGET:
    case BR_TABLE_RANGE_IN:
    case BR_TABLE_RANGE_OUT:
    case BR_TABLE_NOTE:
    case BR_N_TABLE:
      break;
    }

  return br_cell_get_title ((BrCell) columns[column].cell);
}

int
br_table_column_get_cell (BrTableColumn column)
{
  return columns[column].cell;
}

int
br_table_column_get_width (BrTableColumn column)
{
  return columns[column].width;
}

gboolean
br_table_column_is_live (BrTableColumn column)
{
  return column == BR_TABLE_RATE || column == BR_TABLE_LAST;
}

int
br_table_column_find (const char *id)
{
  for (int i = 0; i < BR_N_TABLE; i++)
    if (g_str_equal (columns[i].id, id))
      return i;

  return -1;
}

static char *
dup_last (BrMappingTable *self,
          ClaspMapping   *mapping)
{
  ClaspMappingStatus *status
    = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  const ClaspRouteStatus *state = status != NULL ? clasp_mapping_status_peek (status) : NULL;
  char                    text[32];

  if (state == NULL || !state->has_output)
    return g_strdup ("");
  if (isnan (state->output))
    return g_strdup (_("no number"));

  br_format_number (state->output, text, sizeof text);

  return g_strdup (text);
}

char *
br_mapping_table_dup_text (BrMappingTable *self,
                           ClaspMapping   *mapping,
                           BrTableColumn   column)
{
  const BrTableRate *rate = column == BR_TABLE_RATE ? g_hash_table_lookup (self->rates, mapping) : NULL;

  if (columns[column].cell >= 0)
    return br_cell_dup_text (clasp_engine_get_show (self->engine), mapping, (BrCell) columns[column].cell);
  if (column == BR_TABLE_LAST)
    return dup_last (self, mapping);
  if (column == BR_TABLE_RATE)
    return rate != NULL ? br_format_rate (rate->rate) : g_strdup ("");

  return g_strdup (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)) ? _("yes") : _("no"));
}
