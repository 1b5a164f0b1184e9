/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-setup-hints.h"

#include "clasp-setup-test.h"
#include "connections/br-setup-test.h"
#include "widgets/br-how-to.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

#define LOOK_S 5
/* More are in the test's own window. */
#define MAX_SHOWN 3

struct _BrSetupHints
{
  GtkWidget parent_instance;

  GtkWidget    *page;        /* (unowned) it is hidden itself while there is nothing to say */
  ClaspEngine  *engine;      /* (unowned) outlives the page */
  GCancellable *cancellable; /* (owned) */
  char         *shown;       /* (owned) all texts that are shown, to tell what is the same */
  GPtrArray    *hidden;      /* (owned) of texts: what the package is not shown, as far as the log has it */
  guint         timeout;
  gboolean      is_following; /* the window's focus */
};

G_DEFINE_FINAL_TYPE (BrSetupHints, br_setup_hints, GTK_TYPE_WIDGET)

static GtkWidget *
create_how_to (const ClaspSetupFinding *finding)
{
  GtkWidget *how_to = br_how_to_new ();

  br_how_to_set (BR_HOW_TO (how_to), _("Show the Setting"),
                 _("Type this into a terminal, then start this program again. The system’s settings of this application may offer the same."),
                 finding->command);
  return how_to;
}

static GtkWidget *
create_line (const ClaspSetupFinding *finding)
{
  GtkWidget       *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget       *image = br_setup_verdict_create_image (finding->verdict);
  g_autofree char *text = g_strjoin (" ", finding->text, finding->remedy, NULL);
  GtkWidget       *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (line), image);
  gtk_box_append (GTK_BOX (line), label);
  if (finding->command != NULL)
    gtk_box_append (GTK_BOX (line), create_how_to (finding));
  return line;
}

/* What a command can mend is what the package is not shown. */
static GPtrArray *
list_hidden (const ClaspSetupReport *report)
{
  GPtrArray *hidden = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < report->findings->len; i++)
    {
      const ClaspSetupFinding *finding = report->findings->pdata[i];

      if (finding->command != NULL)
        g_ptr_array_add (hidden, g_strdup (finding->text));
    }
  return hidden;
}

/* The log has each, and its end. */
static void
log_hidden (BrSetupHints *self, const ClaspSetupReport *report)
{
  GPtrArray *hidden = list_hidden (report);

  for (guint i = 0; i < hidden->len; i++)
    if (!g_ptr_array_find_with_equal_func (self->hidden, hidden->pdata[i], g_str_equal, NULL))
      g_message ("%s", (const char *) hidden->pdata[i]);
  for (guint i = 0; i < self->hidden->len; i++)
    if (!g_ptr_array_find_with_equal_func (hidden, self->hidden->pdata[i], g_str_equal, NULL))
      /* Translators: a sentence that was true until now, "This package cannot see MIDI devices." */
      g_message (_ ("This is over: %s"), (const char *) self->hidden->pdata[i]);
  g_ptr_array_unref (self->hidden);
  self->hidden = hidden;
}

static void
show (BrSetupHints *self, const ClaspSetupReport *report)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  g_autofree char      *text = NULL;

  g_ptr_array_add (reports, (gpointer) report);
  text = br_setup_reports_to_text (reports);
  if (g_strcmp0 (text, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  log_hidden (self, report);
  br_unparent_children (GTK_WIDGET (self));
  for (guint i = 0; i < MIN (report->findings->len, MAX_SHOWN); i++)
    gtk_widget_set_parent (create_line (report->findings->pdata[i]), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), report->findings->len > 0);
}

static void
hinted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ClaspSetupReport *report = clasp_setup_hints_finish (CLASP_ENGINE (source), result, NULL);

  /* Only cancelled when the widget is going. */
  if (report == NULL)
    return;
  show (user_data, report);
  clasp_setup_report_free (report);
}

static void
look_now (BrSetupHints *self)
{
  clasp_setup_hints_async (self->engine, self->cancellable, hinted_cb, self);
}

static gboolean
look_cb (gpointer user_data)
{
  BrSetupHints *self = user_data;

  if (gtk_widget_get_mapped (self->page))
    look_now (self);
  return G_SOURCE_CONTINUE;
}

/* Somebody may have changed what was wrong, in another window. */
static void
mapped_cb (BrSetupHints *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (GTK_IS_WINDOW (root) && !self->is_following)
    {
      self->is_following = TRUE;
      g_signal_connect_object (root, "notify::is-active", G_CALLBACK (look_cb), self, G_CONNECT_SWAPPED);
    }
  look_now (self);
}

void
br_setup_hints_attach (BrSetupHints *self, GtkWidget *page, ClaspEngine *engine)
{
  self->page = page;
  self->engine = engine;
  self->timeout = g_timeout_add_seconds (LOOK_S, look_cb, self);
  g_source_set_name_by_id (self->timeout, "[clasp] set-up hints");
  g_signal_connect_object (page, "map", G_CALLBACK (mapped_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
br_setup_hints_dispose (GObject *object)
{
  BrSetupHints *self = BR_SETUP_HINTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  br_unparent_children (GTK_WIDGET (self));
  G_OBJECT_CLASS (br_setup_hints_parent_class)->dispose (object);
}

static void
br_setup_hints_finalize (GObject *object)
{
  g_object_unref (BR_SETUP_HINTS (object)->cancellable);
  g_free (BR_SETUP_HINTS (object)->shown);
  g_ptr_array_unref (BR_SETUP_HINTS (object)->hidden);
  G_OBJECT_CLASS (br_setup_hints_parent_class)->finalize (object);
}

static void
br_setup_hints_class_init (BrSetupHintsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_setup_hints_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_setup_hints_finalize;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "setup-hints");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
br_setup_hints_init (BrSetupHints *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  self->cancellable = g_cancellable_new ();
  self->hidden = g_ptr_array_new_with_free_func (g_free);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
