/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

/* What makes no sense is refused before it is stored or handed to anybody, so that who wrote it is
 * told and nobody sees a value come and go. */

#define SCENES "/local/scene/"

guint16
clasp_local_refuse (ClaspLocalFault *fault, guint16 code, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_vsnprintf (fault->text, fault->size, format, args);
  va_end (args);
  return code;
}

guint16
clasp_local_refuse_write (ClaspLocalFault *fault, const char *what)
{
  return clasp_local_refuse (fault, CLASP_LOCAL_READ_ONLY,
                             "Forbidden: the show tells here %s; nobody else writes it", what);
}

guint16
clasp_local_check_switch (const ClaspValue *value, ClaspLocalFault *fault)
{
  gboolean on;
  char     text[48];

  if (clasp_locals_read_switch (value, FALSE, &on))
    return 0;
  clasp_value_print (value, text, sizeof text);
  return clasp_local_refuse (fault, CLASP_LOCAL_INVALID_VALUE,
                             "InvalidValue: true, false or a number (on from 0.5), not %s", text);
}

/* A scene that is not there cannot be recalled. Parameters of timers and layers may be there before
 * the show has them. */
static guint16
check_unknown (ClaspStr address, ClaspLocalFault *fault)
{
  const gsize length = strlen (SCENES);

  if (address.length <= length || memcmp (address.data, SCENES, length) != 0)
    return 0;
  return clasp_local_refuse (fault, CLASP_LOCAL_NOT_FOUND, "NotFound: the show has no such scene");
}

static guint16
guard_cb (const ClaspMessage *message, char *text, gsize text_size, gpointer user_data)
{
  ClaspLocals      *self = user_data;
  ClaspLocalFault   fault = { text, text_size };
  gboolean          is_state = message->type == CLASP_MESSAGE_SET;
  ClaspStr          address = is_state ? message->set.address : message->publish.address;
  const ClaspValue *value = is_state                     ? &message->set.value
                            : message->publish.has_value ? &message->publish.value
                                                         : NULL;
  ClaspStr          verb;
  ClaspLocal       *local;
  guint16           code = 0;

  if (clasp_locals_check_common (address, value, &fault, &code) ||
      clasp_locals_check_connection (self, address, value, &fault, &code))
    return code;
  local = clasp_locals_find (self, address, &verb);
  return local != NULL ? local->klass->check (local, verb, value, is_state, &fault)
                       : check_unknown (address, &fault);
}

void
clasp_locals_guard (ClaspLocals *self, gboolean is_on)
{
  clasp_router_set_guard (self->host.router, is_on ? self->session : NULL, "/local/", guard_cb,
                          self);
}
