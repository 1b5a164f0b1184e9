/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-http-response.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_inside (ClaspStr text, const char *bytes, gsize size)
{
  if (text.length > 0 && (text.data < bytes || text.data + text.length > bytes + size))
    g_error ("a part of the request lies outside of it");
}

static void
check_request (const ClaspHttpRequest *request, const char *bytes, gsize size)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (request->size > size || request->size > CLASP_HTTP_MAX_HEAD)
    g_error ("a head of %" G_GSIZE_FORMAT " bytes", request->size);
  check_inside (request->method, bytes, request->size);
  check_inside (request->path, bytes, request->size);
  for (guint i = 0; i < request->n_headers; i++)
    {
      check_inside (request->headers[i].name, bytes, request->size);
      check_inside (request->headers[i].value, bytes, request->size);
    }
  if (clasp_http_wants_upgrade (request))
    clasp_http_append_upgrade (out, request, "clasp");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = g_memdup2 (data, size); /* exact, so that a step too far is seen */
  ClaspHttpRequest   request;

  if (size > 0 && clasp_http_request_parse (&request, bytes, size) == CLASP_HTTP_REQUEST)
    check_request (&request, (const char *) bytes, size);
  return 0;
}
