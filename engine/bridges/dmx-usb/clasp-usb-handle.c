/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-usb-handle.h"

#include "bridges/dmx-usb/clasp-dmx-line.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#define REQUEST_TO_DEVICE (LIBUSB_ENDPOINT_OUT | LIBUSB_REQUEST_TYPE_VENDOR | LIBUSB_RECIPIENT_DEVICE)

/**
 * clasp_usb_handle_set_error:
 * @self: a handle
 * @code: a libusb error
 * @error: return location for what it means
 *
 * Thread: the device's own.
 */
void
clasp_usb_handle_set_error (const ClaspUsbHandle *self, int code, GError **error)
{
  if (code == LIBUSB_ERROR_NO_DEVICE || code == LIBUSB_ERROR_NOT_FOUND)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s was unplugged"), self->name);
  else if (code == LIBUSB_ERROR_BUSY)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_BUSY,
                 _ ("%s is in use by another program or connection"), self->name);
  else if (code == LIBUSB_ERROR_TIMEOUT)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("%s takes no data"), self->name);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", self->name, libusb_strerror (code));
}

static gboolean
open_node (ClaspUsbHandle *self, const ClaspDmxDevice *device, GError **error)
{
  self->fd = open (device->node, O_RDWR | O_CLOEXEC);
  if (self->fd >= 0)
    return TRUE;

  if (errno == EACCES || errno == EPERM)
    clasp_dmx_device_set_denied (device, device->node, error);
  else if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
    g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_MISSING, _ ("%s is not connected over USB"), self->name);
  else
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("%s cannot be opened: %s"), self->name,
                 g_strerror (errno));
  return FALSE;
}

/* libusb's own list of devices needs a thread that watches them; we know the device already. */
static int
make_context (libusb_context **context)
{
  static gsize is_set;

  if (g_once_init_enter (&is_set))
    {
      libusb_set_option (NULL, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
      g_once_init_leave (&is_set, 1);
    }
  return libusb_init (context);
}

static int
claim (ClaspUsbHandle *self)
{
  int result = make_context (&self->context);

  if (result == LIBUSB_SUCCESS)
    result = libusb_wrap_sys_device (self->context, (intptr_t) self->fd, &self->handle);
  if (result != LIBUSB_SUCCESS)
    return result;

  libusb_set_auto_detach_kernel_driver (self->handle, 1);
  result = libusb_claim_interface (self->handle, self->interface_number);
  if (result != LIBUSB_SUCCESS)
    g_clear_pointer (&self->handle, libusb_close);
  return result;
}

/**
 * clasp_usb_handle_open:
 * @self: (out caller-allocates): a handle
 * @device: a device
 * @interface_number: which of its interfaces
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: %FALSE, with nothing to close, if it cannot be had
 */
gboolean
clasp_usb_handle_open (ClaspUsbHandle       *self,
                       const ClaspDmxDevice *device,
                       int                   interface_number,
                       GError              **error)
{
  int result;

  *self = (ClaspUsbHandle){ .fd = -1, .interface_number = interface_number,
                            .name = clasp_dmx_device_describe (device) };
  if (open_node (self, device, error))
    {
      result = claim (self);
      if (result == LIBUSB_SUCCESS)
        return TRUE;
      clasp_usb_handle_set_error (self, result, error);
    }
  clasp_usb_handle_close (self);
  return FALSE;
}

/**
 * clasp_usb_handle_close:
 * @self: a handle without transfers that are under way
 *
 * The kernel's driver gets the interface back.
 *
 * Thread: the device's own.
 */
void
clasp_usb_handle_close (ClaspUsbHandle *self)
{
  if (self->handle != NULL)
    {
      libusb_release_interface (self->handle, self->interface_number);
      libusb_close (self->handle);
    }
  if (self->context != NULL)
    libusb_exit (self->context);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->name);
  *self = (ClaspUsbHandle){ .fd = -1 };
}

/**
 * clasp_usb_handle_control:
 * @self: an open handle
 * @request: the vendor's request
 * @value: its value
 * @index: its index
 * @bytes: (nullable): data
 * @size: how much
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: %FALSE if the device did not take it
 */
gboolean
clasp_usb_handle_control (ClaspUsbHandle *self,
                          guint8          request,
                          guint16         value,
                          guint16         index,
                          const guint8   *bytes,
                          guint           size,
                          GError        **error)
{
  int result = libusb_control_transfer (self->handle, REQUEST_TO_DEVICE, request, value, index,
                                        (unsigned char *) bytes, (uint16_t) size, CLASP_DMX_TRANSFER_MS);

  if (result >= 0)
    return TRUE;

  clasp_usb_handle_set_error (self, result, error);
  return FALSE;
}

static void LIBUSB_CALL
done_cb (struct libusb_transfer *transfer)
{
  *(int *) transfer->user_data = 1;
}

/* What became of a transfer, as a libusb error. */
static int
result_of (const struct libusb_transfer *transfer)
{
  switch (transfer->status)
    {
    case LIBUSB_TRANSFER_COMPLETED:
      return transfer->actual_length == transfer->length ? LIBUSB_SUCCESS : LIBUSB_ERROR_IO;
    case LIBUSB_TRANSFER_TIMED_OUT:
      return LIBUSB_ERROR_TIMEOUT;
    case LIBUSB_TRANSFER_STALL:
      return LIBUSB_ERROR_PIPE;
    case LIBUSB_TRANSFER_NO_DEVICE:
      return LIBUSB_ERROR_NO_DEVICE;
    case LIBUSB_TRANSFER_ERROR:
    case LIBUSB_TRANSFER_CANCELLED:
    case LIBUSB_TRANSFER_OVERFLOW:
      return LIBUSB_ERROR_IO;
    }

  return LIBUSB_ERROR_IO;
}

/* A transfer that is under way cannot be let go of: it is waited for, however it ends. */
static int
wait_for_transfer (ClaspUsbHandle         *self,
                   struct libusb_transfer *transfer,
                   int                    *is_done,
                   ClaspUsbFunc            meanwhile,
                   gpointer                user_data)
{
  while (!*is_done)
    {
      int result = libusb_handle_events_completed (self->context, is_done);

      if (result != LIBUSB_SUCCESS && result != LIBUSB_ERROR_INTERRUPTED)
        libusb_cancel_transfer (transfer);
      if (meanwhile != NULL)
        meanwhile (user_data);
    }

  return result_of (transfer);
}

/**
 * clasp_usb_handle_bulk:
 * @self: an open handle
 * @endpoint: the endpoint's address
 * @bytes: data
 * @size: how much
 * @meanwhile: (nullable): called when something happened while it waits; may look at other transfers
 * @user_data: for @meanwhile
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: %FALSE if the device did not take all of it
 */
gboolean
clasp_usb_handle_bulk (ClaspUsbHandle *self,
                       guint8          endpoint,
                       const guint8   *bytes,
                       guint           size,
                       ClaspUsbFunc    meanwhile,
                       gpointer        user_data,
                       GError        **error)
{
  struct libusb_transfer *transfer = libusb_alloc_transfer (0);
  int                     is_done = 0, result;

  libusb_fill_bulk_transfer (transfer, self->handle, endpoint, (unsigned char *) bytes, (int) size, done_cb,
                             &is_done, CLASP_DMX_TRANSFER_MS);
  result = libusb_submit_transfer (transfer);
  if (result == LIBUSB_SUCCESS)
    result = wait_for_transfer (self, transfer, &is_done, meanwhile, user_data);
  libusb_free_transfer (transfer);
  if (result == LIBUSB_SUCCESS)
    return TRUE;

  clasp_usb_handle_set_error (self, result, error);
  return FALSE;
}

/**
 * clasp_usb_handle_interrupt:
 * @self: an open handle
 * @endpoint: the endpoint's address
 * @bytes: a report
 * @size: its bytes
 * @timeout_ms: how long it may take
 * @error: return location for an error
 *
 * Thread: the device's own.
 *
 * Returns: %FALSE if the device did not take all of it
 */
gboolean
clasp_usb_handle_interrupt (ClaspUsbHandle *self,
                            guint8          endpoint,
                            const guint8   *bytes,
                            guint           size,
                            guint           timeout_ms,
                            GError        **error)
{
  int n_sent = 0;
  int result =
    libusb_interrupt_transfer (self->handle, endpoint, (unsigned char *) bytes, (int) size, &n_sent, timeout_ms);

  if (result == LIBUSB_SUCCESS && n_sent == (int) size)
    return TRUE;

  clasp_usb_handle_set_error (self, result == LIBUSB_SUCCESS ? LIBUSB_ERROR_IO : result, error);
  return FALSE;
}

/**
 * clasp_usb_handle_fill_poll:
 * @self: an open handle
 * @fds: (out caller-allocates): what libusb wants looked at
 * @n_max: room in @fds
 *
 * Thread: the device's own.
 *
 * Returns: how many
 */
guint
clasp_usb_handle_fill_poll (ClaspUsbHandle *self, struct pollfd *fds, guint n_max)
{
  const struct libusb_pollfd **list = libusb_get_pollfds (self->context);
  guint                        n = 0;

  for (; list != NULL && list[n] != NULL && n < n_max; n++)
    fds[n] = (struct pollfd){ .fd = list[n]->fd, .events = list[n]->events };
  libusb_free_pollfds (list);
  return n;
}
