/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "show/clasp-show-private.h"
#include "show/show-fixture.h"

/* Edits and saves a show until it is killed, as the autosave does, and at once on top of it as a
 * person who quits does. The show is called by the number of the save; it says "ready" when it has begun, and each
 * number as soon as that save has returned. */

int
main (int argc, char **argv)
{
  g_autoptr (ClaspShow) show = show_fixture_new ();
  g_autoptr (GFile)     file = g_file_new_for_commandline_arg (argc > 1 ? argv[1] : "show.json");
  g_autoptr (GError)    error = NULL;
  ClaspClock           *clock = clasp_manual_clock_new (G_USEC_PER_SEC, 0);
  GRand                *random = g_rand_new ();

  clasp_show_set_clock (show, clock);
  if (!clasp_show_open (show, file, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("ready\n");

  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      for (guint n = 0; n < 20; n++)
        show_fixture_edit (show, random);
      g_object_set (show, "name", name, NULL);
      clasp_manual_clock_advance (clock, 2 * G_USEC_PER_SEC);
      clasp_show_poll_autosave (show);
      if (i % 2 == 0)
        g_main_context_iteration (NULL, TRUE);
      if (!clasp_show_save (show, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      g_print ("%u\n", i);
    }
}
