/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-codec.h"

#include <gio/gio.h>

/* ClaspArtnetDiagnostics: what works and what does not, as ArtDiagData for the controllers that asked for it in
 * their polls (show-protocols.md 5.4, 5.6).
 *
 * No clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Priorities of the protocol. */
typedef enum
{
  CLASP_ARTNET_DIAGNOSTIC_LOW = 0x10,
  CLASP_ARTNET_DIAGNOSTIC_MEDIUM = 0x40,
  CLASP_ARTNET_DIAGNOSTIC_HIGH = 0x80,
  CLASP_ARTNET_DIAGNOSTIC_CRITICAL = 0xe0,
} ClaspArtnetDiagnosticPriority;

#define CLASP_ARTNET_MAX_DIAGNOSED 16       /* controllers */
#define CLASP_ARTNET_MAX_DIAGNOSTICS 10     /* a second, each way; more are left out */
#define CLASP_ARTNET_DIAGNOSED_US (10 * G_USEC_PER_SEC) /* who did not poll for so long is not told any more */

typedef struct _ClaspArtnetDiagnostics ClaspArtnetDiagnostics;

/* A datagram for @to; NULL: for everybody on the network. */
typedef void (*ClaspArtnetDiagnosticFunc) (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer user_data);

ClaspArtnetDiagnostics *clasp_artnet_diagnostics_new  (ClaspArtnetDiagnosticFunc send, gpointer user_data);
void                    clasp_artnet_diagnostics_free (ClaspArtnetDiagnostics *self);
/* A poll says whether its sender wants to be told. */
void clasp_artnet_diagnostics_take_poll (ClaspArtnetDiagnostics *self, const ClaspArtnetPoll *poll,
                                         GSocketAddress *from, gint64 now_us);
void clasp_artnet_diagnostics_tell      (ClaspArtnetDiagnostics *self, ClaspArtnetDiagnosticPriority priority,
                                         const char *text, gint64 now_us);
/* Whether one more that came may be written to the log. */
gboolean clasp_artnet_diagnostics_may_log (ClaspArtnetDiagnostics *self, gint64 now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetDiagnostics, clasp_artnet_diagnostics_free)

G_END_DECLS
