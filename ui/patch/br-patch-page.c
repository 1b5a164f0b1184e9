/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "mapping/clasp-route-pattern.h"
#include "patch/br-known-targets.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-map.h"
#include "patch/br-wire-ends.h"
#include "widgets/br-gutter.h"
#include "widgets/br-unparent.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* All about the wires is looked at again. */
#define REWIRE_US (G_USEC_PER_SEC / 4)

static void br_patch_page_page_init (BrPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BrPatchPage,
                               br_patch_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (BR_TYPE_PAGE, br_patch_page_page_init))

/* --- widths ------------------------------------------------------------------------------------- */

/* Wide: three columns. Medium: two, the mappings and the chosen side. Narrow: one. */
void
br_patch_page_show_columns (BrPatchPage *self)
{
  gboolean is_table = gtk_toggle_button_get_active (self->table_button) && self->pending == NULL;
  gboolean wide = self->width >= BR_WIDTH_WIDE;
  gboolean medium = self->width == BR_WIDTH_MEDIUM;
  gboolean sources = !is_table && (wide || gtk_toggle_button_get_active (self->tab_sources));
  gboolean targets = !is_table && (wide || gtk_toggle_button_get_active (self->tab_targets));
  gboolean mappings = is_table || wide || medium || gtk_toggle_button_get_active (self->tab_mappings);

  if (medium && !is_table && !sources && !targets)
    sources = TRUE;
  br_mapping_list_set_table (self->mappings, is_table);
  gtk_widget_set_visible (GTK_WIDGET (self->table_menu), is_table);
  gtk_widget_set_visible (self->start, self->is_start);
  gtk_widget_set_visible (self->overlay, !self->is_start);
  gtk_widget_set_visible (self->tabs, !wide && !is_table && !self->is_start);
  gtk_widget_set_visible (GTK_WIDGET (self->tab_mappings), !medium);
  gtk_widget_set_visible (self->sources_column, sources);
  gtk_widget_set_visible (self->mappings_column, mappings);
  gtk_widget_set_visible (self->targets_column, targets);
  gtk_widget_set_visible (self->left_gutter, sources && mappings);
  gtk_widget_set_visible (self->right_gutter, targets && mappings);
  br_patch_page_update_widths (self);
  self->wires_dirty = TRUE;
}

/* What a peer sends without any connection of ours can be patched as well. */
static void
br_patch_page_check_start (BrPatchPage *self)
{
  ClaspSignalTable *table = br_address_tree_get_table (br_window_get_tree (self->window));
  gboolean          is_start = g_list_model_get_n_items (clasp_show_get_connections (self->show)) == 0
                              && g_list_model_get_n_items (clasp_show_get_mappings (self->show)) == 0
                              && clasp_signal_table_get_size (table) == 0;

  if (is_start == self->is_start)
    return;

  self->is_start = is_start;
  br_patch_page_show_columns (self);
}

static void
tab_toggled_cb (BrPatchPage *self)
{
  br_patch_page_show_columns (self);
}

static void
br_patch_page_set_width (BrPage *page,
                         BrWidth width)
{
  BrPatchPage *self = BR_PATCH_PAGE (page);

  self->width = width;
  if (width == BR_WIDTH_MEDIUM && gtk_toggle_button_get_active (self->tab_mappings))
    gtk_toggle_button_set_active (self->tab_sources, TRUE);
  br_patch_page_show_columns (self);
}

/* --- searching ---------------------------------------------------------------------------------- */

static void
source_search_cb (BrPatchPage *self)
{
  br_patch_page_search (self, self->sources);
}

static void
source_stop_cb (BrPatchPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->source_search), "");
  br_address_list_grab_focus (self->sources);
}

static void
clear_search_cb (BrPatchPage   *self,
                 BrAddressList *list)
{
  gtk_editable_set_text (GTK_EDITABLE (list == self->sources ? self->source_search : self->target_search), "");
  br_patch_page_leave_favourites (self, list);
}

static void
mapping_search_cb (BrPatchPage *self)
{
  br_mapping_list_set_filter (self->mappings,
                              (BrMappingsFilter) gtk_drop_down_get_selected (self->filter),
                              gtk_editable_get_text (GTK_EDITABLE (self->mapping_search)));
}

/* --- which addresses are mapped ----------------------------------------------------------------- */

static gboolean
is_mapped (const char *address,
           gpointer    user_data)
{
  BrPatchPage *self = user_data;

  if (g_hash_table_contains (self->mapped, address))
    return TRUE;
  for (guint i = 0; i < self->patterns->len; i++)
    {
      ClaspCaptures captures;

      if (clasp_route_pattern_match (g_ptr_array_index (self->patterns, i), clasp_str (address), &captures))
        return TRUE;
    }

  return FALSE;
}

static void
br_patch_page_collect_mapped (BrPatchPage *self)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);
  guint       n = g_list_model_get_n_items (mappings);

  g_hash_table_remove_all (self->mapped);
  g_ptr_array_set_size (self->patterns, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      const char              *source = clasp_mapping_get_source (mapping);
      ClaspRoutePattern       *pattern = NULL;

      g_hash_table_add (self->mapped, g_strdup (clasp_mapping_get_target (mapping)));
      if (br_is_exact (source))
        g_hash_table_add (self->mapped, g_strdup (source));
      else if ((pattern = clasp_route_pattern_new (source, NULL)) != NULL)
        g_ptr_array_add (self->patterns, pattern);
    }
  br_known_targets_add (br_window_get_tree (self->window), self->show);
  br_address_list_refresh_mapped (self->sources);
  br_address_list_refresh_mapped (self->targets);
}

static void
br_patch_page_show_count (BrPatchPage *self)
{
  guint            n = g_list_model_get_n_items (clasp_show_get_mappings (self->show));
  guint            n_shown = br_mapping_list_get_n_shown (self->mappings);
  g_autofree char *text = NULL;

  if (n_shown < n)
    text = g_strdup_printf (_("%u of %u"), n_shown, n);
  else
    text = g_strdup_printf ("%u", n);
  if (g_strcmp0 (gtk_label_get_label (self->count), text) != 0)
    gtk_label_set_label (self->count, text);
}

static void
show_changed_cb (BrPatchPage   *self,
                 ClaspShowItem *item)
{
  if (item == NULL || CLASP_IS_CONNECTION (item))
    {
      br_address_list_refresh (self->sources);
      br_address_list_refresh (self->targets);
    }
  g_hash_table_remove_all (self->wire_ends);
  self->mapped_dirty = TRUE;
  self->wires_dirty = TRUE;
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* --- ticking ------------------------------------------------------------------------------------ */

static void
moved_cb (BrPatchPage *self)
{
  self->wires_dirty = TRUE;
}

static void
looks_changed_cb (BrPatchPage *self)
{
  self->looks_dirty = TRUE;
}

static gboolean
placed_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  BR_PATCH_PAGE (widget)->wires_id = 0;
  br_patch_page_update_wires (BR_PATCH_PAGE (widget));

  return G_SOURCE_REMOVE;
}

/* In the frame after all got its place, however seldom the window ticks. */
static void
queue_wires (BrPatchPage *self)
{
  if (self->wires_id == 0)
    self->wires_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), placed_cb, NULL, NULL);
}

/* They are not looked at with every value: only what moved, or what the rows say, gives them another look. */
static void
br_patch_page_tick_wires (BrPatchPage *self,
                          gint64       now_us,
                          gboolean     changed)
{
  /* A signal may come to be below a folded row, which says nothing. */
  gboolean is_late = changed && now_us - self->wired_us >= REWIRE_US;

  /* What a change moves gets its new place after this. */
  if (self->wires_dirty)
    queue_wires (self);
  if (!self->wires_dirty && !self->looks_dirty && !is_late)
    return;

  if (is_late)
    {
      self->wired_us = now_us;
      g_hash_table_remove_all (self->wire_ends);
    }
  self->wires_dirty = self->looks_dirty = FALSE;
  br_patch_page_update_wires (self);
}

static gboolean
tick_cb (GtkWidget *widget,
         gint64     now_us)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);
  gboolean     changed = FALSE;

  br_patch_page_check_start (self);
  if (self->mapped_dirty)
    {
      self->mapped_dirty = FALSE;
      br_patch_page_collect_mapped (self);
      br_patch_page_show_relatives (self);
    }
  br_patch_page_await_control (self);
  changed |= br_address_list_tick (self->sources, now_us);
  changed |= br_address_list_tick (self->targets, now_us);
  changed |= br_mapping_list_tick (self->mappings, now_us);
  if (self->quick_map != NULL)
    changed |= br_quick_map_tick (BR_QUICK_MAP (self->quick_map));
  br_patch_page_show_count (self);
  br_patch_page_tick_wires (self, now_us, changed);

  return changed;
}

/* --- page --------------------------------------------------------------------------------------- */

static void
mapped_cb (BrPatchPage *self)
{
  clasp_engine_watch_mappings (self->engine);
}

static void
unmapped_cb (BrPatchPage *self)
{
  clasp_engine_unwatch_mappings (self->engine);
}

static void
br_patch_page_attach_list (BrPatchPage   *self,
                           BrAddressList *list,
                           BrRole         role)
{
  gboolean has_connections = br_window_has_page ("connections");

  br_address_list_attach (list, br_window_get_tree (self->window), role, self->engine);
  br_address_list_set_name (list, role == BR_ROLE_SOURCES ? _("Sources") : _("Targets"));
  br_address_list_set_columns (list,
                               BR_COLUMN_METER | BR_COLUMN_VALUE
                                 | (role == BR_ROLE_SOURCES ? BR_COLUMN_PORT_END : BR_COLUMN_PORT_START),
                               FALSE);
  br_address_list_set_mapped_func (list, is_mapped, self);
  br_address_list_set_empty (list,
                             "br-connections-symbolic",
                             _("Nothing connected yet"),
                             _("Connect a controller and something to control, then drag one onto the other."),
                             has_connections ? _("Find Devices") : NULL,
                             "win.find-devices",
                             NULL);
  g_signal_connect_object (list, "clear-search", G_CALLBACK (clear_search_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
}

static void
br_patch_page_attach_table (BrPatchPage *self)
{
  BrMappingTable        *table = br_mapping_list_get_table (self->mappings);
  g_autoptr (GMenuModel) menu = br_mapping_table_create_menu (table);

  gtk_widget_insert_action_group (GTK_WIDGET (self), "table", br_mapping_table_get_actions (table));
  gtk_menu_button_set_menu_model (self->table_menu, menu);
}

static void
br_patch_page_attach_lock (BrPatchPage *self)
{
  GtkWidget *const editing[] = { GTK_WIDGET (self->learn_source), GTK_WIDGET (self->learn_target), GTK_WIDGET (self->add_button) };

  for (guint i = 0; i < G_N_ELEMENTS (editing); i++)
    g_object_bind_property (self->window, "locked", editing[i], "sensitive", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
}

static void
br_patch_page_attach (BrPage   *page,
                      BrWindow *window)
{
  BrPatchPage *self = BR_PATCH_PAGE (page);

  self->window = window;
  self->engine = g_object_ref (br_window_get_engine (window));
  self->show = g_object_ref (br_window_get_show (window));
  self->editor = g_object_ref_sink (BR_MAPPING_EDITOR (br_mapping_editor_new (window)));
  br_patch_page_attach_lock (self);
  br_known_targets_add (br_window_get_tree (window), self->show);
  br_patch_page_attach_list (self, self->sources, BR_ROLE_SOURCES);
  g_signal_connect_object (self->sources, "map", G_CALLBACK (br_patch_page_begin), self, G_CONNECT_SWAPPED);
  br_patch_page_attach_list (self, self->targets, BR_ROLE_TARGETS);
  br_mapping_list_attach (self->mappings, self->engine);
  br_patch_page_attach_orders (self);
  br_patch_page_attach_table (self);
  g_signal_connect_object (self->mappings, "moved", G_CALLBACK (moved_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mappings, "looks-changed", G_CALLBACK (looks_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wires, "resized", G_CALLBACK (queue_wires), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (show_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmapped_cb), NULL);
  br_patch_page_attach_selection (self);
  br_patch_page_attach_acts (self);
  br_patch_page_attach_learn (self);
  br_patch_page_attach_positions (self);
  br_patch_page_add_drag (self);
  br_patch_page_attach_wires (self);
  self->mapped_dirty = TRUE;
  br_patch_page_check_start (self);
  br_tick_hub_add (br_window_get_hub (window), GTK_WIDGET (self), tick_cb);
}

static GtkWidget *
br_patch_page_get_inspector (BrPage *page)
{
  return GTK_WIDGET (BR_PATCH_PAGE (page)->editor);
}

static gboolean
br_patch_page_focus_search (BrPage *page)
{
  BrPatchPage *self = BR_PATCH_PAGE (page);
  GtkWidget   *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));
  GtkWidget   *entry = GTK_WIDGET (self->source_search);

  /* In the column that has the focus; else in the first that is seen. */
  if ((focus != NULL && gtk_widget_get_focus_child (self->targets_column) != NULL)
      || !gtk_widget_get_visible (self->sources_column))
    entry = GTK_WIDGET (self->target_search);
  else if (focus != NULL && gtk_widget_get_focus_child (self->mappings_column) != NULL)
    entry = GTK_WIDGET (self->mapping_search);

  return gtk_widget_grab_focus (entry);
}

static gboolean
br_patch_page_focus_list (BrPage *page)
{
  BrPatchPage *self = BR_PATCH_PAGE (page);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->sources)))
    return FALSE;

  br_address_list_grab_focus (self->sources);

  return TRUE;
}

static void
br_patch_page_page_init (BrPageInterface *iface)
{
  iface->attach = br_patch_page_attach;
  iface->get_inspector = br_patch_page_get_inspector;
  iface->set_width = br_patch_page_set_width;
  iface->focus_search = br_patch_page_focus_search;
  iface->focus_list = br_patch_page_focus_list;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_patch_page_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);

  gtk_widget_size_allocate (gtk_widget_get_first_child (widget), &(GtkAllocation) { 0, 0, width, height }, -1);
  if (self->quick_map != NULL)
    gtk_popover_present (GTK_POPOVER (self->quick_map));
  if (self->learn_list != NULL)
    gtk_popover_present (GTK_POPOVER (self->learn_list));
  if (self->pair_list != NULL)
    gtk_popover_present (GTK_POPOVER (self->pair_list));
  self->wires_dirty = TRUE;
}

static void
br_patch_page_measure (GtkWidget     *widget,
                       GtkOrientation orientation,
                       int            for_size,
                       int           *minimum,
                       int           *natural,
                       int           *minimum_baseline,
                       int           *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural, NULL, NULL);
}

static void
br_patch_page_dispose (GObject *object)
{
  BrPatchPage *self = BR_PATCH_PAGE (object);

  br_patch_page_keep_positions (self);
  g_clear_pointer (&self->learn_list, gtk_widget_unparent);
  g_clear_object (&self->learned);
  g_clear_object (&self->source_orders);
  g_clear_object (&self->target_orders);
  br_patch_page_stop_drag (self);
  g_clear_object (&self->editor);
  g_clear_pointer (&self->pending, g_strfreev);
  g_clear_weak_pointer (&self->focus_before);
  g_clear_weak_pointer (&self->hovered);
  g_clear_pointer (&self->quick_map, gtk_widget_unparent);
  g_clear_pointer (&self->pair_list, gtk_widget_unparent);
  g_clear_pointer (&self->last_id, g_free);
  g_clear_pointer (&self->begin, g_free);
  g_clear_pointer (&self->related, g_hash_table_unref);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_PATCH_PAGE);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (br_patch_page_parent_class)->dispose (object);
}

static void
br_patch_page_finalize (GObject *object)
{
  BrPatchPage *self = BR_PATCH_PAGE (object);

  g_hash_table_unref (self->mapped);
  g_hash_table_unref (self->wire_ends);
  g_ptr_array_unref (self->patterns);

  G_OBJECT_CLASS (br_patch_page_parent_class)->finalize (object);
}

static void
br_patch_page_class_init (BrPatchPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_patch_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_patch_page_finalize;
  widget_class->size_allocate = br_patch_page_size_allocate;
  widget_class->measure = br_patch_page_measure;

  g_type_ensure (BR_TYPE_ADDRESS_LIST);
  g_type_ensure (BR_TYPE_GUTTER);
  g_type_ensure (BR_TYPE_MAPPING_LIST);
  g_type_ensure (BR_TYPE_WIRE_LAYER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/clasp_bridge/ClaspBridge/patch/br-patch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, start);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, tab_sources);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, tab_mappings);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, tab_targets);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, hint);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, hint_use);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, wires_note);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, keys);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, keys_label);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, sources_column);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, mappings_column);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, targets_column);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, left_gutter);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, right_gutter);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, source_search);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, mapping_search);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, target_search);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, learn_source);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, learn_target);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, source_order);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, target_order);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, filter);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, count);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, table_button);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, table_menu);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, add_popover);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, add_source);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, add_target);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, add_problem);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, sources);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, mappings);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, targets);
  gtk_widget_class_bind_template_child (widget_class, BrPatchPage, wires);
  gtk_widget_class_bind_template_callback (widget_class, tab_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, mapping_search_cb);
  br_patch_page_add_acts (widget_class);
}

/* Three beside each other in a narrow window, whatever the language and the size of text. */
static void
let_tabs_shrink (GtkWidget *tabs)
{
  for (GtkWidget *tab = gtk_widget_get_first_child (tabs); tab != NULL; tab = gtk_widget_get_next_sibling (tab))
    {
      gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (tab))), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (tab, "br-slim-tab");
    }
}

static void
br_patch_page_init (BrPatchPage *self)
{
  self->width = BR_WIDTH_FULL;
  self->mapped = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_route_pattern_free);
  self->wire_ends = br_wire_ends_cache_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  let_tabs_shrink (self->tabs);
}
