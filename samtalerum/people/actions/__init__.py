"""What is done to people, addresses, units and who belongs where. Each verb refuses first, then writes."""

from samtalerum.people.actions.accounts import (
    LastAdministrator,
    Taken,
    add_person,
    change_person,
    close_account,
    create_administrator,
    may_sign_in,
    new_address,
    open_account,
    set_own,
    set_roles,
    sign_out_everywhere,
)
from samtalerum.people.actions.belonging import Twice, end_everything, remove, save
from samtalerum.people.actions.units import Circle, StillNeeded, add_unit, change_unit, end_unit, reopen_unit

__all__ = [
    "Circle",
    "LastAdministrator",
    "StillNeeded",
    "Taken",
    "Twice",
    "add_person",
    "add_unit",
    "change_person",
    "change_unit",
    "close_account",
    "create_administrator",
    "end_everything",
    "end_unit",
    "may_sign_in",
    "new_address",
    "open_account",
    "remove",
    "reopen_unit",
    "save",
    "set_own",
    "set_roles",
    "sign_out_everywhere",
]
