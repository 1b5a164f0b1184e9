/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-v2-names.h"
#include "exchange/clasp-exchange-v2-shapes.h"

/* A route of version 2 as a mapping of a show file. */

/* A condition may stand as a tree or as the text that a show has. */
static void
read_when (JsonObject *options)
{
  JsonNode        *when = json_object_get_member (options, "when");
  g_autofree char *text = when != NULL ? clasp_v2_read_when (when) : NULL;

  if (text != NULL)
    json_object_set_string_member (options, "when", text);
}

/* A member of a group becomes an option; what is left of the group is told, and kept. */
static void
read_group (ClaspImport             *self,
            JsonObject              *route,
            const char              *name,
            const char *const      (*members)[2],
            JsonObject              *options,
            const char              *path)
{
  JsonObject            *group = clasp_exchange_get_object (route, name);
  g_autoptr (JsonObject) rest = group != NULL ? clasp_exchange_copy_object (group) : NULL;
  g_autofree char       *inner = g_strdup_printf ("%s.%s", path, name);

  if (group == NULL)
    return;
  for (; (*members)[0] != NULL; members++)
    {
      JsonNode *node = json_object_get_member (rest, (*members)[0]);

      if (node == NULL)
        continue;
      json_object_set_member (options, (*members)[1], json_node_copy (node));
      json_object_remove_member (rest, (*members)[0]);
    }
  clasp_v2_tell_unknown (self, rest, NULL, inner);
  if (json_object_get_size (rest) > 0)
    json_object_set_object_member (route, name, g_steal_pointer (&rest));
  else
    json_object_remove_member (route, name);
}

/* What stands together there. */
static void
read_groups (ClaspImport *self, JsonObject *route, JsonObject *options, const char *path)
{
  static const char *const rate[][2] = { { "hz", "rate-hz" }, { "keep", "rate-keep" }, { NULL, NULL } };
  static const char *const change[][2] = { { "epsilon", "epsilon" },
                                           { "on", "only-changes" },
                                           { NULL, NULL } };
  JsonNode                *epsilon;

  read_group (self, route, "rate", rate, options, path);
  read_group (self, route, "change", change, options, path);
  epsilon = json_object_get_member (options, "epsilon");
  if (!json_object_has_member (options, "only-changes") && clasp_exchange_is_number (epsilon) &&
      json_node_get_double (epsilon) > 0.0)
    json_object_set_boolean_member (options, "only-changes", TRUE);
  if (g_strcmp0 (clasp_exchange_get_text (options, "join"), "any") == 0)
    json_object_remove_member (options, "join");
}

/* What is called otherwise, or is no option here. */
static void
rename_members (JsonObject *route)
{
  static const char *const names[][2] = { { "bidirectional", "two-way" },
                                          { "idleReset", "idle-reset-s" },
                                          { "reset", "reset-on-reconnect" },
                                          { "label", "name" },
                                          { "color", "colour" } };
  JsonNode                *mute = json_object_get_member (route, "mute");

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    clasp_v2_rename (route, names[i][0], names[i][1]);
  if (!clasp_exchange_holds (mute, G_TYPE_BOOLEAN))
    return;
  if (json_node_get_boolean (mute))
    json_object_set_boolean_member (route, "enabled", FALSE);
  json_object_remove_member (route, "mute");
}

/* The place in the list is the order here; a file may have them otherwise. */
static void
drop_order (JsonObject *route)
{
  if (clasp_exchange_is_number (json_object_get_member (route, "order")))
    json_object_remove_member (route, "order");
}

/* What cannot run is in the notes, and the route is off. */
static void
keep_programs (JsonObject *route, JsonObject *options, JsonObject *kept)
{
  const char      *program = clasp_exchange_get_text (kept, "notes");
  const char      *notes = clasp_exchange_get_text (options, "notes");
  g_autofree char *both = NULL;

  if (program == NULL)
    return;
  both = notes != NULL ? g_strconcat (notes, "\n\n", program, NULL) : g_strdup (program);
  json_object_set_string_member (options, "notes", both);
  json_object_set_boolean_member (route, "enabled", FALSE);
}

static gboolean
read_parts (ClaspImport *self, JsonObject *json, JsonObject *route, JsonObject *kept, const char *path, GError **error)
{
  JsonArray *sources, *targets, *steps;

  sources = clasp_v2_read_ends (self, json, FALSE, kept, path, error);
  if (sources == NULL)
    return FALSE;
  json_object_set_array_member (route, "sources", sources);
  targets = clasp_v2_read_ends (self, json, TRUE, kept, path, error);
  if (targets == NULL)
    return FALSE;
  json_object_set_array_member (route, "targets", targets);
  steps = clasp_v2_read_chain (self, clasp_exchange_get_array (json, "transforms"), path, kept,
                               error);
  if (steps == NULL)
    return FALSE;
  json_object_set_array_member (route, "steps", steps);
  if (json_object_has_member (route, "transforms"))
    json_object_remove_member (route, "transforms");
  return TRUE;
}

JsonObject *
clasp_v2_read_route (ClaspImport *self, JsonObject *json, const char *path, GError **error)
{
  static const char *const ours[] = { "source", "target", "steps", "options", NULL };
  static const char *const known[] = { "id",      "name", "enabled", "group",   "colour", "convert",
                                       "sources", "targets", "steps", "options", "rate", "change", NULL };
  const ClaspRegistry     *registry = clasp_show_get_registry (self->show);
  g_autoptr (JsonObject)   route = clasp_exchange_copy_object (json), kept = json_object_new ();
  JsonObject              *options;

  clasp_v2_drop (self, route, ours, path);
  if (!read_parts (self, json, route, kept, path, error))
    return NULL;
  rename_members (route);
  drop_order (route);
  options = clasp_v2_take (route, registry->get_route_options_type ());
  json_object_set_object_member (route, "options", options);
  read_groups (self, route, options, path);
  clasp_v2_adapt (options, registry->get_route_options_type ());
  read_when (options);
  keep_programs (route, options, kept);
  if (!json_object_has_member (route, "convert"))
    json_object_set_boolean_member (route, "convert", FALSE);
  clasp_v2_tell_unknown (self, route, known, path);
  return g_steal_pointer (&route);
}
