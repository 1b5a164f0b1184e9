/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "connections/br-connection-state.h"

/* BrRemedy: what a person can do about what a connection's row says.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  char *text;    /* (owned) */
  char *command; /* (owned) (nullable) for a terminal */
} BrRemedy;

/* For @state that needs a permission; FALSE when nothing is known that helps. @user is the name of who sits here. */
gboolean br_remedy_find   (BrRemedy *self, const BrConnectionState *state, const char *user);
void     br_remedy_clear  (BrRemedy *self);
/* May a port that somebody else has be what is wrong? */
gboolean br_remedy_is_port (const BrConnectionState *state);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BrRemedy, br_remedy_clear)

G_END_DECLS
