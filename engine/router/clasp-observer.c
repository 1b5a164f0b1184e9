/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-observer.h"

#include "router/clasp-restore.h"
#include "router/clasp-router-private.h"

/**
 * clasp_router_set_observer:
 * @self: a router
 * @observer: (nullable) (scope forever): its functions; must live as long as it is set
 * @user_data: for @observer
 *
 * Sets who is told of every accepted change and message. There is one at most.
 *
 * Thread: worker.
 */
void
clasp_router_set_observer (ClaspRouter               *self,
                           const ClaspRouterObserver *observer,
                           gpointer                   user_data)
{
  self->observer = observer;
  self->observer_data = user_data;
}

/**
 * clasp_router_get_n_places:
 * @self: a router
 *
 * Thread: worker.
 *
 * Returns: one more than the highest place a parameter has
 */
guint
clasp_router_get_n_places (ClaspRouter *self)
{
  return clasp_store_get_n_places (self->store);
}

/**
 * clasp_router_get_param_at:
 * @self: a router
 * @place: below clasp_router_get_n_places ()
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): the parameter there, valid until the next message
 */
const ClaspParam *
clasp_router_get_param_at (ClaspRouter *self, guint place)
{
  return clasp_store_get_at (self->store, place);
}

/**
 * clasp_router_get_session_name:
 * @self: a router
 * @number: of a session, as in a parameter's lock
 *
 * Walks the sessions: not for every message.
 *
 * Thread: worker.
 *
 * Returns: (transfer none) (nullable): its name
 */
const char *
clasp_router_get_session_name (ClaspRouter *self, guint64 number)
{
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->number == number)
      return session->name;
  return clasp_restore_get_holder (self, number);
}
