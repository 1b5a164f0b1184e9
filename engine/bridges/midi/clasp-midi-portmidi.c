/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-portmidi.h"

#include "bridges/midi/clasp-midi-codec.h"
#include "bridges/midi/clasp-midi-ring.h"

#include <errno.h>
#include <poll.h>
#include <portmidi.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Design notes: PortMidi has one state for the whole process and no locks, so all of its functions
 * are called under one lock, which only threads like ours take. It lists devices when it is
 * initialised and never again: while nobody has one open and ours is away, it is initialised anew.
 */

#define POLL_MS 1
#define LOOK_INTERVAL_US G_USEC_PER_SEC
#define EVENTS 256
#define OPEN_EVENTS 1024

/* Records to the worker. */
enum
{
  RECORD_BYTES,
  RECORD_CONNECTED, /* the device's name */
  RECORD_LOST,
};

/* What the thread works on. Both hold it; whoever is last frees it, so that nobody waits. */
typedef struct
{
  ClaspMidiRing   *in, *out; /* (owned) */
  int              news_fd, wake_fd;
  _Atomic gboolean is_closing;
  char            *wanted_in, *wanted_out; /* (owned) casefolded; "" = none */
  /* the thread's */
  PmStream   *input, *output;
  gint64      looked_us;
  gboolean    in_sysex; /* of what is read */
  GByteArray *sysex;    /* (owned) of what is written */
} Side;

struct _ClaspMidiPortmidi
{
  GObject                 parent_instance;
  ClaspReactor           *reactor; /* (owned) while open */
  ClaspReactorWatch      *watch;   /* (owned) of @news_fd */
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  ClaspMidiParser         parser;
  Side                   *side; /* (owned) while open */
};

static void clasp_midi_portmidi_backend_init (ClaspMidiBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspMidiPortmidi,
                               clasp_midi_portmidi,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND,
                                                      clasp_midi_portmidi_backend_init))

static GMutex   library;        /* PortMidi's */
static guint    n_streams;      /* under @library */
static guint    n_users;        /* under @library */
static gboolean is_initialised; /* under @library */

/* ---- the library, locked ---- */

/* On Linux the library is a client of the sequencer, and prints on standard error when it is not
 * there. */
static gboolean
can_initialise (void)
{
#ifdef __linux__
  return access ("/dev/snd/seq", R_OK | W_OK) == 0;
#else
  return TRUE;
#endif
}

static void
initialise_locked (void)
{
  if (!is_initialised && can_initialise ())
    is_initialised = Pm_Initialize () == pmNoError;
}

static void
terminate_locked (void)
{
  if (is_initialised)
    Pm_Terminate ();
  is_initialised = FALSE;
}

static void
enter_locked (void)
{
  n_users++;
  initialise_locked ();
}

static void
leave_locked (void)
{
  if (--n_users == 0)
    terminate_locked ();
}

/* Looks for devices that came since; impossible while a stream is open. */
static void
renew_locked (void)
{
  if (n_streams > 0)
    return;

  terminate_locked ();
  initialise_locked ();
}

/* The library initialises itself when it is asked. */
static int
count_locked (void)
{
  return is_initialised ? Pm_CountDevices () : 0;
}

static int
find_locked (const char *wanted, gboolean is_input)
{
  for (int i = 0; i < count_locked (); i++)
    {
      const PmDeviceInfo *info = Pm_GetDeviceInfo (i);
      g_autofree char    *folded = g_utf8_casefold (info->name, -1);

      if ((is_input ? info->input : info->output) && strstr (folded, wanted) != NULL)
        return i;
    }

  return -1;
}

/* ---- its own thread ---- */

static void
clear_side (gpointer data)
{
  Side *self = data;

  close (self->news_fd);
  close (self->wake_fd);
  clasp_midi_ring_free (self->in);
  clasp_midi_ring_free (self->out);
  g_free (self->wanted_in);
  g_free (self->wanted_out);
  g_byte_array_unref (self->sysex);
}

static Side *
side_new (const char *in, const char *out)
{
  Side *self = g_atomic_rc_box_new0 (Side);

  self->in = clasp_midi_ring_new ();
  self->out = clasp_midi_ring_new ();
  self->news_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->wanted_in = g_utf8_casefold (in, -1);
  self->wanted_out = g_utf8_casefold (out, -1);
  self->sysex = g_byte_array_new ();
  return self;
}

static void
side_unref (Side *self)
{
  g_atomic_rc_box_release_full (self, clear_side);
}

static PmTimestamp
time_cb (void *data)
{
  return (PmTimestamp) (g_get_monotonic_time () / 1000);
}

static void
tell (Side *self, guint8 type, const void *bytes, gsize size)
{
  static const guint64 one = 1;

  if (clasp_midi_ring_push (self->in, type, g_get_monotonic_time (), bytes, size))
    (void) !write (self->news_fd, &one, sizeof one);
}

static gboolean
is_complete (Side *self)
{
  return (self->wanted_in[0] == '\0' || self->input != NULL) &&
         (self->wanted_out[0] == '\0' || self->output != NULL);
}

static void
open_one_locked (Side *self, gboolean is_input)
{
  const char *wanted = is_input ? self->wanted_in : self->wanted_out;
  PmStream  **stream = is_input ? &self->input : &self->output;
  int         id = wanted[0] != '\0' && *stream == NULL ? find_locked (wanted, is_input) : -1;
  PmError     result;

  if (id < 0)
    return;

  result = is_input ? Pm_OpenInput (stream, id, NULL, OPEN_EVENTS, time_cb, NULL)
                    : Pm_OpenOutput (stream, id, NULL, OPEN_EVENTS, time_cb, NULL, 0);
  if (result != pmNoError)
    {
      *stream = NULL;
      return;
    }

  if (is_input)
    Pm_SetFilter (*stream, 0);
  n_streams++;
  tell (self, RECORD_CONNECTED, Pm_GetDeviceInfo (id)->name,
        strlen (Pm_GetDeviceInfo (id)->name) + 1);
}

static void
look_locked (Side *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (is_complete (self) || now_us - self->looked_us < LOOK_INTERVAL_US)
    return;

  if (self->looked_us != 0)
    renew_locked ();
  self->looked_us = now_us;
  open_one_locked (self, TRUE);
  open_one_locked (self, FALSE);
}

/* The bytes of one event: a message, or four bytes of a system exclusive one. */
static gsize
bytes_of (Side *self, PmMessage message, guint8 bytes[4])
{
  gsize size;

  for (guint i = 0; i < 4; i++)
    bytes[i] = (guint8) ((guint32) message >> (8 * i));
  if (bytes[0] >= 0xf8)
    return 1;
  if (bytes[0] >= 0x80 && bytes[0] != CLASP_MIDI_SYSEX && bytes[0] != CLASP_MIDI_END_OF_SYSEX)
    {
      self->in_sysex = FALSE;
      return 1u + (gsize) MAX (clasp_midi_n_data (bytes[0]), 0);
    }
  if (bytes[0] != CLASP_MIDI_SYSEX && !self->in_sysex)
    return 0;

  for (size = 0; size < 4 && bytes[size] != CLASP_MIDI_END_OF_SYSEX; size++)
    ;
  self->in_sysex = size == 4;
  return MIN (size + 1, 4);
}

static void
read_locked (Side *self)
{
  PmEvent events[EVENTS];
  guint8  bytes[4 * EVENTS];
  gsize   size = 0;
  int     n;

  if (self->input == NULL || Pm_Poll (self->input) <= 0)
    return;

  n = Pm_Read (self->input, events, EVENTS);
  if (n < 0)
    {
      tell (self, RECORD_LOST, NULL, 0);
      return;
    }
  for (int i = 0; i < n; i++)
    size += bytes_of (self, events[i].message, bytes + size);
  if (size > 0)
    tell (self, RECORD_BYTES, bytes, size);
}

static void
write_sysex_locked (Side *self, const guint8 *bytes, gsize size)
{
  if (bytes[0] == CLASP_MIDI_SYSEX)
    g_byte_array_set_size (self->sysex, 0);
  if (self->sysex->len + size > CLASP_MIDI_MAX_SYSEX)
    return;

  g_byte_array_append (self->sysex, bytes, (guint) size);
  if (bytes[size - 1] != CLASP_MIDI_END_OF_SYSEX)
    return;
  Pm_WriteSysEx (self->output, 0, self->sysex->data);
  g_byte_array_set_size (self->sysex, 0);
}

static void
write_locked (Side *self)
{
  const guint8 *bytes;
  gsize         size;
  guint8        type;
  gint64        time_us;

  while (clasp_midi_ring_pop (self->out, &type, &time_us, &bytes, &size))
    {
      if (self->output == NULL || size == 0)
        continue;
      if (bytes[0] == CLASP_MIDI_SYSEX || bytes[0] == CLASP_MIDI_END_OF_SYSEX || bytes[0] < 0x80)
        write_sysex_locked (self, bytes, size);
      else
        Pm_WriteShort (self->output, 0,
                       Pm_Message (bytes[0], size > 1 ? bytes[1] : 0, size > 2 ? bytes[2] : 0));
    }
}

static void
sleep_a_moment (Side *self)
{
  struct pollfd wake = { self->wake_fd, POLLIN, 0 };
  guint64       count;

  if (poll (&wake, 1, POLL_MS) > 0)
    (void) !read (self->wake_fd, &count, sizeof count);
}

static void
close_locked (PmStream **stream)
{
  if (*stream == NULL)
    return;

  Pm_Close (*stream);
  *stream = NULL;
  n_streams--;
}

static gpointer
thread_func (gpointer user_data)
{
  Side *self = user_data;

  g_mutex_lock (&library);
  enter_locked ();
  while (!atomic_load (&self->is_closing))
    {
      look_locked (self);
      read_locked (self);
      write_locked (self);
      g_mutex_unlock (&library);
      sleep_a_moment (self);
      g_mutex_lock (&library);
    }
  write_locked (self);
  close_locked (&self->input);
  close_locked (&self->output);
  leave_locked ();
  g_mutex_unlock (&library);
  side_unref (self);
  return NULL;
}

/* ---- worker side ---- */

static void
message_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiPortmidi *self = user_data;

  if (self->reactor != NULL)
    self->handler.message (message, size, self->parser.now_us, self->user_data);
}

static void
handle_record (ClaspMidiPortmidi *self,
               guint8             type,
               gint64             time_us,
               const guint8      *bytes,
               gsize              size)
{
  guint64 n_dropped = self->parser.n_dropped;

  if (type == RECORD_CONNECTED)
    self->handler.connected ((const char *) bytes, self->user_data);
  else if (type == RECORD_LOST)
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

  if (self->reactor == NULL || self->side->wanted_out[0] == '\0' ||
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
  g_clear_pointer (&self->side, side_unref);
  clasp_midi_parser_reset (&self->parser);
}

static gboolean
check_config (const ClaspMidiBackendConfig *config, GError **error)
{
  if (config->port[0] != '\0' || config->output_port[0] != '\0')
    return TRUE;

  g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
                       "PortMidi has no ports of our own: name a device");
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
  self->side = side_new (config->input ? config->port : "", config->output ? out : "");
  self->watch = clasp_reactor_add (reactor, self->side->news_fd, EPOLLIN, news_cb, self);
  g_thread_unref (g_thread_new ("portmidi", thread_func, g_atomic_rc_box_acquire (self->side)));
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

/**
 * clasp_midi_portmidi_list_devices:
 * @devices: (element-type ClaspMidiDevice): where they are added
 *
 * Thread: any but the worker.
 */
void
clasp_midi_portmidi_list_devices (GPtrArray *devices)
{
  g_mutex_lock (&library);
  enter_locked ();
  for (int i = 0; i < count_locked (); i++)
    {
      const PmDeviceInfo *info = Pm_GetDeviceInfo (i);

      g_ptr_array_add (devices, clasp_midi_device_new (info->name, info->name, info->input,
                                                       info->output, CLASP_MIDI_BACKEND_PORTMIDI));
    }
  leave_locked ();
  g_mutex_unlock (&library);
}
