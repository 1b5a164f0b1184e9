/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-secrets.h"

#include "core/clasp-json.h"
#include "show/clasp-secret-store.h"

#include <string.h>

typedef struct
{
  ClaspSecretStore *store;     /* (nullable) when it cannot be read */
  gboolean          is_hidden; /* the way: to the disk, or from there */
  gboolean          is_changed;
  GPtrArray        *problems; /* (nullable) */
} Walk;

/* Where it is in the file. */
typedef struct
{
  const char *path;
  const char *id;     /* of the connection or whatever it belongs to */
  const char *secret; /* (nullable) the name of the member, when all in it is secret */
} Place;

static gboolean
is_reference (const char *text)
{
  return clasp_json_find_secret_reference (text) == text &&
         strlen (text) == CLASP_SECRET_REFERENCE_LENGTH;
}

static void
tell_missing (Walk *self, const Place *place)
{
  if (self->problems != NULL)
    g_ptr_array_add (
      self->problems,
      g_strdup_printf ("%s: this secret is not on this computer, so its connection cannot start; "
                       "enter it again",
                       place->path));
}

/* (transfer full) (nullable): what stands there from now on; NULL to leave it. */
static char *
exchange (Walk *self, const Place *place, const char *what, const char *text)
{
  g_autofree char *where = g_strconcat (place->id, "/", what, NULL);
  const char      *found;

  if (is_reference (text) == self->is_hidden || *text == '\0')
    return NULL;
  self->is_changed = TRUE;
  if (self->is_hidden)
    return clasp_secret_store_add (self->store, where, text);
  found = self->store != NULL ? clasp_secret_store_find (self->store, where, text) : NULL;
  if (found == NULL)
    tell_missing (self, place);
  return g_strdup (found);
}

/* What is told to nobody but the one it is for: "ws://10.0.0.5:9002" of
 * "ws://me:password@10.0.0.5:9002/path". */
static char *
read_goal (const char *text, const char *person, gsize length)
{
  const char *scheme = person - strlen ("://");
  const char *host = person + length + 1;

  while (scheme > text && (g_ascii_isalnum (scheme[-1]) || strchr ("+-.", scheme[-1]) != NULL))
    scheme--;
  return g_strdup_printf ("%.*s%.*s", (int) (person - scheme), scheme, (int) strcspn (host, "/?# "),
                          host);
}

static void
exchange_persons (Walk *self, const Place *place, JsonNode *node)
{
  const char *text = json_node_get_string (node), *rest = text, *person;
  GString    *made = g_string_new (NULL);
  gsize       length;

  while ((person = clasp_url_find_person (rest, &length)) != NULL)
    {
      g_autofree char *old = g_strndup (person, length);
      g_autofree char *goal = read_goal (text, person, length);
      g_autofree char *new = exchange (self, place, goal, old);

      g_string_append_len (made, rest, person - rest);
      g_string_append (made, new != NULL ? new : old);
      rest = person + length;
    }
  g_string_append (made, rest);
  if (strcmp (made->str, text) != 0)
    json_node_set_string (node, made->str);
  g_string_free (made, TRUE);
}

static void
walk_text (Walk *self, const Place *place, JsonNode *node)
{
  g_autofree char *new = NULL;

  if (place->secret == NULL)
    {
      exchange_persons (self, place, node);
      return;
    }
  new = exchange (self, place, place->secret, json_node_get_string (node));
  if (new != NULL)
    json_node_set_string (node, new);
}

static void walk (Walk *self, const Place *place, JsonNode *node);

static void
walk_object (Walk *self, const Place *place, JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  JsonNode         *id = json_object_get_member (object, "id");

  for (GList *name = names; name != NULL; name = name->next)
    {
      g_autofree char *path =
        g_strconcat (place->path, *place->path != '\0' ? "." : "", name->data, NULL);
      Place inner = { path, place->id, place->secret };

      if (id != NULL && JSON_NODE_HOLDS_VALUE (id) &&
          json_node_get_value_type (id) == G_TYPE_STRING)
        inner.id = json_node_get_string (id);
      if (inner.secret == NULL && clasp_json_is_secret (name->data))
        inner.secret = name->data;
      walk (self, &inner, json_object_get_member (object, name->data));
    }
}

static void
walk (Walk *self, const Place *place, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    walk_object (self, place, json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        g_autofree char *path = g_strdup_printf ("%s[%u]", place->path, i);
        Place            inner = { path, place->id, place->secret };

        walk (self, &inner, json_array_get_element (json_node_get_array (node), i));
      }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    walk_text (self, place, node);
}

/* A show's text ends in a newline. */
static char *
print (JsonNode *root)
{
  g_autofree char *text = clasp_json_print (root);

  return g_strconcat (text, "\n", NULL);
}

/**
 * clasp_show_hide_secrets:
 * @text: a show's text, as clasp_show_to_text () gives it
 * @error: return location
 *
 * Puts the secrets of @text into the user's store, and a reference in the place of each.
 *
 * Thread: any. Blocks for a small file when there is a secret.
 *
 * Errors: those of clasp_secret_store_open () and clasp_secret_store_save (); then @text must not
 * be written.
 *
 * Returns: (transfer full) (nullable): what the file shall hold
 */
char *
clasp_show_hide_secrets (const char *text, GError **error)
{
  g_autofree char             *path = NULL;
  g_autoptr (JsonNode)         root = NULL;
  g_autoptr (ClaspSecretStore) store = NULL;
  Walk                         self = { .is_hidden = TRUE };
  const Place                  place = { "", "", NULL };

  if (!clasp_json_may_hold_secrets (text))
    return g_strdup (text);
  root = clasp_json_parse (text, strlen (text), error);
  if (root == NULL)
    return NULL;
  path = clasp_secret_store_path ();
  store = clasp_secret_store_open (path, TRUE, error);
  if (store == NULL)
    return NULL;
  self.store = store;
  walk (&self, &place, root);
  if (!clasp_secret_store_save (store, error))
    return NULL;
  return self.is_changed ? print (root) : g_strdup (text);
}

/**
 * clasp_show_find_secrets:
 * @text: what a show's file holds
 * @problems: (element-type utf8) (nullable): where sentences are appended, each owned by the array
 *
 * Puts secrets from the user's store in the places of their references. What is no JSON is left as
 * it is.
 *
 * Thread: any. Blocks for a small file when there is a reference.
 *
 * Returns: (transfer full): what the file means
 */
char *
clasp_show_find_secrets (const char *text, GPtrArray *problems)
{
  g_autofree char             *path = NULL;
  g_autoptr (JsonNode)         root = NULL;
  g_autoptr (ClaspSecretStore) store = NULL;
  g_autoptr (GError)           error = NULL;
  Walk                         self = { .problems = problems };
  const Place                  place = { "", "", NULL };

  if (clasp_json_find_secret_reference (text) == NULL)
    return g_strdup (text);
  root = clasp_json_parse (text, strlen (text), NULL);
  if (root == NULL)
    return g_strdup (text);
  path = clasp_secret_store_path ();
  store = clasp_secret_store_open (path, FALSE, &error);
  if (store == NULL && problems != NULL)
    g_ptr_array_add (problems, g_strdup (error->message));
  self.store = store;
  walk (&self, &place, root);
  return self.is_changed ? print (root) : g_strdup (text);
}

/**
 * clasp_show_drop_secrets:
 * @text: a show's text, as clasp_show_to_text () gives it
 *
 * Thread: any.
 *
 * Returns: (transfer full): it for somebody else
 */
char *
clasp_show_drop_secrets (const char *text)
{
  g_autoptr (JsonNode) root = NULL;

  if (!clasp_json_may_hold_secrets (text))
    return g_strdup (text);
  root = clasp_json_parse (text, strlen (text), NULL);
  g_return_val_if_fail (root != NULL, g_strdup (""));
  clasp_json_drop_secrets (root);
  return print (root);
}
