/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router.h"
#include "router/clasp-store.h"

/* ClaspPolicies: which writes of a parameter are accepted: its strategy (router.md 5.2, decisions.md)
 * and the range that was announced for it.
 *
 * A strategy comes from the show ("/fader/ ** max", the first line that matches), else from the
 * newest announcement of the address, else of a pattern that matches it. A range is announced.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_STRATEGY_LWW,   /* the last write, in the router's order */
  CLASP_STRATEGY_MAX,   /* of two numbers the larger; anything else as lww */
  CLASP_STRATEGY_MIN,
  CLASP_STRATEGY_LOCK,  /* whoever writes first holds the lock */
  CLASP_STRATEGY_MERGE, /* a map adds its keys to a map; anything else as lww */
} ClaspStrategy;

typedef struct
{
  ClaspStrategy strategy;
  gboolean      is_guarded; /* its owner is asked (clasp-guard.h) */
  gboolean      has_range;
  double        minimum, maximum;
} ClaspPolicy;

/* ClaspParam.policy: what is known of the parameter's policy. */
enum
{
  CLASP_POLICY_UNKNOWN = 0, /* to be looked up */
  CLASP_POLICY_PLAIN = 1,   /* lww without a range */
  CLASP_POLICY_FIRST = 2,   /* in the table of policies, counted from here */
  CLASP_POLICY_OTHER = 255, /* the table is full: looked up for every write */
};

typedef struct _ClaspPolicies ClaspPolicies;

gboolean    clasp_strategy_from_string (ClaspStr       text,
                                        ClaspStrategy *strategy);

ClaspPolicies *clasp_policies_new            (ClaspRouter   *router);
void        clasp_policies_free           (ClaspPolicies    *self);
/* Replaces the lines of the show; one that makes no sense is left out. */
void        clasp_policies_set_lines      (ClaspPolicies        *self,
                                        const char *const *lines);
/* Every parameter's policy is looked up anew. */
void        clasp_policies_forget         (ClaspPolicies        *self);
/* One line of the show, "PATTERN STRATEGY". Errors: CLASP_SHOW_ERROR_SETTING. */
gboolean    clasp_policies_check_line     (const char    *line,
                                        GError       **error);
/* What is announced of an address or a pattern changed. */
void        clasp_policies_announced      (ClaspPolicies    *self,
                                        ClaspStr       address);
/* FALSE: nothing but lww. */
gboolean    clasp_policies_find           (ClaspPolicies    *self,
                                        ClaspStr       address,
                                        ClaspPolicy     *policy);
/* The same of a parameter, which remembers it. */
gboolean    clasp_policies_find_for_param (ClaspPolicies    *self,
                                        ClaspParam    *param,
                                        ClaspPolicy     *policy);

/* The new value of a parameter that merges; to be cleared. */
ClaspValue  clasp_policies_merge          (const ClaspValue *old,
                                        const ClaspValue *value);
/* Whether @policy accepts @value in the place of @old (NULL: there is none). @text gets the reason. */
gboolean    clasp_policy_accepts_range   (const ClaspPolicy  *self,
                                        const ClaspValue *value);
gboolean    clasp_policy_accepts_change  (const ClaspPolicy  *self,
                                        const ClaspValue *old,
                                        const ClaspValue *value);

G_END_DECLS
