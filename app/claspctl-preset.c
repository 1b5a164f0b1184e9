/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl-ask.h"

#include "clasp-kinds.h"
#include "presets/clasp-preset.h"

#include <stdio.h>
#include <string.h>

/* claspctl preset: what there is (without a router), and applying one to the show that runs or to a show
 * file. */

#define USAGE                                                                                      \
  "usage: claspctl preset list [WORDS]\n"                                                          \
  "       claspctl preset show ID\n"                                                               \
  "       claspctl preset apply ID [SHOW-FILE] [--answer KEY=TEXT …] [--replace] [--preview]"

static ClaspPreset *
find (Ctl *ctl, const char *id)
{
  g_autofree char *folder = clasp_presets_get_user_folder ();
  ClaspPreset     *preset = clasp_presets_find (clasp_kinds (), folder, id);

  if (preset == NULL)
    ctl->status = ctl_fail (CTL_FAILED, "there is no preset ‘%s’; claspctl preset list", id);
  return preset;
}

static int
list (Ctl *ctl)
{
  g_autofree char      *folder = clasp_presets_get_user_folder ();
  g_autofree char      *words = g_strjoinv (" ", ctl->arguments + 1);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) presets = clasp_presets_list (clasp_kinds (), folder, problems);

  for (guint i = 0; i < presets->len; i++)
    {
      ClaspPreset *preset = presets->pdata[i];

      if (!clasp_preset_matches (preset, words))
        continue;
      fputs (clasp_preset_get_id (preset), stdout);
      fputs (clasp_preset_get_purpose (preset) == CLASP_PRESET_STEPS ? "\tsteps\t" : "\tshow\t",
             stdout);
      fputs (clasp_preset_get_category (preset), stdout);
      fputc ('\t', stdout);
      fputs (clasp_preset_get_name (preset), stdout);
      fputc ('\t', stdout);
      fputs (clasp_preset_get_description (preset), stdout);
      fputc ('\n', stdout);
    }
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("claspctl: note: %s\n", (const char *) problems->pdata[i]);
  return CTL_OK;
}

static int
show (Ctl *ctl, const char *id)
{
  g_autoptr (ClaspPreset) preset = find (ctl, id);
  g_autofree char        *text = NULL;

  if (preset == NULL)
    return ctl->status;
  text = clasp_preset_to_text (preset);
  fputs (text, stdout);
  return CTL_OK;
}

/* (transfer full) NULL with a line on standard error. */
static GHashTable *
read_answers (Ctl *ctl)
{
  g_autoptr (GHashTable) answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; ctl->answers != NULL && ctl->answers[i] != NULL; i++)
    {
      const char *equals = strchr (ctl->answers[i], '=');

      if (equals == NULL)
        {
          ctl->status = ctl_fail (CTL_USAGE, "--answer ‘%s’ is not KEY=TEXT", ctl->answers[i]);
          return NULL;
        }
      g_hash_table_insert (answers, g_strndup (ctl->answers[i], (gsize) (equals - ctl->answers[i])),
                           g_strdup (equals + 1));
    }
  return g_steal_pointer (&answers);
}

/* A key nobody asks for is likelier a slip than a wish. */
static gboolean
check_keys (Ctl *ctl, ClaspPreset *preset, GHashTable *answers)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      gboolean is_asked = FALSE;

      for (guint i = 0; i < clasp_preset_get_n_asks (preset); i++)
        is_asked |= g_str_equal (clasp_preset_get_ask (preset, i)->key, key);
      if (is_asked)
        continue;
      ctl->status = ctl_fail (CTL_USAGE, "‘%s’ does not ask for ‘%s’; claspctl preset show %s",
                              clasp_preset_get_name (preset), (char *) key,
                              clasp_preset_get_id (preset));
      return FALSE;
    }
  return TRUE;
}

/* ---- a file ---- */

static int
apply_to_file (Ctl *ctl, ClaspPreset *preset, GHashTable *answers, const char *path)
{
  g_autoptr (ClaspShow) document = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free), lines = NULL;
  g_autoptr (GFile)     file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError)    error = NULL;
  ClaspPresetMode       mode = ctl->is_replacing ? CLASP_PRESET_REPLACE : CLASP_PRESET_MERGE;

  if (!clasp_show_open (document, file, problems, &error))
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  for (guint i = 0; i < problems->len; i++)
    g_printerr ("claspctl: note: %s\n", (const char *) problems->pdata[i]);
  lines = clasp_preset_preview (preset, document, mode, answers, &error);
  if (lines == NULL)
    return ctl_fail (CTL_FAILED, "%s", error->message);
  for (guint i = 0; i < lines->len; i++)
    {
      fputs (lines->pdata[i], stdout);
      fputc ('\n', stdout);
    }
  if (ctl->is_preview)
    return CTL_OK;
  if (!clasp_preset_apply (preset, document, mode, answers, &error) ||
      !clasp_show_save (document, &error))
    return ctl_fail (CTL_FAILED, "%s", error->message);
  return CTL_OK;
}

/* ---- the show that runs ---- */

static void
print_cb (const ClaspValue *answer, gpointer user_data)
{
  const ClaspValue *lines = clasp_value_lookup (answer, "lines");

  for (guint i = 0; lines != NULL && i < clasp_value_get_size (lines); i++)
    {
      g_autofree char *line =
        clasp_str_dup (clasp_value_get_string (clasp_value_get_element (lines, i)));

      fputs (line, stdout);
      fputc ('\n', stdout);
    }
}

static ClaspValue
write_answers (GHashTable *answers)
{
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, g_hash_table_size (answers) + 1);
  GHashTableIter            iter;
  gpointer                  key, answer;
  guint                     n = 0;

  g_hash_table_iter_init (&iter, answers);
  while (g_hash_table_iter_next (&iter, &key, &answer))
    entries[n++] = (ClaspMapEntry){ clasp_str (key), clasp_value_string (clasp_str (answer)) };
  return clasp_value_map (entries, n);
}

static int
apply_to_router (Ctl *ctl, const char *id, GHashTable *answers)
{
  const ClaspMapEntry more[] = {
    { CLASP_STR_LITERAL ("preset"), clasp_value_string (clasp_str (id)) },
    { CLASP_STR_LITERAL ("replace"), clasp_value_bool (ctl->is_replacing) },
    { CLASP_STR_LITERAL ("preview"), clasp_value_bool (ctl->is_preview) },
    { CLASP_STR_LITERAL ("answers"), write_answers (answers) },
    { { NULL, 0 }, CLASP_VALUE_INIT },
  };

  return ctl_ask (ctl, "preset", more, 0, print_cb, NULL);
}

static int
apply (Ctl *ctl)
{
  g_autoptr (GHashTable)  answers = read_answers (ctl);
  g_autoptr (ClaspPreset) preset = NULL;

  if (answers == NULL)
    return ctl->status;
  if (ctl->n_arguments == 2)
    return apply_to_router (ctl, ctl->arguments[1], answers);
  preset = find (ctl, ctl->arguments[1]);
  if (preset == NULL || !check_keys (ctl, preset, answers))
    return ctl->status;
  return apply_to_file (ctl, preset, answers, ctl->arguments[2]);
}

int
ctl_preset (Ctl *ctl)
{
  const char *what = ctl->arguments[0];

  if (g_str_equal (what, "list"))
    return list (ctl);
  if (g_str_equal (what, "show") && ctl->n_arguments == 2)
    return show (ctl, ctl->arguments[1]);
  if (g_str_equal (what, "apply") && (ctl->n_arguments == 2 || ctl->n_arguments == 3))
    return apply (ctl);
  return ctl_fail (CTL_USAGE, USAGE);
}
