/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show-private.h"

/* What the parts that read a show's text share: everything that is no fault of the whole becomes a
 * sentence that begins with its path. Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const ClaspRegistry *registry;
  GPtrArray           *problems;                         /* (unowned) */
  GHashTable          *ids;   /* (owned) set of owned ids */
  GHashTable          *names; /* (owned) set of owned "KIND/NAME" */
  GPtrArray           *routers, *connections, *mappings, *locals; /* (owned) */
} ClaspReader;

/* clasp-show-read-values.c */
void           clasp_reader_complain      (ClaspReader *self, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);
gboolean       clasp_reader_holds         (JsonNode *node, GType type);
/* NULL when it is missing or, with a sentence, no text. Borrowed. */
const char    *clasp_reader_get_text      (ClaspReader *self, JsonObject *json, const char *path, const char *name);
/* TRUE when it is missing. */
gboolean       clasp_reader_get_boolean   (ClaspReader *self, JsonObject *json, const char *path, const char *name);
/* NULL to have one made. */
const char    *clasp_reader_get_id        (ClaspReader *self, JsonObject *json, const char *path);
/* NULL when it is missing (then @is_good) or, with a sentence, no list or too long. */
JsonArray     *clasp_reader_get_list      (ClaspReader *self, JsonObject *json, const char *path, const char *name, guint limit, gboolean *is_good);
void           clasp_reader_fill_settings (ClaspReader *self, JsonNode *node, const char *path, ClaspSettings *settings);
/* From the member "settings", which may be missing. */
ClaspSettings *clasp_reader_read_settings (ClaspReader *self, JsonObject *json, const char *path, GType type);

/* clasp-show-read-mapping.c */
void           clasp_reader_read_mapping  (ClaspReader *self, JsonObject *json, const char *path, const ClaspKind *none);

/* clasp-show-read-local.c */
gboolean       clasp_reader_read_locals   (ClaspReader *self, JsonObject *show, GError **error);

/* clasp-show-read.c: calls @read for every element that is an object. */
typedef void (*ClaspReadFunc) (ClaspReader *self, JsonObject *json, const char *path, const ClaspKind *kind);
gboolean       clasp_reader_read_list     (ClaspReader *self, JsonObject *show, const char *name, guint limit, ClaspReadFunc read, const ClaspKind *kind, GError **error);

G_END_DECLS
