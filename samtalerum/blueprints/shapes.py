"""What a file of each kind looks like. A new kind is one more shape here and one more reader in kinds.py."""

import difflib

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samtalerum.blueprints.checking import (
    KNOWN_LANGUAGES,
    SIDES,
    Check,
    Shape,
    always,
    fields,
    key,
    languages,
    listed,
    number,
    number_between,
    one_of,
    only_one,
    text,
    together,
    yes_no,
)
from samtalerum.blueprints.reading import Fields, Leaf, Many, Mistake, Node

_JOINT = always(gettext_lazy("both read what stands in this place."))
_EACH = always(gettext_lazy("each of the two answers."))
_BY_OWNER = one_of("owner", because=gettext_lazy("The preparation is the owner's alone."))
_BY_PARTNER = one_of("partner", because=gettext_lazy("These notes are the partner's alone."))
_BY_ONE = one_of(*SIDES, because=gettext_lazy("Each place has exactly one writer."))

_TOPIC = fields({"key": key(), "writer": _BY_OWNER, "title": text, "questions": listed(text)})
_NOTE = fields({"key": key(), "writer": _BY_PARTNER, "title": text}, {"questions": listed(text)})
_CHECK = fields({"key": key("check.")}, {"more": text}, worded=True)
_MATERIAL = fields({"key": key("material.")}, worded=True)
_FRAME = together(
    fields({"key": key(), "title": text}, {"writer": _BY_ONE, "joint": _JOINT}, worded=True), "writer", "joint"
)
_TURN = fields({"by": one_of(*SIDES, "both")}, worded=True)
_THEME = fields({"key": key("guide."), "title": text, "questions": listed(text)})
_GIVEN = fields({"key": key("given."), "title": text}, worded=True)
_FIELD = fields(
    {"key": key(), "writer": _BY_ONE, "joint": _JOINT, "title": text, "questions": listed(text)},
    {
        "show": one_of("as-i-write", "on-pause"),
        "steps": yes_no,
        "referrals": yes_no,
        "optional": yes_no,
        "come_back": yes_no,
    },
)
_SCALE = number_between(2, 10)
_QUESTION = fields({"key": key("evaluation."), "each": _EACH}, {"joint": yes_no}, worded=True)

_OWNER_BEFORE = fields({"duty": text, "form": listed(_TOPIC)})
_PARTNER_BEFORE = fields(
    {"duty": text, "checklist": listed(_CHECK), "notes": listed(_NOTE)}, {"materials": listed(_MATERIAL)}
)

CONVERSATION: Shape = {
    "about": fields({"purpose": text, "why": text, "beside_appraisal": text, "aims": listed(text)}),
    "before": fields({"owner": _OWNER_BEFORE, "partner": _PARTNER_BEFORE}),
    "during": fields(
        {
            "frame": listed(_FRAME),
            "course": listed(_TURN),
            "guide": listed(_THEME),
            "partner_input": listed(_GIVEN, least=0),
        }
    ),
    "wrap_up": fields({"title": text, "fields": listed(_FIELD), "confirmation": text}),
    "after": fields({"owner": text, "partner": text, "evaluation": listed(_QUESTION)}),
}

_OWN = fields({"key": key(), "writer": _BY_OWNER, "title": text, "questions": listed(text)})
_OWN_JOINT = fields({"key": key(), "writer": _BY_OWNER, "joint": _JOINT, "title": text, "questions": listed(text)})
_ASKED = fields({"key": key(), "writer": _BY_OWNER, "joint": _JOINT}, {"optional": yes_no}, worded=True)

COACHING: Shape = {
    "about": fields(
        {
            "for_whom": text,
            "purpose": text,
            "aims": listed(text),
            "principles": listed(fields({"key": key("principle.")}, worded=True)),
        }
    ),
    "request": only_one(
        fields(
            {
                "key": key(),
                "writer": _BY_OWNER,
                "readers": one_of("desk", because=gettext_lazy("The desk reads a request, and nobody else.")),
                "title": text,
                "questions": listed(text),
            }
        )
    ),
    "agreement": listed(_ASKED),
    "focus": _OWN_JOINT,
    "journal": _OWN,
    "reflections": listed(fields({"key": key("journal."), "title": text}, worded=True), least=0),
    "draws": text,
    "holds": text,
    "directions": listed(fields({"key": key("directions.")}, worded=True)),
    "people": listed(_OWN),
    "meeting": fields({"opening": _ASKED, "closing": _ASKED}),
    "task": _ASKED,
    "partner_notes": fields({"key": key(), "writer": _BY_PARTNER, "title": text}),
    "bridge": fields({"title": text, "questions": listed(fields({"key": key(), "writer": _BY_OWNER}, worded=True))}),
    "closing": listed(_ASKED),
    "evaluation": listed(fields({"key": key("evaluation."), "scale": _SCALE}, worded=True)),
}

KINDS: dict[str, Shape] = {"conversation": CONVERSATION, "coaching": COACHING}


def check(tree: Node | None) -> list[Mistake]:
    """Everything that is wrong with a file, seen by the shape of its kind."""
    if not isinstance(tree, Fields):
        return [Mistake(1, _("A blueprint begins with `key:`, `version:`, `kind:` and `languages:`."))]
    checking = Check(_languages(tree.nodes.get("languages")))
    kind = tree.nodes.get("kind")
    meant = kind.value if isinstance(kind, Leaf) and isinstance(kind.value, str) else ""
    near = difflib.get_close_matches(meant, KINDS, n=1)
    heading: Shape = {
        "key": key("blueprint."),
        "version": number,
        "kind": one_of(*KINDS),
        "languages": languages,
        "title": text,
        "roles": fields(dict.fromkeys(SIDES, text)),
    }
    if near:
        checking.fields(tree, 1, {**heading, **KINDS[near[0]]}, {})
    else:  # what follows depends on the kind: only the heading can be judged
        known = {name: node for name, node in tree.nodes.items() if name in heading}
        checking.fields(Fields(1, known, tree.lines), 1, heading, {})
    return checking.mistakes


def _languages(node: Node | None) -> tuple[str, ...]:
    """The languages to expect of each text; none where the list itself is wrong."""
    codes = [one.value for one in node.nodes if isinstance(one, Leaf)] if isinstance(node, Many) else []
    known = tuple(dict.fromkeys(one for one in codes if isinstance(one, str) and one in KNOWN_LANGUAGES))
    return known if isinstance(node, Many) and len(known) == len(node.nodes) else ()
