/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "connections/br-found-row.h"

#include "connections/br-twin-line.h"
#include "widgets/br-format.h"
#include "widgets/br-kind-badge.h"
#include "widgets/br-status-icon.h"
#include "widgets/br-unparent.h"

#include <glib/gi18n.h>

struct _BrFoundRow
{
  GtkWidget parent_instance;

  GtkImage  *sign;
  GtkLabel  *name;
  BrKindBadge *badge;
  GtkLabel  *place;
  GtkLabel  *problem;
  BrTwinLine *twin;
  GtkButton *button;

  ClaspShow  *show;  /* (owned) while bound */
  ClaspFound *found; /* (owned) or NULL */
  gboolean    is_locked;
};

enum
{
  USE_REQUESTED,
  SHOW_REQUESTED,
  FORGET_REQUESTED,
  TELL_APART_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BrFoundRow, br_found_row, GTK_TYPE_WIDGET)

static const char *
get_kind_title (BrFoundRow *self)
{
  const ClaspRegistry *registry = clasp_show_get_registry (self->show);
  const char          *kind = clasp_found_peek (self->found)->kind;

  if (g_strcmp0 (kind, "clasp") == 0)
    return _ ("CLASP");
  for (guint i = 0; i < registry->n_connections; i++)
    if (g_strcmp0 (registry->connections[i].kind, kind) == 0)
      return _ (registry->connections[i].title);
  return kind;
}

static const char *
get_word (ClaspFoundState state)
{
  switch (state)
    {
    case CLASP_FOUND_NEW:
      return C_ ("found device", "New");
    case CLASP_FOUND_KNOWN:
      return C_ ("found device", "Known");
    case CLASP_FOUND_GONE:
      return C_ ("found device", "Gone");
    }
  return "";
}

char *
br_found_describe_gone (GDateTime *seen, GDateTime *now)
{
  gboolean         is_today = br_is_same_day (seen, now);
  g_autofree char *time = g_date_time_format (seen, is_today ? "%X" : "%x %X");

  if (is_today)
    /* Translators: %s is a time of day */
    return g_strdup_printf (_ ("Gone, last seen at %s"), time);
  /* Translators: %s is a date with a time of day */
  return g_strdup_printf (_ ("Gone, last seen on %s"), time);
}

static char *
dup_gone_text (ClaspFound *found)
{
  g_autoptr (GDateTime) seen = g_date_time_new_from_unix_local (clasp_found_get_seen_us (found) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return br_found_describe_gone (seen, now);
}

static void
show_button (BrFoundRow *self, ClaspFoundState state)
{
  const char *name = clasp_found_peek (self->found)->name;
  const char *label = state == CLASP_FOUND_NEW     ? _ ("_Use")
                      : state == CLASP_FOUND_KNOWN ? _ ("_Show")
                                                   : _ ("_Forget");
  g_autofree char *description =
    g_strdup_printf (state == CLASP_FOUND_NEW     ? _ ("Use %s")
                     : state == CLASP_FOUND_KNOWN ? _ ("Show the connection to %s")
                                                  : _ ("Forget %s"),
                     name);

  gtk_button_set_label (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  description, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button),
                          state != CLASP_FOUND_NEW || clasp_sighting_can_use (clasp_found_peek (self->found)));
  gtk_widget_set_sensitive (GTK_WIDGET (self->button),
                            state == CLASP_FOUND_KNOWN || !self->is_locked);
  br_twin_line_set_can_act (self->twin, !self->is_locked);
}

/* Where it is, or since when it is not, and how it was found. */
static void
take_place (BrFoundRow *self, const char *place, const char *how)
{
  /* Translators: where a device is, and how it was found: "10.0.0.7, 2 universes · answered an Art-Net poll" */
  g_autofree char *text = *how != '\0' ? g_strdup_printf (_ ("%s · %s"), place, how) : g_strdup (place);

  gtk_label_set_label (self->place, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->place), text);
}

static void
refresh (BrFoundRow *self)
{
  static const BrSign  signs[] = { BR_SIGN_LIVE, BR_SIGN_IDLE, BR_SIGN_MISSING };
  const ClaspSighting *sighting = clasp_found_peek (self->found);
  ClaspFoundState      state = clasp_found_get_state (self->found);
  g_autofree char     *gone = state == CLASP_FOUND_GONE ? dup_gone_text (self->found) : NULL;

  br_sign_apply (signs[state], self->sign);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->sign), get_word (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sign), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  get_word (state), -1);
  gtk_label_set_label (self->name, sighting->name);
  br_kind_badge_set (self->badge, sighting->kind, get_kind_title (self));
  take_place (self, gone != NULL ? gone : sighting->place, clasp_sighting_describe (sighting));
  gtk_label_set_label (self->problem, sighting->problem != NULL ? sighting->problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem),
                          sighting->problem != NULL && state != CLASP_FOUND_GONE);
  br_twin_line_set_name (self->twin, sighting->place);
  gtk_widget_set_visible (GTK_WIDGET (self->twin), clasp_sighting_is_by_order (sighting) && state != CLASP_FOUND_GONE);
  show_button (self, state);
}

void
br_found_row_bind (BrFoundRow *self, ClaspShow *show, ClaspFound *found)
{
  if (self->found != NULL)
    g_signal_handlers_disconnect_by_func (self->found, refresh, self);
  g_set_object (&self->show, show);
  g_set_object (&self->found, found);
  if (found == NULL)
    return;
  g_signal_connect_swapped (found, "changed", G_CALLBACK (refresh), self);
  refresh (self);
}

ClaspFound *
br_found_row_get (BrFoundRow *self)
{
  return self->found;
}

void
br_found_row_act (BrFoundRow *self)
{
  static const guint acts[] = { USE_REQUESTED, SHOW_REQUESTED, FORGET_REQUESTED };

  g_signal_emit (self, signals[acts[clasp_found_get_state (self->found)]], 0);
}

static void
tell_apart_cb (BrFoundRow *self)
{
  g_signal_emit (self, signals[TELL_APART_REQUESTED], 0);
}

void
br_found_row_set_locked (BrFoundRow *self, gboolean locked)
{
  self->is_locked = locked;
  if (self->found != NULL)
    show_button (self, clasp_found_get_state (self->found));
}

static void
br_found_row_dispose (GObject *object)
{
  BrFoundRow *self = BR_FOUND_ROW (object);

  br_found_row_bind (self, NULL, NULL);
  br_unparent_children (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), BR_TYPE_FOUND_ROW);

  G_OBJECT_CLASS (br_found_row_parent_class)->dispose (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, BR_TYPE_FOUND_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       0);
}

static void
br_found_row_class_init (BrFoundRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = br_found_row_dispose;
  signals[USE_REQUESTED] = add_signal ("use-requested");
  signals[SHOW_REQUESTED] = add_signal ("show-requested");
  signals[FORGET_REQUESTED] = add_signal ("forget-requested");
  signals[TELL_APART_REQUESTED] = add_signal ("tell-apart-requested");

  gtk_widget_class_set_css_name (widget_class, "found-row");
  g_type_ensure (BR_TYPE_KIND_BADGE);
  g_type_ensure (BR_TYPE_TWIN_LINE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/clasp_bridge/ClaspBridge/connections/br-found-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, sign);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, name);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, badge);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, place);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, problem);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, twin);
  gtk_widget_class_bind_template_child (widget_class, BrFoundRow, button);
  gtk_widget_class_bind_template_callback (widget_class, br_found_row_act);
  gtk_widget_class_bind_template_callback (widget_class, tell_apart_cb);
}

static void
br_found_row_init (BrFoundRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
br_found_row_new (void)
{
  return g_object_new (BR_TYPE_FOUND_ROW, NULL);
}
