/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "core/clasp-codec.h"
#include "core/clasp-message.h"

/* ClaspStore: the parameters of a router: address → value, revision, writer, lock.
 *
 * A parameter has a place in a dense array that it keeps until it is removed; snapshots walk the
 * places, so that "already passed" is one comparison.
 *
 * Thread: worker. */

G_BEGIN_DECLS

/* Addresses of parameters that were removed whose revisions are known; a power of two. */
#define CLASP_STORE_N_REMAINS 16384

typedef struct _ClaspMatch ClaspMatch;

/* The session id text a snapshot names as the writer; outlives the session while a parameter has it. */
typedef struct
{
  guint n_references;
  guint length;
  char  text[]; /* terminated */
} ClaspWriterId;

ClaspWriterId *clasp_writer_id_new   (ClaspStr       text);
ClaspWriterId *clasp_writer_id_ref   (ClaspWriterId *self);
void           clasp_writer_id_unref (ClaspWriterId *self);

typedef struct
{
  ClaspValue        value;
  guint64           revision;         /* from 1, one more for each accepted write */
  guint64           timestamp_us;     /* Unix, of the last write */
  guint64           lock_holder;      /* session number; 0 = not locked */
  guint64           match_generation; /* @match is valid while the index has the same one */
  const ClaspMatch *match;            /* (unowned) */
  ClaspWriterId    *writer;           /* (owned) */
  gint64            expires_us;       /* monotonic; 0 = never */
  guint32           place;            /* in the array of parameters */
  guint32           tag;              /* of the hash table */
  guint32           newer, older;     /* places + 1 of the neighbours by last use; 0 = none */
  guint32           next_in_folder, previous_in_folder; /* places + 1; 0 = none (clasp-folders.c) */
  guint32           extra_bytes;      /* what the value has outside of this struct, estimated */
  guint32           ttl_seconds;
  guint8            ttl_mode : 2;     /* ClaspTtlMode, if it has its own */
  guint8            has_ttl : 1;      /* its own, not the router's */
  guint8            is_played : 1;    /* a timeline writes it (clasp-timelines.c) */
  guint8            policy;           /* what is known of it (clasp-policies.h) */
  guint16           length;           /* of the address */
  guint32           expiry_index;     /* place + 1 in the heap (clasp-expiry.c); 0 = never expires */
  char              address[];
} ClaspParam;

typedef struct _ClaspStore ClaspStore;

/* What a store begins with, for what is asked with every message. */
typedef struct
{
  ClaspParam *newest; /* (unowned) (nullable) */
} ClaspStoreHead;

ClaspStore *clasp_store_new        (void);
void        clasp_store_free       (ClaspStore       *self);
/* NULL when there is no such parameter. */
ClaspParam *clasp_store_lookup     (ClaspStore       *self,
                                    ClaspStr          address);
/* The revision a parameter had when it was removed; 0 when it never was, or that is forgotten. */
/* Of an address that has no parameter; kept as long as that of one that was removed. */
void        clasp_store_set_last_revision (ClaspStore *self,
                                           ClaspStr    address,
                                           guint64     revision);
guint64     clasp_store_get_last_revision (ClaspStore *self,
                                           ClaspStr    address);
/* A new parameter, null, at the last revision; @address must not be in the store. */
ClaspParam *clasp_store_add        (ClaspStore       *self,
                                    ClaspStr          address);
void        clasp_store_remove     (ClaspStore       *self,
                                    ClaspParam       *param);
/* Copies @value into @param and keeps the count of bytes. */
void        clasp_store_set_value  (ClaspStore       *self,
                                    ClaspParam       *param,
                                    const ClaspValue *value);
/* Makes @param the most recently used one. */
void        clasp_store_make_newest (ClaspStore      *self,
                                     ClaspParam      *param);
/* The one whose last use is longest ago; NULL when the store is empty. */
ClaspParam *clasp_store_get_oldest (ClaspStore       *self);

guint       clasp_store_get_n_params (ClaspStore     *self);
gsize       clasp_store_get_n_bytes  (ClaspStore     *self);
/* Places run from 0 to this; some hold nothing. */
guint       clasp_store_get_n_places (ClaspStore     *self);
ClaspParam *clasp_store_get_at     (ClaspStore       *self,
                                    guint             place);

/* Sets @found to the parameters that match, by place. FALSE when more than about @most would have to
 * be looked at. */
gboolean    clasp_store_find       (ClaspStore         *self,
                                    const ClaspPattern *pattern,
                                    guint               most,
                                    GPtrArray          *found);

/* Bytes a boxed value has outside of its sixteen, estimated; 0 for inline ones. */
gsize       clasp_store_value_bytes (const ClaspValue *value);

/* The one used last; NULL when the store is empty. */
static inline ClaspParam *
clasp_store_get_newest (ClaspStore *self)
{
  return ((const ClaspStoreHead *) self)->newest;
}

static inline void
clasp_store_touch (ClaspStore *self,
                   ClaspParam *param)
{
  if (param->newer != 0)
    clasp_store_make_newest (self, param);
}

static inline void
clasp_store_set_writer (ClaspParam    *param,
                        ClaspWriterId *writer)
{
  if (param->writer == writer)
    return;
  if (param->writer != NULL)
    clasp_writer_id_unref (param->writer);
  param->writer = clasp_writer_id_ref (writer);
}

static inline ClaspStr
clasp_param_get_address (const ClaspParam *self)
{
  return (ClaspStr) { self->address, self->length };
}

/* As a snapshot tells it; everything is borrowed. */
static inline ClaspSnapshotParam
clasp_param_to_snapshot (const ClaspParam *self)
{
  return (ClaspSnapshotParam) {
    .address = clasp_param_get_address (self),
    .value = self->value,
    .revision = self->revision,
    .has_writer = TRUE,
    .has_timestamp = TRUE,
    .writer = { self->writer->text, self->writer->length },
    .timestamp_us = self->timestamp_us,
  };
}

G_END_DECLS
