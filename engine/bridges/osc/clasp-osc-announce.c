/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

/* OSC says nothing of what there is: anything may come, and what ends in a trigger's word is an event.
 * What a device tells by OSCQuery is announced address by address (clasp-osc-query.c). */

void
clasp_osc_bridge_foreach_signal (ClaspBridge *bridge, ClaspBridgeSignalFunc func, gpointer user_data)
{
  const char *const *triggers =
    clasp_settings_get_strv (clasp_bridge_get_settings (bridge), "triggers");
  const char *why;

  func (&(ClaspBridgeSignal){ .pattern = "/**" }, user_data);
  for (guint i = 0; triggers[i] != NULL; i++)
    {
      g_autofree char *pattern = g_strconcat ("/**/", triggers[i], NULL);

      if (triggers[i][0] != '\0' && strpbrk (triggers[i], "*/") == NULL &&
          clasp_pattern_is_valid (clasp_str (pattern), &why))
        func (&(ClaspBridgeSignal){ .pattern = pattern, .signal = CLASP_SIGNAL_EVENT }, user_data);
    }
}
