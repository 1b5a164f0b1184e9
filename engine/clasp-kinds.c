/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "clasp-kinds.h"

#include "router/clasp-router-settings.h"

/**
 * clasp_kinds:
 *
 * Thread: any.
 *
 * Returns: (transfer none): every kind of connection and of step this build has
 */
const ClaspRegistry *
clasp_kinds (void)
{
  static const ClaspRegistry registry = {
    .get_router_settings_type = clasp_router_settings_get_type,
  };

  return &registry;
}
