/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "mapping/clasp-route-spec.h"

#include "mapping/clasp-route-options.h"

static void
end_free (gpointer data)
{
  ClaspRouteEnd *end = data;

  g_free (end->address);
  g_object_unref (end->options);
  g_ptr_array_unref (end->steps);
  g_free (end);
}

/**
 * clasp_route_spec_new:
 * @id: the mapping's id
 * @name: its name
 *
 * Thread: any.
 *
 * Returns: (transfer full): a spec that asks for nothing yet, with default options
 */
ClaspRouteSpec *
clasp_route_spec_new (const char *id, const char *name)
{
  ClaspRouteSpec *self = g_new0 (ClaspRouteSpec, 1);

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->convert = TRUE;
  self->options = clasp_route_options_new ();
  self->sources = g_ptr_array_new_with_free_func (end_free);
  self->steps = g_ptr_array_new_with_free_func (g_object_unref);
  self->targets = g_ptr_array_new_with_free_func (end_free);
  return self;
}

/**
 * clasp_route_spec_free:
 * @self: (transfer full): a spec
 *
 * Thread: any.
 */
void
clasp_route_spec_free (ClaspRouteSpec *self)
{
  g_free (self->id);
  g_free (self->name);
  g_object_unref (self->options);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->steps);
  g_ptr_array_unref (self->targets);
  g_free (self);
}

static ClaspRouteEnd *
add_end (GPtrArray *ends, const char *address, ClaspSettings *options)
{
  ClaspRouteEnd *end = g_new0 (ClaspRouteEnd, 1);

  end->address = g_strdup (address);
  end->options = options;
  end->steps = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (ends, end);
  return end;
}

/**
 * clasp_route_spec_add_source:
 * @self: a spec
 * @address: a pattern with captures; not checked here
 *
 * Thread: any.
 *
 * Returns: (transfer none): the new last source
 */
ClaspRouteEnd *
clasp_route_spec_add_source (ClaspRouteSpec *self, const char *address)
{
  return add_end (self->sources, address, clasp_source_options_new ());
}

/**
 * clasp_route_spec_add_target:
 * @self: a spec
 * @address: a template; not checked here
 *
 * Thread: any.
 *
 * Returns: (transfer none): the new last target
 */
ClaspRouteEnd *
clasp_route_spec_add_target (ClaspRouteSpec *self, const char *address)
{
  return add_end (self->targets, address, clasp_target_options_new ());
}

static gboolean
steps_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (G_OBJECT_TYPE (a->pdata[i]) != G_OBJECT_TYPE (b->pdata[i]) ||
        !clasp_settings_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
ends_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const ClaspRouteEnd *one = a->pdata[i], *other = b->pdata[i];

      if (!g_str_equal (one->address, other->address) ||
          !clasp_settings_equal (one->options, other->options) ||
          !steps_equal (one->steps, other->steps))
        return FALSE;
    }
  return TRUE;
}

/**
 * clasp_route_spec_equal:
 * @a: a spec
 * @b: another
 *
 * Thread: any.
 *
 * Returns: whether they ask for the same, in the same place
 */
gboolean
clasp_route_spec_equal (const ClaspRouteSpec *a, const ClaspRouteSpec *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->name, b->name) && a->order == b->order &&
         a->convert == b->convert && a->is_muted == b->is_muted && clasp_settings_equal (a->options, b->options) &&
         ends_equal (a->sources, b->sources) && steps_equal (a->steps, b->steps) &&
         ends_equal (a->targets, b->targets);
}
