/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx-usb-stage.h"

#include <string.h>

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  Stage *stage = user_data;

  if (status->state != stage->status.state)
    g_string_append_printf (stage->states, "%s ", clasp_bridge_state_to_string (status->state));
  stage->status = *status;
}

void
stage_set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->states = g_string_new (NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  stage->lamp = clasp_dmx_cable_plug ("stage");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_ALL, FALSE, NULL));
}

void
stage_close (Stage *stage)
{
  clasp_bridge_close (stage->bridge);
  g_assert_finalize_object (g_steal_pointer (&stage->bridge));
}

void
stage_tear_down (Stage *stage, gconstpointer data)
{
  if (stage->bridge != NULL)
    stage_close (stage);
  g_assert_true (clasp_dmx_runners_wait (5 * G_USEC_PER_SEC));
  clasp_dmx_cable_unplug (stage->lamp);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
  g_string_free (stage->states, TRUE);
}

void
stage_open (Stage *stage, const char *text)
{
  ClaspSettings  *settings = g_object_new (CLASP_TYPE_DMX_USB_SETTINGS, NULL);
  ClaspBridgeHost host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_auto (GStrv)  pairs = g_strsplit (text, " ", -1);

  clasp_settings_set_text (settings, "driver", "virtual", NULL);
  clasp_settings_set_text (settings, "device", "stage", NULL);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  stage->bridge = g_object_new (CLASP_TYPE_DMX_USB_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "dmx-1", "USB DMX", "/dmx", settings, &host);
}

typedef struct
{
  Stage            *stage;
  ClaspBridgeState  state;
  ClaspDmxReceived *frame;
  const char       *text;
} Wait;

static gboolean
is_in_state (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->stage->status.state == wait->state ||
         (wait->state == CLASP_BRIDGE_STATE_IDLE && wait->stage->status.state == CLASP_BRIDGE_STATE_LIVE);
}

void
stage_wait_state (Stage *stage, ClaspBridgeState state)
{
  Wait wait = { .stage = stage, .state = state };

  clasp_test_spin_until (is_in_state, &wait, clasp_bridge_state_to_string (state));
}

void
stage_run (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
stage_set (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
}

static gboolean
has_frame (gpointer user_data)
{
  Wait *wait = user_data;

  return clasp_dmx_cable_take (wait->stage->lamp, wait->frame, NULL);
}

void
stage_take (Stage *stage, ClaspDmxReceived *frame)
{
  Wait wait = { .stage = stage, .frame = frame };

  clasp_test_spin_until (has_frame, &wait, "a frame");
}

gboolean
stage_take_for (Stage *stage, ClaspDmxReceived *frame, guint timeout_ms)
{
  Wait wait = { .stage = stage, .frame = frame };

  return clasp_test_spin_for (has_frame, &wait, timeout_ms);
}

static gboolean
is_heard (gpointer user_data)
{
  Wait *wait = user_data;

  return wait->stage->router.log->len >= strlen (wait->text);
}

void
stage_expect_heard (Stage *stage, const char *expected)
{
  Wait wait = { .stage = stage, .text = expected };

  clasp_test_spin_until (is_heard, &wait, expected);
  stage_run ();
  clasp_fixture_expect_log (&stage->router, expected);
}
