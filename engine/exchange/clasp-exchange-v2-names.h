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
JsonArray  *clasp_v2_write_steps (ClaspShow *show, JsonArray *steps);
/* What a show file would take for something else. */
void        clasp_v2_drop        (ClaspImport *self, JsonObject *json, const char *const *names, const char *path);

G_END_DECLS
