/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row that vanishes, whoever takes it away, hands the focus to its neighbour: signals, connections, variables.
 * Of mappings test-br-patch-page.c says so. */

#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "connections/br-connection-row.h"
#include "locals/br-local-row.h"
#include "locals/br-locals-window.h"
#include "widgets/br-address-list.h"
#include "widgets/br-address-row.h"

#define DEADLINE_MS 20000
#define N_FADERS 8

static void
wait_for (const char        *what,
          ClaspTestCondition condition,
          gconstpointer      data)
{
  if (!clasp_test_spin_for (condition, (gpointer) data, DEADLINE_MS))
    g_error ("waited for %s", what);
}

static ClaspShow *
get_show (void)
{
  return br_window_get_show (in_window_get ());
}

/* --- rows --------------------------------------------------------------------------------------- */

/* A row is known by its address, or by the id of what it shows. */
static gboolean
is_row_of (GtkWidget  *widget,
           const char *name)
{
  g_autofree char *address = NULL;

  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (BR_IS_ADDRESS_ROW (widget) && br_address_row_get_item (BR_ADDRESS_ROW (widget)) != NULL)
    {
      address = br_address_item_dup_address (br_address_row_get_item (BR_ADDRESS_ROW (widget)));
      return g_strcmp0 (address, name) == 0;
    }
  if (BR_IS_CONNECTION_ROW (widget) && br_connection_row_get_item (BR_CONNECTION_ROW (widget)) != NULL)
    return g_str_equal (clasp_show_item_get_id (br_connection_row_get_item (BR_CONNECTION_ROW (widget))), name);
  if (BR_IS_LOCAL_ROW (widget))
    return g_str_equal (clasp_show_item_get_id (CLASP_SHOW_ITEM (br_local_row_get_local (BR_LOCAL_ROW (widget)))), name);

  return FALSE;
}

/* What looks for one, and the window it is in. */
typedef struct
{
  GtkWidget  *root;
  const char *page; /* of the window, or NULL */
  const char *name;
} Place;

static GtkWidget *
find_row (const Place *place)
{
  GtkWidget *root = place->page != NULL ? GTK_WIDGET (br_window_get_page (in_window_get (), place->page)) : place->root;

  return in_window_find (root, is_row_of, place->name);
}

static gboolean
is_there (gpointer place)
{
  return find_row (place) != NULL;
}

static gboolean
is_gone (gpointer place)
{
  return find_row (place) == NULL;
}

/* The row of a list is in the list's own, which has the focus; one that opens has it inside. */
static GtkWidget *
focusable_of (GtkWidget *row)
{
  return BR_IS_LOCAL_ROW (row) ? row : gtk_widget_get_parent (row);
}

static gboolean
has_focus (gpointer data)
{
  const Place *place = data;
  GtkWidget   *row = find_row (place);
  GtkWidget   *focus = gtk_window_get_focus (GTK_WINDOW (place->root));

  return row != NULL && focus != NULL && (focus == focusable_of (row) || gtk_widget_is_ancestor (focus, focusable_of (row)));
}

static void
take_focus (const Place *place)
{
  wait_for ("the row", is_there, place);
  gtk_widget_child_focus (focusable_of (find_row (place)), GTK_DIR_TAB_FORWARD);
  wait_for ("the focus on it", has_focus, place);
}

/* --- tests -------------------------------------------------------------------------------------- */

static gboolean
is_address_list (GtkWidget  *widget,
                 const char *text)
{
  return BR_IS_ADDRESS_LIST (widget);
}

static void
test_signal (void)
{
  GtkWidget  *window = GTK_WIDGET (in_window_get ());
  const Place row = { window, "signals", "/osc/1/fader3" }, next = { window, "signals", "/osc/1/fader4" };
  GtkWidget  *list;

  br_window_show_page (in_window_get (), "signals");
  list = in_window_find (GTK_WIDGET (br_window_get_page (in_window_get (), "signals")), is_address_list, NULL);
  br_address_list_reveal (BR_ADDRESS_LIST (list), row.name);
  take_focus (&row);
  gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "address.forget", NULL);
  wait_for ("the row to go", is_gone, &row);
  wait_for ("the focus on its neighbour", has_focus, &next);
}

static void
test_connection (void)
{
  GtkWidget     *window = GTK_WIDGET (in_window_get ());
  const Place    row = { window, "connections", "stage" };
  GListModel    *connections = clasp_show_get_connections (get_show ());
  ClaspShowItem *item = clasp_show_find (get_show (), row.name);
  Place          next = { window, "connections", NULL };

  for (guint i = 0; i + 1 < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspShowItem) before = g_list_model_get_item (connections, i);
      g_autoptr (ClaspShowItem) after = g_list_model_get_item (connections, i + 1);

      if (before == item)
        next.name = clasp_show_item_get_id (after);
    }
  g_assert_nonnull (next.name);
  br_window_show_page (in_window_get (), "connections");
  take_focus (&row);
  clasp_show_remove (get_show (), item);
  wait_for ("the row to go", is_gone, &row);
  wait_for ("the focus on its neighbour", has_focus, &next);
  gtk_widget_activate_action (window, "win.undo", NULL);
}

static void
remove_local (GtkWidget  *window,
              const char *kind,
              const char *id,
              const char *neighbour)
{
  const Place row = { window, NULL, id }, next = { window, NULL, neighbour };

  br_locals_window_show_kind (BR_LOCALS_WINDOW (window), kind);
  take_focus (&row);
  gtk_widget_activate_action (find_row (&row), "local.remove", NULL);
  wait_for ("the row to go", is_gone, &row);
  wait_for ("the focus on its neighbour", has_focus, &next);
}

/* The next one, and of the last one that before it. */
static void
test_local (void)
{
  GtkWidget *window = GTK_WIDGET (br_locals_window_present (in_window_get ()));

  remove_local (window, "variable", "v1", "v2");
  remove_local (window, "scene", "s2", "s1");
  in_window_end_dialog (GTK_WINDOW (window));
}

/* --- set-up ------------------------------------------------------------------------------------- */

static gboolean
has_faders (gpointer data)
{
  return clasp_signal_table_get_size (br_window_get_table (in_window_get ())) >= N_FADERS;
}

static guint faders;

static gboolean
is_quiet (gpointer data)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (br_window_get_engine (in_window_get ()), &stats);

  return stats.rate_in == 0;
}

/* What still sends comes back. */
static void
prepare (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  wait_for ("the faders to arrive", has_faders, NULL);
  g_source_remove (faders);
  wait_for ("all to be quiet", is_quiet, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("vanish");
  guint16          osc_port = clasp_test_free_port ();
  g_autofree char *show_path = looks_write_show (home, osc_port);

  if (!in_window_init (&argc, &argv, 120))
    return 0;
  g_test_add_func ("/ui/vanish/signal", test_signal);
  g_test_add_func ("/ui/vanish/connection", test_connection);
  g_test_add_func ("/ui/vanish/variable-and-scene", test_local);

  faders = looks_send_faders (osc_port);

  return in_window_run (show_path, prepare);
}
