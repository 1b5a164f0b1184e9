/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "clasp-circles.h"
#include "core/clasp-address.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-map.h"
#include "signals/br-signal-acts.h"
#include "widgets/br-short-name.h"
#include "widgets/br-typed.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- connecting --------------------------------------------------------------------------------- */

static void
edit_mapping (BrPatchPage  *self,
              ClaspMapping *mapping)
{
  br_mapping_list_select (self->mappings, mapping);
  br_mapping_editor_set_mapping (self->editor, mapping);
  br_window_focus_inspector (self->window);
}

/* Back to where the person was, ready for the next one. */
static void
quick_map_closed_cb (BrPatchPage *self)
{
  GtkWidget *before = self->focus_before;

  if (before != NULL && gtk_widget_get_mapped (before))
    gtk_widget_grab_focus (before);
  else
    br_address_list_grab_focus (self->sources);
  g_clear_weak_pointer (&self->focus_before);
}

static void
br_patch_page_show_quick_map (BrPatchPage  *self,
                              ClaspMapping *mapping,
                              const char   *loop,
                              GPtrArray    *merged)
{
  GtkWidget      *row = br_address_list_find_row (self->targets, clasp_mapping_get_target (mapping));
  GtkWidget      *anchor = row != NULL ? row : GTK_WIDGET (self->mappings);
  graphene_rect_t bounds;

  if (self->quick_map == NULL)
    {
      self->quick_map = br_quick_map_new (self->engine);
      gtk_widget_set_parent (self->quick_map, GTK_WIDGET (self));
      g_signal_connect_object (self->quick_map, "closed", G_CALLBACK (quick_map_closed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->quick_map, "edit-requested", G_CALLBACK (edit_mapping), self, G_CONNECT_SWAPPED);
    }
  if (!gtk_widget_compute_bounds (anchor, GTK_WIDGET (self), &bounds))
    return;

  g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  br_quick_map_set_mapping (BR_QUICK_MAP (self->quick_map), mapping, loop, merged);
  gtk_popover_set_position (GTK_POPOVER (self->quick_map),
                            self->width >= BR_WIDTH_WIDE ? GTK_POS_LEFT : GTK_POS_BOTTOM);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->quick_map),
                               &(GdkRectangle) { (int) bounds.origin.x,
                                                 (int) bounds.origin.y,
                                                 self->width >= BR_WIDTH_WIDE ? 1 : (int) bounds.size.width,
                                                 (int) bounds.size.height });
  gtk_popover_popup (GTK_POPOVER (self->quick_map));
}

/* Of what was mapped so before, the first is shown. */
static void
br_patch_page_tell (BrPatchPage       *self,
                    const char *const *sources,
                    const char *const *targets,
                    GPtrArray         *added)
{
  g_autofree char *text = br_patch_tell_drop (sources, targets, added);
  ClaspMapping    *existing = NULL;

  if (text == NULL)
    return;

  if (added->len == 0)
    existing = br_patch_find_mapping (self->show, sources[0], targets[0]);
  if (existing != NULL)
    br_mapping_list_reveal (self->mappings, existing);
  br_window_toast (self->window, text, added->len > 0);
}

/* Does @address send a colour, or another list? */
static BrParts
br_patch_page_get_parts (BrPatchPage *self,
                         const char  *address)
{
  BrAddressTree   *tree = br_window_get_tree (self->window);
  BrNode           node = br_address_tree_find (tree, address);
  guint            signal = node != BR_NODE_NONE ? br_address_tree_get_signal (tree, node) : G_MAXUINT;
  ClaspSignalState state;

  if (signal == G_MAXUINT)
    return BR_PARTS_NONE;

  clasp_signal_table_read (br_address_tree_get_table (tree), signal, &state);
  if (state.type == CLASP_VALUE_ARRAY && state.length >= 3)
    return BR_PARTS_LIST;

  return state.type == CLASP_VALUE_STRING && state.text[0] == '#' && state.length == 7 ? BR_PARTS_HEX : BR_PARTS_NONE;
}

/* The one made last, or the last of the list. (transfer full) */
static ClaspMapping *
br_patch_page_dup_last (BrPatchPage *self)
{
  GListModel    *mappings = clasp_show_get_mappings (self->show);
  ClaspShowItem *last = self->last_id != NULL ? clasp_show_find (self->show, self->last_id) : NULL;
  guint          n = g_list_model_get_n_items (mappings);

  if (last != NULL && CLASP_IS_MAPPING (last))
    return g_object_ref (CLASP_MAPPING (last));

  return n > 0 ? g_list_model_get_item (mappings, n - 1) : NULL;
}

static gboolean
br_patch_page_add_to_selected (BrPatchPage       *self,
                               const char *const *sources,
                               const char *const *targets)
{
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self->mappings);

  if (selected->len != 1)
    return FALSE;

  br_patch_page_add_ends (self, selected->pdata[0], sources, targets);

  return TRUE;
}

void
br_patch_page_add_ends (BrPatchPage       *self,
                        ClaspMapping      *mapping,
                        const char *const *sources,
                        const char *const *targets)
{
  guint            n = br_patch_add_ends (self->show, mapping, sources, targets);
  g_autofree char *name = br_mapping_dup_name (mapping);
  g_autofree char *text
    /* Translators: a mapping's name */
    = g_strdup_printf (n > 0 ? _("Added to %s") : _("%s has it already"), name);

  br_mapping_list_select (self->mappings, mapping);
  br_window_toast (self->window, text, n > 0);
}

static char *
br_patch_page_dup_loop (BrPatchPage *self,
                        GPtrArray   *added,
                        guint       *index)
{
  for (guint i = 0; i < added->len; i++)
    {
      ClaspMapping *mapping = added->pdata[i];
      g_auto (GStrv) loop = NULL;

      if (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
        continue;
      loop = clasp_show_find_circle (self->show,
                                 clasp_mapping_get_source (mapping),
                                 clasp_mapping_get_target (mapping),
                                 mapping);
      *index = i;

      return loop != NULL ? br_patch_loop_text (loop) : NULL;
    }

  return NULL;
}

/**
 * br_patch_page_connect:
 * @self: the page
 * @sources: addresses
 * @targets: addresses
 *
 * Makes mappings, which work at once, in the way the held keys ask for, and offers to change what was
 * made.
 */
void
br_patch_page_connect (BrPatchPage       *self,
                       const char *const *sources,
                       const char *const *targets)
{
  BrDropWay                way = self->way;
  BrDrop                   drop = { .two_way = way == BR_DROP_TWO_WAY, .merge = self->merge };
  g_autoptr (ClaspMapping) last = NULL;
  g_autoptr (GPtrArray)    added = NULL;
  g_autofree char         *loop_text = NULL;
  guint                    shown = 0;

  self->way = BR_DROP_NEW;
  self->merge = CLASP_MERGE_LAST;
  if (br_window_refuse_edit (self->window)
      || (way == BR_DROP_ADD && br_patch_page_add_to_selected (self, sources, targets)))
    return;

  if (way == BR_DROP_LIKE_LAST)
    drop.like = last = br_patch_page_dup_last (self);
  if (g_strv_length ((char **) sources) == 1 && self->learned != NULL)
    drop.learned = self->learned;
  if (g_strv_length ((char **) sources) == 1)
    drop.parts = br_patch_page_get_parts (self, sources[0]);
  added = br_patch_drop (self->show, sources, targets, &drop);
  if (added->len == 0)
    {
      br_patch_page_tell (self, sources, targets, added);
      return;
    }

  g_free (self->last_id);
  self->last_id = g_strdup (clasp_show_item_get_id (added->pdata[0]));
  loop_text = br_patch_page_dup_loop (self, added, &shown);
  /* Of several none is chosen: all of them are outlined with what was dragged. */
  if (added->len == 1 || loop_text != NULL)
    br_mapping_list_select (self->mappings, added->pdata[shown]);
  else
    br_mapping_list_unselect (self->mappings);
  br_patch_page_tell (self, sources, targets, added);
  if (*targets[0] == '\0' || *sources[0] == '\0')
    edit_mapping (self, added->pdata[0]);
  else if (added->len == 1 || loop_text != NULL)
    br_patch_page_show_quick_map (self, added->pdata[shown], loop_text, NULL);
  else if (g_strv_length ((char **) targets) == 1)
    br_patch_page_show_quick_map (self, added->pdata[0], NULL, added);
}

/* --- choosing a target without a pointer -------------------------------------------------------- */

static void
br_patch_page_update_hint (BrPatchPage *self)
{
  const char      *typed = gtk_editable_get_text (GTK_EDITABLE (self->target_search));
  gboolean         usable = self->pending != NULL && clasp_address_is_valid (clasp_str (typed), NULL);

  gtk_widget_set_visible (GTK_WIDGET (self->hint_use), usable);
}

void
br_patch_page_choose_target (BrPatchPage *self,
                             char       **sources)
{
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (sources != NULL && br_window_refuse_edit (self->window))
    {
      g_strfreev (sources);
      sources = NULL;
    }
  g_strfreev (self->pending);
  self->pending = sources;
  br_patch_page_show_columns (self);
  br_patch_page_show_relatives (self);
  gtk_revealer_set_reveal_child (self->hint, sources != NULL);
  br_patch_page_show_keys (self, sources != NULL);
  br_address_list_set_whole_rows (self->targets, FALSE);
  br_patch_page_update_hint (self);
  if (sources == NULL)
    return;

  if (g_strv_length (sources) > 1)
    name = g_strdup_printf (ngettext ("%u signal", "%u signals", g_strv_length (sources)), g_strv_length (sources));
  else
    name = br_short_name (sources[0]);
  text = g_strdup_printf (_("Map “%s” to… Type to search, Enter to choose, Escape to stop."), name);
  gtk_label_set_label (self->hint_label, text);
  gtk_toggle_button_set_active (self->tab_targets, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->target_search));
}

void
br_patch_page_finish_choice (BrPatchPage *self,
                             const char  *target)
{
  g_auto (GStrv)    sources = g_steal_pointer (&self->pending);
  const char *const targets[] = { target, NULL };
  g_autofree char  *why = br_why_not_set (self->show, target);

  if (why != NULL)
    br_window_toast (self->window, why, FALSE);
  br_patch_page_choose_target (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->target_search), "");
  br_patch_page_reveal (self, self->targets, target);
  br_patch_page_connect_or_ask (self, (const char *const *) sources, targets);
}

static void
target_activated_cb (BrPatchPage   *self,
                     BrAddressItem *item)
{
  g_autofree char *address = br_address_item_dup_address (item);

  if (self->pending != NULL)
    br_patch_page_finish_choice (self, address);
}

static void
source_activated_cb (BrPatchPage   *self,
                     BrAddressItem *item)
{
  br_patch_page_choose_target (self, br_address_list_dup_selected_addresses (self->sources));
}

static void
map_requested_cb (BrPatchPage *self)
{
  char **addresses = br_address_list_dup_selected_addresses (self->sources);

  if (addresses[0] != NULL)
    br_patch_page_choose_target (self, addresses);
  else
    g_strfreev (addresses);
}

static void
target_search_cb (BrPatchPage *self)
{
  if (!br_typed_is_new (self->target_search))
    return;

  self->enters = FALSE;
  br_patch_page_search (self, self->targets);
  br_patch_page_update_hint (self);
}

/* Escape: first the text, then the choice. */
static void
target_stop_cb (BrPatchPage *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->target_search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->target_search), "");
  else
    {
      br_patch_page_choose_target (self, NULL);
      br_address_list_grab_focus (self->sources);
    }
}

/* What the person typed, when it is an address that is known, or one that nothing known resembles. */
static gboolean
is_typed_target (BrPatchPage *self,
                 const char  *text)
{
  BrNode node = br_address_tree_find (br_window_get_tree (self->window), text);

  if (!clasp_address_is_valid (clasp_str (text), NULL))
    return FALSE;

  return br_address_list_get_n_rows (self->targets) == 0
         || (node != BR_NODE_NONE
             && !br_address_tree_has_children (br_window_get_tree (self->window), node, BR_ROLE_TARGETS));
}

/* Enter: a whole address is the choice, and so is the first hit, which is marked while it is typed; without a word the
 * list is walked. Who types fast waits for the hits, not for Enter. */
static void
target_activate_cb (BrPatchPage *self)
{
  g_autofree char          *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->target_search)));
  g_autoptr (BrAddressItem) first = NULL;

  target_search_cb (self);
  self->enters = br_address_list_is_looking (self->targets);
  if (self->enters)
    return;

  if (self->pending != NULL && is_typed_target (self, text))
    {
      br_patch_page_finish_choice (self, text);
      return;
    }

  br_address_list_select_first (self->targets);
  first = *text != '\0' ? br_address_list_dup_selected (self->targets) : NULL;
  if (self->pending != NULL && first != NULL)
    target_activated_cb (self, first);
  else
    br_address_list_grab_focus (self->targets);
}

static void
hits_cb (BrPatchPage *self)
{
  if (self->enters)
    target_activate_cb (self);
  else if (self->pending != NULL && *gtk_editable_get_text (GTK_EDITABLE (self->target_search)) != '\0')
    br_address_list_select_first (self->targets);
}

/* Shift, Ctrl or Alt with Enter mean what they mean while dropping. */
static gboolean
target_key_cb (GtkEventControllerKey *controller,
               guint                  key,
               guint                  code,
               GdkModifierType        state,
               gpointer               user_data)
{
  BrPatchPage              *self = user_data;
  GdkModifierType           held = state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK);
  g_autoptr (BrAddressItem) item = NULL;

  if (self->pending == NULL || held == 0 || (key != GDK_KEY_Return && key != GDK_KEY_KP_Enter))
    return FALSE;

  self->way = br_drop_way_for ((held & GDK_SHIFT_MASK) != 0, (held & GDK_CONTROL_MASK) != 0, (held & GDK_ALT_MASK) != 0);
  item = br_address_list_dup_selected (self->targets);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->targets)) != NULL && item != NULL)
    target_activated_cb (self, item);
  else
    target_activate_cb (self);

  return TRUE;
}

static void
hint_use_cb (BrPatchPage *self)
{
  g_autofree char *target = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->target_search)));

  br_patch_page_finish_choice (self, target);
}

/* A pointer or a finger goes on: there are no keys to be held, and no keyboard is to cover the targets. */
static void
br_patch_page_choose_by_port (BrPatchPage *self,
                              const char  *address)
{
  g_autofree char *name = br_short_name (address);
  g_autofree char *text = NULL;

  br_patch_page_choose_target (self, g_strdupv ((char *[]) { (char *) address, NULL }));
  if (self->pending == NULL)
    return;

  /* Translators: %s is the name of a signal that is to be mapped */
  text = g_strdup_printf (_("Map “%s” to… Choose its target."), name);
  gtk_label_set_label (self->hint_label, text);
  br_patch_page_show_keys (self, FALSE);
  br_address_list_set_whole_rows (self->targets, TRUE);
  br_address_list_grab_focus (self->targets);
}

/* A port, and then the other end. */
static void
port_clicked_cb (BrPatchPage   *self,
                 BrAddressItem *item,
                 BrAddressList *list)
{
  g_autofree char *address = br_address_item_dup_address (item);

  if (list == self->sources)
    br_patch_page_choose_by_port (self, address);
  else if (self->pending != NULL)
    br_patch_page_finish_choice (self, address);
}

static void
map_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  br_patch_page_choose_target (BR_PATCH_PAGE (widget), g_variant_dup_strv (parameter, NULL));
}

/* What a search elsewhere found. */
static void
show_mapping_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  BrPatchPage   *self = BR_PATCH_PAGE (widget);
  ClaspShowItem *item = clasp_show_find (self->show, g_variant_get_string (parameter, NULL));

  if (item == NULL || !CLASP_IS_MAPPING (item))
    return;

  if (self->width == BR_WIDTH_NARROW)
    gtk_toggle_button_set_active (self->tab_mappings, TRUE);
  br_mapping_list_reveal (self->mappings, CLASP_MAPPING (item));
  br_patch_page_come_back_to (self, GTK_WIDGET (self->mappings));
}

static void
reset_filter_cb (BrPatchPage *self)
{
  gtk_drop_down_set_selected (self->filter, BR_MAPPINGS_ALL);
  gtk_editable_set_text (GTK_EDITABLE (self->mapping_search), "");
  br_mapping_list_set_filter (self->mappings, BR_MAPPINGS_ALL, NULL);
}

/* Escape: ends choosing, else lets go of what is selected. */
static void
stop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);

  if (self->pending == NULL)
    {
      if (!br_window_leave_inspector (self->window))
        br_patch_page_unselect (self);
      return;
    }

  br_patch_page_choose_target (self, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->target_search), "");
  br_address_list_grab_focus (self->sources);
}

/* --- typing a mapping --------------------------------------------------------------------------- */

static void
add_cb (BrPatchPage *self)
{
  g_autofree char   *source = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_source))));
  g_autofree char   *target = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_target))));
  const char *const  sources[] = { source, NULL };
  const char *const  targets[] = { target, NULL };
  g_autoptr (GError) error = NULL;
  gboolean           good = br_patch_check (source, target, &error);

  gtk_widget_set_visible (GTK_WIDGET (self->add_problem), !good);
  if (!good)
    {
      gtk_label_set_label (self->add_problem, error->message);
      return;
    }

  gtk_popover_popdown (self->add_popover);
  gtk_editable_set_text (GTK_EDITABLE (self->add_source), "");
  gtk_editable_set_text (GTK_EDITABLE (self->add_target), "");
  br_patch_page_connect (self, sources, targets);
}

static void
notice_cb (BrPatchPage *self,
           const char  *text,
           gboolean     undo)
{
  br_window_toast (self->window, text, undo);
}

void
br_patch_page_attach_acts (BrPatchPage *self)
{
  BrAddressList   *lists[] = { self->sources, self->targets };
  GtkEventController *keys = gtk_event_controller_key_new ();

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      br_signal_acts_follow (self->window, lists[i]);
      g_signal_connect_object (lists[i], "port-clicked", G_CALLBACK (port_clicked_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (target_key_cb), self);
  gtk_widget_add_controller (self->targets_column, keys);
  g_signal_connect_object (self->sources, "activated", G_CALLBACK (source_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "map-requested", G_CALLBACK (map_requested_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->targets, "activated", G_CALLBACK (target_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->targets, "notify::n-hits", G_CALLBACK (hits_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mappings, "edit-requested", G_CALLBACK (edit_mapping), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mappings, "reset-filter", G_CALLBACK (reset_filter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->mappings, "notice", G_CALLBACK (notice_cb), self, G_CONNECT_SWAPPED);
}

static void
type_addresses_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);

  if (!br_window_refuse_edit (self->window))
    gtk_menu_button_popup (GTK_MENU_BUTTON (self->add_button));
}

void
br_patch_page_add_acts (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "patch.map", "as", map_action);
  br_patch_page_install_hint (klass);
  br_patch_page_install_learn (klass);
  gtk_widget_class_install_action (klass, "patch.type-addresses", NULL, type_addresses_action);
  gtk_widget_class_install_action (klass, "patch.show-mapping", "s", show_mapping_action);
  gtk_widget_class_install_action (klass, "patch.stop", NULL, stop_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "patch.stop", NULL);
  gtk_widget_class_bind_template_callback (klass, target_search_cb);
  gtk_widget_class_bind_template_callback (klass, target_stop_cb);
  gtk_widget_class_bind_template_callback (klass, target_activate_cb);
  gtk_widget_class_bind_template_callback (klass, hint_use_cb);
  gtk_widget_class_bind_template_callback (klass, add_cb);
}
