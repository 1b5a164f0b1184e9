/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* Error domains, one for each area a caller can tell apart. Plain I/O keeps G_IO_ERROR.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define CLASP_CODEC_ERROR (clasp_codec_error_quark ())
#define CLASP_TRANSPORT_ERROR (clasp_transport_error_quark ())
#define CLASP_BRIDGE_ERROR (clasp_bridge_error_quark ())
#define CLASP_ROUTER_ERROR (clasp_router_error_quark ())
#define CLASP_MAPPING_ERROR (clasp_mapping_error_quark ())
#define CLASP_SHOW_ERROR (clasp_show_error_quark ())

/* Bytes or text that are not what they should be; the caller can only refuse them. The names of
 * clasp_codec_error_to_kind () are those of wire.md 1.3. */
typedef enum
{
  CLASP_CODEC_ERROR_TRUNCATED_HEADER,     /* fewer than 4 bytes */
  CLASP_CODEC_ERROR_BAD_MAGIC,            /* byte 0 is not 0x53 */
  CLASP_CODEC_ERROR_TRUNCATED_FRAME,      /* fewer bytes than the header promises */
  CLASP_CODEC_ERROR_EMPTY_PAYLOAD,        /* no message type */
  CLASP_CODEC_ERROR_UNKNOWN_MESSAGE_TYPE,
  CLASP_CODEC_ERROR_TRUNCATED_MESSAGE,    /* a field runs past the end of its message */
  CLASP_CODEC_ERROR_UNKNOWN_VALUE_TYPE,
  CLASP_CODEC_ERROR_INVALID_UTF8,
  CLASP_CODEC_ERROR_BAD_FEDERATION_OP,
  CLASP_CODEC_ERROR_TOO_DEEP,
  CLASP_CODEC_ERROR_MSGPACK_INVALID,
  CLASP_CODEC_ERROR_TOO_LARGE,            /* encoding: a length, count or payload above 65535 */
  CLASP_CODEC_ERROR_UNSUPPORTED_FLAGS,    /* encrypted or compressed frame, neither is negotiated */
  CLASP_CODEC_ERROR_INVALID_VALUE,        /* text or JSON that is no value */
} ClaspCodecError;

typedef enum
{
  CLASP_TRANSPORT_ERROR_CLOSED,           /* the link is closed: make a new one */
  CLASP_TRANSPORT_ERROR_ADDRESS,          /* the address or URL makes no sense: correct it */
  CLASP_TRANSPORT_ERROR_IN_USE,           /* another program has the port: choose another */
  CLASP_TRANSPORT_ERROR_DENIED,           /* no permission: a person must act */
  CLASP_TRANSPORT_ERROR_UNREACHABLE,      /* try again later */
  CLASP_TRANSPORT_ERROR_PROTOCOL,         /* the peer broke the carrier's rules */
  CLASP_TRANSPORT_ERROR_TLS,              /* a certificate or key cannot be used: a person must act */
  CLASP_TRANSPORT_ERROR_LIMIT,            /* the system gives no more of it: use another, or raise its limit */
} ClaspTransportError;

typedef enum
{
  CLASP_BRIDGE_ERROR_SETTINGS,            /* a setting cannot work: correct it */
  CLASP_BRIDGE_ERROR_MISSING,             /* the device is not there: wait for it */
  CLASP_BRIDGE_ERROR_DENIED,              /* no permission: a person must act */
  CLASP_BRIDGE_ERROR_BUSY,                /* port or device in use: choose another, or wait */
  CLASP_BRIDGE_ERROR_MALFORMED,           /* a packet that cannot be read: counted */
} ClaspBridgeError;

typedef enum
{
  CLASP_ROUTER_ERROR_ADDRESS,             /* an address or pattern is not valid */
  CLASP_ROUTER_ERROR_REFUSED,             /* the router answered ERROR; the message has its code */
  CLASP_ROUTER_ERROR_TIMEOUT,             /* no answer in time */
  CLASP_ROUTER_ERROR_CLOSED,              /* the connection ended */
} ClaspRouterError;

typedef enum
{
  CLASP_MAPPING_ERROR_PATTERN,            /* source pattern: the message has the column */
  CLASP_MAPPING_ERROR_TEMPLATE,           /* target template: the message has the column */
  CLASP_MAPPING_ERROR_EXPRESSION,         /* expression or script: the message has column or line */
  CLASP_MAPPING_ERROR_TRANSFORM,          /* unknown step, or its settings contradict each other */
  CLASP_MAPPING_ERROR_CONDITION,          /* condition: the message has the path, or the column */
  CLASP_MAPPING_ERROR_PATH,               /* path into a value: the message has the column */
} ClaspMappingError;

typedef enum
{
  CLASP_SHOW_ERROR_SYNTAX,                /* not JSON; the message has line and column */
  CLASP_SHOW_ERROR_CONTENT,               /* JSON, but not a show; the message has the path */
  CLASP_SHOW_ERROR_VERSION,               /* written by a newer version */
  CLASP_SHOW_ERROR_SETTING,               /* unknown key or a value out of range */
} ClaspShowError;

GQuark      clasp_codec_error_quark     (void);
GQuark      clasp_transport_error_quark (void);
GQuark      clasp_bridge_error_quark    (void);
GQuark      clasp_router_error_quark    (void);
GQuark      clasp_mapping_error_quark   (void);
GQuark      clasp_show_error_quark      (void);

/* The kind's name as captures and vectors spell it, for example "truncated_message". */
const char *clasp_codec_error_to_kind   (ClaspCodecError code);

G_END_DECLS
