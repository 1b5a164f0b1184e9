/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has the focus goes, and the toolkit moves the focus to a text that can be selected. */

#include "support/clasp-test.h"
#include "ui-test.h"

#include "widgets/br-last-focus.h"

typedef struct
{
  GtkWidget *window, *box, *button, *label;
} Fixture;

static void
setup (Fixture      *fixture,
       gconstpointer data)
{
  fixture->window = gtk_window_new ();
  fixture->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  fixture->button = gtk_button_new ();
  fixture->label = gtk_label_new ("/osc/1/fader1");
  gtk_label_set_selectable (GTK_LABEL (fixture->label), TRUE);
  gtk_box_append (GTK_BOX (fixture->box), fixture->button);
  gtk_box_append (GTK_BOX (fixture->box), fixture->label);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->box);
  br_last_focus_follow (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_widget_grab_focus (fixture->button);
  g_object_add_weak_pointer (G_OBJECT (fixture->button), (gpointer *) &fixture->button);
}

static void
teardown (Fixture      *fixture,
          gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

static gboolean
is_on_label (gpointer user_data)
{
  Fixture *fixture = user_data;

  return gtk_window_get_focus (GTK_WINDOW (fixture->window)) == fixture->label;
}

static gboolean
is_button_gone (gpointer user_data)
{
  return ((Fixture *) user_data)->button == NULL;
}

/* A message of the toolkit ends the test. */
static void
test_it_lives_until_the_focus_is_elsewhere (Fixture      *fixture,
                                            gconstpointer data)
{
  gtk_box_remove (GTK_BOX (fixture->box), fixture->button);
  clasp_test_spin_until (is_on_label, fixture, "the focus to come to the text");
  clasp_test_spin_until (is_button_gone, fixture, "the button to go");
}

static void
test_it_goes_with_its_window (Fixture      *fixture,
                              gconstpointer data)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *button = gtk_button_new ();

  g_object_add_weak_pointer (G_OBJECT (button), (gpointer *) &button);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_set_child (GTK_WINDOW (window), button);
  br_last_focus_follow (window);
  gtk_window_present (GTK_WINDOW (window));
  gtk_widget_grab_focus (button);
  gtk_window_destroy (GTK_WINDOW (window));
  while (button != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (window);
}

int
main (int    argc,
      char **argv)
{
  if (!ui_test_init (&argc, &argv, 60))
    return 0;

#define ADD(name, func) g_test_add ("/ui/last-focus/" name, Fixture, NULL, setup, func, teardown)
  ADD ("it-lives-until-the-focus-is-elsewhere", test_it_lives_until_the_focus_is_elsewhere);
  ADD ("it-goes-with-its-window", test_it_goes_with_its_window);

  return g_test_run ();
}
