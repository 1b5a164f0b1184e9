/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* ClaspChain: a mapping's source, steps and target compiled together: what one input becomes.
 *
 * A mapping with several targets has a chain without a target for the steps that are common to all, and
 * for each target a chain that goes on where that ends. The same object serves the live mapping, the
 * editor's "Try" and the tests. Time is handed in.
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

#define CLASP_CHAIN_MAX_STEPS 32

/* The range a protocol gives an address, for the default conversion. */
typedef struct
{
  double   minimum, maximum;
  gboolean integer;
} ClaspRange;

/* The range by which @address is known: "/osc/…" 0–1, "/midi/…/cc/7" 0–127, "/midi/…/cc14/…"
 * 0–16383, "/midi/…/bend" −8192–8191, "/midi/…/note/…" 0–127, DMX slots of "/artnet/…" 0–255.
 * FALSE when nothing is known. */
gboolean clasp_range_for_address (ClaspStr    address,
                                  ClaspRange *range);
/* The range of an address for which somebody announced one; @native (nullable) is what its protocol gives it;
 * @is_count: it was announced to have whole numbers only. */
ClaspRange clasp_range_from_announced (double            minimum,
                                       double            maximum,
                                       gboolean          is_count,
                                       const ClaspRange *native);
/* (transfer full) (nullable) @address as it would be if @namespace_ were called by its protocol: "/midi/x/ch/1/cc/7"
 * of "/desk/x/ch/1/cc/7"; NULL when it is not below. */
char    *clasp_range_dup_shape   (const char *address,
                                  const char *namespace_,
                                  const char *protocol);

/* Where a chain learns of addresses, when more is known of them than their shape. */
typedef struct
{
  /* As clasp_range_for_address (). */
  gboolean (*find) (ClaspStr address, ClaspRange *range, gpointer user_data);
  /* FALSE for what no device has. */
  gboolean (*is_reachable) (ClaspStr address, gpointer user_data);
  const guint *serial; /* another number whenever either may say something else */
  gpointer user_data;
} ClaspRangeSource;

typedef struct _ClaspChain ClaspChain;

typedef struct
{
  const char      *source;   /* pattern with captures */
  const char      *target;   /* template; NULL: the result goes to other chains */
  gboolean         convert;  /* put the default conversion behind the steps where it applies */
  ClaspTransform **steps;    /* enabled ones, the chain takes references; they must be its own copies */
  guint            n_steps;
  const ClaspTransformEnv *env; /* (nullable) what steps may look at; copied */
  const ClaspRangeSource *ranges; /* (nullable) copied; NULL: by shape */
  ClaspChain      *head;     /* (nullable) whose results are this one's inputs; lives longer */
  guint            n_own;    /* so many of the last steps are the target's own, for messages */
  guint            source_number, target_number; /* for messages, from 1; 0 = it is the only one */
  gint64           idle_reset_us; /* steps forget an address that was silent for so long; 0 = never */
  gint64           tick_us; /* the target is written no more often; 0 = no limit */
  const char *const *again; /* (nullable) NULL-terminated, valid as long as the chain: when one of these
                               addresses changes, the last result counts once more, with no step run */
} ClaspChainSpec;

/* What is wrong when a value cannot be handled. */
typedef enum
{
  CLASP_CHAIN_STEP,       /* the step behind the last one that has an output */
  CLASP_CHAIN_NO_NUMBER,  /* the target needs one */
  CLASP_CHAIN_NO_ADDRESS, /* the template gives none that there is */
} ClaspChainFault;

typedef struct
{
  ClaspTransformResult result;
  ClaspChainFault      fault;     /* on ERROR */
  guint                n_steps;   /* values set, up to where it was dropped; one more than steps with
                                     the default conversion */
  ClaspValue           steps[CLASP_CHAIN_MAX_STEPS + 1]; /* the output of each */
  ClaspValue           output;    /* set on PASS */
  const char          *target;    /* set on PASS where there is one: the address, valid until the next run */
  const ClaspCaptures *captures;  /* of the source's address; valid until the next run */
  gint64               wake_us;   /* 0 = none: call clasp_chain_tick () then */
  const char          *problem;   /* what went wrong in a step, also where the value passed all the same;
                                     NULL = nothing; valid until the next run */
  guint                problem_step; /* in which one, from 0 */
  gboolean             took_first; /* of an array, for the target takes one number */
} ClaspChainResult;

/* Errors: CLASP_MAPPING_ERROR_*, prefixed with "source: ", "step 2 (curve): ", "target: ", or with
 * "source 2: ", "target 1: step 2 (curve): " where there are several. */
ClaspChain *clasp_chain_new          (const ClaspChainSpec *spec,
                                      GError              **error);
void        clasp_chain_free         (ClaspChain           *self);
const char *clasp_chain_get_subscription (ClaspChain       *self);
/* FALSE when the address is not one of the source's. @result is cleared by the caller. @is_event: the
 * input is no state (an event, a gesture): nothing may be left out in favour of a newer one. */
gboolean    clasp_chain_run          (ClaspChain           *self,
                                      ClaspStr              address,
                                      const ClaspValue     *input,
                                      gboolean              is_event,
                                      gint64                now_us,
                                      ClaspChainResult     *result);
/* The steps of @address that asked for a wake-up. */
gboolean    clasp_chain_tick         (ClaspChain           *self,
                                      ClaspStr              address,
                                      gint64                now_us,
                                      ClaspChainResult     *result);
/* When a tick is due for @address; 0 = not. */
gint64      clasp_chain_get_wake    (ClaspChain           *self,
                                     ClaspStr              address);
/* Addresses that steps watch, each once. (transfer none) NULL-terminated; valid as long as the chain. */
const char *const *clasp_chain_get_watched (ClaspChain     *self);
/* One of them changed, or the chain begins: tells the steps that time something by it. Before
 * clasp_chain_touch (). */
void        clasp_chain_follow      (ClaspChain           *self,
                                     gint64                now_us);
/* One of them changed: a tick is due at once for each source address that had a value and for which
 * @func says yes. */
typedef gboolean (*ClaspChainTouchFunc) (ClaspStr address, gpointer user_data);
void        clasp_chain_touch       (ClaspChain           *self,
                                     ClaspStr              watched,
                                     gint64                now_us,
                                     ClaspChainTouchFunc   func,
                                     gpointer              user_data);
void        clasp_chain_result_clear (ClaspChainResult     *result);
const ClaspRoutePattern *clasp_chain_get_pattern (ClaspChain *self);
/* The steps forget everything they remember. */
void        clasp_chain_reset       (ClaspChain           *self);
/* A numeric preview for curve views: the first @n_steps steps on @input, and the default conversion
 * when that is more than there are, without touching any live state. FALSE when the result is no
 * number. */
gboolean    clasp_chain_preview      (ClaspChain           *self,
                                      guint                 n_steps,
                                      double                input,
                                      double               *output);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspChain, clasp_chain_free)

G_END_DECLS
