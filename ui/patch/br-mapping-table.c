/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-table-private.h"

#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define RATE_US G_USEC_PER_SEC
#define TEXT_US (G_USEC_PER_SEC / 5)

enum
{
  SELECTION_CHANGED,
  NOTICE,
  MENU_REQUESTED,
  STATE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrMappingTable, br_mapping_table, GTK_TYPE_WIDGET)

/* --- cells -------------------------------------------------------------------------------------- */

static void
br_mapping_table_fill (BrMappingTable *self,
                       BrTableCell    *cell)
{
  ClaspMapping   *mapping = br_table_cell_get_mapping (cell);
  BrTableColumn   column = br_table_cell_get_column (cell);
  gboolean        is_on = clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping));
  g_autofree char *text = NULL;

  if (br_table_cell_is_editing (cell))
    return;
  if (column == BR_TABLE_ON)
    {
      br_table_cell_set_checked (cell, is_on);
      return;
    }

  text = br_mapping_table_dup_text (self, mapping, column);
  br_table_cell_set_text (cell, text, !is_on);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          gpointer            user_data)
{
  BrMappingTable *self = user_data;
  guint           column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  GtkWidget      *cell = br_table_cell_new (column, br_table_column_get_title (column), column == BR_TABLE_ON);

  g_signal_connect_object (cell, "done", G_CALLBACK (br_mapping_table_cell_done), self, 0);
  g_signal_connect_object (cell, "toggled", G_CALLBACK (br_mapping_table_cell_toggled), self, 0);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item,
         gpointer            user_data)
{
  BrMappingTable *self = user_data;
  BrTableCell    *cell = BR_TABLE_CELL (gtk_list_item_get_child (list_item));

  br_table_cell_bind (cell, gtk_list_item_get_item (list_item));
  g_ptr_array_add (self->cells, cell);
  br_mapping_table_fill (self, cell);
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            user_data)
{
  BrMappingTable *self = user_data;
  GtkWidget      *cell = gtk_list_item_get_child (list_item);

  g_ptr_array_remove_fast (self->cells, cell);
  br_table_cell_unbind (BR_TABLE_CELL (cell));
}

/* --- following the show and the engine ---------------------------------------------------------- */

void
br_mapping_table_refresh (BrMappingTable *self,
                          ClaspShowItem  *item)
{
  g_hash_table_remove_all (self->keys);
  if (item == NULL)
    self->all_dirty = TRUE;
  else if (CLASP_IS_MAPPING (item) && !self->all_dirty)
    g_hash_table_add (self->dirty, g_object_ref (item));
}

static void
br_mapping_table_fill_dirty (BrMappingTable *self)
{
  for (guint i = 0; i < self->cells->len; i++)
    {
      BrTableCell *cell = self->cells->pdata[i];

      if (self->all_dirty || g_hash_table_contains (self->dirty, br_table_cell_get_mapping (cell)))
        br_mapping_table_fill (self, cell);
    }
  self->all_dirty = FALSE;
  g_hash_table_remove_all (self->dirty);
}

static void
br_mapping_table_count_rates (BrMappingTable *self,
                              gint64          now_us)
{
  double      seconds = (double) (now_us - self->rated_us) / G_USEC_PER_SEC;
  GListModel *list = G_LIST_MODEL (self->sorted);
  GHashTable *rates = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowItem) mapping = g_list_model_get_item (list, i);
      ClaspMappingStatus       *status = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (mapping));
      const BrTableRate        *before = g_hash_table_lookup (self->rates, mapping);
      BrTableRate              *rate;

      if (status == NULL)
        continue;
      rate = g_new0 (BrTableRate, 1);
      rate->n_out = clasp_mapping_status_peek (status)->n_out;
      if (before != NULL && rate->n_out >= before->n_out)
        rate->rate = (double) (rate->n_out - before->n_out) / seconds;
      g_hash_table_insert (rates, mapping, rate);
    }
  g_hash_table_unref (self->rates);
  self->rates = rates;
  self->rated_us = now_us;
}

static gboolean
is_in_sight (BrMappingTable *self,
             BrTableCell    *cell)
{
  GtkWidget      *widget = GTK_WIDGET (cell);
  graphene_rect_t bounds;

  return gtk_widget_get_mapped (widget) && gtk_widget_compute_bounds (widget, self->scrolled, &bounds)
         && bounds.origin.y + bounds.size.height > 0 && bounds.origin.y < gtk_widget_get_height (self->scrolled);
}

gboolean
br_mapping_table_tick (BrMappingTable *self,
                       gint64          now_us)
{
  gboolean changed = self->all_dirty || g_hash_table_size (self->dirty) > 0;

  g_hash_table_remove_all (self->keys);
  if (changed)
    br_mapping_table_fill_dirty (self);
  if (now_us - self->rated_us >= RATE_US)
    br_mapping_table_count_rates (self, now_us);
  if (now_us - self->texts_us < TEXT_US)
    return changed;

  self->texts_us = now_us;
  for (guint i = 0; i < self->cells->len; i++)
    if (br_table_column_is_live (br_table_cell_get_column (self->cells->pdata[i])) && is_in_sight (self, self->cells->pdata[i]))
      br_mapping_table_fill (self, self->cells->pdata[i]);

  return changed;
}

static void
mappings_changed_cb (BrMappingTable *self)
{
  guint            n = g_list_model_get_n_items (self->mappings);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->note, n > BR_CELLS_MAX_ROWS);
  if (n <= BR_CELLS_MAX_ROWS)
    return;

  text = g_strdup_printf (_("The first %u of %u mappings. Search to see others."), BR_CELLS_MAX_ROWS, n);
  gtk_label_set_label (GTK_LABEL (self->note), text);
}

static void
selection_changed_cb (BrMappingTable *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
state_changed_cb (BrMappingTable *self)
{
  if (!self->is_loading && !self->is_fitting)
    g_signal_emit (self, signals[STATE_CHANGED], 0);
}

static void
visible_changed_cb (BrMappingTable *self)
{
  br_mapping_table_queue_fit (self);
  state_changed_cb (self);
}

static void
width_changed_cb (BrMappingTable      *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *column)
{
  br_mapping_table_take_width (self, column);
  state_changed_cb (self);
}

/* --- what others ask ---------------------------------------------------------------------------- */

GtkSelectionModel *
br_mapping_table_get_selection (BrMappingTable *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

void
br_mapping_table_scroll_to (BrMappingTable *self,
                            guint           position)
{
  /* The list stands below the titles. */
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (self->view)), "list.scroll-to-item", "u", position);
}

void
br_mapping_table_focus (BrMappingTable *self)
{
  gtk_widget_grab_focus (gtk_widget_get_last_child (GTK_WIDGET (self->view)));
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_mapping_table_add_column (BrMappingTable *self,
                             BrTableColumn   column)
{
  GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *added;
  g_autoptr (GtkSorter) sorter = br_mapping_table_create_sorter (self, column);

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  added = gtk_column_view_column_new (br_table_column_get_title (column), factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  self->widths[column] = br_table_column_get_width (column);
  gtk_column_view_column_set_fixed_width (added, self->widths[column]);
  gtk_column_view_column_set_visible (added, column != BR_TABLE_GROUP);
  gtk_column_view_column_set_sorter (added, sorter);
  g_signal_connect_object (added, "notify::visible", G_CALLBACK (visible_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (added, "notify::fixed-width", G_CALLBACK (width_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_column_view_append_column (self->view, added);
  self->columns[column] = added;
  g_object_unref (added);
}

void
br_mapping_table_attach (BrMappingTable *self,
                         ClaspEngine    *engine,
                         GListModel     *mappings)
{
  GtkSliceListModel *first;

  self->engine = g_object_ref (engine);
  self->show = g_object_ref (clasp_engine_get_show (engine));
  self->mappings = g_object_ref (mappings);
  for (guint i = 0; i < BR_N_TABLE; i++)
    br_mapping_table_add_column (self, i);
  first = gtk_slice_list_model_new (g_object_ref (mappings), 0, BR_CELLS_MAX_ROWS);
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (first), g_object_ref (gtk_column_view_get_sorter (self->view)));
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mappings, "items-changed", G_CALLBACK (mappings_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
  br_mapping_table_add_actions (self);
  br_mapping_table_add_keys (self);
  mappings_changed_cb (self);
}

/* It makes some two hundred rows of cells as soon as it has a model; most people never look at the table. */
static void
br_mapping_table_map (GtkWidget *widget)
{
  BrMappingTable *self = BR_MAPPING_TABLE (widget);

  if (gtk_column_view_get_model (self->view) == NULL)
    gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  br_mapping_table_fit_columns (self);

  GTK_WIDGET_CLASS (br_mapping_table_parent_class)->map (widget);
}

static void
br_mapping_table_direction_changed (GtkWidget        *widget,
                                    GtkTextDirection  before)
{
  br_mapping_table_queue_place (BR_MAPPING_TABLE (widget));

  GTK_WIDGET_CLASS (br_mapping_table_parent_class)->direction_changed (widget, before);
}

static void
br_mapping_table_dispose (GObject *object)
{
  BrMappingTable *self = BR_MAPPING_TABLE (object);

  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  self->root = NULL;
  if (self->view != NULL)
    {
      gtk_column_view_set_model (self->view, NULL);
      self->view = NULL;
    }
  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->actions);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->pressed_in, g_ptr_array_unref);
  g_clear_object (&self->sorted);
  g_clear_object (&self->mappings);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (br_mapping_table_parent_class)->dispose (object);
}

static void
br_mapping_table_finalize (GObject *object)
{
  BrMappingTable *self = BR_MAPPING_TABLE (object);

  g_ptr_array_unref (self->cells);
  g_hash_table_unref (self->rates);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->keys);
  g_object_unref (self->probes[0]);
  g_object_unref (self->probes[1]);

  G_OBJECT_CLASS (br_mapping_table_parent_class)->finalize (object);
}

static void
br_mapping_table_class_init (BrMappingTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = BR_TYPE_MAPPING_TABLE;

  G_OBJECT_CLASS (klass)->dispose = br_mapping_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_mapping_table_finalize;
  widget_class->map = br_mapping_table_map;
  widget_class->direction_changed = br_mapping_table_direction_changed;
  signals[SELECTION_CHANGED]
    = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE]
    = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[MENU_REQUESTED]
    = g_signal_new ("menu-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[STATE_CHANGED] = g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "mapping-table");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
br_mapping_table_init (BrMappingTable *self)
{
  self->cells = g_ptr_array_new ();
  self->rates = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->dirty = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->keys = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->column = BR_TABLE_NAME;
  for (guint i = 0; i < G_N_ELEMENTS (self->probes); i++)
    self->probes[i] = g_object_new (G_TYPE_OBJECT, NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))), GTK_ORIENTATION_VERTICAL);

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_reorderable (self->view, FALSE);
  gtk_column_view_set_show_column_separators (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Mappings"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "mapping-table");
  self->note = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->note, "br-note");
  gtk_widget_add_css_class (self->note, "dim-label");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scrolled, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  br_mapping_table_follow_widths (self);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  gtk_widget_set_parent (self->note, GTK_WIDGET (self));
}

GtkWidget *
br_mapping_table_new (void)
{
  return g_object_new (BR_TYPE_MAPPING_TABLE, NULL);
}
