/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-parameters.h"

#include <string.h>

#define MAX_14 16383
#define NO_NUMBER 127 /* both halves: nothing is selected */
#define UNSAID 0xff

enum
{
  KIND_NRPN,
  KIND_RPN,
  KIND_NONE,
};

/**
 * clasp_midi_parameters_reset:
 * @self: anything
 *
 * Nothing is selected, no value is known.
 *
 * Thread: any.
 */
void
clasp_midi_parameters_reset (ClaspMidiParameters *self)
{
  memset (self->selected, UNSAID, sizeof self->selected);
  memset (self->kind, KIND_NONE, sizeof self->kind);
  memset (self->known, 0, sizeof self->known);
}

static gboolean
is_selected (ClaspMidiParameters *self, guint channel)
{
  guint8 kind = self->kind[channel], coarse, fine;

  if (kind == KIND_NONE)
    return FALSE;

  coarse = self->selected[channel][kind].coarse;
  fine = self->selected[channel][kind].fine;
  return coarse != UNSAID && fine != UNSAID && !(coarse == NO_NUMBER && fine == NO_NUMBER);
}

/**
 * clasp_midi_parameters_is_registered:
 * @self: the parameters
 * @channel: 0–15, with one selected
 *
 * Thread: any.
 *
 * Returns: whether it is an RPN
 */
gboolean
clasp_midi_parameters_is_registered (ClaspMidiParameters *self, guint channel)
{
  return self->kind[channel] == KIND_RPN;
}

/**
 * clasp_midi_parameters_get_number:
 * @self: the parameters
 * @channel: 0–15, with one selected
 *
 * Thread: any.
 *
 * Returns: its number, 0–16383
 */
guint
clasp_midi_parameters_get_number (ClaspMidiParameters *self, guint channel)
{
  guint8 kind = self->kind[channel];

  return (guint) self->selected[channel][kind].coarse << 7 | self->selected[channel][kind].fine;
}

/* Where the value of what is selected is kept; whatever else was there is forgotten. */
static guint16 *
get_place (ClaspMidiParameters *self, guint channel)
{
  guint32 key = 1u << 31 | (guint32) self->kind[channel] << 18 | channel << 14 |
                clasp_midi_parameters_get_number (self, channel);
  guint place = (key ^ key >> 9) % CLASP_MIDI_N_KNOWN_PARAMETERS;

  if (self->known[place].key != key)
    {
      self->known[place].key = key;
      self->known[place].value = 0;
    }
  return &self->known[place].value;
}

/**
 * clasp_midi_parameters_get_value:
 * @self: the parameters
 * @channel: 0–15, with one selected
 *
 * Thread: any.
 *
 * Returns: its value, 0–16383
 */
guint16
clasp_midi_parameters_get_value (ClaspMidiParameters *self, guint channel)
{
  return *get_place (self, channel);
}

/* Selecting one kind deselects the other. */
static void
select_half (ClaspMidiParameters *self, guint channel, guint controller, guint8 value)
{
  guint8 kind = controller >= CLASP_MIDI_RPN_FINE ? KIND_RPN : KIND_NRPN;

  self->kind[channel] = kind;
  if (controller == CLASP_MIDI_NRPN_COARSE || controller == CLASP_MIDI_RPN_COARSE)
    self->selected[channel][kind].coarse = value;
  else
    self->selected[channel][kind].fine = value;
}

/* Both halves said that it is none. */
static gboolean
is_null (ClaspMidiParameters *self, guint channel)
{
  guint8 kind = self->kind[channel];

  return kind != KIND_NONE && self->selected[channel][kind].coarse == NO_NUMBER &&
         self->selected[channel][kind].fine == NO_NUMBER;
}

/**
 * clasp_midi_parameters_deselect:
 * @self: the parameters
 * @channel: 0–15
 *
 * Controller 121 came (RP-015).
 *
 * Thread: any.
 */
void
clasp_midi_parameters_deselect (ClaspMidiParameters *self, guint channel)
{
  if (self->kind[channel] != KIND_NONE)
    memset (self->selected[channel], NO_NUMBER, sizeof self->selected[channel]);
}

/**
 * clasp_midi_parameters_take:
 * @self: the parameters
 * @channel: 0–15
 * @controller: 0–127
 * @value: 0–127
 *
 * A coarse half sets the fine one to zero; a fine one alone adjusts; a step is one, whatever number
 * comes with it.
 *
 * Thread: any.
 *
 * Returns: what that was
 */
ClaspMidiParameterResult
clasp_midi_parameters_take (ClaspMidiParameters *self,
                            guint                channel,
                            guint                controller,
                            guint8               value)
{
  guint16 *place;

  if (controller >= CLASP_MIDI_NRPN_FINE && controller <= CLASP_MIDI_RPN_COARSE)
    {
      select_half (self, channel, controller, value);
      return CLASP_MIDI_PARAMETER_SELECTED;
    }
  if (controller != CLASP_MIDI_DATA_COARSE && controller != CLASP_MIDI_DATA_FINE &&
      controller != CLASP_MIDI_DATA_UP && controller != CLASP_MIDI_DATA_DOWN)
    return CLASP_MIDI_PARAMETER_NOT;
  if (is_null (self, channel))
    return CLASP_MIDI_PARAMETER_IGNORED;
  if (!is_selected (self, channel))
    return CLASP_MIDI_PARAMETER_NOT;

  place = get_place (self, channel);
  if (controller == CLASP_MIDI_DATA_COARSE)
    {
      *place = (guint16) (value << 7);
      return CLASP_MIDI_PARAMETER_COARSE;
    }
  if (controller == CLASP_MIDI_DATA_FINE)
    {
      *place = (guint16) ((*place & ~127) | value);
      return CLASP_MIDI_PARAMETER_WHOLE;
    }
  if (controller == CLASP_MIDI_DATA_UP)
    {
      *place = (guint16) MIN (*place + 1, MAX_14);
      return CLASP_MIDI_PARAMETER_UP;
    }

  *place = (guint16) (*place > 0 ? *place - 1 : 0);
  return CLASP_MIDI_PARAMETER_DOWN;
}
