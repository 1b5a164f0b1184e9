/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/clasp-test.h"

#include <cairo.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Compares what every widget of the gallery looks like with the pictures beside it, in five variants, and
 * what one frame of it costs with the limits that it states: so many render nodes, so many texts laid out
 * while it is drawn, and no frame at all while nothing changes.
 *
 *   test-gallery GALLERY PICTURES [--update]
 *
 * Fonts and icons are drawn a little otherwise from machine to machine: a channel may differ by
 * CHANNEL_TOLERANCE, and of the pixels a share of MAX_SHARE by more. Of those in any one place, as large as a
 * lamp, it may be a share of MAX_PLACE_SHARE, so that a small thing that is wrong is seen in a large picture. */

#define SKIPPED 77
#define CHANNEL_TOLERANCE 40
#define MAX_SHARE 0.01
#define PLACE 16
#define MAX_PLACE_SHARE 0.3
#define PROGRAM_TIMEOUT_S 800

static const char *const variants[] = { "light", "dark", "hc", "rtl", "large" };

static char    *gallery, *pictures, *artifacts;
static gboolean is_update;

/* --- running ------------------------------------------------------------------------------------ */

/* What it printed: a line "NAME NODES LIMIT LAYOUTS LIMIT REDRAWS" for each widget. */
static char *
draw_variant (const char *variant,
              const char *folder,
              gboolean   *skipped)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                                      &error,
                                                      gallery,
                                                      "--pictures",
                                                      folder,
                                                      "--variant",
                                                      variant,
                                                      NULL);
  char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  *skipped = g_subprocess_get_exit_status (process) == SKIPPED;
  if (!*skipped)
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);

  return output;
}

/* --- comparing ---------------------------------------------------------------------------------- */

static cairo_surface_t *
load (const char *file)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (file);

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return surface;

  cairo_surface_destroy (surface);
  return NULL;
}

static gboolean
differs (const guint8 *a,
         const guint8 *b)
{
  for (guint channel = 0; channel < 3; channel++)
    if (abs (a[channel] - b[channel]) > CHANNEL_TOLERANCE)
      return TRUE;

  return FALSE;
}

/* How many pixels differ above and left of a corner, for every corner; a row has @width + 1. */
static guint
count_place (const guint *sums,
             int          width,
             int          x,
             int          y)
{
  const guint *top = sums + (gsize) y * (gsize) (width + 1) + x;
  const guint *bottom = top + (gsize) PLACE * (gsize) (width + 1);

  return bottom[PLACE] - bottom[0] - top[PLACE] + top[0];
}

static double
worst_place (const guint *sums,
             int          width,
             int          height)
{
  guint worst = 0;

  for (int y = 0; y + PLACE <= height; y++)
    for (int x = 0; x + PLACE <= width; x++)
      worst = MAX (worst, count_place (sums, width, x, y));

  return (double) worst / (PLACE * PLACE);
}

/* The share of pixels that differ, which are red in @difference, and of those in the worst place. */
static double
compare (cairo_surface_t *expected,
         cairo_surface_t *actual,
         cairo_surface_t *difference,
         double          *place)
{
  static const guint8 red[] = { 0, 0, 255 };
  int                 width = cairo_image_surface_get_width (actual);
  int                 height = cairo_image_surface_get_height (actual);
  int                 stride = cairo_image_surface_get_stride (actual);
  gsize               row = (gsize) width + 1;
  g_autofree guint   *sums = g_new0 (guint, row * (gsize) (height + 1));

  cairo_surface_flush (difference);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        gsize    at = (gsize) y * (gsize) stride + (gsize) x * 4;
        guint   *sum = sums + (gsize) (y + 1) * row + x + 1;
        gboolean differ = differs (cairo_image_surface_get_data (expected) + at, cairo_image_surface_get_data (actual) + at);

        if (differ)
          memcpy (cairo_image_surface_get_data (difference) + at, red, sizeof red);
        *sum = sum[-1] + sum[-(gssize) row] - sum[-(gssize) row - 1] + differ;
      }
  cairo_surface_mark_dirty (difference);
  *place = worst_place (sums, width, height);

  return (double) sums[row * (gsize) (height + 1) - 1] / (width * height);
}

static void
keep (cairo_surface_t *surface,
      const char      *variant,
      const char      *name,
      const char      *what)
{
  g_autofree char *base = g_strdup_printf ("%s-%s-%s.png", name, variant, what);
  g_autofree char *file = g_build_filename (artifacts, base, NULL);

  cairo_surface_write_to_png (surface, file);
  g_test_message ("wrote %s", file);
}

static gboolean
is_same_size (cairo_surface_t *a,
              cairo_surface_t *b)
{
  return cairo_image_surface_get_width (a) == cairo_image_surface_get_width (b)
         && cairo_image_surface_get_height (a) == cairo_image_surface_get_height (b)
         && cairo_image_surface_get_stride (a) == cairo_image_surface_get_stride (b);
}

static gboolean
check_picture (const char *variant,
               const char *name,
               const char *expected_file,
               const char *actual_file)
{
  cairo_surface_t *actual = load (actual_file), *expected = load (expected_file), *difference = NULL;
  double           share = 1, place = 1;
  gboolean         fits;

  g_assert_nonnull (actual);
  g_assert_nonnull (expected);
  if (!is_same_size (expected, actual))
    g_test_message ("%s is %d×%d, in the picture %d×%d", name,
                    cairo_image_surface_get_width (actual), cairo_image_surface_get_height (actual),
                    cairo_image_surface_get_width (expected), cairo_image_surface_get_height (expected));
  else
    {
      difference = load (actual_file);
      share = compare (expected, actual, difference, &place);
    }
  fits = share <= MAX_SHARE && place <= MAX_PLACE_SHARE;
  if (!fits)
    {
      g_test_message ("%s: %.2f %% of it look otherwise, %.0f %% in one place", name, share * 100, place * 100);
      keep (actual, variant, name, "actual");
      if (difference != NULL)
        keep (difference, variant, name, "difference");
    }
  g_clear_pointer (&difference, cairo_surface_destroy);
  g_clear_pointer (&expected, cairo_surface_destroy);
  cairo_surface_destroy (actual);

  return fits;
}

/* --- cases -------------------------------------------------------------------------------------- */

/* With few colours, which differ less than is tolerated: a tenth of the size matters in a repository. */
static void
update_picture (const char *from,
                const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *target = g_strconcat ("PNG8:", to, NULL);
  const char *const  command[] = { "convert", from, "+dither", "-colors", "48", "-strip", target, NULL };
  int                status;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_test_message ("renewed %s", to);
}

static gboolean
check_limit (const char *name,
             const char *what,
             guint       n,
             guint       limit)
{
  if (n > limit)
    g_test_message ("%s: %u %s, more than its limit of %u", name, n, what, limit);

  return n <= limit;
}

static gboolean
check_look (const char *variant,
            const char *name,
            const char *folder)
{
  g_autofree char *base = g_strdup_printf ("%s.png", name);
  g_autofree char *shown = g_strdup_printf ("%s-%s.png", name, variant);
  g_autofree char *actual = g_build_filename (folder, base, NULL);
  g_autofree char *expected = g_build_filename (pictures, shown, NULL);
  gboolean         has_picture = g_file_test (expected, G_FILE_TEST_EXISTS);

  if (has_picture && check_picture (variant, name, expected, actual))
    return TRUE;
  if (is_update)
    update_picture (actual, expected);
  else if (!has_picture)
    g_test_message ("%s has no picture", shown);

  return is_update;
}

/* A line of what the gallery printed. FALSE: it does not look, or cost, as it should. */
static gboolean
check_line (const char *variant,
            const char *folder,
            const char *line)
{
  char     name[64];
  guint    n_nodes, max_nodes, n_layouts, max_layouts, n_redraws;
  gboolean fits;

  g_assert_cmpint (sscanf (line, "%63s %u %u %u %u %u", name, &n_nodes, &max_nodes, &n_layouts, &max_layouts, &n_redraws), ==, 6);
  fits = check_limit (name, "render nodes", n_nodes, max_nodes);
  fits &= check_limit (name, "texts laid out while it is drawn", n_layouts, max_layouts);
  fits &= check_limit (name, "frames while nothing changes", n_redraws, 0);
  fits &= check_look (variant, name, folder);

  return fits;
}

static void
test_variant (gconstpointer data)
{
  const char      *variant = data;
  g_autofree char *folder = g_build_filename (artifacts, variant, NULL);
  g_autofree char *output = NULL;
  g_auto (GStrv)   lines = NULL;
  gboolean         skipped;
  guint            n_wrong = 0;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  output = draw_variant (variant, folder, &skipped);
  if (skipped)
    {
      g_test_skip ("the gallery has no display, or not the font of the pictures (fonts-cantarell)");
      return;
    }

  lines = g_strsplit (g_strstrip (output), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 20);
  for (guint i = 0; lines[i] != NULL; i++)
    n_wrong += !check_line (variant, folder, lines[i]);
  if (n_wrong > 0)
    g_test_fail_printf ("%u widgets look or cost otherwise than they should", n_wrong);
}

int
main (int    argc,
      char **argv)
{
  const char *kept = g_getenv ("CLASP_ARTIFACTS");

  clasp_test_init (&argc, &argv, PROGRAM_TIMEOUT_S);
  if (argc < 3)
    {
      g_printerr ("Usage: test-gallery GALLERY PICTURES [--update]\n");
      return 2;
    }
  gallery = argv[1];
  pictures = argv[2];
  is_update = argc > 3 && g_str_equal (argv[3], "--update");
  /* The other variants are looked at all the same. */
  g_test_set_nonfatal_assertions ();
  artifacts = g_build_filename (kept != NULL ? kept : g_get_tmp_dir (), "gallery", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ui/gallery/%s", variants[i]);

      g_test_add_data_func (path, variants[i], test_variant);
    }

  return g_test_run ();
}
