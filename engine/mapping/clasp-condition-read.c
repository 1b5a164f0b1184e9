/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition-private.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

#include <math.h>

/* Trees of conditions from JSON (mapping.md 13). The first fault ends the reading; it names the
 * part: "all[1].op: …". */

/* So that a bad expression costs milliseconds and not the show. */
#define REGEX_LIMITS "(*LIMIT_MATCH=2000)(*LIMIT_DEPTH=1000)"
#define DEFAULT_TOLERANCE 1e-9
#define ALL_DAYS 0x7f

typedef struct
{
  ClaspCondition          *condition;
  const ClaspRoutePattern *pattern;
  guint                    depth;
  GError                 **error;
} Reader;

static const char *const op_names[CLASP_CONDITION_N_OPS + 1] = {
  "eq",      "ne",      "gt",     "gte",   "lt",    "lte",     "in",
  "between", "matches", "exists", "rises", "falls", "crosses", NULL,
};

static gboolean read_part (Reader *self, JsonNode *node, const char *path);

static gboolean fail (Reader *self, const char *path, const char *name, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

static gboolean
fail (Reader *self, const char *path, const char *name, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (self->error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_CONDITION, "%s%s%s%s%s", path,
               path[0] != '\0' && name[0] != '\0' ? "." : "", name,
               path[0] != '\0' || name[0] != '\0' ? ": " : "", text);
  return FALSE;
}

/* ---- members ---- */

static gboolean
get_text (Reader *self, JsonObject *object, const char *path, const char *name, const char **text)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return fail (self, path, name, "is missing");
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (self, path, name, "expected a text");
  *text = json_node_get_string (node);
  return TRUE;
}

/* Stays as it is when the member is not there. */
static gboolean
get_number (Reader     *self,
            JsonObject *object,
            const char *path,
            const char *name,
            double      minimum,
            double      maximum,
            double     *number)
{
  JsonNode *node = json_object_get_member (object, name);
  GType     type;

  if (node == NULL)
    return TRUE;
  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return fail (self, path, name, "expected a number");
  *number = json_node_get_double (node);
  if (*number < minimum || *number > maximum)
    return fail (self, path, name, "expected %g to %g, got %g", minimum, maximum, *number);
  return TRUE;
}

static gboolean
get_bool (Reader *self, JsonObject *object, const char *path, const char *name, gboolean *is_true)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fail (self, path, name, "expected true or false");
  *is_true = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
check_members (Reader *self, JsonObject *object, const char *path, const char *const *known)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data) && !g_str_equal (l->data, "for"))
      return fail (self, path, l->data, "means nothing here");
  return TRUE;
}

static gboolean
watch (Reader *self, const char *address, const char *path, const char *name, guint *index)
{
  const char *why;

  if (!clasp_address_is_valid (clasp_str (address), &why))
    return fail (self, path, name, "‘%s’ is no address: %s", address, why);
  *index = clasp_condition_watch (self->condition, address);
  return TRUE;
}

/* ---- comparisons ---- */

static gboolean
read_value_number (Reader *self, ClaspConditionPart *part, const char *path)
{
  if (!clasp_value_is_number (&part->value))
    return fail (self, path, "value", "expected a number");
  clasp_value_to_double (&part->value, &part->low);
  return TRUE;
}

static gboolean
read_edge (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  part->edge = self->condition->n_edges;
  self->condition->n_edges += part->op == CLASP_CONDITION_CROSSES ? 2 : 1;
  return read_value_number (self, part, path) &&
         get_number (self, object, path, "hysteresis", 0, G_MAXDOUBLE, &part->hysteresis);
}

static gboolean
read_between (Reader *self, ClaspConditionPart *part, const char *path)
{
  const ClaspValue *low = clasp_value_get_element (&part->value, 0);
  const ClaspValue *high = clasp_value_get_element (&part->value, 1);

  if (clasp_value_get_size (&part->value) != 2 || part->value.type != CLASP_VALUE_ARRAY ||
      !clasp_value_is_number (low) || !clasp_value_is_number (high))
    return fail (self, path, "value", "expected two numbers: [0.2, 0.8]");
  clasp_value_to_double (low, &part->low);
  clasp_value_to_double (high, &part->high);
  return part->low <= part->high ||
         fail (self, path, "value", "%g is above %g", part->low, part->high);
}

static gboolean
read_regex (Reader *self, ClaspConditionPart *part, const char *path)
{
  g_autofree char   *text = clasp_str_dup (clasp_value_get_string (&part->value));
  g_autofree char   *whole = g_strconcat (REGEX_LIMITS, text, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) alone = NULL;

  if (part->value.type != CLASP_VALUE_STRING)
    return fail (self, path, "value", "expected a regular expression as text");
  if (strlen (text) > CLASP_CONDITION_MAX_PATTERN)
    return fail (self, path, "value", "longer than %d bytes", CLASP_CONDITION_MAX_PATTERN);

  /* Compiled alone first, so that the message is about what the person wrote. */
  alone = g_regex_new (text, 0, 0, &local_error);
  if (alone != NULL)
    part->regex = g_regex_new (whole, 0, 0, &local_error);
  return part->regex != NULL ||
         fail (self, path, "value", "the regular expression is wrong: %s", local_error->message);
}

static gboolean
read_value_of_op (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  switch (part->op)
    {
    case CLASP_CONDITION_EXISTS:
      part->exists = TRUE;
      return get_bool (self, object, path, "value", &part->exists);
    case CLASP_CONDITION_GT:
    case CLASP_CONDITION_GTE:
    case CLASP_CONDITION_LT:
    case CLASP_CONDITION_LTE:
      return read_value_number (self, part, path);
    case CLASP_CONDITION_RISES:
    case CLASP_CONDITION_FALLS:
    case CLASP_CONDITION_CROSSES:
      return read_edge (self, object, part, path);
    case CLASP_CONDITION_IN:
      return part->value.type == CLASP_VALUE_ARRAY ||
             fail (self, path, "value", "expected a list of values");
    case CLASP_CONDITION_BETWEEN:
      return read_between (self, part, path);
    case CLASP_CONDITION_MATCHES:
      return read_regex (self, part, path);
    case CLASP_CONDITION_EQ:
    case CLASP_CONDITION_NE:
    case CLASP_CONDITION_IS_ON:
    case CLASP_CONDITION_IS_CONNECTED:
    case CLASP_CONDITION_IS_DISCONNECTED:
      break;
    }
  return TRUE;
}

/* Names are compared without case: rules of other programs say "Eq". */
static gboolean
read_op (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  g_autofree char *list = NULL;
  const char      *name;

  if (!get_text (self, object, path, "op", &name))
    return FALSE;
  for (guint i = 0; op_names[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, op_names[i]) == 0)
      {
        part->op = (ClaspConditionOp) i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) op_names);
  return fail (self, path, "op", "‘%s’ is not known; there are %s", name, list);
}

/* @selector: what names the operand. */
static gboolean
read_compare (Reader             *self,
              JsonObject         *object,
              ClaspConditionPart *part,
              const char         *path,
              const char         *selector)
{
  const char *known[] = { selector, "op", "value", "tolerance", "loose", "hysteresis", NULL };
  JsonNode   *value = json_object_get_member (object, "value");
  g_autoptr (GError) local_error = NULL;

  part->kind = CLASP_CONDITION_COMPARE;
  part->tolerance = DEFAULT_TOLERANCE;
  if (!check_members (self, object, path, known) || !read_op (self, object, part, path))
    return FALSE;
  if (value == NULL && part->op != CLASP_CONDITION_EXISTS)
    return fail (self, path, "value", "is missing");
  if (value != NULL && !clasp_value_from_json (value, &part->value, &local_error))
    return fail (self, path, "value", "%s", local_error->message);

  return get_number (self, object, path, "tolerance", 0, G_MAXDOUBLE, &part->tolerance) &&
         get_bool (self, object, path, "loose", &part->is_loose) &&
         read_value_of_op (self, object, part, path);
}

static gboolean
read_address (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  const char *address;

  part->operand = CLASP_OPERAND_ADDRESS;
  return get_text (self, object, path, "address", &address) &&
         watch (self, address, path, "address", &part->watched) &&
         read_compare (self, object, part, path, "address");
}

static gboolean
read_variable (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  g_autofree char *address = NULL;
  const char      *name;

  part->operand = CLASP_OPERAND_ADDRESS;
  if (!get_text (self, object, path, "var", &name))
    return FALSE;
  address = clasp_condition_var_address (name);
  return watch (self, address, path, "var", &part->watched) &&
         read_compare (self, object, part, path, "var");
}

static gboolean
read_capture (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  const char *name;

  part->operand = CLASP_OPERAND_CAPTURE;
  if (!get_text (self, object, path, "capture", &name))
    return FALSE;
  if (self->pattern == NULL ||
      !clasp_route_pattern_find_capture (self->pattern, clasp_str (name), &part->capture))
    return fail (self, path, "capture", "the source captures nothing called ‘%s’", name);
  return read_compare (self, object, part, path, "capture");
}

static gboolean
read_input (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  gboolean is_input = FALSE;

  part->operand = CLASP_OPERAND_INPUT;
  self->condition->uses_input = TRUE;
  if (!get_bool (self, object, path, "input", &is_input))
    return FALSE;
  return is_input ? read_compare (self, object, part, path, "input")
                  : fail (self, path, "input", "expected true");
}

/* ---- other leaves ---- */

static gboolean
read_layer (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const char *const known[] = { "layer", NULL };
  g_autofree char         *address = NULL;
  const char              *name;

  *part = (ClaspConditionPart){ .kind = CLASP_CONDITION_COMPARE,
                                .operand = CLASP_OPERAND_ADDRESS,
                                .op = CLASP_CONDITION_IS_ON,
                                .is_loose = TRUE };
  if (!check_members (self, object, path, known) || !get_text (self, object, path, "layer", &name))
    return FALSE;
  address = clasp_condition_layer_address (name);
  return watch (self, address, path, "layer", &part->watched);
}

static void
set_connection_op (ClaspConditionPart *part, const char *state)
{
  if (g_str_equal (state, "connected"))
    part->op = CLASP_CONDITION_IS_CONNECTED;
  else if (g_str_equal (state, "disconnected"))
    part->op = CLASP_CONDITION_IS_DISCONNECTED;
  else
    part->value = clasp_value_string (clasp_str (state));
}

static gboolean
read_connection (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const char *const known[] = { "connection", "is", NULL };
  static const char *const states[] = { "connected", "disconnected", "degraded",
                                        "starting",  "waiting",      "missing",
                                        "error",     "off",          NULL };
  g_autofree char         *address = NULL;
  g_autofree char         *list = g_strjoinv (", ", (char **) states);
  const char              *id, *state = "connected";

  part->kind = CLASP_CONDITION_COMPARE;
  part->operand = CLASP_OPERAND_ADDRESS;
  if (!check_members (self, object, path, known) ||
      !get_text (self, object, path, "connection", &id))
    return FALSE;
  if (json_object_has_member (object, "is") && !get_text (self, object, path, "is", &state))
    return FALSE;
  if (!g_strv_contains (states, state))
    return fail (self, path, "is", "‘%s’ is not known; there are %s", state, list);

  set_connection_op (part, state);
  address = clasp_condition_connection_address (id);
  return watch (self, address, path, "connection", &part->watched);
}

static gboolean
read_expression (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const char *const known[] = { "expr", NULL };
  const char              *text;
  g_autoptr (GError)       local_error = NULL;

  if (!check_members (self, object, path, known) || !get_text (self, object, path, "expr", &text))
    return FALSE;
  return clasp_condition_add_expression (self->condition, text, self->pattern, part,
                                         &local_error) ||
         fail (self, path, "expr", "%s", local_error->message);
}

static gboolean
read_changed (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const char *const known[] = { "changed", "within", NULL };
  const char              *address;
  double                   within_s = NAN;

  part->kind = CLASP_CONDITION_CHANGED;
  if (!check_members (self, object, path, known) ||
      !get_text (self, object, path, "changed", &address) ||
      !watch (self, address, path, "changed", &part->watched) ||
      !get_number (self, object, path, "within", 0, CLASP_CONDITION_MAX_WITHIN_S, &within_s))
    return FALSE;
  if (isnan (within_s))
    return fail (self, path, "within", "is missing");
  part->within_us = (gint64) llround (within_s * G_USEC_PER_SEC);
  return TRUE;
}

/* ---- time ---- */

static gboolean
take_time (const char **at, int *minute)
{
  char *end;
  long  hours, minutes;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  hours = strtol (*at, &end, 10);
  if (*end != ':' || !g_ascii_isdigit (end[1]) || !g_ascii_isdigit (end[2]) || end - *at > 2)
    return FALSE;
  minutes = (end[1] - '0') * 10 + (end[2] - '0');
  *at = end + 3;
  *minute = (int) (hours * 60 + minutes);
  return minutes < 60 && *minute <= CLASP_MINUTES_OF_DAY;
}

static gboolean
read_hours (const char *text, ClaspConditionPart *part)
{
  return take_time (&text, &part->from_minute) && *text++ == '-' &&
         take_time (&text, &part->to_minute) && *text == '\0';
}

static int
find_day (const char *name)
{
  static const char *const days[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (g_ascii_strcasecmp (name, days[i]) == 0)
      return (int) i;
  return -1;
}

/* "mon-fri", "sat,sun", "fri-mon". */
static gboolean
read_days (const char *text, ClaspConditionPart *part)
{
  g_auto (GStrv) ranges = g_strsplit (text, ",", 8);

  part->days = 0;
  for (guint i = 0; ranges[i] != NULL; i++)
    {
      g_auto (GStrv) ends = g_strsplit (ranges[i], "-", 2);
      int            first = ends[0] != NULL ? find_day (g_strstrip (ends[0])) : -1;
      int            last = first >= 0 && ends[1] != NULL ? find_day (g_strstrip (ends[1])) : first;

      if (first < 0 || last < 0)
        return FALSE;
      for (int day = first;; day = (day + 1) % 7)
        {
          part->days |= (guint8) (1u << day);
          if (day == last)
            break;
        }
    }
  return part->days != 0;
}

static gboolean
read_time (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const char *const known[] = { "time", "days", NULL };
  const char              *text;

  *part = (ClaspConditionPart){ .kind = CLASP_CONDITION_TIME,
                                .to_minute = CLASP_MINUTES_OF_DAY,
                                .days = ALL_DAYS };
  if (!check_members (self, object, path, known))
    return FALSE;
  if (json_object_has_member (object, "time"))
    {
      if (!get_text (self, object, path, "time", &text))
        return FALSE;
      if (!read_hours (text, part))
        return fail (self, path, "time", "expected a time like 18:00-23:30, got ‘%s’", text);
    }
  if (json_object_has_member (object, "days"))
    {
      if (!get_text (self, object, path, "days", &text))
        return FALSE;
      if (!read_days (text, part))
        return fail (self, path, "days", "expected days like mon-fri or sat,sun, got ‘%s’", text);
    }
  return TRUE;
}

/* ---- branches ---- */

static gboolean
read_list (Reader *self, JsonObject *object, const char *path, const char *name)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (self, path, name, "expected a list of conditions");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *inner =
        g_strdup_printf ("%s%s%s[%u]", path, path[0] != '\0' ? "." : "", name, i);

      if (!read_part (self, json_array_get_element (array, i), inner))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_branch (Reader             *self,
             JsonObject         *object,
             ClaspConditionKind  kind,
             ClaspConditionPart *part,
             const char         *path)
{
  static const char *const names[] = { "all", "any", "not" };
  const char              *known[] = { names[kind], NULL };
  g_autofree char         *inner = NULL;
  gboolean                 is_read;

  part->kind = kind;
  if (!check_members (self, object, path, known))
    return FALSE;
  if (self->depth == CLASP_CONDITION_MAX_DEPTH)
    return fail (self, path, "", "nested deeper than %d", CLASP_CONDITION_MAX_DEPTH);

  self->depth++;
  if (kind == CLASP_CONDITION_NOT)
    {
      inner = g_strconcat (path, path[0] != '\0' ? "." : "", "not", NULL);
      is_read = read_part (self, json_object_get_member (object, "not"), inner);
    }
  else
    is_read = read_list (self, object, path, names[kind]);
  self->depth--;
  return is_read;
}

typedef gboolean (*LeafFunc) (Reader             *self,
                              JsonObject         *object,
                              ClaspConditionPart *part,
                              const char         *path);

static gboolean
read_object (Reader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  static const struct
  {
    const char *name;
    LeafFunc    read;
  } leaves[] = {
    { "address", read_address }, { "var", read_variable }, { "capture", read_capture },
    { "input", read_input },     { "layer", read_layer },  { "connection", read_connection },
    { "time", read_time },       { "days", read_time },    { "expr", read_expression },
    { "changed", read_changed },
  };

  if (json_object_has_member (object, "all"))
    return read_branch (self, object, CLASP_CONDITION_ALL, part, path);
  if (json_object_has_member (object, "any"))
    return read_branch (self, object, CLASP_CONDITION_ANY, part, path);
  if (json_object_has_member (object, "not"))
    return read_branch (self, object, CLASP_CONDITION_NOT, part, path);
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    if (json_object_has_member (object, leaves[i].name))
      return leaves[i].read (self, object, part, path);

  return fail (self, path, "",
               "expected all, any, not, address, var, capture, input, layer, connection, time, "
               "days, expr or changed");
}

/* ---- how long ---- */

/* Whether it may be another answer for another source address. */
static gboolean
depends_on_source (ClaspCondition *self, const ClaspConditionPart *part)
{
  if (part->kind == CLASP_CONDITION_EXPRESSION)
    return TRUE;
  if (part->kind != CLASP_CONDITION_COMPARE)
    return FALSE;
  return part->operand != CLASP_OPERAND_ADDRESS || clasp_condition_is_edge (part);
}

static gboolean
read_for (Reader *self, JsonObject *object, guint index, const char *path)
{
  ClaspConditionPart *part = clasp_condition_part (self->condition, index);
  double              for_s = 0;

  if (!get_number (self, object, path, "for", 0, CLASP_CONDITION_MAX_WITHIN_S, &for_s))
    return FALSE;
  if (for_s > 0 && part->kind == CLASP_CONDITION_COMPARE && clasp_condition_is_edge (part))
    return fail (self, path, "for", "an edge lasts no time");
  part->for_us = (gint64) llround (for_s * G_USEC_PER_SEC);
  if (part->for_us == 0)
    return TRUE;
  self->condition->has_for = TRUE;
  for (guint i = index; i < part->end; i++)
    part->is_own |= depends_on_source (self->condition, clasp_condition_part (self->condition, i));
  if (part->is_own)
    part->lasting = self->condition->n_lasting++;
  return TRUE;
}

/* A part is in the array before its children; it is filled behind them, for the array may move. */
static gboolean
read_part (Reader *self, JsonNode *node, const char *path)
{
  GArray            *parts = self->condition->parts;
  guint              index = parts->len;
  ClaspConditionPart part = { 0 };
  gboolean           is_read;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (self, path, "", "expected an object");
  if (index == CLASP_CONDITION_MAX_PARTS)
    return fail (self, path, "", "more than %d conditions", CLASP_CONDITION_MAX_PARTS);

  g_array_append_val (parts, part);
  is_read = read_object (self, json_node_get_object (node), &part, path);
  part.end = parts->len;
  *clasp_condition_part (self->condition, index) = part;
  return is_read && read_for (self, json_node_get_object (node), index, path);
}

gboolean
clasp_condition_read (ClaspCondition          *self,
                      const char              *text,
                      const ClaspRoutePattern *pattern,
                      GError                 **error)
{
  Reader               reader = { self, pattern, 0, error };
  g_autoptr (GError)   local_error = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (strlen (text) > CLASP_CONDITION_MAX_LENGTH)
    return fail (&reader, "", "", "longer than %d bytes", CLASP_CONDITION_MAX_LENGTH);
  node = clasp_json_parse (text, strlen (text), &local_error);
  return node != NULL ? read_part (&reader, node, "")
                      : fail (&reader, "", "", "%s", local_error->message);
}

/* ---- addresses ---- */

/**
 * clasp_condition_var_address:
 * @name: of a variable
 *
 * Thread: any.
 *
 * Returns: (transfer full): where it is a parameter
 */
char *
clasp_condition_var_address (const char *name)
{
  return g_strconcat ("/local/var/", name, NULL);
}

/**
 * clasp_condition_layer_address:
 * @name: of a layer
 *
 * Thread: any.
 *
 * Returns: (transfer full): where a parameter says whether it is on
 */
char *
clasp_condition_layer_address (const char *name)
{
  return g_strconcat ("/local/layer/", name, NULL);
}

/**
 * clasp_condition_connection_address:
 * @id: of a connection
 *
 * Thread: any.
 *
 * Returns: (transfer full): where a parameter says how it is
 */
char *
clasp_condition_connection_address (const char *id)
{
  g_autofree char *segment = clasp_segment_escape (clasp_str (id));

  return g_strconcat ("/local/connection/", segment, "/state", NULL);
}
