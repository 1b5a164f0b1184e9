/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-served-router.h"

#include "support/clasp-test.h"
#include "transports/clasp-carriers.h"

static void
accepted_cb (ClaspListener *listener, ClaspLink *link, gpointer user_data)
{
  clasp_router_accept (((ClaspServedRouter *) user_data)->router, link);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

void
clasp_served_router_set_up (ClaspServedRouter *self, const char *uri)
{
  clasp_served_router_set_up_tls (self, uri, NULL);
}

void
clasp_served_router_set_up_tls (ClaspServedRouter *self,
                                const char        *uri,
                                ClaspTlsIdentity  *identity)
{
  const ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;
  g_autoptr (GError)      error = NULL;

  self->reactor = clasp_reactor_new (NULL);
  self->timers = clasp_timers_new (NULL, clasp_clock_system ());
  self->router = clasp_router_new (self->reactor, self->timers, "test", &limits);
  self->listener = clasp_listener_new_with_identity (self->reactor, uri, identity, &error);
  g_assert_no_error (error);
  g_assert_true (clasp_listener_start (self->listener, accepted_cb, self, &error));
  g_assert_no_error (error);
  self->session = clasp_router_join (self->router, "inside", deliver_cb, NULL, NULL);
}

static gboolean
has_no_peers (gpointer user_data)
{
  ClaspRouterStats stats;

  clasp_router_get_stats (((ClaspServedRouter *) user_data)->router, &stats);
  return stats.n_sessions == 0;
}

void
clasp_served_router_tear_down (ClaspServedRouter *self)
{
  clasp_session_leave (self->session);
  clasp_test_spin_until (has_no_peers, self, "every peer to be gone");
  g_assert_finalize_object (self->listener);
  g_object_unref (self->router);
  clasp_timers_free (self->timers);
  clasp_reactor_unref (self->reactor);
}

const char *
clasp_served_router_get_uri (ClaspServedRouter *self)
{
  return clasp_listener_get_uri (self->listener);
}

void
clasp_served_router_set (ClaspServedRouter *self, const char *address, double number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_session_set (self->session, clasp_str (address), &value);
}
