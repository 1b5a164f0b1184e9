/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows that a finger moves to another place. */

#include "test-br-touch.h"

#include "finger/hand.h"
#include "in-window.h"

#include "mapping/br-step-row.h"
#include "window/br-window.h"

static FingerScreen *screen;

static gboolean
is_marked (gpointer row)
{
  return gtk_widget_has_css_class (row, "drop-target");
}

static ClaspMapping *
get_mapping (const char *id)
{
  return CLASP_MAPPING (clasp_show_find (br_window_get_show (in_window_get ()), id));
}

/* A list that scrolls makes and drops rows. */
static gboolean
has_mapping_rows (gpointer data)
{
  br_window_show_in_page (in_window_get (), "patch", "patch.show-mapping", "m1");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));

  return hand_find_mapping_row ("m1") != NULL && hand_find_mapping_row ("m3") != NULL;
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
  hand_rest (widget, "br-finger-drag", x, gtk_widget_get_height (widget) / 2.0);
  hand_draw (from_x, from_y, to_x, to_y);
}

static void
test_move_mapping (void)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (in_window_get ()));
  GtkWidget  *row;

  hand_wait_for ("the first rows", has_mapping_rows, NULL);
  row = hand_find_mapping_row ("m1");
  drag_onto (hand_find_mapping_row ("m3"), 80, row);
  /* It shows where it goes. */
  hand_wait_for ("the row below the finger to show it", is_marked, row);
  finger_screen_lift (screen, 1);
  hand_wait_for ("the mapping at its new place", has_order, &(Order) { mappings, "m3 m1 m2 m4 m5 m6 m7" });
  g_assert_false (is_marked (hand_find_mapping_row ("m1")));
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  hand_wait_for ("it to be back", has_order, &(Order) { mappings, "m1 m2 m3 m4 m5 m6 m7" });
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
  hand_wait_for ("the steps", has_step_row, "deadband");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  handle = in_window_find (find_step_row ("deadband"), hand_has_id, "handle");
  other = in_window_find (find_step_row ("smooth"), hand_has_id, "number");
  g_assert_true (handle != NULL && other != NULL);
  drag_onto (handle, gtk_widget_get_width (handle) / 2.0, other);
  finger_screen_lift (screen, 1);
  hand_wait_for ("the step at its new place", has_order, &(Order) { steps, "smooth deadband invert" });
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  hand_wait_for ("it to be back", has_order, &(Order) { steps, "deadband smooth invert" });
  br_window_reveal_inspector (in_window_get (), FALSE);
}

void
touch_add_moves (FingerScreen *on)
{
  screen = on;
  g_test_add_func ("/ui/touch/a-finger-moves-a-mapping-to-another-place", test_move_mapping);
  g_test_add_func ("/ui/touch/a-finger-moves-a-step-to-another-place", test_move_step);
}
