/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-private.h"

#include <string.h>

/* Which connection an end of version 1 means. It names a kind, and seldom more: then a source means
 * all of that kind that hear something, and a target the one that sends. */

gboolean
clasp_exchange_is_under (const char *address, const char *namespace_)
{
  gsize length = strlen (namespace_);

  return length > 0 && strncmp (address, namespace_, length) == 0 &&
         (address[length] == '\0' || address[length] == '/');
}

GPtrArray *
clasp_exchange_list (ClaspShow *show, const char *kind)
{
  GPtrArray  *found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *list = clasp_show_get_connections (show);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);

      if (strcmp (clasp_connection_get_kind (connection), kind) == 0)
        g_ptr_array_add (found, g_steal_pointer (&connection));
    }
  return found;
}

ClaspConnection *
clasp_exchange_find_by_address (ClaspShow *show, const char *address)
{
  GListModel                 *list = clasp_show_get_connections (show);
  g_autoptr (ClaspConnection) best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (list, i);
      const char                 *namespace_ = clasp_connection_get_namespace (connection);

      if (clasp_exchange_is_under (address, namespace_) &&
          (best == NULL || strlen (namespace_) > strlen (clasp_connection_get_namespace (best))))
        g_set_object (&best, connection);
    }
  return g_steal_pointer (&best);
}

/* ---- places ---- */

/* "localhost" is what it always is. */
static gboolean
is_same_place (const char *a, const char *b)
{
  g_autofree char *one = NULL, *other = NULL;

  if (strcmp (a, b) == 0)
    return TRUE;
  if (g_str_has_prefix (a, "localhost"))
    one = g_strconcat ("127.0.0.1", a + strlen ("localhost"), NULL);
  if (g_str_has_prefix (b, "localhost"))
    other = g_strconcat ("127.0.0.1", b + strlen ("localhost"), NULL);
  return strcmp (one != NULL ? one : a, other != NULL ? other : b) == 0;
}

static gboolean
holds_place (ClaspSettings *settings, const char *name, const char *place)
{
  GParamSpec        *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name);
  const char *const *list;

  if (pspec == NULL)
    return FALSE;
  if (G_IS_PARAM_SPEC_STRING (pspec))
    return is_same_place (clasp_settings_get_string (settings, name), place);
  if (!G_IS_PARAM_SPEC_BOXED (pspec))
    return FALSE;
  list = clasp_settings_get_strv (settings, name);
  for (guint i = 0; list[i] != NULL; i++)
    if (is_same_place (list[i], place))
      return TRUE;
  return FALSE;
}

/* "default" is what a MIDI connection without a device listens to. */
static gboolean
is_at (ClaspConnection *connection, const char *place)
{
  static const char *const names[] = { "listen", "send", "port", "device" };
  ClaspSettings           *settings = clasp_connection_get_settings (connection);

  if (strcmp (clasp_connection_get_kind (connection), "midi") == 0 &&
      strcmp (place, "default") == 0)
    return *clasp_settings_get_string (settings, "port") == '\0';
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (holds_place (settings, names[i], place))
      return TRUE;
  return FALSE;
}

ClaspConnection *
clasp_exchange_find_by_place (ClaspShow *show, const char *kind, const char *place)
{
  g_autoptr (GPtrArray) all = clasp_exchange_list (show, kind);

  for (guint i = 0; i < all->len; i++)
    if (is_at (all->pdata[i], place))
      return g_object_ref (all->pdata[i]);
  return NULL;
}

/* ---- the ends of a mapping ---- */

/* Those that are, unless none is. */
static void
keep_if (GPtrArray **list,
         gboolean (*is_good) (ClaspConnection *connection, gconstpointer data),
         gconstpointer data)
{
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < (*list)->len; i++)
    if (is_good ((*list)->pdata[i], data))
      g_ptr_array_add (kept, g_object_ref ((*list)->pdata[i]));
  if (kept->len == 0)
    return;
  g_ptr_array_unref (*list);
  *list = g_steal_pointer (&kept);
}

static gboolean
has_namespace (ClaspConnection *connection, gconstpointer namespace_)
{
  return strcmp (clasp_connection_get_namespace (connection), namespace_) == 0;
}

/* In one that somebody else might have as well, "/osc", all are meant. */
static gboolean
has_address (ClaspConnection *connection, gconstpointer address)
{
  const char *namespace_ = clasp_connection_get_namespace (connection);

  return strcmp (namespace_ + 1, clasp_connection_get_kind (connection)) != 0 &&
         clasp_exchange_is_under (address, namespace_);
}

static gboolean
is_set (ClaspConnection *connection, const char *name)
{
  ClaspSettings *settings = clasp_connection_get_settings (connection);

  return g_object_class_find_property (G_OBJECT_GET_CLASS (settings), name) == NULL ||
         clasp_settings_get_strv (settings, name)[0] != NULL;
}

static gboolean
hears (ClaspConnection *connection, gconstpointer none)
{
  const char *kind = clasp_connection_get_kind (connection);

  if (strcmp (kind, "osc") == 0)
    return is_set (connection, "listen");
  return strcmp (kind, "sacn") != 0 || is_set (connection, "receive");
}

static gboolean
sends (ClaspConnection *connection, gconstpointer none)
{
  const char *kind = clasp_connection_get_kind (connection);

  return (strcmp (kind, "osc") != 0 && strcmp (kind, "sacn") != 0) || is_set (connection, "send");
}

/* "0:1:2", "18", "1:18:out": the last number that may be a universe, as Art-Net's or plain. */
static gboolean
names_universe (const char *kind, const char *item, gint64 universe)
{
  g_auto (GStrv) parts = g_strsplit (item, ":", 4);
  guint          n = g_strv_length (parts);
  gint64         number;

  if (strcmp (kind, "dmx") == 0)
    number = n >= 2 ? g_ascii_strtoll (parts[1], NULL, 10) : -1;
  else if (strcmp (kind, "artnet") == 0 && n == 3)
    number = g_ascii_strtoll (parts[0], NULL, 10) * 256 +
             g_ascii_strtoll (parts[1], NULL, 10) * 16 + g_ascii_strtoll (parts[2], NULL, 10);
  else
    number = g_ascii_strtoll (parts[0] != NULL ? parts[0] : "", NULL, 10);
  return number == universe;
}

static gboolean
has_universe (ClaspConnection *connection, gconstpointer universe)
{
  static const char *const names[] = { "universes", "receive", "send", "ports" };
  ClaspSettings           *settings = clasp_connection_get_settings (connection);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (settings), names[i]);
      const char *const *list = pspec != NULL && G_IS_PARAM_SPEC_BOXED (pspec)
                                  ? clasp_settings_get_strv (settings, names[i])
                                  : NULL;

      for (guint j = 0; list != NULL && list[j] != NULL; j++)
        if (names_universe (clasp_connection_get_kind (connection), list[j],
                            *(const gint64 *) universe))
          return TRUE;
    }
  return FALSE;
}

/* What is left when all that the end says was looked at. */
static void
narrow (GPtrArray **list, JsonObject *json, gboolean is_target)
{
  const char *namespace_ = clasp_exchange_get_text (json, "namespace");
  const char *address = clasp_exchange_get_text (json, "address");
  gint64      universe;

  if (namespace_ != NULL)
    keep_if (list, has_namespace, namespace_);
  else if (address != NULL)
    keep_if (list, has_address, address);
  if (clasp_exchange_get_number (json, "dmxUniverse", 0, 63999, &universe, NULL) && universe >= 0)
    keep_if (list, has_universe, &universe);
  if (namespace_ == NULL)
    keep_if (list, is_target ? sends : hears, NULL);
}

static gboolean
is_kind (ClaspShow *show, const char *kind)
{
  const ClaspRegistry *registry = clasp_show_get_registry (show);

  return clasp_kind_find (registry->connections, registry->n_connections, kind) != NULL;
}

GPtrArray *
clasp_import_choose (ClaspImport *self,
                     JsonObject  *json,
                     gboolean     is_target,
                     const char  *path,
                     GError     **error)
{
  const char           *kind = clasp_exchange_get_text (json, "protocol");
  g_autoptr (GPtrArray) list = NULL;

  if (kind == NULL || !is_kind (self->show, kind)) /* the router, or what is refused later */
    return g_ptr_array_new_with_free_func (g_object_unref);
  if (!clasp_import_need_connection (self, kind, error))
    return NULL;
  list = clasp_exchange_list (self->show, kind);
  narrow (&list, json, is_target);
  if (is_target && list->len > 1)
    {
      clasp_exchange_tell (self->report, path,
                           "target: %u connections of kind “%s” may be meant; it goes to “%s” (%s)",
                           list->len, kind, clasp_show_item_get_name (list->pdata[0]),
                           clasp_connection_get_namespace (list->pdata[0]));
      g_ptr_array_set_size (list, 1);
    }
  if (list->len > CLASP_MAPPING_MAX_ENDS)
    {
      clasp_exchange_tell (
        self->report, path,
        "source: %u connections of kind “%s” may be meant; it hears the first %d", list->len, kind,
        CLASP_MAPPING_MAX_ENDS);
      g_ptr_array_set_size (list, CLASP_MAPPING_MAX_ENDS);
    }
  return g_steal_pointer (&list);
}
