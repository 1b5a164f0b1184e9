/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "in-window.h"

#include "support/clasp-test.h"
#include "ui-test.h"

#include "br-application.h"
#include "window/br-settings.h"

/* Lists and scrolled areas find their places within so many frames. */
#define N_FRAMES 5
#define DEADLINE_MS 20000

/* --- life --------------------------------------------------------------------------------------- */

static char *home_made;

static void
remove_home (void)
{
  clasp_test_remove_tree (home_made);
  g_clear_pointer (&home_made, g_free);
}

char *
in_window_make_home (const char *name)
{
  g_autofree char   *pattern = g_strdup_printf ("clasp-%s-XXXXXX", name);
  g_autoptr (GError) error = NULL;
  char              *home = g_dir_make_tmp (pattern, &error);

  g_assert_no_error (error);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_setenv ("CLASP_FINDER_INTERFACE", "lo", TRUE);
  home_made = g_strdup (home);
  atexit (remove_home);

  return home;
}

gboolean
in_window_init (int    *argc,
                char ***argv,
                guint   seconds)
{
  if (!ui_test_init (argc, argv, seconds))
    return FALSE;
  /* GTK 4.8 warns of the width of a narrow label in letters that its font lacks. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);

  return TRUE;
}

typedef struct
{
  GApplication *application;
  void        (*prepare) (void);
  int           result;
} Run;

static gboolean
run_tests_cb (gpointer user_data)
{
  Run *run = user_data;

  if (run->prepare != NULL)
    run->prepare ();
  run->result = g_test_run ();
  g_action_group_activate_action (G_ACTION_GROUP (run->application), "quit", NULL);

  return G_SOURCE_REMOVE;
}

static void
activated_cb (GApplication *application,
              gpointer      user_data)
{
  g_idle_add (run_tests_cb, user_data);
}

int
in_window_run (const char *show,
               void      (*prepare) (void))
{
  const char *arguments[] = { "clasp-bridge", "--show", show, NULL };
  Run         run = { NULL, prepare, 1 };

  g_settings_set_boolean (br_settings (), "welcome-seen", TRUE);
  run.application = G_APPLICATION (br_application_new ());
  g_application_set_flags (run.application, G_APPLICATION_NON_UNIQUE);
  g_signal_connect_after (run.application, "activate", G_CALLBACK (activated_cb), &run);
  g_application_run (run.application, 3, (char **) arguments);
  g_assert_finalize_object (run.application);

  return run.result;
}

/* --- frames ------------------------------------------------------------------------------------- */

typedef struct
{
  GtkWidget *widget;
  guint      n_frames, n_wanted;
} Frames;

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  Frames *frames = user_data;

  frames->n_frames++;
  gtk_widget_queue_draw (widget);

  return G_SOURCE_CONTINUE;
}

static gboolean
is_drawn (gpointer user_data)
{
  Frames *frames = user_data;

  return frames->n_frames >= frames->n_wanted && gtk_widget_get_mapped (frames->widget) && gtk_widget_get_width (frames->widget) > 0;
}

void
in_window_wait_n_frames (GtkWidget *widget,
                         guint      n_frames)
{
  Frames frames = { widget, 0, n_frames };
  guint  id = gtk_widget_add_tick_callback (widget, tick_cb, &frames, NULL);

  g_assert_true (clasp_test_spin_for (is_drawn, &frames, DEADLINE_MS));
  gtk_widget_remove_tick_callback (widget, id);
}

void
in_window_wait_frames (GtkWidget *widget)
{
  in_window_wait_n_frames (widget, N_FRAMES);
}

/* --- windows ------------------------------------------------------------------------------------ */

BrWindow *
in_window_get (void)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (BR_IS_WINDOW (l->data))
      return l->data;

  return NULL;
}

GtkWindow *
in_window_find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (!BR_IS_WINDOW (window) && gtk_widget_get_visible (GTK_WIDGET (window)))
        return window; /* the toolkit holds it */
    }

  return NULL;
}

gboolean
in_window_has_dialog (gpointer user_data)
{
  return in_window_find_dialog () != NULL;
}

gboolean
in_window_has_no_dialog (gpointer user_data)
{
  return in_window_find_dialog () == NULL;
}

void
in_window_end_dialog (GtkWindow *dialog)
{
  if (GTK_IS_SHORTCUTS_WINDOW (dialog))
    gtk_window_close (dialog);
  else
    gtk_window_destroy (dialog);
  clasp_test_spin_until (in_window_has_no_dialog, NULL, "the dialog to close");
}

GtkWidget *
in_window_find (GtkWidget        *widget,
                InWindowIsWanted  is_wanted,
                const char       *text)
{
  GtkWidget *found = is_wanted (widget, text) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = in_window_find (child, is_wanted, text);

  return found;
}

static gboolean
is_table_button (GtkWidget  *widget,
                 const char *text)
{
  return GTK_IS_TOGGLE_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), text) == 0;
}

void
in_window_show_table (gboolean is_shown)
{
  GtkWidget *page = GTK_WIDGET (br_window_get_page (in_window_get (), "patch"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (in_window_find (page, is_table_button, "view-list-symbolic")), is_shown);
}
