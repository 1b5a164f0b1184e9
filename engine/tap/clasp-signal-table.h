/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"

/* ClaspSignalTable: every address the worker has seen and its newest value, readable from the
 * window without locks and without a message per value.
 *
 * The worker writes slots; a reader copies one at a time and sees it whole (a sequence counter per
 * slot). Addresses are only ever added, in order; their number is what the window polls. A hundred
 * thousand messages a second cost the window what it draws.
 *
 * An address that was forgotten keeps its index for when it is seen again; until then it has had no
 * updates (n_updates is 0) and no value.
 *
 * Thread: worker writes; any reads. */

G_BEGIN_DECLS

#define CLASP_SIGNAL_TABLE_MAX 1048576
#define CLASP_SIGNAL_TEXT 47 /* bytes of text kept for list rows */
#define CLASP_SIGNAL_WORDS (4 + (CLASP_SIGNAL_TEXT + 1) / 8)
#define CLASP_SIGNAL_POINTS 64 /* numbers kept of an array */
#define CLASP_SIGNAL_SUMMARY 8 /* of a longer one: the highest of each eighth */

typedef struct _ClaspSignalTable ClaspSignalTable;

/* What a row needs; plain data, copied out. */
typedef struct
{
  guint8  type;        /* ClaspValueType */
  guint8  signal;      /* ClaspSignal: how it came last */
  guint16 length;      /* of a string, bytes, array or map: its whole size */
  guint32 n_updates;
  double  number;      /* NaN when the value stands for no number */
  gint64  updated_us;  /* monotonic */
  guint64 origin;      /* session number of the last writer */
  char    text[CLASP_SIGNAL_TEXT + 1]; /* the value for a person, cut at a character */
} ClaspSignalState;

/* The newest value of a signal as a picture, if it is an array of numbers. */
typedef struct
{
  guint32 length;   /* of the array; 0 = it is none */
  guint32 n_points; /* length, or CLASP_SIGNAL_SUMMARY when that is more than CLASP_SIGNAL_POINTS */
  float   points[CLASP_SIGNAL_POINTS];
} ClaspSignalShape;

ClaspSignalTable *clasp_signal_table_new       (void);
ClaspSignalTable *clasp_signal_table_ref       (ClaspSignalTable *self);
void              clasp_signal_table_unref     (ClaspSignalTable *self);

/* Worker. The index, or G_MAXUINT when the table is full (counted) or its gate keeps it out. */
guint             clasp_signal_table_update    (ClaspSignalTable *self,
                                                ClaspStr          address,
                                                ClaspSignal       signal,
                                                const ClaspValue *value,
                                                guint64           origin,
                                                gint64            now_us);

/* Who has a say in which addresses the table lists. */
typedef struct
{
  /* One that it does not list, or not any more: FALSE keeps it out. */
  gboolean (*enter) (ClaspStr address, guint index, gpointer user_data);
  /* One is forgotten. */
  void     (*leave) (ClaspStr address, guint index, gpointer user_data);
} ClaspSignalGate;

/* Worker. NULL: all are listed. */
void              clasp_signal_table_set_gate  (ClaspSignalTable *self,
                                                const ClaspSignalGate *gate,
                                                gpointer          user_data);

/* What a slot holds, to put it back. */
typedef struct
{
  guint64 words[CLASP_SIGNAL_WORDS];
} ClaspSignalSlot;

/* Worker. G_MAXUINT: never seen. */
guint             clasp_signal_table_find      (ClaspSignalTable *self,
                                                ClaspStr          address);
/* Worker. FALSE when it is forgotten already. */
gboolean          clasp_signal_table_forget    (ClaspSignalTable *self,
                                                guint             index,
                                                ClaspSignalSlot  *slot);
/* Worker. FALSE when it has been seen meanwhile, or is kept out now. */
gboolean          clasp_signal_table_remember  (ClaspSignalTable *self,
                                                guint             index,
                                                const ClaspSignalSlot *slot);

/* Any thread. FALSE: forgotten. */
gboolean          clasp_signal_table_is_known  (ClaspSignalTable *self,
                                                guint             index);
/* Any thread. Addresses 0 … n-1 never change. */
guint             clasp_signal_table_get_size  (ClaspSignalTable *self);
const char       *clasp_signal_table_get_address (ClaspSignalTable *self,
                                                  guint             index);
void              clasp_signal_table_read      (ClaspSignalTable *self,
                                                guint             index,
                                                ClaspSignalState *state);
/* All but the text, which stays as it was: for whoever looks at every signal. */
void              clasp_signal_table_read_numbers (ClaspSignalTable *self,
                                                   guint             index,
                                                   ClaspSignalState *state);
/* FALSE: the newest value is no array of numbers. */
gboolean          clasp_signal_table_read_shape (ClaspSignalTable *self,
                                                 guint             index,
                                                 ClaspSignalShape *shape);
guint64           clasp_signal_table_get_n_refused (ClaspSignalTable *self);
/* Grows with every update: two equal numbers mean that nothing at all changed. */
guint64           clasp_signal_table_get_serial (ClaspSignalTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSignalTable, clasp_signal_table_unref)

G_END_DECLS
