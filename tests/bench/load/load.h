/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

/* The load generator: connections in one epoll loop of its own, which play publishers and
 * subscribers in whatever protocol a LoadProtocol speaks, and check every delivery.
 *
 * Everything runs in one thread. What goes wrong ends the program with a sentence on standard
 * error: a measurement that is not right in every detail is none. */

typedef struct _LoadConn     LoadConn;
typedef struct _LoadLoop     LoadLoop;
typedef struct _LoadProtocol LoadProtocol;

typedef struct
{
  guint8 *data;
  gsize   start, end, capacity;
} LoadBuffer;

/* How the sequence number stands in a message. */
typedef enum
{
  LOAD_SEQUENCE_DOUBLE, /* IEEE 754, big-endian: a CLASP value */
  LOAD_SEQUENCE_U64,    /* big-endian */
  LOAD_SEQUENCE_HEX,    /* 16 digits */
} LoadSequence;

/* What kind of message a CLASP publisher sends; the others have one kind. */
typedef enum
{
  LOAD_KIND_SET,
  LOAD_KIND_STREAM,
  LOAD_KIND_EVENT,
} LoadKind;

/* Which addresses there are and what is subscribed to: everything by everybody, or one pattern for
 * each address, of one form or of all in turn. */
typedef enum
{
  LOAD_SHAPE_ALL,
  LOAD_SHAPE_EXACT,
  LOAD_SHAPE_STAR, /* one segment left open, in the middle */
  LOAD_SHAPE_DEEP, /* everything below */
  LOAD_SHAPE_MIXED,
} LoadShape;

/* One topic, with its message encoded but for the sequence number. */
typedef struct
{
  char        *name; /* (owned) as the protocol writes it */
  gsize        name_size;
  guint8       bytes[160];
  gsize        size;
  gsize        sequence_offset;
  LoadSequence sequence;
  guint64      mask; /* of a WebSocket, on the sequence number's bytes */
} LoadTopic;

/* What the protocols tell the measurement. */
typedef struct
{
  /* Greeted, or subscribed. */
  void (*ready) (LoadConn *conn);
  void (*delivery) (LoadConn *conn, guint64 sequence, const char *topic, gsize topic_size);
  /* (nullable) all else that came */
  void (*answer) (LoadConn *conn, const guint8 *unit, gsize size);
  /* (nullable) without it an end is an error */
  void (*closed) (LoadConn *conn);
} LoadSink;

struct _LoadProtocol
{
  const char *name;
  gboolean    is_ws, is_tls;
  char        separator;  /* of a topic's segments */
  const char *one, *rest; /* wildcards: one segment; all that follow */

  /* What a connection says first; ends in ready (). */
  void (*greet) (LoadConn *conn);
  /* Ends in ready () too. */
  void (*subscribe) (LoadConn *conn, guint id, const char *pattern);
  /* Encodes the message of @topic, whose name is set. */
  void (*prepare) (LoadConn *conn, LoadTopic *topic, LoadKind kind);
  /* (nullable) Sets a value of topic @index of LOAD_SHAPE_ALL to @index, or asks for it; ends in
   * ready () or answer (). */
  void (*set) (LoadConn *conn, guint index);
  void (*get) (LoadConn *conn, guint index);
  /* Handles what is complete; returns the bytes it took. */
  gsize (*drain) (LoadConn *conn, guint8 *bytes, gsize size);
};

struct _LoadConn
{
  LoadLoop                  *loop;
  const LoadProtocol        *protocol;
  int                        fd;
  guint                      index;
  gboolean                   is_connected;
  gboolean                   is_upgraded; /* a WebSocket after its 101 */
  gboolean                   is_blocked;
  gboolean                   is_dirty;     /* stands in the loop's list of those to flush */
  gboolean                   is_deaf;      /* never reads */
  gboolean                   is_tls_stuck; /* a record that was begun has to go on first */
  struct gnutls_session_int *tls;          /* (owned) (nullable) */
  LoadBuffer                 out;
  LoadBuffer                 partial;
  guint64                    expected; /* the sequence number to come next */
  guint64                    n_deliveries;
  gint64                     started_ns;
};

struct _LoadLoop
{
  int             epoll_fd;
  guint16         port;
  const LoadSink *sink;
  guint8         *buffer;
  GPtrArray      *dirty;
  gint64          now_ns; /* of the last read or wake-up */
  gboolean        spins;  /* asks the kernel without sleeping */
};

/* ---- load-loop.c ---- */

void load_loop_init (LoadLoop *self, guint16 port, const LoadSink *sink);
void load_loop_clear (LoadLoop *self);
/* One turn: waits for events, handles them, flushes. */
void      load_loop_turn (LoadLoop *self, int timeout_ms);
LoadConn *load_conn_new (LoadLoop *loop, const LoadProtocol *protocol, guint index);
void      load_conn_free (LoadConn *self);
/* @size bytes to be written at the end of the turn. */
guint8 *load_conn_reserve (LoadConn *self, gsize size);
void    load_conn_set_deaf (LoadConn *self);
gint64  load_now_ns (void);
void    load_die (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
void    load_buffer_clear (LoadBuffer *self);

static inline void
load_conn_put (LoadConn *self, const void *bytes, gsize size)
{
  memcpy (load_conn_reserve (self, size), bytes, size);
}

/* ---- load-tls.c: as their namesakes ---- */

void     load_tls_start (LoadConn *conn);
void     load_tls_end (LoadConn *conn);
gssize   load_tls_send (LoadConn *conn, const guint8 *bytes, gsize size);
gssize   load_tls_recv (LoadConn *conn, guint8 *bytes, gsize size);
gboolean load_tls_has_more (LoadConn *conn);

/* ---- load-topic.c ---- */

/* Takes @name over. */
void load_topic_init (LoadTopic *self, LoadConn *conn, char *name, LoadKind kind);
void load_topic_clear (LoadTopic *self);
void load_topic_append (LoadTopic *self, const void *bytes, gsize size);
void load_topic_mark (LoadTopic *self, LoadSequence sequence, gsize offset);
/* Publishes message @sequence. */
void     load_topic_publish (const LoadTopic *self, LoadConn *conn, guint64 sequence);
gboolean load_parse_hex (const guint8 *digits, guint64 *sequence);

static inline guint64
load_get_u64 (const guint8 *bytes)
{
  guint64 word;

  memcpy (&word, bytes, 8);
  return GUINT64_FROM_BE (word);
}

static inline guint64
load_get_double (const guint8 *bytes)
{
  guint64 word = load_get_u64 (bytes);
  double  number;

  memcpy (&number, &word, 8);
  return (guint64) number;
}

static inline guint32
load_get_u32 (const guint8 *bytes)
{
  guint32 word;

  memcpy (&word, bytes, 4);
  return GUINT32_FROM_BE (word);
}

static inline guint16
load_get_u16 (const guint8 *bytes)
{
  return (guint16) (bytes[0] << 8 | bytes[1]);
}

/* ---- load-shape.c ---- */

/* "/stage/fader/0000001" or the like for LOAD_SHAPE_ALL, one level deeper for the others. */
char *load_shape_topic (const LoadProtocol *protocol, LoadShape shape, guint index);
/* The pattern that only topic @index matches; for LOAD_SHAPE_ALL the one all of them match. */
char *load_shape_pattern (const LoadProtocol *protocol, LoadShape shape, guint index);

/* ---- load-carrier.c: length prefix or WebSocket, for CLASP and the yardstick ---- */

/* Sends the upgrade request of a WebSocket; TRUE if there is nothing to wait for. */
gboolean load_carrier_open (LoadConn *conn);
void     load_carrier_put (LoadConn *conn, const guint8 *unit, gsize size);
/* @offset of the sequence number in @unit. */
void load_carrier_prepare (LoadConn     *conn,
                           LoadTopic    *topic,
                           const guint8 *unit,
                           gsize         size,
                           gsize         offset,
                           LoadSequence  sequence);
/* Takes the unit at the front: its size with its header, 0 when it is not complete. @unit is NULL
 * when the WebSocket's 101 was taken. */
gsize
load_carrier_next (LoadConn *conn, guint8 *bytes, gsize size, guint8 **unit, gsize *unit_size);

/* ---- the protocols ---- */

extern const LoadProtocol load_clasp_tcp, load_clasp_ws, load_clasp_tls, load_clasp_wss,
  load_bare_tcp, load_bare_ws, load_mqtt, load_nats, load_redis;

const LoadProtocol *load_protocol_find (const char *name);
