/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How values and a device's own numbers become each other (bridges.md 1.4). */

#include "bridges/clasp-bridge-scale.h"
#include "support/clasp-test.h"

#include <math.h>

#define BEND_MIN -8192
#define BEND_MAX 8191

static const ClaspScale auto_scale = { .mode = CLASP_SCALE_AUTO };
static const ClaspScale raw = { .mode = CLASP_SCALE_RAW };
static const ClaspScale unit = { .mode = CLASP_SCALE_UNIT };
static const ClaspScale percent = { CLASP_SCALE_FIXED, 0, 100 };
static const ClaspScale decibels = { CLASP_SCALE_FIXED, -60, 10 };
static const ClaspScale downward = { CLASP_SCALE_FIXED, 100, 0 };
static const ClaspScale centred = { CLASP_SCALE_FIXED, -100, 100 };
static const ClaspScale inverted = { CLASP_SCALE_FIXED, 100, -100 };

typedef struct
{
  const ClaspScale *scale;
  double            number;
  gboolean          is_whole;
  int               minimum, maximum;
  int               native;
} ToNative;

static void
assert_to_native (const ToNative *row, guint index)
{
  ClaspValue value = row->is_whole ? clasp_value_int ((gint64) row->number)
                                   : clasp_value_double (row->number);
  int        native = G_MAXINT;

  if (!clasp_scale_to_native (row->scale, &value, row->minimum, row->maximum, &native) ||
      native != row->native)
    g_error ("row %u: %g is %d, not %d", index, row->number, native, row->native);
}

static void
test_to_native (void)
{
  static const ToNative rows[] = {
    /* auto: whole numbers as they are */
    { &auto_scale, 0, TRUE, 0, 255, 0 },
    { &auto_scale, 1, TRUE, 0, 255, 1 },
    { &auto_scale, 255, TRUE, 0, 255, 255 },
    { &auto_scale, 256, TRUE, 0, 255, 255 },
    { &auto_scale, -1, TRUE, 0, 255, 0 },
    { &auto_scale, -9e18, TRUE, 0, 255, 0 },
    { &auto_scale, 9e18, TRUE, 0, 127, 127 },
    /* auto: the others are a share */
    { &auto_scale, 0, FALSE, 0, 255, 0 },
    { &auto_scale, 1, FALSE, 0, 255, 255 },
    { &auto_scale, 0.5, FALSE, 0, 255, 128 }, /* 127.5 */
    { &auto_scale, 0.5, FALSE, 0, 127, 64 },  /* 63.5 */
    { &auto_scale, 0.499, FALSE, 0, 127, 63 },
    { &auto_scale, 1.001, FALSE, 0, 127, 127 },
    { &auto_scale, -0.001, FALSE, 0, 127, 0 },
    { &auto_scale, 0.5, FALSE, 0, 65535, 32768 },
    { &auto_scale, INFINITY, FALSE, 0, 255, 255 },
    { &auto_scale, -INFINITY, FALSE, 0, 255, 0 },
    { &auto_scale, 0.5, FALSE, 1, 512, 257 }, /* 256.5 */
    /* a range about 0 */
    { &auto_scale, -1, FALSE, BEND_MIN, BEND_MAX, -8192 },
    { &auto_scale, 0, FALSE, BEND_MIN, BEND_MAX, 0 },
    { &auto_scale, 1, FALSE, BEND_MIN, BEND_MAX, 8191 },
    { &auto_scale, 0.5, FALSE, BEND_MIN, BEND_MAX, 4096 },   /* 4095.5 */
    { &auto_scale, -0.5, FALSE, BEND_MIN, BEND_MAX, -4096 },
    { &auto_scale, 2, FALSE, BEND_MIN, BEND_MAX, 8191 },
    { &auto_scale, -INFINITY, FALSE, BEND_MIN, BEND_MAX, -8192 },
    { &auto_scale, -8193, TRUE, BEND_MIN, BEND_MAX, -8192 },
    { &auto_scale, 8192, TRUE, BEND_MIN, BEND_MAX, 8191 },
    /* raw */
    { &raw, 0.4, FALSE, 0, 255, 0 },
    { &raw, 0.5, FALSE, 0, 255, 1 },
    { &raw, 127.5, FALSE, 0, 255, 128 },
    { &raw, 255.4, FALSE, 0, 255, 255 },
    { &raw, -0.5, FALSE, BEND_MIN, BEND_MAX, -1 }, /* away from zero */
    { &raw, -1.5, FALSE, BEND_MIN, BEND_MAX, -2 },
    { &raw, -1.4, FALSE, BEND_MIN, BEND_MAX, -1 },
    { &raw, INFINITY, FALSE, 0, 255, 255 },
    /* unit: whole numbers too */
    { &unit, 1, TRUE, 0, 255, 255 },
    { &unit, 2, TRUE, 0, 255, 255 },
    { &unit, 0, TRUE, 0, 255, 0 },
    { &unit, 0.25, FALSE, 0, 255, 64 }, /* 63.75 */
    { &unit, -1, TRUE, BEND_MIN, BEND_MAX, -8192 },
    /* fixed */
    { &percent, 0, FALSE, 0, 255, 0 },
    { &percent, 50, TRUE, 0, 255, 128 },
    { &percent, 100, FALSE, 0, 255, 255 },
    { &percent, 100.1, FALSE, 0, 255, 255 },
    { &percent, -0.1, FALSE, 0, 255, 0 },
    { &percent, INFINITY, FALSE, 0, 255, 255 },
    { &percent, -INFINITY, FALSE, 0, 255, 0 },
    { &decibels, -60, FALSE, 0, 127, 0 },
    { &decibels, -25, FALSE, 0, 127, 64 }, /* 63.5 */
    { &decibels, 10, TRUE, 0, 127, 127 },
    { &downward, 100, FALSE, 0, 255, 0 },
    { &downward, 0, TRUE, 0, 255, 255 },
    { &downward, 25, FALSE, 0, 255, 191 }, /* 191.25 */
    { &downward, 101, FALSE, 0, 255, 0 },
    { &downward, -1, FALSE, 0, 255, 255 },
    { &downward, INFINITY, FALSE, 0, 255, 0 },
    { &centred, 0, TRUE, BEND_MIN, BEND_MAX, 0 },
    { &centred, -100, TRUE, BEND_MIN, BEND_MAX, -8192 },
    { &centred, 100, TRUE, BEND_MIN, BEND_MAX, 8191 },
    { &inverted, 0, TRUE, BEND_MIN, BEND_MAX, 0 },
    { &inverted, 100, TRUE, BEND_MIN, BEND_MAX, -8192 },
    { &inverted, -100, TRUE, BEND_MIN, BEND_MAX, 8191 },
    /* the widest there is */
    { &unit, 1, FALSE, G_MININT, G_MAXINT, G_MAXINT },
    { &unit, -1, FALSE, G_MININT, G_MAXINT, G_MININT },
    { &unit, 0.5, FALSE, 7, 7, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_to_native (&rows[i], i);
}

static void
test_bools_are_the_ends (void)
{
  const ClaspScale *scales[] = { &auto_scale, &raw, &unit, &percent, &downward };
  ClaspValue        yes = clasp_value_bool (TRUE), no = clasp_value_bool (FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      int native;

      g_assert_true (clasp_scale_to_native (scales[i], &yes, 0, 127, &native));
      g_assert_cmpint (native, ==, 127);
      g_assert_true (clasp_scale_to_native (scales[i], &no, BEND_MIN, BEND_MAX, &native));
      g_assert_cmpint (native, ==, BEND_MIN);
    }
}

static void
test_a_range_without_width_is_a_switch (void)
{
  static const ClaspScale  at_5 = { CLASP_SCALE_FIXED, 5, 5 };
  static const ToNative rows[] = {
    { &at_5, 4.999, FALSE, 0, 255, 0 },
    { &at_5, 5, TRUE, 0, 255, 255 },
    { &at_5, INFINITY, FALSE, 0, 255, 255 },
  };
  ClaspValue value = clasp_scale_from_native (&at_5, 100, 0, 255);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_to_native (&rows[i], i);
  g_assert_cmpfloat (value.as.number, ==, 5);
}

static void
test_what_is_no_number_is_not_sent (void)
{
  const ClaspScale *scales[] = { &auto_scale, &raw, &unit, &percent, &centred };
  ClaspValue        inner = clasp_value_int (5);
  ClaspMapEntry     entry = { CLASP_STR_LITERAL ("v"), clasp_value_int (5) };
  ClaspValue        values[] = { clasp_value_double (NAN),
                                 clasp_value_double (-NAN),
                                 clasp_value_null (),
                                 clasp_value_string (CLASP_STR_LITERAL ("12")),
                                 clasp_value_bytes ((const guint8 *) "\1", 1),
                                 clasp_value_array (&inner, 1),
                                 clasp_value_map (&entry, 1) };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (scales); j++)
        {
          int native = -5;

          g_assert_false (clasp_scale_to_native (scales[j], &values[i], 0, 255, &native));
          g_assert_cmpint (native, ==, -5);
        }
      clasp_value_clear (&values[i]);
    }
}

static void
test_from_native (void)
{
  static const struct
  {
    const ClaspScale *scale;
    int               native, minimum, maximum;
    double            number;
  } rows[] = {
    { &unit, 0, 0, 255, 0 },           { &unit, 255, 0, 255, 1 },
    { &unit, 51, 0, 255, 0.2 },        { &unit, 300, 0, 255, 1 },
    { &unit, -8192, BEND_MIN, BEND_MAX, -1 }, { &unit, 8191, BEND_MIN, BEND_MAX, 1 },
    { &unit, 0, BEND_MIN, BEND_MAX, 0 },      { &unit, 7, 7, 7, 0 },
    { &percent, 51, 0, 255, 20 },      { &decibels, 0, 0, 127, -60 },
    { &decibels, 127, 0, 127, 10 },    { &downward, 0, 0, 255, 100 },
    { &downward, 255, 0, 255, 0 },     { &centred, 0, BEND_MIN, BEND_MAX, 0 },
    { &centred, -8192, BEND_MIN, BEND_MAX, -100 },
    { &inverted, -8192, BEND_MIN, BEND_MAX, 100 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      ClaspValue value = clasp_scale_from_native (rows[i].scale, rows[i].native, rows[i].minimum,
                                                  rows[i].maximum);

      g_assert_cmpint (value.type, ==, CLASP_VALUE_DOUBLE);
      g_assert_cmpfloat_with_epsilon (value.as.number, rows[i].number, 1e-12);
    }
}

static void
test_whole_numbers_come_in_as_they_are (void)
{
  const ClaspScale *scales[] = { &auto_scale, &raw };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      ClaspValue value = clasp_scale_from_native (scales[i], 64, 0, 127);
      ClaspValue above = clasp_scale_from_native (scales[i], 128, 0, 127);

      g_assert_cmpint (value.type, ==, CLASP_VALUE_INT);
      g_assert_cmpint (value.as.integer, ==, 64);
      g_assert_cmpint (above.as.integer, ==, 127);
    }
}

static void
assert_round_trip (const ClaspScale *scale, int minimum, int maximum)
{
  for (int native = minimum; native <= maximum; native++)
    {
      ClaspValue value = clasp_scale_from_native (scale, native, minimum, maximum);
      int        back;

      g_assert_true (clasp_scale_to_native (scale, &value, minimum, maximum, &back));
      g_assert_cmpint (back, ==, native);
    }
}

static void
test_every_number_comes_back (void)
{
  const ClaspScale *scales[] = { &auto_scale, &raw,      &unit,    &percent,
                                 &decibels,   &downward, &centred, &inverted };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      assert_round_trip (scales[i], 0, 127);
      assert_round_trip (scales[i], 0, 255);
      assert_round_trip (scales[i], 0, 16383);
      assert_round_trip (scales[i], BEND_MIN, BEND_MAX);
      assert_round_trip (scales[i], 1, 512);
    }
}

/* ---- as settings ---- */

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
  clasp_scale_install (klass);
}

static void
test_settings_init (TestSettings *self)
{
}

static void
test_settings (void)
{
  g_autoptr (ClaspSettings) settings = g_object_new (test_settings_get_type (), NULL);
  g_autoptr (GError)        error = NULL;
  ClaspScale                scale;

  clasp_scale_read (settings, &scale);
  g_assert_cmpint (scale.mode, ==, CLASP_SCALE_AUTO);
  g_assert_cmpfloat (scale.maximum, ==, 100);

  g_assert_true (clasp_settings_set_text (settings, "scale", "fixed", NULL));
  g_assert_true (clasp_settings_set_text (settings, "scale-min", "10", NULL));
  g_assert_true (clasp_settings_set_text (settings, "scale-max", "-60", NULL));
  clasp_scale_read (settings, &scale);
  g_assert_cmpint (scale.mode, ==, CLASP_SCALE_FIXED);
  g_assert_cmpfloat (scale.minimum, ==, 10);
  g_assert_cmpfloat (scale.maximum, ==, -60);

  g_assert_false (clasp_settings_set_text (settings, "scale", "half", &error));
  g_assert_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING);
}

int
main (int argc, char **argv)
{
  clasp_test_init (&argc, &argv, 30);

  g_test_add_func ("/bridges/scale/to-native", test_to_native);
  g_test_add_func ("/bridges/scale/bools-are-the-ends", test_bools_are_the_ends);
  g_test_add_func ("/bridges/scale/a-range-without-width-is-a-switch",
                   test_a_range_without_width_is_a_switch);
  g_test_add_func ("/bridges/scale/what-is-no-number-is-not-sent",
                   test_what_is_no_number_is_not_sent);
  g_test_add_func ("/bridges/scale/from-native", test_from_native);
  g_test_add_func ("/bridges/scale/whole-numbers-come-in-as-they-are",
                   test_whole_numbers_come_in_as_they_are);
  g_test_add_func ("/bridges/scale/every-number-comes-back", test_every_number_comes_back);
  g_test_add_func ("/bridges/scale/settings", test_settings);

  return g_test_run ();
}
