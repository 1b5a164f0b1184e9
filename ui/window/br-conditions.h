/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clasp-engine.h"
#include "widgets/br-status-icon.h"
#include "widgets/br-strip.h"

/* BrConditions: the lasting conditions of a window, worst first.
 *
 * Pages add and clear their own; those of the engine and its connections come from
 * br_conditions_refresh (). Signal: "changed".
 *
 * Thread: UI. */

G_BEGIN_DECLS

#define BR_TYPE_CONDITIONS (br_conditions_get_type ())
G_DECLARE_FINAL_TYPE (BrConditions, br_conditions, BR, CONDITIONS, GObject)

typedef struct
{
  char      *id;
  BrSeverity severity;
  char      *text;
  char      *button_label; /* or NULL */
  char      *page;         /* where the button leads, or NULL */
  char      *action;       /* what the button does instead, or NULL */
  char      *target;       /* of that action, or NULL: it has none */
} BrCondition;

BrConditions      *br_conditions_new     (void);
void               br_conditions_set     (BrConditions *self,
                                          const char   *id,
                                          BrSeverity    severity,
                                          const char   *text,
                                          const char   *button_label,
                                          const char   *page);
/* The same with a button that does @action ("win.demo") instead of leading somewhere. */
void               br_conditions_set_with_action (BrConditions *self,
                                                  const char   *id,
                                                  BrSeverity    severity,
                                                  const char   *text,
                                                  const char   *button_label,
                                                  const char   *action);
/* The same for an action on something ("win.show-connection", an id). */
void               br_conditions_set_with_target (BrConditions *self,
                                                  const char   *id,
                                                  BrSeverity    severity,
                                                  const char   *text,
                                                  const char   *button_label,
                                                  const char   *action,
                                                  const char   *target);
void               br_conditions_clear   (BrConditions *self, const char *id);
gboolean           br_conditions_has     (BrConditions *self, const char *id);
/* A fault is over: clears it, and the log has @sentence. Nothing happens when it was none. */
void               br_conditions_end     (BrConditions *self, const char *id, const char *sentence);
/* In show mode only what the show itself may suffer from is told, and what holds its outputs. */
void               br_conditions_set_quiet (BrConditions *self, gboolean is_quiet);
/* The worst of what is told, of those the one that has lasted longest; NULL when all is well. */
const BrCondition *br_conditions_peek    (BrConditions *self);
guint              br_conditions_get_n   (BrConditions *self);
/* Programs of the router that lose messages or send too many; part of br_conditions_refresh (). Once a second. */
void               br_conditions_take_queues (BrConditions *self, const ClaspRouterQueues *queues, gint64 now_us);
/* A connection has more than the @max addresses that are listed of it, 0: it has not; part of the same. */
void               br_conditions_take_crowd (BrConditions *self, const char *id, const char *name, guint max);
/* Reads the engine's statuses anew. */
void               br_conditions_refresh (BrConditions *self, ClaspEngine *engine);
/* The worst sign among the connections and how many are missing, as of the last refresh. FALSE when
 * there is no connection. */
gboolean           br_conditions_get_worst (BrConditions *self, BrSign *sign, guint *n_missing);

G_END_DECLS
