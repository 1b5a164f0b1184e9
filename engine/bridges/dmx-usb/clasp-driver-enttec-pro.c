/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-enttec-codec.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Design notes: ENTTEC DMX USB Pro, Pro Mk2, DMXking ultraDMX and whatever else speaks their messages
 * (show-protocols.md 7.2). The widget repeats the last frame by itself.
 *
 * An answer counts whenever it comes: while its question is still being written, since one look at the line
 * may find the question gone and the answer there, or after the time its question was given. A widget that
 * answers nothing may hold the first half of a message, from a program that was killed while it wrote, and
 * takes our questions for the rest; so that message is ended and all is asked once more. */

#define ANSWER_MS 200
#define MAX_RATE 40
#define FIRMWARE_RDM 2
#define BOTH_PORTS 3

typedef struct
{
  ClaspDmxDriver      base;
  ClaspDmxLine       *line; /* (owned) */
  ClaspEnttecParser   parser;
  ClaspWriter         out;
  guint8              inputs;
  guint8              labels[CLASP_DMX_MAX_PORTS]; /* of what sends to each port */

  /* what it said when asked */
  guint8              awaited;    /* a label; 0 = nothing */
  gboolean            has_answer;
  guint               n_answers;  /* to any of our questions */
  ClaspEnttecIdentity maker, device;
  char                serial[CLASP_ENTTEC_SERIAL_SIZE];
  ClaspEnttecParameters parameters;
  gboolean            has_parameters;
  guint8              hardware;
  guint8              n_ports;    /* as DMXking's say; 0 = did not */

  /* in */
  guint8              in_label; /* of frames of the second port; 0 = the label says no port */
  guint8              frame[CLASP_DMX_SLOTS + 1]; /* what changes are laid over */
  guint               n_known;
} ProDriver;

/* ---- in ---- */

/* Where a message came in. Only a Mk2 has a label for each port; otherwise there is but one that can
 * receive. */
static guint
port_of (ProDriver *self, const ClaspEnttecMessage *message)
{
  if (self->in_label != 0)
    return message->label == self->in_label;
  return self->inputs & 1 ? 0 : 1;
}

static void
hand_out (ProDriver *self, guint port, guint8 status, guint8 start_code, const guint8 *slots, guint n_slots)
{
  ClaspDmxReceived frame = { .port = (guint8) port,
                             .start_code = start_code,
                             .is_damaged = status != 0,
                             .n_slots = (guint16) n_slots };

  if (self->base.received == NULL || (self->inputs >> port & 1) == 0)
    return;

  memcpy (frame.slots, slots, n_slots);
  self->base.received (&frame, self->base.received_data);
}

static void
handle_received (ProDriver *self, const ClaspEnttecMessage *message)
{
  /* Whatever its label, it is one of these. */
  ClaspEnttecMessage  frame = { CLASP_ENTTEC_RECEIVED, message->data, message->n_data };
  guint               port = port_of (self, message);
  ClaspEnttecReceived received;

  if (!clasp_enttec_read_received (&frame, &received))
    return;

  /* Changes (9) have one label: they are the first port's, or those of the only input. */
  if (received.start_code == 0 && message->label == CLASP_ENTTEC_RECEIVED)
    {
      memcpy (self->frame + 1, received.slots, received.n_slots);
      self->n_known = MAX (self->n_known, received.n_slots + 1);
    }
  hand_out (self, port, received.status, received.start_code, received.slots, received.n_slots);
}

static void
handle_changes (ProDriver *self, const ClaspEnttecMessage *message)
{
  if (clasp_enttec_apply_changes (message, self->frame, &self->n_known) && self->n_known > 0)
    hand_out (self, port_of (self, message), 0, self->frame[0], self->frame + 1, self->n_known - 1);
}

static void
handle_answer (ProDriver *self, const ClaspEnttecMessage *message)
{
  switch (message->label)
    {
    case CLASP_ENTTEC_MANUFACTURER:
      clasp_enttec_read_identity (message, &self->maker);
      break;
    case CLASP_ENTTEC_DEVICE:
      clasp_enttec_read_identity (message, &self->device);
      break;
    case CLASP_ENTTEC_SERIAL:
      clasp_enttec_read_serial (message, self->serial);
      break;
    case CLASP_ENTTEC_PARAMETERS:
      self->has_parameters = clasp_enttec_read_parameters (message, &self->parameters);
      break;
    case CLASP_ENTTEC_HARDWARE:
      clasp_enttec_read_byte (message, &self->hardware);
      break;
    case CLASP_ENTTEC_PORT_COUNT:
      clasp_enttec_read_byte (message, &self->n_ports);
      break;
    default:
      return;
    }
  self->n_answers++;
}

static void
message_cb (const ClaspEnttecMessage *message, gpointer user_data)
{
  ProDriver *self = user_data;

  if (message->label == CLASP_ENTTEC_RECEIVED || (self->in_label != 0 && message->label == self->in_label))
    handle_received (self, message);
  else if (message->label == CLASP_ENTTEC_CHANGES)
    handle_changes (self, message);
  else
    handle_answer (self, message);
  if (message->label == self->awaited)
    self->has_answer = TRUE;
}

/* FALSE on error; TRUE also when there was nothing. */
static gboolean
read_line (ProDriver *self, GError **error)
{
  guint8 bytes[1024];
  gssize n;

  while ((n = clasp_dmx_line_read (self->line, bytes, sizeof bytes, error)) > 0)
    clasp_enttec_parser_feed (&self->parser, bytes, (gsize) n, message_cb, self);
  return n == 0;
}

static gboolean
pro_receive (ClaspDmxDriver *driver, GError **error)
{
  return read_line ((ProDriver *) driver, error);
}

/* The widget says something while it takes a frame. If it is gone, writing will say so. */
static void
readable_cb (gpointer user_data)
{
  read_line (user_data, NULL);
}

static guint
pro_fill_poll (ClaspDmxDriver *driver, struct pollfd *fds, guint n_max)
{
  return clasp_dmx_line_fill_poll (((ProDriver *) driver)->line, fds, n_max);
}

/* ---- out ---- */

static gboolean
write_out (ProDriver *self, GError **error)
{
  gboolean is_sent = clasp_dmx_line_write (self->line, self->out.data, self->out.length, error);

  clasp_writer_reset (&self->out);
  return is_sent;
}

static gboolean
pro_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  ProDriver *self = (ProDriver *) driver;

  clasp_enttec_encode_frame (&self->out, self->labels[port], slots, n_slots);
  return write_out (self, error);
}

/* ---- who is it ---- */

/* Until what is awaited has come; TRUE when time is up as well: not every widget knows every label. */
static gboolean
wait_for_answer (ProDriver *self, GError **error)
{
  gint64 end_us = g_get_monotonic_time () + ANSWER_MS * 1000;

  while (read_line (self, error))
    {
      struct pollfd fds[CLASP_DMX_MAX_FDS];
      gint64        left_us = end_us - g_get_monotonic_time ();

      if (self->has_answer || left_us <= 0)
        return TRUE;
      poll (fds, clasp_dmx_line_fill_poll (self->line, fds, G_N_ELEMENTS (fds)), (int) (left_us / 1000) + 1);
    }

  return FALSE;
}

static gboolean
ask (ProDriver *self, guint8 label, GError **error)
{
  if (label == CLASP_ENTTEC_PARAMETERS)
    clasp_enttec_encode_ask_parameters (&self->out, 0);
  else
    clasp_enttec_encode (&self->out, label, NULL, 0);
  self->awaited = label;
  self->has_answer = FALSE;
  return write_out (self, error) && wait_for_answer (self, error);
}

static gboolean
is_dmxking (ProDriver *self)
{
  return self->maker.id == CLASP_ENTTEC_ESTA_DMXKING;
}

/* In the order that other programs use (show-protocols.md 7.2); each widget has a number or
 * parameters. */
static gboolean
ask_all (ProDriver *self, GError **error)
{
  static const guint8 questions[] = { CLASP_ENTTEC_MANUFACTURER, CLASP_ENTTEC_DEVICE, CLASP_ENTTEC_SERIAL,
                                      CLASP_ENTTEC_PARAMETERS, CLASP_ENTTEC_HARDWARE };

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (!ask (self, questions[i], error))
      return FALSE;

  return TRUE;
}

/* As much as the longest message needs, without its end byte: the widget drops what it held. */
static gboolean
end_message (ProDriver *self, GError **error)
{
  static const guint8 rest[CLASP_ENTTEC_MAX_DATA + 5];

  clasp_writer_put (&self->out, rest, sizeof rest);
  return write_out (self, error);
}

static gboolean
identify (ProDriver *self, const char *name, GError **error)
{
  if (!ask_all (self, error))
    return FALSE;
  if (self->n_answers == 0 && !(end_message (self, error) && ask_all (self, error)))
    return FALSE;
  if (is_dmxking (self) && !ask (self, CLASP_ENTTEC_PORT_COUNT, error))
    return FALSE;
  if (self->n_answers > 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("%s does not answer as an ENTTEC Pro does"), name);
  return FALSE;
}

static void
describe (ProDriver *self, const char *name)
{
  g_autoptr (GString) text = g_string_new (name);

  if (self->maker.name[0] != '\0' || self->device.name[0] != '\0')
    g_string_append_printf (text, ", %s %s", self->maker.name, self->device.name);
  if (self->serial[0] != '\0')
    g_string_append_printf (text, ", number %s", self->serial);
  if (self->has_parameters)
    g_string_append_printf (text, ", firmware %u.%u", self->parameters.firmware_major, self->parameters.firmware_minor);
  g_strlcpy (self->base.about, text->str, sizeof self->base.about);
}

/* ---- life ---- */

/* Longer than asked for is good, shorter may not be. */
static guint8
to_units (guint us)
{
  return (guint8) MIN (ceil (us / CLASP_ENTTEC_UNIT_US), 255);
}

/* The widget keeps these in memory that wears out: only what is not so already is written. */
static gboolean
set_timing (ProDriver *self, const ClaspDmxDriverOptions *options, GError **error)
{
  ClaspEnttecParameters wanted = { .break_units = CLAMP (to_units (options->break_us), 9, 127),
                                   .mark_units = CLAMP (to_units (options->mark_us), 1, 127),
                                   .rate = (guint8) MIN (options->max_hz, MAX_RATE) };

  if (options->outputs == 0 || !self->has_parameters ||
      (wanted.break_units == self->parameters.break_units && wanted.mark_units == self->parameters.mark_units &&
       wanted.rate == self->parameters.rate))
    return TRUE;

  clasp_enttec_encode_parameters (&self->out, &wanted);
  return write_out (self, error);
}

static gboolean
check_inputs (ProDriver *self, const ClaspDmxDriverOptions *options, const char *name, GError **error)
{
  if (options->inputs != BOTH_PORTS || self->in_label != 0)
    return TRUE;

  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
               "ports: only one can be set to in: %s does not say from which of its ports a frame came", name);
  return FALSE;
}

static gboolean
choose_labels (ProDriver *self, const ClaspDmxDriverOptions *options, const char *name, GError **error)
{
  guint n_outputs = 1;

  self->labels[0] = CLASP_ENTTEC_SEND;
  if (is_dmxking (self) && self->n_ports > 1)
    {
      self->labels[0] = CLASP_ENTTEC_SEND_PORT_1;
      self->labels[1] = CLASP_ENTTEC_SEND_PORT_2;
      n_outputs = 2;
    }
  else if (options->has_key)
    {
      self->labels[1] = options->key_label;
      self->in_label = options->in_label;
      n_outputs = 2;
    }
  return clasp_dmx_driver_check_ports (options, name, n_outputs, n_outputs, error) &&
         check_inputs (self, options, name, error);
}

/* Whether an input is what label 8 speaks of: the second port of a Mk2 has labels of its own. */
static gboolean
is_first_input (ProDriver *self, const ClaspDmxDriverOptions *options)
{
  return (options->inputs & (self->in_label != 0 ? 1 : BOTH_PORTS)) != 0;
}

static gboolean
set_ports (ProDriver *self, const ClaspDmxDriverOptions *options, GError **error)
{
  ClaspEnttecPorts ports = { options->outputs, options->outputs, 0, options->outputs | options->inputs };

  if (options->has_key && !is_dmxking (self) && ((options->outputs | options->inputs) & 2))
    {
      clasp_enttec_encode (&self->out, CLASP_ENTTEC_API_KEY, options->key, sizeof options->key);
      clasp_writer_put (&self->out, options->setup, options->n_setup);
    }
  if (is_dmxking (self) && self->n_ports > 1 && options->inputs != 0)
    clasp_enttec_encode_ports (&self->out, &ports);
  /* Every frame, also one without changes: that is how its loss is noticed. RDM firmware always does
   * and does not know the label. */
  if (is_first_input (self, options) && self->parameters.firmware_major != FIRMWARE_RDM)
    clasp_enttec_encode (&self->out, CLASP_ENTTEC_RECEIVE_MODE, (const guint8 *) "", 1);
  return self->out.length == 0 || write_out (self, error);
}

static void
pro_close (ClaspDmxDriver *driver)
{
  ProDriver *self = (ProDriver *) driver;

  clasp_dmx_line_close (self->line);
  clasp_writer_clear (&self->out);
  g_free (self);
}

static ClaspDmxDriver *
pro_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  ClaspDmxLine    *line =
    clasp_dmx_line_open (device, options->access, CLASP_DMX_ACCESS_SERIAL, CLASP_DMX_LINE_MESSAGES, error);
  ProDriver       *self;

  if (line == NULL)
    return NULL;

  self = g_new0 (ProDriver, 1);
  self->base.klass = &clasp_dmx_driver_enttec_pro;
  self->line = line;
  clasp_dmx_line_set_readable (line, readable_cb, self);
  self->inputs = options->inputs;
  if (identify (self, name, error) && choose_labels (self, options, name, error) &&
      set_timing (self, options, error) && set_ports (self, options, error))
    {
      describe (self, name);
      return &self->base;
    }
  pro_close (&self->base);
  return NULL;
}

const ClaspDmxDriverClass clasp_dmx_driver_enttec_pro = {
  .name = "enttec-pro",
  .n_outputs = CLASP_DMX_MAX_PORTS,
  .n_inputs = CLASP_DMX_MAX_PORTS,
  .has_device = TRUE,
  .open = pro_open,
  .close = pro_close,
  .send = pro_send,
  .receive = pro_receive,
  .fill_poll = pro_fill_poll,
};
