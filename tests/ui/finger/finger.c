/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "finger.h"

#include "support/clasp-test.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

#define SERVER "gtk4-broadwayd"
#define MAX_FINGERS 4
#define NOBODY -1
#define STEP_MS 12

/* What the server says; each is followed by a serial number. */
enum
{
  SAYS_GRAB,
  SAYS_UNGRAB,
  SAYS_NEW,
  SAYS_SHOW,
  SAYS_HIDE,
  SAYS_RAISE,
  SAYS_LOWER,
  SAYS_DESTROY,
  SAYS_PLACE,
  SAYS_PARENT,
  SAYS_DISCONNECTED,
  SAYS_SHOW_KEYBOARD = 12,
  SAYS_TEXTURE,
  SAYS_NO_TEXTURE,
  SAYS_NODES,
  SAYS_ROUNDTRIP,
};

/* What a browser says. */
enum
{
  TELL_ENTER = 0,
  TELL_TOUCH = 5,
  TELL_GRAB = 9,
  TELL_UNGRAB = 10,
  TELL_PLACE = 11,
  TELL_SIZE = 12,
  TELL_ROUNDTRIP = 14,
};

enum
{
  TOUCH_BEGIN,
  TOUCH_UPDATE,
  TOUCH_END,
};

typedef struct
{
  int      id, x, y, width, height;
  gboolean is_shown;
} Surface;

typedef struct
{
  gboolean is_down;
  int      surface; /* on which it was put */
  int      x, y;
} Finger;

struct _FingerScreen
{
  ClaspTestPeer           *server; /* (owned) */
  char                    *path;   /* (owned) of the socket */
  SoupSession             *session; /* (owned) or NULL */
  SoupWebsocketConnection *browser; /* (owned) or NULL */
  GPtrArray               *surfaces; /* (owned) (element-type Surface), the topmost last */
  Finger                   fingers[MAX_FINGERS + 1];
  int                      width, height;
  int                      grabbing; /* surface, or NOBODY */
  gboolean                 grabs_all;
  int                      entered; /* surface below the pointer that the first finger stands for */
  guint32                  serial;
  gint64                   start_us;
  gint64                   last_ms; /* what the clock was said to be */
};

/* --- telling --- */

static void
tell (FingerScreen *self, guint32 what, const gint32 *arguments, guint n)
{
  gint64  now_ms = 1 + (g_get_monotonic_time () - self->start_us) / 1000;
  guint32 words[16] = { GUINT32_TO_BE (what), GUINT32_TO_BE (self->serial) };

  /* A finger takes its time, at whatever speed a test runs. */
  self->last_ms = MAX (now_ms, self->last_ms + (what == TELL_TOUCH ? STEP_MS : 0));
  words[2] = GUINT32_TO_BE ((guint32) self->last_ms);
  g_assert_cmpuint (n, <=, G_N_ELEMENTS (words) - 3);
  for (guint i = 0; i < n; i++)
    words[3 + i] = GUINT32_TO_BE ((guint32) arguments[i]);
  soup_websocket_connection_send_binary (self->browser, words, (3 + n) * sizeof *words);
}

#define TELL(self, what, ...) \
  tell (self, what, (const gint32[]) { __VA_ARGS__ }, sizeof ((const gint32[]) { __VA_ARGS__ }) / sizeof (gint32))

/* --- surfaces --- */

static Surface *
find_surface (FingerScreen *self, int id)
{
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      Surface *surface = g_ptr_array_index (self->surfaces, i);

      if (surface->id == id)
        return surface;
    }

  return NULL;
}

static void
tell_place (FingerScreen *self, const Surface *surface)
{
  TELL (self, TELL_PLACE, surface->id, surface->x, surface->y, surface->width, surface->height);
}

/* To the top, or below all others. */
static void
restack (FingerScreen *self, int id, gboolean is_up)
{
  Surface *surface = find_surface (self, id);
  guint    at;

  if (surface == NULL || !g_ptr_array_find (self->surfaces, surface, &at))
    return;

  g_ptr_array_steal_index (self->surfaces, at);
  g_ptr_array_insert (self->surfaces, is_up ? -1 : 0, surface);
}

static void
show (FingerScreen *self, int id, gboolean is_shown)
{
  Surface *surface = find_surface (self, id);

  if (surface != NULL)
    surface->is_shown = is_shown;
  if (!is_shown && self->grabbing == id)
    self->grabbing = NOBODY;
}

static void
destroy (FingerScreen *self, int id)
{
  show (self, id, FALSE);
  g_ptr_array_remove (self->surfaces, find_surface (self, id));
}

static const Surface *
surface_at (FingerScreen *self, int x, int y)
{
  for (guint i = self->surfaces->len; i > 0; i--)
    {
      const Surface *surface = g_ptr_array_index (self->surfaces, i - 1);

      if (surface->is_shown && x >= surface->x && x < surface->x + surface->width && y >= surface->y
          && y < surface->y + surface->height)
        return surface;
    }

  return NULL;
}

/* The window is the oldest that is shown. */
static const Surface *
find_window (FingerScreen *self)
{
  for (guint i = 0; i < self->surfaces->len; i++)
    {
      const Surface *surface = g_ptr_array_index (self->surfaces, i);

      if (surface->is_shown)
        return surface;
    }

  return NULL;
}

/* --- hearing --- */

typedef struct
{
  const guint8 *data;
  gsize         left;
} Reader;

static guint32
read_number (Reader *reader, guint n_bytes)
{
  guint32 number = 0;

  g_assert_cmpuint (reader->left, >=, n_bytes);
  for (guint i = 0; i < n_bytes; i++)
    number |= (guint32) reader->data[i] << (8 * i);
  reader->data += n_bytes;
  reader->left -= n_bytes;

  return number;
}

static int
read_place (Reader *reader)
{
  return (gint16) read_number (reader, 2);
}

static void
skip (Reader *reader, gsize n_bytes)
{
  g_assert_cmpuint (reader->left, >=, n_bytes);
  reader->data += n_bytes;
  reader->left -= n_bytes;
}

static void
hear_new (FingerScreen *self, Reader *reader)
{
  Surface *surface = g_new0 (Surface, 1);

  surface->id = (int) read_number (reader, 2);
  surface->x = read_place (reader);
  surface->y = read_place (reader);
  surface->width = read_place (reader);
  surface->height = read_place (reader);
  g_ptr_array_add (self->surfaces, surface);
  tell_place (self, surface);
}

static void
hear_place (FingerScreen *self, Reader *reader)
{
  Surface *surface = find_surface (self, (int) read_number (reader, 2));
  guint32  what = read_number (reader, 1);

  g_assert_nonnull (surface);
  if (what & 1)
    {
      surface->x = read_place (reader);
      surface->y = read_place (reader);
    }
  if (what & 2)
    {
      surface->width = read_place (reader);
      surface->height = read_place (reader);
    }
  tell_place (self, surface);
}

static void
hear_grab (FingerScreen *self, Reader *reader)
{
  self->grabbing = (int) read_number (reader, 2);
  self->grabs_all = read_number (reader, 1) == 0;
  TELL (self, TELL_GRAB, 0);
}

/* The toolkit draws no further frame before it is answered. */
static void
hear_roundtrip (FingerScreen *self, Reader *reader)
{
  int     id = (int) read_number (reader, 2);
  guint32 tag = read_number (reader, 4);

  TELL (self, TELL_ROUNDTRIP, id, (gint32) tag);
}

static void
hear_one (FingerScreen *self, Reader *reader)
{
  guint32 what = read_number (reader, 1);

  self->serial = read_number (reader, 4);
  switch (what)
    {
    case SAYS_GRAB:
      hear_grab (self, reader);
      break;
    case SAYS_UNGRAB:
      self->grabbing = NOBODY;
      TELL (self, TELL_UNGRAB, 0);
      break;
    case SAYS_NEW:
      hear_new (self, reader);
      break;
    case SAYS_SHOW:
    case SAYS_HIDE:
      show (self, (int) read_number (reader, 2), what == SAYS_SHOW);
      break;
    case SAYS_RAISE:
    case SAYS_LOWER:
      restack (self, (int) read_number (reader, 2), what == SAYS_RAISE);
      break;
    case SAYS_DESTROY:
      destroy (self, (int) read_number (reader, 2));
      break;
    case SAYS_PLACE:
      hear_place (self, reader);
      break;
    case SAYS_ROUNDTRIP:
      hear_roundtrip (self, reader);
      break;
    /* What is only to be looked at. */
    case SAYS_PARENT:
    case SAYS_NO_TEXTURE:
      skip (reader, 4);
      break;
    case SAYS_SHOW_KEYBOARD:
      skip (reader, 2);
      break;
    case SAYS_TEXTURE:
      skip (reader, 4);
      skip (reader, read_number (reader, 4));
      break;
    case SAYS_NODES:
      skip (reader, 2);
      skip (reader, (gsize) read_number (reader, 4) * 4);
      break;
    case SAYS_DISCONNECTED:
      break;
    default:
      g_error ("the display server says %u, which is not known", what);
    }
}

static void
message_cb (SoupWebsocketConnection *browser, SoupWebsocketDataType type, GBytes *message, FingerScreen *self)
{
  Reader reader;

  reader.data = g_bytes_get_data (message, &reader.left);
  while (reader.left > 0)
    hear_one (self, &reader);
}

/* --- the server --- */

/* The last thing it does is to listen to programs. */
static gboolean
is_there (gpointer user_data)
{
  const char                   *programs = user_data;
  g_autoptr (GSocketClient)     client = g_socket_client_new ();
  g_autoptr (GSocketAddress)    address = g_unix_socket_address_new (programs);
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);

  return connection != NULL;
}

/* It tells of every message. */
static void
ignore_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
}

FingerScreen *
finger_screen_new (const char *folder, const char **reason)
{
  g_autofree char *program = g_find_program_in_path (SERVER);
  g_autofree char *programs = g_build_filename (folder, "broadway1.socket", NULL); /* of display :0 */
  FingerScreen    *self;

#ifndef GDK_WINDOWING_BROADWAY
  *reason = "the toolkit was built without Broadway";
  return NULL;
#endif
  if (program == NULL)
    {
      *reason = SERVER " is not installed";
      return NULL;
    }

  g_log_set_handler ("libsoup", G_LOG_LEVEL_DEBUG, ignore_cb, NULL);
  self = g_new0 (FingerScreen, 1);
  self->path = g_build_filename (folder, "screen", NULL);
  self->surfaces = g_ptr_array_new_with_free_func (g_free);
  self->grabbing = NOBODY;
  self->start_us = g_get_monotonic_time ();
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
  g_setenv ("GDK_BACKEND", "broadway", TRUE);
  g_setenv ("BROADWAY_DISPLAY", ":0", TRUE);
  /* The server gets nodes of one picture for each frame wrong. */
  g_unsetenv ("GSK_RENDERER");
  self->server = clasp_test_peer_new ((const char *const[]) { program, "--unixsocket", self->path, ":0", NULL });
  g_assert_nonnull (self->server);
  clasp_test_spin_until (is_there, programs, "the display server");

  return self;
}

void
finger_screen_resize (FingerScreen *self, int width, int height)
{
  TELL (self, TELL_SIZE, width, height, 1);
}

static void
opened_cb (GObject *session, GAsyncResult *result, gpointer user_data)
{
  FingerScreen      *self = user_data;
  g_autoptr (GError) error = NULL;

  self->browser = soup_session_websocket_connect_finish (SOUP_SESSION (session), result, &error);
  g_assert_no_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (self->browser, 0);
  g_signal_connect (self->browser, "message", G_CALLBACK (message_cb), self);
  finger_screen_resize (self, self->width, self->height);
}

static gboolean
is_open (gpointer user_data)
{
  FingerScreen *self = user_data;

  return self->browser != NULL;
}

void
finger_screen_open (FingerScreen *self, int width, int height)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (self->path);
  g_autoptr (SoupMessage)    message = soup_message_new (SOUP_METHOD_GET, "ws://localhost/socket");

  self->width = width;
  self->height = height;
  self->session = g_object_new (SOUP_TYPE_SESSION, "remote-connectable", address, NULL);
  soup_session_websocket_connect_async (self->session, message, NULL,
                                        (char **) (const char *const[]) { "broadway", NULL }, G_PRIORITY_DEFAULT, NULL, opened_cb, self);
  clasp_test_spin_until (is_open, self, "the browser to open");
}

void
finger_screen_free (FingerScreen *self)
{
  if (self->browser != NULL)
    g_signal_handlers_disconnect_by_data (self->browser, self);
  g_clear_object (&self->browser);
  g_clear_object (&self->session);
  clasp_test_peer_free (self->server);
  g_ptr_array_unref (self->surfaces);
  g_free (self->path);
  g_free (self);
}

/* --- fingers --- */

gboolean
finger_screen_has_window (FingerScreen *self)
{
  return find_window (self) != NULL;
}

/* Menus tell where they are from their parent's corner. */
static void
locate_native (FingerScreen *self, GtkNative *native, int *x, int *y)
{
  GdkSurface *surface = gtk_native_get_surface (native);

  if (GDK_IS_POPUP (surface))
    {
      locate_native (self, gtk_widget_get_native (gtk_widget_get_parent (GTK_WIDGET (native))), x, y);
      *x += gdk_popup_get_position_x (GDK_POPUP (surface));
      *y += gdk_popup_get_position_y (GDK_POPUP (surface));
      return;
    }
  *x = find_window (self)->x;
  *y = find_window (self)->y;
}

void
finger_screen_locate (FingerScreen *self, GtkWidget *widget, double x, double y, int *screen_x, int *screen_y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double     native_x, native_y, in_x, in_y;
  int        from_x, from_y;

  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), x, y, &in_x, &in_y));
  gtk_native_get_surface_transform (native, &native_x, &native_y);
  locate_native (self, native, &from_x, &from_y);
  *screen_x = from_x + (int) (in_x + native_x);
  *screen_y = from_y + (int) (in_y + native_y);
}

/* A finger stays with the surface it was put on, unless another one has grabbed all. */
static void
touch (FingerScreen *self, guint number, int type)
{
  Finger        *finger = &self->fingers[number];
  gboolean       is_grabbed = self->grabbing != NOBODY && (self->grabs_all || finger->surface == NOBODY);
  const Surface *surface = find_surface (self, is_grabbed ? self->grabbing : finger->surface);
  gint32         is_pointer = number == 1;

  if (surface == NULL)
    return;

  if (type == TOUCH_BEGIN && is_pointer && self->entered != surface->id)
    {
      self->entered = surface->id;
      TELL (self, TELL_ENTER, finger->surface, surface->id, finger->x, finger->y, finger->x - surface->x, finger->y - surface->y, 0, 0);
    }
  TELL (self, TELL_TOUCH, type, surface->id, (gint32) number, is_pointer, finger->x, finger->y,
        finger->x - surface->x, finger->y - surface->y, 0);
}

void
finger_screen_put (FingerScreen *self, guint number, int x, int y)
{
  Finger        *finger = &self->fingers[number];
  const Surface *surface = surface_at (self, x, y);

  g_assert_cmpuint (number, <=, MAX_FINGERS);
  g_assert_false (finger->is_down);
  *finger = (Finger) { .is_down = TRUE, .surface = surface != NULL ? surface->id : NOBODY, .x = x, .y = y };
  touch (self, number, TOUCH_BEGIN);
}

void
finger_screen_move (FingerScreen *self, guint number, int x, int y)
{
  Finger *finger = &self->fingers[number];

  g_assert_true (finger->is_down);
  finger->x = x;
  finger->y = y;
  touch (self, number, TOUCH_UPDATE);
}

void
finger_screen_lift (FingerScreen *self, guint number)
{
  g_assert_true (self->fingers[number].is_down);
  self->fingers[number].is_down = FALSE;
  touch (self, number, TOUCH_END);
}
