/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-priority.h"

#include <errno.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SLICE_NS (100 * 1000)     /* the least that the kernel takes */
#define FLAG_RESET_ON_FORK 0x01u

/* Who raises a thread of another process for it: methods take its process, the thread and how nice. */
typedef struct
{
  GBusType    bus;
  const char *name, *path, *interface;
} Service;

static const Service realtime_kit = { G_BUS_TYPE_SYSTEM, "org.freedesktop.RealtimeKit1", "/org/freedesktop/RealtimeKit1",
                                      "org.freedesktop.RealtimeKit1" };
static const Service portal = { G_BUS_TYPE_SESSION, "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                                "org.freedesktop.portal.Realtime" };

typedef struct
{
  const Service *service;
  gint64         thread;
} Request;

/* sched_setattr(2), which the C library of Debian 12 knows nothing of; the kernel's own header defines what the library's does, too. */
typedef struct
{
  guint32 size, policy;
  guint64 flags;
  gint32  nice;
  guint32 priority;
  guint64 runtime_ns, deadline_ns, period_ns;
} Scheduling;

/**
 * clasp_priority_get_thread:
 *
 * Thread: any.
 *
 * Returns: the kernel's number of the calling thread
 */
gint64
clasp_priority_get_thread (void)
{
  return gettid ();
}

/**
 * clasp_priority_get_nice:
 * @thread: a number of clasp_priority_get_thread()
 *
 * Thread: any.
 *
 * Returns: from -20 (goes before all others) to 19 (gives way to all); 0 is usual, and told of a thread that has ended
 */
int
clasp_priority_get_nice (gint64 thread)
{
  int nice;

  errno = 0;
  nice = getpriority (PRIO_PROCESS, (id_t) thread);
  return errno == 0 ? nice : 0;
}

/**
 * clasp_priority_shorten_slice:
 * @thread: a number of clasp_priority_get_thread()
 *
 * Tells the kernel that a thread needs a processor for short times only, so that it may have it at once when it wakes up,
 * also of a thread that has not used up its own time. Nobody's leave is needed. Kernels before 6.12 make nothing of it.
 * Threads that this one starts, which may write to the disk for long, get neither this nor a raised priority.
 *
 * Thread: any.
 */
void
clasp_priority_shorten_slice (gint64 thread)
{
  Scheduling scheduling = { 0 };

  if (syscall (SYS_sched_getattr, (pid_t) thread, &scheduling, sizeof scheduling, 0) != 0 || scheduling.policy != SCHED_OTHER)
    return;
  scheduling.flags |= FLAG_RESET_ON_FORK;
  scheduling.runtime_ns = SLICE_NS;
  syscall (SYS_sched_setattr, (pid_t) thread, &scheduling, 0);
}

/**
 * clasp_priority_raise:
 * @thread: a number of clasp_priority_get_thread()
 * @error: (optional): %G_IO_ERROR_PERMISSION_DENIED where the limits of the user do not allow it
 *
 * Raises the priority of a thread to %CLASP_PRIORITY_NICE, as far as the kernel alone decides.
 *
 * Thread: any.
 *
 * Returns: whether it is raised
 */
gboolean
clasp_priority_raise (gint64   thread,
                      GError **error)
{
  if (setpriority (PRIO_PROCESS, (id_t) thread, CLASP_PRIORITY_NICE) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s", g_strerror (errno));
  return FALSE;
}

static void
raised_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)    task = user_data;
  g_autoptr (GError)   error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_dbus_error_strip_remote_error (error);
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)           task = user_data;
  g_autoptr (GError)          error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);
  const Request              *request = g_task_get_task_data (task);
  const Service              *service = request->service;

  if (bus == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_dbus_connection_call (bus, service->name, service->path, service->interface, "MakeThreadHighPriorityWithPID",
                          g_variant_new ("(tti)", (guint64) getpid (), (guint64) request->thread, CLASP_PRIORITY_NICE),
                          NULL, G_DBUS_CALL_FLAGS_NONE, -1, g_task_get_cancellable (task), raised_cb, g_object_ref (task));
}

/**
 * clasp_priority_ask_async:
 * @thread: a number of clasp_priority_get_thread()
 * @is_sandboxed: whether the portal has to be asked, for the daemon cannot be
 * @cancellable: (nullable): ends the wait for an answer
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks RealtimeKit to raise the priority of a thread of this process to %CLASP_PRIORITY_NICE.
 *
 * Thread: any with a default context.
 */
void
clasp_priority_ask_async (gint64              thread,
                          gboolean            is_sandboxed,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  GTask   *task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new (Request, 1);

  *request = (Request) { is_sandboxed ? &portal : &realtime_kit, thread };
  g_task_set_source_tag (task, clasp_priority_ask_async);
  g_task_set_task_data (task, request, g_free);
  g_bus_get (request->service->bus, cancellable, bus_cb, task);
}

/**
 * clasp_priority_ask_finish:
 * @result: what the callback was given
 * @error: (optional): of D-Bus, where there is no such daemon or it refuses
 *
 * Thread: that of the question.
 *
 * Returns: whether it is raised
 */
gboolean
clasp_priority_ask_finish (GAsyncResult *result,
                           GError      **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
