/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-connection.h"
#include "bridges/osc/clasp-osc-own.h"
#include "io/clasp-datagram.h"

/* ClaspOscDestination: the way to one peer or target, on which messages go alone or gathered in
 * bundles; part of its owner, zero-initialised but for what is public.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  ClaspOscConnection *connection;       /* (unowned) (nullable) */
  ClaspDatagram      *socket;           /* (unowned) (nullable) instead, with @to */
  GSocketAddress     *to;               /* (unowned) (nullable) */
  ClaspOscOwn        *own;              /* (unowned) (nullable) where what is sent comes back to us */
  gsize               max_packet;       /* of a datagram; a connection takes CLASP_OSC_MAX_FRAME */
  guint64             n_out, bytes_out; /* packets */
  guint64             n_dropped;        /* messages */
  gboolean            owes_state;       /* something was dropped since it was told everything */
  /*< private >*/
  ClaspWriter bundle;
  guint       n_elements;
  guint64     time;
} ClaspOscDestination;

void clasp_osc_destination_clear (ClaspOscDestination *self);
/* FALSE when it could not leave; counted. */
gboolean clasp_osc_destination_send (ClaspOscDestination *self,
                                     const guint8        *packet,
                                     gsize                size,
                                     GError             **error);
/* Adds a message to the bundle of @time (NTP), which leaves when it is full, when another one
 * begins, or with flush (). FALSE when the message is too large, or what had to leave could not. */
gboolean clasp_osc_destination_gather (ClaspOscDestination *self,
                                       guint64              time,
                                       const guint8        *message,
                                       gsize                size,
                                       GError             **error);
gboolean clasp_osc_destination_flush (ClaspOscDestination *self, GError **error);

G_END_DECLS
