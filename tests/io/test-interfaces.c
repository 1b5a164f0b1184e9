/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Interfaces that come, change and go: in a network of the test's own, where it may make some. */

#include "io/clasp-interfaces.h"
#include "support/clasp-own-network.h"
#include "support/clasp-test.h"

typedef struct
{
  ClaspReactor         *reactor;
  ClaspInterfaces      *interfaces;
  ClaspInterfacesWatch *watches[3];
  guint                 n_news[3];
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->reactor = clasp_reactor_new (NULL);
  fixture->interfaces = clasp_interfaces_new (fixture->reactor, &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->watches); i++)
    clasp_interfaces_unwatch (fixture->interfaces, fixture->watches[i]);
  clasp_interfaces_free (fixture->interfaces);
  clasp_reactor_unref (fixture->reactor);
}

/* ---- what is there ---- */

static void
test_loopback (Fixture *fixture, gconstpointer data)
{
  const ClaspInterface *lo = clasp_interfaces_find (fixture->interfaces, "lo");
  g_autofree char      *address = NULL;

  g_assert_nonnull (lo);
  g_assert_cmpuint (lo->index, >, 0);
  g_assert_true (lo->is_up);
  g_assert_true (lo->is_loopback);
  g_assert_nonnull (lo->address);
  address = g_inet_address_to_string (lo->address);
  g_assert_cmpstr (address, ==, "127.0.0.1");
  g_assert_null (lo->broadcast);
}

static void
test_unknown_name (Fixture *fixture, gconstpointer data)
{
  g_assert_null (clasp_interfaces_find (fixture->interfaces, "no-such-0"));
  g_assert_null (clasp_interfaces_find (fixture->interfaces, ""));
  g_assert_null (
    clasp_interfaces_find (fixture->interfaces, "a-name-that-is-longer-than-the-kernel-has-room"));
}

static void
test_list_names_each_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  const ClaspInterface  *interface;
  guint                  n = 0;

  for (; (interface = clasp_interfaces_get (fixture->interfaces, n)) != NULL; n++)
    g_assert_true (g_hash_table_add (names, (gpointer) interface->name));
  g_assert_cmpuint (n, >=, 1);
  g_assert_null (clasp_interfaces_get (fixture->interfaces, n + 1));
}

/* A sandbox may give no news: everybody asks for nothing then, and gets it. */
static void
test_none_at_all (void)
{
  g_assert_null (clasp_interfaces_find (NULL, "lo"));
  g_assert_null (clasp_interfaces_get (NULL, 0));
  g_assert_null (clasp_interfaces_watch (NULL, NULL, NULL));
  clasp_interfaces_unwatch (NULL, NULL);
  clasp_interfaces_free (NULL);
}

/* ---- news ---- */

static void
count_0_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_news[0]++;
}

static gboolean
has_news (gpointer user_data)
{
  return ((Fixture *) user_data)->n_news[0] > 0;
}

static void
await_news (Fixture *fixture)
{
  clasp_test_spin_until (has_news, fixture, "news of an interface");
  fixture->n_news[0] = 0;
}

static void
watch (Fixture *fixture, guint index, ClaspInterfacesFunc func)
{
  fixture->watches[index] = clasp_interfaces_watch (fixture->interfaces, func, fixture);
}

static gboolean
is_up (gpointer user_data)
{
  const ClaspInterface *interface =
    clasp_interfaces_find (((Fixture *) user_data)->interfaces, "show0");

  return interface != NULL && interface->is_up;
}

static gboolean
has_address6 (gpointer user_data)
{
  const ClaspInterface *interface =
    clasp_interfaces_find (((Fixture *) user_data)->interfaces, "show0");

  return interface != NULL && interface->address6 != NULL;
}

static gboolean
has_address (gpointer user_data)
{
  const ClaspInterface *interface =
    clasp_interfaces_find (((Fixture *) user_data)->interfaces, "show0");

  return interface != NULL && interface->address != NULL;
}

static gboolean
has_none (gpointer user_data)
{
  return !has_address (user_data);
}

static gboolean
is_gone (gpointer user_data)
{
  return clasp_interfaces_find (((Fixture *) user_data)->interfaces, "show0") == NULL;
}

static void
test_comes_changes_and_goes (Fixture *fixture, gconstpointer data)
{
  const ClaspInterface *interface;
  g_autofree char      *address = NULL, *broadcast = NULL;
  guint                 first_index;

  watch (fixture, 0, count_0_cb);
  g_assert_null (clasp_interfaces_find (fixture->interfaces, "show0"));

  clasp_own_network_ip ("link add show0 type veth peer name show1");
  await_news (fixture);
  interface = clasp_interfaces_find (fixture->interfaces, "show0");
  g_assert_nonnull (interface);
  g_assert_false (interface->is_up);
  g_assert_true (interface->can_multicast);
  g_assert_false (interface->is_loopback);
  g_assert_null (interface->address);
  first_index = interface->index;

  /* a cable is two ends */
  clasp_own_network_ip ("link set show0 up");
  g_assert_false (clasp_test_spin_for (is_up, fixture, 20));
  clasp_own_network_ip ("link set show1 up");
  clasp_test_spin_until (is_up, fixture, "the interface to be up");
  clasp_test_spin_until (has_address6, fixture, "a link-local address");

  clasp_own_network_ip ("addr add 192.0.2.7/24 brd + dev show0");
  clasp_test_spin_until (has_address, fixture, "an address");
  interface = clasp_interfaces_find (fixture->interfaces, "show0");
  address = g_inet_address_to_string (interface->address);
  g_assert_cmpstr (address, ==, "192.0.2.7");
  g_assert_nonnull (interface->broadcast);
  broadcast = g_inet_address_to_string (interface->broadcast);
  g_assert_cmpstr (broadcast, ==, "192.0.2.255");

  clasp_own_network_ip ("addr del 192.0.2.7/24 dev show0");
  clasp_test_spin_until (has_none, fixture, "the address to go");
  clasp_own_network_ip ("link del show0");
  clasp_test_spin_until (is_gone, fixture, "the interface to go");

  /* the same name, another device */
  fixture->n_news[0] = 0;
  clasp_own_network_ip ("link add show0 type veth peer name show1");
  await_news (fixture);
  g_assert_cmpuint (clasp_interfaces_find (fixture->interfaces, "show0")->index, !=, first_index);
  clasp_own_network_ip ("link del show0");
}

static void
nothing_cb (gpointer user_data)
{
  ((Fixture *) user_data)->n_news[2]++;
}

/* Takes itself and the last away, adds one. */
static void
remove_two_add_one_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_news[1]++;
  clasp_interfaces_unwatch (fixture->interfaces, g_steal_pointer (&fixture->watches[1]));
  clasp_interfaces_unwatch (fixture->interfaces, g_steal_pointer (&fixture->watches[2]));
  watch (fixture, 2, nothing_cb);
}

static void
test_watches_may_go_while_called (Fixture *fixture, gconstpointer data)
{
  watch (fixture, 1, remove_two_add_one_cb);
  watch (fixture, 2, nothing_cb);
  watch (fixture, 0, count_0_cb);

  clasp_own_network_ip ("link add show0 type veth peer name show1");
  await_news (fixture);
  g_assert_cmpuint (fixture->n_news[1], ==, 1);
  g_assert_cmpuint (fixture->n_news[2], ==, 0);

  clasp_own_network_ip ("link del show0");
  await_news (fixture);
  g_assert_cmpuint (fixture->n_news[1], ==, 1);
  g_assert_cmpuint (fixture->n_news[2], ==, 1);
}

/* News that change nothing we tell are no news. */
static void
test_silence_when_nothing_changed (Fixture *fixture, gconstpointer data)
{
  clasp_own_network_ip ("link add show0 type veth peer name show1");
  watch (fixture, 0, count_0_cb);
  await_news (fixture);
  clasp_own_network_ip ("link set show0 mtu 1400");
  g_assert_false (clasp_test_spin_for (has_news, fixture, 100));
  clasp_own_network_ip ("link del show0");
}

static void
skip (gconstpointer why)
{
  g_test_skip (why);
}

static void
add_news_test (const char *path, const char *why_not, void (*func) (Fixture *, gconstpointer))
{
  if (why_not != NULL)
    g_test_add_data_func (path, why_not, skip);
  else
    g_test_add (path, Fixture, NULL, setup, func, teardown);
}

int
main (int argc, char **argv)
{
  const char *why_not;

  clasp_test_init (&argc, &argv, 60);
  why_not = clasp_own_network_enter ();

  g_test_add ("/io/interfaces/loopback", Fixture, NULL, setup, test_loopback, teardown);
  g_test_add ("/io/interfaces/unknown-name", Fixture, NULL, setup, test_unknown_name, teardown);
  g_test_add ("/io/interfaces/list-names-each-once", Fixture, NULL, setup,
              test_list_names_each_once, teardown);
  g_test_add_func ("/io/interfaces/none-at-all", test_none_at_all);
  add_news_test ("/io/interfaces/comes-changes-and-goes", why_not, test_comes_changes_and_goes);
  add_news_test ("/io/interfaces/watches-may-go-while-called", why_not,
                 test_watches_may_go_while_called);
  add_news_test ("/io/interfaces/silence-when-nothing-changed", why_not,
                 test_silence_when_nothing_changed);

  return g_test_run ();
}
