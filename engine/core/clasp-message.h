/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-enums.h"
#include "core/clasp-value.h"

/* ClaspMessage: one decoded CLASP message (wire.md 4 and 5).
 *
 * Plain data with a tag. Texts are borrowed from the buffer the message was decoded from; values,
 * and the lists of the few messages that have lists, are owned and given back with
 * clasp_message_clear (). Building a message by hand: set the fields, borrow the texts, own the
 * values.
 *
 * Thread: any (plain data). */

G_BEGIN_DECLS

typedef enum
{
  CLASP_MESSAGE_HELLO           = 0x01,
  CLASP_MESSAGE_WELCOME         = 0x02,
  CLASP_MESSAGE_ANNOUNCE        = 0x03,
  CLASP_MESSAGE_FEDERATION_SYNC = 0x04,
  CLASP_MESSAGE_SUBSCRIBE       = 0x10,
  CLASP_MESSAGE_UNSUBSCRIBE     = 0x11,
  CLASP_MESSAGE_PUBLISH         = 0x20,
  CLASP_MESSAGE_SET             = 0x21,
  CLASP_MESSAGE_GET             = 0x22,
  CLASP_MESSAGE_SNAPSHOT        = 0x23,
  CLASP_MESSAGE_REPLAY          = 0x24,
  CLASP_MESSAGE_BUNDLE          = 0x30,
  CLASP_MESSAGE_SYNC            = 0x40,
  CLASP_MESSAGE_PING            = 0x41,
  CLASP_MESSAGE_PONG            = 0x42,
  CLASP_MESSAGE_ACK             = 0x50,
  CLASP_MESSAGE_ERROR           = 0x51,
  CLASP_MESSAGE_QUERY           = 0x60,
  CLASP_MESSAGE_RESULT          = 0x61,
} ClaspMessageType;

/* HELLO and WELCOME */
typedef enum
{
  CLASP_FEATURE_PARAM      = 0x80,
  CLASP_FEATURE_EVENT      = 0x40,
  CLASP_FEATURE_STREAM     = 0x20,
  CLASP_FEATURE_GESTURE    = 0x10,
  CLASP_FEATURE_TIMELINE   = 0x08,
  CLASP_FEATURE_FEDERATION = 0x04,
} ClaspFeatures;

typedef struct
{
  ClaspTtlMode mode;
  guint32      seconds; /* 31 bits */
} ClaspTtl;

typedef struct
{
  guint8   version;
  guint8   features; /* ClaspFeatures */
  ClaspStr name;
  ClaspStr token;    /* empty = none */
} ClaspHello;

typedef struct
{
  guint8   version;
  guint8   features;
  guint64  time_us;  /* server clock, Unix */
  ClaspStr session;
  ClaspStr name;
  ClaspStr token;
} ClaspWelcome;

typedef struct
{
  ClaspStr    address;
  ClaspSignal signal;
  gboolean    has_datatype, has_access, has_meta;
  ClaspStr    datatype;
  ClaspStr    access;
  /* meta */
  gboolean    has_unit, has_range, has_default, has_description, has_strategy;
  ClaspStr    unit;
  double      minimum, maximum;
  ClaspValue  default_value;
  ClaspStr    description;
  ClaspStr    strategy; /* "lww", "max", "min", "lock", "merge" (decisions.md) */
  /* Not on the wire: who announced the range clamps to it himself, so that nothing is refused. */
  gboolean    is_advisory;
} ClaspSignalInfo;

typedef struct
{
  ClaspStr         namespace_;
  ClaspSignalInfo *signals;
  guint            n_signals;
} ClaspAnnounce;

typedef struct
{
  ClaspSignalInfo *signals;
  guint            n_signals;
} ClaspResult;

typedef struct
{
  guint32  id;
  ClaspStr pattern;
  guint8   types;   /* ClaspTypes; never 0 */
  gboolean has_options; /* the legacy encoding tells an empty option map from none */
  gboolean has_max_rate, has_epsilon, has_history, has_window;
  guint32  max_rate;  /* per second */
  double   epsilon;   /* absolute change */
  guint32  history;   /* entries */
  guint32  window_ms;
} ClaspSubscribe;

typedef struct
{
  guint32 id;
} ClaspUnsubscribe;

typedef struct
{
  ClaspStr    address;
  ClaspSignal signal;
  ClaspPhase  phase;
  gboolean    has_value, has_samples, has_timestamp, has_id, has_rate;
  ClaspValue  value;
  double     *samples;  /* (owned) */
  guint       n_samples;
  guint64     timestamp_us;
  guint32     id;       /* gesture */
  guint32     rate;     /* samples per second */
} ClaspPublish;

typedef struct
{
  ClaspStr   address;
  ClaspValue value;
  gboolean   has_revision, has_ttl, lock, unlock;
  guint64    revision;
  ClaspTtl   ttl;
} ClaspSet;

typedef struct
{
  ClaspStr address;
} ClaspGet;

typedef struct
{
  ClaspStr   address;
  ClaspValue value;
  guint64    revision;
  gboolean   has_writer, has_timestamp;
  ClaspStr   writer;
  guint64    timestamp_us;
} ClaspSnapshotParam;

typedef struct
{
  ClaspSnapshotParam *params;
  guint               n_params;
} ClaspSnapshot;

typedef struct
{
  ClaspStr pattern;
  guint8   types;
  gboolean has_from, has_to, has_limit;
  guint64  from_us, to_us;
  guint32  limit;
} ClaspReplay;

typedef enum { CLASP_FEDERATION_DECLARE_NAMESPACES = 1, CLASP_FEDERATION_REQUEST_SYNC, CLASP_FEDERATION_REVISION_VECTOR, CLASP_FEDERATION_SYNC_COMPLETE } ClaspFederationOp;

typedef struct
{
  ClaspStr key;
  guint64  revision;
} ClaspFederationRevision;

typedef struct
{
  ClaspFederationOp        op;
  ClaspStr                *patterns;
  guint                    n_patterns;
  ClaspFederationRevision *revisions;
  guint                    n_revisions;
  gboolean                 has_since, has_origin;
  guint64                  since_revision;
  ClaspStr                 origin;
} ClaspFederationSync;

typedef struct _ClaspMessage ClaspMessage;

typedef struct
{
  gboolean      has_timestamp;
  guint64       timestamp_us;
  ClaspMessage *messages;
  guint         n_messages;
} ClaspBundle;

typedef struct
{
  guint64  t1_us;
  gboolean has_t2, has_t3;
  guint64  t2_us, t3_us;
} ClaspSync;

typedef struct
{
  gboolean has_address, has_revision, has_locked, has_holder, has_correlation_id;
  ClaspStr address;
  guint64  revision;
  gboolean locked;
  ClaspStr holder;
  guint32  correlation_id;
} ClaspAck;

typedef struct
{
  guint16  code;
  ClaspStr message;
  gboolean has_address, has_correlation_id;
  ClaspStr address;
  guint32  correlation_id;
} ClaspErrorMessage;

typedef struct
{
  ClaspStr pattern;
} ClaspQuery;

struct _ClaspMessage
{
  ClaspMessageType type;
  union
  {
    ClaspHello          hello;
    ClaspWelcome        welcome;
    ClaspAnnounce       announce;
    ClaspFederationSync federation_sync;
    ClaspSubscribe      subscribe;
    ClaspUnsubscribe    unsubscribe;
    ClaspPublish        publish;
    ClaspSet            set;
    ClaspGet            get;
    ClaspSnapshot       snapshot;
    ClaspReplay         replay;
    ClaspBundle         bundle;
    ClaspSync           sync;
    ClaspAck            ack;
    ClaspErrorMessage   error;
    ClaspQuery          query;
    ClaspResult         result;
  };
};

/* Gives back everything the message owns and leaves it without a type. */
void        clasp_message_clear          (ClaspMessage       *self);
const char *clasp_message_type_to_string (ClaspMessageType    type);   /* "SET" */
const char *clasp_signal_to_string       (ClaspSignal         signal); /* "param" */
const char *clasp_phase_to_string        (ClaspPhase          phase);  /* "start" */
/* The quality of service a message travels with unless its sender says otherwise (wire.md 4). */
ClaspQos    clasp_message_default_qos    (const ClaspMessage *self);

static inline guint8
clasp_signal_to_types (ClaspSignal signal)
{
  return (guint8) (1u << signal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspMessage, clasp_message_clear)

G_END_DECLS
