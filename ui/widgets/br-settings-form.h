/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "widgets/br-setting-row.h"

/* BrSettingsForm: the form of any settings object, made from the specs of its type: one row each,
 * the rare ones under "More". It edits the object itself, which the show records and can undo.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SETTINGS_FORM (br_settings_form_get_type ())
G_DECLARE_FINAL_TYPE (BrSettingsForm, br_settings_form, BR, SETTINGS_FORM, GtkWidget)

/* @compact: plain rows without help texts, for use inside a card. */
GtkWidget *br_settings_form_new (gboolean compact);
/* These alone, in this order, and compact. Before settings are set. */
void br_settings_form_set_names (BrSettingsForm *self, const char *const *names);
/* For all rows there are, and those to come. */
void br_settings_form_set_check (BrSettingsForm *self, BrSettingCheck check, gpointer user_data);
/* NULL empties it. Takes its own reference. */
void           br_settings_form_set_settings (BrSettingsForm *self, ClaspSettings *settings);
/* What they are set for does not run: those say so whose port is another program's. */
void br_settings_form_look_at_ports (BrSettingsForm *self);
/* The row of a setting, or NULL. */
BrSettingRow *br_settings_form_get_row (BrSettingsForm *self, const char *name);

/* "Listen on 0.0.0.0:8000 · Send to 10.0.0.7:9000": the texts a person sets first. (transfer full)
 */
char *br_settings_summary (ClaspSettings *settings);

G_END_DECLS
