/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "mapping/br-mapping-editor.h"
#include "mapping/br-step-row.h"
#include "patch/br-mapping-row.h"
#include "patch/br-mapping-table.h"
#include "patch/br-pair-list.h"
#include "patch/br-quick-map.h"
#include "patch/br-wire-layer.h"
#include "widgets/br-settings-form.h"

#include <math.h>

/* Mappings: their rows, wires, steps and what edits them. */

static GtkWidget *
create_rows (Gallery *gallery)
{
  GtkWidget  *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GListModel *mappings = clasp_show_get_mappings (gallery->show);

  gtk_widget_add_css_class (box, "view");
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      ClaspMapping *mapping = gallery_get_mapping (gallery, i);
      BrMappingRow *row = BR_MAPPING_ROW (br_mapping_row_new ());
      const char   *group = clasp_mapping_get_group (mapping);

      br_mapping_row_bind (row, mapping, gallery->engine);
      br_mapping_row_set_heading (row, *group != '\0' ? group : NULL, 0);
      br_mapping_row_tick (row, gallery->now_us, &(gboolean) { FALSE });
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (row));
    }

  return box;
}

static gboolean
tick_table_cb (GtkWidget     *widget,
               GdkFrameClock *clock,
               gpointer       user_data)
{
  const Gallery *gallery = user_data;

  br_mapping_table_tick (BR_MAPPING_TABLE (widget), gallery->now_us);

  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_table (Gallery *gallery)
{
  GtkWidget *table = br_mapping_table_new ();

  br_mapping_table_attach (BR_MAPPING_TABLE (table), gallery->engine, clasp_show_get_mappings (gallery->show));
  gtk_widget_add_tick_callback (table, tick_table_cb, gallery, NULL);

  return table;
}

static GtkWidget *
create_wires (Gallery *gallery)
{
  static const BrWire wires[] = {
    { 10, 20, 110, 40, 0, 0, 0, 0 },
    { 10, 60, 110, 60, BR_WIRE_BRIGHT, 1, 0, 0 },
    { 10, 90, 110, 80, BR_WIRE_DASHED, 2, 0, 0 },
    { 10, 110, 110, 100, BR_WIRE_BROKEN, 3, 0, 0 },
    { 10, 130, 110, 120, BR_WIRE_DOUBLE, 4, 0, 0 },
    { 10, 150, 110, 140, BR_WIRE_FADED, 5, 0, 0 },
    { 10, 190, 110, 160, BR_WIRE_STUB, 6, 3, 0 },
    { 310, 30, 210, 40, 0, 7, 0, 0 },
    { 310, 70, 210, 60, BR_WIRE_PORT, 8, 0, 0 },
    { 310, 110, 210, 80, BR_WIRE_PARENT, 3, 12, 0 },
  };
  BrWireLayer *layer = g_object_new (BR_TYPE_WIRE_LAYER, NULL);

  br_wire_layer_set_wires (layer, wires, G_N_ELEMENTS (wires));
  br_wire_layer_set_drag (layer, 310, 190, 210, 150, "0–1 → 0–255");

  return GTK_WIDGET (layer);
}

static GtkWidget *
create_steps (Gallery *gallery)
{
  static const char *const titles[] = { "Range", "Curve" };
  GtkWidget               *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GListModel              *steps = clasp_mapping_get_steps (gallery_get_mapping (gallery, 0));

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      BrStepRow            *row = BR_STEP_ROW (br_step_row_new (step, i + 1, titles[i], "a summary of it"));

      br_step_row_set_output (row, 0.25 + i, i == 1);
      br_step_row_set_problem (row, i == 1 ? "A curve needs two points." : NULL);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (row));
    }

  return box;
}

static GtkWidget *
create_editor (Gallery *gallery)
{
  GtkWidget *editor = br_mapping_editor_new (gallery_get_window (gallery));

  br_mapping_editor_set_mapping (BR_MAPPING_EDITOR (editor), gallery_get_mapping (gallery, 0));

  return editor;
}

static GtkWidget *
create_quick_map (Gallery *gallery)
{
  GtkWidget *popover = br_quick_map_new (gallery->engine);

  br_quick_map_set_mapping (BR_QUICK_MAP (popover), gallery_get_mapping (gallery, 1), NULL, NULL);

  return popover;
}

static GtkWidget *
create_pairs (Gallery *gallery)
{
  static const char *const sources[] = { "/osc/1/fader1", "/osc/1/fader2", "/osc/1/on", NULL };
  static const char *const targets[] = { "/artnet/0/0/0/1", "/artnet/0/0/0/2", NULL };
  GtkWidget               *popover = br_pair_list_new ();

  br_pair_list_set (BR_PAIR_LIST (popover), sources, targets, FALSE);

  return popover;
}

static GtkWidget *
create_form (Gallery *gallery)
{
  GtkWidget                *form = br_settings_form_new (FALSE);
  g_autoptr (ClaspConnection) connection = g_list_model_get_item (clasp_show_get_connections (gallery->show), 0);

  br_settings_form_set_settings (BR_SETTINGS_FORM (form), clasp_connection_get_settings (connection));

  return form;
}

const GalleryItem gallery_mappings[] = {
  { "mapping-rows", 420, 0, 160, create_rows },
  { "mapping-table", 600, 220, 260, create_table },
  { "wires", 320, 210, 15, create_wires },
  { "step-rows", 420, 0, 225, create_steps },
  { "mapping-editor", 400, 640, 500, create_editor },
  { "quick-map", 420, 420, 130, create_quick_map },
  { "pair-list", 480, 360, 70, create_pairs },
  { "settings-form", 400, 0, 125, create_form },
  { NULL }
};
