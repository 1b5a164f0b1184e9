/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-inputs.h"

#include "bridges/sacn/clasp-sacn-address.h"

struct _ClaspSacnInputs
{
  ClaspBridge   *bridge; /* (unowned) */
  ClaspScale     scale;
  GHashTable    *universes; /* (owned) number → ClaspUniverse (unowned) */
  GHashTable    *changed; /* (owned) set of numbers: slots that are one value with others changed */
  guint16        seen;    /* the universe of the last change; 0 = none … */
  ClaspUniverse *seen_one; /* (unowned) (nullable): … and itself */
};

/**
 * clasp_sacn_inputs_new:
 * @bridge: writes what is told
 * @scale: how levels become values; copied
 *
 * Thread: worker.
 *
 * Returns: (transfer full): no universes
 */
ClaspSacnInputs *
clasp_sacn_inputs_new (ClaspBridge *bridge, const ClaspScale *scale)
{
  ClaspSacnInputs *self = g_new0 (ClaspSacnInputs, 1);

  self->bridge = bridge;
  self->scale = *scale;
  self->universes = g_hash_table_new (NULL, NULL);
  self->changed = g_hash_table_new (NULL, NULL);
  return self;
}

/**
 * clasp_sacn_inputs_free:
 * @self: (transfer full): universes, which leave the list of all
 *
 * Thread: worker.
 */
void
clasp_sacn_inputs_free (ClaspSacnInputs *self)
{
  GHashTableIter iter;
  gpointer       universe;

  g_hash_table_iter_init (&iter, self->universes);
  while (g_hash_table_iter_next (&iter, NULL, &universe))
    clasp_universes_remove (clasp_bridge_get_host (self->bridge)->universes, universe);
  g_hash_table_unref (self->universes);
  g_hash_table_unref (self->changed);
  g_free (self);
}

/**
 * clasp_sacn_inputs_add:
 * @self: universes
 * @receiver: has it
 * @universe: its number
 * @group: its multicast group, for people
 *
 * Thread: worker.
 */
void
clasp_sacn_inputs_add (ClaspSacnInputs   *self,
                       ClaspSacnReceiver *receiver,
                       guint16            universe,
                       const char        *group)
{
  ClaspUniverses  *universes = clasp_bridge_get_host (self->bridge)->universes;
  g_autofree char *label = g_strdup_printf ("%u", universe);
  g_autofree char *prefix =
    g_strdup_printf ("%s/%u", clasp_bridge_get_namespace (self->bridge), universe);
  ClaspUniverseDescription description = {
    .connection = clasp_bridge_get_id (self->bridge),
    .protocol = "sacn",
    .label = label,
    .prefix = prefix,
    .group = group,
    .input = clasp_sacn_receiver_peek_input (receiver, universe),
  };

  if (universes != NULL)
    g_hash_table_insert (self->universes, GUINT_TO_POINTER (universe),
                         clasp_universes_add (universes, &description));
}

/**
 * clasp_sacn_inputs_note:
 * @self: universes
 * @universe: a number
 * @slot: 0–511, which has a new level
 *
 * Thread: worker.
 */
void
clasp_sacn_inputs_note (ClaspSacnInputs *self, guint16 universe, guint slot)
{
  if (self->seen != universe)
    {
      self->seen = universe;
      self->seen_one = g_hash_table_lookup (self->universes, GUINT_TO_POINTER (universe));
    }
  if (self->seen_one != NULL && clasp_universe_note_change (self->seen_one, slot))
    g_hash_table_add (self->changed, GUINT_TO_POINTER (universe));
}

typedef struct
{
  ClaspSacnInputs *inputs;
  guint16          universe;
} Groups;

static void
group_cb (ClaspSlotGroup group, guint first, const guint8 *levels, gpointer user_data)
{
  const Groups       *groups = user_data;
  gboolean            is_colour = group == CLASP_SLOT_GROUP_RGB;
  char                buffer[CLASP_SACN_ADDRESS_SIZE];
  g_auto (ClaspValue) value = clasp_scale_from_group (&groups->inputs->scale, is_colour, levels);

  clasp_bridge_receive_param (
    groups->inputs->bridge,
    clasp_scale_group_address (clasp_sacn_address_format (groups->universe, first, buffer),
                               is_colour, buffer, sizeof buffer),
    &value);
}

/**
 * clasp_sacn_inputs_tell:
 * @self: universes
 *
 * Thread: worker.
 */
void
clasp_sacn_inputs_tell (ClaspSacnInputs *self)
{
  GHashTableIter iter;
  gpointer       number;

  if (g_hash_table_size (self->changed) == 0)
    return;

  g_hash_table_iter_init (&iter, self->changed);
  while (g_hash_table_iter_next (&iter, &number, NULL))
    {
      Groups groups = { self, (guint16) GPOINTER_TO_UINT (number) };

      clasp_universe_take_groups (g_hash_table_lookup (self->universes, number), group_cb, &groups);
    }
  g_hash_table_remove_all (self->changed);
}
