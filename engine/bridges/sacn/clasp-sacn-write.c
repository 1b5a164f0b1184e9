/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-write.h"

#include <math.h>

#define NONE -1 /* no priority of its own */

static gboolean
write_slot (ClaspSacnSender      *sender,
            const ClaspScale     *scale,
            const ClaspSacnPlace *place,
            const ClaspValue     *value)
{
  int    native;
  guint8 level;

  if (!clasp_scale_to_native (scale, value, 0, 255, &native))
    return FALSE;
  level = (guint8) native;
  return clasp_sacn_sender_set_slots (sender, place->universe, place->slot, &level, 1);
}

/* The coarse slot, then the fine one. */
static gboolean
write_16 (ClaspSacnSender      *sender,
          const ClaspScale     *scale,
          const ClaspSacnPlace *place,
          const ClaspValue     *value)
{
  int    native;
  guint8 levels[2];

  if (!clasp_scale_to_native (scale, value, 0, 65535, &native))
    return FALSE;
  levels[0] = (guint8) (native >> 8);
  levels[1] = (guint8) native;
  return clasp_sacn_sender_set_slots (sender, place->universe, place->slot, levels, 2);
}

static gboolean
write_rgb (ClaspSacnSender      *sender,
           const ClaspScale     *scale,
           const ClaspSacnPlace *place,
           const ClaspValue     *value)
{
  guint8 levels[3];

  return clasp_scale_rgb_to_native (scale, value, levels) &&
         clasp_sacn_sender_set_slots (sender, place->universe, place->slot, levels, 3);
}

/* An array of levels; what is no number leaves its slot as it is. */
static gboolean
write_array (ClaspSacnSender      *sender,
             const ClaspScale     *scale,
             const ClaspSacnPlace *place,
             const ClaspValue     *value)
{
  ClaspSacnPlace slot = *place;
  guint          n = MIN (clasp_value_get_size (value), CLASP_DMX_SLOTS);
  gboolean       is_written = FALSE;

  for (guint i = 0; i < n; i++)
    {
      slot.slot = (guint16) i;
      is_written |= write_slot (sender, scale, &slot, clasp_value_get_element (value, i));
    }
  return is_written;
}

static gboolean
write_frame (ClaspSacnSender      *sender,
             const ClaspScale     *scale,
             const ClaspSacnPlace *place,
             const ClaspValue     *value)
{
  gsize         n = 0;
  const guint8 *bytes = clasp_value_get_bytes (value, &n);

  switch (clasp_value_get_type_of (value))
    {
    case CLASP_VALUE_NULL:
      clasp_sacn_sender_end (sender, place->universe);
      return TRUE;
    case CLASP_VALUE_BYTES:
      return n > 0 && clasp_sacn_sender_set_slots (sender, place->universe, 0, bytes,
                                                   (guint) MIN (n, CLASP_DMX_SLOTS));
    case CLASP_VALUE_ARRAY:
      return write_array (sender, scale, place, value);
    case CLASP_VALUE_BOOL:
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
    case CLASP_VALUE_STRING:
    case CLASP_VALUE_MAP:
      break;
    }
  return FALSE;
}

/* ---- priorities: 0-200 as they are, never scaled; null gives the usual one back ---- */

static gboolean
to_priority (const ClaspValue *value, int *priority)
{
  double number;

  *priority = NONE;
  if (clasp_value_get_type_of (value) == CLASP_VALUE_NULL)
    return TRUE;
  if (!clasp_value_is_number (value) || !clasp_value_to_double (value, &number) || isnan (number))
    return FALSE;
  *priority = (int) round (CLAMP (number, 0, CLASP_SACN_MAX_PRIORITY));
  return TRUE;
}

static gboolean
write_slot_priority (ClaspSacnSender *sender, guint16 universe, guint slot, const ClaspValue *value)
{
  int priority;

  return to_priority (value, &priority) &&
         clasp_sacn_sender_set_slot_priority (sender, universe, slot, priority);
}

/* One number is for the universe; a list of them is for its slots. */
static gboolean
write_priority (ClaspSacnSender *sender, guint16 universe, const ClaspValue *value)
{
  gsize         n_bytes = 0;
  const guint8 *bytes = clasp_value_get_bytes (value, &n_bytes);
  guint n = clasp_value_get_type_of (value) == CLASP_VALUE_ARRAY ? clasp_value_get_size (value) : 0;
  gboolean is_written = FALSE;
  int      priority;

  for (guint i = 0; i < MIN (n, CLASP_DMX_SLOTS); i++)
    is_written |= write_slot_priority (sender, universe, i, clasp_value_get_element (value, i));
  for (guint i = 0; i < MIN (n_bytes, CLASP_DMX_SLOTS); i++)
    is_written |= clasp_sacn_sender_set_slot_priority (sender, universe, i,
                                                       MIN (bytes[i], CLASP_SACN_MAX_PRIORITY));
  if (n > 0 || n_bytes > 0)
    return is_written;
  return to_priority (value, &priority) &&
         clasp_sacn_sender_set_priority (sender, universe, priority);
}

/**
 * clasp_sacn_write:
 * @sender: the universes that go out
 * @scale: how numbers become levels; priorities are not scaled
 * @place: what was written to
 * @value: what was written
 *
 * Thread: worker.
 *
 * Returns: %FALSE if it changed nothing, because @value means nothing there or there is no room
 */
gboolean
clasp_sacn_write (ClaspSacnSender      *sender,
                  const ClaspScale     *scale,
                  const ClaspSacnPlace *place,
                  const ClaspValue     *value)
{
  switch (place->kind)
    {
    case CLASP_SACN_PLACE_SLOT:
      return write_slot (sender, scale, place, value);
    case CLASP_SACN_PLACE_SLOT_16:
      return write_16 (sender, scale, place, value);
    case CLASP_SACN_PLACE_RGB:
      return write_rgb (sender, scale, place, value);
    case CLASP_SACN_PLACE_FRAME:
      return write_frame (sender, scale, place, value);
    case CLASP_SACN_PLACE_SLOT_PRIORITY:
      return write_slot_priority (sender, place->universe, place->slot, value);
    case CLASP_SACN_PLACE_PRIORITY:
      return write_priority (sender, place->universe, value);
    }

  return FALSE;
}
