/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gallery-nodes.h"

/* The node that another one is wrapped around. */
static GskRenderNode *
child_of (GskRenderNode *node)
{
  static const struct
  {
    GskRenderNodeType type;
    GskRenderNode *(*get_child) (const GskRenderNode *node);
  } wrappers[] = {
    { GSK_TRANSFORM_NODE, gsk_transform_node_get_child },
    { GSK_OPACITY_NODE, gsk_opacity_node_get_child },
    { GSK_COLOR_MATRIX_NODE, gsk_color_matrix_node_get_child },
    { GSK_CLIP_NODE, gsk_clip_node_get_child },
    { GSK_ROUNDED_CLIP_NODE, gsk_rounded_clip_node_get_child },
    { GSK_SHADOW_NODE, gsk_shadow_node_get_child },
    { GSK_BLUR_NODE, gsk_blur_node_get_child },
    { GSK_REPEAT_NODE, gsk_repeat_node_get_child },
    { GSK_DEBUG_NODE, gsk_debug_node_get_child },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrappers); i++)
    if (gsk_render_node_get_node_type (node) == wrappers[i].type)
      return wrappers[i].get_child (node);

  return NULL;
}

guint
gallery_count_nodes (GskRenderNode *node)
{
  guint n = 0;

  if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE)
    {
      for (guint i = 0; i < gsk_container_node_get_n_children (node); i++)
        n += gallery_count_nodes (gsk_container_node_get_child (node, i));
      return n;
    }

  for (; node != NULL; node = child_of (node))
    {
      if (gsk_render_node_get_node_type (node) == GSK_CONTAINER_NODE)
        return n + gallery_count_nodes (node);
      n++;
    }

  return n;
}
