/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "finger/finger.h"

#include "support/clasp-test.h"

/* A hand on the window of in-window.h: taps, swipes and rests on what it finds there. What it waits for and does not come
 * ends the test program.
 *
 * Thread: UI. */

G_BEGIN_DECLS

/* A row of one of the lists of addresses, which may have to be scrolled to. */
typedef struct
{
  const char *list;
  const char *address;
} HandRow;

/* From now on a finger that lies there is none that rests, but in hand_rest (). @screen is borrowed. */
void       hand_begin            (FingerScreen *screen);

void       hand_wait_for         (const char *what, ClaspTestCondition condition, gconstpointer data);

gboolean   hand_has_id           (GtkWidget *widget, const char *id);
/* What is shown now, or NULL. */
GtkWidget *hand_find_part        (const char *id);
GtkWidget *hand_find_row         (const HandRow *row);
GtkWidget *hand_find_mapping_row (const char *id);
/* Where in the row of an address its port begins. */
double     hand_find_port        (GtkWidget *widget);
void       hand_locate_middle    (const HandRow *row, int *x, int *y);
/* Scrolls to it, and waits until it stays where it is. */
void       hand_wait_row         (const HandRow *row);

void       hand_tap              (GtkWidget *widget, double x, double y);
void       hand_tap_port         (const HandRow *row);
void       hand_tap_middle       (const HandRow *row);
/* A finger that is down already, from one place on the screen to another. */
void       hand_draw             (int from_x, int from_y, int to_x, int to_y);
void       hand_swipe            (GtkWidget *widget, double x, double y, int by_x, int by_y);
/* Puts a finger there, until it has rested long enough for what waits for that: @what is the name of its gesture's data. */
void       hand_rest             (GtkWidget *widget, const char *what, double x, double y);

G_END_DECLS
