/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange-private.h"

/* Which transform of other programs is which step of ours, and which parameter which setting.
 *
 * Thread: UI (tables: any). */

G_BEGIN_DECLS

typedef struct
{
  const char *type; /* theirs */
  const char *kind; /* ours */
  struct
  {
    const char *theirs;
    const char *ours;
    const char *library; /* (nullable) what the bridge library calls it */
  } names[4];
} ClaspExchangeStep;

/* Those of version 1. */
extern const ClaspExchangeStep clasp_exchange_steps[];
extern const guint             clasp_exchange_n_steps;

/* What reads transforms; steps are appended. */
typedef struct
{
  ClaspImport  *import;
  ClaspMapping *mapping; /* (nullable) where the notes go; NULL where there are none */
  GPtrArray    *steps;   /* of ClaspStep */
  const char   *path;
  guint         depth;   /* of chains and branches */
} ClaspStepReader;

#define CLASP_EXCHANGE_MAX_DEPTH 16 /* of chains and conditions */

/* clasp-exchange-steps.c: a sentence for what then has to be done by hand. */
gboolean    clasp_import_step         (ClaspStepReader *self, JsonObject *json, GError **error);
/* One, or a list of them. */
gboolean    clasp_import_steps        (ClaspStepReader *self, JsonNode *node, GError **error);
/* Into the mapping, behind its steps. */
gboolean    clasp_import_transform    (ClaspImport *import, JsonNode *node, ClaspMapping *mapping, const char *path, GError **error);
/* clasp-exchange-library.c */
gboolean    clasp_import_library_step (ClaspStepReader *self, const char *type, JsonObject *json, GError **error);
/* Names what of a transform of the library, or a program, is not read. */
void        clasp_library_tell_unknown (ClaspImport *import, JsonObject *json, const char *path);
/* clasp-exchange-conditions.c: (transfer full) (nullable) a condition of the library as one of ours. */
JsonObject *clasp_import_condition    (JsonObject *json, guint depth, GError **error);
/* (transfer full) (nullable) a tree of ours whose leaves may be of the library or of a rule. */
JsonObject *clasp_import_tree         (JsonObject *json, guint depth, GError **error);

G_END_DECLS
