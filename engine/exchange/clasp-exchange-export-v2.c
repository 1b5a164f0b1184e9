/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-secrets.h"
#include "exchange/clasp-exchange-v2-names.h"
#include "exchange/clasp-exchange-v2-shapes.h"

#include "core/clasp-json.h"
#include "show/clasp-show-private.h"

#include <string.h>

/* Version 2: clasp-exchange-v2.c the other way. The show's own text is the beginning: what it
 * holds, unknown members among it, is there under the names of version 2. */

typedef struct
{
  ClaspShow  *show;
  JsonObject *from; /* (unowned) the show's JSON */
  JsonObject *json; /* (unowned) what is written */
  GPtrArray  *report;
  guint       n_routes;
  gboolean    has_secrets; /* they go along */
} Writer;

/* Members of @from that are not there yet and not among @known, which says otherwise what they say.
 */
static void
add_rest (JsonObject *json, JsonObject *from, const char *const *known)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    if (!g_strv_contains (known, name) && !json_object_has_member (json, name) &&
        !clasp_exchange_is_secret (name))
      json_object_set_member (json, name, json_node_copy (node));
}

static void
copy_member (JsonObject *from, const char *name, JsonObject *to, const char *new_name)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node != NULL)
    json_object_set_member (to, new_name, json_node_copy (node));
}

/* A secret is named by a reference, and told unless it goes along encrypted. */
static void
add_references (Writer *self, JsonObject *options, JsonObject *settings, const char *id)
{
  g_autoptr (GList) names = json_object_get_members (settings);

  for (GList *item = names; item != NULL; item = item->next)
    {
      g_autofree char *member = g_strconcat (item->data, "-ref", NULL);
      g_autofree char *reference = g_strdup_printf ("%s/%s", id, (char *) item->data);

      if (!clasp_exchange_is_secret (item->data))
        continue;
      json_object_set_string_member (options, member, reference);
      if (!self->has_secrets)
        clasp_exchange_tell (self->report, id, "%s: a secret is not written without a passphrase",
                             (char *) item->data);
    }
}

/* Settings as they are called here, but for what is secret. */
static void
add_options (Writer *self, JsonObject *json, JsonObject *from)
{
  const char              *id = clasp_exchange_get_text (from, "id");
  static const char *const nothing[] = { NULL };
  JsonObject              *settings = clasp_exchange_get_object (from, "settings");
  JsonObject              *options = json_object_new ();

  if (settings != NULL)
    {
      add_rest (options, settings, nothing);
      add_references (self, options, settings, id != NULL ? id : "router");
    }
  json_object_set_object_member (json, "options", options);
}

/* ---- items ---- */

static JsonObject *
write_router (Writer *self, JsonObject *from)
{
  static const char *const known[] = { "settings", NULL };
  ClaspSettings *settings = clasp_router_config_get_settings (clasp_show_get_router (self->show));
  const char    *url = clasp_settings_get_strv (settings, "listen")[0];
  JsonObject    *json = json_object_new ();

  copy_member (from, "id", json, "id");
  copy_member (from, "name", json, "name");
  json_object_set_string_member (json, "url", url != NULL ? url : "");
  add_rest (json, from, known);
  add_options (self, json, from);
  return json;
}

static JsonObject *
write_connection (Writer *self, JsonObject *from)
{
  static const char *const known[] = { "kind", "settings", NULL };
  JsonObject              *json = json_object_new ();

  copy_member (from, "id", json, "id");
  copy_member (from, "kind", json, "type");
  add_rest (json, from, known);
  add_options (self, json, from);
  return json;
}

static JsonObject *
write_local (Writer *self, JsonObject *from)
{
  static const char *const known[] = { "settings", NULL };
  JsonObject              *json = json_object_new ();

  add_rest (json, from, known);
  add_options (self, json, from);
  return json;
}

/* ---- routes ---- */

static JsonObject *
write_end (Writer *self, JsonObject *from, gboolean is_target)
{
  static const char *const    known[] = { "options", "steps", NULL };
  const ClaspRegistry        *registry = clasp_show_get_registry (self->show);
  const char                 *address = json_object_get_string_member (from, "address");
  g_autoptr (ClaspConnection) connection = clasp_exchange_find_by_address (self->show, address);
  JsonObject                 *options = clasp_exchange_get_object (from, "options");
  JsonObject                 *json = json_object_new ();

  json_object_set_string_member (json, "connection", "*");
  if (options != NULL && clasp_exchange_get_text (options, "connection") != NULL)
    copy_member (options, "connection", json, "connection");
  json_object_set_string_member (
    json, "protocol", connection != NULL ? clasp_connection_get_kind (connection) : "clasp");
  json_object_set_string_member (json, "address", address);
  if (options != NULL)
    copy_member (options, "timeout-s", json, "timeout");
  if (options != NULL && json_object_has_member (options, "timeout-s"))
    json_object_remove_member (options, "timeout-s");
  if (options != NULL)
    clasp_v2_put (json, options,
                  is_target ? registry->get_target_options_type ()
                            : registry->get_source_options_type ());
  if (is_target)
    json_object_set_array_member (
      json, "transforms",
      clasp_v2_write_steps (self->show, clasp_exchange_get_array (from, "steps")));
  add_rest (json, from, known);
  if (connection != NULL)
    clasp_v2_write_numbers (connection, address,
                            options != NULL ? clasp_exchange_get_text (options, "path") : NULL, json);
  return json;
}

/* A list, or the one address that a show file has in its place. */
static JsonArray *
write_ends (Writer *self, JsonObject *from, gboolean is_target)
{
  JsonArray *array = clasp_exchange_get_array (from, is_target ? "targets" : "sources");
  JsonArray *ends = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    json_array_add_object_element (
      ends, write_end (self, json_array_get_object_element (array, i), is_target));
  if (array == NULL)
    {
      g_autoptr (JsonObject) end = json_object_new ();

      copy_member (from, is_target ? "target" : "source", end, "address");
      json_array_add_object_element (ends, write_end (self, end, is_target));
    }
  return ends;
}

static void
write_when (JsonObject *options, JsonObject *json)
{
  const char *text = clasp_exchange_get_text (options, "when");

  if (text != NULL)
    json_object_set_member (json, "when", clasp_v2_write_when (text));
}

/* With what an imported file had in it besides. */
static JsonObject *
begin_group (JsonObject *from, const char *name)
{
  JsonObject *group = clasp_exchange_get_object (from, name);

  return group != NULL ? clasp_exchange_copy_object (group) : json_object_new ();
}

/* What stands together there. */
static void
write_groups (JsonObject *from, JsonObject *options, JsonObject *json)
{
  JsonObject *rate = begin_group (from, "rate"), *change = begin_group (from, "change");

  json_object_set_string_member (json, "join", "any");
  copy_member (options, "join", json, "join");
  copy_member (options, "rate-hz", rate, "hz");
  copy_member (options, "rate-keep", rate, "keep");
  copy_member (options, "only-changes", change, "on");
  copy_member (options, "epsilon", change, "epsilon");
  if (json_object_has_member (change, "epsilon") && !json_object_has_member (change, "on"))
    json_object_set_boolean_member (change, "on", FALSE);
  json_object_set_object_member (json, "rate", rate);
  json_object_set_object_member (json, "change", change);
  json_object_set_boolean_member (json, "bidirectional", FALSE);
  copy_member (options, "two-way", json, "bidirectional");
  copy_member (options, "idle-reset-s", json, "idleReset");
  copy_member (options, "reset-on-reconnect", json, "reset");
  write_when (options, json);
}

static void
write_options (Writer *self, JsonObject *from, JsonObject *json)
{
  static const char *const grouped[] = { "join",    "rate-hz", "rate-keep", "only-changes",
                                         "epsilon", "two-way", "when",      "idle-reset-s", "reset-on-reconnect", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->show);
  JsonObject              *options = clasp_exchange_get_object (from, "options");
  g_autoptr (JsonObject)   others = json_object_new (), none = json_object_new ();

  write_groups (from, options != NULL ? options : none, json);
  if (options == NULL)
    return;
  add_rest (others, options, grouped);
  clasp_v2_put (json, others, registry->get_route_options_type ());
}

static JsonObject *
write_route (Writer *self, JsonObject *from)
{
  static const char *const known[] = { "source", "sources", "target", "targets",
                                       "steps",  "options", NULL };
  JsonObject              *json = json_object_new ();

  copy_member (from, "id", json, "id");
  copy_member (from, "name", json, "name");
  copy_member (from, "enabled", json, "enabled");
  json_object_set_int_member (json, "order", self->n_routes++);
  json_object_set_array_member (json, "sources", write_ends (self, from, FALSE));
  json_object_set_array_member (
    json, "transforms",
    clasp_v2_write_steps (self->show, clasp_exchange_get_array (from, "steps")));
  json_object_set_array_member (json, "targets", write_ends (self, from, TRUE));
  write_options (self, from, json);
  add_rest (json, from, known);
  return json;
}

/* ---- the whole ---- */

static void
write_list (Writer     *self,
            const char *name,
            const char *theirs,
            JsonObject *(*write) (Writer *self, JsonObject *from))
{
  JsonArray *array = clasp_exchange_get_array (self->from, name);
  JsonArray *list = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    json_array_add_object_element (list, write (self, json_array_get_object_element (array, i)));
  json_object_set_array_member (self->json, theirs, list);
}

static void
write_rules (Writer *self, const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? clasp_json_parse (text, strlen (text), NULL) : NULL;
  JsonArray           *rules = NULL;

  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root))
    rules = json_array_ref (json_node_get_array (root));
  else if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
           clasp_exchange_get_array (json_node_get_object (root), "rules") != NULL)
    rules = json_array_ref (clasp_exchange_get_array (json_node_get_object (root), "rules"));
  else if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      rules = json_array_new (); /* one rule alone */
      json_array_add_element (rules, json_node_copy (root));
    }
  else if (text != NULL)
    clasp_exchange_tell (self->report, "rules",
                         "the show’s file of rules cannot be read; it is left out");
  json_object_set_array_member (self->json, "rules", rules != NULL ? rules : json_array_new ());
}

/* The file of rules goes along, its name does not. */
static void
drop_rules_path (Writer *self)
{
  JsonArray  *routers = json_object_get_array_member (self->json, "routers");
  JsonObject *options =
    json_array_get_length (routers) > 0
      ? clasp_exchange_get_object (json_array_get_object_element (routers, 0), "options")
      : NULL;

  if (options != NULL && json_object_has_member (options, "rules"))
    json_object_remove_member (options, "rules");
}

static void
write_head (Writer *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char      *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (self->json, "format", "show-control-project");
  json_object_set_int_member (self->json, "version", 2);
  copy_member (self->from, "name", self->json, "name");
  json_object_set_string_member (self->json, "saved", time);
}

/* @secrets (nullable): what is encrypted already */
static char *
export_all (ClaspShow *show, const char *rules, JsonObject *secrets, GPtrArray *report)
{
  static const char *const known[] = { "format", "version", "mappings", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (show);
  g_autofree char         *text = clasp_show_to_text (show);
  g_autoptr (JsonNode)     from = clasp_json_parse (text, strlen (text), NULL);
  g_autoptr (JsonNode)     root = NULL;
  g_autoptr (JsonObject)   json = json_object_new ();
  g_autofree char         *printed = NULL;
  Writer self = { show, json_node_get_object (from), json, report, 0, secrets != NULL };

  write_head (&self);
  write_list (&self, "routers", "routers", write_router);
  write_list (&self, "connections", "connections", write_connection);
  json_object_set_array_member (json, "links", json_array_new ());
  write_list (&self, "mappings", "routes", write_route);
  write_rules (&self, rules);
  if (rules != NULL)
    drop_rules_path (&self);
  for (guint i = 0; i < registry->n_locals; i++)
    {
      g_autofree char *name = clasp_show_local_member (&registry->locals[i]);

      write_list (&self, name, name, write_local);
    }
  add_rest (json, self.from, known);
  root = json_node_init_object (json_node_alloc (), json);
  clasp_json_drop_secrets (root);
  if (secrets != NULL)
    json_object_set_object_member (json, "secrets", json_object_ref (secrets));
  printed = clasp_json_print (root);
  return g_strconcat (printed, "\n", NULL);
}

/**
 * clasp_exchange_export_v2:
 * @show: a show
 * @rules: (nullable): the text of its file of rules
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 *
 * Writes all that @show holds as a version 2 configuration (mapping.md 16), but for secrets: each is named in
 * @report, and by a reference in the file. Keys and certificates are files, named by their path. Members of an
 * imported file that nobody here knows are written back.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the text, ending in a newline
 */
char *
clasp_exchange_export_v2 (ClaspShow *show, const char *rules, GPtrArray *report)
{
  return export_all (show, rules, NULL, report);
}

/**
 * clasp_exchange_has_secrets:
 * @show: a show
 *
 * Thread: UI.
 *
 * Returns: whether a setting of @show is a secret and is set
 */
gboolean
clasp_exchange_has_secrets (ClaspShow *show)
{
  g_autofree char *text = clasp_secrets_collect (show);

  return text != NULL;
}

/**
 * clasp_exchange_report_v2:
 * @show: a show
 * @rules: (nullable): the text of its file of rules
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 *
 * What [func@Clasp.exchange_export_v2_secrets] would tell, without encrypting anything.
 *
 * Thread: UI.
 */
void
clasp_exchange_report_v2 (ClaspShow *show, const char *rules, GPtrArray *report)
{
  g_autoptr (JsonObject) none = json_object_new ();

  g_free (export_all (show, rules, none, report));
}

/**
 * clasp_exchange_export_v2_secrets:
 * @show: a show
 * @rules: (nullable): the text of its file of rules
 * @passphrase: for the secrets, 1 to 1024 bytes
 * @report: (element-type utf8): where sentences are appended, each owned by the array
 * @error: return location for a [error@Clasp.ShowError]
 *
 * As [func@Clasp.exchange_export_v2], with the secrets in one encrypted member: a key made of @passphrase by
 * PBKDF2 with SHA-256, ChaCha20-Poly1305. Blocks for about half a second, when there are any.
 *
 * Thread: UI, or any for a show that nobody else knows.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT for a passphrase that cannot be taken.
 *
 * Returns: (transfer full) (nullable): the text, ending in a newline
 */
char *
clasp_exchange_export_v2_secrets (
  ClaspShow *show, const char *rules, const char *passphrase, GPtrArray *report, GError **error)
{
  g_autofree char       *text = clasp_secrets_collect (show);
  g_autoptr (JsonObject) secrets = NULL;

  if (text != NULL && (secrets = clasp_secrets_seal (text, passphrase, error)) == NULL)
    return NULL;
  return export_all (show, rules, secrets, report);
}
