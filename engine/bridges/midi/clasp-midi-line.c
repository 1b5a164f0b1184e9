/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Apart from everything else: the kernel's termios2, which knows any speed, and the C library's
 * termios cannot be in one file. */

#include <asm/termbits.h>
#include <glib.h>
#include <sys/ioctl.h>

gboolean clasp_midi_set_line (int fd, guint baud);

gboolean
clasp_midi_set_line (int fd, guint baud)
{
  struct termios2 line;

  if (ioctl (fd, TCGETS2, &line) < 0)
    return FALSE;

  line.c_iflag = IGNBRK | IGNPAR;
  line.c_oflag = 0;
  line.c_lflag = 0;
  line.c_cflag = CS8 | CREAD | CLOCAL | BOTHER;
  line.c_cc[VMIN] = 1;
  line.c_cc[VTIME] = 0;
  line.c_ispeed = baud;
  line.c_ospeed = baud;
  return ioctl (fd, TCSETS2, &line) == 0;
}
