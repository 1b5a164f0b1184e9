/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-dmx-device.h"
#include "bridges/dmx-usb/clasp-dmx-line.h"
#include "dmx/clasp-dmx.h"

/* ClaspDmxDriver: what every DMX interface can do: be opened and closed, take a frame, hand out the
 * frames that came in. One file for each; it knows nothing of threads, times, universes or CLASP.
 *
 * Calls may wait for the device, at most for CLASP_DMX_TRANSFER_MS (opening: for two seconds). What
 * cannot be done any more is an error, and then the driver is of no use but to be closed:
 * CLASP_BRIDGE_ERROR_MISSING when the device is gone, G_IO_ERROR_TIMED_OUT when it took no data
 * (which may be tried once more), anything else for what else went wrong.
 *
 * Thread: the device's own. */

G_BEGIN_DECLS

/* Ports are counted from 0 in code and from 1 in settings and texts. */
#define CLASP_DMX_MAX_PORTS 2
#define CLASP_DMX_MAX_FDS 8
#define CLASP_DMX_SETUP_SIZE 256

typedef struct _ClaspDmxDriver ClaspDmxDriver;

/* A frame that came in. */
typedef struct
{
  guint8  port;
  guint8  start_code;
  gboolean is_damaged; /* bytes before it were lost */
  guint16 n_slots;
  guint8  slots[CLASP_DMX_SLOTS];
} ClaspDmxReceived;

typedef void (*ClaspDmxReceivedFunc) (const ClaspDmxReceived *frame, gpointer user_data);

typedef struct
{
  char           driver[16]; /* a name, or "auto" */
  char           device[CLASP_DMX_PATH_SIZE]; /* see clasp_dmx_devices_choose () */
  ClaspDmxAccess access;
  guint8         outputs;    /* bit 0 for port 1 */
  guint8         inputs;
  guint          max_hz;     /* 1-44 */
  guint          break_us, mark_us;
  gboolean       has_key;    /* ENTTEC Mk2: */
  guint8         key[4];     /* opens the second port */
  guint8         key_label;  /* of the messages that send to it */
  guint8         in_label;   /* of the frames that come in from it; 0 = none of its own */
  guint          n_setup;
  guint8         setup[CLASP_DMX_SETUP_SIZE]; /* messages that follow the key, as they are sent */
} ClaspDmxDriverOptions;

typedef struct
{
  const char *name;          /* "enttec-pro" */
  guint       n_outputs;     /* most ports that may go out */
  guint       n_inputs;
  /* The host makes every frame and never stops; otherwise the device repeats what it was sent last. */
  gboolean    is_host_timed;
  gboolean    has_device;    /* there is something to be plugged in */
  guint       full_hz;       /* so many frames of 512 slots a second it takes at most; 0 = as many as there are */

  ClaspDmxDriver *(*open)    (const ClaspDmxDevice        *device, /* (nullable) unless has_device */
                              const ClaspDmxDriverOptions *options,
                              GError                     **error);
  void     (*close)          (ClaspDmxDriver *self);
  gboolean (*send)           (ClaspDmxDriver *self, guint port, const guint8 *slots, guint n_slots, GError **error);
  /* Inputs only: hands out what came in, without waiting. */
  gboolean (*receive)        (ClaspDmxDriver *self, GError **error);
  guint    (*fill_poll)      (ClaspDmxDriver *self, struct pollfd *fds, guint n_max);
} ClaspDmxDriverClass;

struct _ClaspDmxDriver
{
  /*< protected >*/
  const ClaspDmxDriverClass *klass;
  char                       about[128]; /* for a person: what it is, what it says of itself */
  ClaspDmxReceivedFunc       received;   /* (nullable): told every frame, also while one is sent */
  gpointer                   received_data;
};

/* NULL when there is none of that name. */
const ClaspDmxDriverClass *clasp_dmx_driver_find (const char *name);
/* Finds the device and opens it with what fits. */
ClaspDmxDriver *clasp_dmx_driver_open  (const ClaspDmxDriverOptions *options, GError **error);
void            clasp_dmx_driver_close (ClaspDmxDriver *self);
/* Who is told the frames that come in, from now on. */
void            clasp_dmx_driver_set_received (ClaspDmxDriver *self, ClaspDmxReceivedFunc func, gpointer user_data);
/* A device that takes no data gets a second chance. */
gboolean        clasp_dmx_driver_send  (ClaspDmxDriver *self, guint port, const guint8 *slots, guint n_slots,
                                        GError **error);
/* Whether the ports asked for are there; an error of settings if not. */
gboolean        clasp_dmx_driver_check_ports (const ClaspDmxDriverOptions *options, const char *name,
                                              guint n_outputs, guint n_inputs, GError **error);
/* Whether the device is the driver's; for those that no other device can stand in for. */
gboolean        clasp_dmx_driver_check_device (const ClaspDmxDriverClass *klass, const ClaspDmxDevice *device,
                                               GError **error);

/* The time between two frames at least, at @max_hz and as fast as the device takes them. */
gint64          clasp_dmx_driver_get_interval_us (const ClaspDmxDriverClass *klass, guint max_hz, guint n_slots);

extern const ClaspDmxDriverClass clasp_dmx_driver_enttec_pro;
extern const ClaspDmxDriverClass clasp_dmx_driver_enttec_open;
extern const ClaspDmxDriverClass clasp_dmx_driver_dmx4all;
extern const ClaspDmxDriverClass clasp_dmx_driver_virtual;
#ifdef CLASP_HAVE_USB
extern const ClaspDmxDriverClass clasp_dmx_driver_udmx;
extern const ClaspDmxDriverClass clasp_dmx_driver_eurolite_pro;
extern const ClaspDmxDriverClass clasp_dmx_driver_nodle;
extern const ClaspDmxDriverClass clasp_dmx_driver_velleman;
extern const ClaspDmxDriverClass clasp_dmx_driver_dmxcreator;
extern const ClaspDmxDriverClass clasp_dmx_driver_showjockey;
#endif

G_END_DECLS
