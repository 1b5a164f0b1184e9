/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The Patch page in its window: what is outlined, what fades, which wires are drawn, and what Enter takes. */

#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"
#include "ui-test.h"

#include "mapping/br-mapping-editor.h"
#include "patch/br-mapping-row.h"
#include "patch/br-patch-drop.h"
#include "patch/br-quick-map.h"
#include "patch/br-wire-layer.h"
#include "widgets/br-address-list.h"
#include "widgets/br-address-row-private.h"
#include "window/br-keys.h"
#include "window/br-window.h"

#include <string.h>

#define DEADLINE_MS 60000
#define N_FADERS 8
#define LONG "Front truss, warm wash of the upper gallery, stage left and right, in the first and the second half of the show"
#define UNMAPPED "/artnet/0/0/0/30"

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

/* --- finding ------------------------------------------------------------------------------------ */

static gboolean
has_id (GtkWidget  *widget,
        const char *id)
{
  return GTK_IS_BUILDABLE (widget) && g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), id) == 0;
}

static GtkWidget *
find_part (const char *id)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), has_id, id);
}

static gboolean
is_row_of (GtkWidget  *widget,
           const char *id)
{
  return BR_IS_MAPPING_ROW (widget) && gtk_widget_get_mapped (widget) && br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)) != NULL
         && g_strcmp0 (clasp_show_item_get_id (CLASP_SHOW_ITEM (br_mapping_row_get_mapping (BR_MAPPING_ROW (widget)))), id) == 0;
}

static GtkWidget *
find_row (const char *id)
{
  return in_window_find (find_part ("mappings"), is_row_of, id);
}

/* --- how rows look ------------------------------------------------------------------------------ */

typedef struct
{
  const char *related; /* a mapping's id */
  const char *faded;
} Outline;

static gboolean
look_so (gpointer data)
{
  const Outline *looks = data;
  GtkWidget   *related = find_row (looks->related), *faded = find_row (looks->faded);

  return related != NULL && faded != NULL && gtk_widget_has_css_class (related, "related")
         && gtk_widget_has_css_class (faded, "faded") && !gtk_widget_has_css_class (related, "faded");
}

static gboolean
is_faded_row (GtkWidget  *widget,
              const char *text)
{
  return BR_IS_MAPPING_ROW (widget) && gtk_widget_get_mapped (widget) && gtk_widget_has_css_class (widget, "faded");
}

static gboolean
fades_nothing (gpointer data)
{
  return find_row ("m1") != NULL && in_window_find (find_part ("mappings"), is_faded_row, NULL) == NULL;
}

static gboolean
select_in (const char *list,
           const char *address)
{
  return br_address_list_reveal (BR_ADDRESS_LIST (find_part (list)), address);
}

static gboolean
selects_source (gpointer address)
{
  return select_in ("sources", address);
}

static gboolean
selects_target (gpointer address)
{
  return select_in ("targets", address);
}

static void
choose_mapping (const char *id)
{
  br_window_show_in_page (in_window_get (), "patch", "patch.show-mapping", id);
}

static void
let_go (void)
{
  gtk_widget_activate_action (find_part ("mappings"), "patch.stop", NULL);
}

/* --- names -------------------------------------------------------------------------------------- */

static void
name (const char *id,
      const char *text)
{
  g_object_set (clasp_show_find (get_show (), id), "name", text, NULL);
}

static GtkLabel *
find_name (const char *id)
{
  return GTK_LABEL (in_window_find (find_row (id), has_id, "name"));
}

static gboolean
is_named_so (gpointer id)
{
  return find_row (id) != NULL && g_str_equal (gtk_label_get_label (find_name (id)), LONG);
}

static gboolean
is_cut (GtkWidget  *widget,
        const char *text)
{
  return BR_IS_ADDRESS_ROW (widget) && gtk_widget_get_mapped (widget)
         && g_strcmp0 (br_address_row_get_cut_name (BR_ADDRESS_ROW (widget)), text) == 0;
}

static gboolean
has_cut_source (gpointer text)
{
  return in_window_find (find_part ("sources"), is_cut, text) != NULL;
}

static void
test_long_names_are_told_whole (void)
{
  const char *tooltip;

  wait_for ("the mapping", (ClaspTestCondition) find_row, "m1");
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (find_name ("m1"))), ==, 1);
  name ("m1", LONG);
  name ("tablet", LONG);
  wait_for ("its name", is_named_so, "m1");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (find_name ("m1"))), ==, 2);
  tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (find_name ("m1")));
  g_assert_nonnull (tooltip);
  g_assert_true (g_str_has_prefix (tooltip, LONG "\n"));
  wait_for ("the name of the source, cut", has_cut_source, LONG);
  clasp_show_undo (get_show ());
  clasp_show_undo (get_show ());
}

/* --- keys of the popover ------------------------------------------------------------------------ */

static void
test_the_popover_undoes_by_the_key_that_is_set (void)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (in_window_get ()));
  GtkWidget      *quick_map = GTK_WIDGET (br_quick_map_new (br_window_get_engine (in_window_get ())));

  gtk_widget_set_parent (quick_map, find_part ("mappings"));
  name ("m1", LONG);
  br_keys_set (application, "win.undo", "<Control>u");
  g_assert_false (ui_test_press (quick_map, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpstr (clasp_show_item_get_name (clasp_show_find (get_show (), "m1")), ==, LONG);
  g_assert_true (ui_test_press (quick_map, GDK_KEY_u, GDK_CONTROL_MASK));
  g_assert_cmpstr (clasp_show_item_get_name (clasp_show_find (get_show (), "m1")), !=, LONG);
  br_keys_set (application, "win.undo", NULL);
  name ("m1", LONG);
  g_assert_true (ui_test_press (quick_map, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_cmpstr (clasp_show_item_get_name (clasp_show_find (get_show (), "m1")), !=, LONG);
  gtk_widget_unparent (quick_map);
}

/* --- messages ----------------------------------------------------------------------------------- */

static gboolean
is_undo_of_message (GtkWidget  *widget,
                    const char *label)
{
  const char *own = GTK_IS_BUTTON (widget) && gtk_widget_get_child_visible (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;

  return own != NULL && strcmp (own, label) == 0;
}

static GtkWidget *
find_undo_of_message (void)
{
  return in_window_find (GTK_WIDGET (in_window_get ()), is_undo_of_message, "_Undo");
}

static gboolean
offers_undo (gpointer user_data)
{
  return find_undo_of_message () != NULL;
}

static gboolean
offers_no_undo (gpointer user_data)
{
  return find_undo_of_message () == NULL;
}

/* --- cases -------------------------------------------------------------------------------------- */

static void
delete_mapping (const char *id)
{
  choose_mapping (id);
  gtk_widget_activate_action (find_part ("mappings"), "mapping.delete", NULL);
}

static void
test_the_undo_of_a_message_is_its_own_step (void)
{
  ClaspShow       *show = get_show ();
  guint            n = g_list_model_get_n_items (clasp_show_get_mappings (show));
  g_autofree char *name = NULL;

  delete_mapping ("m1");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, n - 1);
  wait_for ("the message with its button", offers_undo, NULL);
  g_signal_emit_by_name (find_undo_of_message (), "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, n);
  wait_for ("the message to go", offers_no_undo, NULL);

  /* After another edit its button would take that back. */
  delete_mapping ("m1");
  wait_for ("the message with its button", offers_undo, NULL);
  g_object_set (show, "name", "Another edit", NULL);
  /* It may still be on its way out. */
  if (find_undo_of_message () != NULL)
    g_signal_emit_by_name (find_undo_of_message (), "clicked");
  g_object_get (show, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "Another edit");
  wait_for ("the message to go", offers_no_undo, NULL);
  clasp_show_undo (show);
  clasp_show_undo (show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, n);
}

static void
test_what_was_selected_last_counts (void)
{
  choose_mapping ("m1");
  wait_for ("the mapping's own", look_so, &(Outline) { "m1", "m2" });
  /* The mapping stays selected. */
  wait_for ("a source", selects_source, "/osc/1/fader2");
  wait_for ("the source's", look_so, &(Outline) { "m2", "m1" });
  wait_for ("a target", selects_target, "/artnet/0/0/0/4");
  wait_for ("the target's", look_so, &(Outline) { "m3", "m2" });
  choose_mapping ("m1");
  wait_for ("the mapping's own again", look_so, &(Outline) { "m1", "m3" });
  wait_for ("what is mapped to nothing", selects_target, UNMAPPED);
  wait_for ("nothing to fade", fades_nothing, NULL);
  let_go ();
}

static void
test_nothing_stays_faded_after_an_undo (void)
{
  const char *const     sources[] = { "/osc/1/fader1", NULL };
  const char *const     targets[] = { UNMAPPED, NULL };
  BrDrop                drop = { 0 };
  g_autoptr (GPtrArray) added = NULL;

  wait_for ("what is mapped to nothing", selects_target, UNMAPPED);
  added = br_patch_drop (get_show (), sources, targets, &drop);
  g_assert_cmpuint (added->len, ==, 1);
  wait_for ("the others to fade", look_so, &(Outline) { clasp_show_item_get_id (added->pdata[0]), "m1" });
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("nothing to be faded", fades_nothing, NULL);
  let_go ();
}

static void
test_choosing_a_target_fades_none (void)
{
  const char *const sources[] = { "/osc/1/fader2", NULL };

  choose_mapping ("m1");
  wait_for ("the others to fade", look_so, &(Outline) { "m1", "m2" });
  gtk_widget_activate_action (find_part ("mappings"), "patch.map", "^as", sources);
  wait_for ("all to choose from", fades_nothing, NULL);
  let_go ();
  wait_for ("the others to fade again", look_so, &(Outline) { "m1", "m2" });
  let_go ();
}

/* --- too many wires ----------------------------------------------------------------------------- */

static BrWireLayer *
get_wires (void)
{
  return BR_WIRE_LAYER (find_part ("wires"));
}

static gboolean
has_note (gpointer data)
{
  return gtk_widget_get_visible (find_part ("wires_note")) && br_wire_layer_get_n (get_wires ()) == 0;
}

static gboolean
has_hovered_alone (gpointer data)
{
  const BrWire *wires = br_wire_layer_get_wires (get_wires ());
  guint         n = br_wire_layer_get_n (get_wires ());

  for (guint i = 0; i < n; i++)
    if (!(wires[i].flags & BR_WIRE_HOVERED))
      return FALSE;

  return n > 0;
}

static gboolean
has_no_note (gpointer data)
{
  return !gtk_widget_get_visible (find_part ("wires_note"));
}

/* As many ends as a mapping may have. */
static void
add_many_ends (const char *id)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < CLASP_MAPPING_MAX_ENDS; i++)
    {
      g_ptr_array_add (sources, g_strdup_printf ("/artnet/0/0/1/%u", 100 + i));
      g_ptr_array_add (targets, g_strdup_printf ("/artnet/0/0/0/%u", 100 + i));
    }
  g_ptr_array_add (sources, NULL);
  g_ptr_array_add (targets, NULL);
  br_patch_add_ends (get_show (),
                     CLASP_MAPPING (clasp_show_find (get_show (), id)),
                     (const char *const *) sources->pdata,
                     (const char *const *) targets->pdata);
}

static void
move_pointer_to (GtkWidget *widget)
{
  GtkWidget             *page = gtk_widget_get_ancestor (find_part ("mappings"), g_type_from_name ("BrPatchPage"));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);
  double                 x, y;

  gtk_widget_translate_coordinates (widget, page, 40, gtk_widget_get_height (widget) / 2.0, &x, &y);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x, y);
    }
}

/* Again and again: the display's own pointer rests on a row, which the toolkit tells of whenever a row has moved. */
static gboolean
has_wires_of_row_below_pointer (gpointer id)
{
  move_pointer_to (find_row (id));

  return has_hovered_alone (NULL);
}

static gboolean
has_no_row_below_pointer (gpointer data)
{
  move_pointer_to (find_part ("mapping_search"));

  return has_note (NULL);
}

static void
test_of_too_many_wires_the_hovered_are_drawn (void)
{
  clasp_show_begin_edit (get_show (), "Many ends");
  for (guint i = 1; i <= 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);

      add_many_ends (id);
    }
  clasp_show_end_edit (get_show ());
  wait_for ("the note, and no wire", has_no_row_below_pointer, NULL);
  wait_for ("the wires of the row below the pointer", has_wires_of_row_below_pointer, "m2");
  wait_for ("no wire", has_no_row_below_pointer, NULL);
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  wait_for ("all wires", has_no_note, NULL);
}

/* --- the focus ---------------------------------------------------------------------------------- */

static gboolean
has_focus_in (gpointer id)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (in_window_get ()));
  GtkWidget *row = find_row (id), *item = row != NULL ? gtk_widget_get_parent (row) : NULL;

  return item != NULL && focus != NULL && (focus == item || gtk_widget_is_ancestor (focus, item));
}

static gboolean
is_gone (gpointer id)
{
  return find_row (id) == NULL;
}

/* Whoever takes it away: an undo, another window. */
static void
test_a_row_that_vanishes_hands_the_focus_on (void)
{
  ClaspShowItem *item = clasp_show_find (get_show (), "m2");

  gtk_widget_grab_focus (gtk_widget_get_parent (find_row ("m2")));
  wait_for ("the focus", has_focus_in, "m2");
  clasp_show_remove (get_show (), item);
  wait_for ("the row to go", is_gone, "m2");
  wait_for ("the focus on its neighbour", has_focus_in, "m3");
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
}

/* --- Enter, before the entry has told what was typed -------------------------------------------- */

#define NOBODY "/osc/nobody/knows"

static gboolean
is_mapped_to_nobody (gpointer data)
{
  GListModel *mappings = clasp_show_get_mappings (get_show ());
  guint       n = g_list_model_get_n_items (mappings);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (g_str_equal (clasp_mapping_get_target (mapping), NOBODY))
        return TRUE;
    }

  return FALSE;
}

static gboolean
lists_targets (gpointer data)
{
  return br_address_list_get_n_rows (BR_ADDRESS_LIST (find_part ("targets"))) > 0;
}

static void
test_enter_chooses_the_address_just_typed (void)
{
  const char *const sources[] = { "/osc/1/fader1", NULL };
  GtkWidget        *page = gtk_widget_get_ancestor (find_part ("mappings"), g_type_from_name ("BrPatchPage"));
  GtkWidget        *search = find_part ("target_search");

  wait_for ("targets", lists_targets, NULL);
  gtk_widget_activate_action_variant (page, "patch.map", g_variant_new_strv (sources, -1));
  gtk_editable_set_text (GTK_EDITABLE (search), NOBODY);
  g_signal_emit_by_name (search, "activate");
  wait_for ("the mapping", is_mapped_to_nobody, NULL);
  gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), "win.undo", NULL);
  g_assert_false (is_mapped_to_nobody (NULL));
}

static gboolean
is_search (GtkWidget  *widget,
           const char *text)
{
  return GTK_IS_SEARCH_ENTRY (widget);
}

static gboolean
is_in_editor (gpointer data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (in_window_get ()));

  return focus != NULL && gtk_widget_get_ancestor (focus, BR_TYPE_MAPPING_EDITOR) != NULL;
}

/* Where the editor lies over the page, Escape takes it away; who was in it is where they came from again. */
static void
test_the_editor_is_left_by_escape (void)
{
  BrWindow  *window = in_window_get ();
  GtkWidget *before;

  br_window_show_in_page (window, "patch", "patch.show-mapping", "m1");
  gtk_widget_grab_focus (find_part ("mapping_search"));
  before = gtk_window_get_focus (GTK_WINDOW (window));
  br_window_focus_inspector (window);
  wait_for ("the focus in the editor", is_in_editor, NULL);
  g_assert_true (br_window_leave_inspector (window));
  g_assert_false (br_window_get_inspector_revealed (window));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == before);
  g_assert_false (br_window_leave_inspector (window));
  /* The next lets go of the mapping. */
  gtk_widget_activate_action (find_part ("mappings"), "patch.stop", NULL);
}

static void
test_enter_does_the_command_just_typed (void)
{
  BrWindow  *window = in_window_get ();
  GtkWindow *palette;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.palette", NULL);
  clasp_test_spin_until (in_window_has_dialog, NULL, "the palette");
  palette = in_window_find_dialog ();
  gtk_editable_set_text (GTK_EDITABLE (in_window_find (GTK_WIDGET (palette), is_search, NULL)), "universes");
  g_assert_true (ui_test_press (GTK_WIDGET (palette), GDK_KEY_Return, 0));
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the palette to close");
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (br_window_get_page (window, "universes"))));
  br_window_show_page (window, "patch");
}

/* --- set-up ------------------------------------------------------------------------------------- */

static gboolean
has_faders (gpointer data)
{
  return clasp_signal_table_get_size (br_window_get_table (in_window_get ())) >= N_FADERS && find_row ("m3") != NULL;
}

static void
prepare (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  br_window_show_page (in_window_get (), "patch");
  wait_for ("the faders to arrive", has_faders, NULL);
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("patch-page");
  guint16          osc_port = clasp_test_free_port ();
  g_autofree char *show_path = looks_write_show (home, osc_port);
  int              result;
  guint            faders;

  if (!in_window_init (&argc, &argv, 120))
    return 0;
  g_test_add_func ("/ui/patch-page/long-names-are-told-whole", test_long_names_are_told_whole);
  g_test_add_func ("/ui/patch-page/the-popover-undoes-by-the-key-that-is-set", test_the_popover_undoes_by_the_key_that_is_set);
  g_test_add_func ("/ui/patch-page/a-row-that-vanishes-hands-the-focus-on", test_a_row_that_vanishes_hands_the_focus_on);
  g_test_add_func ("/ui/patch-page/what-was-selected-last-counts", test_what_was_selected_last_counts);
  g_test_add_func ("/ui/patch-page/nothing-stays-faded-after-an-undo", test_nothing_stays_faded_after_an_undo);
  g_test_add_func ("/ui/patch-page/choosing-a-target-fades-none", test_choosing_a_target_fades_none);
  g_test_add_func ("/ui/patch-page/the-undo-of-a-message-is-its-own-step", test_the_undo_of_a_message_is_its_own_step);
  g_test_add_func ("/ui/patch-page/enter-chooses-the-address-just-typed", test_enter_chooses_the_address_just_typed);
  g_test_add_func ("/ui/patch-page/the-editor-is-left-by-escape", test_the_editor_is_left_by_escape);
  g_test_add_func ("/ui/patch-page/enter-does-the-command-just-typed", test_enter_does_the_command_just_typed);
  g_test_add_func ("/ui/patch-page/of-too-many-wires-the-hovered-are-drawn", test_of_too_many_wires_the_hovered_are_drawn);

  faders = looks_send_faders (osc_port);
  result = in_window_run (show_path, prepare);
  g_source_remove (faders);

  return result;
}
