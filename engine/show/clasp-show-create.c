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

static gboolean
is_namespace_taken (ClaspShow *self, const char *namespace_, ClaspShowItem *except)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->connections));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ClaspConnection) other =
        g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (CLASP_SHOW_ITEM (other) != except &&
          strcmp (clasp_connection_get_namespace (other), namespace_) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "/osc", or "/osc2", "/osc3" … */
char *
clasp_show_free_namespace (ClaspShow *self, const char *wanted, ClaspShowItem *except)
{
  char *namespace_ = g_strdup (wanted);

  for (guint i = 2; is_namespace_taken (self, namespace_, except); i++)
    {
      g_free (namespace_);
      namespace_ = g_strdup_printf ("%s%u", wanted, i);
    }
  return namespace_;
}

static gboolean
is_name_taken (ClaspShow *self, const char *name)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->connections));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ClaspShowItem) other = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (strcmp (clasp_show_item_get_name (other), name) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
free_name (ClaspShow *self, const char *title)
{
  char *name = g_strdup (title);

  for (guint i = 2; is_name_taken (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", title, i);
    }
  return name;
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
                   "the show has %d connections already, more are not possible",
                   CLASP_SHOW_MAX_CONNECTIONS);
      return NULL;
    }

  settings = clasp_show_make_settings (registry->connections, registry->n_connections, kind,
                            "kind of connection", error);
  if (settings == NULL)
    return NULL;

  found = clasp_kind_find (registry->connections, registry->n_connections, kind);
  name = free_name (self, _ (found->title));
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
