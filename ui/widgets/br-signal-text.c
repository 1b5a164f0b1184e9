/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-signal-text.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

char *
br_signal_short_text (const ClaspSignalState *state)
{
  char buffer[32];

  switch ((ClaspValueType) state->type)
    {
    case CLASP_VALUE_NULL:
      return g_strdup (state->signal == CLASP_SIGNAL_EVENT ? "" : "–");
    case CLASP_VALUE_BOOL:
      return g_strdup (state->number > 0.5 ? C_("value", "On") : C_("value", "Off"));
    case CLASP_VALUE_INT:
    case CLASP_VALUE_DOUBLE:
      br_format_number (state->number, buffer, sizeof buffer);
      return g_strdup (buffer);
    case CLASP_VALUE_STRING:
      return g_strdup_printf ("“%s”", state->text);
    case CLASP_VALUE_BYTES:
    case CLASP_VALUE_ARRAY:
    case CLASP_VALUE_MAP:
      return g_strdup (state->text);
    }

  return NULL;
}

char *
br_signal_full_text (const ClaspSignalState *state)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (state->type == CLASP_VALUE_INT)
    return g_strdup (state->text);
  if (state->type != CLASP_VALUE_DOUBLE)
    return br_signal_short_text (state);

  /* Most senders speak single precision: its nine digits say all there is. */
  g_ascii_formatd (buffer, sizeof buffer, (double) (float) state->number == state->number ? "%.7g" : "%.9g", state->number);

  return g_strdup (buffer);
}

const char *
br_signal_type_text (const ClaspSignalState *state)
{
  if (state->signal == CLASP_SIGNAL_EVENT)
    return _("event");

  switch ((ClaspValueType) state->type)
    {
    case CLASP_VALUE_NULL:
      return _("empty");
    case CLASP_VALUE_BOOL:
      return _("on/off");
    case CLASP_VALUE_INT:
      return _("integer");
    case CLASP_VALUE_DOUBLE:
      return _("number");
    case CLASP_VALUE_STRING:
      return _("text");
    case CLASP_VALUE_BYTES:
      return _("bytes");
    case CLASP_VALUE_ARRAY:
      return _("list");
    case CLASP_VALUE_MAP:
      return _("map");
    }

  return "";
}
