/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "exchange/clasp-exchange.h"

#include <json-glib/json-glib.h>

/* ClaspExchangeMoves: where addresses and connections of a file are found in the show it goes into, and
 * everything that names them follows: ends, options, steps, conditions, scenes, rules, and what stands in
 * quotes in expressions and scripts.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  GHashTable *addresses; /* (owned) "/osc" → "/osc2" */
  GHashTable *ids;       /* (owned) of connections */
  GHashTable *hits;      /* (unowned) (nullable) set: what was found of both, for who wants to know */
} ClaspExchangeMoves;

void     clasp_exchange_moves_init  (ClaspExchangeMoves       *self);
void     clasp_exchange_moves_clear (ClaspExchangeMoves       *self);
gboolean clasp_exchange_moves_any   (const ClaspExchangeMoves *self);
void     clasp_exchange_moves_add_namespace  (ClaspExchangeMoves *self, const char *from, const char *to);
void     clasp_exchange_moves_add_connection (ClaspExchangeMoves *self, const char *from, const char *to);
/* (transfer full) "/local/connection/ID". */
char    *clasp_exchange_moves_dup_local (const char *id);

/* (transfer full) (nullable): NULL when it stays as it is. Of a text what begins it, or stands behind a
 * quote or "=". */
char    *clasp_exchange_move_address (const ClaspExchangeMoves *self, const char *address);
char    *clasp_exchange_move_text    (const ClaspExchangeMoves *self, const char *text);
/* TRUE when anything is otherwise now. */
gboolean clasp_exchange_move_settings (const ClaspExchangeMoves *self, ClaspSettings *settings);
/* @report (nullable) is told of expressions and scripts, which a person should look at. */
void     clasp_exchange_move_mapping (const ClaspExchangeMoves *self, ClaspMapping *mapping, GPtrArray *report);
/* (transfer full) */
JsonNode *clasp_exchange_move_node   (const ClaspExchangeMoves *self, JsonNode *node);

/* Of the connections that were read, as they would go in; @moves is the caller's to clear. */
void      clasp_exchange_find_moves  (ClaspShow *show, const ClaspImported *imported, ClaspExchangeMode mode, ClaspExchangeMoves *moves);

G_END_DECLS
