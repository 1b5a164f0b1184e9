/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "claspctl.h"

#include "clasp-kinds.h"
#include "clasp-part.h"
#include "exchange/clasp-exchange.h"
#include "show/clasp-show-secrets.h"

#include <stdio.h>
#include <string.h>

/* claspctl show import|export: configurations of other programs to and from show files. Without a
 * router; a show that runs is not touched. */

#define USAGE                                                                                      \
  "usage: claspctl show import FILE -o SHOW [--merge] [--role NAME=CONNECTION…] [--secrets "     \
  "FILE], "                                                                                        \
  "claspctl show export SHOW --as v2|v1|csv|part [--mapping MAPPING…] [--secrets FILE], "        \
  "claspctl show view FILE"

/* (transfer full) (nullable): the whole file, of at most @most bytes; else a line is printed. */
static char *
read_text (const char *path, gsize most)
{
  g_autoptr (GFile)            file = g_file_new_for_commandline_arg (path);
  g_autoptr (GError)           error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, &error);
  g_autofree char             *text = NULL;
  gsize                        length = 0;

  if (stream != NULL)
    {
      text = g_malloc (most + 2);
      g_input_stream_read_all (G_INPUT_STREAM (stream), text, most + 1, &length, NULL, &error);
    }
  if (error != NULL)
    ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  else if (length > most)
    ctl_fail (CTL_FAILED, "%s: larger than %u MiB", path, (guint) (most / 1024 / 1024));
  else if (!g_utf8_validate (text, (gssize) length, NULL))
    ctl_fail (CTL_FAILED, "%s: is no text in UTF-8", path);
  else
    {
      text[length] = '\0';
      return g_steal_pointer (&text);
    }
  return NULL;
}

/* (transfer full) (nullable): the first line of a file; FALSE with a line printed when it cannot be
 * read. */
static gboolean
read_passphrase (const char *path, char **passphrase)
{
  *passphrase = NULL;
  if (path == NULL)
    return TRUE;
  *passphrase = read_text (path, 64 * 1024);
  if (*passphrase != NULL)
    (*passphrase)[strcspn (*passphrase, "\r\n")] = '\0';
  return *passphrase != NULL;
}

static void
print_report (const GPtrArray *report)
{
  for (guint i = 0; i < report->len; i++)
    g_printerr ("claspctl: note: %s\n", (const char *) report->pdata[i]);
}

/* What is there is kept beside it. */
static gboolean
keep_old (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *kept = clasp_exchange_back_up (path, &error);

  if (kept != NULL)
    g_printerr ("claspctl: note: what was in %s is in %s now\n", path, kept);
  if (error != NULL)
    ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  return error == NULL;
}

/* What is there already, when that is asked for; FALSE with a line printed. */
static gboolean
load (ClaspShow *show, const char *path)
{
  g_autofree char      *text = NULL, *whole = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  text = read_text (path, CLASP_SHOW_MAX_SIZE);
  if (text == NULL)
    return FALSE;
  whole = clasp_show_find_secrets (text, NULL); /* those that are not here stay references */
  if (clasp_show_from_text (show, whole, problems, &error) && problems->len == 0)
    return TRUE;
  /* what cannot be read would be lost */
  ctl_fail (CTL_FAILED, "%s: %s", path,
            error != NULL ? error->message : (const char *) problems->pdata[0]);
  return FALSE;
}

static gboolean
put (ClaspShow *show, ClaspImported *imported, ClaspExchangeMode mode, const char *output)
{
  g_autofree char   *rules = NULL;
  g_autoptr (GError) error = NULL;

  rules = clasp_exchange_save_rules (show, imported, mode, output, &error);
  if (error != NULL)
    {
      ctl_fail (CTL_FAILED, "%s", error->message);
      return FALSE;
    }
  if (rules != NULL)
    g_printerr ("claspctl: note: the rules are in %s, beside the show\n", rules);
  clasp_exchange_apply (show, imported, mode, rules, "import");
  return TRUE;
}

/* (transfer full) (nullable): what a file says; else a line is printed. */
static ClaspImported *
read_configuration (const char *path, const char *secrets)
{
  g_autofree char   *passphrase = NULL;
  g_autofree char   *text = read_text (path, CLASP_EXCHANGE_MAX_SIZE);
  g_autoptr (GError) error = NULL;
  ClaspImported     *imported;

  if (text == NULL || !read_passphrase (secrets, &passphrase))
    return NULL;
  imported = clasp_exchange_read_secrets (clasp_kinds (), text, passphrase, &error);
  if (imported == NULL && g_error_matches (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_VERSION))
    ctl_fail (CTL_FAILED, "%s: %s; look at it with claspctl show view", path, error->message);
  else if (imported == NULL)
    ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  return imported;
}

/* Of a part each connection is one of the show, or is added: which is told. */
static gboolean
choose_roles (ClaspImported *imported, ClaspShow *show, char **roles)
{
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!clasp_part_choose_by_name (imported, show, roles[i], &error))
        {
          ctl_fail (CTL_FAILED, "--role: %s", error->message);
          return FALSE;
        }
    }
  if (imported->form != CLASP_EXCHANGE_PART)
    return TRUE;
  all = clasp_part_list_roles (imported, show);
  for (guint i = 0; i < all->len; i++)
    {
      const ClaspPartRole *role = all->pdata[i];

      g_printerr (
        "claspctl: note: %s is %s\n", clasp_show_item_get_name (CLASP_SHOW_ITEM (role->connection)),
        role->there != NULL ? clasp_show_item_get_name (CLASP_SHOW_ITEM (role->there)) : "added");
    }
  return TRUE;
}

static int
import (const char *path, const char *output, gboolean is_merged, char **roles, const char *secrets)
{
  g_autofree char          *show_text = NULL, *hidden = NULL;
  g_autoptr (ClaspShow)     show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspImported) imported = read_configuration (path, secrets);
  g_autoptr (GError)        error = NULL;
  ClaspExchangeMode         mode;

  if (imported == NULL)
    return CTL_FAILED;
  is_merged |= imported->form == CLASP_EXCHANGE_PART;
  mode = is_merged ? CLASP_EXCHANGE_MERGE : CLASP_EXCHANGE_REPLACE;
  if (roles != NULL && !is_merged)
    return ctl_fail (CTL_USAGE, "--role goes with --merge, or a part of a show");
  if (is_merged && (!load (show, output) || !choose_roles (imported, show, roles)))
    return CTL_FAILED;
  if (!keep_old (output) || !put (show, imported, mode, output))
    return CTL_FAILED;
  print_report (imported->report);

  show_text = clasp_show_to_text (show);
  hidden = clasp_show_hide_secrets (show_text, &error);
  if (hidden == NULL ||
      !g_file_set_contents_full (output, hidden, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                 &error))
    return ctl_fail (CTL_FAILED, "%s", error->message);
  return CTL_OK;
}

/* (transfer full) (nullable) the show's file of rules, seen from its folder. */
static char *
read_rules (ClaspShow *show, const char *path, GPtrArray *report)
{
  const char *setting = clasp_settings_get_string (
    clasp_router_config_get_settings (clasp_show_get_router (show)), "rules");
  g_autofree char   *whole = g_canonicalize_filename (path, NULL);
  g_autofree char   *folder = g_path_get_dirname (whole);
  g_autofree char   *file = g_canonicalize_filename (setting, folder);
  g_autoptr (GError) error = NULL;
  char              *text = NULL;

  if (*setting != '\0' && !g_file_get_contents (file, &text, NULL, &error))
    g_ptr_array_add (report, g_strdup_printf ("rules: %s", error->message));
  return text;
}

static gboolean
is_chosen (ClaspShowItem *mapping, char **chosen)
{
  return chosen == NULL ||
         g_strv_contains ((const char *const *) chosen, clasp_show_item_get_id (mapping)) ||
         g_strv_contains ((const char *const *) chosen, clasp_show_item_get_name (mapping));
}

/* (transfer full) (nullable) */
static char *
print_part (ClaspShow *show, char **chosen, GPtrArray *report, GError **error)
{
  GListModel           *list = clasp_show_get_mappings (show);
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowItem) mapping = g_list_model_get_item (list, i);

      if (is_chosen (mapping, chosen))
        g_ptr_array_add (mappings, g_steal_pointer (&mapping));
    }
  if (mappings->len > 0)
    return clasp_part_export (show, mappings, report);
  g_set_error_literal (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT,
                       "there is no such mapping");
  return NULL;
}

/* (transfer full) */
static char *
print_as (ClaspShow  *show,
          const char *form,
          const char *path,
          const char *passphrase,
          char      **mappings,
          GPtrArray  *report,
          GError    **error)
{
  g_autofree char *rules = NULL;

  if (g_str_equal (form, "part"))
    return print_part (show, mappings, report, error);

  if (g_str_equal (form, "v1"))
    return clasp_exchange_export_v1 (show, report);
  if (g_str_equal (form, "csv"))
    return clasp_exchange_export_csv (show, report);
  rules = read_rules (show, path, report);
  if (passphrase != NULL)
    return clasp_exchange_export_v2_secrets (show, rules, passphrase, report, error);
  return clasp_exchange_export_v2 (show, rules, report);
}

static int export(const char *path, const char *form, char **mappings, const char *secrets)
{
  g_autofree char      *passphrase = NULL;
  g_autofree char      *text = NULL, *whole = NULL, *exported = NULL;
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  text = read_text (path, CLASP_SHOW_MAX_SIZE);
  if (text == NULL || !read_passphrase (secrets, &passphrase))
    return CTL_FAILED;
  whole = clasp_show_find_secrets (text, report);
  if (!clasp_show_from_text (show, whole, report, &error))
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  exported = print_as (show, form, path, passphrase, mappings, report, &error);
  if (exported == NULL)
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  print_report (report);
  fputs (exported, stdout);
  return CTL_OK;
}

/* ---- looking at a file ---- */

static void
print_connections (ClaspShow *show)
{
  GListModel *list = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);
      ClaspShowItem              *item = CLASP_SHOW_ITEM (connection);

      printf ("connection %s%s %s%s%s\n", clasp_show_item_get_enabled (item) ? "" : "off: ",
              clasp_connection_get_kind (connection), clasp_connection_get_namespace (connection),
              *clasp_show_item_get_name (item) != '\0' ? " " : "", clasp_show_item_get_name (item));
    }
}

static void
print_mappings (ClaspShow *show)
{
  GListModel *list = clasp_show_get_mappings (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);
      g_autofree char         *text = clasp_mapping_to_text (mapping);

      printf ("mapping %s%s\n",
              clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)) ? "" : "off: ", text);
    }
}

static void
print_locals (ClaspShow *show)
{
  GListModel *list = clasp_show_get_locals (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (list, i);

      printf ("%s %s\n", clasp_show_local_get_kind (local),
              clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));
    }
}

/* What is understood of a file, be it of a newer version; nothing is written. */
static int
view (const char *path)
{
  g_autofree char          *text = read_text (path, CLASP_EXCHANGE_MAX_SIZE);
  g_autofree char          *name = NULL;
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = NULL;

  if (text == NULL)
    return CTL_FAILED;
  imported = clasp_exchange_view (clasp_kinds (), text, &error);
  if (imported == NULL)
    return ctl_fail (CTL_FAILED, "%s: %s", path, error->message);
  g_object_get (imported->show, "name", &name, NULL);
  printf ("show %s\n", name != NULL ? name : "");
  print_connections (imported->show);
  print_mappings (imported->show);
  print_locals (imported->show);
  if (imported->rules->len > 0)
    printf ("rules %u\n", imported->rules->len);
  if (imported->newer != 0)
    g_printerr ("claspctl: note: version %" G_GINT64_FORMAT
                " is newer than this program: it can be looked at, not imported\n",
                imported->newer);
  print_report (imported->report);
  return CTL_OK;
}

int
ctl_show (Ctl *ctl)
{
  static const char *const forms[] = { "v1", "v2", "csv", "part", NULL };

  if (g_str_equal (ctl->arguments[0], "import") && ctl->output != NULL)
    return import (ctl->arguments[1], ctl->output, ctl->is_merge, ctl->roles, ctl->secrets);
  if (g_str_equal (ctl->arguments[0], "export") && ctl->format != NULL &&
      g_strv_contains (forms, ctl->format))
    return export(ctl->arguments[1], ctl->format, ctl->mappings, ctl->secrets);
  if (g_str_equal (ctl->arguments[0], "view"))
    return view (ctl->arguments[1]);
  return ctl_fail (CTL_USAGE, USAGE);
}
