/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "universes/br-dmx-text.h"

#include "core/clasp-error.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_UNIVERSE 63999

void
br_dmx_format (guint8    level,
               BrDmxUnit unit,
               char     *buffer,
               gsize     size)
{
  switch (unit)
    {
    case BR_DMX_PERCENT:
      g_snprintf (buffer, size, "%u", (level * 100u + 127) / 255);
      return;
    case BR_DMX_HEX:
      g_snprintf (buffer, size, "%02X", level);
      return;
    case BR_DMX_LEVEL:
    case BR_DMX_N_UNITS:
      break;
    }
  g_snprintf (buffer, size, "%u", level);
}

static guint
largest_of (BrDmxUnit unit)
{
  return unit == BR_DMX_PERCENT ? 100 : 255;
}

static gboolean
is_digit_of (char      character,
             BrDmxUnit unit)
{
  return unit == BR_DMX_HEX ? g_ascii_isxdigit (character) : g_ascii_isdigit (character);
}

gboolean
br_dmx_parse (const char *text,
              BrDmxUnit   unit,
              guint8     *level)
{
  gsize   length = strlen (text);
  guint64 number;

  if (length == 0 || length > BR_DMX_MAX_ENTRY)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!is_digit_of (text[i], unit))
      return FALSE;

  number = g_ascii_strtoull (text, NULL, unit == BR_DMX_HEX ? 16 : 10);
  if (number > largest_of (unit))
    return FALSE;

  *level = (guint8) (unit == BR_DMX_PERCENT ? (number * 255 + 50) / 100 : number);
  return TRUE;
}

gboolean
br_dmx_can_append (const char *text,
                   char        character,
                   BrDmxUnit   unit)
{
  char   longer[BR_DMX_MAX_ENTRY + 2];
  guint8 level;

  if (strlen (text) >= BR_DMX_MAX_ENTRY)
    return FALSE;

  g_snprintf (longer, sizeof longer, "%s%c", text, character);
  return br_dmx_parse (longer, unit, &level);
}

gboolean
br_dmx_is_whole (const char *text,
                 BrDmxUnit   unit)
{
  return *text != '\0' && !br_dmx_can_append (text, '0', unit);
}

/* --- ranges ------------------------------------------------------------------------------------- */

static gboolean
parse_run (char    *text,
           guint   *first,
           guint   *last)
{
  char   *end = NULL;
  guint64 number;

  g_strstrip (text);
  if (!g_ascii_isdigit (*text))
    return FALSE;
  number = g_ascii_strtoull (text, &end, 10);
  *first = (guint) MIN (number, MAX_UNIVERSE + 1);
  *last = *first;
  end += strspn (end, " ");
  if (g_str_has_prefix (end, "–"))
    end += strlen ("–");
  else if (*end == '-')
    end++;
  else
    return *end == '\0' && *first <= MAX_UNIVERSE;

  end += strspn (end, " ");
  if (!g_ascii_isdigit (*end))
    return FALSE;
  number = g_ascii_strtoull (end, &end, 10);
  *last = (guint) MIN (number, MAX_UNIVERSE + 1);

  return *end == '\0' && *first <= *last && *last <= MAX_UNIVERSE;
}

gboolean
br_ranges_parse (const char *text,
                 BrRanges   *ranges,
                 GError    **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  ranges->n = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (*g_strstrip (parts[i]) == '\0')
        continue;
      if (ranges->n == BR_RANGES_MAX)
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, _("At most %d ranges can be watched."), BR_RANGES_MAX);
          return FALSE;
        }
      if (!parse_run (parts[i], &ranges->runs[ranges->n].first, &ranges->runs[ranges->n].last))
        {
          g_set_error (error,
                       CLASP_SHOW_ERROR,
                       CLASP_SHOW_ERROR_SETTING,
                       /* Translators: %s is what a person typed */
                       _("“%s” is no universe. Write numbers and ranges like 1-10, 532."),
                       parts[i]);
          return FALSE;
        }
      ranges->n++;
    }

  return TRUE;
}

gboolean
br_ranges_contain (const BrRanges *self,
                   guint           number)
{
  for (guint i = 0; i < self->n; i++)
    if (number >= self->runs[i].first && number <= self->runs[i].last)
      return TRUE;

  return self->n == 0;
}

/* The first number from @first on that is not covered; more than @last when all are. */
static guint
covered_to (const BrRanges *self,
            guint           first,
            guint           last)
{
  guint next = first;

  for (guint round = 0; round <= self->n && next <= last; round++)
    for (guint i = 0; i < self->n; i++)
      if (next >= self->runs[i].first && next <= self->runs[i].last)
        next = self->runs[i].last + 1;

  return next;
}

gboolean
br_ranges_include (const BrRanges *self,
                   const BrRanges *other)
{
  if (self->n == 0)
    return TRUE;
  for (guint i = 0; i < other->n; i++)
    if (covered_to (self, other->runs[i].first, other->runs[i].last) <= other->runs[i].last)
      return FALSE;

  return other->n > 0;
}

gboolean
br_universe_number (const char *label,
                    guint      *number)
{
  guint64 parts[3] = { 0, 0, 0 };
  guint   n = 0;
  char   *end = (char *) label;

  while (n < G_N_ELEMENTS (parts) && g_ascii_isdigit (*end))
    {
      parts[n++] = g_ascii_strtoull (end, &end, 10);
      if (*end != ':')
        break;
      end++;
    }
  if (*end != '\0' || (n != 1 && n != 3))
    return FALSE;

  *number = (guint) (n == 1 ? parts[0] : parts[0] * 256 + parts[1] * 16 + parts[2]);
  return TRUE;
}
