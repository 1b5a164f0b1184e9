/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/bridge-stage.h"

#include "bridges/clasp-bridge-scale.h"
#include "bridges/clasp-bridge-settings.h"

/* ---- settings that every kind may have ---- */

typedef struct
{
  ClaspSettings parent_instance;
} TestSettings;
typedef ClaspSettingsClass TestSettingsClass;

GType test_settings_get_type (void);
G_DEFINE_TYPE (TestSettings, test_settings, CLASP_TYPE_SETTINGS)

static void
test_settings_class_init (TestSettingsClass *klass)
{
  clasp_bridge_interface_install (klass);
  clasp_scale_install (klass);
  clasp_bridge_settings_install (klass);
}

static void
test_settings_init (TestSettings *self)
{
}

/* ---- a bridge that does what the test says ---- */

G_DEFINE_FINAL_TYPE (TestBridge, test_bridge, CLASP_TYPE_BRIDGE)

static gboolean
test_bridge_start (ClaspBridge *bridge,
                   GError     **error)
{
  TestBridge *self = TEST_BRIDGE (bridge);

  self->n_starts++;
  g_clear_pointer (&self->address, g_free);
  if (clasp_bridge_get_interface (bridge) != NULL &&
      clasp_bridge_get_interface (bridge)->address != NULL)
    self->address =
      g_inet_address_to_string (clasp_bridge_get_interface (bridge)->address);
  if (self->start_error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->start_error));
      return FALSE;
    }
  clasp_bridge_set_state (bridge, CLASP_BRIDGE_STATE_IDLE, NULL);
  return TRUE;
}

static void
test_bridge_stop (ClaspBridge *bridge)
{
  TEST_BRIDGE (bridge)->n_stops++;
}

static void
test_bridge_deliver (ClaspBridge         *bridge,
                     const ClaspDelivery *delivery)
{
  TestBridge *self = TEST_BRIDGE (bridge);

  self->n_delivered++;
  self->last_was_snapshot = delivery->is_snapshot;
  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_value_to_double (&delivery->message->set.value, &self->last);
  g_string_append_printf (self->bundles, "%g;", self->last);
  clasp_bridge_count_sent (bridge);
}

static void
test_bridge_deliver_begin (ClaspBridge *bridge,
                          guint64      unix_us)
{
  g_string_append_printf (TEST_BRIDGE (bridge)->bundles, "[at %u: ", (guint) unix_us);
}

static void
test_bridge_deliver_end (ClaspBridge *bridge)
{
  g_string_append (TEST_BRIDGE (bridge)->bundles, "]");
}

static void
test_bridge_finalize (GObject *object)
{
  g_clear_error (&TEST_BRIDGE (object)->start_error);
  g_string_free (TEST_BRIDGE (object)->bundles, TRUE);
  g_free (TEST_BRIDGE (object)->address);
  G_OBJECT_CLASS (test_bridge_parent_class)->finalize (object);
}

static void
test_bridge_class_init (TestBridgeClass *klass)
{
  static const ClaspBridgeSignal signals[] = {
    { "/slot/*", "int", "dmx", 0, 255 },
    { "/text", "string" },
  };

  G_OBJECT_CLASS (klass)->finalize = test_bridge_finalize;
  CLASP_BRIDGE_CLASS (klass)->protocol = "test";
  CLASP_BRIDGE_CLASS (klass)->signals = signals;
  CLASP_BRIDGE_CLASS (klass)->n_signals = G_N_ELEMENTS (signals);
  CLASP_BRIDGE_CLASS (klass)->deliver_begin = test_bridge_deliver_begin;
  CLASP_BRIDGE_CLASS (klass)->deliver_end = test_bridge_deliver_end;
  CLASP_BRIDGE_CLASS (klass)->start = test_bridge_start;
  CLASP_BRIDGE_CLASS (klass)->stop = test_bridge_stop;
  CLASP_BRIDGE_CLASS (klass)->deliver = test_bridge_deliver;
}

static void
test_bridge_init (TestBridge *self)
{
  self->bundles = g_string_new (NULL);
}

/* ---- fixture ---- */

static void
status_cb (const ClaspBridgeStatus *status,
           gpointer                 user_data)
{
  ((Stage *) user_data)->status = *status;
}

static void
other_cb (ClaspSession        *session,
          const ClaspDelivery *delivery,
          gpointer             user_data)
{
  Stage *fixture = user_data;

  fixture->n_seen++;
  if (delivery->message->type == CLASP_MESSAGE_SET)
    clasp_value_to_double (&delivery->message->set.value, &fixture->seen);
}

static void
append_signal (GString *text, const ClaspSignalInfo *info)
{
  g_autofree char *value = clasp_value_to_text (&info->default_value);

  g_string_append_printf (text, "%.*s %.*s %.*s", (int) info->address.length, info->address.data,
                          (int) info->datatype.length, info->datatype.data,
                          (int) info->access.length, info->access.data);
  if (info->has_range)
    g_string_append_printf (text, " %g-%g", info->minimum, info->maximum);
  if (info->has_unit)
    g_string_append_printf (text, " %.*s", (int) info->unit.length, info->unit.data);
  if (info->has_default)
    g_string_append_printf (text, " %s", value);
  g_string_append_c (text, '\n');
}

static void
reply_cb (ClaspSession       *session,
          const ClaspMessage *reply,
          gpointer            user_data)
{
  Stage *fixture = user_data;

  if (reply->type == CLASP_MESSAGE_RESULT)
    for (guint i = 0; i < reply->result.n_signals; i++)
      append_signal (fixture->result, &reply->result.signals[i]);
  if (reply->type == CLASP_MESSAGE_ERROR)
    g_string_append_printf (fixture->result, "error %u\n", reply->error.code);
}

void
stage_set_up (Stage      *fixture,
       gconstpointer data)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;

  fixture->clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  fixture->reactor = clasp_reactor_new (NULL);
  fixture->timers = clasp_timers_new (NULL, fixture->clock);
  fixture->router = clasp_router_new (fixture->reactor, fixture->timers, "Test", &limits);
  fixture->other = clasp_router_join (fixture->router, "other", other_cb, reply_cb, fixture);
  fixture->result = g_string_new (NULL);
  fixture->interfaces = clasp_interfaces_new (fixture->reactor, NULL);
  clasp_session_subscribe (fixture->other, 1, CLASP_STR_LITERAL ("/test/**"), CLASP_TYPES_ALL, FALSE, NULL);
  fixture->bridge = g_object_new (TEST_TYPE_BRIDGE, NULL);
}

/* @text is "key=value key=value". */
void
stage_open_with (Stage    *fixture,
                  const char *text)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture,
                           .interfaces = fixture->interfaces };
  ClaspSettings  *settings = g_object_new (test_settings_get_type (), NULL);
  g_auto (GStrv)  pairs = g_strsplit (text, " ", -1);

  for (guint i = 0; pairs[i] != NULL && pairs[i][0] != '\0'; i++)
    {
      char *value = strchr (pairs[i], '=');

      *value++ = '\0';
      g_assert_true (clasp_settings_set_text (settings, pairs[i], value, NULL));
    }
  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "b1", "Tablet", "/test", settings, &host);
}

/* Of a kind that has none of the common settings. */
void
stage_open (Stage *fixture)
{
  ClaspBridgeHost host = { fixture->reactor, fixture->timers, fixture->router, status_cb, fixture,
                           .interfaces = fixture->interfaces };

  clasp_bridge_open (CLASP_BRIDGE (fixture->bridge), "b1", "Tablet", "/test", NULL, &host);
}

void
stage_tear_down (Stage      *fixture,
          gconstpointer data)
{
  g_assert_finalize_object (fixture->bridge);
  clasp_session_leave (fixture->other);
  clasp_router_shutdown (fixture->router, "done");
  g_object_unref (fixture->router);
  clasp_interfaces_free (fixture->interfaces);
  g_string_free (fixture->result, TRUE);
  clasp_timers_free (fixture->timers);
  clasp_reactor_unref (fixture->reactor);
  clasp_clock_unref (fixture->clock);
}

void
stage_advance_ms (Stage *fixture,
            guint    ms)
{
  for (guint i = 0; i < ms; i += 10)
    {
      clasp_manual_clock_advance (fixture->clock, 10000);
      clasp_timers_run (fixture->timers);
    }
}

void
stage_set (Stage    *fixture,
     const char *address,
     double      number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_session_set (fixture->other, clasp_str (address), &value);
}

void
stage_receive (Stage *fixture,
         double   number)
{
  ClaspValue value = clasp_value_double (number);

  clasp_bridge_receive_param (CLASP_BRIDGE (fixture->bridge), CLASP_STR_LITERAL ("/fader"), &value);
}
