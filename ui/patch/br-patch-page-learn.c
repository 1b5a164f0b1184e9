/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "patch/br-patch-page-private.h"

#include "patch/br-learn-list.h"
#include "window/br-keys.h"

#include <glib/gi18n.h>

#define LEARN_MS 15000

static void
br_patch_page_end_learn (BrPatchPage *self)
{
  gtk_toggle_button_set_active (self->learn_source, FALSE);
  gtk_toggle_button_set_active (self->learn_target, FALSE);
}

/* What it is, and what will be done about it. */
static void
br_patch_page_tell_learned (BrPatchPage         *self,
                            ClaspLearnCandidate *candidate)
{
  g_autofree char      *description = clasp_learn_candidate_describe (candidate);
  g_autofree char      *kind = br_learn_dup_kind (clasp_learn_candidate_peek (candidate));
  g_autoptr (GPtrArray) proposals = clasp_learn_candidate_propose (candidate);
  g_autofree char      *key = br_keys_dup_label ("address.map");
  /* Translators: %s is a key: "M" */
  g_autofree char      *press = g_strdup_printf (_("Press %s to map it"), key);
  const char           *reason = press;
  g_autofree char      *text = NULL;

  for (guint i = 0; i < proposals->len; i++)
    if (((ClaspLearnProposal *) proposals->pdata[i])->is_needed)
      {
        reason = ((ClaspLearnProposal *) proposals->pdata[i])->reason;
        break;
      }
  /* Translators: "Controller 7, channel 1. Fader or knob. Press M to map it" */
  text = g_strdup_printf (_("%s. %s. %s"), description, kind, reason);
  br_window_toast (self->window, text, FALSE);
}

static void
chosen_cb (BrPatchPage         *self,
           ClaspLearnCandidate *candidate)
{
  gboolean    for_target = gtk_toggle_button_get_active (self->learn_target);
  const char *address = clasp_learn_candidate_get_address (candidate);

  br_patch_page_end_learn (self);
  if (for_target && self->pending != NULL)
    {
      br_patch_page_finish_choice (self, address);
      return;
    }

  br_patch_page_reveal (self, for_target ? self->targets : self->sources, address);
  if (for_target)
    return;
  g_set_object (&self->learned, candidate);
  br_patch_page_tell_learned (self, candidate);
  /* Whoever types while a hand moves goes on typing. */
  if (!GTK_IS_TEXT (gtk_window_get_focus (GTK_WINDOW (self->window))))
    br_address_list_grab_focus (self->sources);
}

static void
ended_cb (BrPatchPage *self,
          gboolean     nothing_moved)
{
  br_patch_page_end_learn (self);
  if (nothing_moved)
    br_window_toast (self->window, _("Nothing moved"), FALSE);
}

static void
br_patch_page_begin_learn (BrPatchPage     *self,
                           GtkToggleButton *button)
{
  ClaspLearnOptions options = CLASP_LEARN_OPTIONS_INIT;

  if (self->learn_list == NULL)
    {
      self->learn_list = br_learn_list_new ();
      gtk_widget_set_parent (self->learn_list, GTK_WIDGET (self));
      g_signal_connect_object (self->learn_list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->learn_list, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
    }
  options.side = button == self->learn_target ? CLASP_LEARN_SIDE_TARGET : CLASP_LEARN_SIDE_SOURCE;
  options.timeout_ms = LEARN_MS;
  br_learn_list_start (BR_LEARN_LIST (self->learn_list), clasp_engine_learn (self->engine, &options), GTK_WIDGET (button));
}

static void
learn_toggled_cb (BrPatchPage     *self,
                  GtkToggleButton *button)
{
  GtkToggleButton *other = button == self->learn_source ? self->learn_target : self->learn_source;

  if (gtk_toggle_button_get_active (button) && br_window_refuse_edit (self->window))
    {
      gtk_toggle_button_set_active (button, FALSE);
    }
  else if (gtk_toggle_button_get_active (button))
    {
      gtk_toggle_button_set_active (other, FALSE);
      br_patch_page_begin_learn (self, button);
    }
  else if (self->learn_list != NULL && !gtk_toggle_button_get_active (other))
    br_learn_list_stop (BR_LEARN_LIST (self->learn_list));
}

static void
learn_source_cb (BrPatchPage *self)
{
  gtk_toggle_button_set_active (self->learn_source, TRUE);
}

static void
learn_target_cb (BrPatchPage *self)
{
  gtk_toggle_button_set_active (self->learn_target, TRUE);
}

static void
learn_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  BrPatchPage *self = BR_PATCH_PAGE (widget);

  if (!br_window_refuse_edit (self->window))
    learn_source_cb (self);
}

void
br_patch_page_install_learn (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "patch.learn", NULL, learn_action);
}

void
br_patch_page_attach_learn (BrPatchPage *self)
{
  g_signal_connect_object (self->learn_source, "toggled", G_CALLBACK (learn_toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->learn_target, "toggled", G_CALLBACK (learn_toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sources, "learn-requested", G_CALLBACK (learn_source_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->targets, "learn-requested", G_CALLBACK (learn_target_cb), self, G_CONNECT_SWAPPED);
}
