/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "exchange/clasp-exchange-moves.h"
#include "exchange/clasp-exchange-private.h"

#include "show/clasp-show-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What was read, into a show that may be running.
 *
 * Design notes. What has the id of an item of the show is that item, in another version; so is what
 * has its name, among variables and the like. A connection that does what one of the show does is
 * that one. Everything else is new. A new connection whose namespace is taken gets another one, and
 * the mappings that came with it follow. The plan is made by the same look-ups as the deed.
 *
 * Of a part a person says which connection of the show each of its own is. That one stays as it is, and so
 * does everything else that is there: a mapping that is not there just so is added. */

typedef struct
{
  ClaspShow           *show;
  const ClaspImported *imported;
  ClaspExchangeMode    mode;
  ClaspExchangeMoves   moves; /* in the file → here, where they differ */
  GHashTable          *texts; /* (owned) set: mappings of the show */
} Merge;

/* ---- the same ---- */

static gboolean
is_same_item (ClaspShowItem *a, ClaspShowItem *b)
{
  return strcmp (clasp_show_item_get_name (a), clasp_show_item_get_name (b)) == 0 &&
         clasp_show_item_get_enabled (a) == clasp_show_item_get_enabled (b);
}

/* @namespace_ is where @b will stand. */
static gboolean
is_same_there (ClaspConnection *a, ClaspConnection *b, const char *namespace_)
{
  return is_same_item (CLASP_SHOW_ITEM (a), CLASP_SHOW_ITEM (b)) &&
         strcmp (clasp_connection_get_kind (a), clasp_connection_get_kind (b)) == 0 &&
         strcmp (clasp_connection_get_namespace (a), namespace_) == 0 &&
         clasp_settings_equal (clasp_connection_get_settings (a),
                               clasp_connection_get_settings (b));
}

static gboolean
is_same_connection (ClaspConnection *a, ClaspConnection *b)
{
  return is_same_there (a, b, clasp_connection_get_namespace (b));
}

/* @b as it will be. */
static gboolean
is_same_local (const ClaspExchangeMoves *moves, ClaspShowLocal *a, ClaspShowLocal *b)
{
  g_autoptr (ClaspSettings) moved = clasp_settings_copy (clasp_show_local_get_settings (b));

  clasp_exchange_move_settings (moves, moved);
  return is_same_item (CLASP_SHOW_ITEM (a), CLASP_SHOW_ITEM (b)) &&
         clasp_settings_equal (clasp_show_local_get_settings (a), moved);
}

/* All that makes one but its id. */
static char *
describe_mapping (ClaspMapping *mapping)
{
  g_autofree char *text = clasp_mapping_to_text (mapping);
  guint            colour;
  gboolean         convert;

  g_object_get (mapping, "colour", &colour, "convert", &convert, NULL);
  return g_strdup_printf ("%s\n%s\n%d %u %d", text,
                          clasp_show_item_get_name (CLASP_SHOW_ITEM (mapping)),
                          clasp_show_item_get_enabled (CLASP_SHOW_ITEM (mapping)), colour, convert);
}

/* ---- what an item is in the show ---- */

static gboolean
is_kept (Merge *self)
{
  return self->mode == CLASP_EXCHANGE_MERGE;
}

/* (nullable) (transfer none) */
static ClaspConnection *
find_connection (Merge *self, ClaspConnection *connection)
{
  ClaspShowItem *item =
    clasp_show_find (self->show, clasp_show_item_get_id (CLASP_SHOW_ITEM (connection)));
  g_autoptr (GPtrArray) all = NULL;

  if (CLASP_IS_CONNECTION (item) && strcmp (clasp_connection_get_kind (CLASP_CONNECTION (item)),
                                            clasp_connection_get_kind (connection)) == 0)
    return CLASP_CONNECTION (item);
  if (!is_kept (self))
    return NULL;
  all = clasp_exchange_list (self->show, clasp_connection_get_kind (connection));
  for (guint i = 0; i < all->len; i++)
    if (clasp_settings_equal (clasp_connection_get_settings (all->pdata[i]),
                              clasp_connection_get_settings (connection)))
      return all->pdata[i]; /* the show holds it */
  return NULL;
}

static gboolean
is_namespace_taken (Merge *self, const char *namespace_)
{
  g_autoptr (ClaspConnection) other = clasp_exchange_find_by_address (self->show, namespace_);

  return other != NULL && strcmp (clasp_connection_get_namespace (other), namespace_) == 0;
}

static gboolean
has_id (ClaspShowItem *a, ClaspConnection *b)
{
  return strcmp (clasp_show_item_get_id (a), clasp_show_item_get_id (CLASP_SHOW_ITEM (b))) == 0;
}

static const char *
get_id (gpointer item)
{
  return clasp_show_item_get_id (item);
}

static gboolean
is_part (Merge *self)
{
  return self->imported->form == CLASP_EXCHANGE_PART;
}

/* (nullable) What a person said of it. */
static const ClaspExchangeRole *
find_role (Merge *self, ClaspConnection *connection)
{
  return is_kept (self) ? g_hash_table_lookup (self->imported->roles, get_id (connection)) : NULL;
}

static void
follow (Merge *self, const char *from, const char *to)
{
  if (strcmp (from, to) != 0)
    clasp_exchange_moves_add_namespace (&self->moves, from, to);
}

/* It is one of the show, which stays as it is. */
static void
take_role (Merge *self, ClaspConnection *connection, const ClaspExchangeRole *role)
{
  ClaspShowItem *there = clasp_show_find (self->show, role->there);

  if (!CLASP_IS_CONNECTION (there))
    return;
  follow (self, clasp_connection_get_namespace (connection),
          clasp_connection_get_namespace (CLASP_CONNECTION (there)));
  follow (self, role->prefix, role->new_prefix);
  if (strcmp (role->there, get_id (connection)) != 0)
    clasp_exchange_moves_add_connection (&self->moves, get_id (connection), role->there);
}

/* What becomes of one, and where it will stand. */
static ClaspExchangeAct
look_at_connection (Merge *self, ClaspConnection *connection, GHashTable *taken)
{
  const ClaspExchangeRole *role = find_role (self, connection);
  ClaspConnection         *found = role == NULL ? find_connection (self, connection) : NULL;
  const char              *namespace_ = clasp_connection_get_namespace (connection);
  const char              *there = found != NULL ? clasp_connection_get_namespace (found) : NULL;

  if (role != NULL && role->new_prefix != NULL)
    {
      take_role (self, connection, role);
      return CLASP_EXCHANGE_SAME;
    }
  if (role != NULL && strcmp (role->there, get_id (connection)) != 0)
    clasp_exchange_moves_add_connection (&self->moves, get_id (connection), role->there);
  if (found != NULL && has_id (CLASP_SHOW_ITEM (found), connection))
    {
      /* It was put elsewhere once, and would have to be again. */
      if (is_kept (self) && strcmp (there, namespace_) != 0 && is_namespace_taken (self, namespace_))
        {
          clasp_exchange_moves_add_namespace (&self->moves, namespace_, there);
          namespace_ = there;
        }
      return is_same_there (found, connection, namespace_) ? CLASP_EXCHANGE_SAME
                                                           : CLASP_EXCHANGE_CHANGED;
    }
  if (found != NULL)
    {
      if (strcmp (there, namespace_) != 0)
        clasp_exchange_moves_add_namespace (&self->moves, namespace_, there);
      clasp_exchange_moves_add_connection (&self->moves, get_id (connection), get_id (found));
      return CLASP_EXCHANGE_SAME;
    }
  if (is_kept (self) &&
      (is_namespace_taken (self, namespace_) || g_hash_table_contains (taken, namespace_)))
    {
      g_autofree char *base = g_strdup (namespace_);
      g_autofree char *free_one = NULL;
      guint            n = 2;

      for (gsize i = strlen (base); i > 1 && g_ascii_isdigit (base[i - 1]); i--)
        base[i - 1] = '\0';
      do
        {
          g_free (free_one);
          free_one = g_strdup_printf ("%s%u", base, n++);
        }
      while (is_namespace_taken (self, free_one) || g_hash_table_contains (taken, free_one));
      g_hash_table_add (taken, g_strdup (free_one));
      clasp_exchange_moves_add_namespace (&self->moves, namespace_, free_one);
    }
  else
    g_hash_table_add (taken, g_strdup (namespace_));
  return CLASP_EXCHANGE_ADDED;
}

static ClaspExchangeAct
look_at_mapping (Merge *self, ClaspMapping *mapping)
{
  ClaspShowItem           *item = clasp_show_find (self->show, get_id (mapping));
  g_autofree char         *text = NULL, *other = NULL;
  g_autoptr (ClaspMapping) moved = NULL;

  if (!is_kept (self))
    return CLASP_EXCHANGE_ADDED;
  moved = clasp_show_copy_mapping (self->imported->show, mapping);
  clasp_exchange_move_mapping (&self->moves, moved, NULL);
  text = describe_mapping (moved);
  if (CLASP_IS_MAPPING (item) && !is_part (self))
    {
      other = describe_mapping (CLASP_MAPPING (item));
      return strcmp (text, other) == 0 ? CLASP_EXCHANGE_SAME : CLASP_EXCHANGE_CHANGED;
    }
  return g_hash_table_contains (self->texts, text) ? CLASP_EXCHANGE_SAME : CLASP_EXCHANGE_ADDED;
}

/* (nullable) (transfer none) */
static ClaspShowLocal *
find_local (Merge *self, ClaspShowLocal *local)
{
  ClaspShowItem *item = clasp_show_find (self->show, get_id (local));

  if (CLASP_IS_SHOW_LOCAL (item) && strcmp (clasp_show_local_get_kind (CLASP_SHOW_LOCAL (item)),
                                            clasp_show_local_get_kind (local)) == 0)
    return CLASP_SHOW_LOCAL (item);
  return clasp_show_find_local (self->show, clasp_show_local_get_kind (local),
                                clasp_show_item_get_name (CLASP_SHOW_ITEM (local)));
}

static ClaspExchangeAct
look_at_local (Merge *self, ClaspShowLocal *local)
{
  ClaspShowLocal *found = is_kept (self) ? find_local (self, local) : NULL;

  if (found == NULL)
    return CLASP_EXCHANGE_ADDED;
  return is_same_local (&self->moves, found, local) ? CLASP_EXCHANGE_SAME : CLASP_EXCHANGE_CHANGED;
}

/* ---- all items ---- */

static void
merge_init (Merge *self)
{
  GListModel *list = clasp_show_get_mappings (self->show);

  if (is_part (self))
    self->mode = CLASP_EXCHANGE_MERGE;
  clasp_exchange_moves_init (&self->moves);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; is_kept (self) && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (list, i);

      g_hash_table_add (self->texts, describe_mapping (mapping));
    }
}

static void
merge_clear (Merge *self)
{
  clasp_exchange_moves_clear (&self->moves);
  g_hash_table_unref (self->texts);
}

static ClaspExchangeAct
look_at (Merge *self, ClaspShowItem *item, GHashTable *taken)
{
  if (CLASP_IS_CONNECTION (item))
    return look_at_connection (self, CLASP_CONNECTION (item), taken);
  if (CLASP_IS_MAPPING (item))
    return look_at_mapping (self, CLASP_MAPPING (item));
  return look_at_local (self, CLASP_SHOW_LOCAL (item));
}

/* (transfer full) what of the show it takes the place of. */
static ClaspShowItem *
find_old (Merge *self, ClaspShowItem *item)
{
  ClaspShowItem *found = NULL;

  if (CLASP_IS_CONNECTION (item))
    found = (ClaspShowItem *) find_connection (self, CLASP_CONNECTION (item));
  else if (CLASP_IS_MAPPING (item))
    found = clasp_show_find (self->show, get_id (item));
  else
    found = (ClaspShowItem *) find_local (self, CLASP_SHOW_LOCAL (item));
  return found != NULL ? g_object_ref (found) : NULL;
}

/* (transfer full) (element-type ClaspShowItem): connections before what they are for. */
static GPtrArray *
list_items (ClaspShow *show)
{
  GListModel *lists[] = { clasp_show_get_connections (show), clasp_show_get_mappings (show),
                          clasp_show_get_locals (show) };
  GPtrArray  *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < g_list_model_get_n_items (lists[i]); j++)
      g_ptr_array_add (items, g_list_model_get_item (lists[i], j));
  return items;
}

/* ---- the plan ---- */

static void
change_free (gpointer data)
{
  g_free (((ClaspExchangeChange *) data)->title);
  g_free (data);
}

static void
add_change (GPtrArray *plan, ClaspExchangeAct act, const char *kind, char *title)
{
  ClaspExchangeChange *change = g_new0 (ClaspExchangeChange, 1);

  *change = (ClaspExchangeChange){ act, kind, title };
  g_ptr_array_add (plan, change);
}

static void
add_item (GPtrArray *plan, ClaspExchangeAct act, ClaspShowItem *item)
{
  const char *name = clasp_show_item_get_name (item);
  const char *kind = "mapping";
  char       *title = NULL;

  if (CLASP_IS_CONNECTION (item))
    {
      kind = "connection";
      title =
        g_strdup_printf ("%s (%s)", name, clasp_connection_get_namespace (CLASP_CONNECTION (item)));
    }
  else if (CLASP_IS_SHOW_LOCAL (item))
    kind = clasp_show_local_get_kind (CLASP_SHOW_LOCAL (item));
  if (title == NULL && *name == '\0' && CLASP_IS_MAPPING (item))
    title = clasp_mapping_to_text (CLASP_MAPPING (item));
  add_change (plan, act, kind, title != NULL ? title : g_strdup (name));
}

static void
add_rules (Merge *self, GPtrArray *plan)
{
  for (guint i = 0; i < self->imported->rules->len; i++)
    {
      JsonObject *rule = json_node_get_object (self->imported->rules->pdata[i]);
      const char *name = clasp_exchange_get_text (rule, "name");

      add_change (plan, CLASP_EXCHANGE_ADDED, "rule",
                  g_strdup (name != NULL ? name : clasp_exchange_get_text (rule, "id")));
    }
}

void
clasp_exchange_find_moves (ClaspShow           *show,
                           const ClaspImported *imported,
                           ClaspExchangeMode    mode,
                           ClaspExchangeMoves  *moves)
{
  Merge                  self = { show, imported, mode, { NULL, NULL, NULL }, NULL };
  GListModel            *connections = clasp_show_get_connections (imported->show);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  merge_init (&self);
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      look_at_connection (&self, connection, taken);
    }
  *moves = self.moves;
  clasp_exchange_moves_init (&self.moves);
  merge_clear (&self);
}

/**
 * clasp_exchange_plan:
 * @show: a show
 * @imported: what was read
 * @mode: how it would go in
 *
 * Says item by item what clasp_exchange_apply () would do; nothing is changed.
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspExchangeChange): first what is in the file, in its
 * order, then what would go
 */
GPtrArray *
clasp_exchange_plan (ClaspShow *show, const ClaspImported *imported, ClaspExchangeMode mode)
{
  Merge                  self = { show, imported, mode, { NULL, NULL, NULL }, NULL };
  GPtrArray             *plan = g_ptr_array_new_with_free_func (change_free);
  g_autoptr (GPtrArray)  items = list_items (imported->show);
  g_autoptr (GPtrArray)  old = list_items (show);
  g_autoptr (GPtrArray)  settings = NULL;
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (imported->newer != 0)
    return plan;
  merge_init (&self);
  for (guint i = 0; i < items->len; i++)
    {
      ClaspExchangeAct act = look_at (&self, items->pdata[i], taken);

      if (!is_kept (&self) && act == CLASP_EXCHANGE_CHANGED)
        act = CLASP_EXCHANGE_ADDED;
      if (is_part (&self) && act == CLASP_EXCHANGE_SAME && CLASP_IS_CONNECTION (items->pdata[i]))
        continue; /* a role that is one of the show's */
      add_item (plan, act, items->pdata[i]);
    }
  settings = clasp_exchange_find_settings (show, imported, is_kept (&self));
  for (guint i = 0; i < settings->len; i++)
    add_change (plan, CLASP_EXCHANGE_CHANGED, "setting", g_strdup (settings->pdata[i]));
  add_rules (&self, plan);
  for (guint i = 0; !is_kept (&self) && i < old->len; i++)
    {
      ClaspShowItem *item = clasp_show_find (imported->show, get_id (old->pdata[i]));

      if (CLASP_IS_CONNECTION (item) && CLASP_IS_CONNECTION (old->pdata[i]) &&
          is_same_connection (CLASP_CONNECTION (item), old->pdata[i]))
        continue;
      add_item (plan, CLASP_EXCHANGE_REMOVED, old->pdata[i]);
    }
  merge_clear (&self);
  return plan;
}

/* ---- the deed ---- */

/* Instead of what is there, but for connections that stay as they are: those do not reconnect. */
static void
clear_show (Merge *self)
{
  g_autoptr (GPtrArray) old = list_items (self->show);

  for (guint i = old->len; i-- > 0;)
    {
      ClaspShowItem *item = clasp_show_find (self->imported->show, get_id (old->pdata[i]));

      if (!CLASP_IS_CONNECTION (item) || !CLASP_IS_CONNECTION (old->pdata[i]) ||
          !is_same_connection (CLASP_CONNECTION (item), old->pdata[i]))
        clasp_show_remove (self->show, old->pdata[i]);
    }
}

static guint
find_position (ClaspShow *show, ClaspShowItem *item)
{
  guint position = G_MAXUINT;

  if (!clasp_show_find_position (show, clasp_show_store_for (show, item), item, &position))
    return G_MAXUINT;
  return position;
}

static void
put (Merge *self, ClaspShowItem *item, ClaspExchangeAct act)
{
  g_autoptr (ClaspShowItem) old = act == CLASP_EXCHANGE_CHANGED ? find_old (self, item) : NULL;
  guint                     position = old != NULL ? find_position (self->show, old) : G_MAXUINT;

  if (old != NULL)
    clasp_show_remove (self->show, old);
  if (clasp_show_find (self->show, get_id (item)) != NULL)
    {
      g_autofree char *id = g_uuid_string_random ();

      clasp_show_item_set_id (item, id);
    }
  if (!clasp_show_insert (self->show, position, item))
    clasp_exchange_tell (self->imported->report, clasp_show_item_get_name (item), "%s",
                         _ ("the show is full; it is left out"));
}

static void
move_connection (Merge *self, ClaspConnection *connection)
{
  const ClaspExchangeRole *role = find_role (self, connection);
  const char              *namespace_ =
    g_hash_table_lookup (self->moves.addresses, clasp_connection_get_namespace (connection));

  if (role != NULL)
    clasp_show_item_set_id (CLASP_SHOW_ITEM (connection), role->there);
  if (namespace_ == NULL)
    return;
  clasp_exchange_tell (self->imported->report,
                       clasp_show_item_get_name (CLASP_SHOW_ITEM (connection)),
                       "stands under %s here, %s is taken; what names its addresses follows",
                       namespace_, clasp_connection_get_namespace (connection));
  g_object_set (connection, "namespace", namespace_, NULL);
}

static void
put_all (Merge *self)
{
  g_autoptr (GPtrArray)  items = list_items (self->imported->show);
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray)     acts = g_array_new (FALSE, FALSE, sizeof (ClaspExchangeAct));

  for (guint i = 0; i < items->len; i++)
    {
      ClaspExchangeAct act = look_at (self, items->pdata[i], taken);

      g_array_append_val (acts, act);
    }
  for (guint i = items->len; i-- > 0;)
    clasp_show_remove (self->imported->show, items->pdata[i]);
  for (guint i = 0; i < items->len; i++)
    {
      ClaspExchangeAct act = g_array_index (acts, ClaspExchangeAct, i);

      if (act == CLASP_EXCHANGE_SAME)
        continue;
      if (CLASP_IS_CONNECTION (items->pdata[i]))
        move_connection (self, items->pdata[i]);
      if (CLASP_IS_MAPPING (items->pdata[i]))
        clasp_exchange_move_mapping (&self->moves, items->pdata[i], self->imported->report);
      if (CLASP_IS_SHOW_LOCAL (items->pdata[i]))
        clasp_exchange_move_settings (&self->moves, clasp_show_local_get_settings (items->pdata[i]));
      put (self, items->pdata[i], act);
    }
}

static void
add_unknown (ClaspShow *show, ClaspShow *from)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *node;

  if (from->extra == NULL)
    return;
  if (show->extra == NULL)
    show->extra = json_object_new ();
  json_object_iter_init_ordered (&iter, from->extra);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    json_object_set_member (show->extra, name, json_node_copy (node));
}

/**
 * clasp_exchange_apply:
 * @show: a show
 * @imported: what was read; its show is empty afterwards
 * @mode: how it goes in
 * @rules_path: (nullable): what the router's setting *rules* becomes
 * @label: what the undo step is called, translated
 *
 * Thread: UI.
 */
void
clasp_exchange_apply (ClaspShow        *show,
                      ClaspImported    *imported,
                      ClaspExchangeMode mode,
                      const char       *rules_path,
                      const char       *label)
{
  Merge            self = { show, imported, mode, { NULL, NULL, NULL }, NULL };
  g_autofree char *name = NULL;

  if (imported->newer != 0)
    {
      clasp_exchange_tell (imported->report, "file",
                           "version %" G_GINT64_FORMAT " is newer than this program: it can only be looked at",
                           imported->newer);
      return;
    }
  clasp_show_begin_edit (show, label);
  merge_init (&self);
  if (!is_kept (&self))
    clear_show (&self);
  put_all (&self);
  clasp_exchange_apply_settings (show, imported, is_kept (&self));
  if (rules_path != NULL)
    g_object_set (clasp_router_config_get_settings (clasp_show_get_router (show)), "rules",
                  rules_path, NULL);
  g_object_get (imported->show, "name", &name, NULL);
  if (!is_kept (&self) && name != NULL && *name != '\0')
    g_object_set (show, "name", name, NULL);
  add_unknown (show, imported->show);
  merge_clear (&self);
  clasp_show_end_edit (show);
}
