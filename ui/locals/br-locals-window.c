/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locals/br-locals-window.h"

#include "core/clasp-clock.h"
#include "locals/br-local-edit.h"
#include "locals/br-local-row.h"
#include "widgets/br-fold.h"
#include "window/br-keys.h"
#include "window/br-toast.h"

#include <glib/gi18n.h>
#include <string.h>

/* Rows that are made; beyond, one has to search. */
#define MAX_ROWS 200
/* From so many on there is a search. */
#define MIN_TO_SEARCH 8
#define TOAST_S 5

typedef struct
{
  const char *kind;
  const char *title, *icon_name;
  const char *add;                        /* of the button */
  const char *empty, *sentence, *add_first; /* while there is none */
} Kind;

static const Kind kinds[] = {
  { "scene", N_ ("Scenes"), "br-scenes-symbolic", N_ ("Add a Scene"), N_ ("No scenes yet"),
    N_ ("A scene stores values of addresses, and brings them back with a fade."), N_ ("_Add a Scene") },
  { "variable", N_ ("Variables"), "br-variables-symbolic", N_ ("Add a Variable"), N_ ("No variables yet"),
    N_ ("A variable keeps a value of the show, for mappings, conditions and formulas."),
    N_ ("_Add a Variable") },
  { "layer", N_ ("Layers"), "br-layers-symbolic", N_ ("Add a Layer"), N_ ("No layers yet"),
    N_ ("A layer switches the mappings that are in it on and off together."), N_ ("_Add a Layer") },
  { "timer", N_ ("Timers"), "br-timers-symbolic", N_ ("Add a Timer"), N_ ("No timers yet"),
    N_ ("A timer fires after a time, once or again and again, as a source of mappings and rules."),
    N_ ("_Add a Timer") },
};

#define N_KINDS G_N_ELEMENTS (kinds)

/* What one page has. */
typedef struct
{
  GtkListBox         *list;
  GtkStack           *stack;
  GtkWidget          *search;
  GtkWidget          *more;   /* says how many are not listed */
  GtkFilter          *filter; /* (owned) */
  GtkFilterListModel *found;  /* (owned) */
  AdwViewStackPage   *tab;
} Page;

struct _BrLocalsWindow
{
  AdwWindow parent_instance;

  BrWindow        *parent; /* (unowned), outlives what is transient for it */
  ClaspShow       *show;   /* (owned) */
  ClaspEngine     *engine; /* (owned) */
  BrTickHub       *hub;    /* (owned) */
  BrLocalLive     *live;   /* (owned) */
  AdwToastOverlay *toasts;
  AdwToast        *toast;  /* (unowned), watched by a weak pointer */
  AdwViewStack    *stack;
  GtkWidget       *add;
  GtkWidget       *locked;
  Page             pages[N_KINDS];
  gboolean         is_dirty, is_watching;
};

G_DEFINE_FINAL_TYPE (BrLocalsWindow, br_locals_window, ADW_TYPE_WINDOW)

static guint
shown_kind (BrLocalsWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);

  for (guint i = 0; i < N_KINDS; i++)
    if (g_strcmp0 (kinds[i].kind, name) == 0)
      return i;
  return 0;
}

void
br_locals_window_show_kind (BrLocalsWindow *self, const char *kind)
{
  adw_view_stack_set_visible_child_name (self->stack, kind);
}

/* --- toasts --- */

static void
tell (BrLocalsWindow *self, const char *text, gboolean undo)
{
  AdwToast        *toast;
  g_autofree char *safe = g_markup_escape_text (text, -1);

  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  toast = adw_toast_new (safe);
  adw_toast_set_timeout (toast, TOAST_S);
  if (undo)
    br_toast_offer_undo (toast, br_window_get_show (self->parent));
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static gboolean
refuse_edit (BrLocalsWindow *self)
{
  if (!br_window_is_locked (self->parent))
    return FALSE;
  tell (self, _ ("Locked. Hold the lock to edit, or press Enter on it twice."), FALSE);
  return TRUE;
}

/* --- rows --- */

static BrLocalRow *
next_row (GtkWidget *after)
{
  while (after != NULL && !BR_IS_LOCAL_ROW (after))
    after = gtk_widget_get_next_sibling (after);
  return (BrLocalRow *) after;
}

static BrLocalRow *
first_row (Page *page)
{
  return next_row (gtk_widget_get_first_child (GTK_WIDGET (page->list)));
}

static BrLocalRow *
row_after (BrLocalRow *row)
{
  return next_row (gtk_widget_get_next_sibling (GTK_WIDGET (row)));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  BrLocalsWindow *self = user_data;
  GtkWidget      *row = br_local_row_new (self->parent, self->live, item);

  g_signal_connect_object (row, "notice", G_CALLBACK (tell), self, G_CONNECT_SWAPPED);
  return row;
}

static BrLocalRow *
find_row (Page *page, ClaspShowLocal *local)
{
  BrLocalRow *row = first_row (page);

  while (row != NULL && br_local_row_get_local (row) != local)
    row = row_after (row);
  return row;
}

static gboolean
fits (gpointer item, gpointer user_data)
{
  Page            *page = user_data;
  const char      *words = gtk_editable_get_text (GTK_EDITABLE (page->search));
  g_autofree char *wanted = br_fold (words);

  return br_fold_contains (clasp_show_item_get_name (item), wanted);
}

static gboolean
is_of_kind (gpointer item, gpointer user_data)
{
  return g_str_equal (clasp_show_local_get_kind (item), ((const Kind *) user_data)->kind);
}

static void
update_page (BrLocalsWindow *self, guint i)
{
  Page      *page = &self->pages[i];
  GListModel *all = gtk_filter_list_model_get_model (page->found);
  guint       n = g_list_model_get_n_items (all);
  guint       n_found = g_list_model_get_n_items (G_LIST_MODEL (page->found));

  gtk_stack_set_visible_child_name (page->stack, n > 0 ? "list" : "empty");
  gtk_widget_set_visible (page->search, n >= MIN_TO_SEARCH);
  gtk_widget_set_visible (GTK_WIDGET (page->list), n_found > 0);
  gtk_widget_set_visible (page->more, n_found > MAX_ROWS || (n_found == 0 && n > 0));
  if (n_found == 0)
    gtk_label_set_label (GTK_LABEL (page->more), _ ("Nothing is called so"));
  else if (n_found > MAX_ROWS)
    {
      g_autofree char *text = g_strdup_printf (_ ("%u more: search for them by name"), n_found - MAX_ROWS);

      gtk_label_set_label (GTK_LABEL (page->more), text);
    }
  for (BrLocalRow *row = first_row (page); row != NULL; row = row_after (row))
    br_local_row_update (row);
}

static void
update (BrLocalsWindow *self)
{
  gboolean is_locked = br_window_is_locked (self->parent);

  self->is_dirty = FALSE;
  for (guint i = 0; i < N_KINDS; i++)
    update_page (self, i);
  gtk_widget_set_visible (self->locked, is_locked);
  gtk_widget_set_sensitive (self->add, !is_locked);
}

static void
changed_cb (BrLocalsWindow *self)
{
  self->is_dirty = TRUE;
  br_tick_hub_wake (self->hub);
}

static void
searched_cb (BrLocalsWindow *self, GtkWidget *search)
{
  for (guint i = 0; i < N_KINDS; i++)
    if (self->pages[i].search == search)
      {
        gtk_filter_changed (self->pages[i].filter, GTK_FILTER_CHANGE_DIFFERENT);
        update_page (self, i);
      }
}

static gboolean
tick_cb (GtkWidget *widget, gint64 now_us)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (widget);
  double          unix_s = (double) clasp_clock_unix_us (clasp_clock_system ()) / G_USEC_PER_SEC;
  gboolean        changed = self->is_dirty;

  if (self->is_dirty)
    update (self);
  br_local_live_scan (self->live);
  for (BrLocalRow *row = first_row (&self->pages[shown_kind (self)]); row != NULL; row = row_after (row))
    changed |= br_local_row_tick (row, unix_s);
  return changed;
}

static guint64
probe_cb (gpointer user_data)
{
  return clasp_signal_table_get_serial (user_data);
}

/* --- acts --- */

static void
add_cb (BrLocalsWindow *self)
{
  guint              i = shown_kind (self);
  g_autoptr (GError) error = NULL;
  ClaspShowLocal    *local;
  BrLocalRow        *row;

  if (refuse_edit (self))
    return;
  gtk_editable_set_text (GTK_EDITABLE (self->pages[i].search), "");
  local = br_local_add (self->show, kinds[i].kind, &error);
  update (self);
  row = local != NULL ? find_row (&self->pages[i], local) : NULL;
  if (row != NULL)
    br_local_row_rename (row);
  else if (error != NULL)
    tell (self, error->message, FALSE);
}

static void
stop_fades_cb (BrLocalsWindow *self)
{
  clasp_engine_send (self->engine, "/local/scene/cancel", NULL, TRUE);
}

/* Undo, the lock, blackout, panic: what works everywhere works here, and what works in a page is for this window. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        BrLocalsWindow        *self)
{
  GtkEventController *own = GTK_EVENT_CONTROLLER (controller);

  if (br_keys_is_pressed ("win.search", own, keyval, state))
    return gtk_widget_activate_action (GTK_WIDGET (self), "locals.search", NULL);
  if (br_keys_is_pressed ("window.close", own, keyval, state))
    return gtk_widget_activate_action (GTK_WIDGET (self), "window.close", NULL);
  if ((state & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (self->parent));
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (widget);

  gtk_widget_grab_focus (self->pages[shown_kind (self)].search);
}

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint32 number = g_variant_get_int32 (parameter);

  if (number >= 1 && number <= (gint32) N_KINDS)
    br_locals_window_show_kind (BR_LOCALS_WINDOW (widget), kinds[number - 1].kind);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_cb (BR_LOCALS_WINDOW (widget));
}

/* --- building --- */

static GtkWidget *
make_empty (BrLocalsWindow *self, const Kind *kind)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = gtk_button_new_with_mnemonic (_ (kind->add_first));

  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (add_cb), self);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), kind->icon_name);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ (kind->empty));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), _ (kind->sentence));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  return page;
}

static GtkWidget *
make_search (BrLocalsWindow *self, const Kind *kind)
{
  GtkWidget *search = gtk_search_entry_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (search), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search by name"), -1);
  g_signal_connect_swapped (search, "search-changed", G_CALLBACK (searched_cb), self);
  g_signal_connect_swapped (search, "stop-search", G_CALLBACK (gtk_window_close), self);
  return search;
}

/* The first MAX_ROWS of those that are called so, of this kind. */
static void
bind_list (BrLocalsWindow *self, Page *page, const Kind *kind)
{
  GtkFilter  *of_kind = GTK_FILTER (gtk_custom_filter_new (is_of_kind, (gpointer) kind, NULL));
  GListModel *all = G_LIST_MODEL (
    gtk_filter_list_model_new (g_object_ref (clasp_show_get_locals (self->show)), of_kind));
  g_autoptr (GListModel) first = NULL;

  page->filter = GTK_FILTER (gtk_custom_filter_new (fits, page, NULL));
  page->found = gtk_filter_list_model_new (all, g_object_ref (page->filter));
  first = G_LIST_MODEL (gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (page->found)), 0, MAX_ROWS));
  gtk_list_box_bind_model (page->list, first, create_row, self, NULL);
}

static GtkWidget *
make_list (BrLocalsWindow *self, Page *page, const Kind *kind)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  page->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (page->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (page->list), "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (kind->title), -1);
  page->more = gtk_label_new ("");
  gtk_widget_add_css_class (page->more, "dim-label");
  gtk_box_append (GTK_BOX (box), page->search);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (page->list));
  gtk_box_append (GTK_BOX (box), page->more);
  if (g_str_equal (kind->kind, "scene"))
    {
      GtkWidget *stop = gtk_button_new_with_label (_ ("Stop All Fades"));

      gtk_widget_set_halign (stop, GTK_ALIGN_CENTER);
      g_signal_connect_swapped (stop, "clicked", G_CALLBACK (stop_fades_cb), self);
      gtk_box_append (GTK_BOX (box), stop);
    }
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
add_page (BrLocalsWindow *self, guint i)
{
  Page *page = &self->pages[i];

  page->stack = GTK_STACK (gtk_stack_new ());
  page->search = make_search (self, &kinds[i]);
  gtk_stack_add_named (page->stack, make_list (self, page, &kinds[i]), "list");
  gtk_stack_add_named (page->stack, make_empty (self, &kinds[i]), "empty");
  bind_list (self, page, &kinds[i]);
  page->tab = adw_view_stack_add_titled (self->stack, GTK_WIDGET (page->stack), kinds[i].kind, _ (kinds[i].title));
  adw_view_stack_page_set_icon_name (page->tab, kinds[i].icon_name);
}

static void
show_add (BrLocalsWindow *self)
{
  const char *name = _ (kinds[shown_kind (self)].add);

  /* The pages also go at the end. */
  if (self->hub == NULL)
    return;
  gtk_widget_set_tooltip_text (self->add, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->add), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  br_tick_hub_wake (self->hub);
}

static GtkWidget *
make_header (BrLocalsWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->add = gtk_button_new_from_icon_name ("list-add-symbolic");
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->add);
  return header;
}

static void
build (BrLocalsWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_view_switcher_bar_new ();

  self->stack = ADW_VIEW_STACK (adw_view_stack_new ());
  adw_view_switcher_bar_set_stack (ADW_VIEW_SWITCHER_BAR (bar), self->stack);
  adw_view_switcher_bar_set_reveal (ADW_VIEW_SWITCHER_BAR (bar), TRUE);
  self->locked = gtk_label_new (_ ("Show mode: recalling, timers, layers and solo work; edits are locked."));
  gtk_label_set_wrap (GTK_LABEL (self->locked), TRUE);
  gtk_widget_add_css_class (self->locked, "hint-line");
  for (guint i = 0; i < N_KINDS; i++)
    add_page (self, i);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  adw_toast_overlay_set_child (self->toasts, GTK_WIDGET (self->stack));
  gtk_widget_set_vexpand (GTK_WIDGET (self->toasts), TRUE);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), self->locked);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->toasts));
  gtk_box_append (GTK_BOX (box), bar);
  adw_window_set_content (ADW_WINDOW (self), box);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (show_add), self);
}

/* --- life --- */

static void
br_locals_window_map (GtkWidget *widget)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (widget);

  if (!self->is_watching)
    clasp_engine_watch_signals (self->engine);
  self->is_watching = TRUE;
  GTK_WIDGET_CLASS (br_locals_window_parent_class)->map (widget);
}

static void
br_locals_window_unmap (GtkWidget *widget)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (widget);

  GTK_WIDGET_CLASS (br_locals_window_parent_class)->unmap (widget);
  if (self->is_watching)
    clasp_engine_unwatch_signals (self->engine);
  self->is_watching = FALSE;
}

static void
br_locals_window_dispose (GObject *object)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (object);

  for (guint i = 0; i < N_KINDS; i++)
    if (self->pages[i].list != NULL)
      {
        gtk_list_box_bind_model (self->pages[i].list, NULL, NULL, NULL, NULL);
        self->pages[i].list = NULL;
        g_clear_object (&self->pages[i].found);
        g_clear_object (&self->pages[i].filter);
      }
  g_clear_weak_pointer (&self->toast);
  g_clear_object (&self->hub);

  G_OBJECT_CLASS (br_locals_window_parent_class)->dispose (object);
}

static void
br_locals_window_finalize (GObject *object)
{
  BrLocalsWindow *self = BR_LOCALS_WINDOW (object);

  g_clear_pointer (&self->live, br_local_live_free);
  g_clear_object (&self->show);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (br_locals_window_parent_class)->finalize (object);
}

static void
br_locals_window_class_init (BrLocalsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_locals_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_locals_window_finalize;
  widget_class->map = br_locals_window_map;
  widget_class->unmap = br_locals_window_unmap;
  gtk_widget_class_install_action (widget_class, "locals.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "locals.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "locals.page", "i", page_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  for (guint i = 0; i < N_KINDS; i++)
    gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1 + i, GDK_ALT_MASK, "locals.page", "i", (gint32) i + 1);
}

static void
br_locals_window_init (BrLocalsWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  /* Asked before: of two, the later one is. */
  br_keys_add_to_list (GTK_WIDGET (self), "locals.", GTK_PHASE_BUBBLE);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Variables and Scenes"));
  gtk_widget_set_size_request (GTK_WIDGET (self), 340, 294);
}

static GtkWidget *
br_locals_window_new (BrWindow *parent)
{
  BrLocalsWindow *self = g_object_new (BR_TYPE_LOCALS_WINDOW, "transient-for", parent,
                                       "destroy-with-parent", TRUE, NULL);

  self->parent = parent;
  self->show = g_object_ref (br_window_get_show (parent));
  self->engine = g_object_ref (br_window_get_engine (parent));
  self->hub = br_tick_hub_new (GTK_WIDGET (self));
  self->live = br_local_live_new (br_window_get_table (parent));
  gtk_window_set_default_size (GTK_WINDOW (self), CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), 340, 640), 600);
  build (self);
  update (self);
  show_add (self);
  g_signal_connect_object (self->show, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parent, "notify::locked", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  br_tick_hub_set_probe (self->hub, probe_cb, br_window_get_table (parent));
  br_tick_hub_add (self->hub, GTK_WIDGET (self), tick_cb);

  return GTK_WIDGET (self);
}

BrLocalsWindow *
br_locals_window_present (BrWindow *parent)
{
  BrLocalsWindow *self = NULL;
  GListModel     *all = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (BR_IS_LOCALS_WINDOW (window) && BR_LOCALS_WINDOW (window)->parent == parent)
        self = BR_LOCALS_WINDOW (window);
    }
  if (self != NULL)
    {
      gtk_window_present (GTK_WINDOW (self));
      return self;
    }
  self = BR_LOCALS_WINDOW (br_locals_window_new (parent));
  gtk_window_present (GTK_WINDOW (self));
  /* Not in the header, where Enter would add another one. */
  gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);

  return self;
}
