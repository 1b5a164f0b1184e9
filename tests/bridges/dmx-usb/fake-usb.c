/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/dmx-usb/fake-usb.h"

#include "support/clasp-test.h"

#include <libusb.h>
#include <string.h>

/* Design notes: the functions of libusb that drivers use are defined again here, and the linker takes these. What a
 * program asks libusb for thereby never leaves it. */

FakeUsb fake_usb;

static char                    place; /* what handles point to */
static struct libusb_transfer *waiting[8];
static guint                   n_waiting;

static void
call_clear (gpointer data)
{
  g_bytes_unref (((FakeUsbCall *) data)->data);
}

void
fake_usb_reset (void)
{
  if (fake_usb.calls != NULL)
    g_array_unref (fake_usb.calls);
  fake_usb = (FakeUsb){ .calls = g_array_new (FALSE, TRUE, sizeof (FakeUsbCall)),
                        .packet_size = 64,
                        .endpoint_out = 0x02,
                        .release = 0x0600 };
  g_array_set_clear_func (fake_usb.calls, call_clear);
  n_waiting = 0;
}

static int
note (FakeUsbCall call, const guint8 *bytes, guint size)
{
  call.data = g_bytes_new (bytes, size);
  call.us = g_get_monotonic_time ();
  g_array_append_val (fake_usb.calls, call);
  return fake_usb.result;
}

static void
print_data (GString *text, GBytes *data)
{
  gsize         n;
  const guint8 *bytes = g_bytes_get_data (data, &n);

  for (gsize i = 0, run; i < n; i += run)
    {
      for (run = 1; i + run < n && bytes[i + run] == bytes[i]; run++)
        ;
      if (run <= 8)
        run = 1;
      g_string_append_printf (text, run == 1 ? "%02x" : " %02xx%" G_GSIZE_FORMAT " ", bytes[i], run);
    }
}

char *
fake_usb_print (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < fake_usb.calls->len; i++)
    {
      const FakeUsbCall *call = &g_array_index (fake_usb.calls, FakeUsbCall, i);

      if (call->kind == 'c')
        g_string_append_printf (text, "%sc %02x %u %04x %04x", i > 0 ? "|" : "", call->request_type, call->request,
                                call->value, call->index);
      else
        g_string_append_printf (text, "%s%c %02x", i > 0 ? "|" : "", call->kind, call->endpoint);
      if (g_bytes_get_size (call->data) > 0)
        g_string_append (text, " =");
      print_data (text, call->data);
    }
  return g_string_free (text, FALSE);
}

/* ---- libusb ---- */

int LIBUSB_CALL
libusb_init (libusb_context **context)
{
  *context = (libusb_context *) (gpointer) &place;
  fake_usb.n_open++;
  return LIBUSB_SUCCESS;
}

void LIBUSB_CALL
libusb_exit (libusb_context *context)
{
  fake_usb.n_open--;
}

int
libusb_set_option (libusb_context *context, enum libusb_option option, ...)
{
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_wrap_sys_device (libusb_context *context, intptr_t fd, libusb_device_handle **handle)
{
  *handle = (libusb_device_handle *) (gpointer) &place;
  fake_usb.n_open++;
  return LIBUSB_SUCCESS;
}

void LIBUSB_CALL
libusb_close (libusb_device_handle *handle)
{
  fake_usb.n_open--;
}

int LIBUSB_CALL
libusb_set_auto_detach_kernel_driver (libusb_device_handle *handle, int enable)
{
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_claim_interface (libusb_device_handle *handle, int number)
{
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_release_interface (libusb_device_handle *handle, int number)
{
  return LIBUSB_SUCCESS;
}

const char *LIBUSB_CALL
libusb_strerror (int code)
{
  return "it did not work";
}

libusb_device *LIBUSB_CALL
libusb_get_device (libusb_device_handle *handle)
{
  return (libusb_device *) (gpointer) &place;
}

int LIBUSB_CALL
libusb_get_device_descriptor (libusb_device *device, struct libusb_device_descriptor *descriptor)
{
  memset (descriptor, 0, sizeof *descriptor);
  descriptor->bcdDevice = fake_usb.release;
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_get_max_packet_size (libusb_device *device, unsigned char endpoint)
{
  return (int) fake_usb.packet_size;
}

int LIBUSB_CALL
libusb_get_active_config_descriptor (libusb_device *device, struct libusb_config_descriptor **config)
{
  static struct libusb_endpoint_descriptor  endpoint;
  static struct libusb_interface_descriptor setting;
  static struct libusb_interface            interface;
  static struct libusb_config_descriptor    one;

  endpoint.bEndpointAddress = fake_usb.endpoint_out;
  endpoint.bmAttributes = LIBUSB_TRANSFER_TYPE_BULK;
  endpoint.wMaxPacketSize = (uint16_t) fake_usb.packet_size;
  setting.bNumEndpoints = 1;
  setting.endpoint = &endpoint;
  interface.altsetting = &setting;
  interface.num_altsetting = 1;
  one.bNumInterfaces = 1;
  one.interface = &interface;
  *config = &one;
  return LIBUSB_SUCCESS;
}

void LIBUSB_CALL
libusb_free_config_descriptor (struct libusb_config_descriptor *config)
{
}

int LIBUSB_CALL
libusb_control_transfer (libusb_device_handle *handle,
                         uint8_t               request_type,
                         uint8_t               request,
                         uint16_t              value,
                         uint16_t              index,
                         unsigned char        *data,
                         uint16_t              size,
                         unsigned int          timeout)
{
  int result = note ((FakeUsbCall){ .kind = 'c',
                                    .request_type = request_type,
                                    .request = request,
                                    .value = value,
                                    .index = index,
                                    .timeout_ms = timeout },
                     data, size);

  if (request == fake_usb.refused && request != 0)
    return LIBUSB_ERROR_PIPE;
  return result != 0 ? result : size;
}

int LIBUSB_CALL
libusb_interrupt_transfer (libusb_device_handle *handle,
                           unsigned char         endpoint,
                           unsigned char        *data,
                           int                   size,
                           int                  *n_sent,
                           unsigned int          timeout)
{
  int result = note ((FakeUsbCall){ .kind = 'i', .endpoint = endpoint, .timeout_ms = timeout }, data, (guint) size);

  *n_sent = result == 0 ? size : 0;
  return result;
}

struct libusb_transfer *LIBUSB_CALL
libusb_alloc_transfer (int n_packets)
{
  fake_usb.n_open++;
  return g_new0 (struct libusb_transfer, 1);
}

void LIBUSB_CALL
libusb_free_transfer (struct libusb_transfer *transfer)
{
  fake_usb.n_open--;
  g_free (transfer);
}

int LIBUSB_CALL
libusb_submit_transfer (struct libusb_transfer *transfer)
{
  g_assert_cmpuint (n_waiting, <, G_N_ELEMENTS (waiting));
  waiting[n_waiting++] = transfer;
  if ((transfer->endpoint & LIBUSB_ENDPOINT_IN) == 0)
    note ((FakeUsbCall){ .kind = transfer->type == LIBUSB_TRANSFER_TYPE_BULK ? 'b' : 'i',
                         .endpoint = transfer->endpoint,
                         .timeout_ms = transfer->timeout },
          transfer->buffer, (guint) transfer->length);
  return LIBUSB_SUCCESS;
}

static void
end (guint index, enum libusb_transfer_status status, int n)
{
  struct libusb_transfer *transfer = waiting[index];

  waiting[index] = waiting[--n_waiting];
  transfer->status = status;
  transfer->actual_length = n;
  transfer->callback (transfer);
}

static enum libusb_transfer_status
status_of_result (void)
{
  if (fake_usb.result == LIBUSB_SUCCESS)
    return LIBUSB_TRANSFER_COMPLETED;
  if (fake_usb.result == LIBUSB_ERROR_TIMEOUT)
    return LIBUSB_TRANSFER_TIMED_OUT;
  return fake_usb.result == LIBUSB_ERROR_NO_DEVICE ? LIBUSB_TRANSFER_NO_DEVICE : LIBUSB_TRANSFER_ERROR;
}

int LIBUSB_CALL
libusb_cancel_transfer (struct libusb_transfer *transfer)
{
  for (guint i = 0; i < n_waiting; i++)
    if (waiting[i] == transfer)
      {
        end (i, LIBUSB_TRANSFER_CANCELLED, 0);
        return LIBUSB_SUCCESS;
      }
  return LIBUSB_ERROR_NOT_FOUND;
}

/* A packet as an FTDI chip has it: two bytes of status first. */
static void
hand_in (const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  guint              n = (guint) g_bytes_get_size (bytes);

  for (guint i = 0; i < n_waiting; i++)
    if (waiting[i]->endpoint & LIBUSB_ENDPOINT_IN)
      {
        g_assert_cmpuint (n + 2, <=, MIN (fake_usb.packet_size, (guint) waiting[i]->length));
        memcpy (waiting[i]->buffer, "\1\x60", 2);
        memcpy (waiting[i]->buffer + 2, g_bytes_get_data (bytes, NULL), n);
        end (i, LIBUSB_TRANSFER_COMPLETED, (int) n + 2);
        return;
      }
}

/* What goes out is done; what is to come in waits for an answer. */
static void
end_those_out (void)
{
  const char *answer = NULL;

  for (guint i = n_waiting; i-- > 0;)
    if ((waiting[i]->endpoint & LIBUSB_ENDPOINT_IN) == 0)
      {
        if (fake_usb.answer != NULL)
          answer = fake_usb.answer (waiting[i]->buffer, (guint) waiting[i]->length);
        end (i, status_of_result (), fake_usb.result == 0 ? waiting[i]->length : 0);
      }
  if (answer != NULL)
    hand_in (answer);
}

int LIBUSB_CALL
libusb_handle_events_completed (libusb_context *context, int *completed)
{
  end_those_out ();
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_handle_events_timeout_completed (libusb_context *context, struct timeval *timeout, int *completed)
{
  end_those_out ();
  return LIBUSB_SUCCESS;
}

int LIBUSB_CALL
libusb_handle_events (libusb_context *context)
{
  end_those_out ();
  return LIBUSB_SUCCESS;
}

const struct libusb_pollfd **LIBUSB_CALL
libusb_get_pollfds (libusb_context *context)
{
  return NULL;
}

void LIBUSB_CALL
libusb_free_pollfds (const struct libusb_pollfd **fds)
{
}
