/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What docs/expressions.md and docs/scripts.md say is so. */

#include "mapping/mapping-test.h"

#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/transforms/clasp-transforms.h"
#include "support/clasp-test.h"

static char *
read_doc (const char *name)
{
  g_autofree char   *path = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "docs", name, NULL);
  g_autoptr (GError) error = NULL;
  char              *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* One step of @kind with @text as its first setting gives @result, as JSON or "drop". */
static void
check (const char *kind,
       const char *setting,
       const char *text,
       const char *input,
       const char *result)
{
  ClaspTransform        *step = clasp_test_step (kind);
  ClaspChainSpec         spec = { "/in", "/out", FALSE, &step, 1, NULL };
  g_autoptr (GError)     error = NULL;
  g_autoptr (ClaspChain) chain = NULL;
  g_auto (ClaspValue)    value = CLASP_VALUE_INIT;
  ClaspChainResult       outcome = { 0 };
  g_autofree char       *found = NULL;

  g_test_message ("%s: %s → %s", text, input, result);
  clasp_settings_set_text (CLASP_SETTINGS (step), setting, text, &error);
  g_assert_no_error (error);
  chain = clasp_chain_new (&spec, &error);
  g_assert_no_error (error);
  g_object_unref (step);
  g_assert_true (clasp_value_parse (input, CLASP_VALUE_SYNTAX_JSON, &value, NULL));
  g_assert_true (clasp_chain_run (chain, clasp_str ("/in"), &value, FALSE, 0, &outcome));

  if (outcome.result == CLASP_TRANSFORM_PASS)
    {
      g_autoptr (JsonNode) node = clasp_value_to_json (&outcome.output);

      found = clasp_json_print_line (node);
    }
  g_assert_cmpstr (outcome.problem, ==, NULL);
  g_assert_cmpstr (found != NULL ? found : "drop", ==, result);
  clasp_chain_result_clear (&outcome);
}

/* | `expression` | `value` | `result` | */
static void
test_expressions (void)
{
  g_autofree char *text = read_doc ("expressions.md");
  const char      *table = strstr (text, "| expression | value | result |");
  g_auto (GStrv)   lines = g_strsplit (table, "\n", -1);
  guint            n = 0;

  for (guint i = 2; lines[i][0] == '|'; i++, n++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "`", -1);

      g_assert_cmpuint (g_strv_length (cells), ==, 7);
      check ("expression", "expression", cells[1], cells[3], cells[5]);
    }
  g_assert_cmpuint (n, >, 10);
}

/* "-- input → result" and the script. */
static void
test_scripts (void)
{
  g_autofree char *text = read_doc ("scripts.md");
  g_auto (GStrv)   parts = g_strsplit (text, "```", -1);
  guint            n = 0;

  for (guint i = 1; parts[i] != NULL; i += 2, n++)
    {
      const char      *first = parts[i] + strlen ("lua\n-- ");
      const char      *end = strchr (first, '\n');
      g_autofree char *says = g_strndup (first, (gsize) (end - first));
      g_auto (GStrv)   sides = g_strsplit (says, " → ", 2);

      g_assert_true (g_str_has_prefix (parts[i], "lua\n-- "));
      g_assert_cmpuint (g_strv_length (sides), ==, 2);
      check ("script", "source", end + 1, sides[0], sides[1]);
    }
  g_assert_cmpuint (n, >, 5);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/mapping/docs/expressions", test_expressions);
  g_test_add_func ("/mapping/docs/scripts", test_scripts);

  return g_test_run ();
}
