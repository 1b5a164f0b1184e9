/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-feedback.h"

#include "bridges/midi/clasp-midi-range.h"
#include "core/clasp-error.h"

#include <string.h>

#define MAX_VALUE_SIZE 12 /* of an NRPN, the longest */
#define TOUCHED_FROM 64   /* a controller says so from here on */

typedef struct
{
  guint    control, touch; /* ids */
  gboolean is_touched;
  gsize    size; /* of what waits; 0 = nothing */
  guint8   waiting[MAX_VALUE_SIZE];
} Touch;

typedef struct
{
  guint  control; /* id */
  guint8 status, number;
  guint  first, last;
} Light;

struct _ClaspMidiFeedback
{
  GArray *touches; /* (owned) of Touch */
  GArray *lights;  /* (owned) of Light */
};

/**
 * clasp_midi_feedback_new:
 *
 * Thread: any.
 *
 * Returns: (transfer full): no touches and no lights
 */
ClaspMidiFeedback *
clasp_midi_feedback_new (void)
{
  ClaspMidiFeedback *self = g_new0 (ClaspMidiFeedback, 1);

  self->touches = g_array_new (FALSE, TRUE, sizeof (Touch));
  self->lights = g_array_new (FALSE, TRUE, sizeof (Light));
  return self;
}

/**
 * clasp_midi_feedback_free:
 * @self: (transfer full) (nullable): feedback
 *
 * Thread: any.
 */
void
clasp_midi_feedback_free (ClaspMidiFeedback *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->touches);
  g_array_unref (self->lights);
  g_free (self);
}

/* What a control is, whatever its value: notes have no key, for each of them counts. */
static guint
id_of (const guint8 *messages, gsize size)
{
  guint kind = messages[0] & 0xf0;

  if (kind == CLASP_MIDI_NOTE_ON || kind == CLASP_MIDI_NOTE_OFF)
    return (CLASP_MIDI_NOTE_ON | (messages[0] & 15u)) << 8 | messages[1];
  return clasp_midi_value_key (messages, size);
}

/* ---- settings ---- */

/* The messages of control "1/cc/16" at some value; FALSE when there is none of that name. */
static gboolean
make_control (const char *name, ClaspWriter *messages)
{
  ClaspMidiOptions options = { .channel_base = 1 };
  ClaspValue       value = clasp_value_int (1);
  g_autofree char *address = g_strconcat ("/ch/", name, NULL);

  return !g_str_has_prefix (name, "0/") &&
         clasp_midi_from_signal (&options, clasp_str (address), &value, messages) &&
         id_of (messages->data, messages->length) != 0;
}

static gboolean
fail (const char *text, const char *why, GError **error)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "‘%s’: %s", text, why);
  return FALSE;
}

/**
 * clasp_midi_feedback_add_touch:
 * @self: feedback
 * @text: "1/bend=1/note/104"
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE when that makes no sense
 */
gboolean
clasp_midi_feedback_add_touch (ClaspMidiFeedback *self, const char *text, GError **error)
{
  g_auto (GStrv)       halves = g_strsplit (text, "=", 2);
  g_auto (ClaspWriter) control = CLASP_WRITER_INIT, touch = CLASP_WRITER_INIT;
  Touch                made = { 0 };

  if (self->touches->len >= CLASP_MIDI_MAX_FEEDBACK)
    return fail (text, "there are 256 already", error);
  if (g_strv_length (halves) != 2 || !make_control (halves[0], &control))
    return fail (text, "expected a control, as ‘1/bend’ or ‘1/cc/7’, before ‘=’", error);
  if (!make_control (halves[1], &touch) || touch.length != 3 ||
      touch.data[0] >= CLASP_MIDI_PROGRAM || touch.data[0] < CLASP_MIDI_NOTE_ON)
    return fail (text, "expected a note or a controller, as ‘1/note/104’ or ‘1/cc/104’, after ‘=’",
                 error);

  made.control = id_of (control.data, control.length);
  made.touch = id_of (touch.data, touch.length);
  g_array_append_val (self->touches, made);
  return TRUE;
}

/**
 * clasp_midi_feedback_add_light:
 * @self: feedback
 * @text: "1/cc/16=1/cc/48:1-11"
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE when that makes no sense
 */
gboolean
clasp_midi_feedback_add_light (ClaspMidiFeedback *self, const char *text, GError **error)
{
  g_auto (GStrv)       halves = g_strsplit (text, "=", 2);
  g_auto (ClaspWriter) control = CLASP_WRITER_INIT, light = CLASP_WRITER_INIT;
  ClaspMidiRange       range = { 0, 127 };
  Light                made = { 0 };
  char                *colon;

  if (self->lights->len >= CLASP_MIDI_MAX_FEEDBACK)
    return fail (text, "there are 256 already", error);
  if (g_strv_length (halves) != 2 || !make_control (halves[0], &control))
    return fail (text, "expected a control, as ‘1/cc/16’, before ‘=’", error);

  colon = strchr (halves[1], ':');
  if (colon != NULL)
    *colon = '\0';
  if (colon != NULL && !clasp_midi_range_parse (colon + 1, 0, 127, &range))
    return fail (text, "expected the light's range from 0 to 127, as ‘1-11’, after ‘:’", error);
  if (!make_control (halves[1], &light) || light.length != 3 || light.data[0] >= CLASP_MIDI_PROGRAM)
    return fail (text, "expected a note or a controller, as ‘1/cc/48’, after ‘=’", error);

  made.control = id_of (control.data, control.length);
  made.status = light.data[0];
  made.number = light.data[1];
  made.first = range.first;
  made.last = range.last;
  g_array_append_val (self->lights, made);
  return TRUE;
}

/* ---- touch ---- */

/**
 * clasp_midi_feedback_reset:
 * @self: feedback
 *
 * Thread: any.
 */
void
clasp_midi_feedback_reset (ClaspMidiFeedback *self)
{
  for (guint i = 0; i < self->touches->len; i++)
    {
      Touch *touch = &g_array_index (self->touches, Touch, i);

      touch->is_touched = FALSE;
      touch->size = 0;
    }
}

static gboolean
says_touched (const guint8 *message)
{
  guint kind = message[0] & 0xf0;

  if (kind == CLASP_MIDI_CONTROL)
    return message[2] >= TOUCHED_FROM;
  return kind == CLASP_MIDI_NOTE_ON && message[2] > 0;
}

/**
 * clasp_midi_feedback_follow:
 * @self: feedback
 * @message: a whole message of the device
 * @size: its size
 * @last: where the values go that waited for a hand to let go
 *
 * Thread: any.
 *
 * Returns: whether there are any
 */
gboolean
clasp_midi_feedback_follow (ClaspMidiFeedback *self,
                            const guint8      *message,
                            gsize              size,
                            ClaspWriter       *last)
{
  gsize length = last->length;
  guint id;

  if (self->touches->len == 0 || size != 3)
    return FALSE;

  id = id_of (message, size);
  for (guint i = 0; i < self->touches->len; i++)
    {
      Touch *touch = &g_array_index (self->touches, Touch, i);

      if (touch->touch != id)
        continue;
      touch->is_touched = says_touched (message);
      if (touch->is_touched)
        continue;
      clasp_writer_put (last, touch->waiting, touch->size);
      touch->size = 0;
    }

  return last->length > length;
}

static Touch *
find_touch (ClaspMidiFeedback *self, const guint8 *messages, gsize size)
{
  guint id = id_of (messages, size);

  for (guint i = 0; i < self->touches->len; i++)
    if (g_array_index (self->touches, Touch, i).control == id)
      return &g_array_index (self->touches, Touch, i);

  return NULL;
}

/**
 * clasp_midi_feedback_forget:
 * @self: feedback
 * @messages: what the hand did, as we would say it
 * @size: their size
 *
 * The fader stands where the hand put it, and that is the last value.
 *
 * Thread: any.
 */
void
clasp_midi_feedback_forget (ClaspMidiFeedback *self, const guint8 *messages, gsize size)
{
  Touch *touch = size > 0 && self->touches->len > 0 ? find_touch (self, messages, size) : NULL;

  if (touch != NULL)
    touch->size = 0;
}

/**
 * clasp_midi_feedback_pass:
 * @self: feedback
 * @messages: the messages of one value
 * @size: their size
 *
 * Thread: any.
 *
 * Returns: whether they may be sent; kept for later if not
 */
gboolean
clasp_midi_feedback_pass (ClaspMidiFeedback *self, const guint8 *messages, gsize size)
{
  Touch *touch =
    self->touches->len > 0 && size <= MAX_VALUE_SIZE ? find_touch (self, messages, size) : NULL;

  if (touch == NULL || !touch->is_touched)
    return TRUE;

  memcpy (touch->waiting, messages, size);
  touch->size = size;
  return FALSE;
}

/* ---- lights ---- */

/* The value of a control, 0–127. */
static guint
coarse_value (const guint8 *messages, gsize size)
{
  guint kind = messages[0] & 0xf0;

  if (kind == CLASP_MIDI_NOTE_OFF)
    return 0;
  if (kind == CLASP_MIDI_CHANNEL_PRESSURE)
    return messages[1];
  return size == MAX_VALUE_SIZE ? messages[8] : messages[2];
}

/**
 * clasp_midi_feedback_light:
 * @self: feedback
 * @messages: the messages of one value; replaced by those of the control's lights, if it has any
 *
 * Thread: any.
 */
void
clasp_midi_feedback_light (ClaspMidiFeedback *self, ClaspWriter *messages)
{
  guint    id, value;
  gboolean is_found = FALSE;

  if (self->lights->len == 0 || messages->length == 0)
    return;

  id = id_of (messages->data, messages->length);
  value = coarse_value (messages->data, messages->length);
  for (guint i = 0; i < self->lights->len; i++)
    {
      const Light *light = &g_array_index (self->lights, Light, i);

      if (light->control != id || id == 0)
        continue;
      if (!is_found)
        clasp_writer_reset (messages);
      is_found = TRUE;
      clasp_writer_put_u8 (messages, light->status);
      clasp_writer_put_u8 (messages, light->number);
      clasp_writer_put_u8 (
        messages, (guint8) (light->first + (value * (light->last - light->first) + 63) / 127));
    }
}
