/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "core/clasp-settings-address.h"

static G_DEFINE_QUARK (clasp-settings-address, clasp_settings_address)

/**
 * clasp_settings_class_address:
 * @klass: the class being initialised
 * @name: a text or a list of texts already installed
 *
 * Marks a setting as the address of a signal, or as a list of them: forms offer to learn it.
 *
 * Thread: any.
 */
void
clasp_settings_class_address (ClaspSettingsClass *klass, const char *name)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_CLASS (klass), name);

  g_return_if_fail (pspec != NULL &&
                    (G_IS_PARAM_SPEC_STRING (pspec) || pspec->value_type == G_TYPE_STRV));
  g_param_spec_set_qdata (pspec, clasp_settings_address_quark (), GINT_TO_POINTER (TRUE));
}

/**
 * clasp_settings_is_address:
 * @pspec: a setting
 *
 * Thread: any.
 *
 * Returns: whether it is the address of a signal, or a list of them
 */
gboolean
clasp_settings_is_address (GParamSpec *pspec)
{
  return g_param_spec_get_qdata (pspec, clasp_settings_address_quark ()) != NULL;
}
