/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Replays every file of a corpus folder, and as many truncations and bit flips of it as are asked for (of a
 * short one all there are), through a fuzz target. */

#include <gio/gio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
run (const guint8 *data,
     gsize         size)
{
  /* An exact heap block, so that the sanitizer sees the first byte past the end. */
  g_autofree guint8 *copy = g_malloc (size + 1);
  guint8            *tight = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (tight != NULL ? tight : copy, size);
  g_free (tight);
}

static void
replay (const guint8 *data,
        gsize         size,
        gsize         n_places)
{
  gsize step = MAX (size / n_places, 1);

  run (data, size);
  for (gsize cut = 0; cut < size; cut += step)
    run (data, cut);
  for (gsize i = 0; i < size; i += step)
    {
      g_autofree guint8 *flipped = g_memdup2 (data, size);

      flipped[i] ^= (guint8) (1u << (i % 8));
      run (flipped, size);
      flipped[i] = 0xff;
      run (flipped, size);
    }
}

int
main (int    argc,
      char **argv)
{
  guint             n_files = 0;
  guint64           n_places = 512;
  const char       *name;
  g_autoptr (GDir)  dir = NULL;
  g_autoptr (GError) error = NULL;

  if (argc < 2 || argc > 3 || (argc == 3 && !g_ascii_string_to_unsigned (argv[2], 10, 1, 65536, &n_places, NULL)))
    {
      g_printerr ("usage: %s CORPUS-FOLDER [PLACES]\n", argv[0]);
      return 2;
    }

  dir = g_dir_open (argv[1], 0, &error);
  if (dir == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize            size;

      if (!g_file_get_contents (path, &data, &size, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      replay ((const guint8 *) data, size, n_places);
      n_files++;
    }

  g_print ("%u corpus files replayed\n", n_files);
  return n_files > 0 ? 0 : 1;
}
