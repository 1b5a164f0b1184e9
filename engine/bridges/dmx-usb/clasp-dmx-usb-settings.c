/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"

#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge-settings.h"
#include "bridges/dmx-usb/clasp-dmx-line.h"
#include "bridges/dmx-usb/clasp-enttec-codec.h"
#include "dmx/clasp-dmx-settings.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _ClaspDmxUsbSettings
{
  ClaspSettings parent_instance;
};

G_DEFINE_FINAL_TYPE (ClaspDmxUsbSettings, clasp_dmx_usb_settings, CLASP_TYPE_SETTINGS)

G_DEFINE_ENUM_TYPE (ClaspDmxUsbDriver,
                    clasp_dmx_usb_driver,
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_AUTO, "auto"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_ENTTEC_PRO, "enttec-pro"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_ENTTEC_OPEN, "enttec-open"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_UDMX, "udmx"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_EUROLITE_PRO, "eurolite-pro"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_NODLE, "nodle"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_VELLEMAN, "velleman"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_DMX4ALL, "dmx4all"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_DMXCREATOR, "dmxcreator"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_SHOWJOCKEY, "showjockey"),
                    G_DEFINE_ENUM_VALUE (CLASP_DMX_USB_VIRTUAL, "virtual"))

/**
 * clasp_dmx_usb_driver_to_name:
 * @driver: what a person chose
 *
 * Thread: any.
 *
 * Returns: (transfer none): its name, "enttec-pro"
 */
const char *
clasp_dmx_usb_driver_to_name (ClaspDmxUsbDriver driver)
{
  GEnumClass *klass = g_type_class_ref (clasp_dmx_usb_driver_get_type ());
  const char *name = g_enum_get_value (klass, (int) driver)->value_nick; /* static, as the class */

  g_type_class_unref (klass);
  return name;
}

/* ---- texts ---- */

static gboolean
refuse_port (const char *text, GError **error)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "‘%s’ is no port; write port:universe:direction, “1:0:out” or “2:7:in” (port 1–%u, universe 0–%u)",
               text, CLASP_DMX_USB_MAX_PORTS, CLASP_DMX_USB_MAX_UNIVERSE);
  return FALSE;
}

/**
 * clasp_dmx_usb_port_parse:
 * @text: "1:0:out", "2:7", "7"
 * @port: (out): what it says
 * @error: return location for %CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: %FALSE if it is no port
 */
gboolean
clasp_dmx_usb_port_parse (const char *text, ClaspDmxUsbPort *port, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", 4);
  guint          n = g_strv_length (parts);
  guint64        number = 1, universe;

  for (guint i = 0; i < n; i++)
    g_strstrip (parts[i]);
  if (n < 1 || n > 3 ||
      !g_ascii_string_to_unsigned (parts[n == 1 ? 0 : 1], 10, 0, CLASP_DMX_USB_MAX_UNIVERSE, &universe, NULL) ||
      (n > 1 && !g_ascii_string_to_unsigned (parts[0], 10, 1, CLASP_DMX_USB_MAX_PORTS, &number, NULL)) ||
      (n == 3 && !g_str_equal (parts[2], "in") && !g_str_equal (parts[2], "out")))
    return refuse_port (text, error);

  *port = (ClaspDmxUsbPort){ (guint) number - 1, (guint) universe, n == 3 && g_str_equal (parts[2], "in") };
  return TRUE;
}

/* A universe that comes in and goes out of the same connection would feed itself. */
static gboolean
check_against (const ClaspDmxUsbPort *port, const ClaspDmxUsbPort *other, GError **error)
{
  if (port->port == other->port)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "port %u is set twice", port->port + 1);
  else if (port->universe == other->universe && (port->is_input || other->is_input))
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "universe %u is set for two ports, and not to go out of both",
                 port->universe);
  else
    return TRUE;

  return FALSE;
}

/**
 * clasp_dmx_usb_ports_parse:
 * @texts: items of the setting; empty ones are left out
 * @ports: (out caller-allocates): what they say
 * @error: return location for %CLASP_SHOW_ERROR_SETTING
 *
 * Thread: any.
 *
 * Returns: how many there are; 0 with @error
 */
guint
clasp_dmx_usb_ports_parse (const char *const *texts,
                           ClaspDmxUsbPort    ports[CLASP_DMX_USB_MAX_PORTS],
                           GError           **error)
{
  guint n = 0;

  for (guint i = 0; texts[i] != NULL; i++)
    {
      ClaspDmxUsbPort port;

      if (texts[i][0] == '\0')
        continue;
      if (!clasp_dmx_usb_port_parse (texts[i], &port, error))
        return 0;
      for (guint k = 0; k < n; k++)
        if (!check_against (&port, &ports[k], error))
          return 0;
      ports[n++] = port; /* each port once, so there is room */
    }

  if (n == 0)
    g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                         "none is set, so nothing could come in or go out");
  return n;
}

/* Whether frames may say which port they came from: those of a line in memory do, and those of a Mk2,
 * when it is told what its second port calls them. */
static gboolean
tells_inputs_apart (ClaspSettings *self)
{
  int driver = clasp_settings_get_int (self, "driver");

  if (driver == CLASP_DMX_USB_AUTO || driver == CLASP_DMX_USB_ENTTEC_PRO)
    return clasp_settings_get_string (self, "mk2-key")[0] != '\0' && clasp_settings_get_int (self, "mk2-in-label") != 0;
  return driver == CLASP_DMX_USB_VIRTUAL;
}

static gboolean
check_inputs (ClaspSettings *self, const ClaspDmxUsbPort *ports, guint n, GError **error)
{
  guint n_inputs = 0;

  for (guint i = 0; i < n; i++)
    n_inputs += ports[i].is_input;
  if (n_inputs <= 1 || tells_inputs_apart (self))
    return TRUE;

  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                       "only one can be set to in: an interface does not say from which of its ports a frame came. "
                       "A second interface is a second connection; a Pro Mk2 needs mk2-key and mk2-in-label.");
  return FALSE;
}

static gboolean
check_ports (ClaspSettings *self, GError **error)
{
  ClaspDmxUsbPort ports[CLASP_DMX_USB_MAX_PORTS];
  guint           n = clasp_dmx_usb_ports_parse (clasp_settings_get_strv (self, "ports"), ports, error);

  if (n > 0 && check_inputs (self, ports, n, error))
    return TRUE;

  g_prefix_error (error, "ports: ");
  return FALSE;
}

static gboolean
check_mk2 (ClaspSettings *self, GError **error)
{
  guint8   key[4], setup[CLASP_DMX_SETUP_SIZE];
  gboolean has_key;
  guint    n_setup;

  if (!clasp_dmx_usb_key_parse (clasp_settings_get_string (self, "mk2-key"), key, &has_key))
    g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                         "mk2-key: a key is eight hexadecimal digits, “0a1b2c3d”");
  else if (clasp_settings_get_int (self, "mk2-in-label") == CLASP_ENTTEC_RECEIVED)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "mk2-in-label: %u is the label of the first port's frames", CLASP_ENTTEC_RECEIVED);
  else
    return clasp_dmx_usb_setup_parse (clasp_settings_get_strv (self, "mk2-setup"), setup, &n_setup, error);

  return FALSE;
}

static gboolean
validate (ClaspSettings *self, GError **error)
{

  if (!check_ports (self, error))
    return FALSE;
  if (strlen (clasp_settings_get_string (self, "device")) >= CLASP_DMX_PATH_SIZE)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "device: longer than %d bytes",
                   CLASP_DMX_PATH_SIZE - 1);
      return FALSE;
    }
  return check_mk2 (self, error) && clasp_dmx_rates_check (self, error);
}

/* ---- what there is to set ---- */

static void
install_places (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum (
             "driver", N_ ("Interface"),
             N_ ("What the interface is. auto: found out by itself. enttec-pro: also DMXking and Pro Mk2. "
                 "enttec-open: also other bare serial cables. virtual: a line in memory, without a device."),
             clasp_dmx_usb_driver_get_type (), CLASP_DMX_USB_AUTO, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string (
             "device", N_ ("Device"),
             N_ ("Its serial number, its place (“usb:1-1.2”) or its serial line (“/dev/ttyUSB0”); claspd "
                 "--list-devices prints them. Empty: the first one found. With “virtual”, the line's name."),
             "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("ports", N_ ("Ports"),
                               N_ ("What each port of the interface does: port:universe:out or port:universe:in."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (klass, "ports", "1:0:out");
}

static void
install_timing (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_uint ("max-hz", N_ ("Frames per second"),
                              N_ ("At most so many frames leave; bare cables send so many all the time."), 1,
                              CLASP_DMX_MAX_HZ, CLASP_DMX_MAX_HZ, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("min-hz", N_ ("Repeats per second"),
                              N_ ("So often an interface that repeats by itself is sent an unchanged frame. 0: never."),
                              0, CLASP_DMX_MAX_HZ, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("break-us", N_ ("Break"), N_ ("Microseconds of the break before each frame."), 92, 1000,
                              176, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("mab-us", N_ ("Mark after break"), N_ ("Microseconds between the break and the frame."),
                              12, 1000, 16, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("slots", N_ ("Slots"), N_ ("So many slots each frame has; fewer make it shorter."), 24,
                              CLASP_DMX_SLOTS, CLASP_DMX_SLOTS, CLASP_SETTINGS_FLAGS));
}

static void
install_ends (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_boolean ("blackout-on-stop", N_ ("Dark at the end"),
                                 N_ ("Sends all slots at 0 when the connection stops; otherwise the lamps stay as they are."),
                                 FALSE, CLASP_SETTINGS_FLAGS));
  clasp_dmx_loss_install (klass);
  clasp_settings_class_install (
    klass, g_param_spec_uint ("input-timeout-ms", N_ ("Input lost after"),
                              N_ ("Milliseconds without a frame after which the input is lost."), 100, 60000, 1000,
                              CLASP_SETTINGS_FLAGS));
  clasp_scale_install (klass);
}

static void
install_mk2 (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_string ("mk2-key", N_ ("Mk2 key"),
                                N_ ("Opens the second port of an ENTTEC Pro Mk2: eight hexadecimal digits from the maker."),
                                "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("mk2-label", N_ ("Mk2 label"),
                              N_ ("The label of messages to that port, as it comes with the key."), 0, 255, 0,
                              CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("mk2-in-label", N_ ("Mk2 label of input"),
                              N_ ("The label of frames that come in from that port, as it comes with the key. 0: none "
                                  "of its own, and only one port can receive."),
                              0, 255, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("mk2-setup", N_ ("Mk2 setup"),
                               N_ ("Messages that follow the key, each label:data in hexadecimal digits, as “8:00”."),
                               G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
}

static void
install_access (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_enum ("access", N_ ("Reached by"),
                              N_ ("How a serial interface is reached. serial: the system's serial driver. usb: past it."),
                              clasp_dmx_access_get_type (), CLASP_DMX_ACCESS_AUTO, CLASP_SETTINGS_FLAGS));
}

static void
clasp_dmx_usb_settings_class_init (ClaspDmxUsbSettingsClass *klass)
{
  static const char *const advanced[] = { "max-hz",  "min-hz", "break-us",         "mab-us",    "slots",
                                          "input-timeout-ms", "access", "mk2-key", "mk2-label",
                                          "mk2-in-label", "mk2-setup" };
  ClaspSettingsClass      *settings_class = CLASP_SETTINGS_CLASS (klass);

  settings_class->validate = validate;
  install_places (settings_class);
  install_timing (settings_class);
  install_ends (settings_class);
  install_access (settings_class);
  install_mk2 (settings_class);
  clasp_bridge_settings_install (settings_class);
  for (guint i = 0; i < G_N_ELEMENTS (advanced); i++)
    clasp_settings_class_advanced (settings_class, advanced[i]);
}

static void
clasp_dmx_usb_settings_init (ClaspDmxUsbSettings *self)
{
}
