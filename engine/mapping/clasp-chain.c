/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. What belongs to one source address is kept together in an Entry: what it captured,
 * its ranges, and what the steps remember. An address is matched once; afterwards a value costs one
 * look into a hash table. Entries are dropped least recently used first, so that a peer that makes
 * up addresses cannot fill the memory.
 *
 * Ranges, with "convert": behind the steps the range of their result becomes the target's. That
 * result has the source's range, or 0–1 or a range of its own when a step says so; the last is only
 * rounded for targets that count in whole numbers. If a step works on 0–1 and none before brings
 * the value there, the source's range becomes 0–1 before the first step. */

#include "mapping/clasp-chain-private.h"

#include "core/clasp-address.h"
#include "mapping/clasp-mapping-private.h"
#include "mapping/transforms/clasp-transforms.h"

#include <math.h>

#define MAX_ADDRESSES 4096
/* Of one step: those that wait give what they have at the first. */
#define MAX_PREVIEW_TICKS 16

typedef struct
{
  gint64     wake_us; /* 0 = none */
  ClaspValue input;   /* (owned) the last good one, for ticks */
  ClaspValue output;  /* (owned) */
  gpointer   block;   /* inside the entry's memory */
} StepState;

typedef struct
{
  ClaspStr      address;  /* (owned) */
  GList         link;     /* in the queue by use; data is the entry */
  ClaspCaptures captures; /* of @address */
  gboolean      is_event; /* the last input was one */
  gint64        heard_us; /* the last input */
  gboolean      has_source_range;
  ClaspRange    source_range;
  char         *target; /* (owned) NULL = not yet known, or different for each value */
  StepState     steps[];
} Entry;

typedef struct
{
  ClaspTransform          *transform; /* (owned) */
  ClaspTransformInterface *iface;
  gsize                    offset; /* of its block in an entry */
  gboolean                 keeps_input; /* a tick may come, which needs it */
} Step;

typedef enum
{
  DOMAIN_SOURCE, /* the source's range, or 0–1 where that was brought there */
  DOMAIN_UNIT,
  DOMAIN_OWN,
} Domain;

struct _ClaspChain
{
  ClaspChain        *head; /* (unowned) (nullable) */
  ClaspRoutePattern *source;
  ClaspTemplate     *target; /* (nullable) */
  gboolean           target_uses_value;
  gboolean           convert;
  Domain             domain;         /* of what comes out of the steps */
  gboolean           starts_as_unit; /* where the source's range is known */
  Step               steps[CLASP_CHAIN_MAX_STEPS];
  guint              n_steps;
  ClaspTransformEnv  env;
  GPtrArray         *watched; /* (owned) of addresses (unowned), NULL-terminated */
  gsize              entry_size;
  gint64             idle_reset_us;
  GHashTable        *entries; /* (owned) ClaspStr * of the entry → (owned) Entry */
  GQueue             by_use;  /* newest first */
  GString           *address; /* the last target that uses the value */
};

static guint
address_hash (gconstpointer key)
{
  guint64 hash = clasp_str_hash (*(const ClaspStr *) key);

  return (guint) (hash ^ hash >> 32);
}

static gboolean
address_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (*(const ClaspStr *) a, *(const ClaspStr *) b);
}

/* ---- entries ---- */

/* What the steps remember; they may begin anew. */
static void
clear_steps (ClaspChain *self, Entry *entry)
{
  for (guint i = 0; i < self->n_steps; i++)
    {
      if (self->steps[i].iface->clear_state != NULL)
        self->steps[i].iface->clear_state (self->steps[i].transform, entry->steps[i].block);
      memset (entry->steps[i].block, 0, self->steps[i].iface->state_size);
      entry->steps[i].wake_us = 0;
      clasp_value_clear (&entry->steps[i].input);
      clasp_value_clear (&entry->steps[i].output);
    }
}

static void
entry_free (ClaspChain *self, Entry *entry)
{
  clear_steps (self, entry);
  g_free (entry->target);
  g_free ((char *) entry->address.data);
  g_free (entry);
}

/* Without an address of its own: for previews. */
static Entry *
entry_new (ClaspChain *self)
{
  Entry *entry = g_malloc0 (self->entry_size);

  entry->link.data = entry;
  for (guint i = 0; i < self->n_steps; i++)
    entry->steps[i].block = (guint8 *) entry + self->steps[i].offset;
  return entry;
}

static void
drop_oldest (ClaspChain *self)
{
  Entry *oldest = g_queue_peek_tail (&self->by_use);

  g_hash_table_remove (self->entries, &oldest->address);
  g_queue_unlink (&self->by_use, &oldest->link);
  entry_free (self, oldest);
}

static Entry *
add_entry (ClaspChain *self, ClaspStr address)
{
  ClaspCaptures captures;
  Entry        *entry;

  if (!clasp_route_pattern_match (self->source, address, &captures))
    return NULL;

  entry = entry_new (self);
  entry->address = (ClaspStr){ clasp_str_dup (address), address.length };
  clasp_route_pattern_match (self->source, entry->address, &entry->captures);
  entry->has_source_range = clasp_range_for_address (entry->address, &entry->source_range);
  if (g_hash_table_size (self->entries) == MAX_ADDRESSES)
    drop_oldest (self);
  g_hash_table_insert (self->entries, &entry->address, entry);
  g_queue_push_head_link (&self->by_use, &entry->link);
  return entry;
}

static Entry *
find_entry (ClaspChain *self, ClaspStr address)
{
  Entry *entry = g_hash_table_lookup (self->entries, &address);

  if (entry != NULL && self->by_use.head != &entry->link)
    {
      g_queue_unlink (&self->by_use, &entry->link);
      g_queue_push_head_link (&self->by_use, &entry->link);
    }
  return entry;
}

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
add_step_place (ClaspChain *self, const ClaspChainSpec *spec, ClaspTransform *transform, GError **error)
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
  Step *step = &self->steps[self->n_steps];

  if (!clasp_transform_compile (transform, self->source, error) ||
      !check_watched (transform, error))
    {
      add_step_place (self, spec, transform, error);
      return FALSE;
    }

  *step = (Step){ g_object_ref (transform), CLASP_TRANSFORM_GET_IFACE (transform), 0, FALSE };
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
  g_ptr_array_add (self->watched, NULL);
}

static void
find_domain (ClaspChain *self)
{
  gboolean needs_unit = FALSE;
  gboolean has_own_way = self->head != NULL && self->head->domain != DOMAIN_SOURCE;

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
        self->domain = DOMAIN_UNIT;
      else if (sets_range)
        self->domain = DOMAIN_OWN;
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
  self->entry_size = sizeof (Entry) + self->n_steps * sizeof (StepState);
  for (guint i = 0; i < self->n_steps; i++)
    {
      self->entry_size = (self->entry_size + 15) / 16 * 16;
      self->steps[i].offset = self->entry_size;
      self->entry_size += self->steps[i].iface->state_size;
    }
  return TRUE;
}

/* What every name stands for when nothing has come yet. */
static void
fill_captures (ClaspChain *self, ClaspCaptures *captures)
{
  captures->n_captures = clasp_route_pattern_get_n_captures (self->source);
  for (guint i = 0; i < captures->n_captures; i++)
    captures->captures[i] = (ClaspCapture){ CLASP_STR_LITERAL ("1"), TRUE, 1 };
}

/* A target that can never be an address is an error now and not at the first value. */
static gboolean
check_target (ClaspChain *self, GError **error)
{
  ClaspCaptures       captures;
  g_autoptr (GString) example = g_string_new (NULL);
  const char         *why;

  fill_captures (self, &captures);
  if (!clasp_template_expand (self->target, &captures, "1", example) ||
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
  g_autoptr (ClaspChain) self = g_new0 (ClaspChain, 1);

  self->convert = spec->convert;
  self->head = spec->head;
  self->idle_reset_us = spec->idle_reset_us;
  self->env = spec->env != NULL ? *spec->env : (ClaspTransformEnv){ .get = get_nothing };
  self->watched = g_ptr_array_new ();
  self->entries = g_hash_table_new (address_hash, address_equal);
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
    drop_oldest (self);
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

/* ---- values through the steps ---- */

/* The chain before this one has done it already. */
static gboolean
comes_as_unit (const ClaspChain *self)
{
  return self->head != NULL && self->head->starts_as_unit;
}

static gboolean
is_unit_chain (const ClaspChain *self, const Entry *entry)
{
  return self->convert && (self->starts_as_unit || comes_as_unit (self)) &&
         entry->has_source_range;
}

static void
remember (ClaspValue *slot, const ClaspValue *value)
{
  clasp_value_clear (slot);
  *slot = clasp_value_copy (value);
}

/* One step. What it could not handle leaves no trace: a tail under way goes on to its old end. */
static ClaspTransformResult
run_step (ClaspChain *self,
          Entry      *entry,
          guint       index,
          gboolean    is_tick,
          gint64      now_us,
          ClaspValue *value,
          const char **problem)
{
  const Step        *step = &self->steps[index];
  StepState         *state = &entry->steps[index];
  ClaspTransformCall call = {
    .now_us = now_us,
    .address = entry->address,
    .captures = &entry->captures,
    .env = &self->env,
    .is_event = entry->is_event,
    .is_tick = is_tick,
  };
  g_auto (ClaspValue)  input = CLASP_VALUE_INIT;
  ClaspTransformResult result;

  if (step->keeps_input && !is_tick)
    input = clasp_value_copy (value);
  result = step->iface->apply (step->transform, state->block, &call, value);
  *problem = call.problem;
  if (result == CLASP_TRANSFORM_ERROR)
    {
      if (is_tick)
        state->wake_us = 0;
      return result;
    }

  state->wake_us = call.wake_us;
  if (step->keeps_input && !is_tick)
    remember (&state->input, &input);
  if (result == CLASP_TRANSFORM_PASS)
    remember (&state->output, value);
  return result;
}

/* From step @first on. @value becomes the result, or null when it did not pass. */
static ClaspTransformResult
run_steps (ClaspChain       *self,
           Entry            *entry,
           guint             first,
           gboolean          is_tick,
           gint64            now_us,
           ClaspValue       *value,
           ClaspChainResult *result)
{
  for (guint i = 0; i < first; i++)
    result->steps[result->n_steps++] = clasp_value_copy (&entry->steps[i].output);

  for (guint i = first; i < self->n_steps; i++)
    {
      const char          *problem;
      ClaspTransformResult outcome =
        run_step (self, entry, i, is_tick && i == first, now_us, value, &problem);

      if (problem != NULL)
        {
          result->problem = problem;
          result->problem_step = i;
        }
      if (outcome != CLASP_TRANSFORM_PASS)
        {
          clasp_value_clear (value);
          return outcome;
        }
      result->steps[result->n_steps++] = clasp_value_copy (value);
    }
  return CLASP_TRANSFORM_PASS;
}

/* ---- target and default conversion ---- */

/* The address for this value, or NULL when there is none that exists. */
static const char *
find_target (ClaspChain *self, Entry *entry, const ClaspValue *value)
{
  g_autofree char *text = self->target_uses_value ? clasp_value_to_text (value) : NULL;
  ClaspStr         address;

  if (entry->target != NULL)
    return entry->target;

  g_string_truncate (self->address, 0);
  if (!clasp_template_expand (self->target, &entry->captures, text, self->address))
    return NULL;
  address = (ClaspStr){ self->address->str, self->address->len };
  if (!clasp_address_is_valid (address, NULL) || !clasp_address_is_reachable (address))
    return NULL;
  if (self->target_uses_value)
    return self->address->str;
  entry->target = clasp_str_dup (address);
  return entry->target;
}

static gboolean
ranges_differ (const ClaspRange *a, const ClaspRange *b)
{
  return a->minimum != b->minimum || a->maximum != b->maximum;
}

/* The range of what comes out of the steps; FALSE when it is not known. */
static gboolean
find_result_range (const ClaspChain *self, const Entry *entry, ClaspRange *range)
{
  *range = (ClaspRange){ 0.0, 1.0, FALSE };
  if (self->domain == DOMAIN_UNIT || is_unit_chain (self, entry))
    return TRUE;
  *range = entry->source_range;
  return entry->has_source_range;
}

/* The target's range. Towards an address of which nothing is known, what was brought to 0–1 goes
 * back to the units it came in. */
static gboolean
find_target_range (const ClaspChain *self,
                   const Entry      *entry,
                   const char       *target,
                   ClaspRange       *range)
{
  if (clasp_range_for_address (clasp_str (target), range))
    return TRUE;
  *range = (ClaspRange){ entry->source_range.minimum, entry->source_range.maximum, FALSE };
  return self->domain == DOMAIN_SOURCE && is_unit_chain (self, entry);
}

/* TRUE in @applied when the value was subject to the conversion, changed or not. */
static gboolean
convert (ClaspChain *self, Entry *entry, const char *target, ClaspValue *value, gboolean *applied)
{
  ClaspRange from, to;
  gboolean   is_known = find_result_range (self, entry, &from);

  *applied = FALSE;
  if (!self->convert || !find_target_range (self, entry, target, &to))
    return TRUE;
  *applied = to.integer || (self->domain != DOMAIN_OWN && is_known && ranges_differ (&from, &to));
  if (!*applied)
    return TRUE;
  if (self->domain == DOMAIN_OWN)
    return clasp_convert_to_level (value, &to);
  return clasp_convert_to_range (value, is_known ? &from : NULL, &to);
}

static void
fail (ClaspChainResult *result, ClaspChainFault fault)
{
  result->result = CLASP_TRANSFORM_ERROR;
  result->fault = fault;
}

/* The address for what is to be sent, and that in the address's units. */
static void
aim (ClaspChain *self, Entry *entry, ClaspValue *value, ClaspChainResult *result)
{
  gboolean is_converted = FALSE;

  result->target = find_target (self, entry, value);
  if (result->target == NULL)
    fail (result, CLASP_CHAIN_NO_ADDRESS);
  else if (!convert (self, entry, result->target, value, &is_converted))
    fail (result, CLASP_CHAIN_NO_NUMBER);
  if (!is_converted || result->result != CLASP_TRANSFORM_PASS)
    return;

  result->steps[result->n_steps++] = clasp_value_copy (value);
  if (self->target_uses_value)
    result->target = find_target (self, entry, value);
  if (result->target == NULL)
    fail (result, CLASP_CHAIN_NO_ADDRESS);
}

/* Takes over @value. */
static void
finish (ClaspChain *self, Entry *entry, ClaspValue value, ClaspChainResult *result)
{
  if (self->target != NULL)
    aim (self, entry, &value, result);
  if (result->result == CLASP_TRANSFORM_PASS)
    result->output = value;
  else
    clasp_value_clear (&value);
}

static gint64
next_wake (const ClaspChain *self, const Entry *entry)
{
  gint64 wake_us = 0;

  for (guint i = 0; i < self->n_steps; i++)
    if (entry->steps[i].wake_us != 0 && (wake_us == 0 || entry->steps[i].wake_us < wake_us))
      wake_us = entry->steps[i].wake_us;

  return wake_us;
}

/* Takes over @value. */
static void
run_from (ClaspChain       *self,
          Entry            *entry,
          guint             first,
          gboolean          is_tick,
          gint64            now_us,
          ClaspValue        value,
          ClaspChainResult *result)
{
  result->n_steps = 0;
  result->output = clasp_value_null ();
  result->target = NULL;
  result->problem = NULL;
  result->captures = &entry->captures;
  result->fault = CLASP_CHAIN_STEP;
  result->result = run_steps (self, entry, first, is_tick, now_us, &value, result);
  if (result->result == CLASP_TRANSFORM_PASS)
    finish (self, entry, value, result);
  result->wake_us = next_wake (self, entry);
}

static void
forget_when_idle (ClaspChain *self, Entry *entry, gint64 now_us)
{
  if (self->idle_reset_us != 0 && entry->heard_us != 0 &&
      now_us - entry->heard_us >= self->idle_reset_us)
    clear_steps (self, entry);
  entry->heard_us = now_us;
}

/**
 * clasp_chain_run:
 * @self: a chain
 * @address: where @input came from
 * @input: a value
 * @is_event: whether it is over once it has passed, so that no newer one may stand for it
 * @now_us: monotonic time
 * @result: (out): what became of it; cleared with clasp_chain_result_clear () whenever this returns
 *   %TRUE
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE, and nothing in @result, when @address is not one of the source's
 */
gboolean
clasp_chain_run (ClaspChain       *self,
                 ClaspStr          address,
                 const ClaspValue *input,
                 gboolean          is_event,
                 gint64            now_us,
                 ClaspChainResult *result)
{
  Entry     *entry = find_entry (self, address);
  ClaspValue value;

  if (entry == NULL)
    entry = add_entry (self, address);
  if (entry == NULL)
    return FALSE;

  entry->is_event = is_event;
  value = clasp_value_copy (input);
  forget_when_idle (self, entry, now_us);
  if (is_unit_chain (self, entry) && !comes_as_unit (self))
    clasp_convert_to_unit (&value, &entry->source_range);
  run_from (self, entry, 0, FALSE, now_us, value, result);
  return TRUE;
}

static gboolean
find_due (const ClaspChain *self, const Entry *entry, gint64 now_us, guint *index)
{
  for (; *index < self->n_steps; (*index)++)
    if (entry->steps[*index].wake_us != 0 && entry->steps[*index].wake_us <= now_us)
      return TRUE;

  return FALSE;
}

/**
 * clasp_chain_tick:
 * @self: a chain
 * @address: one whose last result had a wake-up time
 * @now_us: monotonic time
 * @result: (out): what came of it, as in clasp_chain_run ()
 *
 * Calls the first step whose time has come with its last input again, and those behind it with what
 * follows. A step behind one that gives nothing gets its own turn.
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE, and nothing in @result, when nothing was due
 */
gboolean
clasp_chain_tick (ClaspChain *self, ClaspStr address, gint64 now_us, ClaspChainResult *result)
{
  Entry   *entry = find_entry (self, address);
  guint    index = 0;
  gboolean has_run = FALSE;

  while (entry != NULL && find_due (self, entry, now_us, &index))
    {
      if (has_run)
        clasp_chain_result_clear (result);
      run_from (self, entry, index, TRUE, now_us, clasp_value_copy (&entry->steps[index].input),
                result);
      has_run = TRUE;
      if (result->result == CLASP_TRANSFORM_PASS)
        break;
      index++;
    }
  return has_run;
}

/**
 * clasp_chain_get_wake:
 * @self: a chain
 * @address: a source's
 *
 * Thread: the chain's.
 *
 * Returns: when clasp_chain_tick () is due for @address, monotonic; 0 = not
 */
gint64
clasp_chain_get_wake (ClaspChain *self, ClaspStr address)
{
  const Entry *entry = g_hash_table_lookup (self->entries, &address);

  return entry != NULL ? next_wake (self, entry) : 0;
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

static gboolean
is_watched_by (const Step *step, ClaspStr watched)
{
  const char *const *addresses = clasp_transform_get_watched (step->transform);

  for (guint i = 0; addresses[i] != NULL; i++)
    if (clasp_str_equal (clasp_str (addresses[i]), watched))
      return TRUE;

  return FALSE;
}

/**
 * clasp_chain_touch:
 * @self: a chain
 * @watched: an address of clasp_chain_get_watched () that changed
 * @now_us: monotonic time
 * @func: called for each source address that had a value; where it says %TRUE, clasp_chain_tick () is
 *   due for that address, but not from within
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
      Entry *entry = link->data;

      if (func (entry->address, user_data))
        for (guint i = 0; i < self->n_steps; i++)
          if (is_watched_by (&self->steps[i], watched))
            entry->steps[i].wake_us = now_us;
    }
}

/**
 * clasp_chain_result_clear:
 * @self: what clasp_chain_run () or clasp_chain_tick () filled
 *
 * Thread: the chain's.
 */
void
clasp_chain_result_clear (ClaspChainResult *self)
{
  for (guint i = 0; i < self->n_steps; i++)
    clasp_value_clear (&self->steps[i]);
  self->n_steps = 0;
  clasp_value_clear (&self->output);
}

/* A step that gives nothing at once but asks for more time gets it: a delay shows what comes of the
 * value, only later. */
static gboolean
preview_step (ClaspChain *self, Entry *entry, guint index, gint64 *now_us, ClaspValue *value)
{
  StepState           *state = &entry->steps[index];
  const char          *problem;
  ClaspTransformResult result = run_step (self, entry, index, FALSE, *now_us, value, &problem);

  for (guint i = 0; i < MAX_PREVIEW_TICKS && result == CLASP_TRANSFORM_DROP; i++)
    {
      if (state->wake_us == 0)
        return FALSE;
      *now_us = MAX (*now_us, state->wake_us);
      clasp_value_clear (value);
      *value = clasp_value_copy (&state->input);
      result = run_step (self, entry, index, TRUE, *now_us, value, &problem);
    }
  return result == CLASP_TRANSFORM_PASS;
}

static gboolean
preview_steps (ClaspChain *self, Entry *entry, guint n_steps, ClaspValue *value)
{
  gint64      now_us = 0;
  gboolean    ignored;
  const char *target;

  if (is_unit_chain (self, entry))
    clasp_convert_to_unit (value, &entry->source_range);
  for (guint i = 0; i < MIN (n_steps, self->n_steps); i++)
    if (!preview_step (self, entry, i, &now_us, value))
      return FALSE;
  if (n_steps <= self->n_steps || self->target == NULL)
    return TRUE;

  target = find_target (self, entry, value);
  return target != NULL && convert (self, entry, target, value, &ignored);
}

/**
 * clasp_chain_preview:
 * @self: a chain
 * @n_steps: how many steps; one more than there are adds the default conversion
 * @input: a number as it comes from the source
 * @output: (out): the result
 *
 * For curve views: every call starts from nothing, so that smoothing shows where it will rest, and a
 * delay what it will give when its time is over. Captures count as 1.
 *
 * Thread: the chain's.
 *
 * Returns: %FALSE when the result is no number
 */
gboolean
clasp_chain_preview (ClaspChain *self, guint n_steps, double input, double *output)
{
  Entry              *entry = entry_new (self);
  ClaspStr            subscription = clasp_str (clasp_chain_get_subscription (self));
  g_auto (ClaspValue) value = clasp_value_double (input);
  gboolean            is_number;

  entry->address = (ClaspStr){ clasp_str_dup (subscription), subscription.length };
  entry->has_source_range = clasp_range_for_address (subscription, &entry->source_range);
  fill_captures (self, &entry->captures);
  is_number =
    preview_steps (self, entry, n_steps, &value) && clasp_value_to_double (&value, output);
  entry_free (self, entry);
  return is_number && isfinite (*output);
}
