/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

#include <math.h>

/* What a live mapping counts, shows and traces. */

static double
as_number (const ClaspValue *value)
{
  double number = NAN;

  clasp_value_to_double (value, &number);
  return number;
}

static void
copy_address (char *place, gsize size, ClaspStr address)
{
  gsize length = MIN (address.length, size - 1);

  memcpy (place, address.data, length);
  place[length] = '\0';
}

void
clasp_route_note_input (ClaspRoute *self, ClaspStr address, const ClaspValue *value)
{
  self->status.n_in++;
  self->status.last_in_us = clasp_route_now (self);
  self->status.has_input = TRUE;
  self->status.input = as_number (value);
  copy_address (self->status.source, sizeof self->status.source, address);
  self->is_shown = TRUE;
  self->has_changed = TRUE;
}

void
clasp_route_note_steps (ClaspRoute *self, const ClaspChainResult *result)
{
  ClaspRouteStatus *status = &self->status;

  self->has_changed = TRUE;
  if (!self->is_shown)
    return;
  status->took_first = result->took_first;
  status->n_steps = MIN (result->n_steps, G_N_ELEMENTS (status->steps));
  for (guint i = 0; i < status->n_steps; i++)
    status->steps[i] = as_number (&result->steps[i]);
}

void
clasp_route_note_output (ClaspRoute *self, const char *address, const ClaspValue *value)
{
  ClaspRouteStatus *status = &self->status;

  status->n_out++;
  status->last_out_us = clasp_route_now (self);
  self->has_changed = TRUE;
  if (!self->is_shown)
    return;
  status->has_output = TRUE;
  status->output = as_number (value);
  g_strlcpy (status->target, address, sizeof status->target);
}

/* Whether a person should hear of it, or it is what was asked for. */
static gboolean
is_failure (ClaspTraceReason reason)
{
  switch (reason)
    {
    case CLASP_TRACE_STEP_FAILED:
    case CLASP_TRACE_NOT_CONVERTED:
    case CLASP_TRACE_OUT_OF_RANGE:
    case CLASP_TRACE_TEMPLATE_FAILED:
    case CLASP_TRACE_NO_VALUE:
    case CLASP_TRACE_REFUSED:
      return TRUE;
    case CLASP_TRACE_NO_REASON:
    case CLASP_TRACE_MUTED:
    case CLASP_TRACE_SWITCHED_OFF:
    case CLASP_TRACE_MUTED_BY_SOLO:
    case CLASP_TRACE_LAYER_OFF:
    case CLASP_TRACE_STOPPED:
    case CLASP_TRACE_OWN:
    case CLASP_TRACE_OTHER_SIGNAL:
    case CLASP_TRACE_OTHER_CONNECTION:
    case CLASP_TRACE_NO_PATH:
    case CLASP_TRACE_CONDITION:
    case CLASP_TRACE_JOIN_WAITS:
    case CLASP_TRACE_STEP_DROPPED:
    case CLASP_TRACE_ECHO:
    case CLASP_TRACE_NO_CHANGE:
    case CLASP_TRACE_RATE:
    case CLASP_TRACE_TAKEOVER_WAITS:
    case CLASP_TRACE_MERGE_LOST:
    case CLASP_TRACE_HOLD_OFF:
    case CLASP_TRACE_LOOP:
    case CLASP_TRACE_SWALLOWED:
    case CLASP_TRACE_N_REASONS:
      return FALSE;
    }
  return FALSE;
}

static void
note_failure (ClaspRoute *self, const char *problem)
{
  self->status.n_failed++;
  self->status.last_failed_us = clasp_route_now (self);
  g_strlcpy (self->status.problem, problem, sizeof self->status.problem);
}

void
clasp_route_note_not (ClaspRoute       *self,
                      ClaspTraceReason  reason,
                      guint             target,
                      ClaspStr          address,
                      const ClaspValue *value)
{
  if (is_failure (reason))
    note_failure (self, clasp_trace_reason_to_string (reason));
  else
    self->status.n_dropped++;
  self->has_changed = TRUE;
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = reason, .target = target,
                     .address = address, .value = value);
}

void
clasp_route_note_problem (ClaspRoute *self, const ClaspChainResult *result, guint target)
{
  char  text[sizeof self->status.problem];
  char *end = text;

  if (G_LIKELY (result->problem == NULL))
    return;
  if (target > 0)
    g_snprintf (text, sizeof text, "target %u: step %u: %s", target, result->problem_step + 1,
                result->problem);
  else
    g_snprintf (text, sizeof text, "step %u: %s", result->problem_step + 1, result->problem);
  /* A character that was cut in two is left out. */
  if (!g_utf8_validate (text, -1, (const char **) &end))
    *end = '\0';

  if (result->result == CLASP_TRANSFORM_ERROR)
    g_strlcpy (self->status.problem, text, sizeof self->status.problem);
  else
    note_failure (self, text);
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_LOG, .step = result->problem_step + 1,
                     .target = target, .text = text);
}

void
clasp_route_refused (ClaspRoute *self, const ClaspMessage *reply)
{
  ClaspStr         address = reply->error.has_address ? reply->error.address : CLASP_STR_EMPTY;
  g_autofree char *text = clasp_str_dup (reply->error.message);

  note_failure (self, text);
  self->has_changed = TRUE;
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_REFUSED,
                     .address = address, .text = text);
}

/* What a message does at once has one time, unless somebody looks. */
static gint64
unix_time (ClaspRouteHost *host)
{
  if (host->cause == NULL || host->timed != host->number || host->trace != NULL)
    host->timed_us = clasp_clock_unix_us (clasp_timers_get_clock (host->timers));
  host->timed = host->number;
  return host->timed_us;
}

void
clasp_route_host_write_trace (ClaspRouteHost *self, const ClaspTraceEntry *entry)
{
  const ClaspDelivery *cause = self->cause;
  gint64               unix_us = unix_time (self);

  if (self->memory != NULL)
    {
      if (cause != NULL && !cause->is_snapshot)
        clasp_trace_memory_begin (self->memory, cause->message, cause->origin, cause->hops, self->number, unix_us);
      clasp_trace_memory_write (self->memory, entry, self->number, unix_us);
    }
  if (self->trace != NULL)
    clasp_trace_write (self->trace, entry, self->number, unix_us);
}

void
clasp_route_write_trace (ClaspRoute *self, const ClaspTraceEntry *entry)
{
  ClaspTraceEntry whole = *entry;

  whole.mapping = self->status.id;
  clasp_route_host_write_trace (self->host, &whole);
}

void
clasp_route_trace_steps (const ClaspRouteFlow *flow, const ClaspChainResult *result, guint target)
{
  for (guint i = 0; i < result->n_steps; i++)
    CLASP_ROUTE_TRACE (flow->source->route, .kind = CLASP_TRACE_STEP,
                       .source = flow->source->index + 1, .step = i + 1, .target = target,
                       .address = flow->address, .value = &result->steps[i]);
}
