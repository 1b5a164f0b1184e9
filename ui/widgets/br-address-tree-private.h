/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-address-tree.h"

/* What the files of BrAddressTree share. */

#define MAX_LEVELS 64
#define BORN_UNIT_US (G_USEC_PER_SEC / 10)

typedef enum
{
  NODE_WATCHED = 1 << 0,
  NODE_KNOWN = 1 << 1, /* it, or something below it, exists whether it was seen or not */
  NODE_GONE = 1 << 2,  /* its signal is forgotten */
} NodeFlags;

typedef struct
{
  const char *text; /* (unowned) */
  BrNode      parent, first_child, next;
  guint32     signal;
  guint32     n_children, n_signals;
  guint16     length;
  guint8      flags, shape;
  guint32     last_updates;
  float       gained, rate;
  float       usual; /* of a signal: seconds from one update to the next; 0: not known */
  float       minimum, maximum; /* NaN: none yet */
  guint32     born; /* when it was taken in, in tenths of seconds since the tree was made; 0: long ago */
  gint64      newest_us;
} Node;

G_STATIC_ASSERT (sizeof (Node) <= 72);

struct _BrAddressTree
{
  GObject parent_instance;

  ClaspSignalTable *table;   /* (owned) */
  BrSignalNotes    *notes;   /* (owned) (nullable) */
  BrRecent         *recent;  /* (owned) */
  GArray           *nodes;   /* (owned) of Node */
  GArray           *signals; /* (owned) of BrNode: the node of each signal taken in */
  BrNode           *places;  /* (owned) hash table; BR_NODE_ROOT = empty, the root is never in it */
  guint             n_places;
  GStringChunk     *texts;   /* (owned) segments of interned addresses */
  GPtrArray        *watches; /* (owned) of BrTreeWatch */
  GHashTable       *watched; /* (owned) node → first BrTreeWatch (unowned) */
  guint             cursor;
  gint64            round_us;
  gint64            made_us;
  guint32           now; /* while new addresses are taken in: as Node.born */
  guint             n_comings; /* and goings */
  gboolean          has_news; /* a scan found what the watches do not know */
};

static inline Node *
node_at (BrAddressTree *self,
         BrNode         node)
{
  return &g_array_index (self->nodes, Node, node);
}
