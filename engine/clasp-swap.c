/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define G_LOG_DOMAIN "clasp-swap"

#include "clasp-swap.h"

#include "bridges/midi/clasp-midi-address.h"
#include "mapping/clasp-route-pattern.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Design notes: addresses stand in the ends of mappings, whole, and inside texts: conditions, formulas, scenes.
 * One walk visits all of them and hands each text to a function, which collects addresses from it or puts
 * others in. A text is changed only where the old device's own address begins and goes on as one. */

/* What ends an address within a text. */
#define ENDS_ADDRESS " \t\r\n\"'`,;()[]<>|="

typedef struct
{
  char    *from;    /* (owned) as it was at first */
  char    *present; /* (owned) as the show has it */
  char    *to;      /* (owned) */
  guint    n_uses;
} Row;

struct _ClaspSwap
{
  ClaspShow       *show;    /* (owned) */
  ClaspConnection *role;    /* (owned) */
  char           **options; /* (owned) (nullable) settings and their texts, in turn */
  char            *label;   /* (owned) */
  char            *old_prefix, *new_prefix, *present_prefix; /* (owned) */
  GPtrArray       *rows;    /* (owned) of Row */
  GHashTable      *index;   /* (owned) what the show has → Row, both of @rows */
  gboolean         is_applied;
};

/* A text of the show; the result (transfer full) takes its place when it is another one. NULL: as it is. */
typedef char *(*TextFunc) (ClaspSwap *self, const char *text, gboolean is_address);

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->from);
  g_free (row->present);
  g_free (row->to);
  g_free (row);
}

/* ---- addresses ---- */

static gboolean
is_under (const char *address, const char *prefix)
{
  gsize length = strlen (prefix);

  return length > 0 && strncmp (address, prefix, length) == 0 &&
         (address[length] == '/' || address[length] == '\0');
}

/**
 * clasp_connection_dup_prefix:
 * @connection: a connection
 *
 * Thread: UI.
 *
 * Returns: (transfer full): what the addresses of its device begin with
 */
char *
clasp_connection_dup_prefix (ClaspConnection *connection)
{
  ClaspSettings   *settings = clasp_connection_get_settings (connection);
  const char      *space = clasp_connection_get_namespace (connection);
  const char      *device;
  g_autofree char *slug = NULL;

  if (g_strcmp0 (clasp_connection_get_kind (connection), "midi") != 0)
    return g_strdup (space);
  device = clasp_settings_get_string (settings, "device");
  slug = clasp_midi_slug (device[0] != '\0' ? device : clasp_settings_get_string (settings, "port"));
  return g_strconcat (space, "/", slug, NULL);
}

static const char *
find_option (char **options, const char *name)
{
  for (guint i = 0; options[i] != NULL; i += 2)
    if (g_str_equal (options[i], name))
      return options[i + 1];
  return NULL;
}

/* As its addresses begin once @options are set. */
static char *
dup_prefix_with (ClaspConnection *role, char **options)
{
  const char      *port = find_option (options, "port");
  g_autofree char *slug = NULL;

  if (g_strcmp0 (clasp_connection_get_kind (role), "midi") != 0 || port == NULL ||
      clasp_settings_get_string (clasp_connection_get_settings (role), "device")[0] != '\0')
    return clasp_connection_dup_prefix (role);
  slug = clasp_midi_slug (port);
  return g_strconcat (clasp_connection_get_namespace (role), "/", slug, NULL);
}

/* ---- the walk ---- */

static void
visit_settings (ClaspSwap *self, ClaspSettings *settings, TextFunc func)
{
  guint                   n;
  g_autofree GParamSpec **pspecs = clasp_settings_class_list (CLASP_SETTINGS_GET_CLASS (settings), &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = NULL, *changed = NULL;

      if (!G_IS_PARAM_SPEC_STRING (pspecs[i]) && pspecs[i]->value_type != G_TYPE_STRV)
        continue;
      text = clasp_settings_get_text (settings, pspecs[i]->name);
      changed = func (self, text, FALSE);
      if (changed != NULL)
        clasp_settings_set_text (settings, pspecs[i]->name, changed, NULL);
    }
}

static void
visit_steps (ClaspSwap *self, GListModel *steps, TextFunc func)
{
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr (ClaspStep) step = g_list_model_get_item (steps, i);

      visit_settings (self, clasp_step_get_settings (step), func);
    }
}

static void
visit_ends (ClaspSwap *self, GListModel *ends, TextFunc func)
{
  for (guint i = 0; i < g_list_model_get_n_items (ends); i++)
    {
      g_autoptr (ClaspMappingEnd) end = g_list_model_get_item (ends, i);
      g_autofree char            *changed = func (self, clasp_mapping_end_get_address (end), TRUE);

      if (changed != NULL)
        clasp_mapping_end_set_address (end, changed);
      visit_settings (self, clasp_mapping_end_get_options (end), func);
      visit_steps (self, clasp_mapping_end_get_steps (end), func);
    }
}

/* Nothing is made of a plain mapping that it does not have. */
static void
visit_plain (ClaspSwap *self, ClaspMapping *mapping, TextFunc func)
{
  g_autofree char *source = func (self, clasp_mapping_get_source (mapping), TRUE);
  g_autofree char *target = func (self, clasp_mapping_get_target (mapping), TRUE);

  if (source != NULL)
    clasp_mapping_set_source (mapping, source);
  if (target != NULL)
    clasp_mapping_set_target (mapping, target);
}

static void
visit_mapping (ClaspSwap *self, ClaspMapping *mapping, TextFunc func)
{
  if (clasp_mapping_is_plain (mapping))
    visit_plain (self, mapping, func);
  else
    {
      visit_ends (self, clasp_mapping_get_sources (mapping), func);
      visit_ends (self, clasp_mapping_get_targets (mapping), func);
      visit_settings (self, clasp_mapping_get_options (mapping), func);
    }
  visit_steps (self, clasp_mapping_get_steps (mapping), func);
}

static void
visit_show (ClaspSwap *self, TextFunc func)
{
  GListModel *mappings = clasp_show_get_mappings (self->show);
  GListModel *locals = clasp_show_get_locals (self->show);

  for (guint i = 0; i < g_list_model_get_n_items (mappings); i++)
    {
      g_autoptr (ClaspMapping) mapping = g_list_model_get_item (mappings, i);

      visit_mapping (self, mapping, func);
    }
  for (guint i = 0; i < g_list_model_get_n_items (locals); i++)
    {
      g_autoptr (ClaspShowLocal) local = g_list_model_get_item (locals, i);

      visit_settings (self, clasp_show_local_get_settings (local), func);
    }
}

/* ---- what is there ---- */

static char *
swap_prefix (const char *address, const char *from, const char *to)
{
  return g_strconcat (to, address + strlen (from), NULL);
}

static void
collect_address (ClaspSwap *self, const char *address)
{
  Row *row;

  if (!is_under (address, self->old_prefix))
    return;
  row = g_hash_table_lookup (self->index, address);
  if (row == NULL && self->rows->len < CLASP_SWAP_MAX_ROWS)
    {
      row = g_new0 (Row, 1);
      row->from = g_strdup (address);
      row->present = g_strdup (address);
      row->to = swap_prefix (address, self->old_prefix, self->new_prefix);
      g_ptr_array_add (self->rows, row);
      g_hash_table_insert (self->index, row->present, row);
    }
  if (row != NULL)
    row->n_uses++;
}

/* The next address below @prefix in @text from @start on, and where it ends. */
static const char *
find_address (const char *text, const char *start, const char *prefix, const char **end)
{
  for (const char *at = start; (at = strstr (at, prefix)) != NULL; at++)
    {
      gsize            length = strcspn (at, ENDS_ADDRESS);
      g_autofree char *address = g_strndup (at, length);

      if ((at > text && strchr (ENDS_ADDRESS "{:", at[-1]) == NULL) || !is_under (address, prefix))
        continue;
      *end = at + length;
      return at;
    }
  return NULL;
}

static char *
collect_text (ClaspSwap *self, const char *text, gboolean is_address)
{
  const char *at, *end = text;

  if (is_address)
    {
      collect_address (self, text);
      return NULL;
    }
  while ((at = find_address (text, end, self->old_prefix, &end)) != NULL)
    {
      g_autofree char *address = g_strndup (at, (gsize) (end - at));

      collect_address (self, address);
    }
  return NULL;
}

/* ---- proposing ---- */

/* "cc/7" of "/midi/nano/ch/1/cc/7", as a person would compare it. */
static char *
dup_short_name (const char *address)
{
  const char      *last = strrchr (address, '/');
  const char      *before = last != NULL ? g_strrstr_len (address, last - address, "/") : NULL;
  g_autofree char *folded = g_utf8_casefold (before != NULL ? before : address, -1);
  GString         *name = g_string_new (NULL);

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)) || *p == '/')
      g_string_append_unichar (name, g_utf8_get_char (p));
  return g_string_free (name, FALSE);
}

/* What the new device is known to send, by short name; NULL where two have the same. */
static GHashTable *
list_known (ClaspSwap *self, ClaspSignalTable *table, GHashTable *exact)
{
  GHashTable *by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint       n = table != NULL ? clasp_signal_table_get_size (table) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *address = clasp_signal_table_get_address (table, i);
      char       *name;

      if (!is_under (address, self->new_prefix))
        continue;
      name = dup_short_name (address);
      g_hash_table_add (exact, (gpointer) address);
      g_hash_table_replace (by_name, name,
                            g_hash_table_contains (by_name, name) ? NULL : (gpointer) address);
    }
  return by_name;
}

static gboolean
is_exact (const char *address)
{
  return strpbrk (address, "*{") == NULL;
}

/* The same address below the new device, unless it has another one by the same name. */
static void
propose (ClaspSwap *self, ClaspSignalTable *table)
{
  g_autoptr (GHashTable) exact = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) by_name = NULL;

  if (g_str_equal (self->old_prefix, self->new_prefix))
    return;
  by_name = list_known (self, table, exact);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row             *row = self->rows->pdata[i];
      g_autofree char *name = dup_short_name (row->to);
      const char      *similar = g_hash_table_lookup (by_name, name);

      if (!is_exact (row->to) || similar == NULL || g_hash_table_contains (exact, row->to))
        continue;
      g_free (row->to);
      row->to = g_strdup (similar);
    }
}

/* ---- making ---- */

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row       *first = *(Row *const *) a, *second = *(Row *const *) b;
  g_autofree char *key_a = g_utf8_collate_key_for_filename (first->from, -1);
  g_autofree char *key_b = g_utf8_collate_key_for_filename (second->from, -1);

  return strcmp (key_a, key_b);
}

static ClaspSwap *
swap_new (ClaspShow *show, ClaspConnection *role, const char *name, char **options, char *prefix,
          ClaspSignalTable *table)
{
  ClaspSwap *self = g_new0 (ClaspSwap, 1);

  self->show = g_object_ref (show);
  self->role = g_object_ref (role);
  self->options = options;
  self->old_prefix = clasp_connection_dup_prefix (role);
  self->present_prefix = g_strdup (self->old_prefix);
  self->new_prefix = prefix;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->index = g_hash_table_new (g_str_hash, g_str_equal);
  /* Translators: an entry of the undo list; the name of a connection, and of a device */
  self->label = g_strdup_printf (_ ("Swap %s for %s"),
                                 clasp_show_item_get_name (CLASP_SHOW_ITEM (role)), name);
  visit_show (self, collect_text);
  g_ptr_array_sort (self->rows, compare_rows);
  propose (self, table);
  return self;
}

/**
 * clasp_swap_new_device:
 * @show: a show
 * @role: one of its connections
 * @device: what was found, of the same kind
 * @table: (nullable): all signals, to propose addresses by name
 *
 * Works out what becomes of the show's addresses when @role is @device from now on.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): what would be done
 */
ClaspSwap *
clasp_swap_new_device (ClaspShow           *show,
                       ClaspConnection     *role,
                       const ClaspSighting *device,
                       ClaspSignalTable    *table)
{
  return swap_new (show, role, device->name, g_strdupv (device->options),
                   dup_prefix_with (role, device->options), table);
}

/**
 * clasp_swap_new_role:
 * @show: a show
 * @role: one of its connections
 * @other: another one
 * @table: (nullable): all signals, to propose addresses by name
 *
 * Works out what becomes of the show's addresses when what used @role uses @other. Neither connection changes.
 *
 * Thread: UI.
 *
 * Returns: (transfer full): what would be done
 */
ClaspSwap *
clasp_swap_new_role (ClaspShow        *show,
                     ClaspConnection  *role,
                     ClaspConnection  *other,
                     ClaspSignalTable *table)
{
  return swap_new (show, role, clasp_show_item_get_name (CLASP_SHOW_ITEM (other)), NULL,
                   clasp_connection_dup_prefix (other), table);
}

void
clasp_swap_free (ClaspSwap *self)
{
  g_object_unref (self->show);
  g_object_unref (self->role);
  g_strfreev (self->options);
  g_free (self->label);
  g_free (self->old_prefix);
  g_free (self->new_prefix);
  g_free (self->present_prefix);
  g_hash_table_unref (self->index);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* ---- looking, changing ---- */

const char *
clasp_swap_get_prefix (ClaspSwap *self)
{
  return self->new_prefix;
}

guint
clasp_swap_get_n_rows (ClaspSwap *self)
{
  return self->rows->len;
}

void
clasp_swap_get_row (ClaspSwap *self, guint index, ClaspSwapRow *row)
{
  const Row *own = self->rows->pdata[index];

  *row = (ClaspSwapRow){ own->from, own->to, own->n_uses, is_exact (own->from) };
}

/**
 * clasp_swap_set_to:
 * @self: a swap
 * @index: of a row
 * @address: what its address becomes; a pattern only where a pattern was
 * @error: return location
 *
 * Thread: UI.
 *
 * Errors: %CLASP_SHOW_ERROR_SETTING for what is no address, or a pattern in the place of an address.
 *
 * Returns: whether it was taken
 */
gboolean
clasp_swap_set_to (ClaspSwap *self, guint index, const char *address, GError **error)
{
  Row                          *row = self->rows->pdata[index];
  g_autoptr (ClaspRoutePattern) pattern = clasp_route_pattern_new (address, error);

  if (pattern == NULL)
    return FALSE;
  if (is_exact (row->from) && !is_exact (address))
    {
      g_set_error (error, CLASP_SHOW_ERROR, CLASP_SHOW_ERROR_SETTING,
                   _ ("“%s” is a pattern; one address is needed."), address);
      return FALSE;
    }
  g_free (row->to);
  row->to = g_strdup (address);
  return TRUE;
}

/* ---- doing it ---- */

/* (nullable) (transfer full) */
static char *
dup_new_address (ClaspSwap *self, const char *address)
{
  Row *row = g_hash_table_lookup (self->index, address);

  if (row != NULL)
    return g_strdup (row->to);
  return is_under (address, self->present_prefix)
           ? swap_prefix (address, self->present_prefix, self->new_prefix)
           : NULL;
}

static char *
swap_text (ClaspSwap *self, const char *text, gboolean is_address)
{
  const char        *at, *end = text, *done = text;
  g_autoptr (GString) changed = NULL;

  if (is_address)
    return dup_new_address (self, text);
  while ((at = find_address (text, end, self->present_prefix, &end)) != NULL)
    {
      g_autofree char *address = g_strndup (at, (gsize) (end - at));
      g_autofree char *new_address = dup_new_address (self, address);

      if (changed == NULL)
        changed = g_string_new (NULL);
      g_string_append_len (changed, done, at - done);
      g_string_append (changed, new_address != NULL ? new_address : address);
      done = end;
    }
  if (changed == NULL)
    return NULL;
  g_string_append (changed, done);
  return g_string_free (g_steal_pointer (&changed), FALSE);
}

static gboolean
set_options (ClaspSettings *settings, char **options, GError **error)
{
  for (guint i = 0; options[i] != NULL; i += 2)
    if (!clasp_settings_set_text (settings, options[i], options[i + 1], error))
      return FALSE;
  return TRUE;
}

/* What the show has now, for the next time. */
static void
note_present (ClaspSwap *self, gboolean is_applied)
{
  self->is_applied = is_applied;
  g_free (self->present_prefix);
  self->present_prefix = g_strdup (is_applied ? self->new_prefix : self->old_prefix);
  g_hash_table_remove_all (self->index);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = self->rows->pdata[i];

      g_free (row->present);
      row->present = g_strdup (is_applied ? row->to : row->from);
      g_hash_table_insert (self->index, row->present, row);
    }
}

/**
 * clasp_swap_apply:
 * @self: a swap
 * @error: return location
 *
 * Does it, as one undo step. One that was applied before, and is the newest step still, is taken back first.
 *
 * Thread: UI.
 *
 * Errors: those of clasp_settings_set_text (); nothing changed then.
 *
 * Returns: whether it was done
 */
gboolean
clasp_swap_apply (ClaspSwap *self, GError **error)
{
  ClaspSettings            *settings = clasp_connection_get_settings (self->role);
  g_autoptr (ClaspSettings) copy = clasp_settings_copy (settings);

  if (self->options != NULL && !set_options (copy, self->options, error))
    return FALSE;
  clasp_swap_take_back (self);
  clasp_show_begin_edit (self->show, self->label);
  if (self->options != NULL)
    set_options (settings, self->options, NULL);
  visit_show (self, swap_text);
  clasp_show_end_edit (self->show);
  note_present (self, TRUE);
  return TRUE;
}

/**
 * clasp_swap_take_back:
 * @self: a swap
 *
 * Thread: UI.
 *
 * Returns: whether it was undone: it had been applied, and nothing else was edited since
 */
gboolean
clasp_swap_take_back (ClaspSwap *self)
{
  g_autofree char *newest = NULL;

  if (!self->is_applied)
    return FALSE;
  g_object_get (self->show, "undo-label", &newest, NULL);
  if (g_strcmp0 (newest, self->label) != 0)
    return FALSE;
  clasp_show_undo (self->show);
  note_present (self, FALSE);
  return TRUE;
}

gboolean
clasp_swap_is_applied (ClaspSwap *self)
{
  return self->is_applied;
}
