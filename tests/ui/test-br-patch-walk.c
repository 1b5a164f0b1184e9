/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clasp-kinds.h"
#include "mapping/br-mapping-edit.h"
#include "patch/br-mapping-cells.h"
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "patch/br-quick-steps.h"
#include "support/clasp-test.h"
#include "walk-acts.h"

/* A long random walk through the edits of the Patch page and of all others, with undo and redo in between, leads back
 * to the very file it began with. */

#define N_EDITS 10000 /* and more undos than that */
#define EDITS_A_ROUND 100
#define MAX_MAPPINGS 24
#define KEPT_A_ROUND 60 /* steps left to be undone when the next round begins: far below the limit of steps */

static const char *const sources[] = { "/osc/a", "/osc/b", "/midi/x/ch/1/cc/7", "/osc/list", "/osc/{n}/x", NULL };
static const char *const targets[] = { "/artnet/0/0/0/1", "/artnet/0/0/0/2", "/artnet/0/0/0/3", "/osc/a", "/midi/x/ch/1/cc/9", NULL };
static const char *const texts[] = { "", "Front", "0 – 127", "1 0", "smooth 80ms", "range 0 1 0 7 | invert", "/osc/c", "no\ttab", "ü" };

typedef struct
{
  ClaspShow *show; /* (owned) */
  GRand     *rand; /* (owned) */
} Walk;

static guint
below (Walk *walk,
       guint n)
{
  return (guint) g_rand_int_range (walk->rand, 0, (gint32) n);
}

static gboolean
flag (Walk       *walk,
      const char *property)
{
  gboolean is_set = FALSE;

  g_object_get (walk->show, property, &is_set, NULL);

  return is_set;
}

static guint
n_mappings (Walk *walk)
{
  return g_list_model_get_n_items (clasp_show_get_mappings (walk->show));
}

/* One to three of them. */
static GPtrArray *
dup_some (Walk *walk)
{
  GPtrArray *some = g_ptr_array_new_with_free_func (g_object_unref);
  guint      n = n_mappings (walk);
  guint      first = n > 0 ? below (walk, n) : 0;
  guint      end = first + 1 + below (walk, 3);

  for (guint i = first; i < MIN (n, end); i++)
    g_ptr_array_add (some, g_list_model_get_item (clasp_show_get_mappings (walk->show), i));

  return some;
}

static void
drop (Walk *walk)
{
  const char *const from[] = { sources[below (walk, 4)], sources[below (walk, 4)], NULL };
  const char *const to[] = { targets[below (walk, 5)], targets[below (walk, 5)], NULL };
  BrDrop            how = { .two_way = below (walk, 4) == 0, .merge = below (walk, 5) };
  g_autoptr (GPtrArray) added = NULL;

  how.parts = below (walk, 3);
  added = br_patch_drop (walk->show, from, below (walk, 4) == 0 ? &targets[0] : to, &how);
}

static void
paste (Walk *walk)
{
  g_autofree char *text = g_strdup_printf ("a\t%s\t%s\nb\t%s\t%s\n",
                                           sources[below (walk, 5)],
                                           targets[below (walk, 5)],
                                           sources[below (walk, 4)],
                                           targets[below (walk, 5)]);

  br_cells_paste (walk->show, text, NULL, NULL);
}

static void
change_steps (Walk         *walk,
              ClaspMapping *mapping)
{
  static const char *const kinds[] = { "range", "smooth", "curve", "invert", "clamp", "round" };
  guint                    n = g_list_model_get_n_items (clasp_mapping_get_steps (mapping));
  g_autoptr (ClaspStep)    step = NULL;

  if (n > 1 && below (walk, 3) == 0)
    clasp_mapping_move_step (mapping, 0, n - 1);
  else if (n > 0 && below (walk, 2) == 0)
    clasp_mapping_remove_step (mapping, below (walk, n));
  else if ((step = clasp_show_create_step (walk->show, kinds[below (walk, G_N_ELEMENTS (kinds))], NULL)) != NULL)
    clasp_mapping_insert_step (mapping, below (walk, n + 1), step);
}

static void
change_quickly (Walk         *walk,
                ClaspMapping *mapping)
{
  BrQuickSteps steps;

  if (!br_quick_steps_read (&steps, walk->show, mapping))
    return;
  steps.out_max = below (walk, 300);
  steps.curve = (int) below (walk, 3) - 1;
  br_quick_steps_write (&steps, walk->show, mapping);
}

static void
edit_ends (Walk         *walk,
           ClaspMapping *mapping)
{
  g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (clasp_mapping_get_targets (mapping), 0);
  const char *const           from[] = { sources[below (walk, 4)], NULL };
  const char *const           to[] = { targets[below (walk, 5)], NULL };
  g_autoptr (GPtrArray)       parts = NULL;

  switch (below (walk, 4))
    {
    case 0:
      br_patch_add_ends (walk->show, mapping, from, to);
      break;
    case 1:
      br_target_set_inverted (walk->show, end, !br_target_get_inverted (end));
      break;
    case 2:
      parts = br_mapping_split (walk->show, mapping);
      break;
    case 3:
      clasp_mapping_remove_target (mapping, 0);
      break;
    }
}

static void
edit_one (Walk         *walk,
          ClaspMapping *mapping)
{
  switch (below (walk, 9))
    {
    case 0:
      br_patch_shift (walk->show, mapping, below (walk, 2) == 0 ? 1 : -1);
      break;
    case 1:
      br_mapping_set_when (walk->show, mapping, below (walk, 3), 0.5);
      break;
    case 2:
      br_mapping_set_takeover (walk->show, mapping, below (walk, 4));
      break;
    case 3:
      change_steps (walk, mapping);
      break;
    case 4:
      change_quickly (walk, mapping);
      break;
    case 5:
      edit_ends (walk, mapping);
      break;
    case 6:
      br_mapping_guard (walk->show, mapping);
      break;
    case 7:
      br_patch_set_two_way (walk->show, mapping, !br_patch_is_two_way (mapping));
      break;
    case 8:
      g_object_set (mapping, "colour", below (walk, 9), NULL);
      break;
    }
}

static void
edit_some (Walk      *walk,
           GPtrArray *some)
{
  g_autoptr (GPtrArray) copies = NULL;

  switch (below (walk, 7))
    {
    case 0:
      br_patch_delete (walk->show, some);
      break;
    case 1:
      br_patch_set_muted (walk->show, some, below (walk, 2) == 0);
      break;
    case 2:
      br_patch_set_group (walk->show, some, texts[below (walk, 2)]);
      break;
    case 3:
      copies = br_patch_duplicate (walk->show, some);
      break;
    case 4:
      br_patch_set_solo (walk->show, some, !br_patch_is_solo (some->pdata[0]));
      break;
    case 5:
      br_patch_set_merge (walk->show, some, below (walk, 5));
      break;
    case 6:
      br_cells_set (walk->show, some, below (walk, BR_N_CELLS), texts[below (walk, G_N_ELEMENTS (texts))], NULL, NULL);
      break;
    }
}

static void
edit (Walk *walk)
{
  g_autoptr (GPtrArray) some = dup_some (walk);

  if (below (walk, 3) == 0)
    walk_act (walk->show, walk->rand);
  else if (n_mappings (walk) > MAX_MAPPINGS)
    br_patch_delete (walk->show, some);
  else if (some->len == 0 || below (walk, 5) == 0)
    drop (walk);
  else if (below (walk, 8) == 0)
    paste (walk);
  else if (below (walk, 2) == 0)
    edit_one (walk, some->pdata[0]);
  else
    edit_some (walk, some);
}

static guint
undo_all (Walk *walk)
{
  guint n = 0;

  for (; flag (walk, "can-undo"); n++)
    clasp_show_undo (walk->show);

  return n;
}

static void
assert_is (Walk       *walk,
           const char *expected)
{
  g_autofree char *text = clasp_show_to_text (walk->show);

  g_assert_cmpstr (text, ==, expected);
}

/* There and back and there again; then back as far as a later round can still undo. */
static void
one_round (Walk       *walk,
           const char *first)
{
  g_autofree char *last = NULL;
  guint            n;

  for (guint i = 0; i < EDITS_A_ROUND; i++)
    {
      edit (walk);
      if (below (walk, 5) == 0)
        clasp_show_undo (walk->show);
      if (below (walk, 10) == 0)
        clasp_show_redo (walk->show);
    }
  last = clasp_show_to_text (walk->show);
  n = undo_all (walk);
  assert_is (walk, first);
  for (guint i = 0; i < n; i++)
    clasp_show_redo (walk->show);
  assert_is (walk, last);
  for (guint i = KEPT_A_ROUND; i < n; i++)
    clasp_show_undo (walk->show);
}

static void
test_ten_thousand_edits_and_undos_lead_back (void)
{
  guint32          seed = (guint32) g_test_rand_int ();
  Walk             walk = { clasp_show_new (clasp_kinds ()), g_rand_new_with_seed (seed) };
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;

  g_test_message ("seed %u", seed);
  g_assert_nonnull (clasp_show_connect_from_text (walk.show, "osc,listen=127.0.0.1:9000", NULL));
  g_assert_nonnull (clasp_show_map_from_text (walk.show, "/osc/a => smooth 80ms => /artnet/0/0/0/1", NULL));
  g_assert_nonnull (clasp_show_map_from_text (walk.show, "/osc/b + /osc/c => /artnet/0/0/0/2, /artnet/0/0/0/3", NULL));
  /* As it is when it was opened: nothing can be undone. */
  again = clasp_show_to_text (walk.show);
  g_assert_true (clasp_show_from_text (walk.show, again, NULL, NULL));
  first = clasp_show_to_text (walk.show);
  g_assert_cmpstr (first, ==, again);
  for (guint i = 0; i < N_EDITS / EDITS_A_ROUND; i++)
    one_round (&walk, first);
  undo_all (&walk);
  assert_is (&walk, first);

  g_rand_free (walk.rand);
  g_object_unref (walk.show);
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 300);
  g_test_add_func ("/ui/patch/ten-thousand-edits-and-undos-lead-back", test_ten_thousand_edits_and_undos_lead_back);

  return g_test_run ();
}
