/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-found.h"
#include "tap/clasp-signal-table.h"

/* ClaspSwap: what it means for a show that a role (a connection, by its name) points at other hardware: which
 * addresses become which others. Worked out first, for a person to look at and change, then done as one
 * undo step. Nothing is lost by it: what is not below the old device stays as it is.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define CLASP_SWAP_MAX_ROWS 4096 /* more addresses follow the device's name alone */

typedef struct _ClaspSwap ClaspSwap;

typedef struct
{
  const char *from;     /* an address of the old device */
  const char *to;       /* of the new one */
  guint       n_uses;   /* places in the show */
  gboolean    is_exact; /* no pattern: one control can take its place */
} ClaspSwapRow;

/* To a device that was found: the connection's settings become others. @table (nullable): what is known of the
 * new device. */
ClaspSwap   *clasp_swap_new_device   (ClaspShow *show, ClaspConnection *role, const ClaspSighting *device, ClaspSignalTable *table);
/* To another connection of the show, which takes the place of this one in its mappings. */
ClaspSwap   *clasp_swap_new_role     (ClaspShow *show, ClaspConnection *role, ClaspConnection *other, ClaspSignalTable *table);
void         clasp_swap_free         (ClaspSwap *self);

/* What the new device's addresses begin with: "/midi/nano". */
const char  *clasp_swap_get_prefix   (ClaspSwap *self);
guint        clasp_swap_get_n_rows   (ClaspSwap *self);
void         clasp_swap_get_row      (ClaspSwap *self, guint index, ClaspSwapRow *row);
/* FALSE with an error: it is no address that could stand there. */
gboolean     clasp_swap_set_to       (ClaspSwap *self, guint index, const char *address, GError **error);

/* One undo step. Again after a change: what it made of the show before becomes what it says now. */
gboolean     clasp_swap_apply        (ClaspSwap *self, GError **error);
/* Undoes it, while it is the newest step; FALSE when it is not, or was not applied. */
gboolean     clasp_swap_take_back    (ClaspSwap *self);
gboolean     clasp_swap_is_applied   (ClaspSwap *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSwap, clasp_swap_free)

/* What the addresses of a connection's device begin with: its namespace, and for MIDI the device's name.
 * (transfer full) */
char        *clasp_connection_dup_prefix (ClaspConnection *connection);

G_END_DECLS
