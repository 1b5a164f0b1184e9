/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-backend.h"

/* The MIDI devices that are there, for a person to choose from.
 *
 * Thread: any but the worker: the backends are asked, which takes its time. */

G_BEGIN_DECLS

typedef struct
{
  char                *id;   /* (owned) as the settings "port" and "output-port" take it */
  char                *name; /* (owned) for a person */
  gboolean             input, output; /* what it sends to us, what it takes from us */
  ClaspMidiBackendKind backend;
  char               **tags; /* (owned) (nullable) all that may stand behind its name: "#1", "@S1", "@1-1.2" */
} ClaspMidiDevice;

ClaspMidiDevice *clasp_midi_device_new   (const char           *id,
                                          const char           *name,
                                          gboolean              input,
                                          gboolean              output,
                                          ClaspMidiBackendKind  backend);
void             clasp_midi_device_free  (ClaspMidiDevice      *self);
/* (transfer full) (element-type ClaspMidiDevice): those of every backend this build has; a backend
 * that does not work here has none. */
GPtrArray       *clasp_midi_list_devices (void);

G_END_DECLS
