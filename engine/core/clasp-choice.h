/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"

/* What people call the choices of a setting, in their language; files, the command line and the wire keep
 * the nicks.
 *
 * Thread: any. */

G_BEGIN_DECLS

char    *clasp_choice_dup_title (GEnumClass *choices, const GEnumValue *choice);
/* A test asks it of every setting there is. */
gboolean clasp_choice_is_listed (GEnumClass *choices, const GEnumValue *choice);
/* Of the setting @name, a choice; short, in a sentence. */
char    *clasp_choice_dup_word  (ClaspSettings *settings, const char *name);

G_END_DECLS
