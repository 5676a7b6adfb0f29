"""Who stands on the demo's sign-in page, with one line each; docs/demo.md says more. Read by the settings."""

from django.utils.translation import gettext_noop as _

PEOPLE = [
    ("demo-sofie", _("Postdoc, reads Danish: prepares a conversation and has shared some of it; an earlier one")),
    ("demo-wei", _("PhD fellow, reads English: in the room right now, together with Karen")),
    ("demo-elin", _("Assistant professor, reads Swedish: afterwards, with steps and a confirmed sheet")),
    ("demo-fatima", _("Postdoc, reads English: invited, somebody else suggested, a question that lapsed")),
    ("demo-karen", _("Head of department, reads Danish: conversations in every phase")),
    ("demo-lars", _("Head of department and supervisor, reads English: invites, has read a sheet to confirm")),
    ("demo-leila", _("Postdoc, reads English: is being coached, with a journal and five directions")),
    ("demo-signe", _("Coach, reads Danish: the desk, a course under way, another about to begin")),
    ("demo-kirsten", _("Coordinator of the coaching unit, reads Danish: the queue, who takes which request")),
    ("demo-hanne", _("HR coordinator, reads Danish: a start page that is still empty")),
    ("demo-ingrid", _("Administrator, reads English: people, units and leaders")),
]
