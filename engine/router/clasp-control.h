/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Orders to the router itself, events under `/clasp/router/`:
 *
 *   /clasp/router/unlock   value: an address; ends whoever's lock of it
 *
 * Sessions of this process may give them; remote ones as the setting `control` says. Nobody
 * receives them.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

#define CLASP_CONTROL_PREFIX "/clasp/router/"

static inline gboolean
clasp_control_is_order (ClaspStr address)
{
  const gsize prefix = sizeof CLASP_CONTROL_PREFIX - 1;

  return address.length >= prefix && memcmp (address.data, CLASP_CONTROL_PREFIX, prefix) == 0;
}

/* Whether the session may give this order, and it makes sense. */
gboolean clasp_control_check (ClaspRouter        *self,
                              const ClaspInbound *inbound,
                              const ClaspPublish *publish,
                              ClaspRefusal       *refusal);
/* Does what was checked. */
void     clasp_control_run   (ClaspRouter        *self,
                              const ClaspInbound *inbound,
                              const ClaspPublish *publish);

G_END_DECLS
