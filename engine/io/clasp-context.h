/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspContext: a thread with its own GMainContext, and the one function that crosses to it.
 *
 * Thread: any for post; new and free belong to the owner's thread. */

G_BEGIN_DECLS

typedef struct _ClaspContext ClaspContext;

/* Starts the thread; @name shows in debuggers. */
ClaspContext *clasp_context_new              (const char     *name);
/* Wraps a context that some other thread already runs (the window's default context, a test's). */
ClaspContext *clasp_context_new_for_main     (GMainContext   *context);
/* Runs what was posted, then ends and joins the thread. */
void          clasp_context_free             (ClaspContext   *self);
GMainContext *clasp_context_get_main_context (ClaspContext   *self);

/* Queues @func for the context's thread, always, also when called from it; functions run in the
 * order they were posted. @destroy frees @data there, also when the context ends first. */
void          clasp_context_post             (ClaspContext   *self,
                                              GSourceFunc     func,
                                              gpointer        data,
                                              GDestroyNotify  destroy);
gboolean      clasp_context_is_owner         (ClaspContext   *self);

#ifdef G_DISABLE_ASSERT
#define CLASP_ASSERT_CONTEXT(context) ((void) 0)
#else
#define CLASP_ASSERT_CONTEXT(context) g_assert (clasp_context_is_owner (context))
#endif

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspContext, clasp_context_free)

G_END_DECLS
