/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "clasp-kinds.h"
#include "core/clasp-json.h"
#include "exchange/clasp-exchange.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A configuration from anywhere: refused, or read into a show whose own text reads again whole, and
 * whose export is JSON that is read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char      *text = g_strndup ((const char *) data, size);
  g_autofree char      *show_text = NULL, *exported = NULL;
  g_autoptr (ClaspShow) show = clasp_show_new (clasp_kinds ());
  g_autoptr (ClaspShow) again = clasp_show_new (clasp_kinds ());
  g_autoptr (GPtrArray) report = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError)    error = NULL;

  if (!clasp_exchange_import (show, text, report, &error))
    {
      g_assert_nonnull (error);
      return 0;
    }
  show_text = clasp_show_to_text (show);
  clasp_show_from_text (again, show_text, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);

  exported = clasp_exchange_export_v1 (show, report);
  g_clear_object (&again);
  again = clasp_show_new (clasp_kinds ());
  clasp_exchange_import (again, exported, report, &error);
  g_assert_no_error (error);
  return 0;
}
