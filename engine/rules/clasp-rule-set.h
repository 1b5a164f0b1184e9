/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-message.h"

/* ClaspRuleSet: the rules of a file, read and checked; docs/rules.md has the format (operations.md
 * 13).
 *
 * A file is refused whole when anything in it is wrong, with one sentence for each fault; what can
 * be read but is probably not meant is a note.
 *
 * Thread: any (immutable once read). */

G_BEGIN_DECLS

#define CLASP_RULE_MAX_FILE_BYTES (4 * 1024 * 1024)
#define CLASP_RULE_MAX_RULES 10000
#define CLASP_RULE_MAX_ACTIONS 256    /* of one rule */
#define CLASP_RULE_MAX_CONDITIONS 256 /* of one rule */
#define CLASP_RULE_MAX_ID 200         /* bytes */
#define CLASP_RULE_MAX_DELAY_S (24 * 60 * 60)
#define CLASP_RULE_MAX_INTERVAL_S (366 * 24 * 60 * 60)
#define CLASP_RULE_MIN_INTERVAL_S 0.01
#define CLASP_RULE_MAX_LOG 1000 /* bytes of a text */
#define CLASP_RULE_MAX_HEADERS 32
#define CLASP_RULE_MAX_HEADER 4096 /* bytes of one */

typedef enum
{
  CLASP_RULE_ON_CHANGE,
  CLASP_RULE_ON_THRESHOLD,
  CLASP_RULE_ON_EVENT,
  CLASP_RULE_ON_INTERVAL,
} ClaspRuleTriggerKind;

typedef struct
{
  ClaspRuleTriggerKind kind;
  char                *pattern; /* (owned) (nullable) of a threshold a plain address */
  gboolean             is_edge; /* only when a value differs, or crosses */
  gboolean             has_above, has_below;
  double               above, below;
  gint64               interval_us;
} ClaspRuleTrigger;

typedef enum
{
  CLASP_RULE_EQ,
  CLASP_RULE_NE,
  CLASP_RULE_GT,
  CLASP_RULE_GTE,
  CLASP_RULE_LT,
  CLASP_RULE_LTE,
} ClaspRuleOp;

typedef struct
{
  char       *address; /* (owned) */
  ClaspRuleOp op;
  ClaspValue  value; /* (owned) */
} ClaspRuleCondition;

typedef enum
{
  CLASP_RULE_IDENTITY,
  CLASP_RULE_SCALE,     /* value × a + b */
  CLASP_RULE_CLAMP,     /* between a and b */
  CLASP_RULE_THRESHOLD, /* @above or @below, by a */
  CLASP_RULE_INVERT,    /* b − (value − a) */
  CLASP_RULE_ROUND,     /* to a decimals */
  CLASP_RULE_ABS,
  CLASP_RULE_MAP, /* by @table */
} ClaspRuleTransformKind;

typedef struct
{
  ClaspRuleTransformKind kind;
  double                 a, b;
  gboolean               is_strict;    /* a threshold that is > and not ≥ */
  ClaspValue             above, below; /* (owned) */
  ClaspValue             table;        /* (owned) a map */
} ClaspRuleTransform;

typedef enum
{
  CLASP_RULE_SET,
  CLASP_RULE_PUBLISH,
  CLASP_RULE_SET_FROM_TRIGGER,
  CLASP_RULE_DELAY,
  CLASP_RULE_FADE, /* by /local/fade, which gets @value */
  CLASP_RULE_LOG,
  CLASP_RULE_HTTP,   /* asks @url; @address gets the answer */
  CLASP_RULE_SCRIPT, /* runs @text; @address gets its result */
} ClaspRuleActionKind;

typedef struct
{
  ClaspRuleActionKind kind;
  char               *address; /* (owned) (nullable) of a delay, a log, a request, a script */
  char               *text;    /* (owned) (nullable) of a log and a script */
  char               *method;  /* (owned) (nullable) of a request */
  char               *url;     /* (owned) (nullable) of a request */
  ClaspValue          headers; /* (owned) of a request: a map of texts, or null */
  ClaspSignal         signal;  /* of a publish */
  gboolean            has_value;
  ClaspValue          value; /* (owned) */
  ClaspRuleTransform  transform;
  gint64              delay_us;
} ClaspRuleAction;

/* What happens when a rule is started while its actions wait in a delay. */
typedef enum
{
  CLASP_RULE_PARALLEL, /* they are done once more beside */
  CLASP_RULE_RESTART,  /* what waits is dropped */
  CLASP_RULE_IGNORE,   /* nothing */
  CLASP_RULE_QUEUE,    /* they are done once more afterwards */
} ClaspRuleRetrigger;

typedef struct
{
  char               *id;   /* (owned) unique in the set */
  char               *name; /* (owned) the id when it has none */
  gboolean            is_enabled;
  ClaspRuleTrigger    trigger;
  ClaspRuleCondition *conditions; /* (owned) */
  guint               n_conditions;
  char               *condition; /* (owned) (nullable) text of a ClaspCondition that must hold too */
  ClaspRuleRetrigger  retrigger;
  ClaspRuleAction    *actions; /* (owned) */
  guint               n_actions;
  gint64              cooldown_us;
  char               *text; /* (owned) its JSON: a rule with the same text is the same rule */
} ClaspRule;

typedef struct _ClaspRuleSet ClaspRuleSet;

/* NULL with at least one sentence in @errors. @notes (nullable) gets what is odd. */
ClaspRuleSet *
clasp_rule_set_parse (const char *text, gsize length, GPtrArray *errors, GPtrArray *notes);
/* Reads a file; blocks. */
ClaspRuleSet    *clasp_rule_set_load (const char *path, GPtrArray *errors, GPtrArray *notes);
ClaspRuleSet    *clasp_rule_set_ref (ClaspRuleSet *self);
void             clasp_rule_set_unref (ClaspRuleSet *self);
guint            clasp_rule_set_get_n_rules (const ClaspRuleSet *self);
const ClaspRule *clasp_rule_set_get_rule (const ClaspRuleSet *self, guint index);
/* "overheat: when /temp rises above 30, if /mode = "live": set /fan 1; then no more for 5 s" */
char *clasp_rule_to_text (const ClaspRule *self);

/* @value after the transform: (transfer full). */
ClaspValue clasp_rule_transform_apply (const ClaspRuleTransform *self, const ClaspValue *value);
/* @present: the parameter's value, NULL when there is none. */
gboolean clasp_rule_condition_holds (const ClaspRuleCondition *self, const ClaspValue *present);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRuleSet, clasp_rule_set_unref)

G_END_DECLS
