/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-keys-list.h"
#include "window/br-window-private.h"

#include "widgets/br-font-scale.h"
#include "widgets/br-tab.h"
#include "window/br-fit.h"
#include "window/br-settings.h"
#include "window/br-toast.h"

#include <glib/gi18n.h>

#define TOAST_SECONDS 5

enum
{
  PROP_LOCKED = 1,
};

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
  g_clear_weak_pointer (&self->before_inspector);
  self->is_refusal = FALSE;

  {
    g_autofree char *markup = g_markup_escape_text (text, -1);

    adw_toast_set_title (toast, markup);
  }
  adw_toast_set_timeout (toast, TOAST_SECONDS);
  if (undo)
    br_toast_offer_undo (toast, self->show);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

void
br_window_mention (BrWindow   *self,
                   const char *text)
{
  if (self->toast == NULL && gtk_window_is_active (GTK_WINDOW (self)) && !br_window_is_locked (self))
    br_window_toast (self, text, FALSE);
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

BrSidebarRow *
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
br_window_focus_page (BrWindow *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (page == NULL || (focus != NULL && gtk_widget_is_ancestor (focus, page)))
    return;
  br_page_focus_list (BR_PAGE (page));
}

static gboolean
has_modal (GtkWindow *window)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *each = windows; each != NULL; each = each->next)
    if (gtk_window_get_transient_for (each->data) == window && gtk_window_get_modal (each->data) && gtk_widget_get_visible (each->data))
      return TRUE;

  return FALSE;
}

/* Not before: a screen reader goes where the focus was moved last, also in a window behind another. */
static void
active_cb (BrWindow *self)
{
  if (!gtk_window_is_active (GTK_WINDOW (self)))
    return;

  g_signal_handlers_disconnect_by_func (self, active_cb, NULL);
  br_window_focus_page (self);
}

static gboolean
focus_page_cb (gpointer user_data)
{
  if (!gtk_widget_get_mapped (user_data))
    return G_SOURCE_REMOVE;

  if (has_modal (user_data))
    g_signal_connect (user_data, "notify::is-active", G_CALLBACK (active_cb), NULL);
  else
    br_window_focus_page (user_data);

  return G_SOURCE_REMOVE;
}

/* Keys act on the page at once, or as soon as the First Steps are closed, which come over it: the toolkit begins with
 * the first figure of the footer. */
static void
first_mapped_cb (BrWindow *self)
{
  g_signal_handlers_disconnect_by_func (self, first_mapped_cb, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_page_cb, g_object_ref (self), g_object_unref);
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
  br_window_take_focus_from_inspector (self);
  if (gtk_stack_get_child_by_name (self->inspectors, name) != NULL)
    gtk_stack_set_visible_child_name (self->inspectors, name);
  /* Each page's for itself: what was opened beside one would cover a part of another. */
  br_window_reveal_inspector (self, g_hash_table_contains (self->inspected, name));
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

  label = gtk_label_new (g_dpgettext2 (NULL, "group of pages", info->group));
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

/* --- the strip ---------------------------------------------------------------------------------- */

static void
conditions_changed_cb (BrWindow *self)
{
  const BrCondition *condition = br_conditions_peek (self->conditions);
  gboolean           has_button;

  if (condition == NULL)
    {
      br_strip_set_revealed (self->strip, FALSE);
      return;
    }

  br_strip_set_title (self->strip, condition->id, condition->text);
  br_strip_set_severity (self->strip, condition->severity);
  br_strip_set_n_more (self->strip, br_conditions_get_n (self->conditions) - 1);
  has_button = condition->action != NULL
               || (condition->page != NULL && br_window_get_page (self, condition->page) != NULL);
  br_strip_set_button_label (self->strip, has_button ? condition->button_label : NULL);
  br_strip_set_revealed (self->strip, TRUE);
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

/* --- life --------------------------------------------------------------------------------------- */

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
  g_clear_weak_pointer (&self->before_inspector);
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
  g_clear_pointer (&self->inspected, g_hash_table_unref);

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
  gtk_widget_class_bind_template_child (widget_class, BrWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, BrWindow, footer);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  br_window_class_add_actions (widget_class);
  br_window_class_add_lock (widget_class);
  br_window_class_add_inspector (widget_class);
  br_window_class_add_desk (widget_class);
  br_window_class_add_faults (widget_class);
  br_window_class_add_project (widget_class);
}

static void
br_window_init (BrWindow *self)
{
  self->width = BR_WIDTH_FULL;
  self->inspected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  br_tab_leaves (GTK_WIDGET (self->sidebar));
  br_window_add_inspector (self);

  self->state = br_state_load ();
  self->hub = br_tick_hub_new (GTK_WIDGET (self));
  self->conditions = br_conditions_new ();
  g_signal_connect_object (self->conditions, "changed", G_CALLBACK (conditions_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->strip, "button-clicked", G_CALLBACK (strip_button_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (br_window_show_stats), NULL);
  g_signal_connect (self, "notify::css-classes", G_CALLBACK (br_window_update_header), NULL);
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
  g_signal_connect (self, "map", G_CALLBACK (first_mapped_cb), NULL);
  br_keys_list_attach (self);
  br_window_apply_width (self);

  return GTK_WIDGET (self);
}
