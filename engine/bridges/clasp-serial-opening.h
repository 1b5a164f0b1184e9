/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-serial-line.h"
#include "io/clasp-reactor.h"

/* ClaspSerialOpening: a serial port that is being opened. A driver may take a sixth of a second for
 * that, a broken device longer, so a thread of its own does it and the worker is told.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspSerialOpening ClaspSerialOpening;

/* @line is yours; without one @number is why, as errno has it. Frees the opening. */
typedef void (*ClaspSerialOpeningFunc) (ClaspSerialLine *line, int number, gpointer user_data);

ClaspSerialOpening *clasp_serial_opening_new  (ClaspReactor                  *reactor,
                                               const char                    *path,
                                               const ClaspSerialLineSettings *settings,
                                               ClaspSerialOpeningFunc         func,
                                               gpointer                       user_data);
/* Given up before it was over: never calls back, and the line is closed when it is open. */
void                clasp_serial_opening_free (ClaspSerialOpening            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSerialOpening, clasp_serial_opening_free)

G_END_DECLS
