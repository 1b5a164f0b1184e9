/* SPDX-License-Identifier: GPL-3.0-or-later */

/* 1024 universes at 44 Hz over Art-Net and over sACN: what share of a core that takes, and how
 * regularly the frames of each universe come. The bridge runs in this thread as it does in the
 * worker's; another thread receives, and the kernel notes when each packet came, so that its own
 * turns do not count.
 */

#include "bridges/artnet/clasp-artnet-bridge.h"
#include "bridges/artnet/clasp-artnet-settings.h"
#include "bridges/sacn/clasp-sacn-bridge.h"
#include "bridges/sacn/clasp-sacn-settings.h"
#include "support/clasp-router-fixture.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define N_UNIVERSES 1024
#define INTERVAL_US (G_USEC_PER_SEC / 44)
#define WARM_UP_US G_USEC_PER_SEC
#define BATCH 64

/* What is different about the two. */
typedef struct
{
  const char *namespace_;
  guint       first; /* the first universe */
  gsize       place; /* of its number in a packet */
  gboolean    is_sacn;
} Protocol;

static const Protocol artnet = { "/artnet", 0, 14, FALSE };
static const Protocol sacn = { "/sacn", 1, 113, TRUE };

typedef struct
{
  const Protocol *protocol;
  int             fd;
  guint16         port;
  gint            is_over;      /* atomic */
  gint            is_measuring; /* atomic */
  gint64          last_us[N_UNIVERSES];
  GArray         *errors_us; /* how far each interval was from the frame time */
  guint64         n_frames;
} Ear;

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
note_frame (Ear *ear, const guint8 *bytes, gint64 time_us)
{
  const guint8 *number = bytes + ear->protocol->place;
  guint         universe = (ear->protocol->is_sacn ? (guint) number[0] << 8 | number[1]
                                                   : (guint) number[0] | (guint) number[1] << 8) -
                   ear->protocol->first;

  if (universe >= N_UNIVERSES || !g_atomic_int_get (&ear->is_measuring))
    return;

  ear->n_frames++;
  if (ear->last_us[universe] != 0)
    {
      gint64 error_us = ABS (time_us - ear->last_us[universe] - INTERVAL_US);

      g_array_append_val (ear->errors_us, error_us);
    }
  ear->last_us[universe] = time_us;
}

static gpointer
listen_thread (gpointer data)
{
  Ear           *ear = data;
  static guint8  bytes[BATCH][1200];
  static char    control[BATCH][64];
  struct mmsghdr messages[BATCH];
  struct iovec   parts[BATCH];

  while (!g_atomic_int_get (&ear->is_over))
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
      n = recvmmsg (ear->fd, messages, BATCH, MSG_WAITFORONE, &timeout);
      for (int i = 0; i < n; i++)
        note_frame (ear, bytes[i], time_of (&messages[i].msg_hdr));
    }
  return NULL;
}

static void
open_ear (Ear *ear)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  struct timeval     timeout = { 0, 50000 };
  socklen_t          size = sizeof address;
  int                on = 1, room = 16 * 1024 * 1024;

  memset (ear, 0, sizeof *ear);
  ear->fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt (ear->fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  if (setsockopt (ear->fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) < 0)
    setsockopt (ear->fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  setsockopt (ear->fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  if (bind (ear->fd, (struct sockaddr *) &address, sizeof address) < 0 ||
      getsockname (ear->fd, (struct sockaddr *) &address, &size) < 0)
    g_error ("no socket: %s", g_strerror (errno));
  ear->port = ntohs (address.sin_port);
  ear->errors_us = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/* ---- the sending side ---- */

typedef struct
{
  const Protocol *protocol;
  ClaspReactor   *reactor;
  ClaspTimers    *timers;
  ClaspRouter    *router;
  ClaspUniverses *universes;
  ClaspSession   *hand;
  ClaspBridge    *bridge;
  ClaspTimer      change_timer, end_timer;
  guint8          levels[CLASP_DMX_SLOTS];
  guint           next; /* the universe that changes next */
  gint64          began_us;
  gboolean        is_over;
} Desk;

static void
ignore_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
}

static gint64
now (Desk *desk)
{
  return clasp_clock_now_us (clasp_timers_get_clock (desk->timers));
}

static void
write_frame (Desk *desk, guint universe)
{
  ClaspValue value = clasp_value_bytes (desk->levels, sizeof desk->levels);
  char       address[32];

  g_snprintf (address, sizeof address, "%s/%u", desk->protocol->namespace_,
              universe + desk->protocol->first);
  clasp_session_set (desk->hand, clasp_str (address), &value);
  clasp_value_clear (&value);
}

/* Somebody who changes every universe 44 times a second, a few each millisecond. */
static void
change_cb (gpointer user_data)
{
  Desk  *desk = user_data;
  gint64 elapsed_us = now (desk) - desk->began_us;
  guint  target = (guint) (elapsed_us * N_UNIVERSES / INTERVAL_US);

  for (; desk->next < target; desk->next++)
    {
      if (desk->next % N_UNIVERSES == 0)
        desk->levels[0]++;
      write_frame (desk, desk->next % N_UNIVERSES);
    }
  clasp_timers_set (desk->timers, &desk->change_timer, now (desk) + 1000, change_cb, desk);
}

static void
end_cb (gpointer user_data)
{
  ((Desk *) user_data)->is_over = TRUE;
}

static ClaspSettings *
make_artnet_settings (guint16 port, gboolean is_continuous)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_ARTNET_SETTINGS, NULL);
  g_autofree char *send = g_strdup_printf ("127.0.0.1:%u", port);

  clasp_settings_set_text (settings, "listen", "", NULL);
  clasp_settings_set_text (settings, "send", send, NULL);
  clasp_settings_set_text (settings, "continuous", is_continuous ? "true" : "false", NULL);
  return settings;
}

static ClaspSettings *
make_sacn_settings (guint16 port)
{
  ClaspSettings   *settings = g_object_new (CLASP_TYPE_SACN_SETTINGS, NULL);
  g_autofree char *unicast = g_strdup_printf ("127.0.0.1:%u", port);

  clasp_settings_set_text (settings, "receive", "", NULL);
  clasp_settings_set_text (settings, "send", "1-1024", NULL);
  clasp_settings_set_text (settings, "multicast", "false", NULL);
  clasp_settings_set_text (settings, "discovery", "false", NULL);
  clasp_settings_set_text (settings, "unicast", unicast, NULL);
  return settings;
}

static void
open_desk (Desk *desk, const Protocol *protocol, guint16 port, gboolean is_continuous)
{
  ClaspSettings *settings =
    protocol->is_sacn ? make_sacn_settings (port) : make_artnet_settings (port, is_continuous);
  ClaspBridgeHost host;

  memset (desk, 0, sizeof *desk);
  desk->protocol = protocol;
  desk->reactor = clasp_reactor_new (NULL);
  desk->timers = clasp_timers_new (NULL, clasp_clock_system ());
  desk->router = clasp_router_new (desk->reactor, desk->timers, "Bench", NULL);
  desk->universes = clasp_universes_new (desk->timers);
  desk->hand = clasp_router_join (desk->router, "hand", ignore_cb, NULL, desk);
  host = (ClaspBridgeHost){ .reactor = desk->reactor,
                            .timers = desk->timers,
                            .router = desk->router,
                            .universes = desk->universes };
  clasp_settings_set_text (settings, "max-rate", "0", NULL);
  desk->bridge =
    g_object_new (protocol->is_sacn ? CLASP_TYPE_SACN_BRIDGE : CLASP_TYPE_ARTNET_BRIDGE, NULL);
  clasp_bridge_open (desk->bridge, "bench", "Bench", protocol->namespace_, settings, &host);
  for (guint i = 0; i < N_UNIVERSES; i++)
    write_frame (desk, i);
}

static void
close_desk (Desk *desk)
{
  clasp_timers_cancel (desk->timers, &desk->change_timer);
  clasp_bridge_close (desk->bridge);
  g_object_unref (desk->bridge);
  clasp_session_leave (desk->hand);
  g_object_unref (desk->router);
  clasp_universes_free (desk->universes);
  clasp_timers_free (desk->timers);
  clasp_reactor_unref (desk->reactor);
}

static void
run_for (Desk *desk, gint64 for_us)
{
  desk->is_over = FALSE;
  clasp_timers_set (desk->timers, &desk->end_timer, now (desk) + for_us, end_cb, desk);
  while (!desk->is_over)
    g_main_context_iteration (NULL, TRUE);
}

static double
cpu_s (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static double
percentile_ms (GArray *errors_us, double share)
{
  guint index = (guint) (share * (errors_us->len - 1));

  return (double) g_array_index (errors_us, gint64, index) / 1000.0;
}

static void
report (Ear *ear, const char *what, double share, double seconds)
{
  if (ear->errors_us->len == 0)
    {
      g_print ("%-28s nothing came\n", what);
      return;
    }
  g_array_sort (ear->errors_us, compare);
  g_print (
    "%-28s %5.1f %% of a core  %7.1f Hz each  jitter p50 %.2f ms  p99 %.2f ms  max %.2f ms\n", what,
    share * 100.0, (double) ear->n_frames / N_UNIVERSES / seconds,
    percentile_ms (ear->errors_us, 0.5), percentile_ms (ear->errors_us, 0.99),
    percentile_ms (ear->errors_us, 1.0));
}

static void
measure (const char *what, const Protocol *protocol, gboolean is_continuous, double seconds)
{
  Ear      ear;
  Desk     desk;
  GThread *thread;
  double   cpu;

  open_ear (&ear);
  ear.protocol = protocol;
  thread = g_thread_new ("ear", listen_thread, &ear);
  open_desk (&desk, protocol, ear.port, is_continuous);
  desk.began_us = now (&desk);
  if (!is_continuous)
    change_cb (&desk);
  run_for (&desk, WARM_UP_US);
  g_atomic_int_set (&ear.is_measuring, TRUE);
  cpu = cpu_s ();
  run_for (&desk, (gint64) (seconds * G_USEC_PER_SEC));
  cpu = cpu_s () - cpu;
  g_atomic_int_set (&ear.is_measuring, FALSE);
  g_atomic_int_set (&ear.is_over, TRUE);
  g_thread_join (thread);
  report (&ear, what, cpu / seconds, seconds);
  close_desk (&desk);
  g_array_unref (ear.errors_us);
  close (ear.fd);
}

int
main (int argc, char *argv[])
{
  double seconds = argc > 1 ? g_ascii_strtod (argv[1], NULL) : 5.0;

  seconds = CLAMP (seconds, 0.5, 600.0);
  g_print ("%u universes, 44 Hz, %.0f s each; jitter is how far a frame's distance to the one "
           "before is from %.2f ms\n",
           N_UNIVERSES, seconds, INTERVAL_US / 1000.0);
  measure ("Art-Net, repeated frames", &artnet, TRUE, seconds);
  measure ("Art-Net, each frame is new", &artnet, FALSE, seconds);
  measure ("sACN, each frame is new", &sacn, FALSE, seconds);
  return 0;
}
