/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A widget that goes soon, and its parent that goes before. */

#include "support/clasp-test.h"
#include "ui-test.h"

#include "widgets/br-unparent.h"

typedef struct
{
  GtkWidget *parent, *child;
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->parent = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  fixture->child = gtk_label_new ("");
  gtk_widget_set_parent (fixture->child, fixture->parent);
  g_object_add_weak_pointer (G_OBJECT (fixture->child), (gpointer *) &fixture->child);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  g_assert_finalize_object (fixture->parent);
}

static gboolean
is_gone (gpointer user_data)
{
  return ((Fixture *) user_data)->child == NULL;
}

static void
test_it_stays_until_what_goes_on_is_over (Fixture      *fixture,
                                          gconstpointer data)
{
  br_unparent_soon (fixture->child);
  g_assert_true (gtk_widget_get_parent (fixture->child) == fixture->parent);
  clasp_test_spin_until (is_gone, fixture, "the child to go");
}

/* Once the list of mappings was closed while its popover was closing, and what was gone was unparented. */
static void
test_its_parent_may_go_before (Fixture      *fixture,
                               gconstpointer data)
{
  br_unparent_soon (fixture->child);
  br_unparent_children (fixture->parent);
  g_assert_nonnull (fixture->child);
  clasp_test_spin_until (is_gone, fixture, "the child to go");
}

int
main (int    argc,
      char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;

#define ADD(name, func) g_test_add ("/ui/unparent/" name, Fixture, NULL, setup, func, teardown)
  ADD ("stays-until-what-goes-on-is-over", test_it_stays_until_what_goes_on_is_over);
  ADD ("its-parent-may-go-before", test_its_parent_may_go_before);

  return g_test_run ();
}
