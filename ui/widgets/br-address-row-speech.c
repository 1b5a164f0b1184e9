/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-address-row-private.h"

#include "widgets/br-format.h"

#include <glib/gi18n.h>

/* What a row says to people who hear it. The focus is on the list's own widget around the row, so both are told.
 *
 * Values move all the time and would never let anybody finish a sentence: the value is told when the focus comes
 * and when it is asked for, and does not follow by itself. */

/* Of a row in a list only: elsewhere what is around it has a name of its own. */
static GtkAccessible *
get_list_item (BrAddressRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  return parent != NULL && gtk_widget_get_focusable (parent) ? GTK_ACCESSIBLE (parent) : NULL;
}

static void
br_address_row_say (BrAddressRow *self,
                    const char   *text)
{
  GtkAccessible *list_item = get_list_item (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  if (list_item != NULL)
    gtk_accessible_update_property (list_item, GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

void
br_address_row_speak (BrAddressRow *self)
{
  g_autofree char *text = NULL;

  if (self->status != NULL)
    text = g_strdup_printf ("%s, %s", self->texts[TEXT_NAME], br_sign_get_word (self->sign));
  else
    text = g_strdup (self->texts[TEXT_NAME]);
  br_address_row_say (self, text);
}

static void
speak_place_of (GtkAccessible  *accessible,
                GtkTreeListRow *row)
{
  gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_LEVEL, (int) gtk_tree_list_row_get_depth (row) + 1, -1);
  if (gtk_tree_list_row_is_expandable (row))
    gtk_accessible_update_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED, gtk_tree_list_row_get_expanded (row), -1);
  else
    gtk_accessible_reset_state (accessible, GTK_ACCESSIBLE_STATE_EXPANDED);
}

void
br_address_row_speak_place (BrAddressRow *self)
{
  GtkAccessible *list_item = get_list_item (self);

  if (self->tree_row == NULL)
    return;

  speak_place_of (GTK_ACCESSIBLE (self), self->tree_row);
  if (list_item != NULL)
    speak_place_of (list_item, self->tree_row);
}

void
br_address_row_set_position (BrAddressRow *self,
                             guint         position)
{
  GtkAccessible *list_item = get_list_item (self);

  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_ROW_INDEX, (int) position + 1, -1);
  if (list_item != NULL)
    gtk_accessible_update_relation (list_item, GTK_ACCESSIBLE_RELATION_ROW_INDEX, (int) position + 1, -1);
}

static char *
dup_told (BrAddressRow *self,
          const char   *device)
{
  BrNodeSummary    summary = { 0 };
  const char      *value = self->texts[TEXT_VALUE] != NULL ? self->texts[TEXT_VALUE] : "–";
  const char      *state;
  g_autofree char *rate = NULL;

  if (br_address_item_get_node (self->item) != BR_NODE_NONE)
    br_address_tree_get_summary (br_address_item_get_tree (self->item), br_address_item_get_node (self->item), &summary);
  rate = br_format_spoken_rate (summary.rate);
  if (self->status != NULL)
    state = br_sign_get_word (self->sign);
  else
    state = self->stale ? _("old") : summary.rate > 0 ? _("live") : _("at rest");
  if (device == NULL)
    /* Translators: name of a signal, its value, its rate ("60 per second"), "old" or "live" */
    return g_strdup_printf (_("%s, %s, %s, %s"), self->texts[TEXT_NAME], value, rate, state);

  /* Translators: name of a signal, its device, its value, its rate ("60 per second"), "old" or "live" */
  return g_strdup_printf (_("%s, %s, %s, %s, %s"), self->texts[TEXT_NAME], device, value, rate, state);
}

void
br_address_row_speak_value (BrAddressRow *self,
                            const char   *device)
{
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;

  text = dup_told (self, device);
  /* Asked for again, the same value is to be heard again: only a change of the name is. */
  br_address_row_speak (self);
  br_address_row_say (self, text);
}

void
br_address_row_hush (BrAddressRow *self)
{
  if (self->item != NULL)
    br_address_row_speak (self);
}
