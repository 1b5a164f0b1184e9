/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-backend.h"

#ifdef CLASP_HAVE_ALSA
#include "bridges/midi/clasp-midi-alsa.h"
#endif

G_DEFINE_INTERFACE (ClaspMidiBackend, clasp_midi_backend, G_TYPE_OBJECT)

static void
clasp_midi_backend_default_init (ClaspMidiBackendInterface *iface)
{
}

gboolean
clasp_midi_backend_open (ClaspMidiBackend              *self,
                         ClaspReactor                  *reactor,
                         const ClaspMidiBackendConfig  *config,
                         const ClaspMidiBackendHandler *handler,
                         gpointer                       user_data,
                         GError                       **error)
{
  return CLASP_MIDI_BACKEND_GET_IFACE (self)->open (self, reactor, config, handler, user_data, error);
}

void
clasp_midi_backend_close (ClaspMidiBackend *self)
{
  CLASP_MIDI_BACKEND_GET_IFACE (self)->close (self);
}

gboolean
clasp_midi_backend_send (ClaspMidiBackend *self,
                         const guint8     *message,
                         gsize             size)
{
  return CLASP_MIDI_BACKEND_GET_IFACE (self)->send (self, message, size);
}

/**
 * clasp_midi_backend_new:
 * @error: return location for CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): the backend of this system
 */
ClaspMidiBackend *
clasp_midi_backend_new (GError **error)
{
#ifdef CLASP_HAVE_ALSA
  return clasp_midi_alsa_new ();
#else
  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "This build has no MIDI: it was made without ALSA");
  return NULL;
#endif
}

/**
 * clasp_midi_list_devices:
 * @error: return location for CLASP_BRIDGE_ERROR_MISSING or _DENIED
 *
 * Thread: any but the worker.
 *
 * Returns: (transfer full) (nullable): names, as the setting `port` takes them
 */
char **
clasp_midi_list_devices (GError **error)
{
#ifdef CLASP_HAVE_ALSA
  return clasp_midi_alsa_list_devices (error);
#else
  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "This build has no MIDI: it was made without ALSA");
  return NULL;
#endif
}
