/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "universes-ear.h"

/* Bare: the yardstick. The same packets to the same ear on the same schedule, made ready
 * beforehand, and nothing else: what it costs and how regular it is, is the kernel's and the
 * machine's part. */

G_BEGIN_DECLS

typedef struct _Bare Bare;

/* @is_batched: all packets of a wake-up with one sendmmsg () instead of a sendto () each. */
Bare *bare_open (const Protocol *protocol, guint16 port, gboolean is_batched);
void  bare_run (Bare *self, gint64 for_us);
void  bare_close (Bare *self);

G_END_DECLS
