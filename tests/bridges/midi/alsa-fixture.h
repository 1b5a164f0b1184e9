/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/midi/clasp-midi-bridge.h"
#include "bridges/midi/clasp-midi-devices.h"
#include "bridges/midi/clasp-midi-settings.h"
#include "support/clasp-test.h"

#include <alsa/asoundlib.h>

/* The bridge against a real ALSA sequencer: other clients made here stand for devices, which come
 * and go.
 *
 * Thread: the test's. */

G_BEGIN_DECLS

#define READ_CAPS (SND_SEQ_PORT_CAP_READ | SND_SEQ_PORT_CAP_SUBS_READ)
#define WRITE_CAPS (SND_SEQ_PORT_CAP_WRITE | SND_SEQ_PORT_CAP_SUBS_WRITE)
#define POOL 2000 /* events the kernel keeps for a client at most */

typedef struct
{
  snd_seq_t        *seq;
  int               out_port, in_port; /* as the device sees it */
  snd_midi_event_t *coder;
  GString          *got; /* "90 3c 64|" for each event */
} Device;

typedef struct
{
  ClaspReactor     *reactor;
  ClaspClock       *clock;
  ClaspTimers      *timers;
  ClaspRouter      *router;
  ClaspSession     *other;
  ClaspSettings    *settings; /* (owned) until open */
  ClaspMidiBridge  *bridge;
  ClaspBridgeStatus status;
  GString          *heard;
  GBytes           *sysex; /* (owned) (nullable) the last that came in */
  guint             n_sysex;
  gint64            last; /* the last parameter that came in */
  guint             n_params;
} Fixture;

int add_port (Device *device, const char *name, unsigned int caps);
Device *device_new (const char *name);
Device *device_plug (const char *name);
void device_unplug (Device *device);
int output (Device *device, snd_seq_event_t *event, int client, int port);
void device_play (Device *device, const char *hex);
int device_play_controller (Device *device, guint number, int value);
void device_play_sysex (Device *device, const guint8 *bytes, gsize size);
void device_listen (Device *device);
gboolean has_sequencer (void);
void setup (Fixture *fixture, gconstpointer data);
void teardown (Fixture *fixture, gconstpointer data);
void set_setting (Fixture *fixture, const char *name, const char *text);
void open_bridge (Fixture *fixture);
/* Each of two equal devices by a connection of its own, through @backend: the fixture's and a second one. Each hears its
 * own alone; when the first goes the second stays with its connection, and what comes is the first's. @plug: makes one. */
void expect_each_its_own (Fixture *fixture, const char *backend, const char *name, Device *(*plug) (const char *name));
void open_pad (Fixture *fixture);
gboolean is_running (gpointer user_data);
gboolean is_missing (gpointer user_data);
void set (Fixture *fixture, const char *address, ClaspValue value);
void emit (Fixture *fixture, const char *address, ClaspValue value);
void expect (GString *text, const char *expected_text, Device *device);

#define expect_heard(fixture, expected_text) expect ((fixture)->heard, expected_text, NULL)
#define expect_got(device, expected_text) expect ((device)->got, expected_text, device)

G_END_DECLS
