/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery.h"

#include "clasp-status.h"
#include "stage/br-stage-tile.h"
#include "widgets/br-address-list.h"
#include "widgets/br-chart.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-meter.h"
#include "widgets/br-spark.h"

#include <math.h>

/* Values: meters of every kind, rows, trees, charts, curves. */

#define ALL_COLUMNS (BR_COLUMN_METER | BR_COLUMN_VALUE | BR_COLUMN_RATE | BR_COLUMN_AGE | BR_COLUMN_TYPE)

typedef struct
{
  const char *title, *text;
  BrLevel     level;
} MeterCase;

static GtkWidget *
meter_grid_new (const MeterCase *cases,
                guint            n)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_set_margin_top (grid, 12);
  gtk_widget_set_margin_bottom (grid, 12);
  gtk_widget_set_margin_start (grid, 12);
  gtk_widget_set_margin_end (grid, 12);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *label = gtk_label_new (cases[i].title);
      GtkWidget *meter = br_meter_new ();

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_set_size_request (meter, 160, 12);
      gtk_widget_set_valign (meter, GTK_ALIGN_CENTER);
      br_meter_set_name (BR_METER (meter), cases[i].title);
      br_meter_set_level (BR_METER (meter), &cases[i].level);
      br_meter_set_text (BR_METER (meter), cases[i].text);
      gtk_grid_attach (GTK_GRID (grid), label, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), meter, 1, (int) i, 1, 1);
    }

  return grid;
}

static GtkWidget *
create_meters (Gallery *gallery)
{
  MeterCase cases[] = {
    { "Number", NULL, { .kind = BR_LEVEL_BAR, .position = 0.6f, .peak = 0.8f } },
    { "From the centre", NULL, { .kind = BR_LEVEL_CENTRE, .position = 0.3f, .peak = -1 } },
    { "Whole numbers", NULL, { .kind = BR_LEVEL_STEPS, .n_steps = 8, .position = 3.0f / 7, .peak = -1 } },
    { "On", "On", { .kind = BR_LEVEL_LAMP, .position = 1, .peak = -1 } },
    { "Off", "Off", { .kind = BR_LEVEL_LAMP, .peak = -1 } },
    { "Note", "C♯4 100", { .kind = BR_LEVEL_NOTE, .position = 0.78f, .peak = -1 } },
    { "Event, now", "×12", { .kind = BR_LEVEL_EVENT, .position = 1, .peak = -1 } },
    { "Event, a moment ago", "×12", { .kind = BR_LEVEL_EVENT, .position = 0.4f, .peak = -1 } },
    { "Text", "“Verse”", { .kind = BR_LEVEL_TEXT, .peak = -1 } },
    { "Text that changed", "“Chorus”", { .kind = BR_LEVEL_TEXT, .flags = BR_LEVEL_FRESH, .peak = -1 } },
    { "Two numbers", NULL, { .kind = BR_LEVEL_POINT, .position = 0.25f, .y = 0.75f, .peak = -1 } },
    { "Array", NULL, { .kind = BR_LEVEL_ARRAY, .n_steps = 64, .peak = -1 } },
    { "Long array", "[512]", { .kind = BR_LEVEL_ARRAY, .flags = BR_LEVEL_LONG, .n_steps = 8, .peak = -1 } },
    { "Colour", NULL, { .kind = BR_LEVEL_COLOUR, .rgb = { 255, 128, 0 }, .peak = -1 } },
    { "Bytes", "f0 7e 7f … 6 B", { .kind = BR_LEVEL_BYTES, .peak = -1 } },
  };

  for (guint i = 0; i < 64; i++)
    cases[11].level.bars[i] = (guint8) (128 + 120 * sin (i * 0.2));
  for (guint i = 0; i < 8; i++)
    cases[12].level.bars[i] = (guint8) (128 + 120 * sin (i * 0.8));

  return meter_grid_new (cases, G_N_ELEMENTS (cases));
}

static GtkWidget *
create_meter_states (Gallery *gallery)
{
  static const MeterCase cases[] = {
    { "Empty", NULL, { .kind = BR_LEVEL_BAR, .peak = -1 } },
    { "Full", NULL, { .kind = BR_LEVEL_BAR, .position = 1, .peak = -1 } },
    { "Peak", NULL, { .kind = BR_LEVEL_BAR, .position = 0.2f, .peak = 0.7f } },
    { "Range seen so far", NULL, { .kind = BR_LEVEL_BAR, .flags = BR_LEVEL_SEEN, .position = 0.5f, .peak = -1 } },
    { "Above its range", NULL, { .kind = BR_LEVEL_BAR, .flags = BR_LEVEL_OVER, .position = 1, .peak = -1 } },
    { "Below its range", NULL, { .kind = BR_LEVEL_BAR, .flags = BR_LEVEL_UNDER, .position = 0, .peak = -1 } },
    { "Old", NULL, { .kind = BR_LEVEL_BAR, .flags = BR_LEVEL_STALE, .position = 0.6f, .peak = -1 } },
    { "Lamp, old", "On", { .kind = BR_LEVEL_LAMP, .flags = BR_LEVEL_STALE, .position = 1, .peak = -1 } },
    { "Device missing", NULL, { .kind = BR_LEVEL_BAR, .flags = BR_LEVEL_MISSING, .position = 0.6f, .peak = -1 } },
  };

  return meter_grid_new (cases, G_N_ELEMENTS (cases));
}

/* What the columns show is known when they have their places. */
static gboolean
tick_row_cb (GtkWidget     *widget,
             GdkFrameClock *clock,
             gpointer       user_data)
{
  if (gtk_widget_get_width (widget) > 0)
    br_address_row_tick (BR_ADDRESS_ROW (widget), g_get_monotonic_time (), FALSE);

  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_rows (Gallery *gallery)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (box, "view");
  for (guint i = 0; i < clasp_signal_table_get_size (gallery->table); i++)
    {
      BrNode                    node = br_address_tree_get_signal_node (gallery->tree, i);
      g_autoptr (BrAddressItem) item = br_address_item_new_hit (gallery->tree, BR_ROLE_SOURCES, node);
      BrAddressRow             *row = BR_ADDRESS_ROW (br_address_row_new ());

      br_address_row_set_columns (row, ALL_COLUMNS | BR_COLUMN_PORT_END, &(BrColumnWidths){ { 0 } });
      br_address_row_bind (row, item, NULL, NULL);
      br_address_row_set_mapped (row, i % 3 == 0);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (row));
      gtk_widget_add_tick_callback (GTK_WIDGET (row), tick_row_cb, NULL, NULL);
    }

  return box;
}

static gboolean
tick_list_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       user_data)
{
  br_address_list_tick (BR_ADDRESS_LIST (widget), g_get_monotonic_time ());

  return G_SOURCE_CONTINUE;
}

static GtkWidget *
create_list (Gallery *gallery)
{
  BrAddressList *list = g_object_new (BR_TYPE_ADDRESS_LIST, NULL);

  gtk_widget_add_css_class (GTK_WIDGET (list), "view");
  br_address_list_attach (list, gallery->tree, BR_ROLE_SOURCES, gallery->engine);
  br_address_list_set_columns (list, BR_COLUMN_METER | BR_COLUMN_VALUE | BR_COLUMN_PORT_END, TRUE);
  br_address_list_refresh (list);
  br_address_list_reveal (list, "/midi/faders/ch/1/cc/7");
  br_address_list_reveal (list, "/osc/1/fader1");
  gtk_widget_add_tick_callback (GTK_WIDGET (list), tick_list_cb, NULL, NULL);

  return GTK_WIDGET (list);
}

static GtkWidget *
create_chart (Gallery *gallery)
{
  BrChart *chart = g_object_new (BR_TYPE_CHART, NULL);

  br_chart_reset (chart, 0, 1);
  br_chart_set_span (chart, 10 * G_USEC_PER_SEC);
  for (guint i = 0; i <= 100; i++)
    br_chart_add (chart, (gint64) (i + 1) * G_USEC_PER_SEC / 10, 0.5 + 0.45 * sin (i * 0.15));
  br_chart_tick (chart, 10 * G_USEC_PER_SEC);

  return GTK_WIDGET (chart);
}

static gboolean
s_curve (double    input,
         double   *output,
         gpointer  user_data)
{
  *output = input * input * (3 - 2 * input);

  return TRUE;
}

static GtkWidget *
create_curve (Gallery *gallery)
{
  BrCurveView *view = BR_CURVE_VIEW (br_curve_view_new ());

  br_curve_view_set_curve (view, s_curve, NULL, 0, 1, 0, 1);
  br_curve_view_set_labels (view, 0, 127, 0, 255);
  br_curve_view_set_dot (view, 0.4, 0.352, FALSE, 1);

  return GTK_WIDGET (view);
}

static GtkWidget *
create_sparks (Gallery *gallery)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < 3; i++)
    {
      GtkWidget *spark = g_object_new (BR_TYPE_SPARK, "height-request", 24, NULL);

      for (guint j = 0; j < (i == 0 ? 5 : BR_SPARK_SAMPLES); j++)
        br_spark_add (BR_SPARK (spark), i == 2 ? 0 : 50 + 40 * sin (j * 0.7));
      gtk_box_append (GTK_BOX (box), spark);
    }

  return box;
}

static GtkWidget *
create_tiles (Gallery *gallery)
{
  static const char *const titles[] = { "Time", "Main faders", "Front", "Note" };
  static const char *const texts[] = { "20:14:03", "Missing", "64 %", "Doors at eight.\nThen the overture." };
  GtkWidget               *grid = gtk_grid_new ();
  BrLevel                  level;

  gtk_grid_set_row_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      GtkWidget *tile = br_stage_tile_new (titles[i]);

      br_stage_tile_set_text (BR_STAGE_TILE (tile), texts[i]);
      gtk_widget_set_hexpand (tile, TRUE);
      gtk_widget_set_vexpand (tile, TRUE);
      if (i == 1)
        br_stage_tile_set_sign (BR_STAGE_TILE (tile), BR_SIGN_MISSING);
      br_level_set (&level, 0.64);
      if (i == 2)
        br_stage_tile_set_level (BR_STAGE_TILE (tile), &level);
      br_stage_tile_set_prose (BR_STAGE_TILE (tile), i == 3);
      gtk_grid_attach (GTK_GRID (grid), tile, (int) i % 2, (int) i / 2, 1, 1);
    }

  return grid;
}

static GtkWidget *
create_badges (Gallery *gallery)
{
  static const char *const kinds[] = { "router", "osc", "midi", "artnet", "sacn", "dmx", "another" };
  static const char *const texts[] = { "CLASP", "OSC", "MIDI", "Art-Net", "sACN", "USB DMX", "Other" };
  GtkWidget               *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *badge = g_object_new (BR_TYPE_KIND_BADGE, "halign", GTK_ALIGN_START, NULL);

      br_kind_badge_set (BR_KIND_BADGE (badge), kinds[i], texts[i]);
      gtk_box_append (GTK_BOX (box), badge);
    }

  return box;
}

const GalleryItem gallery_values[] = {
  { "meters", 360, 0, 95, create_meters },
  { "meter-states", 360, 0, 60, create_meter_states },
  /* Seventeen rows: ten nodes each. */
  { "address-rows", 680, 0, 175, create_rows },
  { "address-list", 480, 420, 115, create_list },
  { "chart", 480, 120, 10, create_chart },
  { "curve-view", 260, 220, 65, create_curve },
  { "sparks", 120, 0, 5, create_sparks },
  { "stage-tiles", 480, 300, 30, create_tiles },
  { "badges", 160, 0, 75, create_badges },
  { NULL }
};
