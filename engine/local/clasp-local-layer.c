/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

/* Of the layers of a group one at most is on: the one that came on last. */

typedef struct
{
  ClaspLocal base;
  gboolean   is_on;
} Layer;

static void
tell (Layer *self, const ClaspDelivery *cause)
{
  ClaspValue value = clasp_value_bool (self->is_on);

  clasp_locals_tell (self->base.owner, self->base.address, &value, cause);
}

static const char *
group_of (const ClaspLocal *local)
{
  return clasp_settings_get_string (local->spec->settings, "group");
}

/* Whether another one of its group is on; it is told to go off if that is wanted. */
static gboolean
look_at_rivals (Layer *self, gboolean switch_off, const ClaspDelivery *cause)
{
  GHashTableIter iter;
  gpointer       data;
  gboolean       any = FALSE;

  if (group_of (&self->base)[0] == '\0')
    return FALSE;
  g_hash_table_iter_init (&iter, self->base.owner->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &data))
    {
      Layer *other = data;

      if (other == self || other->base.klass != self->base.klass || !other->is_on ||
          !g_str_equal (group_of (&other->base), group_of (&self->base)))
        continue;
      any = TRUE;
      other->is_on = !switch_off;
      if (switch_off)
        tell (other, cause);
    }
  return any;
}

static void
turn (Layer *self, gboolean on, const ClaspDelivery *cause)
{
  gboolean was_on = self->is_on;

  self->is_on = on;
  if (on && !was_on)
    look_at_rivals (self, TRUE, cause);
  tell (self, cause);
  if (on && !was_on)
    clasp_variables_begin_layer (self->base.owner, self->base.spec->name);
}

/* As somebody left it; at the very first as it is set. */
static void
start (ClaspLocal *local, gboolean is_new)
{
  Layer            *self = (Layer *) local;
  const ClaspValue *kept = clasp_locals_peek (local->owner, local->address);

  clasp_locals_announce (local->owner, local->address, "", CLASP_SIGNAL_PARAM, "bool", "rw");
  if (kept == NULL || !clasp_locals_read_switch (kept, FALSE, &self->is_on))
    self->is_on = clasp_settings_get_boolean (local->spec->settings, "initial");
  if (self->is_on && look_at_rivals (self, FALSE, NULL))
    self->is_on = FALSE;
  tell (self, NULL);
}

static void
handle (ClaspLocal          *local,
        ClaspStr             verb,
        const ClaspValue    *value,
        gboolean             is_state,
        const ClaspDelivery *delivery)
{
  Layer   *self = (Layer *) local;
  gboolean on = self->is_on;

  if (verb.length > 0)
    return;
  clasp_locals_read_switch (value, self->is_on, &on);
  turn (self, on, delivery);
}

static guint16
check (ClaspLocal       *local,
       ClaspStr          verb,
       const ClaspValue *value,
       gboolean          is_state,
       ClaspLocalFault  *fault)
{
  return verb.length > 0 ? 0 : clasp_local_check_switch (value, fault);
}

const ClaspLocalClass clasp_layer_class = {
  .kind = "layer",
  .folder = "/local/layer/",
  .size = sizeof (Layer),
  .start = start,
  .handle = handle,
  .check = check,
};
