/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "core/clasp-address.h"
#include "router/clasp-store.h"

/* ClaspFolders: the parameters of a store as the tree their addresses make, so that whoever subscribes
 * to a few of a million does not make the router look at all of them.
 *
 * A folder is what stands before the last slash. It knows its folders and its parameters; the
 * parameters of a folder are a list through themselves.
 *
 * Thread: worker. */

G_BEGIN_DECLS

typedef struct _ClaspFolders ClaspFolders;

/* @store: (unowned) whose parameters come and go here. */
ClaspFolders *clasp_folders_new         (ClaspStore         *store);
/* The parameters may be gone already. */
void          clasp_folders_free        (ClaspFolders       *self);
/* @param has its place in the store. */
void          clasp_folders_add         (ClaspFolders       *self,
                                         ClaspParam         *param);
void          clasp_folders_remove      (ClaspFolders       *self,
                                         ClaspParam         *param);
gsize         clasp_folders_get_n_bytes (ClaspFolders       *self);
/* Appends the parameters that match, in no order. FALSE when more than @most folders and parameters
 * would have to be looked at; then @found holds some of them. */
gboolean      clasp_folders_find        (ClaspFolders       *self,
                                         const ClaspPattern *pattern,
                                         guint               most,
                                         GPtrArray          *found);

G_END_DECLS
