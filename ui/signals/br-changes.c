/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-changes.h"

#include "widgets/br-signal-text.h"

#include <glib/gi18n.h>
#include <math.h>

void
br_changes_clear (BrChanges *self)
{
  *self = (BrChanges) { 0 };
}

void
br_changes_look (BrChanges              *self,
                 const ClaspSignalState *state)
{
  BrChange        *change;
  g_autofree char *text = NULL;

  if (state->n_updates == self->n_updates || state->n_updates == 0)
    return;

  text = br_signal_full_text (state);
  change = &self->changes[self->n % BR_CHANGES_MAX];
  change->time_us = state->updated_us;
  /* At the first look it is not known; forgotten and seen again, it counts from the start. */
  change->n_between = self->n > 0 && state->n_updates > self->n_updates ? state->n_updates - self->n_updates - 1 : 0;
  g_utf8_strncpy (change->text, text, BR_CHANGES_TEXT / 4);
  self->n_updates = state->n_updates;
  self->n++;
}

guint
br_changes_get_n (const BrChanges *self)
{
  return (guint) MIN (self->n, BR_CHANGES_MAX);
}

const BrChange *
br_changes_get (const BrChanges *self,
                guint            index)
{
  return &self->changes[(self->n - 1 - index) % BR_CHANGES_MAX];
}

gboolean
br_changes_get_jitter (const BrChanges *self,
                       double          *jitter_us)
{
  guint  n_changes = br_changes_get_n (self), n = 0;
  double sum = 0, squares = 0;

  for (guint i = 0; i + 1 < n_changes; i++)
    {
      const BrChange *later = br_changes_get (self, i);
      double          interval = (double) (later->time_us - br_changes_get (self, i + 1)->time_us);

      if (later->n_between > 0)
        continue;
      sum += interval;
      squares += interval * interval;
      n++;
    }
  if (n < 2)
    return FALSE;

  *jitter_us = sqrt (MAX (squares / n - (sum / n) * (sum / n), 0));
  return TRUE;
}

char *
br_changes_to_text (const BrChanges *self,
                    gint64           now_us,
                    gint64           now_unix_us)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint               n = br_changes_get_n (self);

  for (guint i = 0; i < n; i++)
    {
      const BrChange       *change = br_changes_get (self, i);
      gint64                unix_us = now_unix_us - (now_us - change->time_us);
      g_autoptr (GDateTime) second = g_date_time_new_from_unix_local (unix_us / G_USEC_PER_SEC);
      g_autofree char      *time = second != NULL ? g_date_time_format (second, "%H:%M:%S") : g_strdup ("–");

      g_string_append_printf (text, "%s%s.%03d  %s", i > 0 ? "\n" : "", time, (int) (unix_us % G_USEC_PER_SEC / 1000), change->text);
      if (change->n_between > 0)
        /* Translators: behind a value: how many values came before it that were not looked at */
        g_string_append_printf (text, ngettext ("  (%u more before)", "  (%u more before)", change->n_between), change->n_between);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
