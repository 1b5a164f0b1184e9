/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-settings.h"

#include <gtk/gtk.h>

/* BrSettingRow: label, control, help and problem of one setting; edits the settings object itself.
 *
 * Text is taken over on Enter (of several lines, on Ctrl+Enter) or when the focus leaves, never half typed. What is refused stays in
 * the field with the reason below it, and the setting keeps its last good value. In show mode nothing is
 * taken over.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_SETTING_ROW (br_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (BrSettingRow, br_setting_row, BR, SETTING_ROW, GtkWidget)

/* @compact: help as a tooltip, little margin. Takes its own reference of @settings. */
GtkWidget *br_setting_row_new (ClaspSettings *settings, GParamSpec *pspec, gboolean compact);
/* GtkSwitch, GtkDropDown, GtkEntry, or GtkTextView for a text of several lines. */
GtkWidget *br_setting_row_get_control (BrSettingRow *self);
/* What the settings' own rules do not say: whether @candidate, a copy, can be compiled. With one, a text
 * is checked while it is typed, and the column or line an error speaks of is marked. */
typedef gboolean (*BrSettingCheck) (ClaspSettings *candidate, gpointer user_data, GError **error);
void br_setting_row_set_check (BrSettingRow *self, BrSettingCheck check, gpointer user_data);
/* The sentence below the control, or NULL. */
const char *br_setting_row_get_problem (BrSettingRow *self);
/* The connection does not run: says so if that is because a port in this setting is another program's. */
void br_setting_row_look_at_port (BrSettingRow *self);
/* Up or down by a step that suits the number's size. */
void br_setting_row_step (BrSettingRow *self, int by);

G_END_DECLS
