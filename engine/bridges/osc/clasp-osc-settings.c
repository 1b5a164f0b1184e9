/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/clasp-osc-settings.h"

#include "bridges/clasp-bridge-settings.h"
#include "bridges/osc/query/clasp-osc-query-settings.h"
#include "bridges/osc/clasp-osc-place.h"
#include "bridges/osc/clasp-osc-text.h"

#include <glib/gi18n-lib.h>

struct _ClaspOscSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspOscSettings, clasp_osc_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspOscFloatTag,
                    clasp_osc_float_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_FLOAT_TAG_F, "f"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_FLOAT_TAG_D, "d"))

G_DEFINE_ENUM_TYPE (ClaspOscIntTag,
                    clasp_osc_int_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_I, "i"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_INT_TAG_H, "h"))

G_DEFINE_ENUM_TYPE (ClaspOscBoolTag,
                    clasp_osc_bool_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BOOL_TAG_TF, "TF"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BOOL_TAG_I, "i"))

G_DEFINE_ENUM_TYPE (ClaspOscNullTag,
                    clasp_osc_null_tag,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_N, "N"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_I, "I"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_NULL_TAG_NONE, "none"))

G_DEFINE_ENUM_TYPE (ClaspOscArrayMode,
                    clasp_osc_array_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_ARRAY_MODE_FLATTEN, "flatten"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_ARRAY_MODE_BRACKETS, "brackets"))

G_DEFINE_ENUM_TYPE (ClaspOscMapMode,
                    clasp_osc_map_mode,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_MAP_MODE_JSON, "json"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_MAP_MODE_PAIRS, "pairs"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_MAP_MODE_IGNORE, "ignore"))

G_DEFINE_ENUM_TYPE (ClaspOscBundleOut,
                    clasp_osc_bundle_out,
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BUNDLE_OUT_OFF, "off"),
                    G_DEFINE_ENUM_VALUE (CLASP_OSC_BUNDLE_OUT_GROUP, "group"))

/* ---- what no single range can say ---- */

static gboolean
check_places (ClaspSettings *self, const char *name, ClaspOscPlaceRole role, GError **error)
{
  g_autoptr (GPtrArray) places =
    clasp_osc_places_new (clasp_settings_get_strv (self, name), role, error);

  if (places == NULL)
    g_prefix_error (error, "%s: ", name);
  return places != NULL;
}

/**
 * clasp_osc_settings_has_places:
 * @settings: of an OSC connection
 * @name: "listen" or "send"
 *
 * Thread: as @settings.
 *
 * Returns: %TRUE if it names any place
 */
gboolean
clasp_osc_settings_has_places (ClaspSettings *settings, const char *name)
{
  const char *const *texts = clasp_settings_get_strv (settings, name);

  for (guint i = 0; texts[i] != NULL; i++)
    if (texts[i][0] != '\0')
      return TRUE;

  return FALSE;
}

static gboolean
check_use (ClaspSettings *self, GError **error)
{
  if (clasp_osc_settings_has_places (self, "listen") ||
      clasp_osc_settings_has_places (self, "send") ||
      clasp_settings_get_string (self, "query-listen")[0] != '\0' ||
      clasp_settings_get_string (self, "query-url")[0] != '\0')
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "listen, send: both are empty, so nothing could come in or go out");
  return FALSE;
}

static gboolean
check_addresses (ClaspSettings *self, GError **error)
{
  const char *const *addresses = clasp_settings_get_strv (self, "subscribe");
  const char        *unsubscribe = clasp_settings_get_string (self, "unsubscribe");

  for (guint i = 0; addresses[i] != NULL; i++)
    if (addresses[i][0] != '/')
      {
        g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                     "subscribe: ‘%s’ is no OSC address; it begins with a slash, /subscribe",
                     addresses[i]);
        return FALSE;
      }
  if (unsubscribe[0] != '\0' && unsubscribe[0] != '/')
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "unsubscribe: ‘%s’ is no OSC address; it begins with a slash, /unsubscribe",
                   unsubscribe);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_keep_alive (ClaspSettings *self, GError **error)
{
  const char          *text = clasp_settings_get_string (self, "keep-alive");
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;

  if (text[0] == '\0' || clasp_osc_message_from_text (text, &writer, error))
    return TRUE;
  g_prefix_error (error, "keep-alive: ");
  return FALSE;
}

static gboolean
validate (ClaspSettings *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (check_places (self, "listen", CLASP_OSC_PLACE_LISTENER, &local) &&
      check_places (self, "send", CLASP_OSC_PLACE_TARGET, &local) && check_use (self, &local) &&
      check_addresses (self, &local) && check_keep_alive (self, &local) &&
      clasp_osc_query_settings_validate (self, &local))
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, local->message);
  return FALSE;
}

/* ---- the settings ---- */

static void
install_style (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum ("float-tag", N_ ("Decimal numbers as"),
                              N_ ("f: 32 bits, what nearly everything understands. d: 64 bits."),
                              clasp_osc_float_tag_get_type (), CLASP_OSC_FLOAT_TAG_F,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "int-tag", N_ ("Whole numbers as"),
             N_ ("i: 32 bits, larger ones are clamped. h: 64 bits. auto: i where it fits, else h."),
             clasp_osc_int_tag_get_type (), CLASP_OSC_INT_TAG_AUTO, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "bool-tag", N_ ("On and off as"), N_ ("TF: the tags T and F. i: the numbers 1 and 0."),
             clasp_osc_bool_tag_get_type (), CLASP_OSC_BOOL_TAG_TF, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "null-tag", N_ ("No value as"), N_ ("N: nil. I: impulse. none: no argument."),
             clasp_osc_null_tag_get_type (), CLASP_OSC_NULL_TAG_N, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "array-mode", N_ ("Lists inside lists"),
             N_ ("flatten: all elements one after the other. brackets: as OSC arrays."),
             clasp_osc_array_mode_get_type (), CLASP_OSC_ARRAY_MODE_FLATTEN, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "map-mode", N_ ("Maps as"),
             N_ ("json: one text. pairs: each key and its value one after the other. ignore: not "
                 "sent."),
             clasp_osc_map_mode_get_type (), CLASP_OSC_MAP_MODE_JSON, CLASP_SETTINGS_FLAGS));
}

static void
install_strv (ClaspSettingsClass *klass,
              const char         *name,
              const char         *nick,
              const char         *blurb,
              const char         *text)
{
  clasp_settings_class_install (
    klass, g_param_spec_boxed (name, nick, blurb, G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  if (text != NULL)
    clasp_settings_class_default (klass, name, text);
}

static void
install_uint (ClaspSettingsClass *klass,
              const char         *name,
              const char         *nick,
              const char         *blurb,
              guint               minimum,
              guint               maximum,
              guint               usual)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint (name, nick, blurb, minimum, maximum, usual, CLASP_SETTINGS_FLAGS));
}

static void
install_places (ClaspSettingsClass *klass)
{
  install_strv (
    klass, "listen", N_ ("Listen on"),
    N_ (
      "Where messages come in: 0.0.0.0:9000 is UDP on every network of this computer, "
      "udp://239.1.2.3:9000 a multicast group, tcp://0.0.0.0:9001 TCP however it is framed, "
      "tcp-length:// and tcp-slip:// with one framing, ws://0.0.0.0:9002 WebSocket. With "
      "interface=eth1 behind it through that network interface alone. Empty: do not listen."),
    CLASP_OSC_DEFAULT_LISTEN);
  install_strv (
    klass, "send", N_ ("Send to"),
    N_ (
      "Each device that gets the messages: 10.0.0.7:8000 over UDP, tcp-slip://10.0.0.5:3032 or "
      "tcp-length:// over TCP, ws://10.0.0.5:9002/path over WebSocket. Behind it, where wanted: name=desk, only=/pattern, except=/pattern, "
      "map=/ours>/theirs, interface=eth1 to get there through that network interface alone."),
    NULL);
}

static void
install_answers (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("reply-to-sender", N_ ("Answer senders"),
                                 N_ ("Also send to whoever sent something within the last 30 "
                                     "seconds, to the port it sent from, and to all who are "
                                     "connected."),
                                 TRUE, CLASP_SETTINGS_FLAGS));
  install_uint (klass, "reply-port", N_ ("Answer at port"),
                N_ ("UDP port at which whoever sends something is answered, for programs that "
                    "listen at another port than they send from. 0: the one it came from."),
                0, 65535, 0);
  install_strv (
    klass, "subscribe", N_ ("Subscribed to with"),
    N_ ("Addresses with which devices ask to be told, /subscribe or /xremote, again and "
        "again; with patterns as arguments only of those. When there is one, only who "
        "asks is answered."),
    NULL);
  clasp_settings_class_install (
    klass, g_param_spec_string ("unsubscribe", N_ ("Ended with"),
                                N_ ("The address with which a device says that it wants no more."),
                                "/unsubscribe", CLASP_SETTINGS_FLAGS));
  install_uint (klass, "subscribe-s", N_ ("A subscription lasts"),
                N_ ("Seconds until a device has to ask again."), 1, 3600, 10);
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("keep-alive", N_ ("Keep alive with"),
                         N_ ("A message that every target is sent again and again, as mixing "
                             "desks want it: /xremote, /subscribe 10. Empty: none."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass, g_param_spec_double ("keep-alive-s", N_ ("Keep alive every"),
                                                            N_ ("Seconds."), 0.1, 3600, 8,
                                                            CLASP_SETTINGS_FLAGS));
  install_uint (
    klass, "max-connections", N_ ("Most connections"),
    N_ ("Programs that may be connected to each place at a time; more are turned away."), 1, 1024,
    64);
}

static void
install_meaning (ClaspSettingsClass *klass)
{
  install_strv (klass, "triggers", N_ ("Events end in"),
                N_ ("Last parts of addresses that say that something happens, whatever comes with "
                    "it; everything else with a value is a parameter."),
                "go;trigger;bang;fire");
  install_uint (
    klass, "stream-above-hz", N_ ("A stream above"),
    N_ ("What comes more often than this a second, for longer than a second, is passed on "
        "as a stream until it rests; a value a second, and the last one, is kept. 0: never."),
    0, 10000, 40);
  install_uint (
    klass, "schedule-ahead-s", N_ ("Bundles ahead at most"),
    N_ ("Seconds. Bundles with a time wait for it; what is further ahead is refused, for "
        "the sender's clock is wrong. 0: all bundles happen at once."),
    0, 3600, 10);
  clasp_settings_class_install (
    klass, g_param_spec_enum ("bundle-out", N_ ("Bundles out"),
                              N_ ("group: what is written together leaves as one bundle. off: as "
                                  "messages one after the other."),
                              clasp_osc_bundle_out_get_type (), CLASP_OSC_BUNDLE_OUT_GROUP,
                              CLASP_SETTINGS_FLAGS));
}

static void
clasp_osc_settings_class_init (ClaspOscSettingsClass *klass)
{
  static const char *const advanced[] = { "subscribe",  "unsubscribe",     "subscribe-s",
                                          "keep-alive", "keep-alive-s",    "max-connections",
                                          "triggers",   "stream-above-hz", "schedule-ahead-s",
                                          "bundle-out", "float-tag",       "int-tag",
                                          "bool-tag",   "null-tag",        "array-mode",
                                          "map-mode",   "max-packet" };
  ClaspSettingsClass      *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_places (settings_class);
  install_answers (settings_class);
  install_meaning (settings_class);
  install_style (settings_class);
  install_uint (settings_class, "max-packet", N_ ("Largest packet"),
                N_ ("Bytes of a datagram. Bundles are split, larger messages are dropped and "
                    "counted; 1472 fits an Ethernet frame."),
                64, 65507, 1472);
  clasp_osc_query_settings_install (settings_class);
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_osc_settings_init (ClaspOscSettings *self)
{
}

/**
 * clasp_osc_settings_get_style:
 * @self: settings
 *
 * Thread: as @self.
 *
 * Returns: how values are written
 */
ClaspOscStyle
clasp_osc_settings_get_style (ClaspOscSettings *self)
{
  ClaspSettings *settings = CLASP_SETTINGS (self);

  return (ClaspOscStyle){
    .float_tag = (ClaspOscFloatTag) clasp_settings_get_int (settings, "float-tag"),
    .int_tag = (ClaspOscIntTag) clasp_settings_get_int (settings, "int-tag"),
    .bool_tag = (ClaspOscBoolTag) clasp_settings_get_int (settings, "bool-tag"),
    .null_tag = (ClaspOscNullTag) clasp_settings_get_int (settings, "null-tag"),
    .array_mode = (ClaspOscArrayMode) clasp_settings_get_int (settings, "array-mode"),
    .map_mode = (ClaspOscMapMode) clasp_settings_get_int (settings, "map-mode"),
  };
}
