/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* Which settings are the address of a signal, or a list of them: a form can learn those.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* From class_init, behind the installation of @name, a string or a strv. */
void     clasp_settings_class_address (ClaspSettingsClass *klass, const char *name);
gboolean clasp_settings_is_address    (GParamSpec *pspec);

G_END_DECLS
