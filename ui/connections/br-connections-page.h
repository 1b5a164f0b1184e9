/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "br-page.h"

/* The list of connections, first our own router. Actions: "connections.add" (kind) adds one,
 * "connections.add-menu" opens the list of kinds, "connections.find" looks for
 * devices, "connections.show" (id) opens one.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONNECTIONS_PAGE (br_connections_page_get_type ())
G_DECLARE_FINAL_TYPE (BrConnectionsPage, br_connections_page, BR, CONNECTIONS_PAGE, GtkWidget)

G_END_DECLS
