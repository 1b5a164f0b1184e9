/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mapping/br-mapping-index.h"
#include "widgets/br-address-item.h"

/* Searching all addresses, away from the main thread.
 *
 * A query is words that must all be in the address or its short name ("DMX 0:0:0 ch 8"), case aside, and conditions: ">0.5", "<1", "=1",
 * "type:text", "age<5s", "rate>10", "dev:tablet", "mapped:no", "fav:yes", and a pattern when a word starts with a slash and holds a "*".
 *
 * Thread: UI, but for br_query_matches, which any thread may call. */

G_BEGIN_DECLS

typedef struct _BrQuery BrQuery;

/* NULL when @text asks for nothing. */
BrQuery           *br_query_new       (const char *text);
BrQuery           *br_query_ref       (BrQuery *self);
void               br_query_unref     (BrQuery *self);
/* (transfer none) lower-case words, for marking them. */
const char *const *br_query_get_words (BrQuery *self);
/* @state may be NULL: an address nobody sent. */
gboolean           br_query_matches   (BrQuery                *self,
                                       const char             *address,
                                       const ClaspSignalState *state,
                                       double                  rate,
                                       gint64                  now_us);
/* A word may be in @who (or NULL) instead of in @address. */
gboolean           br_query_matches_from (BrQuery                *self,
                                          const char             *address,
                                          const char             *who,
                                          const ClaspSignalState *state,
                                          double                  rate,
                                          gint64                  now_us);
/* How well a hit answers: what a word names as a whole ("8", /8) is before what only holds it (/80). */
guint              br_query_rank (BrQuery *self, const char *address);
/* Which addresses "mapped:" means. Before it is asked. */
void               br_query_set_mapped (BrQuery *self, BrMappingIndex *mapped);
gboolean           br_query_needs_mapped (BrQuery *self);
/* The same for "fav:": a set that does not change any more. */
void               br_query_set_favourites (BrQuery *self, GHashTable *favourites);
gboolean           br_query_needs_favourites (BrQuery *self);
/* There is a connection: "dev:" means it by a part of its name, or by its kind ("osc"). Before it is asked. */
void               br_query_add_device (BrQuery *self, const char *name, const char *kind, const char *place);
gboolean           br_query_needs_rate (BrQuery *self);
/* "age<5s" */
gboolean           br_query_word_is_age (const char *word);
/* Does it ask for more than the address? */
gboolean           br_query_needs_state (BrQuery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BrQuery, br_query_unref)

typedef enum
{
  BR_SORT_NAME,   /* in natural order */
  BR_SORT_RATE,   /* the busiest first */
  BR_SORT_CHANGE, /* what changed last first */
  BR_SORT_VALUE,  /* the highest number first, what is none last */
} BrSort;

/* Finds the signals that match (@query NULL: all); completes with their nodes in that order, by name those of a higher rank first. At most
 * @limit are kept; @n_total gets how many there are. Cancel it when the query changed. */
void               br_search_async    (BrAddressTree       *tree,
                                       BrRole               role,
                                       BrQuery             *query,
                                       BrSort               sort,
                                       guint                limit,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data);
/* (transfer full) (element-type BrNode) */
GArray            *br_search_finish   (GAsyncResult  *result,
                                       guint         *n_total,
                                       GError       **error);

/* A flat list of hits. Takes over @nodes. */
GListModel        *br_hits_new        (BrAddressTree *tree,
                                       BrRole         role,
                                       GArray        *nodes);
/* Other hits; tells what differs. Takes over @nodes. */
void               br_hits_replace    (GListModel    *hits,
                                       GArray        *nodes);
gboolean           br_is_hits         (GListModel    *model);

G_END_DECLS
