/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-loop.h"

#include "client/clasp-client.h"
#include "clasp-engine.h"
#include "clasp-kinds.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TICK_MS 5
#define START_US (5 * G_USEC_PER_SEC)
#define ROUND_US (1 * G_USEC_PER_SEC)
#define CALL_US (3 * G_USEC_PER_SEC)
#define N_RECORDS 1024
/* For what ends by itself, or by its cancellable. */
#define FOREVER_US (G_MAXINT64 / 2)

/* Whoever is on the machine already has the usual ports. */
typedef struct
{
  const char *kind, *title;
  const char *sender, *receiver; /* with the port for %u, once */
  const char *there, *back;      /* addresses */
} Way;

static const Way ways[] = {
  { "osc", N_ ("OSC"), "osc,listen=,send=127.0.0.1:%u", "osc,listen=127.0.0.1:%u,reply-to-sender=false", "/osc/loop", "/osc2/loop" },
  { "artnet", N_ ("Art-Net"), "artnet,listen=,interface=lo,send=127.0.0.1:%u",
    "artnet,listen=127.0.0.1:%u,interface=lo,answer-polls=false", "/artnet/0/0/0/1", "/artnet2/0/0/0/1" },
  { "sacn", N_ ("sACN"), "sacn,receive=,send=1,interfaces=lo,multicast=false,discovery=false,unicast=127.0.0.1:%u",
    "sacn,receive=1,interfaces=lo,discovery=false,sampling-ms=0,port=%u", "/sacn/1/1", "/sacn2/1/1" },
};

typedef struct
{
  gint64   sent_us, back_us; /* of this round */
  gint64   trips_us[CLASP_SETUP_LOOP_ROUNDS];
  guint    n_trips;
  char    *problem; /* (owned) (nullable) why it did not start */
} Trip;

typedef struct
{
  GMainContext *context;
  GCancellable *cancellable;
  ClaspShow    *show;
  ClaspEngine  *engine;
  ClaspMonitor *monitor;
  Trip          trips[G_N_ELEMENTS (ways)];
  guint         round; /* the value that travels */
} Loop;

/* ---- waiting ---- */

typedef gboolean (*DoneFunc) (gpointer user_data);

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static gboolean
wait_for (GMainContext *context, GCancellable *cancellable, DoneFunc is_done, gpointer user_data, gint64 patience_us)
{
  gint64 deadline_us = g_get_monotonic_time () + patience_us;

  while (!is_done (user_data))
    {
      if (g_get_monotonic_time () >= deadline_us || g_cancellable_is_cancelled (cancellable))
        return FALSE;
      g_main_context_iteration (context, TRUE);
    }
  return TRUE;
}

/* A context of this thread's that never sleeps longer than a tick. */
static GMainContext *
push_context (void)
{
  GMainContext       *context = g_main_context_new ();
  g_autoptr (GSource) tick = g_timeout_source_new (TICK_MS);

  g_source_set_callback (tick, tick_cb, NULL, NULL);
  g_source_set_static_name (tick, "[clasp] set-up test");
  g_source_attach (tick, context);
  g_main_context_push_thread_default (context);
  return context;
}

static void
pop_context (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_context_pop_thread_default (context);
  g_main_context_unref (context);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
has_result (gpointer user_data)
{
  return *(GAsyncResult **) user_data != NULL;
}

/* ---- an engine that sends to itself ---- */

static guint16
find_port (void)
{
  g_autoptr (GSocket)        socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) local = NULL;

  if (socket == NULL || !g_socket_bind (socket, any, FALSE, NULL))
    return 0;
  local = g_socket_get_local_address (socket, NULL);
  return local != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)) : 0;
}

static void
add_connection (Loop *loop, guint way, const char *format, guint16 port)
{
  g_auto (GStrv)     halves = g_strsplit (format, "%u", 2);
  g_autofree char   *number = g_strdup_printf ("%u", port);
  g_autofree char   *text = g_strconcat (halves[0], number, halves[1], NULL);
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection = clasp_show_connect_from_text (loop->show, text, &error);

  if (connection == NULL && loop->trips[way].problem == NULL)
    loop->trips[way].problem = g_strdup (error->message);
}

static gboolean
is_any_starting (gpointer user_data)
{
  Loop       *loop = user_data;
  GListModel *connections = clasp_show_get_connections (loop->show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      ClaspStatus              *status = clasp_engine_get_status (loop->engine, clasp_show_item_get_id (item));

      if (status == NULL || clasp_status_peek (status)->state <= CLASP_BRIDGE_STATE_STARTING)
        return TRUE;
    }
  return FALSE;
}

static gboolean
have_all_started (gpointer user_data)
{
  return !is_any_starting (user_data);
}

/* Why a connection of @way does not run. */
static void
read_problem (Loop *loop, guint way)
{
  GListModel *connections = clasp_show_get_connections (loop->show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const char                 *id = clasp_show_item_get_id (CLASP_SHOW_ITEM (connection));
      const ClaspBridgeStatus    *status = clasp_status_peek (clasp_engine_get_status (loop->engine, id));

      if (loop->trips[way].problem == NULL && g_str_equal (clasp_connection_get_kind (connection), ways[way].kind) &&
          status->state > CLASP_BRIDGE_STATE_LIVE)
        loop->trips[way].problem = g_strdup (status->detail);
    }
}

static void
start (Loop *loop)
{
  loop->show = clasp_show_new (clasp_kinds ());
  clasp_settings_set_text (clasp_router_config_get_settings (clasp_show_get_router (loop->show)), "listen", "", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      guint16 port = find_port ();

      add_connection (loop, i, ways[i].sender, port);
      add_connection (loop, i, ways[i].receiver, port);
    }
  loop->engine = clasp_engine_new (loop->show);
  clasp_engine_set_quiet (loop->engine, TRUE);
  clasp_engine_start (loop->engine);
  loop->monitor = clasp_engine_open_monitor (loop->engine, N_RECORDS);
  wait_for (loop->context, loop->cancellable, have_all_started, loop, START_US);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    read_problem (loop, i);
}

static void
stop (Loop *loop)
{
  clasp_engine_close_monitor (loop->engine, loop->monitor);
  clasp_engine_stop (loop->engine);
  clasp_monitor_unref (loop->monitor);
  g_object_unref (loop->engine);
  g_object_unref (loop->show);
}

/* ---- rounds ---- */

static void
take_record (Loop *loop, const ClaspMonitorRecord *record)
{
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      Trip *trip = &loop->trips[i];

      if (record->number_value != (double) loop->round)
        return;
      if (trip->sent_us == 0 && g_str_equal (record->address, ways[i].there))
        trip->sent_us = record->time_us;
      if (trip->back_us == 0 && g_str_equal (record->address, ways[i].back))
        trip->back_us = record->time_us;
    }
}

static gboolean
is_round_over (gpointer user_data)
{
  Loop              *loop = user_data;
  ClaspMonitorRecord records[16];
  gboolean           is_over = TRUE;
  guint              n;

  while ((n = clasp_monitor_read (loop->monitor, records, G_N_ELEMENTS (records))) > 0)
    for (guint i = 0; i < n; i++)
      take_record (loop, &records[i]);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    is_over &= loop->trips[i].problem != NULL || (loop->trips[i].sent_us != 0 && loop->trips[i].back_us != 0);
  return is_over;
}

static void
run_round (Loop *loop)
{
  ClaspValue value = clasp_value_int (loop->round);

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      loop->trips[i].sent_us = loop->trips[i].back_us = 0;
      clasp_engine_send (loop->engine, ways[i].there, &value, FALSE);
    }
  wait_for (loop->context, loop->cancellable, is_round_over, loop, ROUND_US);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      Trip *trip = &loop->trips[i];

      if (trip->sent_us != 0 && trip->back_us != 0)
        trip->trips_us[trip->n_trips++] = MAX (trip->back_us - trip->sent_us, 0);
    }
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *) a, second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* ---- in words ---- */

static ClaspSetupReport *
tell (Trip *trip, const Way *way)
{
  /* Translators: %s is a protocol as "OSC" */
  g_autofree char  *name = g_strdup_printf (_ ("%s within this computer"), _ (way->title));
  ClaspSetupReport *report = clasp_setup_report_new (NULL, name, way->kind);

  qsort (trip->trips_us, trip->n_trips, sizeof trip->trips_us[0], compare);
  if (trip->problem != NULL)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup (trip->problem), NULL);
  else if (trip->n_trips == 0)
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup (_ ("What was sent did not come back.")),
                            _ ("Look whether a firewall of this computer blocks it."));
  else if (trip->n_trips < CLASP_SETUP_LOOP_ROUNDS)
    clasp_setup_report_add (report, CLASP_SETUP_DOUBT,
                            g_strdup_printf (_ ("Only %u of %u values came back."), trip->n_trips, CLASP_SETUP_LOOP_ROUNDS),
                            _ ("This computer may be too busy. Close what is not needed."));
  else
    clasp_setup_report_add (report, CLASP_SETUP_GOOD,
                            /* Translators: how long a value took to come back */
                            g_strdup_printf (_ ("What was sent came back after %.2f ms."), (double) trip->trips_us[trip->n_trips / 2] / 1000), NULL);
  return report;
}

/**
 * clasp_setup_loop_run:
 * @cancellable: (nullable): ends it early
 *
 * Sends some values through OSC, Art-Net and sACN connections of an engine that lives for this call, each to
 * another connection of the same kind, on free ports of 127.0.0.1.
 *
 * Thread: any that may wait for some seconds; it gets a main context for the call.
 *
 * Returns: (transfer full) (element-type ClaspSetupReport): what came back; empty when it was cancelled
 */
GPtrArray *
clasp_setup_loop_run (GCancellable *cancellable)
{
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_setup_report_free);
  Loop       loop = { push_context (), cancellable };

  start (&loop);
  for (loop.round = 1; loop.round <= CLASP_SETUP_LOOP_ROUNDS && !g_cancellable_is_cancelled (cancellable); loop.round++)
    run_round (&loop);
  stop (&loop);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      if (!g_cancellable_is_cancelled (cancellable))
        g_ptr_array_add (reports, tell (&loop.trips[i], &ways[i]));
      g_free (loop.trips[i].problem);
    }
  pop_context (loop.context);
  return reports;
}

/* ---- our router ---- */

/* Who listens everywhere is called here. */
static char *
make_local (const char *uri)
{
  static const char *const everywhere[] = { "://0.0.0.0:", "://[::]:" };
  static const char *const here[] = { "://127.0.0.1:", "://[::1]:" };

  for (guint i = 0; i < G_N_ELEMENTS (everywhere); i++)
    {
      const char *found = strstr (uri, everywhere[i]);

      if (found != NULL)
        return g_strdup_printf ("%.*s%s%s", (int) (found - uri), uri, here[i], found + strlen (everywhere[i]));
    }
  return g_strdup (uri);
}

/* Round trip in microseconds; -1 with @error. */
static gint64
call_one (GMainContext *context, ClaspClient *client, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) connected = NULL, ponged = NULL;

  clasp_client_connect_async (client, cancellable, result_cb, &connected);
  wait_for (context, NULL, has_result, &connected, FOREVER_US);
  if (!clasp_client_connect_finish (client, connected, error))
    return -1;
  clasp_client_ping_async (client, cancellable, result_cb, &ponged);
  wait_for (context, NULL, has_result, &ponged, FOREVER_US);
  return clasp_client_ping_finish (client, ponged, error);
}

static gboolean
give_up_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
call (GMainContext *context, const char *uri, ClaspSetupReport *report)
{
  g_autoptr (ClaspClient)  client = clasp_client_new (uri, "Clasp Bridge (test)");
  g_autoptr (GCancellable) patience = g_cancellable_new ();
  g_autoptr (GSource)      timeout = g_timeout_source_new (CALL_US / 1000);
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError)       error = NULL;
  gint64                   trip_us;

  g_source_set_callback (timeout, give_up_cb, patience, NULL);
  g_source_attach (timeout, context);
  trip_us = call_one (context, client, patience, &error);
  if (trip_us >= 0)
    /* Translators: an address, and how long it took to answer */
    clasp_setup_report_add (report, CLASP_SETUP_GOOD, g_strdup_printf (_ ("%s answers after %.2f ms."), uri, (double) trip_us / 1000),
                            NULL);
  else
    /* Translators: an address, and an error */
    clasp_setup_report_add (report, CLASP_SETUP_BAD, g_strdup_printf (_ ("%s does not answer: %s"), uri, error->message),
                            _ ("Look whether a firewall of this computer blocks it."));
  clasp_client_close_async (client, NULL, result_cb, &closed);
  wait_for (context, NULL, has_result, &closed, FOREVER_US);
  g_source_destroy (timeout);
}

/**
 * clasp_setup_loop_call:
 * @uris: where our router listens
 * @report: gets a finding for each
 * @cancellable: (nullable): ends it early
 *
 * Thread: any that may wait.
 */
void
clasp_setup_loop_call (const char *const *uris, ClaspSetupReport *report, GCancellable *cancellable)
{
  GMainContext *context = push_context ();

  for (guint i = 0; uris[i] != NULL && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autofree char *uri = make_local (uris[i]);

      /* Who calls by an address in figures cannot believe any certificate. */
      if (g_str_has_prefix (uri, "ws://") || g_str_has_prefix (uri, "tcp://"))
        call (context, uri, report);
      else
        clasp_setup_report_add (report, CLASP_SETUP_UNTESTED, g_strdup_printf (_ ("%s is encrypted; it was not called."), uri), NULL);
    }
  pop_context (context);
}
