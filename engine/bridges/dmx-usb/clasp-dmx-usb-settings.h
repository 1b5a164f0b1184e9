/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "core/clasp-settings.h"

/* What a person can set on a USB DMX connection.
 *
 * Thread: UI; a copy handed to the worker belongs to the worker. */

G_BEGIN_DECLS

#define CLASP_TYPE_DMX_USB_SETTINGS (clasp_dmx_usb_settings_get_type ())
G_DECLARE_FINAL_TYPE (ClaspDmxUsbSettings, clasp_dmx_usb_settings, CLASP, DMX_USB_SETTINGS, ClaspSettings)

typedef enum
{
  CLASP_DMX_USB_AUTO,
  CLASP_DMX_USB_ENTTEC_PRO,
  CLASP_DMX_USB_ENTTEC_OPEN,
  CLASP_DMX_USB_UDMX,
  CLASP_DMX_USB_EUROLITE_PRO,
  CLASP_DMX_USB_NODLE,
  CLASP_DMX_USB_VELLEMAN,
  CLASP_DMX_USB_DMX4ALL,
  CLASP_DMX_USB_DMXCREATOR,
  CLASP_DMX_USB_SHOWJOCKEY,
  CLASP_DMX_USB_VIRTUAL,
} ClaspDmxUsbDriver;

GType       clasp_dmx_usb_driver_get_type (void);
/* "enttec-pro" */
const char *clasp_dmx_usb_driver_to_name  (ClaspDmxUsbDriver driver);

#define CLASP_DMX_USB_MAX_UNIVERSE 32767
#define CLASP_DMX_USB_MAX_PORTS 2

/* One item of "ports". */
typedef struct
{
  guint    port; /* from 0 */
  guint    universe;
  gboolean is_input;
} ClaspDmxUsbPort;

/* "1:0:out"; the direction may be left out, and the port when it is the first. FALSE with a sentence. */
gboolean clasp_dmx_usb_port_parse  (const char *text, ClaspDmxUsbPort *port, GError **error);
/* All of them; returns how many, 0 with @error when one is wrong, or two contradict each other. */
guint    clasp_dmx_usb_ports_parse (const char *const *texts, ClaspDmxUsbPort ports[CLASP_DMX_USB_MAX_PORTS],
                                    GError **error);
/* "0a1b2c3d"; empty is no key and good. */
gboolean clasp_dmx_usb_key_parse   (const char *text, guint8 key[4], gboolean *has_key);
/* "145:0101": a message for the widget, as it is sent; at most CLASP_DMX_SETUP_SIZE bytes in all. FALSE
 * with a sentence. */
gboolean clasp_dmx_usb_setup_parse (const char *const *texts,
                                    guint8             bytes[CLASP_DMX_SETUP_SIZE],
                                    guint             *n_bytes,
                                    GError           **error);

G_END_DECLS
