/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fake-widget.h"

#include "support/clasp-test.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void
write_all (FakeWidget *self, const guint8 *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = write (self->fd, bytes, size);

      g_assert_cmpint (n, >, 0);
      bytes += n;
      size -= (gsize) n;
    }
}

void
fake_widget_say (FakeWidget *self, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);

  write_all (self, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static gboolean
has_room (gpointer user_data)
{
  GPollFD poll = { ((FakeWidget *) user_data)->fd, G_IO_OUT, 0 };

  return g_poll (&poll, 1, 0) == 1 && (poll.revents & G_IO_OUT) != 0;
}

void
fake_widget_say_bytes (FakeWidget *self, const guint8 *bytes, gsize size)
{
  while (size > 0)
    {
      gssize n = write (self->fd, bytes, size);

      g_assert_true (n > 0 || errno == EAGAIN);
      if (n < 0)
        clasp_test_spin_until (has_room, self, "room on the line");
      bytes += MAX (n, 0);
      size -= (gsize) MAX (n, 0);
    }
}

static void
answer (FakeWidget *self, guint label)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autoptr (GBytes)   data = NULL;

  if (label >= G_N_ELEMENTS (self->answers) || self->answers[label] == NULL)
    return;

  data = clasp_test_hex (self->answers[label]);
  clasp_enttec_encode (&writer, label, g_bytes_get_data (data, NULL), g_bytes_get_size (data));
  write_all (self, writer.data, writer.length);
}

static void
message_cb (const ClaspEnttecMessage *message, gpointer user_data)
{
  FakeWidget *self = user_data;
  gboolean    is_frame = message->label == CLASP_ENTTEC_SEND || message->label == CLASP_ENTTEC_SEND_PORT_1;
  gboolean    is_second = message->label == CLASP_ENTTEC_SEND_PORT_2 || message->label == 169;

  if (is_frame || is_second)
    {
      memcpy (self->frame[is_second], message->data, message->n_data);
      self->n_frame[is_second] = message->n_data;
      self->n_frames[is_second]++;
      return;
    }
  g_string_append_printf (self->heard, "%u:", message->label);
  for (guint i = 0; i < message->n_data; i++)
    g_string_append_printf (self->heard, "%02x", message->data[i]);
  g_string_append_c (self->heard, ' ');
  answer (self, message->label);
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  FakeWidget *self = user_data;
  guint8      bytes[4096];
  gssize      n;

  if (self->is_deaf)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  n = read (fd, bytes, sizeof bytes);
  if (n <= 0)
    return G_SOURCE_CONTINUE;
  if (self->is_raw || self->copies)
    g_byte_array_append (self->bytes, bytes, (guint) n);
  if (!self->is_raw)
    clasp_enttec_parser_feed (&self->parser, bytes, (gsize) n, message_cb, self);
  if (self->heard_bytes != NULL)
    self->heard_bytes (self);
  return G_SOURCE_CONTINUE;
}

void
fake_widget_unplug (FakeWidget *self)
{
  if (self->fd < 0)
    return;

  g_clear_handle_id (&self->source, g_source_remove);
  g_unlink (self->path);
  close (self->near_fd);
  close (self->fd);
  self->fd = -1;
}

/* Bytes pass as they are also where nobody sets the line up. */
static void
make_plain (int fd)
{
  struct termios line;

  g_assert_cmpint (tcgetattr (fd, &line), ==, 0);
  cfmakeraw (&line);
  g_assert_cmpint (tcsetattr (fd, TCSANOW, &line), ==, 0);
}

void
fake_widget_plug (FakeWidget *self)
{
  self->fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (self->fd, >=, 0);
  g_assert_cmpint (grantpt (self->fd), ==, 0);
  g_assert_cmpint (unlockpt (self->fd), ==, 0);
  /* Without anybody at the near end the far one would say so for ever. */
  self->near_fd = open (ptsname (self->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->near_fd, >=, 0);
  make_plain (self->near_fd);
  g_assert_cmpint (symlink (ptsname (self->fd), self->path), ==, 0);
  memset (&self->parser, 0, sizeof self->parser);
  self->source = g_unix_fd_add (self->fd, G_IO_IN, readable_cb, self);
}

FakeWidget *
fake_widget_new (void)
{
  FakeWidget *self = g_new0 (FakeWidget, 1);

  self->folder = g_dir_make_tmp ("widget-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, "line", NULL);
  self->heard = g_string_new (NULL);
  self->bytes = g_byte_array_new ();
  self->answers[CLASP_ENTTEC_PARAMETERS] = "2c01110228"; /* 1.44, break 17, mark 2, 40 a second */
  self->answers[CLASP_ENTTEC_SERIAL] = "45230100";
  fake_widget_plug (self);
  return self;
}

void
fake_widget_free (FakeWidget *self)
{
  fake_widget_unplug (self);
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
  g_string_free (self->heard, TRUE);
  g_byte_array_unref (self->bytes);
  g_free (self);
}
