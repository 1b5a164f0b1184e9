/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-midi"

#include "bridges/midi/clasp-midi-raw.h"

#include "bridges/clasp-serial-opening.h"
#include "bridges/midi/clasp-midi-codec.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

/* Design notes: one descriptor for both directions, without blocking. While the device is away its
 * folder is watched, and whatever happens there makes us try again; what was read last decides, not
 * the news. Bytes that the device does not take at once wait here, few of them: the outbox before
 * us keeps the pace. A serial port is opened by a thread; until it is, it counts as away. */

#define READ_SIZE 4096
#define READS_PER_TURN 16
#define MAX_WAITING 4096

struct _ClaspMidiRaw
{
  GObject                 parent_instance;
  gboolean                is_serial;
  ClaspReactor           *reactor; /* (owned) while open */
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  char                   *path; /* (owned) while open */
  gboolean                input, output, running_status;
  guint                   baud;
  ClaspSerialOpening     *opening;      /* (owned) (nullable) of a serial port */
  gboolean                opens_again;  /* something happened meanwhile */
  ClaspSerialLine        *line;         /* (owned) of a serial port while it is there */
  int                     fd;           /* -1 while the device is away; @line's, if there is one */
  ClaspReactorWatch      *watch;        /* (owned) of @fd */
  int                     folder_fd;    /* -1 when there is no news of its folder */
  ClaspReactorWatch      *folder_watch; /* (owned) */
  ClaspDeferred           gone;         /* the device went while we wrote */
  ClaspMidiParser         parser;
  GByteArray             *waiting; /* (owned) */
  guint8                  status;  /* sent last, 0 = none */
};

static void clasp_midi_raw_backend_init (ClaspMidiBackendInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspMidiRaw,
                               clasp_midi_raw,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND,
                                                      clasp_midi_raw_backend_init))

static void lose_device (ClaspMidiRaw *self);

/* ---- in ---- */

static void
message_cb (const guint8 *message, gsize size, gpointer user_data)
{
  ClaspMidiRaw *self = user_data;

  /* A message may have made the bridge close us. */
  if (self->reactor != NULL)
    self->handler.message (message, size, self->parser.now_us, self->user_data);
}

static void
feed (ClaspMidiRaw *self, const guint8 *bytes, gsize size)
{
  guint64 n_dropped = self->parser.n_dropped;

  clasp_midi_parser_feed (&self->parser, bytes, size, g_get_monotonic_time (), message_cb, self);
  if (self->parser.n_dropped != n_dropped && self->reactor != NULL)
    self->handler.lost (self->user_data);
}

static void
read_some (ClaspMidiRaw *self)
{
  guint8 bytes[READ_SIZE];

  for (guint i = 0; i < READS_PER_TURN && self->fd >= 0; i++)
    {
      gssize size = read (self->fd, bytes, sizeof bytes);

      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0 && errno == EAGAIN)
        return;
      if (size <= 0)
        {
          lose_device (self);
          return;
        }
      if (self->input)
        feed (self, bytes, (gsize) size);
    }
}

/* ---- out ---- */

static void
want_events (ClaspMidiRaw *self)
{
  guint32 events = (self->input ? EPOLLIN : 0) | (self->waiting->len > 0 ? EPOLLOUT : 0);

  if (self->watch != NULL)
    clasp_reactor_modify (self->watch, events);
}

static void
gone_cb (gpointer user_data)
{
  lose_device (user_data);
}

/* FALSE when the device is gone; told later, for a caller is in the middle of sending. */
static gboolean
flush (ClaspMidiRaw *self)
{
  while (self->waiting->len > 0)
    {
      gssize size = write (self->fd, self->waiting->data, self->waiting->len);

      if (size < 0 && errno == EINTR)
        continue;
      if (size < 0 && errno == EAGAIN)
        break;
      if (size < 0)
        {
          clasp_reactor_defer (self->reactor, &self->gone, gone_cb, self);
          return FALSE;
        }
      g_byte_array_remove_range (self->waiting, 0, (guint) size);
    }

  want_events (self);
  return TRUE;
}

/* How much of @message need not be said: a status that the last message had
 * (show-protocols.md 2.2). Real-time bytes do not touch it. */
static gsize
skip_status (ClaspMidiRaw *self, const guint8 *message)
{
  gboolean is_same = self->running_status && message[0] == self->status;

  if (message[0] >= 0xf8)
    return 0;

  self->status = message[0] >= 0x80 && message[0] < 0xf0 ? message[0] : 0;
  return is_same && self->status != 0 ? 1 : 0;
}

static gboolean
clasp_midi_raw_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  ClaspMidiRaw *self = CLASP_MIDI_RAW (backend);
  gsize         skipped;

  if (self->fd < 0 || !self->output || self->waiting->len + size > MAX_WAITING)
    return FALSE;

  skipped = skip_status (self, message);
  g_byte_array_append (self->waiting, message + skipped, (guint) (size - skipped));
  return flush (self);
}

/* ---- the device ---- */

static void
device_cb (guint32 events, gpointer user_data)
{
  g_autoptr (ClaspMidiRaw) self = g_object_ref (user_data);

  if (events & EPOLLIN)
    read_some (self);
  if (self->fd >= 0 && (events & EPOLLOUT))
    flush (self);
  if (self->fd >= 0 && (events & (EPOLLERR | EPOLLHUP)))
    lose_device (self);
}

static void
close_device (ClaspMidiRaw *self)
{
  g_clear_pointer (&self->opening, clasp_serial_opening_free);
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  if (self->line != NULL)
    clasp_serial_line_close_later (g_steal_pointer (&self->line));
  else if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  self->status = 0;
  g_byte_array_set_size (self->waiting, 0);
  clasp_midi_parser_reset (&self->parser);
}

static int
open_mode (ClaspMidiRaw *self)
{
  if (self->input && self->output)
    return O_RDWR;
  return self->input ? O_RDONLY : O_WRONLY;
}

static gboolean
fail (ClaspMidiRaw *self, int number, GError **error)
{
  if (number == EACCES || number == EPERM)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED,
                 _ ("No permission to use %s. Your user must be in the group ‘%s’."), self->path,
                 self->is_serial ? "dialout" : "audio");
  else if (number == ENOENT || number == ENODEV || number == ENXIO)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s is not there"),
                 self->path);
  else if (number == EBUSY)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
                 _ ("%s is in use by another program"), self->path);
  else
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY, _ ("%s cannot be opened: %s"),
                 self->path, g_strerror (number));
  return FALSE;
}

/* Only a device: of a file or a pipe we would make something else by writing. -1 with errno set. */
static int
open_character_device (ClaspMidiRaw *self)
{
  int         fd = open (self->path, open_mode (self) | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat status;

  if (fd < 0 || (fstat (fd, &status) == 0 && S_ISCHR (status.st_mode)))
    return fd;

  close (fd);
  errno = ENOTTY;
  return -1;
}

static void
take_device (ClaspMidiRaw *self, int fd)
{
  self->fd = fd;
  self->watch = clasp_reactor_add (self->reactor, fd, self->input ? EPOLLIN : 0, device_cb, self);
  self->handler.connected (self->path, self->user_data);
}

/* Of what stands there and cannot be opened, the folder tells no more: that is tried again. */
static gboolean
is_worth_waiting (ClaspMidiRaw *self, const GError *error)
{
  return g_error_matches (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING) &&
         self->folder_watch != NULL && !g_file_test (self->path, G_FILE_TEST_EXISTS);
}

static void open_serial_port (ClaspMidiRaw *self);

static void
opened_cb (ClaspSerialLine *line, int number, gpointer user_data)
{
  ClaspMidiRaw      *self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->opening, clasp_serial_opening_free);
  self->line = line;
  if (line != NULL)
    take_device (self, clasp_serial_line_get_fd (line));
  else if (self->opens_again)
    open_serial_port (self);
  else if (!fail (self, number, &error) && !is_worth_waiting (self, error))
    self->handler.failed (error, self->user_data);
}

static void
open_serial_port (ClaspMidiRaw *self)
{
  ClaspSerialLineSettings settings = { .baud = self->baud, .stop_bits = 1 };

  self->opens_again = self->opening != NULL;
  if (self->opening == NULL)
    self->opening =
      clasp_serial_opening_new (self->reactor, self->path, &settings, opened_cb, self);
}

/* FALSE with @error when it is already known that there is none; it may come by itself. */
static gboolean
open_device (ClaspMidiRaw *self, GError **error)
{
  int fd;

  if (self->is_serial)
    {
      open_serial_port (self);
      return TRUE;
    }
  fd = open_character_device (self);
  if (fd < 0)
    return fail (self, errno, error);

  take_device (self, fd);
  return TRUE;
}

static gboolean
watch (ClaspMidiRaw *self, const char *folder)
{
  return inotify_add_watch (self->folder_fd, folder,
                            IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF) >= 0;
}

/* The folder, and when it is not there (udev removes its own with the last device) the one that it
 * will be made in. */
static gboolean
watch_nearest (ClaspMidiRaw *self, const char *folder)
{
  g_autofree char *outer = NULL;

  if (watch (self, folder))
    return TRUE;

  outer = g_path_get_dirname (folder);
  if (g_str_equal (outer, folder) || !watch_nearest (self, outer))
    return FALSE;
  watch (self, folder); /* made just now, before somebody looked */
  return TRUE;
}

/* Anything happened around a device that is away. */
static void
folder_cb (guint32 events, gpointer user_data)
{
  g_autoptr (ClaspMidiRaw) self = g_object_ref (user_data);
  g_autofree char         *folder = g_path_get_dirname (self->path);
  char                     news[4096];

  while (read (self->folder_fd, news, sizeof news) > 0)
    ;
  watch_nearest (self, folder);
  if (self->fd < 0)
    open_device (self, NULL);
}

static void
watch_folder (ClaspMidiRaw *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  self->folder_fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);
  if (self->folder_fd < 0)
    return;
  if (!watch_nearest (self, folder))
    {
      close (self->folder_fd);
      self->folder_fd = -1;
      return;
    }

  self->folder_watch = clasp_reactor_add (self->reactor, self->folder_fd, EPOLLIN, folder_cb, self);
}

static void
lose_device (ClaspMidiRaw *self)
{
  if (self->fd < 0)
    return;

  close_device (self);
  self->handler.connected (NULL, self->user_data);
}

/* ---- life ---- */

static void
clasp_midi_raw_close (ClaspMidiBackend *backend)
{
  ClaspMidiRaw *self = CLASP_MIDI_RAW (backend);

  if (self->reactor == NULL)
    return;

  close_device (self);
  clasp_reactor_cancel (self->reactor, &self->gone);
  g_clear_pointer (&self->folder_watch, clasp_reactor_remove);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  self->folder_fd = -1;
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->reactor, clasp_reactor_unref);
}

static gboolean
clasp_midi_raw_open (ClaspMidiBackend              *backend,
                     ClaspReactor                  *reactor,
                     const ClaspMidiBackendConfig  *config,
                     const ClaspMidiBackendHandler *handler,
                     gpointer                       user_data,
                     GError                       **error)
{
  ClaspMidiRaw      *self = CLASP_MIDI_RAW (backend);
  g_autoptr (GError) local = NULL;

  if (!g_path_is_absolute (config->port))
    {
      g_set_error_literal (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
                           _ ("‘Device’ must be a path, as /dev/snd/midiC1D0 or /dev/serial/by-id/…"));
      return FALSE;
    }

  self->handler = *handler;
  self->user_data = user_data;
  self->path = g_strdup (config->port);
  self->input = config->input;
  self->output = config->output;
  self->baud = config->baud;
  self->running_status = config->running_status;
  self->reactor = clasp_reactor_ref (reactor);
  watch_folder (self);
  if (open_device (self, &local))
    return TRUE;
  if (is_worth_waiting (self, local))
    return TRUE; /* it will be heard of */

  clasp_midi_raw_close (backend);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
clasp_midi_raw_backend_init (ClaspMidiBackendInterface *iface)
{
  iface->open = clasp_midi_raw_open;
  iface->close = clasp_midi_raw_close;
  iface->send = clasp_midi_raw_send;
}

static void
clasp_midi_raw_finalize (GObject *object)
{
  ClaspMidiRaw *self = CLASP_MIDI_RAW (object);

  clasp_midi_raw_close (CLASP_MIDI_BACKEND (self));
  clasp_midi_parser_clear (&self->parser);
  g_byte_array_unref (self->waiting);
  G_OBJECT_CLASS (clasp_midi_raw_parent_class)->finalize (object);
}

static void
clasp_midi_raw_class_init (ClaspMidiRawClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_midi_raw_finalize;
}

static void
clasp_midi_raw_init (ClaspMidiRaw *self)
{
  self->fd = self->folder_fd = -1;
  self->waiting = g_byte_array_new ();
}

/**
 * clasp_midi_raw_new:
 * @is_serial: a serial port, whose speed is set
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a backend that is closed
 */
ClaspMidiBackend *
clasp_midi_raw_new (gboolean is_serial)
{
  ClaspMidiRaw *self = g_object_new (CLASP_TYPE_MIDI_RAW, NULL);

  self->is_serial = is_serial;
  return CLASP_MIDI_BACKEND (self);
}
