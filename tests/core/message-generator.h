/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/clasp-message.h"

/* Random messages of every type, made so that the binary encoding says all of each: what is decoded
 * must be what was generated. Thread: the test's. */

typedef struct
{
  GRand        *rand;  /* (owned) */
  GStringChunk *texts; /* (owned) what the messages borrow */
} MessageGenerator;

void message_generator_init   (MessageGenerator *self,
                               guint32           seed);
void message_generator_clear  (MessageGenerator *self);

#define MESSAGE_GENERATOR_N_TYPES 19
/* @index: 0 to MESSAGE_GENERATOR_N_TYPES - 1. */
void message_generator_make   (MessageGenerator *self,
                               guint             index,
                               ClaspMessage     *message);
ClaspValue message_generator_make_value (MessageGenerator *self);
