/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Read again, it is a show, and a configuration. */
static void
read_again (ClaspShow *show, const char *exported)
{
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) again =
    clasp_exchange_read (clasp_show_get_registry (show), exported, &error);

  g_assert_no_error (error);
  g_assert_nonnull (again);
}

/* Twice into one show: nothing is lost, and all of it can be undone. */
static void
merge (const char *text)
{
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autofree char      *before = clasp_show_to_text (show), *after = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, NULL);
      g_autoptr (GPtrArray)     plan = clasp_exchange_plan (show, imported, CLASP_EXCHANGE_MERGE);

      g_assert_nonnull (plan);
      clasp_exchange_apply (show, imported, i == 0 ? CLASP_EXCHANGE_MERGE : CLASP_EXCHANGE_REPLACE,
                            NULL, "import");
    }
  after = clasp_show_to_text (show);
  g_assert_nonnull (before);
  g_assert_nonnull (after);
}

/* A configuration from anywhere, in any form: refused, or read into a show whose own text reads
 * again whole, and whose exports are read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char          *text = g_strndup ((const char *) data, size);
  g_autofree char          *show_text = NULL, *v1 = NULL, *v2 = NULL, *csv = NULL, *rules = NULL;
  g_autoptr (ClaspShow)     again = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray)     problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)        error = NULL;
  g_autoptr (ClaspImported) imported = clasp_exchange_read (clasp_kinds (), text, &error);

  if (imported == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  show_text = clasp_show_to_text (imported->show);
  clasp_show_from_text (again, show_text, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);

  rules = clasp_imported_print_rules (imported);
  v1 = clasp_exchange_export_v1 (imported->show, imported->report);
  if (g_list_model_get_n_items (clasp_show_get_connections (imported->show)) < 64)
    read_again (imported->show, v1); /* of more servers it would not be */
  v2 = clasp_exchange_export_v2 (imported->show, rules, imported->report);
  read_again (imported->show, v2);
  csv = clasp_exchange_export_csv (imported->show, imported->report);
  read_again (imported->show, csv);
  merge (text);
  return 0;
}
