/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rules/clasp-rule-set.h"

#include <json-glib/json-glib.h>

/* How the files that read rules share what they found. Every reader goes on after a fault, so that
 * one look at the file tells a person all of them; a path names the member: "trigger.above".
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  GPtrArray  *errors; /* (unowned) */
  GPtrArray  *notes;  /* (unowned) (nullable) */
  const char *rule;   /* which one is being read: 'rule "overheat"' */
  guint       n_scripts; /* in all rules so far */
} ClaspRuleReader;

void clasp_rule_fault (ClaspRuleReader *self, const char *path, const char *format, ...)
  G_GNUC_PRINTF (3, 4);
void clasp_rule_note (ClaspRuleReader *self, const char *path, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

/* One of several kinds, written {"Name":{…}} or "Name" (externally tagged), or {"type":"name",…}
 * (internally tagged). Names are compared without case and underscores. */
typedef struct
{
  guint       kind;   /* index into the names */
  JsonObject *fields; /* (unowned) (nullable) */
  gboolean    is_internal;
  char       *path; /* (owned) of the fields */
} ClaspRuleTagged;

void     clasp_rule_tagged_clear (ClaspRuleTagged *self);
gboolean clasp_rule_read_tagged (ClaspRuleReader   *self,
                                 const char        *path,
                                 JsonNode          *node,
                                 const char *const *names,
                                 ClaspRuleTagged   *tagged);
/* Index in @names, or -1 with a fault that lists them. */
int clasp_rule_find_name (ClaspRuleReader   *self,
                          const char        *path,
                          const char        *name,
                          const char *const *names);
/* Notes members that nobody reads. */
void clasp_rule_note_unknown (ClaspRuleReader   *self,
                              const char        *path,
                              JsonObject        *object,
                              const char *const *known);

typedef enum
{
  CLASP_RULE_OPTIONAL,
  CLASP_RULE_REQUIRED
} ClaspRuleNeed;

/* TRUE when the member is there and right; a fault when it is wrong, or needed and missing. */
gboolean clasp_rule_get_number (ClaspRuleReader *self,
                                const char      *path,
                                JsonObject      *object,
                                const char      *name,
                                ClaspRuleNeed    need,
                                double          *number);
gboolean clasp_rule_get_bool (ClaspRuleReader *self,
                              const char      *path,
                              JsonObject      *object,
                              const char      *name,
                              ClaspRuleNeed    need,
                              gboolean        *is_true);
/* Borrowed from the node. */
gboolean clasp_rule_get_string (ClaspRuleReader *self,
                                const char      *path,
                                JsonObject      *object,
                                const char      *name,
                                ClaspRuleNeed    need,
                                const char     **text);
gboolean clasp_rule_get_value (ClaspRuleReader *self,
                               const char      *path,
                               JsonObject      *object,
                               const char      *name,
                               ClaspRuleNeed    need,
                               ClaspValue      *value);
gboolean
clasp_rule_read_value (ClaspRuleReader *self, const char *path, JsonNode *node, ClaspValue *value);
/* (transfer full) NULL with a fault; both are always needed. */
char    *clasp_rule_get_address (ClaspRuleReader *self,
                                 const char      *path,
                                 JsonObject      *object,
                                 const char      *name);
char    *clasp_rule_get_pattern (ClaspRuleReader *self,
                                 const char      *path,
                                 JsonObject      *object,
                                 const char      *name);
gboolean clasp_rule_check_address (ClaspRuleReader *self, const char *path, const char *address);
/* Seconds as a number, {"secs":1,"nanos":0}, or "1.5s" "5m" "20ms"; between @least and @most. */
gboolean    clasp_rule_read_seconds (ClaspRuleReader *self,
                                     const char      *path,
                                     JsonNode        *node,
                                     double           least,
                                     double           most,
                                     gint64          *us);
const char *clasp_rule_describe_node (JsonNode *node); /* "a number" */

/* The parts of a rule. What was read before a fault is given back with the rule. */
void clasp_rule_read_trigger (ClaspRuleReader *self, JsonNode *node, ClaspRuleTrigger *trigger);
void clasp_rule_read_condition (ClaspRuleReader    *self,
                                const char         *path,
                                JsonNode           *node,
                                ClaspRuleCondition *condition);
void clasp_rule_read_action (ClaspRuleReader *self,
                             const char      *path,
                             JsonNode        *node,
                             ClaspRuleAction *action);
/* Those that leave the router: clasp-rule-orders.c. */
void clasp_rule_read_http (ClaspRuleReader       *self,
                           const ClaspRuleTagged *tagged,
                           ClaspRuleAction       *action);
void clasp_rule_read_script (ClaspRuleReader       *self,
                             const ClaspRuleTagged *tagged,
                             ClaspRuleAction       *action);
void clasp_rule_read_transform (ClaspRuleReader    *self,
                                const char         *path,
                                JsonNode           *node,
                                ClaspRuleTransform *transform);
/* The definitions of the reference's SDK: {"when":…, "then":…}. */
gboolean clasp_rule_is_short (JsonObject *object);
void     clasp_rule_read_short (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule);
/* "eq", "gte" and so on, in any case. */
gboolean
clasp_rule_read_op (ClaspRuleReader *self, const char *path, const char *name, ClaspRuleOp *op);

G_END_DECLS
