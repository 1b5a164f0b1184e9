/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-cable.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct
{
  ClaspDmxReceived frame;
  gint64           sent_us;
} Sent;

struct _ClaspDmxCableEnd
{
  char *name; /* (owned) of the cable */
  int   fd;
  guint first, n; /* the frames that wait, in a ring */
  Sent  ring[CLASP_DMX_CABLE_FRAMES];
};

static GMutex     lock;
static GPtrArray *ends; /* (owned) (nullable): all ends of all cables */

/**
 * clasp_dmx_cable_plug:
 * @name: of the cable; any text
 *
 * Thread: any.
 *
 * Returns: (transfer full): one more end of it
 */
ClaspDmxCableEnd *
clasp_dmx_cable_plug (const char *name)
{
  ClaspDmxCableEnd *self = g_new0 (ClaspDmxCableEnd, 1);

  self->name = g_strdup (name);
  self->fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_mutex_lock (&lock);
  if (ends == NULL)
    ends = g_ptr_array_new ();
  g_ptr_array_add (ends, self);
  g_mutex_unlock (&lock);
  return self;
}

/**
 * clasp_dmx_cable_unplug:
 * @self: (transfer full): an end
 *
 * Thread: any.
 */
void
clasp_dmx_cable_unplug (ClaspDmxCableEnd *self)
{
  g_mutex_lock (&lock);
  g_ptr_array_remove_fast (ends, self);
  if (ends->len == 0)
    g_clear_pointer (&ends, g_ptr_array_unref);
  g_mutex_unlock (&lock);
  close (self->fd);
  g_free (self->name);
  g_free (self);
}

static void
put (ClaspDmxCableEnd *self, const Sent *sent)
{
  if (self->n == CLASP_DMX_CABLE_FRAMES)
    {
      self->first = (self->first + 1) % CLASP_DMX_CABLE_FRAMES;
      self->n--;
    }
  self->ring[(self->first + self->n++) % CLASP_DMX_CABLE_FRAMES] = *sent;
  eventfd_write (self->fd, 1);
}

/**
 * clasp_dmx_cable_send:
 * @self: an end
 * @port: of the device, from 0
 * @start_code: 0 for levels
 * @slots: levels
 * @n_slots: 0–512
 *
 * Thread: any.
 */
void
clasp_dmx_cable_send (ClaspDmxCableEnd *self, guint port, guint8 start_code, const guint8 *slots, guint n_slots)
{
  Sent sent = { { .port = (guint8) port, .start_code = start_code, .n_slots = (guint16) MIN (n_slots, CLASP_DMX_SLOTS) },
                g_get_monotonic_time () };

  memcpy (sent.frame.slots, slots, sent.frame.n_slots);
  g_mutex_lock (&lock);
  for (guint i = 0; i < ends->len; i++)
    {
      ClaspDmxCableEnd *end = g_ptr_array_index (ends, i);

      if (end != self && g_str_equal (end->name, self->name))
        put (end, &sent);
    }
  g_mutex_unlock (&lock);
}

/**
 * clasp_dmx_cable_take:
 * @self: an end
 * @frame: (out): the oldest frame that waits
 * @sent_us: (out) (optional): when it was sent, monotonic
 *
 * Thread: that of the end.
 *
 * Returns: %FALSE when none waits
 */
gboolean
clasp_dmx_cable_take (ClaspDmxCableEnd *self, ClaspDmxReceived *frame, gint64 *sent_us)
{
  gboolean  is_there;
  eventfd_t ignored;

  g_mutex_lock (&lock);
  is_there = self->n > 0;
  if (is_there)
    {
      *frame = self->ring[self->first].frame;
      if (sent_us != NULL)
        *sent_us = self->ring[self->first].sent_us;
      self->first = (self->first + 1) % CLASP_DMX_CABLE_FRAMES;
      self->n--;
    }
  if (self->n == 0)
    eventfd_read (self->fd, &ignored);
  g_mutex_unlock (&lock);
  return is_there;
}

/**
 * clasp_dmx_cable_get_fd:
 * @self: an end
 *
 * Thread: that of the end.
 *
 * Returns: what poll () may look at
 */
int
clasp_dmx_cable_get_fd (ClaspDmxCableEnd *self)
{
  return self->fd;
}
