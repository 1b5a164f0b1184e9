/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-show"

#include "show/clasp-show-private.h"

#include <string.h>

/* Design notes.
 *
 * The items are plain objects that know nothing of the show. The show watches their notify signals
 * and its lists, remembers what each property was, and so sees every edit, whoever makes it:
 *
 *   clasp-show-watch.c   what changed          → clasp_show_record_… ()
 *   clasp-show-undo.c    steps that undo it     clasp-show-create.c  new items
 *   clasp-show-file.c    when to write it       clasp-show-writer.c  how
 *   clasp-show-json.c    the file's text        clasp-map-text.c, clasp-connect-text.c  the command
 * line's */

enum
{
  PROP_0,
  PROP_NAME,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_LABEL,
  PROP_REDO_LABEL,
  PROP_UNDO_STEP,
  PROP_FILE,
  PROP_SAVED,
  PROP_SAVE_ERROR,
  PROP_LOCKED,
  N_PROPS
};

enum
{
  CHANGED,
  SAVE_FAILED,
  SAVE_RECOVERED,
  REFUSED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ClaspShow, clasp_show, G_TYPE_OBJECT)

static void
clasp_show_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ClaspShow *self = CLASP_SHOW (object);

  switch (property_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, self->could_undo);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, self->could_redo);
      break;
    case PROP_UNDO_LABEL:
      g_value_set_string (value, self->undo_label);
      break;
    case PROP_REDO_LABEL:
      g_value_set_string (value, self->redo_label);
      break;
    case PROP_UNDO_STEP:
      g_value_set_uint64 (value, clasp_show_get_undo_step (self));
      break;
    case PROP_FILE:
      g_value_set_object (value, self->file);
      break;
    case PROP_SAVED:
      g_value_set_boolean (value, self->is_saved);
      break;
    case PROP_SAVE_ERROR:
      g_value_set_string (value, self->save_error);
      break;
    case PROP_LOCKED:
      g_value_set_boolean (value, self->is_locked);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ClaspShow *self = CLASP_SHOW (object);

  switch (property_id)
    {
    case PROP_NAME:
      clasp_show_set_name_quietly (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
clasp_show_dispose (GObject *object)
{
  ClaspShow *self = CLASP_SHOW (object);

  clasp_show_close_file (self);
  if (self->watches != NULL)
    g_hash_table_remove_all (self->watches);

  G_OBJECT_CLASS (clasp_show_parent_class)->dispose (object);
}

static void
clasp_show_finalize (GObject *object)
{
  ClaspShow *self = CLASP_SHOW (object);

  g_clear_pointer (&self->watches, g_hash_table_unref);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  g_clear_pointer (&self->group, clasp_undo_step_free);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_object (&self->routers);
  g_clear_object (&self->connections);
  g_clear_object (&self->mappings);
  g_clear_object (&self->locals);
  g_clear_pointer (&self->extra, json_object_unref);
  g_clear_pointer (&self->clock, clasp_clock_unref);
  g_clear_pointer (&self->writer, clasp_show_writer_unref);
  g_clear_object (&self->file);
  g_free (self->name);
  g_free (self->undo_label);
  g_free (self->redo_label);
  g_free (self->damaged);
  g_free (self->save_error);

  G_OBJECT_CLASS (clasp_show_parent_class)->finalize (object);
}

static void
clasp_show_class_init (ClaspShowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags   readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = clasp_show_get_property;
  object_class->set_property = clasp_show_set_property;
  object_class->dispose = clasp_show_dispose;
  object_class->finalize = clasp_show_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", "Name", NULL, "", CLASP_SETTINGS_FLAGS);
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, readable);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, readable);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, readable);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, readable);
  properties[PROP_UNDO_STEP] = g_param_spec_uint64 ("undo-step", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, G_TYPE_FILE, readable);
  properties[PROP_SAVED] = g_param_spec_boolean ("saved", NULL, NULL, TRUE, readable);
  properties[PROP_SAVE_ERROR] = g_param_spec_string ("save-error", NULL, NULL, NULL, readable);
  properties[PROP_LOCKED] = g_param_spec_boolean ("locked", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * ClaspShow::changed:
   * @self: the show
   * @item: (nullable): what was added, changed, moved or removed; %NULL for the show itself
   *
   * Emitted after every edit, undo included. A removed item is one that clasp_show_find () no
   * longer knows.
   */
  signals[CHANGED] = g_signal_new ("changed", CLASP_TYPE_SHOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, CLASP_TYPE_SHOW_ITEM);
  /**
   * ClaspShow::save-failed:
   * @self: the show
   * @message: a sentence for a person
   *
   * Emitted when the file could not be written, once for each reason; saving is tried again every
   * ten seconds.
   */
  signals[SAVE_FAILED] = g_signal_new ("save-failed", CLASP_TYPE_SHOW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * ClaspShow::save-recovered:
   * @self: the show
   *
   * Emitted when the file could be written again.
   */
  signals[SAVE_RECOVERED] = g_signal_new ("save-recovered", CLASP_TYPE_SHOW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * ClaspShow::refused:
   * @self: the show
   *
   * Emitted when something was to be edited in show mode; it stayed as it was.
   */
  signals[REFUSED] = g_signal_new ("refused", CLASP_TYPE_SHOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
clasp_show_init (ClaspShow *self)
{
  self->name = g_strdup ("");
  self->clock = clasp_clock_ref (clasp_clock_system ());
  self->routers = g_list_store_new (CLASP_TYPE_ROUTER_CONFIG);
  self->connections = g_list_store_new (CLASP_TYPE_CONNECTION);
  self->mappings = g_list_store_new (CLASP_TYPE_MAPPING);
  self->locals = g_list_store_new (CLASP_TYPE_SHOW_LOCAL);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->watches = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) clasp_watch_free);
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_undo_step_free);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) clasp_undo_step_free);
  self->writer = clasp_show_writer_new ();
  self->is_saved = TRUE;
}

static ClaspShowItem *
make_router (const ClaspRegistry *registry)
{
  g_autoptr (ClaspSettings) settings = g_object_new (registry->get_router_settings_type (), NULL);

  return g_object_new (CLASP_TYPE_ROUTER_CONFIG, "id", "router", "settings", settings, NULL);
}

/**
 * clasp_show_new:
 * @registry: the kinds there are; lives as long as the show
 *
 * Makes an empty show: a router, nothing else.
 *
 * Thread: UI; all further calls come from the same thread.
 *
 * Returns: (transfer full): the show
 */
ClaspShow *
clasp_show_new (const ClaspRegistry *registry)
{
  ClaspShow *self = g_object_new (CLASP_TYPE_SHOW, NULL);

  self->registry = registry;
  self->quiet++;
  clasp_show_watch_list (self, self->routers, NULL);
  clasp_show_watch_list (self, self->connections, NULL);
  clasp_show_watch_list (self, self->mappings, NULL);
  clasp_show_watch_list (self, self->locals, NULL);
  clasp_show_watch_self (self);
  self->quiet--;
  clasp_show_reset_content (self, NULL, NULL, NULL, NULL);
  return self;
}

static void
replace_store (GListStore *store, GPtrArray *items)
{
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)),
                       items != NULL ? items->pdata : NULL, items != NULL ? items->len : 0);
}

void
clasp_show_reset_content (ClaspShow *self,
                          GPtrArray *routers,
                          GPtrArray *connections,
                          GPtrArray *mappings,
                          GPtrArray *locals)
{
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (g_object_unref);

  if (routers == NULL || routers->len == 0)
    {
      g_ptr_array_add (own, make_router (self->registry));
      routers = own;
    }

  self->quiet++;
  replace_store (self->locals, NULL);
  replace_store (self->mappings, NULL);
  replace_store (self->connections, NULL);
  replace_store (self->routers, routers);
  replace_store (self->connections, connections);
  replace_store (self->mappings, mappings);
  replace_store (self->locals, locals);
  self->quiet--;
  clasp_show_clear_history (self);
}

void
clasp_show_emit_changed (ClaspShow *self, ClaspShowItem *item)
{
  g_signal_emit (self, signals[CHANGED], 0, item);
}

void
clasp_show_set_name_quietly (ClaspShow *self, const char *name)
{
  if (g_strcmp0 (self->name, name != NULL ? name : "") == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name != NULL ? name : "");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
clasp_show_set_clock (ClaspShow *self, ClaspClock *clock)
{
  clasp_clock_ref (clock);
  clasp_clock_unref (self->clock);
  self->clock = clock;
}

/**
 * clasp_show_get_registry:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): the kinds it was made with
 */
const ClaspRegistry *
clasp_show_get_registry (ClaspShow *self)
{
  return self->registry;
}

/**
 * clasp_show_get_connections:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its [class@Clasp.Connection]s
 */
GListModel *
clasp_show_get_connections (ClaspShow *self)
{
  return G_LIST_MODEL (self->connections);
}

/**
 * clasp_show_get_mappings:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its [class@Clasp.Mapping]s
 */
GListModel *
clasp_show_get_mappings (ClaspShow *self)
{
  return G_LIST_MODEL (self->mappings);
}

/**
 * clasp_show_get_locals:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its [class@Clasp.ShowLocal]s, of all kinds
 */
GListModel *
clasp_show_get_locals (ClaspShow *self)
{
  return G_LIST_MODEL (self->locals);
}

/**
 * clasp_show_get_routers:
 * @self: a show
 *
 * Thread: UI.
 *
 * Returns: (transfer none): a list that holds exactly one [class@Clasp.RouterConfig]
 */
GListModel *
clasp_show_get_routers (ClaspShow *self)
{
  return G_LIST_MODEL (self->routers);
}

/**
 * clasp_show_get_router:
 * @self: a show
 *
 * Loading another content replaces the object.
 *
 * Thread: UI.
 *
 * Returns: (transfer none): its router
 */
ClaspRouterConfig *
clasp_show_get_router (ClaspShow *self)
{
  g_autoptr (ClaspRouterConfig) router = g_list_model_get_item (G_LIST_MODEL (self->routers), 0);

  return router; /* the list holds it */
}

/**
 * clasp_show_find:
 * @self: a show
 * @id: of an item
 *
 * Thread: UI.
 *
 * Returns: (transfer none) (nullable): the item, or %NULL when there is none of that id
 */
ClaspShowItem *
clasp_show_find (ClaspShow *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

GListStore *
clasp_show_store_for (ClaspShow *self, ClaspShowItem *item)
{
  if (CLASP_IS_CONNECTION (item))
    return self->connections;
  if (CLASP_IS_MAPPING (item))
    return self->mappings;
  if (CLASP_IS_SHOW_LOCAL (item))
    return self->locals;
  return self->routers;
}

guint
clasp_show_store_limit (ClaspShow *self, GListStore *store)
{
  if (store == self->connections)
    return CLASP_SHOW_MAX_CONNECTIONS;
  if (store == self->mappings)
    return CLASP_SHOW_MAX_MAPPINGS;
  if (store == self->locals)
    return CLASP_SHOW_MAX_LOCALS;
  return 1;
}

/**
 * clasp_show_add:
 * @self: a show
 * @item: a connection, mapping, variable or the like that belongs to no show
 *
 * Appends an item.
 *
 * Thread: UI.
 *
 * Returns: %FALSE when the show is full, has an item of that id, or one of its kind and name where
 *   names count; nothing happened then
 */
gboolean
clasp_show_add (ClaspShow *self, ClaspShowItem *item)
{
  return clasp_show_insert (self, G_MAXUINT, item);
}

/**
 * clasp_show_insert:
 * @self: a show
 * @position: in the list of its kind; beyond the end appends
 * @item: a connection, mapping, variable or the like that belongs to no show
 *
 * Inserts an item. A namespace the show chose is chosen again should it be taken by now.
 *
 * Thread: UI.
 *
 * Returns: %FALSE when the show is full, has an item of that id, or one of its kind and name where
 *   names count; nothing happened then
 */
gboolean
clasp_show_insert (ClaspShow *self, guint position, ClaspShowItem *item)
{
  GListStore *store = clasp_show_store_for (self, item);
  guint       n_items = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (clasp_show_refuse (self) || n_items >= clasp_show_store_limit (self, store) ||
      clasp_show_find (self, clasp_show_item_get_id (item)) != NULL)
    return FALSE;
  if (CLASP_IS_SHOW_LOCAL (item) &&
      !clasp_show_check_local_name (self, clasp_show_local_get_kind (CLASP_SHOW_LOCAL (item)),
                                    clasp_show_item_get_name (item), NULL, NULL))
    return FALSE;

  if (CLASP_IS_CONNECTION (item) &&
      clasp_connection_has_automatic_namespace (CLASP_CONNECTION (item)))
    {
      ClaspConnection *connection = CLASP_CONNECTION (item);
      const ClaspKind *kind =
        clasp_kind_find (self->registry->connections, self->registry->n_connections,
                         clasp_connection_get_kind (connection));

      if (kind != NULL)
        {
          g_autofree char *namespace_ = clasp_show_free_namespace (self, kind->namespace_, item);

          clasp_connection_set_namespace_automatically (connection, namespace_);
        }
    }

  if (CLASP_IS_MAPPING (item))
    clasp_mapping_set_registry (CLASP_MAPPING (item), self->registry);
  g_list_store_insert (store, MIN (position, n_items), item);
  return TRUE;
}

/**
 * clasp_show_remove:
 * @self: a show
 * @item: a connection, mapping, variable or the like of it; the router stays
 *
 * Removes an item. Nothing happens when the show has no such item.
 *
 * Thread: UI.
 */
void
clasp_show_remove (ClaspShow *self, ClaspShowItem *item)
{
  GListStore *store = clasp_show_store_for (self, item);
  guint       position;

  if (store != self->routers && clasp_show_find_position (self, store, item, &position) &&
      !clasp_show_refuse (self))
    g_list_store_remove (store, position);
}

/**
 * clasp_show_move:
 * @self: a show
 * @item: a connection, mapping, variable or the like of it
 * @position: where it shall stand afterwards in the list of its kind; beyond the end is last
 *
 * Moves an item. Nothing happens when the show has no such item.
 *
 * Thread: UI.
 */
void
clasp_show_move (ClaspShow *self, ClaspShowItem *item, guint position)
{
  GListStore *store = clasp_show_store_for (self, item);
  guint       n_items = g_list_model_get_n_items (G_LIST_MODEL (store));
  guint       from;

  if (!clasp_show_find_position (self, store, item, &from) || clasp_show_refuse (self))
    return;
  position = MIN (position, n_items - 1);
  if (from == position)
    return;

  clasp_show_move_in_store (self, store, from, position);
  clasp_show_record_move (self, item, store, from, position);
}
