/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/artnet-stage.h"

#include "bridges/artnet/clasp-artnet-settings.h"
#include "core/clasp-value-text.h"

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
heard_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Stage              *stage = user_data;
  const ClaspMessage *message = delivery->message;
  ClaspStr            address =
    message->type == CLASP_MESSAGE_SET ? message->set.address : message->publish.address;

  if (stage->wants_notes ||
      (g_strstr_len (address.data, (gssize) address.length, "/sources") == NULL &&
       g_strstr_len (address.data, (gssize) address.length, "/lost") == NULL))
    clasp_fixture_deliver_cb (session, delivery, &stage->router);
}

void
stage_set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_router_join (stage->router.router, "local", heard_cb, NULL, stage);
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/**"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->console = clasp_udp_peer_new (stage->router.reactor);
  stage->node = clasp_udp_peer_new (stage->router.reactor);
  stage->port = clasp_test_free_port ();
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
  clasp_udp_peer_free (stage->console);
  clasp_udp_peer_free (stage->node);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

/* @text is "key=value key=value"; it listens and sends nothing unless told otherwise. */
void
stage_open (Stage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, " ", -1);

  clasp_settings_set_text (settings, "listen", listen, NULL);
  clasp_settings_set_text (settings, "interface", "lo", NULL);
  clasp_settings_set_text (settings, "ask-targets", "false", NULL); /* most tests count what leaves */
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  stage->bridge = g_object_new (CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "artnet-1", "Art-Net", "/artnet", settings, &host);
}

void
stage_open_with_node (Stage *stage, const char *more)
{
  g_autofree char *text = g_strdup_printf ("send=127.0.0.1:%u %s", stage->node->port, more);

  stage_open (stage, text);
}

void
stage_send (Stage *stage, const ClaspArtnetPacket *packet)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  clasp_artnet_encode (packet, &writer);
  clasp_udp_peer_send (stage->console, stage->port, writer.data, writer.length);
}

/* Slots as hex: "ff80". */
void
stage_send_frame (Stage      *stage,
                  guint16     port_address,
                  guint8      sequence,
                  guint8      physical,
                  const char *hex)
{
  g_autoptr (GBytes) slots = clasp_test_hex (hex);
  gsize              n;
  const guint8      *data = g_bytes_get_data (slots, &n);
  ClaspArtnetPacket  packet = { .op = CLASP_ARTNET_OP_DMX };

  packet.dmx = (ClaspArtnetDmx){ sequence, physical, port_address, data, (guint16) n };
  stage_send (stage, &packet);
}

static gboolean
log_is_long_enough (gpointer user_data)
{
  gpointer *data = user_data;

  return ((GString *) data[0])->len >= strlen (data[1]);
}

void
stage_run (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
stage_expect_heard (Stage *stage, const char *expected)
{
  gpointer data[2] = { stage->router.log, (gpointer) expected };

  clasp_test_spin_until (log_is_long_enough, data, expected);
  stage_run ();
  clasp_fixture_expect_log (&stage->router, expected);
}

void
stage_set (Stage *stage, const char *address, ClaspValue value)
{
  clasp_session_set (stage->local, clasp_str (address), &value);
  clasp_value_clear (&value);
  g_string_truncate (stage->router.log, 0);
}

void
stage_settle (Stage *stage)
{
  stage_run ();
  clasp_fixture_advance (&stage->router, 200 * MS);
}

/* The next frame at the node; its bytes live until the next call. */
ClaspArtnetDmx
stage_take_frame (Stage *stage, const char *what)
{
  static GBytes    *bytes = NULL;
  ClaspArtnetPacket packet;
  gsize             size;
  const guint8     *data;

  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = clasp_udp_peer_take (stage->node, what);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_DMX);
  g_assert_cmpuint (packet.dmx.n_slots, ==, 512);
  return packet.dmx;
}

ClaspArtnetPacket
stage_take_packet (ClaspUdpPeer *peer, const char *what)
{
  static GBytes    *bytes = NULL;
  ClaspArtnetPacket packet;
  gsize             size;
  const guint8     *data;

  g_clear_pointer (&bytes, g_bytes_unref);
  bytes = clasp_udp_peer_take (peer, what);
  data = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (clasp_artnet_decode (data, size, &packet), ==, CLASP_ARTNET_OK);
  return packet;
}

ClaspValue
stage_parse (const char *json)
{
  ClaspValue value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  return value;
}
