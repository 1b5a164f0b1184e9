/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Ear: a thread that receives frames and notes how far each one's distance to the one before of its
 * universe was from the frame time. The kernel says when a packet came, so that the thread's own
 * turns do not count.
 *
 * Thread: the one that opens it. */

G_BEGIN_DECLS

#define N_UNIVERSES 1024
#define FRAME_US (G_USEC_PER_SEC / 44)

/* What is different about the two. */
typedef struct
{
  const char *namespace_;
  guint       first;  /* the first universe */
  gsize       place;  /* of its number in a packet */
  gsize       levels; /* of the first slot */
  gboolean    is_sacn;
} Protocol;

extern const Protocol protocol_artnet, protocol_sacn;

typedef struct _Ear Ear;

/* @cpu: where its thread runs; negative for anywhere. */
Ear *ear_open (const Protocol *protocol, int cpu);
/* Of 127.0.0.1. */
guint16 ear_get_port (const Ear *self);
/* Noting begins now. */
void ear_begin (Ear *self);
void ear_end (Ear *self);
void ear_close (Ear *self);

typedef struct
{
  double hz; /* frames of each universe */
  double p50_ms, p99_ms, max_ms;
} EarReport;

/* After ear_end (); FALSE when nothing came. */
gboolean ear_report (Ear *self, double seconds, EarReport *report);

G_END_DECLS
