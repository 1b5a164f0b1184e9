/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-codec.h"

#include <gio/gio.h>

/* The sources of a universe as ClaspSacnReceiver remembers them: those that are there and, for a
 * person to see, those that went lately. Which of them decides a level is ClaspUniverseInput's
 * business.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SACN_MAX_LOST 16 /* sources of a universe that are still shown after they went */

typedef struct
{
  guint8        cid[CLASP_SACN_CID_SIZE];
  guint64       id;
  char          name[CLASP_SACN_NAME_SIZE];
  char          address[48];
  GInetAddress *host; /* (owned) what @address says */
  guint8        priority;
  guint8        sequence; /* of the last packet that was taken */
  gint64        first_us;
  gint64        priorities_us; /* when those of its slots came last; 0 = there are none */
  gboolean      is_settled;    /* they came, or the time to wait for them is over */
  gboolean      is_lost;
  gint64        lost_us;
  gboolean      has_held;
  guint16       held_sync; /* what is waited for; 0 = to be settled */
  guint16       n_held;
  guint8       *held;  /* (owned) (nullable) 512 levels */
  guint8       *shown; /* (owned) (nullable) 512 levels as told of this source by itself */
  guint         n_shown;
} ClaspSacnPeer;

/* What a person is shown of one. */
typedef struct
{
  guint8   cid[CLASP_SACN_CID_SIZE];
  char     name[64], address[64];
  guint8   priority;
  gboolean has_slot_priorities;
  gboolean is_lost;
} ClaspSacnSource;

/* An array of ClaspSacnPeer. */
GPtrArray     *clasp_sacn_peers_new (void);
ClaspSacnPeer *clasp_sacn_peers_find (GPtrArray *self, const guint8 *cid);
ClaspSacnPeer *clasp_sacn_peers_find_or_add (GPtrArray *self, const guint8 *cid);
guint          clasp_sacn_peers_count_living (GPtrArray *self);
/* When there are more than CLASP_SACN_MAX_LOST that went. */
void clasp_sacn_peers_drop_oldest_lost (GPtrArray *self);

/* What tells sources apart for ClaspUniverseInput; never 0. */
guint64 clasp_sacn_peer_id (const guint8 *cid);
/* The bytes of a name as UTF-8 that fits its field. */
void clasp_sacn_make_valid (char name[CLASP_SACN_NAME_SIZE], const char *raw);
/* TRUE when it says something else of itself than before. */
gboolean clasp_sacn_peer_note (ClaspSacnPeer       *self,
                               const ClaspSacnData *data,
                               const char          *name,
                               GSocketAddress      *from);
/* Keeps the levels for later, in place of others that wait. */
void clasp_sacn_peer_hold (ClaspSacnPeer *self, const ClaspSacnData *data, guint16 sync_address);
void clasp_sacn_peer_describe (const ClaspSacnPeer *self, ClaspSacnSource *described);

G_END_DECLS
