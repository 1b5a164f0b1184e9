/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-str.h"

/* ClaspHttpRequest: the head of an HTTP/1 request, RFC 9112 2 to 5. No I/O, no allocation.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define CLASP_HTTP_MAX_HEAD 16384 /* bytes of request line and headers */
#define CLASP_HTTP_MAX_HEADERS 64

typedef enum
{
  CLASP_HTTP_MORE,      /* the head is not complete */
  CLASP_HTTP_REQUEST,
  CLASP_HTTP_BAD,       /* no HTTP/1, or against its rules */
  CLASP_HTTP_TOO_LARGE, /* more than CLASP_HTTP_MAX_HEAD or CLASP_HTTP_MAX_HEADERS */
} ClaspHttpStatus;

/* Everything is borrowed from the bytes. */
typedef struct
{
  ClaspStr method, path; /* the path ends before a '?' */
  ClaspStr query;        /* what follows that; empty without one */
  gsize    size;         /* of the head, its empty line included */
  guint    n_headers;
  struct
  {
    ClaspStr name, value; /* blanks around the value are cut */
  } headers[CLASP_HTTP_MAX_HEADERS];
} ClaspHttpRequest;

ClaspHttpStatus clasp_http_request_parse    (ClaspHttpRequest       *self,
                                             const guint8           *bytes,
                                             gsize                   size);
/* The first header of that name, in any case; empty when there is none. */
ClaspStr        clasp_http_request_get      (const ClaspHttpRequest *self,
                                             const char             *name);
/* Whether a comma list in headers of that name has @token, in any case. */
gboolean        clasp_http_request_contains (const ClaspHttpRequest *self,
                                             const char             *name,
                                             const char             *token);

G_END_DECLS
