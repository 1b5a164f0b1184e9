/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packets of ours that come back, numbers of ArtNzs, and what controllers and nodes tell each other. */

#include "bridges/artnet/artnet-stage.h"
#include "bridges/artnet/clasp-artnet-diagnostics.h"
#include "bridges/artnet/clasp-artnet-own.h"
#include "bridges/artnet/clasp-artnet-sequences.h"

#define PORT 6454
#define SYNC ((const guint8 *) "sync")

static GSocketAddress *
address_of (const char *host, guint16 port)
{
  return g_inet_socket_address_new_from_string (host, port);
}

static gboolean
take (ClaspArtnetOwn *own, const char *host, guint16 port, gint64 now_us)
{
  g_autoptr (GSocketAddress) from = address_of (host, port);

  return clasp_artnet_own_take (own, from, SYNC, 4, now_us);
}

static void
note (ClaspArtnetOwn *own, const char *host, guint16 port, gint64 now_us)
{
  g_autoptr (GSocketAddress) to = address_of (host, port);

  clasp_artnet_own_note (own, to, SYNC, 4, now_us);
}

/* The same packet of another program on this machine is one more, and is heard. */
static void
test_each_copy_is_expected_once (void)
{
  g_autoptr (ClaspArtnetOwn) own = clasp_artnet_own_new (NULL, PORT);

  g_assert_false (take (own, "127.0.0.1", PORT, 0));
  note (own, "127.255.255.255", PORT, 0);
  note (own, "255.255.255.255", PORT, 0);
  g_assert_true (take (own, "127.0.0.1", PORT, 1));
  g_assert_true (take (own, "127.0.0.1", PORT, 1));
  g_assert_false (take (own, "127.0.0.1", PORT, 1));
}

static void
test_others_are_heard (void)
{
  g_autoptr (ClaspArtnetOwn) own = clasp_artnet_own_new (NULL, PORT);

  note (own, "127.255.255.255", PORT, 0);
  g_assert_false (take (own, "127.0.0.1", PORT + 1, 1)); /* another program */
  g_assert_false (take (own, "203.0.113.9", PORT, 1));   /* another machine */
  g_assert_true (take (own, "127.0.0.1", PORT, 1));
  note (own, "203.0.113.9", PORT, 2); /* does not come back, … */
  note (own, "127.0.0.1", PORT + 1, 2);
  g_assert_false (take (own, "127.0.0.1", PORT, 3)); /* … so this is another program's */
}

static void
test_expected_for_a_second (void)
{
  g_autoptr (ClaspArtnetOwn) own = clasp_artnet_own_new (NULL, PORT);

  note (own, "127.0.0.1", PORT, 0);
  g_assert_true (take (own, "127.0.0.1", PORT, CLASP_ARTNET_OWN_TIMEOUT_US));
  note (own, "127.0.0.1", PORT, 0);
  g_assert_false (take (own, "127.0.0.1", PORT, CLASP_ARTNET_OWN_TIMEOUT_US + 1));
}

static void
test_limit_of_expected (void)
{
  for (guint n = CLASP_ARTNET_OWN_MAX; n <= CLASP_ARTNET_OWN_MAX + 1; n++)
    {
      g_autoptr (ClaspArtnetOwn) own = clasp_artnet_own_new (NULL, PORT);
      guint                      n_taken = 0;

      for (guint i = 0; i < n; i++)
        note (own, "127.0.0.1", PORT, 0);
      while (take (own, "127.0.0.1", PORT, 1))
        n_taken++;
      g_assert_cmpuint (n_taken, ==, CLASP_ARTNET_OWN_MAX);
    }
}

/* Sent to ourselves: nothing of it is input, and what others send after it is. */
static void
test_own_packets_are_not_input (Stage *stage, gconstpointer data)
{
  g_autofree char    *text = g_strdup_printf ("sync=true send=127.0.0.1:%u", stage->port);
  g_auto (ClaspValue) trigger = stage_parse ("{\"key\":3,\"subkey\":9}");
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) "hi", 2);
  ClaspArtnetPacket   packet = { .op = CLASP_ARTNET_OP_TRIGGER };

  stage_open (stage, text);
  stage_set (stage, "/artnet/timecode", clasp_value_string (CLASP_STR_LITERAL ("10:20:30:12")));
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/trigger"), &trigger);
  clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/0/0/1/nzs/85"), &bytes);
  stage_set (stage, "/artnet/0/0/1/1", clasp_value_int (7));
  g_string_truncate (stage->router.log, 0);
  stage_settle (stage);
  packet.trigger = (ClaspArtnetTrigger){ .oem = 1, .key = 2, .subkey = 3 };
  stage_send (stage, &packet);
  stage_send_frame (stage, 9, 1, 0, "05"); /* and our own ArtSync holds nobody's levels back */
  stage_expect_heard (stage, "local ← PUBLISH event /artnet/trigger {\"oem\":1,\"key\":2,\"subkey\":3}\n"
                             "local ← SET /artnet/0/0/9/1 5 rev 1");
}

/* ---- ArtNzs ---- */

static void
test_numbers_go_round_without_0 (void)
{
  g_autoptr (ClaspArtnetSequences) sequences = clasp_artnet_sequences_new ();

  for (guint i = 1; i <= 255; i++)
    g_assert_cmpuint (clasp_artnet_sequences_next (sequences, 7, 85), ==, i);
  g_assert_cmpuint (clasp_artnet_sequences_next (sequences, 7, 85), ==, 1);
  g_assert_cmpuint (clasp_artnet_sequences_next (sequences, 7, 86), ==, 1);
  g_assert_cmpuint (clasp_artnet_sequences_next (sequences, 8, 85), ==, 1);
}

static void
test_late_ones_are_dropped (void)
{
  g_autoptr (ClaspArtnetSequences) sequences = clasp_artnet_sequences_new ();

  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 85, 200, 0));
  g_assert_false (clasp_artnet_sequences_take (sequences, 1, 7, 85, 199, 1));
  g_assert_true (clasp_artnet_sequences_take (sequences, 2, 7, 85, 199, 1)); /* of another sender */
  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 86, 199, 1));
  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 85, 3, 2)); /* round */
  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 85, 0, 3)); /* off */
  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 85, 200, 4));
  g_assert_true (clasp_artnet_sequences_take (sequences, 1, 7, 85, 199, 4 + G_USEC_PER_SEC)); /* began again */
}

static void
test_limit_of_sequences (void)
{
  g_autoptr (ClaspArtnetSequences) sequences = clasp_artnet_sequences_new ();
  gint64                           later_us = G_USEC_PER_SEC;

  for (guint i = 0; i <= CLASP_ARTNET_MAX_SEQUENCES; i++)
    g_assert_true (clasp_artnet_sequences_take (sequences, i, 7, 85, 200, 0));
  g_assert_false (clasp_artnet_sequences_take (sequences, CLASP_ARTNET_MAX_SEQUENCES - 1, 7, 85, 199, 1));
  g_assert_true (clasp_artnet_sequences_take (sequences, CLASP_ARTNET_MAX_SEQUENCES, 7, 85, 199, 1)); /* one too many */
  g_assert_true (clasp_artnet_sequences_take (sequences, CLASP_ARTNET_MAX_SEQUENCES, 7, 85, 200, later_us));
  g_assert_false (clasp_artnet_sequences_take (sequences, CLASP_ARTNET_MAX_SEQUENCES, 7, 85, 199, later_us));
}

static void
send_nzs (Stage *stage, guint8 start_code, guint8 sequence)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_NZS };

  packet.nzs = (ClaspArtnetNzs){ sequence, start_code, 1, (const guint8 *) "hi", 2 };
  stage_send (stage, &packet);
}

/* Levels and RDM have packets of their own (5.3). */
static void
test_start_codes_of_others_are_refused (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  send_nzs (stage, 0, 1);
  send_nzs (stage, 0xcc, 1);
  send_nzs (stage, 23, 5);
  send_nzs (stage, 23, 4); /* late */
  send_nzs (stage, 23, 6);
  stage_expect_heard (stage, "local ← PUBLISH event /artnet/0/0/1/nzs/23 6869\n"
                             "local ← PUBLISH event /artnet/0/0/1/nzs/23 6869");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_malformed, ==, 2);
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 1);
}

static void
test_sent_ones_are_numbered (Stage *stage, gconstpointer data)
{
  g_auto (ClaspValue) bytes = clasp_value_bytes ((const guint8 *) "hi", 2);

  stage_open_with_node (stage, "");
  for (guint i = 1; i <= 2; i++)
    {
      clasp_session_emit (stage->local, CLASP_STR_LITERAL ("/artnet/0/0/1/nzs/85"), &bytes);
      g_assert_cmpuint (stage_take_packet (stage->node, "an ArtNzs").nzs.sequence, ==, i);
    }
}

/* ---- diagnostics ---- */

static void
log_cb (GSocketAddress *to, const guint8 *bytes, gsize size, gpointer user_data)
{
  ClaspArtnetPacket packet;

  g_assert_cmpint (clasp_artnet_decode (bytes, size, &packet), ==, CLASP_ARTNET_OK);
  g_string_append_printf (user_data, "%s%.*s %x; ", to != NULL ? "to one: " : "to all: ",
                          (int) packet.diag_data.text.length, packet.diag_data.text.data, packet.diag_data.priority);
}

static void
poll_with (ClaspArtnetDiagnostics *diagnostics, const char *host, guint8 flags, guint8 lowest, gint64 now_us)
{
  g_autoptr (GSocketAddress) from = address_of (host, PORT);

  clasp_artnet_diagnostics_take_poll (diagnostics, &(ClaspArtnetPoll){ .flags = flags, .diag_priority = lowest }, from,
                                      now_us);
}

#define ASK CLASP_ARTNET_POLL_DIAGNOSTICS
#define ASK_ALONE (CLASP_ARTNET_POLL_DIAGNOSTICS | CLASP_ARTNET_POLL_UNICAST)

static void
test_those_who_asked_are_told (void)
{
  g_autoptr (GString)                log = g_string_new (NULL);
  g_autoptr (ClaspArtnetDiagnostics) diagnostics = clasp_artnet_diagnostics_new (log_cb, log);

  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_HIGH, "nobody asked", 0);
  poll_with (diagnostics, "10.0.0.1", ASK_ALONE, 0x80, 0);
  poll_with (diagnostics, "10.0.0.2", ASK, 0x10, 0);
  poll_with (diagnostics, "10.0.0.3", ASK, 0x10, 0);
  poll_with (diagnostics, "10.0.0.4", 0, 0, 0);
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_HIGH, "a", 1);
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_MEDIUM, "b", 1);
  poll_with (diagnostics, "10.0.0.2", 0, 0, 2); /* no more */
  poll_with (diagnostics, "10.0.0.3", 0, 0, 2);
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_MEDIUM, "c", 3);
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_HIGH, "d", CLASP_ARTNET_DIAGNOSED_US - 1);
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_HIGH, "e", CLASP_ARTNET_DIAGNOSED_US);
  g_assert_cmpstr (log->str, ==, "to one: a 80; to all: a 80; to all: b 40; to one: d 80; ");
}

static guint
count_told (GString *log)
{
  g_auto (GStrv) parts = g_strsplit (log->str, ";", -1);

  return g_strv_length (parts) - 1;
}

static void
test_limits_of_diagnostics (void)
{
  g_autoptr (GString)                log = g_string_new (NULL);
  g_autoptr (ClaspArtnetDiagnostics) diagnostics = clasp_artnet_diagnostics_new (log_cb, log);

  for (guint i = 0; i <= CLASP_ARTNET_MAX_DIAGNOSED; i++)
    {
      g_autofree char *host = g_strdup_printf ("10.0.0.%u", i);

      poll_with (diagnostics, host, ASK_ALONE, 0, 0);
    }
  clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_LOW, "a", 0);
  g_assert_cmpuint (count_told (log), ==, CLASP_ARTNET_MAX_DIAGNOSED);
  for (guint i = 1; i <= CLASP_ARTNET_MAX_DIAGNOSTICS; i++)
    clasp_artnet_diagnostics_tell (diagnostics, CLASP_ARTNET_DIAGNOSTIC_LOW, "a", 0);
  g_assert_cmpuint (count_told (log), ==, CLASP_ARTNET_MAX_DIAGNOSED * CLASP_ARTNET_MAX_DIAGNOSTICS);
  for (guint i = 0; i < CLASP_ARTNET_MAX_DIAGNOSTICS; i++)
    g_assert_true (clasp_artnet_diagnostics_may_log (diagnostics, 0));
  g_assert_false (clasp_artnet_diagnostics_may_log (diagnostics, G_USEC_PER_SEC - 1));
  g_assert_true (clasp_artnet_diagnostics_may_log (diagnostics, G_USEC_PER_SEC));
}

static void
test_a_controller_is_told (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet = { .op = CLASP_ARTNET_OP_POLL };
  g_autofree char  *text = NULL;

  stage_open (stage, "");
  packet.poll = (ClaspArtnetPoll){ .flags = ASK_ALONE, .diag_priority = 0x40 };
  stage_send (stage, &packet);
  clasp_udp_peer_send_hex (stage->console, stage->port, "00");
  packet = stage_take_packet (stage->console, "an ArtDiagData");
  g_assert_cmpint (packet.op, ==, CLASP_ARTNET_OP_DIAG_DATA);
  g_assert_cmpuint (packet.diag_data.priority, ==, CLASP_ARTNET_DIAGNOSTIC_MEDIUM);
  text = g_strndup (packet.diag_data.text.data, packet.diag_data.text.length);
  g_assert_true (g_str_has_suffix (text, "does not begin with Art-Net"));
}

static void
test_a_node_tells (Stage *stage, gconstpointer data)
{
  ClaspArtnetPacket packet;
  g_autofree char  *text = g_strdup_printf ("find-nodes=true diagnostics=high send=127.0.0.1:%u", stage->node->port);

  stage_open (stage, text);
  clasp_fixture_advance (&stage->router, 0);
  packet = stage_take_packet (stage->node, "an ArtPoll");
  g_assert_cmpuint (packet.poll.flags, ==, CLASP_ARTNET_POLL_REPLY_ON_CHANGE | ASK_ALONE);
  g_assert_cmpuint (packet.poll.diag_priority, ==, 0x80);
  packet = (ClaspArtnetPacket){ .op = CLASP_ARTNET_OP_DIAG_DATA };
  packet.diag_data = (ClaspArtnetDiagData){ 0x80, 2, CLASP_STR_LITERAL ("too warm") };
  stage_send (stage, &packet);
  stage_expect_heard (stage, "local ← PUBLISH event /artnet/diagnostics {\"ip\":\"127.0.0.1\",\"priority\":128,"
                             "\"port\":2,\"text\":\"too warm\"}");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define STAGED(path, func)                                                                                         \
  g_test_add ("/bridges/artnet/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  g_test_add_func ("/bridges/artnet/own/each-copy-is-expected-once", test_each_copy_is_expected_once);
  g_test_add_func ("/bridges/artnet/own/others-are-heard", test_others_are_heard);
  g_test_add_func ("/bridges/artnet/own/expected-for-a-second", test_expected_for_a_second);
  g_test_add_func ("/bridges/artnet/own/limit", test_limit_of_expected);
  STAGED ("own/packets-are-not-input", test_own_packets_are_not_input);
  g_test_add_func ("/bridges/artnet/nzs/numbers-go-round-without-0", test_numbers_go_round_without_0);
  g_test_add_func ("/bridges/artnet/nzs/late-ones-are-dropped", test_late_ones_are_dropped);
  g_test_add_func ("/bridges/artnet/nzs/limit", test_limit_of_sequences);
  STAGED ("nzs/start-codes-of-others-are-refused", test_start_codes_of_others_are_refused);
  STAGED ("nzs/sent-ones-are-numbered", test_sent_ones_are_numbered);
  g_test_add_func ("/bridges/artnet/diagnostics/those-who-asked-are-told", test_those_who_asked_are_told);
  g_test_add_func ("/bridges/artnet/diagnostics/limits", test_limits_of_diagnostics);
  STAGED ("diagnostics/a-controller-is-told", test_a_controller_is_told);
  STAGED ("diagnostics/a-node-tells", test_a_node_tells);
  return g_test_run ();
}
