/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every page, inspector and dialog of a filled show, at every width, with large text, mirrored, in high
 * contrast and for fingers: nothing is cut, nothing scrolls sideways, what is pressed is large enough.
 *
 *   test-ui-looks                      the narrowest and widest, what CI has time for
 *   CLASP_LOOKS=FOLDER test-ui-looks   all of them, and a picture of each in the folder, to be looked at
 *
 * CLASP_LOOKS_ONLY=WORD looks at those alone that have the word in their name. */

#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "window/br-settings.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define FONT "Cantarell 11"
#define DPI (96 * 1024)
/* The narrowest that is promised, at the usual text size. */
#define NARROWEST 360

static Looks      *looks;
static const char *folder; /* of pictures, or NULL */

/* --- what is looked at --- */

typedef struct
{
  const char *name;
  double      scale;
  gboolean    is_mirrored, is_dark, is_contrasty, is_touched;
} Variant;

/* Where it is in the window. */
typedef struct
{
  const char *name;
  const char *page;
  const char *action, *target; /* what shows it, or NULL */
  gboolean    is_beside;       /* the inspector is meant */
} Place;

typedef struct
{
  int width, height;
} Size;

static const Variant plain = { "light", 1 };

static const Variant variants[] = {
  { "light", 1 },
  { "dark", 1, .is_dark = TRUE },
  { "contrast", 1, .is_contrasty = TRUE },
  { "contrast-dark", 1, .is_contrasty = TRUE, .is_dark = TRUE },
  { "large-text", 2 },
  { "mirrored", 1, .is_mirrored = TRUE },
  { "touch", 1, .is_touched = TRUE },
};

static const Size sizes[] = { { 360, 640 }, { 400, 800 }, { 800, 600 }, { 1280, 800 }, { 2560, 1400 } };

static const Place places[] = {
  { "patch", "patch" },
  { "patch-mapping", "patch", "patch.show-mapping", "m1", TRUE },
  { "signals", "signals" },
  { "signals-one", "signals", "signals.show", "/osc/1/fader1", TRUE },
  { "monitor", "monitor" },
  { "monitor-one", "monitor", NULL, NULL, TRUE },
  { "universes", "universes" },
  { "universes-cell", "universes", NULL, NULL, TRUE },
  { "connections", "connections" },
  { "connections-osc", "connections", "connections.show", "tablet", TRUE },
  { "connections-artnet", "connections", "connections.show", "stage", TRUE },
  { "connections-midi", "connections", "connections.show", "faders", TRUE },
  { "log", "log" },
  { "show", "show" },
};

static const char *const dialogs[] = {
  "app.preferences", "app.welcome", "app.about", "win.history", "win.palette", "win.locals", "win.export", "win.test-setup",
  "win.show-help-overlay", "win.blackout-covers", "win.support",
};

/* --- the window --- */

static void
settle (GtkWidget *widget)
{
  in_window_wait_frames (widget);
  /* No window manager gave it the keyboard: it looks as if one had. */
  gtk_widget_unset_state_flags (widget, GTK_STATE_FLAG_BACKDROP);
}

static gboolean
has_size (gpointer user_data)
{
  const Size *size = user_data;
  GtkWidget  *window = GTK_WIDGET (in_window_get ());

  return gtk_widget_get_width (window) == size->width && gtk_widget_get_height (window) == size->height;
}

static void
resize (const Size *size)
{
  gtk_window_set_default_size (GTK_WINDOW (in_window_get ()), size->width, size->height);
  clasp_test_spin_until (has_size, (gpointer) size, "the window to get its size");
  settle (GTK_WIDGET (in_window_get ()));
}

/* Where there is no window manager, the toolkit draws a frame around windows, which nobody sees elsewhere. */
static void
leave_frame_out (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (provider, "window.solid-csd { padding: 0; border: none; }", -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_USER);
}

/* --- variants --- */

/* As the system tells it; where there is no such setting on this machine it cannot be looked at. */
static gboolean
set_contrast (gboolean is_high)
{
  static GSettings          *settings;
  g_autoptr (GSettingsSchema) schema = g_settings_schema_source_lookup (g_settings_schema_source_get_default (),
                                                                       "org.gnome.desktop.a11y.interface", TRUE);

  if (schema == NULL || !g_settings_schema_has_key (schema, "high-contrast"))
    return !is_high;
  if (settings == NULL)
    settings = g_settings_new ("org.gnome.desktop.a11y.interface");
  g_settings_set_boolean (settings, "high-contrast", is_high);

  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) == is_high;
}

static gboolean
apply (const Variant *variant)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (DPI * variant->scale), NULL);
  gtk_widget_set_default_direction (variant->is_mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      variant->is_dark ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_settings_set_boolean (br_settings (), "large-controls", variant->is_touched);
  looks->target = variant->is_touched ? LOOKS_TOUCH_TARGET : LOOKS_POINTER_TARGET;

  return set_contrast (variant->is_contrasty);
}

/* --- looking --- */

static void
look (GtkWidget     *widget,
      const char    *name,
      const Variant *variant,
      const Size    *size)
{
  g_autofree char *place = g_strdup_printf ("%s-%d-%s", variant->name, size->width, name);

  settle (widget);
  looks->place = place;
  if (folder != NULL)
    {
      g_autofree char *base = g_strconcat (place, ".png", NULL);
      g_autofree char *file = g_build_filename (folder, base, NULL);

      looks_picture (widget, file);
    }
  looks_check (looks, widget);
}

/* What is said of a selected row needs one. */
static void
select_first (BrWindow   *window,
              const char *page)
{
  GtkWidget *widget = GTK_WIDGET (br_window_get_page (window, page));

  gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

static gboolean
is_wanted (const char *name)
{
  const char *only = g_getenv ("CLASP_LOOKS_ONLY");

  return only == NULL || g_strrstr (name, only) != NULL;
}

static void
look_at_pages (const Variant *variant,
               const Size    *size)
{
  BrWindow *window = in_window_get ();

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const Place *place = &places[i];

      if (!is_wanted (place->name))
        continue;
      br_window_show_page (window, place->page);
      if (place->action != NULL)
        br_window_show_in_page (window, place->page, place->action, place->target);
      else if (place->is_beside)
        select_first (window, place->page);
      br_window_reveal_inspector (window, place->is_beside);
      look (GTK_WIDGET (window), place->name, variant, size);
      br_window_reveal_inspector (window, FALSE);
    }
}

/* --- dialogs --- */

/* A dialog is no larger than its window: no window manager sees to that here. */
static void
fit_dialog (GtkWindow  *dialog,
            const Size *size)
{
  int width, height;

  gtk_window_get_default_size (dialog, &width, &height);
  gtk_window_set_default_size (dialog, width > 0 ? MIN (width, size->width) : size->width > 800 ? -1 : size->width,
                               height > 0 ? MIN (height, size->height) : -1);
}

static void
look_at_dialogs (const Variant *variant,
                 const Size    *size)
{
  for (guint i = 0; i < G_N_ELEMENTS (dialogs); i++)
    {
      if (!is_wanted (dialogs[i]))
        continue;
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (in_window_get ()), dialogs[i], NULL));
      clasp_test_spin_until (in_window_has_dialog, NULL, dialogs[i]);
      fit_dialog (in_window_find_dialog (), size);
      look (GTK_WIDGET (in_window_find_dialog ()), dialogs[i], variant, size);
      in_window_end_dialog (in_window_find_dialog ());
    }
}

/* --- cases --- */

static void
look_at_all (const Variant *variant,
             const Size    *size,
             gboolean       with_dialogs)
{
  guint n_before = looks->n_looked_at;

  if (!apply (variant))
    {
      g_test_skip ("this machine has no such setting");
      return;
    }
  looks->is_tiny = size->width / variant->scale < NARROWEST;
  resize (size);
  look_at_pages (variant, size);
  if (with_dialogs)
    look_at_dialogs (variant, size);
  apply (&plain);
  g_assert_cmpuint (looks->n_looked_at, >, n_before);
}

static void
test_narrow (void)
{
  look_at_all (&plain, &sizes[0], TRUE);
}

static void
test_medium (void)
{
  look_at_all (&plain, &sizes[2], FALSE);
}

static void
test_wide (void)
{
  look_at_all (&plain, &sizes[3], FALSE);
}

static void
test_large_text (void)
{
  const Variant large = { "large-text", 2 };

  look_at_all (&large, &sizes[0], FALSE);
  look_at_all (&large, &sizes[3], FALSE);
}

static void
test_touched (void)
{
  const Variant touch = { "touch", 1, .is_touched = TRUE };

  look_at_all (&touch, &sizes[0], FALSE);
  look_at_all (&touch, &sizes[3], FALSE);
}

static void
test_everything (gconstpointer data)
{
  const Variant *variant = data;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    look_at_all (variant, &sizes[i], sizes[i].width == 360 || sizes[i].width == 1280);
}

static void
add_tests (void)
{
  if (folder == NULL)
    {
      g_test_add_func ("/ui/looks/narrow", test_narrow);
      g_test_add_func ("/ui/looks/medium", test_medium);
      g_test_add_func ("/ui/looks/wide", test_wide);
      g_test_add_func ("/ui/looks/large-text", test_large_text);
      g_test_add_func ("/ui/looks/touched", test_touched);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *name = g_strconcat ("/ui/looks/everything/", variants[i].name, NULL);

      g_test_add_data_func (name, &variants[i], test_everything);
    }
}

/* --- set-up --- */

static gboolean
has_faders (gpointer user_data)
{
  return clasp_signal_table_get_size (br_window_get_table (in_window_get ())) >= 8;
}

/* Everything alike on every machine, and in its place. */
static void
prepare (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-font-name", FONT, "gtk-icon-theme-name", "Adwaita",
                "gtk-enable-animations", FALSE, "gtk-xft-hinting", 0, "gtk-cursor-blink", FALSE, NULL);
  leave_frame_out ();
  settle (GTK_WIDGET (in_window_get ()));
  clasp_test_spin_until (has_faders, NULL, "the faders to arrive");
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("looks");
  guint16          osc_port = clasp_test_free_port ();
  g_autofree char *show = looks_write_show (home, osc_port);
  int              result;
  guint            faders;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  if (!in_window_init (&argc, &argv, 1200))
    return 0;
  g_test_set_nonfatal_assertions ();
  folder = g_getenv ("CLASP_LOOKS");
  looks = looks_new ();
  add_tests ();

  faders = looks_send_faders (osc_port);
  result = in_window_run (show, prepare);
  g_source_remove (faders);
  looks_free (looks);

  return result;
}
