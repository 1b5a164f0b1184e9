/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "first-run/br-welcome.h"

#include "clasp-finder.h"
#include "clasp-swap.h"
#include "first-run/br-purpose-step.h"
#include "widgets/br-flash.h"
#include "window/br-keys.h"
#include "window/br-settings.h"

#include <glib/gi18n.h>
#include <string.h>

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
  GtkWidget   *purpose; /* the third step */
  ClaspLearner *learner; /* (owned) (nullable) while the second step is seen */
  ClaspShow   *show;    /* (owned) */
  GPtrArray   *made;    /* (owned) ids of connections that were made before the end */
  gboolean     is_done;
  char        *touched; /* (owned) (nullable) address of the control that was moved first */
  gint64       lit_us;  /* when a row lit up last */
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

/* A MIDI device can only be seen to move while it is connected; so it is at once, as long as it is ticked. */
static gboolean
is_used_at_once (const ClaspSighting *sighting)
{
  return g_str_equal (sighting->kind, "midi") && sighting->problem == NULL;
}

static void
use (BrWelcome  *self,
     ClaspFound *found)
{
  g_autoptr (GError) error = NULL;
  ClaspConnection   *connection;

  if (!clasp_sighting_can_use (clasp_found_peek (found)))
    return;
  connection = clasp_finder_use (self->finder, found, &error);
  if (connection == NULL)
    br_window_toast (self->parent, error->message, FALSE);
  else
    g_ptr_array_add (self->made, g_strdup (clasp_show_item_get_id (CLASP_SHOW_ITEM (connection))));
}

/* Closed before its end it leaves the show as it was. */
static void
take_back (BrWelcome *self)
{
  if (self->is_done || self->made->len == 0)
    return;
  clasp_show_begin_edit (self->show, _("Leave First Steps"));
  for (guint i = 0; i < self->made->len; i++)
    {
      ClaspShowItem *item = clasp_show_find (self->show, self->made->pdata[i]);

      if (item != NULL)
        clasp_show_remove (self->show, item);
    }
  clasp_show_end_edit (self->show);
  g_ptr_array_set_size (self->made, 0);
}

static gboolean
is_of (ClaspShow  *show,
       ClaspFound *found,
       const char *address)
{
  const char      *id = clasp_found_get_connection (found);
  ClaspShowItem   *item = id != NULL ? clasp_show_find (show, id) : NULL;
  g_autofree char *prefix = item != NULL ? clasp_connection_dup_prefix (CLASP_CONNECTION (item)) : NULL;

  return prefix != NULL && g_str_has_prefix (address, prefix) && address[strlen (prefix)] == '/';
}

static void
tick_cb (GtkCheckButton *check,
         ClaspFound     *found)
{
  BrWelcome  *self = BR_WELCOME (gtk_widget_get_root (GTK_WIDGET (check)));
  ClaspShow  *show = br_window_get_show (self->parent);
  const char *id = clasp_found_get_connection (found);

  if (gtk_check_button_get_active (check) && id == NULL)
    use (self, found);
  else if (!gtk_check_button_get_active (check) && id != NULL && clasp_show_find (show, id) != NULL)
    {
      if (self->touched != NULL && is_of (show, found, self->touched))
        g_clear_pointer (&self->touched, g_free);
      clasp_show_remove (show, clasp_show_find (show, id));
    }
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
  gtk_widget_set_sensitive (check, is_new && clasp_sighting_can_use (sighting));
  g_object_set_data_full (G_OBJECT (row), "found", g_object_ref (item), g_object_unref);
  if (is_new && is_used_at_once (sighting))
    {
      use (user_data, item);
      g_signal_connect_object (check, "toggled", G_CALLBACK (tick_cb), item, 0);
    }
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

/* What is ticked and not connected yet. */
static GPtrArray *
dup_wanted (BrWelcome *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);
  guint      n = g_list_model_get_n_items (G_LIST_MODEL (self->finder));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (ClaspFound) found = g_list_model_get_item (G_LIST_MODEL (self->finder), i);
      GtkListBoxRow         *row = gtk_list_box_get_row_at_index (self->found, (int) i);

      if (row != NULL && clasp_found_get_state (found) == CLASP_FOUND_NEW && is_ticked (GTK_WIDGET (row)))
        g_ptr_array_add (wanted, g_steal_pointer (&found));
    }

  return wanted;
}

/* What the purpose connected by now gets the name of the device; what it reaches anyway gets nothing more. */
static void
use_wanted (BrWelcome *self,
            GPtrArray *wanted)
{
  for (guint i = 0; i < wanted->len; i++)
    {
      ClaspFound           *found = wanted->pdata[i];
      const ClaspSighting  *sighting = clasp_found_peek (found);
      const char           *id = clasp_found_get_connection (found);
      ClaspShowItem        *item = id != NULL ? clasp_show_find (self->show, id) : NULL;

      if (item != NULL)
        clasp_show_item_set_name (item, sighting->name);
      else if (!br_purpose_step_reaches (BR_PURPOSE_STEP (self->purpose), sighting))
        use (self, found);
    }
}

/* --- move something ------------------------------------------------------------------------------ */

/* The row of what was touched lights up, and only that. */
static void
touched_cb (BrWelcome           *self,
            ClaspLearnCandidate *candidate)
{
  GtkWidget       *row = gtk_widget_get_first_child (GTK_WIDGET (self->found));
  g_autofree char *words = clasp_learn_candidate_describe (candidate);

  const char      *address = clasp_learn_candidate_get_address (candidate);
  gint64           now_us = g_get_monotonic_time ();

  if (self->touched == NULL)
    self->touched = g_strdup (address);
  /* Two that move at once do not take it from each other with every move. */
  if (br_flash_is_lit (self->lit_us, now_us))
    return;

  self->lit_us = now_us;
  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      ClaspFound *found = g_object_get_data (G_OBJECT (row), "found");

      if (found != NULL && is_of (br_window_get_show (self->parent), found, address))
        {
          g_autofree char *escaped = g_markup_escape_text (words, -1);

          gtk_widget_add_css_class (row, "br-touched");
          adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
        }
      else
        gtk_widget_remove_css_class (row, "br-touched");
    }
}

static void
stop_learning (BrWelcome *self)
{
  g_autoptr (ClaspLearner) learner = g_steal_pointer (&self->learner);

  if (learner != NULL)
    clasp_learner_end (learner);
}

static void
start_learning (BrWelcome *self)
{
  ClaspLearnOptions options = { .side = CLASP_LEARN_SIDE_SOURCE, .is_many = TRUE };

  stop_learning (self);
  self->learner = clasp_engine_learn (br_window_get_engine (self->parent), &options);
  g_signal_connect_object (self->learner, "learned", G_CALLBACK (touched_cb), self, G_CONNECT_SWAPPED);
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
  if (step == 2)
    br_purpose_step_show (BR_PURPOSE_STEP (self->purpose));
  if (step == 1)
    start_learning (self);
  else
    stop_learning (self);
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

/* In place of what the page says of it. */
static gboolean
tell_end (gpointer user_data)
{
  g_autofree char *key = br_keys_dup_label ("win.palette");
  /* Translators: %s is a key: "Ctrl+K" */
  g_autofree char *text = g_strdup_printf (_("That’s it. %s finds everything else."), key);

  if (gtk_widget_get_realized (user_data))
    br_window_toast (user_data, text, TRUE);

  return G_SOURCE_REMOVE;
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
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, tell_end, g_object_ref (user_data), g_object_unref);
}

static void
br_welcome_finish (BrWelcome *self)
{
  GListModel *mappings = clasp_show_get_mappings (br_window_get_show (self->parent));

  self->is_done = TRUE;
  br_window_show_in_page (self->parent, "patch", "patch.begin", self->touched != NULL ? self->touched : "");
  g_signal_connect_object (mappings, "items-changed", G_CALLBACK (mapped_cb), self->parent, 0);
  gtk_window_close (GTK_WINDOW (self));
}

/* FALSE: there is something to be typed otherwise. */
static gboolean
br_welcome_apply (BrWelcome *self)
{
  g_autoptr (GPtrArray) wanted = dup_wanted (self);
  gboolean              is_applied;

  clasp_show_begin_edit (self->show, _("First Steps"));
  is_applied = br_purpose_step_apply (BR_PURPOSE_STEP (self->purpose));
  if (is_applied)
    use_wanted (self, wanted);
  clasp_show_end_edit (self->show);

  return is_applied;
}

static void
next_cb (BrWelcome *self)
{
  guint step = br_welcome_get_step (self);

  if (br_window_refuse_edit (self->parent))
    return;
  if (step + 1 < G_N_ELEMENTS (steps))
    br_welcome_show_step (self, step + 1);
  else if (br_welcome_apply (self))
    br_welcome_finish (self);
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

  gtk_widget_add_css_class (page, "br-sign");
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
  gtk_list_box_bind_model (self->found, G_LIST_MODEL (self->finder), make_found_row, self, NULL);
  g_signal_connect_object (self->finder, "items-changed", G_CALLBACK (found_changed_cb), self, G_CONNECT_SWAPPED);
  found_changed_cb (self);

  return make_page (_("What Is Here"), _("What is ticked is used. Move something on a MIDI controller: its row lights up."), box);
}

static GtkWidget *
make_control (BrWelcome *self)
{
  self->purpose = br_purpose_step_new (self->parent, self->finder);

  return make_page (_("What to Control"), _("Choose what it is for. All of it can be changed later, on the Connections page."),
                    self->purpose);
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

  stop_learning (self);
  take_back (self);
  if (self->finder != NULL)
    clasp_finder_unwatch (self->finder);
  g_clear_object (&self->finder);

  G_OBJECT_CLASS (br_welcome_parent_class)->dispose (object);
}

static void
br_welcome_finalize (GObject *object)
{
  g_ptr_array_unref (BR_WELCOME (object)->made);
  g_clear_object (&BR_WELCOME (object)->show);
  g_free (BR_WELCOME (object)->touched);

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
  self->made = g_ptr_array_new_with_free_func (g_free);
  gtk_window_set_title (GTK_WINDOW (self), _("First Steps"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 660);
}

GtkWidget *
br_welcome_new (BrWindow *parent)
{
  BrWelcome *self
    = g_object_new (BR_TYPE_WELCOME, "transient-for", parent, "modal", TRUE, "destroy-with-parent", TRUE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->parent = parent;
  self->show = g_object_ref (br_window_get_show (parent));
  self->finder = clasp_finder_new (br_window_get_show (parent));
  clasp_finder_follow (self->finder, br_window_get_engine (parent));
  g_settings_bind (br_settings (), "poll-artnet", self->finder, "polls", G_SETTINGS_BIND_GET);
  clasp_finder_watch (self->finder);
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), make_welcome (self), steps[0]);
  gtk_stack_add_named (GTK_STACK (self->stack), make_here (self), steps[1]);
  gtk_stack_add_named (GTK_STACK (self->stack), make_control (self), steps[2]);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->next);
  br_welcome_show_step (self, 0);

  return GTK_WIDGET (self);
}
