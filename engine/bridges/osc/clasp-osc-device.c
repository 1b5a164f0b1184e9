/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-osc"

#include "bridges/osc/clasp-osc-bridge-private.h"

#include <glib/gi18n-lib.h>

/* Design notes: a device that is asked by OSCQuery says where it takes OSC packets. That is its
 * target where a person named none; it is known some time after the start, and may become another
 * when the device comes back. It is not told the state: what it says of itself counts. */

static gboolean
is_the_same (ClaspOscBridge *self, const char *place)
{
  return self->has_device &&
         g_str_equal (((ClaspOscPlace *) g_ptr_array_index (self->places, 0))->text, place);
}

static void
close_all (ClaspOscBridge *self)
{
  for (guint i = 0; i < self->outlets->len; i++)
    {
      ClaspOscOutlet *outlet = g_ptr_array_index (self->outlets, i);

      if (outlet->destination.connection != NULL)
        clasp_osc_peers_remove_connection (self->peers, outlet->destination.connection);
    }
  clasp_osc_outlets_close (self);
}

/* Takes over @places. */
static gboolean
replace (ClaspOscBridge *self, GPtrArray *places, GError **error)
{
  close_all (self);
  g_ptr_array_unref (self->places);
  self->places = places;
  self->outlets = g_ptr_array_new ();
  return clasp_osc_outlets_open (self, error);
}

void
clasp_osc_outlets_set_device (ClaspOscBridge *self, const char *place)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) places = NULL;

  if ((self->places->len > 0 && !self->has_device) || is_the_same (self, place))
    return;

  places = clasp_osc_places_new ((const char *const[]){ place, NULL }, CLASP_OSC_PLACE_TARGET, &error);
  if (places == NULL)
    {
      g_message (_ ("%s: the OSCQuery device names no place to send to: %s"),
                 clasp_bridge_get_name (CLASP_BRIDGE (self)), error->message);
      return;
    }

  self->has_device = replace (self, g_steal_pointer (&places), &error);
  if (!self->has_device)
    {
      clasp_bridge_count_error (CLASP_BRIDGE (self), error);
      replace (self, clasp_osc_places_new ((const char *const[]){ NULL }, CLASP_OSC_PLACE_TARGET, NULL), NULL);
    }
  clasp_osc_outlets_mark_peers (self);
  clasp_osc_bridge_report (self);
}
