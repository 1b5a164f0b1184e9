/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "signals/br-chart-strip.h"

#include "widgets/br-address-row.h"
#include "widgets/br-chart.h"
#include "widgets/br-signal-text.h"
#include "widgets/br-take-label.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define TEXT_US (G_USEC_PER_SEC / 5)

typedef struct
{
  char     *address; /* (owned) */
  BrNode    node;
  guint     signal;  /* whose history is in the chart, or G_MAXUINT */
  guint32   n_updates;
  GtkWidget *card;   /* (unowned) */
  GtkLabel *told;    /* (unowned) the value, or what the cursors tell */
  BrChart  *chart;   /* (unowned) */
} Pinned;

struct _BrChartStrip
{
  GtkWidget parent_instance;

  GtkFlowBox    *box;
  BrAddressTree *tree;   /* (owned) */
  GPtrArray     *pinned; /* (owned) of Pinned */
  gint64         text_us;
};

G_DEFINE_FINAL_TYPE (BrChartStrip, br_chart_strip, GTK_TYPE_WIDGET)

static void
pinned_free (gpointer data)
{
  g_free (((Pinned *) data)->address);
  g_free (data);
}

static void
tell (Pinned                 *pinned,
      const ClaspSignalState *state)
{
  char *text = br_chart_dup_cursor_text (pinned->chart);

  if (text == NULL)
    text = state != NULL ? br_signal_short_text (state) : g_strdup ("–");
  br_take_label (pinned->told, text);
}

static void
looked_at_cb (BrChartStrip *self,
              BrChart      *chart)
{
  for (guint i = 0; i < self->pinned->len; i++)
    {
      Pinned *pinned = self->pinned->pdata[i];

      if (pinned->chart != chart)
        br_chart_follow (pinned->chart, chart);
      tell (pinned, NULL);
    }
  self->text_us = 0;
}

static void
br_chart_strip_take (BrChartStrip *self,
                     guint         index)
{
  Pinned *pinned = self->pinned->pdata[index];

  gtk_flow_box_remove (self->box, pinned->card);
  g_ptr_array_remove_index (self->pinned, index);
  gtk_widget_set_visible (GTK_WIDGET (self), self->pinned->len > 0);
}

static void
close_cb (BrChartStrip *self,
          GtkWidget    *button)
{
  for (guint i = 0; i < self->pinned->len; i++)
    if (gtk_widget_is_ancestor (button, ((Pinned *) self->pinned->pdata[i])->card))
      {
        br_chart_strip_take (self, i);
        return;
      }
}

static GtkWidget *
new_head (BrChartStrip *self,
          Pinned       *pinned)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (pinned->address);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");

  pinned->told = GTK_LABEL (gtk_label_new ("–"));
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_START);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (name, "caption-heading");
  gtk_widget_add_css_class (GTK_WIDGET (pinned->told), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (pinned->told), "numeric");
  gtk_label_set_ellipsize (pinned->told, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "br-small");
  gtk_widget_set_tooltip_text (button, _("Take This Chart Away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Take this chart away"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (close_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (head), name);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (pinned->told));
  gtk_box_append (GTK_BOX (head), button);

  return head;
}

static void
add_card (BrChartStrip *self,
          Pinned       *pinned)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *child = gtk_flow_box_child_new ();

  pinned->chart = g_object_new (BR_TYPE_CHART, NULL);
  gtk_widget_set_hexpand (GTK_WIDGET (pinned->chart), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pinned->chart), GTK_ACCESSIBLE_PROPERTY_LABEL, pinned->address, -1);
  g_signal_connect_object (pinned->chart, "looked-at", G_CALLBACK (looked_at_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (card), new_head (self, pinned));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (pinned->chart));
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_append (self->box, child);
  pinned->card = child;
}

static gboolean
find_pinned (BrChartStrip *self,
             const char   *address,
             guint        *index)
{
  for (*index = 0; *index < self->pinned->len; (*index)++)
    if (g_str_equal (((Pinned *) self->pinned->pdata[*index])->address, address))
      return TRUE;

  return FALSE;
}

/* With what was before it was pinned, as soon as there is a signal at the address. */
static void
pinned_show_past (Pinned        *pinned,
                  BrAddressTree *tree,
                  gint64         now_us)
{
  guint      signal = br_address_tree_get_signal (tree, pinned->node);
  ClaspRange range;

  br_range_of_node (tree, pinned->node, &range);
  if (signal == G_MAXUINT)
    {
      br_chart_reset (pinned->chart, range.minimum, range.maximum);
      return;
    }

  pinned->signal = signal;
  br_chart_show (pinned->chart,
                 br_recent_open (br_address_tree_get_recent (tree), signal, now_us),
                 range.minimum,
                 range.maximum,
                 now_us);
}

gboolean
br_chart_strip_toggle (BrChartStrip *self,
                       const char   *address)
{
  guint index;

  if (!find_pinned (self, address, &index))
    return br_chart_strip_pin (self, address);

  br_chart_strip_take (self, index);

  return TRUE;
}

gboolean
br_chart_strip_pin (BrChartStrip *self,
                    const char   *address)
{
  BrNode     node = br_address_tree_find (self->tree, address);
  Pinned    *pinned;
  guint      index;

  if (node == BR_NODE_NONE || find_pinned (self, address, &index))
    return TRUE;
  if (self->pinned->len == BR_CHART_STRIP_MAX)
    return FALSE;

  pinned = g_new0 (Pinned, 1);
  pinned->address = g_strdup (address);
  pinned->node = node;
  pinned->signal = G_MAXUINT;
  add_card (self, pinned);
  pinned_show_past (pinned, self->tree, g_get_monotonic_time ());
  if (self->pinned->len > 0)
    br_chart_follow (pinned->chart, ((Pinned *) self->pinned->pdata[0])->chart);
  g_ptr_array_add (self->pinned, pinned);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);

  return TRUE;
}

gboolean
br_chart_strip_tick (BrChartStrip *self,
                     gint64        now_us)
{
  gboolean changed = FALSE;
  gboolean text = now_us - self->text_us >= TEXT_US;

  for (guint i = 0; i < self->pinned->len; i++)
    {
      Pinned          *pinned = self->pinned->pdata[i];
      guint            signal = br_address_tree_get_signal (self->tree, pinned->node);
      ClaspSignalState state;

      changed |= br_chart_tick (pinned->chart, now_us);
      if (signal == G_MAXUINT)
        continue;
      if (signal != pinned->signal)
        pinned_show_past (pinned, self->tree, now_us);
      clasp_signal_table_read (br_address_tree_get_table (self->tree), signal, &state);
      br_recent_look (br_address_tree_get_recent (self->tree), signal, &state, now_us);
      changed |= state.n_updates != pinned->n_updates;
      pinned->n_updates = state.n_updates;
      if (text)
        tell (pinned, &state);
    }
  if (text)
    self->text_us = now_us;

  return changed;
}

void
br_chart_strip_attach (BrChartStrip  *self,
                       BrAddressTree *tree)
{
  self->tree = g_object_ref (tree);
}

static void
br_chart_strip_dispose (GObject *object)
{
  BrChartStrip *self = BR_CHART_STRIP (object);

  br_unparent_children (GTK_WIDGET (self));
  g_clear_pointer (&self->pinned, g_ptr_array_unref);
  g_clear_object (&self->tree);

  G_OBJECT_CLASS (br_chart_strip_parent_class)->dispose (object);
}

static void
br_chart_strip_class_init (BrChartStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_chart_strip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "charts");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
br_chart_strip_init (BrChartStrip *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->pinned = g_ptr_array_new_with_free_func (pinned_free);
  self->box = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->box, 3);
  gtk_flow_box_set_homogeneous (self->box, TRUE);
  gtk_flow_box_set_column_spacing (self->box, 6);
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 6);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->box));
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Charts"), -1);
}
