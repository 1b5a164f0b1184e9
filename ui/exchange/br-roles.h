/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-part.h"

#include <adwaita.h>

/* A group with a row for each role of a part: which connection of the show it is, or that it is added.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* @title says what the part is. @changed is called with @user_data whenever another one was chosen; @imported,
 * @show and that outlive the group. */
GtkWidget *br_roles_new       (const char    *title,
                               ClaspImported *imported,
                               ClaspShow     *show,
                               GCallback      changed,
                               gpointer       user_data);
/* (nullable) Where the focus begins. */
GtkWidget *br_roles_get_first (GtkWidget     *self);

G_END_DECLS
