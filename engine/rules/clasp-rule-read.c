/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/clasp-rule-private.h"

#include "core/clasp-address.h"
#include "core/clasp-value-text.h"

#include <math.h>
#include <string.h>

/* Members of JSON objects as typed, checked values. */

#define MAX_FAULTS 100 /* a person has read enough by then */

/* ---- faults ---- */

static void G_GNUC_PRINTF (4, 0)
add_sentence (ClaspRuleReader *self,
              GPtrArray       *sentences,
              const char      *path,
              const char      *format,
              va_list          arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  if (sentences == NULL || sentences->len >= MAX_FAULTS)
    return;
  g_ptr_array_add (sentences,
                   g_strdup_printf ("%s%s%s%s%s", self->rule, self->rule[0] != '\0' ? ": " : "",
                                    path, path[0] != '\0' ? ": " : "", text));
}

void
clasp_rule_fault (ClaspRuleReader *self, const char *path, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_sentence (self, self->errors, path, format, arguments);
  va_end (arguments);
}

void
clasp_rule_note (ClaspRuleReader *self, const char *path, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_sentence (self, self->notes, path, format, arguments);
  va_end (arguments);
}

const char *
clasp_rule_describe_node (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return "null";
  if (JSON_NODE_HOLDS_OBJECT (node))
    return "an object";
  if (JSON_NODE_HOLDS_ARRAY (node))
    return "a list";
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return "a text";
  return json_node_get_value_type (node) == G_TYPE_BOOLEAN ? "true or false" : "a number";
}

/* ---- members ---- */

static char *
join_path (const char *path, const char *name)
{
  return path[0] != '\0' ? g_strdup_printf ("%s.%s", path, name) : g_strdup (name);
}

/* NULL when it is not there, with a fault when it is needed. */
static JsonNode *
find_member (ClaspRuleReader *self,
             const char      *path,
             JsonObject      *object,
             const char      *name,
             ClaspRuleNeed    need)
{
  JsonNode        *node = object != NULL ? json_object_get_member (object, name) : NULL;
  g_autofree char *full = NULL;

  if (node != NULL && !(need == CLASP_RULE_OPTIONAL && JSON_NODE_HOLDS_NULL (node)))
    return node;
  if (need == CLASP_RULE_REQUIRED)
    {
      full = join_path (path, name);
      clasp_rule_fault (self, full, "is missing");
    }
  return NULL;
}

static void
fault_type (ClaspRuleReader *self,
            const char      *path,
            const char      *name,
            const char      *expected,
            JsonNode        *node)
{
  g_autofree char *full = join_path (path, name);

  clasp_rule_fault (self, full, "expected %s, got %s", expected, clasp_rule_describe_node (node));
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

gboolean
clasp_rule_get_number (ClaspRuleReader *self,
                       const char      *path,
                       JsonObject      *object,
                       const char      *name,
                       ClaspRuleNeed    need,
                       double          *number)
{
  JsonNode *node = find_member (self, path, object, name, need);

  if (node == NULL)
    return FALSE;
  if (!is_number (node) || !isfinite (json_node_get_double (node)))
    {
      fault_type (self, path, name, "a number", node);
      return FALSE;
    }
  *number = json_node_get_double (node);
  return TRUE;
}

gboolean
clasp_rule_get_bool (ClaspRuleReader *self,
                     const char      *path,
                     JsonObject      *object,
                     const char      *name,
                     ClaspRuleNeed    need,
                     gboolean        *is_true)
{
  JsonNode *node = find_member (self, path, object, name, need);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      fault_type (self, path, name, "true or false", node);
      return FALSE;
    }
  *is_true = json_node_get_boolean (node);
  return TRUE;
}

gboolean
clasp_rule_get_string (ClaspRuleReader *self,
                       const char      *path,
                       JsonObject      *object,
                       const char      *name,
                       ClaspRuleNeed    need,
                       const char     **text)
{
  JsonNode *node = find_member (self, path, object, name, need);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      fault_type (self, path, name, "a text", node);
      return FALSE;
    }
  *text = json_node_get_string (node);
  return TRUE;
}

gboolean
clasp_rule_read_value (ClaspRuleReader *self, const char *path, JsonNode *node, ClaspValue *value)
{
  g_autoptr (GError) error = NULL;

  if (clasp_value_from_json (node, value, &error))
    return TRUE;
  clasp_rule_fault (self, path, "%s", error->message);
  return FALSE;
}

gboolean
clasp_rule_get_value (ClaspRuleReader *self,
                      const char      *path,
                      JsonObject      *object,
                      const char      *name,
                      ClaspRuleNeed    need,
                      ClaspValue      *value)
{
  JsonNode        *node = object != NULL ? json_object_get_member (object, name) : NULL;
  g_autofree char *full = join_path (path, name);

  if (node != NULL)
    return clasp_rule_read_value (self, full, node, value);
  if (need == CLASP_RULE_REQUIRED)
    clasp_rule_fault (self, full, "is missing");
  return FALSE;
}

/* ---- addresses ---- */

gboolean
clasp_rule_check_address (ClaspRuleReader *self, const char *path, const char *address)
{
  const char *why;

  if (clasp_address_is_valid (clasp_str (address), &why))
    return TRUE;
  clasp_rule_fault (self, path, "‘%s’ is not an address: %s", address, why);
  return FALSE;
}

char *
clasp_rule_get_address (ClaspRuleReader *self,
                        const char      *path,
                        JsonObject      *object,
                        const char      *name)
{
  g_autofree char *full = join_path (path, name);
  const char      *text;

  if (!clasp_rule_get_string (self, path, object, name, CLASP_RULE_REQUIRED, &text) ||
      !clasp_rule_check_address (self, full, text))
    return NULL;
  return g_strdup (text);
}

char *
clasp_rule_get_pattern (ClaspRuleReader *self,
                        const char      *path,
                        JsonObject      *object,
                        const char      *name)
{
  g_autofree char *full = join_path (path, name);
  const char      *text, *why;

  if (!clasp_rule_get_string (self, path, object, name, CLASP_RULE_REQUIRED, &text))
    return NULL;
  if (!clasp_pattern_is_valid (clasp_str (text), &why))
    {
      clasp_rule_fault (self, full, "‘%s’ is not a pattern: %s", text, why);
      return NULL;
    }
  return g_strdup (text);
}

/* ---- time ---- */

/* "1.5s" as the reference's SDK writes it; NAN when it is something else. */
static double
parse_duration (const char *text)
{
  static const struct
  {
    const char *unit;
    double      seconds;
  } units[] = { { "ms", 0.001 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
  char  *end;
  double number = g_ascii_strtod (text, &end);

  if (end == text || !g_ascii_isdigit (text[0]))
    return NAN;
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      return number * units[i].seconds;
  return NAN;
}

static gboolean
read_secs_and_nanos (ClaspRuleReader *self, const char *path, JsonNode *node, double *seconds)
{
  static const char *const known[] = { "secs", "nanos", NULL };
  JsonObject              *object = json_node_get_object (node);
  double                   secs, nanos = 0;

  clasp_rule_note_unknown (self, path, object, known);
  if (!clasp_rule_get_number (self, path, object, "secs", CLASP_RULE_REQUIRED, &secs))
    return FALSE;
  clasp_rule_get_number (self, path, object, "nanos", CLASP_RULE_OPTIONAL, &nanos);
  *seconds = secs + nanos / 1e9;
  return TRUE;
}

gboolean
clasp_rule_read_seconds (ClaspRuleReader *self,
                         const char      *path,
                         JsonNode        *node,
                         double           least,
                         double           most,
                         gint64          *us)
{
  double seconds = NAN;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      if (!read_secs_and_nanos (self, path, node, &seconds))
        return FALSE;
    }
  else if (is_number (node))
    seconds = json_node_get_double (node);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    seconds = parse_duration (json_node_get_string (node));

  if (isnan (seconds))
    {
      clasp_rule_fault (self, path, "expected seconds, or a time such as \"1.5s\" or \"5m\"");
      return FALSE;
    }
  if (seconds < least || seconds > most)
    {
      clasp_rule_fault (self, path, "expected %g to %.0f seconds, got %g", least, most, seconds);
      return FALSE;
    }
  *us = (gint64) llround (seconds * G_USEC_PER_SEC);
  return TRUE;
}

/* ---- names ---- */

static gboolean
is_same_name (const char *a, const char *b)
{
  for (;;)
    {
      while (*a == '_')
        a++;
      while (*b == '_')
        b++;
      if (g_ascii_tolower (*a) != g_ascii_tolower (*b))
        return FALSE;
      if (*a == '\0')
        return TRUE;
      a++;
      b++;
    }
}

static int
find_name (const char *name, const char *const *names)
{
  for (int i = 0; names[i] != NULL; i++)
    if (is_same_name (name, names[i]))
      return i;
  return -1;
}

int
clasp_rule_find_name (ClaspRuleReader   *self,
                      const char        *path,
                      const char        *name,
                      const char *const *names)
{
  g_autofree char *list = NULL;
  int              index = find_name (name, names);

  if (index < 0)
    {
      list = g_strjoinv (", ", (char **) names);
      clasp_rule_fault (self, path, "‘%s’ is not known; there are %s", name, list);
    }
  return index;
}

void
clasp_rule_note_unknown (ClaspRuleReader   *self,
                         const char        *path,
                         JsonObject        *object,
                         const char *const *known)
{
  g_autoptr (GList) members = object != NULL ? json_object_get_members (object) : NULL;

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data) && ((char *) l->data)[0] != '$')
      clasp_rule_note (self, path, "‘%s’ means nothing here and is left out", (char *) l->data);
}

/* ---- kinds ---- */

void
clasp_rule_tagged_clear (ClaspRuleTagged *self)
{
  g_clear_pointer (&self->path, g_free);
}

static gboolean
read_internal (ClaspRuleReader   *self,
               const char        *path,
               JsonObject        *object,
               const char *const *names,
               ClaspRuleTagged   *tagged)
{
  g_autofree char *type_path = join_path (path, "type");
  const char      *name;
  int              kind;

  if (!clasp_rule_get_string (self, path, object, "type", CLASP_RULE_REQUIRED, &name))
    return FALSE;
  kind = clasp_rule_find_name (self, type_path, name, names);
  if (kind < 0)
    return FALSE;
  *tagged = (ClaspRuleTagged){ (guint) kind, object, TRUE, g_strdup (path) };
  return TRUE;
}

static gboolean
read_external (ClaspRuleReader   *self,
               const char        *path,
               JsonObject        *object,
               const char *const *names,
               ClaspRuleTagged   *tagged)
{
  g_autoptr (GList) members = json_object_get_members (object);
  JsonNode         *inner;
  int               kind;

  if (json_object_get_size (object) != 1)
    {
      clasp_rule_fault (
        self, path, "expected {\"type\":…} or one member with the name of a kind, got %u members",
        json_object_get_size (object));
      return FALSE;
    }
  kind = clasp_rule_find_name (self, path, members->data, names);
  if (kind < 0)
    return FALSE;
  inner = json_object_get_member (object, members->data);
  if (!JSON_NODE_HOLDS_OBJECT (inner) && !JSON_NODE_HOLDS_NULL (inner))
    {
      fault_type (self, path, members->data, "an object", inner);
      return FALSE;
    }
  *tagged = (ClaspRuleTagged){ (guint) kind,
                               JSON_NODE_HOLDS_OBJECT (inner) ? json_node_get_object (inner) : NULL,
                               FALSE, join_path (path, members->data) };
  return TRUE;
}

gboolean
clasp_rule_read_tagged (ClaspRuleReader   *self,
                        const char        *path,
                        JsonNode          *node,
                        const char *const *names,
                        ClaspRuleTagged   *tagged)
{
  int kind;

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_has_member (json_node_get_object (node), "type")
             ? read_internal (self, path, json_node_get_object (node), names, tagged)
             : read_external (self, path, json_node_get_object (node), names, tagged);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      clasp_rule_fault (self, path, "expected an object, got %s", clasp_rule_describe_node (node));
      return FALSE;
    }
  kind = clasp_rule_find_name (self, path, json_node_get_string (node), names);
  if (kind < 0)
    return FALSE;
  *tagged = (ClaspRuleTagged){ (guint) kind, NULL, FALSE, g_strdup (path) };
  return TRUE;
}
