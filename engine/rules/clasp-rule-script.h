/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform.h"

/* ClaspRuleScript: the Lua of a rule's action, in the sandbox of the step *script* (mapping.md 13).
 *
 * Thread: the one that made it. */

G_BEGIN_DECLS

#define CLASP_RULE_SCRIPT_MAX_BYTES (64 * 1024) /* of its text */
#define CLASP_RULE_MAX_SCRIPTS 256              /* of a file; each may keep a MiB */

typedef struct _ClaspRuleScript ClaspRuleScript;

/* What it wants done, when it has run; nothing when it failed. */
typedef struct
{
  const ClaspValue *(*get) (ClaspStr address, gpointer user_data);
  void (*send) (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data);
  void (*log) (const char *text, gpointer user_data);
  gpointer user_data;
} ClaspRuleScriptFuncs;

/* Errors: CLASP_MAPPING_ERROR_EXPRESSION with the line. */
ClaspRuleScript *clasp_rule_script_new  (const char                 *text,
                                         GError                    **error);
void             clasp_rule_script_free (ClaspRuleScript            *self);
/* FALSE and @why (borrowed until the next call) when it failed, or is off because it took too long
 * three times. @result (out) is what it gave back; null where that is nothing. */
gboolean         clasp_rule_script_run  (ClaspRuleScript            *self,
                                         ClaspStr                    address,
                                         const ClaspValue           *input,
                                         gint64                      now_us,
                                         const ClaspRuleScriptFuncs *funcs,
                                         ClaspValue                 *result,
                                         const char                **why);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspRuleScript, clasp_rule_script_free)

G_END_DECLS
