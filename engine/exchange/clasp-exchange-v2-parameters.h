/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange-steps.h"

/* What version 2 calls the parameters of transforms where a show file calls them otherwise, or says them in
 * another shape: pairs, points, chains, conditions, two values in a list (mapping.md 12).
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Takes what is in the table out of @json, a transform of that kind, into @settings, as a show file has it. What
 * cannot be read is told. */
void clasp_v2_read_parameters  (ClaspImport *import, const char *kind, JsonObject *json, JsonObject *settings, const char *path);
/* Takes what is in the table out of @settings and writes it into @json. @type is that of the settings. */
void clasp_v2_write_parameters (ClaspShow *show, const char *kind, GType type, JsonObject *settings, JsonObject *json);

G_END_DECLS
