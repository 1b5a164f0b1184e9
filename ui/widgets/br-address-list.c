/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-list-private.h"

#include "widgets/br-calm-scroll.h"
#include "widgets/br-tab.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

/* Structure at most ten times a second. */
#define STRUCTURE_US (G_USEC_PER_SEC / 10)
/* A query that asks for values is asked again this often. */
#define SEARCH_AGAIN_US (2 * G_USEC_PER_SEC)

enum
{
  SELECTION_CHANGED,
  ACTIVATED,
  MAP_REQUESTED,
  LEARN_REQUESTED,
  FAVOURITE_REQUESTED,
  TREAT_REQUESTED,
  CHART_REQUESTED,
  FORGET_REQUESTED,
  PORT_CLICKED,
  DROPPED,
  DRAG_BEGAN,
  DRAG_ENDED,
  CLEAR_SEARCH,
  SHOW_FILTERED,
  MOVED,
  N_SIGNALS
};

enum
{
  PROP_N_HITS = 1,
  PROP_SEARCHING,
  N_PROPS
};

static guint       signals[N_SIGNALS];
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (BrAddressList, br_address_list, GTK_TYPE_WIDGET)

/* --- rows in sight ------------------------------------------------------------------------------ */

/* The list keeps some two hundred rows; only those in sight are worth reading. */
gboolean
br_address_list_row_in_sight (BrAddressList *self,
                              BrAddressRow  *row,
                              int           *y,
                              int           *height)
{
  GtkWidget    *list_item = gtk_widget_get_parent (GTK_WIDGET (row));
  GtkAllocation allocation;

  if (list_item == NULL || !gtk_widget_get_child_visible (list_item))
    return FALSE;

  gtk_widget_get_allocation (list_item, &allocation);
  *y = allocation.y;
  *height = allocation.height;

  return allocation.y + allocation.height > 0 && allocation.y < gtk_widget_get_height (GTK_WIDGET (self->view));
}

BrAddressRow *
br_address_list_row_at (BrAddressList *self,
                        double         x,
                        double         y)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow *row = g_ptr_array_index (self->rows, i);
      int           top, height;

      if (br_address_list_row_in_sight (self, row, &top, &height) && y >= top && y < top + height)
        return row;
    }

  return NULL;
}

BrAddressRow *
br_address_list_get_focus_row (BrAddressList *self)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->view));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  return row != NULL && BR_IS_ADDRESS_ROW (row) ? BR_ADDRESS_ROW (row) : NULL;
}

GtkWidget *
br_address_list_find_row (BrAddressList *self,
                          const char    *address)
{
  BrNode node = br_address_tree_find (self->tree, address);

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow  *row = g_ptr_array_index (self->rows, i);
      BrAddressItem *item = br_address_row_get_item (row);
      int            y, height;

      if (item != NULL && br_address_item_get_node (item) == node && br_address_item_is_endpoint (item)
          && br_address_list_row_in_sight (self, row, &y, &height))
        return GTK_WIDGET (row);
    }

  return NULL;
}

void
br_address_list_toggle (BrAddressList *self,
                        BrAddressRow  *row)
{
  GtkTreeListRow *tree_row = br_address_row_get_tree_row (row);
  BrAddressItem  *item = br_address_row_get_item (row);
  gboolean        open;

  if (tree_row == NULL || !gtk_tree_list_row_is_expandable (tree_row))
    return;

  open = !gtk_tree_list_row_get_expanded (tree_row);
  if (br_address_item_get_kind (item) == BR_ITEM_NODE)
    {
      gpointer key = GUINT_TO_POINTER (br_address_item_get_node (item));

      if (open)
        g_hash_table_add (self->opened, key);
      else
        g_hash_table_remove (self->opened, key);
    }
  gtk_tree_list_row_set_expanded (tree_row, open);
  self->moved = TRUE;
}

/* --- ticking ------------------------------------------------------------------------------------ */

/* The first level is open when it is met for the first time. */
static void
br_address_list_open_roots (BrAddressList *self)
{
  guint n = g_list_model_get_n_items (self->top);

  self->roots_changed = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkTreeListRow) row = gtk_tree_list_model_get_child_row (self->tree_model, i);
      g_autoptr (BrAddressItem)  item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

      if (item != NULL && br_address_item_get_kind (item) == BR_ITEM_PROTOCOL)
        {
          gtk_tree_list_row_set_expanded (row, TRUE);
          continue;
        }
      if (item == NULL || !br_address_item_is_expandable (item)
          || !g_hash_table_add (self->met, GUINT_TO_POINTER (br_address_item_get_node (item))))
        continue;
      gtk_tree_list_row_set_expanded (row, TRUE);
    }
}

/* A splice that covers many rows makes new ones: what was open below them opens again. */
static void
br_address_list_reopen (BrAddressList *self,
                        BrAddressRow  *row)
{
  GtkTreeListRow *tree_row = br_address_row_get_tree_row (row);
  BrAddressItem  *item = br_address_row_get_item (row);

  if (tree_row != NULL && item != NULL && br_address_item_get_kind (item) == BR_ITEM_NODE
      && g_hash_table_contains (self->opened, GUINT_TO_POINTER (br_address_item_get_node (item)))
      && gtk_tree_list_row_is_expandable (tree_row) && !gtk_tree_list_row_get_expanded (tree_row))
    gtk_tree_list_row_set_expanded (tree_row, TRUE);
}

void
br_address_list_update_empty (BrAddressList *self)
{
  const char *name = "list";

  if (self->query != NULL && self->n_hits == 0 && self->search == NULL)
    name = "no-hits";
  else if (self->query == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->roots)) == 0)
    name = "empty";
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), name) != 0)
    gtk_stack_set_visible_child_name (self->stack, name);
}

/**
 * br_address_list_tick:
 * @self: a list
 * @now_us: monotonic time
 *
 * Lets the rows in sight read their signals. To be called from the window's tick.
 *
 * Returns: %TRUE if something changed
 */
gboolean
br_address_list_tick (BrAddressList *self,
                      gint64         now_us)
{
  gboolean animate = TRUE, changed = FALSE;

  br_sight_note (&self->sight);
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animate, NULL);
  for (guint i = 0; i < self->rows->len; i++)
    {
      BrAddressRow *row = g_ptr_array_index (self->rows, i);
      int           y, height;

      if (br_address_list_row_in_sight (self, row, &y, &height))
        changed |= br_address_row_tick (row, now_us, animate);
      else
        br_address_row_leave (row);
    }
  if (now_us - self->structure_us >= STRUCTURE_US)
    {
      self->structure_us = now_us;
      /* A connection may be there long before its first signal. */
      if (self->roots_changed || g_hash_table_size (self->met) < g_list_model_get_n_items (G_LIST_MODEL (self->roots)))
        br_address_list_open_roots (self);
      for (guint i = 0; i < self->rows->len; i++)
        br_address_list_reopen (self, g_ptr_array_index (self->rows, i));
      br_address_list_place (self);
      br_address_list_update_empty (self);
    }
  if (self->search == NULL && now_us - self->searched_us > SEARCH_AGAIN_US && br_address_list_may_find_others (self))
    br_address_list_search (self);
  if (self->moved)
    {
      self->moved = FALSE;
      g_signal_emit (self, signals[MOVED], 0);
      changed = TRUE;
    }

  return changed;
}

/* --- what a person does -------------------------------------------------------------------------- */

static void
selection_changed_cb (BrAddressList *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
activate_cb (BrAddressList *self,
             guint          position)
{
  g_autoptr (BrAddressItem) item = br_address_list_dup_item (self, position);
  BrAddressRow             *row = br_address_list_get_focus_row (self);

  if (item == NULL)
    return;
  if (br_address_item_is_endpoint (item))
    g_signal_emit (self, signals[ACTIVATED], 0, item);
  else if (row != NULL)
    br_address_list_toggle (self, row);
}

static void
clear_search_cb (BrAddressList *self)
{
  g_signal_emit (self, signals[CLEAR_SEARCH], 0);
}

static void
show_filtered_cb (BrAddressList *self)
{
  g_signal_emit (self, signals[SHOW_FILTERED], 0);
}

/* --- setting up --------------------------------------------------------------------------------- */

static GListModel *
create_children_cb (gpointer item,
                    gpointer user_data)
{
  return br_address_item_create_children (item);
}

static void
roots_changed_cb (BrAddressList *self)
{
  self->roots_changed = TRUE;
}

static void
moved_cb (BrAddressList *self)
{
  self->moved = TRUE;
}

static void
rows_moved_cb (double   moved,
               gpointer owner)
{
  BrAddressList *self = owner;

  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_may_be_seen (g_ptr_array_index (self->rows, i), moved);
}

static void
scrolled_cb (BrAddressList *self)
{
  self->moved = TRUE;
  br_address_list_forget_top (self);
}

void
br_address_list_group_roots (BrAddressList *self)
{
  gboolean by_protocol = self->order == BR_ORDER_PROTOCOLS;

  if (self->tree_model != NULL && BR_IS_ADDRESS_PROTOCOLS (self->top) == by_protocol)
    return;

  g_clear_object (&self->top);
  g_clear_object (&self->tree_model);
  self->top = by_protocol ? G_LIST_MODEL (br_address_protocols_new (self->tree, self->role, self->roots))
                          : G_LIST_MODEL (g_object_ref (self->roots));
  self->tree_model = gtk_tree_list_model_new (g_object_ref (self->top), FALSE, FALSE, create_children_cb, NULL, NULL);
  /* What is on the first level is open. */
  g_hash_table_remove_all (self->met);
  self->roots_changed = TRUE;
}

static void
ranges_changed_cb (BrAddressList *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_refresh_note (g_ptr_array_index (self->rows, i));
}

static void
show_changed_cb (BrAddressList *self,
                 ClaspShowItem *item)
{
  if (!CLASP_IS_CONNECTION (item))
    return;
  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_refresh_name (g_ptr_array_index (self->rows, i));
}

static void
notes_changed_cb (BrAddressList *self)
{
  ranges_changed_cb (self);
  if (self->query != NULL && br_query_needs_favourites (self->query))
    {
      br_address_list_fill_query (self);
      br_address_list_search (self);
    }
}

void
br_address_list_attach (BrAddressList *self,
                        BrAddressTree *tree,
                        BrRole         role,
                        ClaspEngine   *engine)
{
  GListModel *connections = NULL;

  g_return_if_fail (self->tree == NULL);

  self->tree = g_object_ref (tree);
  self->role = role;
  self->engine = engine != NULL ? g_object_ref (engine) : NULL;
  if (engine != NULL)
    {
      connections = clasp_show_get_connections (clasp_engine_get_show (engine));
      g_signal_connect_object (engine, "ranges-changed", G_CALLBACK (ranges_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (clasp_engine_get_show (engine), "changed", G_CALLBACK (show_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  self->roots = br_address_roots_new (tree, role, connections);
  br_address_list_group_roots (self);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->tree_model)));
  g_signal_connect_object (self->roots, "items-changed", G_CALLBACK (roots_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  br_address_list_add_rows (self);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  self->roots_changed = TRUE;
  if (br_address_tree_get_notes (tree) != NULL)
    g_signal_connect_object (br_address_tree_get_notes (tree), "changed", G_CALLBACK (notes_changed_cb), self, G_CONNECT_SWAPPED);
}

void
br_address_list_refresh (BrAddressList *self)
{
  br_address_roots_refresh (self->roots);
  self->roots_changed = TRUE;
}

void
br_address_list_set_name (BrAddressList *self,
                          const char    *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
br_address_list_set_columns (BrAddressList *self,
                             BrColumns      columns,
                             gboolean       header)
{
  self->columns = columns;
  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_set_columns (g_ptr_array_index (self->rows, i), columns, &self->widths);
  br_address_header_set_columns (self->header, columns, &self->widths);
  gtk_widget_set_visible (GTK_WIDGET (self->header), header);
}

void
br_address_list_set_widths (BrAddressList        *self,
                            const BrColumnWidths *widths)
{
  self->widths = *widths;
  br_address_header_set_sortable (self->header, TRUE);
  br_address_list_set_columns (self, self->columns, gtk_widget_get_visible (GTK_WIDGET (self->header)));
}

BrAddressHeader *
br_address_list_get_header (BrAddressList *self)
{
  return self->header;
}

static void
widths_changed_cb (BrAddressList *self)
{
  self->widths = *br_address_header_get_widths (self->header);
  for (guint i = 0; i < self->rows->len; i++)
    br_address_row_set_columns (g_ptr_array_index (self->rows, i), self->columns, &self->widths);
}

void
br_address_list_set_empty (BrAddressList *self,
                           const char    *icon_name,
                           const char    *title,
                           const char    *description,
                           const char    *button_label,
                           const char    *action_name,
                           GVariant      *action_target)
{
  adw_status_page_set_icon_name (self->empty, icon_name);
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, description);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), button_label != NULL);
  if (button_label == NULL)
    return;

  gtk_button_set_label (self->empty_button, button_label);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->empty_button), action_target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_button), action_name);
}

void
br_address_list_set_empty_link (BrAddressList *self,
                                const char    *label,
                                const char    *action_name)
{
  gtk_button_set_label (self->empty_link, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->empty_link), action_name);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_link), TRUE);
}

void
br_address_list_set_filtered (BrAddressList *self,
                              gboolean       is_filtered)
{
  adw_status_page_set_description (self->no_hits, is_filtered ? _("Try fewer words. “Show Filtered Kinds” lists what is hidden.")
                                                              : _("Try fewer words."));
  gtk_widget_set_visible (self->filtered_link, is_filtered);
}

/* To the selected row if it is in sight, so that Enter acts on it. */
void
br_address_list_grab_focus (BrAddressList *self)
{
  g_autoptr (BrAddressItem) selected = br_address_list_dup_selected (self);

  for (guint i = 0; selected != NULL && i < self->rows->len; i++)
    {
      BrAddressRow *row = g_ptr_array_index (self->rows, i);

      if (br_address_item_get_node (br_address_row_get_item (row)) == br_address_item_get_node (selected)
          && gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row))))
        return;
    }
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->view)))
    gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

guint
br_address_list_get_n_rows (BrAddressList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_address_list_get_property (GObject    *object,
                              guint       id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  BrAddressList *self = BR_ADDRESS_LIST (object);

  if (id == PROP_N_HITS)
    g_value_set_uint (value, self->n_hits);
  else if (id == PROP_SEARCHING)
    g_value_set_boolean (value, br_address_list_is_flat (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
br_address_list_dispose (GObject *object)
{
  BrAddressList *self = BR_ADDRESS_LIST (object);

  br_address_list_stop_dnd (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->drag);
  g_clear_pointer (&self->related, g_hash_table_unref);
  g_clear_pointer (&self->query, br_query_unref);
  g_clear_pointer (&self->query_text, g_free);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_ADDRESS_LIST);
  g_clear_object (&self->selection);
  g_clear_object (&self->tree_model);
  g_clear_object (&self->top);
  g_clear_object (&self->roots);
  g_clear_pointer (&self->counts, br_mapping_index_unref);
  g_clear_object (&self->engine);
  g_clear_object (&self->tree);

  G_OBJECT_CLASS (br_address_list_parent_class)->dispose (object);
}

static void
br_address_list_finalize (GObject *object)
{
  BrAddressList *self = BR_ADDRESS_LIST (object);

  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->opened);
  br_address_list_free_places (self);
  g_hash_table_unref (self->met);

  G_OBJECT_CLASS (br_address_list_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            guint       n_params,
            GType       first,
            GType       second)
{
  GType types[] = { first, second };

  return g_signal_newv (name, BR_TYPE_ADDRESS_LIST, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL, G_TYPE_NONE, n_params, types);
}

static void
br_address_list_class_init (BrAddressListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = br_address_list_get_property;
  object_class->dispose = br_address_list_dispose;
  object_class->finalize = br_address_list_finalize;

  properties[PROP_N_HITS]
    = g_param_spec_uint ("n-hits", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SEARCHING]
    = g_param_spec_boolean ("searching", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SELECTION_CHANGED] = add_signal ("selection-changed", 0, 0, 0);
  signals[ACTIVATED] = add_signal ("activated", 1, BR_TYPE_ADDRESS_ITEM, 0);
  signals[MAP_REQUESTED] = add_signal ("map-requested", 0, 0, 0);
  signals[LEARN_REQUESTED] = add_signal ("learn-requested", 0, 0, 0);
  signals[FAVOURITE_REQUESTED] = add_signal ("favourite-requested", 0, 0, 0);
  signals[TREAT_REQUESTED] = add_signal ("treat-requested", 0, 0, 0);
  signals[CHART_REQUESTED] = add_signal ("chart-requested", 0, 0, 0);
  signals[FORGET_REQUESTED] = add_signal ("forget-requested", 0, 0, 0);
  signals[PORT_CLICKED] = add_signal ("port-clicked", 1, BR_TYPE_ADDRESS_ITEM, 0);
  signals[DROPPED] = add_signal ("dropped", 2, BR_TYPE_SIGNAL_DRAG, BR_TYPE_ADDRESS_ITEM);
  signals[DRAG_BEGAN] = add_signal ("drag-began", 1, BR_TYPE_SIGNAL_DRAG, 0);
  signals[DRAG_ENDED] = add_signal ("drag-ended", 0, 0, 0);
  signals[CLEAR_SEARCH] = add_signal ("clear-search", 0, 0, 0);
  signals[SHOW_FILTERED] = add_signal ("show-filtered", 0, 0, 0);
  signals[MOVED] = add_signal ("moved", 0, 0, 0);

  g_type_ensure (BR_TYPE_ADDRESS_HEADER);
  br_address_list_install_menu (widget_class);
  gtk_widget_class_set_css_name (widget_class, "addresses");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/widgets/br-address-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, header);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, stack);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, view);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, empty);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, empty_button);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, empty_link);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, no_hits);
  gtk_widget_class_bind_template_child (widget_class, BrAddressList, filtered_link);
  gtk_widget_class_bind_template_callback (widget_class, clear_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_filtered_cb);
}

static void
br_address_list_init (BrAddressList *self)
{
  self->rows = g_ptr_array_new ();
  self->opened = g_hash_table_new (NULL, NULL);
  self->met = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->view));
  g_signal_connect_object (self->header, "widths-changed", G_CALLBACK (widths_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  br_calm_scroll_add (self->scrolled, GTK_WIDGET (self->view));
  br_sight_init (&self->sight, self->scrolled, GTK_WIDGET (self), rows_moved_cb);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled),
                           "value-changed",
                           G_CALLBACK (scrolled_cb),
                           self,
                           G_CONNECT_SWAPPED);
  br_address_list_add_dnd (self);
  br_address_list_add_keys (self);
  br_address_list_add_menu (self);
}
