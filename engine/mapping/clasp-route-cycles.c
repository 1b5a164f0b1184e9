/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Design notes. From each route a search in breadth finds the shortest way back to it; of a circle
 * only the search from its least member counts. A show has few circles, and most routes lead to no
 * other, so that most searches end at once. */

#include "mapping/clasp-route-cycles.h"

#include "mapping/clasp-route-pattern.h"

typedef struct
{
  guint              route;
  ClaspRoutePattern *pattern; /* (owned) */
} Source;

typedef struct
{
  const GPtrArray *specs;
  GHashTable      *exact;    /* (owned) address (unowned) → GArray of guint (owned) */
  GArray          *patterns; /* (owned) of Source */
  GPtrArray       *next;     /* (owned) of GArray of guint: who takes what a route writes */
} Graph;

static void
source_clear (gpointer data)
{
  clasp_route_pattern_free (((Source *) data)->pattern);
}

static void
array_free (gpointer array)
{
  g_array_unref (array);
}

static void
add_exact (Graph *graph, const char *address, guint route)
{
  GArray *routes = g_hash_table_lookup (graph->exact, address);

  if (routes == NULL)
    {
      routes = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (graph->exact, (gpointer) address, routes);
    }
  g_array_append_val (routes, route);
}

/* What cannot be read has its own error elsewhere. */
static void
add_source (Graph *graph, const char *address, guint route)
{
  ClaspRoutePattern *pattern = clasp_route_pattern_new (address, NULL);
  Source             source = { route, pattern };

  if (pattern != NULL && clasp_route_pattern_is_exact (pattern))
    {
      add_exact (graph, address, route);
      clasp_route_pattern_free (pattern);
    }
  else if (pattern != NULL)
    g_array_append_val (graph->patterns, source);
}

static gboolean
is_constant (const char *template)
{
  return strpbrk (template, "{*\\") == NULL;
}

static void
add_once (GArray *routes, guint route)
{
  for (guint i = 0; i < routes->len; i++)
    if (g_array_index (routes, guint, i) == route)
      return;

  g_array_append_val (routes, route);
}

static void
add_takers (Graph *graph, const char *address, GArray *takers)
{
  const GArray *exact = g_hash_table_lookup (graph->exact, address);
  ClaspCaptures captures;

  for (guint i = 0; exact != NULL && i < exact->len; i++)
    add_once (takers, g_array_index (exact, guint, i));
  for (guint i = 0; i < graph->patterns->len; i++)
    {
      const Source *source = &g_array_index (graph->patterns, Source, i);

      if (clasp_route_pattern_match (source->pattern, clasp_str (address), &captures))
        add_once (takers, source->route);
    }
}

static void
read_sources (Graph *graph)
{
  for (guint i = 0; i < graph->specs->len; i++)
    {
      const ClaspRouteSpec *spec = graph->specs->pdata[i];

      for (guint k = 0; k < spec->sources->len; k++)
        add_source (graph, ((const ClaspRouteEnd *) spec->sources->pdata[k])->address, i);
    }
}

static void
read_targets (Graph *graph)
{
  for (guint i = 0; i < graph->specs->len; i++)
    {
      const ClaspRouteSpec *spec = graph->specs->pdata[i];
      GArray               *takers = g_array_new (FALSE, FALSE, sizeof (guint));

      for (guint k = 0; k < spec->targets->len; k++)
        {
          const char *address = ((const ClaspRouteEnd *) spec->targets->pdata[k])->address;

          if (is_constant (address))
            add_takers (graph, address, takers);
        }
      g_ptr_array_add (graph->next, takers);
    }
}

/* The way to @last, along who led to whom. */
static GArray *
trace_back (const guint *before, guint first, guint last)
{
  GArray *way = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint at = last; at != first; at = before[at])
    g_array_prepend_val (way, at);
  g_array_prepend_val (way, first);
  return way;
}

/* The shortest circle in which @first is the least; NULL when there is none. */
static GArray *
find_from (const Graph *graph, guint first, guint *before, guint *seen)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (queue, first);
  for (guint i = 0; i < queue->len; i++)
    {
      guint         at = g_array_index (queue, guint, i);
      const GArray *next = graph->next->pdata[at];

      for (guint k = 0; k < next->len; k++)
        {
          guint to = g_array_index (next, guint, k);

          if (to == first)
            return trace_back (before, first, at);
          if (to < first || seen[to] == first + 1)
            continue;
          seen[to] = first + 1;
          before[to] = at;
          g_array_append_val (queue, to);
        }
    }
  return NULL;
}

static GPtrArray *
search (const Graph *graph)
{
  GPtrArray        *cycles = g_ptr_array_new_with_free_func (array_free);
  g_autofree guint *before = g_new0 (guint, graph->specs->len);
  g_autofree guint *seen = g_new0 (guint, graph->specs->len);

  for (guint i = 0; i < graph->specs->len; i++)
    {
      GArray *cycle = find_from (graph, i, before, seen);

      if (cycle != NULL)
        g_ptr_array_add (cycles, cycle);
    }
  return cycles;
}

/**
 * clasp_route_find_cycles:
 * @specs: (element-type ClaspRouteSpec): all mappings that are on
 *
 * Thread: any.
 *
 * Returns: (transfer full) (element-type GArray): circles, each of indices of @specs
 */
GPtrArray *
clasp_route_find_cycles (const GPtrArray *specs)
{
  Graph      graph = { .specs = specs };
  GPtrArray *cycles;

  graph.exact = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, array_free);
  graph.patterns = g_array_new (FALSE, FALSE, sizeof (Source));
  g_array_set_clear_func (graph.patterns, source_clear);
  graph.next = g_ptr_array_new_with_free_func (array_free);
  read_sources (&graph);
  read_targets (&graph);
  cycles = search (&graph);
  g_hash_table_unref (graph.exact);
  g_array_unref (graph.patterns);
  g_ptr_array_unref (graph.next);
  return cycles;
}
