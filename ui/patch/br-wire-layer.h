/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrWireLayer: the wires above the lists of the Patch page. Knows points and looks, no mappings; it
 * takes no pointer events.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_MAX_WIRES 400

typedef enum
{
  BR_WIRE_BRIGHT = 1 << 0, /* data passed lately */
  BR_WIRE_DASHED = 1 << 1, /* muted */
  BR_WIRE_BROKEN = 1 << 2, /* an end is missing: ends half way in a cross */
  BR_WIRE_STUB = 1 << 3,   /* its end is scrolled away: ends at the list's edge */
  BR_WIRE_FADED = 1 << 4,  /* something else is selected */
  BR_WIRE_PORT = 1 << 5,   /* ends in a port, which is drawn already */
  BR_WIRE_DOUBLE = 1 << 6, /* two-way: a double line */
  BR_WIRE_PARENT = 1 << 7, /* its end is folded away: ends at the nearest row above it */
  BR_WIRE_SELECTED = 1 << 8,
  BR_WIRE_HOVERED = 1 << 9, /* the pointer is on the row of its mapping, or of its end */
} BrWireFlags;

typedef struct
{
  float   x0, y0;   /* at the list of sources or targets */
  float   x1, y1;   /* at the mapping */
  guint16 flags;
  guint16 hue;
  guint16 n_merged; /* so many end in one place that stands for others: told once as a number */
  guint16 unused;
} BrWire;

/* Tells each place where several stubs, or wires to folded rows, end by one number. */
void  br_wires_merge_stubs    (BrWire *wires, guint n_wires);

#define BR_TYPE_WIRE_LAYER (br_wire_layer_get_type ())
/* Signal "resized": it has another size, so the wires lie elsewhere. Emitted while sizes are given out. */
G_DECLARE_FINAL_TYPE (BrWireLayer, br_wire_layer, BR, WIRE_LAYER, GtkWidget)

/* Copies; redraws only if they differ from those before. */
void  br_wire_layer_set_wires (BrWireLayer  *self, const BrWire *wires, guint n_wires);
guint br_wire_layer_get_n     (BrWireLayer  *self);
/* (transfer none): what is drawn, get_n () of them. */
const BrWire *br_wire_layer_get_wires (BrWireLayer *self);
/* The wire under way during a drag, with the conversion it would make; NULL label = none. */
void  br_wire_layer_set_drag  (BrWireLayer  *self, double x0, double y0, double x1, double y1, const char *label);
void  br_wire_layer_end_drag  (BrWireLayer  *self);

G_END_DECLS
