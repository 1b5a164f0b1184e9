/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "../dmx-usb/fake-widget.h"
#include "support/clasp-router-fixture.h"
#include "support/clasp-storm.h"

/* bridges.md 13.5: no rubbish harms that comes through a raw device. */

#define MS G_GINT64_CONSTANT (1000)

typedef struct
{
  ClaspRouterFixture router;
  ClaspSession      *local;
  ClaspBridge       *bridge;
  FakeWidget        *device; /* a line that says what it is told */
} Stage;

static void
set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->device = fake_widget_new ();
  stage->device->is_raw = TRUE;
}

static void
stage_close (Stage *stage)
{
  clasp_bridge_close (stage->bridge);
  g_clear_object (&stage->bridge); /* a thread that reads profiles may hold it for a while */
}

static void
tear_down (Stage *stage, gconstpointer data)
{
  stage_close (stage);
  fake_widget_free (stage->device);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

static void
stage_open (Stage *stage)
{
  ClaspSettings  *settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&stage->router, NULL, NULL);

  clasp_settings_set_text (settings, "backend", "raw", NULL);
  clasp_settings_set_text (settings, "port", stage->device->path, NULL);
  stage->bridge = g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "midi-1", "MIDI", "/midi", settings, &host);
}

static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  fake_widget_say_bytes (((Stage *) user_data)->device, bytes, size);
}

static void
rest_cb (gpointer user_data)
{
  Stage *stage = user_data;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  clasp_fixture_advance (&stage->router, 20000 * MS);
  g_string_truncate (stage->router.log, 0);
  g_byte_array_set_size (stage->device->bytes, 0);
}

static gboolean
hears_a_fader (gpointer user_data)
{
  static const guint8 fader[] = { 0xb0, 0x07, 0x2a };
  Stage              *stage = user_data;

  fake_widget_say_bytes (stage->device, fader, sizeof fader);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return strstr (stage->router.log->str, "/ch/1/cc/7 42") != NULL;
}

static void
test_mutated_bytes (Stage *stage, gconstpointer data)
{
  const ClaspStorm storm = { "midi", send_cb, rest_cb, stage };

  stage_open (stage);
  clasp_storm_run (&storm);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_in, >, 1000);
  stage_close (stage);

  stage_open (stage);
  g_string_truncate (stage->router.log, 0);
  clasp_test_spin_until (hears_a_fader, stage, "a fader");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, clasp_storm_timeout_s (argc, argv));
  g_test_add ("/bridges/midi/acceptance/mutated-bytes", Stage, NULL, set_up, test_mutated_bytes,
              tear_down);
  return g_test_run ();
}
