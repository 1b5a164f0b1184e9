/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "dmx-usb-stage.h"
#include "../fake-modem.h"
#include "fake-widget.h"
#include "support/clasp-storm.h"

/* bridges.md 13.5: no rubbish harms that a widget says. */

typedef struct
{
  Stage       stage;
  FakeWidget *widget;
} Line;

static void
set_up (Line *line, gconstpointer data)
{
  fake_modem_enable ();
  stage_set_up (&line->stage, NULL);
  line->widget = fake_widget_new ();
}

static void
tear_down (Line *line, gconstpointer data)
{
  stage_close (&line->stage);
  fake_widget_free (line->widget);
  stage_tear_down (&line->stage, NULL);
  fake_modem_disable ();
}

static void
open_input (Line *line)
{
  g_autofree char *text =
    g_strdup_printf ("driver=enttec-pro device=%s ports=1:0:in", line->widget->path);

  stage_open (&line->stage, text);
  stage_wait_state (&line->stage, CLASP_BRIDGE_STATE_IDLE);
}

static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  Line *line = user_data;

  fake_widget_say_bytes (line->widget, bytes, size);
}

static void
rest_cb (gpointer user_data)
{
  Line *line = user_data;

  stage_run ();
  clasp_fixture_advance (&line->stage.router, 20000 * MS);
  g_string_truncate (line->stage.router.log, 0);
  g_string_truncate (line->widget->heard, 0);
}

/* What is in the middle of a message swallows some. */
static gboolean
hears_a_frame (gpointer user_data)
{
  static const guint8 frame[] = { 0x7e, 0x05, 0x03, 0x00, 0x00, 0x00, 0x2a, 0xe7 };
  Line               *line = user_data;

  fake_widget_say_bytes (line->widget, frame, sizeof frame);
  stage_run ();
  return strstr (line->stage.router.log->str, "SET /dmx/0/1 42") != NULL;
}

static void
test_mutated_bytes (Line *line, gconstpointer data)
{
  const ClaspStorm storm = { "enttec-pro", send_cb, rest_cb, line };

  open_input (line);
  clasp_storm_run (&storm);
  g_assert_cmpuint (clasp_bridge_peek_status (line->stage.bridge)->n_in, >, 100);
  stage_close (&line->stage);
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));

  open_input (line);
  g_string_truncate (line->stage.router.log, 0);
  clasp_test_spin_until (hears_a_frame, line, "a frame");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, clasp_storm_timeout_s (argc, argv));
  g_test_add ("/bridges/dmx-usb/acceptance/mutated-bytes", Line, NULL, set_up, test_mutated_bytes,
              tear_down);
  return g_test_run ();
}
