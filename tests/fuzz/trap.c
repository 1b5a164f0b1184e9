/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a target complains of with g_error () ends with SIGTRAP, which libFuzzer lets pass: as SIGABRT it keeps the
 * input that led there. */

#include <signal.h>
#include <stdlib.h>

int LLVMFuzzerInitialize (int *argc, char ***argv);

static void
trap_cb (int number)
{
  abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  signal (SIGTRAP, trap_cb);
  return 0;
}
