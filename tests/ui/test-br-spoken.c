/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each widget tells people who hear the screen: its role, its name, its value, and when. */

#include "support/clasp-test.h"
#include "ui-test.h"

#include "br-ui.h"
#include "gallery/gallery.h"
#include "patch/br-mapping-list.h"
#include "patch/br-mapping-row.h"
#include "patch/br-wire-layer.h"
#include "universes/br-universe-grid.h"
#include "widgets/br-address-list.h"
#include "widgets/br-curve-points.h"
#include "widgets/br-curve-view.h"
#include "widgets/br-hold-button.h"
#include "widgets/br-meter.h"
#include "widgets/br-mnemonic.h"
#include "widgets/br-status-icon.h"
#include "widgets/br-strip.h"
#include "widgets/br-timecode.h"

#define FADER "/osc/1/fader1"

/* --- asking --- */

/* (transfer full): asked for by expecting what it never is. */
static char *
dup_told (GtkWidget            *widget,
          GtkAccessibleProperty property)
{
  return gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, "\001");
}

static void
assert_told (GtkWidget            *widget,
             GtkAccessibleProperty property,
             const char           *expected)
{
  g_autofree char *told = dup_told (widget, property);

  g_assert_cmpstr (told, ==, expected);
}

static void
assert_name (GtkWidget  *widget,
             const char *expected)
{
  assert_told (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, expected);
}

static void
assert_role (GtkWidget        *widget,
             GtkAccessibleRole role)
{
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget)), ==, role);
}

static void
assert_number (GtkWidget            *widget,
               GtkAccessibleProperty property,
               double                expected)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, expected);

  g_assert_cmpstr (wrong, ==, NULL);
}

static void
assert_level (GtkWidget *row,
              int        expected)
{
  g_autofree char *wrong = gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LEVEL, expected);

  g_assert_cmpstr (wrong, ==, NULL);
}

/* The first in or below @widget that is a @type, and says @name unless that is NULL. */
static GtkWidget *
find (GtkWidget  *widget,
      GType       type,
      const char *name)
{
  g_autofree char *told = dup_told (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (name == NULL || (told != NULL && g_str_has_prefix (told, name))))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* --- a window with it --- */

static Gallery *gallery;

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *elsewhere = gtk_button_new_with_label ("Elsewhere");

  gtk_box_append (GTK_BOX (box), elsewhere);
  gtk_box_append (GTK_BOX (box), widget);
  gtk_widget_set_vexpand (widget, TRUE);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_default_size (GTK_WINDOW (window), 500, 500);
  gtk_window_set_focus (GTK_WINDOW (window), elsewhere);
  gtk_window_present (GTK_WINDOW (window));

  return window;
}

static void
leave (GtkWidget *window)
{
  gtk_window_set_focus (GTK_WINDOW (window), find (window, GTK_TYPE_BUTTON, "Elsewhere"));
}

typedef struct
{
  GtkWidget  *in;
  GType       type;
  const char *name;
  GtkWidget  *found;
} Search;

static gboolean
is_found (gpointer user_data)
{
  Search *search = user_data;

  search->found = find (search->in, search->type, search->name);

  return search->found != NULL && gtk_widget_get_mapped (search->found) && gtk_widget_get_width (search->found) > 0;
}

/* Lists make their rows when they are drawn. */
static GtkWidget *
wait_for (GtkWidget  *in,
          GType       type,
          const char *name)
{
  Search search = { in, type, name, NULL };

  clasp_test_spin_until (is_found, &search, name != NULL ? name : g_type_name (type));

  return search.found;
}

/* --- rows of addresses --- */

static void
put (const char *address,
     double      number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_signal_table_update (gallery->table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, gallery->now_us - GALLERY_AGE_US);
}

static GtkWidget *
address_list_new (void)
{
  BrAddressList *list = g_object_new (BR_TYPE_ADDRESS_LIST, NULL);

  br_address_list_attach (list, gallery->tree, BR_ROLE_SOURCES, gallery->engine);
  br_address_list_set_columns (list, BR_COLUMN_VALUE, FALSE);
  br_address_list_refresh (list);
  br_address_list_tick (list, g_get_monotonic_time ());
  br_address_list_reveal (list, FADER);

  return GTK_WIDGET (list);
}

static gboolean
has_value (gpointer user_data)
{
  br_address_list_tick (user_data, g_get_monotonic_time ());

  return find (user_data, BR_TYPE_ADDRESS_ROW, "fader1") != NULL;
}

static void
test_a_row_of_addresses_stands_in_a_tree_grid (void)
{
  GtkWidget       *list = address_list_new (), *window = show (list);
  GtkWidget       *device = wait_for (list, BR_TYPE_ADDRESS_ROW, "Tablet, Live");
  GtkWidget       *row = wait_for (list, BR_TYPE_ADDRESS_ROW, "fader1");
  GtkWidget       *item = gtk_widget_get_parent (row);
  g_autofree char *wrong = gtk_test_accessible_check_relation (GTK_ACCESSIBLE (device), GTK_ACCESSIBLE_RELATION_ROW_INDEX, 1);
  g_autofree char *state = gtk_test_accessible_check_state (GTK_ACCESSIBLE (device), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);
  g_autofree char *of_item
    = gtk_test_accessible_check_state (GTK_ACCESSIBLE (gtk_widget_get_parent (device)), GTK_ACCESSIBLE_STATE_EXPANDED, TRUE);

  assert_role (find (list, GTK_TYPE_LIST_VIEW, NULL), GTK_ACCESSIBLE_ROLE_TREE_GRID);
  assert_role (row, GTK_ACCESSIBLE_ROLE_ROW);
  g_assert_cmpstr (wrong, ==, NULL);
  g_assert_cmpstr (state, ==, NULL);
  g_assert_cmpstr (of_item, ==, NULL);
  assert_level (device, 1);
  assert_level (row, 3);
  assert_level (item, 3);
  assert_name (item, "fader1");
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_a_row_of_addresses_tells_its_value_when_asked (void)
{
  GtkWidget *list = address_list_new (), *window = show (list);
  GtkWidget *item = gtk_widget_get_parent (wait_for (list, BR_TYPE_ADDRESS_ROW, "fader1"));

  clasp_test_spin_until (has_value, list, "the row's value");
  gtk_widget_grab_focus (item);
  assert_name (item, "fader1, Tablet, 0.597, –, at rest");
  /* What moves is not read out by itself. */
  put (FADER, 0.25);
  for (guint i = 1; i < 5; i++)
    br_address_list_tick (BR_ADDRESS_LIST (list), g_get_monotonic_time () + i * G_USEC_PER_SEC);
  assert_name (item, "fader1, Tablet, 0.597, –, at rest");
  g_assert_true (ui_test_press (find (list, GTK_TYPE_LIST_VIEW, NULL), GDK_KEY_r, 0));
  assert_name (item, "fader1, Tablet, 0.250, –, at rest");
  leave (window);
  assert_name (item, "fader1");
  put (FADER, 0.597);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- meters --- */

static void
set_position (GtkWidget *meter,
              float      position)
{
  BrLevel level = { .kind = BR_LEVEL_BAR, .position = position, .peak = -1 };

  br_meter_set_level (BR_METER (meter), &level);
}

static gboolean
says_70 (gpointer user_data)
{
  g_autofree char *told = dup_told (user_data, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT);

  return g_strcmp0 (told, "70 percent") == 0;
}

static void
test_a_meter_tells_its_value_where_the_focus_is (void)
{
  GtkWidget *meter = br_meter_new (), *window;

  gtk_widget_set_focusable (meter, TRUE);
  br_meter_set_name (BR_METER (meter), FADER);
  window = show (meter);
  wait_for (window, BR_TYPE_METER, FADER);
  assert_role (meter, GTK_ACCESSIBLE_ROLE_METER);
  assert_number (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0);
  assert_number (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 1.0);
  set_position (meter, 0.3f);
  assert_told (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "0 percent");

  gtk_widget_grab_focus (meter);
  assert_told (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "30 percent");
  assert_number (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.3f);
  /* At most once a second, but the last value is told in the end. */
  for (guint i = 0; i <= 50; i++)
    set_position (meter, 0.2f + 0.01f * (float) i);
  assert_told (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "30 percent");
  clasp_test_spin_until (says_70, meter, "the last value");

  leave (window);
  set_position (meter, 0.9f);
  assert_told (meter, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "70 percent");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- curves and wires --- */

static gboolean
as_it_is (double    input,
          double   *output,
          gpointer  user_data)
{
  *output = input;

  return TRUE;
}

static void
test_a_curve_is_a_group_of_points (void)
{
  static const char *const texts[] = { "0,0", "0.5,0.78", "0.7,0.9", "1,1", NULL };
  BrCurveView             *view = g_object_ref_sink (BR_CURVE_VIEW (br_curve_view_new ()));
  g_autoptr (GArray)       points = br_curve_points_from_texts (texts);
  GtkWidget               *point;

  br_curve_view_set_curve (view, as_it_is, NULL, 0, 1, 0, 1);
  br_curve_view_set_points (view, points);
  assert_role (GTK_WIDGET (view), GTK_ACCESSIBLE_ROLE_GROUP);
  point = gtk_widget_get_next_sibling (find (GTK_WIDGET (view), GTK_TYPE_WIDGET, "Point 1 of 4"));
  assert_role (point, GTK_ACCESSIBLE_ROLE_SLIDER);
  assert_name (point, "Point 2 of 4, in 0.5, out 0.78");
  assert_told (point, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "Point 2 of 4, in 0.5, out 0.78");
  assert_number (point, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 0.78);
  g_assert_finalize_object (view);
}

static void
test_wires_are_left_to_the_rows (void)
{
  GtkWidget *layer = g_object_ref_sink (g_object_new (BR_TYPE_WIRE_LAYER, NULL));

  assert_role (layer, GTK_ACCESSIBLE_ROLE_PRESENTATION);
  g_assert_finalize_object (layer);
}

/* --- mappings --- */

static void
test_a_mapping_tells_both_its_ends (void)
{
  BrMappingList *list = g_object_new (BR_TYPE_MAPPING_LIST, NULL);
  GtkWidget     *window, *row, *item;

  br_mapping_list_attach (list, gallery->engine);
  window = show (GTK_WIDGET (list));
  row = wait_for (GTK_WIDGET (list), BR_TYPE_MAPPING_ROW, "Fader 1 to front");
  item = gtk_widget_get_parent (row);
  br_mapping_list_tick (list, g_get_monotonic_time ());
  assert_role (row, GTK_ACCESSIBLE_ROLE_ROW);
  assert_name (item, "Fader 1 to front, from fader1, to DMX 0:0:0 ch 1, active");
  assert_name (find (GTK_WIDGET (list), BR_TYPE_MAPPING_ROW, "Strobe"), "Strobe, from 1/on, to DMX 0:0:0 ch 3, muted");
  assert_name (find (row, BR_TYPE_METER, NULL), "DMX 0:0:0 ch 1");

  gtk_widget_grab_focus (item);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (list), "mapping.read", NULL));
  assert_name (item, "Fader 1 to front, 152, Sent");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* --- universes --- */

static void
test_a_universe_is_a_grid_with_one_cell_to_hear (void)
{
  static guint8   levels[CLASP_DMX_SLOTS] = { [11] = 164 };
  static guint8   hues[CLASP_DMX_SLOTS], careful[CLASP_DMX_SLOTS];
  static guint32  held[CLASP_DMX_SLOTS / 32] = { 1 << 11 }, frozen[CLASP_DMX_SLOTS / 32];
  BrUniverseLook  look = { levels, CLASP_DMX_SLOTS, held, held, frozen, hues, careful, NULL };
  BrUniverseGrid *grid = g_object_ref_sink (BR_UNIVERSE_GRID (br_universe_grid_new ()));
  GtkWidget      *cell = gtk_widget_get_first_child (GTK_WIDGET (grid));

  br_universe_grid_clear (grid, "Universe 0:0:0", TRUE);
  br_universe_grid_set_unit (grid, BR_DMX_LEVEL);
  br_universe_grid_take (grid, &look, 1);
  br_universe_grid_set_focus_slot (grid, 11);
  assert_role (GTK_WIDGET (grid), GTK_ACCESSIBLE_ROLE_GRID);
  assert_name (GTK_WIDGET (grid), "Universe 0:0:0");
  assert_role (cell, GTK_ACCESSIBLE_ROLE_GRID_CELL);
  g_assert_true (gtk_widget_get_focusable (cell));
  g_assert_null (gtk_widget_get_next_sibling (cell));
  assert_name (cell, "Channel 12, 164 of 255, held by test");
  g_assert_finalize_object (grid);
}

/* --- what stands around --- */

static void
test_a_strip_is_announced_once (void)
{
  BrStrip *strip = g_object_ref_sink (g_object_new (BR_TYPE_STRIP, NULL));

  assert_role (GTK_WIDGET (strip), GTK_ACCESSIBLE_ROLE_ALERT);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (strip)));
  br_strip_set_title (strip, "lost", "12 messages were dropped.");
  br_strip_set_revealed (strip, TRUE);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (strip)));
  assert_name (GTK_WIDGET (strip), "12 messages were dropped.");
  /* The same with other figures is shown and not announced. */
  br_strip_set_title (strip, "lost", "240 messages were dropped.");
  g_assert_cmpstr (br_strip_get_title (strip), ==, "240 messages were dropped.");
  assert_name (GTK_WIDGET (strip), "12 messages were dropped.");
  br_strip_set_title (strip, "disk", "The disk is full.");
  assert_name (GTK_WIDGET (strip), "The disk is full.");
  /* It ended, and came again. */
  br_strip_set_title (strip, "lost", "3 messages were dropped.");
  br_strip_set_revealed (strip, FALSE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (strip)));
  br_strip_set_title (strip, "lost", "5 messages were dropped.");
  br_strip_set_revealed (strip, TRUE);
  assert_name (GTK_WIDGET (strip), "5 messages were dropped.");
  g_assert_finalize_object (strip);
}

static void
test_a_button_to_be_held_says_how (void)
{
  BrHoldButton *button = g_object_ref_sink (g_object_new (BR_TYPE_HOLD_BUTTON, "label", "Panic", NULL));

  br_hold_button_set_guarded (button, TRUE);
  assert_role (GTK_WIDGET (button), GTK_ACCESSIBLE_ROLE_BUTTON);
  assert_name (GTK_WIDGET (button), "Panic");
  assert_told (GTK_WIDGET (button),
               GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
               "Hold for one and a half seconds, or press Enter twice");
  br_hold_button_set_guarded (button, FALSE);
  assert_told (GTK_WIDGET (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "");
  g_assert_finalize_object (button);
}

static void
test_a_status_dot_is_an_image_with_a_name (void)
{
  GtkWidget *dot = g_object_ref_sink (gtk_image_new ());

  for (guint sign = BR_SIGN_OFF; sign <= BR_SIGN_ERROR; sign++)
    {
      br_sign_apply ((BrSign) sign, GTK_IMAGE (dot));
      assert_role (dot, GTK_ACCESSIBLE_ROLE_IMG);
      assert_name (dot, br_sign_get_word ((BrSign) sign));
      g_assert_cmpstr (gtk_widget_get_tooltip_text (dot), ==, br_sign_get_word ((BrSign) sign));
    }
  g_assert_finalize_object (dot);
}

static void
test_a_time_code_says_how_it_is (void)
{
  BrTimecodeReading reading = { BR_TIMECODE_LOCKED, "01:02:03:14", "Sequencer" };
  GtkWidget        *timecode = g_object_ref_sink (g_object_new (BR_TYPE_TIMECODE, NULL));

  br_timecode_set (BR_TIMECODE (timecode), &reading);
  assert_name (timecode, "Time code of Sequencer, Locked");
  assert_name (find (timecode, GTK_TYPE_IMAGE, NULL), "Locked");
  reading.state = BR_TIMECODE_LOST;
  br_timecode_set (BR_TIMECODE (timecode), &reading);
  assert_name (timecode, "Time code of Sequencer, Lost");
  br_timecode_set (BR_TIMECODE (timecode), NULL);
  g_assert_false (gtk_widget_get_visible (timecode));
  g_assert_finalize_object (timecode);
}

/* --- mnemonics --- */

static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *label = GTK_IS_LABEL (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && label == NULL; child = gtk_widget_get_next_sibling (child))
    label = find_label (child);

  return label;
}

/* The name is its own and those of the labels that name it, after one another. */
static void
assert_read_out (GtkWidget  *button,
                 const char *expected)
{
  GtkAccessible   *accessible = GTK_ACCESSIBLE (button);
  g_autofree char *own = gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL)
                           ? dup_told (button, GTK_ACCESSIBLE_PROPERTY_LABEL) : g_strdup ("");
  g_autofree char *inner = gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY)
                             ? dup_told (find_label (button), GTK_ACCESSIBLE_PROPERTY_LABEL) : g_strdup ("");
  g_autofree char *name = g_strconcat (own, inner, NULL);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_a_mnemonic_is_not_read_out (void)
{
  static const char *const labels[][2] = { { "_Add", "Add" }, { "C_lose", "Close" }, { "a__b", "a_b" }, { "Add_", "Add_" }, { "Ö_l", "Öl" } };
  GtkWidget               *window = gtk_window_new ();
  GtkWidget               *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget               *button = gtk_button_new_with_mnemonic ("_Add");
  GtkWidget               *check = gtk_check_button_new_with_mnemonic ("_All universes");
  GtkWidget               *plain = gtk_button_new_with_label ("a_b");

  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), plain);
  gtk_window_set_child (GTK_WINDOW (window), box);
  assert_read_out (button, "Add");
  assert_read_out (check, "All universes");
  assert_read_out (plain, "a_b");
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      gtk_button_set_label (GTK_BUTTON (button), labels[i][0]);
      assert_read_out (button, labels[i][1]);
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Also one that comes while its window is open. */
static void
test_a_choice_names_what_is_pressed (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const[]) { "All", "Muted", NULL });
  GtkWidget *button = gtk_widget_get_first_child (choice);

  gtk_widget_show (window);
  g_assert_false (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  gtk_window_set_child (GTK_WINDOW (window), choice);
  g_assert_true (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  GtkApplication *application;
  int             result;

  g_setenv ("GTK_A11Y", "test", TRUE);
  if (!ui_test_init (&argc, &argv, 110))
    return 0;
  br_ui_init ();
  br_mnemonic_follow ();
  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  gallery = gallery_new (application);
#define ADD(name, func) g_test_add_func ("/ui/spoken/" name, func)
  ADD ("a-row-of-addresses-stands-in-a-tree-grid", test_a_row_of_addresses_stands_in_a_tree_grid);
  ADD ("a-row-of-addresses-tells-its-value-when-asked", test_a_row_of_addresses_tells_its_value_when_asked);
  ADD ("a-meter-tells-its-value-where-the-focus-is", test_a_meter_tells_its_value_where_the_focus_is);
  ADD ("a-curve-is-a-group-of-points", test_a_curve_is_a_group_of_points);
  ADD ("wires-are-left-to-the-rows", test_wires_are_left_to_the_rows);
  ADD ("a-mapping-tells-both-its-ends", test_a_mapping_tells_both_its_ends);
  ADD ("a-universe-is-a-grid-with-one-cell-to-hear", test_a_universe_is_a_grid_with_one_cell_to_hear);
  ADD ("a-strip-is-announced-once", test_a_strip_is_announced_once);
  ADD ("a-button-to-be-held-says-how", test_a_button_to_be_held_says_how);
  ADD ("a-status-dot-is-an-image-with-a-name", test_a_status_dot_is_an_image_with_a_name);
  ADD ("a-time-code-says-how-it-is", test_a_time_code_says_how_it_is);
  ADD ("a-mnemonic-is-not-read-out", test_a_mnemonic_is_not_read_out);
  ADD ("a-choice-names-what-is-pressed", test_a_choice_names_what_is_pressed);
  result = g_test_run ();
  gallery_free (gallery);
  g_object_unref (application);

  return result;
}
