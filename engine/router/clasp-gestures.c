/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-gestures.h"

#include "router/clasp-submit-queue.h"

typedef struct
{
  guint32  id;
  ClaspStr address; /* points behind the struct, in a look-up anywhere */
} Gesture;

static guint
gesture_hash (gconstpointer key)
{
  const Gesture *self = key;

  return (guint) clasp_str_hash (self->address) ^ self->id;
}

static gboolean
gesture_equal (gconstpointer a, gconstpointer b)
{
  const Gesture *x = a;
  const Gesture *y = b;

  return x->id == y->id && clasp_str_equal (x->address, y->address);
}

static Gesture *
gesture_new (const Gesture *key)
{
  Gesture *self = g_malloc (sizeof *self + key->address.length);

  memcpy (self + 1, key->address.data, key->address.length);
  *self = (Gesture){ key->id, { (char *) (self + 1), key->address.length } };
  return self;
}

void
clasp_gestures_note (ClaspSession *session, const ClaspPublish *publish)
{
  const Gesture key = { publish->has_id ? publish->id : 0, publish->address };

  switch (publish->phase)
    {
    case CLASP_PHASE_START:
      if (session->gestures == NULL)
        session->gestures = g_hash_table_new_full (gesture_hash, gesture_equal, g_free, NULL);
      if (g_hash_table_size (session->gestures) < session->router->limits.max_gestures)
        g_hash_table_add (session->gestures, gesture_new (&key));
      break;
    case CLASP_PHASE_MOVE:
      break;
    case CLASP_PHASE_END:
    case CLASP_PHASE_CANCEL:
      if (session->gestures != NULL)
        g_hash_table_remove (session->gestures, &key);
      break;
    }
}

void
clasp_gestures_cancel_all (ClaspRouter *router, ClaspSession *session)
{
  const ClaspInbound inbound = { .session = session,
                                 .received_us = clasp_clock_now_us (router->clock) };
  GHashTableIter     iter;
  const Gesture     *gesture;

  if (session->gestures == NULL)
    return;
  g_hash_table_iter_init (&iter, session->gestures);
  while (g_hash_table_iter_next (&iter, (gpointer *) &gesture, NULL))
    {
      ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

      message.publish.address = gesture->address;
      message.publish.signal = CLASP_SIGNAL_GESTURE;
      message.publish.phase = CLASP_PHASE_CANCEL;
      message.publish.has_id = TRUE;
      message.publish.id = gesture->id;
      /* queued: the session may end in the middle of handing out something else */
      clasp_submit_queue_push (router->queue, &inbound, &message);
    }
  g_clear_pointer (&session->gestures, g_hash_table_unref);
}
