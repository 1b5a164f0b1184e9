/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Registers the user interface's resources; BrApplication does. Thread: UI. */
void br_ui_register (void);
/* The same, and loads icons and style as the application would: for tests of widgets, after
 * gtk_test_init (). */
void br_ui_init     (void);
