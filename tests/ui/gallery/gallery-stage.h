/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gallery-cost.h"
#include "gallery.h"

/* Looks at one widget: how it is drawn, and how much that costs. Thread: UI. */

G_BEGIN_DECLS

typedef enum
{
  GALLERY_LIGHT,
  GALLERY_DARK,
  GALLERY_HC,    /* high contrast */
  GALLERY_RTL,   /* right-to-left */
  GALLERY_LARGE, /* text of twice the size */
  GALLERY_N_VARIANTS
} GalleryVariant;

/* "light"; FALSE when there is none of that name. */
gboolean gallery_variant_from_name (const char *name, GalleryVariant *variant);
/* Before GTK: fonts, places and contrast come from the environment. */
void     gallery_prepare_process   (GalleryVariant variant);
/* After GTK, before the first window. FALSE: the font of the pictures is not installed. */
gboolean gallery_prepare_toolkit   (GalleryVariant variant);
/* (transfer full) what @item looks like, and what it costs. */
cairo_surface_t *gallery_draw      (Gallery *gallery, const GalleryItem *item, GalleryCost *cost);

G_END_DECLS
