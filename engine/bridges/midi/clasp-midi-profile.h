/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspMidiProfile: what is special about a controller, from a data file: `data/midi/README.md` says
 * how such a file is written. Its lists are those of the settings of the same names.
 *
 * Thread: any (immutable). Loading blocks: not on the worker. */

G_BEGIN_DECLS

#define CLASP_MIDI_PROFILE_MAX_SIZE (64 * 1024)

typedef struct
{
  char    *name;        /* (owned) for a person */
  char    *description; /* (owned) */
  char   **cc14;        /* (owned) */
  char   **relative;    /* (owned) */
  char   **touch;       /* (owned) */
  char   **lights;      /* (owned) */
  gboolean feedback;
  gboolean parameters;
} ClaspMidiProfile;

/* "mackie-control", looked for in the user's data folder, then in those of the system. Errors:
 * CLASP_BRIDGE_ERROR_SETTINGS, naming the file and the place in it. */
ClaspMidiProfile *clasp_midi_profile_load      (const char       *name,
                                                GError          **error);
ClaspMidiProfile *clasp_midi_profile_load_file (const char       *path,
                                                GError          **error);
ClaspMidiProfile *clasp_midi_profile_new_from_data (const char   *text,
                                                  gsize             size,
                                                  GError          **error);
void              clasp_midi_profile_free      (ClaspMidiProfile *self);
/* Letters, digits, - and _: no path. */
gboolean          clasp_midi_profile_is_name   (const char       *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspMidiProfile, clasp_midi_profile_free)

G_END_DECLS
