/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test.h"

#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SPIN_TIMEOUT_MS 20000

struct _ClaspTestPeer
{
  GPid              pid;
  gboolean          is_reaped;
  int               wait_status;
  char             *name;
  GOutputStream    *input;
  GDataInputStream *output;
  int               error_fd;
  GString          *errors;
};

/* What the main thread is at: waiting for the disk looks like a deadlock from outside. */
static void
tell_main_thread (const char *what)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/%s", (int) getpid (), what);
  g_autofree char *text = NULL;

  if (g_file_get_contents (path, &text, NULL, NULL))
    g_printerr ("# %s: %s\n", path, g_strchomp (text));
}

static gpointer
watchdog_thread (gpointer data)
{
  g_usleep ((gulong) GPOINTER_TO_UINT (data) * G_USEC_PER_SEC);
  tell_main_thread ("stat");
  tell_main_thread ("syscall");
  tell_main_thread ("wchan");
  g_printerr ("Bail out! the test program hung\n");
  _exit (99);
}

void
clasp_test_init (int    *argc,
                 char ***argv,
                 guint   seconds)
{
  g_test_init (argc, argv, NULL);
  g_thread_unref (g_thread_new ("watchdog", watchdog_thread, GUINT_TO_POINTER (seconds)));
}

static gboolean
set_flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
clasp_test_spin_for (ClaspTestCondition condition,
                     gpointer           user_data,
                     guint              timeout_ms)
{
  GMainContext *context = g_main_context_get_thread_default ();
  gboolean      is_late = FALSE;
  GSource      *deadline = g_timeout_source_new (timeout_ms);
  GSource      *wake = g_timeout_source_new (5); /* conditions that no source of ours announces */
  gboolean      holds;

  g_source_set_callback (deadline, set_flag_cb, &is_late, NULL);
  g_source_attach (deadline, context);
  g_source_set_callback (wake, wake_cb, NULL, NULL);
  g_source_attach (wake, context);

  while (!(holds = condition (user_data)) && !is_late)
    g_main_context_iteration (context, TRUE);

  g_source_destroy (deadline);
  g_source_unref (deadline);
  g_source_destroy (wake);
  g_source_unref (wake);
  return holds;
}

void
clasp_test_spin_until (ClaspTestCondition condition,
                       gpointer           user_data,
                       const char        *what)
{
  if (!clasp_test_spin_for (condition, user_data, SPIN_TIMEOUT_MS))
    g_error ("waited %d ms in vain for: %s", SPIN_TIMEOUT_MS, what);
}

char *
clasp_test_data (const char *name)
{
  return g_build_filename (g_getenv ("G_TEST_SRCDIR"), "data", name, NULL);
}

static guint16
try_port (int type,
          guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t          size = sizeof address;
  int                fd = socket (AF_INET, type, 0);
  guint16            got = 0;

  if (bind (fd, (struct sockaddr *) &address, sizeof address) == 0 &&
      getsockname (fd, (struct sockaddr *) &address, &size) == 0)
    got = ntohs (address.sin_port);
  close (fd);
  return got;
}

void
clasp_test_remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char      *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      clasp_test_remove_tree (inside);
    }
  g_remove (path);
}

guint16
clasp_test_free_port (void)
{
  for (guint i = 0; i < 100; i++)
    {
      guint16 port = try_port (SOCK_DGRAM, 0);

      if (port != 0 && try_port (SOCK_STREAM, port) == port)
        return port;
    }

  g_error ("no free port on loopback");
}

char *
clasp_test_program (const char *name)
{
  return g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "app", name, NULL);
}

GBytes *
clasp_test_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (const char *p = hex; *p != '\0';)
    {
      guint8 byte;

      if (g_ascii_isspace (*p))
        {
          p++;
          continue;
        }
      g_assert_true (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1]));
      byte = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
      g_byte_array_append (bytes, &byte, 1);
      p += 2;
    }

  return g_byte_array_free_to_bytes (bytes);
}

static void
peer_setup (gpointer user_data)
{
  /* A test program that dies takes its peers along. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

ClaspTestPeer *
clasp_test_peer_new (const char *const *argv)
{
  ClaspTestPeer        *self;
  g_autoptr (GError)    error = NULL;
  g_autofree char      *program = g_find_program_in_path (argv[0]);
  int                   input_fd, output_fd, error_fd;
  GPid                  pid;
  g_autoptr (GInputStream) stream = NULL;

  if (program == NULL)
    {
      g_autofree char *why = g_strdup_printf ("%s is not installed", argv[0]);

      g_test_skip (why);
      return NULL;
    }

  if (!g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD,
                                 peer_setup, NULL, &pid, &input_fd, &output_fd, &error_fd, &error))
    g_error ("cannot start %s: %s", argv[0], error->message);

  self = g_new0 (ClaspTestPeer, 1);
  self->pid = pid;
  self->name = g_strdup (argv[0]);
  self->input = g_unix_output_stream_new (input_fd, TRUE);
  stream = g_unix_input_stream_new (output_fd, TRUE);
  self->output = g_data_input_stream_new (stream);
  self->error_fd = error_fd;
  g_unix_set_fd_nonblocking (error_fd, TRUE, NULL);
  self->errors = g_string_new (NULL);
  return self;
}

typedef struct
{
  char    *line;
  gboolean done;
} ReadLine;

static void
line_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  ReadLine *read = user_data;

  read->line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  read->done = TRUE;
}

static gboolean
is_read (gpointer user_data)
{
  return ((ReadLine *) user_data)->done;
}

char *
clasp_test_peer_read_line (ClaspTestPeer *self,
                           guint          timeout_ms)
{
  ReadLine                  read = { NULL, FALSE };
  g_autoptr (GCancellable)  cancellable = g_cancellable_new ();

  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, cancellable, line_read_cb, &read);
  if (!clasp_test_spin_for (is_read, &read, timeout_ms))
    {
      g_cancellable_cancel (cancellable);
      clasp_test_spin_until (is_read, &read, "a cancelled read to end");
    }
  return read.line;
}

void
clasp_test_peer_write (ClaspTestPeer *self,
                       const char    *text)
{
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all (self->input, text, strlen (text), NULL, NULL, &error))
    g_error ("cannot write to %s: %s", self->name, error->message);
}

GPid
clasp_test_peer_get_pid (ClaspTestPeer *self)
{
  return self->pid;
}

void
clasp_test_peer_signal (ClaspTestPeer *self,
                        int            signum)
{
  if (!self->is_reaped)
    kill (self->pid, signum);
}

static gboolean
is_reaped (gpointer user_data)
{
  ClaspTestPeer *self = user_data;

  if (!self->is_reaped && waitpid (self->pid, &self->wait_status, WNOHANG) == self->pid)
    self->is_reaped = TRUE;
  return self->is_reaped;
}

int
clasp_test_peer_wait (ClaspTestPeer *self)
{
  g_clear_object (&self->input);
  clasp_test_spin_until (is_reaped, self, self->name);
  return WIFEXITED (self->wait_status) ? WEXITSTATUS (self->wait_status) : 128 + WTERMSIG (self->wait_status);
}

const char *
clasp_test_peer_get_stderr (ClaspTestPeer *self)
{
  char    buffer[4096];
  gssize  n;

  while ((n = read (self->error_fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (self->errors, buffer, n);
  return self->errors->str;
}

void
clasp_test_peer_free (ClaspTestPeer *self)
{
  if (!is_reaped (self))
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, &self->wait_status, 0);
    }
  if (g_test_verbose ())
    g_printerr ("# %s said: %s\n", self->name, clasp_test_peer_get_stderr (self));
  g_clear_object (&self->input);
  g_clear_object (&self->output);
  close (self->error_fd);
  g_string_free (self->errors, TRUE);
  g_free (self->name);
  g_free (self);
}
