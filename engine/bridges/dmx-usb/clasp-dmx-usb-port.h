/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "bridges/dmx-usb/clasp-dmx-usb-settings.h"

/* ClaspDmxUsbOutput, ClaspDmxUsbInput: the universe at one port of the device.
 *
 * They outlive the device: what was set while it was away is what it is sent first.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspDmxUsbOutput ClaspDmxUsbOutput;
typedef struct _ClaspDmxUsbInput  ClaspDmxUsbInput;

ClaspDmxUsbOutput *clasp_dmx_usb_output_new  (ClaspBridge *bridge, const ClaspDmxUsbPort *port);
void               clasp_dmx_usb_output_free (ClaspDmxUsbOutput *self);
/* @first counts from 0. What is set within one turn of the loop leaves in one frame. */
void               clasp_dmx_usb_output_set_slots (ClaspDmxUsbOutput *self, guint first, const guint8 *levels, guint n);
/* Who gets the frames; NULL = nobody now. A new one gets the present frame at once. */
void               clasp_dmx_usb_output_set_runner (ClaspDmxUsbOutput *self, ClaspDmxRunner *runner);

ClaspDmxUsbInput  *clasp_dmx_usb_input_new  (ClaspBridge *bridge, const ClaspDmxUsbPort *port, const ClaspScale *scale);
void               clasp_dmx_usb_input_free (ClaspDmxUsbInput *self);
/* @device is its name, for lists of sources. */
void               clasp_dmx_usb_input_receive (ClaspDmxUsbInput *self, const ClaspDmxReceived *frame,
                                                const char *device);

G_END_DECLS
