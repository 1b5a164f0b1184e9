/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"

#include <string.h>

/* Design notes. A link passes what one connection hears and a pattern takes to another one: without the sender's
 * namespace, with "strip" off and "prefix" in front, below the receiver's namespace. A pattern is one of the
 * protocol, with captures where somebody likes them. It is put below the sender's namespace; where a wildcard of
 * it stands for the namespace or for what is stripped, that is written in its place. What "strip" takes off some
 * of the addresses alone becomes two mappings: one with it, and one of the rest, which has a condition. */

typedef struct
{
  ClaspImport     *import;
  ClaspConnection *from, *to; /* (nullable) NULL: the router */
  const char      *prefix;
  JsonArray       *mappings;
  JsonObject      *json;
  const char      *path;
} Link;

/* ---- patterns ---- */

static gboolean
takes (const char *segment, const char *text)
{
  g_autoptr (ClaspRoutePattern) pattern = NULL;
  g_autofree char              *source = g_strconcat ("/", segment, NULL);
  g_autofree char              *address = g_strconcat ("/", text, NULL);
  ClaspCaptures                 captures;

  pattern = clasp_route_pattern_new (source, NULL);
  return pattern != NULL && clasp_route_pattern_match (pattern, clasp_str (address), &captures);
}

static gboolean
is_deep (const char *segment)
{
  return strcmp (segment, "**") == 0 || g_str_has_suffix (segment, ":**}");
}

static gboolean
is_literal (const char *segment)
{
  return strpbrk (segment, "*{\\") == NULL;
}

/* (transfer full) (nullable): what of @pattern stands behind @head, of those addresses that begin with it; NULL
 * when none does. @is_all: whether each of them does. */
static GPtrArray *
behind (GPtrArray *pattern, GPtrArray *head, gboolean *is_all)
{
  GPtrArray *rest;
  guint      at = 0;

  *is_all = TRUE;
  for (guint i = 0; i < head->len; i++)
    {
      if (at == pattern->len)
        return NULL;
      if (is_deep (pattern->pdata[at]))
        {
          *is_all = FALSE;
          break;
        }
      if (!takes (pattern->pdata[at], head->pdata[i]))
        return NULL;
      *is_all = *is_all && is_literal (pattern->pdata[at]);
      at++;
    }
  rest = g_ptr_array_new_with_free_func (g_free);
  for (; at < pattern->len; at++)
    g_ptr_array_add (rest, g_strdup (pattern->pdata[at]));
  return rest;
}

/* (transfer full) @segments as a target has them: each wildcard is what it took. */
static char *
as_template (GPtrArray *segments)
{
  GString *text = g_string_new (NULL);
  guint    n = 0;

  for (guint i = 0; i < segments->len; i++)
    {
      g_string_append_c (text, '/');
      for (const char *at = segments->pdata[i]; *at != '\0'; at++)
        if (*at == '\\' && at[1] != '\0')
          {
            g_string_append_c (text, *at++);
            g_string_append_c (text, *at);
          }
        else if (*at == '*')
          {
            g_string_append_printf (text, "{%u}", ++n);
            at += strspn (at, "*") - 1;
          }
        else if (*at == '{')
          {
            g_string_append_printf (text, "{%.*s}", (int) strcspn (at + 1, ":}"), at + 1);
            at = clasp_v2_skip_capture (at) - 1;
          }
        else
          g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

/* The only wildcard is "**" at the end: that has a name, which reads better. */
static void
name_rest (GPtrArray *segments)
{
  for (guint i = 0; i + 1 < segments->len; i++)
    if (!is_literal (segments->pdata[i]))
      return;
  if (segments->len == 0 || strcmp (segments->pdata[segments->len - 1], "**") != 0)
    return;
  g_free (segments->pdata[segments->len - 1]);
  segments->pdata[segments->len - 1] = g_strdup ("{rest:**}");
}

/* ---- mappings ---- */

static const char *
get_namespace (ClaspConnection *connection)
{
  return connection != NULL ? clasp_connection_get_namespace (connection) : "";
}

/* From "FROM STRIP TAIL" to "TO PREFIX TAIL". @when (nullable) */
static void
add_mapping (const Link *self, const char *strip, GPtrArray *tail, const char *when)
{
  g_autofree char *behind_source = clasp_v2_join (tail, 0);
  g_autofree char *behind_target = as_template (tail);
  g_autofree char *source =
    g_strconcat (get_namespace (self->from), strip, behind_source, NULL);
  g_autofree char *target =
    g_strconcat (get_namespace (self->to), self->prefix, behind_target, NULL);
  JsonObject *route;

  if (strcmp (source, target) == 0)
    {
      clasp_exchange_tell (self->import->report, self->path,
                           "%s is at its place already; no mapping is needed", source);
      return;
    }
  route = json_object_new ();
  if (json_array_get_length (self->mappings) == 0 && clasp_exchange_get_text (self->json, "id") != NULL)
    json_object_set_string_member (route, "id", clasp_exchange_get_text (self->json, "id"));
  if (clasp_exchange_get_text (self->json, "name") != NULL)
    json_object_set_string_member (route, "name", clasp_exchange_get_text (self->json, "name"));
  json_object_set_boolean_member (route, "enabled", clasp_exchange_get_enabled (self->json));
  json_object_set_string_member (route, "source", source);
  json_object_set_string_member (route, "target", target);
  if (when != NULL)
    {
      JsonObject *options = json_object_new ();

      json_object_set_string_member (options, "when", when);
      json_object_set_object_member (route, "options", options);
    }
  json_array_add_object_element (self->mappings, route);
}

/* "the address is neither @begin nor below it": '0' is what comes behind '/'. */
static char *
print_not_below (const char *begin)
{
  return g_strdup_printf ("!(address == '%s' || address >= '%s/' && address < '%s0')", begin, begin,
                          begin);
}

/* Where nothing is stripped, or what is stripped stands in the pattern, it is one mapping. */
static void
add_stripped (const Link *self, GPtrArray *tail, const char *strip)
{
  g_autoptr (GPtrArray) head = clasp_v2_split (strip), rest = NULL;
  g_autofree char      *begin = g_strconcat (get_namespace (self->from), strip, NULL);
  g_autofree char      *when = print_not_below (begin);
  gboolean              is_all = TRUE;

  if (head->len > 0)
    rest = behind (tail, head, &is_all);
  if (rest != NULL && rest->len == 0)
    {
      clasp_exchange_tell (self->import->report, self->path,
                           "strip: leaves nothing of %s; it is left out", begin);
      return;
    }
  if (rest != NULL)
    {
      name_rest (rest);
      add_mapping (self, strip, rest, NULL);
    }
  if (rest != NULL && is_all)
    return;
  name_rest (tail);
  add_mapping (self, "", tail, rest != NULL ? when : NULL);
}

static void
add_pattern (const Link *self, const char *pattern)
{
  g_autoptr (GPtrArray) segments = clasp_v2_split (*pattern != '\0' ? pattern : "/**");
  g_autoptr (GPtrArray) head = clasp_v2_split (get_namespace (self->from));
  g_autoptr (GPtrArray) below = NULL;
  g_autoptr (GError)    error = NULL;
  g_autofree char      *written = clasp_v2_join (segments, 0);
  g_autoptr (ClaspRoutePattern) checked = clasp_route_pattern_new (written, &error);
  const char *strip = clasp_exchange_get_text (self->json, "strip");
  gboolean    is_all;

  if (checked == NULL)
    {
      clasp_exchange_tell (self->import->report, self->path, "patterns: %s; it is left out",
                           error->message);
      return;
    }
  below = behind (segments, head, &is_all);
  /* one that cannot be below the sender's namespace is meant to begin there */
  add_stripped (self, below != NULL && below->len > 0 ? below : segments, strip != NULL ? strip : "");
}

/* ---- ends ---- */

static gboolean
is_router (JsonObject *file, const char *id)
{
  JsonArray *routers = clasp_exchange_get_array (file, "routers");

  if (strcmp (id, "clasp") == 0)
    return TRUE;
  for (guint i = 0; routers != NULL && i < json_array_get_length (routers); i++)
    {
      JsonNode *node = json_array_get_element (routers, i);

      if (JSON_NODE_HOLDS_OBJECT (node) &&
          g_strcmp0 (clasp_exchange_get_text (json_node_get_object (node), "id"), id) == 0)
        return TRUE;
    }
  return FALSE;
}

/* FALSE, and a sentence, when there is no such thing. NULL for the router. */
static gboolean
find_side (const Link *self, JsonObject *file, const char *name, ClaspConnection **connection)
{
  const char    *id = clasp_exchange_get_text (self->json, name);
  ClaspShowItem *item = id != NULL ? clasp_show_find (self->import->show, id) : NULL;

  *connection = CLASP_IS_CONNECTION (item) ? CLASP_CONNECTION (item) : NULL;
  if (*connection != NULL || (id != NULL && is_router (file, id)))
    return TRUE;
  clasp_exchange_tell (self->import->report, self->path,
                       "%s: there is no such connection; it is left out", name);
  return FALSE;
}

/* What cannot be an address in front of others. */
static gboolean
check_part (const Link *self, const char *name)
{
  const char *text = clasp_exchange_get_text (self->json, name);

  if (text == NULL || (*text == '/' && text[strlen (text) - 1] != '/' &&
                       strpbrk (text, "*{}\\'\"") == NULL && strstr (text, "//") == NULL))
    return TRUE;
  clasp_exchange_tell (self->import->report, self->path,
                       "%s: “%.64s” is no beginning of an address, as /stage; it is left out", name, text);
  return FALSE;
}

JsonArray *
clasp_v2_read_link (ClaspImport *import, JsonObject *file, JsonObject *json, const char *path)
{
  static const char *const known[] = { "id",     "name",     "enabled", "source",
                                       "target", "patterns", "strip",   "prefix", NULL };
  JsonArray               *patterns = clasp_exchange_get_array (json, "patterns");
  Link self = { import, NULL, NULL, clasp_exchange_get_text (json, "prefix"), json_array_new (), json,
                path };

  if (self.prefix == NULL)
    self.prefix = "";
  clasp_v2_tell_left_out (import, json, known, path);
  if (!find_side (&self, file, "source", &self.from) || !find_side (&self, file, "target", &self.to) ||
      !check_part (&self, "strip") || !check_part (&self, "prefix"))
    return self.mappings;
  if (patterns == NULL)
    add_pattern (&self, "/**");
  for (guint i = 0; patterns != NULL && i < json_array_get_length (patterns); i++)
    {
      JsonNode *node = json_array_get_element (patterns, i);

      if (clasp_exchange_holds (node, G_TYPE_STRING))
        add_pattern (&self, json_node_get_string (node));
      else
        clasp_exchange_tell (import->report, path, "patterns[%u]: is no text; it is left out", i);
    }
  return self.mappings;
}
