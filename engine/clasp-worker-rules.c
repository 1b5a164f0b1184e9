/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-worker-private.h"

/* The rules of the show. */

#define STATUS_ADDRESS CLASP_STR_LITERAL ("/clasp/rules")

static void
apply_settings (ClaspWorker *self)
{
  const ClaspRuleHttpLimits http = {
    .hosts = clasp_settings_get_strv (self->router_settings, "rules-http-hosts"),
    .max_running = (guint) clasp_settings_get_int (self->router_settings, "rules-http-max"),
    .timeout_s = (guint) clasp_settings_get_int (self->router_settings, "rules-http-timeout-s"),
    .max_bytes = (gsize) clasp_settings_get_int (self->router_settings, "rules-http-max-bytes"),
  };

  clasp_rules_set_http (self->rules, &http);
  clasp_rules_set_max_pending (
    self->rules, (guint) clasp_settings_get_int (self->router_settings, "rules-max-pending"));
}

/**
 * clasp_worker_set_rules:
 * @self: a worker with a router
 * @set: (nullable): what is to run from now on
 *
 * Thread: worker.
 */
void
clasp_worker_set_rules (ClaspWorker *self, ClaspRuleSet *set)
{
  if (self->rules == NULL && set == NULL)
    return;
  if (self->rules == NULL)
    self->rules = clasp_rules_new (self->router, self->timers);
  apply_settings (self);
  clasp_rules_set_rules (self->rules, set);
}

/**
 * clasp_worker_check_rules:
 * @self: a worker whose router's settings changed
 *
 * Thread: worker.
 */
void
clasp_worker_check_rules (ClaspWorker *self)
{
  if (self->rules != NULL)
    apply_settings (self);
}

static ClaspValue
make_status (ClaspWorker *self, const char *path, const char *error)
{
  ClaspRulesStats stats = { 0 };
  ClaspMapEntry   entries[3];

  if (self->rules != NULL)
    clasp_rules_get_stats (self->rules, &stats);
  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("file"), clasp_value_string (clasp_str (path)) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("rules"), clasp_value_int (stats.n_rules) };
  entries[2] = (ClaspMapEntry){
    CLASP_STR_LITERAL ("error"),
    error != NULL ? clasp_value_string (clasp_str (error)) : clasp_value_null (),
  };
  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/**
 * clasp_worker_tell_rules:
 * @self: a worker with a router
 * @path: the file of rules, empty for none
 * @error: (nullable): what is wrong with it
 *
 * Writes the state of the rules to the parameter `/clasp/rules`, where any peer can read it.
 * Without rules there is no such parameter, unless an older one has to be put right.
 *
 * Thread: worker.
 */
void
clasp_worker_tell_rules (ClaspWorker *self, const char *path, const char *error)
{
  g_auto (ClaspValue) status = CLASP_VALUE_INIT;

  if (path[0] == '\0' && clasp_router_peek (self->router, STATUS_ADDRESS) == NULL)
    return;
  status = make_status (self, path, error);
  clasp_session_set (self->hand, STATUS_ADDRESS, &status);
}
