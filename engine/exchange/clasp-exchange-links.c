/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* The list "bridges" of version 1: direct links. Each names its ends by kind and place. A kind's
 * connection is made when there is none; from one to another everything passes below its namespace.
 * The router itself needs no mapping: all that a connection hears is there. */

static gboolean
holds_place (ClaspSettings *settings, const char *name, const char *place)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);

  if (pspec == NULL)
    return FALSE;
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return strcmp (clasp_settings_get_string (settings, name), place) == 0;
  return G_IS_PARAM_SPEC_BOXED (pspec) &&
         g_strv_contains (clasp_settings_get_strv (settings, name), place);
}

/* (transfer full) (nullable): the connection of @kind with that place, else the first. */
static ClaspConnection *
find_connection (ClaspShow *show, const char *kind, const char *place)
{
  static const char *const names[] = { "listen", "send", "port", "device" };
  GListModel              *list = clasp_show_get_connections (show);

  for (guint i = 0; place != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);
      ClaspSettings              *settings = clasp_connection_get_settings (connection);

      if (strcmp (clasp_connection_get_kind (connection), kind) != 0)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        if (holds_place (settings, names[j], place))
          return g_steal_pointer (&connection);
    }
  return NULL;
}

static gboolean
has_kind (ClaspShow *show, const char *kind)
{
  g_autoptr (ClaspConnection) connection = clasp_exchange_find (show, kind);

  return connection != NULL;
}

/* A connection as a server of the list would make it. */
static void
make_connection (ClaspImport *self,
                 const char  *kind,
                 const char  *place,
                 gboolean     is_target,
                 const char  *path)
{
  g_autoptr (JsonObject) json = json_object_new ();

  json_object_set_string_member (json, "type", kind);
  if (place != NULL)
    json_object_set_string_member (json, strcmp (kind, "dmx") == 0 ? "serialPort" : "address",
                                   place);
  if (is_target)
    json_object_set_string_member (
      json, "mode", strcmp (kind, "osc") == 0 || strcmp (kind, "sacn") == 0 ? "client" : "");
  clasp_import_server (self, json, path);
}

ClaspConnection *
clasp_import_need_connection (ClaspImport *self, const char *kind, GError **error)
{
  if (!has_kind (self->show, kind))
    make_connection (self, kind, NULL, FALSE, kind);
  if (!has_kind (self->show, kind))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   "there is no connection of kind “%s”, and no more can be made", kind);
      return NULL;
    }
  return clasp_exchange_find (self->show, kind);
}

static gboolean
is_kind (ClaspShow *show, const char *kind)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  return strcmp (kind, "clasp") == 0 ||
         clasp_kind_find (registry->connections, registry->n_connections, kind) != NULL;
}

/* (transfer full) (nullable): NULL for the router's side. */
static ClaspConnection *
get_side (ClaspImport *self,
          const char  *kind,
          const char  *place,
          gboolean     is_target,
          const char  *path)
{
  ClaspConnection *connection;

  if (strcmp (kind, "clasp") == 0)
    return NULL;
  connection = find_connection (self->show, kind, place);
  if (connection == NULL)
    {
      make_connection (self, kind, place, is_target, path);
      connection = find_connection (self->show, kind, place);
    }
  return connection != NULL ? connection : clasp_exchange_find (self->show, kind);
}

static void
add_mapping (ClaspImport     *self,
             ClaspConnection *from,
             ClaspConnection *to,
             JsonObject      *json,
             const char      *path)
{
  g_autofree char *source = g_strconcat (clasp_connection_get_namespace (from), "/{rest:**}", NULL);
  g_autofree char *target = g_strconcat (clasp_connection_get_namespace (to), "/{rest}", NULL);
  g_autoptr (ClaspMapping) mapping = clasp_show_create_mapping (self->show, source, target);

  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (mapping), clasp_exchange_get_enabled (json));
  if (!clasp_show_add (self->show, CLASP_SHOW_ITEM (mapping)))
    clasp_exchange_tell (self->report, path, "the show is full; it is left out");
}

void
clasp_import_link (ClaspImport *self, JsonObject *json, const char *path)
{
  const char                 *source = clasp_exchange_get_text (json, "source");
  const char                 *target = clasp_exchange_get_text (json, "target");
  g_autoptr (ClaspConnection) from = NULL, to = NULL;

  if (source == NULL || target == NULL)
    {
      clasp_exchange_tell (self->report, path, "%s: is missing; it is left out",
                           source == NULL ? "source" : "target");
      return;
    }
  if (!is_kind (self->show, source) || !is_kind (self->show, target))
    {
      clasp_exchange_tell (self->report, path, "%s “%.64s” is not there yet; it is left out",
                           is_kind (self->show, source) ? "target" : "source",
                           is_kind (self->show, source) ? target : source);
      return;
    }

  from = get_side (self, source, clasp_exchange_get_text (json, "sourceAddr"), FALSE, path);
  to = get_side (self, target, clasp_exchange_get_text (json, "targetAddr"), TRUE, path);
  if (from != NULL && to != NULL && from != to)
    add_mapping (self, from, to, json, path);
  else if (from != NULL && from == to)
    clasp_exchange_tell (self->report, path, "both ends are one connection; it is left out");
}
