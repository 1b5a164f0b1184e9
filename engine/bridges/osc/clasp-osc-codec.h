/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-reader.h"
#include "core/clasp-writer.h"

/* OSC 1.0 and 1.1 packets (show-protocols.md 1): decoded in place, encoded from arguments.
 *
 * A packet is checked as a whole first; what passed is then read without a further failure, so a
 * bundle with one bad element changes nothing.
 *
 * Thread: any (pure functions, plain data). */

G_BEGIN_DECLS

#define CLASP_OSC_MAX_ARRAY_DEPTH 16  /* show-protocols.md 1.5 */
#define CLASP_OSC_MAX_BUNDLE_DEPTH 16 /* a datagram of headers only would nest 3000 deep */
#define CLASP_OSC_MAX_ARGUMENTS                                                                    \
  4096 /* a datagram of `T`s must not become a message nobody can carry */
#define CLASP_OSC_TIME_IMMEDIATELY 1
#define CLASP_OSC_BUNDLE_TEXT "#bundle" /* with its NUL, 8 bytes */

typedef enum
{
  CLASP_OSC_OK,
  CLASP_OSC_NOT_OSC,        /* neither an address nor a bundle */
  CLASP_OSC_TRUNCATED,      /* a text without its NUL, or an argument past the end */
  CLASP_OSC_TRAILING_BYTES, /* more bytes than the type tags say */
  CLASP_OSC_UNKNOWN_TAG,
  CLASP_OSC_BAD_BLOB,    /* length negative or past the end */
  CLASP_OSC_BAD_ELEMENT, /* bundle element: size negative, past the end or no multiple of 4 */
  CLASP_OSC_BAD_BRACKETS,
  CLASP_OSC_TOO_DEEP,
  CLASP_OSC_TOO_MANY, /* arguments */
  CLASP_OSC_NOT_UTF8, /* address or type tags */
} ClaspOscStatus;

/* A sentence for a person. */
const char *clasp_osc_status_to_string (ClaspOscStatus status);

/* One argument, or a bracket of an array. Texts and blobs are borrowed from the packet. */
typedef struct
{
  char tag; /* i f s b T F N I t h d S c r m, [ and ] */
  union
  {
    gint32   int32;     /* i */
    gint64   int64;     /* h */
    float    float32;   /* f */
    double   float64;   /* d */
    guint64  time;      /* t: seconds since 1900 and fraction, 32 bits each */
    guint32  character; /* c */
    guint8   bytes[4];  /* r: red green blue alpha; m: port, status, data 1, data 2 */
    ClaspStr text;      /* s S; not always UTF-8 */
    struct
    {
      const guint8 *data;
      gsize         size;
    } blob; /* b */
  };
} ClaspOscArgument;

/* Walks over the arguments of a message; a copy walks again. */
typedef struct
{
  /*< private >*/
  ClaspStr    tags;
  gsize       index;
  ClaspReader reader;
} ClaspOscArguments;

typedef struct
{
  ClaspStr          address;  /* UTF-8, begins with '/' */
  gboolean          has_tags; /* FALSE: an old sender, arguments cannot be read */
  ClaspStr          tags;     /* without the comma */
  ClaspOscArguments arguments;
} ClaspOscMessage;

typedef struct
{
  guint64 time; /* NTP */
  /*< private >*/
  ClaspReader reader;
} ClaspOscBundle;

/* Looks at every byte of a packet, the elements of bundles included. */
ClaspOscStatus clasp_osc_packet_check (const guint8 *bytes, gsize size);
gboolean       clasp_osc_packet_is_bundle (const guint8 *bytes, gsize size);
/* Fails for what clasp_osc_packet_check () would refuse. */
ClaspOscStatus clasp_osc_message_decode (const guint8 *bytes, gsize size, ClaspOscMessage *message);
/* The next argument of a decoded message; FALSE after the last. */
gboolean clasp_osc_arguments_next (ClaspOscArguments *self, ClaspOscArgument *argument);
/* The header only; elements are found by next (), which returns FALSE after the last. */
ClaspOscStatus clasp_osc_bundle_decode (const guint8 *bytes, gsize size, ClaspOscBundle *bundle);
gboolean       clasp_osc_bundle_next (ClaspOscBundle *self, const guint8 **element, gsize *size);

/* Time tags. 0 and 1 mean immediately. The era is the one nearest to @now. */
gboolean clasp_osc_time_is_immediate (guint64 time);
gint64   clasp_osc_time_to_unix_us (guint64 time, gint64 now_unix_us);
guint64  clasp_osc_time_from_unix_us (gint64 unix_us);

/* Builds messages; reused, so that the steady state does not allocate. Initialise with zeros. */
typedef struct
{
  ClaspWriter address;
  ClaspWriter tags;
  ClaspWriter data;
} ClaspOscEncoder;

void clasp_osc_encoder_clear (ClaspOscEncoder *self);
void clasp_osc_encoder_begin (ClaspOscEncoder *self, ClaspStr address);
void clasp_osc_encoder_add (ClaspOscEncoder *self, const ClaspOscArgument *argument);
/* Appends the message to @writer. */
void clasp_osc_encoder_finish (ClaspOscEncoder *self, ClaspWriter *writer);

/* A bundle: begin, then for each element open, write the packet, close. */
void  clasp_osc_write_bundle (ClaspWriter *writer, guint64 time);
gsize clasp_osc_open_element (ClaspWriter *writer);
void  clasp_osc_close_element (ClaspWriter *writer, gsize mark);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspOscEncoder, clasp_osc_encoder_clear)

G_END_DECLS
