/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "widgets/br-port-hint.h"

#include "widgets/br-unparent.h"
#include "window/br-window.h"

#include <glib/gi18n.h>

struct _BrPortHint
{
  GtkWidget parent_instance;

  GtkLabel      *label;
  GtkButton     *button;
  ClaspSettings *settings; /* (owned) */
  char          *name;     /* (owned) (nullable) of the setting; NULL: of any */
  const char    *found;    /* static or @name: the setting whose port is shown */
  char          *text;     /* (owned) (nullable) that the button takes */
  GCancellable  *cancellable; /* (owned) (nullable) of the question under way */
};

static guint use_signal;

G_DEFINE_FINAL_TYPE (BrPortHint, br_port_hint, GTK_TYPE_WIDGET)

char *
br_port_sentence (guint port, const char *owner, guint free_port)
{
  if (owner != NULL && free_port == 0)
    return g_strdup_printf (_ ("Port %u is used by the connection ‘%s’. Choose another."), port, owner);
  if (owner != NULL)
    return g_strdup_printf (_ ("Port %u is used by the connection ‘%s’. Choose another, for example %u."), port, owner,
                            free_port);
  if (free_port == 0)
    return g_strdup_printf (_ ("Port %u is used by another program. Choose another."), port);
  return g_strdup_printf (_ ("Port %u is used by another program. Choose another, for example %u."), port, free_port);
}

static gboolean
has_port (ClaspShowItem *item, ClaspSettings *settings, ClaspSettings *except, const ClaspPortFinding *finding)
{
  return settings != except && clasp_show_item_get_enabled (item) &&
         clasp_settings_names_port (settings, finding->port, finding->is_stream);
}

const char *
br_port_find_owner (ClaspShow *show, ClaspSettings *except, const ClaspPortFinding *finding)
{
  GListModel        *connections = clasp_show_get_connections (show);
  ClaspRouterConfig *router = clasp_show_get_router (show);

  if (has_port (CLASP_SHOW_ITEM (router), clasp_router_config_get_settings (router), except, finding))
    return _ ("CLASP router");
  for (guint i = 0; i < g_list_model_get_n_items (connections); i++)
    {
      g_autoptr (ClaspConnection) connection = g_list_model_get_item (connections, i);

      /* The show keeps it. */
      if (has_port (CLASP_SHOW_ITEM (connection), clasp_connection_get_settings (connection), except, finding))
        return clasp_show_item_get_name (CLASP_SHOW_ITEM (connection));
    }
  return NULL;
}

static void
show (BrPortHint *self, gboolean is_taken, ClaspPortFinding *finding)
{
  BrWindow        *window = br_window_of (GTK_WIDGET (self));
  const char      *owner = is_taken && window != NULL ? br_port_find_owner (br_window_get_show (window), self->settings, finding) : NULL;
  g_autofree char *sentence = is_taken ? br_port_sentence (finding->port, owner, finding->free_port) : g_strdup ("");
  g_autofree char *use = is_taken ? g_strdup_printf (_ ("Use %u"), finding->free_port) : g_strdup ("");

  g_free (self->text);
  self->text = g_steal_pointer (&finding->text);
  gtk_label_set_label (self->label, sentence);
  gtk_button_set_label (self->button, use);
  gtk_widget_set_visible (GTK_WIDGET (self->button), self->text != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), is_taken);
}

/* --- trying ports, in another thread --- */

typedef struct
{
  ClaspSettings *settings; /* (owned) a copy */
  const char    *name;     /* (unowned) (nullable) the hint's own, which lives until it is answered */
  char          *text;     /* (owned) (nullable) NULL: the setting as it is */
} Job;

typedef struct
{
  ClaspPortFinding finding;
  const char      *name; /* static or the hint's own */
} Answer;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->settings);
  g_free (job->text);
  g_free (job);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  clasp_port_finding_clear (&answer->finding);
  g_free (answer);
}

/* TRUE when it is taken. */
static gboolean
check_setting (const Job *job, const char *name, Answer *answer)
{
  answer->name = name;
  if (!clasp_settings_can_listen (job->settings, name))
    return FALSE;
  return job->text != NULL ? clasp_settings_check_port (job->settings, name, job->text, &answer->finding)
                           : clasp_settings_find_taken (job->settings, name, &answer->finding);
}

static void
check_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  static const char *const names[] = { "listen", "query-listen" };
  const Job *job = task_data;
  Answer    *answer = g_new0 (Answer, 1);
  gboolean   is_taken = FALSE;

  if (job->name != NULL)
    is_taken = check_setting (job, job->name, answer);
  for (guint i = 0; job->name == NULL && i < G_N_ELEMENTS (names) && !is_taken; i++)
    is_taken = check_setting (job, names[i], answer);
  if (!is_taken)
    g_clear_pointer (&answer, answer_free);
  g_task_return_pointer (task, answer, answer_free);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (BrPortHint) self = user_data;
  ClaspPortFinding       none = { 0 };
  g_autoptr (GError)     error = NULL;
  Answer                *answer = g_task_propagate_pointer (G_TASK (result), &error);

  /* An error says that something newer was asked. */
  if (error == NULL)
    {
      self->found = answer != NULL ? answer->name : NULL;
      show (self, answer != NULL, answer != NULL ? &answer->finding : &none);
    }
  g_clear_pointer (&answer, answer_free);
}

static void
forget_question (BrPortHint *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
ask (BrPortHint *self, const char *text)
{
  g_autoptr (GTask) task = NULL;
  Job              *job = g_new0 (Job, 1);

  forget_question (self);
  self->cancellable = g_cancellable_new ();
  job->settings = clasp_settings_copy (self->settings);
  job->name = self->name;
  job->text = g_strdup (text);
  /* Held by the callback: by the task, it might come to its end in the thread. */
  task = g_task_new (NULL, self->cancellable, checked_cb, g_object_ref (self));
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, check_in_thread);
}

void
br_port_hint_check (BrPortHint *self, const char *text)
{
  ask (self, text);
}

void
br_port_hint_look (BrPortHint *self)
{
  ask (self, NULL);
}

void
br_port_hint_set_urgent (BrPortHint *self, gboolean is_urgent)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self->label), is_urgent ? "warning" : "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), is_urgent ? "error" : "warning");
}

const char *
br_port_hint_get_name (BrPortHint *self)
{
  return self->found;
}

void
br_port_hint_clear (BrPortHint *self)
{
  g_auto (ClaspPortFinding) finding = { 0 };

  forget_question (self);
  show (self, FALSE, &finding);
}

static void
clicked_cb (BrPortHint *self)
{
  g_autofree char *text = g_strdup (self->text);

  if (text != NULL)
    g_signal_emit (self, use_signal, 0, text);
}

static void
br_port_hint_dispose (GObject *object)
{
  BrPortHint *self = BR_PORT_HINT (object);

  forget_question (self);
  br_unparent_children (GTK_WIDGET (self));
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (br_port_hint_parent_class)->dispose (object);
}

static void
br_port_hint_finalize (GObject *object)
{
  BrPortHint *self = BR_PORT_HINT (object);

  g_free (self->name);
  g_free (self->text);
  G_OBJECT_CLASS (br_port_hint_parent_class)->finalize (object);
}

static void
br_port_hint_class_init (BrPortHintClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = br_port_hint_dispose;
  G_OBJECT_CLASS (klass)->finalize = br_port_hint_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  use_signal = g_signal_new ("use", BR_TYPE_PORT_HINT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                             G_TYPE_STRING);
}

static void
br_port_hint_init (BrPortHint *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 6);
  self->label = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  /* Who waits for a port needs nobody: it is free again when the other program ends. */
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "warning");
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "br-small");
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (GTK_WIDGET (self->label), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
br_port_hint_new (ClaspSettings *settings, const char *name)
{
  BrPortHint *self = g_object_new (BR_TYPE_PORT_HINT, NULL);

  self->settings = g_object_ref (settings);
  self->name = g_strdup (name);
  return GTK_WIDGET (self);
}
