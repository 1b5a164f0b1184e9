/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-engine.h"
#include "clasp-found.h"

/* ClaspFinder: what there is to connect to, as a GListModel of ClaspFound in the order in which it
 * was found: MIDI and USB DMX devices of this computer, and on the network what announces itself as
 * speaking OSC or CLASP (DNS-SD), Art-Net nodes that answer a poll, and sACN sources. Nothing but that poll is
 * sent to any address that did not announce itself, and no device is opened.
 *
 * It looks only while it is watched. What disappears stays, as gone, until it is forgotten.
 *
 * Thread: UI. Devices are listed by another thread, for that takes its time. */

G_BEGIN_DECLS

#define CLASP_FINDER_INTERVAL_S 4 /* between two looks at this computer's devices */
#define CLASP_FINDER_MAX_FOUND 1024 /* more are left out */

#define CLASP_TYPE_FINDER (clasp_finder_get_type ())
/* Properties: problem (string or NULL): why the network cannot be searched, for a person; polls (boolean, default
 * TRUE): whether Art-Net nodes are asked every ten seconds, for which the network must carry a broadcast. */
G_DECLARE_FINAL_TYPE (ClaspFinder, clasp_finder, CLASP, FINDER, GObject)

/* Lists this computer's devices. (transfer full) (element-type ClaspSighting). Any thread. */
typedef GPtrArray *(*ClaspFinderScan) (void);

ClaspFinder     *clasp_finder_new         (ClaspShow *show);
/* With other devices than this computer's, and without the network; for tests. */
ClaspFinder     *clasp_finder_new_with    (ClaspShow *show, ClaspFinderScan scan);
/* From now on it also knows what connections of @engine overhear: while one of them has Art-Net's port, nodes
 * answer to that. For once, before it is watched. */
void             clasp_finder_follow      (ClaspFinder *self, ClaspEngine *engine);
/* Nested. */
void             clasp_finder_watch       (ClaspFinder *self);
void             clasp_finder_unwatch     (ClaspFinder *self);
/* Looks at once, watched or not. */
void             clasp_finder_look        (ClaspFinder *self);
const char      *clasp_finder_get_problem (ClaspFinder *self);
/* Adds a connection to it, with defaults: one edit of the show. (transfer none). Errors: those of
 * clasp_show_create_connection (), and CLASP_SHOW_ERROR_SETTING when the show is full. */
ClaspConnection *clasp_finder_use         (ClaspFinder *self, ClaspFound *found, GError **error);
/* The same without adding it. (transfer full) */
ClaspConnection *clasp_finder_create_connection (ClaspShow *show, const ClaspSighting *sighting, GError **error);
/* Takes one that is gone off the list. */
void             clasp_finder_forget      (ClaspFinder *self, ClaspFound *found);

/* What a service of DNS-SD is to a show; NULL for a type that is not looked for. (transfer full). Any
 * thread. */
ClaspSighting   *clasp_finder_sight_service (const char   *type,
                                             const char   *name,
                                             GInetAddress *address,
                                             guint16       port);
/* This computer's devices: the ClaspFinderScan of clasp_finder_new (). */
GPtrArray       *clasp_finder_list_devices (void);

G_END_DECLS
