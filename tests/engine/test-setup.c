/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Test this set-up": what it says of what is right and of what is wrong, and what it tells to enter elsewhere. */

#include "clasp-found.h"
#include "clasp-kinds.h"
#include "clasp-one-way.h"
#include "clasp-network-view.h"
#include "clasp-peer-hint.h"
#include "clasp-setup-hints.h"
#include "clasp-setup-loop.h"
#include "clasp-setup-test.h"
#include "support/clasp-test-log.h"
#include "support/clasp-test.h"

#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NET(a, b, c, d) ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (d))

static GPtrArray *
places_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_network_place_free);
}

static ClaspNetworkPlace *
add_place (GPtrArray *places, const char *name, guint32 address, guint8 n_bits)
{
  guint32            mask = n_bits == 0 ? 0 : ~(guint32) 0 << (32 - n_bits);
  ClaspNetworkPlace *place = clasp_network_place_new (name, address, mask, mask != 0 ? (address | ~mask) : 0);

  g_ptr_array_add (places, place);
  return place;
}

/* "osc,listen=…" as on the command line. */
static ClaspSetupSubject *
subject_new (const char *text, ClaspBridgeState state)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)    error = NULL;
  ClaspConnection      *connection = clasp_show_connect_from_text (show, text, &error);
  ClaspSetupSubject    *subject;

  g_assert_no_error (error);
  subject = clasp_setup_subject_new ("id", "Mine", clasp_connection_get_kind (connection), clasp_connection_get_settings (connection));
  subject->status.state = state;
  return subject;
}

typedef struct
{
  GPtrArray      *subjects, *places, *sightings;
  ClaspSetupWorld world;
} Fixture;

static void
setup (Fixture *fixture, gconstpointer data)
{
  fixture->subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_subject_free);
  fixture->places = places_new ();
  fixture->sightings = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_sighting_free);
  fixture->world = (ClaspSetupWorld){ fixture->places, fixture->sightings, "/dev/null", FALSE, 100 * G_USEC_PER_SEC, 20000 };
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->subjects);
  g_ptr_array_unref (fixture->places);
  g_ptr_array_unref (fixture->sightings);
}

static ClaspSetupReport *
check_one (Fixture *fixture, ClaspSetupSubject *subject)
{
  g_autoptr (GPtrArray) reports = NULL;

  g_ptr_array_set_size (fixture->subjects, 0);
  g_ptr_array_add (fixture->subjects, subject);
  reports = clasp_setup_check (fixture->subjects, &fixture->world, NULL);
  g_assert_cmpuint (reports->len, ==, 1);
  return g_ptr_array_steal_index (reports, 0);
}

static const ClaspSetupFinding *
find (const ClaspSetupReport *report, const char *text)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ClaspSetupFinding *finding = report->findings->pdata[i];

      if (strstr (finding->text, text) != NULL)
        return finding;
    }
  return NULL;
}

static void
assert_finds (const ClaspSetupReport *report, ClaspSetupVerdict verdict, const char *text, const char *remedy)
{
  const ClaspSetupFinding *finding = find (report, text);

  if (finding == NULL)
    for (guint i = 0; i < report->findings->len; i++)
      g_test_message ("found: %s", ((ClaspSetupFinding *) report->findings->pdata[i])->text);
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->verdict, ==, verdict);
  if (remedy != NULL)
    g_assert_nonnull (strstr (finding->remedy, remedy));
}

/* ---- states ---- */

static void
test_off_is_not_tested (Fixture *fixture, gconstpointer data)
{
  ClaspSetupSubject           *subject = subject_new ("osc,listen=127.0.0.1:1", CLASP_BRIDGE_STATE_ERROR);
  g_autoptr (ClaspSetupReport) report = NULL;

  subject->is_enabled = FALSE;
  report = check_one (fixture, subject);
  g_assert_cmpuint (report->findings->len, ==, 1);
  g_assert_cmpint (clasp_setup_report_get_verdict (report), ==, CLASP_SETUP_UNTESTED);
}

static void
test_what_is_wrong_is_said_with_a_remedy (Fixture *fixture, gconstpointer data)
{
  ClaspSetupSubject           *subject = subject_new ("midi,port=X-Touch", CLASP_BRIDGE_STATE_MISSING);
  g_autoptr (ClaspSetupReport) report = NULL;

  g_ptr_array_add (fixture->sightings, clasp_sighting_new ("midi", "midi:1", "Launchpad", "20:0", NULL, (const char *[]){ NULL }));
  g_ptr_array_add (fixture->sightings, clasp_sighting_new ("dmx", "dmx:1", "DMX USB Pro", "ttyUSB0", NULL, (const char *[]){ NULL }));
  report = check_one (fixture, subject);
  g_assert_cmpint (clasp_setup_report_get_verdict (report), ==, CLASP_SETUP_BAD);
  assert_finds (report, CLASP_SETUP_BAD, "The device is not there", "Plug it in");
  assert_finds (report, CLASP_SETUP_UNTESTED, "Here are: Launchpad.", "Swap Device");
}

static void
test_data_is_told_by_its_age (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64            last_in_us;
    ClaspSetupVerdict verdict;
    const char       *text;
  } cases[] = {
    { 0, CLASP_SETUP_UNTESTED, "Nothing has come in yet" },
    { 100 * G_USEC_PER_SEC - 1, CLASP_SETUP_GOOD, "Data comes in now" },
    { 98 * G_USEC_PER_SEC, CLASP_SETUP_GOOD, "Data came in 2 seconds ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspSetupSubject           *subject = subject_new ("osc,listen=,send=239.1.2.3:9", CLASP_BRIDGE_STATE_IDLE);
      g_autoptr (ClaspSetupReport) report = NULL;

      subject->status.last_in_us = cases[i].last_in_us;
      report = check_one (fixture, subject);
      assert_finds (report, cases[i].verdict, cases[i].text, NULL);
      g_assert_cmpint (clasp_setup_report_get_verdict (report), ==, CLASP_SETUP_GOOD);
    }
}

/* ---- the machine ---- */

static void
test_an_interface_that_is_not_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;
  g_autoptr (ClaspSetupReport) other = NULL;

  add_place (fixture->places, "eth0", NET (10, 0, 0, 7), 8);
  add_place (fixture->places, "eth1", 0, 0);
  report = check_one (fixture, subject_new ("sacn,receive=1,interfaces=eth0;eth1;eth9", CLASP_BRIDGE_STATE_DEGRADED));
  assert_finds (report, CLASP_SETUP_GOOD, "eth0 is up, with the address 10.0.0.7", NULL);
  assert_finds (report, CLASP_SETUP_BAD, "“eth1” has no address", "cable");
  assert_finds (report, CLASP_SETUP_BAD, "“eth9” is not here", "another interface");
  other = check_one (fixture, subject_new ("artnet,listen=,interface=eth0,send=127.0.0.1", CLASP_BRIDGE_STATE_IDLE));
  assert_finds (other, CLASP_SETUP_GOOD, "eth0 is up", NULL);
}

/* A child that has the port until its end is closed: another program, to those who look. */
typedef struct
{
  GPid    pid;
  int     end;
  guint16 port;
} Other;

static Other
other_new (void)
{
  Other other = { 0 };
  int   ways[2], answer[2];

  g_assert_cmpint (pipe (ways), ==, 0);
  g_assert_cmpint (pipe (answer), ==, 0);
  other.pid = fork ();
  if (other.pid == 0)
    {
      struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
      socklen_t          length = sizeof address;
      int                fd = socket (AF_INET, SOCK_DGRAM, 0);
      char               byte;

      close (ways[1]);
      if (bind (fd, (struct sockaddr *) &address, length) < 0 || getsockname (fd, (struct sockaddr *) &address, &length) < 0 ||
          write (answer[1], &address.sin_port, sizeof address.sin_port) < 0 || read (ways[0], &byte, 1) < 0)
        _exit (1);
      _exit (0);
    }
  close (ways[0]);
  close (answer[1]);
  g_assert_cmpint (read (answer[0], &other.port, sizeof other.port), ==, sizeof other.port);
  close (answer[0]);
  other.port = ntohs (other.port);
  other.end = ways[1];
  return other;
}

static void
other_end (Other *other)
{
  close (other->end);
  g_assert_cmpint (waitpid (other->pid, NULL, 0), ==, other->pid);
}

static void
test_a_port_is_looked_at (Fixture *fixture, gconstpointer data)
{
  Other                        other = other_new ();
  g_autofree char             *text = g_strdup_printf ("osc,listen=127.0.0.1:%u", other.port);
  g_autoptr (ClaspSetupReport) open = NULL, taken = NULL, closed = NULL;

  open = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_LIVE));
  assert_finds (open, CLASP_SETUP_GOOD, "is open", NULL);
  taken = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_WAITING));
  assert_finds (taken, CLASP_SETUP_BAD, "is used by another program", "another port");
  other_end (&other);
  closed = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_LIVE));
  assert_finds (closed, CLASP_SETUP_BAD, "is not open", NULL);
}

/* What this program has itself is no other program's, whatever else the connection waits for. */
static void
test_a_port_of_ours_is_known (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket)          socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress)   any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress)   local = NULL;
  g_autofree char             *text = NULL;
  g_autoptr (ClaspSetupReport) own = NULL;
  g_autoptr (GPtrArray)        both = NULL;
  ClaspSetupSubject           *tablet;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  local = g_socket_get_local_address (socket, NULL);
  text = g_strdup_printf ("osc,listen=127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));

  own = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_WAITING));
  assert_finds (own, CLASP_SETUP_GOOD, "is open", NULL);

  tablet = subject_new (text, CLASP_BRIDGE_STATE_LIVE);
  g_free (tablet->name);
  tablet->name = g_strdup ("Tablet");
  g_ptr_array_set_size (fixture->subjects, 0);
  g_ptr_array_add (fixture->subjects, subject_new (text, CLASP_BRIDGE_STATE_WAITING));
  g_ptr_array_add (fixture->subjects, tablet);
  both = clasp_setup_check (fixture->subjects, &fixture->world, NULL);
  assert_finds (both->pdata[0], CLASP_SETUP_BAD, "is used by the connection “Tablet”", "another port");
  assert_finds (both->pdata[1], CLASP_SETUP_GOOD, "is open", NULL);
}

static void
test_no_midi_is_told_apart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL, sandboxed = NULL;

  fixture->world.sequencer = "/nowhere/snd/seq";
  report = check_one (fixture, subject_new ("midi", CLASP_BRIDGE_STATE_ERROR));
  assert_finds (report, CLASP_SETUP_BAD, "This computer offers no MIDI: /nowhere/snd/seq is missing", "modprobe");
  fixture->world.is_midi_hidden = TRUE;
  sandboxed = check_one (fixture, subject_new ("midi", CLASP_BRIDGE_STATE_ERROR));
  assert_finds (sandboxed, CLASP_SETUP_BAD, "This package cannot see MIDI devices", "All devices");
}

static void
test_no_permission_names_the_group (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;
  g_autofree char             *path = NULL, *text = NULL;
  int                          fd;

  if (geteuid () == 0)
    {
      g_test_skip ("root may open everything");
      return;
    }
  fd = g_file_open_tmp ("clasp-XXXXXX", &path, NULL);
  close (fd);
  g_chmod (path, 0);
  text = g_strdup_printf ("dmx,device=%s", path);
  report = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_ERROR));
  assert_finds (report, CLASP_SETUP_BAD, "No permission to open", "dialout");
  g_remove (path);
}

/* ---- whom it sends to ---- */

static void
test_nobody_listens_there (Fixture *fixture, gconstpointer data)
{
  guint16                      port = clasp_test_free_port ();
  g_autofree char             *text = g_strdup_printf ("osc,listen=,send=127.0.0.1:%u", port);
  g_autofree char             *expected = g_strdup_printf ("At 127.0.0.1:%u no program listens", port);
  g_autoptr (ClaspSetupReport) report = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_IDLE));

  assert_finds (report, CLASP_SETUP_BAD, expected, "Start the program there");
  g_assert_cmpint (clasp_setup_report_get_verdict (report), ==, CLASP_SETUP_BAD);
}

static void
test_who_listens_is_not_claimed_to_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket)          socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress)   any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress)   local = NULL;
  g_autofree char             *text = NULL;
  g_autoptr (ClaspSetupReport) report = NULL;

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  local = g_socket_get_local_address (socket, NULL);
  text = g_strdup_printf ("osc,listen=,send=127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));
  fixture->world.patience_ms = 200;
  report = check_one (fixture, subject_new (text, CLASP_BRIDGE_STATE_IDLE));
  assert_finds (report, CLASP_SETUP_UNTESTED, "nobody can know whether it listens", NULL);
}

/* Whether it is connected is known without a guess. */
static void
test_tcp_is_left_to_the_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report =
    check_one (fixture, subject_new ("osc,listen=,send=tcp://127.0.0.1:1", CLASP_BRIDGE_STATE_DEGRADED));

  g_assert_null (find (report, "nobody can know"));
}

static void
test_a_name_that_is_not_found (Fixture *fixture, gconstpointer data)
{
  /* RFC 2606: it never is. */
  g_autoptr (ClaspSetupReport) report = check_one (fixture, subject_new ("artnet,listen=,send=node.invalid", CLASP_BRIDGE_STATE_IDLE));

  assert_finds (report, CLASP_SETUP_BAD, "“node.invalid” was not found on this network", "figures");
}

/* ---- hints about networks ---- */

static void
test_two_interfaces_in_one_network (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) none = NULL, both = NULL;
  ClaspNetworkPlace           *second;

  add_place (fixture->places, "eth0", NET (192, 168, 1, 10), 24);
  second = add_place (fixture->places, "wlan0", NET (192, 168, 2, 11), 24);
  none = clasp_setup_hints (fixture->subjects, fixture->places);
  g_assert_cmpuint (none->findings->len, ==, 0);
  second->address = NET (192, 168, 1, 11);
  both = clasp_setup_hints (fixture->subjects, fixture->places);
  g_assert_cmpuint (both->findings->len, ==, 1);
  assert_finds (both, CLASP_SETUP_DOUBT, "eth0 and wlan0 are in the same network, 192.168.1.0/24", "wrong one");
}

static void
test_one_interface_may_have_two_addresses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  add_place (fixture->places, "eth0", NET (192, 168, 1, 10), 24);
  add_place (fixture->places, "eth0", NET (192, 168, 1, 11), 24);
  add_place (fixture->places, "eth1", NET (192, 168, 1, 12), 24)->is_up = FALSE;
  report = clasp_setup_hints (fixture->subjects, fixture->places);
  g_assert_cmpuint (report->findings->len, ==, 0);
}

static void
test_a_broadcast_that_reaches_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspSetupReport) report = NULL;

  add_place (fixture->places, "eth0", NET (10, 1, 0, 7), 16);
  g_ptr_array_add (fixture->subjects,
                   subject_new ("artnet,listen=,send=2.255.255.255;10.1.255.255;10.1.3.255;255.255.255.255;10.0.0.5", CLASP_BRIDGE_STATE_IDLE));
  report = clasp_setup_hints (fixture->subjects, fixture->places);
  g_assert_cmpuint (report->findings->len, ==, 1);
  assert_finds (report, CLASP_SETUP_DOUBT, "2.255.255.255, which reaches nobody", "Correct the address");
}

static void
test_multicast_that_does_not_come (Fixture *fixture, gconstpointer data)
{
  ClaspSetupSubject           *subject = subject_new ("sacn,receive=1", CLASP_BRIDGE_STATE_IDLE);
  g_autoptr (ClaspSetupReport) silent = NULL, heard = NULL;

  g_ptr_array_add (fixture->subjects, subject);
  silent = clasp_setup_hints (fixture->subjects, fixture->places);
  assert_finds (silent, CLASP_SETUP_DOUBT, "Mine waits for multicast", "querier");
  subject->status.last_in_us = 1;
  heard = clasp_setup_hints (fixture->subjects, fixture->places);
  g_assert_cmpuint (heard->findings->len, ==, 0);
}

/* ---- mappings that reach nobody ---- */

static guint
count_unsent (const char *connection, const char *mapping)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *made = clasp_show_connect_from_text (show, connection, NULL);

  g_assert_nonnull (made);
  g_assert_nonnull (clasp_show_map_from_text (show, "/a => /elsewhere/b", NULL));
  g_assert_nonnull (clasp_show_map_from_text (show, mapping, NULL));
  return clasp_one_way_count_unsent (show, made);
}

static void
test_mappings_that_reach_nobody_are_counted (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count_unsent ("artnet", "/a => /artnet/0/0/0/1"), ==, 1);
  g_assert_cmpuint (count_unsent ("artnet,send=10.0.0.5", "/a => /artnet/0/0/0/1"), ==, 0);
  g_assert_cmpuint (count_unsent ("artnet,find-nodes=true", "/a => /artnet/0/0/0/1"), ==, 0);
  g_assert_cmpuint (count_unsent ("artnet", "/artnet/0/0/0/1 => /b"), ==, 0);
  g_assert_cmpuint (count_unsent ("artnet", "/a => /artnet2/0/0/0/1"), ==, 0);
  g_assert_cmpuint (count_unsent ("sacn,receive=1", "/a => /sacn/1/1"), ==, 1);
  g_assert_cmpuint (count_unsent ("midi,direction=in", "/a => /midi/x/ch/1/cc/7"), ==, 1);
}

static void
test_a_muted_mapping_need_not_reach_anybody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  ClaspConnection      *connection = clasp_show_connect_from_text (show, "artnet", NULL);
  ClaspMapping         *mapping = clasp_show_map_from_text (show, "/a => /artnet/0/0/0/1", NULL);

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), FALSE);
  g_assert_cmpuint (clasp_one_way_count_unsent (show, connection), ==, 0);
}

static void
test_who_sends_to_nobody_is_told (Fixture *fixture, gconstpointer data)
{
  ClaspSetupSubject           *subject = subject_new ("sacn,receive=1", CLASP_BRIDGE_STATE_LIVE);
  g_autoptr (ClaspSetupReport) report = NULL;

  subject->n_unsent = 8;
  report = check_one (fixture, subject);
  assert_finds (report, CLASP_SETUP_DOUBT, "8 mappings lead to Mine, which sends to nobody", "where it sends to");
}

/* ---- loops ---- */

static void
test_each_kind_comes_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) reports = NULL;

  clasp_test_log_forget ();
  reports = clasp_setup_loop_run (NULL);
  g_assert_cmpuint (reports->len, ==, 3);
  for (guint i = 0; i < reports->len; i++)
    {
      const ClaspSetupReport *report = reports->pdata[i];

      g_test_message ("%s: %s", report->name, ((ClaspSetupFinding *) report->findings->pdata[0])->text);
      g_assert_null (report->id);
      /* On a machine that is very busy some may be late. */
      g_assert_cmpint (clasp_setup_report_get_verdict (report), !=, CLASP_SETUP_BAD);
      g_assert_nonnull (strstr (((ClaspSetupFinding *) report->findings->pdata[0])->text, "came back"));
    }
  /* Nobody made these connections, so nobody wants to read what became of them. */
  g_assert_false (clasp_test_log_has (": off"));
  g_assert_false (clasp_test_log_has (": starting"));
}

static void
test_a_cancelled_loop_says_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray)    reports = NULL;

  g_cancellable_cancel (cancellable);
  reports = clasp_setup_loop_run (cancellable);
  g_assert_cmpuint (reports->len, ==, 0);
}

/* ---- all of it ---- */

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

static gboolean
is_listening (gpointer user_data)
{
  g_auto (GStrv) uris = clasp_engine_get_uris (user_data);

  return uris[0] != NULL;
}

static void
test_our_own_router_is_called (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine)   engine = clasp_engine_new (show);
  g_autoptr (GAsyncResult)  result = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (GPtrArray)     reports = NULL;
  const ClaspSetupReport   *router, *osc;
  guint                     n = 0;

  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (show)), "listen", "ws://127.0.0.1:0/clasp", NULL);
  clasp_show_connect_from_text (show, "osc,listen=,send=239.1.2.3:9", &error);
  g_assert_no_error (error);
  clasp_engine_start (engine);
  clasp_test_spin_until (is_listening, engine, "the router to listen");
  clasp_setup_test_async (engine, NULL, result_cb, &result);
  clasp_test_spin_until (has_result, &result, "the test to end");
  reports = clasp_setup_test_finish (engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, >=, 5);
  router = reports->pdata[n++];
  osc = reports->pdata[n++];
  g_assert_cmpstr (router->kind, ==, "router");
  assert_finds (router, CLASP_SETUP_GOOD, "answers after", NULL);
  g_assert_cmpstr (osc->kind, ==, "osc");
  g_assert_nonnull (osc->id);
  clasp_engine_stop (engine);
}

static void
test_nobody_answers_for_a_router (Fixture *fixture, gconstpointer data)
{
  g_autofree char             *uri = g_strdup_printf ("ws://127.0.0.1:%u/clasp", clasp_test_free_port ());
  const char                  *uris[] = { uri, "wss://127.0.0.1:1/clasp", NULL };
  g_autoptr (ClaspSetupReport) report = clasp_setup_report_new (NULL, "CLASP router", "router");

  clasp_setup_loop_call (uris, report, NULL);
  assert_finds (report, CLASP_SETUP_BAD, "does not answer", "firewall");
  assert_finds (report, CLASP_SETUP_UNTESTED, "is encrypted", NULL);
}

/* ---- what to enter elsewhere ---- */

static ClaspPeerHint *
hint (Fixture *fixture, const char *text)
{
  ClaspSetupSubject *subject = subject_new (text, CLASP_BRIDGE_STATE_IDLE);

  g_ptr_array_add (fixture->subjects, subject);
  return clasp_peer_hint_new (subject->kind, subject->settings, NULL, fixture->places);
}

static void
assert_line (const ClaspPeerHint *hint, guint i, const char *title, const char *value)
{
  const ClaspPeerHintLine *line = hint->lines->pdata[i];

  g_assert_cmpuint (i, <, hint->lines->len);
  g_assert_cmpstr (line->title, ==, title);
  g_assert_cmpstr (line->value, ==, value);
}

static void
test_osc_tells_addresses_and_ports (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPeerHint) all = NULL, one = NULL, here = NULL, group = NULL, deaf = NULL;

  add_place (fixture->places, "lo", NET (127, 0, 0, 1), 8)->is_loopback = TRUE;
  add_place (fixture->places, "eth0", NET (192, 168, 1, 10), 24);
  add_place (fixture->places, "eth1", NET (10, 0, 0, 3), 8);
  add_place (fixture->places, "eth2", NET (10, 0, 0, 4), 8)->is_up = FALSE;
  all = hint (fixture, "osc,send=10.0.0.9:53001");
  g_assert_cmpuint (all->lines->len, ==, 4);
  assert_line (all, 0, "Address on eth0", "192.168.1.10");
  assert_line (all, 1, "Address on eth1", "10.0.0.3");
  assert_line (all, 2, "Port (UDP)", "9000");
  assert_line (all, 3, "Incoming port at 10.0.0.9", "53001");
  one = hint (fixture, "osc,listen=udp://0.0.0.0:9001 interface=eth1;tcp-slip://0.0.0.0:9002 interface=eth1");
  g_assert_cmpuint (one->lines->len, ==, 3);
  assert_line (one, 0, "Address on eth1", "10.0.0.3");
  assert_line (one, 2, "Port (TCP, OSC 1.1, SLIP)", "9002");
  here = hint (fixture, "osc,listen=127.0.0.1:9000");
  assert_line (here, 0, "Address, for programs on this computer alone", "127.0.0.1");
  group = hint (fixture, "osc,listen=udp://239.1.2.3:9000");
  assert_line (group, 0, "Multicast group", "239.1.2.3");
  deaf = hint (fixture, "osc,listen=,query-url=http://127.0.0.1:1");
  g_assert_null (deaf);
}

static void
test_sacn_tells_the_groups (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ClaspPeerHint) few = NULL, most = NULL, many = NULL;

  add_place (fixture->places, "eth0", NET (192, 168, 1, 10), 24);
  few = hint (fixture, "sacn,receive=1;256-257;63999");
  g_assert_cmpuint (few->lines->len, ==, 5);
  assert_line (few, 0, "Address on eth0", "192.168.1.10");
  assert_line (few, 1, "Universe 1, multicast group", "239.255.0.1");
  assert_line (few, 2, "Universe 256, multicast group", "239.255.1.0");
  assert_line (few, 4, "Universe 63999, multicast group", "239.255.249.255");
  most = hint (fixture, "sacn,receive=1-31");
  g_assert_cmpuint (most->lines->len, ==, CLASP_PEER_HINT_MAX_LINES);
  assert_line (most, 31, "Universe 31, multicast group", "239.255.0.31");
  many = hint (fixture, "sacn,receive=1-32");
  g_assert_cmpuint (many->lines->len, ==, CLASP_PEER_HINT_MAX_LINES);
  assert_line (many, 31, "And more universes", "2");
}

static void
test_others_tell_what_they_have (Fixture *fixture, gconstpointer data)
{
  const char *const         uris[] = { "ws://0.0.0.0:7330/clasp", "tcp://127.0.0.1:7334", NULL };
  g_autoptr (ClaspPeerHint) artnet = NULL, midi = NULL, device = NULL, dmx = NULL, router = NULL;

  add_place (fixture->places, "eth0", NET (2, 0, 0, 1), 8);
  artnet = hint (fixture, "artnet,listen=0.0.0.0:6455,universes=0:0:1");
  assert_line (artnet, 0, "Address on eth0", "2.0.0.1");
  assert_line (artnet, 1, "Port (UDP)", "6455");
  assert_line (artnet, 2, "Port-addresses", "0:0:1");
  midi = hint (fixture, "midi,client-name=Bridge");
  assert_line (midi, 0, "MIDI port", "Bridge");
  device = hint (fixture, "midi,port=X-Touch");
  g_assert_null (device);
  dmx = hint (fixture, "dmx");
  g_assert_null (dmx);
  router = clasp_peer_hint_new ("router", ((ClaspSetupSubject *) fixture->subjects->pdata[0])->settings, uris, fixture->places);
  assert_line (router, 0, "Address on eth0", "ws://2.0.0.1:7330/clasp");
  assert_line (router, 1, "Address, for programs on this computer alone", "tcp://127.0.0.1:7334");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 120);
  clasp_test_log_keep ();

  ADD ("/engine/setup/off-is-not-tested", test_off_is_not_tested);
  ADD ("/engine/setup/what-is-wrong-is-said-with-a-remedy", test_what_is_wrong_is_said_with_a_remedy);
  ADD ("/engine/setup/data-is-told-by-its-age", test_data_is_told_by_its_age);
  ADD ("/engine/setup/interface-not-there", test_an_interface_that_is_not_there);
  ADD ("/engine/setup/port-open-taken-closed", test_a_port_is_looked_at);
  ADD ("/engine/setup/port-of-ours", test_a_port_of_ours_is_known);
  ADD ("/engine/setup/no-midi", test_no_midi_is_told_apart);
  ADD ("/engine/setup/no-permission", test_no_permission_names_the_group);
  ADD ("/engine/setup/nobody-listens-there", test_nobody_listens_there);
  ADD ("/engine/setup/a-listener-is-not-claimed-to-answer", test_who_listens_is_not_claimed_to_answer);
  ADD ("/engine/setup/tcp-is-left-to-the-connection", test_tcp_is_left_to_the_connection);
  ADD ("/engine/setup/name-not-found", test_a_name_that_is_not_found);
  ADD ("/engine/setup/hints/two-interfaces-in-one-network", test_two_interfaces_in_one_network);
  ADD ("/engine/setup/hints/one-interface-with-two-addresses", test_one_interface_may_have_two_addresses);
  ADD ("/engine/setup/hints/broadcast-to-nobody", test_a_broadcast_that_reaches_nobody);
  ADD ("/engine/setup/hints/multicast-that-does-not-come", test_multicast_that_does_not_come);
  ADD ("/engine/setup/unsent/are-counted", test_mappings_that_reach_nobody_are_counted);
  ADD ("/engine/setup/unsent/not-muted-ones", test_a_muted_mapping_need_not_reach_anybody);
  ADD ("/engine/setup/unsent/are-told", test_who_sends_to_nobody_is_told);
  ADD ("/engine/setup/loop/each-kind-comes-back", test_each_kind_comes_back);
  ADD ("/engine/setup/loop/cancelled", test_a_cancelled_loop_says_nothing);
  ADD ("/engine/setup/loop/nobody-answers", test_nobody_answers_for_a_router);
  ADD ("/engine/setup/router-is-called", test_our_own_router_is_called);
  ADD ("/engine/setup/enter/osc", test_osc_tells_addresses_and_ports);
  ADD ("/engine/setup/enter/sacn", test_sacn_tells_the_groups);
  ADD ("/engine/setup/enter/others", test_others_tell_what_they_have);

  return g_test_run ();
}
