/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "local/clasp-local-settings.h"
#include "local/clasp-locals.h"
#include "support/clasp-router-fixture.h"

/* Local things on a router with a manual clock, and a hand that writes and listens.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture base;
  ClaspLocals       *locals;
  ClaspSession      *hand;
  GString           *heard; /* "ADDRESS=JSON" of parameters, "ADDRESS!JSON" of events, one a line */
  const char        *listens_to; /* a pattern */
  GString           *stored;     /* "ID: LINE LINE" */
  GString           *held_back; /* "ID-" or "ID+" */
  GString           *refused;   /* "CODE ADDRESS: SENTENCE", one a line */
  void (*answer) (gpointer stage, ClaspStr address, const ClaspDelivery *delivery);
} LocalStage;

void local_stage_set_up (LocalStage *stage, gconstpointer data);
void local_stage_tear_down (LocalStage *stage, gconstpointer data);
/* As after a crash: the router keeps what it has. */
void local_stage_restart (LocalStage *stage);
void local_stage_listen (LocalStage *stage, const char *pattern);
/* @settings: "key=value key=value", values without blanks. */
void local_stage_add (LocalStage *stage, const char *kind, const char *name, const char *settings);
void local_stage_put (LocalStage *stage, const char *address, const char *json);
void
local_stage_emit (LocalStage *stage, const char *address, const char *json); /* NULL = no value */
/* Fails unless what was heard since the last look is @expected; lines joined by blanks. */
void local_stage_expect (LocalStage *stage, const char *expected);
/* Fails unless the parameter is @json; NULL = there is none. */
void   local_stage_is (LocalStage *stage, const char *address, const char *json);
double local_stage_number (LocalStage *stage, const char *address);

#define local_stage_test(path, func)                                                               \
  g_test_add (path, LocalStage, NULL, local_stage_set_up, func, local_stage_tear_down)

G_END_DECLS
