/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-output.h"
#include "dmx/clasp-universes.h"
#include "io/clasp-reactor.h"

/* ClaspSacnSender: the universes that go out: frames, priorities of slots, sync packets, the list
 * of what is sent, and the farewell.
 *
 * Knows no sockets: packets go to one function, with the universe whose group they belong to.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SACN_DISCOVERY_INTERVAL_US (10 * G_USEC_PER_SEC) /* 6.3 */
#define CLASP_SACN_N_GOODBYES 3                                /* 6.4 */

typedef struct _ClaspSacnSender ClaspSacnSender;

typedef struct
{
  ClaspReactor   *reactor;    /* (unowned) */
  ClaspTimers    *timers;     /* (unowned) */
  ClaspUniverses *universes;  /* (unowned) (nullable): where holds are laid over */
  const char     *connection; /* its id */
  const char     *namespace_;
  guint8          cid[CLASP_SACN_CID_SIZE];
  const char     *name; /* at most 63 bytes */
  guint           max_universes; /* that go out */
  ClaspSacnOutput usual;
  const ClaspUniverseLines *lines; /* (unowned) (nullable): for whom it is otherwise */
  gboolean        is_listed; /* universe discovery */
  gboolean        is_ipv4, is_ipv6; /* groups of either, for people to see */
} ClaspSacnSenderOptions;

/* One datagram for the group of @universe and the hosts, as @route says. */
typedef void (*ClaspSacnSendFunc) (guint16               universe,
                                   const ClaspSacnRoute *route,
                                   const guint8         *bytes,
                                   gsize                 size,
                                   gpointer              user_data);

ClaspSacnSender *clasp_sacn_sender_new (const ClaspSacnSenderOptions *options,
                                        ClaspSacnSendFunc             send,
                                        gpointer                      user_data);
/* Says goodbye for every universe. */
void clasp_sacn_sender_free (ClaspSacnSender *self);

/* Of a universe that may be sent: it is shown, and can be tested, before it has a level. */
void     clasp_sacn_sender_expect    (ClaspSacnSender *self, guint16 universe);
/* FALSE when there are as many universes as may be and this would be one more; so below. */
gboolean clasp_sacn_sender_set_slots (ClaspSacnSender *self,
                                      guint16          universe,
                                      guint            first,
                                      const guint8    *levels,
                                      guint            n);
/* Of all slots; -1: as the settings say. */
gboolean clasp_sacn_sender_set_priority (ClaspSacnSender *self, guint16 universe, int priority);
/* Of one slot, 0-200, 0 = not ours; -1: as its line says, else as that of the universe. */
gboolean clasp_sacn_sender_set_slot_priority (ClaspSacnSender *self,
                                              guint16          universe,
                                              guint            slot,
                                              int              priority);
/* Says goodbye for it and forgets it. */
void     clasp_sacn_sender_end (ClaspSacnSender *self, guint16 universe);
gboolean clasp_sacn_sender_has (ClaspSacnSender *self, guint16 universe);
guint    clasp_sacn_sender_count (ClaspSacnSender *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnSender, clasp_sacn_sender_free)

G_END_DECLS
