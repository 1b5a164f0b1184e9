/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "client/clasp-signal-description.h"
#include "core/clasp-message.h"

/* To and from messages. Thread: any. */

G_BEGIN_DECLS

GPtrArray              *clasp_signal_descriptions_new      (void); /* owns what is in it */
ClaspSignalDescription *clasp_signal_description_from_info (const ClaspSignalInfo        *info);
/* Borrows the texts. */
ClaspSignalInfo         clasp_signal_description_to_info   (const ClaspSignalDescription *self);

G_END_DECLS
