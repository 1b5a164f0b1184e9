/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"
#include "recorder/clasp-recording.h"

/* ClaspPlayer: sends the messages of a recording at their times.
 *
 * Every time is computed from the instant playing began (or was resumed, or its speed changed), so
 * that nothing adds up over hours and loops. It knows no router: a function sends.
 *
 * Thread: that of the timers. */

G_BEGIN_DECLS

#define CLASP_PLAYER_MIN_SPEED 0.1
#define CLASP_PLAYER_MAX_SPEED 4.0

typedef struct _ClaspPlayer ClaspPlayer;

/* A SET or PUBLISH, borrowed. FALSE ends playing. Must not free the player. */
typedef gboolean (*ClaspPlayerSendFunc) (const ClaspMessage *message, gpointer user_data);
/* It came to the end, or the send function ended it. May free the player. */
typedef void (*ClaspPlayerDoneFunc) (gpointer user_data);

/* Stands still at the start. */
ClaspPlayer *clasp_player_new (ClaspRecording     *recording,
                               ClaspTimers        *timers,
                               ClaspPlayerSendFunc send,
                               ClaspPlayerDoneFunc done,
                               gpointer            user_data);
void         clasp_player_free (ClaspPlayer *self);
/* Before every address: "/copy". FALSE when it is no address; NULL or "" = none. */
gboolean clasp_player_set_prefix (ClaspPlayer *self, const char *prefix);
void     clasp_player_play (ClaspPlayer *self);
void     clasp_player_pause (ClaspPlayer *self);
/* Also while it plays; what is out of range is taken as the nearest. */
void clasp_player_set_speed (ClaspPlayer *self, double speed);
/* A recording without length does not loop. */
void clasp_player_set_loop (ClaspPlayer *self, gboolean is_loop);
/* The parameters as they were there are sent first. */
void     clasp_player_seek (ClaspPlayer *self, gint64 position_us);
gint64   clasp_player_get_position_us (ClaspPlayer *self);
gboolean clasp_player_is_playing (ClaspPlayer *self);
/* Messages sent; and those whose address became too long with the prefix. */
guint64 clasp_player_get_n_sent (ClaspPlayer *self);
guint64 clasp_player_get_n_skipped (ClaspPlayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspPlayer, clasp_player_free)

G_END_DECLS
