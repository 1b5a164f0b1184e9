/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* Settings that many types inherit: they are listed behind those of each of them, and set by their
 * names alone, never by their place.
 *
 * Thread: any. */

G_BEGIN_DECLS

/* From class_init, behind the installation of @name. */
void     clasp_settings_class_last (ClaspSettingsClass *klass, const char *name);
gboolean clasp_settings_is_last (GParamSpec *pspec);
/* (transfer container) As clasp_settings_class_list (), without those. */
GParamSpec **clasp_settings_class_list_by_place (ClaspSettingsClass *klass, guint *n_pspecs);

G_END_DECLS
