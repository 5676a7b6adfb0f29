"""Who gets what answer: every address and method, for everybody. tests/test_matrix.py plays each row.

A row: the address's name, perhaps with arguments; the method; the phase of Ada's conversation with Ben; the answer for
each role; what is sent (tests/sent.py). `in`: sent to sign in. A number: that status. A method without a row must
answer 405; an address without a row fails the suite.

The columns, in this order:

    anon      nobody has signed in
    owner     Ada, whose conversation it is
    partner   Ben, who leads it
    stranger  Cleo, a colleague in the same unit
    former    Finn, who sat in Ben's place until today and no longer leads the unit
    other     Dora, who leads another unit
    coord     Hanne, HR coordinator
    admin     Ida, administrator
    reader    Rita, to whom Ada has sent the confirmed sheet
    left      Pia, who leads a third unit; the conversation was hers until Ada moved it
    standin   Ole, who stands in for Ben: invitations and dates, never content

Each row is played once more from a table, where nobody is signed in: tests/test_table.py.
"""

from dataclasses import dataclass

ROLES = ("anon", "owner", "partner", "stranger", "former", "other", "coord", "admin", "reader", "left", "standin")

TABLE = """
# address                          method phase     anon owne part stra form othe coor admi read left stan sends

web:language                       POST   before    302  302  302  302  302  302  302  302  302  302  302  language
web:accessibility                  GET    before    200  200  200  200  200  200  200  200  200  200  200  -
health:live                        GET    before    200  200  200  200  200  200  200  200  200  200  200  -
health:ready                       GET    before    200  200  200  200  200  200  200  200  200  200  200  -
health:metrics                     GET    before    404  404  404  404  404  404  404  404  404  404  404  -
web:csrf                           GET    before    in   200  200  200  200  200  200  200  200  200  200  -

home:home                          GET    before    in   200  200  200  200  200  200  200  200  200  200  -
home:poll                          GET    before    401  200  200  200  200  200  200  200  200  200  200  -
home:help                          GET    before    in   200  200  200  200  200  200  200  200  200  200  -
home:leading                       GET    before    in   404  200  404  404  200  404  404  404  200  404  -
home:standing-in                   GET    before    in   404  404  404  404  404  404  404  404  404  302  -
home:led-for                       GET    before    in   404  404  404  404  404  404  404  404  404  200  -

people:sign-in                     GET    before    200  302  302  302  302  302  302  302  302  302  302  -
people:sign-in                     POST   before    302  302  302  302  302  302  302  302  302  302  302  address
people:sign-in-code                GET    before    302  302  302  302  302  302  302  302  302  302  302  -
people:sign-in-code                POST   before    200  302  302  302  302  302  302  302  302  302  302  code
people:passkey-sign-in             POST   before    200  302  302  302  302  302  302  302  302  302  302  nothing
people:passkey-options             POST   before    200  200  200  200  200  200  200  200  200  200  200  nothing
people:second                      GET    before    302  302  302  302  302  302  302  302  302  302  302  -
people:second                      POST   before    302  302  302  302  302  302  302  302  302  302  302  code
people:object-to-address           GET    before    200  200  200  200  200  200  200  200  200  200  200  -
people:object-to-address           POST   before    200  200  200  200  200  200  200  200  200  200  200  nothing
people:sign-out                    POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing
people:demo-sign-in                GET    before    404  404  404  404  404  404  404  404  404  404  404  -
people:demo-sign-in                POST   before    404  404  404  404  404  404  404  404  404  404  404  nothing
people:demo-mail                   GET    before    404  404  404  404  404  404  404  404  404  404  404  -
people:demo-one-mail               GET    before    404  404  404  404  404  404  404  404  404  404  404  -
people:settings                    GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:settings                    POST   before    in   302  302  302  302  302  302  302  302  302  302  settings
people:mail-again                  POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing
people:answer-merge                POST   before    in   404  404  302  404  404  404  404  404  404  404  nothing
people:own-leave                   GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:own-leave                   POST   before    in   302  302  302  302  302  302  302  302  302  302  days
people:change-own-leave            GET    before    in   200  404  404  404  404  404  404  404  404  404  -
people:change-own-leave            POST   before    in   302  404  404  404  404  404  404  404  404  404  days
people:remove-own-leave            POST   before    in   302  404  404  404  404  404  404  404  404  404  nothing
people:stand-ins                   GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:stand-ins                   POST   before    in   404  302  404  404  302  404  404  404  302  404  stand-in
people:end-stand-in                POST   before    in   404  302  404  404  404  404  404  404  404  302  nothing
people:end-stand-in-of             POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:answer-address              POST   before    in   302  404  404  404  404  404  404  404  404  404  nothing
people:security                    GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:end-session                 POST   before    in   404  302  404  404  404  404  404  404  404  404  nothing
people:end-all-sessions            POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing
people:take-along                  GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:take-along                  POST   before    in   200  200  200  200  200  200  200  200  200  200  nothing
people:set-up                      GET    before    in   302  302  302  302  302  200  200  302  302  302  -
people:prove                       GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:prove                       POST   before    in   200  200  200  200  200  200  200  200  200  200  nothing
people:add-passkey                 GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:add-passkey                 POST   before    in   200  200  200  200  200  200  200  200  200  200  nothing
people:new-passkey-options         POST   before    in   200  200  200  200  200  200  200  200  200  200  nothing
people:passkey                     GET    before    in   200  404  404  404  404  404  404  404  404  404  -
people:passkey                     POST   before    in   302  404  404  404  404  404  404  404  404  404  passkey-name
people:code-app                    GET    before    in   200  200  200  200  200  200  200  200  200  200  -
people:code-app                    POST   before    in   200  200  200  200  200  200  200  200  200  200  code
people:recovery-codes              GET    before    in   302  302  302  302  302  302  302  302  302  302  -
people:recovery-codes              POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing
people:demand                      POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing

people:mail                        GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:mail                        POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:people                      GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-person                  GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-person                  POST   before    in   404  404  404  404  404  404  302  404  404  404  new-person
people:person                      GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:person                      POST   before    in   404  404  404  404  404  404  302  404  404  404  settings
people:address                     GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:address                     POST   before    in   404  404  404  404  404  404  302  404  404  404  new-address
people:decide-address              POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:roles                       GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:roles                       POST   before    in   404  404  404  404  404  404  302  404  404  404  roles
people:account                     GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:account                     POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:leaving                     GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:leaving                     POST   before    in   404  404  404  404  404  404  302  404  404  404  last-day
people:merge                       GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:merge                       POST   before    in   404  404  404  404  404  404  200  404  404  404  nothing
people:take-back-merge             POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:add-span(kind=leave)        GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-span(kind=leave)        POST   before    in   404  404  404  404  404  404  302  404  404  404  days
people:change-span(kind=affiliation) GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:change-span(kind=affiliation) POST   before    in   404  404  404  404  404  404  302  404  404  404  affiliation
people:remove-span(kind=affiliation) GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:remove-span(kind=affiliation) POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:holds                       GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:holds                       POST   before    in   404  404  404  404  404  404  302  404  404  404  hold
people:confirm-hold                POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:end-hold                    POST   before    in   404  404  404  404  404  404  302  404  404  404  nothing
people:units                       GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-unit                    GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-unit                    POST   before    in   404  404  404  404  404  404  302  404  404  404  unit
people:unit                        GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:unit                        POST   before    in   404  404  404  404  404  404  302  404  404  404  unit
people:end-unit                    GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:end-unit                    POST   before    in   404  404  404  404  404  404  200  404  404  404  last-day
people:add-leader                  GET    before    in   404  404  404  404  404  404  200  404  404  404  -
people:add-leader                  POST   before    in   404  404  404  404  404  404  302  404  404  404  leader

network:contacts                   GET    before    in   200  200  200  200  200  200  200  200  200  200  -
network:search                     POST   before    in   200  200  200  200  200  200  200  200  200  200  query
network:add                        GET    before    in   200  200  200  200  200  200  200  200  200  200  -
network:add                        POST   before    in   302  302  302  302  302  302  302  302  302  302  card
network:contact                    GET    before    in   404  200  404  404  404  404  404  404  404  404  -
network:contact                    POST   before    in   404  302  404  404  404  404  404  404  404  404  card
network:keep                       POST   before    in   404  302  404  404  404  404  404  404  404  404  nothing
network:erase                      GET    before    in   404  200  404  404  404  404  404  404  404  404  -
network:erase                      POST   before    in   404  302  404  404  404  404  404  404  404  404  nothing

# A conversation has no such page; who gets them in a course of coaching: samtalerum/coaching/tests/
coaching:notes                     GET    before    in   404  404  404  404  404  404  404  404  404  404  -
coaching:notes                     POST   before    in   404  404  404  404  404  404  404  404  404  404  nothing
coaching:map                       GET    before    in   404  404  404  404  404  404  404  404  404  404  -
coaching:map                       POST   before    in   404  404  404  404  404  404  404  404  404  404  nothing
coaching:around                    GET    before    in   404  404  404  404  404  404  404  404  404  404  -
coaching:around                    POST   before    in   404  404  404  404  404  404  404  404  404  404  nothing
coaching:carry                     GET    before    in   404  404  404  404  404  404  404  404  404  404  -
coaching:carry                     POST   before    in   404  404  404  404  404  404  404  404  404  404  nothing
coaching:another                   GET    before    in   404  404  404  404  404  404  404  404  404  404  -
coaching:another                   POST   before    in   404  404  404  404  404  404  404  404  404  404  nothing

dialogues:about                    GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:kept                     GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:access                   GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:my-steps                 GET    confirmed in   200  200  200  200  200  200  200  200  200  200  -
dialogues:my-steps                 POST   confirmed in   302  302  302  302  302  302  302  302  302  302  my-steps
dialogues:earlier                  GET    confirmed in   200  200  200  200  200  200  200  200  200  200  -
dialogues:record                   GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:record                   POST   before    in   302  302  302  302  400  302  302  302  302  302  record
dialogues:record-led               GET    before    in   404  200  404  404  200  404  404  404  200  404  -
dialogues:record-led               POST   before    in   404  302  404  404  400  404  404  404  400  404  record-led
dialogues:elsewhere                GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:elsewhere                POST   before    in   302  409  404  404  404  404  404  404  404  404  so
dialogues:reminders                GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:reminders                POST   before    in   302  302  302  302  302  302  302  302  302  302  nothing
dialogues:ask                      GET    before    in   200  200  200  200  200  200  200  200  200  200  -
dialogues:ask                      POST   before    in   302  302  302  302  200  302  302  302  302  302  ask
dialogues:invite                   GET    before    in   404  200  404  404  200  404  404  404  200  404  -
dialogues:invite                   POST   before    in   404  302  404  404  200  404  404  404  200  404  invite
dialogues:dates                    GET    before    in   404  200  404  404  200  404  404  404  200  404  -
dialogues:dates                    POST   before    in   404  302  404  404  302  404  404  404  302  404  nothing
dialogues:invite-for               GET    before    in   404  404  404  404  404  404  404  404  404  200  -
dialogues:invite-for               POST   before    in   404  404  404  404  404  404  404  404  404  302  invite
dialogues:dates-for                GET    before    in   404  404  404  404  404  404  404  404  404  200  -
dialogues:dates-for                POST   before    in   404  404  404  404  404  404  404  404  404  302  nothing
dialogues:show                     GET    before    in   302  302  404  404  404  404  404  404  404  404  -
dialogues:answer                   GET    asked     in   200  200  404  404  404  404  404  404  404  404  -
dialogues:answer                   GET    invited   in   200  200  404  404  404  404  404  404  404  404  -
dialogues:suggest                  GET    asked     in   409  200  404  404  404  404  404  404  404  404  -
dialogues:suggest                  POST   asked     in   409  302  404  404  404  404  404  404  404  404  suggest
dialogues:ask-suggested            POST   suggested in   302  409  404  404  404  404  404  404  404  404  words
dialogues:take(step=accept)        POST   asked     in   409  302  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=accept)        POST   invited   in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=decline)       POST   asked     in   409  302  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=withdraw)      POST   asked     in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=meet)          POST   before    in   302  302  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=hold)          POST   during    in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=close)         POST   held      in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:take(step=reopen)        POST   closed    in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:undo                     POST   declined  in   409  302  404  404  404  404  404  404  404  404  nothing
dialogues:undo                     POST   withdrawn in   302  409  404  404  404  404  404  404  404  404  nothing
dialogues:move                     GET    before    in   200  409  404  404  404  404  404  404  404  404  -
dialogues:move                     POST   before    in   302  409  404  404  404  404  404  404  404  404  ask
dialogues:date                     GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:date                     POST   before    in   302  302  404  404  404  404  404  404  404  404  date
dialogues:poll                     GET    before    401  200  200  404  404  404  404  404  404  404  404  -
dialogues:leave                    POST   before    in   204  204  404  404  404  404  404  404  404  404  nothing
dialogues:opening                  GET    before    in   200  403  404  404  404  404  404  404  404  404  -
dialogues:opening                  POST   before    in   302  403  404  404  404  404  404  404  404  404  opening
dialogues:ready                    POST   before    in   409  409  404  404  404  404  404  404  404  404  nothing
dialogues:prepare                  GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:prepare                  POST   before    in   302  302  404  404  404  404  404  404  404  404  topics
dialogues:prepare-print            GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:checklist                POST   before    in   302  302  404  404  404  404  404  404  404  404  ticks
dialogues:save(item=success)       POST   before    in   302  403  404  404  404  404  404  404  404  404  text
dialogues:save(item=feedback-notes) POST   before    in   403  302  404  404  404  404  404  404  404  404  text
dialogues:save-slot(item=action,slot=1) POST   during    in   302  403  404  404  404  404  404  404  404  404  new-text
dialogues:conflict(item=success)   POST   before    in   302  403  404  404  404  404  404  404  404  404  text
dialogues:share                    GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:share                    POST   before    in   302  400  404  404  404  404  404  404  404  404  share
dialogues:stop-sharing             POST   before    in   302  400  404  404  404  404  404  404  404  404  stop
dialogues:as-seen                  GET    before    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:room                     GET    during    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:room                     POST   during    in   302  302  404  404  404  404  404  404  404  404  nothing
dialogues:room-show                POST   during    in   302  403  404  404  404  404  404  404  404  404  show
dialogues:room-time                POST   during    in   302  302  404  404  404  404  404  404  404  404  time
dialogues:room-confirm             POST   held      in   409  409  404  404  404  404  404  404  404  404  nothing
dialogues:take-out                 POST   during    in   302  302  404  404  404  404  404  404  404  404  written
dialogues:lay-table                GET    during    in   200  200  404  404  404  404  404  404  404  404  -
dialogues:lay-table                POST   during    in   302  302  404  404  404  404  404  404  404  404  nothing
dialogues:table                    GET    during    302  302  302  302  302  302  302  302  302  302  302  -
dialogues:table                    POST   during    302  302  302  302  302  302  302  302  302  302  302  nothing
dialogues:table-save(item=advice)  POST   during    302  302  302  302  302  302  302  302  302  302  302  new-text
dialogues:table-leave              POST   during    302  302  302  302  302  302  302  302  302  302  302  nothing
dialogues:sheet                    GET    confirmed in   200  200  404  404  404  404  404  404  404  404  -
dialogues:after                    GET    confirmed in   200  200  404  404  404  404  404  404  404  404  -
dialogues:after                    POST   confirmed in   302  302  404  404  404  404  404  404  404  404  nothing
dialogues:steps                    POST   confirmed in   302  400  404  404  404  404  404  404  404  404  step
dialogues:add-step                 POST   confirmed in   302  400  404  404  404  404  404  404  404  404  new-step
dialogues:refer                    GET    confirmed in   404  200  404  404  404  404  404  404  404  404  -
dialogues:refer                    POST   confirmed in   404  302  404  404  404  404  404  404  404  404  referral
dialogues:take-referral-back       POST   confirmed in   404  302  404  404  404  404  404  404  404  404  handed-on
dialogues:send                     GET    confirmed in   200  404  404  404  404  404  404  404  404  404  -
dialogues:send                     POST   confirmed in   302  404  404  404  404  404  404  404  404  404  send
dialogues:stop-sending             POST   confirmed in   302  404  404  404  404  404  404  404  404  404  stop-sending
dialogues:received                 GET    confirmed in   404  404  404  404  404  404  404  200  404  404  -
dialogues:follow-up                POST   confirmed in   302  400  404  404  404  404  404  404  404  404  question
dialogues:take-back                POST   confirmed in   302  400  404  404  404  404  404  404  404  404  sent
dialogues:erase                    GET    confirmed in   200  200  404  404  404  404  404  404  404  404  -
dialogues:erase                    POST   confirmed in   302  302  404  404  404  404  404  404  404  404  nothing
dialogues:carry                    POST   confirmed in   302  403  404  404  404  404  404  404  404  404  nothing
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    arguments: tuple[tuple[str, str], ...]
    method: str
    phase: str
    answers: tuple[str, ...]
    sends: str
    roles: tuple[str, ...] = ROLES

    def __str__(self) -> str:
        arguments = ",".join(value for _name, value in self.arguments)
        return f"{self.method} {self.name}{f'({arguments})' if arguments else ''} {self.phase}"

    @property
    def package(self) -> str:
        """Whose address it is."""
        return self.name.partition(":")[0]

    def expected(self, role: str) -> str:
        """`in`, or a status."""
        return self.answers[self.roles.index(role)]


def rows() -> list[Row]:
    """The table."""
    return read_rows(TABLE, ROLES)


def read_rows(table: str, roles: tuple[str, ...]) -> list[Row]:
    """A table of such lines, for these roles."""
    return [_row(line.split(), roles) for line in table.splitlines() if line.strip() and not line.startswith("#")]


def _row(words: list[str], roles: tuple[str, ...]) -> Row:
    address, method, phase, *answers, sends = words
    if len(answers) != len(roles):
        raise ValueError(f"{address} {method}: {len(answers)} answers for {len(roles)} roles")
    name, _, inside = address.rstrip(")").partition("(")
    pairs = tuple((key, value) for key, _, value in (pair.partition("=") for pair in inside.split(",") if pair))
    return Row(name, pairs, method, phase, tuple(answers), sends, roles)
