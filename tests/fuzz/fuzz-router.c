/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-router-fixture.h"

/* Four peers and one in-process session, played by the input: a byte that says who and what, for a
 * frame two bytes of length and its bytes. Looks for crashes, leaks and assertions in what the
 * messages do to each other; the decoders have fuzzers of their own. */

#define N_PEERS 4

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef enum
{
  ACTION_FRAME,
  ACTION_HANG_UP,
  ACTION_HOLD,
  ACTION_RELEASE,
  ACTION_ADVANCE
} Action;

typedef struct
{
  ClaspRouterFixture base;
  ClaspSession      *session;
  ClaspFakeLink     *peers[N_PEERS];
} Stage;

/* Answers some of what it hears, as a mapping does. */
static void
deliver_cb (ClaspSession *session, const ClaspDelivery *delivery, gpointer user_data)
{
  if (delivery->message->type == CLASP_MESSAGE_SET && !delivery->is_snapshot)
    {
      ClaspMessage message = { .type = CLASP_MESSAGE_SET };

      message.set.address = CLASP_STR_LITERAL ("/answer");
      message.set.value = delivery->message->set.value;
      clasp_session_submit (session, &message, delivery, TRUE);
    }
}

/* All are one program on one host that comes back; the first has a carrier that can lose. */
static ClaspFakeLink *
new_peer (Stage *stage, guint number)
{
  ClaspFakeLink *link = clasp_fake_link_new ("192.0.2.1:5000");

  if (number == 0)
    clasp_fake_link_set_lossy (link);
  clasp_fake_link_set_counting (link, TRUE);
  g_ptr_array_add (stage->base.links, link);
  clasp_router_accept (stage->base.router, CLASP_LINK (link));
  clasp_fixture_say (link, "HELLO fuzz");
  return link;
}

static void
act (Stage *stage, guint peer, Action action, guint8 amount, const guint8 *frame, gsize size)
{
  ClaspFakeLink *link = stage->peers[peer];

  switch (action)
    {
    case ACTION_FRAME:
      clasp_fake_link_inject_bytes (link, frame, size);
      break;
    case ACTION_HANG_UP:
      clasp_fake_link_hang_up (link);
      stage->peers[peer] = new_peer (stage, peer);
      break;
    case ACTION_HOLD:
      clasp_fake_link_hold (link);
      clasp_link_set_limit (CLASP_LINK (link), amount);
      break;
    case ACTION_RELEASE:
      if (clasp_fake_link_get_close_code (link) == 0)
        clasp_fake_link_release (link, amount == 255 ? G_MAXSIZE : amount);
      break;
    case ACTION_ADVANCE:
      clasp_fixture_advance (&stage->base, (gint64) amount * 50000);
      break;
    }
}

static void
play (Stage *stage, const guint8 *data, gsize size)
{
  while (size >= 3)
    {
      guint peer = data[0] % N_PEERS;
      guint action = (data[0] / N_PEERS) % (ACTION_ADVANCE + 1);
      gsize length = action == ACTION_FRAME ? MIN (data[1] * 256u + data[2], size - 3) : 0;

      act (stage, peer, action, data[1], data + 3, length);
      data += 3 + length;
      size -= 3 + length;
      g_main_context_iteration (NULL, FALSE);
    }
}

static GLogWriterOutput
quiet_writer (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_MASK) >= G_LOG_LEVEL_MESSAGE)
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_standard_streams (level, fields, n_fields, user_data);
}

static void
set_quiet (void)
{
  static gboolean is_quiet;

  if (!is_quiet)
    g_log_set_writer_func (quiet_writer, NULL, NULL);
  is_quiet = TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  ClaspRouterLimits limits = CLASP_ROUTER_LIMITS_DEFAULT;
  Stage             stage = { 0 };

  limits.max_params = 20;
  limits.max_subscriptions = 10;
  limits.max_timelines = 4;
  limits.max_receipts = 5;
  limits.max_orphan_bundles = 2;
  set_quiet ();
  clasp_router_fixture_set_up (&stage.base, &limits);
  stage.session = clasp_router_join (stage.base.router, "local", deliver_cb, NULL, NULL);
  clasp_session_subscribe (stage.session, 1, CLASP_STR_LITERAL ("/**"), CLASP_TYPES_ALL, TRUE,
                           NULL);
  for (guint i = 0; i < N_PEERS; i++)
    stage.peers[i] = new_peer (&stage, i);
  play (&stage, data, size);
  clasp_session_leave (stage.session);
  clasp_router_fixture_tear_down (&stage.base, NULL);
  return 0;
}
