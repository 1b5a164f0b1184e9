/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-nearest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* New items, with names and namespaces nobody has yet. */

ClaspSettings *
clasp_show_make_settings (const ClaspKind *kinds,
                          guint            n_kinds,
                          const char      *kind,
                          const char      *what,
                          GError         **error)
{
  const ClaspKind      *found = clasp_kind_find (kinds, n_kinds, kind);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char      *list = NULL, *valid = NULL;
  const char           *nearest;

  if (found != NULL)
    return g_object_new (found->get_settings_type (), NULL);

  names = g_ptr_array_new_null_terminated (n_kinds, NULL, TRUE);
  for (guint i = 0; i < n_kinds; i++)
    g_ptr_array_add (names, (gpointer) kinds[i].kind);
  list = g_strjoinv (", ", (char **) names->pdata);
  valid = g_utf8_make_valid (kind, (gssize) strnlen (kind, 64));
  nearest = clasp_nearest (kind, (const char *const *) names->pdata, n_kinds);
  if (nearest != NULL)
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                 "unknown %s “%s”: did you mean “%s”? There are %s", what, valid, nearest, list);
  else
    g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "unknown %s “%s”: there are %s",
                 what, valid, list);
  return NULL;
}

/* The number behind @wanted in @text, 1 for none at all; 0 for another text. */
static guint
read_number (const char *text, const char *wanted, const char *separator, guint most)
{
  gsize   length = strlen (wanted), gap = strlen (separator);
  guint64 number;

  if (strncmp (text, wanted, length) != 0)
    return 0;
  if (text[length] == '\0')
    return 1;
  if (strncmp (text + length, separator, gap) != 0 || text[length + gap] == '0' ||
      !g_ascii_string_to_unsigned (text + length + gap, 10, 2, most, &number, NULL))
    return 0;
  return (guint) number;
}

/* @wanted, or with the first number that no connection has: of @n texts one of the first @n + 1 is
 * free, so that looking at each once is enough. */
static char *
free_text (ClaspShow  *self,
           const char *wanted,
           const char *separator,
           const char *(*get_text) (gpointer item),
           ClaspShowItem *except)
{
  guint              n_items = g_list_model_get_n_items (G_LIST_MODEL (self->connections));
  g_autofree guint8 *taken = g_malloc0 (n_items + 2);
  guint              number = 1;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ClaspShowItem) other = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (other != except)
        taken[read_number (get_text (other), wanted, separator, n_items + 1)] = 1;
    }
  while (number <= n_items && taken[number])
    number++;
  return number == 1 ? g_strdup (wanted) : g_strdup_printf ("%s%s%u", wanted, separator, number);
}

static const char *
get_namespace (gpointer item)
{
  return clasp_connection_get_namespace (item);
}

static const char *
get_name (gpointer item)
{
  return clasp_show_item_get_name (item);
}

/* "/osc", or "/osc2", "/osc3" … */
char *
clasp_show_free_namespace (ClaspShow *self, const char *wanted, ClaspShowItem *except)
{
  return free_text (self, wanted, "", get_namespace, except);
}

/**
 * clasp_show_adopt_id:
 * @self: a show
 * @item: an item that belongs to no show yet
 * @id: what it shall be called
 *
 * Gives a new item the id it has in a file.
 *
 * Thread: UI.
 *
 * Returns: %FALSE when an item of the show has it already, or when it is none (1 to
 *   %CLASP_SHOW_MAX_ID printable bytes); @item has its own then
 */
gboolean
clasp_show_adopt_id (ClaspShow *self, ClaspShowItem *item, const char *id)
{
  if (!clasp_show_is_good_id (id) || clasp_show_find (self, id) != NULL)
    return FALSE;
  clasp_show_item_set_id (item, id);
  return TRUE;
}

/**
 * clasp_show_create_connection:
 * @self: a show
 * @kind: as `osc`
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes a connection with default settings, a name and a namespace nobody has. It belongs to no
 * show until added.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for an unknown kind, naming the known ones;
 * %CLASP_SHOW_ERROR_CONTENT when the show is full.
 *
 * Returns: (transfer full) (nullable): the connection
 */
ClaspConnection *
clasp_show_create_connection (ClaspShow *self, const char *kind, GError **error)
{
  const ClaspRegistry      *registry = self->registry;
  g_autoptr (ClaspSettings) settings = NULL;
  const ClaspKind          *found;
  ClaspConnection          *connection;
  g_autofree char          *name = NULL, *namespace_ = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->connections)) >= CLASP_SHOW_MAX_CONNECTIONS)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("the show has %d connections already, more are not possible"),
                   CLASP_SHOW_MAX_CONNECTIONS);
      return NULL;
    }

  settings = clasp_show_make_settings (registry->connections, registry->n_connections, kind,
                                       "kind of connection", error);
  if (settings == NULL)
    return NULL;

  found = clasp_kind_find (registry->connections, registry->n_connections, kind);
  name = free_text (self, _ (found->title), " ", get_name, NULL);
  namespace_ = clasp_show_free_namespace (self, found->namespace_, NULL);
  connection =
    g_object_new (CLASP_TYPE_CONNECTION, "kind", kind, "settings", settings, "name", name, NULL);
  clasp_connection_set_namespace_automatically (connection, namespace_);
  return connection;
}

ClaspStep *
clasp_show_step_from_registry (const ClaspRegistry *registry, const char *kind, GError **error)
{
  g_autoptr (ClaspSettings) settings =
    clasp_show_make_settings (registry->steps, registry->n_steps, kind, "step", error);

  if (settings == NULL)
    return NULL;
  return g_object_new (CLASP_TYPE_STEP, "kind", kind, "settings", settings, NULL);
}

/**
 * clasp_show_create_step:
 * @self: a show
 * @kind: as `range`
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes a step with default settings. It belongs to no mapping until inserted.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for an unknown kind, naming the known ones.
 *
 * Returns: (transfer full) (nullable): the step
 */
ClaspStep *
clasp_show_create_step (ClaspShow *self, const char *kind, GError **error)
{
  return clasp_show_step_from_registry (self->registry, kind, error);
}

/**
 * clasp_show_create_mapping:
 * @self: a show
 * @source: a pattern with captures
 * @target: a template
 *
 * Makes a mapping without steps. It belongs to no show until added.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the mapping
 */
ClaspMapping *
clasp_show_create_mapping (ClaspShow *self, const char *source, const char *target)
{
  ClaspMapping *mapping =
    g_object_new (CLASP_TYPE_MAPPING, "source", source, "target", target, NULL);

  clasp_mapping_set_registry (mapping, self->registry);
  return mapping;
}

/**
 * clasp_show_create_source:
 * @self: a show
 * @address: a pattern with captures
 *
 * Makes a source with default options. It belongs to no mapping until added.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the source
 */
ClaspMappingEnd *
clasp_show_create_source (ClaspShow *self, const char *address)
{
  return clasp_mapping_end_new (self->registry, FALSE, address);
}

/**
 * clasp_show_create_target:
 * @self: a show
 * @address: a template
 *
 * Makes a target with default options and no steps of its own. It belongs to no mapping until
 * added.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): the target
 */
ClaspMappingEnd *
clasp_show_create_target (ClaspShow *self, const char *address)
{
  return clasp_mapping_end_new (self->registry, TRUE, address);
}
