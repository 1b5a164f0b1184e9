/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange-steps.h"

/* What version 2 calls what a show file has, both ways: JSON of one to JSON of the other.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* "in-min" → "inMin", and back; (transfer full). */
char       *clasp_v2_name        (const char *setting);
char       *clasp_v2_setting     (const char *name);
/* Takes what is a setting of @type out of @json, as a show file has it; what is left is not. NULL: all. (transfer full) */
JsonObject *clasp_v2_take        (JsonObject *json, GType type);
/* Writes a show file's settings of @type into @json. */
void        clasp_v2_put         (JsonObject *json, JsonObject *settings, GType type);
/* (transfer full) (nullable) the steps of a show file for version 2's. */
JsonArray  *clasp_v2_read_steps  (ClaspImport *self, JsonArray *array, const char *path, GError **error);
/* The same; what does not run here is kept as text in the "notes" of @kept (nullable). */
JsonArray  *clasp_v2_read_chain  (ClaspImport *self, JsonArray *array, const char *path, JsonObject *kept, GError **error);
JsonArray  *clasp_v2_write_steps (ClaspShow *show, JsonArray *steps);
/* Words and switches of @settings as settings of @type have them: "ease_in", 1. */
void        clasp_v2_adapt       (JsonObject *settings, GType type);
/* Names each member but those of @known (nullable): it is kept, and does nothing. */
void        clasp_v2_tell_unknown (ClaspImport *self, JsonObject *json, const char *const *known, const char *path);
/* The same of what is not kept. */
void        clasp_v2_tell_left_out (ClaspImport *self, JsonObject *json, const char *const *known, const char *path);
/* Gives a member another name; nothing when there is none, or one of the new name. */
void        clasp_v2_rename      (JsonObject *json, const char *from, const char *to);
/* What a show file would take for something else. */
void        clasp_v2_drop        (ClaspImport *self, JsonObject *json, const char *const *names, const char *path);

/* clasp-exchange-v2-ends.c: (transfer full) segments of a pattern, captures in one piece. */
GPtrArray  *clasp_v2_split        (const char *pattern);
/* (transfer full) "/a/b" of those from @first on. */
char       *clasp_v2_join         (GPtrArray *segments, guint first);
/* Behind the capture that begins at @at. */
const char *clasp_v2_skip_capture (const char *at);
/* (transfer full) (nullable) "sources" or "targets" of a route as a show file has them. */
JsonArray  *clasp_v2_read_ends    (ClaspImport *self, JsonObject *json, gboolean is_target, JsonObject *kept, const char *path, GError **error);
/* (nullable): "midi" or "dmx" where ends of that kind have such numbers. */
const char *clasp_v2_find_group   (const char *kind);
/* clasp-exchange-v2-numbers.c: what of an address, or of a path into its values, version 2 says by numbers. */
void        clasp_v2_write_numbers (ClaspConnection *connection, const char *address, const char *value_path, JsonObject *json);
/* clasp-exchange-v2-routes.c: (transfer full) (nullable) the mapping of a show file that is one of its routes. */
JsonObject *clasp_v2_read_route   (ClaspImport *self, JsonObject *json, const char *path, GError **error);
/* clasp-exchange-v2-links.c: (transfer full) the mappings of a show file that do what a link does. */
JsonArray  *clasp_v2_read_link    (ClaspImport *self, JsonObject *file, JsonObject *json, const char *path);

G_END_DECLS
