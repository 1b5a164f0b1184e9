/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-bytes.h"
#include "core/clasp-error.h"
#include "io/clasp-reactor.h"
#include "io/clasp-send-queue.h"

#include <gio/gio.h>

/* The two interfaces every carrier implements: ClaspListener accepts peers, ClaspLink moves whole
 * CLASP frames to and from one peer. The router knows nothing else about carriers.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_LINK (clasp_link_get_type ())
G_DECLARE_INTERFACE (ClaspLink, clasp_link, CLASP, LINK, GObject)

/* All callbacks come from the loop or from within clasp_link functions' deferred work, never from
 * inside a call the handler's owner makes. */
typedef struct
{
  /* One complete frame; the bytes are valid during the call. The handler may close the link. */
  void (*frame) (ClaspLink *link, const guint8 *bytes, gsize size, gpointer user_data);
  /* The last call ever. @reason is a sentence, never NULL. */
  void (*closed) (ClaspLink *link, const char *reason, gpointer user_data);
  /* The queue fell below half of its limit after send () had refused something. */
  void (*drained) (ClaspLink *link, gpointer user_data);
} ClaspLinkHandler;

/* Why a link is closed, in WebSocket's numbers (RFC 6455 7.4.1); carriers without such a thing
 * ignore the code. */
typedef enum
{
  CLASP_CLOSE_NORMAL = 1000,
  CLASP_CLOSE_GOING = 1001,
  CLASP_CLOSE_PROTOCOL = 1002,
  CLASP_CLOSE_TOO_LARGE = 1009,
  CLASP_CLOSE_POLICY = 1008,
  CLASP_CLOSE_BUSY = 1013,
} ClaspCloseCode;

/* One frame for many links, and where it lies in what they share, as far as one of them has put it
 * there. Lives as long as the frame is handed out. */
typedef struct
{

  const guint8 *frame; /* NULL = not yet written: the first link that can has it written in place */
  gsize         size;
  struct
  {
    const guint8 *bytes; /* NULL = not yet */
    gsize         size;
  } framed[CLASP_N_SHARED_KINDS];
  void        (*write) (guint8 *place, gconstpointer data); /* writes @size bytes */
  gconstpointer data;
  guint8       *scratch; /* room for @size bytes, for links that need the frame first */
} ClaspBroadcast;

/* The frame goes to @place, which stays what it is as long as it is handed out. */
static inline void
clasp_broadcast_put (ClaspBroadcast *self, guint8 *place)
{
  if (self->frame != NULL)
    {
      clasp_bytes_copy (place, self->frame, self->size);
      return;
    }
  self->write (place, self->data);
  self->frame = place;
}

static inline const guint8 *
clasp_broadcast_get_frame (ClaspBroadcast *self)
{
  if (self->frame == NULL)
    clasp_broadcast_put (self, self->scratch);
  return self->frame;
}

struct _ClaspLinkInterface
{
  GTypeInterface parent_iface;

  /* Must be called once, before the loop runs again; nothing is delivered earlier. */
  void (*set_handler) (ClaspLink *self, const ClaspLinkHandler *handler, gpointer user_data);
  /* Copies the frame into the output queue, which leaves at the end of the dispatch in one write.
   * Never blocks, never calls back. FALSE when the queue is full or the link closed: the frame is
   * not queued and the caller decides what that means. */
  gboolean (*send) (ClaspLink *self, const guint8 *frame, gsize size);
  /* The same without the copy: where the caller writes the frame, at once. NULL where send () would
   * refuse. May itself be NULL. */
  guint8 *(*reserve) (ClaspLink *self, gsize size);
  /* The same for a frame that goes to others too; a carrier that cannot share copies. */
  gboolean (*send_shared) (ClaspLink *self, ClaspBroadcast *broadcast);
  /* Where what send_shared () would do for the second frame of a dispatch may be done without it, by
   * clasp_send_queue_lengthen () with what stands framed for @kind; as long as the link. NULL: nowhere. */
  ClaspSendQueue *(*get_outlet) (ClaspLink *self, ClaspSharedKind *kind);
  gsize (*get_queued) (ClaspLink *self);
  /* Bytes the output queue may hold before send () refuses. */
  void (*set_limit) (ClaspLink *self, gsize limit);
  /* `drained` follows once, as soon as at most @size bytes are queued, though nothing was refused. NULL:
   * the carrier cannot say. */
  void (*tell_below) (ClaspLink *self, gsize size);
  /* Stop and resume reading, for fairness and rate limits. */
  void (*set_reading) (ClaspLink *self, gboolean reading);
  /* Writes what is queued, then closes; idempotent; `closed` still follows, from the loop. */
  void (*close) (ClaspLink *self, ClaspCloseCode code, const char *reason);
  /* "192.0.2.7:50123"; valid as long as the link. */
  const char *(*get_peer) (ClaspLink *self);
  const char *(*get_carrier) (ClaspLink *self); /* "ws", "tcp" */
  /* Whether frames can be lost, doubled or reordered on the way; constant. NULL: they cannot. */
  gboolean (*is_lossy) (ClaspLink *self);
};

void clasp_link_set_handler (ClaspLink *self, const ClaspLinkHandler *handler, gpointer user_data);
gboolean    clasp_link_send (ClaspLink *self, const guint8 *frame, gsize size);
gboolean    clasp_link_send_shared (ClaspLink *self, ClaspBroadcast *broadcast);
gsize       clasp_link_get_queued (ClaspLink *self);
void        clasp_link_set_limit (ClaspLink *self, gsize limit);
/* FALSE when the carrier cannot say. */
gboolean    clasp_link_tell_below (ClaspLink *self, gsize size);
void        clasp_link_set_reading (ClaspLink *self, gboolean reading);
void        clasp_link_close (ClaspLink *self, ClaspCloseCode code, const char *reason);
const char *clasp_link_get_peer (ClaspLink *self);
const char *clasp_link_get_carrier (ClaspLink *self);
gboolean    clasp_link_is_lossy (ClaspLink *self);

#define CLASP_TYPE_LISTENER (clasp_listener_get_type ())
G_DECLARE_INTERFACE (ClaspListener, clasp_listener, CLASP, LISTENER, GObject)

/* The callee takes a reference if it wants the link, and sets its handler. */
typedef void (*ClaspListenerFunc) (ClaspListener *listener, ClaspLink *link, gpointer user_data);

struct _ClaspListenerInterface
{
  GTypeInterface parent_iface;

  /* Binds and listens; does not block. Errors: CLASP_TRANSPORT_ERROR_IN_USE, _DENIED, _ADDRESS. */
  gboolean (*start) (ClaspListener    *self,
                     ClaspListenerFunc func,
                     gpointer          user_data,
                     GError          **error);
  /* Idempotent; nothing calls back afterwards; links live on. */
  void (*stop) (ClaspListener *self);
  /* Connections one address may have, 0 = any number; before or after start. May be NULL where there
   * are none. */
  void (*set_max_per_address) (ClaspListener *self, guint limit);
  /* Where peers reach it, with the real port: "ws://127.0.0.1:7330/clasp". NULL before start. */
  const char *(*get_uri) (ClaspListener *self);
};

gboolean    clasp_listener_start (ClaspListener    *self,
                                  ClaspListenerFunc func,
                                  gpointer          user_data,
                                  GError          **error);
void        clasp_listener_stop (ClaspListener *self);
void        clasp_listener_set_max_per_address (ClaspListener *self, guint limit);
const char *clasp_listener_get_uri (ClaspListener *self);

G_END_DECLS
