/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"
#include "mapping/clasp-mapping-private.h"
#include "mapping/clasp-transform-part.h"

/* What the parts of a chain share: clasp-chain.c makes it, clasp-chain-entries.c remembers, and
 * clasp-chain-run.c runs values through it; and ranges and the default conversion, which stand
 * alone.
 *
 * Thread: the chain's. */

G_BEGIN_DECLS

typedef struct
{
  gint64     wake_us; /* 0 = none */
  ClaspValue input;   /* (owned) the last good one, for ticks */
  ClaspValue output;  /* (owned) */
  gpointer   block;   /* inside the entry's memory */
} ClaspChainStepState;

typedef struct
{
  ClaspStr            address;  /* (owned) */
  GList               link;     /* in the queue by use; data is the entry */
  ClaspCaptures       captures; /* of @address */
  gboolean            is_event; /* the last input was one */
  gint64              heard_us; /* the last input */
  gboolean            has_source_range;
  ClaspRange          source_range;
  gboolean            has_target_range; /* where @target is known */
  ClaspRange          target_range;
  guint               serial; /* of what was known when these were found */
  char               *target; /* (owned) NULL = not yet known, or different for each value */
  gint64              again_us; /* when @last counts once more; 0 = not */
  gboolean            has_last;
  ClaspValue          last;     /* (owned) what came out of the steps, where that may be needed again */
  ClaspChainStepState steps[];
} ClaspChainEntry;

typedef struct
{
  ClaspTransform          *transform; /* (owned) */
  ClaspTransformInterface *iface;
  const ClaspTransformPart *part;       /* (unowned) (nullable) the transform's */
  gsize                    offset;      /* of its block in an entry */
  gboolean                 keeps_input; /* a tick may come, which needs it */
} ClaspChainStep;

typedef enum
{
  CLASP_CHAIN_DOMAIN_SOURCE, /* the source's range, or 0–1 where that was brought there */
  CLASP_CHAIN_DOMAIN_UNIT,
  CLASP_CHAIN_DOMAIN_OWN,
} ClaspChainDomain;

struct _ClaspChain
{
  ClaspChain        *head; /* (unowned) (nullable) */
  ClaspRoutePattern *source;
  ClaspTemplate     *target; /* (nullable) */
  gboolean           target_uses_value;
  gboolean           target_varies; /* with the value, or with variables */
  gboolean           convert;
  ClaspChainDomain   domain;         /* of what comes out of the steps */
  gboolean           starts_as_unit; /* where the source's range is known */
  ClaspChainStep     steps[CLASP_CHAIN_MAX_STEPS];
  guint              n_steps;
  ClaspTransformEnv  env;
  ClaspRangeSource   ranges;
  GPtrArray         *watched; /* (owned) of addresses (unowned), NULL-terminated */
  gsize              entry_size;
  gint64             idle_reset_us, tick_us;
  const char *const *again; /* (unowned) (nullable) */
  GHashTable        *entries; /* (owned) ClaspStr * of the entry → (owned) ClaspChainEntry */
  GQueue             by_use;  /* newest first */
  GString           *address; /* the last target that uses the value */
};

/* clasp-chain-entries.c: what belongs to one source address. One that is new is made with an
 * address of its own only by adding; NULL when it is not one of the source's. */
ClaspChainEntry *clasp_chain_entry_new (ClaspChain *self);
void             clasp_chain_entry_free (ClaspChain *self, ClaspChainEntry *entry);
/* What the steps remember; they may begin anew. */
void             clasp_chain_entry_clear (ClaspChain *self, ClaspChainEntry *entry);
ClaspChainEntry *clasp_chain_add_entry (ClaspChain *self, ClaspStr address);
ClaspChainEntry *clasp_chain_find_entry (ClaspChain *self, ClaspStr address);
void             clasp_chain_drop_oldest (ClaspChain *self);
/* More is known, or less: ranges and the target are found anew. */
void             clasp_chain_entry_renew (ClaspChain *self, ClaspChainEntry *entry);
GHashTable      *clasp_chain_entries_new (void);

/* What every name stands for when nothing has come yet. */
void clasp_chain_fill_captures (ClaspChain *self, ClaspCaptures *captures);

/* FALSE for what no device has: DMX slot 0 or 513, MIDI note 128, channel 17. */
gboolean clasp_address_is_reachable (ClaspStr address);

/* Brings numbers of @range to 0–1. What is no number stays as it is: a step will say so. */
void clasp_convert_to_unit (ClaspValue *value, const ClaspRange *range);
/* The default conversion (ui.md 6): @from is NULL when the source's range is not known. FALSE, and
 * @value as it was, when it cannot become a number and the target needs one. */
gboolean clasp_convert_to_range (ClaspValue *value, const ClaspRange *from, const ClaspRange *to);
/* Rounds and limits to @range without scaling, for what already has a range of its own. */
gboolean clasp_convert_to_level (ClaspValue *value, const ClaspRange *range);

G_END_DECLS
