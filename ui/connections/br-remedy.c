/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-remedy.h"

#include <glib/gi18n.h>
#include <string.h>

/* Names of groups and files are the same in every language: they tell the sentences apart. */
static const char *const groups[] = { "dialout", "audio" };

static gboolean
find_group (BrRemedy *self, const char *detail, const char *user)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strstr (detail, groups[i]) != NULL)
      {
        /* Translators: %s is the name of a group, as "dialout" */
        self->text = g_strdup_printf (_("Add your user to the group “%s”, then log out and log in again:"), groups[i]);
        self->command = g_strdup_printf ("sudo usermod -aG %s %s", groups[i], user);
        return TRUE;
      }
  return FALSE;
}

/* The path of the rule stands in the sentence. */
static gboolean
find_rule (BrRemedy *self, const char *detail)
{
  g_auto (GStrv) words = g_strsplit (detail, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_suffix (words[i], ".rules"))
      {
        g_autofree char *path = g_shell_quote (words[i]);

        self->text = g_strdup (_("Let the system give DMX interfaces to whoever sits at the computer, then unplug the device and plug it in again:"));
        self->command = g_strdup_printf ("sudo cp %s /etc/udev/rules.d/ && sudo udevadm control --reload", path);
        return TRUE;
      }
  return FALSE;
}

gboolean
br_remedy_find (BrRemedy *self, const BrConnectionState *state, const char *user)
{
  *self = (BrRemedy){ 0 };
  if (!state->is_faulty || state->fault != CLASP_BRIDGE_FAULT_DENIED)
    return FALSE;
  if (find_group (self, state->detail, user) || find_rule (self, state->detail))
    return TRUE;
  if (strstr (state->detail, "1024") == NULL)
    return FALSE;
  self->text = g_strdup (_("Choose a port from 1024 on in the settings of this connection, and enter the same at the other end."));
  return TRUE;
}

void
br_remedy_clear (BrRemedy *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->command, g_free);
}

gboolean
br_remedy_is_port (const BrConnectionState *state)
{
  return state->is_faulty && state->fault == CLASP_BRIDGE_FAULT_BUSY;
}
