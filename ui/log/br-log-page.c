/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log/br-log-page.h"

#include "log/br-health.h"
#include "log/br-log-model.h"
#include "log/br-log-row.h"
#include "log/br-log-sources.h"
#include "log/br-log-subject.h"
#include "widgets/br-fold.h"
#include "widgets/br-tab.h"
#include "widgets/br-unparent.h"
#include "window/br-flow.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* Of the figures, which wrap rather than be cut. */
static const guint columns[] = { [BR_WIDTH_NARROW] = 2, [BR_WIDTH_MEDIUM] = 4, [BR_WIDTH_WIDE] = 4, [BR_WIDTH_FULL] = 8 };

struct _BrLogPage
{
  GtkWidget parent_instance;

  GtkWidget       *tabs; /* of narrow windows: one part at a time */
  GtkToggleButton *tab_events;
  GtkToggleButton *tab_health;
  BrHealth       *health;
  GtkSearchEntry *search;
  GtkDropDown    *level;
  GtkDropDown    *source;
  GtkWidget      *test_button;
  GtkBox         *bar;
  GtkListView    *list;
  GtkStack       *stack;
  BrWidth         width;

  BrWindow           *window; /* (unowned), outlives the page */
  BrLogModel         *model;  /* (owned) */
  GtkFilter          *filter; /* (owned) */
  GtkFilterListModel *shown;  /* (owned) */
  char              **words;  /* (owned) folded */
  GtkStringList      *sources; /* (owned) "All sources", then those that said something, by name */
};

static void br_log_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrLogPage,
                               br_log_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_log_page_page_init))

/* --- what is shown --- */

static gboolean
is_shown (gpointer item, gpointer user_data)
{
  BrLogPage *self = user_data;

  return br_log_item_get_level (item) >= (ClaspLogLevel) gtk_drop_down_get_selected (self->level) &&
         br_log_sources_match (self->sources, gtk_drop_down_get_selected (self->source), br_log_item_get_source (item)) &&
         br_log_item_matches (item, (const char *const *) self->words);
}

static void
show_state (BrLogPage *self)
{
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));

  gtk_stack_set_visible_child_name (self->stack, n_shown > 0 ? "list"
                                                 : n_all > 0 ? "hidden"
                                                             : "empty");
}

static void
filter_cb (BrLogPage *self)
{
  g_autofree char *folded = br_fold (gtk_editable_get_text (GTK_EDITABLE (self->search)));

  g_strfreev (self->words);
  self->words = g_strsplit_set (folded, " \t", -1);
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

static void
show_all_cb (BrLogPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->level, 0);
  gtk_drop_down_set_selected (self->source, 0);
}

/* Those that are new get their place by name, and what is chosen stays chosen. */
static void
show_sources (BrLogPage *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->model)); i++)
    {
      g_autoptr (BrLogItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      br_log_sources_add (self->sources, br_log_item_get_source (item));
    }
}

/* --- what was not read yet --- */

static void
show_unread (BrLogPage *self)
{
  g_autofree char *note = NULL;
  guint            n;

  show_sources (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    br_log_model_set_read (self->model);
  n = br_log_model_get_n_unread (self->model);
  note = n > 0 ? g_strdup_printf ("%u", n) : NULL;
  br_window_set_page_note (self->window, "log", note);
}

/* --- acts --- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrLogPage          *self = BR_LOG_PAGE (widget);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->shown)); i > 0; i--)
    {
      g_autoptr (BrLogItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), i - 1);
      g_autofree char      *line = br_log_item_dup_line (item);

      g_string_append_printf (text, "%s\n", line);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  br_window_toast (self->window, _ ("Copied the events that are shown"), FALSE);
}

static void
figure_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (BR_LOG_PAGE (widget)->width == BR_WIDTH_NARROW)
    gtk_toggle_button_set_active (BR_LOG_PAGE (widget)->tab_health, TRUE);
  br_health_focus (BR_LOG_PAGE (widget)->health, g_variant_get_string (parameter, NULL));
}

/* --- rows --- */

static gboolean
has_address (const char *address, gpointer user_data)
{
  return br_address_tree_find (user_data, address) != BR_NODE_NONE;
}

static gboolean
find_subject (BrLogPage *self, BrLogItem *item, BrLogSubject *subject)
{
  return br_log_subject_find (subject, br_window_get_show (self->window), br_log_item_get_text (item), has_address,
                              br_window_get_tree (self->window));
}

static void
show_item (BrLogPage *self, BrLogItem *item)
{
  g_auto (BrLogSubject) subject = { 0 };

  if (find_subject (self, item, &subject))
    br_window_show_in_page (self->window, subject.page, subject.action, subject.id);
}

static void
show_cb (BrLogRow *row, BrLogPage *self)
{
  show_item (self, br_log_row_get_item (row));
}

static void
activate_cb (GtkListView *list, guint position, BrLogPage *self)
{
  g_autoptr (BrLogItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  show_item (self, item);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrLogPage *self)
{
  GtkWidget *row = br_log_row_new ();

  g_signal_connect_object (row, "show-subject", G_CALLBACK (show_cb), self, 0);
  gtk_list_item_set_child (list_item, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, BrLogPage *self)
{
  BrLogItem            *item = gtk_list_item_get_item (list_item);
  g_auto (BrLogSubject) subject = { 0 };

  find_subject (self, item, &subject);
  br_log_row_bind (BR_LOG_ROW (gtk_list_item_get_child (list_item)), item, subject.name);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  br_log_row_bind (BR_LOG_ROW (gtk_list_item_get_child (list_item)), NULL, NULL);
}

/* --- page --- */

static char *
list_drops (BrLogPage *self, guint64 n_router)
{
  ClaspEngine           *engine = br_window_get_engine (self->window);
  GListModel            *connections = clasp_show_get_connections (br_window_get_show (self->window));
  guint                  n = g_list_model_get_n_items (connections);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree guint64    *counts = g_new0 (guint64, n + 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i); /* the show has it, too */
      ClaspStatus              *status = clasp_engine_get_status (engine, clasp_show_item_get_id (item));

      names[i] = clasp_show_item_get_name (item);
      counts[i] = status != NULL ? clasp_status_peek (status)->n_dropped : 0;
    }
  return br_flow_list_drops (n_router, names, counts, n);
}

static void
stats_cb (BrLogPage *self)
{
  ClaspEngineStats stats;
  g_autofree char *drops = NULL;

  clasp_engine_get_stats (br_window_get_engine (self->window), &stats);
  drops = list_drops (self, stats.router.n_dropped);
  br_health_set_drops (self->health, drops);
  br_health_add (self->health, &stats, g_get_monotonic_time ());
}

static void
br_log_page_attach (BrPage *page, BrWindow *window)
{
  BrLogPage *self = BR_LOG_PAGE (page);

  self->window = window;
  self->model = br_log_model_new (clasp_logbook_get_default (), CLASP_LOGBOOK_MAX_ENTRIES);
  self->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, self, NULL));
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->model)),
                                           g_object_ref (self->filter));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (show_state), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "refreshed", G_CALLBACK (show_unread), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_engine (window), "stats-changed", G_CALLBACK (stats_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (
    self->list,
    GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->shown)))));
  show_sources (self);
  show_state (self);
}

static gboolean
br_log_page_focus_search (BrPage *page)
{
  gtk_toggle_button_set_active (BR_LOG_PAGE (page)->tab_events, TRUE);
  return gtk_widget_grab_focus (GTK_WIDGET (BR_LOG_PAGE (page)->search));
}

static void
show_parts (BrLogPage *self)
{
  gboolean is_narrow = self->width == BR_WIDTH_NARROW;
  /* The one that was chosen before is told first, while the other one is not active yet. */
  gboolean is_health = !gtk_toggle_button_get_active (self->tab_events);

  gtk_widget_set_visible (self->tabs, is_narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->health), !is_narrow || is_health);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), !is_narrow || !is_health);
  gtk_widget_set_visible (GTK_WIDGET (self->stack), !is_narrow || !is_health);
}

static void
tab_toggled_cb (BrLogPage *self)
{
  show_parts (self);
  if (self->window != NULL)
    stats_cb (self);
}

/* The main menu has the test too. */
static void
br_log_page_set_width (BrPage *page, BrWidth width)
{
  BrLogPage *self = BR_LOG_PAGE (page);

  self->width = width;
  if (width != BR_WIDTH_NARROW)
    gtk_toggle_button_set_active (self->tab_events, TRUE);
  br_health_set_columns (self->health, columns[width], width == BR_WIDTH_NARROW);
  show_parts (self);
  gtk_widget_set_visible (self->test_button, width != BR_WIDTH_NARROW);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->bar), width == BR_WIDTH_NARROW ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static void
br_log_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_log_page_attach;
  iface->set_width = br_log_page_set_width;
  iface->focus_search = br_log_page_focus_search;
}

static void
br_log_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (br_log_page_parent_class)->map (widget);
  show_unread (BR_LOG_PAGE (widget));
  stats_cb (BR_LOG_PAGE (widget));
}

static void
br_log_page_dispose (GObject *object)
{
  BrLogPage *self = BR_LOG_PAGE (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  /* Events that come later are not asked about here any more, whoever still holds the list. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (GTK_CUSTOM_FILTER (self->filter), NULL, NULL, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_LOG_PAGE);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (br_log_page_parent_class)->dispose (object);
}

static void
br_log_page_finalize (GObject *object)
{
  g_strfreev (BR_LOG_PAGE (object)->words);
  g_object_unref (BR_LOG_PAGE (object)->sources);

  G_OBJECT_CLASS (br_log_page_parent_class)->finalize (object);
}

static void
br_log_page_class_init (BrLogPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_log_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_log_page_finalize;
  widget_class->map = br_log_page_map;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/log/br-log-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, tab_events);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, tab_health);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, health);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, search);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, level);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, source);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, test_button);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, list);
  gtk_widget_class_bind_template_child (widget_class, BrLogPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, tab_toggled_cb);
  gtk_widget_class_install_action (widget_class, "log.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "log.figure", "s", figure_action);
}

static void
br_log_page_init (BrLogPage *self)
{
  self->words = g_new0 (char *, 1);
  self->width = BR_WIDTH_FULL;
  g_type_ensure (BR_TYPE_HEALTH);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->list));
  self->sources = br_log_sources_new ();
  gtk_drop_down_set_model (self->source, G_LIST_MODEL (self->sources));
}
