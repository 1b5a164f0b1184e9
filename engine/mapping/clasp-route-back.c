/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-private.h"

#include "mapping/clasp-route-turn.h"

/* Design notes: the way back, for mappings that go both ways and those that give feedback. For each
 * source and target there is a chain the other way, from the target's addresses through the steps
 * undone.
 *
 * Two-way takes what others write to the target; for a while after a value went one way none goes
 * the other, for devices tell where they are moved to. Feedback takes what the mapping writes
 * itself as well, and writes it though the source may have that value: that is how a motor fader or
 * a lamp hears of it. So does what is shown again, but not to a control that was moved just now. */

/* Why a value goes back. */
typedef enum
{
  BACK_BY_OTHERS, /* somebody wrote to the target */
  BACK_BY_ITSELF, /* the mapping did, or is at work again */
  BACK_AGAIN,     /* the device may not show any more what it was told */
} BackReason;

/* (transfer full) The steps of a target from its last to the first common one, undone. */
static GPtrArray *
undo_steps (const ClaspRouteSpec *spec, const ClaspRouteEnd *target, GError **error)
{
  g_autoptr (GPtrArray) undone = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = spec->steps->len + target->steps->len; i-- > 0;)
    {
      gboolean        is_own = i >= spec->steps->len;
      guint           number = is_own ? i - spec->steps->len : i;
      ClaspTransform *step = is_own ? target->steps->pdata[number] : spec->steps->pdata[number];
      ClaspTransform *back = clasp_transform_invert (step, error);

      if (back == NULL)
        {
          g_prefix_error (error, "step %u: ", number + 1);
          return NULL;
        }
      g_ptr_array_add (undone, back);
    }
  return g_steal_pointer (&undone);
}

static gboolean
compile_back (ClaspRouteBack       *back,
              const ClaspRouteSpec *spec,
              const char           *target_address,
              GError              **error)
{
  const ClaspRouteEnd  *source = spec->sources->pdata[back->source];
  const ClaspRouteEnd  *target = spec->targets->pdata[back->target];
  g_autoptr (GPtrArray) steps = undo_steps (spec, target, error);
  g_autofree char      *pattern = NULL, *template = NULL;
  ClaspTransformEnv     env = clasp_route_env_of (back->route);
  ClaspRangeSource      ranges = clasp_route_range_source (back->route->host);
  ClaspChainSpec        chain = { .convert = spec->convert, .env = &env, .ranges = &ranges };

  if (steps == NULL ||
      !clasp_route_turn (source->address, target_address, &pattern, &template, error))
    return FALSE;
  chain.source = pattern;
  chain.target = template;
  chain.steps = (ClaspTransform **) steps->pdata;
  chain.n_steps = steps->len;
  back->chain = clasp_chain_new (&chain, error);
  return back->chain != NULL;
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, why);
  return FALSE;
}

/* What has no way back at all. */
static gboolean
check (ClaspRoute *self, const ClaspRouteSpec *spec, GError **error)
{
  if (self->is_joined)
    return refuse (error, "joined sources cannot be taken apart again");
  for (guint i = 0; i < self->n_sources; i++)
    if (self->sources[i].path != NULL)
      return refuse (error, "a source with a path cannot be written");
  for (guint i = 0; i < self->n_targets; i++)
    if (self->targets[i].templates != NULL)
      return refuse (error, "a target with a template cannot be read");
  return TRUE;
}

gboolean
clasp_route_compile_back (ClaspRoute           *self,
                          const ClaspRouteSpec *spec,
                          char                **targets,
                          GError              **error)
{
  const char *way = self->is_two_way ? "two-way" : "feedback";
  gboolean    is_fine = check (self, spec, error);

  self->backs = g_new0 (ClaspRouteBack, self->n_sources * self->n_targets);
  for (guint i = 0; is_fine && i < self->n_sources * self->n_targets; i++)
    {
      self->backs[i] = (ClaspRouteBack){ self, i / self->n_targets, i % self->n_targets, NULL };
      is_fine = compile_back (&self->backs[i], spec, targets[self->backs[i].target], error);
      self->n_backs++;
    }
  if (!is_fine)
    g_prefix_error (error, "%s: ", way);
  return is_fine;
}

void
clasp_route_clear_back (ClaspRoute *self)
{
  for (guint i = 0; i < self->n_backs; i++)
    g_clear_pointer (&self->backs[i].chain, clasp_chain_free);
  g_clear_pointer (&self->backs, g_free);
  g_clear_pointer (&self->came_back, g_hash_table_unref);
}

/* ---- hold-off ---- */

static void
note_came_back (ClaspRoute *self, const char *address, gint64 now_us)
{
  if (self->came_back == NULL)
    self->came_back = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (g_hash_table_size (self->came_back) >= CLASP_ROUTE_MAX_PORTS)
    g_hash_table_remove_all (self->came_back);
  g_hash_table_replace (self->came_back, g_strdup (address), g_memdup2 (&now_us, sizeof now_us));
}

gboolean
clasp_route_holds_off (ClaspRoute *self, ClaspStr address, gint64 now_us)
{
  g_autofree char *text = NULL;
  const gint64    *came_us;

  if (G_LIKELY (self->came_back == NULL))
    return FALSE;
  text = clasp_str_dup (address);
  came_us = g_hash_table_lookup (self->came_back, text);
  return came_us != NULL && now_us - *came_us < self->hold_off_us;
}

static gboolean
has_just_gone (const ClaspRouteBack *back, ClaspStr address, gint64 now_us)
{
  ClaspRoute           *self = back->route;
  const ClaspRoutePort *port = g_hash_table_lookup (self->targets[back->target].ports, &address);

  return port != NULL && port->written_us != 0 && now_us - port->written_us < self->hold_off_us;
}

/* ---- values ---- */

static void
send_back (ClaspRouteBack      *back,
           ClaspChainResult    *result,
           const ClaspDelivery *delivery,
           BackReason           reason,
           gint64               now_us)
{
  ClaspRoute       *self = back->route;
  ClaspStr          address = clasp_str (result->target);
  const ClaspValue *present = clasp_router_peek (self->host->router, address);
  ClaspMessage      message = { .type = CLASP_MESSAGE_SET };

  if (self->gives_feedback)
    clasp_route_lamp_apply (self, address, &result->output);
  if (!self->gives_feedback && reason != BACK_AGAIN && present != NULL &&
      clasp_value_equal (present, &result->output))
    {
      CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_ECHO,
                         .source = back->source + 1, .address = address, .value = &result->output);
      return;
    }
  if (reason == BACK_BY_OTHERS || (reason == BACK_AGAIN && self->is_two_way))
    note_came_back (self, result->target, now_us);
  CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_SENT, .source = back->source + 1, .address = address,
                     .value = &result->output);
  if (self->gives_feedback)
    clasp_route_lamp_note (self, result->target);
  message.set.address = address;
  message.set.value = result->output; /* lent */
  clasp_session_submit (self->session, &message, delivery, TRUE);
}

static void
go_back (ClaspRouteBack      *back,
         ClaspStr             address,
         const ClaspValue    *value,
         const ClaspDelivery *delivery,
         BackReason           reason)
{
  ClaspRoute      *self = back->route;
  gint64           now_us = clasp_route_now (self);
  ClaspChainResult result = { 0 };

  if (!clasp_chain_run (back->chain, address, value, FALSE, now_us, &result))
    return;
  if (result.result == CLASP_TRANSFORM_PASS)
    send_back (back, &result, delivery, reason, now_us);
  else
    CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_STEP_FAILED,
                       .target = back->target + 1, .address = address);
  clasp_chain_result_clear (&result);
}

/* Parameters alone have a state to be brought back. */
void
clasp_route_receive_back (ClaspRouteBack *back, ClaspStr address, const ClaspDelivery *delivery)
{
  ClaspRoute *self = back->route;
  gboolean    is_own = delivery->origin == clasp_session_get_number (self->session);
  gint64      now_us = clasp_route_now (self);

  if (self->off != CLASP_TRACE_NO_REASON || delivery->message->type != CLASP_MESSAGE_SET ||
      (is_own && !self->gives_feedback))
    return;
  if (!is_own && self->is_two_way && has_just_gone (back, address, now_us))
    {
      CLASP_ROUTE_TRACE (self, .kind = CLASP_TRACE_NOT, .reason = CLASP_TRACE_HOLD_OFF,
                         .target = back->target + 1, .address = address);
      return;
    }
  go_back (back, address, &delivery->message->set.value, delivery,
           is_own ? BACK_BY_ITSELF : BACK_BY_OTHERS);
}

/* ---- what there is ---- */

static void
show (ClaspRouteBack *back, ClaspStr address, gboolean is_again)
{
  ClaspRoute         *self = back->route;
  const ClaspValue   *present = clasp_router_peek (self->host->router, address);
  const ClaspDelivery cause = { .is_snapshot = TRUE };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (present == NULL || self->off != CLASP_TRACE_NO_REASON ||
      (is_again && self->is_two_way && has_just_gone (back, address, clasp_route_now (self))))
    return;
  value = clasp_value_copy (present);
  go_back (back, address, &value, &cause, is_again ? BACK_AGAIN : BACK_BY_ITSELF);
}

static void
collect_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  g_ptr_array_add (user_data, clasp_str_dup (param->address));
}

/* Collected first: what comes of one may change what the others are. */
void
clasp_route_show_all (ClaspRouteBack *back, gboolean is_again)
{
  ClaspRoute              *route = back->route;
  const char              *text = clasp_chain_get_subscription (back->chain);
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (clasp_str (text));
  g_autoptr (GPtrArray)    addresses = g_ptr_array_new_with_free_func (g_free);

  clasp_router_foreach (route->host->router, pattern, collect_cb, addresses);
  for (guint i = 0; i < addresses->len && route->session != NULL; i++)
    show (back, clasp_str (addresses->pdata[i]), is_again);
}
