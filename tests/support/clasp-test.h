/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What several tests share: a watchdog, waiting on conditions with a deadline, test data, and peers
 * that are real programs. Thread: the test's. */

/* g_test_init () plus a watchdog that fails a test program that hangs for @seconds. */
void     clasp_test_init          (int        *argc,
                                   char     ***argv,
                                   guint       seconds);
typedef gboolean (*ClaspTestCondition) (gpointer user_data);
/* Runs the default context until @condition holds; fails the test, naming @what, after 20 s. */
void     clasp_test_spin_until    (ClaspTestCondition condition,
                                   gpointer           user_data,
                                   const char        *what);
/* The same as a question: FALSE after @timeout_ms. */
gboolean clasp_test_spin_for      (ClaspTestCondition condition,
                                   gpointer           user_data,
                                   guint              timeout_ms);
/* Path below tests/data. */
char    *clasp_test_data          (const char *name);
/* A folder with all that is in it; where a link leads is left alone. */
void     clasp_test_remove_tree   (const char *path);
/* A UDP and a TCP port nobody has on loopback right now. */
guint16  clasp_test_free_port     (void);
/* Path of a program this build made ("claspd"). */
char    *clasp_test_program       (const char *name);
/* The bytes of "53 01 00": blanks ignored. */
GBytes  *clasp_test_hex           (const char *hex);

/* A peer program: started on loopback, killed by pid when freed. */
typedef struct _ClaspTestPeer ClaspTestPeer;
/* NULL-terminated argv. Skips the test with a reason and returns NULL when it is not installed. */
ClaspTestPeer *clasp_test_peer_new       (const char *const *argv);
/* The next line of its standard output, waiting at most @timeout_ms; NULL when none came. */
char          *clasp_test_peer_read_line (ClaspTestPeer *self,
                                          guint          timeout_ms);
void           clasp_test_peer_write     (ClaspTestPeer *self,
                                          const char    *text);
GPid           clasp_test_peer_get_pid   (ClaspTestPeer *self);
void           clasp_test_peer_signal    (ClaspTestPeer *self,
                                          int            signum);
/* Waits for its end (10 s at most, else fails the test); its exit status. */
int            clasp_test_peer_wait      (ClaspTestPeer *self);
/* All of its standard error so far. */
const char    *clasp_test_peer_get_stderr (ClaspTestPeer *self);
void           clasp_test_peer_free      (ClaspTestPeer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ClaspTestPeer, clasp_test_peer_free)
