/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-mapping-ends.h"

#include "patch/br-patch-edit.h"

#include <glib/gi18n.h>
#include <string.h>

/* Design notes: addresses are everybody's, so that one below no connection may be a program's or a mapping's
 * own. It is taken for a connection's where it begins as connections are usually named ("/osc", "/osc2"), or as
 * one that was removed. */

#define REMOVED "br-removed-namespaces"

static gboolean
is_below (const char *address,
          const char *namespace)
{
  gsize length = strlen (namespace);

  return length > 0 && strncmp (address, namespace, length) == 0 && (address[length] == '/' || address[length] == '\0');
}

/* "/osc/…", "/osc2/…". */
static gboolean
begins_like (const char *address,
             const char *namespace)
{
  gsize length = strlen (namespace);

  if (length == 0 || strncmp (address, namespace, length) != 0)
    return FALSE;
  address += length;
  address += strspn (address, "0123456789");

  return *address == '/' || *address == '\0';
}

static gboolean
was_removed (ClaspShow  *show,
             const char *address)
{
  GHashTable    *removed = g_object_get_data (G_OBJECT (show), REMOVED);
  GHashTableIter iter;
  gpointer       namespace;

  if (removed == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, removed);
  while (g_hash_table_iter_next (&iter, &namespace, NULL))
    if (is_below (address, namespace))
      return TRUE;

  return FALSE;
}

static gboolean
looks_like_a_connection (ClaspShow  *show,
                         const char *address)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  for (guint i = 0; i < registry->n_connections; i++)
    if (begins_like (address, registry->connections[i].namespace_))
      return TRUE;

  return was_removed (show, address);
}

/* NULL when it is below none. */
static ClaspShowItem *
find_connection (ClaspShow  *show,
                 const char *address)
{
  GListModel *connections = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      /* The show keeps it. */
      if (is_below (address, clasp_connection_get_namespace (connection)))
        return CLASP_SHOW_ITEM (connection);
    }

  return NULL;
}

static BrEndState
judge (ClaspEngine *engine,
       const char  *address)
{
  ClaspShow     *show = clasp_engine_get_show (engine);
  ClaspShowItem *connection = find_connection (show, address);
  ClaspStatus   *status;

  if (connection == NULL)
    return looks_like_a_connection (show, address) ? BR_END_GONE : BR_END_FINE;
  if (!clasp_show_item_get_enabled (connection))
    return BR_END_OFF;

  status = clasp_engine_get_status (engine, clasp_show_item_get_id (connection));
  if (status == NULL)
    return BR_END_FINE;
  if (clasp_status_peek (status)->state == CLASP_BRIDGE_STATE_MISSING)
    return BR_END_MISSING;

  return clasp_status_peek (status)->state == CLASP_BRIDGE_STATE_ERROR ? BR_END_ERROR : BR_END_FINE;
}

BrEndState
br_mapping_judge_end (ClaspEngine  *engine,
                      ClaspMapping *mapping,
                      gboolean      is_target)
{
  g_autoptr (GPtrArray) addresses = br_mapping_dup_addresses (mapping, is_target);
  BrEndState            worst = BR_END_FINE;

  for (guint i = 0; i < addresses->len; i++)
    worst = MAX (worst, judge (engine, addresses->pdata[i]));

  return worst;
}

gboolean
br_mapping_has_bad_end (ClaspEngine  *engine,
                        ClaspMapping *mapping)
{
  return br_mapping_judge_end (engine, mapping, FALSE) != BR_END_FINE
         || br_mapping_judge_end (engine, mapping, TRUE) != BR_END_FINE;
}

static const char *
end_words (BrEndState state,
           gboolean   is_target)
{
  switch (state)
    {
    case BR_END_OFF:
      return is_target ? _("target off") : _("source off");
    case BR_END_ERROR:
      return is_target ? _("target has an error") : _("source has an error");
    case BR_END_MISSING:
    case BR_END_GONE:
      return is_target ? _("target missing") : _("source missing");
    case BR_END_FINE:
      break;
    }

  return NULL;
}

char *
br_mapping_dup_bad_ends (ClaspEngine  *engine,
                         ClaspMapping *mapping)
{
  const char *source = end_words (br_mapping_judge_end (engine, mapping, FALSE), FALSE);
  const char *target = end_words (br_mapping_judge_end (engine, mapping, TRUE), TRUE);

  if (source != NULL && target != NULL)
    return g_strdup_printf ("%s, %s", source, target);

  return g_strdup (source != NULL ? source : target);
}

/* --- removing a connection ---------------------------------------------------------------------- */

void
br_mapping_ends_forget_connection (ClaspShow       *show,
                                   ClaspConnection *connection)
{
  GHashTable *removed = g_object_get_data (G_OBJECT (show), REMOVED);

  if (removed == NULL)
    {
      removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_object_set_data_full (G_OBJECT (show), REMOVED, removed, (GDestroyNotify) g_hash_table_unref);
    }
  g_hash_table_add (removed, g_strdup (clasp_connection_get_namespace (connection)));
}

static gboolean
any_is_below (ClaspMapping *mapping,
              gboolean      is_target,
              const char   *namespace)
{
  g_autoptr (GPtrArray) addresses = br_mapping_dup_addresses (mapping, is_target);

  for (guint i = 0; i < addresses->len; i++)
    if (is_below (addresses->pdata[i], namespace))
      return TRUE;

  return FALSE;
}

char *
br_mapping_ends_describe_removal (ClaspShow       *show,
                                  ClaspConnection *connection)
{
  GListModel *mappings = clasp_show_get_mappings (show);
  const char *name = clasp_show_item_get_name (CLASP_SHOW_ITEM (connection));
  const char *namespace = clasp_connection_get_namespace (connection);
  guint       n = 0, n_sources = 0, n_targets = 0;

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);
      gboolean                 is_source = any_is_below (mapping, FALSE, namespace);
      gboolean                 is_target = any_is_below (mapping, TRUE, namespace);

      n_sources += is_source;
      n_targets += is_target;
      n += is_source || is_target;
    }
  if (n == 0)
    return g_strdup_printf (_("Removed %s"), name);
  if (n_targets == 0)
    /* Translators: name of a connection, then how many mappings came from it */
    return g_strdup_printf (
      ngettext ("Removed %s; %u mapping has no source now", "Removed %s; %u mappings have no source now", n), name, n);
  if (n_sources == 0)
    return g_strdup_printf (
      ngettext ("Removed %s; %u mapping has no target now", "Removed %s; %u mappings have no target now", n), name, n);

  return g_strdup_printf (ngettext ("Removed %s; %u mapping has an end missing now",
                                    "Removed %s; %u mappings have an end missing now", n), name, n);
}
