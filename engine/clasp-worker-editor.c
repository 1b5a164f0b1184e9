/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-worker-private.h"

/* Peers that look at the show's mappings and edit them (clasp-engine-editor.c): an event in, with
 * the wish; events out, with the answer, at an address of the peer's choice. The show itself lives
 * on the other side of the thread border. */

#define ASK CLASP_STR_LITERAL ("/clasp/show/ask")
#define ANSWER "/clasp/show/answer/"
#define MAX_ID 64

/* One segment of an address. */
static gboolean
is_good_id (ClaspStr id)
{
  for (gsize i = 0; i < id.length; i++)
    if (!g_ascii_isalnum (id.data[i]) && id.data[i] != '-')
      return FALSE;

  return id.length > 0 && id.length <= MAX_ID;
}

static void
refuse (ClaspWorker *self, const char *id, const char *why)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("error"), clasp_value_string (clasp_str (why)) },
    { CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) },
  };
  g_auto (ClaspValue) answer = clasp_value_map (entries, G_N_ELEMENTS (entries));

  clasp_worker_answer (self, id, &answer);
}

static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  ClaspWorker        *self = user_data;
  const ClaspPublish *publish = &delivery->message->publish;
  const ClaspValue   *id = clasp_value_lookup (&publish->value, "id");
  g_autofree char    *text = NULL;

  if (id == NULL || !is_good_id (clasp_value_get_string (id)))
    return; /* nobody waits for an answer */
  text = clasp_str_dup (clasp_value_get_string (id));
  if (!clasp_router_may_control (self->router, delivery->origin))
    refuse (self, text,
            "Forbidden: the router's setting “control” does not let this connection change the "
            "show");
  else
    self->events.asked (text, delivery->origin, &publish->value, self->user_data);
}

void
clasp_worker_editor_init (ClaspWorker *self)
{
  self->editor = clasp_router_join (self->router, "Show", deliver_cb, NULL, self);
  clasp_session_subscribe (self->editor, 1, ASK, CLASP_TYPES_EVENT, FALSE, NULL);
}

void
clasp_worker_editor_clear (ClaspWorker *self)
{
  g_clear_pointer (&self->editor, clasp_session_leave);
}

/**
 * clasp_worker_answer:
 * @self: a worker with a router
 * @id: of the request
 * @answer: a map
 *
 * Thread: worker.
 */
void
clasp_worker_answer (ClaspWorker *self, const char *id, const ClaspValue *answer)
{
  g_autofree char *address = g_strconcat (ANSWER, id, NULL);

  if (self->editor != NULL)
    clasp_session_emit (self->editor, clasp_str (address), answer);
}
