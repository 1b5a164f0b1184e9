/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-pairs.h"

void
br_pairs_init (BrPairs           *self,
               const char *const *sources,
               const char *const *targets)
{
  *self = (BrPairs) { g_strdupv ((char **) sources), g_strdupv ((char **) targets), 0, FALSE };
}

void
br_pairs_clear (BrPairs *self)
{
  g_clear_pointer (&self->sources, g_strfreev);
  g_clear_pointer (&self->targets, g_strfreev);
}

const char *
br_pairs_get_target (const BrPairs *self,
                     guint          index)
{
  int at = self->to_first ? 0 : (int) index + self->shift;

  if (index >= g_strv_length (self->sources) || at < 0 || at >= (int) g_strv_length (self->targets))
    return NULL;

  return self->targets[at];
}

guint
br_pairs_count (const BrPairs *self)
{
  guint n = 0;

  for (guint i = 0; self->sources[i] != NULL; i++)
    n += br_pairs_get_target (self, i) != NULL ? 1 : 0;

  return n;
}

gboolean
br_pairs_can_shift (const BrPairs *self,
                    int            by)
{
  BrPairs shifted = *self;

  shifted.shift += by;

  return !self->to_first && br_pairs_count (&shifted) > 0;
}

void
br_pairs_dup (const BrPairs *self,
              char        ***sources,
              char        ***targets)
{
  GPtrArray *from = g_ptr_array_new (), *to = g_ptr_array_new ();

  for (guint i = 0; self->sources[i] != NULL; i++)
    {
      const char *target = br_pairs_get_target (self, i);

      if (target == NULL)
        continue;
      g_ptr_array_add (from, g_strdup (self->sources[i]));
      if (!self->to_first || to->len == 0)
        g_ptr_array_add (to, g_strdup (target));
    }
  g_ptr_array_add (from, NULL);
  g_ptr_array_add (to, NULL);
  *sources = (char **) g_ptr_array_free (from, FALSE);
  *targets = (char **) g_ptr_array_free (to, FALSE);
}
