/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-universes.h"

/* What clasp-universes.c (all universes, and their frames), -holds.c (blackout, freeze, tests),
 * -notes.c (what is known of slots) and -looking.c share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_NO_TEST -1
#define CLASP_SLOT_INTENSITY 1
#define CLASP_SLOT_CAREFUL 2

typedef struct
{
  char       *prefix;                 /* (owned) */
  gint16      tests[CLASP_DMX_SLOTS]; /* CLASP_NO_TEST or the level */
  guint       n_tests;
  guint8      marks[CLASP_DMX_SLOTS];
  guint       n_intensity;
  gboolean    has_notes;
  gboolean    is_in_scope; /* of a blackout */
  GHashTable *names;       /* (owned) (nullable) slot → name (owned) */
  guint       n_universes;
} ClaspOverlay;

struct _ClaspUniverse
{
  ClaspUniverses          *universes;   /* (unowned) */
  ClaspUniverseDescription description; /* texts owned */
  ClaspOverlay            *overlay;     /* (unowned) */
  gboolean                 is_frozen;
  guint8                   frozen[CLASP_DMX_SLOTS];
};

struct _ClaspUniverses
{
  ClaspTimers *timers;    /* (unowned) */
  GPtrArray   *universes; /* (owned) ClaspUniverse (owned) */
  GHashTable  *overlays;  /* (owned) prefix → ClaspOverlay */
  GStrv        scope;     /* (owned) (nullable) */
  gboolean     is_black, is_frozen;
  guint        n_tests;
  gint64       fade_began_us; /* 0 = none runs */
  gint64       fade_us;
  ClaspTimer   fade_timer;
};

gint64        clasp_universes_now            (ClaspUniverses *self);
gboolean      clasp_universes_is_in_scope    (ClaspUniverses *self, const char *prefix);
/* NULL when nothing is known of the prefix. */
ClaspOverlay *clasp_universes_find_overlay   (const ClaspUniverses *self, const char *prefix);
ClaspOverlay *clasp_universes_ensure_overlay (ClaspUniverses *self, const char *prefix);
void          clasp_universes_drop_if_unused (ClaspUniverses *self, ClaspOverlay *overlay);
/* Its levels of now are kept. */
void          clasp_universe_freeze          (ClaspUniverse *universe);
/* A hold over it changed. */
void          clasp_universe_touch           (ClaspUniverse *universe);
void          clasp_universes_touch_overlay  (ClaspUniverses *self, const ClaspOverlay *overlay);
/* Counts tests; @level may be CLASP_NO_TEST. */
void          clasp_universes_put_test       (ClaspUniverses *self, ClaspOverlay *overlay, guint slot, int level);

G_END_DECLS
