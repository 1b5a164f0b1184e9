/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-condition.h"

/* What the reader of conditions makes and the checker walks: parts in one array, each branch before
 * its children.
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_CONDITION_ALL,
  CLASP_CONDITION_ANY,
  CLASP_CONDITION_NOT,
  CLASP_CONDITION_COMPARE, /* @operand with @value, by @op */
  CLASP_CONDITION_TIME,    /* of the day, of the week */
  CLASP_CONDITION_EXPRESSION,
  CLASP_CONDITION_CHANGED, /* @watched, less than @within_us ago */
} ClaspConditionKind;

typedef enum
{
  CLASP_OPERAND_INPUT,
  CLASP_OPERAND_CAPTURE, /* @capture */
  CLASP_OPERAND_ADDRESS, /* @watched */
} ClaspConditionOperand;

typedef enum
{
  CLASP_CONDITION_EQ,
  CLASP_CONDITION_NE,
  CLASP_CONDITION_GT,
  CLASP_CONDITION_GTE,
  CLASP_CONDITION_LT,
  CLASP_CONDITION_LTE,
  CLASP_CONDITION_IN,
  CLASP_CONDITION_BETWEEN,
  CLASP_CONDITION_MATCHES,
  CLASP_CONDITION_EXISTS,
  CLASP_CONDITION_RISES,
  CLASP_CONDITION_FALLS,
  CLASP_CONDITION_CROSSES,
  /* Those above have names that people write. */
  CLASP_CONDITION_IS_ON,           /* a layer */
  CLASP_CONDITION_IS_CONNECTED,    /* a connection's state */
  CLASP_CONDITION_IS_DISCONNECTED,
} ClaspConditionOp;

#define CLASP_CONDITION_N_OPS (CLASP_CONDITION_CROSSES + 1)
#define CLASP_MINUTES_OF_DAY 1440

typedef struct
{
  ClaspConditionKind    kind;
  guint                 end; /* index behind its last child */
  ClaspConditionOperand operand;
  ClaspConditionOp      op;
  guint                 capture, watched; /* indices */
  ClaspValue            value;            /* (owned) */
  double                low, high;        /* of between; low of an ordering or an edge */
  double                tolerance, hysteresis;
  gboolean              is_loose; /* true is 1 */
  gboolean              exists;
  GRegex               *regex; /* (owned) */
  guint                 edge;  /* index of its first byte in the state */
  ClaspExpression      *expression; /* (owned) */
  /* time: from 0 to 1440; one that ends before it begins goes over midnight and belongs to the day on
   * which it began */
  int     from_minute, to_minute;
  guint8  days; /* bit 0 = Monday */
  gint64  known_from_us, known_until_us; /* Unix: @is_time holds in between */
  gboolean is_time;
  /* changed; in steps @value is what was seen last, if anything @exists */
  gint64   within_us, changed_us;
  gboolean has_changed;
  /* How long it has to hold until it counts; 0 = it does at once. Since when it does is kept here, or
   * for each source address where it depends on that. */
  gint64   for_us, since_us;
  gboolean is_own; /* of each address: @lasting is its place in the state */
  guint    lasting;
} ClaspConditionPart;

struct _ClaspCondition
{
  GArray    *parts;   /* (owned) of ClaspConditionPart; the first is the whole */
  GPtrArray *watched; /* (owned) of addresses (owned), NULL-terminated once read */
  guint      n_edges; /* bytes of state */
  guint      n_lasting; /* times in the state */
  gboolean   has_for;
  gboolean   uses_input;
};

#define clasp_condition_part(self, i) (&g_array_index ((self)->parts, ClaspConditionPart, (i)))

static inline gboolean
clasp_condition_is_edge (const ClaspConditionPart *part)
{
  return part->op == CLASP_CONDITION_RISES || part->op == CLASP_CONDITION_FALLS ||
         part->op == CLASP_CONDITION_CROSSES;
}

/* Fills an empty condition from a tree. */
gboolean clasp_condition_read (ClaspCondition          *self,
                               const char              *text,
                               const ClaspRoutePattern *pattern,
                               GError                 **error);
/* Index of the address in @watched, added when it is not there yet. */
guint    clasp_condition_watch (ClaspCondition *self, const char *address);
/* FALSE, and no part, beyond the limit. */
gboolean clasp_condition_add_expression (ClaspCondition          *self,
                                         const char              *text,
                                         const ClaspRoutePattern *pattern,
                                         ClaspConditionPart      *part,
                                         GError                 **error);
/* Whether a comparison holds; @present is NULL when there is no value. @edges are the part's bytes of
 * state, or NULL. */
gboolean clasp_condition_compare (const ClaspConditionPart *part,
                                  const ClaspValue         *present,
                                  guint8                   *edges);
/* Whether it is that time; @until_us gets the Unix time up to which that is sure. */
gboolean clasp_condition_is_time (const ClaspConditionPart *part,
                                  gint64                    unix_us,
                                  gint64                   *until_us);

G_END_DECLS
