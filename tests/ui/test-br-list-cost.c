/* SPDX-License-Identifier: GPL-3.0-or-later */

/* However long a list is, the rows it makes are those about its window: that is what a frame of it costs. */

#include "support/clasp-test.h"
#include "ui-test.h"

#include "br-ui.h"
#include "clasp-kinds.h"
#include "patch/br-mapping-list.h"
#include "patch/br-mapping-row.h"
#include "patch/br-mapping-table.h"
#include "patch/br-table-cell.h"
#include "widgets/br-address-list.h"
#include "window/br-footer.h"
#include "window/br-sidebar-row.h"

/* GTK 4.8 keeps some two hundred rows of a list alive. */
#define MAX_ROWS 230
/* Of a table, which has a widget for each of its columns. */
#define MAX_COLUMNS 12
#define N_SIGNALS 20000
#define N_MAPPINGS 2000

static guint
count_rows (GtkWidget *widget,
            GType      type)
{
  guint n = g_type_is_a (G_OBJECT_TYPE (widget), type);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child, type);

  return n;
}

typedef struct
{
  GtkWidget *list;
  GType      type;
} Rows;

static gboolean
is_shown (GtkWidget *widget,
          GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return gtk_widget_get_mapped (widget) && gtk_widget_get_width (widget) > 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_shown (child, type))
      return TRUE;

  return FALSE;
}

static gboolean
has_rows (gpointer user_data)
{
  const Rows *rows = user_data;

  return count_rows (rows->list, rows->type) > 10 && is_shown (rows->list, rows->type);
}

static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

/* In a window, at its beginning and further down. */
static void
check_rows (GtkWidget *list,
            GType      type,
            guint      limit)
{
  GtkWidget     *window = gtk_window_new ();
  Rows           rows = { list, type };
  GtkAdjustment *adjustment;

  gtk_window_set_child (GTK_WINDOW (window), list);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  gtk_window_present (GTK_WINDOW (window));
  clasp_test_spin_until (has_rows, &rows, "rows");
  adjustment = gtk_scrolled_window_get_vadjustment (
    GTK_SCROLLED_WINDOW (gtk_widget_get_ancestor (find (list, type), GTK_TYPE_SCROLLED_WINDOW)));
  /* All of it can be scrolled to. */
  g_assert_cmpfloat (gtk_adjustment_get_upper (adjustment), >, 10 * gtk_adjustment_get_page_size (adjustment));
  for (guint i = 1; i <= 4; i++)
    {
      g_assert_cmpuint (count_rows (list, type), <=, limit);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / 5);
      clasp_test_spin_until (has_rows, &rows, "rows further down");
    }
  gtk_window_destroy (GTK_WINDOW (window));
}

static ClaspEngine *
engine_new (void)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());

  for (guint i = 0; i < N_MAPPINGS; i++)
    {
      g_autofree char          *source = g_strdup_printf ("/osc/fader/%u", i);
      g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (show, source, "/artnet/0/0/0/1");

      clasp_show_add (show, CLASP_SHOW_ITEM (mapping));
    }

  return clasp_engine_new (show);
}

static void
test_addresses (void)
{
  g_autoptr (ClaspSignalTable) table = clasp_signal_table_new ();
  g_autoptr (BrAddressTree)    tree = br_address_tree_new (table);
  BrAddressList               *list = g_object_new (BR_TYPE_ADDRESS_LIST, NULL);
  ClaspValue                   value = clasp_value_double (0.5);

  for (guint i = 0; i < N_SIGNALS; i++)
    {
      g_autofree char *address = g_strdup_printf ("/osc/fader/%u", i);

      clasp_signal_table_update (table, clasp_str (address), CLASP_SIGNAL_PARAM, &value, 1, 1);
    }
  while (br_address_tree_update (tree, N_SIGNALS) > 0)
    ;
  br_address_list_attach (list, tree, BR_ROLE_SOURCES, NULL);
  br_address_list_set_order (list, BR_ORDER_CHANGE);
  check_rows (GTK_WIDGET (list), BR_TYPE_ADDRESS_ROW, MAX_ROWS);
}

static void
test_mappings (void)
{
  g_autoptr (ClaspEngine) engine = engine_new ();
  BrMappingList          *list = g_object_new (BR_TYPE_MAPPING_LIST, NULL);

  br_mapping_list_attach (list, engine);
  check_rows (GTK_WIDGET (list), BR_TYPE_MAPPING_ROW, MAX_ROWS);
}

static void
test_the_table_of_mappings (void)
{
  g_autoptr (ClaspEngine) engine = engine_new ();
  GtkWidget              *table = br_mapping_table_new ();

  br_mapping_table_attach (BR_MAPPING_TABLE (table), engine, clasp_show_get_mappings (clasp_engine_get_show (engine)));
  check_rows (table, BR_TYPE_TABLE_CELL, MAX_ROWS * MAX_COLUMNS);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *n)
{
  (*n)++;
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_label (GTK_LABEL (widget)), text))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);

  return found;
}

/* The engine tells of itself several times a second, also when nothing happens. */
static void
test_a_note_that_stays_costs_nothing (void)
{
  guint             n_pages, n = 0;
  const BrPageInfo *infos = br_pages_list (&n_pages);
  GtkWidget        *row = g_object_ref_sink (br_sidebar_row_new (&infos[0]));
  GtkWidget        *note;

  br_sidebar_row_set_note (BR_SIDEBAR_ROW (row), "17", "17 universes with data");
  note = find_label (row, "17");
  g_assert_nonnull (note);
  g_signal_connect (note, "notify", G_CALLBACK (count_cb), &n);
  br_sidebar_row_set_note (BR_SIDEBAR_ROW (row), "17", "17 universes with data");
  g_assert_cmpuint (n, ==, 0);
  br_sidebar_row_set_note (BR_SIDEBAR_ROW (row), "17", "17 missing");
  g_assert_cmpuint (n, >, 0);
  g_object_unref (row);
}

static void
tell_cpu (BrFooter *footer,
          double    cpu)
{
  ClaspEngineStats stats = { .running = TRUE, .cpu = cpu };

  br_footer_set_stats (footer, &stats, g_get_monotonic_time ());
}

/* An engine that does nothing takes half a percent, now less, now more. */
static void
test_a_figure_between_two_others_costs_nothing (void)
{
  BrFooter  *footer = g_object_ref_sink (g_object_new (BR_TYPE_FOOTER, NULL));
  GtkWidget *figure;
  guint      n = 0;

  tell_cpu (footer, 0.004);
  figure = find_label (GTK_WIDGET (footer), "CPU 0\u2009%");
  g_assert_nonnull (figure);
  g_signal_connect (figure, "notify", G_CALLBACK (count_cb), &n);
  tell_cpu (footer, 0.006);
  tell_cpu (footer, 0.004);
  tell_cpu (footer, 0.0065);
  g_assert_cmpuint (n, ==, 0);
  tell_cpu (footer, 0.02);
  g_assert_cmpuint (n, >, 0);
  g_assert_true (find_label (GTK_WIDGET (footer), "CPU 2\u2009%") == figure);
  g_object_unref (footer);
}

int
main (int    argc,
      char **argv)
{
  if (!ui_test_init (&argc, &argv, 110))
    return 0;
  br_ui_init ();
  g_test_add_func ("/ui/list-cost/addresses", test_addresses);
  g_test_add_func ("/ui/list-cost/mappings", test_mappings);
  g_test_add_func ("/ui/list-cost/the-table-of-mappings", test_the_table_of_mappings);
  g_test_add_func ("/ui/list-cost/a-note-that-stays-costs-nothing", test_a_note_that_stays_costs_nothing);
  g_test_add_func ("/ui/list-cost/a-figure-between-two-others-costs-nothing", test_a_figure_between_two_others_costs_nothing);
  return g_test_run ();
}
