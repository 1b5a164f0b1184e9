/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "show/clasp-show.h"

/* What a line of the log is about: the connection or the mapping that it begins with, else the first address in it.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const char *page;   /* static; NULL: it is about nothing that can be shown */
  const char *action; /* static; of the page, with @id */
  char       *id;     /* (owned) of an item, or an address */
  char       *name;   /* (owned) for a person */
} BrLogSubject;

/* Is there such an address now? */
typedef gboolean (*BrLogHasAddress) (const char *address, gpointer user_data);

/* FALSE when it is about nothing that can be shown. */
gboolean br_log_subject_find  (BrLogSubject    *self,
                               ClaspShow       *show,
                               const char      *text,
                               BrLogHasAddress  has_address,
                               gpointer         user_data);
void     br_log_subject_clear (BrLogSubject    *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BrLogSubject, br_log_subject_clear)

G_END_DECLS
