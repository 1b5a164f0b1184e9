/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include "core/clasp-address.h"
#include "show/clasp-show-private.h"

#include <string.h>

/* The list "servers" of version 1: what listens and what is talked to. The router's own become
 * places it listens on, all others connections. */

/* A member that was looked at is taken out, so that what is left over can be named. */
typedef struct
{
  ClaspImport *import;
  JsonObject  *json; /* a copy */
  const char  *path;
} Server;

static char *
take_text (Server *self, const char *name)
{
  char *text = g_strdup (clasp_exchange_get_text (self->json, name));

  if (text != NULL)
    json_object_remove_member (self->json, name);
  return text;
}

static gint64
take_number (Server *self, const char *name, gint64 lowest, gint64 highest, gint64 usual)
{
  g_autoptr (GError) error = NULL;
  gint64             number;

  if (!clasp_exchange_get_number (self->json, name, lowest, highest, &number, &error))
    clasp_exchange_tell (self->import->report, self->path, "%s", error->message);
  json_object_remove_member (self->json, name);
  return number >= 0 ? number : usual;
}

/* "host:port" of the first of @names that is there, with @port where it has none. */
static char *
take_place (Server *self, const char *const *names, const char *host, gint64 port)
{
  g_autofree char *text = NULL;
  const char      *colon;

  for (guint i = 0; names[i] != NULL && text == NULL; i++)
    text = take_text (self, names[i]);
  if (text == NULL)
    text = g_strdup (host);
  colon = strrchr (text, ':');
  if (strchr (text, '/') != NULL || (colon != NULL && (text[0] != '[' || colon[-1] == ']')))
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, text, port);
}

static const char *const own_places[] = { "bind", "address", "host", NULL };
static const char *const far_places[] = { "host", "address", "bind", NULL };

static gboolean
is_mode (const char *mode, const char *const *names)
{
  return mode != NULL && g_strv_contains (names, mode);
}

static void
set_list (ClaspSettings *settings, const char *name, const char *text)
{
  const char *const list[] = { text, NULL };

  g_object_set (settings, name, list, NULL);
}

/* ---- kinds ---- */

static void
read_osc (Server *self, ClaspSettings *settings)
{
  static const char *const senders[] = { "client", "send", "sender", "output", NULL };
  static const char *const nothing[] = { NULL };
  g_autofree char         *mode = take_text (self, "mode");
  gboolean                 sends = is_mode (mode, senders);
  gint64                   port = take_number (self, "port", 1, 65535, sends ? 8000 : 9000);
  g_autofree char         *place =
    take_place (self, sends ? far_places : own_places, sends ? "127.0.0.1" : "0.0.0.0", port);

  set_list (settings, sends ? "send" : "listen", place);
  if (sends)
    g_object_set (settings, "listen", nothing, NULL);
}

/* One segment of an address. */
static char *
make_segment (const char *text)
{
  char *segment = g_ascii_strdown (text, -1);

  for (char *p = segment; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p))
      *p = '-';
  if (*segment == '\0' || strlen (segment) > 32)
    {
      g_free (segment);
      return g_strdup ("device");
    }
  return segment;
}

static void
read_midi (Server *self, ClaspSettings *settings)
{
  g_autofree char *port = take_text (self, "address");
  g_autofree char *device = make_segment (port != NULL ? port : "default");

  if (port != NULL && strcmp (port, "default") != 0)
    g_object_set (settings, "port", port, NULL);
  g_object_set (settings, "device", device, NULL);
}

static void
read_artnet (Server *self, ClaspSettings *settings)
{
  gint64           port = take_number (self, "port", 1, 65535, 6454);
  gint64           subnet = take_number (self, "subnet", 0, 15, 0);
  gint64           universe = take_number (self, "universe", 0, 32767, -1);
  g_autofree char *host = take_text (self, "host");
  g_autofree char *listen = take_place (self, own_places, "0.0.0.0", port);
  g_autofree char *list = NULL;

  g_object_set (settings, "listen", listen, NULL);
  if (host != NULL && strcmp (host, "255.255.255.255") == 0)
    g_object_set (settings, "broadcast", TRUE, NULL);
  else if (host != NULL)
    set_list (settings, "send", host);
  if (universe < 0)
    return;
  list = universe > 15 ? g_strdup_printf ("%d", (int) universe)
                       : g_strdup_printf ("0:%d:%d", (int) subnet, (int) universe);
  set_list (settings, "universes", list);
}

static void
read_sacn (Server *self, ClaspSettings *settings)
{
  static const char *const senders[] = { "client", "send", "sender", "output", NULL };
  static const char *const nothing[] = { NULL };
  gint64                   universe = take_number (self, "universe", 1, 63999, 1);
  g_autofree char         *mode = take_text (self, "mode");
  gboolean                 sends = is_mode (mode, senders);
  g_autofree char         *list = g_strdup_printf ("%d", (int) universe);

  set_list (settings, sends ? "send" : "receive", list);
  if (sends)
    g_object_set (settings, "receive", nothing, NULL);
}

static void
read_dmx (Server *self, ClaspSettings *settings)
{
  gint64           universe = take_number (self, "universe", 0, 32767, 0);
  g_autofree char *device = take_text (self, "serialPort");
  g_autofree char *port = g_strdup_printf ("1:%d:out", (int) universe);

  if (device == NULL)
    device = take_text (self, "address");
  if (device != NULL)
    g_object_set (settings, "device", device, NULL);
  set_list (settings, "ports", port);
}

static const struct
{
  const char *type;
  void (*read) (Server *self, ClaspSettings *settings);
} kinds[] = {
  { "osc", read_osc },   { "midi", read_midi }, { "artnet", read_artnet },
  { "sacn", read_sacn }, { "dmx", read_dmx },
};

/* ---- the whole ---- */

/* What version 1 keeps beside what was asked to be done, and what says nothing. */
static gboolean
is_worth_keeping (const char *name, JsonNode *node)
{
  static const char *const silent[] = { "type",  "protocol", "enabled", "id",        "status",
                                        "error", "process",  "logs",    "namespace", NULL };

  if (g_strv_contains (silent, name) || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  return json_node_get_value_type (node) != G_TYPE_STRING || *json_node_get_string (node) != '\0';
}

/* Of the router's servers, which are a setting here, and of what a show names otherwise. */
static gboolean
can_keep (const char *name, gboolean is_connection)
{
  static const char *const ours[] = { "kind", "settings", NULL };

  return is_connection && !g_strv_contains (ours, name) && !clasp_exchange_is_secret (name);
}

/* What has no place here stays with the connection, so that it can be written back; each is named.
 */
static void
tell_rest (Server *self, gboolean is_connection)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, self->json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!is_worth_keeping (name, node))
        continue;
      if (clasp_exchange_is_secret (name))
        clasp_exchange_tell (self->import->report, self->path,
                             "%.64s: a secret does not belong into a show; it is left out", name);
      else if (can_keep (name, is_connection))
        clasp_exchange_tell (self->import->report, self->path,
                             "%.64s: has no place here; it is kept, and written back", name);
      else
        clasp_exchange_tell (self->import->report, self->path, "%.64s: has no place here", name);
    }
}

static void
keep_rest (Server *self, ClaspConnection *connection)
{
  static const char *const nothing[] = { NULL };
  g_autoptr (JsonObject)   kept = json_object_new ();
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *node;

  json_object_iter_init_ordered (&iter, self->json);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (is_worth_keeping (name, node) && can_keep (name, TRUE))
      json_object_set_member (kept, name, json_node_copy (node));
  if (json_object_get_size (kept) > 0)
    clasp_extra_keep (G_OBJECT (connection), kept, nothing);
}

/* What it is called in the file, when nothing else is. */
static void
set_identity (Server *self, ClaspConnection *connection, const char *name)
{
  const char                 *namespace_ = clasp_exchange_get_text (self->json, "namespace"), *why;
  g_autoptr (ClaspConnection) other = NULL;

  if (name != NULL)
    clasp_show_item_set_name (CLASP_SHOW_ITEM (connection), name);
  clasp_show_item_set_enabled (CLASP_SHOW_ITEM (connection),
                               clasp_exchange_get_enabled (self->json));
  if (clasp_exchange_get_text (self->json, "id") != NULL)
    clasp_show_adopt_id (self->import->show, CLASP_SHOW_ITEM (connection),
                         clasp_exchange_get_text (self->json, "id"));
  if (namespace_ == NULL || !clasp_address_is_valid (clasp_str (namespace_), &why))
    return;
  other = clasp_exchange_find_by_address (self->import->show, namespace_);
  if (other == NULL || strcmp (clasp_connection_get_namespace (other), namespace_) != 0)
    g_object_set (connection, "namespace", namespace_, NULL);
}

static void
add_connection (Server *self, guint kind, const char *name)
{
  g_autoptr (GError)          error = NULL;
  g_autoptr (ClaspConnection) connection =
    clasp_show_create_connection (self->import->show, kinds[kind].type, &error);
  ClaspSettings *settings;

  if (connection != NULL)
    {
      settings = clasp_connection_get_settings (connection);
      kinds[kind].read (self, settings);
      if (clasp_settings_validate (settings, &error))
        {
          set_identity (self, connection, name);
          keep_rest (self, connection);
          clasp_show_add (self->import->show, CLASP_SHOW_ITEM (connection));
          return;
        }
    }
  clasp_exchange_tell (self->import->report, self->path, "%s; it is left out", error->message);
}

/* One more place to listen on: the first takes the place of our default. */
static void
add_listener (Server *self, const char *name)
{
  ClaspRouterConfig *router = clasp_show_get_router (self->import->show);
  ClaspSettings     *settings = clasp_router_config_get_settings (router);
  gint64             port = take_number (self, "port", 1, 65535, 7330);
  g_autofree char   *place = take_place (self, own_places, "127.0.0.1", port);
  g_auto (GStrv)     before = g_strdupv ((char **) clasp_settings_get_strv (settings, "listen"));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           list = NULL;
  g_autoptr (GError)       error = NULL;
  g_autofree char         *url = NULL;

  if (g_str_has_prefix (place, "localhost:"))
    url = g_strconcat ("ws://127.0.0.1", place + strlen ("localhost"), "/clasp", NULL);
  else
    url = strstr (place, "://") != NULL ? g_strdup (place)
                                        : g_strconcat ("ws://", place, "/clasp", NULL);
  if (self->import->n_listeners > 0)
    g_strv_builder_addv (builder, (const char **) before);
  g_strv_builder_add (builder, url);
  list = g_strv_builder_end (builder);
  g_object_set (settings, "listen", list, NULL);
  if (!clasp_settings_validate (settings, &error))
    {
      g_object_set (settings, "listen", before, NULL);
      clasp_exchange_tell (self->import->report, self->path, "%s; it is left out", error->message);
      return;
    }
  if (self->import->n_listeners++ == 0 && name != NULL)
    clasp_show_item_set_name (CLASP_SHOW_ITEM (router), name);
}

void
clasp_import_server (ClaspImport *self, JsonObject *json, const char *path)
{
  g_autoptr (JsonObject) copy = clasp_exchange_copy_object (json);
  Server                 server = { self, copy, path };
  const char            *type = clasp_exchange_get_text (json, "type");
  g_autofree char       *name = take_text (&server, "name");
  guint                  kind;

  if (type == NULL)
    {
      clasp_exchange_tell (self->report, path, "type: is missing; it is left out");
      return;
    }
  for (kind = 0; kind < G_N_ELEMENTS (kinds) && strcmp (kinds[kind].type, type) != 0; kind++)
    ;
  if (strcmp (type, "clasp") == 0)
    add_listener (&server, name);
  else if (kind < G_N_ELEMENTS (kinds))
    add_connection (&server, kind, name);
  else
    {
      clasp_exchange_tell (self->report, path, "type “%.64s” is not there yet; it is left out",
                           type);
      return;
    }
  tell_rest (&server, kind < G_N_ELEMENTS (kinds));
}
