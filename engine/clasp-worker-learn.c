/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"
#include "learn/clasp-learn-collector.h"
#include "router/clasp-observer.h"

#include <string.h>

/* Runs of learning: each has a session that hears, and a collector. One that swallows is asked in the
 * router's interceptor instead, before anything is stored, and hears nothing else. */

#define MAX_LEARNS 8
#define TELL_US (50 * 1000)
#define TELL_QUIET_US (100 * 1000) /* when nothing new came: times go by, rates sink */

static const char *const no_protocol = "clasp";

typedef struct
{
  ClaspWorker         *worker;    /* (unowned) */
  ClaspLearnSpec      *spec;      /* (owned) */
  ClaspPattern        *pattern;   /* (owned) */
  ClaspLearnCollector *collector; /* (owned) */
  ClaspSession        *session;   /* (owned) (nullable) none when it swallows */
  char                *filter;    /* (owned) (nullable) */
  GHashTable          *origins;   /* (owned) session number → Origin (owned) */
  ClaspTimer           timer;
  gint64               until_us, told_us;
  gboolean             has_news;
} Learn;

typedef struct
{
  guint64 number;
  char   *connection, *name, *protocol, *namespace_; /* (owned) */
} Origin;

void
clasp_learn_spec_free (ClaspLearnSpec *self)
{
  g_free (self->pattern);
  g_free (self);
}

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_free (origin->connection);
  g_free (origin->name);
  g_free (origin->protocol);
  g_free (origin->namespace_);
  g_free (origin);
}

static void
learn_free (gpointer data)
{
  Learn *self = data;

  clasp_timers_cancel (self->worker->timers, &self->timer);
  g_clear_pointer (&self->session, clasp_session_leave);
  clasp_learn_collector_free (self->collector);
  clasp_pattern_unref (self->pattern);
  clasp_learn_spec_free (self->spec);
  g_hash_table_unref (self->origins);
  g_free (self->filter);
  g_free (self);
}

/* ---- who said it ---- */

static Origin *
origin_new (const ClaspLiveConnection *live, guint64 number, const char *name)
{
  Origin *origin = g_new0 (Origin, 1);

  origin->number = number;
  origin->connection = g_strdup (live != NULL ? live->spec->id : "");
  origin->name = g_strdup (live != NULL ? live->spec->name : name);
  origin->protocol = g_strdup (live != NULL ? live->spec->kind : no_protocol);
  origin->namespace_ = g_strdup (live != NULL ? live->spec->namespace_ : "");
  return origin;
}

static ClaspLiveConnection *
find_connection (ClaspWorker *worker, guint64 number)
{
  GHashTableIter iter;
  gpointer       data;

  g_hash_table_iter_init (&iter, worker->connections);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      ClaspLiveConnection *live = data;
      ClaspSession *session = live->bridge != NULL ? clasp_bridge_get_session (live->bridge) : NULL;

      if (session != NULL && clasp_session_get_number (session) == number)
        return live;
    }
  return NULL;
}

static ClaspLearnOrigin
get_origin (Learn *self, guint64 number)
{
  Origin *origin = g_hash_table_lookup (self->origins, &number);

  if (origin == NULL)
    {
      const char *name = clasp_router_get_session_name (self->worker->router, number);

      origin = origin_new (find_connection (self->worker, number), number, name != NULL ? name : "");
      g_hash_table_insert (self->origins, &origin->number, origin);
    }
  return (ClaspLearnOrigin){ origin->connection, origin->name, origin->protocol,
                             origin->namespace_ };
}

/* Of a parameter nobody has written since: the connection below whose namespace it stands. */
static ClaspLearnOrigin
guess_origin (ClaspWorker *worker, ClaspStr address)
{
  ClaspLearnOrigin origin = { "", "", no_protocol, "" };
  GHashTableIter   iter;
  gpointer         data;

  g_hash_table_iter_init (&iter, worker->connections);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      const ClaspConnectionSpec *spec = ((ClaspLiveConnection *) data)->spec;
      gsize                      length = strlen (spec->namespace_);

      if (address.length > length && address.data[length] == '/' &&
          memcmp (address.data, spec->namespace_, length) == 0 &&
          length >= strlen (origin.namespace_))
        origin = (ClaspLearnOrigin){ spec->id, spec->name, spec->kind, spec->namespace_ };
    }
  return origin;
}

/* ---- what passes ---- */

static gboolean
take (Learn *self, const ClaspDelivery *delivery)
{
  const ClaspMessage *message = delivery->message;
  const ClaspPublish *publish = &message->publish;
  ClaspLearnOrigin    origin;
  gboolean            is_set = message->type == CLASP_MESSAGE_SET, has_moved;
  ClaspStr            address = is_set ? message->set.address : publish->address;
  gint64              now_us = clasp_worker_now (self->worker);

  if (delivery->hops > 0 || !clasp_pattern_matches (self->pattern, address))
    return FALSE; /* what mappings made of it */
  origin = get_origin (self, delivery->origin);
  if (is_set)
    has_moved = clasp_learn_collector_add (self->collector, address, CLASP_SIGNAL_PARAM,
                                           &message->set.value, &origin, now_us);
  else
    has_moved = clasp_learn_collector_add (self->collector, address, publish->signal,
                                           publish->has_value ? &publish->value : NULL, &origin,
                                           now_us);
  self->has_news |= has_moved;
  return has_moved;
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  if (!delivery->is_snapshot)
    take (user_data, delivery);
}

static gboolean
gate_cb (const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspWorker *self = user_data;
  gboolean     is_taken = FALSE;

  for (guint i = 0; i < self->learns->len; i++)
    {
      Learn *learn = self->learns->pdata[i];

      if (learn->spec->swallow)
        is_taken |= take (learn, delivery);
    }
  return is_taken;
}

static void
update_gate (ClaspWorker *self)
{
  gboolean is_wanted = FALSE;

  for (guint i = 0; i < self->learns->len; i++)
    is_wanted |= ((Learn *) self->learns->pdata[i])->spec->swallow;
  clasp_route_set_set_gate (self->routes, is_wanted ? gate_cb : NULL, self);
}

/* ---- what is told ---- */

static void
tell (Learn *self, gint64 now_us)
{
  ClaspWorker    *worker = self->worker;
  gint64          left_us = self->until_us - now_us;
  ClaspLearnState state = clasp_learn_collector_is_listening (self->collector, now_us)
                            ? CLASP_LEARN_STATE_LISTENING
                            : CLASP_LEARN_STATE_COLLECTING;

  self->has_news = FALSE;
  self->told_us = now_us;
  worker->events.learning (
    self->spec->id, state, (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC),
    clasp_learn_collector_list (self->collector, self->filter, CLASP_LEARN_MAX_CANDIDATES, now_us),
    worker->user_data);
}

static void
end (ClaspWorker *self, Learn *learn)
{
  guint id = learn->spec->id;

  g_ptr_array_remove (self->learns, learn);
  update_gate (self);
  self->events.learning (id, CLASP_LEARN_STATE_ENDED, 0, NULL, self->user_data);
}

static void
tick_cb (gpointer user_data)
{
  Learn *self = user_data;
  gint64 now_us = clasp_worker_now (self->worker);

  if (now_us >= self->until_us)
    {
      tell (self, now_us);
      end (self->worker, self);
      return;
    }
  /* The listening second and the settling ones end without news. */
  if (self->has_news || now_us - self->told_us >= TELL_QUIET_US)
    tell (self, now_us);
  clasp_timers_set (self->worker->timers, &self->timer, now_us + TELL_US, tick_cb, self);
}

/* ---- the start ---- */

typedef struct
{
  Learn *learn;
  gint64 offset_us; /* monotonic less Unix */
} Filling;

static void
know_param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  const Filling   *filling = user_data;
  ClaspLearnOrigin origin = guess_origin (filling->learn->worker, param->address);
  gint64           written_us =
    param->has_timestamp ? (gint64) param->timestamp_us + filling->offset_us : 0;

  clasp_learn_collector_know (filling->learn->collector, param->address, &param->value, &origin,
                              written_us);
}

static void
know_signal_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  const Filling   *filling = user_data;
  ClaspLearnOrigin origin = guess_origin (filling->learn->worker, info->address);

  if (clasp_address_is_valid (info->address, NULL) &&
      !(info->has_access && clasp_str_equal (info->access, CLASP_STR_LITERAL ("r"))))
    clasp_learn_collector_know (filling->learn->collector, info->address, NULL, &origin, 0);
}

/* What moved during the last second moves by itself. Events are known while somebody watches. */
static void
ignore_moving (Learn *self, gint64 now_us)
{
  ClaspSignalTable *signals = self->worker->signals;
  guint             n_signals = signals != NULL ? clasp_signal_table_get_size (signals) : 0;

  for (guint i = 0; i < n_signals; i++)
    {
      ClaspSignalState state;

      clasp_signal_table_read_numbers (signals, i, &state);
      if (state.updated_us > now_us - CLASP_LEARN_QUIET_US && state.n_updates > 1)
        clasp_learn_collector_ignore (self->collector,
                                      clasp_str (clasp_signal_table_get_address (signals, i)));
    }
}

static void
fill (Learn *self, gint64 now_us)
{
  Filling filling = { self, now_us - clasp_clock_unix_us (
                                       clasp_timers_get_clock (self->worker->timers)) };

  clasp_router_foreach (self->worker->router, self->pattern, know_param_cb, &filling);
  if (self->spec->is_target)
    clasp_router_foreach_signal (self->worker->router, self->pattern, know_signal_cb, &filling);
  ignore_moving (self, now_us);
}

static Learn *
learn_new (ClaspWorker *worker, ClaspLearnSpec *spec, gint64 now_us)
{
  Learn *self = g_new0 (Learn, 1);

  self->worker = worker;
  self->spec = spec;
  self->pattern = clasp_pattern_new (clasp_str (spec->pattern));
  self->until_us = now_us + (gint64) spec->timeout_ms * 1000;
  self->origins = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, origin_free);
  self->collector = clasp_learn_collector_new (
    &(ClaspLearnCollectorConfig){
      .is_many = spec->is_many,
      .is_target = spec->is_target,
      .has_watched = worker->signals != NULL,
    },
    now_us);
  fill (self, now_us);
  if (!spec->swallow)
    {
      self->session = clasp_router_join (worker->router, "Learn", deliver_cb, NULL, self);
      clasp_session_subscribe (self->session, 1, clasp_str (spec->pattern), CLASP_TYPES_VALUES,
                               FALSE, NULL);
    }
  return self;
}

/**
 * clasp_worker_learn:
 * @self: a worker with a router
 * @spec: (transfer full): what to learn
 *
 * Thread: worker.
 */
void
clasp_worker_learn (ClaspWorker *self, ClaspLearnSpec *spec)
{
  gint64 now_us = clasp_worker_now (self);
  Learn *learn;

  if (self->learns == NULL)
    self->learns = g_ptr_array_new_with_free_func (learn_free);
  if (self->learns->len >= MAX_LEARNS)
    {
      self->events.learning (spec->id, CLASP_LEARN_STATE_ENDED, 0, NULL, self->user_data);
      clasp_learn_spec_free (spec);
      return;
    }

  learn = learn_new (self, spec, now_us);
  g_ptr_array_add (self->learns, learn);
  update_gate (self);
  tell (learn, now_us);
  clasp_timers_set (self->timers, &learn->timer, now_us + TELL_US, tick_cb, learn);
}

/* NULL when it has ended. */
static Learn *
find_learn (ClaspWorker *self, guint id)
{
  for (guint i = 0; self->learns != NULL && i < self->learns->len; i++)
    if (((Learn *) self->learns->pdata[i])->spec->id == id)
      return self->learns->pdata[i];
  return NULL;
}

/**
 * clasp_worker_filter_learn:
 * @self: a worker
 * @id: of a run
 * @filter: (nullable): words
 *
 * Thread: worker.
 */
void
clasp_worker_filter_learn (ClaspWorker *self, guint id, const char *filter)
{
  Learn *learn = find_learn (self, id);

  if (learn == NULL)
    return;
  g_free (learn->filter);
  learn->filter = filter != NULL && *filter != '\0' ? g_strdup (filter) : NULL;
  learn->has_news = TRUE;
}

/**
 * clasp_worker_end_learn:
 * @self: a worker
 * @id: of a run; nothing happens when it has ended
 *
 * Thread: worker.
 */
void
clasp_worker_end_learn (ClaspWorker *self, guint id)
{
  Learn *learn = find_learn (self, id);

  if (learn != NULL)
    end (self, learn);
}

void
clasp_worker_learn_clear (ClaspWorker *self)
{
  if (self->learns == NULL)
    return;
  clasp_route_set_set_gate (self->routes, NULL, NULL);
  g_clear_pointer (&self->learns, g_ptr_array_unref);
}
