/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/dmx-usb/fake-widget.h"
#include "bridges/show-devices.h"
#include "client/clasp-client.h"
#include "clasp-engine.h"

/* An engine with a connection of every kind, as a show has them, and what stands at their far ends:
 * sockets on loopback, a MIDI line, two DMX widgets, two CLASP programs, one of them over TCP.
 *
 * Thread: the test's; the engine has its own. */

G_BEGIN_DECLS

typedef enum
{
  KIND_CLASP,
  KIND_OSC,
  KIND_MIDI,
  KIND_ARTNET,
  KIND_SACN,
  KIND_DMX,
  N_KINDS
} Kind;

/* Faders, controllers and slots are numbered from 1; a source's folder, channel or universe has a
 * number as well. */
#define MATRIX_N 8

typedef struct
{
  ClaspShow    *show;
  ClaspEngine  *engine;
  ClaspReactor *reactor;
  ClaspClient  *writer, *reader;
  /* where the engine listens */
  guint16 osc_port, artnet_port, sacn_port;
  /* the far ends */
  ShowDesk       desk;
  ShowLamp       lamp, sacn_lamp;
  FakeWidget    *dmx_out, *dmx_in;
  ClaspDatagram *console;
  char          *folder, *midi_path;
  int            midi_far, midi_near;
  GString       *midi_heard; /* "b0 03 4c " */
  guint8         midi_status;
  guint8         frames[N_KINDS][4][512]; /* what consoles send: by kind and universe */
  guint8         n_sacn;                  /* packets, for their sequence */
  double         shown[MATRIX_N + 1];     /* at the CLASP reader; NAN = nothing yet */
} Matrix;

void matrix_set_up (Matrix *self, gconstpointer data);
void matrix_tear_down (Matrix *self, gconstpointer data);
/* The slow ones: only where they are needed, and before the start. */
void matrix_connect_dmx (Matrix *self);
/* When everything is in the show; returns when all connections work and both programs are there. */
void matrix_start (Matrix *self);

const char *matrix_kind_to_string (Kind kind);
/* Patterns of what @kind says in group 2 with the numbers 3 and 4, and templates for what it is
 * told. */
const char *matrix_source (Kind kind);
const char *matrix_target (Kind kind);

/* The far end of @kind says that control @n of @group is at @share (0 to 1). FALSE when it has no
 * such group. */
gboolean matrix_say (Matrix *self, Kind kind, guint group, guint n, double share);
/* @share as what @kind makes of it. */
double matrix_round (Kind kind, double share);
/* What the far end of @kind was told of @n last; NAN for nothing, 0 for slots that are dark. In its
 * own numbers. */
double matrix_hear (Matrix *self, Kind kind, guint n);
double matrix_get_top (Kind kind); /* the number that is all of it */

void matrix_midi_say (Matrix *self, const char *hex);
/* Reads what the MIDI line has, to midi_heard. */
void matrix_midi_listen (Matrix *self);

G_END_DECLS
