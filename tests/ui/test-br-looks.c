/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every page, inspector and dialog of a filled show, at every width, with large text, mirrored, in high
 * contrast, dark and for fingers: nothing is cut, nothing scrolls sideways, what is pressed is large enough, and
 * texts and levels stand out from their ground.
 *
 *   test-ui-looks                      the narrowest and widest, and the dark ones, what CI has time for
 *   CLASP_LOOKS=FOLDER test-ui-looks   all of them, and a picture of each in the folder, to be looked at
 *
 * CLASP_LOOKS_ONLY=WORD looks at those alone that have the word in their name. */

#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "patch/br-mapping-list.h"
#include "patch/br-wire-layer.h"
#include "widgets/br-address-list.h"
#include "window/br-settings.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>

/* A source that moves. */
#define FADER "/osc/1/fader1"
#define FONT "Cantarell 11"
#define DPI (96 * 1024)
/* One in which all gets its place, one in which wires follow, and the one that says so. */
#define N_FRAMES_OF_WIRES 3
#define N_REVEALS 12
/* White on black is 3.66:1 where all is dimmed to 40 %: who chooses that has no 4.5:1. */
#define DARKEST 40
#define MIN_DARKEST_TEXT 3.0
#define MIN_DARKEST_PICTURE 1.5
/* The narrowest that is promised, at the usual text size. */
#define NARROWEST 360
/* From a list's edge to the middle of its rows' ports. */
#define MAX_INSET 11

static Looks      *looks;
static const char *folder; /* of pictures, or NULL */
static guint       faders; /* source that moves them */
static guint16     osc_port;

/* --- what is looked at --- */

typedef struct
{
  const char *name;
  double      scale;
  gboolean    is_mirrored, is_dark, is_contrasty, is_touched, is_red;
  int         brightness; /* percent; 0: all of it */
  const char *rows;       /* how high they are; NULL: as usual */
} Variant;

/* Where it is in the window. */
typedef struct
{
  const char *name;
  const char *page;
  const char *action, *target; /* what shows it, or NULL */
  gboolean    is_beside;       /* the inspector is meant */
  gboolean    is_table;        /* of mappings */
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
  { "red", 1, .is_dark = TRUE, .is_red = TRUE },
  { "dim-70", 1, .is_dark = TRUE, .brightness = 70 },
  { "dim-40", 1, .is_dark = TRUE, .brightness = 40 },
  { "compact-rows", 1, .rows = "compact" },
  { "compact-large-text", 2, .rows = "compact" },
  { "large-rows", 1, .rows = "large" },
};

static const Size sizes[] = { { 360, 640 }, { 400, 800 },  { 800, 600 },   { 1280, 800 },
                              { 700, 600 }, { 900, 640 }, { 1920, 1080 }, { 2560, 1400 } };

static const Place places[] = {
  { "patch", "patch" },
  { "patch-mapping", "patch", "patch.show-mapping", "m1", TRUE },
  { "patch-table", "patch", .is_table = TRUE },
  { "signals", "signals" },
  { "signals-one", "signals", "signals.show", FADER, TRUE },
  { "monitor", "monitor" },
  { "monitor-one", "monitor", NULL, NULL, TRUE },
  { "universes", "universes" },
  { "universes-cell", "universes", NULL, NULL, TRUE },
  { "connections", "connections" },
  { "connections-osc", "connections", "connections.show", "tablet", TRUE },
  { "connections-artnet", "connections", "connections.show", "stage", TRUE },
  { "connections-midi", "connections", "connections.show", "faders", TRUE },
  { "log", "log" },
  { "log-figure", "log", "log.figure", "cpu" },
  { "show", "show" },
};

static const char *const dialogs[] = {
  "app.preferences", "app.welcome", "app.about", "win.history", "win.palette", "win.locals", "win.export", "win.export-part", "win.test-setup",
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

  gtk_css_provider_load_from_data (provider, "window.solid-csd { padding: 0; border: none; box-shadow: none; }", -1);
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
  /* The program's own settings: it would undo what is said to the toolkit behind its back. */
  g_settings_set_boolean (br_settings (), "always-dark", variant->is_dark);
  g_settings_set_boolean (br_settings (), "red-on-black", variant->is_red);
  g_settings_set_int (br_settings (), "brightness", variant->brightness > 0 ? variant->brightness : 100);
  g_settings_set_boolean (br_settings (), "large-controls", variant->is_touched);
  g_settings_set_string (br_settings (), "row-height", variant->rows != NULL ? variant->rows : "comfortable");
  g_assert_true (adw_style_manager_get_dark (adw_style_manager_get_default ()) == variant->is_dark);
  looks->min_text = variant->brightness == DARKEST ? MIN_DARKEST_TEXT : LOOKS_MIN_TEXT;
  looks->min_picture = variant->brightness == DARKEST ? MIN_DARKEST_PICTURE : LOOKS_MIN_PICTURE;
  looks->target = variant->is_touched ? LOOKS_TOUCH_TARGET : LOOKS_POINTER_TARGET;

  return set_contrast (variant->is_contrasty);
}

/* --- looking --- */

/* A dialog that needs more than the window has: by what, is not told by two numbers alone. */
static void
check_fits (GtkWidget  *widget,
            const Size *size)
{
  int              width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autofree char *details = g_strdup_printf ("%d×%d of %d×%d", width, height, size->width, size->height);

  if (width > size->width || height > size->height)
    looks_complain (looks, looks_find_widest (widget), "has a window that is too large", details);
}

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
  check_fits (widget, size);
  looks_check (looks, widget);
  looks_check_contrast (looks, widget);
  if (variant->is_red)
    looks_check_red (looks, widget);
}

/* What is said of a selected row needs one. */
static void
select_first (BrWindow   *window,
              const char *page)
{
  GtkWidget *widget = GTK_WIDGET (br_window_get_page (window, page));

  gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
}

/* Their levels and values are what the page is for. */
static void
reveal_faders (GtkWidget *widget)
{
  if (BR_IS_ADDRESS_LIST (widget))
    br_address_list_reveal (BR_ADDRESS_LIST (widget), FADER);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    reveal_faders (child);
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
      if (g_str_equal (place->page, "patch"))
        reveal_faders (GTK_WIDGET (br_window_get_page (window, place->page)));
      br_window_reveal_inspector (window, place->is_beside);
      in_window_show_table (place->is_table);
      look (GTK_WIDGET (window), place->name, variant, size);
      br_window_reveal_inspector (window, FALSE);
      in_window_show_table (FALSE);
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

/* --- what the toolkit says --- */

static int n_warnings;

static GLogWriterOutput
write_log (GLogLevelFlags   level,
           const GLogField *fields,
           gsize            n_fields,
           gpointer         user_data)
{
  for (gsize i = 0; i < n_fields && level & G_LOG_LEVEL_WARNING; i++)
    if (g_str_equal (fields[i].key, "GLIB_DOMAIN") && g_strcmp0 (fields[i].value, "Gtk") == 0)
      g_atomic_int_inc (&n_warnings);

  return g_log_writer_default (level, fields, n_fields, user_data);
}

/* --- cases --- */

static void
look_at_all (const Variant *variant,
             const Size    *size,
             gboolean       with_dialogs)
{
  guint n_before = looks->n_looked_at, n_judged = looks->n_judged;

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
  g_assert_cmpuint (looks->n_judged, >, n_judged);
  g_assert_cmpint (g_atomic_int_get (&n_warnings), ==, 0);
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

  look_at_all (&large, &sizes[0], TRUE);
  look_at_all (&large, &sizes[3], FALSE);
}

static void
test_mirrored (void)
{
  const Variant mirrored = { "mirrored", 1, .is_mirrored = TRUE };

  look_at_all (&mirrored, &sizes[0], FALSE);
  look_at_all (&mirrored, &sizes[3], FALSE);
}

/* As a desk in the dark has it, once as wide and once as narrow as may be. */
static void
test_dark (void)
{
  const Variant dark = { "dark", 1, .is_dark = TRUE };

  look_at_all (&dark, &sizes[3], FALSE);
}

static void
test_contrast_dark (void)
{
  const Variant dark = { "contrast-dark", 1, .is_dark = TRUE, .is_contrasty = TRUE };

  look_at_all (&dark, &sizes[0], FALSE);
}

/* As a desk in a dark house has it. */
static void
test_red_on_black (void)
{
  const Variant red = { "red", 1, .is_dark = TRUE, .is_red = TRUE };

  look_at_all (&red, &sizes[0], TRUE);
  look_at_all (&red, &sizes[3], FALSE);
}

static void
test_dimmed (void)
{
  const Variant bright = { "dim-70", 1, .is_dark = TRUE, .brightness = 70 };
  const Variant dark = { "dim-40", 1, .is_dark = TRUE, .brightness = 40 };

  look_at_all (&bright, &sizes[0], FALSE);
  look_at_all (&dark, &sizes[0], FALSE);
}

static void
test_rows (void)
{
  const Variant compact = { "compact-rows", 1, .rows = "compact" };
  const Variant large = { "large-rows", 1, .rows = "large" };

  look_at_all (&compact, &sizes[0], FALSE);
  look_at_all (&large, &sizes[3], FALSE);
}

/* --- wires --- */

/* The lists of the page, and the layer above them. */
typedef struct
{
  GtkWidget *layer, *mappings, *lists[2];
  guint      n_lists;
} Parts;

static void
find_parts (Parts     *self,
            GtkWidget *widget)
{
  if (BR_IS_WIRE_LAYER (widget))
    self->layer = widget;
  else if (BR_IS_MAPPING_LIST (widget))
    self->mappings = widget;
  else if (BR_IS_ADDRESS_LIST (widget) && self->n_lists < G_N_ELEMENTS (self->lists))
    self->lists[self->n_lists++] = widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    find_parts (self, child);
}

/* At its side, or in a port a little inside. */
static gboolean
is_at_edge (const Parts *parts,
            GtkWidget   *list,
            float        x)
{
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (list, parts->layer, &bounds)
         && (fabsf (x - bounds.origin.x) <= MAX_INSET || fabsf (x - bounds.origin.x - bounds.size.width) <= MAX_INSET);
}

static gboolean
do_wires_fit (gpointer user_data)
{
  const Parts  *parts = user_data;
  const BrWire *wires = br_wire_layer_get_wires (BR_WIRE_LAYER (parts->layer));
  guint         n = br_wire_layer_get_n (BR_WIRE_LAYER (parts->layer));

  for (guint i = 0; i < n; i++)
    if (!is_at_edge (parts, parts->mappings, wires[i].x1)
        || (!is_at_edge (parts, parts->lists[0], wires[i].x0) && !is_at_edge (parts, parts->lists[1], wires[i].x0)))
      return FALSE;

  return n > 0;
}

static gboolean
is_quiet (gpointer user_data)
{
  ClaspEngineStats stats;

  clasp_engine_get_stats (br_window_get_engine (in_window_get ()), &stats);

  return stats.rate_in == 0 && stats.rate_out == 0;
}

/* Nothing passes that would have them drawn anew: that the lists lie elsewhere is enough. */
static void
look_at_wires (gboolean is_mirrored)
{
  const Variant variant = { "wires", 1, .is_mirrored = is_mirrored };
  BrWindow     *window = in_window_get ();
  Parts         parts = { 0 };

  apply (&variant);
  resize (&sizes[3]);
  br_window_show_in_page (window, "patch", "patch.show-mapping", "m1");
  br_window_reveal_inspector (window, FALSE);
  settle (GTK_WIDGET (window));
  find_parts (&parts, GTK_WIDGET (br_window_get_page (window, "patch")));
  clasp_test_spin_until (do_wires_fit, &parts, "the wires");
  /* The window's own tick would bring them to their places, too, but seldom: several times, to be sure. */
  for (guint i = 0; i < N_REVEALS; i++)
    {
      br_window_reveal_inspector (window, i % 2 == 0);
      in_window_wait_n_frames (GTK_WIDGET (window), N_FRAMES_OF_WIRES);
      g_assert_true (do_wires_fit (&parts));
    }
  apply (&plain);
}

static void
test_wires (void)
{
  g_source_remove (faders);
  clasp_test_spin_until (is_quiet, NULL, "all to be quiet");
  look_at_wires (FALSE);
  look_at_wires (TRUE);
  faders = looks_send_faders (osc_port);
}

/* --- a fader that sends --- */

static gboolean
is_sending_fader (GtkWidget  *widget,
                  const char *text)
{
  return GTK_IS_SCALE (widget) && gtk_widget_get_mapped (widget);
}

/* Not at its low end by chance. */
static gboolean
stands_at_the_value (gpointer user_data)
{
  BrAddressTree   *tree = br_window_get_tree (in_window_get ());
  guint            signal = br_address_tree_get_signal (tree, br_address_tree_find (tree, FADER));
  double           shown = gtk_range_get_value (user_data);
  ClaspSignalState state = { 0 };

  clasp_signal_table_read_numbers (br_window_get_table (in_window_get ()), signal, &state);

  return shown > 0.1 && fabs (shown - state.number) < 1e-6;
}

static void
test_a_fader_stands_where_the_value_is (void)
{
  GtkWidget *page = GTK_WIDGET (br_window_get_page (in_window_get (), "signals"));

  resize (&sizes[3]);
  br_window_show_in_page (in_window_get (), "signals", "signals.show", FADER);
  br_window_reveal_inspector (in_window_get (), TRUE);
  settle (page);
  clasp_test_spin_until (stands_at_the_value, in_window_find (GTK_WIDGET (in_window_get ()), is_sending_fader, NULL), "the fader");
  br_window_reveal_inspector (in_window_get (), FALSE);
}

static void
test_touched (void)
{
  const Variant touch = { "touch", 1, .is_touched = TRUE };

  look_at_all (&touch, &sizes[0], TRUE);
  look_at_all (&touch, &sizes[3], FALSE);
  look_at_all (&touch, &sizes[4], FALSE);
  look_at_all (&touch, &sizes[5], FALSE);
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
  g_test_add_func ("/ui/looks/fader-stands-where-the-value-is", test_a_fader_stands_where_the_value_is);
  if (folder == NULL)
    {
      g_test_add_func ("/ui/looks/narrow", test_narrow);
      g_test_add_func ("/ui/looks/medium", test_medium);
      g_test_add_func ("/ui/looks/wide", test_wide);
      g_test_add_func ("/ui/looks/large-text", test_large_text);
      g_test_add_func ("/ui/looks/touched", test_touched);
      g_test_add_func ("/ui/looks/mirrored", test_mirrored);
      g_test_add_func ("/ui/looks/dark", test_dark);
      g_test_add_func ("/ui/looks/contrast-dark", test_contrast_dark);
      g_test_add_func ("/ui/looks/red-on-black", test_red_on_black);
      g_test_add_func ("/ui/looks/dimmed", test_dimmed);
      g_test_add_func ("/ui/looks/rows", test_rows);
      g_test_add_func ("/ui/looks/wires", test_wires);
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
  g_autofree char *show = looks_write_show (home, osc_port = clasp_test_free_port ());
  int              result;

  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  if (!in_window_init (&argc, &argv, 1200))
    return 0;
  g_test_set_nonfatal_assertions ();
  g_log_set_writer_func (write_log, NULL, NULL);
  folder = g_getenv ("CLASP_LOOKS");
  looks = looks_new ();
  add_tests ();

  faders = looks_send_faders (osc_port);
  result = in_window_run (show, prepare);
  g_source_remove (faders);
  looks_free (looks);

  return result;
}
