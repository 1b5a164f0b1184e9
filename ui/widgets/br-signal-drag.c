/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-signal-drag.h"

struct _BrSignalDrag
{
  GObject parent_instance;

  BrRole role;
  char **addresses; /* (owned) */
};

G_DEFINE_FINAL_TYPE (BrSignalDrag, br_signal_drag, G_TYPE_OBJECT)

BrRole
br_signal_drag_get_role (BrSignalDrag *self)
{
  return self->role;
}

const char *const *
br_signal_drag_get_addresses (BrSignalDrag *self)
{
  return (const char *const *) self->addresses;
}

static void
br_signal_drag_finalize (GObject *object)
{
  g_strfreev (BR_SIGNAL_DRAG (object)->addresses);

  G_OBJECT_CLASS (br_signal_drag_parent_class)->finalize (object);
}

static void
br_signal_drag_class_init (BrSignalDragClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_signal_drag_finalize;
}

static void
br_signal_drag_init (BrSignalDrag *self)
{
}

BrSignalDrag *
br_signal_drag_new (BrRole role,
                    char **addresses)
{
  BrSignalDrag *self = g_object_new (BR_TYPE_SIGNAL_DRAG, NULL);

  self->role = role;
  self->addresses = addresses;

  return self;
}
