/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "finger/hand.h"

#include "in-window.h"

#include "patch/br-mapping-row.h"
#include "widgets/br-address-list.h"
#include "widgets/br-hold-menu.h"

#define DEADLINE_MS 60000
/* A finger that taps is not taken for one that rests, however slow the machine is. */
#define NEVER_MS 600000
#define N_STEPS 12

static FingerScreen *screen;

/* --- waiting ------------------------------------------------------------------------------------ */

void
hand_wait_for (const char        *what,
          ClaspTestCondition condition,
          gconstpointer      data)
{
  if (!clasp_test_spin_for (condition, (gpointer) data, DEADLINE_MS))
    g_error ("waited for %s", what);
}

/* --- finding ------------------------------------------------------------------------------------ */

gboolean
hand_has_id (GtkWidget  *widget,
        const char *id)
{
  return gtk_widget_get_mapped (widget) && GTK_IS_BUILDABLE (widget)
         && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

GtkWidget *
hand_find_part (const char *id)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), hand_has_id, id);
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

void
hand_tap (GtkWidget *widget,
     double     x,
     double     y)
{
  int screen_x, screen_y;

  finger_screen_locate (screen, widget, x, y, &screen_x, &screen_y);
  finger_screen_put (screen, 1, screen_x, screen_y);
  finger_screen_lift (screen, 1);
}

/* From one place on the screen to another, at a pace that is no flick. */
void
hand_draw (int from_x,
      int from_y,
      int to_x,
      int to_y)
{
  for (int i = 1; i <= N_STEPS; i++)
    finger_screen_move (screen, 1, from_x + (to_x - from_x) * i / N_STEPS, from_y + (to_y - from_y) * i / N_STEPS);
}

void
hand_swipe (GtkWidget *widget,
       double     x,
       double     y,
       int        by_x,
       int        by_y)
{
  int screen_x, screen_y;

  finger_screen_locate (screen, widget, x, y, &screen_x, &screen_y);
  finger_screen_put (screen, 1, screen_x, screen_y);
  hand_draw (screen_x, screen_y, screen_x + by_x, screen_y + by_y);
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

void
hand_rest (GtkWidget  *widget,
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
  hand_wait_for ("the finger to have rested", is_held, &rest);
  finger_screen_move (screen, 1, screen_x + 1, screen_y - 2);
  set_hold_ms (NEVER_MS);
  g_signal_handler_disconnect (hold, id);
}

void
hand_begin (FingerScreen *on)
{
  screen = on;
  set_hold_ms (NEVER_MS);
}

/* --- rows of addresses -------------------------------------------------------------------------- */

GtkWidget *
hand_find_row (const HandRow *row)
{
  return in_window_find (hand_find_part (row->list), is_row_of, row->address);
}

static gboolean
reveal (gpointer data)
{
  const HandRow      *row = data;
  GtkWidget      *widget;
  graphene_rect_t bounds;

  if (hand_find_part (row->list) == NULL || !br_address_list_reveal (BR_ADDRESS_LIST (hand_find_part (row->list)), row->address))
    return FALSE;

  widget = hand_find_row (row);

  return widget != NULL && gtk_widget_compute_bounds (widget, hand_find_part (row->list), &bounds) && bounds.size.height > 0
         && bounds.origin.y >= 0 && bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (hand_find_part (row->list));
}

static void
locate_row (const HandRow *row,
            int       *x,
            int       *y)
{
  finger_screen_locate (screen, hand_find_row (row), 0, 0, x, y);
}

void
hand_wait_row (const HandRow *row)
{
  int x, y, last_x, last_y;

  do
    {
      hand_wait_for (row->address, reveal, row);
      locate_row (row, &last_x, &last_y);
      in_window_wait_frames (GTK_WIDGET (in_window_get ()));
      hand_wait_for (row->address, reveal, row);
      locate_row (row, &x, &y);
    }
  while (x != last_x || y != last_y);
}

double
hand_find_port (GtkWidget *widget)
{
  double x = 0;

  while (x < gtk_widget_get_width (widget) && !br_address_row_hits_port (BR_ADDRESS_ROW (widget), x))
    x++;

  return x;
}

void
hand_tap_port (const HandRow *row)
{
  GtkWidget *widget = hand_find_row (row);

  hand_tap (widget, hand_find_port (widget) + 4, gtk_widget_get_height (widget) / 2.0);
}

void
hand_tap_middle (const HandRow *row)
{
  GtkWidget *widget = hand_find_row (row);

  hand_tap (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

void
hand_locate_middle (const HandRow *row,
             int       *x,
             int       *y)
{
  GtkWidget *widget = hand_find_row (row);

  finger_screen_locate (screen, widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0, x, y);
}

/* --- rows of mappings --------------------------------------------------------------------------- */

static gboolean
is_mapping_row (GtkWidget  *widget,
                const char *name)
{
  return BR_IS_MAPPING_ROW (widget) && gtk_widget_get_mapped (widget) && br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)) != NULL
         && g_strcmp0 (clasp_show_item_get_id (CLASP_SHOW_ITEM (br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)))), name) == 0;
}

GtkWidget *
hand_find_mapping_row (const char *id)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_mapping_row, id);
}
