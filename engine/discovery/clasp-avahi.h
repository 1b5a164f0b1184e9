/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "io/clasp-timer.h"

#include <gio/gio.h>

/* ClaspAvahi: the way to the Avahi daemon over the system bus, which comes and goes.
 *
 * Thread: any with a default main context of its own; all calls back come there. */

G_BEGIN_DECLS

#define CLASP_AVAHI_SERVER "org.freedesktop.Avahi.Server"

typedef struct _ClaspAvahi ClaspAvahi;

typedef struct
{
  /* The daemon is there and ready: begin. Comes again after gone (). */
  void (*ready) (gpointer user_data);
  /* It is not, or no longer: what was asked for is lost. get_problem () says why. */
  void (*gone) (gpointer user_data);
  /* @path is of the object that says it. */
  void (*signal) (const char *path,
                  const char *interface,
                  const char *name,
                  GVariant   *values,
                  gpointer    user_data);
} ClaspAvahiHandler;

/* @result is NULL when it failed. Never called after clasp_avahi_free (). */
typedef void (*ClaspAvahiFunc) (GVariant     *result,
                                const GError *error,
                                gpointer      user_data);

/* Nothing calls back before this returns. */
ClaspAvahi *clasp_avahi_new         (ClaspTimers             *timers,
                                     const ClaspAvahiHandler *handler,
                                     gpointer                 user_data);
void        clasp_avahi_free        (ClaspAvahi              *self);
/* Only between ready () and gone (). @func may be NULL. @user_data must live as long as @self. */
void        clasp_avahi_call        (ClaspAvahi              *self,
                                     const char              *path,
                                     const char              *interface,
                                     const char              *method,
                                     GVariant                *arguments, /* floating, or NULL */
                                     ClaspAvahiFunc           func,
                                     gpointer                 user_data);
/* The same for who cannot wait as long as usual. */
void        clasp_avahi_call_within (ClaspAvahi              *self,
                                     int                      timeout_ms,
                                     const char              *path,
                                     const char              *interface,
                                     const char              *method,
                                     GVariant                *arguments, /* floating, or NULL */
                                     ClaspAvahiFunc           func,
                                     gpointer                 user_data);
/* A sentence for a person; NULL while the daemon is there or it is not known yet. */
const char *clasp_avahi_get_problem (ClaspAvahi              *self);

G_END_DECLS
