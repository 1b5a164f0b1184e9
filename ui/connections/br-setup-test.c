/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-setup-test.h"

#include "clasp-setup-test.h"
#include "widgets/br-format.h"

#include <glib/gi18n.h>

typedef struct
{
  BrWindow     *window; /* (unowned) outlives the dialog, which goes with it */
  GtkWindow    *dialog; /* (unowned) */
  GtkBox       *box;    /* (unowned) of groups */
  GtkLabel     *summary;
  GtkSpinner   *spinner;
  GtkWidget    *again, *copy;
  GCancellable *cancellable; /* (owned) of the test that runs */
  GPtrArray    *reports;     /* (owned) (nullable) */
} Test;

static void
test_free (gpointer data)
{
  Test *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_free (self);
}

/* --- what was found --- */

static GtkWidget *
create_label (const char *text)
{
  g_autofree char *spaced = br_format_units (g_strdup (text));
  GtkWidget *label = gtk_label_new (spaced);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  return label;
}

static GtkWidget *
create_finding (const ClaspSetupFinding *finding)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *image = br_setup_verdict_create_image (finding->verdict);

  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (words), create_label (finding->text));
  if (finding->remedy != NULL)
    {
      GtkWidget *remedy = create_label (finding->remedy);

      gtk_widget_add_css_class (remedy, "dim-label");
      gtk_box_append (GTK_BOX (words), remedy);
    }
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), words);
  gtk_widget_set_margin_top (line, 6);
  gtk_widget_set_margin_bottom (line, 6);
  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), line);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
show_cb (GtkButton *button, gpointer user_data)
{
  Test *self = user_data;

  br_window_show_in_page (self->window, "connections", "connections.show", g_object_get_data (G_OBJECT (button), "br-id"));
  gtk_window_close (self->dialog);
}

static GtkWidget *
create_show_button (Test *self, const ClaspSetupReport *report)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show"));
  /* Translators: a button that leads to the connection %s */
  g_autofree char *name = g_strdup_printf (_ ("Show %s"), report->name);

  gtk_widget_add_css_class (button, "br-small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "br-id", g_strdup (report->id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (show_cb), self);
  return button;
}

/* The word, and of what is not right the first sentence. */
static char *
describe (const ClaspSetupReport *report, ClaspSetupVerdict verdict)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const ClaspSetupFinding *finding = report->findings->pdata[i];

      /* A loop has but one thing to tell. */
      if (finding->verdict == verdict && (verdict != CLASP_SETUP_GOOD || report->id == NULL))
        /* Translators: "Does not work: Port 9000 is used by another program." */
        return g_strdup_printf (_ ("%s: %s"), br_setup_verdict_get_word (verdict), finding->text);
    }
  return g_strdup (br_setup_verdict_get_word (verdict));
}

static GtkWidget *
create_report (Test *self, const ClaspSetupReport *report)
{
  ClaspSetupVerdict verdict = clasp_setup_report_get_verdict (report);
  GtkWidget        *row = adw_expander_row_new ();
  g_autofree char  *words = br_format_units (describe (report, verdict));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), report->name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), words);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (row), br_setup_verdict_create_image (verdict));
  if (report->id != NULL)
    adw_expander_row_add_action (ADW_EXPANDER_ROW (row), create_show_button (self, report));
  for (guint i = 0; i < report->findings->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (row), create_finding (report->findings->pdata[i]));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), verdict >= CLASP_SETUP_DOUBT);
  return row;
}

static void
add_group (Test *self, const char *title, gboolean is_of_items)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint      n = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  for (guint i = 0; i < self->reports->len; i++)
    {
      const ClaspSetupReport *report = self->reports->pdata[i];

      if ((report->id != NULL) != is_of_items)
        continue;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), create_report (self, report));
      n++;
    }
  if (n > 0)
    gtk_box_append (self->box, group);
  else
    g_object_unref (g_object_ref_sink (group));
}

static char *
summarize (const GPtrArray *reports)
{
  guint n_bad = 0, n_doubt = 0;

  for (guint i = 0; i < reports->len; i++)
    {
      ClaspSetupVerdict verdict = clasp_setup_report_get_verdict (reports->pdata[i]);

      n_bad += verdict == CLASP_SETUP_BAD;
      n_doubt += verdict == CLASP_SETUP_DOUBT;
    }
  if (n_bad > 0)
    return g_strdup_printf (ngettext ("%u thing does not work.", "%u things do not work.", n_bad), n_bad);
  if (n_doubt > 0)
    return g_strdup_printf (ngettext ("Nothing is broken; %u thing is worth a look.", "Nothing is broken; %u things are worth a look.", n_doubt),
                            n_doubt);
  return g_strdup (_ ("Everything that could be tested works."));
}

/* --- testing --- */

static void
clear (Test *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
}

static void
set_busy (Test *self, gboolean is_busy, const char *text)
{
  gtk_spinner_set_spinning (self->spinner, is_busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), is_busy);
  gtk_widget_set_sensitive (self->again, !is_busy);
  gtk_widget_set_sensitive (self->copy, !is_busy);
  gtk_label_set_label (self->summary, text);
}

static void
tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Test            *self = user_data;
  g_autofree char *text = NULL;
  GPtrArray       *reports = clasp_setup_test_finish (CLASP_ENGINE (source), result, NULL);

  /* Only cancelled when the window has gone, and @user_data with it. */
  if (reports == NULL)
    return;
  self->reports = reports;
  add_group (self, _ ("Connections"), TRUE);
  add_group (self, _ ("This Computer"), FALSE);
  text = summarize (reports);
  set_busy (self, FALSE, text);
}

static void
run (Test *self)
{
  clear (self);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  set_busy (self, TRUE, _ ("Testing… This takes a few seconds."));
  clasp_setup_test_async (br_window_get_engine (self->window), self->cancellable, tested_cb, self);
}

static void
again_cb (Test *self)
{
  run (self);
}

static void
copy_cb (Test *self)
{
  g_autofree char *text = br_setup_reports_to_text (self->reports);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->dialog)), text);
  br_window_toast (self->window, _ ("Copied what was found"), FALSE);
}

/* --- the window --- */

static GtkWidget *
create_button (Test *self, const char *icon_name, const char *tip, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
create_header (Test *self)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_ ("Test This Set-Up"), ""));
  self->again = create_button (self, "view-refresh-symbolic", _ ("Test Again"), G_CALLBACK (again_cb));
  self->copy = create_button (self, "edit-copy-symbolic", _ ("Copy What Was Found"), G_CALLBACK (copy_cb));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->again);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->copy);
  return header;
}

static GtkWidget *
create_body (Test *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->summary = GTK_LABEL (create_label (""));
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 18));
  gtk_label_set_selectable (self->summary, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "heading");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->summary));
  gtk_box_append (GTK_BOX (all), line);
  gtk_box_append (GTK_BOX (all), GTK_WIDGET (self->box));
  gtk_widget_set_margin_top (all, 18);
  gtk_widget_set_margin_bottom (all, 24);
  gtk_widget_set_margin_start (all, 12);
  gtk_widget_set_margin_end (all, 12);
  adw_clamp_set_child (ADW_CLAMP (clamp), all);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
close_on_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

void
br_setup_test_start (BrWindow *window)
{
  Test      *self;
  GtkWidget *content, *header;

  /* It sends to devices: no scan is begun in show mode. */
  if (br_window_refuse_edit (window))
    return;
  self = g_new0 (Test, 1);
  self->window = window;
  self->cancellable = g_cancellable_new ();
  self->dialog = GTK_WINDOW (adw_window_new ());
  content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  header = create_header (self);
  gtk_window_set_title (self->dialog, _ ("Test This Set-Up"));
  gtk_window_set_transient_for (self->dialog, GTK_WINDOW (window));
  gtk_window_set_modal (self->dialog, TRUE);
  gtk_window_set_destroy_with_parent (self->dialog, TRUE);
  gtk_window_set_default_size (self->dialog, CLAMP (gtk_widget_get_width (GTK_WIDGET (window)), 340, 600), 640);
  gtk_widget_set_size_request (GTK_WIDGET (self->dialog), 340, 294);
  g_object_set_data_full (G_OBJECT (self->dialog), "br-data", self, test_free);
  gtk_box_append (GTK_BOX (content), header);
  gtk_box_append (GTK_BOX (content), create_body (self));
  adw_window_set_content (ADW_WINDOW (self->dialog), content);
  close_on_escape (GTK_WIDGET (self->dialog));
  run (self);
  gtk_window_present (self->dialog);
}
