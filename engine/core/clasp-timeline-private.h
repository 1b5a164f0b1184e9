/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-timeline.h"

/* What the arithmetic and the map encoding of timelines share. */

G_BEGIN_DECLS

struct _ClaspTimeline
{
  gboolean      loop;
  gboolean      has_duration; /* given, not taken from the last keyframe */
  gint64        duration_us;
  guint         n_keyframes;
  ClaspKeyframe keyframes[];
};

G_END_DECLS
