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

/* "default" is what a MIDI connection without a device listens to. */
static gboolean
is_at (ClaspConnection *connection, const char *place)
{
  static const char *const names[] = { "listen", "send", "port", "device" };
  ClaspSettings           *settings = clasp_connection_get_settings (connection);

  if (strcmp (clasp_connection_get_kind (connection), "midi") == 0 &&
      strcmp (place, "default") == 0)
    return *clasp_settings_get_string (settings, "port") == '\0';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (holds_place (settings, names[i], place))
      return TRUE;
  return FALSE;
}

/* (transfer full) (nullable) */
static ClaspConnection *
find_connection (ClaspShow *show, const char *kind, const char *place)
{
  GListModel *list = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);

      if (strcmp (clasp_connection_get_kind (connection), kind) == 0 && is_at (connection, place))
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
  const char            *name = "address";
  gboolean               is_artnet = strcmp (kind, "artnet") == 0;
  g_autofree char       *host = g_strdup (place);

  if (strcmp (kind, "dmx") == 0)
    name = "serialPort";
  if (is_artnet && is_target && place != NULL && !g_str_has_prefix (place, "0.0.0.0"))
    {
      name = "host";
      if (g_str_has_suffix (host, ":6454"))
        host[strlen (host) - strlen (":6454")] = '\0';
    }
  json_object_set_string_member (json, "type", kind);
  if (host != NULL && strcmp (kind, "sacn") != 0)
    json_object_set_string_member (json, name, host);
  if (is_target && (strcmp (kind, "osc") == 0 || strcmp (kind, "sacn") == 0))
    json_object_set_string_member (json, "mode", "client");
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

/* (transfer full) (nullable): NULL for the router's side, and when none can be made. */
static ClaspConnection *
get_side (ClaspImport *self,
          const char  *kind,
          const char  *place,
          gboolean     is_target,
          const char  *path)
{
  GListModel                 *list = clasp_show_get_connections (self->show);
  guint                       n_before = g_list_model_get_n_items (list);
  g_autoptr (ClaspConnection) found = NULL;

  if (strcmp (kind, "clasp") == 0)
    return NULL;
  if (place == NULL || strcmp (kind, "sacn") == 0)
    found = clasp_exchange_find (self->show, kind);
  else
    found = find_connection (self->show, kind, place);
  if (found != NULL)
    return g_steal_pointer (&found);
  make_connection (self, kind, place, is_target, path);
  return g_list_model_get_item (list, n_before);
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
