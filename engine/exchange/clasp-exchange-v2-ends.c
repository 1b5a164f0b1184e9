/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"

#include <string.h>

/* Design notes. An end of version 2 has an address, or numbers of its protocol, or both: then the numbers say
 * which of the addresses count, and become part of the pattern: "{c:int}" with channel 1 is "{c:1..1}". A
 * wildcard without a name can only be filled in where nothing counts the wildcards. What would pass more than
 * the file says is left out. */

typedef struct
{
  ClaspImport *import;
  gboolean     is_target;
  gboolean     are_counted; /* the route's wildcards, "{1}" */
  const char  *path;
} Ends;

/* One place of an address that a number says. */
typedef struct
{
  guint       segment; /* behind the namespace */
  const char *field;   /* for sentences */
  char       *wanted;  /* (owned) */
} Field;

static gboolean G_GNUC_PRINTF (2, 3)
fail (GError **error, const char *format, ...)
{
  va_list          arguments;
  g_autofree char *text = NULL;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, text);
  return FALSE;
}

/* ---- patterns as segments ---- */

/* Behind a capture that begins at @at; a regular expression within ends at "/}". */
const char *
clasp_v2_skip_capture (const char *at)
{
  const char *colon = at + strcspn (at, ":}");
  gboolean    is_regex = colon[0] == ':' && colon[1] == '/';
  const char *end = strstr (is_regex ? colon + 2 : at, is_regex ? "/}" : "}");

  return end != NULL ? end + (is_regex ? 2 : 1) : at + strlen (at);
}

GPtrArray *
clasp_v2_split (const char *pattern)
{
  GPtrArray  *segments = g_ptr_array_new_with_free_func (g_free);
  const char *start, *at = pattern + (*pattern == '/');

  for (start = at; *pattern != '\0'; at++)
    if (*at == '\\' && at[1] != '\0')
      at++;
    else if (*at == '{')
      at = clasp_v2_skip_capture (at) - 1;
    else if (*at == '/' || *at == '\0')
      {
        g_ptr_array_add (segments, g_strndup (start, (gsize) (at - start)));
        if (*at == '\0')
          break;
        start = at + 1;
      }
  return segments;
}

char *
clasp_v2_join (GPtrArray *segments, guint first)
{
  GString *text = g_string_new (NULL);

  for (guint i = first; i < segments->len; i++)
    g_string_append_printf (text, "/%s", (char *) segments->pdata[i]);
  return g_string_free (text, FALSE);
}

/* ---- numbers of a protocol as places of an address ---- */

static void
field_clear (gpointer data)
{
  g_free (((Field *) data)->wanted);
}

static void
add_field (GArray *fields, guint segment, const char *name, char *wanted)
{
  Field field = { segment, name, wanted };

  g_array_append_val (fields, field);
}

static void
add_number (GArray *fields, guint segment, const char *name, gint64 number)
{
  if (number >= 0)
    add_field (fields, segment, name, g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

static const char *const midi_types[][2] = {
  { "noteon", "note" }, { "noteoff", "note" }, { "pitchbend", "bend" }, { NULL, NULL }
};

static gboolean
find_midi (JsonObject *group, GArray *fields, GError **error)
{
  const char *type = clasp_exchange_get_text (group, "type");
  gint64      channel, number;

  if (!clasp_exchange_get_number (group, "channel", 0, 16, &channel, error) ||
      !clasp_exchange_get_number (group, "number", 0, 16383, &number, error))
    {
      g_prefix_error (error, "midi.");
      return FALSE;
    }
  for (guint i = 0; type != NULL && midi_types[i][0] != NULL; i++)
    if (strcmp (type, midi_types[i][0]) == 0)
      type = midi_types[i][1];
  if (type != NULL && type[strspn (type, "abcdefghijklmnopqrstuvwxyz0123456789-")] != '\0')
    return fail (error, "midi.type “%.64s” is not known", type);
  if (channel > 0)
    add_number (fields, 2, "midi.channel", channel);
  if (type != NULL)
    add_field (fields, 3, "midi.type", g_strdup (type));
  add_number (fields, 4, "midi.number", number);
  return TRUE;
}

static gboolean
find_dmx (JsonObject *group, const char *kind, GArray *fields, GError **error)
{
  gboolean is_artnet = strcmp (kind, "artnet") == 0;
  gint64   universe, slot;

  if (!clasp_exchange_get_number (group, "universe", 0, 63999, &universe, error) ||
      !clasp_exchange_get_number (group, "slot", 1, 512, &slot, error))
    {
      g_prefix_error (error, "dmx.");
      return FALSE;
    }
  if (is_artnet && universe >= 0)
    {
      add_number (fields, 0, "dmx.universe", universe >> 8);
      add_number (fields, 1, "dmx.universe", universe >> 4 & 15);
      add_number (fields, 2, "dmx.universe", universe & 15);
    }
  else
    add_number (fields, 0, "dmx.universe", universe);
  add_number (fields, is_artnet ? 3 : 1, "dmx.slot", slot);
  return TRUE;
}

/* (nullable): the group that addresses of that kind have. */
const char *
clasp_v2_find_group (const char *kind)
{
  if (strcmp (kind, "midi") == 0)
    return "midi";
  return strcmp (kind, "artnet") == 0 || strcmp (kind, "sacn") == 0 || strcmp (kind, "dmx") == 0
           ? "dmx"
           : NULL;
}

/* How an address of that kind goes on behind the namespace, in full. */
static const char *
find_layout (const char *kind)
{
  if (strcmp (kind, "midi") == 0)
    return "/*/ch/*/*/*";
  return strcmp (kind, "artnet") == 0 ? "/*/*/*/*" : "/*/*";
}

/* ---- narrower patterns ---- */

/* "{name:form}" and nothing else: (transfer full) (nullable) its name. */
static char *
get_capture (const char *segment)
{
  if (*segment != '{' || *clasp_v2_skip_capture (segment) != '\0')
    return NULL;
  return g_strndup (segment + 1, strcspn (segment + 1, ":}"));
}

/* FALSE when the form takes other values alone. */
static gboolean
form_takes (const char *segment, const char *wanted)
{
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autofree char              *source = g_strconcat ("/", segment, NULL);
  g_autofree char              *address = g_strconcat ("/", wanted, NULL);
  ClaspCaptures                 captures;

  pattern = clasp_route_pattern_new (source, NULL);
  return pattern != NULL && clasp_route_pattern_match (pattern, clasp_str (address), &captures);
}

/* (transfer full) (nullable) */
static char *
narrow (const Ends *self, const char *segment, const Field *field, GError **error)
{
  g_autofree char *name = get_capture (segment);
  gboolean         is_number = field->wanted[strspn (field->wanted, "0123456789")] == '\0';

  if (strcmp (segment, field->wanted) == 0)
    return g_strdup (segment);
  if (!form_takes (segment, field->wanted))
    {
      fail (error, "%s: the address has %s there, nothing could come", field->field, segment);
      return NULL;
    }
  if (name != NULL && is_number)
    return g_strdup_printf ("{%s:%s..%s}", name, field->wanted, field->wanted);
  if (name != NULL)
    return g_strdup_printf ("{%s:/%s/}", name, field->wanted);
  if (strcmp (segment, "*") == 0 && !self->are_counted)
    return g_strdup (field->wanted);
  fail (error, "%s: the address has %s there; give it a name, as {n}", field->field, segment);
  return NULL;
}

/* "**" at the end is all that an address of the kind has. FALSE when it cannot be told what stands where. */
static gboolean
expand (const Ends *self, GPtrArray *segments, guint first, const char *kind, GError **error)
{
  g_autoptr (GPtrArray) layout = clasp_v2_split (find_layout (kind));
  const char           *last = segments->len > 0 ? segments->pdata[segments->len - 1] : "";

  for (guint i = 0; i + 1 < segments->len; i++)
    if (strstr (segments->pdata[i], "**") != NULL)
      return fail (error, "address: what stands behind ** cannot be found by numbers");
  if (strstr (last, "**") == NULL)
    return TRUE;
  if (strcmp (last, "**") != 0 || self->are_counted || segments->len > first + layout->len)
    return fail (error, "address: %s cannot be found by numbers", last);
  g_ptr_array_remove_index (segments, segments->len - 1);
  for (guint i = segments->len - MIN (first, segments->len); i < layout->len; i++)
    g_ptr_array_add (segments, g_strdup (layout->pdata[i]));
  return TRUE;
}

/* A program change and a pitch bend have no number. */
static void
cut (GPtrArray *segments, guint first, const char *kind)
{
  if (strcmp (kind, "midi") != 0 || segments->len != first + 5)
    return;
  if (g_strv_contains ((const char *const[]){ "program", "bend", "pressure", NULL },
                       segments->pdata[first + 3]) &&
      strcmp (segments->pdata[first + 4], "*") == 0)
    g_ptr_array_remove_index (segments, first + 4);
}

/* (transfer full) (nullable): the address with the numbers in it. */
static char *
narrow_all (const Ends *self,
            const char *address,
            guint       first,
            const char *kind,
            GArray     *fields,
            GError    **error)
{
  g_autoptr (GPtrArray) segments = clasp_v2_split (address);

  if (!expand (self, segments, first, kind, error))
    return NULL;
  for (guint i = 0; i < fields->len; i++)
    {
      const Field *field = &g_array_index (fields, Field, i);
      guint        at = first + field->segment;
      char        *segment = NULL;

      if (at < segments->len)
        segment = narrow (self, segments->pdata[at], field, error);
      else
        fail (error, "%s: the address has no place for it", field->field);
      if (segment == NULL)
        return NULL;
      g_free (segments->pdata[at]);
      segments->pdata[at] = segment;
    }
  cut (segments, first, kind);
  return clasp_v2_join (segments, 0);
}

/* What a target's address says already may be said again. */
static void
compare (const Ends *self, const char *address, guint first, GArray *fields)
{
  g_autoptr (GPtrArray) segments = clasp_v2_split (address);

  for (guint i = 0; i < fields->len; i++)
    {
      const Field *field = &g_array_index (fields, Field, i);
      guint        at = first + field->segment;

      if (at >= segments->len || strcmp (segments->pdata[at], field->wanted) != 0)
        clasp_exchange_tell (self->import->report, self->path,
                             "%s: the address says otherwise, and counts", field->field);
    }
}

static ClaspConnection *
find_connection (ClaspImport *import, JsonObject *json, const char *address)
{
  const char    *id = clasp_exchange_get_text (json, "connection");
  ClaspShowItem *item = id != NULL ? clasp_show_find (import->show, id) : NULL;

  return CLASP_IS_CONNECTION (item) ? g_object_ref (CLASP_CONNECTION (item))
                                    : clasp_exchange_find_by_address (import->show, address);
}

/* (transfer full) (nullable): @address with what "midi" or "dmx" say. */
static char *
join_numbers (const Ends *self, JsonObject *json, const char *address, GError **error)
{
  g_autoptr (ClaspConnection) connection = find_connection (self->import, json, address);
  const char  *kind = connection != NULL ? clasp_connection_get_kind (connection)
                                         : clasp_exchange_get_text (json, "protocol");
  const char  *name = kind != NULL ? clasp_v2_find_group (kind) : NULL;
  JsonObject  *group = name != NULL ? clasp_exchange_get_object (json, name) : NULL;
  g_autofree char      *usual = g_strconcat ("/", kind != NULL ? kind : "", NULL);
  g_autoptr (GPtrArray) namespace_ = NULL;
  g_autoptr (GArray)    fields = NULL;

  if (group == NULL)
    return g_strdup (address);
  namespace_ =
    clasp_v2_split (connection != NULL ? clasp_connection_get_namespace (connection) : usual);
  fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (fields, field_clear);
  if (!(strcmp (name, "midi") == 0 ? find_midi (group, fields, error)
                                   : find_dmx (group, kind, fields, error)))
    return NULL;
  if (fields->len == 0)
    return g_strdup (address);
  if (!self->is_target)
    return narrow_all (self, address, namespace_->len, kind, fields, error);
  compare (self, address, namespace_->len, fields);
  return g_strdup (address);
}

/* ---- ends without an address ---- */

/* An address for what only numbers say: by the reader of version 1. */
static char *
make_address (const Ends *self, JsonObject *json, JsonObject *source, GError **error)
{
  static const char *const groups[][3] = {
    { "midi", "type", "midiType" },     { "midi", "channel", "midiChannel" },
    { "midi", "number", "midiNumber" }, { "dmx", "universe", "dmxUniverse" },
    { "dmx", "slot", "dmxChannel" },
  };
  g_autoptr (JsonObject) end = json_object_new ();
  g_autoptr (GPtrArray)  connections = NULL;
  const char            *id = clasp_exchange_get_text (json, "connection");
  ClaspShowItem         *item = id != NULL ? clasp_show_find (self->import->show, id) : NULL;
  ClaspConnection       *connection = NULL;

  if (CLASP_IS_CONNECTION (item))
    {
      connection = CLASP_CONNECTION (item);
      json_object_set_string_member (end, "protocol", clasp_connection_get_kind (connection));
    }
  else if (clasp_exchange_get_text (json, "protocol") != NULL)
    json_object_set_string_member (end, "protocol", clasp_exchange_get_text (json, "protocol"));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject *group = clasp_exchange_get_object (json, groups[i][0]);
      JsonNode   *node = group != NULL ? json_object_get_member (group, groups[i][1]) : NULL;

      if (node != NULL)
        json_object_set_member (end, groups[i][2], json_node_copy (node));
    }
  if (connection == NULL)
    {
      connections = clasp_import_choose (self->import, end, source != NULL, self->path, error);
      if (connections == NULL)
        return NULL;
      connection = connections->len > 0 ? connections->pdata[0] : NULL;
    }
  return clasp_import_end (connection, end, source, error);
}

/* ---- options ---- */

/* The n-th argument of an OSC message is an element of a list. */
static gboolean
read_argument (const Ends *self, JsonObject *json, JsonObject *options, GError **error)
{
  JsonObject      *osc = clasp_exchange_get_object (json, "osc");
  const char      *path = clasp_exchange_get_text (options, "path");
  g_autofree char *element = NULL, *whole = NULL;
  gint64           number;

  if (osc == NULL)
    return TRUE;
  if (!clasp_exchange_get_number (osc, "arg", 0, 65535, &number, error))
    {
      g_prefix_error (error, "osc.");
      return FALSE;
    }
  if (number < 0)
    return TRUE;
  if (self->is_target)
    {
      clasp_exchange_tell (self->import->report, self->path,
                           "osc.arg: a target has none, a template makes lists; it is left out");
      return TRUE;
    }
  element = g_strdup_printf ("$[%" G_GINT64_FORMAT "]", number);
  if (path == NULL || !g_str_has_prefix (path, element))
    {
      whole = g_strconcat (element, path != NULL && *path == '$' ? path + 1 : path, NULL);
      json_object_set_string_member (options, "path", whole);
    }
  return TRUE;
}

static void
check_connection (const Ends *self, JsonObject *json, JsonObject *options)
{
  const ClaspRegistry *registry = clasp_show_get_registry (self->import->show);
  const char          *id = clasp_exchange_get_text (options, "connection");
  const char          *protocol = clasp_exchange_get_text (json, "protocol");

  if (g_strcmp0 (id, "*") == 0)
    json_object_remove_member (options, "connection");
  else if (id != NULL && clasp_show_find (self->import->show, id) == NULL)
    clasp_exchange_tell (self->import->report, self->path,
                         "connection: there is none called “%.64s”", id);
  if (protocol != NULL && strcmp (protocol, "clasp") != 0 && strcmp (protocol, "internal") != 0 &&
      clasp_kind_find (registry->connections, registry->n_connections, protocol) == NULL)
    clasp_exchange_tell (self->import->report, self->path,
                         "protocol “%.64s” is not there yet; the address alone counts", protocol);
}

/* The groups are part of the address and the path now; what else is in them is told, and kept. */
static void
drop_groups (const Ends *self, JsonObject *end)
{
  static const char *const groups[][4] = {
    { "midi", "type", "channel", "number" }, { "dmx", "universe", "slot", NULL }, { "osc", "arg", NULL, NULL }
  };

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      JsonObject            *group = clasp_exchange_get_object (end, groups[i][0]);
      g_autoptr (JsonObject) rest = group != NULL ? clasp_exchange_copy_object (group) : NULL;
      g_autofree char       *path = g_strdup_printf ("%s.%s", self->path, groups[i][0]);

      if (group == NULL)
        continue;
      for (guint j = 1; j < 4 && groups[i][j] != NULL; j++)
        if (json_object_has_member (rest, groups[i][j]))
          json_object_remove_member (rest, groups[i][j]);
      clasp_v2_tell_unknown (self->import, rest, NULL, path);
      if (json_object_get_size (rest) > 0)
        json_object_set_object_member (end, groups[i][0], g_steal_pointer (&rest));
      else
        json_object_remove_member (end, groups[i][0]);
    }
}

/* ---- one end ---- */

static gboolean
read_end_steps (const Ends *self, JsonObject *json, JsonObject *end, JsonObject *kept, GError **error)
{
  JsonArray *transforms = clasp_exchange_get_array (json, "transforms"), *steps;

  if (!self->is_target || transforms == NULL)
    return TRUE;
  steps = clasp_v2_read_chain (self->import, transforms, self->path, kept, error);
  if (steps == NULL)
    return FALSE;
  json_object_set_array_member (end, "steps", steps);
  json_object_remove_member (end, "transforms");
  return TRUE;
}

static JsonObject *
read_end (const Ends *self, JsonObject *json, JsonObject *source, JsonObject *kept, GError **error)
{
  static const char *const ours[] = { "options", "steps", NULL };
  static const char *const known[] = { "address", "options", "steps", "midi", "dmx", "osc", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->import->show);
  GType type = self->is_target ? registry->get_target_options_type ()
                               : registry->get_source_options_type ();
  g_autoptr (JsonObject) end = clasp_exchange_copy_object (json);
  const char            *written = clasp_exchange_get_text (json, "address");
  g_autofree char       *address = NULL;
  JsonObject            *options;

  clasp_v2_drop (self->import, end, ours, self->path);
  address = written != NULL ? join_numbers (self, json, written, error)
                            : make_address (self, json, self->is_target ? source : NULL, error);
  if (address == NULL)
    return NULL;
  json_object_set_string_member (end, "address", address);
  if (json_object_has_member (end, "protocol"))
    json_object_remove_member (end, "protocol");
  clasp_v2_rename (end, "timeout", "timeout-s");
  options = clasp_v2_take (end, type);
  json_object_set_object_member (end, "options", options);
  check_connection (self, json, options);
  if (!read_argument (self, json, options, error) || !read_end_steps (self, json, end, kept, error))
    return NULL;
  drop_groups (self, end);
  clasp_v2_tell_unknown (self->import, end, known, self->path);
  return g_steal_pointer (&end);
}

static gboolean
is_counted (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '*' || (at[0] == '{' && g_ascii_isdigit (at[1])))
      return TRUE;
  return FALSE;
}

/* Whether a target counts the wildcards of the sources. */
static gboolean
counts (JsonArray *targets)
{
  for (guint i = 0; targets != NULL && i < json_array_get_length (targets); i++)
    {
      JsonNode   *node = json_array_get_element (targets, i);
      JsonObject *json = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *address = json != NULL ? clasp_exchange_get_text (json, "address") : NULL;

      if (address != NULL && is_counted (address))
        return TRUE;
    }
  return FALSE;
}

JsonArray *
clasp_v2_read_ends (ClaspImport *import,
                    JsonObject  *json,
                    gboolean     is_target,
                    JsonObject  *kept,
                    const char  *path,
                    GError     **error)
{
  const char           *name = is_target ? "targets" : "sources";
  JsonArray            *array = clasp_exchange_get_array (json, name);
  JsonArray            *sources = clasp_exchange_get_array (json, "sources");
  g_autoptr (JsonArray) ends = json_array_new ();
  JsonObject           *source = NULL;

  if (array == NULL || json_array_get_length (array) == 0)
    {
      fail (error, "%s: is missing, or empty", name);
      return NULL;
    }
  if (is_target && JSON_NODE_HOLDS_OBJECT (json_array_get_element (sources, 0)))
    source = json_array_get_object_element (sources, 0);
  for (guint i = 0; i < json_array_get_length (array) && i <= CLASP_MAPPING_MAX_ENDS; i++)
    {
      JsonNode        *node = json_array_get_element (array, i);
      g_autofree char *inner = g_strdup_printf ("%s.%s[%u]", path, name, i);
      Ends       self = { import, is_target, counts (clasp_exchange_get_array (json, "targets")), inner };
      JsonObject *end = NULL;

      if (JSON_NODE_HOLDS_OBJECT (node))
        end = read_end (&self, json_node_get_object (node), source, kept, error);
      else
        fail (error, "is not an object");
      if (end == NULL)
        {
          g_prefix_error (error, "%s[%u]: ", name, i);
          return NULL;
        }
      json_array_add_object_element (ends, end);
    }
  return g_steal_pointer (&ends);
}
