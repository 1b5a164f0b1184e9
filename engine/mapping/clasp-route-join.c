/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-join.h"

#include "mapping/clasp-mapping-private.h"

/* What one source gave last. */
typedef struct
{
  char      *address; /* (owned) (nullable) NULL = nothing yet */
  ClaspValue value;   /* (owned) */
  gboolean   is_new;  /* since the last time all passed */
} Part;

typedef struct
{
  guint n_sources;
  Part  parts[];
} Group;

typedef struct
{
  const ClaspRoutePattern *pattern; /* (unowned) */
  char                    *key;     /* (owned) */
  guint                    n_shared;
  guint                    shared[CLASP_MAX_CAPTURES]; /* its captures that all have */
} Source;

struct _ClaspRouteJoin
{
  ClaspJoin   join;
  ClaspFire   fire;
  guint       n_sources;
  Source     *sources; /* (owned) */
  GHashTable *groups;  /* (owned) text of shared captures → Group (owned) */
};

static void
group_free (gpointer data)
{
  Group *self = data;

  for (guint i = 0; i < self->n_sources; i++)
    {
      g_free (self->parts[i].address);
      clasp_value_clear (&self->parts[i].value);
    }
  g_free (self);
}

/* A capture without a name of its own is no bond between addresses. */
static gboolean
is_in_all (ClaspRouteJoin *self, const char *name)
{
  guint ignored;

  if (g_ascii_isdigit (name[0]))
    return FALSE;
  for (guint i = 0; i < self->n_sources; i++)
    if (!clasp_route_pattern_find_capture (self->sources[i].pattern, clasp_str (name), &ignored))
      return FALSE;
  return TRUE;
}

/* In the first source's order for all. */
static void
find_shared (ClaspRouteJoin *self)
{
  const ClaspRoutePattern *first = self->sources[0].pattern;

  for (guint i = 0; i < clasp_route_pattern_get_n_captures (first); i++)
    {
      const char *name = clasp_route_pattern_get_capture_name (first, i);

      for (guint j = 0; name != NULL && j < self->n_sources && is_in_all (self, name); j++)
        {
          Source *source = &self->sources[j];

          clasp_route_pattern_find_capture (source->pattern, clasp_str (name),
                                            &source->shared[source->n_shared]);
          source->n_shared++;
        }
    }
}

/**
 * clasp_route_join_new:
 * @join: array or map
 * @fire: when all of them pass
 * @n_sources: how many there are, at least one
 * @patterns: (array length=n_sources): theirs, which must live longer
 * @keys: (array length=n_sources): their names in a map; an empty one is the end of the address
 *
 * Thread: the one that will use it.
 *
 * Returns: (transfer full): a join without any value
 */
ClaspRouteJoin *
clasp_route_join_new (ClaspJoin                       join,
                      ClaspFire                       fire,
                      guint                           n_sources,
                      const ClaspRoutePattern *const *patterns,
                      const char *const              *keys)
{
  ClaspRouteJoin *self = g_new0 (ClaspRouteJoin, 1);

  self->join = join;
  self->fire = fire;
  self->n_sources = n_sources;
  self->sources = g_new0 (Source, n_sources);
  self->groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, group_free);
  for (guint i = 0; i < n_sources; i++)
    {
      self->sources[i].pattern = patterns[i];
      self->sources[i].key = g_strdup (keys[i]);
    }
  find_shared (self);
  return self;
}

/**
 * clasp_route_join_free:
 * @self: (transfer full): a join
 *
 * Thread: the join's.
 */
void
clasp_route_join_free (ClaspRouteJoin *self)
{
  for (guint i = 0; i < self->n_sources; i++)
    g_free (self->sources[i].key);
  g_free (self->sources);
  g_hash_table_unref (self->groups);
  g_free (self);
}

/**
 * clasp_route_join_reset:
 * @self: a join
 *
 * Forgets every value.
 *
 * Thread: the join's.
 */
void
clasp_route_join_reset (ClaspRouteJoin *self)
{
  g_hash_table_remove_all (self->groups);
}

static char *
make_group_name (const Source *source, ClaspStr address)
{
  GString      *name = g_string_new (NULL);
  ClaspCaptures captures;

  if (source->n_shared > 0 && clasp_route_pattern_match (source->pattern, address, &captures))
    for (guint i = 0; i < source->n_shared; i++)
      {
        ClaspStr text = captures.captures[source->shared[i]].text;

        g_string_append_len (name, text.data, (gssize) text.length);
        g_string_append_c (name, '/'); /* which no capture of one segment holds */
      }
  return g_string_free (name, FALSE);
}

static Group *
ensure_group (ClaspRouteJoin *self, guint source, ClaspStr address)
{
  g_autofree char *name = make_group_name (&self->sources[source], address);
  Group           *group = g_hash_table_lookup (self->groups, name);

  if (group != NULL)
    return group;
  if (g_hash_table_size (self->groups) >= CLASP_ROUTE_JOIN_MAX_GROUPS)
    clasp_route_join_reset (self);
  group = g_malloc0 (sizeof (Group) + self->n_sources * sizeof (Part));
  group->n_sources = self->n_sources;
  g_hash_table_insert (self->groups, g_steal_pointer (&name), group);
  return group;
}

static void
store (Part *part, ClaspStr address, const ClaspValue *value)
{
  if (part->address == NULL || !clasp_str_equal (clasp_str (part->address), address))
    {
      g_free (part->address);
      part->address = clasp_str_dup (address);
    }
  clasp_value_clear (&part->value);
  part->value = clasp_value_copy (value);
  part->is_new = TRUE;
}

static gboolean
is_complete (const Group *group, gboolean wants_new)
{
  for (guint i = 0; i < group->n_sources; i++)
    if (group->parts[i].address == NULL || (wants_new && !group->parts[i].is_new))
      return FALSE;
  return TRUE;
}

static gboolean
fires (ClaspRouteJoin *self, const Group *group, guint source)
{
  switch (self->fire)
    {
    case CLASP_FIRE_ANY:
      return is_complete (group, FALSE);
    case CLASP_FIRE_ALL:
      return is_complete (group, TRUE);
    case CLASP_FIRE_FIRST:
      return source == 0 && is_complete (group, FALSE);
    }
  return FALSE;
}

static ClaspStr
key_of (const Source *source, const Part *part)
{
  const char *slash = strrchr (part->address, '/');

  return clasp_str (*source->key != '\0' ? source->key : slash + 1);
}

static ClaspValue
make_map (ClaspRouteJoin *self, const Group *group)
{
  g_autofree ClaspMapEntry *entries = g_new (ClaspMapEntry, self->n_sources);

  for (guint i = 0; i < self->n_sources; i++)
    {
      entries[i].key = key_of (&self->sources[i], &group->parts[i]);
      entries[i].value = clasp_value_copy (&group->parts[i].value);
    }
  return clasp_value_map (entries, self->n_sources);
}

static ClaspValue
make_array (const Group *group)
{
  g_autofree ClaspValue *elements = g_new (ClaspValue, group->n_sources);

  for (guint i = 0; i < group->n_sources; i++)
    elements[i] = clasp_value_copy (&group->parts[i].value);
  return clasp_value_array (elements, group->n_sources);
}

/**
 * clasp_route_join_put:
 * @self: a join
 * @source: which source, from 0
 * @address: of it, which its pattern matches
 * @value: its new value; borrowed
 * @joined: (out): the newest of all
 * @first: (out): the first source's address, until the next call
 *
 * Thread: the join's.
 *
 * Returns: whether all of them pass now
 */
gboolean
clasp_route_join_put (ClaspRouteJoin   *self,
                      guint             source,
                      ClaspStr          address,
                      const ClaspValue *value,
                      ClaspValue       *joined,
                      ClaspStr         *first)
{
  Group *group = ensure_group (self, source, address);

  store (&group->parts[source], address, value);
  if (!fires (self, group, source))
    return FALSE;

  for (guint i = 0; i < group->n_sources; i++)
    group->parts[i].is_new = FALSE;
  *joined = self->join == CLASP_JOIN_MAP ? make_map (self, group) : make_array (group);
  *first = clasp_str (group->parts[0].address);
  return TRUE;
}
