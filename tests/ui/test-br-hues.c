/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-ui.h"
#include "support/clasp-test.h"
#include "widgets/br-hues.h"
#include "widgets/br-meter.h"

#include <math.h>
#include <string.h>

/* Of CIE 1976: 2.3 is just noticed; so far apart, small patches are named differently. */
#define MIN_DISTANCE 15
#define MIN_CONTRAST 3

typedef struct
{
  double v[3];
} Triple;

/* After Machado, Oliveira and Fernandes (2009), severity 1; for linear light. */
static const struct
{
  const char *name;
  double      m[3][3];
} visions[] = {
  { "usual", { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } } },
  { "protanopia", { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } } },
  { "deuteranopia", { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } } },
  { "tritanopia", { { 1.255528, -0.076749, -0.178779 }, { -0.078411, 0.930809, 0.147602 }, { 0.004733, 0.691367, 0.303900 } } },
};

static double
linear (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static Triple
linear_of (const GdkRGBA *colour)
{
  return (Triple) { { linear ((double) colour->red), linear ((double) colour->green), linear ((double) colour->blue) } };
}

static Triple
seen_with (const Triple *light,
           const double  m[3][3])
{
  Triple seen;

  for (guint i = 0; i < 3; i++)
    seen.v[i] = CLAMP (m[i][0] * light->v[0] + m[i][1] * light->v[1] + m[i][2] * light->v[2], 0, 1);

  return seen;
}

static double
luminance (const Triple *light)
{
  return 0.2126 * light->v[0] + 0.7152 * light->v[1] + 0.0722 * light->v[2];
}

static double
lab_part (double t)
{
  return t > 0.008856 ? cbrt (t) : 7.787 * t + 16.0 / 116;
}

static Triple
lab_of (const Triple *light)
{
  const double *v = light->v;
  double        x = lab_part ((0.4124 * v[0] + 0.3576 * v[1] + 0.1805 * v[2]) / 0.95047);
  double        y = lab_part (luminance (light));
  double        z = lab_part ((0.0193 * v[0] + 0.1192 * v[1] + 0.9505 * v[2]) / 1.08883);

  return (Triple) { { 116 * y - 16, 500 * (x - y), 200 * (y - z) } };
}

static double
distance (const Triple *a,
          const Triple *b)
{
  return sqrt (pow (a->v[0] - b->v[0], 2) + pow (a->v[1] - b->v[1], 2) + pow (a->v[2] - b->v[2], 2));
}

static double
contrast (const GdkRGBA *a,
          const GdkRGBA *b)
{
  Triple la = linear_of (a), lb = linear_of (b);
  double ya = luminance (&la), yb = luminance (&lb);

  return (MAX (ya, yb) + 0.05) / (MIN (ya, yb) + 0.05);
}

static void
test_hues_are_told_apart (void)
{
  for (guint vision = 0; vision < G_N_ELEMENTS (visions); vision++)
    for (guint i = 0; i < BR_N_HUES; i++)
      for (guint j = 0; j < i; j++)
        {
          Triple a = linear_of (br_hue_get (i)), b = linear_of (br_hue_get (j));
          double apart;

          a = seen_with (&a, visions[vision].m);
          b = seen_with (&b, visions[vision].m);
          a = lab_of (&a);
          b = lab_of (&b);
          apart = distance (&a, &b);
          if (apart < MIN_DISTANCE)
            g_test_message ("%s: hues %u and %u", visions[vision].name, j, i);
          g_assert_cmpfloat (apart, >=, MIN_DISTANCE);
        }
}

static void
test_hues_are_seen_on_both_grounds (void)
{
  const GdkRGBA grounds[] = { { 1, 1, 1, 1 }, { 0.980f, 0.980f, 0.980f, 1 }, { 0.118f, 0.118f, 0.118f, 1 }, { 0.141f, 0.141f, 0.141f, 1 } };

  for (guint i = 0; i < BR_N_HUES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (grounds); j++)
      g_assert_cmpfloat (contrast (br_hue_get (i), &grounds[j]), >=, MIN_CONTRAST);
}

static GdkRGBA
blend (const GdkRGBA *over,
       float          alpha,
       const GdkRGBA *ground)
{
  return (GdkRGBA) { over->red * alpha + ground->red * (1 - alpha),
                     over->green * alpha + ground->green * (1 - alpha),
                     over->blue * alpha + ground->blue * (1 - alpha),
                     1 };
}

static void
test_meters_are_seen_on_their_ground (void)
{
  const GdkRGBA white = { 1, 1, 1, 1 }, black = { 0, 0, 0, 1 }, dark = { 0.118f, 0.118f, 0.118f, 1 };
  GdkRGBA       on_light = blend (&black, 0.8f * BR_METER_GROUND_ALPHA, &white);
  GdkRGBA       on_dark = blend (&white, BR_METER_GROUND_ALPHA, &dark);

  g_assert_cmpfloat (contrast (br_hue_get (0), &on_light), >=, MIN_CONTRAST);
  g_assert_cmpfloat (contrast (br_hue_get (0), &on_dark), >=, MIN_CONTRAST);
}

/* As a style defines it, the first as the accent where that is no other. */
static void
assert_defines (const char *style, guint hue, const char *instead)
{
  g_autofree char   *path = g_strconcat ("/io/github/clasp_bridge/ClaspBridge/", style, NULL);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, 0, NULL);
  const GdkRGBA     *colour = br_hue_get (hue);
  g_autofree char   *hex = g_strdup_printf ("#%02x%02x%02x",
                                            (guint) lroundf (colour->red * 255),
                                            (guint) lroundf (colour->green * 255),
                                            (guint) lroundf (colour->blue * 255));
  g_autofree char   *rule = g_strdup_printf ("@define-color hue_%u %s;", hue, instead != NULL ? instead : hex);

  g_assert_nonnull (bytes);
  g_assert_nonnull (strstr (g_bytes_get_data (bytes, NULL), rule));
}

static void
test_the_styles_have_the_same_hues (void)
{
  br_ui_register ();
  for (guint i = 0; i < BR_N_HUES; i++)
    assert_defines ("style.css", i, i == 0 ? "@accent_bg_color" : NULL);
  br_hues_set_red (TRUE);
  for (guint i = 0; i < BR_N_HUES; i++)
    assert_defines ("style-red.css", i, NULL);
  br_hues_set_red (FALSE);
}

static void
test_reds_are_seen_on_black (void)
{
  const GdkRGBA black = { 0, 0, 0, 1 };

  br_hues_set_red (TRUE);
  for (guint i = 0; i < BR_N_HUES; i++)
    {
      g_assert_cmpfloat (contrast (br_hue_get (i), &black), >=, MIN_CONTRAST);
      g_assert_cmpfloat (br_hue_get (i)->red, >, 1.3f * MAX (br_hue_get (i)->green, br_hue_get (i)->blue));
    }
  br_hues_set_red (FALSE);
}

static void
test_every_kind_has_a_hue_of_its_own (void)
{
  static const char *const kinds[] = { "router", "osc", "midi", "artnet", "sacn", "dmx", "what comes next" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint j = 0; j < i; j++)
      g_assert_cmpuint (br_hue_for_kind (kinds[i]), !=, br_hue_for_kind (kinds[j]));
}

int
main (int    argc,
      char **argv)
{
  clasp_test_init (&argc, &argv, 60);
  g_test_add_func ("/ui/hues/told-apart-by-all-colour-visions", test_hues_are_told_apart);
  g_test_add_func ("/ui/hues/seen-on-both-grounds", test_hues_are_seen_on_both_grounds);
  g_test_add_func ("/ui/hues/meters-are-seen-on-their-ground", test_meters_are_seen_on_their_ground);
  g_test_add_func ("/ui/hues/the-styles-have-the-same", test_the_styles_have_the_same_hues);
  g_test_add_func ("/ui/hues/reds-are-seen-on-black", test_reds_are_seen_on_black);
  g_test_add_func ("/ui/hues/every-kind-has-its-own", test_every_kind_has_a_hue_of_its_own);

  return g_test_run ();
}
