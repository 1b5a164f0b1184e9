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
  char            *ca_file; /* (owned) (nullable) */
  gboolean         is_insecure;
  gboolean         is_json;
  gboolean         is_watching; /* stats again each second */
  double           timeout_s;
  ClaspValueSyntax syntax;
  int              count; /* lines after which sub ends; 0 = never */
  char            *types;      /* (owned) (nullable) what to record; NULL = all */
  double           duration_s; /* of a recording; 0 = until interrupted */
  gboolean         is_append;  /* to a recording that is there */
  double           speed;      /* of playing */
  double           from_s;     /* where to begin to play */
  gboolean         is_loop;
  gboolean         is_merge;
  char            *prefix;     /* (owned) (nullable) before the addresses that are played */
  char            *inputs;     /* (owned) (nullable) of a mapping that is tried */
  char            *times;      /* (owned) (nullable) when they come */
  char            *output;     /* (owned) (nullable) the file to write */
  char            *secrets;    /* (owned) (nullable) the file of a passphrase */
  char           **roles;      /* (owned) (nullable) NAME=CONNECTION, of a configuration that is imported */
  char           **mappings;   /* (owned) (nullable) ids or names of those to export */
  char            *format;     /* (owned) (nullable) to write in */
  gboolean         is_many;       /* learn: one control after the other */
  gboolean         is_swallowing; /* learn: what is moved reaches nobody else */
  gboolean         is_replacing;  /* preset: all else goes */
  gboolean         is_preview;    /* preset: only say what would be done */
  gboolean         is_forced;     /* local remove: though it is named elsewhere */
  char           **answers;    /* (owned) (nullable) KEY=TEXT, for a preset */

  char **arguments; /* (owned) behind the command's name */
  guint  n_arguments;

  GMainLoop    *loop;      /* (owned) */
  ClaspClient  *client;    /* (owned) (nullable) */
  GAsyncResult *result;    /* (owned) (nullable) of the operation that was waited for */
  ClaspPattern *pattern;   /* (owned) (nullable) whose values to print; NULL = none */
  GHashTable   *revisions; /* (owned) (nullable) address → newest revision of a SNAPSHOT */
  int           n_printed;
  int           n_printed_before; /* when silence was last looked for */
  gpointer      question;         /* (nullable) of claspctl-ask.c, while it waits */
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
int ctl_show (Ctl *ctl);
int ctl_stats (Ctl *ctl);

int ctl_learn (Ctl *ctl);
int ctl_local (Ctl *ctl);
int ctl_map (Ctl *ctl);
int ctl_preset (Ctl *ctl);
int ctl_record (Ctl *ctl);
int ctl_play (Ctl *ctl);

/* Parts of commands: the exit status, CTL_OK to go on. */
int ctl_connect (Ctl *ctl);
/* Waits until the router has answered what was sent so far. */
int ctl_wait_for_answers (Ctl *ctl);
/* Into ctl->pattern; FALSE with a line on standard error when it is none. */
gboolean ctl_take_pattern (Ctl *ctl, const char *pattern);
/* Runs the loop until somebody quits it, SIGINT or SIGTERM, or the connection ends (a line, and
 * ctl->status). */
void ctl_run_until_interrupted (Ctl *ctl);

/* One line on standard error; returns the exit status. */
int ctl_fail (int status, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Prints what @message has to say about the addresses that match ctl->pattern, a line each;
 * stops at ctl->count lines. */
void ctl_print_message (Ctl *ctl, const ClaspMessage *message);
void ctl_print_param (Ctl *ctl, const char *address, const ClaspValue *value, guint64 revision);

G_END_DECLS
