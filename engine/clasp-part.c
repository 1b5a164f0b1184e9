/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-part.h"

#include "clasp-local-uses.h"
#include "clasp-swap.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange-moves.h"
#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Design notes. A part is the text of a show with most of it left out, under a format of its own:
 * opened, it would be a show with nothing but these mappings. What a mapping uses is found by what
 * would follow if every connection stood elsewhere (clasp-exchange-moves.h), on a copy of it, where
 * each stays where it is. */

static const char *
get_id (gpointer item)
{
  return clasp_show_item_get_id (CLASP_SHOW_ITEM (item));
}

static const char *
get_name (gpointer item)
{
  return clasp_show_item_get_name (CLASP_SHOW_ITEM (item));
}

static GPtrArray *
list_items (GListModel *list)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (items, g_list_model_get_item (list, i));
  return items;
}

/* ---- what mappings use ---- */

typedef struct
{
  GPtrArray         *connections; /* (owned) all of the show */
  ClaspExchangeMoves moves;
  GHashTable        *hits; /* (owned) */
} Uses;

static void
uses_init (Uses *self, ClaspShow *show)
{
  self->connections = list_items (clasp_show_get_connections (show));
  self->hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  clasp_exchange_moves_init (&self->moves);
  self->moves.hits = self->hits;
  for (guint i = 0; i < self->connections->len; i++)
    {
      ClaspConnection *connection = self->connections->pdata[i];
      const char      *namespace_ = clasp_connection_get_namespace (connection);
      g_autofree char *prefix = clasp_connection_dup_prefix (connection);

      clasp_exchange_moves_add_namespace (&self->moves, namespace_, namespace_);
      clasp_exchange_moves_add_namespace (&self->moves, prefix, prefix);
      clasp_exchange_moves_add_connection (&self->moves, get_id (connection), get_id (connection));
    }
}

static void
uses_clear (Uses *self)
{
  clasp_exchange_moves_clear (&self->moves);
  g_hash_table_unref (self->hits);
  g_ptr_array_unref (self->connections);
}

static void
uses_look (Uses *self, ClaspShow *show, ClaspMapping *mapping)
{
  g_autoptr (ClaspMapping) copy = clasp_show_copy_mapping (show, mapping);

  clasp_exchange_move_mapping (&self->moves, copy, NULL);
}

static gboolean
uses_has (Uses *self, ClaspConnection *connection)
{
  g_autofree char *prefix = clasp_connection_dup_prefix (connection);
  g_autofree char *local = clasp_exchange_moves_dup_local (get_id (connection));

  return g_hash_table_contains (self->hits, prefix) || g_hash_table_contains (self->hits, local) ||
         g_hash_table_contains (self->hits, clasp_connection_get_namespace (connection)) ||
         g_hash_table_contains (self->hits, get_id (connection));
}

/**
 * clasp_part_list_connections:
 * @show: a show
 * @mappings: (element-type ClaspMapping): some of its mappings
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspConnection): those they use, in the order of the show
 */
GPtrArray *
clasp_part_list_connections (ClaspShow *show, GPtrArray *mappings)
{
  GPtrArray *used = g_ptr_array_new_with_free_func (g_object_unref);
  Uses       uses;

  uses_init (&uses, show);
  for (guint i = 0; i < mappings->len; i++)
    uses_look (&uses, show, mappings->pdata[i]);
  for (guint i = 0; i < uses.connections->len; i++)
    if (uses_has (&uses, uses.connections->pdata[i]))
      g_ptr_array_add (used, g_object_ref (uses.connections->pdata[i]));
  uses_clear (&uses);
  return used;
}

/* ---- out ---- */

static gboolean
has_id (GPtrArray *items, const char *id)
{
  for (guint i = 0; i < items->len; i++)
    if (strcmp (get_id (items->pdata[i]), id) == 0)
      return TRUE;
  return FALSE;
}

/* (transfer full) */
static JsonArray *
take_items (JsonObject *json, const char *name, GPtrArray *items)
{
  JsonArray *all = json_object_get_array_member (json, name);
  JsonArray *taken = json_array_new ();

  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *item = json_array_get_object_element (all, i);

      if (has_id (items, json_object_get_string_member (item, "id")))
        json_array_add_object_element (taken, json_object_ref (item));
    }
  return taken;
}

static void
tell_secrets (ClaspConnection *connection, GPtrArray *report)
{
  ClaspSettings          *settings = clasp_connection_get_settings (connection);
  guint                   n;
  g_autofree GParamSpec **pspecs =
    clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = clasp_settings_get_text (settings, pspecs[i]->name);

      if (clasp_exchange_is_secret (pspecs[i]->name) && *text != '\0')
        clasp_exchange_tell (report, get_name (connection), "%s: a secret is not written",
                             pspecs[i]->name);
    }
}

/* Variables, scenes and the like stay where they are. */
static void
tell_locals (ClaspShow *show, const char *text, GPtrArray *report)
{
  g_autoptr (ClaspShow) part = clasp_show_new (clasp_show_get_registry (show));
  g_autoptr (GPtrArray) locals = list_items (clasp_show_get_locals (show));

  if (!clasp_show_from_text (part, text, NULL, NULL))
    return;
  for (guint i = 0; i < locals->len; i++)
    {
      g_autoptr (GPtrArray) uses = clasp_show_list_local_uses (part, NULL, locals->pdata[i]);

      if (uses->len > 0)
        clasp_exchange_tell (report, get_name (locals->pdata[i]),
                             "the %s is named by the mappings and is not written",
                             clasp_show_local_get_kind (locals->pdata[i]));
    }
}

/**
 * clasp_part_export:
 * @show: a show
 * @mappings: (element-type ClaspMapping): some of its mappings
 * @report: (element-type utf8): gets a sentence for each thing that they name and that is left out
 *
 * Writes them with the connections they use, but for secrets, so that clasp_exchange_read () reads
 * them as %CLASP_EXCHANGE_PART.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the text, ending in a newline
 */
char *
clasp_part_export (ClaspShow *show, GPtrArray *mappings, GPtrArray *report)
{
  g_autofree char       *whole = clasp_show_to_text (show), *text = NULL, *line = NULL;
  g_autoptr (JsonNode)   root = clasp_json_parse (whole, strlen (whole), NULL);
  g_autoptr (GPtrArray)  used = clasp_part_list_connections (show, mappings);
  g_autoptr (JsonNode)   node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) json = json_object_new ();
  JsonObject            *from = json_node_get_object (root);

  json_object_set_string_member (json, "format", "clasp-bridge-show");
  json_object_set_int_member (json, "version", json_object_get_int_member (from, "version"));
  json_object_set_string_member (json, "name", json_object_get_string_member (from, "name"));
  json_object_set_array_member (json, "connections", take_items (from, "connections", used));
  json_object_set_array_member (json, "mappings", take_items (from, "mappings", mappings));
  json_node_set_object (node, json);
  clasp_json_drop_secrets (node);
  text = clasp_json_print (node);

  for (guint i = 0; i < used->len; i++)
    tell_secrets (used->pdata[i], report);
  tell_locals (show, text, report);
  json_object_set_string_member (json, "format", CLASP_EXCHANGE_PART_FORMAT);
  line = clasp_json_print (node);
  return g_strconcat (line, "\n", NULL);
}

/* ---- in ---- */

static void
role_free (gpointer data)
{
  ClaspPartRole *self = data;

  g_object_unref (self->connection);
  g_ptr_array_unref (self->choices);
  g_free (self);
}

static gboolean
is_of_kind (ClaspConnection *a, ClaspConnection *b)
{
  return strcmp (clasp_connection_get_kind (a), clasp_connection_get_kind (b)) == 0;
}

static GPtrArray *
list_choices (ClaspShow *show, ClaspConnection *role)
{
  GPtrArray *choices = list_items (clasp_show_get_connections (show));

  for (guint i = choices->len; i-- > 0;)
    if (!is_of_kind (choices->pdata[i], role))
      g_ptr_array_remove_index (choices, i);
  return choices;
}

/**
 * clasp_part_choose:
 * @imported: what was read
 * @show: the show it goes into
 * @role: a connection that was read
 * @there: (nullable): the connection of @show, of the same kind, that it is; %NULL to add it
 *
 * Thread: UI.
 */
void
clasp_part_choose (ClaspImported   *imported,
                   ClaspShow       *show,
                   ClaspConnection *role,
                   ClaspConnection *there)
{
  ClaspExchangeRole *chosen = g_new0 (ClaspExchangeRole, 1);

  chosen->prefix = clasp_connection_dup_prefix (role);
  if (there != NULL)
    {
      chosen->there = g_strdup (get_id (there));
      chosen->new_prefix = clasp_connection_dup_prefix (there);
    }
  else if (clasp_show_find (show, get_id (role)) != NULL)
    chosen->there = g_uuid_string_random ();
  else
    chosen->there = g_strdup (get_id (role));
  g_hash_table_replace (imported->roles, g_strdup (get_id (role)), chosen);
}

/* How much @there looks like @role; 0: by its kind alone. */
static guint
likeness (ClaspConnection *role, ClaspConnection *there)
{
  g_autofree char *name = g_utf8_casefold (get_name (role), -1);
  g_autofree char *other = g_utf8_casefold (get_name (there), -1);
  g_autofree char *prefix = clasp_connection_dup_prefix (role);
  g_autofree char *other_prefix = clasp_connection_dup_prefix (there);

  if (strcmp (get_id (role), get_id (there)) == 0)
    return 4;
  if (clasp_settings_equal (clasp_connection_get_settings (role),
                            clasp_connection_get_settings (there)))
    return 3;
  if (*name != '\0' && strcmp (name, other) == 0)
    return 2;
  return strcmp (prefix, other_prefix) == 0;
}

/* (nullable) The likest that no other role is. */
static ClaspConnection *
guess (const ClaspPartRole *role, GHashTable *taken, guint least)
{
  ClaspConnection *best = NULL;

  for (guint i = 0; i < role->choices->len; i++)
    {
      guint like = likeness (role->connection, role->choices->pdata[i]);

      if (g_hash_table_contains (taken, role->choices->pdata[i]) || like < least)
        continue;
      best = role->choices->pdata[i];
      least = like + 1;
    }
  return best;
}

static gboolean
read_choice (ClaspImported *imported, ClaspShow *show, ClaspPartRole *role)
{
  const ClaspExchangeRole *chosen =
    g_hash_table_lookup (imported->roles, get_id (role->connection));
  ClaspShowItem *there = chosen != NULL ? clasp_show_find (show, chosen->there) : NULL;

  if (chosen == NULL || (chosen->new_prefix != NULL && !CLASP_IS_CONNECTION (there)))
    return FALSE;
  role->there = chosen->new_prefix != NULL ? CLASP_CONNECTION (there) : NULL;
  return TRUE;
}

/* Those that look alike first, so that no other takes their place. */
static void
guess_all (ClaspImported *imported, ClaspShow *show, GPtrArray *roles)
{
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray)  open = g_ptr_array_new ();

  for (guint i = 0; i < roles->len; i++)
    {
      ClaspPartRole *role = roles->pdata[i];

      if (!read_choice (imported, show, role))
        g_ptr_array_add (open, role);
      else if (role->there != NULL)
        g_hash_table_add (taken, role->there);
    }
  for (guint least = 5; least-- > 0;)
    for (guint i = 0; i < open->len; i++)
      {
        ClaspPartRole *role = open->pdata[i];

        if (role->there == NULL && (role->there = guess (role, taken, least)) != NULL)
          g_hash_table_add (taken, role->there);
      }
  for (guint i = 0; i < open->len; i++)
    {
      ClaspPartRole *role = open->pdata[i];

      clasp_part_choose (imported, show, role->connection, role->there);
    }
}

static guint
count_uses (ClaspShow *show, ClaspConnection *connection)
{
  g_autoptr (GPtrArray) mappings = list_items (clasp_show_get_mappings (show));
  guint                 n = 0;
  Uses                  uses;

  uses_init (&uses, show);
  for (guint i = 0; i < mappings->len; i++)
    {
      g_hash_table_remove_all (uses.hits);
      uses_look (&uses, show, mappings->pdata[i]);
      n += uses_has (&uses, connection);
    }
  uses_clear (&uses);
  return n;
}

/**
 * clasp_part_list_roles:
 * @imported: what was read
 * @show: the show it goes into
 *
 * What nobody chose is the connection of the same id, else of the same settings, name or place,
 * else any of the same kind that no other role is; else it is added.
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspPartRole): each connection that was read, with what
 * it is to be
 */
GPtrArray *
clasp_part_list_roles (ClaspImported *imported, ClaspShow *show)
{
  GPtrArray            *roles = g_ptr_array_new_with_free_func (role_free);
  g_autoptr (GPtrArray) connections = list_items (clasp_show_get_connections (imported->show));

  for (guint i = 0; i < connections->len; i++)
    {
      ClaspPartRole *role = g_new0 (ClaspPartRole, 1);

      role->connection = g_object_ref (connections->pdata[i]);
      role->choices = list_choices (show, role->connection);
      role->n_uses = count_uses (imported->show, role->connection);
      g_ptr_array_add (roles, role);
    }
  guess_all (imported, show, roles);
  return roles;
}

/* ---- by name ---- */

static gboolean
is_called (ClaspConnection *connection, const char *text)
{
  return strcmp (get_name (connection), text) == 0 || strcmp (get_id (connection), text) == 0 ||
         strcmp (clasp_connection_get_namespace (connection), text) == 0;
}

/* (transfer none) */
static ClaspConnection *
find_one (ClaspShow *show, const char *text, const char *where, GError **error)
{
  g_autoptr (GPtrArray) connections = list_items (clasp_show_get_connections (show));
  ClaspConnection      *found = NULL;
  guint                 n = 0;

  for (guint i = 0; i < connections->len; i++)
    if (is_called (connections->pdata[i], text))
      {
        found = connections->pdata[i];
        n++;
      }
  if (n == 1)
    return found; /* the show holds it */
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               n == 0 ? "%s has no connection “%s”" : "%s has several connections “%s”: say its id",
               where, text);
  return NULL;
}

/**
 * clasp_part_choose_by_name:
 * @imported: what was read
 * @show: the show it goes into
 * @text: "NAME=CONNECTION": a connection that was read, and one of @show, each by its name,
 * namespace or id; nothing behind the "=" to add it
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for one that is not there, or of another kind.
 *
 * Returns: whether it was chosen
 */
gboolean
clasp_part_choose_by_name (ClaspImported *imported,
                           ClaspShow     *show,
                           const char    *text,
                           GError       **error)
{
  const char      *equals = strrchr (text, '=');
  g_autofree char *name =
    equals != NULL ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);
  ClaspConnection *role, *there = NULL;

  if (equals == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "“%s” is not of the form NAME=CONNECTION", text);
      return FALSE;
    }
  role = find_one (imported->show, name, "the file", error);
  if (role == NULL ||
      (equals[1] != '\0' && (there = find_one (show, equals + 1, "the show", error)) == NULL))
    return FALSE;
  if (there != NULL && !is_of_kind (role, there))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "“%s” is %s, “%s” is %s",
                   name, clasp_connection_get_kind (role), equals + 1,
                   clasp_connection_get_kind (there));
      return FALSE;
    }
  clasp_part_choose (imported, show, role, there);
  return TRUE;
}
