/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes the locks of a distribution's GLib visible to the thread sanitizer, which cannot see through
 * its futexes: every lock function is wrapped to tell the sanitizer what it orders. Linked into the
 * thread-border tests; empty without -fsanitize=thread. */

#include <glib.h>

#ifdef __SANITIZE_THREAD__

#include <dlfcn.h>
#include <sanitizer/tsan_interface.h>

#define NO_TSAN __attribute__ ((no_sanitize ("thread")))

#define WRAP(name, type, before, after)                                                          \
  NO_TSAN void name (type *lock)                                                                 \
  {                                                                                              \
    static void (*next) (type *);                                                                \
    if (next == NULL)                                                                            \
      next = (void (*) (type *)) dlsym (RTLD_NEXT, #name);                                       \
    before;                                                                                      \
    next (lock);                                                                                 \
    after;                                                                                       \
  }

WRAP (g_mutex_lock, GMutex, (void) 0, __tsan_acquire (lock))
WRAP (g_mutex_unlock, GMutex, __tsan_release (lock), (void) 0)
WRAP (g_rec_mutex_lock, GRecMutex, (void) 0, __tsan_acquire (lock))
WRAP (g_rec_mutex_unlock, GRecMutex, __tsan_release (lock), (void) 0)

NO_TSAN void
g_cond_wait (GCond  *cond,
             GMutex *mutex)
{
  static void (*next) (GCond *, GMutex *);

  if (next == NULL)
    next = (void (*) (GCond *, GMutex *)) dlsym (RTLD_NEXT, "g_cond_wait");
  __tsan_release (mutex);
  next (cond, mutex);
  __tsan_acquire (mutex);
}

NO_TSAN gboolean
g_cond_wait_until (GCond  *cond,
                   GMutex *mutex,
                   gint64  end_time)
{
  static gboolean (*next) (GCond *, GMutex *, gint64);
  gboolean was_signalled;

  if (next == NULL)
    next = (gboolean (*) (GCond *, GMutex *, gint64)) dlsym (RTLD_NEXT, "g_cond_wait_until");
  __tsan_release (mutex);
  was_signalled = next (cond, mutex, end_time);
  __tsan_acquire (mutex);
  return was_signalled;
}

#endif

/* Keeps the file from being empty for compilers without the sanitizer. */
const gboolean clasp_tsan_is_linked = TRUE;
