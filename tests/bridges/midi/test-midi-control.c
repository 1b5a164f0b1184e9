/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a bridge does besides passing messages on: ends what sounds, shows values on controllers,
 * sends thru, keeps time. */

#include "bridges/midi/midi-fixture.h"
#include "bridges/midi/clasp-midi-profile.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static ClaspValue
velocity (guint8 number)
{
  return clasp_value_int (number);
}

/* ---- ending what sounds ---- */

/* The end of all notes, the pedal, and the controllers on each channel; then @notes. */
static char *
silence_of_all_channels (const char *notes)
{
  GString *text = g_string_new (NULL);

  for (guint channel = 0; channel < 16; channel++)
    g_string_append_printf (text, "%sb%x 7b 00|b%x 40 00|b%x 79 00", channel > 0 ? "|" : "", channel, channel, channel);
  g_string_append (text, notes);
  return g_string_free (text, FALSE);
}

static void
test_panic (Fixture *fixture, gconstpointer data)
{
  ClaspBridgeSilenced silenced = { 0 };
  g_autofree char    *first = silence_of_all_channels ("|80 3c 40");
  g_autofree char    *again = silence_of_all_channels ("");

  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/ch/1/note/60", velocity (100));
  emit (fixture, "/midi/x-touch/ch/3/note/64", velocity (100));
  emit (fixture, "/midi/x-touch/ch/3/note/64", velocity (0));
  g_string_truncate (fixture->backend->sent, 0);
  clasp_bridge_panic (CLASP_BRIDGE (fixture->bridge), &silenced);
  assert_sent (fixture, first);
  g_assert_cmpuint (silenced.n_ports, ==, 1);
  g_assert_cmpuint (silenced.n_notes, ==, 1);
  /* What sounds need not be of this program. */
  clasp_bridge_panic (CLASP_BRIDGE (fixture->bridge), &silenced);
  assert_sent (fixture, again);
  g_assert_cmpuint (silenced.n_ports, ==, 2);
  g_assert_cmpuint (silenced.n_notes, ==, 1);
}

/* A stop is no panic: other programs may play on the channels that this one left alone. */
static void
test_stop_ends_used_channels (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/ch/1/note/60", velocity (100));
  emit (fixture, "/midi/x-touch/ch/3/note/64", velocity (100));
  emit (fixture, "/midi/x-touch/ch/3/note/64", velocity (0));
  set (fixture, "/midi/x-touch/ch/5/cc/64", clasp_value_int (127));
  set (fixture, "/midi/x-touch/ch/7/cc/7", clasp_value_int (1));
  g_string_truncate (fixture->backend->sent, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  assert_sent (
    fixture,
    "b0 7b 00|b0 40 00|b0 79 00|b2 7b 00|b2 40 00|b2 79 00|b4 7b 00|b4 40 00|b4 79 00|80 3c 40");
}

/* Notes that wait for their turn do not sound after it. */
static void
test_panic_drops_what_waits (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  for (guint i = 0; i < 400; i++)
    emit (fixture, "/midi/x-touch/ch/1/note/60", velocity (i % 2 == 0 ? 100 : 0));
  emit (fixture, "/midi/x-touch/ch/1/note/61", velocity (100));
  clasp_bridge_panic (CLASP_BRIDGE (fixture->bridge), &(ClaspBridgeSilenced){ 0 });
  g_string_truncate (fixture->backend->sent, 0);
  clasp_fixture_advance (&fixture->base, 10 * G_USEC_PER_SEC);
  assert_sent (fixture, "");
}

static void
test_panic_of_a_listener (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "direction", "in");
  open_x_touch (fixture);
  clasp_bridge_panic (CLASP_BRIDGE (fixture->bridge), &(ClaspBridgeSilenced){ 0 });
  assert_sent (fixture, "");
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  clasp_bridge_panic (CLASP_BRIDGE (fixture->bridge), &(ClaspBridgeSilenced){ 0 });
}

/* A mapping that is changed, or a peer that goes, in the middle of a note. */
static void
test_writer_left (Fixture *fixture, gconstpointer data)
{
  ClaspSession *mapping = clasp_fixture_join_local (&fixture->base, "mapping");
  ClaspValue    on = velocity (100);
  guint64       number = clasp_session_get_number (mapping);

  open_x_touch (fixture);
  clasp_session_emit (mapping, CLASP_STR_LITERAL ("/midi/x-touch/ch/1/note/60"), &on);
  clasp_session_emit (mapping, CLASP_STR_LITERAL ("/midi/x-touch/ch/1/note/61"), &on);
  emit (fixture, "/midi/x-touch/ch/1/note/61", velocity (90));
  emit (fixture, "/midi/x-touch/ch/1/note/62", velocity (90));
  g_string_truncate (fixture->backend->sent, 0);
  clasp_session_leave (mapping);
  clasp_bridge_writer_left (CLASP_BRIDGE (fixture->bridge), number);
  assert_sent (fixture, "80 3c 40"); /* 61 is another's by now */
  clasp_bridge_writer_left (CLASP_BRIDGE (fixture->bridge), number);
  assert_sent (fixture, "");
}

/* Every note the device was ever told to switch on. */
typedef struct
{
  gboolean on[16][128];
} Device;

static void
play_to (Device *device, const char *sent)
{
  g_auto (GStrv) messages = g_strsplit (sent, "|", -1);

  for (guint i = 0; messages[i] != NULL && messages[i][0] != '\0'; i++)
    {
      g_autoptr (GBytes) bytes = clasp_test_hex (messages[i]);
      const guint8      *message = g_bytes_get_data (bytes, NULL);
      guint              kind = message[0] & 0xf0;

      if (kind == 0x90 || kind == 0x80)
        device->on[message[0] & 15][message[1]] = kind == 0x90 && message[2] > 0;
    }
}

static guint
count_on (const Device *device)
{
  guint n = 0;

  for (guint i = 0; i < 16 * 128; i++)
    n += device->on[i / 128][i % 128];
  return n;
}

/* A device behind a bad cable keeps what it heard and misses the rest; in the end it is silent. */
static void
test_no_stuck_notes (Fixture *fixture, gconstpointer data)
{
  Device device = { 0 };
  guint  seed = 1, n_on = 0;

  open_x_touch (fixture);
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *address = NULL;

      seed = seed * 1103515245 + 12345;
      address =
        g_strdup_printf ("/midi/x-touch/ch/%u/note/%u", (seed >> 8) % 16 + 1, (seed >> 16) % 128);
      emit (fixture, address, velocity ((seed >> 24) % 2 != 0 ? 100 : 0));
      clasp_fixture_advance (&fixture->base, 500);
      play_to (&device, fixture->backend->sent->str);
      g_string_truncate (fixture->backend->sent, 0);
      n_on = MAX (n_on, count_on (&device));
      if (seed % 37 == 0)
        fake_backend_plug (fixture->backend, FALSE);
      if (seed % 37 == 1 && !fixture->backend->is_there)
        fake_backend_plug (fixture->backend, TRUE);
      play_to (&device, fixture->backend->sent->str);
      g_string_truncate (fixture->backend->sent, 0);
    }
  g_assert_cmpint (n_on, >, 10);
  fake_backend_plug (fixture->backend, TRUE);
  play_to (&device, fixture->backend->sent->str);
  g_string_truncate (fixture->backend->sent, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  play_to (&device, fixture->backend->sent->str);
  g_assert_cmpint (count_on (&device), ==, 0);
}

/* Keys held when the device falls silent come up for everybody. */
static void
test_silent_device (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "notes-as-param", "true");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "fe");
  fake_backend_hear (fixture->backend, "90 3c 64");
  assert_heard (fixture, "/midi/x-touch/ch/1/note/60 = 100\n");
  clasp_fixture_advance (&fixture->base, 301000);
  assert_heard (fixture, "/midi/x-touch/ch/1/note/60 = 0\n");
}

/* ---- motors and lights ---- */

static void
test_touch_holds_feedback (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "touch", "1/bend=1/note/104");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 68 7f");
  set (fixture, "/midi/x-touch/ch/1/bend", clasp_value_int (0));
  set (fixture, "/midi/x-touch/ch/1/bend", clasp_value_int (100));
  set (fixture, "/midi/x-touch/ch/2/bend", clasp_value_int (0));
  assert_sent (fixture, "e1 00 40"); /* another fader */
  fake_backend_hear (fixture->backend, "90 68 00");
  assert_sent (fixture, "e0 64 40");
  set (fixture, "/midi/x-touch/ch/1/bend", clasp_value_int (0));
  assert_sent (fixture, "e0 00 40");
}

/* Where the hand left it is its last value. */
static void
test_touch_hand_wins (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "touch", "1/bend=1/cc/104");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 68 7f");
  set (fixture, "/midi/x-touch/ch/1/bend", clasp_value_int (100));
  fake_backend_hear (fixture->backend, "e0 00 50");
  fake_backend_hear (fixture->backend, "b0 68 00");
  assert_sent (fixture, "");
}

static void
test_touch_with_feedback (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "touch", "1/bend=1/note/104");
  set_setting (fixture, "feedback", "true");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 68 7f");
  fake_backend_hear (fixture->backend, "e0 00 50");
  fake_backend_hear (fixture->backend, "e0 00 51");
  assert_sent (fixture, "");
  fake_backend_hear (fixture->backend, "90 68 00");
  assert_sent (fixture, "e0 00 51");
}

static void
test_touch_ends_with_the_device (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "touch", "1/bend=1/note/104");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 68 7f");
  fake_backend_plug (fixture->backend, FALSE);
  fake_backend_plug (fixture->backend, TRUE);
  set (fixture, "/midi/x-touch/ch/1/bend", clasp_value_int (0));
  assert_sent (fixture, "e0 00 40");
}

static void
test_feedback_is_a_setting (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "b0 07 40");
  assert_sent (fixture, "");
}

static void
test_feedback_of_a_light (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "relative", "1/16=sign-bit");
  set_setting (fixture, "lights", "1/cc/16=1/cc/48:1-11");
  set_setting (fixture, "feedback", "true");
  open_x_touch (fixture);
  set (fixture, "/midi/x-touch/ch/1/cc/16", clasp_value_int (0));
  set (fixture, "/midi/x-touch/ch/1/cc/16", clasp_value_int (127));
  assert_sent (fixture, "b0 30 01|b0 30 0b");
  fake_backend_hear (fixture->backend, "b0 10 7f"); /* 63 down */
  assert_sent (fixture, "b0 30 06");
  set (fixture, "/midi/x-touch/ch/2/cc/16", clasp_value_int (5));
  assert_sent (fixture, "b1 10 05");
}

/* ---- profiles ---- */

static gboolean
is_idle (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_IDLE;
}

static gboolean
is_in_error (gpointer user_data)
{
  return ((Fixture *) user_data)->status.state == CLASP_BRIDGE_STATE_ERROR;
}

static void
test_profile_by_name (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "port", "x-touch");
  set_setting (fixture, "profile", "mackie-control");
  open_bridge (fixture);
  clasp_test_spin_until (is_idle, fixture, "the profile is read");
  fake_backend_hear (fixture->backend, "90 68 7f");
  fake_backend_hear (fixture->backend, "e0 00 50");
  fake_backend_hear (fixture->backend, "b0 10 05");
  assert_sent (fixture, "b0 30 01");
  fake_backend_hear (fixture->backend, "90 68 00");
  assert_sent (fixture, "e0 00 50");
}

static void
test_profile_missing (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "profile", "no-such-thing");
  open_bridge (fixture);
  clasp_test_spin_until (is_in_error, fixture, "an error");
  g_assert_nonnull (strstr (fixture->status.detail, "no-such-thing"));
}

/* Closed while the profile is being read. */
static void
test_profile_closed_at_once (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "profile", "mackie-control");
  open_bridge (fixture);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  wait_for_readers (fixture);
  g_assert_false (fixture->backend->is_open);
}

static void
test_profiles_that_are_shipped (void)
{
  static const char *const names[] = { "mackie-control", "plain", "relative-encoders" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError)           error = NULL;
      g_autoptr (ClaspMidiProfile) profile = clasp_midi_profile_load (names[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (profile->description);
    }
}

static void
test_profile_errors (void)
{
  static const struct
  {
    const char *text, *complaint;
  } bad[] = {
    { "", "object" },
    { "{", "" },
    { "[]", "expected an object" },
    { "{}", "name: is missing" },
    { "{\"name\":5}", "name: expected a text" },
    { "{\"name\":\"A\",\"nam\":\"B\"}", "nam: no such member" },
    { "{\"name\":\"A\",\"cc14\":[1,32]}", "cc14[1]: ‘32’ is not a controller" },
    { "{\"name\":\"A\",\"cc14\":7}", "cc14: expected a list" },
    { "{\"name\":\"A\",\"relative\":[\"16=fast\"]}", "relative[0]: ‘16=fast’" },
    { "{\"name\":\"A\",\"relative\":[true]}", "relative: expected a list" },
    { "{\"name\":\"A\",\"touch\":[\"1/bend=1/note/1\",\"1/wheel=1/note/104\"]}",
      "touch[1]: ‘1/wheel=1/note/104’: expected a control" },
    { "{\"name\":\"A\",\"touch\":[\"1/bend=1/bend\"]}", "touch[0]" },
    { "{\"name\":\"A\",\"touch\":[\"17/bend=1/note/1\"]}", "touch[0]" },
    { "{\"name\":\"A\",\"touch\":[\"0/bend=1/note/1\"]}", "touch[0]" },
    { "{\"name\":\"A\",\"lights\":[\"1/cc/16=1/cc/48:0-128\"]}",
      "lights[0]: ‘1/cc/16=1/cc/48:0-128’: expected the light's range" },
    { "{\"name\":\"A\",\"lights\":[\"1/cc/16\"]}", "lights[0]" },
    { "{\"name\":\"A\",\"feedback\":1}", "feedback: expected true or false" },
  };
  g_autofree char *folder = g_dir_make_tmp ("clasp-midi-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "mine.json", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError)           error = NULL;
      g_autoptr (ClaspMidiProfile) profile = NULL;

      g_assert_true (g_file_set_contents (path, bad[i].text, -1, NULL));
      profile = clasp_midi_profile_load_file (path, &error);
      g_assert_null (profile);
      g_assert_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS);
      g_assert_true (g_str_has_prefix (error->message, path));
      g_assert_nonnull (strstr (error->message, bad[i].complaint));
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_profile_at_the_limit (void)
{
  g_autofree char *folder = g_dir_make_tmp ("clasp-midi-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "mine.json", NULL);

  for (gsize size = CLASP_MIDI_PROFILE_MAX_SIZE; size <= CLASP_MIDI_PROFILE_MAX_SIZE + 1; size++)
    {
      g_autofree char             *blanks = g_strnfill (size - strlen ("{\"name\":\"A\"}"), ' ');
      g_autofree char             *text = g_strconcat ("{\"name\":\"A\"}", blanks, NULL);
      g_autoptr (ClaspMidiProfile) profile = NULL;

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      profile = clasp_midi_profile_load_file (path, NULL);
      g_assert_true ((profile != NULL) == (size == CLASP_MIDI_PROFILE_MAX_SIZE));
    }
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_profile_names (void)
{
  g_assert_true (clasp_midi_profile_is_name ("mackie-control"));
  g_assert_false (clasp_midi_profile_is_name (""));
  g_assert_false (clasp_midi_profile_is_name ("../secret"));
  g_assert_false (clasp_midi_profile_is_name ("a.b"));
  g_assert_null (clasp_midi_profile_load ("../secret", NULL));
}

/* ---- thru ---- */

static void
test_thru (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "thru", "1=10+12;3-4;system");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 3c 64");
  fake_backend_hear (fixture->backend, "b0 07 01");
  fake_backend_hear (fixture->backend, "91 3c 64");
  fake_backend_hear (fixture->backend, "93 3c 64");
  fake_backend_hear (fixture->backend, "f8");
  fake_backend_hear (fixture->backend, "f0 01 f7");
  assert_sent (fixture, "99 48 64|b9 07 01|93 3c 64|f8|f0 01 f7");
  fake_backend_hear (fixture->backend, "90 78 64"); /* above the highest note */
  assert_sent (fixture, "");
}

/* A note that went thru ends when the device that sent it goes. */
static void
test_thru_ends (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "thru", "all");
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "90 3c 64");
  g_string_truncate (fixture->backend->sent, 0);
  clasp_bridge_close (CLASP_BRIDGE (fixture->bridge));
  assert_sent (fixture, "b0 7b 00|b0 40 00|b0 79 00|80 3c 40");
}

static void
test_thru_settings (void)
{
  static const char *const bad[] = { "",   "0",     "17",     "1=",   "1=0", "1=17",
                                     "1+", "1+128", "all=1-", "1=2x", "any", "4-1" };
  static const char *const good[] = { "all",    "1",      "16",     "1-16",  "all=3",
                                      "1=2+12", "1=2-12", "all-12", "1+127", "system" };
  ClaspMidiThru            thru = { .n_routes = 0 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (clasp_midi_thru_add (&thru, bad[i], &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
    }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (clasp_midi_thru_add (&thru, good[i], NULL));
  while (thru.n_routes < CLASP_MIDI_MAX_THRU_ROUTES)
    g_assert_true (clasp_midi_thru_add (&thru, "1", NULL));
  g_assert_false (clasp_midi_thru_add (&thru, "1", NULL));
}

/* ---- time ---- */

static void
test_time_of_a_connection (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "clock-out", "true");
  set_setting (fixture, "mtc-out", "25");
  open_x_touch (fixture);
  emit (fixture, "/midi/x-touch/transport", clasp_value_string (CLASP_STR_LITERAL ("start")));
  clasp_fixture_advance (&fixture->base, 20834);
  assert_sent (fixture, "fa|f8");
  set (fixture, "/midi/x-touch/tempo", clasp_value_double (1000));
  set (fixture, "/midi/x-touch/songpos", clasp_value_int (5)); /* while it plays */
  g_assert_cmpint (fixture->status.n_dropped + get_status (fixture)->n_dropped, >, 0);
  g_string_truncate (fixture->backend->sent, 0);
  set (fixture, "/midi/x-touch/mtc", clasp_value_string (CLASP_STR_LITERAL ("01:02:03:04")));
  assert_sent (fixture, "f0 7f 7f 01 01 21 02 03 04 f7");
}

static void
test_time_code_in (Fixture *fixture, gconstpointer data)
{
  open_x_touch (fixture);
  fake_backend_hear (fixture->backend, "f0 7f 7f 01 01 0a 14 1e 0c f7");
  assert_heard (fixture,
                "/midi/x-touch/mtc ! 10:20:30:12\n"
                "/midi/x-touch/mtc/time ! "
                "{\"hours\":10,\"minutes\":20,\"seconds\":30,\"frames\":12,\"rate\":\"24\"}\n");
}

static void
test_no_generators_where_we_listen (Fixture *fixture, gconstpointer data)
{
  set_setting (fixture, "clock-out", "true");
  set_setting (fixture, "sensing-out", "true");
  set_setting (fixture, "direction", "in");
  open_x_touch (fixture);
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  assert_sent (fixture, "");
}

/* ---- settings ---- */

static void
test_bad_lists_need_a_person (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "cc14", "relative", "touch", "lights", "thru", "profile" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (ClaspSettings) settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
      g_autoptr (GError)        error = NULL;

      g_assert_true (clasp_settings_set_text (settings, names[i], "no/such thing", NULL));
      g_assert_false (clasp_settings_validate (settings, &error));
      g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
      g_assert_true (g_str_has_prefix (error->message, names[i]));
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *data = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", NULL);
  g_autofree char *folder = g_dir_make_tmp ("clasp-midi-XXXXXX", NULL);
  g_autofree char *inside = g_build_filename (folder, "clasp-bridge", NULL);
  int              result;

  /* The shipped profiles, as if they were installed. */
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_assert_cmpint (symlink (data, inside), ==, 0);
  clasp_test_init (&argc, &argv, 60);

#define PURE(path, func) g_test_add_func ("/bridges/midi/control/" path, func)
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/midi/control/" path, Fixture, NULL, setup, func, teardown)
  ADD ("panic/all-channels", test_panic);
  ADD ("stop/used-channels", test_stop_ends_used_channels);
  ADD ("panic/drops-what-waits", test_panic_drops_what_waits);
  ADD ("panic/of-a-listener", test_panic_of_a_listener);
  ADD ("notes/writer-left", test_writer_left);
  ADD ("notes/none-stuck-with-a-flapping-device", test_no_stuck_notes);
  ADD ("notes/silent-device", test_silent_device);
  ADD ("touch/holds-feedback", test_touch_holds_feedback);
  ADD ("touch/hand-wins", test_touch_hand_wins);
  ADD ("touch/with-feedback", test_touch_with_feedback);
  ADD ("touch/ends-with-the-device", test_touch_ends_with_the_device);
  ADD ("feedback/is-a-setting", test_feedback_is_a_setting);
  ADD ("feedback/of-a-light", test_feedback_of_a_light);
  ADD ("profile/by-name", test_profile_by_name);
  ADD ("profile/missing", test_profile_missing);
  ADD ("profile/closed-at-once", test_profile_closed_at_once);
  PURE ("profile/shipped", test_profiles_that_are_shipped);
  PURE ("profile/errors", test_profile_errors);
  PURE ("profile/at-the-limit", test_profile_at_the_limit);
  PURE ("profile/names", test_profile_names);
  ADD ("thru/routes", test_thru);
  ADD ("thru/ends", test_thru_ends);
  PURE ("thru/settings", test_thru_settings);
  ADD ("time/of-a-connection", test_time_of_a_connection);
  ADD ("time/code-in", test_time_code_in);
  ADD ("time/no-generators-where-we-listen", test_no_generators_where_we_listen);
  ADD ("settings/bad-lists-need-a-person", test_bad_lists_need_a_person);
  result = g_test_run ();
  g_unlink (inside);
  g_rmdir (folder);
  return result;
}
