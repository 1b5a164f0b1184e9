/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

/* ClaspSandbox: what the package this program runs in keeps from it.
 *
 * A Flatpak without the permission for devices has no /dev/snd, however many controllers are plugged in; one with it sees
 * what the computer has. Flatpak tells which it is in /.flatpak-info.
 *
 * Thread: any that may read small files. */

G_BEGIN_DECLS

typedef struct
{
  gboolean is_sandboxed;
  char    *application;     /* (owned) (nullable) "io.github.clasp_bridge.ClaspBridge" */
  gboolean is_midi_hidden;  /* there may be MIDI devices, but not for us */
  gboolean is_usb_hidden;   /* the same for USB and serial devices */
  gboolean is_mdns_hidden;  /* the daemon that finds services by name may not be asked */
} ClaspSandbox;

/* @root: "/", or a folder that stands for it. */
void  clasp_sandbox_read  (ClaspSandbox       *self,
                           const char         *root);
void  clasp_sandbox_clear (ClaspSandbox       *self);
/* "/", or the folder that CLASP_SANDBOX_ROOT names. */
const char *clasp_sandbox_get_root (void);
/* The command that lets the package see all devices, or ask for services by name. (transfer full) */
char *clasp_sandbox_dup_device_command (const ClaspSandbox *self);
char *clasp_sandbox_dup_mdns_command   (const ClaspSandbox *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ClaspSandbox, clasp_sandbox_clear)

G_END_DECLS
