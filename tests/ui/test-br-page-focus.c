/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys wait while the computer is busy, and are taken right behind the one that shows a page: where they lead the focus it
 * stays, although the page gives it to its first part in a moment. */

#include "in-window.h"
#include "support/clasp-test.h"

#include "monitor/br-send-bar.h"

static gboolean
focus_is_in (GType type)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (in_window_get ()));

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

static void
test_a_search_right_behind_the_page_keeps_the_focus (gconstpointer page)
{
  GtkWidget *widget = GTK_WIDGET (br_window_get_page (in_window_get (), page));

  br_window_show_page (in_window_get (), "patch");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  br_window_show_page (in_window_get (), page);
  g_assert_true (br_page_focus_search (BR_PAGE (widget)));
  in_window_wait_frames (widget);
  g_assert_true (GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (in_window_get ()))));
}

static void
test_what_is_typed_behind_send_a_message_is_for_its_bar (void)
{
  br_window_show_page (in_window_get (), "patch");
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  br_window_show_in_page (in_window_get (), "monitor", "monitor.message", "");
  /* Each key that waits is taken between two steps. */
  for (guint i = 0; i < 20; i++)
    {
      g_assert_true (focus_is_in (BR_TYPE_SEND_BAR));
      g_main_context_iteration (NULL, FALSE);
    }
  in_window_wait_frames (GTK_WIDGET (in_window_get ()));
  g_assert_true (focus_is_in (BR_TYPE_SEND_BAR));
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = in_window_make_home ("page-focus");
  g_autofree char *show = g_build_filename (home, "show.json", NULL);

  if (!in_window_init (&argc, &argv, 110))
    return 0;
  g_test_add_data_func ("/ui/page-focus/a-search-right-behind-the-monitor", "monitor", test_a_search_right_behind_the_page_keeps_the_focus);
  g_test_add_data_func ("/ui/page-focus/a-search-right-behind-the-universes", "universes", test_a_search_right_behind_the_page_keeps_the_focus);
  g_test_add_func ("/ui/page-focus/what-is-typed-behind-send-a-message-is-for-its-bar", test_what_is_typed_behind_send_a_message_is_for_its_bar);
  g_file_set_contents (show,
                       "{\"format\":\"clasp-bridge-show\",\"version\":1,\"name\":\"Test\","
                       "\"routers\":[{\"id\":\"router\",\"name\":\"\",\"enabled\":true,"
                       "\"settings\":{\"listen\":[\"ws://127.0.0.1:0/clasp\"]}}],"
                       "\"connections\":[{\"id\":\"stage\",\"kind\":\"artnet\",\"name\":\"Stage\",\"enabled\":true,"
                       "\"namespace\":\"/artnet\",\"settings\":{\"listen\":\"127.0.0.1:0\",\"send\":[\"127.0.0.1:9\"],"
                       "\"universes\":[\"0:0:0\"]}}],\"mappings\":[]}",
                       -1, NULL);

  return in_window_run (show, NULL);
}
