/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange.h"

/* Parts of a show: chosen mappings as a file of their own, with the connections they use, which are roles there.
 * Where such a file comes in, each role is one of the show's connections, or is added; the addresses of its
 * mappings follow, and nothing else changes (docs/exchange.md).
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  ClaspConnection *connection; /* (owned) of the file */
  guint            n_uses;     /* mappings of the file that name it */
  GPtrArray       *choices;    /* (owned) of ClaspConnection, those of the show it can be */
  ClaspConnection *there;      /* (unowned) (nullable) the one it is to be; NULL: it is added */
} ClaspPartRole;

/* (transfer full) (element-type ClaspConnection) those that @mappings use, in the order of the show. */
GPtrArray *clasp_part_list_connections (ClaspShow *show, GPtrArray *mappings);
/* (transfer full) the file's text, ending in a newline, without secrets. @report gets a sentence for each thing
 * that is left out. */
char      *clasp_part_export           (ClaspShow *show, GPtrArray *mappings, GPtrArray *report);

/* (transfer full) (element-type ClaspPartRole) those of a part, each with the best guess for @show unless it was
 * chosen before. Of any other form too. */
GPtrArray *clasp_part_list_roles       (ClaspImported *imported, ClaspShow *show);
/* @there (nullable): a connection of @show, of the same kind; NULL: the role is added. */
void       clasp_part_choose           (ClaspImported *imported, ClaspShow *show, ClaspConnection *role, ClaspConnection *there);
/* "NAME=CONNECTION", by names, namespaces or ids; nothing behind "=": it is added. Errors:
 * CLASP_SHOW_ERROR_SETTING. */
gboolean   clasp_part_choose_by_name   (ClaspImported *imported, ClaspShow *show, const char *text, GError **error);

G_END_DECLS
