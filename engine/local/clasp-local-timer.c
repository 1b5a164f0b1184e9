/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

#include <math.h>

/* A timer that fires starts a chain of its own: a rule that starts it again is a blinker and no
 * circle.
 *
 * When it is due is told as a time of day, so that whoever comes later can count down as well. Shorter
 * ones than a second are nothing to wait for, and would write all the time. */

#define MIN_TOLD_US G_USEC_PER_SEC

typedef struct
{
  ClaspLocal base;
  ClaspTimer timer;
  gint64     interval_us, due_us;
  gboolean   is_running, is_queued;
  gint64     count; /* since it was started */
} Timer;

static void fire_cb (gpointer user_data);

static void
tell (Timer *self, const ClaspDelivery *cause)
{
  ClaspValue value = clasp_value_bool (self->is_running);

  clasp_locals_tell (self->base.owner, self->base.address, &value, cause);
}

static gint64
unix_now (Timer *self)
{
  return clasp_clock_unix_us (clasp_timers_get_clock (self->base.owner->host.timers));
}

static void
tell_due (Timer *self, const ClaspDelivery *cause)
{
  gint64           left_us = self->due_us - clasp_locals_now (self->base.owner);
  gboolean         is_told = self->is_running && self->interval_us >= MIN_TOLD_US;
  ClaspValue       value =
    clasp_value_double (is_told ? (double) (unix_now (self) + left_us) / G_USEC_PER_SEC : 0.0);
  g_autofree char *address = g_strconcat (self->base.address, "/due", NULL);

  clasp_locals_tell (self->base.owner, address, &value, cause);
}

static void
arm (Timer *self, gint64 due_us)
{
  self->due_us = due_us;
  clasp_timers_set (self->base.owner->host.timers, &self->timer, due_us, fire_cb, self);
}

static void
begin (Timer *self)
{
  self->is_running = TRUE;
  self->is_queued = FALSE;
  self->count = 0;
  arm (self, clasp_locals_now (self->base.owner) + self->interval_us);
}

static void
end (Timer *self)
{
  self->is_running = self->is_queued = FALSE;
  clasp_timers_cancel (self->base.owner->host.timers, &self->timer);
}

static gboolean
is_periodic (Timer *self)
{
  return clasp_settings_get_boolean (self->base.spec->settings, "periodic");
}

/* The rhythm holds however late a turn comes; turns that were missed are left out. */
static void
go_on (Timer *self)
{
  gint64 late_us = clasp_locals_now (self->base.owner) - self->due_us;

  arm (self, self->due_us + (late_us / self->interval_us + 1) * self->interval_us);
}

/* Whoever hears of it may stop or start it again, or take it away: what it does next is settled before. */
static void
fire_cb (gpointer user_data)
{
  Timer           *self = user_data;
  ClaspLocals     *owner = self->base.owner;
  ClaspValue       count = clasp_value_int (++self->count);
  g_autofree char *address = g_strdup (self->base.address);
  g_autofree char *fired = g_strconcat (address, "/fired", NULL);

  if (is_periodic (self))
    go_on (self);
  else if (self->is_queued)
    {
      self->is_queued = FALSE;
      arm (self, clasp_locals_now (owner) + self->interval_us);
    }
  else
    end (self);
  tell (self, NULL);
  if (g_hash_table_lookup (owner->by_address, address) == self)
    tell_due (self, NULL);
  clasp_locals_emit (owner, fired, &count, NULL);
}

static void
start_again (Timer *self)
{
  switch ((ClaspRetrigger) clasp_settings_get_int (self->base.spec->settings, "retrigger"))
    {
    case CLASP_RETRIGGER_RESTART:
      begin (self);
      break;
    case CLASP_RETRIGGER_IGNORE:
      break;
    case CLASP_RETRIGGER_QUEUE:
      self->is_queued = TRUE;
      break;
    }
}

static void
start (ClaspLocal *local, gboolean is_new)
{
  Timer            *self = (Timer *) local;
  ClaspSettings    *settings = local->spec->settings;
  const ClaspValue *kept = is_new ? NULL : clasp_locals_peek (local->owner, local->address);
  gboolean          run = clasp_settings_get_boolean (settings, "running");

  self->interval_us =
    MAX (llround (clasp_settings_get_double (settings, "interval-s") * G_USEC_PER_SEC), 1);
  clasp_locals_announce (local->owner, local->address, "", CLASP_SIGNAL_PARAM, "bool", "rw");
  clasp_locals_announce (local->owner, local->address, "/due", CLASP_SIGNAL_PARAM, "float", "r");
  clasp_locals_announce (local->owner, local->address, "/fired", CLASP_SIGNAL_EVENT, "int", "r");
  if (kept != NULL)
    clasp_locals_read_switch (kept, FALSE, &run);
  if (run)
    begin (self);
  tell (self, NULL);
  tell_due (self, NULL);
}

static void
stop (ClaspLocal *local)
{
  end ((Timer *) local);
}

static void
handle (ClaspLocal          *local,
        ClaspStr             verb,
        const ClaspValue    *value,
        gboolean             is_state,
        const ClaspDelivery *delivery)
{
  Timer   *self = (Timer *) local;
  gboolean on = self->is_running;

  if (verb.length > 0)
    return;
  if (clasp_locals_read_switch (value, self->is_running, &on))
    {
      if (on && self->is_running)
        start_again (self);
      else if (on)
        begin (self);
      else
        end (self);
    }
  tell (self, delivery);
  tell_due (self, delivery);
}

static guint16
check (ClaspLocal       *local,
       ClaspStr          verb,
       const ClaspValue *value,
       gboolean          is_state,
       ClaspLocalFault  *fault)
{
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("fired")))
    return clasp_local_refuse_write (fault, "that a timer fired");
  if (clasp_str_equal (verb, CLASP_STR_LITERAL ("due")))
    return clasp_local_refuse_write (fault, "when a timer is due");
  return verb.length > 0 ? 0 : clasp_local_check_switch (value, fault);
}

const ClaspLocalClass clasp_timer_class = {
  .kind = "timer",
  .folder = "/local/timer/",
  .size = sizeof (Timer),
  .start = start,
  .stop = stop,
  .handle = handle,
  .check = check,
};
