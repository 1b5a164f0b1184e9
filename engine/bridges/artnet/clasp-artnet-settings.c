/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-settings.h"

#include "bridges/clasp-bridge-settings.h"
#include "io/clasp-targets.h"

#include <glib/gi18n-lib.h>

/* What the fields of ArtPollReply hold besides their NUL (5.5). */
#define SHORT_NAME_MAX 17
#define LONG_NAME_MAX 63

struct _ClaspArtnetSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspArtnetSettings, clasp_artnet_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspArtnetMerge,
                    clasp_artnet_merge,
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_MERGE_HTP, "htp"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_MERGE_LTP, "ltp"))

/**
 * clasp_artnet_universes_parse:
 * @texts: "0:0:1" or "1"; none, or only empty ones, means all
 * @universes: (out caller-allocates): the set
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE if a text is no universe
 */
gboolean
clasp_artnet_universes_parse (const char *const    *texts,
                              ClaspArtnetUniverses *universes,
                              GError              **error)
{
  *universes = (ClaspArtnetUniverses){ .is_all = TRUE };
  for (guint i = 0; texts[i] != NULL; i++)
    {
      guint16 port_address;

      if (texts[i][0] == '\0')
        continue;
      if (!clasp_artnet_port_address_parse (texts[i], &port_address))
        {
          g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                       "‘%s’ is no universe; write net:sub-net:universe (0–127:0–15:0–15) or a "
                       "number from 0 to 32767",
                       texts[i]);
          return FALSE;
        }
      universes->is_all = FALSE;
      universes->bits[port_address / 32] |= 1u << (port_address % 32);
    }

  return TRUE;
}

static gboolean
check_ipv4 (const ClaspEndpoint *endpoint, gboolean may_be_name, GError **error)
{
  g_autoptr (GSocketAddress) address = clasp_endpoint_to_address (endpoint);

  if (address == NULL ? may_be_name : g_socket_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               address == NULL
                 ? "‘%s’ is a name; use an address of this computer, or 0.0.0.0 for all"
                 : "‘%s’ is an IPv6 address; Art-Net is IPv4 only",
               endpoint->host);
  return FALSE;
}

static gboolean
check_endpoint (const char *text, gboolean may_be_name, GError **error)
{
  g_auto (ClaspEndpoint) endpoint = { 0 };

  return text[0] == '\0' || (clasp_endpoint_parse (text, CLASP_ARTNET_PORT, &endpoint, error) &&
                             check_ipv4 (&endpoint, may_be_name, error));
}

static gboolean
check_send (const char *const *send, GError **error)
{
  for (guint i = 0; send[i] != NULL; i++)
    if (!check_endpoint (send[i], TRUE, error))
      return FALSE;

  return clasp_targets_check (send, CLASP_ARTNET_PORT, error);
}

static gboolean
has_target (const char *const *send)
{
  for (guint i = 0; send[i] != NULL; i++)
    if (send[i][0] != '\0')
      return TRUE;

  return FALSE;
}

static gboolean
check_name (const char *name, gsize maximum, GError **error)
{
  if (strlen (name) <= maximum)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "longer than %" G_GSIZE_FORMAT " bytes", maximum);
  return FALSE;
}

static gboolean
validate (ClaspSettings *self, GError **error)
{
  const char          *listen = clasp_settings_get_string (self, "listen");
  const char *const   *send = clasp_settings_get_strv (self, "send");
  ClaspArtnetUniverses universes;
  GError              *local = NULL;

  if (!check_endpoint (listen, FALSE, &local))
    g_prefix_error (&local, "listen: ");
  else if (!check_send (send, &local))
    g_prefix_error (&local, "send: ");
  else if (!clasp_artnet_universes_parse (clasp_settings_get_strv (self, "universes"), &universes,
                                          &local))
    g_prefix_error (&local, "universes: ");
  else if (!check_name (clasp_settings_get_string (self, "short-name"), SHORT_NAME_MAX, &local))
    g_prefix_error (&local, "short-name: ");
  else if (!check_name (clasp_settings_get_string (self, "long-name"), LONG_NAME_MAX, &local))
    g_prefix_error (&local, "long-name: ");
  else if (listen[0] == '\0' && !has_target (send))
    local = g_error_new (CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                         "listen, send: both are empty, so nothing could come in or go out");
  if (local == NULL)
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, local->message);
  g_error_free (local);
  return FALSE;
}

static void
install_places (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string (
             "listen", N_ ("Listen on"),
             N_ ("Address of this computer where frames come in, with the UDP port unless it is "
                 "6454; 0.0.0.0 is every network. Empty: no input."),
             CLASP_ARTNET_DEFAULT_LISTEN, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed (
             "send", N_ ("Send to"),
             N_ ("Host of each node that gets frames, with the UDP port unless it is 6454; a "
                 "broadcast address reaches all. Empty: no output."),
             G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_boxed (
      "universes", N_ ("Universes"),
      N_ ("Port-addresses that come in and go out, net:sub-net:universe or one number. Empty: "
          "all."),
      G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
install_timing (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_enum (
      "merge", N_ ("Two sources"),
      N_ ("What counts when two controllers send the same universe. htp: the higher level of "
          "each slot. ltp: the packet that changed last."),
      clasp_artnet_merge_get_type (), CLASP_ARTNET_MERGE_HTP, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-hz", N_ ("Frames per second"),
                              N_ ("At most so many frames of a universe leave."), 1, 44, 44,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("keep-alive-ms", N_ ("Repeat after"),
                              N_ ("Milliseconds after which an unchanged frame is sent again."),
                              100, 4000, 800, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint (
             "input-timeout-ms", N_ ("Source lost after"),
             N_ ("Milliseconds of silence after which one of two sources no longer counts."), 1000,
             60000, 10000, CLASP_SETTINGS_FLAGS));
}

static void
install_node (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("answer-polls", N_ ("Be found"),
                          N_ ("Answers controllers that look for nodes, so that they send here."),
                          TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("short-name", N_ ("Short name"),
                                N_ ("What controllers list us as; 17 bytes at most."),
                                "Clasp Bridge", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("long-name", N_ ("Long name"),
                                N_ ("What controllers show of us; 63 bytes at most."),
                                "Clasp Bridge, show control router", CLASP_SETTINGS_FLAGS));
}

static void
clasp_artnet_settings_class_init (ClaspArtnetSettingsClass *klass)
{
  static const char *const advanced[] = { "merge",         "max-hz",
                                          "keep-alive-ms", "input-timeout-ms",
                                          "answer-polls",  "short-name",
                                          "long-name" };
  ClaspSettingsClass      *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_places (settings_class);
  install_timing (settings_class);
  install_node (settings_class);
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_artnet_settings_init (ClaspArtnetSettings *self)
{
}
