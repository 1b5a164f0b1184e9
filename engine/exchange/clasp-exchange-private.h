/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange.h"

#include "core/clasp-settings.h"
#include "mapping/clasp-route-pattern.h"

/* What the parts of the exchange share. Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  ClaspShow *show;
  GPtrArray *report;      /* (unowned) of sentences */
  guint      n_listeners; /* of our router, from the file */
} ClaspImport;

void             clasp_exchange_tell          (GPtrArray *report, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* NULL when it is missing, empty or no text. Borrowed. */
const char      *clasp_exchange_get_text      (JsonObject *json, const char *name);
/* A whole number between the two. FALSE and -1 when it is missing or null; FALSE and a sentence for
 * anything else that is none. */
gboolean         clasp_exchange_get_number    (JsonObject *json, const char *name, gint64 lowest, gint64 highest, gint64 *number, GError **error);
/* As the item's "enabled" says; TRUE when it says nothing. */
gboolean         clasp_exchange_get_enabled   (JsonObject *json);
/* (transfer full) (nullable): the first connection of a kind. */
ClaspConnection *clasp_exchange_find          (ClaspShow *show, const char *kind);
/* Whether @address is "/osc" or "/osc2", or below. */
gboolean         clasp_exchange_is_below      (const char *address, const char *namespace_);
/* Compiles the ends, the options and the steps as they will be when it runs. */
gboolean         clasp_exchange_check_mapping (ClaspMapping *mapping, GError **error);

/* clasp-exchange-servers.c */
void             clasp_import_server          (ClaspImport *self, JsonObject *json, const char *path);
/* clasp-exchange-links.c */
void             clasp_import_link            (ClaspImport *self, JsonObject *json, const char *path);
/* (transfer full) (nullable): the first of a kind, made when there is none. */
ClaspConnection *clasp_import_need_connection (ClaspImport *self, const char *kind, GError **error);

/* clasp-exchange-ends.c: (transfer full) the address of our router that a v1 endpoint means; @source
 * for what a target leaves as it came. */
char            *clasp_import_end             (ClaspImport *self, JsonObject *json, JsonObject *source, GError **error);

/* clasp-exchange-steps.c: the step of a v1 transform into the mapping; a sentence for what then has to
 * be done by hand. */
gboolean         clasp_import_transform       (ClaspImport *self, JsonObject *json, ClaspMapping *mapping, const char *path, GError **error);
/* What was kept of a transform that we cannot run stands behind one of these in the notes. */
#define CLASP_EXCHANGE_JAVASCRIPT "JavaScript of the imported file, not run:\n"
#define CLASP_EXCHANGE_WASM "WASM of the imported file, not run:\n"

/* clasp-exchange-csv.c */
gboolean         clasp_import_csv             (ClaspShow *show, const char *text, GPtrArray *report, GError **error);

/* ---- the other way; (transfer full) ---- */

/* clasp-exchange-export-ends.c: NULL, and an error, for what version 1 has no address for. */
JsonObject      *clasp_export_end             (ClaspShow *show, const char *address, gboolean is_target, GError **error);
/* clasp-exchange-export-servers.c */
JsonArray       *clasp_export_servers         (ClaspShow *show, GPtrArray *report);
/* What of @settings is not as it is by itself and not among @known is named. */
void             clasp_export_tell_settings   (GPtrArray *report, const char *path, ClaspSettings *settings, const char *const *known);
/* clasp-exchange-export-steps.c */
JsonObject      *clasp_export_transform       (ClaspMapping *mapping, const char *path, GPtrArray *report, GError **error);

G_END_DECLS
