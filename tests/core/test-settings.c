/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-nearest.h"
#include "core/clasp-settings.h"
#include "support/clasp-test.h"

#include <math.h>

typedef enum
{
  SPEED_SLOW,
  SPEED_VERY_FAST = 7,
} Speed;

GType speed_get_type (void);
G_DEFINE_ENUM_TYPE (Speed,
                    speed,
                    G_DEFINE_ENUM_VALUE (SPEED_SLOW, "slow"),
                    G_DEFINE_ENUM_VALUE (SPEED_VERY_FAST, "very-fast"))

typedef struct
{
  ClaspSettings parent_instance;
} TestSettings;
typedef ClaspSettingsClass TestSettingsClass;

GType test_settings_get_type (void);
G_DEFINE_TYPE (TestSettings, test_settings, CLASP_TYPE_SETTINGS)

static gboolean
low_is_not_above_high (ClaspSettings *self, GError **error)
{
  if (clasp_settings_get_double (self, "low") <= clasp_settings_get_double (self, "high"))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "low: is above high");
  return FALSE;
}

static void
test_settings_class_init (TestSettingsClass *klass)
{
  klass->validate = low_is_not_above_high;
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("loop", "Loop", "Starts again at the end.", TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_int ("offset", "Offset", NULL, -10, 10, 0, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_uint ("delay-ms", "Delay", NULL, 0, 60000, 80, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double ("low", "Low", NULL, 0, 1, 0.25, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass, g_param_spec_double ("high", "High", NULL, -G_MAXDOUBLE,
                                                            G_MAXDOUBLE, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double ("hold-s", "Hold", NULL, 0, 3600, 1, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_double ("rate-hz", "Rate", NULL, 0.5, 44, 44, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_string ("text", "Text", NULL, NULL, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (klass, g_param_spec_enum ("speed", "Speed", NULL, speed_get_type (),
                                                          SPEED_SLOW, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("send", "Send to", NULL, G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass, g_param_spec_boxed ("listen", "Listen", NULL, G_TYPE_STRV, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_default (klass, "listen", "127.0.0.1:1;127.0.0.1:2");
  clasp_settings_class_install (
    klass, g_param_spec_uint ("many", "Many", NULL, 1, G_MAXUINT, G_MAXUINT, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "many");
}

static void
test_settings_init (TestSettings *self)
{
}

/* A type with settings of its own behind inherited ones. */
typedef TestSettings       ChildSettings;
typedef ClaspSettingsClass ChildSettingsClass;

GType child_settings_get_type (void);
G_DEFINE_TYPE (ChildSettings, child_settings, test_settings_get_type ())

static void
child_settings_class_init (ChildSettingsClass *klass)
{
  clasp_settings_class_install (
    klass, g_param_spec_int ("more", "More", NULL, 0, 5, 3, CLASP_SETTINGS_FLAGS));
}

static void
child_settings_init (ChildSettings *self)
{
}

static ClaspSettings *
make (void)
{
  return g_object_new (test_settings_get_type (), NULL);
}

static void
set (ClaspSettings *self, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;

  clasp_settings_set_text (self, name, text, &error);
  g_assert_no_error (error);
}

static void
assert_text (ClaspSettings *self, const char *name, const char *expected)
{
  g_autofree char *text = clasp_settings_get_text (self, name);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_refused (ClaspSettings *self, const char *name, const char *text, const char *message)
{
  g_autoptr (ClaspSettings) before = clasp_settings_copy (self);
  g_autoptr (GError)        error = NULL;

  g_assert_false (clasp_settings_set_text (self, name, text, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_true (clasp_settings_equal (self, before));
}

static void
test_defaults (void)
{
  g_autoptr (ClaspSettings) self = make ();

  g_assert_true (clasp_settings_get_boolean (self, "loop"));
  g_assert_cmpint (clasp_settings_get_int (self, "offset"), ==, 0);
  g_assert_cmpint (clasp_settings_get_int (self, "delay-ms"), ==, 80);
  g_assert_cmpfloat (clasp_settings_get_double (self, "low"), ==, 0.25);
  g_assert_cmpstr (clasp_settings_get_string (self, "text"), ==, "");
  g_assert_cmpint (clasp_settings_get_int (self, "speed"), ==, SPEED_SLOW);
  g_assert_cmpuint (g_strv_length ((char **) clasp_settings_get_strv (self, "send")), ==, 0);
  g_assert_cmpstr (clasp_settings_get_strv (self, "listen")[1], ==, "127.0.0.1:2");
  g_assert_cmpuint ((guint) clasp_settings_get_int (self, "many"), ==, G_MAXUINT);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

static void
test_notify_only_on_change (void)
{
  g_autoptr (ClaspSettings) self = make ();
  const char               *same[] = { "127.0.0.1:1", "127.0.0.1:2", NULL };
  guint                     n = 0;

  g_signal_connect (self, "notify", G_CALLBACK (count_cb), &n);
  g_object_set (self, "loop", TRUE, "low", 0.25, "text", "", "listen", same, NULL);
  g_object_set (self, "text", NULL, NULL);
  g_assert_cmpuint (n, ==, 0);
  g_object_set (self, "loop", FALSE, "text", "a", NULL);
  g_assert_cmpuint (n, ==, 2);
  g_object_set (self, "listen", NULL, NULL);
  g_assert_cmpuint (n, ==, 3);
  g_assert_nonnull (clasp_settings_get_strv (self, "listen"));
}

static void
test_inherited_settings_come_first (void)
{
  g_autoptr (ClaspSettings) child =
    g_object_new (child_settings_get_type (), "more", 5, "offset", -3, NULL);
  g_autoptr (ClaspSettings) parent = make ();
  guint                     n_child, n_parent;
  g_autofree GParamSpec   **child_list =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (child), &n_child);
  g_autofree GParamSpec **parent_list =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (parent), &n_parent);

  g_assert_cmpuint (n_child, ==, n_parent + 1);
  g_assert_cmpstr (child_list[0]->name, ==, "loop");
  g_assert_cmpstr (child_list[n_child - 1]->name, ==, "more");
  g_assert_null (parent_list[n_parent]);
  g_assert_cmpint (clasp_settings_get_int (child, "more"), ==, 5);
  g_assert_cmpint (clasp_settings_get_int (child, "offset"), ==, -3);
  g_assert_true (clasp_settings_is_advanced (child_list[n_child - 2]));
  g_assert_false (clasp_settings_is_advanced (child_list[0]));
  g_assert_false (clasp_settings_equal (child, parent));
}

static void
test_text_of_each_type (void)
{
  g_autoptr (ClaspSettings) self = make ();

  set (self, "loop", "Off");
  assert_text (self, "loop", "false");
  set (self, "loop", "yes");
  assert_text (self, "loop", "true");
  set (self, "offset", "-10");
  assert_text (self, "offset", "-10");
  set (self, "low", ".1");
  assert_text (self, "low", "0.1");
  set (self, "high", "-1e300");
  assert_text (self, "high", "-1e+300");
  set (self, "text", " a;b,c ");
  assert_text (self, "text", " a;b,c ");
  set (self, "speed", "Very-Fast");
  assert_text (self, "speed", "very-fast");
  set (self, "many", "4294967295");
  assert_text (self, "many", "4294967295");
}

static void
test_units (void)
{
  g_autoptr (ClaspSettings) self = make ();

  set (self, "delay-ms", "120");
  assert_text (self, "delay-ms", "120");
  set (self, "delay-ms", "80ms");
  assert_text (self, "delay-ms", "80");
  set (self, "delay-ms", "0.07s");
  assert_text (self, "delay-ms", "70");
  set (self, "delay-ms", "1 min");
  assert_text (self, "delay-ms", "60000");
  set (self, "hold-s", "2s");
  assert_text (self, "hold-s", "2");
  set (self, "hold-s", "250ms");
  assert_text (self, "hold-s", "0.25");
  set (self, "rate-hz", "30Hz");
  assert_text (self, "rate-hz", "30");
  set (self, "rate-hz", "0.04 khz");
  assert_text (self, "rate-hz", "40");

  set (self, "low", "80%");
  assert_text (self, "low", "0.8");
  set (self, "low", "7 %");
  assert_text (self, "low", "0.07");
  assert_refused (self, "low", "101%", "low: expected 0–1, got 1.01");
  assert_refused (self, "hold-s", "80%", "hold-s: expected 0–3600 s, got “80%”");

  assert_refused (self, "delay-ms", "60001", "delay-ms: expected 0–60000 ms, got 60001");
  assert_refused (self, "delay-ms", "61s", "delay-ms: expected 0–60000 ms, got 61000");
  assert_refused (self, "delay-ms", "0.5ms", "delay-ms: expected 0–60000 ms, got 0.5");
  assert_refused (self, "delay-ms", "80Hz", "delay-ms: expected 0–60000 ms, got “80Hz”");
  assert_refused (self, "delay-ms", "ms", "delay-ms: expected 0–60000 ms, got “ms”");
  assert_refused (self, "low", "1s", "low: expected 0–1, got “1s”");
}

static void
test_refusals (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autofree char          *long_text = g_strnfill (100, 'x');

  assert_refused (self, "low", "-2", "low: expected 0–1, got -2");
  assert_refused (self, "low", "1.0001", "low: expected 0–1, got 1.0001");
  assert_refused (self, "low", "", "low: expected 0–1, got “”");
  assert_refused (self, "low", "nan", "low: expected 0–1, got “nan”");
  assert_refused (self, "low", "-nan", "low: expected 0–1, got “-nan”");
  assert_refused (self, "low", "0x1", "low: expected 0–1, got “0x1”");
  assert_refused (self, "low", "0.5 ", "low: expected 0–1, got “0.5 ”");
  assert_refused (self, "low", "--1", "low: expected 0–1, got “--1”");
  assert_refused (self, "high", "inf", "high: expected a number, got “inf”");
  assert_refused (self, "high", "1e999", "high: expected a number, got Infinity");
  assert_refused (self, "offset", "11", "offset: expected -10 to 10, got 11");
  assert_refused (self, "offset", "1.5", "offset: expected -10 to 10, got 1.5");
  assert_refused (self, "many", "0", "many: expected at least 1, got 0");
  assert_refused (self, "many", "4294967296", "many: expected at least 1, got 4294967296");
  assert_refused (self, "many", "-1", "many: expected at least 1, got -1");
  assert_refused (self, "loop", "maybe", "loop: expected true or false, got “maybe”");
  assert_refused (self, "speed", "fast", "speed: expected one of slow, very-fast, got “fast”");
  assert_refused (self, "text", "\xff", "text: not UTF-8 text");
  assert_refused (
    self, "speed", long_text,
    "speed: expected one of slow, very-fast, got “xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…”");
}

static void
test_unknown_name_names_the_nearest (void)
{
  g_autoptr (ClaspSettings) self = make ();

  assert_refused (self, "listn", "x", "unknown setting “listn”: did you mean “listen”?");
  assert_refused (self, "lisetn", "x", "unknown setting “lisetn”: did you mean “listen”?");
  assert_refused (self, "SPEED", "x", "unknown setting “SPEED”: did you mean “speed”?");
  assert_refused (self, "colour", "x",
                  "unknown setting “colour”: expected one of loop, offset, delay-ms, low, high, "
                  "hold-s, rate-hz, text, "
                  "speed, send, listen, many");
  g_assert_null (clasp_settings_get_text (self, "colour"));
}

static void
assert_items (const char *text, const char *back, guint n_items, const char *last)
{
  g_autoptr (ClaspSettings) self = make ();
  const char *const        *items;

  set (self, "send", text);
  items = clasp_settings_get_strv (self, "send");
  g_assert_cmpuint (g_strv_length ((char **) items), ==, n_items);
  if (n_items > 0)
    g_assert_cmpstr (items[n_items - 1], ==, last);
  assert_text (self, "send", back);
}

static void
test_list_of_strings_round_trips (void)
{
  assert_items ("", "", 0, NULL);
  assert_items ("a", "a", 1, "a");
  assert_items ("a;", "a", 1, "a");
  assert_items ("a;b", "a;b", 2, "b");
  assert_items ("a\\;b", "a\\;b", 1, "a;b");
  assert_items ("a\\\\;b", "a\\\\;b", 2, "b");
  assert_items ("a\\b", "a\\\\b", 1, "a\\b");
  assert_items (";", ";", 1, "");
  assert_items ("a;;", "a;;", 2, "");
  assert_items (";;b", ";;b", 3, "b");
  assert_items ("\\", "\\\\", 1, "\\");
}

static void
test_limits_of_text (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autofree char          *longest = g_strnfill (CLASP_SETTINGS_MAX_TEXT, 'x');
  g_autofree char          *too_long = g_strnfill (CLASP_SETTINGS_MAX_TEXT + 1, 'x');
  g_autofree char          *most = g_strnfill (CLASP_SETTINGS_MAX_ITEMS, ';');
  g_autofree char          *too_many = g_strnfill (CLASP_SETTINGS_MAX_ITEMS + 1, ';');

  set (self, "text", longest);
  assert_refused (self, "text", too_long, "text: longer than 65536 bytes");
  set (self, "send", most);
  assert_refused (self, "send", too_many, "send: more than 1024 items");
}

static void
test_copy_and_equal (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (ClaspSettings) copy = NULL;

  set (self, "send", "a;b");
  set (self, "text", "x");
  copy = clasp_settings_copy (self);
  g_assert_true (clasp_settings_equal (self, copy));
  set (copy, "send", "a;c");
  g_assert_false (clasp_settings_equal (self, copy));
  assert_text (self, "send", "a;b");
}

static void
test_validate (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (ClaspSettings) child = g_object_new (child_settings_get_type (), "high", 0.0, NULL);
  g_autoptr (GError)        error = NULL;

  g_assert_true (clasp_settings_validate (self, &error));
  g_assert_no_error (error);
  g_assert_false (clasp_settings_validate (child, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError)   error = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static void
test_json_holds_what_differs (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (ClaspSettings) back = make ();
  g_autoptr (JsonObject)    object = json_object_new ();
  g_autoptr (GPtrArray)     problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GList)         names = NULL;

  clasp_settings_to_json (self, object);
  g_assert_cmpuint (json_object_get_size (object), ==, 0);

  set (self, "listen", "");
  set (self, "speed", "very-fast");
  set (self, "low", "0.1");
  set (self, "loop", "false");
  set (self, "offset", "-1");
  set (self, "many", "3000000000");
  set (self, "text", "€");
  clasp_settings_to_json (self, object);
  names = json_object_get_members (object);
  g_assert_cmpuint (g_list_length (names), ==, 7);
  g_assert_cmpstr (names->data, ==, "loop");
  g_assert_cmpstr (g_list_last (names)->data, ==, "many");
  g_assert_cmpstr (json_object_get_string_member (object, "speed"), ==, "very-fast");

  g_assert_true (clasp_settings_from_json (back, object, "x", problems));
  g_assert_true (clasp_settings_equal (self, back));
}

static void
test_one_text_is_a_list_of_one (void)
{
  g_autoptr (ClaspSettings) self = g_object_new (test_settings_get_type (), NULL);
  g_autoptr (GPtrArray)     problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode)      node = json_from_string ("{\"send\":\"a:1\"}", NULL);

  g_assert_true (clasp_settings_from_json (self, json_node_get_object (node), "show", problems));
  g_assert_cmpstr (clasp_settings_get_strv (self, "send")[0], ==, "a:1");
  g_assert_null (clasp_settings_get_strv (self, "send")[1]);
}

static void
assert_problem (const char *json, const char *problem)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (ClaspSettings) untouched = make ();
  g_autoptr (JsonObject)    object = parse (json);
  g_autoptr (GPtrArray)     problems = g_ptr_array_new_with_free_func (g_free);

  g_assert_false (clasp_settings_from_json (self, object, "mappings[3].curve", problems));
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (problems->pdata[0], ==, problem);
  g_assert_true (clasp_settings_equal (self, untouched));
  g_assert_false (clasp_settings_from_json (self, object, "", NULL));
}

static void
test_json_problems_name_the_path (void)
{
  assert_problem ("{\"low\":-2}", "mappings[3].curve.low: expected 0–1, got -2");
  assert_problem ("{\"low\":\"1\"}", "mappings[3].curve.low: expected 0–1, got “1”");
  assert_problem ("{\"low\":null}", "mappings[3].curve.low: expected 0–1, got null");
  assert_problem ("{\"low\":true}", "mappings[3].curve.low: expected 0–1, got true");
  assert_problem ("{\"offset\":0.5}", "mappings[3].curve.offset: expected -10 to 10, got 0.5");
  assert_problem ("{\"offset\":[]}", "mappings[3].curve.offset: expected -10 to 10, got a list");
  assert_problem ("{\"many\":99999999999}",
                  "mappings[3].curve.many: expected at least 1, got 99999999999");
  assert_problem ("{\"loop\":1}", "mappings[3].curve.loop: expected true or false, got 1");
  assert_problem ("{\"speed\":\"x\"}",
                  "mappings[3].curve.speed: expected one of slow, very-fast, got “x”");
  assert_problem ("{\"speed\":7}",
                  "mappings[3].curve.speed: expected one of slow, very-fast, got 7");
  assert_problem ("{\"text\":{}}", "mappings[3].curve.text: expected text, got an object");
  assert_problem ("{\"send\":\"a;b\"}",
                  "mappings[3].curve.send: expected a list of texts, got “a;b”");
  assert_problem ("{\"send\":[\"a\",1]}",
                  "mappings[3].curve.send: expected a list of texts, got a list");
}

static void
test_json_takes_numbers_either_way (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (JsonObject)    object = parse ("{\"offset\":5.0,\"low\":1,\"other\":1}");

  g_assert_true (clasp_settings_from_json (self, object, "", NULL));
  g_assert_cmpint (clasp_settings_get_int (self, "offset"), ==, 5);
  g_assert_cmpfloat (clasp_settings_get_double (self, "low"), ==, 1);
}

/* Whatever text a double has, it comes back as the same double. */
static void
test_random_doubles_round_trip (void)
{
  g_autoptr (ClaspSettings) self = make ();
  g_autoptr (ClaspSettings) back = make ();

  for (guint i = 0; i < 20000; i++)
    {
      double number = ldexp (g_test_rand_double_range (-1, 1), g_test_rand_int_range (-300, 300));
      g_autofree char *text = NULL;

      g_object_set (self, "high", number, NULL);
      text = clasp_settings_get_text (self, "high");
      set (back, "high", text);
      g_assert_true (clasp_settings_get_double (back, "high") == number);
    }
}

static void
test_describe_names_every_setting (void)
{
  g_autofree char *text = clasp_settings_describe (child_settings_get_type ());

  g_assert_true (g_str_has_prefix (
    text, "loop (true or false; default true)\n    Starts again at the end.\n\n"));
  g_assert_nonnull (strstr (text, "\ndelay-ms (0–60000 ms; default 80)\n"));
  g_assert_nonnull (
    strstr (text, "\nlisten (a list of texts; default \"127.0.0.1:1;127.0.0.1:2\")\n"));
  g_assert_nonnull (strstr (text, "\nmore (0–5; default 3)\n"));
}

static void
test_nearest (void)
{
  const char      *names[] = { "osc", "midi", "artnet" };
  g_autofree char *endless = g_strnfill (1000, 'm');

  g_assert_cmpstr (clasp_nearest ("ocs", names, 3), ==, "osc");
  g_assert_cmpstr (clasp_nearest ("Art-Net", names, 3), ==, "artnet");
  g_assert_cmpstr (clasp_nearest ("mid", names, 3), ==, "midi");
  g_assert_null (clasp_nearest ("dmx", names, 3));
  g_assert_null (clasp_nearest ("", names, 3));
  g_assert_null (clasp_nearest (endless, names, 3));
  g_assert_null (clasp_nearest ("osc", names, 0));
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/core/settings/defaults", test_defaults);
  g_test_add_func ("/core/settings/notify-only-on-change", test_notify_only_on_change);
  g_test_add_func ("/core/settings/inherited-settings-come-first",
                   test_inherited_settings_come_first);
  g_test_add_func ("/core/settings/text-of-each-type", test_text_of_each_type);
  g_test_add_func ("/core/settings/units", test_units);
  g_test_add_func ("/core/settings/refusals", test_refusals);
  g_test_add_func ("/core/settings/unknown-name-names-the-nearest",
                   test_unknown_name_names_the_nearest);
  g_test_add_func ("/core/settings/list-of-strings-round-trips", test_list_of_strings_round_trips);
  g_test_add_func ("/core/settings/limits-of-text", test_limits_of_text);
  g_test_add_func ("/core/settings/copy-and-equal", test_copy_and_equal);
  g_test_add_func ("/core/settings/validate", test_validate);
  g_test_add_func ("/core/settings/json-holds-what-differs", test_json_holds_what_differs);
  g_test_add_func ("/core/settings/json-problems-name-the-path", test_json_problems_name_the_path);
  g_test_add_func ("/core/settings/json-takes-numbers-either-way",
                   test_json_takes_numbers_either_way);
  g_test_add_func ("/core/settings/random-doubles-round-trip", test_random_doubles_round_trip);
  g_test_add_func ("/core/settings/describe-names-every-setting",
                   test_describe_names_every_setting);
  g_test_add_func ("/core/settings/one-text-is-a-list-of-one", test_one_text_is_a_list_of_one);
  g_test_add_func ("/core/settings/nearest", test_nearest);
  return g_test_run ();
}
