/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-circles.h"
#include "clasp-kinds.h"
#include "mapping/clasp-curve.h"
#include "patch/br-known-targets.h"
#include "patch/br-mapping-cells.h"
#include "patch/br-mapping-ends.h"
#include "patch/br-lamp.h"
#include "patch/br-mapping-chips.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-steps.h"
#include "support/clasp-test.h"
#include "widgets/br-address-model.h"
#include "widgets/br-short-name.h"

static guint
n_mappings (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_mappings (show));
}

static ClaspMapping *
connect_two (ClaspShow  *show,
             const char *source,
             const char *target)
{
  g_autoptr (GPtrArray) added
    = br_patch_connect (show, (const char *[]) { source, NULL }, (const char *[]) { target, NULL }, NULL);

  g_assert_cmpuint (added->len, ==, 1);

  return g_object_ref (g_ptr_array_index (added, 0));
}

static void
assert_short_name (const char *address,
                   const char *expected)
{
  g_autofree char *name = br_short_name (address);

  g_assert_cmpstr (name, ==, expected);
}

static void
test_addresses_have_short_names (void)
{
  assert_short_name ("/osc/1/fader1", "fader1");
  assert_short_name ("/osc/fader/3", "fader/3");
  assert_short_name ("/artnet/0/0/1/17", "DMX 0:0:1 ch 17");
  assert_short_name ("/sacn/7/17", "DMX 7 ch 17");
  assert_short_name ("/dmx2/0/1", "DMX 0 ch 1");
  assert_short_name ("/midi/nano/ch/1/cc/7", "ch 1 cc 7");
  assert_short_name ("/tempo", "tempo");
}

static void
test_a_drop_is_one_mapping_and_one_undo_step (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/osc/fader1", "/artnet/0/0/0/1");
  g_autofree char         *label = NULL;

  g_assert_cmpuint (n_mappings (show), ==, 1);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)), ==, "fader1 → DMX 0:0:0 ch 1");
  g_object_get (show, "undo-label", &label, NULL);
  g_assert_cmpstr (label, ==, "Map fader1 to DMX 0:0:0 ch 1");
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 0);
  clasp_show_redo (show);
  g_assert_cmpuint (n_mappings (show), ==, 1);
}

static void
test_several_are_paired_in_order_in_one_step (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  const char *const     sources[] = { "/osc/a", "/osc/b", "/osc/c", NULL };
  const char *const     targets[] = { "/artnet/0/0/0/1", "/artnet/0/0/0/2", NULL };
  const char *const     one[] = { "/artnet/0/0/0/9", NULL };
  g_autoptr (GPtrArray) paired = br_patch_connect (show, sources, targets, NULL);
  g_autoptr (GPtrArray) merged = NULL;

  g_assert_cmpuint (paired->len, ==, 2);
  g_assert_cmpstr (clasp_mapping_get_source (g_ptr_array_index (paired, 1)), ==, "/osc/b");
  g_assert_cmpstr (clasp_mapping_get_target (g_ptr_array_index (paired, 1)), ==, "/artnet/0/0/0/2");
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 0);

  merged = br_patch_connect (show, sources, one, NULL);
  g_assert_cmpuint (merged->len, ==, 3);
  g_assert_cmpstr (clasp_mapping_get_target (g_ptr_array_index (merged, 2)), ==, "/artnet/0/0/0/9");
}

static void
test_a_mapping_that_closes_a_circle_is_muted_and_named (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) first = connect_two (show, "/osc/alpha", "/osc/beta");
  g_autoptr (ClaspMapping) second = connect_two (show, "/osc/beta", "/osc/gamma");
  g_autoptr (ClaspMapping) third = connect_two (show, "/osc/gamma", "/osc/alpha");
  g_auto (GStrv)           loop = NULL;
  g_autofree char         *text = NULL;

  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (second)));
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (third)));
  loop = clasp_show_find_circle (show, "/osc/gamma", "/osc/alpha", third);
  g_assert_nonnull (loop);
  text = br_patch_loop_text (loop);
  g_assert_cmpstr (text, ==, "gamma → alpha → beta → gamma");

  /* Muting one of the others breaks the circle. */
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (first), FALSE);
  g_assert_null (clasp_show_find_circle (show, "/osc/gamma", "/osc/alpha", third));
}

/* A pattern that takes what another mapping writes leads on as well. */
static void
test_a_circle_through_a_pattern_is_found (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) back = connect_two (show, "/in/*", "/osc/alpha");
  g_auto (GStrv)           loop = clasp_show_find_circle (show, "/osc/alpha", "/in/1", NULL);
  g_autofree char         *text = loop != NULL ? g_strjoinv (" ", loop) : NULL;

  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (back)));
  g_assert_cmpstr (text, ==, "/osc/alpha /in/* /osc/alpha");
  g_assert_null (clasp_show_find_circle (show, "/osc/alpha", "/out/1", NULL));
}

static void
test_an_address_onto_itself_is_a_circle (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/osc/a", "/osc/a");

  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
}

static void
test_deleting_and_muting_several_is_one_step (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) first = connect_two (show, "/osc/a", "/osc/b");
  g_autoptr (ClaspMapping) second = connect_two (show, "/osc/c", "/osc/d");
  g_autoptr (GPtrArray)    both = g_ptr_array_new ();

  g_ptr_array_add (both, first);
  g_ptr_array_add (both, second);
  br_patch_set_muted (show, both, TRUE);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (second)));
  clasp_show_undo (show);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (first)));
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (second)));

  br_patch_delete (show, both);
  g_assert_cmpuint (n_mappings (show), ==, 0);
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 2);
}

static void
test_a_copy_has_the_steps_too (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/osc/a", "/artnet/0/0/0/1");
  g_autoptr (GPtrArray)    mappings = g_ptr_array_new ();
  g_autoptr (GPtrArray)    copies = NULL;
  BrQuickSteps             steps = { 0, 1, 255, 10, CLASP_CURVE_EASE_IN };
  BrQuickSteps             copied;

  br_quick_steps_write (&steps, show, mapping);
  g_ptr_array_add (mappings, mapping);
  copies = br_patch_duplicate (show, mappings);
  g_assert_true (br_quick_steps_read (&copied, show, g_ptr_array_index (copies, 0)));
  g_assert_cmpfloat (copied.out_min, ==, 255);
  g_assert_cmpint (copied.curve, ==, CLASP_CURVE_EASE_IN);
  clasp_show_undo (show);
  g_assert_cmpuint (n_mappings (show), ==, 1);
}

static void
test_moving_stops_at_both_ends (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) first = connect_two (show, "/osc/a", "/osc/b");
  g_autoptr (ClaspMapping) second = connect_two (show, "/osc/c", "/osc/d");
  g_autoptr (ClaspMapping) top = NULL;

  br_patch_shift (show, first, -1);
  br_patch_shift (show, second, 1);
  br_patch_shift (show, second, -1);
  top = g_list_model_get_item (clasp_show_get_mappings (show), 0);
  g_assert_true (top == second);
}

/* --- quick steps -------------------------------------------------------------------------------- */

static guint
n_steps (ClaspMapping *mapping)
{
  return g_list_model_get_n_items (clasp_mapping_get_steps (mapping));
}

static void
test_the_default_conversion_needs_no_step (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/midi/nano/ch/1/cc/7", "/artnet/0/0/0/1");
  BrQuickSteps             steps;

  g_assert_true (br_quick_steps_read (&steps, show, mapping));
  g_assert_cmpfloat (steps.in_max, ==, 127);
  g_assert_cmpfloat (steps.out_max, ==, 255);
  g_assert_cmpint (steps.curve, ==, -1);
  br_quick_steps_write (&steps, show, mapping);
  g_assert_cmpuint (n_steps (mapping), ==, 0);
}

/* What is shown of a second connection is what is sent to it: popover, table and row. */
static void
test_a_second_connection_has_its_own_range (void)
{
  static const struct
  {
    const char *connection, *target, *chip, *cell;
    double      maximum;
  } cases[] = {
    { "artnet,namespace=/artnet", "/artnet/0/0/0/1", "0–1 → 0–255", "0 – 255", 255 },
    { "artnet,namespace=/artnet2", "/artnet2/0/0/0/1", "0–1 → 0–255", "0 – 255", 255 },
    { "artnet,namespace=/rig", "/rig/0/0/0/1", "0–1 → 0–255", "0 – 255", 255 },
    { "artnet,namespace=/small,scale=fixed", "/small/0/0/0/1", "0–1 → 0–100", "0 – 100", 100 },
    { "artnet,namespace=/unit,scale=unit", "/unit/0/0/0/1", NULL, "0 – 1", 1 },
  };
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError)       error = NULL;
      g_autoptr (ClaspMapping) mapping = NULL;
      g_autofree char         *chip = NULL;
      g_autofree char         *cell = NULL;
      BrQuickSteps             steps;

      clasp_show_connect_from_text (show, cases[i].connection, &error);
      g_assert_no_error (error);
      mapping = connect_two (show, "/osc/a", cases[i].target);
      br_quick_steps_default (&steps, show, "/osc/a", cases[i].target);
      g_assert_cmpfloat (steps.in_max, ==, 1);
      g_assert_cmpfloat (steps.out_max, ==, cases[i].maximum);
      g_assert_true (br_quick_steps_read (&steps, show, mapping));
      g_assert_cmpfloat (steps.out_max, ==, cases[i].maximum);
      br_quick_steps_write (&steps, show, mapping);
      g_assert_cmpuint (n_steps (mapping), ==, 0);
      cell = br_cell_dup_text (show, mapping, BR_CELL_RANGE_OUT);
      g_assert_cmpstr (cell, ==, cases[i].cell);
      chip = br_mapping_dup_default_chip (show, mapping);
      g_assert_cmpstr (chip, ==, cases[i].chip);
    }
}

static void
test_ranges_and_curves_become_steps_and_back (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/osc/a", "/artnet/0/0/0/1");
  BrQuickSteps             steps = { 0.25, 0.75, 200, 20, -1 };
  BrQuickSteps             read;

  br_quick_steps_write (&steps, show, mapping);
  g_assert_cmpuint (n_steps (mapping), ==, 1);
  g_assert_true (br_quick_steps_read (&read, show, mapping));
  g_assert_cmpfloat (read.in_min, ==, 0.25);
  g_assert_cmpfloat (read.out_min, ==, 200);

  steps.curve = CLASP_CURVE_EASE_OUT;
  br_quick_steps_write (&steps, show, mapping);
  g_assert_cmpuint (n_steps (mapping), ==, 3);
  g_assert_true (br_quick_steps_read (&read, show, mapping));
  g_assert_cmpfloat (read.in_max, ==, 0.75);
  g_assert_cmpfloat (read.out_max, ==, 20);
  g_assert_cmpint (read.curve, ==, CLASP_CURVE_EASE_OUT);

  /* Back to what happens anyway: no steps are left. */
  br_quick_steps_default (&steps, show, "/osc/a", "/artnet/0/0/0/1");
  br_quick_steps_write (&steps, show, mapping);
  g_assert_cmpuint (n_steps (mapping), ==, 0);
}

static void
test_steps_that_say_more_are_left_to_the_editor (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = connect_two (show, "/osc/a", "/osc/b");
  g_autoptr (ClaspStep)    smooth = clasp_show_create_step (show, "smooth", NULL);
  BrQuickSteps             steps;

  g_assert_nonnull (smooth);
  clasp_mapping_insert_step (mapping, 0, smooth);
  g_assert_false (br_quick_steps_read (&steps, show, mapping));
}

/* --- targets, lamps ----------------------------------------------------------------------------- */

static void
test_universes_are_known_before_anything_is_sent (void)
{
  g_autoptr (ClaspShow)        show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (GError)           error = NULL;

  clasp_show_connect_from_text (show, "artnet,universes=0:0:0;1:2:3", &error);
  g_assert_no_error (error);
  br_known_targets_add (tree, show);
  g_assert_cmpuint (br_address_tree_find (tree, "/artnet/0/0/0/512"), !=, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_find (tree, "/artnet/1/2/3/1"), !=, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_find (tree, "/artnet/0/0/0/513"), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_find (tree, "/artnet/0/0/1/1"), ==, BR_NODE_NONE);
}

typedef struct
{
  BrAddressRoots *roots;
  guint           n_followed; /* rows as the list's signals tell */
} Follower;

static void
follow_cb (GListModel *model,
           guint       position,
           guint       removed,
           guint       added,
           gpointer    user_data)
{
  Follower *follower = user_data;

  follower->n_followed += added - removed;
  g_assert_cmpuint (follower->n_followed, ==, g_list_model_get_n_items (model));
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_nonnull (item);
    }
}

static void
refresh_cb (Follower *follower)
{
  br_address_roots_refresh (follower->roots);
}

/* The show tells of an edit before its list does: the rows must agree with what was told, always. */
static void
test_connections_come_and_go_in_the_first_level (void)
{
  g_autoptr (ClaspShow)        show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressRoots)   roots
    = br_address_roots_new (tree, BR_ROLE_TARGETS, clasp_show_get_connections (show));
  Follower                     follower = { roots, 0 };
  ClaspConnection             *connection;

  g_signal_connect (roots, "items-changed", G_CALLBACK (follow_cb), &follower);
  g_signal_connect_swapped (show, "changed", G_CALLBACK (refresh_cb), &follower);
  br_address_tree_intern (tree, "/free/one");
  br_address_tree_intern (tree, "/osc/two");
  br_address_tree_update (tree, 1);
  g_assert_cmpuint (follower.n_followed, ==, 2);

  connection = clasp_show_connect_from_text (show, "osc", NULL);
  g_assert_nonnull (connection);
  g_assert_cmpuint (follower.n_followed, ==, 2);
  clasp_show_connect_from_text (show, "artnet", NULL);
  g_assert_cmpuint (follower.n_followed, ==, 3);
  clasp_show_remove (show, CLASP_SHOW_ITEM (connection));
  clasp_show_undo (show);
  clasp_show_undo (show);
  clasp_show_undo (show);
  br_address_tree_update (tree, 1);
  g_assert_cmpuint (follower.n_followed, ==, g_list_model_get_n_items (G_LIST_MODEL (roots)));
  g_signal_handlers_disconnect_by_data (show, &follower);
}

static void
test_the_lamp_tells_what_happened_last (void)
{
  ClaspRouteStatus status = { 0 };

  g_assert_cmpint (br_lamp_for (&status), ==, BR_LAMP_DARK);
  status.last_in_us = 10;
  g_assert_cmpint (br_lamp_for (&status), ==, BR_LAMP_ARRIVED);
  status.last_out_us = 10;
  g_assert_cmpint (br_lamp_for (&status), ==, BR_LAMP_SENT);
  status.last_in_us = 20;
  g_assert_cmpint (br_lamp_for (&status), ==, BR_LAMP_ARRIVED);
  status.last_failed_us = 20;
  g_assert_cmpint (br_lamp_for (&status), ==, BR_LAMP_FAILED);
}

/* As of a mapping that passes every other value: its lamp is a ring and a disc by turns. */
static void
test_the_lamp_turns_no_faster_than_may_flash (void)
{
  for (guint rate = 1; rate <= 60; rate++)
    {
      ClaspRouteStatus status = { 0 };
      BrLamp           shown = BR_LAMP_DARK;
      gint64           turned_us = 0, flashed_us[3] = { 0 };

      for (guint frame = 0; frame < 10 * 60; frame++)
        {
          gint64 now_us = G_USEC_PER_SEC + frame * G_USEC_PER_SEC / 60;
          BrLamp before = shown;

          status.last_in_us = 1 + frame * rate / 60;
          if (status.last_in_us % 2 == 0)
            status.last_out_us = status.last_in_us;
          shown = br_lamp_follow (shown, &status, now_us, &turned_us);
          if (shown != BR_LAMP_SENT || before == BR_LAMP_SENT)
            continue;
          g_assert_true (flashed_us[0] == 0 || now_us - flashed_us[0] > G_USEC_PER_SEC);
          flashed_us[0] = flashed_us[1];
          flashed_us[1] = flashed_us[2];
          flashed_us[2] = now_us;
        }
      /* Where it ends it is what happened last. */
      shown = br_lamp_follow (shown, &status, 20 * G_USEC_PER_SEC, &turned_us);
      g_assert_cmpint (shown, ==, br_lamp_for (&status));
    }
}

static void
test_patterns_are_cut_before_their_first_wildcard (void)
{
  g_autofree char *capture = br_literal_prefix ("/osc/1/fader{n}");
  g_autofree char *star = br_literal_prefix ("/osc/*/x");
  g_autofree char *exact = br_literal_prefix ("/osc/1");

  g_assert_cmpstr (capture, ==, "/osc/1");
  g_assert_cmpstr (star, ==, "/osc");
  g_assert_cmpstr (exact, ==, "/osc/1");
}

static void
assert_bad_ends (ClaspEngine *engine, const char *source, const char *target, const char *expected)
{
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (clasp_engine_get_show (engine), source, target);
  g_autofree char         *text = br_mapping_dup_bad_ends (engine, mapping);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (br_mapping_has_bad_end (engine, mapping), ==, expected != NULL);
}

static void
test_ends_without_a_connection_are_named (void)
{
  g_autoptr (ClaspShow)   show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine) engine = clasp_engine_new (show);
  ClaspConnection        *tablet = clasp_show_connect_from_text (show, "osc,name=OSC in", NULL);
  ClaspConnection        *desk = clasp_show_connect_from_text (show, "osc,name=Desk,namespace=/desk", NULL);
  g_autoptr (ClaspMapping) one G_GNUC_UNUSED = connect_two (show, "/osc/fader1", "/desk/fader1");
  g_autoptr (ClaspMapping) two G_GNUC_UNUSED = connect_two (show, "/osc/fader2", "/lights/level");
  g_autofree char         *tablet_text = br_mapping_ends_describe_removal (show, tablet);
  g_autofree char         *desk_text = br_mapping_ends_describe_removal (show, desk);

  g_assert_cmpstr (tablet_text, ==, "Removed OSC in; 2 mappings have no source now");
  g_assert_cmpstr (desk_text, ==, "Removed Desk; 1 mapping has no target now");

  /* A pattern that matches nothing yet, and an address that programs or mappings make up, are no fault. */
  assert_bad_ends (engine, "/osc/**", "/lights/level", NULL);
  assert_bad_ends (engine, "/*/fader", "/bridge/blackout", NULL);
  assert_bad_ends (engine, "/artnet/0/0/0/1", "/osc2/x", "source missing, target missing");
  assert_bad_ends (engine, "/oscar/x", "/desk/x", NULL);

  br_mapping_ends_forget_connection (show, desk);
  clasp_show_remove (show, CLASP_SHOW_ITEM (desk));
  assert_bad_ends (engine, "/osc/fader1", "/desk/fader1", "target missing");
  clasp_show_undo (show);
  assert_bad_ends (engine, "/osc/fader1", "/desk/fader1", NULL);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (tablet), FALSE);
  assert_bad_ends (engine, "/osc/fader1", "/desk/fader1", "source off");
}

static ClaspConnection *
add_again (ClaspShow  *show,
           const char *kind)
{
  ClaspConnection *connection = clasp_show_create_connection (show, kind, NULL);

  clasp_show_begin_edit (show, "Add");
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (connection)));
  br_mapping_ends_adopt (show, connection);
  clasp_show_end_edit (show);
  g_object_unref (connection);
  return connection; /* which the show owns */
}

/* Also after the program was started again. */
static void
test_what_was_removed_is_known_with_the_show (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ()), again = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine)  engine = clasp_engine_new (again);
  ClaspConnection         *desk = clasp_show_connect_from_text (show, "osc,name=Desk,namespace=/desk", NULL);
  ClaspConnection         *other = clasp_show_connect_from_text (show, "osc,name=Other,namespace=/other", NULL);
  g_autoptr (ClaspMapping) one G_GNUC_UNUSED = connect_two (show, "/desk/fader1", "/lights/level");
  ClaspConnection         *back, *second;
  g_autofree char         *text = NULL;
  g_autoptr (GError)       error = NULL;

  clasp_show_begin_edit (show, "Remove");
  br_mapping_ends_forget_connection (show, desk);
  clasp_show_remove (show, CLASP_SHOW_ITEM (desk));
  br_mapping_ends_forget_connection (show, other);
  clasp_show_remove (show, CLASP_SHOW_ITEM (other));
  clasp_show_end_edit (show);
  text = clasp_show_to_text (show);
  g_assert_null (strstr (text, "/other")); /* nobody names it */
  g_assert_true (clasp_show_from_text (again, text, NULL, &error));
  assert_bad_ends (engine, "/desk/fader1", "/lights/level", "source missing");

  /* One of its kind takes its place, another one does not. */
  add_again (again, "sacn");
  assert_bad_ends (engine, "/desk/fader1", "/lights/level", "source missing");
  back = add_again (again, "osc");
  g_assert_cmpstr (clasp_connection_get_namespace (back), ==, "/desk");
  assert_bad_ends (engine, "/desk/fader1", "/lights/level", NULL);
  second = add_again (again, "osc");
  g_assert_cmpstr (clasp_connection_get_namespace (second), ==, "/osc");
  clasp_show_undo (again);
  clasp_show_undo (again);
  assert_bad_ends (engine, "/desk/fader1", "/lights/level", "source missing");
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/patch/addresses-have-short-names", test_addresses_have_short_names);
  g_test_add_func ("/ui/patch/a-drop-is-one-mapping-and-one-undo-step", test_a_drop_is_one_mapping_and_one_undo_step);
  g_test_add_func ("/ui/patch/several-are-paired-in-order-in-one-step", test_several_are_paired_in_order_in_one_step);
  g_test_add_func ("/ui/patch/a-mapping-that-closes-a-circle-is-muted-and-named",
                   test_a_mapping_that_closes_a_circle_is_muted_and_named);
  g_test_add_func ("/ui/patch/a-circle-through-a-pattern-is-found",
                   test_a_circle_through_a_pattern_is_found);
  g_test_add_func ("/ui/patch/an-address-onto-itself-is-a-circle", test_an_address_onto_itself_is_a_circle);
  g_test_add_func ("/ui/patch/deleting-and-muting-several-is-one-step", test_deleting_and_muting_several_is_one_step);
  g_test_add_func ("/ui/patch/a-copy-has-the-steps-too", test_a_copy_has_the_steps_too);
  g_test_add_func ("/ui/patch/moving-stops-at-both-ends", test_moving_stops_at_both_ends);
  g_test_add_func ("/ui/patch/the-default-conversion-needs-no-step", test_the_default_conversion_needs_no_step);
  g_test_add_func ("/ui/patch/a-second-connection-has-its-own-range", test_a_second_connection_has_its_own_range);
  g_test_add_func ("/ui/patch/ranges-and-curves-become-steps-and-back", test_ranges_and_curves_become_steps_and_back);
  g_test_add_func ("/ui/patch/steps-that-say-more-are-left-to-the-editor",
                   test_steps_that_say_more_are_left_to_the_editor);
  g_test_add_func ("/ui/patch/universes-are-known-before-anything-is-sent",
                   test_universes_are_known_before_anything_is_sent);
  g_test_add_func ("/ui/patch/connections-come-and-go-in-the-first-level",
                   test_connections_come_and_go_in_the_first_level);
  g_test_add_func ("/ui/patch/the-lamp-tells-what-happened-last", test_the_lamp_tells_what_happened_last);
  g_test_add_func ("/ui/patch/the-lamp-turns-no-faster-than-may-flash", test_the_lamp_turns_no_faster_than_may_flash);
  g_test_add_func ("/ui/patch/patterns-are-cut-before-their-first-wildcard",
                   test_patterns_are_cut_before_their_first_wildcard);

  g_test_add_func ("/ui/patch/removed-is-known-with-the-show", test_what_was_removed_is_known_with_the_show);
  g_test_add_func ("/ui/patch/ends-without-a-connection-are-named", test_ends_without_a_connection_are_named);
  return g_test_run ();
}
