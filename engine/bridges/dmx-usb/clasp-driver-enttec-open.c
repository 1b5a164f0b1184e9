/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-driver.h"

#include <errno.h>
#include <string.h>
#include <time.h>

/* ENTTEC Open DMX USB and every other bare FTDI cable: the host makes the break, the mark and the
 * slots (show-protocols.md 7.3). */

typedef struct
{
  ClaspDmxDriver base;
  ClaspDmxLine  *line; /* (owned) */
  guint          break_us, mark_us;
} OpenDriver;

/* From now on, whatever interrupts; a break or mark that is longer is good, a shorter one is not. */
static void
wait_us (guint us)
{
  struct timespec end;

  clock_gettime (CLOCK_MONOTONIC, &end);
  end.tv_nsec += (long) us * 1000;
  end.tv_sec += end.tv_nsec / 1000000000;
  end.tv_nsec %= 1000000000;
  while (clock_nanosleep (CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL) == EINTR)
    ;
}

static gboolean
open_send (ClaspDmxDriver *driver, guint port, const guint8 *slots, guint n_slots, GError **error)
{
  OpenDriver *self = (OpenDriver *) driver;
  guint8      frame[1 + CLASP_DMX_SLOTS] = { 0 };

  n_slots = MIN (n_slots, CLASP_DMX_SLOTS);
  memcpy (frame + 1, slots, n_slots);
  if (!clasp_dmx_line_set_break (self->line, TRUE, error))
    return FALSE;
  wait_us (self->break_us);
  if (!clasp_dmx_line_set_break (self->line, FALSE, error))
    return FALSE;
  wait_us (self->mark_us);
  return clasp_dmx_line_write (self->line, frame, 1 + n_slots, error);
}

static void
open_close (ClaspDmxDriver *driver)
{
  clasp_dmx_line_close (((OpenDriver *) driver)->line);
  g_free (driver);
}

static ClaspDmxDriver *
open_open (const ClaspDmxDevice *device, const ClaspDmxDriverOptions *options, GError **error)
{
  g_autofree char *name = clasp_dmx_device_describe (device);
  ClaspDmxLine    *line;
  OpenDriver      *self;

  if (!clasp_dmx_driver_check_ports (options, name, 1, 0, error))
    return NULL;
  line = clasp_dmx_line_open (device, options->access, CLASP_DMX_ACCESS_USB, CLASP_DMX_LINE_DMX, error);
  if (line == NULL)
    return NULL;

  self = g_new0 (OpenDriver, 1);
  self->base.klass = &clasp_dmx_driver_enttec_open;
  self->line = line;
  self->break_us = options->break_us;
  self->mark_us = options->mark_us;
  g_snprintf (self->base.about, sizeof self->base.about, "%s, timed by this computer", name);
  return &self->base;
}

const ClaspDmxDriverClass clasp_dmx_driver_enttec_open = {
  .name = "enttec-open",
  .n_outputs = 1,
  .is_host_timed = TRUE,
  .has_device = TRUE,
  .open = open_open,
  .close = open_close,
  .send = open_send,
};
