/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "osc-stage.h"

#include "support/clasp-storm.h"

#include <json-glib/json-glib.h>

/* The acceptance checks of bridges.md 13 that concern all of the bridge: what a device says comes
 * back to it byte for byte, and no rubbish harms. */

static GPtrArray *
load_good_messages (void)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char       *path = clasp_test_data ("show-vectors.json");
  GPtrArray             *packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  JsonArray             *vectors;

  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  vectors = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      JsonObject *decoded = json_object_get_object_member (vector, "decoded");

      if (!g_str_equal (json_object_get_string_member (vector, "protocol"), "osc"))
        continue;
      if (g_strcmp0 (json_object_get_string_member_with_default (decoded, "packet", NULL),
                     "message") != 0 ||
          json_object_get_null_member (decoded, "tags"))
        continue;
      g_ptr_array_add (packets, clasp_test_hex (json_object_get_string_member (vector, "hex")));
    }
  return packets;
}

/* ---- 13.1 and 13.2 ---- */

static gboolean
has_come_in (gpointer user_data)
{
  return ((OscStage *) user_data)->router.log->len > 0;
}

static void
say_back (OscStage *stage, const ClaspOscMessage *message)
{
  g_autofree char *address =
    g_strdup_printf ("/osc%.*s", (int) message->address.length, message->address.data);
  const ClaspValue   *value = clasp_router_peek (stage->router.router, clasp_str (address));
  g_auto (ClaspValue) copy = CLASP_VALUE_INIT;

  if (value == NULL) /* it was an event */
    {
      clasp_session_emit (stage->local, clasp_str (address), NULL);
      return;
    }
  copy = clasp_value_copy (value);
  clasp_session_set (stage->local, clasp_str (address), &copy);
}

/* One message at the device is one in the router and none back; the same said later by somebody
 * else is one message to the device, the same bytes. */
static void
turn_round (OscStage *stage, GBytes *packet)
{
  gsize              size;
  const guint8      *bytes = g_bytes_get_data (packet, &size);
  ClaspOscMessage    message;
  g_autoptr (GBytes) back = NULL;
  g_auto (GStrv)     lines = NULL;

  g_assert_cmpint (clasp_osc_message_decode (bytes, size, &message), ==, CLASP_OSC_OK);
  clasp_udp_peer_send (stage->tablet, stage->port, bytes, size);
  clasp_test_spin_until (has_come_in, stage, "a message");
  clasp_udp_peer_expect_nothing (stage->tablet);
  lines = g_strsplit (stage->router.log->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_string_truncate (stage->router.log, 0);

  clasp_fixture_advance (&stage->router, 1000 * MS);
  say_back (stage, &message);
  g_string_truncate (stage->router.log, 0);
  back = clasp_udp_peer_take (stage->tablet, "the answer");
  g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), bytes, size);
  clasp_udp_peer_expect_nothing (stage->tablet);
}

static void
test_every_type_comes_back_as_it_was (OscStage *stage, gconstpointer data)
{
  g_autoptr (GPtrArray) packets = load_good_messages ();

  g_assert_cmpuint (packets->len, >=, 20);
  osc_stage_open (stage, "");
  for (guint i = 0; i < packets->len; i++)
    turn_round (stage, packets->pdata[i]);
}

/* ---- 13.5 ---- */

#define MAX_PARAMS 1000

static void
send_cb (const guint8 *bytes, gsize size, gpointer user_data)
{
  OscStage *stage = user_data;

  clasp_udp_peer_send (stage->tablet, stage->port, bytes, size);
}

static void
rest_cb (gpointer user_data)
{
  OscStage *stage = user_data;

  clasp_fixture_advance (&stage->router, 20000 * MS);
  g_string_truncate (stage->router.log, 0);
  g_ptr_array_set_size (stage->tablet->packets, 0);
}

static void
test_mutated_datagrams (OscStage *stage, gconstpointer data)
{
  const ClaspStorm         storm = { "osc", send_cb, rest_cb, stage };
  ClaspRouterLimits        limits = CLASP_ROUTER_LIMITS_DEFAULT;
  const ClaspBridgeStatus *status;

  limits.max_params = MAX_PARAMS;
  clasp_router_set_limits (stage->router.router, "Test", &limits);
  osc_stage_open_with_desk (stage, "");
  osc_stage_say (stage, stage->desk, "/still/here i 0");
  osc_stage_settle (stage);
  clasp_storm_run (&storm);
  status = clasp_bridge_peek_status (stage->bridge);
  g_assert_cmpuint (status->n_malformed, >, 1000);
  g_assert_cmpuint (status->n_in, >, 1000);

  osc_stage_close (stage);
  osc_stage_open (stage, "");
  g_string_truncate (stage->router.log, 0);
  osc_stage_say (stage, stage->desk, "/still/here i 1");
  osc_stage_settle (stage);
  g_assert_nonnull (strstr (stage->router.log->str, "SET /osc/still/here 1"));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, clasp_storm_timeout_s (argc, argv));
#define ADD(path, func)                                                                            \
  g_test_add ("/bridges/osc/acceptance/" path, OscStage, NULL, osc_stage_set_up, func,             \
              osc_stage_tear_down)
  ADD ("every-type-comes-back-as-it-was", test_every_type_comes_back_as_it_was);
  ADD ("mutated-datagrams", test_mutated_datagrams);
  return g_test_run ();
}
