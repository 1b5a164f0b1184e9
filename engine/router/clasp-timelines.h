/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"

/* Timelines (wire.md 10): stored by address, forwarded, told to late joiners, and played: what a
 * timeline is worth becomes the value of the parameter at its address.
 *
 * Thread: worker, within a turn. */

G_BEGIN_DECLS

ClaspTimelines *clasp_timelines_new     (ClaspRouter         *router);
void            clasp_timelines_free    (ClaspTimelines      *self);
/* The limits have changed. */
void            clasp_timelines_update  (ClaspTimelines      *self);

/* Whether a PUBLISH could be accepted; @n_new counts the timelines a bundle would add. */
gboolean        clasp_timelines_check   (ClaspTimelines      *self,
                                         const ClaspPublish  *publish,
                                         guint               *n_new,
                                         ClaspRefusal        *refusal);
/* Takes and forwards a PUBLISH: keyframes, or an action on the timeline there is. FALSE when it was
 * refused, which has been answered. */
gboolean        clasp_timelines_publish (ClaspTimelines      *self,
                                         const ClaspInbound  *inbound,
                                         const ClaspMessage  *message);

/* Somebody writes a parameter that is being played: the timeline stops, unless a mapping only
 * answers to what the timeline wrote. */
void            clasp_timelines_override     (ClaspTimelines     *self,
                                              const ClaspInbound *inbound,
                                              ClaspParam         *param);
static inline void
clasp_timelines_note_hand (ClaspRouter        *router,
                           const ClaspInbound *inbound,
                           ClaspParam         *param) /* (nullable) */
{
  if (G_UNLIKELY (param != NULL && param->is_played))
    clasp_timelines_override (router->timelines, inbound, param);
}
/* A parameter that is being played is removed from the store. */
void            clasp_timelines_forget_param (ClaspTimelines *self,
                                              ClaspParam     *param);

/* Late joiners: every stored timeline the subscription matches, at the pace of the link. */
void            clasp_timelines_send    (ClaspTimelines      *self,
                                         ClaspSubscription   *subscription);
void            clasp_timelines_forget_session (ClaspTimelines *self,
                                                ClaspSession   *session);
guint           clasp_timelines_get_n_playing (ClaspTimelines *self);
/* Appends a ClaspSignalInfo, borrowed, for each timeline that matches. */
void            clasp_timelines_query   (ClaspTimelines      *self,
                                         const ClaspPattern  *pattern,
                                         GArray              *infos);

G_END_DECLS
