/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bridges.md 13.4: whatever the kind of a connection, it is started and ended twenty times, with a
 * value passing each time, and nothing is left open and nobody left behind. */

#include "bridges/dmx-usb/clasp-dmx-cable.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "bridges/dmx-usb/fake-widget.h"
#include "bridges/fake-modem.h"
#include "clasp-kinds.h"
#include "support/clasp-router-fixture.h"

#define MS G_GINT64_CONSTANT (1000)
#define N_ROUNDS 20
#define N_FIRST 2 /* what is made once and kept is made by then */

/* A connection at /a and, where there is one, another at /b that it speaks with. In the settings,
 * "|" between them, {1} and {2} are ports of this computer, {line} is a serial line. */
typedef struct
{
  const char *name;
  const char *kind;
  const char *first;
  const char *second;  /* (nullable) */
  const char *written; /* (nullable): nothing is, and the connection has nobody to speak with */
  const char *arrives; /* (nullable): a packet that leaves is enough */
  gboolean    is_raw;  /* the line is not a widget */
} Row;

static const Row rows[] = {
  { "osc/udp", "osc", "listen=127.0.0.1:{1}|send=127.0.0.1:{2}", "listen=127.0.0.1:{2}", "/a/x",
    "/b/x", FALSE },
  { "osc/tcp-length", "osc", "listen=|send=tcp-length://127.0.0.1:{1}",
    "listen=tcp://127.0.0.1:{1}", "/a/x", "/b/x", FALSE },
  { "osc/tcp-slip", "osc", "listen=|send=tcp-slip://127.0.0.1:{1}", "listen=tcp://127.0.0.1:{1}",
    "/a/x", "/b/x", FALSE },
  { "osc/websocket", "osc", "listen=|send=ws://127.0.0.1:{1}", "listen=ws://127.0.0.1:{1}", "/a/x",
    "/b/x", FALSE },
  { "osc/query", "osc", "listen=|query-url=http://127.0.0.1:{1}",
    "listen=|query-listen=127.0.0.1:{1}", "/b/x", "/a/x", FALSE },
  { "artnet", "artnet", "listen=127.0.0.1:{1}|send=127.0.0.1:{2}", "listen=127.0.0.1:{2}",
    "/a/0/0/1/1", "/b/0/0/1/1", FALSE },
  { "sacn", "sacn", "interfaces=lo|port={1}|receive=|send=7",
    "interfaces=lo|port={1}|receive=7|sampling-ms=0", "/a/7/1", "/b/7/1", FALSE },
  { "midi/raw", "midi", "backend=raw|device=desk|port={line}", NULL, "/a/desk/ch/1/cc/7", NULL,
    TRUE },
  { "midi/serial", "midi", "backend=serial|device=desk|port={line}", NULL, "/a/desk/ch/1/cc/7",
    NULL, TRUE },
  /* There may be no sequencer: then it waits for one, which is started and ended as well. */
  { "midi/alsa", "midi", "backend=alsa|port=nothing-of-this-name", NULL, NULL, NULL, FALSE },
  { "midi/portmidi", "midi", "backend=portmidi|port=nothing-of-this-name", NULL, NULL, NULL,
    FALSE },
  { "dmx/virtual", "dmx", "driver=virtual|device=restarts", NULL, "/a/0/1", NULL, FALSE },
  { "dmx/enttec-pro", "dmx", "driver=enttec-pro|device={line}", NULL, "/a/0/1", NULL, FALSE },
  { "dmx/enttec-open", "dmx", "driver=enttec-open|device={line}", NULL, "/a/0/1", NULL, TRUE },
};

typedef struct
{
  const Row         *row;
  ClaspRouterFixture router;
  ClaspSession      *local;
  ClaspBridge       *bridges[2];
  ClaspBridgeStatus  status[2];
  guint16            ports[2];
  FakeWidget        *widget;
  gint64             number; /* what passes in this round */
} Stage;

static void
set_up (Stage *stage, gconstpointer row)
{
  stage->row = row;
  fake_modem_enable ();
  clasp_router_fixture_set_up (&stage->router, NULL);
  stage->local = clasp_fixture_join_local (&stage->router, "local");
  stage->ports[0] = clasp_test_free_port ();
  do
    stage->ports[1] = clasp_test_free_port ();
  while (stage->ports[1] == stage->ports[0]);
  stage->widget = fake_widget_new ();
  stage->widget->is_raw = stage->row->is_raw;
}

static void
tear_down (Stage *stage, gconstpointer row)
{
  fake_widget_free (stage->widget);
  clasp_session_leave (stage->local);
  clasp_router_fixture_tear_down (&stage->router, NULL);
  fake_modem_disable ();
}

static char *
fill_in (Stage *stage, const char *text)
{
  g_autoptr (GString) filled = g_string_new (text);
  g_autofree char    *first = g_strdup_printf ("%u", stage->ports[0]);
  g_autofree char    *second = g_strdup_printf ("%u", stage->ports[1]);

  g_string_replace (filled, "{1}", first, 0);
  g_string_replace (filled, "{2}", second, 0);
  g_string_replace (filled, "{line}", stage->widget->path, 0);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  *(ClaspBridgeStatus *) user_data = *status;
}

static void
open_bridge (Stage *stage, guint i, const char *text)
{
  const ClaspRegistry *registry = clasp_kinds ();
  const ClaspKind     *kind =
    clasp_kind_find (registry->connections, registry->n_connections, stage->row->kind);
  ClaspSettings   *settings = g_object_new (kind->get_settings_type (), NULL);
  ClaspBridgeHost  host = clasp_fixture_get_host (&stage->router, status_cb, &stage->status[i]);
  g_autofree char *filled = fill_in (stage, text);
  g_auto (GStrv)   pairs = g_strsplit (filled, "|", -1);

  for (guint k = 0; pairs[k] != NULL; k++)
    {
      char              *value = strchr (pairs[k], '=');
      g_autoptr (GError) error = NULL;

      *value++ = '\0';
      clasp_settings_set_text (settings, pairs[k], value, &error);
      g_assert_no_error (error);
    }
  stage->bridges[i] = g_object_new (kind->get_bridge_type (), NULL);
  clasp_bridge_open (stage->bridges[i], i == 0 ? "restart-a" : "restart-b", stage->row->name,
                     i == 0 ? "/a" : "/b", settings, &host);
}

static gboolean
is_up (const ClaspBridgeStatus *status)
{
  return status->state == CLASP_BRIDGE_STATE_IDLE || status->state == CLASP_BRIDGE_STATE_LIVE;
}

static void
write_number (Stage *stage)
{
  ClaspValue value = clasp_value_int (stage->number);

  clasp_session_set (stage->local, clasp_str (stage->row->written), &value);
}

static gboolean
has_arrived (Stage *stage)
{
  const ClaspValue *value;
  gint64            number;

  if (stage->row->arrives == NULL)
    return stage->row->written == NULL || clasp_bridge_peek_status (stage->bridges[0])->n_out > 0;

  value = clasp_router_peek (stage->router.router, clasp_str (stage->row->arrives));
  return value != NULL && clasp_value_to_int (value, &number) && number == stage->number;
}

/* Nobody to speak with: it is enough that it knows. */
static gboolean
is_working (gpointer user_data)
{
  Stage *stage = user_data;

  clasp_fixture_advance (&stage->router, 10 * MS);
  if (stage->row->written == NULL)
    return stage->status[0].state != CLASP_BRIDGE_STATE_STARTING &&
           stage->status[0].state != CLASP_BRIDGE_STATE_OFF;
  if (!is_up (&stage->status[0]) || (stage->bridges[1] != NULL && !is_up (&stage->status[1])))
    return FALSE;

  write_number (stage);
  return has_arrived (stage);
}

static void
run_round (Stage *stage)
{
  stage->number++;
  memset (stage->status, 0, sizeof stage->status);
  if (stage->row->second != NULL)
    open_bridge (stage, 1, stage->row->second);
  open_bridge (stage, 0, stage->row->first);
  clasp_test_spin_until (is_working, stage, stage->row->name);
  for (guint i = 0; i < G_N_ELEMENTS (stage->bridges) && stage->bridges[i] != NULL; i++)
    {
      clasp_bridge_close (stage->bridges[i]);
      g_clear_object (&stage->bridges[i]);
    }
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));
}

typedef struct
{
  guint n_descriptors, n_threads;
} Used;

static guint
count_entries (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint            n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static Used
count_used (void)
{
  return (Used){ count_entries ("/proc/self/fd"), count_entries ("/proc/self/task") };
}

/* What ends in the background takes its time; threads of GLib's pools come and go. */
static gboolean
is_no_more_used (gpointer user_data)
{
  const Used *before = user_data;
  Used        now = count_used ();

  return now.n_descriptors <= before->n_descriptors && now.n_threads <= before->n_threads;
}

static void
test_twenty_restarts (Stage *stage, gconstpointer row)
{
  Used before = { 0, 0 };

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      run_round (stage);
      if (i + 1 == N_FIRST)
        before = count_used ();
    }
  clasp_test_spin_until (is_no_more_used, &before, "everything to be given back");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 115);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/bridges/restarts/", rows[i].name, NULL);

      g_test_add (path, Stage, &rows[i], set_up, test_twenty_restarts, tear_down);
    }
  return g_test_run ();
}
