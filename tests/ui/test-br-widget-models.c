/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What small widgets remember: charts, sparks, wires, and buttons that want to be held. */

#include "support/clasp-test.h"
#include "ui-test.h"

#include "patch/br-chips.h"
#include "patch/br-wire-layer.h"
#include "widgets/br-chart.h"
#include "widgets/br-column-layout.h"
#include "widgets/br-hold-button.h"
#include "widgets/br-spark.h"

#include <math.h>
#include <string.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)

/* --- charts --- */

static BrChart *
chart_new (void)
{
  BrChart *chart = g_object_ref_sink (g_object_new (BR_TYPE_CHART, NULL));

  br_chart_reset (chart, 0, 1);
  br_chart_set_span (chart, 10 * SECOND_US);

  return chart;
}

static void
test_a_chart_is_bounded (void)
{
  BrChart *chart = chart_new ();

  for (guint i = 0; i < 20000; i++)
    br_chart_add (chart, (gint64) (i + 1) * SECOND_US, i % 2);
  g_assert_cmpuint (br_chart_get_n (chart), ==, 4096);
  br_chart_reset (chart, 0, 1);
  g_assert_cmpuint (br_chart_get_n (chart), ==, 0);
  g_assert_finalize_object (chart);
}

static void
test_a_chart_loses_no_peak (void)
{
  BrChart *chart = chart_new ();
  double   minimum, maximum, mean;

  /* A thousand in a millisecond are one sample, but for their extremes. */
  for (guint i = 0; i < 1000; i++)
    br_chart_add (chart, 100 * SECOND_US + i, i == 500 ? 0.9 : i == 600 ? 0.1 : 0.5);
  br_chart_tick (chart, 102 * SECOND_US);
  g_assert_cmpuint (br_chart_get_n (chart), <, 10);
  g_assert_true (br_chart_get_statistics (chart, &minimum, &maximum, &mean));
  g_assert_cmpfloat (minimum, ==, 0.1);
  g_assert_cmpfloat (maximum, ==, 0.9);
  g_assert_finalize_object (chart);
}

static void
test_a_chart_tells_of_what_it_shows (void)
{
  BrChart *chart = chart_new ();
  double   minimum, maximum, mean;

  g_assert_false (br_chart_get_statistics (chart, &minimum, &maximum, &mean));
  br_chart_add (chart, 100 * SECOND_US, 0.75);
  br_chart_add (chart, 119 * SECOND_US, 0.25);
  br_chart_add (chart, 120 * SECOND_US, NAN);
  br_chart_tick (chart, 121 * SECOND_US);
  g_assert_cmpuint (br_chart_get_n (chart), ==, 2);
  g_assert_true (br_chart_get_statistics (chart, &minimum, &maximum, &mean));
  g_assert_cmpfloat (minimum, ==, 0.25);
  g_assert_cmpfloat (maximum, ==, 0.25);
  /* Of an hour a pixel is many seconds; what came counts at once. */
  br_chart_set_span (chart, 3600 * SECOND_US);
  br_chart_add (chart, 123 * SECOND_US, 0.875);
  g_assert_false (br_chart_tick (chart, 124 * SECOND_US));
  g_assert_true (br_chart_get_statistics (chart, &minimum, &maximum, &mean));
  g_assert_cmpfloat (maximum, ==, 0.875);
  br_chart_set_span (chart, 10 * SECOND_US);
  /* Nothing moves any more: it is not drawn again once the last has left. */
  g_assert_false (br_chart_tick (chart, 200 * SECOND_US));
  g_assert_finalize_object (chart);
}

static void
test_charts_show_the_same_time (void)
{
  BrChart *chart = chart_new (), *other = chart_new ();

  br_chart_set_span (other, 60 * SECOND_US);
  br_chart_follow (chart, other);
  g_assert_cmpint (br_chart_get_span (chart), ==, 60 * SECOND_US);
  /* From a second to an hour. */
  br_chart_set_span (chart, 1);
  g_assert_cmpint (br_chart_get_span (chart), ==, SECOND_US);
  br_chart_set_span (chart, G_MAXINT64);
  g_assert_cmpint (br_chart_get_span (chart), ==, 3600 * SECOND_US);
  g_assert_null (br_chart_dup_cursor_text (chart));
  g_assert_finalize_object (chart);
  g_assert_finalize_object (other);
}

/* The line of a chart of 100 × 96 pixels, ten seconds wide, at these seconds: "#" where there is one. */
static char *
dup_line (BrChart *chart)
{
  GtkSnapshot               *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode)  node = NULL;
  cairo_surface_t           *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 100, 96);
  cairo_t                   *cr = cairo_create (surface);
  char                      *line = g_strnfill (10, '.');

  GTK_WIDGET_GET_CLASS (chart)->snapshot (GTK_WIDGET (chart), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  for (guint i = 0; i < 10; i++)
    /* The ground is faint; the labels stand at the left end of top and bottom. */
    for (guint y = 20; y < 76; y++)
      if (cairo_image_surface_get_data (surface)[y * (guint) cairo_image_surface_get_stride (surface) + (10 * i + 5) * 4 + 3] > 128)
        line[i] = '#';
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return line;
}

static gboolean
is_placed (gpointer chart)
{
  return gtk_widget_get_width (chart) == 100 && gtk_widget_get_height (chart) == 96;
}

/* With colours, which it has in a window only. */
static GtkWindow *
window_with (BrChart *chart)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_widget_set_size_request (GTK_WIDGET (chart), 100, 96);
  gtk_widget_set_halign (GTK_WIDGET (chart), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (chart), GTK_ALIGN_START);
  gtk_window_set_child (window, GTK_WIDGET (chart));
  gtk_window_present (window);
  clasp_test_spin_until (is_placed, chart, "the chart in its place");

  return window;
}

/* Nothing held before the first sample, and nothing where nobody knows. */
static void
test_a_chart_draws_what_is_known (void)
{
  BrChart         *chart = chart_new ();
  GtkWindow       *window = window_with (chart);
  BrHistory       *history = br_history_new (BR_HISTORY_MAX);
  g_autofree char *line = NULL, *csv = NULL, *scrolled = NULL;
  double           minimum, maximum, mean;

  br_history_add (history, 102 * SECOND_US, 0.5);
  br_history_break (history, 105 * SECOND_US);
  br_history_add (history, 107 * SECOND_US, 0.25);
  br_chart_show (chart, history, 0, 1, 110 * SECOND_US);
  line = dup_line (chart);
  g_assert_cmpstr (line, ==, "..###..###");
  g_assert_true (br_chart_get_statistics (chart, &minimum, &maximum, &mean));
  g_assert_cmpfloat (minimum, ==, 0.25);
  g_assert_cmpfloat (maximum, ==, 0.5);
  g_assert_cmpfloat (mean, ==, 0.375);
  csv = br_chart_to_csv (chart);
  g_assert_nonnull (strstr (csv, ",0.5,0.5,0.5\n"));
  g_assert_nonnull (strstr (csv, ",,,\n"));
  /* What holds since before the left edge is drawn from there. */
  br_chart_show (chart, br_history_ref (history), 0, 1, 113 * SECOND_US);
  scrolled = dup_line (chart);
  g_assert_cmpstr (scrolled, ==, "##..######");
  gtk_window_destroy (window);
  g_assert_finalize_object (chart);
}

/* --- sparks --- */

static void
test_a_spark_keeps_the_newest (void)
{
  BrSparkHistory history = { 0 };

  g_assert_true (br_spark_history_is_flat (&history));
  for (guint i = 0; i < BR_SPARK_SAMPLES + 5; i++)
    br_spark_history_add (&history, i);
  g_assert_cmpuint (history.n, ==, BR_SPARK_SAMPLES);
  g_assert_cmpfloat (br_spark_history_get (&history, 0), ==, 5);
  g_assert_cmpfloat (br_spark_history_get (&history, BR_SPARK_SAMPLES - 1), ==, BR_SPARK_SAMPLES + 4);
  g_assert_false (br_spark_history_is_flat (&history));
  for (guint i = 0; i < BR_SPARK_SAMPLES; i++)
    br_spark_history_add (&history, 0);
  g_assert_true (br_spark_history_is_flat (&history));
}

/* --- wires --- */

static void
test_stubs_at_one_place_have_one_number (void)
{
  BrWire wires[] = {
    { 10, 20, 110, 40, BR_WIRE_STUB, 0, 0, 0 },
    { 10, 20, 110, 60, BR_WIRE_PARENT, 0, 0, 0 },
    { 10, 20, 110, 80, 0, 0, 0, 0 }, /* one that ends there in truth */
    { 10, 30, 110, 90, BR_WIRE_STUB, 0, 7, 0 },
    { 10, 20, 110, 99, BR_WIRE_STUB, 0, 7, 0 },
  };

  br_wires_merge_stubs (wires, G_N_ELEMENTS (wires));
  g_assert_cmpuint (wires[0].n_merged, ==, 3);
  for (guint i = 1; i < G_N_ELEMENTS (wires); i++)
    g_assert_cmpuint (wires[i].n_merged, ==, 0);
}

static void
test_wires_are_copied (void)
{
  BrWireLayer *layer = g_object_ref_sink (g_object_new (BR_TYPE_WIRE_LAYER, NULL));
  BrWire       wires[2] = { { 0, 0, 10, 10, 0, 0, 0, 0 }, { 0, 5, 10, 15, 0, 0, 0, 0 } };

  br_wire_layer_set_wires (layer, wires, 2);
  g_assert_cmpuint (br_wire_layer_get_n (layer), ==, 2);
  br_wire_layer_set_wires (layer, NULL, 0);
  g_assert_cmpuint (br_wire_layer_get_n (layer), ==, 0);
  g_assert_false (gtk_widget_get_can_target (GTK_WIDGET (layer)));
  g_assert_finalize_object (layer);
}

/* --- buttons to be held --- */

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_a_guarded_button_wants_two_presses (void)
{
  BrHoldButton *button = g_object_ref_sink (g_object_new (BR_TYPE_HOLD_BUTTON, NULL));
  GtkButtonClass *klass = GTK_BUTTON_GET_CLASS (button);
  guint         n_held = 0, n_clicked = 0;

  g_signal_connect_swapped (button, "held", G_CALLBACK (count_cb), &n_held);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (count_cb), &n_clicked);
  br_hold_button_set_guarded (button, TRUE);
  klass->activate (GTK_BUTTON (button));
  g_assert_cmpuint (n_held, ==, 0);
  g_assert_cmpuint (n_clicked, ==, 1);
  klass->activate (GTK_BUTTON (button));
  g_assert_cmpuint (n_held, ==, 1);
  /* One too many right behind them does nothing, whatever the two have done. */
  klass->activate (GTK_BUTTON (button));
  br_hold_button_set_guarded (button, FALSE);
  klass->activate (GTK_BUTTON (button));
  g_assert_cmpuint (n_held, ==, 1);
  g_assert_cmpuint (n_clicked, ==, 1);
  g_assert_finalize_object (button);
}

/* --- where there is little room --- */

static gboolean
has_columns (BrColumns wanted,
             int       width,
             double    scale)
{
  BrColumnLayout layout;

  br_column_layout_init (&layout, wanted, NULL, width, scale);

  return layout.shown & BR_COLUMN_METER && layout.shown & BR_COLUMN_VALUE;
}

/* As wide as Patch's columns are when all have their least. */
static void
test_a_narrow_row_keeps_meter_and_value (void)
{
  const BrColumns columns = BR_COLUMN_METER | BR_COLUMN_VALUE;
  BrColumnLayout  layout;

  g_assert_true (has_columns (columns | BR_COLUMN_PORT_END, 190, 1));
  g_assert_true (has_columns (columns | BR_COLUMN_PORT_START, 190, 1));
  g_assert_true (has_columns (columns | BR_COLUMN_PORT_END, 380, 2));
  br_column_layout_init (&layout, columns | BR_COLUMN_PORT_END, NULL, 190, 1);
  g_assert_cmpint (layout.name_end, >=, 80);
  g_assert_cmpint (layout.places[BR_PLACE_METER].start, >=, layout.name_end);
}

/* Not where columns get wider, either. */
static void
test_no_width_takes_the_room_of_names (void)
{
  const BrColumns columns = BR_COLUMN_METER | BR_COLUMN_VALUE;

  for (int width = 220; width < 900; width++)
    for (guint side = 0; side < 2; side++)
      {
        BrColumnLayout layout;

        br_column_layout_init (&layout, columns | (side == 0 ? BR_COLUMN_PORT_END : BR_COLUMN_PORT_START), NULL, width, 1);
        g_assert_true (layout.shown & BR_COLUMN_METER && layout.shown & BR_COLUMN_VALUE);
        g_assert_cmpint (layout.name_end, >=, 110);
      }
}

static BrChips *
chips_new (void)
{
  static const char *const texts[] = { "0–1 → 0–255", "4 points", "smooth 80 ms" };
  BrChips                 *chips = g_object_ref_sink (g_object_new (BR_TYPE_CHIPS, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      br_chips_append (chips, GTK_LABEL (label));
    }

  return chips;
}

static guint
count_seen (BrChips *chips,
            int      width)
{
  guint n = 0;

  gtk_widget_size_allocate (GTK_WIDGET (chips), &(GtkAllocation) { 0, 0, width, 24 }, -1);
  for (GtkWidget *chip = gtk_widget_get_first_child (GTK_WIDGET (chips)); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    n += gtk_widget_get_child_visible (chip) ? 1 : 0;

  return n;
}

static void
test_chips_without_room_are_left_out (void)
{
  BrChips   *chips = chips_new ();
  GtkWidget *last = gtk_widget_get_last_child (GTK_WIDGET (chips));
  int        width;

  gtk_widget_measure (GTK_WIDGET (chips), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  g_assert_cmpuint (count_seen (chips, width), ==, 3);
  g_assert_cmpuint (count_seen (chips, width - 8), ==, 3);
  g_assert_cmpuint (count_seen (chips, width / 3), ==, 1);
  g_assert_cmpuint (count_seen (chips, 10), ==, 0);
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (chips)), "smooth 80 ms"));
  /* What is whole always has its room before all others. */
  gtk_label_set_ellipsize (GTK_LABEL (last), PANGO_ELLIPSIZE_NONE);
  g_assert_cmpuint (count_seen (chips, width / 3), ==, 1);
  g_assert_true (gtk_widget_get_child_visible (last));
  g_object_unref (chips);
}

int
main (int    argc,
      char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;
  g_test_add_func ("/ui/chart/is-bounded", test_a_chart_is_bounded);
  g_test_add_func ("/ui/chart/loses-no-peak", test_a_chart_loses_no_peak);
  g_test_add_func ("/ui/chart/tells-of-what-it-shows", test_a_chart_tells_of_what_it_shows);
  g_test_add_func ("/ui/chart/charts-show-the-same-time", test_charts_show_the_same_time);
  g_test_add_func ("/ui/chart/draws-what-is-known", test_a_chart_draws_what_is_known);
  g_test_add_func ("/ui/spark/keeps-the-newest", test_a_spark_keeps_the_newest);
  g_test_add_func ("/ui/wires/stubs-at-one-place-have-one-number", test_stubs_at_one_place_have_one_number);
  g_test_add_func ("/ui/wires/are-copied", test_wires_are_copied);
  g_test_add_func ("/ui/hold-button/guarded-it-wants-two-presses", test_a_guarded_button_wants_two_presses);
  g_test_add_func ("/ui/columns/a-narrow-row-keeps-meter-and-value", test_a_narrow_row_keeps_meter_and_value);
  g_test_add_func ("/ui/columns/no-width-takes-the-room-of-names", test_no_width_takes_the_room_of_names);
  g_test_add_func ("/ui/chips/without-room-are-left-out", test_chips_without_room_are_left_out);

  return g_test_run ();
}
