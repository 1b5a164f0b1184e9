/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/clasp-bridge-echo.h"

/* Numbers compare as numbers: what left as the integer 1 may come back as 1.0, and a double that
 * went through a 32-bit float comes back a little off. */
#define NUMBER_TOLERANCE 1e-6

typedef struct
{
  char      *address; /* (owned) */
  gsize      length;
  ClaspValue value;
  gint64     sent_us;
} Sent;

struct _ClaspEcho
{
  gint64      window_us;
  guint       max_addresses;
  GHashTable *sent; /* (owned) Sent → Sent */
};

static guint
sent_hash (gconstpointer key)
{
  const Sent *sent = key;

  return (guint) clasp_str_hash ((ClaspStr) { sent->address, sent->length });
}

static gboolean
sent_equal (gconstpointer a,
            gconstpointer b)
{
  const Sent *left = a, *right = b;

  return clasp_str_equal ((ClaspStr) { left->address, left->length }, (ClaspStr) { right->address, right->length });
}

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  clasp_value_clear (&sent->value);
  g_free (sent->address);
  g_free (sent);
}

/**
 * clasp_echo_new:
 * @window_us: how long after it was sent a value counts as an echo; 0 = never
 * @max_addresses: of how many the last value is kept, from 1
 *
 * Returns: (transfer full): an empty memory
 */
ClaspEcho *
clasp_echo_new (gint64 window_us, guint max_addresses)
{
  ClaspEcho *self = g_new0 (ClaspEcho, 1);

  self->window_us = window_us;
  self->max_addresses = MAX (max_addresses, 1);
  self->sent = g_hash_table_new_full (sent_hash, sent_equal, sent_free, NULL);
  return self;
}

/**
 * clasp_echo_free:
 * @self: (transfer full): a memory
 */
void
clasp_echo_free (ClaspEcho *self)
{
  g_hash_table_unref (self->sent);
  g_free (self);
}

static Sent *
lookup (ClaspEcho *self,
        ClaspStr   address)
{
  Sent key = { .address = (char *) address.data, .length = address.length };

  return g_hash_table_lookup (self->sent, &key);
}

/**
 * clasp_echo_note_sent:
 * @self: a memory
 * @address: where to
 * @value: what
 * @now_us: when, monotonic
 *
 * Remembers the last value of a limited number of addresses; when there are more it starts
 * afresh, which at worst lets one echo pass.
 */
void
clasp_echo_note_sent (ClaspEcho        *self,
                      ClaspStr          address,
                      const ClaspValue *value,
                      gint64            now_us)
{
  Sent *sent;

  if (self->window_us == 0)
    return;

  sent = lookup (self, address);
  if (sent == NULL)
    {
      if (g_hash_table_size (self->sent) >= self->max_addresses)
        g_hash_table_remove_all (self->sent);
      sent = g_new0 (Sent, 1);
      sent->address = clasp_str_dup (address);
      sent->length = address.length;
      g_hash_table_add (self->sent, sent);
    }

  clasp_value_clear (&sent->value);
  sent->value = clasp_value_copy (value);
  sent->sent_us = now_us;
}

static gboolean
is_same (const ClaspValue *a,
         const ClaspValue *b)
{
  double left, right;

  if (!clasp_value_is_number (a) || !clasp_value_is_number (b))
    return clasp_value_equal (a, b);

  clasp_value_to_double (a, &left);
  clasp_value_to_double (b, &right);
  return ABS (left - right) <= NUMBER_TOLERANCE * MAX (1, ABS (left));
}

/**
 * clasp_echo_is_echo:
 * @self: a memory
 * @address: where a value came from
 * @value: the value
 * @now_us: when, monotonic
 *
 * A value that is none ends the window: the device has moved on, and when it moves back at once
 * that is news again, not an echo.
 *
 * Returns: %TRUE when the same value was sent there less than the window ago
 */
gboolean
clasp_echo_is_echo (ClaspEcho        *self,
                    ClaspStr          address,
                    const ClaspValue *value,
                    gint64            now_us)
{
  const Sent *sent = lookup (self, address);

  if (sent == NULL)
    return FALSE;
  if (now_us - sent->sent_us < self->window_us && is_same (&sent->value, value))
    return TRUE;

  g_hash_table_remove (self->sent, sent);
  return FALSE;
}
