/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "local-test.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"

static char *
print (const ClaspValue *value)
{
  g_autoptr (JsonNode) node = clasp_value_to_json (value);

  return clasp_json_print_line (node);
}

static void
hear (LocalStage *stage, ClaspStr address, char sign, const ClaspValue *value)
{
  g_autofree char *json = value != NULL ? print (value) : g_strdup ("");

  g_string_append_printf (stage->heard, "%s%.*s%c%s", stage->heard->len > 0 ? " " : "",
                          (int) address.length, address.data, sign, json);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  LocalStage         *stage = user_data;
  const ClaspMessage *message = delivery->message;
  ClaspStr            address;

  if (message->type == CLASP_MESSAGE_SET)
    {
      address = message->set.address;
      hear (stage, address, '=', &message->set.value);
    }
  else
    {
      address = message->publish.address;
      hear (stage, address, '!', message->publish.has_value ? &message->publish.value : NULL);
    }
  if (stage->answer != NULL)
    stage->answer (stage, address, delivery);
}

static void
reply_cb (ClaspSession *session, const ClaspMessage *reply, gpointer user_data)
{
  LocalStage *stage = user_data;

  if (reply->type == CLASP_MESSAGE_ERROR)
    g_string_append_printf (stage->refused, "%u %.*s: %.*s\n", reply->error.code,
                            (int) reply->error.address.length, reply->error.address.data,
                            (int) reply->error.message.length, reply->error.message.data);
}

static void
stored_cb (const char *id, const char *const *values, gpointer user_data)
{
  LocalStage      *stage = user_data;
  g_autofree char *lines = g_strjoinv (" ", (char **) values);

  g_string_append_printf (stage->stored, "%s: %s\n", id, lines);
}

static void
hold_back_cb (const char *id, gboolean is_held_back, gpointer user_data)
{
  LocalStage *stage = user_data;

  g_string_append_printf (stage->held_back, "%s%c", id, is_held_back ? '-' : '+');
  clasp_locals_hold_back (stage->locals, id, is_held_back);
}

static void
open_locals (LocalStage *stage)
{
  stage->locals = clasp_locals_new (
    &(ClaspLocalsHost){ stage->base.router, stage->base.timers, stored_cb, hold_back_cb, stage });
}

void
local_stage_set_up (LocalStage *stage, gconstpointer data)
{
  clasp_router_fixture_set_up (&stage->base, NULL);
  stage->heard = g_string_new (NULL);
  stage->stored = g_string_new (NULL);
  stage->refused = g_string_new (NULL);
  stage->held_back = g_string_new (NULL);
  stage->hand = clasp_router_join (stage->base.router, "hand", deliver_cb, reply_cb, stage);
  open_locals (stage);
}

void
local_stage_tear_down (LocalStage *stage, gconstpointer data)
{
  clasp_locals_free (stage->locals);
  clasp_session_leave (stage->hand);
  g_string_free (stage->heard, TRUE);
  g_string_free (stage->stored, TRUE);
  g_string_free (stage->refused, TRUE);
  g_string_free (stage->held_back, TRUE);
  clasp_router_fixture_tear_down (&stage->base, NULL);
}

void
local_stage_restart (LocalStage *stage)
{
  clasp_locals_free (stage->locals);
  open_locals (stage);
}

void
local_stage_listen (LocalStage *stage, const char *pattern)
{
  clasp_session_subscribe (stage->hand, 1, clasp_str (pattern), CLASP_TYPES_ALL, FALSE, NULL);
}

static GType
type_of (const char *kind)
{
  if (g_str_equal (kind, "variable"))
    return clasp_variable_settings_get_type ();
  if (g_str_equal (kind, "timer"))
    return clasp_timer_settings_get_type ();
  return g_str_equal (kind, "layer") ? clasp_layer_settings_get_type ()
                                     : clasp_scene_settings_get_type ();
}

void
local_stage_add (LocalStage *stage, const char *kind, const char *name, const char *settings)
{
  g_autoptr (ClaspSettings) object = g_object_new (type_of (kind), NULL);
  g_autofree char          *id = g_strdup_printf ("%s-%s", kind, name);
  g_auto (GStrv)            words = g_strsplit (settings, " ", -1);
  g_autoptr (GError)        error = NULL;

  for (guint i = 0; words[i] != NULL && words[i][0] != '\0'; i++)
    {
      char *equals = strchr (words[i], '=');

      *equals = '\0';
      clasp_settings_set_text (object, words[i], equals + 1, &error);
      g_assert_no_error (error);
    }
  clasp_settings_validate (object, &error);
  g_assert_no_error (error);
  clasp_locals_set (stage->locals, clasp_local_spec_new (id, kind, name, object));
}

void
local_stage_put (LocalStage *stage, const char *address, const char *json)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  clasp_session_set (stage->hand, clasp_str (address), &value);
}

void
local_stage_emit (LocalStage *stage, const char *address, const char *json)
{
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  if (json != NULL)
    g_assert_true (clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  clasp_session_emit (stage->hand, clasp_str (address), json != NULL ? &value : NULL);
}

void
local_stage_expect (LocalStage *stage, const char *expected)
{
  g_assert_cmpstr (stage->heard->str, ==, expected);
  g_string_truncate (stage->heard, 0);
}

void
local_stage_is (LocalStage *stage, const char *address, const char *json)
{
  const ClaspValue *value = clasp_router_peek (stage->base.router, clasp_str (address));
  g_autofree char  *text = value != NULL ? print (value) : NULL;

  g_assert_cmpstr (text, ==, json);
}

double
local_stage_number (LocalStage *stage, const char *address)
{
  const ClaspValue *value = clasp_router_peek (stage->base.router, clasp_str (address));
  double            number = 0;

  g_assert_nonnull (value);
  g_assert_true (clasp_value_to_double (value, &number));
  return number;
}
