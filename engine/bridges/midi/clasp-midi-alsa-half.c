/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-alsa-half.h"

typedef struct
{
  snd_seq_addr_t address;
  gboolean       is_before; /* it was counted before our own */
} Equal;

/**
 * clasp_midi_alsa_half_open:
 * @self: a direction
 * @is_input: from the device to us
 * @is_used: whether anything goes that way
 * @text: which device
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_open (ClaspMidiAlsaHalf *self, gboolean is_input, gboolean is_used, const char *text)
{
  self->is_input = is_input;
  self->is_used = is_used;
  clasp_midi_wanted_parse (&self->wanted, text);
}

/**
 * clasp_midi_alsa_half_clear:
 * @self: a direction
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_clear (ClaspMidiAlsaHalf *self)
{
  clasp_midi_wanted_clear (&self->wanted);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->equals, g_array_unref);
  self->has = FALSE;
}

/* ---- what is beside it ---- */

static gboolean
is_at (snd_seq_addr_t a, snd_seq_addr_t b)
{
  return a.client == b.client && a.port == b.port;
}

static gboolean
is_equal (const ClaspMidiAlsaHalf *self, snd_seq_addr_t address)
{
  for (guint i = 0; self->equals != NULL && i < self->equals->len; i++)
    if (is_at (g_array_index (self->equals, Equal, i).address, address))
      return TRUE;
  return FALSE;
}

static guint
count_before (const ClaspMidiAlsaHalf *self)
{
  guint n = 0;

  for (guint i = 0; self->equals != NULL && i < self->equals->len; i++)
    n += g_array_index (self->equals, Equal, i).is_before;
  return n;
}

/* An id of the list counts every port of its name, whichever way it goes; a name alone is for the first that goes this
 * way. */
static gboolean
goes (const ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  return self->is_input ? port->can_read : port->can_write;
}

static gboolean
does_count (const ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  return goes (self, port) || (self->is_whole && self->wanted.has_ordinal);
}

/**
 * clasp_midi_alsa_half_note_beside:
 * @self: a direction
 * @port: a port
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_note_beside (ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  Equal equal = { port->address, !self->is_behind };

  if (!self->has)
    return;
  if (is_at (port->address, self->device))
    {
      self->is_behind = TRUE;
      return;
    }
  if (!does_count (self, port) || !g_str_equal (port->name, self->name) || is_equal (self, port->address))
    return;
  if (self->equals == NULL)
    self->equals = g_array_new (FALSE, FALSE, sizeof (Equal));
  g_array_append_val (self->equals, equal);
}

/**
 * clasp_midi_alsa_half_forget:
 * @self: a direction
 * @client: whose port went
 * @port: which; -1 for all
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_forget (ClaspMidiAlsaHalf *self, int client, int port)
{
  for (guint i = self->equals != NULL ? self->equals->len : 0; i > 0; i--)
    {
      const Equal *equal = &g_array_index (self->equals, Equal, i - 1);

      if (equal->address.client == client && (port < 0 || equal->address.port == port))
        g_array_remove_index (self->equals, i - 1);
    }
}

/* ---- which it is ---- */

/**
 * clasp_midi_alsa_half_begin:
 * @self: a direction
 *
 * Those that were counted before it, and are there still, count.
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_begin (ClaspMidiAlsaHalf *self)
{
  self->is_whole = FALSE;
  self->is_behind = FALSE;
  self->n_seen = count_before (self);
}

/**
 * clasp_midi_alsa_half_note_name:
 * @self: a direction
 * @port: a port
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_note_name (ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  self->is_whole |= clasp_midi_wanted_is_whole (&self->wanted, port->name);
}

/**
 * clasp_midi_alsa_half_wants:
 * @self: a direction
 * @port: a port
 *
 * Thread: that of the sequencer.
 *
 * Returns: whether it is the one that is wanted, and not had
 */
gboolean
clasp_midi_alsa_half_wants (ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  return self->is_used && !self->has && does_count (self, port) && !is_equal (self, port->address) &&
         clasp_midi_alsa_port_is_wanted (port, &self->wanted, self->is_whole, &self->n_seen) && goes (self, port);
}

/**
 * clasp_midi_alsa_half_take:
 * @self: a direction
 * @port: the port that it is connected to now
 *
 * Thread: that of the sequencer.
 */
void
clasp_midi_alsa_half_take (ClaspMidiAlsaHalf *self, const ClaspMidiAlsaPort *port)
{
  self->has = TRUE;
  self->device = port->address;
  g_free (self->name);
  self->name = g_strdup (port->name);
  g_clear_pointer (&self->equals, g_array_unref); /* what was beside another one */
}
