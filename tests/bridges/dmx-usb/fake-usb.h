/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* A USB device that is software: what drivers ask libusb for in this program ends here, is written down with its
 * time, and is answered as the test wants.
 *
 * Thread: one at a time. */

G_BEGIN_DECLS

typedef struct
{
  char    kind;         /* 'c' control, 'b' bulk, 'i' interrupt */
  guint8  request_type, request;
  guint16 value, index;
  guint8  endpoint;
  guint   timeout_ms;
  GBytes *data;         /* (owned) */
  gint64  us;           /* monotonic, when it was asked for */
} FakeUsbCall;

typedef struct
{
  GArray *calls;        /* FakeUsbCall */
  int     result;       /* of transfers from now on; 0 = they are taken */
  guint8  refused;      /* a request that it does not know; 0 = none */
  guint   packet_size;  /* of every endpoint */
  guint8  endpoint_out; /* of the one interface; bulk */
  guint16 release;      /* of the device, as its descriptor has it */
  const char *(*answer) (const guint8 *bytes, guint size); /* (nullable) hex of what comes in because of what went out, or NULL;
                         * it is there at the moment the bytes are gone */
  guint   n_open;       /* devices, contexts and transfers that were not given back */
} FakeUsb;

extern FakeUsb fake_usb;

/* To begin with: no calls, everything is taken. */
void fake_usb_reset (void);
/* All calls since then: "c 40 2 512 0 =ff80", "b 02 =7e06…", "i 01 =0401…"; long runs of one byte as "00x512". */
char *fake_usb_print (void);

G_END_DECLS
