/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Raw character devices and serial ports; pseudo-terminals stand for both. */

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-raw.h"
#include "bridges/midi/clasp-midi-ring.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "../fake-modem.h"
#include "support/clasp-test.h"

#include <asm/termbits.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef struct
{
  ClaspReactor     *reactor;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspSession     *other;
  ClaspSettings    *settings; /* (owned) until open */
  ClaspMidiBridge  *bridge;
  ClaspBridgeStatus status;
  GString          *heard;
  GString          *got;           /* what the device got, hex */
  int               device;        /* -1 while it is unplugged */
  char             *folder, *path; /* a link to the line, as /dev/serial/by-id has them */
} Fixture;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Fixture *) user_data)->status = *status;
}

static void
other_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture            *fixture = user_data;
  const ClaspMessage *message = delivery->message;
  gboolean            is_set = message->type == CLASP_MESSAGE_SET;
  ClaspStr            address = is_set ? message->set.address : message->publish.address;
  g_autofree char    *text =
    clasp_value_to_text (is_set ? &message->set.value : &message->publish.value);

  g_string_append_printf (fixture->heard, "%.*s %s %s\n", (int) address.length, address.data,
                          is_set ? "=" : "!", text);
}

/* What is written to the line comes out as it is: no echo, no line ends. */
static void
make_plain (int fd)
{
  struct termios2 line;

  g_assert_cmpint (ioctl (fd, TCGETS2, &line), ==, 0);
  line.c_iflag = line.c_oflag = line.c_lflag = 0;
  g_assert_cmpint (ioctl (fd, TCSETS2, &line), ==, 0);
}

static void
plug (Fixture *fixture)
{
  fixture->device = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fixture->device, >=, 0);
  g_assert_cmpint (grantpt (fixture->device) | unlockpt (fixture->device), ==, 0);
  make_plain (fixture->device);
  g_assert_cmpint (symlink (ptsname (fixture->device), fixture->path), ==, 0);
}

static void
unplug (Fixture *fixture)
{
  g_unlink (fixture->path);
  if (fixture->device >= 0)
    close (fixture->device);
  fixture->device = -1;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, clasp_clock_system ());
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", &limits);
  fixture->other = clasp_router_join (fixture->router, "other", other_cb, NULL, fixture);
  fixture->heard = g_string_new (NULL);
  fixture->got = g_string_new (NULL);
  fixture->settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
  fixture->bridge = g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/midi/**"), CLASP_TYPES_ALL,
                           FALSE, NULL);
  fixture->folder = g_dir_make_tmp ("clasp-midi-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "usb-Synth", NULL);
  fixture->device = -1;
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->bridge);
  g_clear_object (&fixture->settings);
  clasp_session_leave (fixture->other);
  g_assert_finalize_object (fixture->router);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  unplug (fixture);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_string_free (fixture->heard, TRUE);
  g_string_free (fixture->got, TRUE);
}

static void
set_setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (fixture->settings, name, text, &error);
  g_assert_no_error (error);
}

static void
open_bridge (Fixture *fixture, const char *backend, const char *path)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture };

  set_setting (fixture, "backend", backend);
  set_setting (fixture, "port", path);
  set_setting (fixture, "device", "raw");
  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "m1", "Test", "/midi",
                     g_steal_pointer (&fixture->settings), &host);
}

static void
device_play (Fixture *fixture, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);

  g_assert_cmpint (
    write (fixture->device, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)), ==,
    (gssize) g_bytes_get_size (bytes));
}

typedef struct
{
  Fixture    *fixture;
  GString    *text;
  const char *expected;
} Expected;

static gboolean
is_as_expected (gpointer user_data)
{
  Expected *expected = user_data;
  guint8    bytes[4096];
  gssize    size =
    expected->fixture->device >= 0 ? read (expected->fixture->device, bytes, sizeof bytes) : 0;

  for (gssize i = 0; i < size; i++)
    g_string_append_printf (expected->fixture->got,
                            expected->fixture->got->len > 0 ? " %02x" : "%02x", bytes[i]);
  return g_str_equal (expected->text->str, expected->expected);
}

static void
expect (Fixture *fixture, GString *text, const char *expected_text)
{
  Expected expected = { fixture, text, expected_text };

  clasp_test_spin_for (is_as_expected, &expected, 10000);
  g_assert_cmpstr (text->str, ==, expected_text);
  g_string_truncate (text, 0);
}

#define expect_heard(fixture, text) expect (fixture, (fixture)->heard, text)
#define expect_got(fixture, text) expect (fixture, (fixture)->got, text)

static gboolean
is_running (gpointer user_data)
{
  ClaspBridgeState state = ((Fixture *) user_data)->status.state;

  return state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
}

static gboolean
is_missing (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_MISSING;
}

static gboolean
is_waiting (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_WAITING;
}

static gboolean
can_lock (gpointer fd)
{
  return flock (GPOINTER_TO_INT (fd), LOCK_EX | LOCK_NB) == 0;
}

static void
set (Fixture *fixture, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (fixture->other, clasp_str (address), &value);
}

/* ---- both ways ---- */

static void
test_in (Fixture *fixture, gconstpointer data)
{
  plug (fixture);
  open_bridge (fixture, "raw", fixture->path);
  g_assert_true (is_running (fixture));
  device_play (fixture, "b0 07 40 0a 20 f0 01 f8 02");
  device_play (fixture, "03 f7 90 3c");
  device_play (fixture, "64");
  expect_heard (
    fixture, "/midi/raw/ch/1/cc/7 = 64\n/midi/raw/ch/1/cc/10 = 32\n/midi/raw/sysex ! f0010203f7\n"
             "/midi/raw/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n");
}

static void
test_out (Fixture *fixture, gconstpointer data)
{
  plug (fixture);
  open_bridge (fixture, "raw", fixture->path);
  set (fixture, "/midi/raw/ch/1/cc/7", 64);
  set (fixture, "/midi/raw/ch/1/cc/8", 65);
  expect_got (fixture, "b0 07 40 b0 08 41");
}

/* As few bytes as a DIN cable wants; real time and system messages in between. */
static void
test_running_status_out (Fixture *fixture, gconstpointer data)
{
  plug (fixture);
  set_setting (fixture, "running-status", "true");
  set_setting (fixture, "max-rate", "0");
  open_bridge (fixture, "raw", fixture->path);
  set (fixture, "/midi/raw/ch/3/nrpn/1234", 5678);
  set (fixture, "/midi/raw/ch/3/cc/7", 1);
  set (fixture, "/midi/raw/songpos", 1);
  set (fixture, "/midi/raw/ch/3/cc/7", 2);
  set (fixture, "/midi/raw/ch/4/cc/7", 2);
  expect_got (fixture, "b2 63 09 62 52 06 2c 26 2e 07 01 f2 01 00 b2 07 02 b3 07 02");
}

static void
test_direction_in (Fixture *fixture, gconstpointer data)
{
  plug (fixture);
  set_setting (fixture, "direction", "in");
  open_bridge (fixture, "raw", fixture->path);
  set (fixture, "/midi/raw/ch/1/cc/7", 64);
  device_play (fixture, "b0 07 41");
  expect_heard (fixture, "/midi/raw/ch/1/cc/7 = 65\n");
  expect_got (fixture, "");
}

/* ---- serial ---- */

static void
assert_speed (Fixture *fixture, const char *baud, guint expected)
{
  struct termios2 line;

  fake_modem_enable ();
  plug (fixture);
  set_setting (fixture, "baud", baud);
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_running, fixture, "the line");
  g_assert_cmpint (ioctl (fixture->device, TCGETS2, &line), ==, 0);
  g_assert_cmpint (line.c_ospeed, ==, expected);
  g_assert_cmpint (line.c_cflag & CSIZE, ==, CS8);
  g_assert_cmpint (line.c_cflag & (PARENB | CSTOPB | CRTSCTS), ==, 0);
  device_play (fixture, "b0 0d 0a"); /* bytes that a terminal would change */
  expect_heard (fixture, "/midi/raw/ch/1/cc/13 = 10\n");
  set (fixture, "/midi/raw/ch/1/cc/13", 13);
  expect_got (fixture, "b0 0d 0d");
  fake_modem_disable ();
}

/* A line that is no hardware has no speed; MIDI passes all the same. */
static void
test_serial_without_hardware (Fixture *fixture, gconstpointer data)
{
  plug (fixture);
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_running, fixture, "the line");
  device_play (fixture, "b0 0d 0a");
  expect_heard (fixture, "/midi/raw/ch/1/cc/13 = 10\n");
  unplug (fixture);
  clasp_test_spin_until (is_missing, fixture, "the line to be missed");
  plug (fixture);
  clasp_test_spin_until (is_running, fixture, "the line to be back");
}

static gboolean
is_waited_for (gpointer user_data)
{
  return fake_modem_is_waited_for ();
}

static gboolean
is_let_go (gpointer user_data)
{
  return !fake_modem_is_waited_for ();
}

/* A driver that takes its time: everything else goes on meanwhile, and MIDI when it is there. */
static void
test_slow_driver_delays_nobody (Fixture *fixture, gconstpointer data)
{
  fake_modem_hold (TRUE);
  plug (fixture);
  open_bridge (fixture, "serial", fixture->path);
  g_assert_true (is_missing (fixture));
  clasp_test_spin_until (is_waited_for, NULL, "the line to be asked for");
  set (fixture, "/midi/raw/ch/1/cc/7", 64);
  g_assert_true (is_missing (fixture));
  fake_modem_hold (FALSE);
  clasp_test_spin_until (is_running, fixture, "the line");
  expect_got (fixture, "b0 07 40");
}

/* Switched off before it was open: nobody has the line then. */
static void
test_given_up_while_it_opens (Fixture *fixture, gconstpointer data)
{
  int fd;

  fake_modem_hold (TRUE);
  plug (fixture);
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_waited_for, NULL, "the line to be asked for");
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  fake_modem_hold (FALSE);
  clasp_test_spin_until (is_let_go, NULL, "the thread to go on");
  fd = open (fixture->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (fd, >=, 0);
  clasp_test_spin_until (can_lock, GINT_TO_POINTER (fd), "the line to be let go");
  close (fd);
}

/* Somebody else has it: said, and tried again. */
static void
test_busy_line (Fixture *fixture, gconstpointer data)
{
  int fd;

  plug (fixture);
  fd = open (fixture->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_waiting, fixture, "the fault");
  g_assert_nonnull (strstr (fixture->status.detail, "in use by another program"));
  close (fd);
  clasp_test_spin_until (is_running, fixture, "the line");
}

/* Comes while the port that was there before is still being opened. */
static void
test_replaced_while_it_opens (Fixture *fixture, gconstpointer data)
{
  fake_modem_hold (TRUE);
  plug (fixture);
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_waited_for, NULL, "the line to be asked for");
  unplug (fixture);
  plug (fixture);
  fake_modem_hold (FALSE);
  clasp_test_spin_until (is_running, fixture, "the line");
}

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

typedef struct
{
  guint n_descriptors, n_threads;
} Used;

static Used
count_used (void)
{
  return (Used){ count_entries ("/proc/self/fd"), count_entries ("/proc/self/task") };
}

/* The threads that open and close end by themselves. */
static gboolean
is_no_more_used (gpointer user_data)
{
  const Used *before = user_data;
  Used        now = count_used ();

  return now.n_descriptors <= before->n_descriptors && now.n_threads <= before->n_threads;
}

/* Unplugged and plugged in twenty times, with a message each time: nothing is left open, nobody left behind. */
static void
test_serial_twenty_times (Fixture *fixture, gconstpointer data)
{
  Used before = { 0, 0 };

  plug (fixture);
  open_bridge (fixture, "serial", fixture->path);
  for (guint i = 1; i <= 20; i++)
    {
      g_autofree char *bytes = g_strdup_printf ("b0 07 %02x", i);
      g_autofree char *text = g_strdup_printf ("/midi/raw/ch/1/cc/7 = %u\n", i);

      clasp_test_spin_until (is_running, fixture, "the line");
      device_play (fixture, bytes);
      expect_heard (fixture, text);
      unplug (fixture);
      clasp_test_spin_until (is_missing, fixture, "the line to be missed");
      if (i == 1)
        before = count_used ();
      if (i < 20)
        plug (fixture);
    }
  clasp_test_spin_until (is_no_more_used, &before, "everything to be given back");
}

static void
test_serial_31250 (Fixture *fixture, gconstpointer data)
{
  assert_speed (fixture, "31250", 31250);
}

static void
test_serial_38400 (Fixture *fixture, gconstpointer data)
{
  assert_speed (fixture, "38400", 38400);
}

static void
test_serial_115200 (Fixture *fixture, gconstpointer data)
{
  assert_speed (fixture, "115200", 115200);
}

/* ---- coming and going ---- */

static void
test_comes_later (Fixture *fixture, gconstpointer data)
{
  open_bridge (fixture, "raw", fixture->path);
  g_assert_true (is_missing (fixture));
  set (fixture, "/midi/raw/ch/1/cc/7", 64);
  plug (fixture);
  clasp_test_spin_until (is_running, fixture, "the device");
  expect_got (fixture, "b0 07 40");
}

static gboolean
is_tried_again (gpointer user_data)
{
  return ((Fixture *) user_data)->status.n_retries > 0;
}

/* What stands at the place and cannot be opened yet, a driver that has not got ready, tells the folder
 * nothing when it can be. */
static void
test_there_but_not_ready (Fixture *fixture, gconstpointer data)
{
  struct sockaddr_un name = { .sun_family = AF_UNIX };
  int                fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_strlcpy (name.sun_path, fixture->path, sizeof name.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &name, sizeof name), ==, 0); /* opening it is ENXIO */
  open_bridge (fixture, "serial", fixture->path);
  clasp_test_spin_until (is_tried_again, fixture, "another try");
  g_unlink (fixture->path);
  close (fd);
  plug (fixture);
  clasp_test_spin_until (is_running, fixture, "the device");
}

/* udev removes its folder of links with the last of them. */
static void
test_folder_comes_later (Fixture *fixture, gconstpointer data)
{
  g_autofree char *outer = g_build_filename (fixture->folder, "serial", NULL);
  g_autofree char *inner = g_build_filename (outer, "by-id", NULL);

  g_free (fixture->path);
  fixture->path = g_build_filename (inner, "usb-Synth", NULL);
  open_bridge (fixture, "serial", fixture->path);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (is_missing (fixture));
      g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
      plug (fixture);
      clasp_test_spin_until (is_running, fixture, "the device");
      unplug (fixture);
      g_assert_cmpint (g_rmdir (inner) | g_rmdir (outer), ==, 0);
      clasp_test_spin_until (is_missing, fixture, "the device to be missed");
    }
}

static void
test_flapping (Fixture *fixture, gconstpointer data)
{
  ClaspValue on = clasp_value_int (100);

  set_setting (fixture, "notes-as-param", "true");
  plug (fixture);
  open_bridge (fixture, "raw", fixture->path);
  for (guint i = 0; i < 20; i++)
    {
      device_play (fixture, "90 3c 64");
      expect_heard (fixture, "/midi/raw/ch/1/note/60 = 100\n");
      clasp_session_emit (fixture->other, CLASP_STR_LITERAL ("/midi/raw/ch/1/note/62"), &on);
      expect_got (fixture, "90 3e 64");
      unplug (fixture);
      clasp_test_spin_until (is_missing, fixture, "the device to be missed");
      expect_heard (fixture, "/midi/raw/ch/1/note/60 = 0\n");
      plug (fixture);
      clasp_test_spin_until (is_running, fixture, "the device to be back");
      expect_got (fixture, "80 3e 40 80 3c 00");
    }
}

static void
test_no_device (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->path, "", 0, NULL));
  open_bridge (fixture, "raw", fixture->path);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (fixture->status.detail, "cannot be opened"));
}

static void
test_path_needed (Fixture *fixture, gconstpointer data)
{
  open_bridge (fixture, "serial", "x-touch");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (fixture->status.detail, "must be a path"));
}

/* ---- the ring between two threads ---- */

static void
test_ring_at_the_limit (void)
{
  g_autoptr (ClaspMidiRing) ring = clasp_midi_ring_new ();
  g_autofree guint8        *bytes = g_malloc0 (CLASP_MIDI_RING_SIZE + 1);
  const guint8             *popped;
  gsize                     size, fits = CLASP_MIDI_RING_SIZE;
  guint8                    type;
  gint64                    time_us;

  while (!clasp_midi_ring_push (ring, 1, 5, bytes, fits))
    fits--;
  g_assert_cmpint (fits, >=, CLASP_MIDI_RING_SIZE - 32);
  g_assert_false (clasp_midi_ring_push (ring, 1, 5, bytes, 1));
  g_assert_true (clasp_midi_ring_pop (ring, &type, &time_us, &popped, &size));
  g_assert_cmpint (size, ==, fits);
  g_assert_cmpint (time_us, ==, 5);
  g_assert_false (clasp_midi_ring_pop (ring, &type, &time_us, &popped, &size));
  g_assert_false (clasp_midi_ring_push (ring, 1, 5, bytes, fits + 1));
}

#define N_RECORDS 200000

static gpointer
push_thread (gpointer data)
{
  for (guint32 i = 0; i < N_RECORDS; i++)
    {
      guint8 bytes[64];

      memset (bytes, (int) i, sizeof bytes);
      while (!clasp_midi_ring_push (data, (guint8) i, i, bytes, i % sizeof bytes))
        g_thread_yield ();
    }
  return NULL;
}

static void
test_ring_between_threads (void)
{
  g_autoptr (ClaspMidiRing) ring = clasp_midi_ring_new ();
  GThread                  *thread = g_thread_new ("pusher", push_thread, ring);

  for (guint32 i = 0; i < N_RECORDS;)
    {
      const guint8 *bytes;
      gsize         size;
      guint8        type;
      gint64        number;

      if (!clasp_midi_ring_pop (ring, &type, &number, &bytes, &size))
        {
          g_thread_yield ();
          continue;
        }
      g_assert_cmpint (number, ==, i);
      g_assert_cmpint (type, ==, (guint8) i);
      g_assert_cmpint (size, ==, i % 64);
      g_assert_true (size == 0 || (bytes[0] == (guint8) i && bytes[size - 1] == (guint8) i));
      i++;
    }
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);

#define ADD(path, func) g_test_add ("/bridges/midi/raw/" path, Fixture, NULL, setup, func, teardown)
  ADD ("in", test_in);
  ADD ("out", test_out);
  ADD ("running-status-out", test_running_status_out);
  ADD ("direction-in", test_direction_in);
  ADD ("serial/31250", test_serial_31250);
  ADD ("serial/38400", test_serial_38400);
  ADD ("serial/115200", test_serial_115200);
  ADD ("serial/slow-driver-delays-nobody", test_slow_driver_delays_nobody);
  ADD ("serial/given-up-while-it-opens", test_given_up_while_it_opens);
  ADD ("serial/busy-line", test_busy_line);
  ADD ("serial/replaced-while-it-opens", test_replaced_while_it_opens);
  ADD ("serial/twenty-times", test_serial_twenty_times);
  ADD ("serial/without-hardware", test_serial_without_hardware);
  ADD ("comes-later", test_comes_later);
  ADD ("folder-comes-later", test_folder_comes_later);
  ADD ("serial/there-but-not-ready", test_there_but_not_ready);
  ADD ("flapping", test_flapping);
  ADD ("no-device", test_no_device);
  ADD ("path-needed", test_path_needed);
  g_test_add_func ("/bridges/midi/ring/at-the-limit", test_ring_at_the_limit);
  g_test_add_func ("/bridges/midi/ring/between-threads", test_ring_between_threads);
  return g_test_run ();
}
