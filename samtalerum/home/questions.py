"""The questions that each role asks first, answered by what the product does today.

Periods of keeping stand on the page *How your words are kept*, made from what is set; none is repeated here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Question:
    """A question and its answer; perhaps the page where one goes on, by the name of its address and its title."""

    key: str
    ask: str | Promise
    answer: str | Promise
    page: str = ""
    title: str | Promise = ""


EMPLOYEE = (
    Question(
        "who-reads",
        _("Who can read what I write?"),
        _(
            "Only you, until you share it. Above each text stands who can read it. No role opens it, not the "
            "administrator’s either, and you see who has opened what you shared."
        ),
        "dialogues:access",
        _("Who has opened what"),
    ),
    Question(
        "ask",
        _("How do I ask for a conversation?"),
        _(
            "Choose your leader, a supervisor or another leader by name, and add a few words if you like. "
            "Until there is an answer you can take the question back. Without an answer it ends by itself "
            "after 60 days."
        ),
        "dialogues:ask",
        _("Ask for a conversation"),
    ),
    Question(
        "invited",
        _("I have been invited. Must I say yes?"),
        _(
            "No. You can say yes, say no, or talk with somebody else. Whoever invited you sees the answer, "
            "and nobody asks you for a reason."
        ),
        "home:home",
        _("My conversations"),
    ),
    Question(
        "somebody-else",
        _("Does my leader learn that I talk with somebody else?"),
        _(
            "No. No page shows a conversation to anybody but the two people in it, unless you send the sheet "
            "to somebody. A leader sees whether there is one with that leader, and whether one is owed to you by the "
            "university’s rules; never with whom you have talked, nor when."
        ),
    ),
    Question(
        "stand-in",
        _("Somebody stands in for my leader. What does that person see?"),
        _(
            "Your name, your unit and whether you may be invited; not why you may not, nor whether you asked. A "
            "stand-in invites in your leader’s name and, once both of you have said yes, agrees on when and where; "
            "both of you see who did it. A stand-in reads nothing that is said or written."
        ),
    ),
    Question(
        "prepare",
        _("Must I fill in the preparation, and must I share it?"),
        _(
            "Neither. Write as much or as little as you like, share topic by topic, all of it or nothing, or "
            "just talk. You can also print the form and write on paper."
        ),
    ),
    Question(
        "take-back",
        _("Can I take back what I have shared?"),
        _(
            "Yes, until the conversation has been held: press “Stop sharing” at the text. What was shared "
            "when you talked stays shared."
        ),
    ),
    Question(
        "meet",
        _("What happens when we meet?"),
        _(
            "You open the room, each on an own screen or on one laptop between you. It holds a guide that you "
            "may ignore, what is shared, and the sheet. Each of you has fields of your own on it, and you "
            "choose when the other one sees what you write."
        ),
    ),
    Question(
        "confirm",
        _("What does it mean to confirm the sheet?"),
        _(
            "That both of you say: this is what we agreed on. A later change asks both again, and until then "
            "the confirmed text stands. Your steps are then under “After”."
        ),
    ),
    Question(
        "erased",
        _("When is what I wrote erased?"),
        _(
            "Each part has its own day, and the page “After” of each conversation lists them. You are told "
            "before words of yours are erased. What only you can read you can erase at once."
        ),
        "dialogues:kept",
        _("How your words are kept"),
    ),
    Question(
        "signed-out",
        _("What if I am signed out, or lose the network, while I write?"),
        _(
            "Keep the page open: your text stays in it, and the page says what is not saved yet. When you "
            "were signed out, sign in in a new tab, come back, and save again. When the network returns, the "
            "page tries again by itself."
        ),
    ),
)

LEADER = (
    Question(
        "invite",
        _("How do I invite somebody?"),
        _(
            "One person, or several with one letter that each receives alone. You can invite the people whom "
            "you lead or supervise today."
        ),
        "dialogues:invite",
        _("Invite to a conversation"),
    ),
    Question(
        "people",
        _("What do I see about the people I lead?"),
        _(
            "Where a conversation with you stands, never what is in it. “No open conversation with you” means "
            "just that: you are not told whether there is one with somebody else."
        ),
        "home:leading",
        _("People I lead"),
    ),
    Question(
        "asked",
        _("Somebody asks me for a conversation. What can I answer?"),
        _(
            "Say yes, say no, or suggest somebody else. If you suggest somebody, the employee decides. Then "
            "either of you writes down when and where you meet."
        ),
        "home:home",
        _("My conversations"),
    ),
    Question(
        "stand-in",
        _("Can somebody invite and agree on dates for me?"),
        _(
            "Yes: name a stand-in, from a day to a day. A stand-in sees the names and units of the people you lead "
            "or supervise, and who may be invited, and sets the date once both of you have said yes. You see who did "
            "it. No preparation, notes or sheet opens to a stand-in, nor does the room."
        ),
        "people:stand-ins",
        _("Stand-ins"),
    ),
    Question(
        "prepare",
        _("How do I prepare?"),
        _(
            "Open “Prepare”: a short checklist with guidance, what has been shared with you, and room for "
            "notes of your own."
        ),
        "dialogues:about",
        _("What the conversation is"),
    ),
    Question(
        "notes",
        _("Who reads my notes?"),
        _(
            "Only you, unless you share one as written feedback. What you write about somebody is that "
            "person’s data too, so write what you could stand by. Unshared notes are erased soon after the "
            "sheet is confirmed."
        ),
    ),
    Question(
        "opened",
        _("Does the employee see that I have read something?"),
        _("Yes. Whoever wrote a text sees who has opened it, and when. That holds for what you write too."),
        "dialogues:access",
        _("Who has opened what"),
    ),
    Question(
        "lead",
        _("How do I lead the conversation?"),
        _(
            "Open the room and set the frame: how long you have, what stays between you, what it is for. The "
            "course shows who does what. Before the end, say what you see and how the other one can come back "
            "to you."
        ),
    ),
    Question(
        "contacts",
        _("How do I hand on a contact?"),
        _(
            "Write it down under “My network”, which nobody else can read. Beside the sheet, “Hand on a "
            "contact” gives the employee a copy with your sentence on why. You can take it back."
        ),
        "network:contacts",
        _("My network"),
    ),
    Question(
        "held",
        _("Who says that the conversation has been held?"),
        _(
            "The employee, or both of you by confirming the sheet. If the employee said it by mistake, that "
            "can be undone for seven days."
        ),
    ),
    Question(
        "afterwards",
        _("What happens afterwards?"),
        _(
            "You keep reading the sheet until it is erased, and answer two questions about the conversation. "
            "The employee may ask you something later: “My conversations” says so, and you answer under "
            "“After”."
        ),
        "dialogues:kept",
        _("How your words are kept"),
    ),
)

COORDINATOR = (
    Question(
        "see",
        _("What does the role HR coordinator show me?"),
        _("In this version nothing beyond what everybody has. It opens no conversation, and no further page."),
    ),
    Question(
        "who-has-talked",
        _("Can I see who has had a conversation?"),
        _("No. No page tells you that there is a conversation between two other people."),
    ),
    Question(
        "many",
        _("Can I invite many people at once?"),
        _(
            "Not in this version. A leader can invite several of the own people with one letter, and "
            "everybody can ask for a conversation."
        ),
    ),
    Question(
        "safe",
        _("What do I answer when somebody asks whether their words are safe?"),
        _(
            "That each page where one writes says who can read it, that no role opens what is said, and that "
            "everybody sees who has opened what."
        ),
    ),
    Question(
        "erased",
        _("What do I answer when somebody asks when notes are erased?"),
        _(
            "The page “How your words are kept” says it for everything, with reasons. “After” of each "
            "conversation lists every part with its date."
        ),
        "dialogues:kept",
        _("How your words are kept"),
    ),
    Question(
        "wrong-leader",
        _("Somebody has the wrong leader or unit. Who mends it?"),
        _(
            "An administrator, who keeps the facts about people, units and leaders, and can read no "
            "conversation either."
        ),
    ),
    Question(
        "cannot-sign-in",
        _("Somebody can’t sign in. What do I say?"),
        _(
            "Use the address that the university knows, and look for the mail with the code in the junk "
            "folder. If none comes, an administrator can see which address is known."
        ),
    ),
    Question(
        "second-factor",
        _("Why must I set up a passkey or a code app?"),
        _(
            "A code by mail alone does not open the account of a coordinator or an administrator. Print the "
            "recovery codes too: they let you in when the device is lost."
        ),
        "people:security",
        _("Security"),
    ),
    Question(
        "own",
        _("Can I have conversations of my own?"),
        _("Yes, like everybody else. Your role shows nobody more of them."),
        "dialogues:ask",
        _("Ask for a conversation"),
    ),
    Question(
        "reminders",
        _("Of what does the service remind people?"),
        _(
            "Of a date, an answer, a sheet or a step that waits, and of words about to be erased. A mail says "
            "that something is there, never what. Everybody switches off the kinds they don’t want."
        ),
        "dialogues:reminders",
        _("Reminders"),
    ),
)

ADMINISTRATOR = (
    Question(
        "read",
        _("What can an administrator read?"),
        _(
            "The facts about people: names, addresses, units, affiliations, who leads whom. No conversation, "
            "and no page shows you that there is one."
        ),
    ),
    Question(
        "add",
        _("How do I add somebody?"),
        _(
            "Name, address and language, and then an affiliation: unit, category of position, from and to. "
            "Guests and stipend holders take part too."
        ),
        "people:add-person",
        _("Add a person"),
    ),
    Question(
        "leader",
        _("How does somebody become a leader?"),
        _(
            "Open the unit and add a leader with dates. A unit may have several; one without a leader is led "
            "by the one above it. Supervisors are added at the person."
        ),
        "people:units",
        _("Units"),
    ),
    Question(
        "address",
        _("Somebody has a new address. When does it work?"),
        _(
            "At once when the person, or a second administrator, says yes. Otherwise the old address can "
            "first object for some days, so that nobody can take over an account by changing its address."
        ),
        "people:people",
        _("People"),
    ),
    Question(
        "leaves",
        _("Somebody leaves. What do I do?"),
        _(
            "End all affiliations with a last day, at the person, who is told until when one can sign in and take "
            "the own words along. Then the account closes by itself. A new affiliation stops that."
        ),
    ),
    Question(
        "twice",
        _("Somebody is here twice. Can I bring the accounts together?"),
        _(
            "You ask, at the person. Accounts that were used come together when the person has said yes, "
            "signed in with each address; accounts never used come together at once."
        ),
    ),
    Question(
        "roles",
        _("How do I give somebody a role?"),
        _(
            "At the person, under “Roles”. Whoever is given one sets up a passkey or a code app with the next "
            "click. The last administrator can’t be removed."
        ),
    ),
    Question(
        "locked-out",
        _("Somebody has lost the passkey and the recovery codes. What now?"),
        _(
            "Whoever operates the server lets that person back in, with the command samtalerum reset-factors. "
            "No page can do it, so that nobody can be talked into it."
        ),
    ),
    Question(
        "mail",
        _("Do the mails go out?"),
        _(
            "“Mail” shows how many wait, went out or failed lately, never to whom or about what. What failed "
            "can be tried again there. If nothing sends mails, tell whoever runs the server."
        ),
        "people:mail",
        _("Mail"),
    ),
    Question(
        "holds",
        _("A law demands that nothing is erased. What do I do?"),
        _(
            "Write down a legal hold; a second administrator confirms it. It opens nothing. The people named "
            "can read it with its reason, so write nothing there about what may have been said."
        ),
        "people:holds",
        _("Legal holds"),
    ),
)
