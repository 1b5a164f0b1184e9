/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bridges/sacn/clasp-sacn-discovery.h"

/* Design notes: a page that came already in this round begins the next one; a round is over when
 * all its pages are there. A round that lost a page changes nothing: what the last whole one said
 * stays until the next is whole, or the source is silent. */

typedef struct
{
  guint8   cid[CLASP_SACN_CID_SIZE];
  char     name[CLASP_SACN_NAME_SIZE * 3]; /* bytes that are no UTF-8 become three each */
  char    *address;                        /* (owned) */
  gint64   seen_us;
  guint    last_page;                   /* of the round */
  guint    n_pages;                     /* that came in the round */
  GArray  *pages[CLASP_SACN_MAX_PAGES]; /* (owned) (nullable) of guint16 */
  GArray  *universes;                   /* (owned) of guint16, of the last whole round */
  gboolean is_told;
} Source;

struct _ClaspSacnDiscoveries
{
  GPtrArray              *sources; /* (owned) of Source */
  guint                   max_sources;
  ClaspSacnDiscoveredFunc changed;
  gpointer                user_data;
};

static void
drop_pages (Source *source)
{
  for (guint i = 0; i < CLASP_SACN_MAX_PAGES; i++)
    g_clear_pointer (&source->pages[i], g_array_unref);
  source->n_pages = 0;
}

static void
source_free (gpointer data)
{
  Source *source = data;

  drop_pages (source);
  g_array_unref (source->universes);
  g_free (source->address);
  g_free (source);
}

/**
 * clasp_sacn_discoveries_new:
 * @max_sources: so many are known at most
 * @changed: called for every source that came, changed or went
 * @user_data: for @changed
 *
 * Thread: worker.
 *
 * Returns: (transfer full): an empty list
 */
ClaspSacnDiscoveries *
clasp_sacn_discoveries_new (guint                   max_sources,
                            ClaspSacnDiscoveredFunc changed,
                            gpointer                user_data)
{
  ClaspSacnDiscoveries *self = g_new0 (ClaspSacnDiscoveries, 1);

  self->max_sources = max_sources;
  self->sources = g_ptr_array_new_with_free_func (source_free);
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

/**
 * clasp_sacn_discoveries_free:
 * @self: (transfer full): a list; nobody is told
 *
 * Thread: worker.
 */
void
clasp_sacn_discoveries_free (ClaspSacnDiscoveries *self)
{
  g_ptr_array_unref (self->sources);
  g_free (self);
}

static void
tell (ClaspSacnDiscoveries *self, const Source *source, gboolean is_there)
{
  ClaspSacnDiscovered told = {
    .name = source->name,
    .address = source->address,
    .universes = is_there ? (const guint16 *) (gpointer) source->universes->data : NULL,
    .n_universes = is_there ? source->universes->len : 0,
  };

  memcpy (told.cid, source->cid, sizeof told.cid);
  self->changed (&told, self->user_data);
}

static Source *
find_or_add (ClaspSacnDiscoveries *self, const guint8 *cid)
{
  Source *source;

  for (guint i = 0; i < self->sources->len; i++)
    {
      source = g_ptr_array_index (self->sources, i);
      if (memcmp (source->cid, cid, CLASP_SACN_CID_SIZE) == 0)
        return source;
    }
  if (self->sources->len >= self->max_sources)
    return NULL;

  source = g_new0 (Source, 1);
  memcpy (source->cid, cid, CLASP_SACN_CID_SIZE);
  source->universes = g_array_new (TRUE, FALSE, sizeof (guint16)); /* never without data */
  g_ptr_array_add (self->sources, source);
  return source;
}

static GArray *
read_page (const ClaspSacnDiscovery *page)
{
  GArray *universes = g_array_sized_new (FALSE, FALSE, sizeof (guint16), page->n_universes);

  for (guint i = 0; i < page->n_universes; i++)
    {
      guint16 number = clasp_sacn_discovery_get (page, i);

      g_array_append_val (universes, number);
    }
  return universes;
}

/* What the pages say together. */
static GArray *
join_pages (const Source *source)
{
  GArray *all = g_array_new (TRUE, FALSE, sizeof (guint16));

  for (guint i = 0; i <= source->last_page; i++)
    if (source->pages[i]->len > 0)
      g_array_append_vals (all, source->pages[i]->data, source->pages[i]->len);
  return all;
}

static void
finish_round (ClaspSacnDiscoveries *self, Source *source, gboolean is_renamed)
{
  GArray  *all = join_pages (source);
  gboolean is_news = !source->is_told || is_renamed || all->len != source->universes->len ||
                     memcmp (all->data, source->universes->data, all->len * sizeof (guint16)) != 0;

  g_array_unref (source->universes);
  source->universes = all;
  drop_pages (source);
  source->is_told = TRUE;
  if (is_news)
    tell (self, source, TRUE);
}

/* TRUE when it says something else than before. */
static gboolean
keep_name (Source *source, const char *name, const char *address)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  gboolean         is_changed =
    strcmp (valid, source->name) != 0 || g_strcmp0 (address, source->address) != 0;

  if (!is_changed)
    return FALSE;
  g_strlcpy (source->name, valid, sizeof source->name);
  g_free (source->address);
  source->address = g_strdup (address);
  return TRUE;
}

/**
 * clasp_sacn_discoveries_receive:
 * @self: a list
 * @packet: a universe discovery packet
 * @address: where it came from
 * @now_us: monotonic µs
 *
 * Thread: worker.
 *
 * Returns: %FALSE if there are too many sources, or more pages than universes can fill
 */
gboolean
clasp_sacn_discoveries_receive (ClaspSacnDiscoveries  *self,
                                const ClaspSacnPacket *packet,
                                const char            *address,
                                gint64                 now_us)
{
  const ClaspSacnDiscovery *page = &packet->discovery;
  Source                   *source;
  gboolean                  is_renamed;

  if (page->last_page >= CLASP_SACN_MAX_PAGES)
    return FALSE;
  source = find_or_add (self, packet->cid);
  if (source == NULL)
    return FALSE;

  source->seen_us = now_us;
  is_renamed = keep_name (source, page->name, address);
  if (source->pages[page->page] != NULL || source->last_page != page->last_page)
    drop_pages (source);
  source->last_page = page->last_page;
  source->pages[page->page] = read_page (page);
  if (++source->n_pages == page->last_page + 1u)
    finish_round (self, source, is_renamed);
  return TRUE;
}

/**
 * clasp_sacn_discoveries_expire:
 * @self: a list
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_sacn_discoveries_expire (ClaspSacnDiscoveries *self, gint64 now_us)
{
  for (guint i = self->sources->len; i > 0; i--)
    {
      Source *source = g_ptr_array_index (self->sources, i - 1);

      if (now_us - source->seen_us < CLASP_SACN_DISCOVERY_TIMEOUT_US)
        continue;
      if (source->is_told)
        tell (self, source, FALSE);
      g_ptr_array_remove_index_fast (self->sources, i - 1);
    }
}

/**
 * clasp_sacn_discoveries_get_due_us:
 * @self: a list
 *
 * Thread: worker.
 *
 * Returns: when the first source has been silent for too long; %G_MAXINT64 without sources
 */
gint64
clasp_sacn_discoveries_get_due_us (ClaspSacnDiscoveries *self)
{
  gint64 due_us = G_MAXINT64;

  for (guint i = 0; i < self->sources->len; i++)
    due_us = MIN (due_us, ((Source *) g_ptr_array_index (self->sources, i))->seen_us +
                            CLASP_SACN_DISCOVERY_TIMEOUT_US);
  return due_us;
}

static void
view_source (const Source *source, ClaspLightingView *view, const char *connection, gint64 now_us)
{
  char               cid[CLASP_SACN_CID_TEXT_SIZE];
  ClaspLightingPeer *peer;

  clasp_sacn_cid_format (source->cid, cid);
  peer = clasp_lighting_view_add (view, CLASP_LIGHTING_SOURCE, connection, cid);
  if (peer == NULL)
    return;

  clasp_lighting_peer_set_text (peer->name, sizeof peer->name, source->name);
  g_strlcpy (peer->address, source->address, sizeof peer->address);
  peer->is_online = TRUE;
  peer->seen_ago_us = now_us - source->seen_us;
  for (guint i = 0; i < source->universes->len; i++)
    clasp_lighting_peer_add_port (
      peer, &(ClaspLightingPort){ .universe = g_array_index (source->universes, guint16, i) });
}

/**
 * clasp_sacn_discoveries_view:
 * @self: a list
 * @view: a view that is being filled
 * @connection: the id of the connection that knows them
 * @now_us: monotonic µs
 *
 * Thread: worker.
 */
void
clasp_sacn_discoveries_view (ClaspSacnDiscoveries *self,
                             ClaspLightingView    *view,
                             const char           *connection,
                             gint64                now_us)
{
  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);

      if (source->is_told)
        view_source (source, view, connection, now_us);
    }
}

/**
 * clasp_sacn_discoveries_count:
 * @self: a list
 *
 * Thread: worker.
 *
 * Returns: how many sources are known
 */
guint
clasp_sacn_discoveries_count (ClaspSacnDiscoveries *self)
{
  return self->sources->len;
}
