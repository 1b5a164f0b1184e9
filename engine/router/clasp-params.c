/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-params.h"

#include "router/clasp-expiry.h"
#include "router/clasp-fanout.h"
#include "router/clasp-guard.h"
#include "router/clasp-output.h"
#include "router/clasp-timelines.h"

/* Parameters looked at for one write when the store is full. Those in use are put behind the
 * others, so that the next write finds what this one did not. */
#define MAX_EVICTION_TRIES 256

/* An entry of a SNAPSHOT has to fit a frame behind its type and count. */
#define MAX_ENTRY (CLASP_FRAME_MAX_PAYLOAD - 3)
#define UUID_LENGTH 36

static void
view_policy (ClaspRouter *self, ClaspStr address, ClaspParam *param, ClaspParamView *view)
{
  view->is_governed = param != NULL
                        ? clasp_policies_find_for_param (self->policies, param, &view->policy)
                        : clasp_policies_find (self->policies, address, &view->policy);
  view->value = param != NULL ? &param->value : NULL;
  view->merged = clasp_value_null ();
}

void
clasp_params_view (ClaspRouter *self, ClaspStr address, ClaspParam *param, ClaspParamView *view)
{
  view->exists = param != NULL;
  view->is_governed = FALSE;
  if (G_LIKELY (param != NULL))
    {
      view->revision = param->revision;
      view->lock_holder = param->lock_holder;
    }
  else
    {
      view->revision = clasp_store_get_last_revision (self->store, address);
      view->lock_holder = 0;
    }
  if (G_UNLIKELY (param == NULL || param->policy != CLASP_POLICY_PLAIN))
    view_policy (self, address, param, view);
}

static gboolean refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
{
  va_list args;

  refusal->code = code;
  va_start (args, format);
  g_vsnprintf (refusal->text, sizeof refusal->text, format, args);
  va_end (args);
  return FALSE;
}

static const char *
holder_name (ClaspRouter *self, guint64 number)
{
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->number == number)
      return session->id->text;
  return clasp_restore_get_holder (self, number) != NULL ? clasp_restore_get_holder (self, number)
                                                         : "another session";
}

static gboolean
fits_a_frame (ClaspSession *session, ClaspStr address, const ClaspValue *value)
{
  static const char  uuid[UUID_LENGTH + 1] = "00000000-0000-4000-8000-000000000000";
  ClaspSnapshotParam entry = {
    .address = address,
    .value = *value,
    .has_writer = TRUE,
    .has_timestamp = TRUE,
    .writer = { uuid, UUID_LENGTH },
  };
  gsize size;

  if (session != NULL && session->id->length > UUID_LENGTH)
    entry.writer = (ClaspStr){ session->id->text, session->id->length };
  size = clasp_snapshot_param_size (&entry);
  return size != 0 && size <= MAX_ENTRY;
}

static gboolean
check_policy (const ClaspSet *set, ClaspParamView *view, ClaspRefusal *refusal)
{
  const ClaspPolicy *policy = &view->policy;

  if (!clasp_policy_accepts_range (policy, &set->value))
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: outside of the announced range, %.15g to %.15g", policy->minimum,
                   policy->maximum);
  if (!clasp_policy_accepts_change (policy, view->value, &set->value))
    {
      char current[48];

      clasp_value_print (view->value, current, sizeof current);
      return refuse (refusal, CLASP_CODE_REVISION_CONFLICT,
                     "ConflictRejected: the parameter keeps its %s, which is %s",
                     policy->strategy == CLASP_STRATEGY_MAX ? "maximum" : "minimum", current);
    }
  return TRUE;
}

static gboolean
ask_owner (ClaspRouter          *self,
           ClaspSession         *session,
           const ClaspSet       *set,
           const ClaspParamView *view,
           ClaspRefusal         *refusal)
{
  const ClaspMessage message = { .type = CLASP_MESSAGE_SET, .set = *set };

  return !view->policy.is_guarded || clasp_guard_accepts (self, session, &message, refusal);
}

/* What the next SET of the same bundle will find. */
static void
view_written (const ClaspSet *set, guint64 number, ClaspParamView *view)
{
  ClaspValue merged;

  if (view->policy.strategy == CLASP_STRATEGY_LOCK && !set->unlock)
    view->lock_holder = number;
  if (view->policy.strategy != CLASP_STRATEGY_MERGE || view->value == NULL)
    {
      view->value = &set->value;
      return;
    }
  merged = clasp_policies_merge (view->value, &set->value);
  clasp_value_clear (&view->merged);
  view->merged = merged;
  view->value = &view->merged;
}

gboolean
clasp_params_check (ClaspRouter    *self,
                    ClaspSession   *session,
                    const ClaspSet *set,
                    ClaspParamView *view,
                    ClaspRefusal   *refusal)
{
  guint64     number = session != NULL ? session->number : 0;
  const char *why;

  if (!view->exists && !clasp_address_is_valid (set->address, &why))
    return refuse (refusal, CLASP_CODE_INVALID_ADDRESS, "Invalid address: %s", why);
  if (view->exists && set->has_revision && set->revision != view->revision)
    return refuse (refusal, CLASP_CODE_REVISION_CONFLICT,
                   "RevisionConflict: expected %" G_GUINT64_FORMAT
                   ", the parameter is at %" G_GUINT64_FORMAT "; read it again and repeat",
                   set->revision, view->revision);
  if (view->lock_holder != 0 && view->lock_holder != number)
    return refuse (refusal, CLASP_CODE_LOCK_HELD,
                   "LockHeld: %.100s holds the lock of this parameter",
                   holder_name (self, view->lock_holder));
  if (G_UNLIKELY (view->is_governed))
    {
      if (!check_policy (set, view, refusal) || !ask_owner (self, session, set, view, refusal))
        return FALSE;
      view_written (set, number, view);
    }
  if (set->value.type >= CLASP_VALUE_STRING &&
      !fits_a_frame (session, set->address, view->is_governed ? view->value : &set->value))
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: the value is too large to be sent to others in one frame");

  view->exists = TRUE;
  view->revision++;
  if (set->unlock)
    view->lock_holder = 0;
  if (set->lock)
    view->lock_holder = number;
  return TRUE;
}

static gboolean
is_evictable (ClaspRouter *self, ClaspParam *param)
{
  return param->lock_holder == 0 &&
         (clasp_router_match_param (self, param)->pinned_types & CLASP_TYPES_PARAM) == 0;
}

static gboolean
has_room (ClaspRouter *self, guint n_new, gsize n_bytes)
{
  return (guint64) clasp_store_get_n_params (self->store) + n_new <= self->limits.max_params &&
         clasp_store_get_n_bytes (self->store) + n_bytes <= self->limits.max_param_bytes;
}

gboolean
clasp_params_make_room (ClaspRouter *self, guint n_new, gsize n_bytes, ClaspRefusal *refusal)
{
  guint n_tries = 0;

  while (!has_room (self, n_new, n_bytes))
    {
      ClaspParam *oldest = clasp_store_get_oldest (self->store);

      if (oldest == NULL || n_tries++ == MAX_EVICTION_TRIES)
        return refuse (refusal, CLASP_CODE_OVERFLOW, "The router is full: %u parameters are in use",
                       clasp_store_get_n_params (self->store));
      if (is_evictable (self, oldest))
        {
          self->stats.n_evicted++;
          clasp_params_end (self, oldest);
          n_tries = 0;
        }
      else
        clasp_store_touch (self->store, oldest);
    }
  return TRUE;
}

static void
update_lock (ClaspSession *session, const ClaspSet *set, gboolean takes_lock, ClaspParam *param)
{
  if (session == NULL || session->state == CLASP_SESSION_GONE)
    return; /* a lock without a session would never end */
  if (set->unlock && param->lock_holder == session->number)
    {
      param->lock_holder = 0;
      g_hash_table_remove (session->locks, param);
    }
  if (takes_lock && param->lock_holder != session->number)
    {
      param->lock_holder = session->number;
      if (session->locks == NULL)
        session->locks = g_hash_table_new (NULL, NULL);
      g_hash_table_add (session->locks, param);
    }
}

static void
write_governed (ClaspRouter *self, ClaspSession *session, const ClaspSet *set, ClaspParam *param)
{
  ClaspPolicy policy;
  ClaspValue  merged;

  if (!clasp_policies_find_for_param (self->policies, param, &policy))
    policy.strategy = CLASP_STRATEGY_LWW;
  update_lock (session, set, set->lock || (policy.strategy == CLASP_STRATEGY_LOCK && !set->unlock),
               param);
  if (policy.strategy != CLASP_STRATEGY_MERGE)
    {
      clasp_store_set_value (self->store, param, &set->value);
      return;
    }
  merged = clasp_policies_merge (&param->value, &set->value);
  clasp_store_set_value (self->store, param, &merged);
  clasp_value_clear (&merged);
}

ClaspParam *
clasp_params_write (ClaspRouter    *self,
                    ClaspSession   *session,
                    const ClaspSet *set,
                    ClaspParam     *param)
{
  if (param == NULL)
    param = clasp_store_add (self->store, set->address);
  else
    clasp_store_touch (self->store, param);

  if (G_UNLIKELY (set->lock || set->unlock || param->policy != CLASP_POLICY_PLAIN))
    write_governed (self, session, set, param);
  else
    clasp_store_set_value (self->store, param, &set->value);
  clasp_store_set_writer (param, session != NULL ? session->id : self->own_id);
  param->revision++;
  param->timestamp_us = (guint64) clasp_router_unix_us (self);
  if (G_UNLIKELY (set->has_ttl || param->expires_us != 0 || self->limits.param_ttl_s != 0))
    clasp_expiry_written (self->expiry, param, set->has_ttl ? &set->ttl : NULL);
  if (G_UNLIKELY (self->observer != NULL))
    self->observer->written (param, set, self->observer_data);
  return param;
}

static void
observe_touched (ClaspRouter *self, ClaspParam *param)
{
  if (self->observer != NULL)
    self->observer->touched (param, self->observer_data);
}

void
clasp_params_read (ClaspRouter *self, ClaspParam *param)
{
  clasp_store_touch (self->store, param);
  if (param->expires_us != 0 && clasp_expiry_read (self->expiry, param))
    observe_touched (self, param);
}

static void
forget_lock (ClaspRouter *self, ClaspParam *param)
{
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->number == param->lock_holder)
      g_hash_table_remove (session->locks, param);
  clasp_restore_forget_lock (self, param);
}

void
clasp_params_remove (ClaspRouter *self, ClaspParam *param)
{
  if (G_UNLIKELY (self->observer != NULL))
    self->observer->removed (param, self->observer_data);
  if (param->lock_holder != 0)
    forget_lock (self, param);
  if (self->n_param_backlogs > 0)
    for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
      clasp_output_forget_param (session, param);
  if (param->expiry_index != 0)
    clasp_expiry_forget (self->expiry, param);
  if (param->is_played)
    clasp_timelines_forget_param (self->timelines, param);
  clasp_store_remove (self->store, param);
}

void
clasp_params_end (ClaspRouter *self, ClaspParam *param)
{
  const ClaspInbound inbound = { .received_us = clasp_router_now_us (self), .is_last = TRUE };
  const ClaspValue   null = CLASP_VALUE_INIT;

  clasp_store_set_value (self->store, param, &null);
  clasp_store_set_writer (param, self->own_id);
  param->revision++;
  param->timestamp_us = (guint64) clasp_router_unix_us (self);
  if (self->observer != NULL)
    self->observer->written (param, NULL, self->observer_data);
  clasp_fanout_param (self, &inbound, param, NULL);
  clasp_params_remove (self, param);
}

void
clasp_params_break_lock (ClaspRouter *self, ClaspParam *param)
{
  forget_lock (self, param);
  param->lock_holder = 0;
  observe_touched (self, param);
}

void
clasp_params_release_locks (ClaspRouter *self, ClaspSession *session)
{
  GHashTableIter iter;
  ClaspParam    *param;

  if (session->locks == NULL)
    return;
  g_hash_table_iter_init (&iter, session->locks);
  while (g_hash_table_iter_next (&iter, (gpointer *) &param, NULL))
    {
      param->lock_holder = 0;
      observe_touched (self, param);
    }
  g_clear_pointer (&session->locks, g_hash_table_unref);
}
