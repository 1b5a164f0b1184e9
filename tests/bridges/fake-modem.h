/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Makes pseudo-terminals into serial ports: linked into a test, it answers libserialport's questions for
 * modem lines, which a pseudo-terminal has none of, and keeps what was done to them.
 *
 * Thread: any (locked). */

G_BEGIN_DECLS

/* Off again with fake_modem_disable (), which forgets what was kept. */
void  fake_modem_enable  (void);
void  fake_modem_disable (void);
/* Whoever opens a port waits as long as this is so, as with a driver that is slow. */
void  fake_modem_hold    (gboolean is_held);
/* That somebody does now. */
gboolean fake_modem_is_waited_for (void);
/* (transfer full): "rts- break+ break- …" of all lines, in the order of time. */
char *fake_modem_dup_log (void);

G_END_DECLS
