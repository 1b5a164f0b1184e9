/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "router/clasp-schedule.h"

#include "router/clasp-receipts.h"

/* Design notes: a tree by time and order of acceptance, and one timer at the first of them. Times are
 * Unix times of the router's clock, which may be set forward but never runs backwards; the timer is
 * monotonic. So it never sleeps long: what a clock that was set made due runs within a second. */

#define MAX_SLEEP_US G_USEC_PER_SEC

typedef struct
{
  guint64         due_us;   /* Unix */
  guint64         sequence; /* order of acceptance */
  ClaspInbound    inbound;
  gboolean        has_receipt;
  ClaspReceiptKey receipt; /* to be forgotten when it is cancelled */
  gsize           size;
  guint8          bytes[]; /* the bundle, encoded */
} Entry;

struct _ClaspSchedule
{
  ClaspRouter *router;  /* (unowned) */
  GTree       *entries; /* (owned) Entry (owned) → itself, by time and order */
  guint64      last_sequence;
  guint        n_orphans; /* whose sessions have ended */
  gsize        n_orphan_bytes;
  ClaspTimer   timer;
};

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *x = a;
  const Entry *y = b;

  if (x->due_us != y->due_us)
    return x->due_us < y->due_us ? -1 : 1;
  return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

ClaspSchedule *
clasp_schedule_new (ClaspRouter *router)
{
  ClaspSchedule *self = g_new0 (ClaspSchedule, 1);

  self->router = router;
  self->entries = g_tree_new_full (compare_entries, NULL, g_free, NULL);
  return self;
}

void
clasp_schedule_free (ClaspSchedule *self)
{
  clasp_timers_cancel (self->router->timers, &self->timer);
  g_tree_unref (self->entries);
  g_free (self);
}

static Entry *
first_entry (ClaspSchedule *self)
{
  GTreeNode *node = g_tree_node_first (self->entries);

  return node != NULL ? g_tree_node_key (node) : NULL;
}

static void
remove_entry (ClaspSchedule *self, Entry *entry)
{
  ClaspSession *session = entry->inbound.session;

  if (session != NULL)
    {
      session->n_scheduled--;
      session->n_scheduled_bytes -= entry->size;
    }
  else
    {
      self->n_orphans--;
      self->n_orphan_bytes -= entry->size;
    }
  g_tree_remove (self->entries, entry);
}

static void
run_entry (ClaspSchedule *self, Entry *entry, guint64 now_us)
{
  const ClaspInbound    inbound = entry->inbound;
  gsize                 size = entry->size;
  g_autofree guint8    *bytes = g_memdup2 (entry->bytes, size);
  g_auto (ClaspMessage) message = { 0 };
  ClaspCodecStatus      status;

  clasp_metrics_note_bundle (&self->router->metrics, now_us - entry->due_us);
  remove_entry (self, entry);
  if (clasp_message_decode (bytes, size, &message, &status))
    clasp_handle_due_bundle (self->router, &inbound, &message.bundle);
}

static void arm (ClaspSchedule *self);

static void
due_cb (gpointer user_data)
{
  ClaspSchedule *self = user_data;
  ClaspRouter   *router = self->router;
  Entry         *entry;
  guint64        now_us;

  clasp_router_enter (router);
  while ((entry = first_entry (self)) != NULL &&
         entry->due_us <= (now_us = (guint64) clasp_clock_unix_us (router->clock)))
    run_entry (self, entry, now_us);
  arm (self);
  clasp_router_leave (router);
}

static void
arm (ClaspSchedule *self)
{
  ClaspRouter *router = self->router;
  Entry       *entry = first_entry (self);
  gint64       ahead_us;

  if (entry == NULL)
    {
      clasp_timers_cancel (router->timers, &self->timer);
      return;
    }
  ahead_us = (gint64) entry->due_us - clasp_clock_unix_us (router->clock);
  clasp_timers_set (router->timers, &self->timer,
                    clasp_clock_now_us (router->clock) + CLAMP (ahead_us, 0, MAX_SLEEP_US), due_cb,
                    self);
}

static gboolean refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
  G_GNUC_PRINTF (3, 4);

static gboolean
refuse (ClaspRefusal *refusal, ClaspCode code, const char *format, ...)
{
  va_list args;

  refusal->code = code;
  va_start (args, format);
  g_vsnprintf (refusal->text, sizeof refusal->text, format, args);
  va_end (args);
  return FALSE;
}

gboolean
clasp_schedule_add (ClaspSchedule      *self,
                    const ClaspInbound *inbound,
                    const ClaspMessage *bundle,
                    ClaspRefusal       *refusal)
{
  ClaspRouter             *router = self->router;
  const ClaspRouterLimits *limits = &router->limits;
  ClaspWriter             *writer = &router->reply_writer;
  guint64                  now_us = (guint64) clasp_clock_unix_us (router->clock);
  ClaspCodecStatus         status;
  Entry                   *entry;

  if (bundle->bundle.timestamp_us - now_us > (guint64) limits->max_bundle_ahead_s * G_USEC_PER_SEC)
    return refuse (refusal, CLASP_CODE_INVALID_VALUE,
                   "Bundle rejected: its time is more than %u seconds ahead of the router's clock",
                   limits->max_bundle_ahead_s);
  if (inbound->session->n_scheduled >= limits->max_bundles)
    return refuse (refusal, CLASP_CODE_LIMIT,
                   "Bundle rejected: %u bundles of this session wait for their time",
                   inbound->session->n_scheduled);
  clasp_writer_reset (writer);
  if (!clasp_message_encode (writer, bundle, &status))
    return refuse (refusal, CLASP_CODE_INVALID_VALUE, "Bundle rejected: it fits no frame");
  if (inbound->session->n_scheduled_bytes + writer->length > limits->max_bundle_bytes)
    return refuse (refusal, CLASP_CODE_LIMIT,
                   "Bundle rejected: %" G_GSIZE_FORMAT
                   " KiB of bundles of this session wait for their time",
                   limits->max_bundle_bytes / 1024);

  entry = g_malloc (sizeof *entry + writer->length);
  *entry = (Entry){ .due_us = bundle->bundle.timestamp_us,
                    .sequence = ++self->last_sequence,
                    .inbound = *inbound,
                    .size = writer->length };
  entry->inbound.has_correlation_id = FALSE; /* acknowledged when it is accepted */
  entry->has_receipt = clasp_receipts_get_current (router->receipts, &entry->receipt);
  memcpy (entry->bytes, writer->data, writer->length);
  g_tree_insert (self->entries, entry, entry);
  if (first_entry (self) == entry)
    arm (self);
  inbound->session->n_scheduled++;
  inbound->session->n_scheduled_bytes += writer->length;
  return TRUE;
}

/* It will be done without its session, if a person wants that. */
static gboolean
keep_orphan (ClaspSchedule *self, Entry *entry)
{
  const ClaspRouterLimits *limits = &self->router->limits;
  ClaspSession            *session = entry->inbound.session;

  if (self->n_orphans >= limits->max_orphan_bundles ||
      self->n_orphan_bytes + entry->size > limits->max_bundle_bytes)
    return FALSE;
  session->n_scheduled--;
  session->n_scheduled_bytes -= entry->size;
  entry->inbound.session = NULL;
  self->n_orphans++;
  self->n_orphan_bytes += entry->size;
  return TRUE;
}

void
clasp_schedule_leave (ClaspSchedule *self, ClaspSession *session)
{
  GTreeNode *next;

  for (GTreeNode *node = g_tree_node_first (self->entries);
       node != NULL && session->n_scheduled > 0; node = next)
    {
      Entry *entry = g_tree_node_key (node);

      next = g_tree_node_next (node);
      if (entry->inbound.session != session || keep_orphan (self, entry))
        continue;
      if (entry->has_receipt)
        clasp_receipts_forget (self->router->receipts, session, &entry->receipt);
      remove_entry (self, entry);
    }
}
