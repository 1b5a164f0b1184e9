/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-found-list.h"

#include "connections/br-found-row.h"
#include "connections/br-network-filter.h"
#include "connections/br-tell-apart.h"
#include "clasp-twins.h"
#include "patch/br-mapping-ends.h"
#include "widgets/br-tab.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"
#include "window/br-settings.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrFoundList
{
  GtkWidget parent_instance;

  GtkLabel    *count;
  GtkDropDown *networks;
  GtkButton   *look;
  GtkLabel    *problem;
  GtkWidget   *scrolled;
  GtkListView *list;
  GtkWidget   *elsewhere; /* says that the chosen network has none of it */
  GtkWidget   *empty;

  BrWindow    *window; /* (unowned), outlives the page */
  ClaspFinder *finder; /* (owned) */
  BrNetworkFilter    *filter; /* (owned) */
  GtkFilterListModel *shown;  /* (owned) what the filter leaves */
  GPtrArray   *rows;   /* (owned) of BrFoundRow (unowned): those bound */
  gboolean     is_watching;
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (BrFoundList, br_found_list, GTK_TYPE_WIDGET)

/* ---- looking ---- */

static void
set_watching (BrFoundList *self, gboolean watching)
{
  if (self->is_watching == watching || self->finder == NULL)
    return;
  self->is_watching = watching;
  if (watching)
    clasp_finder_watch (self->finder);
  else
    clasp_finder_unwatch (self->finder);
}

static void
follow_lock (BrFoundList *self)
{
  gboolean is_locked = br_window_is_locked (self->window);

  set_watching (self, gtk_widget_get_mapped (GTK_WIDGET (self)) && !is_locked);
  gtk_widget_set_sensitive (GTK_WIDGET (self->look), !is_locked);
  for (guint i = 0; i < self->rows->len; i++)
    br_found_row_set_locked (g_ptr_array_index (self->rows, i), is_locked);
}

void
br_found_list_look (BrFoundList *self)
{
  if (!br_window_refuse_edit (self->window))
    clasp_finder_look (self->finder);
}

/* ---- showing ---- */

static char *
dup_count (guint n_shown, guint n)
{
  if (n == 0)
    return g_strdup (_ ("Found"));
  if (n_shown < n)
    /* Translators: of so many devices that were found, so many are on the chosen network */
    return g_strdup_printf (ngettext ("%u of %u found", "%u of %u found", n), n_shown, n);

  return g_strdup_printf (ngettext ("%u found", "%u found", n), n);
}

static void
items_changed_cb (BrFoundList *self)
{
  guint            n = g_list_model_get_n_items (G_LIST_MODEL (self->finder));
  guint            n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  g_autofree char *text = dup_count (n_shown, n);

  gtk_label_set_label (self->count, text);
  gtk_widget_set_visible (self->scrolled, n_shown > 0);
  gtk_widget_set_visible (self->elsewhere, n_shown == 0 && n > 0);
  gtk_widget_set_visible (self->empty, n == 0);
}

/* ---- networks ---- */

static void
network_chosen_cb (BrFoundList *self)
{
  br_network_filter_set_selected (self->filter, gtk_drop_down_get_selected (self->networks));
}

/* Where there is one alone there is nothing to choose. */
static void
networks_changed_cb (BrFoundList *self)
{
  g_autoptr (GPtrArray) places = clasp_network_list ();

  g_signal_handlers_block_by_func (self->networks, network_chosen_cb, self);
  br_network_filter_set_places (self->filter, places);
  gtk_drop_down_set_selected (self->networks, br_network_filter_get_selected (self->filter));
  g_signal_handlers_unblock_by_func (self->networks, network_chosen_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->networks),
                          g_list_model_get_n_items (br_network_filter_get_choices (self->filter)) > 2);
}

static void
problem_cb (BrFoundList *self)
{
  const char *problem = clasp_finder_get_problem (self->finder);

  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* ---- acts ---- */

static void
use_cb (BrFoundRow *row, BrFoundList *self)
{
  ClaspFound        *found = br_found_row_get (row);
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;
  g_autofree char   *label = g_strdup_printf (_ ("Use %s"), clasp_found_peek (found)->name);
  ClaspShow         *show = br_window_get_show (self->window);
  ClaspConnection   *connection;

  if (br_window_refuse_edit (self->window))
    return;
  clasp_show_begin_edit (show, label);
  connection = clasp_finder_use (self->finder, found, &error);
  if (connection != NULL)
    br_mapping_ends_adopt (show, connection);
  clasp_show_end_edit (show);
  if (connection == NULL)
    {
      br_window_toast (self->window, error->message, FALSE);
      return;
    }
  g_signal_emit (self, chosen_signal, 0, connection);
  text = g_strdup_printf (_ ("Added %s"), clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)));
  br_window_toast (self->window, text, TRUE);
}

static void
show_cb (BrFoundRow *row, BrFoundList *self)
{
  const char    *id = clasp_found_get_connection (br_found_row_get (row));
  ClaspShowItem *item =
    id != NULL ? clasp_show_find (br_window_get_show (self->window), id) : NULL;

  if (item != NULL)
    g_signal_emit (self, chosen_signal, 0, item);
}

static void
forget_cb (BrFoundRow *row, BrFoundList *self)
{
  g_autoptr (ClaspFound) found = g_object_ref (br_found_row_get (row));

  clasp_finder_forget (self->finder, found);
}

static void
tell_apart_cb (BrFoundRow *row, BrFoundList *self)
{
  g_autoptr (GPtrArray) devices = clasp_twins_of_found (self->finder, br_found_row_get (row));

  if (devices != NULL)
    br_tell_apart_start (self->window, devices);
}

/* ---- rows ---- */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrFoundList *self)
{
  GtkWidget *row = br_found_row_new ();

  g_signal_connect_object (row, "use-requested", G_CALLBACK (use_cb), self, 0);
  g_signal_connect_object (row, "show-requested", G_CALLBACK (show_cb), self, 0);
  g_signal_connect_object (row, "forget-requested", G_CALLBACK (forget_cb), self, 0);
  g_signal_connect_object (row, "tell-apart-requested", G_CALLBACK (tell_apart_cb), self, 0);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrFoundList *self)
{
  BrFoundRow *row = BR_FOUND_ROW (gtk_list_item_get_child (list_item));

  br_found_row_bind (row, br_window_get_show (self->window), gtk_list_item_get_item (list_item));
  br_found_row_set_locked (row, br_window_is_locked (self->window));
  g_ptr_array_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrFoundList *self)
{
  BrFoundRow *row = BR_FOUND_ROW (gtk_list_item_get_child (list_item));

  br_found_row_bind (row, NULL, NULL);
  g_ptr_array_remove_fast (self->rows, row);
}

static void
activated_cb (BrFoundList *self, guint position)
{
  g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  for (guint i = 0; i < self->rows->len; i++)
    if (br_found_row_get (g_ptr_array_index (self->rows, i)) == found)
      {
        br_found_row_act (g_ptr_array_index (self->rows, i));
        return;
      }
}

/* ---- life ---- */

void
br_found_list_attach (BrFoundList *self, BrWindow *window, ClaspFinder *finder)
{
  g_autoptr (GtkNoSelection) model = NULL;

  self->window = window;
  self->finder = g_object_ref (finder);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (finder)), g_object_ref (GTK_FILTER (self->filter)));
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  g_settings_bind (br_settings (), "poll-artnet", finder, "polls", G_SETTINGS_BIND_GET);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  g_signal_connect_object (finder, "items-changed", G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (items_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (networks_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (finder, "notify::problem", G_CALLBACK (problem_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::locked", G_CALLBACK (follow_lock), self,
                           G_CONNECT_SWAPPED);
  networks_changed_cb (self);
  items_changed_cb (self);
  problem_cb (self);
}

static void
br_found_list_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (br_found_list_parent_class)->map (widget);
  follow_lock (BR_FOUND_LIST (widget));
}

static void
br_found_list_unmap (GtkWidget *widget)
{
  set_watching (BR_FOUND_LIST (widget), FALSE);
  GTK_WIDGET_CLASS (br_found_list_parent_class)->unmap (widget);
}

static void
br_found_list_dispose (GObject *object)
{
  BrFoundList *self = BR_FOUND_LIST (object);

  set_watching (self, FALSE);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_FOUND_LIST);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->finder);

  G_OBJECT_CLASS (br_found_list_parent_class)->dispose (object);
}

static void
br_found_list_finalize (GObject *object)
{
  g_ptr_array_unref (BR_FOUND_LIST (object)->rows);

  G_OBJECT_CLASS (br_found_list_parent_class)->finalize (object);
}

static void
br_found_list_class_init (BrFoundListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_found_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_found_list_finalize;
  widget_class->map = br_found_list_map;
  widget_class->unmap = br_found_list_unmap;
  chosen_signal = g_signal_new ("connection-chosen", BR_TYPE_FOUND_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, CLASP_TYPE_SHOW_ITEM);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/connections/br-found-list.ui");
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, count);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, networks);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, look);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, problem);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, list);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, elsewhere);
  gtk_widget_class_bind_template_child (widget_class, BrFoundList, empty);
  gtk_widget_class_bind_template_callback (widget_class, network_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, br_found_list_look);
}

static void
br_found_list_init (BrFoundList *self)
{
  self->rows = g_ptr_array_new ();
  self->filter = br_network_filter_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->networks, br_network_filter_get_choices (self->filter));
  br_tab_leaves (GTK_WIDGET (self->list));
  br_keys_hint (GTK_WIDGET (self->look), "win.find-devices");
}
