/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monitor-fixture.h"

#include "clasp-kinds.h"

ClaspShow *
monitor_make_show (void)
{
  ClaspShow              *show = clasp_show_new (clasp_kinds ());
  g_autoptr (GError)      error = NULL;
  ClaspConnection        *tablet = clasp_show_connect_from_text (show, "osc,name=Tablet,listen=127.0.0.1:0", &error);
  ClaspConnection        *keys = tablet != NULL ? clasp_show_connect_from_text (show, "midi,name=Keys", &error) : NULL;
  g_autoptr (ClaspMapping) front = clasp_show_create_mapping (show, "/osc/1/fader{n}", "/artnet/0/0/0/{n}");
  g_autoptr (ClaspMapping) strobe = clasp_show_create_mapping (show, "/osc/1/fader1", "/artnet/0/0/0/9");

  g_assert_no_error (error);
  g_assert_nonnull (keys);
  clasp_show_item_set_name (CLASP_SHOW_ITEM (front), "Front");
  clasp_show_item_set_name (CLASP_SHOW_ITEM (strobe), "Strobe");
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (strobe), FALSE);
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (front)));
  g_assert_true (clasp_show_add (show, CLASP_SHOW_ITEM (strobe)));

  return show;
}

ClaspMonitorRecord
monitor_make_record (const char *address,
                     double      value,
                     gint64      time_us)
{
  ClaspMonitorRecord record = { .time_us = time_us, .origin = 1, .type = CLASP_MESSAGE_SET, .value_type = CLASP_VALUE_DOUBLE, .number_value = value };

  g_strlcpy (record.address, address, sizeof record.address);
  g_snprintf (record.text, sizeof record.text, "%g", value);

  return record;
}
