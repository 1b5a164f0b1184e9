/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-renaming-private.h"

#include "core/clasp-json.h"
#include "mapping/clasp-mapping-private.h"
#include "mapping/clasp-route-pattern.h"

#include <string.h>

/* What a mapping consists of, but for expressions and scripts. */

/**
 * clasp_renaming_init:
 * @self: (out caller-allocates): what is renamed; clasp_renaming_clear () frees what it has
 * @kind: "variable", "timer", "scene" or "layer"; as both names, kept by the caller
 * @name: the name it has
 * @new_name: the name it gets
 *
 * Thread: any.
 */
void
clasp_renaming_init (ClaspRenaming *self, const char *kind, const char *name, const char *new_name)
{
  *self = (ClaspRenaming){ .kind = kind, .name = name, .new_name = new_name };
  self->prefix = g_strconcat ("/local/", strcmp (kind, "variable") == 0 ? "var" : kind, "/", NULL);
  self->address = g_strconcat (self->prefix, name, NULL);
  self->new_address = g_strconcat (self->prefix, new_name, NULL);
}

/**
 * clasp_renaming_clear:
 * @self: what was renamed
 *
 * Thread: any.
 */
void
clasp_renaming_clear (ClaspRenaming *self)
{
  g_free (self->prefix);
  g_free (self->address);
  g_free (self->new_address);
}

static gboolean
is_of (const ClaspRenaming *self, const char *kind)
{
  return strcmp (self->kind, kind) == 0;
}

gboolean
clasp_renaming_is_plain (const char *name)
{
  return *name != '\0' && clasp_parse_name (name).length == strlen (name);
}

/* ---- addresses ---- */

gboolean
clasp_renaming_names_it (const ClaspRenaming *self, const char *text, gsize length)
{
  gsize own = strlen (self->address);

  return length >= own && strncmp (text, self->address, own) == 0 &&
         (length == own || text[own] == '/');
}

void
clasp_renaming_put (ClaspRenamingWork *work, const char *text, gsize length)
{
  gsize own = strlen (work->renaming->address);

  g_string_append (work->changed, work->renaming->new_address);
  g_string_append_len (work->changed, text + own, (gssize) (length - own));
  work->renaming->n_followed++;
  work->is_changed = TRUE;
}

/* The first three segments decide: below them are verbs. */
gboolean
clasp_renaming_may_be_it (const ClaspRenaming *self, const char *pattern)
{
  g_auto (GStrv) parts = g_strsplit (pattern, "/", 5);
  g_auto (GStrv) own = g_strsplit (self->address, "/", 5);

  if (g_strv_length (parts) < 4 || strchr (pattern, '*') == NULL)
    return FALSE;
  for (guint i = 0; i < 4; i++)
    if (!g_pattern_match_simple (parts[i], own[i]))
      return FALSE;
  return strcmp (parts[1], own[1]) == 0;
}

static gboolean
ends_address (char c)
{
  return c == '\0' || strchr ("/\"'=\\ ,;)]}", c) != NULL;
}

static void
follow_text (ClaspRenamingWork *work)
{
  gsize own = strlen (work->renaming->address);

  for (const char *at = work->text; *at != '\0'; at++)
    {
      if ((at > work->text && strchr ("\"'=", at[-1]) == NULL) ||
          strncmp (at, work->renaming->address, own) != 0 || !ends_address (at[own]))
        {
          g_string_append_c (work->changed, *at);
          continue;
        }
      clasp_renaming_put (work, at, own);
      at += own - 1;
    }
}

static void
follow_start (ClaspRenamingWork *work)
{
  gsize length = strlen (work->text);

  if (clasp_renaming_names_it (work->renaming, work->text, length))
    clasp_renaming_put (work, work->text, length);
  else
    g_string_append (work->changed, work->text);
}

static gboolean
matches (const ClaspRoutePattern *pattern, const char *address)
{
  ClaspCaptures captures;

  return clasp_route_pattern_match (pattern, clasp_str (address), &captures);
}

/* "/local/var/{k:level|pan}" takes one name and not another; "/local/var/{k}" takes both. */
static void
follow_source (ClaspRenamingWork *work)
{
  const ClaspRenaming          *self = work->renaming;
  gboolean                      is_local = g_str_has_prefix (work->text, "/local/");
  const char                   *end = is_local ? work->text + strlen ("/local/") : work->text;
  g_autofree char              *start = NULL;
  g_autoptr (ClaspRoutePattern) pattern = NULL;

  follow_start (work);
  if (!is_local || work->is_changed)
    return;
  end = strchr (end, '/');
  end = end != NULL ? strchr (end + 1, '/') : NULL;
  start = end != NULL ? g_strndup (work->text, (gsize) (end - work->text)) : g_strdup (work->text);
  pattern = clasp_route_pattern_new (start, NULL);
  if (pattern != NULL && matches (pattern, self->address) && !matches (pattern, self->new_address))
    work->renaming->n_left++;
}

/* ---- var.NAME in braces ---- */

/* @text is behind "var." of @work's text; puts the new name there. TRUE when it was the old one. */
static gboolean
put_variable (ClaspRenamingWork *work, const char *text, gsize *length)
{
  ClaspRenaming *self = work->renaming;
  ClaspStr       name = clasp_parse_name (text);

  *length = name.length;
  if (!is_of (self, "variable") || !clasp_str_equal (name, clasp_str (self->name)))
    return FALSE;
  if (!clasp_renaming_is_plain (self->new_name))
    {
      self->n_stuck++;
      return FALSE;
    }
  g_string_append (work->changed, self->new_name);
  self->n_followed++;
  work->is_changed = TRUE;
  return TRUE;
}

/* What stands from @from to @to; names are followed. */
static void
follow_braces (ClaspRenamingWork *work, const char *from, const char *to)
{
  for (const char *at = from; at < to; at++)
    {
      gsize length;

      g_string_append_c (work->changed, *at);
      if (*at != '.' || at - from < 3 || strncmp (at - 3, "var", 3) != 0 ||
          (at - from > 3 && (g_ascii_isalnum (at[-4]) || strchr ("_.", at[-4]) != NULL)))
        continue;
      if (put_variable (work, at + 1, &length))
        at += length;
    }
}

/* @opens before each place, as "{" or "${"; what is doubled, or behind a backslash, is itself. */
static void
follow_places (ClaspRenamingWork *work, const char *text, const char *opens)
{
  gsize n = strlen (opens);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *end = strncmp (at, opens, n) == 0 ? strchr (at, '}') : NULL;
      gboolean    is_itself = *at == '\\' || (*at == '{' && at[1] == '{' && n == 1);

      g_string_append_c (work->changed, *at);
      if (is_itself && at[1] != '\0')
        g_string_append_c (work->changed, *++at);
      else if (end != NULL && !is_itself)
        {
          g_string_append_len (work->changed, at + 1, (gssize) n - 1);
          follow_braces (work, at + n, end);
          at = end - 1;
        }
    }
}

/* (transfer full) Each {…} as * */
static char *
dup_loose (const char *text)
{
  GString *loose = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;

      g_string_append_c (loose, end != NULL ? '*' : *at);
      if (end != NULL)
        at = end;
    }
  return g_string_free (loose, FALSE);
}

static void
follow_target (ClaspRenamingWork *work)
{
  const ClaspRenaming *self = work->renaming;
  const char          *text = work->text;
  g_autofree char     *loose = dup_loose (text);

  if (clasp_renaming_names_it (self, text, strlen (text)))
    {
      clasp_renaming_put (work, text, strlen (self->address));
      text += strlen (self->address);
    }
  else if (clasp_renaming_may_be_it (self, loose))
    work->renaming->n_left++;
  follow_places (work, text, "{");
}

/* ---- JSON with holes ---- */

static const char *
end_of_text (const char *quote)
{
  const char *at = quote + 1;

  while (*at != '\0' && *at != *quote)
    at += *at == '\\' && at[1] != '\0' ? 2 : 1;
  return at;
}

static void
follow_json (ClaspRenamingWork *work)
{
  const ClaspRenaming *self = work->renaming;
  const char          *at = work->text;

  while (*at != '\0')
    {
      const char *end = *at == '"' ? end_of_text (at) : strchr (at, '"');

      if (end == NULL)
        end = at + strlen (at);
      if (*at == '"' && clasp_renaming_names_it (self, at + 1, (gsize) (end - at - 1)))
        {
          g_string_append_c (work->changed, '"');
          clasp_renaming_put (work, at + 1, (gsize) (end - at - 1));
        }
      else if (*at == '"')
        g_string_append_len (work->changed, at, end - at);
      else
        {
          g_autofree char *piece = g_strndup (at, (gsize) (end - at));

          follow_places (work, piece, "${");
          at = end;
          continue;
        }
      if (*end == '"')
        g_string_append_c (work->changed, *end++);
      at = end;
    }
}

/* ---- conditions ---- */

static void follow_part (ClaspRenamingWork *work, JsonNode *node);

static void
follow_name (ClaspRenamingWork *work, JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING ||
      strcmp (json_node_get_string (node), work->renaming->name) != 0)
    return;
  json_node_set_string (node, work->renaming->new_name);
  work->renaming->n_followed++;
  work->is_changed = TRUE;
}

static void
follow_member (ClaspRenamingWork *work, JsonNode *node, ClaspNaming language)
{
  g_autofree char *changed = NULL;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return;
  changed = clasp_renaming_follow (work->renaming, language, json_node_get_string (node));
  if (changed == NULL)
    return;
  json_node_set_string (node, changed);
  work->is_changed = TRUE;
}

/* {"address": "/local/scene/active", "op": "eq", "value": "intro"} */
static gboolean
asks_for_scene (const ClaspRenaming *self, JsonObject *object)
{
  JsonNode *address = json_object_get_member (object, "address");

  return is_of (self, "scene") && address != NULL && JSON_NODE_HOLDS_VALUE (address) &&
         g_strcmp0 (json_node_get_string (address), "/local/scene/active") == 0;
}

static void
follow_list (ClaspRenamingWork *work,
             JsonNode          *node,
             void (*func) (ClaspRenamingWork *, JsonNode *))
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    func (work, node);
  else
    for (guint i = 0; i < json_array_get_length (array); i++)
      func (work, json_array_get_element (array, i));
}

static void
follow_part (ClaspRenamingWork *work, JsonNode *node)
{
  JsonObject    *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (strcmp (name, "all") == 0 || strcmp (name, "any") == 0 || strcmp (name, "not") == 0)
      follow_list (work, member, follow_part);
    else if ((strcmp (name, "var") == 0 && is_of (work->renaming, "variable")) ||
             (strcmp (name, "layer") == 0 && is_of (work->renaming, "layer")))
      follow_name (work, member);
    else if (strcmp (name, "address") == 0 || strcmp (name, "changed") == 0)
      follow_member (work, member, CLASP_NAMING_TEXT);
    else if (strcmp (name, "expr") == 0)
      follow_member (work, member, CLASP_NAMING_EXPRESSION);
    else if (strcmp (name, "value") == 0 && asks_for_scene (work->renaming, object))
      follow_list (work, member, follow_name);
}

static void
follow_condition (ClaspRenamingWork *work)
{
  const char          *start = work->text + strspn (work->text, " \t\r\n");
  g_autoptr (JsonNode) root = NULL;
  g_autofree char     *printed = NULL;

  if (*start != '{')
    {
      clasp_renaming_follow_expression (work);
      return;
    }
  root = clasp_json_parse (work->text, strlen (work->text), NULL);
  if (root == NULL)
    return;
  follow_part (work, root);
  printed =
    strchr (work->text, '\n') != NULL ? clasp_json_print (root) : clasp_json_print_line (root);
  g_string_append (work->changed, printed);
}

/* ---- the whole ---- */

/**
 * clasp_renaming_follow:
 * @self: a renaming
 * @language: what @text is written in
 * @text: a text of the show
 *
 * Counts in @self what follows, what may name it and is left, and where the new name cannot stand.
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): what takes the place of @text; %NULL when it stays as it is
 */
char *
clasp_renaming_follow (ClaspRenaming *self, ClaspNaming language, const char *text)
{
  g_autoptr (GString) changed = g_string_new (NULL);
  ClaspRenamingWork   work = { .renaming = self, .text = text, .changed = changed };

  switch (language)
    {
    case CLASP_NAMING_TEXT:
      follow_text (&work);
      break;
    case CLASP_NAMING_SOURCE:
      follow_source (&work);
      break;
    case CLASP_NAMING_TARGET:
      follow_target (&work);
      break;
    case CLASP_NAMING_EXPRESSION:
      clasp_renaming_follow_expression (&work);
      break;
    case CLASP_NAMING_CONDITION:
      follow_condition (&work);
      break;
    case CLASP_NAMING_FORMAT:
      follow_places (&work, text, "{");
      break;
    case CLASP_NAMING_JSON:
      follow_json (&work);
      break;
    case CLASP_NAMING_SCRIPT:
      clasp_renaming_follow_script (&work);
      break;
    }
  return work.is_changed ? g_strdup (changed->str) : NULL;
}
