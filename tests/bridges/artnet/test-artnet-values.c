/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bridges/artnet/clasp-artnet-values.h"
#include "core/clasp-value-text.h"
#include "support/clasp-test.h"

static ClaspValue
parse (const char *json)
{
  ClaspValue         value = CLASP_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  clasp_value_parse (json, CLASP_VALUE_SYNTAX_JSON, &value, &error);
  g_assert_no_error (error);
  return value;
}

static void
test_time_codes (void)
{
  static const struct
  {
    const char *json, *text; /* text NULL: is no time */
  } cases[] = { { "\"10:20:30:12\"", "10:20:30:12" },
                { "\"23:59:59:29\"", "23:59:59:29" },
                { "\"10:20:30;12\"", "10:20:30;12" },
                { "{\"hours\":1,\"minutes\":2,\"seconds\":3,\"frames\":4}", "01:02:03:04" },
                { "{\"hours\":1,\"rate\":\"df\"}", "01:00:00;00" },
                { "{\"rate\":\"ebu\",\"frames\":24}", "00:00:00:24" },
                { "{\"rate\":\"ebu\",\"frames\":25}", NULL },
                { "{\"rate\":\"film\",\"frames\":24}", NULL },
                { "{\"rate\":\"pal\"}", NULL },
                { "{\"hours\":-1}", NULL },
                { "{\"hours\":256}", NULL },
                { "\"24:00:00:00\"", NULL },
                { "\"10:60:00:00\"", NULL },
                { "\"10:20:60:00\"", NULL },
                { "\"10:20:30:30\"", NULL },
                { "\"10:20:30\"", NULL },
                { "\"10:20:30:1\"", NULL },
                { "\"10:20:30:\"", NULL },
                { "\"10:20;30:12\"", NULL },
                { "\"10:20:30:12 \"", NULL },
                { "\"\"", NULL },
                { "12", NULL },
                { "[1,2,3,4]", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ClaspArtnetTimeCode time_code = { .type = 3 };
      g_auto (ClaspValue) value = parse (cases[i].json);
      gboolean            is_time = clasp_artnet_time_code_from_value (&value, &time_code);
      char                buffer[CLASP_ARTNET_TIME_CODE_SIZE];

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (is_time, ==, cases[i].text != NULL);
      if (is_time)
        g_assert_cmpstr (clasp_artnet_time_code_format (&time_code, buffer).data, ==,
                         cases[i].text);
    }
}

static void
test_time_codes_there_and_back (void)
{
  ClaspArtnetTimeCode before = {
    .stream_id = 7, .frames = 23, .seconds = 58, .minutes = 59, .hours = 22
  };

  for (guint8 type = 0; type < 4; type++)
    {
      ClaspArtnetTimeCode after = { 0 };
      g_auto (ClaspValue) value = CLASP_VALUE_INIT;

      before.type = type;
      value = clasp_artnet_time_code_to_value (&before);
      g_assert_true (clasp_artnet_time_code_from_value (&value, &after));
      g_assert_cmpmem (&before, sizeof before, &after, sizeof after);
    }
}

static void
test_triggers (void)
{
  static const char *const good[] = { "{\"oem\":65535,\"key\":1,\"subkey\":7}",
                                      "{\"oem\":12,\"key\":0,\"subkey\":65}" };
  static const char *const bad[] = {
    "{}", "{\"subkey\":1}", "{\"key\":256}", "{\"key\":1,\"oem\":65536}", "{\"key\":1,\"oem\":-1}",
    "1",  "\"go\""
  };
  g_auto (ClaspValue) least = parse ("{\"key\":3}");
  ClaspArtnetTrigger  trigger;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_auto (ClaspValue) value = parse (good[i]);
      g_auto (ClaspValue) again = CLASP_VALUE_INIT;

      g_assert_true (clasp_artnet_trigger_from_value (&value, &trigger));
      again = clasp_artnet_trigger_to_value (&trigger);
      g_assert_true (clasp_value_equal (&value, &again));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (ClaspValue) value = parse (bad[i]);

      g_test_message ("%s", bad[i]);
      g_assert_false (clasp_artnet_trigger_from_value (&value, &trigger));
    }
  g_assert_true (clasp_artnet_trigger_from_value (&least, &trigger));
  g_assert_cmpuint (trigger.oem, ==, 0xffff);
}

static void
check_trigger_data (gsize n, gboolean is_good)
{
  guint8              data[513];
  ClaspArtnetTrigger  trigger;
  ClaspMapEntry       entries[2] = { { CLASP_STR_LITERAL ("key"), clasp_value_int (1) } };
  g_auto (ClaspValue) value = CLASP_VALUE_INIT;

  memset (data, 1, sizeof data);
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("data"), clasp_value_bytes (data, n) };
  value = clasp_value_map (entries, 2);
  g_assert_cmpint (clasp_artnet_trigger_from_value (&value, &trigger), ==, is_good);
  if (is_good)
    g_assert_cmpuint (trigger.n_data, ==, n);
}

static void
test_trigger_data_ends_at_512 (void)
{
  check_trigger_data (512, TRUE);
  check_trigger_data (513, FALSE);
}

static void
test_colours (void)
{
  static const struct
  {
    const char *json;
    int         red, green, blue; /* red -1: is no colour */
  } cases[] = { { "\"#ff8000\"", 255, 128, 0 },
                { "\"#FF80aB\"", 255, 128, 171 },
                { "[1,2,3]", 1, 2, 3 },
                { "[1.0,0.5,0.0]", 255, 128, 0 },
                { "[0,255,999]", 0, 255, 255 },
                { "\"ff8000\"", -1, 0, 0 },
                { "\"#ff800\"", -1, 0, 0 },
                { "\"#ff80000\"", -1, 0, 0 },
                { "\"#gg8000\"", -1, 0, 0 },
                { "[1,2]", -1, 0, 0 },
                { "[1,2,3,4]", -1, 0, 0 },
                { "[1,2,\"red\"]", -1, 0, 0 },
                { "7", -1, 0, 0 },
                { "null", -1, 0, 0 } };
  ClaspScale scale = { .mode = CLASP_SCALE_AUTO };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ClaspValue) value = parse (cases[i].json);
      guint8              rgb[3];
      gboolean            is_colour = clasp_scale_rgb_to_native (&scale, &value, rgb);

      g_test_message ("%s", cases[i].json);
      g_assert_cmpint (is_colour, ==, cases[i].red >= 0);
      if (is_colour)
        g_assert_true (rgb[0] == cases[i].red && rgb[1] == cases[i].green &&
                       rgb[2] == cases[i].blue);
    }
}

int
main (int argc, char *argv[])
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/bridges/artnet/values/time-codes", test_time_codes);
  g_test_add_func ("/bridges/artnet/values/time-codes-there-and-back",
                   test_time_codes_there_and_back);
  g_test_add_func ("/bridges/artnet/values/triggers", test_triggers);
  g_test_add_func ("/bridges/artnet/values/trigger-data-ends-at-512",
                   test_trigger_data_ends_at_512);
  g_test_add_func ("/bridges/artnet/values/colours", test_colours);
  return g_test_run ();
}
