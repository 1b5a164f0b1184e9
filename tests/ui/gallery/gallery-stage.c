/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-stage.h"

#include "br-ui.h"
#include "gallery-nodes.h"
#include "widgets/br-font-scale.h"

#define FONT "Cantarell"
#define FONT_SIZE 11
#define DPI 96
/* Lists and scrolled areas find their places within so many frames. */
#define N_FRAMES 4
#define DEADLINE_US (60 * G_USEC_PER_SEC)

static const char *const variant_names[] = { "light", "dark", "hc", "rtl", "large" };

gboolean
gallery_variant_from_name (const char     *name,
                           GalleryVariant *variant)
{
  for (guint i = 0; i < G_N_ELEMENTS (variant_names); i++)
    if (g_str_equal (name, variant_names[i]))
      {
        *variant = (GalleryVariant) i;
        return TRUE;
      }

  return FALSE;
}

/* --- the same on every machine ------------------------------------------------------------------ */

/* Only the fonts that the pictures were made with, drawn without hinting. */
static void
use_fonts (const char *folder)
{
  static const char    form[] = "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
                                "<dir>/usr/share/fonts/opentype/cantarell</dir>"
                                "<dir>/usr/share/fonts/truetype/dejavu</dir>"
                                "<cachedir>%s/fonts</cachedir>"
                                "<match target=\"pattern\"><edit name=\"hinting\" mode=\"assign\"><bool>false</bool></edit>"
                                "<edit name=\"antialias\" mode=\"assign\"><bool>true</bool></edit>"
                                "<edit name=\"rgba\" mode=\"assign\"><const>none</const></edit></match></fontconfig>";
  g_autofree char     *text = g_strdup_printf (form, folder);
  g_autofree char     *file = g_build_filename (folder, "fonts.conf", NULL);
  g_autoptr (GError)   error = NULL;

  if (!g_file_set_contents (file, text, -1, &error))
    g_error ("%s", error->message);
  g_setenv ("FONTCONFIG_FILE", file, TRUE);
}

void
gallery_prepare_process (GalleryVariant variant)
{
  static const char *const places[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR" };
  g_autofree char         *folder = g_build_filename (g_get_user_cache_dir (), "clasp-bridge-gallery", NULL);

  g_mkdir_with_parents (folder, 0700);
  use_fonts (folder);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_setenv (places[i], folder, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  g_setenv ("GTK_A11Y", "none", FALSE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  g_setenv ("ADW_DEBUG_COLOR_SCHEME", variant == GALLERY_DARK ? "prefer-dark" : "default", TRUE);
  g_setenv ("ADW_DEBUG_HIGH_CONTRAST", variant == GALLERY_HC ? "1" : "0", TRUE);
}

static gboolean
has_font (void)
{
  PangoFontFamily **families;
  gboolean          found = FALSE;
  int               n;

  pango_font_map_list_families (pango_cairo_font_map_get_default (), &families, &n);
  for (int i = 0; i < n; i++)
    found |= g_str_equal (pango_font_family_get_name (families[i]), FONT);
  g_free (families);

  return found;
}

gboolean
gallery_prepare_toolkit (GalleryVariant variant)
{
  g_autofree char *font = g_strdup_printf ("%s %d", FONT, FONT_SIZE);

  g_object_set (gtk_settings_get_default (),
                "gtk-font-name", font,
                "gtk-icon-theme-name", "Adwaita",
                "gtk-enable-animations", FALSE,
                "gtk-xft-antialias", 1,
                "gtk-xft-hinting", 0,
                "gtk-xft-hintstyle", "hintnone",
                "gtk-xft-rgba", "none",
                "gtk-xft-dpi", DPI * 1024 * (variant == GALLERY_LARGE ? 2 : 1),
                "gtk-cursor-blink", FALSE,
                NULL);
  gtk_widget_set_default_direction (variant == GALLERY_RTL ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);

  return has_font ();
}

/* --- one picture -------------------------------------------------------------------------------- */

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  guint *n_frames = user_data;

  (*n_frames)++;
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

static void
wait_for_frames (GtkWidget *widget)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE_US;
  guint  n_frames = 0;
  guint  id = gtk_widget_add_tick_callback (widget, tick_cb, &n_frames, NULL);

  while ((n_frames < N_FRAMES || !gtk_widget_get_mapped (widget) || gtk_widget_get_width (widget) == 0)
         && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, id);
  if (n_frames < N_FRAMES)
    g_error ("A widget was not drawn within %d s", (int) (DEADLINE_US / G_USEC_PER_SEC));
}

/* A window around @widget, on the ground that windows have. */
static GtkWidget *
put_into_window (GtkWidget         *widget,
                 const GalleryItem *item)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  int        width = br_font_scale (window) > 1 ? item->width * 3 / 2 : item->width;

  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_widget_set_size_request (box, width, item->height > 0 ? item->height : -1);
  if (GTK_IS_POPOVER (widget))
    {
      gtk_popover_set_autohide (GTK_POPOVER (widget), FALSE);
      gtk_widget_set_parent (widget, box);
    }
  else
    {
      GtkWidget *clamp = adw_clamp_new ();

      /* Twice as large a text gets half as much room again. */
      adw_clamp_set_maximum_size (ADW_CLAMP (clamp), width);
      adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), width);
      adw_clamp_set_child (ADW_CLAMP (clamp), widget);
      gtk_widget_set_vexpand (clamp, item->height > 0);
      gtk_box_append (GTK_BOX (box), clamp);
    }

  return window;
}

static cairo_surface_t *
draw_node (GtkWidget     *widget,
           GskRenderNode *node,
           int            width,
           int            height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t         *cr = cairo_create (surface);
  GdkRGBA          ground = { 1, 1, 1, 1 };

  gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "window_bg_color", &ground);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);

  return surface;
}

static cairo_surface_t *
draw_widget (GtkWidget *widget,
             guint     *n_nodes)
{
  g_autoptr (GdkPaintable)  paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot)   snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int                       width = gdk_paintable_get_intrinsic_width (paintable);
  int                       height = gdk_paintable_get_intrinsic_height (paintable);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  *n_nodes = node != NULL ? gallery_count_nodes (node) : 0;

  return draw_node (widget, node, width, height);
}

cairo_surface_t *
gallery_draw (Gallery           *gallery,
              const GalleryItem *item,
              GalleryCost       *cost)
{
  GtkWidget       *widget = item->create (gallery), *drawn;
  GtkWidget       *window = GTK_IS_WINDOW (widget) ? widget : GTK_WIDGET (gtk_widget_get_root (widget));
  gboolean         is_ours = window == NULL;
  cairo_surface_t *surface;

  if (is_ours)
    window = put_into_window (widget, item);
  else
    gtk_window_set_default_size (GTK_WINDOW (window), item->width, item->height);
  gtk_window_present (GTK_WINDOW (window));
  wait_for_frames (window);
  if (GTK_IS_POPOVER (widget))
    {
      gtk_popover_popup (GTK_POPOVER (widget));
      wait_for_frames (widget);
    }
  /* Where the focus is, is not what is looked at. */
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  wait_for_frames (window);
  drawn = GTK_IS_POPOVER (widget) || !(is_ours || widget == window) ? widget : gtk_window_get_child (GTK_WINDOW (window));
  gallery_count_cost (drawn, cost);
  surface = draw_widget (drawn, &cost->n_nodes);
  if (GTK_IS_POPOVER (widget))
    gtk_widget_unparent (widget);
  if (is_ours || widget == window)
    gtk_window_destroy (GTK_WINDOW (window));

  return surface;
}
