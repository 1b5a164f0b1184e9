/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-runner.h"

#include <pthread.h>

/* What the worker and the thread of a device share. */

/* Frames on their way to the worker; a power of two. */
#define CLASP_DMX_RING 32

typedef struct
{
  gatomicrefcount       refs;
  ClaspDmxRunnerOptions options; /* never changes */
  int                   wake_fd; /* the thread has something to look at */
  int                   news_fd; /* the worker has */

  /* One writer, the thread, and one reader, the worker; they count up for ever. */
  guint                 ring_written; /* (atomic) */
  guint                 ring_read;    /* (atomic) */
  ClaspDmxReceived      ring[CLASP_DMX_RING];

  /* Held for no longer than a copy takes; whoever has it inherits the priority of who waits. */
  pthread_mutex_t lock;
  struct
  {
    guint64 version; /* 0 = never set */
    guint8  levels[CLASP_DMX_SLOTS];
  } ports[CLASP_DMX_MAX_PORTS];
  gboolean            is_stopping;
  gboolean            is_open_news;
  char                about[128], warning[256];
  guint               n_sent, n_dropped; /* since the worker looked */
  ClaspDmxRunnerStats stats;
  GError             *end; /* (owned) (nullable) */
} ClaspDmxShared;

void     clasp_dmx_shared_unref (ClaspDmxShared *self);
gpointer clasp_dmx_thread_run   (gpointer shared); /* takes over a reference */
