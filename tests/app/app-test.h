/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/clasp-test.h"

/* What tests of the programs together share: a folder of their own, claspd and claspctl as a person
 * starts them. Thread: the test's. */

G_BEGIN_DECLS

typedef struct
{
  char *folder; /* (owned) */
} AppFolder;

void app_folder_set_up (AppFolder *self, gconstpointer data);
void app_folder_tear_down (AppFolder *self, gconstpointer data);
/* (transfer full) */
char *app_folder_path (AppFolder *self, const char *name);
/* Writes into the file that is there, as some editors do; the path. (transfer full) */
char *app_folder_write (AppFolder *self, const char *name, const char *text);

/* Starts a program with the arguments, a line as for a shell. */
ClaspTestPeer *app_start (const char *program, const char *arguments);
/* The same with the arguments up to NULL, as they are. */
ClaspTestPeer *app_start_args (const char *program, const char *first, ...) G_GNUC_NULL_TERMINATED;
/* What the ready line says: where claspd listens. Fails without one. (transfer full) */
char *app_wait_ready (ClaspTestPeer *daemon);
/* claspd on a free port of loopback; @uri gets where it listens, (transfer full). */
ClaspTestPeer *app_start_daemon (const char *arguments, char **uri);
void           app_stop_daemon (ClaspTestPeer *daemon);
/* claspctl to its end; what it printed, (transfer full). Fails unless it ends with @status. */
char *app_ctl (const char *uri, int status, const char *arguments);
#define app_expect_ctl(uri, status, arguments, expected)                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    char *app_output_ = app_ctl (uri, status, arguments);                                          \
    g_assert_cmpstr (app_output_, ==, expected);                                                   \
    g_free (app_output_);                                                                          \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
