/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "client/clasp-client-fixture.h"

#include <string.h>

/* What the router's update-rate does to programs on real connections, while much is written. */

#define RATE 20
#define SPAN_US (1200 * G_GINT64_CONSTANT (1000))
#define N_EVENTS 50

static void
set_rate (ClientFixture *fixture, guint rate)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  limits.update_rate = rate;
  clasp_router_set_limits (fixture->served.router, "test", &limits);
}

static void
publish (ClientFixture *fixture, ClaspSignal signal, const char *address, double number)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish.address = clasp_str (address);
  message.publish.signal = signal;
  message.publish.has_value = TRUE;
  message.publish.value = clasp_value_double (number);
  clasp_session_submit (fixture->served.session, &message, NULL, FALSE);
}

static guint
count_lines (ClientFixture *fixture, const char *beginning)
{
  guint n = 0;

  for (const char *at = fixture->log->str; (at = strstr (at, beginning)) != NULL; at++)
    n++;
  return n;
}

/* As fast as it goes for a while, among it some events; returns how often each was written. */
static guint
write_much (ClientFixture *fixture)
{
  gint64 start_us = g_get_monotonic_time ();
  guint  n = 0;

  while (n < N_EVENTS || g_get_monotonic_time () - start_us < SPAN_US)
    {
      n++;
      clasp_served_router_set (&fixture->served, "/param", n);
      publish (fixture, CLASP_SIGNAL_STREAM, "/stream", n);
      if (n <= N_EVENTS)
        publish (fixture, CLASP_SIGNAL_EVENT, "/event", n);
      for (guint i = 0; i < 10 && g_main_context_iteration (NULL, FALSE); i++)
        ;
    }
  return n;
}

/* So many in the time it took, and no event is among them; the last value comes. */
static void
test_no_more_than_the_rate (ClientFixture *fixture, gconstpointer data)
{
  g_autofree char *last_param = NULL, *last_stream = NULL;
  gint64           start_us;
  guint            n, most;

  client_connect (fixture);
  clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, NULL);
  client_settle (fixture);
  set_rate (fixture, RATE);
  start_us = g_get_monotonic_time ();
  n = write_much (fixture);
  last_param = g_strdup_printf ("param /param %u\n", n);
  last_stream = g_strdup_printf ("stream /stream %u\n", n);
  client_wait_log (fixture, last_param);
  client_wait_log (fixture, last_stream);
  most = (guint) ((g_get_monotonic_time () - start_us) * RATE / G_USEC_PER_SEC) + 2;
  g_test_message ("%u written, %u of the parameter and %u of the stream came, at most %u may", n,
                  count_lines (fixture, "param /param "), count_lines (fixture, "stream /stream "), most);
  g_assert_cmpuint (count_lines (fixture, "param /param "), <=, most);
  g_assert_cmpuint (count_lines (fixture, "stream /stream "), <=, most);
  g_assert_cmpuint (count_lines (fixture, "event /event "), ==, N_EVENTS);
}

/* Without a rate all streams come, though the same is written. */
static void
test_all_without_a_rate (ClientFixture *fixture, gconstpointer data)
{
  client_connect (fixture);
  clasp_client_subscribe (fixture->client, "/**", CLASP_TYPES_ALL, NULL);
  client_settle (fixture);
  for (guint i = 1; i <= 10 * RATE; i++)
    publish (fixture, CLASP_SIGNAL_STREAM, "/stream", i);
  client_wait_log (fixture, "stream /stream 200\n");
  g_assert_cmpuint (count_lines (fixture, "stream /stream "), ==, 10 * RATE);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
#define ADD(scheme, path, func) \
  g_test_add ("/client/update-rate/" scheme "/" path, ClientFixture, scheme, client_setup, func, client_teardown)
  ADD ("ws", "no-more-than-the-rate", test_no_more_than_the_rate);
  ADD ("tcp", "no-more-than-the-rate", test_no_more_than_the_rate);
  ADD ("ws", "all-without-a-rate", test_all_without_a_rate);
  return g_test_run ();
}
