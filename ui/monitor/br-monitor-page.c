/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-monitor-page-private.h"

#include "widgets/br-calm-scroll.h"
#include "widgets/br-focus.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-hold-menu.h"
#include "widgets/br-signal-notes.h"
#include "widgets/br-tab.h"
#include "widgets/br-unparent.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

/* From here on the inspector stands beside the list. */
#define INSPECTOR_THRESHOLD 1000

static void br_monitor_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrMonitorPage,
                               br_monitor_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_monitor_page_page_init))

/* --- life on the screen -------------------------------------------------------------------------- */

static void
br_monitor_page_map (GtkWidget *widget)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  br_monitor_page_start_listening (self);
  GTK_WIDGET_CLASS (br_monitor_page_parent_class)->map (widget);
  /* Space pauses from the moment the page is there; its rows run away under a click. */
  br_focus_soon (GTK_WIDGET (self->pause));
}

static void
br_monitor_page_unmap (GtkWidget *widget)
{
  br_monitor_page_stop_listening (BR_MONITOR_PAGE (widget));
  GTK_WIDGET_CLASS (br_monitor_page_parent_class)->unmap (widget);
}

/* --- acts --------------------------------------------------------------------------------------- */

static void
pause_toggled_cb (BrMonitorPage *self)
{
  gboolean paused = gtk_toggle_button_get_active (self->pause);

  self->n_lost_at_pause = self->n_lost;
  self->n_refused_at_pause = br_monitor_model_get_n_refused (self->model);
  br_monitor_model_set_paused (self->model, paused);
  if (!paused && self->following)
    br_monitor_page_scroll_to_end (self);
  br_monitor_page_show (self);
}

static void
pause_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  gtk_toggle_button_set_active (self->pause, !gtk_toggle_button_get_active (self->pause));
}

static void
go_on_cb (BrMonitorPage *self)
{
  gtk_toggle_button_set_active (self->pause, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->pause));
}

static void
clear_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  br_monitor_model_clear (self->model);
  br_monitor_states_clear (self->states);
  self->since_us = g_get_real_time ();
  self->n_refused_at_pause = 0;
  br_monitor_page_set_following (self, TRUE);
  br_monitor_page_show (self);
}

/* --- stream and state --------------------------------------------------------------------------- */

static void
mode_toggled_cb (BrMonitorPage *self)
{
  self->is_state = gtk_toggle_button_get_active (self->state_button);
  br_monitor_page_feed_states (self, g_get_monotonic_time ());
  gtk_multi_selection_set_model (self->selection,
                                 self->is_state ? G_LIST_MODEL (self->states) : G_LIST_MODEL (self->model));
  br_monitor_page_set_following (self, TRUE);
  br_monitor_page_show (self);
}

static void
mode_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (widget);

  gtk_toggle_button_set_active (self->is_state ? self->stream_button : self->state_button, TRUE);
}

/* --- the chosen message ------------------------------------------------------------------------- */

/* The row with the focus, which need not be a chosen one. */
static void
activate_cb (BrMonitorPage *self,
             guint          position)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);

  if (!gtk_selection_model_is_selected (selection, position))
    gtk_selection_model_select_item (selection, position, TRUE);
  br_monitor_page_trace (self);
}

static void
send_again_cb (BrMonitorPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "monitor.send-again", NULL);
}

static void
edit_and_send_cb (BrMonitorPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "monitor.edit-and-send", NULL);
}

static void
selection_changed_cb (BrMonitorPage *self)
{
  br_monitor_page_update_acts (self);
  if (self->window != NULL && br_window_get_inspector_revealed (self->window))
    br_monitor_page_show_chosen (self);
}

/* Rows run away: while one is looked at the list stands where it is. */
static void
rows_changed_cb (BrMonitorPage *self)
{
  br_monitor_page_update_acts (self);
}

/* --- searching ---------------------------------------------------------------------------------- */

void
br_monitor_page_refilter (BrMonitorPage *self)
{
  br_monitor_model_refilter (self->model);
  br_monitor_states_refilter (self->states);
  br_monitor_page_update_filters (self);
  br_monitor_page_set_following (self, TRUE);
  br_monitor_page_show (self);
}

static void
search_changed_cb (BrMonitorPage *self)
{
  BrMonitorFilter *filter = br_monitor_model_get_filter (self->model);
  const char      *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  if (g_strcmp0 (text, br_monitor_filter_get_text (filter)) == 0)
    return;

  br_monitor_filter_set_text (filter, text);
  br_monitor_page_refilter (self);
}

static void
stop_search_cb (BrMonitorPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Enter may come before the entry told of the last letter: told later, what was chosen meanwhile would go. */
static void
search_activate_cb (BrMonitorPage *self)
{
  search_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
show_all_cb (BrMonitorPage *self)
{
  br_monitor_page_show_all (self);
}

static void
send_test_cb (BrMonitorPage *self)
{
  ClaspValue value = clasp_value_int (1);

  if (br_window_refuse_edit (self->window))
    return;

  clasp_engine_send (br_window_get_engine (self->window), "/test/message", &value, TRUE);
}

/* --- the menu of a row -------------------------------------------------------------------------- */

/* @row NULL: of the chosen one, by a key. */
static void
open_menu (BrMonitorPage *self,
           GtkWidget     *row)
{
  GtkWidget      *place = row;
  graphene_rect_t area;

  for (guint i = 0; place == NULL && i < self->rows->len; i++)
    if (gtk_widget_get_state_flags (gtk_widget_get_parent (g_ptr_array_index (self->rows, i))) & GTK_STATE_FLAG_SELECTED)
      place = g_ptr_array_index (self->rows, i);
  if (place == NULL || !gtk_widget_compute_bounds (place, GTK_WIDGET (self), &area))
    return;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu),
                               &(GdkRectangle) { (int) area.origin.x, (int) area.origin.y, MIN ((int) area.size.width, 200), (int) area.size.height });
  br_hold_menu_popup (GTK_POPOVER (self->menu));
}

static void
row_menu_cb (GtkWidget *row,
             double     x,
             double     y,
             gpointer   user_data)
{
  BrMonitorPage *self = user_data;
  GtkListItem   *item = g_object_get_data (G_OBJECT (row), "br-list-item");

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
  open_menu (self, row);
}

static void
add_menu (BrMonitorPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) hide = g_menu_new ();
  g_autoptr (GMenu) send = g_menu_new ();

  g_menu_append (hide, _("Hide This Address"), "monitor.hide-address");
  g_menu_append (hide, _("Hide This Device"), "monitor.hide-device");
  g_menu_append (hide, _("Hide This Kind"), "monitor.hide-kind");
  g_menu_append (hide, _("Only This Address"), "monitor.only-address");
  g_menu_append (send, _("Send Again"), "monitor.send-again");
  g_menu_append (send, _("Edit and Send…"), "monitor.edit-and-send");
  g_menu_append (menu, _("Trace"), "monitor.trace");
  g_menu_append (menu, _("Copy"), "monitor.copy");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (hide));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (send));
  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}

/* Below the row that has the focus. */
static gboolean
menu_key_cb (GtkEventControllerKey *controller,
             guint                  key,
             guint                  code,
             GdkModifierType        state,
             gpointer               user_data)
{
  if (key != GDK_KEY_Menu || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;

  open_menu (user_data, NULL);
  return TRUE;
}

/* --- rows --------------------------------------------------------------------------------------- */

static void
setup_cb (BrMonitorPage *self,
          GtkListItem   *item)
{
  GtkWidget *row = br_monitor_row_new (self->model);

  g_object_set_data (G_OBJECT (row), "br-list-item", item);
  br_hold_menu_add (row, row_menu_cb, self);
  gtk_list_item_set_child (item, row);
}

static void
bind_cb (BrMonitorPage *self,
         GtkListItem   *item)
{
  br_monitor_row_bind (BR_MONITOR_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
  br_frame_meter_note_bound ();
  g_ptr_array_add (self->rows, gtk_list_item_get_child (item));
}

static void
unbind_cb (BrMonitorPage *self,
           GtkListItem   *item)
{
  g_ptr_array_remove_fast (self->rows, gtk_list_item_get_child (item));
  br_monitor_row_bind (BR_MONITOR_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
rows_moved_cb (double   moved,
               gpointer owner)
{
  BrMonitorPage *self = owner;

  for (guint i = 0; i < self->rows->len; i++)
    br_monitor_row_may_be_seen (g_ptr_array_index (self->rows, i), moved);
  /* Messages of before came all at once, and maybe nothing after them. */
  if (moved == G_MAXDOUBLE && self->following && self->window != NULL)
    {
      self->wants_end = TRUE;
      br_tick_hub_wake (br_window_get_hub (self->window));
    }
}

static char *
name_cb (guint64  origin,
         gpointer user_data)
{
  return clasp_engine_dup_session_name (user_data, origin);
}

static void
show_changed_cb (BrMonitorPage *self)
{
  br_monitor_model_forget_names (self->model);
  br_monitor_model_set_context (self->model, br_monitor_context_new (br_window_get_show (self->window)));
  br_monitor_page_update_filters (self);
}

static void
favourites_changed_cb (BrMonitorPage *self,
                       BrSignalNotes *notes)
{
  g_autoptr (GHashTable) favourites = br_signal_notes_dup_favourites (notes);

  br_monitor_filter_set_favourites (br_monitor_model_get_filter (self->model), favourites);
  if (br_monitor_filter_asks_favourites (br_monitor_model_get_filter (self->model)))
    br_monitor_page_refilter (self);
}

static double
rate_cb (const char *address,
         gpointer    user_data)
{
  BrAddressTree *tree = user_data;
  BrNode         node = br_address_tree_find (tree, address);
  BrNodeSummary  summary = { 0 };

  if (node != BR_NODE_NONE)
    br_address_tree_get_summary (tree, node, &summary);

  return summary.rate;
}

/* --- page --------------------------------------------------------------------------------------- */

static void
br_monitor_page_attach (BrPage   *page,
                        BrWindow *window)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (page);
  BrSignalNotes *notes = br_signal_notes_get (br_window_get_show (window));

  self->window = window;
  br_monitor_model_set_names (self->model, name_cb, br_window_get_engine (window));
  br_monitor_model_set_rates (self->model, rate_cb, br_window_get_tree (window));
  g_signal_connect_object (notes, "changed", G_CALLBACK (favourites_changed_cb), self, G_CONNECT_SWAPPED);
  favourites_changed_cb (self, notes);
  g_signal_connect_object (br_window_get_show (window), "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), br_monitor_page_tick);
  br_monitor_inspector_attach (self->inspector, window);
  br_send_bar_attach (self->send_bar, window);
  br_talkers_popover_attach (self->talkers, window, self->model);
  show_changed_cb (self);
}

static GtkWidget *
br_monitor_page_get_inspector (BrPage *page)
{
  return GTK_WIDGET (BR_MONITOR_PAGE (page)->inspector);
}

static int
br_monitor_page_get_inspector_threshold (BrPage *page)
{
  return INSPECTOR_THRESHOLD;
}

static void
br_monitor_page_set_width (BrPage *page,
                           BrWidth width)
{
  BrMonitorPage   *self = BR_MONITOR_PAGE (page);
  gboolean         narrow = width == BR_WIDTH_NARROW;
  GtkLayoutManager *grid = gtk_widget_get_layout_manager (GTK_WIDGET (self->bar));
  GtkGridLayoutChild *search = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (grid, GTK_WIDGET (self->search)));

  adw_button_content_set_label (self->pause_content, narrow ? "" : _("Pause"));
  /* The search has a line of its own. */
  gtk_grid_layout_child_set_column (search, narrow ? 0 : 1);
  gtk_grid_layout_child_set_row (search, narrow ? 1 : 0);
  gtk_grid_layout_child_set_column_span (search, narrow ? 3 : 1);
}

static gboolean
br_monitor_page_focus_search (BrPage *page)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (page);

  br_focus_no_more (GTK_WIDGET (self->pause));

  return gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
br_monitor_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_monitor_page_attach;
  iface->get_inspector = br_monitor_page_get_inspector;
  iface->get_inspector_threshold = br_monitor_page_get_inspector_threshold;
  iface->set_width = br_monitor_page_set_width;
  iface->focus_search = br_monitor_page_focus_search;
}

static void
br_monitor_page_dispose (GObject *object)
{
  BrMonitorPage *self = BR_MONITOR_PAGE (object);

  br_monitor_page_stop_listening (self);
  g_clear_pointer (&self->traces, br_trace_store_unref);
  if (self->window != NULL && self->recording != NULL)
    clasp_engine_stop_recording (br_window_get_engine (self->window), self->recording);
  g_clear_pointer (&self->recording, g_free);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_MONITOR_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->states);
  g_clear_object (&self->model);
  g_clear_object (&self->inspector);
  g_clear_object (&self->filter_actions);
  g_clear_object (&self->filter_menu);
  g_clear_pointer (&self->saved, g_key_file_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (br_monitor_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/monitor/br-monitor-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, stream_button);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, state_button);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, filter_button);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, talkers_button);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, chips_revealer);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, chips);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, send_revealer);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, send_bar);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, pause);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, pause_content);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, bar);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, search);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, hidden);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, view);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, to_newest);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, foot);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, foot_label);
  gtk_widget_class_bind_template_child (widget_class, BrMonitorPage, go_on);
  gtk_widget_class_bind_template_callback (widget_class, mode_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, br_monitor_page_to_newest);
  gtk_widget_class_bind_template_callback (widget_class, go_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_test_cb);
}

static void
br_monitor_page_class_init (BrMonitorPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_monitor_page_dispose;
  widget_class->map = br_monitor_page_map;
  widget_class->unmap = br_monitor_page_unmap;
  g_type_ensure (BR_TYPE_SEND_BAR);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "monitor.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "monitor.clear", NULL, clear_action);
  gtk_widget_class_install_action (widget_class, "monitor.mode", NULL, mode_action);
  br_monitor_page_install_acts (widget_class);
  br_monitor_page_install_filters (widget_class);
}

static void
br_monitor_page_init (BrMonitorPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController            *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->view));
  self->following = TRUE;
  self->model = br_monitor_model_new (BR_MONITOR_RECORDS);
  self->states = br_monitor_states_new (self->model);
  self->rows = g_ptr_array_new ();
  self->inspector = g_object_ref_sink (BR_MONITOR_INSPECTOR (br_monitor_inspector_new ()));
  /* What was chosen while nobody saw it. */
  g_signal_connect_object (self->inspector, "map", G_CALLBACK (br_monitor_page_show_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "send-again", G_CALLBACK (send_again_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->inspector, "edit-and-send", G_CALLBACK (edit_and_send_cb), self, G_CONNECT_SWAPPED);
  self->selection = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
  g_signal_connect_swapped (self->selection, "items-changed", G_CALLBACK (rows_changed_cb), self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled),
                           "value-changed",
                           G_CALLBACK (br_monitor_page_moved),
                           self,
                           G_CONNECT_SWAPPED);
  br_calm_scroll_add (self->scrolled, GTK_WIDGET (self->view));
  br_sight_init (&self->sight, self->scrolled, GTK_WIDGET (self), rows_moved_cb);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (menu_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  /* Before the rows see them: space would select one. */
  br_keys_add_to_list (GTK_WIDGET (self->view), "monitor.", GTK_PHASE_CAPTURE);
  /* Where the focus is beside the list; buttons and entries take these keys for themselves. */
  br_keys_add_to_list (GTK_WIDGET (self), "monitor.pause", GTK_PHASE_BUBBLE);
  br_keys_add_to_list (GTK_WIDGET (self), "monitor.clear", GTK_PHASE_BUBBLE);
  gtk_search_entry_set_key_capture_widget (self->search, NULL);
  add_menu (self);
  br_monitor_page_init_filters (self);
  br_monitor_page_update_filters (self);
  br_monitor_page_update_acts (self);
  br_monitor_page_show (self);
}
