/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-namespace.h"

#include "bridges/osc/clasp-osc-address.h"
#include "core/clasp-address.h"
#include "core/clasp-json.h"

#include <gio/gio.h>
#include <math.h>

#define ACCESS_READ 1
#define ACCESS_WRITE 2
#define MAX_TAGS 256

typedef struct
{
  GArray  *leaves;
  GString *scratch;
  guint    max_leaves;
  gboolean is_too_large;
} Reading;

static void
leaf_clear (gpointer data)
{
  ClaspOscQueryLeaf *leaf = data;

  g_free (leaf->address);
  g_free (leaf->tags);
  g_free (leaf->unit);
  g_free (leaf->description);
  clasp_value_clear (&leaf->value);
}

/* ---- JSON ---- */

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static gboolean
node_to_number (JsonNode *node, double *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 &&
       json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;

  *number = json_node_get_double (node);
  return isfinite (*number);
}

static gboolean
get_number (JsonObject *object, const char *name, double *number)
{
  return node_to_number (json_object_get_member (object, name), number);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonNode *
get_first (JsonObject *object, const char *name)
{
  JsonNode  *node = json_object_get_member (object, name);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;

  return array != NULL && json_array_get_length (array) > 0 ? json_array_get_element (array, 0)
                                                            : node;
}

/* ---- values ---- */

/* "#RRGGBBAA" is what an OSC colour becomes: four numbers. */
static gboolean
parse_colour (const char *text, ClaspValue *value)
{
  ClaspValue parts[4];
  guint64    number;

  if (text[0] != '#' || strlen (text) != 9 ||
      !g_ascii_string_to_unsigned (text + 1, 16, 0, G_MAXUINT32, &number, NULL))
    return FALSE;

  for (guint i = 0; i < 4; i++)
    parts[i] = clasp_value_int ((gint64) (number >> (8 * (3 - i)) & 0xff));
  *value = clasp_value_array (parts, 4);
  return TRUE;
}

/* FALSE when the JSON does not fit the tag. */
static gboolean
parse_item (JsonNode *node, char tag, ClaspValue *value)
{
  gboolean is_value = node != NULL && JSON_NODE_HOLDS_VALUE (node);
  GType    type = is_value ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double   number;

  switch (tag)
    {
    case 'i':
    case 'h':
      if (!node_to_number (node, &number))
        return FALSE;
      *value = type == G_TYPE_INT64 ? clasp_value_int (json_node_get_int (node))
                                    : clasp_value_double (number);
      return TRUE;
    case 'f':
    case 'd':
      if (!node_to_number (node, &number))
        return FALSE;
      *value = clasp_value_double (number);
      return TRUE;
    case 's':
    case 'S':
    case 'c':
      if (type != G_TYPE_STRING)
        return FALSE;
      *value = clasp_value_string (clasp_str (json_node_get_string (node)));
      return TRUE;
    case 'r':
      return type == G_TYPE_STRING && parse_colour (json_node_get_string (node), value);
    case 'T':
    case 'F':
      if (type != G_TYPE_BOOLEAN)
        return FALSE;
      *value = clasp_value_bool (json_node_get_boolean (node));
      return TRUE;
    default:
      return FALSE;
    }
}

/* Flat lists only: what is nested comes with the first packet. */
static gboolean
parse_value (JsonObject *object, const char *tags, ClaspValue *value)
{
  JsonNode  *node = json_object_get_member (object, "VALUE");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                   : NULL;
  gsize      n_tags = strlen (tags);
  ClaspValue items[MAX_TAGS];
  guint      n = 0;

  if (array == NULL || n_tags == 0 || n_tags > MAX_TAGS ||
      json_array_get_length (array) != n_tags)
    return FALSE;

  while (n < n_tags && parse_item (json_array_get_element (array, n), tags[n], &items[n]))
    n++;
  if (n < n_tags)
    {
      while (n > 0)
        clasp_value_clear (&items[--n]);
      return FALSE;
    }
  *value = n == 1 ? items[0] : clasp_value_array (items, n);
  return TRUE;
}

/* ---- nodes ---- */

static void
read_range (JsonObject *object, ClaspOscQueryLeaf *leaf)
{
  JsonNode *first = get_first (object, "RANGE");

  if (first == NULL || !JSON_NODE_HOLDS_OBJECT (first))
    return;
  leaf->has_range = get_number (json_node_get_object (first), "MIN", &leaf->minimum) &&
                    get_number (json_node_get_object (first), "MAX", &leaf->maximum) &&
                    leaf->minimum <= leaf->maximum;
}

static char *
dup_first_text (JsonObject *object, const char *name)
{
  JsonNode *first = get_first (object, name);

  return first != NULL && JSON_NODE_HOLDS_VALUE (first) &&
             json_node_get_value_type (first) == G_TYPE_STRING
           ? g_strdup (json_node_get_string (first))
           : NULL;
}

static void
read_leaf (Reading *reading, JsonObject *object, ClaspStr address, const char *tags)
{
  ClaspOscQueryLeaf leaf = { .address = clasp_str_dup (address), .tags = g_strdup (tags) };
  double            access = ACCESS_READ | ACCESS_WRITE;

  get_number (object, "ACCESS", &access);
  leaf.is_readable = ((int) CLAMP (access, 0, 3) & ACCESS_READ) != 0;
  leaf.is_writable = ((int) CLAMP (access, 0, 3) & ACCESS_WRITE) != 0;
  leaf.unit = dup_first_text (object, "UNIT");
  leaf.description = g_strdup (get_text (object, "DESCRIPTION"));
  leaf.has_value = parse_value (object, tags, &leaf.value);
  read_range (object, &leaf);
  g_array_append_val (reading->leaves, leaf);
}

/* Recursion ends where clasp_json_parse () refuses to nest. */
static void
read_node (Reading *reading, JsonObject *object, const char *osc_path)
{
  const char    *tags = get_text (object, "TYPE");
  JsonObject    *contents = get_object (object, "CONTENTS");
  JsonObjectIter iter;
  const char    *name, *why;
  JsonNode      *child;
  ClaspStr       address = clasp_osc_address_to_clasp (clasp_str (osc_path), reading->scratch);

  if (tags != NULL && clasp_address_is_valid (address, &why))
    {
      if (reading->leaves->len >= reading->max_leaves)
        reading->is_too_large = TRUE;
      else
        read_leaf (reading, object, address, tags);
    }
  if (contents == NULL || reading->is_too_large)
    return;

  json_object_iter_init_ordered (&iter, contents);
  while (json_object_iter_next_ordered (&iter, &name, &child))
    if (JSON_NODE_HOLDS_OBJECT (child) && strlen (osc_path) + strlen (name) < 1024)
      {
        g_autofree char *path = g_strconcat (osc_path, "/", name, NULL);

        read_node (reading, json_node_get_object (child), path);
      }
}

static JsonNode *
parse_object (const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (g_utf8_validate (text, (gssize) length, NULL))
    root = clasp_json_parse (text, length, error);
  else
    g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_PROTOCOL, "not UTF-8");
  if (root == NULL || JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);

  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_PROTOCOL,
               "what it tells is no OSCQuery");
  return NULL;
}

GArray *
clasp_osc_query_namespace_parse (const char *text,
                                 gsize       length,
                                 guint       max_leaves,
                                 GError    **error)
{
  g_autoptr (JsonNode) root = parse_object (text, length, error);
  Reading              reading = { .max_leaves = max_leaves };
  const char          *path;

  if (root == NULL)
    return NULL;

  path = get_text (json_node_get_object (root), "FULL_PATH");
  reading.leaves = g_array_new (FALSE, FALSE, sizeof (ClaspOscQueryLeaf));
  g_array_set_clear_func (reading.leaves, leaf_clear);
  reading.scratch = g_string_new (NULL);
  read_node (&reading, json_node_get_object (root),
             path != NULL && path[0] == '/' && path[1] != '\0' && strlen (path) < 1024 ? path : "");
  g_string_free (reading.scratch, TRUE);
  if (!reading.is_too_large)
    return reading.leaves;

  g_set_error (error, CLASP_TRANSPORT_ERROR, CLASP_TRANSPORT_ERROR_PROTOCOL,
               "it has more than %u addresses", max_leaves);
  g_array_unref (reading.leaves);
  return NULL;
}

static const char *
datatype_of (const char *tags)
{
  if (tags[0] == '\0' || tags[1] != '\0')
    return tags[0] == '\0' ? "null" : "array";
  switch (tags[0])
    {
    case 'i':
    case 'h':
      return "int";
    case 'f':
    case 'd':
      return "float";
    case 'T':
    case 'F':
      return "bool";
    case 'b':
      return "bytes";
    case 'N':
    case 'I':
      return "null";
    case 'r':
    case 'm':
      return "array";
    default:
      return "string";
    }
}

static ClaspStr
fit (const char *text)
{
  return clasp_str (text != NULL && strlen (text) <= 256 ? text : NULL);
}

void
clasp_osc_query_leaf_describe (const ClaspOscQueryLeaf *self,
                               const char              *address,
                               ClaspSignalInfo         *info)
{
  *info = (ClaspSignalInfo){ .address = clasp_str (address) };
  info->signal = self->tags[0] == '\0' || g_str_equal (self->tags, "I") ? CLASP_SIGNAL_EVENT
                                                                        : CLASP_SIGNAL_PARAM;
  info->has_datatype = info->has_access = TRUE;
  info->datatype = clasp_str (datatype_of (self->tags));
  info->access = clasp_str (!self->is_writable  ? "r"
                            : self->is_readable ? "rw"
                                                : "w");
  info->has_unit = fit (self->unit).length > 0;
  info->unit = fit (self->unit);
  info->has_description = fit (self->description).length > 0;
  info->description = fit (self->description);
  info->has_range = info->is_advisory = self->has_range;
  info->minimum = self->minimum;
  info->maximum = self->maximum;
  info->has_meta = info->has_unit || info->has_description || info->has_range;
}

/* NULL: the host that was asked, as it is for one that names "all addresses of mine". */
static char *
dup_host (JsonObject *object, const char *name)
{
  const char *host = get_text (object, name);

  return host == NULL || host[0] == '\0' || strpbrk (host, " \t/") != NULL ||
             g_str_equal (host, "0.0.0.0") || g_str_equal (host, "::")
           ? NULL
           : g_strdup (host);
}

static guint16
get_port (JsonObject *object, const char *name)
{
  double port = 0;

  return get_number (object, name, &port) && port > 0 && port < 65536 ? (guint16) port : 0;
}

gboolean
clasp_osc_query_host_parse (const char *text, gsize length, ClaspOscQueryHost *host, GError **error)
{
  g_autoptr (JsonNode) root = parse_object (text, length, error);
  JsonObject          *object, *extensions;

  *host = (ClaspOscQueryHost){ 0 };
  if (root == NULL)
    return FALSE;

  object = json_node_get_object (root);
  extensions = get_object (object, "EXTENSIONS");
  host->can_listen = extensions != NULL && json_object_has_member (extensions, "LISTEN") &&
                     JSON_NODE_HOLDS_VALUE (json_object_get_member (extensions, "LISTEN")) &&
                     json_object_get_boolean_member (extensions, "LISTEN");
  host->ws_host = dup_host (object, "WS_IP");
  host->ws_port = get_port (object, "WS_PORT");
  host->osc_host = dup_host (object, "OSC_IP");
  host->osc_port = get_port (object, "OSC_PORT");
  host->is_osc_tcp = g_strcmp0 (get_text (object, "OSC_TRANSPORT"), "TCP") == 0;
  return TRUE;
}

void
clasp_osc_query_host_clear (ClaspOscQueryHost *host)
{
  g_clear_pointer (&host->ws_host, g_free);
  g_clear_pointer (&host->osc_host, g_free);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return g_ascii_strcasecmp (host, "localhost") == 0 ||
         (address != NULL && g_inet_address_get_is_loopback (address));
}

const char *
clasp_osc_query_host_choose (const char *told, const char *asked)
{
  return told == NULL || (is_loopback (told) && !is_loopback (asked)) ? asked : told;
}
