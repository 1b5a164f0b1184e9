/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-level.h"

#include "mapping/transforms/clasp-colour.h"
#include "monitor/br-value-views.h"
#include "widgets/br-flash.h"
#include "widgets/br-signal-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_STEPS 12

/* --- what the address says ---------------------------------------------------------------------- */

/* "…/ch/1/note/36": 36, else -1. */
static gint16
note_of_address (const char *address)
{
  const char *found = strstr (address, "/note/");
  guint64     number;

  if (found == NULL || !g_ascii_string_to_unsigned (found + strlen ("/note/"), 10, 0, 127, &number, NULL))
    return -1;

  return (gint16) number;
}

static gboolean
is_colour_address (const char *address)
{
  static const char *const names[] = { "rgb", "color", "colour" };
  const char              *last = strrchr (address, '/');

  for (guint i = 0; last != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (last + 1, names[i]) == 0)
      return TRUE;

  return FALSE;
}

void
br_level_memory_start (BrLevelMemory *self,
                       const char    *address)
{
  *self = (BrLevelMemory) BR_LEVEL_MEMORY_INIT;
  if (address == NULL)
    return;

  self->note = note_of_address (address);
  self->is_colour = is_colour_address (address);
}

/* Of a note as an event, {"on":true,"velocity":100}; NaN: it is none. */
static double
velocity_in (const ClaspSignalState *state)
{
  static const char key[] = "\"velocity\":";
  const char       *found;

  if (state->type != CLASP_VALUE_MAP)
    return state->number;
  if (strstr (state->text, "\"on\":false") != NULL)
    return 0;

  found = strstr (state->text, key);
  return found != NULL ? g_ascii_strtod (found + strlen (key), NULL) : NAN;
}

static gboolean
read_hex_colour (const ClaspSignalState *state,
                 guint8                  rgb[3])
{
  double rgba[4];
  guint  n;

  if (state->type != CLASP_VALUE_STRING || *state->text != '#' || !clasp_colour_from_hex (state->text, rgba, &n))
    return FALSE;

  for (guint i = 0; i < 3; i++)
    rgb[i] = (guint8) lround (rgba[i] * 255);
  return TRUE;
}

/* --- kinds -------------------------------------------------------------------------------------- */

static BrLevelKind
kind_of_number (const ClaspRange *range,
                gboolean          seen)
{
  double span = range->maximum - range->minimum;

  if (!seen && range->minimum < 0 && fabs (range->maximum + range->minimum) <= 0.01 * span)
    return BR_LEVEL_CENTRE;
  if (!seen && range->integer && span >= 1 && span < MAX_STEPS)
    return BR_LEVEL_STEPS;

  return BR_LEVEL_BAR;
}

static BrLevelKind
kind_for (const BrLevelMemory    *memory,
          const ClaspSignalState *state,
          const ClaspRange       *range,
          gboolean                seen)
{
  guint8 rgb[3];

  if (memory->note >= 0 && !isnan (velocity_in (state)))
    return BR_LEVEL_NOTE;
  if (state->signal == CLASP_SIGNAL_EVENT)
    return BR_LEVEL_EVENT;

  switch ((ClaspValueType) state->type)
    {
    case CLASP_VALUE_NULL:
      return BR_LEVEL_NONE;
    case CLASP_VALUE_BOOL:
      return BR_LEVEL_LAMP;
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
      return isnan (state->number) ? BR_LEVEL_NONE : kind_of_number (range, seen);
    case CLASP_VALUE_STRING:
      return read_hex_colour (state, rgb) ? BR_LEVEL_COLOUR : BR_LEVEL_TEXT;
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      return BR_LEVEL_BYTES;
    }

  return BR_LEVEL_NONE;
}

static float
position_in (const ClaspRange *range,
             double            number,
             guint8           *flags)
{
  double span = range->maximum - range->minimum;
  double position = span > 0 ? (number - range->minimum) / span : 0;

  if (position > 1)
    *flags |= BR_LEVEL_OVER;
  if (position < 0)
    *flags |= BR_LEVEL_UNDER;

  return (float) CLAMP (position, 0, 1);
}

static void
update_peak (BrLevel       *self,
             BrLevelMemory *memory,
             gboolean       animate,
             gint64         now_us)
{
  gint64 falling_us;

  if (!animate)
    {
      self->peak = -1;
      return;
    }

  if (self->position >= memory->peak)
    {
      memory->peak = self->position;
      memory->peak_us = now_us;
    }
  falling_us = now_us - memory->peak_us - BR_PEAK_HOLD_US;
  self->peak = memory->peak;
  if (falling_us > 0)
    self->peak = memory->peak * (1 - (float) MIN (falling_us, BR_PEAK_FALL_US) / BR_PEAK_FALL_US);
  if (self->peak <= self->position)
    {
      memory->peak = self->position;
      memory->peak_us = now_us;
      self->peak = -1;
    }
}

/* For an event, the position is how much of the ring is left, and the flash is a full lamp. */
static void
update_event (BrLevel       *self,
              BrLevelMemory *memory,
              gboolean       is_new,
              gboolean       animate,
              gint64         now_us)
{
  gint64 age_us;

  /* Of fast ones the figure counts each. */
  if (is_new && !br_flash_is_lit (memory->event_us, now_us))
    memory->event_us = now_us;
  age_us = memory->event_us != 0 ? now_us - memory->event_us : G_MAXINT64;
  self->position = 0;
  if (age_us < BR_EVENT_FLASH_US)
    self->position = 1;
  else if (age_us < BR_EVENT_RING_US)
    self->position = animate ? 1 - (float) age_us / BR_EVENT_RING_US : 0.5f;
}

static void
update_text (BrLevel                *self,
             BrLevelMemory          *memory,
             const ClaspSignalState *state,
             gboolean                first,
             gint64                  now_us)
{
  guint hash = g_str_hash (state->text);

  if (!first && hash != memory->text_hash)
    memory->event_us = now_us;
  memory->text_hash = hash;
  if (memory->event_us != 0 && now_us - memory->event_us < BR_TEXT_FRESH_US)
    self->flags |= BR_LEVEL_FRESH;
}

void
br_level_update (BrLevel                *self,
                 BrLevelMemory          *memory,
                 const ClaspSignalState *state,
                 const ClaspRange       *range,
                 gboolean                seen,
                 gboolean                animate,
                 gint64                  now_us)
{
  gboolean first = memory->n_updates == 0;
  gboolean is_new = memory->n_updates != state->n_updates && !first;

  memory->n_updates = state->n_updates;
  *self = (BrLevel) { .kind = (guint8) kind_for (memory, state, range, seen), .peak = -1 };
  if (seen)
    self->flags |= BR_LEVEL_SEEN;

  switch ((BrLevelKind) self->kind)
    {
    case BR_LEVEL_NONE:
    case BR_LEVEL_POINT: /* of these two, br_level_set_shape () knows */
    case BR_LEVEL_ARRAY:
      break;
    case BR_LEVEL_TEXT:
    case BR_LEVEL_BYTES:
      update_text (self, memory, state, first, now_us);
      break;
    case BR_LEVEL_COLOUR:
      read_hex_colour (state, self->rgb);
      break;
    case BR_LEVEL_NOTE:
      self->position = (float) CLAMP (velocity_in (state) / 127, 0, 1);
      break;
    case BR_LEVEL_LAMP:
      self->position = state->number > 0.5 ? 1 : 0;
      break;
    case BR_LEVEL_EVENT:
      update_event (self, memory, is_new, animate, now_us);
      break;
    case BR_LEVEL_STEPS:
      self->n_steps = (guint8) (range->maximum - range->minimum + 1);
      self->position = position_in (range, state->number, &self->flags);
      break;
    case BR_LEVEL_CENTRE:
      self->position = position_in (range, state->number, &self->flags);
      break;
    case BR_LEVEL_BAR:
      self->position = position_in (range, state->number, &self->flags);
      update_peak (self, memory, animate, now_us);
      break;
    }
}

/* --- arrays ------------------------------------------------------------------------------------- */

/* Numbers without a range of their own: 0–1, 0–255 for whole bytes, else what was seen. */
static void
widen_shape (BrLevelMemory          *memory,
             const ClaspSignalShape *shape)
{
  for (guint i = 0; i < shape->n_points; i++)
    if (isfinite (shape->points[i]))
      {
        memory->shape.minimum = MIN (memory->shape.minimum, (double) shape->points[i]);
        memory->shape.maximum = MAX (memory->shape.maximum, (double) shape->points[i]);
      }
}

static void
set_rgb (BrLevel                *self,
         const ClaspRange       *range,
         const ClaspSignalShape *shape)
{
  /* Shares of one, or levels of a slot. */
  double full = range->maximum <= 1 ? 1 : MAX (range->maximum, 255);

  self->kind = BR_LEVEL_COLOUR;
  for (guint i = 0; i < 3; i++)
    self->rgb[i] = (guint8) lround (CLAMP ((double) shape->points[i] / full, 0, 1) * 255);
}

void
br_level_set_shape (BrLevel                *self,
                    BrLevelMemory          *memory,
                    const ClaspSignalShape *shape,
                    const ClaspRange       *range,
                    gboolean                is_known)
{
  guint8 flags = 0;

  widen_shape (memory, shape);
  /* A range that is left is no range. */
  if (!is_known || memory->shape.minimum < range->minimum || memory->shape.maximum > MAX (range->maximum, 1))
    range = &memory->shape;
  for (guint i = 0; i < shape->n_points; i++)
    if (!isfinite (shape->points[i]))
      return;

  if (memory->is_colour && (shape->length == 3 || shape->length == 4))
    {
      set_rgb (self, range, shape);
      return;
    }
  self->flags &= (guint8) ~BR_LEVEL_FRESH;
  if (shape->length == 2)
    {
      self->kind = BR_LEVEL_POINT;
      self->position = position_in (range, (double) shape->points[0], &flags);
      self->y = position_in (range, (double) shape->points[1], &flags);
      return;
    }

  self->kind = BR_LEVEL_ARRAY;
  self->n_steps = (guint8) shape->n_points;
  if (shape->length > shape->n_points)
    self->flags |= BR_LEVEL_LONG;
  for (guint i = 0; i < shape->n_points; i++)
    self->bars[i] = (guint8) lroundf (position_in (range, (double) shape->points[i], &flags) * 255);
}

void
br_level_read (BrLevel          *self,
               BrLevelMemory    *memory,
               ClaspSignalTable *table,
               guint             signal,
               ClaspSignalState *state,
               const ClaspRange *range,
               gboolean          seen,
               gboolean          animate,
               gint64            now_us)
{
  ClaspSignalShape shape;

  clasp_signal_table_read (table, signal, state);
  br_level_update (self, memory, state, range, seen, animate, now_us);
  if (state->type == CLASP_VALUE_ARRAY && self->kind == BR_LEVEL_BYTES
      && clasp_signal_table_read_shape (table, signal, &shape))
    br_level_set_shape (self, memory, &shape, range, !seen);
}

char *
br_level_dup_text (const BrLevel          *self,
                   const BrLevelMemory    *memory,
                   const ClaspSignalState *state)
{
  char note[16];

  if (self->kind == BR_LEVEL_NOTE)
    {
      br_midi_note_name ((guint) memory->note, note, sizeof note);
      /* Translators: a note and how hard it is struck: "C4 100" */
      return g_strdup_printf (C_("note", "%s %d"), note, (int) lround (velocity_in (state)));
    }
  if (self->kind == BR_LEVEL_EVENT && state->type == CLASP_VALUE_NULL)
    /* Translators: how often an event came */
    return g_strdup_printf (C_("event", "×%u"), state->n_updates);

  return br_signal_short_text (state);
}

/* --- without a signal --------------------------------------------------------------------------- */

void
br_level_set (BrLevel *self,
              double   position)
{
  *self = (BrLevel) { .kind = isnan (position) ? BR_LEVEL_NONE : BR_LEVEL_BAR, .peak = -1 };
  self->position = (float) CLAMP (isnan (position) ? 0 : position, 0, 1);
}

gboolean
br_level_equal (const BrLevel *a,
                const BrLevel *b,
                int            width)
{
  return a->kind == b->kind && a->flags == b->flags && a->n_steps == b->n_steps
         && memcmp (a->rgb, b->rgb, sizeof a->rgb) == 0 && memcmp (a->bars, b->bars, sizeof a->bars) == 0
         && lroundf (a->y * (float) width) == lroundf (b->y * (float) width)
         && lroundf (a->position * (float) width) == lroundf (b->position * (float) width)
         && (a->peak < 0) == (b->peak < 0)
         && lroundf (a->peak * (float) width) == lroundf (b->peak * (float) width);
}
