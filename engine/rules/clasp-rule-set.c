/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-private.h"

#include "core/clasp-json.h"
#include "mapping/clasp-condition.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/stat.h>

struct _ClaspRuleSet
{
  gatomicrefcount count;
  GPtrArray      *rules; /* (owned) of ClaspRule, in the order of the file */
};

/* ---- life ---- */

static void
clear_action (ClaspRuleAction *action)
{
  g_free (action->address);
  g_free (action->text);
  g_free (action->method);
  g_free (action->url);
  clasp_value_clear (&action->headers);
  clasp_value_clear (&action->value);
  clasp_value_clear (&action->transform.above);
  clasp_value_clear (&action->transform.below);
  clasp_value_clear (&action->transform.table);
}

static void
rule_free (gpointer data)
{
  ClaspRule *self = data;

  for (guint i = 0; i < self->n_conditions; i++)
    {
      g_free (self->conditions[i].address);
      clasp_value_clear (&self->conditions[i].value);
    }
  for (guint i = 0; i < self->n_actions; i++)
    clear_action (&self->actions[i]);
  g_free (self->conditions);
  g_free (self->condition);
  g_free (self->actions);
  g_free (self->trigger.pattern);
  g_free (self->id);
  g_free (self->name);
  g_free (self->text);
  g_free (self);
}

static ClaspRuleSet *
set_new (void)
{
  ClaspRuleSet *self = g_new0 (ClaspRuleSet, 1);

  g_atomic_ref_count_init (&self->count);
  self->rules = g_ptr_array_new_with_free_func (rule_free);
  return self;
}

/**
 * clasp_rule_set_ref:
 * @self: a set of rules
 *
 * Thread: any.
 *
 * Returns: (transfer full): @self
 */
ClaspRuleSet *
clasp_rule_set_ref (ClaspRuleSet *self)
{
  g_atomic_ref_count_inc (&self->count);
  return self;
}

/**
 * clasp_rule_set_unref:
 * @self: (transfer full): a set of rules
 *
 * Thread: any.
 */
void
clasp_rule_set_unref (ClaspRuleSet *self)
{
  if (!g_atomic_ref_count_dec (&self->count))
    return;
  g_ptr_array_unref (self->rules);
  g_free (self);
}

/**
 * clasp_rule_set_get_n_rules:
 * @self: a set of rules
 *
 * Returns: how many there are, those that are switched off among them
 */
guint
clasp_rule_set_get_n_rules (const ClaspRuleSet *self)
{
  return self->rules->len;
}

/**
 * clasp_rule_set_get_rule:
 * @self: a set of rules
 * @index: below clasp_rule_set_get_n_rules ()
 *
 * Returns: (transfer none): the rule, as long as the set is held
 */
const ClaspRule *
clasp_rule_set_get_rule (const ClaspRuleSet *self, guint index)
{
  return self->rules->pdata[index];
}

/* ---- one rule ---- */

/* The list of that name, or NULL; a fault when it is something else or too long. */
static JsonArray *
get_list (ClaspRuleReader *self,
          JsonObject      *object,
          const char      *name,
          ClaspRuleNeed    need,
          guint            most)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || (need == CLASP_RULE_OPTIONAL && JSON_NODE_HOLDS_NULL (node)))
    {
      if (need == CLASP_RULE_REQUIRED)
        clasp_rule_fault (self, name, "is missing");
      return NULL;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      clasp_rule_fault (self, name, "expected a list, got %s", clasp_rule_describe_node (node));
      return NULL;
    }
  if (json_array_get_length (json_node_get_array (node)) > most)
    {
      clasp_rule_fault (self, name, "has %u entries; at most %u are allowed",
                        json_array_get_length (json_node_get_array (node)), most);
      return NULL;
    }
  return json_node_get_array (node);
}

static void
read_conditions (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  JsonArray *list =
    get_list (self, object, "conditions", CLASP_RULE_OPTIONAL, CLASP_RULE_MAX_CONDITIONS);

  rule->n_conditions = list != NULL ? json_array_get_length (list) : 0;
  rule->conditions = g_new0 (ClaspRuleCondition, rule->n_conditions);
  for (guint i = 0; i < rule->n_conditions; i++)
    {
      g_autofree char *path = g_strdup_printf ("conditions[%u]", i);

      clasp_rule_read_condition (self, path, json_array_get_element (list, i),
                                 &rule->conditions[i]);
    }
}

/* A tree, or an expression as a text. */
static void
read_condition (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  JsonNode                  *node = json_object_get_member (object, "condition");
  g_autoptr (ClaspCondition) condition = NULL;
  g_autoptr (GError)         error = NULL;
  const char                *text;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    rule->condition = clasp_json_print_line (node);
  else if (clasp_rule_get_string (self, "", object, "condition", CLASP_RULE_REQUIRED, &text))
    rule->condition = g_strdup (text);
  else
    return;
  condition = clasp_condition_new (rule->condition, NULL, &error);
  if (condition == NULL)
    clasp_rule_fault (self, "condition", "%s", error->message);
}

static void
read_retrigger (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  static const char *const names[] = { "parallel", "restart", "ignore", "queue", NULL };
  const char              *text;
  int                      index;

  if (!clasp_rule_get_string (self, "", object, "retrigger", CLASP_RULE_OPTIONAL, &text))
    return;
  index = clasp_rule_find_name (self, "retrigger", text, names);
  if (index >= 0)
    rule->retrigger = (ClaspRuleRetrigger) index;
}

static void
read_actions (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  JsonArray *list = get_list (self, object, "actions", CLASP_RULE_REQUIRED, CLASP_RULE_MAX_ACTIONS);

  rule->n_actions = list != NULL ? json_array_get_length (list) : 0;
  rule->actions = g_new0 (ClaspRuleAction, rule->n_actions);
  if (list != NULL && rule->n_actions == 0)
    clasp_rule_fault (self, "actions", "is empty; a rule needs at least one");
  for (guint i = 0; i < rule->n_actions; i++)
    {
      g_autofree char *path = g_strdup_printf ("actions[%u]", i);

      clasp_rule_read_action (self, path, json_array_get_element (list, i), &rule->actions[i]);
    }
}

static void
read_long (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  static const char *const known[] = { "id",         "name",      "enabled",  "trigger",
                                       "conditions", "actions",   "cooldown", "description",
                                       "condition",  "retrigger", NULL };
  JsonNode                *trigger = json_object_get_member (object, "trigger");

  clasp_rule_note_unknown (self, "", object, known);
  if (trigger != NULL)
    clasp_rule_read_trigger (self, trigger, &rule->trigger);
  else
    clasp_rule_fault (self, "trigger", "is missing");
  read_conditions (self, object, rule);
  read_condition (self, object, rule);
  read_actions (self, object, rule);
}

/* What all forms have. */
static void
read_common (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  JsonNode   *cooldown = json_object_get_member (object, "cooldown");
  const char *text;

  rule->is_enabled = TRUE;
  clasp_rule_get_bool (self, "", object, "enabled", CLASP_RULE_OPTIONAL, &rule->is_enabled);
  rule->name = g_strdup (
    clasp_rule_get_string (self, "", object, "name", CLASP_RULE_OPTIONAL, &text) ? text : rule->id);
  read_retrigger (self, object, rule);
  if (cooldown != NULL && !JSON_NODE_HOLDS_NULL (cooldown))
    clasp_rule_read_seconds (self, "cooldown", cooldown, 0, CLASP_RULE_MAX_INTERVAL_S,
                             &rule->cooldown_us);
}

static void
read_id (ClaspRuleReader *self, JsonObject *object, ClaspRule *rule)
{
  const char *id = "";

  if (clasp_rule_get_string (self, "", object, "id", CLASP_RULE_REQUIRED, &id) &&
      (id[0] == '\0' || strlen (id) > CLASP_RULE_MAX_ID))
    clasp_rule_fault (self, "id", "expected a text of 1 to %u bytes", CLASP_RULE_MAX_ID);
  rule->id = g_strdup (id);
}

static ClaspRule *
read_rule (ClaspRuleReader *self, JsonNode *node, guint index)
{
  ClaspRule       *rule = NULL;
  JsonObject      *object;
  g_autofree char *title = g_strdup_printf ("rule %u", index + 1);
  g_autofree char *quoted = NULL;

  self->rule = title;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    clasp_rule_fault (self, "", "expected an object, got %s", clasp_rule_describe_node (node));
  else
    {
      object = json_node_get_object (node);
      rule = g_new0 (ClaspRule, 1);
      read_id (self, object, rule);
      if (rule->id[0] != '\0')
        self->rule = quoted = g_strdup_printf ("rule “%s”", rule->id);
      read_common (self, object, rule);
      if (clasp_rule_is_short (object))
        clasp_rule_read_short (self, object, rule);
      else
        read_long (self, object, rule);
      rule->text = clasp_json_print_line (node);
    }
  self->rule = "";
  return rule;
}

/* ---- the file ---- */

/* The later one of the same id counts, as with the reference. */
static void
add_rule (ClaspRuleReader *self, ClaspRuleSet *set, GHashTable *ids, ClaspRule *rule)
{
  ClaspRule *present = g_hash_table_lookup (ids, rule->id);

  if (present != NULL && rule->id[0] != '\0')
    {
      clasp_rule_note (self, "", "rule “%s” is there twice; the later one counts", rule->id);
      g_hash_table_remove (ids, rule->id);
      g_ptr_array_remove (set->rules, present);
    }
  g_ptr_array_add (set->rules, rule);
  g_hash_table_insert (ids, rule->id, rule);
}

static void
read_list (ClaspRuleReader *self, JsonArray *list, ClaspRuleSet *set)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  guint                  n = json_array_get_length (list);

  if (n > CLASP_RULE_MAX_RULES)
    {
      clasp_rule_fault (self, "", "there are %u rules; at most %u are allowed", n,
                        CLASP_RULE_MAX_RULES);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      ClaspRule *rule = read_rule (self, json_array_get_element (list, i), i);

      if (rule != NULL)
        add_rule (self, set, ids, rule);
    }
}

static void
read_object (ClaspRuleReader *self, JsonNode *node, ClaspRuleSet *set)
{
  static const char *const known[] = { "rules", "version", NULL };
  JsonObject              *object = json_node_get_object (node);
  JsonNode                *rules = json_object_get_member (object, "rules");
  ClaspRule               *rule;

  if (rules == NULL)
    {
      rule = read_rule (self, node, 0);
      if (rule != NULL)
        g_ptr_array_add (set->rules, rule);
      return;
    }
  clasp_rule_note_unknown (self, "", object, known);
  if (JSON_NODE_HOLDS_ARRAY (rules))
    read_list (self, json_node_get_array (rules), set);
  else
    clasp_rule_fault (self, "rules", "expected a list, got %s", clasp_rule_describe_node (rules));
}

/**
 * clasp_rule_set_parse:
 * @text: JSON: a list of rules, an object with the list `rules`, or one rule
 * @length: of @text in bytes
 * @errors: (element-type utf8): gets a sentence for each fault
 * @notes: (element-type utf8) (nullable): gets a sentence for what is odd but harmless
 *
 * Reads rules in the forms of operations.md 13.1 and 13.2 and of the reference's SDK. Which one it
 * is shows in each part, so that a file may mix them.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the rules, or %NULL when there is any error
 */
ClaspRuleSet *
clasp_rule_set_parse (const char *text, gsize length, GPtrArray *errors, GPtrArray *notes)
{
  ClaspRuleReader          reader = { errors, notes, "", 0 };
  const guint              n_before = errors->len;
  g_autoptr (ClaspRuleSet) set = set_new ();
  g_autoptr (GError)       error = NULL;
  g_autoptr (JsonNode)     node = NULL;

  if (length > CLASP_RULE_MAX_FILE_BYTES)
    {
      clasp_rule_fault (&reader, "", "has more than %u bytes", CLASP_RULE_MAX_FILE_BYTES);
      return NULL;
    }
  node = clasp_json_parse (text, length, &error);
  if (node == NULL)
    clasp_rule_fault (&reader, "", "%s", error->message);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    read_list (&reader, json_node_get_array (node), set);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    read_object (&reader, node, set);
  else
    clasp_rule_fault (&reader, "", "expected a list or an object, got %s",
                      clasp_rule_describe_node (node));

  return errors->len == n_before ? g_steal_pointer (&set) : NULL;
}

static char *
read_file (const char *path, gsize *length, GError **error)
{
  struct stat info;
  char       *text;

  /* Anything but a plain file could make us read for ever. */
  if (stat (path, &info) == 0 &&
      (!S_ISREG (info.st_mode) || info.st_size > CLASP_RULE_MAX_FILE_BYTES))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "%s is not a plain file of at most %u bytes", path, CLASP_RULE_MAX_FILE_BYTES);
      return NULL;
    }
  return g_file_get_contents (path, &text, length, error) ? text : NULL;
}

static void
put_name_before (GPtrArray *sentences, guint first, const char *name)
{
  for (guint i = first; sentences != NULL && i < sentences->len; i++)
    {
      g_autofree char *sentence = sentences->pdata[i];

      sentences->pdata[i] = g_strdup_printf ("%s: %s", name, sentence);
    }
}

/**
 * clasp_rule_set_load:
 * @path: a file
 * @errors: (element-type utf8): gets a sentence for each fault, beginning with the file's name
 * @notes: (element-type utf8) (nullable): the same for what is odd but harmless
 *
 * Reads and parses a file; blocks.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the rules, or %NULL when there is any error
 */
ClaspRuleSet *
clasp_rule_set_load (const char *path, GPtrArray *errors, GPtrArray *notes)
{
  const guint        first_error = errors->len, first_note = notes != NULL ? notes->len : 0;
  g_autofree char   *name = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  gsize              length;
  g_autofree char   *text = read_file (path, &length, &error);
  ClaspRuleSet      *set = NULL;

  if (text == NULL)
    {
      g_ptr_array_add (errors, g_strdup (error->message));
      return NULL;
    }
  set = clasp_rule_set_parse (text, length, errors, notes);
  put_name_before (errors, first_error, name);
  put_name_before (notes, first_note, name);
  return set;
}
