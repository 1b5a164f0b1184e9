/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-signal-text.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

#define SHORT_BYTES 3

/* "f0 7e 7f … 12 B": @hex is what is known of @n_bytes. */
static char *
bytes_text (const char *hex,
            guint       n_bytes)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < SHORT_BYTES && i < n_bytes && hex[2 * i] != '\0'; i++)
    g_string_append_printf (text, "%s%.2s", i > 0 ? " " : "", hex + 2 * i);
  /* Translators: how many bytes there are in all; stands behind the first few */
  g_string_append_printf (text, n_bytes > SHORT_BYTES ? _(" … %u B") : _(" · %u B"), n_bytes);

  return br_format_units (g_strdup (text->str));
}

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
      return bytes_text (state->text, state->length);
    case CLASP_VALUE_ARRAY:
      return state->length > CLASP_SIGNAL_POINTS ? g_strdup_printf ("[%u]", (guint) state->length) : g_strdup (state->text);
    case CLASP_VALUE_MAP:
      return g_strdup (state->text);
    }

  return NULL;
}

char *
br_signal_full_text (const ClaspSignalState *state)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (state->type == CLASP_VALUE_INT || state->type == CLASP_VALUE_BYTES || state->type == CLASP_VALUE_ARRAY)
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
