/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"

/* ClaspAnnouncedRanges: what devices and programs announce of the ranges of their signals, as the worker
 * told it: the window's picture of what mappings go by (router/clasp-router-ranges.h).
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* One definition. */
typedef struct
{
  const char *address; /* or a pattern */
  double      minimum, maximum;
  gboolean    is_count; /* its datatype has whole numbers only */
} ClaspAnnouncedRange;

typedef struct _ClaspAnnouncedRanges ClaspAnnouncedRanges;

ClaspAnnouncedRanges      *clasp_announced_ranges_new    (void);
void                       clasp_announced_ranges_free   (ClaspAnnouncedRanges      *self);
/* Takes the place of what was announced for the same address. */
void                       clasp_announced_ranges_put    (ClaspAnnouncedRanges      *self,
                                                          const ClaspAnnouncedRange *range);
void                       clasp_announced_ranges_remove (ClaspAnnouncedRanges      *self,
                                                          const char                *address);
void                       clasp_announced_ranges_clear  (ClaspAnnouncedRanges      *self);
/* For the address itself, else by the newest pattern; NULL: nobody announced one. Until the next change. */
const ClaspAnnouncedRange *clasp_announced_ranges_find   (ClaspAnnouncedRanges      *self,
                                                          const char                *address);
/* Another number after every change; valid as long as @self. */
const guint               *clasp_announced_ranges_get_serial (ClaspAnnouncedRanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspAnnouncedRanges, clasp_announced_ranges_free)

G_END_DECLS
