/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-signal-table.h"
#include "widgets/br-recent.h"
#include "widgets/br-signal-notes.h"

#include <gio/gio.h>

/* BrAddressTree: the addresses of a signal table as a tree, in 72 bytes a node.
 *
 * A plain array of nodes that only grows, shared by all lists of a window. Nodes are numbers, and a
 * node's place in the tree never changes. What the table forgets is not visible until it is seen again;
 * a scan notices both. Addresses nobody has sent yet can be added too: targets
 * that are known to exist (the slots of a universe), and the namespaces of connections.
 *
 * Lists watch a node; what was found new is told to each of them at once, after an update.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef guint32 BrNode;
#define BR_NODE_ROOT 0
#define BR_NODE_NONE G_MAXUINT32

/* What a list shows: signals that were seen, or also addresses that merely exist. */
typedef enum
{
  BR_ROLE_SOURCES,
  BR_ROLE_TARGETS,
} BrRole;

/* How the levels below a node are shown. */
typedef enum
{
  BR_SHAPE_PLAIN,     /* one level at a time */
  BR_SHAPE_UNIVERSES, /* three levels at once: net, subnet, universe */
  BR_SHAPE_NUMBERED,  /* universes by one number, sACN and USB: one level, its numbers are BR_SHAPE_UNIVERSE */
  BR_SHAPE_UNIVERSE,  /* slots; those nobody has sent are known too */
  BR_SHAPE_PORTS,     /* MIDI: one level, its children are BR_SHAPE_PORT */
  BR_SHAPE_PORT,      /* four levels at once: "ch/1/cc/7" */
} BrShape;

typedef struct
{
  guint  n_signals; /* below and including the node */
  guint  n_children;
  double rate;      /* updates per second, as of the last scan */
  gint64 newest_us; /* monotonic; 0 = never */
} BrNodeSummary;

#define BR_TYPE_ADDRESS_TREE (br_address_tree_get_type ())
G_DECLARE_FINAL_TYPE (BrAddressTree, br_address_tree, BR, ADDRESS_TREE, GObject)

BrAddressTree    *br_address_tree_new          (ClaspSignalTable *table);
ClaspSignalTable *br_address_tree_get_table    (BrAddressTree *self);

/* Takes in at most @limit addresses that are new in the table; returns how many. */
guint             br_address_tree_take         (BrAddressTree *self, guint limit);
/* Tells the watches of what was taken in since the last time. */
void              br_address_tree_tell         (BrAddressTree *self);
guint             br_address_tree_update       (BrAddressTree *self, guint limit);
/* Looks at the next @budget signals; a full round makes the rates anew. Returns TRUE when a round
 * ended. Rounds take at least half a second. */
gboolean          br_address_tree_scan         (BrAddressTree *self, guint budget, gint64 now_us);

/* The node of @path, made if need be. BR_NODE_NONE when @path is no address or the tree is full. */
BrNode            br_address_tree_intern       (BrAddressTree *self, const char *path);
BrNode            br_address_tree_find         (BrAddressTree *self, const char *path);
BrNode            br_address_tree_get_signal_node (BrAddressTree *self, guint signal);
void              br_address_tree_set_shape    (BrAddressTree *self, BrNode node, BrShape shape);
BrShape           br_address_tree_get_shape    (BrAddressTree *self, BrNode node);
/* How many levels below @node its children in a list stand: 1, or more where the shape says so. */
guint             br_address_tree_get_depth_below (BrAddressTree *self, BrNode node);

guint             br_address_tree_get_n_nodes  (BrAddressTree *self);
/* How often a node or a signal came or went; the same as before: there is nothing new to be found. */
guint             br_address_tree_get_n_comings (BrAddressTree *self);
BrNode            br_address_tree_get_parent   (BrAddressTree *self, BrNode node);
BrNode            br_address_tree_get_first_child (BrAddressTree *self, BrNode node);
BrNode            br_address_tree_get_next     (BrAddressTree *self, BrNode node);
/* Index in the table, or G_MAXUINT when nothing was ever sent to this very address, or it is forgotten. */
guint             br_address_tree_get_signal   (BrAddressTree *self, BrNode node);
void              br_address_tree_get_summary  (BrAddressTree *self, BrNode node, BrNodeSummary *summary);
/* The smallest and largest number seen, as of the last scan; FALSE when none was. */
gboolean          br_address_tree_get_seen     (BrAddressTree *self, BrNode node, double *minimum, double *maximum);
gboolean          br_address_tree_is_visible   (BrAddressTree *self, BrNode node, BrRole role);
/* TRUE when @node stands in a list as something that can be opened. */
gboolean          br_address_tree_has_children (BrAddressTree *self, BrNode node, BrRole role);
gboolean          br_address_tree_is_below     (BrAddressTree *self, BrNode node, BrNode ancestor);

/* Appends the last @n_levels segments of the node's address, without a leading slash. */
void              br_address_tree_append_label (BrAddressTree *self, BrNode node, guint n_levels, GString *text);
/* "/osc/1/fader1" (transfer full) */
char             *br_address_tree_dup_address  (BrAddressTree *self, BrNode node);
/* Numbers within names by value ("cc2" before "cc10"), by the whole path. */
int               br_address_tree_compare      (BrAddressTree *self, BrNode a, BrNode b);

/* What changed below a watched node at its depth. */
typedef struct
{
  const BrNode *added;     /* became visible */
  guint         n_added;
  const BrNode *refreshed; /* became or stopped being leaves, or signals */
  guint         n_refreshed;
  const BrNode *removed;   /* forgotten; may be of another depth, and may be visible again */
  guint         n_removed;
} BrTreeNews;

/* Called after an update or a scan for each watcher something changed for. */
typedef void (*BrAddressTreeFunc) (const BrTreeNews *news, gpointer user_data);
typedef struct _BrTreeWatch BrTreeWatch;
BrTreeWatch      *br_address_tree_watch        (BrAddressTree *self, BrNode node, guint depth, BrRole role,
                                                BrAddressTreeFunc func, gpointer user_data);
void              br_address_tree_unwatch      (BrAddressTree *self, BrTreeWatch *watch);

/* Not seen for ten times its usual interval, and for some seconds. */
gboolean          br_address_tree_is_old       (BrAddressTree *self, BrNode node, gint64 updated_us, gint64 now_us);

/* First seen within the last BR_NEW_US, and not with the tree itself. */
#define BR_NEW_US (3 * G_USEC_PER_SEC)
gboolean          br_address_tree_is_new       (BrAddressTree *self, BrNode node, gint64 now_us);

/* What the show says of addresses, or NULL. The tree keeps it. */
void              br_address_tree_set_notes    (BrAddressTree *self, BrSignalNotes *notes);
BrSignalNotes    *br_address_tree_get_notes    (BrAddressTree *self);

/* What its signals were while somebody looked at them. The tree keeps it. */
BrRecent         *br_address_tree_get_recent   (BrAddressTree *self);

/* For the budget: bytes held for @n_nodes. */
gsize             br_address_tree_get_memory   (BrAddressTree *self);

G_END_DECLS
