/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "load.h"
#include "load-server.h"

/* The measurements of the generator: each is a subcommand that prints one JSON object in a line. */

typedef struct
{
  const LoadProtocol *protocol;
  guint16             port;
  LoadServer          server;
  LoadKind            kind;
  int                 subscribers;
  int                 window; /* messages in flight */
  int                 rate;   /* messages in a second; 0 = as many as there can be */
  int                 topics;
  LoadShape           shape;
  int                 subscriptions; /* of a connection, when each address has its own pattern */
  int                 deaf;          /* subscribers besides that never read */
  double              seconds;
  int                 out_port; /* where a datagram comes back */
  gboolean            spins;
} LoadOptions;

int load_run_flow (const LoadOptions *options);
int load_run_table (const LoadOptions *options);
int load_run_joiners (const LoadOptions *options);
int load_run_bundles (const LoadOptions *options);
int load_run_connects (const LoadOptions *options);
int load_run_idle (const LoadOptions *options);
int load_run_osc (const LoadOptions *options);

/* Connects and greets @count connections, a few dozen at a time; load_ready () has to be the
 * sink's.
 */
void load_connect_all (LoadLoop *loop, const LoadProtocol *protocol, GPtrArray *conns, guint count);
/* Waits until ready () has come @count times since the last call. */
void load_wait_ready (LoadLoop *loop, guint count);
void load_ready (LoadConn *conn);

/* ---- JSON ---- */

void load_print_begin (void);
void load_print_number (const char *name, double value);
void load_print_end (void);
