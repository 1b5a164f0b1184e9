/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-input.h"

#include "bridges/midi/clasp-midi-machine.h"
#include "bridges/midi/clasp-midi-parameters.h"
#include "bridges/midi/clasp-midi-rest.h"
#include "bridges/midi/clasp-midi-show-control.h"

#include <string.h>

#define BEND_CENTRE 8192
#define MAX_7 127
#define MAX_14 16383
/* Controllers from here on are orders to the channel: all notes off, reset all controllers. */
#define FIRST_CHANNEL_MODE 120
#define BANK_COARSE 0
#define BANK_FINE 32
#define MODULATION 1
#define EXPRESSION 11
#define UNKNOWN 0xff

/* A coarse half that waits for its fine one. */
typedef struct
{
  gint64   due_us; /* 0 = none waits */
  guint8   number; /* of the 14-bit controller */
  gboolean is_parameter;
} Waiting;

struct _ClaspMidiInput
{
  const ClaspMidiOptions *options; /* (unowned) */
  ClaspMidiSignalFunc     func;
  gpointer                user_data;
  guint8                  coarse[16][32];
  Waiting                 waiting[16];
  ClaspMidiParameters     parameters;
  ClaspMidiRest           rest;
  guint8                  bank[16][2];        /* coarse and fine, UNKNOWN until seen */
  guint8                  positions[16][128]; /* of relative encoders */
};

/**
 * clasp_midi_input_new:
 * @options: (transfer none): how the connection is set; outlives the input
 * @func: gets every signal
 * @user_data: for @func
 *
 * Thread: any.
 *
 * Returns: (transfer full): an input that has seen nothing
 */
ClaspMidiInput *
clasp_midi_input_new (const ClaspMidiOptions *options, ClaspMidiSignalFunc func, gpointer user_data)
{
  ClaspMidiInput *self = g_new0 (ClaspMidiInput, 1);

  self->options = options;
  self->func = func;
  self->user_data = user_data;
  clasp_midi_input_reset (self);
  return self;
}

/**
 * clasp_midi_input_free:
 * @self: (transfer full) (nullable): an input
 *
 * Thread: any.
 */
void
clasp_midi_input_free (ClaspMidiInput *self)
{
  g_free (self);
}

/**
 * clasp_midi_input_reset:
 * @self: an input
 *
 * The positions of encoders stay: they are ours, not the device's.
 *
 * Thread: any.
 */
void
clasp_midi_input_reset (ClaspMidiInput *self)
{
  memset (self->coarse, 0, sizeof self->coarse);
  memset (self->waiting, 0, sizeof self->waiting);
  memset (self->bank, UNKNOWN, sizeof self->bank);
  memset (&self->rest, 0, sizeof self->rest);
  clasp_midi_parameters_reset (&self->parameters);
}

/**
 * clasp_midi_input_place:
 * @self: an input
 * @channel: 0–15
 * @controller: 0–127
 * @position: 0–127
 *
 * Thread: any.
 */
void
clasp_midi_input_place (ClaspMidiInput *self, guint channel, guint controller, guint8 position)
{
  self->positions[channel & 15][controller & 127] = position & 127;
}

/* ---- signals ---- */

static void
emit (ClaspMidiInput *self, ClaspMidiSignal *signal)
{
  self->func (signal, self->user_data);
  clasp_value_clear (&signal->value);
}

static ClaspValue
scaled (ClaspMidiInput *self, int native, int minimum, int maximum)
{
  return clasp_scale_from_native (&self->options->scale, native, minimum, maximum);
}

G_GNUC_PRINTF (5, 6)
static void
emit_channel (ClaspMidiInput *self,
              guint           channel,
              gboolean        is_event,
              ClaspValue      value,
              const char     *format,
              ...)
{
  ClaspMidiSignal signal = { .is_event = is_event, .value = value };
  int             length = g_snprintf (signal.address, sizeof signal.address, "/ch/%u/",
                                       channel + self->options->channel_base);
  va_list         arguments;

  va_start (arguments, format);
  g_vsnprintf (signal.address + length, sizeof signal.address - (gsize) length, format, arguments);
  va_end (arguments);
  emit (self, &signal);
}

static void
emit_named (ClaspMidiInput *self, const char *address, ClaspValue value, gboolean is_event)
{
  ClaspMidiSignal signal = { .is_event = is_event, .value = value };

  g_strlcpy (signal.address, address, sizeof signal.address);
  emit (self, &signal);
}

/* ---- values of two halves ---- */

static void
emit_pair (ClaspMidiInput *self, guint channel, guint number, guint value)
{
  emit_channel (self, channel, FALSE, scaled (self, (int) value, 0, MAX_14), "cc14/%u", number);
}

static void
emit_parameter (ClaspMidiInput *self, guint channel)
{
  const char *kind =
    clasp_midi_parameters_is_registered (&self->parameters, channel) ? "rpn" : "nrpn";
  guint   number = clasp_midi_parameters_get_number (&self->parameters, channel);
  guint16 value = clasp_midi_parameters_get_value (&self->parameters, channel);

  emit_channel (self, channel, FALSE, scaled (self, value, 0, MAX_14), "%s/%u", kind, number);
}

static void
emit_waiting (ClaspMidiInput *self, guint channel)
{
  Waiting *waiting = &self->waiting[channel];

  if (waiting->due_us == 0)
    return;

  waiting->due_us = 0;
  if (waiting->is_parameter)
    emit_parameter (self, channel);
  else
    emit_pair (self, channel, waiting->number, (guint) self->coarse[channel][waiting->number] << 7);
}

static void
wait_for_fine (ClaspMidiInput *self,
               guint           channel,
               gboolean        is_parameter,
               guint           number,
               gint64          now_us)
{
  self->waiting[channel] =
    (Waiting){ MAX (now_us + CLASP_MIDI_PAIR_WAIT_US, 1), (guint8) number, is_parameter };
}

/* A controller of a 14-bit pair: the coarse half sets the fine one to zero (show-protocols.md 2.3).
 */
static gboolean
take_pair (ClaspMidiInput *self, guint channel, guint controller, guint8 value, gint64 now_us)
{
  guint number = controller & 31;

  if (controller > 63 || !(self->options->cc14 >> number & 1))
    return FALSE;

  if (controller < 32)
    {
      emit_waiting (self, channel);
      self->coarse[channel][number] = value;
      wait_for_fine (self, channel, FALSE, number, now_us);
      return TRUE;
    }

  if (self->waiting[channel].is_parameter || self->waiting[channel].number != number)
    emit_waiting (self, channel);
  self->waiting[channel].due_us = 0;
  emit_pair (self, channel, number, (guint) self->coarse[channel][number] << 7 | value);
  return TRUE;
}

static void
emit_step (ClaspMidiInput *self, guint channel, int step)
{
  const char *kind =
    clasp_midi_parameters_is_registered (&self->parameters, channel) ? "rpn" : "nrpn";

  if (self->options->relative.parameters)
    emit_channel (self, channel, TRUE, clasp_value_int (step), "%s/%u/step", kind,
                  clasp_midi_parameters_get_number (&self->parameters, channel));
}

/* A controller of NRPN and RPN. FALSE when it is an ordinary one. */
static gboolean
take_parameter (ClaspMidiInput *self, guint channel, guint controller, guint8 value, gint64 now_us)
{
  ClaspMidiParameterResult result;

  if (!self->options->parameters)
    return FALSE;
  if (controller != CLASP_MIDI_DATA_FINE || !self->waiting[channel].is_parameter)
    emit_waiting (self, channel);

  result = clasp_midi_parameters_take (&self->parameters, channel, controller, value);
  switch (result)
    {
    case CLASP_MIDI_PARAMETER_NOT:
      return FALSE;
    case CLASP_MIDI_PARAMETER_SELECTED:
    case CLASP_MIDI_PARAMETER_IGNORED:
      break;
    case CLASP_MIDI_PARAMETER_COARSE:
      wait_for_fine (self, channel, TRUE, 0, now_us);
      break;
    case CLASP_MIDI_PARAMETER_WHOLE:
      self->waiting[channel].due_us = 0;
      emit_parameter (self, channel);
      break;
    case CLASP_MIDI_PARAMETER_UP:
    case CLASP_MIDI_PARAMETER_DOWN:
      emit_step (self, channel, result == CLASP_MIDI_PARAMETER_UP ? 1 : -1);
      emit_parameter (self, channel);
      break;
    }

  return TRUE;
}

/* ---- channel messages ---- */

static gboolean
take_encoder (ClaspMidiInput *self, guint channel, guint controller, guint8 value)
{
  ClaspMidiRelativeMode mode =
    (ClaspMidiRelativeMode) self->options->relative.modes[channel][controller];
  guint8 *position = &self->positions[channel][controller];
  int     steps, moved;

  if (mode == CLASP_MIDI_ABSOLUTE)
    return FALSE;

  steps = clasp_midi_relative_decode (mode, value);
  if (steps == 0)
    return TRUE;

  emit_channel (self, channel, TRUE, clasp_value_int (steps), "cc/%u/step", controller);
  moved = CLAMP (*position + steps, 0, MAX_7);
  if (moved != *position)
    {
      *position = (guint8) moved;
      emit_channel (self, channel, FALSE, scaled (self, moved, 0, MAX_7), "cc/%u", controller);
    }
  return TRUE;
}

static void take_channel_message (ClaspMidiInput *self, const guint8 *message, gint64 now_us);

/* What the device takes for set from now on (RP-015): of halves that we join, and what it had moved, as if it had sent
 * that. Controller 121 has the value 0; a fader that somebody gave this number has others. */
static void
reset_controllers (ClaspMidiInput *self, guint channel, guint8 value, gint64 now_us)
{
  guint8 messages[CLASP_MIDI_REST_MAX][3];
  guint  n;

  clasp_midi_parameters_deselect (&self->parameters, channel);
  self->coarse[channel][MODULATION] = 0;
  self->coarse[channel][EXPRESSION] = MAX_7;
  if (value != 0)
    return;
  n = clasp_midi_rest_reset (&self->rest, channel, messages);
  for (guint i = 0; i < n; i++)
    take_channel_message (self, messages[i], now_us);
}

static void
take_controller (ClaspMidiInput *self, guint channel, guint controller, guint8 value, gint64 now_us)
{
  if (take_encoder (self, channel, controller, value) ||
      take_pair (self, channel, controller, value, now_us) ||
      take_parameter (self, channel, controller, value, now_us))
    return;

  emit_waiting (self, channel);
  if (controller == BANK_COARSE || controller == BANK_FINE)
    self->bank[channel][controller == BANK_FINE] = value;
  if (controller >= FIRST_CHANNEL_MODE)
    emit_channel (self, channel, TRUE, clasp_value_int (value), "cc/%u", controller);
  else
    emit_channel (self, channel, FALSE, scaled (self, value, 0, MAX_7), "cc/%u", controller);
  if (controller == CLASP_MIDI_RESET_CONTROLLERS)
    reset_controllers (self, channel, value, now_us);
}

static void
take_note (ClaspMidiInput *self, guint channel, guint note, gboolean on, guint8 velocity)
{
  ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("on"), clasp_value_bool (on) },
    { CLASP_STR_LITERAL ("velocity"), scaled (self, velocity, 0, MAX_7) },
  };

  if (self->options->notes_as_param)
    emit_channel (self, channel, FALSE, scaled (self, on ? velocity : 0, 0, MAX_7), "note/%u",
                  note);
  else
    emit_channel (self, channel, TRUE, clasp_value_map (entries, G_N_ELEMENTS (entries)), "note/%u",
                  note);
}

/* The bank that was chosen before counts from now on. */
static void
take_program (ClaspMidiInput *self, guint channel, guint8 program)
{
  const guint8 *bank = self->bank[channel];

  if (bank[0] != UNKNOWN || bank[1] != UNKNOWN)
    emit_channel (self, channel, FALSE,
                  clasp_value_int ((bank[0] != UNKNOWN ? bank[0] : 0) << 7 |
                                   (bank[1] != UNKNOWN ? bank[1] : 0)),
                  "bank");
  emit_channel (self, channel, FALSE, clasp_value_int (program), "program");
}

static void
take_channel_message (ClaspMidiInput *self, const guint8 *message, gint64 now_us)
{
  guint channel = message[0] & 15;
  guint kind = message[0] & 0xf0;

  if (kind != CLASP_MIDI_CONTROL || self->options->relative.modes[channel][message[1]] == CLASP_MIDI_ABSOLUTE)
    clasp_midi_rest_note (&self->rest, message);
  if (kind == CLASP_MIDI_CONTROL)
    {
      take_controller (self, channel, message[1], message[2], now_us);
      return;
    }

  emit_waiting (self, channel);
  if (kind == CLASP_MIDI_NOTE_ON)
    take_note (self, channel, message[1], message[2] > 0, message[2]);
  else if (kind == CLASP_MIDI_NOTE_OFF)
    take_note (self, channel, message[1], FALSE, message[2]);
  else if (kind == CLASP_MIDI_POLY_PRESSURE)
    emit_channel (self, channel, FALSE, scaled (self, message[2], 0, MAX_7), "poly/%u", message[1]);
  else if (kind == CLASP_MIDI_PROGRAM)
    take_program (self, channel, message[1]);
  else if (kind == CLASP_MIDI_CHANNEL_PRESSURE)
    emit_channel (self, channel, FALSE, scaled (self, message[1], 0, MAX_7), "pressure");
  else
    emit_channel (
      self, channel, FALSE,
      scaled (self, (message[2] << 7 | message[1]) - BEND_CENTRE, -BEND_CENTRE, BEND_CENTRE - 1),
      "bend");
}

/* ---- system messages ---- */

static void
emit_machine_cb (const ClaspValue *value, gpointer user_data)
{
  ClaspMidiInput *self = user_data;

  emit_named (self, "/mmc", clasp_value_copy (value), TRUE);
}

static void
take_sysex (ClaspMidiInput *self, const guint8 *message, gsize size)
{
  ClaspValue value;

  if (clasp_midi_machine_decode (message, size, emit_machine_cb, self))
    return;
  if (clasp_midi_show_control_decode (message, size, &value))
    emit_named (self, "/msc", value, TRUE);
  else if (self->options->sysex)
    emit_named (self, "/sysex", clasp_value_bytes (message, size), TRUE);
}

static void
take_system (ClaspMidiInput *self, const guint8 *message, gsize size)
{
  if (message[0] == CLASP_MIDI_START)
    emit_named (self, "/transport", clasp_value_string (CLASP_STR_LITERAL ("start")), TRUE);
  else if (message[0] == CLASP_MIDI_CONTINUE)
    emit_named (self, "/transport", clasp_value_string (CLASP_STR_LITERAL ("continue")), TRUE);
  else if (message[0] == CLASP_MIDI_STOP)
    emit_named (self, "/transport", clasp_value_string (CLASP_STR_LITERAL ("stop")), TRUE);
  else if (message[0] == CLASP_MIDI_CLOCK && self->options->clock)
    emit_named (self, "/clock", clasp_value_null (), TRUE);
  else if (message[0] == CLASP_MIDI_SONG_POSITION && size == 3)
    emit_named (self, "/songpos", clasp_value_int (message[2] << 7 | message[1]), FALSE);
  else if (message[0] == CLASP_MIDI_SONG_SELECT && size == 2)
    emit_named (self, "/songselect", clasp_value_int (message[1]), FALSE);
  else if (message[0] == CLASP_MIDI_TUNE_REQUEST)
    emit_named (self, "/tune", clasp_value_null (), TRUE);
  else if (message[0] == CLASP_MIDI_SYSEX)
    take_sysex (self, message, size);
}

/**
 * clasp_midi_input_take:
 * @self: an input
 * @message: one whole message
 * @size: its size
 * @now_us: when it came, monotonic
 *
 * Thread: any.
 */
void
clasp_midi_input_take (ClaspMidiInput *self, const guint8 *message, gsize size, gint64 now_us)
{
  if (size == 0)
    return;
  if (message[0] >= 0xf0)
    take_system (self, message, size);
  else if (clasp_midi_n_data (message[0]) > 0 &&
           size == 1u + (gsize) clasp_midi_n_data (message[0]))
    take_channel_message (self, message, now_us);
}

/**
 * clasp_midi_input_get_due:
 * @self: an input
 *
 * Thread: any.
 *
 * Returns: when the first half that waits is given up, monotonic; 0 when none waits
 */
gint64
clasp_midi_input_get_due (ClaspMidiInput *self)
{
  gint64 due_us = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    if (self->waiting[i].due_us != 0 && (due_us == 0 || self->waiting[i].due_us < due_us))
      due_us = self->waiting[i].due_us;

  return due_us;
}

/**
 * clasp_midi_input_expire:
 * @self: an input
 * @now_us: monotonic
 *
 * Coarse halves whose fine ones did not come are values by themselves.
 *
 * Thread: any.
 */
void
clasp_midi_input_expire (ClaspMidiInput *self, gint64 now_us)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->waiting); i++)
    if (self->waiting[i].due_us != 0 && self->waiting[i].due_us <= now_us)
      emit_waiting (self, i);
}
