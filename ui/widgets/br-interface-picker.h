/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* BrInterfacePicker: a network interface by its name, with its present address: "Any", "enp3s0 — 192.168.1.10".
 * What is chosen is the name; the address is what it has now, and is shown anew when it changes. One that is not
 * there just now stays chosen.
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_INTERFACE_PICKER (br_interface_picker_get_type ())
/* Signal "changed": a person chose. */
G_DECLARE_FINAL_TYPE (BrInterfacePicker, br_interface_picker, BR, INTERFACE_PICKER, GtkWidget)

/* @is_list: several may be chosen. */
GtkWidget  *br_interface_picker_new      (gboolean is_list);
/* A name, or names with ";" between; "" is any. */
const char *br_interface_picker_get_text (BrInterfacePicker *self);
void        br_interface_picker_set_text (BrInterfacePicker *self, const char *text);
/* "enp3s0 — 192.168.1.10" (transfer full); what the button shows. */
char       *br_interface_picker_describe (BrInterfacePicker *self);

/* The same of any name, where @places are what clasp_network_list () tells. (transfer full) */
char       *br_interface_describe (const GPtrArray *places, const char *name);

G_END_DECLS
