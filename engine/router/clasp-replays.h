/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-writer.h"
#include "router/clasp-router.h"

/* REPLAY: what a journal remembers, to the session that asked (wire.md 5.10, operations.md 11.3).
 *
 * The journal reads elsewhere and hands over slices of whole frames; the router sends them at the
 * pace of the session's link, asks for the next slice when one has left, and ends with an ACK whose
 * address is the pattern. When the session goes, so does the question.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_REPLAYS_MAX 8 /* questions of one session at a time */

/* Who answers. A ticket names a question and is never used again. */
typedef struct
{
  /* Begins to read; the first slice comes later. @replay is valid during the call. */
  void (*begin) (guint64 ticket, const ClaspReplay *replay, gpointer user_data);
  /* The last slice has left: the next one, please. */
  void (*more) (guint64 ticket, gpointer user_data);
  /* Nobody waits any more. Not called after the last slice or a failure. */
  void (*cancel) (guint64 ticket, gpointer user_data);
} ClaspReplaySource;

/* NULL: nobody; REPLAY is then answered by 501. @source must live as long. */
void clasp_router_set_replay_source (ClaspRouter             *self,
                                     const ClaspReplaySource *source,
                                     gpointer                 user_data);
/* Takes over what @frames holds: whole frames, possibly none. Tickets that are gone are ignored. */
void clasp_router_feed_replay       (ClaspRouter             *self,
                                     guint64                  ticket,
                                     ClaspWriter             *frames,
                                     gboolean                 is_last);
/* ERROR 500 with @why. */
void clasp_router_fail_replay       (ClaspRouter             *self,
                                     guint64                  ticket,
                                     const char              *why);

G_END_DECLS
