/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The drivers of serial lines against a pseudo-terminal whose far end the test has. */

#include "dmx-usb-stage.h"
#include "../fake-modem.h"
#include "fake-widget.h"

#include <asm/termbits.h>
#include <string.h>
#include <sys/ioctl.h>

typedef struct
{
  Stage       stage;
  FakeWidget *widget;
} Line;

static void
line_set_up (Line *line, gconstpointer data)
{
  stage_set_up (&line->stage, NULL);
  line->widget = fake_widget_new ();
}

static void
line_tear_down (Line *line, gconstpointer data)
{
  if (line->stage.bridge != NULL)
    stage_close (&line->stage);
  fake_widget_free (line->widget);
  stage_tear_down (&line->stage, NULL);
}

static void
open_line (Line *line, const char *driver, const char *more)
{
  g_autofree char *text = g_strdup_printf ("driver=%s device=%s %s", driver, line->widget->path, more);

  stage_open (&line->stage, g_strchomp (text));
}

static void
open_pro (Line *line, const char *more)
{
  open_line (line, "enttec-pro", more);
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
}

static gboolean
has_frames (gpointer user_data)
{
  Line *line = user_data;

  return line->widget->n_frames[0] + line->widget->n_frames[1] > 0;
}

static void
wait_frame (Line *line)
{
  clasp_test_spin_until (has_frames, line, "a frame at the widget");
}

typedef struct
{
  Line       *line;
  const char *text;
  guint       n;
} Wait;

static gboolean
has_heard (gpointer user_data)
{
  Wait *wait = user_data;

  return strstr (wait->line->widget->heard->str, wait->text) != NULL;
}

static void
wait_heard (Line *line, const char *text)
{
  Wait wait = { line, text, 0 };

  clasp_test_spin_until (has_heard, &wait, text);
}

static gboolean
has_bytes (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->line->widget->bytes->len >= wait->n;
}

/* ---- ENTTEC Pro ---- */

static void
test_pro_is_asked_who_it_is (Line *line, gconstpointer data)
{
  line->widget->answers[CLASP_ENTTEC_MANUFACTURER] = "4e54 454e54544543";
  line->widget->answers[CLASP_ENTTEC_DEVICE] = "0100 50726f";
  line->widget->answers[CLASP_ENTTEC_HARDWARE] = "02";
  open_pro (line, "break-us=176 mab-us=16 max-hz=40");
  /* Break and mark are as wanted: nothing is written to its memory. 17 units are 181 µs. */
  g_assert_cmpstr (line->widget->heard->str, ==, "77: 78: 10: 3:0000 14: ");
}

static void
test_pro_gets_its_timing (Line *line, gconstpointer data)
{
  open_pro (line, "break-us=200 mab-us=30 max-hz=30");
  wait_heard (line, "4:000013031e ");
}

static void
test_pro_gets_frames (Line *line, gconstpointer data)
{
  open_pro (line, "min-hz=0");
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (255));
  stage_set (&line->stage, "/dmx/0/512", clasp_value_int (5));
  wait_frame (line);
  g_assert_cmpuint (line->widget->n_frame[0], ==, 513);
  g_assert_cmpuint (line->widget->frame[0][0], ==, 0);
  g_assert_cmpuint (line->widget->frame[0][1], ==, 255);
  g_assert_cmpuint (line->widget->frame[0][2], ==, 0);
  g_assert_cmpuint (line->widget->frame[0][512], ==, 5);
  g_assert_cmpuint (line->widget->parser.n_noise + line->widget->parser.n_dropped, ==, 0);
}

static void
test_pro_receives (Line *line, gconstpointer data)
{
  open_pro (line, "ports=1:7:in");
  wait_heard (line, "8:00 ");
  g_assert_null (strstr (line->widget->heard->str, " 4:")); /* no output, so its timing is its own */
  fake_widget_say (line->widget, "7e050400 00 00 0aff e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/7/1 10 rev 1\nlocal ← SET /dmx/7/2 255 rev 1");
  /* index 2 changes to 7 */
  fake_widget_say (line->widget, "7e090700 00 0400000000 07 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/7/2 7 rev 2");
}

static void
test_pro_counts_what_is_no_frame (Line *line, gconstpointer data)
{
  open_pro (line, "ports=1:7:in");
  fake_widget_say (line->widget, "7e050400 00 cc 0aff e7"); /* RDM */
  fake_widget_say (line->widget, "7e050400 02 00 0aff e7"); /* overrun */
  fake_widget_say (line->widget, "7e050300 00 00 01 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/7/1 1 rev 1");
  g_assert_cmpuint (clasp_bridge_peek_status (line->stage.bridge)->n_dropped, ==, 1);
  g_assert_cmpuint (clasp_bridge_peek_status (line->stage.bridge)->n_malformed, ==, 1);
  g_assert_cmpuint (clasp_bridge_peek_status (line->stage.bridge)->bytes_in, ==, 3 + 3 + 2);
}

/* Firmware for RDM does not know label 8. */
static void
test_rdm_firmware_is_not_told_to_receive (Line *line, gconstpointer data)
{
  line->widget->answers[CLASP_ENTTEC_PARAMETERS] = "0402110228";
  open_pro (line, "ports=1:7:in");
  fake_widget_say (line->widget, "7e050300 00 00 01 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/7/1 1 rev 1");
  g_assert_null (strstr (line->widget->heard->str, "8:00"));
}

/* A program that was killed while it wrote a frame: the widget waits for the other half, and takes questions for it. */
static void
test_pro_that_has_half_a_message (Line *line, gconstpointer data)
{
  static const guint8 half[100] = { 0x7e, 0x06, 0x01, 0x02, 0x00, 0xff };

  clasp_enttec_parser_feed (&line->widget->parser, half, sizeof half, NULL, NULL);
  open_pro (line, "min-hz=0");
  g_assert_cmpuint (line->widget->n_frames[0], ==, 0);
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (7));
  wait_frame (line);
  g_assert_cmpuint (line->widget->frame[0][1], ==, 7);
}

static void
test_silent_line_is_no_pro (Line *line, gconstpointer data)
{
  memset (line->widget->answers, 0, sizeof line->widget->answers);
  open_line (line, "enttec-pro", "");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (line->stage.status.detail, "does not answer as an ENTTEC Pro does"));
}

static void
test_pro_has_one_port (Line *line, gconstpointer data)
{
  open_line (line, "enttec-pro", "ports=2:1:out");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (line->stage.status.detail, "has 1 port that can send"));
}

static void
test_mk2_has_two_with_its_key (Line *line, gconstpointer data)
{
  open_pro (line, "ports=1:1:out;2:2:out mk2-key=c8d088ad mk2-label=169 min-hz=0");
  wait_heard (line, "13:c8d088ad ");
  stage_set (&line->stage, "/dmx/2/1", clasp_value_int (22));
  wait_frame (line);
  g_assert_cmpuint (line->widget->n_frames[0], ==, 0);
  g_assert_cmpuint (line->widget->frame[1][1], ==, 22);
}

static void
test_dmxking_has_two (Line *line, gconstpointer data)
{
  line->widget->answers[CLASP_ENTTEC_MANUFACTURER] = "6b6a 444d586b696e67";
  line->widget->answers[CLASP_ENTTEC_PORT_COUNT] = "02";
  open_pro (line, "ports=1:1:out;2:2:out min-hz=0");
  stage_set (&line->stage, "/dmx/2/1", clasp_value_int (22));
  wait_frame (line);
  g_assert_cmpuint (line->widget->frame[1][1], ==, 22);
  stage_set (&line->stage, "/dmx/1/1", clasp_value_int (11));
  line->widget->n_frames[1] = 0;
  wait_frame (line);
  g_assert_cmpuint (line->widget->frame[0][1], ==, 11);
}

static void
test_dmxking_mixes_directions (Line *line, gconstpointer data)
{
  line->widget->answers[CLASP_ENTTEC_MANUFACTURER] = "6b6a 444d586b696e67";
  line->widget->answers[CLASP_ENTTEC_PORT_COUNT] = "02";
  open_pro (line, "ports=1:1:out;2:2:in");
  wait_heard (line, "113:01010003 ");
  fake_widget_say (line->widget, "7e050300 00 00 01 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/2/1 1 rev 1");
}

/* What one message is, to the byte: 7E, label, length, start code, slots, E7. */
static void
expect_bytes (Line *line, const char *head, guint n_slots, guint slot, guint8 level)
{
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autoptr (GBytes)     first = clasp_test_hex (head);
  static const guint8    dark[CLASP_DMX_SLOTS], end = 0xe7;
  Wait                   wait = { line, NULL, 0 };

  g_byte_array_append (expected, g_bytes_get_data (first, NULL), (guint) g_bytes_get_size (first));
  if (n_slots > 0)
    {
      g_byte_array_append (expected, dark, n_slots);
      expected->data[expected->len - n_slots + slot - 1] = level;
      g_byte_array_append (expected, &end, 1);
    }
  wait.n = expected->len;
  clasp_test_spin_until (has_bytes, &wait, "the bytes of a message");
  g_assert_cmpmem (line->widget->bytes->data, line->widget->bytes->len, expected->data, expected->len);
  g_byte_array_set_size (line->widget->bytes, 0);
}

/* show-protocols.md 7.2: the key opens the second port, whose frames have the label that came with it. */
static void
test_mk2_to_the_byte (Line *line, gconstpointer data)
{
  line->widget->copies = TRUE;
  line->widget->answers[CLASP_ENTTEC_HARDWARE] = "03";
  open_pro (line, "ports=1:1:out;2:2:out mk2-key=c8d088ad mk2-label=169 mk2-setup=145:0101 min-hz=0 max-hz=40 "
                  "break-us=181 mab-us=21");
  expect_bytes (line,
                "7e 4d 00 00 e7  7e 4e 00 00 e7  7e 0a 00 00 e7  7e 03 02 00 00 00 e7  7e 0e 00 00 e7 "
                "7e 0d 04 00 c8 d0 88 ad e7  7e 91 02 00 01 01 e7",
                0, 0, 0);
  stage_set (&line->stage, "/dmx/2/512", clasp_value_int (22));
  expect_bytes (line, "7e a9 01 02 00", 512, 512, 22);
  stage_set (&line->stage, "/dmx/1/1", clasp_value_int (11));
  expect_bytes (line, "7e 06 01 02 00", 512, 1, 11);
}

/* A Mk2 says by its labels where a frame came in. */
static void
test_mk2_has_two_inputs (Line *line, gconstpointer data)
{
  open_pro (line, "ports=1:1:in;2:2:in mk2-key=c8d088ad mk2-in-label=156 mk2-setup=164:00");
  wait_heard (line, "13:c8d088ad 164:00 8:00 ");
  fake_widget_say (line->widget, "7e050300 00 00 0b e7");
  fake_widget_say (line->widget, "7e9c0300 00 00 16 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/1/1 11 rev 1\nlocal ← SET /dmx/2/1 22 rev 1");
}

/* Its first port sends: what comes in there is its own doing, and label 8 is not for the second. */
static void
test_mk2_mixes_directions (Line *line, gconstpointer data)
{
  open_pro (line, "ports=1:1:out;2:2:in mk2-key=c8d088ad mk2-in-label=156 mk2-setup=164:00");
  wait_heard (line, "13:c8d088ad 164:00 ");
  fake_widget_say (line->widget, "7e050300 00 00 0b e7");
  fake_widget_say (line->widget, "7e9c0300 00 00 16 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/2/1 22 rev 1");
  g_assert_null (strstr (line->widget->heard->str, "8:00 "));
}

static void
test_dmxking_to_the_byte (Line *line, gconstpointer data)
{
  line->widget->copies = TRUE;
  line->widget->answers[CLASP_ENTTEC_MANUFACTURER] = "6b6a 444d586b696e67";
  line->widget->answers[CLASP_ENTTEC_PORT_COUNT] = "02";
  open_pro (line, "ports=1:1:out;2:2:out min-hz=0 slots=24 max-hz=40 break-us=181 mab-us=21");
  expect_bytes (line,
                "7e 4d 00 00 e7  7e 4e 00 00 e7  7e 0a 00 00 e7  7e 03 02 00 00 00 e7  7e 0e 00 00 e7  7e 63 00 00 e7",
                0, 0, 0);
  stage_set (&line->stage, "/dmx/2/24", clasp_value_int (22));
  expect_bytes (line, "7e 65 19 00 00", 24, 24, 22);
  stage_set (&line->stage, "/dmx/1/1", clasp_value_int (11));
  expect_bytes (line, "7e 64 19 00 00", 24, 1, 11);
}

static void
test_dmxking_has_one_input (Line *line, gconstpointer data)
{
  line->widget->answers[CLASP_ENTTEC_MANUFACTURER] = "6b6a 444d586b696e67";
  line->widget->answers[CLASP_ENTTEC_PORT_COUNT] = "02";
  open_line (line, "enttec-pro", "ports=1:1:in;2:2:in mk2-key=c8d088ad mk2-in-label=156");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (line->stage.status.detail, "does not say from which of its ports a frame came"));
}

/* ---- two interfaces ---- */

/* Each with its input, in two connections of one router. */
static void
test_two_pros_receive (Line *line, gconstpointer data)
{
  ClaspBridge     *first;
  FakeWidget      *second = fake_widget_new ();
  g_autofree char *text = g_strdup_printf ("driver=enttec-pro device=%s ports=1:8:in", second->path);

  open_pro (line, "ports=1:7:in");
  first = g_steal_pointer (&line->stage.bridge);
  line->stage.status = (ClaspBridgeStatus){ 0 };
  stage_open (&line->stage, text);
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
  fake_widget_say (line->widget, "7e050300 00 00 0b e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/7/1 11 rev 1");
  fake_widget_say (second, "7e050300 00 00 16 e7");
  stage_expect_heard (&line->stage, "local ← SET /dmx/8/1 22 rev 1");
  clasp_bridge_close (first);
  g_assert_finalize_object (first);
  stage_close (&line->stage);
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));
  fake_widget_free (second);
}

/* ---- both directions at once ---- */

typedef struct
{
  ClaspDmxLine *line;
  guint         n_read;
} Meanwhile;

static void
meanwhile_cb (gpointer user_data)
{
  Meanwhile *meanwhile = user_data;
  guint8     bytes[64];
  gssize     n;

  while ((n = clasp_dmx_line_read (meanwhile->line, bytes, sizeof bytes, NULL)) > 0)
    meanwhile->n_read += (guint) n;
}

/* A device that takes nothing is waited for half a second; what it says in that time is heard in it. */
static void
test_input_during_a_send (Line *line, gconstpointer data)
{
  ClaspDmxDevice       device = { .driver = "enttec-pro" };
  g_autoptr (GError)   error = NULL;
  g_autofree guint8   *much = g_malloc0 (1 << 20);
  Meanwhile            meanwhile = { 0 };

  g_strlcpy (device.tty, line->widget->path, sizeof device.tty);
  meanwhile.line = clasp_dmx_line_open_serial (&device, CLASP_DMX_LINE_MESSAGES, &error);
  g_assert_no_error (error);
  clasp_dmx_line_set_readable (meanwhile.line, meanwhile_cb, &meanwhile);
  fake_widget_say (line->widget, "7e050300 00 00 0b e7");
  g_assert_false (clasp_dmx_line_write (meanwhile.line, much, 1 << 20, &error)); /* nobody takes it */
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_assert_cmpuint (meanwhile.n_read, ==, 8);
  clasp_dmx_line_close (meanwhile.line);
}

/* ---- a line that comes and goes ---- */

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
has_level (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->line->widget->frame[0][1] == 10 && wait->line->widget->frame[0][2] == wait->n;
}

/* bridges.md 13.4: state comes back without a restart, and nothing is left behind. */
static void
test_unplugged_and_plugged_in (Line *line, gconstpointer data)
{
  guint n_fds = 0;

  for (guint i = 0; i < G_N_ELEMENTS (line->widget->answers); i++)
    if (line->widget->answers[i] == NULL)
      line->widget->answers[i] = "0000"; /* no question waits in vain */
  open_pro (line, "min-hz=10");
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (10));
  wait_frame (line);
  for (guint i = 0; i < 20; i++)
    {
      Wait wait = { line, NULL, i + 20 };

      fake_widget_unplug (line->widget);
      stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_MISSING);
      stage_set (&line->stage, "/dmx/0/2", clasp_value_int (wait.n)); /* while it is away */
      fake_widget_plug (line->widget);
      clasp_fixture_advance (&line->stage.router, 3 * G_USEC_PER_SEC);
      stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
      stage_run ();
      clasp_fixture_advance (&line->stage.router, 100 * MS);
      clasp_test_spin_until (has_level, &wait, "the levels as they are by now");
      if (i == 0)
        n_fds = count_entries ("/proc/self/fd");
    }
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, n_fds);
}

static void
test_not_there_at_first (Line *line, gconstpointer data)
{
  fake_widget_unplug (line->widget);
  open_line (line, "enttec-pro", "");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_MISSING);
  g_assert_nonnull (strstr (line->stage.status.detail, "is not connected"));
  fake_widget_plug (line->widget);
  clasp_fixture_advance (&line->stage.router, 3 * G_USEC_PER_SEC);
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_takes_no_data (Line *line, gconstpointer data)
{
  open_pro (line, "min-hz=44");
  line->widget->is_deaf = TRUE;
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (10));
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (line->stage.status.detail, "takes no data"));
}

static void
test_has_one_owner (Line *line, gconstpointer data)
{
  Stage other = { 0 };
  Line  second = { .widget = line->widget };

  open_pro (line, "");
  stage_set_up (&other, NULL);
  second.stage = other;
  open_line (&second, "enttec-pro", "");
  stage_wait_state (&second.stage, CLASP_BRIDGE_STATE_WAITING);
  g_assert_nonnull (strstr (second.stage.status.detail, "is in use by another program or connection"));
  stage_close (&second.stage);
  stage_close (&line->stage);
  stage_tear_down (&second.stage, NULL);
}

/* An edited connection is a new one: it gets the device from the old one, whatever that still does. */
static void
test_is_handed_over (Line *line, gconstpointer data)
{
  open_pro (line, "");
  stage_close (&line->stage);
  open_pro (line, "ports=1:4");
  g_assert_null (strstr (line->stage.states->str, "waiting"));
}

/* ---- Open DMX ---- */

static void
test_open_never_stops (Line *line, gconstpointer data)
{
  Wait    wait = { line, NULL, 5 * 513 };
  guint64 n_frames, n_late;
  gint64  worst_us;

  line->widget->is_raw = TRUE;
  open_line (line, "enttec-open", "max-hz=40");
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (11));
  stage_set (&line->stage, "/dmx/0/512", clasp_value_int (22));
  clasp_test_spin_until (has_bytes, &wait, "five frames");
  for (guint i = 0; i < 5; i++)
    {
      const guint8 *frame = line->widget->bytes->data + i * 513;

      g_assert_cmpuint (frame[0], ==, 0);
      g_assert_cmpuint (frame[1], ==, 11);
      g_assert_cmpuint (frame[2], ==, 0);
      g_assert_cmpuint (frame[512], ==, 22);
    }
  g_assert_true (clasp_dmx_usb_bridge_get_lateness (CLASP_DMX_USB_BRIDGE (line->stage.bridge), &n_frames, &n_late, &worst_us));
  g_assert_cmpuint (n_frames, >=, 5);
  g_test_message ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " frames late, worst %" G_GINT64_FORMAT " µs", n_late, n_frames,
                  worst_us);
}

/* At a port that has modem lines: what is set once, and a break before each frame. */
static void
test_open_sets_up_a_port (Line *line, gconstpointer data)
{
  g_autofree char *log = NULL;
  Wait             wait = { line, NULL, 2 * 25 };
  struct termios2  settings;

  fake_modem_enable ();
  line->widget->is_raw = TRUE;
  open_line (line, "enttec-open", "slots=24");
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (11));
  clasp_test_spin_until (has_bytes, &wait, "two frames");
  g_assert_cmpint (ioctl (line->widget->near_fd, TCGETS2, &settings), ==, 0);
  g_assert_cmpuint (settings.c_ospeed, ==, 250000);
  g_assert_cmpuint (settings.c_cflag & (CSIZE | PARENB | CSTOPB | CRTSCTS), ==, CS8 | CSTOPB);
  log = fake_modem_dup_log ();
  g_assert_true (g_str_has_prefix (log, "rts- break+ break- break+ break- "));
  stage_close (&line->stage);
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));
  fake_modem_disable ();
}

static void
test_open_is_silent_before_a_level (Line *line, gconstpointer data)
{
  Wait wait = { line, NULL, 1 };

  line->widget->is_raw = TRUE;
  open_line (line, "enttec-open", "");
  g_assert_false (clasp_test_spin_for (has_bytes, &wait, 100));
}

static void
test_open_sends_short_frames (Line *line, gconstpointer data)
{
  Wait wait = { line, NULL, 3 * 25 };

  line->widget->is_raw = TRUE;
  open_line (line, "enttec-open", "slots=24");
  stage_set (&line->stage, "/dmx/0/24", clasp_value_int (24));
  clasp_test_spin_until (has_bytes, &wait, "three frames");
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (line->widget->bytes->data[i * 25 + 24], ==, 24);
}

static void
test_open_goes_dark (Line *line, gconstpointer data)
{
  Wait wait = { line, NULL, 2 * 25 };

  line->widget->is_raw = TRUE;
  open_line (line, "enttec-open", "slots=24 blackout-on-stop=true");
  stage_set (&line->stage, "/dmx/0/1", clasp_value_int (200));
  clasp_test_spin_until (has_bytes, &wait, "two frames");
  stage_close (&line->stage);
  /* Its far end is read on, until the last one is there. */
  while (!clasp_dmx_runners_wait (10 * MS))
    stage_run ();
  stage_run ();
  g_assert_cmpuint (line->widget->bytes->len % 25, ==, 0);
  g_assert_cmpuint (line->widget->bytes->data[line->widget->bytes->len - 24], ==, 0);
}

static void
test_open_receives_nothing (Line *line, gconstpointer data)
{
  open_line (line, "enttec-open", "ports=1:0:in");
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (line->stage.status.detail, "has 0 ports that can receive"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/bridges/dmx-usb/lines/" name, Line, NULL, line_set_up, function, line_tear_down)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  ADD ("pro/is-asked-who-it-is", test_pro_is_asked_who_it_is);
  ADD ("pro/gets-its-timing", test_pro_gets_its_timing);
  ADD ("pro/gets-frames", test_pro_gets_frames);
  ADD ("pro/receives", test_pro_receives);
  ADD ("pro/counts-what-is-no-frame", test_pro_counts_what_is_no_frame);
  ADD ("pro/rdm-firmware", test_rdm_firmware_is_not_told_to_receive);
  ADD ("pro/half-a-message", test_pro_that_has_half_a_message);
  ADD ("pro/silent-line", test_silent_line_is_no_pro);
  ADD ("pro/has-one-port", test_pro_has_one_port);
  ADD ("pro/mk2-has-two-with-its-key", test_mk2_has_two_with_its_key);
  ADD ("pro/dmxking-has-two", test_dmxking_has_two);
  ADD ("pro/dmxking-mixes-directions", test_dmxking_mixes_directions);
  ADD ("pro/mk2-to-the-byte", test_mk2_to_the_byte);
  ADD ("pro/mk2-has-two-inputs", test_mk2_has_two_inputs);
  ADD ("pro/mk2-mixes-directions", test_mk2_mixes_directions);
  ADD ("pro/dmxking-to-the-byte", test_dmxking_to_the_byte);
  ADD ("pro/dmxking-has-one-input", test_dmxking_has_one_input);
  ADD ("two-pros-receive", test_two_pros_receive);
  ADD ("input-during-a-send", test_input_during_a_send);
  ADD ("unplugged-and-plugged-in", test_unplugged_and_plugged_in);
  ADD ("not-there-at-first", test_not_there_at_first);
  ADD ("takes-no-data", test_takes_no_data);
  ADD ("has-one-owner", test_has_one_owner);
  ADD ("is-handed-over", test_is_handed_over);
  ADD ("open/never-stops", test_open_never_stops);
  ADD ("open/sets-up-a-port", test_open_sets_up_a_port);
  ADD ("open/silent-before-a-level", test_open_is_silent_before_a_level);
  ADD ("open/short-frames", test_open_sends_short_frames);
  ADD ("open/goes-dark", test_open_goes_dark);
  ADD ("open/receives-nothing", test_open_receives_nothing);
  return g_test_run ();
}
