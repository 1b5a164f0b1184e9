/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-connections-page.h"

#include "connections/br-connection-inspector.h"
#include "connections/br-connection-row.h"
#include "connections/br-found-list.h"
#include "connections/br-setup-hints.h"
#include "connections/br-tell-apart.h"
#include "clasp-twins.h"
#include "widgets/br-tab.h"
#include "widgets/br-type-ahead.h"
#include "widgets/br-unparent.h"
#include "patch/br-mapping-ends.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* The list needs some 400 pixels beside sidebar and inspector. */
#define INSPECTOR_THRESHOLD 1000
/* States and figures change in words at most so often. */
#define REFRESH_MS 250

struct _BrConnectionsPage
{
  GtkWidget parent_instance;

  GtkLabel      *count;
  GtkMenuButton *add_button;
  GtkWidget     *test_button;
  GtkPopover    *add_popover;
  GtkBox        *kinds;
  GtkWidget     *scrolled;
  GtkListView   *list;
  GtkWidget     *empty;
  BrSetupHints  *hints;
  BrFoundList   *found;

  BrWindow              *window;    /* (unowned), outlives the page */
  BrConnectionInspector *inspector; /* (owned) */
  GtkSingleSelection    *selection; /* (owned) */
  GPtrArray             *rows;      /* (owned) of BrConnectionRow (unowned): those bound */
  ClaspFinder           *finder;    /* (owned) the found list watches it */
  guint                  refresh_id;
};

static void br_connections_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrConnectionsPage,
                               br_connections_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_connections_page_page_init))

/* --- showing --- */

/* (transfer full) (nullable) */
static GPtrArray *
list_twins (BrConnectionsPage *self, BrConnectionRow *row)
{
  ClaspShowItem *item = br_connection_row_get_item (row);

  return CLASP_IS_CONNECTION (item) ? clasp_twins_of_connection (self->finder, CLASP_CONNECTION (item)) : NULL;
}

static gboolean
refresh_cb (gpointer user_data)
{
  BrConnectionsPage *self = user_data;
  gint64             now_us = g_get_monotonic_time ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      BrConnectionRow      *row = g_ptr_array_index (self->rows, i);
      g_autoptr (GPtrArray) twins = list_twins (self, row);

      br_connection_row_refresh (row, now_us);
      br_connection_row_set_has_twin (row, twins != NULL);
    }
  if (br_window_get_inspector_revealed (self->window))
    br_connection_inspector_refresh (self->inspector, now_us);

  return G_SOURCE_CONTINUE;
}

static void
selected_cb (BrConnectionsPage *self)
{
  br_connection_inspector_set_item (self->inspector,
                                    gtk_single_selection_get_selected_item (self->selection));
}

static void
items_changed_cb (BrConnectionsPage *self)
{
  guint n =
    g_list_model_get_n_items (clasp_show_get_connections (br_window_get_show (self->window)));
  g_autofree char *text = g_strdup_printf (ngettext ("The router and %u connection", "The router and %u connections", n), n);

  gtk_label_set_label (self->count, n > 0 ? text : "");
  gtk_widget_set_visible (self->empty, n == 0);
  gtk_widget_set_vexpand (self->scrolled, n > 0);
}

/* --- acts --- */

static void
br_connections_page_select (BrConnectionsPage *self, ClaspShowItem *item)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (ClaspShowItem) other = g_list_model_get_item (model, i);

      if (other == item)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

static void
br_connections_page_edit (BrConnectionsPage *self, ClaspShowItem *item)
{
  br_connections_page_select (self, item);
  br_window_reveal_inspector (self->window, TRUE);
}

/* Who adds Art-Net here wants lamps to shine, and has not been told of nodes. */
static void
look_for_nodes (ClaspConnection *connection)
{
  if (g_str_equal (clasp_connection_get_kind (connection), "artnet"))
    clasp_settings_set_text (clasp_connection_get_settings (connection), "find-nodes", "true", NULL);
}

static gboolean
add_connection (ClaspShow *show, ClaspConnection *connection)
{
  g_autofree char *label = g_strdup_printf (_ ("Add %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  gboolean         is_added;

  clasp_show_begin_edit (show, label);
  is_added = clasp_show_add (show, CLASP_SHOW_ITEM (connection));
  if (is_added)
    br_mapping_ends_adopt (show, connection);
  clasp_show_end_edit (show);
  return is_added;
}

static void
br_connections_page_add (BrConnectionsPage *self, const char *kind)
{
  ClaspShow                  *show = br_window_get_show (self->window);
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection = clasp_show_create_connection (show, kind, &error);
  g_autofree char            *text = NULL;

  gtk_popover_popdown (self->add_popover);
  if (br_window_refuse_edit (self->window))
    return;
  if (connection != NULL)
    look_for_nodes (connection);
  if (connection == NULL || !add_connection (show, connection))
    {
      br_window_toast (self->window, error != NULL ? error->message : _ ("The show is full."),
                       FALSE);
      return;
    }

  br_connections_page_edit (self, CLASP_SHOW_ITEM (connection));
  br_connection_inspector_focus_name (self->inspector);
  text = g_strdup_printf (_ ("Added %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  br_window_toast (self->window, text, TRUE);
}

static void
br_connections_page_remove (BrConnectionsPage *self)
{
  ClaspShow                *show = br_window_get_show (self->window);
  gpointer                  selected = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (ClaspShowItem) item = selected != NULL ? g_object_ref (selected) : NULL;
  g_autofree char          *label = NULL;
  g_autofree char          *text = NULL;

  if (item == NULL || !CLASP_IS_CONNECTION (item) || br_window_refuse_edit (self->window))
    return;

  label = g_strdup_printf (_ ("Remove %s"), clasp_show_item_get_name (item));
  text = br_mapping_ends_describe_removal (show, CLASP_CONNECTION (item));
  clasp_show_begin_edit (show, label);
  br_mapping_ends_forget_connection (show, CLASP_CONNECTION (item));
  clasp_show_remove (show, item);
  clasp_show_end_edit (show);
  br_window_toast (self->window, text, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_connections_page_add (BR_CONNECTIONS_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
add_menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (widget);

  if (!br_window_refuse_edit (self->window))
    gtk_menu_button_popup (self->add_button);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_connections_page_remove (BR_CONNECTIONS_PAGE (widget));
}

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (widget);

  br_window_reveal_inspector (self->window, TRUE);
  br_connection_inspector_focus_name (self->inspector);
}

static void
activated_cb (BrConnectionsPage *self)
{
  br_window_reveal_inspector (self->window, TRUE);
}

static void
edit_requested_cb (BrConnectionRow *row, BrConnectionsPage *self)
{
  br_connections_page_edit (self, br_connection_row_get_item (row));
}

/* Who looks elsewhere finds it in the Log. */
static void
returned_cb (BrConnectionRow *row, BrConnectionsPage *self)
{
  /* Translators: %s is a connection that was missing or did not work */
  g_autofree char *text = g_strdup_printf (_ ("%s is back"), clasp_show_item_get_name (br_connection_row_get_item (row)));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    br_window_mention (self->window, text);
}

static void
retry_requested_cb (BrConnectionRow *row, BrConnectionsPage *self)
{
  clasp_engine_retry_connection (br_window_get_engine (self->window),
                                 clasp_show_item_get_id (br_connection_row_get_item (row)));
}

static void
tell_apart_cb (BrConnectionRow *row, BrConnectionsPage *self)
{
  g_autoptr (GPtrArray) twins = list_twins (self, row);

  if (twins != NULL)
    br_tell_apart_start (self->window, twins);
}

/* --- rows --- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrConnectionsPage *self)
{
  GtkWidget *row = br_connection_row_new ();

  g_signal_connect_object (row, "edit-requested", G_CALLBACK (edit_requested_cb), self, 0);
  g_signal_connect_object (row, "retry-requested", G_CALLBACK (retry_requested_cb), self, 0);
  g_signal_connect_object (row, "returned", G_CALLBACK (returned_cb), self, 0);
  g_signal_connect_object (row, "tell-apart-requested", G_CALLBACK (tell_apart_cb), self, 0);
  br_type_ahead_set_child (list_item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrConnectionsPage *self)
{
  BrConnectionRow *row = BR_CONNECTION_ROW (gtk_list_item_get_child (list_item));

  br_connection_row_bind (row, br_window_get_engine (self->window),
                          gtk_list_item_get_item (list_item));
  g_ptr_array_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrConnectionsPage *self)
{
  BrConnectionRow *row = BR_CONNECTION_ROW (gtk_list_item_get_child (list_item));

  br_connection_row_bind (row, NULL, NULL);
  g_ptr_array_remove_fast (self->rows, row);
}

/* Chosen among what was found. */
static void
connection_chosen_cb (BrConnectionsPage *self, ClaspShowItem *item)
{
  br_connections_page_edit (self, item);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  br_found_list_look (BR_CONNECTIONS_PAGE (widget)->found);
}

static void
show_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (widget);
  ClaspShowItem     *item = clasp_show_find (br_window_get_show (self->window),
                                             g_variant_get_string (parameter, NULL));

  if (item != NULL)
    br_connections_page_edit (self, item);
}

/* A button for each kind: its name and one sentence. */
static GtkWidget *
create_kind_button (const ClaspKind *kind)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (_ (kind->title));
  GtkWidget *summary = gtk_label_new (_ (kind->summary));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_xalign (GTK_LABEL (summary), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (summary, "caption");
  gtk_widget_add_css_class (summary, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), summary);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "connections.add");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", kind->kind);

  return button;
}

/* --- page --- */

static char *
dup_name (gpointer item)
{
  return g_strdup (clasp_show_item_get_name (CLASP_SHOW_ITEM (item)));
}

static void
br_connections_page_attach (BrPage *page, BrWindow *window)
{
  BrConnectionsPage   *self = BR_CONNECTIONS_PAGE (page);
  ClaspShow           *show = br_window_get_show (window);
  const ClaspRegistry *registry = clasp_show_get_registry (show);
  GListStore          *lists = g_list_store_new (G_TYPE_LIST_MODEL);

  self->window = window;
  self->finder = clasp_finder_new (show);
  clasp_finder_follow (self->finder, br_window_get_engine (window));
  g_object_bind_property (window, "locked", self->add_button, "sensitive",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  br_found_list_attach (self->found, window, self->finder);
  br_setup_hints_attach (self->hints, GTK_WIDGET (self), br_window_get_engine (window));
  br_connection_inspector_attach (self->inspector, br_window_get_engine (window));
  for (guint i = 0; i < registry->n_connections; i++)
    gtk_box_append (self->kinds, create_kind_button (&registry->connections[i]));

  g_list_store_append (lists, clasp_show_get_routers (show));
  g_list_store_append (lists, clasp_show_get_connections (show));
  self->selection =
    gtk_single_selection_new (G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists))));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  br_type_ahead_add (GTK_WIDGET (self->list), NULL, dup_name);
  items_changed_cb (self);
  selected_cb (self);
}

static GtkWidget *
br_connections_page_get_inspector (BrPage *page)
{
  return GTK_WIDGET (BR_CONNECTIONS_PAGE (page)->inspector);
}

static int
br_connections_page_get_inspector_threshold (BrPage *page)
{
  return INSPECTOR_THRESHOLD;
}

/* The main menu has the test too. */
static void
br_connections_page_set_width (BrPage *page, BrWidth width)
{
  gtk_widget_set_visible (BR_CONNECTIONS_PAGE (page)->test_button, width != BR_WIDTH_NARROW);
}

static void
br_connections_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_connections_page_attach;
  iface->get_inspector = br_connections_page_get_inspector;
  iface->get_inspector_threshold = br_connections_page_get_inspector_threshold;
  iface->set_width = br_connections_page_set_width;
}

static void
br_connections_page_map (GtkWidget *widget)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (widget);

  GTK_WIDGET_CLASS (br_connections_page_parent_class)->map (widget);

  refresh_cb (self);
  self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
  g_source_set_name_by_id (self->refresh_id, "[clasp] connections page");
}

static void
br_connections_page_unmap (GtkWidget *widget)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (widget);

  g_clear_handle_id (&self->refresh_id, g_source_remove);

  GTK_WIDGET_CLASS (br_connections_page_parent_class)->unmap (widget);
}

static void
br_connections_page_dispose (GObject *object)
{
  BrConnectionsPage *self = BR_CONNECTIONS_PAGE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_CONNECTIONS_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->inspector);
  g_clear_object (&self->finder);

  G_OBJECT_CLASS (br_connections_page_parent_class)->dispose (object);
}

static void
br_connections_page_finalize (GObject *object)
{
  g_ptr_array_unref (BR_CONNECTIONS_PAGE (object)->rows);

  G_OBJECT_CLASS (br_connections_page_parent_class)->finalize (object);
}

static void
br_connections_page_class_init (BrConnectionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_connections_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_connections_page_finalize;
  widget_class->map = br_connections_page_map;
  widget_class->unmap = br_connections_page_unmap;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/connections/br-connections-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, count);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, test_button);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, add_popover);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, kinds);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, list);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, found);
  gtk_widget_class_bind_template_child (widget_class, BrConnectionsPage, hints);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, connection_chosen_cb);
  gtk_widget_class_install_action (widget_class, "connections.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "connections.add-menu", NULL, add_menu_action);
  gtk_widget_class_install_action (widget_class, "connections.find", NULL, find_action);
  gtk_widget_class_install_action (widget_class, "connections.show", "s", show_action);
  gtk_widget_class_install_action (widget_class, "connections.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "connections.rename", NULL, rename_action);
}

static void
br_connections_page_init (BrConnectionsPage *self)
{
  self->rows = g_ptr_array_new ();
  g_type_ensure (BR_TYPE_FOUND_LIST);
  g_type_ensure (BR_TYPE_SETUP_HINTS);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->list));
  self->inspector = g_object_ref_sink (BR_CONNECTION_INSPECTOR (br_connection_inspector_new ()));
  g_signal_connect_object (self->inspector, "remove-requested",
                           G_CALLBACK (br_connections_page_remove), self, G_CONNECT_SWAPPED);
}
