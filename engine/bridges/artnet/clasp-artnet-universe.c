/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-universe.h"

#include <math.h>

/* Packets this much behind the last one came late and are dropped; anything else that looks older
 * is a sender that started again (bridges.md 4.3). The wider half-circle window of other nodes
 * would hold a restarted console for up to three seconds. */
#define SEQUENCE_WINDOW 20
/* A network does not hold packets this long: what comes now is new, whatever its number. */
#define SEQUENCE_FORGET_US G_USEC_PER_SEC

/* ---- output ---- */

static guint64
hash_slots (const guint8 *slots, gsize n_slots)
{
  return clasp_str_hash ((ClaspStr){ (const char *) slots, n_slots });
}

/**
 * clasp_artnet_output_init:
 * @self: (out caller-allocates): a universe to send
 * @port_address: its number, 0–32767
 *
 * All slots at zero; nothing leaves before a slot is set.
 */
void
clasp_artnet_output_init (ClaspArtnetOutput *self, guint16 port_address)
{
  memset (self, 0, sizeof *self);
  self->port_address = port_address;
}

/**
 * clasp_artnet_output_set_slot:
 * @self: a universe
 * @index: 0–511
 * @level: the new level
 */
void
clasp_artnet_output_set_slot (ClaspArtnetOutput *self, guint index, guint8 level)
{
  g_return_if_fail (index < CLASP_ARTNET_MAX_SLOTS);

  if (self->slots[index] != level || self->sequence == 0)
    self->is_dirty = TRUE;
  self->slots[index] = level;
}

/**
 * clasp_artnet_output_due_us:
 * @self: a universe
 * @interval_us: the shortest time between two frames
 * @keep_alive_us: the longest
 *
 * Returns: when the next frame has to leave; %G_MININT64 for at once, %G_MAXINT64 for never
 */
gint64
clasp_artnet_output_due_us (const ClaspArtnetOutput *self, gint64 interval_us, gint64 keep_alive_us)
{
  if (self->sequence == 0)
    return self->is_dirty ? G_MININT64 : G_MAXINT64;
  return self->sent_us + (self->is_dirty ? interval_us : MAX (keep_alive_us, interval_us));
}

/**
 * clasp_artnet_output_take:
 * @self: a universe
 * @now_us: the present
 * @frame: (out caller-allocates): all 512 slots and the next sequence number, 1 to 255 and round
 *   again past 0, which would mean that it is not used (show-protocols.md 5.1)
 */
void
clasp_artnet_output_take (ClaspArtnetOutput *self, gint64 now_us, ClaspArtnetDmx *frame)
{
  self->sequence = self->sequence == 255 ? 1 : (guint8) (self->sequence + 1);
  self->is_dirty = FALSE;
  self->sent_us = now_us;
  self->recent[self->sequence % CLASP_ARTNET_N_RECENT] =
    hash_slots (self->slots, CLASP_ARTNET_MAX_SLOTS);
  *frame = (ClaspArtnetDmx){
    .sequence = self->sequence,
    .port_address = self->port_address,
    .slots = self->slots,
    .n_slots = CLASP_ARTNET_MAX_SLOTS,
  };
}

/**
 * clasp_artnet_output_is_own:
 * @self: a universe
 * @frame: a received frame of the same port-address
 *
 * Addresses cannot tell: other programs on this machine share address and port with us. Content
 * and sequence can.
 *
 * Returns: %TRUE if we sent it lately
 */
gboolean
clasp_artnet_output_is_own (const ClaspArtnetOutput *self, const ClaspArtnetDmx *frame)
{
  guint8 age = (guint8) (self->sequence - frame->sequence);

  if (self->sequence == 0 || frame->sequence == 0 || frame->n_slots != CLASP_ARTNET_MAX_SLOTS)
    return FALSE;
  if (frame->sequence > self->sequence)
    age--; /* the wrap leaves out 0 */
  return age < CLASP_ARTNET_N_RECENT && self->recent[frame->sequence % CLASP_ARTNET_N_RECENT] ==
                                          hash_slots (frame->slots, frame->n_slots);
}

/**
 * clasp_artnet_level_from_value:
 * @value: what was written to a slot
 * @level: (out): 0–255
 *
 * Returns: %FALSE if @value is no level
 */
gboolean
clasp_artnet_level_from_value (const ClaspValue *value, guint8 *level)
{
  double number;
  gint64 integer;

  switch (clasp_value_get_type_of (value))
    {
    case CLASP_VALUE_BOOL:
      clasp_value_to_int (value, &integer);
      *level = integer != 0 ? 255 : 0;
      return TRUE;
    case CLASP_VALUE_INT:
      clasp_value_to_int (value, &integer);
      *level = (guint8) CLAMP (integer, 0, 255);
      return TRUE;
    case CLASP_VALUE_DOUBLE:
      clasp_value_to_double (value, &number);
      if (isnan (number))
        return FALSE;
      *level = (guint8) round (CLAMP (number, 0.0, 1.0) * 255.0);
      return TRUE;
    case CLASP_VALUE_NULL:
    case CLASP_VALUE_STRING:
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      break;
    }

  return FALSE;
}

/* ---- input ---- */

/**
 * clasp_artnet_input_init:
 * @self: (out caller-allocates): a universe to receive
 * @port_address: its number, 0–32767
 */
void
clasp_artnet_input_init (ClaspArtnetInput *self, guint16 port_address)
{
  memset (self, 0, sizeof *self);
  self->port_address = port_address;
}

static gboolean
is_late (const ClaspArtnetSource *source, guint8 sequence, gint64 now_us)
{
  guint8 behind = (guint8) (source->sequence - sequence);

  return source->sequence != 0 && sequence != 0 && behind > 0 && behind < SEQUENCE_WINDOW &&
         now_us - source->seen_us < SEQUENCE_FORGET_US;
}

static gboolean
forget_silent (ClaspArtnetInput *self, gint64 timeout_us, gint64 now_us)
{
  gboolean is_changed = FALSE;

  for (guint i = 0; i < CLASP_ARTNET_N_SOURCES; i++)
    {
      ClaspArtnetSource *source = &self->sources[i];

      if (!source->is_active || now_us - source->seen_us < timeout_us)
        continue;
      source->is_active = FALSE;
      is_changed = TRUE;
    }

  return is_changed;
}

static ClaspArtnetSource *
find_source (ClaspArtnetInput *self, guint64 id)
{
  ClaspArtnetSource *unused = NULL;

  for (guint i = 0; i < CLASP_ARTNET_N_SOURCES; i++)
    {
      ClaspArtnetSource *source = &self->sources[i];

      if (source->is_active && source->id == id)
        return source;
      if (!source->is_active && unused == NULL)
        unused = source;
    }

  if (unused != NULL)
    *unused = (ClaspArtnetSource){ .id = id };
  return unused;
}

static gboolean
store_frame (ClaspArtnetSource *source, const ClaspArtnetDmx *frame, gint64 now_us)
{
  gboolean is_changed = !source->is_active || frame->n_slots > source->n_slots ||
                        memcmp (source->slots, frame->slots, frame->n_slots) != 0;

  source->is_active = TRUE;
  source->sequence = frame->sequence;
  source->seen_us = now_us;
  memcpy (source->slots, frame->slots, frame->n_slots);
  source->n_slots = MAX (source->n_slots, frame->n_slots);
  return is_changed;
}

/* FALSE if no source has the slot. */
static gboolean
merged_level (const ClaspArtnetInput *self, ClaspArtnetMerge merge, guint index, guint8 *level)
{
  gboolean is_known = FALSE;

  for (guint i = 0; i < CLASP_ARTNET_N_SOURCES; i++)
    {
      const ClaspArtnetSource *source = &self->sources[i];
      gboolean                 leads = merge == CLASP_ARTNET_MERGE_LTP && i == self->leader;

      if (!source->is_active || index >= source->n_slots)
        continue;
      if (leads || !is_known || (merge == CLASP_ARTNET_MERGE_HTP && source->slots[index] > *level))
        *level = source->slots[index];
      is_known = TRUE;
      if (leads)
        break;
    }

  return is_known;
}

static void
hand_out_changes (ClaspArtnetInput     *self,
                  ClaspArtnetMerge      merge,
                  ClaspArtnetChangeFunc func,
                  gpointer              user_data)
{
  guint n_known = self->n_slots;

  for (guint index = 0; index < CLASP_ARTNET_MAX_SLOTS; index++)
    {
      guint8 level = 0;

      if (!merged_level (self, merge, index, &level))
        continue;
      if (index < n_known && self->slots[index] == level)
        continue;
      self->slots[index] = level;
      self->n_slots = MAX (self->n_slots, (guint16) (index + 1));
      func (self->port_address, index, level, user_data);
    }
}

/**
 * clasp_artnet_input_receive:
 * @self: a universe
 * @merge: how two sources become one
 * @timeout_us: a source silent for this long is gone
 * @source: who sent it
 * @frame: what came
 * @now_us: the present
 * @func: called for each change, in the order of slots
 * @user_data: for @func
 *
 * Slots beyond the length of a packet keep their level. A third source is refused as long as two
 * are there (show-protocols.md 5.1).
 *
 * Returns: what became of the packet
 */
ClaspArtnetInputResult
clasp_artnet_input_receive (ClaspArtnetInput     *self,
                            ClaspArtnetMerge      merge,
                            gint64                timeout_us,
                            guint64               source,
                            const ClaspArtnetDmx *frame,
                            gint64                now_us,
                            ClaspArtnetChangeFunc func,
                            gpointer              user_data)
{
  ClaspArtnetSource *from;

  forget_silent (self, timeout_us, now_us);
  from = find_source (self, source);
  if (from == NULL)
    return CLASP_ARTNET_INPUT_THIRD_SOURCE;
  if (from->is_active && is_late (from, frame->sequence, now_us))
    return CLASP_ARTNET_INPUT_OUT_OF_ORDER;

  if (store_frame (from, frame, now_us))
    self->leader = (guint) (from - self->sources);
  hand_out_changes (self, merge, func, user_data);
  return CLASP_ARTNET_INPUT_TAKEN;
}

/**
 * clasp_artnet_input_expire:
 * @self: a universe
 * @merge: how two sources become one
 * @timeout_us: a source silent for this long is gone
 * @now_us: the present
 * @func: called for each change
 * @user_data: for @func
 *
 * When one of two sources is gone, what the other says alone is handed out. When the last is gone,
 * its levels are held: a broken cable does not make the stage dark.
 *
 * Returns: %TRUE if a source was forgotten
 */
gboolean
clasp_artnet_input_expire (ClaspArtnetInput     *self,
                           ClaspArtnetMerge      merge,
                           gint64                timeout_us,
                           gint64                now_us,
                           ClaspArtnetChangeFunc func,
                           gpointer              user_data)
{
  if (!forget_silent (self, timeout_us, now_us))
    return FALSE;

  hand_out_changes (self, merge, func, user_data);
  return TRUE;
}

/**
 * clasp_artnet_input_count_sources:
 * @self: a universe
 *
 * Returns: how many sources send it, 0 to 2
 */
guint
clasp_artnet_input_count_sources (const ClaspArtnetInput *self)
{
  guint n = 0;

  for (guint i = 0; i < CLASP_ARTNET_N_SOURCES; i++)
    n += self->sources[i].is_active;
  return n;
}
