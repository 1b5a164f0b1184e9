/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-error.h"
#include "core/clasp-message.h"

/* ClaspOscQueryNamespace: what an OSCQuery device says it has, read from its JSON.
 *
 * Thread: any (pure functions). */

G_BEGIN_DECLS

typedef struct
{
  char      *address;  /* (owned) in CLASP's form, "/fader/1" */
  char      *tags;     /* (owned) type tags */
  gboolean   is_readable, is_writable;
  gboolean   has_range;
  double     minimum, maximum;
  char      *unit;        /* (owned) (nullable) */
  char      *description; /* (owned) (nullable) */
  gboolean   has_value;
  ClaspValue value; /* (owned) */
} ClaspOscQueryLeaf;

/* Every node with a TYPE, in the order of the text; (element-type ClaspOscQueryLeaf). What makes no
 * sense within is left out. NULL: it is no namespace at all, or has more than @max_leaves. */
GArray *clasp_osc_query_namespace_parse (const char *text,
                                         gsize       length,
                                         guint       max_leaves,
                                         GError    **error);
/* As it is announced; borrows from @self. @address is absolute. */
void    clasp_osc_query_leaf_describe   (const ClaspOscQueryLeaf *self,
                                         const char              *address,
                                         ClaspSignalInfo         *info);

typedef struct
{
  gboolean can_listen;
  char    *ws_host; /* (owned) (nullable) the one that was asked */
  guint16  ws_port; /* 0 = the one that was asked */
  char    *osc_host; /* (owned) (nullable) where OSC packets go: the one that was asked */
  guint16  osc_port; /* 0 = the one that was asked */
  gboolean is_osc_tcp;
} ClaspOscQueryHost;

gboolean clasp_osc_query_host_parse (const char        *text,
                                     gsize              length,
                                     ClaspOscQueryHost *host,
                                     GError           **error);
void     clasp_osc_query_host_clear (ClaspOscQueryHost *host);
/* Where a device is that says @told (nullable) of itself and was reached at @asked: one of them. Elsewhere
 * its own loopback is of no use. */
const char *clasp_osc_query_host_choose (const char *told, const char *asked);

G_END_DECLS
