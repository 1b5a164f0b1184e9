/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "show/clasp-show-private.h"

#include <string.h>

/* Places the router listens on, and connections, as servers of version 1. One that listens and
 * sends becomes two. */

typedef struct
{
  ClaspShow       *show;
  ClaspConnection *connection;
  ClaspSettings   *settings;
  JsonArray       *servers;
  GPtrArray       *report;
  const char      *path;
} Writer;

void
clasp_export_tell_settings (GPtrArray         *report,
                            const char        *path,
                            ClaspSettings     *settings,
                            const char *const *known)
{
  g_autoptr (JsonObject) set = json_object_new ();
  g_autoptr (GList)      names = NULL;

  clasp_settings_to_json (settings, set);
  names = json_object_get_members (set);
  for (GList *item = names; item != NULL; item = item->next)
    if (!g_strv_contains (known, item->data))
      clasp_exchange_tell (report, path, "%s: does not exist there", (const char *) item->data);
}

static JsonObject *
add_server (JsonArray *servers, const char *type, ClaspShowItem *item)
{
  JsonObject *json = json_object_new ();

  json_object_set_string_member (json, "type", type);
  json_object_set_string_member (json, "protocol", type);
  if (item != NULL)
    {
      json_object_set_string_member (json, "name", clasp_show_item_get_name (item));
      if (!clasp_show_item_get_enabled (item))
        json_object_set_boolean_member (json, "enabled", FALSE);
    }
  json_array_add_object_element (servers, json);
  return json;
}

/* "host:port" into two members. */
static void
set_place (JsonObject *json, const char *host_name, const char *place)
{
  const char      *colon = strrchr (place, ':');
  g_autofree char *host = NULL;
  guint64          port;

  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, 65535, &port, NULL))
    {
      json_object_set_string_member (json, host_name, place);
      return;
    }
  host = g_strndup (place, (gsize) (colon - place));
  json_object_set_string_member (json, host_name, host);
  json_object_set_int_member (json, "port", (gint64) port);
}

/* What an import kept, but for secrets and what is written already. */
static void
add_kept (JsonObject *json, JsonObject *extra)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, extra);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!clasp_exchange_is_secret (name) && !json_object_has_member (json, name))
      json_object_set_member (json, name, json_node_copy (node));
}

static JsonObject *
add_own (Writer *self)
{
  JsonObject *json = add_server (self->servers, clasp_connection_get_kind (self->connection),
                                 CLASP_SHOW_ITEM (self->connection));

  if (clasp_export_needs_namespace (self->show, self->connection))
    json_object_set_string_member (json, "namespace",
                                   clasp_connection_get_namespace (self->connection));
  if (clasp_extra_get (G_OBJECT (self->connection)) != NULL)
    add_kept (json, clasp_extra_get (G_OBJECT (self->connection)));
  return json;
}

/* What is behind the first of a list. */
static void
tell_more (Writer *self, const char *name)
{
  const char *const *list = clasp_settings_get_strv (self->settings, name);

  for (guint i = 1; list[0] != NULL && list[i] != NULL; i++)
    clasp_exchange_tell (self->report, self->path, "%s: “%s” is left out, there is one there", name,
                         list[i]);
}

/* ---- kinds ---- */

static void
write_osc_places (Writer *self, const char *name, const char *mode, const char *host_name)
{
  const char *const *list = clasp_settings_get_strv (self->settings, name);

  for (guint i = 0; list[i] != NULL; i++)
    {
      JsonObject *json;

      if (strpbrk (list[i], "/ \t") != NULL)
        {
          clasp_exchange_tell (self->report, self->path,
                               "%s: “%s” is left out, there is only UDP there", name, list[i]);
          continue;
        }
      json = add_own (self);
      json_object_set_string_member (json, "mode", mode);
      set_place (json, host_name, list[i]);
    }
}

static void
write_osc (Writer *self)
{
  write_osc_places (self, "listen", "server", "bind");
  write_osc_places (self, "send", "client", "host");
}

static void
write_midi (Writer *self)
{
  const char *port = clasp_settings_get_string (self->settings, "port");

  json_object_set_string_member (add_own (self), "address", *port != '\0' ? port : "default");
}

static void
write_artnet (Writer *self)
{
  JsonObject        *json = add_own (self);
  const char *const *send = clasp_settings_get_strv (self->settings, "send");
  const char *const *universes = clasp_settings_get_strv (self->settings, "universes");
  g_auto (GStrv)     parts = NULL;

  set_place (json, "bind", clasp_settings_get_string (self->settings, "listen"));
  if (clasp_settings_get_boolean (self->settings, "broadcast"))
    json_object_set_string_member (json, "host", "255.255.255.255");
  else if (send[0] != NULL)
    json_object_set_string_member (json, "host", send[0]);
  tell_more (self, "send");
  tell_more (self, "universes");
  if (universes[0] == NULL)
    return;

  parts = g_strsplit (universes[0], ":", 3);
  if (g_strv_length (parts) == 3 && strcmp (parts[0], "0") == 0)
    {
      json_object_set_int_member (json, "subnet", g_ascii_strtoll (parts[1], NULL, 10));
      json_object_set_int_member (json, "universe", g_ascii_strtoll (parts[2], NULL, 10));
    }
  else if (g_strv_length (parts) == 1)
    json_object_set_int_member (json, "universe", g_ascii_strtoll (parts[0], NULL, 10));
  else
    clasp_exchange_tell (self->report, self->path,
                         "universes: “%s” is left out, there is no net there", universes[0]);
}

static void
write_sacn_universe (Writer *self, const char *name, const char *mode)
{
  const char *const *list = clasp_settings_get_strv (self->settings, name);
  guint64            universe;
  JsonObject        *json;

  if (list[0] == NULL)
    return;
  tell_more (self, name);
  if (!g_ascii_string_to_unsigned (list[0], 10, 1, 63999, &universe, NULL))
    {
      clasp_exchange_tell (self->report, self->path,
                           "%s: “%s” is left out, there is one universe there", name, list[0]);
      return;
    }
  json = add_own (self);
  json_object_set_string_member (json, "mode", mode);
  json_object_set_int_member (json, "universe", (gint64) universe);
}

static void
write_sacn (Writer *self)
{
  write_sacn_universe (self, "receive", "server");
  write_sacn_universe (self, "send", "client");
}

static void
write_dmx (Writer *self)
{
  JsonObject        *json = add_own (self);
  const char        *device = clasp_settings_get_string (self->settings, "device");
  const char *const *ports = clasp_settings_get_strv (self->settings, "ports");
  g_auto (GStrv)     parts = ports[0] != NULL ? g_strsplit (ports[0], ":", 3) : NULL;

  if (*device != '\0')
    json_object_set_string_member (json, "serialPort", device);
  if (parts != NULL && g_strv_length (parts) == 3 && strcmp (parts[0], "1") == 0 &&
      strcmp (parts[2], "out") == 0)
    json_object_set_int_member (json, "universe", g_ascii_strtoll (parts[1], NULL, 10));
  else if (parts != NULL)
    clasp_exchange_tell (self->report, self->path,
                         "ports: “%s” is left out, only port 1 goes out there", ports[0]);
  tell_more (self, "ports");
}

static const struct
{
  const char *kind;
  void (*write) (Writer *self);
  const char *known[5];
} kinds[] = {
  { "osc", write_osc, { "listen", "send", NULL } },
  { "midi", write_midi, { "port", "device", NULL } },
  { "artnet", write_artnet, { "listen", "send", "broadcast", "universes", NULL } },
  { "sacn", write_sacn, { "receive", "send", NULL } },
  { "dmx", write_dmx, { "device", "ports", NULL } },
};

/* ---- the whole ---- */

static void
write_router (ClaspShow *show, JsonArray *servers, GPtrArray *report)
{
  static const char *const known[] = { "listen", NULL };
  ClaspRouterConfig       *router = clasp_show_get_router (show);
  ClaspSettings           *settings = clasp_router_config_get_settings (router);
  const char *const       *list = clasp_settings_get_strv (settings, "listen");

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *place = NULL;

      if (!g_str_has_prefix (list[i], "ws://") || !g_str_has_suffix (list[i], "/clasp"))
        {
          clasp_exchange_tell (report, "router",
                               "listen: “%s” is left out, there is only ws://…/clasp there",
                               list[i]);
          continue;
        }
      place = g_strndup (list[i] + strlen ("ws://"),
                         strlen (list[i]) - strlen ("ws://") - strlen ("/clasp"));
      json_object_set_string_member (add_server (servers, "clasp", CLASP_SHOW_ITEM (router)),
                                     "address", place);
    }
  clasp_export_tell_settings (report, "router", settings, known);
}

JsonArray *
clasp_export_servers (ClaspShow *show, GPtrArray *report)
{
  JsonArray  *servers = json_array_new ();
  GListModel *list = clasp_show_get_connections (show);

  write_router (show, servers, report);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);
      g_autofree char            *path = g_strdup_printf ("connections[%u]", i);
      Writer writer = { show,    connection, clasp_connection_get_settings (connection),
                        servers, report,     path };

      for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
        if (strcmp (kinds[j].kind, clasp_connection_get_kind (connection)) == 0)
          {
            kinds[j].write (&writer);
            clasp_export_tell_settings (report, path, writer.settings, kinds[j].known);
          }
    }
  return servers;
}
