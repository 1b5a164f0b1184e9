/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-learn.h"

#include "mapping/clasp-chain.h"

/* A control that rests may flicker by a step; a hand moves it by more. */
#define MIN_TRAVEL 0.02
#define MAX_CANDIDATES 65536

typedef struct
{
  double   minimum, maximum;
  gboolean has_number;
  gboolean is_ignored;
  gboolean is_event;
} Candidate;

struct _ClaspLearn
{
  GHashTable *candidates; /* (owned) address → Candidate */
  gint64      moved_us;   /* of the first movement that counts; 0 = none yet */
};

/**
 * clasp_learn_new:
 *
 * Returns: (transfer full): a learner that has seen nothing
 */
ClaspLearn *
clasp_learn_new (void)
{
  ClaspLearn *self = g_new0 (ClaspLearn, 1);

  self->candidates = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * clasp_learn_free:
 * @self: (transfer full): a learner
 */
void
clasp_learn_free (ClaspLearn *self)
{
  g_hash_table_unref (self->candidates);
  g_free (self);
}

static Candidate *
ensure (ClaspLearn *self,
        ClaspStr    address)
{
  g_autofree char *key = clasp_str_dup (address);
  Candidate       *candidate = g_hash_table_lookup (self->candidates, key);

  if (candidate == NULL && g_hash_table_size (self->candidates) < MAX_CANDIDATES)
    {
      candidate = g_new0 (Candidate, 1);
      g_hash_table_insert (self->candidates, g_steal_pointer (&key), candidate);
    }
  return candidate;
}

/**
 * clasp_learn_ignore:
 * @self: a learner
 * @address: an address that moves by itself
 */
void
clasp_learn_ignore (ClaspLearn *self,
                    ClaspStr    address)
{
  Candidate *candidate = ensure (self, address);

  if (candidate != NULL)
    candidate->is_ignored = TRUE;
}

/* How far the control travelled, as a share of its range. */
static double
travel (const char      *address,
        const Candidate *candidate)
{
  ClaspRange range = { 0, 1, FALSE };
  double     span = candidate->maximum - candidate->minimum;

  if (candidate->is_event)
    return 1;
  if (!candidate->has_number)
    return 0;
  if (!clasp_range_for_address (clasp_str (address), &range) && ABS (candidate->maximum) > 1)
    range.maximum = ABS (candidate->maximum);
  return MIN (span / MAX (range.maximum - range.minimum, 1e-9), 1);
}

static void
widen (Candidate *candidate,
       double     number)
{
  if (!candidate->has_number)
    candidate->minimum = candidate->maximum = number;
  candidate->has_number = TRUE;
  candidate->minimum = MIN (candidate->minimum, number);
  candidate->maximum = MAX (candidate->maximum, number);
}

/**
 * clasp_learn_add:
 * @self: a learner
 * @address: where a value passed
 * @signal: how it came
 * @value: (nullable): the value
 * @is_snapshot: whether it is the state at the start rather than a movement
 * @now_us: monotonic time in microseconds
 */
void
clasp_learn_add (ClaspLearn       *self,
                 ClaspStr          address,
                 ClaspSignal       signal,
                 const ClaspValue *value,
                 gboolean          is_snapshot,
                 gint64            now_us)
{
  Candidate *candidate = ensure (self, address);
  double     number;

  if (candidate == NULL || candidate->is_ignored)
    return;

  /* A parameter seen for the first time moved from somewhere: take the bottom of its range. */
  if (!is_snapshot && !candidate->has_number && signal == CLASP_SIGNAL_PARAM)
    widen (candidate, 0);
  if (value != NULL && clasp_value_to_double (value, &number))
    widen (candidate, number);
  if (is_snapshot)
    return;

  candidate->is_event |= signal == CLASP_SIGNAL_EVENT;
  if (self->moved_us == 0)
    {
      g_autofree char *text = clasp_str_dup (address);

      if (travel (text, candidate) >= MIN_TRAVEL)
        self->moved_us = now_us;
    }
}

/**
 * clasp_learn_get:
 * @self: a learner
 * @now_us: monotonic time in microseconds
 *
 * Returns: (transfer none) (nullable): the address the person moved, once that is clear
 */
const char *
clasp_learn_get (ClaspLearn *self,
                 gint64      now_us)
{
  const char    *best = NULL;
  double         best_travel = MIN_TRAVEL;
  GHashTableIter iter;
  gpointer       address, candidate;

  if (self->moved_us == 0 || now_us - self->moved_us < CLASP_LEARN_SETTLE_US)
    return NULL;

  g_hash_table_iter_init (&iter, self->candidates);
  while (g_hash_table_iter_next (&iter, &address, &candidate))
    {
      double distance = ((Candidate *) candidate)->is_ignored ? 0 : travel (address, candidate);

      if (distance > best_travel || (best != NULL && distance == best_travel && strcmp (address, best) < 0))
        {
          best = address;
          best_travel = distance;
        }
    }
  return best;
}
