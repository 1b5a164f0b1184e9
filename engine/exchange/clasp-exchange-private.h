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
  GPtrArray *rules;       /* (unowned) of JsonNode */
  guint      n_listeners; /* of our router, from the file */
  const char *passphrase;  /* (unowned) (nullable) of its secrets */
  gboolean    is_view;     /* a newer version is read as far as that goes */
  gint64      newer;       /* which that is; else 0 */
  gboolean    is_sealed;   /* there are secrets, and no passphrase */
} ClaspImport;

void             clasp_exchange_tell          (GPtrArray *report, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* NULL when it is missing, empty or no text. Borrowed. */
const char      *clasp_exchange_get_text      (JsonObject *json, const char *name);
/* (nullable) */
JsonObject      *clasp_exchange_get_object    (JsonObject *json, const char *name);
JsonArray       *clasp_exchange_get_array     (JsonObject *json, const char *name);
/* Of a text, a number, true or false. */
gboolean         clasp_exchange_holds         (JsonNode *node, GType type);
gboolean         clasp_exchange_is_number     (JsonNode *node);
/* A whole number between the two. FALSE and -1 when it is missing or null; FALSE and a sentence for
 * anything else that is none. */
gboolean         clasp_exchange_get_number    (JsonObject *json, const char *name, gint64 lowest, gint64 highest, gint64 *number, GError **error);
/* As the item's "enabled" says; TRUE when it says nothing. */
gboolean         clasp_exchange_get_enabled   (JsonObject *json);
/* What must not stand in a file that is passed on: tokens, passwords. */
gboolean         clasp_exchange_is_secret     (const char *name);
/* The shortest text that is the same number. */
char            *clasp_exchange_print_number  (double number);
/* Compiles the ends, the options and the steps as they will be when it runs. */
gboolean         clasp_exchange_check_mapping (ClaspMapping *mapping, GError **error);
/* Its members, each (transfer none). */
JsonObject      *clasp_exchange_copy_object   (JsonObject *json);

/* Whether @version may be read; a newer one than @known for looking at alone. */
gboolean         clasp_import_accepts         (ClaspImport *self, gint64 version, gint64 known);

/* clasp-exchange-lines.c: (transfer full) path ("mappings[3]") → line of what stands in lists of @text, which is
 * JSON. */
GHashTable      *clasp_exchange_find_lines    (const char *text);
/* Puts the line in front of what was added to @report from @first on. */
void             clasp_exchange_add_lines     (GPtrArray *report, guint first, GHashTable *lines);

/* clasp-exchange-connections.c: (transfer full). */
GPtrArray       *clasp_exchange_list          (ClaspShow *show, const char *kind);
ClaspConnection *clasp_exchange_find_by_place (ClaspShow *show, const char *kind, const char *place);
/* (nullable): the one whose namespace it is in. */
ClaspConnection *clasp_exchange_find_by_address (ClaspShow *show, const char *address);
/* Whether @address is "/osc" or below. */
gboolean         clasp_exchange_is_under      (const char *address, const char *namespace_);
/* Those a version 1 end means: of a target one. Empty for the router. */
GPtrArray       *clasp_import_choose          (ClaspImport *self, JsonObject *json, gboolean is_target, const char *path, GError **error);

/* clasp-exchange-settings.c: names of settings of the router that would be otherwise; (transfer full). */
GPtrArray       *clasp_exchange_find_settings (ClaspShow *show, const ClaspImported *imported, gboolean is_kept);
void             clasp_exchange_apply_settings (ClaspShow *show, const ClaspImported *imported, gboolean is_kept);

/* clasp-exchange-v1.c */
gboolean         clasp_import_v1              (ClaspImport *self, JsonObject *json, GError **error);
/* clasp-exchange-servers.c */
void             clasp_import_server          (ClaspImport *self, JsonObject *json, const char *path);
/* clasp-exchange-links.c */
void             clasp_import_link            (ClaspImport *self, JsonObject *json, const char *path);
/* Makes one of a kind when there is none. */
gboolean         clasp_import_need_connection (ClaspImport *self, const char *kind, GError **error);

/* clasp-exchange-ends.c: (transfer full) the address of our router that a v1 endpoint of @connection (NULL:
 * of the router) means; @source for what a target leaves as it came. */
char            *clasp_import_end             (ClaspConnection *connection, JsonObject *json, JsonObject *source, GError **error);

/* What was kept of a transform that we cannot run stands behind one of these in the notes. */
#define CLASP_EXCHANGE_JAVASCRIPT "JavaScript of the imported file, not run:\n"
#define CLASP_EXCHANGE_WASM "WASM of the imported file, not run:\n"

/* clasp-exchange-csv.c */
gboolean         clasp_import_csv             (ClaspImport *self, const char *text, GError **error);
/* clasp-exchange-rules.c: each alone; what is no rule is told. */
gboolean         clasp_import_rules           (ClaspImport *self, JsonArray *array, GError **error);
/* clasp-exchange-v2.c */
gboolean         clasp_import_v2              (ClaspImport *self, JsonObject *json, GError **error);
/* clasp-exchange-tables.c; @entries (nullable) is a list of them alone. */
gboolean         clasp_import_tables          (ClaspImport *self, JsonObject *json, JsonArray *entries, GError **error);
/* clasp-exchange-yaml.c: (transfer full) @lines gets what clasp_exchange_find_lines () would. */
JsonNode        *clasp_exchange_parse_yaml    (const char *text, GHashTable *lines, GError **error);

/* ---- the other way; (transfer full) ---- */

/* clasp-exchange-export-ends.c: NULL, and an error, for what version 1 has no address for. */
JsonObject      *clasp_export_end             (ClaspShow *show, const char *address, gboolean is_target, GError **error);
/* Its namespace, when the kind alone does not say it. */
gboolean         clasp_export_needs_namespace (ClaspShow *show, ClaspConnection *connection);
/* clasp-exchange-export-servers.c */
JsonArray       *clasp_export_servers         (ClaspShow *show, GPtrArray *report);
/* What of @settings is not as it is by itself and not among @known is named. */
void             clasp_export_tell_settings   (GPtrArray *report, const char *path, ClaspSettings *settings, const char *const *known);
/* clasp-exchange-export-steps.c */
JsonObject      *clasp_export_transform       (ClaspMapping *mapping, const char *path, GPtrArray *report, GError **error);

G_END_DECLS
