/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole window, used with fingers: real events of touch, through a display server. */

#include "finger/finger.h"
#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "widgets/br-address-list.h"
#include "window/br-window.h"

#include <string.h>

#define DEADLINE_MS 60000
/* A finger that taps is not taken for one that rests, however slow the machine is. */
#define NEVER_MS 600000
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

static void
tap_port (const Row *row)
{
  GtkWidget *widget = find_row (row);
  double     x = 0;

  while (x < gtk_widget_get_width (widget) && !br_address_row_hits_port (BR_ADDRESS_ROW (widget), x))
    x++;
  tap (widget, x + 4, gtk_widget_get_height (widget) / 2.0);
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

  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("the mapping to go", is_not_mapped, NULL);
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

static void
prepare (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  set_hold_ms (NEVER_MS);
  wait_for ("the window", has_window, NULL);
  wait_for ("the faders to arrive", has_faders, NULL);
}

static void
add_tests (void)
{
  g_test_add_func ("/ui/touch/a-port-and-then-another-is-a-mapping", test_two_taps);
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

  finger_screen_open (screen, 1300, 900);
  faders = looks_send_faders (osc_port);
  result = in_window_run (show_path, prepare);
  g_source_remove (faders);
  finger_screen_free (screen);
  g_free (show_path);

  return result;
}
