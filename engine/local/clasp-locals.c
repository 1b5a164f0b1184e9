/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-local"

#include "local/clasp-locals-private.h"

#include "core/clasp-address.h"

#include <glib/gi18n-lib.h>

/* Design notes. One session does everything, so that nothing of ours comes back to us. What a step
 * of fades writes may be answered at once, by a rule that recalls another scene: such messages wait
 * until the step is over. */

static const ClaspLocalClass *const classes[] = {
  &clasp_variable_class,
  &clasp_timer_class,
  &clasp_scene_class,
  &clasp_layer_class,
};

/* A message that waits. */
typedef struct
{
  char         *address; /* (owned) */
  gboolean      has_value, is_state;
  ClaspValue    value; /* (owned) */
  ClaspDelivery cause; /* hops and chain; nothing else */
} Waiting;

/* ---- what the kinds use ---- */

gint64
clasp_locals_now (ClaspLocals *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->host.timers));
}

const ClaspValue *
clasp_locals_peek (ClaspLocals *self, const char *address)
{
  return clasp_router_peek (self->host.router, clasp_str (address));
}

void
clasp_locals_tell (ClaspLocals         *self,
                   const char          *address,
                   const ClaspValue    *value,
                   const ClaspDelivery *cause)
{
  const ClaspValue *present = clasp_locals_peek (self, address);
  ClaspMessage      message = { .type = CLASP_MESSAGE_SET };

  if (present != NULL && clasp_value_equal (present, value))
    return;
  message.set.address = clasp_str (address);
  message.set.value = *value; /* lent */
  clasp_session_submit (self->session, &message, cause, cause != NULL);
}

void
clasp_locals_emit (ClaspLocals         *self,
                   const char          *address,
                   const ClaspValue    *value,
                   const ClaspDelivery *cause)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (address);
  message.publish.signal = CLASP_SIGNAL_EVENT;
  message.publish.has_value = value != NULL;
  if (value != NULL)
    message.publish.value = *value; /* lent */
  clasp_session_submit (self->session, &message, cause, cause != NULL);
}

void
clasp_locals_announce (ClaspLocals *self,
                       const char  *address,
                       const char  *suffix,
                       ClaspSignal  signal,
                       const char  *datatype,
                       const char  *access)
{
  g_autofree char *whole = g_strconcat (address, suffix, NULL);
  ClaspSignalInfo  info = { .address = clasp_str (whole), .signal = signal };
  ClaspMessage     message = { .type = CLASP_MESSAGE_ANNOUNCE };

  info.has_datatype = info.has_access = TRUE;
  info.datatype = clasp_str (datatype);
  info.access = clasp_str (access);
  message.announce.namespace_ = CLASP_STR_LITERAL ("/local");
  message.announce.signals = &info;
  message.announce.n_signals = 1;
  clasp_session_submit (self->session, &message, NULL, FALSE);
}

gboolean
clasp_locals_read_switch (const ClaspValue *value, gboolean was_on, gboolean *on)
{
  double number;

  if (value == NULL || value->type == CLASP_VALUE_NULL)
    *on = !was_on;
  else if (value->type != CLASP_VALUE_STRING && clasp_value_to_double (value, &number))
    *on = number >= 0.5;
  else
    return FALSE;
  return TRUE;
}

gboolean
clasp_locals_is_pressed (const ClaspValue *value)
{
  gboolean on = TRUE;

  return !clasp_locals_read_switch (value, FALSE, &on) || on;
}

/* ---- messages ---- */

ClaspLocal *
clasp_locals_find (ClaspLocals *self, ClaspStr address, ClaspStr *verb)
{
  char        name[CLASP_ADDRESS_MAX_LENGTH + 1];
  ClaspLocal *local;
  char       *slash;

  if (address.length > CLASP_ADDRESS_MAX_LENGTH)
    return NULL;
  memcpy (name, address.data, address.length);
  name[address.length] = '\0';
  *verb = CLASP_STR_EMPTY;
  local = g_hash_table_lookup (self->by_address, name);
  slash = strrchr (name, '/');
  if (local != NULL || slash == NULL)
    return local;

  *slash = '\0';
  *verb =
    (ClaspStr){ address.data + (slash - name) + 1, address.length - (gsize) (slash - name) - 1 };
  return g_hash_table_lookup (self->by_address, name);
}

static void
handle (ClaspLocals         *self,
        ClaspStr             address,
        const ClaspValue    *value,
        gboolean             is_state,
        const ClaspDelivery *delivery)
{
  ClaspStr    verb;
  ClaspLocal *local;

  if (clasp_locals_handle_common (self, address, value, delivery) ||
      clasp_locals_handle_connection (self, address, value))
    return;
  local = clasp_locals_find (self, address, &verb);
  if (local != NULL)
    local->klass->handle (local, verb, value, is_state, delivery);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_free (waiting->address);
  clasp_value_clear (&waiting->value);
  g_free (waiting);
}

static void drain_cb (gpointer user_data);

static void
keep (ClaspLocals         *self,
      ClaspStr             address,
      const ClaspValue    *value,
      gboolean             is_state,
      const ClaspDelivery *delivery)
{
  Waiting *waiting;

  if (g_queue_get_length (&self->waiting) == CLASP_LOCALS_MAX_WAITING)
    {
      g_message (_ ("Too much at once: %.*s is left out"), (int) address.length, address.data);
      return;
    }
  waiting = g_new0 (Waiting, 1);
  waiting->address = clasp_str_dup (address);
  waiting->has_value = value != NULL;
  if (value != NULL)
    waiting->value = clasp_value_copy (value);
  waiting->is_state = is_state;
  waiting->cause.hops = delivery->hops;
  waiting->cause.chain = delivery->chain;
  g_queue_push_tail (&self->waiting, waiting);
  if (!self->is_draining)
    clasp_timers_set (self->host.timers, &self->drain_timer, clasp_locals_now (self), drain_cb,
                      self);
}

static void
drain_cb (gpointer user_data)
{
  ClaspLocals *self = user_data;
  Waiting     *waiting;

  self->is_draining = TRUE;
  while ((waiting = g_queue_pop_head (&self->waiting)) != NULL)
    {
      handle (self, clasp_str (waiting->address), waiting->has_value ? &waiting->value : NULL,
              waiting->is_state, &waiting->cause);
      waiting_free (waiting);
    }
  self->is_draining = FALSE;
}

void
clasp_locals_recall_later (ClaspLocals *self, const char *address, gint64 fade_us)
{
  const ClaspDelivery nothing = { 0 };
  g_autofree char    *recall = g_strconcat (address, "/recall", NULL);
  ClaspMapEntry       fade = { CLASP_STR_LITERAL ("fade"),
                               clasp_value_double ((double) fade_us / G_USEC_PER_SEC) };
  g_auto (ClaspValue) value = clasp_value_map (&fade, 1);

  keep (self, clasp_str (recall), &value, FALSE, &nothing);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspLocals        *self = user_data;
  const ClaspMessage *message = delivery->message;
  gboolean            is_state = message->type == CLASP_MESSAGE_SET;
  ClaspStr            address = is_state ? message->set.address : message->publish.address;
  const ClaspValue   *value = is_state                     ? &message->set.value
                              : message->publish.has_value ? &message->publish.value
                                                           : NULL;

  if (clasp_fades_is_busy (self->fades) || self->is_draining)
    keep (self, address, value, is_state, delivery);
  else
    handle (self, address, value, is_state, delivery);
}

/* ---- what there is ---- */

static const ClaspLocalClass *
find_class (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i]->kind, kind))
      return classes[i];
  return NULL;
}

static void
local_free (gpointer data)
{
  ClaspLocal *local = data;

  if (local->klass->stop != NULL)
    local->klass->stop (local);
  g_free (local->address);
  clasp_local_spec_free (local->spec);
  g_free (local);
}

/* One segment that is no pattern. */
static gboolean
is_name (const char *name)
{
  g_autofree char *address = g_strconcat ("/local/layer/", name, "/recalled", NULL);

  return strchr (name, '/') == NULL && clasp_address_is_valid (clasp_str (address), NULL);
}

/* NULL, with a line in the log, for what cannot be. Takes over @spec. */
static ClaspLocal *
local_new (ClaspLocals *self, ClaspLocalSpec *spec)
{
  const ClaspLocalClass *klass = find_class (spec->kind);
  g_autofree char *address = klass != NULL ? g_strconcat (klass->folder, spec->name, NULL) : NULL;
  const char      *why = NULL;
  ClaspLocal      *local;

  if (klass == NULL)
    why = "there is no such kind";
  else if (!is_name (spec->name))
    why = "its name must be one part of an address";
  else if (g_hash_table_contains (self->by_address, address))
    why = "the name is taken";
  else if (g_hash_table_size (self->by_id) >= CLASP_LOCALS_MAX)
    why = "there are too many";
  if (why != NULL)
    {
      g_message ("%s ‘%s’: %s", spec->kind, spec->name, why);
      clasp_local_spec_free (spec);
      return NULL;
    }

  local = g_malloc0 (klass->size);
  local->klass = klass;
  local->owner = self;
  local->spec = spec;
  local->address = g_steal_pointer (&address);
  return local;
}

static void
drop (ClaspLocals *self, ClaspLocal *local)
{
  g_hash_table_remove (self->by_address, local->address);
  g_hash_table_remove (self->by_id, local->spec->id);
}

/**
 * clasp_locals_set:
 * @self: locals
 * @spec: (transfer full): what shall be there
 *
 * Adds it, or changes the one with its id. One that only got other settings keeps its value.
 *
 * Thread: worker.
 */
void
clasp_locals_set (ClaspLocals *self, ClaspLocalSpec *spec)
{
  ClaspLocal      *old = g_hash_table_lookup (self->by_id, spec->id);
  g_autofree char *address = old != NULL ? g_strdup (old->address) : NULL;
  ClaspLocal      *local;

  if (old != NULL && clasp_local_spec_equal (old->spec, spec))
    {
      clasp_local_spec_free (spec);
      return;
    }
  if (old != NULL)
    drop (self, old);
  local = local_new (self, spec);
  if (local == NULL)
    return;
  g_hash_table_insert (self->by_id, local->spec->id, local);
  g_hash_table_insert (self->by_address, local->address, local);
  local->klass->start (local, g_strcmp0 (address, local->address) != 0);
}

/**
 * clasp_locals_remove:
 * @self: locals
 * @id: of one; nothing happens when it is not there
 *
 * Its parameter keeps the last value.
 *
 * Thread: worker.
 */
void
clasp_locals_remove (ClaspLocals *self, const char *id)
{
  ClaspLocal *local = g_hash_table_lookup (self->by_id, id);

  if (local != NULL)
    drop (self, local);
}

/* ---- life ---- */

static void
done_cb (const char *name, const ClaspDelivery *cause, gpointer user_data)
{
  clasp_scenes_done (user_data, name, cause);
}

/**
 * clasp_locals_new:
 * @host: what they live in; copied
 *
 * Thread: worker.
 *
 * Returns: (transfer full): none yet
 */
ClaspLocals *
clasp_locals_new (const ClaspLocalsHost *host)
{
  ClaspLocals *self = g_new0 (ClaspLocals, 1);

  self->host = *host;
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, local_free);
  self->by_address = g_hash_table_new (g_str_hash, g_str_equal);
  self->connections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_queue_init (&self->waiting);
  self->session = clasp_router_join (host->router, "Show", deliver_cb, NULL, self);
  self->fades = clasp_fades_new (host->router, host->timers, self->session, done_cb, self);
  clasp_session_subscribe (self->session, 1, CLASP_STR_LITERAL ("/local/**"), CLASP_TYPES_ALL,
                           FALSE, NULL);
  clasp_locals_announce_common (self);
  clasp_locals_guard (self, TRUE);
  return self;
}

void
clasp_locals_free (ClaspLocals *self)
{
  clasp_locals_guard (self, FALSE);
  clasp_timers_cancel (self->host.timers, &self->drain_timer);
  g_hash_table_unref (self->by_address);
  g_hash_table_unref (self->by_id);
  g_hash_table_unref (self->connections);
  clasp_fades_free (self->fades);
  clasp_session_leave (self->session);
  g_queue_clear_full (&self->waiting, waiting_free);
  g_free (self);
}
