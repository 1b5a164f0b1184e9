/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/osc/query/clasp-osc-query-tree.h"

#include "bridges/osc/clasp-osc-address.h"

/* Design notes: what is asked for is gathered into a list, sorted so that a node stands right before
 * everything below it, and written in one walk. */

typedef struct
{
  char      *address; /* (owned) below the namespace */
  ClaspValue value;   /* (owned) */
  gboolean   has_value;
} Entry;

typedef struct
{
  const ClaspOscQueryTree *tree;
  ClaspOscQueryNode       *node;
  GArray                  *entries; /* (owned) of Entry */
  GString                 *scratch; /* (owned) */
  GString                 *out;
  ClaspStr                 path;    /* that is asked for, in CLASP's form; empty = the root */
  gboolean                 is_too_large;
} Answer;

void
clasp_osc_query_rule_free (gpointer rule)
{
  ClaspOscQueryRule *self = rule;

  clasp_pattern_unref (self->pattern);
  clasp_osc_query_meta_free (self->meta);
  g_free (self);
}

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->address);
  clasp_value_clear (&entry->value);
}

/* ---- gathering ---- */

static gboolean
is_at_or_below (ClaspStr address, ClaspStr path)
{
  return address.length >= path.length && memcmp (address.data, path.data, path.length) == 0 &&
         (address.length == path.length || address.data[path.length] == '/');
}

static void
add (Answer *answer, ClaspStr relative, const ClaspValue *value)
{
  Entry entry = { .has_value = value != NULL };

  if (answer->entries->len >= answer->tree->max_nodes)
    {
      answer->is_too_large = TRUE;
      return;
    }
  entry.address = clasp_str_dup (relative);
  if (value != NULL)
    entry.value = clasp_value_copy (value);
  g_array_append_val (answer->entries, entry);
}

static void
param_cb (const ClaspSnapshotParam *param, gpointer user_data)
{
  Answer  *answer = user_data;
  gsize    prefix = strlen (answer->tree->namespace_);
  ClaspStr relative = { param->address.data + prefix, param->address.length - prefix };

  if (relative.length > 1)
    add (answer, relative, &param->value);
}

static int
compare_char (char a, char b)
{
  guchar left = a == '/' ? 1 : (guchar) a, right = b == '/' ? 1 : (guchar) b;

  return (int) left - (int) right;
}

/* By segments: '/' before everything else. Of the same address the one with a value first. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;
  const char  *x = left->address, *y = right->address;

  while (*x != '\0' && *x == *y)
    x++, y++;
  if (*x == '\0' && *y == '\0')
    return right->has_value - left->has_value;
  return compare_char (*x, *y);
}

static void
add_announced (Answer *answer)
{
  GHashTableIter iter;
  gpointer       address;

  g_hash_table_iter_init (&iter, answer->tree->metas);
  while (g_hash_table_iter_next (&iter, &address, NULL))
    if (is_at_or_below (clasp_str (address), answer->path))
      add (answer, clasp_str (address), NULL);
}

static void
gather (Answer *answer)
{
  const ClaspOscQueryTree *tree = answer->tree;
  g_autofree char         *text = g_strdup_printf ("%s%.*s/**", tree->namespace_,
                                                   (int) answer->path.length, answer->path.data);
  g_autoptr (ClaspPattern) pattern = clasp_pattern_new (clasp_str (text));

  clasp_router_foreach (tree->router, pattern, param_cb, answer);
  add_announced (answer);
  g_array_sort (answer->entries, compare_entries);
}

/* ---- writing ---- */

static const ClaspOscQueryMeta *
find_meta (const ClaspOscQueryTree *tree, const char *address)
{
  const ClaspOscQueryMeta *meta = g_hash_table_lookup (tree->metas, address);

  for (guint i = tree->patterns->len; i > 0 && meta == NULL; i--)
    {
      const ClaspOscQueryRule *rule = g_ptr_array_index (tree->patterns, i - 1);

      if (clasp_pattern_matches (rule->pattern, clasp_str (address)))
        meta = rule->meta;
    }
  return meta;
}

static void
append_path (Answer *answer, ClaspStr clasp_path)
{
  ClaspStr path = clasp_path.length > 0
                    ? clasp_osc_address_from_clasp (clasp_path, answer->scratch)
                    : CLASP_STR_LITERAL ("/");

  clasp_osc_query_append_text (answer->out, path.data, path.length);
}

static void
append_name (Answer *answer, ClaspStr segment)
{
  g_autofree char *text = NULL;

  if (memchr (segment.data, '%', segment.length) == NULL && segment.data[0] != '_')
    {
      clasp_osc_query_append_text (answer->out, segment.data, segment.length);
      return;
    }
  text = clasp_segment_unescape (segment);
  clasp_osc_query_append_text (answer->out, text, strlen (text));
}

static void
look_at (Answer *answer, const Entry *entry)
{
  clasp_osc_query_node_look_at (answer->node, entry->has_value ? &entry->value : NULL,
                                find_meta (answer->tree, entry->address));
}

static void
append_attributes (Answer *answer, const Entry *entry)
{
  GString *out = answer->out;

  look_at (answer, entry);
  for (guint i = 0; clasp_osc_query_attributes[i] != NULL; i++)
    {
      gsize before = out->len;

      g_string_append (out, ",\"");
      g_string_append (out, clasp_osc_query_attributes[i]);
      g_string_append (out, "\":");
      if (!clasp_osc_query_node_append (answer->node, out, clasp_osc_query_attributes[i]))
        g_string_truncate (out, before);
    }
}

static Entry *
entry_at (Answer *answer, guint index)
{
  return &g_array_index (answer->entries, Entry, index);
}

static void append_node (Answer *answer, ClaspStr path, guint first, guint end);

/* How far the entries go that are at or below @path. */
static guint
end_of (Answer *answer, ClaspStr path, guint first, guint end)
{
  while (first < end && is_at_or_below (clasp_str (entry_at (answer, first)->address), path))
    first++;
  return first;
}

static void
append_children (Answer *answer, ClaspStr path, guint first, guint end)
{
  gboolean is_first = TRUE;

  g_string_append_c (answer->out, '{');
  while (first < end)
    {
      const char *address = entry_at (answer, first)->address;
      const char *name = address + path.length + 1;
      ClaspStr    child = { address, (gsize) (strchrnul (name, '/') - address) };
      guint       next = end_of (answer, child, first, end);

      if (!is_first)
        g_string_append_c (answer->out, ',');
      is_first = FALSE;
      append_name (answer, (ClaspStr){ name, child.length - path.length - 1 });
      g_string_append_c (answer->out, ':');
      append_node (answer, child, first, next);
      first = next;
    }
  g_string_append_c (answer->out, '}');
}

/* Past the entries of the node itself: its value, and once more if it was announced. */
static guint
skip_own (Answer *answer, ClaspStr path, guint first, guint end)
{
  while (first < end && strlen (entry_at (answer, first)->address) == path.length)
    first++;
  return first;
}

static void
append_node (Answer *answer, ClaspStr path, guint first, guint end)
{
  guint    below = skip_own (answer, path, first, end);
  GString *out = answer->out;

  g_string_append (out, "{\"FULL_PATH\":");
  append_path (answer, path);
  if (below > first)
    append_attributes (answer, entry_at (answer, first));
  else
    g_string_append (out, ",\"ACCESS\":0");
  if (path.length == 0)
    {
      g_string_append (out, ",\"DESCRIPTION\":");
      clasp_osc_query_append_text (out, answer->tree->name, strlen (answer->tree->name));
    }
  if (below < end || below == first)
    {
      g_string_append (out, ",\"CONTENTS\":");
      append_children (answer, path, below, end);
    }
  g_string_append_c (out, '}');
}

/* ---- one attribute ---- */

static gboolean
is_known (ClaspStr attribute)
{
  for (guint i = 0; clasp_osc_query_attributes[i] != NULL; i++)
    if (clasp_str_equal (attribute, clasp_str (clasp_osc_query_attributes[i])))
      return TRUE;
  return clasp_str_equal (attribute, CLASP_STR_LITERAL ("FULL_PATH")) ||
         clasp_str_equal (attribute, CLASP_STR_LITERAL ("CONTENTS"));
}

static gboolean
append_one (Answer *answer, const char *attribute)
{
  guint end = answer->entries->len;
  guint below = skip_own (answer, answer->path, 0, end);

  if (g_str_equal (attribute, "FULL_PATH"))
    {
      append_path (answer, answer->path);
      return TRUE;
    }
  if (g_str_equal (attribute, "CONTENTS"))
    {
      append_children (answer, answer->path, below, end);
      return below < end || below == 0;
    }
  if (below > 0)
    {
      look_at (answer, entry_at (answer, 0));
      return clasp_osc_query_node_append (answer->node, answer->out, attribute);
    }
  g_string_append_c (answer->out, '0');
  return g_str_equal (attribute, "ACCESS");
}

static guint
answer_attribute (Answer *answer, ClaspStr attribute)
{
  g_autofree char *name = clasp_str_dup (attribute);

  g_string_append_printf (answer->out, "{\"%s\":", name);
  if (!append_one (answer, name))
    {
      g_string_truncate (answer->out, 0);
      return 204;
    }
  g_string_append_c (answer->out, '}');
  return 200;
}

guint
clasp_osc_query_tree_answer (const ClaspOscQueryTree *self,
                             ClaspOscQueryNode       *node,
                             ClaspStr                 osc_path,
                             ClaspStr                 attribute,
                             GString                 *out)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Answer              answer = { .tree = self, .node = node, .out = out };
  guint               status = 200;
  ClaspStr            clasp_path;

  if (attribute.length > 0 && !is_known (attribute))
    return 400;
  while (osc_path.length > 0 && osc_path.data[osc_path.length - 1] == '/')
    osc_path.length--; /* the root, and what browsers add */
  clasp_path = clasp_osc_address_to_clasp (osc_path, path);
  if (clasp_path.length > CLASP_ADDRESS_MAX_LENGTH)
    return 404;

  answer.path = clasp_path;
  answer.scratch = g_string_new (NULL);
  answer.entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (answer.entries, entry_clear);
  gather (&answer);
  if (answer.is_too_large)
    status = 503;
  else if (answer.entries->len == 0 && clasp_path.length > 0)
    status = 404;
  else if (attribute.length > 0)
    status = answer_attribute (&answer, attribute);
  else
    append_node (&answer, clasp_path, 0, answer.entries->len);
  g_array_unref (answer.entries);
  g_string_free (answer.scratch, TRUE);
  return status;
}
