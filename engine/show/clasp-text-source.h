/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"

/* Reading one line of text with quotation marks, and errors that name the column: what the texts of
 * mappings and of connections share.
 *
 * Thread: any. */

G_BEGIN_DECLS

typedef struct
{
  const char *start; /* of the whole text, for columns */
  GError    **error;
} ClaspTextSource;

typedef struct
{
  const char *start;
  const char *end;
} ClaspSpan;

/* Sets "column 12: …" and returns FALSE. Columns count characters from 1. */
gboolean clasp_text_fail (ClaspTextSource *source,
                          const char      *at,
                          ClaspShowError   code,
                          const char      *format,
                          ...) G_GNUC_PRINTF (4, 5);
/* Puts "column 12: WHAT: " in front of the error that is set and returns FALSE. */
gboolean clasp_text_prefix (ClaspTextSource *source, const char *at, const char *what);
/* UTF-8, and not longer than a line may be. */
gboolean clasp_text_check (ClaspTextSource *source, const char *text);
gboolean clasp_text_is_blank (char c);
gboolean clasp_span_is_empty (ClaspSpan span);
/* From an opening quotation mark to behind its closing one; NULL when there is none. */
const char *clasp_text_skip_quoted (const char *p, const char *end);
/* At most @max trimmed spans, the last with all that follows; their number, or 0 with the error
 * set. A separator in quotation marks is none. */
guint clasp_text_split (ClaspTextSource *source,
                        ClaspSpan        span,
                        const char      *separator,
                        ClaspSpan       *spans,
                        guint            max);
/* The next run without blanks, but those in quotation marks; empty at the end. Only for spans that
 * clasp_text_split () gave, whose quotation marks are closed. */
ClaspSpan clasp_text_next_word (ClaspSpan *rest);
/* Text and quoted text in turn; in quotation marks a backslash keeps the character behind it. */
char *clasp_text_unquote (ClaspSpan span);

G_END_DECLS
