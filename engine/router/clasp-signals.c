/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-signals.h"

#include "router/clasp-policies.h"

/* Looked through for what is over so often, but at most once a second and at least once a minute.
 */
#define ROUNDS_PER_TTL 8
#define MAX_ROUND_US (60 * G_USEC_PER_SEC)

typedef struct
{
  ClaspSignalInfo info;    /* first: the key; texts behind the struct */
  ClaspPattern   *pattern; /* (owned) (nullable) of one with wildcards and a policy */
  ClaspPattern   *range;   /* (owned) (nullable) of one with wildcards and a range */
  guint64         owner;   /* number of a session */
  gint64          used_us; /* announced or asked for */
} Signal;

struct _ClaspSignals
{
  ClaspRouter *router;   /* (unowned) */
  GHashTable  *signals;  /* (owned) set of Signal (owned) by address */
  GPtrArray   *patterns; /* (owned) of Signal (unowned) with a pattern, newest last */
  GPtrArray   *ranges;   /* (owned) of Signal (unowned) with a range and wildcards, newest last */
  guint        n_governing;
  guint        n_ranges; /* with and without wildcards */
  guint        serial;
  ClaspRouterRangeFunc range_func; /* (nullable) */
  gpointer     range_data;
  ClaspTimer   timer;
};

static guint
address_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const ClaspSignalInfo *) key)->address);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const ClaspSignalInfo *) a)->address,
                          ((const ClaspSignalInfo *) b)->address);
}

static void
signal_free (gpointer data)
{
  Signal *self = data;

  clasp_value_clear (&self->info.default_value);
  g_clear_pointer (&self->pattern, clasp_pattern_unref);
  g_clear_pointer (&self->range, clasp_pattern_unref);
  g_free (self);
}

ClaspSignals *
clasp_signals_new (ClaspRouter *router)
{
  ClaspSignals *self = g_new0 (ClaspSignals, 1);

  self->router = router;
  self->signals = g_hash_table_new_full (address_hash, address_equal, signal_free, NULL);
  self->patterns = g_ptr_array_new ();
  self->ranges = g_ptr_array_new ();
  return self;
}

void
clasp_signals_free (ClaspSignals *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_ptr_array_unref (self->patterns);
  g_ptr_array_unref (self->ranges);
  g_hash_table_unref (self->signals);
  g_free (self);
}

/* --- time to live --------------------------------------------------------------------------- */

static gint64
ttl_us (ClaspSignals *self)
{
  return (gint64) self->router->limits.signal_ttl_s * G_USEC_PER_SEC;
}

static void forget (ClaspSignals *self, Signal *signal);
static void arm (ClaspSignals *self);

static GHashTable *
collect_owners (ClaspSignals *self)
{
  GHashTable *owners = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (ClaspSession *session = self->router->sessions; session != NULL; session = session->next)
    g_hash_table_add (owners, &session->number);
  return owners;
}

static void
round_cb (gpointer user_data)
{
  ClaspSignals          *self = user_data;
  gint64                 now_us = clasp_clock_now_us (self->router->clock);
  g_autoptr (GHashTable) owners = collect_owners (self);
  GHashTableIter         iter;
  Signal                *signal;

  g_hash_table_iter_init (&iter, self->signals);
  while (g_hash_table_iter_next (&iter, (gpointer *) &signal, NULL))
    {
      if (g_hash_table_contains (owners, &signal->owner))
        signal->used_us = now_us;
      else if (now_us - signal->used_us >= ttl_us (self))
        {
          g_hash_table_iter_steal (&iter);
          forget (self, signal);
          signal_free (signal);
        }
    }
  arm (self);
}

static void
arm (ClaspSignals *self)
{
  ClaspRouter *router = self->router;
  gint64       round_us = CLAMP (ttl_us (self) / ROUNDS_PER_TTL, G_USEC_PER_SEC, MAX_ROUND_US);

  if (ttl_us (self) == 0 || g_hash_table_size (self->signals) == 0)
    clasp_timers_cancel (router->timers, &self->timer);
  else
    clasp_timers_set (router->timers, &self->timer, clasp_clock_now_us (router->clock) + round_us,
                      round_cb, self);
}

void
clasp_signals_set_ttl (ClaspSignals *self)
{
  arm (self);
}

/* --- the table ------------------------------------------------------------------------------ */

static gboolean
is_governed (const ClaspSignalInfo *info)
{
  return info->signal == CLASP_SIGNAL_PARAM &&
         ((info->has_range && !info->is_advisory) || info->has_strategy);
}

static gboolean
says_the_same (const ClaspSignalInfo *a, const ClaspSignalInfo *b)
{
  if (is_governed (a) != is_governed (b) || a->has_range != b->has_range ||
      a->has_strategy != b->has_strategy)
    return FALSE;
  if (a->has_strategy && !clasp_str_equal (a->strategy, b->strategy))
    return FALSE;
  return !a->has_range || (memcmp (&a->minimum, &b->minimum, sizeof a->minimum) == 0 &&
                           memcmp (&a->maximum, &b->maximum, sizeof a->maximum) == 0);
}

static void
add_range (ClaspSignals *self, Signal *signal)
{
  if (!signal->info.has_range)
    return;
  self->n_ranges++;
  self->serial++;
  if (signal->range != NULL)
    g_ptr_array_add (self->ranges, signal);
  if (self->range_func != NULL)
    self->range_func (&signal->info, TRUE, self->range_data);
}

static void
remove_range (ClaspSignals *self, Signal *signal)
{
  if (!signal->info.has_range)
    return;
  self->n_ranges--;
  self->serial++;
  if (signal->range != NULL)
    g_ptr_array_remove (self->ranges, signal);
  if (self->range_func != NULL)
    self->range_func (&signal->info, FALSE, self->range_data);
}

/* The signal is in the table no more. */
static void
forget (ClaspSignals *self, Signal *signal)
{
  remove_range (self, signal);
  if (!is_governed (&signal->info))
    return;
  self->n_governing--;
  if (signal->pattern != NULL)
    g_ptr_array_remove (self->patterns, signal);
  clasp_policies_announced (self->router->policies, signal->info.address);
}

static void
put_text (char **place, ClaspStr *text)
{
  if (text->length > 0)
    memcpy (*place, text->data, text->length);
  *text = (ClaspStr){ *place, text->length };
  *place += text->length;
}

static Signal *
signal_new (const ClaspSignalInfo *info, guint64 owner, gint64 now_us)
{
  gsize texts = info->address.length + info->datatype.length + info->access.length +
                info->unit.length + info->description.length + info->strategy.length;
  Signal *self = g_malloc0 (sizeof *self + texts);
  char   *place = (char *) (self + 1);

  self->info = *info;
  put_text (&place, &self->info.address);
  put_text (&place, &self->info.datatype);
  put_text (&place, &self->info.access);
  put_text (&place, &self->info.unit);
  put_text (&place, &self->info.description);
  put_text (&place, &self->info.strategy);
  self->info.default_value = clasp_value_copy (&info->default_value);
  self->owner = owner;
  self->used_us = now_us;
  if (is_governed (info) && memchr (info->address.data, '*', info->address.length) != NULL)
    self->pattern = clasp_pattern_new (info->address);
  if (info->has_range && memchr (info->address.data, '*', info->address.length) != NULL)
    self->range = clasp_pattern_new (info->address);
  return self;
}

gboolean
clasp_signals_has_room (ClaspSignals *self, const ClaspAnnounce *announce)
{
  guint                  limit = self->router->limits.max_signals;
  guint                  n = g_hash_table_size (self->signals);
  g_autoptr (GHashTable) unknown = NULL;

  if ((guint64) n + announce->n_signals <= limit)
    return TRUE;

  unknown = g_hash_table_new (address_hash, address_equal);
  for (guint i = 0; i < announce->n_signals; i++)
    if (!g_hash_table_contains (self->signals, &announce->signals[i]))
      g_hash_table_add (unknown, &announce->signals[i]);
  return (guint64) n + g_hash_table_size (unknown) <= limit;
}

void
clasp_signals_add (ClaspSignals *self, const ClaspSignalInfo *info, guint64 owner)
{
  Signal  *signal = signal_new (info, owner, clasp_clock_now_us (self->router->clock));
  Signal  *old = g_hash_table_lookup (self->signals, info);
  gboolean is_news = old == NULL ? is_governed (info) : !says_the_same (&old->info, info);

  /* the newest pattern holds, so saying the same again may be news as well */
  if (old != NULL && old->pattern != NULL &&
      old != g_ptr_array_index (self->patterns, self->patterns->len - 1))
    is_news = TRUE;
  if (old != NULL && is_governed (&old->info))
    self->n_governing--;
  if (old != NULL && old->pattern != NULL)
    g_ptr_array_remove (self->patterns, old);
  if (old != NULL)
    remove_range (self, old);
  g_hash_table_replace (self->signals, signal, signal);
  if (is_governed (info))
    self->n_governing++;
  if (signal->pattern != NULL)
    g_ptr_array_add (self->patterns, signal);
  add_range (self, signal);
  if (is_news)
    clasp_policies_announced (self->router->policies, signal->info.address);
  if (!clasp_timer_is_pending (&self->timer))
    arm (self);
}

GPtrArray *
clasp_signals_query (ClaspSignals *self, const ClaspPattern *pattern)
{
  GPtrArray     *found = g_ptr_array_new ();
  gint64         now_us = clasp_clock_now_us (self->router->clock);
  GHashTableIter iter;
  Signal        *signal;

  g_hash_table_iter_init (&iter, self->signals);
  while (g_hash_table_iter_next (&iter, (gpointer *) &signal, NULL))
    if (clasp_pattern_matches (pattern, signal->info.address))
      {
        signal->used_us = now_us;
        g_ptr_array_add (found, &signal->info);
      }
  return found;
}

const ClaspSignalInfo *
clasp_signals_find_governing (ClaspSignals *self, ClaspStr address)
{
  const ClaspSignalInfo key = { .address = address };
  Signal               *exact;

  if (self->n_governing == 0)
    return NULL;

  exact = g_hash_table_lookup (self->signals, &key);
  if (exact != NULL && is_governed (&exact->info))
    return &exact->info;
  for (guint i = self->patterns->len; i > 0; i--)
    {
      Signal *signal = self->patterns->pdata[i - 1];

      if (clasp_pattern_matches (signal->pattern, address))
        return &signal->info;
    }
  return NULL;
}

const ClaspSignalInfo *
clasp_signals_find_range (ClaspSignals *self, ClaspStr address)
{
  const ClaspSignalInfo key = { .address = address };
  Signal               *exact;

  if (self->n_ranges == 0)
    return NULL;

  exact = g_hash_table_lookup (self->signals, &key);
  if (exact != NULL && exact->info.has_range)
    return &exact->info;
  for (guint i = self->ranges->len; i > 0; i--)
    {
      Signal *signal = self->ranges->pdata[i - 1];

      if (clasp_pattern_matches (signal->range, address))
        return &signal->info;
    }
  return NULL;
}

void
clasp_signals_watch_ranges (ClaspSignals *self, ClaspRouterRangeFunc func, gpointer user_data)
{
  self->range_func = func;
  self->range_data = user_data;
}

const guint *
clasp_signals_get_serial (ClaspSignals *self)
{
  return &self->serial;
}

guint
clasp_signals_get_n (ClaspSignals *self)
{
  return g_hash_table_size (self->signals);
}
