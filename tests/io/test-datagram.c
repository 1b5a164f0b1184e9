/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Multicast on the loopback interface, and on a pair of interfaces in a network of the test's own. */

#include "io/clasp-datagram.h"
#include "support/clasp-test.h"

#include <net/if.h>
#include <sched.h>

#define GROUP "239.255.0.7"
#define OTHER_GROUP "239.255.0.8"
#define GROUP6 "ff18::8300:7"

typedef struct
{
  ClaspReactor  *reactor;
  ClaspDatagram *receiver, *sender;
  guint          lo;
  GString       *received; /* the first byte of each datagram */
} Fixture;

static void
received_cb (const guint8 *bytes, gsize size, GSocketAddress *from, gpointer user_data)
{
  g_string_append_c (user_data, size > 0 ? (char) bytes[0] : '?');
}

static ClaspDatagram *
open_socket (Fixture *fixture, const char *host, guint16 port, GString *log)
{
  ClaspEndpoint        endpoint = { (char *) host, port };
  ClaspDatagramOptions options = { .reuse_address = TRUE, .only_joined = TRUE, .ipv6_only = TRUE };
  g_autoptr (GError)   error = NULL;
  ClaspDatagram       *socket = clasp_datagram_new (fixture->reactor, &endpoint, &options,
                                                    log != NULL ? received_cb : NULL, log, &error);

  g_assert_no_error (error);
  return socket;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->received = g_string_new (NULL);
  fixture->lo = if_nametoindex ("lo");
  fixture->receiver = open_socket (fixture, "0.0.0.0", 0, fixture->received);
  fixture->sender = open_socket (fixture, "0.0.0.0", 0, NULL);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  clasp_datagram_free (fixture->receiver);
  clasp_datagram_free (fixture->sender);
  g_string_free (fixture->received, TRUE);
  clasp_reactor_unref (fixture->reactor);
}

static void
join (ClaspDatagram *socket, const char *text, guint interface_index)
{
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string (text);
  g_autoptr (GError)       error = NULL;

  clasp_datagram_join (socket, group, interface_index, &error);
  g_assert_no_error (error);
}

static void
leave (ClaspDatagram *socket, const char *text, guint interface_index)
{
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string (text);

  clasp_datagram_leave (socket, group, interface_index);
}

static void
send_through (ClaspDatagram *socket, guint interface_index, gboolean loopback)
{
  g_autoptr (GError) error = NULL;

  clasp_datagram_set_multicast (socket, interface_index, 1, loopback, &error);
  g_assert_no_error (error);
}

static void
send_letter (Fixture *fixture, const char *host, char letter)
{
  g_autoptr (GSocketAddress) to =
    g_inet_socket_address_new_from_string (host, clasp_datagram_get_port (fixture->receiver));
  g_autoptr (GError) error = NULL;

  clasp_datagram_send (fixture->sender, to, (const guint8 *) &letter, 1, &error);
  g_assert_no_error (error);
}

typedef struct
{
  GString    *log;
  const char *expected;
} Expectation;

static gboolean
is_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return strlen (expectation->log->str) >= strlen (expectation->expected);
}

/* The last letter goes by unicast: once it is here, all that was to come before it is too. */
static void
expect_letters (Fixture *fixture, const char *expected)
{
  g_autofree char *all = g_strconcat (expected, ".", NULL);
  Expectation      expectation = { fixture->received, all };

  send_letter (fixture, "127.0.0.1", '.');
  clasp_test_spin_until (is_heard, &expectation, all);
  g_assert_cmpstr (fixture->received->str, ==, all);
  g_string_truncate (fixture->received, 0);
}

static void
test_joined (Fixture *fixture, gconstpointer data)
{
  send_through (fixture->sender, fixture->lo, TRUE);
  send_letter (fixture, GROUP, 'a');
  join (fixture->receiver, GROUP, fixture->lo);
  join (fixture->receiver, GROUP, fixture->lo); /* again: no error, and no second copy */
  send_letter (fixture, GROUP, 'b');
  send_letter (fixture, OTHER_GROUP, 'c');
  expect_letters (fixture, "b");
  leave (fixture->receiver, GROUP, fixture->lo);
  leave (fixture->receiver, GROUP, fixture->lo);
  send_letter (fixture, GROUP, 'd');
  expect_letters (fixture, "");
}

static void
test_loopback_off (Fixture *fixture, gconstpointer data)
{
  join (fixture->receiver, GROUP, fixture->lo);
  send_through (fixture->sender, fixture->lo, FALSE);
  /* what goes out on loopback comes in on loopback, as from any wire: only no second time */
  send_letter (fixture, GROUP, 'a');
  expect_letters (fixture, "a");
}

/* Each program, and each socket, gets what it joined, although they share the port. */
static void
test_only_joined (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString)       log = g_string_new (NULL);
  g_autoptr (ClaspDatagram) other =
    open_socket (fixture, "0.0.0.0", clasp_datagram_get_port (fixture->receiver), log);
  Expectation b = { log, "b" }, a = { fixture->received, "a" };

  join (fixture->receiver, GROUP, fixture->lo);
  join (other, OTHER_GROUP, fixture->lo);
  send_through (fixture->sender, fixture->lo, TRUE);
  send_letter (fixture, GROUP, 'a');
  send_letter (fixture, OTHER_GROUP, 'b');
  clasp_test_spin_until (is_heard, &a, "the first socket");
  clasp_test_spin_until (is_heard, &b, "the second socket");
  g_assert_cmpstr (fixture->received->str, ==, "a");
  g_assert_cmpstr (log->str, ==, "b");
}

static void
test_no_such_interface (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string (GROUP);
  g_autoptr (GError)       error = NULL;

  g_assert_false (clasp_datagram_join (fixture->receiver, group, 9999, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, GROUP));
  g_clear_error (&error);
  g_assert_false (clasp_datagram_set_multicast (fixture->sender, 9999, 1, TRUE, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE);
}

static void
test_no_group (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInetAddress) group = g_inet_address_new_from_string ("127.0.0.1");
  g_autoptr (GError)       error = NULL;

  g_assert_false (clasp_datagram_join (fixture->receiver, group, fixture->lo, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_ADDRESS);
}

/* At the kernel's limit and one beyond it. */
static void
test_limit_of_groups (Fixture *fixture, gconstpointer data)
{
  g_autofree char         *text = NULL;
  guint                    limit;
  g_autoptr (GInetAddress) one_more = g_inet_address_new_from_string ("239.254.0.1");
  g_autoptr (GError)       error = NULL;

  if (!g_file_get_contents ("/proc/sys/net/ipv4/igmp_max_memberships", &text, NULL, NULL) ||
      (limit = (guint) g_ascii_strtoull (text, NULL, 10)) > 200)
    {
      g_test_skip ("the kernel tells no limit of groups, or one too high to reach");
      return;
    }

  for (guint i = 1; i <= limit; i++)
    {
      g_autofree char *group = g_strdup_printf ("239.255.1.%u", i);

      join (fixture->receiver, group, fixture->lo);
    }
  g_assert_false (clasp_datagram_join (fixture->receiver, one_more, fixture->lo, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_LIMIT);
  g_assert_nonnull (strstr (error->message, "net.ipv4.igmp_max_memberships"));
}

/* ---- two interfaces and IPv6, in a network of the test's own ---- */

static gboolean
run_ip (const char *words)
{
  g_autofree char *command = g_strconcat ("ip ", words, NULL);
  int              status = 0;

  return g_spawn_command_line_sync (command, NULL, NULL, &status, NULL) && status == 0;
}

/* Two ends of one cable, both here: "va" and "vb". */
static gboolean
make_network (void)
{
  return geteuid () == 0 && unshare (CLONE_NEWNET) == 0 && run_ip ("link set lo up") &&
         run_ip ("link add va type veth peer name vb") &&
         run_ip ("link set va addrgenmode none") && run_ip ("link set vb addrgenmode none") &&
         run_ip ("addr add 10.71.0.1/24 dev va") && run_ip ("addr add 10.71.0.2/24 dev vb") &&
         run_ip ("link set va up") && run_ip ("link set vb up") &&
         run_ip ("addr add fe80::a/64 dev va nodad") && run_ip ("addr add fe80::b/64 dev vb nodad");
}

static void
test_outgoing_interface (Fixture *fixture, gconstpointer data)
{
  guint va = if_nametoindex ("va"), vb = if_nametoindex ("vb");

  /* joined on one end only: what leaves through that end comes back to it (loopback), what leaves
   * through the other arrives over the cable, and what leaves through lo does neither */
  join (fixture->receiver, GROUP, vb);
  send_through (fixture->sender, vb, TRUE);
  send_letter (fixture, GROUP, 'b');
  send_through (fixture->sender, fixture->lo, TRUE);
  send_letter (fixture, GROUP, 'l');
  expect_letters (fixture, "b");
  send_through (fixture->sender, vb, FALSE);
  send_letter (fixture, GROUP, 'x');
  send_through (fixture->sender, va, FALSE);
  expect_letters (fixture, "");
}

static void
test_ipv6 (Fixture *fixture, gconstpointer data)
{
  guint               va = if_nametoindex ("va");
  g_autoptr (GString) log = g_string_new (NULL);
  Expectation         expectation = { log, "b" };

  clasp_datagram_free (fixture->receiver);
  clasp_datagram_free (fixture->sender);
  fixture->receiver = open_socket (fixture, "::", 0, log);
  fixture->sender = open_socket (fixture, "::", 0, NULL);
  send_through (fixture->sender, va, TRUE);
  send_letter (fixture, GROUP6, 'a');
  join (fixture->receiver, GROUP6, va);
  send_letter (fixture, GROUP6, 'b');
  clasp_test_spin_until (is_heard, &expectation, "a datagram to the group");
  g_assert_cmpstr (log->str, ==, "b");
}

/* The kernel only says “Invalid argument”. */
static void
test_loopback_sends_to_nobody_else (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("10.71.0.99", 9000);
  g_autoptr (GError)         error = NULL;

  clasp_datagram_free (fixture->sender);
  fixture->sender = open_socket (fixture, "127.0.0.1", 0, NULL);
  g_assert_false (clasp_datagram_send (fixture->sender, to, (const guint8 *) "a", 1, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_UNREACHABLE);
  g_assert_cmpstr (error->message, ==,
                   "Cannot send to 10.71.0.99:9000: it listens to this computer alone, and sends from there");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);
#define ADD(path, func) g_test_add ("/io/datagram/" path, Fixture, NULL, setup, func, teardown)
  ADD ("multicast/joined-and-left", test_joined);
  ADD ("multicast/loopback-off-on-loopback", test_loopback_off);
  ADD ("multicast/only-what-was-joined", test_only_joined);
  ADD ("multicast/no-such-interface", test_no_such_interface);
  ADD ("multicast/no-group", test_no_group);
  ADD ("multicast/limit-of-groups", test_limit_of_groups);
  if (make_network ())
    {
      ADD ("multicast/outgoing-interface", test_outgoing_interface);
      ADD ("multicast/ipv6", test_ipv6);
      ADD ("send/loopback", test_loopback_sends_to_nobody_else);
    }
  return g_test_run ();
}
