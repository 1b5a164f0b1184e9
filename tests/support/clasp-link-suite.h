/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "transports/clasp-transport.h"

/* The tests every carrier on a byte stream must pass. A carrier says how a client of it speaks, on
 * a plain socket; the suite does the rest. */

typedef struct
{
  const char *carrier;   /* "tcp" */
  const char *listen_at; /* "tcp://127.0.0.1:0" */
  ClaspListener *(*new_listener) (ClaspReactor *reactor, const char *uri, GError **error);
  const char
    *request; /* what a client says first, NULL = nothing; the answer ends at an empty line */
  /* Appends one frame as a client sends it. */
  void (*encode) (GByteArray *wire, const guint8 *frame, gsize size);
  /* One frame at the front of what a server sent: bytes consumed, 0 = not complete. *frame is NULL
   * for what is no frame. */
  gsize (*decode) (const guint8 *wire, gsize size, const guint8 **frame, gsize *frame_size);
  /* Appends the start of a frame above the limit. */
  void (*encode_oversize) (GByteArray *wire);
} ClaspLinkSuite;

/* @suite must be static. */
void clasp_link_suite_add (const char *prefix, const ClaspLinkSuite *suite);
