/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"
#include "exchange/clasp-exchange-moves.h"

#include "core/clasp-json.h"
#include "rules/clasp-rule-set.h"
#include "show/clasp-show-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

/* Files that an import leaves: the show as it was, and rules. Nothing that is there is written
 * over. */

#define MAX_FILES 1000 /* of one name; more have been forgotten there */

/* (transfer full) "PATH.WORD", or with the first number that is free. */
static char *
free_path (const char *path, const char *word)
{
  char *name = g_strdup_printf ("%s.%s", path, word);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS) && i < MAX_FILES; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.%s-%u", path, word, i);
    }
  return name;
}

/**
 * clasp_exchange_back_up:
 * @path: of a show's file
 * @error: return location for a [error@Gio.IOErrorEnum]
 *
 * Copies a file beside itself; waits until that is done.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): where the copy is; %NULL without an error when there is no
 * such file
 */
char *
clasp_exchange_back_up (const char *path, GError **error)
{
  g_autofree char  *name = free_path (path, "before-import");
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (name);

  if (!g_file_query_exists (from, NULL))
    return NULL;
  if (!g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, error))
    return NULL;
  g_chmod (name, 0600); /* one that was written long ago may hold secrets */
  return g_steal_pointer (&name);
}

/**
 * clasp_exchange_keep:
 * @path: of a show's file, which need not exist
 * @text: the show as it is
 * @error: return location for a [error@Gio.FileError]
 *
 * Writes a show beside its file before something else is imported; waits until that is done.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): where it is; %NULL with @error, which names the file
 */
char *
clasp_exchange_keep (const char *path, const char *text, GError **error)
{
  g_autofree char *name = free_path (path, "before-import");
  g_autofree char *hidden = clasp_show_hide_secrets (text, error);

  if (hidden == NULL ||
      !g_file_set_contents_full (
        name, hidden, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error))
    return NULL;
  return g_steal_pointer (&name);
}

/* ---- rules ---- */

/* "show.json" → "show.rules.json", or with the first number that is free. */
static char *
free_rules_path (const char *path)
{
  g_autofree char *base = g_strdup (path);
  char            *name;

  if (g_str_has_suffix (base, ".json"))
    base[strlen (base) - strlen (".json")] = '\0';
  name = g_strconcat (base, ".rules.json", NULL);
  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS) && i < MAX_FILES; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.rules-%u.json", base, i);
    }
  return name;
}

static void
add_rule (JsonArray *array, GHashTable *ids, JsonNode *node)
{
  const char *id = JSON_NODE_HOLDS_OBJECT (node)
                     ? clasp_exchange_get_text (json_node_get_object (node), "id")
                     : NULL;

  if (id == NULL || !g_hash_table_contains (ids, id))
    json_array_add_element (array, json_node_copy (node));
}

/* Those that the show's file has already, but for what comes now under the same id. */
static gboolean
add_present (ClaspShow           *show,
             const ClaspImported *imported,
             const char          *path,
             JsonArray           *array,
             GError             **error)
{
  const char *setting = clasp_settings_get_string (
    clasp_router_config_get_settings (clasp_show_get_router (show)), "rules");
  g_autofree char       *folder = g_path_get_dirname (path);
  g_autofree char       *file = g_canonicalize_filename (setting, folder);
  g_autofree char       *text = NULL;
  g_autoptr (JsonNode)   root = NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray             *list = NULL;
  gsize                  length;

  if (*setting == '\0')
    return TRUE;
  if (!g_file_get_contents (file, &text, &length, error))
    return FALSE;
  root = clasp_json_parse (text, length, error);
  if (root == NULL)
    {
      g_prefix_error (error, "%s: ", file);
      return FALSE;
    }
  for (guint i = 0; i < imported->rules->len; i++)
    g_hash_table_add (ids, (gpointer) clasp_exchange_get_text (
                             json_node_get_object (imported->rules->pdata[i]), "id"));
  if (JSON_NODE_HOLDS_ARRAY (root))
    list = json_node_get_array (root);
  else if (JSON_NODE_HOLDS_OBJECT (root))
    list = clasp_exchange_get_array (json_node_get_object (root), "rules");
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    add_rule (array, ids, json_array_get_element (list, i));
  if (list == NULL)
    add_rule (array, ids, root); /* one rule alone */
  return TRUE;
}

static char *
print_rules (JsonArray *array)
{
  g_autoptr (JsonObject) json = json_object_new ();
  g_autoptr (JsonNode)   root = NULL;
  g_autofree char       *text = NULL;

  json_object_set_array_member (json, "rules", json_array_ref (array));
  root = json_node_init_object (json_node_alloc (), json);
  text = clasp_json_print (root);
  return g_strconcat (text, "\n", NULL);
}

static gboolean
check_rules (const char *text, GError **error)
{
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_parse (text, strlen (text), errors, NULL);

  if (set == NULL)
    g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, errors->pdata[0]);
  return set != NULL;
}

/**
 * clasp_exchange_save_rules:
 * @show: a show
 * @imported: what was read, before clasp_exchange_apply ()
 * @mode: whether the rules of the show stay
 * @path: where the show is, or will be
 * @error: return location for an error
 *
 * Writes the rules that were read into a new file beside the show's; what is there is not touched.
 *
 * Thread: UI; waits until it is on the disk.
 *
 * Errors: those of [error@GLib.FileError]; %CLASP_SHOW_ERROR_CONTENT when they cannot stand
 * together with those that are there.
 *
 * Returns: (transfer full) (nullable): the file's name, seen from the show's folder; %NULL without
 * an error when there are no rules
 */
char *
clasp_exchange_save_rules (ClaspShow           *show,
                           const ClaspImported *imported,
                           ClaspExchangeMode    mode,
                           const char          *path,
                           GError             **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autofree char      *text = NULL, *file = NULL;
  ClaspExchangeMoves    moves;

  if (imported->newer != 0 || imported->rules->len == 0 ||
      (mode == CLASP_EXCHANGE_MERGE && !add_present (show, imported, path, array, error)))
    return NULL;
  clasp_exchange_find_moves (show, imported, mode, &moves);
  for (guint i = 0; i < imported->rules->len; i++)
    json_array_add_element (array, clasp_exchange_move_node (&moves, imported->rules->pdata[i]));
  clasp_exchange_moves_clear (&moves);
  text = print_rules (array);
  if (!check_rules (text, error))
    return NULL;
  file = free_rules_path (path);
  if (!g_file_set_contents_full (
        file, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error))
    return NULL;
  return g_path_get_basename (file);
}
