/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/midi/clasp-midi-profile.h"

#include "bridges/midi/clasp-midi-feedback.h"
#include "bridges/midi/clasp-midi-relative.h"
#include "core/clasp-error.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#define MAX_ITEMS CLASP_MIDI_MAX_FEEDBACK
#define FOLDER "clasp-bridge/midi"

/**
 * clasp_midi_profile_free:
 * @self: (transfer full) (nullable): a profile
 *
 * Thread: any.
 */
void
clasp_midi_profile_free (ClaspMidiProfile *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->description);
  g_strfreev (self->cc14);
  g_strfreev (self->relative);
  g_strfreev (self->touch);
  g_strfreev (self->lights);
  g_free (self);
}

/**
 * clasp_midi_profile_is_name:
 * @name: anything
 *
 * Thread: any.
 *
 * Returns: whether a profile could be called that
 */
gboolean
clasp_midi_profile_is_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && *at != '-' && *at != '_')
      return FALSE;

  return name[0] != '\0';
}

static gboolean
fail (const char *place, const char *why, GError **error)
{
  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "%s: %s", place, why);
  return FALSE;
}

static gboolean
read_text (JsonNode *node, char **text)
{
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;

  g_free (*text);
  *text = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_boolean (JsonNode *node, gboolean *boolean)
{
  if (json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return FALSE;

  *boolean = json_node_get_boolean (node);
  return TRUE;
}

/* Texts and whole numbers, as texts. */
static gboolean
read_list (JsonNode *node, char ***list)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  JsonArray            *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (json_node_get_value_type (item) == G_TYPE_STRING)
        g_ptr_array_add (items, json_node_dup_string (item));
      else if (json_node_get_value_type (item) == G_TYPE_INT64)
        g_ptr_array_add (items, g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (item)));
      else
        return FALSE;
    }

  g_ptr_array_add (items, NULL);
  g_strfreev (*list);
  *list = (char **) g_ptr_array_free (g_steal_pointer (&items), FALSE);
  return g_strv_length (*list) <= MAX_ITEMS;
}

static gboolean
read_member (ClaspMidiProfile *self, const char *key, JsonNode *node, GError **error)
{
  if (g_str_equal (key, "name"))
    return read_text (node, &self->name) || fail (key, "expected a text", error);
  if (g_str_equal (key, "description"))
    return read_text (node, &self->description) || fail (key, "expected a text", error);
  if (g_str_equal (key, "feedback"))
    return read_boolean (node, &self->feedback) || fail (key, "expected true or false", error);
  if (g_str_equal (key, "parameters"))
    return read_boolean (node, &self->parameters) || fail (key, "expected true or false", error);
  if (g_str_equal (key, "cc14"))
    return read_list (node, &self->cc14) || fail (key, "expected a list of numbers", error);
  if (g_str_equal (key, "relative"))
    return read_list (node, &self->relative) || fail (key, "expected a list of texts", error);
  if (g_str_equal (key, "touch"))
    return read_list (node, &self->touch) || fail (key, "expected a list of texts", error);
  if (g_str_equal (key, "lights"))
    return read_list (node, &self->lights) || fail (key, "expected a list of texts", error);
  return fail (key,
               "no such member; there are name, description, cc14, parameters, relative, touch, "
               "lights and feedback",
               error);
}

typedef gboolean (*CheckFunc) (gpointer into, const char *text, GError **error);

static gboolean
check_cc14 (gpointer into, const char *text, GError **error)
{
  if (g_ascii_string_to_unsigned (text, 10, 0, 31, NULL, NULL))
    return TRUE;

  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "‘%s’ is not a controller from 0 to 31", text);
  return FALSE;
}

static gboolean
check_list (const char *key, char **list, CheckFunc check, gpointer into, GError **error)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;

      if (check (into, list[i], &local))
        continue;
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "%s[%u]: %s", key, i,
                   local->message);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check (ClaspMidiProfile *self, GError **error)
{
  g_autofree ClaspMidiRelative *relative = g_new0 (ClaspMidiRelative, 1);
  g_autoptr (ClaspMidiFeedback) feedback = clasp_midi_feedback_new ();

  if (self->name == NULL || self->name[0] == '\0')
    return fail ("name", "is missing", error);
  return check_list ("cc14", self->cc14, check_cc14, NULL, error) &&
         check_list ("relative", self->relative, (CheckFunc) clasp_midi_relative_add, relative,
                     error) &&
         check_list ("touch", self->touch, (CheckFunc) clasp_midi_feedback_add_touch, feedback,
                     error) &&
         check_list ("lights", self->lights, (CheckFunc) clasp_midi_feedback_add_light, feedback,
                     error);
}

static gboolean
read_object (ClaspMidiProfile *self, JsonObject *object, GError **error)
{
  JsonObjectIter iter;
  const char    *key;
  JsonNode      *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &key, &node))
    if (!read_member (self, key, node, error))
      return FALSE;

  return check (self, error);
}

static gboolean
read_data (ClaspMidiProfile *self, const char *text, gsize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (size > CLASP_MIDI_PROFILE_MAX_SIZE)
    return fail ("the file", "is larger than 64 KiB", error);
  if (!json_parser_load_from_data (parser, text, (gssize) size, error))
    return FALSE;
  if (json_parser_get_root (parser) == NULL ||
      !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    return fail ("the file", "expected an object", error);
  return read_object (self, json_node_get_object (json_parser_get_root (parser)), error);
}

/**
 * clasp_midi_profile_new_from_data:
 * @text: (array length=size): the file's content
 * @size: bytes of it
 * @error: return location for CLASP_BRIDGE_ERROR_SETTINGS, or what is wrong with the JSON
 *
 * Thread: any.
 *
 * Returns: (transfer full) (nullable): the profile, wholly checked
 */
ClaspMidiProfile *
clasp_midi_profile_new_from_data (const char *text, gsize size, GError **error)
{
  g_autoptr (ClaspMidiProfile) self = g_new0 (ClaspMidiProfile, 1);

  self->parameters = TRUE;
  return read_data (self, text, size, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_midi_profile_load_file:
 * @path: of a profile
 * @error: return location for CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: any but the worker: reads a file.
 *
 * Returns: (transfer full) (nullable): the profile, wholly checked
 */
ClaspMidiProfile *
clasp_midi_profile_load_file (const char *path, GError **error)
{
  ClaspMidiProfile  *self = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char   *text = NULL;
  gsize              size;

  if (g_file_get_contents (path, &text, &size, &local))
    self = clasp_midi_profile_new_from_data (text, size, &local);
  if (self != NULL)
    return self;

  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS, "%s: %s", path,
               local->message);
  return NULL;
}

static char *
find_in (const char *folder, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, FOLDER, file, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&path) : NULL;
}

/**
 * clasp_midi_profile_load:
 * @name: "mackie-control"
 * @error: return location for CLASP_BRIDGE_ERROR_SETTINGS
 *
 * Thread: any but the worker: reads a file.
 *
 * Returns: (transfer full) (nullable): the profile of that name, the user's own first
 */
ClaspMidiProfile *
clasp_midi_profile_load (const char *name, GError **error)
{
  const char *const *system = g_get_system_data_dirs ();
  g_autofree char   *path = NULL;

  if (clasp_midi_profile_is_name (name))
    path = find_in (g_get_user_data_dir (), name);
  else
    {
      g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
                   "‘%s’ is no name of a device profile", name);
      return NULL;
    }

  for (guint i = 0; system[i] != NULL && path == NULL; i++)
    path = find_in (system[i], name);
  if (path == NULL)
    path = find_in (CLASP_DATA_DIR, name);
  if (path != NULL)
    return clasp_midi_profile_load_file (path, error);

  g_set_error (error, CLASP_BRIDGE_ERROR, CLASP_BRIDGE_ERROR_SETTINGS,
               "There is no device profile ‘%s’ in %s/" FOLDER, name, g_get_user_data_dir ());
  return NULL;
}
