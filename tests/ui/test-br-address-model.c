/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"
#include "widgets/br-address-model.h"
#include "widgets/br-address-tree-private.h"

#include <math.h>

/* What one emission of items-changed said. */
typedef struct
{
  guint n_calls;
  guint position, removed, added;
} Change;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    user_data)
{
  Change *change = user_data;

  change->n_calls++;
  change->position = position;
  change->removed = removed;
  change->added = added;
}

static void
put (ClaspSignalTable *table,
     const char       *address,
     double            number,
     gint64            now_us)
{
  ClaspValue value = clasp_value_double (number);

  clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, now_us);
}

static char *
label_at (GListModel *model,
          guint       position)
{
  g_autoptr (BrAddressItem) item = g_list_model_get_item (model, position);

  g_assert_nonnull (item);

  return br_address_item_dup_label (item);
}

static char *
join_labels (GListModel *model)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autofree char *label = label_at (model, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", label);
    }

  return g_strdup (text->str);
}

static void
assert_labels (GListModel *model,
               const char *expected)
{
  g_autofree char *labels = join_labels (model);

  g_assert_cmpstr (labels, ==, expected);
}

/* What was there with the tree is not new; what comes later is, for three seconds, as is its group. */
static void
test_new_addresses_are_known_for_a_while (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  gint64                       now_us;
  BrNode                       node;

  put (table, "/osc/first", 0, 1);
  br_address_tree_update (tree, 100);
  tree->made_us -= 10 * G_USEC_PER_SEC; /* so long ago */
  put (table, "/osc/late/fader", 0, 1);
  br_address_tree_update (tree, 100);
  now_us = g_get_monotonic_time ();
  node = br_address_tree_find (tree, "/osc/late/fader");
  g_assert_true (br_address_tree_is_new (tree, node, now_us));
  g_assert_true (br_address_tree_is_new (tree, br_address_tree_get_parent (tree, node), now_us));
  g_assert_false (br_address_tree_is_new (tree, br_address_tree_find (tree, "/osc"), now_us));
  g_assert_false (br_address_tree_is_new (tree, br_address_tree_find (tree, "/osc/first"), now_us));
  g_assert_true (br_address_tree_is_new (tree, node, tree->made_us + node_at (tree, node)->born * BORN_UNIT_US + BR_NEW_US - 1));
  g_assert_false (br_address_tree_is_new (tree, node, tree->made_us + node_at (tree, node)->born * BORN_UNIT_US + BR_NEW_US));
  /* A target that merely exists was not seen at all. */
  g_assert_false (br_address_tree_is_new (tree, br_address_tree_intern (tree, "/artnet/0/0/0/1"), now_us));
}

static void
test_natural_order (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   model = NULL;

  put (table, "/osc/fader10", 0, 1);
  put (table, "/osc/fader2", 0, 1);
  put (table, "/osc/Bus", 0, 1);
  put (table, "/osc/fader1", 0, 1);
  put (table, "/osc/a", 0, 1);
  g_assert_cmpuint (br_address_tree_update (tree, 100), ==, 5);
  model = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/osc"));
  assert_labels (G_LIST_MODEL (model), "a,Bus,fader1,fader2,fader10");
}

static void
test_new_addresses_come_in_one_splice_per_place (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   model = NULL;
  Change                       change = { 0 };

  put (table, "/osc/a", 0, 1);
  put (table, "/osc/z", 0, 1);
  br_address_tree_update (tree, 100);
  model = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/osc"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 2);
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), &change);

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/m%u", i);

      put (table, address, 0, 1);
    }
  br_address_tree_update (tree, 100);
  g_assert_cmpuint (change.n_calls, ==, 1);
  g_assert_cmpuint (change.position, ==, 1);
  g_assert_cmpuint (change.removed, ==, 0);
  g_assert_cmpuint (change.added, ==, 50);

  /* Nothing new: nothing is told. */
  put (table, "/osc/a", 1, 2);
  br_address_tree_update (tree, 100);
  g_assert_cmpuint (change.n_calls, ==, 1);
}

static void
test_scattered_addresses_come_in_one_covering_splice (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   model = NULL;
  Change                       change = { 0 };

  for (guint i = 0; i < 200; i += 2)
    {
      g_autofree char *address = g_strdup_printf ("/osc/%u", i);

      put (table, address, 0, 1);
    }
  br_address_tree_update (tree, 1000);
  model = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/osc"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 100);
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), &change);

  for (guint i = 1; i < 200; i += 2)
    {
      g_autofree char *address = g_strdup_printf ("/osc/%u", i);

      put (table, address, 0, 1);
    }
  br_address_tree_update (tree, 1000);
  g_assert_cmpuint (change.n_calls, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 200);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *label = label_at (G_LIST_MODEL (model), i);
      g_autofree char *expected = g_strdup_printf ("%u", i);

      g_assert_cmpstr (label, ==, expected);
    }
}

/* A copy of the model that follows it only by what it tells. */
static void
follow_cb (GListModel *model,
           guint       position,
           guint       removed,
           guint       added,
           gpointer    user_data)
{
  GPtrArray *copy = user_data;

  for (guint i = 0; i < removed; i++)
    g_ptr_array_remove_index (copy, position);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (copy, (gint) (position + i), label_at (model, position + i));
}

static void
test_batches_lead_to_the_same_list_as_a_fresh_one (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   model = NULL;
  g_autoptr (BrAddressModel)   fresh = NULL;
  g_autoptr (GPtrArray)        copy = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand)            random = g_rand_new_with_seed (7);
  g_autofree char             *labels = NULL;
  g_autofree char             *followed = NULL;

  br_address_tree_intern (tree, "/x");
  model = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/x"));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (model)), ==, 0);
  g_signal_connect (model, "items-changed", G_CALLBACK (follow_cb), copy);
  for (guint batch = 0; batch < 40; batch++)
    {
      guint n = (guint) g_rand_int_range (random, 0, 60);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *address = g_strdup_printf ("/x/n%d", g_rand_int_range (random, 0, 2000));

          put (table, address, 0, 1);
        }
      br_address_tree_update (tree, 25);
    }
  br_address_tree_update (tree, G_MAXINT);

  fresh = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/x"));
  labels = join_labels (G_LIST_MODEL (fresh));
  g_ptr_array_add (copy, NULL);
  followed = g_strjoinv (",", (char **) copy->pdata);
  g_assert_cmpstr (followed, ==, labels);
}

static void
test_a_leaf_that_becomes_a_branch_is_told (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   model = NULL;
  g_autoptr (BrAddressItem)    item = NULL;
  Change                       change = { 0 };

  put (table, "/osc/a", 0, 1);
  br_address_tree_update (tree, 100);
  model = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/osc"));
  item = g_list_model_get_item (G_LIST_MODEL (model), 0);
  g_assert_false (br_address_item_is_expandable (item));
  g_signal_connect (model, "items-changed", G_CALLBACK (changed_cb), &change);

  put (table, "/osc/a/b", 0, 1);
  br_address_tree_update (tree, 100);
  g_assert_cmpuint (change.n_calls, ==, 1);
  g_assert_cmpuint (change.removed, ==, 1);
  g_assert_cmpuint (change.added, ==, 1);
  g_assert_true (br_address_item_is_expandable (item));
  g_assert_true (br_address_item_is_endpoint (item));
}

static void
test_a_large_branch_shows_ranges (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressRanges)  ranges = NULL;
  g_autoptr (BrAddressItem)    range = NULL;
  g_autoptr (GListModel)       slice = NULL;
  g_autofree char             *first = NULL;
  Change                       change = { 0 };

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *address = g_strdup_printf ("/s/%u", i);

      put (table, address, 0, 1);
    }
  br_address_tree_update (tree, G_MAXINT);
  ranges
    = br_address_ranges_new (br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/s")));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (ranges)), ==, 1000);
  g_signal_connect (ranges, "items-changed", G_CALLBACK (changed_cb), &change);

  /* One more than fits: now two groups. */
  put (table, "/s/1000", 0, 1);
  br_address_tree_update (tree, G_MAXINT);
  g_assert_cmpuint (change.n_calls, ==, 1);
  g_assert_cmpuint (change.removed, ==, 1000);
  g_assert_cmpuint (change.added, ==, 2);
  assert_labels (G_LIST_MODEL (ranges), "0–999,1000–1000");

  range = g_list_model_get_item (G_LIST_MODEL (ranges), 1);
  g_assert_true (br_address_item_is_expandable (range));
  g_assert_false (br_address_item_is_endpoint (range));
  slice = br_address_item_create_children (range);
  g_assert_cmpuint (g_list_model_get_n_items (slice), ==, 1);
  first = label_at (slice, 0);
  g_assert_cmpstr (first, ==, "1000");

  /* What comes into the first range pushes its last into the second. */
  put (table, "/s/-", 0, 1);
  br_address_tree_update (tree, G_MAXINT);
  g_assert_cmpuint (g_list_model_get_n_items (slice), ==, 2);
  assert_labels (slice, "999,1000");
}

static void
test_targets_know_slots_nobody_sent (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   sources = NULL;
  g_autoptr (BrAddressModel)   targets = NULL;
  g_autoptr (BrAddressItem)    universe = NULL;
  g_autoptr (GListModel)       slots = NULL;
  g_autoptr (BrAddressItem)    slot = NULL;
  BrNode                       artnet = br_address_tree_intern (tree, "/artnet");

  br_address_tree_set_shape (tree, artnet, BR_SHAPE_UNIVERSES);
  br_address_tree_intern (tree, "/artnet/0/0/1");
  sources = br_address_model_new (tree, BR_ROLE_SOURCES, artnet);
  targets = br_address_model_new (tree, BR_ROLE_TARGETS, artnet);
  assert_labels (G_LIST_MODEL (sources), "");
  assert_labels (G_LIST_MODEL (targets), "Universe 0:0:1");

  universe = g_list_model_get_item (G_LIST_MODEL (targets), 0);
  slots = br_address_item_create_children (universe);
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 512);
  slot = g_list_model_get_item (slots, 16);
  g_assert_true (br_address_item_is_endpoint (slot));

  /* A universe that is heard of later appears in both. */
  put (table, "/artnet/0/0/0/17", 12, 1);
  br_address_tree_update (tree, 100);
  assert_labels (G_LIST_MODEL (sources), "Universe 0:0:0");
  assert_labels (G_LIST_MODEL (targets), "Universe 0:0:0,Universe 0:0:1");
}

/* By one number, as sACN and USB have them; what stands beside the universes is none. */
static void
test_numbered_universes_have_slots (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   targets = NULL;
  g_autoptr (BrAddressItem)    universe = NULL;
  g_autoptr (GListModel)       slots = NULL;
  BrNode                       sacn = br_address_tree_intern (tree, "/sacn");

  br_address_tree_set_shape (tree, sacn, BR_SHAPE_NUMBERED);
  br_address_tree_intern (tree, "/sacn/10");
  br_address_tree_intern (tree, "/sacn/9");
  put (table, "/sacn/discovery/desk", 1, 1);
  br_address_tree_update (tree, 100);
  targets = br_address_model_new (tree, BR_ROLE_TARGETS, sacn);
  assert_labels (G_LIST_MODEL (targets), "Universe 9,Universe 10,discovery");

  universe = g_list_model_get_item (G_LIST_MODEL (targets), 0);
  slots = br_address_item_create_children (universe);
  g_assert_cmpuint (g_list_model_get_n_items (slots), ==, 512);
}

static void
test_midi_controls_stand_in_one_line (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   ports = NULL;
  g_autoptr (BrAddressItem)    port = NULL;
  g_autoptr (GListModel)       controls = NULL;

  br_address_tree_set_shape (tree, br_address_tree_intern (tree, "/midi"), BR_SHAPE_PORTS);
  put (table, "/midi/nano/ch/1/cc/7", 0, 1);
  put (table, "/midi/nano/tempo", 120, 1);
  br_address_tree_update (tree, 100);
  ports = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/midi"));
  assert_labels (G_LIST_MODEL (ports), "nano");
  port = g_list_model_get_item (G_LIST_MODEL (ports), 0);
  controls = br_address_item_create_children (port);
  assert_labels (controls, "ch 1 cc 7,tempo");

  put (table, "/midi/nano/ch/1/cc/10", 0, 1);
  put (table, "/midi/nano/mtc", 0, 1);
  br_address_tree_update (tree, 100);
  assert_labels (controls, "ch 1 cc 7,ch 1 cc 10,mtc,tempo");
}

static void
test_rates_of_groups_are_sums (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  BrNodeSummary                summary;
  double                       minimum, maximum;
  gint64                       now_us = 100 * G_USEC_PER_SEC;

  put (table, "/osc/1/a", 0, now_us);
  put (table, "/osc/1/b", 0, now_us);
  br_address_tree_update (tree, 100);
  g_assert_true (br_address_tree_scan (tree, 100, now_us));
  for (guint i = 0; i < 30; i++)
    put (table, "/osc/1/a", i, now_us + i);
  for (guint i = 0; i < 10; i++)
    put (table, "/osc/1/b", -0.5, now_us + 99);
  /* Too early: a round takes half a second. */
  g_assert_false (br_address_tree_scan (tree, 1, now_us + 1000));
  g_assert_true (br_address_tree_scan (tree, 100, now_us + 2 * G_USEC_PER_SEC));

  br_address_tree_get_summary (tree, br_address_tree_find (tree, "/osc/1"), &summary);
  g_assert_cmpfloat_with_epsilon (summary.rate, 20, 1e-4);
  g_assert_cmpuint (summary.n_signals, ==, 2);
  g_assert_cmpint (summary.newest_us, ==, now_us + 99);
  br_address_tree_get_summary (tree, br_address_tree_find (tree, "/osc/1/b"), &summary);
  g_assert_cmpfloat_with_epsilon (summary.rate, 5, 1e-4);
  g_assert_true (br_address_tree_get_seen (tree, br_address_tree_find (tree, "/osc/1/a"), &minimum, &maximum));
  g_assert_cmpfloat (maximum, ==, 29);

  /* Silence: the next round says so. */
  g_assert_true (br_address_tree_scan (tree, 100, now_us + 3 * G_USEC_PER_SEC));
  br_address_tree_get_summary (tree, br_address_tree_find (tree, "/osc"), &summary);
  g_assert_cmpfloat (summary.rate, ==, 0);
}

static void
test_a_watch_may_end_while_batches_are_told (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  BrAddressModel              *first, *second;

  put (table, "/a/1", 0, 1);
  put (table, "/b/1", 0, 1);
  br_address_tree_update (tree, 100);
  first = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/a"));
  second = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/b"));
  g_list_model_get_n_items (G_LIST_MODEL (first));
  g_list_model_get_n_items (G_LIST_MODEL (second));
  g_signal_connect_swapped (first, "items-changed", G_CALLBACK (g_object_unref), second);
  put (table, "/a/2", 0, 1);
  put (table, "/b/2", 0, 1);
  br_address_tree_update (tree, 100);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (first)), ==, 2);
  g_signal_handlers_disconnect_by_func (first, g_object_unref, second);
  g_assert_finalize_object (first);
}

static void
test_bad_paths_make_no_node (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);

  g_assert_cmpuint (br_address_tree_intern (tree, ""), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_intern (tree, "no/slash"), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_intern (tree, "/a//b"), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_find (tree, "/nobody"), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_find (tree, ""), ==, BR_NODE_NONE);
  g_assert_cmpuint (br_address_tree_get_n_nodes (tree), ==, 1);
}

static void
test_a_hundred_thousand_addresses_fit_the_budget (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressRoots)   roots = br_address_roots_new (tree, BR_ROLE_SOURCES, NULL);
  g_autoptr (BrAddressItem)    osc = NULL;
  g_autoptr (GListModel)       groups = NULL;
  char                         address[64];

  for (guint i = 0; i < 100000; i++)
    {
      g_snprintf (address, sizeof address, "/osc/group%u/fader%u", i / 500, i % 500);
      put (table, address, i, 1);
    }
  while (br_address_tree_update (tree, 5000) > 0)
    ;
  /* ≤ 200 bytes of window memory per address (ui.md 8.3). */
  g_assert_cmpuint (br_address_tree_get_memory (tree) / 100000, <=, 200);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (roots)), ==, 1);
  osc = g_list_model_get_item (G_LIST_MODEL (roots), 0);
  groups = br_address_item_create_children (osc);
  g_assert_cmpuint (g_list_model_get_n_items (groups), ==, 200);
}

/* --- forgetting --------------------------------------------------------------------------------- */

static void
forget (ClaspSignalTable *table,
        const char       *address)
{
  ClaspSignalSlot slot;

  g_assert_true (clasp_signal_table_forget (table, clasp_signal_table_find (table, clasp_str (address)), &slot));
}

static void
look (BrAddressTree *tree,
      gint64        *now_us)
{
  br_address_tree_update (tree, G_MAXUINT);
  br_address_tree_scan (tree, G_MAXINT32, *now_us += G_USEC_PER_SEC);
}

static void
test_what_is_forgotten_goes_and_comes_again (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   top = br_address_model_new (tree, BR_ROLE_SOURCES, BR_NODE_ROOT);
  g_autoptr (BrAddressModel)   osc = NULL;
  gint64                       now_us = 0;
  BrNodeSummary                all;
  double                       low, high;

  put (table, "/osc/a", 1, 1);
  put (table, "/osc/b", 2, 1);
  put (table, "/osc/b/c", 3, 1);
  put (table, "/midi/x", 4, 1);
  look (tree, &now_us);
  look (tree, &now_us);
  osc = br_address_model_new (tree, BR_ROLE_SOURCES, br_address_tree_find (tree, "/osc"));
  assert_labels (G_LIST_MODEL (top), "midi,osc");
  assert_labels (G_LIST_MODEL (osc), "a,b");

  forget (table, "/osc/a");
  forget (table, "/midi/x");
  forget (table, "/osc/b");
  look (tree, &now_us);
  assert_labels (G_LIST_MODEL (top), "osc");
  assert_labels (G_LIST_MODEL (osc), "b"); /* a branch still */
  g_assert_cmpuint (br_address_tree_get_signal (tree, br_address_tree_find (tree, "/osc/b")), ==, G_MAXUINT);
  g_assert_false (br_address_tree_get_seen (tree, br_address_tree_find (tree, "/osc/a"), &low, &high));
  br_address_tree_get_summary (tree, BR_NODE_ROOT, &all);
  g_assert_cmpuint (all.n_signals, ==, 1);

  put (table, "/osc/a", 7, 2);
  look (tree, &now_us);
  assert_labels (G_LIST_MODEL (osc), "a,b");
  g_assert_cmpuint (br_address_tree_get_signal (tree, br_address_tree_find (tree, "/osc/a")), ==, 0);
  br_address_tree_get_summary (tree, br_address_tree_find (tree, "/osc/a"), &all);
  g_assert_cmpfloat_with_epsilon (all.rate, 1, 1e-6); /* one in that second, not the four thousand million it lacks */

  /* Forgotten and seen again between two looks. */
  forget (table, "/osc/a");
  put (table, "/osc/a", 8, 3);
  look (tree, &now_us);
  assert_labels (G_LIST_MODEL (osc), "a,b");
}

static void
test_a_forgotten_target_that_is_known_stays (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressModel)   targets = NULL;
  gint64                       now_us = 0;

  put (table, "/osc/seen", 1, 1);
  put (table, "/osc/known", 1, 1);
  look (tree, &now_us);
  br_address_tree_intern (tree, "/osc/known");
  targets = br_address_model_new (tree, BR_ROLE_TARGETS, br_address_tree_find (tree, "/osc"));
  assert_labels (G_LIST_MODEL (targets), "known,seen");
  forget (table, "/osc/seen");
  forget (table, "/osc/known");
  look (tree, &now_us);
  assert_labels (G_LIST_MODEL (targets), "known");
  br_address_tree_intern (tree, "/osc/seen");
  look (tree, &now_us);
  assert_labels (G_LIST_MODEL (targets), "known,seen");
}

/* Holds what a list shows as its changes tell it. */
static void
mirror_cb (GListModel *model,
           guint       position,
           guint       removed,
           guint       added,
           gpointer    user_data)
{
  GPtrArray *mirror = user_data;

  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, (int) (position + i), g_list_model_get_item (model, position + i));
}

static void
assert_same (GPtrArray  *mirror,
             GListModel *fresh)
{
  g_assert_cmpuint (mirror->len, ==, g_list_model_get_n_items (fresh));
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autofree char *told = br_address_item_dup_label (mirror->pdata[i]);
      g_autofree char *label = label_at (fresh, i);

      g_assert_cmpstr (told, ==, label);
    }
}

static void
test_forgetting_leads_to_the_same_list_as_a_fresh_one (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  g_autoptr (BrAddressRanges)  told = NULL;
  g_autoptr (GPtrArray)        mirror = g_ptr_array_new_with_free_func (g_object_unref);
  gint64                       now_us = 0;
  BrNode                       osc;

  for (guint i = 0; i < 1200; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/%u", i);

      put (table, address, i, 1);
    }
  look (tree, &now_us);
  osc = br_address_tree_find (tree, "/osc");
  told = br_address_ranges_new (br_address_model_new (tree, BR_ROLE_SOURCES, osc));
  g_signal_connect (told, "items-changed", G_CALLBACK (mirror_cb), mirror);
  mirror_cb (G_LIST_MODEL (told), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (told)), mirror);
  for (guint round = 0; round < 60; round++)
    {
      guint n = (guint) g_test_rand_int_range (1, round % 3 == 0 ? 400 : 12);
      guint first = (guint) g_test_rand_int_range (0, 1200);

      for (guint i = 0; i < n; i++)
        {
          guint            number = round % 2 == 0 ? (first + i) % 1200 : (guint) g_test_rand_int_range (0, 1200);
          g_autofree char *address = g_strdup_printf ("/osc/%u", number);
          ClaspSignalSlot  slot;

          if (g_test_rand_bit () || round % 4 == 1)
            put (table, address, 5, now_us);
          else
            clasp_signal_table_forget (table, clasp_signal_table_find (table, clasp_str (address)), &slot);
        }
      look (tree, &now_us);

      {
        g_autoptr (BrAddressRanges) fresh = br_address_ranges_new (br_address_model_new (tree, BR_ROLE_SOURCES, osc));

        assert_same (mirror, G_LIST_MODEL (fresh));
      }
    }
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  g_test_add_func ("/ui/address-model/new-addresses-are-known-for-a-while", test_new_addresses_are_known_for_a_while);
  g_test_add_func ("/ui/address-model/natural-order", test_natural_order);
  g_test_add_func ("/ui/address-model/numbered-universes-have-slots", test_numbered_universes_have_slots);
  g_test_add_func ("/ui/address-model/new-addresses-come-in-one-splice-per-place",
                   test_new_addresses_come_in_one_splice_per_place);
  g_test_add_func ("/ui/address-model/scattered-addresses-come-in-one-covering-splice",
                   test_scattered_addresses_come_in_one_covering_splice);
  g_test_add_func ("/ui/address-model/batches-lead-to-the-same-list-as-a-fresh-one",
                   test_batches_lead_to_the_same_list_as_a_fresh_one);
  g_test_add_func ("/ui/address-model/a-leaf-that-becomes-a-branch-is-told", test_a_leaf_that_becomes_a_branch_is_told);
  g_test_add_func ("/ui/address-model/a-large-branch-shows-ranges", test_a_large_branch_shows_ranges);
  g_test_add_func ("/ui/address-model/targets-know-slots-nobody-sent", test_targets_know_slots_nobody_sent);
  g_test_add_func ("/ui/address-model/midi-controls-stand-in-one-line", test_midi_controls_stand_in_one_line);
  g_test_add_func ("/ui/address-model/rates-of-groups-are-sums", test_rates_of_groups_are_sums);
  g_test_add_func ("/ui/address-model/a-watch-may-end-while-batches-are-told",
                   test_a_watch_may_end_while_batches_are_told);
  g_test_add_func ("/ui/address-model/what-is-forgotten-goes-and-comes-again", test_what_is_forgotten_goes_and_comes_again);
  g_test_add_func ("/ui/address-model/a-forgotten-target-that-is-known-stays", test_a_forgotten_target_that_is_known_stays);
  g_test_add_func ("/ui/address-model/forgetting-leads-to-the-same-list-as-a-fresh-one",
                   test_forgetting_leads_to_the_same_list_as_a_fresh_one);
  g_test_add_func ("/ui/address-model/bad-paths-make-no-node", test_bad_paths_make_no_node);
  g_test_add_func ("/ui/address-model/a-hundred-thousand-addresses-fit-the-budget",
                   test_a_hundred_thousand_addresses_fit_the_budget);

  return g_test_run ();
}
