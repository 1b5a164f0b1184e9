/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page.h"

#include "signals/br-signal-inspector.h"
#include "widgets/br-address-list.h"
#include "widgets/br-format.h"
#include "window/br-window.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

/* The tree needs some 400 pixels beside sidebar and inspector. */
#define INSPECTOR_THRESHOLD 1000

struct _BrSignalsPage
{
  GtkWidget parent_instance;

  GtkSearchEntry  *search;
  GtkToggleButton *active;
  GtkLabel        *count;
  BrAddressList   *list;

  BrWindow          *window;    /* (unowned), outlives the page */
  BrSignalInspector *inspector; /* (owned) */
  guint              shown_count;
};

static void br_signals_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrSignalsPage,
                               br_signals_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_signals_page_page_init))

/* --- search ------------------------------------------------------------------------------------- */

static void
search_changed_cb (BrSignalsPage *self)
{
  const char      *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autofree char *query = NULL;

  if (gtk_toggle_button_get_active (self->active))
    query = g_strconcat (text, " age<5s", NULL);
  br_address_list_set_query (self->list, query != NULL ? query : text);
}

static void
stop_search_cb (BrSignalsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  br_address_list_grab_focus (self->list);
}

static void
search_activate_cb (BrSignalsPage *self)
{
  br_address_list_grab_focus (self->list);
}

static void
clear_search_cb (BrSignalsPage *self)
{
  gtk_toggle_button_set_active (self->active, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
selection_changed_cb (BrSignalsPage *self)
{
  g_autoptr (BrAddressItem) item = br_address_list_dup_selected (self->list);

  br_signal_inspector_set_item (self->inspector, item);
}

static void
activated_cb (BrSignalsPage *self)
{
  br_window_reveal_inspector (self->window, TRUE);
}

static void
map_requested_cb (BrSignalsPage *self)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (self->list);
  BrPage        *patch = br_window_get_page (self->window, "patch");

  if (addresses[0] == NULL || patch == NULL)
    return;

  br_window_show_page (self->window, "patch");
  gtk_widget_activate_action (GTK_WIDGET (patch), "patch.map", "^as", addresses);
}

static void
map_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  map_requested_cb (BR_SIGNALS_PAGE (widget));
}

/* The palette leads here. What is not in the tree yet is looked for. */
static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (widget);
  const char    *address = g_variant_get_string (parameter, NULL);

  clear_search_cb (self);
  if (!br_address_list_reveal (self->list, address))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->search), address);
      return;
    }
  br_window_reveal_inspector (self->window, TRUE);
  br_address_list_grab_focus (self->list);
}

/* --- page --------------------------------------------------------------------------------------- */

static gboolean
tick_cb (GtkWidget *widget,
         gint64     now_us)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (widget);
  gboolean       changed = br_address_list_tick (self->list, now_us);
  gboolean       searching = FALSE;
  BrNodeSummary  all;
  guint          count;

  if (br_window_get_inspector_revealed (self->window))
    changed |= br_signal_inspector_tick (self->inspector, now_us);

  g_object_get (self->list, "searching", &searching, "n-hits", &count, NULL);
  br_address_tree_get_summary (br_window_get_tree (self->window), BR_NODE_ROOT, &all);
  if (!searching)
    count = all.n_signals;
  if (count != self->shown_count)
    {
      g_autofree char *text = br_format_count (count);

      self->shown_count = count;
      gtk_label_set_label (self->count, text);
    }

  return changed;
}

static void
br_signals_page_attach (BrPage   *page,
                        BrWindow *window)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (page);

  self->window = window;
  br_address_list_attach (self->list, br_window_get_tree (window), BR_ROLE_SOURCES, br_window_get_engine (window));
  br_address_list_set_name (self->list, _("Signals"));
  br_address_list_set_columns (self->list,
                               BR_COLUMN_METER | BR_COLUMN_VALUE | BR_COLUMN_RATE | BR_COLUMN_AGE | BR_COLUMN_TYPE,
                               TRUE);
  br_signal_inspector_attach (self->inspector, window);
  br_address_list_set_empty (self->list,
                             "br-signals-symbolic",
                             _("No signals yet"),
                             _("Signals appear here as soon as something sends."),
                             br_window_has_page ("connections") ? _("Open Connections") : NULL,
                             "win.page",
                             g_variant_new_string ("connections"));
  g_signal_connect_object (self->list, "clear-search", G_CALLBACK (clear_search_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "map-requested", G_CALLBACK (map_requested_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "map-requested", G_CALLBACK (map_requested_cb), self, G_CONNECT_SWAPPED);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);
}

static GtkWidget *
br_signals_page_get_inspector (BrPage *page)
{
  return GTK_WIDGET (BR_SIGNALS_PAGE (page)->inspector);
}

static int
br_signals_page_get_inspector_threshold (BrPage *page)
{
  return INSPECTOR_THRESHOLD;
}

static gboolean
br_signals_page_focus_search (BrPage *page)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BR_SIGNALS_PAGE (page)->search));
}

static void
br_signals_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_signals_page_attach;
  iface->get_inspector = br_signals_page_get_inspector;
  iface->get_inspector_threshold = br_signals_page_get_inspector_threshold;
  iface->focus_search = br_signals_page_focus_search;
}

static void
br_signals_page_dispose (GObject *object)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (object);

  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_SIGNALS_PAGE);
  g_clear_object (&self->inspector);

  G_OBJECT_CLASS (br_signals_page_parent_class)->dispose (object);
}

static void
br_signals_page_class_init (BrSignalsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_signals_page_dispose;

  g_type_ensure (BR_TYPE_ADDRESS_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/signals/br-signals-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, search);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, active);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, count);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_install_action (widget_class, "signals.map", NULL, map_action);
  gtk_widget_class_install_action (widget_class, "signals.show", "s", show_action);
}

static void
br_signals_page_init (BrSignalsPage *self)
{
  self->shown_count = G_MAXUINT;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, NULL);
  self->inspector = g_object_ref_sink (BR_SIGNAL_INSPECTOR (br_signal_inspector_new ()));
}
