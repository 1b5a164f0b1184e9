/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "router/clasp-router-private.h"
#include "router/clasp-router-ranges.h"

/* What was announced: address or pattern → signal, datatype, access and metadata. Filled by
 * ANNOUNCE, read by QUERY; ranges and strategies of parameters are enforced (clasp-policies.c).
 *
 * A definition is forgotten `signal-ttl-s` after it was announced or asked for last, but not before
 * the session that announced it has gone.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SIGNALS_MAX_TEXT 256 /* bytes of datatype, access, unit and description, each */
#define CLASP_SIGNALS_MAX_SIZE 4096 /* bytes of one, as a RESULT tells it */

ClaspSignals          *clasp_signals_new     (ClaspRouter           *router);
void                   clasp_signals_free    (ClaspSignals          *self);
/* Whether so many fit, of which some may be known. */
gboolean               clasp_signals_has_room (ClaspSignals         *self,
                                               const ClaspAnnounce  *announce);
/* Replaces what is known of the address; there must be room. @owner is a session's number. */
void                   clasp_signals_add     (ClaspSignals          *self,
                                              const ClaspSignalInfo *info,
                                              guint64                owner);
/* (transfer container) borrowed infos of everything that matches. */
GPtrArray             *clasp_signals_query   (ClaspSignals          *self,
                                              const ClaspPattern    *pattern);
/* The definition with a range or a strategy that holds for a parameter; NULL if there is none. */
const ClaspSignalInfo *clasp_signals_find_governing (ClaspSignals       *self,
                                                 ClaspStr            address);
/* The definition with a range, advisory or not, that was announced: for the address itself, else by the
 * newest pattern; NULL if there is none. */
const ClaspSignalInfo *clasp_signals_find_range (ClaspSignals          *self,
                                                 ClaspStr               address);
/* Called for each that comes and goes from now on, a pattern too; NULL ends it. */
void                   clasp_signals_watch_ranges (ClaspSignals        *self,
                                                 ClaspRouterRangeFunc   func,
                                                 gpointer               user_data);
/* Another number whenever one of those may be another; valid as long as @self. */
const guint           *clasp_signals_get_serial (ClaspSignals          *self);
guint                  clasp_signals_get_n   (ClaspSignals          *self);
/* The limits changed. */
void                   clasp_signals_set_ttl (ClaspSignals          *self);

G_END_DECLS
