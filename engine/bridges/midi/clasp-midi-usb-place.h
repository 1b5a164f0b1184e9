/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What tells a USB MIDI device from its twin: its serial number, and the plug it is in.
 *
 * Thread: any (reads files that the kernel makes as they are read). */

G_BEGIN_DECLS

typedef struct
{
  char *serial; /* (owned) (nullable): it has none, or is no USB device */
  char *plug;   /* (owned) (nullable): "1-1.2" */
} ClaspMidiUsbPlace;

/* Of a card of the sound system, -1 for a program; below @sys, "/sys". */
void     clasp_midi_usb_place_read    (ClaspMidiUsbPlace *self, const char *sys, int card);
void     clasp_midi_usb_place_clear   (ClaspMidiUsbPlace *self);
/* Whether @tag is its number or its plug. */
gboolean clasp_midi_usb_place_is      (const ClaspMidiUsbPlace *self, const char *tag);
/* (transfer full): the id of device @index of @n, in the sequencer's order: its name, and when others
 * have it, too, " @" and its number, or its plug when that is the same as well, or " #2". */
char    *clasp_midi_usb_place_make_id (const char *const       *names,
                                       const ClaspMidiUsbPlace *places,
                                       guint                    n,
                                       guint                    index);
/* (transfer full): all that may stand behind its name in a setting: which of that name it is, its number, its plug. */
char   **clasp_midi_usb_place_make_tags (const char *const       *names,
                                         const ClaspMidiUsbPlace *places,
                                         guint                    index);

G_END_DECLS
