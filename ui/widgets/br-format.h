/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Figures as lists show them: short, with a thin space before the unit. Thread: any. */

G_BEGIN_DECLS

/* LEFT-TO-RIGHT MARK: takes no room. */
#define BR_LEFT_TO_RIGHT "\xe2\x80\x8e"
#define BR_THIN_SPACE "\xe2\x80\x89"

/* At most 4 significant digits, always with a point: protocol values. */
void  br_format_number (double number, char *buffer, gsize size);
/* The same for the end of a range, of which one near zero is not zero: "0.0001", "2.9e-06". */
void  br_format_limit  (double number, char *buffer, gsize size);
/* "412 /s", "1.1 k/s", "–" for none. (transfer full) */
char *br_format_rate   (double per_second);
/* "412 per second": no screen reader knows what "/s" is. (transfer full) */
char *br_format_spoken_rate (double per_second);
/* "0 s", "41 s", "12 min", "3 h". (transfer full) */
char *br_format_age    (gint64 age_us);
/* "1 204" grouped for reading. (transfer full) */
char *br_format_count  (guint64 n);
/* @text, with a mark that it goes from left to right where nothing else says so: "0 – 255", "100 %" and "-0.5" are
 * read like this in every language. (transfer full) */
char *br_format_figures (const char *text);

/* Takes @text, and sets each unit a thin space behind its figure: "80 ms" in "smooth 80 ms". Translators write an
 * ordinary one, which keyboards have. (transfer full) */
char *br_format_units  (char *text);
/* Hours and minutes as they are written where the user is: "20:14", "8:14 PM". (transfer full) */
char    *br_format_clock (GDateTime *time);
/* As @locale_format, the T_FMT of a locale, has them: the format for g_date_time_format (). */
const char *br_clock_format_like (const char *locale_format);
/* What happened on the day of @now needs no date. */
gboolean br_is_same_day (GDateTime *time, GDateTime *now);

G_END_DECLS
