/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/osc/clasp-osc-map.h"
#include "core/clasp-address.h"
#include "io/clasp-endpoint.h"

/* ClaspOscPlace: where OSC comes in or goes to, as a person types it:
 *
 *   10.0.0.7:8000                              UDP
 *   udp://239.1.2.3:9000 interface=eth1        a multicast group
 *   udp://0.0.0.0:9000 interface=eth1          one network alone
 *   tcp-slip://10.0.0.5:3032 only=/eos/out       OSC 1.1 over TCP
 *   tcp://0.0.0.0:9001                         listening: guesses what each peer speaks
 *   ws://0.0.0.0:9002                          one packet in each WebSocket message
 *   ws://10.0.0.5:9002/osc                     as a target: connects to it
 *
 * Thread: any (immutable). */

G_BEGIN_DECLS

#define CLASP_OSC_PLACE_MAX_PATTERNS 32 /* of each of only= and except= */
#define CLASP_OSC_PLACE_MAX_MAPS 64
#define CLASP_OSC_PLACE_MAX_PATH 1024 /* bytes */
#define CLASP_OSC_MAX_LISTENERS 16
#define CLASP_OSC_MAX_TARGETS 64

typedef enum
{
  CLASP_OSC_TRANSPORT_UDP,
  CLASP_OSC_TRANSPORT_TCP, /* a listener guesses; a target gets CLASP_OSC_TRANSPORT_TCP_LENGTH */
  CLASP_OSC_TRANSPORT_TCP_LENGTH,
  CLASP_OSC_TRANSPORT_TCP_SLIP,
  CLASP_OSC_TRANSPORT_WS,
} ClaspOscTransport;

/* "udp", "tcp-slip" */
const char *clasp_osc_transport_to_string (ClaspOscTransport transport);

typedef struct
{
  char             *text; /* (owned) as it was typed */
  char             *name; /* (owned) for people: name=, else host and port */
  ClaspOscTransport transport;
  ClaspEndpoint     endpoint;
  char             *path; /* (owned) of a WebSocket to connect to, from "/" on */
  gboolean          is_multicast;
  char             *interface; /* (owned) (nullable) */
  GPtrArray        *only;      /* (owned) ClaspPattern; none: everything */
  GPtrArray        *except;    /* (owned) ClaspPattern */
  GPtrArray        *maps;      /* (owned) ClaspOscMap */
} ClaspOscPlace;

typedef enum
{
  CLASP_OSC_PLACE_LISTENER,
  CLASP_OSC_PLACE_TARGET
} ClaspOscPlaceRole;

/* Errors: CLASP_TRANSPORT_ERROR_ADDRESS naming the word that is wrong. */
ClaspOscPlace *clasp_osc_place_new (const char *text, ClaspOscPlaceRole role, GError **error);
void           clasp_osc_place_free (ClaspOscPlace *self);
/* All of a setting; empty texts are left out. */
GPtrArray *clasp_osc_places_new (const char *const *texts, ClaspOscPlaceRole role, GError **error);

/* Whether what is at @address (below the namespace) concerns this place. */
gboolean clasp_osc_place_wants (const ClaspOscPlace *self, ClaspStr address);
/* The place's name for an OSC address of ours, @address itself or in @scratch. */
ClaspStr
clasp_osc_place_map_outward (const ClaspOscPlace *self, ClaspStr address, GString *scratch);
ClaspStr clasp_osc_place_map_inward (const ClaspOscPlace *self, ClaspStr address, GString *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscPlace, clasp_osc_place_free)

G_END_DECLS
