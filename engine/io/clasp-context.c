/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "io/clasp-context.h"

#if defined(__SANITIZE_THREAD__)
#define CLASP_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CLASP_TSAN 1
#endif
#endif

#ifdef CLASP_TSAN
#include <sanitizer/tsan_interface.h>
#define HAND_OVER(address) __tsan_release (address)
#define TAKE_OVER(address) __tsan_acquire (address)
#else
#define HAND_OVER(address) ((void) 0)
#define TAKE_OVER(address) ((void) 0)
#endif

struct _ClaspContext
{
  GMainContext *context; /* (owned) */
  GMainLoop    *loop;    /* (owned) (nullable) only when the thread is ours */
  GThread      *thread;  /* (owned) (nullable) */
};

typedef struct
{
  GSourceFunc    func;
  gpointer       data;
  GDestroyNotify destroy;
} Post;

static gpointer
context_thread (gpointer data)
{
  ClaspContext *self = data;

  TAKE_OVER (self);
  g_main_context_push_thread_default (self->context);
  g_main_loop_run (self->loop);

  /* What was posted before the end still runs: it may own things. */
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);
  HAND_OVER (self);
  return NULL;
}

/**
 * clasp_context_new:
 * @name: the thread's name, at most 15 bytes are shown by debuggers
 *
 * Starts a thread that runs a main context of its own, which is the thread's default context.
 *
 * Thread: any; the caller's thread owns the object.
 *
 * Returns: (transfer full): the context
 */
ClaspContext *
clasp_context_new (const char *name)
{
  ClaspContext *self = g_new0 (ClaspContext, 1);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  HAND_OVER (self);
  self->thread = g_thread_new (name, context_thread, self);
  return self;
}

/**
 * clasp_context_new_for_main:
 * @context: (nullable): a context that some thread already runs; %NULL for the default one
 *
 * Wraps a running context, so that posting to it reads like posting to a worker.
 *
 * Thread: any.
 *
 * Returns: (transfer full): the context
 */
ClaspContext *
clasp_context_new_for_main (GMainContext *context)
{
  ClaspContext *self = g_new0 (ClaspContext, 1);

  self->context = context != NULL ? g_main_context_ref (context) : g_main_context_ref (g_main_context_default ());
  return self;
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/**
 * clasp_context_free:
 * @self: (transfer full): a context
 *
 * Runs what was posted so far, then ends and joins the thread if it is ours.
 *
 * Thread: the owner's, never the context's own.
 */
void
clasp_context_free (ClaspContext *self)
{
  if (self->thread != NULL)
    {
      g_assert (g_thread_self () != self->thread);
      clasp_context_post (self, quit_cb, self->loop, NULL);
      g_thread_join (self->thread);
      TAKE_OVER (self);
      g_main_loop_unref (self->loop);
    }
  g_main_context_unref (self->context);
  g_free (self);
}

/**
 * clasp_context_get_main_context:
 * @self: a context
 *
 * Thread: any.
 *
 * Returns: (transfer none): the main context the thread runs
 */
GMainContext *
clasp_context_get_main_context (ClaspContext *self)
{
  return self->context;
}

static gboolean
post_dispatch_cb (gpointer data)
{
  Post *post = data;

  TAKE_OVER (post);
  post->func (post->data);
  return G_SOURCE_REMOVE;
}

static void
post_free (gpointer data)
{
  Post *post = data;

  TAKE_OVER (post);
  if (post->destroy != NULL)
    post->destroy (post->data);
  g_free (post);
}

/**
 * clasp_context_post:
 * @self: a context
 * @func: (scope async): what to run there; its return value is ignored
 * @data: for @func
 * @destroy: (nullable): frees @data, in the context's thread
 *
 * Queues @func, also when called from the context's own thread: nobody is ever re-entered. This is
 * the only way down across the thread border.
 *
 * Thread: any.
 */
void
clasp_context_post (ClaspContext  *self,
                    GSourceFunc    func,
                    gpointer       data,
                    GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();
  Post    *post = g_new (Post, 1);

  *post = (Post) { func, data, destroy };
  HAND_OVER (post);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, post_dispatch_cb, post, post_free);
  g_source_set_static_name (source, "[clasp] post");
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * clasp_context_is_owner:
 * @self: a context
 *
 * Thread: any.
 *
 * Returns: %TRUE when the calling thread runs the context
 */
gboolean
clasp_context_is_owner (ClaspContext *self)
{
  return self->thread != NULL ? g_thread_self () == self->thread : g_main_context_is_owner (self->context);
}
