/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include "rules/clasp-rule-set.h"

#include <stdio.h>

/* claspctl rules check FILE: what a file of rules says, as the router would read it. */

static void
print_notes (const GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    g_printerr ("claspctl: note: %s\n", (const char *) notes->pdata[i]);
}

static int
check (const char *path)
{
  g_autoptr (GPtrArray)    errors = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray)    notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ClaspRuleSet) set = clasp_rule_set_load (path, errors, notes);
  guint                    n_rules = set != NULL ? clasp_rule_set_get_n_rules (set) : 0;

  for (guint i = 0; i < errors->len; i++)
    ctl_fail (CTL_FAILED, "%s", (const char *) errors->pdata[i]);
  print_notes (notes);
  if (set == NULL)
    return CTL_FAILED;

  for (guint i = 0; i < n_rules; i++)
    {
      g_autofree char *text = clasp_rule_to_text (clasp_rule_set_get_rule (set, i));

      /* UTF-8 whatever the locale says, as everything claspctl prints */
      fputs (text, stdout);
      fputc ('\n', stdout);
    }
  return CTL_OK;
}

int
ctl_rules (Ctl *ctl)
{
  if (!g_str_equal (ctl->arguments[0], "check"))
    return ctl_fail (CTL_USAGE, "usage: claspctl rules check FILE");
  return check (ctl->arguments[1]);
}
