/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/sacn/clasp-sacn-codec.h"
#include "bridges/sacn/clasp-sacn-peers.h"
#include "bridges/sacn/clasp-sacn-sync.h"
#include "bridges/clasp-universe-lines.h"
#include "dmx/clasp-universes.h"

#include <gio/gio.h>

/* ClaspSacnReceiver: the universes that come in: which source counts is ClaspUniverseInput's work;
 * here is what sACN adds: previews, start codes, waiting for sync packets and for the first
 * priorities of slots, and who is there.
 *
 * No I/O and no clock: monotonic microseconds are handed in.
 *
 * Thread: worker. */

G_BEGIN_DECLS

#define CLASP_SACN_SHOW_LOST_US (60 * G_USEC_PER_SEC)

typedef struct _ClaspSacnReceiver ClaspSacnReceiver;

typedef enum
{
  CLASP_SACN_LOST_SILENT,  /* 2.5 s without a packet */
  CLASP_SACN_LOST_STOPPED, /* it said goodbye */
} ClaspSacnLoss;

typedef struct
{
  /* A merged level changed. */
  void (*level) (guint16 universe, guint slot, guint8 level, gpointer user_data);
  /* Who sends it changed: a source, its name, priority or address. */
  void (*sources) (guint16 universe, gpointer user_data);
  /* (nullable) What one source says by itself changed. */
  void (*source) (guint16       universe,
                  const guint8 *cid,
                  const guint8 *levels,
                  guint         n,
                  gpointer      user_data);
  /* The last source went. */
  void (*lost) (guint16 universe, ClaspSacnLoss why, gpointer user_data);
  ClaspSacnSyncFunc sync;
} ClaspSacnReceiverFuncs;

typedef struct
{
  ClaspDmxMerge merge;
  const ClaspUniverseLines *lines; /* (unowned) (nullable): for whom it is otherwise */
  ClaspDmxLoss  loss;
  gint64        fade_us; /* to cue levels */
  guint         max_sources;
  gint64        timeout_us;
  gint64        sampling_us;
  gboolean      ignore_preview;
} ClaspSacnReceiverOptions;

typedef enum
{
  CLASP_SACN_TAKEN,
  CLASP_SACN_HELD,     /* waits for sync, or for the priorities of its slots */
  CLASP_SACN_NOT_OURS, /* another universe or start code */
  CLASP_SACN_PREVIEW,  /* ignored as the setting says */
  CLASP_SACN_OUT_OF_ORDER,
  CLASP_SACN_DUPLICATE, /* the last one again, as over a second interface in the same network */
  CLASP_SACN_TOO_MANY_SOURCES,
  CLASP_SACN_GOODBYE,
} ClaspSacnResult;

/* @numbers (guint16) are the universes; @funcs is copied. */
ClaspSacnReceiver *clasp_sacn_receiver_new (const ClaspSacnReceiverOptions *options,
                                            const GArray                   *numbers,
                                            const ClaspSacnReceiverFuncs   *funcs,
                                            gpointer                        user_data);
void               clasp_sacn_receiver_free (ClaspSacnReceiver *self);

ClaspSacnResult clasp_sacn_receiver_take_data (ClaspSacnReceiver     *self,
                                               const ClaspSacnPacket *packet,
                                               GSocketAddress        *from,
                                               gint64                 now_us);
/* FALSE when nobody waits for it, or it is out of order. */
gboolean clasp_sacn_receiver_take_sync (ClaspSacnReceiver     *self,
                                        const ClaspSacnPacket *packet,
                                        gint64                 now_us);
/* What time alone changes; to be called when due. */
void   clasp_sacn_receiver_expire (ClaspSacnReceiver *self, gint64 now_us);
gint64 clasp_sacn_receiver_get_due_us (const ClaspSacnReceiver *self);

/* The sources of @universe: those that are there, then those that went lately; at most @n_max. */
guint clasp_sacn_receiver_list_sources (ClaspSacnReceiver *self,
                                        guint16            universe,
                                        ClaspSacnSource   *sources,
                                        guint              n_max);
/* NULL when it is not received. */
ClaspUniverseInput *clasp_sacn_receiver_peek_input (ClaspSacnReceiver *self, guint16 universe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspSacnReceiver, clasp_sacn_receiver_free)

G_END_DECLS
