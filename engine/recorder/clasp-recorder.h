/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "core/clasp-message.h"
#include "io/clasp-timer.h"
#include "recorder/clasp-record-file.h"

/* ClaspRecorder: keeps what it is given in a file, with the time it was given.
 *
 * It knows no router: a session or a client hands it messages, and it takes those that match. What
 * it takes is encoded at once and written by a thread of its own, so that a slow disk makes nobody
 * wait; what the disk cannot take in time is left out, counted, and marked in the file.
 *
 * Thread: worker, or whoever runs the timers. */

G_BEGIN_DECLS

#define CLASP_RECORDER_FLUSH_MS 200
#define CLASP_RECORDER_MAX_WAITING (8 * 1024 * 1024)           /* bytes not yet on the disk */
#define CLASP_RECORDER_MAX_FILE (G_GUINT64_CONSTANT (4) << 30) /* bytes; then it ends */

typedef struct
{
  gsize   max_waiting; /* bytes */
  guint64 max_file;    /* bytes */
} ClaspRecorderLimits;

#define CLASP_RECORDER_LIMITS_DEFAULT                                                              \
  {                                                                                                \
    CLASP_RECORDER_MAX_WAITING, CLASP_RECORDER_MAX_FILE                                            \
  }

typedef struct
{
  guint64  n_messages; /* taken */
  guint64  n_lost;     /* that could not be kept */
  gboolean is_full;    /* the file has reached its largest size: nothing more is taken */
  char     error[256]; /* of the disk, as it is now; empty = none */
} ClaspRecorderStatus;

typedef struct _ClaspRecorder ClaspRecorder;

/* Something changed for the worse or the better: status->error or is_full. */
typedef void (*ClaspRecorderFunc) (const ClaspRecorderStatus *status, gpointer user_data);

/* Takes over @file. @pattern and @types say what is taken; they must be valid. */
ClaspRecorder *clasp_recorder_new (ClaspRecordFile           *file,
                                   const char                *pattern,
                                   guint8                     types,
                                   ClaspTimers               *timers,
                                   const ClaspRecorderLimits *limits);
void clasp_recorder_set_func (ClaspRecorder *self, ClaspRecorderFunc func, gpointer user_data);
/* A SET, PUBLISH, SNAPSHOT or BUNDLE; others are left alone. @is_state: it was so before, and is no
 * event of this moment. */
void clasp_recorder_add (ClaspRecorder *self, const ClaspMessage *message, gboolean is_state);
void clasp_recorder_get_status (ClaspRecorder *self, ClaspRecorderStatus *status);
/* Marks the end, and waits until all of it is on the disk; what the disk refuses then is in @status
 * (nullable). */
void clasp_recorder_free (ClaspRecorder *self, ClaspRecorderStatus *status);

G_END_DECLS
