/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/dmx-usb/clasp-enttec-codec.h"

#include <string.h>

/* What the maker hands out with an ENTTEC Pro Mk2: which labels its second port has depends on the key
 * (show-protocols.md 7.2), so a person types them. */

/* These write the widget's firmware. */
#define LABEL_REPROGRAM 1
#define LABEL_FLASH_PAGE 2

/**
 * clasp_dmx_usb_key_parse:
 * @text: eight hexadecimal digits, or nothing
 * @key: (out caller-allocates): its bytes
 * @has_key: (out): whether there is one
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is neither
 */
gboolean
clasp_dmx_usb_key_parse (const char *text, guint8 key[4], gboolean *has_key)
{
  guint64 number;

  *has_key = text[0] != '\0';
  if (!*has_key)
    return TRUE;
  if (strlen (text) != 8 || !g_ascii_string_to_unsigned (text, 16, 0, G_MAXUINT32, &number, NULL))
    return FALSE;

  for (guint i = 0; i < 4; i++)
    key[i] = (guint8) (number >> (24 - 8 * i));
  return TRUE;
}

/* Pairs of hexadecimal digits; -1 when it is something else, or too long. */
static int
read_hex (const char *text, guint8 *bytes, gsize max)
{
  gsize n = strlen (text);

  if (n % 2 != 0 || n / 2 > max)
    return -1;
  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isxdigit (text[i]))
      return -1;

  for (gsize i = 0; i < n / 2; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]));
  return (int) (n / 2);
}

static gboolean
add_message (ClaspWriter *writer, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 3);
  guint8         data[CLASP_DMX_SETUP_SIZE];
  guint64        label;
  int            n = g_strv_length (parts) == 2 ? read_hex (g_strstrip (parts[1]), data, sizeof data) : -1;

  if (n < 0 || !g_ascii_string_to_unsigned (g_strstrip (parts[0]), 10, 0, 255, &label, NULL))
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "mk2-setup: ‘%s’ is no message; write label:data, “8:00” (label 0–255, data in hexadecimal digits)", text);
  else if (label == LABEL_REPROGRAM || label == LABEL_FLASH_PAGE)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "mk2-setup: ‘%s’ would overwrite the firmware of the interface", text);
  else
    return clasp_enttec_encode (writer, (guint) label, data, (gsize) n);

  return FALSE;
}

/**
 * clasp_dmx_usb_setup_parse:
 * @texts: items of the setting, "145:0101"; empty ones are left out
 * @bytes: (out caller-allocates): the messages as they are sent
 * @n_bytes: (out): how many bytes
 * @error: return location for %CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE if one is no message, or all are too long
 */
gboolean
clasp_dmx_usb_setup_parse (const char *const *texts,
                           guint8             bytes[CLASP_DMX_SETUP_SIZE],
                           guint             *n_bytes,
                           GError           **error)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  *n_bytes = 0;
  for (guint i = 0; texts[i] != NULL; i++)
    if (texts[i][0] != '\0' && !add_message (&writer, texts[i], error))
      return FALSE;
  if (writer.length > CLASP_DMX_SETUP_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "mk2-setup: longer than %d bytes in all",
                   CLASP_DMX_SETUP_SIZE);
      return FALSE;
    }

  if (writer.length > 0)
    memcpy (bytes, writer.data, writer.length);
  *n_bytes = (guint) writer.length;
  return TRUE;
}
