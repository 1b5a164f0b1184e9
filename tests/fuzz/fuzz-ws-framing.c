/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "io/clasp-ws-framing.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define LIMIT 65547

static void
check_event (const ClaspWsEvent *event)
{
  if (event->type == CLASP_WS_EVENT_BINARY && event->size > LIMIT)
    g_error ("a message of %" G_GSIZE_FORMAT " bytes", event->size);
  if (event->type == CLASP_WS_EVENT_PING && event->size > CLASP_WS_MAX_CONTROL)
    g_error ("a ping of %" G_GSIZE_FORMAT " bytes", event->size);
  if (event->type == CLASP_WS_EVENT_CLOSE &&
      !g_utf8_validate_len ((const char *) event->data, event->size, NULL))
    g_error ("a close reason that is not UTF-8");
  if (event->type == CLASP_WS_EVENT_ERROR && (event->code < 1000 || event->reason == NULL))
    g_error ("an error without code or reason");
}

/* The first byte chooses the role, the rest is what the peer sends. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ClaspWsParser      parser;
  ClaspWsEvent       event = { 0 };
  g_autofree guint8 *bytes = size > 1 ? g_memdup2 (data + 1, size - 1) : NULL;
  gsize              done = 0, unit = 1, needed = 0;

  if (bytes == NULL)
    return 0;

  size--;
  clasp_ws_parser_init (&parser, (data[0] & 1) != 0 ? CLASP_WS_SERVER : CLASP_WS_CLIENT, LIMIT);
  while (unit > 0 && done < size && event.type != CLASP_WS_EVENT_ERROR &&
         event.type != CLASP_WS_EVENT_CLOSE)
    {
      unit = clasp_ws_parser_next (&parser, bytes + done, size - done, &needed, &event);
      if (unit > size - done || (unit == 0 && needed <= size - done))
        g_error ("took %" G_GSIZE_FORMAT ", needs %" G_GSIZE_FORMAT ", has %" G_GSIZE_FORMAT, unit,
                 needed, size - done);
      if (unit > 0)
        check_event (&event);
      done += unit;
    }
  clasp_ws_parser_clear (&parser);
  return 0;
}
