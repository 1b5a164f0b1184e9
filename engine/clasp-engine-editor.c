/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-engine"

#include "clasp-engine-editor.h"

#include "clasp-circles.h"

/* Mappings of the show, looked at and edited by peers: `claspctl map`. What they ask for is a map
 * in an event to /clasp/show/ask, {id, do, …}; answers are events to /clasp/show/answer/ID, the
 * last with `done`:
 *
 *   do: "list"                   mappings: [{id, name, enabled, text}, …], in several parts
 *   do: "connections"            connections: [{id, name, kind, namespace}, …]: at most 256
 *   do: "add",    text           mapping: its id; circle: a sentence, if it closes one. The text is
 *                                that of --map
 *   do: "remove", mapping        by id
 *   do: "enable", mapping, on    switches it
 *   do: "learn", …; "stop", learn; "preset", …    clasp-engine-editor-more.c
 *   do: "local-…", …             clasp-engine-editor-locals.c
 *
 * `error` says what was wrong. Each edit is one of the show's, and can be undone. */

/* Of one part of a list: well below the largest frame. */
#define MAX_PART_BYTES (32 * 1024)
#define MAX_PART_ITEMS 64

typedef struct
{
  ClaspEngine *engine; /* (unowned) of an answer: the worker that is told goes first */
  GWeakRef     asked;  /* of a request, which may find it gone */
  guint64      origin; /* likewise: the session that asks */
  char        *id;     /* (owned) of the request */
  ClaspValue   value;  /* (owned) the request, or its answer */
} Letter;

static Letter *
letter_new (ClaspEngine *engine, const char *id, const ClaspValue *value)
{
  Letter *self = g_new0 (Letter, 1);

  self->engine = engine;
  self->id = g_strdup (id);
  self->value = clasp_value_copy (value);
  g_weak_ref_init (&self->asked, NULL);
  return self;
}

static void
letter_free (gpointer data)
{
  Letter *self = data;

  g_weak_ref_clear (&self->asked);
  g_free (self->id);
  clasp_value_clear (&self->value);
  g_free (self);
}

ClaspMapEntry
clasp_engine_text_entry (const char *key, const char *text)
{
  return (ClaspMapEntry){ clasp_str (key), clasp_value_string (clasp_str (text)) };
}

/* ---- down ---- */

static gboolean
answer_cb (gpointer data)
{
  Letter *letter = data;

  clasp_worker_answer (letter->engine->worker, letter->id, &letter->value);
  return G_SOURCE_REMOVE;
}

void
clasp_engine_answer (ClaspEngine *self, const char *id, const ClaspMapEntry *entries, guint n_entries)
{
  g_auto (ClaspValue) value = clasp_value_map (entries, n_entries);

  if (self->context != NULL)
    clasp_context_post (self->context, answer_cb, letter_new (self, id, &value), letter_free);
}

void
clasp_engine_answer_done (ClaspEngine *self, const char *id, const char *key, const char *text)
{
  const ClaspMapEntry entries[] = {
    clasp_engine_text_entry (key, text),
    { CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) },
  };

  clasp_engine_answer (self, id, entries, G_N_ELEMENTS (entries));
}

static void
answer_error (ClaspEngine *self, const char *id, const GError *error)
{
  clasp_engine_answer_done (self, id, "error", error->message);
}

/* ---- list ---- */

typedef struct
{
  ClaspValue items[MAX_PART_ITEMS];
  guint      n_items;
  gsize      bytes;
} Part;

static void
send_part (ClaspEngine *self, const char *id, Part *part, gboolean is_done)
{
  const ClaspMapEntry entries[] = {
    { CLASP_STR_LITERAL ("mappings"), clasp_value_array (part->items, part->n_items) },
    { CLASP_STR_LITERAL ("done"), clasp_value_bool (is_done) },
  };

  clasp_engine_answer (self, id, entries, G_N_ELEMENTS (entries));
  *part = (Part){ 0 };
}

/* One that would not fit a frame is named without its text. */
static void
add_mapping (Part *part, ClaspMapping *mapping)
{
  ClaspShowItem      *item = CLASP_SHOW_ITEM (mapping);
  g_autofree char    *text = clasp_mapping_to_text (mapping);
  gboolean            is_long = strlen (text) > MAX_PART_BYTES;
  const ClaspMapEntry entries[] = {
    clasp_engine_text_entry ("id", clasp_show_item_get_id (item)),
    clasp_engine_text_entry ("name", clasp_show_item_get_name (item)),
    { CLASP_STR_LITERAL ("enabled"), clasp_value_bool (clasp_show_item_get_enabled (item)) },
    { CLASP_STR_LITERAL ("text"),
      is_long ? clasp_value_null () : clasp_value_string (clasp_str (text)) },
  };

  part->items[part->n_items++] = clasp_value_map (entries, G_N_ELEMENTS (entries));
  part->bytes += (is_long ? 0 : strlen (text)) + strlen (clasp_show_item_get_name (item)) + 128;
}

static void
list (ClaspEngine *self, const char *id)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);
  guint       n_mappings = g_list_model_get_n_items (mappings);
  Part        part = { 0 };

  for (guint i = 0; i < n_mappings; i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      add_mapping (&part, mapping);
      if (part.n_items == MAX_PART_ITEMS || part.bytes >= MAX_PART_BYTES / 2)
        send_part (self, id, &part, FALSE);
    }
  send_part (self, id, &part, TRUE);
}

#define MAX_CONNECTIONS 256

static void
list_connections (ClaspEngine *self, const char *id)
{
  GListModel            *connections = clasp_show_get_connections (self->show);
  guint                  n = MIN (g_list_model_get_n_items (connections), MAX_CONNECTIONS);
  g_autofree ClaspValue *items = g_new0 (ClaspValue, n + 1);
  ClaspMapEntry          entries[2];

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);
      const ClaspMapEntry         item[] = {
        clasp_engine_text_entry ("id", clasp_show_item_get_id (CLASP_SHOW_ITEM (connection))),
        clasp_engine_text_entry ("name", clasp_show_item_get_name (CLASP_SHOW_ITEM (connection))),
        clasp_engine_text_entry ("kind", clasp_connection_get_kind (connection)),
        clasp_engine_text_entry ("namespace", clasp_connection_get_namespace (connection)),
      };

      items[i] = clasp_value_map (item, G_N_ELEMENTS (item));
    }
  entries[0] = (ClaspMapEntry){ CLASP_STR_LITERAL ("connections"), clasp_value_array (items, n) };
  entries[1] = (ClaspMapEntry){ CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) };
  clasp_engine_answer (self, id, entries, G_N_ELEMENTS (entries));
}

/* ---- edits ---- */

/* (transfer full) NULL with an error. */
char *
clasp_engine_get_text (const ClaspValue *request, const char *key, GError **error)
{
  const ClaspValue *value = clasp_value_lookup (request, key);

  if (value != NULL && value->type == CLASP_VALUE_STRING)
    return clasp_str_dup (clasp_value_get_string (value));
  g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SYNTAX, "the request has no text “%s”",
               key);
  return NULL;
}

/* With a warning if it closes a circle. */
static void
answer_added (ClaspEngine *self, const char *id, ClaspMapping *mapping)
{
  g_autoptr (GPtrArray) circles = clasp_show_list_circles (self->show, mapping);
  ClaspMapEntry         entries[3];
  guint                 n = 0;

  entries[n++] = clasp_engine_text_entry ("mapping", clasp_show_item_get_id (CLASP_SHOW_ITEM (mapping)));
  entries[n++] = (ClaspMapEntry){ CLASP_STR_LITERAL ("done"), clasp_value_bool (TRUE) };
  if (circles->len > 0)
    entries[n++] = clasp_engine_text_entry ("circle", circles->pdata[0]);
  clasp_engine_answer (self, id, entries, n);
}

static void
add (ClaspEngine *self, const char *id, const ClaspValue *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *text = clasp_engine_get_text (request, "text", &error);
  ClaspMapping      *mapping = NULL;

  if (text != NULL)
    mapping = clasp_show_map_from_text (self->show, text, &error);
  if (mapping == NULL)
    answer_error (self, id, error);
  else
    answer_added (self, id, mapping);
}

/* NULL with an error. (transfer none) */
static ClaspShowItem *
find_mapping (ClaspEngine *self, const ClaspValue *request, GError **error)
{
  g_autofree char *which = clasp_engine_get_text (request, "mapping", error);
  ClaspShowItem   *item = which != NULL ? clasp_show_find (self->show, which) : NULL;

  if (which != NULL && (item == NULL || !CLASP_IS_MAPPING (item)))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_CONTENT, "there is no mapping “%s”",
                   which);
      return NULL;
    }
  return item;
}

static void
change (ClaspEngine *self, const char *id, const ClaspValue *request, gboolean is_removal)
{
  g_autoptr (GError) error = NULL;
  ClaspShowItem     *item = find_mapping (self, request, &error);
  const ClaspValue  *on = clasp_value_lookup (request, "on");
  g_autofree char   *which = NULL;

  if (item == NULL)
    {
      answer_error (self, id, error);
      return;
    }
  which = g_strdup (clasp_show_item_get_id (item));
  if (is_removal)
    clasp_show_remove (self->show, item);
  else if (on == NULL || on->type != CLASP_VALUE_BOOL || on->as.boolean)
    clasp_show_switch_on (self->show, CLASP_MAPPING (item));
  else
    clasp_show_item_set_enabled (item, FALSE);
  clasp_engine_answer_done (self, id, "mapping", which);
}

static void
handle (ClaspEngine *self, const char *id, guint64 origin, const ClaspValue *request)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *what = clasp_engine_get_text (request, "do", &error);

  if (what == NULL)
    answer_error (self, id, error);
  else if (g_str_equal (what, "list"))
    list (self, id);
  else if (g_str_equal (what, "connections"))
    list_connections (self, id);
  else if (g_str_equal (what, "add"))
    add (self, id, request);
  else if (g_str_equal (what, "remove") || g_str_equal (what, "enable"))
    change (self, id, request, what[0] == 'r');
  else if (!clasp_engine_handle_locals (self, id, what, request) &&
           !clasp_engine_handle_more (self, id, origin, what, request))
    clasp_engine_answer_done (self, id, "error",
                              "what to do is list, connections, add, remove, enable, learn, stop, preset, local-list, "
                              "local-uses, local-rename or local-remove");
}

/* ---- up ---- */

static gboolean
handle_cb (gpointer data)
{
  Letter                 *letter = data;
  g_autoptr (ClaspEngine) self = g_weak_ref_get (&letter->asked);

  if (self != NULL)
    handle (self, letter->id, letter->origin, &letter->value);
  return G_SOURCE_REMOVE;
}

void
clasp_engine_asked_cb (const char       *id,
                       guint64           origin,
                       const ClaspValue *request,
                       gpointer          user_data)
{
  ClaspEngine *self = user_data;
  Letter      *letter = letter_new (NULL, id, request);

  letter->origin = origin;
  g_weak_ref_set (&letter->asked, self);
  clasp_context_post (self->home, handle_cb, letter, letter_free);
}
