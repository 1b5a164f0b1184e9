/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-run/br-welcome.h"

#include "clasp-finder.h"

#include <glib/gi18n.h>

/* What to control: a purpose, and the connections it takes. %s is the address that was given. */
typedef struct
{
  const char *title;
  const char *subtitle;
  const char *fallback; /* address, or NULL when none is asked for */
  const char *connections[2];
} Purpose;

static const Purpose purposes[] = {
  { N_ ("Lighting from faders"),
    N_ ("DMX over Art-Net, the first universe"),
    "255.255.255.255",
    { "artnet,listen=,universes=0:0:0,send=%s" } },
  { N_ ("Tablet to media server"),
    N_ ("OSC in on port 9000, and out to a program"),
    "127.0.0.1:7000",
    { "osc,listen=0.0.0.0:9000,send=%s" } },
  { N_ ("Sensors to sound"),
    N_ ("OSC in on port 9000, and out to a sound program"),
    "127.0.0.1:57120",
    { "osc,listen=0.0.0.0:9000,send=%s" } },
  { N_ ("MIDI to DMX"),
    N_ ("DMX over sACN, universe 1"),
    "1",
    { "sacn,send=%s" } },
  { N_ ("Just watch"), N_ ("Nothing is sent anywhere"), NULL, { NULL } },
};

struct _BrWelcome
{
  AdwWindow parent_instance;

  BrWindow    *parent; /* (unowned) */
  ClaspFinder *finder; /* (owned) */
  GtkWidget   *stack;
  GtkWidget   *back;
  GtkWidget   *next;
  GtkListBox  *found;
  GtkWidget   *nothing;
  GPtrArray   *choices; /* (owned) of GtkCheckButton, by purpose */
  GtkWidget   *address;
};

G_DEFINE_FINAL_TYPE (BrWelcome, br_welcome, ADW_TYPE_WINDOW)

static const char *const steps[] = { "welcome", "here", "control" };

/* --- what is here ------------------------------------------------------------------------------- */

static gboolean
is_ticked (GtkWidget *row)
{
  GtkWidget *check = g_object_get_data (G_OBJECT (row), "check");

  return gtk_check_button_get_active (GTK_CHECK_BUTTON (check));
}

static GtkWidget *
make_found_row (gpointer item,
                gpointer user_data)
{
  const ClaspSighting *sighting = clasp_found_peek (CLASP_FOUND (item));
  GtkWidget           *row = adw_action_row_new ();
  GtkWidget           *check = gtk_check_button_new ();
  gboolean             is_new = clasp_found_get_state (CLASP_FOUND (item)) == CLASP_FOUND_NEW;
  g_autofree char     *title = g_markup_escape_text (sighting->name, -1);
  g_autofree char     *subtitle = g_markup_escape_text (sighting->problem != NULL ? sighting->problem : sighting->place, -1);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), sighting->problem == NULL);
  gtk_widget_set_sensitive (check, is_new);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_object_set_data (G_OBJECT (row), "check", check);

  return row;
}

static void
found_changed_cb (BrWelcome *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->finder));

  gtk_widget_set_visible (self->nothing, n == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->found), n > 0);
}

static void
br_welcome_use_found (BrWelcome *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->finder));

  /* Backwards, for a use may change what is listed. */
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->finder), i - 1);
      GtkListBoxRow         *row = gtk_list_box_get_row_at_index (self->found, (int) i - 1);
      g_autoptr (GError)     error = NULL;

      if (row == NULL || clasp_found_get_state (found) != CLASP_FOUND_NEW || !is_ticked (GTK_WIDGET (row)))
        continue;
      if (clasp_finder_use (self->finder, found, &error) == NULL)
        br_window_toast (self->parent, error->message, FALSE);
    }
}

/* --- what to control ---------------------------------------------------------------------------- */

static const Purpose *
br_welcome_get_purpose (BrWelcome *self)
{
  for (guint i = 0; i < self->choices->len; i++)
    if (gtk_check_button_get_active (self->choices->pdata[i]))
      return &purposes[i];

  return &purposes[G_N_ELEMENTS (purposes) - 1];
}

static void
purpose_chosen_cb (BrWelcome *self)
{
  const Purpose *purpose = br_welcome_get_purpose (self);

  gtk_widget_set_visible (self->address, purpose->fallback != NULL);
  if (purpose->fallback != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), purpose->fallback);
}

static void
br_welcome_add_purpose (BrWelcome *self)
{
  const Purpose *purpose = br_welcome_get_purpose (self);
  ClaspShow     *show = br_window_get_show (self->parent);
  const char    *address = gtk_editable_get_text (GTK_EDITABLE (self->address));

  if (purpose->connections[0] == NULL)
    return;

  clasp_show_begin_edit (show, _(purpose->title));
  for (guint i = 0; i < G_N_ELEMENTS (purpose->connections) && purpose->connections[i] != NULL; i++)
    {
      g_auto (GStrv)     parts = g_strsplit (purpose->connections[i], "%s", -1);
      g_autofree char   *text = g_strjoinv (address, parts);
      g_autoptr (GError) error = NULL;

      if (clasp_show_connect_from_text (show, text, &error) == NULL)
        br_window_toast (self->parent, error->message, FALSE);
    }
  clasp_show_end_edit (show);
}

/* --- steps -------------------------------------------------------------------------------------- */

static guint
br_welcome_get_step (BrWelcome *self)
{
  const char *name = gtk_stack_get_visible_child_name (GTK_STACK (self->stack));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (name, steps[i]) == 0)
      return i;

  return 0;
}

static void
br_welcome_show_step (BrWelcome *self,
                      guint      step)
{
  static const char *const labels[] = { N_ ("_Start"), N_ ("_Next"), N_ ("_Done") };

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), steps[step]);
  gtk_widget_set_visible (self->back, step > 0);
  gtk_button_set_label (GTK_BUTTON (self->next), _(labels[step]));
  gtk_widget_grab_focus (self->next);
}

static void
back_cb (BrWelcome *self)
{
  guint step = br_welcome_get_step (self);

  if (step > 0)
    br_welcome_show_step (self, step - 1);
}

/* Once, after the first mapping that follows. */
static void
mapped_cb (GListModel *mappings,
           guint       position,
           guint       n_removed,
           guint       n_added,
           gpointer    user_data)
{
  if (n_added == 0)
    return;

  g_signal_handlers_disconnect_by_func (mappings, mapped_cb, user_data);
  br_window_toast (BR_WINDOW (user_data), _("That’s it. Ctrl+K finds everything else."), FALSE);
}

static void
br_welcome_finish (BrWelcome *self)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (self->parent));

  br_window_show_page (self->parent, "patch");
  br_window_toast (self->parent, _("Drag a source onto a target, or press M on it"), FALSE);
  g_signal_connect_object (mappings, "items-changed", G_CALLBACK (mapped_cb), self->parent, 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
next_cb (BrWelcome *self)
{
  guint step = br_welcome_get_step (self);

  if (br_window_refuse_edit (self->parent))
    return;
  if (step == 1)
    br_welcome_use_found (self);
  if (step + 1 < G_N_ELEMENTS (steps))
    br_welcome_show_step (self, step + 1);
  else
    {
      br_welcome_add_purpose (self);
      br_welcome_finish (self);
    }
}

static void
demo_cb (BrWelcome *self)
{
  BrWindow *parent = self->parent;

  gtk_window_close (GTK_WINDOW (self));
  br_window_show_page (parent, "patch");
  gtk_widget_activate_action (GTK_WIDGET (parent), "win.demo", NULL);
}

/* --- making ------------------------------------------------------------------------------------- */

static GtkWidget *
make_welcome (BrWelcome *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *demo = gtk_button_new_with_mnemonic (_("_Try Without Hardware"));

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), CLASP_APP_ID);
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Clasp Bridge"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("Connect a controller and something to control, then drag one onto the other."));
  gtk_widget_set_halign (demo, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (demo, "clicked", G_CALLBACK (demo_cb), self);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), demo);

  return page;
}

static GtkWidget *
make_page (const char *title,
           const char *description,
           GtkWidget  *child)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), child);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return page;
}

static GtkWidget *
make_here (BrWelcome *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->found = GTK_LIST_BOX (gtk_list_box_new ());
  self->nothing = gtk_label_new (_("Nothing found yet. Devices appear by themselves."));
  gtk_list_box_set_selection_mode (self->found, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->found), "boxed-list");
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (self->nothing), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->found));
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_list_box_bind_model (self->found, G_LIST_MODEL (self->finder), make_found_row, NULL, NULL);
  g_signal_connect_object (self->finder, "items-changed", G_CALLBACK (found_changed_cb), self, G_CONNECT_SWAPPED);
  found_changed_cb (self);

  return make_page (_("What Is Here"), _("What is ticked is used."), box);
}

static void
add_purpose (BrWelcome     *self,
             GtkWidget     *list,
             const Purpose *purpose)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  if (self->choices->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->choices->pdata[0]);
  g_ptr_array_add (self->choices, check);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(purpose->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(purpose->subtitle));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (purpose_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static GtkWidget *
make_control (BrWelcome *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < G_N_ELEMENTS (purposes); i++)
    add_purpose (self, list, &purposes[i]);
  self->address = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address), _("Address"));
  gtk_list_box_append (GTK_LIST_BOX (list), self->address);
  gtk_check_button_set_active (self->choices->pdata[self->choices->len - 1], TRUE);
  purpose_chosen_cb (self);

  return make_page (_("What to Control"), _("It can be changed later, on the Connections page."), list);
}

static GtkWidget *
make_header (BrWelcome *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->back = gtk_button_new_with_mnemonic (_("_Back"));
  self->next = gtk_button_new_with_mnemonic (_("_Start"));
  gtk_widget_add_css_class (self->next, "suggested-action");
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (back_cb), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (next_cb), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), self->next);

  return header;
}

/* --- life --------------------------------------------------------------------------------------- */

static void
br_welcome_dispose (GObject *object)
{
  BrWelcome *self = BR_WELCOME (object);

  if (self->finder != NULL)
    clasp_finder_unwatch (self->finder);
  g_clear_object (&self->finder);

  G_OBJECT_CLASS (br_welcome_parent_class)->dispose (object);
}

static void
br_welcome_finalize (GObject *object)
{
  g_ptr_array_unref (BR_WELCOME (object)->choices);

  G_OBJECT_CLASS (br_welcome_parent_class)->finalize (object);
}

static void
br_welcome_class_init (BrWelcomeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_welcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_welcome_finalize;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
br_welcome_init (BrWelcome *self)
{
  self->choices = g_ptr_array_new ();
  gtk_window_set_title (GTK_WINDOW (self), _("First Steps"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 560);
}

GtkWidget *
br_welcome_new (BrWindow *parent)
{
  BrWelcome *self
    = g_object_new (BR_TYPE_WELCOME, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->parent = parent;
  self->finder = clasp_finder_new (br_window_get_show (parent));
  clasp_finder_watch (self->finder);
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), make_welcome (self), steps[0]);
  gtk_stack_add_named (GTK_STACK (self->stack), make_here (self), steps[1]);
  gtk_stack_add_named (GTK_STACK (self->stack), make_control (self), steps[2]);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  br_welcome_show_step (self, 0);

  return GTK_WIDGET (self);
}
