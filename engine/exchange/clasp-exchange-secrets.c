/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-secrets.h"

#include "core/clasp-json.h"

#include <gnutls/crypto.h>
#include <string.h>

#define CIPHER "chacha20-poly1305"
#define KEY_MAKER "pbkdf2-sha256"
#define SALT_SIZE 16
#define NONCE_SIZE 12
#define KEY_SIZE 32
#define TAG_SIZE 16

static gboolean
fail (GError **error, const char *text)
{
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "secrets: %s", text);
  return FALSE;
}

static gboolean
check_passphrase (const char *passphrase, GError **error)
{
  if (*passphrase == '\0')
    return fail (error, "the passphrase is empty");
  return strlen (passphrase) <= CLASP_SECRETS_MAX_PASSPHRASE ||
         fail (error, "the passphrase is longer than 1024 bytes");
}

/* ---- the cipher ---- */

static gboolean
make_cipher (const char              *passphrase,
             const guint8            *salt,
             gsize                    salt_size,
             guint                    iterations,
             gnutls_aead_cipher_hd_t *cipher)
{
  guint8         key[KEY_SIZE];
  gnutls_datum_t words = { (guint8 *) passphrase, (guint) strlen (passphrase) };
  gnutls_datum_t grains = { (guint8 *) salt, (guint) salt_size };
  gnutls_datum_t made = { key, sizeof key };
  gboolean       is_made =
    gnutls_pbkdf2 (GNUTLS_MAC_SHA256, &words, &grains, iterations, key, sizeof key) >= 0 &&
    gnutls_aead_cipher_init (cipher, GNUTLS_CIPHER_CHACHA20_POLY1305, &made) >= 0;

  gnutls_memset (key, 0, sizeof key);
  return is_made;
}

static void
set_bytes (JsonObject *json, const char *name, const guint8 *bytes, gsize size)
{
  g_autofree char *text = g_base64_encode (bytes, size);

  json_object_set_string_member (json, name, text);
}

JsonObject *
clasp_secrets_seal (const char *text, const char *passphrase, GError **error)
{
  g_autoptr (JsonObject)  json = json_object_new ();
  guint8                  salt[SALT_SIZE], nonce[NONCE_SIZE];
  gsize                   length = strlen (text), size = length + TAG_SIZE;
  g_autofree guint8      *sealed = g_malloc (size);
  gnutls_aead_cipher_hd_t cipher;
  gboolean                is_sealed;

  if (!check_passphrase (passphrase, error) ||
      (length > CLASP_SECRETS_MAX_SIZE && !fail (error, "they are larger than 1 MiB")))
    return NULL;
  if (gnutls_rnd (GNUTLS_RND_KEY, salt, sizeof salt) < 0 ||
      gnutls_rnd (GNUTLS_RND_NONCE, nonce, sizeof nonce) < 0 ||
      !make_cipher (passphrase, salt, sizeof salt, CLASP_SECRETS_ITERATIONS, &cipher))
    {
      fail (error, "they cannot be encrypted here");
      return NULL;
    }
  is_sealed = gnutls_aead_cipher_encrypt (cipher, nonce, sizeof nonce, NULL, 0, TAG_SIZE, text, length,
                                          sealed, &size) >= 0;
  gnutls_aead_cipher_deinit (cipher);
  if (!is_sealed)
    {
      fail (error, "they cannot be encrypted here");
      return NULL;
    }
  json_object_set_string_member (json, "cipher", CIPHER);
  json_object_set_string_member (json, "kdf", KEY_MAKER);
  json_object_set_int_member (json, "iterations", CLASP_SECRETS_ITERATIONS);
  set_bytes (json, "salt", salt, sizeof salt);
  set_bytes (json, "nonce", nonce, sizeof nonce);
  set_bytes (json, "data", sealed, size);
  return g_steal_pointer (&json);
}

/* ---- the other way ---- */

/* (transfer full) (nullable): of base64, between the two sizes. */
static guint8 *
get_bytes (JsonObject *json, const char *name, gsize least, gsize most, gsize *size)
{
  const char        *text = clasp_exchange_get_text (json, name);
  g_autofree guint8 *bytes = NULL;

  if (text == NULL || strlen (text) > most * 2 + 4)
    return NULL;
  bytes = g_base64_decode (text, size);
  return *size >= least && *size <= most ? g_steal_pointer (&bytes) : NULL;
}

static gboolean
check_form (JsonObject *json, gint64 *iterations, GError **error)
{
  if (g_strcmp0 (clasp_exchange_get_text (json, "cipher"), CIPHER) != 0 ||
      g_strcmp0 (clasp_exchange_get_text (json, "kdf"), KEY_MAKER) != 0)
    return fail (error, "are encrypted in another way than " KEY_MAKER " and " CIPHER);
  if (!clasp_exchange_get_number (json, "iterations", 1, CLASP_SECRETS_MAX_ITERATIONS, iterations, error))
    {
      g_prefix_error (error, "secrets: ");
      return FALSE;
    }
  return *iterations > 0 || fail (error, "iterations: is missing");
}

char *
clasp_secrets_open (JsonObject *json, const char *passphrase, GError **error)
{
  gsize                   salt_size = 0, nonce_size = 0, size = 0, length;
  g_autofree guint8      *salt = get_bytes (json, "salt", 8, 64, &salt_size);
  g_autofree guint8      *nonce = get_bytes (json, "nonce", NONCE_SIZE, NONCE_SIZE, &nonce_size);
  g_autofree guint8      *data =
    get_bytes (json, "data", TAG_SIZE, CLASP_SECRETS_MAX_SIZE + TAG_SIZE, &size);
  g_autofree char        *text = NULL;
  gnutls_aead_cipher_hd_t cipher;
  gint64                  iterations;
  gboolean                is_open;

  if (!check_passphrase (passphrase, error) || !check_form (json, &iterations, error))
    return NULL;
  if (salt == NULL || nonce == NULL || data == NULL)
    {
      fail (error, "salt, nonce and data: expected base64 of 8–64, 12 and 16–1048592 bytes");
      return NULL;
    }
  if (!make_cipher (passphrase, salt, salt_size, (guint) iterations, &cipher))
    {
      fail (error, "they cannot be decrypted here");
      return NULL;
    }
  length = size;
  text = g_malloc0 (size + 1);
  is_open = gnutls_aead_cipher_decrypt (cipher, nonce, nonce_size, NULL, 0, TAG_SIZE, data, size, text,
                                        &length) >= 0;
  gnutls_aead_cipher_deinit (cipher);
  if (!is_open)
    {
      fail (error, "this is not the passphrase they were written with, or the file was changed");
      return NULL;
    }
  text[length] = '\0';
  return g_steal_pointer (&text);
}

/* ---- of a show ---- */

static void
collect_settings (JsonArray *list, const char *id, ClaspSettings *settings)
{
  g_autofree GParamSpec **pspecs = NULL;
  guint                   n_pspecs;

  pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n_pspecs);
  for (guint i = 0; i < n_pspecs; i++)
    {
      g_autofree char *value = NULL;
      JsonObject      *json;

      if (!clasp_exchange_is_secret (pspecs[i]->name))
        continue;
      value = clasp_settings_get_text (settings, pspecs[i]->name);
      if (*value == '\0')
        continue;
      json = json_object_new ();
      json_object_set_string_member (json, "id", id);
      json_object_set_string_member (json, "name", pspecs[i]->name);
      json_object_set_string_member (json, "value", value);
      json_array_add_object_element (list, json);
    }
}

char *
clasp_secrets_collect (ClaspShow *show)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode)  node = NULL;
  GListModel           *connections = clasp_show_get_connections (show);
  ClaspRouterConfig    *router = clasp_show_get_router (show);

  collect_settings (list, clasp_show_item_get_id (CLASP_SHOW_ITEM (router)),
                    clasp_router_config_get_settings (router));
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      collect_settings (list, clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)),
                        clasp_connection_get_settings (connection));
    }
  if (json_array_get_length (list) == 0)
    return NULL;
  node = json_node_init_array (json_node_alloc (), list);
  return clasp_json_print_line (node);
}

static ClaspSettings *
find_settings (ClaspShow *show, const char *id)
{
  ClaspShowItem *item = id != NULL ? clasp_show_find (show, id) : NULL;

  if (CLASP_IS_CONNECTION (item))
    return clasp_connection_get_settings (CLASP_CONNECTION (item));
  if (id != NULL &&
      strcmp (clasp_show_item_get_id (CLASP_SHOW_ITEM (clasp_show_get_router (show))), id) == 0)
    return clasp_router_config_get_settings (clasp_show_get_router (show));
  return NULL;
}

static void
restore_one (ClaspShow *show, JsonObject *json, const char *path, GPtrArray *report)
{
  const char        *name = clasp_exchange_get_text (json, "name");
  const char        *value = clasp_exchange_get_text (json, "value");
  ClaspSettings     *settings = find_settings (show, clasp_exchange_get_text (json, "id"));
  g_autoptr (GError) error = NULL;

  if (settings == NULL || name == NULL || value == NULL || !clasp_exchange_is_secret (name))
    clasp_exchange_tell (report, path, "belongs to nothing that is here; it is left out");
  else if (!clasp_settings_set_text (settings, name, value, &error))
    clasp_exchange_tell (report, path, "%s", error->message);
}

void
clasp_secrets_restore (ClaspShow *show, const char *text, GPtrArray *report)
{
  g_autoptr (JsonNode) root = clasp_json_parse (text, strlen (text), NULL);
  JsonArray *list = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode        *node = json_array_get_element (list, i);
      g_autofree char *path = g_strdup_printf ("secrets[%u]", i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        restore_one (show, json_node_get_object (node), path, report);
    }
}
