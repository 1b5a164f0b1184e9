/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-backend.h"

#include "bridges/midi/clasp-midi-raw.h"
#ifdef CLASP_HAVE_ALSA
#include "bridges/midi/clasp-midi-alsa.h"
#endif
#ifdef CLASP_HAVE_PORTMIDI
#include "bridges/midi/clasp-midi-portmidi.h"

#include <glib/gi18n-lib.h>
#endif

G_DEFINE_ENUM_TYPE (ClaspMidiBackendKind,
                    clasp_midi_backend_kind,
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_BACKEND_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_BACKEND_ALSA, "alsa"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_BACKEND_PORTMIDI, "portmidi"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_BACKEND_RAW, "raw"),
                    G_DEFINE_ENUM_VALUE (CLASP_MIDI_BACKEND_SERIAL, "serial"))

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
  return CLASP_MIDI_BACKEND_GET_IFACE (self)->open (self, reactor, config, handler, user_data,
                                                    error);
}

void
clasp_midi_backend_close (ClaspMidiBackend *self)
{
  CLASP_MIDI_BACKEND_GET_IFACE (self)->close (self);
}

gboolean
clasp_midi_backend_send (ClaspMidiBackend *self, const guint8 *message, gsize size)
{
  return CLASP_MIDI_BACKEND_GET_IFACE (self)->send (self, message, size);
}

/* A build that has everything never says so. */
G_GNUC_UNUSED static ClaspMidiBackend *
fail (const char *why, GError **error)
{
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
               _ ("This build has no MIDI of that kind: it was made without %s"), why);
  return NULL;
}

static ClaspMidiBackend *
new_alsa (GError **error)
{
#ifdef CLASP_HAVE_ALSA
  return clasp_midi_alsa_new ();
#else
  return fail ("ALSA", error);
#endif
}

static ClaspMidiBackend *
new_portmidi (GError **error)
{
#ifdef CLASP_HAVE_PORTMIDI
  return clasp_midi_portmidi_new ();
#else
  return fail ("PortMidi", error);
#endif
}

static const ClaspMidiFake *fake;

/**
 * clasp_midi_backend_set_fake:
 * @midi: (nullable): what stands for the devices of this computer
 *
 * For tests.
 *
 * Thread: that of the test, before any engine is started.
 */
void
clasp_midi_backend_set_fake (const ClaspMidiFake *midi)
{
  fake = midi;
}

const ClaspMidiFake *
clasp_midi_backend_get_fake (void)
{
  return fake;
}

static ClaspMidiBackend *
new_auto (GError **error)
{
  if (fake != NULL)
    return fake->make ();
#ifdef CLASP_HAVE_ALSA
  return new_alsa (error);
#else
  return new_portmidi (error);
#endif
}

/**
 * clasp_midi_backend_new:
 * @kind: which
 * @error: return location for CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a backend that is closed
 */
ClaspMidiBackend *
clasp_midi_backend_new (ClaspMidiBackendKind kind, GError **error)
{
  switch (kind)
    {
    case CLASP_MIDI_BACKEND_AUTO:
      return new_auto (error);
    case CLASP_MIDI_BACKEND_ALSA:
      return new_alsa (error);
    case CLASP_MIDI_BACKEND_PORTMIDI:
      return new_portmidi (error);
    case CLASP_MIDI_BACKEND_RAW:
    case CLASP_MIDI_BACKEND_SERIAL:
      return clasp_midi_raw_new (kind == CLASP_MIDI_BACKEND_SERIAL);
    }

  return NULL;
}
