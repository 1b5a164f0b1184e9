/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* What can be set on a mapping besides its ends and steps (mapping.md 11.4): on the whole, on a
 * source, on a target. Settings objects of the show; the worker gets copies.
 *
 * Thread: any, as ClaspSettings. */

G_BEGIN_DECLS

/* Several sources: one value of each kept together. */
typedef enum
{
  CLASP_JOIN_NONE,  /* each source's values pass on their own */
  CLASP_JOIN_ARRAY, /* in the order of the sources */
  CLASP_JOIN_MAP,   /* by the sources' keys */
} ClaspJoin;

typedef enum
{
  CLASP_FIRE_ANY,   /* a value of any source lets it pass, as soon as each has one */
  CLASP_FIRE_ALL,   /* only when each had a new one since the last time */
  CLASP_FIRE_FIRST, /* only a value of the first source */
} ClaspFire;

typedef enum
{
  CLASP_KEEP_LAST,
  CLASP_KEEP_FIRST,
  CLASP_KEEP_AVERAGE,
} ClaspKeep;

typedef enum
{
  CLASP_TAKEOVER_JUMP,
  CLASP_TAKEOVER_PICKUP,
  CLASP_TAKEOVER_SCALE,
} ClaspTakeover;

typedef enum
{
  CLASP_ON_START_SEND, /* the present state of the source passes at once */
  CLASP_ON_START_WAIT,
} ClaspOnStart;

/* What becomes of a value that came while the condition did not hold. */
typedef enum
{
  CLASP_WHEN_OPENS_WAIT,
  CLASP_WHEN_OPENS_SEND,
} ClaspWhenOpens;

/* What a target is told when a layer it belongs to is switched off, or its condition ends. */
typedef enum
{
  CLASP_LAYER_HOLD,
  CLASP_LAYER_RELEASE,
} ClaspLayerOff;

/* Which messages of a source count; and as what a target's go out, with SAME for as they came. */
typedef enum
{
  CLASP_KIND_OF_SIGNAL_ANY,
  CLASP_KIND_OF_SIGNAL_PARAM,
  CLASP_KIND_OF_SIGNAL_EVENT,
  CLASP_KIND_OF_SIGNAL_STREAM,
  CLASP_KIND_OF_SIGNAL_GESTURE,
} ClaspSignalFilter;

typedef enum
{
  CLASP_SEND_SAME,
  CLASP_SEND_PARAM,
  CLASP_SEND_EVENT,
  CLASP_SEND_STREAM,
  CLASP_SEND_GESTURE,
} ClaspSendAs;

/* When several mappings write one address: which of their values it gets. */
typedef enum
{
  CLASP_MERGE_LAST,
  CLASP_MERGE_HIGHEST,
  CLASP_MERGE_LOWEST,
  CLASP_MERGE_SUM, /* limited to the target's range, 0–1 where none is known */
  CLASP_MERGE_AVERAGE,
  CLASP_MERGE_PRIORITY,
  CLASP_MERGE_CROSSFADE,
} ClaspMerge;

GType clasp_join_get_type          (void);
GType clasp_fire_get_type          (void);
GType clasp_keep_get_type          (void);
GType clasp_takeover_get_type      (void);
GType clasp_on_start_get_type      (void);
GType clasp_when_opens_get_type    (void);
GType clasp_layer_off_get_type     (void);
GType clasp_signal_filter_get_type (void);
GType clasp_send_as_get_type       (void);
GType clasp_merge_get_type         (void);

/* join, fire (enums above); when (string: a condition, JSON of mapping.md 13 or an expression), when-opens, when-closes (ClaspLayerOff);
 * rate-hz (double, 0 = off), rate-keep; only-changes (boolean), epsilon (double);
 * two-way (boolean), hold-off-ms (uint); feedback (boolean); page (string: address or pattern), page-delay-ms (uint);
 * takeover, takeover-window (double, share of the range);
 * stop, swallow, solo (boolean); on-start; layers (strv), layer-off;
 * idle-reset-s (double, 0 = never), reset-on-reconnect (boolean); notes (string). */
GType clasp_route_options_get_type (void);

/* connection (string: id, empty = any); signal (ClaspSignalFilter); path (JSON path); key (in a joined
 * map, empty = the last segment of the address). */
GType clasp_source_options_get_type (void);

/* connection (string: id, empty = whichever has the address); signal (ClaspSendAs); template (JSON
 * text, empty = the value itself); merge, priority (uint 0–200), timeout-s (double), weight (string:
 * address of a parameter 0–1 for crossfade); release (string: JSON of what is sent when a layer goes
 * off with layer-off=release, empty = the least of the target's range). */
GType clasp_target_options_get_type (void);

ClaspSettings *clasp_route_options_new  (void);
ClaspSettings *clasp_source_options_new (void);
ClaspSettings *clasp_target_options_new (void);

G_END_DECLS
