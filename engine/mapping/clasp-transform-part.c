/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-transform-part.h"

#include "core/clasp-settings-last.h"
#include "mapping/clasp-json-path.h"

#include <glib/gi18n-lib.h>

/* Design notes. A step never knows: what it gets is the part, and what it gives goes back to where
 * that was. A path with stars gives it a list, whose elements go back one by one. */

struct _ClaspTransformPart
{
  gboolean       each;
  ClaspJsonPath *path; /* (owned) (nullable) */
};

static G_DEFINE_QUARK (clasp_transform_part, clasp_transform_part)

  static void part_free (gpointer data)
{
  ClaspTransformPart *self = data;

  g_clear_pointer (&self->path, clasp_json_path_free);
  g_free (self);
}

void
clasp_transform_part_install (ClaspSettingsClass *klass)
{
  clasp_settings_class_install (
    klass,
    g_param_spec_boolean ("each", N_ ("Each element"),
                          N_ ("Of a list each element by itself. Off: a list of several is no "
                              "number."),
                          TRUE, CLASP_SETTINGS_FLAGS));
  clasp_settings_class_install (
    klass,
    g_param_spec_string ("path", N_ ("Part"),
                         N_ ("Which part of a map or a list it works on, $.fader or $[0]; the "
                             "rest stays as it is. Empty: all of it."),
                         "", CLASP_SETTINGS_FLAGS));
  clasp_settings_class_advanced (klass, "each");
  clasp_settings_class_advanced (klass, "path");
  clasp_settings_class_last (klass, "each");
  clasp_settings_class_last (klass, "path");
}

static gboolean
has_part (ClaspTransform *transform)
{
  return g_object_class_find_property (G_OBJECT_GET_CLASS (transform), "each") != NULL;
}

gboolean
clasp_transform_part_is_set (ClaspTransform *transform)
{
  return has_part (transform) &&
         clasp_settings_get_string (CLASP_SETTINGS (transform), "path")[0] != '\0';
}

gboolean
clasp_transform_part_compile (ClaspTransform *transform, GError **error)
{
  g_autofree ClaspTransformPart *self = g_new0 (ClaspTransformPart, 1);
  ClaspSettings                 *settings = CLASP_SETTINGS (transform);
  const char                    *path;

  g_object_set_qdata (G_OBJECT (transform), clasp_transform_part_quark (), NULL);
  if (!has_part (transform))
    return TRUE;
  self->each = clasp_settings_get_boolean (settings, "each");
  path = clasp_settings_get_string (settings, "path");
  if (self->each && *path == '\0')
    return TRUE;
  if (*path != '\0')
    {
      self->path = clasp_json_path_new (path, error);
      if (self->path == NULL)
        {
          g_prefix_error (error, "path: ");
          return FALSE;
        }
    }
  g_object_set_qdata_full (G_OBJECT (transform), clasp_transform_part_quark (),
                           g_steal_pointer (&self), part_free);
  return TRUE;
}

gboolean
clasp_transform_part_copy (ClaspTransform *from, ClaspTransform *to)
{
  ClaspSettings *settings = CLASP_SETTINGS (from);

  if (!has_part (to))
    return FALSE;
  clasp_settings_set_text (CLASP_SETTINGS (to), "path",
                           clasp_settings_get_string (settings, "path"), NULL);
  return TRUE;
}

const ClaspTransformPart *
clasp_transform_get_part (ClaspTransform *transform)
{
  return g_object_get_qdata (G_OBJECT (transform), clasp_transform_part_quark ());
}

static ClaspTransformResult
apply_to_all (const ClaspTransformPart *self,
              ClaspTransform           *transform,
              gpointer                  state,
              ClaspTransformCall       *call,
              ClaspValue               *value)
{
  if (self->each || value->type != CLASP_VALUE_ARRAY || clasp_value_get_size (value) == 1)
    return CLASP_TRANSFORM_GET_IFACE (transform)->apply (transform, state, call, value);

  call->problem = "the value is a list, and its elements are not to be taken one by one";
  return CLASP_TRANSFORM_ERROR;
}

ClaspTransformResult
clasp_transform_part_apply (const ClaspTransformPart *self,
                            ClaspTransform           *transform,
                            gpointer                  state,
                            ClaspTransformCall       *call,
                            ClaspValue               *value)
{
  g_auto (ClaspValue)  part = CLASP_VALUE_INIT, whole = CLASP_VALUE_INIT;
  ClaspTransformResult result;

  if (self->path == NULL)
    return apply_to_all (self, transform, state, call, value);
  if (!clasp_json_path_read (self->path, value, &part))
    {
      call->problem = "there is nothing at its path";
      return CLASP_TRANSFORM_ERROR;
    }
  result = apply_to_all (self, transform, state, call, &part);
  if (result != CLASP_TRANSFORM_PASS)
    return result;
  if (!clasp_json_path_write (self->path, value, &part, &whole))
    {
      call->problem = "the result does not fit where its parts were";
      return CLASP_TRANSFORM_ERROR;
    }
  if (!clasp_transform_is_finite (&whole))
    {
      call->problem = "what stands beside its part is not a number";
      return CLASP_TRANSFORM_ERROR;
    }
  clasp_value_clear (value);
  *value = whole;
  whole = clasp_value_null ();
  return CLASP_TRANSFORM_PASS;
}
