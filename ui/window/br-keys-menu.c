/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-keys.h"

static const BrKey *
find_among (const BrKey *keys,
            guint        n_keys,
            const char  *action)
{
  for (guint i = 0; i < n_keys; i++)
    if (g_str_equal (keys[i].action, action))
      return &keys[i];

  return NULL;
}

/* Its first key, or "". (transfer full) */
static char *
dup_key (const char *action)
{
  guint         n_keys, n_of_lists;
  const BrKey  *keys = br_keys_list (&n_keys), *of_lists = br_keys_list_of_lists (&n_of_lists);
  const BrKey  *key = find_among (keys, n_keys, action);
  g_auto (GStrv) now = NULL;

  if (key == NULL)
    key = find_among (of_lists, n_of_lists, action);
  now = key != NULL ? br_keys_dup (key) : NULL;

  return g_strdup (now != NULL && now[0] != NULL ? now[0] : "");
}

/* An entry with a target is one of several that its key does not mean. */
static void
show_in_entry (GMenuModel *menu,
               int         position)
{
  g_autofree char      *action = NULL, *shown = NULL, *key = NULL;
  g_autoptr (GVariant)  target = g_menu_model_get_item_attribute_value (menu, position, G_MENU_ATTRIBUTE_TARGET, NULL);
  g_autoptr (GMenuItem) item = NULL;

  if (target != NULL || !g_menu_model_get_item_attribute (menu, position, G_MENU_ATTRIBUTE_ACTION, "s", &action))
    return;

  key = dup_key (action);
  g_menu_model_get_item_attribute (menu, position, "accel", "s", &shown);
  if (g_strcmp0 (shown != NULL ? shown : "", key) == 0)
    return;

  item = g_menu_item_new_from_model (menu, position);
  g_menu_item_set_attribute (item, "accel", *key != '\0' ? "s" : NULL, key);
  g_menu_remove (G_MENU (menu), position);
  g_menu_insert_item (G_MENU (menu), position, item);
}

void
br_keys_show_in_menu (GMenuModel *menu)
{
  static const char *const links[] = { G_MENU_LINK_SECTION, G_MENU_LINK_SUBMENU };

  for (int i = 0; G_IS_MENU (menu) && i < g_menu_model_get_n_items (menu); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (links); j++)
        {
          g_autoptr (GMenuModel) inner = g_menu_model_get_item_link (menu, i, links[j]);

          if (inner != NULL)
            br_keys_show_in_menu (inner);
        }
      show_in_entry (menu, i);
    }
}
