/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-shaper.h"

/* Design notes: one time for each address, that at which it would have caught up with the ceiling
 * had it kept to it (GCRA). An update passes while that time is not further ahead than the burst
 * allows, and moves it on by one interval. */

#define SWEEP_INTERVAL_US G_USEC_PER_SEC

typedef struct
{
  ClaspBridgeShaper *shaper;  /* (unowned) */
  char              *address; /* (owned) */
  gsize              length;
  gint64             even_us; /* when it has caught up with the ceiling */
  /* held */
  ClaspTimer         timer;
  GList              link; /* in those that hold */
  ClaspMessage       message; /* a SET; its value is owned, its address is @address */
  ClaspDelivery      delivery;
} Entry;

struct _ClaspBridgeShaper
{
  ClaspTimers          *timers; /* (unowned) */
  ClaspBridgeShaperFunc func;
  gpointer              user_data;
  gint64                interval_us, burst_us;
  GHashTable           *entries; /* (owned) Entry → Entry (owned) */
  GQueue                held;    /* (unowned) Entry: who holds for longest first */
  guint                 max_addresses, max_held;
  gint64                swept_us;
};

static guint
entry_hash (gconstpointer key)
{
  const Entry *entry = key;

  return (guint) clasp_str_hash ((ClaspStr){ entry->address, entry->length });
}

static gboolean
entry_equal (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;

  return clasp_str_equal ((ClaspStr){ left->address, left->length },
                          (ClaspStr){ right->address, right->length });
}

static gboolean
is_holding (const Entry *entry)
{
  return clasp_timer_is_pending (&entry->timer);
}

static void
drop_held (Entry *entry)
{
  if (is_holding (entry))
    g_queue_unlink (&entry->shaper->held, &entry->link);
  clasp_timers_cancel (entry->shaper->timers, &entry->timer);
  clasp_value_clear (&entry->message.set.value);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  drop_held (entry);
  g_free (entry->address);
  g_free (entry);
}

/**
 * clasp_bridge_shaper_new:
 * @timers: the worker's
 * @max_rate: updates of an address a second, from 1
 * @max_addresses: addresses of which it is known how often they come, from 1
 * @max_held: addresses that may hold a value at the same time, from 1
 * @func: gets what was held when its time has come
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a shaper that has seen nothing
 */
ClaspBridgeShaper *
clasp_bridge_shaper_new (ClaspTimers          *timers,
                         guint                 max_rate,
                         guint                 max_addresses,
                         guint                 max_held,
                         ClaspBridgeShaperFunc func,
                         gpointer              user_data)
{
  ClaspBridgeShaper *self = g_new0 (ClaspBridgeShaper, 1);

  self->timers = timers;
  self->func = func;
  self->user_data = user_data;
  self->max_addresses = MAX (max_addresses, 1);
  self->max_held = MAX (max_held, 1);
  self->interval_us = G_USEC_PER_SEC / MAX (max_rate, 1);
  self->burst_us = self->interval_us * (MAX (max_rate / 10, 1) - 1);
  self->entries = g_hash_table_new_full (entry_hash, entry_equal, entry_free, NULL);
  return self;
}

/**
 * clasp_bridge_shaper_free:
 * @self: (transfer full): a shaper; what it holds is forgotten
 *
 * Thread: worker.
 */
void
clasp_bridge_shaper_free (ClaspBridgeShaper *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

/**
 * clasp_bridge_shaper_clear:
 * @self: a shaper
 *
 * Forgets what it holds: whoever gets the state afresh has the newest values anyway.
 *
 * Thread: worker.
 */
void
clasp_bridge_shaper_clear (ClaspBridgeShaper *self)
{
  g_hash_table_remove_all (self->entries);
}

static gboolean
is_idle (gpointer key, gpointer value, gpointer now_us)
{
  const Entry *entry = key;

  return !is_holding (entry) && entry->even_us <= *(gint64 *) now_us;
}

/* Those that have caught up are as good as new. FALSE when all are busy; that is looked at once in
 * a second. */
static gboolean
make_room (ClaspBridgeShaper *self, gint64 now_us)
{
  if (g_hash_table_size (self->entries) < self->max_addresses)
    return TRUE;
  if (self->swept_us != 0 && now_us - self->swept_us < SWEEP_INTERVAL_US)
    return FALSE;

  self->swept_us = now_us;
  return g_hash_table_foreach_remove (self->entries, is_idle, &now_us) > 0;
}

static Entry *
find_or_add (ClaspBridgeShaper *self, ClaspStr address, gint64 now_us)
{
  Entry  key = { .address = (char *) address.data, .length = address.length };
  Entry *entry = g_hash_table_lookup (self->entries, &key);

  if (entry != NULL || !make_room (self, now_us))
    return entry;

  entry = g_new0 (Entry, 1);
  entry->shaper = self;
  entry->address = clasp_str_dup (address);
  entry->length = address.length;
  entry->link.data = entry;
  g_hash_table_add (self->entries, entry);
  return entry;
}

static void
release_cb (gpointer user_data)
{
  Entry             *entry = user_data;
  ClaspBridgeShaper *self = entry->shaper;
  ClaspMessage       message = entry->message;
  ClaspDelivery      delivery = entry->delivery;
  g_autofree char   *address = g_strndup (entry->address, entry->length);

  g_queue_unlink (&self->held, &entry->link);
  /* The function may clear the shaper, and this entry with it. */
  entry->message.set.value = clasp_value_null ();
  entry->even_us += self->interval_us;
  message.set.address = (ClaspStr){ address, entry->length };
  delivery.message = &message;
  self->func (&delivery, self->user_data);
  clasp_value_clear (&message.set.value);
}

/* FALSE when nobody has to go. */
static gboolean
drop_oldest (ClaspBridgeShaper *self)
{
  if (self->held.length <= self->max_held)
    return FALSE;

  drop_held (g_queue_peek_head (&self->held));
  return TRUE;
}

static ClaspShaped
hold (Entry *entry, const ClaspDelivery *delivery)
{
  ClaspBridgeShaper *self = entry->shaper;
  gboolean           was_holding = is_holding (entry);

  clasp_value_clear (&entry->message.set.value);
  entry->message = *delivery->message;
  entry->message.set.value = clasp_value_copy (&delivery->message->set.value);
  entry->delivery = *delivery;
  entry->delivery.bundle = 0; /* it comes alone */
  if (was_holding)
    return CLASP_SHAPED_REPLACED;

  clasp_timers_set (self->timers, &entry->timer, entry->even_us - self->burst_us, release_cb,
                    entry);
  g_queue_push_tail_link (&self->held, &entry->link);
  return drop_oldest (self) ? CLASP_SHAPED_CROWDED : CLASP_SHAPED_HELD;
}

/**
 * clasp_bridge_shaper_pass:
 * @self: a shaper
 * @delivery: of a SET; copied as far as it is held
 * @now_us: monotonic
 *
 * With more addresses under way than there is room for, those that are new pass unshaped.
 *
 * Thread: worker.
 *
 * Returns: what becomes of it
 */
ClaspShaped
clasp_bridge_shaper_pass (ClaspBridgeShaper *self, const ClaspDelivery *delivery, gint64 now_us)
{
  Entry *entry = find_or_add (self, delivery->message->set.address, now_us);

  if (entry == NULL)
    return CLASP_SHAPED_PASSED;
  if (is_holding (entry) || entry->even_us - now_us > self->burst_us)
    return hold (entry, delivery);

  entry->even_us = MAX (entry->even_us, now_us) + self->interval_us;
  return CLASP_SHAPED_PASSED;
}
