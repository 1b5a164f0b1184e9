/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge.h"
#include "bridges/sacn/clasp-sacn-receiver.h"

/* ClaspSacnInputs: the universes that come in, in the list of all; and which of their slots are one
 * value together, by the notes, so that they are told as one besides.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSacnInputs ClaspSacnInputs;

/* @bridge (unowned) writes what is told, by @scale (copied). */
ClaspSacnInputs *clasp_sacn_inputs_new  (ClaspBridge *bridge, const ClaspScale *scale);
/* Before the receiver is freed. */
void             clasp_sacn_inputs_free (ClaspSacnInputs *self);
void             clasp_sacn_inputs_add  (ClaspSacnInputs *self, ClaspSacnReceiver *receiver, guint16 universe, const char *group);
/* A slot has a new level. */
void             clasp_sacn_inputs_note (ClaspSacnInputs *self, guint16 universe, guint slot);
/* "/7/13/16", "/7/13/rgb": once, after all that changed was noted. */
void             clasp_sacn_inputs_tell (ClaspSacnInputs *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnInputs, clasp_sacn_inputs_free)

G_END_DECLS
