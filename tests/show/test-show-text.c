/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/clasp-settings.h"
#include "show/show-fixture.h"
#include "support/clasp-test.h"
#include "support/clasp-test-show.h"

/* ---- mappings ---- */

static void
assert_maps (const char *text, const char *back)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;
  ClaspMapping         *mapping = clasp_show_map_from_text (show, text, &error);
  g_autofree char      *printed = NULL;

  g_assert_no_error (error);
  printed = clasp_mapping_to_text (mapping);
  g_assert_cmpstr (printed, ==, back);
  g_assert_true (clasp_show_find (show, clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping))) ==
                 CLASP_SHOW_ITEM (mapping));
}

static void
test_mappings_print_as_read (void)
{
  assert_maps ("/a => /b", "/a => /b");
  assert_maps ("  /a=>/b  ", "/a => /b");
  assert_maps ("/osc/{n:1..8} => /midi/{n+10}", "/osc/{n:1..8} => /midi/{n+10}");
  assert_maps ("/osc/{k:a|b} => /x", "/osc/{k:a|b} => /x");
  assert_maps ("/a b => /c d", "/a b => /c d");
  assert_maps ("\"/a => b\" => \"/c \"", "\"/a => b\" => \"/c \"");
  assert_maps ("\"/a\\\"\\\\\" => /b", "\"/a\\\"\\\\\" => /b");
  assert_maps ("/a => range 0 1 0 127 => /b", "/a => range 0 1 0 127 => /b");
  assert_maps ("/a => range => /b", "/a => range => /b");
  assert_maps ("/a => range out-max=127 => /b", "/a => range 0 1 0 127 => /b");
  assert_maps ("/a => range clamp=false in-max=2 => /b", "/a => range in-max=2 clamp=false => /b");
  assert_maps ("/a=>smooth 0.08s|curve logarithmic=>/b",
               "/a => smooth 80ms | curve logarithmic => /b");
  assert_maps ("/a => expression \"x * 2\" => /b", "/a => expression \"x * 2\" => /b");
  assert_maps ("/a => expression text=\"a => b | \\\"c\\\"\" => /b",
               "/a => expression \"a => b | \\\"c\\\"\" => /b");
  assert_maps ("/a => expression \"x=1\" => /b", "/a => expression \"x=1\" => /b");
  assert_maps ("/a => expression \"\" => /b", "/a => expression \"\" => /b");
  assert_maps ("/a => expression value constants=a;b => /b", "/a => expression value a;b => /b");
  assert_maps ("/a => !smooth 5 | curve => /b", "/a => !smooth 5ms | curve => /b");
}

static void
test_ends_and_options_print_as_read (void)
{
  assert_maps ("/a + /b => /c , /d", "/a + /b => /c, /d");
  assert_maps ("[join=logarithmic rate-hz=44Hz] /a + /b => smooth => /c",
               "[join=logarithmic rate-hz=44Hz] /a + /b => smooth => /c");
  assert_maps ("[when=\"value > 0.5\"] /a=>/b", "[when=\"value > 0.5\"] /a => /b");
  assert_maps ("[solo layers=a;b] /a => /b", "[layers=a;b solo] /a => /b");
  assert_maps ("[solo=false] /a => /b", "/a => /b");
  assert_maps ("[] /a [] => /b []", "/a => /b");
  assert_maps ("/a [path=$.x[0]] + /b => /c", "/a [path=\"$.x[0]\"] + /b => /c");
  assert_maps ("/a => curve => (smooth 5 | !curve) /b [priority=7], /c",
               "/a => curve => (smooth 5ms | !curve) /b [priority=7], /c");
  assert_maps ("/a => (expression \"(x\") /b", "/a => (expression \"(x\") /b");
  assert_maps ("/a => (expression value*(2)) /b", "/a => (expression \"value*(2)\") /b");

  /* what patterns, templates and addresses hold divides nothing */
  assert_maps ("/x/{n:/a [b]{2} + c, d/} + /y => /z/{n + 1}, /w",
               "/x/{n:/a [b]{2} + c, d/} + /y => /z/{n + 1}, /w");
  assert_maps ("/a+b + /c[1] => /d,e, /f(1)", "/a+b + /c[1] => /d,e, /f(1)");
  assert_maps ("\"/a + b\" => \"/c, d\"", "\"/a + b\" => \"/c, d\"");
  assert_maps ("\"/a [b]\" [path=c] => \"(d) [e]\"", "\"/a [b]\" [path=c] => \"(d) [e]\"");
  assert_maps ("/a/{n => /b, /c", "\"/a/{n\" => /b, /c");
}

static void
assert_map_refused (const char *text, int code, const char *message)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;

  g_assert_null (clasp_show_map_from_text (show, text, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_mappings (show)), ==, 0);
}

static void
test_mapping_errors_have_a_column (void)
{
  assert_map_refused ("", CLASP_SHOW_ERROR_SYNTAX, "column 1: expected “=>” and a target");
  assert_map_refused ("/a", CLASP_SHOW_ERROR_SYNTAX, "column 3: expected “=>” and a target");
  assert_map_refused ("=> /b", CLASP_SHOW_ERROR_SYNTAX, "column 1: expected a source");
  assert_map_refused ("/€ =>", CLASP_SHOW_ERROR_SYNTAX, "column 6: expected a target");
  assert_map_refused ("/a => => /b", CLASP_SHOW_ERROR_SYNTAX, "column 7: expected a step");
  assert_map_refused ("/a => range | => /b", CLASP_SHOW_ERROR_SYNTAX, "column 14: expected a step");
  assert_map_refused ("/a => ! => /b", CLASP_SHOW_ERROR_SYNTAX, "column 7: expected a step");
  assert_map_refused (
    "/a => range => smooth => /b", CLASP_SHOW_ERROR_SYNTAX,
    "column 26: there is one “=>” in front of the steps and one behind them; divide steps by “|”");
  assert_map_refused ("/a => expression \"x => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 18: this quotation mark is not closed");
  assert_map_refused ("/a\"b\" => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 1: quotation marks must be around the whole source");
  assert_map_refused ("\"\" => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 1: quotation marks must be around the whole source");
  assert_map_refused ("\"a\"\"b\" => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 1: quotation marks must be around the whole source");
  assert_map_refused ("/a => rang => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 7: unknown step “rang”: did you mean “range”? There are range, "
                      "smooth, curve, expression");
  assert_map_refused ("/a => smooth -1 => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 14: smooth: time-ms: expected 0–60000 ms, got -1");
  assert_map_refused ("/a => smooth 1 2 => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 16: smooth has 1 settings, not more");
  assert_map_refused ("/a => curve gama=2 => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 13: curve: unknown setting “gama”: did you mean “gamma”?");
  assert_map_refused ("/a => smooth 1 time-ms=2 => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 16: smooth: time-ms is set twice");
  assert_map_refused ("/a => range 1 1 => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 7: range: in-max: must differ from in-min");
  assert_map_refused ("/a + => /b", CLASP_SHOW_ERROR_SYNTAX, "column 5: expected a source");
  assert_map_refused ("/a => /b, , /c", CLASP_SHOW_ERROR_SYNTAX, "column 11: expected a target");
  assert_map_refused ("[solo /a => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 1: this “[” is not closed");
  assert_map_refused ("[solo] => /b", CLASP_SHOW_ERROR_SYNTAX, "column 7: expected a source");
  assert_map_refused ("[join] /a => /b", CLASP_SHOW_ERROR_SYNTAX, "column 2: expected key=value");
  assert_map_refused ("[join=x] /a => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 2: mapping: join: expected one of linear, logarithmic, got “x”");
  assert_map_refused ("[solo solo] /a => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 7: mapping: solo is set twice");
  assert_map_refused ("/a [pth=1] => /b", CLASP_SHOW_ERROR_SETTING,
                      "column 5: source: unknown setting “pth”: did you mean “path”?");
  assert_map_refused ("/a [path=1 => /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 4: this “[” is not closed");
  assert_map_refused ("/a => /b [priority=201]", CLASP_SHOW_ERROR_SETTING,
                      "column 11: target: priority: expected 0–200, got 201");
  assert_map_refused ("/a => /b [priority=1] x", CLASP_SHOW_ERROR_SYNTAX,
                      "column 23: expected nothing behind “]”");
  assert_map_refused ("/a => (smooth /b", CLASP_SHOW_ERROR_SYNTAX,
                      "column 7: this “(” is not closed");
  assert_map_refused ("/a => () /b", CLASP_SHOW_ERROR_SYNTAX, "column 8: expected a step");
  assert_map_refused ("/a\xff => /b", CLASP_SHOW_ERROR_SYNTAX, "column 3: not UTF-8 text");
}

static void
test_mapping_steps_at_the_limit (void)
{
  for (guint n = CLASP_MAPPING_MAX_STEPS; n <= CLASP_MAPPING_MAX_STEPS + 1; n++)
    {
      g_autoptr (ClaspShow) show = show_fixture_new ();
      g_autoptr (GString)   text = g_string_new ("/a => curve");
      g_autoptr (GError)    error = NULL;

      for (guint i = 1; i < n; i++)
        g_string_append (text, "|curve");
      g_string_append (text, " => /b");
      clasp_show_map_from_text (show, text->str, &error);
      if (n == CLASP_MAPPING_MAX_STEPS)
        g_assert_no_error (error);
      else
        g_assert_cmpstr (error->message, ==, "column 199: a mapping has 32 steps at most");
    }
}

static void
test_mapping_ends_at_the_limit (void)
{
  for (guint n = CLASP_MAPPING_MAX_ENDS; n <= CLASP_MAPPING_MAX_ENDS + 1; n++)
    {
      g_autoptr (ClaspShow) show = show_fixture_new ();
      g_autoptr (GString)   text = g_string_new ("/a => /b");
      g_autoptr (GError)    error = NULL;

      for (guint i = 1; i < n; i++)
        g_string_append (text, ", /b");
      clasp_show_map_from_text (show, text->str, &error);
      if (n == CLASP_MAPPING_MAX_ENDS)
        g_assert_no_error (error);
      else
        g_assert_cmpstr (error->message, ==, "column 135: a mapping has 32 targets at most");
    }
}

/* As long as may be, and nothing in it that closes. */
static void
test_long_texts_take_no_time (void)
{
  static const char *const pieces[] = { "{", " [", " +", " (", "[", "\\" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (ClaspShow) show = show_fixture_new ();
      g_autoptr (GString)   text = g_string_new ("/a");
      ClaspMapping         *mapping;
      g_autofree char      *again = NULL;

      while (text->len + 16 < 4 * CLASP_SETTINGS_MAX_TEXT)
        g_string_append (text, pieces[i]);
      g_string_append (text, " => /b");
      mapping = clasp_show_map_from_text (show, text->str, NULL);
      if (mapping != NULL)
        again = clasp_mapping_to_text (mapping);
    }
}

static void
test_length_at_the_limit (void)
{
  for (guint n = 0; n <= 1; n++)
    {
      g_autoptr (ClaspShow) show = show_fixture_new ();
      g_autofree char      *blanks =
        g_strnfill (4 * CLASP_SETTINGS_MAX_TEXT + n - strlen ("/a=>/b"), ' ');
      g_autofree char   *text = g_strconcat ("/a=>/b", blanks, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (clasp_show_map_from_text (show, text, &error) != NULL, ==, n == 0);
      if (n == 1)
        g_assert_cmpstr (error->message, ==, "longer than 262144 bytes");
    }
}

static guint
assert_same_steps (GListModel *steps, GListModel *others)
{
  guint n_steps = g_list_model_get_n_items (steps);

  g_assert_cmpuint (n_steps, ==, g_list_model_get_n_items (others));
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);
      g_autoptr (ClaspStep) other = g_list_model_get_item (others, i);

      g_assert_cmpint (clasp_step_get_enabled (step), ==, clasp_step_get_enabled (other));
      g_assert_true (
        clasp_settings_equal (clasp_step_get_settings (step), clasp_step_get_settings (other)));
    }
  return n_steps;
}

static guint
assert_same_ends (GListModel *ends, GListModel *others)
{
  guint n_ends = g_list_model_get_n_items (ends);

  g_assert_cmpuint (n_ends, ==, g_list_model_get_n_items (others));
  for (guint i = 0; i < n_ends; i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      g_autoptr (ClaspMappingEnd) other = g_list_model_get_item (others, i);

      g_assert_cmpstr (clasp_mapping_end_get_address (end), ==,
                       clasp_mapping_end_get_address (other));
      g_assert_true (clasp_settings_equal (clasp_mapping_end_get_options (end),
                                           clasp_mapping_end_get_options (other)));
      assert_same_steps (clasp_mapping_end_get_steps (end), clasp_mapping_end_get_steps (other));
    }
  return n_ends;
}

static gboolean
has_empty_end (GListModel *ends)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);

      if (*clasp_mapping_end_get_address (end) == '\0')
        return TRUE;
    }
  return FALSE;
}

/* Not by way of text. */
static void
assert_copied (ClaspMapping *mapping, ClaspShow *other, const char *text)
{
  g_autoptr (ClaspMapping) copy = clasp_show_copy_mapping (other, mapping);
  g_autofree char         *copied = clasp_mapping_to_text (copy);

  g_assert_cmpstr (copied, ==, text);
  g_assert_cmpstr (clasp_show_item_get_id (CLASP_SHOW_ITEM (copy)), !=,
                   clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
}

static gboolean
round_trip (ClaspMapping *mapping, ClaspShow *other, guint *n_steps, guint *n_ends)
{
  g_autofree char   *text = clasp_mapping_to_text (mapping), *again = NULL;
  g_autoptr (GError) error = NULL;
  ClaspMapping      *copy = clasp_show_map_from_text (other, text, &error);

  /* what a hand may leave half done the command line refuses */
  if (has_empty_end (clasp_mapping_get_sources (mapping)) ||
      has_empty_end (clasp_mapping_get_targets (mapping)) ||
      (error != NULL && strstr (error->message, "must differ") != NULL))
    return FALSE;
  g_assert_no_error (error);
  again = clasp_mapping_to_text (copy);
  g_assert_cmpstr (again, ==, text);
  *n_ends +=
    assert_same_ends (clasp_mapping_get_sources (mapping), clasp_mapping_get_sources (copy));
  *n_ends +=
    assert_same_ends (clasp_mapping_get_targets (mapping), clasp_mapping_get_targets (copy));
  *n_steps += assert_same_steps (clasp_mapping_get_steps (mapping), clasp_mapping_get_steps (copy));
  g_assert_true (
    clasp_settings_equal (clasp_mapping_get_options (mapping), clasp_mapping_get_options (copy)));
  assert_copied (mapping, other, text);
  clasp_show_remove (other, CLASP_SHOW_ITEM (copy));
  return TRUE;
}

/* Any mapping of any show, typed in again, is the same mapping. */
static void
test_random_mappings_round_trip (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new (), other = show_fixture_new ();
  GListModel           *mappings = clasp_show_get_mappings (show);
  GRand                *random = g_rand_new_with_seed (11);
  guint                 n_mappings = 0, n_steps = 0, n_ends = 0;

  for (guint i = 0; i < 3000; i++)
    {
      guint n;

      show_fixture_edit (show, random);
      n = g_list_model_get_n_items (mappings);
      for (guint m = i % 29; m < n; m += 29)
        {
          g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, m);

          n_mappings += round_trip (mapping, other, &n_steps, &n_ends);
        }
    }
  g_assert_cmpuint (n_steps, >, 1000);
  g_assert_cmpuint (n_ends, >, 2 * n_mappings + 1000);
  g_rand_free (random);
}

/* ---- connections ---- */

static void
test_connection_takes_settings (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  ClaspConnection      *connection =
    clasp_test_connect (show, "osc,listen=127.0.0.1:9000,send=127.0.0.1:9001;127.0.0.1:9002");
  ClaspSettings *settings = clasp_connection_get_settings (connection);

  g_assert_cmpstr (clasp_connection_get_kind (connection), ==, "osc");
  g_assert_cmpstr (clasp_connection_get_namespace (connection), ==, "/osc");
  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), ==, "OSC");
  g_assert_cmpstr (clasp_settings_get_string (settings, "listen"), ==, "127.0.0.1:9000");
  g_assert_cmpstr (clasp_settings_get_strv (settings, "send")[1], ==, "127.0.0.1:9002");
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (show)), ==, 1);
}

static void
test_connection_takes_its_own_keys (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  ClaspConnection      *connection =
    clasp_test_connect (show, "osc, name=a\\, b=c\\d, namespace=/x/y ,enabled=false,id=tablet");

  g_assert_cmpstr (clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)), ==, "a, b=c\\d");
  g_assert_cmpstr (clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)), ==, "tablet");
  g_assert_false (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (connection)));
  g_assert_true (clasp_show_find (show, "tablet") == CLASP_SHOW_ITEM (connection));
}

static void
test_second_connection_gets_its_own_namespace (void)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();

  clasp_test_connect (show, "osc");
  g_assert_cmpstr (clasp_connection_get_namespace (clasp_test_connect (show, "osc")), ==, "/osc2");
  g_assert_cmpstr (clasp_connection_get_namespace (clasp_test_connect (show, "osc,namespace=/osc")), ==,
                   "/osc");
}

static void
assert_connect_refused (const char *text, int code, const char *message)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GError)    error = NULL;

  clasp_test_connect (show, "midi,id=taken");
  g_assert_null (clasp_show_connect_from_text (show, text, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_cmpuint (g_list_model_get_n_items (clasp_show_get_connections (show)), ==, 1);
}

static void
test_connection_errors_have_a_column (void)
{
  g_autofree char *long_id = g_strnfill (CLASP_SHOW_MAX_ID + 1, 'x');
  g_autofree char *with_long_id = g_strconcat ("osc,id=", long_id, NULL);

  assert_connect_refused ("", CLASP_SHOW_ERROR_SETTING,
                          "column 1: unknown kind of connection “”: there are osc, midi");
  assert_connect_refused (
    "ocs", CLASP_SHOW_ERROR_SETTING,
    "column 1: unknown kind of connection “ocs”: did you mean “osc”? There are osc, midi");
  assert_connect_refused ("osc,", CLASP_SHOW_ERROR_SYNTAX, "column 5: expected key=value");
  assert_connect_refused ("osc,feedback", CLASP_SHOW_ERROR_SYNTAX, "column 5: expected key=value");
  assert_connect_refused ("osc,name=€,listn=1", CLASP_SHOW_ERROR_SETTING,
                          "column 12: unknown setting “listn”: did you mean “listen”?");
  assert_connect_refused ("osc,feedback=maybe", CLASP_SHOW_ERROR_SETTING,
                          "column 5: feedback: expected true or false, got “maybe”");
  assert_connect_refused ("osc,listen=a,listen=b", CLASP_SHOW_ERROR_SYNTAX,
                          "column 14: listen is set twice");
  assert_connect_refused ("osc,name=a,name=b", CLASP_SHOW_ERROR_SYNTAX,
                          "column 12: name is set twice");
  assert_connect_refused ("osc,id=taken", CLASP_SHOW_ERROR_SETTING,
                          "column 5: id: “taken” is taken");
  assert_connect_refused ("osc,id=", CLASP_SHOW_ERROR_SETTING,
                          "column 5: id: expected 1 to 63 bytes");
  assert_connect_refused (with_long_id, CLASP_SHOW_ERROR_SETTING,
                          "column 5: id: expected 1 to 63 bytes");
  assert_connect_refused ("osc,enabled=1", CLASP_SHOW_ERROR_SETTING,
                          "column 5: enabled: expected true or false");
  assert_connect_refused ("osc,namespace=x", CLASP_SHOW_ERROR_SETTING,
                          "column 5: namespace: it does not start with \"/\"");
  assert_connect_refused ("osc,name=\xff", CLASP_SHOW_ERROR_SYNTAX, "column 10: not UTF-8 text");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 100);
  g_test_add_func ("/show/text/mappings-print-as-read", test_mappings_print_as_read);
  g_test_add_func ("/show/text/mapping-errors-have-a-column", test_mapping_errors_have_a_column);
  g_test_add_func ("/show/text/mapping-steps-at-the-limit", test_mapping_steps_at_the_limit);
  g_test_add_func ("/show/text/ends-and-options-print-as-read",
                   test_ends_and_options_print_as_read);
  g_test_add_func ("/show/text/mapping-ends-at-the-limit", test_mapping_ends_at_the_limit);
  g_test_add_func ("/show/text/long-texts-take-no-time", test_long_texts_take_no_time);
  g_test_add_func ("/show/text/length-at-the-limit", test_length_at_the_limit);
  g_test_add_func ("/show/text/random-mappings-round-trip", test_random_mappings_round_trip);
  g_test_add_func ("/show/text/connection-takes-settings", test_connection_takes_settings);
  g_test_add_func ("/show/text/connection-takes-its-own-keys", test_connection_takes_its_own_keys);
  g_test_add_func ("/show/text/second-connection-gets-its-own-namespace",
                   test_second_connection_gets_its_own_namespace);
  g_test_add_func ("/show/text/connection-errors-have-a-column",
                   test_connection_errors_have_a_column);
  return g_test_run ();
}
