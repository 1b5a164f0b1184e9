/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-dmx.h"
#include "io/clasp-targets.h"

/* ClaspUniverseLines: what a connection does otherwise for single universes than for the rest of
 * them (bridges.md 4.3, 5.3), as a person writes it: one line for a universe or a range,
 * "10-12 priority=150 unicast=10.0.0.5,node.local".
 *
 * Never changes once read. Thread: any. */

G_BEGIN_DECLS

#define CLASP_UNIVERSE_LINES_MAX 1024

typedef enum
{
  CLASP_UNIVERSE_PRIORITY = 1 << 0,     /* 0-200 */
  CLASP_UNIVERSE_PREVIEW = 1 << 1,      /* true or false, as all without a note */
  CLASP_UNIVERSE_SYNC = 1 << 2,         /* "sync": a universe, or 0 for none */
  CLASP_UNIVERSE_TOGETHER = 1 << 3,     /* "sync", where it is true or false */
  CLASP_UNIVERSE_MULTICAST = 1 << 4,
  CLASP_UNIVERSE_UNICAST = 1 << 5,      /* hosts with commas between them, or again; none: to nobody */
  CLASP_UNIVERSE_MODE = 1 << 6,         /* a ClaspUniverseMode */
  CLASP_UNIVERSE_MIN_HZ = 1 << 7,       /* 1-44 */
  CLASP_UNIVERSE_MAX_HZ = 1 << 8,       /* 1-44 */
  CLASP_UNIVERSE_CONTINUOUS = 1 << 9,
  CLASP_UNIVERSE_DARK_ON_STOP = 1 << 10, /* "blackout-on-stop" */
  CLASP_UNIVERSE_FORCED = 1 << 11,      /* "force-sync" */
  CLASP_UNIVERSE_SLOT_PRIORITIES = 1 << 12, /* "slot-priorities": 1-8:150,100:0, slots from 1 on */
  CLASP_UNIVERSE_MERGE = 1 << 13,       /* of what comes in: a ClaspDmxMerge */
} ClaspUniverseKey;

typedef enum
{
  CLASP_UNIVERSE_DISCOVERED, /* to the nodes that take it, else to hosts */
  CLASP_UNIVERSE_LIST,       /* to hosts only */
  CLASP_UNIVERSE_BROADCAST,
} ClaspUniverseMode;

/* How lines are written. */
typedef struct
{
  gboolean (*parse) (const char *text, guint16 *universe);
  const char *universe; /* what one looks like, for errors */
  gboolean (*check_host) (const char *text, GError **error);
  guint       keys; /* ClaspUniverseKey: those there are */
  guint16     sync_max;
} ClaspUniverseGrammar;

typedef struct
{
  guint16 first, last;
  guint   keys;  /* those given; the other fields are 0 */
  guint   truths; /* those of them that are true */
  guint64 hosts; /* bit i: clasp_universe_lines_get_hosts ()[i] */
  guint16 sync;
  guint8  priority;
  guint8  min_hz, max_hz;
  ClaspUniverseMode mode;
  ClaspDmxMerge     merge;
  const gint16 *slot_priorities; /* (owned by the lines) of CLASP_DMX_SLOTS; 0-200, -1 = as the universe's */
  guint   number; /* of the line, from 1 */
} ClaspUniverseLine;

/* What is true or false of a universe; @usual is that of those that no line speaks of. */
static inline gboolean
clasp_universe_line_is (const ClaspUniverseLine *line, ClaspUniverseKey key, gboolean usual)
{
  return line != NULL && (line->keys & key) != 0 ? (line->truths & key) != 0 : usual;
}

typedef struct _ClaspUniverseLines ClaspUniverseLines;

/* How the sources of @universe are merged; @usual where no line (@self is nullable) says so. */
ClaspDmxMerge clasp_universe_lines_get_merge (const ClaspUniverseLines *self, guint16 universe, ClaspDmxMerge usual);

/* @hosts are those of all other universes. NULL with CLASP_SHOW_ERROR_SETTING that names line and
 * column; also when two lines name the same universe. */
ClaspUniverseLines *clasp_universe_lines_new  (const char *const          *texts,
                                               const char *const          *hosts,
                                               const ClaspUniverseGrammar *grammar,
                                               GError                    **error);
void                clasp_universe_lines_free (ClaspUniverseLines         *self);
/* NULL: as the connection says. */
const ClaspUniverseLine *clasp_universe_lines_find      (const ClaspUniverseLines *self, guint16 universe);
/* Ascending. */
guint                    clasp_universe_lines_get_count (const ClaspUniverseLines *self);
const ClaspUniverseLine *clasp_universe_lines_get       (const ClaspUniverseLines *self, guint index);
/* Each once, those of all other universes first; CLASP_TARGETS_MAX at most. */
const char *const       *clasp_universe_lines_get_hosts (const ClaspUniverseLines *self);
/* Those of universes without "unicast" of their own. */
guint64                  clasp_universe_lines_get_usual_hosts (const ClaspUniverseLines *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUniverseLines, clasp_universe_lines_free)

G_END_DECLS
