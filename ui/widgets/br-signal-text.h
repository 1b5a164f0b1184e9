/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "tap/clasp-signal-table.h"

/* What rows and inspectors say of a signal. Thread: UI. */

G_BEGIN_DECLS

/* For lists: numbers to 4 digits, text in quotes. (transfer full) */
char       *br_signal_short_text (const ClaspSignalState *state);
/* For the inspector: all digits. (transfer full) */
char       *br_signal_full_text  (const ClaspSignalState *state);
/* Translated: "number", "event". */
const char *br_signal_type_text  (const ClaspSignalState *state);

G_END_DECLS
