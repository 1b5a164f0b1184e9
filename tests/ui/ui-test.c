/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-test.h"

#include "support/clasp-test.h"

gboolean
ui_test_init (int    *argc,
              char ***argv,
              guint   seconds)
{
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return FALSE;
    }
  clasp_test_init (argc, argv, seconds);

  return TRUE;
}

gboolean
ui_test_press (gpointer        widget,
               guint           key,
               GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean               is_taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !is_taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &is_taken);
    }

  return is_taken;
}
