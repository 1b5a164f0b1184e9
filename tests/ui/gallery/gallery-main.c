/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-stage.h"

#include "br-ui.h"

/* Without options: a window to browse. Else pictures, and what each costs. */

#define SKIPPED 77
#define RESOURCE_PATH "/io/github/clasp_bridge/ClaspBridge"

static char     *widget_name, *picture, *pictures, *variant_name;
static gboolean  is_listing;

static const GOptionEntry options[] = {
  { "list", 0, 0, G_OPTION_ARG_NONE, &is_listing, "Names of all widgets", NULL },
  { "widget", 0, 0, G_OPTION_ARG_STRING, &widget_name, "Of this one", "NAME" },
  { "picture", 0, 0, G_OPTION_ARG_FILENAME, &picture, "write a picture there", "FILE" },
  { "pictures", 0, 0, G_OPTION_ARG_FILENAME, &pictures, "Write pictures of all (or of --widget) there; prints NAME NODES LIMIT LAYOUTS LIMIT REDRAWS", "FOLDER" },
  { "variant", 0, 0, G_OPTION_ARG_STRING, &variant_name, "light, dark, hc, rtl or large", "VARIANT" },
  { NULL }
};

/* All of them, (element-type GalleryItem) (transfer container). */
static GPtrArray *
list_items (void)
{
  const GalleryItem *const parts[] = { gallery_values, gallery_mappings, gallery_lists, gallery_pages };
  GPtrArray               *items = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    for (const GalleryItem *item = parts[i]; item->name != NULL; item++)
      g_ptr_array_add (items, (gpointer) item);

  return items;
}

static gboolean
draw_item (Gallery           *gallery,
           const GalleryItem *item,
           const char        *file)
{
  GalleryCost      cost;
  cairo_surface_t *surface = gallery_draw (gallery, item, &cost);
  cairo_status_t   status = cairo_surface_write_to_png (surface, file);

  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_printerr ("%s: %s\n", file, cairo_status_to_string (status));
      return FALSE;
    }
  g_print ("%s %u %u %u %u %u\n", item->name, cost.n_nodes, item->max_nodes, cost.n_layouts, item->max_layouts, cost.n_redraws);

  return TRUE;
}

static int
draw_all (Gallery   *gallery,
          GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const GalleryItem *item = g_ptr_array_index (items, i);
      g_autofree char   *name = g_strconcat (item->name, ".png", NULL);
      g_autofree char   *file = pictures != NULL ? g_build_filename (pictures, name, NULL) : g_strdup (picture);

      if (widget_name != NULL && !g_str_equal (item->name, widget_name))
        continue;
      if (!draw_item (gallery, item, file))
        return 1;
    }

  return 0;
}

/* --- browsing ----------------------------------------------------------------------------------- */

static void
chosen_cb (GtkListBox    *list,
           GtkListBoxRow *row,
           Gallery       *gallery)
{
  const GalleryItem *item = g_object_get_data (G_OBJECT (row), "item");
  GtkWidget         *widget = item->create (gallery);
  GtkWidget         *place = g_object_get_data (G_OBJECT (list), "place");

  if (GTK_IS_WINDOW (widget) || gtk_widget_get_root (widget) != NULL)
    gtk_window_present (GTK_WINDOW (gtk_widget_get_root (widget)));
  else if (GTK_IS_POPOVER (widget))
    {
      gtk_widget_set_parent (widget, GTK_WIDGET (row));
      gtk_popover_popup (GTK_POPOVER (widget));
    }
  else
    {
      gtk_widget_set_size_request (widget, item->width, item->height > 0 ? item->height : -1);
      gtk_widget_set_halign (widget, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (place), widget);
    }
}

static void
browse (Gallery   *gallery,
        GPtrArray *items)
{
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *list = gtk_list_box_new (), *place = gtk_scrolled_window_new (), *scroller = gtk_scrolled_window_new ();

  for (guint i = 0; i < items->len; i++)
    {
      const GalleryItem *item = g_ptr_array_index (items, i);
      GtkWidget         *row = gtk_list_box_row_new ();

      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), gtk_label_new (item->name));
      g_object_set_data (G_OBJECT (row), "item", (gpointer) item);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  g_object_set_data (G_OBJECT (list), "place", place);
  g_signal_connect (list, "row-activated", G_CALLBACK (chosen_cb), gallery);
  gtk_widget_set_hexpand (place, TRUE);
  gtk_widget_set_size_request (scroller, 180, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), place);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Widgets");
  gtk_window_set_default_size (GTK_WINDOW (window), 1100, 760);
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* --- life --------------------------------------------------------------------------------------- */

static GtkApplication *
application_new (void)
{
  g_autoptr (GError) error = NULL;
  AdwApplication    *application = g_object_new (ADW_TYPE_APPLICATION,
                                              "application-id", CLASP_APP_ID ".Gallery",
                                              "flags", G_APPLICATION_NON_UNIQUE,
                                              "resource-base-path", RESOURCE_PATH,
                                              NULL);

  if (!g_application_register (G_APPLICATION (application), NULL, &error))
    g_error ("%s", error->message);

  return GTK_APPLICATION (application);
}

static int
run (GalleryVariant variant)
{
  g_autoptr (GtkApplication) application = NULL;
  g_autoptr (GPtrArray)      items = list_items ();
  Gallery                   *gallery;
  int                        result = 0;

  br_ui_register ();
  if (!gtk_init_check ())
    {
      g_printerr ("There is no display.\n");
      return SKIPPED;
    }
  application = application_new ();
  if (!gallery_prepare_toolkit (variant))
    {
      g_printerr ("The font Cantarell is not installed (fonts-cantarell).\n");
      return SKIPPED;
    }
  gallery = gallery_new (application);
  if (pictures != NULL || picture != NULL)
    result = draw_all (gallery, items);
  else
    browse (gallery, items);
  gallery_free (gallery);

  return result;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- looks at every widget");
  g_autoptr (GError)         error = NULL;
  GalleryVariant             variant = GALLERY_LIGHT;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (is_listing)
    {
      g_autoptr (GPtrArray) items = list_items ();

      for (guint i = 0; i < items->len; i++)
        g_print ("%s\n", ((const GalleryItem *) g_ptr_array_index (items, i))->name);
      return 0;
    }
  if (variant_name != NULL && !gallery_variant_from_name (variant_name, &variant))
    {
      g_printerr ("There is no variant “%s”: light, dark, hc, rtl, large.\n", variant_name);
      return 2;
    }

  gallery_prepare_process (variant);

  return run (variant);
}
