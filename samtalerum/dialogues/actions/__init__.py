"""The verbs of a dialogue. Each refuses first, then changes everything in one transaction; each is handed the time."""

from samtalerum.dialogues.actions.after import add_step, erase_private, mark_step
from samtalerum.dialogues.actions.carrying import carry_no_further, carry_over, take_over
from samtalerum.dialogues.actions.course import (
    agree_on_date,
    lapse_never_held,
    lapse_old_questions,
    set_minutes,
    take,
    undo,
    undoable,
)
from samtalerum.dialogues.actions.elsewhere import answer_record, count_unanswered, record_of, record_with, undo_record
from samtalerum.dialogues.actions.following import follow_up, move_step, note_step, open_thread, take_back
from samtalerum.dialogues.actions.moving import move_to
from samtalerum.dialogues.actions.opening import choose_opening, may_choose_opening, say_ready
from samtalerum.dialogues.actions.referring import refer, referrals, take_referral_back
from samtalerum.dialogues.actions.reminding import choose_reminders
from samtalerum.dialogues.actions.sending import read_sent, received_by, send_sheet, stop_sending
from samtalerum.dialogues.actions.sharing import share, stop_sharing
from samtalerum.dialogues.actions.sheet import (
    Line,
    NothingToConfirm,
    ReadAgain,
    Sheet,
    confirm,
    lines_of,
    opened,
    sheet,
    show_and_read,
    standing_version,
)
from samtalerum.dialogues.actions.starting import ask, ask_suggested, invite, invite_all, suggest
from samtalerum.dialogues.actions.writing import Clash, Saved, choose_show, save, set_due, show_now, tick
from samtalerum.dialogues.actions.written_down import take_out

__all__ = [
    "Clash",
    "Line",
    "NothingToConfirm",
    "ReadAgain",
    "Saved",
    "Sheet",
    "add_step",
    "agree_on_date",
    "answer_record",
    "ask",
    "ask_suggested",
    "carry_no_further",
    "carry_over",
    "choose_opening",
    "choose_reminders",
    "choose_show",
    "confirm",
    "count_unanswered",
    "erase_private",
    "follow_up",
    "invite",
    "invite_all",
    "lapse_never_held",
    "lapse_old_questions",
    "lines_of",
    "mark_step",
    "may_choose_opening",
    "move_step",
    "move_to",
    "note_step",
    "open_thread",
    "opened",
    "read_sent",
    "received_by",
    "record_of",
    "record_with",
    "refer",
    "referrals",
    "save",
    "say_ready",
    "send_sheet",
    "set_due",
    "set_minutes",
    "share",
    "sheet",
    "show_and_read",
    "show_now",
    "standing_version",
    "stop_sending",
    "stop_sharing",
    "suggest",
    "take",
    "take_back",
    "take_out",
    "take_over",
    "take_referral_back",
    "tick",
    "undo",
    "undo_record",
    "undoable",
]
