/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an OSCQuery device tells: as a namespace and as HOST_INFO. */

#include "bridges/osc/query/clasp-osc-query-namespace.h"
#include "core/clasp-address.h"

#define MAX_LEAVES 100

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_leaf (const ClaspOscQueryLeaf *leaf)
{
  ClaspSignalInfo info;
  const char     *why;

  if (!clasp_address_is_valid (clasp_str (leaf->address), &why))
    g_error ("%s: %s", leaf->address, why);
  if (leaf->has_range && !(leaf->minimum <= leaf->maximum))
    g_error ("a range from %g to %g", leaf->minimum, leaf->maximum);
  clasp_osc_query_leaf_describe (leaf, leaf->address, &info);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char   *text = g_memdup2 (data, size); /* exact, so that a step too far is seen */
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) leaves = NULL;
  ClaspOscQueryHost  host;

  if (size == 0)
    return 0;
  leaves = clasp_osc_query_namespace_parse (text, size, MAX_LEAVES, &error);
  if ((leaves == NULL) != (error != NULL))
    g_error ("neither an answer nor an error");
  for (guint i = 0; leaves != NULL && i < leaves->len; i++)
    check_leaf (&g_array_index (leaves, ClaspOscQueryLeaf, i));
  clasp_osc_query_host_parse (text, size, &host, NULL);
  clasp_osc_query_host_clear (&host);
  return 0;
}
