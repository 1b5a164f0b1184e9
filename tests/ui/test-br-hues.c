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

/* The class of a hue, and of its badge, have the colour of the table. */
static void
test_the_style_has_the_same_hues (void)
{
  g_autoptr (GBytes) style = NULL;
  const char        *text;

  br_ui_register ();
  style = g_resources_lookup_data ("/io/github/clasp_bridge/ClaspBridge/style.css", 0, NULL);
  g_assert_nonnull (style);
  text = g_bytes_get_data (style, NULL);
  for (guint i = 1; i < BR_N_HUES; i++)
    {
      const GdkRGBA   *hue = br_hue_get (i);
      g_autofree char *rule = g_strdup_printf (".hue-%u { background-color: #%02x%02x%02x; }",
                                               i,
                                               (guint) lroundf (hue->red * 255),
                                               (guint) lroundf (hue->green * 255),
                                               (guint) lroundf (hue->blue * 255));
      g_autofree char *badge = g_strdup_printf (".br-badge.protocol-%u { box-shadow: inset 0 -3px #%02x%02x%02x; }",
                                                i,
                                                (guint) lroundf (hue->red * 255),
                                                (guint) lroundf (hue->green * 255),
                                                (guint) lroundf (hue->blue * 255));

      g_assert_nonnull (strstr (text, rule));
      g_assert_nonnull (strstr (text, badge));
    }
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
  g_test_add_func ("/ui/hues/the-style-has-the-same", test_the_style_has_the_same_hues);
  g_test_add_func ("/ui/hues/every-kind-has-its-own", test_every_kind_has_a_hue_of_its_own);

  return g_test_run ();
}
