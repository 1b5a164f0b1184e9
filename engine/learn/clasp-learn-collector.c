/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-collector-private.h"

#include "learn/clasp-learn-facts.h"

#include <string.h>

/* Design notes. Of everything there is, only the newest value is kept, so that the first movement is
 * one; what moves gets a Moved, which knows the rest. The list is made when somebody looks: halves of
 * 14 bits and the steps of encoders are put together there, where both are known. */

/* A control that rests may flicker by a step; a hand moves it by more. */
#define MIN_TRAVEL 0.02

static void
known_free (gpointer data)
{
  ClaspLearnKnown *known = data;

  clasp_value_clear (&known->value);
  g_free (known->connection);
  g_free (known->name);
  g_free (known);
}

static void
moved_free (gpointer data)
{
  ClaspLearnMoved *moved = data;

  g_free (moved->address);
  g_free (moved->connection);
  g_free (moved->name);
  clasp_learn_places_free (moved->places);
  g_free (moved);
}

/**
 * clasp_learn_collector_new:
 * @config: what is looked for
 * @now_us: monotonic time in microseconds: learning begins
 *
 * Returns: (transfer full): a collector that has seen nothing
 */
ClaspLearnCollector *
clasp_learn_collector_new (const ClaspLearnCollectorConfig *config, gint64 now_us)
{
  ClaspLearnCollector *self = g_new0 (ClaspLearnCollector, 1);

  self->config = *config;
  self->start_us = now_us;
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  self->moved = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, moved_free);
  return self;
}

/**
 * clasp_learn_collector_free:
 * @self: (transfer full): a collector
 */
void
clasp_learn_collector_free (ClaspLearnCollector *self)
{
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->moved);
  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_free (self->chosen_by);
  g_free (self);
}

/* ---- what is known ---- */

static ClaspLearnKnown *
ensure_known (ClaspLearnCollector *self, const char *address)
{
  ClaspLearnKnown *known = g_hash_table_lookup (self->known, address);

  if (known == NULL && g_hash_table_size (self->known) < CLASP_LEARN_MAX_KNOWN)
    {
      known = g_new0 (ClaspLearnKnown, 1);
      g_hash_table_insert (self->known, g_strdup (address), known);
    }
  return known;
}

static gboolean
is_about_ourselves (ClaspStr address)
{
  static const char *const prefixes[] = { "/clasp/", "/local/timer/", "/local/connection/" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (address.length > strlen (prefixes[i]) &&
        memcmp (address.data, prefixes[i], strlen (prefixes[i])) == 0)
      return TRUE;
  return FALSE;
}

/**
 * clasp_learn_collector_know:
 * @self: a collector
 * @address: of a parameter, or of what was announced
 * @value: (nullable): its value; %NULL when it was only announced
 * @origin: the connection it seems to belong to
 * @written_us: monotonic time of its last write; what is no longer ago than a second before the start
 *   moves by itself. 0 = long ago
 */
void
clasp_learn_collector_know (ClaspLearnCollector    *self,
                            ClaspStr                address,
                            const ClaspValue       *value,
                            const ClaspLearnOrigin *origin,
                            gint64                  written_us)
{
  g_autofree char *text = clasp_str_dup (address);
  ClaspLearnKnown           *known = is_about_ourselves (address) ? NULL : ensure_known (self, text);

  if (known == NULL)
    return;
  if (written_us != 0 && written_us > self->start_us - CLASP_LEARN_QUIET_US)
    known->is_ignored = TRUE;
  if (value != NULL)
    {
      clasp_value_clear (&known->value);
      known->value = clasp_value_copy (value);
      known->has_value = TRUE;
    }
  if (self->config.is_target && known->connection == NULL)
    {
      known->connection = g_strdup (origin->connection);
      known->name = g_strdup (origin->name);
      clasp_learn_read_facts (address, origin->protocol, origin->namespace_, &known->facts);
    }
}

/**
 * clasp_learn_collector_ignore:
 * @self: a collector
 * @address: an address that moves by itself
 */
void
clasp_learn_collector_ignore (ClaspLearnCollector *self, ClaspStr address)
{
  g_autofree char *text = clasp_str_dup (address);
  ClaspLearnKnown           *known = ensure_known (self, text);

  if (known != NULL)
    known->is_ignored = TRUE;
}

/**
 * clasp_learn_collector_is_listening:
 * @self: a collector
 * @now_us: monotonic time in microseconds
 *
 * Returns: whether events that come now are taken for noise
 */
gboolean
clasp_learn_collector_is_listening (ClaspLearnCollector *self, gint64 now_us)
{
  return !self->config.has_watched && now_us - self->start_us < CLASP_LEARN_QUIET_US;
}

/* ---- what moves ---- */

/* The number a value stands for, for the kind of control; of several that move together there is
 * none. */
static const double *
get_number (const ClaspValue *value, double *number)
{
  const ClaspValue *velocity, *on;

  if (value == NULL || value->type == CLASP_VALUE_STRING)
    return NULL;
  if (value->type != CLASP_VALUE_MAP)
    return clasp_value_to_double (value, number) ? number : NULL;

  velocity = clasp_value_lookup (value, "velocity");
  on = clasp_value_lookup (value, "on");
  if (velocity == NULL || !clasp_value_to_double (velocity, number))
    return NULL;
  if (on != NULL && on->type == CLASP_VALUE_BOOL && !on->as.boolean)
    *number = 0;
  return number;
}

static ClaspLearnMoved *
ensure_moved (ClaspLearnCollector    *self,
              const char             *address,
              const ClaspLearnKnown            *known,
              const ClaspLearnOrigin *origin)
{
  ClaspLearnMoved *moved = g_hash_table_lookup (self->moved, address);
  double number;

  if (moved != NULL || g_hash_table_size (self->moved) >= CLASP_LEARN_MAX_MOVED)
    return moved;

  moved = g_new0 (ClaspLearnMoved, 1);
  moved->address = g_strdup (address);
  moved->connection = g_strdup (origin->connection);
  moved->name = g_strdup (origin->name);
  moved->values = (ClaspLearnValues) CLASP_LEARN_VALUES_INIT;
  clasp_learn_read_facts (clasp_str (address), origin->protocol, origin->namespace_,
                          &moved->facts);
  moved->places = clasp_learn_places_new (&moved->facts);
  if (known != NULL && known->has_value)
    {
      clasp_learn_places_add (moved->places, &known->value, FALSE);
      if (get_number (&known->value, &number) != NULL)
        moved->values.distinct[moved->values.n_distinct++] = number;
    }
  g_hash_table_insert (self->moved, moved->address, moved);
  return moved;
}

static void
count (ClaspLearnMoved *moved, gint64 now_us)
{
  moved->n_updates++;
  if (now_us - moved->window_us >= CLASP_LEARN_RATE_WINDOW_US)
    {
      moved->rate = moved->window_us == 0 ? 0
                                          : (double) moved->n_window * G_USEC_PER_SEC /
                                              (double) (now_us - moved->window_us);
      moved->window_us = now_us;
      moved->n_window = 0;
    }
  moved->n_window++;
}

gboolean
clasp_learn_is_turned (const ClaspLearnMoved *moved)
{
  return g_str_equal (moved->facts.midi_type, "cc") && !moved->facts.is_step &&
         clasp_learn_values_get_turns (&moved->values) != CLASP_LEARN_TURNS_NONE;
}

static gboolean
has_moved (const ClaspLearnMoved *moved)
{
  return moved->changed_us != 0 &&
         (moved->is_event || clasp_learn_is_turned (moved) ||
          clasp_learn_places_get_travel (moved->places) >= MIN_TRAVEL);
}

/**
 * clasp_learn_collector_add:
 * @self: a collector
 * @address: where a value passed
 * @signal: how it came
 * @value: (nullable): the value
 * @origin: the connection it came in through
 * @now_us: monotonic time in microseconds
 *
 * Returns: whether a hand did that: it is no noise, and another value than before or an event
 */
gboolean
clasp_learn_collector_add (ClaspLearnCollector    *self,
                           ClaspStr                address,
                           ClaspSignal             signal,
                           const ClaspValue       *value,
                           const ClaspLearnOrigin *origin,
                           gint64                  now_us)
{
  g_autofree char *text = clasp_str_dup (address);
  ClaspLearnKnown           *known = g_hash_table_lookup (self->known, text);
  gboolean         is_event = signal == CLASP_SIGNAL_EVENT, has_changed = is_event;
  double           number;
  ClaspLearnMoved           *moved;

  if ((known != NULL && known->is_ignored) || is_about_ourselves (address) ||
      clasp_learn_is_clockwork (address, origin->protocol, origin->namespace_))
    return FALSE;
  if (signal != CLASP_SIGNAL_PARAM && clasp_learn_collector_is_listening (self, now_us))
    {
      clasp_learn_collector_ignore (self, address);
      return FALSE;
    }
  moved = ensure_moved (self, text, known, origin);
  if (moved == NULL)
    return FALSE;

  count (moved, now_us);
  moved->is_event |= is_event;
  clasp_learn_values_add (&moved->values, value, get_number (value, &number));
  if (value != NULL)
    has_changed |= clasp_learn_places_add (moved->places, value, TRUE);
  has_changed |= clasp_learn_is_turned (moved);
  if (has_changed)
    moved->changed_us = self->changed_us = now_us;
  if (moved->moved_us == 0 && has_moved (moved))
    moved->moved_us = now_us;
  return has_changed;
}
