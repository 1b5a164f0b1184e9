/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-transform-private.h"

/* ClaspInverseStep: undoes a step that makes one number of one number, by trying.
 *
 * For curves without a formula of their own on the way back. It is in no menu and in no file, and
 * clasp_settings_copy () does not copy what it undoes: such a copy does not compile.
 *
 * Thread: the one that owns the step. */

G_BEGIN_DECLS

/* (transfer full) What @forward, compiled or not, made of numbers from @low to @high becomes those
 * numbers again; of a level stretch its middle, at the ends the ends. NULL, and an error, when the step does not rise or
 * fall all the way. */
ClaspTransform *
clasp_inverse_step_new (ClaspTransform *forward, double low, double high, GError **error);

G_END_DECLS
