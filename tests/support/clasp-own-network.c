/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/clasp-own-network.h"

#include <sched.h>

void
clasp_own_network_ip (const char *arguments)
{
  g_autofree char    *line = g_strconcat ("ip ", arguments, NULL);
  g_autofree char    *complaint = NULL;
  g_autoptr (GError)  error = NULL;
  int                 status = -1;

  g_spawn_command_line_sync (line, NULL, &complaint, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", line, complaint);
}

static gboolean
can_make_interfaces (void)
{
  g_autofree char *complaint = NULL;
  int              status = -1;

  if (!g_spawn_command_line_sync ("ip link add try0 type veth peer name try1", NULL, &complaint,
                                  &status, NULL) ||
      status != 0)
    return FALSE;

  clasp_own_network_ip ("link del try0");
  return TRUE;
}

gboolean
clasp_own_network_set_ipv6 (gboolean is_on)
{
  static const char *const path = "/proc/sys/net/ipv6/conf/lo/disable_ipv6";

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return !is_on;
  if (!g_file_set_contents_full (path, is_on ? "0" : "1", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL))
    return FALSE;
  if (is_on)
    clasp_own_network_ip ("-6 addr replace ::1/128 dev lo");
  return TRUE;
}

const char *
clasp_own_network_enter (void)
{
  g_autofree char *path = g_find_program_in_path ("ip");

  if (path == NULL)
    return "ip (iproute2) is not installed";
  if (unshare (CLONE_NEWNET) != 0)
    return "not allowed to make a network of its own";
  clasp_own_network_ip ("link set lo up");
  return can_make_interfaces () ? NULL : "no virtual interfaces in this kernel";
}
