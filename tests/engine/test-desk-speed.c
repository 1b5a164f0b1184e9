/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a blackout takes until the first dark packet is out, while the thread of the window is
 * busy and does nothing else. */

#include "clasp-engine.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#define ROUNDS 5
#define LIMIT_MS 50.0 /* printed beside what was measured: a test says nothing of speed */
#define HEADER 18 /* of an Art-Net frame; the levels follow */

typedef struct
{
  GSocket *socket;
  gint     level;   /* wanted; -1: end (atomic) */
  gint64   seen_us; /* when it came; 0 = not yet */
  GMutex   mutex;
} Lamp;

static gpointer
lamp_thread (gpointer data)
{
  Lamp  *lamp = data;
  guint8 frame[1024];

  while (g_atomic_int_get (&lamp->level) >= 0)
    {
      gssize n = g_socket_receive (lamp->socket, (char *) frame, sizeof frame, NULL, NULL);

      if (n <= HEADER || frame[8] != 0 || frame[9] != 0x50 || frame[HEADER] != g_atomic_int_get (&lamp->level))
        continue;
      g_mutex_lock (&lamp->mutex);
      if (lamp->seen_us == 0)
        lamp->seen_us = g_get_monotonic_time ();
      g_mutex_unlock (&lamp->mutex);
    }
  return NULL;
}

static void
want (Lamp *lamp, int level)
{
  g_mutex_lock (&lamp->mutex);
  lamp->seen_us = 0;
  g_atomic_int_set (&lamp->level, level);
  g_mutex_unlock (&lamp->mutex);
}

static gint64
seen_us (Lamp *lamp)
{
  gint64 us;

  g_mutex_lock (&lamp->mutex);
  us = lamp->seen_us;
  g_mutex_unlock (&lamp->mutex);
  return us;
}

static gboolean
is_seen (gpointer user_data)
{
  return seen_us (user_data) != 0;
}

static void
send_value (ClaspEngine *engine, const char *address, ClaspValue value)
{
  clasp_engine_send (engine, address, &value, FALSE);
  clasp_value_clear (&value);
}

static void
open_lamp (Lamp *lamp)
{
  g_autoptr (GInetAddress)   loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);

  lamp->socket =
    g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_assert_true (g_socket_bind (lamp->socket, address, FALSE, NULL));
  g_socket_set_timeout (lamp->socket, 1);
  g_mutex_init (&lamp->mutex);
}

/* Lets the window's thread sleep: whatever it would have to do for it never gets done. */
static gint64
measure (ClaspEngine *engine, Lamp *lamp, const char *address, int level, ClaspValue value)
{
  gint64 start_us;

  want (lamp, level);
  start_us = g_get_monotonic_time ();
  send_value (engine, address, value);
  while (seen_us (lamp) == 0 && g_get_monotonic_time () - start_us < 20 * G_USEC_PER_SEC)
    g_usleep (1000);
  g_assert_cmpint (seen_us (lamp), !=, 0);
  return seen_us (lamp) - start_us;
}

static void
test_blackout_while_the_window_is_busy (void)
{
  g_autoptr (ClaspShow)      show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspEngine)    engine = clasp_engine_new (show);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autofree char           *text = NULL;
  Lamp                       lamp = { .level = 200 };
  GThread                   *thread;
  gint64                     best_us = G_MAXINT64;
  ClaspSettings             *router = clasp_router_config_get_settings (clasp_show_get_router (show));

  open_lamp (&lamp);
  bound = g_socket_get_local_address (lamp.socket, NULL);
  text = g_strdup_printf ("artnet,listen=,universes=0:0:1,send=127.0.0.1:%u",
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  clasp_settings_set_text (router, "listen", "", NULL);
  clasp_settings_set_text (router, "blackout-fade-ms", "0", NULL);
  g_assert_nonnull (clasp_show_connect_from_text (show, text, NULL));
  thread = g_thread_new ("lamp", lamp_thread, &lamp);
  clasp_engine_start (engine);
  send_value (engine, "/artnet/0/0/1/1", clasp_value_int (200));
  clasp_test_spin_until (is_seen, &lamp, "the light");

  for (guint i = 0; i < ROUNDS; i++)
    {
      gint64 took_us = measure (engine, &lamp, "/bridge/blackout", 0, clasp_value_bool (TRUE));

      g_test_message ("blackout: %.1f ms", (double) took_us / 1000);
      best_us = MIN (best_us, took_us);
      measure (engine, &lamp, "/bridge/blackout", 200, clasp_value_bool (FALSE));
    }
  g_test_message ("best: %.1f ms of the %.0f wanted", (double) best_us / 1000, LIMIT_MS);

  g_atomic_int_set (&lamp.level, -1);
  g_thread_join (thread);
  clasp_engine_stop (engine);
  g_object_unref (lamp.socket);
  g_mutex_clear (&lamp.mutex);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add_func ("/engine/desk/blackout-while-the-window-is-busy", test_blackout_while_the_window_is_busy);
  return g_test_run ();
}
