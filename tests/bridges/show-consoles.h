/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/clasp-datagram.h"

/* A lighting console that sends a universe over Art-Net or sACN, again and again as real ones do, while it is on.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  ClaspDatagram *socket; /* (owned) */
  guint16        port;   /* where it sends */
  guint16        universe;
  gboolean       is_sacn, is_on;
  guint8         sequence;
  guint8         slots[512];
} ShowConsole;

void show_console_set_up (ShowConsole *self, ClaspReactor *reactor, guint16 port, guint16 universe, gboolean is_sacn);
void show_console_tear_down (ShowConsole *self);
/* One frame; nothing while it is off. */
void show_console_send (ShowConsole *self);

G_END_DECLS
