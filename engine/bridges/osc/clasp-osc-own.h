/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"

#include <gio/gio.h>

/* ClaspOscOwn: what we sent to where we listen ourselves, a broadcast or a group, and comes back.
 *
 * A packet is ours when it comes from an address of this machine, from the port it left from, and has
 * its bytes; and it comes back once to each socket, so that an equal one of somebody else is not.
 *
 * Thread: worker (one at a time). */

G_BEGIN_DECLS

#define CLASP_OSC_OWN_MAX 1024               /* packets; beyond, the oldest are not known any more */
#define CLASP_OSC_OWN_EXPIRY_US G_USEC_PER_SEC /* one comes back at once, when we come to read it */

typedef struct _ClaspOscOwn ClaspOscOwn;

/* @timers (unowned) outlive it. */
ClaspOscOwn *clasp_osc_own_new  (ClaspTimers  *timers);
void         clasp_osc_own_free (ClaspOscOwn  *self);
/* @port: of the socket it left from. */
void         clasp_osc_own_note (ClaspOscOwn  *self,
                                 guint16       port,
                                 const guint8 *packet,
                                 gsize         size);
/* @channel tells the sockets apart that hear. TRUE once for each packet that was noted. */
gboolean     clasp_osc_own_take (ClaspOscOwn    *self,
                                 guint64         channel,
                                 GSocketAddress *from,
                                 const guint8   *packet,
                                 gsize           size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscOwn, clasp_osc_own_free)

G_END_DECLS
