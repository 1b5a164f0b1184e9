/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole window, used with fingers: real events of touch, through a display server. */

#include "test-br-touch.h"

#include "finger/hand.h"
#include "in-window.h"
#include "looks/looks.h"

#include "widgets/br-address-list.h"
#include "widgets/br-chart.h"
#include "widgets/br-strip.h"
#include "window/br-window.h"

#include <string.h>

#define WIDTH 1280
#define HEIGHT 800
#define FOLDED_WIDTH 800
#define NARROW_WIDTH 360
#define NARROW_HEIGHT 640
#define SOURCE "/osc/1/fader8"
#define TARGET "/artnet/0/0/0/30"

static FingerScreen   *screen;
static char           *show_path;

/* --- cases -------------------------------------------------------------------------------------- */

static const HandRow source = { "sources", SOURCE };
static const HandRow target = { "targets", TARGET };

static gboolean
is_asked (gpointer data)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (hand_find_part ("hint")));
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
  hand_wait_for ("the mapping to go", is_not_mapped, NULL);
}

static void
test_two_taps (void)
{
  br_window_show_page (in_window_get (), "patch");
  hand_wait_row (&source);
  g_assert_false (is_mapped (NULL));

  hand_tap_port (&source);
  hand_wait_for ("to be asked for a target", is_asked, NULL);
  hand_wait_row (&target);
  hand_tap_port (&target);
  hand_wait_for ("the mapping", is_mapped, NULL);
  hand_wait_for ("the mapping in the file", is_saved, NULL);

  undo ();
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
  hand_rest (row, "br-hold-menu", 80, gtk_widget_get_height (row) / 2.0);
  g_assert_false (has_menu (NULL));
  finger_screen_lift (screen, 1);
  hand_wait_for ("the menu", has_menu, NULL);
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
      open_menu (hand_find_mapping_row (ids[i]));
      close_menu ();
    }
}

static void
test_menu_of_address (void)
{
  static const HandRow *const rows[] = { &source, &target, &target, &source };

  br_window_show_page (in_window_get (), "patch");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      hand_wait_row (rows[i]);
      open_menu (hand_find_row (rows[i]));
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
      hand_wait_row (&target);
      open_menu (hand_find_row (&target));
      hand_tap (hand_find_part ("sources"), 10, 10);
      hand_wait_for ("the menu to close", has_no_menu, NULL);
    }
}

/* --- dragging and scrolling --------------------------------------------------------------------- */

static void
test_drag (void)
{
  GtkWidget *row;
  int        from_x, from_y, to_x, to_y;

  br_window_show_page (in_window_get (), "patch");
  hand_wait_row (&target);
  hand_wait_row (&source);
  hand_locate_middle (&source, &from_x, &from_y);
  hand_locate_middle (&target, &to_x, &to_y);
  row = hand_find_row (&source);
  hand_rest (row, "br-finger-drag", gtk_widget_get_width (row) / 2.0, gtk_widget_get_height (row) / 2.0);
  hand_draw (from_x, from_y, to_x, to_y);
  finger_screen_lift (screen, 1);
  hand_wait_for ("the mapping", is_mapped, NULL);
  undo ();
}

static GtkAdjustment *
get_scroll (const HandRow *row)
{
  GtkWidget *scrolled = in_window_find (hand_find_part (row->list), hand_has_id, "scrolled");

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
}

static gboolean
has_scrolled (gpointer data)
{
  const double *before = data;

  return gtk_adjustment_get_value (get_scroll (&target)) > *before + 40;
}

static char *
dup_selected (const HandRow *row)
{
  g_auto (GStrv) selected = br_address_list_dup_selected_addresses (BR_ADDRESS_LIST (hand_find_part (row->list)));

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
  hand_wait_row (&target);
  before = dup_selected (&target);
  value = gtk_adjustment_get_value (get_scroll (&target));
  row = hand_find_row (&target);
  hand_swipe (row, gtk_widget_get_width (row) / 2.0, -2 * gtk_widget_get_height (row), 0, -200);
  hand_wait_for ("the list to scroll", has_scrolled, &value);
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
  hand_wait_row (&target);
  hand_wait_row (&source);
  hand_locate_middle (&source, &from_x, &from_y);
  hand_locate_middle (&target, &to_x, &to_y);
  finger_screen_put (screen, 1, from_x, from_y);
  hand_draw (from_x, from_y, to_x, to_y);
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
  hand_wait_for ("the chart", has_chart, NULL);
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
  hand_wait_for ("the chart to show less time", is_shorter, &span);
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
  hand_wait_row (&source);
  hand_tap (hand_find_row (&source), 80, 2);
  hand_wait_for ("large controls", has_large_controls, NULL);
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
  GtkWidget *flap = hand_find_part (id);
  int        way = is_at_end ? -200 : 200;

  hand_wait_for ("the flap to be folded", is_folded, flap);
  adw_flap_set_reveal_flap (ADW_FLAP (flap), FALSE);
  hand_wait_for ("the flap to have its size", has_folded_width, flap);
  in_window_wait_frames (window);
  hand_swipe (flap, is_at_end ? FOLDED_WIDTH - 24 : 24, 300, way, 0);
  hand_wait_for ("the flap to open", is_revealed, flap);
  in_window_wait_frames (window);
  hand_swipe (flap, FOLDED_WIDTH / 2.0, 300, -way, 0);
  hand_wait_for ("the flap to close", is_hidden, flap);
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
         && (hand_find_part ("sources") == NULL || hand_find_part ("targets") == NULL) && hand_find_part ("tab_sources") != NULL;
}

static gboolean
is_wide (gpointer data)
{
  return hand_find_part ("sources") != NULL && hand_find_part ("targets") != NULL;
}

/* One list at a time: the first tap leads to the targets by itself. */
static void
test_two_taps_on_a_phone (void)
{
  br_window_show_page (in_window_get (), "patch");
  finger_screen_resize (screen, NARROW_WIDTH, NARROW_HEIGHT);
  hand_wait_for ("one list at a time", is_narrow, NULL);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (hand_find_part ("tab_sources")), TRUE);
  hand_wait_row (&source);
  hand_tap (hand_find_row (&source), 80, 4);
  hand_wait_for ("large controls", has_large_controls, NULL);
  hand_wait_row (&source);
  g_assert_false (is_mapped (NULL));
  g_assert_cmpfloat (gtk_widget_get_width (hand_find_row (&source)) - hand_find_port (hand_find_row (&source)), >=, 44);
  keep_picture ("touch-1-sources");

  hand_tap_port (&source);
  hand_wait_for ("to be asked for a target", is_asked, NULL);
  hand_wait_row (&target);
  g_assert_false (GTK_IS_EDITABLE (gtk_window_get_focus (GTK_WINDOW (in_window_get ())))); /* no keyboard comes */
  keep_picture ("touch-2-targets");
  hand_tap_middle (&target);
  hand_wait_for ("the mapping", is_mapped, NULL);
  keep_picture ("touch-3-mapped");

  undo ();
  finger_screen_resize (screen, WIDTH, HEIGHT);
  hand_wait_for ("all lists beside each other", is_wide, NULL);
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
  GtkWidget *strip = hand_find_part ("strip");

  return strip != NULL && br_strip_get_revealed (BR_STRIP (strip));
}

static void
prepare (void)
{
  /* Two touches one after the other are no double tap here, as a person's are not who looked at a menu in between. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-double-click-time", 1, NULL);
  hand_begin (screen);
  hand_wait_for ("the window", has_window, NULL);
  gtk_window_maximize (GTK_WINDOW (in_window_get ()));
  hand_wait_for ("the faders to arrive", has_faders, NULL);
  hand_wait_for ("the strip of what is missing", has_strip, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

static void
add_tests (void)
{
  g_test_add_func ("/ui/touch/a-finger-that-rests-opens-a-menu", test_menu);
  g_test_add_func ("/ui/touch/a-finger-that-rests-opens-a-menu-of-an-address", test_menu_of_address);
  g_test_add_func ("/ui/touch/a-menu-that-a-finger-closed-opens-again", test_menu_closed_by_finger);
  g_test_add_func ("/ui/touch/a-finger-that-rests-and-moves-drags", test_drag);
  touch_add_moves (screen);
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
