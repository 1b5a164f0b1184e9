/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* What a listener that understands plain HTTP asks its owner: the answer to GET or HEAD of a path.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct
{
  guint       status;       /* 200 */
  const char *content_type; /* static */
  GBytes     *body;         /* (owned) */
} ClaspHttpAnswer;

/* FALSE when the path means nothing: the listener gives the answer load balancers expect. @path has
 * no query. Must not call the listener. */
typedef gboolean (*ClaspHttpFunc) (const char *path, ClaspHttpAnswer *answer, gpointer user_data);

G_END_DECLS
