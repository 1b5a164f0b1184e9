/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-setup"

#include "clasp-setup-report.h"

static void
finding_free (gpointer data)
{
  ClaspSetupFinding *finding = data;

  g_free (finding->text);
  g_free (finding->remedy);
  g_free (finding->command);
  g_free (finding);
}

ClaspSetupReport *
clasp_setup_report_new (const char *id, const char *name, const char *kind)
{
  ClaspSetupReport *self = g_new0 (ClaspSetupReport, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->kind = g_strdup (kind);
  self->findings = g_ptr_array_new_with_free_func (finding_free);
  return self;
}

void
clasp_setup_report_free (ClaspSetupReport *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->kind);
  g_ptr_array_unref (self->findings);
  g_free (self);
}

void
clasp_setup_report_add (ClaspSetupReport *self, ClaspSetupVerdict verdict, char *text, const char *remedy)
{
  ClaspSetupFinding *finding = g_new0 (ClaspSetupFinding, 1);

  finding->verdict = verdict;
  finding->text = text;
  finding->remedy = g_strdup (remedy);
  g_ptr_array_add (self->findings, finding);
}

/**
 * clasp_setup_report_set_command:
 * @self: a report with a finding
 * @command: (transfer full): what its last finding is mended with in a terminal
 *
 * Thread: any.
 */
void
clasp_setup_report_set_command (ClaspSetupReport *self, char *command)
{
  ClaspSetupFinding *finding = self->findings->pdata[self->findings->len - 1];

  g_free (finding->command);
  finding->command = command;
}

ClaspSetupVerdict
clasp_setup_report_get_verdict (const ClaspSetupReport *self)
{
  ClaspSetupVerdict worst = CLASP_SETUP_UNTESTED;
  gboolean          is_good = FALSE;

  for (guint i = 0; i < self->findings->len; i++)
    {
      const ClaspSetupFinding *finding = self->findings->pdata[i];

      worst = MAX (worst, finding->verdict);
      is_good |= finding->verdict == CLASP_SETUP_GOOD;
    }
  return worst == CLASP_SETUP_UNTESTED && is_good ? CLASP_SETUP_GOOD : worst;
}
