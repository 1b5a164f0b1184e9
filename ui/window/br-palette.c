/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window/br-palette.h"

#include "widgets/br-fold.h"
#include "widgets/br-tab.h"
#include "widgets/br-typed.h"
#include "window/br-keys.h"
#include "window/br-preferences.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>

#define MAX_SHOWN 60
#define MAX_SIGNALS 30
#define MAX_RECENT 12
#define RECENT_BONUS 100

typedef enum
{
  HIT_ACTION,
  HIT_PAGE,
  HIT_CONNECTION,
  HIT_MAPPING,
  HIT_SIGNAL,
  HIT_SETTING,
} HitKind;

/* What a row stands for. */
typedef struct
{
  HitKind kind;
  char   *id;    /* action, page, id of an item, address, key of a preference */
  char   *title;
  guint   rank;
} Hit;

struct _BrPalette
{
  AdwWindow parent_instance;

  BrWindow   *parent; /* (unowned) */
  GtkWidget  *entry;
  GtkListBox *list;
  GtkWidget  *stack;
  char      **recent; /* (owned) */
  gboolean    second; /* Ctrl is held with the Enter that is on its way */
};

G_DEFINE_FINAL_TYPE (BrPalette, br_palette, ADW_TYPE_WINDOW)

static void
hit_free (gpointer data)
{
  Hit *hit = data;

  g_free (hit->id);
  g_free (hit->title);
  g_free (hit);
}

/* --- finding ------------------------------------------------------------------------------------ */

static guint
recent_bonus (BrPalette  *self,
              const char *id)
{
  for (guint i = 0; self->recent[i] != NULL; i++)
    if (g_str_equal (self->recent[i], id))
      return RECENT_BONUS - i;

  return 0;
}

static void
offer (BrPalette  *self,
       GPtrArray  *hits,
       HitKind     kind,
       const char *id,
       const char *title,
       const char *typed)
{
  guint fits = br_palette_match (title, typed);
  Hit  *hit;

  if (fits == 0)
    return;

  hit = g_new0 (Hit, 1);
  hit->kind = kind;
  hit->id = g_strdup (id);
  hit->title = g_strdup (title);
  hit->rank = fits + recent_bonus (self, id);
  g_ptr_array_add (hits, hit);
}

/* What this build has no action for is not offered. */
static gboolean
has_action (BrPalette  *self,
            const char *action)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self->parent));

  if (g_str_has_prefix (action, "app."))
    return g_action_group_has_action (G_ACTION_GROUP (application), action + 4);
  if (g_str_has_prefix (action, "win."))
    return br_window_has_action (self->parent, action);

  return TRUE;
}

static void
offer_actions (BrPalette  *self,
               GPtrArray  *hits,
               const char *typed)
{
  guint        n_keys;
  const BrKey *keys = br_keys_list (&n_keys);

  for (guint i = 0; i < n_keys; i++)
    if (!g_str_equal (keys[i].action, "win.palette") && has_action (self, keys[i].action))
      offer (self, hits, HIT_ACTION, keys[i].action, _(keys[i].title), typed);
}

static void
offer_pages (BrPalette  *self,
             GPtrArray  *hits,
             const char *typed)
{
  guint             n_pages;
  const BrPageInfo *pages = br_pages_list (&n_pages);

  for (guint i = 0; i < n_pages; i++)
    offer (self, hits, HIT_PAGE, pages[i].name, _(pages[i].title), typed);
}

static void
offer_items (BrPalette  *self,
             GPtrArray  *hits,
             HitKind     kind,
             GListModel *items,
             const char *typed)
{
  guint n = g_list_model_get_n_items (items);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspShowItem) item = g_list_model_get_item (items, i);
      const char               *name = clasp_show_item_get_name (item);
      g_autofree char          *title = NULL;

      if (kind == HIT_MAPPING)
        title = g_strdup_printf ("%s%s%s → %s",
                                 name,
                                 *name != '\0' ? "  " : "",
                                 clasp_mapping_get_source (CLASP_MAPPING (item)),
                                 clasp_mapping_get_target (CLASP_MAPPING (item)));
      offer (self, hits, kind, clasp_show_item_get_id (item), title != NULL ? title : name, typed);
    }
}

/* Addresses, which are many: the first that fit. */
static void
offer_signals (BrPalette  *self,
               GPtrArray  *hits,
               const char *typed)
{
  ClaspSignalTable *table = br_window_get_table (self->parent);
  guint             n = clasp_signal_table_get_size (table);
  guint             first = hits->len;
  g_autofree char  *word = br_fold (typed);

  g_strstrip (word);
  for (guint i = 0; *word != '\0' && i < n && hits->len - first < MAX_SIGNALS; i++)
    {
      const char *address = clasp_signal_table_get_address (table, i);

      if (br_fold_contains (address, word))
        offer (self, hits, HIT_SIGNAL, address, address, typed);
    }
}

/* Found by what it is about as well: "thumb" finds Large Controls. */
static void
offer_settings (BrPalette  *self,
                GPtrArray  *hits,
                const char *typed)
{
  guint               n;
  const BrPreference *preferences = br_preferences_list (&n);

  for (guint i = 0; i < n; i++)
    {
      /* Translators: a setting, then what it does */
      g_autofree char *title = g_strdup_printf (_("%s – %s"), _(preferences[i].title), _(preferences[i].subtitle));

      offer (self, hits, HIT_SETTING, preferences[i].key, title, typed);
    }
}

static const BrPreference *
find_setting (const Hit *hit)
{
  guint               n;
  const BrPreference *preferences = br_preferences_list (&n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (preferences[i].key, hit->id))
      return &preferences[i];

  return NULL;
}

static int
compare_rank (gconstpointer a,
              gconstpointer b)
{
  const Hit *left = *(const Hit *const *) a;
  const Hit *right = *(const Hit *const *) b;

  if (left->rank != right->rank)
    return left->rank > right->rank ? -1 : 1;
  if (left->kind != right->kind)
    return (int) left->kind - (int) right->kind;

  return g_utf8_collate (left->title, right->title);
}

/* --- rows --------------------------------------------------------------------------------------- */

static const char *
kind_name (const Hit *hit)
{
  switch (hit->kind)
    {
    case HIT_SETTING:
      return find_setting (hit)->kind == BR_PREFERENCE_SWITCH ? _("Setting – Ctrl+Enter switches it") : _("Setting");
    case HIT_ACTION:
      return "";
    case HIT_PAGE:
      return _("Page");
    case HIT_CONNECTION:
      return _("Connection");
    case HIT_MAPPING:
      return _("Mapping");
    case HIT_SIGNAL:
      break;
    }

  return _("Signal – Ctrl+Enter maps it");
}

static char *
key_label (BrPalette *self,
           const Hit *hit)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self->parent));
  g_auto (GStrv)  keys = gtk_application_get_accels_for_action (application, hit->id);
  GdkModifierType modifiers;
  guint           keyval;

  if (hit->kind != HIT_ACTION || keys[0] == NULL || !gtk_accelerator_parse (keys[0], &keyval, &modifiers))
    return g_strdup (kind_name (hit));

  return gtk_accelerator_get_label (keyval, modifiers);
}

static void
add_row (BrPalette *self,
         Hit       *hit)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *title = gtk_label_new (hit->title);
  g_autofree char *note_text = key_label (self, hit);
  GtkWidget       *note = gtk_label_new (note_text);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (note, "caption");
  gtk_widget_add_css_class (box, "br-palette-row");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, hit->title, -1);
  g_object_set_data_full (G_OBJECT (row), "hit", hit, hit_free);
  gtk_list_box_append (self->list, row);
}

static void
br_palette_find (BrPalette *self)
{
  const char           *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  ClaspShow            *show = br_window_get_show (self->parent);
  g_autoptr (GPtrArray) hits = g_ptr_array_new ();
  GtkWidget            *row;

  /* The row that was chosen with the arrows stays so. */
  if (!br_typed_is_new (GTK_SEARCH_ENTRY (self->entry)))
    return;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);

  offer_actions (self, hits, typed);
  offer_pages (self, hits, typed);
  if (*typed != '\0')
    {
      offer_items (self, hits, HIT_CONNECTION, clasp_show_get_connections (show), typed);
      offer_items (self, hits, HIT_MAPPING, clasp_show_get_mappings (show), typed);
      offer_signals (self, hits, typed);
      offer_settings (self, hits, typed);
    }
  g_ptr_array_sort (hits, compare_rank);
  for (guint i = 0; i < hits->len; i++)
    if (i < MAX_SHOWN)
      add_row (self, hits->pdata[i]);
    else
      hit_free (hits->pdata[i]);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), hits->len > 0 ? "list" : "none");
}

/* --- going there -------------------------------------------------------------------------------- */

static void
show_setting (BrPalette *self,
              const Hit *hit)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self->parent));

  gtk_window_present (GTK_WINDOW (br_preferences_new (application, self->parent, hit->id)));
}

/* TRUE when it was one that can be switched. */
static gboolean
switch_setting (BrPalette *self,
                const Hit *hit)
{
  const BrPreference *setting = hit->kind == HIT_SETTING ? find_setting (hit) : NULL;
  g_autofree char    *text = NULL;
  gboolean            is_on;

  if (setting == NULL || setting->kind != BR_PREFERENCE_SWITCH)
    return FALSE;

  is_on = !g_settings_get_boolean (br_settings (), setting->key);
  g_settings_set_boolean (br_settings (), setting->key, is_on);
  /* Translators: %s is a setting */
  text = g_strdup_printf (is_on ? _("%s: on") : _("%s: off"), _(setting->title));
  br_window_toast (self->parent, text, FALSE);

  return TRUE;
}

static void
go (BrPalette *self,
    const Hit *hit)
{
  switch (hit->kind)
    {
    case HIT_ACTION:
      gtk_widget_activate_action (GTK_WIDGET (self->parent), hit->id, NULL);
      break;
    case HIT_PAGE:
      br_window_show_page (self->parent, hit->id);
      break;
    case HIT_CONNECTION:
      br_window_show_in_page (self->parent, "connections", "connections.show", hit->id);
      break;
    case HIT_MAPPING:
      br_window_show_in_page (self->parent, "patch", "patch.show-mapping", hit->id);
      break;
    case HIT_SIGNAL:
      br_window_show_in_page (self->parent, "signals", "signals.show", hit->id);
      break;
    case HIT_SETTING:
      show_setting (self, hit);
      break;
    }
}

/* The second act: a signal's mapping is begun, a setting is switched. */
static void
go_second (BrPalette *self,
           const Hit *hit)
{
  const char *const addresses[] = { hit->id, NULL };
  BrPage           *page = br_window_get_page (self->parent, "patch");

  if (switch_setting (self, hit))
    return;
  if (hit->kind != HIT_SIGNAL || page == NULL)
    {
      go (self, hit);
      return;
    }

  if (br_window_refuse_edit (self->parent))
    return;
  br_window_show_page (self->parent, "patch");
  gtk_widget_activate_action_variant (GTK_WIDGET (page), "patch.map", g_variant_new_strv (addresses, -1));
}

static void
chosen_cb (BrPalette     *self,
           GtkListBoxRow *row)
{
  Hit              *hit = row != NULL ? g_object_get_data (G_OBJECT (row), "hit") : NULL;
  gboolean          second = self->second;
  g_autoptr (BrPalette) keep = g_object_ref (self);

  if (hit == NULL)
    return;

  g_object_steal_data (G_OBJECT (row), "hit");
  br_settings_prefer ("recent-commands", hit->id, MAX_RECENT);
  gtk_window_close (GTK_WINDOW (self)); /* first, so that the window is the one that acts */
  if (second)
    go_second (self, hit);
  else
    go (self, hit);
  hit_free (hit);
}

static void
select_by (BrPalette *self,
           int        step)
{
  GtkListBoxRow *row;
  int            index;

  br_palette_find (self);
  row = gtk_list_box_get_selected_row (self->list);
  index = row != NULL ? gtk_list_box_row_get_index (row) + step : 0;
  row = gtk_list_box_get_row_at_index (self->list, MAX (index, 0));
  if (row == NULL)
    return;

  gtk_list_box_select_row (self->list, row);
  /* The list scrolls to what has the focus; the entry takes it back. */
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_widget_grab_focus (self->entry);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

static gboolean
key_pressed_cb (BrPalette      *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  switch (keyval)
    {
    case GDK_KEY_Down:
      select_by (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      select_by (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      select_by (self, 8);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      select_by (self, -8);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      gtk_window_close (GTK_WINDOW (self));
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      self->second = (state & GDK_CONTROL_MASK) != 0;
      br_palette_find (self);
      chosen_cb (self, gtk_list_box_get_selected_row (self->list));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* --- life --------------------------------------------------------------------------------------- */

static GtkWidget *
make_content (BrPalette *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *none = gtk_label_new (_("Nothing fits. Try fewer words."));

  self->entry = gtk_search_entry_new ();
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  br_tab_leaves (GTK_WIDGET (self->list));
  self->stack = gtk_stack_new ();
  gtk_search_entry_set_search_delay (GTK_SEARCH_ENTRY (self->entry), 0);
  g_object_set (self->entry, "placeholder-text", _("Actions, pages, mappings, signals, settings …"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Search and commands"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("What fits"), -1);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "navigation-sidebar");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_widget_add_css_class (none, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (none), TRUE);
  gtk_label_set_justify (GTK_LABEL (none), GTK_JUSTIFY_CENTER);
  gtk_stack_add_named (GTK_STACK (self->stack), scroller, "list");
  gtk_stack_add_named (GTK_STACK (self->stack), none, "none");
  gtk_widget_set_margin_top (self->entry, 12);
  gtk_widget_set_margin_start (self->entry, 12);
  gtk_widget_set_margin_end (self->entry, 12);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->stack);

  return box;
}

static void
br_palette_finalize (GObject *object)
{
  g_strfreev (BR_PALETTE (object)->recent);

  G_OBJECT_CLASS (br_palette_parent_class)->finalize (object);
}

static void
br_palette_class_init (BrPaletteClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = br_palette_finalize;
}

static void
br_palette_init (BrPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->recent = g_settings_get_strv (br_settings (), "recent-commands");
  gtk_window_set_title (GTK_WINDOW (self), _("Search and Commands"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 420);
  adw_window_set_content (ADW_WINDOW (self), make_content (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (br_palette_find), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (chosen_cb), self);
}

GtkWidget *
br_palette_new (BrWindow *parent)
{
  BrPalette *self
    = g_object_new (BR_TYPE_PALETTE, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE, NULL);

  self->parent = parent;
  br_palette_find (self);
  gtk_widget_grab_focus (self->entry);

  return GTK_WIDGET (self);
}
