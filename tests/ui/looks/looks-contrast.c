/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "looks.h"

#include <math.h>

/* The strokes of small letters are thinner than a pixel, and never have their whole colour. */
#define GIVE 0.85
/* A level and its ground cover at least so much of a meter when both can be judged. */
#define MIN_SHARE 0.1
/* Of 255: darker than that green and blue are not seen. Pale red is red still; so many pixels of another colour are not. */
#define MIN_SEEN 56
#define MAX_BESIDE_RED 0.87
#define MAX_FOREIGN 12

typedef struct
{
  Looks         *looks;
  GtkWidget     *root;
  const guint32 *pixels; /* a row after the other */
  int            width, height;
} Picture;

/* --- colours --- */

static double
linear_of (guint channel)
{
  double share = channel / 255.0;

  return share <= 0.04045 ? share / 12.92 : pow ((share + 0.055) / 1.055, 2.4);
}

static double
luminance_of (guint32 pixel)
{
  return 0.2126 * linear_of (pixel >> 16 & 0xff) + 0.7152 * linear_of (pixel >> 8 & 0xff) + 0.0722 * linear_of (pixel & 0xff);
}

static double
contrast_of (guint32 a, guint32 b)
{
  double la = luminance_of (a), lb = luminance_of (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* How often each colour is there. (transfer full) */
static GHashTable *
count_colours (const Picture *self, const GdkRectangle *area)
{
  GHashTable *counts = g_hash_table_new (NULL, NULL);

  for (int y = area->y; y < area->y + area->height; y++)
    for (int x = area->x; x < area->x + area->width; x++)
      {
        gpointer colour = GUINT_TO_POINTER (self->pixels[y * self->width + x] & 0xffffff);

        g_hash_table_insert (counts, colour, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, colour)) + 1));
      }

  return counts;
}

/* The one that is there most often, but @except; its number in @n. */
static guint32
find_most (GHashTable *counts, gint64 except, guint *n)
{
  GHashTableIter iter;
  gpointer       colour, count;
  guint32        most = 0;

  *n = 0;
  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &colour, &count))
    if (GPOINTER_TO_UINT (count) > *n && (gint64) GPOINTER_TO_UINT (colour) != except)
      {
        most = GPOINTER_TO_UINT (colour);
        *n = GPOINTER_TO_UINT (count);
      }

  return most;
}

/* --- what is judged --- */

static gboolean
find_area (const Picture *self, GtkWidget *widget, GdkRectangle *area)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, self->root, &bounds))
    return FALSE;

  *area = (GdkRectangle) { (int) ceilf (bounds.origin.x), (int) ceilf (bounds.origin.y), (int) floorf (bounds.size.width), (int) floorf (bounds.size.height) };
  return area->width > 0 && area->height > 0 && area->x >= 0 && area->y >= 0
         && area->x + area->width <= self->width && area->y + area->height <= self->height;
}

/* Nothing lies above it, and it is not scrolled away. */
static gboolean
is_on_top (const Picture *self, GtkWidget *widget, const GdkRectangle *area)
{
  for (int i = 0; i < 2; i++)
    {
      GtkWidget *picked = gtk_widget_pick (self->root, area->x + (i == 0 ? 1 : area->width - 1), area->y + area->height / 2, GTK_PICK_INSENSITIVE);

      if (picked == NULL || (picked != widget && !gtk_widget_is_ancestor (widget, picked)))
        return FALSE;
      /* Behind what has its own shade all is picked as if nothing were there. */
      if (picked != widget && gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW) != NULL
          && !gtk_widget_is_ancestor (picked, gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW)))
        return FALSE;
    }

  return TRUE;
}

/* A dash is thinner than all letters. */
static gboolean
has_letters (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_isalnum (g_utf8_get_char (text)))
      return TRUE;

  return FALSE;
}

static void
judge_text (const Picture *self, GtkWidget *label, const GdkRectangle *area)
{
  g_autoptr (GHashTable) counts = count_colours (self, area);
  guint                  n;
  guint32                ground = find_most (counts, -1, &n);
  double                 best = 1;
  GHashTableIter         iter;
  gpointer               colour;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &colour, NULL))
    best = MAX (best, contrast_of (GPOINTER_TO_UINT (colour), ground));
  self->looks->n_judged++;
  if (best < self->looks->min_text * GIVE)
    {
      g_autofree char *details = g_strdup_printf ("%.1f:1 on #%06x", best, ground);

      looks_complain (self->looks, label, "has too little contrast", details);
    }
}

static void
judge_meter (const Picture *self, GtkWidget *meter, const GdkRectangle *area)
{
  g_autoptr (GHashTable) counts = count_colours (self, area);
  guint                  n, n_second;
  guint32                most = find_most (counts, -1, &n);
  guint32                second = find_most (counts, most, &n_second);

  if (n_second < MIN_SHARE * area->width * area->height)
    return;
  self->looks->n_judged++;
  if (contrast_of (most, second) < self->looks->min_picture)
    {
      g_autofree char *details = g_strdup_printf ("#%06x beside #%06x", most, second);

      looks_complain (self->looks, meter, "is hardly told from its ground", details);
    }
}

static void
judge (const Picture *self, GtkWidget *widget)
{
  GdkRectangle area;

  /* What cannot be used may be quiet; so may mappings while another one is selected. */
  if (!gtk_widget_get_mapped (widget) || !gtk_widget_is_sensitive (widget) || gtk_widget_has_css_class (widget, "faded"))
    return;

  if (gtk_widget_get_first_child (widget) == NULL && find_area (self, widget, &area) && is_on_top (self, widget, &area))
    {
      if (GTK_IS_LABEL (widget) && has_letters (gtk_label_get_text (GTK_LABEL (widget))))
        judge_text (self, widget, &area);
      else if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "BrMeter"))
        judge_meter (self, widget, &area);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_NATIVE (child))
      judge (self, child);
}

/* A colour that the eye sees in the dark and that is none of red: green or blue count nearly as much as red in it. */
static gboolean
is_foreign (guint32 pixel)
{
  guint red = (pixel >> 16) & 0xff, green = (pixel >> 8) & 0xff, blue = pixel & 0xff;

  return MAX (green, blue) > MIN_SEEN && MAX (green, blue) > MAX_BESIDE_RED * red;
}

void
looks_check_red (Looks     *self,
                 GtkWidget *root)
{
  cairo_surface_t *surface = looks_draw (root);
  int              width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  const guint32   *pixels;
  guint            n = 0;

  cairo_surface_flush (surface);
  pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  for (int i = 0; i < width * height; i++)
    if (is_foreign (pixels[i]) && n++ == MAX_FOREIGN)
      {
        g_autofree char *details = g_strdup_printf ("#%06x at %d, %d", pixels[i] & 0xffffff, i % width, i / width);
        GtkWidget       *widget = gtk_widget_pick (root, i % width, i / width, GTK_PICK_DEFAULT);

        looks_complain (self, widget != NULL ? widget : root, "is not red", details);
      }
  cairo_surface_destroy (surface);
}

void
looks_check_contrast (Looks     *self,
                      GtkWidget *root)
{
  cairo_surface_t *surface = looks_draw (root);
  Picture          picture = { self, root, NULL, cairo_image_surface_get_width (surface), cairo_image_surface_get_height (surface) };

  cairo_surface_flush (surface);
  g_assert_cmpint (cairo_image_surface_get_stride (surface), ==, picture.width * 4);
  picture.pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  judge (&picture, root);
  cairo_surface_destroy (surface);
}
