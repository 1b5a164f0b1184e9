/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

/* Asking for a file, and writing one away from the main thread.
 *
 * Thread: UI. */

G_BEGIN_DECLS

typedef struct
{
  const char          *title;
  GtkFileChooserAction action;      /* open or save */
  const char          *accept;      /* (nullable) label of the button */
  const char          *name;        /* (nullable) suggested, to save */
  const char          *filter_name; /* (nullable) with @patterns */
  const char *const   *patterns;    /* (nullable) "*.json", NULL-terminated */
} BrFileChoice;

/* @owner lives until the person has answered. Not called when they gave up. */
typedef void (*BrFileChosenFunc) (GObject *owner, GFile *file, gpointer user_data);
/* @destroy (or NULL) frees @user_data, whatever the answer. */
void     br_file_choose       (GtkWindow          *parent,
                               const BrFileChoice *choice,
                               GObject            *owner,
                               BrFileChosenFunc    func,
                               gpointer            user_data,
                               GDestroyNotify      destroy);

void     br_file_write_async  (GFile              *file,
                               GBytes             *content,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/* The error is a sentence for a person, with the path and the reason. */
gboolean br_file_write_finish (GAsyncResult       *result,
                               GError            **error);

G_END_DECLS
