/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a device profile: refused with a reason, or one that says what it is called. */

#include "bridges/midi/clasp-midi-profile.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char             *text = g_strndup ((const char *) data, size);
  g_autoptr (GError)           error = NULL;
  g_autoptr (ClaspMidiProfile) profile = clasp_midi_profile_new_from_data (text, size, &error);

  if ((profile == NULL) != (error != NULL))
    g_error ("neither a profile nor a reason");
  if (profile != NULL && profile->name[0] == '\0')
    g_error ("a profile without a name");
  return 0;
}
