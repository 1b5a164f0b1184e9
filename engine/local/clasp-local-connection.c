/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "local/clasp-locals-private.h"

#include "core/clasp-address.h"

/* Connections as addresses. Holding one back is no edit of the show, which stays what the user
 * asked for: it is like a hand on the plug, forgotten as soon as the show says something about that
 * connection, or starts. */

#define FOLDER "/local/connection/"

/* Ids are any text. */
static char *
address_of (const char *id, const char *what)
{
  g_autofree char *segment = clasp_segment_escape (clasp_str (id));

  return g_strconcat (FOLDER, segment, what, NULL);
}

static void
tell_switch (ClaspLocals *self, const char *address, gboolean on)
{
  ClaspValue value = clasp_value_bool (on);

  clasp_locals_tell (self, address, &value, NULL);
}

static void
begin (ClaspLocals *self, const char *id, const char *state_address, const char *switch_address)
{
  g_hash_table_insert (self->connections, g_strdup (switch_address), g_strdup (id));
  clasp_locals_announce (self, state_address, "", CLASP_SIGNAL_PARAM, "string", "r");
  clasp_locals_announce (self, switch_address, "", CLASP_SIGNAL_PARAM, "bool", "rw");
  tell_switch (self, switch_address, TRUE);
}

/**
 * clasp_locals_set_connection:
 * @self: locals
 * @id: of a connection
 * @state: (nullable): how it is; %NULL when the show has it no more, or has it off
 *
 * Thread: worker.
 */
void
clasp_locals_set_connection (ClaspLocals *self, const char *id, const char *state)
{
  g_autofree char    *state_address = address_of (id, "/state");
  g_autofree char    *switch_address = address_of (id, "/on");
  g_auto (ClaspValue) value = clasp_value_string (clasp_str (state != NULL ? state : "off"));
  gboolean            is_known = g_hash_table_contains (self->connections, switch_address);

  if (state != NULL && !is_known)
    begin (self, id, state_address, switch_address);
  if (state == NULL && is_known)
    {
      g_hash_table_remove (self->connections, switch_address);
      tell_switch (self, switch_address, FALSE);
    }
  clasp_locals_tell (self, state_address, &value, NULL);
}

/**
 * clasp_locals_hold_back:
 * @self: locals
 * @id: of a connection
 * @is_held_back: whether it is
 *
 * Thread: worker.
 */
void
clasp_locals_hold_back (ClaspLocals *self, const char *id, gboolean is_held_back)
{
  g_autofree char *address = address_of (id, "/on");

  tell_switch (self, address, !is_held_back);
}

gboolean
clasp_locals_handle_connection (ClaspLocals *self, ClaspStr address, const ClaspValue *value)
{
  g_autofree char  *text = NULL;
  const ClaspValue *present;
  const char       *id;
  gboolean          on, was_on = TRUE;

  if (address.length < strlen (FOLDER) || memcmp (address.data, FOLDER, strlen (FOLDER)) != 0)
    return FALSE;
  text = clasp_str_dup (address);
  id = g_hash_table_lookup (self->connections, text);
  present = clasp_locals_peek (self, text);
  if (present != NULL)
    clasp_locals_read_switch (present, TRUE, &was_on);
  if (id != NULL && clasp_locals_read_switch (value, was_on, &on))
    self->host.hold_back (id, !on, self->host.user_data);
  return TRUE;
}

static gboolean
is_state (ClaspStr address)
{
  const gsize length = strlen ("/state");

  return address.length > length &&
         memcmp (address.data + address.length - length, "/state", length) == 0;
}

gboolean
clasp_locals_check_connection (ClaspLocals      *self,
                               ClaspStr          address,
                               const ClaspValue *value,
                               ClaspLocalFault  *fault,
                               guint16          *code)
{
  g_autofree char *text = NULL;

  if (address.length < strlen (FOLDER) || memcmp (address.data, FOLDER, strlen (FOLDER)) != 0)
    return FALSE;
  text = clasp_str_dup (address);
  if (is_state (address))
    *code = clasp_local_refuse_write (fault, "how a connection is");
  else if (!g_hash_table_contains (self->connections, text))
    *code = clasp_local_refuse (fault, CLASP_LOCAL_NOT_FOUND,
                                "NotFound: there is no connection that this could switch; the show "
                                "has none with this id, or has it off");
  else
    *code = clasp_local_check_switch (value, fault);
  return TRUE;
}
