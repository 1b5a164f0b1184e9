/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Texts as a search compares them: whatever their case and accents. Any thread. */

G_BEGIN_DECLS

/* Small letters without accents. (transfer full) */
char    *br_fold          (const char *text);
/* Does @word, which br_fold () made, stand in @text? */
gboolean br_fold_contains (const char *text, const char *word);

G_END_DECLS
