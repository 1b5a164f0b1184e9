/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "learn/clasp-learner.h"

#include "core/clasp-str.h"
#include "mapping/clasp-chain.h"

#include <glib/gi18n-lib.h>

/* ---- in words ---- */

static const char *
name_midi_type (const ClaspLearnFacts *facts)
{
  const char *type = facts->midi_type;

  if (g_str_equal (type, "cc14") || (g_str_equal (type, "cc") && facts->is_14bit))
    return _ ("14-bit controller");
  if (g_str_equal (type, "cc"))
    return _ ("Controller");
  if (g_str_equal (type, "note"))
    return _ ("Note");
  if (g_str_equal (type, "poly"))
    return _ ("Pressure of note");
  if (g_str_equal (type, "nrpn"))
    return _ ("NRPN");
  if (g_str_equal (type, "rpn"))
    return _ ("RPN");
  if (g_str_equal (type, "bend"))
    return _ ("Pitch bend");
  if (g_str_equal (type, "pressure"))
    return _ ("Channel pressure");
  return _ ("Program");
}

static char *
describe_midi (const ClaspLearnFacts *facts)
{
  if (facts->midi_number < 0)
    /* Translators: a kind of MIDI message and its channel: "Pitch bend, channel 1" */
    return g_strdup_printf (_ ("%s, channel %d"), name_midi_type (facts), facts->midi_channel);
  /* Translators: a kind of MIDI message, its number and its channel: "Controller 7, channel 1" */
  return g_strdup_printf (_ ("%s %d, channel %d"), name_midi_type (facts), facts->midi_number,
                          facts->midi_channel);
}

/**
 * clasp_learn_candidate_describe:
 * @self: a candidate
 *
 * Thread: UI.
 *
 * Returns: (transfer full): what it is in the words of its protocol, translated; its address where there
 *   are none
 */
char *
clasp_learn_candidate_describe (ClaspLearnCandidate *self)
{
  const ClaspLearnFinding *finding = clasp_learn_candidate_peek (self);
  const ClaspLearnPlace   *place = clasp_learn_finding_get_place (finding);

  if (*finding->facts.midi_type != '\0')
    return describe_midi (&finding->facts);
  if (finding->facts.slot > 0)
    return g_strdup_printf (_ ("Universe %s, slot %d"), finding->facts.universe,
                            finding->facts.slot);
  if (place->argument >= 0 && place->tag != 0)
    /* Translators: one of several arguments of an OSC message and its type tag */
    return g_strdup_printf (_ ("Argument %d (%c)"), place->argument + 1, place->tag);
  if (*place->path != '\0')
    return g_strdup_printf (_ ("Member %s"), place->path);
  return g_strdup (finding->address);
}

/* ---- proposals ---- */

/**
 * clasp_learn_proposal_free:
 * @self: (transfer full): a proposal
 */
void
clasp_learn_proposal_free (ClaspLearnProposal *self)
{
  g_free (self->steps);
  g_free (self->reason);
  g_free (self);
}

static void
free_proposal (gpointer proposal)
{
  clasp_learn_proposal_free (proposal);
}

/* Takes over @steps and @reason. */
static void
add (GPtrArray *proposals, char *steps, char *reason, gboolean is_needed)
{
  ClaspLearnProposal *proposal = g_new0 (ClaspLearnProposal, 1);

  proposal->steps = steps;
  proposal->reason = reason;
  proposal->is_needed = is_needed;
  g_ptr_array_add (proposals, proposal);
}

static const char *
name_turns (ClaspLearnTurns turns)
{
  switch (turns)
    {
    case CLASP_LEARN_TURNS_NONE:
    case CLASP_LEARN_TURNS_TWOS:
      return "twos";
    case CLASP_LEARN_TURNS_OFFSET:
      return "offset";
    case CLASP_LEARN_TURNS_SIGNBIT:
      return "signbit";
    }

  return "twos";
}

static void
write_number (double number, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
  g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%.6g", number);
}

/* Whether mappings know the range already, by the address and its connection: then the default conversion does it. */
static gboolean
is_known_range (const ClaspLearnFinding *finding)
{
  ClaspRange range = finding->facts.has_range ? finding->facts.range : (ClaspRange){ 0, 1, FALSE };

  return finding->fine == NULL && finding->range_minimum == range.minimum &&
         finding->range_maximum == range.maximum;
}

static void
propose_range (const ClaspLearnFinding *finding, GPtrArray *proposals)
{
  const ClaspLearnPlace *place = clasp_learn_finding_get_place (finding);
  const char            *join = finding->fine != NULL ? "join14 | " : "";
  char minimum[G_ASCII_DTOSTR_BUF_SIZE], maximum[G_ASCII_DTOSTR_BUF_SIZE];
  char seen_minimum[G_ASCII_DTOSTR_BUF_SIZE], seen_maximum[G_ASCII_DTOSTR_BUF_SIZE];

  if (!place->has_number || finding->range_minimum >= finding->range_maximum)
    return;
  write_number (finding->range_minimum, minimum);
  write_number (finding->range_maximum, maximum);
  write_number (place->minimum, seen_minimum);
  write_number (place->maximum, seen_maximum);
  add (proposals, g_strdup_printf ("%srange %s %s 0 1", join, minimum, maximum),
       finding->fine != NULL
         ? g_strdup (_ ("Two controllers are the halves of one 14-bit value"))
         : g_strdup_printf (_ ("Seen from %s to %s; taken for %s to %s"), seen_minimum,
                            seen_maximum, minimum, maximum),
       !is_known_range (finding));
}

/**
 * clasp_learn_candidate_propose:
 * @self: a candidate
 *
 * Thread: UI.
 *
 * Returns: (transfer full) (element-type ClaspLearnProposal): steps that suit it, best first
 */
GPtrArray *
clasp_learn_candidate_propose (ClaspLearnCandidate *self)
{
  const ClaspLearnFinding *finding = clasp_learn_candidate_peek (self);
  GPtrArray               *proposals = g_ptr_array_new_with_free_func (free_proposal);

  switch (finding->control)
    {
    case CLASP_LEARN_CONTROL_ENCODER:
      if (finding->turns != CLASP_LEARN_TURNS_NONE)
        add (proposals, g_strdup_printf ("encoder mode=%s", name_turns (finding->turns)),
             g_strdup (_ ("It says how far it was turned, not where it stands")), TRUE);
      break;
    case CLASP_LEARN_CONTROL_BUTTON:
      propose_range (finding, proposals);
      add (proposals, g_strdup ("flip"),
           g_strdup (_ ("A button: on at one press, off at the next")), FALSE);
      break;
    case CLASP_LEARN_CONTROL_FADER:
      propose_range (finding, proposals);
      break;
    case CLASP_LEARN_CONTROL_UNKNOWN:
    case CLASP_LEARN_CONTROL_TEXT:
      break;
    }
  return proposals;
}
