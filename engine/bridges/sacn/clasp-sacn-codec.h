/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-reader.h"
#include "core/clasp-writer.h"

/* Streaming ACN packets, ANSI E1.31-2018 (show-protocols.md 6): decoded in place, encoded from the
 * same structures.
 *
 * Slots and lists of universes are borrowed from the datagram. Names are copied into their field,
 * cut at its fixed size and always terminated.
 *
 * Thread: any (pure functions, plain data). */

G_BEGIN_DECLS

#define CLASP_SACN_PORT 5568
#define CLASP_SACN_MAX_SLOTS 512
#define CLASP_SACN_MAX_UNIVERSE 63999 /* the first is 1 */
#define CLASP_SACN_DISCOVERY_UNIVERSE 64214
#define CLASP_SACN_MAX_PRIORITY 200
#define CLASP_SACN_MAX_LISTED 512 /* universes in one discovery packet */
#define CLASP_SACN_CID_SIZE 16
#define CLASP_SACN_NAME_SIZE 64 /* with its NUL */
#define CLASP_SACN_MAX_PACKET 1144

#define CLASP_SACN_START_LEVELS 0x00
#define CLASP_SACN_START_PRIORITIES 0xdd

typedef enum
{
  CLASP_SACN_DATA,
  CLASP_SACN_SYNC,
  CLASP_SACN_DISCOVERY,
} ClaspSacnKind;

typedef enum
{
  CLASP_SACN_OK,
  CLASP_SACN_OTHER,     /* well-formed so far, of a kind we do not read (an old draft): ignore it */
  CLASP_SACN_BAD_ID,    /* does not begin as ACN packets do */
  CLASP_SACN_TRUNCATED, /* ends before its last field */
  CLASP_SACN_BAD_LENGTH,   /* its lengths contradict each other, the datagram or the standard */
  CLASP_SACN_BAD_FIELD,    /* a field that never changes is not what it has to be */
  CLASP_SACN_BAD_PRIORITY, /* above 200 */
  CLASP_SACN_BAD_UNIVERSE, /* 0 or above 63999 */
} ClaspSacnStatus;

/* A sentence for a person. */
const char *clasp_sacn_status_to_string (ClaspSacnStatus status);

typedef struct
{
  char          name[CLASP_SACN_NAME_SIZE]; /* of the source; not always UTF-8 when received */
  guint8        priority;                   /* 0-200 */
  guint16       sync_address;               /* 0 = none */
  guint8        sequence;
  gboolean      is_preview;
  gboolean      is_terminated;
  gboolean      is_forced; /* force_synchronisation: go on without sync packets when they stop */
  guint16       universe;
  guint8        start_code;
  const guint8 *slots;   /* (unowned) */
  guint16       n_slots; /* 0-512 */
} ClaspSacnData;

typedef struct
{
  guint8  sequence;
  guint16 address;
} ClaspSacnSync;

typedef struct
{
  char          name[CLASP_SACN_NAME_SIZE];
  guint8        page, last_page;
  const guint8 *universes;   /* (unowned) two bytes each, high byte first */
  guint16       n_universes; /* 0-512 */
} ClaspSacnDiscovery;

typedef struct
{
  ClaspSacnKind kind;
  guint8        cid[CLASP_SACN_CID_SIZE];
  union
  {
    ClaspSacnData      data;
    ClaspSacnSync      sync;
    ClaspSacnDiscovery discovery;
  };
} ClaspSacnPacket;

ClaspSacnStatus clasp_sacn_decode (const guint8 *bytes, gsize size, ClaspSacnPacket *packet);
/* Appends the packet to @writer. */
void clasp_sacn_encode (const ClaspSacnPacket *packet, ClaspWriter *writer);

static inline guint16
clasp_sacn_discovery_get (const ClaspSacnDiscovery *self, guint index)
{
  return (guint16) (self->universes[2 * index] << 8 | self->universes[2 * index + 1]);
}

/* "a835f42f-df24-4690-95f9-8a315dcef887" */
#define CLASP_SACN_CID_TEXT_SIZE 37
void     clasp_sacn_cid_format (const guint8 cid[CLASP_SACN_CID_SIZE],
                                char         buffer[CLASP_SACN_CID_TEXT_SIZE]);
gboolean clasp_sacn_cid_parse (const char *text, guint8 cid[CLASP_SACN_CID_SIZE]);
/* The same for the same @id, another for any other (UUID version 5). */
void clasp_sacn_cid_derive (const char *id, guint8 cid[CLASP_SACN_CID_SIZE]);

G_END_DECLS
