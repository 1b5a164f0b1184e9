/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cc set-and-watch.c $(pkg-config --cflags --libs clasp-0) */
#include <clasp.h>

static void
told (ClaspClient *client, ClaspUpdate *update, gpointer loop)
{
  g_autofree char *text = clasp_value_to_text (clasp_update_get_value (update));

  g_print ("%s %s\n", clasp_update_get_address (update), text);
  g_main_loop_quit (loop);
}

static void
connected (GObject *source, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GError) error = NULL;

  if (!clasp_client_connect_finish (CLASP_CLIENT (source), result, &error) ||
      !clasp_client_set_double (CLASP_CLIENT (source), "/example/level", 0.5, &error))
    g_error ("%s", error->message);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop)   loop = g_main_loop_new (NULL, FALSE);
  const char             *url = argc > 1 ? argv[1] : "ws://127.0.0.1:7330/clasp";
  g_autoptr (ClaspClient) client = clasp_client_new (url, "example");

  clasp_client_subscribe_full (client, "/example/**", CLASP_TYPES_PARAM, NULL, told, loop, NULL,
                               NULL);
  clasp_client_connect_async (client, NULL, connected, loop);
  g_main_loop_run (loop);
  return 0;
}
