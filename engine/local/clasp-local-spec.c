/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-local-spec.h"

/**
 * clasp_local_spec_new:
 * @id: of the show's item
 * @kind: "variable", "timer", "scene" or "layer"
 * @name: one segment of an address
 * @settings: of that kind; copied
 *
 * Thread: any.
 *
 * Returns: (transfer full): what the worker is to have
 */
ClaspLocalSpec *
clasp_local_spec_new (const char *id, const char *kind, const char *name, ClaspSettings *settings)
{
  ClaspLocalSpec *self = g_new0 (ClaspLocalSpec, 1);

  self->id = g_strdup (id);
  self->kind = g_strdup (kind);
  self->name = g_strdup (name);
  self->settings = clasp_settings_copy (settings);
  return self;
}

/**
 * clasp_local_spec_free:
 * @self: (transfer full): a spec
 *
 * Thread: any.
 */
void
clasp_local_spec_free (ClaspLocalSpec *self)
{
  g_free (self->id);
  g_free (self->kind);
  g_free (self->name);
  g_object_unref (self->settings);
  g_free (self);
}

/**
 * clasp_local_spec_equal:
 * @a: a spec
 * @b: another
 *
 * Thread: the one that has both.
 *
 * Returns: whether they ask for the same
 */
gboolean
clasp_local_spec_equal (const ClaspLocalSpec *a, const ClaspLocalSpec *b)
{
  return g_str_equal (a->id, b->id) && g_str_equal (a->kind, b->kind) &&
         g_str_equal (a->name, b->name) && clasp_settings_equal (a->settings, b->settings);
}
