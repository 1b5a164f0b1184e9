/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Clients in threads of their own, each with its context, at a router in the main thread. */

#include "client/clasp.h"
#include "support/clasp-served-router.h"
#include "support/clasp-test.h"

#define N_THREADS 4
#define N_VALUES 50

typedef struct
{
  const char *uri;
  guint       number;
  GMainLoop  *loop;
  guint       n_heard;
  int        *n_done; /* atomic */
} Work;

static void
told_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Work *work = user_data;

  if (++work->n_heard == N_VALUES)
    g_main_loop_quit (work->loop);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Work            *work = user_data;
  g_autofree char *address = g_strdup_printf ("/thread/%u", work->number);

  g_assert_true (clasp_client_connect_finish (CLASP_CLIENT (source), result, NULL));
  for (guint i = 0; i < N_VALUES; i++)
    g_assert_true (clasp_client_set_int (CLASP_CLIENT (source), address, i, NULL));
}

static gpointer
work_thread (gpointer data)
{
  Work                    *work = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autofree char         *address = g_strdup_printf ("/thread/%u", work->number);
  ClaspClient             *client;

  g_main_context_push_thread_default (context);
  work->loop = g_main_loop_new (context, FALSE);
  client = clasp_client_new (work->uri, address);
  clasp_client_subscribe_full (client, address, CLASP_TYPES_PARAM, NULL, told_cb, work, NULL, NULL);
  clasp_client_connect_async (client, NULL, connected_cb, work);
  g_main_loop_run (work->loop);
  g_object_run_dispose (G_OBJECT (client));
  g_object_unref (client);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_loop_unref (work->loop);
  g_main_context_pop_thread_default (context);
  g_atomic_int_inc (work->n_done);
  g_main_context_wakeup (NULL);
  return NULL;
}

typedef struct
{
  Work     works[N_THREADS];
  GThread *threads[N_THREADS];
  int      n_done;
} Threads;

static gboolean
all_are_done (gpointer user_data)
{
  Threads *threads = user_data;

  return g_atomic_int_get (&threads->n_done) == N_THREADS;
}

static void
run (Threads *threads, const char *uri)
{
  for (int i = 0; i < N_THREADS; i++)
    {
      threads->works[i] = (Work){ uri, (guint) i, NULL, 0, &threads->n_done };
      threads->threads[i] = g_thread_new ("client", work_thread, &threads->works[i]);
    }
  clasp_test_spin_until (all_are_done, threads, "the threads");
  for (int i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads->threads[i]);
      g_assert_cmpuint (threads->works[i].n_heard, ==, N_VALUES);
    }
}

static gboolean
is_connected (gpointer user_data)
{
  return clasp_client_get_state (user_data) == CLASP_CLIENT_STATE_CONNECTED;
}

/* One in this thread, before the others begin: it makes the types, in GLib, where the thread
 * sanitizer sees no locks. */
static void
make_types (const char *uri)
{
  g_autoptr (ClaspClient) client = clasp_client_new (uri, "first");

  clasp_client_subscribe_full (client, "/**", CLASP_TYPES_ALL, NULL, told_cb, NULL, NULL, NULL);
  clasp_client_start (client);
  clasp_test_spin_until (is_connected, client, "the first client");
}

static void
test_threads (gconstpointer scheme)
{
  g_autofree char  *uri = g_strdup_printf ("%s://127.0.0.1:0", (const char *) scheme);
  ClaspServedRouter served = { NULL };
  Threads           threads = { .n_done = 0 };

  clasp_served_router_set_up (&served, uri);
  make_types (clasp_served_router_get_uri (&served));
  run (&threads, clasp_served_router_get_uri (&served));
  clasp_served_router_tear_down (&served);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_data_func ("/client/threads/tcp", "tcp", test_threads);
  g_test_add_data_func ("/client/threads/ws", "ws", test_threads);
  return g_test_run ();
}
