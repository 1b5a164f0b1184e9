/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-settings.h"
#include "core/clasp-value.h"
#include "mapping/clasp-route-pattern.h"

/* ClaspTransform: one step of a mapping, implemented by ClaspSettings types.
 *
 * The object holds settings only; what a step remembers lives in a state block per concrete source
 * address, so that two faders through one wildcard mapping never mix.
 *
 * Thread: the one that owns the copy of the settings (worker; UI for previews). */

G_BEGIN_DECLS

#define CLASP_TYPE_TRANSFORM (clasp_transform_get_type ())
G_DECLARE_INTERFACE (ClaspTransform, clasp_transform, CLASP, TRANSFORM, ClaspSettings)

typedef enum
{
  CLASP_TRANSFORM_PASS,  /* *value is the result */
  CLASP_TRANSFORM_DROP,  /* nothing to send, by the step's rule */
  CLASP_TRANSFORM_ERROR, /* this value cannot be handled: counted */
} ClaspTransformResult;

/* What a step may look at besides its input. */
typedef struct
{
  /* The present value of an address, or NULL. Borrowed until the call returns. */
  const ClaspValue *(*get) (ClaspStr address, gpointer user_data);
  /* Goes out when the chain has run, with one hop more than the input. NULL where nothing may be sent:
   * previews and tries. */
  void (*send) (ClaspStr address, const ClaspValue *value, gboolean is_event, gpointer user_data);
  /* A line for the person who wrote the step; may be NULL. */
  void (*log) (const char *text, gpointer user_data);
  gpointer user_data;
  /* Wall clock, for conditions; NULL where there is none. */
  gint64 (*get_unix_us) (gpointer user_data);
} ClaspTransformEnv;

typedef struct
{
  gint64               now_us;   /* monotonic */
  ClaspStr             address;  /* the source's */
  const ClaspCaptures *captures;
  const ClaspTransformEnv *env;  /* never NULL; a preview's knows no address */
  gint64               tick_us; /* how often the mapping's output may be written; 0 = no limit */
  gboolean             is_event; /* the input is over once it has passed: it must not be coalesced */
  gboolean             is_tick;  /* no new input: the step asked to be called, or an address it watches
                                    changed; *value is its last input */
  /* Out: set to a time to be called again without input (smoothing tails). 0 = not needed. */
  gint64               wake_us;
  /* Out: what went wrong, for a person: with ERROR, or where the step went on all the same. Borrowed until
   * the next call of the step. NULL = nothing to say. */
  const char          *problem;
} ClaspTransformCall;

struct _ClaspTransformInterface
{
  GTypeInterface parent_iface;

  /* Bytes of state per source address, zero-initialised; 0 = stateless. */
  gsize                 state_size;
  /* Called once before the first apply; @pattern names the captures. */
  gboolean             (*compile)     (ClaspTransform *self, const ClaspRoutePattern *pattern, GError **error);
  /* In and out through @value, which the step may replace (clearing the old one). */
  ClaspTransformResult (*apply)       (ClaspTransform *self, gpointer state, ClaspTransformCall *call, ClaspValue *value);
  void                 (*clear_state) (ClaspTransform *self, gpointer state); /* may be NULL */
  /* The addresses a step looks at besides its input, NULL-terminated; it is called as for a tick when
   * one of them changes. May be NULL = none. Valid as long as @self and its settings. */
  const char *const   *(*watches)     (ClaspTransform *self);
  /* One of them changed, or the mapping begins, whether or not a value ever came: for what is timed from
   * then on. Called before the calls for a tick. May be NULL. */
  void                 (*follow)      (ClaspTransform *self, const ClaspTransformEnv *env, gint64 now_us);
  /* "0–1 → 0–255", "≥ 0.5": the chip of the mapping row. (transfer full) */
  char                *(*summarise)   (ClaspTransform *self);
  /* What default conversion may do around the step; each may be NULL = FALSE.
   * TRUE when the output has a range of its own (range to 0–255): it is never scaled. */
  gboolean             (*sets_range)  (ClaspTransform *self);
  /* TRUE when the output is 0–1 whatever came in (range to 0–1, threshold): that is scaled. */
  gboolean             (*gives_unit)  (ClaspTransform *self);
  /* TRUE when the step expects 0–1 (a curve, a threshold at 0.5): the source's range is brought
   * there before the first step, unless another step does so by itself. */
  gboolean             (*needs_unit)  (ClaspTransform *self);
  /* A new step, not yet compiled, that brings back what this one made; NULL, and an error that says
   * why, when these settings cannot be undone. May be NULL: no such step ever can. */
  ClaspTransform      *(*invert)      (ClaspTransform *self, GError **error);
};

gboolean  clasp_transform_compile   (ClaspTransform *self, const ClaspRoutePattern *pattern, GError **error);
char     *clasp_transform_summarise (ClaspTransform *self);
/* NULL-terminated, never NULL. */
const char *const *clasp_transform_get_watched (ClaspTransform *self);
gboolean  clasp_transform_sets_range (ClaspTransform *self);
gboolean  clasp_transform_gives_unit (ClaspTransform *self);
gboolean  clasp_transform_needs_unit (ClaspTransform *self);
/* For mappings that go both ways: (transfer full) the step, not yet compiled, that undoes @self,
 * compiled or not. NULL and CLASP_MAPPING_ERROR_TRANSFORM: "lookup cannot be undone: …". */
ClaspTransform *clasp_transform_invert (ClaspTransform *self, GError **error);

G_END_DECLS
