/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-policies.h"

#include "router/clasp-guard.h"
#include "router/clasp-signals.h"

#include <math.h>

/* Design notes: parameters are many and different policies are few. So a parameter has one byte,
 * which says that it has no policy or where in a table its policy stands, and a write without
 * policies costs one comparison. When what a pattern says changes, all bytes are forgotten; what an
 * address says changes one. */

#define TABLE_SIZE (CLASP_POLICY_OTHER - CLASP_POLICY_FIRST)

typedef struct
{
  ClaspPattern *pattern; /* (owned) */
  ClaspStrategy strategy;
} Line;

struct _ClaspPolicies
{
  ClaspRouter *router; /* (unowned) */
  GArray      *lines;  /* (owned) of Line */
  guint        n_policies;
  ClaspPolicy  table[TABLE_SIZE];
};

static const char *const strategy_names[] = { "lww", "max", "min", "lock", "merge" };

gboolean
clasp_strategy_from_string (ClaspStr text, ClaspStrategy *strategy)
{
  for (guint i = 0; i < G_N_ELEMENTS (strategy_names); i++)
    if (clasp_str_equal (text, clasp_str (strategy_names[i])))
      {
        *strategy = (ClaspStrategy) i;
        return TRUE;
      }
  return FALSE;
}

static void
line_clear (gpointer data)
{
  clasp_pattern_unref (((Line *) data)->pattern);
}

ClaspPolicies *
clasp_policies_new (ClaspRouter *router)
{
  ClaspPolicies *self = g_new0 (ClaspPolicies, 1);

  self->router = router;
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (self->lines, line_clear);
  return self;
}

void
clasp_policies_free (ClaspPolicies *self)
{
  g_array_unref (self->lines);
  g_free (self);
}

/* --- lines of the show ---------------------------------------------------------------------- */

/* A pattern has no blanks at its end, so the last word is the strategy. */
static gboolean
parse_line (const char *text, Line *line, const char **why)
{
  const char *blank = strrchr (text, ' ');
  ClaspStr    pattern;

  *why = "expected a pattern and one of lww, max, min, lock, merge: “/fader/** max”";
  if (blank == NULL || !clasp_strategy_from_string (clasp_str (blank + 1), &line->strategy))
    return FALSE;

  while (blank > text && blank[-1] == ' ')
    blank--;
  pattern = (ClaspStr){ text, (gsize) (blank - text) };
  if (!clasp_pattern_is_valid (pattern, why))
    return FALSE;
  line->pattern = clasp_pattern_new (pattern);
  return TRUE;
}

gboolean
clasp_policies_check_line (const char *line, GError **error)
{
  const char *why;
  Line        parsed;

  if (parse_line (line, &parsed, &why))
    {
      line_clear (&parsed);
      return TRUE;
    }
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING, "‘%s’: %s", line, why);
  return FALSE;
}

void
clasp_policies_forget (ClaspPolicies *self)
{
  ClaspStore *store = self->router->store;

  for (guint place = 0; place < clasp_store_get_n_places (store); place++)
    {
      ClaspParam *param = clasp_store_get_at (store, place);

      if (param != NULL)
        param->policy = CLASP_POLICY_UNKNOWN;
    }
  self->n_policies = 0;
}

void
clasp_policies_set_lines (ClaspPolicies *self, const char *const *lines)
{
  g_array_set_size (self->lines, 0);
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      const char *why;
      Line        line;

      if (parse_line (lines[i], &line, &why))
        g_array_append_val (self->lines, line);
    }
  clasp_policies_forget (self);
}

void
clasp_policies_announced (ClaspPolicies *self, ClaspStr address)
{
  ClaspParam *param;

  if (memchr (address.data, '*', address.length) != NULL)
    {
      clasp_policies_forget (self);
      return;
    }
  param = clasp_store_lookup (self->router->store, address);
  if (param != NULL)
    param->policy = CLASP_POLICY_UNKNOWN;
}

/* --- which policy ----------------------------------------------------------------------------- */

static gboolean
find_line (ClaspPolicies *self, ClaspStr address, ClaspStrategy *strategy)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);

      if (!clasp_pattern_matches (line->pattern, address))
        continue;
      *strategy = line->strategy;
      return TRUE;
    }
  return FALSE;
}

gboolean
clasp_policies_find (ClaspPolicies *self, ClaspStr address, ClaspPolicy *policy)
{
  const ClaspSignalInfo *info = clasp_signals_find_governing (self->router->signals, address);

  *policy = (ClaspPolicy){ CLASP_STRATEGY_LWW };
  if (info != NULL && info->has_strategy)
    clasp_strategy_from_string (info->strategy, &policy->strategy);
  if (info != NULL && info->has_range && !info->is_advisory)
    {
      policy->has_range = TRUE;
      policy->minimum = info->minimum;
      policy->maximum = info->maximum;
    }
  find_line (self, address, &policy->strategy);
  policy->is_guarded = clasp_guard_covers (self->router, address);
  return policy->strategy != CLASP_STRATEGY_LWW || policy->has_range || policy->is_guarded;
}

static gboolean
is_same (const ClaspPolicy *a, const ClaspPolicy *b)
{
  if (a->strategy != b->strategy || a->has_range != b->has_range || a->is_guarded != b->is_guarded)
    return FALSE;
  return !a->has_range ||
         !(islessgreater (a->minimum, b->minimum) || islessgreater (a->maximum, b->maximum));
}

static guint8
remember (ClaspPolicies *self, const ClaspPolicy *policy)
{
  for (guint i = 0; i < self->n_policies; i++)
    if (is_same (&self->table[i], policy))
      return (guint8) (CLASP_POLICY_FIRST + i);
  if (self->n_policies == TABLE_SIZE)
    return CLASP_POLICY_OTHER;
  self->table[self->n_policies] = *policy;
  return (guint8) (CLASP_POLICY_FIRST + self->n_policies++);
}

gboolean
clasp_policies_find_for_param (ClaspPolicies *self, ClaspParam *param, ClaspPolicy *policy)
{
  gboolean is_governed;

  if (param->policy == CLASP_POLICY_PLAIN)
    return FALSE;
  if (param->policy >= CLASP_POLICY_FIRST && param->policy < CLASP_POLICY_OTHER)
    {
      *policy = self->table[param->policy - CLASP_POLICY_FIRST];
      return TRUE;
    }

  is_governed = clasp_policies_find (self, clasp_param_get_address (param), policy);
  param->policy = is_governed ? remember (self, policy) : CLASP_POLICY_PLAIN;
  return is_governed;
}

/* --- what a policy says ----------------------------------------------------------------------- */

/* Exact, also where a double cannot tell one integer from the next. */
static int
compare_int_double (gint64 integer, double number)
{
  gint64 whole;
  double rest;

  if (number >= 0x1p63)
    return -1;
  if (number < -0x1p63)
    return 1;
  whole = (gint64) number;
  if (integer != whole)
    return integer < whole ? -1 : 1;
  rest = number - (double) whole;
  return (rest < 0) - (rest > 0);
}

/* Of two numbers that are not NaN. */
static int
compare_numbers (const ClaspValue *a, const ClaspValue *b)
{
  if (a->type == CLASP_VALUE_INT && b->type == CLASP_VALUE_INT)
    return (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer);
  if (a->type == CLASP_VALUE_INT)
    return compare_int_double (a->as.integer, b->as.number);
  if (b->type == CLASP_VALUE_INT)
    return -compare_int_double (b->as.integer, a->as.number);
  return (a->as.number > b->as.number) - (a->as.number < b->as.number);
}

static gboolean
is_nan (const ClaspValue *value)
{
  return value->type == CLASP_VALUE_DOUBLE && isnan (value->as.number);
}

static gboolean
is_in_range (const ClaspPolicy *self, const ClaspValue *value)
{
  const ClaspValue minimum = clasp_value_double (self->minimum);
  const ClaspValue maximum = clasp_value_double (self->maximum);

  return !is_nan (value) && compare_numbers (value, &minimum) >= 0 &&
         compare_numbers (value, &maximum) <= 0;
}

/* A number, or each number of an array; other values have no range. */
gboolean
clasp_policy_accepts_range (const ClaspPolicy *self, const ClaspValue *value)
{
  guint n = value->type == CLASP_VALUE_ARRAY ? clasp_value_get_size (value) : 0;

  if (!self->has_range)
    return TRUE;
  if (clasp_value_is_number (value))
    return is_in_range (self, value);
  for (guint i = 0; i < n; i++)
    {
      const ClaspValue *element = clasp_value_get_element (value, i);

      if (clasp_value_is_number (element) && !is_in_range (self, element))
        return FALSE;
    }
  return TRUE;
}

/* Whatever is no number gives way, and what is none comes in: a NaN neither stays nor enters. */
gboolean
clasp_policy_accepts_change (const ClaspPolicy *self,
                             const ClaspValue  *old,
                             const ClaspValue  *value)
{
  int order;

  if (self->strategy != CLASP_STRATEGY_MAX && self->strategy != CLASP_STRATEGY_MIN)
    return TRUE;
  if (old == NULL || !clasp_value_is_number (old) || !clasp_value_is_number (value) || is_nan (old))
    return TRUE;
  if (is_nan (value))
    return FALSE;
  order = compare_numbers (value, old);
  return self->strategy == CLASP_STRATEGY_MAX ? order > 0 : order < 0;
}

ClaspValue
clasp_policies_merge (const ClaspValue *old, const ClaspValue *value)
{
  guint                     n_old = clasp_value_get_size (old);
  guint                     n_new = clasp_value_get_size (value);
  g_autofree ClaspMapEntry *entries = NULL;

  if (old->type != CLASP_VALUE_MAP || value->type != CLASP_VALUE_MAP)
    return clasp_value_copy (value);

  entries = g_new (ClaspMapEntry, n_old + n_new + 1);
  for (guint i = 0; i < n_old + n_new; i++)
    {
      const ClaspValue *from = i < n_old ? old : value;

      entries[i].value =
        clasp_value_copy (clasp_value_get_entry (from, i < n_old ? i : i - n_old, &entries[i].key));
    }
  return clasp_value_map (entries, n_old + n_new);
}
