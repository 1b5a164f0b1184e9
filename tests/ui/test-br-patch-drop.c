/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-circles.h"
#include "clasp-kinds.h"
#include "patch/br-pairs.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "support/clasp-test.h"
#include "widgets/br-signal-notes.h"

#define LIST(...) ((const char *const[]) { __VA_ARGS__, NULL })

static guint
n_mappings (ClaspShow *show)
{
  return g_list_model_get_n_items (clasp_show_get_mappings (show));
}

static void
test_held_keys_choose_what_a_drop_does (void)
{
  g_assert_cmpint (br_drop_way_for (FALSE, FALSE, FALSE), ==, BR_DROP_NEW);
  g_assert_cmpint (br_drop_way_for (TRUE, FALSE, FALSE), ==, BR_DROP_LIKE_LAST);
  g_assert_cmpint (br_drop_way_for (FALSE, TRUE, FALSE), ==, BR_DROP_ADD);
  g_assert_cmpint (br_drop_way_for (FALSE, FALSE, TRUE), ==, BR_DROP_TWO_WAY);
  g_assert_cmpint (br_drop_way_for (TRUE, TRUE, TRUE), ==, BR_DROP_ADD);
}

static void
test_eight_onto_eight_pair_in_order_and_undo_as_one (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autofree char      *before = clasp_show_to_text (show);
  g_autofree char      *after = NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_auto (GStrv)        sources = g_new0 (char *, 9), targets = g_new0 (char *, 9);
  BrDrop                drop = { 0 };

  for (guint i = 0; i < 8; i++)
    {
      sources[i] = g_strdup_printf ("/osc/1/fader%u", i + 1);
      targets[i] = g_strdup_printf ("/artnet/0/0/0/%u", i + 1);
    }
  added = br_patch_drop (show, (const char *const *) sources, (const char *const *) targets, &drop);
  g_assert_cmpuint (added->len, ==, 8);
  for (guint i = 0; i < 8; i++)
    {
      g_assert_cmpstr (clasp_mapping_get_source (added->pdata[i]), ==, sources[i]);
      g_assert_cmpstr (clasp_mapping_get_target (added->pdata[i]), ==, targets[i]);
    }
  clasp_show_undo (show);
  after = clasp_show_to_text (show);
  g_assert_cmpstr (after, ==, before);
}

static void
test_several_onto_one_can_be_joined (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { .merge = CLASP_MERGE_HIGHEST };
  g_autoptr (GPtrArray) added = br_patch_drop (show, LIST ("/osc/a", "/osc/b"), LIST ("/artnet/0/0/0/1"), &drop);

  g_assert_cmpuint (added->len, ==, 2);
  g_assert_cmpint (br_patch_get_merge (added->pdata[1]), ==, CLASP_MERGE_HIGHEST);
  br_patch_set_merge (show, added, CLASP_MERGE_SUM);
  g_assert_cmpint (br_patch_get_merge (added->pdata[0]), ==, CLASP_MERGE_SUM);
  clasp_show_undo (show);
  g_assert_cmpint (br_patch_get_merge (added->pdata[0]), ==, CLASP_MERGE_HIGHEST);
}

static void
test_what_is_mapped_is_not_mapped_again (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) joined = clasp_show_create_mapping (show, "/osc/c", "/osc/z");
  BrDrop                   drop = { 0 };
  const char *const       *sources = LIST ("/osc/a", "/osc/b", "/osc/d"), *const *targets = LIST ("/osc/x", "/osc/y", "/osc/z");
  g_autoptr (GPtrArray)    first = br_patch_drop (show, LIST ("/osc/b"), LIST ("/osc/y"), &drop);
  g_autoptr (GPtrArray)    again = br_patch_drop (show, LIST ("/osc/b"), LIST ("/osc/y"), &drop);
  g_autoptr (GPtrArray)    rest = NULL;
  g_autofree char         *none = br_patch_tell_drop (LIST ("/osc/b"), LIST ("/osc/y"), again);
  g_autofree char         *some = NULL;

  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (again->len, ==, 0);
  g_assert_cmpstr (none, ==, "osc/b → osc/y is there already");
  g_assert_true (br_patch_find_mapping (show, "/osc/b", "/osc/y") == first->pdata[0]);
  /* One of its sources counts, too. */
  clasp_show_add (show, CLASP_SHOW_ITEM (joined));
  br_patch_add_ends (show, joined, LIST ("/osc/d"), NULL);
  rest = br_patch_drop (show, sources, targets, &drop);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (clasp_mapping_get_source (rest->pdata[0]), ==, "/osc/a");
  some = br_patch_tell_drop (sources, targets, rest);
  g_assert_cmpstr (some, ==, "1 mapping added, 2 were there already");
}

/* Two that nobody completed are two. */
static void
test_open_mappings_are_made_as_often_as_wanted (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { 0 };
  g_autoptr (GPtrArray) first G_GNUC_UNUSED = br_patch_drop (show, LIST ("/osc/a"), LIST (""), &drop);
  g_autoptr (GPtrArray) again G_GNUC_UNUSED = br_patch_drop (show, LIST ("/osc/a"), LIST (""), &drop);

  g_assert_cmpuint (n_mappings (show), ==, 2);
}

static void
test_shift_takes_over_the_steps_of_the_last (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  ClaspMapping *last = clasp_show_map_from_text (show, "/osc/a => smooth 80ms => /osc/b", NULL);
  BrDrop                   drop = { .like = last };
  g_autoptr (GPtrArray)    added = br_patch_drop (show, LIST ("/osc/c"), LIST ("/osc/d"), &drop);
  g_autoptr (ClaspStep)    step = g_list_model_get_item (clasp_mapping_get_steps (added->pdata[0]), 0);

  g_assert_nonnull (step);
  g_assert_cmpstr (clasp_step_get_kind (step), ==, "smooth");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_steps (last)), ==, 1);
}

static void
test_alt_makes_it_two_way (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { .two_way = TRUE };
  g_autoptr (GPtrArray) added = br_patch_drop (show, LIST ("/osc/a"), LIST ("/osc/b"), &drop);

  g_assert_true (br_patch_is_two_way (added->pdata[0]));
  br_patch_set_two_way (show, added->pdata[0], FALSE);
  g_assert_false (br_patch_is_two_way (added->pdata[0]));
}

static void
test_a_colour_goes_to_three_slots_in_a_row_part_by_part (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { .parts = BR_PARTS_HEX };
  g_autoptr (GPtrArray) added
    = br_patch_drop (show, LIST ("/osc/colour"), LIST ("/artnet/0/0/0/7", "/artnet/0/0/0/8", "/artnet/0/0/0/9"), &drop);
  g_autofree char *text = clasp_mapping_to_text (added->pdata[2]);

  g_assert_nonnull (strstr (text, "hex2rgb"));
  g_assert_nonnull (strstr (text, "$[2]"));
  g_assert_false (br_are_three_slots (LIST ("/a/7", "/a/8")));
  g_assert_false (br_are_three_slots (LIST ("/a/7", "/a/8", "/a/10")));
  g_assert_false (br_are_three_slots (LIST ("/a/7", "/b/8", "/a/9")));
  g_assert_false (br_are_three_slots (LIST ("/a/7", "/a/8", "/a/9", "/a/10")));
}

static void
test_a_colour_onto_other_targets_is_copied_whole (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { .parts = BR_PARTS_LIST };
  g_autoptr (GPtrArray) added = br_patch_drop (show, LIST ("/osc/colour"), LIST ("/osc/x", "/osc/y"), &drop);

  g_assert_cmpuint (added->len, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_steps (added->pdata[0])), ==, 0);
}

static void
test_ends_are_added_once (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (show, "/osc/a", "/osc/b");

  clasp_show_add (show, CLASP_SHOW_ITEM (mapping));
  g_assert_cmpuint (br_patch_add_ends (show, mapping, LIST ("/osc/c", "/osc/a"), NULL), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_sources (mapping)), ==, 2);
  clasp_show_undo (show);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_sources (mapping)), ==, 1);
}

static void
test_an_open_target_is_filled_later (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow)    again = clasp_show_new (clasp_kinds ());
  BrDrop                   drop = { 0 };
  g_autoptr (GPtrArray)    added = br_patch_drop (show, LIST ("/osc/alpha"), LIST (""), &drop);
  g_autofree char         *text = clasp_show_to_text (show);
  g_autoptr (ClaspMapping) read = NULL;

  g_assert_cmpstr (clasp_show_item_get_name (added->pdata[0]), ==, "alpha → …");
  /* It outlives a restart. */
  g_assert_true (clasp_show_from_text (again, text, NULL, NULL));
  g_assert_cmpuint (n_mappings (again), ==, 1);
  read = g_list_model_get_item (clasp_show_get_mappings (again), 0);
  g_assert_cmpstr (clasp_mapping_get_target (read), ==, "");

  br_patch_add_ends (show, added->pdata[0], NULL, LIST ("/osc/b"));
  g_assert_cmpstr (clasp_mapping_get_target (added->pdata[0]), ==, "/osc/b");
}

static void
test_careful_targets_wait_to_be_picked_up (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspSettings        *router = clasp_router_config_get_settings (clasp_show_get_router (show));
  BrDrop                drop = { 0 };
  g_autoptr (GPtrArray) heavy = NULL, light = NULL;

  g_object_set (router, "slot-notes", LIST ("/artnet/0/0/0/5-6 Head [careful]"), NULL);
  g_assert_false (br_is_careful (show, "/artnet/0/0/0/4"));
  g_assert_true (br_is_careful (show, "/artnet/0/0/0/5"));
  g_assert_true (br_is_careful (show, "/artnet/0/0/0/6"));
  g_assert_false (br_is_careful (show, "/artnet/0/0/0/7"));
  g_assert_false (br_is_careful (show, "/artnet/0/0/1/5"));
  heavy = br_patch_drop (show, LIST ("/osc/a"), LIST ("/artnet/0/0/0/5"), &drop);
  light = br_patch_drop (show, LIST ("/osc/a"), LIST ("/artnet/0/0/0/4"), &drop);
  g_assert_cmpint (clasp_settings_get_int (clasp_mapping_get_options (heavy->pdata[0]), "takeover"),
                   ==,
                   CLASP_TAKEOVER_PICKUP);
  g_assert_true (clasp_mapping_is_plain (light->pdata[0]));
}

/* Said once of a signal, it counts for all mappings made from then on, and is saved with the show. */
static void
test_a_declared_range_is_spelled_out (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow) again = clasp_show_new (clasp_kinds ());
  BrSignalNotes        *notes = br_signal_notes_get (show);
  BrDrop                drop = { 0 };
  g_autoptr (GPtrArray) plain = NULL, treated = NULL;
  g_autofree char      *text = NULL, *file = NULL;
  ClaspRange            range;

  plain = br_patch_drop (show, LIST ("/osc/a"), LIST ("/artnet/0/0/0/5"), &drop);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_mapping_get_steps (plain->pdata[0])), ==, 0);

  br_signal_notes_treat_as (notes, "/osc/a", CLASP_TREAT_AS_RANGE, -10, 90);
  br_signal_notes_set_favourites (notes, LIST ("/osc/b", "/osc/a"), TRUE);
  treated = br_patch_drop (show, LIST ("/osc/a"), LIST ("/artnet/0/0/0/6"), &drop);
  text = clasp_mapping_to_text (treated->pdata[0]);
  g_assert_nonnull (strstr (text, "range -10 90 0 255"));

  file = clasp_show_to_text (show);
  g_assert_true (clasp_show_from_text (again, file, NULL, NULL));
  g_assert_true (br_signal_notes_is_favourite (br_signal_notes_get (again), "/osc/b"));
  g_assert_true (br_signal_notes_get_range (br_signal_notes_get (again), "/osc/a", &range));
  g_assert_cmpfloat (range.minimum, ==, -10);

  clasp_show_undo (show); /* the mapping */
  clasp_show_undo (show); /* both favourites at once */
  g_assert_false (br_signal_notes_is_favourite (notes, "/osc/a"));
  g_assert_false (br_signal_notes_is_favourite (notes, "/osc/b"));
  g_assert_true (br_signal_notes_get_range (notes, "/osc/a", &range));
  clasp_show_undo (show);
  g_assert_false (br_signal_notes_get_range (notes, "/osc/a", &range));
  g_assert_true (br_range_of_address (show, "/osc/a", &range));
  g_assert_cmpfloat (range.maximum, ==, 1);
}

/* Show mode refuses, and nothing looks as if it had not. */
static void
test_a_locked_show_keeps_its_notes (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrSignalNotes        *notes = br_signal_notes_get (show);

  clasp_show_set_locked (show, TRUE);
  br_signal_notes_set_favourites (notes, LIST ("/osc/b"), TRUE);
  g_assert_false (br_signal_notes_is_favourite (notes, "/osc/b"));
}

static void
test_a_guarded_circle_is_on_and_rests (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  BrDrop                drop = { 0 };
  g_autoptr (GPtrArray) there = br_patch_drop (show, LIST ("/osc/a"), LIST ("/artnet/0/0/0/1"), &drop);
  g_autoptr (GPtrArray) back = br_patch_drop (show, LIST ("/artnet/0/0/0/1"), LIST ("/osc/a"), &drop);
  ClaspMapping         *mapping = back->pdata[0];

  g_assert_true (clasp_show_item_get_enabled (there->pdata[0]));
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
  br_patch_guard_loop (show, mapping);
  g_assert_true (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
  g_assert_true (clasp_settings_get_boolean (clasp_mapping_get_options (mapping), "only-changes"));
  clasp_show_undo (show);
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)));
}

static void
test_a_circle_through_a_second_source_is_found (void)
{
  g_autoptr (ClaspShow)    show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (show, "/osc/a", "/osc/b");
  g_auto (GStrv)           loop = NULL;

  clasp_show_add (show, CLASP_SHOW_ITEM (mapping));
  g_assert_null (clasp_show_find_circle (show, "/osc/b", "/osc/c", NULL));
  br_patch_add_ends (show, mapping, LIST ("/osc/c"), NULL);
  loop = clasp_show_find_circle (show, "/osc/b", "/osc/c", NULL);
  g_assert_nonnull (loop);
  g_assert_cmpuint (g_strv_length (loop), ==, 3);
  g_assert_cmpstr (loop[0], ==, "/osc/b");
  g_assert_cmpstr (loop[2], ==, "/osc/b");
}

static void
assert_cannot (ClaspShow  *show,
               const char *address,
               gboolean    cannot)
{
  g_autofree char *why = br_why_not_set (show, address);

  if (cannot)
    g_assert_nonnull (why);
  else
    g_assert_null (why);
}

static void
test_inputs_say_that_they_cannot_be_set (void)
{
  g_autoptr (ClaspShow)       show = clasp_show_new (clasp_kinds ());
  ClaspConnection *midi = clasp_show_connect_from_text (show, "midi,port=nano,direction=in", NULL);
  ClaspConnection *both = clasp_show_connect_from_text (show, "midi,port=nano", NULL);
  ClaspConnection *artnet = clasp_show_connect_from_text (show, "artnet,universes=0:0:1,send=10.0.0.5", NULL);
  ClaspConnection *sacn = clasp_show_connect_from_text (show, "sacn,send=7,receive=8", NULL);
  ClaspConnection *osc = clasp_show_connect_from_text (show, "osc,listen=127.0.0.1:9000,reply-to-sender=false", NULL);
  ClaspConnection *apart = clasp_show_connect_from_text (show, "artnet,universes=0:0:1,out-universes=0:0:3,send=10.0.0.5", NULL);
  ClaspConnection *nowhere = clasp_show_connect_from_text (show, "artnet,universes=0:0:1", NULL);

  g_assert_nonnull (apart);
  g_assert_nonnull (nowhere);
  g_assert_nonnull (midi);
  g_assert_nonnull (both);
  g_assert_nonnull (artnet);
  g_assert_nonnull (sacn);
  g_assert_nonnull (osc);
  assert_cannot (show, "/midi/nano/ch/1/cc/7", TRUE);
  assert_cannot (show, "/midi2/nano/ch/1/cc/7", FALSE);
  assert_cannot (show, "/artnet/0/0/1/9", FALSE);
  assert_cannot (show, "/artnet/0/0/2/9", TRUE);
  assert_cannot (show, "/artnet2/0/0/1/9", TRUE);
  assert_cannot (show, "/artnet2/0/0/3/9", FALSE);
  assert_cannot (show, "/artnet3/0/0/1/9", TRUE);
  assert_cannot (show, "/sacn/7/1", FALSE);
  assert_cannot (show, "/sacn/8/1", TRUE);
  assert_cannot (show, "/osc/x", TRUE);
  assert_cannot (show, "/elsewhere", FALSE);
}

static void
test_pairs_shift_and_join (void)
{
  g_auto (BrPairs) pairs = { 0 };
  g_auto (GStrv)   sources = NULL, targets = NULL;

  br_pairs_init (&pairs, LIST ("/a", "/b", "/c"), LIST ("/1", "/2", "/3"));
  g_assert_cmpuint (br_pairs_count (&pairs), ==, 3);
  pairs.shift = 1;
  g_assert_cmpuint (br_pairs_count (&pairs), ==, 2);
  g_assert_cmpstr (br_pairs_get_target (&pairs, 0), ==, "/2");
  g_assert_null (br_pairs_get_target (&pairs, 2));
  g_assert_null (br_pairs_get_target (&pairs, 3));
  g_assert_true (br_pairs_can_shift (&pairs, 1));
  g_assert_false (br_pairs_can_shift (&pairs, 2));
  pairs.shift = -2;
  br_pairs_dup (&pairs, &sources, &targets);
  g_assert_cmpstrv (sources, LIST ("/c"));
  g_assert_cmpstrv (targets, LIST ("/1"));
}

static void
test_all_to_the_first_is_one_target (void)
{
  g_auto (BrPairs) pairs = { 0 };
  g_auto (GStrv)   sources = NULL, targets = NULL;

  br_pairs_init (&pairs, LIST ("/a", "/b"), LIST ("/1", "/2"));
  pairs.to_first = TRUE;
  br_pairs_dup (&pairs, &sources, &targets);
  g_assert_cmpstrv (sources, LIST ("/a", "/b"));
  g_assert_cmpstrv (targets, LIST ("/1"));
  g_assert_false (br_pairs_can_shift (&pairs, 1));
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/drop/held-keys-choose-what-a-drop-does", test_held_keys_choose_what_a_drop_does);
  g_test_add_func ("/ui/drop/eight-onto-eight-pair-in-order-and-undo-as-one",
                   test_eight_onto_eight_pair_in_order_and_undo_as_one);
  g_test_add_func ("/ui/drop/several-onto-one-can-be-joined", test_several_onto_one_can_be_joined);
  g_test_add_func ("/ui/drop/what-is-mapped-is-not-mapped-again", test_what_is_mapped_is_not_mapped_again);
  g_test_add_func ("/ui/drop/open-mappings-are-made-as-often-as-wanted", test_open_mappings_are_made_as_often_as_wanted);
  g_test_add_func ("/ui/drop/shift-takes-over-the-steps-of-the-last", test_shift_takes_over_the_steps_of_the_last);
  g_test_add_func ("/ui/drop/alt-makes-it-two-way", test_alt_makes_it_two_way);
  g_test_add_func ("/ui/drop/a-colour-goes-to-three-slots-in-a-row-part-by-part",
                   test_a_colour_goes_to_three_slots_in_a_row_part_by_part);
  g_test_add_func ("/ui/drop/a-colour-onto-other-targets-is-copied-whole",
                   test_a_colour_onto_other_targets_is_copied_whole);
  g_test_add_func ("/ui/drop/ends-are-added-once", test_ends_are_added_once);
  g_test_add_func ("/ui/drop/an-open-target-is-filled-later", test_an_open_target_is_filled_later);
  g_test_add_func ("/ui/drop/a-declared-range-is-spelled-out", test_a_declared_range_is_spelled_out);
  g_test_add_func ("/ui/drop/a-locked-show-keeps-its-notes", test_a_locked_show_keeps_its_notes);
  g_test_add_func ("/ui/drop/careful-targets-wait-to-be-picked-up", test_careful_targets_wait_to_be_picked_up);
  g_test_add_func ("/ui/drop/a-guarded-circle-is-on-and-rests", test_a_guarded_circle_is_on_and_rests);
  g_test_add_func ("/ui/drop/a-circle-through-a-second-source-is-found", test_a_circle_through_a_second_source_is_found);
  g_test_add_func ("/ui/drop/inputs-say-that-they-cannot-be-set", test_inputs_say_that_they_cannot_be_set);
  g_test_add_func ("/ui/drop/pairs-shift-and-join", test_pairs_shift_and_join);
  g_test_add_func ("/ui/drop/all-to-the-first-is-one-target", test_all_to_the_first_is_one_target);

  return g_test_run ();
}
