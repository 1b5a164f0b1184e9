/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/dmx-usb/clasp-dmx-hotplug.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The kernel says that something is there, udev a little later that its permissions are set. */
#define GROUP_KERNEL 1
#define GROUP_UDEV 2
#define MAX_MESSAGE 8192
#define MESSAGES_PER_TURN 64
/* One device makes a dozen announcements. */
#define SETTLE_US (150 * 1000)

struct _ClaspDmxHotplug
{
  ClaspReactorWatch  *watch;  /* (owned) */
  ClaspTimers        *timers; /* (unowned) */
  ClaspTimer          timer;
  int                 fd;
  ClaspDmxHotplugFunc func;
  gpointer            user_data;
};

/**
 * clasp_dmx_hotplug_is_news:
 * @message: an announcement, the kernel's or udev's
 * @size: its size
 *
 * Thread: any.
 *
 * Returns: %TRUE if it is about USB or a serial line
 */
gboolean
clasp_dmx_hotplug_is_news (const guint8 *message, gsize size)
{
  static const char *const subsystems[] = { "SUBSYSTEM=usb", "SUBSYSTEM=tty" };

  for (guint i = 0; i < G_N_ELEMENTS (subsystems); i++)
    if (memmem (message, size, subsystems[i], strlen (subsystems[i]) + 1) != NULL)
      return TRUE;

  return FALSE;
}

static void
settled_cb (gpointer user_data)
{
  ClaspDmxHotplug *self = user_data;

  self->func (self->user_data);
}

static void
readable_cb (guint32 events, gpointer user_data)
{
  ClaspDmxHotplug *self = user_data;
  guint8           message[MAX_MESSAGE];

  for (guint i = 0; i < MESSAGES_PER_TURN; i++)
    {
      gssize size = recv (self->fd, message, sizeof message, MSG_DONTWAIT);

      /* When announcements were lost (an error), one of them may have been ours. */
      if (size < 0 && errno != ENOBUFS)
        return;
      if (size < 0 || clasp_dmx_hotplug_is_news (message, (gsize) size))
        clasp_timers_set (self->timers, &self->timer,
                          clasp_clock_now_us (clasp_timers_get_clock (self->timers)) + SETTLE_US, settled_cb, self);
    }
}

/**
 * clasp_dmx_hotplug_new:
 * @reactor: the worker's reactor
 * @timers: the worker's timers
 * @func: called when something came, went or changed
 * @user_data: for @func
 *
 * Thread: worker.
 *
 * Returns: (transfer full) (nullable): a watch, %NULL where nobody tells
 */
ClaspDmxHotplug *
clasp_dmx_hotplug_new (ClaspReactor *reactor, ClaspTimers *timers, ClaspDmxHotplugFunc func, gpointer user_data)
{
  struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = GROUP_KERNEL | GROUP_UDEV };
  int                fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
  ClaspDmxHotplug   *self;

  if (fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      fd = -1;
    }
  if (fd < 0)
    return NULL;

  self = g_new0 (ClaspDmxHotplug, 1);
  self->timers = timers;
  self->fd = fd;
  self->func = func;
  self->user_data = user_data;
  self->watch = clasp_reactor_add (reactor, fd, EPOLLIN, readable_cb, self);
  return self;
}

/**
 * clasp_dmx_hotplug_free:
 * @self: (transfer full): a watch
 *
 * Thread: worker.
 */
void
clasp_dmx_hotplug_free (ClaspDmxHotplug *self)
{
  clasp_timers_cancel (self->timers, &self->timer);
  clasp_reactor_remove (self->watch);
  close (self->fd);
  g_free (self);
}
