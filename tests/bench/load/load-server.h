/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>
#include <time.h>

/* What the kernel knows of the server under test. */

typedef struct
{
  pid_t     pid;
  clockid_t clock;
} LoadServer;

void load_server_open (LoadServer *self, pid_t pid);
/* Processor time of all its threads since its start. */
gint64 load_server_cpu_ns (const LoadServer *self);
/* Resident memory. */
gsize load_server_rss (const LoadServer *self);
/* Processor time of this program. */
gint64 load_own_cpu_ns (void);
