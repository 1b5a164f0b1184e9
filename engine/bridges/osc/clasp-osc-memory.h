/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"

#include <gio/gio.h>

/* ClaspOscMemory: what each address last came in with, from whom, and how often it does: answers
 * are written with the same type tags, nothing goes back to who said it, and what never rests is a
 * stream.
 *
 * Time is handed in, in monotonic microseconds.
 *
 * Thread: worker (one at a time). */

G_BEGIN_DECLS

#define CLASP_OSC_RATE_WINDOW_US G_USEC_PER_SEC
#define CLASP_OSC_SETTLE_US 200000 /* a stream silent for so long has come to rest */

/* Who said something: a connection has a channel of its own, datagrams that of their socket. */
typedef struct
{
  guint64         channel;
  GSocketAddress *address;
} ClaspOscFrom;

gboolean clasp_osc_same_address (GSocketAddress *a, GSocketAddress *b, gboolean any_port);

typedef struct
{
  char           *tags; /* (owned) without comma */
  ClaspValue      value;
  GSocketAddress *from; /* (owned) */
  guint64         channel;
  gint64          heard_us;
  gint64          window_us; /* when counting began */
  guint           n_window; /* since then; 0: counting begins with this one */
  gboolean        is_stream;
} ClaspOscHeard;

typedef struct _ClaspOscMemory ClaspOscMemory;

/* Of @max_addresses. */
ClaspOscMemory *clasp_osc_memory_new (guint max_addresses);
void            clasp_osc_memory_free (ClaspOscMemory *self);

/* @max_rate: per second; more for a whole second makes it a stream, 0 = never. Valid until the next
 * note. */
const ClaspOscHeard *clasp_osc_memory_note (ClaspOscMemory     *self,
                                            ClaspStr            address,
                                            ClaspStr            tags,
                                            const ClaspValue   *value,
                                            const ClaspOscFrom *from,
                                            guint               max_rate,
                                            gint64              now_us);
/* NULL if nothing ever came in there. */
const ClaspOscHeard *clasp_osc_memory_look_up (ClaspOscMemory *self, ClaspStr address);
/* Streams that have not come to rest. */
guint clasp_osc_memory_get_n_streams (ClaspOscMemory *self);
/* A stream that has come to rest since: it is none any more. FALSE if there is no other. */
gboolean
clasp_osc_memory_settle (ClaspOscMemory *self, gint64 now_us, ClaspStr *address, ClaspValue *value);
/* Whether @to (or, with @any_port, a program on the same host) said just this since @since_us. */
gboolean clasp_osc_heard_is_echo (const ClaspOscHeard *self,
                                  const ClaspValue    *value,
                                  const ClaspOscFrom  *to,
                                  gboolean             any_port,
                                  gint64               since_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspOscMemory, clasp_osc_memory_free)

G_END_DECLS
