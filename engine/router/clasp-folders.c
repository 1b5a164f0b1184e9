/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-folders.h"

/* Design notes: one hash table finds folders by their whole path, so that a new parameter costs one
 * look-up and not one for each of its segments. A search goes down from the root as the pattern
 * says; whatever it finds the pattern is asked for in the end, so the way down only has to leave
 * nothing out. */

typedef struct _Folder Folder;
struct _Folder
{
  ClaspStr path; /* without the slash at the end; points behind the struct; the root's is empty */
  Folder  *parent;
  Folder  *next, *previous; /* in the parent */
  Folder  *folders;         /* the first one in it */
  guint32  params;          /* place + 1 of the first one in it; 0 = none */
};

struct _ClaspFolders
{
  ClaspStore *store; /* (unowned) */
  GHashTable *table; /* (owned) set of Folder (owned) by path */
  Folder     *root;  /* (owned by the table) */
  gsize       n_bytes;
};

typedef struct
{
  ClaspFolders       *folders;
  const ClaspPattern *pattern;
  ClaspStr            text;
  guint               left; /* folders and parameters that may still be looked at */
  GPtrArray          *found;
} Search;

static guint
folder_hash (gconstpointer key)
{
  return (guint) clasp_str_hash (((const Folder *) key)->path);
}

static gboolean
folder_equal (gconstpointer a, gconstpointer b)
{
  return clasp_str_equal (((const Folder *) a)->path, ((const Folder *) b)->path);
}

static gsize
folder_bytes (const Folder *folder)
{
  return sizeof *folder + folder->path.length;
}

static Folder *
folder_new (ClaspFolders *self, ClaspStr path)
{
  Folder *folder = g_malloc0 (sizeof *folder + path.length);
  char   *text = (char *) (folder + 1);

  if (path.length > 0)
    memcpy (text, path.data, path.length);
  folder->path = (ClaspStr){ text, path.length };
  g_hash_table_add (self->table, folder);
  self->n_bytes += folder_bytes (folder);
  return folder;
}

ClaspFolders *
clasp_folders_new (ClaspStore *store)
{
  ClaspFolders *self = g_new0 (ClaspFolders, 1);

  self->store = store;
  self->table = g_hash_table_new_full (folder_hash, folder_equal, g_free, NULL);
  self->root = folder_new (self, CLASP_STR_EMPTY);
  self->n_bytes = 0; /* of what parameters make */
  return self;
}

void
clasp_folders_free (ClaspFolders *self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

gsize
clasp_folders_get_n_bytes (ClaspFolders *self)
{
  return self->n_bytes;
}

/* What stands before the last slash. */
static ClaspStr
get_parent (ClaspStr address)
{
  const char *slash = memrchr (address.data, '/', address.length);

  return slash != NULL ? (ClaspStr){ address.data, (gsize) (slash - address.data) }
                       : CLASP_STR_EMPTY;
}

static Folder *
find_folder (ClaspFolders *self, ClaspStr path)
{
  const Folder probe = { .path = path };

  return g_hash_table_lookup (self->table, &probe);
}

static Folder *
ensure_folder (ClaspFolders *self, ClaspStr path)
{
  Folder *folder = find_folder (self, path);

  if (folder != NULL)
    return folder;
  folder = folder_new (self, path);
  folder->parent = ensure_folder (self, get_parent (path));
  folder->next = folder->parent->folders;
  if (folder->next != NULL)
    folder->next->previous = folder;
  folder->parent->folders = folder;
  return folder;
}

/* Folders in which nothing is left. */
static void
prune (ClaspFolders *self, Folder *folder)
{
  while (folder->parent != NULL && folder->folders == NULL && folder->params == 0)
    {
      Folder *parent = folder->parent;

      if (folder->previous != NULL)
        folder->previous->next = folder->next;
      else
        parent->folders = folder->next;
      if (folder->next != NULL)
        folder->next->previous = folder->previous;
      self->n_bytes -= folder_bytes (folder);
      g_hash_table_remove (self->table, folder);
      folder = parent;
    }
}

void
clasp_folders_add (ClaspFolders *self, ClaspParam *param)
{
  Folder *folder = ensure_folder (self, get_parent (clasp_param_get_address (param)));

  param->previous_in_folder = 0;
  param->next_in_folder = folder->params;
  if (folder->params != 0)
    clasp_store_get_at (self->store, folder->params - 1)->previous_in_folder = param->place + 1;
  folder->params = param->place + 1;
}

void
clasp_folders_remove (ClaspFolders *self, ClaspParam *param)
{
  Folder *folder = find_folder (self, get_parent (clasp_param_get_address (param)));

  if (param->next_in_folder != 0)
    clasp_store_get_at (self->store, param->next_in_folder - 1)->previous_in_folder =
      param->previous_in_folder;
  if (param->previous_in_folder != 0)
    clasp_store_get_at (self->store, param->previous_in_folder - 1)->next_in_folder =
      param->next_in_folder;
  else
    folder->params = param->next_in_folder;
  prune (self, folder);
}

/* --- searching ------------------------------------------------------------------------------ */

static gboolean
look_at_one (Search *search)
{
  if (search->left == 0)
    return FALSE;
  search->left--;
  return TRUE;
}

static gboolean
search_params (Search *search, const Folder *folder)
{
  for (guint32 at = folder->params; at != 0;)
    {
      ClaspParam *param = clasp_store_get_at (search->folders->store, at - 1);

      if (!look_at_one (search))
        return FALSE;
      if (clasp_pattern_matches (search->pattern, clasp_param_get_address (param)))
        g_ptr_array_add (search->found, param);
      at = param->next_in_folder;
    }
  return TRUE;
}

static gboolean
search_below (Search *search, const Folder *folder)
{
  if (!look_at_one (search) || !search_params (search, folder))
    return FALSE;
  for (const Folder *inner = folder->folders; inner != NULL; inner = inner->next)
    if (!search_below (search, inner))
      return FALSE;
  return TRUE;
}

static gboolean search (Search *self, const Folder *folder, gsize offset);

/* The one folder or parameter of this name; a parameter counts when all that follows may stand for
 * nothing. */
static gboolean
search_named (Search *self, const Folder *folder, ClaspStr name, gsize offset)
{
  char        path[CLASP_ADDRESS_MAX_LENGTH];
  ClaspStr    whole = { path, folder->path.length + 1 + name.length };
  Folder     *inner;
  ClaspParam *param;

  if (whole.length > sizeof path)
    return TRUE;
  memcpy (path, folder->path.data, folder->path.length);
  path[folder->path.length] = '/';
  memcpy (path + folder->path.length + 1, name.data, name.length);

  param = clasp_store_lookup (self->folders->store, whole);
  if (param != NULL && clasp_pattern_matches (self->pattern, whole))
    g_ptr_array_add (self->found, param);
  inner = find_folder (self->folders, whole);
  return look_at_one (self) && (inner == NULL || search (self, inner, offset));
}

static gboolean
search_matching (Search *self, const Folder *folder, ClaspStr segment, gsize offset)
{
  if (!search_params (self, folder))
    return FALSE;
  for (const Folder *inner = folder->folders; inner != NULL; inner = inner->next)
    {
      ClaspStr name = { inner->path.data + folder->path.length + 1,
                        inner->path.length - folder->path.length - 1 };

      if (!look_at_one (self))
        return FALSE;
      if (clasp_segment_matches (segment, name) && !search (self, inner, offset))
        return FALSE;
    }
  return TRUE;
}

/* What matches in @folder, whose path the pattern matches as far as @offset. */
static gboolean
search (Search *self, const Folder *folder, gsize offset)
{
  ClaspStr segment;

  if (!clasp_address_next_segment (self->text, &offset, &segment))
    return TRUE;
  if (clasp_str_equal (segment, CLASP_STR_LITERAL ("**")))
    return search_below (self, folder);
  if (memchr (segment.data, '*', segment.length) == NULL)
    return search_named (self, folder, segment, offset);
  if (offset == self->text.length)
    return search_params (self, folder);
  return search_matching (self, folder, segment, offset);
}

gboolean
clasp_folders_find (ClaspFolders *self, const ClaspPattern *pattern, guint most, GPtrArray *found)
{
  Search finder = { self, pattern, clasp_pattern_get_text (pattern), most, found };

  return search (&finder, self->root, 0);
}
