/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings reach what they are for. */

#include "bridges/sacn/sacn-stage.h"

#include "bridges/sacn/clasp-sacn-network.h"

#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* ---- in ---- */

static void
send_preview (Stage *stage, guint8 level)
{
  ClaspSacnPacket packet;

  stage_fill (stage, &packet, 7, 1, &level, 1);
  packet.data.is_preview = TRUE;
  stage_send_to (stage, 7, &packet);
}

static void
test_previews_can_come_in (Stage *stage, gconstpointer data)
{
  stage_open (stage, "ignore-preview=false");
  send_preview (stage, 11);
  stage_wait_for (stage, "SET /sacn/7/1 11");
}

static void
test_previews_do_not_come_in (Stage *stage, gconstpointer data)
{
  stage_open (stage, "");
  send_preview (stage, 11);
  stage_send_frame (stage, 7, 2, "0c");
  stage_wait_for (stage, "SET /sacn/7/1 12");
  stage_expect_not_heard (stage, "/sacn/7/1 11");
}

static void
test_source_is_lost_after_its_time (Stage *stage, gconstpointer data)
{
  stage_open (stage, "input-timeout-ms=5000");
  stage_send_frame (stage, 7, 1, "01");
  stage_wait_for (stage, "SET /sacn/7/1 1");
  stage_advance (stage, 4900 * MS);
  stage_expect_not_heard (stage, "/sacn/7/lost");
  stage_advance (stage, 200 * MS);
  stage_wait_for (stage, "PUBLISH event /sacn/7/lost silent");
}

static void
send_list (Stage *stage, guint8 source)
{
  static const guint8 list[] = { 0, 1 };
  ClaspSacnPacket     packet = { .kind = CLASP_SACN_DISCOVERY, .cid = { source } };

  packet.discovery = (ClaspSacnDiscovery){ .name = "Desk", .universes = list, .n_universes = 1 };
  stage_send_to (stage, CLASP_SACN_DISCOVERY_UNIVERSE, &packet);
}

static gboolean
has_dropped (gpointer bridge)
{
  return clasp_bridge_peek_status (bridge)->n_dropped == 1;
}

static void
test_so_many_are_discovered (Stage *stage, gconstpointer data)
{
  stage_open (stage, "max-discovered=2");
  send_list (stage, 1);
  send_list (stage, 2);
  stage_wait_for (stage, "/sacn/discovery/02000000-0000-0000-0000-000000000000");
  g_assert_cmpuint (clasp_bridge_peek_status (stage->bridge)->n_dropped, ==, 0);
  send_list (stage, 3);
  clasp_test_spin_until (has_dropped, stage->bridge, "the third to be dropped");
  stage_expect_not_heard (stage, "/sacn/discovery/03000000-0000-0000-0000-000000000000");
}

/* ---- out ---- */

static guint
count_repeats (Stage *stage, gint64 us)
{
  guint64 before;

  stage_join_node (stage, 2);
  stage_write_int (stage, "/sacn/2/1", 1);
  stage_advance (stage, G_USEC_PER_SEC / 10); /* the three that follow a change */
  before = clasp_bridge_peek_status (stage->bridge)->n_out;
  g_assert_cmpuint (before, ==, 3);
  stage_advance (stage, us);
  return (guint) (clasp_bridge_peek_status (stage->bridge)->n_out - before);
}

static void
test_repeats_have_their_interval (Stage *stage, gconstpointer data)
{
  stage_open (stage, "receive=|send=2|discovery=false|keep-alive-ms=800");
  g_assert_cmpuint (count_repeats (stage, 8 * G_USEC_PER_SEC), ==, 10);
}

static void
test_repeats_have_another_interval (Stage *stage, gconstpointer data)
{
  stage_open (stage, "receive=|send=2|discovery=false|keep-alive-ms=1000");
  g_assert_cmpuint (count_repeats (stage, 8 * G_USEC_PER_SEC), ==, 8);
}

static void
test_frames_wait_for_the_sync_universe (Stage *stage, gconstpointer data)
{
  ClaspSacnPacket packet;

  stage_open (stage, "receive=|send=2|discovery=false|sync-universe=41");
  stage_join_node (stage, 2);
  stage_join_node (stage, 41);
  stage_write_int (stage, "/sacn/2/1", 1);
  packet = stage_take (stage, 0);
  g_assert_cmpint (packet.kind, ==, CLASP_SACN_DATA);
  g_assert_cmpuint (packet.data.sync_address, ==, 41);
  packet = stage_take (stage, 1);
  g_assert_cmpint (packet.kind, ==, CLASP_SACN_SYNC);
  g_assert_cmpuint (packet.sync.address, ==, 41);
}

/* ---- how far ---- */

static int
open_ear (Stage *stage, guint16 universe)
{
  g_autoptr (GInetAddress) group = clasp_sacn_group (universe, FALSE);
  struct sockaddr_in       any = { .sin_family = AF_INET, .sin_port = g_htons (stage->port) };
  struct ip_mreqn          member = { .imr_ifindex = (int) if_nametoindex ("lo") };
  int                      on = 1, fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  memcpy (&member.imr_multiaddr, g_inet_address_to_bytes (group), sizeof member.imr_multiaddr);
  g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), ==, 0);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &any, sizeof any), ==, 0);
  g_assert_cmpint (setsockopt (fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &member, sizeof member), ==, 0);
  g_assert_cmpint (setsockopt (fd, IPPROTO_IP, IP_RECVTTL, &on, sizeof on), ==, 0);
  return fd;
}

typedef struct
{
  int fd, ttl;
} Ear;

static gboolean
has_ttl (gpointer user_data)
{
  Ear            *ear = user_data;
  char            bytes[1024], control[CMSG_SPACE (sizeof (int))];
  struct iovec    part = { bytes, sizeof bytes };
  struct msghdr   message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
                              .msg_controllen = sizeof control };
  struct cmsghdr *header;

  if (recvmsg (ear->fd, &message, 0) < 0)
    return FALSE;
  header = CMSG_FIRSTHDR (&message);
  g_assert_true (header != NULL && header->cmsg_type == IP_TTL);
  memcpy (&ear->ttl, CMSG_DATA (header), sizeof ear->ttl);
  return TRUE;
}

static void
test_packets_go_so_far (Stage *stage, gconstpointer data)
{
  Ear ear = { open_ear (stage, 2), 0 };

  stage_open (stage, "receive=|send=2|discovery=false|ttl=3");
  stage_write_int (stage, "/sacn/2/1", 1);
  clasp_test_spin_until (has_ttl, &ear, "a frame");
  g_assert_cmpint (ear.ttl, ==, 3);
  close (ear.fd);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
#define ADD(path, func) g_test_add ("/bridges/sacn/reach/" path, Stage, NULL, stage_set_up, func, stage_tear_down)
  ADD ("ignore-preview/off", test_previews_can_come_in);
  ADD ("ignore-preview/on", test_previews_do_not_come_in);
  ADD ("input-timeout", test_source_is_lost_after_its_time);
  ADD ("max-discovered", test_so_many_are_discovered);
  ADD ("keep-alive/800", test_repeats_have_their_interval);
  ADD ("keep-alive/1000", test_repeats_have_another_interval);
  ADD ("sync-universe", test_frames_wait_for_the_sync_universe);
  ADD ("ttl", test_packets_go_so_far);
  return g_test_run ();
}
