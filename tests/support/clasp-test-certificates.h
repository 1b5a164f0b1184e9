/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Certificates made when they are needed: an authority and what it signed, as PEM files in a
 * directory of their own. Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  char *directory;
  char *ca;       /* the authority that signed the next three */
  char *other_ca; /* one that signed nothing */
  char *good;     /* for localhost and 127.0.0.1 */
  char *wrong;    /* for another name */
  char *expired;
  char *key;      /* of all of them */
  char *other_key;
} ClaspTestCertificates;

ClaspTestCertificates *clasp_test_certificates_new  (void);
void                   clasp_test_certificates_free (ClaspTestCertificates *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTestCertificates, clasp_test_certificates_free)

G_END_DECLS
