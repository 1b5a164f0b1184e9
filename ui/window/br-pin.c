/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-pin.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>

#define SCHEME "pbkdf2-sha256"
#define SALT_SIZE 16
#define HASH_SIZE 32

gboolean
br_pin_is_valid (const char *pin)
{
  gsize length = strlen (pin);

  return length >= BR_PIN_MIN && length <= BR_PIN_MAX && strspn (pin, "0123456789") == length;
}

static gboolean
derive (const char   *pin,
        const guint8 *salt,
        guint         rounds,
        guint8        hash[HASH_SIZE])
{
  gnutls_datum_t key = { (guchar *) pin, (guint) strlen (pin) };
  gnutls_datum_t grains = { (guchar *) salt, SALT_SIZE };

  return gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &key, &grains, rounds, hash, HASH_SIZE) == 0;
}

static char *
to_hex (const guint8 *bytes,
        gsize         size)
{
  GString *text = g_string_sized_new (2 * size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", bytes[i]);

  return g_string_free (text, FALSE);
}

static gboolean
from_hex (const char *text,
          guint8     *bytes,
          gsize       size)
{
  if (strlen (text) != 2 * size || strspn (text, "0123456789abcdef") != 2 * size)
    return FALSE;

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) * 16 + g_ascii_xdigit_value (text[2 * i + 1]));

  return TRUE;
}

char *
br_pin_hash (const char *pin,
             guint       rounds)
{
  guint8           salt[SALT_SIZE], hash[HASH_SIZE];
  g_autofree char *salt_text = NULL;
  g_autofree char *hash_text = NULL;

  if (!br_pin_is_valid (pin) || gnutls_rnd (GNUTLS_RND_NONCE, salt, SALT_SIZE) != 0 || !derive (pin, salt, rounds, hash))
    return NULL;

  salt_text = to_hex (salt, SALT_SIZE);
  hash_text = to_hex (hash, HASH_SIZE);

  return g_strdup_printf (SCHEME "$%u$%s$%s", rounds, salt_text, hash_text);
}

gboolean
br_pin_check (const char *hash,
              const char *pin)
{
  g_auto (GStrv) parts = g_strsplit (hash, "$", 5);
  guint8         salt[SALT_SIZE], wanted[HASH_SIZE], got[HASH_SIZE];
  guint64        rounds;

  if (g_strv_length (parts) != 4 || !g_str_equal (parts[0], SCHEME) || !br_pin_is_valid (pin)
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, BR_PIN_MAX_ROUNDS, &rounds, NULL)
      || !from_hex (parts[2], salt, SALT_SIZE) || !from_hex (parts[3], wanted, HASH_SIZE))
    return FALSE;

  return derive (pin, salt, (guint) rounds, got) && gnutls_memcmp (wanted, got, HASH_SIZE) == 0;
}

/* --- tries -------------------------------------------------------------------------------------- */

guint
br_pin_gate_get_wait (const BrPinGate *gate,
                      gint64           now_us)
{
  gint64 left_us = gate->until_us - now_us;

  return left_us > 0 ? (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

void
br_pin_gate_note (BrPinGate *gate,
                  gboolean   is_right,
                  gint64     now_us)
{
  gate->until_us = 0;
  gate->n_wrong = is_right ? 0 : gate->n_wrong + 1;
  if (gate->n_wrong < BR_PIN_TRIES)
    return;

  gate->n_wrong = 0;
  gate->until_us = now_us + BR_PIN_WAIT_US;
}
