/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-expression.h"
#include "mapping/clasp-transform.h"

/* ClaspCondition: whether something holds: "value > 0.5", or a tree (mapping.md 13, docs/conditions.md):
 *
 *   {"all": [{"layer": "act 2"}, {"address": "/mode", "op": "eq", "value": "live"},
 *            {"not": {"connection": "desk", "is": "connected"}}]}
 *
 * Text that begins with a brace is a tree in JSON, anything else an expression, which holds when it is
 * true or not zero. What edges (rises, falls, crosses) and a mere re-check need to remember lies in a
 * state block, one for each concrete source address.
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

#define CLASP_CONDITION_MAX_LENGTH 16384 /* bytes of text */
#define CLASP_CONDITION_MAX_DEPTH 16     /* of all, any and not */
#define CLASP_CONDITION_MAX_PARTS 256    /* leaves and branches */
#define CLASP_CONDITION_MAX_PATTERN 256  /* bytes of a regular expression */
#define CLASP_CONDITION_MAX_WITHIN_S 86400.0

typedef struct _ClaspCondition ClaspCondition;

/* What it may look at. Everything is borrowed. */
typedef struct
{
  const ClaspValue        *input;    /* NULL: a mere re-check, the last one counts */
  ClaspStr                 address;  /* the source's */
  const ClaspCaptures     *captures; /* of that address; NULL where there are none */
  const ClaspTransformEnv *env;      /* its get () alone is used */
  gint64                   now_us;   /* monotonic */
  gint64                   unix_us;  /* wall clock, for times of day in the local time zone */
} ClaspConditionCall;

/* @pattern (nullable) names the captures. Errors: CLASP_MAPPING_ERROR_CONDITION with the path of the
 * part and what is wrong with it ("all[1].op: …"), or line and column in what is no JSON;
 * CLASP_MAPPING_ERROR_EXPRESSION with the column. */
ClaspCondition    *clasp_condition_new         (const char              *text,
                                                const ClaspRoutePattern *pattern,
                                                GError                 **error);
void               clasp_condition_free        (ClaspCondition          *self);
/* Addresses it looks at, each once, NULL-terminated: when one changes it wants to be touched and
 * checked again. (transfer none) */
const char *const *clasp_condition_get_watched (ClaspCondition          *self);
/* Bytes of a state block, zero-initialised; may be 0. */
gsize              clasp_condition_state_size  (const ClaspCondition    *self);
void               clasp_condition_clear_state (const ClaspCondition    *self,
                                                gpointer                 state);
/* Whether it holds. An edge holds in the one check that sees it, never in the first. @wake_us
 * (nullable) gets the monotonic time at which the answer may be another though nothing changed, 0 for
 * never. */
gboolean           clasp_condition_check       (ClaspCondition           *self,
                                                gpointer                  state,
                                                const ClaspConditionCall *call,
                                                gint64                   *wake_us);
/* A part has "for": its condition wants to be followed. */
gboolean           clasp_condition_has_to_last (const ClaspCondition     *self);
/* Keeps up with how long things hold that depend on no source. @wake_us: when to do it again though
 * nothing changed, 0 for never. */
void               clasp_condition_follow      (ClaspCondition           *self,
                                                const ClaspConditionCall *call,
                                                gint64                   *wake_us);
/* An address of get_watched () changed: for "changed … within". */
void               clasp_condition_touch       (ClaspCondition          *self,
                                                ClaspStr                 watched,
                                                gint64                   now_us);

/* The same for a step: @value is its input, or with is_tick its last one. */
gboolean           clasp_transform_holds       (ClaspCondition           *condition,
                                                gpointer                  state,
                                                const ClaspTransformCall *call,
                                                const ClaspValue         *value,
                                                gint64                   *wake_us);

/* Keeps up, for a step, with how long things hold that depend on no source. */
void               clasp_transform_follow      (ClaspCondition           *condition,
                                                const ClaspTransformEnv  *env,
                                                gint64                    now_us);

/* Where the conditions "var", "layer" and "connection" look. (transfer full) */
char              *clasp_condition_var_address        (const char *name);
char              *clasp_condition_layer_address      (const char *name);
char              *clasp_condition_connection_address (const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspCondition, clasp_condition_free)

G_END_DECLS
