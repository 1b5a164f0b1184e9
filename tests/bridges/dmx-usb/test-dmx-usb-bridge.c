/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx-usb-stage.h"

#include "bridges/announced.h"
#include "bridges/dmx-usb/clasp-dmx-usb-address.h"

#include <math.h>
#include <string.h>

static void
open_output (Stage *stage, const char *text)
{
  stage_open (stage, text);
  stage_wait_state (stage, CLASP_BRIDGE_STATE_IDLE);
}

static void
send_bundle (Stage *stage, const char *const *lines)
{
  ClaspMessage messages[8];
  char        *buffers[8];
  ClaspMessage bundle = { .type = CLASP_MESSAGE_BUNDLE };
  guint        n = g_strv_length ((char **) lines);

  for (guint i = 0; i < n; i++)
    {
      buffers[i] = g_strdup (lines[i]);
      messages[i] = (ClaspMessage){ 0 };
      clasp_fixture_parse (buffers[i], &messages[i]);
    }
  bundle.bundle.messages = messages;
  bundle.bundle.n_messages = n;
  clasp_session_submit (stage->local, &bundle, NULL, FALSE);
  for (guint i = 0; i < n; i++)
    g_free (buffers[i]);
}

/* ---- out ---- */

static void
test_a_level_leaves (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0/1", clasp_value_int (200));
  stage_set (stage, "/dmx/0/512", clasp_value_double (0.5));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.port, ==, 0);
  g_assert_cmpuint (frame.start_code, ==, 0);
  g_assert_cmpuint (frame.n_slots, ==, 512);
  g_assert_cmpuint (frame.slots[0], ==, 200);
  g_assert_cmpuint (frame.slots[1], ==, 0);
  g_assert_cmpuint (frame.slots[511], ==, 128);
}

static void
test_nothing_leaves_before_a_level_is_set (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=44");
  g_assert_false (stage_take_for (stage, &frame, 150));
}

static void
test_levels_from_before_leave (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  stage_set (stage, "/dmx/0/3", clasp_value_int (33));
  open_output (stage, "min-hz=0");
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[2], ==, 33);
}

static void
test_a_bundle_is_one_frame (Stage *stage, gconstpointer data)
{
  static const char *const lines[] = { "SET /dmx/0/1 11i", "SET /dmx/0/2 22i", "SET /dmx/0/3 33i", NULL };
  ClaspDmxReceived         frame;

  open_output (stage, "min-hz=0");
  send_bundle (stage, lines);
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 11);
  g_assert_cmpuint (frame.slots[1], ==, 22);
  g_assert_cmpuint (frame.slots[2], ==, 33);
}

/* bridges.md 13.3 */
static void
test_a_burst_is_two_frames_at_most (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;
  guint            n = 0;

  open_output (stage, "min-hz=0 max-hz=1");
  for (guint slot = 1; slot <= 512; slot++)
    {
      g_autofree char *address = g_strdup_printf ("/dmx/0/%u", slot);

      stage_set (stage, address, clasp_value_int (slot & 0xff));
      if (slot % 64 == 0) /* more than one turn of the loop */
        {
          stage_run ();
          clasp_fixture_advance (&stage->router, 15 * MS);
        }
    }
  do
    {
      stage_take (stage, &frame);
      n++;
    }
  while (frame.slots[510] != (511 & 0xff));
  g_assert_cmpuint (n, <=, 2);
  for (guint i = 0; i < 512; i++)
    g_assert_cmpuint (frame.slots[i], ==, (i + 1) & 0xff);
}

static void
test_unchanged_frames_are_repeated (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=44");
  stage_set (stage, "/dmx/0/1", clasp_value_int (7));
  for (guint i = 0; i < 5; i++)
    {
      stage_take (stage, &frame);
      g_assert_cmpuint (frame.slots[0], ==, 7);
    }
}

static void
test_unchanged_frames_are_not_repeated (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0/1", clasp_value_int (7));
  stage_take (stage, &frame);
  g_assert_false (stage_take_for (stage, &frame, 100));
}

static void
test_slots_of_a_frame (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0 slots=24");
  stage_set (stage, "/dmx/0/24", clasp_value_int (24));
  stage_set (stage, "/dmx/0/25", clasp_value_int (25));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.n_slots, ==, 24);
  g_assert_cmpuint (frame.slots[23], ==, 24);
}

static void
test_two_ports (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0 ports=1:5:out;2:9");
  stage_set (stage, "/dmx/5/1", clasp_value_int (5));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.port, ==, 0);
  g_assert_cmpuint (frame.slots[0], ==, 5);
  stage_set (stage, "/dmx/9/1", clasp_value_int (9));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.port, ==, 1);
  g_assert_cmpuint (frame.slots[0], ==, 9);
}

static void
test_one_universe_at_two_ports (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived first, second;

  open_output (stage, "min-hz=0 ports=1:5:out;2:5:out");
  stage_set (stage, "/dmx/5/1", clasp_value_int (5));
  stage_take (stage, &first);
  stage_take (stage, &second);
  g_assert_cmpuint (first.port + second.port, ==, 1);
  g_assert_cmpuint (second.slots[0], ==, 5);
}

static void
test_whole_frames (Stage *stage, gconstpointer data)
{
  guint8           bytes[513];
  ClaspValue       elements[3] = { clasp_value_int (1), clasp_value_double (1.0), clasp_value_bool (FALSE) };
  ClaspDmxReceived frame;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) (i + 1);
  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0", clasp_value_bytes (bytes, 513));
  stage_take (stage, &frame);
  g_assert_cmpmem (frame.slots, 512, bytes, 512);

  clasp_fixture_advance (&stage->router, 50 * MS);
  stage_set (stage, "/dmx/0", clasp_value_array (elements, 3));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 1);
  g_assert_cmpuint (frame.slots[1], ==, 255);
  g_assert_cmpuint (frame.slots[2], ==, 0);
  g_assert_cmpuint (frame.slots[3], ==, 4);
}

static void
test_scale (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0 scale=fixed scale-min=0 scale-max=100");
  stage_set (stage, "/dmx/0/1", clasp_value_int (50));
  stage_set (stage, "/dmx/0/2", clasp_value_double (100));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 128);
  g_assert_cmpuint (frame.slots[1], ==, 255);
}

static void
test_what_is_no_level_is_dropped (Stage *stage, gconstpointer data)
{
  static const char *const addresses[] = { "/dmx/0/0", "/dmx/0/513", "/dmx/32768/1", "/dmx/x/1", "/dmx/0/1/2", "/dmx/0/1x" };

  open_output (stage, "");
  stage_set (stage, "/dmx/0/1", clasp_value_double (NAN));
  stage_set (stage, "/dmx/0/1", clasp_value_string (CLASP_STR_LITERAL ("full")));
  stage_set (stage, "/dmx/0", clasp_value_int (1));
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    stage_set (stage, addresses[i], clasp_value_int (1));
  stage_run ();
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 3 + G_N_ELEMENTS (addresses));
}

static void
test_other_universes_are_left_alone (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0 ports=1:5:out");
  stage_set (stage, "/dmx/4/1", clasp_value_int (4));
  stage_set (stage, "/dmx/4", clasp_value_bytes ((const guint8 *) "a", 1));
  stage_run ();
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 0);
  g_assert_false (stage_take_for (stage, &frame, 50));
}

static void
test_holds_lie_over_levels (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0/1", clasp_value_int (200));
  stage_take (stage, &frame);
  clasp_fixture_advance (&stage->router, 50 * MS);
  clasp_universes_set_blackout (stage->router.universes, TRUE, 0);
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 0);
  clasp_fixture_advance (&stage->router, 50 * MS);
  clasp_universes_set_blackout (stage->router.universes, FALSE, 0);
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 200);
  clasp_fixture_advance (&stage->router, 50 * MS);
  g_assert_true (clasp_universes_set_test (stage->router.universes, "/dmx/0", 4, 99));
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[4], ==, 99);
}

/* What is beyond the last frame was taken already. */
static void
drain (Stage *stage)
{
  ClaspDmxReceived frame;

  while (clasp_dmx_cable_take (stage->lamp, &frame, NULL))
    ;
}

static void
test_dark_at_the_end (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "blackout-on-stop=true min-hz=0");
  stage_set (stage, "/dmx/0/1", clasp_value_int (200));
  stage_take (stage, &frame);
  stage_close (stage);
  stage_take (stage, &frame);
  g_assert_cmpuint (frame.slots[0], ==, 0);
}

static void
test_levels_stay_at_the_end (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0/1", clasp_value_int (200));
  stage_take (stage, &frame);
  drain (stage);
  stage_close (stage);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  g_assert_false (clasp_dmx_cable_take (stage->lamp, &frame, NULL));
}

/* ---- in ---- */

static void
send_in (Stage *stage, guint port, guint8 start_code, const char *hex)
{
  g_autoptr (GBytes) slots = clasp_test_hex (hex);

  clasp_dmx_cable_send (stage->lamp, port, start_code, g_bytes_get_data (slots, NULL), (guint) g_bytes_get_size (slots));
}

static void
test_levels_come_in (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in");
  send_in (stage, 0, 0, "0aff");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 10 rev 1\nlocal ← SET /dmx/7/2 255 rev 1");
  send_in (stage, 0, 0, "0b");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 11 rev 2");
}

static void
test_other_start_codes_are_counted (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in");
  send_in (stage, 0, 0xcc, "0aff");
  send_in (stage, 0, 0, "01");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 1 rev 1");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 1);
}

static void
test_input_ports_are_told_apart (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in;2:8:in");
  send_in (stage, 1, 0, "05");
  stage_expect_heard (stage, "local ← SET /dmx/8/1 5 rev 1");
  send_in (stage, 0, 0, "06");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 6 rev 1");
}

static void
test_input_is_scaled (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in scale=unit");
  send_in (stage, 0, 0, "ff");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 1 rev 1");
}

static void
test_lost_input_is_held (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in input-timeout-ms=1000");
  send_in (stage, 0, 0, "09");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 9 rev 1");
  clasp_fixture_advance (&stage->router, 5000 * MS);
  stage_run ();
  clasp_fixture_expect_log (&stage->router, "");
}

static void
test_lost_input_goes_to_zero (Stage *stage, gconstpointer data)
{
  open_output (stage, "ports=1:7:in loss=zero input-timeout-ms=1000");
  send_in (stage, 0, 0, "0900");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 9 rev 1\nlocal ← SET /dmx/7/2 0 rev 1");
  clasp_fixture_advance (&stage->router, 999 * MS);
  clasp_fixture_expect_log (&stage->router, "");
  clasp_fixture_advance (&stage->router, 1 * MS);
  stage_expect_heard (stage, "local ← SET /dmx/7/1 0 rev 2");
}

static void
test_input_is_not_sent_back (Stage *stage, gconstpointer data)
{
  ClaspDmxReceived frame;

  open_output (stage, "ports=1:7:in;2:8:out min-hz=0");
  send_in (stage, 0, 0, "09");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 9 rev 1");
  stage_set (stage, "/dmx/7/1", clasp_value_int (10));
  stage_run ();
  g_assert_false (stage_take_for (stage, &frame, 50));
}

static void
count_cb (ClaspUniverse *universe, const ClaspUniverseInfo *info, gpointer user_data)
{
  g_string_append_printf (user_data, "%s %s %s %s %u; ", info->protocol, info->prefix, info->label,
                          info->is_output ? "out" : "in", info->n_sources);
}

static void
test_universes_are_listed (Stage *stage, gconstpointer data)
{
  g_autoptr (GString) list = g_string_new (NULL);

  open_output (stage, "ports=1:7:in;2:8:out");
  send_in (stage, 0, 0, "09");
  stage_expect_heard (stage, "local ← SET /dmx/7/1 9 rev 1");
  clasp_universes_foreach (stage->router.universes, 0, count_cb, list);
  g_assert_nonnull (strstr (list->str, "dmx /dmx/7 7 in 1; "));
  g_assert_nonnull (strstr (list->str, "dmx /dmx/8 8 out 0; "));
  stage_close (stage);
  g_assert_cmpuint (clasp_universes_count (stage->router.universes), ==, 0);
}

/* ---- settings ---- */

static gboolean
has_heard (gpointer user_data)
{
  return strstr (((Stage *) user_data)->router.log->str, "SET /dmx/3/1 77 ") != NULL;
}

static void
test_two_connections_share_a_line (Stage *stage, gconstpointer data)
{
  Stage other = { 0 };

  stage_set_up (&other, NULL);
  open_output (stage, "device=bus");
  open_output (&other, "device=bus ports=1:3:in");
  stage_set (stage, "/dmx/0/1", clasp_value_int (77));
  clasp_test_spin_until (has_heard, &other, "the level at the other end");
  stage_close (stage);
  stage_tear_down (&other, NULL);
}

static void
test_bad_settings_need_a_person (Stage *stage, gconstpointer data)
{
  stage_open (stage, "ports=3:0:out");
  stage_wait_state (stage, CLASP_BRIDGE_STATE_ERROR);
  g_assert_cmpstr (stage->status.detail, ==,
                   "ports: ‘3:0:out’ is no port; write port:universe:direction, “1:0:out” or “2:7:in” (port 1–2, universe 0–32767)");
}

/* The widgets' messages name no port, so two inputs could not be told apart. */
static void
test_two_inputs_need_a_person (Stage *stage, gconstpointer data)
{
  static const char *const drivers[] = { "auto", "enttec-pro", "nodle" };

  for (guint i = 0; i < G_N_ELEMENTS (drivers); i++)
    {
      g_autofree char *text = g_strdup_printf ("driver=%s ports=1:7:in;2:8:in", drivers[i]);

      stage_open (stage, text);
      stage_wait_state (stage, CLASP_BRIDGE_STATE_ERROR);
      g_assert_cmpstr (stage->status.detail, ==,
                       "ports: only one can be set to in: an interface does not say from which of its ports a frame came. "
                       "A second interface is a second connection; a Pro Mk2 needs mk2-key and mk2-in-label.");
      stage_close (stage);
    }
  /* A Mk2 that is told how is no matter of the settings either; others have no such labels. */
  stage_open (stage, "driver=enttec-pro device=none ports=1:7:in;2:8:in mk2-key=01020304 mk2-in-label=156");
  stage_wait_state (stage, CLASP_BRIDGE_STATE_MISSING);
  stage_close (stage);
  stage_open (stage, "driver=nodle device=none ports=1:7:in;2:8:in mk2-key=01020304 mk2-in-label=156");
  stage_wait_state (stage, CLASP_BRIDGE_STATE_ERROR);
  stage_close (stage);
  /* One of each is no matter of the settings; the device is just not there. */
  stage_open (stage, "driver=enttec-pro device=none ports=1:7:in;2:8:out");
  stage_wait_state (stage, CLASP_BRIDGE_STATE_MISSING);
}

static void
expect_setup (const char *text, const char *bytes, const char *problem)
{
  g_auto (GStrv)       texts = g_strsplit (text, ";", -1);
  guint8               setup[CLASP_DMX_SETUP_SIZE];
  guint                n;
  g_autoptr (GError)   error = NULL;
  g_autoptr (GBytes)   expected = clasp_test_hex (bytes != NULL ? bytes : "");

  g_assert_cmpint (clasp_dmx_usb_setup_parse ((const char *const *) texts, setup, &n, &error), ==, bytes != NULL);
  if (bytes != NULL)
    g_assert_cmpmem (setup, n, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
  else
    g_assert_nonnull (strstr (error->message, problem));
}

static void
test_setup_setting (void)
{
  g_autofree char *most = g_strnfill (2 * (CLASP_DMX_SETUP_SIZE - 5), 'f');
  g_autofree char *at_limit = g_strconcat ("255:", most, NULL);
  g_autofree char *above = g_strconcat (at_limit, ";8:", NULL);
  g_autofree char *much = g_strconcat (at_limit, "ff", NULL);

  expect_setup ("", "", NULL);
  expect_setup ("145:0101", "7e 91 02 00 01 01 e7", NULL);
  expect_setup (" 8 : 00 ;;0:", "7e 08 01 00 00 e7 7e 00 00 00 e7", NULL);
  expect_setup ("8", NULL, "‘8’ is no message");
  expect_setup ("8:0", NULL, "is no message");
  expect_setup ("8:0g", NULL, "is no message");
  expect_setup ("256:00", NULL, "is no message");
  expect_setup ("8:00:00", NULL, "is no message");
  expect_setup ("1:00", NULL, "would overwrite the firmware");
  expect_setup ("02:00", NULL, "would overwrite the firmware");
  expect_setup (above, NULL, "longer than 256 bytes");
  expect_setup (much, NULL, "longer than 256 bytes");
  {
    g_auto (GStrv) texts = g_strsplit (at_limit, ";", -1);
    guint8         setup[CLASP_DMX_SETUP_SIZE];
    guint          n;

    g_assert_true (clasp_dmx_usb_setup_parse ((const char *const *) texts, setup, &n, NULL));
    g_assert_cmpuint (n, ==, CLASP_DMX_SETUP_SIZE);
  }
}

static void
expect_ports (const char *text, const char *problem)
{
  g_auto (GStrv)     texts = g_strsplit (text, ";", -1);
  g_autoptr (GError) error = NULL;
  ClaspDmxUsbPort    ports[CLASP_DMX_USB_MAX_PORTS];
  guint              n = clasp_dmx_usb_ports_parse ((const char *const *) texts, ports, &error);

  if (problem == NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (n, >, 0);
      return;
    }
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpuint (n, ==, 0);
  g_assert_nonnull (strstr (error->message, problem));
}

static void
test_ports_setting (void)
{
  expect_ports ("7", NULL);
  expect_ports (" 2 : 7 : in ", NULL);
  expect_ports (";1:32767:out;", NULL);
  expect_ports ("1:0:out;2:0:out", NULL);
  expect_ports ("1:32768:out", "is no port");
  expect_ports ("0:1:out", "is no port");
  expect_ports ("1:1:both", "is no port");
  expect_ports ("1:1:in:out", "is no port");
  expect_ports ("-1", "is no port");
  expect_ports ("1:0;1:1", "port 1 is set twice");
  expect_ports ("1:0:in;2:0:out", "universe 0 is set for two ports");
  expect_ports ("", "none is set");
}

static void
test_key_setting (void)
{
  guint8   key[4];
  gboolean has_key;

  g_assert_true (clasp_dmx_usb_key_parse ("0A1b2c3D", key, &has_key));
  g_assert_true (has_key);
  g_assert_cmpmem (key, 4, "\x0a\x1b\x2c\x3d", 4);
  g_assert_true (clasp_dmx_usb_key_parse ("", key, &has_key));
  g_assert_false (has_key);
  g_assert_false (clasp_dmx_usb_key_parse ("0a1b2c3", key, &has_key));
  g_assert_false (clasp_dmx_usb_key_parse ("0a1b2c3d4", key, &has_key));
  g_assert_false (clasp_dmx_usb_key_parse ("0a1b2c3g", key, &has_key));
}

static void
test_limits_of_numbers (void)
{
  static const struct { const char *name, *low, *below, *high, *above; } cases[] = {
    { "slots", "24", "23", "512", "513" },
    { "max-hz", "1", "0", "44", "45" },
    { "break-us", "92", "91", "1000", "1001" },
    { "mab-us", "12", "11", "1000", "1001" },
    { "input-timeout-ms", "100", "99", "60000", "60001" },
  };
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_DMX_USB_SETTINGS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (clasp_settings_set_text (settings, cases[i].name, cases[i].low, NULL));
      g_assert_false (clasp_settings_set_text (settings, cases[i].name, cases[i].below, NULL));
      g_assert_true (clasp_settings_set_text (settings, cases[i].name, cases[i].high, NULL));
      g_assert_false (clasp_settings_set_text (settings, cases[i].name, cases[i].above, NULL));
    }
  g_assert_true (clasp_settings_validate (settings, NULL));
}

static void
test_limit_of_the_device (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_DMX_USB_SETTINGS, NULL);
  g_autofree char          *longest = g_strnfill (255, 'x'), *longer = g_strnfill (256, 'x');
  g_autoptr (GError)        error = NULL;

  clasp_settings_set_text (settings, "device", longest, NULL);
  g_assert_true (clasp_settings_validate (settings, NULL));
  clasp_settings_set_text (settings, "device", longer, NULL);
  g_assert_false (clasp_settings_validate (settings, &error));
  g_assert_cmpstr (error->message, ==, "device: longer than 255 bytes");
}

static void
expect_place (const char *address, int kind, guint universe, guint slot)
{
  ClaspDmxUsbPlace place;
  gboolean         is_place = clasp_dmx_usb_address_parse (clasp_str (address), &place);

  g_test_message ("%s", address);
  g_assert_cmpint (is_place, ==, kind >= 0);
  if (!is_place)
    return;
  g_assert_cmpint (place.kind, ==, kind);
  g_assert_cmpuint (place.universe, ==, universe);
  g_assert_cmpuint (place.slot, ==, slot);
}

static void
test_addresses (void)
{
  static const char *const wrong[] = { "", "/", "/0/", "/0/0", "/0/513", "/32768", "/000001/1", "/0/512/16", "/0/511/rgb",
                                       "/0/1/8", "/0/1/16/1", "/0/1/rgb/", "/0x/1", "0/1", "/-1/1", "/0/1x" };
  char                     buffer[CLASP_DMX_USB_ADDRESS_SIZE];

  expect_place ("/32767/512", CLASP_DMX_USB_PLACE_SLOT, 32767, 511);
  expect_place ("/0", CLASP_DMX_USB_PLACE_FRAME, 0, 0);
  expect_place ("/7/511/16", CLASP_DMX_USB_PLACE_SLOT_16, 7, 510);
  expect_place ("/7/510/rgb", CLASP_DMX_USB_PLACE_RGB, 7, 509);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    expect_place (wrong[i], -1, 0, 0);
  g_assert_cmpuint (clasp_dmx_usb_address_format (32767, 511, buffer).length, ==, strlen ("/32767/512"));
  g_assert_cmpstr (buffer, ==, "/32767/512");
}

static void
test_values_over_several_slots (Stage *stage, gconstpointer data)
{
  ClaspValue       colour[3] = { clasp_value_int (1), clasp_value_double (1.0), clasp_value_int (3) };
  ClaspDmxReceived frame;

  open_output (stage, "min-hz=0");
  stage_set (stage, "/dmx/0/1/16", clasp_value_int (0x1234));
  stage_set (stage, "/dmx/0/4/rgb", clasp_value_string (CLASP_STR_LITERAL ("#ff8001")));
  stage_set (stage, "/dmx/0/510/rgb", clasp_value_array (colour, 3));
  stage_set (stage, "/dmx/0/8/rgb", clasp_value_string (CLASP_STR_LITERAL ("red")));
  stage_take (stage, &frame);
  g_assert_cmpmem (frame.slots, 7, "\x12\x34\0\xff\x80\x01\0", 7);
  g_assert_cmpmem (frame.slots + 509, 3, "\x01\xff\x03", 3);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 1);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/bridges/dmx-usb/bridge/" name, Stage, NULL, stage_set_up, function, stage_tear_down)

static void
test_announced (Stage *stage, gconstpointer data)
{
  g_autofree char *text = NULL;

  open_output (stage, "ports=1:0:out");
  text = announced_print (stage->router.router, "/dmx/*/**");
  g_assert_cmpstr (text, ==,
                   "/dmx/* param bytes rw\n"
                   "/dmx/*/* param int rw 0-255 dmx\n"
                   "/dmx/*/*/16 param int rw 0-65535\n"
                   "/dmx/*/*/rgb param array rw");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 110);
  ADD ("announced", test_announced);
  ADD ("out/a-level-leaves", test_a_level_leaves);
  ADD ("out/nothing-before-a-level-is-set", test_nothing_leaves_before_a_level_is_set);
  ADD ("out/levels-from-before", test_levels_from_before_leave);
  ADD ("out/a-bundle-is-one-frame", test_a_bundle_is_one_frame);
  ADD ("out/a-burst-is-two-frames-at-most", test_a_burst_is_two_frames_at_most);
  ADD ("out/unchanged-is-repeated", test_unchanged_frames_are_repeated);
  ADD ("out/unchanged-is-not-repeated", test_unchanged_frames_are_not_repeated);
  ADD ("out/slots", test_slots_of_a_frame);
  ADD ("out/two-ports", test_two_ports);
  ADD ("out/one-universe-at-two-ports", test_one_universe_at_two_ports);
  ADD ("out/whole-frames", test_whole_frames);
  ADD ("out/over-several-slots", test_values_over_several_slots);
  ADD ("out/scale", test_scale);
  ADD ("out/no-level-is-dropped", test_what_is_no_level_is_dropped);
  ADD ("out/other-universes", test_other_universes_are_left_alone);
  ADD ("out/holds", test_holds_lie_over_levels);
  ADD ("out/dark-at-the-end", test_dark_at_the_end);
  ADD ("out/levels-stay-at-the-end", test_levels_stay_at_the_end);
  ADD ("in/levels", test_levels_come_in);
  ADD ("in/other-start-codes", test_other_start_codes_are_counted);
  ADD ("in/ports", test_input_ports_are_told_apart);
  ADD ("in/scale", test_input_is_scaled);
  ADD ("in/lost-is-held", test_lost_input_is_held);
  ADD ("in/lost-goes-to-zero", test_lost_input_goes_to_zero);
  ADD ("in/not-sent-back", test_input_is_not_sent_back);
  ADD ("universes-are-listed", test_universes_are_listed);
  ADD ("two-connections-share-a-line", test_two_connections_share_a_line);
  ADD ("settings/bad-ones-need-a-person", test_bad_settings_need_a_person);
  ADD ("settings/two-inputs-need-a-person", test_two_inputs_need_a_person);
  g_test_add_func ("/bridges/dmx-usb/settings/ports", test_ports_setting);
  g_test_add_func ("/bridges/dmx-usb/settings/key", test_key_setting);
  g_test_add_func ("/bridges/dmx-usb/settings/setup", test_setup_setting);
  g_test_add_func ("/bridges/dmx-usb/settings/limits", test_limits_of_numbers);
  g_test_add_func ("/bridges/dmx-usb/settings/device", test_limit_of_the_device);
  g_test_add_func ("/bridges/dmx-usb/addresses", test_addresses);
  return g_test_run ();
}
