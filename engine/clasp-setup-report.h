/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSetupReport: what a test of the set-up found out about one connection, our router, or one kind of
 * connection, in sentences for a person. Plain data.
 *
 * Thread: any; not locked. */

G_BEGIN_DECLS

typedef enum
{
  CLASP_SETUP_GOOD,     /* it was seen to work */
  CLASP_SETUP_UNTESTED, /* off by choice, or nobody can know */
  CLASP_SETUP_DOUBT,    /* it works, but a person should look at it */
  CLASP_SETUP_BAD,      /* it does not work */
} ClaspSetupVerdict;

typedef struct
{
  ClaspSetupVerdict verdict;
  char             *text;   /* (owned) what was found */
  char             *remedy; /* (owned) (nullable) what to do */
  char             *command; /* (owned) (nullable) that does it, for a terminal */
} ClaspSetupFinding;

typedef struct
{
  char      *id;       /* (owned) (nullable) of the item in the show; NULL: no item's */
  char      *name;     /* (owned) for a person */
  char      *kind;     /* (owned) "osc"; "router" */
  GPtrArray *findings; /* (owned) (element-type ClaspSetupFinding), in the order in which they were made */
} ClaspSetupReport;

ClaspSetupReport *clasp_setup_report_new  (const char *id, const char *name, const char *kind);
void              clasp_setup_report_free (ClaspSetupReport *self);
/* Takes over @text. @remedy: NULL when nothing is to be done. */
void              clasp_setup_report_add  (ClaspSetupReport *self, ClaspSetupVerdict verdict, char *text, const char *remedy);
/* The last finding gets a command; takes over @command. */
void              clasp_setup_report_set_command (ClaspSetupReport *self, char *command);
/* The worst that was found; GOOD when something was seen to work and nothing is wrong, else UNTESTED. */
ClaspSetupVerdict clasp_setup_report_get_verdict (const ClaspSetupReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSetupReport, clasp_setup_report_free)

G_END_DECLS
