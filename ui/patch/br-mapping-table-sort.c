/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-table-private.h"

#include "widgets/br-natural-order.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct
{
  BrMappingTable *table; /* (unowned), outlives its columns' sorters */
  BrTableColumn   column;
} Sort;

/* While one sort runs each text is made once. */
static const char *
key_of (BrMappingTable *self,
        ClaspMapping   *mapping,
        BrTableColumn   column)
{
  char *key;

  if (self->keys_of != column)
    g_hash_table_remove_all (self->keys);
  self->keys_of = column;
  key = g_hash_table_lookup (self->keys, mapping);
  if (key == NULL)
    {
      key = br_mapping_table_dup_text (self, mapping, column);
      g_hash_table_insert (self->keys, mapping, key);
    }

  return key;
}

static double
number_of (BrMappingTable *self,
           ClaspMapping   *mapping,
           BrTableColumn   column)
{
  const BrTableRate *rate = g_hash_table_lookup (self->rates, mapping);

  if (column == BR_TABLE_RATE)
    return rate != NULL ? rate->rate : -1;

  return *key_of (self, mapping, column) != '\0' ? g_ascii_strtod (key_of (self, mapping, column), NULL) : -INFINITY;
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  const Sort     *sort = user_data;
  BrMappingTable *self = sort->table;
  const char     *left, *right;

  if (a == self->probes[0] || b == self->probes[0])
    {
      self->probed = (int) sort->column;
      return a == self->probes[0] ? -1 : 1;
    }
  if (br_table_column_is_live (sort->column))
    {
      double x = number_of (self, (ClaspMapping *) a, sort->column);
      double y = number_of (self, (ClaspMapping *) b, sort->column);

      return x < y ? -1 : x > y;
    }

  left = key_of (self, (ClaspMapping *) a, sort->column);
  right = key_of (self, (ClaspMapping *) b, sort->column);

  return br_compare_natural (left, strlen (left), right, strlen (right));
}

GtkSorter *
br_mapping_table_create_sorter (BrMappingTable *self,
                                BrTableColumn   column)
{
  Sort *sort = g_new (Sort, 1);

  sort->table = self;
  sort->column = column;

  return GTK_SORTER (gtk_custom_sorter_new (compare_cb, sort, g_free));
}

/* The floor toolkit does not tell what a view is sorted by: its sorter is asked to put two objects in
 * order, and whichever column's sorter hears of them first is the one. */
int
br_mapping_table_get_sort (BrMappingTable *self,
                           GtkSortType    *order)
{
  GtkOrdering result;

  self->probed = -1;
  result = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), self->probes[0], self->probes[1]);
  *order = result == GTK_ORDERING_LARGER ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING;

  return self->probed;
}

gboolean
br_mapping_table_is_sorted (BrMappingTable *self)
{
  GtkSortType order;

  return br_mapping_table_get_sort (self, &order) >= 0;
}

/* As a click on the column's title does: forwards, backwards, not. */
static void
sort_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  BrMappingTable *self = user_data;
  int             column = br_table_column_find (g_variant_get_string (parameter, NULL));
  GtkSortType     order;
  int             now = br_mapping_table_get_sort (self, &order);

  if (column < 0 || (column == now && order == GTK_SORT_DESCENDING))
    gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  else
    gtk_column_view_sort_by_column (self->view,
                                    self->columns[column],
                                    column == now ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

void
br_mapping_table_add_actions (BrMappingTable *self)
{
  g_autoptr (GSimpleAction) sort = g_simple_action_new ("sort", G_VARIANT_TYPE_STRING);

  self->actions = g_simple_action_group_new ();
  g_signal_connect_object (sort, "activate", G_CALLBACK (sort_cb), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (sort));
  for (guint i = 0; i < BR_N_TABLE; i++)
    {
      g_autofree char            *name = g_strconcat ("show-", br_table_column_get_id (i), NULL);
      g_autoptr (GPropertyAction) show = g_property_action_new (name, self->columns[i], "visible");

      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (show));
    }
}

GActionGroup *
br_mapping_table_get_actions (BrMappingTable *self)
{
  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
br_mapping_table_create_menu (BrMappingTable *self)
{
  GMenu            *menu = g_menu_new ();
  g_autoptr (GMenu) shown = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();

  for (guint i = 0; i < BR_N_TABLE; i++)
    {
      g_autofree char *show = g_strconcat ("table.show-", br_table_column_get_id (i), NULL);
      g_autofree char *by = g_strconcat ("table.sort::", br_table_column_get_id (i), NULL);

      g_menu_append (shown, br_table_column_get_title (i), show);
      g_menu_append (sort, br_table_column_get_title (i), by);
    }
  g_menu_append_submenu (menu, _("_Sort By"), G_MENU_MODEL (sort));
  g_menu_append_section (menu, _("Columns"), G_MENU_MODEL (shown));

  return G_MENU_MODEL (menu);
}

/* --- remembering -------------------------------------------------------------------------------- */

/* "on=44 name=180 -group=100 … sort=-name": a minus stands for hidden, and for backwards. */
char *
br_mapping_table_dup_state (BrMappingTable *self)
{
  GString    *text = g_string_new (NULL);
  GtkSortType order;
  int         sort = br_mapping_table_get_sort (self, &order);

  for (guint i = 0; i < BR_N_TABLE; i++)
    g_string_append_printf (text,
                            "%s%s=%d ",
                            gtk_column_view_column_get_visible (self->columns[i]) ? "" : "-",
                            br_table_column_get_id (i),
                            self->widths[i]);
  if (sort >= 0)
    g_string_append_printf (text, "sort=%s%s", order == GTK_SORT_DESCENDING ? "-" : "", br_table_column_get_id (sort));

  return g_strchomp (g_string_free (text, FALSE));
}

static void
set_column (BrMappingTable *self,
            const char     *name,
            const char     *value)
{
  gboolean is_hidden = *name == '-';
  int      column = br_table_column_find (name + is_hidden);
  gint64   width;

  if (column < 0 || !g_ascii_string_to_signed (value, 10, 24, 4000, &width, NULL))
    return;

  gtk_column_view_column_set_visible (self->columns[column], !is_hidden);
  self->widths[column] = (int) width;
}

void
br_mapping_table_set_state (BrMappingTable *self,
                            const char     *state)
{
  g_auto (GStrv) words = g_strsplit (state, " ", BR_N_TABLE + 2);

  self->is_loading = TRUE;
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *value = strchr (words[i], '=');
      int   column;

      if (value == NULL)
        continue;
      *value++ = '\0';
      if (!g_str_equal (words[i], "sort"))
        set_column (self, words[i], value);
      else if ((column = br_table_column_find (value + (*value == '-'))) >= 0)
        gtk_column_view_sort_by_column (self->view,
                                        self->columns[column],
                                        *value == '-' ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
    }
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    br_mapping_table_fit_columns (self);
  self->is_loading = FALSE;
}
