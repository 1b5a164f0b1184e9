/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/clasp-universe-lines.h"

#include "core/clasp-error.h"
#include "support/clasp-test.h"

/* What a person writes for single universes, and what is made of it. */

static gboolean
parse_universe (const char *text, guint16 *universe)
{
  guint64  number = 0;
  gboolean is_read = g_ascii_string_to_unsigned (text, 10, 1, 63999, &number, NULL);

  *universe = (guint16) number;
  return is_read;
}

static gboolean
check_host (const char *text, GError **error)
{
  return clasp_targets_check ((const char *const[]){ text, NULL }, 5568, error);
}

static ClaspUniverseLines *
read_with (const char *const *texts, const char *const *hosts, guint keys, GError **error)
{
  ClaspUniverseGrammar grammar = {
    .parse = parse_universe, .universe = "a number", .check_host = check_host, .keys = keys, .sync_max = 63999
  };

  return clasp_universe_lines_new (texts, hosts, &grammar, error);
}

#define ALL_KEYS 0x3fff
/* One "sync" in each grammar. */
#define NUMBERED_SYNC (ALL_KEYS & ~CLASP_UNIVERSE_TOGETHER)

/* Lines are separated by "|". */
static ClaspUniverseLines *
read_text (const char *text, GError **error)
{
  const char *const hosts[] = { "usual", "", NULL };
  g_auto (GStrv)    texts = g_strsplit (text, "|", -1);

  return read_with ((const char *const *) texts, hosts, NUMBERED_SYNC, error);
}

static void
test_what_lines_say (void)
{
  g_autoptr (GError)             error = NULL;
  g_autoptr (ClaspUniverseLines) lines = read_text (
    "20 multicast=false unicast=|| 10-12\tpriority=150  preview=true sync=7 unicast=a:1 unicast=usual ", &error);
  const ClaspUniverseLine *line;

  g_assert_no_error (error);
  g_assert_cmpuint (clasp_universe_lines_get_count (lines), ==, 2);
  line = clasp_universe_lines_get (lines, 0); /* ascending */
  g_assert_cmpuint (line->first, ==, 10);
  g_assert_cmpuint (line->last, ==, 12);
  g_assert_cmpuint (line->number, ==, 3);
  g_assert_cmpuint (line->keys, ==,
                    CLASP_UNIVERSE_PRIORITY | CLASP_UNIVERSE_PREVIEW | CLASP_UNIVERSE_SYNC | CLASP_UNIVERSE_UNICAST);
  g_assert_cmpuint (line->priority, ==, 150);
  g_assert_cmpuint (line->truths, ==, CLASP_UNIVERSE_PREVIEW);
  g_assert_cmpuint (line->sync, ==, 7);
  g_assert_cmpuint (line->hosts, ==, 3);
  line = clasp_universe_lines_get (lines, 1);
  g_assert_cmpuint (line->keys, ==, CLASP_UNIVERSE_MULTICAST | CLASP_UNIVERSE_UNICAST);
  g_assert_cmpuint (line->truths, ==, 0);
  g_assert_cmpuint (line->hosts, ==, 0);

  g_assert_cmpstr (clasp_universe_lines_get_hosts (lines)[0], ==, "usual");
  g_assert_cmpstr (clasp_universe_lines_get_hosts (lines)[1], ==, "a:1");
  g_assert_null (clasp_universe_lines_get_hosts (lines)[2]);
  g_assert_cmpuint (clasp_universe_lines_get_usual_hosts (lines), ==, 1);
}

static void
expect_mode (const char *text, ClaspUniverseMode mode)
{
  g_autoptr (ClaspUniverseLines) lines = read_text (text, NULL);

  g_assert_cmpuint (clasp_universe_lines_get (lines, 0)->keys, ==, CLASP_UNIVERSE_MODE);
  g_assert_cmpint (clasp_universe_lines_get (lines, 0)->mode, ==, mode);
}

static void
test_modes_and_rates (void)
{
  const char *const  texts[] = { "5 min-hz=1 max-hz=44 continuous=true blackout-on-stop=false force-sync=true", NULL };
  const char *const  together[] = { "5 sync=true", "6 sync=false", NULL }, *const none[] = { NULL };
  const char *const  merges[] = { "5 merge=ltp", "6 merge=htp", NULL };
  g_autoptr (ClaspUniverseLines) merged = read_with (merges, none, ALL_KEYS, NULL);
  g_autoptr (ClaspUniverseLines) lines = read_with (texts, none, ALL_KEYS, NULL);
  g_autoptr (ClaspUniverseLines) synced = read_with (together, none, CLASP_UNIVERSE_TOGETHER, NULL);
  const ClaspUniverseLine       *line = clasp_universe_lines_get (lines, 0);

  g_assert_cmpuint (line->min_hz, ==, 1);
  g_assert_cmpuint (line->max_hz, ==, 44);
  g_assert_cmpuint (line->truths, ==, CLASP_UNIVERSE_CONTINUOUS | CLASP_UNIVERSE_FORCED);
  g_assert_true (clasp_universe_line_is (line, CLASP_UNIVERSE_CONTINUOUS, FALSE));
  g_assert_false (clasp_universe_line_is (line, CLASP_UNIVERSE_DARK_ON_STOP, TRUE));
  g_assert_true (clasp_universe_line_is (line, CLASP_UNIVERSE_PREVIEW, TRUE)); /* as all others */
  g_assert_false (clasp_universe_line_is (NULL, CLASP_UNIVERSE_CONTINUOUS, FALSE));
  g_assert_true (clasp_universe_line_is (clasp_universe_lines_find (synced, 5), CLASP_UNIVERSE_TOGETHER, FALSE));
  g_assert_false (clasp_universe_line_is (clasp_universe_lines_find (synced, 6), CLASP_UNIVERSE_TOGETHER, TRUE));
  g_assert_cmpint (clasp_universe_lines_get_merge (NULL, 5, CLASP_DMX_MERGE_LTP), ==, CLASP_DMX_MERGE_LTP);
  g_assert_cmpint (clasp_universe_lines_get_merge (merged, 4, CLASP_DMX_MERGE_LTP), ==, CLASP_DMX_MERGE_LTP);
  g_assert_cmpint (clasp_universe_lines_get_merge (merged, 5, CLASP_DMX_MERGE_HTP), ==, CLASP_DMX_MERGE_LTP);
  g_assert_cmpint (clasp_universe_lines_get_merge (merged, 6, CLASP_DMX_MERGE_LTP), ==, CLASP_DMX_MERGE_HTP);
  expect_mode ("5 mode=discovered", CLASP_UNIVERSE_DISCOVERED);
  expect_mode ("5 mode=list", CLASP_UNIVERSE_LIST);
  expect_mode ("5 mode=broadcast", CLASP_UNIVERSE_BROADCAST);
}

static void
test_universes_are_found (void)
{
  g_autoptr (ClaspUniverseLines) lines = read_text ("30-39 sync=3|1 sync=1|10-12 sync=2", NULL);
  const guint16                  without[] = { 0, 2, 9, 13, 29, 40, 63999 };

  for (guint i = 0; i < G_N_ELEMENTS (without); i++)
    g_assert_null (clasp_universe_lines_find (lines, without[i]));
  g_assert_cmpuint (clasp_universe_lines_find (lines, 1)->sync, ==, 1);
  g_assert_cmpuint (clasp_universe_lines_find (lines, 10)->sync, ==, 2);
  g_assert_cmpuint (clasp_universe_lines_find (lines, 12)->sync, ==, 2);
  g_assert_cmpuint (clasp_universe_lines_find (lines, 30)->sync, ==, 3);
  g_assert_cmpuint (clasp_universe_lines_find (lines, 39)->sync, ==, 3);
}

static void
expect_error (const char *text, const char *problem)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
  if (!g_str_has_prefix (error->message, problem))
    g_error ("“%s”: %s", text, error->message);
}

static void
test_errors_say_where (void)
{
  expect_error ("x sync=1", "line 1, column 1: ‘x’ is no universe; write a number");
  expect_error ("0 sync=1", "line 1, column 1: ‘0’ is no universe");
  expect_error ("5- sync=1", "line 1, column 3: ‘’ is no universe");
  expect_error ("5-x sync=1", "line 1, column 3: ‘x’ is no universe");
  expect_error ("5-4 sync=1", "line 1, column 1: ‘5-4’ ends before it begins");
  expect_error ("5", "line 1, column 2: nothing is said of these universes");
  expect_error ("5 priority", "line 1, column 3: ‘priority’ is no option; write priority=, preview=, ");
  expect_error ("5 merge=max", "line 1, column 9: ‘max’ is neither htp nor ltp");
  expect_error ("5 colour=red", "line 1, column 3: ‘colour’ is no option");
  expect_error ("5 ü=1", "line 1, column 3: ‘ü’ is no option");
  expect_error ("5 preview=true ü=1", "line 1, column 16: ‘ü’ is no option");
  expect_error ("5 =1", "line 1, column 3: ‘’ is no option");
  expect_error ("5 sync=1 sync=1", "line 1, column 10: ‘sync’ is given twice");
  expect_error ("5 sync=", "line 1, column 8: ‘’ is no number from 0 to 63999");
  expect_error ("5 sync=64000", "line 1, column 8: ‘64000’ is no number");
  expect_error ("5 sync=-1", "line 1, column 8: ‘-1’ is no number");
  expect_error ("5 priority=201", "line 1, column 12: ‘201’ is no number from 0 to 200");
  expect_error ("5 priority=99999999999999999999", "line 1, column 12: ");
  expect_error ("5 slot-priorities=", "line 1, column 19: there is no priority here");
  expect_error ("5 slot-priorities=7", "line 1, column 19: ‘7’ is no priority of slots; write 1-8:150");
  expect_error ("5 slot-priorities=1:2,0:1", "line 1, column 23: ‘0’ is no number from 1 to 512");
  expect_error ("5 slot-priorities=513:1", "line 1, column 19: ‘513’ is no number from 1 to 512");
  expect_error ("5 slot-priorities=9-513:1", "line 1, column 21: ‘513’ is no number from 9 to 512");
  expect_error ("5 slot-priorities=9-8:1", "line 1, column 21: ‘8’ is no number from 9 to 512");
  expect_error ("5 slot-priorities=1:201", "line 1, column 21: ‘201’ is no number from 0 to 200");
  expect_error ("5 slot-priorities=1:", "line 1, column 21: ‘’ is no number from 0 to 200");
  expect_error ("5 preview=yes", "line 1, column 11: ‘yes’ is neither true nor false");
  expect_error ("5 max-hz=45", "line 1, column 10: ‘45’ is no number from 1 to 44");
  expect_error ("5 max-hz=0", "line 1, column 10: ‘0’ is no number from 1 to 44");
  expect_error ("5 min-hz=0", "line 1, column 10: ‘0’ is no number from 1 to 44");
  expect_error ("5 min-hz=31 max-hz=30", "line 1, column 22: min-hz is more than max-hz");
  expect_error ("5 mode=unicast", "line 1, column 8: ‘unicast’ is neither discovered, list nor broadcast");
  expect_error ("5 continuous=1", "line 1, column 14: ‘1’ is neither true nor false");
  expect_error ("5 unicast=a,,b", "line 1, column 13: there is no host here");
  expect_error ("5 unicast=a,b:x", "line 1, column 13: ");
  expect_error ("5 sync=1|4-6 sync=2", "line 2, column 1: line 1 says something of the same universe");
  expect_error ("4-6 sync=1|9 sync=1||6 sync=2", "line 4, column 1: line 1 says something of the same universe");
}

static void
test_only_the_keys_there_are (void)
{
  const char *const  good[] = { "1 unicast=a", NULL }, *const bad[] = { "1 priority=1", NULL };
  const char *const  none[] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (ClaspUniverseLines) lines = read_with (good, none, CLASP_UNIVERSE_UNICAST, &error);

  g_assert_no_error (error);
  g_assert_nonnull (lines);
  g_assert_null (read_with (bad, none, CLASP_UNIVERSE_UNICAST, &error));
  g_assert_cmpstr (error->message, ==, "line 1, column 3: ‘priority’ is no option; write unicast=");
}

/* 64 hosts of all lines and of the connection together, and one more. */
static void
test_limit_of_hosts (void)
{
  g_autoptr (GString)            text = g_string_new ("1 unicast=usual");
  g_autoptr (ClaspUniverseLines) lines = NULL;
  g_autoptr (GError)             error = NULL;

  for (guint i = 1; i < CLASP_TARGETS_MAX; i++)
    g_string_append_printf (text, ",h%u", i);
  lines = read_text (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (clasp_universe_lines_find (lines, 1)->hosts, ==, G_MAXUINT64);
  g_string_append (text, "|2 unicast=h63,h64");
  expect_error (text->str, "line 2, column 15: more than 64 hosts");
}

static void
test_limit_of_lines (void)
{
  g_autoptr (GString)            text = g_string_new ("1 sync=1");
  g_autoptr (ClaspUniverseLines) lines = NULL;
  g_autoptr (GError)             error = NULL;

  for (guint i = 2; i <= CLASP_UNIVERSE_LINES_MAX; i++)
    g_string_append_printf (text, "|%u sync=1", i);
  lines = read_text (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (clasp_universe_lines_get_count (lines), ==, CLASP_UNIVERSE_LINES_MAX);
  g_string_append (text, "|5000 sync=1");
  expect_error (text->str, "line 1025, column 1: more than 1024 lines");
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/universe-lines/what-they-say", test_what_lines_say);
  g_test_add_func ("/bridges/universe-lines/modes-and-rates", test_modes_and_rates);
  g_test_add_func ("/bridges/universe-lines/universes-are-found", test_universes_are_found);
  g_test_add_func ("/bridges/universe-lines/errors-say-where", test_errors_say_where);
  g_test_add_func ("/bridges/universe-lines/only-the-keys-there-are", test_only_the_keys_there_are);
  g_test_add_func ("/bridges/universe-lines/limit-of-hosts", test_limit_of_hosts);
  g_test_add_func ("/bridges/universe-lines/limit-of-lines", test_limit_of_lines);
  return g_test_run ();
}
