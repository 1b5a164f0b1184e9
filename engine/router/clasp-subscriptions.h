/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "core/clasp-message.h"
#include "router/clasp-store.h"

/* ClaspSubscriptions: the index that finds who wants an address.
 *
 * A trie over pattern segments answers; equal answers are one ClaspMatch, shared by every address
 * that has it. A match is valid until the set of subscriptions changes, which the generation tells.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSession ClaspSession;
typedef struct _ClaspSubscription ClaspSubscription;
typedef struct _ClaspTrieNode ClaspTrieNode;
typedef struct _ClaspFilter ClaspFilter;
typedef struct _ClaspCursor ClaspCursor;

struct _ClaspSubscription
{
  ClaspSession  *session; /* (unowned) */
  guint64        session_number;
  guint32        id;
  guint8         types;         /* ClaspTypes */
  guint32        history;       /* messages of an address it wants to be told; 0 = none */
  gboolean       is_everything; /* the pattern is `/` `**`: keeps no parameter from being evicted */
  gboolean       is_removed;
  gboolean       is_remote; /* its session */
  ClaspPattern  *pattern; /* (owned) */
  ClaspFilter   *filter;  /* (owned) (nullable) maxRate and epsilon */
  ClaspCursor   *cursor;  /* (unowned) (nullable) its snapshot is still on the way */
  ClaspTrieNode *node;    /* (unowned) */
  guint          index;   /* in the node */
};

/* What one session wants of an address, over all of its subscriptions that match. */
typedef struct
{
  ClaspSession *session;
  guint8        plain_types;   /* wanted without conditions */
  guint8        limited_types; /* wanted through a filter */
  guint         first, n;      /* its subscriptions in ClaspMatch.subscriptions */
} ClaspMatchEntry;

struct _ClaspMatch
{
  guint              n_entries;
  guint              n_subscriptions;
  guint8             pinned_types; /* of subscriptions that are not for everything */
  guint8             special_types; /* of those with conditions, and of sessions of this process */
  guint              hash;
  ClaspMatch        *next; /* (owned) */
  ClaspMatchEntry   *entries; /* by session number */
  ClaspSubscription *subscriptions[];
};

typedef struct _ClaspSubscriptions ClaspSubscriptions;

/* What an index begins with, for what is asked with every message. */
typedef struct
{
  guint64  generation;
  gboolean has_litter; /* collect () has something to do */
} ClaspSubscriptionsHead;

ClaspSubscriptions *clasp_subscriptions_new    (void);
void                clasp_subscriptions_free   (ClaspSubscriptions *self);

/* Takes over @subscription; its pattern must be valid. */
void                clasp_subscriptions_add    (ClaspSubscriptions *self,
                                                ClaspSubscription  *subscription);
/* The subscription stays readable, marked as removed, until the next collect (). */
void                clasp_subscriptions_remove (ClaspSubscriptions *self,
                                                ClaspSubscription  *subscription);
guint               clasp_subscriptions_get_n  (ClaspSubscriptions *self);
/* Another one whenever a match may have become another. */
static inline guint64
clasp_subscriptions_get_generation (ClaspSubscriptions *self)
{
  return ((const ClaspSubscriptionsHead *) self)->generation;
}
/* Conditions of a subscription changed that a match summarises. */
void                clasp_subscriptions_invalidate (ClaspSubscriptions *self);

/* Never NULL; readable until the next collect (), right until the generation changes. */
const ClaspMatch   *clasp_subscriptions_match  (ClaspSubscriptions *self,
                                                ClaspStr            address);
/* The same through a bounded cache by address, for signals that are no parameters. @address must be
 * valid: that it is in the cache proves it. */
const ClaspMatch   *clasp_subscriptions_match_cached (ClaspSubscriptions *self,
                                                      ClaspStr            address);
/* What the cache knows; NULL when it does not know @address. */
const ClaspMatch   *clasp_subscriptions_get_cached (ClaspSubscriptions *self,
                                                    ClaspStr            address);
/* Frees what was removed or outdated: called when nobody reads a match. */
void                clasp_subscriptions_free_litter (ClaspSubscriptions *self);

static inline gboolean
clasp_subscriptions_have_litter (ClaspSubscriptions *self)
{
  return ((const ClaspSubscriptionsHead *) self)->has_litter;
}

static inline void
clasp_subscriptions_collect (ClaspSubscriptions *self)
{
  if (G_UNLIKELY (clasp_subscriptions_have_litter (self)))
    clasp_subscriptions_free_litter (self);
}

G_END_DECLS
