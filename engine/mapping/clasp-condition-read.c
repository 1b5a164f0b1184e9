/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-condition-reader.h"

#include "core/clasp-address.h"
#include "core/clasp-json.h"
#include "core/clasp-value-text.h"
#include "mapping/clasp-mapping-private.h"

#include <math.h>

/* Trees of conditions from JSON (mapping.md 13). The first fault ends the reading; it names the
 * part: "all[1].op: …". */

static gboolean read_part (ClaspConditionReader *self, JsonNode *node, const char *path);

gboolean
clasp_condition_reader_fail (ClaspConditionReader *self,
                             const char           *path,
                             const char           *name,
                             const char           *format,
                             ...)
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

gboolean
clasp_condition_reader_get_text (ClaspConditionReader *self,
                                 JsonObject           *object,
                                 const char           *path,
                                 const char           *name,
                                 const char          **text)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return clasp_condition_reader_fail (self, path, name, "is missing");
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return clasp_condition_reader_fail (self, path, name, "expected a text");
  *text = json_node_get_string (node);
  return TRUE;
}

/* Stays as it is when the member is not there. */
gboolean
clasp_condition_reader_get_number (ClaspConditionReader *self,
                                   JsonObject           *object,
                                   const char           *path,
                                   const char           *name,
                                   double                minimum,
                                   double                maximum,
                                   double               *number)
{
  JsonNode *node = json_object_get_member (object, name);
  GType     type;

  if (node == NULL)
    return TRUE;
  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return clasp_condition_reader_fail (self, path, name, "expected a number");
  *number = json_node_get_double (node);
  if (*number < minimum || *number > maximum)
    return clasp_condition_reader_fail (self, path, name, "expected %g to %g, got %g", minimum,
                                        maximum, *number);
  return TRUE;
}

gboolean
clasp_condition_reader_get_bool (ClaspConditionReader *self,
                                 JsonObject           *object,
                                 const char           *path,
                                 const char           *name,
                                 gboolean             *is_true)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return clasp_condition_reader_fail (self, path, name, "expected true or false");
  *is_true = json_node_get_boolean (node);
  return TRUE;
}

gboolean
clasp_condition_reader_check_members (ClaspConditionReader *self,
                                      JsonObject           *object,
                                      const char           *path,
                                      const char *const    *known)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data) && !g_str_equal (l->data, "for"))
      return clasp_condition_reader_fail (self, path, l->data, "means nothing here");
  return TRUE;
}

gboolean
clasp_condition_reader_watch (ClaspConditionReader *self,
                              const char           *address,
                              const char           *path,
                              const char           *name,
                              guint                *index)
{
  const char *why;

  if (!clasp_address_is_valid (clasp_str (address), &why))
    return clasp_condition_reader_fail (self, path, name, "‘%s’ is no address: %s", address, why);
  *index = clasp_condition_watch (self->condition, address);
  return TRUE;
}

/* ---- other leaves ---- */

static gboolean
read_layer (ClaspConditionReader *self,
            JsonObject           *object,
            ClaspConditionPart   *part,
            const char           *path)
{
  static const char *const known[] = { "layer", NULL };
  g_autofree char         *address = NULL;
  const char              *name;

  *part = (ClaspConditionPart){ .kind = CLASP_CONDITION_COMPARE,
                                .operand = CLASP_OPERAND_ADDRESS,
                                .op = CLASP_CONDITION_IS_ON,
                                .is_loose = TRUE };
  if (!clasp_condition_reader_check_members (self, object, path, known) ||
      !clasp_condition_reader_get_text (self, object, path, "layer", &name))
    return FALSE;
  address = clasp_condition_layer_address (name);
  return clasp_condition_reader_watch (self, address, path, "layer", &part->watched);
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
read_connection (ClaspConditionReader *self,
                 JsonObject           *object,
                 ClaspConditionPart   *part,
                 const char           *path)
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
  if (!clasp_condition_reader_check_members (self, object, path, known) ||
      !clasp_condition_reader_get_text (self, object, path, "connection", &id))
    return FALSE;
  if (json_object_has_member (object, "is") &&
      !clasp_condition_reader_get_text (self, object, path, "is", &state))
    return FALSE;
  if (!g_strv_contains (states, state))
    return clasp_condition_reader_fail (self, path, "is", "‘%s’ is not known; there are %s", state,
                                        list);

  set_connection_op (part, state);
  address = clasp_condition_connection_address (id);
  return clasp_condition_reader_watch (self, address, path, "connection", &part->watched);
}

static gboolean
read_expression (ClaspConditionReader *self,
                 JsonObject           *object,
                 ClaspConditionPart   *part,
                 const char           *path)
{
  static const char *const known[] = { "expr", NULL };
  const char              *text;
  g_autoptr (GError)       local_error = NULL;

  if (!clasp_condition_reader_check_members (self, object, path, known) ||
      !clasp_condition_reader_get_text (self, object, path, "expr", &text))
    return FALSE;
  return clasp_condition_add_expression (self->condition, text, self->pattern, part,
                                         &local_error) ||
         clasp_condition_reader_fail (self, path, "expr", "%s", local_error->message);
}

static gboolean
read_changed (ClaspConditionReader *self,
              JsonObject           *object,
              ClaspConditionPart   *part,
              const char           *path)
{
  static const char *const known[] = { "changed", "within", NULL };
  const char              *address;
  double                   within_s = NAN;

  part->kind = CLASP_CONDITION_CHANGED;
  if (!clasp_condition_reader_check_members (self, object, path, known) ||
      !clasp_condition_reader_get_text (self, object, path, "changed", &address) ||
      !clasp_condition_reader_watch (self, address, path, "changed", &part->watched) ||
      !clasp_condition_reader_get_number (self, object, path, "within", 0,
                                          CLASP_CONDITION_MAX_WITHIN_S, &within_s))
    return FALSE;
  if (isnan (within_s))
    return clasp_condition_reader_fail (self, path, "within", "is missing");
  part->within_us = (gint64) llround (within_s * G_USEC_PER_SEC);
  return TRUE;
}

/* ---- branches ---- */

static gboolean
read_list (ClaspConditionReader *self, JsonObject *object, const char *path, const char *name)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return clasp_condition_reader_fail (self, path, name, "expected a list of conditions");
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
read_branch (ClaspConditionReader *self,
             JsonObject           *object,
             ClaspConditionKind    kind,
             ClaspConditionPart   *part,
             const char           *path)
{
  static const char *const names[] = { "all", "any", "not" };
  const char              *known[] = { names[kind], NULL };
  g_autofree char         *inner = NULL;
  gboolean                 is_read;

  part->kind = kind;
  if (!clasp_condition_reader_check_members (self, object, path, known))
    return FALSE;
  if (self->depth == CLASP_CONDITION_MAX_DEPTH)
    return clasp_condition_reader_fail (self, path, "", "nested deeper than %d",
                                        CLASP_CONDITION_MAX_DEPTH);

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

static gboolean
read_object (ClaspConditionReader *self,
             JsonObject           *object,
             ClaspConditionPart   *part,
             const char           *path)
{
  static const struct
  {
    const char            *name;
    ClaspConditionLeafFunc read;
  } leaves[] = {
    { "address", clasp_condition_reader_read_address },
    { "var", clasp_condition_reader_read_variable },
    { "capture", clasp_condition_reader_read_capture },
    { "input", clasp_condition_reader_read_input },
    { "layer", read_layer },
    { "connection", read_connection },
    { "time", clasp_condition_reader_read_time },
    { "days", clasp_condition_reader_read_time },
    { "expr", read_expression },
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

  return clasp_condition_reader_fail (
    self, path, "",
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
read_for (ClaspConditionReader *self, JsonObject *object, guint index, const char *path)
{
  ClaspConditionPart *part = clasp_condition_part (self->condition, index);
  double              for_s = 0;

  if (!clasp_condition_reader_get_number (self, object, path, "for", 0,
                                          CLASP_CONDITION_MAX_WITHIN_S, &for_s))
    return FALSE;
  if (for_s > 0 && part->kind == CLASP_CONDITION_COMPARE && clasp_condition_is_edge (part))
    return clasp_condition_reader_fail (self, path, "for", "an edge lasts no time");
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
read_part (ClaspConditionReader *self, JsonNode *node, const char *path)
{
  GArray            *parts = self->condition->parts;
  guint              index = parts->len;
  ClaspConditionPart part = { 0 };
  gboolean           is_read;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return clasp_condition_reader_fail (self, path, "", "expected an object");
  if (index == CLASP_CONDITION_MAX_PARTS)
    return clasp_condition_reader_fail (self, path, "", "more than %d conditions",
                                        CLASP_CONDITION_MAX_PARTS);

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
  ClaspConditionReader reader = { self, pattern, 0, error };
  g_autoptr (GError)   local_error = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (strlen (text) > CLASP_CONDITION_MAX_LENGTH)
    return clasp_condition_reader_fail (&reader, "", "", "longer than %d bytes",
                                        CLASP_CONDITION_MAX_LENGTH);
  node = clasp_json_parse (text, strlen (text), &local_error);
  return node != NULL ? read_part (&reader, node, "")
                      : clasp_condition_reader_fail (&reader, "", "", "%s", local_error->message);
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
