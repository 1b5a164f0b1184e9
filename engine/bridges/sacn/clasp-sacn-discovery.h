/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-codec.h"
#include "dmx/clasp-lighting-view.h"

#include <gio/gio.h>

/* ClaspSacnDiscoveries: who else sends what, as sources tell it in universe discovery (6.3): pages
 * of a round put together, forgotten when they are no longer told.
 *
 * No I/O and no clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SACN_DEFAULT_DISCOVERED 256 /* sources */
#define CLASP_SACN_MAX_PAGES 125      /* 63999 universes, 512 on a page */
#define CLASP_SACN_DISCOVERY_TIMEOUT_US (20 * G_USEC_PER_SEC)

typedef struct _ClaspSacnDiscoveries ClaspSacnDiscoveries;

typedef struct
{
  guint8         cid[CLASP_SACN_CID_SIZE];
  const char    *name; /* UTF-8 */
  const char    *address;
  const guint16 *universes; /* as the source lists them; NULL when it is gone */
  guint          n_universes;
} ClaspSacnDiscovered;

/* A source came, changed its list, or went. */
typedef void (*ClaspSacnDiscoveredFunc) (const ClaspSacnDiscovered *source, gpointer user_data);

ClaspSacnDiscoveries *clasp_sacn_discoveries_new (guint                   max_sources,
                                                  ClaspSacnDiscoveredFunc changed,
                                                  gpointer                user_data);
void                  clasp_sacn_discoveries_free (ClaspSacnDiscoveries *self);

/* FALSE when it is one source, or one page, too many. */
gboolean clasp_sacn_discoveries_receive (ClaspSacnDiscoveries  *self,
                                         const ClaspSacnPacket *packet,
                                         const char            *address,
                                         gint64                 now_us);
/* Forgets those that were silent for 20 s. */
void clasp_sacn_discoveries_expire (ClaspSacnDiscoveries *self, gint64 now_us);
/* When expire () has something to do; G_MAXINT64 = never. */
gint64 clasp_sacn_discoveries_get_due_us (ClaspSacnDiscoveries *self);
/* Adds all who told a whole list to @view. */
void   clasp_sacn_discoveries_view  (ClaspSacnDiscoveries *self, ClaspLightingView *view,
                                     const char *connection, gint64 now_us);
guint  clasp_sacn_discoveries_count (ClaspSacnDiscoveries *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnDiscoveries, clasp_sacn_discoveries_free)

G_END_DECLS
