/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* TLS for stream sockets: 1.3, or 1.2 for peers that have no better.
 *
 * GnuTLS directly, on the descriptor, not GTlsConnection: that one is a GIOStream, whose sources and
 * one-call-per-write would bring back what the reactor is there to avoid. Behind these few calls a
 * ClaspStream gathers and cuts as it does without; what is not encrypted pays one comparison for a
 * read or a write of the kernel.
 *
 * Thread: worker; identities and trusts, any one at a time. */

G_BEGIN_DECLS

/* Who a server is: its certificate, with the chain behind it, and the key. */
typedef struct _ClaspTlsIdentity ClaspTlsIdentity;

/* PEM files. Errors: CLASP_TRANSPORT_ERROR_TLS saying which file and what is wrong. Reads files:
 * for start-up and edits of settings. */
ClaspTlsIdentity *clasp_tls_identity_new   (const char       *certificate_file,
                                            const char       *key_file,
                                            GError          **error);
ClaspTlsIdentity *clasp_tls_identity_ref   (ClaspTlsIdentity *self);
void              clasp_tls_identity_unref (ClaspTlsIdentity *self);

/* Whom a client believes: the authorities in a PEM file, or those of the system (NULL). With
 * @is_insecure everybody: for tests and closed networks. */
typedef struct _ClaspTlsTrust ClaspTlsTrust;

ClaspTlsTrust    *clasp_tls_trust_new      (const char       *ca_file, /* (nullable) */
                                            gboolean          is_insecure,
                                            GError          **error);
ClaspTlsTrust    *clasp_tls_trust_ref      (ClaspTlsTrust    *self);
void              clasp_tls_trust_unref    (ClaspTlsTrust    *self);

/* One end of one connection. */
typedef struct _ClaspTls ClaspTls;

typedef enum
{
  CLASP_TLS_DONE,
  CLASP_TLS_WANTS_INPUT,
  CLASP_TLS_WANTS_OUTPUT,
  CLASP_TLS_FAILED, /* clasp_tls_get_error () says why */
} ClaspTlsProgress;

ClaspTls         *clasp_tls_new_server     (ClaspTlsIdentity *identity);
/* @host: the name or address the certificate must be for. */
ClaspTls         *clasp_tls_new_client     (ClaspTlsTrust    *trust,
                                            const char       *host);
void              clasp_tls_free           (ClaspTls         *self);

/* The descriptor, before anything else; it stays the caller's. */
void              clasp_tls_set_fd         (ClaspTls         *self,
                                            int               fd);
/* One step, until DONE or FAILED. */
ClaspTlsProgress  clasp_tls_handshake      (ClaspTls         *self);
/* As recv () and send () on a non-blocking socket: -1 with errno EAGAIN, or EPROTO and an error to
 * get. After EAGAIN the next send () begins with the same bytes, wherever they are by then. */
gssize            clasp_tls_recv           (ClaspTls         *self,
                                            guint8           *bytes,
                                            gsize             size);
gssize            clasp_tls_send           (ClaspTls         *self,
                                            const guint8     *bytes,
                                            gsize             size);
/* Tells the peer that nothing more comes, if the socket takes it. */
void              clasp_tls_say_goodbye    (ClaspTls         *self);
/* A sentence; valid until the next call. */
const char       *clasp_tls_get_error      (ClaspTls         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTlsIdentity, clasp_tls_identity_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTlsTrust, clasp_tls_trust_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTls, clasp_tls_free)

G_END_DECLS
