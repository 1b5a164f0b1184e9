/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-codec.h"
#include "transports/clasp-transport.h"

/* ClaspFakeLink: a link without a carrier. It keeps what was sent as text, one line a message,
 * written as router.md writes its exchanges, and lets the test play the peer. Thread: the test's. */

G_BEGIN_DECLS

#define CLASP_TYPE_FAKE_LINK (clasp_fake_link_get_type ())
G_DECLARE_FINAL_TYPE (ClaspFakeLink, clasp_fake_link, CLASP, FAKE_LINK, GObject)

ClaspFakeLink *clasp_fake_link_new          (const char          *peer);

/* As over a carrier that can lose; before the router has it. */
void           clasp_fake_link_set_lossy    (ClaspFakeLink       *self);

/* The peer sends. */
void           clasp_fake_link_inject       (ClaspFakeLink       *self,
                                             const ClaspMessage  *message);
void           clasp_fake_link_inject_frame (ClaspFakeLink       *self,
                                             const ClaspFrameHeader *header,
                                             const ClaspMessage  *message);
void           clasp_fake_link_inject_bytes (ClaspFakeLink       *self,
                                             const guint8        *bytes,
                                             gsize                size);
/* The peer goes, or what was closed ends: calls `closed`. */
void           clasp_fake_link_hang_up      (ClaspFakeLink       *self);

/* The peer stops reading: sent bytes stay in the queue, up to the limit. */
void           clasp_fake_link_hold         (ClaspFakeLink       *self);
/* The peer reads so many bytes; `drained` follows as a real link would call it. G_MAXSIZE: all of
 * them, and from now on whatever comes. */
void           clasp_fake_link_release      (ClaspFakeLink       *self,
                                             gsize                size);

/* The lines since the last call, joined by newlines. */
char          *clasp_fake_link_take         (ClaspFakeLink       *self);
/* Keep no lines, only count: for floods. */
void           clasp_fake_link_set_counting (ClaspFakeLink       *self,
                                             gboolean             is_counting);
/* Called with every message sent, decoded, instead of making a line. */
typedef void (*ClaspFakeLinkFunc) (const ClaspMessage *message,
                                   gpointer            user_data);
void           clasp_fake_link_set_func     (ClaspFakeLink       *self,
                                             ClaspFakeLinkFunc    func,
                                             gpointer             user_data);
guint64        clasp_fake_link_get_n_sent   (ClaspFakeLink       *self);
guint64        clasp_fake_link_get_n_bytes  (ClaspFakeLink       *self);
guint          clasp_fake_link_get_n_drained (ClaspFakeLink      *self);
gboolean       clasp_fake_link_is_reading   (ClaspFakeLink       *self);
gsize          clasp_fake_link_get_limit    (ClaspFakeLink       *self);
/* 0 while it is open. */
guint          clasp_fake_link_get_close_code (ClaspFakeLink     *self);
const char    *clasp_fake_link_get_close_reason (ClaspFakeLink   *self);
/* QoS of the last frame. */
ClaspQos       clasp_fake_link_get_last_qos (ClaspFakeLink       *self);

/* One message as a line. */
char          *clasp_test_describe_message  (const ClaspMessage  *message);

G_END_DECLS
