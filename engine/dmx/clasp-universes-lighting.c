/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "dmx/clasp-universes-private.h"

/**
 * clasp_universes_add_teller:
 * @self: universes
 * @func: adds those it knows to a view; must not add or remove tellers
 * @user_data: for @func; tells it from others
 *
 * Thread: worker.
 */
void
clasp_universes_add_teller (ClaspUniverses *self, ClaspLightingTellFunc func, gpointer user_data)
{
  ClaspTeller teller = { func, user_data };

  g_array_append_val (self->tellers, teller);
}

/**
 * clasp_universes_remove_teller:
 * @self: universes
 * @user_data: of one that was added; it is no mistake if none was
 *
 * Thread: worker.
 */
void
clasp_universes_remove_teller (ClaspUniverses *self, gpointer user_data)
{
  for (guint i = self->tellers->len; i-- > 0;)
    if (g_array_index (self->tellers, ClaspTeller, i).user_data == user_data)
      g_array_remove_index_fast (self->tellers, i);
}

/**
 * clasp_universes_view_lighting:
 * @self: universes
 * @now_us: monotonic µs
 *
 * Thread: worker.
 *
 * Returns: (transfer full): who is known now
 */
ClaspLightingView *
clasp_universes_view_lighting (ClaspUniverses *self, gint64 now_us)
{
  ClaspLightingView *view = clasp_lighting_view_new ();

  for (guint i = 0; i < self->tellers->len; i++)
    {
      const ClaspTeller *teller = &g_array_index (self->tellers, ClaspTeller, i);

      teller->func (view, now_us, teller->user_data);
    }
  clasp_lighting_view_finish (view);
  return view;
}
