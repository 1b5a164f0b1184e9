/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-local-uses-private.h"

#include "core/clasp-json.h"

#include <string.h>

/* Rules that name a thing. They stand in a file that a person writes: it is told of and never
 * written. */

/* Members of a rule whose texts are no plain addresses. */
static ClaspNaming
find_language (const char *member)
{
  if (strcmp (member, "condition") == 0)
    return CLASP_NAMING_CONDITION;
  if (strcmp (member, "expr") == 0)
    return CLASP_NAMING_EXPRESSION;
  if (strcmp (member, "text") == 0)
    return CLASP_NAMING_SCRIPT;
  return CLASP_NAMING_TEXT;
}

static void
count (ClaspRenaming *renaming, ClaspNaming language, const char *text)
{
  g_free (clasp_renaming_follow (renaming, language, text));
}

static void visit_node (ClaspRenaming *renaming, const char *member, JsonNode *node);

static void
visit_object (ClaspRenaming *renaming, JsonObject *object)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      count (renaming, CLASP_NAMING_TEXT, name);
      visit_node (renaming, name, member);
    }
}

static void
visit_node (ClaspRenaming *renaming, const char *member, JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    count (renaming, find_language (member), json_node_get_string (node));
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      visit_node (renaming, member, json_array_get_element (json_node_get_array (node), i));
  else if (JSON_NODE_HOLDS_OBJECT (node) && strcmp (member, "condition") == 0)
    {
      g_autofree char *text = clasp_json_print_line (node);

      count (renaming, CLASP_NAMING_CONDITION, text);
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    visit_object (renaming, json_node_get_object (node));
}

void
clasp_uses_visit_rules (ClaspUsesWalk *walk, ClaspRuleSet *rules)
{
  for (guint i = 0; i < clasp_rule_set_get_n_rules (rules); i++)
    {
      const ClaspRule       *rule = clasp_rule_set_get_rule (rules, i);
      g_autoptr (JsonNode)   node = clasp_json_parse (rule->text, strlen (rule->text), NULL);
      g_auto (ClaspRenaming) counted = { 0 };

      clasp_renaming_init (&counted, walk->renaming.kind, walk->renaming.name,
                           walk->renaming.new_name);
      if (node != NULL)
        visit_node (&counted, "", node);
      clasp_uses_tell (walk, rule->name, counted.n_followed + counted.n_left + counted.n_stuck,
                       FALSE);
    }
}
