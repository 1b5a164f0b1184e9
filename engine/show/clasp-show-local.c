/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "show/clasp-show-private.h"

#include "core/clasp-address.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Variables, timers, scenes, layers: what a show has besides connections and mappings. */

struct _ClaspShowLocal
{
  ClaspShowItem parent_instance;

  char          *kind;
  ClaspSettings *settings; /* (owned) */
};

enum
{
  PROP_0,
  PROP_KIND,
  PROP_SETTINGS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (ClaspShowLocal, clasp_show_local, CLASP_TYPE_SHOW_ITEM)

static void
clasp_show_local_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspShowLocal *self = CLASP_SHOW_LOCAL (object);

  switch (property_id)
    {
    case PROP_KIND:
      g_value_set_string (value, self->kind);
      break;
    case PROP_SETTINGS:
      g_value_set_object (value, self->settings);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_local_set_property (GObject      *object,
                               guint         property_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  ClaspShowLocal *self = CLASP_SHOW_LOCAL (object);

  switch (property_id)
    {
    case PROP_KIND:
      self->kind = g_value_dup_string (value);
      break;
    case PROP_SETTINGS:
      self->settings = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_local_finalize (GObject *object)
{
  ClaspShowLocal *self = CLASP_SHOW_LOCAL (object);

  g_free (self->kind);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (clasp_show_local_parent_class)->finalize (object);
}

static void
clasp_show_local_class_init (ClaspShowLocalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = clasp_show_local_get_property;
  object_class->set_property = clasp_show_local_set_property;
  object_class->finalize = clasp_show_local_finalize;

  properties[PROP_KIND] = g_param_spec_string ("kind", NULL, NULL, NULL, once);
  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, CLASP_TYPE_SETTINGS, once);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
clasp_show_local_init (ClaspShowLocal *self)
{
}

/**
 * clasp_show_local_get_kind:
 * @self: a variable, timer, scene or layer
 *
 * Thread: UI.
 *
 * Returns: (transfer none): which of these, as `variable`
 */
const char *
clasp_show_local_get_kind (ClaspShowLocal *self)
{
  return self->kind;
}

/**
 * clasp_show_local_get_settings:
 * @self: a variable, timer, scene or layer
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its settings; set their properties to edit the show
 */
ClaspSettings *
clasp_show_local_get_settings (ClaspShowLocal *self)
{
  return self->settings;
}

/* Why @name can be none, for a person; NULL when it can. */
const char *
clasp_show_local_name_fault (const char *name)
{
  g_autofree char *address = g_strconcat ("/", name, NULL);
  const char      *why = NULL;

  if (*name == '\0')
    return "it is empty";
  if (strlen (name) > CLASP_SHOW_MAX_LOCAL_NAME)
    return "it is longer than 63 bytes";
  if (strchr (name, '/') != NULL)
    return "it has a “/”";
  if (!clasp_address_is_valid (clasp_str (address), &why))
    return why;
  return NULL;
}

static ClaspShowItem *
find_name (ClaspShow *self, const char *kind, const char *name)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->locals));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (G_LIST_MODEL (self->locals), i);

      if (strcmp (clasp_show_item_get_name (CLASP_SHOW_ITEM (local)), name) == 0 &&
          strcmp (local->kind, kind) == 0)
        return CLASP_SHOW_ITEM (local); /* the list holds it */
    }
  return NULL;
}

/**
 * clasp_show_check_local_name:
 * @self: a show
 * @kind: as `variable`
 * @name: what one of that kind would be called
 * @except: (nullable): which may have the name already
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING with the reason.
 *
 * Returns: whether it is one segment of an address, and nobody's
 */
gboolean
clasp_show_check_local_name (ClaspShow      *self,
                             const char     *kind,
                             const char     *name,
                             ClaspShowLocal *except,
                             GError        **error)
{
  g_autofree char *valid = g_utf8_make_valid (name, (gssize) strnlen (name, 64));
  const char      *why = clasp_show_local_name_fault (name);
  ClaspShowItem   *other;

  if (why != NULL)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   "“%s” cannot be the name of a %s: %s", valid, kind, why);
      return FALSE;
    }

  other = find_name (self, kind, name);
  if (other == NULL || other == CLASP_SHOW_ITEM (except))
    return TRUE;
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
               "there is a %s called “%s” already", kind, valid);
  return FALSE;
}

/**
 * clasp_show_create_local:
 * @self: a show
 * @kind: `variable`, `timer`, `scene` or `layer`
 * @name: one segment of an address, unlike that of any other of its kind
 * @error: return location for a [error@Clasp.ShowError]
 *
 * Makes a variable, timer, scene or layer with default settings. It belongs to no show until added.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for an unknown kind, naming the known ones, and for a bad name;
 * %CLASP_SHOW_ERROR_CONTENT when the show is full.
 *
 * Returns: (transfer full) (nullable): it
 */
ClaspShowLocal *
clasp_show_create_local (ClaspShow *self, const char *kind, const char *name, GError **error)
{
  g_autoptr (ClaspSettings) settings = NULL;

  if (g_list_model_get_n_items (G_LIST_MODEL (self->locals)) >= CLASP_SHOW_MAX_LOCALS)
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                   _ ("the show has %d variables, timers, scenes and layers already, more are not "
                   "possible"),
                   CLASP_SHOW_MAX_LOCALS);
      return NULL;
    }

  settings = clasp_show_make_settings (self->registry->locals, self->registry->n_locals, kind,
                                       "kind", error);
  if (settings == NULL || !clasp_show_check_local_name (self, kind, name, NULL, error))
    return NULL;
  return g_object_new (CLASP_TYPE_SHOW_LOCAL, "kind", kind, "name", name, "settings", settings,
                       NULL);
}

/**
 * clasp_show_rename_local:
 * @self: a show
 * @local: a variable, timer, scene or layer of it
 * @name: its new name
 * @error: return location for a [error@Clasp.ShowError]
 *
 * What names it stays as it is: clasp_show_rename_local_everywhere () brings that along.
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for a bad name. Nothing changed then.
 *
 * Returns: whether it is called so now
 */
gboolean
clasp_show_rename_local (ClaspShow *self, ClaspShowLocal *local, const char *name, GError **error)
{
  if (!clasp_show_check_local_name (self, local->kind, name, local, error))
    return FALSE;
  clasp_show_item_set_name (CLASP_SHOW_ITEM (local), name);
  return TRUE;
}

/**
 * clasp_show_find_local:
 * @self: a show
 * @kind: as `scene`
 * @name: of one of that kind
 *
 * Thread: UI.
 *
 * Returns: (transfer none) (nullable): it
 */
ClaspShowLocal *
clasp_show_find_local (ClaspShow *self, const char *kind, const char *name)
{
  ClaspShowItem *found = find_name (self, kind, name);

  return found != NULL ? CLASP_SHOW_LOCAL (found) : NULL;
}

/* ---- what an undo menu says ---- */

char *
clasp_show_label_local (ClaspShowLocal *local, gboolean is_added, const char *title)
{
  static const char *const labels[][3] = {
    { "variable", N_ ("Add variable %s"), N_ ("Delete variable %s") },
    { "timer", N_ ("Add timer %s"), N_ ("Delete timer %s") },
    { "scene", N_ ("Add scene %s"), N_ ("Delete scene %s") },
    { "layer", N_ ("Add layer %s"), N_ ("Delete layer %s") },
  };
  const char *format = is_added ? N_ ("Add %s") : N_ ("Delete %s");
  GString    *label;

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (labels[i][0], local->kind) == 0)
      format = labels[i][is_added ? 1 : 2];
  label = g_string_new (_ (format));
  g_string_replace (label, "%s", title, 1);
  return g_string_free (label, FALSE);
}
