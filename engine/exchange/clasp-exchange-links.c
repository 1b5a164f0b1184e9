/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The list "bridges" of version 1: direct links. Each names its ends by kind and place. A kind's
 * connection is made when there is none; from one to another everything passes below its namespace.
 * The router itself needs no mapping: all that a connection hears is there. */

static gboolean
has_kind (ClaspShow *show, const char *kind)
{
  g_autoptr (GPtrArray) all = clasp_exchange_list (show, kind);

  return all->len > 0;
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

gboolean
clasp_import_need_connection (ClaspImport *self, const char *kind, GError **error)
{
  if (!has_kind (self->show, kind))
    make_connection (self, kind, NULL, FALSE, kind);
  if (has_kind (self->show, kind))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
               _ ("there is no connection of kind “%s”, and no more can be made"), kind);
  return FALSE;
}

static gboolean
is_kind (ClaspShow *show, const char *kind)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  return strcmp (kind, "clasp") == 0 ||
         clasp_kind_find (registry->connections, registry->n_connections, kind) != NULL;
}

/* (transfer full) (nullable): what a mapping's end of that kind would mean. */
static ClaspConnection *
choose_any (ClaspImport *self, const char *kind, gboolean is_target, const char *path)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (GPtrArray)  list = NULL;

  if (!has_kind (self->show, kind))
    return NULL;
  json_object_set_string_member (json, "protocol", kind);
  list = clasp_import_choose (self, json, is_target, path, NULL);
  return list != NULL && list->len > 0 ? g_object_ref (list->pdata[0]) : NULL;
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
    found = choose_any (self, kind, is_target, path);
  else
    found = clasp_exchange_find_by_place (self->show, kind, place);
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
  if (clasp_exchange_get_text (json, "id") != NULL)
    clasp_show_adopt_id (self->show, CLASP_SHOW_ITEM (mapping),
                         clasp_exchange_get_text (json, "id"));
  if (!clasp_show_add (self->show, CLASP_SHOW_ITEM (mapping)))
    clasp_exchange_tell (self->report, path, "the show is full; it is left out");
}

static void
tell_unknown (ClaspImport *self, JsonObject *json, const char *path)
{
  static const char *const known[] = { "id",     "source", "sourceAddr", "target", "targetAddr",
                                       "active", "name",   "enabled",    NULL };
  g_autoptr (GList)        names = json_object_get_members (json);

  for (GList *item = names; item != NULL; item = item->next)
    if (!g_strv_contains (known, item->data))
      clasp_exchange_tell (self->report, path, "%.64s: is not known here; it is left out",
                           (const char *) item->data);
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

  tell_unknown (self, json, path);
  from = get_side (self, source, clasp_exchange_get_text (json, "sourceAddr"), FALSE, path);
  to = get_side (self, target, clasp_exchange_get_text (json, "targetAddr"), TRUE, path);
  if (from != NULL && to != NULL && from != to)
    add_mapping (self, from, to, json, path);
  else if (from != NULL && from == to)
    clasp_exchange_tell (self->report, path, "both ends are one connection; it is left out");
}
