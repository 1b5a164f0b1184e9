/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

#include <adwaita.h>

/* What a message offers to take back is what it tells of, and nothing else.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* Gives @toast a button that undoes the newest step of @show. The toast goes as soon as another step is the newest:
 * after another edit its button would take that back. */
void br_toast_offer_undo (AdwToast *toast, ClaspShow *show);

G_END_DECLS
