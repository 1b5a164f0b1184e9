/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-presets"

#include "presets/clasp-preset-private.h"

#include "core/clasp-json.h"
#include "presets/clasp-presets-resource.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FOLDER "/io/github/clasp_bridge/presets/"

/* ---- reading ---- */

static ClaspPreset *
read_own (const ClaspRegistry *registry, const char *name)
{
  g_autofree char       *path = g_strconcat (FOLDER, name, NULL);
  g_autoptr (GBytes)     bytes = g_resource_lookup_data (clasp_presets_get_resource (), path,
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char       *text = NULL;
  g_autoptr (GError)     error = NULL;
  ClaspPreset           *preset;

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  preset = clasp_preset_new_from_text (registry, text, &error);
  /* One for a kind of connection that this build does not have is none of its own. */
  if (preset == NULL && !g_error_matches (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING))
    g_warning ("%s: %s", name, error->message);
  return preset;
}

static char *
read_file (const char *path, GError **error)
{
  g_autoptr (GFile)            file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  g_autofree char             *text = g_malloc (CLASP_PRESET_MAX_SIZE + 2);
  gsize                        length = 0;

  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), text,
                                                  CLASP_PRESET_MAX_SIZE + 1, &length, NULL, error))
    return NULL;
  text[length] = '\0';
  if (length > CLASP_PRESET_MAX_SIZE || strlen (text) != length ||
      !g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("is no text in UTF-8 of at most 1 MiB"));
      return NULL;
    }
  return g_steal_pointer (&text);
}

static ClaspPreset *
read_users (const ClaspRegistry *registry, const char *path, GPtrArray *problems)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = read_file (path, &error);
  ClaspPreset *preset = text != NULL ? clasp_preset_new_from_text (registry, text, &error) : NULL;

  if (preset != NULL)
    preset->path = g_strdup (path);
  else if (problems != NULL)
    g_ptr_array_add (problems, g_strdup_printf ("%s: %s", path, error->message));
  return preset;
}

/* ---- all of them ---- */

static int
compare (gconstpointer a, gconstpointer b)
{
  ClaspPreset *one = *(ClaspPreset *const *) a, *other = *(ClaspPreset *const *) b;
  int          order = g_utf8_collate (one->name, other->name);

  return order != 0 ? order : strcmp (one->id, other->id);
}

static gboolean
has_id (const GPtrArray *presets, const char *id)
{
  for (guint i = 0; i < presets->len; i++)
    if (g_str_equal (((ClaspPreset *) presets->pdata[i])->id, id))
      return TRUE;
  return FALSE;
}

/* A person's own stands in place of the program's of the same id. */
static void
list_users (const ClaspRegistry *registry,
            const char          *folder,
            GPtrArray           *presets,
            GPtrArray           *problems)
{
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char      *name;
  guint            n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && n_files < CLASP_PRESETS_MAX_FILES)
    {
      g_autofree char        *path = g_build_filename (folder, name, NULL);
      g_autoptr (ClaspPreset) preset = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      n_files++;
      preset = read_users (registry, path, problems);
      if (preset != NULL && !has_id (presets, preset->id))
        g_ptr_array_add (presets, g_steal_pointer (&preset));
    }
}

/**
 * clasp_presets_list:
 * @registry: the kinds there are; lives longer than the presets
 * @user_folder: (nullable): a person's, clasp_presets_get_user_folder ()
 * @problems: (nullable) (element-type utf8): gets a sentence for each file there that cannot be read
 *
 * Those of the program that need a kind of connection this build does not have are not there.
 *
 * Thread: UI; it reads files.
 *
 * Returns: (transfer full) (element-type ClaspPreset): all of them, by name
 */
GPtrArray *
clasp_presets_list (const ClaspRegistry *registry, const char *user_folder, GPtrArray *problems)
{
  GPtrArray     *presets = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GStrv) names = g_resource_enumerate_children (clasp_presets_get_resource (), FOLDER,
                                                        G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  list_users (registry, user_folder, presets, problems);
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autoptr (ClaspPreset) preset = read_own (registry, names[i]);

      if (preset != NULL && !has_id (presets, preset->id))
        g_ptr_array_add (presets, g_steal_pointer (&preset));
    }
  g_ptr_array_sort (presets, compare);
  return presets;
}

/**
 * clasp_presets_find:
 * @registry: the kinds there are; lives longer than the preset
 * @user_folder: (nullable): a person's
 * @id: a preset's id
 *
 * Thread: UI; it reads files.
 *
 * Returns: (transfer full) (nullable): the preset
 */
ClaspPreset *
clasp_presets_find (const ClaspRegistry *registry, const char *user_folder, const char *id)
{
  g_autoptr (GPtrArray) presets = clasp_presets_list (registry, user_folder, NULL);

  for (guint i = 0; i < presets->len; i++)
    if (g_str_equal (((ClaspPreset *) presets->pdata[i])->id, id))
      return g_object_ref (presets->pdata[i]);
  return NULL;
}

/**
 * clasp_presets_get_user_folder:
 *
 * Thread: any.
 *
 * Returns: (transfer full): where a person's presets are, whether it is there or not
 */
char *
clasp_presets_get_user_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "clasp-bridge", "presets", NULL);
}

/* ---- a person's ---- */

static char *
make_id (const char *name)
{
  GString *id = g_string_new (NULL);

  for (; *name != '\0' && id->len < 40; name++)
    {
      if (g_ascii_isalnum (*name))
        g_string_append_c (id, g_ascii_tolower (*name));
      else if (id->len > 0 && id->str[id->len - 1] != '-')
        g_string_append_c (id, '-');
    }
  while (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  if (id->len == 0)
    g_string_append (id, "preset");
  return g_string_free (id, FALSE);
}

/* One that no file of the folder has. */
static char *
find_path (const char *folder, const char *name, char **id)
{
  g_autofree char *base = make_id (name);

  for (guint n = 1;; n++)
    {
      g_autofree char *file = NULL;
      char            *path;

      *id = n == 1 ? g_strconcat ("my-", base, NULL) : g_strdup_printf ("my-%s-%u", base, n);
      file = g_strconcat (*id, ".json", NULL);
      path = g_build_filename (folder, file, NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return path;
      g_free (path);
      g_free (*id);
    }
}

static void
write_head (JsonObject *root, const char *id, const char *name, const char *description, const char *purpose)
{
  JsonArray *tags = json_array_new ();

  json_object_set_string_member (root, "format", CLASP_PRESET_FORMAT);
  json_object_set_int_member (root, "version", CLASP_PRESET_VERSION);
  json_object_set_string_member (root, "id", id);
  json_object_set_string_member (root, "name", name);
  json_object_set_string_member (root, "description", description);
  json_object_set_string_member (root, "category", "user");
  json_object_set_array_member (root, "tags", tags);
  json_object_set_string_member (root, "for", purpose);
}

/* Takes over @root. */
static ClaspPreset *
save (const ClaspRegistry *registry,
      JsonObject          *root,
      const char          *folder,
      const char          *path,
      GError             **error)
{
  g_autoptr (JsonNode)    node = json_node_alloc ();
  g_autofree char        *printed = NULL, *text = NULL;
  g_autoptr (ClaspPreset) preset = NULL;

  json_node_init (node, JSON_NODE_OBJECT);
  json_node_take_object (node, root);
  printed = clasp_json_print (node);
  text = g_strconcat (printed, "\n", NULL);
  preset = clasp_preset_new_from_text (registry, text, error);
  if (preset == NULL)
    return NULL;
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return NULL;
    }
  if (!g_file_set_contents_full (path, text, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                 error))
    return NULL;
  preset->path = g_strdup (path);
  return g_steal_pointer (&preset);
}

/* A text with "${…}" in it stays one: nothing is asked for. */
static JsonObject *
take_content (ClaspShow *show)
{
  g_autofree char     *text = clasp_show_to_text (show);
  g_autoptr (JsonNode) node = clasp_json_parse (text, strlen (text), NULL);
  JsonObject          *content = json_object_ref (json_node_get_object (node));

  json_object_remove_member (content, "routers");
  /* What lets somebody in is of this show alone. */
  clasp_json_drop_secrets (node);
  return content;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name != '\0' && strlen (name) <= CLASP_PRESET_MAX_TEXT)
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, _ ("a preset needs a name"));
  return FALSE;
}

/**
 * clasp_presets_save_show:
 * @show: a show
 * @user_folder: where to; made if it is not there
 * @name: what it shall be called
 * @description: what it is good for, may be empty
 * @error: return location for an error
 *
 * Everything but the router's settings, and passwords.
 *
 * Thread: UI; it writes a file.
 *
 * Returns: (transfer full) (nullable): the preset, in a file of its own
 */
ClaspPreset *
clasp_presets_save_show (ClaspShow  *show,
                         const char *user_folder,
                         const char *name,
                         const char *description,
                         GError    **error)
{
  g_autofree char *id = NULL, *path = NULL;
  JsonObject      *root;

  if (!check_name (name, error))
    return NULL;
  path = find_path (user_folder, name, &id);
  root = take_content (show);
  write_head (root, id, name, description, "show");
  return save (clasp_show_get_registry (show), root, user_folder, path, error);
}

/**
 * clasp_presets_save_steps:
 * @show: a show
 * @mapping: one of its mappings
 * @user_folder: where to; made if it is not there
 * @name: what it shall be called
 * @error: return location for an error
 *
 * Thread: UI; it writes a file.
 *
 * Returns: (transfer full) (nullable): the mapping's steps as a preset, in a file of its own
 */
ClaspPreset *
clasp_presets_save_steps (ClaspShow    *show,
                          ClaspMapping *mapping,
                          const char   *user_folder,
                          const char   *name,
                          GError      **error)
{
  g_autoptr (ClaspShow)    scratch = clasp_show_new (clasp_show_get_registry (show));
  g_autoptr (ClaspMapping) copy = clasp_show_copy_mapping (scratch, mapping);
  g_autofree char         *id = NULL, *path = NULL;
  JsonObject              *content, *root;
  JsonArray               *mappings;

  if (!check_name (name, error))
    return NULL;
  clasp_show_add (scratch, CLASP_SHOW_ITEM (copy));
  content = take_content (scratch);
  mappings = json_object_get_array_member (content, "mappings");
  root = json_object_new ();
  path = find_path (user_folder, name, &id);
  write_head (root, id, name, "", "steps");
  json_object_set_member (
    root, "steps",
    json_object_dup_member (json_array_get_object_element (mappings, 0), "steps"));
  json_object_unref (content);
  return save (clasp_show_get_registry (show), root, user_folder, path, error);
}

/**
 * clasp_presets_delete:
 * @self: a preset of a person
 * @error: return location for an error
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_CONTENT for one of the program's.
 *
 * Returns: whether its file is gone
 */
gboolean
clasp_presets_delete (ClaspPreset *self, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (self->path == NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("“%s” is the program's, and stays"), self->name);
      return FALSE;
    }
  file = g_file_new_for_path (self->path);
  return g_file_delete (file, NULL, error);
}
