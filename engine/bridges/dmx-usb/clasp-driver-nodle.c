/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-packets.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Nodle U1, R4S and relatives: blocks of 32 slots both ways, of which only changed ones are sent; the
 * device repeats by itself (show-protocols.md 7.5). Never tried on the device. */

#define ENDPOINT_IN 0x81
#define ENDPOINT_OUT 0x02
#define PACKET_MS 70
/* More than a packet of such an endpoint can have. */
#define IN_SIZE 64
/* A block that did not come in so long is one of which the device thinks that it is 0. */
#define SETTLE_US G_USEC_PER_SEC

typedef struct
{
  ClaspDmxDriver  base;
  ClaspUsbHandle  usb;
  ClaspNodleFrame sent;
  guint           repeated; /* the block that was sent last without a change */

  /* in */
  guint8                  port;
  struct libusb_transfer *in;         /* (owned) (nullable): only with an input */
  gboolean                is_reading; /* @in is under way */
  int                     problem;    /* a libusb error of @in */
  int                     news_fd;    /* what comes while a block is sent has to wake the thread, too */
  gint64                  since_us;   /* of the first block; 0 = none */
  ClaspNodleFrame         come;
  guint8                  buffer[IN_SIZE];
} NodleDriver;

/* ---- out ---- */

static gboolean
send_packet (NodleDriver *self, const guint8 *packet, GError **error)
{
  return clasp_usb_handle_interrupt (&self->usb, ENDPOINT_OUT, packet, CLASP_NODLE_PACKET, PACKET_MS, error);
}

static gboolean
send_block (NodleDriver *self, const guint8 *packet, GError **error)
{
  if (!send_packet (self, packet, error))
    return FALSE;

  clasp_nodle_apply (&self->sent, packet, CLASP_NODLE_PACKET);
  return TRUE;
}

static gboolean
nodle_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  NodleDriver *self = (NodleDriver *) driver;
  guint        n_blocks = clasp_nodle_count_blocks (n_slots);
  gboolean     has_changed = FALSE;
  guint8       packet[CLASP_NODLE_PACKET];

  for (guint i = 0; i < n_blocks; i++)
    if (clasp_nodle_pack_block (&self->sent, i, slots, n_slots, packet))
      {
        if (!send_block (self, packet, error))
          return FALSE;
        has_changed = TRUE;
      }
  if (has_changed)
    return TRUE;

  /* A repeated frame is one block, each in turn: so it is seen that the device is there. */
  self->repeated = (self->repeated + 1) % n_blocks;
  clasp_nodle_pack_block (&self->sent, self->repeated, slots, n_slots, packet);
  return send_block (self, packet, error);
}

/* ---- in ---- */

static void
submit (NodleDriver *self)
{
  self->problem = libusb_submit_transfer (self->in);
  self->is_reading = self->problem == LIBUSB_SUCCESS;
}

static void LIBUSB_CALL
in_cb (struct libusb_transfer *transfer)
{
  NodleDriver *self = transfer->user_data;

  self->is_reading = FALSE;
  if (transfer->status == LIBUSB_TRANSFER_CANCELLED)
    return;

  if (transfer->status == LIBUSB_TRANSFER_NO_DEVICE)
    self->problem = LIBUSB_ERROR_NO_DEVICE;
  else if (transfer->status != LIBUSB_TRANSFER_COMPLETED)
    self->problem = LIBUSB_ERROR_IO;
  else
    {
      if (clasp_nodle_apply (&self->come, self->buffer, (guint) transfer->actual_length) && self->since_us == 0)
        self->since_us = g_get_monotonic_time ();
      submit (self);
    }
  eventfd_write (self->news_fd, 1);
}

static gboolean
start_reading (NodleDriver *self, GError **error)
{
  self->in = libusb_alloc_transfer (0);
  libusb_fill_interrupt_transfer (self->in, self->usb.handle, ENDPOINT_IN, self->buffer, IN_SIZE, in_cb, self, 0);
  submit (self);
  if (self->is_reading)
    return TRUE;

  clasp_usb_handle_set_error (&self->usb, self->problem, error);
  return FALSE;
}

static void
hand_out (NodleDriver *self)
{
  gboolean         is_settled = self->since_us != 0 && g_get_monotonic_time () - self->since_us >= SETTLE_US;
  ClaspDmxReceived frame = { .port = self->port };

  frame.n_slots = (guint16) clasp_nodle_count_slots (&self->come, is_settled);
  memcpy (frame.slots, self->come.slots, frame.n_slots);
  if (frame.n_slots > 0)
    self->base.received (&frame, self->base.received_data);
}

static gboolean
nodle_receive (ClaspDmxDriver *driver, GError **error)
{
  NodleDriver   *self = (NodleDriver *) driver;
  struct timeval none = { 0, 0 };
  eventfd_t      ignored;

  if (self->in == NULL)
    return TRUE;

  libusb_handle_events_timeout_completed (self->usb.context, &none, NULL);
  if (eventfd_read (self->news_fd, &ignored) == 0)
    hand_out (self);
  if (self->problem == LIBUSB_SUCCESS)
    return TRUE;

  clasp_usb_handle_set_error (&self->usb, self->problem, error);
  return FALSE;
}

static guint
nodle_fill_poll (ClaspDmxDriver *driver, struct pollfd *fds, guint n_max)
{
  NodleDriver *self = (NodleDriver *) driver;

  if (self->in == NULL || n_max == 0)
    return 0;

  fds[0] = (struct pollfd){ .fd = self->news_fd, .events = POLLIN };
  return 1 + clasp_usb_handle_fill_poll (&self->usb, fds + 1, n_max - 1);
}

static void
stop_reading (NodleDriver *self)
{
  if (self->in == NULL)
    return;
  if (self->is_reading)
    libusb_cancel_transfer (self->in);
  while (self->is_reading && libusb_handle_events (self->usb.context) == LIBUSB_SUCCESS)
    ;
  libusb_free_transfer (self->in);
}

/* ---- life ---- */

/* The mode stays as it is: in standby the lamps would lose their signal. */
static void
nodle_close (ClaspDmxDriver *driver)
{
  NodleDriver *self = (NodleDriver *) driver;

  stop_reading (self);
  clasp_usb_handle_close (&self->usb);
  close (self->news_fd);
  g_free (self);
}

static gboolean
set_mode (NodleDriver *self, const ClaspDmxDriverOptions *options, GError **error)
{
  guint8 packet[CLASP_NODLE_PACKET];

  clasp_nodle_pack_mode ((options->outputs != 0 ? CLASP_NODLE_SENDS : 0) |
                           (options->inputs != 0 ? CLASP_NODLE_RECEIVES : 0),
                         packet);
  return send_packet (self, packet, error);
}

static ClaspDmxDriver *
nodle_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  NodleDriver     *self;

  /* Its one input may be called port 1 or 2, so that it can be set besides the output. */
  if (!clasp_dmx_driver_check_device (&clasp_dmx_driver_nodle, device, error) ||
      !clasp_dmx_driver_check_ports (options, name, 1, 2, error))
    return NULL;

  self = g_new0 (NodleDriver, 1);
  self->base.klass = &clasp_dmx_driver_nodle;
  self->port = options->inputs & 1 ? 0 : 1;
  if (!clasp_usb_handle_open (&self->usb, device, 0, error))
    {
      g_free (self);
      return NULL;
    }
  self->news_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  if (set_mode (self, options, error) && (options->inputs == 0 || start_reading (self, error)))
    return &self->base;

  nodle_close (&self->base);
  return NULL;
}

const ClaspDmxDriverClass clasp_dmx_driver_nodle = {
  .name = "nodle",
  .n_outputs = 1,
  .n_inputs = 1,
  .has_device = TRUE,
  .open = nodle_open,
  .close = nodle_close,
  .send = nodle_send,
  .receive = nodle_receive,
  .fill_poll = nodle_fill_poll,
};
