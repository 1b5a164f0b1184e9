/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-universes.h"

/* What clasp-universes.c (all universes, and their frames), -holds.c (blackout, tests), -freeze.c,
 * -notes.c (what is known of slots), -looking.c and -lighting.c (who else is there) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_NO_TEST -1
#define CLASP_SLOT_INTENSITY 1
#define CLASP_SLOT_CAREFUL 2

typedef struct
{
  guint8 group; /* ClaspSlotGroup */
  guint8 place; /* in it, from 0 */
} ClaspGroupPlace;

typedef struct
{
  char       *prefix;                 /* (owned) */
  gint16      tests[CLASP_DMX_SLOTS]; /* CLASP_NO_TEST or the level */
  guint       n_tests;
  guint8      marks[CLASP_DMX_SLOTS];
  gint16      cues[CLASP_DMX_SLOTS];  /* CLASP_DMX_NO_CUE or the level */
  guint       n_intensity;
  gboolean    has_notes;
  ClaspGroupPlace groups[CLASP_DMX_SLOTS];
  gboolean    has_groups;
  gboolean    is_in_scope; /* of a blackout */
  GHashTable *names;       /* (owned) (nullable) slot → name (owned) */
  guint       n_universes;
} ClaspOverlay;

/* What freezing does to a universe. */
typedef enum
{
  CLASP_HOLD_NONE,
  CLASP_HOLD_FROZEN,
  CLASP_HOLD_GLIDE,  /* released: from the frozen levels to those of now */
  CLASP_HOLD_PICKUP, /* released: some slots wait for their level to cross the frozen one */
} ClaspHold;

struct _ClaspUniverse
{
  ClaspUniverses          *universes;   /* (unowned) */
  ClaspUniverseDescription description; /* texts owned */
  ClaspOverlay            *overlay;     /* (unowned) */
  ClaspHold                hold;
  guint8                   frozen[CLASP_DMX_SLOTS];       /* unless hold is NONE */
  guint8                   seen[CLASP_DMX_SLOTS];         /* PICKUP: the levels at the last look */
  guint32                  waiting[CLASP_DMX_SLOTS / 32]; /* PICKUP: the slots that do */
  guint                    n_waiting;
  guint32                  changed_groups[CLASP_DMX_SLOTS / 32]; /* by their first slot */
  gboolean                 has_changed_groups;
};

typedef struct
{
  ClaspLightingTellFunc func;
  gpointer              user_data;
} ClaspTeller;

struct _ClaspUniverses
{
  ClaspTimers *timers;    /* (unowned) */
  GPtrArray   *universes; /* (owned) ClaspUniverse (owned) */
  GArray      *tellers;   /* (owned) ClaspTeller */
  GHashTable  *overlays;  /* (owned) prefix → ClaspOverlay */
  GStrv        scope;     /* (owned) (nullable) */
  GStrv        notes, more_notes; /* (owned) (nullable): of the show, and of those who write addresses */
  gboolean     is_black, is_frozen;
  gboolean     is_dimmed; /* a blackout, its end, or the grand master lies over levels */
  double       master;    /* 0-1 */
  guint        n_tests;
  gint64       fade_began_us; /* 0 = none runs */
  gint64       fade_us;
  ClaspTimer   fade_timer;
  ClaspFreezeRelease release;
  gint64       glide_us;
  gint64       glide_began_us; /* while one runs */
  ClaspTimer   glide_timer;
};

void          clasp_overlay_set_groups       (ClaspOverlay *overlay, ClaspSlotGroup group, guint first, guint last);
void          clasp_universes_find_dimmed    (ClaspUniverses *self);
gint64        clasp_universes_now            (ClaspUniverses *self);
gboolean      clasp_universes_is_in_scope    (ClaspUniverses *self, const char *prefix);
/* NULL when nothing is known of the prefix. */
ClaspOverlay *clasp_universes_find_overlay   (const ClaspUniverses *self, const char *prefix);
ClaspOverlay *clasp_universes_ensure_overlay (ClaspUniverses *self, const char *prefix);
void          clasp_universes_drop_if_unused (ClaspUniverses *self, ClaspOverlay *overlay);
/* The levels of one that is frozen, or was and has not caught up. */
void          clasp_universe_lay_freeze      (ClaspUniverse *universe, gint64 now_us, guint8 frame[CLASP_DMX_SLOTS]);
/* Whether its freeze, or what is left of one, lies over @slot. */
gboolean      clasp_universe_is_slot_frozen  (const ClaspUniverse *universe, guint slot);
/* A hold over it changed. */
void          clasp_universe_touch           (ClaspUniverse *universe);
void          clasp_universes_touch_overlay  (ClaspUniverses *self, const ClaspOverlay *overlay);
/* Counts tests; @level may be CLASP_NO_TEST. */
void          clasp_universes_put_test       (ClaspUniverses *self, ClaspOverlay *overlay, guint slot, int level);

G_END_DECLS
