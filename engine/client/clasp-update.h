/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-value-boxed.h"

/* ClaspUpdate: what a subscription is told: a parameter's value, or that it is gone; an event; some
 * samples; a step of a gesture; a timeline. Counted references; never changes.
 *
 * Thread: the client's. */

G_BEGIN_DECLS

typedef struct _ClaspUpdate ClaspUpdate;

#define CLASP_TYPE_UPDATE (clasp_update_get_type ())
GType             clasp_update_get_type         (void) G_GNUC_CONST;
ClaspUpdate      *clasp_update_ref              (ClaspUpdate       *self);
void              clasp_update_unref            (ClaspUpdate       *self);

ClaspSignal       clasp_update_get_signal       (const ClaspUpdate *self);
const char       *clasp_update_get_address      (const ClaspUpdate *self);
/* NULL when there is none; as a variant, see clasp_value_to_variant (). */
const ClaspValue *clasp_update_get_value        (const ClaspUpdate *self);
GVariant         *clasp_update_get_variant      (ClaspUpdate       *self);

/* Parameters: */
gboolean          clasp_update_is_removed       (const ClaspUpdate *self);
gboolean          clasp_update_is_snapshot      (const ClaspUpdate *self);
guint64           clasp_update_get_revision     (const ClaspUpdate *self);
/* Gestures: */
ClaspPhase        clasp_update_get_phase        (const ClaspUpdate *self);
guint             clasp_update_get_gesture      (const ClaspUpdate *self);
/* Streams: */
const double     *clasp_update_get_samples      (const ClaspUpdate *self,
                                                 gsize             *n_samples);
guint             clasp_update_get_rate         (const ClaspUpdate *self);
/* Unix microseconds of the router's clock, 0 when the sender gave none. */
guint64           clasp_update_get_timestamp_us (const ClaspUpdate *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspUpdate, clasp_update_unref)

G_END_DECLS
