/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-test-certificates.h"

#include <glib/gstdio.h>
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)

static void
check (int code)
{
  g_assert_cmpstr (code < 0 ? gnutls_strerror (code) : "", ==, "");
}

static char *
write_file (const char *directory, const char *name, gnutls_datum_t *pem)
{
  g_autoptr (GError) error = NULL;
  char              *path = g_build_filename (directory, name, NULL);

  g_file_set_contents (path, (const char *) pem->data, pem->size, &error);
  g_assert_no_error (error);
  gnutls_free (pem->data);
  return path;
}

static gnutls_x509_privkey_t
make_key (void)
{
  gnutls_x509_privkey_t key;

  check (gnutls_x509_privkey_init (&key));
  check (gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  return key;
}

static char *
write_key (const char *directory, const char *name, gnutls_x509_privkey_t key)
{
  gnutls_datum_t pem;

  check (gnutls_x509_privkey_export2 (key, GNUTLS_X509_FMT_PEM, &pem));
  return write_file (directory, name, &pem);
}

static gnutls_x509_crt_t
begin (gnutls_x509_privkey_t key, const char *name, guint8 serial, gint64 until_s)
{
  gnutls_x509_crt_t crt;
  gint64            now_s = time (NULL);

  check (gnutls_x509_crt_init (&crt));
  check (gnutls_x509_crt_set_version (crt, 3));
  check (gnutls_x509_crt_set_key (crt, key));
  check (gnutls_x509_crt_set_serial (crt, &serial, 1));
  check (gnutls_x509_crt_set_dn_by_oid (crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                        (unsigned int) strlen (name)));
  check (gnutls_x509_crt_set_activation_time (crt, now_s - 10 * DAY));
  check (gnutls_x509_crt_set_expiration_time (crt, now_s + until_s));
  return crt;
}

static gnutls_x509_crt_t
make_ca (gnutls_x509_privkey_t key, const char *name)
{
  gnutls_x509_crt_t crt = begin (key, name, 1, 10 * DAY);

  check (gnutls_x509_crt_set_ca_status (crt, 1));
  check (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_KEY_CERT_SIGN));
  check (gnutls_x509_crt_sign2 (crt, crt, key, GNUTLS_DIG_SHA256, 0));
  return crt;
}

static char *
write_crt (const char *directory, const char *name, gnutls_x509_crt_t crt)
{
  gnutls_datum_t pem;

  check (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &pem));
  gnutls_x509_crt_deinit (crt);
  return write_file (directory, name, &pem);
}

typedef struct
{
  const char           *directory;
  gnutls_x509_crt_t     ca;
  gnutls_x509_privkey_t ca_key, key;
} Maker;

static char *
make_server (Maker      *maker,
             const char *file,
             const char *host,
             gboolean    with_address,
             gint64      until_s)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };
  gnutls_x509_crt_t   crt = begin (maker->key, host, 2, until_s);

  check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, host,
                                               (unsigned int) strlen (host), GNUTLS_FSAN_SET));
  if (with_address)
    check (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_IPADDRESS, loopback,
                                                 sizeof loopback, GNUTLS_FSAN_APPEND));
  check (gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE));
  check (gnutls_x509_crt_set_key_purpose_oid (crt, GNUTLS_KP_TLS_WWW_SERVER, 0));
  check (gnutls_x509_crt_sign2 (crt, maker->ca, maker->ca_key, GNUTLS_DIG_SHA256, 0));
  return write_crt (maker->directory, file, crt);
}

ClaspTestCertificates *
clasp_test_certificates_new (void)
{
  ClaspTestCertificates *self = g_new0 (ClaspTestCertificates, 1);
  gnutls_x509_privkey_t  other = make_key ();
  Maker                  maker = { 0 };

  self->directory = g_dir_make_tmp ("clasp-certificates-XXXXXX", NULL);
  g_assert_nonnull (self->directory);
  maker = (Maker){ self->directory, NULL, make_key (), make_key () };
  maker.ca = make_ca (maker.ca_key, "Test authority");
  self->good = make_server (&maker, "good.pem", "localhost", TRUE, 5 * DAY);
  self->wrong = make_server (&maker, "wrong.pem", "stage.example", FALSE, 5 * DAY);
  self->expired = make_server (&maker, "expired.pem", "localhost", TRUE, -DAY);
  self->ca = write_crt (self->directory, "ca.pem", maker.ca);
  self->other_ca = write_crt (self->directory, "other-ca.pem", make_ca (other, "Somebody else"));
  self->key = write_key (self->directory, "key.pem", maker.key);
  self->other_key = write_key (self->directory, "other-key.pem", other);
  gnutls_x509_privkey_deinit (maker.key);
  gnutls_x509_privkey_deinit (maker.ca_key);
  gnutls_x509_privkey_deinit (other);
  return self;
}

void
clasp_test_certificates_free (ClaspTestCertificates *self)
{
  char *files[] = { self->ca,      self->other_ca, self->good,     self->wrong,
                    self->expired, self->key,      self->other_key };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_unlink (files[i]);
      g_free (files[i]);
    }
  g_rmdir (self->directory);
  g_free (self->directory);
  g_free (self);
}
