/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-signals-page-private.h"

#include "widgets/br-format.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>
#include <string.h>

/* The tree needs some 400 pixels beside sidebar and inspector. */
#define INSPECTOR_THRESHOLD 1000

static void br_signals_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrSignalsPage,
                               br_signals_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_signals_page_page_init))

/* --- search ------------------------------------------------------------------------------------- */

/* What the second and the third filter ask for, by place. */
static const char *const protocol_terms[] = { "", " dev:osc", " dev:midi", " dev:artnet", " dev:sacn", " dev:dmx", " dev:mqtt" };
static const char *const type_terms[] = { "", " type:float", " type:int", " type:bool", " type:text", " type:list" };

void
br_signals_page_search (BrSignalsPage *self)
{
  guint            protocol = gtk_drop_down_get_selected (self->protocol);
  guint            type = gtk_drop_down_get_selected (self->type);
  g_autofree char *query
    = g_strconcat (gtk_editable_get_text (GTK_EDITABLE (self->search)),
                   gtk_toggle_button_get_active (self->active) ? " age<5s" : "",
                   gtk_toggle_button_get_active (self->mapped) ? " mapped:yes" : "",
                   gtk_toggle_button_get_active (self->favourites) ? " fav:yes" : "",
                   protocol < G_N_ELEMENTS (protocol_terms) ? protocol_terms[protocol] : "",
                   type < G_N_ELEMENTS (type_terms) ? type_terms[type] : "",
                   NULL);

  br_address_list_set_query (self->list, query);
  br_address_list_set_filtered (self->list, strlen (query) > strlen (gtk_editable_get_text (GTK_EDITABLE (self->search))));
}

static void
stop_search_cb (BrSignalsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  br_address_list_grab_focus (self->list);
}

/* Enter may come before the entry told of the last letter. */
static void
search_activate_cb (BrSignalsPage *self)
{
  br_signals_page_search (self);
  br_address_list_grab_focus (self->list);
}

static gboolean
search_key_cb (BrSignalsPage  *self,
               guint           key,
               guint           code,
               GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;

  br_signals_page_search (self);

  return br_address_list_show_in_tree (self->list);
}

static void
add_search_key (BrSignalsPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

/* The words stay. */
static void
br_signals_page_show_filtered (BrSignalsPage *self)
{
  gtk_toggle_button_set_active (self->active, FALSE);
  gtk_toggle_button_set_active (self->mapped, FALSE);
  gtk_toggle_button_set_active (self->favourites, FALSE);
  gtk_drop_down_set_selected (self->protocol, 0);
  gtk_drop_down_set_selected (self->type, 0);
  br_signals_page_leave_favourites (self);
}

void
br_signals_page_clear_search (BrSignalsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  br_signals_page_show_filtered (self);
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

/* --- page --------------------------------------------------------------------------------------- */

static char *
count_text (guint count,
            guint n_listed)
{
  g_autofree char *all = br_format_count (count);
  g_autofree char *listed = br_format_count (n_listed);

  if (n_listed < BR_ADDRESS_LIST_MAX_HITS || n_listed >= count)
    return g_steal_pointer (&all);

  /* Translators: of the signals that were found only so many are listed: two counts */
  return g_strdup_printf (_("first %s of %s"), listed, all);
}

/* "102,340"; of more than are listed how many are; and of a frozen order how old it is. */
static void
br_signals_page_show_count (BrSignalsPage *self,
                            guint          count,
                            gint64         now_us)
{
  gint64           sorted_us = br_address_list_get_sorted_us (self->list);
  gint64           second = sorted_us != 0 ? MAX (now_us - sorted_us, 0) / G_USEC_PER_SEC : -1;
  guint            n_listed = br_address_list_is_flat (self->list) ? br_address_list_get_n_rows (self->list) : count;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  if (count == self->shown_count && second == self->shown_second && n_listed == self->shown_listed)
    return;

  self->shown_count = count;
  self->shown_second = second;
  self->shown_listed = n_listed;
  number = count_text (count, n_listed);
  if (second >= 0)
    /* Translators: how many signals; how long ago they were put in order */
    text = g_strdup_printf (_("%s · sorted %u s ago"), number, (guint) second);
  gtk_label_set_label (self->count, text != NULL ? text : number);
}

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
  changed |= br_chart_strip_tick (self->charts, now_us);

  g_object_get (self->list, "searching", &searching, "n-hits", &count, NULL);
  br_address_tree_get_summary (br_window_get_tree (self->window), BR_NODE_ROOT, &all);
  br_signals_page_show_count (self, searching ? count : all.n_signals, now_us);

  return changed;
}

static void
show_changed_cb (BrSignalsPage *self,
                 ClaspShowItem *item)
{
  if (item == NULL || CLASP_IS_MAPPING (item))
    br_signals_page_count_mappings (self);
}

static void
br_signals_page_attach (BrPage   *page,
                        BrWindow *window)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (page);

  self->window = window;
  br_address_list_attach (self->list, br_window_get_tree (window), BR_ROLE_SOURCES, br_window_get_engine (window));
  br_address_list_set_name (self->list, _("Signals"));
  br_signals_page_attach_view (self);
  br_signals_page_count_mappings (self);
  br_chart_strip_attach (self->charts, br_window_get_tree (window));
  br_signal_inspector_attach (self->inspector, window);
  br_address_list_set_empty (self->list,
                             "br-signals-symbolic",
                             _("No signals yet"),
                             _("Signals appear here as soon as something sends."),
                             br_window_has_page ("connections") ? _("Open Connections") : NULL,
                             "win.page",
                             g_variant_new_string ("connections"));
  br_address_list_set_empty_link (self->list, _("Find Devices"), "win.find-devices");
  g_signal_connect_object (self->list, "show-filtered", G_CALLBACK (br_signals_page_show_filtered), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "clear-search", G_CALLBACK (br_signals_page_clear_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  br_signals_page_connect_acts (self);
  br_signals_page_add_drop (self);
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

static void
br_signals_page_set_width (BrPage *page,
                           BrWidth width)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (BR_SIGNALS_PAGE (page)->filters),
                                  width == BR_WIDTH_NARROW ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
}

static gboolean
br_signals_page_focus_search (BrPage *page)
{
  return gtk_widget_grab_focus (GTK_WIDGET (BR_SIGNALS_PAGE (page)->search));
}

static gboolean
br_signals_page_focus_list (BrPage *page)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (page);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return FALSE;

  br_address_list_grab_focus (self->list);

  return TRUE;
}

static void
br_signals_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_signals_page_attach;
  iface->get_inspector = br_signals_page_get_inspector;
  iface->get_inspector_threshold = br_signals_page_get_inspector_threshold;
  iface->set_width = br_signals_page_set_width;
  iface->focus_search = br_signals_page_focus_search;
  iface->focus_list = br_signals_page_focus_list;
}

static void
br_signals_page_dispose (GObject *object)
{
  BrSignalsPage *self = BR_SIGNALS_PAGE (object);

  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_SIGNALS_PAGE);
  g_clear_object (&self->inspector);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (br_signals_page_parent_class)->dispose (object);
}

static void
br_signals_page_class_init (BrSignalsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_signals_page_dispose;

  g_type_ensure (BR_TYPE_ADDRESS_LIST);
  g_type_ensure (BR_TYPE_CHART_STRIP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/signals/br-signals-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, search);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, view_button);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, active);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, mapped);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, favourites);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, protocol);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, type);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, charts);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, count);
  gtk_widget_class_bind_template_child (widget_class, BrSignalsPage, list);
  gtk_widget_class_bind_template_callback (widget_class, br_signals_page_search);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  br_signals_page_install_acts (widget_class);
}

static void
br_signals_page_init (BrSignalsPage *self)
{
  self->shown_count = G_MAXUINT;
  self->shown_second = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search, NULL);
  add_search_key (self);
  br_signals_page_init_view (self);
  self->inspector = g_object_ref_sink (BR_SIGNAL_INSPECTOR (br_signal_inspector_new ()));
}
