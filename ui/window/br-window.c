/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-window-private.h"

#include "widgets/br-font-scale.h"
#include "widgets/br-format.h"
#include "widgets/br-frame-meter.h"
#include "widgets/br-reduction.h"
#include "widgets/br-tab.h"
#include "window/br-fit.h"
#include "window/br-open.h"
#include "window/br-settings.h"
#include "window/br-sidebar-row.h"

#include <glib/gi18n.h>

/* The edge of a width class has this much give, so that dragging the window's edge over it does not
 * flicker. */
#define HYSTERESIS 24
#define FOOTER_MIN_HEIGHT 500
/* At the usual text size; over the page it leaves the page's edge to be seen and clicked. */
#define INSPECTOR_WIDTH 344
#define EDGE_OF_PAGE 16
/* The strip's button has room beside its text. */
#define STRIP_WIDTH 330
#define TOAST_SECONDS 5
#define RATE_US (9 * G_USEC_PER_SEC / 10)
#define STRUCTURE_US (G_USEC_PER_SEC / 10)
/* So many addresses are taken in between two looks at the time, so many read for their rates. */
#define TAKE_BATCH 64
#define SCAN_BATCH 512
#define SCAN_LIMIT 4096 /* in one frame */

enum
{
  PROP_LOCKED = 1,
};

static const int         width_edges[] = { 600, 900, 1280 };
static const char *const width_classes[] = { "narrow", "medium", "wide", "full" };

G_DEFINE_FINAL_TYPE (BrWindow, br_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- what pages ask for ------------------------------------------------------------------------ */

BrWindow *
br_window_of (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  while (GTK_IS_WINDOW (root) && !BR_IS_WINDOW (root))
    root = (GtkRoot *) gtk_window_get_transient_for (GTK_WINDOW (root));

  return root != NULL && BR_IS_WINDOW (root) ? BR_WINDOW (root) : NULL;
}

ClaspEngine *
br_window_get_engine (BrWindow *self)
{
  return self->engine;
}

ClaspShow *
br_window_get_show (BrWindow *self)
{
  return self->show;
}

BrTickHub *
br_window_get_hub (BrWindow *self)
{
  return self->hub;
}

BrAddressTree *
br_window_get_tree (BrWindow *self)
{
  return self->tree;
}

BrWidth
br_window_get_width (BrWindow *self)
{
  return self->width;
}

void
br_window_toast (BrWindow   *self,
                 const char *text,
                 gboolean    undo)
{
  AdwToast *toast = adw_toast_new ("");

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_weak_pointer (&self->toast);
  self->is_refusal = FALSE;

  {
    g_autofree char *markup = g_markup_escape_text (text, -1);

    adw_toast_set_title (toast, markup);
  }
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  if (undo)
    {
      adw_toast_set_button_label (toast, _("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
    }
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
br_window_set_condition (BrWindow   *self,
                         const char *id,
                         BrSeverity  severity,
                         const char *text,
                         const char *button_label,
                         const char *page)
{
  br_conditions_set (self->conditions, id, severity, text, button_label, page);
}

void
br_window_set_condition_with_action (BrWindow   *self,
                                     const char *id,
                                     BrSeverity  severity,
                                     const char *text,
                                     const char *button_label,
                                     const char *action)
{
  br_conditions_set_with_action (self->conditions, id, severity, text, button_label, action);
}

void
br_window_clear_condition (BrWindow   *self,
                           const char *id)
{
  br_conditions_clear (self->conditions, id);
}

static BrSidebarRow *
br_window_get_row (BrWindow   *self,
                   const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->sidebar, i)) != NULL; i++)
    if (g_str_equal (br_sidebar_row_get_info (BR_SIDEBAR_ROW (row))->name, name))
      return BR_SIDEBAR_ROW (row);

  return NULL;
}

BrPage *
br_window_get_page (BrWindow   *self,
                    const char *name)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, name);

  return page != NULL ? BR_PAGE (page) : NULL;
}

gboolean
br_window_has_page (const char *name)
{
  guint             n_pages;
  const BrPageInfo *infos = br_pages_list (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    if (g_str_equal (infos[i].name, name))
      return TRUE;

  return FALSE;
}

void
br_window_show_page (BrWindow   *self,
                     const char *name)
{
  if (br_window_get_page (self, name) != NULL)
    gtk_stack_set_visible_child_name (self->pages, name);
}

void
br_window_set_page_note (BrWindow   *self,
                         const char *name,
                         const char *note)
{
  BrSidebarRow *row = br_window_get_row (self, name);

  if (row != NULL)
    br_sidebar_row_set_note (row, note, NULL);
}

gboolean
br_window_get_inspector_revealed (BrWindow *self)
{
  return adw_flap_get_reveal_flap (self->inspector_flap);
}

void
br_window_reveal_inspector (BrWindow *self,
                            gboolean  reveal)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  if (page == NULL || gtk_stack_get_child_by_name (self->inspectors, name) == NULL)
    reveal = FALSE;

  adw_flap_set_reveal_flap (self->inspector_flap, reveal);
}

/* --- widths ------------------------------------------------------------------------------------ */

static BrWidth
width_for (int     pixels,
           BrWidth old)
{
  for (guint i = 0; i < G_N_ELEMENTS (width_edges); i++)
    if (pixels < width_edges[i] + ((BrWidth) i < old ? -HYSTERESIS : 0))
      return (BrWidth) i;

  return BR_WIDTH_FULL;
}

/* The width, for text of the usual size: twice as large a text has half as much room. */
static int
br_window_get_room (BrWindow *self)
{
  return (int) (self->pixel_width / br_font_scale (GTK_WIDGET (self)));
}

static void
br_window_apply_inspector_fold (BrWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  int        threshold = page != NULL ? br_page_get_inspector_threshold (BR_PAGE (page)) : 0;
  int        width = (int) (INSPECTOR_WIDTH * br_font_scale (GTK_WIDGET (self)));

  gtk_widget_set_size_request (self->inspector_place, MAX (MIN (width, self->pixel_width - EDGE_OF_PAGE), 0), -1);

  adw_flap_set_fold_policy (self->inspector_flap,
                            br_window_get_room (self) < threshold ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
}

/* The user's, with the button that closes alone: the window manager has keys for the others. */
static char *
dup_narrow_layout (GtkWidget *widget)
{
  g_autofree char *layout = NULL;

  g_object_get (gtk_widget_get_settings (widget), "gtk-decoration-layout", &layout, NULL);
  if (layout == NULL || strstr (layout, "close") == NULL)
    return g_steal_pointer (&layout);
  return g_strdup (strchr (layout, ':') != NULL && strstr (layout, "close") < strchr (layout, ':') ? "close:" : ":close");
}

/* Every page shows its search entry, the menu has the rest: there is no room for a second way. */
void
br_window_update_header (BrWindow *self)
{
  gboolean         narrow = self->width == BR_WIDTH_NARROW;
  g_autofree char *layout = narrow ? dup_narrow_layout (GTK_WIDGET (self)) : NULL;

  adw_header_bar_set_decoration_layout (self->header, layout);
  gtk_widget_set_visible (self->undo_button, !narrow);
  gtk_widget_set_visible (self->redo_button, !narrow);
  gtk_widget_set_visible (self->search_button, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_button), !narrow || br_window_is_locked (self));
  br_desk_set_look (self->desk,
                    narrow ? BR_DESK_NARROW : (self->width == BR_WIDTH_FULL ? BR_DESK_WORDS : BR_DESK_ICONS));
}

static void
br_window_apply_width (BrWindow *self)
{
  gboolean narrow = self->width <= BR_WIDTH_MEDIUM;
  guint    n_pages;
  const BrPageInfo *infos = br_pages_list (&n_pages);

  for (guint i = 0; i < G_N_ELEMENTS (width_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), width_classes[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self), width_classes[self->width]);

  adw_flap_set_fold_policy (self->sidebar_flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
  br_window_update_header (self);
  br_footer_set_compact (self->footer, narrow);
  for (guint i = 0; i < n_pages; i++)
    {
      BrPage *page = br_window_get_page (self, infos[i].name);

      if (page != NULL)
        br_page_set_width (page, self->width);
    }
}

static gboolean
width_changed_cb (gpointer user_data)
{
  BrWindow *self = user_data;
  BrWidth   width = width_for (br_window_get_room (self), self->width);

  self->width_id = 0;
  if (width != self->width)
    {
      self->width = width;
      br_window_apply_width (self);
    }
  br_strip_set_narrow (self->strip, br_window_get_room (self) < STRIP_WIDTH);
  br_window_apply_inspector_fold (self);
  br_window_update_footer (self);

  return G_SOURCE_REMOVE;
}

void
br_window_update_footer (BrWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  gtk_widget_set_visible (GTK_WIDGET (self->footer), (self->footer_wanted || br_window_is_locked (self)) && (height == 0 || height >= FOOTER_MIN_HEIGHT));
}

/* Changing what is visible from inside an allocation is not allowed: do it right after. */
static void
br_window_queue_width (BrWindow *self)
{
  if (self->width_id == 0)
    self->width_id = g_idle_add_full (GTK_PRIORITY_RESIZE, width_changed_cb, self, NULL);
}

static void
br_window_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  BrWindow *self = BR_WINDOW (widget);

  GTK_WIDGET_CLASS (br_window_parent_class)->size_allocate (widget, width, height, baseline);

  self->pixel_width = width;
  br_window_queue_width (self);
}

/* --- sidebar and pages -------------------------------------------------------------------------- */

static void
row_activated_cb (BrWindow      *self,
                  GtkListBoxRow *row)
{
  br_window_show_page (self, br_sidebar_row_get_info (BR_SIDEBAR_ROW (row))->name);
  if (adw_flap_get_folded (self->sidebar_flap))
    adw_flap_set_reveal_flap (self->sidebar_flap, FALSE);
}

static void
row_selected_cb (BrWindow      *self,
                 GtkListBoxRow *row)
{
  if (row != NULL)
    br_window_show_page (self, br_sidebar_row_get_info (BR_SIDEBAR_ROW (row))->name);
}

static void
page_changed_cb (BrWindow *self)
{
  const char   *name = gtk_stack_get_visible_child_name (self->pages);
  BrSidebarRow *row = name != NULL ? br_window_get_row (self, name) : NULL;

  if (row == NULL || self->state == NULL)
    return;

  gtk_list_box_select_row (self->sidebar, GTK_LIST_BOX_ROW (row));
  if (gtk_stack_get_child_by_name (self->inspectors, name) != NULL)
    gtk_stack_set_visible_child_name (self->inspectors, name);
  else
    br_window_reveal_inspector (self, FALSE);
  br_window_apply_inspector_fold (self);
  if (!self->is_torn_off)
    br_state_set_string (self->state, "page", name);
  br_tick_hub_wake (self->hub);
}

static void
header_func (GtkListBoxRow *row,
             GtkListBoxRow *before,
             gpointer       user_data)
{
  const BrPageInfo *info = br_sidebar_row_get_info (BR_SIDEBAR_ROW (row));
  GtkWidget        *label;

  if (before != NULL && g_str_equal (br_sidebar_row_get_info (BR_SIDEBAR_ROW (before))->group, info->group))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (_(info->group));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading-row");
  gtk_list_box_row_set_header (row, label);
}

static void
br_window_add_page (BrWindow         *self,
                    const BrPageInfo *info)
{
  GtkWidget *page = g_object_new (info->get_type (), NULL);
  GtkWidget *inspector;

  gtk_stack_add_named (self->pages, page, info->name);
  br_page_attach (BR_PAGE (page), self);
  inspector = br_page_get_inspector (BR_PAGE (page));
  if (inspector != NULL)
    gtk_stack_add_named (self->inspectors, inspector, info->name);
  gtk_list_box_append (self->sidebar, br_sidebar_row_new (info));
}

static void
br_window_add_pages (BrWindow *self)
{
  guint             n_pages;
  const BrPageInfo *infos = br_pages_list (&n_pages);
  g_autofree char  *page = br_state_get_string (self->state, "page", "");

  gtk_list_box_set_header_func (self->sidebar, header_func, NULL, NULL);
  for (guint i = 0; i < n_pages; i++)
    br_window_add_page (self, &infos[i]);

  br_window_show_page (self, page);
  page_changed_cb (self);
}

/* --- engine and show ---------------------------------------------------------------------------- */

static void
conditions_changed_cb (BrWindow *self)
{
  const BrCondition *condition = br_conditions_peek (self->conditions);
  gboolean           has_button;

  br_strip_set_revealed (self->strip, condition != NULL);
  if (condition == NULL)
    return;

  br_strip_set_title (self->strip, condition->text);
  br_strip_set_severity (self->strip, condition->severity);
  br_strip_set_n_more (self->strip, br_conditions_get_n (self->conditions) - 1);
  has_button = condition->action != NULL
               || (condition->page != NULL && br_window_get_page (self, condition->page) != NULL);
  br_strip_set_button_label (self->strip, has_button ? condition->button_label : NULL);
}

static void
strip_button_cb (BrWindow *self)
{
  const BrCondition *condition = br_conditions_peek (self->conditions);
  g_autofree char   *action = NULL;

  if (condition == NULL)
    return;

  action = g_strdup (condition->action); /* which may end the condition */
  if (action != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, condition->target != NULL ? "s" : NULL, condition->target);
  else if (condition->page != NULL)
    br_window_show_page (self, condition->page);
}

static void
br_window_refresh_connections_row (BrWindow *self)
{
  BrSidebarRow    *row = br_window_get_row (self, "connections");
  g_autofree char *note = NULL;
  g_autofree char *words = NULL;
  BrSign           sign;
  guint            n_missing;

  if (row == NULL)
    return;

  if (!br_conditions_get_worst (self->conditions, &sign, &n_missing))
    {
      br_sidebar_row_clear_status (row);
      br_sidebar_row_set_note (row, NULL, NULL);
      return;
    }

  if (n_missing > 0)
    {
      note = br_format_count (n_missing);
      /* Translators: number of devices that are not there */
      words = g_strdup_printf (ngettext ("%u missing", "%u missing", n_missing), n_missing);
    }
  br_sidebar_row_set_status (row, sign);
  br_sidebar_row_set_note (row, note, words);
}

/* The sidebar's picture of it: one sample a second, whoever asks more often. */
static void
br_window_note_rate (BrWindow *self,
                     double    rate)
{
  gint64        now_us = g_get_monotonic_time ();
  BrSidebarRow *row = br_window_get_row (self, "monitor");

  if (row == NULL || now_us - self->rate_us < RATE_US)
    return;

  self->rate_us = now_us;
  br_sidebar_row_add_rate (row, rate);
}

static void
stats_changed_cb (BrWindow *self)
{
  ClaspEngineStats stats = { 0 };
  g_autofree char *rate = NULL;

  if (!br_tick_hub_is_seen (self->hub))
    return;

  clasp_engine_get_stats (self->engine, &stats);
  br_footer_set_stats (self->footer, &stats, g_get_monotonic_time ());
  br_footer_set_reduction (self->footer, br_reduction_get ());
  br_conditions_refresh (self->conditions, self->engine);
  br_window_refresh_connections_row (self);
  rate = stats.rate_in > 0 ? br_format_rate (stats.rate_in) : NULL;
  br_window_set_page_note (self, "monitor", rate);
  br_window_note_rate (self, stats.rate_in);
}

/* Another file was chosen: what was wrong with the one before matters no more. */
static void
file_changed_cb (BrWindow *self)
{
  br_conditions_clear (self->conditions, "show-file");
  br_window_note_recent (self);
}

static void
save_error_cb (BrWindow *self)
{
  g_autofree char *problem = NULL;
  g_autofree char *text = NULL;

  g_object_get (self->show, "save-error", &problem, NULL);
  if (problem == NULL)
    {
      br_conditions_clear (self->conditions, "show-save");
      return;
    }

  text = br_open_describe_save_error (self->show);
  br_conditions_set_with_action (self->conditions, "show-save", BR_SEVERITY_ERROR, text, _("Save Elsewhere…"), "win.save-as");
}

static guint64
signal_serial_cb (gpointer user_data)
{
  BrWindow *self = user_data;

  return clasp_signal_table_get_serial (self->table);
}

/* Half of what there is for all: lists are told of it besides, and pages read their own. */
static guint
take_addresses (BrWindow *self)
{
  guint n_new = 0, n;

  do
    {
      n = br_address_tree_take (self->tree, TAKE_BATCH);
      n_new += n;
    }
  while (n == TAKE_BATCH && br_frame_meter_get_drain_left () > BR_DRAIN_BUDGET_US / 2);

  return n_new;
}

/* New addresses as they come, shown ten times a second; rates a few thousand signals a tick, with what
 * is left of the frame's budget. Goes on after the last message until the rates have fallen to nothing. */
static gboolean
feed_tick (GtkWidget *widget,
           gint64     now_us)
{
  BrWindow     *self = BR_WINDOW (widget);
  BrNodeSummary all;
  guint         n_new;
  gboolean      is_moving = br_desk_update (self->desk, now_us);

  br_frame_meter_begin_drain ();
  n_new = take_addresses (self);
  if (now_us - self->structure_us >= STRUCTURE_US)
    {
      self->structure_us = now_us;
      br_address_tree_tell (self->tree);
    }
  /* What changed last, or was forgotten, is known when a whole round has begun after it. */
  if (clasp_signal_table_get_serial (self->table) != self->scanned_serial)
    {
      self->scanned_serial = clasp_signal_table_get_serial (self->table);
      self->n_rounds_due = 2;
    }
  for (guint n = 0; n < SCAN_LIMIT && br_frame_meter_get_drain_left () > 0; n += SCAN_BATCH)
    if (br_address_tree_scan (self->tree, SCAN_BATCH, now_us))
      {
        self->n_rounds_due -= self->n_rounds_due > 0;
        break;
      }
  br_frame_meter_end_drain ();
  br_address_tree_get_summary (self->tree, BR_NODE_ROOT, &all);

  return n_new > 0 || all.rate > 0 || self->n_rounds_due > 0 || is_moving;
}

static void
br_window_set_engine (BrWindow    *self,
                      ClaspEngine *engine)
{
  self->engine = g_object_ref (engine);
  self->show = g_object_ref (clasp_engine_get_show (engine));
  self->table = clasp_engine_watch_signals (engine);
  self->tree = br_address_tree_new (self->table);
  br_address_tree_set_notes (self->tree, br_signal_notes_get (self->show));
  br_tick_hub_set_probe (self->hub, signal_serial_cb, self);
  br_tick_hub_add (self->hub, GTK_WIDGET (self), feed_tick);

  br_title_set_show (self->title, self->show);
  g_signal_connect_object (self->show, "notify", G_CALLBACK (br_window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "notify::file", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "notify::save-error", G_CALLBACK (save_error_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "stats-changed", G_CALLBACK (stats_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (stats_changed_cb), self, G_CONNECT_SWAPPED);
  self->host = br_host_watch_new (self->show, self->conditions, NULL);
  br_window_update_actions (self);
  br_window_add_demo (self);
  br_window_add_lock (self);
  br_window_add_desk (self);
  br_window_add_faults (self);
  br_window_note_recent (self);
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_window_save_state (BrWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (self->is_torn_off)
    {
      br_state_set_int (self->state, "torn-width", width);
      br_state_set_int (self->state, "torn-height", height);
      br_state_set_int (self->state, "torn-fullscreen", gtk_window_is_fullscreen (GTK_WINDOW (self)));
      br_state_save (self->state);
      return;
    }
  br_state_set_int (self->state, "width", width);
  br_state_set_int (self->state, "height", height);
  br_state_set_int (self->state, "maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (!adw_flap_get_folded (self->sidebar_flap))
    br_state_set_int (self->state, "sidebar", adw_flap_get_reveal_flap (self->sidebar_flap));
  br_state_save (self->state);
}

static gboolean
br_window_close_request (GtkWindow *window)
{
  if (br_window_asks_before_closing (BR_WINDOW (window)))
    return TRUE;
  br_window_save_state (BR_WINDOW (window));

  return GTK_WINDOW_CLASS (br_window_parent_class)->close_request (window);
}

static void
footer_setting_cb (BrWindow *self)
{
  self->footer_wanted = g_settings_get_boolean (br_settings (), "show-footer");
  br_window_update_footer (self);
}

static void
br_window_restore_state (BrWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               CLAMP (br_state_get_int (self->state, "width", 1280), 360, 16384),
                               CLAMP (br_state_get_int (self->state, "height", 800), 294, 16384));
  if (br_state_get_int (self->state, "maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  self->footer_wanted = g_settings_get_boolean (br_settings (), "show-footer");
  g_signal_connect_object (br_settings (), "changed::show-footer", G_CALLBACK (footer_setting_cb), self, G_CONNECT_SWAPPED);
  adw_flap_set_reveal_flap (self->sidebar_flap, br_state_get_int (self->state, "sidebar", TRUE) != 0);
  br_window_update_footer (self);
}

static void
br_window_dispose (GObject *object)
{
  BrWindow *self = BR_WINDOW (object);

  g_clear_handle_id (&self->width_id, g_source_remove);
  g_clear_handle_id (&self->loops_id, g_source_remove);
  g_clear_weak_pointer (&self->toast);
  /* Its timer must not outlive the window, whoever else holds it. */
  if (self->demo != NULL)
    g_object_run_dispose (G_OBJECT (self->demo));
  g_clear_object (&self->demo);
  if (self->hub != NULL)
    g_object_run_dispose (G_OBJECT (self->hub));
  g_clear_object (&self->hub);
  /* The pages go first: they hold what belongs to the engine. */
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_WINDOW);
  g_clear_object (&self->tree);
  if (self->table != NULL)
    clasp_engine_unwatch_signals (self->engine);
  self->table = NULL;
  if (self->host != NULL)
    g_object_run_dispose (G_OBJECT (self->host));
  g_clear_object (&self->host);
  g_clear_object (&self->conditions);
  g_clear_handle_id (&self->loops_id, g_source_remove);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->state, br_state_free);

  G_OBJECT_CLASS (br_window_parent_class)->dispose (object);
}

static void
br_window_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  if (id == PROP_LOCKED)
    g_value_set_boolean (value, br_window_is_locked (BR_WINDOW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
br_window_class_init (BrWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_window_dispose;
  G_OBJECT_CLASS (klass)->get_property = br_window_get_property;
  g_object_class_install_property (
    G_OBJECT_CLASS (klass),
    PROP_LOCKED,
    g_param_spec_boolean ("locked", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY));
  widget_class->size_allocate = br_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = br_window_close_request;

  g_type_ensure (BR_TYPE_FIT);
  g_type_ensure (BR_TYPE_TITLE);
  g_type_ensure (BR_TYPE_STRIP);
  g_type_ensure (BR_TYPE_FOOTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/clasp_bridge/ClaspBridge/window/br-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BrWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, header);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, title);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, sidebar_flap);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, inspector_flap);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, inspectors);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, inspector_place);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, footer);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  br_window_class_add_actions (widget_class);
  br_window_class_add_lock (widget_class);
  br_window_class_add_desk (widget_class);
  br_window_class_add_faults (widget_class);
  br_window_class_add_project (widget_class);
}

static void
br_window_init (BrWindow *self)
{
  self->width = BR_WIDTH_FULL;
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->sidebar));

  self->state = br_state_load ();
  self->hub = br_tick_hub_new (GTK_WIDGET (self));
  self->conditions = br_conditions_new ();
  g_signal_connect_object (self->conditions, "changed", G_CALLBACK (conditions_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "button-clicked", G_CALLBACK (strip_button_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (stats_changed_cb), NULL);
  br_font_scale_follow (GTK_WIDGET (self), G_CALLBACK (br_window_queue_width), self);
  br_window_restore_state (self);
}

GtkWidget *
br_window_new (GtkApplication *application,
               ClaspEngine    *engine)
{
  BrWindow *self = g_object_new (BR_TYPE_WINDOW, "application", application, NULL);

  br_window_set_engine (self, engine);
  br_window_add_pages (self);
  br_window_apply_width (self);

  return GTK_WIDGET (self);
}
