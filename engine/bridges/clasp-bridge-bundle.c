/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-bundle.h"

struct _ClaspBridgeBundle
{
  GString *text;     /* (owned) the addresses, one after the other */
  GArray  *messages; /* (owned) of ClaspMessage; the values are owned, the addresses are in @text */
};

/**
 * clasp_bridge_bundle_new:
 *
 * Returns: (transfer full): an empty bundle
 */
ClaspBridgeBundle *
clasp_bridge_bundle_new (void)
{
  ClaspBridgeBundle *self = g_new (ClaspBridgeBundle, 1);

  self->text = g_string_new (NULL);
  self->messages = g_array_new (FALSE, FALSE, sizeof (ClaspMessage));
  return self;
}

/**
 * clasp_bridge_bundle_free:
 * @self: (transfer full): a bundle
 */
void
clasp_bridge_bundle_free (ClaspBridgeBundle *self)
{
  clasp_bridge_bundle_clear (self);
  g_string_free (self->text, TRUE);
  g_array_unref (self->messages);
  g_free (self);
}

static ClaspStr *
address_of (ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET ? &message->set.address : &message->publish.address;
}

static ClaspValue *
value_of (ClaspMessage *message)
{
  return message->type == CLASP_MESSAGE_SET ? &message->set.value : &message->publish.value;
}

static gboolean
add (ClaspBridgeBundle *self, ClaspMessage *message)
{
  if (self->messages->len >= CLASP_BRIDGE_MAX_BUNDLE)
    return FALSE;

  *value_of (message) = clasp_value_copy (value_of (message));
  g_string_append_len (self->text, address_of (message)->data,
                       (gssize) address_of (message)->length);
  g_array_append_val (self->messages, *message);
  return TRUE;
}

/**
 * clasp_bridge_bundle_add:
 * @self: a bundle
 * @address: of the parameter
 * @value: its new value
 *
 * Returns: %FALSE if %CLASP_BRIDGE_MAX_BUNDLE are in it
 */
gboolean
clasp_bridge_bundle_add (ClaspBridgeBundle *self, ClaspStr address, const ClaspValue *value)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_SET };

  message.set.address = address;
  message.set.value = *value; /* lent */
  return add (self, &message);
}

/**
 * clasp_bridge_bundle_add_publish:
 * @self: a bundle
 * @publish: an event or one sample
 *
 * Returns: %FALSE if %CLASP_BRIDGE_MAX_BUNDLE are in it
 */
gboolean
clasp_bridge_bundle_add_publish (ClaspBridgeBundle *self, const ClaspPublish *publish)
{
  ClaspMessage message = { .type = CLASP_MESSAGE_PUBLISH };

  message.publish = *publish; /* its value is lent */
  return add (self, &message);
}

/**
 * clasp_bridge_bundle_peek:
 * @self: a bundle
 * @n_messages: (out): how many
 *
 * Returns: (transfer none): the messages
 */
ClaspMessage *
clasp_bridge_bundle_peek (ClaspBridgeBundle *self, guint *n_messages)
{
  ClaspMessage *messages = (ClaspMessage *) (gpointer) self->messages->data;
  const char   *place = self->text->str;

  /* only now: the text moved while it grew */
  for (guint i = 0; i < self->messages->len; i++)
    {
      ClaspStr *address = address_of (&messages[i]);

      address->data = place;
      place += address->length;
    }
  *n_messages = self->messages->len;
  return messages;
}

/**
 * clasp_bridge_bundle_clear:
 * @self: a bundle
 */
void
clasp_bridge_bundle_clear (ClaspBridgeBundle *self)
{
  for (guint i = 0; i < self->messages->len; i++)
    clasp_value_clear (value_of (&g_array_index (self->messages, ClaspMessage, i)));
  g_array_set_size (self->messages, 0);
  g_string_truncate (self->text, 0);
}
