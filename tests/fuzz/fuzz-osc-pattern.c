/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/osc/clasp-osc-address.h"
#include "bridges/osc/clasp-osc-place.h"
#include "bridges/osc/clasp-osc-text.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What people and peers write as text: patterns against addresses, places, maps, messages. The
 * input is up to its first newline the one, behind it the address. */

/* A second matcher, slow and plain: tries everything. For patterns without lists and "//". */
static gboolean
matches (const char *pattern, const char *pattern_end, const char *address, const char *address_end)
{
  if (pattern == pattern_end)
    return address == address_end;
  if (*pattern == '*')
    return matches (pattern + 1, pattern_end, address, address_end) ||
           (address < address_end && *address != '/' &&
            matches (pattern, pattern_end, address + 1, address_end));
  return address < address_end && (*pattern == '?' ? *address != '/' : *pattern == *address) &&
         matches (pattern + 1, pattern_end, address + 1, address_end);
}

static gboolean
is_for_both (ClaspStr pattern, ClaspStr address)
{
  guint n_stars = 0;

  for (gsize i = 0; i < pattern.length; i++)
    {
      n_stars += pattern.data[i] == '*';
      if (strchr ("[]{}", pattern.data[i]) != NULL || (guchar) pattern.data[i] > 0x7f ||
          (i > 0 && pattern.data[i] == '/' && pattern.data[i - 1] == '/'))
        return FALSE;
    }
  for (gsize i = 0; i < address.length; i++)
    if ((guchar) address.data[i] > 0x7f)
      return FALSE;
  return n_stars <= 3;
}

static void
match (ClaspStr pattern, ClaspStr address)
{
  gboolean            is_match = clasp_osc_pattern_matches (pattern, address);
  g_autoptr (GString) narrowed = g_string_new (NULL), escaped = g_string_new (NULL);
  ClaspStr            clasp;

  if (address.length <= CLASP_ADDRESS_MAX_LENGTH && is_for_both (pattern, address) &&
      is_match != matches (pattern.data, pattern.data + pattern.length, address.data,
                           address.data + address.length))
    g_error ("two matchers disagree");
  if (!is_match || address.length == 0 || address.data[0] != '/' || pattern.data[0] != '/')
    return;

  /* What narrows a search must not lose anything. */
  clasp_osc_pattern_to_clasp (pattern, narrowed);
  clasp = clasp_osc_address_to_clasp (address, escaped);
  if (clasp_address_is_valid (clasp, &(const char *){ NULL }) &&
      clasp_pattern_is_valid ((ClaspStr){ narrowed->str, narrowed->len }, &(const char *){ NULL }))
    {
      g_autoptr (ClaspPattern) wider =
        clasp_pattern_new ((ClaspStr){ narrowed->str, narrowed->len });

      if (!clasp_pattern_matches (wider, clasp))
        g_error ("%.*s is not found by %s", (int) clasp.length, clasp.data, narrowed->str);
    }
}

static void
map (const char *text, ClaspStr address)
{
  g_autoptr (ClaspOscMap) self = clasp_osc_map_new (text, NULL);
  g_autoptr (GString)     theirs = g_string_new (NULL), ours = g_string_new (NULL);

  if (self == NULL || !clasp_osc_map_outward (self, address, theirs))
    return;
  if (!clasp_osc_map_inward (self, (ClaspStr){ theirs->str, theirs->len }, ours))
    g_error ("a mapped address does not come back");
  if (!clasp_str_equal ((ClaspStr){ ours->str, ours->len }, address))
    g_error ("a mapped address comes back as %s", ours->str);
}

static void
place (const char *text)
{
  for (guint role = CLASP_OSC_PLACE_LISTENER; role <= CLASP_OSC_PLACE_TARGET; role++)
    {
      g_autoptr (GError)        error = NULL;
      g_autoptr (ClaspOscPlace) self = clasp_osc_place_new (text, role, &error);

      if ((self == NULL) != (error != NULL) || (error != NULL && error->message[0] == '\0'))
        g_error ("a place is refused without a word");
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8    *newline = size > 0 ? memchr (data, '\n', size) : NULL;
  gsize            length = newline != NULL ? (gsize) (newline - data) : size;
  g_autofree char *text = g_strndup ((const char *) data, length);
  ClaspStr         first = { (const char *) data, length };
  ClaspStr         second =
    newline != NULL ? (ClaspStr){ (const char *) newline + 1, size - length - 1 } : CLASP_STR_EMPTY;
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  if (!g_utf8_validate_len (first.data, first.length, NULL) ||
      !g_utf8_validate_len (second.data, second.length, NULL) || size > 2000)
    return 0;
  if (length > 0)
    match (first, second);
  if (second.length > 0 && second.data[0] == '/')
    map (text, second);
  place (text);
  if (clasp_osc_message_from_text (text, &writer, NULL) &&
      clasp_osc_packet_check (writer.data, writer.length) != CLASP_OSC_OK)
    g_error ("what was typed cannot be read");
  return 0;
}
