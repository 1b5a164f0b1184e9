/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-settings.h"

#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge-settings.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-discovery.h"
#include "bridges/sacn/clasp-sacn-output.h"
#include "dmx/clasp-dmx-settings.h"
#include "io/clasp-targets.h"

#include <glib/gi18n-lib.h>

#define INTERFACE_NAME_MAX 15 /* the kernel's */
#define N_WORDS (G_MAXUINT16 / 32 + 1) /* a bit for each universe */

struct _ClaspSacnSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspSacnSettings, clasp_sacn_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspSacnIp,
                    clasp_sacn_ip,
                    G_DEFINE_ENUM_VALUE (CLASP_SACN_IP_4, "ipv4"),
                    G_DEFINE_ENUM_VALUE (CLASP_SACN_IP_6, "ipv6"),
                    G_DEFINE_ENUM_VALUE (CLASP_SACN_IP_BOTH, "both"))

/* ---- universes ---- */

static gboolean
take_number (const char **p, guint *number)
{
  char *end;

  while (g_ascii_isspace (**p))
    (*p)++;
  if (!g_ascii_isdigit (**p))
    return FALSE;
  *number = (guint) MIN (g_ascii_strtoull (*p, &end, 10), G_MAXUINT);
  for (*p = end; g_ascii_isspace (**p);)
    (*p)++;
  return *number >= 1 && *number <= CLASP_SACN_MAX_UNIVERSE;
}

/* "7" or "1-10". */
static gboolean
take_range (const char **p, guint *first, guint *last)
{
  if (!take_number (p, first))
    return FALSE;
  *last = *first;
  if (**p != '-')
    return TRUE;
  (*p)++;
  return take_number (p, last) && *last >= *first;
}

static gboolean
take_text (const char *text, guint32 *bits)
{
  const char *p = text;
  guint       first, last;

  while (g_ascii_isspace (*p))
    p++;
  while (*p != '\0')
    {
      if (!take_range (&p, &first, &last) || (*p != ',' && *p != '\0'))
        return FALSE;
      for (guint i = first; i <= last; i++)
        bits[i / 32] |= 1u << (i % 32);
      if (*p == ',')
        p++;
    }
  return TRUE;
}

static void
append_word (GArray *numbers, guint32 word, guint first)
{
  for (guint i = 0; word != 0; i++, word >>= 1)
    if ((word & 1) != 0)
      {
        guint16 number = (guint16) (first + i);

        g_array_append_val (numbers, number);
      }
}

/**
 * clasp_sacn_universes_parse:
 * @texts: "1-10, 532" and the like; none, or only empty ones, is no universe
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the numbers
 */
GArray *
clasp_sacn_universes_parse (const char *const *texts, GError **error)
{
  g_autofree guint32 *bits = g_new0 (guint32, N_WORDS);
  g_autoptr (GArray)  numbers = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; texts[i] != NULL; i++)
    if (!take_text (texts[i], bits))
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                     "‘%s’ is no list of universes; write numbers from 1 to %u and ranges, such as "
                     "1-10, 532",
                     texts[i], CLASP_SACN_MAX_UNIVERSE);
        return NULL;
      }
  for (guint i = 0; i < N_WORDS; i++)
    append_word (numbers, bits[i], i * 32);
  return g_steal_pointer (&numbers);
}

/**
 * clasp_sacn_settings_get_universes:
 * @settings: of an sACN connection
 * @name: "receive" or "send"
 * @error: return location for CLASP_SHOW_ERROR_SETTING
 *
 * Thread: as @settings.
 *
 * Returns: (transfer full) (nullable): the numbers
 */
GArray *
clasp_sacn_settings_get_universes (ClaspSettings *settings, const char *name, GError **error)
{
  guint              max = (guint) clasp_settings_get_int (settings, "max-universes");
  g_autoptr (GArray) numbers =
    clasp_sacn_universes_parse (clasp_settings_get_strv (settings, name), error);

  if (numbers == NULL || numbers->len <= max)
    return g_steal_pointer (&numbers);

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "%u universes; this connection has at most %u (“max-universes”)", numbers->len, max);
  return NULL;
}

/* ---- checks ---- */

static gboolean
check_universes (ClaspSettings *self, const char *name, guint *n, GError **error)
{
  g_autoptr (GArray) numbers = clasp_sacn_settings_get_universes (self, name, error);

  *n = numbers != NULL ? numbers->len : 0;
  if (numbers != NULL)
    return TRUE;
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

static gboolean
check_name (ClaspSettings *self, GError **error)
{
  if (strlen (clasp_settings_get_string (self, "source-name")) < CLASP_SACN_NAME_SIZE)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "source-name: longer than %u bytes", CLASP_SACN_NAME_SIZE - 1);
  return FALSE;
}

static gboolean
check_cid (ClaspSettings *self, GError **error)
{
  const char *text = clasp_settings_get_string (self, "cid");
  guint8      cid[CLASP_SACN_CID_SIZE];

  if (text[0] == '\0' || clasp_sacn_cid_parse (text, cid))
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "cid: ‘%s’ is no UUID such as a835f42f-df24-4690-95f9-8a315dcef887", text);
  return FALSE;
}

static gboolean
check_interfaces (ClaspSettings *self, GError **error)
{
  const char *const *names = clasp_settings_get_strv (self, "interfaces");

  for (guint i = 0; names[i] != NULL; i++)
    if (strlen (names[i]) > INTERFACE_NAME_MAX)
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                     "interfaces: ‘%s’ is longer than the name of a network interface can be",
                     names[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_reach (ClaspSettings *self, const ClaspUniverseLines *lines, guint16 universe, GError **error)
{
  ClaspSacnOutput usual = clasp_sacn_output_read (self, lines);
  ClaspSacnOutput output = clasp_sacn_output_find (&usual, lines, universe);

  if (output.route.is_multicast || output.route.hosts != 0)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "multicast, unicast: one is off and the other empty, so what goes out of universe "
               "%u would reach nobody",
               universe);
  return FALSE;
}

static gboolean
check_targets (ClaspSettings *self, GError **error)
{
  g_autoptr (ClaspUniverseLines) lines = NULL;
  g_autoptr (GArray)             sent = clasp_sacn_settings_get_universes (self, "send", NULL);

  if (!clasp_targets_check (clasp_settings_get_strv (self, "unicast"), CLASP_SACN_PORT, error))
    {
      g_prefix_error (error, "unicast: ");
      return FALSE;
    }
  lines = clasp_sacn_output_parse_lines (self, error);
  if (lines == NULL)
    {
      g_prefix_error (error, "universe-options: ");
      return FALSE;
    }
  for (guint i = 0; i < sent->len; i++)
    if (!check_reach (self, lines, g_array_index (sent, guint16, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
validate (ClaspSettings *self, GError **error)
{
  guint n_received, n_sent;

  if (!check_universes (self, "receive", &n_received, error) ||
      !check_universes (self, "send", &n_sent, error) || !check_name (self, error) ||
      !check_cid (self, error) || !check_interfaces (self, error) ||
      !check_targets (self, error) || !clasp_dmx_rates_check (self, error))
    return FALSE;
  if (n_received > 0 || n_sent > 0)
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "receive, send: both are empty, so nothing could come in or go out");
  return FALSE;
}

/* ---- declarations ---- */

static void
install_universes (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("receive", N_ ("Universes in"),
                               N_ ("Universes that come in: numbers and ranges, 1-10, 532. Empty: "
                                   "no input."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (klass, "receive", "1");
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("send", N_ ("Universes out"),
                               N_ ("Universes that go out when something is written to them: "
                                   "numbers and ranges, 1-10, 532. Empty: no output."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
install_network (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boxed ("interfaces", N_ ("Network interfaces"),
                        N_ ("Names of the interfaces to use, such as eth0; they are followed "
                            "by name. Empty: every one that is up."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("multicast", N_ ("Send to groups"),
                                 N_ ("What goes out reaches everybody who joined the universe."),
                                 TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("unicast", N_ ("Send to hosts"),
                               N_ ("Hosts that get a copy of what goes out, with the UDP port "
                                   "unless it is 5568."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
install_source (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("source-name", N_ ("Source name"),
                                N_ ("What receivers show of us; 63 bytes at most."), "Clasp Bridge",
                                CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_uint ("priority", N_ ("Priority"),
                       N_ ("Of what goes out; receivers follow the source with the highest."), 0,
                       CLASP_SACN_MAX_PRIORITY, CLASP_DMX_PRIORITY_DEFAULT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("sync-universe", N_ ("Synchronise on"),
                              N_ ("Universe whose sync packets make all that goes out act at the "
                                  "same time. 0: none."),
                              0, CLASP_SACN_MAX_UNIVERSE, 0, CLASP_SETTINGS_FLAGS));
}

static void
install_universe_options (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boxed ("universe-options", N_ ("Single universes"),
                        N_ ("What is otherwise for some universes, a line for a universe or a range: "
                            "10-12 priority=150 preview=true sync=7 force-sync=true multicast=false "
                            "unicast=10.0.0.5,10.0.0.6 min-hz=1 max-hz=30 "
                            "slot-priorities=1-8:150,100:0, and of those that come in merge=ltp."),
                        G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
install_source_details (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("force-sync", N_ ("Go on without sync"),
                                 N_ ("When sync packets stop, receivers act on what comes instead "
                                     "of holding still."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("preview", N_ ("Preview only"),
                                 N_ ("What goes out is for visualisers, not for the stage."), FALSE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("discovery", N_ ("Tell what is sent"),
                                 N_ ("Lists the universes that go out for others, every ten "
                                     "seconds."),
                                 TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("cid", N_ ("Component identifier"),
                                N_ ("UUID that receivers know this source by. Empty: one that "
                                    "belongs to this connection for good."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-hz", N_ ("Frames per second"),
                              N_ ("At most so many frames of a universe leave."), 1,
                              CLASP_DMX_MAX_HZ, CLASP_DMX_MAX_HZ, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("keep-alive-ms", N_ ("Repeat after"),
                              N_ ("Milliseconds after which an unchanged frame is sent again."),
                              800, 1000, 900, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("min-hz", N_ ("Repeats per second"),
                              N_ ("An unchanged frame is sent again so often. 0: as “Repeat "
                                  "after” says."),
                              0, CLASP_DMX_MAX_HZ, 0, CLASP_SETTINGS_FLAGS));
}

static void
install_merge (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_enum ("merge", N_ ("Equal sources"),
                       N_ ("What counts when sources of the highest priority send the same "
                           "universe. htp: the higher level of each slot. ltp: the frame "
                           "that changed last."),
                       clasp_dmx_merge_get_type (), CLASP_DMX_MERGE_HTP, CLASP_SETTINGS_FLAGS));
  clasp_dmx_loss_install (klass);
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("ignore-preview", N_ ("Ignore previews"),
                                 N_ ("What is meant for visualisers does not come in."), TRUE,
                                 CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("per-source", N_ ("Each source too"),
                                 N_ ("Also shows the levels of every source by itself, below "
                                     "sources/."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
}

static void
install_input_details (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint ("input-timeout-ms", N_ ("Source lost after"),
                              N_ ("Milliseconds of silence after which a source no longer counts."),
                              1000, 60000, 2500, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("sampling-ms", N_ ("Listen first for"),
                              N_ ("Milliseconds in which priorities are gathered before the levels "
                                  "of a new source count. 0: at once."),
                              0, 10000, 1500, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-sources", N_ ("Sources at most"),
                              N_ ("So many sources of a universe are merged; more are ignored and "
                                  "reported."),
                              1, 64, 16, CLASP_SETTINGS_FLAGS));
}

static void
install_limits (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-universes", N_ ("Most universes"),
                              N_ ("So many come in, and so many go out."), 1,
                              CLASP_SACN_MAX_UNIVERSE, CLASP_SACN_DEFAULT_UNIVERSES,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-discovered", N_ ("Most sources found"),
                              N_ ("So many of those that tell what they send are listed."), 1, 4096,
                              CLASP_SACN_DEFAULT_DISCOVERED, CLASP_SETTINGS_FLAGS));
}

static void
install_ip (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum ("ip", N_ ("IP version"),
                              N_ ("Which groups are joined and sent to: those of ipv4, of ipv6, or "
                                  "both."),
                              clasp_sacn_ip_get_type (), CLASP_SACN_IP_4, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("ttl", N_ ("Reach"),
                              N_ ("Routers that packets to groups may pass, and one; 1 stays in "
                                  "this network."),
                              1, 255, 16, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("port", N_ ("UDP port"),
                              N_ ("Where packets come in and go to; all sACN uses 5568."), 1, 65535,
                              CLASP_SACN_PORT, CLASP_SETTINGS_FLAGS));
}

static void
clasp_sacn_settings_class_init (ClaspSacnSettingsClass *klass)
{
  static const char *const advanced[] = {
    "universe-options",
    "force-sync",
    "preview",
    "discovery",
    "cid",
    "max-hz",
    "keep-alive-ms",
    "merge",
    "per-source",
    "ignore-preview",
    "input-timeout-ms",
    "sampling-ms",
    "max-sources",
    "max-universes",
    "max-discovered",
    "min-hz",
    "ip",
    "ttl",
    "port",
  };
  ClaspSettingsClass *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_universes (settings_class);
  install_network (settings_class);
  install_source (settings_class);
  install_universe_options (settings_class);
  install_source_details (settings_class);
  install_merge (settings_class);
  install_input_details (settings_class);
  install_limits (settings_class);
  install_ip (settings_class);
  clasp_scale_install (settings_class);
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_sacn_settings_init (ClaspSacnSettings *self)
{
}
