/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-sender.h"
#include "support/clasp-test.h"

/* What goes out over sACN and when, packet by packet, on a clock that only moves when the test says so.
 *
 * Thread: the test's. */

#define MS G_GINT64_CONSTANT (1000)
#define FRAME_US ((G_USEC_PER_SEC + 43) / 44)
#define KEEP_ALIVE_US (900 * MS)
#define MOST 1024 /* universes */

typedef struct
{
  guint16         group;
  ClaspSacnRoute  route;
  gint64          us;
  ClaspSacnPacket packet; /* slots and lists are in @bytes */
  GBytes         *bytes;
} SenderSent;

typedef struct
{
  ClaspClock      *clock;
  ClaspReactor    *reactor;
  ClaspTimers     *timers;
  ClaspUniverses  *universes;
  ClaspSacnSender *sender;
  GArray          *sent; /* Sent */
  guint            n_of[1100]; /* data packets of the first universes */
  gboolean         only_counts; /* and does not keep them */
} SenderStage;

void sender_stage_set_up (SenderStage *stage, gconstpointer data);
void sender_stage_tear_down (SenderStage *stage, gconstpointer data);
/* Fields of @options that are not given are as the settings have them, but without discovery. */
void sender_stage_open (SenderStage *stage, ClaspSacnSenderOptions options);
#define OPEN(stage, ...) sender_stage_open (stage, (ClaspSacnSenderOptions){ __VA_ARGS__ })
void sender_stage_run_loop (void);
void sender_stage_advance (SenderStage *stage, gint64 us);
void sender_stage_set_slot (SenderStage *stage, guint16 universe, guint slot, guint8 level);
/* What was sent so far. */
void sender_stage_forget (SenderStage *stage);
const SenderSent    *sender_stage_get (SenderStage *stage, guint index);
const ClaspSacnData *sender_stage_get_data (SenderStage *stage, guint index);
