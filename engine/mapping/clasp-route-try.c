/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-try.h"

#include "core/clasp-address.h"
#include "mapping/clasp-route-pattern.h"
#include "mapping/clasp-route-set.h"

#define STEP_US 1000   /* as far as time goes at once */
#define N_RECORDS 4096 /* of the trace, between two readings */
#define UNIX_US 0      /* times in the trace count from the beginning */

typedef struct
{
  ClaspReactor     *reactor;
  ClaspClock       *clock;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspRouteSet    *set;
  ClaspSession     *session; /* that writes the inputs */
  ClaspTrace       *trace;
  gint64            start_us, now_us;
  ClaspRouteTryFunc func;
  gpointer          user_data;
} Try;

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static void
open_try (Try *self)
{
  const ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  self->reactor = clasp_reactor_new (g_main_context_get_thread_default ());
  self->start_us = G_USEC_PER_SEC; /* 0 means never in many places */
  self->clock = clasp_manual_clock_new (self->start_us, UNIX_US);
  self->timers = clasp_timers_new (g_main_context_get_thread_default (), self->clock);
  self->router = clasp_router_new (self->reactor, self->timers, "Try", &limits);
  self->set = clasp_route_set_new (self->router, self->timers);
  self->session = clasp_router_join (self->router, "Try", ignore_cb, NULL, self);
  self->trace = clasp_trace_new (N_RECORDS);
  clasp_route_set_trace (self->set, self->trace);
}

static void
furnish (Try *self, const ClaspRouteTryWorld *world)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_ANNOUNCE };

  for (guint i = 0; i < world->n_connections; i++)
    clasp_route_set_add_connection (self->set, &world->connections[i]);
  message.announce.namespace_ = CLASP_STR_LITERAL ("/");
  message.announce.signals = world->signals;
  message.announce.n_signals = world->n_signals;
  if (world->n_signals > 0)
    clasp_session_submit (self->session, &message, NULL, TRUE);
}

static void
close_try (Try *self)
{
  clasp_route_set_free (self->set);
  clasp_session_leave (self->session);
  clasp_router_shutdown (self->router, "");
  g_object_unref (self->router);
  clasp_timers_free (self->timers);
  clasp_clock_unref (self->clock);
  clasp_reactor_unref (self->reactor);
  clasp_trace_unref (self->trace);
}

static void
tell_news (Try *self)
{
  ClaspTraceRecord record;

  while (clasp_trace_read (self->trace, &record, 1) == 1)
    self->func (&record, self->user_data);
}

static void
go_to (Try *self, gint64 until_us)
{
  while (self->now_us < until_us)
    {
      gint64 step_us = MIN (STEP_US, until_us - self->now_us);

      clasp_manual_clock_advance (self->clock, step_us);
      self->now_us += step_us;
      clasp_timers_run (self->timers);
      tell_news (self);
    }
}

static void
give (Try *self, const ClaspRouteTryInput *input, ClaspStr address)
{
  go_to (self, input->time_us);
  if (input->is_event)
    clasp_session_emit (self->session, address, &input->value);
  else
    clasp_session_set (self->session, address, &input->value);
  tell_news (self);
}

/* (transfer full) An address that the first source takes; NULL when "1" does not do. */
static char *
make_address (const ClaspRouteSpec *spec)
{
  const ClaspRouteEnd          *source = spec->sources->pdata[0];
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (source->address, NULL);
  g_autoptr (GString)           text = NULL;
  ClaspCaptures                 captures;

  if (pattern == NULL)
    return NULL;
  text = g_string_new (clasp_route_pattern_get_subscription (pattern));
  g_string_replace (text, "**", "1", 0);
  g_string_replace (text, "*", "1", 0);
  if (!clasp_route_pattern_match (pattern, clasp_str (text->str), &captures))
    return NULL;
  return g_strdup (text->str);
}

static gboolean
needs_address (const ClaspRouteTryInput *inputs, guint n_inputs)
{
  for (guint i = 0; i < n_inputs; i++)
    if (inputs[i].address == NULL)
      return TRUE;
  return FALSE;
}

static gboolean
start (Try *self, ClaspRouteSpec *spec, GError **error)
{
  g_autofree char *id = g_strdup (spec->id);
  ClaspRouteStatus status;

  clasp_route_set_put (self->set, spec);
  clasp_route_set_get_status (self->set, id, &status);
  if (status.error[0] == '\0')
    return TRUE;
  g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATTERN, status.error);
  return FALSE;
}

/* ---- for a person ---- */

static void
append_time (GString *output, const ClaspTraceRecord *record)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.3f", (double) record->time_us / G_USEC_PER_SEC);
  g_string_append_printf (output, "%s s  ", text);
}

static void
append_place (GString *output, const ClaspTraceRecord *record)
{
  g_string_append (output, "    ");
  if (record->target > 0)
    g_string_append_printf (output, "target %u, ", record->target);
}

/**
 * clasp_route_try_append:
 * @record: what [func@route_try] told
 * @output: what is appended to
 *
 * Thread: any.
 */
void
clasp_route_try_append (const ClaspTraceRecord *record, GString *output)
{
  switch ((ClaspTraceKind) record->kind)
    {
    case CLASP_TRACE_SAW:
      append_time (output, record);
      g_string_append_printf (output, "%s = %s\n", record->address, record->text);
      break;
    case CLASP_TRACE_STEP:
      append_place (output, record);
      g_string_append_printf (output, "step %u: %s\n", record->step, record->text);
      break;
    case CLASP_TRACE_SENT:
      g_string_append (output, "    ");
      append_time (output, record);
      g_string_append_printf (output, "→ %s = %s\n", record->address, record->text);
      break;
    case CLASP_TRACE_LOG:
      g_string_append_printf (output, "    says: %s\n", record->text);
      break;
    case CLASP_TRACE_NOT:
      append_place (output, record);
      g_string_append_printf (output, "not sent: %s\n",
                              clasp_trace_reason_to_string ((ClaspTraceReason) record->reason));
      break;
    }
}

/**
 * clasp_route_try:
 * @spec: (transfer full): a mapping
 * @world: (nullable): connections and announced signals of the show it belongs to
 * @inputs: (array length=n_inputs): what comes in, in the order of its times
 * @n_inputs: how many
 * @until_us: how long to go on, from the beginning: for smoothing tails and waiting values
 * @func: called for everything that happens, in its order
 * @user_data: for @func
 * @error: return location
 *
 * Thread: any, with the thread's default main context, which is not run.
 *
 * Errors: %CLASP_MAPPING_ERROR_PATTERN with what is wrong with the mapping, or when the first
 * source takes no address that can be made up.
 *
 * Returns: %FALSE when it cannot run
 */
gboolean
clasp_route_try (ClaspRouteSpec           *spec,
                 const ClaspRouteTryWorld *world,
                 const ClaspRouteTryInput *inputs,
                 guint                     n_inputs,
                 gint64                    until_us,
                 ClaspRouteTryFunc         func,
                 gpointer                  user_data,
                 GError                  **error)
{
  g_autofree char *address = spec->sources->len > 0 ? make_address (spec) : NULL;
  Try              self = { .func = func, .user_data = user_data };
  gboolean         is_running;

  open_try (&self);
  if (world != NULL)
    furnish (&self, world);
  is_running = start (&self, spec, error);
  if (is_running && address == NULL && needs_address (inputs, n_inputs))
    {
      g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_PATTERN,
                   "say which address the values come from: none could be made up");
      is_running = FALSE;
    }
  for (guint i = 0; is_running && i < n_inputs; i++)
    give (&self, &inputs[i], clasp_str (inputs[i].address != NULL ? inputs[i].address : address));
  if (is_running)
    go_to (&self, until_us);
  close_try (&self);
  return is_running;
}
