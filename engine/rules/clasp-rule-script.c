/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-script.h"

#include "mapping/script/clasp-script.h"

/* Design notes: what a script sends is kept until it has run. It may be cut off in the middle, and what
 * it sends may start rules that run scripts of their own. */

#define TIMEOUT_MS 5
#define MEMORY_BYTES (1024 * 1024)

struct _ClaspRuleScript
{
  ClaspScript     *script; /* (owned) */
  ClaspScriptState state;
  GArray          *sends;  /* (owned) of Send */
  GPtrArray       *lines;  /* (owned) of char * */
};

typedef struct
{
  char      *address; /* (owned) */
  ClaspValue value;   /* (owned) */
  gboolean   is_event;
} Send;

/* While it runs. */
typedef struct
{
  ClaspRuleScript            *self;
  const ClaspRuleScriptFuncs *funcs;
} Run;

static void
send_clear (gpointer data)
{
  Send *send = data;

  g_free (send->address);
  clasp_value_clear (&send->value);
}

static const ClaspValue *
get_cb (ClaspStr address, gpointer user_data)
{
  const Run *run = user_data;

  return run->funcs->get (address, run->funcs->user_data);
}

static void
send_cb (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data)
{
  const Run *run = user_data;
  Send       send = { clasp_str_dup (address), clasp_value_copy (value), is_event };

  g_array_append_val (run->self->sends, send);
}

static void
log_cb (const char *text, gpointer user_data)
{
  const Run *run = user_data;

  g_ptr_array_add (run->self->lines, g_strdup (text));
}

/**
 * clasp_rule_script_new:
 * @text: Lua 5.4: a function transform (input, ctx), or what stands in it
 * @error: return location for CLASP_MAPPING_ERROR_EXPRESSION, with the line
 *
 * Thread: any; it belongs to the one that made it.
 *
 * Returns: (transfer full) (nullable): a script that did not run yet
 */
ClaspRuleScript *
clasp_rule_script_new (const char *text, GError **error)
{
  const ClaspScriptLimits limits = { .timeout_ms = TIMEOUT_MS, .memory_bytes = MEMORY_BYTES };
  ClaspScript            *script = clasp_script_new (text, &limits, NULL, error);
  ClaspRuleScript        *self;

  if (script == NULL)
    return NULL;

  self = g_new0 (ClaspRuleScript, 1);
  self->script = script;
  self->sends = g_array_new (FALSE, FALSE, sizeof (Send));
  g_array_set_clear_func (self->sends, send_clear);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * clasp_rule_script_free:
 * @self: (transfer full): a script
 *
 * Thread: the one that made it.
 */
void
clasp_rule_script_free (ClaspRuleScript *self)
{
  clasp_script_clear_state (self->script, &self->state);
  clasp_script_free (self->script);
  g_array_unref (self->sends);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/* From lists of its own, so that a script which is run by what is sent here finds none of it. */
static void
deliver (ClaspRuleScript *self, const ClaspRuleScriptFuncs *funcs, gboolean is_done)
{
  g_autoptr (GArray)    sends = g_steal_pointer (&self->sends);
  g_autoptr (GPtrArray) lines = g_steal_pointer (&self->lines);

  self->sends = g_array_new (FALSE, FALSE, sizeof (Send));
  g_array_set_clear_func (self->sends, send_clear);
  self->lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lines->len; i++)
    funcs->log (lines->pdata[i], funcs->user_data);
  for (guint i = 0; is_done && i < sends->len; i++)
    {
      const Send *send = &g_array_index (sends, Send, i);

      funcs->send (clasp_str (send->address), &send->value, send->is_event, funcs->user_data);
    }
}

/**
 * clasp_rule_script_run:
 * @self: a script
 * @address: where the value came from; empty for an interval
 * @input: the value that started the rule
 * @now_us: monotonic
 * @funcs: what it may do
 * @result: (out): what it gave back
 * @why: (out): a sentence when it failed
 *
 * Lines it logged are told in any case, what it sent only when it came to its end.
 *
 * Thread: the one that made it.
 *
 * Returns: %TRUE when it came to its end
 */
gboolean
clasp_rule_script_run (ClaspRuleScript            *self,
                       ClaspStr                    address,
                       const ClaspValue           *input,
                       gint64                      now_us,
                       const ClaspRuleScriptFuncs *funcs,
                       ClaspValue                 *result,
                       const char                **why)
{
  Run                  run = { self, funcs };
  ClaspTransformEnv    env = { .get = get_cb, .send = send_cb, .log = log_cb, .user_data = &run };
  ClaspTransformCall   call = { .now_us = now_us, .address = address, .env = &env };
  ClaspValue           value = clasp_value_copy (input);
  ClaspTransformResult outcome = clasp_script_run (self->script, &self->state, &call, &value);

  *result = clasp_value_null ();
  *why = NULL;
  if (outcome == CLASP_TRANSFORM_ERROR)
    *why = call.problem != NULL ? call.problem : "the script failed";
  if (outcome == CLASP_TRANSFORM_PASS)
    *result = clasp_value_copy (&value);
  clasp_value_clear (&value);
  deliver (self, funcs, outcome != CLASP_TRANSFORM_ERROR);
  return outcome != CLASP_TRANSFORM_ERROR;
}
