/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-codec.h"

/* What a recording looks like on disk: CLASP frames one after the other, each with the time in its
 * header (microseconds since the recording began), so that anything that reads frames reads it.
 *
 * What the recording says of itself are events below /clasp/recording:
 *
 *   /clasp/recording       {"version":1,"started":UNIX_US,"pattern":"/a"}    begins a recording;
 *                          further ones in the same file were added later and have their own times
 *   /clasp/recording/lost  {"frames":N}      so many messages could not be kept here
 *   /clasp/recording/end                     it ended here, and was not cut off
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

#define CLASP_RECORD_VERSION 1

typedef enum
{
  CLASP_RECORD_MESSAGE, /* what was recorded */
  CLASP_RECORD_BEGIN,
  CLASP_RECORD_LOST,
  CLASP_RECORD_END,
} ClaspRecordKind;

ClaspRecordKind clasp_record_kind (const ClaspMessage *message);
/* Whether an address belongs to recordings themselves: it is neither recorded nor played. */
gboolean clasp_record_is_own (ClaspStr address);
/* FALSE when it is no beginning we can read; @version is then what it says, 0 = nothing. */
gboolean clasp_record_read_begin (const ClaspMessage *message, gint64 *started_us, gint64 *version);

/* Each appends one frame. */
void clasp_record_put_begin (ClaspWriter *writer, gint64 started_us, const char *pattern);
void clasp_record_put_lost (ClaspWriter *writer, gint64 time_us, guint64 n_frames);
void clasp_record_put_end (ClaspWriter *writer, gint64 time_us);
/* FALSE, and nothing is appended, when the message fits no frame. */
gboolean clasp_record_put (ClaspWriter *writer, gint64 time_us, const ClaspMessage *message);

G_END_DECLS
