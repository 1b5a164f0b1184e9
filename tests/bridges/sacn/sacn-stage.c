/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/sacn/sacn-stage.h"

#include "bridges/sacn/clasp-sacn-network.h"
#include "bridges/sacn/clasp-sacn-settings.h"

#include <net/if.h>

typedef struct
{
  Stage      *stage;
  const char *text;
} Expectation;

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
node_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_ptr_array_add (((Stage *) user_data)->packets, g_bytes_new (bytes, size));
}

static ClaspDatagram *
open_socket (Stage *stage, guint16 port, ClaspDatagramFunc func)
{
  ClaspEndpoint        any = { (char *) "0.0.0.0", port };
  ClaspDatagramOptions options = { .reuse_address = port != 0, .only_joined = TRUE };
  g_autoptr (GError)   error = NULL;
  ClaspDatagram       *socket =
    clasp_datagram_new (stage->router.reactor, &any, &options, func, stage, &error);

  g_assert_no_error (error);
  clasp_datagram_set_multicast (socket, if_nametoindex ("lo"), 1, TRUE, &error);
  g_assert_no_error (error);
  return socket;
}

void
stage_open_node (Stage *stage)
{
  stage->node = open_socket (stage, stage->port, node_cb);
}

void
stage_set_up (Stage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  g_assert_true (clasp_session_subscribe (stage->local, 1, CLASP_STR_LITERAL ("/sacn/*/*"),
                                          CLASP_TYPES_ALL, FALSE, NULL));
  stage->port = clasp_test_free_port ();
  stage->packets = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  stage->console = open_socket (stage, 0, NULL);
  stage_open_node (stage);
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
  clasp_datagram_free (stage->console);
  clasp_datagram_free (stage->node);
  g_ptr_array_unref (stage->packets);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
}

void
stage_set_text (ClaspSettings *settings, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (settings, name, text, &error);
  g_assert_no_error (error);
}

/* @text is "key=value|key=value"; it listens to universe 7 on loopback, without sampling, unless
 * told otherwise. */
void
stage_open (Stage *stage, const char *text)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, stage);
  g_autofree char *port = g_strdup_printf ("%u", stage->port);
  g_auto (GStrv)   pairs = g_strsplit (text, "|", -1);

  stage_set_text (settings, "interfaces", "lo");
  stage_set_text (settings, "receive", "7");
  stage_set_text (settings, "sampling-ms", "0");
  stage_set_text (settings, "port", port);
  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char *value = strchr (pairs[i], '=');

      *value++ = '\0';
      stage_set_text (settings, pairs[i], value);
    }
  stage->bridge = g_object_new (CLASP_TYPE_SACN_BRIDGE, NULL);
  clasp_bridge_open (stage->bridge, "sacn-1", "sACN", "/sacn", settings, &host);
}

void
stage_send_to (Stage *stage, guint16 group, const ClaspSacnPacket *packet)
{
  g_autoptr (GInetAddress)   host = clasp_sacn_group (group, FALSE);
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new (host, stage->port);
  g_auto (ClaspWriter)       writer = CLASP_WRITER_INIT;
  g_autoptr (GError)         error = NULL;

  clasp_sacn_encode (packet, &writer);
  clasp_datagram_send (stage->console, to, writer.data, writer.length, &error);
  g_assert_no_error (error);
}

void
stage_fill (Stage           *stage,
            ClaspSacnPacket *packet,
            guint16          universe,
            guint8           source,
            const guint8    *slots,
            guint            n)
{
  *packet = (ClaspSacnPacket){ .kind = CLASP_SACN_DATA, .cid = { source } };
  packet->data = (ClaspSacnData){ .name = "Desk",
                                  .priority = 100,
                                  .sequence = stage->sequence++,
                                  .universe = universe,
                                  .slots = slots,
                                  .n_slots = (guint16) n };
}

/* Slots as hex: "ff80". */
void
stage_send_frame (Stage *stage, guint16 universe, guint8 source, const char *hex)
{
  g_autoptr (GBytes) slots = clasp_test_hex (hex);
  ClaspSacnPacket    packet;

  stage_fill (stage, &packet, universe, source, g_bytes_get_data (slots, NULL),
              (guint) g_bytes_get_size (slots));
  stage_send_to (stage, universe, &packet);
}

void
stage_run (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
stage_advance (Stage *stage, gint64 us)
{
  for (; us > 0; us -= MS)
    {
      clasp_manual_clock_advance (stage->router.clock, MIN (us, MS));
      clasp_timers_run (stage->router.timers);
      stage_run ();
    }
}

static gboolean
is_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return strstr (expectation->stage->router.log->str, expectation->text) != NULL;
}

void
stage_wait_for (Stage *stage, const char *text)
{
  Expectation expectation = { stage, text };

  clasp_test_spin_until (is_heard, &expectation, text);
  stage_run ();
}

void
stage_expect_not_heard (Stage *stage, const char *text)
{
  stage_run ();
  g_assert_null (strstr (stage->router.log->str, text));
}

void
stage_forget (Stage *stage)
{
  g_string_truncate (stage->router.log, 0);
  g_ptr_array_set_size (stage->packets, 0);
}

const ClaspValue *
stage_peek (Stage *stage, const char *address)
{
  return clasp_router_peek (stage->router.router, clasp_str (address));
}

gint64
stage_peek_level (Stage *stage, const char *address)
{
  const ClaspValue *value = stage_peek (stage, address);
  gint64            level = -1;

  if (value != NULL)
    clasp_value_to_int (value, &level);
  return level;
}

void
stage_join_node (Stage *stage, guint16 universe)
{
  g_autoptr (GInetAddress) group = clasp_sacn_group (universe, FALSE);
  g_autoptr (GError)       error = NULL;

  clasp_datagram_join (stage->node, group, if_nametoindex ("lo"), &error);
  g_assert_no_error (error);
}

void
stage_write_int (Stage *stage, const char *address, gint64 number)
{
  ClaspValue value = clasp_value_int (number);

  clasp_session_set (stage->local, clasp_str (address), &value);
}

static gboolean
has_packets (gpointer user_data)
{
  gpointer *data = user_data;

  return ((Stage *) data[0])->packets->len >= GPOINTER_TO_UINT (data[1]);
}

ClaspSacnPacket
stage_take (Stage *stage, guint index)
{
  gpointer        data[2] = { stage, GUINT_TO_POINTER (index + 1) };
  ClaspSacnPacket packet;
  GBytes         *bytes;

  clasp_test_spin_until (has_packets, data, "a packet");
  bytes = g_ptr_array_index (stage->packets, index);
  g_assert_cmpint (
    clasp_sacn_decode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &packet), ==,
    CLASP_SACN_OK);
  return packet;
}
