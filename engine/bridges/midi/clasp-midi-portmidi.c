/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-portmidi.h"

#include "bridges/midi/clasp-midi-codec.h"
#include "bridges/midi/clasp-midi-portmidi-private.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

struct _ClaspMidiPortmidi
{
  GObject                 parent_instance;
  ClaspReactor           *reactor; /* (owned) while open */
  ClaspReactorWatch      *watch;   /* (owned) of @news_fd */
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  ClaspMidiParser         parser;
  ClaspMidiPortmidiSide  *side; /* (owned) while open */
};

static void clasp_midi_portmidi_backend_init (ClaspMidiBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspMidiPortmidi,
                               clasp_midi_portmidi,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND,
                                                      clasp_midi_portmidi_backend_init))

static void
message_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiPortmidi *self = user_data;

  if (self->reactor != NULL)
    self->handler.message (message, size, self->parser.now_us, self->user_data);
}

static void
lose_device (ClaspMidiPortmidi *self)
{
  clasp_midi_parser_reset (&self->parser);
  self->handler.connected (NULL, self->user_data);
}

static void
handle_record (ClaspMidiPortmidi *self,
               guint8             type,
               gint64             time_us,
               const guint8      *bytes,
               gsize              size)
{
  guint64 n_dropped = self->parser.n_dropped;

  if (type == CLASP_MIDI_PORTMIDI_CONNECTED)
    self->handler.connected ((const char *) bytes, self->user_data);
  else if (type == CLASP_MIDI_PORTMIDI_GONE)
    lose_device (self);
  else if (type == CLASP_MIDI_PORTMIDI_LOST)
    self->handler.lost (self->user_data);
  else
    clasp_midi_parser_feed (&self->parser, bytes, size, time_us, message_cb, self);
  if (self->parser.n_dropped != n_dropped && self->reactor != NULL)
    self->handler.lost (self->user_data);
}

static void
news_cb (guint32 events, gpointer user_data)
{
  g_autoptr (ClaspMidiPortmidi) self = g_object_ref (user_data);
  const guint8                 *bytes;
  gsize                         size;
  guint8                        type;
  gint64                        time_us;
  guint64                       count;

  (void) !read (self->side->news_fd, &count, sizeof count);
  while (self->reactor != NULL &&
         clasp_midi_ring_pop (self->side->in, &type, &time_us, &bytes, &size))
    handle_record (self, type, time_us, bytes, size);
}

static gboolean
clasp_midi_portmidi_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  static const guint64 one = 1;
  ClaspMidiPortmidi   *self = CLASP_MIDI_PORTMIDI (backend);

  if (self->reactor == NULL || self->side->output.wanted.name[0] == '\0' ||
      !clasp_midi_ring_push (self->side->out, 0, 0, message, size))
    return FALSE;

  (void) !write (self->side->wake_fd, &one, sizeof one);
  return TRUE;
}

static void
clasp_midi_portmidi_close (ClaspMidiBackend *backend)
{
  static const guint64 one = 1;
  ClaspMidiPortmidi   *self = CLASP_MIDI_PORTMIDI (backend);

  if (self->reactor == NULL)
    return;

  g_clear_pointer (&self->watch, clasp_reactor_remove);
  g_clear_pointer (&self->reactor, clasp_reactor_unref);
  atomic_store (&self->side->is_closing, TRUE);
  (void) !write (self->side->wake_fd, &one, sizeof one);
  g_clear_pointer (&self->side, clasp_midi_portmidi_side_unref);
  clasp_midi_parser_reset (&self->parser);
}

static gboolean
check_config (const ClaspMidiBackendConfig *config, GError **error)
{
  if (config->port[0] != '\0' || config->output_port[0] != '\0')
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
                       _ ("PortMidi has no ports of our own: name a device"));
  return FALSE;
}

static gboolean
clasp_midi_portmidi_open (ClaspMidiBackend              *backend,
                          ClaspReactor                  *reactor,
                          const ClaspMidiBackendConfig  *config,
                          const ClaspMidiBackendHandler *handler,
                          gpointer                       user_data,
                          GError                       **error)
{
  ClaspMidiPortmidi *self = CLASP_MIDI_PORTMIDI (backend);
  const char        *out = config->output_port[0] != '\0' ? config->output_port : config->port;

  if (!check_config (config, error))
    return FALSE;

  self->handler = *handler;
  self->user_data = user_data;
  self->reactor = clasp_reactor_ref (reactor);
  self->side = clasp_midi_portmidi_side_new (config->input ? config->port : "", config->output ? out : "");
  self->watch = clasp_reactor_add (reactor, self->side->news_fd, EPOLLIN, news_cb, self);
  g_thread_unref (g_thread_new ("portmidi", clasp_midi_portmidi_thread, g_atomic_rc_box_acquire (self->side)));
  return TRUE;
}

static void
clasp_midi_portmidi_backend_init (ClaspMidiBackendInterface *iface)
{
  iface->open = clasp_midi_portmidi_open;
  iface->close = clasp_midi_portmidi_close;
  iface->send = clasp_midi_portmidi_send;
}

static void
clasp_midi_portmidi_finalize (GObject *object)
{
  ClaspMidiPortmidi *self = CLASP_MIDI_PORTMIDI (object);

  clasp_midi_portmidi_close (CLASP_MIDI_BACKEND (self));
  clasp_midi_parser_clear (&self->parser);
  G_OBJECT_CLASS (clasp_midi_portmidi_parent_class)->finalize (object);
}

static void
clasp_midi_portmidi_class_init (ClaspMidiPortmidiClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_midi_portmidi_finalize;
}

static void
clasp_midi_portmidi_init (ClaspMidiPortmidi *self)
{
}

/**
 * clasp_midi_portmidi_new:
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a backend that is closed
 */
ClaspMidiBackend *
clasp_midi_portmidi_new (void)
{
  return g_object_new (CLASP_TYPE_MIDI_PORTMIDI, NULL);
}
