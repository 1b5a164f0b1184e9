/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-tell.h"

static ClaspValue
text (const char *text_)
{
  return clasp_value_string (clasp_str (text_));
}

static ClaspValue
tell_source (const ClaspSacnSource *source)
{
  char          cid[CLASP_SACN_CID_TEXT_SIZE];
  ClaspMapEntry entries[6];

  clasp_sacn_cid_format (source->cid, cid);
  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("cid"), text (cid) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("name"), text (source->name) };
  entries[2] =
    (ClaspMapEntry){ CLASP_STR_LITERAL ("priority"), clasp_value_int (source->priority) };
  entries[3] = (ClaspMapEntry){ CLASP_STR_LITERAL ("ip"), text (source->address) };
  entries[4] = (ClaspMapEntry){ CLASP_STR_LITERAL ("lost"), clasp_value_bool (source->is_lost) };
  entries[5] = (ClaspMapEntry){ CLASP_STR_LITERAL ("slot_priorities"),
                                clasp_value_bool (source->has_slot_priorities) };
  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}

/**
 * clasp_sacn_tell_sources:
 * @sources: (array length=n_sources): of one universe
 * @n_sources: how many
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an array of maps
 */
ClaspValue
clasp_sacn_tell_sources (const ClaspSacnSource *sources, guint n_sources)
{
  g_autofree ClaspValue *values = g_new (ClaspValue, n_sources + 1);

  for (guint i = 0; i < n_sources; i++)
    values[i] = tell_source (&sources[i]);
  return clasp_value_array (values, n_sources);
}

static ClaspValue
tell_universes (const ClaspSacnDiscovered *source)
{
  guint                  n = MIN (source->n_universes, CLASP_SACN_MAX_TOLD_UNIVERSES);
  g_autofree ClaspValue *values = g_new (ClaspValue, n + 1);

  for (guint i = 0; i < n; i++)
    values[i] = clasp_value_int (source->universes[i]);
  return clasp_value_array (values, n);
}

/**
 * clasp_sacn_tell_discovered:
 * @source: who told what it sends
 *
 * Thread: worker.
 *
 * Returns: (transfer full): a map, or null
 */
ClaspValue
clasp_sacn_tell_discovered (const ClaspSacnDiscovered *source)
{
  ClaspMapEntry entries[4];

  if (source->universes == NULL)
    return clasp_value_null ();

  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("name"), text (source->name) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("ip"), text (source->address) };
  entries[2] = (ClaspMapEntry){ CLASP_STR_LITERAL ("universes"), tell_universes (source) };
  entries[3] =
    (ClaspMapEntry){ CLASP_STR_LITERAL ("n_universes"), clasp_value_int (source->n_universes) };
  return clasp_value_map (entries, G_N_ELEMENTS (entries));
}
