/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The bridge between a real router and a backend that does what the test says. */

#include "bridges/midi/midi-fixture.h"

/* ---- what passes ---- */

static void
test_in (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  fake_backend_hear (fixture->backend, "90 3c 64");
  fake_backend_hear (fixture->backend, "80 3c 00");
  fake_backend_hear (fixture->backend, "e1 7f 7f");
  fake_backend_hear (fixture->backend, "fa");
  fake_backend_hear (fixture->backend, "f8");
  assert_heard (fixture, "/midi/x-touch/ch/1/cc/7 = 64\n"
                         "/midi/x-touch/ch/1/note/60 ! {\"on\":true,\"velocity\":100}\n"
                         "/midi/x-touch/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                         "/midi/x-touch/ch/2/bend = 8191\n"
                         "/midi/x-touch/transport ! start\n");
  g_assert_cmpint (get_status (fixture)->n_in, ==, 5);
}

static void
test_out (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/7", clasp_value_int (64));
  set (fixture, "/midi/x-touch/ch/1/cc14/8", clasp_value_double (1));
  emit (fixture, "/midi/x-touch/ch/1/note/60", clasp_value_int (100));
  set (fixture, "/midi/x-touch/cc/9", clasp_value_bool (TRUE));
  assert_sent (fixture, "b0 07 40|b0 08 7f|b0 28 7f|90 3c 64|b0 09 7f");
  assert_heard (fixture, "");
  g_assert_cmpint (get_status (fixture)->n_out, ==, 4); /* values, of one or two messages */
  g_assert_cmpint (fixture->status.n_dropped, ==, 0);
}

/* Of whole messages, also those that mean nothing to us; out, of what the device took. */
static void
test_bytes_are_counted (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  fake_backend_hear (fixture->backend, "f0 7d 01 02 f7");
  fake_backend_hear (fixture->backend, "f8");
  g_assert_cmpuint (get_status (fixture)->bytes_in, ==, 9);
  g_assert_cmpuint (fixture->status.bytes_out, ==, 0);
  set (fixture, "/midi/x-touch/ch/1/cc14/8", clasp_value_double (1));
  assert_sent (fixture, "b0 08 7f|b0 28 7f");
  fixture->backend->is_full = TRUE;
  emit (fixture, "/midi/x-touch/ch/1/note/60", clasp_value_int (100));
  g_assert_cmpuint (get_status (fixture)->bytes_out, ==, 6);
  g_assert_cmpuint (fixture->status.bytes_in, ==, 9);
}

static void
test_sysex_out_whole (Fixture *fixture, gconstpointer data)
{
  static const guint8 sysex[] = { 0xf0, 0x7d, 0x01, 0x02, 0xf7 };

  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/sysex", clasp_value_bytes (sysex, sizeof sysex));
  assert_sent (fixture, "f0 7d 01 02 f7");
}

/* What the device gets is whole messages, whoever else has something urgent to say. */
static void
test_time_code_waits_for_the_end_of_a_sysex (Fixture *fixture, gconstpointer data)
{
  static guint8   sysex[1024] = { 0xf0 };
  g_auto (GStrv)  parts = NULL;
  gboolean        is_within = FALSE;
  guint           n_quarters = 0, n_ends = 0;

  sysex[sizeof sysex - 1] = 0xf7;
  set_setting (fixture, "pace", "3125");
  set_setting (fixture, "mtc-out", "25");
  set_setting (fixture, "clock-out", "true");
  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/mtc/run", clasp_value_bool (TRUE));
  emit (fixture, "/midi/x-touch/sysex", clasp_value_bytes (sysex, sizeof sysex));
  for (guint i = 0; i < 1000; i++)
    clasp_fixture_advance (&fixture->base, 1000);

  parts = g_strsplit (fixture->backend->sent->str, "|", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_real_time = parts[i][0] == 'f' && parts[i][1] >= '8';
      gboolean is_part = parts[i][0] == '0' || g_str_has_prefix (parts[i], "f0 00");

      g_assert_true (!is_within || is_part || is_real_time);
      n_quarters += g_str_has_prefix (parts[i], "f1 ");
      n_ends += g_str_has_suffix (parts[i], "f7") && is_part;
      if (is_part)
        is_within = !g_str_has_suffix (parts[i], "f7");
    }
  g_assert_cmpuint (n_ends, ==, 1);
  g_assert_cmpuint (n_quarters, ==, 101); /* of a second, none lost */
  g_string_truncate (fixture->backend->sent, 0);
}

static void
test_a_reset_device_is_told_the_parameter_again (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/nrpn/5", clasp_value_int (1));
  set (fixture, "/midi/x-touch/ch/2/rpn/0", clasp_value_int (1));
  set (fixture, "/midi/x-touch/ch/1/nrpn/5", clasp_value_int (2));
  assert_sent (fixture, "b0 63 00|b0 62 05|b0 06 00|b0 26 01|b1 65 00|b1 64 00|b1 06 00|b1 26 01|"
                        "b0 06 00|b0 26 02");
  emit (fixture, "/midi/x-touch/ch/1/cc/121", clasp_value_int (0));
  set (fixture, "/midi/x-touch/ch/1/nrpn/5", clasp_value_int (3));
  set (fixture, "/midi/x-touch/ch/2/rpn/0", clasp_value_int (2));
  assert_sent (fixture, "b0 79 00|b0 63 00|b0 62 05|b0 06 00|b0 26 03|b1 06 00|b1 26 02");
}

static void
test_largest_sysex_in (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *bytes = g_malloc0 (65536);
  ClaspFakeLink     *remote = clasp_fixture_join (&fixture->base);
  g_autofree char   *log = NULL;

  bytes[0] = 0xf0;
  bytes[65535] = 0xf7;
  clasp_fixture_say (remote, "SUBSCRIBE 1 /midi/** param,event");
  open_x_touch (fixture);
  fixture->backend->handler.message (bytes, 65536, 0, fixture->backend->user_data);
  g_assert_cmpint (fixture->heard->len, >, 65536);
  log = clasp_fake_link_take (remote); /* more than a frame holds: whatever it is, not a crash */
  g_string_truncate (fixture->heard, 0);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "/midi/x-touch/ch/1/cc/7 = 64\n");
}

static void
test_echo_is_dropped (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/7", clasp_value_int (64));
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "");
  fake_backend_hear (fixture->backend, "b0 07 41");
  assert_heard (fixture, "/midi/x-touch/ch/1/cc/7 = 65\n");
}

static void
test_what_means_nothing_is_counted (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/200", clasp_value_int (1));
  set (fixture, "/midi/x-touch/ch/1/cc/7", clasp_value_string (CLASP_STR_LITERAL ("loud")));
  clasp_session_emit (fixture->other, CLASP_STR_LITERAL ("/midi/x-touch/ch/1/cc/7"), NULL);
  assert_sent (fixture, "");
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 3);
}

/* Several connections share /midi: what is for the others is nobody's loss. */
static void
test_another_device_is_left_alone (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/launchpad/ch/1/cc/7", clasp_value_int (1));
  set (fixture, "/midi/x-touch2/ch/1/cc/7", clasp_value_int (1));
  set (fixture, "/midi/x-touch", clasp_value_int (1));
  assert_sent (fixture, "");
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 0);
}

static void
test_full_backend_is_counted (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fixture->backend->is_full = TRUE;
  set (fixture, "/midi/x-touch/ch/1/cc/7", clasp_value_int (1));
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 1);
  g_assert_cmpint (fixture->status.n_out, ==, 0);
}

static void
test_lost_input_is_counted (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fixture->backend->handler.lost (fixture->backend->user_data);
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 1);
}

/* ---- settings ---- */

static void
test_device_names_the_addresses (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "device", "Desk 1");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "/midi/desk_1/ch/1/cc/7 = 64\n");
}

static void
test_cc14_and_notes_as_param (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "cc14", "7;8");
  set_setting (fixture, "notes-as-param", "true");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  fake_backend_hear (fixture->backend, "b0 27 41");
  fake_backend_hear (fixture->backend, "90 3c 64");
  assert_heard (fixture, "/midi/x-touch/ch/1/cc14/7 = 8257\n"
                         "/midi/x-touch/ch/1/note/60 = 100\n");
}

static void
test_parameter_selected_once (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/nrpn/1234", clasp_value_int (5678));
  set (fixture, "/midi/x-touch/ch/1/nrpn/1234", clasp_value_int (5679));
  set (fixture, "/midi/x-touch/ch/1/nrpn/1235", clasp_value_int (1));
  assert_sent (fixture, "b0 63 09|b0 62 52|b0 06 2c|b0 26 2e|b0 06 2c|b0 26 2f|"
                        "b0 63 09|b0 62 53|b0 06 00|b0 26 01");
  g_assert_cmpint (get_status (fixture)->n_out, ==, 3);
}

/* Whatever came in between may have selected another. */
static void
test_parameter_selected_again (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/nrpn/1", clasp_value_int (0));
  set (fixture, "/midi/x-touch/ch/1/cc/98", clasp_value_int (9));
  g_string_truncate (fixture->backend->sent, 0);
  set (fixture, "/midi/x-touch/ch/1/nrpn/1", clasp_value_int (1));
  assert_sent (fixture, "b0 63 00|b0 62 01|b0 06 00|b0 26 01");
  fake_backend_plug (fixture->backend, FALSE);
  fake_backend_plug (fixture->backend, TRUE);
  assert_sent (fixture, "b0 63 00|b0 62 01|b0 06 00|b0 26 01");
}

static void
test_fine_half_alone (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "fine-alone", "true");
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc14/7", clasp_value_int (8257));
  set (fixture, "/midi/x-touch/ch/1/cc14/7", clasp_value_int (8258));
  set (fixture, "/midi/x-touch/ch/1/cc14/7", clasp_value_int (8320));
  assert_sent (fixture, "b0 07 40|b0 27 41|b0 27 42|b0 07 41|b0 27 00");
  set (fixture, "/midi/x-touch/ch/1/nrpn/1", clasp_value_int (129));
  set (fixture, "/midi/x-touch/ch/1/nrpn/1", clasp_value_int (130));
  set (fixture, "/midi/x-touch/ch/1/nrpn/2", clasp_value_int (130));
  assert_sent (fixture,
               "b0 63 00|b0 62 01|b0 06 01|b0 26 01|b0 26 02|b0 63 00|b0 62 02|b0 06 01|b0 26 02");
}

static void
test_coarse_half_comes_after_its_wait (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "cc14", "7");
  open_x_touch (fixture);
  fixture->backend->received_us = clasp_clock_now_us (fixture->base.clock);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "");
  clasp_fixture_advance (&fixture->base, 3000);
  assert_heard (fixture, "/midi/x-touch/ch/1/cc14/7 = 8192\n");
}

/* An encoder goes on from where somebody else put the value. */
static void
test_encoder_follows (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "relative", "16=sign-bit");
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/16", clasp_value_int (100));
  fake_backend_hear (fixture->backend, "b0 10 01");
  assert_heard (fixture, "/midi/x-touch/ch/1/cc/16/step ! 1\n/midi/x-touch/ch/1/cc/16 = 101\n");
  emit (fixture, "/midi/x-touch/ch/1/cc/16/step", clasp_value_int (-2));
  assert_sent (fixture, "b0 10 64|b0 10 42");
}

static void
test_raw_both_ways (Fixture *fixture, gconstpointer data)
{
  static const guint8 bytes[] = { 0x90, 0x3c, 0x64, 0x3e, 0x64, 0xf0, 0x01, 0xf7 };

  set_setting (fixture, "raw", "true");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "/midi/x-touch/raw ! b00740\n/midi/x-touch/ch/1/cc/7 = 64\n");
  emit (fixture, "/midi/x-touch/raw", clasp_value_bytes (bytes, sizeof bytes));
  assert_sent (fixture, "90 3c 64|90 3e 64|f0 01 f7");
}

static void
test_default_channel (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "default-channel", "16");
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/cc/7", clasp_value_int (64));
  assert_sent (fixture, "bf 07 40");
}

static void
test_direction_in (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "direction", "in");
  open_x_touch (fixture);
  g_assert_true (fixture->backend->input);
  g_assert_false (fixture->backend->output);
  set (fixture, "/midi/x-touch/ch/1/cc/7", clasp_value_int (64));
  assert_sent (fixture, "");
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 0);
}

static void
test_direction_out (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "direction", "out");
  open_x_touch (fixture);
  g_assert_false (fixture->backend->input);
  g_assert_true (fixture->backend->output);
}

static void
test_own_ports_only (Fixture *fixture, gconstpointer data)
{
  fixture->backend->is_there = FALSE;
  set_setting (fixture, "client-name", "Stage left");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  g_assert_cmpstr (fixture->backend->client_name, ==, "Stage left");
  g_assert_cmpstr (fixture->backend->port, ==, "");
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "/midi/midi/ch/1/cc/7 = 64\n");
}

static void
test_bad_setting_needs_a_person (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "cc14", "7;32");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (fixture->status.detail, "‘32’ is not a controller from 0 to 31"));
  g_assert_false (fixture->backend->is_open);
}

/* ---- devices come and go ---- */

static void
test_missing_and_back (Fixture *fixture, gconstpointer data)
{
  fixture->backend->is_there = FALSE;
  set_setting (fixture, "port", "X-Touch Mini");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (fixture->status.detail, ==, "Waiting for X-Touch Mini");

  set (fixture, "/midi/x-touch_mini/ch/1/cc/7", clasp_value_int (64));
  assert_sent (fixture, "");
  fake_backend_plug (fixture->backend, TRUE);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
  assert_sent (fixture, "b0 07 40");

  fake_backend_plug (fixture->backend, FALSE);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  set (fixture, "/midi/x-touch_mini/ch/1/cc/7", clasp_value_int (65));
  assert_sent (fixture, "");
  fake_backend_plug (fixture->backend, TRUE);
  assert_sent (fixture, "b0 07 41");
}

/* "All notes off", data entry and the like are done once, not again at every plugging. */
static void
test_orders_are_not_repeated (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/123", clasp_value_int (0));
  set (fixture, "/midi/x-touch/ch/1/cc/6", clasp_value_int (2));
  set (fixture, "/midi/x-touch/songpos", clasp_value_int (16));
  set (fixture, "/midi/x-touch/transport", clasp_value_string (CLASP_STR_LITERAL ("start")));
  assert_sent (fixture, "b0 7b 00|b0 06 02|f2 10 00|fa");

  fake_backend_plug (fixture->backend, FALSE);
  fake_backend_plug (fixture->backend, TRUE);
  assert_sent (fixture, "");
  g_assert_cmpint (get_status (fixture)->n_dropped, ==, 0);
}

static void
test_held_key_ends_with_the_cable (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 3c 64");
  fake_backend_hear (fixture->backend, "95 3e 64");
  fake_backend_hear (fixture->backend, "95 40 64");
  fake_backend_hear (fixture->backend, "95 40 00");
  g_string_truncate (fixture->heard, 0);

  fake_backend_plug (fixture->backend, FALSE);
  assert_heard (fixture, "/midi/x-touch/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n"
                         "/midi/x-touch/ch/6/note/62 ! {\"on\":false,\"velocity\":0}\n");
  fake_backend_plug (fixture->backend, TRUE);
  fake_backend_plug (fixture->backend, FALSE);
  assert_heard (fixture, "");
}

static void
test_held_key_ends_with_the_bridge (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 3c 64");
  g_string_truncate (fixture->heard, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  assert_heard (fixture, "/midi/x-touch/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n");
}

static void
test_sounding_notes_end_with_the_bridge (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/ch/1/note/60", clasp_value_int (100));
  emit (fixture, "/midi/x-touch/ch/16/note/127", clasp_value_int (100));
  emit (fixture, "/midi/x-touch/ch/2/note/64", clasp_value_int (100));
  emit (fixture, "/midi/x-touch/ch/2/note/64", clasp_value_int (0));
  emit (fixture, "/midi/x-touch/ch/3/note/64", clasp_value_int (100));
  emit (fixture, "/midi/x-touch/ch/3/cc/123", clasp_value_int (0));
  g_string_truncate (fixture->backend->sent, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  assert_sent (fixture,
               "b0 7b 00|b0 40 00|b0 79 00|b1 7b 00|b1 40 00|b1 79 00|"
               "b2 7b 00|b2 40 00|b2 79 00|bf 7b 00|bf 40 00|bf 79 00|80 3c 40|8f 7f 40");
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_OFF);
}

/* Only the cable was pulled: the device behind it still sounds. */
static void
test_sounding_notes_end_when_the_device_is_back (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/ch/1/note/60", clasp_value_int (100));
  g_string_truncate (fixture->backend->sent, 0);
  fake_backend_plug (fixture->backend, FALSE);
  assert_sent (fixture, "");
  fake_backend_plug (fixture->backend, TRUE);
  assert_sent (fixture, "80 3c 40");
}

static void
test_no_sequencer_is_tried_again (Fixture *fixture, gconstpointer data)
{
  fixture->backend->open_error = g_error_new_literal (
    CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, "This computer has no MIDI sequencer.");
  set_setting (fixture, "port", "x-touch");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_MISSING);
  g_assert_cmpstr (fixture->status.detail, ==, "This computer has no MIDI sequencer.");

  g_clear_error (&fixture->backend->open_error);
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static void
test_no_permission_needs_a_person (Fixture *fixture, gconstpointer data)
{
  fixture->backend->open_error =
    g_error_new_literal (CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_DENIED, "No permission.");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  g_assert_cmpstr (fixture->status.detail, ==, "No permission.");
}

/* The kind is there all the same, so that a show that has it can be opened. */
static void
test_built_without_alsa_says_so (Fixture *fixture, gconstpointer data)
{
#ifdef CLASP_HAVE_ALSA
  g_test_skip ("built with ALSA");
#else
  clasp_midi_bridge_set_backend (fixture->bridge, NULL);
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_ERROR);
  g_assert_nonnull (strstr (fixture->status.detail, "made without ALSA"));
#endif
}

/* ---- a device that resets itself ---- */

static void
test_a_system_reset_begins_anew (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/nrpn/5", clasp_value_int (1));
  assert_sent (fixture, "b0 63 00|b0 62 05|b0 06 00|b0 26 01");
  fake_backend_hear (fixture->backend, "90 3c 64");
  fake_backend_hear (fixture->backend, "b1 63 00");
  fake_backend_hear (fixture->backend, "b1 62 05");
  g_string_truncate (fixture->heard, 0);
  fake_backend_hear (fixture->backend, "ff");
  assert_heard (fixture, "/midi/x-touch/ch/1/note/60 ! {\"on\":false,\"velocity\":0}\n");
  fake_backend_hear (fixture->backend, "b1 06 05"); /* a fader: no parameter was selected */
  assert_heard (fixture, "/midi/x-touch/ch/2/cc/6 = 5\n");
  set (fixture, "/midi/x-touch/ch/1/nrpn/5", clasp_value_int (2));
  assert_sent (fixture, "b0 63 00|b0 62 05|b0 06 00|b0 26 02");
}

/* ---- what is announced ---- */

typedef struct
{
  Fixture  *fixture;
  ClaspStr  address;
  gsize     n_best;  /* letters of the best that matches: the others are families it stands out of */
  ClaspSignal signal;
  char      datatype[16];
} Announced;

static gsize
count_letters (ClaspStr pattern)
{
  gsize n = 0;

  for (gsize i = 0; i < pattern.length; i++)
    n += pattern.data[i] != '*';
  return n;
}

static void
announced_cb (const ClaspSignalInfo *info, gpointer user_data)
{
  Announced               *announced = user_data;
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (info->address);
  gsize                    n = count_letters (info->address);

  if (!clasp_pattern_matches (pattern, announced->address) || n < announced->n_best)
    return;
  announced->n_best = n;
  announced->signal = info->signal;
  g_snprintf (announced->datatype, sizeof announced->datatype, "%.*s", (int) info->datatype.length,
              info->datatype.data);
}

static const char *
name_type (const ClaspValue *value)
{
  switch (value->type)
    {
    case CLASP_VALUE_NULL:
      return "null";
    case CLASP_VALUE_BOOL:
      return "bool";
    case CLASP_VALUE_INT:
      return "int";
    case CLASP_VALUE_DOUBLE:
      return "float";
    case CLASP_VALUE_STRING:
      return "string";
    case CLASP_VALUE_BYTES:
      return "bytes";
    case CLASP_VALUE_ARRAY:
      return "array";
    case CLASP_VALUE_MAP:
      return "map";
    }
  return "";
}

static void
check_announced_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  static const ClaspValue  none = CLASP_VALUE_INIT;
  Fixture                 *fixture = user_data;
  const ClaspMessage      *message = delivery->message;
  gboolean                 is_set = message->type == CLASP_MESSAGE_SET;
  g_autoptr (ClaspPattern) all = clasp_pattern_new (CLASP_STR_LITERAL ("/midi/**"));
  Announced announced = { fixture, is_set ? message->set.address : message->publish.address };
  const ClaspValue *value = is_set                        ? &message->set.value
                            : message->publish.has_value ? &message->publish.value
                                                         : &none;

  clasp_router_foreach_signal (fixture->base.router, all, announced_cb, &announced);
  g_test_message ("%.*s", (int) announced.address.length, announced.address.data);
  g_assert_cmpuint (announced.n_best, >, 0);
  g_assert_cmpint (announced.signal, ==, is_set ? CLASP_SIGNAL_PARAM : message->publish.signal);
  g_assert_cmpstr (announced.datatype, ==, name_type (value));
  g_string_append_c (fixture->heard, '.');
}

/* Everything a device says arrives as what it was announced as. */
static void
check_announced (Fixture *fixture, const char *notes_as_param)
{
  static const char *const messages[] = {
    "90 3c 64", "80 3c 40", "a0 3c 40", "b0 07 40", "b0 78 00", "b0 79 00", "b0 7a 00",
    "b0 7b 00", "b0 7c 00", "b0 7d 00", "b0 7e 00", "b0 7f 00", "b0 10 01", "b0 08 01", "b0 28 01",
    "b0 63 00", "b0 62 05", "b0 06 01", "b0 26 01", "b0 60 00", "b0 65 00", "b0 64 00", "b0 06 01",
    "b0 26 01", "b0 60 00", "b0 00 01", "c0 05", "d0 05", "e0 00 40", "f2 01 02", "f3 05", "f6",
    "fa", "fb", "fc", "f8", "f0 7f 7f 01 01 0a 14 1e 0c f7", "f0 7f 01 06 02 f7",
    "f0 7f 01 02 01 01 31 32 f7", "f0 7d 01 f7",
  };
  ClaspSession *checker =
    clasp_router_join (fixture->base.router, "checker", check_announced_cb, NULL, fixture);

  set_setting (fixture, "notes-as-param", notes_as_param);
  set_setting (fixture, "clock-events", "true");
  set_setting (fixture, "raw", "true");
  set_setting (fixture, "cc14", "8");
  set_setting (fixture, "relative", "16=sign-bit;nrpn");
  open_x_touch (fixture);
  clasp_session_unsubscribe (fixture->other, 1);
  clasp_session_subscribe (checker, 1, CLASP_STR_LITERAL ("/midi/**"), CLASP_TYPES_ALL, FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    fake_backend_hear (fixture->backend, messages[i]);
  g_assert_cmpuint (fixture->heard->len, >, 2 * G_N_ELEMENTS (messages) - 12); /* raw, and most */
  clasp_session_leave (checker);
}

static void
test_what_comes_was_announced (Fixture *fixture, gconstpointer data)
{
  check_announced (fixture, "false");
}

static void
test_notes_as_param_were_announced (Fixture *fixture, gconstpointer data)
{
  check_announced (fixture, "true");
}

/* ---- the name in addresses ---- */

/* As the settings ask for it: the same whichever is found, and while none is. */
static void
test_address_stays_whichever_is_found (Fixture *fixture, gconstpointer data)
{
  fixture->backend->is_there = FALSE;
  set_setting (fixture, "port", "X-Touch MINI:X-Touch MINI MIDI 1 #2");
  open_bridge (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  fake_backend_plug (fixture->backend, TRUE);
  fake_backend_hear (fixture->backend, "b0 07 41");
  assert_heard (fixture, "/midi/x-touch_minix-touch_mini_midi_1_2/ch/1/cc/7 = 64\n"
                         "/midi/x-touch_minix-touch_mini_midi_1_2/ch/1/cc/7 = 65\n");
}

static void
test_address_by_its_own_name (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "device", "Left Hand");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_heard (fixture, "/midi/left_hand/ch/1/cc/7 = 64\n");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/bridge/" path, Fixture, NULL, setup, func, teardown)
  ADD ("in", test_in);
  ADD ("out", test_out);
  ADD ("bytes-are-counted", test_bytes_are_counted);
  ADD ("sysex-out-whole", test_sysex_out_whole);
  ADD ("largest-sysex-in", test_largest_sysex_in);
  ADD ("time-code-waits-for-the-end-of-a-sysex", test_time_code_waits_for_the_end_of_a_sysex);
  ADD ("system-reset-begins-anew", test_a_system_reset_begins_anew);
  ADD ("what-comes-was-announced", test_what_comes_was_announced);
  ADD ("notes-as-param-were-announced", test_notes_as_param_were_announced);
  ADD ("address-stays-whichever-is-found", test_address_stays_whichever_is_found);
  ADD ("address-by-its-own-name", test_address_by_its_own_name);
  ADD ("reset-device-is-told-the-parameter-again", test_a_reset_device_is_told_the_parameter_again);
  ADD ("echo-is-dropped", test_echo_is_dropped);
  ADD ("what-means-nothing-is-counted", test_what_means_nothing_is_counted);
  ADD ("another-device-is-left-alone", test_another_device_is_left_alone);
  ADD ("full-backend-is-counted", test_full_backend_is_counted);
  ADD ("lost-input-is-counted", test_lost_input_is_counted);
  ADD ("device-names-the-addresses", test_device_names_the_addresses);
  ADD ("cc14-and-notes-as-param", test_cc14_and_notes_as_param);
  ADD ("parameter-selected-once", test_parameter_selected_once);
  ADD ("parameter-selected-again", test_parameter_selected_again);
  ADD ("fine-half-alone", test_fine_half_alone);
  ADD ("coarse-half-comes-after-its-wait", test_coarse_half_comes_after_its_wait);
  ADD ("encoder-follows", test_encoder_follows);
  ADD ("raw-both-ways", test_raw_both_ways);
  ADD ("default-channel", test_default_channel);
  ADD ("direction-in", test_direction_in);
  ADD ("direction-out", test_direction_out);
  ADD ("own-ports-only", test_own_ports_only);
  ADD ("bad-setting-needs-a-person", test_bad_setting_needs_a_person);
  ADD ("missing-and-back", test_missing_and_back);
  ADD ("orders-are-not-repeated", test_orders_are_not_repeated);
  ADD ("held-key-ends-with-the-cable", test_held_key_ends_with_the_cable);
  ADD ("held-key-ends-with-the-bridge", test_held_key_ends_with_the_bridge);
  ADD ("sounding-notes-end-with-the-bridge", test_sounding_notes_end_with_the_bridge);
  ADD ("sounding-notes-end-when-the-device-is-back",
       test_sounding_notes_end_when_the_device_is_back);
  ADD ("no-sequencer-is-tried-again", test_no_sequencer_is_tried_again);
  ADD ("no-permission-needs-a-person", test_no_permission_needs_a_person);
  ADD ("built-without-alsa-says-so", test_built_without_alsa_says_so);
  return g_test_run ();
}
