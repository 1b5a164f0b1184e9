/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-ask.h"

#include <stdio.h>

/* claspctl local: variables, timers, scenes and layers of the show that runs: where they are named,
 * another name, removing them (engine/clasp-engine-editor-locals.c). */

#define USAGE                                                                                      \
  "usage: claspctl local list\n"                                                                   \
  "       claspctl local uses ADDRESS          such as /local/var/level\n"                         \
  "       claspctl local rename ADDRESS NAME\n"                                                    \
  "       claspctl local remove ADDRESS [--force]"

static void
print_local (const ClaspValue *item)
{
  g_autofree char *address = ctl_answer_text (item, "address");
  g_autofree char *kind = ctl_answer_text (item, "kind");

  fputs (kind != NULL ? kind : "", stdout);
  fputc ('\t', stdout);
  fputs (address != NULL ? address : "", stdout);
  fputc ('\n', stdout);
}

/* "follows	2	Fader 1: step 2 (format)", "look	1	Rules: overheat" */
static void
print_use (const ClaspValue *item)
{
  g_autofree char  *place = ctl_answer_text (item, "place");
  const ClaspValue *n = clasp_value_lookup (item, "n");
  double            number = 0;

  if (n != NULL)
    clasp_value_to_double (n, &number);
  printf ("%s\t%.0f\t", ctl_answer_boolean (item, "follows") ? "follows" : "look", number);
  fputs (place != NULL ? place : "", stdout);
  fputc ('\n', stdout);
}

static void
print_all (const ClaspValue *answer,
           const char       *key,
           void (*print) (const ClaspValue *),
           gboolean is_json)
{
  const ClaspValue *items = clasp_value_lookup (answer, key);

  for (guint i = 0; items != NULL && i < clasp_value_get_size (items); i++)
    if (is_json)
      {
        g_autofree char *text = clasp_value_to_text (clasp_value_get_element (items, i));

        puts (text);
      }
    else
      print (clasp_value_get_element (items, i));
}

static void
answered_cb (const ClaspValue *answer, gpointer user_data)
{
  Ctl *ctl = user_data;

  print_all (answer, "locals", print_local, ctl->is_json);
  print_all (answer, "uses", print_use, ctl->is_json);
}

static int
ask (Ctl *ctl, const char *what, const char *local, const char *name)
{
  return ctl_ask (ctl, what,
                  (ClaspMapEntry[]){
                    { CLASP_STR_LITERAL ("local"), clasp_value_string (clasp_str (local)) },
                    { CLASP_STR_LITERAL ("name"), clasp_value_string (clasp_str (name)) },
                    { CLASP_STR_LITERAL ("force"), clasp_value_bool (ctl->is_forced) },
                    { { NULL, 0 }, CLASP_VALUE_INIT },
                  },
                  0, answered_cb, ctl);
}

int
ctl_local (Ctl *ctl)
{
  const char *what = ctl->arguments[0];

  if (g_str_equal (what, "list") && ctl->n_arguments == 1)
    return ask (ctl, "local-list", "", "");
  if (g_str_equal (what, "uses") && ctl->n_arguments == 2)
    return ask (ctl, "local-uses", ctl->arguments[1], "");
  if (g_str_equal (what, "rename") && ctl->n_arguments == 3)
    return ask (ctl, "local-rename", ctl->arguments[1], ctl->arguments[2]);
  if (g_str_equal (what, "remove") && ctl->n_arguments == 2)
    return ask (ctl, "local-remove", ctl->arguments[1], "");
  return ctl_fail (CTL_USAGE, USAGE);
}
