/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-http-request.h"

#define VERSION "HTTP/1."

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
is_token (ClaspStr text)
{
  for (gsize i = 0; i < text.length; i++)
    if (!is_token_char (text.data[i]))
      return FALSE;
  return text.length > 0;
}

/* Visible characters and what is beyond ASCII; blanks only if allowed. */
static gboolean
is_clean (ClaspStr text, gboolean with_blanks)
{
  for (gsize i = 0; i < text.length; i++)
    {
      guchar c = (guchar) text.data[i];

      if (c == 0x7f || c < 0x20 ? !(with_blanks && c == '\t') : c == ' ' && !with_blanks)
        return FALSE;
    }
  return TRUE;
}

static ClaspStr
part (const char *start, const char *end)
{
  return (ClaspStr){ start, (gsize) (end - start) };
}

static ClaspStr
strip (ClaspStr text)
{
  while (text.length > 0 && (*text.data == ' ' || *text.data == '\t'))
    text = part (text.data + 1, text.data + text.length);
  while (text.length > 0 &&
         (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
    text.length--;
  return text;
}

static gboolean
equals_in_any_case (ClaspStr text, const char *other)
{
  return text.length == strlen (other) && g_ascii_strncasecmp (text.data, other, text.length) == 0;
}

/* ---- lines ---- */

/* "GET /metrics?x HTTP/1.1" */
static gboolean
parse_request_line (ClaspHttpRequest *self, ClaspStr line)
{
  const char *end = line.data + line.length;
  const char *first = memchr (line.data, ' ', line.length);
  const char *last = first != NULL ? memrchr (line.data, ' ', line.length) : NULL;
  const char *query;
  ClaspStr    version;

  if (last == NULL || last == first)
    return FALSE;

  version = part (last + 1, end);
  self->method = part (line.data, first);
  self->path = part (first + 1, last);
  query = memchr (self->path.data, '?', self->path.length);
  if (!is_token (self->method) || self->path.length == 0 || !is_clean (self->path, FALSE))
    return FALSE;
  self->query = CLASP_STR_EMPTY;
  if (query != NULL)
    {
      self->query = part (query + 1, last);
      self->path.length = (gsize) (query - self->path.data);
    }
  return version.length == sizeof VERSION &&
         memcmp (version.data, VERSION, sizeof VERSION - 1) == 0 &&
         g_ascii_isdigit (version.data[version.length - 1]);
}

static ClaspHttpStatus
parse_header (ClaspHttpRequest *self, ClaspStr line)
{
  const char *colon = memchr (line.data, ':', line.length);
  ClaspStr    name, value;

  if (colon == NULL)
    return CLASP_HTTP_BAD;
  name = part (line.data, colon);
  value = strip (part (colon + 1, line.data + line.length));
  if (!is_token (name) || !is_clean (value, TRUE)) /* a line that goes on is BAD too */
    return CLASP_HTTP_BAD;
  if (self->n_headers == CLASP_HTTP_MAX_HEADERS)
    return CLASP_HTTP_TOO_LARGE;
  self->headers[self->n_headers].name = name;
  self->headers[self->n_headers++].value = value;
  return CLASP_HTTP_REQUEST;
}

/* What no HTTP client begins with is told at once, not when its time is over. */
static gboolean
begins_like_http (const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < MIN (size, 8); i++)
    {
      if (bytes[i] == ' ' && i > 0)
        return TRUE;
      if (!is_token_char ((char) bytes[i]))
        return FALSE;
    }
  return TRUE;
}

/**
 * clasp_http_request_parse:
 * @self: (out caller-allocates): the head, for %CLASP_HTTP_REQUEST
 * @bytes: what has come so far
 * @size: how much
 *
 * Thread: any.
 *
 * Returns: what @bytes are
 */
ClaspHttpStatus
clasp_http_request_parse (ClaspHttpRequest *self, const guint8 *bytes, gsize size)
{
  const char *start = (const char *) bytes;
  const char *end = memmem (bytes, MIN (size, CLASP_HTTP_MAX_HEAD), "\r\n\r\n", 4);
  const char *line_end;

  self->n_headers = 0;
  if (!begins_like_http (bytes, size))
    return CLASP_HTTP_BAD;
  if (end == NULL)
    return size < CLASP_HTTP_MAX_HEAD ? CLASP_HTTP_MORE : CLASP_HTTP_TOO_LARGE;

  self->size = (gsize) (end + 4 - start);
  line_end = memmem (start, self->size, "\r\n", 2);
  if (!parse_request_line (self, part (start, line_end)))
    return CLASP_HTTP_BAD;
  while (line_end < end)
    {
      const char     *line = line_end + 2;
      ClaspHttpStatus status;

      line_end = memmem (line, (gsize) (end + 2 - line), "\r\n", 2);
      status = parse_header (self, part (line, line_end));
      if (status != CLASP_HTTP_REQUEST)
        return status;
    }
  return CLASP_HTTP_REQUEST;
}

/**
 * clasp_http_request_get:
 * @self: a request
 * @name: of a header, in any case
 *
 * Thread: any.
 *
 * Returns: the value of the first; empty when there is none
 */
ClaspStr
clasp_http_request_get (const ClaspHttpRequest *self, const char *name)
{
  for (guint i = 0; i < self->n_headers; i++)
    if (equals_in_any_case (self->headers[i].name, name))
      return self->headers[i].value;
  return CLASP_STR_EMPTY;
}

static gboolean
list_contains (ClaspStr list, const char *token)
{
  while (list.length > 0)
    {
      const char *comma = memchr (list.data, ',', list.length);
      const char *end = list.data + list.length;

      if (equals_in_any_case (strip (part (list.data, comma != NULL ? comma : end)), token))
        return TRUE;
      list = comma != NULL ? part (comma + 1, end) : part (end, end);
    }
  return FALSE;
}

/**
 * clasp_http_request_contains:
 * @self: a request
 * @name: of headers that hold lists, in any case
 * @token: what to look for, in any case
 *
 * Thread: any.
 *
 * Returns: whether one of them has it
 */
gboolean
clasp_http_request_contains (const ClaspHttpRequest *self, const char *name, const char *token)
{
  for (guint i = 0; i < self->n_headers; i++)
    if (equals_in_any_case (self->headers[i].name, name) &&
        list_contains (self->headers[i].value, token))
      return TRUE;
  return FALSE;
}
