/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "dmx/clasp-universes.h"

/* ClaspUniverseSnapshot: all universes as they were at one moment, for a list and for cells.
 *
 * Immutable once it is handed over; counted, because several views keep it.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* Beyond, a snapshot is cut: a list of so many is searched, not looked at. */
#define CLASP_UNIVERSE_SNAPSHOT_MAX 4096
#define CLASP_UNIVERSE_SNAPSHOT_MAX_SOURCES 16

typedef struct
{
  ClaspUniverseInfo   info;
  guint               n_sources;
  ClaspUniverseSource sources[CLASP_UNIVERSE_SNAPSHOT_MAX_SOURCES]; /* of inputs, strongest first */
} ClaspUniversePicture;

/* One universe source by source, where a view asked for it. */
typedef struct
{
  guint64 winners[CLASP_DMX_SLOTS]; /* which source decides the slot; 0 = none */
  guint8  levels[CLASP_UNIVERSE_SNAPSHOT_MAX_SOURCES][CLASP_DMX_SLOTS]; /* in the order of sources */
  char    names[CLASP_DMX_SLOTS][32]; /* from the notes */
  guint8  is_intensity[CLASP_DMX_SLOTS], is_careful[CLASP_DMX_SLOTS];
} ClaspUniverseDetail;

typedef struct
{
  gboolean              is_black, is_frozen;
  guint                 n_tests;
  double                master;       /* the grand master, 0-1 */
  guint                 n_universes;
  ClaspUniversePicture *universes;
  ClaspUniverseDetail  *detail;       /* (nullable) of universes[detail_index] */
  guint                 detail_index;
  /*< private >*/
  int                   ref_count;
} ClaspUniverseSnapshot;

/* @detail_prefix and @detail_is_output choose the universe looked at closely; NULL = none. */
ClaspUniverseSnapshot *clasp_universe_snapshot_new   (ClaspUniverses        *universes,
                                                      gint64                 now_us,
                                                      const char            *detail_prefix,
                                                      gboolean               detail_is_output);
ClaspUniverseSnapshot *clasp_universe_snapshot_ref   (ClaspUniverseSnapshot *self);
void                   clasp_universe_snapshot_unref (ClaspUniverseSnapshot *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUniverseSnapshot, clasp_universe_snapshot_unref)

G_END_DECLS
