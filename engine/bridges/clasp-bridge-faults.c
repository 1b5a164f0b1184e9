/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-faults.h"

#include "core/clasp-error.h"

#include <gio/gio.h>

static ClaspBridgeFault
of_bridge (int code)
{
  switch ((ClaspBridgeError) code)
    {
    case CLASP_BRIDGE_ERROR_SETTINGS:
      return CLASP_BRIDGE_FAULT_SETTINGS;
    case CLASP_BRIDGE_ERROR_MISSING:
      return CLASP_BRIDGE_FAULT_MISSING;
    case CLASP_BRIDGE_ERROR_DENIED:
      return CLASP_BRIDGE_FAULT_DENIED;
    case CLASP_BRIDGE_ERROR_BUSY:
      return CLASP_BRIDGE_FAULT_BUSY;
    case CLASP_BRIDGE_ERROR_MALFORMED:
      return CLASP_BRIDGE_FAULT_PROTOCOL;
    }

  return CLASP_BRIDGE_FAULT_OTHER;
}

static ClaspBridgeFault
of_transport (int code)
{
  switch ((ClaspTransportError) code)
    {
    case CLASP_TRANSPORT_ERROR_CLOSED:
    case CLASP_TRANSPORT_ERROR_UNREACHABLE:
      return CLASP_BRIDGE_FAULT_NETWORK;
    case CLASP_TRANSPORT_ERROR_ADDRESS:
      return CLASP_BRIDGE_FAULT_SETTINGS;
    case CLASP_TRANSPORT_ERROR_IN_USE:
      return CLASP_BRIDGE_FAULT_BUSY;
    case CLASP_TRANSPORT_ERROR_DENIED:
    case CLASP_TRANSPORT_ERROR_TLS:
      return CLASP_BRIDGE_FAULT_DENIED;
    case CLASP_TRANSPORT_ERROR_PROTOCOL:
      return CLASP_BRIDGE_FAULT_PROTOCOL;
    case CLASP_TRANSPORT_ERROR_LIMIT:
      return CLASP_BRIDGE_FAULT_OTHER;
    }

  return CLASP_BRIDGE_FAULT_OTHER;
}

static const struct
{
  int              code; /* of G_IO_ERROR */
  ClaspBridgeFault fault;
} of_io[] = {
  { G_IO_ERROR_TIMED_OUT, CLASP_BRIDGE_FAULT_TIMEOUT },
  { G_IO_ERROR_NOT_FOUND, CLASP_BRIDGE_FAULT_MISSING },
  { G_IO_ERROR_PERMISSION_DENIED, CLASP_BRIDGE_FAULT_DENIED },
  { G_IO_ERROR_BUSY, CLASP_BRIDGE_FAULT_BUSY },
  { G_IO_ERROR_ADDRESS_IN_USE, CLASP_BRIDGE_FAULT_BUSY },
  { G_IO_ERROR_INVALID_DATA, CLASP_BRIDGE_FAULT_PROTOCOL },
  { G_IO_ERROR_HOST_NOT_FOUND, CLASP_BRIDGE_FAULT_NETWORK },
  { G_IO_ERROR_HOST_UNREACHABLE, CLASP_BRIDGE_FAULT_NETWORK },
  { G_IO_ERROR_NETWORK_UNREACHABLE, CLASP_BRIDGE_FAULT_NETWORK },
  { G_IO_ERROR_CONNECTION_REFUSED, CLASP_BRIDGE_FAULT_NETWORK },
  { G_IO_ERROR_CONNECTION_CLOSED, CLASP_BRIDGE_FAULT_NETWORK },
  { G_IO_ERROR_NOT_CONNECTED, CLASP_BRIDGE_FAULT_NETWORK },
};

/**
 * clasp_bridge_fault_of:
 * @error: what did not work
 *
 * Thread: any.
 *
 * Returns: what kind of thing that is
 */
ClaspBridgeFault
clasp_bridge_fault_of (const GError *error)
{
  if (error->domain == CLASP_BRIDGE_ERROR)
    return of_bridge (error->code);
  if (error->domain == CLASP_TRANSPORT_ERROR)
    return of_transport (error->code);
  if (error->domain == G_RESOLVER_ERROR)
    return CLASP_BRIDGE_FAULT_NETWORK;
  for (guint i = 0; error->domain == G_IO_ERROR && i < G_N_ELEMENTS (of_io); i++)
    if (error->code == of_io[i].code)
      return of_io[i].fault;
  return CLASP_BRIDGE_FAULT_OTHER;
}

/**
 * clasp_bridge_fault_to_string:
 * @fault: a kind
 *
 * Thread: any.
 *
 * Returns: its name in metrics
 */
const char *
clasp_bridge_fault_to_string (ClaspBridgeFault fault)
{
  switch (fault)
    {
    case CLASP_BRIDGE_FAULT_NETWORK:
      return "network";
    case CLASP_BRIDGE_FAULT_TIMEOUT:
      return "timeout";
    case CLASP_BRIDGE_FAULT_PROTOCOL:
      return "protocol";
    case CLASP_BRIDGE_FAULT_MISSING:
      return "missing";
    case CLASP_BRIDGE_FAULT_DENIED:
      return "denied";
    case CLASP_BRIDGE_FAULT_BUSY:
      return "busy";
    case CLASP_BRIDGE_FAULT_SETTINGS:
      return "settings";
    case CLASP_BRIDGE_FAULT_OTHER:
      return "other";
    }

  return "other";
}
