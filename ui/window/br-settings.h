/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What a person prefers, whatever the show: data/…gschema.xml. Installed, it is the system's; a
 * program that runs from where it was built uses the schema beside it. Thread: UI. */

G_BEGIN_DECLS

/* (transfer none) One for the program. */
GSettings *br_settings        (void);
/* Puts @text first in a list of at most @max, once. */
void       br_settings_prefer (const char *key, const char *text, guint max);

G_END_DECLS
