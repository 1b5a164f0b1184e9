/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "universes-ear.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64

const Protocol protocol_artnet = { "/artnet", 0, 14, 18, FALSE };
const Protocol protocol_sacn = { "/sacn", 1, 113, 126, TRUE };

struct _Ear
{
  const Protocol *protocol;
  GThread        *thread;
  int             cpu;
  int             fd;
  guint16         port;
  gint            is_over;      /* atomic */
  gint            is_measuring; /* atomic */
  gint64          last_us[N_UNIVERSES];
  GArray         *errors_us; /* how far each interval was from the frame time */
  guint64         n_frames;
};

static gint64
time_of (struct msghdr *message)
{
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL;
       part = CMSG_NXTHDR (message, part))
    if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS)
      {
        struct timespec time;

        memcpy (&time, CMSG_DATA (part), sizeof time);
        return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
      }
  return 0;
}

static void
note_frame (Ear *self, const guint8 *bytes, gint64 time_us)
{
  const guint8 *number = bytes + self->protocol->place;
  guint         universe = (self->protocol->is_sacn ? (guint) number[0] << 8 | number[1]
                                                    : (guint) number[0] | (guint) number[1] << 8) -
                   self->protocol->first;

  if (universe >= N_UNIVERSES || !g_atomic_int_get (&self->is_measuring))
    return;

  self->n_frames++;
  if (self->last_us[universe] != 0)
    {
      gint64 error_us = ABS (time_us - self->last_us[universe] - FRAME_US);

      g_array_append_val (self->errors_us, error_us);
    }
  self->last_us[universe] = time_us;
}

static void
stay_on (int cpu)
{
  cpu_set_t cpus;

  CPU_ZERO (&cpus);
  CPU_SET (cpu, &cpus);
  pthread_setaffinity_np (pthread_self (), sizeof cpus, &cpus);
}

static gpointer
listen_thread (gpointer data)
{
  Ear           *self = data;
  static guint8  bytes[BATCH][1200];
  static char    control[BATCH][64];
  struct mmsghdr messages[BATCH];
  struct iovec   parts[BATCH];

  if (self->cpu >= 0)
    stay_on (self->cpu);
  while (!g_atomic_int_get (&self->is_over))
    {
      struct timespec timeout = { 0, 50 * 1000 * 1000 };
      int             n;

      memset (messages, 0, sizeof messages);
      for (guint i = 0; i < BATCH; i++)
        {
          parts[i] = (struct iovec){ bytes[i], sizeof bytes[i] };
          messages[i].msg_hdr.msg_iov = &parts[i];
          messages[i].msg_hdr.msg_iovlen = 1;
          messages[i].msg_hdr.msg_control = control[i];
          messages[i].msg_hdr.msg_controllen = sizeof control[i];
        }
      n = recvmmsg (self->fd, messages, BATCH, MSG_WAITFORONE, &timeout);
      for (int i = 0; i < n; i++)
        note_frame (self, bytes[i], time_of (&messages[i].msg_hdr));
    }
  return NULL;
}

static void
open_socket (Ear *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct timeval     timeout = { 0, 50000 };
  socklen_t          size = sizeof address;
  int                on = 1, room = 16 * 1024 * 1024;

  self->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt (self->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  if (setsockopt (self->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) < 0)
    setsockopt (self->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  setsockopt (self->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (bind (self->fd, (struct sockaddr *) &address, sizeof address) < 0 ||
      getsockname (self->fd, (struct sockaddr *) &address, &size) < 0)
    g_error ("no socket: %s", g_strerror (errno));
  self->port = ntohs (address.sin_port);
}

Ear *
ear_open (const Protocol *protocol, int cpu)
{
  Ear *self = g_new0 (Ear, 1);

  self->protocol = protocol;
  self->cpu = cpu;
  self->errors_us = g_array_new (FALSE, FALSE, sizeof (gint64));
  open_socket (self);
  self->thread = g_thread_new ("ear", listen_thread, self);
  return self;
}

guint16
ear_get_port (const Ear *self)
{
  return self->port;
}

void
ear_begin (Ear *self)
{
  g_atomic_int_set (&self->is_measuring, TRUE);
}

void
ear_end (Ear *self)
{
  g_atomic_int_set (&self->is_measuring, FALSE);
  g_atomic_int_set (&self->is_over, TRUE);
  g_thread_join (self->thread);
}

void
ear_close (Ear *self)
{
  close (self->fd);
  g_array_unref (self->errors_us);
  g_free (self);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static double
percentile_ms (const Ear *self, double share)
{
  guint index = (guint) (share * (self->errors_us->len - 1));

  return (double) g_array_index (self->errors_us, gint64, index) / 1000.0;
}

gboolean
ear_report (Ear *self, double seconds, EarReport *report)
{
  *report = (EarReport){ .hz = (double) self->n_frames / N_UNIVERSES / seconds };
  if (self->errors_us->len == 0)
    return FALSE;

  g_array_sort (self->errors_us, compare);
  report->p50_ms = percentile_ms (self, 0.5);
  report->p99_ms = percentile_ms (self, 0.99);
  report->max_ms = percentile_ms (self, 1.0);
  return TRUE;
}
