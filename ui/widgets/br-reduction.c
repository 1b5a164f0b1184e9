/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-reduction.h"

#include <glib/gi18n.h>

/* A picture has 16.7 ms. Above the first it is about to be late; below the second there is room for
 * what was left out. */
#define BUSY_US 12000
#define CALM_US 6000
/* More than one in twenty late. */
#define LATE_SHARE 20
#define CALM_SECONDS 5
/* So few pictures in a second are no load, however long they take: the one that shows or hides the sign would
 * have it come and go. */
#define FEW_PICTURES 20

static struct
{
  BrReduction reduction;
  guint       n_calm;
} state;

/**
 * br_reduction_next:
 * @now: what is left out now
 * @second: the figures of a second
 * @n_calm: (inout): how many calm seconds there were
 *
 * Pictures that are late although the thread has little to do are late for another reason, and
 * leaving out things would not help.
 *
 * Returns: what to leave out from now on
 */
BrReduction
br_reduction_next (BrReduction           now,
                   const BrFrameFigures *second,
                   guint                *n_calm)
{
  gboolean is_few = second->n_frames + second->n_missed < FEW_PICTURES;
  guint64  work_us = is_few ? 0 : clasp_histogram_get_quantile (&second->work, 0.95);
  gboolean late = second->n_missed * LATE_SHARE > second->n_frames + second->n_missed;

  if (work_us > BUSY_US || (late && work_us > CALM_US))
    {
      *n_calm = 0;
      return MIN (now + 1, BR_REDUCTION_MONITOR);
    }
  if (work_us > CALM_US || ++*n_calm < CALM_SECONDS || now == BR_REDUCTION_NONE)
    return now;

  *n_calm = 0;
  return now - 1;
}

BrReduction
br_reduction_get (void)
{
  return state.reduction;
}

void
br_reduction_judge (const BrFrameFigures *second)
{
  state.reduction = br_reduction_next (state.reduction, second, &state.n_calm);
}

char *
br_reduction_describe (BrReduction reduction)
{
  static const char *const words[] = {
    [BR_REDUCTION_NONE] = NULL,
    [BR_REDUCTION_SPREADS] = N_ ("pictures of groups stand still"),
    [BR_REDUCTION_WIRES] = N_ ("wires do not light up"),
    [BR_REDUCTION_TEXT] = N_ ("values as text 5 times a second"),
    [BR_REDUCTION_METERS] = N_ ("meters 30 times a second"),
    [BR_REDUCTION_MONITOR] = N_ ("messages 5 times a second"),
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = BR_REDUCTION_SPREADS; i <= (guint) reduction; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", _(words[i]));

  /* Translators: what is left out, as in "wires do not light up, meters 30 times a second" */
  return g_strdup_printf (_("The window draws less, for this computer is busy: %s. Outputs are not touched."), text->str);
}
