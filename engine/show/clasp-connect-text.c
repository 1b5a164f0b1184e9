/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"
#include "show/clasp-text-source.h"

#include "core/clasp-address.h"

#include <string.h>

/* Connections as the command line writes them. */

/* The next piece up to a comma; `\,` is a comma, any other backslash itself. */
static char *
next_piece (const char **p)
{
  GString *piece = g_string_new (NULL);

  for (; **p != '\0' && **p != ','; (*p)++)
    {
      if ((*p)[0] == '\\' && (*p)[1] == ',')
        (*p)++;
      g_string_append_c (piece, **p);
    }
  return g_string_free (piece, FALSE);
}

typedef struct
{
  char    *id;
  char    *name;
  char    *namespace_;
  gboolean enabled;
} ItemOptions;

static void
item_options_clear (ItemOptions *options)
{
  g_free (options->id);
  g_free (options->name);
  g_free (options->namespace_);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ItemOptions, item_options_clear)

static gboolean
take_id (ClaspTextSource *source,
         ClaspShow       *self,
         ItemOptions     *options,
         const char      *at,
         const char      *id)
{
  if (*id == '\0' || strlen (id) > CLASP_SHOW_MAX_ID)
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SETTING, "id: expected 1 to %d bytes",
                            CLASP_SHOW_MAX_ID);
  if (clasp_show_find (self, id) != NULL)
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SETTING, "id: “%s” is taken", id);
  options->id = g_strdup (id);
  return TRUE;
}

static gboolean
take_namespace (ClaspTextSource *source,
                ItemOptions     *options,
                const char      *at,
                const char      *namespace_)
{
  const char *why;

  if (!clasp_address_is_valid (clasp_str (namespace_), &why))
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SETTING, "namespace: %s", why);
  options->namespace_ = g_strdup (namespace_);
  return TRUE;
}

static gboolean
take_enabled (ClaspTextSource *source, ItemOptions *options, const char *at, const char *text)
{
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SETTING,
                            "enabled: expected true or false");
  options->enabled = strcmp (text, "true") == 0;
  return TRUE;
}

static gboolean
take_option (ClaspTextSource *source,
             ClaspShow       *self,
             ClaspSettings   *settings,
             ItemOptions     *options,
             const char      *at,
             const char      *key,
             const char      *value)
{
  if (strcmp (key, "id") == 0)
    return take_id (source, self, options, at, value);
  if (strcmp (key, "namespace") == 0)
    return take_namespace (source, options, at, value);
  if (strcmp (key, "enabled") == 0)
    return take_enabled (source, options, at, value);
  if (strcmp (key, "name") == 0)
    {
      options->name = g_strdup (value);
      return TRUE;
    }
  return clasp_settings_set_text (settings, key, value, source->error) ||
         clasp_text_prefix (source, at, "");
}

static gboolean
parse_option (ClaspTextSource *source,
              ClaspShow       *self,
              ClaspSettings   *settings,
              GHashTable      *done,
              ItemOptions     *options,
              const char      *at,
              char            *piece)
{
  char *equals = strchr (piece, '=');
  char *key;

  if (equals == NULL)
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SYNTAX, "expected key=value");
  *equals = '\0';
  key = g_strstrip (piece);
  if (!g_hash_table_add (done, g_strdup (key)))
    return clasp_text_fail (source, at, CLASP_SHOW_ERROR_SYNTAX, "%s is set twice", key);
  return take_option (source, self, settings, options, at, key, equals + 1);
}

static ClaspConnection *
parse_connection (ClaspTextSource *source, ClaspShow *self, const char *text)
{
  const char                 *p = text;
  g_autofree char            *kind = g_strstrip (next_piece (&p));
  g_autoptr (ClaspConnection) made = clasp_show_create_connection (self, kind, source->error);
  g_autoptr (GHashTable)      done = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (ItemOptions)        options = { NULL, NULL, NULL, TRUE };
  ClaspConnection            *connection;

  if (made == NULL)
    {
      clasp_text_prefix (source, text, "");
      return NULL;
    }
  while (*p == ',')
    {
      const char      *at = ++p;
      g_autofree char *piece = next_piece (&p);

      if (!parse_option (source, self, clasp_connection_get_settings (made), done, &options, at,
                         piece))
        return NULL;
    }
  if (!clasp_settings_validate (clasp_connection_get_settings (made), source->error))
    return NULL;

  /* an id can only be given at birth */
  connection = g_object_new (
    CLASP_TYPE_CONNECTION, "id", options.id, "kind", kind, "settings",
    clasp_connection_get_settings (made), "name",
    options.name != NULL ? options.name : clasp_show_item_get_name (CLASP_SHOW_ITEM (made)),
    "enabled", options.enabled, NULL);
  if (options.namespace_ != NULL)
    g_object_set (connection, "namespace", options.namespace_, NULL);
  else
    clasp_connection_set_namespace_automatically (connection,
                                                  clasp_connection_get_namespace (made));
  return connection;
}

/**
 * clasp_show_connect_from_text:
 * @self: a show
 * @text: a kind and its settings: `osc,listen=127.0.0.1:9000,send=127.0.0.1:9001`; `\,` is a comma
 * in a value
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes and adds a connection. The keys name, id, namespace and enabled set the connection itself.
 *
 * Thread: UI.
 *
 * Errors: each with the column: %CLASP_SHOW_ERROR_SYNTAX, %CLASP_SHOW_ERROR_SETTING for the kind or
 * a setting, %CLASP_SHOW_ERROR_CONTENT when the show is full. Nothing changed then.
 *
 * Returns: (transfer none) (nullable): the connection, which is in the show
 */
ClaspConnection *
clasp_show_connect_from_text (ClaspShow *self, const char *text, GError **error)
{
  GError                     *own_error = NULL;
  ClaspTextSource             source = { text, &own_error };
  g_autoptr (ClaspConnection) connection = NULL;

  if (clasp_text_check (&source, text))
    connection = parse_connection (&source, self, text);
  if (connection != NULL)
    clasp_show_add (self, CLASP_SHOW_ITEM (connection));

  if (own_error != NULL)
    g_propagate_error (error, own_error);
  return connection; /* the show holds it */
}
