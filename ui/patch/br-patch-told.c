/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-drop.h"
#include "patch/br-patch-edit.h"
#include "widgets/br-short-name.h"

#include <glib/gi18n.h>

/* What a drop did, in a sentence. */

static char *
tell_existing (const char *const *sources,
               const char *const *targets,
               guint              n)
{
  g_autofree char *title = br_mapping_title (sources[0], targets[0]);

  if (n > 1)
    return g_strdup_printf (ngettext ("%u mapping is there already", "All %u mappings are there already", n), n);

  /* Translators: "fader1 → DMX 0:0:0 ch 8 is there already" */
  return g_strdup_printf (_("%s is there already"), title);
}

static char *
tell_one (ClaspMapping *mapping)
{
  g_autofree char *from = br_short_name (clasp_mapping_get_source (mapping));
  g_autofree char *to = br_short_name (clasp_mapping_get_target (mapping));

  if (!clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)))
    return g_strdup_printf (_("Mapped %s to %s. It is muted: it would feed itself"), from, to);

  if (*to == '\0')
    /* Translators: %s is a signal, as "fader5", that was dropped where no target is */
    return g_strdup_printf (_("Mapped %s: now choose its target"), from);

  return g_strdup_printf (_("Mapped %s to %s"), from, to);
}

char *
br_patch_tell_drop (const char *const *sources,
                    const char *const *targets,
                    GPtrArray         *added)
{
  guint            n = br_patch_count_drop (sources, targets);
  guint            n_existing = n - added->len;
  g_autofree char *made = NULL;
  g_autofree char *kept = NULL;

  if (n == 0)
    return NULL;
  if (added->len == 0)
    return tell_existing (sources, targets, n);
  if (n == 1)
    return tell_one (added->pdata[0]);

  made = g_strdup_printf (ngettext ("%u mapping added", "%u mappings added", added->len), added->len);
  if (n_existing == 0)
    return g_steal_pointer (&made);

  kept = g_strdup_printf (ngettext ("%u was there already", "%u were there already", n_existing), n_existing);

  /* Translators: "6 mappings added, 2 were there already" */
  return g_strdup_printf (_("%s, %s"), made, kept);
}
