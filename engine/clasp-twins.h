/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "clasp-finder.h"

/* ClaspTwins: MIDI devices with one name, and the connections of the show that are for them: which device each
 * connection means, and what it is called. Worked out first, for a person who touches the devices, then done as one
 * undo step. A connection keeps its addresses, whichever device it means, so that its mappings go with its name.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct _ClaspTwins ClaspTwins;

/* (transfer full) (nullable) (element-type ClaspFound), by id: @found and the devices that only their order tells from
 * it; NULL when there are none. */
GPtrArray  *clasp_twins_of_found      (ClaspFinder *finder, ClaspFound *found);
/* The same for a connection: equal devices of which its settings do not say which one it means, but by order. */
GPtrArray  *clasp_twins_of_connection (ClaspFinder *finder, ClaspConnection *connection);

/* @devices: of the two above. */
ClaspTwins *clasp_twins_new            (ClaspShow *show, GPtrArray *devices);
void        clasp_twins_free           (ClaspTwins *self);
guint       clasp_twins_get_n          (ClaspTwins *self);
/* What the connection of device @index is called, or will be. */
const char *clasp_twins_get_name       (ClaspTwins *self, guint index);
void        clasp_twins_set_name       (ClaspTwins *self, guint index, const char *name);
/* Will settings name each by its number or its plug? Else the order, which may be another at the next plugging, goes on
 * telling them apart. */
gboolean    clasp_twins_is_lasting     (ClaspTwins *self);

/* Gives each device a connection, in the show, so that it can be heard; for as long as somebody listens. Errors: those
 * of clasp_finder_use (). */
gboolean    clasp_twins_listen         (ClaspTwins *self, GError **error);
/* Which device is heard through the connection of that id; -1 for none of them. */
int         clasp_twins_find           (ClaspTwins *self, const char *connection);
/* FALSE: its connection is off, or only sends. */
gboolean    clasp_twins_can_hear       (ClaspTwins *self, guint index);
/* Undoes what listening did, while it is the newest step. */
void        clasp_twins_take_back      (ClaspTwins *self);
/* One undo step, in place of that of listening; none when nothing is another. Who is called as another connection was
 * becomes that connection's device. Errors: those of clasp_twins_listen (); nothing changed then. */
gboolean    clasp_twins_apply          (ClaspTwins *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTwins, clasp_twins_free)

G_END_DECLS
