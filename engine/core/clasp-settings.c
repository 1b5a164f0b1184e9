/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-private.h"

#include "core/clasp-json.h"
#include "core/clasp-settings-last.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Design notes.
 *
 * A subclass declares GParamSpecs and nothing else. Each type keeps the list of its specs,
 * inherited ones first, as type data; a property's id is its place in that list plus one, so that
 * one pair of get_property and set_property serves every subclass. An instance keeps one GValue per
 * spec, made on first use because an instance does not know its final type while it is being
 * initialised. */

typedef struct
{
  GParamSpec **pspecs; /* (unowned) of the type */
  GValue      *values; /* (owned) one per spec */
  guint        n_values;
} ClaspSettingsPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ClaspSettings, clasp_settings, G_TYPE_OBJECT)

static G_DEFINE_QUARK (clasp_settings_list, clasp_settings_list) static G_DEFINE_QUARK (
  clasp_settings_advanced,
  clasp_settings_advanced) static G_DEFINE_QUARK (clasp_settings_default, clasp_settings_default)
  static G_DEFINE_QUARK (clasp_settings_lines, clasp_settings_lines)
    static G_DEFINE_QUARK (clasp_settings_last, clasp_settings_last)

  /* The list of @type itself or of its nearest ancestor that has one. */
  static GPtrArray *find_list (GType type)
{
  GPtrArray *list = NULL;

  for (; type != 0 && list == NULL; type = g_type_parent (type))
    list = g_type_get_qdata (type, clasp_settings_list_quark ());
  return list;
}

/* Specs of one type are installed from its class_init only, so the copy of the inherited list is
 * made once, with the first of them. It lives as long as the type: for ever. */
static GPtrArray *
own_list (GType type)
{
  GPtrArray *list = g_type_get_qdata (type, clasp_settings_list_quark ());
  GPtrArray *inherited;

  if (list != NULL)
    return list;

  list = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  inherited = find_list (type);
  if (inherited != NULL)
    g_ptr_array_extend (list, inherited, NULL, NULL);
  g_type_set_qdata (type, clasp_settings_list_quark (), list);
  return list;
}

GParamSpec **
clasp_settings_peek_list (GType type, guint *n_pspecs)
{
  static GParamSpec *none[] = { NULL };
  GPtrArray         *list = find_list (type);

  *n_pspecs = list != NULL ? list->len : 0;
  return list != NULL ? (GParamSpec **) list->pdata : none;
}

static gboolean
is_storable (GParamSpec *pspec)
{
  return G_IS_PARAM_SPEC_BOOLEAN (pspec) || G_IS_PARAM_SPEC_INT (pspec) ||
         G_IS_PARAM_SPEC_UINT (pspec) || G_IS_PARAM_SPEC_DOUBLE (pspec) ||
         G_IS_PARAM_SPEC_STRING (pspec) || G_IS_PARAM_SPEC_ENUM (pspec) ||
         pspec->value_type == G_TYPE_STRV;
}

ClaspSettingType
clasp_setting_get_type_of (GParamSpec *pspec)
{
  if (G_IS_PARAM_SPEC_BOOLEAN (pspec))
    return CLASP_SETTING_BOOLEAN;
  if (G_IS_PARAM_SPEC_INT (pspec))
    return CLASP_SETTING_INT;
  if (G_IS_PARAM_SPEC_UINT (pspec))
    return CLASP_SETTING_UINT;
  if (G_IS_PARAM_SPEC_DOUBLE (pspec))
    return CLASP_SETTING_DOUBLE;
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return CLASP_SETTING_STRING;
  if (G_IS_PARAM_SPEC_ENUM (pspec))
    return CLASP_SETTING_ENUM;
  return CLASP_SETTING_STRV;
}

static GParamSpec *
find_in_list (GParamSpec **pspecs, guint n_pspecs, const char *name)
{
  for (guint i = 0; i < n_pspecs; i++)
    if (pspecs[i]->name == name || strcmp (pspecs[i]->name, name) == 0)
      return pspecs[i];
  return NULL;
}

static GParamSpec *
class_find (ClaspSettingsClass *klass, const char *name)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_TYPE_FROM_CLASS (klass), &n_pspecs);

  return find_in_list (pspecs, n_pspecs, name);
}

/**
 * clasp_settings_class_advanced:
 * @klass: the class being initialised
 * @name: a setting already installed
 *
 * Marks a setting as one that few people need: forms show it under "More".
 *
 * Thread: any.
 */
void
clasp_settings_class_advanced (ClaspSettingsClass *klass, const char *name)
{
  GParamSpec *pspec = class_find (klass, name);

  g_return_if_fail (pspec != NULL);
  g_param_spec_set_qdata (pspec, clasp_settings_advanced_quark (), GINT_TO_POINTER (TRUE));
}

/**
 * clasp_settings_is_advanced:
 * @pspec: a setting
 *
 * Thread: any.
 *
 * Returns: whether forms show it under "More"
 */
gboolean
clasp_settings_is_advanced (GParamSpec *pspec)
{
  return g_param_spec_get_qdata (pspec, clasp_settings_advanced_quark ()) != NULL;
}

/**
 * clasp_settings_class_last:
 * @klass: the class being initialised
 * @name: a setting already installed
 *
 * Marks a setting that many types inherit: it is listed behind their own.
 *
 * Thread: any.
 */
void
clasp_settings_class_last (ClaspSettingsClass *klass, const char *name)
{
  GParamSpec *pspec = class_find (klass, name);

  g_return_if_fail (pspec != NULL);
  g_param_spec_set_qdata (pspec, clasp_settings_last_quark (), GINT_TO_POINTER (TRUE));
}

/**
 * clasp_settings_is_last:
 * @pspec: a setting
 *
 * Thread: any.
 *
 * Returns: whether it is listed behind those of its type
 */
gboolean
clasp_settings_is_last (GParamSpec *pspec)
{
  return g_param_spec_get_qdata (pspec, clasp_settings_last_quark ()) != NULL;
}

/**
 * clasp_settings_class_lines:
 * @klass: the class being initialised
 * @name: a text already installed
 *
 * Marks a text as one of several lines: forms give it room for them.
 *
 * Thread: any.
 */
void
clasp_settings_class_lines (ClaspSettingsClass *klass, const char *name)
{
  GParamSpec *pspec = class_find (klass, name);

  g_return_if_fail (pspec != NULL && G_IS_PARAM_SPEC_STRING (pspec));
  g_param_spec_set_qdata (pspec, clasp_settings_lines_quark (), GINT_TO_POINTER (TRUE));
}

/**
 * clasp_settings_has_lines:
 * @pspec: a setting
 *
 * Thread: any.
 *
 * Returns: whether it is a text of several lines
 */
gboolean
clasp_settings_has_lines (GParamSpec *pspec)
{
  return g_param_spec_get_qdata (pspec, clasp_settings_lines_quark ()) != NULL;
}

/**
 * clasp_settings_class_default:
 * @klass: the class being initialised
 * @name: a list of strings already installed
 * @text: its default, as `a;b`
 *
 * Gives a list of strings a default other than the empty list.
 *
 * Thread: any.
 */
void
clasp_settings_class_default (ClaspSettingsClass *klass, const char *name, const char *text)
{
  GParamSpec *pspec = class_find (klass, name);
  GValue      value = G_VALUE_INIT;

  g_return_if_fail (pspec != NULL && pspec->value_type == G_TYPE_STRV);

  if (!clasp_setting_parse (pspec, text, &value, NULL))
    g_return_if_reached ();
  g_param_spec_set_qdata_full (pspec, clasp_settings_default_quark (), g_value_dup_boxed (&value),
                               (GDestroyNotify) g_strfreev);
  g_value_unset (&value);
}

/**
 * clasp_settings_class_list:
 * @klass: a class
 * @n_pspecs: (out): their number
 *
 * Thread: any.
 *
 * Returns: (transfer container) (array length=n_pspecs zero-terminated=1): the settings in order of
 *   installation, those marked as last behind all others
 */
GParamSpec **
clasp_settings_class_list (ClaspSettingsClass *klass, guint *n_pspecs)
{
  GParamSpec **pspecs = clasp_settings_peek_list (G_TYPE_FROM_CLASS (klass), n_pspecs);
  GParamSpec **list = g_new0 (GParamSpec *, *n_pspecs + 1);
  guint        n = 0;

  for (int is_last = FALSE; is_last <= TRUE; is_last++)
    for (guint i = 0; i < *n_pspecs; i++)
      if (clasp_settings_is_last (pspecs[i]) == is_last)
        list[n++] = pspecs[i];
  return list;
}

/**
 * clasp_settings_class_list_by_place:
 * @klass: a class
 * @n_pspecs: (out): their number
 *
 * Thread: any.
 *
 * Returns: (transfer container) (array length=n_pspecs zero-terminated=1): the settings that may be
 *   given without their names, in order
 */
GParamSpec **
clasp_settings_class_list_by_place (ClaspSettingsClass *klass, guint *n_pspecs)
{
  GParamSpec **list = clasp_settings_class_list (klass, n_pspecs);

  while (*n_pspecs > 0 && clasp_settings_is_last (list[*n_pspecs - 1]))
    list[--*n_pspecs] = NULL;
  return list;
}

/* A string is never NULL inside: "no text" and "empty text" are the same to a person. */
static void
set_normalised (GValue *target, const GValue *source)
{
  if (G_VALUE_HOLDS_STRING (source) && g_value_get_string (source) == NULL)
    g_value_set_static_string (target, "");
  else if (G_VALUE_HOLDS (source, G_TYPE_STRV) && g_value_get_boxed (source) == NULL)
    g_value_take_boxed (target, g_new0 (char *, 1));
  else
    g_value_copy (source, target);
}

void
clasp_setting_init_default (GParamSpec *pspec, GValue *value)
{
  char **strv = g_param_spec_get_qdata (pspec, clasp_settings_default_quark ());

  g_value_init (value, pspec->value_type);
  if (strv != NULL)
    g_value_set_boxed (value, strv);
  else
    set_normalised (value, g_param_spec_get_default_value (pspec));
}

gboolean
clasp_setting_equal (const GValue *a, const GValue *b)
{
  if (G_VALUE_HOLDS_BOOLEAN (a))
    return g_value_get_boolean (a) == g_value_get_boolean (b);
  if (G_VALUE_HOLDS_INT (a))
    return g_value_get_int (a) == g_value_get_int (b);
  if (G_VALUE_HOLDS_UINT (a))
    return g_value_get_uint (a) == g_value_get_uint (b);
  if (G_VALUE_HOLDS_DOUBLE (a))
    return g_value_get_double (a) == g_value_get_double (b);
  if (G_VALUE_HOLDS_ENUM (a))
    return g_value_get_enum (a) == g_value_get_enum (b);
  if (G_VALUE_HOLDS_STRING (a))
    return strcmp (g_value_get_string (a), g_value_get_string (b)) == 0;
  return g_strv_equal (g_value_get_boxed (a), g_value_get_boxed (b));
}

static ClaspSettingsPrivate *
ensure_values (ClaspSettings *self)
{
  ClaspSettingsPrivate *priv = clasp_settings_get_instance_private (self);

  if (priv->pspecs != NULL)
    return priv;

  priv->pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (self), &priv->n_values);
  priv->values = g_new0 (GValue, priv->n_values);
  for (guint i = 0; i < priv->n_values; i++)
    clasp_setting_init_default (priv->pspecs[i], &priv->values[i]);
  return priv;
}

GParamSpec *
clasp_settings_find (ClaspSettings *self, const char *name)
{
  ClaspSettingsPrivate *priv = ensure_values (self);

  return find_in_list (priv->pspecs, priv->n_values, name);
}

const GValue *
clasp_settings_peek (ClaspSettings *self, GParamSpec *pspec)
{
  ClaspSettingsPrivate *priv = ensure_values (self);

  return &priv->values[pspec->param_id - 1];
}

static void
clasp_settings_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspSettingsPrivate *priv = ensure_values (CLASP_SETTINGS (object));

  g_return_if_fail (property_id >= 1 && property_id <= priv->n_values);
  g_value_copy (&priv->values[property_id - 1], value);
}

static void
clasp_settings_set_property (GObject      *object,
                             guint         property_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  ClaspSettingsPrivate *priv = ensure_values (CLASP_SETTINGS (object));
  GValue                normal = G_VALUE_INIT;

  g_return_if_fail (property_id >= 1 && property_id <= priv->n_values);
  g_return_if_fail (!G_VALUE_HOLDS_DOUBLE (value) || !isnan (g_value_get_double (value)));

  g_value_init (&normal, G_VALUE_TYPE (value));
  set_normalised (&normal, value);
  if (!clasp_setting_equal (&priv->values[property_id - 1], &normal))
    {
      g_value_copy (&normal, &priv->values[property_id - 1]);
      g_object_notify_by_pspec (object, pspec);
    }
  g_value_unset (&normal);
}

/**
 * clasp_settings_class_install:
 * @klass: the class being initialised
 * @pspec: (transfer full): a spec with %CLASP_SETTINGS_FLAGS: boolean, int, uint, double, string,
 *   enum, or boxed with %G_TYPE_STRV
 *
 * Declares a setting. Its name is the key in files and on the command line, its nick the label, its
 * blurb the sentence of help.
 *
 * To be called from class_init only, in the order in which a person meets the settings.
 *
 * Thread: any.
 */
void
clasp_settings_class_install (ClaspSettingsClass *klass, GParamSpec *pspec)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GPtrArray    *list = own_list (G_TYPE_FROM_CLASS (klass));

  g_return_if_fail (is_storable (pspec));

  /* GObject does not let a subclass inherit these two */
  object_class->get_property = clasp_settings_get_property;
  object_class->set_property = clasp_settings_set_property;
  g_ptr_array_add (list, pspec);
  g_object_class_install_property (object_class, list->len, pspec);
}

static void
clasp_settings_finalize (GObject *object)
{
  ClaspSettingsPrivate *priv = clasp_settings_get_instance_private (CLASP_SETTINGS (object));

  for (guint i = 0; i < priv->n_values; i++)
    g_value_unset (&priv->values[i]);
  g_free (priv->values);

  G_OBJECT_CLASS (clasp_settings_parent_class)->finalize (object);
}

static void
clasp_settings_class_init (ClaspSettingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = clasp_settings_finalize;
}

static void
clasp_settings_init (ClaspSettings *self)
{
}

static const GValue *
peek_named (ClaspSettings *self, const char *name)
{
  GParamSpec *pspec = clasp_settings_find (self, name);

  if (pspec == NULL)
    g_error ("%s has no setting “%s”", G_OBJECT_TYPE_NAME (self), name);
  return clasp_settings_peek (self, pspec);
}

/**
 * clasp_settings_get_boolean:
 * @self: settings
 * @name: one of its booleans
 *
 * Thread: the owner's.
 *
 * Returns: its value
 */
gboolean
clasp_settings_get_boolean (ClaspSettings *self, const char *name)
{
  return g_value_get_boolean (peek_named (self, name));
}

/**
 * clasp_settings_get_int:
 * @self: settings
 * @name: one of its ints, uints or enums
 *
 * A uint above %G_MAXINT comes back as its bits: cast the result.
 *
 * Thread: the owner's.
 *
 * Returns: its value
 */
int
clasp_settings_get_int (ClaspSettings *self, const char *name)
{
  const GValue *value = peek_named (self, name);

  if (G_VALUE_HOLDS_ENUM (value))
    return g_value_get_enum (value);
  if (G_VALUE_HOLDS_UINT (value))
    return (int) g_value_get_uint (value);
  return g_value_get_int (value);
}

/**
 * clasp_settings_get_double:
 * @self: settings
 * @name: one of its doubles
 *
 * Thread: the owner's.
 *
 * Returns: its value, never a NaN
 */
double
clasp_settings_get_double (ClaspSettings *self, const char *name)
{
  return g_value_get_double (peek_named (self, name));
}

/**
 * clasp_settings_get_string:
 * @self: settings
 * @name: one of its strings
 *
 * Thread: the owner's.
 *
 * Returns: (transfer none): its value, borrowed until the setting changes; empty rather than %NULL
 */
const char *
clasp_settings_get_string (ClaspSettings *self, const char *name)
{
  return g_value_get_string (peek_named (self, name));
}

/**
 * clasp_settings_get_strv:
 * @self: settings
 * @name: one of its lists of strings
 *
 * Thread: the owner's.
 *
 * Returns: (transfer none): its value, borrowed until the setting changes; an empty list rather
 * than %NULL
 */
const char *const *
clasp_settings_get_strv (ClaspSettings *self, const char *name)
{
  return g_value_get_boxed (peek_named (self, name));
}

/**
 * clasp_settings_copy:
 * @self: settings
 *
 * Makes settings of the same type with the same values: what the worker gets of a show.
 *
 * Thread: the owner's; the copy may be handed to another thread.
 *
 * Returns: (transfer full): the copy
 */
ClaspSettings *
clasp_settings_copy (ClaspSettings *self)
{
  ClaspSettingsPrivate *priv = ensure_values (self);
  ClaspSettings        *copy = g_object_new (G_OBJECT_TYPE (self), NULL);
  ClaspSettingsPrivate *copied = ensure_values (copy);

  for (guint i = 0; i < priv->n_values; i++)
    g_value_copy (&priv->values[i], &copied->values[i]);
  return copy;
}

/**
 * clasp_settings_equal:
 * @a: settings
 * @b: settings
 *
 * Thread: the owner's.
 *
 * Returns: whether both are of one type and have the same values
 */
gboolean
clasp_settings_equal (ClaspSettings *a, ClaspSettings *b)
{
  ClaspSettingsPrivate *left = ensure_values (a), *right = ensure_values (b);

  if (G_OBJECT_TYPE (a) != G_OBJECT_TYPE (b))
    return FALSE;

  for (guint i = 0; i < left->n_values; i++)
    if (!clasp_setting_equal (&left->values[i], &right->values[i]))
      return FALSE;
  return TRUE;
}

/* A show that was brought from another computer: its secrets stayed there. */
static gboolean
has_secrets (ClaspSettings *self, GError **error)
{
  guint        n_pspecs;
  GParamSpec **pspecs = clasp_settings_peek_list (G_OBJECT_TYPE (self), &n_pspecs);

  for (guint i = 0; i < n_pspecs; i++)
    {
      const GValue    *value = clasp_settings_peek (self, pspecs[i]);
      g_autofree char *text = NULL;

      if (!G_VALUE_HOLDS_STRING (value) && !G_VALUE_HOLDS (value, G_TYPE_STRV))
        continue;
      text = clasp_setting_format (pspecs[i], value);
      if (clasp_json_find_secret_reference (text) == NULL)
        continue;
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   _ ("%s: its secret is not on this computer, so this cannot start. Enter it again."),
                   pspecs[i]->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * clasp_settings_validate:
 * @self: settings
 * @error: return location
 *
 * Checks what no single range can say, by the type's own rule, and that no secret is missing.
 *
 * Thread: the owner's.
 *
 * Errors: what the type says; it names the setting.
 *
 * Returns: whether the settings can work together
 */
gboolean
clasp_settings_validate (ClaspSettings *self, GError **error)
{
  ClaspSettingsClass *klass = CLASP_SETTINGS_GET_CLASS (self);

  return has_secrets (self, error) && (klass->validate == NULL || klass->validate (self, error));
}
