/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* BrThin: fewer updates for who reads too slowly, or from who says too much. Each is one undo step of the show.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_THIN_FIRST 60 /* updates a second, where there was no limit or a higher one; then half as many each time */

typedef struct
{
  ClaspShowItem *item;    /* (unowned) the connection, or the router for its programs */
  const char    *setting; /* "max-rate"; static */
} BrThin;

/* What limits updates to (@is_incoming: from) the connection @id, or to programs of the router when the show has no such
 * connection. FALSE when there is no such setting. */
gboolean br_thin_find (BrThin *self, ClaspShow *show, const char *id, gboolean is_incoming);
guint    br_thin_get  (const BrThin *self);
/* The next lower limit. */
guint    br_thin_next (guint rate);
void     br_thin_set  (const BrThin *self, ClaspShow *show, const char *name, guint rate);

G_END_DECLS
