/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-spread.h"

#include "widgets/br-address-row.h"

#include <math.h>

typedef struct
{
  BrAddressTree *tree;
  BrNode         nodes[BR_SPREAD_SIGNALS];
  guint          n;
  guint          n_signals, n_wanted; /* of the group; of them, looked at */
  guint          n_passed;            /* signals so far */
  guint          n_walked;            /* nodes so far */
} Walk;

/* The next signal that is wanted stands at or behind so many others. */
static guint
next_place (const Walk *walk)
{
  return (guint) ((guint64) walk->n * walk->n_signals / walk->n_wanted);
}

static gboolean
walk_over (Walk   *walk,
           BrNode  node)
{
  BrNodeSummary summary;

  if (++walk->n_walked > BR_SPREAD_NODES)
    return FALSE;
  br_address_tree_get_summary (walk->tree, node, &summary);
  if (walk->n >= walk->n_wanted || walk->n_passed + summary.n_signals <= next_place (walk))
    {
      walk->n_passed += summary.n_signals;
      return TRUE;
    }
  if (br_address_tree_get_signal (walk->tree, node) != G_MAXUINT)
    {
      if (walk->n_passed >= next_place (walk))
        walk->nodes[walk->n++] = node;
      walk->n_passed++;
    }
  for (BrNode child = br_address_tree_get_first_child (walk->tree, node); child != BR_NODE_NONE;
       child = br_address_tree_get_next (walk->tree, child))
    if (!walk_over (walk, child))
      return FALSE;

  return TRUE;
}

static int
compare (gconstpointer a,
         gconstpointer b,
         gpointer      tree)
{
  return br_address_tree_compare (tree, *(const BrNode *) a, *(const BrNode *) b);
}

/* NaN when it has none. */
static double
position_of (BrAddressTree *tree,
             BrNode         node)
{
  ClaspSignalState state;
  ClaspRange       range;

  clasp_signal_table_read_numbers (br_address_tree_get_table (tree), br_address_tree_get_signal (tree, node), &state);
  if (isnan (state.number))
    return NAN;
  if (state.type == CLASP_VALUE_BOOL)
    return state.number;

  br_range_of_node (tree, node, &range);
  range.minimum = MIN (range.minimum, state.number);
  range.maximum = MAX (range.maximum, state.number);

  return range.maximum > range.minimum ? (state.number - range.minimum) / (range.maximum - range.minimum) : 0;
}

gboolean
br_spread_read (BrAddressTree *tree,
                BrNode         group,
                BrLevel       *level)
{
  Walk          walk = { .tree = tree };
  BrNodeSummary summary;
  guint         n_numbers = 0;

  *level = (BrLevel) { .kind = BR_LEVEL_NONE, .peak = -1 };
  br_address_tree_get_summary (tree, group, &summary);
  walk.n_signals = summary.n_signals;
  walk.n_wanted = MIN (summary.n_signals, BR_SPREAD_SIGNALS);
  if (walk.n_wanted < 2 || !walk_over (&walk, group))
    return FALSE;

  g_qsort_with_data (walk.nodes, (int) walk.n, sizeof (BrNode), compare, tree);
  level->n_steps = (guint8) MIN (walk.n, BR_SPREAD_BARS);
  for (guint i = 0; i < walk.n; i++)
    {
      guint  bar = i * level->n_steps / walk.n;
      double position = position_of (tree, walk.nodes[i]);

      if (isnan (position))
        continue;
      n_numbers++;
      level->bars[bar] = MAX (level->bars[bar], (guint8) lround (position * 255));
    }
  if (n_numbers < 2)
    return FALSE;

  level->kind = BR_LEVEL_ARRAY;
  return TRUE;
}
