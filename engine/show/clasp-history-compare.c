/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-history.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* What differs between two texts of a show, by their JSON alone: a list of the file is a member that
 * holds objects with an "id", and all else is the show's own. */

#define MAX_TITLE 40

static void
difference_free (gpointer data)
{
  ClaspDifference *self = data;

  g_free (self->id);
  g_free (self->member);
  g_free (self->text);
  g_free (self);
}

static JsonNode *
parse (const char *text)
{
  JsonNode *node = json_from_string (text, NULL);

  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    g_clear_pointer (&node, json_node_unref);
  return node;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static JsonArray *
get_list (JsonObject *show, const char *member)
{
  JsonNode *node = json_object_get_member (show, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
id_of (JsonNode *item)
{
  return JSON_NODE_HOLDS_OBJECT (item) ? get_text (json_node_get_object (item), "id") : NULL;
}

static JsonNode *
find_item (JsonArray *list, const char *id, guint *position)
{
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (g_strcmp0 (id_of (json_array_get_element (list, i)), id) == 0)
      {
        if (position != NULL)
          *position = i;
        return json_array_get_element (list, i);
      }
  return NULL;
}

static char *
title_of (JsonNode *item)
{
  JsonObject      *object = json_node_get_object (item);
  const char      *name = get_text (object, "name");
  g_autofree char *title = NULL;

  if (name == NULL || *name == '\0')
    name = NULL;
  if (name == NULL && json_object_has_member (object, "source"))
    title = g_strdup_printf ("%s → %s", get_text (object, "source"), get_text (object, "target"));
  else
    title = g_strdup (name != NULL ? name : get_text (object, "id"));
  if (g_utf8_strlen (title, -1) > MAX_TITLE)
    {
      g_autofree char *start = g_utf8_substring (title, 0, MAX_TITLE - 1);

      return g_strconcat (start, "…", NULL);
    }
  return g_steal_pointer (&title);
}

typedef enum
{
  ADDED,
  REMOVED,
  CHANGED,
} Change;

static char *
tell_mapping (const char *title, Change change)
{
  switch (change)
    {
    case ADDED:
      return g_strdup_printf (_ ("Mapping “%s” added"), title);
    case REMOVED:
      return g_strdup_printf (_ ("Mapping “%s” removed"), title);
    case CHANGED:
      break;
    }
  return g_strdup_printf (_ ("Mapping “%s” changed"), title);
}

static char *
tell_connection (const char *title, Change change)
{
  switch (change)
    {
    case ADDED:
      return g_strdup_printf (_ ("Connection “%s” added"), title);
    case REMOVED:
      return g_strdup_printf (_ ("Connection “%s” removed"), title);
    case CHANGED:
      break;
    }
  return g_strdup_printf (_ ("Connection “%s” changed"), title);
}

static char *
tell_other (const char *title, Change change)
{
  switch (change)
    {
    case ADDED:
      return g_strdup_printf (_ ("“%s” added"), title);
    case REMOVED:
      return g_strdup_printf (_ ("“%s” removed"), title);
    case CHANGED:
      break;
    }
  return g_strdup_printf (_ ("“%s” changed"), title);
}

static char *
tell (const char *member, const char *title, Change change)
{
  if (g_str_equal (member, "mappings"))
    return tell_mapping (title, change);
  if (g_str_equal (member, "connections"))
    return tell_connection (title, change);
  if (g_str_equal (member, "routers"))
    return g_strdup (_ ("Settings of the router changed"));
  return tell_other (title, change);
}

static void
add (GPtrArray *differences, const char *member, JsonNode *item, Change change)
{
  ClaspDifference *difference = g_new0 (ClaspDifference, 1);
  g_autofree char *title = title_of (item);

  difference->member = g_strdup (member);
  difference->id = g_strdup (id_of (item));
  difference->text = tell (member, title, change);
  g_ptr_array_add (differences, difference);
}

static GHashTable *
index_list (JsonArray *list)
{
  GHashTable *items = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    if (id_of (json_array_get_element (list, i)) != NULL)
      g_hash_table_insert (items, (gpointer) id_of (json_array_get_element (list, i)),
                           json_array_get_element (list, i));
  return items;
}

static void
compare_lists (GPtrArray *differences, const char *member, JsonArray *before, JsonArray *after)
{
  g_autoptr (GHashTable) old_items = index_list (before);
  g_autoptr (GHashTable) new_items = index_list (after);

  for (guint i = 0; before != NULL && i < json_array_get_length (before); i++)
    {
      JsonNode   *item = json_array_get_element (before, i);
      const char *id = id_of (item);

      if (id != NULL && !g_hash_table_contains (new_items, id))
        add (differences, member, item, REMOVED);
    }
  for (guint i = 0; after != NULL && i < json_array_get_length (after); i++)
    {
      JsonNode   *item = json_array_get_element (after, i);
      const char *id = id_of (item);
      JsonNode   *old = id != NULL ? g_hash_table_lookup (old_items, id) : NULL;

      if (id != NULL && old == NULL)
        add (differences, member, item, ADDED);
      else if (old != NULL && !json_node_equal (old, item))
        add (differences, member, item, CHANGED);
    }
}

static gboolean
is_list (JsonObject *show, const char *member)
{
  JsonArray *list = get_list (show, member);

  return list != NULL &&
         (json_array_get_length (list) == 0 || id_of (json_array_get_element (list, 0)) != NULL);
}

static void
compare_names (GPtrArray *differences, JsonObject *before, JsonObject *after)
{
  ClaspDifference *difference;

  if (g_strcmp0 (get_text (before, "name"), get_text (after, "name")) == 0)
    return;
  difference = g_new0 (ClaspDifference, 1);
  difference->member = g_strdup ("name");
  difference->text = g_strdup (_ ("Name of the show changed"));
  g_ptr_array_add (differences, difference);
}

/**
 * clasp_history_compare:
 * @before: the text of a show
 * @after: another
 *
 * Thread: any (pure).
 *
 * Returns: (transfer full) (element-type ClaspDifference): what became of the show between them, in
 *   the order of the file; empty when one of them cannot be read
 */
GPtrArray *
clasp_history_compare (const char *before, const char *after)
{
  g_autoptr (JsonNode) old_node = parse (before);
  g_autoptr (JsonNode) new_node = parse (after);
  GPtrArray           *differences = g_ptr_array_new_with_free_func (difference_free);
  JsonObject          *old_show, *new_show;
  g_autoptr (GList)    old_members = NULL;
  g_autoptr (GList)    new_members = NULL;

  if (old_node == NULL || new_node == NULL)
    return differences;

  old_show = json_node_get_object (old_node);
  new_show = json_node_get_object (new_node);
  old_members = json_object_get_members (old_show);
  new_members = json_object_get_members (new_show);
  compare_names (differences, old_show, new_show);
  for (GList *l = new_members; l != NULL; l = l->next)
    if (is_list (new_show, l->data))
      compare_lists (differences, l->data, get_list (old_show, l->data), get_list (new_show, l->data));
  for (GList *l = old_members; l != NULL; l = l->next)
    if (is_list (old_show, l->data) && !json_object_has_member (new_show, l->data))
      compare_lists (differences, l->data, get_list (old_show, l->data), NULL);
  return differences;
}

/* "3 mappings", "1 connection", "2 others" */
static char *
count_of (const char *member, guint n)
{
  if (g_str_equal (member, "mappings"))
    return g_strdup_printf (ngettext ("%u mapping", "%u mappings", n), n);
  if (g_str_equal (member, "connections"))
    return g_strdup_printf (ngettext ("%u connection", "%u connections", n), n);
  return g_strdup_printf (ngettext ("%u other", "%u others", n), n);
}

/**
 * clasp_history_describe:
 * @differences: (element-type ClaspDifference): of clasp_history_compare ()
 *
 * Thread: any (pure).
 *
 * Returns: (transfer full) (nullable): how many of what differ, "2 mappings, 1 connection"
 */
char *
clasp_history_describe (GPtrArray *differences)
{
  static const char *const members[] = { "mappings", "connections", "" };
  g_autoptr (GString)      text = g_string_new (NULL);
  guint                    left = differences->len;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      guint n = 0;

      for (guint k = 0; k < differences->len; k++)
        n += g_str_equal (((ClaspDifference *) differences->pdata[k])->member, members[i]);
      if (*members[i] == '\0')
        n = left;
      left -= n;
      if (n > 0)
        {
          g_autofree char *count = count_of (members[i], n);

          g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", count);
        }
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* --- restoring ------------------------------------------------------------------------------- */

static void
take_item (JsonObject *show, JsonObject *wanted, const ClaspDifference *difference)
{
  JsonArray *from = get_list (wanted, difference->member);
  JsonArray *list = get_list (show, difference->member);
  JsonNode  *item = find_item (from, difference->id, NULL);
  guint      position = 0;

  if (list == NULL)
    {
      list = json_array_new ();
      json_object_set_array_member (show, difference->member, list);
    }
  if (find_item (list, difference->id, &position) != NULL)
    json_array_remove_element (list, position);
  if (item != NULL)
    json_array_add_element (list, json_node_copy (item));
}

/* Those that stay where they were among themselves come in the order of @wanted. */
static void
order_like (JsonObject *show, JsonObject *wanted, const char *member)
{
  JsonArray             *list = get_list (show, member);
  JsonArray             *like = get_list (wanted, member);
  JsonArray             *ordered = json_array_new ();
  g_autoptr (GHashTable) items = index_list (list);

  for (guint i = 0; like != NULL && i < json_array_get_length (like); i++)
    {
      const char *id = id_of (json_array_get_element (like, i));
      JsonNode   *item = id != NULL ? g_hash_table_lookup (items, id) : NULL;

      if (item != NULL)
        json_array_add_element (ordered, json_node_copy (item));
    }
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *item = json_array_get_element (list, i);

      if (id_of (item) == NULL || find_item (like, id_of (item), NULL) == NULL)
        json_array_add_element (ordered, json_node_copy (item));
    }
  json_object_set_array_member (show, member, ordered);
}

/**
 * clasp_history_take:
 * @text: of a show
 * @wanted: of another version of it
 * @differences: (element-type ClaspDifference): between them
 *
 * Thread: any (pure).
 *
 * Returns: (transfer full): @text with what @differences name as @wanted has it
 */
char *
clasp_history_take (const char *text, const char *wanted, GPtrArray *differences)
{
  g_autoptr (JsonNode) node = parse (text);
  g_autoptr (JsonNode) wanted_node = parse (wanted);
  JsonObject          *show, *from;

  if (node == NULL || wanted_node == NULL)
    return g_strdup (text);

  show = json_node_get_object (node);
  from = json_node_get_object (wanted_node);
  for (guint i = 0; i < differences->len; i++)
    {
      const ClaspDifference *difference = differences->pdata[i];

      if (difference->id != NULL)
        {
          take_item (show, from, difference);
          order_like (show, from, difference->member);
        }
      else if (get_text (from, difference->member) != NULL)
        json_object_set_string_member (show, difference->member, get_text (from, difference->member));
    }
  return json_to_string (node, TRUE);
}
