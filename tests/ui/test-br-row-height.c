/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How high rows are in each of the settings, with large text and for a finger: the window follows at once. */

#include "in-window.h"
#include "looks/looks.h"
#include "support/clasp-test.h"

#include "monitor/br-monitor-row.h"
#include "patch/br-mapping-row.h"
#include "patch/br-table-cell.h"
#include "widgets/br-address-row.h"
#include "window/br-settings.h"

#define DEADLINE_MS 20000
#define N_FADERS 8
#define DPI (96 * 1024)
#define COMPACT 24
#define COMFORTABLE 36
#define LARGE 48

typedef struct
{
  const char *page;
  GType (*type) (void);
  gboolean    is_table; /* of mappings */
  gboolean    is_high;  /* of more lines than one */
} Kind;

static const Kind kinds[] = {
  { "signals", br_address_row_get_type },
  { "monitor", br_monitor_row_get_type },
  { "patch", br_address_row_get_type },
  { "patch", br_table_cell_get_type, .is_table = TRUE },
  { "patch", br_mapping_row_get_type, .is_high = TRUE },
};

typedef struct
{
  const Kind *kind;
  int         height;
} Wanted;

static gboolean
is_row (GtkWidget  *widget,
        const char *type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), type) && gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0;
}

/* Of the list's own, which is what is pressed; in the table, the cell is. */
static int
get_height (const Kind *kind)
{
  GtkWidget *page = GTK_WIDGET (br_window_get_page (in_window_get (), kind->page));
  GtkWidget *row = in_window_find (page, is_row, g_type_name (kind->type ()));

  return row != NULL ? gtk_widget_get_allocated_height (gtk_widget_get_parent (row)) : 0;
}

static gboolean
has_height (gpointer data)
{
  const Wanted *wanted = data;
  int           height = get_height (wanted->kind);

  return wanted->kind->is_high ? height >= wanted->height : height == wanted->height;
}

static void
assert_heights (int height)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Wanted wanted = { &kinds[i], height };

      br_window_show_page (in_window_get (), kinds[i].page);
      in_window_show_table (kinds[i].is_table);
      if (!clasp_test_spin_for (has_height, &wanted, DEADLINE_MS))
        g_error ("%s on %s: %d pixels instead of %d", g_type_name (kinds[i].type ()), kinds[i].page, get_height (&kinds[i]), height);
    }
}

static void
set_look (const char *rows,
          gboolean    is_large,
          double      text)
{
  g_settings_set_string (br_settings (), "row-height", rows);
  g_settings_set_boolean (br_settings (), "large-controls", is_large);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", (int) (DPI * text), NULL);
}

static void
test_as_preferred (void)
{
  set_look ("compact", FALSE, 1);
  assert_heights (COMPACT);
  set_look ("comfortable", FALSE, 1);
  assert_heights (COMFORTABLE);
  set_look ("large", FALSE, 1);
  assert_heights (LARGE);
}

static void
test_usual (void)
{
  g_settings_reset (br_settings (), "row-height");
  assert_heights (COMFORTABLE);
}

/* 44 pixels are what a finger needs, whatever is preferred; the rows of lists have 48. */
static void
test_for_a_finger (void)
{
  set_look ("compact", TRUE, 1);
  assert_heights (LARGE);
}

static gboolean
has_room_for_text (gpointer data)
{
  return get_height (data) >= 2 * COMPACT;
}

static void
test_large_text (void)
{
  set_look ("compact", FALSE, 2);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      br_window_show_page (in_window_get (), kinds[i].page);
      in_window_show_table (kinds[i].is_table);
      if (!clasp_test_spin_for (has_room_for_text, (gpointer) &kinds[i], DEADLINE_MS))
        g_error ("%s on %s: %d pixels", g_type_name (kinds[i].type ()), kinds[i].page, get_height (&kinds[i]));
    }
  set_look ("comfortable", FALSE, 1);
}

/* --- set-up ------------------------------------------------------------------------------------- */

static gboolean
has_faders (gpointer data)
{
  return clasp_signal_table_get_size (br_window_get_table (in_window_get ())) >= N_FADERS;
}

/* A font that is the same on every machine. */
static void
prepare (void)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-font-name", "Cantarell 11", NULL);
  if (!clasp_test_spin_for (has_faders, NULL, DEADLINE_MS))
    g_error ("waited for the faders");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("row-height");
  guint16          osc_port = clasp_test_free_port ();
  g_autofree char *show_path = looks_write_show (home, osc_port);
  int              result;
  guint            faders;

  if (!in_window_init (&argc, &argv, 180))
    return 0;
  g_test_add_func ("/ui/row-height/usual", test_usual);
  g_test_add_func ("/ui/row-height/as-preferred", test_as_preferred);
  g_test_add_func ("/ui/row-height/large-for-a-finger", test_for_a_finger);
  g_test_add_func ("/ui/row-height/grows-with-the-text", test_large_text);

  faders = looks_send_faders (osc_port);
  result = in_window_run (show_path, prepare);
  g_source_remove (faders);

  return result;
}
