/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/clasp-client-raw.h"
#include "client/clasp.h"
#include "core/clasp-address.h"
#include "core/clasp-value-text.h"

/* claspctl: reads, writes and watches a router from the command line. One thread, one connection;
 * commands are written as a sequence that runs the loop where it has to wait. */

G_BEGIN_DECLS

enum
{
  CTL_OK = 0,
  CTL_FAILED = 1, /* refused, no answer in time, not found */
  CTL_USAGE = 2,  /* wrong usage, or no connection */
};

typedef struct
{
  /* options */
  char            *url;   /* (owned) */
  char            *token; /* (owned) (nullable) */
  gboolean         is_json;
  gboolean         is_watching; /* stats again each second */
  double           timeout_s;
  ClaspValueSyntax syntax;
  int              count; /* lines after which sub ends; 0 = never */

  char **arguments; /* (owned) behind the command's name */
  guint  n_arguments;

  GMainLoop    *loop;      /* (owned) */
  ClaspClient  *client;    /* (owned) (nullable) */
  GAsyncResult *result;    /* (owned) (nullable) of the operation that was waited for */
  ClaspPattern *pattern;   /* (owned) (nullable) whose values to print; NULL = none */
  GHashTable   *revisions; /* (owned) (nullable) address → newest revision of a SNAPSHOT */
  int           n_printed;
  int           n_printed_before; /* when silence was last looked for */
  int           status;           /* the exit status, as far as it is known */
} Ctl;

/* Commands: the exit status. */
int ctl_set (Ctl *ctl);
int ctl_get (Ctl *ctl);
int ctl_sub (Ctl *ctl);
int ctl_pub (Ctl *ctl);
int ctl_unlock (Ctl *ctl);
int ctl_query (Ctl *ctl);
int ctl_snapshot (Ctl *ctl);
int ctl_ping (Ctl *ctl);
int ctl_rules (Ctl *ctl);
int ctl_stats (Ctl *ctl);

/* One line on standard error; returns the exit status. */
int ctl_fail (int status, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Prints what @message has to say about the addresses that match ctl->pattern, a line each;
 * stops at ctl->count lines. */
void ctl_print_message (Ctl *ctl, const ClaspMessage *message);
void ctl_print_param (Ctl *ctl, const char *address, const ClaspValue *value, guint64 revision);

G_END_DECLS
