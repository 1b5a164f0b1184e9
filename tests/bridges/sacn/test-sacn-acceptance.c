/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/sacn-stage.h"

#include "bridges/sacn/clasp-sacn-network.h"
#include "support/clasp-storm.h"

/* bridges.md 13.5: no rubbish harms. */

/* All to one group: what is in them says which universe they mean. */
static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  Stage                     *stage = user_data;
  g_autoptr (GInetAddress)   host = clasp_sacn_group (7, FALSE);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (host, stage->port);

  clasp_datagram_send (stage->console, to, bytes, size, NULL);
}

static void
rest_cb (gpointer user_data)
{
  Stage *stage = user_data;

  clasp_fixture_advance (&stage->router, 20000 * MS);
  stage_forget (stage);
}

static gboolean
hears_a_frame (gpointer user_data)
{
  Stage *stage = user_data;

  stage_send_frame (stage, 7, 99, "2a");
  stage_run ();
  return stage_peek_level (stage, "/sacn/7/1") == 42;
}

static void
test_mutated_datagrams (Stage *stage, gconstpointer data)
{
  const ClaspStorm         storm = { "sacn", send_cb, rest_cb, stage };
  const ClaspBridgeStatus *status;

  stage_open (stage, "receive=1-64|per-source=true");
  clasp_storm_run (&storm);
  status = clasp_bridge_peek_status (stage->bridge);
  g_assert_cmpuint (status->n_malformed, >, 1000);
  g_assert_cmpuint (status->n_in, >, 100);

  stage_close (stage);
  stage_open (stage, "");
  clasp_test_spin_until (hears_a_frame, stage, "a frame");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, clasp_storm_timeout_s (argc, argv));
  g_test_add ("/bridges/sacn/acceptance/mutated-datagrams", Stage, NULL, stage_set_up,
              test_mutated_datagrams, stage_tear_down);
  return g_test_run ();
}
