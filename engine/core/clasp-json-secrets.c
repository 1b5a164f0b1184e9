/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-json.h"

#include <string.h>

/* What lets somebody in does not leave with what is passed on, wherever it stands and whoever put
 * it there. */

static const char *const words[] = { "token",  "password", "passphrase",
                                     "passwd", "secret",   "mk2-key" };

/**
 * clasp_json_is_secret:
 * @name: of a member or a setting
 *
 * Thread: any.
 *
 * Returns: whether what is called so is a secret; a reference to one ("tokenRef") is none
 */
gboolean
clasp_json_is_secret (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, "ref"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * clasp_json_may_hold_secrets:
 * @text: JSON
 *
 * A quick look, to spare most texts the reading.
 *
 * Thread: any.
 *
 * Returns: %FALSE when no member of it is a secret, and there is no person in an address of the web
 */
gboolean
clasp_json_may_hold_secrets (const char *text)
{
  const char *scheme = strstr (text, "://");

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcasestr (text, words[i]) != NULL)
      return TRUE;
  return scheme != NULL && strchr (scheme, '@') != NULL;
}

/**
 * clasp_json_find_secret_reference:
 * @text: of a setting, or of a whole file
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): the first of what stands in it in the place of a secret
 */
const char *
clasp_json_find_secret_reference (const char *text)
{
  while ((text = strstr (text, CLASP_SECRET_PREFIX)) != NULL)
    {
      if (strspn (text + strlen (CLASP_SECRET_PREFIX), "0123456789abcdef") >=
          CLASP_SECRET_REFERENCE_LENGTH - strlen (CLASP_SECRET_PREFIX))
        return text;
      text += strlen (CLASP_SECRET_PREFIX);
    }
  return NULL;
}

/**
 * clasp_url_find_person:
 * @text: an address of the web, several in a text, or anything else
 * @length: (out): bytes of the person
 *
 * Thread: any.
 *
 * Returns: (transfer none) (nullable): where the first "me:password" of "ws://me:password@host"
 * begins
 */
const char *
clasp_url_find_person (const char *text, gsize *length)
{
  const char *scheme = text;

  while ((scheme = strstr (scheme, "://")) != NULL)
    {
      const char *at;

      scheme += strlen ("://");
      at = g_strrstr_len (scheme, (gssize) strcspn (scheme, "/?# "), "@");
      if (at != NULL && at > scheme)
        {
          *length = (gsize) (at - scheme);
          return scheme;
        }
    }
  return NULL;
}

/**
 * clasp_url_without_person:
 * @text: an address of the web, or anything else
 *
 * "ws://me:password@host" without the person: for a sentence, a log, and what is passed on.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the rest
 */
char *
clasp_url_without_person (const char *text)
{
  GString    *rest = g_string_new (NULL);
  const char *person;
  gsize       length;

  while ((person = clasp_url_find_person (text, &length)) != NULL)
    {
      g_string_append_len (rest, text, person - text);
      text = person + length + 1;
    }
  g_string_append (rest, text);
  return g_string_free (rest, FALSE);
}

static void
clean_text (JsonNode *node)
{
  g_autofree char *clean = clasp_url_without_person (json_node_get_string (node));

  json_node_set_string (node, clean);
}

static void
clean_object (JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *name = names; name != NULL; name = name->next)
    if (clasp_json_is_secret (name->data))
      json_object_remove_member (object, name->data);
    else
      clasp_json_drop_secrets (json_object_get_member (object, name->data));
}

/**
 * clasp_json_drop_secrets:
 * @node: JSON, at most as deep as our reader allows
 *
 * Takes out members that are called a token, a password or the like, and persons from addresses of
 * the web.
 *
 * Thread: any.
 */
void
clasp_json_drop_secrets (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    clean_object (json_node_get_object (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      clasp_json_drop_secrets (json_array_get_element (json_node_get_array (node), i));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    clean_text (node);
}
