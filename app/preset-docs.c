/* SPDX-License-Identifier: GPL-3.0-or-later */

/* clasp-preset-docs: writes docs/presets.md from the presets themselves. */

#include "clasp-kinds.h"
#include "presets/clasp-preset.h"

#include <stdio.h>

static const char head[] =
  "<!-- Made by clasp-preset-docs from the presets; do not edit. -->\n"
  "# Presets\n"
  "\n"
  "A preset adds connections and mappings for a purpose to a show, or steps to a mapping. `claspctl preset\n"
  "list`, `show` and `apply` work with them; what applying does is told before (`--preview`), is one step of\n"
  "undo, and applied again adds nothing. What a preset asks for is given by `--answer KEY=TEXT`. With\n"
  "`--replace` everything else goes first.\n"
  "\n"
  "A connection that is there already, with the same settings, is used; a namespace that is taken becomes\n"
  "another, and the preset's mappings follow. The router's settings stay as they are unless an answer is for\n"
  "them, or everything is replaced. A preset that needs a kind of connection this build does not have is not\n"
  "listed.\n"
  "\n"
  "Your own are files in `~/.local/share/clasp-bridge/presets`, of the same form as those below\n"
  "(`claspctl preset show ID` prints one): `format` is `clasp-bridge-preset`, `version` 1, then `id`, `name`,\n"
  "`description`, `category`, `tags`, `for` (`show` or `steps`), `ask`, and the lists of a show file:\n"
  "`connections` (one with `optional` is left out where its kind does not exist, with its mappings),\n"
  "`mappings`, `variables`, `timers`, `scenes`, `layers`; `router` with `settings`; `steps` of one for steps.\n"
  "`${key}` in any text is replaced by the answer; a key with dots names a member by its path,\n"
  "`connections.0.name`. What is asked for has a `key`, a `label`, a `type` (text, host, port, number,\n"
  "choice, device) and a `default`.\n"
  "\n"
  "## For a show\n";

static void
print_ask (const ClaspPresetAsk *ask)
{
  printf ("- asks for `%s`: %s", ask->key, ask->label);
  if (*ask->fallback != '\0')
    printf (" (`%s`)", ask->fallback);
  printf ("\n");
}

/* What it does to a new show. */
static void
print_content (ClaspPreset *preset)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) lines =
    clasp_preset_preview (preset, show, CLASP_PRESET_MERGE, NULL, NULL);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    printf ("- %s\n", (char *) lines->pdata[i]);
}

static void
print_preset (ClaspPreset *preset)
{
  printf ("\n### %s: `%s`\n\n%s\n\n", clasp_preset_get_name (preset), clasp_preset_get_id (preset),
          clasp_preset_get_description (preset));
  for (guint i = 0; i < clasp_preset_get_n_asks (preset); i++)
    print_ask (clasp_preset_get_ask (preset, i));
  if (clasp_preset_get_purpose (preset) == CLASP_PRESET_SHOW)
    print_content (preset);
}

static void
print_all (GPtrArray *presets, ClaspPresetFor purpose)
{
  for (guint i = 0; i < presets->len; i++)
    if (clasp_preset_get_purpose (presets->pdata[i]) == purpose)
      print_preset (presets->pdata[i]);
}

int
main (void)
{
  g_autoptr (GPtrArray) presets = clasp_presets_list (clasp_kinds (), NULL, NULL);

  fputs (head, stdout);
  print_all (presets, CLASP_PRESET_SHOW);
  fputs ("\n## For a mapping\n", stdout);
  print_all (presets, CLASP_PRESET_STEPS);
  return 0;
}
