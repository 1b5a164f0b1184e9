/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-stream.h"

/* What the files of ClaspStream share: clasp-stream.c its life, clasp-stream-input.c what is read and cut
 * into units, clasp-stream-output.c what is queued and sent.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_STREAM_OPEN,
  CLASP_STREAM_FLUSHING,
  CLASP_STREAM_LINGERING,
  CLASP_STREAM_CLOSED,
} ClaspStreamState;

struct _ClaspStream
{
  /* what appending to the output reads, together */
  ClaspStreamState   state;
  int                send_errno; /* of a send whose failure is still to be told */
  ClaspSendQueue     queue;
  gsize              limit; /* of what it holds */

  guint                     ref_count;
  int                       fd; /* (owned) -1 when closed */
  gboolean                  is_reading;
  gboolean                  is_blocked; /* the kernel's buffer is full */
  gboolean                  has_refused;
  gboolean                  wants_below; /* to be told when @below or less is queued */
  gsize                     below;
  guint32                   events;
  ClaspReactor             *reactor; /* (owned) */
  ClaspReactorWatch        *watch;   /* (owned) (nullable) */
  ClaspDeferred             turn;
  GSource                  *linger;  /* (owned) (nullable) */
  const ClaspStreamHandler *handler; /* (nullable) (unowned) NULL once the owner has gone */
  gpointer                  user_data;
  char                     *reason; /* (owned) (nullable) why close () was called */

  GByteArray *pending; /* (owned) (nullable) read, not handled */
  gsize       needed;  /* size of the unit at the front of @pending; 0 = not known */

  ClaspTraffic *traffic; /* (unowned) the reactor's */

  ClaspTls *tls; /* (owned) (nullable) */
  gboolean  is_shaking_hands;
};

/* Ends it, with the reason close () had, if any. */
void clasp_stream_finish        (ClaspStream *self, const char *reason);
void clasp_stream_finish_errno  (ClaspStream *self, int errno_value);
/* What epoll is to tell, after a change of what it depends on. */
void clasp_stream_update_events (ClaspStream *self);
/* At the end of the dispatch: handles what is pending, sends what is queued. */
void clasp_stream_defer_turn    (ClaspStream *self);

/* Hands what the kernel takes now to it; a failure is kept in @send_errno. */
void clasp_stream_send_output   (ClaspStream *self);

void clasp_stream_read_input    (ClaspStream *self);
/* Handles what is complete in @pending. */
void clasp_stream_run_pending   (ClaspStream *self);

static inline gsize
clasp_stream_pending_size (ClaspStream *self)
{
  return self->pending != NULL ? self->pending->len : 0;
}

static inline gboolean
clasp_stream_can_deliver (ClaspStream *self)
{
  return self->state == CLASP_STREAM_OPEN && self->is_reading && self->handler != NULL;
}

G_END_DECLS
