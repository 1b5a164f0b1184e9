/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "load.h"

#include <errno.h>
#include <gnutls/gnutls.h>

/* Design notes: what the generator's own encryption costs is in its processor time, on another
 * processor than the server's. Who the server is is not looked at: it was started a moment ago. The
 * handshake waits, for it comes before anything that is measured. */

static gnutls_certificate_credentials_t
get_credentials (void)
{
  static gnutls_certificate_credentials_t credentials;

  if (credentials == NULL && gnutls_certificate_allocate_credentials (&credentials) < 0)
    load_die ("GnuTLS has no credentials");
  return credentials;
}

void
load_tls_start (LoadConn *conn)
{
  int result;

  if (gnutls_init (&conn->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK) < 0 ||
      gnutls_set_default_priority (conn->tls) < 0 ||
      gnutls_credentials_set (conn->tls, GNUTLS_CRD_CERTIFICATE, get_credentials ()) < 0)
    load_die ("GnuTLS does not start");
  gnutls_transport_set_int (conn->tls, conn->fd);
  do
    result = gnutls_handshake (conn->tls);
  while (result < 0 && !gnutls_error_is_fatal (result));
  if (result < 0)
    load_die ("connection %u: %s", conn->index, gnutls_strerror (result));
}

void
load_tls_end (LoadConn *conn)
{
  if (conn->tls != NULL)
    gnutls_deinit (conn->tls);
}

static gssize
fail (LoadConn *conn, gssize result)
{
  if (result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED)
    {
      errno = EAGAIN;
      return -1;
    }
  if (result == GNUTLS_E_PREMATURE_TERMINATION)
    return 0;
  load_die ("connection %u: %s", conn->index, gnutls_strerror ((int) result));
}

/* As send (): of a record that did not go out whole the rest is sent first. */
gssize
load_tls_send (LoadConn *conn, const guint8 *bytes, gsize size)
{
  gsize  done = 0;
  gssize n;

  while (done < size)
    {
      n = gnutls_record_send (conn->tls, conn->is_tls_stuck ? NULL : bytes + done,
                              conn->is_tls_stuck ? 0 : size - done);
      conn->is_tls_stuck = n == GNUTLS_E_AGAIN;
      if (n < 0 && done == 0)
        return fail (conn, n);
      if (n < 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

/* As recv (), but all there is: what GnuTLS keeps epoll does not tell. */
gssize
load_tls_recv (LoadConn *conn, guint8 *bytes, gsize size)
{
  gsize  done = 0;
  gssize n;

  while (done < size)
    {
      n = gnutls_record_recv (conn->tls, bytes + done, size - done);
      if (n <= 0 && done == 0)
        return n == 0 ? 0 : fail (conn, n);
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  return (gssize) done;
}

gboolean
load_tls_has_more (LoadConn *conn)
{
  return gnutls_record_check_pending (conn->tls) > 0;
}
