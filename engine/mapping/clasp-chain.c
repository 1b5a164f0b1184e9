/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* How a chain is made, and what it can be asked besides its results. */

#include "mapping/clasp-chain-private.h"

#include "core/clasp-address.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

/* ---- making one ---- */

/* Without anything to look at. */
static const ClaspValue *
get_nothing (ClaspStr address, gpointer user_data)
{
  return NULL;
}

/* A pattern, or what is no address at all, would never be heard of. */
static gboolean
check_watched (ClaspTransform *transform, GError **error)
{
  const char *const *addresses = clasp_transform_get_watched (transform);
  const char        *why = NULL;

  for (guint i = 0; addresses[i] != NULL; i++)
    if (!clasp_address_is_valid (clasp_str (addresses[i]), &why))
      {
        g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM,
                     "‘%s’ is no address of a parameter: %s", addresses[i], why);
        return FALSE;
      }

  return TRUE;
}

static void
add_place (GError **error, const char *end, guint number)
{
  if (number > 0)
    g_prefix_error (error, "%s %u: ", end, number);
  else
    g_prefix_error (error, "%s: ", end);
}

/* A step of the target's own is counted from the first of those. */
static void
add_step_place (ClaspChain           *self,
                const ClaspChainSpec *spec,
                ClaspTransform       *transform,
                GError              **error)
{
  guint n_common = spec->n_steps - spec->n_own;
  guint number = self->n_steps >= n_common ? self->n_steps - n_common + 1 : self->n_steps + 1;

  g_prefix_error (error, "step %u (%s): ", number, clasp_transform_get_kind (transform));
  if (self->n_steps >= n_common)
    add_place (error, "target", MAX (spec->target_number, 1));
}

static gboolean
add_step (ClaspChain *self, const ClaspChainSpec *spec, ClaspTransform *transform, GError **error)
{
  ClaspChainStep *step = &self->steps[self->n_steps];

  if (!clasp_transform_compile (transform, self->source, error) ||
      !check_watched (transform, error))
    {
      add_step_place (self, spec, transform, error);
      return FALSE;
    }

  *step = (ClaspChainStep){ .transform = g_object_ref (transform),
                            .iface = CLASP_TRANSFORM_GET_IFACE (transform),
                            .part = clasp_transform_get_part (transform) };
  step->keeps_input =
    step->iface->state_size > 0 || clasp_transform_get_watched (transform)[0] != NULL;
  self->n_steps++;
  return TRUE;
}

static void
list_watched (ClaspChain *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      const char *const *addresses = clasp_transform_get_watched (self->steps[i].transform);

      for (guint j = 0; addresses[j] != NULL; j++)
        if (!g_ptr_array_find_with_equal_func (self->watched, addresses[j], g_str_equal, NULL))
          g_ptr_array_add (self->watched, (char *) addresses[j]);
    }
  for (guint i = 0; self->again != NULL && self->again[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (self->watched, self->again[i], g_str_equal, NULL))
      g_ptr_array_add (self->watched, (char *) self->again[i]);
  g_ptr_array_add (self->watched, NULL);
}

static void
find_domain (ClaspChain *self)
{
  gboolean needs_unit = FALSE;
  gboolean has_own_way = self->head != NULL && self->head->domain != CLASP_CHAIN_DOMAIN_SOURCE;

  if (self->head != NULL)
    self->domain = self->head->domain;
  for (guint i = 0; i < self->n_steps; i++)
    {
      ClaspTransform *step = self->steps[i].transform;
      gboolean        gives_unit = clasp_transform_gives_unit (step);
      gboolean        sets_range = clasp_transform_sets_range (step);

      if (clasp_transform_needs_unit (step))
        needs_unit = TRUE;
      else if (gives_unit || sets_range)
        has_own_way = TRUE;
      if (gives_unit)
        self->domain = CLASP_CHAIN_DOMAIN_UNIT;
      else if (sets_range)
        self->domain = CLASP_CHAIN_DOMAIN_OWN;
    }
  self->starts_as_unit = needs_unit && !has_own_way;
}

static gboolean
add_steps (ClaspChain *self, const ClaspChainSpec *spec, GError **error)
{
  if (spec->n_steps > CLASP_CHAIN_MAX_STEPS)
    {
      g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TRANSFORM, "more than %d steps",
                   CLASP_CHAIN_MAX_STEPS);
      return FALSE;
    }
  for (guint i = 0; i < spec->n_steps; i++)
    if (!add_step (self, spec, spec->steps[i], error))
      return FALSE;

  list_watched (self);
  find_domain (self);
  self->entry_size = sizeof (ClaspChainEntry) + self->n_steps * sizeof (ClaspChainStepState);
  for (guint i = 0; i < self->n_steps; i++)
    {
      self->entry_size = (self->entry_size + 15) / 16 * 16;
      self->steps[i].offset = self->entry_size;
      self->entry_size += self->steps[i].iface->state_size;
    }
  return TRUE;
}

/* What every name stands for when nothing has come yet. */
void
clasp_chain_fill_captures (ClaspChain *self, ClaspCaptures *captures)
{
  captures->n_captures = clasp_route_pattern_get_n_captures (self->source);
  for (guint i = 0; i < captures->n_captures; i++)
    captures->captures[i] = (ClaspCapture){ CLASP_STR_LITERAL ("1"), TRUE, 1 };
}

static const ClaspValue *
get_example (ClaspStr address, gpointer user_data)
{
  static const ClaspValue one = { CLASP_VALUE_INT, { .integer = 1 } };

  return &one;
}

/* A target that can never be an address is an error now and not at the first value. */
static gboolean
check_target (ClaspChain *self, GError **error)
{
  ClaspCaptures        captures;
  g_autoptr (GString)  example = g_string_new (NULL);
  const ClaspVariables examples = { get_example, NULL };
  const char          *why;

  clasp_chain_fill_captures (self, &captures);
  if (!clasp_template_expand_in (self->target, &captures, "1", &examples, example) ||
      clasp_address_is_valid ((ClaspStr){ example->str, example->len }, &why))
    return TRUE;

  g_set_error (error, CLASP_MAPPING_ERROR, CLASP_MAPPING_ERROR_TEMPLATE, "%s", why);
  return FALSE;
}

static gboolean
build_target (ClaspChain *self, const ClaspChainSpec *spec, GError **error)
{
  if (spec->target == NULL)
    return TRUE;

  self->target = clasp_template_new (spec->target, self->source, error);
  if (self->target == NULL || !check_target (self, error))
    {
      add_place (error, "target", spec->target_number);
      return FALSE;
    }
  self->target_uses_value = clasp_template_uses_value (self->target);
  self->target_varies = self->target_uses_value || clasp_template_uses_variables (self->target);
  return TRUE;
}

static gboolean
build (ClaspChain *self, const ClaspChainSpec *spec, GError **error)
{
  self->source = clasp_route_pattern_new (spec->source, error);
  if (self->source == NULL)
    {
      add_place (error, "source", spec->source_number);
      return FALSE;
    }
  return add_steps (self, spec, error) && build_target (self, spec, error);
}

static gboolean
find_by_shape (ClaspStr address, ClaspRange *range, gpointer user_data)
{
  return clasp_range_for_address (address, range);
}

static gboolean
is_reachable_by_shape (ClaspStr address, gpointer user_data)
{
  return clasp_address_is_reachable (address);
}

/**
 * clasp_chain_new:
 * @spec: source, steps and target; the steps must belong to this chain alone
 * @error: return location
 *
 * Compiles a mapping.
 *
 * Thread: the one that will use it.
 *
 * Errors: %CLASP_MAPPING_ERROR_PATTERN, _TEMPLATE, _EXPRESSION and _TRANSFORM, beginning with
 * "source: ", "target: " or "step 2 (curve): ", or with the number of the source or target.
 *
 * Returns: (transfer full): a chain, or %NULL
 */
ClaspChain *
clasp_chain_new (const ClaspChainSpec *spec, GError **error)
{
  static const guint            never = 0;
  static const ClaspRangeSource shapes = { find_by_shape, is_reachable_by_shape, &never, NULL };
  g_autoptr (ClaspChain)        self = g_new0 (ClaspChain, 1);

  self->ranges = spec->ranges != NULL ? *spec->ranges : shapes;
  self->convert = spec->convert;
  self->head = spec->head;
  self->idle_reset_us = spec->idle_reset_us;
  self->tick_us = spec->tick_us;
  self->again = spec->again;
  self->env = spec->env != NULL ? *spec->env : (ClaspTransformEnv){ .get = get_nothing };
  self->watched = g_ptr_array_new ();
  self->entries = clasp_chain_entries_new ();
  g_queue_init (&self->by_use);
  self->address = g_string_new (NULL);
  return build (self, spec, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * clasp_chain_free:
 * @self: (transfer full): a chain
 *
 * Thread: the chain's.
 */
void
clasp_chain_free (ClaspChain *self)
{
  clasp_chain_reset (self);
  g_hash_table_unref (self->entries);
  g_ptr_array_unref (self->watched);
  for (guint i = 0; i < self->n_steps; i++)
    g_object_unref (self->steps[i].transform);
  g_clear_pointer (&self->source, clasp_route_pattern_free);
  g_clear_pointer (&self->target, clasp_template_free);
  g_string_free (self->address, TRUE);
  g_free (self);
}

/**
 * clasp_chain_reset:
 * @self: a chain
 *
 * The steps forget what they remember of every address.
 *
 * Thread: the chain's.
 */
void
clasp_chain_reset (ClaspChain *self)
{
  while (!g_queue_is_empty (&self->by_use))
    clasp_chain_drop_oldest (self);
}

/**
 * clasp_chain_get_pattern:
 * @self: a chain
 *
 * Thread: the chain's.
 *
 * Returns: (transfer none): its source's pattern, as long as the chain lives
 */
const ClaspRoutePattern *
clasp_chain_get_pattern (ClaspChain *self)
{
  return self->source;
}

/**
 * clasp_chain_get_subscription:
 * @self: a chain
 *
 * Thread: the chain's.
 *
 * Returns: the protocol's pattern to subscribe to; it may match more than the chain does
 */
const char *
clasp_chain_get_subscription (ClaspChain *self)
{
  return clasp_route_pattern_get_subscription (self->source);
}

/**
 * clasp_chain_get_watched:
 * @self: a chain
 *
 * Thread: the chain's.
 *
 * Returns: (transfer none) (array zero-terminated=1): the addresses its steps look at besides the
 *   source, each once
 */
const char *const *
clasp_chain_get_watched (ClaspChain *self)
{
  return (const char *const *) self->watched->pdata;
}

/**
 * clasp_chain_follow:
 * @self: a chain
 * @now_us: monotonic time
 *
 * Thread: the chain's.
 */
void
clasp_chain_follow (ClaspChain *self, gint64 now_us)
{
  for (guint i = 0; i < self->n_steps; i++)
    if (self->steps[i].iface->follow != NULL)
      self->steps[i].iface->follow (self->steps[i].transform, &self->env, now_us);
}

static gboolean
is_among (const char *const *addresses, ClaspStr watched)
{
  for (guint i = 0; addresses != NULL && addresses[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (addresses[i]), watched))
      return TRUE;

  return FALSE;
}

static void
touch_entry (ClaspChain *self, ClaspChainEntry *entry, ClaspStr watched, gint64 now_us)
{
  for (guint i = 0; i < self->n_steps; i++)
    if (is_among (clasp_transform_get_watched (self->steps[i].transform), watched))
      entry->steps[i].wake_us = now_us;
  if (is_among (self->again, watched))
    entry->again_us = now_us;
}

/**
 * clasp_chain_touch:
 * @self: a chain
 * @watched: an address of clasp_chain_get_watched () that changed
 * @now_us: monotonic time
 * @func: called for each source address that had a value; where it says %TRUE, clasp_chain_tick ()
 * is due for that address, but not from within
 * @user_data: for @func
 *
 * Thread: the chain's.
 */
void
clasp_chain_touch (ClaspChain         *self,
                   ClaspStr            watched,
                   gint64              now_us,
                   ClaspChainTouchFunc func,
                   gpointer            user_data)
{
  for (GList *link = self->by_use.head; link != NULL; link = link->next)
    {
      ClaspChainEntry *entry = link->data;

      if (func (entry->address, user_data))
        touch_entry (self, entry, watched, now_us);
    }
}
