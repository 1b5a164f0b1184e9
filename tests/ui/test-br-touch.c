/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole window, used with fingers: real events of touch, through a display server. */

#include "finger/finger.h"
#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "mapping/br-step-row.h"
#include "patch/br-mapping-row.h"
#include "widgets/br-address-list.h"
#include "widgets/br-chart.h"
#include "widgets/br-hold-menu.h"
#include "widgets/br-strip.h"
#include "window/br-window.h"

#include <string.h>

#define DEADLINE_MS 60000
/* A finger that taps is not taken for one that rests, however slow the machine is. */
#define NEVER_MS 600000
#define N_STEPS 12
#define WIDTH 1280
#define HEIGHT 800
#define FOLDED_WIDTH 800
#define NARROW_WIDTH 360
#define NARROW_HEIGHT 640
#define SOURCE "/osc/1/fader8"
#define TARGET "/artnet/0/0/0/30"

static FingerScreen   *screen;
static char           *show_path;

/* --- waiting ------------------------------------------------------------------------------------ */

static void
wait_for (const char        *what,
          ClaspTestCondition condition,
          gconstpointer      data)
{
  if (!clasp_test_spin_for (condition, (gpointer) data, DEADLINE_MS))
    g_error ("waited for %s", what);
}

/* --- finding ------------------------------------------------------------------------------------ */

static gboolean
has_id (GtkWidget  *widget,
        const char *id)
{
  return gtk_widget_get_mapped (widget) && GTK_IS_BUILDABLE (widget)
         && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

static GtkWidget *
find_part (const char *id)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), has_id, id);
}

static gboolean
is_row_of (GtkWidget  *widget,
           const char *address)
{
  gboolean         is_seen = BR_IS_ADDRESS_ROW (widget) && gtk_widget_get_mapped (widget);
  BrAddressItem   *item = is_seen ? br_address_row_get_item (BR_ADDRESS_ROW (widget)) : NULL;
  g_autofree char *own = item != NULL ? br_address_item_dup_address (item) : NULL;

  return g_strcmp0 (own, address) == 0;
}

/* --- fingers ------------------------------------------------------------------------------------ */

static void
set_hold_ms (int time_ms)
{
  g_object_set (gtk_settings_get_default (), "gtk-long-press-time", time_ms, NULL);
}

static void
tap (GtkWidget *widget,
     double     x,
     double     y)
{
  int screen_x, screen_y;

  finger_screen_locate (screen, widget, x, y, &screen_x, &screen_y);
  finger_screen_put (screen, 1, screen_x, screen_y);
  finger_screen_lift (screen, 1);
}

/* From one place on the screen to another, at a pace that is no flick. */
static void
draw (int from_x,
      int from_y,
      int to_x,
      int to_y)
{
  for (int i = 1; i <= N_STEPS; i++)
    finger_screen_move (screen, 1, from_x + (to_x - from_x) * i / N_STEPS, from_y + (to_y - from_y) * i / N_STEPS);
}

static void
swipe (GtkWidget *widget,
       double     x,
       double     y,
       int        by_x,
       int        by_y)
{
  int screen_x, screen_y;

  finger_screen_locate (screen, widget, x, y, &screen_x, &screen_y);
  finger_screen_put (screen, 1, screen_x, screen_y);
  draw (screen_x, screen_y, screen_x + by_x, screen_y + by_y);
  finger_screen_lift (screen, 1);
}

typedef struct
{
  guint n_held;
} Rest;

static void
held_cb (GtkGesture *gesture,
         double      x,
         double      y,
         Rest       *rest)
{
  rest->n_held++;
}

static gboolean
is_held (gpointer data)
{
  Rest *rest = data;

  return rest->n_held > 0;
}

static GtkGesture *
find_hold (GtkWidget  *widget,
           const char *what)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

      for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

          if (g_object_get_data (G_OBJECT (controller), what) != NULL)
            return GTK_GESTURE (controller); /* the widget holds it */
        }
    }
  g_error ("nothing there waits for a finger that rests");
}

/* Puts a finger there, until it has rested long enough for what is below it. */
static void
rest (GtkWidget  *widget,
      const char *what,
      double      x,
      double      y)
{
  GtkGesture *hold = find_hold (widget, what);
  Rest        rest = { 0 };
  gulong      id = g_signal_connect (hold, "pressed", G_CALLBACK (held_cb), &rest);
  int         screen_x, screen_y;

  finger_screen_locate (screen, widget, x, y, &screen_x, &screen_y);
  set_hold_ms (BR_HOLD_MENU_MS);
  finger_screen_put (screen, 1, screen_x, screen_y);
  /* No finger is quite still. */
  finger_screen_move (screen, 1, screen_x + 2, screen_y + 1);
  wait_for ("the finger to have rested", is_held, &rest);
  finger_screen_move (screen, 1, screen_x + 1, screen_y - 2);
  set_hold_ms (NEVER_MS);
  g_signal_handler_disconnect (hold, id);
}

/* --- rows of addresses -------------------------------------------------------------------------- */

typedef struct
{
  const char *list;
  const char *address;
} Row;

static GtkWidget *
find_row (const Row *row)
{
  return in_window_find (find_part (row->list), is_row_of, row->address);
}

static gboolean
reveal (gpointer data)
{
  const Row      *row = data;
  GtkWidget      *widget;
  graphene_rect_t bounds;

  if (find_part (row->list) == NULL || !br_address_list_reveal (BR_ADDRESS_LIST (find_part (row->list)), row->address))
    return FALSE;

  widget = find_row (row);

  return widget != NULL && gtk_widget_compute_bounds (widget, find_part (row->list), &bounds) && bounds.size.height > 0
         && bounds.origin.y >= 0 && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (find_part (row->list));
}

static void
locate_row (const Row *row,
            int       *x,
            int       *y)
{
  finger_screen_locate (screen, find_row (row), 0, 0, x, y);
}

/* Whatever a tap has changed around it: until the row stays where it is. */
static void
wait_row (const Row *row)
{
  int x, y, last_x, last_y;

  do
    {
      wait_for (row->address, reveal, row);
      locate_row (row, &last_x, &last_y);
      in_window_wait_frames (GTK_WIDGET (in_window_get ()));
      wait_for (row->address, reveal, row);
      locate_row (row, &x, &y);
    }
  while (x != last_x || y != last_y);
}

static double
find_port (GtkWidget *widget)
{
  double x = 0;

  while (x < gtk_widget_get_width (widget) && !br_address_row_hits_port (BR_ADDRESS_ROW (widget), x))
    x++;

  return x;
}

static void
tap_port (const Row *row)
{
  GtkWidget *widget = find_row (row);

  tap (widget, find_port (widget) + 4, gtk_widget_get_height (widget) / 2.0);
}

static void
tap_middle (const Row *row)
{
  GtkWidget *widget = find_row (row);

  tap (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

/* --- cases -------------------------------------------------------------------------------------- */

static const Row source = { "sources", SOURCE };
static const Row target = { "targets", TARGET };

static gboolean
is_asked (gpointer data)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (find_part ("hint")));
}

static gboolean
is_mapped (gpointer data)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (in_window_get ()));

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (g_strcmp0 (clasp_mapping_get_source (mapping), SOURCE) == 0)
        return g_strcmp0 (clasp_mapping_get_target (mapping), TARGET) == 0;
    }

  return FALSE;
}

static gboolean
is_not_mapped (gpointer data)
{
  return !is_mapped (data);
}

static gboolean
is_saved (gpointer data)
{
  g_autofree char *text = NULL;

  return g_file_get_contents (show_path, &text, NULL, NULL) && strstr (text, SOURCE) != NULL && strstr (text, TARGET) != NULL;
}

static void
undo (void)
{
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("the mapping to go", is_not_mapped, NULL);
}

static void
test_two_taps (void)
{
  br_window_show_page (in_window_get (), "patch");
  wait_row (&source);
  g_assert_false (is_mapped (NULL));

  tap_port (&source);
  wait_for ("to be asked for a target", is_asked, NULL);
  wait_row (&target);
  tap_port (&target);
  wait_for ("the mapping", is_mapped, NULL);
  wait_for ("the mapping in the file", is_saved, NULL);

  undo ();
}

static gboolean
is_mapping_row (GtkWidget  *widget,
                const char *name)
{
  return BR_IS_MAPPING_ROW (widget) && gtk_widget_get_mapped (widget) && br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)) != NULL
         && g_strcmp0 (clasp_show_item_get_id (CLASP_SHOW_ITEM (br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)))), name) == 0;
}

static gboolean
is_marked (gpointer row)
{
  return gtk_widget_has_css_class (row, "drop-target");
}

static gboolean
is_menu (GtkWidget  *widget,
         const char *text)
{
  return GTK_IS_POPOVER_MENU (widget) && gtk_widget_get_mapped (widget);
}

static gboolean
has_menu (gpointer data)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_menu, NULL) != NULL;
}

static gboolean
has_no_menu (gpointer data)
{
  return !has_menu (NULL);
}

static void
open_menu (GtkWidget *row)
{
  g_assert_nonnull (row);
  rest (row, "br-hold-menu", 80, gtk_widget_get_height (row) / 2.0);
  g_assert_false (has_menu (NULL));
  finger_screen_lift (screen, 1);
  wait_for ("the menu", has_menu, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  g_assert_true (has_menu (NULL));
}

/* As a key closes it: the next that the toolkit hears is a finger. */
static void
close_menu (void)
{
  gtk_popover_popdown (GTK_POPOVER (in_window_find (GTK_WIDGET (in_window_get ()), is_menu, NULL)));
  g_assert_false (has_menu (NULL));
}

static void
test_menu (void)
{
  static const char *const ids[] = { "m3", "m2", "m3", "m2" };

  br_window_show_page (in_window_get (), "patch");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      open_menu (in_window_find (GTK_WIDGET (in_window_get ()), is_mapping_row, ids[i]));
      close_menu ();
    }
}

static void
test_menu_of_address (void)
{
  static const Row *const rows[] = { &source, &target, &target, &source };

  br_window_show_page (in_window_get (), "patch");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      wait_row (rows[i]);
      open_menu (find_row (rows[i]));
      close_menu ();
    }
}

/* By a finger beside it. */
static void
test_menu_closed_by_finger (void)
{
  br_window_show_page (in_window_get (), "patch");
  for (guint i = 0; i < 3; i++)
    {
      wait_row (&target);
      open_menu (find_row (&target));
      tap (find_part ("sources"), 10, 10);
      wait_for ("the menu to close", has_no_menu, NULL);
    }
}

/* --- dragging and scrolling --------------------------------------------------------------------- */

static void
find_middle (const Row *row,
             int       *x,
             int       *y)
{
  GtkWidget *widget = find_row (row);

  finger_screen_locate (screen, widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0, x, y);
}

static void
test_drag (void)
{
  GtkWidget *row;
  int        from_x, from_y, to_x, to_y;

  br_window_show_page (in_window_get (), "patch");
  wait_row (&target);
  wait_row (&source);
  find_middle (&source, &from_x, &from_y);
  find_middle (&target, &to_x, &to_y);
  row = find_row (&source);
  rest (row, "br-finger-drag", gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
  draw (from_x, from_y, to_x, to_y);
  finger_screen_lift (screen, 1);
  wait_for ("the mapping", is_mapped, NULL);
  undo ();
}

/* --- rows that change places -------------------------------------------------------------------- */

static ClaspMapping *
get_mapping (const char *id)
{
  return CLASP_MAPPING (clasp_show_find (br_window_get_show (in_window_get ()), id));
}

static GtkWidget *
find_mapping_row (const char *id)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_mapping_row, id);
}

/* A list that scrolls makes and drops rows. */
static gboolean
has_mapping_rows (gpointer data)
{
  br_window_show_in_page (in_window_get (), "patch", "patch.show-mapping", "m1");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));

  return find_mapping_row ("m1") != NULL && find_mapping_row ("m3") != NULL;
}

/* "m1 m2 …", or "range curvepoints …" */
static char *
dup_order (GListModel *items)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (items, i);

      g_string_append_printf (text,
                              i > 0 ? " %s" : "%s",
                              CLASP_IS_STEP (item) ? clasp_step_get_kind (CLASP_STEP (item))
                                                   : clasp_show_item_get_id (CLASP_SHOW_ITEM (item)));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  GListModel *items;
  const char *order;
} Order;

static gboolean
has_order (gpointer data)
{
  const Order     *order = data;
  g_autofree char *text = dup_order (order->items);

  return g_str_equal (text, order->order);
}

/* A finger rests on @widget and goes to the middle of @other. */
static void
drag_onto (GtkWidget *widget,
           double     x,
           GtkWidget *other)
{
  int from_x, from_y, to_x, to_y;

  finger_screen_locate (screen, widget, x, gtk_widget_get_height (widget) / 2.0, &from_x, &from_y);
  finger_screen_locate (screen, other, x, gtk_widget_get_height (other) / 2.0, &to_x, &to_y);
  rest (widget, "br-finger-drag", x, gtk_widget_get_height (widget) / 2.0);
  draw (from_x, from_y, to_x, to_y);
}

static void
test_move_mapping (void)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (in_window_get ()));
  GtkWidget  *row;

  wait_for ("the first rows", has_mapping_rows, NULL);
  row = find_mapping_row ("m1");
  drag_onto (find_mapping_row ("m3"), 80, row);
  /* It shows where it goes. */
  wait_for ("the row below the finger to show it", is_marked, row);
  finger_screen_lift (screen, 1);
  wait_for ("the mapping at its new place", has_order, &(Order) { mappings, "m3 m1 m2 m4 m5 m6 m7" });
  g_assert_false (is_marked (find_mapping_row ("m1")));
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("it to be back", has_order, &(Order) { mappings, "m1 m2 m3 m4 m5 m6 m7" });
}

static gboolean
is_step_row (GtkWidget  *widget,
             const char *kind)
{
  return BR_IS_STEP_ROW (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0
         && g_strcmp0 (clasp_step_get_kind (br_step_row_get_step (BR_STEP_ROW (widget))), kind) == 0;
}

static GtkWidget *
find_step_row (const char *kind)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_step_row, kind);
}

static gboolean
has_step_row (gpointer data)
{
  return find_step_row (data) != NULL;
}

/* By its handle: elsewhere in it lie sliders and entries. */
static void
test_move_step (void)
{
  GListModel *steps = clasp_mapping_get_steps (get_mapping ("m3"));
  GtkWidget  *handle, *other;

  br_window_show_in_page (in_window_get (), "patch", "patch.show-mapping", "m3");
  br_window_reveal_inspector (in_window_get (), TRUE);
  wait_for ("the steps", has_step_row, "deadband");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  handle = in_window_find (find_step_row ("deadband"), has_id, "handle");
  other = in_window_find (find_step_row ("smooth"), has_id, "number");
  g_assert_true (handle != NULL && other != NULL);
  drag_onto (handle, gtk_widget_get_width (handle) / 2.0, other);
  finger_screen_lift (screen, 1);
  wait_for ("the step at its new place", has_order, &(Order) { steps, "smooth deadband invert" });
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("it to be back", has_order, &(Order) { steps, "deadband smooth invert" });
  br_window_reveal_inspector (in_window_get (), FALSE);
}

static GtkAdjustment *
get_scroll (const Row *row)
{
  GtkWidget *scrolled = in_window_find (find_part (row->list), has_id, "scrolled");

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

static gboolean
has_scrolled (gpointer data)
{
  const double *before = data;

  return gtk_adjustment_get_value (get_scroll (&target)) > *before + 40;
}

static char *
dup_selected (const Row *row)
{
  g_auto (GStrv) selected = br_address_list_dup_selected_addresses (BR_ADDRESS_LIST (find_part (row->list)));

  return g_strjoinv (" ", selected);
}

static void
test_scroll (void)
{
  GListModel      *mappings = clasp_show_get_mappings (br_window_get_show (in_window_get ()));
  guint            n_mappings = g_list_model_get_n_items (mappings);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GtkWidget       *row;
  double           value;

  br_window_show_page (in_window_get (), "patch");
  wait_row (&target);
  before = dup_selected (&target);
  value = gtk_adjustment_get_value (get_scroll (&target));
  row = find_row (&target);
  swipe (row, gtk_widget_get_width (row) / 2.0, -2 * gtk_widget_get_height (row), 0, -200);
  wait_for ("the list to scroll", has_scrolled, &value);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  after = dup_selected (&target);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpuint (g_list_model_get_n_items (mappings), ==, n_mappings);
}

/* A finger that does not rest first drags nothing. */
static void
test_swipe_across (void)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (in_window_get ()));
  guint       n_mappings = g_list_model_get_n_items (mappings);
  int         from_x, from_y, to_x, to_y;

  br_window_show_page (in_window_get (), "patch");
  wait_row (&target);
  wait_row (&source);
  find_middle (&source, &from_x, &from_y);
  find_middle (&target, &to_x, &to_y);
  finger_screen_put (screen, 1, from_x, from_y);
  draw (from_x, from_y, to_x, to_y);
  finger_screen_lift (screen, 1);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  g_assert_cmpuint (g_list_model_get_n_items (mappings), ==, n_mappings);
}

/* --- two fingers -------------------------------------------------------------------------------- */

static gboolean
is_chart (GtkWidget  *widget,
          const char *text)
{
  return BR_IS_CHART (widget) && gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
}

static gboolean
has_chart (gpointer data)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_chart, NULL) != NULL;
}

typedef struct
{
  BrChart *chart;
  gint64   span_us;
} Span;

static gboolean
is_shorter (gpointer data)
{
  const Span *span = data;

  return br_chart_get_span (span->chart) < span->span_us;
}

static void
test_pinch (void)
{
  GtkWidget       *widget;
  Span             span;
  int              x, y;
  g_autofree char *cursor = NULL;

  br_window_show_page (in_window_get (), "signals");
  br_window_show_in_page (in_window_get (), "signals", "signals.show", SOURCE);
  br_window_reveal_inspector (in_window_get (), TRUE);
  wait_for ("the chart", has_chart, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  widget = in_window_find (GTK_WIDGET (in_window_get ()), is_chart, NULL);
  span = (Span) { BR_CHART (widget), br_chart_get_span (BR_CHART (widget)) };

  finger_screen_locate (screen, widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0, &x, &y);
  finger_screen_put (screen, 1, x - 20, y);
  finger_screen_put (screen, 2, x + 20, y);
  for (int by = 25; by <= 40; by += 5)
    {
      finger_screen_move (screen, 1, x - by, y);
      finger_screen_move (screen, 2, x + by, y);
    }
  wait_for ("the chart to show less time", is_shorter, &span);
  finger_screen_lift (screen, 2);
  finger_screen_lift (screen, 1);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  /* Half of it: the fingers are twice as far apart; and they are no tap. */
  g_assert_cmpint (ABS (br_chart_get_span (span.chart) - span.span_us / 2), <, 1000);
  cursor = br_chart_dup_cursor_text (span.chart);
  g_assert_null (cursor);
  br_window_reveal_inspector (in_window_get (), FALSE);
}

/* --- the frame ---------------------------------------------------------------------------------- */

static gboolean
has_large_controls (gpointer data)
{
  return gtk_widget_has_css_class (GTK_WIDGET (in_window_get ()), "large-controls");
}

static void
test_large_controls (void)
{
  br_window_show_page (in_window_get (), "patch");
  wait_row (&source);
  tap (find_row (&source), 80, 2);
  wait_for ("large controls", has_large_controls, NULL);
}

static gboolean
is_folded (gpointer flap)
{
  return adw_flap_get_folded (flap);
}

static gboolean
is_revealed (gpointer flap)
{
  return adw_flap_get_reveal_flap (flap);
}

static gboolean
is_hidden (gpointer flap)
{
  return !adw_flap_get_reveal_flap (flap);
}

static gboolean
has_folded_width (gpointer flap)
{
  return gtk_widget_get_width (flap) == FOLDED_WIDTH;
}

/* In from the side, and out again. */
static void
swipe_flap (const char *id,
            gboolean    is_at_end)
{
  GtkWidget *window = GTK_WIDGET (in_window_get ());
  GtkWidget *flap = find_part (id);
  int        way = is_at_end ? -200 : 200;

  wait_for ("the flap to be folded", is_folded, flap);
  adw_flap_set_reveal_flap (ADW_FLAP (flap), FALSE);
  wait_for ("the flap to have its size", has_folded_width, flap);
  in_window_wait_frames (window);
  swipe (flap, is_at_end ? FOLDED_WIDTH - 24 : 24, 300, way, 0);
  wait_for ("the flap to open", is_revealed, flap);
  in_window_wait_frames (window);
  swipe (flap, FOLDED_WIDTH / 2.0, 300, -way, 0);
  wait_for ("the flap to close", is_hidden, flap);
}

static void
test_flaps (void)
{
  br_window_show_page (in_window_get (), "signals");
  br_window_show_in_page (in_window_get (), "signals", "signals.show", SOURCE);
  finger_screen_resize (screen, FOLDED_WIDTH, HEIGHT);
  swipe_flap ("sidebar_flap", FALSE);
  swipe_flap ("inspector_flap", TRUE);
  finger_screen_resize (screen, WIDTH, HEIGHT);
}

/* --- a phone ------------------------------------------------------------------------------------ */

/* For the walk-through, which shows what a person sees. */
static void
keep_picture (const char *name)
{
  const char      *folder = g_getenv ("CLASP_ARTIFACTS");
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, name);

  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  if (folder != NULL)
    looks_picture (GTK_WIDGET (in_window_get ()), file);
}

static gboolean
is_narrow (gpointer data)
{
  return gtk_widget_get_width (GTK_WIDGET (in_window_get ())) == NARROW_WIDTH
         && (find_part ("sources") == NULL || find_part ("targets") == NULL) && find_part ("tab_sources") != NULL;
}

static gboolean
is_wide (gpointer data)
{
  return find_part ("sources") != NULL && find_part ("targets") != NULL;
}

/* One list at a time: the first tap leads to the targets by itself. */
static void
test_two_taps_on_a_phone (void)
{
  br_window_show_page (in_window_get (), "patch");
  finger_screen_resize (screen, NARROW_WIDTH, NARROW_HEIGHT);
  wait_for ("one list at a time", is_narrow, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (find_part ("tab_sources")), TRUE);
  wait_row (&source);
  tap (find_row (&source), 80, 4);
  wait_for ("large controls", has_large_controls, NULL);
  wait_row (&source);
  g_assert_false (is_mapped (NULL));
  g_assert_cmpfloat (gtk_widget_get_width (find_row (&source)) - find_port (find_row (&source)), >=, 44);
  keep_picture ("touch-1-sources");

  tap_port (&source);
  wait_for ("to be asked for a target", is_asked, NULL);
  wait_row (&target);
  g_assert_false (GTK_IS_EDITABLE (gtk_window_get_focus (GTK_WINDOW (in_window_get ())))); /* no keyboard comes */
  keep_picture ("touch-2-targets");
  tap_middle (&target);
  wait_for ("the mapping", is_mapped, NULL);
  keep_picture ("touch-3-mapped");

  undo ();
  finger_screen_resize (screen, WIDTH, HEIGHT);
  wait_for ("all lists beside each other", is_wide, NULL);
}

/* --- set-up ------------------------------------------------------------------------------------- */

static gboolean
has_window (gpointer data)
{
  return finger_screen_has_window (screen);
}

static gboolean
has_faders (gpointer data)
{
  return clasp_signal_table_get_size (br_window_get_table (in_window_get ())) >= 8;
}

/* What the show names is missing here: the strip that says so moves all below it, and a finger rests on nothing that
 * moves. */
static gboolean
has_strip (gpointer data)
{
  GtkWidget *strip = find_part ("strip");

  return strip != NULL && br_strip_get_revealed (BR_STRIP (strip));
}

static void
prepare (void)
{
  /* Two touches one after the other are no double tap here, as a person's are not who looked at a menu in between. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-double-click-time", 1, NULL);
  set_hold_ms (NEVER_MS);
  wait_for ("the window", has_window, NULL);
  gtk_window_maximize (GTK_WINDOW (in_window_get ()));
  wait_for ("the faders to arrive", has_faders, NULL);
  wait_for ("the strip of what is missing", has_strip, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

static void
add_tests (void)
{
  g_test_add_func ("/ui/touch/a-finger-that-rests-opens-a-menu", test_menu);
  g_test_add_func ("/ui/touch/a-finger-that-rests-opens-a-menu-of-an-address", test_menu_of_address);
  g_test_add_func ("/ui/touch/a-menu-that-a-finger-closed-opens-again", test_menu_closed_by_finger);
  g_test_add_func ("/ui/touch/a-finger-that-rests-and-moves-drags", test_drag);
  g_test_add_func ("/ui/touch/a-finger-moves-a-mapping-to-another-place", test_move_mapping);
  g_test_add_func ("/ui/touch/a-finger-moves-a-step-to-another-place", test_move_step);
  g_test_add_func ("/ui/touch/a-swipe-scrolls-and-selects-nothing", test_scroll);
  g_test_add_func ("/ui/touch/a-swipe-drags-nothing", test_swipe_across);
  g_test_add_func ("/ui/touch/two-fingers-zoom-a-chart", test_pinch);
  g_test_add_func ("/ui/touch/controls-grow-for-a-finger", test_large_controls);
  g_test_add_func ("/ui/touch/a-swipe-opens-and-closes-flaps", test_flaps);
  g_test_add_func ("/ui/touch/a-port-and-then-another-is-a-mapping", test_two_taps);
  g_test_add_func ("/ui/touch/two-taps-are-a-mapping-on-a-phone", test_two_taps_on_a_phone);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("touch");
  guint16          osc_port = clasp_test_free_port ();
  const char      *reason = NULL;
  int              result;
  guint            faders;

  show_path = looks_write_show (home, osc_port);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  screen = finger_screen_new (home, &reason);
  if (screen == NULL)
    {
      g_print ("1..0 # SKIP %s\n", reason);
      return 0;
    }
  if (!in_window_init (&argc, &argv, 600))
    return 1;
  add_tests ();

  finger_screen_open (screen, WIDTH, HEIGHT);
  faders = looks_send_faders (osc_port);
  result = in_window_run (show_path, prepare);
  g_source_remove (faders);
  finger_screen_free (screen);
  g_free (show_path);

  return result;
}
