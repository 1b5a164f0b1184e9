/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/artnet/clasp-artnet-answers.h"
#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-destinations.h"
#include "bridges/artnet/clasp-artnet-diagnostics.h"
#include "bridges/artnet/clasp-artnet-own.h"
#include "bridges/artnet/clasp-artnet-poller.h"
#include "bridges/artnet/clasp-artnet-presence.h"
#include "bridges/artnet/clasp-artnet-receiver.h"
#include "bridges/artnet/clasp-artnet-sender.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/artnet/clasp-artnet-writer.h"
#include "io/clasp-datagram.h"

/* What clasp-artnet-bridge.c (life), clasp-artnet-bridge-in.c (from the network) and
 * clasp-artnet-bridge-out.c (to it) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

struct _ClaspArtnetBridge
{
  ClaspBridge parent_instance;

  ClaspDatagram           *socket; /* (owned) while started, as all of these */
  ClaspUniverseLines      *lines; /* for single universes that go out */
  ClaspArtnetDestinations *destinations;
  ClaspArtnetSender       *sender; /* (nullable): none without a destination */
  ClaspArtnetReceiver     *receiver;
  ClaspArtnetAnswers      *answers;   /* (nullable) */
  ClaspArtnetPoller       *poller;    /* (nullable) */
  ClaspArtnetNodes        *overheard; /* who answered somebody else's poll, while there is no poller */
  ClaspArtnetPresence     *presence;  /* (nullable): who gets frames, and whether they are there */
  ClaspArtnetOwn          *own;
  ClaspArtnetSequences    *sequences;
  ClaspArtnetDiagnostics  *diagnostics;
  char                    *diagnosed; /* (owned) (nullable): what does not work, as told last */
  ClaspArtnetUniverses    *universes; /* (owned) always: those that come in, … */
  ClaspArtnetUniverses    *sent;      /* (owned) always: … and that go out */
  ClaspArtnetWriter        writer;
  gboolean                 is_listening;
  guint16                  user;     /* tells our own ArtPollReplies from others' */
  char                    *gone;     /* (owned) (nullable): about one that no longer answers */
  char                    *homeless; /* (owned) (nullable): about a universe that goes nowhere */
};

gint64 clasp_artnet_bridge_now (ClaspArtnetBridge *self);
/* What does not work, for a person. */
void clasp_artnet_bridge_report (ClaspArtnetBridge *self);

/* ---- clasp-artnet-announce.c ---- */

void clasp_artnet_bridge_foreach_signal (ClaspBridge *bridge, ClaspBridgeSignalFunc func, gpointer user_data);

/* ---- clasp-artnet-bridge-in.c ---- */

void clasp_artnet_bridge_make_receiver (ClaspArtnetBridge *self, ClaspSettings *settings);
void clasp_artnet_bridge_make_answers  (ClaspArtnetBridge *self, ClaspSettings *settings);
void clasp_artnet_bridge_make_poller   (ClaspArtnetBridge *self, ClaspSettings *settings);
/* Nobody is looked for any more: its nodes are no longer online. */
void clasp_artnet_bridge_end_poller    (ClaspArtnetBridge *self);
/* Tells who else is there: the poller's nodes, and those that answered somebody else's poll. */
void clasp_artnet_bridge_begin_telling (ClaspArtnetBridge *self, ClaspSettings *settings);
void clasp_artnet_bridge_end_telling   (ClaspArtnetBridge *self);
/* A datagram. */
void clasp_artnet_bridge_received_cb   (const guint8   *bytes,
                                        gsize           size,
                                        GSocketAddress *from,
                                        gpointer        bridge);

/* ---- clasp-artnet-bridge-out.c, clasp-artnet-bridge-answers.c ---- */

gboolean clasp_artnet_bridge_make_destinations (ClaspArtnetBridge *self,
                                                ClaspSettings     *settings,
                                                GError           **error);
void     clasp_artnet_bridge_make_sender       (ClaspArtnetBridge *self, ClaspSettings *settings);
/* Asks those that get frames whether they are there. */
void     clasp_artnet_bridge_make_presence     (ClaspArtnetBridge *self, ClaspSettings *settings);
void     clasp_artnet_bridge_end_presence      (ClaspArtnetBridge *self);
/* Asks at once: a person does not want to wait. */
void     clasp_artnet_bridge_retry             (ClaspBridge *bridge);
/* A node answered, to whichever connection of this program: the kernel gives a packet to one alone. */
void     clasp_artnet_bridge_note_answer       (GSocketAddress *from);
/* What is known of those that get frames; what is to be said of it is in self->gone. */
ClaspBridgeAnswer clasp_artnet_bridge_judge    (ClaspArtnetBridge *self);
/* Zeros to the universes that end with them. */
void     clasp_artnet_bridge_black_out         (ClaspArtnetBridge *self);
/* An ArtDiagData; NULL: to everybody. */
void     clasp_artnet_bridge_send_diagnostic_cb (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer bridge);
/* An ArtPoll, to where nodes may be, or to those that get frames. */
void     clasp_artnet_bridge_send_poll_cb      (const guint8 *bytes, gsize size, gpointer bridge);
void     clasp_artnet_bridge_ask               (ClaspArtnetBridge *self, const guint8 *bytes, gsize size);
void     clasp_artnet_bridge_deliver           (ClaspBridge *bridge, const ClaspDelivery *delivery);

G_END_DECLS
