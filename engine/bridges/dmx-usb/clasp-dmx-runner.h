/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "io/clasp-reactor.h"

/* ClaspDmxRunner: one device and the thread that does nothing but serve it.
 *
 * The thread opens the device, sends what the worker put into the frames when it is time, and hands
 * what comes in to the worker through a ring. The worker never waits for it: not for a frame, not for
 * the device to open, not for its end.
 *
 * Thread: worker, and its functions are called there. */

G_BEGIN_DECLS

typedef struct
{
  ClaspDmxDriverOptions driver;
  guint                 n_slots;          /* of each frame, 24-512 */
  guint                 min_hz;           /* unchanged frames of a device that repeats them itself; 0 = none */
  gboolean              blackout_on_stop;
} ClaspDmxRunnerOptions;

typedef struct
{
  /* The device is open. @warning (nullable) is a sentence: what is not as it should be. */
  void (*opened)   (const char *about, const char *warning, gpointer user_data);
  void (*received) (const ClaspDmxReceived *frame, gpointer user_data);
  /* A frame left. Told at most once a turn of the loop, with how many did. */
  void (*sent)     (guint n_frames, gpointer user_data);
  /* Frames came in faster than the worker took them. */
  void (*dropped)  (guint n_frames, gpointer user_data);
  /* It could not be opened, or stopped working: the thread has ended and nothing follows. The runner
   * may be freed from within. */
  void (*ended)    (const GError *error, gpointer user_data);
} ClaspDmxRunnerHandler;

typedef struct _ClaspDmxRunner ClaspDmxRunner;

ClaspDmxRunner *clasp_dmx_runner_new  (ClaspReactor                *reactor,
                                       const ClaspDmxRunnerOptions *options,
                                       const ClaspDmxRunnerHandler *handler,
                                       gpointer                     user_data);
/* Lets go of the device. The thread says good-bye to it by itself; nothing is called any more. */
void            clasp_dmx_runner_free (ClaspDmxRunner *self);

/* What leaves next through @port; 512 levels. Before the first one nothing leaves. */
void            clasp_dmx_runner_set_frame (ClaspDmxRunner *self, guint port, const guint8 levels[CLASP_DMX_SLOTS]);

typedef struct
{
  guint64 n_frames;
  guint64 n_late;      /* frames of a device that this computer times, more than 2 ms late */
  gint64  worst_us;    /* the latest of them */
} ClaspDmxRunnerStats;

void            clasp_dmx_runner_get_stats (ClaspDmxRunner *self, ClaspDmxRunnerStats *stats);

/* Waits until every device that was let go has been closed, at most so long: for the end of the
 * program, or its last frame would not leave. Thread: any but the worker. */
gboolean        clasp_dmx_runners_wait (gint64 timeout_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspDmxRunner, clasp_dmx_runner_free)

G_END_DECLS
