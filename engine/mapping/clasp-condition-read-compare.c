/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition-reader.h"

#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

/* Comparisons of something that is named with a value. */

/* So that a bad expression costs milliseconds and not the show. */
#define REGEX_LIMITS "(*LIMIT_MATCH=2000)(*LIMIT_DEPTH=1000)"
#define DEFAULT_TOLERANCE 1e-9

static const char *const op_names[CLASP_CONDITION_N_OPS + 1] = {
  "eq",      "ne",      "gt",     "gte",   "lt",    "lte",     "in",
  "between", "matches", "exists", "rises", "falls", "crosses", NULL,
};

static gboolean
read_value_number (ClaspConditionReader *self, ClaspConditionPart *part, const char *path)
{
  if (!clasp_value_is_number (&part->value))
    return clasp_condition_reader_fail (self, path, "value", "expected a number");
  clasp_value_to_double (&part->value, &part->low);
  return TRUE;
}

static gboolean
read_edge (ClaspConditionReader *self,
           JsonObject           *object,
           ClaspConditionPart   *part,
           const char           *path)
{
  part->edge = self->condition->n_edges;
  self->condition->n_edges += part->op == CLASP_CONDITION_CROSSES ? 2 : 1;
  return read_value_number (self, part, path) &&
         clasp_condition_reader_get_number (self, object, path, "hysteresis", 0, G_MAXDOUBLE,
                                            &part->hysteresis);
}

static gboolean
read_between (ClaspConditionReader *self, ClaspConditionPart *part, const char *path)
{
  const ClaspValue *low = clasp_value_get_element (&part->value, 0);
  const ClaspValue *high = clasp_value_get_element (&part->value, 1);

  if (clasp_value_get_size (&part->value) != 2 || part->value.type != CLASP_VALUE_ARRAY ||
      !clasp_value_is_number (low) || !clasp_value_is_number (high))
    return clasp_condition_reader_fail (self, path, "value", "expected two numbers: [0.2, 0.8]");
  clasp_value_to_double (low, &part->low);
  clasp_value_to_double (high, &part->high);
  return part->low <= part->high ||
         clasp_condition_reader_fail (self, path, "value", "%g is above %g", part->low, part->high);
}

static gboolean
read_regex (ClaspConditionReader *self, ClaspConditionPart *part, const char *path)
{
  g_autofree char   *text = clasp_str_dup (clasp_value_get_string (&part->value));
  g_autofree char   *whole = g_strconcat (REGEX_LIMITS, text, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GRegex) alone = NULL;

  if (part->value.type != CLASP_VALUE_STRING)
    return clasp_condition_reader_fail (self, path, "value",
                                        "expected a regular expression as text");
  if (strlen (text) > CLASP_CONDITION_MAX_PATTERN)
    return clasp_condition_reader_fail (self, path, "value", "longer than %d bytes",
                                        CLASP_CONDITION_MAX_PATTERN);

  /* Compiled alone first, so that the message is about what the person wrote. */
  alone = g_regex_new (text, 0, 0, &local_error);
  if (alone != NULL)
    part->regex = g_regex_new (whole, 0, 0, &local_error);
  return part->regex != NULL ||
         clasp_condition_reader_fail (self, path, "value", "the regular expression is wrong: %s",
                                      local_error->message);
}

static gboolean
read_value_of_op (ClaspConditionReader *self,
                  JsonObject           *object,
                  ClaspConditionPart   *part,
                  const char           *path)
{
  switch (part->op)
    {
    case CLASP_CONDITION_EXISTS:
      part->exists = TRUE;
      return clasp_condition_reader_get_bool (self, object, path, "value", &part->exists);
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
             clasp_condition_reader_fail (self, path, "value", "expected a list of values");
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
read_op (ClaspConditionReader *self, JsonObject *object, ClaspConditionPart *part, const char *path)
{
  g_autofree char *list = NULL;
  const char      *name;

  if (!clasp_condition_reader_get_text (self, object, path, "op", &name))
    return FALSE;
  for (guint i = 0; op_names[i] != NULL; i++)
    if (g_ascii_strcasecmp (name, op_names[i]) == 0)
      {
        part->op = (ClaspConditionOp) i;
        return TRUE;
      }

  list = g_strjoinv (", ", (char **) op_names);
  return clasp_condition_reader_fail (self, path, "op", "‘%s’ is not known; there are %s", name,
                                      list);
}

/* @selector: what names the operand. */
static gboolean
read_compare (ClaspConditionReader *self,
              JsonObject           *object,
              ClaspConditionPart   *part,
              const char           *path,
              const char           *selector)
{
  const char *known[] = { selector, "op", "value", "tolerance", "loose", "hysteresis", NULL };
  JsonNode   *value = json_object_get_member (object, "value");
  g_autoptr (GError) local_error = NULL;

  part->kind = CLASP_CONDITION_COMPARE;
  part->tolerance = DEFAULT_TOLERANCE;
  if (!clasp_condition_reader_check_members (self, object, path, known) ||
      !read_op (self, object, part, path))
    return FALSE;
  if (value == NULL && part->op != CLASP_CONDITION_EXISTS)
    return clasp_condition_reader_fail (self, path, "value", "is missing");
  if (value != NULL && !clasp_value_from_json (value, &part->value, &local_error))
    return clasp_condition_reader_fail (self, path, "value", "%s", local_error->message);

  return clasp_condition_reader_get_number (self, object, path, "tolerance", 0, G_MAXDOUBLE,
                                            &part->tolerance) &&
         clasp_condition_reader_get_bool (self, object, path, "loose", &part->is_loose) &&
         read_value_of_op (self, object, part, path);
}

gboolean
clasp_condition_reader_read_address (ClaspConditionReader *self,
                                     JsonObject           *object,
                                     ClaspConditionPart   *part,
                                     const char           *path)
{
  const char *address;

  part->operand = CLASP_OPERAND_ADDRESS;
  return clasp_condition_reader_get_text (self, object, path, "address", &address) &&
         clasp_condition_reader_watch (self, address, path, "address", &part->watched) &&
         read_compare (self, object, part, path, "address");
}

gboolean
clasp_condition_reader_read_variable (ClaspConditionReader *self,
                                      JsonObject           *object,
                                      ClaspConditionPart   *part,
                                      const char           *path)
{
  g_autofree char *address = NULL;
  const char      *name;

  part->operand = CLASP_OPERAND_ADDRESS;
  if (!clasp_condition_reader_get_text (self, object, path, "var", &name))
    return FALSE;
  address = clasp_condition_var_address (name);
  return clasp_condition_reader_watch (self, address, path, "var", &part->watched) &&
         read_compare (self, object, part, path, "var");
}

gboolean
clasp_condition_reader_read_capture (ClaspConditionReader *self,
                                     JsonObject           *object,
                                     ClaspConditionPart   *part,
                                     const char           *path)
{
  const char *name;

  part->operand = CLASP_OPERAND_CAPTURE;
  if (!clasp_condition_reader_get_text (self, object, path, "capture", &name))
    return FALSE;
  if (self->pattern == NULL ||
      !clasp_route_pattern_find_capture (self->pattern, clasp_str (name), &part->capture))
    return clasp_condition_reader_fail (self, path, "capture",
                                        "the source captures nothing called ‘%s’", name);
  return read_compare (self, object, part, path, "capture");
}

gboolean
clasp_condition_reader_read_input (ClaspConditionReader *self,
                                   JsonObject           *object,
                                   ClaspConditionPart   *part,
                                   const char           *path)
{
  gboolean is_input = FALSE;

  part->operand = CLASP_OPERAND_INPUT;
  self->condition->uses_input = TRUE;
  if (!clasp_condition_reader_get_bool (self, object, path, "input", &is_input))
    return FALSE;
  return is_input ? read_compare (self, object, part, path, "input")
                  : clasp_condition_reader_fail (self, path, "input", "expected true");
}
