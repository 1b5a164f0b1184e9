/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"

#include <string.h>

/* Settings are called "inMin" there and "in-min" here; steps have theirs beside "type" and "on". */

char *
clasp_v2_name (const char *setting)
{
  GString *name = g_string_new (NULL);

  for (const char *p = setting; *p != '\0'; p++)
    if (p[0] == '-' && g_ascii_islower (p[1]))
      g_string_append_c (name, g_ascii_toupper (*++p));
    else
      g_string_append_c (name, *p);
  return g_string_free (name, FALSE);
}

char *
clasp_v2_setting (const char *name)
{
  GString *setting = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_isupper (*p) && p > name)
      g_string_append_printf (setting, "-%c", g_ascii_tolower (*p));
    else
      g_string_append_c (setting, *p);
  return g_string_free (setting, FALSE);
}

/* (nullable): of a class that stays, as those of the registry do. */
static GParamSpec *
find_setting (GType type, const char *name)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (type);

  return g_object_class_find_property (G_OBJECT_CLASS (klass), name);
}

static gboolean
is_setting (GType type, const char *name)
{
  return find_setting (type, name) != NULL;
}

/* ---- values that say the same in another way ---- */

/* "ease_in" or "Ease in" is "ease-in". */
static void
adapt_word (GEnumClass *klass, JsonNode *node)
{
  g_autofree char *plain = NULL;

  if (!clasp_exchange_holds (node, G_TYPE_STRING) ||
      g_enum_get_value_by_nick (klass, json_node_get_string (node)) != NULL)
    return;
  plain = g_strdelimit (g_ascii_strdown (json_node_get_string (node), -1), "_ ", '-');
  if (g_enum_get_value_by_nick (klass, plain) != NULL)
    json_node_set_string (node, plain);
}

/* 1 is true and 0 false. */
static void
adapt_switch (JsonNode *node)
{
  double number = clasp_exchange_is_number (node) ? json_node_get_double (node) : -1.0;

  if (number == 0.0 || number == 1.0)
    json_node_set_boolean (node, number == 1.0);
}

/* Numbers in a list of texts are texts. */
static void
adapt_list (JsonNode *node)
{
  JsonArray            *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  g_autoptr (JsonArray) texts = json_array_new ();

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode        *item = json_array_get_element (array, i);
      g_autofree char *number = NULL;

      if (clasp_exchange_is_number (item))
        number = clasp_exchange_print_number (json_node_get_double (item));
      if (number != NULL)
        json_array_add_string_element (texts, number);
      else
        json_array_add_element (texts, json_node_copy (item));
    }
  if (array != NULL)
    json_node_set_array (node, texts);
}

/* (transfer full) */
static JsonNode *
adapt (GParamSpec *pspec, JsonNode *from)
{
  JsonNode *node = json_node_copy (from);

  if (G_IS_PARAM_SPEC_ENUM (pspec))
    adapt_word (G_PARAM_SPEC_ENUM (pspec)->enum_class, node);
  else if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    adapt_switch (node);
  else if (G_PARAM_SPEC_VALUE_TYPE (pspec) == G_TYPE_STRV)
    adapt_list (node);
  return node;
}

/* ---- settings ---- */

void
clasp_v2_adapt (JsonObject *settings, GType type)
{
  g_autoptr (GList) names = json_object_get_members (settings);

  for (GList *item = names; item != NULL; item = item->next)
    {
      GParamSpec *pspec = find_setting (type, item->data);

      if (pspec != NULL)
        json_object_set_member (settings, item->data,
                                adapt (pspec, json_object_get_member (settings, item->data)));
    }
}

JsonObject *
clasp_v2_take (JsonObject *json, GType type)
{
  JsonObject           *settings = json_object_new ();
  g_autoptr (GList)     names = json_object_get_members (json);
  g_autoptr (GPtrArray) taken = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = names; item != NULL; item = item->next)
    {
      g_autofree char *setting = clasp_v2_setting (item->data);
      const char      *name = is_setting (type, setting) ? setting : item->data;

      if (!is_setting (type, name) || json_object_has_member (settings, name))
        continue;
      json_object_set_member (settings, name,
                              adapt (find_setting (type, name),
                                     json_object_get_member (json, item->data)));
      g_ptr_array_add (taken, g_strdup (item->data));
    }
  for (guint i = 0; i < taken->len; i++)
    json_object_remove_member (json, taken->pdata[i]);
  return settings;
}

void
clasp_v2_put (JsonObject *json, JsonObject *settings, GType type)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *theirs = is_setting (type, name) ? clasp_v2_name (name) : g_strdup (name);

      if (!json_object_has_member (json, theirs) && !clasp_exchange_is_secret (theirs))
        json_object_set_member (json, theirs, json_node_copy (node));
    }
}

void
clasp_v2_drop (ClaspImport *self, JsonObject *json, const char *const *names, const char *path)
{
  g_autoptr (GList)     members = json_object_get_members (json);
  g_autoptr (GPtrArray) dropped = g_ptr_array_new_with_free_func (g_free);

  for (GList *item = members; item != NULL; item = item->next)
    if (g_strv_contains (names, item->data) || clasp_exchange_is_secret (item->data))
      {
        clasp_exchange_tell (
          self->report, path, "%.64s: %s; it is left out", (const char *) item->data,
          clasp_exchange_is_secret (item->data) ? "a secret does not belong into a show"
                                                : "has no place here");
        g_ptr_array_add (dropped, g_strdup (item->data));
      }
  for (guint i = 0; i < dropped->len; i++)
    json_object_remove_member (json, dropped->pdata[i]);
}

static void
tell_others (ClaspImport       *self,
             JsonObject        *json,
             const char *const *known,
             const char        *path,
             const char        *what)
{
  g_autoptr (GList) members = json_object_get_members (json);

  for (GList *item = members; item != NULL; item = item->next)
    if (known == NULL || !g_strv_contains (known, item->data))
      clasp_exchange_tell (self->report, path, "%.64s: is not known here; %s",
                           (const char *) item->data, what);
}

void
clasp_v2_tell_unknown (ClaspImport       *self,
                       JsonObject        *json,
                       const char *const *known,
                       const char        *path)
{
  tell_others (self, json, known, path, "it is kept and does nothing");
}

void
clasp_v2_tell_left_out (ClaspImport       *self,
                        JsonObject        *json,
                        const char *const *known,
                        const char        *path)
{
  tell_others (self, json, known, path, "it is left out");
}

void
clasp_v2_rename (JsonObject *json, const char *from, const char *to)
{
  JsonNode *node = json_object_get_member (json, from);

  if (node == NULL || json_object_has_member (json, to))
    return;
  json_object_set_member (json, to, json_node_copy (node));
  json_object_remove_member (json, from);
}
