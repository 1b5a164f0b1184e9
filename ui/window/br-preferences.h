/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

/* What a person prefers, whatever the show; and how it looks. Thread: UI. */

G_BEGIN_DECLS

GtkWidget *br_preferences_new   (GtkApplication *application, GtkWindow *parent);
/* From now on the program looks as the settings say: style, colours, size of controls. */
void       br_appearance_follow (GtkApplication *application);

G_END_DECLS
