/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "show/clasp-show.h"

/* Configurations of other programs: read into a show, and written from one (docs/exchange.md).
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define CLASP_EXCHANGE_MAX_SIZE (16 * 1024 * 1024) /* bytes of a text that is read */
#define CLASP_EXCHANGE_MAX_SERVERS 256 /* servers, and direct links, of a text */

/* Adds what @text says, a version 1 configuration of the reference application or a table of
 * mappings (CSV), to @show, which should be new. What cannot be taken over is left out, each with a sentence in @report
 * (element-type utf8) that begins with its path. With an error nothing changed.
 * Errors: CLASP_SHOW_ERROR_SYNTAX, _CONTENT, _VERSION. */
gboolean clasp_exchange_import (ClaspShow *show, const char *text, GPtrArray *report, GError **error);

/* (transfer full) the reference application's JSON, version 1, ending in a newline. What it cannot say is left out, each with a
 * sentence in @report that begins with the item. */
char    *clasp_exchange_export_v1 (ClaspShow *show, GPtrArray *report);

G_END_DECLS
