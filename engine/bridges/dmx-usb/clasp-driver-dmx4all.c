/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"
#include "bridges/dmx-usb/clasp-dmx-packets.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* DMX4ALL NanoDMX: a message for each slot that changed, each answered with “G”; the device repeats by
 * itself (show-protocols.md 7.5). Never tried on the device.
 *
 * Design notes: so many messages leave before their answers are waited for that the device is never
 * far behind. Whether it knows the fast form is seen from the first message: without an answer to it
 * text is used. */

#define ANSWER_MS 200
#define ANSWER 'G'
/* Messages on their way, at most. */
#define BATCH 16

typedef struct
{
  ClaspDmxDriver base;
  ClaspDmxLine  *line; /* (owned) */
  gboolean       is_fast, is_form_known;
  guint8         held[CLASP_DMX_SLOTS]; /* what the device has */
  guint          n_held;   /* of how many slots, from the first on, that is known */
  guint          repeated; /* the slot that was sent last without a change */
} Dmx4allDriver;

/* ---- answers ---- */

/* Counts the answers that are there; FALSE on error. */
static gboolean
read_answers (Dmx4allDriver *self, guint *n, GError **error)
{
  guint8 bytes[256];
  gssize size;

  while ((size = clasp_dmx_line_read (self->line, bytes, sizeof bytes, error)) > 0)
    for (gssize i = 0; i < size; i++)
      *n += bytes[i] == ANSWER;
  return size == 0;
}

static gboolean
wait_for_answers (Dmx4allDriver *self, guint n_wanted, GError **error)
{
  gint64 end_us = g_get_monotonic_time () + ANSWER_MS * 1000;
  guint  n = 0;

  while (read_answers (self, &n, error))
    {
      struct pollfd fds[CLASP_DMX_MAX_FDS];
      gint64        left_us = end_us - g_get_monotonic_time ();

      if (n >= n_wanted)
        return TRUE;
      if (left_us <= 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, _ ("%s does not answer as a DMX4ALL does"),
                       self->base.about);
          return FALSE;
        }
      poll (fds, clasp_dmx_line_fill_poll (self->line, fds, G_N_ELEMENTS (fds)), (int) (left_us / 1000) + 1);
    }

  return FALSE;
}

/* What came too late for the message before does not count for this one. */
static gboolean
say (Dmx4allDriver *self, const guint8 *bytes, guint size, guint n_messages, GError **error)
{
  guint n_late = 0;

  return read_answers (self, &n_late, error) && clasp_dmx_line_write (self->line, bytes, size, error) &&
         wait_for_answers (self, n_messages, error);
}

/* ---- out ---- */

/* One slot, so that it is known from the answer which form the device knows. */
static gboolean
find_form (Dmx4allDriver *self, guint8 level, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8             message[CLASP_DMX4ALL_TEXT];
  guint              size = clasp_dmx4all_pack (0, level, TRUE, message);

  self->is_fast = say (self, message, size, 1, &local);
  self->is_form_known = self->is_fast || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  if (self->is_form_known)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
send_slots (Dmx4allDriver *self, const guint16 *indices, guint n, const guint8 *slots, GError **error)
{
  guint8 bytes[BATCH * CLASP_DMX4ALL_TEXT] = { 0 };
  guint  size = 0;

  for (guint i = 0; i < n; i++)
    size += clasp_dmx4all_pack (indices[i], slots[indices[i]], self->is_fast, bytes + size);
  if (!say (self, bytes, size, n, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      self->held[indices[i]] = slots[indices[i]];
      self->n_held = MAX (self->n_held, indices[i] + 1u);
    }
  return TRUE;
}

static gboolean
dmx4all_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  Dmx4allDriver *self = (Dmx4allDriver *) driver;
  guint16        indices[BATCH];
  guint          n = 0;
  gboolean       has_changed = FALSE;

  if (!self->is_form_known && !find_form (self, slots[0], error))
    return FALSE;

  for (guint i = 0; i < n_slots; i++)
    {
      if (i >= self->n_held || slots[i] != self->held[i])
        indices[n++] = (guint16) i;
      if (n == BATCH || (n > 0 && i + 1 == n_slots))
        {
          if (!send_slots (self, indices, n, slots, error))
            return FALSE;
          n = 0;
          has_changed = TRUE;
        }
    }
  if (has_changed)
    return TRUE;

  /* A repeated frame is one slot, each in turn: so it is seen that the device is there. */
  self->repeated = (self->repeated + 1) % n_slots;
  indices[0] = (guint16) self->repeated;
  return send_slots (self, indices, 1, slots, error);
}

/* ---- life ---- */

static void
dmx4all_close (ClaspDmxDriver *driver)
{
  clasp_dmx_line_close (((Dmx4allDriver *) driver)->line);
  g_free (driver);
}

static gboolean
ask (Dmx4allDriver *self, const char *text, GError **error)
{
  return say (self, (const guint8 *) text, (guint) strlen (text), 1, error);
}

static ClaspDmxDriver *
dmx4all_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  ClaspDmxLine    *line;
  Dmx4allDriver   *self;

  if (!clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;
  line = clasp_dmx_line_open (device, options->access, CLASP_DMX_ACCESS_SERIAL, CLASP_DMX_LINE_MESSAGES, error);
  if (line == NULL)
    return NULL;

  self = g_new0 (Dmx4allDriver, 1);
  self->base.klass = &clasp_dmx_driver_dmx4all;
  self->line = line;
  g_strlcpy (self->base.about, name, sizeof self->base.about);
  /* Is it one; and it is to have all slots. */
  if (ask (self, "C?", error) && ask (self, "N511", error))
    return &self->base;

  dmx4all_close (&self->base);
  return NULL;
}

const ClaspDmxDriverClass clasp_dmx_driver_dmx4all = {
  .name = "dmx4all",
  .n_outputs = 1,
  .has_device = TRUE,
  .open = dmx4all_open,
  .close = dmx4all_close,
  .send = dmx4all_send,
};
