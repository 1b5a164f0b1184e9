/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "io/clasp-reactor.h"

#include <glib-object.h>

/* ClaspMidiBackend: how MIDI messages get to and from devices.
 *
 * A backend finds one device by its name, keeps looking for it while it is away, and offers ports of
 * its own that other programs can connect to.
 *
 * Thread: worker. Nothing blocks. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_MIDI_BACKEND_AUTO,     /* the sequencer, PortMidi in builds without it */
  CLASP_MIDI_BACKEND_ALSA,
  CLASP_MIDI_BACKEND_PORTMIDI,
  CLASP_MIDI_BACKEND_RAW,      /* a character device, /dev/snd/midiC1D0 */
  CLASP_MIDI_BACKEND_SERIAL,   /* a serial port */
} ClaspMidiBackendKind;

#define CLASP_TYPE_MIDI_BACKEND_KIND (clasp_midi_backend_kind_get_type ())
GType clasp_midi_backend_kind_get_type (void);

typedef struct
{
  const char *client_name; /* how other programs see us */
  const char *port;        /* part of the device's name, any case, or its id; "" = only our own ports */
  const char *output_port; /* the same for the other direction; "" = as @port */
  gboolean    input, output;
  guint       baud;           /* of SERIAL */
  gboolean    running_status; /* RAW and SERIAL leave out a status that is that of the message before */
} ClaspMidiBackendConfig;

typedef struct
{
  /* One whole message, and when it came (monotonic). */
  void (*message)   (const guint8 *message,
                     gsize         size,
                     gint64        received_us,
                     gpointer      user_data);
  /* The device came (@name is its whole name), or one more of its ports did; or it went (@name is
   * NULL). */
  void (*connected) (const char   *name,
                     gpointer      user_data);
  /* Messages were lost before they reached us. */
  void (*lost)      (gpointer      user_data);
  /* It does not work after all, which was not known when it was opened; closes it. */
  void (*failed)    (const GError *error,
                     gpointer      user_data);
} ClaspMidiBackendHandler;

#define CLASP_TYPE_MIDI_BACKEND (clasp_midi_backend_get_type ())
G_DECLARE_INTERFACE (ClaspMidiBackend, clasp_midi_backend, CLASP, MIDI_BACKEND, GObject)

struct _ClaspMidiBackendInterface
{
  GTypeInterface parent_iface;

  /* Opens our ports and looks for the device; `connected` may be called from within when it is
   * there. Errors: CLASP_BRIDGE_ERROR_MISSING without a sequencer, _DENIED without permission. */
  gboolean (*open)  (ClaspMidiBackend              *self,
                     ClaspReactor                  *reactor,
                     const ClaspMidiBackendConfig  *config,
                     const ClaspMidiBackendHandler *handler,
                     gpointer                       user_data,
                     GError                       **error);
  /* Idempotent; nothing calls back afterwards. */
  void     (*close) (ClaspMidiBackend              *self);
  /* One whole message, or the next part of a system exclusive one. FALSE when somebody who should
   * get it had no room. */
  gboolean (*send)  (ClaspMidiBackend              *self,
                     const guint8                  *message,
                     gsize                          size);
};

gboolean          clasp_midi_backend_open   (ClaspMidiBackend              *self,
                                             ClaspReactor                  *reactor,
                                             const ClaspMidiBackendConfig  *config,
                                             const ClaspMidiBackendHandler *handler,
                                             gpointer                       user_data,
                                             GError                       **error);
void              clasp_midi_backend_close  (ClaspMidiBackend              *self);
gboolean          clasp_midi_backend_send   (ClaspMidiBackend              *self,
                                             const guint8                  *message,
                                             gsize                          size);

/* Errors: CLASP_BRIDGE_ERROR_SETTINGS when this build has none of that kind. */
ClaspMidiBackend *clasp_midi_backend_new    (ClaspMidiBackendKind           kind,
                                             GError                       **error);

/* For tests: what stands for the devices of this computer, in all of the process. */
typedef struct
{
  ClaspMidiBackend *(*make) (void);               /* (transfer full): for AUTO. Thread: worker */
  void              (*list) (GPtrArray *devices); /* (element-type ClaspMidiDevice) adds them. Thread: any */
} ClaspMidiFake;

/* Before any engine is started. */
void                 clasp_midi_backend_set_fake (const ClaspMidiFake *fake);
/* NULL: there is none. */
const ClaspMidiFake *clasp_midi_backend_get_fake (void);

G_END_DECLS
