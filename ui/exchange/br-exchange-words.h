/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "exchange/clasp-exchange.h"

/* What the dialogs of import and export say. Thread: UI. */

G_BEGIN_DECLS

/* (transfer full) "Project “Club”, version 2". */
char      *br_exchange_describe_form (const ClaspImported  *imported);
/* (transfer full) "3 mappings". */
char      *br_exchange_count_kind    (const char           *kind,
                                      guint                 n);
/* (transfer none) what becomes of them: "Will be added". */
const char *br_exchange_name_act     (ClaspExchangeAct      act);
/* A row for each sentence, or one that says @nothing. */
void       br_exchange_fill_report   (AdwPreferencesGroup  *group,
                                      const GPtrArray      *report,
                                      const char           *nothing);
/* A row with a round button of @first's group in front. */
GtkWidget *br_exchange_new_choice    (AdwPreferencesGroup  *group,
                                      GtkCheckButton      **first,
                                      const char           *title,
                                      const char           *subtitle);
/* A line below a group's rows that says what is missing; empty and hidden. */
GtkWidget *br_exchange_new_hint      (void);
void       br_exchange_tell_problem  (GtkWindow            *parent,
                                      const char           *heading,
                                      const char           *body);

G_END_DECLS
