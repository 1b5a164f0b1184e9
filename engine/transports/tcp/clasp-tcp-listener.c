/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-tcp"

#include "transports/tcp/clasp-tcp-listener.h"

#include "io/clasp-acceptor.h"
#include "transports/clasp-carrier-uri.h"
#include "transports/tcp/clasp-tcp-link.h"

#define PLACE_KEY "clasp-peer-place"

struct _ClaspTcpListener
{
  GObject           parent_instance;
  ClaspReactor     *reactor; /* (owned) */
  ClaspCarrierUri   wanted;
  ClaspTlsIdentity *identity; /* (owned) (nullable) for tls:// */
  ClaspAcceptor    *acceptor; /* (owned) (nullable) while listening */
  char             *uri;      /* (owned) (nullable) while listening */
  guint             max_per_address;
  ClaspListenerFunc func;
  gpointer          user_data;
};

static void clasp_tcp_listener_iface_init (ClaspListenerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ClaspTcpListener,
                               clasp_tcp_listener,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_LISTENER,
                                                      clasp_tcp_listener_iface_init))

static void
accepted_cb (int fd, const char *peer, ClaspPeerPlace *place, gpointer user_data)
{
  ClaspTcpListener     *self = user_data;
  ClaspTls             *tls =
    self->identity != NULL ? clasp_tls_new_server (self->identity) : NULL;
  g_autoptr (ClaspLink) link = clasp_tcp_link_new_tls (self->reactor, fd, peer, tls);

  g_object_set_data_full (G_OBJECT (link), PLACE_KEY, place,
                          (GDestroyNotify) clasp_peer_place_free);
  self->func (CLASP_LISTENER (self), link, self->user_data);
}

static gboolean
clasp_tcp_listener_start (ClaspListener    *listener,
                          ClaspListenerFunc func,
                          gpointer          user_data,
                          GError          **error)
{
  ClaspTcpListener *self = CLASP_TCP_LISTENER (listener);

  g_return_val_if_fail (self->acceptor == NULL, FALSE);

  self->func = func;
  self->user_data = user_data;
  self->acceptor =
    clasp_acceptor_new (self->reactor, &self->wanted.endpoint, accepted_cb, self, error);
  if (self->acceptor == NULL)
    return FALSE;
  clasp_acceptor_set_max_per_address (self->acceptor, self->max_per_address);

  self->uri = g_strdup_printf ("%s://%s", self->wanted.scheme,
                               clasp_acceptor_get_address (self->acceptor));
  return TRUE;
}

static void
clasp_tcp_listener_stop (ClaspListener *listener)
{
  ClaspTcpListener *self = CLASP_TCP_LISTENER (listener);

  g_clear_pointer (&self->acceptor, clasp_acceptor_free);
  g_clear_pointer (&self->uri, g_free);
}

static void
clasp_tcp_listener_set_max_per_address (ClaspListener *listener, guint limit)
{
  ClaspTcpListener *self = CLASP_TCP_LISTENER (listener);

  self->max_per_address = limit;
  if (self->acceptor != NULL)
    clasp_acceptor_set_max_per_address (self->acceptor, limit);
}

static const char *
clasp_tcp_listener_get_uri (ClaspListener *listener)
{
  return CLASP_TCP_LISTENER (listener)->uri;
}

static void
clasp_tcp_listener_iface_init (ClaspListenerInterface *iface)
{
  iface->start = clasp_tcp_listener_start;
  iface->stop = clasp_tcp_listener_stop;
  iface->set_max_per_address = clasp_tcp_listener_set_max_per_address;
  iface->get_uri = clasp_tcp_listener_get_uri;
}

static void
clasp_tcp_listener_finalize (GObject *object)
{
  ClaspTcpListener *self = CLASP_TCP_LISTENER (object);

  clasp_tcp_listener_stop (CLASP_LISTENER (self));
  clasp_carrier_uri_clear (&self->wanted);
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  clasp_reactor_unref (self->reactor);
  G_OBJECT_CLASS (clasp_tcp_listener_parent_class)->finalize (object);
}

static void
clasp_tcp_listener_class_init (ClaspTcpListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_tcp_listener_finalize;
}

static void
clasp_tcp_listener_init (ClaspTcpListener *self)
{
  self->max_per_address = CLASP_PEER_LIMIT_DEFAULT;
}

/**
 * clasp_tcp_listener_new:
 * @reactor: the worker's reactor
 * @uri: where to listen, "tcp://127.0.0.1:7334" or "tls://…"; port 0 takes a free one
 * @error: return location for CLASP_TRANSPORT_ERROR_ADDRESS
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a listener that was not started
 */
ClaspListener *
clasp_tcp_listener_new (ClaspReactor *reactor, const char *uri, GError **error)
{
  g_auto (ClaspCarrierUri) wanted = { 0 };
  ClaspTcpListener        *self;

  if (!clasp_carrier_uri_parse (uri, &wanted, error))
    return NULL;

  self = g_object_new (CLASP_TYPE_TCP_LISTENER, NULL);
  self->reactor = clasp_reactor_ref (reactor);
  self->wanted = wanted;
  wanted = (ClaspCarrierUri){ 0 };
  return CLASP_LISTENER (self);
}

/**
 * clasp_tcp_listener_set_identity:
 * @self: a listener; before it is started to speak TLS at all, later for peers that come then
 * @identity: who it is to its peers
 *
 * Thread: worker.
 */
void
clasp_tcp_listener_set_identity (ClaspTcpListener *self, ClaspTlsIdentity *identity)
{
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  self->identity = clasp_tls_identity_ref (identity);
}
