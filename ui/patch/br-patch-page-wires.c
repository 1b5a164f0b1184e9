/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"
#include "widgets/br-reduction.h"

#include "mapping/clasp-route-pattern.h"
#include "patch/br-mapping-row.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "patch/br-wire-ends.h"
#include "widgets/br-address-row.h"

/* From a list's edge to the middle of its rows' ports. */
#define PORT_INSET 10

typedef struct
{
  BrPatchPage *page;
  GArray      *wires;    /* of BrWire */
  GPtrArray   *selected; /* of ClaspMapping */
} Collector;

/* A point at the side of @widget, in coordinates of the wires; FALSE when it is not seen. */
gboolean
br_patch_page_side_of (BrPatchPage *self,
                       GtkWidget   *widget,
                       gboolean     at_end,
                       double       y,
                       float       *out_x,
                       float       *out_y)
{
  double   wire_x, wire_y, height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  if (!gtk_widget_get_mapped (widget))
    return FALSE;

  gtk_widget_translate_coordinates (widget,
                                    GTK_WIDGET (self->wires),
                                    at_end != rtl ? gtk_widget_get_width (widget) : 0,
                                    CLAMP (y, 0, height),
                                    &wire_x,
                                    &wire_y);
  *out_x = (float) wire_x;
  *out_y = (float) wire_y;

  return TRUE;
}

static gboolean
is_hovered (BrPatchPage   *self,
            ClaspMapping  *mapping,
            BrAddressList *list,
            const char    *address)
{
  BrAddressItem   *item;
  g_autofree char *own = NULL;

  if (self->hovered == NULL)
    return FALSE;
  if (BR_IS_MAPPING_ROW (self->hovered))
    return br_mapping_row_get_mapping (BR_MAPPING_ROW (self->hovered)) == mapping;

  item = br_address_row_get_item (BR_ADDRESS_ROW (self->hovered));
  own = item != NULL ? br_address_item_dup_address (item) : NULL;

  return gtk_widget_is_ancestor (self->hovered, GTK_WIDGET (list)) && g_strcmp0 (own, address) == 0;
}

static gboolean
is_chosen (Collector    *collector,
           ClaspMapping *mapping)
{
  GHashTable *related = collector->page->related;

  return related != NULL ? g_hash_table_contains (related, mapping)
                         : g_ptr_array_find (collector->selected, mapping, NULL);
}

static void
add_wire (Collector        *collector,
          ClaspMapping     *mapping,
          const BrWireEnds *ends,
          gboolean          is_target,
          const char       *literal,
          double            mapping_y,
          gboolean          bright)
{
  BrPatchPage   *self = collector->page;
  BrAddressList *list = is_target ? self->targets : self->sources;
  gboolean       is_missing = ends->is_missing[is_target];
  double         list_y = mapping_y;
  BrPlace        place = br_address_list_locate (list, literal, &list_y);
  BrWire         wire = { 0 };

  if (place == BR_PLACE_HIDDEN || !br_patch_page_side_of (self, GTK_WIDGET (list), !is_target, list_y, &wire.x0, &wire.y0)
      || !br_patch_page_side_of (self, GTK_WIDGET (self->mappings), is_target, mapping_y, &wire.x1, &wire.y1))
    return;

  wire.hue = (guint16) ends->hue;
  if (bright)
    wire.flags |= BR_WIRE_BRIGHT;
  if (ends->is_muted)
    wire.flags |= BR_WIRE_DASHED;
  if (place == BR_PLACE_ROW && !is_missing)
    {
      /* Into the port, which the row draws. */
      wire.x0 += wire.x0 < wire.x1 ? -PORT_INSET : PORT_INSET;
      wire.flags |= BR_WIRE_PORT;
    }
  if (ends->is_two_way)
    wire.flags |= BR_WIRE_DOUBLE;
  if (place == BR_PLACE_NONE || is_missing)
    wire.flags |= BR_WIRE_BROKEN;
  else if (place == BR_PLACE_PARENT)
    wire.flags |= BR_WIRE_PARENT;
  else if (place == BR_PLACE_ABOVE || place == BR_PLACE_BELOW)
    wire.flags |= BR_WIRE_STUB;
  if (is_hovered (self, mapping, list, literal))
    wire.flags |= BR_WIRE_HOVERED;
  if (is_chosen (collector, mapping))
    wire.flags |= BR_WIRE_SELECTED;
  else if (self->related != NULL)
    wire.flags |= BR_WIRE_FADED;
  g_array_append_val (collector->wires, wire);
}

/* Too many to be told apart: only what is selected, or below the pointer, keeps its wires. */
static void
br_patch_page_thin_wires (BrPatchPage *self,
                          GArray      *wires)
{
  gboolean is_thinned = wires->len > BR_MAX_WIRES;

  gtk_widget_set_visible (self->wires_note, is_thinned);
  if (!is_thinned)
    return;

  for (guint i = wires->len; i > 0; i--)
    if (!(g_array_index (wires, BrWire, i - 1).flags & (BR_WIRE_SELECTED | BR_WIRE_HOVERED)))
      g_array_remove_index_fast (wires, i - 1);
}

static void
collect_cb (ClaspMapping *mapping,
            double        y,
            gboolean      bright,
            gpointer      user_data)
{
  Collector        *collector = user_data;
  const BrWireEnds *ends = br_wire_ends_get (collector->page->wire_ends, collector->page->engine, mapping);

  bright &= br_reduction_get () < BR_REDUCTION_WIRES;
  for (guint side = 0; side < G_N_ELEMENTS (ends->literals); side++)
    for (guint i = 0; i < ends->literals[side]->len; i++)
      add_wire (collector, mapping, ends, side == 1, ends->literals[side]->pdata[i], y, bright);
}

void
br_patch_page_update_wires (BrPatchPage *self)
{
  g_autoptr (GArray)    wires = g_array_new (FALSE, TRUE, sizeof (BrWire));
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self->mappings);
  Collector             collector = { self, wires, selected };

  br_mapping_list_foreach_in_sight (self->mappings, collect_cb, &collector);
  br_patch_page_thin_wires (self, wires);
  br_wires_merge_stubs ((BrWire *) (gpointer) wires->data, wires->len);
  br_wire_layer_set_wires (self->wires, (BrWire *) (gpointer) wires->data, wires->len);
}

/* --- the row below the pointer ------------------------------------------------------------------ */

static void
br_patch_page_hover (BrPatchPage *self,
                     GtkWidget   *row)
{
  if (!g_set_weak_pointer (&self->hovered, row))
    return;
  self->wires_dirty = TRUE;
  br_tick_hub_wake (br_window_get_hub (self->window));
}

/* Nobody asks while all wires are drawn. */
static void
motion_cb (BrPatchPage *self,
           double       x,
           double       y)
{
  GtkWidget *widget = NULL;

  if (gtk_widget_get_visible (self->wires_note))
    widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  while (widget != NULL && !BR_IS_MAPPING_ROW (widget) && !BR_IS_ADDRESS_ROW (widget))
    widget = gtk_widget_get_parent (widget);
  br_patch_page_hover (self, widget);
}

static void
left_cb (BrPatchPage *self)
{
  br_patch_page_hover (self, NULL);
}

void
br_patch_page_attach_wires (BrPatchPage *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect_object (motion, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

/* --- relatives ---------------------------------------------------------------------------------- */

static gboolean
shares (GPtrArray  *addresses,
        GHashTable *chosen)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const char               *address = addresses->pdata[i];
      g_autoptr (ClaspRoutePattern) pattern = NULL;
      GHashTableIter            iter;
      gpointer                  one;
      ClaspCaptures             captures;

      if (g_hash_table_contains (chosen, address))
        return TRUE;
      if (br_is_exact (address) || (pattern = clasp_route_pattern_new (address, NULL)) == NULL)
        continue;
      g_hash_table_iter_init (&iter, chosen);
      while (g_hash_table_iter_next (&iter, &one, NULL))
        if (clasp_route_pattern_match (pattern, clasp_str (one), &captures))
          return TRUE;
    }

  return FALSE;
}

static void
add_all (GHashTable *set,
         GPtrArray  *addresses)
{
  for (guint i = 0; i < addresses->len; i++)
    g_hash_table_add (set, g_strdup (addresses->pdata[i]));
}

static void
add_selected (GHashTable    *set,
              BrAddressList *list)
{
  g_auto (GStrv) addresses = br_address_list_dup_selected_addresses (list);

  for (guint i = 0; addresses[i] != NULL; i++)
    g_hash_table_add (set, g_strdup (addresses[i]));
}

/* The addresses that were selected last; none when a mapping was, or nothing is selected there any more but a
 * mapping. */
static GHashTable *
br_patch_page_dup_chosen (BrPatchPage *self,
                          gboolean     any_mapping)
{
  GHashTable *chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (self->chosen_in != NULL && BR_IS_ADDRESS_LIST (self->chosen_in))
    add_selected (chosen, BR_ADDRESS_LIST (self->chosen_in));
  if (g_hash_table_size (chosen) > 0 || any_mapping)
    return chosen;

  add_selected (chosen, self->sources);
  add_selected (chosen, self->targets);

  return chosen;
}

/* What was selected last outlines what it is mapped to and fades all else. What is mapped to nothing fades
 * nothing: there would be no more to see. */
void
br_patch_page_show_relatives (BrPatchPage *self)
{
  GListModel            *mappings = clasp_show_get_mappings (self->show);
  g_autoptr (GPtrArray)  selected = br_mapping_list_dup_selected (self->mappings);
  g_autoptr (GHashTable) chosen = br_patch_page_dup_chosen (self, selected->len > 0);
  gboolean               by_address = g_hash_table_size (chosen) > 0;
  g_autoptr (GHashTable) addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) related = g_hash_table_new (NULL, NULL);
  gboolean               any;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      g_autoptr (GPtrArray)    sources = br_mapping_dup_addresses (mapping, FALSE);
      g_autoptr (GPtrArray)    targets = br_mapping_dup_addresses (mapping, TRUE);

      if (by_address ? !shares (sources, chosen) && !shares (targets, chosen)
                     : !g_ptr_array_find (selected, mapping, NULL))
        continue;
      g_hash_table_add (related, mapping);
      add_all (addresses, sources);
      add_all (addresses, targets);
    }
  any = g_hash_table_size (related) > 0 && self->pending == NULL;
  g_clear_pointer (&self->related, g_hash_table_unref);
  if (any)
    self->related = g_hash_table_ref (related);
  br_mapping_list_set_related (self->mappings, any ? related : NULL);
  br_address_list_set_related (self->sources, any ? addresses : NULL);
  br_address_list_set_related (self->targets, any ? addresses : NULL);
  self->wires_dirty = TRUE;
}
