"""Labels, dates and the wording of every status, once for all pages. No tag is colour alone."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from rules import (
    access,
    access_path,
    breach,
    complaints,
    consent,
    contacts,
    file_index,
    induction,
    rectification,
    redaction,
    sharing,
    third_parties,
)
from rules.access import StepDone
from rules.agenda import Action, Area, Group, Item, Pressing, State, a_week_ahead, group_of, pressing_of
from rules.need_to_know import Conflict
from rules.policy import Change
from rules.retention import RecordKind
from rules.routine import Result, how_often
from rules.words import counted, dated, days, listed, long_date, near_date, short_date
from rules.working_days import LONDON
from store import breaches, receipts, retention
from store.about import WasAbout
from store.children import RegisteredCarer, RegisteredChild
from store.consents import RecordedAnswer
from store.induction import Recorded
from store.mistakes import TakenBack
from store.people import KnownCarer, KnownChild

Held = TypeVar("Held")


class Tone(StrEnum):
    """The colour of a tag. It always comes with words."""

    LATE = "late"
    DUE = "due"
    WAITING = "waiting"
    IN_TIME = "in-time"
    DONE = "done"


GROUPS = {
    Group.OVERDUE: "Overdue",
    Group.WITHIN_A_WEEK: "Within a week",
    Group.NEXT_FOUR_WEEKS: "Next four weeks",
    Group.WAITING: "Waiting on someone",
    Group.LATER: "Later",
}

AREAS = {
    Area.ACCESS_REQUESTS: "Access requests",
    Area.CONSENTS: "Consents",
    Area.SHARING_DECISIONS: "Sharing decisions",
    Area.INDUCTION: "Induction",
    Area.CHILDREN: "Children and files",
    Area.POLICY: "Policy",
    Area.SETTING: "Set-up",
}

ACTIONS = {
    Action.ACCESS_STEP: "Record step",
    Action.REQUEST: "Open",
    Action.RECTIFICATION: "Record step",
    Action.COMPLAINT: "Record step",
    Action.ASK: "Go to the form",
    Action.CONSENT: "Record answer",
    Action.FORM: "Enter the form",
    Action.FOLLOW_UP: "Mark done",
    Action.NO_CARER: "Take back",
    Action.DECIDE: "Record decision",
    Action.RECORD: "Complete record",
    Action.ADVICE: "Record answer",
    Action.REPLY: "Record reply",
    Action.NO_REPLY: "Record reply",
    Action.CONVERSATION: "Record entry",
    Action.BREACH: "Record step",
    Action.SIGN_OFF: "Sign off",
    Action.SIGN_OFFS: "Sign off several",
    Action.KEY_PERSON: "Choose",
    Action.KEY_PERSON_OF_SEVERAL: "Choose",
    Action.JOURNEY: "Mark closed",
    Action.FILE_ENTRY: "Complete entry",
    Action.FIRST_ENTRY: "Go to the index",
    Action.PLACE: "Go to records",
    Action.WRITE_CONCERN: "Add the entry",
    Action.FILE_BACK: "It is back",
    Action.COUNTERSIGN: "Countersign",
    Action.TRAINING: "Record training",
    Action.CLOSE_ACCOUNT: "Close it",
    Action.ACCOUNT_ROLE: "Change it",
    Action.NEXT_MANAGER: "Go to Accounts",
    Action.SUPERVISOR: "Choose",
    Action.CHAIRPERSON: "Go to people",
    Action.ADOPT: "Record",
    Action.REVIEW: "Record review",
    Action.RELATED: "Enter version",
    Action.CONTACT: "Mark checked",
    Action.CHECK: "Record check",
    Action.FAMILIES: "Record it",
    Action.TEST_RESTORE: "Test it",
    Action.BACKUP: "Make a backup",
    Action.RECOVERY_CODE: "Make one",
}

# What kind of thing an item is, one and several, in the order of the pages on which they are done.
THINGS_TO_DO = {
    Action.ACCESS_STEP: ("access request step", "access request steps"),
    Action.REQUEST: ("access request step", "access request steps"),
    Action.RECTIFICATION: ("step of a correction", "steps of corrections"),
    Action.COMPLAINT: ("step of a complaint", "steps of complaints"),
    Action.ASK: ("consent to ask for or renew", "consents to ask for or renew"),
    Action.FORM: ("consent form to get back", "consent forms to get back"),
    Action.CONSENT: ("consent about which carers disagree", "consents about which carers disagree"),
    Action.FOLLOW_UP: ("withdrawn consent to undo", "withdrawn consents to undo"),
    Action.NO_CARER: ("consent answer to take back", "consent answers to take back"),
    Action.JOURNEY: ("journey account to close", "journey accounts to close"),
    Action.DECIDE: ("sharing decision to make", "sharing decisions to make"),
    Action.RECORD: ("sharing decision to record", "sharing decisions to record"),
    Action.ADVICE: ("reply to record", "replies to record"),
    Action.REPLY: ("reply to record", "replies to record"),
    Action.NO_REPLY: ("reply to record", "replies to record"),
    Action.CONVERSATION: ("conversation to write in a file", "conversations to write in files"),
    Action.BREACH: ("breach step", "breach steps"),
    Action.KEY_PERSON: ("key person to choose", "key people to choose"),
    Action.KEY_PERSON_OF_SEVERAL: ("key person to choose", "key people to choose"),
    Action.FIRST_ENTRY: ("file index to begin", "file indexes to begin"),
    Action.FILE_ENTRY: ("file entry to complete", "file entries to complete"),
    Action.WRITE_CONCERN: ("concern to write in a file", "concerns to write in files"),
    Action.FILE_BACK: ("file to bring back", "files to bring back"),
    Action.PLACE: ("developmental record to find a place for", "developmental records to find a place for"),
    Action.SIGN_OFF: ("sign-off", "sign-offs"),
    Action.SIGN_OFFS: ("sign-off of several people", "sign-offs of several people"),
    Action.COUNTERSIGN: ("countersignature", "countersignatures"),
    Action.TRAINING: ("training to record", "training records"),
    Action.SUPERVISOR: ("supervisor to choose", "supervisors to choose"),
    Action.CHAIRPERSON: ("chairperson to enter", "chairpersons to enter"),
    Action.ADOPT: ("adoption of the policy", "adoptions of the policy"),
    Action.REVIEW: ("policy review", "policy reviews"),
    Action.CHECK: ("routine check", "routine checks"),
    Action.CONTACT: ("number to check", "numbers to check"),
    Action.RELATED: ("related policy to enter", "related policies to enter"),
    Action.FAMILIES: ("thing to tell families", "things to tell families"),
    Action.CLOSE_ACCOUNT: ("account to close", "accounts to close"),
    Action.ACCOUNT_ROLE: ("account to change", "accounts to change"),
    Action.NEXT_MANAGER: ("manager's account to make", "managers' accounts to make"),
    Action.BACKUP: ("backup to make", "backups to make"),
    Action.TEST_RESTORE: ("backup to test", "backups to test"),
    Action.RECOVERY_CODE: ("recovery code to make", "recovery codes to make"),
}
_PURPOSE_OF_MANY = ("purpose to ask many families about", "purposes to ask many families about")

FORMS = "Go to the forms"  # of several children

# What comes first among what is overdue; what is not named here is the rest.
PRESSING = {
    Pressing.HARM: "what may harm somebody",
    Pressing.SOCIAL_CARE: "social care's replies",
    Pressing.NO_MANAGER: "a manager",
    Pressing.LAW: "legal dates",
    Pressing.SHARING: "sharing decisions",
    Pressing.PEOPLE: "people with the children",
    Pressing.TO_UNDO: "what was withdrawn",
}
ACCOUNTS_TO_CLOSE = "accounts to close"

DUTY_EXPLAINED = "Our duty to share, explained"

# The policy's own items have numbers that say nothing; on a shared screen they tell one from another.
POLICY_CODES = {
    Action.CHECK: "Routine check",
    Action.CONTACT: "Number to ring",
    Action.RELATED: "Related policy",
}

STEPS = access.IN_WORDS

REQUEST_PARTS = {
    access_path.Part.WHO_ASKS: "Who is asking",
    access_path.Part.FILE: "The file",
    access_path.Part.THIRD_PARTIES: "Third parties",
    access_path.Part.COPIES: "Redaction and copies",
    access_path.Part.RELEASE: "Release",
}

# What a button for a step says: what is to be done, where STEPS says what was done.
DO = {
    access.Step.IDENTITY_ASKED: "Ask for proof of who they are",
    access.Step.IDENTITY_CONFIRMED: "Record the proof",
    access.Step.COURT_ORDER_READ: "Record what the court order says",
    access.Step.CHAIRPERSON_TOLD: "Record that the chairperson was told",
    access.Step.CONFLICT_ASKED: "Record the chairperson's answer",
    access.Step.STAND_IN_NAMED: "Name a stand-in",
    access.Step.MANAGER_STANDS_BACK: "Say that the manager stands back",
    access.Step.ACKNOWLEDGED: "Record the acknowledgement",
    access.Step.CLARIFICATION_ASKED: "Ask what is wanted",
    access.Step.CLARIFICATION_ANSWERED: "Record what they answered",
    access.Step.EXTENDED: "Extend the time",
    access.Step.BEST_INTERESTS: "Answer the question",
    access.Step.ADVICE_CONSIDERED: "Say whether legal advice is needed",
    access.Step.ADVICE_SOUGHT: "Record whom you asked",
    access.Step.ADVICE_RECEIVED: "Record the advice",
    access.Step.INVITED: "Record the invitation",
    access.Step.MEETING: "Record the meeting, or why there is none",
    access.Step.RELEASED: "Record the release",
    access.Step.REFUSED: "Refuse the request",
    access.Step.REFUSAL_AGREED: "Agree to the refusal as the second person",
    access.Step.WITHDRAWN: "Record that it was withdrawn",
    access.Step.MISTAKEN: "Say that it was recorded by mistake",
    access.Step.CLOSED: "Close the request",
}

CHANNELS = {
    access.Channel.LETTER: "Letter",
    access.Channel.EMAIL: "Email",
    access.Channel.VERBAL: "Verbal",
    access.Channel.OTHER: "Another way",
}

PROGRESS = {
    access.Progress.ANSWERED_IN_TIME: ("Answered in time", Tone.DONE),
    access.Progress.ANSWERED_LATE: ("Answered late", Tone.DONE),
    access.Progress.ANSWERED: ("Answered", Tone.DONE),
    access.Progress.WITHDRAWN: ("Withdrawn", Tone.DONE),
    access.Progress.WITHDRAWN_LATE: ("Withdrawn late", Tone.DONE),
    access.Progress.MISTAKEN: ("Recorded by mistake", Tone.DONE),
    access.Progress.LATE: ("Late", Tone.LATE),
    access.Progress.DUE_TODAY: ("Due today", Tone.DUE),
    access.Progress.PAUSED: ("Paused", Tone.WAITING),
    access.Progress.WAITING_FOR_IDENTITY: ("Waiting for identity", Tone.WAITING),
    access.Progress.OPEN: ("Open", Tone.DONE),
}

PARTY_STANDINGS = {
    third_parties.Standing.TO_WRITE: ("To be written to", Tone.DUE),
    third_parties.Standing.AWAITED: ("Answer awaited", Tone.WAITING),
    third_parties.Standing.NO_ANSWER: ("No answer in time", Tone.DUE),
    third_parties.Standing.TO_DISCUSS: ("To be discussed", Tone.DUE),
    third_parties.Standing.TO_DECIDE: ("To be decided", Tone.DUE),
    third_parties.Standing.TO_DECIDE_AGAIN: ("To be decided again", Tone.LATE),
    third_parties.Standing.DECIDED: ("Decided", Tone.DONE),
    third_parties.Standing.MISTAKEN: ("By mistake", Tone.DONE),
}

PARTY_EVENTS = {
    third_parties.Event.WRITTEN: "Written to",
    third_parties.Event.NOT_WRITTEN: "Not written to",
    third_parties.Event.REMINDED: "Reminded",
    third_parties.Event.CONSENTED: "They consent",
    third_parties.Event.REFUSED: "They refuse",
    third_parties.Event.REFERS_DIRECT: "They want to be asked directly",
    third_parties.Event.NO_ANSWER: "No answer came",
    third_parties.Event.DISCUSSED: "Discussed with them",
    third_parties.Event.DECIDED: "We decided",
    third_parties.Event.MISTAKEN: "Entered by mistake",
}

PARTY_DECISIONS = {
    third_parties.Decision.DISCLOSE: "Disclose it",
    third_parties.Decision.NAME_REMOVED: "Remove the name only",
    third_parties.Decision.WITHHOLD: "Withhold it",
}

COPIES = {
    access_path.Copy.NONE: ("Not made", Tone.DUE),
    access_path.Copy.STALE: ("Out of date", Tone.LATE),
    access_path.Copy.UNCHECKED: ("Not checked", Tone.DUE),
    access_path.Copy.READY: ("Ready", Tone.DONE),
}

CLAIMS = {
    rectification.Claim.FACT: "A fact",
    rectification.Claim.OPINION: "An opinion",
    rectification.Claim.NOT_SAID: "Not said",
}

FINDINGS = {
    rectification.Finding.WRONG_FACT: "A fact, and it is wrong",
    rectification.Finding.RIGHT_FACT: "A fact, and it is right",
    rectification.Finding.OPINION: "An opinion, a judgement or a differing view",
    rectification.Finding.NOT_SETTLED: "A fact that can no longer be settled",
}

RECTIFICATION_DECISIONS = {
    rectification.Decision.CORRECTED: "Corrected, with the mistake beside it",
    rectification.Decision.BOTH_KEPT: "Both versions kept",
    rectification.Decision.REFUSED: "Refused, with reasons",
}

DISPUTES = {
    rectification.Dispute.NOT_USED: "it is not to be used while it is checked.",
    rectification.Dispute.CHECKED: "whether a fact in it is wrong is being checked (RC-3).",
    rectification.Dispute.UNCHANGED: "it stays, with the parent's view beside it if there is one (RC-4).",
    rectification.Dispute.CORRECTED: "a fact in it was wrong, and the mistake stays beside the correction.",
}

RECTIFICATION_STEPS = {
    rectification.Step.RESTRICTED: "Not used while it is checked",
    rectification.Step.EXTENDED: "Extension notice sent",
    rectification.Step.DECIDED: "Checked and decided",
    rectification.Step.VIEW: "The parent's view recorded",
    rectification.Step.NO_VIEW: "Offered to record their view, none given",
    rectification.Step.ANSWERED: "Answered in writing",
    rectification.Step.GIVEN: "Somebody was given the wrong fact",
    rectification.Step.NOT_GIVEN: "Was not given the wrong fact",
    rectification.Step.TOLD: "Told somebody who was given the wrong fact",
    rectification.Step.NOT_TOLD: "Decided not to tell somebody who was given it",
    rectification.Step.NO_RECIPIENTS: "Nobody was given the wrong fact",
    rectification.Step.WITHDRAWN: "Withdrawn by whoever asked",
    rectification.Step.MISTAKEN: "Recorded by mistake, or twice",
    rectification.Step.STANDS_BACK: "The chairperson stands back",
}

COMPLAINT_KINDS = {
    complaints.Kind.DATA_PROTECTION: "Data protection: how we hold, share or show information",
    complaints.Kind.EARLY_YEARS: "Early-years requirements: care, safety, staff, premises",
    complaints.Kind.BOTH: "Both of these",
    complaints.Kind.OTHER: "Something else",
}

COMPLAINT_STEPS = {
    complaints.Step.ACKNOWLEDGED: "Acknowledged in writing",
    complaints.Step.PROGRESS: "Told how it is going",
    complaints.Step.STANDS_BACK: "The chairperson stands back",
    complaints.Step.MANAGER_STANDS_BACK: "The manager stands back",
    complaints.Step.DEPUTY_STANDS_BACK: "The deputy stands back",
    complaints.Step.OUTCOME: "Outcome given",
    complaints.Step.WITHDRAWN: "Withdrawn",
    complaints.Step.PUT_RIGHT: "Put right: what was promised was given",
    complaints.Step.STANDS: "The answer stands: it was upheld for something else",
    complaints.Step.MISTAKEN: "Recorded by mistake, or twice",
    complaints.Step.WENT_ON: "Taken further, to the ICO, Ofsted or the committee",
    complaints.Step.WANTED_THERE: "Asked there for an answer",
    complaints.Step.ANSWERED_THERE: "Answered there",
    complaints.Step.DECIDED_THERE: "Decided where it was taken, or let drop",
}

COMPLAINT_RESULTS = {
    complaints.Result.UPHELD: "Upheld",
    complaints.Result.PARTLY: "Partly upheld",
    complaints.Result.NOT_UPHELD: "Not upheld",
}

COMPLAINTS = {
    complaints.Status.TO_ACKNOWLEDGE: ("To acknowledge", Tone.DUE),
    complaints.Status.BEING_LOOKED_INTO: ("Being looked into", Tone.DONE),
    complaints.Status.LATE: ("Late", Tone.LATE),
    complaints.Status.TO_PUT_RIGHT: ("To put right", Tone.DUE),
    complaints.Status.ANSWERED_IN_TIME: ("Answered in time", Tone.DONE),
    complaints.Status.ANSWERED_LATE: ("Answered late", Tone.DONE),
    complaints.Status.WITHDRAWN: ("Withdrawn", Tone.DONE),
    complaints.Status.WITHDRAWN_LATE: ("Withdrawn late", Tone.DONE),
    complaints.Status.MISTAKEN: ("Recorded by mistake", Tone.DONE),
}

CONSENTS = {
    consent.Status.GIVEN: "Given",
    consent.Status.REFUSED: "Refused",
    consent.Status.WITHDRAWN: "Withdrawn",
    consent.Status.CARERS_DISAGREE: "Carers disagree",
    consent.Status.NOT_ASKED: "Not asked",
    consent.Status.NO_ANSWER: "No answer",
    consent.Status.RENEWAL_DUE: "Renewal due",
    consent.Status.ENDED: "Ended",
}

# A no after a consent, while what that allowed is not stopped and undone.
TO_UNDO = {
    status: f"{CONSENTS[status]}, to undo" for status in (consent.Status.REFUSED, consent.Status.WITHDRAWN)
}

INDUCTIONS = {
    induction.Status.DONE: "Done",
    induction.Status.DUE: "Due",
    induction.Status.OVERDUE: "Overdue",
    induction.Status.ON_SITE: "Missing",  # with the children already: the grid has such a tag for each topic
    induction.Status.REREAD: "Read again",
    induction.Status.REREAD_LATE: "Read again, overdue",
    induction.Status.NOT_NEEDED: "Not needed",
}

ADVISED = {
    induction.Advised.IN_TIME: "Before observing",
    induction.Advised.LATE: "Late: after observing began",
    induction.Advised.LACKING: "Late: observes without it",
    induction.Advised.TO_COME: "Not yet",
}

GROUNDS = {
    sharing.Ground.SIGNIFICANT_HARM: "A child is or may be suffering significant harm",
    sharing.Ground.CAUSE_NOT_CLEAR: "The cause for concern is not clear",
    sharing.Ground.HARM_TO_ADULT: "Serious harm to an adult",
    sharing.Ground.CRIME: "Prevention of crime or disorder",
    sharing.Ground.PROFESSIONAL_WORK: "Working with other professionals",
    sharing.Ground.OTHER_BASIS: "Another lawful basis",
}

POSITIONS = {
    sharing.Position.WRITTEN: "Agreed in writing",
    sharing.Position.VERBAL: "Agreed verbally, with a witness",
    sharing.Position.REFUSED: "Objected",
    sharing.Position.NOT_SOUGHT: "Not asked: it may endanger someone, or cannot wait",
    sharing.Position.NOT_TOLD: "Not told: they do not know about it",
}

BASES = {
    sharing.Basis.SAFEGUARDING: "Safeguarding, a recognised legitimate interest",
    sharing.Basis.LEGAL_OBLIGATION: "A legal obligation",
    sharing.Basis.VITAL_INTERESTS: "Vital interests: somebody's life is at stake",
    sharing.Basis.CONSENT: "The family's agreement",
    sharing.Basis.OTHER: "Another basis: say which",
}

RECIPIENTS = {
    sharing.Recipient.SOCIAL_CARE: "Children's or adults' social care, including the MASH",
    sharing.Recipient.HEALTH: "Health",
    sharing.Recipient.POLICE: "Police",
    sharing.Recipient.NEXT_SETTING: "School or another setting",
    sharing.Recipient.PROFESSIONAL: "Another professional",
    sharing.Recipient.OTHER: "Somebody else, by name",
}

RECIPIENT_COUNTS = {
    sharing.Recipient.SOCIAL_CARE: "social care",
    sharing.Recipient.HEALTH: "health",
    sharing.Recipient.POLICE: "the police",
    sharing.Recipient.NEXT_SETTING: "schools and settings",
    sharing.Recipient.PROFESSIONAL: "other professionals",
    sharing.Recipient.OTHER: "others, by name",
}

QUALITIES = {
    sharing.Quality.RELEVANT: "Relevant: only what they need",
    sharing.Quality.FACTUAL: "Accurate and factual: opinions are marked as opinions",
    sharing.Quality.NOT_JUDGING: "Non-judgemental",
    sharing.Quality.UP_TO_DATE: "Up to date",
}

EXPLANATIONS = {
    sharing.Explanation.GIVEN: "Explained",
    sharing.Explanation.NOT_YET: "Not yet",
    sharing.Explanation.WITHHELD: "Not explained",
}

KINDS = {
    contacts.Kind.PROFESSIONAL: "Contact with a professional",
    contacts.Kind.COLLEAGUE: "Disclosure to a colleague",
}

METHODS = {
    contacts.Method.TELEPHONE: "Telephone",
    contacts.Method.MEETING: "Meeting",
    contacts.Method.VIDEO: "Video call",
    contacts.Method.LETTER: "Letter",
    contacts.Method.EMAIL: "Email",
}

BREACH_STEPS = {
    breach.Step.REPORTED: "Reported to the ICO",
    breach.Step.NOT_REPORTED: "Decided not to report to the ICO",
    breach.Step.IN_DANGER: "Somebody may be in danger through it",
    breach.Step.NO_DANGER: "Nobody is in danger through it",
    breach.Step.HELP_TOLD: "The police or social care were told",
    breach.Step.HELP_NOT_TOLD: "Decided not to tell the police or social care",
    breach.Step.AFFECTED: "Somebody else is affected",
    breach.Step.TOLD: "The people affected were told",
    breach.Step.NOT_TOLD: "Decided not to tell the people affected",
    breach.Step.CLOSED: "Closed, with what will be done differently",
    breach.Step.PUT_RIGHT: "What happened, put right",
}

GROUND_SAYS = {  # what the law gives only in part, said when it is chosen (L2.10 to L2.15)
    redaction.Ground.BEST_INTERESTS: "Only what says whether the child is, was or may be at risk of abuse, "
    "and only where somebody with parental responsibility asks for a child under 18.",
    redaction.Ground.SERIOUS_HARM: "Only serious harm to somebody's physical or mental health: say whose, "
    "and how. That somebody would be upset is not enough. Do not decide this alone. About health, ask a "
    "health professional first; about a report of the council, ask the council. Write what they said.",
    redaction.Ground.DANGER: "Only of a member of staff about whom it was decided so (AR-20).",
}

_FACTS = {  # where the rules' own word for what became of an entry is too short to be plain
    file_index.Fact.GIVER_ASKED: "Asked the person who gave it",
    file_index.Fact.SUBJECT_ASKED: "Asked the person it is about",
    file_index.Fact.SIDE: "The carers' own side",
    file_index.Fact.LATE: "Why it was written late",
}

MISTAKEN_STEP = "A step was entered by mistake"
NO_ANSWER = "No answer came"
# Each way to take something back says what, also at the head of its form: several may stand side by side.
MISTAKEN_ANSWER = "An answer or a form was entered by mistake"
MISTAKEN_END = "An answer or what was done was entered by mistake"
MISTAKEN_ACCOUNT = "A line of the journey account was entered by mistake"
MISTAKEN_CONTACT = "This contact or disclosure was entered by mistake"
MISTAKEN_DECISION = "Something recorded of this decision was entered by mistake"
MISTAKEN_CHILD = "This child was entered by mistake"
MISTAKEN_LINK = "A link was made by mistake"
MISTAKEN_CHECK = "A check was entered by mistake"
MISTAKEN_LEAFLET = "A leaflet was entered by mistake"
MISTAKEN_CARER = "A carer was linked by mistake"
MISTAKEN_DISPOSAL = "An entry of records that are gone was a mistake"
MISTAKEN_FACT = "What followed was entered by mistake"
MISTAKEN_ENTRY = "This entry was entered by mistake"
MISTAKEN_DEVELOPMENTAL = "A line of the developmental record was entered by mistake"
MISTAKEN_COMPLAINT = "This complaint was recorded by mistake, or twice"
ANEW = "Its kind, its child or who complains is wrong"
MISTAKEN_CORRECTION = "This request was recorded by mistake, or twice"
RECORD_ANEW = (
    "If it was about the wrong child, or otherwise recorded wrongly, record it anew first, with the day on "
    "which it really came. This one stays in the register and in the history, and counts nowhere else."
)
OFFICE_SIGNS = (
    "The committee signed the check first. The manager or the deputy signs second, under their own account."
)
# The safeguarding steps come before those of the law on data (OV-1).
BREACH_ENDANGERS = (
    "Ring 999 first if somebody is in danger now. Then warn whoever may be in danger, today, by telephone or "
    "in person, so that nobody else hears or reads it. Tell the police and children's social care what "
    "became known, and to whom: the numbers are on the Policy page. Do not wait for the decision about the "
    "ICO."
)
WRONG_CHILD = "Recorded about the wrong child"
LOGGED_BY_MISTAKE = "The breach was logged by mistake"
BY_MISTAKE = "The concern was recorded by mistake"
KEEP_LONGER, KEPT_LONG_ENOUGH = "Keep for longer", "Kept long enough"
ON_FILE = "On file"  # what was typed, on a shared screen
CHILDS_CODE = "Child's code"

CONFLICTS = {
    Conflict.REQUESTER: "I made the request",
    Conflict.RELATIVE: "I am a relative or a friend",
    Conflict.NAMED: "I am named in the file",
}

CHASES = {
    consent.Chase.FORM_NOT_BACK: ("Form not back", Tone.WAITING),
    consent.Chase.NEW_STARTER: ("New starter", Tone.DUE),
    consent.Chase.NOT_ASKED: ("Not asked", Tone.DUE),
    consent.Chase.RENEWAL_DUE: ("Renewal due", Tone.DUE),
    consent.Chase.RENEWAL_SOON: ("Renewal soon", Tone.DUE),
}

# How a status answers "May we?": a plain no, or that nobody knows, each with its reason.
MAY_WE_NOT = {
    consent.Status.REFUSED: "No: refused",
    consent.Status.WITHDRAWN: "No: withdrawn",
    consent.Status.CARERS_DISAGREE: "No: carers disagree",
    consent.Status.NOT_ASKED: "Not known: not asked",
    consent.Status.NO_ANSWER: "No: no answer came",
    consent.Status.ENDED: "No: the child has left",
}


READ_FIRST = "There is a court order: read it first"
NO_OR_NOT_KNOWN = "No, or not known"


EARLIER_WORDING = "Yes, but to an earlier wording only"


ORDER_MARK = "Court order"
CARERS_AGREED, AGREED_EARLIER = "The carers agreed", "The carers agreed, but to an earlier wording only"


def may_we_not(
    no: int,
    of: int,
    renew: int,
    them: str,
    read_first: int = 0,
    earlier: int = 0,
    *,
    ordered: int = 0,
    shown: bool = True,
) -> str:
    """For how many of `them`, which are `of` children, the answer is no, and for how many it is yes.

    Where a court order is to be read first it is neither: an answer of the carers is not all there is to it.
    Nor is a yes to an earlier wording: the present one may ask for more. `ordered` is how many have an order,
    whatever was answered. On a shared screen no order is counted, and nothing is a yes before somebody looks.
    """
    have = f"{counted(ordered, 'child has', 'children have')} a court order"
    # Of those to be read first it is said beside the yes; here with those for whom it is a no.
    marked = f" {have}{' in all' if read_first else ': read it first'}." if ordered > read_first else ""
    if no == of:
        return f"No for {them}.{marked}" if of == 1 else f"No for all {them}.{marked}"
    yes = of - no - read_first - earlier
    said = [f"Not for {no} of {them}."] if no else []
    if yes and not shown:
        said.append(
            f"The carers of {yes}{'' if no else f' of {them}'} agreed{to_renew(renew, yes)}. {SHOW_NAMES}"
        )
    elif yes:
        said.append(f"Yes for {yes}{'' if no else f' of {them}'}{to_renew(renew, yes)}.")
    if earlier:
        said.append(f"For {earlier}{'' if said else f' of {them}'} the yes is to an earlier wording only.")
    if read_first:
        of_them = "" if said else f" of {them}"
        said.append(
            f"For {read_first}{of_them} the carers agreed, but there is a court order: read it first."
        )
    return " ".join(said) + marked


def to_renew(renew: int, yes: int) -> str:
    """That for `renew` of those with a yes the renewal is due, which leaves it a yes (L5.4)."""
    if not renew:
        return ""
    if renew == yes:
        return "; renewal is due" if yes == 1 else "; for all of them renewal is due"
    return f"; for {renew} of them renewal is due"


SHARING = {
    sharing.Status.AWAITING_DECISION: ("Awaiting decision", Tone.DUE),
    sharing.Status.AWAITING_RECORDING: ("Awaiting recording", Tone.DUE),
    sharing.Status.RECORDED: ("Recorded", Tone.DONE),
}

RESULTS = {
    Result.IN_ORDER: "In order",
    Result.NOT_IN_ORDER: "Something to put right",
}

CHANGES = {
    Change.NONE: "No change",
    Change.TYPING: "A correction of typing",
    Change.MATERIAL: "A material change",
}

READ_AND_SIGNED = "To countersign"
NAMES_HIDDEN = "Names hidden"

# Which words of a grid carry a colour, so that what needs doing stands out from what is settled.
GRID_TONES = {
    "Refused": Tone.DONE,
    "Withdrawn": Tone.DONE,
    "No answer": Tone.DONE,
    **dict.fromkeys(TO_UNDO.values(), Tone.LATE),
    "Carers disagree": Tone.LATE,
    "Not asked": Tone.DUE,
    "Renewal due": Tone.DUE,
    "Missing": Tone.LATE,
    "Overdue": Tone.LATE,
    "Due": Tone.DUE,
    "Read again": Tone.DUE,
    "Read again, overdue": Tone.LATE,
    READ_AND_SIGNED: Tone.WAITING,
    "Renew": Tone.LATE,
    "Something to put right": Tone.LATE,
}


def tag_of(item: Item, *, today: date) -> tuple[str, Tone]:
    """The tag of an agenda item: how late, or which day it is due."""
    if item.snoozed_until:
        return f"Until {short_date(item.snoozed_until)}", Tone.WAITING
    if item.state is State.LATE:
        late = (today - item.due).days
        if late <= 0 and item.due_at:
            return f"Late since {item.due_at:%H:%M}", Tone.LATE
        return (f"{how_long(late)} late" if late > 0 else "On site without it"), Tone.LATE
    if item.state is State.WAITING:
        return "Waiting", Tone.WAITING
    if item.due == today:
        return "Due today", Tone.DUE
    if group_of(item, today=today) is Group.WITHIN_A_WEEK:
        if item.open_last:
            return "Before we close", Tone.DUE
        # A week on has the name of today.
        return "Due in a week" if item.due == a_week_ahead(today) else f"Due {item.due:%a}", Tone.DUE
    return "Due", Tone.DONE


def code_of(item: Item, *, shown: bool) -> str:
    """The code of an agenda item, or the kind of thing that it is where a number would say nothing."""
    if item.action is Action.CONTACT and not shown:
        return item.code
    return POLICY_CODES.get(item.action, item.code)


def next_step(item: Item) -> str:
    """What the button of an agenda item says."""
    is_of_forms = item.action is Action.ASK and item.is_of_many
    return FORMS if is_of_forms else ACTIONS[item.action]


def kinds_of(items: Iterable[Item]) -> str:
    """What kinds of things these are and how often each comes, in the order of the pages; no code."""
    counts = Counter(_kind_of(item) for item in items)
    in_order = dict.fromkeys([*THINGS_TO_DO.values(), _PURPOSE_OF_MANY])
    return ", ".join(counted(counts[kind], *kind) for kind in in_order if counts[kind])


def _kind_of(item: Item) -> tuple[str, str]:
    return _PURPOSE_OF_MANY if item.action is Action.ASK and item.is_of_many else THINGS_TO_DO[item.action]


def order_of_the_overdue(items: Iterable[Item]) -> str:
    """What comes first among these items, in the order in which `most_pressing_first` has them; two kinds at
    most, as the line is read on a phone too."""
    held: dict[Pressing, list[Item]] = {}
    for item in items:
        held.setdefault(pressing_of(item), []).append(item)
    first = [_pressing(which, held[which]) for which in sorted(held) if which in PRESSING]
    del first[2:]
    areas = len(held) - len(first)
    rest = ["the rest by subject" if areas > 1 else "the rest"] if areas else []
    if len(held) == 1:
        return "The longest late first"
    if not first:
        return "By subject, the longest late first"
    opening, *others = [*first, *rest]
    return f"First {opening}, then {listed(others)}"


def _pressing(which: Pressing, held: Iterable[Item]) -> str:
    is_of_accounts = which is Pressing.PEOPLE and all(one.action is Action.CLOSE_ACCOUNT for one in held)
    return ACCOUNTS_TO_CLOSE if is_of_accounts else PRESSING[which]


def how_long(passed: int) -> str:
    """How long ago in words: days up to two months, then months, then years."""
    if passed <= 60:
        return days(passed)
    return counted(passed // 30, "month") if passed < 730 else counted(passed // 365, "year")


def due_words(item: Item, *, today: date) -> str:
    """The due date with its weekday, or with its year where that is another one.

    A house rule is marked, so that nobody takes it for the law.
    """
    return near_date(item.due, today=today) + (" *" if item.is_house_rule else "")


def due_sentence(
    received_on: date,
    steps: Collection[StepDone],
    bank_holidays: Collection[date],
    today: date,
    *,
    is_ours: bool = False,
    wanted_by: date | None = None,
) -> str:
    """The deadline of an access request in a sentence; `is_ours` where no law dates the answer, which
    is then due by our own day or by the one that whoever asks named, `wanted_by`."""
    due = wanted_by or access.due_on(access.clock_of(received_on, steps), bank_holidays)
    ended = access.ended_on(steps)
    if ended and not access.waits_for_agreement(steps):
        if not access.is_found_wrong(steps):
            ended = access.answered_on(steps) or ended  # a refusal is sent once it was agreed to
        if access.is_by_mistake(steps):
            return f"Recorded by mistake, and closed on {long_date(ended)}: no answer is due."
        in_time = "in time" if ended <= due else f"{days((ended - due).days)} late"
        if is_ours:
            which = "the day that they named" if wanted_by else "our own day"
            in_time = f"{'by' if ended <= due else 'after'} {which}, {long_date(due)}"
        if access.is_found_wrong(steps):
            return _found_wrong(ended, access.answered_on(steps), due, today)
        awaited = access.waits_for(received_on, steps, bank_holidays)
        if awaited and not is_ours and ended > due:
            in_time = f"while we waited for {access.awaited_said(awaited)}: by law not late"
        what = "Answered with a refusal" if access.is_refused(steps) else "Answered"
        if access.is_withdrawn(steps):
            what = "Withdrawn"
        return f"{what} on {long_date(ended)}, {in_time}."
    if is_ours:
        was = f", {days((today - due).days)} ago" if due < today else ", today" if due == today else ""
        which = "The day by which they ask for the answer" if wanted_by else "Our own day for the answer"
        return f"{which} {'was' if due < today else 'is'} {long_date(due)}{was}."
    if awaited := access.waits_for(received_on, steps, bank_holidays):
        return access.waiting_said(awaited, due, today)
    if due < today:
        return f"The answer was due on {long_date(due)}, {days((today - due).days)} ago."
    return f"The answer is due {'today, ' if due == today else 'by '}{long_date(due)}."


def _found_wrong(refused: date, given: date | None, due: date, today: date) -> str:
    """What became of a request whose refusal a complaint found wrong: a promise is no answer (CM-1)."""
    said = f"Refused on {long_date(refused)}. A complaint about it was upheld"
    if given:
        in_time = "in time" if given <= due else f"{days((given - due).days)} late"
        return f"{said}, and what was promised was given on {long_date(given)}, {in_time}."
    was = f", {days((today - due).days)} ago" if due < today else ""
    return (
        f"{said}, and what was promised is not recorded as given. The answer {'was' if was else 'is'} due by "
        f"{long_date(due)}{was}."
    )


# To whoever records a concern of their own key children alone and has none: on the page, and in the form.
NO_CONCERN = (
    "You have no key children today. Tell the manager or the deputy at once of a concern, to be recorded. If "
    "it is about somebody who works or helps here, tell the manager; if about the manager, the chairperson."
)
# Beside each field whose words a letter takes over: what is typed there leaves the setting.
GOES_IN_A_LETTER = (
    "What you write here stands in the letter word for word. Name nobody else, and write nothing that could "
    "put a child or anybody else in danger."
)
# There is no register of their own for these rights, and a letter that is in none falls off the list.
OTHER_RIGHTS = (
    "A family may also ask you to delete something or to limit what you use it for, or object to how you use "
    "it. Record that under Complaints, as one about data protection, in their words: so it has a day on the "
    "weekly review. Answer it within a month. Delete nothing from a file that somebody has asked to see."
)
COURT_ORDER = "A court order is in the file: read it before anything is released or agreed."
ORDER_BEFORE_SHARING = (
    "A court order is in the file: read it before anything is shared. What is urgent to keep somebody safe "
    "does not wait for it."
)
ORDER_NOT_SAID = "Whether there is a court order is not said on a shared screen."
SHOW_NAMES = "Show names before you act: a court order is not said on a shared screen."


def court_order_of(codes: list[str], *, before: str) -> str:
    """In whose file a court order is, by code, and before what it is read: it may say who is not told."""
    return f"A court order is in the file of {listed(codes)}: read it before {before}."


def numbered_carer(child: KnownChild | RegisteredChild, carer_id: int, *, shown: bool) -> str:
    """A carer by name, or by number on a shared screen."""
    carers: Sequence[KnownCarer | RegisteredCarer] = child.carers
    number, carer = next((n, c) for n, c in enumerate(carers, 1) if c.id == carer_id)
    return carer.name if shown else f"Carer {number}"


def with_no_carer(name: str, *, is_no_carer: bool) -> str:
    """A name as it stands in a record; of somebody who was linked to the child by mistake it says so."""
    return f"{name}, carer by mistake" if is_no_carer else name


def recording_rule(recording_days: int) -> str:
    """The setting's own rule for writing a decision in the file."""
    return "the same day" if recording_days == 0 else f"within {days(recording_days)}"


def rectification_step(step: rectification.Step, decision: rectification.Decision | None) -> str:
    """A step of a request to correct the file, with what was decided where it is the decision."""
    return RECTIFICATION_STEPS[step] + (f": {decision}" if decision else "")


def not_indexed(entry: str, child_code: str) -> str:
    """That an entry's number is not in the index of a child's file: a slip, or it is to be entered yet."""
    return (
        f"No entry {rectification.entry_number(entry)} is in the index of {child_code}: look at the number "
        "again, or enter it there."
    )


def without_index(child_code: str) -> str:
    """That nothing can be looked for in the index of a child's file, as there is none."""
    return f"The file of {child_code} has no index yet."


def complaint_step(step: complaints.Step, result: complaints.Result | None, on: date) -> str:
    """A step of a complaint, with its result where it is the outcome, or by when an answer is wanted."""
    if step is complaints.Step.WANTED_THERE:
        return f"{COMPLAINT_STEPS[step]} by {dated(on)}"
    return COMPLAINT_STEPS[step] + (f": {COMPLAINT_RESULTS[result].lower()}" if result else "")


def decided_instead(step: complaints.Step, instead: str, *, shown: bool) -> str:
    """Who decided a step of a complaint, or deals with it, in place of the manager, who stands back; nothing
    where it is who recorded it."""
    if not instead:
        return ""
    if step in complaints.STANDING_BACK:
        return f"{typed(instead, shown=shown)} deals with it"
    return f"Decided by {instead}" if shown else "Decided by somebody else than who recorded it"


def moment(at: datetime) -> str:
    """A moment in London: "24 Nov 2026, 14:05"."""
    there = at.astimezone(LONDON)
    return f"{dated(there.date())}, {there:%H:%M}"


def induction_record(one: Recorded) -> str:
    """What was recorded of somebody's induction or training."""
    if one.is_training:
        return "Safeguarding training"
    if not one.is_needed:
        return "Found not to need it"
    return "Countersigned" if one.is_countersigned else "Signed off"


def way_of_file(ends_id: int | None) -> str:
    """What a line of the paper file's way says; `ends_id` is that by which it was taken out before."""
    return "Taken out" if ends_id is None else "Back in the cabinet"


def with_mistake(said: str, taken_back: TakenBack | None) -> str:
    """What a row says; one that counts no more says so."""
    return f"{said}, entered by mistake" if taken_back else said


def to_dispose_of(kept: Iterable[retention.Kept], *, today: date) -> str:
    """How many records of leavers are due for disposal, and how many would be but for what is open."""
    kept = list(kept)
    due = sum(line.is_due(today) for line in kept)
    held = sum(line.is_over(today) and bool(line.open_things) and not line.disposed_on for line in kept)
    said = (
        f"{counted(due, 'record is', 'records are')} due for disposal"
        if due
        else "Nothing is due for disposal"
    )
    return f"{said}{f'; {held} would be, but something is still open' if held else ''}."


def on_hold(kept: Iterable[retention.Kept]) -> str:
    """What the records of one leaver that are still here are on hold for; empty where nothing is open."""
    open_things = dict.fromkeys(what for line in kept if not line.disposed_on for what in line.open_things)
    if not open_things:
        return ""
    return (
        f"On hold for {listed(list(open_things))}. Nothing is destroyed, and nothing is passed on without a "
        "copy that stays, until that is closed or over and recorded so. What went before all "
        "that is recorded with its own day."
    )


def stays_in_the_file(
    kept: Iterable[retention.Kept], entries: Mapping[RecordKind, Sequence[int]], *, today: date
) -> str:
    """What of a leaver's file is kept for longer and comes out before the rest goes; empty where nothing."""
    longer = [
        f"{line.kind}, {_numbered(entries.get(line.kind, ()))}, "
        + (f"until {dated(line.until)}" if line.until else "the child's date of birth is not known")
        for line in kept
        if line.kind is not RecordKind.GENERAL and not line.disposed_on and not line.is_over(today)
    ]
    if not entries:
        known = f"; what it knows of is {'; '.join(longer)}" if longer else ""
        return (
            f"The index of this file is empty, so the dashboard knows of no {'other ' * bool(longer)}"
            f"accident, injury or concern in it{known}. Look through it first: those papers are kept for "
            "longer. Enter each in the index."
        )
    return f"Take out first what is kept for longer: {'; '.join(longer)}." if longer else ""


def reply_wanted(by: date) -> str:
    """By when social care decides on what it was told, and what to do where nothing is heard (L7.12)."""
    return (
        f"Social care decides within one working day of being told, by {long_date(by)}. If you hear nothing, "
        "ring again: the weekly review asks for the reply."
    )


# Beside an answer about sharing: a no there is not one to keeping a child safe (CP-1, IS-1; L7.3).
WHATEVER_WAS_ANSWERED = {
    consent.NEXT_SETTING: "Child protection records go to the next setting whatever was answered, apart from "
    "the rest and signed for. The manager or the deputy decides (IS-1).",
    consent.PROFESSIONALS: "To keep a child safe, information is shared whatever was answered, also after "
    "a no. The manager or the deputy decides: tell them at once (IS-1).",
}
FOR_THE_NEXT_SETTING = "the records going to the next setting"
_ABOUT = {
    consent.NEXT_SETTING: FOR_THE_NEXT_SETTING,
    consent.PROFESSIONALS: "sharing with other professionals",
}


def answers_about(key: str, last: Collection[RecordedAnswer], *, has_ended: bool = False) -> str:
    """What each carer had last answered about one of these purposes (AI-7). It names nobody.

    It `has_ended` where the child has left: on which day is said on no shared screen, so it is not said here.
    """
    if not last:
        return f"No answer of a carer about {_ABOUT[key]} is recorded."
    alike = Counter(f"{answer.answer} on {dated(answer.on)}" for answer in last)
    # Two that say the same on one day would read as one that was entered twice.
    said = [
        f"{answer} by {counted(count, 'carer')}" if count > 1 else answer for answer, count in alike.items()
    ]
    ended = " It counted until the child left: ask the family now." if has_ended else ""
    return f"What carers answered about {_ABOUT[key]}: {'; '.join(said)}.{ended}"


def before_a_school(answered: str) -> str:
    """What is read before records go to a school or setting to which a carer has said no (AI-7)."""
    return (
        "If it goes to a school or another setting, read this first. "
        f"{answered} Ask them first, unless it is to keep a child safe."
    )


def not_to_a_school(answered: str) -> str:
    """What is said of an agreement to share with a school where what carers answered is no clear yes."""
    return (
        f"{answered} If they have agreed to that now, record that answer too. If not, share only what they "
        "agreed to here."
    )


def _numbered(entries: Sequence[int]) -> str:
    if not entries:
        return "which the log of decisions names"
    return f"{'entry' if len(entries) == 1 else 'entries'} {listed([str(number) for number in entries])}"


def went(held: retention.RecordedDisposal, *, shown: bool) -> str:
    """What became of records that are gone; on a shared screen not to whom they went."""
    if not held.passed_to:
        return "destroyed"
    return f"passed on to {held.passed_to}" if shown else "passed on"


def all_gone(gone: Iterable[retention.RecordedDisposal], *, shown: bool) -> list[str]:
    """What of a child's records is not here any more, in sentences."""
    return [f"{capital(str(one.kind))}: {went(one, shown=shown)}, {long_date(one.on)}." for one in gone]


def why_taken_back(taken_back: TakenBack | None, *, shown: bool) -> str:
    """When a row was taken back, by whom and why; on a shared screen only when. Empty where it counts."""
    if taken_back is None:
        return ""
    when = f"Taken back {moment(taken_back.at)}"
    by = f" by {taken_back.by}" if taken_back.by else ""
    return f"{when}{by}: {taken_back.because}" if shown else when


def receipt_corrected(corrected: receipts.Corrected | None, *, shown: bool) -> str:
    """The day of receipt, or of a concern, that was entered at first, and what was wrong with it; empty where
    nothing was."""
    if corrected is None:
        return ""
    return f"{dated(corrected.entered_on)}. {why_corrected(corrected, shown=shown)}"


def child_corrected(was: WasAbout | None, *, shown: bool, for_the_file: bool = False) -> str:
    """The child whom a concern or a breach was recorded about at first, and what was wrong with it; empty
    where nothing was. In another child's file neither stands: the register has both."""
    if was is None:
        return ""
    if for_the_file:
        return f"Another child, by mistake. {why_corrected(was, shown=False)}"
    whom = named(was.child_code, was.child, shown=shown) if was.child_code else "No child"
    return f"{whom}. {why_corrected(was, shown=shown)}"


def why_corrected(corrected: receipts.Corrected | breaches.Corrected | WasAbout, *, shown: bool) -> str:
    """When what was entered at first was corrected, by whom and why; on a shared screen only when."""
    when = f"Corrected {moment(corrected.at)}"
    by = f" by {corrected.by}" if corrected.by else ""
    return f"{when}{by}: {corrected.because}" if shown else when


MOST_NAMED = 20  # in one line: a setting that has not begun something yet would have everybody in it


def few_named(people: Sequence[tuple[str, str]], *, shown: bool) -> str:
    """Codes, with their names where they are shown, as one list; beyond some twenty how many others."""
    said = [f"{code} ({name})" if shown else code for code, name in people[:MOST_NAMED]]
    if others := len(people) - len(said):
        said.append(counted(others, "other"))
    return listed(said)


def named(code: str, name: str, *, shown: bool) -> str:
    """A person by name and code, as there may be two of one name; by the code alone where not shown."""
    return f"{name}, {code}" if shown and name else code


def of_child(code: str, name: str, *, shown: bool) -> dict[str, str]:
    """The columns of a register that say which child it is, as there may be two of one name."""
    return {"Child": name, CHILDS_CODE: code} if shown else {"Child": code}


def typed(said: str, *, shown: bool) -> str:
    """What somebody typed, or on a shared screen that there is something."""
    return said if shown or not said else ON_FILE


def said_with(said: str, taken_back: TakenBack | None, *, shown: bool) -> str:
    """What was typed with a row, and where it counts no more, who took it back and why."""
    return told_with(typed(said, shown=shown), taken_back, shown=shown)


def told_with(told: str, taken_back: TakenBack | None, *, shown: bool) -> str:
    """The same after what may be told of the row on any screen."""
    why = why_taken_back(taken_back, shown=shown)
    return f"{told.rstrip(' .')}. {why}" if told and why else told or why


def how_it_stood(on: date, standing: str) -> str:
    """One signed review in words."""
    return f"Review of {short_date(on)}: {standing}"


def entry_paper(entry: file_index.Entry, kind: file_index.Kind | None) -> str:
    """Which paper an entry of the index is, in words: its number, its pages, what it is and when it was
    written."""
    pages = "page" if entry.first_page == entry.last_page else "pages"
    return f"Entry {entry.number}, {pages} {entry.pages}: {kind}, written {dated(entry.written_on)}"


def of_entry(fact: file_index.Fact) -> str:
    """What became of an entry of a file, in words."""
    return _FACTS.get(fact, capital(str(fact)))


def capital(said: str) -> str:
    """A sentence's first letter as a capital, and nothing else changed."""
    return said[:1].upper() + said[1:]


def lower(said: str) -> str:
    """A sentence's first letter as a small one, within another sentence."""
    return said[:1].lower() + said[1:]


def every(days_between: int) -> str:
    """`Every week`, as in a list."""
    return capital(how_often(days_between))


def told_apart(offered: Sequence[Held], said: Callable[[Held], str]) -> Callable[[Held], str]:
    """Each `said` in words; one of the same words as another has its number behind them. A list is chosen
    from by its words, and of two that say the same it takes the last."""
    counts: Counter[str] = Counter()
    numbered: list[str] = []
    for told in map(said, offered):
        counts[told] += 1
        numbered.append(told if counts[told] == 1 else f"{told} ({counts[told]})")
    if len(counts) == len(numbered):
        return said
    return lambda one: numbered[offered.index(one)] if one in offered else said(one)


def of_the_child(child: RegisteredChild, today: date, *, shown: bool) -> str:
    """What the register says of one child, also of who has left and is in no row of it.

    Not `shown`, on a shared screen, no date: it alone may tell whose it is (L11.5).
    """
    key_person = child.key_person if shown else child.key_person_code
    has_left = child.left_on is not None and child.left_on < today
    said = [f"Key person {key_person}." if key_person else "" if has_left else "Nobody is the key person."]
    if shown:
        begins = "Here since" if child.started_on <= today else "Starts on"
        ends = "Left on" if has_left else "Leaves on"
        said = [
            f"Born {dated(child.born_on)}." if child.born_on else "",
            f"Room: {child.room}." if child.room else "",
            f"{begins} {dated(child.started_on)}.",
            f"{ends} {dated(child.left_on)}." if child.left_on else "",
            *said,
        ]
    return " ".join(filter(None, said))
