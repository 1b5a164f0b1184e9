/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "bridges/osc/clasp-osc-place.h"
#include "clasp-setup-checks.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Design notes. A name that is not known and a network that is not reached are known when a socket is connected,
 * before anything is sent. Whether a program listens is known over UDP only when the other computer says that none
 * does: OSC peers get one empty datagram, which is no message to anybody, and have some time to refuse. DMX nodes
 * get nothing; TCP is left to the connection itself, for many devices take one at a time. */

typedef struct
{
  int               fd;
  char             *name;   /* (owned) "10.0.0.7:8000" */
  ClaspSetupReport *report; /* (unowned) */
} Probe;

struct _ClaspSetupProbes
{
  GArray       *probes; /* (owned) of Probe: those who may still refuse */
  GCancellable *cancellable;
  gint64        patience_us;
};

/* In how many parts the waiting is done, so that it can be cancelled. */
#define SLICE_MS 50

ClaspSetupProbes *
clasp_setup_probes_new (const ClaspSetupWorld *world, GCancellable *cancellable)
{
  ClaspSetupProbes *self = g_new0 (ClaspSetupProbes, 1);

  self->probes = g_array_new (FALSE, FALSE, sizeof (Probe));
  self->cancellable = cancellable;
  self->patience_us = (gint64) world->patience_ms * 1000;
  return self;
}

static void
probe_clear (Probe *probe)
{
  close (probe->fd);
  g_free (probe->name);
}

void
clasp_setup_probes_free (ClaspSetupProbes *self)
{
  for (guint i = 0; i < self->probes->len; i++)
    probe_clear (&g_array_index (self->probes, Probe, i));
  g_array_unref (self->probes);
  g_free (self);
}

/* ---- whom, and is there a way? ---- */

static GSocketAddress *
look_up (ClaspSetupProbes *self, const ClaspEndpoint *endpoint, ClaspSetupReport *report)
{
  g_autoptr (GResolver) resolver = NULL;
  GSocketAddress       *address = clasp_endpoint_to_address (endpoint);
  GList                *found;

  if (address != NULL)
    return address;
  resolver = g_resolver_get_default ();
  found = g_resolver_lookup_by_name (resolver, endpoint->host, self->cancellable, NULL);
  if (found == NULL)
    {
      if (!g_cancellable_is_cancelled (self->cancellable))
        clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("“%s” was not found on this network."), endpoint->host),
                                _ ("Check the name, or enter its address in figures."));
      return NULL;
    }
  address = g_inet_socket_address_new (found->data, endpoint->port);
  g_resolver_free_addresses (found);
  return address;
}

/* A connected socket; -1 when there is no way, which the report says. */
static int
open_way (GSocketAddress *address, const char *name, ClaspSetupReport *report)
{
  struct sockaddr_storage native;
  socklen_t               length = (socklen_t) g_socket_address_get_native_size (address);
  int                     fd, on = 1;

  if (!g_socket_address_to_native (address, &native, sizeof native, NULL))
    return -1;
  fd = socket (native.ss_family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
  if (connect (fd, (struct sockaddr *) &native, length) == 0)
    return fd;
  if (errno == ENETUNREACH || errno == EHOSTUNREACH || errno == EADDRNOTAVAIL)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("No network of this computer leads to %s."), name),
                            _ ("Give this computer an address in the same network, and check the cable."));
  close (fd);
  return -1;
}

static void
add_way (ClaspSetupReport *report, const char *name)
{
  clasp_setup_report_add (report, CLASP_SETUP_UNTESTED,
                          g_strdup_printf (_ ("There is a way to %s; nobody can know whether it listens."), name), NULL);
}

static void
add_endpoint (ClaspSetupProbes *self, const ClaspEndpoint *endpoint, gboolean is_asked, gboolean is_unknown,
              ClaspSetupReport *report)
{
  g_autofree char           *name = g_strdup_printf (strchr (endpoint->host, ':') != NULL ? "[%s]:%u" : "%s:%u", endpoint->host,
                                                     endpoint->port);
  g_autoptr (GSocketAddress) address = look_up (self, endpoint, report);
  Probe                      probe = { -1, NULL, report };

  if (address != NULL)
    probe.fd = open_way (address, name, report);
  if (probe.fd < 0)
    return;
  if (!is_asked || send (probe.fd, "", 0, MSG_NOSIGNAL) < 0)
    {
      if (is_unknown)
        add_way (report, name);
      close (probe.fd);
      return;
    }
  probe.name = g_steal_pointer (&name);
  g_array_append_val (self->probes, probe);
}

static void
add_osc (ClaspSetupProbes *self, const ClaspSetupSubject *subject, ClaspSetupReport *report)
{
  g_autoptr (GPtrArray) targets =
    clasp_osc_places_new (clasp_settings_get_strv (subject->settings, "send"), CLASP_OSC_PLACE_TARGET, NULL);

  for (guint i = 0; targets != NULL && i < targets->len; i++)
    {
      const ClaspOscPlace *target = targets->pdata[i];

      /* Whether somebody takes TCP the connection knows, and its state says. */
      add_endpoint (self, &target->endpoint, target->transport == CLASP_OSC_TRANSPORT_UDP && !target->is_multicast,
                    target->transport == CLASP_OSC_TRANSPORT_UDP, report);
    }
}

static void
add_hosts (ClaspSetupProbes *self, const ClaspSetupSubject *subject, const char *setting, guint16 port, ClaspSetupReport *report)
{
  const char *const *hosts = clasp_settings_get_strv (subject->settings, setting);

  for (guint i = 0; hosts[i] != NULL; i++)
    {
      g_auto (ClaspEndpoint) endpoint = { 0 };

      if (clasp_endpoint_parse (hosts[i], port, &endpoint, NULL))
        add_endpoint (self, &endpoint, FALSE, TRUE, report);
    }
}

void
clasp_setup_probes_add (ClaspSetupProbes *self, const ClaspSetupSubject *subject, ClaspSetupReport *report)
{
  if (g_str_equal (subject->kind, "osc"))
    add_osc (self, subject, report);
  else if (g_str_equal (subject->kind, "artnet"))
    add_hosts (self, subject, "send", 6454, report);
  else if (g_str_equal (subject->kind, "sacn"))
    add_hosts (self, subject, "unicast", 5568, report);
}

/* ---- who refuses ---- */

/* TRUE when something is known of it now. */
static gboolean
read_refusal (Probe *probe)
{
  socklen_t length = sizeof (int);
  int       number = 0;

  if (getsockopt (probe->fd, SOL_SOCKET, SO_ERROR, &number, &length) < 0 || number == 0)
    return FALSE;
  if (number == ECONNREFUSED)
    clasp_setup_report_add (probe->report, CLASP_SETUP_BAD, g_strdup_printf (_ ("At %s no program listens."), probe->name),
                            _ ("Start the program there, or correct the port."));
  else
    clasp_setup_report_add (probe->report, CLASP_SETUP_BAD,
                            g_strdup_printf (_ ("%s does not answer: %s"), probe->name, g_strerror (number)),
                            _ ("Check that the device is switched on, and its address."));
  return TRUE;
}

static void
read_refusals (ClaspSetupProbes *self)
{
  for (guint i = self->probes->len; i > 0; i--)
    {
      Probe *probe = &g_array_index (self->probes, Probe, i - 1);

      if (!read_refusal (probe))
        continue;
      probe_clear (probe);
      g_array_remove_index_fast (self->probes, i - 1);
    }
}

static void
wait_slice (ClaspSetupProbes *self)
{
  g_autofree struct pollfd *fds = g_new0 (struct pollfd, self->probes->len);

  for (guint i = 0; i < self->probes->len; i++)
    fds[i].fd = g_array_index (self->probes, Probe, i).fd;
  poll (fds, self->probes->len, SLICE_MS);
}

void
clasp_setup_probes_wait (ClaspSetupProbes *self)
{
  gint64 deadline_us = g_get_monotonic_time () + self->patience_us;

  while (self->probes->len > 0 && g_get_monotonic_time () < deadline_us && !g_cancellable_is_cancelled (self->cancellable))
    {
      wait_slice (self);
      read_refusals (self);
    }
  for (guint i = 0; i < self->probes->len; i++)
    add_way (g_array_index (self->probes, Probe, i).report, g_array_index (self->probes, Probe, i).name);
}
