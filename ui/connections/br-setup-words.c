/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-setup-test.h"

#include <glib/gi18n.h>

static const struct
{
  const char *word, *icon_name, *css_class;
} verdicts[] = {
  [CLASP_SETUP_GOOD] = { N_ ("Works"), "emblem-ok-symbolic", "success" },
  [CLASP_SETUP_UNTESTED] = { N_ ("Not tested"), "dialog-question-symbolic", "dim-label" },
  [CLASP_SETUP_DOUBT] = { N_ ("Have a look"), "dialog-warning-symbolic", "warning" },
  [CLASP_SETUP_BAD] = { N_ ("Does not work"), "dialog-error-symbolic", "error" },
};

const char *
br_setup_verdict_get_word (ClaspSetupVerdict verdict)
{
  return _ (verdicts[verdict].word);
}

GtkWidget *
br_setup_verdict_create_image (ClaspSetupVerdict verdict)
{
  GtkWidget *image = gtk_image_new_from_icon_name (verdicts[verdict].icon_name);

  gtk_widget_add_css_class (image, verdicts[verdict].css_class);
  gtk_widget_set_tooltip_text (image, br_setup_verdict_get_word (verdict));
  gtk_accessible_update_property (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_PROPERTY_LABEL, br_setup_verdict_get_word (verdict), -1);
  return image;
}

char *
br_setup_reports_to_text (const GPtrArray *reports)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < reports->len; i++)
    {
      const ClaspSetupReport *report = reports->pdata[i];

      g_string_append_printf (text, "%s: %s\n", report->name, br_setup_verdict_get_word (clasp_setup_report_get_verdict (report)));
      for (guint j = 0; j < report->findings->len; j++)
        {
          const ClaspSetupFinding *finding = report->findings->pdata[j];

          g_string_append_printf (text, "  %s: %s%s%s\n", br_setup_verdict_get_word (finding->verdict), finding->text,
                                  finding->remedy != NULL ? " " : "", finding->remedy != NULL ? finding->remedy : "");
        }
    }
  return g_string_free (text, FALSE);
}
