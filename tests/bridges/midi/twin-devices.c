/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/twin-devices.h"

#include "bridges/midi/clasp-midi-devices.h"
#include "bridges/midi/clasp-midi-wanted.h"
#include "support/clasp-test.h"

#include <sys/socket.h>
#include <unistd.h>

#define NOBODY -1

/* What a device says crosses to the worker through a pair of sockets, a message a packet. */
#define TWIN_TYPE_BACKEND (twin_backend_get_type ())
G_DECLARE_FINAL_TYPE (TwinBackend, twin_backend, TWIN, BACKEND, GObject)

struct _TwinBackend
{
  GObject                 parent_instance;
  ClaspReactorWatch      *watch; /* (owned) while open */
  ClaspMidiBackendHandler handler;
  gpointer                user_data;
  int                     own_fd, test_fd;
  int                     device; /* under @lock, which it is open to; NOBODY */
};

static GMutex lock;
static guint  n_devices;  /* under @lock */
static gboolean have_plugs; /* under @lock */
static GList *backends;   /* under @lock (element-type TwinBackend) (unowned) those that are open */

/* ---- what is there ---- */

static char *
dup_tag (guint index, gboolean is_plug)
{
  return is_plug ? g_strdup_printf ("@1-1.%u", index + 1) : g_strdup_printf ("#%u", index + 1);
}

static void
list (GPtrArray *devices)
{
  g_mutex_lock (&lock);
  for (guint i = 0; i < n_devices; i++)
    {
      g_autofree char *ordinal = dup_tag (i, FALSE), *plug = have_plugs ? dup_tag (i, TRUE) : NULL;
      const char      *tags[] = { ordinal, plug, NULL };
      g_autofree char *id =
        n_devices == 1 ? g_strdup (TWIN_NAME) : g_strconcat (TWIN_NAME, " ", have_plugs ? plug : ordinal, NULL);
      ClaspMidiDevice *device = clasp_midi_device_new (id, TWIN_NAME, TRUE, TRUE, CLASP_MIDI_BACKEND_ALSA);

      device->tags = g_strdupv ((char **) tags);
      g_ptr_array_add (devices, device);
    }
  g_mutex_unlock (&lock);
}

static int
find_locked (const char *port)
{
  g_auto (ClaspMidiWanted) wanted = { NULL };
  g_autoptr (GPtrArray)    names = g_ptr_array_new ();

  clasp_midi_wanted_parse (&wanted, port);
  for (guint i = 0; i < n_devices; i++)
    {
      g_autofree char *plug = dup_tag (i, TRUE);

      if (wanted.tag != NULL && have_plugs && g_str_equal (plug + 1, wanted.tag))
        return (int) i;
      g_ptr_array_add (names, (gpointer) TWIN_NAME);
    }
  return clasp_midi_wanted_find (&wanted, (const char *const *) names->pdata, names->len);
}

/* ---- the backend ---- */

static void
said_cb (guint32 events, gpointer user_data)
{
  g_autoptr (TwinBackend) self = g_object_ref (user_data);
  guint8                  message[256];
  gssize                  size;

  while (self->watch != NULL && (size = recv (self->own_fd, message, sizeof message, MSG_DONTWAIT)) > 0)
    self->handler.message (message, (gsize) size, g_get_monotonic_time (), self->user_data);
}

static gboolean
twin_backend_open (ClaspMidiBackend              *backend,
                   ClaspReactor                  *reactor,
                   const ClaspMidiBackendConfig  *config,
                   const ClaspMidiBackendHandler *handler,
                   gpointer                       user_data,
                   GError                       **error)
{
  TwinBackend *self = TWIN_BACKEND (backend);
  int          fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds), ==, 0);
  self->own_fd = fds[0];
  self->test_fd = fds[1];
  self->handler = *handler;
  self->user_data = user_data;
  self->watch = clasp_reactor_add (reactor, self->own_fd, EPOLLIN, said_cb, self);
  g_mutex_lock (&lock);
  self->device = find_locked (config->port);
  backends = g_list_prepend (backends, self);
  g_mutex_unlock (&lock);
  if (self->device != NOBODY)
    handler->connected (TWIN_NAME, user_data);
  return TRUE;
}

static void
twin_backend_close (ClaspMidiBackend *backend)
{
  TwinBackend *self = TWIN_BACKEND (backend);

  if (self->watch == NULL)
    return;
  g_mutex_lock (&lock);
  backends = g_list_remove (backends, self);
  g_mutex_unlock (&lock);
  g_clear_pointer (&self->watch, clasp_reactor_remove);
  close (self->own_fd);
  close (self->test_fd);
}

static gboolean
twin_backend_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  return TWIN_BACKEND (backend)->watch != NULL;
}

static void
twin_backend_iface_init (ClaspMidiBackendInterface *iface)
{
  iface->open = twin_backend_open;
  iface->close = twin_backend_close;
  iface->send = twin_backend_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TwinBackend,
                               twin_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND, twin_backend_iface_init))

static void
twin_backend_dispose (GObject *object)
{
  twin_backend_close (CLASP_MIDI_BACKEND (object));
  G_OBJECT_CLASS (twin_backend_parent_class)->dispose (object);
}

static void
twin_backend_class_init (TwinBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = twin_backend_dispose;
}

static void
twin_backend_init (TwinBackend *self)
{
  self->device = NOBODY;
}

static ClaspMidiBackend *
make (void)
{
  return g_object_new (TWIN_TYPE_BACKEND, NULL);
}

/* ---- for the test ---- */

void
twin_devices_init (void)
{
  static const ClaspMidiFake fake = { make, list };

  clasp_midi_backend_set_fake (&fake);
}

void
twin_devices_plug (guint n, gboolean with_plugs)
{
  g_mutex_lock (&lock);
  n_devices = n;
  have_plugs = with_plugs;
  g_mutex_unlock (&lock);
}

guint
twin_devices_count (guint index)
{
  guint n = 0;

  g_mutex_lock (&lock);
  for (GList *l = backends; l != NULL; l = l->next)
    n += ((TwinBackend *) l->data)->device == (int) index;
  g_mutex_unlock (&lock);
  return n;
}

void
twin_devices_say (guint index, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  g_mutex_lock (&lock);
  for (GList *l = backends; l != NULL; l = l->next)
    if (((TwinBackend *) l->data)->device == (int) index)
      g_assert_cmpint (send (((TwinBackend *) l->data)->test_fd, data, size, MSG_NOSIGNAL), ==, (gssize) size);
  g_mutex_unlock (&lock);
}
