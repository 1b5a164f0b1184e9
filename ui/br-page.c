/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "br-page.h"

#define DEFAULT_INSPECTOR_THRESHOLD 1280

G_DEFINE_INTERFACE (BrPage, br_page, GTK_TYPE_WIDGET)

static void
br_page_default_init (BrPageInterface *iface)
{
}

void
br_page_attach (BrPage   *self,
                BrWindow *window)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  if (iface->attach != NULL)
    iface->attach (self, window);
}

GtkWidget *
br_page_get_inspector (BrPage *self)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  return iface->get_inspector != NULL ? iface->get_inspector (self) : NULL;
}

int
br_page_get_inspector_threshold (BrPage *self)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  return iface->get_inspector_threshold != NULL ? iface->get_inspector_threshold (self) : DEFAULT_INSPECTOR_THRESHOLD;
}

void
br_page_set_width (BrPage *self,
                   BrWidth width)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  if (iface->set_width != NULL)
    iface->set_width (self, width);
}

gboolean
br_page_focus_search (BrPage *self)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  return iface->focus_search != NULL && iface->focus_search (self);
}

void
br_page_focus_list (BrPage *self)
{
  BrPageInterface *iface = BR_PAGE_GET_IFACE (self);

  if (iface->focus_list == NULL || !iface->focus_list (self))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
