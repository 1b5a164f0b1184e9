/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-port-check.h"
#include "show/clasp-show.h"

#include <gtk/gtk.h>

/* BrPortHint: a line that appears when the port somebody types is used by another program, with a button that
 * takes a free one.
 *
 * Thread: UI; ports are tried by another, so the line appears a moment later. */

G_BEGIN_DECLS

#define BR_TYPE_PORT_HINT (br_port_hint_get_type ())
/* Signal "use" (string): the setting's text with the free port in it. */
G_DECLARE_FINAL_TYPE (BrPortHint, br_port_hint, BR, PORT_HINT, GtkWidget)

/* @name NULL: all settings that name ports. */
GtkWidget  *br_port_hint_new   (ClaspSettings *settings, const char *name);
/* While @text is typed. */
void        br_port_hint_check (BrPortHint    *self, const char *text);
void        br_port_hint_clear (BrPortHint    *self);
/* Is a port of the setting as it is taken? Of a connection that does not run. */
void        br_port_hint_look  (BrPortHint    *self);
/* Does it need a person? Else what has the port may leave it. */
void        br_port_hint_set_urgent (BrPortHint *self, gboolean is_urgent);
/* Of the setting that names the port shown. */
const char *br_port_hint_get_name (BrPortHint *self);

/* "Port 9000 is used by another program. Choose another, for example 9001." (transfer full) @owner: the name of
 * the connection that has it, or NULL; @free_port 0: none. */
char       *br_port_sentence   (guint          port, const char *owner, guint free_port);
/* (nullable) (transfer none) Whose port it is: the name of our router or of a connection, not of whom @except is. */
const char *br_port_find_owner (ClaspShow *show, ClaspSettings *except, const ClaspPortFinding *finding);

G_END_DECLS
