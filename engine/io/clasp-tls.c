/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-tls.h"

#include "core/clasp-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/* Below 1.2 nothing is safe any more; renegotiation is refused by not answering it. */
#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SERVER_PRECEDENCE"
#define MAX_RECORD 16384

struct _ClaspTlsIdentity
{
  guint                            ref_count;
  gnutls_certificate_credentials_t credentials; /* (owned) */
};

struct _ClaspTlsTrust
{
  guint                            ref_count;
  gnutls_certificate_credentials_t credentials; /* (owned) */
  gboolean                         is_insecure;
};

struct _ClaspTls
{
  gnutls_session_t  session;    /* (owned) */
  ClaspTlsIdentity *identity;   /* (owned) (nullable) of a server */
  ClaspTlsTrust    *trust;      /* (owned) (nullable) of a client */
  char             *host;       /* (owned) (nullable) of a client */
  gboolean          is_pending; /* the last send () has to be finished first */
  char             *error;      /* (owned) (nullable) */
};

/* ---- identities ---- */

static gboolean
check_readable (const char *path, GError **error)
{
  g_autofree char   *text = NULL;
  g_autoptr (GError) cause = NULL;

  if (g_file_get_contents (path, &text, NULL, &cause))
    return TRUE;
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS, "%s", cause->message);
  return FALSE;
}

static void
set_tls_error (GError **error, const char *what, int code)
{
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS, "%s: %s", what,
               gnutls_strerror (code));
}

/**
 * clasp_tls_identity_new:
 * @certificate_file: PEM: the certificate, then those that signed it
 * @key_file: PEM: the key of the first
 * @error: return location for %CLASP_TRANSPORT_ERROR_TLS
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what a server shows its peers
 */
ClaspTlsIdentity *
clasp_tls_identity_new (const char *certificate_file, const char *key_file, GError **error)
{
  g_autoptr (ClaspTlsIdentity) self = g_new0 (ClaspTlsIdentity, 1);
  g_autofree char             *what = NULL;
  int                          code;

  self->ref_count = 1;
  gnutls_certificate_allocate_credentials (&self->credentials);
  if (!check_readable (certificate_file, error) || !check_readable (key_file, error))
    return NULL;

  code = gnutls_certificate_set_x509_key_file2 (self->credentials, certificate_file, key_file,
                                                GNUTLS_X509_FMT_PEM, NULL, 0);
  if (code >= 0)
    return g_steal_pointer (&self);
  what = g_strdup_printf ("The certificate ‘%s’ with the key ‘%s’ cannot be used", certificate_file,
                          key_file);
  set_tls_error (error, what, code);
  return NULL;
}

ClaspTlsIdentity *
clasp_tls_identity_ref (ClaspTlsIdentity *self)
{
  self->ref_count++;
  return self;
}

void
clasp_tls_identity_unref (ClaspTlsIdentity *self)
{
  if (--self->ref_count > 0)
    return;
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self);
}

/* ---- trust ---- */

/**
 * clasp_tls_trust_new:
 * @ca_file: (nullable): PEM: the authorities to believe; %NULL: those of the system
 * @is_insecure: whether to believe everybody
 * @error: return location for %CLASP_TRANSPORT_ERROR_TLS
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): whom a client believes
 */
ClaspTlsTrust *
clasp_tls_trust_new (const char *ca_file, gboolean is_insecure, GError **error)
{
  g_autoptr (ClaspTlsTrust) self = g_new0 (ClaspTlsTrust, 1);
  int                       n;

  self->ref_count = 1;
  self->is_insecure = is_insecure;
  gnutls_certificate_allocate_credentials (&self->credentials);
  if (ca_file == NULL)
    {
      gnutls_certificate_set_x509_system_trust (self->credentials);
      return g_steal_pointer (&self);
    }

  if (!check_readable (ca_file, error))
    return NULL;
  n = gnutls_certificate_set_x509_trust_file (self->credentials, ca_file, GNUTLS_X509_FMT_PEM);
  if (n > 0)
    return g_steal_pointer (&self);
  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_TLS,
               "‘%s’ holds no certificate of an authority", ca_file);
  return NULL;
}

ClaspTlsTrust *
clasp_tls_trust_ref (ClaspTlsTrust *self)
{
  self->ref_count++;
  return self;
}

void
clasp_tls_trust_unref (ClaspTlsTrust *self)
{
  if (--self->ref_count > 0)
    return;
  gnutls_certificate_free_credentials (self->credentials);
  g_free (self);
}

/* ---- connections ---- */

static ClaspTls *
tls_new (unsigned int role, gnutls_certificate_credentials_t credentials)
{
  ClaspTls *self = g_new0 (ClaspTls, 1);

  gnutls_init (&self->session, role | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
  gnutls_priority_set_direct (self->session, PRIORITIES, NULL);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_handshake_set_timeout (self->session, GNUTLS_INDEFINITE_TIMEOUT); /* the owner's to keep */
  return self;
}

/**
 * clasp_tls_new_server:
 * @identity: who we are
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the server's end of a connection
 */
ClaspTls *
clasp_tls_new_server (ClaspTlsIdentity *identity)
{
  ClaspTls *self = tls_new (GNUTLS_SERVER, identity->credentials);

  self->identity = clasp_tls_identity_ref (identity);
  gnutls_certificate_server_set_request (self->session, GNUTLS_CERT_IGNORE);
  return self;
}

/**
 * clasp_tls_new_client:
 * @trust: whom to believe
 * @host: a name or a numeric address, which the certificate must be for
 *
 * Thread: worker.
 *
 * Returns: (transfer full): the client's end of a connection
 */
ClaspTls *
clasp_tls_new_client (ClaspTlsTrust *trust, const char *host)
{
  ClaspTls *self = tls_new (GNUTLS_CLIENT, trust->credentials);

  self->trust = clasp_tls_trust_ref (trust);
  self->host = g_strdup (host);
  if (!g_hostname_is_ip_address (host))
    gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, host, strlen (host));
  if (!trust->is_insecure)
    gnutls_session_set_verify_cert (self->session, self->host, 0);
  return self;
}

/**
 * clasp_tls_free:
 * @self: (transfer full): a connection's end; says nothing to the peer
 *
 * Thread: worker.
 */
void
clasp_tls_free (ClaspTls *self)
{
  gnutls_deinit (self->session);
  g_clear_pointer (&self->identity, clasp_tls_identity_unref);
  g_clear_pointer (&self->trust, clasp_tls_trust_unref);
  g_free (self->host);
  g_free (self->error);
  g_free (self);
}

void
clasp_tls_set_fd (ClaspTls *self, int fd)
{
  gnutls_transport_set_int (self->session, fd);
}

const char *
clasp_tls_get_error (ClaspTls *self)
{
  return self->error != NULL ? self->error : "the TLS connection failed";
}

static void
keep_error (ClaspTls *self, const char *when, int code)
{
  gnutls_datum_t status = { NULL, 0 };

  g_free (self->error);
  self->error = NULL;
  if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR &&
      gnutls_certificate_verification_status_print (
        gnutls_session_get_verify_cert_status (self->session), GNUTLS_CRT_X509, &status, 0) == 0)
    {
      g_strchomp ((char *) status.data);
      self->error = g_strdup_printf ("the certificate of ‘%s’ is refused: %s", self->host,
                                     (char *) status.data);
      gnutls_free (status.data);
    }
  else if (code == GNUTLS_E_FATAL_ALERT_RECEIVED || code == GNUTLS_E_WARNING_ALERT_RECEIVED)
    self->error = g_strdup_printf ("%s: the peer says: %s", when,
                                   gnutls_alert_get_name (gnutls_alert_get (self->session)));
  else
    self->error = g_strdup_printf ("%s: %s", when, gnutls_strerror (code));
}

/**
 * clasp_tls_handshake:
 * @self: a connection's end that has its descriptor
 *
 * Goes on with the handshake as far as the socket lets it.
 *
 * Thread: worker.
 *
 * Returns: what to wait for before it is called again
 */
ClaspTlsProgress
clasp_tls_handshake (ClaspTls *self)
{
  int code;

  do
    code = gnutls_handshake (self->session);
  while (code < 0 && code != GNUTLS_E_AGAIN && !gnutls_error_is_fatal (code));

  if (code == GNUTLS_E_SUCCESS)
    return CLASP_TLS_DONE;
  if (code == GNUTLS_E_AGAIN)
    return gnutls_record_get_direction (self->session) == 1 ? CLASP_TLS_WANTS_OUTPUT
                                                            : CLASP_TLS_WANTS_INPUT;
  gnutls_alert_send_appropriate (self->session, code);
  keep_error (self, "the TLS handshake failed", code);
  return CLASP_TLS_FAILED;
}

static gssize
fail (ClaspTls *self, int code)
{
  errno = EAGAIN;
  if (code == GNUTLS_E_AGAIN || code == GNUTLS_E_INTERRUPTED)
    return -1;
  errno = EPROTO;
  keep_error (self, "the TLS connection failed", code);
  return -1;
}

/**
 * clasp_tls_recv:
 * @self: a connection's end after its handshake
 * @bytes: where to put what the peer sent; room for a record of 16 KiB means that nothing decrypted
 *   stays behind
 * @size: how much room
 *
 * Thread: worker.
 *
 * Returns: bytes read; 0 at the end of the stream; -1 with errno EAGAIN or EPROTO
 */
gssize
clasp_tls_recv (ClaspTls *self, guint8 *bytes, gsize size)
{
  gssize n;

  do
    n = gnutls_record_recv (self->session, bytes, size);
  while (n == GNUTLS_E_INTERRUPTED || n == GNUTLS_E_WARNING_ALERT_RECEIVED);

  if (n == GNUTLS_E_PREMATURE_TERMINATION)
    return 0; /* frames say themselves where they end: nothing can be cut off unseen */
  return n >= 0 ? n : fail (self, (int) n);
}

/**
 * clasp_tls_send:
 * @self: a connection's end after its handshake
 * @bytes: what to send
 * @size: how much
 *
 * Thread: worker.
 *
 * Returns: bytes the socket took, a record at a time; -1 with errno EAGAIN or EPROTO
 */
gssize
clasp_tls_send (ClaspTls *self, const guint8 *bytes, gsize size)
{
  gssize sent = 0;

  while ((gsize) sent < size)
    {
      gsize  part = MIN (size - (gsize) sent, MAX_RECORD);
      gssize n = self->is_pending ? gnutls_record_send (self->session, NULL, 0)
                                  : gnutls_record_send (self->session, bytes + sent, part);

      self->is_pending = n == GNUTLS_E_AGAIN || n == GNUTLS_E_INTERRUPTED;
      if (n < 0)
        return sent > 0 && self->is_pending ? sent : fail (self, (int) n);
      sent += n;
    }
  return sent;
}

/**
 * clasp_tls_say_goodbye:
 * @self: a connection's end after its handshake
 *
 * Thread: worker.
 */
void
clasp_tls_say_goodbye (ClaspTls *self)
{
  gnutls_bye (self->session, GNUTLS_SHUT_WR);
}
