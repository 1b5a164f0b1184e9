/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-line.h"
#include "bridges/dmx-usb/clasp-usb-handle.h"

#include <gio/gio.h>
#include <string.h>

/* Design notes: FTDI's requests are those of show-protocols.md 7.3. What comes in is read by one
 * transfer that is always under way and fills a small buffer, so that waiting for a widget's answer
 * and for frames is one poll () with everything else the thread waits for.
 *
 * The transfer is started again where the line is read, not where it ends: the chip says again and again that it has
 * nothing, libusb takes up to 25 ends in one go, and on a slow computer each would find the next one there. A look at
 * the line would last as long as the whole time that a widget has for its answer. And a thread of real-time priority
 * that is woken more often than it can sleep leaves nothing to the worker: so the chip is asked to speak seldom. */

enum
{
  REQUEST_RESET = 0,
  REQUEST_MODEM = 1,
  REQUEST_FLOW = 2,
  REQUEST_BAUD = 3,
  REQUEST_DATA = 4,
  REQUEST_EVENT = 6,
  REQUEST_LATENCY = 9,
};

#define RESET_ALL 0
#define RESET_PURGE_IN 1
#define RESET_PURGE_OUT 2
#define MODEM_RTS_LOW 0x0200
#define DATA_8N1 0x0008
#define DATA_8N2 0x1008
#define DATA_BREAK 0x4000
/* 3 MHz / 12; the faster chips 12 MHz / 48, told apart by a bit of the index. */
#define BAUD_250000 0x000c
#define BAUD_250000_H 0x0030
#define BAUD_H_BIT 0x0200
/* How long the chip waits for more before it hands over what it has, or says that it has nothing. Where it hands over at
 * once what ends a message, it need not wake us a thousand times a second. */
#define LATENCY_MS 1
#define LATENCY_OF_MESSAGES_MS 16
#define EVENT_END_OF_MESSAGE 0x01e7 /* switched on; the byte that ends all messages (7.2) */
#define FIRST_H_RELEASE 0x0700

#define ENDPOINT_IN 0x81
#define ENDPOINT_OUT 0x02
/* Each packet from the chip begins with these. */
#define STATUS_SIZE 2
#define IN_SIZE 1024
#define BUFFER_SIZE 4096

typedef struct
{
  ClaspDmxLine            base;
  ClaspUsbHandle          usb;
  guint16                 index;      /* which line of the chip, as requests write it */
  gboolean                is_fast;    /* an H type */
  guint                   packet_size;
  guint16                 format;
  struct libusb_transfer *in;         /* (owned) (nullable): only for messages */
  gboolean                is_reading; /* @in is under way */
  int                     problem;    /* a libusb error of @in */
  guint8                  in_buffer[IN_SIZE];
  guint8                  buffer[BUFFER_SIZE]; /* what has come in */
  guint                   n_buffered;
} FtdiLine;

static gboolean
request (FtdiLine *self, guint8 number, guint16 value, GError **error)
{
  guint16 index = self->index;

  if (number == REQUEST_BAUD && self->is_fast)
    index |= BAUD_H_BIT;
  return clasp_usb_handle_control (&self->usb, number, value, index, NULL, 0, error);
}

/* ---- in ---- */

static void
keep (FtdiLine *self, const guint8 *bytes, guint size)
{
  size = MIN (size, BUFFER_SIZE - self->n_buffered);
  memcpy (self->buffer + self->n_buffered, bytes, size);
  self->n_buffered += size;
}

static void
submit (FtdiLine *self)
{
  int result = libusb_submit_transfer (self->in);

  self->is_reading = result == LIBUSB_SUCCESS;
  self->problem = result;
}

/* Unless it is, or cannot be. */
static void
keep_reading (FtdiLine *self)
{
  if (self->in != NULL && !self->is_reading && self->problem == LIBUSB_SUCCESS)
    submit (self);
}

static void LIBUSB_CALL
in_cb (struct libusb_transfer *transfer)
{
  FtdiLine *self = transfer->user_data;
  guint     n = (guint) transfer->actual_length;

  self->is_reading = FALSE;
  for (guint at = 0; at < n; at += self->packet_size)
    {
      guint size = MIN (self->packet_size, n - at);

      if (size > STATUS_SIZE)
        keep (self, self->in_buffer + at + STATUS_SIZE, size - STATUS_SIZE);
    }
  if (transfer->status == LIBUSB_TRANSFER_NO_DEVICE)
    self->problem = LIBUSB_ERROR_NO_DEVICE;
  else if (transfer->status != LIBUSB_TRANSFER_COMPLETED && transfer->status != LIBUSB_TRANSFER_CANCELLED)
    self->problem = LIBUSB_ERROR_IO;
}

static gssize
ftdi_read (ClaspDmxLine *line, guint8 *bytes, gsize size, GError **error)
{
  FtdiLine      *self = (FtdiLine *) line;
  struct timeval none = { 0, 0 };
  guint          n;

  libusb_handle_events_timeout_completed (self->usb.context, &none, NULL);
  keep_reading (self);
  n = MIN (self->n_buffered, (guint) size);
  if (n == 0 && self->problem != LIBUSB_SUCCESS)
    {
      clasp_usb_handle_set_error (&self->usb, self->problem, error);
      return -1;
    }
  memcpy (bytes, self->buffer, n);
  self->n_buffered -= n;
  memmove (self->buffer, self->buffer + n, self->n_buffered);
  return (gssize) n;
}

static gboolean
start_reading (FtdiLine *self, GError **error)
{
  self->in = libusb_alloc_transfer (0);
  libusb_fill_bulk_transfer (self->in, self->usb.handle,
                             (unsigned char) (ENDPOINT_IN + 2 * self->usb.interface_number), self->in_buffer,
                             IN_SIZE, in_cb, self, 0);
  submit (self);
  if (self->is_reading)
    return TRUE;

  clasp_usb_handle_set_error (&self->usb, self->problem, error);
  return FALSE;
}

static guint
ftdi_fill_poll (ClaspDmxLine *line, struct pollfd *fds, guint n_max)
{
  return clasp_usb_handle_fill_poll (&((FtdiLine *) line)->usb, fds, n_max);
}

/* ---- out ---- */

static void
meanwhile_cb (gpointer user_data)
{
  FtdiLine *self = user_data;

  keep_reading (self);
  if (self->n_buffered > 0 && self->base.readable != NULL)
    self->base.readable (self->base.readable_data);
}

static gboolean
ftdi_write (ClaspDmxLine *line, const guint8 *bytes, gsize size, GError **error)
{
  FtdiLine *self = (FtdiLine *) line;

  return clasp_usb_handle_bulk (&self->usb, (guint8) (ENDPOINT_OUT + 2 * self->usb.interface_number), bytes,
                                (guint) size, meanwhile_cb, self, error);
}

static gboolean
ftdi_set_break (ClaspDmxLine *line, gboolean on, GError **error)
{
  FtdiLine *self = (FtdiLine *) line;

  return request (self, REQUEST_DATA, on ? self->format | DATA_BREAK : self->format, error);
}

/* ---- life ---- */

static void
stop_reading (FtdiLine *self)
{
  if (self->in == NULL)
    return;
  if (self->is_reading)
    libusb_cancel_transfer (self->in);
  while (self->is_reading && libusb_handle_events (self->usb.context) == LIBUSB_SUCCESS)
    ;
  libusb_free_transfer (self->in);
}

static void
ftdi_close (ClaspDmxLine *line)
{
  FtdiLine *self = (FtdiLine *) line;

  stop_reading (self);
  clasp_usb_handle_close (&self->usb);
  g_free (self);
}

static const ClaspDmxLineClass ftdi_class = {
  ftdi_close, ftdi_write, ftdi_set_break, ftdi_read, ftdi_fill_poll,
};

static void
look_at_chip (FtdiLine *self, const ClaspDmxDevice *device)
{
  struct libusb_device_descriptor descriptor;

  self->index = device->has_interfaces ? (guint16) (device->interface_number + 1) : 0;
  self->is_fast = libusb_get_device_descriptor (libusb_get_device (self->usb.handle), &descriptor) == 0 &&
                  descriptor.bcdDevice >= FIRST_H_RELEASE && descriptor.bcdDevice < 0x1000;
  self->packet_size = self->is_fast ? 512 : 64;
}

/* A chip that does not know the request has to be quick with everything. */
static guint16
choose_latency (FtdiLine *self, ClaspDmxLineUse use)
{
  return use == CLASP_DMX_LINE_MESSAGES && request (self, REQUEST_EVENT, EVENT_END_OF_MESSAGE, NULL)
           ? LATENCY_OF_MESSAGES_MS
           : LATENCY_MS;
}

static gboolean
set_up (FtdiLine *self, ClaspDmxLineUse use, GError **error)
{
  return request (self, REQUEST_RESET, RESET_ALL, error) &&
         request (self, REQUEST_BAUD, self->is_fast ? BAUD_250000_H : BAUD_250000, error) &&
         request (self, REQUEST_DATA, self->format, error) && request (self, REQUEST_FLOW, 0, error) &&
         request (self, REQUEST_MODEM, MODEM_RTS_LOW, error) &&
         request (self, REQUEST_LATENCY, choose_latency (self, use), error) &&
         request (self, REQUEST_RESET, RESET_PURGE_IN, error) &&
         request (self, REQUEST_RESET, RESET_PURGE_OUT, error);
}

/**
 * clasp_dmx_line_open_ftdi:
 * @device: a device with an FTDI chip
 * @use: what for
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: (transfer full) (nullable): the line, past the kernel's serial driver
 */
ClaspDmxLine *
clasp_dmx_line_open_ftdi (const ClaspDmxDevice *device, ClaspDmxLineUse use, GError **error)
{
  FtdiLine *self = g_new0 (FtdiLine, 1);

  self->base.klass = &ftdi_class;
  self->format = use == CLASP_DMX_LINE_DMX ? DATA_8N2 : DATA_8N1;
  if (!clasp_usb_handle_open (&self->usb, device, device->interface_number, error))
    {
      g_free (self);
      return NULL;
    }

  look_at_chip (self, device);
  if (set_up (self, use, error) && (use == CLASP_DMX_LINE_DMX || start_reading (self, error)))
    return &self->base;

  ftdi_close (&self->base);
  return NULL;
}
