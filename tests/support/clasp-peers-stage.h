/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/clasp-router-fixture.h"

/* Bridges in a router on the system's clock, for peers that other people wrote: they have their own
 * time. Somebody else in the router hears everything.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  ClaspRouterFixture router;
  ClaspSession      *local;   /* who hears: in router.log */
  GPtrArray         *bridges; /* (owned) ClaspBridge */
  guint16            port;    /* a free one */
} ClaspPeersStage;

void clasp_peers_stage_set_up    (ClaspPeersStage *self,
                                  gconstpointer    data);
void clasp_peers_stage_tear_down (ClaspPeersStage *self,
                                  gconstpointer    data);
/* Pairs of a setting's name and its text follow, then NULL. */
void clasp_peers_stage_open (ClaspPeersStage *self,
                             GType            type,
                             GType            settings_type,
                             const char      *namespace_,
                             ...) G_GNUC_NULL_TERMINATED;
/* @value is taken over. */
void clasp_peers_stage_set (ClaspPeersStage *self, const char *address, ClaspValue value);
void clasp_peers_stage_expect_heard (ClaspPeersStage *self, const char *text);
gboolean clasp_peers_stage_has_heard (ClaspPeersStage *self, const char *text);

/* ---- the peers ---- */

/* Skips the test, and is FALSE, where the npm package is not. */
gboolean clasp_peers_has_npm_package (const char *name);
/* Waits until what @peer said, gathered in @said, has @text in it. */
void clasp_peers_expect_said (ClaspTestPeer *peer, GString *said, const char *text);
/* liblo's oscdump says nothing when it has begun to listen: asked, by /osc/ready, until it answers. */
void clasp_peers_stage_await_oscdump (ClaspPeersStage *self, ClaspTestPeer *oscdump);
/* Its next line, without the time: "/a/b i 1". */
void clasp_peers_expect_dumped (ClaspTestPeer *oscdump, const char *expected);

G_END_DECLS
