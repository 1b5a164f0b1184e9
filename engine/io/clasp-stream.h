/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-reactor.h"
#include "io/clasp-send-queue.h"
#include "io/clasp-tls.h"

/* ClaspStream: one connected stream socket in the reactor, cut into units by its owner.
 *
 * Reads into the reactor's shared buffer and keeps memory of its own only for a unit that is not
 * complete; gathers output and sends it once per dispatch. An idle stream owns no buffer.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspStream ClaspStream;

#define CLASP_STREAM_LIMIT (8 * 1024 * 1024) /* bytes of output a new stream may hold */
#define CLASP_STREAM_LINGER_MS 2000          /* a closing stream waits this long for its peer */

/* Any of them may close or free the stream. */
typedef struct
{
  /* Looks at the front of @bytes, which it may change in place. Returns the size of the unit it
   * found and handled, or 0 with *@needed set to the bytes (more than @size) the front unit takes,
   * as far as can be told yet. A unit that cannot be is the owner's to answer, by closing. */
  gsize (*unit) (guint8 *bytes, gsize size, gsize *needed, gpointer user_data);
  /* The queue fell below half of its limit after reserve () had refused something. */
  void (*drained) (gpointer user_data);
  /* The last call ever, from the loop. */
  void (*closed) (const char *reason, gpointer user_data);
} ClaspStreamHandler;

/* Takes over @fd, a connected stream socket. Reading is off at first. */
ClaspStream *clasp_stream_new (ClaspReactor             *reactor,
                               int                       fd,
                               const ClaspStreamHandler *handler,
                               gpointer                  user_data);
/* Nothing calls back afterwards; what is queued still leaves, for CLASP_STREAM_LINGER_MS at most.
 */
void clasp_stream_free (ClaspStream *self);

/* Before anything is read or has left: everything goes through @tls, taken over, whose handshake
 * begins at once. Until it is done the queue waits. */
void clasp_stream_start_tls (ClaspStream *self, ClaspTls *tls);
/* Another owner from now on, also from within the handler: what was read already is the new one's. */
void clasp_stream_set_handler (ClaspStream              *self,
                               const ClaspStreamHandler *handler,
                               gpointer                  user_data);
void clasp_stream_set_reading (ClaspStream *self, gboolean reading);
/* Where its bytes are counted; at first nowhere in particular. */
void clasp_stream_set_traffic (ClaspStream *self, ClaspTraffic *traffic);

/* Room for @size bytes at the end of the queue, counted as written and valid until the next call;
 * NULL when the queue is full or the stream no longer open. An empty queue takes any size. */
guint8 *clasp_stream_reserve (ClaspStream *self, gsize size);
/* Puts @size bytes that lie in @shared, where others send them too, at the end of the queue. FALSE
 * as with reserve (). */
gboolean clasp_stream_append_shared (ClaspStream       *self,
                                     ClaspSharedOutput *shared,
                                     const guint8      *bytes,
                                     gsize              size);
/* For clasp_send_queue_lengthen () alone. */
ClaspSendQueue *clasp_stream_get_queue (ClaspStream *self);
ClaspSharedOutput *clasp_stream_get_shared_output (ClaspStream *self, ClaspSharedKind kind);
gsize   clasp_stream_get_queued (ClaspStream *self);
/* `drained` follows once, as soon as at most @size bytes are queued. */
void    clasp_stream_tell_below (ClaspStream *self, gsize size);
void    clasp_stream_set_limit (ClaspStream *self, gsize limit);
/* Writes what is queued, then closes; nothing is delivered any more but `closed`. Idempotent. */
void clasp_stream_close (ClaspStream *self, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspStream, clasp_stream_free)

G_END_DECLS
