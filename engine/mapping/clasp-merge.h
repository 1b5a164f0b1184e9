/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value.h"
#include "mapping/clasp-chain.h"
#include "mapping/clasp-route-options.h"

/* ClaspMergeTable: what an address gets that several writers write (mapping.md 11.4).
 *
 * Needed only where a target merges by something else than the last value: with CLASP_MERGE_LAST
 * alone there is nothing to remember.
 *
 * Numbers merge with numbers, arrays of the same length element by element; anything else is the
 * last value. Time is handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_MERGE_MAX_ADDRESSES 65536
#define CLASP_MERGE_MAX_WRITERS 256 /* of one address */

typedef struct _ClaspMergeTable ClaspMergeTable;

/* Who writes, and how its values count. */
typedef struct
{
  gconstpointer     writer;     /* compared only */
  ClaspMerge        merge;
  guint             priority;
  gint64            timeout_us; /* with CLASP_MERGE_PRIORITY; 0 = never */
  double            weight;     /* with CLASP_MERGE_CROSSFADE */
  const ClaspRange *range;      /* (nullable) of the address, for sums; NULL = 0–1 */
} ClaspMergeInput;

/* What an address gets from now on. @value is borrowed. */
typedef void (*ClaspMergeFunc) (ClaspStr address, const ClaspValue *value, gpointer user_data);

ClaspMergeTable *clasp_merge_table_new    (void);
void             clasp_merge_table_free   (ClaspMergeTable       *self);
/* FALSE, and nothing in @result, when the address stays as it is: another writer's value counts. Where
 * the table is full it is the last value. */
gboolean         clasp_merge_table_put    (ClaspMergeTable       *self,
                                           ClaspStr               address,
                                           const ClaspMergeInput *input,
                                           const ClaspValue      *value,
                                           gint64                 now_us,
                                           ClaspValue            *result);
/* A weight of a writer changed: @func for each address whose value changes by it. */
void             clasp_merge_table_weigh  (ClaspMergeTable       *self,
                                           gconstpointer          writer,
                                           double                 weight,
                                           gint64                 now_us,
                                           ClaspMergeFunc         func,
                                           gpointer               user_data);
/* A writer lets go of @address, or with NULL of everything: @func for each address that others still
 * hold. */
void             clasp_merge_table_forget (ClaspMergeTable       *self,
                                           gconstpointer          writer,
                                           const char            *address,
                                           gint64                 now_us,
                                           ClaspMergeFunc         func,
                                           gpointer               user_data);
/* When the next value is too old to count; 0 = none will be. */
gint64           clasp_merge_table_get_due (const ClaspMergeTable *self);
/* @func for each address that changes because what held it is too old now. */
void             clasp_merge_table_expire (ClaspMergeTable       *self,
                                           gint64                 now_us,
                                           ClaspMergeFunc         func,
                                           gpointer               user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMergeTable, clasp_merge_table_free)

G_END_DECLS
