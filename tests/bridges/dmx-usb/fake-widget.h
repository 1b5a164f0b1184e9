/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bridges/dmx-usb/clasp-enttec-codec.h"

/* The far end of a serial line: a widget that answers like an ENTTEC Pro, or a bare cable that only
 * listens. The line is a pseudo-terminal, reached through a link that stays when the line is
 * exchanged, as a device that is plugged in again.
 *
 * Thread: the test's, in its default context. */

typedef struct _FakeWidget FakeWidget;

struct _FakeWidget
{
  char             *folder; /* (owned) */
  char             *path;   /* (owned) of the link: what the connection is told */
  int               fd;     /* of the far end; -1 = unplugged */
  int               near_fd; /* the connection opens the same by its name */
  guint             source;
  gboolean          is_deaf; /* takes nothing from the line */
  gboolean          is_raw;  /* keeps bytes, reads no messages */
  gboolean          copies;  /* keeps bytes, reads messages all the same */
  ClaspEnttecParser parser;
  GString          *heard;  /* what it was asked and told, but frames: "77: 4:0000... " */
  GByteArray       *bytes;  /* what it heard when it is raw or copies */
  void            (*heard_bytes) (FakeWidget *self); /* (nullable) looks at them */
  guint             n_frames[2]; /* by port */
  guint8            frame[2][CLASP_DMX_SLOTS + 1]; /* the last one with its start code */
  guint             n_frame[2];
  const char       *answers[128]; /* by label: hex, or NULL for none */
};

FakeWidget *fake_widget_new    (void);
void        fake_widget_free   (FakeWidget *self);
void        fake_widget_unplug (FakeWidget *self);
void        fake_widget_plug   (FakeWidget *self);
/* Bytes to the computer, as hex. */
void        fake_widget_say    (FakeWidget *self, const char *hex);
/* The same bytes by bytes; the loop runs while the line is full. */
void        fake_widget_say_bytes (FakeWidget *self, const guint8 *bytes, gsize size);
