/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "artnet-stage.h"

#include "support/clasp-storm.h"

/* bridges.md 13.5: no rubbish harms. */

static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  Stage *stage = user_data;

  clasp_udp_peer_send (stage->console, stage->port, bytes, size);
}

static void
rest_cb (gpointer user_data)
{
  Stage *stage = user_data;

  clasp_fixture_advance (&stage->router, 20000 * MS);
  g_string_truncate (stage->router.log, 0);
  g_ptr_array_set_size (stage->console->packets, 0);
}

static gboolean
hears_a_frame (gpointer user_data)
{
  Stage *stage = user_data;

  stage_send_frame (stage, 5, 0, 0, "2a");
  stage_run ();
  return strstr (stage->router.log->str, "SET /artnet/0/0/5/1 42") != NULL;
}

static void
test_mutated_datagrams (Stage *stage, gconstpointer data)
{
  const ClaspStorm         storm = { "artnet", send_cb, rest_cb, stage };
  const ClaspBridgeStatus *status;

  stage_open (stage, "");
  clasp_storm_run (&storm);
  status = clasp_bridge_peek_status (stage->bridge);
  g_assert_cmpuint (status->n_malformed, >, 1000);
  g_assert_cmpuint (status->n_in, >, 1000);

  stage_close (stage);
  stage_open (stage, "");
  g_string_truncate (stage->router.log, 0);
  clasp_test_spin_until (hears_a_frame, stage, "a frame");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, clasp_storm_timeout_s (argc, argv));
  g_test_add ("/bridges/artnet/acceptance/mutated-datagrams", Stage, NULL, stage_set_up,
              test_mutated_datagrams, stage_tear_down);
  return g_test_run ();
}
