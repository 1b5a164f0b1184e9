/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "clasp-router"

#include "router/clasp-control.h"

#include "io/clasp-peer-limit.h"
#include "router/clasp-fanout.h"
#include "router/clasp-params.h"

#include <glib/gi18n-lib.h>

#define UNLOCK CLASP_CONTROL_PREFIX "unlock"

static gboolean refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
{
  va_list args;

  refusal->code = code;
  va_start (args, format);
  g_vsnprintf (refusal->text, sizeof refusal->text, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_allowed (ClaspRouter *self, ClaspSession *session)
{
  if (session == NULL)
    return FALSE; /* a bundle whose session has ended */
  if (!session->is_remote)
    return TRUE;
  if (session->state == CLASP_SESSION_GONE)
    return FALSE;
  switch ((ClaspControl) self->limits.control)
    {
    case CLASP_CONTROL_NOBODY:
      return FALSE;
    case CLASP_CONTROL_THIS_COMPUTER:
      return clasp_peer_is_this_machine (clasp_link_get_peer (session->link));
    case CLASP_CONTROL_EVERYBODY:
      return TRUE;
    }
  return FALSE;
}

/**
 * clasp_router_may_control:
 * @self: a router
 * @origin: number of a session
 *
 * Thread: worker.
 *
 * Returns: whether the session is there, and may give orders: those of this process may, remote ones
 *   as the setting `control` says
 */
gboolean
clasp_router_may_control (ClaspRouter *self, guint64 origin)
{
  for (ClaspSession *session = self->sessions; session != NULL; session = session->next)
    if (session->number == origin)
      return is_allowed (self, session);

  return FALSE;
}

gboolean
clasp_control_check (ClaspRouter        *self,
                     const ClaspInbound *inbound,
                     const ClaspPublish *publish,
                     ClaspRefusal       *refusal)
{
  ClaspStr address = clasp_value_get_string (&publish->value);

  if (!is_allowed (self, inbound->session))
    return refuse (refusal, CLASP_CODE_FORBIDDEN,
                   "Forbidden: the router's setting “control” does not let this connection give "
                   "it orders");
  if (!clasp_str_equal (publish->address, CLASP_STR_LITERAL (UNLOCK)) ||
      publish->signal != CLASP_SIGNAL_EVENT)
    return refuse (refusal, CLASP_CODE_NOT_FOUND,
                   "AddressNotFound: the router knows one order, the event " UNLOCK);
  if (!publish->has_value || publish->value.type != CLASP_VALUE_STRING)
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "InvalidValue: expected the address of a parameter as text");
  if (clasp_store_lookup (self->store, address) == NULL)
    return refuse (refusal, CLASP_CODE_NOT_FOUND, "AddressNotFound: there is no parameter %.*s",
                   (int) MIN (address.length, 100), address.data);
  return TRUE;
}

/* One that is not locked is as it should be. Subscribers get the value once more, with the flag
 * that tells of an unlock. */
static void
unlock (ClaspRouter *self, const ClaspInbound *inbound, ClaspStr address)
{
  const ClaspSet set = { .unlock = TRUE };
  ClaspParam    *param = clasp_store_lookup (self->store, address);

  if (param == NULL || param->lock_holder == 0)
    return;
  g_message (_ ("%s broke the lock of %.*s"), clasp_session_describe (inbound->session),
             (int) address.length, address.data);
  clasp_params_break_lock (self, param);
  clasp_fanout_param (self, inbound, param, &set);
}

void
clasp_control_run (ClaspRouter *self, const ClaspInbound *inbound, const ClaspPublish *publish)
{
  unlock (self, inbound, clasp_value_get_string (&publish->value));
}
