/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "presets/clasp-preset-private.h"

#include "core/clasp-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (ClaspPreset, clasp_preset, G_TYPE_OBJECT)

static void
clasp_preset_finalize (GObject *object)
{
  ClaspPreset *self = CLASP_PRESET (object);

  for (guint i = 0; i < self->asks->len; i++)
    g_free ((gpointer) g_array_index (self->asks, ClaspPresetAsk, i).choices);
  g_array_unref (self->asks);
  g_clear_pointer (&self->root, json_object_unref);
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->category);
  g_strfreev (self->tags);
  g_free (self->path);
  G_OBJECT_CLASS (clasp_preset_parent_class)->finalize (object);
}

static void
clasp_preset_class_init (ClaspPresetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = clasp_preset_finalize;
}

static void
clasp_preset_init (ClaspPreset *self)
{
  self->asks = g_array_new (FALSE, TRUE, sizeof (ClaspPresetAsk));
  self->tags = g_new0 (char *, 1);
}

/* ---- reading ---- */

static gboolean
fail (GError **error, const char *path, const char *what)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "%s: %s", path, what);
  return FALSE;
}

/* NULL in @text where the member is not there. */
static gboolean
read_text (JsonObject *json, const char *where, const char *member, const char **text, GError **error)
{
  JsonNode        *node = json_object_get_member (json, member);
  g_autofree char *path = g_strconcat (where, member, NULL);

  *text = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail (error, path, "is no text");
  *text = json_node_get_string (node);
  if (strlen (*text) > CLASP_PRESET_MAX_TEXT)
    return fail (error, path, "is too long");
  return TRUE;
}

static gboolean
read_number (JsonObject *json, const char *where, const char *member, double *number, GError **error)
{
  JsonNode        *node = json_object_get_member (json, member);
  g_autofree char *path = g_strconcat (where, member, NULL);
  GType            type;

  if (node == NULL)
    return TRUE;
  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return fail (error, path, "is no number");
  *number = json_node_get_double (node);
  return TRUE;
}

/* Borrowed texts, NULL-terminated, the vector alone is the caller's; NULL in @texts where there is
 * none. */
static gboolean
read_texts (JsonObject *json, const char *where, const char *member, const char ***texts, GError **error)
{
  JsonNode             *node = json_object_get_member (json, member);
  g_autofree char      *path = g_strconcat (where, member, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  JsonArray            *array;

  *texts = NULL;
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, path, "is no list");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *item = json_array_get_element (array, i);

      if (i >= CLASP_PRESET_MAX_ASKS || !JSON_NODE_HOLDS_VALUE (item) ||
          json_node_get_value_type (item) != G_TYPE_STRING)
        return fail (error, path, "is no list of a few texts");
      g_ptr_array_add (found, (gpointer) json_node_get_string (item));
    }
  g_ptr_array_add (found, NULL);
  *texts = (const char **) g_ptr_array_steal (found, NULL);
  return TRUE;
}

static const char *const ask_types[] = { "text", "host", "port", "number", "choice", "device", NULL };

static gboolean
read_ask_type (const char *text, ClaspPresetAskType *type)
{
  for (guint i = 0; ask_types[i] != NULL; i++)
    if (g_strcmp0 (text, ask_types[i]) == 0)
      {
        *type = (ClaspPresetAskType) i;
        return TRUE;
      }
  return FALSE;
}

/* @choices lives as long as the preset. */
static gboolean
check_ask (ClaspPreset *self, const ClaspPresetAsk *ask, const char *where, GError **error)
{
  if (ask->key == NULL || *ask->key == '\0' || ask->label == NULL)
    return fail (error, where, "needs a key and a label");
  if (ask->type == CLASP_PRESET_ASK_CHOICE && (ask->choices == NULL || ask->choices[0] == NULL))
    return fail (error, where, "needs choices");
  if (!(ask->minimum <= ask->maximum))
    return fail (error, where, "minimum is above maximum");
  for (guint i = 0; i + 1 < self->asks->len; i++)
    if (g_str_equal (g_array_index (self->asks, ClaspPresetAsk, i).key, ask->key))
      return fail (error, where, "asks for the same key as another");
  return TRUE;
}

static gboolean
read_ask (ClaspPreset *self, JsonObject *json, const char *where, GError **error)
{
  g_autofree char *inside = g_strconcat (where, ".", NULL);
  ClaspPresetAsk   ask = { .fallback = "", .minimum = -G_MAXDOUBLE, .maximum = G_MAXDOUBLE };
  const char      *type, *fallback;
  const char     **choices;
  gboolean         is_good;

  if (!read_texts (json, inside, "choices", &choices, error))
    return FALSE;
  ask.choices = (const char *const *) choices;
  is_good = read_text (json, inside, "key", &ask.key, error) &&
            read_text (json, inside, "label", &ask.label, error) &&
            read_text (json, inside, "type", &type, error) &&
            read_text (json, inside, "default", &fallback, error) &&
            read_number (json, inside, "minimum", &ask.minimum, error) &&
            read_number (json, inside, "maximum", &ask.maximum, error);
  if (is_good && !read_ask_type (type, &ask.type))
    is_good = fail (error, inside, "type is text, host, port, number, choice or device");
  if (is_good && fallback != NULL)
    ask.fallback = fallback;
  g_array_append_val (self->asks, ask); /* frees the choices also when it is not good */
  return is_good && check_ask (self, &ask, where, error);
}

static gboolean
read_asks (ClaspPreset *self, GError **error)
{
  JsonNode  *node = json_object_get_member (self->root, "ask");
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return fail (error, "ask", "is no list");
  array = json_node_get_array (node);
  if (json_array_get_length (array) > CLASP_PRESET_MAX_ASKS)
    return fail (error, "ask", "asks for too much");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode        *item = json_array_get_element (array, i);
      g_autofree char *where = g_strdup_printf ("ask[%u]", i);

      if (!JSON_NODE_HOLDS_OBJECT (item))
        return fail (error, where, "is no object");
      if (!read_ask (self, json_node_get_object (item), where, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_format (ClaspPreset *self, GError **error)
{
  const char *format;
  double      version = 0;

  if (!read_text (self->root, "", "format", &format, error) ||
      !read_number (self->root, "", "version", &version, error))
    return FALSE;
  if (g_strcmp0 (format, CLASP_PRESET_FORMAT) != 0)
    return fail (error, "format", "is not “" CLASP_PRESET_FORMAT "”");
  if (version < 1)
    return fail (error, "version", "expected a whole number from 1");
  if (version > CLASP_PRESET_VERSION)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION,
                   _ ("this preset was written by a newer version (format %g, known up to %d)"),
                   version, CLASP_PRESET_VERSION);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_good_id (const char *id)
{
  gsize length = id != NULL ? strlen (id) : 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (id[i]) && !g_ascii_isdigit (id[i]) && id[i] != '-')
      return FALSE;
  return length > 0 && length <= CLASP_SHOW_MAX_ID;
}

static gboolean
read_head (ClaspPreset *self, GError **error)
{
  const char  *id, *name, *description, *category, *purpose;
  const char **tags;

  if (!check_format (self, error) || !read_text (self->root, "", "id", &id, error) ||
      !read_text (self->root, "", "name", &name, error) ||
      !read_text (self->root, "", "description", &description, error) ||
      !read_text (self->root, "", "category", &category, error) ||
      !read_text (self->root, "", "for", &purpose, error) || !read_asks (self, error) ||
      !read_texts (self->root, "", "tags", &tags, error))
    return FALSE;

  g_strfreev (self->tags);
  self->tags = tags != NULL ? g_strdupv ((char **) tags) : g_new0 (char *, 1);
  g_free (tags);
  if (!is_good_id (id))
    return fail (error, "id", "expected small letters, digits and -");
  if (name == NULL || *name == '\0')
    return fail (error, "name", "is empty");
  if (purpose != NULL && !g_str_equal (purpose, "show") && !g_str_equal (purpose, "steps"))
    return fail (error, "for", "is show or steps");
  self->purpose =
    g_strcmp0 (purpose, "steps") == 0 ? CLASP_PRESET_STEPS : CLASP_PRESET_SHOW;
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->description = g_strdup (description != NULL ? description : "");
  self->category = g_strdup (category != NULL ? category : "basic");
  return TRUE;
}

/**
 * clasp_preset_new_from_text:
 * @registry: the kinds there are; lives longer
 * @text: a preset's JSON
 * @error: return location for a [error@Clasp.ShowError]
 *
 * All of it is read, with what counts where nothing is answered.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SYNTAX with line and column, %CLASP_SHOW_ERROR_CONTENT with the path,
 * %CLASP_SHOW_ERROR_VERSION, %CLASP_SHOW_ERROR_SETTING for a kind of connection or step that this build
 * does not have.
 *
 * Returns: (transfer full) (nullable): the preset
 */
ClaspPreset *
clasp_preset_new_from_text (const ClaspRegistry *registry, const char *text, GError **error)
{
  gsize                   length = strlen (text);
  g_autoptr (JsonNode)    root = NULL;
  g_autoptr (ClaspPreset) self = NULL;
  g_autoptr (ClaspShow)   content = NULL;

  if (length > CLASP_PRESET_MAX_SIZE)
    {
      fail (error, "preset", "is larger than 1 MiB");
      return NULL;
    }
  root = clasp_json_parse (text, length, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      fail (error, "preset", "is no object");
      return NULL;
    }

  self = g_object_new (CLASP_TYPE_PRESET, NULL);
  self->registry = registry;
  self->root = json_object_ref (json_node_get_object (root));
  if (!read_head (self, error))
    return NULL;
  content = clasp_preset_fill (self, NULL, error);
  return content != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_preset_to_text:
 * @self: a preset
 *
 * Thread: UI.
 *
 * Returns: (transfer full): its JSON, ending in a newline
 */
char *
clasp_preset_to_text (ClaspPreset *self)
{
  g_autoptr (JsonNode) root = json_node_alloc ();
  g_autofree char     *text = NULL;

  json_node_init_object (root, self->root);
  text = clasp_json_print (root);
  return g_strconcat (text, "\n", NULL);
}

/* ---- what it is ---- */

/**
 * clasp_preset_get_id:
 * @self: a preset
 *
 * Returns: (transfer none): its name for machines
 */
const char *
clasp_preset_get_id (ClaspPreset *self)
{
  return self->id;
}

/**
 * clasp_preset_get_name:
 * @self: a preset
 *
 * Returns: (transfer none): its name
 */
const char *
clasp_preset_get_name (ClaspPreset *self)
{
  return self->name;
}

/**
 * clasp_preset_get_description:
 * @self: a preset
 *
 * Returns: (transfer none): what it is good for, may be empty
 */
const char *
clasp_preset_get_description (ClaspPreset *self)
{
  return self->description;
}

/**
 * clasp_preset_get_category:
 * @self: a preset
 *
 * Returns: (transfer none): visual, lighting, audio, iot, web, basic or another
 */
const char *
clasp_preset_get_category (ClaspPreset *self)
{
  return self->category;
}

/**
 * clasp_preset_get_colour:
 * @self: a preset
 *
 * Returns: (transfer none): its category's, "#rrggbb" (mapping.md 9)
 */
const char *
clasp_preset_get_colour (ClaspPreset *self)
{
  static const char *const colours[][2] = {
    { "visual", "#8b5cf6" }, { "lighting", "#f59e0b" }, { "audio", "#ec4899" },
    { "iot", "#22c55e" },    { "web", "#3b82f6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (g_str_equal (self->category, colours[i][0]))
      return colours[i][1];
  return "#78716c";
}

/**
 * clasp_preset_get_tags:
 * @self: a preset
 *
 * Returns: (transfer none): words it is found by
 */
const char *const *
clasp_preset_get_tags (ClaspPreset *self)
{
  return (const char *const *) self->tags;
}

/**
 * clasp_preset_get_purpose:
 * @self: a preset
 *
 * Returns: what it is applied to
 */
ClaspPresetFor
clasp_preset_get_purpose (ClaspPreset *self)
{
  return self->purpose;
}

/**
 * clasp_preset_is_user:
 * @self: a preset
 *
 * Returns: whether it is a file of a person's folder
 */
gboolean
clasp_preset_is_user (ClaspPreset *self)
{
  return self->path != NULL;
}

/**
 * clasp_preset_get_n_asks:
 * @self: a preset
 *
 * Returns: how much is asked for before it is applied
 */
guint
clasp_preset_get_n_asks (ClaspPreset *self)
{
  return self->asks->len;
}

/**
 * clasp_preset_get_ask:
 * @self: a preset
 * @index: below clasp_preset_get_n_asks ()
 *
 * Returns: (transfer none): what is asked for
 */
const ClaspPresetAsk *
clasp_preset_get_ask (ClaspPreset *self, guint index)
{
  return &g_array_index (self->asks, ClaspPresetAsk, index);
}

static gboolean
has_word (ClaspPreset *self, const char *word)
{
  g_autofree char *tags = g_strjoinv (" ", self->tags);
  g_autofree char *text =
    g_strjoin ("\n", self->name, self->description, self->category, tags, NULL);
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return strstr (folded, word) != NULL;
}

/**
 * clasp_preset_matches:
 * @self: a preset
 * @text: words, whatever their case
 *
 * Returns: whether all of them are in its name, description, category or tags
 */
gboolean
clasp_preset_matches (ClaspPreset *self, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv)   words = g_strsplit_set (folded, " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (!has_word (self, words[i]))
      return FALSE;
  return TRUE;
}
