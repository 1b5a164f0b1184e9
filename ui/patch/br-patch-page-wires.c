/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "mapping/clasp-chain.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-format.h"

/* From a list's edge to the middle of its rows' ports. */
#define PORT_INSET 10

typedef struct
{
  BrPatchPage *page;
  GArray      *wires;    /* of BrWire */
  GPtrArray   *selected; /* of ClaspMapping */
} Collector;

/* A point at the side of @widget, in coordinates of the wires; FALSE when it is not seen. */
static gboolean
side_of (BrPatchPage *self,
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

static void
add_wire (Collector     *collector,
          ClaspMapping  *mapping,
          BrAddressList *list,
          const char    *address,
          double         mapping_y,
          gboolean       bright)
{
  BrPatchPage     *self = collector->page;
  gboolean         is_source = list == self->sources;
  g_autofree char *literal = br_literal_prefix (address);
  double           list_y = mapping_y;
  BrPlace          place = br_address_list_locate (list, literal, &list_y);
  guint            hue = 0;
  BrWire           wire = { 0 };

  if (place == BR_PLACE_HIDDEN || !side_of (self, GTK_WIDGET (list), is_source, list_y, &wire.x0, &wire.y0)
      || !side_of (self, GTK_WIDGET (self->mappings), !is_source, mapping_y, &wire.x1, &wire.y1))
    return;

  g_object_get (mapping, "colour", &hue, NULL);
  wire.hue = (guint16) hue;
  if (bright)
    wire.flags |= BR_WIRE_BRIGHT;
  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
    wire.flags |= BR_WIRE_DASHED;
  if (place == BR_PLACE_ROW)
    {
      /* Into the port, which the row draws. */
      wire.x0 += wire.x0 < wire.x1 ? -PORT_INSET : PORT_INSET;
      wire.flags |= BR_WIRE_PORT;
    }
  if (place == BR_PLACE_NONE)
    wire.flags |= BR_WIRE_BROKEN;
  else if (place == BR_PLACE_ABOVE || place == BR_PLACE_BELOW)
    wire.flags |= BR_WIRE_STUB;
  if (collector->selected->len > 0 && !g_ptr_array_find (collector->selected, mapping, NULL))
    wire.flags |= BR_WIRE_FADED;
  g_array_append_val (collector->wires, wire);
}

static void
collect_cb (ClaspMapping *mapping,
            double        y,
            gboolean      bright,
            gpointer      user_data)
{
  Collector *collector = user_data;

  add_wire (collector, mapping, collector->page->sources, clasp_mapping_get_source (mapping), y, bright);
  add_wire (collector, mapping, collector->page->targets, clasp_mapping_get_target (mapping), y, bright);
}

void
br_patch_page_update_wires (BrPatchPage *self)
{
  g_autoptr (GArray)    wires = g_array_new (FALSE, TRUE, sizeof (BrWire));
  g_autoptr (GPtrArray) selected = br_mapping_list_dup_selected (self->mappings);
  Collector             collector = { self, wires, selected };

  br_mapping_list_foreach_in_sight (self->mappings, collect_cb, &collector);
  br_wire_layer_set_wires (self->wires, (BrWire *) (gpointer) wires->data, wires->len);
}

/* --- the wire under way ------------------------------------------------------------------------- */

/* "0–127 → 0–255": what the mapping would do by default; NULL when the ranges are not known. */
static char *
dup_conversion (const char *source,
                const char *target)
{
  ClaspRange in, out;
  char       texts[4][24];

  if (!clasp_range_for_address (clasp_str (source), &in) || !clasp_range_for_address (clasp_str (target), &out))
    return NULL;

  br_format_number (in.minimum, texts[0], sizeof texts[0]);
  br_format_number (in.maximum, texts[1], sizeof texts[1]);
  br_format_number (out.minimum, texts[2], sizeof texts[2]);
  br_format_number (out.maximum, texts[3], sizeof texts[3]);

  return g_strdup_printf ("%s–%s → %s–%s", texts[0], texts[1], texts[2], texts[3]);
}

static void
drag_motion_cb (GtkDropControllerMotion *controller,
                double                   x,
                double                   y,
                gpointer                 user_data)
{
  BrPatchPage        *self = user_data;
  const char         *address;
  BrAddressList      *list;
  double              list_y = 0, to_x, to_y;
  float               from_x, from_y;
  g_autofree char    *over = NULL;
  g_autofree char    *label = NULL;

  if (self->drag == NULL)
    return;

  address = br_signal_drag_get_addresses (self->drag)[0];
  list = br_signal_drag_get_role (self->drag) == BR_ROLE_SOURCES ? self->sources : self->targets;
  if (br_address_list_locate (list, address, &list_y) >= BR_PLACE_HIDDEN
      || !side_of (self, GTK_WIDGET (list), list == self->sources, list_y, &from_x, &from_y))
    return;

  over = br_address_list_dup_hovered (list == self->sources ? self->targets : self->sources);
  if (over != NULL)
    label = list == self->sources ? dup_conversion (address, over) : dup_conversion (over, address);
  gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->wires), x, y, &to_x, &to_y);
  br_wire_layer_set_drag (self->wires, from_x, from_y, to_x, to_y, label);
}

static void
drag_began_cb (BrPatchPage  *self,
               BrSignalDrag *drag)
{
  g_set_object (&self->drag, drag);
}

static void
drag_ended_cb (BrPatchPage *self)
{
  g_clear_object (&self->drag);
  br_wire_layer_end_drag (self->wires);
}

void
br_patch_page_add_drag (BrPatchPage *self)
{
  GtkEventController *motion = gtk_drop_controller_motion_new ();
  BrAddressList      *lists[] = { self->sources, self->targets };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_signal_connect_object (lists[i], "drag-began", G_CALLBACK (drag_began_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (lists[i], "drag-ended", G_CALLBACK (drag_ended_cb), self, G_CONNECT_SWAPPED);
    }
  g_signal_connect (motion, "motion", G_CALLBACK (drag_motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
