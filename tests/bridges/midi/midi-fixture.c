/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/midi/midi-fixture.h"

/* ---- the backend ---- */

static gboolean
fake_backend_open (ClaspMidiBackend              *backend,
                   ClaspReactor                  *reactor,
                   const ClaspMidiBackendConfig  *config,
                   const ClaspMidiBackendHandler *handler,
                   gpointer                       user_data,
                   GError                       **error)
{
  FakeBackend *self = FAKE_BACKEND (backend);

  g_assert_false (self->is_open);
  if (self->open_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->open_error));
      return FALSE;
    }

  self->is_open = TRUE;
  self->handler = *handler;
  self->user_data = user_data;
  self->input = config->input;
  self->output = config->output;
  g_free (self->client_name);
  self->client_name = g_strdup (config->client_name);
  g_free (self->port);
  self->port = g_strdup (config->port);
  if (self->is_there)
    handler->connected ("X-Touch MINI:X-Touch MINI MIDI 1", user_data);
  return TRUE;
}

static void
fake_backend_close (ClaspMidiBackend *backend)
{
  FAKE_BACKEND (backend)->is_open = FALSE;
}

static gboolean
fake_backend_send (ClaspMidiBackend *backend, const guint8 *message, gsize size)
{
  FakeBackend *self = FAKE_BACKEND (backend);

  if (!self->is_open || self->is_full)
    return FALSE;

  if (self->sent->len > 0)
    g_string_append_c (self->sent, '|');
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (self->sent, i > 0 ? " %02x" : "%02x", message[i]);
  return TRUE;
}

static void
fake_backend_iface_init (ClaspMidiBackendInterface *iface)
{
  iface->open = fake_backend_open;
  iface->close = fake_backend_close;
  iface->send = fake_backend_send;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeBackend,
                               fake_backend,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CLASP_TYPE_MIDI_BACKEND,
                                                      fake_backend_iface_init))

static void
fake_backend_finalize (GObject *object)
{
  FakeBackend *self = FAKE_BACKEND (object);

  g_free (self->client_name);
  g_free (self->port);
  g_string_free (self->sent, TRUE);
  g_clear_error (&self->open_error);
  G_OBJECT_CLASS (fake_backend_parent_class)->finalize (object);
}

static void
fake_backend_class_init (FakeBackendClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_backend_finalize;
}

static void
fake_backend_init (FakeBackend *self)
{
  self->sent = g_string_new (NULL);
}

void
fake_backend_hear (FakeBackend *self, const char *hex)
{
  g_autoptr (GBytes) bytes = clasp_test_hex (hex);
  gsize              size;
  const guint8      *data = g_bytes_get_data (bytes, &size);

  self->handler.message (data, size, self->received_us, self->user_data);
}

void
fake_backend_plug (FakeBackend *self, gboolean is_there)
{
  self->is_there = is_there;
  self->handler.connected (is_there ? "X-Touch MINI:X-Touch MINI MIDI 1" : NULL, self->user_data);
}

/* ---- fixture ---- */

static void
status_cb (const ClaspBridgeStatus *status, gpointer user_data)
{
  ((Fixture *) user_data)->status = *status;
}

static void
other_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  Fixture            *fixture = user_data;
  const ClaspMessage *message = delivery->message;
  gboolean            is_set = message->type == CLASP_MESSAGE_SET;
  ClaspStr            address = is_set ? message->set.address : message->publish.address;
  g_autofree char    *value =
    clasp_value_to_text (is_set ? &message->set.value : &message->publish.value);

  g_string_append_printf (fixture->heard, "%.*s %s %s\n", (int) address.length, address.data,
                          is_set ? "=" : "!", value);
}

void
setup (Fixture *fixture, gconstpointer data)
{
  clasp_router_fixture_set_up (&fixture->base, NULL);
  fixture->heard = g_string_new (NULL);
  fixture->settings = g_object_new (CLASP_TYPE_MIDI_SETTINGS, NULL);
  fixture->bridge = g_object_new (CLASP_TYPE_MIDI_BRIDGE, NULL);
  fixture->backend = g_object_new (FAKE_TYPE_BACKEND, NULL);
  fixture->backend->is_there = TRUE;
  clasp_midi_bridge_set_backend (fixture->bridge, CLASP_MIDI_BACKEND (fixture->backend));
  fixture->other = clasp_router_join (fixture->base.router, "other", other_cb, NULL, fixture);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/midi/**"), CLASP_TYPES_ALL,
                           FALSE, NULL);
}

void
set_setting (Fixture *fixture, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (fixture->settings, name, text, &error);
  g_assert_no_error (error);
}

void
open_bridge (Fixture *fixture)
{
  ClaspBridgeHost host = clasp_fixture_get_host (&fixture->base, status_cb, fixture);

  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "m1", "Controller", "/midi",
                     g_steal_pointer (&fixture->settings), &host);
}

/* A bridge on "X-Touch", which is there. */
void
open_x_touch (Fixture *fixture)
{
  set_setting (fixture, "port", "x-touch");
  open_bridge (fixture);
  g_assert_cmpint (fixture->status.state, ==, CLASP_BRIDGE_STATE_IDLE);
}

static gboolean
is_alone (gpointer user_data)
{
  return g_atomic_int_get (&G_OBJECT (user_data)->ref_count) == 1;
}

void
wait_for_readers (Fixture *fixture)
{
  clasp_test_spin_until (is_alone, fixture->bridge,
                         "the reader of the profile to let go of the bridge");
}

void
teardown (Fixture *fixture, gconstpointer data)
{
  wait_for_readers (fixture);
  g_assert_finalize_object (fixture->bridge);
  g_assert_false (fixture->backend->is_open);
  g_assert_finalize_object (fixture->backend);
  g_clear_object (&fixture->settings);
  clasp_session_leave (fixture->other);
  clasp_router_fixture_tear_down (&fixture->base, NULL);
  g_string_free (fixture->heard, TRUE);
}

void
set (Fixture *fixture, const char *address, ClaspValue value)
{
  clasp_session_set (fixture->other, clasp_str (address), &value);
  clasp_value_clear (&value);
}

void
emit (Fixture *fixture, const char *address, ClaspValue value)
{
  clasp_session_emit (fixture->other, clasp_str (address), &value);
  clasp_value_clear (&value);
}

/* Publishes the counters, which are up to a tenth of a second behind. */
const ClaspBridgeStatus *
get_status (Fixture *fixture)
{
  clasp_fixture_advance (&fixture->base, G_USEC_PER_SEC);
  return &fixture->status;
}
