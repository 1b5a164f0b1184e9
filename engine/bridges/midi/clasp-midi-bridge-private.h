/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-feedback.h"
#include "bridges/midi/clasp-midi-input.h"
#include "bridges/midi/clasp-midi-notes.h"
#include "bridges/midi/clasp-midi-outbox.h"
#include "bridges/midi/clasp-midi-profile.h"
#include "bridges/midi/clasp-midi-sender.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "bridges/midi/clasp-midi-thru.h"
#include "bridges/midi/clasp-midi-time.h"

/* What clasp-midi-bridge.c (life), clasp-midi-bridge-in.c (from the device) and clasp-midi-bridge-out.c
 * (to it) share.
 *
 * Thread: worker. */

G_BEGIN_DECLS

struct _ClaspMidiBridge
{
  ClaspBridge       parent_instance;
  ClaspMidiBackend *backend;  /* (owned) from start on */
  gboolean          is_given; /* the backend is a test's */
  GCancellable     *loading;  /* (owned) (nullable) while the profile is read */
  char             *device;   /* (owned) "/x-touch_mini" */
  ClaspMidiOptions  options;
  gboolean          can_send, wants_raw, has_feedback;

  /* from the device */
  ClaspMidiInput    *input;    /* (owned) while started */
  ClaspTimer         input_timer; /* halves that wait for the other */
  ClaspMidiNotes     held;     /* switched on at the device, and not off again */
  ClaspMidiThru      thru;

  /* to the device */
  ClaspWriter        messages; /* of one delivery */
  ClaspMidiFeedback *feedback; /* (owned) while started */
  ClaspMidiOutbox   *outbox;   /* (owned) while started */
  ClaspMidiSender    sender;
  gboolean           is_broken; /* a part of the message being sent was lost */
  ClaspMidiNotes     sounding; /* switched on by us at the device, and not off again */
  guint64          (*owners)[128]; /* (owned) for 16 channels: which session switched a note on */

  /* both */
  ClaspMidiTime     *time;     /* (owned) while started */
};

/* ---- clasp-midi-bridge-in.c ---- */

/* A signal of the device, or of what it means; the value is lent. */
void     clasp_midi_bridge_signal_cb     (const ClaspMidiSignal *signal,
                                          gpointer               bridge);
void     clasp_midi_bridge_message_cb    (const guint8          *message,
                                          gsize                  size,
                                          gint64                 received_us,
                                          gpointer               bridge);
/* Keys that were down when the cable was pulled come up for everybody who listens. */
void     clasp_midi_bridge_end_held      (ClaspMidiBridge       *self);
/* The device went, or we stop: what was begun is not finished any more. */
void     clasp_midi_bridge_forget_input  (ClaspMidiBridge       *self);

/* ---- clasp-midi-announce.c ---- */

/* Also of one that was not started. */
void     clasp_midi_bridge_foreach_signal (ClaspBridge          *bridge,
                                           ClaspBridgeSignalFunc func,
                                           gpointer              user_data);

/* ---- clasp-midi-bridge-out.c ---- */

void     clasp_midi_bridge_deliver       (ClaspBridge           *bridge,
                                          const ClaspDelivery   *delivery);
/* Of the outbox. */
void     clasp_midi_bridge_write_cb      (const guint8          *bytes,
                                          gsize                  size,
                                          gboolean               is_end,
                                          gpointer               bridge);
/* At once, before anything that waits. */
void     clasp_midi_bridge_send_now_cb   (const guint8          *message,
                                          gsize                  size,
                                          gpointer               bridge);
/* The messages of one value, in their turn. */
void     clasp_midi_bridge_push          (ClaspMidiBridge       *self,
                                          const guint8          *messages,
                                          gsize                  size);
/* As to a control's light or motor: not while a hand is on it. */
void     clasp_midi_bridge_show          (ClaspMidiBridge       *self,
                                          ClaspWriter           *messages);
/* Switches off what we switched on. */
void     clasp_midi_bridge_end_sounding  (ClaspMidiBridge       *self);
/* And says so to the channels that were used: pedal up, controllers reset, all notes off. */
void     clasp_midi_bridge_silence       (ClaspMidiBridge       *self);
void     clasp_midi_bridge_panic         (ClaspBridge           *bridge,
                                          ClaspBridgeSilenced   *silenced);
void     clasp_midi_bridge_writer_left   (ClaspBridge           *bridge,
                                          guint64                number);

G_END_DECLS
