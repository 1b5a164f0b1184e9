/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "clasp-one-way.h"

#include "bridges/clasp-bridge.h"

static gboolean
only_receives (ClaspShow *show, ClaspConnection *connection)
{
  const ClaspRegistry  *registry = clasp_show_get_registry (show);
  const ClaspKind      *kind = clasp_kind_find (registry->connections, registry->n_connections, clasp_connection_get_kind (connection));
  ClaspBridgeClass     *klass;
  ClaspBridgeDirection  direction = CLASP_BRIDGE_DIRECTION_BOTH;

  if (kind == NULL || kind->get_bridge_type == NULL)
    return FALSE;
  klass = g_type_class_ref (kind->get_bridge_type ());
  if (klass->get_direction != NULL)
    direction = klass->get_direction (clasp_connection_get_settings (connection));
  g_type_class_unref (klass);
  return direction == CLASP_BRIDGE_DIRECTION_IN;
}

static gboolean
leads_below (ClaspMapping *mapping, const char *prefix)
{
  GListModel *targets = clasp_mapping_get_targets (mapping);

  for (guint i = 0; i < g_list_model_get_n_items (targets); i++)
    {
      g_autoptr (ClaspMappingEnd) target = g_list_model_get_item (targets, i);

      if (g_str_has_prefix (clasp_mapping_end_get_address (target), prefix))
        return TRUE;
    }
  return FALSE;
}

/**
 * clasp_one_way_count_unsent:
 * @show: a show
 * @connection: one of its connections
 *
 * Thread: that of @show.
 *
 * Returns: how many mappings that are switched on lead to @connection although its settings let nothing
 *   out; 0 when it sends
 */
guint
clasp_one_way_count_unsent (ClaspShow *show, ClaspConnection *connection)
{
  g_autofree char *prefix = g_strconcat (clasp_connection_get_namespace (connection), "/", NULL);
  GListModel      *mappings = clasp_show_get_mappings (show);
  guint            n = 0;

  if (!only_receives (show, connection))
    return 0;
  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      if (clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)) && leads_below (mapping, prefix))
        n++;
    }
  return n;
}
