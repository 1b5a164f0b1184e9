/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "recorder/clasp-player.h"

#include "core/clasp-address.h"

#include <math.h>
#include <string.h>

/* Design notes: position counts microseconds of the recording through all loops: the k-th time
 * through, a message at t stands at k × duration + t. Clock and position meet in one pair, the
 * origin, which is moved only when somebody changes how it plays. A double holds whole microseconds
 * for 285 years. */

#define MAX_PER_TURN 1000 /* messages; then others have their turn */

struct _ClaspPlayer
{
  ClaspRecording      *recording; /* (owned) */
  ClaspTimers         *timers;    /* (unowned) */
  ClaspTimer           timer;
  ClaspPlayerSendFunc  send;
  ClaspPlayerDoneFunc  done; /* (nullable) */
  gpointer             user_data;
  char                *prefix; /* (owned) (nullable) */
  double               speed;
  gboolean             is_loop, is_playing;
  gint64               origin_us;  /* clock */
  double               origin_pos; /* position there */
  guint64              n_loops;
  ClaspRecordingCursor cursor;
  ClaspMessage         next; /* (owned) valid while has_next; borrows from the cursor */
  gboolean             has_next;
  GArray *chase; /* (owned) of ClaspRecordingCursor without window: what to send first */
  guint   n_chased;
  ClaspRecordingCursor chase_cursor;
  guint64              n_sent, n_skipped;
};

static gint64
now (ClaspPlayer *self)
{
  return clasp_clock_now_us (clasp_timers_get_clock (self->timers));
}

static double
get_position (ClaspPlayer *self)
{
  if (!self->is_playing)
    return self->origin_pos;
  return self->origin_pos + (double) (now (self) - self->origin_us) * self->speed;
}

/* From here on time is counted anew. */
static void
set_origin (ClaspPlayer *self, double position)
{
  self->origin_pos = position;
  self->origin_us = now (self);
}

/* ---- messages ---- */

static void
load_next (ClaspPlayer *self)
{
  clasp_message_clear (&self->next);
  self->has_next = clasp_recording_next (self->recording, &self->cursor, &self->next);
}

static void
rewind_to (ClaspPlayer *self, const ClaspRecordingCursor *place)
{
  self->cursor.offset = place->offset;
  self->cursor.base_us = place->base_us;
  self->cursor.time_us = place->time_us;
  load_next (self);
}

/* FALSE when it does not fit. */
static gboolean
put_prefix (ClaspPlayer *self, ClaspStr *address, char *place)
{
  const gsize length = strlen (self->prefix);

  if (length + address->length > CLASP_ADDRESS_MAX_LENGTH)
    return FALSE;
  memcpy (place, self->prefix, length);
  memcpy (place + length, address->data, address->length);
  *address = (ClaspStr){ place, length + address->length };
  return clasp_address_is_valid (*address, NULL);
}

/* A timeline begins when it is played, not when it once began. */
static ClaspValue
without_start (const ClaspValue *timeline)
{
  const guint               n_entries = clasp_value_get_size (timeline);
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, n_entries + 1);
  guint                     n = 0;

  if (timeline->type != CLASP_VALUE_MAP)
    return clasp_value_copy (timeline);
  for (guint i = 0; i < n_entries; i++)
    {
      ClaspStr          key;
      const ClaspValue *value = clasp_value_get_entry (timeline, i, &key);

      if (!clasp_str_equal (key, CLASP_STR_LITERAL ("start_time")) &&
          !clasp_str_equal (key, CLASP_STR_LITERAL ("startTime")))
        entries[n++] = (ClaspMapEntry){ key, clasp_value_copy (value) };
    }
  return clasp_value_map (entries, n);
}

/* What was true of that time only is left out: revisions, locks, time stamps. */
static gboolean
send_message (ClaspPlayer *self, ClaspMessage *message)
{
  char      place[CLASP_ADDRESS_MAX_LENGTH];
  ClaspStr *address =
    message->type == CLASP_MESSAGE_SET ? &message->set.address : &message->publish.address;
  ClaspValue value;

  if (self->prefix != NULL && !put_prefix (self, address, place))
    {
      self->n_skipped++;
      return TRUE;
    }
  if (message->type == CLASP_MESSAGE_SET)
    message->set.has_revision = message->set.lock = message->set.unlock = FALSE;
  else
    message->publish.has_timestamp = FALSE;
  if (message->type == CLASP_MESSAGE_PUBLISH && message->publish.signal == CLASP_SIGNAL_TIMELINE)
    {
      value = without_start (&message->publish.value);
      clasp_value_clear (&message->publish.value);
      message->publish.value = value;
    }
  self->n_sent++;
  return self->send (message, self->user_data);
}

/* ---- seeking ---- */

/* The last SET of each address before @position_us, in the order of the recording. */
static GArray *
find_state (ClaspPlayer *self, gint64 position_us, ClaspRecordingCursor *place)
{
  GArray                       *list = g_array_new (FALSE, FALSE, sizeof (ClaspRecordingCursor));
  GArray                       *state = g_array_new (FALSE, FALSE, sizeof (ClaspRecordingCursor));
  g_autoptr (GHashTable)        newest = NULL;
  g_auto (ClaspRecordingCursor) cursor = { 0 };
  ClaspMessage                  message = { 0 };

  newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  *place = cursor;
  while (clasp_recording_next (self->recording, &cursor, &message) && cursor.time_us < position_us)
    {
      if (message.type == CLASP_MESSAGE_SET)
        {
          char    *address = clasp_str_dup (message.set.address);
          gpointer index = g_hash_table_lookup (newest, address);

          if (index != NULL)
            g_array_index (list, ClaspRecordingCursor, GPOINTER_TO_UINT (index) - 1).offset =
              G_MAXSIZE;
          g_array_append_val (list, *place);
          g_hash_table_replace (newest, address, GUINT_TO_POINTER (list->len));
        }
      clasp_message_clear (&message);
      *place = cursor;
      place->window = NULL;
    }
  clasp_message_clear (&message);

  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, ClaspRecordingCursor, i).offset != G_MAXSIZE)
      g_array_append_val (state, g_array_index (list, ClaspRecordingCursor, i));
  g_array_unref (list);
  return state;
}

/* FALSE when the send function ended it. */
static gboolean
send_chased (ClaspPlayer *self)
{
  const ClaspRecordingCursor *place =
    &g_array_index (self->chase, ClaspRecordingCursor, self->n_chased++);
  g_auto (ClaspMessage) message = { 0 };

  self->chase_cursor.offset = place->offset;
  self->chase_cursor.base_us = place->base_us;
  self->chase_cursor.time_us = place->time_us;
  return !clasp_recording_next (self->recording, &self->chase_cursor, &message) ||
         send_message (self, &message);
}

static gboolean
is_chasing (ClaspPlayer *self)
{
  return self->chase != NULL && self->n_chased < self->chase->len;
}

static void
end_chase (ClaspPlayer *self)
{
  g_clear_pointer (&self->chase, g_array_unref);
  clasp_recording_cursor_clear (&self->chase_cursor);
  self->n_chased = 0;
}

/* ---- time ---- */

static gint64
get_duration (ClaspPlayer *self)
{
  return clasp_recording_get_duration_us (self->recording);
}

/* When the position that stands for @time_us of this time through is reached. */
static gint64
get_due (ClaspPlayer *self, gint64 time_us)
{
  const double position = (double) self->n_loops * (double) get_duration (self) + (double) time_us;

  return self->origin_us + (gint64) ceil ((position - self->origin_pos) / self->speed);
}

static void tick_cb (gpointer user_data);

static void
arm (ClaspPlayer *self)
{
  gint64 due_us;

  if (!self->is_playing)
    return;
  if (is_chasing (self))
    due_us = now (self);
  else
    due_us = get_due (self, self->has_next ? self->cursor.time_us : get_duration (self));
  clasp_timers_set (self->timers, &self->timer, due_us, tick_cb, self);
}

static void
stop (ClaspPlayer *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  self->is_playing = FALSE;
}

static void
finish (ClaspPlayer *self)
{
  const ClaspPlayerDoneFunc done = self->done;

  self->origin_pos = get_position (self);
  stop (self);
  if (done != NULL)
    done (self->user_data);
}

/* The end of the recording is there: round again, or FALSE. */
static gboolean
go_round (ClaspPlayer *self)
{
  const ClaspRecordingCursor start = { 0 };

  if (!self->is_loop || get_duration (self) == 0)
    return FALSE;
  self->n_loops++;
  rewind_to (self, &start);
  return TRUE;
}

typedef enum
{
  STEP_WAIT,
  STEP_AGAIN,
  STEP_OVER
} Step;

static Step
step (ClaspPlayer *self, gint64 now_us)
{
  gboolean is_sent;

  if (is_chasing (self))
    return send_chased (self) ? STEP_AGAIN : STEP_OVER;
  if (get_due (self, self->has_next ? self->cursor.time_us : get_duration (self)) > now_us)
    return STEP_WAIT;
  if (!self->has_next)
    return go_round (self) ? STEP_AGAIN : STEP_OVER;

  is_sent = send_message (self, &self->next);
  load_next (self);
  return is_sent ? STEP_AGAIN : STEP_OVER;
}

static void
tick_cb (gpointer user_data)
{
  ClaspPlayer *self = user_data;
  const gint64 now_us = now (self);

  for (guint n = 0; n < MAX_PER_TURN; n++)
    {
      const Step result = step (self, now_us);

      if (result == STEP_OVER)
        {
          finish (self);
          return;
        }
      if (result == STEP_WAIT || !self->is_playing)
        break;
    }
  arm (self);
}

/* ---- calls ---- */

/**
 * clasp_player_play:
 * @self: a player
 *
 * Begins, or goes on where it stands; at the end it begins anew.
 *
 * Thread: that of the timers.
 */
void
clasp_player_play (ClaspPlayer *self)
{
  if (self->is_playing)
    return;
  if (!self->has_next && !is_chasing (self) &&
      clasp_player_get_position_us (self) >= get_duration (self))
    clasp_player_seek (self, 0);
  set_origin (self, self->origin_pos);
  self->is_playing = TRUE;
  arm (self);
}

/**
 * clasp_player_pause:
 * @self: a player
 *
 * Stands still where it is; clasp_player_play () goes on from there.
 *
 * Thread: that of the timers.
 */
void
clasp_player_pause (ClaspPlayer *self)
{
  if (!self->is_playing)
    return;
  self->origin_pos = get_position (self);
  stop (self);
}

/**
 * clasp_player_set_speed:
 * @self: a player
 * @speed: from %CLASP_PLAYER_MIN_SPEED to %CLASP_PLAYER_MAX_SPEED; 1 is as it was
 *
 * Thread: that of the timers.
 */
void
clasp_player_set_speed (ClaspPlayer *self, double speed)
{
  set_origin (self, get_position (self));
  self->speed = isnan (speed) ? 1 : CLAMP (speed, CLASP_PLAYER_MIN_SPEED, CLASP_PLAYER_MAX_SPEED);
  arm (self);
}

/**
 * clasp_player_set_loop:
 * @self: a player
 * @is_loop: whether the end is followed by the start
 *
 * Thread: that of the timers.
 */
void
clasp_player_set_loop (ClaspPlayer *self, gboolean is_loop)
{
  self->is_loop = is_loop;
}

/**
 * clasp_player_seek:
 * @self: a player
 * @position_us: from the start of the recording; what is beyond is taken as the end
 *
 * Goes there. So that everything is as it was at that moment, the last value of every parameter
 * before it is sent first, when it plays.
 *
 * Thread: that of the timers. Goes through the recording up to there.
 */
void
clasp_player_seek (ClaspPlayer *self, gint64 position_us)
{
  ClaspRecordingCursor place;
  const gint64         target_us = CLAMP (position_us, 0, get_duration (self));

  end_chase (self);
  self->chase = find_state (self, target_us, &place);
  rewind_to (self, &place);
  self->n_loops = 0;
  set_origin (self, (double) target_us);
  arm (self);
}

/**
 * clasp_player_get_position_us:
 * @self: a player
 *
 * Thread: that of the timers.
 *
 * Returns: where it is in the recording, from 0 to its duration
 */
gint64
clasp_player_get_position_us (ClaspPlayer *self)
{
  const double in_loop =
    get_position (self) - (double) self->n_loops * (double) get_duration (self);

  return (gint64) CLAMP (in_loop, 0, (double) get_duration (self));
}

gboolean
clasp_player_is_playing (ClaspPlayer *self)
{
  return self->is_playing;
}

guint64
clasp_player_get_n_sent (ClaspPlayer *self)
{
  return self->n_sent;
}

guint64
clasp_player_get_n_skipped (ClaspPlayer *self)
{
  return self->n_skipped;
}

/**
 * clasp_player_set_prefix:
 * @self: a player
 * @prefix: (nullable): what to put before every address, "/copy"
 *
 * Thread: that of the timers.
 *
 * Returns: %FALSE, and nothing changes, when it is no address
 */
gboolean
clasp_player_set_prefix (ClaspPlayer *self, const char *prefix)
{
  if (prefix != NULL && prefix[0] != '\0' && !clasp_address_is_valid (clasp_str (prefix), NULL))
    return FALSE;
  g_free (self->prefix);
  self->prefix = prefix != NULL && prefix[0] != '\0' ? g_strdup (prefix) : NULL;
  return TRUE;
}

/* ---- life ---- */

/**
 * clasp_player_new:
 * @recording: what to play
 * @timers: tell the time
 * @send: sends a message
 * @done: (nullable): called at the end
 * @user_data: for both
 *
 * Thread: that of the timers.
 *
 * Returns: (transfer full): a player at the start, not yet playing
 */
ClaspPlayer *
clasp_player_new (ClaspRecording     *recording,
                  ClaspTimers        *timers,
                  ClaspPlayerSendFunc send,
                  ClaspPlayerDoneFunc done,
                  gpointer            user_data)
{
  ClaspPlayer *self = g_new0 (ClaspPlayer, 1);

  self->recording = clasp_recording_ref (recording);
  self->timers = timers;
  self->send = send;
  self->done = done;
  self->user_data = user_data;
  self->speed = 1;
  load_next (self);
  return self;
}

/**
 * clasp_player_free:
 * @self: (transfer full): a player
 *
 * Thread: that of the timers.
 */
void
clasp_player_free (ClaspPlayer *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_message_clear (&self->next);
  clasp_recording_cursor_clear (&self->cursor);
  end_chase (self);
  clasp_recording_unref (self->recording);
  g_free (self->prefix);
  g_free (self);
}
