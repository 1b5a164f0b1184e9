/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Equal MIDI devices on the Connections page of the whole window, and the dialog that tells them apart by touching
 * them. The devices are the test's; what they say goes through the engine. */

#include "bridges/midi/twin-devices.h"
#include "in-window.h"
#include "support/clasp-test-show.h"
#include "support/clasp-test.h"

#include "connections/br-connection-row.h"
#include "connections/br-found-row.h"
#include "connections/br-twin-line.h"

#include <adwaita.h>

/* --- the window --------------------------------------------------------------------------------- */

static ClaspShow *
get_show (void)
{
  return br_window_get_show (in_window_get ());
}

static GtkWidget *
get_page (void)
{
  return GTK_WIDGET (br_window_get_page (in_window_get (), "connections"));
}

static gboolean
is_row_of (GtkWidget *widget, const char *name)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (BR_IS_CONNECTION_ROW (widget))
    {
      ClaspShowItem *item = br_connection_row_get_item (BR_CONNECTION_ROW (widget));

      return item != NULL && CLASP_IS_CONNECTION (item) && g_strcmp0 (clasp_show_item_get_name (item), name) == 0;
    }
  if (BR_IS_FOUND_ROW (widget))
    {
      ClaspFound *found = br_found_row_get (BR_FOUND_ROW (widget));

      return found != NULL && clasp_found_get_state (found) != CLASP_FOUND_GONE &&
             g_strcmp0 (clasp_found_peek (found)->place, name) == 0;
    }
  return FALSE;
}

static gboolean
is_shown_line (GtkWidget *widget, const char *text)
{
  return BR_IS_TWIN_LINE (widget) && gtk_widget_get_mapped (widget);
}

/* The line in the row of that name, when it is seen; NULL without a row, too. */
static GtkWidget *
find_line (const char *name)
{
  GtkWidget *row = in_window_find (get_page (), is_row_of, name);

  return row != NULL ? in_window_find (row, is_shown_line, NULL) : NULL;
}

static gboolean
has_line (gpointer name)
{
  return find_line (name) != NULL;
}

static gboolean
has_row_without (gpointer name)
{
  return in_window_find (get_page (), is_row_of, name) != NULL && find_line (name) == NULL;
}

static void
wait_for (ClaspTestCondition condition, const char *name, const char *what)
{
  clasp_test_spin_until (condition, (gpointer) name, what);
}

static gboolean
is_button (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static void
press (GtkWidget *root, const char *label)
{
  GtkWidget *button = in_window_find (root, is_button, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* --- the devices -------------------------------------------------------------------------------- */

typedef struct
{
  guint index, n;
} Opened;

static gboolean
is_opened (gpointer user_data)
{
  const Opened *opened = user_data;

  return twin_devices_count (opened->index) == opened->n;
}

static void
wait_opened (guint index, guint n)
{
  Opened opened = { index, n };

  clasp_test_spin_until (is_opened, &opened, "the device to be opened");
}

static ClaspConnection *
connect_to (const char *name, const char *behind)
{
  g_autofree char *text = g_strdup_printf ("midi,name=%s,port=" TWIN_NAME "%s", name, behind);

  return clasp_test_connect (get_show (), text);
}

static const char *
get_port (ClaspConnection *connection)
{
  return clasp_settings_get_string (clasp_connection_get_settings (connection), "port");
}

static void
plug (guint n, gboolean with_plugs)
{
  twin_devices_plug (n, with_plugs);
  br_window_show_page (in_window_get (), "connections");
  gtk_widget_activate_action (get_page (), "connections.find", NULL);
}

/* --- the dialog --------------------------------------------------------------------------------- */

static GtkWidget *
open_dialog (const char *name)
{
  wait_for (has_line, name, "the row to say that there is an equal one");
  press (find_line (name), "Tell Apart…");
  clasp_test_spin_until (in_window_has_dialog, NULL, "the dialog");

  return GTK_WIDGET (in_window_find_dialog ());
}

static void
close_dialog (GtkWidget *dialog)
{
  gtk_window_close (GTK_WINDOW (dialog));
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

static gboolean
is_entry_row (GtkWidget *widget, const char *title)
{
  return ADW_IS_ENTRY_ROW (widget) && g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title);
}

static GtkEditable *
find_entry (const char *title)
{
  return GTK_EDITABLE (in_window_find (GTK_WIDGET (in_window_find_dialog ()), is_entry_row, title));
}

static gboolean
is_lit (gpointer title)
{
  GtkEditable *row = find_entry (title);
  GtkWidget   *focus = gtk_window_get_focus (in_window_find_dialog ());

  return row != NULL && gtk_widget_has_css_class (GTK_WIDGET (row), "br-touched") && focus != NULL &&
         gtk_widget_is_ancestor (focus, GTK_WIDGET (row));
}

typedef struct
{
  guint       index, n_moves;
  guint8      number;
  const char *title;
} Hand;

#define MOVES_OF_ONE 100

static gboolean
is_lit_by_hand (gpointer user_data)
{
  Hand            *hand = user_data;
  g_autofree char *hex = NULL;

  if (is_lit ((gpointer) hand->title))
    return TRUE;
  hex = g_strdup_printf ("b0 %02x %02x", (hand->number + hand->n_moves / MOVES_OF_ONE) % 64, hand->n_moves * 40 % 128);
  hand->n_moves++;
  twin_devices_say (hand->index, hex);
  return FALSE;
}

/* A hand turns a knob until the row is lit, and then the next one: what moved before learning began goes on by itself, for
 * all that learning knows. */
static void
turn (guint index, guint8 number, const char *title)
{
  Hand hand = { index, 0, number, title };

  clasp_test_spin_until (is_lit_by_hand, &hand, "the row to light up");
}

static gboolean
can_apply (GtkWidget *dialog)
{
  return gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (dialog)));
}

static void
apply (GtkWidget *dialog)
{
  g_assert_true (can_apply (dialog));
  gtk_widget_activate_default (dialog);
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

/* --- tests -------------------------------------------------------------------------------------- */

static void
remove_all (void)
{
  GListModel *connections = clasp_show_get_connections (get_show ());

  while (g_list_model_get_n_items (connections) > 0)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, 0);

      clasp_show_remove (get_show (), item);
    }
  wait_opened (0, 0);
  wait_opened (1, 0);
}

static void
test_rows_say_that_only_order_tells (void)
{
  plug (2, FALSE);
  connect_to ("Left", " #1");
  connect_to ("Right", " #2");
  wait_for (has_line, "Left", "the row of the first");
  wait_for (has_line, "Right", "the row of the second");
  wait_for (has_line, TWIN_NAME " #1", "what was found, the first");
  wait_for (has_line, TWIN_NAME " #2", "what was found, the second");

  plug (1, FALSE);
  wait_for (has_row_without, TWIN_NAME, "the one that is left");
  wait_for (has_row_without, "Left", "its row");
  wait_for (has_row_without, "Right", "that of the other");
  remove_all ();
}

static void
test_nothing_is_said_where_plugs_tell (void)
{
  plug (2, TRUE);
  connect_to ("Left", " @1-1.1");
  connect_to ("Right", " @1-1.2");
  wait_for (has_row_without, TWIN_NAME " @1-1.1", "what was found, the first");
  wait_for (has_row_without, TWIN_NAME " @1-1.2", "what was found, the second");
  wait_for (has_row_without, "Left", "the row of the first");
  wait_for (has_row_without, "Right", "the row of the second");
  remove_all ();
}

static void
test_the_last_of_a_quick_succession_is_lit (void)
{
  GtkWidget *dialog;

  plug (2, FALSE);
  connect_to ("Left", " #1");
  connect_to ("Right", " #2");
  wait_opened (0, 1);
  wait_opened (1, 1);
  dialog = open_dialog ("Left");
  turn (0, 7, "Device 1, just touched");
  turn (1, 7, "Device 2, just touched");
  twin_devices_say (0, "90 3c 64");
  wait_for (is_lit, "Device 1, just touched", "its key to light it up");
  twin_devices_say (1, "90 3c 64");
  wait_for (is_lit, "Device 2, just touched", "the key of the other");
  /* At once, and only once: the row of the other is lit too short a time to go out. */
  twin_devices_say (0, "80 3c 40");
  wait_for (is_lit, "Device 1, just touched", "the last one to light up");
  close_dialog (dialog);
  remove_all ();
}

/* What has the focus is called so. */
static void
assert_spoken (gpointer widget, const char *name)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  g_assert_null (wrong);
}

static void
test_touching_shows_which_and_names_change_places (void)
{
  ClaspConnection *left, *right;
  GtkWidget       *dialog;
  g_autofree char *before = NULL, *after = NULL;

  plug (2, FALSE);
  left = connect_to ("Left", " #1");
  right = connect_to ("Right", " #2");
  wait_opened (0, 1);
  wait_opened (1, 1);
  before = clasp_show_to_text (get_show ());
  dialog = open_dialog ("Left");
  assert_spoken (in_window_find (find_line ("Left"), is_button, "Tell Apart…"), "Tell Left apart from its equals");
  g_assert_cmpstr (gtk_editable_get_text (find_entry ("Device 2")), ==, "Right");
  turn (1, 7, "Device 2, just touched");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (find_entry ("Device 1")), "br-touched"));
  assert_spoken (gtk_window_get_focus (GTK_WINDOW (dialog)), "Device 2, just touched");
  turn (0, 7, "Device 1, just touched");
  turn (1, 7, "Device 2, just touched");
  press (dialog, "S_wap Names");
  g_assert_cmpstr (gtk_editable_get_text (find_entry ("Device 2")), ==, "Left");
  apply (dialog);
  g_assert_cmpstr (get_port (left), ==, TWIN_NAME " #2");
  g_assert_cmpstr (get_port (right), ==, TWIN_NAME " #1");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (left)), ==, "Left");
  clasp_show_undo (get_show ());
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);
  remove_all ();
}

static void
test_what_was_only_found_is_heard_and_left_again (void)
{
  GtkWidget       *dialog;
  g_autofree char *before = clasp_show_to_text (get_show ()), *after = NULL;

  plug (2, FALSE);
  dialog = open_dialog (TWIN_NAME " #2");
  wait_opened (0, 1);
  wait_opened (1, 1);
  g_assert_false (can_apply (dialog)); /* both are called the same */
  turn (1, 7, "Device 2, just touched");
  close_dialog (dialog);
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);
  wait_opened (0, 0);
}

static void
test_typed_names_are_one_step (void)
{
  GListModel      *connections = clasp_show_get_connections (get_show ());
  GtkWidget       *dialog;
  g_autofree char *before = clasp_show_to_text (get_show ()), *after = NULL;

  plug (2, FALSE);
  dialog = open_dialog (TWIN_NAME " #1");
  gtk_editable_set_text (find_entry ("Device 1"), "Desk");
  g_assert_true (can_apply (dialog));
  gtk_editable_set_text (find_entry ("Device 2"), " Desk ");
  g_assert_false (can_apply (dialog));
  gtk_editable_set_text (find_entry ("Device 2"), "");
  g_assert_false (can_apply (dialog));
  gtk_editable_set_text (find_entry ("Device 2"), "Balcony");
  apply (dialog);
  g_assert_cmpuint (g_list_model_get_n_items (connections), ==, 2);
  wait_for (has_line, "Desk", "the row of the first");
  wait_for (has_line, "Balcony", "the row of the second");
  clasp_show_undo (get_show ());
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);
  wait_opened (0, 0);
}

/* From the row with the focus Tab leads to its button; in the dialog Enter is *Apply*. */
static void
test_keys_alone_do (void)
{
  GtkWidget *line, *row, *dialog;

  plug (2, FALSE);
  connect_to ("Left", " #1");
  connect_to ("Right", " #2");
  wait_for (has_line, "Left", "the row");
  line = find_line ("Left");
  row = gtk_widget_get_parent (gtk_widget_get_ancestor (line, BR_TYPE_CONNECTION_ROW));
  gtk_widget_grab_focus (row);
  for (guint i = 0; i < 8 && !gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (in_window_get ())), line); i++)
    gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (in_window_get ())), line));

  dialog = open_dialog ("Left");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (dialog)), GTK_WIDGET (find_entry ("Device 1"))));
  gtk_editable_set_text (find_entry ("Device 1"), "Desk");
  g_assert_true (adw_entry_row_get_activates_default (ADW_ENTRY_ROW (find_entry ("Device 1"))));
  apply (dialog);
  wait_for (has_line, "Desk", "its new name");
  remove_all ();
}

static void
test_show_mode_refuses (void)
{
  g_autofree char *before = NULL, *after = NULL;

  plug (2, FALSE);
  connect_to ("Left", " #1");
  connect_to ("Right", " #2"); /* so that listening needs no edit, which would be refused anyway */
  wait_for (has_line, "Left", "the row");
  before = clasp_show_to_text (get_show ());
  clasp_show_set_locked (get_show (), TRUE);
  press (find_line ("Left"), "Tell Apart…");
  g_assert_null (in_window_find_dialog ());
  g_assert_false (gtk_widget_is_sensitive (in_window_find (find_line (TWIN_NAME " #1"), is_button, "Tell Apart…")));
  after = clasp_show_to_text (get_show ());
  g_assert_cmpstr (after, ==, before);
  clasp_show_set_locked (get_show (), FALSE);
  remove_all ();
}

static gboolean
is_unheard (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget) && strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static void
test_what_cannot_be_heard_is_said (void)
{
  ClaspConnection *left;
  GtkWidget       *dialog;

  plug (2, FALSE);
  left = connect_to ("Left", " #1");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (left), FALSE);
  connect_to ("Right", " #2");
  dialog = open_dialog ("Right");
  g_assert_nonnull (in_window_find (dialog, is_unheard, "Device 1 cannot be heard: “Left” is off"));
  g_assert_null (in_window_find (dialog, is_unheard, "Device 2 cannot be heard"));
  close_dialog (dialog);
  remove_all ();
}

/* --- set-up ------------------------------------------------------------------------------------- */

int
main (int argc, char **argv)
{
  g_autofree char *home = in_window_make_home ("twins"), *show = NULL;

  g_setenv ("GTK_A11Y", "test", TRUE);
  if (!in_window_init (&argc, &argv, 170))
    return 0;
  twin_devices_init ();
  g_test_add_func ("/ui/twins/rows-say-that-only-order-tells", test_rows_say_that_only_order_tells);
  g_test_add_func ("/ui/twins/nothing-is-said-where-plugs-tell", test_nothing_is_said_where_plugs_tell);
  g_test_add_func ("/ui/twins/touching-shows-which-and-names-change-places", test_touching_shows_which_and_names_change_places);
  g_test_add_func ("/ui/twins/the-last-of-a-quick-succession-is-lit", test_the_last_of_a_quick_succession_is_lit);
  g_test_add_func ("/ui/twins/what-was-only-found-is-heard-and-left-again", test_what_was_only_found_is_heard_and_left_again);
  g_test_add_func ("/ui/twins/typed-names-are-one-step", test_typed_names_are_one_step);
  g_test_add_func ("/ui/twins/what-cannot-be-heard-is-said", test_what_cannot_be_heard_is_said);
  g_test_add_func ("/ui/twins/keys-alone-do", test_keys_alone_do);
  g_test_add_func ("/ui/twins/show-mode-refuses", test_show_mode_refuses);

  show = g_build_filename (home, "show.json", NULL);
  g_file_set_contents (show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Test\","
                       "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
                       "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
                       "\"connections\":[],\"mappings\":[]}",
                       -1, NULL);

  return in_window_run (show, NULL);
}
