/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor/br-value-views.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEX_COLUMNS 16
#define DMX_COLUMNS 10
/* Nobody reads more. */
#define MAX_BYTES 65536

/* --- MIDI --------------------------------------------------------------------------------------- */

void
br_midi_note_name (guint note,
                   char *buffer,
                   gsize size)
{
  static const char *const names[] = { "C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B" };

  g_snprintf (buffer, size, "%s%d", names[note % 12], (int) (note / 12) - 1);
}

const char *
br_midi_maker (const guint8 *bytes,
               gsize         size)
{
  static const struct
  {
    guint8      id;
    const char *name;
  } makers[] = { { 0x01, "Sequential" }, { 0x04, "Moog" },   { 0x06, "Lexicon" }, { 0x07, "Kurzweil" }, { 0x18, "E-mu" },
                 { 0x3e, "Waldorf" },    { 0x40, "Kawai" },  { 0x41, "Roland" },  { 0x42, "Korg" },     { 0x43, "Yamaha" },
                 { 0x44, "Casio" },      { 0x47, "Akai" },   { 0x7d, N_ ("for research") },
                 { 0x7e, N_ ("universal, not in real time") }, { 0x7f, N_ ("universal, in real time") } };
  static const struct
  {
    guint8      id[2];
    const char *name;
  } long_makers[] = { { { 0x00, 0x66 }, "Mackie" },   { { 0x20, 0x29 }, "Focusrite, Novation" }, { { 0x20, 0x32 }, "Behringer" },
                      { { 0x21, 0x1d }, "Ableton" },  { { 0x20, 0x33 }, "Access" },              { { 0x01, 0x05 }, "M-Audio" },
                      { { 0x21, 0x09 }, "Native Instruments" }, { { 0x20, 0x6b }, "Arturia" } };

  if (size >= 1 && bytes[0] != 0)
    for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
      if (makers[i].id == bytes[0])
        return _ (makers[i].name);
  if (size >= 3 && bytes[0] == 0)
    for (guint i = 0; i < G_N_ELEMENTS (long_makers); i++)
      if (memcmp (long_makers[i].id, bytes + 1, 2) == 0)
        return long_makers[i].name;

  return NULL;
}

static char *
describe_sysex (const ClaspValue *value)
{
  gsize         size;
  const guint8 *bytes = clasp_value_get_bytes (value, &size);
  const char   *maker;

  if (bytes == NULL || size < 2 || bytes[0] != 0xf0)
    return NULL;

  maker = br_midi_maker (bytes + 1, size - 1);
  /* Translators: first how many bytes, then the name of a company */
  return g_strdup_printf (_("System exclusive, %u bytes, maker: %s"), (guint) size, maker != NULL ? maker : _("unknown"));
}

static double
number_of (const ClaspValue *value,
           const char       *member)
{
  const ClaspValue *part = member != NULL ? clasp_value_lookup (value, member) : NULL;
  double            number = 0;

  if (!clasp_value_to_double (part != NULL ? part : value, &number))
    return 0;

  return number;
}

static char *
describe_channel (guint             channel,
                  const char       *what,
                  const char       *rest,
                  const ClaspValue *value)
{
  guint number = (guint) g_ascii_strtoull (rest, NULL, 10);
  char  note[8];

  if (g_str_equal (what, "note"))
    {
      br_midi_note_name (number, note, sizeof note);
      return g_strdup_printf (_("Channel %u, note %s (%u), velocity %.0f"), channel, note, number, number_of (value, "velocity"));
    }
  if (g_str_equal (what, "cc"))
    return g_strdup_printf (_("Channel %u, controller %u, value %.0f of 127"), channel, number, number_of (value, NULL));
  if (g_str_equal (what, "cc14"))
    return g_strdup_printf (_("Channel %u, 14-bit controller %u and %u joined, value %.0f of 16383"), channel, number, number + 32,
                            number_of (value, NULL));
  if (g_str_equal (what, "nrpn") || g_str_equal (what, "rpn"))
    return g_strdup_printf (_("Channel %u, %s %u joined of its four controllers, value %.0f of 16383"), channel,
                            g_str_equal (what, "nrpn") ? "NRPN" : "RPN", number, number_of (value, NULL));
  if (g_str_equal (what, "bend"))
    return g_strdup_printf (_("Channel %u, pitch bend %.0f of ±8192"), channel, number_of (value, NULL));

  return NULL;
}

char *
br_midi_describe (const char       *address,
                  const ClaspValue *value)
{
  g_auto (GStrv) parts = g_strsplit (address, "/", -1);
  guint          n = g_strv_length (parts);

  if (n > 0 && g_str_equal (parts[n - 1], "sysex"))
    return describe_sysex (value);
  for (guint i = 0; i + 2 < n; i++)
    if (g_str_equal (parts[i], "ch"))
      return describe_channel ((guint) g_ascii_strtoull (parts[i + 1], NULL, 10),
                               parts[i + 2],
                               i + 3 < n ? parts[i + 3] : "",
                               value);

  return NULL;
}

/* --- bytes -------------------------------------------------------------------------------------- */

static const guint8 *
bytes_of (const ClaspValue *value,
          gsize            *size)
{
  ClaspStr text = clasp_value_get_string (value);

  if (value->type != CLASP_VALUE_STRING)
    return value->type == CLASP_VALUE_BYTES ? clasp_value_get_bytes (value, size) : NULL;

  *size = text.length;
  return (const guint8 *) text.data;
}

static char *
hex_view (const ClaspValue *value)
{
  gsize               size = 0;
  const guint8       *bytes = bytes_of (value, &size);
  g_autoptr (GString) text = g_string_new (NULL);

  if (bytes == NULL)
    return NULL;
  for (gsize start = 0; start < MIN (size, MAX_BYTES); start += HEX_COLUMNS)
    {
      g_string_append_printf (text, "%04x ", (guint) start);
      for (gsize i = start; i < start + HEX_COLUMNS; i++)
        if (i < size)
          g_string_append_printf (text, " %02x", bytes[i]);
        else
          g_string_append (text, "   ");
      g_string_append (text, "  ");
      for (gsize i = start; i < MIN (start + HEX_COLUMNS, size); i++)
        g_string_append_c (text, g_ascii_isprint (bytes[i]) ? (char) bytes[i] : '.');
      g_string_append_c (text, '\n');
    }
  if (size > MAX_BYTES)
    g_string_append_printf (text, _("… and %u bytes more"), (guint) (size - MAX_BYTES));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A whole frame of levels: one number for each channel. */
static char *
dmx_view (const ClaspValue *value)
{
  gsize               size = 0;
  const guint8       *bytes = value->type == CLASP_VALUE_BYTES ? clasp_value_get_bytes (value, &size) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (bytes == NULL || size == 0 || size > 512)
    return NULL;
  for (gsize start = 0; start < size; start += DMX_COLUMNS)
    {
      g_string_append_printf (text, "%3u:", (guint) start + 1);
      for (gsize i = start; i < MIN (start + DMX_COLUMNS, size); i++)
        g_string_append_printf (text, " %3u", bytes[i]);
      g_string_append_c (text, '\n');
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
json_view (const ClaspValue *value)
{
  g_autoptr (JsonNode) node = NULL;
  ClaspStr             text = clasp_value_get_string (value);

  if (value->type == CLASP_VALUE_STRING)
    node = clasp_json_parse (text.data, text.length, NULL);
  else if (value->type == CLASP_VALUE_ARRAY || value->type == CLASP_VALUE_MAP)
    node = clasp_value_to_json (value);

  return node != NULL ? clasp_json_print (node) : NULL;
}

char *
br_value_view (BrValueView       view,
               const char       *address,
               const ClaspValue *value)
{
  switch (view)
    {
    case BR_VIEW_TEXT:
      return clasp_value_to_text (value);
    case BR_VIEW_JSON:
      return json_view (value);
    case BR_VIEW_HEX:
      return hex_view (value);
    case BR_VIEW_MIDI:
      return br_midi_describe (address, value);
    case BR_VIEW_DMX:
      return dmx_view (value);
    case BR_N_VIEWS:
      break;
    }

  return NULL;
}
