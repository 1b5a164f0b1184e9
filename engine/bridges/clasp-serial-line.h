/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSerialLine: a serial port of this computer, ours alone, through libserialport; or a terminal that
 * is no hardware (a pseudo-terminal, a USB gadget's line), which has neither speed nor modem lines and
 * which that library does not open.
 *
 * Bytes are read from and written to its descriptor, which never waits: an empty line says EAGAIN, one
 * that was unplugged EIO or nothing.
 *
 * Thread: one at a time; clasp_serial_line_close () and clasp_serial_lines_foreach () any but the worker,
 * for they wait. */

G_BEGIN_DECLS

typedef struct _ClaspSerialLine ClaspSerialLine;

typedef struct
{
  guint    baud;      /* bits a second, any */
  guint    stop_bits; /* 1 or 2; eight bits and no parity always */
  gboolean rts_off;   /* RTS is switched off, which is what a bare cable's line driver wants */
} ClaspSerialLineSettings;

/* NULL with errno set: EBUSY when somebody has it, ENOTTY when it is no line. */
ClaspSerialLine *clasp_serial_line_open        (const char *path, const ClaspSerialLineSettings *settings);
/* What was written has so long to leave, the rest is thrown away. */
void             clasp_serial_line_close       (ClaspSerialLine *self, guint drain_ms);
/* The same without waiting; somebody else may open it at once. */
void             clasp_serial_line_close_later (ClaspSerialLine *self);

int              clasp_serial_line_get_fd      (ClaspSerialLine *self);
/* FALSE with errno set. */
gboolean         clasp_serial_line_set_break   (ClaspSerialLine *self, gboolean on);

typedef void (*ClaspSerialLineFunc) (const char *path, const char *name, gpointer user_data);

/* The serial ports there are, each with its path and a name for a person. */
void             clasp_serial_lines_foreach    (ClaspSerialLineFunc func, gpointer user_data);

G_END_DECLS
