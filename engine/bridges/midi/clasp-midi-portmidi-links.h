/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What the kernel's sequencer says of connections, as text: PortMidi itself does not tell when a
 * device goes, nor that one came.
 *
 * Thread: any (pure functions, but for _read (), which reads a file that the kernel makes). */

G_BEGIN_DECLS

/* NULL where there is no such file. */
char *clasp_midi_portmidi_links_read (void);
/* (transfer full): "20:0-128:1" for each connection from (@is_input) or to the ports called @name.
 */
GStrv clasp_midi_portmidi_links_of (const char *text, const char *name, gboolean is_input);
/* (transfer full): "20:0" for each port called @name that sends (@is_input) or takes. */
GStrv clasp_midi_portmidi_links_places (const char *text, const char *name, gboolean is_input);
/* (transfer full): the ports whose names have @part in them, "20:0 Pad\n"; casefolded. */
char *clasp_midi_portmidi_links_ports (const char *text, const char *part);

G_END_DECLS
