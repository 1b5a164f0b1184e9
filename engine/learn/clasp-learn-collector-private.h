/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "learn/clasp-learn-collector.h"
#include "learn/clasp-learn-control.h"
#include "learn/clasp-learn-places.h"

/* What clasp-learn-collector.c (what passes) and clasp-learn-list.c (what it comes to) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_LEARN_RATE_WINDOW_US (500 * 1000)

typedef struct
{
  ClaspValue value;      /* (owned) the newest; null = announced only */
  gboolean   is_ignored, has_value;
  char      *connection, *name; /* (owned) (nullable) for lists of targets */
  ClaspLearnFacts facts;        /* likewise */
} ClaspLearnKnown;

typedef struct
{
  char             *address; /* (owned) */
  char             *connection, *name; /* (owned) */
  ClaspLearnFacts   facts;
  ClaspLearnPlaces *places; /* (owned) */
  ClaspLearnValues  values;
  gboolean          is_event, is_learned;
  guint64           n_updates;
  gint64            moved_us, changed_us; /* the first that counts, and the newest; 0 = none */
  gint64            window_us;            /* when the one that is counted began */
  guint             n_window;
  double            rate;
} ClaspLearnMoved;

struct _ClaspLearnCollector
{
  ClaspLearnCollectorConfig config;
  gint64                    start_us, changed_us;
  gboolean                  has_learned;
  GHashTable               *known; /* (owned) address → ClaspLearnKnown (owned) */
  GHashTable               *moved; /* (owned) address → ClaspLearnMoved (owned); keys are theirs */
  GPtrArray                *chosen;    /* (owned) (nullable) known addresses that pass @chosen_by, in order */
  char                     *chosen_by; /* (owned) (nullable) */
};

/* A relative controller says the same again and again, and means something each time. */
gboolean clasp_learn_is_turned (const ClaspLearnMoved *moved);

G_END_DECLS
