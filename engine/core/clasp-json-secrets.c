/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-json.h"

#include <string.h>

/* What lets somebody in does not leave with what is passed on, wherever it stands and whoever put it there. */

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
  static const char *const words[] = { "token", "password", "passphrase", "passwd", "secret", "mk2-key" };
  g_autofree char         *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, "ref"))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (lower, words[i]) != NULL)
      return TRUE;
  return FALSE;
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
  const char *scheme = strstr (text, "://");
  gsize       length = scheme != NULL ? strcspn (scheme + 3, "/?# ") : 0;
  const char *at = scheme != NULL ? g_strrstr_len (scheme + 3, (gssize) length, "@") : NULL;

  if (at == NULL)
    return g_strdup (text);
  return g_strdup_printf ("%.*s%s", (int) (scheme + 3 - text), text, at + 1);
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
 * Takes out members that are called a token, a password or the like, and persons from addresses of the web.
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
