/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/clasp-test.h"

#include <libsoup/soup.h>

/* olad of the Open Lighting Architecture as a peer: its Art-Net plugin on loopback, asked through
 * its web server. The plugin knows only port 6454. Universe 1 receives 0:0:1, universe 2 sends
 * 0:0:2. With OSC, universe 1 receives /dmx/universe/1 instead, and universe 3 sends
 * /dmx/universe/3 to a port. With E1.31 (port 5568), universe 1 receives 1 instead, and universe 2
 * sends 2. In a network with broadcasts, which loopback is not, it and others find each other by
 * ArtPoll. Thread: the test's. */

#define CLASP_OLAD_ADDRESS "127.0.0.1"

typedef struct
{
  ClaspTestPeer *peer;
  char          *folder;
  guint16        http_port;
  guint16        osc_port;   /* set before it starts: where its OSC plugin listens; 0 = without */
  guint16        osc_target; /* and to where it sends */
  const char    *osc_format; /* "blob" */
  const char    *e131_address; /* set before it starts: of its interface for E1.31; NULL = without */
  const char    *address;      /* set before it starts: NULL = CLASP_OLAD_ADDRESS */
  int            network_pid;  /* set before it starts: of a process in whose network it runs; 0 = ours */
  SoupSession   *session;
  int            lock_fd;
} ClaspOlad;

/* FALSE, and the test is skipped with a reason, when it cannot run here. Zero-initialise. */
gboolean clasp_olad_start         (ClaspOlad  *olad);
void     clasp_olad_stop          (ClaspOlad  *olad);
/* The answer of its web server, empty if it had none. (transfer full) */
char    *clasp_olad_ask           (ClaspOlad  *olad,
                                   const char *path,
                                   const char *form);
/* Waits until universe 1 is like "[10,255,128,0". */
void     clasp_olad_expect_levels (ClaspOlad  *olad,
                                   const char *expected);
