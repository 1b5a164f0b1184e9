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

static void
set_switch (const char *interface, const char *name, const char *value)
{
  g_autofree char   *path = g_strdup_printf ("/proc/sys/net/ipv4/conf/%s/%s", interface, name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, value, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
}

static void
lay_end (const char *end, const char *address)
{
  g_autofree char *give = g_strdup_printf ("addr add %s/24 dev %s", address, end);
  g_autofree char *up = g_strdup_printf ("link set %s up", end);

  set_switch (end, "accept_local", "1");
  set_switch (end, "rp_filter", "0");
  clasp_own_network_ip (give);
  clasp_own_network_ip (up);
}

void
clasp_own_network_lay_cable (const char *name, const char *address0, const char *address1)
{
  g_autofree char *line = g_strdup_printf ("link add %s0 type veth peer name %s1", name, name);
  g_autofree char *end0 = g_strconcat (name, "0", NULL);
  g_autofree char *end1 = g_strconcat (name, "1", NULL);

  clasp_own_network_ip (line);
  set_switch ("all", "rp_filter", "0"); /* the stricter of the two counts */
  lay_end (end0, address0);
  lay_end (end1, address1);
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
