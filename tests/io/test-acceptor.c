/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-acceptor.h"
#include "support/clasp-test.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct
{
  ClaspReactor  *reactor;
  ClaspAcceptor *acceptor;
  guint          n_accepted, wanted;
  gboolean       free_in_callback;
} Fixture;

static void
accepted_cb (int fd, const char *peer, ClaspPeerPlace *place, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_str_has_prefix (peer, "127.0.0.1:"));
  g_assert_true ((fcntl (fd, F_GETFL) & O_NONBLOCK) != 0);
  close (fd);
  clasp_peer_place_free (place);
  fixture->n_accepted++;
  if (fixture->free_in_callback)
    g_clear_pointer (&fixture->acceptor, clasp_acceptor_free);
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  ClaspEndpoint      endpoint = { (char *) "localhost", 0 };
  g_autoptr (GError) error = NULL;

  fixture->reactor = clasp_reactor_new (NULL);
  fixture->acceptor =
    clasp_acceptor_new (fixture->reactor, &endpoint, accepted_cb, fixture, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->acceptor, clasp_acceptor_free);
  clasp_reactor_unref (fixture->reactor);
}

static struct sockaddr_in
address_of (Fixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const char        *port = strrchr (clasp_acceptor_get_address (fixture->acceptor), ':') + 1;

  address.sin_port = htons ((guint16) g_ascii_strtoull (port, NULL, 10));
  return address;
}

static void
connect_socket (int fd, struct sockaddr_in address)
{
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
}

static gboolean
has_accepted (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->n_accepted >= fixture->wanted;
}

static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  int fds[200];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      fds[i] = socket (AF_INET, SOCK_STREAM, 0);
      connect_socket (fds[i], address_of (fixture));
    }
  fixture->wanted = G_N_ELEMENTS (fds);
  clasp_test_spin_until (has_accepted, fixture, "everybody to be let in");
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

/* The lowest limit that leaves no descriptor free: the next one a dup gets. */
static void
take_all_descriptors (void)
{
  struct rlimit limit;
  int           next = dup (0);

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  limit.rlim_cur = (rlim_t) next;
  close (next);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
}

static void
test_out_of_descriptors (Fixture *fixture, gconstpointer data)
{
  struct rlimit before;
  clock_t       cpu_before;
  int           fd = socket (AF_INET, SOCK_STREAM, 0);

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &before), ==, 0);
  clasp_test_spin_for (has_accepted, fixture, 1); /* the loop has its descriptors */
  connect_socket (fd, address_of (fixture));
  fixture->wanted = 1;
  take_all_descriptors ();
  cpu_before = clock ();
  g_assert_false (clasp_test_spin_for (has_accepted, fixture, 200));
  /* looking away, not looking again and again: a busy loop takes all of the 200 ms */
  g_assert_cmpint ((clock () - cpu_before) * 1000 / CLOCKS_PER_SEC, <, 100);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &before), ==, 0);
  clasp_test_spin_until (has_accepted, fixture, "the connection to be let in after all");
  close (fd);
}

static void
test_freed_in_its_callback (Fixture *fixture, gconstpointer data)
{
  int fds[2] = { socket (AF_INET, SOCK_STREAM, 0), socket (AF_INET, SOCK_STREAM, 0) };

  connect_socket (fds[0], address_of (fixture));
  connect_socket (fds[1], address_of (fixture));
  fixture->free_in_callback = TRUE;
  fixture->wanted = 1;
  clasp_test_spin_until (has_accepted, fixture, "the first");
  g_assert_cmpuint (fixture->n_accepted, ==, 1);
  close (fds[0]);
  close (fds[1]);
}

static void
assert_refused (ClaspReactor *reactor, const char *host, guint16 port, ClaspTransportError code)
{
  ClaspEndpoint      endpoint = { (char *) host, port };
  g_autoptr (GError) error = NULL;

  g_assert_null (clasp_acceptor_new (reactor, &endpoint, accepted_cb, NULL, &error));
  g_assert_error (error, CLASP_TRANSPORT_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, host));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture->reactor, "studio.local", 7330, CLASP_TRANSPORT_ERROR_ADDRESS);
  assert_refused (fixture->reactor, "192.0.2.1", 7330, CLASP_TRANSPORT_ERROR_ADDRESS);
  assert_refused (fixture->reactor, "127.0.0.1", ntohs (address_of (fixture).sin_port),
                  CLASP_TRANSPORT_ERROR_IN_USE);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);

#define ADD(path, func) g_test_add ("/io/acceptor/" path, Fixture, NULL, setup, func, teardown)
  ADD ("crowd", test_crowd);
  ADD ("out-of-descriptors-pauses", test_out_of_descriptors);
  ADD ("freed-in-its-callback", test_freed_in_its_callback);
  ADD ("addresses-that-cannot-be", test_refused);

  return g_test_run ();
}
