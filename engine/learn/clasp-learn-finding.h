/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "mapping/clasp-chain.h"

#include <glib.h>

/* ClaspLearnFinding: what learning knows of one control that was moved (mapping.md 14).
 *
 * Plain data, made on the worker, immutable once it is handed over.
 *
 * Thread: any. */

G_BEGIN_DECLS

#define CLASP_LEARN_MAX_PATHS 32 /* places in one value that are looked at */

/* What kind of control it seems to be. */
typedef enum
{
  CLASP_LEARN_CONTROL_UNKNOWN, /* not moved, or by too little to tell */
  CLASP_LEARN_CONTROL_FADER,   /* takes many values */
  CLASP_LEARN_CONTROL_BUTTON,  /* takes two, or is an event without a value */
  CLASP_LEARN_CONTROL_ENCODER, /* says how far it turned, not where it stands */
  CLASP_LEARN_CONTROL_TEXT,    /* its values are no numbers */
} ClaspLearnControl;

/* How an encoder writes its turns: the step `encoder`'s `mode`. */
typedef enum
{
  CLASP_LEARN_TURNS_NONE,
  CLASP_LEARN_TURNS_TWOS,    /* around 0 and 127 */
  CLASP_LEARN_TURNS_OFFSET,  /* around 64 */
  CLASP_LEARN_TURNS_SIGNBIT, /* 1… and 65… */
} ClaspLearnTurns;

/* What its address says, by the protocol of the connection it came in through; what does not apply is
 * empty, or -1. */
typedef struct
{
  char     protocol[16];    /* the connection's kind: "midi"; "clasp" for programs that speak it */
  char     midi_type[12];   /* cc cc14 note poly nrpn rpn bend pressure program */
  int      midi_channel;    /* as the address counts it */
  int      midi_number;     /* of the controller, note or parameter */
  gboolean is_14bit;        /* 14 bits, as one value or as two halves: then `fine` says where */
  gboolean is_step;         /* an encoder that the connection knows as one */
  char     universe[24];    /* "5", or net, sub-net and universe, "0/0/1" */
  int      slot;            /* 1–512 */
  gboolean has_range;       /* and this is it: mappings know it, too */
  ClaspRange range;
} ClaspLearnFacts;

/* A place in a value: an argument of an OSC message, a member of a JSON text. */
typedef struct
{
  char    *path;             /* (owned) "$[1]", "$.state.brightness"; "" = the value itself */
  char     tag;              /* OSC's type tag for it: i h f d s T F N b; 0 = of several types */
  int      argument;         /* which of several arguments, from 0; -1 = not one of several */
  gboolean has_number;
  double   minimum, maximum; /* seen, when it has a number */
  double   travel;           /* how far it moved, as a share of its range: 0–1 */
  char    *last;             /* (owned) the newest value, as text */
} ClaspLearnPlace;

typedef struct
{
  char             *address;         /* (owned) */
  char             *fine;            /* (owned) (nullable) of the other half of 14 bits */
  char             *connection;      /* (owned) id; "" = it came from no connection of the show */
  char             *connection_name; /* (owned) or the name of the program it came from */
  ClaspLearnFacts   facts;
  ClaspLearnControl control;
  ClaspLearnTurns   turns;
  gboolean          is_event;
  gboolean          is_learned;      /* clear enough to be taken without asking */
  guint64           n_updates;       /* since learning began; 0 = known, not moved */
  double            rate;            /* updates in a second, lately */
  gint64            changed_us;      /* monotonic; 0 = never */
  GPtrArray        *places;          /* (owned) (element-type ClaspLearnPlace) at least one, the one
                                        that moved farthest first */
  double            range_minimum, range_maximum; /* of the first place: snapped to a known range, else
                                                     as seen */
  gboolean          is_snapped;
} ClaspLearnFinding;

ClaspLearnFinding     *clasp_learn_finding_new   (const char *address);
ClaspLearnFinding     *clasp_learn_finding_copy  (const ClaspLearnFinding *self);
void                   clasp_learn_finding_free  (ClaspLearnFinding *self);
ClaspLearnPlace       *clasp_learn_finding_add_place (ClaspLearnFinding *self, const char *path);
/* The place that moved farthest. */
const ClaspLearnPlace *clasp_learn_finding_get_place (const ClaspLearnFinding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspLearnFinding, clasp_learn_finding_free)

G_END_DECLS
