/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/matrix-stage.h"

#include "bridges/artnet/clasp-artnet-codec.h"
#include "bridges/dmx-usb/clasp-dmx-runner.h"
#include "bridges/sacn/clasp-sacn-codec.h"
#include "client/clasp-client-params.h"
#include "client/clasp-client-subscribe.h"
#include "clasp-kinds.h"
#include "support/clasp-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define OUT_UNIVERSE 1
#define SACN_OUT_UNIVERSE 7

/* clang-format off */
static const struct
{
  const char *name, *source, *target;
  double      top;
} kinds[N_KINDS] = {
  [KIND_CLASP] = { "clasp", "/show/2/fader{n:3..4}", "/show/out/{n}", 1 },
  [KIND_OSC] = { "osc", "/osc/2/fader{n:3..4}", "/osc/out/{n}", 1 },
  [KIND_MIDI] = { "midi", "/midi/line/ch/2/cc/{n:3..4}", "/midi/line/ch/1/cc/{n}", 127 },
  [KIND_ARTNET] = { "artnet", "/artnet/0/0/2/{n:3..4}", "/artnet/0/0/1/{n}", 255 },
  [KIND_SACN] = { "sacn", "/sacn/2/{n:3..4}", "/sacn/7/{n}", 255 },
  [KIND_DMX] = { "dmx", "/dmx2/2/{n:3..4}", "/dmx/0/{n}", 255 },
};
/* clang-format on */

const char *
matrix_kind_to_string (Kind kind)
{
  return kinds[kind].name;
}

const char *
matrix_source (Kind kind)
{
  return kinds[kind].source;
}

const char *
matrix_target (Kind kind)
{
  return kinds[kind].target;
}

double
matrix_get_top (Kind kind)
{
  return kinds[kind].top;
}

double
matrix_round (Kind kind, double share)
{
  return kinds[kind].top == 1 ? share : round (share * kinds[kind].top);
}

/* ---- the MIDI line ---- */

static void
plug_midi (Matrix *self)
{
  struct termios line;

  self->midi_far = posix_openpt (O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (self->midi_far, >=, 0);
  g_assert_cmpint (grantpt (self->midi_far) | unlockpt (self->midi_far), ==, 0);
  self->midi_near = open (ptsname (self->midi_far), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (tcgetattr (self->midi_near, &line), ==, 0);
  cfmakeraw (&line);
  g_assert_cmpint (tcsetattr (self->midi_near, TCSANOW, &line), ==, 0);
  self->folder = g_dir_make_tmp ("matrix-XXXXXX", NULL);
  self->midi_path = g_build_filename (self->folder, "line", NULL);
  g_assert_cmpint (symlink (ptsname (self->midi_far), self->midi_path), ==, 0);
  self->midi_heard = g_string_new (NULL);
}

static void
unplug_midi (Matrix *self)
{
  g_unlink (self->midi_path);
  g_rmdir (self->folder);
  close (self->midi_near);
  close (self->midi_far);
  g_free (self->midi_path);
  g_free (self->folder);
  g_string_free (self->midi_heard, TRUE);
}

void
matrix_midi_say (Matrix *self, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  g_assert_cmpint (write (self->midi_far, data, size), ==, (gssize) size);
}

void
matrix_midi_listen (Matrix *self)
{
  guint8 bytes[4096];
  gssize n = read (self->midi_far, bytes, sizeof bytes);

  for (gssize i = 0; i < n; i++)
    g_string_append_printf (self->midi_heard, "%02x ", bytes[i]);
}

/* The newest value of a controller of channel 1. */
static double
hear_controller (Matrix *self, guint n)
{
  g_autofree char *message = g_strdup_printf ("b0 %02x ", n);
  const char      *last;

  matrix_midi_listen (self);
  last = g_strrstr (self->midi_heard->str, message);
  if (last == NULL || strlen (last) < strlen ("b0 03 4c "))
    return NAN;
  return (double) strtoul (last + strlen (message), NULL, 16);
}

/* ---- programs ---- */

static void
update_cb (ClaspClient *client, ClaspUpdate *update, gpointer user_data)
{
  Matrix           *self = user_data;
  const ClaspValue *value = clasp_update_get_value (update);
  const char       *number = strrchr (clasp_update_get_address (update), '/') + 1;
  guint             n = (guint) g_ascii_strtoull (number, NULL, 10);

  g_assert_cmpuint (n, <=, MATRIX_N);
  if (value != NULL)
    clasp_value_to_double (value, &self->shown[n]);
}

static gboolean
are_connected (gpointer user_data)
{
  Matrix *self = user_data;

  return clasp_client_get_state (self->writer) == CLASP_CLIENT_STATE_CONNECTED &&
         clasp_client_get_state (self->reader) == CLASP_CLIENT_STATE_CONNECTED;
}

static void
connect_programs (Matrix *self)
{
  g_auto (GStrv)     uris = clasp_engine_get_uris (self->engine);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (g_strv_length (uris), ==, 2);
  self->reader = clasp_client_new (uris[0], "reader");
  self->writer = clasp_client_new (uris[1], "writer");
  g_assert_true (g_str_has_prefix (uris[0], "ws:"));
  g_assert_true (g_str_has_prefix (uris[1], "tcp:"));
  clasp_client_subscribe_full (self->reader, "/show/out/*", CLASP_TYPES_ALL, NULL, update_cb, self,
                               NULL, &error);
  g_assert_no_error (error);
  clasp_client_start (self->reader);
  clasp_client_start (self->writer);
  clasp_test_spin_until (are_connected, self, "both programs to be connected");
}

/* ---- the show ---- */

static void connect_to (Matrix *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
connect_to (Matrix *self, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = NULL;
  va_list            args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  clasp_show_connect_from_text (self->show, text, &error);
  g_assert_no_error (error);
}

static void
make_show (Matrix *self)
{
  ClaspSettings *router;

  self->show = clasp_show_new (clasp_kinds ());
  router = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  g_assert_true (
    clasp_settings_set_text (router, "listen", "ws://127.0.0.1:0/clasp;tcp://127.0.0.1:0", NULL));
  connect_to (self, "osc,listen=127.0.0.1:%u,send=127.0.0.1:%u,reply-to-sender=false",
              self->osc_port, clasp_datagram_get_port (self->desk.socket));
  connect_to (self, "midi,backend=raw,port=%s,device=line", self->midi_path);
  connect_to (self, "artnet,listen=127.0.0.1:%u,send=127.0.0.1:%u", self->artnet_port,
              self->lamp.port);
  connect_to (self,
              "sacn,interfaces=lo,port=%u,receive=2-3,send=7,multicast=false,"
              "unicast=127.0.0.1:%u,sampling-ms=0",
              self->sacn_port, self->sacn_lamp.port);
}

void
matrix_connect_dmx (Matrix *self)
{
  connect_to (self, "dmx,driver=enttec-pro,device=%s", self->dmx_out->path);
  connect_to (self, "dmx,driver=enttec-pro,device=%s,ports=1:2:in", self->dmx_in->path);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static gboolean
is_usable (gpointer user_data)
{
  Matrix     *self = user_data;
  GListModel *connections = clasp_show_get_connections (self->show);
  guint       n_usable = 0, n = g_list_model_get_n_items (connections);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (connections, i);
      ClaspStatus *status = clasp_engine_get_status (self->engine, clasp_show_item_get_id (item));
      ClaspBridgeState state = clasp_status_peek (status)->state;

      n_usable += state == CLASP_BRIDGE_STATE_IDLE || state == CLASP_BRIDGE_STATE_LIVE;
    }
  return n_usable == n;
}

void
matrix_start (Matrix *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError)       error = NULL;

  self->engine = clasp_engine_new (self->show);
  clasp_engine_start (self->engine);
  clasp_engine_wait_ready_async (self->engine, NULL, result_cb, &result);
  clasp_test_spin_until (is_set, &result, "the engine to settle");
  clasp_engine_wait_ready_finish (self->engine, result, &error);
  g_assert_no_error (error);
  clasp_test_spin_until (is_usable, self, "every connection to work");
  connect_programs (self);
}

void
matrix_set_up (Matrix *self, gconstpointer data)
{
  ClaspEndpoint        here = { (char *) "127.0.0.1", 0 };
  ClaspDatagramOptions options = { .reuse_address = FALSE };
  g_autoptr (GError)   error = NULL;

  *self = (Matrix){ .reactor = clasp_reactor_new (NULL) };
  show_desk_set_up (&self->desk, self->reactor);
  show_lamp_set_up (&self->lamp, self->reactor, OUT_UNIVERSE, FALSE);
  show_lamp_set_up (&self->sacn_lamp, self->reactor, SACN_OUT_UNIVERSE, TRUE);
  self->console = clasp_datagram_new (self->reactor, &here, &options, NULL, self, &error);
  g_assert_no_error (error);
  self->dmx_out = fake_widget_new ();
  self->dmx_in = fake_widget_new ();
  plug_midi (self);
  self->osc_port = clasp_test_free_port ();
  self->artnet_port = clasp_test_free_port ();
  self->sacn_port = clasp_test_free_port ();
  for (guint i = 0; i <= MATRIX_N; i++)
    self->shown[i] = NAN;
  make_show (self);
}

void
matrix_tear_down (Matrix *self, gconstpointer data)
{
  g_object_unref (self->writer);
  g_object_unref (self->reader);
  g_object_unref (self->engine);
  g_assert_finalize_object (self->show);
  g_assert_true (clasp_dmx_runners_wait (20 * G_USEC_PER_SEC));
  fake_widget_free (self->dmx_out);
  fake_widget_free (self->dmx_in);
  show_lamp_switch (&self->lamp, FALSE);
  show_lamp_switch (&self->sacn_lamp, FALSE);
  clasp_datagram_free (self->desk.socket);
  clasp_datagram_free (self->console);
  clasp_reactor_unref (self->reactor);
  unplug_midi (self);
}

/* ---- what is said ---- */

static void
send_from_console (Matrix *self, guint16 port, const ClaspWriter *packet)
{
  g_autoptr (GSocketAddress) to = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError)         error = NULL;

  clasp_datagram_send (self->console, to, packet->data, packet->length, &error);
  g_assert_no_error (error);
}

static void
say_artnet (Matrix *self, guint universe)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspArtnetPacket    packet = { .op = CLASP_ARTNET_OP_DMX };

  packet.dmx.port_address = (guint16) universe;
  packet.dmx.slots = self->frames[KIND_ARTNET][universe];
  packet.dmx.n_slots = 512;
  clasp_artnet_encode (&packet, &writer);
  send_from_console (self, self->artnet_port, &writer);
}

static void
say_sacn (Matrix *self, guint universe)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  ClaspSacnPacket      packet = { .kind = CLASP_SACN_DATA, .cid = { 1, 2, 3 } };

  packet.data.priority = 100;
  packet.data.sequence = ++self->n_sacn;
  packet.data.universe = (guint16) universe;
  packet.data.slots = self->frames[KIND_SACN][universe];
  packet.data.n_slots = 512;
  clasp_sacn_encode (&packet, &writer);
  send_from_console (self, self->sacn_port, &writer);
}

/* A status byte and the start code before the slots. */
static void
say_dmx (Matrix *self)
{
  g_auto (ClaspWriter) writer = CLASP_WRITER_INIT;
  g_autoptr (GString)  hex = g_string_new (NULL);
  guint8               data[2 + MATRIX_N] = { 0 };

  memcpy (data + 2, self->frames[KIND_DMX][2], MATRIX_N);
  clasp_enttec_encode (&writer, CLASP_ENTTEC_RECEIVED, data, sizeof data);
  for (gsize i = 0; i < writer.length; i++)
    g_string_append_printf (hex, "%02x", writer.data[i]);
  fake_widget_say (self->dmx_in, hex->str);
}

static void
say_clasp (Matrix *self, guint group, guint n, double share)
{
  g_autofree char   *address = g_strdup_printf ("/show/%u/fader%u", group, n);
  g_autoptr (GError) error = NULL;

  clasp_client_set_double (self->writer, address, share, &error);
  g_assert_no_error (error);
}

static void
say_osc (Matrix *self, guint group, guint n, double share)
{
  g_autofree char *address = g_strdup_printf ("/%u/fader%u", group, n);

  show_desk_say (&self->desk, self->osc_port, address, (float) share);
}

static void
say_midi (Matrix *self, guint group, guint n, guint level)
{
  g_autofree char *hex = g_strdup_printf ("b%x%02x%02x", group - 1, n, level);

  matrix_midi_say (self, hex);
}

gboolean
matrix_say (Matrix *self, Kind kind, guint group, guint n, double share)
{
  guint level = (guint) matrix_round (kind, share);

  self->frames[kind][group][n - 1] = (guint8) level;
  switch (kind)
    {
    case KIND_CLASP:
      say_clasp (self, group, n, share);
      return TRUE;
    case KIND_OSC:
      say_osc (self, group, n, share);
      return TRUE;
    case KIND_MIDI:
      say_midi (self, group, n, level);
      return TRUE;
    case KIND_ARTNET:
      say_artnet (self, group);
      return TRUE;
    case KIND_SACN:
      say_sacn (self, group);
      return TRUE;
    case KIND_DMX:
      if (group == 2) /* a line has one universe */
        say_dmx (self);
      return group == 2;
    case N_KINDS:
      break;
    }
  g_assert_not_reached ();
}

/* ---- what is heard ---- */

double
matrix_hear (Matrix *self, Kind kind, guint n)
{
  switch (kind)
    {
    case KIND_CLASP:
      return self->shown[n];
    case KIND_OSC:
      return self->desk.has_out[n] ? self->desk.out[n] : NAN;
    case KIND_MIDI:
      return hear_controller (self, n);
    case KIND_ARTNET:
      return self->lamp.slots[n - 1];
    case KIND_SACN:
      return self->sacn_lamp.slots[n - 1];
    case KIND_DMX:
      return self->dmx_out->frame[0][n];
    case N_KINDS:
      break;
    }
  g_assert_not_reached ();
}
