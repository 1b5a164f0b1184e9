/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-message.h"
#include "learn/clasp-learn-finding.h"

/* ClaspLearnCollector: of all that passes, which controls did the person move? (mapping.md 14)
 *
 * Noise is what moved in the second before the start, clockwork of any protocol at any time, and what
 * mappings made of other things. A parameter tells when it was written last; an event does not, so unless
 * somebody kept watch, events in the first second are noise as well.
 *
 * Bounded: CLASP_LEARN_MAX_KNOWN addresses remembered, CLASP_LEARN_MAX_MOVED that moved.
 *
 * Thread: worker (time is handed in). */

G_BEGIN_DECLS

#define CLASP_LEARN_QUIET_US (1 * G_USEC_PER_SEC)
#define CLASP_LEARN_SETTLE_US (300 * 1000)
#define CLASP_LEARN_MAX_KNOWN 65536
#define CLASP_LEARN_MAX_MOVED 4096

typedef struct _ClaspLearnCollector ClaspLearnCollector;

typedef struct
{
  gboolean is_many;
  gboolean is_target;    /* known addresses are listed though nothing moved them */
  gboolean has_watched;  /* clasp_learn_collector_ignore () has been told of events, too */
} ClaspLearnCollectorConfig;

/* Who said it; all borrowed, none NULL. */
typedef struct
{
  const char *connection; /* id; "" = none of the show's */
  const char *name;
  const char *protocol;   /* the connection's kind, or "clasp" */
  const char *namespace_; /* of the connection */
} ClaspLearnOrigin;

ClaspLearnCollector *clasp_learn_collector_new    (const ClaspLearnCollectorConfig *config,
                                                   gint64                           now_us);
void                 clasp_learn_collector_free   (ClaspLearnCollector             *self);
/* At the start: a parameter with its value (NULL: only announced), and when it was written last. */
void                 clasp_learn_collector_know   (ClaspLearnCollector             *self,
                                                   ClaspStr                         address,
                                                   const ClaspValue                *value,
                                                   const ClaspLearnOrigin          *origin,
                                                   gint64                           written_us);
/* It moves by itself. */
void                 clasp_learn_collector_ignore (ClaspLearnCollector             *self,
                                                   ClaspStr                         address);
/* One value that passed; NULL for an event without one. TRUE: a hand did that. */
gboolean             clasp_learn_collector_add    (ClaspLearnCollector             *self,
                                                   ClaspStr                         address,
                                                   ClaspSignal                      signal,
                                                   const ClaspValue                *value,
                                                   const ClaspLearnOrigin          *origin,
                                                   gint64                           now_us);
/* Still finding out which events are noise. */
gboolean             clasp_learn_collector_is_listening (ClaspLearnCollector       *self,
                                                   gint64                           now_us);
/* Those in whose address or connection all words of @filter (nullable) are, best first, at most @n_max.
 * (transfer full) (element-type ClaspLearnFinding) */
GPtrArray           *clasp_learn_collector_list   (ClaspLearnCollector             *self,
                                                   const char                      *filter,
                                                   guint                            n_max,
                                                   gint64                           now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLearnCollector, clasp_learn_collector_free)

G_END_DECLS
