/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/artnet/clasp-artnet-settings.h"

#include "bridges/artnet/clasp-artnet-nodes.h"
#include "bridges/artnet/clasp-artnet-output.h"
#include "bridges/clasp-bridge-settings.h"
#include "dmx/clasp-dmx-settings.h"
#include "io/clasp-targets.h"

#include <glib/gi18n-lib.h>

/* What the fields of ArtPollReply hold besides their NUL (5.5). */
#define SHORT_NAME_MAX 17
#define LONG_NAME_MAX 63

typedef enum
{
  CLASP_ARTNET_DIAGNOSTICS_OFF = 0,
  CLASP_ARTNET_DIAGNOSTICS_LOW = 0x10,
  CLASP_ARTNET_DIAGNOSTICS_MEDIUM = 0x40,
  CLASP_ARTNET_DIAGNOSTICS_HIGH = 0x80,
  CLASP_ARTNET_DIAGNOSTICS_CRITICAL = 0xe0,
} ClaspArtnetDiagnosticChoice;

struct _ClaspArtnetSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspArtnetSettings, clasp_artnet_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspArtnetInMode,
                    clasp_artnet_in_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_IN_CHANNEL, "channel"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_IN_UNIVERSE, "universe"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_IN_BOTH, "both"))

static GType clasp_artnet_diagnostics_get_type (void);

/* Values are those of the protocol (5.4). */
G_DEFINE_ENUM_TYPE (ClaspArtnetDiagnosticChoice,
                    clasp_artnet_diagnostics,
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_DIAGNOSTICS_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_DIAGNOSTICS_LOW, "low"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_DIAGNOSTICS_MEDIUM, "medium"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_DIAGNOSTICS_HIGH, "high"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_DIAGNOSTICS_CRITICAL, "critical"))

G_DEFINE_ENUM_TYPE (ClaspArtnetAddressing,
                    clasp_artnet_addressing,
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_ADDRESSING_NET, "net"),
                    G_DEFINE_ENUM_VALUE (CLASP_ARTNET_ADDRESSING_FLAT, "flat"))

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
check_host (const char *text, GError **error)
{
  return check_endpoint (text, TRUE, error) &&
         clasp_targets_check ((const char *const[]){ text, NULL }, CLASP_ARTNET_PORT, error);
}

/**
 * clasp_artnet_lines_parse:
 * @settings: of an Art-Net connection
 * @error: return location for CLASP_SHOW_ERROR_SETTING, with line and column
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what is otherwise for single universes
 */
ClaspUniverseLines *
clasp_artnet_lines_parse (ClaspSettings *settings, GError **error)
{
  static const ClaspUniverseGrammar grammar = {
    .parse = clasp_artnet_port_address_parse,
    .universe = "net:sub-net:universe or a number from 0 to 32767, or two with ‘-’ between them",
    .check_host = check_host,
    .keys = CLASP_UNIVERSE_MODE | CLASP_UNIVERSE_UNICAST | CLASP_UNIVERSE_TOGETHER |
            CLASP_UNIVERSE_MIN_HZ | CLASP_UNIVERSE_MAX_HZ | CLASP_UNIVERSE_CONTINUOUS |
            CLASP_UNIVERSE_DARK_ON_STOP | CLASP_UNIVERSE_MERGE,
  };

  return clasp_universe_lines_new (clasp_settings_get_strv (settings, "universe-options"),
                                   clasp_settings_get_strv (settings, "send"), &grammar, error);
}

/**
 * clasp_artnet_settings_has_destination:
 * @self: settings; with lines that cannot be read, nothing goes out
 *
 * Thread: any.
 *
 * Returns: %TRUE if anything can go out
 */
gboolean
clasp_artnet_settings_has_destination (ClaspSettings *self)
{
  g_autoptr (ClaspUniverseLines) lines = clasp_artnet_lines_parse (self, NULL);
  ClaspArtnetOutput              usual = clasp_artnet_output_read (self);

  return lines != NULL && (clasp_universe_lines_get_hosts (lines)[0] != NULL ||
                           clasp_settings_get_boolean (self, "find-nodes") ||
                           clasp_artnet_output_has_mode (&usual, lines, CLASP_UNIVERSE_BROADCAST));
}

static gboolean
check_lines (ClaspSettings *self, GError **error)
{
  g_autoptr (ClaspUniverseLines) lines = clasp_artnet_lines_parse (self, error);
  gboolean                       is_finding = clasp_settings_get_boolean (self, "find-nodes");

  if (lines == NULL)
    return FALSE;
  for (guint i = 0; !is_finding && i < clasp_universe_lines_get_count (lines); i++)
    {
      const ClaspUniverseLine *line = clasp_universe_lines_get (lines, i);

      if ((line->keys & CLASP_UNIVERSE_MODE) == 0 || line->mode != CLASP_UNIVERSE_DISCOVERED)
        continue;
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "line %u: mode=discovered is of no use while find-nodes is off", line->number);
      return FALSE;
    }
  return TRUE;
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
  else if (!clasp_artnet_universes_parse (clasp_settings_get_strv (self, "out-universes"),
                                          &universes, &local))
    g_prefix_error (&local, "out-universes: ");
  else if (!check_name (clasp_settings_get_string (self, "short-name"), SHORT_NAME_MAX, &local))
    g_prefix_error (&local, "short-name: ");
  else if (!check_name (clasp_settings_get_string (self, "long-name"), LONG_NAME_MAX, &local))
    g_prefix_error (&local, "long-name: ");
  else if (!check_lines (self, &local))
    g_prefix_error (&local, "universe-options: ");
  else if (!clasp_dmx_rates_check (self, &local))
    ; /* it names them */
  else if (listen[0] == '\0' && !clasp_artnet_settings_has_destination (self))
    local = g_error_new (CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                         "listen, send: both are empty, so nothing could come in or go out");
  if (local == NULL)
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, local->message);
  g_error_free (local);
  return FALSE;
}

#define INSTALL clasp_settings_class_install
#define FLAGS CLASP_SETTINGS_FLAGS

static void
install_places (ClaspSettingsClass *klass)
{
  INSTALL (klass,
           g_param_spec_string (
             "listen", N_ ("Listen on"),
             N_ ("Address of this computer where frames come in, with the UDP port unless it "
                 "is 6454; 0.0.0.0 is every network. Empty: no input."),
             CLASP_ARTNET_DEFAULT_LISTEN, FLAGS));
  clasp_bridge_interface_install (klass);
  INSTALL (klass, g_param_spec_boxed (
                    "send", N_ ("Send to"),
                    N_ ("Host of each node that gets frames, with the UDP port unless it is 6454. "
                        "With “Find nodes” only what no node takes goes there."),
                    G_TYPE_STRV, FLAGS));
  INSTALL (klass, g_param_spec_boolean (
                    "find-nodes", N_ ("Find nodes"),
                    N_ ("Looks for nodes again and again and sends each universe to those that "
                        "take it."),
                    FALSE, FLAGS));
  INSTALL (klass, g_param_spec_boolean (
                    "ask-targets", N_ ("Ask whether they are there"),
                    N_ ("Polls those that get frames, so that one that stops answering is reported as "
                        "missing. Frames go on either way."),
                    TRUE, FLAGS));
  INSTALL (klass, g_param_spec_uint (
                    "poll-interval-ms", N_ ("Look for nodes every"),
                    N_ ("Milliseconds between two polls; a node that missed three is gone."), 1000,
                    30000, 2500, FLAGS));
  INSTALL (klass, g_param_spec_uint (
                    "max-nodes", N_ ("Most nodes"),
                    N_ ("So many are known; one that answers with a reply for each port counts for each."), 1,
                    CLASP_ARTNET_MAX_PORT_ADDRESS + 1, CLASP_ARTNET_DEFAULT_NODES, FLAGS));
  INSTALL (klass, g_param_spec_enum (
                    "diagnostics", N_ ("Messages of nodes"),
                    N_ ("With “Find nodes”: what nodes say of themselves is asked for from this "
                        "importance on, and written to the log."),
                    clasp_artnet_diagnostics_get_type (), CLASP_ARTNET_DIAGNOSTICS_OFF, FLAGS));
  INSTALL (klass,
           g_param_spec_boolean (
             "broadcast", N_ ("Broadcast"),
             N_ ("Sends to everybody on the network instead; only for old nodes."), FALSE, FLAGS));
  INSTALL (klass, g_param_spec_boxed (
                    "universe-options", N_ ("Single universes"),
                    N_ ("What is otherwise for some universes, a line for a universe or a range: "
                        "0:0:1-0:0:4 mode=list unicast=10.0.0.5,10.0.0.6 sync=true min-hz=2 max-hz=30 "
                        "continuous=false blackout-on-stop=true, and of those that come in "
                        "merge=ltp. mode is discovered, list or broadcast."),
                    G_TYPE_STRV, FLAGS));
  INSTALL (klass, g_param_spec_boxed (
                    "universes", N_ ("Universes"),
                    N_ ("Port-addresses that come in and go out, net:sub-net:universe or one "
                        "number. Empty: all."),
                    G_TYPE_STRV, FLAGS));
  INSTALL (klass, g_param_spec_boxed (
                    "out-universes", N_ ("Universes out"),
                    N_ ("Port-addresses that go out instead, where they are others than those that "
                        "come in. Empty: the same."),
                    G_TYPE_STRV, FLAGS));
  INSTALL (klass, g_param_spec_enum ("addressing", N_ ("Addresses"),
                                     N_ ("How universes that come in are written. net: "
                                         "/net/sub-net/universe. flat: one number. Both are always "
                                         "read."),
                                     clasp_artnet_addressing_get_type (),
                                     CLASP_ARTNET_ADDRESSING_NET, FLAGS));
}

static void
install_input (ClaspSettingsClass *klass)
{
  INSTALL (klass,
           g_param_spec_enum ("in-mode", N_ ("Comes in as"),
                              N_ ("channel: each slot that changes, one parameter. universe: whole "
                                  "frames, a stream of bytes."),
                              clasp_artnet_in_mode_get_type (), CLASP_ARTNET_IN_CHANNEL, FLAGS));
  INSTALL (
    klass,
    g_param_spec_enum (
      "merge", N_ ("Two sources"),
      N_ ("What counts when two controllers send the same universe. htp: the higher level of "
          "each slot. ltp: the packet that changed last."),
      clasp_dmx_merge_get_type (), CLASP_DMX_MERGE_HTP, FLAGS));
  INSTALL (klass,
           g_param_spec_uint ("input-timeout-ms", N_ ("Source lost after"),
                              N_ ("Milliseconds of silence after which a source no longer counts."),
                              1000, 60000, 10000, FLAGS));
  clasp_dmx_loss_install (klass);
  INSTALL (klass,
           g_param_spec_boolean ("per-source", N_ ("Each source too"),
                                 N_ ("Also shows the levels of every source by itself, below "
                                     "sources/."),
                                 FALSE, FLAGS));
}

static void
install_output (ClaspSettingsClass *klass)
{
  INSTALL (klass, g_param_spec_uint ("max-hz", N_ ("Frames per second"),
                                     N_ ("At most so many frames of a universe leave."), 1, 44, 44,
                                     FLAGS));
  INSTALL (klass,
           g_param_spec_uint ("keep-alive-ms", N_ ("Repeat after"),
                              N_ ("Milliseconds after which an unchanged frame is sent again."),
                              100, 4000, 800, FLAGS));
  INSTALL (klass, g_param_spec_uint ("min-hz", N_ ("Repeats per second"),
                                     N_ ("An unchanged frame is sent again so often. 0: as “Repeat "
                                         "after” says."),
                                     0, 44, 0, FLAGS));
  INSTALL (klass, g_param_spec_boolean ("continuous", N_ ("Send all the time"),
                                        N_ ("Unchanged frames leave at the full rate, too."), FALSE,
                                        FLAGS));
  INSTALL (klass,
           g_param_spec_boolean (
             "sync", N_ ("Synchronise"),
             N_ ("All universes leave together with an ArtSync behind them, so that all nodes "
                 "show them at the same moment."),
             FALSE, FLAGS));
  INSTALL (klass,
           g_param_spec_boolean (
             "short-frames", N_ ("Short frames"),
             N_ ("Frames end with the highest slot in use instead of slot 512."), FALSE, FLAGS));
  INSTALL (klass, g_param_spec_boolean (
                    "blackout-on-stop", N_ ("Dark when it stops"),
                    N_ ("Sends zeros when the connection is switched off. Otherwise nodes keep the "
                        "last levels."),
                    FALSE, FLAGS));
  INSTALL (klass,
           g_param_spec_uint ("max-universes", N_ ("Most universes"),
                              N_ ("So many come in, and so many go out."), 1, 32768, 1024, FLAGS));
}

static void
install_node (ClaspSettingsClass *klass)
{
  INSTALL (klass,
           g_param_spec_boolean (
             "answer-polls", N_ ("Be found"),
             N_ ("Answers controllers that look for nodes, so that they send here, and obeys "
                 "their ArtAddress."),
             TRUE, FLAGS));
  INSTALL (klass, g_param_spec_string ("short-name", N_ ("Short name"),
                                       N_ ("What controllers list us as; 17 bytes at most."),
                                       "Clasp Bridge", FLAGS));
  INSTALL (klass, g_param_spec_string ("long-name", N_ ("Long name"),
                                       N_ ("What controllers show of us; 63 bytes at most."),
                                       "Clasp Bridge, show control router", FLAGS));
  INSTALL (klass, g_param_spec_uint (
                    "oem", N_ ("OEM code"),
                    N_ ("What kind of device controllers take us for; 255 is an unknown one."), 0,
                    65535, 0xff, FLAGS));
  INSTALL (klass,
           g_param_spec_uint ("esta", N_ ("ESTA code"),
                              N_ ("Which manufacturer controllers take us for; 32752 to 32767 are "
                                  "prototypes."),
                              0, 65535, 0x7ff0, FLAGS));
}

static void
clasp_artnet_settings_class_init (ClaspArtnetSettingsClass *klass)
{
  static const char *const advanced[] = { "universe-options",
                                          "out-universes",
                                          "addressing",
                                          "in-mode",
                                          "merge",
                                          "input-timeout-ms",
                                          "per-source",
                                          "max-hz",
                                          "keep-alive-ms",
                                          "min-hz",
                                          "continuous",
                                          "sync",
                                          "short-frames",
                                          "blackout-on-stop",
                                          "max-universes",
                                          "answer-polls",
                                          "ask-targets",
                                          "poll-interval-ms",
                                          "diagnostics",
                                          "max-nodes",
                                          "oem",
                                          "esta",
                                          "short-name",
                                          "long-name" };
  ClaspSettingsClass      *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_places (settings_class);
  install_input (settings_class);
  install_output (settings_class);
  install_node (settings_class);
  clasp_scale_install (settings_class);
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_artnet_settings_init (ClaspArtnetSettings *self)
{
}
