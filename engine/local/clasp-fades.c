/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. Nothing is subscribed to: before each step the parameter is compared with what was
 * written last, and when it differs somebody else has it now. A write that the router refused,
 * because of a lock for example, ends the fade in the same way. */

#include "local/clasp-fades.h"

#include <math.h>

#define POWER_EXPONENT 2.0 /* of the curve "power" */

typedef struct
{
  char         *name;  /* (owned) */
  ClaspDelivery cause; /* hops and chain; nothing else */
  gint64        start_us, duration_us;
  ClaspCurve    curve;
  guint         n_fades;
  gboolean      has_arrived; /* one of them at least was ours to the end */
} Run;

typedef struct
{
  char      *address;  /* (owned) */
  Run       *run;      /* (unowned) */
  ClaspValue from, to; /* (owned) */
  gboolean   can_move; /* else it changes at the end */
  gboolean   has_last; /* else there was no parameter yet */
  ClaspValue last;     /* (owned) what it was when it was looked at last */
  guint      index;    /* in the array */
} Fade;

struct _ClaspFades
{
  ClaspRouter   *router;  /* (unowned) */
  ClaspTimers   *timers;  /* (unowned) */
  ClaspSession  *session; /* (unowned) */
  ClaspFadesFunc done;
  gpointer       user_data;
  GHashTable    *runs;      /* (owned) name → Run (owned) */
  GHashTable    *addresses; /* (owned) address of the fade → Fade (unowned) */
  GPtrArray     *fades;     /* (owned) of Fade (owned) */
  ClaspTimer     timer;
  gboolean       is_busy;
  gboolean       is_ending; /* all, when the step that is under way is done */
};

static gint64
now (ClaspFades *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

/* ---- between two values ---- */

static gboolean
is_row_of_numbers (const ClaspValue *value)
{
  guint n = clasp_value_get_size (value);

  for (guint i = 0; i < n; i++)
    if (!clasp_value_is_number (clasp_value_get_element (value, i)))
      return FALSE;
  return value->type == CLASP_VALUE_ARRAY && n > 0;
}

static gboolean
can_move (const ClaspValue *from, const ClaspValue *to)
{
  if (clasp_value_is_number (from) && clasp_value_is_number (to))
    return TRUE;
  return is_row_of_numbers (from) && is_row_of_numbers (to) &&
         clasp_value_get_size (from) == clasp_value_get_size (to);
}

static ClaspValue
mix_numbers (const ClaspValue *from, const ClaspValue *to, double share)
{
  double start = 0, end = 0, number;

  clasp_value_to_double (from, &start);
  clasp_value_to_double (to, &end);
  number = start + (end - start) * share;
  if (to->type == CLASP_VALUE_INT && fabs (number) < 9e15)
    return clasp_value_int (llround (number));
  return clasp_value_double (number);
}

static ClaspValue
mix (const ClaspValue *from, const ClaspValue *to, double share)
{
  guint                  n = clasp_value_get_size (to);
  g_autofree ClaspValue *elements = NULL;

  if (to->type != CLASP_VALUE_ARRAY)
    return mix_numbers (from, to, share);
  elements = g_new (ClaspValue, n);
  for (guint i = 0; i < n; i++)
    elements[i] =
      mix_numbers (clasp_value_get_element (from, i), clasp_value_get_element (to, i), share);
  return clasp_value_array (elements, n);
}

/* ---- one fade ---- */

static void
fade_free (gpointer data)
{
  Fade *fade = data;

  clasp_value_clear (&fade->from);
  clasp_value_clear (&fade->to);
  clasp_value_clear (&fade->last);
  g_free (fade->address);
  g_free (fade);
}

static void
run_free (gpointer data)
{
  Run *run = data;

  g_free (run->name);
  g_free (run);
}

static void
remove_fade (ClaspFades *self, Fade *fade)
{
  guint index = fade->index;

  fade->run->n_fades--;
  g_hash_table_remove (self->addresses, fade->address);
  g_ptr_array_remove_index_fast (self->fades, index);
  if (index < self->fades->len)
    ((Fade *) self->fades->pdata[index])->index = index;
}

static void
look (ClaspFades *self, Fade *fade)
{
  const ClaspValue *present = clasp_router_peek (self->router, clasp_str (fade->address));

  fade->has_last = present != NULL;
  clasp_value_clear (&fade->last);
  if (present != NULL)
    fade->last = clasp_value_copy (present);
}

static gboolean
is_ours (ClaspFades *self, const Fade *fade)
{
  const ClaspValue *present = clasp_router_peek (self->router, clasp_str (fade->address));

  return fade->has_last ? present != NULL && clasp_value_equal (present, &fade->last)
                        : present == NULL;
}

static void
write_value (ClaspFades          *self,
             const char          *address,
             const ClaspValue    *value,
             const ClaspDelivery *cause)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = clasp_str (address);
  message.set.value = *value; /* lent */
  clasp_session_submit (self->session, &message, cause, TRUE);
}

/* What has no value yet begins at nothing. */
static ClaspValue
nothing_like (const ClaspValue *to)
{
  const ClaspValue       zero = clasp_value_int (0);
  guint                  n = clasp_value_get_size (to);
  g_autofree ClaspValue *zeros = NULL;

  if (clasp_value_is_number (to))
    return zero;
  if (!is_row_of_numbers (to))
    return clasp_value_null ();
  zeros = g_new (ClaspValue, n);
  for (guint i = 0; i < n; i++)
    zeros[i] = zero;
  return clasp_value_array (zeros, n);
}

static void
add_fade (ClaspFades *self, Run *run, const char *address, const ClaspValue *to)
{
  Fade *fade = g_new0 (Fade, 1);

  fade->address = g_strdup (address);
  fade->run = run;
  fade->to = clasp_value_copy (to);
  look (self, fade);
  fade->from = fade->has_last ? clasp_value_copy (&fade->last) : nothing_like (to);
  fade->can_move = can_move (&fade->from, to);
  fade->index = self->fades->len;
  g_ptr_array_add (self->fades, fade);
  g_hash_table_insert (self->addresses, fade->address, fade);
  run->n_fades++;
}

/* ---- steps ---- */

static double
progress (const Run *run, gint64 now_us)
{
  return MIN ((double) (now_us - run->start_us) / (double) run->duration_us, 1.0);
}

/* TRUE when it is over. */
static gboolean
step (ClaspFades *self, Fade *fade, gint64 now_us)
{
  double              t = progress (fade->run, now_us);
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (!is_ours (self, fade))
    return TRUE;
  if (t >= 1.0)
    {
      fade->run->has_arrived = TRUE;
      write_value (self, fade->address, &fade->to, &fade->run->cause);
      return TRUE;
    }
  if (!fade->can_move)
    return FALSE;

  value = mix (&fade->from, &fade->to, clasp_curve_apply (fade->run->curve, POWER_EXPONENT, t));
  if (fade->has_last && clasp_value_equal (&value, &fade->last))
    return FALSE;
  clasp_value_clear (&fade->last);
  fade->last = clasp_value_copy (&value);
  fade->has_last = TRUE;
  write_value (self, fade->address, &value, &fade->run->cause);
  return FALSE;
}

/* Runs that arrived say so; those of which others have everything are forgotten. */
static void
end_runs (ClaspFades *self)
{
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter        iter;
  gpointer              data;

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Run *run = data;

      if (run->n_fades > 0)
        continue;
      if (run->has_arrived)
        g_ptr_array_add (done, g_strdup (run->name));
      g_hash_table_iter_remove (&iter);
    }
  for (guint i = 0; i < done->len; i++)
    self->done (done->pdata[i], NULL, self->user_data);
}

static void
clear (ClaspFades *self)
{
  g_hash_table_remove_all (self->addresses);
  g_ptr_array_set_size (self->fades, 0);
  g_hash_table_remove_all (self->runs);
  self->is_ending = FALSE;
}

static void
tick_cb (gpointer user_data)
{
  ClaspFades *self = user_data;
  gint64      now_us = now (self);

  self->is_busy = TRUE;
  for (guint i = self->fades->len; i-- > 0 && !self->is_ending;)
    {
      Fade *fade = self->fades->pdata[i];

      if (step (self, fade, now_us))
        remove_fade (self, fade);
    }
  if (self->is_ending)
    clear (self);
  end_runs (self);
  if (self->fades->len > 0)
    clasp_timers_set (self->timers, &self->timer, now_us + CLASP_FADES_INTERVAL_US, tick_cb, self);
  self->is_busy = FALSE;
}

/* ---- public ---- */

/**
 * clasp_fades_new:
 * @router: where the parameters are
 * @timers: by which they move
 * @session: that writes them
 * @done: called when a run came to its end
 * @user_data: for @done
 *
 * Thread: worker.
 *
 * Returns: (transfer full): none yet
 */
ClaspFades *
clasp_fades_new (ClaspRouter   *router,
                 ClaspTimers   *timers,
                 ClaspSession  *session,
                 ClaspFadesFunc done,
                 gpointer       user_data)
{
  ClaspFades *self = g_new0 (ClaspFades, 1);

  self->router = router;
  self->timers = timers;
  self->session = session;
  self->done = done;
  self->user_data = user_data;
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, run_free);
  self->addresses = g_hash_table_new (g_str_hash, g_str_equal);
  self->fades = g_ptr_array_new_with_free_func (fade_free);
  return self;
}

/**
 * clasp_fades_free:
 * @self: (transfer full): fades; values stay where they are
 *
 * Thread: worker.
 */
void
clasp_fades_free (ClaspFades *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  g_hash_table_unref (self->addresses);
  g_ptr_array_unref (self->fades);
  g_hash_table_unref (self->runs);
  g_free (self);
}

/* The address is ours from now on. */
static void
take_over (ClaspFades *self, const char *address)
{
  Fade *fade = g_hash_table_lookup (self->addresses, address);

  if (fade != NULL)
    remove_fade (self, fade);
}

static Run *
add_run (ClaspFades *self, const ClaspFadeRun *wanted)
{
  Run *run = g_new0 (Run, 1);

  run->name = g_strdup (wanted->name);
  run->start_us = now (self);
  run->duration_us = wanted->duration_us;
  run->curve = wanted->curve;
  if (wanted->cause != NULL)
    {
      run->cause.hops = wanted->cause->hops;
      run->cause.chain = wanted->cause->chain;
    }
  g_hash_table_insert (self->runs, run->name, run);
  return run;
}

/**
 * clasp_fades_start:
 * @self: fades, not busy
 * @run: what is to become what, in which time
 *
 * Numbers, and arrays of as many numbers, move along the curve; everything else changes at the end.
 *
 * Thread: worker.
 */
void
clasp_fades_start (ClaspFades *self, const ClaspFadeRun *run)
{
  Run *live;

  clasp_fades_cancel (self, run->name);
  live = run->duration_us > 0 ? add_run (self, run) : NULL;
  for (guint i = 0; i < run->n; i++)
    {
      take_over (self, run->addresses[i]);
      if (live != NULL && self->fades->len < CLASP_FADES_MAX)
        add_fade (self, live, run->addresses[i], &run->values[i]);
      else
        write_value (self, run->addresses[i], &run->values[i], run->cause);
    }
  if (live == NULL || live->n_fades == 0)
    {
      g_hash_table_remove (self->runs, run->name);
      self->done (run->name, run->cause, self->user_data);
    }
  else if (!clasp_timer_is_pending (&self->timer))
    clasp_timers_set (self->timers, &self->timer, now (self) + CLASP_FADES_INTERVAL_US, tick_cb,
                      self);
}

/**
 * clasp_fades_is_running:
 * @self: fades
 * @name: of a run
 *
 * Thread: worker.
 *
 * Returns: whether something of it moves still
 */
gboolean
clasp_fades_is_running (ClaspFades *self, const char *name)
{
  Run *run = g_hash_table_lookup (self->runs, name);

  return run != NULL && run->n_fades > 0;
}

static void
forget (ClaspFades *self, const Run *run)
{
  for (guint i = self->fades->len; i-- > 0;)
    {
      Fade *fade = self->fades->pdata[i];

      if (fade->run == run)
        remove_fade (self, fade);
    }
}

/**
 * clasp_fades_cancel:
 * @self: fades, not busy
 * @name: of a run; nothing happens when there is none
 *
 * Thread: worker.
 */
void
clasp_fades_cancel (ClaspFades *self, const char *name)
{
  Run *run = g_hash_table_lookup (self->runs, name);

  if (run == NULL)
    return;
  forget (self, run);
  g_hash_table_remove (self->runs, name);
}

/**
 * clasp_fades_cancel_below:
 * @self: fades, not busy
 * @prefix: how the names of the runs begin
 *
 * Thread: worker.
 */
void
clasp_fades_cancel_below (ClaspFades *self, const char *prefix)
{
  GHashTableIter iter;
  gpointer       run;

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    if (g_str_has_prefix (((Run *) run)->name, prefix))
      {
        forget (self, run);
        g_hash_table_iter_remove (&iter);
      }
}

/**
 * clasp_fades_cancel_all:
 * @self: fades; when they are busy it is done at the end of that
 *
 * Thread: worker.
 *
 * Returns: how many runs were under way
 */
guint
clasp_fades_cancel_all (ClaspFades *self)
{
  guint n = self->is_ending ? 0 : g_hash_table_size (self->runs);

  if (self->is_busy)
    self->is_ending = TRUE;
  else
    clear (self);
  return n;
}

gboolean
clasp_fades_is_busy (ClaspFades *self)
{
  return self->is_busy;
}
