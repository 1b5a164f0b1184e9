/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learn-control.h"

#include <math.h>

#define FEWEST_TURNS 3
#define FEWEST_REPEATS 2 /* a fader never says the same twice in a row */
#define BUTTON_TRAVEL 0.5

static void
note_place (ClaspLearnValues *self, double number)
{
  if (number == 0)
    return; /* no click */
  if (number != floor (number))
    self->is_other = TRUE;
  else if (number >= 1 && number <= 8)
    self->is_low = TRUE;
  else if (number >= 56 && number <= 72)
    {
      self->is_near_64 = TRUE;
      self->is_above_64 = self->is_above_64 && number > 64;
    }
  else if (number >= 120 && number <= 127)
    self->is_high = TRUE;
  else
    self->is_other = TRUE;
}

static void
note_distinct (ClaspLearnValues *self, double number)
{
  for (guint i = 0; i < self->n_distinct; i++)
    if (self->distinct[i] == number)
      return;
  if (self->n_distinct < G_N_ELEMENTS (self->distinct))
    self->distinct[self->n_distinct++] = number;
}

/**
 * clasp_learn_values_add:
 * @self: what was seen so far
 * @value: (nullable): one more value
 * @number: (nullable): the number it stands for
 */
void
clasp_learn_values_add (ClaspLearnValues *self, const ClaspValue *value, const double *number)
{
  self->is_boolean |= value != NULL && value->type == CLASP_VALUE_BOOL;
  self->is_text |= value != NULL && value->type == CLASP_VALUE_STRING && number == NULL;
  if (number == NULL)
    return;

  self->n_repeats += self->n > 0 && *number == self->last && *number != 0 && *number != 64;
  self->last = *number;
  self->n++;
  note_distinct (self, *number);
  note_place (self, *number);
}

/**
 * clasp_learn_values_get_turns:
 * @self: what was seen
 *
 * Returns: how an encoder that says such numbers writes its turns
 */
ClaspLearnTurns
clasp_learn_values_get_turns (const ClaspLearnValues *self)
{
  if (self->n < FEWEST_TURNS || self->n_repeats < FEWEST_REPEATS || self->is_other)
    return CLASP_LEARN_TURNS_NONE;
  if (self->is_near_64 && !self->is_low && !self->is_high)
    return CLASP_LEARN_TURNS_OFFSET;
  if (self->is_near_64 && self->is_low && self->is_above_64 && !self->is_high)
    return CLASP_LEARN_TURNS_SIGNBIT;
  return self->is_near_64 ? CLASP_LEARN_TURNS_NONE : CLASP_LEARN_TURNS_TWOS;
}

/**
 * clasp_learn_values_get_control:
 * @self: what was seen, the state at the start included
 * @is_event: it comes as events
 * @travel: how far it moved, as a share of its range
 *
 * Returns: what it seems to be; encoders are clasp_learn_values_get_turns ()
 */
ClaspLearnControl
clasp_learn_values_get_control (const ClaspLearnValues *self, gboolean is_event, double travel)
{
  if (self->n == 0)
    return self->is_text ? CLASP_LEARN_CONTROL_TEXT
           : is_event    ? CLASP_LEARN_CONTROL_BUTTON
                         : CLASP_LEARN_CONTROL_UNKNOWN;
  if (self->is_boolean || (self->n_distinct <= 2 && travel >= BUTTON_TRAVEL))
    return CLASP_LEARN_CONTROL_BUTTON;
  return travel > 0 ? CLASP_LEARN_CONTROL_FADER : CLASP_LEARN_CONTROL_UNKNOWN;
}
