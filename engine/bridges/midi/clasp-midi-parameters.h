/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspMidiParameters: NRPN and RPN, values of 14 bits under numbers of 14 bits, which a sender first
 * selects and then sets, in parts or in steps (show-protocols.md 2.3).
 *
 * Thread: any (plain data, one at a time). */

G_BEGIN_DECLS

enum
{
  CLASP_MIDI_DATA_COARSE = 6,
  CLASP_MIDI_DATA_FINE = 38,
  CLASP_MIDI_DATA_UP = 96,
  CLASP_MIDI_DATA_DOWN = 97,
  CLASP_MIDI_NRPN_FINE = 98,
  CLASP_MIDI_NRPN_COARSE = 99,
  CLASP_MIDI_RPN_FINE = 100,
  CLASP_MIDI_RPN_COARSE = 101,
  CLASP_MIDI_RESET_CONTROLLERS = 121,
};

typedef enum
{
  CLASP_MIDI_PARAMETER_NOT,      /* an ordinary controller, or no parameter is selected */
  CLASP_MIDI_PARAMETER_SELECTED, /* nothing to tell yet */
  CLASP_MIDI_PARAMETER_IGNORED,  /* of a channel where none is selected any more */
  CLASP_MIDI_PARAMETER_COARSE,   /* the fine half is zero, or still to come */
  CLASP_MIDI_PARAMETER_WHOLE,
  CLASP_MIDI_PARAMETER_UP,
  CLASP_MIDI_PARAMETER_DOWN,
} ClaspMidiParameterResult;

/* Values known at a time, for steps and for fine halves alone: beyond that the older of two that
 * meet in one place begins at zero again. */
#define CLASP_MIDI_N_KNOWN_PARAMETERS 512

/* Reset before use. */
typedef struct
{
  /*< private >*/
  struct
  {
    guint8   coarse, fine; /* above 127 = not yet said */
  } selected[16][2];       /* NRPN, RPN */
  guint8 kind[16];         /* which of both, or neither */
  struct
  {
    guint32 key; /* 0 = none */
    guint16 value;
  } known[CLASP_MIDI_N_KNOWN_PARAMETERS];
} ClaspMidiParameters;

void                     clasp_midi_parameters_reset         (ClaspMidiParameters *self);
ClaspMidiParameterResult clasp_midi_parameters_take          (ClaspMidiParameters *self,
                                                              guint                channel, /* 0–15 */
                                                              guint                controller,
                                                              guint8               value);
/* As the number 127, 127 does: what comes until another is selected is for none. A channel that never
 * had one selected stays as it is: there these are ordinary controllers. */
void                     clasp_midi_parameters_deselect      (ClaspMidiParameters *self,
                                                              guint                channel);
/* Of what is selected on the channel. */
gboolean                 clasp_midi_parameters_is_registered (ClaspMidiParameters *self,
                                                              guint                channel);
guint                    clasp_midi_parameters_get_number    (ClaspMidiParameters *self,
                                                              guint                channel);
guint16                  clasp_midi_parameters_get_value     (ClaspMidiParameters *self,
                                                              guint                channel);

G_END_DECLS
