/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "load.h"

#include "core/clasp-codec.h"

/* What only CLASP has. */

typedef void (*LoadParamFunc) (const char *address,
                               gsize       address_size,
                               guint64     value,
                               gpointer    user_data);

void load_clasp_say (LoadConn *conn, const ClaspMessage *message);
/* The parameters of a message without its frame; 0 when it is no SNAPSHOT. */
guint load_clasp_read_snapshot (const guint8 *message,
                                gsize         size,
                                LoadParamFunc func,
                                gpointer      user_data);
