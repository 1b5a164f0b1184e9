/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which way values go, as a connection says of itself. */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/dmx-usb/clasp-dmx-usb-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"
#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/osc/clasp-osc-bridge.h"
#include "bridges/osc/clasp-osc-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-test.h"

/* @text is "key=value key=value". */
static ClaspBridgeDirection
get_direction (GType bridge, GType kind, const char *text)
{
  ClaspBridgeClass         *klass = g_type_class_ref (bridge);
  g_autoptr (ClaspSettings) settings = g_object_new (kind, NULL);
  g_auto (GStrv)            pairs = g_strsplit (text, " ", -1);
  ClaspBridgeDirection      direction;

  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char              *value = strchr (pairs[i], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[i], value, &error);
      g_assert_no_error (error);
    }
  direction = klass->get_direction (settings);
  g_type_class_unref (klass);
  return direction;
}

#define expect(direction, ...) g_assert_cmpint (get_direction (__VA_ARGS__), ==, CLASP_BRIDGE_DIRECTION_##direction)

static void
test_midi (void)
{
  expect (BOTH, CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, "");
  expect (IN, CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, "direction=in");
  expect (OUT, CLASP_TYPE_MIDI_BRIDGE, CLASP_TYPE_MIDI_SETTINGS, "direction=out");
}

#define ARTNET CLASP_TYPE_ARTNET_BRIDGE, CLASP_TYPE_ARTNET_SETTINGS

static void
test_artnet (void)
{
  expect (IN, ARTNET, "");
  expect (BOTH, ARTNET, "send=10.0.0.5");
  expect (BOTH, ARTNET, "find-nodes=true");
  expect (BOTH, ARTNET, "universe-options=1\tmode=broadcast");
  expect (OUT, ARTNET, "listen= send=10.0.0.5");
  expect (IN, ARTNET, "send=10.0.0.5 universe-options=nonsense");
}

#define SACN CLASP_TYPE_SACN_BRIDGE, CLASP_TYPE_SACN_SETTINGS

static void
test_sacn (void)
{
  expect (IN, SACN, "");
  expect (BOTH, SACN, "send=2");
  expect (OUT, SACN, "send=2 receive=");
  expect (IN, SACN, "send=nonsense");
}

#define DMX_USB CLASP_TYPE_DMX_USB_BRIDGE, CLASP_TYPE_DMX_USB_SETTINGS

static void
test_dmx_usb (void)
{
  expect (OUT, DMX_USB, "");
  expect (IN, DMX_USB, "ports=1:0:in");
  expect (BOTH, DMX_USB, "ports=1:0:in;2:1:out");
  expect (BOTH, DMX_USB, "ports=nonsense");
}

#define OSC CLASP_TYPE_OSC_BRIDGE, CLASP_TYPE_OSC_SETTINGS

/* Who is sent to is heard when it answers, so there is no connection that only sends. */
static void
test_osc (void)
{
  expect (BOTH, OSC, "");
  expect (IN, OSC, "reply-to-sender=false");
  expect (BOTH, OSC, "reply-to-sender=false subscribe=/xremote");
  expect (BOTH, OSC, "reply-to-sender=false send=10.0.0.5:8000");
  expect (BOTH, OSC, "listen= send=10.0.0.5:8000");
  expect (BOTH, OSC, "reply-to-sender=false query-listen=127.0.0.1:8080");
  expect (BOTH, OSC, "listen= query-url=http://10.0.0.5:8080"); /* it says where it listens */
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/directions/midi", test_midi);
  g_test_add_func ("/bridges/directions/artnet", test_artnet);
  g_test_add_func ("/bridges/directions/sacn", test_sacn);
  g_test_add_func ("/bridges/directions/dmx-usb", test_dmx_usb);
  g_test_add_func ("/bridges/directions/osc", test_osc);
  return g_test_run ();
}
