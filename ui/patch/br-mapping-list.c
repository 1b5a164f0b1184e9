/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-list-private.h"

#include "patch/br-mapping-ends.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-fold.h"
#include "widgets/br-signal-drag.h"
#include "widgets/br-calm-scroll.h"
#include "widgets/br-tab.h"
#include "widgets/br-type-ahead.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define ACTIVE_US (5 * G_USEC_PER_SEC)
/* What is active or in trouble changes by itself: the filter looks again this often. */
#define REFILTER_US G_USEC_PER_SEC

enum
{
  SELECTION_CHANGED,
  EDIT_REQUESTED,
  MOVED,
  LOOKS_CHANGED,
  NOTICE,
  SIGNAL_DROPPED,
  RESET_FILTER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrMappingList, br_mapping_list, GTK_TYPE_WIDGET)

/* --- filter ------------------------------------------------------------------------------------- */

static gboolean
text_matches (BrMappingList *self,
              ClaspMapping  *mapping)
{
  const char *const texts[] = { clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)),
                                clasp_mapping_get_source (mapping),
                                clasp_mapping_get_target (mapping) };

  if (self->text == NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (br_fold_contains (texts[i], self->text))
      return TRUE;

  return FALSE;
}

static gboolean
is_in (const char *address,
       const char *namespace)
{
  return g_str_has_prefix (address, namespace) && strchr ("/", address[strlen (namespace)]) != NULL;
}

static gboolean
device_matches (BrMappingList *self,
                ClaspMapping  *mapping)
{
  return self->wanted != BR_MAPPINGS_DEVICE || self->device == NULL
         || is_in (clasp_mapping_get_source (mapping), self->device)
         || is_in (clasp_mapping_get_target (mapping), self->device);
}

static gboolean
filter_func (gpointer item,
             gpointer user_data)
{
  BrMappingList           *self = user_data;
  ClaspShowItem           *mapping = item;
  ClaspMappingStatus      *status = clasp_engine_get_mapping_status (self->engine, clasp_show_item_get_id (mapping));
  const ClaspRouteStatus *state = status != NULL ? clasp_mapping_status_peek (status) : NULL;

  if (!text_matches (self, item) || !device_matches (self, item))
    return FALSE;

  switch (self->wanted)
    {
    case BR_MAPPINGS_ALL:
    case BR_MAPPINGS_DEVICE:
      return TRUE;
    case BR_MAPPINGS_ACTIVE:
      return state != NULL && state->last_out_us != 0 && g_get_monotonic_time () - state->last_out_us < ACTIVE_US;
    case BR_MAPPINGS_MUTED:
      return !clasp_show_item_get_enabled (mapping);
    case BR_MAPPINGS_PROBLEMS:
      return br_mapping_has_bad_end (self->engine, item)
             || (state != NULL && (state->error[0] != '\0' || br_lamp_for (state) == BR_LAMP_FAILED));
    }

  return TRUE;
}

static void
br_mapping_list_update_empty (BrMappingList *self)
{
  const char *name = self->is_table ? "table" : "list";

  if (g_list_model_get_n_items (clasp_show_get_mappings (self->show)) == 0)
    name = "empty";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->shown)) == 0)
    name = "filtered";
  gtk_stack_set_visible_child_name (self->stack, name);
  self->moved = TRUE;
}

void
br_mapping_list_set_filter (BrMappingList   *self,
                            BrMappingsFilter filter,
                            const char      *text)
{
  self->wanted = filter;
  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? br_fold (text) : NULL;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  br_mapping_list_update_empty (self);
}

void
br_mapping_list_set_device (BrMappingList *self,
                            const char    *namespace)
{
  if (g_strcmp0 (self->device, namespace) == 0)
    return;

  g_free (self->device);
  self->device = g_strdup (namespace);
  if (self->wanted != BR_MAPPINGS_DEVICE)
    return;
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  br_mapping_list_update_empty (self);
}

guint
br_mapping_list_get_n_shown (BrMappingList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

static void
show_changed_cb (BrMappingList *self,
                 ClaspShowItem *item)
{
  br_mapping_table_refresh (self->table, item);
  if (g_hash_table_size (self->folded) > 0)
    gtk_filter_changed (GTK_FILTER (self->fold_filter), GTK_FILTER_CHANGE_DIFFERENT);
  self->moved = TRUE;
}

/* --- relatives ---------------------------------------------------------------------------------- */

static void
br_mapping_list_mark_related (BrMappingList *self,
                              BrMappingRow  *row)
{
  gboolean is_related = self->related != NULL && g_hash_table_contains (self->related, br_mapping_row_get_mapping (row));

  br_mapping_row_set_relation (row, self->related != NULL && !is_related, is_related);
}

void
br_mapping_list_set_related (BrMappingList *self,
                             GHashTable    *related)
{
  g_clear_pointer (&self->related, g_hash_table_unref);
  self->related = related != NULL ? g_hash_table_ref (related) : NULL;
  for (guint i = 0; i < self->rows->len; i++)
    br_mapping_list_mark_related (self, g_ptr_array_index (self->rows, i));
}

/* --- rows --------------------------------------------------------------------------------------- */

static void
test_cb (BrMappingRow  *row,
         BrMappingList *self)
{
  br_mapping_list_test (self, br_mapping_row_get_mapping (row));
}

static void
heading_cb (BrMappingRow  *row,
            BrMappingList *self)
{
  g_autofree char *group = g_strdup (clasp_mapping_get_group (br_mapping_row_get_mapping (row)));

  br_mapping_list_toggle_group (self, group);
}

static void
setup_cb (GtkListItemFactory *factory,
          GtkListItem        *list_item,
          gpointer            user_data)
{
  GtkWidget *row = br_mapping_row_new ();

  g_signal_connect (row, "test-requested", G_CALLBACK (test_cb), user_data);
  g_signal_connect (row, "heading-clicked", G_CALLBACK (heading_cb), user_data);
  br_type_ahead_set_child (list_item, row);
}

static void
bind_cb (GtkListItemFactory *factory,
         GtkListItem        *list_item,
         gpointer            user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = BR_MAPPING_ROW (gtk_list_item_get_child (list_item));

  br_mapping_row_bind (row, gtk_list_item_get_item (list_item), self->engine);
  g_ptr_array_add (self->rows, row);
  br_mapping_list_mark_related (self, row);
  self->moved = TRUE;
}

static void
unbind_cb (GtkListItemFactory *factory,
           GtkListItem        *list_item,
           gpointer            user_data)
{
  BrMappingList *self = user_data;
  BrMappingRow  *row = BR_MAPPING_ROW (gtk_list_item_get_child (list_item));

  g_ptr_array_remove_fast (self->rows, row);
  br_mapping_row_unbind (row);
}

gboolean
br_mapping_list_row_in_sight (BrMappingList *self,
                              BrMappingRow  *row,
                              int           *y,
                              int           *height)
{
  GtkWidget    *list_item = gtk_widget_get_parent (GTK_WIDGET (row));
  GtkAllocation allocation;

  if (list_item == NULL || !gtk_widget_get_child_visible (list_item) || !gtk_widget_get_mapped (list_item))
    return FALSE;

  gtk_widget_get_allocation (list_item, &allocation);
  *y = allocation.y;
  *height = allocation.height;

  return allocation.y + allocation.height > 0 && allocation.y < gtk_widget_get_height (GTK_WIDGET (self->view));
}

void
br_mapping_list_foreach_in_sight (BrMappingList   *self,
                                  BrMappingRowFunc func,
                                  gpointer         user_data)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (br_mapping_list_row_in_sight (self, row, &y, &height))
        func (br_mapping_row_get_mapping (row), y + br_mapping_row_get_middle (row), br_mapping_row_is_bright (row), user_data);
    }
}

gboolean
br_mapping_list_tick (BrMappingList *self,
                      gint64         now_us)
{
  gboolean changed = self->is_table && br_mapping_table_tick (self->table, now_us);
  gboolean looks_changed = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrMappingRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (br_mapping_list_row_in_sight (self, row, &y, &height))
        changed |= br_mapping_row_tick (row, now_us, &looks_changed);
    }
  if (looks_changed)
    g_signal_emit (self, signals[LOOKS_CHANGED], 0);
  if (now_us - self->filtered_us > REFILTER_US
      && (self->wanted == BR_MAPPINGS_ACTIVE || self->wanted == BR_MAPPINGS_PROBLEMS))
    {
      self->filtered_us = now_us;
      gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
      br_mapping_list_update_empty (self);
    }
  if (self->moved)
    {
      self->moved = FALSE;
      br_mapping_list_regroup (self);
      br_mapping_list_place (self);
      g_signal_emit (self, signals[MOVED], 0);
      changed = TRUE;
    }

  return changed;
}

/* --- selection ---------------------------------------------------------------------------------- */

/* Of what is shown, the list or the table. */
static GtkSelectionModel *
get_selection (BrMappingList *self)
{
  return self->is_table ? br_mapping_table_get_selection (self->table) : GTK_SELECTION_MODEL (self->selection);
}

GPtrArray *
br_mapping_list_dup_selected (BrMappingList *self)
{
  GtkSelectionModel    *model = get_selection (self);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (model);
  GPtrArray            *mappings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < gtk_bitset_get_size (selected); i++)
    g_ptr_array_add (mappings, g_list_model_get_item (G_LIST_MODEL (model), gtk_bitset_get_nth (selected, i)));

  return mappings;
}

void
br_mapping_list_unselect (BrMappingList *self)
{
  gtk_selection_model_unselect_all (get_selection (self));
}

static void
br_mapping_list_scroll_to (BrMappingList *self,
                           guint          position)
{
  if (self->is_table)
    br_mapping_table_scroll_to (self->table, position);
  else
    gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", position);
}

static gboolean
select_and_scroll (BrMappingList *self,
                   ClaspMapping  *mapping)
{
  GListModel *model = G_LIST_MODEL (get_selection (self));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ClaspMapping) item = g_list_model_get_item (model, i);

      if (item != mapping)
        continue;
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (model), i, TRUE);
      br_mapping_list_scroll_to (self, i);
      return TRUE;
    }

  return FALSE;
}

void
br_mapping_list_select (BrMappingList *self,
                        ClaspMapping  *mapping)
{
  select_and_scroll (self, mapping);
}

gboolean
br_mapping_list_reveal (BrMappingList *self,
                        ClaspMapping  *mapping)
{
  if (select_and_scroll (self, mapping))
    return TRUE;

  if (g_hash_table_remove (self->folded, clasp_mapping_get_group (mapping)))
    {
      gtk_filter_changed (GTK_FILTER (self->fold_filter), GTK_FILTER_CHANGE_DIFFERENT);
      if (select_and_scroll (self, mapping))
        return TRUE;
    }
  g_signal_emit (self, signals[RESET_FILTER], 0);

  return select_and_scroll (self, mapping);
}

/* --- the table ---------------------------------------------------------------------------------- */

/* Selects in @to what is selected in @from. */
static void
copy_selection (GtkSelectionModel *from,
                GtkSelectionModel *to)
{
  g_autoptr (GHashTable) chosen = g_hash_table_new (NULL, NULL);
  g_autoptr (GtkBitset)  selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset)  all = gtk_bitset_new_empty ();
  guint                  n = g_list_model_get_n_items (G_LIST_MODEL (to));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (from)); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (G_LIST_MODEL (from), i);

      if (gtk_selection_model_is_selected (from, i))
        g_hash_table_add (chosen, mapping);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (G_LIST_MODEL (to), i);

      if (g_hash_table_contains (chosen, mapping))
        gtk_bitset_add (selected, i);
    }
  gtk_bitset_add_range (all, 0, n);
  gtk_selection_model_set_selection (to, selected, all);
}

void
br_mapping_list_set_table (BrMappingList *self,
                           gboolean       is_table)
{
  GtkSelectionModel *before = get_selection (self);

  if (self->is_table == is_table)
    return;

  self->is_table = is_table;
  br_mapping_table_refresh (self->table, NULL);
  copy_selection (before, get_selection (self));
  br_mapping_list_update_empty (self);
}

BrMappingTable *
br_mapping_list_get_table (BrMappingList *self)
{
  return self->table;
}

static void
table_selection_cb (BrMappingList *self)
{
  if (self->is_table)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
table_notice_cb (BrMappingList *self,
                 const char    *text,
                 gboolean       undo)
{
  g_signal_emit (self, signals[NOTICE], 0, text, undo);
}

static void
table_menu_cb (BrMappingList *self,
               double         x,
               double         y)
{
  br_mapping_list_show_menu (self, GTK_WIDGET (self->table), x, y);
}

static void
br_mapping_list_attach_table (BrMappingList *self)
{
  br_mapping_table_attach (self->table, self->engine, G_LIST_MODEL (self->shown));
  g_signal_connect_object (self->table, "selection-changed", G_CALLBACK (table_selection_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "notice", G_CALLBACK (table_notice_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "menu-requested", G_CALLBACK (table_menu_cb), self, G_CONNECT_SWAPPED);
}

static void
selection_changed_cb (BrMappingList *self)
{
  if (!self->is_table)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
activate_cb (BrMappingList *self,
             guint          position)
{
  g_autoptr (ClaspMapping) mapping = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (mapping != NULL)
    g_signal_emit (self, signals[EDIT_REQUESTED], 0, mapping);
}

void
br_mapping_list_notice (BrMappingList *self,
                        const char    *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text, TRUE);
}

static void
moved_cb (BrMappingList *self)
{
  self->moved = TRUE;
}

/* --- life --------------------------------------------------------------------------------------- */

static char *
dup_name (gpointer mapping)
{
  return br_mapping_dup_name (mapping);
}

void
br_mapping_list_attach (BrMappingList *self,
                        ClaspEngine   *engine)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->engine = g_object_ref (engine);
  self->show = g_object_ref (clasp_engine_get_show (engine));
  self->filter = gtk_custom_filter_new (filter_func, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (clasp_show_get_mappings (self->show)),
                                           GTK_FILTER (g_object_ref (self->filter)));
  self->fold_filter = gtk_custom_filter_new (br_mapping_list_shows_group_of, self, NULL);
  self->unfolded = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->shown)),
                                              GTK_FILTER (g_object_ref (self->fold_filter)));
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->unfolded)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (br_mapping_list_update_empty), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, factory);
  br_type_ahead_add (GTK_WIDGET (self->view), "mapping.", dup_name);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  br_mapping_list_attach_table (self);
  br_mapping_list_update_empty (self);
}

static void
br_mapping_list_dispose (GObject *object)
{
  BrMappingList *self = BR_MAPPING_LIST (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_weak_pointer (&self->drop_row);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MAPPING_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->unfolded);
  g_clear_object (&self->fold_filter);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->related, g_hash_table_unref);
  g_clear_pointer (&self->device, g_free);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->text, g_free);

  G_OBJECT_CLASS (br_mapping_list_parent_class)->dispose (object);
}

static void
br_mapping_list_finalize (GObject *object)
{
  g_ptr_array_unref (BR_MAPPING_LIST (object)->rows);
  g_hash_table_unref (BR_MAPPING_LIST (object)->folded);
  g_free (BR_MAPPING_LIST (object)->top);

  G_OBJECT_CLASS (br_mapping_list_parent_class)->finalize (object);
}

static void
show_all_cb (BrMappingList *self)
{
  g_signal_emit (self, signals[RESET_FILTER], 0);
}

static void
br_mapping_list_class_init (BrMappingListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = BR_TYPE_MAPPING_LIST;

  G_OBJECT_CLASS (klass)->dispose = br_mapping_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_mapping_list_finalize;

  signals[SELECTION_CHANGED]
    = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EDIT_REQUESTED]
    = g_signal_new ("edit-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CLASP_TYPE_MAPPING);
  signals[MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOOKS_CHANGED]
    = g_signal_new ("looks-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[NOTICE] = g_signal_new ("notice",
                                  type,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_STRING,
                                  G_TYPE_BOOLEAN);

  signals[SIGNAL_DROPPED] = g_signal_new ("signal-dropped",
                                          type,
                                          G_SIGNAL_RUN_LAST,
                                          0,
                                          NULL,
                                          NULL,
                                          NULL,
                                          G_TYPE_NONE,
                                          2,
                                          BR_TYPE_SIGNAL_DRAG,
                                          CLASP_TYPE_MAPPING);
  signals[RESET_FILTER] = g_signal_new ("reset-filter", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  br_mapping_list_add_acts (widget_class);

  g_type_ensure (BR_TYPE_MAPPING_TABLE);
  gtk_widget_class_set_css_name (widget_class, "mappings");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-mapping-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, view);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, empty);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, row_menu);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, presets_menu);
  gtk_widget_class_bind_template_child (widget_class, BrMappingList, table);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
}

static void
br_mapping_list_init (BrMappingList *self)
{
  self->rows = g_ptr_array_new ();
  self->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->view));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled),
                           "value-changed",
                           G_CALLBACK (moved_cb),
                           self,
                           G_CONNECT_SWAPPED);
  br_calm_scroll_add (self->scrolled, GTK_WIDGET (self->view));
  br_mapping_list_add_pointer (self);
  br_keys_add_to_list (GTK_WIDGET (self), "mapping.", GTK_PHASE_BUBBLE);
  /* The toolkit's lists take these for themselves. */
  br_keys_add_to_list (GTK_WIDGET (self), "mapping.up", GTK_PHASE_CAPTURE);
  br_keys_add_to_list (GTK_WIDGET (self), "mapping.down", GTK_PHASE_CAPTURE);
}
