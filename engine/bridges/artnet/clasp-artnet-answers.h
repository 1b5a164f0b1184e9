/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-node.h"
#include "bridges/clasp-bridge.h"

/* ClaspArtnetAnswers: being found. Answers ArtPoll after a random delay, tells those who asked for
 * it when something changes, and obeys the names of ArtAddress (show-protocols.md 5.4–5.6).
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspTimers *timers; /* (unowned) */
  const char  *short_name, *long_name; /* copied */
  guint16      port;                   /* UDP */
  gboolean     is_controller;
  ClaspDmxLoss loss;
  guint16      oem, esta;
  guint16      user;
  /* Fills @port for the port with this port-address; FALSE when there is none to list. */
  gboolean   (*describe) (guint16 port_address, ClaspArtnetPort *port, gpointer user_data);
  void       (*send)     (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer user_data);
  gpointer     user_data;
} ClaspArtnetAnswersOptions;

typedef struct _ClaspArtnetAnswers ClaspArtnetAnswers;

ClaspArtnetAnswers *clasp_artnet_answers_new  (const ClaspArtnetAnswersOptions *options);
void                clasp_artnet_answers_free (ClaspArtnetAnswers *self);
void clasp_artnet_answers_take_poll    (ClaspArtnetAnswers *self, const ClaspArtnetPoll *poll, GSocketAddress *from);
/* Keeps the names; what it orders for a port is for the caller. Answered by ArtPollReply. */
void clasp_artnet_answers_take_address (ClaspArtnetAnswers *self, const ClaspArtnetAddress *address, GSocketAddress *from);
/* Something an ArtPollReply says changed: those who want to know are told soon. */
void clasp_artnet_answers_changed      (ClaspArtnetAnswers *self);
/* The port-address with this bind index; -1 when there is none. */
int  clasp_artnet_answers_find_port    (ClaspArtnetAnswers *self, guint8 bind_index);

/* That of the interface with this address; zeros when it has none. */
void clasp_artnet_find_mac (const guint8 ip[4], guint8 mac[6]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspArtnetAnswers, clasp_artnet_answers_free)

G_END_DECLS
